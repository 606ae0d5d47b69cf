"""Runs the rules by Great Expectations inside DuckDB and records the results. No rule, no decision to publish."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.quality.rules import ALL_RULES, Rule
from pipelines.sql_models import insert_rows

if TYPE_CHECKING:
    from great_expectations.datasource.fluent.interfaces import Batch

MAX_EXAMPLES = 5

Row = dict[str, str | int | bool | None]


class QualityGateError(Exception):
    """A rule could not be checked. That is neither a pass nor a failure of the data."""


@dataclass(frozen=True)
class RuleResult:
    """What one rule found.

    Attributes:
        rule: the rule.
        lulus: whether it holds.
        jumlah_diperiksa: rows of its table.
        jumlah_gagal: findings against it: rows, or keys where the rule is about groups of rows.
        contoh: the first findings in the order of their columns, with keys; amounts exact.
    """

    rule: Rule
    lulus: bool
    jumlah_diperiksa: int
    jumlah_gagal: int
    contoh: list[Row]

    def first_example(self) -> str:
        """The first finding in words, without the id of its file."""
        first = self.contoh[0] if self.contoh else {}
        return ", ".join(f"{name} {value}" for name, value in first.items() if value is not None and name != "file_id")


def run_gate(
    con: duckdb.DuckDBPyConnection, run_id: str, now: datetime, rules: Sequence[Rule] = ALL_RULES
) -> list[RuleResult]:
    """Check ``rules`` on the committed tables of ``con``; add one row per rule to ``dq.hasil``, timed ``now`` (UTC).

    Raises:
        QualityGateError: a rule could not be checked; nothing is recorded.
    """
    passed = _validate(con, rules)
    results = [_result(con, rule, passed[rule.id, rule.tabel]) for rule in rules]
    insert_rows(con, "dq.hasil", [_record(run_id, now, result) for result in results])
    return results


def _validate(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> dict[tuple[str, str], bool]:
    """Whether each rule holds, by code and table; one GX validation per table."""
    from great_expectations import ExpectationSuite

    from pipelines.quality.duckdb_engine import open_batches

    by_table: dict[str, list[Rule]] = {}
    for rule in rules:
        by_table.setdefault(rule.tabel, []).append(rule)
    passed = {}
    with open_batches(con, by_table) as batch_of:
        for table, ours in by_table.items():
            suite = ExpectationSuite(name=table, expectations=[_expectation(rule) for rule in ours])
            for rule_id, success in _outcomes(batch_of(table), suite):
                passed[rule_id, table] = success
    return passed


def _expectation(rule: Rule) -> Any:
    from great_expectations import expectations

    from pipelines.quality.duckdb_engine import expect_no_rows

    meta = {"aturan": rule.id}
    native = rule.check.native
    if native is None:
        return expect_no_rows(rule.check.failing_rows, meta)
    return getattr(expectations, native.name)(column=native.column, meta=meta, **dict(native.options))


def _outcomes(batch: Batch, suite: Any) -> Iterator[tuple[str, bool]]:
    # Only the verdict is asked for: counts and examples come from the rule's own query, and only where it failed.
    validation = batch.validate(suite, result_format="BOOLEAN_ONLY")
    errors = []
    for result in validation.results:
        rule_id = result.expectation_config.meta["aturan"]
        problem = _error(result.exception_info)
        if problem:
            errors.append(f"{rule_id} on {suite.name}: {problem}")
        yield rule_id, result.success
    if errors:
        raise QualityGateError("rules that could not be checked: " + "; ".join(errors))


def _error(exception_info: Mapping[str, Any]) -> str | None:
    """The message in GX's exception info, which is one record or, per metric, several."""
    records = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    return next((str(record["exception_message"]) for record in records if record["raised_exception"]), None)


def _result(con: duckdb.DuckDBPyConnection, rule: Rule, passed: bool) -> RuleResult:
    checked = _count(con, f"select count(*) from {rule.tabel}")
    if passed:
        return RuleResult(rule, True, checked, 0, [])
    failing = f"({rule.check.failing_rows}) as temuan"
    failed = _count(con, f"select count(*) from {failing}")
    if not failed:
        raise QualityGateError(f"{rule.id} on {rule.tabel} failed, but its query finds no failing row")
    cursor = con.execute(f"select * from {failing} order by all limit {MAX_EXAMPLES}")
    names = [column[0] for column in cursor.description or ()]
    examples = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
    return RuleResult(rule, False, checked, failed, examples)


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _plain(value: Any) -> str | int | bool | None:
    """A value as JSON can hold it without loss."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value if value is None or isinstance(value, str | int) else str(value)


def _record(run_id: str, now: datetime, result: RuleResult) -> tuple[object, ...]:
    """One row of ``dq.hasil``, in the order of its columns."""
    rule = result.rule
    examples = json.dumps(result.contoh, ensure_ascii=False)
    counts = (result.lulus, result.jumlah_diperiksa, result.jumlah_gagal, examples)
    return (run_id, now, rule.id, rule.tabel, rule.tingkat, rule.menahan, *counts, rule.uraian, rule.saran)
