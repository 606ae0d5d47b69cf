"""FA Detail reader: the real exports give their control totals, and nothing that does not add up gets through."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pipelines.readers import fa_detail_rules as rules
from pipelines.readers.csv_text import NOT_TEXT
from pipelines.readers.fa_detail import looks_like_fa_detail, read_fa_detail
from pipelines.readers.fa_detail_rules import FaDetail
from pipelines.readers.reading import Document, Unreadable
from pipelines.readers.workbook import (
    EMPTY,
    NOT_A_WORKBOOK,
    TOO_LARGE,
    TRUNCATED,
    Sheet,
    Workbook,
    column_letter,
    open_csv,
    open_workbook,
)
from pipelines.samples.fa_detail_writer import MARK, Line, Snapshot, write_fa_detail

Rows = list[list[object]]
MEASURES = {
    "pagu": "pagu",
    "lock": "lock_pagu",
    "lalu": "realisasi_lalu",
    "ini": "realisasi_ini",
    "sd": "realisasi_sd",
    "sisa": "sisa",
}
FOOTNOTE = ["", "*Lock Pagu adalah jumlah pagu yang sedang dalam proses usulan revisi."]
FILES = (
    "Januari2025.xlsx",
    "Mar2025.xlsx",
    "Mei2025.xlsx",
    "Juli2025.xlsx",
    "Ags2025.xlsx",
    "Sep2025.xlsx",
    "Laporan Fa Detail (16 Segmen).xlsx",
)
# Columns of the layout to Item.
H, N, Q, W, X, Z, AC, AE = 7, 13, 16, 22, 23, 25, 28, 30

PATH = ("DR", "3165", "QIA", "DR.3165.QIA.002", "051", "A", "521211", "000007")


def line(depth: int, codes: tuple[str | None, ...], uraian: str, pagu: int, lalu: int, ini: int) -> Line:
    sd = lalu + ini
    return Line(depth, (*codes, *[None] * (8 - len(codes))), uraian, (pagu, 0, lalu, ini, sd, pagu - sd))


def small_report(sampai_item: bool = True) -> Snapshot:
    """Two akun of one sub komponen and one of another, whose komponen code has letters and looks like a KRO."""
    tops = [line(depth, PATH[:depth], f"Baris tingkat {depth}", 9_000, 1_000, 500) for depth in range(1, 5)]
    lines = [
        *tops,
        line(5, PATH[:5], "Komponen satu", 7_000, 1_000, 0),
        line(6, PATH[:6], "Penyelenggaraan Kegiatan Bersama Lintas Sektor", 7_000, 1_000, 0),
        line(7, PATH[:7], "Belanja Bahan", 4_000, 1_200, -200),
        line(8, PATH, "ATK dan Bahan Komputer", 4_000, 1_200, -200),
        line(7, (*PATH[:6], "524113"), "Belanja Perjalanan Dinas Dalam Kota", 3_000, -200, 200),
        line(5, (*PATH[:4], "ZZZ"), "Komponen dua", 2_000, 0, 500),
        line(6, (*PATH[:4], "ZZZ", "AB"), "Sub komponen AB", 2_000, 0, 500),
        line(7, (*PATH[:4], "ZZZ", "AB", "521211"), "Belanja Bahan", 2_000, 0, 500),
    ]
    lines = [entry for entry in lines if sampai_item or entry.depth < 8]
    return Snapshot("900001", f"SATKER UJI {MARK}", 2025, 3, sampai_item, lines, datetime(2025, 4, 3, 8))


def opened(snapshot: Snapshot | None = None) -> tuple[str, Rows]:
    sheet = open_workbook(write_fa_detail(snapshot or small_report())).sheets[0]
    return sheet.name, [list(row) for row in sheet.rows]


def read_rows(rows: Rows) -> Document:
    return read_fa_detail(Workbook([Sheet("Lembar", rows)]))


def lines_of(document: Document) -> list[FaDetail]:
    return [FaDetail._make(row) for row in document.rows["raw.fa_detail"]]


def apart_from_place(document: Document) -> list[tuple[object, ...]]:
    return [row[2:] for row in lines_of(document)]


def refused(rows: Rows) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_rows(rows)
    assert caught.value.jenis == "fa_detail"
    return caught.value


def places(error: Unreadable) -> list[tuple[str, int | None, str | None, str | None]]:
    """Rule, row, column and value of the row-level rejects; the sentence about the file comes first."""
    assert (error.rejects[0].aturan, error.rejects[0].baris) == (rules.NOT_TRUSTED, None)
    return [(reject.aturan, reject.baris, reject.kolom, reject.nilai) for reject in error.rejects[1:]]


def row_of(rows: Rows, column: int, value: str) -> int:
    return next(index for index, row in enumerate(rows) if row[column] == value)


@pytest.mark.parametrize("name", FILES)
def test_real_file_gives_its_control_totals(shared_data: Path, name: str) -> None:
    truth = json.loads((shared_data / "fa_detail" / "TRUTH.json").read_text())[name]
    document = read_fa_detail(open_workbook((shared_data / "fa_detail" / name).read_bytes()))
    rows = lines_of(document)
    assert document.rejects == []
    assert [document.kode_satker, document.nama_satker] == truth["satker"]
    assert f"TA {document.tahun}" in truth["title"]
    assert document.waktu_sumber is not None
    for level, expected in truth["levels"].items():
        own = [row for row in rows if row.tingkat == level]
        found = {short: sum(int(getattr(row, column)) for row in own) for short, column in MEASURES.items()}
        assert found | {"n": len(own)} == expected, level
    levels = {row.tingkat for row in rows}
    assert levels - {"item"} == set(truth["levels"]) - {"item"}
    kinds = truth["jenis_belanja"]
    for kind, expected in kinds.items():
        own = [row for row in rows if row.tingkat == "akun" and str(row.kode_akun)[:2] == kind]
        assert {"pagu": sum(int(row.pagu) for row in own), "sd": sum(int(row.realisasi_sd) for row in own)} == expected


def test_real_continuation_is_joined_and_letters_in_komponen_are_not_a_kro(shared_data: Path) -> None:
    data = (shared_data / "fa_detail" / "Laporan Fa Detail (16 Segmen).xlsx").read_bytes()
    rows = lines_of(read_fa_detail(open_workbook(data)))
    cut = [row for row in rows if (row.kode_komponen, row.kode_subkomponen, row.baris) == ("052", "A", 33)]
    assert [row.tingkat for row in cut] == ["subkomponen"]
    assert "Kebijakan Luar Negeri dalam Forum" in str(cut[0].uraian)
    assert cut[0].pagu == "338819000"
    assert {row.tingkat for row in rows if row.kode_komponen == "ZZ1"} == {"komponen", "subkomponen", "akun"}


@pytest.mark.parametrize("sampai_item", [True, False])
def test_codes_are_full_and_leading_zeros_of_a_letter_go(sampai_item: bool) -> None:
    snapshot = small_report(sampai_item)
    document = read_fa_detail(open_workbook(write_fa_detail(snapshot)))
    expected = [
        (rules.LEVELS[entry.depth], *entry.codes, entry.uraian, *map(str, entry.figures)) for entry in snapshot.lines
    ]
    rows = lines_of(document)
    assert [row[2:] for row in rows[1:]] == expected
    assert rows[0][2:] == ("total", *[None] * 8, "JUMLAH SELURUHNYA", "9000", "0", "1000", "500", "1500", "7500")
    assert {row.kode_subkomponen for row in rows} == {None, "A", "AB"}
    about = (document.kode_satker, document.nama_satker, document.tahun, document.bulan, document.waktu_sumber)
    assert about == ("900001", f"SATKER UJI {MARK}", 2025, 3, datetime(2025, 4, 3, 8))


def test_looks_like_goes_by_content() -> None:
    _, rows = opened()
    assert looks_like_fa_detail([Sheet("apa saja", [["Catatan"]]), Sheet("x", rows)])
    assert not looks_like_fa_detail([Sheet("GLP039_LAPORAN REALISASI SUPER ", [["Laporan lain TA 2025"]])])


def cut_in_two(
    rows: Rows, index: int, first_lacks: tuple[int, ...], rest_lacks: tuple[int, ...], footnote: bool
) -> Rows:
    """The line at ``index`` as if a page ended inside its name."""
    first, rest = list(rows[index]), list(rows[index])
    column = max(column for column, cell in enumerate(first[:Q]) if cell)
    text = str(first[column])
    at = text.rindex(" ") + 1
    first[column], rest[column] = text[:at], text[at:]
    for column in first_lacks:
        first[column] = ""
    for column in rest_lacks:
        rest[column] = ""
    note: Rows = [[*FOOTNOTE, *[""] * (len(first) - 2)]] if footnote else []
    return [*rows[:index], first, *note, rest, *rows[index + 1 :]]


@pytest.mark.parametrize("depth", range(1, 9))
@pytest.mark.parametrize(
    ("first_lacks", "rest_lacks"), [((), (W, X)), ((), (Z, AC)), ((W, X), (Z, AC)), ((Z, AC), (W, X)), ((W, X), ())]
)
def test_continuation_at_every_level_joins_its_line(
    depth: int, first_lacks: tuple[int, ...], rest_lacks: tuple[int, ...]
) -> None:
    _, rows = opened()
    whole = apart_from_place(read_rows(rows))
    index = next(i for i, row in enumerate(read_rows(rows).rows["raw.fa_detail"]) if row[2] == rules.LEVELS[depth]) + 8
    cut = read_rows(cut_in_two(rows, index, first_lacks, rest_lacks, footnote=depth % 2 == 0))
    assert cut.rejects == []
    assert apart_from_place(cut) == whole


@pytest.mark.parametrize("rest", ["ATK", "000007. ATK", "521211", "DR", "dan ATK"])
def test_continuation_of_an_item_may_look_like_a_code(rest: str) -> None:
    _, rows = opened()
    index = row_of(rows, N, "000007. ATK dan Bahan Komputer")
    continuation = list(rows[index])
    continuation[N], continuation[W], continuation[X] = rest, "", ""
    rows.insert(index + 1, continuation)
    document = read_rows(rows)
    item = next(row for row in lines_of(document) if row.tingkat == "item")
    assert item.uraian == f"ATK dan Bahan Komputer {rest.removeprefix('000007. ')}"
    assert (item.realisasi_ini, document.rejects) == ("-200", [])


def test_a_second_line_with_other_figures_is_no_continuation() -> None:
    _, rows = opened()
    index = row_of(rows, H, "521211")
    other = list(rows[index])
    other[Q], other[W], other[X] = 5_000.0, "", ""
    rows.insert(index + 1, other)
    found = places(refused(rows))
    assert [place[:3] for place in found] == [(rules.BLANK_AMOUNT, 17, "W"), (rules.BLANK_AMOUNT, 17, "X")]


def spoil(index: int, column: int, value: object) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[index][column] = value

    return change


# Excel rows of the small report: 9 total, 10-13 program to RO, 14 komponen, 15 sub komponen, 16 akun, 17 item, 18 akun.
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (spoil(15, Q, "4.0o0"), [(rules.BAD_AMOUNT, 16, "Q", "4.0o0")]),
        (spoil(15, Q, 4000.5), [(rules.BAD_AMOUNT, 16, "Q", "4000.5")]),
        (spoil(15, Q, 1e15), [(rules.BAD_AMOUNT, 16, "Q", "1000000000000000")]),
        (spoil(15, Q, True), [(rules.BAD_AMOUNT, 16, "Q", "True")]),
        (spoil(15, Q, float("nan")), [(rules.BAD_AMOUNT, 16, "Q", "nan")]),
        (spoil(9, AE, datetime(2025, 1, 1)), [(rules.BAD_AMOUNT, 10, "AE", "2025-01-01 00:00:00")]),
        (spoil(8, Q, ""), [(rules.BLANK_AMOUNT, 9, "Q", None)]),
        (spoil(15, X, " "), [(rules.BLANK_AMOUNT, 16, "X", None)]),
        (spoil(8, Q, 9001.0), [(rules.ROW_IDENTITY, 9, "AE", "7500"), (rules.SUM_DIFFERS, 9, "Q", "9001")]),
        (spoil(15, W, 1201.0), [(rules.SUM_DIFFERS, 15, "W", "1000"), (rules.ROW_IDENTITY, 16, "Z", "1000")]),
        (
            spoil(10, 1, "WA.3165"),
            [(rules.WRONG_PARENT, 11, "B", "WA.3165")],
        ),
        (spoil(12, 2, "QIB.002"), [(rules.WRONG_PARENT, 13, "C", "QIB.002")]),
        (spoil(14, 5, "052.0A"), [(rules.WRONG_PARENT, 15, "F", "052.0A")]),
    ],
)
def test_a_spoilt_cell_condemns_the_file_and_is_named(
    change: Callable[[Rows], None], expected: list[tuple[object, ...]]
) -> None:
    _, rows = opened()
    document = read_rows(rows)
    change(rows)
    error = refused(rows)
    assert places(error) == expected
    # To whom it belongs is known all the same.
    assert [error.kode_satker, error.tahun, error.bulan] == [document.kode_satker, document.tahun, document.bulan]


def test_difference_is_told_in_rupiah_where_it_arises() -> None:
    _, rows = opened()
    for column, value in ((Q, 2_999_000.0), (AE, 2_999_000.0)):
        rows[17][column] = value
    error = refused(rows)
    assert "Laporan tidak dapat dipercaya: ada 2 masalah" in str(error)
    assert [place[:3] for place in places(error)] == [(rules.SUM_DIFFERS, 15, "Q"), (rules.SUM_DIFFERS, 15, "AE")]
    assert error.rejects[1].alasan == (
        "Pagu Revisi pada baris sub komponen ini tercetak Rp7.000, padahal jumlah akun di bawahnya Rp3.003.000 "
        "(selisih -Rp2.996.000)."
    )


def test_a_missing_akun_is_found_at_its_parent_only() -> None:
    _, rows = opened()
    del rows[17]
    assert {(rule, row) for rule, row, _, _ in places(refused(rows))} == {(rules.SUM_DIFFERS, 15)}


def test_a_missing_level_is_a_wrong_parent() -> None:
    _, rows = opened()
    del rows[14]
    assert (rules.WRONG_PARENT, 15, "H", "521211") in places(refused(rows))


def test_an_unknown_code_on_a_line_with_money_leaves_its_parent_short() -> None:
    _, rows = opened()
    rows[17][H] = "52411E"
    found = places(refused(rows))
    assert (rules.UNKNOWN_ROW, 18, "H", "52411E") in found
    assert (rules.SUM_DIFFERS, 15, "Q", "7000") in found


def test_an_exact_repetition_is_dropped_alone_when_all_adds_up_without_it() -> None:
    _, rows = opened()
    whole = apart_from_place(read_rows(rows))
    rows[15:15] = [list(rows[14]), list(rows[15])]
    document = read_rows(rows)
    assert apart_from_place(document) == whole
    found = [(reject.aturan, reject.baris, reject.nilai) for reject in document.rejects]
    assert found == [(rules.DUPLICATE, 16, "A"), (rules.DUPLICATE, 18, "521211")]


def test_one_key_on_two_lines_is_kept_when_the_sums_need_both() -> None:
    snapshot = small_report(sampai_item=False)
    akun = snapshot.lines[6]
    half = line(7, PATH[:7], akun.uraian, 2_000, 600, -100)
    lines = [*snapshot.lines[:6], half, half, *snapshot.lines[7:]]
    twice = Snapshot("900001", f"SATKER UJI {MARK}", 2025, 3, False, lines, datetime(2025, 4, 3, 8))
    document = read_fa_detail(open_workbook(write_fa_detail(twice)))
    assert document.rejects == []
    assert [row.pagu for row in lines_of(document) if row.kode_akun == "521211"] == ["2000", "2000", "2000"]


def test_a_line_below_a_repetition_does_not_take_its_codes() -> None:
    _, rows = opened()
    item = list(rows[16])
    item[N] = "000008. Uang Harian"
    rows[18:18] = [list(rows[15]), item]
    assert places(refused(rows)) == [(rules.WRONG_PARENT, 20, None, "000008"), (rules.DUPLICATE, 19, None, "521211")]


def test_a_repetition_that_does_not_explain_the_difference_condemns_the_file() -> None:
    _, rows = opened()
    rows.insert(16, list(rows[15]))
    rows[8][Q] = 9_500.0
    found = {place[:2] for place in places(refused(rows))}
    assert found == {(rules.ROW_IDENTITY, 9), (rules.SUM_DIFFERS, 9), (rules.DUPLICATE, 17)}


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [(Q, "empat ribu", rules.BAD_AMOUNT), (Q, "", rules.BLANK_AMOUNT), (Z, 1.0, rules.ROW_IDENTITY)],
)
def test_a_spoilt_item_is_left_out_alone(column: int, value: object, rule: str) -> None:
    _, rows = opened()
    whole = lines_of(read_rows(rows))
    rows[16][column] = value
    document = read_rows(rows)
    assert [(reject.aturan, reject.baris, reject.kolom) for reject in document.rejects] == [
        (rule, 17, column_letter(column))
    ]
    assert lines_of(document) == [row for row in whole if row.tingkat != "item"]


def test_items_need_not_add_up() -> None:
    _, rows = opened()
    rows[16][Q], rows[16][AE] = 1.0, -999.0
    document = read_rows(rows)
    assert document.rejects == []
    assert [row.pagu for row in lines_of(document) if row.tingkat == "item"] == ["1"]


def test_a_note_between_the_lines_is_rejected_alone() -> None:
    _, rows = opened()
    whole = apart_from_place(read_rows(rows))
    rows.insert(15, ["", "", "", "", "", "", "", "sudah dicek bendahara", *[""] * (len(rows[0]) - 8)])
    document = read_rows(rows)
    assert apart_from_place(document) == whole
    found = [(reject.aturan, reject.baris, reject.kolom, reject.nilai) for reject in document.rejects]
    assert found == [(rules.UNKNOWN_ROW, 16, "H", "sudah dicek bendahara")]


@pytest.mark.parametrize(
    ("index", "column", "value", "rule"),
    [
        (0, 0, "LAPORAN LAIN", rules.NO_REPORT),
        (2, 0, "Periode Marchember 2025", rules.BAD_PERIOD),
        (2, 0, "Periode 13 2025", rules.BAD_PERIOD),
        (2, 0, "", rules.BAD_PERIOD),
        (2, 0, "Periode Maret 2024", rules.YEARS_DIFFER),
        (5, 14, "", rules.NO_SATKER),
        (5, 14, "90001", rules.NO_SATKER),
        (5, 0, "Kantor", rules.NO_SATKER),
        (8, 0, "TOTAL", rules.NO_TOTAL),
    ],
)
def test_an_unusable_header_refuses_the_file(index: int, column: int, value: str, rule: str) -> None:
    _, rows = opened()
    rows[index][column] = value
    error = refused(rows)
    assert [reject.aturan for reject in error.rejects] == [rule]
    assert error.rejects[0].alasan.endswith(".")
    assert error.rejects[0].saran.endswith(".")


@pytest.mark.parametrize("period", ["PERIODE MARET 2025", "periode maret 2025 ", "Periode  Maret 2025"])
def test_month_names_in_any_case(period: str) -> None:
    _, rows = opened()
    rows[2][0] = period
    assert read_rows(rows).bulan == 3


def test_no_lines_or_no_akun_refuses_the_file() -> None:
    _, rows = opened()
    assert refused(rows[:9]).rejects[0].aturan == rules.NO_LINES
    assert refused(rows[:15]).rejects[0].alasan == "Laporan tidak dirinci sampai akun."


def test_two_reports_in_one_file_are_refused() -> None:
    _, rows = opened()
    with pytest.raises(Unreadable, match="lebih dari satu laporan"):
        read_fa_detail(Workbook([Sheet("Maret", rows), Sheet("April", rows)]))


def test_codes_that_excel_turned_into_numbers_are_codes_again() -> None:
    _, rows = opened()
    whole = read_rows(rows)
    rows[5][14] = 900001.0
    for row in rows[9:]:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.isdigit():
                row[column] = float(cell)
    assert isinstance(rows[15][H], float)
    assert isinstance(rows[13][4], float)
    assert read_rows(rows) == whole


@pytest.mark.parametrize(("thousands", "codes"), [(".", str), (",", str), ("", lambda cell: str(cell).lstrip("0"))])
def test_the_sheet_saved_as_csv_gives_the_same_rows(thousands: str, codes: Callable[[object], str]) -> None:
    _, rows = opened()
    whole = read_rows(rows)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for row in rows:
        figures = [
            f"{cell:,.0f}".replace(",", thousands) if isinstance(cell, float) and column != AC else cell
            for column, cell in enumerate(row)
        ]
        figures[AC] = "9,37%" if isinstance(row[AC], float) else row[AC]
        figures[4] = codes(row[4])
        writer.writerow(figures)
    document = read_fa_detail(open_csv(stream.getvalue().encode("cp1252")))
    assert apart_from_place(document) == apart_from_place(whole)
    assert (document.kode_satker, document.bulan) == ("900001", 3)


def test_a_file_saved_again_by_another_program_gives_the_same_rows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_fa_detail(small_report())))
    book.properties.modified = datetime(2025, 5, 1, 3, 0, 0)
    stream = io.BytesIO()
    book.save(stream)
    again, whole = (
        read_fa_detail(open_workbook(stream.getvalue())),
        read_fa_detail(open_workbook(write_fa_detail(small_report()))),
    )
    assert again.rows == whole.rows


def with_members(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = change(member.filename, old.read(member))
            if content is not None:
                # A date as Excel writes it: none.
                new.writestr(zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (
            b'<dcterms:modified xsi:type="dcterms:W3CDTF">2025-05-01T03:00:00Z</dcterms:modified>',
            datetime(2025, 5, 1, 10),
        ),
        (b"<dcterms:created>2025-05-01T03:00:00</dcterms:created>", datetime(2025, 5, 1, 3)),
        (b"<dcterms:modified>kemarin</dcterms:modified>", None),
        (b"", None),
    ],
)
def test_time_made_comes_from_the_properties_when_the_zip_has_no_dates(
    properties: bytes, expected: datetime | None
) -> None:
    data = with_members(
        write_fa_detail(small_report()),
        lambda name, content: content.replace(b"</coreProperties>", properties + b"</coreProperties>"),
    )
    assert open_workbook(data).waktu_sumber == expected


def test_only_a_report_of_sakti_has_a_time_of_its_own() -> None:
    native = write_fa_detail(small_report())
    book, saved = openpyxl.load_workbook(io.BytesIO(native)), io.BytesIO()
    # It stamps the members of the zip as SAKTI does, and LibreOffice too.
    book.save(saved)
    undated = with_members(native, lambda name, content: content)
    nameless = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(native)) as old, zipfile.ZipFile(nameless, "w") as new:
        for member in old.infolist():
            if member.filename != "docProps/app.xml":
                new.writestr(member, old.read(member))
    files = (native, saved.getvalue(), undated, nameless.getvalue())
    assert [read_fa_detail(open_workbook(data)).waktu_asli for data in files] == [True, False, False, False]


def broken_workbooks() -> Iterator[tuple[str, bytes, str]]:
    good = write_fa_detail(small_report())
    yield "kosong", b"", EMPTY
    yield "teks", b"bukan excel", NOT_A_WORKBOOK
    yield "zip lain", with_members(good, lambda name, content: content if "docProps" in name else None), NOT_A_WORKBOOK
    yield "terpotong", good[: len(good) // 2], TRUNCATED
    middle = good.index(b"xl/worksheets/sheet1.xml") + 500
    yield "rusak", good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :], TRUNCATED
    yield (
        "tanpa lembar",
        with_members(good, lambda n, content: None if n.endswith("sheet1.xml") else content),
        TRUNCATED,
    )
    yield "xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), NOT_A_WORKBOOK
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_000_000, 16_000, "sel nyasar")
    yield "sel nyasar", stream.getvalue(), TOO_LARGE
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(140_000, 16_000, "sel nyasar")
    yield "lebar", stream.getvalue(), TOO_LARGE


@pytest.mark.parametrize(("data", "rule"), [pytest.param(d, r, id=name) for name, d, r in broken_workbooks()])
def test_a_broken_workbook_is_refused_with_its_reason(data: bytes, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        open_workbook(data)
    assert [reject.aturan for reject in caught.value.rejects] == [rule]


@pytest.mark.parametrize(
    ("data", "rule"),
    [(b" \n", EMPTY), (b"tanpa sel\n", NOT_TEXT), (b";;;;;;\n" + b"a" * 200_000 + b";;;;;;", NOT_TEXT)],
)
def test_text_that_is_no_table_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        open_csv(data)
    assert [reject.aturan for reject in caught.value.rejects] == [rule]


def test_column_letters_are_those_of_excel() -> None:
    letters = [column_letter(index) for index in range(16_384)]
    assert (letters[0], letters[25], letters[26], letters[-1]) == ("A", "Z", "AA", "XFD")
    assert all((len(a), a) < (len(b), b) for a, b in pairwise(letters))
