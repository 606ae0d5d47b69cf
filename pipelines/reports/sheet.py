"""One table on one worksheet: looks, widths, heights, printing. What the table says is decided elsewhere.

Text that a spreadsheet could take for a formula is a text cell that stays one when it is edited, shown behind an
apostrophe by its number format; the value in the cell is what the document says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pipelines.reports.charts import KRITERIA, tone
from pipelines.spreadsheet import LINE_HEIGHT, fitted, height, looks_like_formula
from pipelines.wording import number

TEXT, CODE, MONEY, PERCENT, NUMBER, COUNT, DAY, TIME = (
    "teks",
    "kode",
    "rupiah",
    "persen",
    "angka",
    "bulat",
    "hari",
    "waktu",
)
"""Kinds of column. NUMBER shows decimals only where there are some; CODE is text that looks like a number."""

# Numbers keep a space off the text at their right.
_FORMS: dict[str, dict[str, Any]] = {
    TEXT: {"text_wrap": True},
    CODE: {"num_format": "@", "text_wrap": True},
    MONEY: {"num_format": "#,##0_ "},
    PERCENT: {"num_format": "#,##0.00_ "},
    NUMBER: {"num_format": "#,##0.00##_ "},
    COUNT: {"num_format": "0_ "},
    DAY: {"num_format": "dd-mm-yyyy", "align": "left"},
    TIME: {"num_format": "dd-mm-yyyy hh:mm", "align": "left"},
}
_STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "kelompok": {"bold": True, "bg_color": "#EAF0F6"},
    "jumlah": {"bold": True, "top": 2, "bg_color": "#F2F2F2"},
    "tebal": {"bold": True},
}
_LINES = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
_HEAD = {**_LINES, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#D9E2F3"}
# Wider than this many characters is turned on its side.
_PORTRAIT = 96
# Whole numbers beyond this lose digits in a spreadsheet.
_EXACT = 10**15
_A4 = 9
_ROW_PIXELS = 20
_CHART = 1000
# How much higher than wide the printed part of an upright A4 is, and how much more than a page is made to fit.
_TALL = 1.4
_SQUEEZED = 1.75


class Column(NamedTuple):
    """One column; neighbours with the same ``group`` stand under one heading."""

    title: str
    width: int
    kind: str = TEXT
    group: str = ""


class Toned(NamedTuple):
    """A value coloured like the kriteria ``tone`` (none: not coloured)."""

    value: object
    tone: str | None


@dataclass
class Line:
    """One row: a value per column. ``span``: so many columns are merged into the first; ``indent``: level in a tree."""

    cells: Sequence[object]
    style: str = ""
    span: int = 1
    indent: int | None = None


class Space(NamedTuple):
    """Where a chart belongs: rows of the table's first and last line, the row it begins on, its width in pixels."""

    first: int
    last: int
    row: int
    width: int


Drawer = Callable[[Any, Any, Space], int]
"""Draws a chart into a sheet of a workbook; gives its height in pixels."""


@dataclass
class Table:
    """What one worksheet holds. ``empty`` is said in place of ``lines`` and ``notes`` when there are no lines."""

    sheet: str
    title: str
    columns: Sequence[Column]
    lines: list[Line]
    empty: str | None = None
    notes: list[str] = field(default_factory=list)
    frozen: int = 0
    draw: Drawer | None = None


