"""What the tests of files that somebody saved again share: what equal means, and CSV as other programs write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.readers.period import UNSTATED, Period
from pipelines.readers.reading import Document
from pipelines.readers.recognition import read
from tests.resave.resave import resave


def is_same(again: Document, original: Document, *, moved: bool = False) -> None:
    """All columns of all tables but ``lembar``, and ``baris`` where the form moves the rows; nothing is rejected."""
    columns = 2 if moved else 1
    rows, expected = (
        {table: [row[columns:] for row in found.rows[table]] for table in found.rows} for found in (again, original)
    )
    assert rows == expected
    assert again.rejects == original.rejects == []
    header = [
        (found.jenis, found.kode_satker, found.nama_satker, found.tahun, found.bulan) for found in (again, original)
    ]
    assert header[0] == header[1]


def is_same_in_every_file(originals: Sequence[Path], name: str, folder: Path, stated: Period = UNSTATED) -> None:
    """The files, saved again by LibreOffice in the form of this name, give the rows of the originals."""
    for original, made in zip(originals, resave(originals, name, folder), strict=True):
        expected, data = read(original.read_bytes(), original.name, stated), made.read_bytes()
        is_same(read(data, made.name, stated), expected)
        if made.suffix == ".csv" and name != "csv_cp1252":
            is_same(read(marked(data), made.name, stated), expected)


def marked(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def of_windows(data: bytes) -> bytes:
    # Excel ends a record with CR LF and a line inside a cell with LF.
    return marked(_written(_records(data), "\r\n"))


def with_empty_cells_behind(data: bytes) -> bytes:
    return _written([[*record, "", "", ""] for record in _records(data)], "\n")


def _records(data: bytes) -> list[list[str]]:
    return [*csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";")]


def _written(records: Sequence[Sequence[str]], end: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator=end).writerows(records)
    return stream.getvalue().encode()


def ragged(data: bytes) -> bytes:
    return b"\n".join(line.rstrip(b";") if line.endswith(b";") else line for line in data.split(b"\n"))


def naming_its_separator(data: bytes) -> bytes:
    return b"sep=;\n" + data


# Of a CSV in UTF-8 with semicolons; to cut empty cells off (``ragged``) is another matter.
CSV_CHANGES: tuple[Callable[[bytes], bytes], ...] = (marked, of_windows, with_empty_cells_behind, naming_its_separator)
