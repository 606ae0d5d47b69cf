"""The price of reading: FA Detail files through our reader, as bare lists of python-calamine, and by pandas.

``python -m benchmarks.reading_speed`` measures it alone and prints the section of ``docs/performance.md``.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import time
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from pipelines.refresh import Refresh
from pipelines.samples.generator import FIRST_SATKER, random_budget, rng_for, write_year
from pipelines.settings import Settings

FILES, LINES, SAMPLE = 1000, 600, 40
FILES_PER_TASK = 50
SEED, TAHUN = 7, 2025
ROUTES = ("kinerja", "calamine")
GOAL = 1.3


class Result(NamedTuple):
    """CPU seconds of each route, one for each turn; of pandas for one file; seconds of landings; how much there was."""

    cpu: dict[str, list[float]]
    pandas: float
    landings: list[float]
    files: int
    rows: int
    size: int

    def of_a_file(self, route: str) -> float:
        """Median CPU seconds for one file."""
        return self.pandas if route == "pandas" else statistics.median(self.cpu[route]) / self.files

    @property
    def ratio(self) -> float:
        """Our reader against bare calamine."""
        return self.of_a_file("kinerja") / self.of_a_file("calamine")


def measure(work: Path, files: int = FILES, repeat: int = 5) -> Result:
    """All files by both routes in turn, 50 files at a time, by the same workers, ``repeat`` times after one for warmth.

    Raises:
        RuntimeError: the routes do not find the same cells, or a file is not read whole.
    """
    inbox = work / "reading"
    # Other processes than those of the turns: the modules of pandas stay in memory.
    with _pool() as pool:
        satker = range(FIRST_SATKER, FIRST_SATKER + -(-files // 12))
        paths = [path for written in pool.map(partial(_write, inbox), satker) for path in written]
        for extra in paths[files:]:
            extra.unlink()
        paths = paths[:files]
        pandas = list(pool.map(compare, paths[:: -(-files // SAMPLE)]))
    tasks = [paths[start : start + FILES_PER_TASK] for start in range(0, files, FILES_PER_TASK)]
    routes, halves = ROUTES * len(tasks), [task for task in tasks for _ in ROUTES]
    cpu: dict[str, list[float]] = {route: [] for route in ROUTES}
    with _pool() as pool:
        for turn in range(repeat + 1):
            done = list(zip(routes, pool.map(read_all, routes, halves), strict=True))
            for route in ROUTES if turn else ():
                cpu[route].append(sum(seconds for by, (seconds, _) in done if by == route))
    rows = sum(count for by, (_, count) in done if by == "kinerja")
    size = sum(path.stat().st_size for path in paths)
    landings = [_land(inbox, work / "landing", files) for _ in range(min(repeat, 3))]
    shutil.rmtree(inbox)
    return Result(cpu, statistics.median(pandas), landings, files, rows, size)


def _pool() -> ProcessPoolExecutor:
    # Fresh interpreters on all cores, as the landing has them.
    return ProcessPoolExecutor(mp_context=get_context("spawn"))


def read_all(route: str, paths: Iterable[Path]) -> tuple[float, int]:
    """CPU seconds for reading these files, the opening of each included, and how many rows there were.

    Raises:
        RuntimeError: our reader rejected something.
    """
    import python_calamine  # noqa: F401

    from pipelines.readers.recognition import read

    rows = 0
    begin = time.process_time()
    for path in paths:
        data = path.read_bytes()
        if route == "calamine":
            rows += sum(map(len, bare(data)))
        else:
            document = read(data, path.name)
            if document.rejects:
                raise RuntimeError(f"{path.name}: {document.rejects[0].alasan}")
            rows += len(document.rows["raw.fa_detail"])
    return time.process_time() - begin, rows


def bare(data: bytes) -> list[list[list[object]]]:
    """The cells of every sheet, by nothing but calamine."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]  # type: ignore[misc]


