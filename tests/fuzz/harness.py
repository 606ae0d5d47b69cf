"""Coverage-guided fuzzing of the readers with atheris, which is no dependency; see README.md. Not part of the tests.

A finding is any exception but Unreadable, the refusal "unknown error", rows that no table takes, and slowness.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(
    include=["pipelines.readers", "pipelines.archives", "pipelines.keterangan", "pipelines.corrections"]
):
    from pipelines import archives, keterangan
    from pipelines.corrections import register
    from pipelines.readers import other_workbooks, pdf_child, rak_pdf, recognition
    from pipelines.readers.period import UNSTATED, Period, period_in_name
    from pipelines.readers.reading import Document, Reject, Unreadable
    from pipelines.readers.workbook import Sheet, Workbook, open_workbook

import pyarrow as pa

from pipelines.landing import Columns, _extend
from pipelines.settings import SettingsError
from tests.fuzz import changes, samples

MAX_SECONDS = 5.0
MAX_INTEGER = 2**31 - 1
TOLD = Period(2021, 4, "perintah")
NAMES = ("april upload.xlsx", "upload.csv", "13 2021.xlsx")


def in_fork(kind: str, data: bytes, memory: int, seconds: float) -> dict[str, Any]:
    """What bounded.ask_child does, by a fork: a fresh interpreter for each case is too slow."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        # The sanitizer of libFuzzer would take an abort for a crash of its own.
        for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
        signal.alarm(int(seconds))
        try:
            answer = json.dumps(other_workbooks.sheets_of(data))
        except MemoryError:
            answer = json.dumps({"refused": "large"})
        except BaseException:
            traceback.print_exc()
            os._exit(9)
        with os.fdopen(target, "w") as stream:
            stream.write(answer)
        os._exit(0)
    os.close(target)
    with os.fdopen(source) as stream:
        answer = stream.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return {"refused": "slow" if os.WTERMSIG(status) == signal.SIGALRM else "large"}
    assert os.WEXITSTATUS(status) == 0, "the opener raised"
    found: dict[str, Any] = json.loads(answer)
    return found


other_workbooks.ask_child = in_fork
# In this process, so that coverage guides it.
rak_pdf._ask_child = lambda data: json.loads(json.dumps(pdf_child.pages_of(data)))


# -- what must hold ------------------------------------------------------------------------------------------------


def judge(document: Document) -> None:
    """Everything that landing needs of a document."""
    assert any(document.rows.values()), "no rows"
    tables: dict[str, Columns] = {}
    for table, rows in document.rows.items():
        _extend(tables, table, "x", rows)
    _extend(tables, "raw.kolom", "x", document.columns)
    head = (document.tahun, document.bulan, document.kode_satker, document.nama_satker, document.waktu_sumber)
    assert document.bulan is None or 1 <= document.bulan <= 12
    judge_rejects(document.rejects, tables)
    pa.table({str(at): [value] for at, value in enumerate(head)})


def judge_rejects(rejects: list[Reject], tables: dict[str, Columns] | None = None) -> None:
    tables = {} if tables is None else tables
    for reject in rejects:
        assert reject.aturan != recognition.UNEXPECTED, reject.alasan
        assert reject.alasan.endswith("."), reject
        assert reject.saran.endswith("."), reject
    _extend(tables, "raw.tolakan", "x", rejects)
    for columns in tables.values():
        for name, values in columns.items():
            assert all(value is None or isinstance(value, str | int | datetime) for value in values), name
            assert all(abs(value) <= MAX_INTEGER for value in values if isinstance(value, int)), name
        pa.table(columns)


def outcome(read: Callable[[], Document]) -> str:
    try:
        judge(read())
    except Unreadable as refused:
        if refused.rejects[0].aturan == recognition.UNEXPECTED and refused.__cause__:
            raise refused.__cause__ from None
        judge_rejects(refused.rejects)
        return refused.rejects[0].aturan
    return "read"


# -- targets -------------------------------------------------------------------------------------------------------


def read_bytes(data: bytes) -> str:
    return outcome(lambda: recognition.read(data, "april upload.xlsx", TOLD))


def read_cells(data: bytes) -> str:
    """Cells of a known workbook replaced: what a workbook may hold, without the way through its XML."""
    fdp = atheris.FuzzedDataProvider(data)
    base = BASES[fdp.ConsumeIntInRange(0, len(BASES) - 1)]
    sheets = [Sheet(sheet.name, [list(row) for row in sheet.rows]) for sheet in base]
    rows = sheets[fdp.ConsumeIntInRange(0, len(sheets) - 1)].rows
    assert isinstance(rows, list)
    if rows:
        width = max(map(len, rows))
        changes.change(rows, fdp)
        # A workbook gives every row the width of its sheet.
        width = max(width, *map(len, rows))
        rows[:] = [[*row, *[""] * (width - len(row))] for row in rows]
    name = NAMES[fdp.ConsumeIntInRange(0, len(NAMES) - 1)]
    return outcome(lambda: recognition._read_workbook(Workbook(sheets), name, UNSTATED if fdp.ConsumeBool() else TOLD))


