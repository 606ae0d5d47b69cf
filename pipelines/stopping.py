"""Whether somebody asked this process to stop, whatever became of the exception that said so."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})


@contextmanager
def watching_for_stop() -> Iterator[Callable[[], bool]]:
    """A function that says whether SIGINT or SIGTERM came since; outside the main thread it never says so.

    DuckDB answers a signal amid a query with a RuntimeError of its own, and Great Expectations makes a failed check of
    that: neither tells a stop from a fault. So the number of each signal is taken where Python itself notes it.
    """
    noted, notes = socket.socketpair()
    with noted, notes:
        noted.setblocking(False)
        notes.setblocking(False)
        try:
            before = signal.set_wakeup_fd(notes.fileno(), warn_on_full_buffer=False)
        except ValueError:
            yield lambda: False
            return
        came: set[int] = set()

        def stop_came() -> bool:
            with suppress(BlockingIOError):
                came.update(noted.recv(4096))
            return not came.isdisjoint(_SIGNALS)

        try:
            yield stop_came
        finally:
            signal.set_wakeup_fd(before)
