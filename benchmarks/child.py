"""What is timed in processes of its own: ``python -m benchmarks.child <what> <arguments>``; prints JSON."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import traceback
from datetime import datetime
from pathlib import Path

from benchmarks.measure import Stages

# The night of the benchmark, UTC: a fixed one, so that both sides judge deadlines alike.
NOW = datetime(2026, 1, 20, 18, 30)


def import_everything() -> None:
    """The libraries a refresh needs, and nothing of ours."""
    import click  # noqa: F401
    import dagster  # noqa: F401
    import duckdb_engine  # noqa: F401
    import filelock  # noqa: F401
    import great_expectations.expectations  # noqa: F401
    import pyarrow  # noqa: F401
    import rich.progress  # noqa: F401
    import sqlglot.optimizer.qualify  # noqa: F401


def by_hand(inbox: Path, satker: Path | None, out: Path, memory: bool) -> Stages:
    """One refresh by hand; ``out`` becomes the DuckDB file."""
    from benchmarks import by_hand

    stages = Stages(memory)
    by_hand.refresh(inbox, satker, out, NOW, stages)
    return stages


def staged(inbox: Path, satker: Path | None, warehouse: Path, memory: bool) -> Stages:
    """One refresh of ours, stage by stage as the job runs them, without Dagster around them."""
    from datetime import UTC

    from pipelines.quality.rules import ALL_RULES
    from pipelines.refresh import Refresh
    from pipelines.settings import Settings

    settings = Settings(inbox, warehouse, satker, settle_seconds=0)
    stages = Stages(memory)
    with Refresh.running(settings, NOW.replace(tzinfo=UTC)) as refresh:
        with stages.of("read"):
            refresh.land()
        with stages.of("core"):
            refresh.build_models(("ref", "terkoreksi", "core"))
        with stages.of("audit"):
            refresh.audit([rule for rule in ALL_RULES if rule.tabel.startswith("core.")])
        with stages.of("mart"):
            refresh.build_models(("mart",))
        with stages.of("audit"):
            refresh.audit([rule for rule in ALL_RULES if not rule.tabel.startswith("core.")])
        with stages.of("publish"):
            refresh.publish()
    return stages


def warm(inbox: Path, satker: Path | None, folder: Path, repeat: int) -> list[dict[str, float]]:
    """Seconds of both sides in one process, in turn, after each has run once."""
    from pipelines import nightly
    from pipelines.settings import Settings

    runs = []
    for _ in range(repeat + 1):
        stages = Stages()
        # Dagster's records stay, as on any night but the first.
        for name in ("history", "arsip", "build"):
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / "kinerja.duckdb").unlink(missing_ok=True)
        with stages.of("kinerja"), contextlib.redirect_stdout(io.StringIO()):
            if nightly.run(Settings(inbox, folder, satker)):
                raise RuntimeError("the refresh failed")
        with stages.of("by hand"):
            by_hand(inbox, satker, folder / "hand.duckdb", memory=False)
        runs.append(stages.seconds)
    return runs[1:]


def main(what: str, inbox: Path, satker: Path | None, out: Path, repeat: int) -> str:
    """What to print: the stages of one refresh, or the runs of ``warm``."""
    import_everything()
    if what == "warm":
        return json.dumps(warm(inbox, satker, out, repeat))
    if what == "by-hand-with-imports":
        return by_hand(inbox, satker, out, memory=False).as_json()
    return {"by-hand": by_hand, "kinerja": staged}[what](inbox, satker, out, memory=True).as_json()


if __name__ == "__main__":
    # Leaves as the command line does: what is left is only taking the interpreter down.
    try:
        _, kind, source, units, target, *turns = sys.argv
        result = main(kind, Path(source), Path(units) if units else None, Path(target), int(turns[0]) if turns else 1)
        print(result, flush=True)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)