def read_lines(data: bytes) -> str:
    """Cells of a known text replaced: plans with tabs or in Markdown, and the other kinds as CSV."""
    fdp = atheris.FuzzedDataProvider(data)
    text, mark = TEXTS[fdp.ConsumeIntInRange(0, len(TEXTS) - 1)]
    rows = [line.split(mark) for line in text.split("\n")]
    changes.change(rows, fdp)
    mark = (mark, mark, mark, ";", ",", "\t", "|")[fdp.ConsumeIntInRange(0, 6)]
    end = ("\n", "\n", "\r\n", "\r")[fdp.ConsumeIntInRange(0, 3)]
    encoding = ("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le")[fdp.ConsumeIntInRange(0, 5)]
    made = end.join(mark.join(map(str, row)) for row in rows).encode(encoding, "replace")
    name = NAMES[fdp.ConsumeIntInRange(0, len(NAMES) - 1)]
    return outcome(lambda: recognition.read(made, name, TOLD))


def read_drawing(data: bytes) -> str:
    """Operators and operands of the pages of a plan replaced, in a PDF that is otherwise whole."""
    fdp = atheris.FuzzedDataProvider(data)
    pages = [page.split(b" ") for page in DRAWN]
    for _ in range(fdp.ConsumeIntInRange(1, 12)):
        words = pages[fdp.ConsumeIntInRange(0, len(pages) - 1)]
        at = fdp.ConsumeIntInRange(0, len(words) - 1)
        action = fdp.ConsumeIntInRange(0, 7)
        if action == 0:
            words[at:at] = words[at : at + fdp.ConsumeIntInRange(1, 60)]
        elif action == 1:
            del words[at : at + fdp.ConsumeIntInRange(1, 60)]
        elif action == 2:
            words[at] = changes.OPERATORS[fdp.ConsumeIntInRange(0, len(changes.OPERATORS) - 1)]
        elif action == 3:
            words[at] = fdp.ConsumeBytes(6)
        elif action == 4:
            words[at] = str(fdp.ConsumeIntInRange(-2000, 2000)).encode()
        elif action == 5:
            other = fdp.ConsumeIntInRange(0, len(words) - 1)
            words[at], words[other] = words[other], words[at]
        else:
            words[at] = changes.OPERANDS[fdp.ConsumeIntInRange(0, len(changes.OPERANDS) - 1)]
    box = fdp.PickValueInList(["0 0 842 595"] * 4 + ["0 0 0 0", "842 595 0 0", "-9 -9 1e9 5", "0 0 595 842 /Rotate 90"])
    return read_bytes(samples.pdf_of([b" ".join(words) for words in pages], box))


ZIP_PATH = Path(
    "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp",
    f"kinerja_fuzz_{hashlib.sha256(str(time.time_ns()).encode()).hexdigest()[:8]}.zip",
)


def read_archive(data: bytes) -> str:
    ZIP_PATH.write_bytes(data)
    try:
        found = archives.members(ZIP_PATH)
    except Unreadable as refused:
        judge_rejects(refused.rejects)
        return refused.rejects[0].aturan
    for member in found or ():
        assert ".." not in member.name.split("/"), member.name
        assert not member.name.startswith("/"), member.name
        member.name.encode()
        judge_rejects([member.refusal] if member.refusal else [])
    for member, content in zip(
        found or (), archives.contents(ZIP_PATH, [m.position for m in found or ()]), strict=True
    ):
        if content is not None and member.refusal is None:
            assert hashlib.sha256(content).hexdigest() == member.file_id
    return "none" if found is None else "read"


def read_statement(data: bytes) -> str:
    name = data[:40].decode("latin-1")
    stated = period_in_name(name)
    assert stated == UNSTATED or stated.bulan in (None, *range(1, 13))
    periods, faults = keterangan.stated_periods(
        [keterangan.Sidecar("a/keterangan.csv", data), keterangan.Sidecar("keterangan.csv", data[40:])],
        ["a/mei.xlsx", "mei.xlsx", name],
    )
    for rejects in faults.values():
        judge_rejects(rejects)
    assert all(period.bulan in range(1, 13) for period in periods.values())
    return "read" if periods else "none"


