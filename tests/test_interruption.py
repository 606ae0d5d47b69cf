"""A refresh killed at any moment: what is published stays, and the next refresh completes."""

from __future__ import annotations

import hashlib
import shutil
import signal
import time
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from pipelines.publishing import Warehouse
from pipelines.settings import Settings
from tests.conftest import PROJECT, read_warehouse, refresh_once
from tests.test_refresh import whole_warehouse

# A server that has imported everything forks each victim, so that the kills fall into the work, not into imports.
_SERVER = get_context("forkserver")
_PRELOAD = ["pipelines.quality.gate", "great_expectations", "pyarrow", "pipelines.readers.recognition"]
_KILLS = 24


def _digest(path: Path) -> str:
    return hashlib.sha256(path.resolve().read_bytes()).hexdigest()


def test_kill_9_at_any_moment(settings: Settings, tmp_path: Path) -> None:
    _SERVER.set_forkserver_preload(_PRELOAD)
    examples = sorted((PROJECT / "examples" / "inbox").rglob("*.*"))
    first, second, *others = (path for path in examples if path.is_file())
    shutil.copy2(first, settings.inbox)
    refresh_once(settings)
    warehouse = Warehouse(settings.warehouse)

    whole = replace(settings, warehouse=tmp_path / "ukur")
    shutil.copytree(settings.warehouse, whole.warehouse, symlinks=True)
    shutil.copy2(second, settings.inbox)
    warm_up = _SERVER.Process(target=time.sleep, args=(0,))
    warm_up.start()
    warm_up.join()
    started = time.monotonic()
    process = _SERVER.Process(target=refresh_once, args=(whole,))
    process.start()
    process.join()
    duration = time.monotonic() - started
    assert process.exitcode == 0

    killed = 0
    for number in range(_KILLS):
        published = warehouse.published()
        before = _digest(warehouse.link)
        process = _SERVER.Process(target=refresh_once, args=(settings,))
        started = time.monotonic()
        process.start()
        process.join(timeout=duration * number / _KILLS)
        # A machine that was busy before is not now: the moments must fall into the work.
        if not process.is_alive():
            duration = min(duration, time.monotonic() - started)
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        read_warehouse(settings, "select count(*) from mart.serapan_satker")
        if warehouse.published() == published:
            assert _digest(warehouse.link) == before
        elif others:
            shutil.copy2(others.pop(), settings.inbox)
    assert killed >= _KILLS // 2

    refresh_once(settings)
    clean = replace(settings, warehouse=tmp_path / "bersih")
    refresh_once(clean)
    after, expected = whole_warehouse(settings), whole_warehouse(clean)
    for content in (after, expected):
        content.pop("dq.hasil")
    assert after == expected
    assert not list(settings.warehouse.glob("build/*"))
