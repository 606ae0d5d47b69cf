"""Fixtures: a clean warehouse, made once; each test gets a copy to break."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.sql_models import create_schemas
from tests.quality.clean_rows import build_models, fill_clean


@pytest.fixture(scope="session")
def clean_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bersih") / "bersih.duckdb"
    with duckdb.connect(str(path)) as con:
        create_schemas(con)
        fill_clean(con)
        build_models(con)
    return path


@pytest.fixture
def con(clean_file: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a copy of the clean warehouse."""
    path = tmp_path / "uji.duckdb"
    shutil.copyfile(clean_file, path)
    with duckdb.connect(str(path)) as connection:
        yield connection
