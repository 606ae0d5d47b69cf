"""Every query that the documents show runs on the example warehouse, and answers something."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.parquet_export import export, tables
from pipelines.settings import Settings
from tests.conftest import PROJECT, refresh_once

EXAMPLES = PROJECT / "examples"
DOCUMENTS = [
    PROJECT / "README.md",
    PROJECT / "docs" / "panduan.md",
    *sorted((PROJECT / "docs" / "analis").glob("*.md")),
]


def blocks(language: str) -> list[object]:
    """The fenced blocks of one language, each with the document and line where it opens."""
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for block in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            line = text.count("\n", 0, block.start()) + 1
            found.append(pytest.param(block[1], id=f"{document.stem}:{line}"))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader would be: ``warehouse/`` of the example inbox and one refused file, and ``parquet/``."""
    folder = tmp_path_factory.mktemp("analis")
    shutil.copytree(EXAMPLES / "inbox", folder / "inbox")
    (folder / "inbox" / "bukan dokumen.txt").write_text("bukan dokumen")
    refresh_once(
        Settings(
            inbox=folder / "inbox",
            warehouse=folder / "warehouse",
            satker=EXAMPLES / "satker.csv",
            indikator=EXAMPLES / "indikator.csv",
            settle_seconds=0.0,
        )
    )
    with duckdb.connect(str(folder / "warehouse" / "kinerja.duckdb"), read_only=True) as con:
        export(con, "mart", folder / "parquet", {"terbitan": "contoh"}, tables("mart"))
    return folder


@pytest.mark.parametrize("sql", blocks("sql"))
def test_every_query_answers(folder: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    monkeypatch.chdir(folder)
    with duckdb.connect("warehouse/kinerja.duckdb", read_only=True) as con:
        for statement in con.extract_statements(sql):
            assert con.execute(statement).fetchall(), statement.query


@pytest.mark.parametrize("code", blocks("python"))
def test_every_python_example_shows_rows(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """As in a notebook: what the last line gives is what is shown."""
    monkeypatch.chdir(folder)
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    names: dict[str, object] = {}
    exec(compile(ast.Module(before, []), "contoh", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "contoh", "eval"), names)
    assert len(shown) > 0


def test_every_page_for_analysts_is_listed_and_says_what_was_tried() -> None:
    pages = sorted((PROJECT / "docs" / "analis").glob("*.md"))
    listed = (PROJECT / "docs" / "analis" / "README.md").read_text(encoding="utf-8")
    for page in pages:
        assert "\nDicoba: " in page.read_text(encoding="utf-8"), page.name
        assert page.name == "README.md" or f"]({page.name})" in listed, page.name
