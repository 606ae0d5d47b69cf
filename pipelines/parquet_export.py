"""Tables of one schema as Parquet files, with what their columns mean. No command is here."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.sql_models import Model, load_models

DICTIONARY = "kamus"
"""Name of the file that describes the columns of the others."""


class Written(NamedTuple):
    """A file that was written, and its rows."""

    path: Path
    rows: int


def tables(schema: str) -> list[Model]:
    """The models of ``schema``, by name."""
    return sorted((model for model in load_models().values() if model.schema == schema), key=lambda model: model.name)


def export(
    con: duckdb.DuckDBPyConnection, schema: str, folder: Path, source: dict[str, str], models: Sequence[Model]
) -> list[Written]:
    """Write ``models``, tables of ``schema``, to ``folder``, and ``kamus.parquet``; each file is replaced whole.

    Rows are in the order of the grain, or of all columns. Key-value metadata of a file: ``tabel`` (what it is),
    ``kolom`` (JSON: unit and meaning by column), and those of ``source``.

    Args:
        con: a published build, or an as-of connection that has the tables and ``meta.kamus``.

    Raises:
        OSError, duckdb.IOException: something cannot be written there; every file is whole, the old one or the new.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kinerja-export-", dir=folder) as aside:
        made = list(_written(con, schema, Path(aside), source, models))
        for file in made:
            os.replace(file.path, folder / file.path.name)
    return [Written(folder / file.path.name, file.rows) for file in made]


def _written(
    con: duckdb.DuckDBPyConnection, schema: str, folder: Path, source: dict[str, str], models: Sequence[Model]
) -> Iterator[Written]:
    for model in models:
        meanings = {column.name: {"satuan": column.unit, "arti": column.description} for column in model.columns}
        told = {"tabel": model.title, "kolom": json.dumps(meanings, ensure_ascii=False), **source}
        # Lists that have no key say in words what a row is.
        keyed = set(model.grain) <= {column.name for column in model.columns}
        order = ", ".join(model.grain) if keyed else "all"
        yield _copy(con, f"select * from {model.name} order by {order}", folder / f"{model.table}.parquet", told)
    if schema == "meta":
        return  # The dictionary is one of its tables, and whole.
    words = f"select * from meta.kamus where skema = {_text(schema)} order by tabel, urutan"
    yield _copy(con, words, folder / f"{DICTIONARY}.parquet", source)


def _copy(con: duckdb.DuckDBPyConnection, sql: str, path: Path, told: dict[str, str]) -> Written:
    metadata = ", ".join(f"{name}: {_text(value)}" for name, value in told.items())
    options = f"format parquet, compression zstd, kv_metadata {{{metadata}}}"
    [(rows,)] = con.execute(f"copy ({sql}) to {_text(str(path))} ({options})").fetchall()
    return Written(path, rows)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
