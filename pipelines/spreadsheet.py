"""What text needs to stand in a cell of a workbook: harmless, short enough, in a row high enough. Writes nothing."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

MAX_TEXT = 32_767
LINE_HEIGHT = 15
_CUT = "… (dipotong)"
_MAX_HEIGHT = 409
# What spreadsheets begin a formula with, in full width too; a plain number is none.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*")


def height(texts: Iterable[tuple[str, int]]) -> int:
    """Height (points) of a row whose cells hold ``texts`` in columns of so many characters: not every program wraps."""
    lines = max(sum(_lines(part, width) for part in text.split("\n")) for text, width in texts)
    return min(LINE_HEIGHT * lines, _MAX_HEIGHT)


def _lines(text: str, width: int) -> int:
    # A column is as wide as so many figures; capitals are wider than these.
    width = max(1, width * 4 // 5) if text.isupper() else width
    # More text than the highest row shows need not be broken.
    return max(1, len(textwrap.wrap(text[: width * _MAX_HEIGHT], width)))


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula once it is typed or comes from a CSV."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def fitted(text: str) -> str:
    """``text`` cut to what a cell holds, which Excel counts in UTF-16."""
    encoded = text.encode("utf-16-le", errors="replace")
    if len(encoded) <= 2 * MAX_TEXT:
        return text
    return encoded[: 2 * (MAX_TEXT - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT
