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
    """What became of one correction: the last seven columns of ``raw.koreksi``."""

    status: str
    jumlah_baris: int
    nilai_ditemukan: str | None
    keterangan: str
    file_id: str | None = None
    lembar: str | None = None
    baris: int | None = None


VOID = "tidak berlaku"


class _Rows(NamedTuple):
    """Where a row of a raw table stands, as SQL."""

    lembar: str
    baris: str
    bagian: str


_ROWS = {
    "berkas": _Rows("null", "null", "null"),
    "fa_detail": _Rows("r.lembar", "r.baris", "null"),
    "rak_dokumen": _Rows("null", "null", "null"),
    "rak_indikator": _Rows("r.lembar", "r.baris", "null"),
    "rak_kontribusi": _Rows("r.lembar", "r.baris", "r.urutan"),
    "rak_target": _Rows("r.lembar", "r.baris", "r.bulan"),
    "realisasi_kinerja": _Rows("r.lembar", "r.baris", "null"),
}


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
        con.execute("drop table urutan_berkas; drop table urutan_baris")
        con.execute(_DECIDED_FIGURES)
        _void_what_would_block(con)
    if any(entry.tabel == "fa_detail" for entry in register):
        con.execute(_AMOUNTS_THAT_FOLLOW)


def _void_what_would_block(con: duckdb.DuckDBPyConnection) -> None:
    """Takes back corrections of codes after which a document no longer agrees with itself.

    A blocking rule would fail, and one unit's document would hold back all the others.
    """
    for tables, columns, sql, told in _DISAGREEMENTS:
        con.execute(f"create or replace temp table tertahan as {sql}")
        cells = f"file_id in (select file_id from tertahan) and tabel in ({tables}) and kolom in ({columns})"
        con.execute(
            "create or replace temp table batal as select koreksi, min(file_id) as file_id, min(b.nama) as nama"
            f" from raw.koreksi_sel inner join raw.berkas as b using (file_id) where {cells} group by koreksi"
        )
        con.execute(f"delete from raw.koreksi_sel where {cells}")
        con.execute(
            "update raw.koreksi set"
            " jumlah_baris = (select count(*) from raw.koreksi_sel where koreksi = raw.koreksi.id),"
            f" status = case when id in (select koreksi from raw.koreksi_sel) then status else '{VOID}' end,"
            " keterangan = 'Tidak diterapkan pada ' || batal.nama || ': ' || ?, file_id = batal.file_id"
            " from batal where batal.koreksi = id",
            [told],
        )
        con.execute("drop table tertahan; drop table batal")


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
_RANKED_ROWS = f"""
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
    con.execute(_RANKED_ROWS)


def _candidates(entry: Correction) -> tuple[str, list[str]]:
    """Rows that the selector meets, also of versions that no longer count.

    Their place and value, whether it is the wrong one, whether the version counts, whether it is the newest, and the
    name of the newest.
    """
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
        conditions.append("b.jenis = 'fa_detail'")
    if entry.tabel == "fa_detail" and (entry.tindakan == "buang" or units[entry.kolom] == "rupiah"):
        conditions.append("r.tingkat = 'akun'")
    plan = "left join raw.rak_dokumen as d on r.file_id = d.file_id" if of_a_plan else ""
    if entry.tabel == "berkas":
        # A file does not change: each is judged alone.
        ranked, counted, newest, name = "", _COUNTED, "true", "b.nama"
    else:
        ranked = "left join urutan_berkas as t on r.file_id = t.file_id"
        if entry.tabel == "realisasi_kinerja":
            ranked = (
                "left join urutan_baris as t on r.file_id = t.file_id and r.lembar is not distinct from t.lembar"
                " and r.baris = t.baris"
            )
        counted, newest, name = "t.file_id is not null", "coalesce(t.terbaru, false)", "t.nama_terbaru"
    sql = (
        f"select r.file_id, cast({rows.lembar} as varchar) as lembar, cast({rows.baris} as integer) as baris,"
        f" cast({rows.bagian} as integer) as bagian, cast(r.{entry.kolom} as varchar) as nilai, {is_same} as sama,"
        f" {counted} as dihitung, {newest} as terbaru, {name} as nama_terbaru"
        f" from raw.{entry.tabel} as r inner join raw.berkas as b on r.file_id = b.file_id {plan} {ranked}"
        f" where {' and '.join(conditions)}"
    )
    return sql, parameters


# A corrected realisasi is decided: it would not be used beside the pembilang and penyebut that core divides.
_DECIDED_FIGURES = """
    insert into raw.koreksi_sel
    select s.koreksi, s.tabel, s.file_id, s.lembar, s.baris, s.bagian, k.kolom, k.nilai, null
    from raw.koreksi_sel as s
    inner join (
        select file_id, lembar, baris, 'pembilang' as kolom, pembilang as nilai from raw.realisasi_kinerja
        union all
        select file_id, lembar, baris, 'penyebut', penyebut from raw.realisasi_kinerja
    ) as k on s.file_id = k.file_id and s.lembar is not distinct from k.lembar and s.baris = k.baris
    where
        s.tabel = 'realisasi_kinerja' and s.kolom = 'realisasi' and s.nilai_benar is not null and k.nilai is not null
        and not exists (
            select 1
            from raw.koreksi_sel as l
            where
                l.tabel = s.tabel and l.file_id = s.file_id and l.lembar is not distinct from s.lembar
                and l.baris = s.baris and l.kolom in ('pembilang', 'penyebut', '*')
        )
    order by s.file_id, s.lembar, s.baris, k.kolom
