"""What the readers of our own templates share: cells, header row, workbook and CSV. Knows no template's columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple, TypeVar

from pipelines.readers.csv_text import BrokenCsv, decode, records
from pipelines.readers.numbers import NumberFormat, canonical, detect_format
from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.workbook import Sheet, Workbook, column_letter
from pipelines.wording import cited

_T = TypeVar("_T")
IsHeader = Callable[[Sequence[object]], bool]

HEADER_DEPTH = 50
MAX_QUOTE = 200


class Aturan(NamedTuple):
    """A rule of a template's reader: its id and what to do when it is broken."""

    id: str
    saran: str


@dataclass(slots=True)
class Table:
    """A header and the rows below it, numbered as a spreadsheet shows them; ``above`` are the rows over the header.

    ``open_end`` says of a CSV file that it ends within a line: it may have been cut off there.
    """

    lembar: str | None
    header_row: int
    header: Sequence[object]
    lines: list[tuple[int, Sequence[object]]]
    above: list[Sequence[object]]
    open_end: bool = False

    def kolom(self, index: int) -> str:
        """How a person finds the column: its letter in a sheet, its name in a text file."""
        return cell_text(self.header[index]) if self.lembar is None else column_letter(index)

    def filled(self) -> list[tuple[int, Sequence[object]]]:
        """The lines that are not blank."""
        return [(baris, cells) for baris, cells in self.lines if any(cell_text(cell) for cell in cells)]

    def columns(self, known: Mapping[str, str]) -> tuple[dict[str, int], int | None]:
        """Position of each known column, by ``plain`` name; and that of a column which stands twice."""
        columns: dict[str, int] = {}
        for index, cell in enumerate(self.header):
            name = known.get(plain(cell))
            if name in columns:
                return columns, index
            if name:
                columns[name] = index
        return columns, None

    def unknown_columns(self, columns: Mapping[str, int], ordinal: frozenset[str]) -> Iterator[tuple[str, int]]:
        """Filled columns under a name the template lacks: they may be known ones misspelt."""
        filled = set(columns.values())
        unknown = []
        for _, cells in self.lines:
            for index, cell in enumerate(cells[: len(self.header)]):
                if cell != "" and index not in filled and cell_text(cell):
                    filled.add(index)
                    unknown.append(index)
        for index in sorted(unknown):
            name = cell_text(self.header[index])
            if name and plain(name) not in ordinal:
                yield name, index

    def frays(self, baris: int, cells: Sequence[object], keys: Iterable[int], values: Iterable[int]) -> bool:
        """Whether a CSV record lacks a cell that must be filled, or has text beyond the header.

        Programs leave out blank cells at the end of a record. Where the file may have been cut off, those of ``values``
        are not known to be blank, nor is the last of them known to be whole where it ends a short record.
        """
        if self.lembar is not None:
            return False
        if self.open_end and baris == self.lines[-1][0]:
            needed = min(max(*keys, *values) + 2, len(self.header))
        else:
            needed = max(keys) + 1
        return len(cells) < needed or any(cell_text(cell) for cell in cells[len(self.header) :])


def plain(name: object) -> str:
    """A column's name without regard to case, spaces, dots and underscores."""
    return re.sub(r"[\s_.]+", "", cell_text(name).casefold())


def cell_text(cell: object) -> str:
    """A cell as text; a number as spreadsheets show it, with the 15 digits they keep."""
    if isinstance(cell, float) and math.isfinite(cell):
        return canonical(Decimal(f"{cell:.15g}"))
    return "" if cell is None else str(cell).strip()


def tahun(cell: object) -> str:
    text = cell_text(cell)
    if not re.fullmatch(r"20[0-9]{2}", text):
        raise ValueError(f"Tahun '{cited(text)}' bukan tahun anggaran." if text else "Tahun kosong.")
    return text


def kode_satker(cell: object) -> str:
    text = cell_text(cell)
    if not re.fullmatch(r"[0-9]{6}", text):
        raise ValueError(f"Kode satker '{cited(text)}' bukan enam angka." if text else "Kode satker kosong.")
    return text


def has_two_readings(text: str) -> bool:
    """Whether a printed number may mean two: ``1.234`` is 1234 in one notation and 1,234 in the other."""
    return bool(re.fullmatch(r"-?[1-9][0-9]{0,2}[.,][0-9]{3} ?%?", text))


def notation_of(cells: Iterable[object]) -> NumberFormat | None:
    """The notation of the typed numbers of a table; None when they do not say, or contradict each other."""
    votes = {detect_format([cell]) for cell in cells if isinstance(cell, str) and not has_two_readings(cell.strip())}
    votes.discard(None)
    return votes.pop() if len(votes) == 1 else None


def header_at(sheet: Sheet, is_header: IsHeader) -> int | None:
    return next((at for at, cells in enumerate(sheet.rows[:HEADER_DEPTH]) if is_header(cells)), None)


def csv_header(text: str, is_header: IsHeader) -> tuple[str, int] | None:
    """The mark between cells and the row of the header, when it stands near the top."""
    for delimiter in ";,\t":
        for baris, cells in enumerate(islice(records(text, delimiter, strict=False), HEADER_DEPTH), start=1):
            if is_header(cells):
                return delimiter, baris
    return None


def tables_of_workbook(workbook: Workbook, is_header: IsHeader) -> list[Table]:
    """A table for every sheet that has the header."""
    tables = []
    for sheet in workbook.sheets:
        at = header_at(sheet, is_header)
        if at is not None:
            lines: list[tuple[int, Sequence[object]]] = list(enumerate(sheet.rows[at + 1 :], start=at + 2))
            tables.append(Table(sheet.name, at + 1, sheet.rows[at], lines, list(sheet.rows[:at])))
    return tables


def tables_of_csv(data: bytes, is_header: IsHeader, broken: Aturan, jenis: str) -> list[Table]:
    """The table of a CSV file with ``;``, ``,`` or tab between cells, in UTF-8 or Windows-1252; none without header.

    Raises:
        Unreadable: by the rule ``broken``, the quotation marks do not pair up; or its encodings are mixed.
    """
    text = decode(data)
    found = csv_header(text, is_header)
    if found is None:
        return []
    delimiter, header_row = found
    try:
        lines: list[tuple[int, Sequence[object]]] = list(enumerate(records(text, delimiter), start=1))
    except BrokenCsv as error:
        raise Unreadable([reject(broken, None, error.baris, None, None, str(error))], jenis) from error
    header = lines[header_row - 1][1]
    above = [cells for _, cells in lines[: header_row - 1]]
    return [Table(None, header_row, header, lines[header_row:], above, not text.endswith(("\n", "\r")))]


def reject(
    aturan: Aturan, lembar: str | None, baris: int | None, kolom: str | None, nilai: str | None, alasan: str
) -> Reject:
    return Reject(lembar, baris, kolom, nilai, aturan.id, alasan, aturan.saran)


def place_of(lembar: str | None, baris: int) -> str:
    """A row in words."""
    return f"baris {baris}" + (f" lembar '{lembar}'" if lembar else "")


def only(values: Iterable[_T]) -> _T | None:
    """The value that all have in common; None where they differ."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None
