"""Puts the lines of a RAK text into other forms: Markdown, workbook, Word document, PDF. No reader code, no truth."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

import docx
import openpyxl
from openpyxl.utils import get_column_letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Cells = dict[int, str]
RO = re.compile(r"[A-Z]{2}\.[0-9]{4}\.")
LABEL = re.compile(r"[0-9]{2} - ")
MONTHS = [f"B{month:02d}" for month in range(1, 13)]
SUB_TABLE = ["NO", "RO", "KOMPONEN", "SUB KOMPONEN", "ANGGARAN", "KONTRIBUSI"]


@dataclass
class Printed:
    """A line of the text: its number from 1, kind (text, blank, head, subhead, name, row, tail, rest, copy), cells."""

    baris: int
    kind: str
    cells: Cells


def printed_lines(text: str) -> Iterator[Printed]:
    table: list[int] = []
    before = "text"
    in_tables = False
    for baris, line in enumerate(text.splitlines(), start=1):
        cells = {col: part.strip() for col, part in enumerate(line.split("\t")) if part.strip()}
        texts = list(cells.values())
        if not texts:
            kind = "blank"
        elif "SASARAN KEGIATAN" in texts[1] if len(texts) > 1 else False:
            kind = in_tables = "head"  # type: ignore[assignment]
        elif texts[0].startswith("B01"):
            kind = "head"
        elif texts[:2] == ["NO", "RO"] and len(texts) <= 6:
            kind, table = "subhead", list(cells)
        elif "<table" in line or "NO" in texts[:-1]:
            kind = "copy"
        elif texts[0][0].isdigit() and len(texts) > 1 and RO.match(texts[1]):
            kind = "row"
        elif any(map(LABEL.match, texts[:3])):
            kind = "name"
        elif "Total" in texts:
            kind, in_tables = "total", False
        elif in_tables:
            kind = "tail" if before == "head" else "rest"
        else:
            kind = "text"
        if kind == "rest":
            cells = {table.index(col): part for col, part in cells.items()}
        before = before if kind == "blank" else kind
        yield Printed(baris, kind, cells)


# -- Markdown ----------------------------------------------------------------------------------------------------


def as_markdown(text: str, r: Random) -> bytes:
    """Every line with cells becomes a row between pipes; the first of a block of rows gets a delimiter row."""
    out: list[str] = []
    outer = r.random() < 0.7
    inside = False
    for line in text.splitlines():
        row = "\t" in line
        if row:
            texts = [part.replace("|", "\\|") for part in line.split("\t")]
            if r.random() < 0.3:
                texts = [part.replace(" ", "<br>", 1) if "<table" not in part else part for part in texts]
            body = " | ".join(texts)
            out.append(f"| {body} |" if outer or not body.strip(" |") or body.startswith(" ") else body)
            if not inside:
                out.append("|" + "---|" * len(texts))
        else:
            out.append(line)
        inside = row
    return "\n".join(out).encode()


# -- workbook ----------------------------------------------------------------------------------------------------


def as_workbook(text: str, number: Callable[[str], float | None], r: Random) -> bytes:
    """Every line is a row; some cells are typed numbers, and header cells are merged over their blank neighbours."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "RAK"
    typed = r.random() < 0.7
    for row, line in enumerate(text.splitlines(), start=1):
        parts = line.split("\t")
        for col, part in enumerate(parts, start=1):
            value = number(part) if typed else None
            if part:
                sheet.cell(row, col, part[:32000] if value is None else value)
        if "TARGET" in parts and r.random() < 0.5:
            first = parts.index("TARGET") + 1
            blank = len(parts[first:]) - len("\t".join(parts[first:]).lstrip("\t").split("\t"))
            if blank > 0:
                sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + blank)
    if r.random() < 0.5:
        other = book.create_sheet("Catatan")
        other["A1"] = "Disalin dari aplikasi"
    sheet.column_dimensions[get_column_letter(2)].width = 40
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- Word --------------------------------------------------------------------------------------------------------


def as_docx(text: str, r: Random) -> bytes:
    """Blocks of lines become tables; rows of a sub-table become, now and then, a table nested in one cell."""
    document: Any = docx.Document()
    lines = list(printed_lines(text))
    nests = r.random() < 0.7
    at = 0
    while at < len(lines):
        if lines[at].kind in ("text", "blank"):
            document.add_paragraph(lines[at].cells.get(0, ""))
            at += 1
            continue
        end = next((i for i in range(at, len(lines)) if lines[i].kind in ("text", "blank")), len(lines))
        _docx_table(document, lines[at:end], text.splitlines(), nests=nests)
        at = end
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx_table(document: Any, lines: Sequence[Printed], text: Sequence[str], *, nests: bool) -> None:
    width = max(len(text[line.baris - 1].split("\t")) for line in lines)
    table = document.add_table(0, width)
    at = 0
    while at < len(lines):
        cells = table.add_row().cells
        inner = [line for line in lines[at:] if line.kind in ("subhead", "row", "rest")]
        inner = inner[: next((i for i, line in enumerate(lines[at:]) if line not in inner), len(inner))]
        if nests and len(inner) > 1 and width > 3:
            holder = cells[2].merge(cells[-1]) if width > 4 else cells[2]
            nested = holder.add_table(0, max(len(text[line.baris - 1].split("\t")) for line in inner))
            for line in inner:
                _fill(nested.add_row().cells, text[line.baris - 1])
            at += len(inner)
            continue
        _fill(cells, text[lines[at].baris - 1])
        at += 1


