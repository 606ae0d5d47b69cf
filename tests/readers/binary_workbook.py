"""Writes a binary workbook (.xlsb), which LibreOffice cannot. Knows neither styles nor shared strings."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence


def xlsb(rows: Sequence[Sequence[object]], name: str = "Lembar") -> bytes:
    """The smallest binary workbook: records of a number, a length and their content."""

    def record(number: int, content: bytes = b"") -> bytes:
        head = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        size, length = len(content), b""
        while size > 127:
            length, size = length + bytes([size & 127 | 128]), size >> 7
        return head + length + bytes([size]) + content

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def cells() -> Iterator[bytes]:
        for number, values in enumerate(rows):
            yield record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
            for column, value in enumerate(values):
                place = struct.pack("<II", column, 0)
                if isinstance(value, float):
                    yield record(5, place + struct.pack("<d", value))
                elif value:
                    yield record(6, place + text(str(value)))

    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = b"".join((record(129), record(148, size), record(145), *cells(), record(146), record(130)))
    entry = record(156, struct.pack("<II", 0, 1) + text("rId1") + text(name))
    book = b"".join((record(131), record(143), entry, record(144), record(132)))
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relation}" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return buffer.getvalue()
