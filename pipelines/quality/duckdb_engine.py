"""Great Expectations on a cursor of our own DuckDB connection: engine, datasource, rows expectation. No rules here.

Importing this module imports Great Expectations, which takes seconds: import it inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

import duckdb
import great_expectations as gx
from duckdb_engine import ConnectionWrapper
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.datasource.fluent.sql_datasource import QueryAsset
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations import UnexpectedRowsExpectation


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
    """GX's SQL engine with one connection kept open: DuckDB drops a pending result when its connection closes."""

    _kept: Any = None

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


class KinerjaDatasource(SQLDatasource):  # type: ignore[misc]
    """A GX datasource over an open DuckDB connection; its type name leaves ``duckdb`` to GX."""

    type: Literal["kinerja"] = "kinerja"
    execution_engine_override: ClassVar[Any] = DuckDBExecutionEngine


class ExpectNoRows(UnexpectedRowsExpectation):  # type: ignore[misc]
    """A query over any tables that returns the failing rows; it is counted, never fetched."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    @pydantic.validator("unexpected_rows_query")  # type: ignore[untyped-decorator]
    def _validate_query(cls, query: str) -> str:  # noqa: N805
        # Replaces GX's own check, which prints a warning for every query that reads more than its batch.
        return query

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


def expect_no_rows(sql: str, meta: dict[str, str]) -> ExpectNoRows:
    """``ExpectNoRows`` for plain SQL, whose braces and colons GX and SQLAlchemy would read as parameters."""
    escaped = sql.replace("{", "{{").replace("}", "}}").replace(":", "\\:")
    return ExpectNoRows(unexpected_rows_query=escaped, meta=meta)


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
