"""What changed between the build that readers saw last and a new one: fills ``meta.perubahan``. Tells nobody."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.publishing import Build
from pipelines.quality.findings import MAX_FINDINGS

_BEFORE = "terbit_lalu"


class _Measure(NamedTuple):
    """One thing that is compared.

    Attributes:
        name: ``ukuran``.
        unit, value: SQL of ``satuan`` and of the value.
        needs: the columns that it reads of each table, which an earlier version may not have had.
        keys: SQL of tahun, bulan and kode.
        source: what follows FROM, grouped where the value is a count; ``{db}`` is the build.
        absent: SQL of the value where there is no row: a count is then zero.
    """

    name: str
    unit: str
    needs: dict[str, str]
    keys: tuple[str, str, str]
    value: str
    source: str
    absent: str = "null"


def _monthly(name: str, table: str, column: str, unit: str) -> _Measure:
    needs = {table: f"kode_satker tahun bulan {column}"}
    return _Measure(name, f"'{unit}'", needs, ("tahun", "bulan", "null"), column, f"{{db}}.{table}")


def _of_indicator(name: str, column: str, unit: str) -> _Measure:
    table = "mart.capaian_indikator"
    needs = {table: f"kode_satker tahun bulan kode_indikator satuan {column}"}
    return _Measure(name, unit, needs, ("tahun", "bulan", "kode_indikator"), column, f"{{db}}.{table}")


def _counted(name: str, unit: str, needs: dict[str, str], source: str) -> _Measure:
    grouped = f"{source} group by kode_satker, tahun"
    return _Measure(name, f"'{unit}'", needs, ("tahun", "null", "null"), "count(*)", grouped, "0")


# A plan names its unit and a dump holds many: whose they are is known in core.
_FILES = """(
    select b.file_id, b.status, b.kode_satker, b.tahun from {db}.raw.berkas as b where b.kode_satker is not null
    union
    select b.file_id, b.status, d.kode_satker, b.tahun
    from {db}.raw.berkas as b inner join {db}.core.dokumen_rak as d on b.file_id = d.file_id
    union
    select b.file_id, b.status, s.kode_satker, b.tahun
    from {db}.raw.berkas as b inner join {db}.core.snapshot_anggaran as s on b.file_id = s.file_id
) as f"""
_FILE_TABLES = {
    "raw.berkas": "file_id status kode_satker tahun",
    "core.dokumen_rak": "file_id kode_satker",
    "core.snapshot_anggaran": "file_id kode_satker",
}
# Of a rule with more findings than are kept, which of them are kept says nothing of a satker.
_FINDINGS = f"""{{db}}.dq.temuan as t
    where not exists (
        select 1
        from (
            select aturan, tabel, urutan from dq.temuan
            union all
            select aturan, tabel, urutan from {_BEFORE}.dq.temuan
        ) as p
        where p.urutan = {MAX_FINDINGS} and p.aturan = t.aturan and p.tabel = t.tabel
    )"""
_MEASURES = (
    _monthly("pagu", "mart.serapan_satker", "pagu", "rupiah"),
    _monthly("realisasi_sd", "mart.serapan_satker", "realisasi_sd", "rupiah"),
    _monthly("serapan", "mart.serapan_satker", "serapan_pct", "persen"),
    _monthly("nku", "mart.nilai_satker", "nku", "persen"),
    _of_indicator("target", "target", "coalesce(satuan, 'satuan indikator')"),
    _of_indicator("realisasi", "realisasi", "coalesce(satuan, 'satuan indikator')"),
    _of_indicator("capaian", "capaian_pct", "'persen'"),
    _Measure(
        "indikator",
        "'indikator'",
        {"core.indikator": "kode_satker tahun kode_indikator"},
        ("tahun", "null", "kode_indikator"),
        "1",
        "{db}.core.indikator",
        "0",
    ),
    _counted("berkas", "berkas", _FILE_TABLES, f"{_FILES} where f.status <> 'ditolak'"),
    _counted("berkas_digantikan", "berkas", _FILE_TABLES, f"{_FILES} where f.status = 'digantikan'"),
    _counted("temuan", "temuan", {"dq.temuan": "aturan tabel urutan kode_satker tahun"}, _FINDINGS),
    _counted(
        "karantina_terbuka",
        "catatan",
        {"dq.karantina": "kode_satker tahun status"},
        "{db}.dq.karantina where status = 'terbuka'",
    ),
)


def record(con: duckdb.DuckDBPyConnection, previous: Build | None) -> None:
    """Fill the empty ``meta.perubahan`` of the open build with what differs from ``previous``; nothing without one.

    What the version that made ``previous`` did not have yet is not compared.
    """
    if previous is None:
        return
    con.execute(f"attach {_literal(previous.path)} as {_BEFORE} (read_only)")
    try:
        known: dict[str, set[str]] = {}
        for table, column in con.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = ?",
            [_BEFORE],
        ).fetchall():
            known.setdefault(table, set()).add(column)
        for measure in _MEASURES:
            if all(known.get(table, set()).issuperset(columns.split()) for table, columns in measure.needs.items()):
                _compare(con, measure, previous.id)
    finally:
        con.execute(f"detach {_BEFORE}")


def _compare(con: duckdb.DuckDBPyConnection, measure: _Measure, previous_id: str) -> None:
    (home,) = con.execute("select current_database()").fetchone() or ("",)
    tahun, bulan, kode = measure.keys
    sides = " union all ".join(
        f"select kode_satker, {tahun} as tahun, {bulan} as bulan, {kode} as kode, {measure.unit} as satuan,"
        f" {is_new} as baru, try_cast({measure.value} as decimal(28, 4)) as nilai from {measure.source.format(db=db)}"
        for db, is_new in ((f'"{home}"', "true"), (_BEFORE, "false"))
    )
    con.execute(
        f"""
        insert into meta.perubahan
        select $previous, kode_satker, tahun, bulan, $name, kode, sebelum, sesudah, sesudah - sebelum, satuan
        from (
            select
                kode_satker, tahun, bulan, kode,
                coalesce(max(nilai) filter (not baru), {measure.absent}) as sebelum,
                coalesce(max(nilai) filter (baru), {measure.absent}) as sesudah,
                coalesce(max(satuan) filter (baru), max(satuan)) as satuan
            from ({sides})
            where kode_satker is not null
            group by kode_satker, tahun, bulan, kode
        )
        where sebelum is distinct from sesudah
        order by kode_satker, tahun, bulan, kode
        """,
        {"previous": previous_id, "name": measure.name},
    )


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
