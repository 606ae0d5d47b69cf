"""Works out which cells of ``raw`` each correction touches, and which corrections are no longer valid.

The corrected values themselves are made by the views in ``sql/terkoreksi/``; ``raw`` stays what the files said.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import duckdb

from pipelines.corrections.consequences import VOID, carry_amounts_up, decide_figures, void_what_would_block
from pipelines.corrections.raw_rows import ROWS
from pipelines.corrections.register import NUMERIC, Correction, columns_of, selectable


class _Outcome(NamedTuple):
    """What became of one correction: the last seven columns of ``raw.koreksi``."""

    status: str
    jumlah_baris: int
    nilai_ditemukan: str | None
    keterangan: str
    file_id: str | None = None
    lembar: str | None = None
    baris: int | None = None


def apply(con: duckdb.DuckDBPyConnection, register: Sequence[Correction]) -> None:
    """Fill ``raw.koreksi`` and ``raw.koreksi_sel``, both empty before, from the rows of ``raw`` as landed.

    Each cell is corrected once. What is more particular goes first (a file, a row, a cell, a map), then what is newer;
    a correction that finds all its cells taken is told as no longer valid.
    """
    from pipelines.sql_models import insert_rows

    def particular_first(entry: Correction) -> tuple[bool, int, int, str]:
        kind = ("buang", "ganti", "petakan").index(entry.tindakan)
        return (entry.tabel != "berkas", kind, -entry.tanggal.toordinal(), entry.id)

    rows, ranked = [], False
    for entry in sorted(register, key=particular_first):
        if not ranked and entry.tabel != "berkas":
            _rank(con)
            ranked = True
        outcome = _apply(con, entry)
        di = json.dumps(dict(entry.di), ensure_ascii=False)
        stated = (entry.alasan, entry.oleh, entry.tanggal, entry.register, entry.baris)
        rows.append((*entry[:3], di, *entry[4:7], *stated, *outcome))
    insert_rows(con, "raw.koreksi", rows)
    if ranked:
        con.execute("drop table urutan_berkas; drop table urutan_baris; drop table urutan_datar; drop table urutan_rpd")
        decide_figures(con)
        void_what_would_block(con)
    if any(entry.tabel == "fa_detail" for entry in register):
        carry_amounts_up(con)


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
        " and s.baris is not distinct from calon.baris and s.bagian is not distinct from calon.bagian"
        " where calon.sama and calon.dihitung",
        [entry.tabel, column],
    )
    (current, free, taken) = con.execute(
        "select count(*) filter (terbaru), count(*) filter (didahului is null),"
        " string_agg(distinct didahului, ', ' order by didahului) from terkena"
    ).fetchone() or (0, 0, None)
    if not current:
        outcome = _not_found(con, entry)
    elif not free:
        outcome = _Outcome(VOID, 0, None, f"Selnya sudah dikoreksi oleh {taken}.")
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


def _not_found(con: duckdb.DuckDBPyConnection, entry: Correction) -> _Outcome:
    """Why an entry is void whose wrong value no newest document holds, and where the value stands that is there."""
    expected = "(kosong)" if entry.nilai_salah is None else entry.nilai_salah
    (found, ever, newest, others) = con.execute(
        "select count(*), count(*) filter (sama),"
        " (select string_agg(distinct nama_terbaru, ', ' order by nama_terbaru) from"
        " (select nama_terbaru from calon where nama_terbaru is not null order by 1 limit 5)),"
        " (select string_agg(nilai, '; ' order by nilai) from (select distinct coalesce(nilai, '(kosong)') as nilai"
        " from calon where terbaru and not sama order by 1 limit 5)) from calon"
    ).fetchone() or (0, 0, None, None)
    if not found and entry.tindakan == "petakan":
        where = ", atau tidak ada baris yang memenuhi isian `di`" if entry.di else ""
        return _Outcome(VOID, 0, None, f"Nilai {expected} tidak pernah ada di kolom {entry.kolom}{where}.")
    if not found:
        return _Outcome(VOID, 0, None, "Tidak ada baris yang memenuhi isian `di`.")
    if others is None:
        held = f"nilai {expected} di kolom {entry.kolom}" if ever else "baris yang memenuhi isian `di`"
        newest = f"Berkas terbaru ({newest})" if newest else "Versi terbaru"
        return _Outcome(VOID, 0, None, f"{newest} {'tidak lagi' if ever else 'tidak'} memuat {held}.")
    told = (
        f"Nilai di sumber sekarang {others}, bukan {expected} lagi; nilai dari sumber yang dipakai."
        if ever
        else f"Nilai di sumber {others}, bukan {expected}, yang tidak pernah ada di baris itu."
    )
    place = con.execute(
        "select file_id, lembar, baris from calon where terbaru and not sama order by file_id, lembar, baris limit 1"
    ).fetchone() or (None, None, None)
    return _Outcome(VOID, 0, others, told, *place)


# Withdrawn by a correction; those come first.
_WITHDRAWN = "(select file_id from raw.koreksi_sel where tabel = 'berkas' and kolom = '*')"
_COUNTED = (
    f"b.alasan is null and b.file_id not in {_WITHDRAWN} and (b.diganti_oleh is null or b.diganti_oleh in {_WITHDRAWN})"
)
_ON_ITS_DAY = (
    "(mulai is null or mulai <= cast(b.waktu_sumber as date))"
    " and (sampai is null or sampai >= cast(b.waktu_sumber as date))"
)
_NEWEST_FIRST = "b.waktu_sumber desc, b.waktu_berkas desc, b.file_id desc"

# A newer export or plan replaces the older one whole, unless it is filtered or cut: core says which one counts.
_RANKED_FILES = f"""
    create or replace temp table urutan_berkas as
    with dokumen as (
        select file_id, 'fa_detail' as jenis, kode_satker as unit, tahun, bulan, berlaku
        from core.snapshot_anggaran
        where jenis = 'fa_detail'
        union all
        select d.file_id, 'rak', coalesce(d.kode_satker, r.kunci_nama), d.tahun, null, d.berlaku
        from core.dokumen_rak as d
        inner join raw.rak_dokumen as r on d.file_id = r.file_id
    )
    select d.file_id, first_value(b.nama) over w as nama_terbaru, row_number() over w = 1 as terbaru
    from dokumen as d
    inner join raw.berkas as b on d.file_id = b.file_id
    window w as (partition by d.jenis, d.unit, d.tahun, d.bulan order by d.berlaku desc, {_NEWEST_FIRST})
