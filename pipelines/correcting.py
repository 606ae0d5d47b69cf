"""Works out which cells of ``raw`` each correction touches, and which corrections are no longer valid.

The corrected values themselves are made by the views in ``sql/terkoreksi/``; ``raw`` stays what the files said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import duckdb

from pipelines.corrections import NUMERIC, Correction, columns_of, selectable


class _Outcome(NamedTuple):
    """What became of one correction: the last four columns of ``raw.koreksi``."""

    status: str
    jumlah_baris: int
    nilai_ditemukan: str | None
    keterangan: str


class _Rows(NamedTuple):
    """How the rows of a raw table are told apart.

    Attributes:
        lembar, baris, bagian: where a row stands, as SQL.
        period: what a newer file says anew: the guard looks at the newest row of each.
    """

    lembar: str
    baris: str
    bagian: str
    period: str


_OF_A_PLAN = "d.kunci_nama, d.tahun"
_ROWS = {
    # A file does not change: each is judged alone.
    "berkas": _Rows("null", "null", "null", "b.file_id"),
    "fa_detail": _Rows("r.lembar", "r.baris", "null", "b.kode_satker, b.tahun, b.bulan"),
    "rak_dokumen": _Rows("null", "null", "null", _OF_A_PLAN),
    "rak_indikator": _Rows("r.lembar", "r.baris", "null", f"{_OF_A_PLAN}, r.kode_indikator"),
    "rak_kontribusi": _Rows("r.lembar", "r.baris", "r.urutan", _OF_A_PLAN),
    "rak_target": _Rows("r.lembar", "r.baris", "r.bulan", f"{_OF_A_PLAN}, r.kode_indikator, r.bulan"),
    "realisasi_kinerja": _Rows("r.lembar", "r.baris", "null", "r.kode_satker, r.tahun, r.bulan, r.kode_indikator"),
}


def apply(con: duckdb.DuckDBPyConnection, register: Sequence[Correction]) -> None:
    """Fill ``raw.koreksi`` and ``raw.koreksi_sel``, both empty before, from the rows of ``raw`` as landed.

    Each cell is corrected once. What is more particular goes first (a file, a row, a cell, a map), then what is newer;
    a correction that finds all its cells taken is told as no longer valid.
    """
    from pipelines.sql_models import insert_rows

    def particular_first(entry: Correction) -> tuple[bool, int, int, str]:
        kind = ("buang", "ganti", "petakan").index(entry.tindakan)
        return (not (entry.tindakan == "buang" and entry.tabel == "berkas"), kind, -entry.tanggal.toordinal(), entry.id)

    rows = []
    for entry in sorted(register, key=particular_first):
        outcome = _apply(con, entry)
        di = json.dumps(dict(entry.di), ensure_ascii=False)
        stated = (entry.alasan, entry.oleh, entry.tanggal, entry.register, entry.baris)
        rows.append((*entry[:3], di, *entry[4:7], *stated, *outcome))
    insert_rows(con, "raw.koreksi", rows)
    if any(entry.tabel == "fa_detail" for entry in register):
        con.execute(_AMOUNTS_THAT_FOLLOW)


def summary(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """How many corrections are applied, and the ids of those that are no longer valid."""
    rows = con.execute("select id, status from raw.koreksi order by id").fetchall()
    return {
        "diterapkan": sum(status == "diterapkan" for _, status in rows),
        "tidak_berlaku": [entry for entry, status in rows if status != "diterapkan"],
    }


def _apply(con: duckdb.DuckDBPyConnection, entry: Correction) -> _Outcome:
    column = "*" if entry.tindakan == "buang" else entry.kolom
    sql, parameters = _candidates(entry)
    con.execute(f"create or replace temp table calon as {sql}", parameters)
    con.execute(
        "create or replace temp table terkena as select calon.*, s.koreksi as didahului from calon"
        " left join (select tabel, file_id, lembar, baris, bagian, min(koreksi) as koreksi from raw.koreksi_sel"
        " where tabel = ? and kolom in ('*', ?) group by all) as s"
        " on s.file_id = calon.file_id and s.lembar is not distinct from calon.lembar"
        " and s.baris is not distinct from calon.baris and s.bagian is not distinct from calon.bagian where calon.sama",
        [entry.tabel, column],
    )
    (found, current, free, taken, others) = con.execute(
        "select (select count(*) from calon), (select count(*) from terkena where terbaru),"
        " (select count(*) from terkena where didahului is null),"
        " (select string_agg(distinct didahului, ', ' order by didahului) from terkena),"
        " (select string_agg(nilai, '; ' order by nilai) from (select distinct coalesce(nilai, '(kosong)') as nilai"
        " from calon where terbaru and not sama order by 1 limit 5))"
    ).fetchone() or (0, 0, 0, None, None)
    expected = "(kosong)" if entry.nilai_salah is None else entry.nilai_salah
    if not found and entry.tindakan == "petakan":
        outcome = _Outcome("tidak berlaku", 0, None, f"Nilai {expected} tidak ada lagi di kolom {entry.kolom}.")
    elif not found:
        outcome = _Outcome("tidak berlaku", 0, None, "Tidak ada baris yang cocok dengan isian di.")
    elif not current:
        told = f"Nilai di sumber sekarang {others}, bukan {expected}; nilai dari sumber yang dipakai."
        outcome = _Outcome("tidak berlaku", 0, others, told)
    elif not free:
        outcome = _Outcome("tidak berlaku", 0, None, f"Selnya sudah dikoreksi oleh {taken}.")
    else:
        told = f"Diterapkan, selain sel yang sudah dikoreksi oleh {taken}." if taken else "Diterapkan."
        outcome = _Outcome("diterapkan", free, None, told)
        con.execute(
            "insert into raw.koreksi_sel select ?, ?, file_id, lembar, baris, bagian, ?, nilai, ?"
            " from terkena where didahului is null order by file_id, lembar, baris, bagian",
            [entry.id, entry.tabel, column, entry.nilai_benar],
        )
    con.execute("drop table calon; drop table terkena")
    return outcome


# Withdrawn by a correction; those come first.
_WITHDRAWN = "(select file_id from raw.koreksi_sel where tabel = 'berkas' and kolom = '*')"


def _candidates(entry: Correction) -> tuple[str, list[str]]:
    """Rows that count and that the selector meets: place, value, whether it is the wrong one, whether it is newest."""
    rows, units = _ROWS[entry.tabel], selectable(entry.tabel)
    parameters: list[str] = []

    def same(column: str, value: str | None) -> str:
        if value is None:
            return f"{column} is null"
        parameters.append(value)
        if units[column.partition(".")[2]] in NUMERIC:
            return f"coalesce(try_cast({column} as decimal(38, 8)) = cast(? as decimal(38, 8)), false)"
        return f"coalesce({column} = ?, false)"

    is_same = same(f"r.{entry.kolom}", entry.nilai_salah)
    conditions = [
        "b.alasan is null",
        f"b.file_id not in {_WITHDRAWN}",
        f"(b.diganti_oleh is null or b.diganti_oleh in {_WITHDRAWN})",
    ]
    of_a_plan = entry.tabel.startswith("rak_")
    for column, value in entry.di:
        if column == "file_id":
            conditions.append("starts_with(b.file_id, ?)")
            parameters.append(value or "")
        elif column == "nama":
            conditions.append("(b.nama = ? or b.file_id in (select file_id from raw.kotak_masuk where nama = ?))")
            parameters += [value or "", value or ""]
        elif column == "kode_satker" and of_a_plan:
            conditions.append(
                "d.kunci_nama in (select kunci_nama from raw.nama_satker where kode_satker = ?"
                " and (mulai is null or mulai <= cast(b.waktu_sumber as date))"
                " and (sampai is null or sampai >= cast(b.waktu_sumber as date)))"
            )
            parameters.append(value or "")
        else:
            conditions.append(same(f"{'r' if column in columns_of(entry.tabel) else 'b'}.{column}", value))
    newest_first = "b.waktu_sumber desc, b.waktu_berkas desc, b.file_id desc"
    terbaru = f"rank() over (partition by {rows.period} order by {newest_first}) = 1"
    if entry.tindakan == "petakan":
        terbaru = "true"
        conditions.append(same(f"r.{entry.kolom}", entry.nilai_salah))
    if entry.tabel == "berkas" and entry.tindakan != "buang":
        # Other documents say in their rows, or by the name of the unit, what they are about.
        conditions.append("b.jenis = 'fa_detail'")
    if entry.tabel == "fa_detail" and (entry.tindakan == "buang" or units[entry.kolom] == "rupiah"):
        conditions.append("r.tingkat = 'akun'")
    plan = "left join raw.rak_dokumen as d on r.file_id = d.file_id" if of_a_plan else ""
    sql = (
        f"select r.file_id, cast({rows.lembar} as varchar) as lembar, cast({rows.baris} as integer) as baris,"
        f" cast({rows.bagian} as integer) as bagian, cast(r.{entry.kolom} as varchar) as nilai, {is_same} as sama,"
        f" {terbaru} as terbaru from raw.{entry.tabel} as r inner join raw.berkas as b on r.file_id = b.file_id {plan}"
        f" where {' and '.join(conditions)}"
    )
    return sql, parameters


_CODES = ("kode_program", "kode_kegiatan", "kode_kro", "kode_ro", "kode_komponen", "kode_subkomponen")
_GIVEN = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini")
_CHANGED = {name: f"ubah_{name}" for name in _GIVEN} | {
    "realisasi_sd": "ubah_realisasi_lalu + ubah_realisasi_ini",
    "sisa": "ubah_pagu - ubah_realisasi_lalu - ubah_realisasi_ini",
}


def _amounts_that_follow() -> str:
    """Cells that change with the amounts of akun lines: realisasi s.d. and sisa, and all amounts of the lines above.

    The reader has proved that each line is the sum of the lines below it; a change carried up keeps it so.
    """

    def change(name: str) -> str:
        old = f"cast(coalesce(r.{name}, '0') as decimal(18, 0))"
        new = f"max(case when s.kolom = '{name}' then cast(s.nilai_benar as decimal(18, 0)) end)"
        return f"case when max(s.kolom = '*') then -{old} else coalesce({new} - {old}, 0) end as ubah_{name}"

    above = " and ".join(f"coalesce(u.{code}, a.{code}) = a.{code}" for code in _CODES)
    summed = ", ".join(f"sum(ubah_{name}) as ubah_{name}" for name in _GIVEN)
    cells = " union all ".join(
        f"select koreksi, file_id, baris, '{name}' as kolom, {changed} as ubah from baris"
        f" where {changed} <> 0{'' if name not in _GIVEN else ' and tingkat <> ' + repr('akun')}"
        for name, changed in _CHANGED.items()
    )
    values = " ".join(f"when '{name}' then r.{name}" for name in _CHANGED)
    changes = ", ".join(f"ubah_{name}" for name in _GIVEN)
    return f"""
        insert into raw.koreksi_sel
        with akun as (
            select
                min(s.koreksi) as koreksi, r.file_id, r.baris, {", ".join(f"r.{code}" for code in _CODES)},
                max(s.kolom = '*') as dibuang, {", ".join(map(change, _GIVEN))}
            from raw.koreksi_sel as s
            inner join raw.fa_detail as r on s.file_id = r.file_id and s.baris = r.baris
            where s.tabel = 'fa_detail' and r.tingkat = 'akun' and s.kolom in ('*', {", ".join(map(repr, _GIVEN))})
            group by r.file_id, r.baris, {", ".join(f"r.{code}" for code in (*_CODES, *_GIVEN))}
        ),
        induk as (
            select a.koreksi, u.file_id, u.baris, u.tingkat, {changes}
            from akun as a
            inner join raw.fa_detail as u on a.file_id = u.file_id and u.tingkat not in ('akun', 'item') and {above}
            -- A parent may be printed again on a later page: the nearest one before the line is meant.
            qualify row_number() over (
                partition by a.file_id, a.baris, u.tingkat order by u.baris > a.baris, abs(u.baris - a.baris)
            ) = 1
        ),
        baris as (
            select koreksi, file_id, baris, 'akun' as tingkat, {changes} from akun where not dibuang
            union all
            select min(koreksi), file_id, baris, tingkat, {summed} from induk group by file_id, baris, tingkat
        ),
        sel as ({cells}),
        nilai as (
            select c.koreksi, r.file_id, r.lembar, r.baris, c.kolom, case c.kolom {values} end as lama, c.ubah
            from sel as c
            inner join raw.fa_detail as r on c.file_id = r.file_id and c.baris = r.baris
        )
        select
            koreksi, 'fa_detail', file_id, lembar, baris, null, kolom, lama,
            cast(cast(coalesce(lama, '0') as decimal(18, 0)) + ubah as varchar)
        from nilai
        order by file_id, baris, kolom
    """


_AMOUNTS_THAT_FOLLOW = _amounts_that_follow()
