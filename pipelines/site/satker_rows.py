"""What the pages of satker read: one query of each kind over all satker, handed out satker by satker. No layout."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

Key = tuple[str, int]

# The months that pages show: the last one known, and the quarters' ends.
_BUDGET = "bulan_anggaran"
_PERFORMANCE = "bulan_kinerja"

COARSE = ("program", "kegiatan", "kro", "ro")
"""Levels of the budget tree on the page of a quarter; the whole tree would make it ten times as heavy."""


def _shown(table: str, months: str) -> str:
    return f"select t.* from {table} as t inner join {months} as l using (kode_satker, tahun, bulan)"


# What names no year, or one that has no page, stands on the page of the satker's newest.
_YEARS = "(select kode_satker, max(tahun) as tahun_akhir from kunci group by kode_satker)"


def _placed(table: str) -> str:
    return (
        f"select q.* replace (coalesce(k.tahun, y.tahun_akhir) as tahun) from {table} as q"
        f" inner join {_YEARS} as y using (kode_satker)"
        " left join kunci as k on q.kode_satker = k.kode_satker and q.tahun = k.tahun"
    )


SYNTHETIC = """
    select distinct d.kode_satker, d.tahun
    from (
        select file_id, kode_satker, tahun from raw.berkas
        union select file_id, kode_satker, tahun from core.snapshot_anggaran
        union select file_id, kode_satker, tahun from core.dokumen_rak
        union select file_id, kode_satker, tahun from core.realisasi_indikator
        union select file_id, kode_satker, tahun from core.rpd
    ) as d inner join raw.berkas as b using (file_id)
    where b.status <> 'ditolak' and upper(concat_ws(' ', b.nama, b.nama_satker)) like '%SINTETIS%'
"""
"""Satker and years with a file that says of itself that it is synthetic, in its name or its heading."""


EXPORTS = """
    select a.kode_satker, a.tahun, a.bulan, max(a.file_id) as file_id, max(f.baris) as baris
    from core.snapshot_anggaran as a
    left join raw.fa_detail as f on a.file_id = f.file_id and f.tingkat = 'total'
    where a.berlaku
    group by a.kode_satker, a.tahun, a.bulan