"""
# A newer sheet replaces only the indicators that it has.
_RANKEDROWS = f"""
    create or replace temp table urutan_baris as
    select r.file_id, r.lembar, r.baris, first_value(b.nama) over w as nama_terbaru, rank() over w = 1 as terbaru
    from raw.realisasi_kinerja as r
    inner join raw.berkas as b on r.file_id = b.file_id
    where {_COUNTED}
    window w as (
        partition by r.kode_satker, r.tahun, r.bulan, coalesce(r.kode_indikator, upper(r.indikator))
        order by {_NEWEST_FIRST}
    )
"""

# A flat file may hold many satker, of which each has a newest file of its own.
_RANKED_LINES = f"""
    create or replace temp table urutan_datar as
    with snapshot as (
        select
            s.file_id, s.kode_satker, first_value(b.nama) over w as nama_terbaru, row_number() over w = 1 as terbaru
        from core.snapshot_anggaran as s
        inner join raw.berkas as b on s.file_id = b.file_id
        where s.jenis = 'realisasi_datar'
        window w as (partition by s.kode_satker, s.tahun, s.bulan order by s.berlaku desc, {_NEWEST_FIRST})
    )
    select d.file_id, d.lembar, d.baris, s.nama_terbaru, s.terbaru
    from core.realisasi_datar as d
    inner join snapshot as s on d.file_id = s.file_id and d.kode_satker = s.kode_satker
"""

# A newer cash plan replaces only the months that it has, of each expense type.
_RANKED_MONTHS = f"""
    create or replace temp table urutan_rpd as
    select
        r.file_id, r.lembar, r.baris, r.bulan, first_value(b.nama) over w as nama_terbaru, rank() over w = 1 as terbaru
    from raw.rpd as r
    inner join raw.berkas as b on r.file_id = b.file_id
    where {_COUNTED}
    window w as (partition by r.kode_satker, r.tahun, r.bulan, r.jenis_belanja order by {_NEWEST_FIRST})
