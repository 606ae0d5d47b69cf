"""Codes of an FA Detail report as they are printed and as a spreadsheet may have left them. Rows are not known here."""

from __future__ import annotations

import re

from pipelines.readers.fa_detail_rules import AKUN

KRO, RO, _KOMPONEN, _SUBKOMPONEN = 3, 4, 5, 6
_NUMERIC_CODE = re.compile(r"(\d+)\.0")
# The group that matches tells the level, the commonest first. Komponen may hold letters (ZZ1), so where KRO and
# komponen, or RO and sub komponen, look alike their columns decide.
CODE = re.compile(
    r"(?:(\d{6})(?:\.0)?|(\d{6})\..*|([A-Z]{3}\.[0-9A-Z]{3})|((?:\d{1,2}|[0-9A-Z]{3})\.[0-9A-Z]{1,3})|([A-Z]{3})"
    r"|(\d{1,2}|[0-9A-Z]{3})|([A-Z]{2}\.\d{4})|([A-Z]{2}))\Z",
    re.DOTALL,
)
LEVEL_OF_GROUP = (0, 7, 8, 4, 6, 3, 5, 2, 1)


def below_ro(level: int, value: str, of_komponen: bool) -> tuple[int, str, bool]:
    """Level and code of a komponen or sub komponen; the last is False where several codes leave the same number.

    Codes of letters look like those of KRO and RO, and come with the level of these. A number has lost the zeros before
    it, which the grammar gives back, and those behind it, which it does not: 51.1 may have been 051.1 or 051.10, and a
    bare 51 in the column of sub komponen 051.0 or 051.00.
    """
    if level <= RO:
        level += 2
    komponen, _, own = value.partition(".")
    if of_komponen and own == "0":
        return _KOMPONEN, komponen, True
    if level == _KOMPONEN and not of_komponen and value.isdecimal():
        return _SUBKOMPONEN, f"{value}.", False
    return level, value, len(own) != 1 or not own.isdecimal()


def descend(codes: list[str | None], level: int, value: str) -> bool:
    """Put the full code of a line into ``codes`` and forget what was below; False when it belongs to another parent.

    KRO, RO, komponen and sub komponen are printed relative to their ancestors; SAKTI pads a lone letter (``0A``).
    """
    if level >= AKUN:
        codes[AKUN - 1 :] = (value, None) if level == AKUN else (codes[AKUN - 1], value)
        return True
    prefix, _, own = value.rpartition(".")
    parent: str | None = prefix
    if level == 2:
        parent = codes[0]
    elif level == 4:
        parent = codes[2]
        own = f"{codes[0]}.{codes[1]}.{value}"
    elif level == 5:
        own = own.zfill(3)
    elif level == 6:
        parent = codes[4]
        prefix = prefix.zfill(3)
        own = own.lstrip("0") or own
    codes[level - 1 :] = [own, *[None] * (8 - level)]
    return parent == prefix


def code_text(cell: object) -> str:
    """A code as text, also where Excel turned it into a number (``521211.0``)."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    number = _NUMERIC_CODE.fullmatch(text)
    return number[1] if number else text
