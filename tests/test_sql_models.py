"""The SQL folder: contracts, order, lineage, and the dictionary made from them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlglot

from pipelines import sql_models
from pipelines.sql_models import ModelError, column_lineage, load_models

CONTRACT = {
    "raw.berkas": "file_id nama jenis kode_satker tahun bulan status alasan jumlah_baris diterima_pada",
    "core.indikator": "kode_satker tahun kode_sasaran kode_indikator nama anggaran polaritas status_rekonsiliasi",
    "core.target_indikator": "kode_satker tahun kode_indikator bulan target",
    "core.kontribusi": "kode_satker tahun kode_indikator kode_ro kode_komponen kode_subkomponen"
    " nama_subkomponen anggaran kontribusi porsi baris_sumber fragmen",
    "core.realisasi_anggaran": "kode_satker tahun bulan kode_ro kode_komponen kode_subkomponen kode_akun sumber_dana"
    " jenis_belanja pagu realisasi_lalu realisasi_ini realisasi_sd sisa file_id",
    "core.realisasi_indikator": "kode_satker tahun bulan kode_indikator pembilang penyebut realisasi_dilaporkan"
    " realisasi status",
    "mart.capaian_indikator": "kode_satker tahun bulan kode_sasaran kode_indikator indikator target realisasi"
    " capaian_pct kriteria target_tahunan capaian_tahunan_pct",
    "mart.capaian_sasaran": "kode_satker tahun bulan kode_sasaran jumlah_indikator nps",
    "mart.serapan_satker": "kode_satker tahun bulan pagu realisasi_ini realisasi_sd sisa serapan_pct",
    "mart.serapan_jenis_belanja": "kode_satker tahun bulan jenis_belanja pagu realisasi_ini realisasi_sd sisa"
    " serapan_pct",
    "mart.serapan_ro": "kode_satker tahun bulan kode_ro nama_ro pagu realisasi_ini realisasi_sd sisa serapan_pct",
    "mart.serapan_subkomponen": "kode_satker tahun bulan kode_ro kode_komponen kode_subkomponen nama_subkomponen pagu"
    " realisasi_ini realisasi_sd sisa serapan_pct",
    "mart.serapan_indikator": "kode_satker tahun bulan kode_indikator anggaran realisasi_sd serapan_pct",
    "mart.efisiensi_indikator": "kode_satker tahun bulan kode_indikator capaian_pct serapan_pct ie te kategori",
    "mart.ikpa_penyerapan": "kode_satker tahun bulan nilai_bulan nilai_ikpa predikat kekurangan_rupiah",
    "mart.kepatuhan": "kode_satker tahun bulan jenis status diterima_pada",
    "dq.hasil": "run_id waktu aturan tabel tingkat lulus jumlah_diperiksa jumlah_gagal contoh",
    "dq.koreksi": "id tindakan status tabel nama_berkas lembar baris kolom nilai_salah nilai_benar nilai_ditemukan"
    " alasan oleh tanggal register",
    "dq.karantina": "file_id nama_berkas lembar baris kolom nilai aturan alasan saran",
    "meta.publikasi": "id waktu versi jumlah_berkas lulus peringatan",
    "meta.kamus": "skema tabel kolom tipe satuan keterangan asal",
}


@pytest.fixture(scope="module")
def empty_warehouse() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    sql_models.create_schemas(con)
    for model in load_models().values():
        if model.is_derived:
            model.build(con)
    sql_models.write_dictionary(con)
    return con


@pytest.mark.parametrize("table", CONTRACT)
def test_contract_columns_are_there(empty_warehouse: duckdb.DuckDBPyConnection, table: str) -> None:
    schema, name = table.split(".")
    columns = {
        row[0]
        for row in empty_warehouse.execute(
            "select kolom from meta.kamus where skema = ? and tabel = ?", [schema, name]
        ).fetchall()
    }
    assert set(CONTRACT[table].split()) <= columns


def test_amounts_are_exact_decimals_and_codes_are_text(empty_warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = empty_warehouse.execute(
        "select skema || '.' || tabel || '.' || kolom, satuan, tipe from meta.kamus"
        " where skema not in ('raw', 'terkoreksi')"
    ).fetchall()
    amounts = {column: kind for column, unit, kind in rows if unit == "rupiah"}
    codes = {column: kind for column, _, kind in rows if ".kode_" in column}
    assert amounts
    assert codes
    assert {column for column, kind in amounts.items() if not kind.endswith(",0)")} == set()
    assert {column for column, kind in codes.items() if kind != "VARCHAR"} == set()
    assert {column for column, _, kind in rows if kind in ("FLOAT", "DOUBLE")} == set()


def test_every_upstream_is_built_before_its_reader() -> None:
    seen: set[str] = set()
    for model in load_models().values():
        assert set(model.upstream) <= seen
        seen.add(model.name)


def test_data_flows_one_way() -> None:
    rank = {"raw": 0, "ref": 0, "terkoreksi": 1, "core": 2, "mart": 3, "dq": 4, "meta": 5}
    for model in load_models().values():
        assert all(rank[upstream.split(".")[0]] <= rank[model.schema] for upstream in model.upstream), model.name


def test_lineage_is_found_through_ctes_joins_and_unions() -> None:
    lineage = column_lineage()
    assert lineage["core.indikator"]["selisih"] == ("core.kontribusi.kontribusi", "terkoreksi.rak_indikator.anggaran")
    assert lineage["core.nama_satker"]["nama_satker"] == ("raw.nama_satker.nama", "terkoreksi.berkas.nama_satker")
    assert lineage["core.realisasi_tingkat"]["sisa"] == ("core.akun_datar.sisa", "terkoreksi.fa_detail.sisa")
    assert "raw.fa_detail.sisa" in lineage["terkoreksi.fa_detail"]["sisa"]


def test_figures_are_rounded_to_two_decimals_in_one_place() -> None:
    rounded = {
        name: [call.sql() for call in sqlglot.parse_one(model.sql, read="duckdb").find_all(sqlglot.exp.Round)]
        for name, model in load_models().items()
        if model.is_derived
    }
    assert [call for calls in rounded.values() for call in calls if call.endswith(", 2)")] == []
    assert sum("dua_desimal(" in model.sql for model in load_models().values()) > 15
    con = duckdb.connect()
    con.execute(sql_models.ROUNDING.read_text(encoding="utf-8"))
    printed = con.execute(
        "select dua_desimal(cast(23 as double) / 36 * 100), dua_desimal(0.125), dua_desimal(-0.125),"
        " dua_desimal(1.005), dua_desimal(cast(null as double))"
    ).fetchone()
    assert printed == (Decimal("63.89"), Decimal("0.13"), Decimal("-0.13"), Decimal("1.01"), None)


def test_dictionary_and_comments_describe_every_column(empty_warehouse: duckdb.DuckDBPyConnection) -> None:
    undescribed = empty_warehouse.execute(
        "select c.schema_name, c.table_name, c.column_name from duckdb_columns() as c"
        " left join meta.kamus as k on k.skema = c.schema_name and k.tabel = c.table_name and k.kolom = c.column_name"
        " where not c.internal and (coalesce(k.keterangan, '') = '' or c.comment is distinct from k.keterangan)"
    ).fetchall()
    assert undescribed == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- core.lain: salah nama.\n-- grain: a\n-- kolom:\n--   a | kode | x\nselect 1 as a", "first line"),
        ("-- core.x: kalimat yang\n-- putus.\n-- grain: a\n-- kolom:\n--   a | kode | x\nselect 1 as a", "sentence"),
        ("-- core.x: tanpa grain.\n-- kolom:\n--   a | kode | x\nselect 1 as a", "lacks"),
        ("-- core.x: kolom cacat.\n-- grain: a\n-- kolom:\n--   a | kode\nselect 1 as a", "name | unit | meaning"),
        ("-- core.x: hulu hilang.\n-- grain: a\n-- kolom:\n--   a | kode | x\nselect a from raw.tiada", "no file"),
    ],
)
def test_a_broken_header_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "x.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load_models(tmp_path)


def test_a_header_that_differs_from_the_table_is_refused(empty_warehouse: duckdb.DuckDBPyConnection) -> None:
    con = empty_warehouse.cursor()
    con.execute("begin")
    con.execute("alter table core.sasaran add column tambahan integer")
    with pytest.raises(ModelError, match=r"core\.sasaran"):
        sql_models.write_dictionary(con)
    con.execute("rollback")
