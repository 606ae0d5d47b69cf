"""A RAK as text, cells between tabs or, in Markdown, between pipes: bytes in, lines out. No meaning of a line here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipelines.readers import rak_rules as rules
from pipelines.readers.rak import looks_like_rak, read_plan
from pipelines.readers.rak_lines import Line, make_cells
from pipelines.readers.reading import Document, Unreadable

_HEAD = 65536
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# The line below the header of a Markdown table; a table without outer pipes has at least one inside.
_DELIMITER = re.compile(r"(?:\|\s*:?-+:?\s*)+\|?|:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def looks_like_rak_text(head: bytes) -> bool:
    """Whether the beginning of a file is a RAK text: its title, or its header line."""
    text = _decode(head[:_HEAD], partial=True)
    return text is not None and looks_like_rak(text)


def read_rak(data: bytes) -> Document:
    """Read a whole RAK text; see ``read_plan``.

    Raises:
        Unreadable: not text, or for one of the reasons of ``read_plan``.
    """
    text = _decode(data, partial=False)
    if text is None:
        refusal = rules.unusable(
            "Berkas ini bukan teks yang dapat dibaca.", "Simpan dokumen RAK sebagai teks UTF-8 lalu kirim ulang."
        )
        raise Unreadable([refusal], "rak")
    return read_plan(list(lines_of_text(text)))


def lines_of_text(text: str) -> Iterator[Line]:
    """Lines of a text; ``baris`` counts from 1. The delimiter rows of Markdown tables are left out."""
    printed = re.split(r"\r\n|\n|\r", text)
    markdown = any(_DELIMITER.fullmatch(line.strip()) for line in printed)
    for baris, line in enumerate(printed, start=1):
        if not markdown or "\t" in line or "|" not in line:
            yield Line(baris, make_cells(line.split("\t")))
        elif not _DELIMITER.fullmatch(line.strip()):
            yield Line(baris, make_cells(map(_plain, _PIPE.split(line.strip().removeprefix("|")))))


def _plain(cell: str) -> str:
    """Text of a Markdown cell without its marks; an inner HTML table stays one."""
    if "<table" in cell.lower():
        return cell
    return html.unescape(_ESCAPED.sub(r"\1", _BREAK.sub(" ", cell).replace("**", "")))


def _decode(data: bytes, *, partial: bool) -> str | None:
    """Text of a file in UTF-8, UTF-16 with a mark, or Windows-1252; None when it is not text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="ignore" if partial else "replace")
    try:
        text = data.decode("utf-8-sig", errors="ignore" if partial else "strict")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            return None
    return None if _CONTROL.search(text) else text