def read_koreksi(data: bytes) -> str:
    folder = ZIP_PATH.with_suffix("")
    folder.mkdir(exist_ok=True)
    (folder / "a.yml").write_bytes(data)
    try:
        entries = register.read_register(folder)
    except SettingsError:
        return "refused"
    assert all(entry.id and entry.alasan and entry.baris > 0 for entry in entries)
    return "read" if entries else "none"


# -- where the cases begin -----------------------------------------------------------------------------------------

BASES: list[list[Sheet]] = []
TEXTS: list[tuple[str, str]] = []
DRAWN: list[bytes] = []
TARGETS: dict[str, Callable[[bytes], str]] = {
    "text": read_bytes,
    "zip": read_bytes,
    "ole": read_bytes,
    "pdf": read_bytes,
    "tree": read_bytes,
    "cells": read_cells,
    "lines": read_lines,
    "drawing": read_drawing,
    "archive": read_archive,
    "statement": read_statement,
    "koreksi": read_koreksi,
}
MUTATORS = {"zip": changes.mutate_member, "tree": changes.mutate_tree}


def seeds(target: str, only: str, folders: list[Path]) -> Iterator[bytes]:
    """Cases to begin with; also fills what ``cells``, ``lines`` and ``drawing`` change. ``only``: see README.md."""
    books = samples.books(folders)
    files = samples.files(books)
    if target == "cells":
        BASES.extend([*open_workbook(data).sheets] for name, data in books.items() if name.startswith(only))
        BASES.extend([samples.small(data, 60)] for name, data in books.items() if name.startswith(only))
    elif target == "lines":
        texts = {name.removeprefix("text/"): data.decode() for name, data in files.items() if name.startswith("text/")}
        marks = {"plan": "\t", "plan_small": "\t", "markdown": "|"}
        TEXTS.extend((text, marks.get(name, ";")) for name, text in texts.items() if name.startswith(only))
    elif target == "drawing":
        DRAWN.extend(samples.drawn_pages())
    else:
        folder = "zip" if target == "tree" else target
        yield from (data for name, data in files.items() if name.startswith(f"{folder}/{only}"))
        return
    yield from (random.Random(n).randbytes(200) for n in range(30))


class Recorder:
    """Runs a target on every case and keeps one case of each kind of finding, so that one does not end the run."""

    def __init__(self, target: str, name: str, folder: Path) -> None:
        self.run, self.folder, self.target = TARGETS[target], folder, name
        self.cases, self.kinds, self.outcomes = 0, set[str](), dict[str, int]()
        self.started = time.monotonic()

    def __call__(self, data: bytes) -> None:
        self.cases += 1
        begun = time.perf_counter()
        kind = ""
        try:
            result = self.run(data)
            self.outcomes[result] = self.outcomes.get(result, 0) + 1
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if "/pipelines/" in f.filename]
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "harness"
            detail = str(error)[:60] if isinstance(error, AssertionError) else ""
            kind, trace = f"{type(error).__name__} {where} {detail}", "".join(traceback.format_exception(error))
        took = time.perf_counter() - begun
        if not kind and took > MAX_SECONDS:
            kind, trace = f"slow: {result}", f"{took:.0f} s"
        if kind and kind not in self.kinds:
            self.kinds.add(kind)
            name = f"{self.target}_{hashlib.sha256(data).hexdigest()[:12]}"
            (self.folder / name).write_bytes(data)
            (self.folder / f"{name}.txt").write_text(f"{kind}\n{trace}")
            print(f"FINDING {name}: {kind}", flush=True)
        if self.cases % 500 == 0:
            state = {
                "cases": self.cases,
                "seconds": round(time.monotonic() - self.started),
                "kinds": sorted(self.kinds),
            }
            (self.folder / f"state_{self.target}.json").write_text(
                json.dumps(state | {"outcomes": self.outcomes}, indent=1)
            )


def main() -> None:
    """``python -m tests.fuzz.harness TARGET FINDINGS [FOLDER ...] [-- libFuzzer options]``."""
    words = sys.argv[1 : sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    options = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    target, _, only = words[0].partition("/")
    findings = Path(words[1])
    corpus = findings / f"corpus_{words[0].replace('/', '_')}"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in seeds(target, only, [Path(folder) for folder in words[2:]]):
        (corpus / hashlib.sha256(data).hexdigest()).write_bytes(data)
    logging.disable(logging.CRITICAL)
    if target in ("pdf", "drawing"):
        resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
    mutator = {"custom_mutator": MUTATORS[target]} if target in MUTATORS else {}
    arguments: list[Any] = [
        sys.argv[0],
        "-max_len=400000",
        "-len_control=0",
        "-rss_limit_mb=2000",
        "-timeout=30",
        *options,
        str(corpus),
    ]
    atheris.Setup(arguments, Recorder(target, words[0].replace("/", "_"), findings), **mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
