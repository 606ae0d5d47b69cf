"""Seconds and peak memory of stages within one process and its children. No knowledge of what the stages do."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SAMPLE_SECONDS = 0.02


class Stages:
    """Adds up the seconds of each stage and keeps the highest resident memory seen in it (MB, with child processes)."""

    def __init__(self, memory: bool = False) -> None:
        self.seconds: dict[str, float] = {}
        self.peak: dict[str, float] = {}
        self._memory = memory

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(name, done))
        if self._memory:
            watcher.start()
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - begin
            done.set()
            if self._memory:
                watcher.join()

    def _watch(self, name: str, done: threading.Event) -> None:
        import psutil

        me = psutil.Process()
        while True:
            used = me.memory_info().rss
            for child in me.children():
                with contextlib.suppress(psutil.NoSuchProcess):
                    used += child.memory_info().rss
            self.peak[name] = max(self.peak.get(name, 0), used / 1e6)
            if done.wait(SAMPLE_SECONDS):
                return

    def as_json(self) -> str:
        return json.dumps({"seconds": self.seconds, "peak": self.peak})


def run(*command: str) -> tuple[float, str]:
    """Wall seconds of a new Python process with these arguments, and the last line it printed.

    Raises:
        RuntimeError: the process failed; the message is what it wrote to stderr.
    """
    begin = time.perf_counter()
    result = subprocess.run([sys.executable, *command], cwd=PROJECT, capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if result.returncode:
        raise RuntimeError(f"{' '.join(command)}: {result.stderr[-2000:]}")
    return seconds, (result.stdout.strip().splitlines() or [""])[-1]


def medians(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each key over several runs."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}
