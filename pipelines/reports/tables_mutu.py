"""The tables of a report about its data: reporting, findings, quarantine, corrections, sources. Words only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pipelines.reports.facts import Laporan
from pipelines.reports.sheet import CODE, COUNT, DAY, TIME, Column, Line, Table
from pipelines.wording import in_wib, month_name, number

# The quarantine workbook holds all of them.
MOST = 500
KINDS = {
    "rak": "RAK",
    "fa_detail": "Realisasi anggaran (FA Detail)",
    "realisasi_datar": "Realisasi anggaran (berkas datar)",
    "realisasi_kinerja": "Realisasi kinerja",
    "rpd": "RPD",
}
"""What kinds of documents are called."""
_FILE, _SHEET, _ROW = Column("Nama berkas", 30), Column("Lembar", 16), Column("Baris", 8, COUNT)


def tables(report: Laporan) -> Iterator[Table]:
    """In the order of the report."""
    yield _reporting(report)
    yield _findings(report)
    yield _quarantine(report)
    yield _corrections(report)
    yield _sources(report)


def _wib(time: datetime) -> datetime:
    return in_wib(time).replace(tzinfo=None)


def _reporting(report: Laporan) -> Table:
    kinds = {**KINDS, "fa_detail": "Realisasi anggaran"}
    lines = [
        Line([kinds[row.jenis], month_name(row.bulan), row.tenggat, row.status, row.waktu_lapor, row.hari_terlambat])
        for row in report.kepatuhan
    ]
    return Table(
        "Kepatuhan pelaporan",
        f"Kepatuhan pelaporan Januari sampai {month_name(report.bulan)} {report.tahun}",
        [
            Column("Dokumen", 24),
            Column("Bulan", 13),
            Column("Tenggat", 12, DAY),
            Column("Status", 13),
            Column("Waktu lapor (WIB)", 18, TIME),
            Column("Hari terlambat", 10, COUNT),
        ],
        lines,
        report.kekosongan.get("kepatuhan"),
        ["Waktu lapor: yang lebih awal antara waktu dokumen dibuat dan waktu diterima."],
        frozen=2,
    )


def _cut(rows: Sequence[Any]) -> list[str]:
    if len(rows) <= MOST:
        return []
    return [
        f"Hanya {number(MOST)} dari {number(len(rows))} baris yang dimuat; semuanya ada di buku kerja dari kinerja "
        "quarantine --export."
    ]


def _findings(report: Laporan) -> Table:
    lines, current = [], None
    for row in report.temuan[:MOST]:
        rule = f"{row.aturan} ({row.tingkat}). {row.uraian} Saran: {row.saran}"
        if rule != current:
            current = rule
            lines.append(Line([rule, *[None] * 8], "kelompok", span=9))
        field = row.kolom and row.kolom.replace("_", " ")
        place = [row.bulan, row.nama_berkas, row.lembar, row.baris, row.sel, field, row.nilai, row.rincian]
        lines.append(Line([row.aturan, *place]))
    return Table(
        "Temuan mutu data",
        f"Temuan aturan mutu s.d. {month_name(report.bulan)} {report.tahun}",
        [
            Column("Aturan", 12),
            Column("Bulan", 7, COUNT),
            Column("Nama berkas", 36),
            _SHEET,
            _ROW,
            Column("Sel", 8, CODE),
            Column("Kolom", 14),
            Column("Nilai", 16, CODE),
            Column("Rincian", 52),
        ],
        lines,
        report.kekosongan.get("temuan"),
        ["Datanya sudah masuk laporan ini, tetapi tidak memenuhi aturan itu.", *_cut(report.temuan)],
        frozen=1,
    )


def _quarantine(report: Laporan) -> Table:
    lines = [
        Line([r.aturan, r.nama_berkas, r.lembar, r.baris, r.kolom, r.nilai, r.alasan, r.saran])
        for r in report.karantina[:MOST]
    ]
    return Table(
        "Karantina",
        f"Yang ditolak atau ditahan, tahun {report.tahun}",
        [
            Column("Aturan", 12),
            _FILE,
            _SHEET,
            _ROW,
            Column("Kolom", 12),
            Column("Nilai", 18, CODE),
            Column("Alasan", 38),
            Column("Saran", 38),
        ],
        lines,
        report.kekosongan.get("karantina"),
        ["Belum masuk laporan ini; perbaiki di berkas asalnya lalu kirim ulang.", *_cut(report.karantina)],
        frozen=2,
    )


def _corrections(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(row.id, row.tindakan, row.nama_berkas, row.lembar, row.baris, row.kolom),
                *(row.nilai_salah, row.nilai_benar, row.alasan, row.oleh, row.tanggal),
            ]
        )
        for row in report.koreksi
    ]
    return Table(
        "Koreksi",
        "Koreksi yang dipakai laporan ini",
        [
            Column("Nomor", 12, CODE),
            Column("Tindakan", 10),
            _FILE,
            _SHEET,
            _ROW,
            Column("Kolom", 14),
            Column("Nilai di berkas", 18, CODE),
            Column("Nilai yang dipakai", 18, CODE),
            Column("Alasan", 36),
            Column("Oleh", 18),
            Column("Tanggal", 12, DAY),
        ],
        lines,
        report.kekosongan.get("koreksi"),
        ["Berkas asalnya tidak diubah; nilai yang dipakai berasal dari register koreksi."],
        frozen=1,
    )


def _sources(report: Laporan) -> Table:
    lines = [
        Line(
            [
                *(KINDS[row.jenis], row.nama, row.lembar, month_name(row.bulan) if row.bulan else "setahun"),
                *(row.waktu_sumber, _wib(row.diterima_pada), row.file_id),
            ]
        )
        for row in report.berkas
    ]
    return Table(
        "Sumber data",
        f"Berkas sumber laporan {report.periode}",
        [
            Column("Jenis", 30),
            Column("Nama berkas", 48),
            Column("Lembar", 30),
            Column("Bulan", 12),
            Column("Dibuat (WIB)", 17, TIME),
            Column("Diterima (WIB)", 17, TIME),
            Column("Sidik SHA-256", 34, CODE),
        ],
        lines,
        report.kekosongan.get("berkas"),
        ["Dibuat: waktu menurut isi berkas, atau waktu ubah berkas. Sidik mengenali isi berkas persis."],
        frozen=1,
    )
