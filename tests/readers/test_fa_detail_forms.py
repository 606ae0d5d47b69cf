"""An FA Detail file that somebody saved again gives the rows of SAKTI's own file, or is refused with the reason.

Compared are all columns of ``raw.fa_detail`` but ``lembar``; ``baris`` too, except where the form moves the rows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.readers import fa_detail_rules as rules
from pipelines.readers.fa_detail import read_fa_detail
from pipelines.readers.fa_detail_rules import FaDetail
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.recognition import read
from pipelines.readers.workbook import Sheet, Workbook, open_csv, open_workbook
from pipelines.samples.fa_detail_writer import write_fa_detail
from pipelines.settings import Settings
from tests.conftest import read_warehouse, refresh_once
from tests.readers.binary_workbook import xlsb
from tests.readers.saved_forms import CSV_CHANGES, is_same, ragged
from tests.resave.originals import report
from tests.resave.resave import FORMS, fixture, resave

Rows = list[list[object]]
# Columns of the layout to Item.
E, F, H, N, Q, W, X, Z, AE = 4, 5, 7, 13, 16, 22, 23, 25, 30
SATKER = (5, 14)


@cache
def native_file() -> bytes:
    return write_fa_detail(report())


@cache
def native() -> Document:
    return read(native_file(), "asli.xlsx")


def native_rows() -> Rows:
    return [[*row] for row in open_workbook(native_file()).sheets[0].rows]


def read_rows(rows: Rows) -> Document:
    return read_fa_detail(Workbook([Sheet("Lembar", rows)]))


def row_of(rows: Rows, column: int, value: str) -> int:
    return next(index for index, row in enumerate(rows) if row[column] == value)


def without_place(document: Document) -> list[tuple[object, ...]]:
    return [row[2:] for row in document.rows["raw.fa_detail"]]


def saved(name: str) -> bytes:
    return fixture("fa_detail", name)


# -- LibreOffice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_rows_of_the_native_file(name: str) -> None:
    # A cell of it spans two lines, and CSV counts lines.
    is_same(read(saved(name), f"laporan.{FORMS[name].suffix}"), native(), moved=FORMS[name].suffix == "csv")


def test_the_report_has_what_a_form_may_lose() -> None:
    rows = [FaDetail._make(row) for row in native().rows["raw.fa_detail"]]
    footnotes = [row for row in native_rows() if str(row[1]).startswith("*")]
    assert (len(footnotes), len(native_rows()) - 8 - len(footnotes) - len(rows)) == (3, 1)
    assert {row.kode_komponen for row in rows} == {None, "001", "051", "126", "ZZ1"}
    assert any(row.kode_item == "000000" for row in rows)
    assert {mark for row in rows for mark in '";,\n–é' if mark in str(row.uraian)} == {*'";,\n–é'}
    assert any("  " in str(row.uraian) for row in rows)
    assert any(int(row.realisasi_ini) < 0 for row in rows)
    assert native().kode_satker == "009998"


def test_the_forms_are_what_they_are_called() -> None:
    for name, amount in (
        ("titik_koma", b";1.888.722.892;"),
        ("koma", b',"1,888,722,892",'),
        ("polos", b",1888722892,"),
    ):
        assert amount in saved(f"csv_{name}")
    assert b"\t1,888,722,892\t" in saved("csv_tab")
    with pytest.raises(UnicodeDecodeError):
        saved("csv_cp1252").decode("utf-8")
    assert b"\n;;;;1;" in saved("csv_dari_csv")
    codes = [row[E] for row in open_workbook(saved("xlsx_dari_csv")).sheets[0].rows]
    assert {code for code in codes if isinstance(code, float)} == {1.0, 51.0, 126.0}


@pytest.mark.parametrize("name", FORMS)
def test_the_real_files_give_their_control_totals_in_every_form(shared_data: Path, saved_in: Path, name: str) -> None:
    originals = sorted((shared_data / "fa_detail").glob("*.xlsx"))
    truth = json.loads((shared_data / "fa_detail" / "TRUTH.json").read_text())
    assert {original.name for original in originals} == {*truth}
    for original, made in zip(originals, resave(originals, name, saved_in), strict=True):
        document = read(made.read_bytes(), made.name)
        is_same(document, read(original.read_bytes(), original.name))
        rows = [FaDetail._make(row) for row in document.rows["raw.fa_detail"]]
        for level, expected in truth[original.name]["levels"].items():
            own = [row for row in rows if row.tingkat == level]
            assert len(own) == expected["n"]
            assert sum(int(row.pagu) for row in own) == expected["pagu"]
            assert sum(int(row.realisasi_sd) for row in own) == expected["sd"]
            assert sum(int(row.sisa) for row in own) == expected["sisa"]


def test_old_and_open_workbooks_of_an_inbox_are_published(settings: Settings) -> None:
    for name in ("xls", "ods_dari_csv"):
        (settings.inbox / f"laporan.{FORMS[name].suffix}").write_bytes(saved(name))
    refresh_once(settings)
    found = read_warehouse(settings, "select distinct kode_satker, pagu, realisasi_sd from mart.serapan_satker")
    total = FaDetail._make(native().rows["raw.fa_detail"][0])
    assert found == [("009998", int(total.pagu), int(total.realisasi_sd))]


# -- Excel, which is not on the machine of the tests ---------------------------------------------------------------


def rename(book: Book, sheet: Worksheet) -> None:
    sheet.title = "Maret (rev)"


def sheets_around(book: Book, sheet: Worksheet) -> None:
    book.create_sheet("Catatan", 0).append(["Sudah dicek bendahara", 45_000])
    book.create_sheet("Rekap").append(["akun", "jumlah", 521211, 720_000])


def unmerged(book: Book, sheet: Worksheet) -> None:
    for merged in [*sheet.merged_cells.ranges]:
        sheet.unmerge_cells(str(merged))
    for column in "ABCDEFGHQ":
        sheet.column_dimensions[column].width = 30


def codes_as_numbers(book: Book, sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.isdecimal():
                cell.value = int(cell.value)


def empty_columns_behind(book: Book, sheet: Worksheet) -> None:
    sheet.cell(row=9, column=60).value = " "


@pytest.mark.parametrize("change", [rename, sheets_around, unmerged, codes_as_numbers, empty_columns_behind])
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_a_workbook_changed_in_excel_gives_the_same_rows(change: Callable[[Book, Worksheet], None]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(native_file()))
    change(book, book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    is_same(read(stream.getvalue(), "laporan.xlsx"), native())


def test_a_binary_workbook_gives_the_same_rows() -> None:
    is_same(read(xlsb(native_rows()), "laporan.xlsb"), native())


def without_empty_columns(rows: Rows) -> None:
    kept = [column for column in range(len(rows[0])) if any(row[column] != "" for row in rows)]
    rows[:] = [[row[column] for column in kept] for row in rows]


def lines_above_and_below(rows: Rows) -> None:
    blank: list[object] = [""] * len(rows[0])
    rows[:] = [blank, ["Diterima 3 April", *blank[1:]], *rows, blank, blank]


@pytest.mark.parametrize(("change", "moved"), [(without_empty_columns, False), (lines_above_and_below, True)])
def test_columns_are_found_where_they_stand(change: Callable[[Rows], None], moved: bool) -> None:
    rows = native_rows()
    change(rows)
    is_same(read_rows(rows), native(), moved=moved)


@pytest.mark.parametrize("change", [*CSV_CHANGES, ragged])
def test_a_csv_of_another_program_gives_the_same_rows(change: Callable[[bytes], bytes]) -> None:
    data = saved("csv_titik_koma")
    assert change(data) != data
    is_same(read(change(data), "laporan.csv"), native(), moved=True)


# -- codes that became numbers ---------------------------------------------------------------------------------------

# Column, code as SAKTI prints it, what a spreadsheet makes of it; the grammar leaves one code only.
CERTAIN: list[tuple[int, str, object]] = [
    (E, "051", 51.0),
    (E, "051", "51"),
    (E, "051", "51.0"),
    (E, "001", 1.0),
    (E, "001", "1.0"),
    (E, "126", 126.0),
    (E, "126", "126.0"),
    (F, "126.12", 126.12),
    (F, "126.12", "126.12"),
    (F, "051.12", 51.12),
    (F, "051.01", 51.01),
    (H, "521211", 521211.0),
    (H, "521211", "521211.0"),
    (N, "000006.", 6.0),
    (N, "000006.", "6"),
    (N, "000006.", "6.0"),
    (N, "002514.", 2514.0),
    (N, "002514.", "2514"),
    (N, "002514.", "2514.0"),
    (N, "102514.", 102514.0),
    (N, "102514.", "102514"),
    (N, "102514.", "102514.0"),
]
# 51.1 may have been 051.1 or 051.10, 51 also 051.0 or 051.00; with a point between thousands 051.100 became 51100, and
# with a point in its times 051.10 became 51 hours and 10 minutes.
DOUBTFUL: list[tuple[int, object]] = [
    (F, 51.1),
    (F, "51.1"),
    (F, "051.1"),
    (F, 51.0),
    (F, 126.0),
    (F, "51"),
    (F, "051"),
    (F, "51.0"),
    (F, 51100.0),
    (F, 2.1319444444444446),
    (F, timedelta(hours=51, minutes=10)),
    (F, time(5, 10)),
    (E, datetime(2025, 5, 1)),
    (E, 5.1),
    (E, 5100.0),
    (H, datetime(2025, 5, 1)),
    (H, 521.0),
    (H, 5_212_111.0),
]


def place_of(rows: Rows, column: int, printed: str) -> int:
    """A line of the level that stands in ``column``, whose parents fit the code."""
    if column == N:
        return row_of(rows, H, "521211") + 1
    if column == F:
        return row_of(rows, F, f"{printed[:3]}.0A")
    return row_of(rows, column, printed)


@pytest.mark.parametrize(("column", "printed", "stored"), CERTAIN)
def test_a_number_that_can_have_been_one_code_only_is_that_code(column: int, printed: str, stored: object) -> None:
    rows = native_rows()
    index = place_of(rows, column, printed)
    rows[index][column] = printed
    expected = read_rows(rows)
    rows[index][column] = stored
    again = read_rows(rows)
    assert again == expected
    found = next(row for row in again.rows["raw.fa_detail"] if row[1] == index + 1)
    codes = FaDetail._make(found)
    sub = f"{codes.kode_komponen}.{codes.kode_subkomponen or '':0>2}"
    assert {E: codes.kode_komponen, F: sub, H: codes.kode_akun, N: f"{codes.kode_item}."}[column] == printed


@pytest.mark.parametrize(("column", "stored"), DOUBTFUL)
def test_a_number_that_can_have_been_several_codes_is_refused_and_named(column: int, stored: object) -> None:
    rows = native_rows()
    index = place_of(rows, column, "051" if column != H else "521211")
    rows[index][column] = stored
    lost = [reject for reject in rejects_of(rows) if reject.aturan == rules.LOST_CODE]
    assert [(reject.baris, reject.kolom) for reject in lost] == [(index + 1, "EFGH"[column - E])]
    assert "kode aslinya tidak dapat dipastikan" in lost[0].alasan
    assert "Unduh ulang" in lost[0].saran


def rejects_of(rows: Rows) -> list[Reject]:
    """Why the file is refused, after the sentence about the whole."""
    with pytest.raises(Unreadable) as refused:
        read_rows(rows)
    assert refused.value.rejects[0].aturan == rules.NOT_TRUSTED
    return refused.value.rejects[1:]


def test_the_zeros_of_a_satker_come_back_from_a_number_and_from_a_csv_only() -> None:
    row, column = SATKER
    rows = native_rows()
    rows[row][column] = 9998.0
    assert read_rows(rows).kode_satker == "009998"
    rows[row][column] = "9998"
    with pytest.raises(Unreadable, match="enam digit"):
        read_rows(rows)
    texts = [
        [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row] for row in rows
    ]
    is_same(read_rows([[*row] for row in texts]), native())


def test_a_name_that_became_a_number_is_text_again() -> None:
    rows = native_rows()
    index = row_of(rows, H, "521211")
    name = next(column for column in range(H + 1, Q) if rows[index][column])
    rows[index][name] = 2025.0
    assert FaDetail._make(read_rows(rows).rows["raw.fa_detail"][-1]) == FaDetail._make(
        read_rows(native_rows()).rows["raw.fa_detail"][-1]
    )
    line = next(row for row in read_rows(rows).rows["raw.fa_detail"] if row[1] == index + 1)
    assert FaDetail._make(line).uraian == "2025"


def test_a_line_without_a_name_does_not_take_its_amount_for_one() -> None:
    records = [*csv.reader(io.StringIO(saved("csv_titik_koma").decode(), newline=""), delimiter=";")]
    index = next(number for number, record in enumerate(records) if record[H] == "524113")
    for column in range(H + 1, Q):
        records[index][column] = records[index + 2][column] = ""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(records)
    rows = [FaDetail._make(row) for row in read(stream.getvalue().encode(), "a.csv").rows["raw.fa_detail"]]
    assert [(row.uraian, row.pagu) for row in rows if row.kode_akun == "524113" and row.tingkat == "akun"] == [
        (None, "3000000")
    ]


@pytest.mark.parametrize("stored", ["pegawai", 2025.0])
def test_the_end_of_a_cut_item_may_be_a_number(stored: object) -> None:
    rows = native_rows()
    index = row_of(rows, H, "521211") + 1
    item = str(rows[index][N])
    rest = [*rows[index]]
    rest[N], rest[W], rest[X] = stored, "", ""
    rows.insert(index + 1, rest)
    found = next(row for row in read_rows(rows).rows["raw.fa_detail"] if row[1] == index + 1)
    assert FaDetail._make(found).uraian == f"{item[8:]} {'pegawai' if stored == 'pegawai' else '2025'}"


def test_figures_without_a_code_continue_nothing() -> None:
    rows = native_rows()
    index = row_of(rows, H, "521211")
    rest = [*rows[index]]
    rest[:Q] = [""] * Q
    rest[W] = rest[X] = ""
    rows.insert(index + 1, rest)
    document = read_rows(rows)
    assert [(reject.aturan, reject.baris) for reject in document.rejects] == [(rules.UNKNOWN_ROW, index + 2)]
    assert without_place(document) == without_place(native())


# -- amounts that lost digits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("clipped", ["1,89E+09", "1.88872E+09", "1E+09", "########", "-2E+05"])
@pytest.mark.parametrize("line", [b"JUMLAH SELURUHNYA;", b";EBA.956;"])
def test_an_amount_without_its_last_digits_is_refused(clipped: str, line: bytes) -> None:
    data = saved("csv_titik_koma")
    at = data.index(b"1.888.722.892", data.index(line))
    with pytest.raises(Unreadable) as refused:
        read(data[:at] + clipped.encode() + data[at + 13 :], "laporan.csv")
    damage = [reject for reject in refused.value.rejects if reject.aturan == rules.BAD_AMOUNT]
    assert [(reject.kolom, reject.nilai) for reject in damage] == [("Q", clipped)]
    assert "terpotong ketika berkas disimpan" in damage[0].alasan


def of_another_country(rows: Rows) -> Rows:
    """The CSV of an Indonesian computer opened on an English one: 720.000 becomes 720, 1.440.000 stays a text."""

    def opened(cell: object) -> object:
        text = f"{cell:,.0f}".replace(",", ".") if isinstance(cell, float) and cell.is_integer() else cell
        return (
            float(text)
            if isinstance(text, str) and text.replace("-", "").count(".") < 2 and isinstance(cell, float)
            else text
        )

    return [[opened(cell) for cell in row] for row in rows]


def test_a_csv_opened_in_another_country_is_refused_where_thousands_went() -> None:
    damage = [reject for reject in rejects_of(of_another_country(native_rows())) if reject.aturan == rules.BAD_AMOUNT]
    assert {"satuan atau ribuan" in reject.alasan or "rupiah bulat" in reject.alasan for reject in damage} == {True}
    assert any("satuan atau ribuan" in reject.alasan for reject in damage)


def test_an_item_whose_thousands_went_is_never_taken_for_small() -> None:
    rows = native_rows()
    for row in rows[8:]:
        row[Q:] = [
            f"{cell:,.0f}".replace(",", ".") if isinstance(cell, float) and abs(cell) >= 1 else cell for cell in row[Q:]
        ]
    index = row_of(rows, H, "521213") + 1
    assert rows[index][Q] == "360.000"
    rows[index][Q] = rows[index][AE] = 360.0
    document = read_rows(rows)
    assert {(reject.aturan, reject.baris, reject.kolom) for reject in document.rejects} == {
        (rules.BAD_AMOUNT, index + 1, "Q"),
        (rules.BAD_AMOUNT, index + 1, "AE"),
    }
    assert without_place(document) == [row[2:] for row in native().rows["raw.fa_detail"] if row[1] != index + 1]


def test_a_report_in_two_sheets_is_not_half_read() -> None:
    workbook = open_workbook(native_file())
    with pytest.raises(Unreadable, match="lebih dari satu laporan"):
        read_fa_detail(Workbook([*workbook.sheets, *open_csv(saved("csv_koma")).sheets]))
