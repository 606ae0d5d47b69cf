"""Puts the lines of a RAK text into a Word document that can be printed: landscape, with the real document's columns.

``rak_forms.as_docx`` has more variety, but tables as wide as the text, which no page holds.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from tests.readers.rak_forms import MONTHS, OUTER, SUB_TABLE, PdfWriter

A3 = (420, 297)
MARGIN = 10
INNER_SHARES = (0.05, 0.25, 0.2, 0.26, 0.11, 0.11)
HEAD = {0: "NO.", 1: "SASARAN KEGIATAN", 2: "INDIKATOR KINERJA KEGIATAN", 15: "ANGGARAN"}


def as_landscape_docx(text: str, targets: Mapping[int, Mapping[int, str]]) -> bytes:
    """A page for each of the text's, each with one table of 16 columns, the rows of an indicator nested in it.

    targets: by line of the text, the printed target of each month.
    """
    writer = PdfWriter(text, targets)
    document: Any = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = map(Mm, A3)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    document.styles["Normal"].font.size = Pt(6)
    for number, page in enumerate(writer.pages()):
        if number:
            document.add_page_break()
        table = inner = None
        for line in page:
            if line.kind == "text":
                document.add_paragraph(" ".join(line.cells.values()).strip("*# "))
            elif line.kind == "head" and table is None:
                table = _outer_table(document)
            elif line.kind not in ("blank", "head"):
                kind, cells = ("inner", SUB_TABLE) if line.kind == "subhead" else writer.row(line)
                if kind == "outer":
                    inner = None
                elif inner is None:
                    inner = _inner_table(table)
                _fill(table if inner is None else inner, cells)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _outer_table(document: Any) -> Any:
    scale = (A3[0] - 2 * MARGIN) / OUTER[-1]
    table = _table(document, [(right - left) * scale for left, right in pairwise(OUTER)])
    upper, lower = table.add_row().cells, table.add_row().cells
    for at, name in HEAD.items():
        upper[at].merge(lower[at]).text = name
    upper[3].merge(upper[14]).text = "TARGET"
    for at, month in enumerate(MONTHS, start=3):
        lower[at].text = month
    return table


def _inner_table(table: Any) -> Any:
    cells = table.add_row().cells
    width = sum(column.width.mm for column in table.columns) - sum(table.columns[at].width.mm for at in (0, 1))
    return _table(cells[2].merge(cells[15]), [width * share for share in INNER_SHARES])


def _table(parent: Any, widths: list[float]) -> Any:
    table = parent.add_table(0, len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _fill(table: Any, texts: list[str]) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = text
