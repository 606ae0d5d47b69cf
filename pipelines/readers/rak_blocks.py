"""Which rows belong to which indicator, across page breaks and lost pages. Items in, blocks out; no raw tables here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.readers import rak_rules as rules
from pipelines.readers.rak_lines import Copy, Text, join_broken, quote
from pipelines.readers.rak_values import Row
from pipelines.readers.reading import Reject


@dataclass(slots=True)
class Sasaran:
    kode: str
    nama: str


@dataclass(slots=True)
class Indicator:
    """Indicator line; kode is None when the line was refused, and then its rows become a fragment."""

    baris: int
    kode: str | None
    sasaran: Sasaran | None
    own_sasaran: bool
    nama: str
    anggaran: int | None
    damaged: str | None
    targets: list[tuple[int, str]]
    repeated: bool = False


@dataclass(slots=True)
class Block:
    """Rows under one indicator, or the rows at the top of a page before its first indicator.

    Attributes:
        indicator: None at the top of a page, and for a numbering that starts again inside a page.
        page_top: begins a page, so it may continue what the page before left open.
        tails: rest of a name cut by the page break, standing above the rows: line, text by SASARAN or INDIKATOR.
        rests: rest of a row cut by the page break: line, text by RO, KOMPONEN or SUB KOMPONEN.
        copies: the same sub-table given inside a line; copied: its rows.
    """

    indicator: Indicator | None = None
    page_top: bool = False
    tails: list[tuple[Text, dict[str, str]]] = field(default_factory=list)
    rests: list[tuple[Text, dict[str, str]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    copied: list[Row] = field(default_factory=list)

    def all_rows(self) -> list[Row]:
        """The rows, and those that only a copy still has, in the order of their numbers."""
        if not self.copied:
            return self.rows
        printed, keys = _identities(self.rows), _whole_keys(self.rows)
        lost = [copy for copy in self.copied if copy.identity not in printed and copy.key not in keys]
        return sorted([*self.rows, *lost], key=lambda row: row.number or 0) if lost else self.rows


def _identities(rows: Sequence[Row]) -> set[tuple[str | None, ...]]:
    return {row.identity for row in rows}


def _whole_keys(rows: Sequence[Row]) -> set[tuple[str, ...]]:
    return {row.key for row in rows if all(row.key)}


def _last_number(rows: Sequence[Row]) -> int:
    """Number of the last row; rows without a readable number count on."""
    unnumbered = 0
    for row in reversed(rows):
        if row.number is not None:
            return row.number + unnumbered
        unnumbered += 1
    return unnumbered


def _agrees(printed: str, amount: int) -> bool:
    """Whether a damaged number (``145,7l6,000``) can be this amount: same length, same digits where they are digits."""
    marks = [c for c in printed if c not in ",. "]
    return len(marks) == len(str(amount)) and all(
        a == b or not a.isdigit() for a, b in zip(marks, str(amount), strict=True)
    )


def _total(rows: Sequence[Row]) -> tuple[int, list[str]]:
    """Sum of the readable kontribusi, each row once, and the printed texts of the unreadable ones."""
    total, damaged, seen = 0, [], set()
    for row in rows:
        if all(row.key) and row.key in seen:
            continue
        seen.add(row.key)
        if "KONTRIBUSI" in row.amounts:
            total += row.amounts["KONTRIBUSI"]
        else:
            damaged.append(row.printed.get("KONTRIBUSI", ""))
    return total, damaged


def _is_complete(block: Block) -> bool:
    """Whether the indicator has all its rows: by the exact sum, or by a closed copy where a damaged number hides it."""
    assert block.indicator is not None  # noqa: S101
    total, damaged = _total(block.all_rows())
    indicator = block.indicator
    if indicator.anggaran is not None:
        if not damaged:
            return bool(block.rows or block.copied) and total == indicator.anggaran
        if len(damaged) == 1 and _agrees(damaged[0], indicator.anggaran - total):
            return True
    elif indicator.damaged is not None and not damaged and _agrees(indicator.damaged, total):
        return True
    return bool(block.copies) and all(copy.closed for copy in block.copies)


def _joined(block: Block, heads: Sequence[Block]) -> Block:
    return Block(
        block.indicator,
        rows=[*block.rows, *(row for head in heads for row in head.rows)],
        copies=[*block.copies, *(copy for head in heads for copy in head.copies)],
        copied=[*block.copied, *(row for head in heads for row in head.copied)],
    )


def _growing(block: Block, heads: Sequence[Block], start: int) -> Iterator[Block]:
    """The block with the first ``start`` heads, then with one more of them each time; always the same object."""
    grown = _joined(block, heads[:start])
    yield grown
    for head in heads[start:]:
        grown.rows += head.rows
        grown.copies += head.copies
        grown.copied += head.copied
        yield grown


def _first_new_number(block: Block, head: Block) -> int | None:
    """Number of the first row of head that block does not have yet; None when there is none."""
    new = head.all_rows()
    known = _identities(block.all_rows()) if new else set()
    for row in new:
        if row.identity not in known:
            return row.number if row.number is not None else _last_number(block.rows) + 1
    return None


def _repeats_copy(head: Block, block: Block) -> bool:
    return not _identities(head.rows).isdisjoint(_identities(block.copied))


def _may_follow(block: Block, head: Block) -> bool:
    """Whether head can belong to the open block at all, leaving sums and gaps in the numbering aside."""
    known = block.all_rows()
    number = _first_new_number(block, head)
    if not head.page_top or (number is not None and number <= _last_number(known)):
        return False
    if head.tails and known and number is None:
        return False
    keys, identities = _whole_keys(known), _identities(known)
    return all(row.key not in keys or row.identity in identities for row in head.rows)


def _lacks_nothing_between(block: Block, following: Indicator | None) -> bool:
    """Whether no indicator can be missing between this one and the following one, by their codes."""
    here = block.indicator
    if here is None or following is None or here.kode is None or following.kode is None:
        return False
    return here.kode[:2] == following.kode[:2] and int(following.kode[3:]) == int(here.kode[3:]) + 1


def _shows_a_gap(block: Block, following: Indicator | None) -> bool:
    """Whether the codes prove that indicators are missing, or do not let us tell."""
    here = block.indicator
    if following is None:
        return False
    if here is None or here.kode is None or following.kode is None:
        return True
    if here.kode[:2] == following.kode[:2]:
        return int(following.kode[3:]) != int(here.kode[3:]) + 1
    return int(following.kode[:2]) != int(here.kode[:2]) + 1 or int(following.kode[3:]) > 1


def _count_own(block: Block, heads: Sequence[Block], following: Indicator | None) -> int:
    """How many of the page tops after an indicator are still its own.

    In this order: rows that a copy in the indicator's own cell repeats are its own; where the sum reaches the anggaran
    exactly the indicator ends; else rows that count on are its own, unless they exceed the anggaran where the codes
    show that an indicator is missing; rows after a jump are its own only where no other indicator can be missing.
    """
    assert block.indicator is not None  # noqa: S101
    proven = 0
    for i, head in enumerate(heads):
        if _repeats_copy(head, block):
            proven = i + 1
    possible = proven
    for so_far, head in zip(_growing(block, heads, proven), heads[proven:], strict=False):
        if not _may_follow(so_far, head):
            break
        possible += 1
    for own, so_far in enumerate(_growing(block, heads[:possible], proven), proven):
        if _is_complete(so_far):
            while own < possible and not heads[own].rows and not heads[own].copied and not heads[own].tails:
                own += 1
            return own
    run = proven
    for so_far, head in zip(_growing(block, heads, proven), heads[proven:possible], strict=False):
        number = _first_new_number(so_far, head)
        if number is not None and number != _last_number(so_far.all_rows()) + 1:
            break
        run += 1
    budget = block.indicator.anggaran
    if (
        budget is not None
        and _total(_joined(block, heads[:run]).all_rows())[0] > budget
        and _shows_a_gap(block, following)
    ):
        return proven
    if run < possible and _lacks_nothing_between(block, following):
        total, _ = _total(_joined(block, heads[:possible]).all_rows())
        run = possible if budget is None or total <= budget else run
    # A bare rest of a row, while rows are known to be missing: the row it continues is on the lost page.
    while run > proven and heads[run - 1].rests and not heads[run - 1].rows and _surely_incomplete(block, heads[:run]):
        run -= 1
    return run


def _surely_incomplete(block: Block, heads: Sequence[Block]) -> bool:
    """Whether the last rows of an indicator are missing: it is short of its anggaran, and no gap before explains it."""
    rows = _joined(block, heads).all_rows()
    total, damaged = _total(rows)
    budget = block.indicator.anggaran if block.indicator else None
    return budget is not None and not damaged and total < budget and len(rows) == _last_number(rows)


def _absorb(block: Block, head: Block) -> list[Reject]:
    """Add a page top to the block it continues: the rest of the cut name, of the cut row, then the rows."""
    rejects: list[Reject] = []
    for tail, parts in head.tails:
        if block.indicator is None or block.rows:  # the rows count on, so this is no name above a new table
            rejects.append(rules.unknown_line(tail.baris, quote(tail.cells)))
            continue
        for column, part in parts.items():
            if column == "SASARAN" and block.indicator.sasaran is not None and block.indicator.own_sasaran:
                block.indicator.sasaran.nama = join_broken(block.indicator.sasaran.nama, part)
            else:
                block.indicator.nama = join_broken(block.indicator.nama, part)
    adjacent = bool(block.rows) and _last_number(head.rows[:1]) in (0, _last_number(block.rows) + 1)
    for text, parts in head.rests:
        if not adjacent:  # the row that was cut is on a lost page
            rejects.append(rules.lost_text(text.baris, quote(text.cells)))
            continue
        for column, part in parts.items():
            block.rows[-1].names[column] = join_broken(block.rows[-1].names.get(column, ""), part)
    block.rows += head.rows
    block.copies += head.copies
    block.copied += head.copied
    return rejects


def _linked(blocks: Sequence[Block]) -> tuple[list[Block], list[Reject]]:
    """Join a page top that has a copy of its table to the page tops that repeat rows of this copy."""
    linked: list[Block] = []
    rejects: list[Reject] = []
    i = 0
    while i < len(blocks):
        block = blocks[i]
        i += 1
        linked.append(block)
        if block.indicator is not None or not block.copied:
            continue
        end = next((j for j in range(i, len(blocks)) if not blocks[j].page_top), len(blocks))
        last = max((j for j in range(i, end) if _repeats_copy(blocks[j], block)), default=i - 1)
        for head in blocks[i : last + 1]:
            rejects += _absorb(block, head)
        i = last + 1
    return linked, rejects


def resolve(blocks: Sequence[Block]) -> tuple[list[Block], list[Reject]]:
    """Join page tops to what they continue. Blocks without an indicator that remain are fragments of lost pages."""
    resolved: list[Block] = []
    blocks, rejects = _linked(blocks)
    i = 0
    while i < len(blocks):
        block = blocks[i]
        i += 1
        if block.indicator is not None:
            end = next((j for j in range(i, len(blocks)) if blocks[j].indicator is not None), len(blocks))
            following = blocks[end].indicator if end < len(blocks) else None
            own = _count_own(block, blocks[i:end], following)
            for head in blocks[i : i + own]:
                rejects += _absorb(block, head)
            i += own
            resolved.append(block)
            continue
        rejects += [rules.lost_text(text.baris, quote(text.cells)) for text, _ in block.rests]
        while i < len(blocks) and blocks[i].indicator is None and _continues_fragment(block, blocks[i]):
            rejects += _absorb(block, blocks[i])
            i += 1
        resolved.append(block)
    return resolved, rejects


def _continues_fragment(fragment: Block, head: Block) -> bool:
    number = _first_new_number(fragment, head)
    counts_on = number is None or number == _last_number(fragment.all_rows()) + 1
    named = bool(head.tails) and not fragment.all_rows()
    return counts_on and not named and _may_follow(fragment, head)
