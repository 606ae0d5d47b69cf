"""Values of one printed row or indicator: codes, amounts, target months. Knows the page's layout, no other line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.readers import rak_rules as rules
from pipelines.readers.numbers import NumberFormat, canonical, parse_amount, parse_decimal
from pipelines.readers.rak_lines import Cell, Item, PrintedIndicator, PrintedRow, PrintedTotal, quote
from pipelines.readers.reading import Reject

MONTHS = tuple(f"B{month:02d}" for month in range(1, 13))
_CODED = ("RO", "KOMPONEN", "SUB KOMPONEN")
_AMOUNTS = ("ANGGARAN", "KONTRIBUSI")
_SHAPES = {
    "RO": re.compile(r"[^\s.]+\.\S*\s*[-–—].*"),
    "KOMPONEN": re.compile(r"(?=\S*[0-9])[^\s.]{1,4}\s*[-–—].*"),
    "SUB KOMPONEN": re.compile(r"[^\s.]{1,4}\s*[-–—].*"),
}
_AMOUNT_SHAPE = re.compile(r"(?=\S*[0-9])\S+")
_BLANK_MARKS = {"-", "–", "—"}
_SMALLEST_BUDGET_DIGITS = 6


@dataclass(slots=True)
class Layout:
    """Where the headers of the current page put their columns; None or empty where a header does not say.

    ruled: a cell stands exactly under its header, or its place is not known.
    """

    columns: dict[str, int] = field(default_factory=dict)
    table: dict[str, int] = field(default_factory=dict)
    odd_months: bool = False
    ruled: bool = False

    @property
    def months(self) -> dict[int, str]:
        end = self.columns.get("ANGGARAN", 10**6)
        return {col: name for name, col in self.columns.items() if re.fullmatch("B[0-9]{2}", name) and col < end}


@dataclass(slots=True)
class Row:
    """Contribution row; usable when it has no rejects. Codes are as printed, also when they are wrong.

    Rows of the same ``identity``, number and codes, are the same printed row.
    """

    baris: int
    nomor: str | None
    codes: dict[str, str]
    names: dict[str, str]
    amounts: dict[str, int]
    printed: dict[str, str]
    quote: str
    rejects: list[Reject]
    number: int | None = field(init=False)
    key: tuple[str, ...] = field(init=False)
    identity: tuple[str | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        numbered = self.nomor and re.fullmatch(r"[0-9]{1,9}[.)]?", self.nomor)
        self.number = int(self.nomor.rstrip(".)")) if self.nomor and numbered else None
        self.key = tuple(self.codes.get(name, "") for name in _CODED)
        self.identity = (self.nomor, *self.key)


class Values(NamedTuple):
    """Numbers of an indicator line: canonical anggaran, its printed text when unreadable, targets by month."""

    anggaran: int | None
    damaged: str | None
    targets: list[tuple[int, str]]
    rejects: list[Reject]


def printed_numbers(items: Sequence[Item]) -> Iterator[str]:
    """Texts that show in which notation the document prints its numbers."""
    for item in items:
        if isinstance(item, PrintedRow):
            yield from (cell.text for cell in item.cells[-2:])
        elif isinstance(item, PrintedIndicator):
            yield from (cell.text for cell in item.numbers)
        elif isinstance(item, PrintedTotal):
            yield item.nilai


def _place(cells: Sequence[Cell], table: dict[str, int]) -> tuple[dict[str, str], list[str]]:
    """Cells of a row by column name, and the names of the missing ones."""
    if len(cells) == 5:
        return dict(zip((*_CODED, *_AMOUNTS), (cell.text for cell in cells), strict=True)), []
    placed: dict[str, str] = {}
    rest = list(cells)
    for name in _CODED:
        if rest and _SHAPES[name].fullmatch(rest[0].text):
            placed[name] = rest.pop(0).text
    amounts = [cell for cell in rest if _AMOUNT_SHAPE.fullmatch(cell.text)][-2:]
    if len(amounts) == 1 and amounts[0].col == table.get("KONTRIBUSI"):
        placed["KONTRIBUSI"] = amounts[0].text
    else:
        placed.update(zip(_AMOUNTS, (cell.text for cell in amounts), strict=False))
    return placed, [name for name in (*_CODED, *_AMOUNTS) if name not in placed]


def read_row(row: PrintedRow, layout: Layout, fmt: NumberFormat) -> Row:
    """Codes, names and amounts of a contribution row; everything wrong with it is in its rejects."""
    effect = "baris kontribusi ini tidak dipakai"
    text = quote(row.cells) if row.nomor is None else " | ".join((row.nomor, *(cell.text for cell in row.cells)))
    placed, missing = _place(row.cells, layout.table)
    rejects = [rules.missing_cell(row.baris, name, text, effect) for name in missing]
    if not missing and len(row.cells) > 5:
        rejects.append(rules.extra_cells(row.baris, text))
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    amounts: dict[str, int] = {}
    for name, printed in placed.items():
        if name in _CODED:
            codes[name], names[name] = rules.split_code(printed)
            if not rules.fits(name, codes[name]):
                rejects.append(rules.bad_code(row.baris, name, printed, codes[name], effect))
            continue
        try:
            amounts[name] = parse_amount(printed, fmt)
        except ValueError as error:
            rejects.append(rules.bad_number(row.baris, name, printed, str(error), effect))
    return Row(row.baris, row.nomor, codes, names, amounts, placed, text, rejects)


def read_values(line: PrintedIndicator, layout: Layout, fmt: NumberFormat) -> Values:
    """Anggaran and targets of an indicator line. A bad number costs itself only."""
    rejects: list[Reject] = []
    anggaran, damaged = None, None
    budget, cells = _take_budget(line.numbers, layout)
    effect = "anggaran indikator ini dikosongkan"
    if budget is None:
        rejects.append(rules.missing_cell(line.baris, "ANGGARAN", quote(line.numbers), effect))
    else:
        try:
            anggaran = parse_amount(budget.text, fmt)
        except ValueError as error:
            damaged = budget.text
            rejects.append(rules.bad_number(line.baris, "ANGGARAN", budget.text, str(error), effect))
    labels = _month_labels(cells, budget, layout)
    if labels is None:
        rejects.append(rules.unplaced_targets(line.baris, quote(cells)))
        labels = ()
    targets: list[tuple[int, str]] = []
    for label, cell in zip(labels, cells, strict=False):
        if cell.text in _BLANK_MARKS:
            continue
        if label not in MONTHS:
            rejects.append(rules.bad_month(line.baris, label, cell.text))
            continue
        try:
            targets.append((MONTHS.index(label) + 1, canonical(parse_decimal(cell.text, fmt))))
        except ValueError as error:
            rejects.append(rules.bad_number(line.baris, label, cell.text, str(error), "target bulan itu dikosongkan"))
    return Values(anggaran, damaged, targets, rejects)


def _take_budget(numbers: tuple[Cell, ...], layout: Layout) -> tuple[Cell | None, tuple[Cell, ...]]:
    """The anggaran is the last number, when it stands in its column, is a 13th number, or is too long for a target."""
    if not numbers:
        return None, ()
    last = numbers[-1]
    digits = sum(c.isdigit() for c in last.text)
    in_column = last.col == layout.columns.get("ANGGARAN")
    if in_column or len(numbers) == len(MONTHS) + 1 or digits >= _SMALLEST_BUDGET_DIGITS:
        return last, numbers[:-1]
    return None, numbers


def _month_labels(cells: tuple[Cell, ...], budget: Cell | None, layout: Layout) -> tuple[str, ...] | None:
    """Month of each target cell; None when it cannot be known.

    The columns decide where the row stands under its header, or stands as a whole beside it (the anggaran tells by how
    much) and ends in December. Elsewhere the last number is December's and the others keep their distance to it, so a
    blank in the middle stays a blank. Twelve numbers are twelve months, however they are spread.
    """
    if not cells:
        return ()
    months = layout.months
    if len(months) >= len(MONTHS):
        last = max(months)
        shift = budget.col - layout.columns.get("ANGGARAN", last + 1) if budget and not layout.ruled else 0
        labels = tuple(months.get(cell.col - shift, "") for cell in cells)
        ends = labels[-1] == months[last]
        if all(labels) and (ends or (shift == 0 and budget is not None)):
            return labels
        if budget is None and not ends and len(cells) < len(MONTHS):
            return None
    if (layout.odd_months or layout.ruled) and len(cells) != len(MONTHS):
        return None
    distances = [cells[-1].col - cell.col for cell in cells]
    if distances[0] < len(MONTHS):
        return tuple(MONTHS[-1 - distance] for distance in distances)
    return MONTHS if len(cells) == len(MONTHS) else None
