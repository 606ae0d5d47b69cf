"""The text of a file and its CSV records. What the cells mean is not here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from pipelines.readers.reading import Reject, Unreadable

NOT_TEXT = "BERKAS-07"
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class BrokenCsv(Exception):
    """Record number ``baris``, from 1, has quotation marks that do not pair up; its text says so to the user."""

    def __init__(self, baris: int) -> None:
        super().__init__(f"Baris {baris} berkas CSV ini rusak: ada tanda kutip yang tidak berpasangan.")
        self.baris = baris


def decode(data: bytes) -> str:
    """Text of a file written by Excel or a text editor: UTF-8 with or without mark, else Windows-1252.

    Raises:
        Unreadable: one part is UTF-8 and another is not, so that either reading would garble the other part.
    """
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if _MULTIBYTE.search(data):
            baris = len((data[: error.start] + b"x").splitlines())
            alasan = f"Baris {baris} memuat huruf yang bukan UTF-8, sedangkan huruf lain di berkas ini UTF-8."
            saran = f"Perbaiki huruf yang rusak di baris {baris}, simpan ulang sebagai CSV UTF-8, lalu kirim lagi."
            raise Unreadable([Reject(None, baris, None, None, NOT_TEXT, alasan, saran)]) from error
        # Five bytes mean nothing in Windows-1252; a text with one of them keeps a visible mark there.
        return data.decode("cp1252", errors="replace")


def records(text: str, delimiter: str, *, strict: bool = True) -> Iterator[Sequence[str]]:
    """Records in order, blank ones too: a spreadsheet makes one row of each, however many lines its cells span.

    Raises:
        BrokenCsv: at the broken record; when not ``strict``, the records end there instead.
    """
    baris = 1
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
            yield cells
            baris += 1
    except csv.Error as error:
        if strict:
            raise BrokenCsv(baris) from error