def compare(path: Path) -> float:
    """CPU seconds in which pandas reads a file.

    Raises:
        RuntimeError: our reader works on other cells than calamine finds, or pandas finds more or fewer rows.
    """
    import pandas

    from pipelines.readers.workbook import open_workbook

    # openpyxl misses a default style in files that SAKTI prints.
    warnings.simplefilter("ignore", UserWarning)
    data = path.read_bytes()
    begin = time.process_time()
    frame = pandas.read_excel(io.BytesIO(data), engine="openpyxl", header=None)
    seconds = time.process_time() - begin
    cells = bare(data)
    if [sheet.rows for sheet in open_workbook(data).sheets] != cells or len(frame) != len(cells[0]):
        raise RuntimeError(f"the routes do not find the same in {path.name}")
    return seconds


def _write(inbox: Path, kode: int) -> list[Path]:
    rng = rng_for(SEED, str(kode))
    return write_year(inbox, random_budget(rng, str(kode), LINES), TAHUN, rng, akun_months=())


def _land(inbox: Path, warehouse: Path, files: int) -> float:
    shutil.rmtree(warehouse, ignore_errors=True)
    with Refresh.running(Settings(inbox, warehouse, None, settle_seconds=0)) as refresh:
        begin = time.perf_counter()
        refresh.land()
        seconds = time.perf_counter() - begin
        if len(refresh.landed.accepted) != files:
            raise RuntimeError(f"{len(refresh.landed.accepted)} of {files} files were landed")
    shutil.rmtree(warehouse)
    return seconds


def section(result: Result) -> list[str]:
    """The results as Markdown."""
    cores, turns = os.cpu_count(), len(result.cpu["kinerja"])
    lines = [
        f"## Reading {result.files:,} FA Detail files",
        "",
        f"{result.rows:,} rows in {result.size / 1e6:,.0f} MB of synthetic files down to Item, in the form that SAKTI",
        "prints. Kinerja: from the bytes to proven rows and rejects, the checks for hostile files included. Calamine:",
        f"`python-calamine` alone, every sheet to Python lists. Pandas: `read_excel` with openpyxl, on {SAMPLE} of the",
        "files, in which all three are found to see the same rows. Processor time; the first two in turn,",
        f"{FILES_PER_TASK} files at a time, by the same {cores} processes, {turns} turns.",
        "",
        "| route | milliseconds of a core for a file | fastest turn | slowest turn | against calamine |",
        "|---|---:|---:|---:|---:|",
    ]
    floor = result.of_a_file("calamine")
    for route, seconds in result.cpu.items():
        figures = [f"{each * 1000:.1f}" for each in (result.of_a_file(route), *_ends(seconds, result.files))]
        lines.append(f"| {route} | {' | '.join(figures)} | {result.of_a_file(route) / floor:.2f} |")
    met = "yes" if result.ratio <= GOAL else "no"
    taken = statistics.median(result.landings)
    files, rows, size = (amount / taken for amount in (result.files, result.rows, result.size / 1e6))
    return [
        *lines,
        f"| pandas | {result.pandas * 1000:.1f} | | | {result.pandas / floor:.2f} |",
        "",
        f"The goal is that our reader costs at most {GOAL} times bare calamine. Met: {met}.",
        "",
        "Landing them, from the inbox to rows in DuckDB and originals in the archive, takes",
        f"{taken:.1f} seconds on the clock: {files:,.0f} files, {rows:,.0f} rows, {size:.1f} MB a second.",
    ]


def _ends(seconds: list[float], files: int) -> tuple[float, float]:
    return min(seconds) / files, max(seconds) / files


@click.command()
@click.option("--files", default=FILES, show_default=True, help=f"FA Detail files of about {LINES} rows.")
@click.option("--repeat", default=5, show_default=True, help="Turns of each route; at most 3 landings.")
def main(files: int, repeat: int) -> None:
    """Measure the price of reading and print the section."""
    with TemporaryDirectory() as work:
        click.echo("\n".join(section(measure(Path(work), files, repeat))))


if __name__ == "__main__":
    main()
