"""Lines of a RAK to typed items, each line by itself, whatever form the document has. What an item belongs to is
decided in rak_blocks; how a form becomes lines, in rak_text, rak_workbook, rak_docx and rak_pdf."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import lxml.html

TABLE_COLUMNS = ("NO", "RO", "KOMPONEN", "SUB KOMPONEN", "ANGGARAN", "KONTRIBUSI")
PAGE_COLUMNS = {"SASARAN KEGIATAN": "SASARAN", "INDIKATOR KINERJA KEGIATAN": "INDIKATOR"}

# Header words may be glued to each other, so a header is a line made of nothing but these.
_HEADER = re.compile(r"(?:NO|SASARAN|KEGIATAN|INDIKATOR|KINERJA|TARGET|ANGGARAN|RO|SUB|KOMPONEN|KONTRIBUSI|B[0-9]{2})+")
_PAGE_WORD = re.compile(r"SASARAN|INDIKATOR|TARGET|B[0-9]{2}")
_SIX_MONTHS = re.compile(r"(?:B[0-9]{2}){6}")
_MONTH = re.compile(r"B[0-9]{2}")
_ORDINAL = re.compile(r"[0-9]{1,3}[.)]?")
_RO = re.compile(r"[A-Za-z0-9]{2}\.[A-Za-z0-9]+\.\S+")
_LABEL = re.compile(r"[0-9]{2}(?:\s+[-–—]\s*|\s*[-–—]\s+)\S.*", re.DOTALL)
_LOOSE_LABEL = re.compile(r"(?=\S*[0-9])[0-9OolI]{1,3}\s+[-–—]\s.*", re.DOTALL)
_TOTAL = re.compile(r"total(?:\s+anggaran)?\s*:?\s*(?P<nilai>(?=\S*[0-9])\S++)?", re.IGNORECASE)
_AT_HYPHEN = re.compile(r"\w-")
DATE = re.compile(r"(?P<tempat>[^\d,|]+),\s*(?P<hari>[0-9]{1,2})\s+(?P<bulan>[A-Za-z]+)\s+(?P<tahun>[0-9]{4})")


class Cell(NamedTuple):
    """Non-blank cell: column from 0, text with single spaces."""

    col: int
    text: str


class Line(NamedTuple):
    """What stands side by side in a document.

    Attributes:
        baris: number that no other line of the document has; it rises down the document.
        lembar: page or sheet, None where the form has neither.
    """

    baris: int
    cells: tuple[Cell, ...]
    lembar: str | None = None


class Header(NamedTuple):
    """Header line of a page or of a sub-table; columns holds the cells that stand alone, by their name."""

    baris: int
    page: bool
    columns: dict[str, int]
    months: tuple[str, ...]


class PrintedRow(NamedTuple):
    """Numbered row of a sub-table; nomor is None where it is not printed; cells are those after it."""

    baris: int
    nomor: str | None
    cells: tuple[Cell, ...]


class PrintedIndicator(NamedTuple):
    """Line that opens a sasaran, an indicator, or both; numbers are the cells after the indicator's name."""

    baris: int
    nomor: str | None
    sasaran: Cell | None
    indikator: Cell | None
    numbers: tuple[Cell, ...]


class Copy(NamedTuple):
    """Sub-table given inside one line (HTML, or flattened into the line); rest is what a cut left unread."""

    baris: int
    rows: tuple[PrintedRow, ...]
    closed: bool
    rest: str


class PrintedTotal(NamedTuple):
    baris: int
    nilai: str


class Text(NamedTuple):
    """Line that none of the other kinds takes."""

    baris: int
    cells: tuple[Cell, ...]


class Blank(NamedTuple):
    baris: int


Item = Header | PrintedRow | PrintedIndicator | Copy | PrintedTotal | Text | Blank


def quote(cells: tuple[Cell, ...]) -> str:
    return " | ".join(cell.text for cell in cells)


def make_cells(texts: Iterable[str]) -> tuple[Cell, ...]:
    """Cells of a line from the texts of its columns, blank ones too."""
    squeezed = (Cell(col, " ".join(text.split())) for col, text in enumerate(texts))
    return tuple(cell for cell in squeezed if cell.text)


def join_broken(text: str, rest: str) -> str:
    """A text and its rest after a break: ``2025-`` and ``2029``, ``masing-`` and ``masing`` take no space."""
    return f"{text}{rest}" if not text or (_AT_HYPHEN.fullmatch(text[-2:]) and rest[:1].isalnum()) else f"{text} {rest}"


def read_lines(lines: Iterable[Line]) -> Iterator[Item]:
    """Items of a document in order. A line with an inner table gives more than one."""
    for baris, cells, _ in lines:
        copies = [_read_html(baris, each.text) for each in cells if "<table" in each.text.lower()]
        plain = tuple(each for each in cells if "<table" not in each.text.lower())
        plain, inline = _split_inline(baris, plain, beside_html=bool(copies))
        if plain or not (copies or inline):
            yield _classify(baris, plain)
        yield from copies
        if inline is not None:
            yield inline


