"""Reads ``sql/``: what each table is, what it depends on, where its columns come from. Knows no data and no Dagster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

SQL_DIR = Path(__file__).resolve().parents[1] / "sql"
ROUNDING = SQL_DIR / "dua_desimal.sql"
"""The function that every printed percentage, value and index is rounded by; models call it by its name."""
SCHEMAS = ("raw", "ref", "terkoreksi", "core", "mart", "dq", "meta")
# Corrected documents are views: they are the largest layer, and nearly all of it is as the files said.
VIEWS = "terkoreksi"
OF_ONE_BUILD = ("dq.temuan", "meta.perubahan", "raw.koreksi", "raw.koreksi_sel")


class ModelError(Exception):
    """A file in ``sql/`` does not keep its header contract."""


class Column(NamedTuple):
    """One column of a table: name, unit, and meaning (Indonesian, for the data dictionary)."""

    name: str
    unit: str
    description: str


@dataclass(frozen=True)
class Model:
    """One file of ``sql/``: a table, its contract, and the statement that makes it.

    Attributes:
        name: ``schema.table``, the same as its path.
        title: what the table is, one Indonesian sentence.
        notes: further header lines.
        grain: columns that identify a row.
        columns: every column, in order.
        sql: a SELECT (derived table) or a CREATE TABLE (filled by the machine).
        upstream: names of the tables it reads.
    """

    name: str
    title: str
    notes: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    sql: str
    upstream: tuple[str, ...]

    @property
    def schema(self) -> str:
        return self.name.split(".")[0]

    @property
    def table(self) -> str:
        return self.name.split(".")[1]

    @property
    def is_derived(self) -> bool:
        """Whether the table is a SELECT over other tables."""
        return not self.sql.lstrip().lower().startswith("create table")

    @property
    def kind(self) -> str:
        """``table`` or ``view``."""
        return "view" if self.schema == VIEWS else "table"

    def build(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the table or view anew in ``con``."""
        if self.is_derived:
            con.execute(ROUNDING.read_text(encoding="utf-8"))
            con.execute(f"create or replace {self.kind} {self.name} as {self.sql}")
        else:
            con.execute(f"drop table if exists {self.name}")
            con.execute(self.sql)


def _parse(path: Path) -> Model:
    name = f"{path.parent.name}.{path.stem}"
    header: list[str] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("--"):
            break
        header.append(line[2:].rstrip())
    sql = "\n".join(lines[len(header) :]).strip()
    if not header or not (header[0].strip().startswith(f"{name}:") and header[0].endswith(".")):
        raise ModelError(f"{path}: the first line must be '-- {name}: <what it is>.', a whole sentence")
    grain: tuple[str, ...] = ()
    notes: list[str] = []
    columns: list[Column] = []
    in_columns = False
    for line in header[1:]:
        text = line.strip()
        if text.startswith("grain:"):
            grain = tuple(part.strip() for part in text.removeprefix("grain:").split(","))
        elif text == "kolom:":
            in_columns = True
        elif in_columns:
            parts = [part.strip() for part in text.split("|", 2)]
            if len(parts) != 3 or not all(parts):
                raise ModelError(f"{path}: a column line must be 'name | unit | meaning', not '{text}'")
            columns.append(Column(*parts))
        else:
            notes.append(text)
    if not grain or not columns:
        raise ModelError(f"{path}: the header lacks 'grain:' or 'kolom:'")
    tables = {
        f"{table.db}.{table.name}" for table in _expression(sql).find_all(exp.Table) if table.db and table.name
    } - {name}
    return Model(
        name=name,
        title=header[0].split(":", 1)[1].strip(),
        notes=" ".join(notes),
        grain=grain,
        columns=tuple(columns),
        sql=sql,
        upstream=tuple(sorted(tables)),
    )


@cache
def _expression(sql: str) -> exp.Expression:
    return sqlglot.parse_one(sql, read="duckdb")


@cache
def load_models(folder: Path = SQL_DIR) -> Mapping[str, Model]:
    """All tables by name, each after the tables it reads.

    Raises:
        ModelError: a header is incomplete, or a model reads a table that no file defines.
    """
    models = {model.name: model for model in map(_parse, sorted(folder.glob("*/*.sql")))}
    for model in models.values():
        for upstream in model.upstream:
            if upstream not in models:
                raise ModelError(f"{model.name} reads {upstream}, which no file in sql/ defines")
    order = TopologicalSorter({name: model.upstream for name, model in models.items()}).static_order()
    return {name: models[name] for name in order}


def models_of(schema: str) -> list[Model]:
    """Models of one schema, in dependency order."""
    return [model for model in load_models().values() if model.schema == schema]


