"""What a report lacks, in Indonesian sentences that say what to do. Reads nothing: it goes by what ``facts`` read."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipelines.reports.rows import BUDGET_KINDS
from pipelines.wording import AWAITED, listed, month_name, month_spans, number, rupiah

if TYPE_CHECKING:
    from pipelines.reports.facts import Laporan
    from pipelines.reports.rows import Capaian, Karantina

# Refused rows that are named one by one; the table of the quarantine has them all.
_NAMED = 3
# Rules that find an export without all its lines.
_PARTIAL = ("DATAR-24", "FA-21")


def remarks(report: Laporan) -> list[str]:
    """What a reader of the whole report must know: documents that are missing, pages that are lost."""
    month = f"{month_name(report.bulan)} {report.tahun}"
    said = []
    if report.rak is None:
        said.append(
            f"RAK tahun {report.tahun} belum diterima atau masih ditahan, sehingga target, NPS, dan anggaran indikator "
            "tidak ada; kirim RAK-nya, atau perbaiki isian RAK yang ditahan."
        )
    elif report.rak.total_deklarasi is not None and report.rak.selisih_total:
        than, check = (
            ("besar", "periksa apakah ada halaman RAK yang hilang, atau Total itu bukan hanya dari satker ini")
            if report.rak.selisih_total > 0
            else ("kecil", "periksa RAK-nya")
        )
        said.append(
            f"Total yang tercetak di RAK ({rupiah(report.rak.total_deklarasi)}) lebih {than} "
            f"{rupiah(abs(report.rak.selisih_total))} daripada anggaran yang terbaca "
            f"({rupiah(report.rak.total_deklarasi - report.rak.selisih_total)}); {check}."
        )
    lost = report.rak and lost_pages(report.rak.jumlah_potongan, report.rak.jumlah_baris, report.kontribusi_kurang)
    if lost:
        said.append(lost)
    refused_exports = sorted({row.nama_berkas for row in report.ekspor_ditolak})
    if refused_exports:
        names = listed([PurePosixPath(name).name for name in refused_exports], _NAMED)
        said.append(
            f"Ekspor anggaran {month} yang dikirim tetapi ditolak atau ditahan: {names}; sebabnya ada di Karantina. "
            "Angka bulan itu di laporan ini dari ekspor lain."
            if report.serapan
            else f"Ekspor anggaran {month} dikirim tetapi ditolak atau ditahan: {names}, sehingga realisasi bulan itu "
            "tidak ada; sebabnya ada di Karantina."
        )
    elif report.serapan is None:
        said.append(
            f"Realisasi anggaran {month} belum diterima; ekspor Laporan FA Detail bulan itu dari SAKTI dan kirim."
        )
    said.extend(_made_early(report))
    if report.digantikan:
        names = listed([PurePosixPath(row.nama).name for row in report.digantikan], _NAMED)
        said.append(
            f"Dikirim lebih dari sekali untuk {month}: {names} digantikan berkas yang lebih baru; yang dipakai ada di "
            "daftar berkas sumber."
        )
    refused = report.ditolak(report.bulan)
    if refused:
        said.append(
            f"{number(len(refused))} isian kinerja {month} dikirim tetapi ditolak atau ditahan: {places(refused)}; "
            "perbaiki di berkas asalnya lalu kirim ulang. Bila indikatornya tetap berangka di laporan ini, angka itu "
            "dari "
            "lembar yang lebih dahulu."
        )
    elif not any(row.file_id for row in report.capaian):
        said.append(f"Lembar realisasi kinerja {month} belum diterima; isi dan kirim lembar kinerja bulan itu.")
    said.extend(_late(report))
    if not report.ada_rpd:
        said.append(
            f"RPD (halaman III DIPA) tahun {report.tahun} belum diterima; isi dan kirim templat RPD supaya deviasinya "
            "dapat diestimasi."
        )
    elif (report.deviasi_kini is None or report.deviasi_kini.nilai is None) and (
        lacking := [row for row in report.deviasi if row.kurang and "RPD" in row.kurang]
    ):
        said.append(
            f"RPD (halaman III DIPA) belum lengkap: {month_name(lacking[0].bulan)} tidak memuat {lacking[0].kurang}, "
            "sehingga deviasinya tidak dapat diestimasi; lengkapi lalu kirim ulang."
        )
    if report.rak and (outside := report.di_luar_rak):
        incomplete = lost or (report.rak.selisih_total or 0) > 0
        advice = "kirim RAK yang lengkap, atau periksa kodenya" if incomplete else "periksa kodenya"
        said.append(
            f"Dilaporkan tetapi tidak ada di RAK yang terbaca: indikator {listed(outside, 20)}, sehingga capaiannya "
            f"tidak dapat dihitung; {advice} di lembar kinerja."
        )
    said.extend(_doubtful(report))
    return said


def lost_pages(fragments: int, lines: int, short: Sequence[str]) -> str:
    """What a plan as it was read lacks, so that nobody takes its count of indicators for that of the unit.

    Args:
        fragments: parts of its tables whose indicator is not known, of ``lines`` lines.
        short: codes of indicators whose lines add up to less than their anggaran.
    """
    parts = []
    if fragments:
        parts.append(f"{number(fragments)} potongan tabel ({number(lines)} baris kontribusi) kehilangan indikatornya")
    if short:
        parts.append(f"kontribusi di bawah {listed(short, 20)} kurang dari anggarannya")
    if not parts:
        return ""
    return f"RAK yang terbaca tidak utuh: {' dan '.join(parts)}. Sasaran dan indikator di sini hanya yang terbaca."


def short_plan(short: Sequence[str]) -> str:
    """How the figures of indicators whose lines of the plan are not all there are to be taken."""
    if not short:
        return ""
    objectives = listed(sorted({code[:2] for code in short}), 20)
    return (
        f"{listed(short, 20)}: kontribusi yang terbaca di RAK kurang dari anggarannya, sehingga realisasi dan "
        f"penyerapannya, juga sasaran {objectives}, lebih rendah dan IE-nya lebih tinggi daripada yang sebenarnya."
    )


def short_absorption(report: Laporan) -> str:
    """The same of a report, where there is absorption that it touches."""
    return short_plan(report.kontribusi_kurang) if report.serapan else ""


def _doubtful(report: Laporan) -> Iterator[str]:
    """Figures of the month that count although a rule warns of them, and figures that a correction replaced."""
    counted = {row.kode_indikator for row in report.capaian if row.realisasi is not None}
    warned: defaultdict[str, list[str]] = defaultdict(list)
    for row in report.temuan:
        if (
            row.tingkat == "peringatan"
            and row.bulan == report.bulan
            and row.aturan.startswith("KIN-")
            and row.kode_indikator in counted
        ):
            rules = warned[row.kode_indikator]
            rules += [row.aturan] if row.aturan not in rules else []
    if warned:
        places_of = [f"{code} ({', '.join(rules)})" for code, rules in sorted(warned.items())]
        yield (
            f"Realisasi yang perlu diperiksa sebelum dipakai, karena ada peringatan atasnya: {listed(places_of, 10)}; "
            "sebabnya ada di Temuan mutu data."
        )
    partial = sorted({row.aturan for row in report.temuan if row.bulan == report.bulan and row.aturan in _PARTIAL})
    if partial and report.serapan:
        yield (
            f"Realisasi anggaran {month_name(report.bulan)} {report.tahun} mungkin tidak utuh ({', '.join(partial)}), "
            "sehingga pagu dan realisasinya lebih kecil daripada yang sebenarnya; sebabnya ada di Temuan mutu data."
        )
    yield from corrected(report)


def corrected(report: Laporan) -> Iterator[str]:
    """How much of the report the register of corrections replaced, and how much it dropped."""
    dropped = {(row.id, row.file_id, row.lembar, row.baris) for row in report.koreksi if row.tindakan == "buang"}
    replaced = [row.id for row in report.koreksi if row.tindakan != "buang"]
    if replaced:
        yield (
            f"{number(len(replaced))} sel memakai nilai dari register koreksi, bukan nilai di dokumennya: "
            f"{listed(sorted(set(replaced)), 10)}."
        )
    if dropped:
        yield (
            f"{number(len(dropped))} baris atau berkas tidak dipakai menurut register koreksi: "
            f"{listed(sorted({entry for entry, *_ in dropped}), 10)}."
        )


def _late(report: Laporan) -> Iterator[str]:
    """Earlier months that the satker was to report and did not; the reported month has remarks of its own."""
    months: defaultdict[str, list[int]] = defaultdict(list)
    for row in report.kepatuhan:
        if row.status == "belum lapor" and row.bulan < report.bulan:
            months[row.jenis].append(row.bulan)
    if months:
        late = [f"{AWAITED[kind]} {month_spans(sorted(of_kind))}" for kind, of_kind in sorted(months.items())]
        yield f"Bulan sebelumnya yang belum dilaporkan: {'; '.join(late)}."


def _made_early(report: Laporan) -> Iterator[str]:
    """Exports of the reported month that were made while it still ran."""
    last = date(report.tahun, report.bulan, monthrange(report.tahun, report.bulan)[1])
    for made in sorted(
        {row.waktu_sumber.date() for row in report.berkas if row.jenis in BUDGET_KINDS and row.bulan == report.bulan}
    ):
        if made <= last:
            yield (
                f"Ekspor {month_name(report.bulan)} dibuat {made:%d-%m-%Y}, sebelum bulan berakhir; realisasi "
                "sesudahnya belum termasuk."
            )


def places(refused: Sequence[Karantina]) -> str:
    """Where refused entries stand and by which rule: ``kinerja.xlsx, lembar Isian, baris 7 (KIN-26)``."""
    said = []
    for row in refused:
        where = [
            PurePosixPath(row.nama_berkas).name,
            f"lembar {row.lembar.strip()}" if row.lembar else "",
            f"baris {row.baris}" if row.baris else "",
        ]
        told = f"{', '.join(part for part in where if part)} ({row.aturan})"
        if told not in said:
            said.append(told)
    rest = f"; dan {number(len(said) - _NAMED)} lainnya di Karantina" if len(said) > _NAMED else ""
    return "; ".join(said[:_NAMED]) + rest


def with_refusal(report: Laporan, row: Capaian) -> Capaian:
    """``row``, that was expected and is not there, with what was sent but refused as its reason.

    A refused row is not taken apart, so that it cannot be said which indicator it was of.
    """
    refused = report.ditolak(row.bulan)
    if row.file_id is not None or row.target is None or not refused:
        return row
    return row._replace(
        keterangan=f"Realisasi bulan {month_name(row.bulan)} tidak ada di baris yang diterima; yang dikirim tetapi "
        f"ditolak atau ditahan: {places(refused)}, {_lowered(refused[0].alasan)}"
        if len(refused) == 1
        else f"Realisasi bulan {month_name(row.bulan)} tidak ada di baris yang diterima; yang dikirim tetapi "
        f"ditolak atau ditahan: {places(refused)}."
    )


def _lowered(text: str) -> str:
    """As the second half of a sentence; a word of capitals stays one."""
    text = text if text.endswith(".") else f"{text}."
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _no_money(report: Laporan) -> str:
    """Why there is no realisasi of the budget at the reported month."""
    month = f"{month_name(report.bulan)} {report.tahun}"
    if report.ekspor_ditolak:
        return f"Ekspor anggaran {month} ditolak atau ditahan; sebabnya ada di Karantina."
    return f"Realisasi anggaran {month} belum diterima; kirim ekspor Laporan FA Detail bulan itu."


def no_ikpa(report: Laporan) -> str:
    """Why there is no estimate of IKPA Penyerapan at the reported month; empty when there is one."""
    ikpa = report.ikpa_kini
    month = f"{month_name(report.bulan)} {report.tahun}"
    if report.serapan is None:
        return _no_money(report)
    if ikpa and ikpa.bulan_kurang:
        return f"Nilai {month_name(ikpa.bulan_kurang)} tidak ada; kirim ekspor Laporan FA Detail bulan itu."
    if ikpa is None or ikpa.nilai_ikpa is None:
        return f"Tidak ada jenis belanja yang mempunyai target penyerapan IKPA di anggaran {month}."
    return ""


def not_computable(report: Laporan) -> list[str]:
    """What a reader may look for in the report that cannot be computed, each with its reason."""
    return [f"{what}: {_lowered(why)}" for what, why in _missing(report)] + [
        "Nilai IKPA resmi dan komponen IKPA yang lain (revisi DIPA, belanja kontraktual, penyelesaian tagihan, "
        "pengelolaan UP dan TUP, capaian output): dokumennya tidak ada di gudang data; lihat aplikasi resminya.",
        "Nilai kinerja anggaran (NKA) resmi: dihitung Kementerian Keuangan, tidak dari dokumen di gudang data.",
        "Perbandingan dengan target jangka menengah (Renstra) dan dengan standar nasional: dokumennya tidak ada di "
        "gudang "
        "data.",
    ]


def _missing(report: Laporan) -> Iterator[tuple[str, str]]:
    yield from _missing_performance(report)
    spent, empty = report.serapan, report.kekosongan
    if spent is None:
        yield "Pagu, realisasi, dan penyerapan anggaran", empty["serapan_tingkat"]
    elif spent.blokir is None:
        yield "Blokir", "Tidak disebut di ekspor anggaran, sehingga tidak dikurangkan dari pagu."
    if report.rak is None and spent:
        yield "Anggaran dan penyerapan per sasaran dan indikator", empty["perjanjian"]
    if not report.rencana_anggaran:
        yield "RAK terhadap pagu SAKTI", empty["rencana_anggaran"]
    if why := no_ikpa(report):
        yield "Estimasi IKPA Penyerapan", why
    deviation, ahead = report.deviasi_kini, report.proyeksi_satker
    if deviation is None or deviation.nilai is None:
        lack = deviation and (
            f"Deviasi {month_name(deviation.bulan_kurang)}" if deviation.bulan_kurang else deviation.kurang
        )
        yield (
            "Estimasi Deviasi Halaman III",
            f"{lack} tidak ada." if lack else empty.get("deviasi", "Datanya bulan ini tidak ada."),
        )
    if ahead is None or ahead.proyeksi is None:
        yield "Proyeksi akhir tahun", (ahead and ahead.keterangan) or empty.get("proyeksi", "Data belum cukup.")


def _missing_performance(report: Laporan) -> Iterator[tuple[str, str]]:
    of_reason: defaultdict[str, list[str]] = defaultdict(list)
    for row in report.capaian:
        if row.capaian_pct is None:
            of_reason[row.keterangan or "Target atau realisasinya belum ada."].append(row.kode_indikator)
    for reason, codes in of_reason.items():
        yield f"Capaian indikator {listed(codes, 20)}", reason
    empty = report.kekosongan
    no_plan = empty.get("perjanjian") if report.rak is None else None
    if not report.capaian:
        yield "Capaian indikator", no_plan or empty["capaian"]
    if unrated := [row.kode_sasaran for row in report.nps if row.nps is None]:
        yield f"NPS sasaran {listed(unrated, 20)}", no_plan or "Belum ada indikatornya yang dinilai."
    if report.nku is None or report.nku.nku is None:
        yield "Nilai kinerja unit (NKU)", no_plan or empty.get("nilai_unit", "Belum ada sasaran yang dinilai.")
    if not report.efisiensi_sasaran:
        yield "Efisiensi", empty["efisiensi_sasaran"]
    elif inefficient := [row.kode_sasaran for row in report.efisiensi_sasaran if row.kategori is None]:
        yield f"Efisiensi sasaran {listed(inefficient, 20)}", no_plan or "NPS atau penyerapannya belum ada, atau nol."


def why_empty(report: Laporan) -> dict[str, str]:
    """Why each empty list of the report is empty, by attribute name."""
    month = f"{month_name(report.bulan)} {report.tahun}"
    no_plan = (
        f"RAK tahun {report.tahun} belum diterima atau masih ditahan; kirim RAK-nya, atau perbaiki isian yang ditahan."
    )
    no_money = _no_money(report)
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
        "kurva": f"Belum ada realisasi anggaran s.d. {month}; kirim ekspor Laporan FA Detail.",
        "rencana_anggaran": no_money_for_plan,
        "ikpa": no_ikpa(report),
        "deviasi": f"Tidak ada ketentuan deviasi halaman III untuk tahun {report.tahun}."
        if report.ada_rpd
        else f"RPD tahun {report.tahun} belum diterima; isi dan kirim templat RPD.",
        "proyeksi": no_money,
        "hambatan": f"Tidak ada hambatan atau rencana tindak lanjut yang ditulis untuk {month}.",
        "kepatuhan": "Belum ada bulan yang wajib dilaporkan.",
        "temuan": "Temuan aturan mutu hanya disimpan untuk terbitan yang sekarang, tidak untuk tanggal lampau."
        if report.per_tanggal
        else "Tidak ada temuan aturan mutu untuk satker dan tahun ini.",
        "karantina": "Tidak ada isian atau berkas satker ini yang ditahan atau ditolak.",
        "koreksi": "Tidak ada koreksi yang mengubah berkas sumber laporan ini.",
        "berkas": "Tidak ada berkas sumber.",
        "digantikan": "Tidak ada berkas bulan ini yang digantikan.",
    }
    return {name: reason for name, reason in reasons.items() if not getattr(report, name)}
