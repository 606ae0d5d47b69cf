"""The sentences of the performance chapter, in which the figures of a report are stated. No table, no layout."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pipelines.reports import gaps, rows
from pipelines.reports.charts import ordered
from pipelines.reports.facts import ROMAN, Laporan
from pipelines.wording import listed, month_name, number, rupiah

UNCLAIMED = "Tidak diklaim indikator mana pun"


def of_report(report: Laporan) -> dict[str, str]:
    """The sentences about the whole unit, by what they are about."""
    return {
        "kinerja": _performance(report),
        "anggaran": _absorption(report),
        "efisiensi": _efficiency(report),
        "rencana_anggaran": _plan(report),
        "ikpa": _ikpa(report),
        "deviasi": _deviation(report),
        "proyeksi": _projection(report),
        "temuan": _findings(report),
        "karantina": _quarantine(report),
        "koreksi": _corrections(report),
    }


def figure(value: Decimal, unit: str | None) -> str:
    """A target or realisasi as it was given, for whoever recomputes capaian; a percentage has two decimals at least."""
    decimals = -int(value.normalize().as_tuple().exponent)
    return number(value, max(2, decimals)) if _is_percent(unit) else number(value)


def amount(value: Decimal, unit: str | None) -> str:
    """``82,43%``, ``2 sekolah``; of a value or an index only the figure."""
    if _is_percent(unit):
        return f"{figure(value, unit)}%"
    return f"{number(value)} {unit}" if unit and unit.lower() not in ("nilai", "indeks") else number(value)


def _is_percent(unit: str | None) -> bool:
    return unit is not None and (
        unit.lower() == "pct" or any(word in unit.lower() for word in ("persen", "prosen", "%"))
    )


def name_of(row: rows.Capaian) -> str:
    """The indicator's name; a sheet may give only its code, of which the RAK's page may be lost."""
    return row.indikator or f"{row.kode_indikator} (namanya tidak tertulis)"


def mixed_units(report: Laporan) -> str:
    """Why the target of December is no percentage where those before it are; empty where there is none such."""
    codes = [row.kode_indikator for row in report.capaian if row.satuan_campuran]
    if not codes or report.bulan == 12:
        return ""
    return (
        f"{listed(codes, 20)}: target sebelum Desember berupa persen kemajuan, target tahunannya jumlah; capaian "
        "terhadap "
        "target tahunan dihitung di Desember."
    )


def unclaimed(report: Laporan) -> str:
    """Why money of the satker belongs to no indicator; empty where all does, or where there is no plan."""
    row = next((row for row in report.serapan_indikator if row.kode_indikator is None), None)
    if row is None or report.rak is None:
        return ""
    parts = (
        (
            row.pagu_halaman_hilang,
            row.realisasi_halaman_hilang,
            "ada di RAK tetapi indikatornya di halaman yang hilang",
        ),
        (row.pagu_tidak_di_rak, row.realisasi_tidak_di_rak, "tidak ada di RAK"),
    )
    told = [
        f"pagu {rupiah(pagu or 0)} (realisasi {rupiah(spent or 0)}) {why}"
        for pagu, spent, why in parts
        if pagu or spent
    ]
    return f"{UNCLAIMED}: {'; '.join(told)}." if told else ""


def criteria(report: Laporan) -> str:
    """The scale that capaian is judged by."""
    return f"Kriteria: {_scale(report.kriteria)}." if report.kriteria else ""


def predicates(report: Laporan) -> str:
    """The scale that an IKPA is judged by."""
    return f"Predikat: {_scale(report.predikat)}." if report.predikat else ""


def _scale(classes: Sequence[rows.Golongan]) -> str:
    said = []
    for one in classes:
        low, high = (value if value is None else number(value, 2) for value in (one.batas_bawah, one.batas_atas))
        span = f"sampai {high}" if low is None else f"{low} ke atas" if high is None else f"{low}–{high}"
        said.append(f"{one.nama} {span}")
    return "; ".join(said)


def _percent(value: Decimal) -> str:
    return f"{number(value, 2)}%"


def indicator(report: Laporan, row: rows.Capaian) -> str:
    """What was achieved against what was promised, or why that cannot be said."""
    said = ""
    if row.realisasi is not None:
        parts = (
            f" ({number(row.pembilang)} dari {number(row.penyebut)})"
            if row.pembilang is not None and row.penyebut is not None
            else ""
        )
        said = (
            f"Realisasi indikator {name_of(row)} sampai dengan {report.periode} sebesar "
            f"{amount(row.realisasi, row.satuan)}{parts}"
        )
        if row.target is not None:
            said += f" dari target {amount(row.target, row.satuan)}"
    if row.capaian_pct is None:
        why = row.keterangan or "target atau realisasinya belum ada."
        about = said or f"Indikator {name_of(row)} sampai dengan {report.periode}"
        return f"{about}{';' if said else ''} {'capaiannya ' if said else ''}belum dapat dinilai: {_lower(why)}"
    said += f", sehingga capaian {_percent(row.capaian_pct)} (kriteria {row.kriteria})."
    if row.polaritas == "minimum":
        said += " Semakin kecil realisasi indikator ini, semakin baik."
    if row.capaian_tahunan_pct is not None and row.target_tahunan != row.target and row.target_tahunan is not None:
        said += (
            f" Terhadap target tahunan {amount(row.target_tahunan, row.satuan)}, capaiannya "
            f"{_percent(row.capaian_tahunan_pct)}."
        )
    return said


def _lower(text: str) -> str:
    """As the second half of a sentence."""
    text = text if text.endswith(".") else f"{text}."
    return text[0].lower() + text[1:]


def objective(report: Laporan, value: rows.NilaiSasaran | None) -> str:
    """NPS of a sasaran."""
    if value is None or value.nps is None:
        return (
            f"Nilai pencapaian sasaran (NPS) sampai dengan {report.periode} belum dapat dihitung, karena indikatornya "
            "belum ada yang dinilai."
        )
    return (
        f"Nilai pencapaian sasaran (NPS) sampai dengan {report.periode} sebesar {number(value.nps, 2)}; "
        f"{value.jumlah_dinilai} dari {value.jumlah_indikator} indikatornya sudah dinilai."
    )


def _performance(report: Laporan) -> str:
    said = []
    nku = report.nku
    if nku and nku.nku is not None:
        said.append(
            f"Nilai kinerja unit (NKU) sampai dengan {report.periode} sebesar {number(nku.nku, 2)}, yaitu rata-rata "
            f"nilai pencapaian sasaran (NPS) dari {nku.jumlah_dinilai} sasaran yang sudah dinilai ("
            f"{nku.jumlah_sasaran} sasaran terbaca di RAK). NKU ini bukan nilai kinerja anggaran (NKA) resmi."
        )
    else:
        said.append(f"Nilai kinerja unit (NKU) sampai dengan {report.periode} belum dapat dihitung.")
    judged = Counter(row.kriteria for row in report.capaian if row.kriteria)
    if report.capaian:
        counts = [f"{judged[name]} {name}" for name in ordered(judged)]
        kinds = _joined([counts[0].replace(" ", " indikator berkriteria ", 1), *counts[1:]]) if counts else ""
        said.append(
            f"Dari {len(report.capaian) - len(report.di_luar_rak)} indikator kinerja yang terbaca, "
            f"{sum(judged.values())} sudah dapat dinilai{f': {kinds}' if kinds else ''}."
        )
    else:
        said.append(report.kekosongan.get("capaian", ""))
    return " ".join(said)


def _joined(parts: Sequence[str]) -> str:
    """``a``, ``a dan b``, ``a, b, dan c``."""
    if len(parts) < 3:
        return " dan ".join(parts)
    return f"{', '.join(parts[:-1])}, dan {parts[-1]}"


def particulars(row: rows.Capaian, source: str, source_of_target: str) -> str:
    """What an indicator's sheet leaves out, and where its figures come from."""
    said = []
    if row.file_id is not None:
        told = {
            "hambatan": row.hambatan,
            "rencana tindak lanjut": row.rencana_tindak_lanjut,
            "bukti dukung": row.bukti_dukung,
        }
        if blank := [name for name, text in told.items() if not text]:
            said.append(f"{_joined(blank).capitalize()} tidak dilaporkan.")
    elif row.target is None and row.target_tahunan is not None:
        said.append(f"Target bulan ini belum ada di RAK; target tahunannya {number(row.target_tahunan)}.")
    places = {"realisasi": source, "target": source_of_target}
    if found := [f"{name} {place}" for name, place in places.items() if place]:
        said.append(f"Sumber: {'; '.join(found)}.")
    return " ".join(said) or "Tidak ada di RAK maupun di lembar kinerja yang terbaca."


