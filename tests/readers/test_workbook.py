"""Opening an xlsx gives what calamine gives, and nothing that would end the process reaches calamine."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.workbook import TOO_LARGE, TRUNCATED, open_workbook
from pipelines.samples.fa_detail_writer import write_fa_detail
from tests.readers.test_fa_detail import small_report

WORKSHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%b</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"
CHUNK = 1 << 16


def with_sheet(xml: bytes, path: str = SHEET) -> bytes:
    """A report whose sheet is ``xml``, kept at ``path``."""
    stream = io.BytesIO()
    good = write_fa_detail(small_report())
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = xml if member.filename == SHEET else old.read(member)
            if member.filename.endswith("workbook.xml.rels"):
                content = content.replace(SHEET.removeprefix("xl/").encode(), path.removeprefix("xl/").encode())
            new.writestr(path if member.filename == SHEET else member.filename, content)
    return stream.getvalue()


def row(number: int, column: str = "A") -> bytes:
    return b'<row r="%d"><c r="%b%d"><v>1</v></c></row>' % (number, column.encode(), number)


def sheet(*rows: bytes, before: bytes = b"") -> bytes:
    return WORKSHEET % (before + b"<sheetData>" + b"".join(rows) + b"</sheetData>")


def refused(data: bytes) -> Reject:
    with pytest.raises(Unreadable) as caught:
        open_workbook(data)
    return caught.value.rejects[0]


def by_calamine(data: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


ROWS = [row(number) for number in range(1, 1001)]
FAR = row(1_048_576, "XFD")
FAR_CASES = {
    "paling akhir": [*ROWS, FAR],
    "paling awal": [FAR, *ROWS[:5]],
    "di tengah": [*ROWS[:5], FAR, *ROWS[5:]],
    "tanda kutip tunggal": [*ROWS[:5], FAR.replace(b'"', b"'")],
    "huruf kecil": [*ROWS[:5], FAR.lower()],
    "baris saja": [*ROWS[:5], row(150_001)],
    "lebar lalu panjang": [row(1, "AAA"), *ROWS[1:]],
    "panjang lalu lebar": [*ROWS, row(1001, "AAA")],
    "jauh di dua arah": [row(1, "AAA"), row(99_999)],
}


@pytest.mark.parametrize("rows", FAR_CASES.values(), ids=FAR_CASES)
def test_a_far_cell_is_refused_wherever_it_stands(rows: list[bytes]) -> None:
    assert refused(with_sheet(sheet(*rows))).aturan == TOO_LARGE


def test_a_far_cell_is_refused_in_whatever_folder_its_sheet_is_kept() -> None:
    assert len(open_workbook(with_sheet(sheet(*ROWS), "xl/lain/lembar.xml")).sheets[0].rows) == 1000
    assert refused(with_sheet(sheet(*ROWS, FAR), "xl/lain/lembar.xml")).aturan == TOO_LARGE


@pytest.mark.parametrize("offset", range(-60, 1))
def test_a_far_cell_is_seen_across_the_pieces_in_which_a_part_is_read(offset: int) -> None:
    begin = len(sheet()) - len(b"</sheetData></worksheet>")
    padding = b"<!--%b-->" % (b"x" * (CHUNK + offset - begin - 7))
    far = b'<row><c r="XFD1048576"><v>1</v></c></row>'
    assert refused(with_sheet(sheet(far, before=padding))).aturan == TOO_LARGE


@pytest.mark.parametrize("rows", [[*ROWS, row(1001, "ZZ")], [*ROWS[:998], row(999, "AAA")], [row(150_000)]])
def test_a_large_sheet_within_the_limits_is_read(rows: list[bytes]) -> None:
    data = with_sheet(sheet(*rows))
    assert [opened.rows for opened in open_workbook(data).sheets] == by_calamine(data)


def test_merged_cells_change_nothing() -> None:
    data = write_fa_detail(small_report())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<mergeCell " in archive.read(SHEET)
    assert [opened.rows for opened in open_workbook(data).sheets] == by_calamine(data)


def test_a_damaged_part_is_named() -> None:
    data = bytearray(write_fa_detail(small_report()))
    at = data.index(SHEET.encode()) + 500
    data[at] ^= 0xFF
    reject = refused(bytes(data))
    assert (reject.aturan, SHEET in reject.alasan) == (TRUNCATED, True)


def test_a_part_larger_than_it_claims_is_refused() -> None:
    data = bytearray(with_sheet(sheet(*ROWS)))
    entry = data.index(SHEET.encode(), data.index(b"PK\1\2")) - 46
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    assert refused(bytes(data)).aturan == TRUNCATED


def test_of_two_parts_with_one_name_the_last_counts() -> None:
    stream = io.BytesIO(with_sheet(sheet(*ROWS[:3])))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, sheet(*ROWS[:7]))
    assert len(open_workbook(stream.getvalue()).sheets[0].rows) == 7


@pytest.mark.parametrize("filler", [0, 900, 1021, 1022, 1023, 3000])
def test_a_cell_with_an_error_is_not_taken_for_a_blank_one(filler: int) -> None:
    """Also where its tag is cut by the end of what is read at once."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, filler + 2):
        sheet.cell(row, 1, f"isi {row}")
    for row, error in enumerate(("#DIV/0!", "#N/A", "#REF!"), filler + 2):
        sheet.cell(row, 2, error).data_type = "e"
    sheet.cell(filler + 5, 1, 'teks t="e" tetap teks')
    out = io.BytesIO()
    book.save(out)
    rows = open_workbook(out.getvalue()).sheets[0].rows
    assert [row[1] for row in rows if row[1] != ""] == ["#DIV/0!", "#N/A", "#REF!"]
    assert rows[-1][0] == 'teks t="e" tetap teks'
