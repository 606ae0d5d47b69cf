"""The gate itself: what it records, what it refuses to call a pass, and how it leaves our own connection."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.quality.checks import Check, Native
from pipelines.quality.gate import QualityGateError, RuleResult, run_gate
from pipelines.quality.rules import ALL_RULES, Rule
from tests.quality.clean_rows import NOON

SUMS = next(rule for rule in ALL_RULES if rule.id == "RAK-01")


def rule_with(check: Check, **changes: str) -> Rule:
    return replace(SUMS, check=check, **changes)


def run_one(con: duckdb.DuckDBPyConnection, check: Check) -> RuleResult:
    (result,) = run_gate(con, "uji", NOON, [rule_with(check)])
    return result


def test_importing_the_catalogue_and_the_gate_does_not_import_great_expectations() -> None:
    program = (
        "import sys, pipelines.quality.rules, pipelines.quality.gate;"
        "print([name for name in ('great_expectations', 'duckdb_engine', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_result_is_recorded_and_a_second_run_is_added(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update core.indikator set anggaran = 451 where kode_indikator = '01.01'")
    first = run_gate(con, "satu", NOON)
    later = NOON + timedelta(days=1)
    assert run_gate(con, "dua", later) == first

    columns = "aturan, tabel, tingkat, menahan, lulus, jumlah_diperiksa, jumlah_gagal, contoh, uraian, saran"
    runs = [
        con.execute(f"select {columns} from dq.hasil where run_id = ? and waktu = ? order by all", run).fetchall()
        for run in (["satu", NOON], ["dua", later])
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) == len(ALL_RULES)

    recorded = con.execute(
        "select lulus, jumlah_diperiksa, jumlah_gagal, contoh from dq.hasil where aturan = 'RAK-01' and run_id = 'satu'"
    ).fetchall()
    (lulus, diperiksa, gagal, contoh) = recorded[0]
    assert (lulus, diperiksa, gagal) == (False, 3, 1)
    (example,) = json.loads(contoh)
    assert example["kode_indikator"] == "01.01"
    assert (example["jumlah_kontribusi"], example["selisih"]) == (450, -1)


def test_a_rule_counts_all_findings_and_shows_the_first_five_in_order(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create table core.angka as select (7 * i) % 100 as kunci, i / 4 as nilai from range(100) as r (i)")
    check = Check("select kunci, cast(nilai as decimal(9, 2)) as nilai from core.angka where kunci >= 10")
    result = run_one(con, check)
    assert (result.lulus, result.jumlah_gagal) == (False, 90)
    assert [example["kunci"] for example in result.contoh] == [10, 11, 12, 13, 14]
    assert result.contoh[0]["nilai"] == "7.50"
    json.dumps(result.contoh)


def test_amounts_in_examples_are_exact(con: duckdb.DuckDBPyConnection) -> None:
    result = run_one(con, Check("select '1' as kunci, cast(123456789012345678 as decimal(18, 0)) as pagu"))
    assert result.contoh == [{"kunci": "1", "pagu": 123456789012345678}]


def test_a_rule_may_hold_braces_and_colons(con: duckdb.DuckDBPyConnection) -> None:
    table = "select teks from (values ('ab:cd'), ('a{2}')) as t (teks)"
    assert run_one(con, Check(f"{table} where regexp_full_match(teks, '[a-z]{{2}}:cd')")).jumlah_gagal == 1
    assert run_one(con, Check(f"{table} where regexp_full_match(teks, '[a-z]{{3}}:cd')")).lulus
    assert run_one(con, Check(f"{table} where teks = 'a{{2}}'")).jumlah_gagal == 1


ERRING = {
    "query": Check("select * from core.indikator where cast(nama as integer) = 1"),
    "condition": Check("select 1", condition="cast(nama as integer) = 1"),
    "condition on an unknown column": Check("select 1", condition="tidak_ada = 1"),
    "condition on an unknown table": Check("select 1", condition="nama in (select nama from core.tidak_ada)"),
    "regular expression": Check("select 1", Native("ExpectColumnValuesToMatchRegex", "nama", (("regex", "["),))),
    "unknown table": Check("select * from core.tidak_ada"),
    "native": Check("select 1", Native("ExpectColumnValuesToBeInSet", "tidak_ada", (("value_set", ["a"]),))),
}


@pytest.mark.parametrize("kind", ERRING)
def test_a_rule_that_cannot_be_checked_is_an_error_that_names_it(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    broken = rule_with(ERRING[kind], id="UJI-99")
    others = [rule for rule in ALL_RULES if rule.tabel == "core.indikator"]
    with pytest.raises(QualityGateError, match=r"UJI-99 on core\.indikator") as raised:
        run_gate(con, "uji", NOON, [others[0], broken, *others[1:]])
    assert not [rule.id for rule in others if rule.id in str(raised.value)]
    assert con.execute("select count(*) from dq.hasil").fetchone() == (0,)
    assert all(result.lulus for result in run_gate(con, "uji", NOON, others))


def test_a_rule_on_a_missing_table_is_an_error(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("drop table mart.nilai_satker")
    with pytest.raises(QualityGateError, match=r"mart\.nilai_satker"):
        run_gate(con, "uji", NOON, [rule for rule in ALL_RULES if rule.tabel == "mart.nilai_satker"])


def test_a_verdict_without_a_failing_row_is_an_error(con: duckdb.DuckDBPyConnection) -> None:
    native = Native("ExpectColumnValuesToBeInSet", "polaritas", (("value_set", ["minimum"]),))
    contradictory = rule_with(Check("select 1 where false", native), id="UJI-98")
    with pytest.raises(QualityGateError, match="UJI-98"):
        run_gate(con, "uji", NOON, [contradictory])


def test_a_failing_rule_whose_query_errs_is_an_error_that_names_it(con: duckdb.DuckDBPyConnection) -> None:
    erring = rule_with(Check("select tidak_ada from core.indikator", condition="true"), id="UJI-97")
    with pytest.raises(QualityGateError, match="UJI-97"):
        run_gate(con, "uji", NOON, [erring])
    assert con.execute("select count(*) from dq.hasil").fetchone() == (0,)


def test_the_connection_is_ours_again_afterwards(con: duckdb.DuckDBPyConnection) -> None:
    (path,) = con.execute("select path from duckdb_databases() where database_name = current_database()").fetchall()[0]
    run_gate(con, "uji", NOON)
    con.execute("create table core.sesudah as select 1 as satu")
    con.execute("checkpoint")
    con.close()
    assert not Path(f"{path}.wal").exists()
    # Another configuration is refused for as long as any cursor of the first connection is open.
    with duckdb.connect(path, read_only=True, config={"custom_user_agent": "uji"}) as again:
        assert again.execute("select count(*) from dq.hasil").fetchone() == (len(ALL_RULES),)


def test_another_cursor_may_read_while_the_gate_runs(con: duckdb.DuckDBPyConnection) -> None:
    other = con.cursor()
    other.execute("begin")
    assert other.execute("select count(*) from core.indikator").fetchone() == (3,)
    assert len(run_gate(con, "uji", NOON)) == len(ALL_RULES)
    assert other.execute("select count(*) from dq.hasil").fetchone() == (0,)
    other.execute("commit")
    assert other.execute("select count(*) from dq.hasil").fetchone() == (len(ALL_RULES),)


def test_it_prints_nothing(con: duckdb.DuckDBPyConnection, capfd: pytest.CaptureFixture[str]) -> None:
    con.execute("update core.indikator set anggaran = 451")
    run_gate(con, "uji", datetime(2025, 1, 1))
    assert capfd.readouterr() == ("", "")
