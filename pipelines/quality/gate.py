"""Runs the rules by Great Expectations inside DuckDB and records the results. No rule, no decision to publish."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from pipelines.quality.checks import Check
from pipelines.quality.rules import ALL_RULES, Rule
from pipelines.sql_models import insert_rows
from pipelines.wording import AWAITED, day

if TYPE_CHECKING:
    from great_expectations.datasource.fluent.interfaces import Batch

MAX_EXAMPLES = 5
COUNT = "jumlah_temuan"

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
        """The first finding in words, without the ids of files."""
        first = self.contoh[0] if self.contoh else {}
        shown = ((name, value) for name, value in first.items() if not name.startswith("file_id"))
        return ", ".join(f"{name.replace('_', ' ')} {_in_words(value)}" for name, value in shown if value is not None)


class Verdict(NamedTuple):
    """Whether a rule holds, and the first rows against it where they are known already."""

    passed: bool
    found: list[dict[str, Any]] | None


def run_gate(
    con: duckdb.DuckDBPyConnection, run_id: str, now: datetime, rules: Sequence[Rule] = ALL_RULES
) -> list[RuleResult]:
    """Check ``rules`` on the committed tables of ``con``; add one row per rule to ``dq.hasil``, timed ``now`` (UTC).

    Raises:
        QualityGateError: a rule could not be checked; nothing is recorded.
    """
    verdicts = _validate(con, rules)
    checked = {table: _count(con, table) for table in {rule.tabel for rule in rules}}
    results = [_result(con, rule, checked[rule.tabel], verdicts[rule.id, rule.tabel]) for rule in rules]
    insert_rows(con, "dq.hasil", [_record(run_id, now, result) for result in results])
    return results


def _validate(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> dict[tuple[str, str], Verdict]:
    """Whether each rule holds, by code and table; one GX validation per table."""
    from great_expectations import ExpectationSuite

    from pipelines.quality.duckdb_engine import open_batches

    by_table: dict[str, list[Rule]] = {}
    for rule in rules:
        by_table.setdefault(rule.tabel, []).append(rule)
    verdicts: dict[tuple[str, str], Verdict] = {}
    with open_batches(con, by_table) as batch_of:
        for table, ours in by_table.items():
            suite = ExpectationSuite(name=table, expectations=[_expectation(rule) for rule in ours])
            for rule_id, verdict in _outcomes(batch_of(table), suite):
                verdicts[rule_id, table] = verdict
    return verdicts


def _expectation(rule: Rule) -> Any:
    from pipelines.quality.duckdb_engine import ExpectNoRows, ExpectNoRowsWhere, lean

    check, meta = rule.check, {"aturan": rule.id}
    if check.native:
        return lean(check.native.name)(column=check.native.column, meta=meta, **dict(check.native.options))
    if check.condition:
        return ExpectNoRowsWhere(sql=check.condition, meta=meta)
    return ExpectNoRows(sql=_findings(check), meta=meta)


def _findings(check: Check) -> str:
    """Query of the first failing rows, and how many there are: one run of a rule's query for both."""
    return (
        f"with temuan as materialized ({check.failing_rows})"
        f" select *, (select count(*) from temuan) as {COUNT} from temuan order by all limit {MAX_EXAMPLES}"
    )


def _outcomes(batch: Batch, suite: Any) -> Iterator[tuple[str, Verdict]]:
    # Only verdicts are asked for: what failed is asked of the rule's own query, unless that was the expectation.
    validation = batch.validate(suite, result_format="BOOLEAN_ONLY")
    errors = []
    for result in validation.results:
        rule_id = result.expectation_config.meta["aturan"]
        problem = _error(result.exception_info)
        if problem:
            errors.append(f"{rule_id} on {suite.name}: {problem}")
        found = result.meta.get("found")
        yield rule_id, Verdict(bool(result.success), found if isinstance(found, list) else None)
    if errors:
        raise QualityGateError("rules that could not be checked: " + "; ".join(errors))


def _error(exception_info: Mapping[str, Any]) -> str | None:
    """The message in GX's exception info, which is one record or, per metric, several."""
    records = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    return next((str(record["exception_message"]) for record in records if record["raised_exception"]), None)


def _result(con: duckdb.DuckDBPyConnection, rule: Rule, checked: int, verdict: Verdict) -> RuleResult:
    if verdict.passed:
        return RuleResult(rule, True, checked, 0, [])
    found = verdict.found
    if found is None:
        try:
            cursor = con.execute(_findings(rule.check))
        except duckdb.Error as error:
            raise QualityGateError(f"{rule.id} on {rule.tabel} failed, but its query errs: {error}") from error
        names = [column[0] for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if not found:
        raise QualityGateError(f"{rule.id} on {rule.tabel} failed, but its query finds no failing row")
    examples = [{name: _plain(value) for name, value in row.items() if name != COUNT} for row in found]
    return RuleResult(rule, False, checked, int(found[0][COUNT]), examples)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _in_words(value: str | int | bool) -> str:
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return day(date.fromisoformat(text))
    return AWAITED.get(text, text)


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