"""
"""The budget export in force for a satker and month, and the row of its total (None: a flat file has none)."""


def _indicators(table: str, months: str = "") -> tuple[str, str]:
    return (
        "select c.*, s.anggaran, s.realisasi_sd, s.serapan_pct, e.ie, e.kategori, i.file_id as file_id_rak,"
        f" i.baris_sumber as baris_rak from {table} as c{months}"
        " left join mart.serapan_indikator as s using (kode_satker, tahun, bulan, kode_indikator)"
        " left join mart.efisiensi_indikator as e using (kode_satker, tahun, bulan, kode_indikator)"
        " left join core.indikator as i using (kode_satker, tahun, kode_indikator)",
        "kode_indikator",
    )


# By name: a query that has kode_satker and tahun, and the order within a satker and year.
QUERIES: dict[str, tuple[str, str]] = {
    "bulanan": (
        "select s.*, i.triwulan, i.nilai_ikpa, i.predikat, i.kekurangan_rupiah, i.bulan_kurang, b.file_id, b.baris"
        " from mart.serapan_satker as s left join mart.ikpa_penyerapan as i using (kode_satker, tahun, bulan)"
        f" left join ({EXPORTS}) as b using (kode_satker, tahun, bulan)",
        "bulan",
    ),
    "nku": (_shown("mart.nilai_satker", _PERFORMANCE), "bulan"),
    "rencana": (
        "select r.*, p.file_id, p.lembar, p.baris from mart.rencana_penyerapan as r"
        f" inner join {_BUDGET} as l"
        " on r.kode_satker = l.kode_satker and r.tahun = l.tahun and r.bulan_laporan = l.bulan"
        " left join (select kode_satker, tahun, bulan, min_by(file_id, jenis_belanja) as file_id,"
        " min_by(lembar, jenis_belanja) as lembar, min_by(baris, jenis_belanja) as baris from core.rpd group by all) "
        "as p"
        " on r.kode_satker = p.kode_satker and r.tahun = p.tahun and r.bulan = p.bulan",
        "bulan",
    ),
    "proyeksi": (_shown("mart.proyeksi_serapan", _BUDGET), "jenis_belanja nulls first"),
    "deviasi": ("select * from mart.deviasi_rpd", "bulan"),
    "rpd": ("select distinct kode_satker, tahun from core.rpd", "tahun"),
    "jenis_belanja": (
        "select t.*, k.target_pct from mart.serapan_jenis_belanja as t"
        f" inner join {_BUDGET} as l using (kode_satker, tahun, bulan)"
        " inner join ref.bulan as b using (bulan)"
        " left join ref.target_penyerapan_ikpa as k on t.jenis_belanja = k.jenis_belanja and b.triwulan = k.triwulan"
        " and t.tahun between k.tahun_mulai and k.tahun_sampai",
        "jenis_belanja",
    ),
    "capaian": ("select * from mart.capaian_indikator", "kode_indikator, bulan"),
    "indikator": _indicators("mart.capaian_indikator", f" inner join {_PERFORMANCE} using (kode_satker, tahun, bulan)"),
    "triwulan": _indicators("mart.capaian_triwulan"),
    "sasaran": (
        "select c.kode_satker, c.tahun, c.bulan, c.kode_sasaran, c.nama_sasaran, c.jumlah_indikator, c.jumlah_dinilai,"
        " c.nps, s.anggaran, s.realisasi_sd, s.serapan_pct, e.ie, e.te, e.kategori from mart.capaian_sasaran as c"
        f" inner join {_PERFORMANCE} as l using (kode_satker, tahun, bulan)"
        " left join mart.serapan_sasaran as s using (kode_satker, tahun, bulan, kode_sasaran)"
        " left join mart.efisiensi_sasaran as e using (kode_satker, tahun, bulan, kode_sasaran)",
        "kode_sasaran",
    ),
    "tak_diklaim": (
        _shown("mart.serapan_indikator", _BUDGET) + " where t.kode_indikator is null",
        "bulan",
    ),
    "tingkat": (
        _shown("mart.serapan_tingkat", _BUDGET) + f" where l.terakhir or t.tingkat in {COARSE}",
        "kode",
    ),
    "rencana_anggaran": (
        "select r.*, k.file_id as file_id_rak, k.baris_rak, a.file_id as file_id_pagu, a.baris as baris_pagu"
        f" from mart.rencana_anggaran as r inner join {_BUDGET} as t using (kode_satker, tahun, bulan)"
        " left join (select k.kode_satker, k.tahun, k.kode_ro, k.kode_komponen, k.kode_subkomponen,"
        " max(k.file_id) as file_id, min(k.baris_sumber) as baris_rak from core.kontribusi as k group by all) as k"
        " using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)"
        " left join mart.serapan_tingkat as a on a.tingkat = 'subkomponen' and r.kode_satker = a.kode_satker"
        " and r.tahun = a.tahun and r.bulan = a.bulan"
        " and a.kode = concat_ws('.', r.kode_ro, r.kode_komponen, r.kode_subkomponen)",
        "kode_ro, kode_komponen, kode_subkomponen",
    ),
    "rak": (
        "select d.*, p.potongan, p.baris, i.kurang from core.dokumen_rak as d"
        " left join (select kode_satker, tahun, count(distinct fragmen) as potongan, count(*) as baris"
        " from core.kontribusi where kode_indikator is null group by all) as p using (kode_satker, tahun)"
        " left join (select kode_satker, tahun, list(kode_indikator order by kode_indikator) as kurang"
        " from core.indikator where status_rekonsiliasi = 'kurang' group by all) as i using (kode_satker, tahun)"
        " where d.berlaku and d.kode_satker is not null",
        "file_id",
    ),
    "kepatuhan": ("select * from mart.kepatuhan where status <> 'lengkap'", "bulan, jenis"),
    "karantina": (
        _placed("dq.karantina") + " where q.status = 'terbuka'",
        "nama_berkas, lembar, baris, kolom, aturan",
    ),
    "temuan": (
        f"select kode_satker, tahun, aturan, tingkat, count(*) as jumlah from ({_placed('dq.temuan')})"
        " group by kode_satker, tahun, aturan, tingkat",
        "array_position(['kritis', 'peringatan', 'info'], tingkat), aturan",
    ),
    "perubahan": (_placed("meta.perubahan"), "bulan nulls last, ukuran, kode"),
    "sintetis": (SYNTHETIC, "tahun"),
    "koreksi": (
        "select k.*, coalesce(b.kode_satker, s.kode_satker) as kode_satker,"
        " coalesce(b.tahun, s.tahun, y.tahun_akhir) as tahun"
        " from dq.koreksi as k inner join raw.berkas as b using (file_id)"
        " left join (select file_id, min(kode_satker) as kode_satker, min(tahun) as tahun from ("
        " select file_id, kode_satker, tahun from core.dokumen_rak"
        " union select file_id, kode_satker, tahun from core.realisasi_indikator"
        " union select file_id, kode_satker, tahun from core.rpd)"
        " group by file_id having count(distinct kode_satker) = 1) as s using (file_id)"
        f" inner join {_YEARS} as y on y.kode_satker = coalesce(b.kode_satker, s.kode_satker)",
        "id",
    ),
}

# Builds that an earlier version made, and a rollback may put back, do not have these tables.
LATER = {"proyeksi": "mart.proyeksi_serapan", "perubahan": "meta.perubahan"}

KEYS = """
    select kode_satker, tahun from (
        select kode_satker, tahun from mart.kepatuhan
        union select kode_satker, tahun from mart.serapan_satker
        union select kode_satker, tahun from mart.capaian_indikator
        union select kode_satker, tahun from mart.deviasi_rpd
    ) as semua
    where kode_satker = $satker or cast($satker as varchar) is null