def _fill(cells: Sequence[Any], line: str) -> None:
    for cell, part in zip(cells, line.split("\t"), strict=False):
        if part:
            cell.text = part


# -- PDF ---------------------------------------------------------------------------------------------------------

OUTER = [0, 22, 112, 232, *range(262, 262 + 28 * 12, 28), 660]
LEFT = 30


@dataclass
class Style:
    """How a generator of PDFs draws: what it rules, how far inner tables stand off, whether headers repeat."""

    size: float = 6
    padding: float = 4  # between the inner table and the cell that holds it
    boxes: bool = True  # every cell its own rectangle, else lines shared by neighbours
    filled: bool = False
    repeats: bool = True
    open_at_break: bool = False
    numbered: bool = True
    turned: bool = False  # drawn on its side on an upright page, and turned for the reader
    aside: float = 0  # how far the months of the header stand beside those below

    @classmethod
    def random(cls, r: Random) -> Style:
        return cls(
            r.choice([5, 6, 7]),
            r.choice([0, 2, 4, 6]),
            r.random() < 0.5,
            r.random() < 0.5,
            r.random() < 0.8,
            r.random() < 0.5,
            r.random() < 0.7,
            r.random() < 0.2,
        )


@dataclass
class PdfWriter:
    """Draws the lines of a text as a PDF in the layout of the real document.

    targets: by line of the text, the printed target of each month.
    """

    text: str
    targets: Mapping[int, Mapping[int, str]]
    style: Style = field(default_factory=Style)

    def write(self) -> bytes:
        buffer = io.BytesIO()
        self.canvas = Canvas(buffer, pageCompression=1)
        pages = self.pages()
        self.in_table = False
        for self.number, page in enumerate(pages, start=1):
            self._page(page, first=self.number == 1, last=self.number == len(pages))
        self.canvas.save()
        return buffer.getvalue()

    def pages(self) -> list[list[Printed]]:
        """A page begins with its header, the title and the end with what stands beside it."""
        pages: list[list[Printed]] = [[]]
        before = ""
        for line in printed_lines(self.text):
            if line.kind == "copy":
                continue
            if line.kind == "head" and before != "head" and any(old.kind == "head" for old in pages[-1]):
                pages.append([])
            if line.kind != "blank":
                before = line.kind
            pages[-1].append(line)
        return pages

    def _page(self, lines: Sequence[Printed], *, first: bool, last: bool) -> None:
        style = self.style
        rows: list[tuple[str, Any]] = []
        shown = set()
        for line in lines:
            if line.kind == "head":
                if "head" not in shown and (first or style.repeats):
                    rows.append(("head", None))
                shown.add("head")
            elif line.kind == "subhead":
                continued = not first and not style.repeats and shown <= {"head"}
                if not continued or not self.in_table:
                    rows.append(("inner", list(SUB_TABLE)))
                shown.add("subhead")
                self.in_table = True
            else:
                if line.kind == "name":
                    self.in_table = False
                rows.append(self.row(line))
                shown.add(line.kind)
        heights = [self._height(kind, cells) for kind, cells in rows]
        inner_tables = sum(kind == "inner" for kind, _ in rows)
        height = max(595.0, sum(heights) + 2 * style.padding * inner_tables + 80)
        self.canvas.setPageSize((height, 842) if style.turned else (842, height))
        if style.turned:
            self.canvas.setPageRotation(90)
            self.canvas.rotate(90)
            self.canvas.translate(0, -height)
        self.top = height - 30
        at = 0
        while at < len(rows):
            kind = rows[at][0]
            if kind == "inner":
                end = next((i for i in range(at, len(rows)) if rows[i][0] != "inner"), len(rows))
                self._inner([cells for _, cells in rows[at:end]], heights[at:end], closed=last or end < len(rows))
                at = end
                continue
            if kind == "head":
                self._head()
            elif kind == "loose":
                self._loose(rows[at][1], heights[at])
            else:
                self._cells(OUTER, rows[at][1], heights[at], closed=last or at + 1 < len(rows))
            at += 1
        if style.numbered:
            self.canvas.setFont("Helvetica", style.size)
            self.canvas.drawString(400, 15, f"Halaman {self.number}")
        self.canvas.showPage()

    def row(self, line: Printed) -> tuple[str, Any]:
        if line.kind in ("text", "blank"):
            return "loose", " ".join(line.cells.values()).strip("*# ")
        if line.kind == "total":
            return "outer", ["", "", "Total", *[""] * 12, list(line.cells.values())[-1]]
        if line.kind == "row":
            return "inner", list(line.cells.values())
        if line.kind == "rest":
            return "inner", [line.cells.get(i, "") for i in range(6)]
        if line.kind == "tail":
            return "outer", ["", line.cells.get(1, ""), line.cells.get(2, ""), *[""] * 13]
        texts = list(line.cells.values())
        labels = [text for text in texts[:3] if LABEL.match(text)]
        names = [texts[0] if len(labels) == 2 else "", *([""] * (2 - len(labels))), *labels]
        months = [self.targets.get(line.baris, {}).get(month, "") for month in range(1, 13)]
        return "outer", [*names, *months, texts[-1]]

    # -- drawing

    def _wrapped(self, text: str, width: float) -> list[str]:
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and stringWidth(longer, "Helvetica", self.style.size) > width - 4:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line else []

    def _inner_edges(self) -> list[float]:
        left, right = OUTER[2] + self.style.padding, OUTER[-1] - self.style.padding
        shares = [0, 0.05, 0.3, 0.5, 0.76, 0.88, 1]
        return [left + (right - left) * share for share in shares]

    def _height(self, kind: str, cells: Any) -> float:
        leading = self.style.size * 1.2
        if kind == "loose":
            return leading
        if kind == "head":
            return 4 * leading + 6
        edges = OUTER if kind == "outer" else self._inner_edges()
        widths = [b - a for a, b in pairwise(edges)]
        most = max(len(self._wrapped(text, width)) for text, width in zip(cells, widths, strict=True))
        return max(most, 1) * leading + 6

    def _loose(self, text: str, height: float) -> None:
        self.canvas.setFont("Helvetica", self.style.size)
        self.canvas.drawString(LEFT + 200, self.top - self.style.size, text)
        self.top -= height

    def _box(self, x0: float, top: float, x1: float, bottom: float, *, closed: bool = True, fill: bool = False) -> None:
        if fill:
            self.canvas.setFillGray(0.9)
            self.canvas.rect(LEFT + x0, bottom, x1 - x0, top - bottom, stroke=0, fill=1)
            self.canvas.setFillGray(0)
        if self.style.boxes and closed:
            self.canvas.rect(LEFT + x0, bottom, x1 - x0, top - bottom)
            return
        lines = [(x0, top, x1, top), (x0, top, x0, bottom), (x1, top, x1, bottom)]
        for a, b, c, d in [*lines, *([(x0, bottom, x1, bottom)] if closed else [])]:
            self.canvas.line(LEFT + a, b, LEFT + c, d)

    def _write(self, text: str, x0: float, x1: float, top: float) -> None:
        self.canvas.setFont("Helvetica", self.style.size)
        right = bool(re.fullmatch(r"[0-9.,]+", text)) and text[-1] != "."
        for i, line in enumerate(self._wrapped(text, x1 - x0)):
            y = top - 2 - self.style.size * (1.2 * i + 0.9)
            if right:
                self.canvas.drawRightString(LEFT + x1 - 1, y, line)
            else:
                self.canvas.drawString(LEFT + x0 + 2, y, line)

    def _cells(
        self, edges: Sequence[float], cells: Sequence[str], height: float, *, closed: bool, fill: bool = False
    ) -> None:
        bottom = self.top - height
        closed = closed or not self.style.open_at_break
        for x0, x1, text in zip(edges, edges[1:], cells, strict=False):
            self._box(x0, self.top, x1, bottom, closed=closed, fill=fill)
            self._write(text, x0, x1, self.top)
        self.top = bottom

    def _head(self) -> None:
        half = (4 * self.style.size * 1.2 + 6) / 2
        top, bottom = self.top, self.top - 2 * half
        spans = [(0, 1, "NO."), (1, 2, "SASARAN KEGIATAN"), (2, 3, "INDIKATOR KINERJA KEGIATAN"), (15, 16, "ANGGARAN")]
        for first, end, text in spans:
            self._box(OUTER[first], top, OUTER[end], bottom, fill=self.style.filled)
            self._write(text, OUTER[first], OUTER[end], top)
        self._box(OUTER[3], top, OUTER[15], top - half, fill=self.style.filled)
        self._write("TARGET", OUTER[3] + 100, OUTER[15], top)
        for i, month in enumerate(MONTHS, start=3):
            left, right = OUTER[i] + self.style.aside, OUTER[i + 1] + self.style.aside
            self._box(left, top - half, right, bottom, fill=self.style.filled)
            self._write(month, left, right, top - half)
        self.top = bottom

    def _inner(self, rows: Sequence[list[str]], heights: Sequence[float], *, closed: bool) -> None:
        """An inner table in a cell that spans from the indicator to the budget."""
        padding, top = self.style.padding, self.top
        closed = closed or not self.style.open_at_break
        bottom = top - sum(heights) - padding * (1 + closed)
        for x0, x1 in ((OUTER[0], OUTER[1]), (OUTER[1], OUTER[2]), (OUTER[2], OUTER[-1])):
            self._box(x0, top, x1, bottom, closed=closed)
        self.top -= padding
        for i, (cells, height) in enumerate(zip(rows, heights, strict=True)):
            fill = self.style.filled and cells[0] == "NO"
            self._cells(self._inner_edges(), cells, height, closed=closed or i + 1 < len(rows), fill=fill)
        self.top = bottom
