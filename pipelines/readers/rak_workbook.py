"""A RAK as a sheet of a workbook: sheets in, lines out. No meaning of a line here; opening the file is in workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from pipelines.readers import rak_rules as rules
from pipelines.readers.numbers import NumberFormat, canonical, detect_format
from pipelines.readers.rak import has_plan_table, looks_like_rak, read_plan
from pipelines.readers.rak_lines import Line, make_cells
from pipelines.readers.reading import Document, Unreadable
from pipelines.readers.workbook import Sheet, Workbook

_TOP = 50


def looks_like_rak_workbook(sheets: Sequence[Sheet], *, table: bool) -> bool:
    """Whether a sheet holds the table of a RAK or, unless ``table``, its title."""
    return any((has_plan_table if table else looks_like_rak)(_top(sheet)) for sheet in sheets)


def read_rak_workbook(workbook: Workbook) -> Document:
    """Read the sheet that holds the RAK; see ``read_plan``. ``baris`` is the row of the sheet.

    Raises:
        Unreadable: the RAK is spread over several sheets, or for one of the reasons of ``read_plan``.
    """
    plans = [sheet for sheet in workbook.sheets if looks_like_rak(_top(sheet))]
    if len(plans) > 1:
        raise Unreadable([rules.several_sheets([sheet.name for sheet in plans])], "rak")
    others = [sheet for sheet in workbook.sheets if sheet is not plans[0] and any(map(any, sheet.rows))]
    return read_plan(list(_lines(plans[0])), rejects=[rules.other_sheet(sheet.name) for sheet in others])


def _lines(sheet: Sheet) -> Iterator[Line]:
    written = [value for row in sheet.rows for value in row if isinstance(value, str)]
    fmt = detect_format(written) or NumberFormat.ENGLISH
    for baris, row in enumerate(sheet.rows, start=1):
        yield Line(baris, make_cells(_text(value, fmt) for value in row), sheet.name)


def _text(value: object, fmt: NumberFormat) -> str:
    """A cell as the document would print it, a number in the notation of the numbers that are text."""
    if isinstance(value, float):
        number = canonical(Decimal(repr(value)))
        whole, mark, fraction = number.partition(".")
        # Three decimals (0.125) would look like thousands.
        return f"{whole}{fmt.decimal}{fraction:0<4}" if mark else whole
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _top(sheet: Sheet) -> str:
    return " ".join(value for row in sheet.rows[:_TOP] for value in row if isinstance(value, str))