def _absorption(report: Laporan) -> str:
    spent = report.serapan
    if spent is None:
        return report.kekosongan.get("serapan_tingkat", "")
    share = f", atau {_percent(spent.serapan_pct)} dari pagu" if spent.serapan_pct is not None else ""
    return (
        f"Realisasi anggaran sampai dengan {month_name(report.bulan)} {report.tahun} sebesar "
        f"{rupiah(spent.realisasi_sd)} dari pagu {rupiah(spent.pagu)}{share}; sisa anggaran {rupiah(spent.sisa)}."
    )


def _efficiency(report: Laporan) -> str:
    if not report.efisiensi_sasaran:
        return report.kekosongan.get("efisiensi_sasaran", "")
    kinds = Counter(row.kategori for row in report.efisiensi_sasaran if row.kategori)
    partly = (
        " Sebelum Desember IE cenderung tinggi: capaian dibandingkan target s.d. bulan itu, sedangkan penyerapan "
        "dibandingkan anggaran setahun."
        if report.bulan < 12
        else ""
    )
    rest = len(report.efisiensi_sasaran) - sum(kinds.values())
    parts = [f"{count} {kind}" for kind, count in sorted(kinds.items())]
    parts += [f"{rest} belum dapat dihitung"] if rest else []
    return f"Dari {len(report.efisiensi_sasaran)} sasaran, {', '.join(parts)}.{partly}"


