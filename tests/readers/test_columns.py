"""What readers say of the columns in which fields stand, compared cell by cell with the files themselves."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.readers.fa_detail_rules import ITEM, LEVELS, FaDetail
from pipelines.readers.reading import Document, KolomRow
from pipelines.readers.recognition import read
from tests.conftest import PROJECT

EXAMPLES = PROJECT / "examples" / "inbox"
AMOUNTS = ("pagu", "lock_pagu", "realisasi_lalu", "realisasi_ini", "realisasi_sd", "sisa")


def place_of(document: Document) -> dict[tuple[str | None, str], str]:
    assert len({(c.lembar, c.tingkat, c.nama) for c in document.columns}) == len(document.columns)
    return {(column.tingkat, column.nama): column.kolom for column in document.columns}


def compare_fa_detail(path: Path) -> Counter[str]:
    """Compare every line of a report with its cells; amounts compared by level."""
    document = read(path.read_bytes(), path.name)
    columns = place_of(document)
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    assert {column.lembar for column in document.columns} == {sheet.title}
    compared: Counter[str] = Counter()
    for row in document.rows["raw.fa_detail"]:
        assert isinstance(row, FaDetail)
        level = row.tingkat
        for name in AMOUNTS:
            letter = columns.get((level, name)) or columns[None, name]
            cell = sheet[f"{letter}{row.baris}"].value
            if cell is not None:  # A line that a page cuts has the figure on its continuation.
                assert int(float(cell)) == int(getattr(row, name)), (path.name, row.baris, name)
                compared[level] += 1
        if level == "total":
            continue
        code = str(sheet[f"{columns[level, f'kode_{level}']}{row.baris}"].value)
        expected = getattr(row, f"kode_{level}")
        assert (code if level != LEVELS[ITEM] else code[:6]).endswith(expected.split(".")[-1]), (path.name, row.baris)
        text = sheet[f"{columns[level, 'uraian']}{row.baris}"].value
        assert str(row.uraian or "").startswith(str(text or "").removeprefix(f"{expected}.").strip()[:20])
    return compared


def test_every_level_of_the_real_files_stands_where_the_reader_says(shared_data: Path) -> None:
    for path in sorted((shared_data / "fa_detail").glob("*.xlsx")):
        compared = compare_fa_detail(path)
        assert set(compared) >= set(LEVELS[:ITEM])
        assert sum(compared.values()) > 200


def test_the_two_layouts_have_the_letters_that_sakti_prints(shared_data: Path) -> None:
    letters = {
        "Sep2025.xlsx": ("Q", "S", "W", "X", "Z", "AE", "Y", "AD"),
        "Laporan Fa Detail (16 Segmen).xlsx": ("P", "R", "V", "W", "Y", "AD", "X", "AC"),
    }
    for name, expected in letters.items():
        columns = place_of(read((shared_data / "fa_detail" / name).read_bytes(), name))
        found = [columns[None, amount] for amount in AMOUNTS]
        assert (*found, columns["total", "realisasi_sd"], columns["total", "sisa"]) == expected
        codes = [columns[level, f"kode_{level}"] for level in LEVELS[1:ITEM]]
        assert codes == ["B", "B", "C", "C", "E", "F", "H"]
        assert [columns[level, "uraian"] for level in LEVELS[1:ITEM]] == ["D", "I", "G", "K", "J", "L", "M"]
        assert len(columns) <= 24


def test_the_example_reports_stand_where_the_reader_says() -> None:
    for path in sorted((EXAMPLES / "anggaran").glob("*.xlsx"))[::11]:
        assert set(compare_fa_detail(path)) >= set(LEVELS[:ITEM])


def test_a_report_saved_as_csv_keeps_its_letters() -> None:
    path = EXAMPLES / "anggaran" / "SINTETIS_FA_Detail_999999_2025_03.xlsx"
    original = read(path.read_bytes(), path.name)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        writer.writerow(["" if cell is None else cell for cell in row])
    saved = read(text.getvalue().encode(), "disimpan.csv")
    assert len(saved.rows["raw.fa_detail"]) == len(original.rows["raw.fa_detail"])
    assert place_of(saved) == place_of(original)


def test_a_report_with_a_column_put_before_it_is_found_one_letter_further() -> None:
    path = EXAMPLES / "anggaran" / "SINTETIS_FA_Detail_999999_2025_03.xlsx"
    book = openpyxl.load_workbook(path)
    for merged in list(book.worksheets[0].merged_cells.ranges):
        book.worksheets[0].unmerge_cells(str(merged))
    book.worksheets[0].insert_cols(1)
    moved = io.BytesIO()
    book.save(moved)
    columns = place_of(read(moved.getvalue(), "digeser.xlsx"))
    assert (columns[None, "pagu"], columns["total", "sisa"], columns["akun", "kode_akun"]) == ("R", "AE", "I")


def test_a_performance_sheet_stands_where_the_reader_says() -> None:
    path = next((EXAMPLES / "kinerja").glob("*.xlsx"))
    document = read(path.read_bytes(), path.name)
    book: Any = openpyxl.load_workbook(path)
    assert {"kode_indikator", "realisasi", "pembilang"} <= {column.nama for column in document.columns}
    for row in document.rows["raw.realisasi_kinerja"]:
        for column in document.columns:
            cell = book[column.lembar][f"{column.kolom}{row.baris}"].value  # type: ignore[attr-defined]
            value = getattr(row, column.nama)
            assert (cell is None) == (value is None), column
            if isinstance(cell, int | float):
                assert float(value) == cell, column
            else:
                assert value == cell, column


def test_a_performance_csv_names_its_columns_as_they_are_written() -> None:
    content = "Tahun;Kode Satker;bulan;kode_indikator;Realisasi\n2025;999999;3;01.01;80\n"
    assert read(content.encode(), "kinerja.csv").columns == [
        KolomRow(None, None, "tahun", "Tahun"),
        KolomRow(None, None, "kode_satker", "Kode Satker"),
        KolomRow(None, None, "bulan", "bulan"),
        KolomRow(None, None, "kode_indikator", "kode_indikator"),
        KolomRow(None, None, "realisasi", "Realisasi"),
    ]


def test_text_has_no_columns(rak_dumai: bytes) -> None:
    assert read(rak_dumai, "rak.txt").columns == []
