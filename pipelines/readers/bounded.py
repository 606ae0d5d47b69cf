"""Opens a hostile file in a process of its own, within limits of memory and time. Knows nothing of its content.

A PDF, an old Excel file or an OpenDocument sheet can be made to inflate without end, to loop, or to claim a grid that
no memory holds, inside the library that reads it. In a process of its own this costs that process, not the night.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any


def ask_child(kind: str, data: bytes, memory: int, seconds: float) -> dict[str, Any]:
    """What the opener of ``kind`` (``pdf`` or ``workbook``) answers about ``data``, within ``memory`` bytes.

    ``{"refused": why}`` where it could not: why is the opener's word, ``large`` or ``slow``.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-m", "pipelines.readers.bounded", kind, str(memory)]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, env=environment
        )
    except subprocess.TimeoutExpired:
        return {"refused": "slow"}
    if done.returncode < 0:  # killed for want of memory or stack
        return {"refused": "large"}
    if done.returncode:
        raise RuntimeError(f"the process that opens a {kind} ended with status {done.returncode}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _opener(kind: str) -> Callable[[bytes], dict[str, Any]]:
    # Imported only where it is used: neither library belongs in the process that opens the other kind.
    if kind == "pdf":
        from pipelines.readers.pdf_child import pages_of

        return pages_of
    from pipelines.readers.other_workbooks import sheets_of

    return sheets_of


def main() -> None:
    """``python -m pipelines.readers.bounded KIND BYTES``: the file on standard input, the answer as JSON on output."""
    kind, memory = sys.argv[1], int(sys.argv[2])
    try:
        import resource
    except ImportError:  # Windows has no such limit; the parent's limit of time remains
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        answer = json.dumps(_opener(kind)(sys.stdin.buffer.read()))
    except MemoryError:
        answer = json.dumps({"refused": "large"})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
