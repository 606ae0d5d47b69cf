"""Rows of source files as they were read: which of them stand on the pages of the site, and under which headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

from pipelines.site.build import NOTHING, anchor
from pipelines.wording import MONTHS, month_name, number

FLAT_ROWS = 2000
"""Rows of one flat file, which may be of the whole country, that stand on its page besides those that are named."""

WHOLE = """
    select s.file_id from core.status_berkas as s inner join raw.berkas as b using (file_id)
    where s.status = 'diterima' and b.jenis in ('rak', 'realisasi_kinerja', 'rpd')
    union
    select a.file_id from core.snapshot_anggaran as a
    inner join (
        select kode_satker, tahun, max(bulan) as bulan from core.snapshot_anggaran where berlaku group by all
    ) as t using (kode_satker, tahun, bulan)
    where a.berlaku
"""
"""Files whose rows all stand on their page."""

NAMED = """
    select file_id, lembar, baris from dq.temuan where file_id is not null and baris is not null
    union
    select file_id, lembar, baris from dq.karantina where baris is not null
    union
    select file_id, lembar, baris from dq.koreksi where file_id is not null and baris is not null
    union
    select f.file_id, f.lembar, f.baris
    from mart.serapan_tingkat as t inner join raw.fa_detail as f using (file_id, baris)
    left join mart.rencana_anggaran as r
        on t.tingkat = 'subkomponen' and r.status <> 'sesuai' and t.kode_satker = r.kode_satker and t.tahun = r.tahun
        and t.bulan = r.bulan and t.kode = concat_ws('.', r.kode_ro, r.kode_komponen, r.kode_subkomponen)
    where t.bulan % 3 = 0 and (t.tingkat in ('program', 'kegiatan', 'kro', 'ro') or r.kode_ro is not null)
"""
"""Rows that a finding, the quarantine, a correction, or the page of a quarter names; a page may lead to them."""


class Rows(NamedTuple):
    """Rows of one raw table on the page of a file.

    Attributes:
        name: the raw table.
        title: its heading.
        sql: a query with file_id, lembar, baris, and the columns.
        columns: heading of each column, and how it is written: ``n`` a number, ``m`` a month, blank text.
        order: what orders the lines of a file.
    """

    name: str
    title: str
    sql: str
    columns: Sequence[tuple[str, str]]
    order: str = "lembar nulls first, baris"


def _by_month(table: str, keys: str, value: str) -> str:
    months = ", ".join(f"max(case when bulan = {month} then {value} end) as b{month}" for month in range(1, 13))
    return f"select file_id, lembar, baris, {keys}, {months} from raw.{table} group by file_id, lembar, baris, {keys}"


_MONTHS = [(name[:3], "n") for name in MONTHS]
_AMOUNTS = [(f"{name} (Rp)", "n") for name in ("Pagu", "Realisasi lalu", "Realisasi ini", "Realisasi s.d.", "Sisa")]

TABLES: Mapping[str, tuple[Rows, ...]] = {
    "fa_detail": (
        Rows(
            "fa_detail",
            "Baris laporan",
            "select file_id, lembar, baris, tingkat, case tingkat when 'program' then kode_program"
            " when 'kegiatan' then kode_kegiatan when 'kro' then kode_kro when 'ro' then kode_ro"
            " when 'komponen' then kode_komponen when 'subkomponen' then kode_subkomponen when 'akun' then kode_akun"
            " else kode_item end as kode, uraian, pagu, realisasi_lalu, realisasi_ini, realisasi_sd, sisa"
            " from raw.fa_detail",
            [("Tingkat", ""), ("Kode", ""), ("Uraian", ""), *_AMOUNTS],
        ),
    ),
    "realisasi_datar": (
        Rows(
            "realisasi_datar",
            "Baris data",
            "select file_id, lembar, baris, kode_satker, tingkat, concat_ws('.', kode_program, kode_kegiatan, kode_kro,"
            " nomor_ro, kode_komponen, kode_subkomponen, kode_akun) as kode, uraian, pagu, realisasi_sd, sisa"
            " from raw.realisasi_datar where $satker is null or (file_id, lembar, baris) in"
            " (select (file_id, lembar, baris) from core.realisasi_datar where kode_satker = $satker)",
            [("Satker", ""), ("Tingkat", ""), ("Kode", ""), ("Uraian", ""), _AMOUNTS[0], *_AMOUNTS[3:]],
        ),
    ),
    "realisasi_kinerja": (
        Rows(
            "realisasi_kinerja",
            "Baris lembar kinerja",
            "select file_id, lembar, baris, kode_satker, bulan, coalesce(kode_indikator, kode_tertulis) as kode,"
            " indikator, satuan, target_sd_bulan, pembilang, penyebut, realisasi, hambatan, rencana_tindak_lanjut,"
            " bukti_dukung from raw.realisasi_kinerja"
            " where kode_satker = $satker or $satker is null",
            [
                *(("Satker", ""), ("Bulan", "m"), ("Kode", ""), ("Indikator", ""), ("Satuan", "")),
                *(("Target s.d. bulan", "n"), ("Pembilang", "n"), ("Penyebut", "n"), ("Realisasi", "n")),
                *(("Hambatan", ""), ("Rencana tindak lanjut", ""), ("Bukti dukung", "")),
            ],
        ),
    ),
    "rpd": (
        Rows(
            "rpd",
            "Rencana penarikan dana, rupiah",
            _by_month("rpd", "kode_satker, jenis_belanja, kode_akun", "rpd"),
            [("Satker", ""), ("Jenis belanja", ""), ("Akun", ""), *_MONTHS],
        ),
    ),
    "rak": (
        Rows(
            "rak_dokumen",
            "Dokumen",
            "select file_id, cast(null as varchar) as lembar, baris_total as baris, nama_unit, tahun, total_deklarasi,"
            " tempat, tanggal, penandatangan, jabatan from raw.rak_dokumen",
            [
                *(("Nama unit", ""), ("Tahun", ""), ("Total tercetak (Rp)", "n"), ("Tempat", "")),
                *(("Tanggal", ""), ("Penandatangan", ""), ("Jabatan", "")),
            ],
        ),
        Rows(
            "rak_indikator",
            "Indikator",
            "select file_id, lembar, baris, kode_sasaran, nama_sasaran, kode_indikator, nama, anggaran"
            " from raw.rak_indikator",
            [("Sasaran", ""), ("Nama sasaran", ""), ("Indikator", ""), ("Nama", ""), ("Anggaran (Rp)", "n")],
        ),
        Rows(
            "rak_target",
            "Target s.d. bulan",
            _by_month("rak_target", "kode_indikator", "target"),
            [("Indikator", ""), *_MONTHS],
        ),
        Rows(
            "rak_kontribusi",
            "Kontribusi",
            "select file_id, lembar, baris, kode_indikator, kode_ro, nama_ro, kode_komponen, nama_komponen,"
            " kode_subkomponen, nama_subkomponen, anggaran, kontribusi, urutan from raw.rak_kontribusi",
            [
                *(("Indikator", ""), ("RO", ""), ("Nama RO", ""), ("Komponen", ""), ("Nama komponen", "")),
                *(("Sub", ""), ("Nama sub komponen", ""), ("Anggaran (Rp)", "n"), ("Kontribusi (Rp)", "n")),
            ],
            "lembar nulls first, baris, urutan",
        ),
    ),
}

_CHOSEN = f"""
    with utuh as ({WHOLE}), dirujuk as (select distinct file_id, baris from ({NAMED}) as n)
    select d.* from ({{sql}}) as d
    left join utuh as u on d.file_id = u.file_id
    left join dirujuk as n on d.file_id = n.file_id and d.baris = n.baris
    where u.file_id is not null or n.file_id is not null{{also}}
    {{only}}
    order by d.file_id, {{order}}
