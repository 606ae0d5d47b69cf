"""Coverage-guided fuzzing of the readers with atheris, which is no dependency; see README.md. Not part of the tests.

A finding is any exception but Unreadable, the refusal "unknown error", rows that no table takes, and slowness.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import math
import os
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["pipelines.readers", "pipelines.archives", "pipelines.keterangan"]):
    from pipelines import archives, keterangan
    from pipelines.readers import other_workbooks, pdf_child, rak_pdf, recognition
    from pipelines.readers.period import UNSTATED, Period, period_in_name
    from pipelines.readers.reading import Document, Reject, Unreadable
    from pipelines.readers.workbook import Sheet, Workbook, open_workbook

import pyarrow as pa

from pipelines.landing import Columns, _extend

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
MAX_SECONDS = 5.0
MAX_INTEGER = 2**31 - 1
TOLD = Period(2021, 4, "perintah")


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


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def members_of(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {member.filename: archive.read(member) for member in archive.infolist()}
    except Exception:
        return None


def mutate_member(data: bytes, max_size: int, seed: int) -> bytes:
    """Change one part inside the zip: checksums would refuse all else."""
    r = random.Random(seed)
    members = members_of(data)
    if not members or r.random() < 0.05:
        return atheris.Mutate(data, max_size)
    inner = [name for name in members if not name.startswith(("docProps", "xl/theme", "xl/styles"))]
    name = r.choice(inner or [*members])
    content = members[name]
    # A window, so that the markup around it stays whole more often than not.
    at = r.randrange(len(content) + 1)
    end = min(len(content), at + r.choice((4, 16, 64, 256)))
    members[name] = content[:at] + atheris.Mutate(content[at:end], 2 * (end - at) + 16) + content[end:]
    return zip_of(members)[:max_size]


WORDS = [
    *(
        "",
        " ",
        "-",
        "=1+1",
        "'",
        "0",
        "00",
        "1.5",
        "1,5",
        "1.234",
        "(5)",
        "5%",
        "1e5",
        "tahun",
        "Total",
        "B13",
        "A",
        "12.",
    ),
    *(
        "999999",
        "2025",
        "9" * 20,
        "JUMLAH SELURUHNYA",
        "Periode Maret 2025",
        "Satuan Kerja",
        "521211",
        "DR.3165.ADD.001",
    ),
    *("053 - X", "01 - Y", "\0", "\x1f", "é", "²", "٣", "１２", "½", "\u202e", "\U0001f600", "<table>", "a\nb", "\t"),
    *("ADD/001/051/A", "B", "51", "Satuan: ribuan", "dalam rupiah", "kode_satker", "x" * 40_000, "NaN", "TA 2025"),
]


def cell(fdp: atheris.FuzzedDataProvider) -> object:
    kind = fdp.ConsumeIntInRange(0, 11)
    if kind <= 3:
        return WORDS[fdp.ConsumeIntInRange(0, len(WORDS) - 1)]
    if kind == 4:
        return fdp.ConsumeFloat()
    if kind == 5:
        return float(fdp.ConsumeInt(8))
    if kind == 6:
        return fdp.ConsumeBool()
    if kind == 7:
        return (math.nan, math.inf, -math.inf, -0.0, 1e308, 1e15, 5e-324, 0.1)[fdp.ConsumeIntInRange(0, 7)]
    if kind == 8:
        moments = (datetime(2025, 3, 1), date(1899, 12, 31), clock(1, 2), timedelta(days=-3), datetime(9999, 12, 31))
        return moments[fdp.ConsumeIntInRange(0, 4)]
    if kind == 9:
        return ""
    return fdp.ConsumeUnicodeNoSurrogates(12)


def read_cells(data: bytes) -> str:
    """Cells of a known workbook replaced: what a workbook may hold, without the way through its XML."""
    fdp = atheris.FuzzedDataProvider(data)
    base = BASES[fdp.ConsumeIntInRange(0, len(BASES) - 1)]
    sheets = [Sheet(sheet.name, [list(row) for row in sheet.rows]) for sheet in base]
    rows = sheets[fdp.ConsumeIntInRange(0, len(sheets) - 1)].rows
    assert isinstance(rows, list)
    for _ in range(fdp.ConsumeIntInRange(1, 12)):
        if not rows or not rows[0]:
            break
        # Half of the changes near the top, where the headers are.
        at = fdp.ConsumeIntInRange(0, min(len(rows), 12 if fdp.ConsumeBool() else len(rows)) - 1)
        action = fdp.ConsumeIntInRange(0, 15)
        column = fdp.ConsumeIntInRange(0, len(rows[at]) - 1)
        if action == 0:
            rows.insert(at, rows[fdp.ConsumeIntInRange(0, len(rows) - 1)][:])
        elif action == 1:
            rows.pop(at)
        elif action == 2:
            for row in rows:
                row.insert(column, "")
        elif action == 3 and len(rows[0]) > 1:
            for row in rows:
                row.pop(column if column < len(row) else -1)
        elif action == 4:
            other = fdp.ConsumeIntInRange(0, len(rows) - 1)
            rows[at], rows[other] = rows[other], rows[at]
        else:
            rows[at][column] = cell(fdp)
    return outcome(lambda: recognition._read_workbook(Workbook(sheets), "april upload.xlsx", TOLD))


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


# -- where the cases begin -----------------------------------------------------------------------------------------


def csv_of(rows: list[list[object]]) -> bytes:
    return "\n".join(";".join(str(cell) for cell in row) for row in rows).encode()


def small(data: bytes, rows: int) -> Sheet:
    sheet = open_workbook(data).sheets[0]
    return Sheet(sheet.name, [list(row) for row in sheet.rows[:rows]])


def as_xlsx(*sheets: Sheet) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    book.close()
    return zip_of(members_of(buffer.getvalue()) or {})


def samples(folders: list[Path]) -> dict[str, bytes]:
    """Small documents of every kind, by target and name; ``folders`` hold more of them."""
    from tests.readers.binary_workbook import xlsb
    from tests.readers.rak_forms import PdfWriter, as_docx, as_markdown, as_workbook
    from tests.readers.rak_renderer import Renderer
    from tests.readers.test_other_workbooks import as_ods
    from tests.readers.test_realisasi_datar import dump, grid
    from tests.resave.resave import FIXTURES

    plan = (EXAMPLES / "inbox" / "rencana" / "rak_2025_loka_pom_dumai.txt").read_bytes()
    rendered = min((Renderer(seed) for seed in range(30)), key=lambda made: len(made.data))
    text = "\n".join(rendered.lines)
    books = {
        "kinerja": (EXAMPLES / "inbox" / "kinerja" / "SINTETIS_Kinerja_999999_2025_03.xlsx").read_bytes(),
        "rpd": (EXAMPLES / "inbox" / "anggaran" / "SINTETIS_RPD_999999_2025.xlsx").read_bytes(),
        "fa": (EXAMPLES / "inbox" / "anggaran" / "SINTETIS_FA_Detail_999999_2025_04.xlsx").read_bytes(),
        "datar": as_xlsx(Sheet("datar", grid(dump(levels=True)))),
        "rak": as_workbook(text, lambda part: None, random.Random(1)),
    }
    books |= {path.name: path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.xlsx"))}
    found: dict[str, bytes] = {"text/rak": plan, "text/rak_small": rendered.data}
    found["text/markdown"] = as_markdown(text, random.Random(1))
    for name, data in books.items():
        sheet = small(data, 60)
        found[f"text/{name}"] = csv_of([list(row) for row in sheet.rows])
        found[f"zip/{name}.xlsx"] = as_xlsx(sheet)
    found["zip/rak.docx"] = zip_of(members_of(as_docx(text, random.Random(2))) or {})
    kinerja = small(books["kinerja"], 10)
    found["zip/kinerja.ods"] = zip_of(members_of(as_ods(kinerja)) or {})
    found["zip/kinerja.xlsb"] = xlsb(kinerja.rows)
    found["ole/fixture.xls"] = (
        (FIXTURES / "sel.xls").read_bytes()
        if (FIXTURES / "sel.xls").is_file()
        else next(path.read_bytes() for path in sorted(FIXTURES.rglob("*.xls")))
    )
    found["pdf/rak.pdf"] = PdfWriter(text, {}).write()
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/../mei.xlsx", b"isi" * 50)
        archive.writestr("keterangan.csv", b"berkas,tahun,bulan\nmei.xlsx,2021,5\n")
    found["archive/a.zip"] = buffer.getvalue()
    found["statement/a.csv"] = b"berkas,tahun,bulan\nmei.xlsx,2021,5\nmei.xlsx,,6\n" * 2
    BASES.extend([*open_workbook(data).sheets] for data in books.values())
    BASES.append([*open_workbook(found["zip/fa.xlsx"]).sheets])
    return found


BASES: list[list[Sheet]] = []
TARGETS: dict[str, Callable[[bytes], str]] = {
    "text": read_bytes,
    "zip": read_bytes,
    "ole": read_bytes,
    "pdf": read_bytes,
    "cells": read_cells,
    "archive": read_archive,
    "statement": read_statement,
}


def seeds(target: str, found: dict[str, bytes]) -> Iterator[bytes]:
    if target == "cells":
        yield from (random.Random(n).randbytes(200) for n in range(30))
    yield from (data for name, data in found.items() if name.startswith(f"{target}/"))


class Recorder:
    """Runs a target on every case and keeps one case of each kind of finding, so that one does not end the run."""

    def __init__(self, target: str, folder: Path) -> None:
        self.run, self.folder, self.target = TARGETS[target], folder, target
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
            kind, trace = f"slow {took:.0f} s", ""
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
    target, findings = words[0], Path(words[1])
    corpus = findings / f"corpus_{target}"
    corpus.mkdir(parents=True, exist_ok=True)
    for data in seeds(target, samples([Path(folder) for folder in words[2:]])):
        (corpus / hashlib.sha256(data).hexdigest()).write_bytes(data)
    logging.disable(logging.CRITICAL)
    if target == "pdf":
        resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))
    mutator = {"custom_mutator": mutate_member} if target == "zip" else {}
    arguments: list[Any] = [sys.argv[0], "-max_len=120000", "-rss_limit_mb=2000", "-timeout=30", *options, str(corpus)]
    atheris.Setup(arguments, Recorder(target, findings), **mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
