"""The forms a rule takes: what Great Expectations checks, and the query of the failing rows. No rule, no GX import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.sql_models import load_models


@dataclass(frozen=True)
class Native:
    """An expectation of GX itself: its class name, its column, its further arguments."""

    name: str
    column: str
    options: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Check:
    """What a rule checks.

    Attributes:
        failing_rows: query of the rows that break the rule, with their keys.
        native: GX's own expectation for it; None where the query itself is the expectation.
        condition: where each row is judged alone, the predicate that a failing row of the table meets.
    """

    failing_rows: str
    native: Native | None = None
    condition: str | None = None


Form = Callable[[str], Check]
"""A check that still lacks its table."""


def grain(table: str) -> tuple[str, ...]:
    """Key columns of a table, from the header of its file in ``sql/``."""
    return load_models()[table].grain


def rows(sql: str) -> Form:
    """The query must return nothing."""
    return lambda _: Check(sql)


def where(condition: str, *shown: str) -> Form:
    """No row of the table meets the condition; failing rows show their key and the columns ``shown``."""
    return lambda table: Check(f"select {_columns(table, shown)} from {table} where {condition}", condition=condition)


def unique_key() -> Form:
    """The grain identifies a row. Empty key columns count as equal."""

    def form(table: str) -> Check:
        keys = ", ".join(grain(table))
        return Check(f"select {keys}, count(*) as jumlah_baris from {table} group by {keys} having count(*) > 1")

    return form


def complete_key(*may_be_empty: str) -> Form:
    """No column of the grain is empty, but for those named."""

    def form(table: str) -> Check:
        condition = " or ".join(f"{key} is null" for key in grain(table) if key not in may_be_empty)
        return Check(f"select {', '.join(grain(table))} from {table} where {condition}", condition=condition)

    return form


def refers(parent: str, *columns: str) -> Form:
    """``columns``, where filled, are found in the columns of the same names in ``parent``."""

    def form(table: str) -> Check:
        same = " and ".join(f"p.{column} = t.{column}" for column in columns)
        filled = " and ".join(f"t.{column} is not null" for column in columns)
        shown = ", ".join(f"t.{column}" for column in columns)
        return Check(
            f"select {shown}, count(*) as jumlah_baris from {table} as t where {filled}"
            f" and not exists (select 1 from {parent} as p where {same}) group by {shown}"
        )

    return form


def matches(column: str, pattern: str) -> Form:
    """``column``, where filled, has the form of the regular expression. Each distinct value is matched once."""

    def form(table: str) -> Check:
        wrong = (
            f"select {column} from (select distinct {column} from {table}) as nilai"
            f" where not regexp_full_match({column}, '{pattern}')"
        )
        return Check(f"select {_columns(table, [column])} from {table} where {column} in ({wrong})")

    return form


def in_set(column: str, *values: str) -> Form:
    """``column``, where filled, is one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in values)
    return lambda table: Check(
        f"select {_columns(table, [column])} from {table} where {column} not in ({listed})",
        Native("ExpectColumnValuesToBeInSet", column, (("value_set", list(values)),)),
    )


def between(column: str, low: float | None = None, high: float | None = None) -> Form:
    """``column``, where filled, is at least ``low`` and at most ``high``."""
    bounds = [(column, "<", low), (column, ">", high)]
    outside = " or ".join(f"{name} {sign} {bound}" for name, sign, bound in bounds if bound is not None)
    return lambda table: Check(
        f"select {_columns(table, [column])} from {table} where {outside}",
        Native("ExpectColumnValuesToBeBetween", column, (("min_value", low), ("max_value", high))),
    )


def _columns(table: str, shown: Sequence[str]) -> str:
    keys = grain(table)
    return ", ".join([*keys, *(column for column in shown if column not in keys)])
