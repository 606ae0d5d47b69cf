"""A million budget rows and a hundred rules on them, for ``quality``. Nothing is measured here."""

from __future__ import annotations

import duckdb

from pipelines.quality.checks import (
    Check,
    Form,
    Native,
    between,
    in_set,
    matches,
    refers,
    rows,
    unique_key,
    where,
)
from pipelines.quality.rules import Rule
from pipelines.sql_models import create_schemas

TABLE = "core.realisasi_anggaran"
AMOUNTS = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini", "realisasi_sd", "sisa")
CODES = {
    "kode_satker": "[0-9]{6}",
    "kode_ro": r"[A-Z]{2}\.[0-9]{4}\.[A-Z]{3}\.[0-9]{3}",
    "kode_komponen": "[0-9]{3}",
    "kode_subkomponen": "[A-Z]{1,3}",
    "kode_akun": "5[1237][0-9]{4}",
    "jenis_belanja": "5[1237]",
    "file_id": "fa-[0-9]+-[0-9]{1,2}",
    "sumber_dana": "[a-z ]+",
}
AKUN = ("511111", "521111", "521211", "521811", "522111", "522151", "524111", "524113", "532111", "536111", "571111")
SETS = {
    "kode_komponen": ("051", "052", "053", "054", "055"),
    "kode_subkomponen": ("A", "B", "C"),
    "kode_akun": AKUN,
    "jenis_belanja": ("51", "52", "53", "57"),
    "sumber_dana": ("tidak dirinci",),
}
LIMIT = 10**12
RANGES = {
    **{f"{amount} paling sedikit": (amount, -LIMIT, None) for amount in AMOUNTS},
    **{f"{amount} paling banyak": (amount, None, LIMIT) for amount in AMOUNTS},
    "pagu positif": ("pagu", 1, None),
    "lock_pagu tidak negatif": ("lock_pagu", 0, None),
    "realisasi_sd tidak negatif": ("realisasi_sd", 0, None),
    "realisasi_ini tidak negatif": ("realisasi_ini", 0, None),
    "sisa tidak negatif": ("sisa", 0, None),
    "tahun": ("tahun", 2020, 2030),
    "bulan": ("bulan", 1, 12),
    "baris": ("baris", 1, 100_000),
}
# What each failing row meets; the same text serves pandas, but for its signs of comparison.
CONDITIONS = (
    "realisasi_lalu + realisasi_ini <> realisasi_sd",
    "pagu - realisasi_sd <> sisa",
    "realisasi_sd > pagu",
    "lock_pagu > pagu",
    "realisasi_lalu > realisasi_sd",
    "realisasi_ini > pagu",
    "sisa > pagu",
    "pagu = 0 and realisasi_sd <> 0",
    "bulan = 1 and realisasi_lalu <> 0",
    "bulan = 1 and realisasi_ini <> realisasi_sd",
    "bulan > 1 and realisasi_lalu = 0 and realisasi_ini = 0 and realisasi_sd <> 0",
    "realisasi_lalu + realisasi_ini + sisa <> pagu",
    "realisasi_sd + sisa <> pagu",
    "realisasi_lalu + realisasi_ini > pagu",
    "pagu % 1000 <> 0",
    "lock_pagu <> 0 and lock_pagu < pagu",
    "sisa = 0 and realisasi_sd < pagu",
    "realisasi_ini * 12 > pagu * 6",
    "realisasi_sd * 12 > pagu * bulan * 2",
    "kode_akun >= '520000' and jenis_belanja = '51'",
    "kode_akun < '520000' and jenis_belanja <> '51'",
    "kode_akun >= '530000' and kode_akun < '540000' and jenis_belanja <> '53'",
    "jenis_belanja = '57' and kode_akun < '570000'",
    "kode_komponen = '051' and kode_subkomponen = 'Z'",
    "tahun = 2025 and bulan > 12",
    "bulan = 12 and sisa < 0",
    "realisasi_sd = 0 and realisasi_lalu <> 0",
)
REFERENCES = {
    "kode_satker": "core.satker",
    "jenis_belanja": "ref.jenis_belanja",
    "file_id": "raw.berkas",
    "kode_ro": "core.subkomponen",
}
TOTALS = f"""
    select kode_satker, tahun, bulan, sum(pagu) as pagu, sum(realisasi_sd) as realisasi_sd
    from {TABLE}
    group by kode_satker, tahun, bulan
"""
QUERIES = {
    "pagu satker dan bulan": f"select kode_satker, bulan from ({TOTALS}) as t where realisasi_sd > pagu",
    "satu berkas setiap satker dan bulan": (
        f"select kode_satker, bulan from {TABLE} group by kode_satker, bulan having count(distinct file_id) > 1"
    ),
    "dua belas bulan": f"select kode_satker from {TABLE} group by kode_satker having count(distinct bulan) <> 12",
    "satu satker setiap berkas": (
        f"select file_id from {TABLE} group by file_id having min(kode_satker) <> max(kode_satker)"
    ),
}