"""
_ALSO = {"fa_detail": " or d.tingkat = 'total'"}
_ONLY = {
    "realisasi_datar": "qualify n.file_id is not null or row_number() over"
    f" (partition by d.file_id order by d.lembar, d.baris) <= {FLAT_ROWS}"
}


class Line(NamedTuple):
    """A row of a file: the ids that it is found by (blank where another line has them), its place, its cells."""

    ids: tuple[str, str]
    lembar: str | None
    baris: int | None
    cells: Sequence[str]


class Table(NamedTuple):
    """Lines of one raw table; ``sheets``: they are of several sheets."""

    name: str
    title: str
    columns: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    sheets: bool


def ids_of(seen: set[str], lembar: str | None, baris: int | None) -> tuple[str, str]:
    """The ids of a row, by row and by sheet and row, that no line has yet; ``seen`` is what the page has so far."""
    if baris is None:
        return "", ""
    new = ["" if name in seen else name for name in (anchor(baris), anchor(baris, lembar) if lembar else "")]
    seen.update(new)
    return new[0], new[1]


class Stream:
    """The lines of one raw table, file by file. Asked in the order of the file ids, each once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, rows: Rows, satker: str | None) -> None:
        self._rows = rows
        sql = _CHOSEN.format(
            sql=rows.sql, also=_ALSO.get(rows.name, ""), only=_ONLY.get(rows.name, ""), order=rows.order
        )
        cursor = con.cursor()
        cursor.execute(sql, {"satker": satker} if "$satker" in sql else None)
        self._groups = groupby(_fetched(cursor), lambda row: row[0])
        self._next = next(self._groups, None)

    def of(self, file_id: str, seen: set[str]) -> Table:
        """The lines of a file; ids that they have are added to ``seen``."""
        lines = []
        while self._next is not None and self._next[0] < file_id:
            self._next = next(self._groups, None)
        if self._next is not None and self._next[0] == file_id:
            writers = [_WRITERS[form] for _, form in self._rows.columns]
            lines = [
                Line(
                    ids_of(seen, row[1], row[2]), row[1], row[2], [w(v) for w, v in zip(writers, row[3:], strict=False)]
                )
                for row in self._next[1]
            ]
            self._next = next(self._groups, None)
        sheets = len({line.lembar for line in lines}) > 1
        return Table(self._rows.name, self._rows.title, self._rows.columns, lines, sheets)


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(5000):
        yield from rows


def _text(value: object) -> str:
    return NOTHING if value is None or value == "" else str(value)


def _number(value: str | None) -> str:
    """A number as Indonesians write it; what is none stays as the file has it."""
    if value is None or value == "":
        return NOTHING
    try:
        return number(Decimal(value))
    except InvalidOperation:
        return value


def _month(value: int | None) -> str:
    return NOTHING if value is None else month_name(value)


_WRITERS: Mapping[str, Callable[[Any], str]] = {"": _text, "n": _number, "m": _month}
