"""The benchmarks still fit what they measure: they run too seldom to notice by themselves."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks import quality
from benchmarks.quality_rules import TABLE, fill, hundred_rules
from pipelines.sql_models import load_models


def test_all_routes_agree_on_the_table_of_the_benchmark(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "quality.duckdb")) as con:
        fill(con, 5)
        made = [row[0] for row in con.execute(f"describe {TABLE}").fetchall()]
        rules = hundred_rules()
        counts = {
            "gate": quality.by_gate(con, rules),
            "by hand": quality.by_hand(con, quality.BY_HAND.read_text(encoding="utf-8")),
            "pandas": quality.by_pandas(con, rules),
        }
    assert made == [column.name for column in load_models()[TABLE].columns]
    quality.agree(counts)
    assert any(counts["gate"].values())
