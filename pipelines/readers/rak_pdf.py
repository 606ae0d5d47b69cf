"""A RAK as a PDF with ruled tables: bytes in, lines out. Where things stand on a page is found in pdf_page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipelines.readers import rak_rules as rules
from pipelines.readers.bounded import ask_child
from pipelines.readers.pdf_child import MAX_PAGES
from pipelines.readers.rak_lines import Cell, Header, Item, Line, PrintedIndicator, Text, make_cells, read_lines
from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.workbook import EMPTY, ENCRYPTED, TOO_LARGE, TRUNCATED

WITHOUT_TEXT = "BERKAS-11"
MAX_BYTES = 50_000_000
MAX_MEMORY = 1_500_000_000
MAX_SECONDS = 300.0

ASLI = "Kirim PDF yang disimpan langsung dari aplikasinya (bukan hasil pindai atau foto), atau versi Excel atau Word."
UNDUH_ULANG = "Unduh atau salin ulang berkasnya dari sumbernya, lalu kirim lagi."
PISAHKAN = "Kirim hanya halaman rencana aksi, atau versi Excel (.xlsx) atau Word (.docx)."

_TRAILER_BYTES = 4096
_TOLERANCE = 3.0
_NO_LETTERS = re.compile(r"\(cid:[0-9]+\)|[\uE000-\uF8FF\uFFFD]")
_PAGE_NUMBER = re.compile(
    r"(?:(?:halaman|hal\.?|page)\s*)?[-–]?\s*[0-9]{1,4}\s*(?:(?:dari|of|/)\s*[0-9]+|[-–])?", re.IGNORECASE
)


class _Row(NamedTuple):
    """A row of ruled cells or a line of loose text; without cells it is a gap between paragraphs."""

    top: float
    ruled: bool
    cells: tuple[tuple[float, str], ...]

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.cells if text)


class PdfPages(NamedTuple):
    """Lines of a PDF in reading order, and the pages among them that hold no text."""

    lines: list[Line]
    rejects: list[Reject]


def open_pdf(data: bytes) -> PdfPages:
    """Lines of a PDF; ``baris`` counts the printed lines of the document from 1, ``lembar`` is ``halaman 3``.

    Page numbers, and texts that stand at the same height outside the tables of an earlier page, are left out.

    Raises:
        Unreadable: locked, damaged, too long, without text, or not read within the limits of time and memory.
    """
    if len(data) > MAX_BYTES:
        raise _refusal(TOO_LARGE, f"PDF ini lebih besar dari {MAX_BYTES // 1_000_000} MB.", PISAHKAN)
    # A file that was cut off would otherwise be mended, and read without its last pages.
    answer: dict[str, Any] = _ask_child(data) if b"%%EOF" in data[-_TRAILER_BYTES:] else {"refused": "damaged"}
    if "refused" in answer:
        raise _refusal(*_REFUSALS[answer["refused"]])
    pages = [
        [_Row(top, ruled, tuple((x0, text) for x0, text in cells)) for top, ruled, cells in page["lines"]]
        for page in answer["pages"]
    ]
    _refuse_without_text(pages, drawn=any(page["drawn"] for page in answer["pages"]))
    rejects = [
        rules.page_without_text(f"halaman {number}")
        for number, (page, rows) in enumerate(zip(answer["pages"], pages, strict=True), start=1)
        if page["drawn"] and not rows
    ]
    return PdfPages(list(_lines(_without_furniture(pages))), rejects)


def _ask_child(data: bytes) -> dict[str, Any]:
    return ask_child("pdf", data, MAX_MEMORY, MAX_SECONDS)


def _refusal(aturan: str, alasan: str, saran: str) -> Unreadable:
    return Unreadable([Reject(None, None, None, None, aturan, alasan, saran)])


_REFUSALS = {
    "damaged": (TRUNCATED, "PDF ini terpotong atau rusak.", UNDUH_ULANG),
    "locked": (ENCRYPTED, "PDF ini terkunci kata sandi.", "Simpan ulang tanpa kata sandi, lalu kirim lagi."),
    "long": (TOO_LARGE, f"PDF ini lebih dari {MAX_PAGES} halaman.", PISAHKAN),
    "large": (TOO_LARGE, "Isi PDF ini terlalu besar untuk sebuah rencana aksi.", PISAHKAN),
    "slow": (TOO_LARGE, f"PDF ini belum selesai terbaca setelah {MAX_SECONDS:.0f} detik.", PISAHKAN),
}


def _refuse_without_text(pages: Sequence[Sequence[_Row]], *, drawn: bool) -> None:
    text = "".join(row.text for page in pages for row in page)
    if not text and drawn:
        raise _refusal(WITHOUT_TEXT, "PDF ini hasil pindai atau gambar: tidak ada teks di dalamnya.", ASLI)
    if not text:
        raise _refusal(EMPTY, "PDF ini kosong: tidak ada isi di halamannya.", UNDUH_ULANG)
    if 3 * len(_NO_LETTERS.findall(text)) > len(_NO_LETTERS.sub("", text)):
        alasan = "Huruf di dalam PDF ini tidak dapat dikenali karena fonnya tidak menyimpan arti hurufnya."
        raise _refusal(WITHOUT_TEXT, alasan, ASLI)


def _without_furniture(pages: Sequence[Sequence[_Row]]) -> Iterator[list[_Row]]:
    """Pages without page numbers, and without loose texts that an earlier page has at the same height."""
    seen: set[tuple[str, int]] = set()
    for page in pages:
        kept = []
        places = set()
        for row in page:
            masked = re.sub(r"[0-9]+", "#", row.text)
            heights = [(masked, round(row.top / _TOLERANCE) + step) for step in (-1, 0, 1)]
            loose = not row.ruled and bool(row.cells)
            if loose and (_PAGE_NUMBER.fullmatch(row.text) or seen.intersection(heights)):
                continue
            if loose:
                places.add(heights[1])
            kept.append(row)
        seen |= places
        yield kept


def _lines(pages: Iterator[list[_Row]]) -> Iterator[Line]:
    headers = _Headers()
    baris = 1
    for number, page in enumerate(pages, start=1):
        columns = sorted({x0 for row in page if row.ruled for x0, _ in row.cells})
        for row in page:
            for printed in (*headers.missing_above(row, number), row):
                texts = [""] * (len(columns) + 1)
                for x0, text in printed.cells:
                    texts[_nearest(columns, x0) if printed.ruled else 0] += text
                yield Line(baris, make_cells(texts), f"halaman {number}")
            baris += bool(row.cells)


def _nearest(columns: Sequence[float], x0: float) -> int:
    return min(range(len(columns)), key=lambda i: abs(columns[i] - x0))


class _Headers:
    """Headers in force where a page ends, for documents that do not print them again on the next page."""

    def __init__(self) -> None:
        self.page: list[_Row] = []
        self.table: _Row | None = None
        self.in_table = False
        self.above: Item | None = None
        self.number = 0

    def missing_above(self, row: _Row, number: int) -> list[_Row]:
        """The headers that belong above the first row of a page that is no header; none above all other rows."""
        if not row.ruled:
            return []
        cells = tuple(Cell(col, text) for col, (_, text) in enumerate(row.cells) if text)
        item = next(read_lines([Line(0, cells)]))
        is_page_header = isinstance(item, Header) and item.page
        below_page_header = isinstance(self.above, Header) and self.above.page
        missing: list[_Row] = []
        if number != self.number and not is_page_header:
            missing = [] if below_page_header else list(self.page)
            if isinstance(item, Text) and self.table is not None and self._is_rest(row, self.table):
                missing.append(self.table)
            self.number = number
        if is_page_header:
            self.page = [*self.page, row] if below_page_header else [row]
        elif isinstance(item, Header):
            self.table, self.in_table = row, True
        elif isinstance(item, PrintedIndicator):
            self.in_table = False
        self.above = item
        return missing

    def _is_rest(self, row: _Row, table: _Row) -> bool:
        """Whether a row stands in the columns of the sub-table and not in those of the page."""
        return _stands_under(row, [table]) and (self.in_table or not _stands_under(row, self.page))


def _stands_under(row: _Row, header: Sequence[_Row]) -> bool:
    """Whether a row has a cell under every text of a header, and no text elsewhere."""
    edges = [x0 for line in header for x0, text in line.cells if text]
    return all(_is_near(x0, (x for x, _ in row.cells)) for x0 in edges) and all(
        _is_near(x0, edges) for x0, text in row.cells if text
    )


def _is_near(x0: float, others: Iterable[float]) -> bool:
    return any(abs(x0 - other) <= _TOLERANCE for other in others)
