"""``python -m benchmarks``: measures, and writes ``docs/performance.md``. What is measured is in ``small`` and ``large``."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path

import click
import psutil

from benchmarks import large, small
from benchmarks.measure import PROJECT

WORK = PROJECT / "benchmarks" / "work"
BYTES_PER_SATKER = 4_000_000
LIBRARIES = ("duckdb", "dagster", "great-expectations", "pyarrow", "pandas", "sqlglot")


@click.command()
@click.option("--satker", default="20,200,2000", show_default=True, help="Numbers of synthetic satker; empty for none.")
@click.option("--repeat", default=5, show_default=True, help="Runs of the example inbox; 20 and 200 satker run thrice.")
@click.option("--out", type=click.Path(path_type=Path), default=PROJECT / "docs" / "performance.md", show_default=False)
def main(satker: str, repeat: int, out: Path) -> None:
    """Measure the example inbox and synthetic satker, and write the results as a page."""
    sizes = [int(number) for number in satker.split(",") if number]
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    if (free := shutil.disk_usage(WORK).free) < (needed := max(sizes, default=0) * BYTES_PER_SATKER):
        raise click.ClickException(
            f"{max(sizes)} satker need {needed / 1e9:.0f} GB of disk; {free / 1e9:.0f} GB are free"
        )
    try:
        rows = small.measure(WORK, repeat)
        click.echo("example inbox done")
        results = []
        for number in sizes:
            results.append(large.measure(WORK / str(number), number, 1 if number > 1000 else 3))
            click.echo(f"{number} satker done")
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    out.write_text(page(rows, repeat, results), encoding="utf-8")
    click.echo(f"written to {out}")


def page(rows: list[small.Row], repeat: int, sizes: list[large.Size]) -> str:
    """The results as Markdown."""
    memory = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [
        "# Performance",
        "",
        "Written by `make bench`. Both sides of every ratio ran in turn in the same run on the same machine; figures are medians. Before",
        "anything is timed, the benchmark checks that both sides make the same core and mart tables, value for value.",
        "",
        f"Machine: {os.cpu_count()} cores, {memory:.0f} GiB memory, {platform.system()}, Python {platform.python_version()};",
        f"{libraries}.",
        "",
        "## The example inbox",
        "",
        f"25 files: a plan, twelve budget exports, twelve performance sheets. {repeat} runs.",
        "",
        "| refresh | seconds | against | seconds | ratio | goal | met |",
        "|---|---:|---|---:|---:|---:|---|",
        *(
            f"| {row.what} | {row.ours:.2f} | {row.against} | {row.floor:.2f} | {row.ratio:.2f} | {row.goal} | {_met(row.ratio, row.goal)} |"
            for row in rows
        ),
    ]
    if sizes:
        lines += ["", "## Synthetic satker for a year", "", *_large(sizes)]
    return "\n".join(lines) + "\n"


def _met(value: float, goal: float | None) -> str:
    return "" if goal is None else "yes" if value <= goal else "no"


def _large(sizes: list[large.Size]) -> list[str]:
    lines = [
        "Twelve FA Detail files for each satker, without Dagster around the stages. By hand: the same readers, each table filled at once,",
        "the tables made by other SQL (`benchmarks/by_hand_*.sql`), the same rules as plain counts. Memory is the peak resident memory of the",
        "process and its workers during the stage, sampled by psutil.",
        "",
        "| satker | stage | seconds | by hand | ratio | peak MB | by hand |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for size in sizes:
        ours, hand = (size.seconds[side] for side in large.SIDES)
        for stage in large.STAGES:
            memory = " | ".join(f"{size.peak[side][stage]:,.0f}" for side in large.SIDES)
            ratio = ours[stage] / hand[stage]
            lines.append(
                f"| {size.satker:,} | {stage} | {ours[stage]:.2f} | {hand[stage]:.2f} | {ratio:.2f} | {memory} |"
            )
        totals = [sum(size.seconds[side].values()) for side in large.SIDES]
        peaks = " | ".join(f"{max(size.peak[side].values()):,.0f}" for side in large.SIDES)
        ratio = totals[0] / totals[1]
        lines.append(f"| {size.satker:,} | **all** | {totals[0]:.2f} | {totals[1]:.2f} | **{ratio:.2f}** | {peaks} |")
    lines += [
        "",
        "The goal is a ratio of at most 1.5 for the whole, and seconds that grow no faster than the rows:",
        "",
        "| satker | files | rows | seconds for 1,000 rows | by hand | goal 1.5 met | runs |",
        "|---:|---:|---:|---:|---:|---|---:|",
    ]
    for size in sizes:
        totals = [sum(size.seconds[side].values()) for side in large.SIDES]
        per_row = " | ".join(f"{total / size.rows * 1000:.4f}" for total in totals)
        met = _met(totals[0] / totals[1], 1.5)
        lines.append(f"| {size.satker:,} | {size.files:,} | {size.rows:,} | {per_row} | {met} | {size.repeat} |")
    return lines


if __name__ == "__main__":
    main()
