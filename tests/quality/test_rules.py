"""Every rule is broken by a minimal change to a clean warehouse; it fails alone, or with its named companions."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import duckdb
import pytest

from pipelines import readers
from pipelines.quality.checks import grain
from pipelines.quality.gate import MAX_EXAMPLES, run_gate
from pipelines.quality.rule_page import PAGE, page
from pipelines.quality.rules import ALL_RULES, CATALOGUE, EMPTY_KEYS, KEYED_TABLES, write_catalogue
from pipelines.sql_models import load_models
from tests.quality.breakages import At, Breakage
from tests.quality.breakages_budget import BUDGET_BREAKAGES
from tests.quality.breakages_codes import CODE_BREAKAGES
from tests.quality.breakages_datar import DATAR_BREAKAGES
from tests.quality.breakages_marts import MART_BREAKAGES
from tests.quality.breakages_performance import PERFORMANCE_BREAKAGES
from tests.quality.breakages_plan import PLAN_BREAKAGES
from tests.quality.breakages_reporting import REPORTING_BREAKAGES
from tests.quality.breakages_rpd import CASH_PLAN_BREAKAGES
from tests.quality.breakages_structure import STRUCTURE_BREAKAGES
from tests.quality.clean_rows import NOON

TABLE = re.compile(r"\b(?:raw|ref|core|mart)\.[a-z_]+")
RULES = {(rule.id, rule.tabel): rule for rule in ALL_RULES}

RPD_CELLS = ("RPD-20", "RPD-21", "RPD-22", "RPD-24")
# Rules about somebody's document. The others are about the whole, the maps, or what is missing.
FAMILIES = (
    *("DATAR-", "SATKER-01", "SATKER-03", "IND-", "KODE-", "RAK-", "BANDING-", "FA-", "KIN-", "MART-06"),
    *("BERKAS-21", "BERKAS-25", "BERKAS-26"),
)
DOCUMENT = (*FAMILIES, *RPD_CELLS)

BREAKAGES = (
    *STRUCTURE_BREAKAGES,
    *CODE_BREAKAGES,
    *PLAN_BREAKAGES,
    *BUDGET_BREAKAGES,
    *DATAR_BREAKAGES,
    *PERFORMANCE_BREAKAGES,
    *CASH_PLAN_BREAKAGES,
    *REPORTING_BREAKAGES,
    *MART_BREAKAGES,
)


def failing(con: duckdb.DuckDBPyConnection, changed: str) -> set[tuple[str, str]]:
    """Rules whose own query, GX aside, finds failing rows; only those that read a table named in ``changed``."""
    tables = set(TABLE.findall(changed))
    # The views of terkoreksi show at once what changes in raw.
    reads = {key: set(TABLE.findall(r.check.failing_rows.replace("terkoreksi.", "raw."))) for key, r in RULES.items()}
    affected = {key: rule for key, rule in RULES.items() if tables & reads[key]}
    return {
        key
        for key, rule in affected.items()
        if con.execute(f"select 1 from ({rule.check.failing_rows}) as temuan limit 1").fetchone()
    }


@pytest.mark.parametrize("broken", BREAKAGES, ids=[f"{b.rule}-{b.tabel}-{i}" for i, b in enumerate(BREAKAGES)])
def test_a_breakage_fails_its_rule_and_no_other(con: duckdb.DuckDBPyConnection, broken: Breakage) -> None:
    for statement in broken.statements:
        con.execute(statement)
    expected = {(broken.rule, broken.tabel), *broken.companions}
    assert failing(con, " ".join(broken.statements)) == expected

    for result in run_gate(con, "uji", NOON, [RULES[key] for key in sorted(expected)]):
        query = result.rule.check.failing_rows
        assert not result.lulus
        assert con.execute(f"select count(*) from ({query}) as temuan").fetchone() == (result.jumlah_gagal,)
        assert len(result.contoh) == min(result.jumlah_gagal, MAX_EXAMPLES)
        for example in result.contoh:
            assert any(example.get(key) for key in ("file_id", "kode_satker", "kunci_nama", "kolom")), example
        if result.rule.id == broken.rule and broken.at is not None:
            assert At(*(result.contoh[0][name] for name in At._fields)) == broken.at


@pytest.mark.parametrize("table", KEYED_TABLES)
def test_an_empty_key_fails_whichever_column_it_is(con: duckdb.DuckDBPyConnection, table: str) -> None:
    may_be_empty = EMPTY_KEYS.get(table, ())
    rule = RULES["KUNCI-02", table]
    for column in grain(table):
        con.execute("begin")
        con.execute(f"update {table} set {column} = null where rowid = (select max(rowid) from {table})")
        found = con.execute(rule.check.failing_rows).fetchall()
        con.execute("rollback")
        assert len(found) == (column not in may_be_empty), column
    required = next(column for column in grain(table) if column not in may_be_empty)
    con.execute(f"update {table} set {required} = null where rowid = (select max(rowid) from {table})")
    (result,) = run_gate(con, "uji", NOON, [rule])
    assert (result.lulus, result.jumlah_gagal) == (False, 1)
    assert result.contoh[0][required] is None


@pytest.mark.parametrize(
    ("column", "kind"), [("sisa", "float"), ("kode_akun", "integer"), ("tahun", "varchar"), ("bulan", "bigint")]
)
def test_a_column_of_another_type_than_its_unit_is_named(
    con: duckdb.DuckDBPyConnection, column: str, kind: str
) -> None:
    con.execute(f"alter table core.realisasi_anggaran alter column {column} type {kind}")
    (result,) = run_gate(con, "uji", NOON, [RULES["TIPE-01", "core.realisasi_anggaran"]])
    assert result.contoh == [{"kolom": column, "jenis_data": kind.upper()}]


def test_clean_data_passes_every_rule(con: duckdb.DuckDBPyConnection) -> None:
    results = run_gate(con, "uji", NOON)
    assert [result.rule for result in results] == list(ALL_RULES)
    assert [(result.rule.id, result.rule.tabel) for result in results if not result.lulus] == []


def test_every_rule_about_a_document_says_where_to_look() -> None:
    located = {(broken.rule, broken.tabel) for broken in BREAKAGES if broken.at}
    assert located == {key for key in RULES if key[0].startswith(DOCUMENT)}


def test_every_rule_is_broken_by_some_test() -> None:
    emptied = {("KUNCI-02", table) for table in KEYED_TABLES}
    assert {(broken.rule, broken.tabel) for broken in BREAKAGES} | emptied == set(RULES)


def test_a_rule_is_named_once_and_says_what_it_is_for_and_what_to_do() -> None:
    assert len({(entry.id, entry.tabel) for entry in CATALOGUE}) == len(CATALOGUE)
    for entry in CATALOGUE:
        assert re.fullmatch(r"[A-Z]+-[0-9]{2}", entry.id)
        assert entry.tabel in (*load_models(), "berkas")
        assert entry.sumber
        assert re.fullmatch(r"[A-Z].{10,90}[^.]", entry.melindungi), entry.melindungi
        for sentence in (entry.uraian, entry.saran):
            assert re.fullmatch(r"[A-Z].{10,}\.", sentence), sentence


def test_only_a_broken_whole_blocks() -> None:
    """Rules about what somebody's document says are warnings; see the families in the module's first lines."""
    families = ("RAK-", "KIN-", "BANDING-", "SATKER-")
    assert {rule.tingkat for rule in ALL_RULES if rule.menahan} == {"kritis"}
    assert not [rule for rule in ALL_RULES if rule.menahan and rule.id.startswith(families)]
    assert all(rule.menahan for rule in ALL_RULES if rule.id.startswith(("KUNCI-", "ACUAN-")))


def test_every_code_of_readers_and_quarantine_is_in_the_catalogue_once() -> None:
    form = re.compile(r"[A-Z]+-[0-9]{2}")
    of_readers: set[str] = set()
    names = [info.name for info in pkgutil.iter_modules(readers.__path__, "pipelines.readers.")]
    for name in (*names, "pipelines.choosing", "pipelines.keterangan"):
        module = importlib.import_module(name)
        # Some codes are written out, some are made by a format string.
        of_readers |= set(re.findall(f'"({form.pattern})"', inspect.getsource(module)))
        of_readers |= {value for value in vars(module).values() if isinstance(value, str) and form.fullmatch(value)}
    assert {code.split("-")[0] for code in of_readers} >= {"BERKAS", "FA", "KIN", "RAK"}
    of_files = [entry.id for entry in CATALOGUE if entry.tabel == "berkas"]
    assert sorted(of_files) == sorted(of_readers)
    assert set(of_files) & {rule.id for rule in ALL_RULES} == set()
    in_sql = {code for model in load_models().values() for code in re.findall(f"'({form.pattern})'", model.sql)}
    assert in_sql >= {"SATKER-01", "FA-20", "RAK-20"}
    assert in_sql <= {entry.id for entry in CATALOGUE}


def test_the_catalogue_can_be_queried(con: duckdb.DuckDBPyConnection) -> None:
    for _ in range(2):
        write_catalogue(con)
    rows = con.execute("select * from dq.aturan order by aturan, tabel").fetchall()
    entries = sorted(CATALOGUE, key=lambda entry: (entry.id, entry.tabel))
    assert rows == [(e.id, e.tabel, e.tingkat, e.menahan, e.uraian, e.melindungi, e.saran, e.sumber) for e in entries]


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make aturan"
    headings = re.findall(r"^### (.*)$", page(), re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == {entry.id for entry in CATALOGUE}