def hundred_rules() -> list[Rule]:
    """The rules; their ids are what the columns of ``by_hand_quality.sql`` are called."""
    columns = [*CODES, "tahun", "bulan", *AMOUNTS, "baris"]
    texts = ("kode_satker", "kode_ro", "kode_komponen", "kode_akun", "jenis_belanja")
    whole = ("tahun", "bulan", "baris")
    kinds = dict.fromkeys(AMOUNTS, "DECIMAL") | dict.fromkeys(texts, "VARCHAR") | dict.fromkeys(whole, "INTEGER")
    forms: dict[str, Form] = {
        **{f"terisi {column}": _filled(column) for column in columns},
        **{f"jenis {column}": _typed(column, kind) for column, kind in kinds.items()},
        **{f"bentuk {column}": matches(column, pattern) for column, pattern in CODES.items()},
        **{f"daftar {column}": in_set(column, *values) for column, values in SETS.items()},
        **{f"batas {what}": between(*bounds) for what, bounds in RANGES.items()},
        **{f"baris {condition}": where(condition) for condition in CONDITIONS},
        "kunci": unique_key(),
        **{f"acuan {column}": refers(parent, column) for column, parent in REFERENCES.items()},
        **{f"kueri {what}": rows(sql) for what, sql in QUERIES.items()},
    }
    about = {"uraian": "", "melindungi": "", "saran": "", "sumber": ""}
    return [Rule(id, TABLE, "peringatan", check=form(TABLE), **about) for id, form in forms.items()]


def _filled(column: str) -> Form:
    return lambda table: Check(
        f"select {column} from {table} where {column} is null", Native("ExpectColumnValuesToNotBeNull", column, ())
    )


def _typed(column: str, kind: str) -> Form:
    wrong = (
        "select data_type from duckdb_columns() where concat(schema_name, '.', table_name) = '{table}'"
        f" and column_name = '{column}' and data_type not like '{kind}%'"
    )
    native = Native("ExpectColumnValuesToBeOfType", column, (("type_", kind),))
    return lambda table: Check(wrong.format(table=table), native)


def fill(con: duckdb.DuckDBPyConnection, satker: int) -> None:
    """Twelve months of 167 budget lines for each of ``satker`` offices; some rows of which break some rules."""
    create_schemas(con)
    con.execute(f"""
        create table {TABLE} as
        with baris as (
            select i // 2004 as satker, 1 + (i % 2004) // 167 as bulan, i % 167 as nomor, i
            from range({satker} * 2004) as r (i)
        ),
        uang as (
            select *, ['{"','".join(AKUN)}'][1 + (nomor * 7 + satker) % {len(AKUN)}] as akun,
                12000 * (1 + (satker * 167 + nomor) * 7919 % 100000) as setahun
            from baris
        )
        select
            case when i % 250007 = 5 then '9' else '' end || cast(100000 + satker as varchar) as kode_satker,
            2025 as tahun,
            cast(bulan as integer) as bulan,
            format('DR.{{:04d}}.QIA.{{:03d}}', 3165 + nomor % 7, nomor % 40) as kode_ro,
            format('{{:03d}}', 51 + nomor // 40) as kode_komponen,
            case when i % 300007 <> 11 then chr(cast(65 + nomor % 3 as integer)) end as kode_subkomponen,
            case when i % 200003 = 17 then 'akun ' else '' end || akun as kode_akun,
            'tidak dirinci' as sumber_dana,
            substr(akun, 1, 2) as jenis_belanja,
            cast(setahun as decimal(18, 0)) as pagu,
            cast(null as decimal(18, 0)) as blokir,
            cast(0 as decimal(18, 0)) as lock_pagu,
            cast(setahun // 12 * (bulan - 1) as decimal(18, 0)) as realisasi_lalu,
            cast(setahun // 12 + case when i % 150001 = 23 then 1 else 0 end as decimal(18, 0)) as realisasi_ini,
            cast(setahun // 12 * bulan as decimal(18, 0)) as realisasi_sd,
            cast(setahun - setahun // 12 * bulan as decimal(18, 0)) as sisa,
            concat('fa-', satker, '-', bulan) as file_id,
            cast(null as varchar) as lembar,
            cast(10 + nomor as integer) as baris
        from uang
    """)
    con.execute(f"insert into {TABLE} select * from {TABLE} where file_id = 'fa-3-7' and baris < 15")
    for column, parent in REFERENCES.items():
        con.execute(f"drop table if exists {parent}")
        con.execute(f"create table {parent} as select distinct {column} from {TABLE} where {column} not like '9%'")
    con.execute("delete from raw.berkas where file_id = 'fa-4-4'")
