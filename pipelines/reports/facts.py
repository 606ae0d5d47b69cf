"""What a Laporan Kinerja Interim of one satker and month says, read from one connection. No measure is computed here.

``read`` is the way in; ``Laporan`` the whole report; ``rows`` its tables. Every writer (workbook, chapter) takes this.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, TypeVar, cast

import duckdb

from pipelines.console import rows_of
from pipelines.publishing import time_of
from pipelines.quality import findings
from pipelines.reports import gaps, queries, rows
from pipelines.wording import month_name, month_spans

Kind = TypeVar("Kind")
Monthly = TypeVar("Monthly", rows.Serapan, rows.NilaiUnit, rows.Ikpa, rows.Deviasi)

TABLES = (
    *("core.satker", "core.nama_satker", "core.dokumen_rak", "core.sasaran", "core.indikator"),
    *("core.realisasi_indikator", "core.snapshot_anggaran", "core.realisasi_anggaran", "core.rpd"),
    *("mart.capaian_indikator", "mart.capaian_sasaran", "mart.capaian_triwulan", "mart.nilai_satker"),
    *("mart.efisiensi_indikator", "mart.efisiensi_sasaran", "mart.serapan_satker", "mart.serapan_jenis_belanja"),
    *("mart.serapan_tingkat", "mart.serapan_indikator", "mart.serapan_sasaran", "mart.rencana_anggaran"),
    "mart.rencana_penyerapan",
    *("mart.ikpa_penyerapan", "mart.deviasi_rpd", "mart.proyeksi_serapan", "mart.kepatuhan"),
    *("dq.karantina", "dq.koreksi", "dq.nama_berkas", "raw.berkas", "raw.kolom", "raw.realisasi_kinerja", "ref.bulan"),
    "core.status_berkas",
    *("core.kontribusi", "ref.target_penyerapan_ikpa", "ref.deviasi_rpd", "ref.ketentuan", "ref.kriteria_capaian"),
    "ref.predikat_ikpa",
)
"""What ``read`` reads; an as-of connection must have been asked for these (``AsOf.need``)."""


class NothingToReport(Exception):
    """There is no such satker, or nothing of that month; the message (Indonesian) says what there is."""


@dataclass(frozen=True)
class Laporan:
    """Everything that the report of ``satker`` says up to and including ``bulan`` of ``tahun``.

    Lists are in the order in which a report prints them: by code, or by month. An empty list has its reason in
    ``kekosongan``. What came after ``bulan`` is not told, but the RPD of ``kurva``.

    Attributes:
        triwulan: the quarter of ``bulan``.
        terbitan: id of the build that was read.
        per_tanggal: reference day of an as-of report; None for what is known now.
        ketentuan: the rules of the year by name; ``kriteria``, ``predikat``: their scales, the lowest first.
        rak: None when no RAK of the year is in force.
        capaian: one row per indicator, at ``bulan``.
        capaian_triwulan: the same at the end of every quarter that is over by ``bulan``: one row per indicator and
            quarter.
        capaian_bulanan, serapan_bulanan, ikpa, deviasi: one row per month (and indicator) up to ``bulan``.
        nilai_sasaran, nilai_unit: NPS and NKU of every month up to ``bulan``.
        serapan_tingkat: the budget tree, parents before their children.
        kurva: always twelve months, or none when the year has no realisasi.
        catatan: what a reader of the whole report must know: documents that are missing, pages that are lost.
        kekosongan: for every attribute that is an empty list, one Indonesian sentence why, by attribute name.
    """

    satker: rows.Satker
    tahun: int
    bulan: int
    triwulan: int
    terbitan: str
    per_tanggal: date | None
    ketentuan: dict[str, rows.Ketentuan]
    kriteria: list[rows.Golongan]
    predikat: list[rows.Golongan]
    rak: rows.Rak | None
    perjanjian: list[rows.Perjanjian]
    capaian: list[rows.Capaian]
    capaian_triwulan: list[rows.Capaian]
    capaian_bulanan: list[rows.CapaianBulan]
    nilai_sasaran: list[rows.NilaiSasaran]
    nilai_unit: list[rows.NilaiUnit]
    efisiensi_sasaran: list[rows.EfisiensiSasaran]
    efisiensi_indikator: list[rows.EfisiensiIndikator]
    serapan_bulanan: list[rows.Serapan]
    serapan_jenis_belanja: list[rows.SerapanJenisBelanja]
    serapan_tingkat: list[rows.SerapanTingkat]
    serapan_sasaran: list[rows.SerapanSasaran]
    serapan_indikator: list[rows.SerapanIndikator]
    kurva: list[rows.KurvaBulan]
    rencana_anggaran: list[rows.RencanaAnggaran]
    ikpa: list[rows.Ikpa]
    deviasi: list[rows.Deviasi]
    proyeksi: list[rows.Proyeksi]
    kepatuhan: list[rows.Kepatuhan]
    temuan: list[rows.Temuan]
    karantina: list[rows.Karantina]
    koreksi: list[rows.Koreksi]
    berkas: list[rows.Berkas]
    digantikan: list[rows.Digantikan]
    catatan: list[str] = field(default_factory=list)
    kekosongan: dict[str, str] = field(default_factory=dict)

    @property
    def waktu_terbit(self) -> datetime:
        """When the build was started (UTC)."""
        return time_of(self.terbitan)

    @property
    def akhir_triwulan(self) -> bool:
        """Whether ``bulan`` ends its quarter, so that this is the report of a quarter."""
        return self.bulan % 3 == 0

    @property
    def periode(self) -> str:
        """``Triwulan III Tahun 2025``; between quarters ``Agustus 2025``."""
        quarter = f"Triwulan {ROMAN[self.triwulan]} Tahun {self.tahun}"
        return quarter if self.akhir_triwulan else f"{month_name(self.bulan)} {self.tahun}"

    @property
    def serapan(self) -> rows.Serapan | None:
        """Absorption of the satker at ``bulan``."""
        return _at(self.serapan_bulanan, self.bulan)

    @property
    def nku(self) -> rows.NilaiUnit | None:
        """NKU at ``bulan``."""
        return _at(self.nilai_unit, self.bulan)

    @property
    def nps(self) -> list[rows.NilaiSasaran]:
        """NPS of every sasaran at ``bulan``."""
        return [value for value in self.nilai_sasaran if value.bulan == self.bulan]

    @property
    def ikpa_kini(self) -> rows.Ikpa | None:
        """Estimate of IKPA Penyerapan at ``bulan``."""
        return _at(self.ikpa, self.bulan)

    @property
    def deviasi_kini(self) -> rows.Deviasi | None:
        """Estimate of IKPA Deviasi Halaman III at ``bulan``."""
        return _at(self.deviasi, self.bulan)

    @property
    def kontribusi_kurang(self) -> list[str]:
        """Codes of the indicators whose lines in the RAK add up to less than their anggaran."""
        return [row.kode_indikator for row in self.perjanjian if row.status_rekonsiliasi == "kurang"]

    @property
    def di_luar_rak(self) -> list[str]:
        """Codes of reported indicators that the RAK, where there is one, does not have."""
        planned = {row.kode_indikator for row in self.perjanjian}
        return [row.kode_indikator for row in self.capaian if self.rak and row.kode_indikator not in planned]

    @property
    def ada_rpd(self) -> bool:
        """Whether a cash plan (RPD) of the year was received."""
        return any(row.jenis == "rpd" for row in self.berkas)

    @property
    def proyeksi_satker(self) -> rows.Proyeksi | None:
        """Projection of the whole satker."""
        return next((row for row in self.proyeksi if row.jenis_belanja is None), None)

    @property
    def anggaran_rak(self) -> int | None:
        """What the plan gives its indicators, as far as it could be read."""
        known = [row.anggaran for row in self.perjanjian if row.anggaran is not None]
        return sum(known) if known else None

    @property
    def hambatan(self) -> list[rows.Capaian]:
        """Indicators whose sheet tells an obstacle or a follow-up at ``bulan``."""
        return [row for row in self.capaian if row.hambatan or row.rencana_tindak_lanjut]

    @property
    def sintetis(self) -> bool:
        """Whether a document of the report is labelled synthetic; ``SYNTHETIC`` is what must then be said."""
        return any(document.sintetis for document in self.berkas)

    def ditolak(self, bulan: int) -> list[rows.Karantina]:
        """What performance sheets of ``bulan`` sent and was refused or held."""
        return [row for row in self.karantina if row.jenis == "realisasi_kinerja" and row.bulan in (bulan, None)]

    @property
    def ekspor_ditolak(self) -> list[rows.Karantina]:
        """What was refused or held of the budget exports of ``bulan`` that this report does not rest on."""
        used = {document.file_id for document in self.berkas}
        return [
            row
            for row in self.karantina
            if row.jenis in rows.BUDGET_KINDS and row.bulan == self.bulan and row.file_id not in used
        ]

    def sumber_realisasi(self, row: rows.Capaian) -> str:
        """Where the realisasi of ``row`` stands, or the refused rows of which one may be its own; empty for neither."""
        if row.file_id is None and row.target is not None and (refused := self.ditolak(row.bulan)):
            return f"Ditolak: {gaps.places(refused)}"
        return self.sumber(row.file_id, row.lembar, row.baris_sumber)

    def estimasi(self, ketentuan: str) -> str:
        """That a figure is our estimate by the regulation of the year, and no official value."""
        rule = self.ketentuan.get(ketentuan)
        return f"estimasi Kinerja{f' menurut {rule.sumber}' if rule else ''}, bukan nilai resmi"

    def sumber(self, file_id: str | None, lembar: str | None = None, baris: int | None = None) -> str:
        """Where a figure stands, in words: ``rak.txt, baris 123``; empty for no file. Folders are left out.

        A document with one sheet gives its name, where ``lembar`` is None and there is more than text. A row in which
        a correction changed something says so.
        """
        if file_id is None:
            return ""
        name, sheets = self._documents.get(file_id, (file_id[:12], []))
        sheet = lembar or (sheets[0] if len(sheets) == 1 else None)
        parts = [
            PurePosixPath(name).name,
            f"lembar {sheet.strip()}" if sheet else "",
            f"baris {baris}" if baris else "",
        ]
        here = (file_id, lembar, baris)
        changed = sorted({row.id for row in self.koreksi if baris and (row.file_id, row.lembar, row.baris) == here})
        said = ", ".join(part for part in parts if part)
        return f"{said} (dikoreksi: {', '.join(changed)})" if changed else said

    @cached_property
    def _documents(self) -> dict[str, tuple[str, list[str]]]:
        found: defaultdict[str, list[rows.Berkas]] = defaultdict(list)
        for document in self.berkas:
            found[document.file_id].append(document)
        return {
            file_id: (of_file[0].nama, [document.lembar for document in of_file if document.lembar])
            for file_id, of_file in found.items()
        }


SYNTHETIC = "Memuat data sintetis, bukan data resmi"
"""What every page of a report must say that is ``sintetis``."""

ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
"""How the quarters are written."""


def _at(series: list[Monthly], month: int) -> Monthly | None:
    return next((row for row in series if row.bulan == month), None)


def read(
    con: duckdb.DuckDBPyConnection, build_id: str, satker: str, tahun: int, bulan: int, per_tanggal: date | None = None
) -> Laporan:
    """The report of ``satker`` up to and including ``bulan``, from a published build or an as-of connection to it.

    Args:
        con: connection to the build ``build_id``, or ``AsOf.con`` after ``AsOf.need(TABLES)``.
        per_tanggal: the day of the as-of connection.

    Raises:
        NothingToReport: the satker is not known, or it has neither a budget export nor a performance sheet of that
            month.
    """
    _require(con, satker, tahun, bulan)
    reader = _Reader(con, {"satker": satker, "tahun": tahun, "bulan": bulan})
    of_month = "where kode_satker = $satker and tahun = $tahun and bulan = $bulan"
    to_month = "where kode_satker = $satker and tahun = $tahun and bulan <= $bulan"
    name = con.execute(queries.UNIT_NAME, {"satker": satker, "tahun": tahun, "bulan": bulan}).fetchone()
    documents = reader.rows(rows.Berkas, queries.DOCUMENTS)
    raks = reader.rows(rows.Rak, queries.PLAN)
    report = Laporan(
        satker=rows.Satker(satker, name[0] if name else None),
        tahun=tahun,
        bulan=bulan,
        triwulan=(bulan + 2) // 3,
        terbitan=build_id,
        per_tanggal=per_tanggal,
        ketentuan={rule.nama: rule for rule in reader.rows(rows.Ketentuan, queries.RULES)},
        kriteria=reader.rows(rows.Golongan, queries.scale("ref.kriteria_capaian", "kriteria")),
        predikat=reader.rows(rows.Golongan, queries.scale("ref.predikat_ikpa", "predikat")),
        rak=raks[0] if raks else None,
        perjanjian=reader.rows(rows.Perjanjian, queries.AGREEMENT),
        capaian=reader.rows(rows.Capaian, queries.ACHIEVED),
        capaian_triwulan=reader.rows(rows.Capaian, queries.QUARTERS),
        capaian_bulanan=reader.rows(
            rows.CapaianBulan, f"from mart.capaian_indikator {to_month} order by kode_indikator, bulan"
        ),
        nilai_sasaran=reader.rows(
            rows.NilaiSasaran, f"from mart.capaian_sasaran {to_month} order by kode_sasaran, bulan"
        ),
        nilai_unit=reader.rows(rows.NilaiUnit, f"from mart.nilai_satker {to_month} order by bulan"),
        efisiensi_sasaran=reader.rows(rows.EfisiensiSasaran, queries.EFFICIENCY.format(table="sasaran", more="")),
        efisiensi_indikator=reader.rows(
            rows.EfisiensiIndikator,
            queries.EFFICIENCY.format(table="indikator", more=", substr(e.kode_indikator, 1, 2) as kode_sasaran"),
        ),
        serapan_bulanan=reader.rows(rows.Serapan, f"from mart.serapan_satker {to_month} order by bulan"),
        serapan_jenis_belanja=reader.rows(rows.SerapanJenisBelanja, queries.BY_TYPE),
        # A parent's path is the beginning of its children's, so that it comes before them.
        serapan_tingkat=reader.rows(rows.SerapanTingkat, f"from mart.serapan_tingkat {of_month} order by kode"),
        serapan_sasaran=reader.rows(
            rows.SerapanSasaran, f"from mart.serapan_sasaran {of_month} order by kode_sasaran nulls last"
        ),
        serapan_indikator=reader.rows(
            rows.SerapanIndikator, f"from mart.serapan_indikator {of_month} order by kode_indikator nulls last"
        ),
        kurva=reader.rows(rows.KurvaBulan, queries.CURVE),
        rencana_anggaran=reader.rows(
            rows.RencanaAnggaran,
            f"from mart.rencana_anggaran {of_month} order by kode_ro, kode_komponen, kode_subkomponen",
        ),
        ikpa=reader.rows(rows.Ikpa, f"from mart.ikpa_penyerapan {to_month} order by bulan"),
        deviasi=reader.rows(rows.Deviasi, f"from mart.deviasi_rpd {to_month} order by bulan"),
        proyeksi=reader.rows(rows.Proyeksi, f"from mart.proyeksi_serapan {of_month} order by jenis_belanja nulls last"),
        kepatuhan=reader.rows(rows.Kepatuhan, f"from mart.kepatuhan {to_month} order by jenis, bulan"),
        temuan=[] if per_tanggal else _findings(con, build_id, reader.parameters),
        karantina=reader.rows(
            rows.Karantina,
            "from dq.karantina where status = 'terbuka' and kode_satker = $satker and (tahun = $tahun or tahun is null)"
            " and (tahun is null or bulan <= $bulan or bulan is null)"
            " order by nama_berkas, lembar, baris, kolom, aturan, nilai",
        ),
        koreksi=[],
        berkas=documents,
        digantikan=reader.rows(rows.Digantikan, queries.REPLACED),
    )
    report.koreksi.extend(_corrections(con, documents))
    report.capaian[:] = [gaps.with_refusal(report, row) for row in report.capaian]
    report.capaian_triwulan[:] = [gaps.with_refusal(report, row) for row in report.capaian_triwulan]
    report.catatan.extend(gaps.remarks(report))
    report.kekosongan.update(gaps.why_empty(report))
    return report


def _require(con: duckdb.DuckDBPyConnection, satker: str, tahun: int, bulan: int) -> None:
    names = dict(con.execute("select kode_satker, nama_satker from core.satker order by all").fetchall())
    if satker not in names:
        near = [f"{code} ({names[code]})" for code in difflib.get_close_matches(satker, names, n=3, cutoff=0.5)]
        advice = f"yang mirip: {', '.join(near)}" if near else "periksa kodenya di kinerja status"
        raise NothingToReport(f"Satker {satker} tidak ada di gudang data; {advice}.")
    known: defaultdict[int, list[int]] = defaultdict(list)
    for year, month in con.execute(queries.KNOWN_MONTHS, {"satker": satker}).fetchall():
        known[year].append(month)
    if bulan not in known[tahun]:
        spans = "; ".join(f"{year} ({month_spans(months)})" for year, months in sorted(known.items()) if months)
        there = (
            f"yang ada: {spans}"
            if spans
            else "kirim ekspor SAKTI atau lembar kinerjanya, lalu jalankan kinerja refresh"
        )
        raise NothingToReport(
            f"Satker {satker} belum mempunyai realisasi anggaran atau kinerja {month_name(bulan)} {tahun}; {there}."
        )


class _Reader:
    """Reads rows by the field names of their type; amounts become whole numbers."""

    def __init__(self, con: duckdb.DuckDBPyConnection, parameters: dict[str, object]) -> None:
        self._con = con
        self.parameters = parameters

    def rows(self, kind: type[Kind], sql: str) -> list[Kind]:
        fields = cast(Any, kind)._fields
        used = {name: value for name, value in self.parameters.items() if f"${name}" in sql}
        found = self._con.execute(f"select {', '.join(fields)} {sql}", used).fetchall()
        return [kind(*map(_plain, row)) for row in found]


def _plain(value: object) -> object:
    """Rupiah, which the warehouse keeps without decimals, as int."""
    return int(value) if isinstance(value, Decimal) and value.as_tuple().exponent == 0 else value


def _findings(con: duckdb.DuckDBPyConnection, build_id: str, parameters: dict[str, object]) -> list[rows.Temuan]:
    rules = {
        (rule["aturan"], rule["tabel"]): rule
        for rule in rows_of(con, "select aturan, tabel, uraian, saran from dq.hasil where run_id = ?", [build_id])
    }
    condition = (
        "t.kode_satker = $satker and (t.tahun = $tahun or t.tahun is null) and (t.bulan <= $bulan or t.bulan is null)"
    )
    found = []
    for row in findings.read_findings(con, condition, parameters):
        told = {**row, **rules[row["aturan"], row["tabel"]], "rincian": findings.details(row)}
        told["kode_indikator"] = row["rincian"].get("kode_indikator")
        found.append(rows.Temuan(**{name: told[name] for name in rows.Temuan._fields}))
    return found


def _corrections(con: duckdb.DuckDBPyConnection, documents: list[rows.Berkas]) -> list[rows.Koreksi]:
    reader = _Reader(con, {"files": [document.file_id for document in documents]})
    return reader.rows(
        rows.Koreksi,
        "from dq.koreksi where status = 'diterapkan' and list_contains($files, file_id)"
        " order by id, nama_berkas, lembar, baris, bagian, kolom",
    )
