"""Synthetic satker for a year, stage by stage, against the same work by hand."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import duckdb

from benchmarks.compare import differences
from benchmarks.measure import medians, run
from pipelines.samples.generator import FIRST_SATKER, random_budget, rng_for, write_year

STAGES = ("read", "core", "mart", "audit", "publish")
SIDES = ("kinerja", "by-hand")
SEED, TAHUN = 7, 2025


class Size(NamedTuple):
    """Results for one number of satker: medians of seconds and peak MB, by side and stage."""

    satker: int
    files: int
    rows: int
    repeat: int
    seconds: dict[str, dict[str, float]]
    peak: dict[str, dict[str, float]]


def measure(work: Path, satker: int, repeat: int) -> Size:
    """Make the files, refresh both ways in turn, compare the tables, remove everything.

    Raises:
        RuntimeError: a side failed, or the two did not make the same tables.
    """
    inbox = work / "inbox"
    outs = {"kinerja": work / "warehouse", "by-hand": work / "by_hand.duckdb"}
    with ProcessPoolExecutor() as pool:
        files = sum(pool.map(partial(_write, inbox), range(FIRST_SATKER, FIRST_SATKER + satker), chunksize=4))
    runs: dict[str, list[dict[str, dict[str, float]]]] = {side: [] for side in SIDES}
    for _ in range(repeat):
        for side, out in outs.items():
            shutil.rmtree(outs["kinerja"], ignore_errors=True) if side == "kinerja" else out.unlink(missing_ok=True)
            runs[side].append(json.loads(run("-m", "benchmarks.child", side, str(inbox), "", str(out))[1]))
    published = outs["kinerja"] / "kinerja.duckdb"
    if different := differences(published, outs["by-hand"]):
        raise RuntimeError(f"the two sides differ in {', '.join(different)}")
    with duckdb.connect(str(published), read_only=True) as con:
        counted = con.execute("select sum(jumlah_baris) from raw.berkas").fetchone()
    shutil.rmtree(work)
    return Size(
        satker,
        files,
        int(counted[0]) if counted else 0,
        repeat,
        {side: medians([turn["seconds"] for turn in runs[side]]) for side in SIDES},
        {side: medians([turn["peak"] for turn in runs[side]]) for side in SIDES},
    )


def _write(inbox: Path, kode: int) -> int:
    rng = rng_for(SEED, str(kode))
    return len(write_year(inbox / str(kode), random_budget(rng, str(kode)), TAHUN, rng))
