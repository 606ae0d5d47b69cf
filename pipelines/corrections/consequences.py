"""What follows from corrections: figures that must change with them, and corrections that must be taken back.

Which cells an entry touches is worked out in ``applying``.
"""

from __future__ import annotations

import duckdb

from pipelines.corrections.raw_rows import ROWS

VOID = "tidak berlaku"


def decide_figures(con: duckdb.DuckDBPyConnection) -> None:
    """Blank pembilang and penyebut beside a corrected realisasi, which core would divide instead of using it."""
    con.execute(_DECIDED_FIGURES)


def carry_amounts_up(con: duckdb.DuckDBPyConnection) -> None:
    """Let sums of a FA Detail file follow its corrected akun lines."""
    con.execute(_amounts_that_follow())


def void_what_would_block(con: duckdb.DuckDBPyConnection) -> None:
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
    rows = ROWS[table]

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
