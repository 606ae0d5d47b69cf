"""Where a flat dump or a POK upload sheet stands in a file, and its columns. What the rows below mean is not here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from pipelines.readers.numbers import NumberFormat, detect_format
from pipelines.readers.reading import KolomRow, Reject, Unreadable
from pipelines.readers.realisasi_datar_fields import (
    AMOUNTS,
    DUMP,
    JENIS,
    KOLOM_GANDA,
    KOLOM_KURANG,
    PATH,
    POK,
    Bentuk,
)
from pipelines.readers.template import HEADER_DEPTH, Aturan, cell_text, plain
from pipelines.readers.workbook import Sheet, column_letter

NOWHERE = (None, None, None, None)


class Found(NamedTuple):
    """A sheet, the index of its header row, and which of the two tables it is."""

    sheet: Sheet
    at: int
    bentuk: Bentuk


def find_tables(sheets: Iterable[Sheet]) -> list[Found]:
    """The sheets that hold a dump or a POK upload sheet, told by their headers in any order and case."""
    return [found for sheet in sheets if (found := _find(sheet)) is not None]


def _find(sheet: Sheet) -> Found | None:
    for at, cells in enumerate(sheet.rows[:HEADER_DEPTH]):
        words = [cell for cell in cells if cell.__class__ is str and cell]
        if len(words) < POK.kenal:
            continue
        headers = set(map(plain, words))
        for bentuk in (DUMP, POK):
            if len(headers & bentuk.khas) >= bentuk.kenal:
                return Found(sheet, at, bentuk)
    return None


class Table:
    """A table with its columns: ``columns`` has the position of each field, ``header`` the cells above them.

    Raises:
        Unreadable: a column is missing, or stands twice.
    """

    def __init__(self, found: Found) -> None:
        self.sheet, at, self.bentuk = found
        self.header: Sequence[object] = self.sheet.rows[at]
        self.first = at + 2
        self.columns: Mapping[str, int] = self._columns(at + 1)

    def lines(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Row number and cells of each row below the header."""
        return enumerate(self.sheet.rows[self.first - 1 :], self.first)

    def title(self, name: str) -> str:
        """What the file calls a field."""
        return cell_text(self.header[self.columns[name]])

    def notation(self) -> NumberFormat:
        """How amounts kept as text are written; a table that does not say is taken to be Indonesian."""
        columns = [at for name, at in self.columns.items() if name in AMOUNTS]
        texts = (cell for _, cells in self.lines() for at in columns if isinstance(cell := cells[at], str))
        return detect_format(text for text in texts if not text.isdecimal()) or NumberFormat.INDONESIAN

    def places(self) -> Iterator[KolomRow]:
        for name, at in self.columns.items():
            for field in PATH if name == "jalur" else (name,):
                yield KolomRow(self.sheet.name, None, field, column_letter(at))

    def reject(self, aturan: Aturan, baris: int, name: str | None, cell: object, alasan: str) -> Reject:
        kolom = column_letter(self.columns[name]) if name else None
        return Reject(self.sheet.name, baris, kolom, cell_text(cell)[:80] or None, aturan.id, alasan, aturan.saran)

    def _columns(self, baris: int) -> dict[str, int]:
        known, columns = self.bentuk.kolom, {}
        for at, cell in enumerate(self.header):
            name = known.get(plain(cell))
            if name in columns:
                alasan = f"Kolom {cell_text(cell)} tertulis dua kali, sehingga tidak jelas mana yang benar."
                refuse(KOLOM_GANDA, alasan, (self.sheet.name, baris, column_letter(at), cell_text(cell)))
            if name:
                columns[name] = at
        absent = [header for header, name in known.items() if name in self.bentuk.wajib - columns.keys()]
        if absent:
            shown = ", ".join("kode akun" if header == "kodeakun" else header for header in absent)
            alasan = f"Kolom wajib {self.bentuk.sebutan} tidak ada di baris kepala: {shown}."
            refuse(KOLOM_KURANG, alasan, (self.sheet.name, baris, None, None))
        return columns


def refuse(
    aturan: Aturan,
    alasan: str,
    where: tuple[str | None, int | None, str | None, str | None] = NOWHERE,
    more: Sequence[Reject] = (),
) -> NoReturn:
    """Refuse the whole file; ``more`` tells of single rows."""
    raise Unreadable([Reject(*where, aturan.id, alasan, aturan.saran), *more], JENIS)
