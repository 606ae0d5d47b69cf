"""Prints a random plan as a RAK document with the defects of the real one, and knows what a reader must return."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from random import Random

from tests.readers.rak_plan import (
    MONTHS,
    Element,
    Page,
    PlanIndicator,
    PlanRow,
    find_heads,
    give_codes,
    lose_pages,
    make_plan,
    paginate,
    texts_of,
)


@dataclass
class Truth:
    indikator: list[tuple[object, ...]] = field(default_factory=list)
    target: list[tuple[object, ...]] = field(default_factory=list)
    kontribusi: list[tuple[object, ...]] = field(default_factory=list)
    rejects: list[tuple[str, int]] = field(default_factory=list)
    total: int = 0
    lost_pages: int = 0


@dataclass
class Block:
    """What survives of one indicator, or of a part of one whose line is lost."""

    owner: PlanIndicator
    lost: bool
    baris: int = 0
    name: str = ""
    sasaran_name: str = ""
    tails: list[Element] = field(default_factory=list)
    flat: list[Element] = field(default_factory=list)
    inner: Element | None = None

    def rows(self) -> list[tuple[int, PlanRow, list[str]]]:
        """Line, row and names as printed; a row that only the inner table has stands at its line."""
        flat = [(e.baris, e.row, e.shown or e.row.names) for e in self.flat if e.row]
        known = {row.nomor for _, row, _ in flat}
        inner = self.owner.rows[: self.inner.inner_rows] if self.inner else []
        baris = self.inner.baris if self.inner else 0
        lost = [(baris, row, row.names) for row in inner if row.nomor not in known]
        return sorted([*lost, *flat], key=lambda line: line[1].nomor)


@dataclass
class Layout:
    """Columns of one page. glued: which header words stick together."""

    months: int
    table: list[int]  # NO, RO, KOMPONEN, SUB KOMPONEN, ANGGARAN, KONTRIBUSI
    glued: str
    trailing: int


class Renderer:
    """One document of a seed: ``data`` is what a reader gets, ``truth`` is what it must return.

    copies: whether sub-tables are also given inside lines, as only a text can.
    """

    def __init__(self, seed: int, *, copies: bool = True) -> None:
        self.r = Random(seed)
        self.lines: list[str] = []
        self.truth = Truth()
        self.english = self.r.random() < 0.5
        self.plan = make_plan(self.r)
        if not copies:
            for indicator in self.plan:
                indicator.inner = "none"
        self.pages = paginate(self.r, self.plan)
        self.lost = lose_pages(self.r, self.pages)
        self.truth.lost_pages = len(self.lost)
        self._print()
        self._tell()
        newline = self.r.choice(["\n", "\n", "\r\n"])
        self.data = newline.join(self.lines).encode(self.r.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"]))

    def number(self, text: str) -> str:
        return text if self.english else text.translate(str.maketrans(",.", ".,"))

    def amount(self, value: int) -> str:
        return self.number(f"{value:,}")

    def line(self, cells: dict[int, str], trailing: int = 0) -> int:
        width = max(cells) + 1 + trailing if cells else 0
        self.lines.append("\t".join(cells.get(col, "") for col in range(width)))
        return len(self.lines)

    # -- pages ---------------------------------------------------------------------------------------------------

    def _print(self) -> None:
        self.lines += ["", "**RENCANA AKSI PERJANJIAN KINERJA TAHUN 2025", "LOKA POM DI KOTA CONTOH"]
        self.lines += ["BADAN PENGAWAS OBAT DAN MAKANAN**", ""]
        for i, page in enumerate(self.pages):
            if i not in self.lost:
                self._page(page)
        self.truth.total = self.r.randint(1, 10**10) * 1000
        self.line({self.r.randint(0, 9): "Total", 12: self.amount(self.truth.total)}, self.r.randint(0, 4))
        self.lines += [
            "",
            f"Contoh, 3 {self.r.choice(['Mei', 'May'])} 2025",
            "",
            "Kepala Loka POM di Kota Contoh",
            "",
            "Budi Santoso",
        ]

    def _page(self, page: Page) -> None:
        r = self.r
        start = r.randint(0, 3)
        table = [start, start + 1, start + 2]
        table.append(table[-1] + r.randint(1, 4))
        table.append(table[-1] + r.randint(1, 8))
        table.append(table[-1] + 1)
        early = any(e.kind == "name" and e.owner.targets and 12 not in e.owner.targets for e in page.elements)
        bare_sasaran = page.before is not None and page.before.kind == "name" and not page.before.rest[1]
        kinds = ["", "", "", "target", "kontribusi"] + ["months"] * (not early) + ["names"] * (not bare_sasaran)
        glued = r.choice(kinds)
        layout = Layout(r.choice([3, 3, 4]), table, glued, r.choice([0, 0, 3, 20]))
        for _ in range(r.choice([1, 1, 1, 1, 2])):
            if r.random() < 0.8:
                self.lines.append("")
            self._page_header(layout)
        if page.before and page.before.kind == "name":
            self._tail(page.before, layout)
        previous = ""
        if page.before and page.before.kind == "row":
            self._table_header(layout)
            rest = {layout.table[1 + i]: text for i, text in enumerate(page.before.rest) if text}
            page.before.rest_baris = self.line(rest, layout.trailing)
            previous = "row"
        for element in page.elements:
            if element.row and previous != "row":
                self._table_header(layout)
            {"name": self._name, "inner": self._inner, "row": self._row}[element.kind](element, layout)
            previous = element.kind

    def _page_header(self, layout: Layout) -> None:
        end = layout.months + 12
        cells = {
            0: "NO.",
            1: "SASARAN KEGIATAN",
            2: "INDIKATOR KINERJA KEGIATAN",
            layout.months: "TARGET",
            end: "ANGGARAN",
        }
        if layout.glued == "target":
            cells[layout.months] += cells.pop(end)
        if layout.glued == "names":
            cells[1] += cells.pop(2)
        self.line(cells, layout.trailing)
        months = {layout.months + i: name for i, name in enumerate(MONTHS)}
        if layout.glued == "months":
            first = self.r.randint(0, 10)
            months[layout.months + first] += months.pop(layout.months + first + 1)
        self.line(months, layout.trailing)

    def _table_header(self, layout: Layout) -> None:
        cells = dict(zip(layout.table, ["NO", "RO", "KOMPONEN", "SUB KOMPONEN", "ANGGARAN", "KONTRIBUSI"], strict=True))
        if layout.glued == "kontribusi":
            cells[layout.table[4]] += cells.pop(layout.table[5])
        self.line(cells, layout.trailing)

    def _tail(self, element: Element, layout: Layout) -> None:
        cells = {1 + i: text for i, text in enumerate(element.rest) if text}
        element.rest_baris = self.line(cells, layout.trailing)

    def _name(self, element: Element, layout: Layout) -> None:
        r, owner = self.r, element.owner
        shift = r.choice([0, 0, 0, 1, 2] + ([-1] if layout.months == 4 else []))
        if owner.targets and 12 not in owner.targets:
            shift = 0
        texts = element.shown or texts_of(element)
        cells: dict[int, str] = {}
        if owner.shows_sasaran:
            cells = {0: f"{int(owner.sasaran)}.", 1: f"{owner.sasaran} - {texts[0]}"}
        cells[2 if owner.shows_sasaran or shift < 1 else 3] = f"{owner.number:02d} - {texts[1]}"
        for month, value in owner.targets.items():
            cells[layout.months + shift + month - 1] = self.number(value)
        cells[layout.months + shift + 12] = self.amount(owner.anggaran)
        element.baris = self.line(cells, layout.trailing)

    def _row(self, element: Element, layout: Layout) -> None:
        assert element.row is not None
        texts = self._row_texts(element.row, element.shown or element.row.names)
        element.baris = self.line(dict(zip(layout.table, texts, strict=True)), layout.trailing)

    def _row_texts(self, row: PlanRow, names: list[str]) -> list[str]:
        coded = [f"{code} - {name}" for code, name in zip(row.codes, names, strict=True)]
        return [f"{row.nomor}.", *coded, self.amount(row.anggaran), self.amount(row.kontribusi)]

    def _inner(self, element: Element, layout: Layout) -> None:
        owner = element.owner
        heads = ["NO", "RO", "KOMPONEN", "SUB KOMPONEN", "ANGGARAN", "KONTRIBUSI"]
        rows = [self._row_texts(row, row.names) for row in owner.rows]
        html_rows = [f"<tr> {' '.join(f'<td>{html.escape(text)}</td>' for text in row)} </tr>" for row in rows]
        head = f'<table border="1"> <thead> <tr> {" ".join(f"<th>{h}</th>" for h in heads)} </tr> </thead> <tbody> '
        whole = head + " ".join(html_rows) + " </tbody> </table>"
        cells: dict[int, str] = {}
        if owner.inner == "cut":
            cut = html_rows[element.inner_rows]
            cells[2] = (
                head
                + " ".join(html_rows[: element.inner_rows])
                + cut[: self.r.randint(cut.index("<td>") + 5, len(cut) - 6)]
            )
        elif owner.inner != "inline":
            cells[2] = whole
        if owner.inner == "twice":
            cells[3 if self.r.random() < 0.5 else 9] = whole
        if owner.inner == "inline" or (owner.inner == "full" and self.r.random() < 0.5):
            inline = [*heads, *(text for row in rows for text in row)]
            cells |= {15 + i: text for i, text in enumerate(inline)}
        element.baris = self.line(cells)

    # -- truth ---------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        codes = give_codes(find_heads(self.pages, self.lost))
        assert codes is not None
        fragments = 0
        for block in self._blocks():
            owner = block.owner
            kode = None if block.lost else codes[id(owner)]
            if kode:
                sasaran = block.sasaran_name
                self.truth.indikator.append(
                    (None, block.baris, owner.sasaran, sasaran, kode, block.name, str(owner.anggaran))
                )
                for month, value in sorted(owner.targets.items()):
                    text = value.rstrip("0").rstrip(".") if "." in value else value
                    self.truth.target.append((None, block.baris, kode, month, text))
            elif not block.lost:
                self.truth.rejects.append(("RAK-18", block.baris))
            rows = block.rows()
            if not kode and rows:
                fragments += 1
            elif block.lost and not rows:
                self.truth.rejects += [("RAK-11", element.rest_baris) for element in block.tails]
            if block.inner and not block.flat and owner.inner == "cut":
                self.truth.rejects.append(("RAK-19", block.inner.baris))
            for baris, row, names in rows:
                order = len(self.truth.kontribusi) + 1
                coded = [text for pair in zip(row.codes, names, strict=True) for text in pair]
                amounts = (str(row.anggaran), str(row.kontribusi))
                place = (kode, None, None) if kode else (None, fragments, block.name or None)
                self.truth.kontribusi.append((None, baris, order, *place, f"{row.nomor}.", *coded, *amounts))

    def _blocks(self) -> list[Block]:
        """What survives, by the indicator it belongs to; a lost page inside a lost indicator splits it."""
        blocks: list[Block] = []
        sasaran_name = ""
        for i, page in enumerate(self.pages):
            if i in self.lost:
                continue
            before, gap = page.before, i - 1 in self.lost
            if before or page.elements[0].kind != "name":
                owner = before.owner if before else page.elements[0].owner
                if not blocks or blocks[-1].owner is not owner or (gap and blocks[-1].lost):
                    blocks.append(Block(owner, lost=True))
                block = blocks[-1]
                if before and before.kind == "name":
                    block.tails.append(before)
                    if block.lost:
                        block.name = " ".join(text for text in before.rest if text)
                    else:
                        block.name = owner.name
                        sasaran_name = block.sasaran_name = owner.sasaran_name if owner.shows_sasaran else sasaran_name
                elif before and gap:
                    self.truth.rejects.append(("RAK-11", before.rest_baris))
                elif before:
                    before.shown = texts_of(before)
            for element in page.elements:
                if element.kind == "name":
                    texts = element.shown or texts_of(element)
                    sasaran_name = texts[0] or sasaran_name
                    blocks.append(Block(element.owner, False, element.baris, texts[1], sasaran_name))
                elif element.row:
                    blocks[-1].flat.append(element)
                else:
                    blocks[-1].inner = element
        return blocks
