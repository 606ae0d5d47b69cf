"""The price of the gate: the same hundred rules on a million rows by the gate, by one hand-written query, by pandas.

``python -m benchmarks.quality`` measures it alone and prints the section of ``docs/performance.md``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import click
import duckdb

from benchmarks.measure import run
from benchmarks.quality_rules import REFERENCES, TABLE, fill, hundred_rules
from pipelines.quality.checks import grain
from pipelines.quality.gate import run_gate
from pipelines.quality.rules import Rule

BY_HAND = Path(__file__).with_name("by_hand_quality.sql")
ROUTES = ("gate", "by hand", "pandas")
IMPORTS = {
    "gate": "import pipelines.quality.duckdb_engine",
    "by hand": "import duckdb",
    "pandas": "import duckdb, pandas, great_expectations.expectations",
}
GOAL = 3.0
SATKER = 500
NOW = datetime(2026, 1, 20, 18, 30)


class Result(NamedTuple):
    """Seconds of each route, one for each run, and of the imports of each; how many rows, rules, and failing rules."""

    seconds: dict[str, list[float]]
    imports: dict[str, float]
    rows: int
    rules: int
    failing: int

    @property
    def ratio(self) -> float:
        """The gate against the query written by hand."""
        return statistics.median(self.seconds["gate"]) / statistics.median(self.seconds["by hand"])


def measure(work: Path, satker: int = SATKER, repeat: int = 5) -> Result:
    """All routes in turn, ``repeat`` times, after each has run once.

    Raises:
        RuntimeError: the routes do not agree on what fails.
    """
    path = work / "quality.duckdb"
    with duckdb.connect(str(path)) as con:
        fill(con, satker)
    rules = hundred_rules()
    seconds: dict[str, list[float]] = {route: [] for route in ROUTES}
    with duckdb.connect(str(path)) as con:
        sql = BY_HAND.read_text(encoding="utf-8")
        routes: dict[str, Callable[[], dict[str, int]]] = {
            "gate": lambda: by_gate(con, rules),
            "by hand": lambda: by_hand(con, sql),
            "pandas": lambda: by_pandas(con, rules),
        }
        for turn in range(repeat + 1):
            counts = {}
            for route, work_of in routes.items():
                begin = time.perf_counter()
                counts[route] = work_of()
                if turn:
                    seconds[route].append(time.perf_counter() - begin)
            agree(counts)
        rows = con.execute(f"select count(*) from {TABLE}").fetchone() or (0,)
    imports = {route: statistics.median(run("-c", text)[0] for _ in range(3)) for route, text in IMPORTS.items()}
    failing = sum(count > 0 for count in counts["gate"].values())
    return Result(seconds, imports, rows[0], len(rules), failing)


def by_gate(con: duckdb.DuckDBPyConnection, rules: list[Rule]) -> dict[str, int]:
    """Findings of each rule by the gate: verdicts, counts, examples, and their rows in ``dq.hasil``."""
    return {result.rule.id: result.jumlah_gagal for result in run_gate(con, "benchmark", NOW, rules)}


def by_hand(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, int]:
    """Findings of each rule by the one query: counts only."""
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return dict(zip(names, cursor.fetchone() or (), strict=True))


def by_pandas(con: duckdb.DuckDBPyConnection, rules: list[Rule]) -> dict[str, int]:
    """Which rules fail (1) by GX's pandas engine on the whole table as a frame: verdicts only."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from benchmarks.quality_pandas import QUERIES, expectation

    frame = con.execute(f"select * from {TABLE}").df()
    parents = {c: [row[0] for row in con.execute(f"select {c} from {t}").fetchall()] for c, t in REFERENCES.items()}
    expected = [e for rule in rules if (e := expectation(rule, parents, grain(TABLE))) is not None]
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("rows")
    batch = asset.get_batch(asset.build_batch_request(options={"dataframe": frame}))
    validation = batch.validate(gx.ExpectationSuite(name="rows", expectations=expected), result_format="BOOLEAN_ONLY")
    errors = [result for result in validation.results if _raised(result.exception_info)]
    if errors:
        raise RuntimeError(f"pandas could not check {errors[0].expectation_config}: {errors[0].exception_info}")
    found = {result.expectation_config.meta["aturan"]: int(not result.success) for result in validation.results}
    return found | {f"kueri {name}": int(fails(frame)) for name, fails in QUERIES.items()}


def _raised(info: dict[str, Any]) -> bool:
    records = [info] if "raised_exception" in info else info.values()
    return any(record["raised_exception"] for record in records)


def agree(counts: dict[str, dict[str, int]]) -> None:
    """Check that the gate and the query count alike, and that pandas says of the same rules that they fail.

    Raises:
        RuntimeError: they do not; the message names the rules.
    """
    gate, hand, pandas = (counts[route] for route in ROUTES)
    names = gate.keys() | hand.keys() | pandas.keys()
    different = [n for n in names if gate.get(n) != hand.get(n) or pandas.get(n) != int(gate.get(n, 0) > 0)]
    if different:
        raise RuntimeError(f"the routes differ in {', '.join(sorted(different))}")


def section(result: Result) -> list[str]:
    """The results as Markdown."""
    met = "yes" if result.ratio <= GOAL else "no"
    lines = [
        f"## {result.rules} rules on {result.rows:,} rows",
        "",
        f"Rows of `{TABLE}`; {result.failing} of the rules fail; {len(result.seconds['gate'])} runs of each route",
        "in turn, in one process. The gate: Great Expectations inside DuckDB, then counts and examples of what failed,",
        "written to `dq.hasil`. By hand: `benchmarks/by_hand_quality.sql`, one query that counts. Pandas: the table",
        "loaded as a frame, the same expectations by GX's pandas engine, verdicts only. All agree on every rule, in",
        "every run.",
        "",
        "| route | seconds | fastest | slowest | against by hand | its imports, not in the seconds |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    floor = statistics.median(result.seconds["by hand"])
    for route, runs in result.seconds.items():
        median = statistics.median(runs)
        figures = (f"{median:.2f}", f"{min(runs):.2f}", f"{max(runs):.2f}", f"{median / floor:.2f}")
        lines.append(f"| {' | '.join((route, *figures, f'{result.imports[route]:.2f}'))} |")
    return [*lines, "", f"The goal is that the gate costs at most {GOAL:.1f} times the query by hand. Met: {met}."]


@click.command()
@click.option("--satker", default=SATKER, show_default=True, help="Offices; each has 2,004 rows.")
@click.option("--repeat", default=5, show_default=True, help="Runs of each route.")
def main(satker: int, repeat: int) -> None:
    """Measure the gate's price and print the section."""
    with TemporaryDirectory() as work:
        click.echo("\n".join(section(measure(Path(work), satker, repeat))))


if __name__ == "__main__":
    main()
