"""The forms a rule takes: what Great Expectations checks, and the query of the failing rows. No rule, no GX import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.quality.places import DOCUMENT_TABLES, PLACES
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
        native: GX's own expectation for it; None where ``condition``, or else the query, is the expectation.
        condition: where each row is judged alone, the predicate that a failing row of the table meets. Conditions
            and native expectations of a table are counted together, in one pass over it.
    """

    failing_rows: str
    native: Native | None = None
    condition: str | None = None


TYPES = {"rupiah": "DECIMAL", "kode": "VARCHAR", "tahun": "INTEGER", "bulan": "INTEGER"}
"""DuckDB's type for a unit of the header contract."""

Form = Callable[[str], Check]
"""A check that still lacks its table."""


def grain(table: str) -> tuple[str, ...]:
    """Key columns of a table, from the header of its file in ``sql/``."""
    return load_models()[table].grain


def rows(sql: str) -> Form:
    """The query must return nothing."""
    return lambda _: Check(sql)


def where(condition: str, *shown: str, at: str | None = None) -> Form:
    """No row of the table meets the condition; failing rows show their key and the columns ``shown``.

    ``at`` is the column to look at in the document behind the row.
    """
    return lambda table: Check(_failing(table, condition, shown, at), condition=condition)


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
    """``column``, where filled, has as a whole the form of the regular expression."""
    whole = f"^(?:{pattern})$"
    literal = whole.replace("'", "''")
    return lambda table: Check(
        _failing(table, f"not regexp_matches({column}, '{literal}')", [column], column),
        Native("ExpectColumnValuesToMatchRegex", column, (("regex", whole),)),
    )


def typed() -> Form:
    """The types of the columns are those of their units in the header of the table: amounts exact, codes text."""

    def form(table: str) -> Check:
        wrong = " or ".join(
            f"column_name in ({', '.join(columns)}) and not regexp_matches(data_type, '^{kind}([(]|$)')"
            for unit, kind in TYPES.items()
            if (columns := [f"'{column.name}'" for column in load_models()[table].columns if column.unit == unit])
        )
        return Check(
            "select column_name as kolom, data_type as jenis_data from duckdb_columns()"
            " where database_name = current_database()"
            f" and concat(schema_name, '.', table_name) = '{table}' and ({wrong})"
        )

    return form


def in_set(column: str, *values: str) -> Form:
    """``column``, where filled, is one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in values)
    return lambda table: Check(
        _failing(table, f"{column} not in ({listed})", [column], column),
        Native("ExpectColumnValuesToBeInSet", column, (("value_set", list(values)),)),
    )


def between(column: str, low: float | None = None, high: float | None = None) -> Form:
    """``column``, where filled, is at least ``low`` and at most ``high``."""
    bounds = [(column, "<", low), (column, ">", high)]
    outside = " or ".join(f"{name} {sign} {bound}" for name, sign, bound in bounds if bound is not None)
    return lambda table: Check(
        _failing(table, outside, [column], column),
        Native("ExpectColumnValuesToBeBetween", column, (("min_value", low), ("max_value", high))),
    )


def _failing(table: str, condition: str, shown: Sequence[str], at: str | None) -> str:
    """Query of the rows that meet ``condition``: key, ``shown``, and where in a document the column ``at`` stands."""
    columns = list(dict.fromkeys([*grain(table), *shown]))
    place = PLACES.get(table)
    if place is None or at is None or not (at in place.fields or at in _document_fields()):
        return f"select {', '.join(columns)} from {table} where {condition}"
    # What the location says already is not shown twice.
    keys = [f"t.{column}" for column in columns if column not in ("file_id", "lembar", "baris", "baris_sumber")]
    located = ", ".join([*keys, place.columns(at)])
    return f"with t as (select * from {table} where {condition}) select {located} from t {place.join}"


@cache
def _document_fields() -> frozenset[str]:
    return frozenset(column.name for table in DOCUMENT_TABLES for column in load_models()[table].columns)
