"""Items of a RAK text to title, blocks and footer, in one pass down the pages. Joining blocks is in rak_blocks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.readers import rak_rules as rules
from pipelines.readers.numbers import NumberFormat
from pipelines.readers.rak_blocks import Block, Indicator, Sasaran
from pipelines.readers.rak_lines import (
    DATE,
    Blank,
    Copy,
    Header,
    Item,
    PrintedIndicator,
    PrintedRow,
    PrintedTotal,
    Text,
    quote,
)
from pipelines.readers.rak_values import MONTHS, Layout, Row, read_row, read_values
from pipelines.readers.reading import Reject

_CODED = ("RO", "KOMPONEN", "SUB KOMPONEN")


@dataclass(slots=True)
class Pages:
    """A document in order: lines above the first table, blocks, total, paragraphs below the last table."""

    title: list[Text] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    total: PrintedTotal | None = None
    footer: list[list[Text]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_pages(items: Sequence[Item], fmt: NumberFormat, *, ruled: bool) -> Pages:
    """Read all items of a document. Anything without a place is a reject."""
    reader = _Reader(fmt, ruled=ruled)
    for item in items:
        reader.take(item)
    return reader.pages


class _Reader:
    """The pass over the lines. Remembers the page's layout, the open block, and the sasaran that is carried down."""

    def __init__(self, fmt: NumberFormat, *, ruled: bool) -> None:
        self.pages = Pages()
        self.fmt = fmt
        self.ruled = ruled
        self.layout = Layout(ruled=ruled)
        self.in_page_header = False
        self.above_table = True
        self.below_tables = False
        self.sasaran: Sasaran | None = None
        self.last_number = 0
        self.seen: dict[str, Indicator] = {}
        self.lonely: PrintedIndicator | None = None
        # The rows of each block, and those of its copies, by number of the block and identity.
        self.printed: set[tuple[object, ...]] = set()
        self.copied: set[tuple[object, ...]] = set()

    def take(self, item: Item) -> None:
        if self.lonely and self.lonely.sasaran and not isinstance(item, Blank | Header | PrintedIndicator):
            # A sasaran whose indicator is missing: what follows is not the previous indicator's.
            effect = "rincian di bawahnya disimpan tanpa indikator"
            text = self.lonely.sasaran.text
            self.pages.rejects.append(rules.missing_cell(self.lonely.baris, "INDIKATOR", text, effect))
            self.pages.blocks.append(Block())
            self.lonely = None
        if isinstance(item, Header):
            self._header(item)
        elif isinstance(item, Text):
            self._text(item)
        elif isinstance(item, PrintedRow):
            self._row(item)
        elif isinstance(item, PrintedIndicator):
            self._indicator(item)
        elif isinstance(item, Copy):
            block = self._block()
            block.copies.append(item)
            for row in (read_row(row, Layout(), self.fmt) for row in item.rows):
                if self._is_new(self.copied, row):
                    block.copied.append(row)
        elif isinstance(item, PrintedTotal):
            self._total(item)
        elif self.below_tables:
            self.pages.footer.append([])
        if not isinstance(item, Blank):
            self.in_page_header = isinstance(item, Header) and item.page

    def _block(self) -> Block:
        if not self.pages.blocks:
            self.pages.blocks.append(Block(page_top=True))
        return self.pages.blocks[-1]

    def _unknown(self, item: Text) -> None:
        self.pages.rejects.append(rules.unknown_line(item.baris, quote(item.cells)))

    def _header(self, header: Header) -> None:
        self.below_tables = False
        if not header.page:
            self.layout.table = header.columns
            self.above_table = False
            return
        if not self.in_page_header:
            self.layout = Layout(ruled=self.ruled)
            self.above_table = True
            self.pages.blocks.append(Block(page_top=True))
        self.layout.columns.update(header.columns)
        for label in header.months:
            if label not in MONTHS:
                self.layout.odd_months = True
                self.pages.rejects.append(rules.bad_month(header.baris, label, label))

    def _text(self, text: Text) -> None:
        if self.below_tables or DATE.fullmatch(quote(text.cells)):
            self.below_tables = True
            if not self.pages.footer:
                self.pages.footer.append([])
            self.pages.footer[-1].append(text)
        elif not self.pages.blocks:
            self.pages.title.append(text)
        elif self.above_table:
            self._tail(text)
        else:
            self._rest(text)

    def _tail(self, text: Text) -> None:
        """Rest of a cut name: the first thing on a page, not in the NO column, at most a sasaran and an indicator."""
        block = self._block()
        fresh = block.page_top and block.indicator is None and not (block.rows or block.copies)
        if not fresh or len(text.cells) > 2 or text.cells[0].col <= self.layout.columns.get("NO", 0):
            self._unknown(text)
            return
        in_sasaran = text.cells[0].col == self.layout.columns.get("SASARAN")
        names = ("SASARAN", "INDIKATOR") if len(text.cells) == 2 or in_sasaran else ("INDIKATOR",)
        block.tails.append((text, {name: cell.text for name, cell in zip(names, text.cells, strict=False)}))

    def _rest(self, text: Text) -> None:
        """Rest of a cut row: under the header of the sub-table, at the top of a page, in the columns of the names."""
        block = self._block()
        fresh = block.page_top and block.indicator is None and not block.rows
        columns = sorted((col, name) for name, col in self.layout.table.items())
        parts: dict[str, str] = {}
        for cell in text.cells:
            place = bisect_right([col for col, _ in columns], cell.col) - 1
            if place >= 0 and columns[place][1] in _CODED:
                parts[columns[place][1]] = cell.text
        if fresh and len(parts) == len(text.cells):
            block.rests.append((text, parts))
        else:
            self._unknown(text)

    def _row(self, printed: PrintedRow) -> None:
        self.above_table = False
        block = self._block()
        row = read_row(printed, self.layout, self.fmt)
        if self._is_new(self.printed, row) and row.number == 1 and block.rows:
            block = Block()
            self.pages.blocks.append(block)
            self._is_new(self.printed, row)
        block.rows.append(row)

    def _is_new(self, seen: set[tuple[object, ...]], row: Row) -> bool:
        """Whether the open block has no such row yet; from now on it has."""
        place = (len(self.pages.blocks), *row.identity)
        known = place in seen
        seen.add(place)
        return not known

    def _total(self, total: PrintedTotal) -> None:
        self.below_tables = True
        if self.pages.total is None:
            self.pages.total = total
        else:
            self.pages.rejects.append(rules.unknown_line(total.baris, f"Total {total.nilai}"))

    def _indicator(self, line: PrintedIndicator) -> None:
        self.above_table = False
        sasaran_refused = line.sasaran is not None and not self._open_sasaran(line.baris, line.sasaran.text)
        self.lonely = line if line.indikator is None else None
        if line.indikator is None:
            return
        # NO numbers the sasaran: another number without a name beside it is a sasaran that is not there.
        printed = line.nomor.rstrip(".)") if line.nomor and line.sasaran is None else ""
        if printed and self.sasaran is not None and int(printed) != int(self.sasaran.kode):
            self.sasaran = None
        code, nama = rules.split_code(line.indikator.text)
        values = read_values(line, self.layout, self.fmt)
        self.pages.rejects += values.rejects
        indicator = Indicator(
            line.baris,
            None,
            self.sasaran,
            line.sasaran is not None,
            nama,
            values.anggaran,
            values.damaged,
            values.targets,
        )
        self.pages.blocks.append(Block(indicator))
        effect = "rinciannya disimpan tanpa indikator"
        if not rules.fits("INDIKATOR", code):
            self.pages.rejects.append(rules.bad_code(line.baris, "INDIKATOR", line.indikator.text, code, effect))
        elif self.sasaran is None:
            if not sasaran_refused:
                self.pages.rejects.append(rules.unknown_sasaran(line.baris, quote((line.indikator, *line.numbers))))
        else:
            self._give_code(indicator, f"{self.sasaran.kode}.{code}", line)

    def _open_sasaran(self, baris: int, text: str) -> bool:
        code, nama = rules.split_code(text)
        if not rules.fits("SASARAN", code):
            effect = "indikator di bawahnya tidak dapat diberi kode"
            self.pages.rejects.append(rules.bad_code(baris, "SASARAN", text, code, effect))
            self.sasaran = None
            return False
        if self.sasaran is None or self.sasaran.kode != code:
            self.last_number = 0
        self.sasaran = Sasaran(code, nama)
        return True

    def _give_code(self, indicator: Indicator, kode: str, line: PrintedIndicator) -> None:
        assert line.indikator is not None  # noqa: S101
        first = self.seen.get(kode)
        if first is not None and (line.sasaran is not None or first.nama == indicator.nama):
            same = first.nama == indicator.nama
            indicator.kode, indicator.repeated = (kode, True) if same else (None, False)
            self.pages.rejects.append(
                rules.duplicate_indicator(line.baris, kode, first.baris, line.indikator.text, same=same)
            )
            return
        number = int(kode[3:])
        if line.sasaran is None and number <= self.last_number:
            # The numbers go back without a sasaran line: the sasaran has changed on a page that is lost.
            self.sasaran = None
            self.pages.rejects.append(rules.unknown_sasaran(line.baris, quote((line.indikator, *line.numbers))))
            return
        self.last_number = number
        indicator.kode = kode
        self.seen[kode] = indicator