class Book:
    """The open workbook and its formats, each made once."""

    def __init__(self, book: Any, footer: str) -> None:
        self.book = book
        self.footer = footer
        self._formats: dict[str, Any] = {}

    def format(self, **look: Any) -> Any:
        key = repr(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def cell(self, kind: str, style: str = "", hue: str | None = None, **more: Any) -> Any:
        look = {**_LINES, **_FORMS[kind], **_STYLES[style], **more}
        if hue is not None:
            look["bg_color"] = soft(KRITERIA[hue])
        return self.format(**look)

    def put(self, sheet: Any, row: int, col: int, value: object, kind: str, style: str = "", indent: int = 0) -> None:
        """Write one value in the form of its kind; None is an empty cell."""
        hue: str | None = None
        if isinstance(value, Toned):
            hue = tone(value.tone)
            value = value.value
        elif isinstance(value, str) and value in KRITERIA:
            hue = value
        more: dict[str, Any] = {"align": "left", "indent": indent} if indent else {}
        if value is None or value == "":
            sheet.write_blank(row, col, None, self.cell(kind, style, hue))
        elif isinstance(value, (int, Decimal)) and -_EXACT < value < _EXACT:
            if kind == NUMBER and value == int(value):
                more["num_format"] = _FORMS[MONEY]["num_format"]
            sheet.write_number(row, col, value, self.cell(kind, style, hue, **more))
        elif isinstance(value, date):
            sheet.write_datetime(row, col, value, self.cell(kind, style, hue))
        else:
            text = fitted(number(value) if isinstance(value, (int, Decimal)) else str(value))
            if looks_like_formula(text):
                more |= {"num_format": '"\'"@', "quote_prefix": True}
            sheet.write_string(row, col, text, self.cell(kind, style, hue, **more))

    def merged(self, sheet: Any, row: int, first: int, last: int, text: str, form: Any) -> None:
        """Text across columns; one column alone cannot be merged."""
        if last > first:
            sheet.merge_range(row, first, row, last, "", form)
        sheet.write_string(row, first, fitted(text), form)

    def page(self, sheet: Any, widths: Sequence[int], last_row: int, whole: bool = False) -> None:
        """A4, one page wide (and high, where ``whole``), numbered."""
        if sum(widths) > _PORTRAIT:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, int(whole))
        sheet.set_footer(self.footer)
        sheet.print_area(0, 0, last_row, len(widths) - 1)
        # Codes are text on purpose.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def soft(colour: str) -> str:
    """The colour with so much white that black text is easily read on it."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.55):02X}" for part in parts)


def write(book: Book, table: Table, subtitle: str) -> None:
    """Add the worksheet of one table."""
    sheet = book.book.add_worksheet(table.sheet)
    sheet.hide_gridlines(2)
    columns, last = table.columns, len(table.columns) - 1
    widths = [column.width for column in columns]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    total = sum(widths)
    note = book.format(text_wrap=True, valign="top", italic=True, font_color="#44546A")
    row, points = 0, 0

    def say(text: str, form: Any, room: float = 1.0, more: int = 0) -> None:
        nonlocal row, points
        tall = height([(text, int(total * room))]) + more
        sheet.set_row(row, tall)
        book.merged(sheet, row, 0, last, text, form)
        row, points = row + 1, points + tall

    say(table.title, book.format(bold=True, font_size=13, text_wrap=True, valign="top"), 0.8, 4)
    say(subtitle, note)
    row, header = row + 1, row + 1
    row = body = _head(book, sheet, columns, header)
    # The line of a tree stands above its parts.
    sheet.outline_settings(True, False, True, False)
    if not table.lines:
        say(table.empty or "", book.cell(TEXT))
    for line in table.lines:
        points += _line(book, sheet, row, columns, line)
        row += 1
    end = row - 1
    row += 1
    for text in table.notes if table.lines else ():
        say(text, note)
    if table.draw and table.lines:
        row += 1
        pixels = table.draw(book.book, sheet, Space(body, end, row, min(_CHART, _pixels(widths))))
        row += math.ceil(pixels / _ROW_PIXELS)
        points += pixels * 3 // 4
    sheet.freeze_panes(body, table.frozen)
    sheet.repeat_rows(header, body - 1)
    # What is a little more than a page is printed on one: charts and notes stay with their table.
    shape = _TALL if total <= _PORTRAIT else 1 / _TALL
    book.page(sheet, widths, row - 1, whole=points <= _pixels(widths) * 0.75 * shape * _SQUEEZED)


def _pixels(widths: Sequence[int]) -> int:
    """How wide columns are on a screen: a digit takes 7 pixels, and 5 go around."""
    return sum(7 * width + 5 for width in widths)


def _head(book: Book, sheet: Any, columns: Sequence[Column], row: int) -> int:
    """Write the heading, in two rows where columns are grouped; gives the first row below it."""
    head = book.format(**_HEAD)
    grouped = any(column.group for column in columns)
    if grouped:
        at = 0
        while at < len(columns):
            group = columns[at].group
            end = at
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if group:
                book.merged(sheet, row, at, end, group, head)
            else:
                sheet.merge_range(row, at, row + 1, at, "", head)
                sheet.write_string(row, at, columns[at].title, head)
            at = end + 1
    last = row + grouped
    # A heading breaks between words only, which takes more room than its characters.
    sheet.set_row(last, max(2 * LINE_HEIGHT, height([(c.title, max(1, c.width - 3)) for c in columns])))
    for at, column in enumerate(columns):
        if not grouped or column.group:
            sheet.write_string(last, at, column.title, head)
    return last + 1


def _line(book: Book, sheet: Any, row: int, columns: Sequence[Column], line: Line) -> int:
    """Write one row; gives its height in points."""
    texts: list[tuple[str, int]] = [("", 1)]
    for at, (value, column) in enumerate(zip(line.cells, columns, strict=True)):
        shown = value.value if isinstance(value, Toned) else value
        if isinstance(shown, str):
            width = sum(c.width for c in columns[: line.span]) if at == 0 else column.width
            indent = (line.indent or 0) if column.kind == TEXT else 0
            texts.append((shown, max(1, int((width - indent) * (0.9 if line.style else 1)))))
    options = {"level": line.indent} if line.indent else {}
    tall = height(texts)
    sheet.set_row(row, tall, None, options)
    if line.span > 1:
        sheet.merge_range(row, 0, row, line.span - 1, "", book.cell(TEXT, line.style))
    for at, (value, column) in enumerate(zip(line.cells, columns, strict=True)):
        if at == 0 or at >= line.span:
            kind = TEXT if at == 0 and line.span > 1 else column.kind
            indent = (line.indent or 0) if kind == TEXT else 0
            book.put(sheet, row, at, value, kind, line.style, indent)
    return tall
