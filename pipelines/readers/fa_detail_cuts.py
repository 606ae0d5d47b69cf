"""Lines of an FA Detail report that a page break cut in two: what continues what. Telling lines apart is not here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.fa_detail_codes import code_text
from pipelines.readers.fa_detail_rules import ITEM, Amounts, FaDetail, Lines


def first_column(row: Sequence[object]) -> int:
    return next(column for column, cell in enumerate(row) if cell)


def mend(cut: Amounts, rest: Amounts) -> Amounts | None:
    """Figures of a cut line completed by its continuation; None when ``rest`` does not continue ``cut``.

    A continuation repeats Pagu, Lock and Sisa and lacks either (Periode Lalu and Ini) or (s.d. and %); the cut line
    may lack the others.
    """
    missing = [index for index, amount in enumerate(rest) if amount is None]
    if missing not in ([2, 3], [4]) and (missing or None not in cut):
        return None
    if any(a is not None and b is not None and a != b for a, b in zip(cut, rest, strict=True)):
        return None
    return [b if a is None else a for a, b in zip(cut, rest, strict=True)]


def continuation(
    cut_row: Sequence[object],
    depth: int,
    code: str,
    row: Sequence[object],
    match: re.Match[str] | None,
    shown: str,
    pagu_column: int,
) -> str | None:
    """Text that ``row`` adds to the line it continues; None when it stands elsewhere or carries another code.

    An item's number and text share a cell, so its continuation may begin with any words, even such as look like a code.
    """
    column = first_column(row)
    if column != first_column(cut_row):
        return None
    same = match is not None and match[match.lastindex or 0] == code
    if depth == ITEM:
        cell = row[column]
        return shown[7:] if same and shown[:7] == f"{code}." else cell if isinstance(cell, str) else code_text(cell)
    name = next((cell for cell in row[column + 1 : pagu_column] if cell != ""), "")
    return None if not same else name if isinstance(name, str) else code_text(name)


def join(found: Lines, parts: list[str], rest: str, mended: Amounts) -> None:
    """Lay a continuation's text behind the parts of the cut line, and fill the figures which that line lacked."""
    end = parts[-1][-1:]
    glue = "" if not end or end.isspace() or end in "/-" else " "
    parts.append(f"{glue}{rest.lstrip()}")
    found.rows[-1] = FaDetail._make((*found.rows[-1][:12], *map(str, mended)))
    found.amounts[-1] = mended


def close(found: Lines, parts: list[str]) -> None:
    """Give the last line its whole text, at once: one by one, many continuations would take for ever."""
    if len(parts) > 1:
        found.rows[-1] = found.rows[-1]._replace(uraian="".join(parts).strip() or None)