def _classify(baris: int, cells: tuple[Cell, ...]) -> Item:
    if not cells:
        return Blank(baris)
    squashed = "".join(re.sub(r"[\s.]", "", cell.text) for cell in cells)
    if _HEADER.fullmatch(squashed) and (len(cells) > 1 or _is_glued_header(squashed)):
        return _header(baris, cells)
    total = _TOTAL.fullmatch(cells[0].text)
    if total and len(cells) + (total["nilai"] is not None) == 2:
        return PrintedTotal(baris, total["nilai"] or cells[1].text)
    numbered = _ORDINAL.fullmatch(cells[0].text) is not None
    rest = cells[1:] if numbered else cells
    labels = [_LOOSE_LABEL.fullmatch(cell.text) is not None for cell in rest[:2]]
    if labels and labels[0] and _opens_indicator(rest, numbered=numbered, second=labels[1:] == [True]):
        return _indicator(baris, cells[0].text if numbered else None, rest, second=labels[1:] == [True])
    if numbered:
        return PrintedRow(baris, cells[0].text, rest)
    for start in (0, 1):
        if len(cells) > start + 1 and _RO.match(cells[start].text) and any(c.isdigit() for c in cells[-1].text[-3:]):
            return PrintedRow(baris, cells[0].text if start else None, cells[start:])
    return Text(baris, cells)


def _is_glued_header(squashed: str) -> bool:
    return (
        "INDIKATOR" in squashed.partition("SASARAN")[2]
        or "KONTRIBUSI" in squashed.partition("KOMPONEN")[2]
        or _SIX_MONTHS.search(squashed) is not None
    )


def _opens_indicator(cells: tuple[Cell, ...], *, numbered: bool, second: bool) -> bool:
    strict = _LABEL.fullmatch(cells[0].text) is not None
    if numbered:  # else a row whose RO is missing: its komponen has three digits and a letter follows
        return strict or second or re.match(r"\S{1,2}\s", cells[0].text) is not None
    return strict or len(cells) > 1


def _indicator(baris: int, nomor: str | None, cells: tuple[Cell, ...], *, second: bool) -> PrintedIndicator:
    if second:
        return PrintedIndicator(baris, nomor, cells[0], cells[1], cells[2:])
    if nomor is not None and len(cells) == 1:
        return PrintedIndicator(baris, nomor, cells[0], None, ())
    return PrintedIndicator(baris, nomor, None, cells[0], cells[1:])


def _header(baris: int, cells: tuple[Cell, ...]) -> Header:
    columns: dict[str, int] = {}
    months: list[str] = []
    for cell in cells:
        name = cell.text.rstrip(".")
        name = PAGE_COLUMNS.get(name, name)
        months += _MONTH.findall(re.sub(r"\s", "", name))
        if name in TABLE_COLUMNS or name in PAGE_COLUMNS.values() or _MONTH.fullmatch(name):
            columns[name] = cell.col
    page = _PAGE_WORD.search("".join(re.sub(r"\s", "", cell.text) for cell in cells)) is not None
    return Header(baris, page, columns, tuple(months))


def _read_html(baris: int, html: str) -> Copy:
    lower = html.lower()
    closed = "</table" in lower
    cut = max(lower.find("<table"), lower.rfind("</tr>"))
    rows = []
    if "</tr>" in lower:
        # Only the innermost rows: of tables in tables each would say again what those in it say.
        for tr in lxml.html.fromstring(html if closed else html[:cut]).xpath("//tr[not(.//tr)]"):
            texts = [" ".join(td.text_content().split()) for td in tr.xpath(".//td[not(.//td)]")]
            if texts:
                cells = tuple(Cell(col, text) for col, text in enumerate(texts[1:], start=1) if text)
                rows.append(PrintedRow(baris, texts[0] or None, cells))
    rest = "" if closed else " ".join(re.sub(r"<[^>]*>?", " ", html[cut:]).split())
    return Copy(baris, tuple(rows), closed, rest)


def _split_inline(baris: int, cells: tuple[Cell, ...], *, beside_html: bool) -> tuple[tuple[Cell, ...], Copy | None]:
    """Take off a sub-table flattened into the line, which begins with its own header."""
    start = next((i for i in range(len(cells) - 1) if cells[i].text == "NO" and cells[i + 1].text == "RO"), None)
    if start is None or (all(cell.text in TABLE_COLUMNS for cell in cells[start:]) and not beside_html):
        return cells, None
    groups: list[list[Cell]] = []
    body = [cell for cell in cells[start:] if cell.text not in TABLE_COLUMNS]
    for i, cell in enumerate(body):
        if _ORDINAL.fullmatch(cell.text) and i + 1 < len(body) and _RO.match(body[i + 1].text):
            groups.append([cell])
        elif groups:
            groups[-1].append(cell)
        else:
            return cells, None
    rows = [PrintedRow(baris, number.text, tuple(row)) for number, *row in groups]
    cut = rows.pop() if rows and len(rows[-1].cells) < len(TABLE_COLUMNS) - 1 else None
    return cells[:start], Copy(baris, tuple(rows), cut is None, quote(cut.cells) if cut else "")
