"""A RAK as a Word document (.docx): bytes in, lines out. No meaning of a line here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pipelines.readers.rak_lines import Cell, Line, make_cells
from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.workbook import TOO_LARGE, TRUNCATED
from pipelines.wording import number

# A plan of 21 pages is 1 MB of XML; the tree of a document takes about 20 times its XML.
MAX_XML_BYTES = 40_000_000

SAVE_AGAIN = "Buka di Word, simpan sebagai Dokumen Word (.docx) yang baru, lalu kirim lagi."

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "t"))
_SPACES = {f"{_W}{name}" for name in ("tab", "br", "cr")}
_GRID_SPAN, _GRID_BEFORE, _MERGED, _VALUE = (f"{_W}{name}" for name in ("gridSpan", "gridBefore", "vMerge", "val"))
# A text box is given twice, the second time for old programs; deleted text is not the document's.
_SKIPPED = {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}del", f"{_W}moveFrom"}
_MAX_SPAN = 1000


def lines_of_docx(data: bytes) -> list[Line]:
    """Paragraphs and table rows in reading order, counted from 1; a nested table follows the row that holds it.

    Raises:
        Unreadable: the file is damaged, or larger than any plan.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels")))
        body = docx.Document(io.BytesIO(data)).element.body if size <= MAX_XML_BYTES else None
    except Exception as error:  # python-docx raises whatever the damage happens to break
        raise _refusal(TRUNCATED, "Dokumen Word ini terpotong atau rusak.", SAVE_AGAIN) from error
    if body is None:
        alasan = f"Isi dokumen Word ini mengembang menjadi {number(size // 1_000_000)} MB."
        raise _refusal(TOO_LARGE, alasan, SAVE_AGAIN)
    return [Line(baris, cells) for baris, cells in enumerate(_blocks(body), start=1)]


def _refusal(aturan: str, alasan: str, saran: str) -> Unreadable:
    return Unreadable([Reject(None, None, None, None, aturan, alasan, saran)])


def _blocks(parent: Any) -> Iterator[tuple[Cell, ...]]:
    for element in _inside(parent, {_PARAGRAPH, _TABLE}):
        if element.tag == _PARAGRAPH:
            yield make_cells([_text(element)])
            continue
        for row in _inside(element, {_ROW}):
            yield from _row(row)


def _row(row: Any) -> Iterator[tuple[Cell, ...]]:
    """The line of a table row, in the columns of the table's grid, then the lines of the tables in its cells."""
    col = _number(row.find(f"{_W}trPr/{_GRID_BEFORE}"), 0)
    cells: list[Cell] = []
    nested: list[Any] = []
    for cell in _inside(row, {_CELL}):
        merged = cell.find(f"{_W}tcPr/{_MERGED}")
        if merged is None or merged.get(_VALUE) == "restart":
            texts = [_text(element) for element in _inside(cell, {_PARAGRAPH})]
            cells += [found._replace(col=col) for found in make_cells([" ".join(texts)])]
            nested += _inside(cell, {_TABLE})
        col += _number(cell.find(f"{_W}tcPr/{_GRID_SPAN}"), 1)
    yield tuple(cells)
    for table in nested:
        for inner in _inside(table, {_ROW}):
            yield from _row(inner)


def _inside(parent: Any, tags: set[str]) -> Iterator[Any]:
    """Elements of these kinds, also those wrapped into content controls or tracked insertions, not those in others."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag not in _SKIPPED and child.tag not in (_PARAGRAPH, _TABLE, _ROW, _CELL):
            yield from _inside(child, tags)


def _text(paragraph: Any) -> str:
    parts = []
    for element in _inside(paragraph, {_TEXT, *_SPACES}):
        parts.append(element.text or "" if element.tag == _TEXT else " ")
    return "".join(parts)


def _number(element: Any, default: int) -> int:
    try:
        return min(int(element.get(_VALUE)), _MAX_SPAN) if element is not None else default
    except (TypeError, ValueError):
        return default