def create_schemas(con: duckdb.DuckDBPyConnection) -> None:
    """Make the warehouse's schemas and its empty machine-filled tables where they are missing."""
    for schema in SCHEMAS:
        con.execute(f"create schema if not exists {schema}")
    present = {f"{schema}.{table}" for schema, table in con.execute(_TABLES).fetchall()}
    for model in load_models().values():
        if not model.is_derived and model.name not in present:
            model.build(con)


def clear_derived(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what each build makes anew, and give its blocks back, so that copied builds do not grow."""
    for schema, view in con.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall():
        con.execute(f'drop view "{schema}"."{view}"')
    kept = {model.name for model in load_models().values() if not model.is_derived}.difference(OF_ONE_BUILD)
    for schema, table in con.execute(_TABLES).fetchall():
        if f"{schema}.{table}" not in kept:
            con.execute(f'drop table "{schema}"."{table}"')
    con.execute("checkpoint")


_TABLES = "select schema_name, table_name from duckdb_tables()"


def _lineage_of(model: Model, schema: MappingSchema) -> dict[str, tuple[str, ...]]:
    """Columns of other tables that each output column of ``model`` is made from."""
    qualified = qualify(
        _expression(model.sql).copy(), dialect="duckdb", schema=schema, quote_identifiers=False, identify=False
    )
    root = build_scope(qualified)
    if root is None:
        return {}
    known: dict[tuple[int, str], frozenset[str]] = {}

    def resolve(scope: Scope, column: str) -> frozenset[str]:
        key = (id(scope), column)
        if key not in known:
            known[key] = frozenset()
            branches = scope.set_operation_scopes or [scope]
            found: set[str] = set()
            position = [select.alias_or_name for select in scope.expression.selects].index(column)
            for branch in branches:
                if branch.set_operation_scopes:
                    found |= resolve(branch, branch.expression.selects[position].alias_or_name)
                else:
                    found |= origins(branch, branch.expression.selects[position])
            known[key] = frozenset(found)
        return known[key]

    def origins(scope: Scope, expression: exp.Expression) -> set[str]:
        found: set[str] = set()
        for column in expression.find_all(exp.Column):
            source = scope.sources.get(column.table)
            if isinstance(source, Scope):
                if source.expression.selects and not isinstance(source.expression, exp.Values):
                    found |= resolve(source, column.name)
            elif isinstance(source, exp.Table) and source.db:
                found.add(f"{source.db}.{source.name}.{column.name}")
        return found

    return {column.name: tuple(sorted(resolve(root, column.name))) for column in model.columns}


@cache
def column_lineage() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For every derived table and column, the ``schema.table.column`` names it is made from directly."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for model in load_models().values():
        schema.setdefault(model.schema, {})[model.table] = {column.name: "text" for column in model.columns}
    # Normalised once: sqlglot would do it anew for every model.
    normalised = MappingSchema(schema, dialect="duckdb")
    return {model.name: _lineage_of(model, normalised) for model in load_models().values() if model.is_derived}


def write_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``meta.kamus`` from the headers and the finished tables, and comment every table and column.

    Raises:
        ModelError: a finished table has other columns than its header says.
    """
    actual: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in con.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns()"
        " where not internal order by column_index"
    ).fetchall():
        actual.setdefault(f"{schema}.{table}", {})[column] = kind
    lineage = column_lineage()
    rows = []
    for model in load_models().values():
        described = [column.name for column in model.columns]
        if described != list(actual[model.name]):
            raise ModelError(f"{model.name}: the header lists {described}, the table has {list(actual[model.name])}")
        for position, column in enumerate(model.columns, start=1):
            origin = ", ".join(lineage.get(model.name, {}).get(column.name, ()))
            kind = actual[model.name][column.name]
            rows.append(
                (model.schema, model.table, column.name, position, kind, column.unit, column.description, origin)
            )
    comments = []
    for model in load_models().values():
        comments.append(f"comment on {model.kind} {model.name} is {_literal(model.title)}")
        for column in model.columns:
            comments.append(f"comment on column {model.name}.{column.name} is {_literal(column.description)}")
    # One transaction and few calls: hundreds of small ones take several times as long.
    con.begin()
    con.execute("delete from meta.kamus")
    insert_rows(con, "meta.kamus", rows)
    con.execute("; ".join(comments))
    con.commit()


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Add ``rows``, whose values stand in the order of the columns of ``table``, by one statement."""
    if rows:
        columns = ", ".join(["unnest(?)"] * len(rows[0]))
        con.execute(f"insert into {table} select {columns}", [list(values) for values in zip(*rows, strict=True)])


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
