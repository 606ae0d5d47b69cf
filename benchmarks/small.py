"""The example inbox against its floor: the imports, and the same reading and SQL by hand."""

from __future__ import annotations

import json
import shutil
import statistics
from pathlib import Path
from typing import NamedTuple

from benchmarks.compare import differences
from benchmarks.measure import PROJECT, run

INBOX, SATKER = PROJECT / "examples" / "inbox", PROJECT / "examples" / "satker.csv"
# What looking for news needs: the command line, the lock, one connection, and a printed sentence.
IMPORTS_OF_LOOKING = "import click, duckdb, filelock, rich.console, rich.table, pipelines.cli, pipelines.nightly"


class Row(NamedTuple):
    """One line of the table: what, seconds of ours, what it is measured against, its seconds, the goal as a ratio."""

    what: str
    ours: float
    against: str
    floor: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def measure(work: Path, repeat: int) -> list[Row]:
    """Both sides in turn, ``repeat`` times; medians.

    Raises:
        RuntimeError: a side failed, or the two did not make the same tables.
    """
    warehouse, hand = work / "example", work / "example.duckdb"
    refresh = (
        "-m",
        "pipelines",
        "refresh",
        "--inbox",
        str(INBOX),
        "--warehouse",
        str(warehouse),
        "--satker",
        str(SATKER),
    )
    child = ("-m", "benchmarks.child")
    same(work)
    seconds: dict[str, list[float]] = {"cold": [], "floor": [], "nothing": [], "imports": []}
    for _ in range(repeat):
        shutil.rmtree(warehouse, ignore_errors=True)
        seconds["cold"].append(run(*refresh)[0])
        seconds["floor"].append(run(*child, "by-hand-with-imports", str(INBOX), str(SATKER), str(hand))[0])
        seconds["nothing"].append(run(*refresh)[0])
        seconds["imports"].append(run("-c", IMPORTS_OF_LOOKING)[0])
    _, printed = run(*child, "warm", str(INBOX), str(SATKER), str(warehouse), str(repeat))
    warm = json.loads(printed)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    ours, by_hand = (statistics.median(turn[side] for turn in warm) for side in ("kinerja", "by hand"))
    return [
        Row("cold: a new process, an empty warehouse", median["cold"], "imports, reading, SQL", median["floor"], 1.5),
        Row("warm: the job again in the same process", ours, "reading, SQL", by_hand, 1.5),
        Row("nothing new: a new process", median["nothing"], "its imports", median["imports"], 1.2),
    ]


def same(work: Path) -> None:
    """Check that both sides make the same tables from the example inbox.

    Raises:
        RuntimeError: they do not; the message lists the tables.
    """
    for side, out in (("kinerja", "example"), ("by-hand", "example.duckdb")):
        run("-m", "benchmarks.child", side, str(INBOX), str(SATKER), str(work / out))
    if different := differences(work / "example" / "kinerja.duckdb", work / "example.duckdb"):
        raise RuntimeError(f"the two sides differ in {', '.join(different)}")
