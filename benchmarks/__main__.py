"""``python -m benchmarks``: measures and writes ``docs/performance.md``. What is measured: ``small``,
``reading_speed``, ``quality``, ``large``."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path

import click
import psutil

from benchmarks import large, quality, reading_speed, small
from benchmarks.measure import PROJECT

WORK = PROJECT / "benchmarks" / "work"
NOTES = PROJECT / "benchmarks" / "notes.md"
BYTES_PER_SATKER = 4_000_000
GOAL = 1.5
LIBRARIES = ("duckdb", "dagster", "great-expectations", "pyarrow", "pandas", "sqlglot")


@click.command()
@click.option("--satker", default="20,200,2000", show_default=True, help="Numbers of synthetic satker; empty for none.")
@click.option("--repeat", default=5, show_default=True, help="Runs of the example inbox; 20 and 200 satker run thrice.")
@click.option("--out", type=click.Path(path_type=Path), default=PROJECT / "docs" / "performance.md", show_default=False)
def main(satker: str, repeat: int, out: Path) -> None:
    """Measure the example inbox, reading, the gate and synthetic satker, and write the results as a page."""
    sizes = [int(number) for number in satker.split(",") if number]
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    if (free := shutil.disk_usage(WORK).free) < (needed := max(sizes, default=0) * BYTES_PER_SATKER):
        raise click.ClickException(
            f"{max(sizes)} satker need {needed / 1e9:.0f} GB of disk; {free / 1e9:.0f} GB are free"
        )
    try:
        rows = small.measure(WORK, repeat)
        reading = reading_speed.measure(WORK, repeat=repeat)
        gate = quality.measure(WORK, repeat=repeat)
        results: list[large.Size] = []
        # After each part, so that a long run that is stopped has said what it knew.
        out.write_text(page(rows, repeat, reading, gate, results), encoding="utf-8")
        for number in sizes:
            results.append(large.measure(WORK / str(number), number, 1 if number > 1000 else 3))
            out.write_text(page(rows, repeat, reading, gate, results), encoding="utf-8")
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    click.echo(f"written to {out}")


def page(
    rows: list[small.Row], repeat: int, reading: reading_speed.Result, gate: quality.Result, sizes: list[large.Size]
) -> str:
    """The results as Markdown."""
    memory = psutil.virtual_memory().total / 2**30
    machine = (
        f"{os.cpu_count()} cores, {memory:.0f} GiB memory, {platform.system()}, Python {platform.python_version()}"
    )
    lines = [
        "# Performance",
        "",
        "Written by `make bench`. Both sides of every ratio ran in turn, in the same run on the same machine; figures",
        "are medians. The benchmark also checks that both sides make the same core and mart tables, value for value.",
        "",
        f"Machine: {machine},",
        f"{', '.join(f'{name} {version(name)}' for name in LIBRARIES)}.",
        "",
        "## The example inbox",
        "",
        f"26 files: a plan, a cash plan, twelve budget exports, twelve performance sheets. {repeat} runs.",
        "",
        "| refresh | seconds | against | seconds | ratio | goal | met |",
        "|---|---:|---|---:|---:|---:|---|",
    ]
    for row in rows:
        figures = (f"{row.ours:.2f}", row.against, f"{row.floor:.2f}", f"{row.ratio:.2f}", row.goal)
        lines.append(_line(row.what, *figures, _met(row.ratio, row.goal)))
    lines += ["", *reading_speed.section(reading), "", *quality.section(gate)]
    if sizes:
        lines += ["", "## Synthetic satker for a year", "", *_stages(sizes), "", *_growth(sizes)]
    if NOTES.exists():
        lines += ["", NOTES.read_text(encoding="utf-8").strip()]
    return "\n".join(lines) + "\n"


def _stages(sizes: list[large.Size]) -> list[str]:
    lines = [
        "Twelve FA Detail files for each satker; the stages without Dagster around them. By hand: the same readers,",
        "each raw table filled by one insert, the other tables made by other SQL (`benchmarks/by_hand_*.sql`), the",
        "same rules as plain counts. Memory: peak resident memory of the process and its workers, sampled by psutil.",
        "",
        "| satker | stage | seconds | by hand | ratio | peak MB | by hand |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for size in sizes:
        ours, hand = (size.seconds[side] for side in large.SIDES)
        for stage in large.STAGES:
            peaks = [f"{size.peak[side][stage]:,.0f}" for side in large.SIDES]
            seconds = (f"{ours[stage]:.2f}", f"{hand[stage]:.2f}", f"{ours[stage] / hand[stage]:.2f}")
            lines.append(_line(f"{size.satker:,}", stage, *seconds, *peaks))
        all_ours, all_hand = _totals(size)
        peaks = [f"{max(size.peak[side].values()):,.0f}" for side in large.SIDES]
        seconds = (f"{all_ours:.2f}", f"{all_hand:.2f}", f"**{all_ours / all_hand:.2f}**")
        lines.append(_line(f"{size.satker:,}", "**all**", *seconds, *peaks))
    return lines


def _growth(sizes: list[large.Size]) -> list[str]:
    lines = [
        f"The goal is a ratio of at most {GOAL} for the whole, and seconds that grow no faster than the rows:",
        "",
        "| satker | files | rows | seconds for 1,000 rows | by hand | ratio | met | runs |",
        "|---:|---:|---:|---:|---:|---:|---|---:|",
    ]
    for size in sizes:
        ours, hand = _totals(size)
        per_row = [f"{total / size.rows * 1000:.4f}" for total in (ours, hand)]
        judged = (f"{ours / hand:.2f}", _met(ours / hand, GOAL))
        lines.append(_line(f"{size.satker:,}", f"{size.files:,}", f"{size.rows:,}", *per_row, *judged, size.repeat))
    return lines


def _totals(size: large.Size) -> tuple[float, float]:
    ours, hand = (sum(size.seconds[side].values()) for side in large.SIDES)
    return ours, hand


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _met(value: float, goal: float) -> str:
    return "yes" if value <= goal else "no"


if __name__ == "__main__":
    main()
