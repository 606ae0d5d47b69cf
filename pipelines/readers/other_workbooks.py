"""Opens a workbook that is no xlsx (.xls, .xlsb, .ods) as plain rows. What the rows mean is not known here."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.readers.bounded import ask_child
from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.workbook import ENCRYPTED, MAX_ROWS, TOO_LARGE, TRUNCATED, Sheet, Workbook

MAX_CELLS = 6_000_000
MAX_MEMORY = 1_500_000_000
MAX_SECONDS = 60.0

_UNDUH_ULANG = "Unduh atau salin ulang berkasnya dari sumbernya, lalu kirim lagi."
_PANGKAS = "Hapus baris dan kolom kosong di luar tabel, simpan sebagai .xlsx, lalu kirim lagi."
_REFUSALS = {
    "damaged": (TRUNCATED, "Buku kerja ini terpotong atau rusak.", _UNDUH_ULANG),
    "locked": (ENCRYPTED, "Berkas ini terkunci kata sandi.", "Simpan ulang tanpa kata sandi, lalu kirim lagi."),
    "large": (TOO_LARGE, "Isi buku kerja ini terlalu besar untuk sebuah laporan.", _PANGKAS),
    "slow": (TOO_LARGE, f"Buku kerja ini belum selesai terbaca setelah {MAX_SECONDS:.0f} detik.", _PANGKAS),
}
# The first records of an old workbook, BOF and perhaps WRITEPROT, and the one that says it is encrypted.
_FILEPASS = re.compile(
    rb"\x09\x08(?:\x08\x00\x00\x05\x05\x00.{4}|\x10\x00\x00\x06\x05\x00.{12})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
_MANIFEST_BYTES = 1_000_000
_MOMENTS = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}


def open_other_workbook(data: bytes) -> Workbook:
    """Read every sheet of an .xls, .xlsb or .ods file; none of them tells reliably when it was made.

    Raises:
        Unreadable: locked, damaged, unreasonably large, or not read within the limits of time and memory.
    """
    answer = ask_child("workbook", data, MAX_MEMORY, MAX_SECONDS)
    if "refused" in answer:
        rule, reason, advice = _REFUSALS[answer["refused"]]
        raise Unreadable([Reject(None, None, None, None, rule, reason, advice)])
    return Workbook([Sheet(name, [[*map(_cell, row)] for row in rows]) for name, rows in answer["sheets"]])


def sheets_of(data: bytes) -> dict[str, Any]:
    """``{"sheets": [[name, rows], ...]}`` with moments as ``{"datetime": "2025-03-01T00:00:00"}``, or ``{"refused":
    why}``; why is ``locked``, ``damaged`` or ``large``. Runs in the process that may be killed.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        room = MAX_CELLS
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            room -= sheet.total_height * sheet.total_width
            if room < 0 or sheet.total_height > MAX_ROWS:
                return {"refused": "large"}
            rows = sheet.to_python(skip_empty_area=False)
            sheets.append([name, [[*map(_plain, row)] for row in rows]])
        return {"sheets": sheets}
    except (CalamineError, ValueError, OSError):
        return {"refused": "locked" if _is_locked(data) else "damaged"}
    except BaseException as error:
        # A panic inside calamine reaches Python as a BaseException of its own kind.
        if type(error).__name__ == "PanicException":
            return {"refused": "damaged"}
        raise


def _is_locked(data: bytes) -> bool:
    """calamine keeps this to itself unless it is given the name of a file."""
    if _FILEPASS.search(data):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(_MANIFEST_BYTES)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, NotImplementedError):
        return False


def _plain(cell: object) -> object:
    """A cell as JSON knows it; .xls keeps whole numbers apart, which elsewhere are floats too."""
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"timedelta": cell.total_seconds()}
    return float(cell) if type(cell) is int else cell


def _cell(cell: Any) -> object:
    if not isinstance(cell, dict):
        return cell
    ((kind, value),) = cell.items()
    return timedelta(seconds=value) if kind == "timedelta" else _MOMENTS[kind](value)
