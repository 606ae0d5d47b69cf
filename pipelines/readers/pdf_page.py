"""Text of one page of a PDF as rows of ruled cells and loose lines, by geometry alone. What it says is not known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from pdfplumber.page import Page
from pdfplumber.table import TableFinder

from pipelines.readers.rak_lines import join_broken

# In parts of the font size. A space is a quarter of it, less where a line is squeezed; letters of a word touch.
_SPACE = 0.15
_BACK = 0.5
_SAME_LINE = 0.5
_PARAGRAPH = 0.7
# Rise to run of a line of text; a stamp or watermark stands more askew.
_SLANT = 0.1
# In points.
_SNAP = 1
_CELL_GAP = 0.3
_TWICE = 0.6
_BAND = 20

_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_NUMBER = re.compile(rf"[0-9]+|{_GROUPED.pattern}")
_Box = tuple[float, float, float, float]
_Char = dict[str, Any]


class PageLine(NamedTuple):
    """What stands side by side on a page.

    Attributes:
        top: distance from the top of the page, in points.
        ruled: a row of ruled cells, else a line of loose text; a loose line without cells is a gap between paragraphs.
        cells: left edge and text of each cell, blank cells of a ruled row too.
    """

    top: float
    ruled: bool
    cells: list[tuple[float, str]]


class _Word(NamedTuple):
    """Letters drawn one after the other; spaced: a space stands before it in the file, however narrow."""

    text: str
    x0: float
    x1: float
    middle: float
    size: float
    spaced: bool


def page_lines(page: Page) -> list[PageLine]:
    """Rows and lines of a page from its top to its end."""
    boxes, uprights = _rulings(page)
    inside, loose = _share_out(_words(page.chars, uprights), boxes)
    rows: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for box in sorted(boxes):
        rows[box[1]].append((box[0], _cell_text(inside.get(box, []))))
    ruled = [PageLine(top, True, cells) for top, cells in rows.items() if any(text for _, text in cells)]
    return sorted([*ruled, *_loose_lines(loose)], key=itemgetter(0))


def _rulings(page: Page) -> tuple[list[_Box], list[float]]:
    """Boxes (x0, top, x1, bottom) of ruled cells, those that hold an inner table too, and where lines stand upright.

    Where a page break cuts a table it may stay open: the ends of the upright lines close it.
    """
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    boxes = TableFinder(page, {"explicit_horizontal_lines": _ends(upright), "snap_tolerance": _SNAP}).cells
    return list(boxes), sorted({edge["x0"] for edge in upright})


def _ends(upright: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The two lines that close what stands between upright lines."""
    if not upright:
        return []
    left, right = min(map(itemgetter("x0"), upright)), max(map(itemgetter("x1"), upright))
    heights = (min(map(itemgetter("top"), upright)), max(map(itemgetter("bottom"), upright)))
    line = {"object_type": "line", "x0": left, "x1": right, "width": right - left}
    return [line | {"top": height, "bottom": height} for height in heights]


def _words(chars: Iterable[_Char], uprights: Sequence[float]) -> Iterator[_Word]:
    """Words in the order in which they are drawn: a word that runs over the border of its cell stays one word."""
    word: list[_Char] = []
    spaced = False
    for char in _once(chars):
        if char["text"].isspace():
            if word:
                yield _word(word, spaced=spaced)
            word, spaced = [], True
            continue
        if word and not _goes_on(word[-1], char, uprights):
            yield _word(word, spaced=spaced)
            word, spaced = [], False
        word.append(char)
    if word:
        yield _word(word, spaced=spaced)


def _once(chars: Iterable[_Char]) -> Iterator[_Char]:
    """Letters of horizontal text; one drawn twice, a little aside, to look bold counts once."""
    drawn: dict[tuple[str, int, int], float] = {}
    for char in chars:
        along, aside = char["matrix"][:2]
        if along <= 0 or abs(aside) > _SLANT * along:
            continue
        text, row, place = char["text"], round(char["top"]), int(char["x0"])
        near = (drawn.get((text, row, place + step)) for step in (-1, 0, 1))
        if text.isspace() or not any(x0 is not None and abs(x0 - char["x0"]) < _TWICE for x0 in near):
            drawn[text, row, place] = char["x0"]
            yield char


def _goes_on(before: _Char, char: _Char, uprights: Sequence[float]) -> bool:
    size = char["size"]
    gap = char["x0"] - before["x1"]
    if abs(char["bottom"] - before["bottom"]) > _SAME_LINE * size or not -_BACK * size < gap < _SPACE * size:
        return False
    border = bisect_left(uprights, before["x1"])
    return gap < _CELL_GAP or border == len(uprights) or uprights[border] > char["x0"]


def _word(chars: Sequence[_Char], *, spaced: bool) -> _Word:
    first = chars[0]
    middle = (first["top"] + first["bottom"]) / 2
    return _Word("".join(map(itemgetter("text"), chars)), first["x0"], chars[-1]["x1"], middle, first["size"], spaced)


def _share_out(words: Iterable[_Word], boxes: Sequence[_Box]) -> tuple[dict[_Box, list[_Word]], list[_Word]]:
    """Words by the smallest cell in which their middle stands, and those outside all cells."""
    placed = list(words)
    # Only where words stand: a box may reach any distance beyond the page.
    heights = sorted({int(word.middle // _BAND) for word in placed})
    bands: dict[int, list[_Box]] = defaultdict(list)
    for box in sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1])):
        first, last = bisect_left(heights, int(box[1] // _BAND)), bisect_right(heights, int(box[3] // _BAND))
        for band in heights[first:last]:
            bands[band].append(box)
    inside: dict[_Box, list[_Word]] = defaultdict(list)
    loose = []
    for word in placed:
        x, y = (word.x0 + word.x1) / 2, word.middle
        for box in bands.get(int(y // _BAND), ()):
            if box[0] <= x < box[2] and box[1] <= y < box[3]:
                inside[box].append(word)
                break
        else:
            loose.append(word)
    return inside, loose


def _lines(words: Iterable[_Word]) -> Iterator[list[_Word]]:
    """Words that stand on one line, from left to right."""
    line: list[_Word] = []
    for word in sorted(words, key=attrgetter("middle")):
        if line and word.middle - line[-1].middle > _SAME_LINE * word.size:
            yield sorted(line, key=attrgetter("x0"))
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=attrgetter("x0"))


def _line_text(line: Sequence[_Word]) -> str:
    text = line[0].text
    for before, word in pairwise(line):
        apart = word.spaced or word.x0 - before.x1 > _SPACE * word.size
        text += f" {word.text}" if apart else word.text
    return text


def _cell_text(words: Sequence[_Word]) -> str:
    """Words of a cell; an amount that a narrow column broke into two lines is one again."""
    lines = [_line_text(line) for line in _lines(words)]
    whole = "".join(lines)
    if _GROUPED.fullmatch(whole) and not all(map(_NUMBER.fullmatch, lines)):
        return whole
    return reduce(join_broken, lines, "")


def _loose_lines(words: Sequence[_Word]) -> list[PageLine]:
    found = list(_lines(words))
    lines = [PageLine(line[0].middle, False, [(line[0].x0, _line_text(line))]) for line in found]
    gaps = [
        PageLine((above[0].middle + below[0].middle) / 2, False, [])
        for above, below in pairwise(found)
        if below[0].middle - above[0].middle > (1 + _PARAGRAPH) * above[0].size
    ]
    return [*lines, *gaps]
