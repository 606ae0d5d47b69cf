"""Opens a spreadsheet (xlsx, or the same sheet saved as CSV) as plain rows. What the rows mean is not known here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, NamedTuple, NoReturn

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from pipelines.readers.csv_text import NOT_TEXT, BrokenCsv, decode, records
from pipelines.readers.reading import Reject, Unreadable
from pipelines.wording import WIB

EMPTY, ENCRYPTED, NOT_A_WORKBOOK, TRUNCATED, TOO_LARGE = (f"BERKAS-0{n}" for n in (1, 2, 4, 5, 6))

# calamine keeps a sheet as a full grid, and a grid that does not fit in memory aborts the process: one stray
# value in XFD1048576 would end the night. SAKTI's longest reports stay far below these limits; beyond column ZZ a sheet
# may not reach row 1000.
MAX_BYTES = 1 << 29
MAX_ROWS = 150_000
MAX_CSV_CELLS = 20_000_000

_CHUNK = 1 << 16
# Nearly every part has no other cells than A1 to ZZ999, and then this is all that is asked of it: each search takes a
# tenth of the time that calamine takes.
_UNUSUAL_CELL = re.compile(rb"<c(?! r=\"[A-Z]{1,2}+[0-9]{1,3}+\")[\s/>]")
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_ROW_1000 = re.compile(rb"r=[\"'][A-Za-z]*[0-9]{4}")
_ROW_100000 = re.compile(rb"r=[\"'][A-Za-z]*([0-9]{6,})")
_BEYOND_CZ = re.compile(rb"r=[\"'](?:[D-Zd-z][A-Za-z]|[A-Za-z]{3})[0-9]")
_BEYOND_ZZ = re.compile(rb"r=[\"'][A-Za-z]{3}[0-9]")
_ROW_25000 = re.compile(rb"r=[\"'][A-Za-z]*(?:2[5-9]|[3-9][0-9]|[0-9]{3})[0-9]{3}")
# A cell that does not begin with a reference of Excel's length: calamine counts it on from the one before, or takes its
# column for what it says, however far that is. Only of other cells do the expressions above see every reference.
_ODD_CELL = re.compile(rb"<c(?! r=[\"'][A-Za-z]{1,3}+[0-9]{1,7}+[\"'])[\s/>]")
# calamine makes room for as many strings as their list announces, and gives each cell a copy of its own.
_MANY_STRINGS = re.compile(rb"ount\s*=\s*[\"']\s*\+?[0-9]{8}")
_SHORTEST_TEXT_CELL = len('<c t="s"><v>0</v></c>')
MAX_PLAIN = 600_000_000
MAX_SHEETS = 250
# calamine reads a sheet a second time in search of merged cells, up to the end of the first list of them.
_NO_MERGED_CELLS = b"<mergeCells></mergeCells>"
# What calamine never opens.
_OTHER_PARTS = ("docProps/", "xl/drawings/", "xl/theme/")
_SAKTI = b"<Application>JasperReports"
_SAVED = re.compile(rb"<dcterms:(?:modified|created)[^<>]*>([^<]+)<")

# glibc gives freed memory back to the system at once when it is more than twice the largest block ever freed, and the
# buffers of every file would take it again page by page: a fifth of all reading. This block is never written to.
len(bytes(16_000_000))


class Extraordinary(Exception):
    """An xlsx that could make calamine take more memory than there is: it needs a process of its own."""


# Calamine takes #DIV/0! for a blank cell, and its text for what it is.
_ERROR_TYPE = b't="e"'
_ERROR_CELL = re.compile(rb'(<c\b[^<>]*\bt=")e(?=")')


class Sheet(NamedTuple):
    """One sheet: ``rows[0][0]`` is A1, so index + 1 is the Excel row. A blank cell is ``''``, a number a float."""

    name: str
    rows: Sequence[Sequence[object]]


@dataclass(slots=True)
class Workbook:
    """All sheets of a file in their order, and when the file says it was made (local time of the office, WIB).

    ``waktu_asli``: that time is when SAKTI made its report, not when a spreadsheet program saved it.
    """

    sheets: list[Sheet]
    waktu_sumber: datetime | None = None
    waktu_asli: bool = False


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
        Extraordinary: nothing here proves that calamine can open it within this process.
    """
    if not data:
        _refuse(EMPTY, "Berkas kosong (0 byte)", "Unduh ulang dari sumbernya dan kirim lagi.")
    if not data.startswith(b"PK"):
        _refuse(NOT_A_WORKBOOK, "Berkas bukan buku kerja Excel (.xlsx)", "Kirim berkas .xlsx asli dari sumbernya.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if not any(member.filename == "xl/workbook.xml" for member in members):
                _refuse(NOT_A_WORKBOOK, "Berkas bukan buku kerja Excel (.xlsx)", "Kirim berkas .xlsx asli.")
            if any(member.flag_bits & 1 for member in members):
                _refuse(ENCRYPTED, "Berkas terkunci kata sandi", "Simpan ulang tanpa kata sandi, lalu kirim lagi.")
            made = _time_made(archive, members)
            return Workbook(_sheets(*_unpacked(archive, members)), made, _is_of_sakti(archive, members))
    except PasswordError:
        _refuse(ENCRYPTED, "Berkas terkunci kata sandi", "Simpan ulang tanpa kata sandi, lalu kirim lagi.")
    except (zipfile.BadZipFile, zlib.error, CalamineError, EOFError, OSError, NotImplementedError, ValueError):
        _refuse(TRUNCATED, "Berkas Excel terpotong atau rusak", "Unduh ulang dari sumbernya dan kirim lagi.")


def open_csv(data: bytes) -> Workbook:
    """Read a sheet that somebody saved as CSV (``;``, ``,`` or tab between cells); every cell is text.

    Raises:
        Unreadable: the file is empty, or is not text with cells, or has a broken record (told with its row) or a
            line beyond measure.
    """
    if not data.strip():
        _refuse(EMPTY, "Berkas kosong", "Unduh ulang dari sumbernya dan kirim lagi.")
    text = decode(data)
    # Names hold commas too, so the mark that most lines repeat wins, not the most frequent one.
    counts = {mark: sum(line.count(mark) >= 6 for line in text.splitlines()) for mark in ";\t,"}
    mark = max(counts, key=lambda candidate: counts[candidate])
    if not counts[mark]:
        _refuse(NOT_TEXT, "Berkas bukan tabel CSV", "Kirim berkas .xlsx asli dari sumbernya.")
    try:
        rows = list(records(text, mark))
    except BrokenCsv as error:
        saran = "Perbaiki tanda kutip di baris itu, atau kirim berkas .xlsx asli dari sumbernya."
        raise Unreadable([Reject(None, error.baris, None, None, NOT_TEXT, str(error), saran)]) from error
    width = max(map(len, rows))
    if width * len(rows) > MAX_CSV_CELLS:
        _refuse(TOO_LARGE, "Salah satu baris berkas ini jauh lebih panjang dari yang lain", "Perbaiki baris itu.")
    return Workbook([Sheet("CSV", [[*row, *[""] * (width - len(row))] for row in rows])])


def _sheets(plain: bytes, longest: int) -> list[Sheet]:
    size = len(plain)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(plain))
        del plain  # calamine has its own copy
        names = book.sheet_names
        if len(names) > MAX_SHEETS:
            reason = f"Buku kerja ini memuat {len(names)} lembar, tidak wajar untuk laporan"
            _refuse(TOO_LARGE, reason, "Simpan hanya lembar laporannya, lalu kirim lagi.")
        # Several sheets may be kept in one part, and all cells may show the longest text.
        if len(names) * (size + longest * (size // _SHORTEST_TEXT_CELL)) > MAX_PLAIN:
            raise Extraordinary
        return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except BaseException as error:
        # A panic inside calamine reaches Python as a BaseException of its own kind.
        if type(error).__name__ == "PanicException":
            raise ValueError("calamine panicked") from error
        raise


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> tuple[bytes, int]:
    """The XML of a workbook as a zip without compression, and how long its longest shared string may be; refused when
    it is too much or a sheet reaches too far.

    So a file is inflated once, and calamine is given what was checked here, against its checksum too.
    """
    plain = io.BytesIO()
    room = MAX_BYTES
    longest = 0
    with zipfile.ZipFile(plain, "w") as copy:
        # Where two members have one name, the last counts.
        for name, member in {member.filename: member for member in members}.items():
            if not name.lower().endswith((".xml", ".rels")) or name.startswith(_OTHER_PARTS):
                continue
            try:
                with archive.open(member) as source, copy.open(zipfile.ZipInfo(name), "w") as target:
                    begin = plain.tell()
                    _copy(source, target, room)
            except (zipfile.BadZipFile, zlib.error, EOFError):
                _refuse(TRUNCATED, f"Berkas ini rusak di bagian '{name}'", "Unduh ulang dari sumbernya dan kirim lagi.")
            with plain.getbuffer()[begin:] as part:
                room -= len(part)
                if _UNUSUAL_CELL.search(part) or _PREFIXED_CELL.search(part):
                    _refuse_giant(part)
                if name.lower() == "xl/sharedstrings.xml":
                    if _MANY_STRINGS.search(part):
                        raise Extraordinary
                    longest = max(longest, *map(len, bytes(part).split(b"</si>")))
    return plain.getvalue(), longest


def _copy(source: IO[bytes], target: IO[bytes], room: int) -> None:
    begins, rest = True, b""
    while chunk := source.read(_CHUNK):
        room -= len(chunk)
        if room < 0:
            _refuse_long()
        if begins:
            chunk, begins = chunk.replace(b"<sheetData", _NO_MERGED_CELLS + b"<sheetData", 1), False
        # A tag that goes on in the next chunk waits for it.
        whole, rest = rest + chunk, b""
        if (end := whole.rfind(b"<")) > 0:
            whole, rest = whole[:end], whole[end:]
        target.write(_ERROR_CELL.sub(rb"\1str", whole) if _ERROR_TYPE in whole else whole)
    target.write(_ERROR_CELL.sub(rb"\1str", rest))


def _refuse_giant(part: memoryview) -> None:
    if any(int(row[1]) > MAX_ROWS for row in _ROW_100000.finditer(part)):
        _refuse_long()
    is_wide = _ROW_1000.search(part) and _BEYOND_CZ.search(part)
    if is_wide and (_BEYOND_ZZ.search(part) or _ROW_25000.search(part)):
        reason = "Lembar kerja memuat isi jauh di kanan dan jauh di bawah tabel"
        _refuse(TOO_LARGE, reason, "Hapus baris dan kolom di luar tabel, simpan, lalu kirim lagi.")
    if _ODD_CELL.search(part) or _PREFIXED_CELL.search(part):
        raise Extraordinary


def _refuse_long() -> NoReturn:
    _refuse(TOO_LARGE, "Isi berkas terlalu besar", "Hapus baris kosong di bawah tabel, simpan, kirim lagi.")


def _time_made(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> datetime | None:
    """SAKTI stamps the members of the zip; Excel leaves them at 1980 and writes the time into docProps/core.xml."""
    newest = max(member.date_time for member in members)
    try:
        if newest[0] > 1990:
            return datetime(*newest)
        with archive.open("docProps/core.xml") as part:
            saved = _SAVED.findall(part.read(_CHUNK))
        made = max(datetime.fromisoformat(text.decode().strip()) for text in saved)
    except (KeyError, ValueError):
        return None
    return made.astimezone(WIB).replace(tzinfo=None) if made.tzinfo else made


def _is_of_sakti(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Whether the stamps of the members are SAKTI's. LibreOffice stamps them too; every program names itself."""
    if max(member.date_time for member in members)[0] <= 1990:
        return False
    try:
        with archive.open("docProps/app.xml") as part:
            return _SAKTI in part.read(_CHUNK)
    except KeyError:
        return False


def _refuse(rule: str, reason: str, advice: str) -> NoReturn:
    raise Unreadable([Reject(None, None, None, None, rule, f"{reason}.", advice)])
