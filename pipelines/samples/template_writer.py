"""Writes a template as workbook or CSV, empty or filled. What the columns of a template are is not known here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from pipelines.readers.numbers import canonical
from pipelines.readers.workbook import column_letter

LABEL = "DATA SINTETIS - BUKAN DATA RESMI"
TEMPLATE_MADE = datetime(2025, 1, 1, 1, 0)
TEMPLATE_ROWS = 1000

Cell = str | int | Decimal | None


class Keterangan(NamedTuple):
    """What a column of a template asks for."""

    wajib: str
    arti: str
    contoh: str


@dataclass(frozen=True)
class Template:
    """A template of ours.

    Attributes:
        sheet: name of its sheet, and of its files.
        title: of the document.
        columns: what each asks for, in their order.
        widths: of the columns, in characters.
        codes: columns that are typed as text.
        frozen: the first column that scrolls.
        validations: what Excel refuses while somebody types, by column, for the row of the first cell.
    """

    sheet: str
    title: str
    columns: Mapping[str, Keterangan]
    widths: Sequence[int]
    codes: frozenset[str]
    frozen: str
    validations: Callable[[int], Mapping[str, dict[str, object]]]

    def write(self, folder: Path) -> list[Path]:
        """The empty template as xlsx and CSV, always the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        made = [folder / f"{self.sheet}.xlsx", folder / f"{self.sheet}.csv"]
        made[0].write_bytes(self.xlsx([], TEMPLATE_MADE, None))
        made[1].write_bytes(self.csv([], None))
        return made

    def xlsx(self, rows: Sequence[Mapping[str, Cell]], made: datetime, title: str | None) -> bytes:
        """The template as a workbook, filled with ``rows``; ``made`` (UTC) goes into the document properties."""
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        book.set_properties({"title": title or self.title, "subject": "Kinerja", "created": made})
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        names = list(self.columns)

        sheet = book.add_worksheet(self.sheet)
        top = 0
        if title:
            sheet.write_string(0, 0, title, bold)
            top = 2
        last = top + max(TEMPLATE_ROWS, len(rows))
        for at, (name, keterangan) in enumerate(self.columns.items()):
            sheet.set_column(at, at, self.widths[at], as_text if name in self.codes else None)
            sheet.write_string(top, at, name, head)
            sheet.write_comment(top, at, f"{keterangan.arti} ({keterangan.wajib}) Contoh: {keterangan.contoh}")
        for below, row in enumerate(rows, start=top + 1):
            for at, name in enumerate(names):
                cell = row[name]
                if isinstance(cell, str):
                    sheet.write_string(below, at, cell)
                elif cell is not None:
                    sheet.write_number(below, at, cell)
        for name, rule in self.validations(top + 2).items():
            at = names.index(name)
            sheet.data_validation(top + 1, at, last, at, rule)
        sheet.ignore_errors({"number_stored_as_text": f"A{top + 2}:{column_letter(len(names) - 1)}{last + 1}"})
        sheet.freeze_panes(top + 1, names.index(self.frozen))

        about = book.add_worksheet("keterangan")
        about.set_column(0, 1, 24)
        about.set_column(2, 2, 70, wrap)
        about.set_column(3, 3, 36)
        table = [("kolom", "pengisian", "arti", "contoh"), *((name, *self.columns[name]) for name in names)]
        for below, cells in enumerate(table):
            for at, text in enumerate(cells):
                about.write_string(below, at, text, head if below == 0 else None)
        book.close()
        return buffer.getvalue()

    def csv(self, rows: Sequence[Mapping[str, Cell]], title: str | None) -> bytes:
        """The same table as Excel in Indonesia saves it: ``;`` between cells, decimal comma, UTF-8 with its mark."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=";")
        if title:
            writer.writerows([[title], []])
        writer.writerow(self.columns)
        for row in rows:
            cells = [row[name] for name in self.columns]
            writer.writerow(canonical(cell).replace(".", ",") if isinstance(cell, Decimal) else cell for cell in cells)
        return buffer.getvalue().encode("utf-8-sig")


def six_digits(column: str) -> dict[str, object]:
    """The validation of a satker code; ``column`` is the address of its first cell."""
    return {
        "validate": "custom",
        "value": f"=AND(ISTEXT({column}),LEN({column})=6)",
        "error_title": "Kode satker",
        "error_message": "Ketik enam angka sebagai teks, beserta nol di depan.",
    }
