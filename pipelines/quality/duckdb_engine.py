"""Great Expectations inside DuckDB: engine, metrics that GX lacks there, datasource, own expectations. No rules here.

Importing this module imports Great Expectations, which takes seconds: import it inside functions only.
"""

# ruff: noqa: N805 - GX calls the functions of a metric provider with its class.
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, ClassVar, Literal

import duckdb
import great_expectations as gx
import sqlalchemy as sa
from duckdb_engine import ConnectionWrapper
from great_expectations import expectations
from great_expectations.compatibility import pydantic
from great_expectations.core.id_dict import IDDict
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.datasource.fluent.sql_datasource import QueryAsset
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.validator.metric_configuration import MetricConfiguration

Column = sa.ColumnElement[Any]


@cache
def _type_class(name: str) -> type:
    return type(name, (_type_class("DECIMAL"),) if name.startswith("DECIMAL(") else (), {})


class DuckDBTypes(ModuleType):
    """DuckDB's types as GX looks them up: by name. Aliases are one type; each ``DECIMAL(p,s)`` is a ``DECIMAL``."""

    def __getattr__(self, name: str) -> type:
        try:
            known = duckdb.sqltype(name)
        except duckdb.Error as error:
            raise AttributeError(f"DuckDB has no type {name}") from error
        return _type_class("DECIMAL" if known.id == "decimal" and "(" not in name else str(known))


TYPES = DuckDBTypes("duckdb_types")


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
    """GX's SQL engine with one connection kept open: DuckDB drops a pending result when its connection closes."""

    _kept: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where GX looks for the types of a dialect that it does not know.
        self.dialect_module = TYPES

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        """The one SQLAlchemy connection of this engine; a query that errs leaves no aborted transaction to the next."""
        if self._kept is None:
            self._kept = self.engine.connect()
        try:
            yield self._kept
        except Exception:
            self._kept.rollback()
            raise

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        super().close()


# Metric providers register themselves with GX for the engine they name; all other metrics are those of its SQL engine.


def _plain(sql: str) -> str:
    """SQL in which SQLAlchemy sees no parameter."""
    return sql.replace(":", "\\:")


