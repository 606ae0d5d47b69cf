"""What a chapter template may say: the placeholders and their values, as text ready to print. Nothing is drawn here.

docs/templat-bab.md lists every placeholder, and a test compares it with ``context``; sentences: ``chapter_sentences``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipelines.reports import chapter_sentences as sentences
from pipelines.reports import gaps, rows
from pipelines.reports.facts import ROMAN, SYNTHETIC, Laporan
from pipelines.reports.tables_mutu import KINDS
from pipelines.wording import day, in_wib, month_name, number, wib

BLANK = "–"
"""Stands where there is no figure."""

MOST = 15
"""Lines of a table of particulars; the workbook has them all."""

# Of each list in the context, the part of the report that says why it is empty.
_REASONS = {
    "sasaran": "capaian",
    "hambatan": "hambatan",
    "jenis_belanja": "serapan_jenis_belanja",
    "ro": "serapan_tingkat",
    "anggaran_sasaran": "serapan_sasaran",
    "efisiensi": "efisiensi_sasaran",
    "ikpa": "ikpa",
    "deviasi": "deviasi",
    "sumber": "berkas",
    "karantina": "karantina",
    "temuan": "temuan",
    "koreksi": "koreksi",
}


def context(report: Laporan) -> dict[str, Any]:
    """Every placeholder but ``gambar``: text, or lists of rows of text.

    Text comes from documents: control characters are taken out, white space is single; it is not escaped.
    """
    found: dict[str, Any] = {
        "satker": {
            "kode": report.satker.kode_satker,
            "nama": report.satker.nama_satker or f"Satker {report.satker.kode_satker}",
        },
        "tahun": str(report.tahun),
        "bulan": month_name(report.bulan),
        "triwulan": ROMAN[report.triwulan],
        "periode": report.periode,
        "sintetis": SYNTHETIC if report.sintetis else "",
        "terbitan": report.terbitan,
        "waktu_terbit": wib(report.waktu_terbit),
        "per_tanggal": day(report.per_tanggal) if report.per_tanggal else "",
        "kalimat": sentences.of_report(report),
        "se": _figure(rule.nilai if (rule := report.ketentuan.get("standar_efisiensi")) else None),
        "skala_kriteria": sentences.criteria(report) if report.capaian else "",
        "skala_predikat": sentences.predicates(report) if report.ikpa else "",
        "catatan_satuan": sentences.mixed_units(report),
        "catatan_tidak_diklaim": sentences.unclaimed(report),
        "catatan_rak_kurang": gaps.short_absorption(report),
        "catatan": report.catatan,
        "belum_dapat_dihitung": gaps.not_computable(report),
        **_performance(report),
        **_money(report),
        **_estimates(report),
        **_notes(report),
    }
    month = f"{month_name(report.bulan)} {report.tahun}"
    found["kosong"] = {
        name: "" if found[name] else report.kekosongan.get(reason, f"Tidak ada data untuk {month}.")
        for name, reason in _REASONS.items()
    }
    found["kosong"]["proyeksi"] = "" if found["proyeksi"] else found["kalimat"]["proyeksi"]
    found["kosong"]["rencana_anggaran"] = (
        "" if found["rencana_anggaran"] else report.kekosongan.get("rencana_anggaran", "Semua sub komponen sesuai.")
    )
    cleaned: dict[str, Any] = _clean(found)
    return cleaned


def plain(text: str) -> str:
    """``text`` in one line, without what a document or picture cannot hold."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    return [_clean(part) for part in value]


def _figure(value: int | Decimal | None) -> str:
    # A hyphen would let the line break after it.
    return BLANK if value is None else number(value).replace("-", "\N{MINUS SIGN}")


def _two(value: Decimal | None) -> str:
    return BLANK if value is None else number(value, 2).replace("-", "\N{MINUS SIGN}")


def _of_unit(value: Decimal | None, unit: str | None) -> str:
    return BLANK if value is None else sentences.figure(value, unit).replace("-", "\N{MINUS SIGN}")