"""


def _corrected(table: str, columns: str, *shown: str) -> str:
    """Rows of a raw table in corrected files, with these columns corrected and dropped rows left out."""
    rows = _ROWS[table]

    def cell(name: str) -> str:
        value = f"max(case when s.kolom = '{name}' then coalesce(s.nilai_benar, '') end)"
        return f"case when {value} is null then r.{name} else nullif({value}, '') end as {name}"

    names = columns.split(", ")
    return f"""
        select r.file_id, {", ".join([*map(cell, names), *(f"r.{name}" for name in shown)])}
        from raw.{table} as r
        left join raw.koreksi_sel as s
            on s.tabel = '{table}' and r.file_id = s.file_id and r.lembar is not distinct from s.lembar
            and r.baris = s.baris and {"true" if rows.bagian == "null" else f"{rows.bagian} = s.bagian"}
        where r.file_id in (select file_id from raw.koreksi_sel where tabel <> 'berkas')
        {"and r.tingkat = 'ro'" if table == "fa_detail" else ""}
        group by r.file_id, r.lembar, r.baris, {", ".join(f"r.{name}" for name in dict.fromkeys([*names, *shown]))}
            {"" if rows.bagian == "null" or rows.bagian[2:] in shown else ", " + rows.bagian}
        having count(*) filter (s.kolom = '*') = 0
    """


# Tables and columns whose corrections are taken back, the files that no longer agree with themselves, and why.
_DISAGREEMENTS = (
    (
        "'rak_indikator', 'rak_target', 'rak_kontribusi'",
        "'kode_indikator', '*'",
        f"""
        with indikator as ({_corrected("rak_indikator", "kode_indikator")}),
        target as ({_corrected("rak_target", "kode_indikator", "bulan")}),
        kontribusi as ({_corrected("rak_kontribusi", "kode_indikator")})
        select file_id from indikator group by file_id, kode_indikator having count(*) > 1
        union
        select file_id from target group by file_id, kode_indikator, bulan having count(*) > 1
        union
        select k.file_id
        from kontribusi as k
        anti join indikator as i on k.file_id = i.file_id and k.kode_indikator = i.kode_indikator
        where k.kode_indikator is not null
        """,
        "sesudahnya sebuah indikator ada dua kali di RAK itu, atau baris anggarannya menunjuk indikator yang tidak ada;"
        " koreksi kode indikator itu bersama-sama di rak_indikator, rak_target, dan rak_kontribusi.",
    ),
    (
        "'fa_detail'",
        "'kode_program', 'kode_kegiatan', 'kode_kro', 'kode_ro'",
        f"""
        with ro as ({_corrected("fa_detail", "kode_program, kode_kegiatan, kode_kro, kode_ro")})
        select file_id
        from ro
        group by file_id, kode_ro
        having count(distinct concat_ws('|', kode_program, kode_kegiatan, kode_kro)) > 1
        """,
        "sesudahnya sebuah RO ada di bawah dua KRO; petakan juga program, kegiatan, atau KRO-nya.",
    ),
)


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