"""


def _rank(con: duckdb.DuckDBPyConnection) -> None:
    """Note which files and rows are the newest of their period, withdrawn files left out and moved ones in place."""
    from pipelines.sql_models import load_models

    models = load_models()
    needed = ["core.snapshot_anggaran", "core.dokumen_rak"]
    for name in needed:
        needed += [upstream for upstream in models[name].upstream if upstream not in needed]
    for name, model in models.items():
        if name in needed and model.is_derived:
            model.build(con)
    con.execute(_RANKED_FILES)
    con.execute(_RANKEDROWS)
    con.execute(_RANKED_LINES)
    con.execute(_RANKED_MONTHS)


# Where not the file decides whether a row is the newest.
_ORDERS = {"realisasi_kinerja": "urutan_baris", "realisasi_datar": "urutan_datar", "rpd": "urutan_rpd"}


def _candidates(entry: Correction) -> tuple[str, list[str]]:
    """Rows that the selector meets, also of versions that no longer count.

    Their place and value, whether it is the wrong one, whether the version counts, whether it is the newest, and the
    name of the newest.
    """
    rows, units = ROWS[entry.tabel], selectable(entry.tabel)
    parameters: list[str] = []

    def same(column: str, value: str | None) -> str:
        if value is None:
            return f"{column} is null"
        parameters.append(value)
        if units[column.partition(".")[2]] in NUMERIC:
            return f"coalesce(try_cast({column} as decimal(38, 8)) = cast(? as decimal(38, 8)), false)"
        return f"coalesce({column} = ?, false)"

    is_same = same(f"r.{entry.kolom}", entry.nilai_salah)
    conditions = ["b.alasan is null"]
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
                f"d.kunci_nama in (select kunci_nama from raw.nama_satker where kode_satker = ? and {_ON_ITS_DAY})"
            )
            parameters.append(value or "")
        else:
            conditions.append(same(f"{'r' if column in columns_of(entry.tabel) else 'b'}.{column}", value))
    if entry.tindakan == "petakan":
        conditions.append(same(f"r.{entry.kolom}", entry.nilai_salah))
    if entry.tabel == "berkas" and entry.tindakan != "buang":
        # Other documents say in their rows, or by the name of the unit, what they are about.
        of_a_month = " or b.jenis = 'realisasi_datar'" if entry.kolom in ("tahun", "bulan") else ""
        conditions.append(f"(b.jenis = 'fa_detail'{of_a_month})")
    if entry.tabel == "fa_detail" and (entry.tindakan == "buang" or units[entry.kolom] == "rupiah"):
        conditions.append("r.tingkat = 'akun'")
    if entry.tabel == "realisasi_datar":
        conditions.append("r.tingkat = '7'")
    plan = "left join raw.rak_dokumen as d on r.file_id = d.file_id" if of_a_plan else ""
    if entry.tabel == "berkas":
        # A file does not change: each is judged alone. What was replaced can be withdrawn too: then nobody misses it.
        ranked, counted, newest, name = "", "true" if entry.tindakan == "buang" else _COUNTED, "true", "b.nama"
    else:
        ranked = "left join urutan_berkas as t on r.file_id = t.file_id"
        order_of = _ORDERS.get(entry.tabel)
        if order_of:
            ranked = (
                f"left join {order_of} as t on r.file_id = t.file_id and r.lembar is not distinct from t.lembar"
                " and r.baris = t.baris"
            )
            if entry.tabel == "rpd":
                ranked += " and r.bulan = t.bulan"
        counted, newest, name = "t.file_id is not null", "coalesce(t.terbaru, false)", "t.nama_terbaru"
    sql = (
        f"select r.file_id, cast({rows.lembar} as varchar) as lembar, cast({rows.baris} as integer) as baris,"
        f" cast({rows.bagian} as integer) as bagian, cast(r.{entry.kolom} as varchar) as nilai, {is_same} as sama,"
        f" {counted} as dihitung, {newest} as terbaru, {name} as nama_terbaru"
        f" from raw.{entry.tabel} as r inner join raw.berkas as b on r.file_id = b.file_id {plan} {ranked}"
        f" where {' and '.join(conditions)}"
    )
    return sql, parameters
