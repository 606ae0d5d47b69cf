"""``dq.karantina``: what is listed, with which words, and when it is done with."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import sqlglot

from pipelines.quality.rules import ALL_RULES
from pipelines.sql_models import load_models
from tests.quality.clean_rows import RO, build_models, file_row, fill

REJECT = ("Lembar 1", 7, "C", "12,5x", "KIN-24", "Realisasi tidak terbaca.", "Perbaiki angkanya.")


def reject(con: duckdb.DuckDBPyConnection, file_id: str) -> None:
    con.execute("insert into raw.tolakan values (?, ?, ?, ?, ?, ?, ?, ?)", [file_id, *REJECT])


def in_inbox(con: duckdb.DuckDBPyConnection, file_id: str) -> None:
    fill(con, "raw.kotak_masuk", [{"nama": f"{file_id}.bin", "file_id": file_id}])


def listed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    build_models(con)
    con.execute(
        "update raw.berkas set status = s.status from core.status_berkas as s"
        " where raw.berkas.file_id = s.file_id and raw.berkas.status <> s.status"
    )
    load_models()["dq.karantina"].build(con)
    cursor = con.execute("select * from dq.karantina order by file_id, aturan")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def refuse(con: duckdb.DuckDBPyConnection, file_id: str) -> None:
    refused = {"status": "ditolak", "alasan": "Rusak.", "jumlah_baris": 0}
    fill(con, "raw.berkas", [file_row(file_id, f"{file_id}.xlsx", "fa_detail", **refused)])
    con.execute(
        "insert into raw.tolakan values (?, ?, null, null, null, 'FA-37', 'Rusak.', 'Unduh ulang.')", [file_id, "L"]
    )


def add_export(
    con: duckdb.DuckDBPyConnection, file_id: str, ro: dict[str, int], month: int = 1, **more: object
) -> None:
    """One export of January: the pagu of its RO."""
    fill(
        con,
        "raw.berkas",
        [file_row(file_id, f"{file_id}.xlsx", "fa_detail", kode_satker="111111", bulan=month, **more)],
    )
    names = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini", "realisasi_sd", "sisa")
    for baris, (code, pagu) in enumerate([(None, sum(ro.values())), *ro.items()], start=9):
        amounts = dict(zip(names, (str(pagu), "0", "0", "0", "0", str(pagu)), strict=True))
        line = {"file_id": file_id, "lembar": "L", "baris": baris, "tingkat": "ro" if code else "total"}
        fill(con, "raw.fa_detail", [{**line, "kode_ro": code, **amounts}])


def test_clean_files_leave_it_empty(con: duckdb.DuckDBPyConnection) -> None:
    assert listed(con) == []


def test_a_rejected_row_is_listed_where_it_stands(con: duckdb.DuckDBPyConnection) -> None:
    reject(con, "kin1")
    (row,) = listed(con)
    names = ("lembar", "baris", "kolom", "nilai", "aturan", "alasan", "saran")
    assert tuple(row[name] for name in names) == REJECT
    assert (row["file_id"], row["nama_berkas"], row["jenis"]) == ("kin1", "kinerja.xlsx", "realisasi_kinerja")
    assert (row["kode_satker"], row["tahun"], row["bulan"], row["status"]) == ("111111", 2025, None, "terbuka")


def test_a_row_of_a_plan_carries_the_satker_its_unit_name_maps_to(con: duckdb.DuckDBPyConnection) -> None:
    reject(con, "rak1")
    assert [row["kode_satker"] for row in listed(con)] == ["111111"]


@pytest.mark.parametrize(("present", "status"), [(True, "terbuka"), (False, "selesai")])
def test_a_refused_file_is_done_with_when_it_left_the_inbox(
    con: duckdb.DuckDBPyConnection, present: bool, status: str
) -> None:
    refuse(con, "rusak")
    if present:
        in_inbox(con, "rusak")
        fill(con, "raw.kotak_masuk", [{"nama": "salinan.bin", "file_id": "rusak"}])
    (row,) = listed(con)
    assert (row["aturan"], row["baris"], row["status"]) == ("FA-37", None, status)


def test_an_accepted_file_stays_open_after_it_left_the_inbox(con: duckdb.DuckDBPyConnection) -> None:
    reject(con, "kin1")
    con.execute("delete from raw.kotak_masuk where file_id = 'kin1'")
    assert [row["status"] for row in listed(con)] == ["terbuka"]


def test_a_replaced_file_is_done_with(con: duckdb.DuckDBPyConnection) -> None:
    reject(con, "fa1")
    add_export(con, "fa9", {RO: 1000}, waktu_sumber="2025-04-01 00:00:00")
    assert [(row["file_id"], row["status"]) for row in listed(con)] == [("fa1", "selesai")]


@pytest.mark.parametrize(("present", "status"), [(True, "terbuka"), (False, "selesai")])
def test_a_file_without_any_good_row_is_not_taken_for_replaced(
    con: duckdb.DuckDBPyConnection, present: bool, status: str
) -> None:
    fill(con, "raw.berkas", [file_row("kin9", "kosong.csv", "realisasi_kinerja", jumlah_baris=0)])
    reject(con, "kin9")
    if present:
        in_inbox(con, "kin9")
    assert [(row["file_id"], row["status"]) for row in listed(con)] == [("kin9", status)]


def test_a_plan_of_an_unknown_unit_is_held_until_it_is_mapped(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, "raw.berkas", [file_row("rak9", "rak9.txt", "rak")])
    fill(
        con,
        "raw.rak_dokumen",
        [{"file_id": "rak9", "nama_unit": "Unit  Ab", "kunci_nama": "UNIT AB", "tahun": 2025, "total_deklarasi": "1"}],
    )
    in_inbox(con, "rak9")
    (row,) = listed(con)
    assert (row["aturan"], row["kolom"], row["nilai"]) == ("SATKER-01", "nama unit", "Unit  Ab")
    assert (row["nama_berkas"], row["kode_satker"], row["tahun"], row["status"]) == ("rak9.bin", None, 2025, "terbuka")
    assert row["alasan"] == "Nama unit di RAK tidak ada di peta satker, dan tidak ada nama yang mirip."

    con.execute("insert into raw.usulan_satker values ('UNIT AB', 'Unit A; Unit B')")
    (row,) = listed(con)
    assert row["alasan"] == "Nama unit di RAK tidak ada di peta satker; nama terdekat di peta: Unit A; Unit B."
    assert "--satker" in row["saran"]

    fill(con, "raw.nama_satker", [{"nama": "Unit Ab", "kunci_nama": "UNIT AB", "kode_satker": "333333"}])
    assert listed(con) == []


def test_a_plan_without_a_unit_name_asks_for_it(con: duckdb.DuckDBPyConnection) -> None:
    fill(con, "raw.berkas", [file_row("rak9", "rak9.txt", "rak")])
    fill(con, "raw.rak_dokumen", [{"file_id": "rak9", "tahun": 2025}])
    (row,) = listed(con)
    assert (row["aturan"], row["nilai"]) == ("SATKER-01", None)
    assert "tidak terbaca" in row["alasan"]


def test_a_partial_export_names_the_whole_one(con: duckdb.DuckDBPyConnection) -> None:
    add_export(con, "utuh", {RO: 4089491000, "WA.3165.QIA.002": 11678972000}, month=3)
    add_export(con, "saring", {RO: 4089491000}, month=3, waktu_sumber="2025-05-01 00:00:00")
    in_inbox(con, "saring")
    (row,) = listed(con)
    assert (row["file_id"], row["aturan"], row["kolom"], row["nilai"]) == ("saring", "FA-20", "pagu", "4089491000")
    assert (row["kode_satker"], row["tahun"], row["bulan"], row["status"]) == ("111111", 2025, 3, "terbuka")
    assert row["alasan"] == (
        "RO atau akun di ekspor ini (pagu Rp4.089.491.000) hanya sebagian dari yang ada di berkas utuh.xlsx"
        " (pagu Rp15.768.463.000) untuk satker dan bulan yang sama,"
        " sehingga ekspor ini dianggap tersaring dan tidak menggantikannya."
    )


def test_an_empty_export_is_written_as_nought(con: duckdb.DuckDBPyConnection) -> None:
    add_export(con, "nol", {})
    (row,) = listed(con)
    assert "ekspor ini (pagu Rp0) hanya sebagian dari yang ada di berkas januari.xlsx (pagu Rp1.000)" in row["alasan"]


def test_a_file_is_named_as_it_stands_in_the_inbox_now(con: duckdb.DuckDBPyConnection) -> None:
    reject(con, "kin1")
    con.execute("delete from raw.kotak_masuk where file_id = 'kin1'")
    assert [row["nama_berkas"] for row in listed(con)] == ["kinerja.xlsx"]
    for nama in ("z/kinerja.xlsx", "a/kinerja.xlsx"):
        fill(con, "raw.kotak_masuk", [{"nama": nama, "file_id": "kin1"}])
    assert [row["nama_berkas"] for row in listed(con)] == ["a/kinerja.xlsx"]
    # The name first seen, where it is still there: a copy does not take over.
    fill(con, "raw.kotak_masuk", [{"nama": "kinerja.xlsx", "file_id": "kin1"}])
    assert [row["nama_berkas"] for row in listed(con)] == ["kinerja.xlsx"]


def test_what_is_held_is_done_with_when_its_file_left_the_inbox(con: duckdb.DuckDBPyConnection) -> None:
    add_export(con, "saring", {})
    fill(con, "raw.berkas", [file_row("asing", "asing.txt", "rak"), file_row("potong", "potong.txt", "rak")])
    plan = {"nama_unit": "Unit A", "kunci_nama": "UNIT A", "tahun": 2025, "total_deklarasi": "1000"}
    fill(con, "raw.rak_dokumen", [{"file_id": "asing", "tahun": 2025}, {"file_id": "potong", **plan}])
    held = {"asing": "SATKER-01", "potong": "RAK-20", "saring": "FA-20"}
    rules = [rule for rule in ALL_RULES if rule.id in held.values() and rule.tabel != "core.realisasi_datar"]
    assert {row["file_id"]: (row["aturan"], row["status"]) for row in listed(con)} == {
        file_id: (rule, "selesai") for file_id, rule in held.items()
    }
    assert [con.execute(rule.check.failing_rows).fetchall() for rule in rules] == [[], [], []]
    for file_id in held:
        in_inbox(con, file_id)
    assert {row["file_id"]: row["status"] for row in listed(con)} == dict.fromkeys(held, "terbuka")
    assert [len(con.execute(rule.check.failing_rows).fetchall()) for rule in rules] == [1, 1, 1]


def test_the_query_is_in_the_portable_subset() -> None:
    """It survives a round trip through the other engine's dialect."""
    sql = load_models()["dq.karantina"].sql
    spark = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)[0]
    assert "::" not in sql
    assert "QUALIFY" not in spark
    assert "GROUP BY ALL" not in spark
