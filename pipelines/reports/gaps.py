"""What a report lacks, in Indonesian sentences that say what to do. Reads nothing: it goes by what ``facts`` read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.wording import month_name, rupiah

if TYPE_CHECKING:
    from pipelines.reports.facts import Laporan


def remarks(report: Laporan) -> list[str]:
    """What a reader of the whole report must know: documents that are missing, pages that are lost."""
    month = f"{month_name(report.bulan)} {report.tahun}"
    said = []
    if report.rak is None:
        said.append(
            f"RAK tahun {report.tahun} belum diterima atau masih ditahan, sehingga target, NPS, dan anggaran indikator "
            "tidak ada; kirim RAK-nya, atau lihat kinerja quarantine."
        )
    elif report.rak.selisih_total:
        said.append(
            f"Total yang tercetak di RAK {rupiah(report.rak.selisih_total)} lebih besar daripada anggaran yang terbaca"
            "; periksa apakah ada halaman RAK yang hilang."
            if report.rak.selisih_total > 0
            else f"Anggaran yang terbaca di RAK {rupiah(-report.rak.selisih_total)} lebih besar daripada Total yang "
            "tercetak; periksa RAK-nya."
        )
    if report.serapan is None:
        said.append(
            f"Realisasi anggaran {month} belum diterima; ekspor Laporan FA Detail bulan itu dari SAKTI dan kirim."
        )
    if not any(row.file_id for row in report.capaian):
        said.append(f"Lembar realisasi kinerja {month} belum diterima; isi dan kirim lembar kinerja bulan itu.")
    if not any(row.rpd is not None for row in report.deviasi):
        said.append(
            f"RPD (halaman III DIPA) tahun {report.tahun} belum diterima; isi dan kirim templat RPD supaya deviasinya "
            "dapat diestimasi."
        )
    return said


def why_empty(report: Laporan) -> dict[str, str]:
    """Why each empty list of the report is empty, by attribute name."""
    month = f"{month_name(report.bulan)} {report.tahun}"
    no_plan = (
        f"RAK tahun {report.tahun} belum diterima atau masih ditahan; kirim RAK-nya, atau lihat kinerja quarantine."
    )
    no_money = f"Realisasi anggaran {month} belum diterima; kirim ekspor Laporan FA Detail bulan itu."
    no_sheet = f"Tidak ada target maupun realisasi kinerja s.d. {month}; kirim RAK dan lembar kinerjanya."
    no_money_for_plan = no_plan if report.rak is None else no_money
    reasons = {
        "perjanjian": no_plan,
        "capaian": no_sheet,
        "capaian_triwulan": no_sheet
        if report.bulan >= 3
        else "Belum ada triwulan yang berakhir pada bulan laporan ini.",
        "capaian_bulanan": no_sheet,
        "nilai_sasaran": no_sheet,
        "nilai_unit": no_sheet,
        "efisiensi_sasaran": no_money_for_plan,
        "efisiensi_indikator": no_money_for_plan,
        "serapan_bulanan": no_money,
        "serapan_jenis_belanja": no_money,
        "serapan_tingkat": no_money,
        "serapan_sasaran": no_money,
        "serapan_indikator": no_money,
        "kurva": f"Belum ada realisasi anggaran tahun {report.tahun}; kirim ekspor Laporan FA Detail.",
        "rencana_anggaran": no_money_for_plan,
        "ikpa": no_money,
        "deviasi": f"RPD tahun {report.tahun} belum diterima; isi dan kirim templat RPD.",
        "proyeksi": no_money,
        "hambatan": f"Tidak ada hambatan atau rencana tindak lanjut yang ditulis untuk {month}.",
        "kepatuhan": "Belum ada bulan yang wajib dilaporkan.",
        "temuan": "Temuan aturan mutu hanya disimpan untuk terbitan yang sekarang, tidak untuk tanggal lampau."
        if report.per_tanggal
        else "Tidak ada temuan aturan mutu untuk satker dan tahun ini.",
        "karantina": "Tidak ada isian atau berkas satker ini yang ditahan atau ditolak.",
        "koreksi": "Tidak ada koreksi yang mengubah berkas sumber laporan ini.",
        "berkas": "Tidak ada berkas sumber.",
    }
    return {name: reason for name, reason in reasons.items() if not getattr(report, name)}
