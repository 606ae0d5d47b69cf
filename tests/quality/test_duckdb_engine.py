"""Our GX datasource on a real DuckDB: what GX cannot do there by itself, and how our own expectations are counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

ROWS = """
    create schema core;
    create table core.contoh (nomor integer, kode varchar, uang decimal(18, 0), porsi decimal(9, 4), tanggal date);
    insert into core.contoh values
        (1, '012345', 100, 0.5, '2025-01-01'),
        (2, 'a{2}:50%''x', -5, 0.25, null),
        (3, null, null, null, null),
        (4, '12345678', 7, 1, '2025-01-02')
"""
ODD = r"a\{2\}:50%'x"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        yield connection


def validate(con: duckdb.DuckDBPyConnection, *expected: Any, result_format: Any = "COMPLETE") -> list[Any]:
    """Results of the expectations on ``core.contoh``, in their order."""
    from great_expectations import ExpectationSuite

    from pipelines.quality.duckdb_engine import open_batches

    for number, expectation in enumerate(expected):
        expectation.meta = {"nomor": number}
    with open_batches(con, ["core.contoh"]) as batch_of:
        suite = ExpectationSuite(name="contoh", expectations=list(expected))
        results = batch_of("core.contoh").validate(suite, result_format=result_format).results
    return sorted(results, key=lambda result: result.expectation_config.meta["nomor"])


def one(con: duckdb.DuckDBPyConnection, name: str, **arguments: Any) -> Any:
    from great_expectations import expectations

    (result,) = validate(con, getattr(expectations, name)(**arguments))
    return result


def message(result: Any) -> str | None:
    """What went wrong while an expectation was checked, if anything."""
    from pipelines.quality.gate import _error

    return _error(result.exception_info)


REGEX = "ExpectColumnValuesToMatchRegex"
NOT_REGEX = "ExpectColumnValuesToNotMatchRegex"
WRONG, LONG = "a{2}:50%'x", "12345678"


@pytest.mark.parametrize(
    ("name", "arguments", "unexpected"),
    [
        (REGEX, {"regex": "[0-9]"}, []),
        (REGEX, {"regex": "345"}, [WRONG]),
        (REGEX, {"regex": "^[0-9]{6}$"}, [WRONG, LONG]),
        (REGEX, {"regex": f"^(?:[0-9]+|{ODD})$"}, []),
        (REGEX, {"regex": f"^{ODD}$"}, ["012345", LONG]),
        (NOT_REGEX, {"regex": "z"}, []),
        (NOT_REGEX, {"regex": ODD}, [WRONG]),
    ],
)
def test_patterns_are_sought_in_the_filled_values(
    con: duckdb.DuckDBPyConnection, name: str, arguments: dict[str, Any], unexpected: list[str]
) -> None:
    result = one(con, name, column="kode", **arguments)
    assert message(result) is None
    assert result.success == (not unexpected)
    assert result.result["unexpected_list"] == unexpected
    assert (result.result["element_count"], result.result["missing_count"]) == (4, 1)
    assert result.result["unexpected_count"] == len(unexpected)


def test_failing_rows_are_found_by_their_key(con: duckdb.DuckDBPyConnection) -> None:
    from great_expectations import expectations

    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["nomor"]}
    digits = expectations.ExpectColumnValuesToMatchRegex(column="kode", regex="^[0-9]{6}$")
    (result,) = validate(con, digits, result_format=form)
    found = result.result["unexpected_index_list"]
    assert [(row["nomor"], row["kode"]) for row in found] == [(2, WRONG), (4, LONG)]


OF_TYPE, IN_TYPES = "ExpectColumnValuesToBeOfType", "ExpectColumnValuesToBeInTypeList"


@pytest.mark.parametrize(
    ("column", "kind", "success"),
    [
        ("kode", "VARCHAR", True),
        ("kode", "TEXT", True),
        ("kode", "INTEGER", False),
        ("nomor", "INTEGER", True),
        ("nomor", "BIGINT", False),
        ("uang", "DECIMAL", True),
        ("uang", "NUMERIC", True),
        ("uang", "DECIMAL(18,0)", True),
        ("uang", "DECIMAL(18,3)", False),
        ("uang", "DOUBLE", False),
        ("porsi", "DECIMAL", True),
        ("porsi", "DECIMAL(9,4)", True),
        ("tanggal", "DATE", True),
        ("tanggal", "TIMESTAMP", False),
        ("kode", "TIDAK_ADA", False),
    ],
)
def test_types_are_those_of_duckdb(con: duckdb.DuckDBPyConnection, column: str, kind: str, success: bool) -> None:
    for result in (one(con, OF_TYPE, column=column, type_=kind), one(con, IN_TYPES, column=column, type_list=[kind])):
        assert message(result) is None
        assert result.success is success


def test_a_type_list_is_met_by_any_of_it(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, IN_TYPES, column="uang", type_list=["DOUBLE", "DECIMAL"]).success
    result = one(con, IN_TYPES, column="uang", type_list=["DOUBLE", "FLOAT"])
    assert (result.success, result.result["observed_value"]) == (False, "DECIMAL(18,0)")


def test_a_type_is_read_anew_after_alter(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, OF_TYPE, column="uang", type_="DECIMAL").success
    con.execute("alter table core.contoh alter column uang type double")
    assert not one(con, OF_TYPE, column="uang", type_="DECIMAL").success
    assert one(con, OF_TYPE, column="uang", type_="DOUBLE").success


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (REGEX, {"column": "tidak_ada", "regex": "a"}),
        (OF_TYPE, {"column": "tidak_ada", "type_": "VARCHAR"}),
        (REGEX, {"column": "kode", "regex": "["}),
        (REGEX, {"column": "nomor", "regex": "1"}),
    ],
)
def test_what_cannot_be_checked_is_an_error_and_not_a_failure(
    con: duckdb.DuckDBPyConnection, name: str, arguments: dict[str, Any]
) -> None:
    from great_expectations import expectations

    cannot = getattr(expectations, name)(**arguments)
    well = expectations.ExpectColumnValuesToMatchRegex(column="kode", regex="[0-9]")
    first, second = validate(con, cannot, well)
    assert message(first)
    assert (second.success, message(second)) == (True, None)


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("uang < 0", 1),
        ("uang < 1000", 3),
        ("not (uang > 1000)", 3),
        ("uang is null", 1),
        ("kode like '%:50\\%''x' escape '\\' or kode = '{batch}'", 1),
        ("regexp_matches(kode, '^[0-9]{6}$')", 1),
        ("nomor not in (select nomor from core.contoh where uang > 0)", 2),
        ("nomor in (select nomor from core.contoh) and exists (select 1 from core.contoh)", 4),
        ("not exists (select 1 from core.contoh as c where c.nomor = 2 * uang)", 4),
        ("uang > 1000", 0),
    ],
)
def test_a_condition_counts_the_rows_that_meet_it(con: duckdb.DuckDBPyConnection, condition: str, count: int) -> None:
    from pipelines.quality.duckdb_engine import ExpectNoRowsWhere

    (result,) = validate(con, ExpectNoRowsWhere(sql=condition), result_format="BOOLEAN_ONLY")
    assert message(result) is None
    assert (result.success, result.meta["found"]) == (count == 0, count)
    assert con.execute(f"select count(*) from core.contoh where {condition}").fetchone() == (count,)


def test_a_query_returns_its_rows_as_they_are(con: duckdb.DuckDBPyConnection) -> None:
    from pipelines.quality.duckdb_engine import ExpectNoRows

    query = "select nomor, kode, uang, tanggal from core.contoh where kode = 'a{2}:50%''x' or uang = 100 order by nomor"
    found, none = validate(con, ExpectNoRows(sql=query), ExpectNoRows(sql=f"select * from ({query}) as t where false"))
    assert not found.success
    assert found.meta["found"] == [
        {"nomor": 1, "kode": "012345", "uang": Decimal(100), "tanggal": date(2025, 1, 1)},
        {"nomor": 2, "kode": WRONG, "uang": Decimal(-5), "tanggal": None},
    ]
    assert (none.success, none.meta["found"]) == (True, [])


def test_more_rules_on_a_table_make_no_more_passes_over_it(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GX asks for what needs known columns one step after what needs none: conditions in one pass, the rest in one."""
    from pipelines.quality.duckdb_engine import DuckDBExecutionEngine, ExpectNoRowsWhere, lean

    queries: list[str] = []
    real = DuckDBExecutionEngine.execute_query

    def seen(engine: DuckDBExecutionEngine, query: Any) -> Any:
        queries.append(str(query))
        return real(engine, query)

    monkeypatch.setattr(DuckDBExecutionEngine, "execute_query", seen)
    results = validate(
        con,
        *(ExpectNoRowsWhere(sql=f"uang > {1000 + i}") for i in range(5)),
        *(lean("ExpectColumnValuesToBeBetween")(column="uang", min_value=-10 - i) for i in range(5)),
        *(lean(REGEX)(column="kode", regex=f"[0-9]{{{1 + i}}}") for i in range(2)),
        lean(OF_TYPE)(column="uang", type_="DECIMAL"),
        result_format="BOOLEAN_ONLY",
    )
    assert [result.success for result in results] == [True] * 13
    assert [query.split()[0].lower() for query in queries].count("select") == 2
    assert len(queries) == 3


def test_the_rule_at_fault_in_a_bundle_is_named_and_the_others_are_judged(con: duckdb.DuckDBPyConnection) -> None:
    from pipelines.quality.duckdb_engine import ExpectNoRowsWhere

    fails, errs, misnamed, passes = validate(
        con,
        ExpectNoRowsWhere(sql="uang < 0"),
        ExpectNoRowsWhere(sql="cast(kode as integer) = 1"),
        ExpectNoRowsWhere(sql="tidak_ada = 1"),
        ExpectNoRowsWhere(sql="uang > 1000"),
        result_format="BOOLEAN_ONLY",
    )
    assert [bool(message(result)) for result in (fails, errs, misnamed, passes)] == [False, True, True, False]
    assert (fails.success, passes.success) == (False, True)