"""
"""Every satker and year that anything is known of; ``$satker`` is the only one, or null."""

_MONTHS = """
    bulan_anggaran as (
        select kode_satker, tahun, bulan, row_number() over (partition by kode_satker, tahun order by bulan desc) = 1
            as terakhir
        from mart.serapan_satker
        qualify terakhir or bulan % 3 = 0
    ),
    bulan_kinerja as (
        select kode_satker, tahun, bulan
        from (select distinct kode_satker, tahun, bulan from mart.capaian_indikator where realisasi is not null)
        qualify bulan = max(bulan) over (partition by kode_satker, tahun) or bulan % 3 = 0
    )
"""


class Grouped:
    """Rows of an ordered query, handed out by satker and year. Asked in the order of the keys, each once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str, satker: str | None) -> None:
        sql, order = QUERIES[name]
        cursor = con.cursor()
        cursor.execute(
            f"with kunci as ({KEYS}), {_MONTHS} select d.* from ({sql}) as d semi join kunci using (kode_satker, tahun)"
            f" order by kode_satker, tahun, {order}",
            {"satker": satker},
        )
        columns = [column[0] for column in cursor.description or ()]
        key = itemgetter(columns.index("kode_satker"), columns.index("tahun"))
        row: Any = namedtuple
        self._make = row(name, columns)._make
        self._groups = groupby(_stream(cursor), key)
        self._next = next(self._groups, None)

    def of(self, key: Key) -> list[Any]:
        """Rows of a satker and year, as named tuples."""
        if self._next is None or self._next[0] != key:
            return []
        rows = [self._make(row) for row in self._next[1]]
        self._next = next(self._groups, None)
        return rows


def _stream(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(5000):
        yield from rows


def all_keys(con: duckdb.DuckDBPyConnection, satker: str | None) -> list[Key]:
    """Every satker and year that anything is known of, or those of one satker, in order."""
    return con.execute(f"{KEYS} order by all", {"satker": satker}).fetchall()


def read(
    con: duckdb.DuckDBPyConnection, keys: Sequence[Key], satker: str | None
) -> Iterator[tuple[Key, dict[str, list[Any]]]]:
    """Each of ``all_keys`` with the rows of every query of ``QUERIES``."""
    found = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    tables = {name for (name,) in found}
    grouped = {name: Grouped(con, name, satker) for name in QUERIES if LATER.get(name) in {None, *tables}}
    for key in keys:
        yield key, {name: grouped[name].of(key) if name in grouped else [] for name in QUERIES}