class ColumnTypes(TableMetricProvider):  # type: ignore[misc]
    """Names and types of a batch's columns."""

    metric_name = "table.column_types"
    value_keys = ("include_nested",)

    @metric_value(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(
        *, execution_engine: DuckDBExecutionEngine, metric_domain_kwargs: dict[str, Any], **_: Any
    ) -> list[dict[str, Any]]:
        rows, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        query = str(sa.select(sa.text("*")).select_from(rows).compile(dialect=execution_engine.dialect))
        described = execution_engine.execute_query(sa.text(f"describe {_plain(query)}")).fetchall()
        return [{"name": name, "type": getattr(TYPES, kind)()} for name, kind, *_ in described]


class RowsWhere(TableMetricProvider):  # type: ignore[misc]
    """How many rows meet a condition: an aggregate, which GX asks for in one query with the others of its table."""

    metric_name = "table.rows_where"
    value_keys = ("sql",)

    @metric_partial(  # type: ignore[untyped-decorator]
        engine=DuckDBExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _duckdb(
        *, metric_domain_kwargs: dict[str, Any], metric_value_kwargs: dict[str, Any], **_: Any
    ) -> tuple[Column, dict[str, Any], dict[str, Any]]:
        # Twice as fast in DuckDB as count(*) with a filter. Both leave out what is neither true nor false.
        return sa.func.count_if(sa.literal_column(metric_value_kwargs["sql"])), metric_domain_kwargs, {}


class RowsOfQuery(TableMetricProvider):  # type: ignore[misc]
    """What a query returns."""

    metric_name = "rows_of_query"
    value_keys = ("sql",)

    @metric_value(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(
        *, execution_engine: DuckDBExecutionEngine, metric_value_kwargs: dict[str, Any], **_: Any
    ) -> list[dict[str, Any]]:
        result = execution_engine.execute_query(sa.text(_plain(metric_value_kwargs["sql"])))
        return [dict(row) for row in result.mappings()]


def _found(column: Column, regex: str, rows: sa.FromClause) -> Column:
    """Whether the pattern is found anywhere in the value, as in GX's other engines; DuckDB's ``~`` wants the whole.

    Each distinct value is matched once: of codes there are few. The aggregate keeps DuckDB from matching rows first.
    """
    matched = sa.func.regexp_matches(sa.func.min(column), sa.literal(regex))
    return column.in_(sa.select(column).select_from(rows).group_by(column).having(matched).correlate(None))


class MatchRegex(ColumnMapMetricProvider):  # type: ignore[misc]
    condition_metric_name = "column_values.match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(cls, column: Column, regex: str, _table: sa.FromClause, **_: Any) -> Column:
        return _found(column, regex, _table)


class NotMatchRegex(ColumnMapMetricProvider):  # type: ignore[misc]
    condition_metric_name = "column_values.not_match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(cls, column: Column, regex: str, _table: sa.FromClause, **_: Any) -> Column:
        return sa.not_(_found(column, regex, _table))


class KinerjaDatasource(SQLDatasource):  # type: ignore[misc]
    """A GX datasource over an open DuckDB connection; its type name leaves ``duckdb`` to GX."""

    type: Literal["kinerja"] = "kinerja"
    execution_engine_override: ClassVar[Any] = DuckDBExecutionEngine


class Lean(BatchExpectation):  # type: ignore[misc]
    """An expectation that builds its configuration once; GX asks for it some thirty times in a validation."""

    _built: Any = pydantic.PrivateAttr(None)

    @property
    def configuration(self) -> Any:
        if self._built is None:
            self._built = super().configuration
        return self._built


@cache
def lean(name: str) -> Any:
    """GX's own expectation ``name``, as a ``Lean`` one."""
    return type(f"Lean{name}", (Lean, getattr(expectations, name)), {})


class _ExpectNone(Lean):
    """What our own expectations share: plain SQL, and one metric of it that must be nothing."""

    sql: str

    metric: ClassVar[str] = ""
    success_keys: ClassVar[tuple[str, ...]] = ("sql",)

    def get_validation_dependencies(self, *args: Any, **kwargs: Any) -> Any:
        needed = super().get_validation_dependencies(*args, **kwargs)
        # GX bundles metrics of an equal domain: this is the one of its own metrics of whole tables.
        domain = IDDict(batch_id=self.batch_id, table=None, row_condition=None, condition_parser=None)
        metric = MetricConfiguration(self.metric, domain, IDDict(sql=self.sql))
        needed.set_metric_configuration(self.metric, metric)
        return needed

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        # Results are left out where only verdicts are asked for; what is in meta is not.
        found = metrics[self.metric]
        return {"success": not found, "result": {}, "meta": {"found": found}}


class ExpectNoRowsWhere(_ExpectNone):
    """No row of the batch meets the condition ``sql``; ``found`` is how many do."""

    metric: ClassVar[str] = "table.rows_where"


class ExpectNoRows(_ExpectNone):
    """The query ``sql``, over any tables, returns no rows; ``found`` is the rows, as dictionaries."""

    metric: ClassVar[str] = "rows_of_query"


@contextmanager
def open_batches(con: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> Iterator[Callable[[str], Batch]]:
    """Gives a function from a name in ``tables`` to the GX batch of all its rows, read through cursors of ``con``.

    What ``con`` has not committed is not seen. All cursors are closed at the end, so ``con`` may checkpoint and close.
    """
    cursors: list[duckdb.DuckDBPyConnection] = []

    def connect() -> ConnectionWrapper:
        cursors.append(con.cursor())
        return ConnectionWrapper(cursors[-1])

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_kinerja(
        "kinerja",
        connection_string="duckdb://",
        kwargs={"creator": connect},
        # Queries, not table assets: GX looks tables up without their schema where the dialect cannot reflect.
        # All at once: GX serialises its whole configuration for each asset that is added later.
        assets=[QueryAsset(name=table, query=f"select * from {table}") for table in tables],
    )

    def batch(table: str) -> Batch:
        asset = source.get_asset(table)
        return asset.get_batch(asset.build_batch_request())

    try:
        yield batch
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
        for cursor in cursors:
            cursor.close()
