"""Printed numbers in both notations, ``1,234.5`` and ``1.234,5``, to exact values. No spreadsheet numbers, no dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""What a spreadsheet shows of a formula that it cannot compute."""

MAX_DIGITS = 15


class NumberFormat(Enum):
    """Notation of a document; the value is (thousands mark, decimal mark)."""

    ENGLISH = (",", ".")
    INDONESIAN = (".", ",")

    @property
    def thousands(self) -> str:
        return self.value[0]

    @property
    def decimal(self) -> str:
        return self.value[1]


_LONGEST = 100
_MARKED = re.compile(r"[0-9]+(?:[.,][0-9]+)+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")


def _thousands_mark(text: str) -> tuple[str | None, bool]:
    """The thousands mark one number gives away, and whether it leaves no doubt."""
    # Nothing as long is a number, and looking for one in it takes the square of its length.
    match = _MARKED.search(text) if len(text) <= _LONGEST else None
    if match is None or match.end() != len(text.rstrip(" \t\xa0%)")):
        return None, False
    marks = [c for c in match.group() if c in ".,"]
    if len(set(marks)) == 2:
        return (marks[0], True) if marks[-1] not in marks[:-1] else (None, False)
    other = "." if marks[0] == "," else ","
    if len(marks) > 1:
        return (marks[0], True) if _GROUPED.fullmatch(match.group()) else (None, False)
    # One mark: 81.25 and 0.125 can only be decimal, 560,000 may be either.
    return (marks[0], False) if _GROUPED.fullmatch(match.group()) else (other, True)


def detect_format(texts: Iterable[str]) -> NumberFormat | None:
    """The notation most of ``texts`` are written in; None when they do not say (no marks, or as many for each).

    A single mark before three digits (``560,000``) counts as a thousands mark, but only when nothing clearer exists.
    Texts that are no numbers are passed over.
    """
    votes = {True: {",": 0, ".": 0}, False: {",": 0, ".": 0}}
    for text in texts:
        mark, certain = _thousands_mark(text.strip())
        if mark is not None:
            votes[certain][mark] += 1
    for certain in (True, False):
        commas, dots = votes[certain][","], votes[certain]["."]
        if commas != dots:
            return NumberFormat.ENGLISH if commas > dots else NumberFormat.INDONESIAN
        if commas:
            return None
    return None


def _split(text: str, fmt: NumberFormat) -> tuple[bool, str, str]:
    """Sign, digits before and digits after the decimal mark; ValueError says in Indonesian what is wrong."""
    body = text.strip()
    if not body:
        raise ValueError("kosong")
    if body in FORMULA_ERRORS:
        raise ValueError("galat rumus; perbaiki rumus di sel itu")
    negative = body.startswith("-") or (body.startswith("(") and body.endswith(")"))
    body = (body[1:-1] if body.startswith("(") and body.endswith(")") else body.removeprefix("-")).strip()
    if re.search(r"[^\W\d_]", body):
        raise ValueError("memuat huruf")
    if not re.fullmatch(r"[0-9.,]+", body):
        raise ValueError("memuat tanda yang bukan bagian dari angka")
    whole, mark, fraction = body.partition(fmt.decimal)
    groups = whole.split(fmt.thousands)
    if not whole or (mark and not re.fullmatch(r"[0-9]+", fraction)):
        raise ValueError(f"tanda desimal '{fmt.decimal}' tidak pada tempatnya")
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        raise ValueError(f"pemisah ribuan '{fmt.thousands}' tidak memisahkan tiap tiga angka")
    digits = "".join(groups)
    if len(digits.lstrip("0")) > MAX_DIGITS:
        raise ValueError(f"lebih dari {MAX_DIGITS} angka")
    return negative, digits, fraction


def parse_amount(text: str, fmt: NumberFormat) -> int:
    """Whole rupiah from ``145,716,000``, ``145716000``, ``-1,250`` or ``(1,250)``; decimals only when zero (``,00``).

    Raises:
        ValueError: why the text is no amount, an Indonesian phrase such as ``memuat huruf``.
    """
    negative, digits, fraction = _split(text, fmt)
    if fraction.strip("0"):
        raise ValueError("bukan rupiah bulat")
    # Python refuses to read thousands of zeros.
    amount = int(digits.lstrip("0") or 0)
    return -amount if negative else amount


def parse_decimal(text: str, fmt: NumberFormat) -> Decimal:
    """Exact number from ``81.25``, ``1,234.5`` or ``81.25%`` (the sign is dropped, nothing is divided).

    Raises:
        ValueError: why the text is no number, an Indonesian phrase.
    """
    negative, digits, fraction = _split(text.strip().removesuffix("%"), fmt)
    value = Decimal(f"{digits}.{fraction}" if fraction else digits)
    return -value if negative else value


def canonical(value: int | Decimal) -> str:
    """Text of a number as raw tables keep it: ``145716000``, ``-1250``, ``81.25``; no exponent, no trailing zeros."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