def _performance(report: Laporan) -> dict[str, Any]:
    values = {value.kode_sasaran: value for value in report.nps}
    quarters = {(row.kode_indikator, row.triwulan): row.capaian_pct for row in report.capaian_triwulan}
    objectives = []
    for code, of_code in groupby(report.capaian, key=lambda row: row.kode_sasaran):
        indicators = list(of_code)
        value = values.get(code)
        objectives.append(
            {
                "kode": code,
                "nama": indicators[0].nama_sasaran or "(nama sasaran tidak terbaca di RAK)",
                "jumlah_indikator": str(len(indicators)),
                "jumlah_dinilai": str(sum(row.capaian_pct is not None for row in indicators)),
                "nps": _two(value.nps if value else None),
                "kalimat": sentences.objective(report, value),
                "indikator": [_indicator(report, row, quarters) for row in indicators],
            }
        )
    return {
        "nku": _two(report.nku.nku if report.nku else None),
        "sasaran": objectives,
        "hambatan": [
            {
                "kode": row.kode_indikator,
                "nama": row.indikator or "(namanya tidak tertulis)",
                "hambatan": row.hambatan or "tidak dilaporkan",
                "tindak_lanjut": row.rencana_tindak_lanjut or "tidak dilaporkan",
            }
            for row in report.hambatan
        ],
    }


def _indicator(report: Laporan, row: rows.Capaian, quarters: dict[tuple[str, int], Decimal | None]) -> dict[str, str]:
    source = report.sumber(row.file_id, row.lembar, row.baris_sumber)
    source_of_target = report.sumber(row.file_id_target, None, row.baris_target)
    return {
        "kode": row.kode_indikator,
        "nama": row.indikator or "(namanya tidak tertulis)",
        "satuan": row.satuan or BLANK,
        "polaritas": row.polaritas or BLANK,
        "target": _of_unit(row.target, row.satuan),
        "pembilang": _figure(row.pembilang),
        "penyebut": _figure(row.penyebut),
        "realisasi": _of_unit(row.realisasi, row.satuan),
        "capaian": _two(row.capaian_pct),
        "kriteria": row.kriteria or BLANK,
        "target_tahunan": _figure(row.target_tahunan),
        "capaian_tahunan": _two(row.capaian_tahunan_pct),
        **{f"capaian_tw{at}": _two(quarters.get((row.kode_indikator, at))) for at in ROMAN},
        "keterangan": row.keterangan or "",
        "kalimat": sentences.indicator(report, row),
        "hambatan": row.hambatan or "",
        "tindak_lanjut": row.rencana_tindak_lanjut or "",
        "bukti_dukung": row.bukti_dukung or "",
        "sumber": source,
        "sumber_target": source_of_target,
        "catatan": sentences.particulars(row, source, source_of_target),
    }


def _money(report: Laporan) -> dict[str, Any]:
    whole = report.serapan
    differing = sorted(
        (row for row in report.rencana_anggaran if row.status != "sesuai"), key=lambda row: -abs(row.selisih)
    )
    return {
        "serapan": _spent(whole) if whole else dict.fromkeys(("pagu", "realisasi", "sisa", "persen"), BLANK),
        "jenis_belanja": [
            {
                "kode": row.jenis_belanja,
                "nama": row.nama_jenis_belanja or f"Jenis belanja {row.jenis_belanja}",
                "target_ikpa": _two(row.target_pct),
                **_spent(row),
            }
            for row in report.serapan_jenis_belanja
        ],
        "ro": [
            {"kode": row.kode, "nama": row.uraian or BLANK, **_spent(row)}
            for row in report.serapan_tingkat
            if row.tingkat == "ro"
        ],
        "anggaran_rak": _figure(report.anggaran_rak),
        "anggaran_sasaran": [
            {
                "kode": row.kode_sasaran or BLANK,
                "nama": row.nama_sasaran or BLANK if row.kode_sasaran else sentences.UNCLAIMED,
                "anggaran": _figure(row.anggaran),
                "pagu": _figure(row.pagu),
                "realisasi": _figure(row.realisasi_sd),
                "persen": _two(row.serapan_pct),
            }
            for row in report.serapan_sasaran
        ],
        "efisiensi": [
            {
                "kode": row.kode_sasaran,
                "nama": row.nama_sasaran or BLANK,
                "capaian": _two(row.capaian_pct),
                "serapan": _two(row.serapan_pct),
                "ie": _two(row.ie),
                "te": _two(row.te),
                "kategori": row.kategori or BLANK,
            }
            for row in report.efisiensi_sasaran
        ],
        "rencana_anggaran": [
            {
                "kode": f"{row.kode_ro}.{row.kode_komponen}.{row.kode_subkomponen}",
                "nama": row.nama_subkomponen or BLANK,
                "anggaran": _figure(row.anggaran),
                "pagu": _figure(row.pagu),
                "selisih": _figure(row.selisih),
                "status": row.status,
            }
            for row in differing[:MOST]
        ],
    }


def _spent(row: rows.Serapan | rows.SerapanJenisBelanja | rows.SerapanTingkat) -> dict[str, str]:
    return {
        "pagu": _figure(row.pagu),
        "realisasi": _figure(row.realisasi_sd),
        "sisa": _figure(row.sisa),
        "persen": _two(row.serapan_pct),
    }


def _estimates(report: Laporan) -> dict[str, Any]:
    return {
        "ikpa": [
            {
                "bulan": month_name(row.bulan),
                "nilai_bulan": _two(row.nilai_bulan),
                "nilai": _two(row.nilai_ikpa),
                "predikat": row.predikat or BLANK,
                "kekurangan": _figure(row.kekurangan_rupiah),
            }
            for row in report.ikpa
        ],
        "deviasi": [
            {
                "bulan": month_name(row.bulan),
                "rpd": _figure(row.rpd),
                "realisasi": _figure(row.realisasi),
                "deviasi": _two(row.deviasi_pct),
                "rata_rata": _two(row.rata_rata_pct),
                "nilai": _two(row.nilai),
            }
            for row in report.deviasi
        ],
        "proyeksi": [
            {
                "kode": row.jenis_belanja or "",
                "nama": (row.nama_jenis_belanja or BLANK) if row.jenis_belanja else "Seluruh satker",
                "pagu": _figure(row.pagu),
                "proyeksi": _figure(row.proyeksi),
                "persen": _two(row.proyeksi_pct),
                "rentang": BLANK
                if row.batas_bawah_pct is None or row.batas_atas_pct is None
                else f"{_two(row.batas_bawah_pct)} sampai {_two(row.batas_atas_pct)}",
                "galat": _two(row.galat_pct),
                "keterangan": row.keterangan or "",
            }
            for row in (report.proyeksi if any(row.proyeksi is not None for row in report.proyeksi) else ())
        ],
        "catatan_proyeksi": sentences.other_projections(report),
    }


def _notes(report: Laporan) -> dict[str, Any]:
    failed = Counter((row.tingkat, row.aturan, row.uraian, row.saran) for row in report.temuan)
    levels = ("kritis", "peringatan", "info")
    return {
        "sumber": [
            {
                "nama": report.sumber(row.file_id, row.lembar),
                "jenis": KINDS.get(row.jenis, row.jenis),
                "bulan": month_name(row.bulan) if row.bulan else "setahun",
                "waktu": f"{row.waktu_sumber:%d-%m-%Y}",
                "diterima": f"{in_wib(row.diterima_pada):%d-%m-%Y}",
            }
            for row in report.berkas
        ],
        "temuan": [
            {"tingkat": level, "aturan": rule, "uraian": told, "saran": advice, "jumlah": number(count)}
            for (level, rule, told, advice), count in sorted(
                failed.items(), key=lambda item: (levels.index(item[0][0]), item[0][1])
            )
        ],
        "karantina": [
            {
                "aturan": row.aturan,
                "tempat": _place(row.nama_berkas, row.lembar, row.baris),
                "alasan": row.alasan,
                "saran": row.saran,
            }
            for row in report.karantina[:MOST]
        ],
        "koreksi": [
            {
                "id": row.id,
                "tempat": _place(row.nama_berkas, row.lembar, row.baris),
                "salah": row.nilai_salah or BLANK,
                "benar": row.nilai_benar or BLANK,
                "alasan": row.alasan,
            }
            for row in report.koreksi[:MOST]
        ],
    }


def _place(name: str | None, sheet: str | None, line: int | None) -> str:
    parts: Sequence[str] = (name or "", f"lembar {sheet.strip()}" if sheet else "", f"baris {line}" if line else "")
    return ", ".join(part for part in parts if part) or BLANK