def _plan(report: Laporan) -> str:
    if not report.rencana_anggaran:
        return report.kekosongan.get("rencana_anggaran", "")
    kinds = Counter(row.status for row in report.rencana_anggaran)
    month = month_name(report.rencana_anggaran[0].bulan)
    return (
        f"Dari {len(report.rencana_anggaran)} sub komponen di RAK dan SAKTI, menurut pagu SAKTI bulan {month} "
        f"{report.tahun}: {_joined([f'{n} {kind}' for kind, n in kinds.most_common()])}."
    )


def _ikpa(report: Laporan) -> str:
    ikpa = report.ikpa_kini
    if ikpa is None:
        return report.kekosongan.get("ikpa", f"Estimasi IKPA {month_name(report.bulan)} tidak dapat dihitung.")
    if ikpa.nilai_ikpa is None:
        lack = f" karena nilai {month_name(ikpa.bulan_kurang)} tidak ada" if ikpa.bulan_kurang else ""
        said = f"Estimasi nilai IKPA Penyerapan Anggaran belum dapat dihitung{lack}."
    else:
        said = (
            f"Estimasi nilai IKPA Penyerapan Anggaran sampai dengan {month_name(report.bulan)} {report.tahun} sebesar "
            f"{number(ikpa.nilai_ikpa, 2)} (predikat {ikpa.predikat})."
        )
    if ikpa.kekurangan_rupiah:
        said += (
            f" Realisasi yang dihitung IKPA kurang {rupiah(ikpa.kekurangan_rupiah)} dari target "
            f"Triwulan {ROMAN[ikpa.triwulan]}. Kelebihan satu jenis belanja tidak menutup kekurangan jenis belanja "
            "lain."
        )
    elif ikpa.kekurangan_rupiah == 0:
        said += f" Target penyerapan Triwulan {ROMAN[ikpa.triwulan]} sudah tercapai."
    return f"{said} Angka ini {report.estimasi('ikpa_penyerapan')}."


