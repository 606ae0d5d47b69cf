"""Opens a spreadsheet (xlsx, or the same sheet saved as CSV) as plain rows. What the rows mean is not known here."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NamedTuple, NoReturn

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from pipelines.readers.reading import Reject, Unreadable

EMPTY, ENCRYPTED, OLD_FORMAT, NOT_A_WORKBOOK, TRUNCATED, TOO_LARGE, NOT_TEXT = (f"BERKAS-0{n}" for n in range(1, 8))

# calamine keeps a sheet as a full grid, and a grid that does not fit in memory aborts the process: one stray
# value in XFD1048576 would end the night. SAKTI's longest reports stay far below these limits.
MAX_BYTES = 1 << 29
MAX_ROWS = 150_000
MAX_ROWS_WHEN_WIDE = 1_000

_CHUNK = 1 << 16
_CELL_ROW = re.compile(rb' r="[A-Z]*([0-9]{1,7})"')
_BEYOND_ZZ = re.compile(rb' r="[A-Z]{3}[0-9]')
_SAVED = re.compile(rb"<dcterms:(?:modified|created)[^>]*>([^<]+)<")
_WIB = timezone(timedelta(hours=7))


class Sheet(NamedTuple):
    """One sheet: ``rows[0][0]`` is A1, so index + 1 is the Excel row. A blank cell is ``''``, a number a float."""

    name: str
    rows: Sequence[Sequence[object]]


@dataclass(slots=True)
class Workbook:
    """All sheets of a file in their order, and when the file says it was made (local time of the office, WIB)."""

    sheets: list[Sheet]
    waktu_sumber: datetime | None = None


def column_letter(index: int) -> str:
    """Excel's name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def open_workbook(data: bytes) -> Workbook:
    """Read every sheet of an xlsx file.

    Raises:
        Unreadable: the file is empty, encrypted, not xlsx, cut off, damaged, or unreasonably large.
    """
    if not data:
        _refuse(EMPTY, "Berkas kosong (0 byte)", "Unduh ulang dari sumbernya dan kirim lagi.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse(ENCRYPTED, "Berkas terkunci kata sandi", "Simpan ulang tanpa kata sandi, lalu kirim lagi.")
        _refuse(OLD_FORMAT, "Berkas berformat Excel lama (.xls)", "Simpan sebagai .xlsx, lalu kirim lagi.")
    if not data.startswith(b"PK"):
        _refuse(NOT_A_WORKBOOK, "Berkas bukan buku kerja Excel (.xlsx)", "Kirim berkas .xlsx asli dari sumbernya.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if not any(member.filename == "xl/workbook.xml" for member in members):
                _refuse(NOT_A_WORKBOOK, "Berkas bukan buku kerja Excel (.xlsx)", "Kirim berkas .xlsx asli.")
            if any(member.flag_bits & 1 for member in members):
                _refuse(ENCRYPTED, "Berkas terkunci kata sandi", "Simpan ulang tanpa kata sandi, lalu kirim lagi.")
            _refuse_giants(archive, members)
            made = _time_made(archive, members)
        return Workbook(_sheets(data), made)
    except PasswordError:
        _refuse(ENCRYPTED, "Berkas terkunci kata sandi", "Simpan ulang tanpa kata sandi, lalu kirim lagi.")
    except (zipfile.BadZipFile, zlib.error, CalamineError, EOFError, OSError, NotImplementedError, ValueError):
        _refuse(TRUNCATED, "Berkas Excel terpotong atau rusak", "Unduh ulang dari sumbernya dan kirim lagi.")


def open_csv(data: bytes) -> Workbook:
    """Read a sheet that somebody saved as CSV (``;``, ``,`` or tab between cells); every cell is text.

    Raises:
        Unreadable: the file is empty, or is not text with cells.
    """
    if not data.strip():
        _refuse(EMPTY, "Berkas kosong", "Unduh ulang dari sumbernya dan kirim lagi.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    # Names hold commas too, so the mark that most lines repeat wins, not the most frequent one.
    counts = {mark: sum(line.count(mark) >= 6 for line in text.splitlines()) for mark in ";\t,"}
    mark = max(counts, key=lambda candidate: counts[candidate])
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)) if counts[mark] else []
    except csv.Error:
        rows = []
    if not rows:
        _refuse(NOT_TEXT, "Berkas bukan tabel CSV", "Kirim berkas .xlsx asli dari sumbernya.")
    width = max(map(len, rows))
    return Workbook([Sheet("CSV", [row + [""] * (width - len(row)) for row in rows])])


def _sheets(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except BaseException as error:
        # A panic inside calamine reaches Python as a BaseException of its own kind.
        if type(error).__name__ == "PanicException":
            raise ValueError("calamine panicked") from error
        raise


def _refuse_giants(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Inflate the sheets piece by piece (which also proves their checksums) to see how far they reach."""
    room = MAX_BYTES
    for member in members:
        if not member.filename.startswith(("xl/worksheets/", "xl/sharedStrings")):
            continue
        last = 0
        unseen: list[bytes] = []
        with archive.open(member) as stream:
            kept = b""
            while chunk := stream.read(_CHUNK):
                room -= len(chunk)
                kept = kept[-32:] + chunk
                cell = _CELL_ROW.match(kept, kept.rfind(b' r="', 0, -16))
                if cell:
                    last = max(last, int(cell[1]))
                if room < 0 or last > MAX_ROWS:
                    _refuse(
                        TOO_LARGE, "Isi berkas terlalu besar", "Hapus baris kosong di bawah tabel, simpan, kirim lagi."
                    )
                unseen.append(kept)
                if last > MAX_ROWS_WHEN_WIDE:
                    if any(map(_BEYOND_ZZ.search, unseen)):
                        reason = "Lembar kerja memuat isi jauh di kanan, melewati kolom ZZ"
                        _refuse(TOO_LARGE, reason, "Hapus kolom di kanan tabel, simpan, lalu kirim lagi.")
                    unseen.clear()


def _time_made(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> datetime | None:
    """SAKTI stamps the members of the zip; Excel leaves them at 1980 and writes the time into docProps/core.xml."""
    newest = max(member.date_time for member in members)
    try:
        if newest[0] > 1990:
            return datetime(*newest)
        saved = _SAVED.findall(archive.read("docProps/core.xml"))
        made = max(datetime.fromisoformat(text.decode().strip()) for text in saved)
    except (KeyError, ValueError):
        return None
    return made.astimezone(_WIB).replace(tzinfo=None) if made.tzinfo else made


def _refuse(rule: str, reason: str, advice: str) -> NoReturn:
    raise Unreadable([Reject(None, None, None, None, rule, f"{reason}.", advice)])