def _deviation(report: Laporan) -> str:
    row = report.deviasi_kini
    if row is None:
        return report.kekosongan.get("deviasi", f"Estimasi deviasi {month_name(report.bulan)} tidak dapat dihitung.")
    if row.nilai is None or row.rata_rata_pct is None:
        lack = f"deviasi {month_name(row.bulan_kurang)}" if row.bulan_kurang else row.kurang
        return f"Estimasi nilai IKPA Deviasi Halaman III DIPA belum dapat dihitung: {lack} tidak ada."
    return (
        f"Estimasi nilai IKPA Deviasi Halaman III DIPA sampai dengan {month_name(report.bulan)} {report.tahun} sebesar "
        f"{number(row.nilai, 2)}, dengan rata-rata deviasi {_percent(row.rata_rata_pct)}. Deviasi setiap bulan "
        "dihitung per "
        f"jenis belanja lalu ditimbang dengan pagunya. Angka ini {report.estimasi('deviasi_rpd')}."
    )


def _projection(report: Laporan) -> str:
    row = report.proyeksi_satker
    if row is None:
        return report.kekosongan.get("proyeksi", "")
    low, high = row.batas_bawah_pct, row.batas_atas_pct
    if row.proyeksi is None or row.proyeksi_pct is None or low is None or high is None:
        return f"Proyeksi penyerapan akhir tahun belum dapat dibuat: {_lower(row.keterangan or 'data belum cukup')}"
    said = (
        f"Penyerapan sampai akhir tahun {report.tahun} diperkirakan {_percent(row.proyeksi_pct)} dari pagu "
        f"({rupiah(row.proyeksi)}), dengan rentang {_percent(low)} sampai {_percent(high)}."
    )
    if row.galat_pct is not None and row.jumlah_uji:
        said += (
            f" Galat rata-rata cara ini di {number(row.jumlah_uji)} uji ke belakang {number(row.galat_pct, 2)} poin "
            "persen pagu."
        )
    if row.metode == "laju meningkat":
        said += " Batas atasnya pagu, karena belum ada tahun lalu yang menunjukkan lonjakan akhir tahun."
    if row.keterangan:
        said += f" Perkiraan ini {_lower(row.keterangan)}"
    return f"{said} Ini perkiraan dari pola penyerapan yang lalu."


def other_projections(report: Laporan) -> list[str]:
    """What is to be said of the projections of single jenis belanja and is not said of the whole satker: once each."""
    whole = report.proyeksi_satker
    of_reason: defaultdict[str, list[str]] = defaultdict(list)
    for row in report.proyeksi:
        if row.jenis_belanja is not None and row.keterangan and not (whole and row.keterangan == whole.keterangan):
            of_reason[row.keterangan].append(row.nama_jenis_belanja or f"Jenis belanja {row.jenis_belanja}")
    return [f"{_joined(names)}: {_lower(reason)}" for reason, names in of_reason.items()]


def _findings(report: Laporan) -> str:
    if not report.temuan:
        return report.kekosongan.get("temuan", "")
    levels = Counter(row.tingkat for row in report.temuan)
    parts = ", ".join(f"{number(levels[level])} {level}" for level in ("kritis", "peringatan", "info") if levels[level])
    return f"Aturan mutu menghasilkan {number(len(report.temuan))} temuan ({parts}); rinciannya ada di buku kerja."


def _quarantine(report: Laporan) -> str:
    if not report.karantina:
        return report.kekosongan.get("karantina", "")
    return f"{number(len(report.karantina))} isian atau berkas ditahan atau ditolak, dan tidak masuk laporan ini."


def _corrections(report: Laporan) -> str:
    if not report.koreksi:
        return report.kekosongan.get("koreksi", "")
    return " ".join(gaps.corrected(report))
