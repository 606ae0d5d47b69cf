"""The cash plan (RPD): what is taken, what is refused and where, and that no unit and no plan is ever guessed."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from pipelines.readers import rpd_fields
from pipelines.readers.fa_detail import looks_like_fa_detail
from pipelines.readers.kinerja_fields import COLUMNS as KINERJA_COLUMNS
from pipelines.readers.months import MONTH_NAMES
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.recognition import read
from pipelines.readers.rpd_fields import COLUMNS, Belanja, belanja, satuan
from pipelines.readers.rpd_sheet import RpdRow, looks_like_rpd, looks_like_rpd_workbook
from pipelines.readers.template import Aturan
from pipelines.readers.workbook import open_workbook
from pipelines.samples.rpd_writer import KETERANGAN, TEMPLATE, write_cash_plan
from pipelines.samples.template_writer import LABEL
from tests.conftest import PROJECT

TEMPLATES = PROJECT / "examples" / "templates"
KEYS = {"tahun": "2025", "kode_satker": "063123", "jenis_belanja": "52", "satuan": "rupiah"}
Cell = str | int | float | None


def line(**cells: Cell) -> dict[str, Cell]:
    return KEYS | cells


def csv_of(*rows: Mapping[str, Cell], columns: Sequence[str] = COLUMNS, above: Sequence[Sequence[str]] = ()) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([*above, columns, *([row.get(name) for name in columns] for row in rows)])
    return text.getvalue().encode()


def xlsx_of(*rows: Mapping[str, Cell], columns: Sequence[str] = COLUMNS, above: Sequence[Sequence[str]] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Hal III")
        for at, cells in enumerate([*above, columns, *([row.get(name) for name in columns] for row in rows)]):
            sheet.write_row(at, 0, list(cells), book.add_format({"num_format": "@"}))
    return buffer.getvalue()


def taken(data: bytes) -> Document:
    document = read(data, "rpd")
    assert document.jenis == "rpd"
    return document


def amounts(document: Document) -> list[tuple[str, str | None, int, int]]:
    """Expense type, akun, month, amount in rupiah."""
    rows = (row for row in document.rows["raw.rpd"] if isinstance(row, RpdRow))
    return [(row.jenis_belanja, row.kode_akun, row.bulan, int(row.rpd)) for row in rows]


def refused(data: bytes) -> list[Reject]:
    with pytest.raises(Unreadable) as caught:
        read(data, "rpd")
    assert caught.value.jenis == "rpd"
    return caught.value.rejects


def test_a_filled_month_is_a_row_a_blank_one_is_none_and_nought_is_nought() -> None:
    data = csv_of(line(januari="1.250.000", februari="", maret="0"), line(jenis_belanja="53", desember="7"))
    document = taken(data)
    assert document.rows["raw.rpd"] == [
        RpdRow(None, 2, "063123", 2025, "52", None, 1, "rupiah", "1250000", "1250000"),
        RpdRow(None, 2, "063123", 2025, "52", None, 3, "rupiah", "0", "0"),
        RpdRow(None, 3, "063123", 2025, "53", None, 12, "rupiah", "7", "7"),
    ]
    assert document.rejects == []
    assert (document.kode_satker, document.tahun, document.bulan) == ("063123", 2025, None)


def test_many_satker_and_years_in_one_file() -> None:
    document = taken(csv_of(line(mei=1), line(kode_satker="063124", mei=2), line(tahun="2026", mei=3)))
    assert (document.kode_satker, document.tahun) == (None, None)
    assert len(document.rows["raw.rpd"]) == 3


def test_thousands_are_declared_and_become_rupiah() -> None:
    rows = taken(csv_of(line(satuan="Ribuan Rupiah", januari="1.250,5", februari="12500"))).rows["raw.rpd"]
    assert [row[-3:] for row in rows] == [("ribuan", "1250.5", "1250500"), ("ribuan", "12500", "12500000")]


WITHOUT_UNIT = [name for name in COLUMNS if name != "satuan"]


@pytest.mark.parametrize(
    "above",
    [
        [["Satuan: ribuan"]],
        [["RENCANA PENARIKAN DANA", ""], ["Satuan", "ribuan rupiah"]],
        [["satuan :", "", "Rp ribu"]],
        [["(dalam ribuan rupiah)"]],
    ],
)
@pytest.mark.parametrize("form", [csv_of, xlsx_of])
def test_the_unit_may_stand_above_the_header(form: Callable[..., bytes], above: list[list[str]]) -> None:
    data = form(line(januari="5"), columns=WITHOUT_UNIT, above=above)
    assert amounts(taken(data)) == [("52", None, 1, 5000)]


@pytest.mark.parametrize("above", [[], [["Satuan kerja: Loka POM"]], [["Satuan: juta"]], [["Satuan:"]]])
def test_without_a_unit_nothing_is_taken_and_it_says_where_to_write_it(above: list[list[str]]) -> None:
    (reject,) = refused(csv_of(line(januari="5"), columns=WITHOUT_UNIT, above=above))
    assert reject.aturan == "RPD-02"
    assert "kolom satuan" in reject.saran
    assert "di atas baris kepala" in reject.saran


def test_two_units_above_the_header_are_none() -> None:
    above = [["Satuan: ribuan"], ["(dalam rupiah)"]]
    assert [r.aturan for r in refused(csv_of(line(januari="5"), columns=WITHOUT_UNIT, above=above))] == ["RPD-02"]


def test_a_row_whose_unit_is_blank_or_contradicts_is_refused() -> None:
    document = taken(csv_of(line(mei=1), line(jenis_belanja="51", satuan="", mei=1)))
    assert [(r.aturan, r.baris, r.kolom) for r in document.rejects] == [("RPD-02", 3, "satuan")]
    document = taken(
        csv_of(line(satuan="", mei=1), line(jenis_belanja="51", mei=1), above=[["Satuan: ribuan"]]),
    )
    assert amounts(document) == [("52", None, 5, 1000)]
    assert [(r.aturan, r.baris, r.nilai) for r in document.rejects] == [("RPD-02", 4, "rupiah")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("51", ("51", None)),
        (51.0, ("51", None)),
        ("51 Belanja Pegawai", ("51", None)),
        ("Pegawai", ("51", None)),
        ("BELANJA BARANG DAN JASA", ("52", None)),
        ("53 - Modal", ("53", None)),
        ("Belanja Bantuan Sosial", ("57", None)),
        ("bansos", ("57", None)),
        (521211.0, ("52", "521211")),
        ("532111 Belanja Modal Peralatan", ("53", "532111")),
    ],
)
def test_expense_types_as_people_write_them(cell: object, expected: tuple[str, str | None]) -> None:
    assert belanja(cell) == Belanja(*expected)


@pytest.mark.parametrize("cell", ["", "54", "541111", "5211", "52 Belanja Pegawai", "Barang dan Modal", "Lain", None])
def test_an_expense_type_that_is_unclear_is_none(cell: object) -> None:
    with pytest.raises(ValueError, match=r"enis belanja|Akun"):
        belanja(cell)


@pytest.mark.parametrize("text", ["juta", "jutaan rupiah", "ribu rupiah per bulan", "%"])
def test_no_other_unit_is_taken(text: str) -> None:
    with pytest.raises(ValueError, match="bukan rupiah atau ribuan"):
        satuan(text)


@pytest.mark.parametrize(
    ("cells", "rupiah"),
    [
        (("560.000",), [560_000]),
        (("560,000",), [560_000]),
        (("Rp 1.250.000,00",), [1_250_000]),
        (("1,250,000", "560,000"), [1_250_000, 560_000]),
        ((1250000.0, 1.2e9), [1_250_000, 1_200_000_000]),
    ],
)
def test_amounts_in_both_notations(cells: tuple[Cell, ...], rupiah: list[int]) -> None:
    data = xlsx_of(line(**dict(zip(MONTH_NAMES, cells, strict=False))))
    assert [row[-1] for row in amounts(taken(data))] == rupiah


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("-", "RPD-13"),
        ("nihil", "RPD-13"),
        ("10%", "RPD-13"),
        ("1.25.0", "RPD-13"),
        ("12,5", "RPD-14"),
        ("-5", "RPD-14"),
        ("(5)", "RPD-14"),
        ("999999999999999", None),
    ],
)
def test_a_cell_that_is_no_plan_is_refused_alone(cell: str, rule: str | None) -> None:
    document = taken(csv_of(line(januari="1.250.000", februari=cell)))
    assert [row[2] for row in amounts(document)] == ([1] if rule else [1, 2])
    assert [(r.aturan, r.baris, r.kolom, r.nilai) for r in document.rejects] == (
        [(rule, 2, "februari", cell)] if rule else []
    )


def test_an_amount_of_the_other_notation_that_reads_two_ways_is_not_guessed() -> None:
    document = taken(csv_of(line(januari="1.250.000", februari="560,000")))
    assert [(r.aturan, r.kolom) for r in document.rejects] == [("RPD-13", "februari")]
    assert "ribuan atau desimal" in document.rejects[0].alasan


def test_an_amount_too_large_in_thousands_is_refused() -> None:
    document = taken(csv_of(line(satuan="ribuan", januari="1", februari="1000000000000")))
    assert [(r.aturan, r.kolom) for r in document.rejects] == [("RPD-14", "februari")]


def test_keys_are_refused_in_their_cells_and_the_other_rows_stay() -> None:
    bad = (line(tahun="25", mei=1), line(kode_satker="1", mei=1), line(jenis_belanja="?", mei=1))
    document = taken(xlsx_of(line(jenis_belanja="51", mei=1), *bad))
    assert amounts(document) == [("51", None, 5, 1)]
    assert [(r.aturan, r.lembar, r.baris, r.kolom, r.nilai) for r in document.rejects] == [
        ("RPD-10", "Hal III", 3, "A", "25"),
        ("RPD-11", "Hal III", 4, "B", "1"),
        ("RPD-12", "Hal III", 5, "C", "?"),
    ]


def test_rows_without_amounts_and_rows_of_totals_are_passed_over() -> None:
    columns = [*COLUMNS, "Jumlah"]
    total: dict[str, Cell] = {"jenis_belanja": "Jumlah", "mei": 1, "Jumlah": 1}
    document = taken(csv_of(line(mei=1, Jumlah=1), line(jenis_belanja="??"), total, columns=columns))
    assert (amounts(document), document.rejects) == ([("52", None, 5, 1)], [])


def test_the_same_row_twice_counts_once_and_rows_that_differ_count_not_at_all() -> None:
    document = taken(
        csv_of(
            line(mei=1000),
            line(satuan="ribuan", mei=1),
            line(jenis_belanja="51", mei=1),
            line(jenis_belanja="51 Belanja Pegawai", mei=2),
        )
    )
    assert amounts(document) == [("52", None, 5, 1000)]
    assert [(r.aturan, r.baris) for r in document.rejects] == [("RPD-15", 3), ("RPD-16", 4), ("RPD-16", 5)]


def test_an_expense_type_beside_its_own_akun_counts_not_at_all() -> None:
    rows = (line(mei=5), line(jenis_belanja="521211", mei=2), line(jenis_belanja="531111", mei=3))
    document = taken(csv_of(*rows))
    assert amounts(document) == [("53", "531111", 5, 3)]
    assert [(r.aturan, r.baris) for r in document.rejects] == [("RPD-16", 2), ("RPD-16", 3)]


@pytest.mark.parametrize(
    ("broken", "rule", "months"),
    [
        (line(jenis_belanja="522151", mei="x", juni=1), "RPD-13", [6]),
        (line(jenis_belanja="52215", mei=1), "RPD-12", []),
        (line(jenis_belanja="522151", kode_satker="63", mei=1), "RPD-11", []),
        (line(jenis_belanja="532111", mei="x"), "RPD-13", [5, 6]),
        (line(jenis_belanja="522151", kode_satker="063999", mei="x"), "RPD-13", [5, 6]),
    ],
)
def test_akun_are_held_back_where_their_sum_would_be_too_small(
    broken: dict[str, Cell], rule: str, months: list[int]
) -> None:
    document = taken(csv_of(line(jenis_belanja="521211", mei=7, juni=8), line(jenis_belanja="51", mei=1), broken))
    assert [row[2] for row in amounts(document) if row[1] == "521211"] == months
    assert ("51", None, 5, 1) in amounts(document)
    held = [r for r in document.rejects if r.aturan == "RPD-17"]
    assert [r.aturan for r in document.rejects if r not in held] == [rule]
    assert [r.baris for r in held] == ([] if months == [5, 6] else [2])
    assert all("baris 4" in r.alasan for r in held)


def test_what_is_held_back_names_the_first_row_that_it_misses() -> None:
    akun = line(jenis_belanja="521211", mei=7, juni=8, juli=9)
    broken = [
        line(jenis_belanja="522151", juni="x", januari=1),
        line(jenis_belanja="522191", juni="x", mei="x", januari=1),
        line(jenis_belanja="522192", kode_satker="63", mei=1),
    ]
    document = taken(csv_of(*broken, akun, line(jenis_belanja="51", mei=1)))
    held = [r.alasan for r in document.rejects if r.aturan == "RPD-17" and r.baris == 5]
    assert [alasan.split("akun 521211 ")[1].split(", sehingga")[0].split("bulan ")[1] for alasan in held] == [
        "6 karena isian di baris 2 ditolak",
        "5 karena isian di baris 3 ditolak",
        "7 karena isian di baris 4 ditolak",
    ]


def test_a_long_sheet_with_a_bad_cell_in_every_row_takes_seconds() -> None:
    rows = [line(jenis_belanja=str(520000 + at), januari="x", mei=at) for at in range(8000)]
    start = time.process_time()
    document = taken(csv_of(*rows))
    assert time.process_time() - start < 30  # 8000 x 8000 pairs take minutes
    assert len(document.rows["raw.rpd"]) == len([r for r in document.rejects if r.aturan == "RPD-13"]) == 8000


def test_a_missing_or_double_column_refuses_the_file() -> None:
    (missing,) = refused(csv_of(line(mei=1), columns=COLUMNS[:-1]))
    assert (missing.aturan, missing.baris) == ("RPD-01", 1)
    assert "desember" in missing.alasan
    (double,) = refused(csv_of(line(mei=1), columns=[*COLUMNS, "Mei"]))
    assert (double.aturan, double.kolom) == ("RPD-03", "Mei")


def test_a_good_sheet_stays_beside_a_refused_one() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(line(mei=1))))
    other = book.copy_worksheet(book.worksheets[0])
    other.title, other["C2"] = "Lain", "53"
    other.delete_cols(16)
    buffer = io.BytesIO()
    book.save(buffer)
    document = taken(buffer.getvalue())
    assert amounts(document) == [("52", None, 5, 1)]
    assert [(r.aturan, r.lembar) for r in document.rejects] == [("RPD-01", "Lain")]


def test_an_unknown_filled_column_is_told() -> None:
    document = taken(csv_of(line(mei=1, Sisa=3), columns=[*COLUMNS, "Sisa"]))
    assert [(r.aturan, r.kolom) for r in document.rejects] == [("RPD-04", "Sisa")]


def test_damaged_csv_is_told_by_line() -> None:
    (reject,) = refused(csv_of(line(mei=1), line(jenis_belanja="51", mei=2)).replace(b";51;", b';"51;'))
    assert (reject.aturan, reject.baris) == ("RPD-06", 3)
    frayed = csv_of(line(mei=1), line(jenis_belanja="51", mei="2")).rstrip()[:-3]
    assert [(r.aturan, r.baris) for r in taken(frayed).rejects] == [("RPD-07", 3)]


def test_a_csv_file_that_is_cut_off_in_its_last_amount_is_told() -> None:
    rows = (line(desember=500, catatan="x"), line(jenis_belanja="51", desember=700))
    ended = csv_of(*rows, columns=[*COLUMNS, "catatan"])
    kept = [("52", None, 12, 500), ("51", None, 12, 700)]
    assert amounts(taken(ended.rstrip())) == kept
    document = taken(ended.rstrip().rstrip(b";")[:-2])
    assert amounts(document) == kept[:1]
    assert ("RPD-07", 3) in [(r.aturan, r.baris) for r in document.rejects]
    # Where December is the last column a row without line end is whole.
    assert amounts(taken(csv_of(line(desember=500), line(jenis_belanja="51", desember=700)).rstrip())) == kept


def test_csv_rows_without_the_blank_cells_at_their_end_are_whole() -> None:
    """Excel leaves them out from the seventeenth row on. A row that lacks more is not known to stand right."""
    text = csv_of(line(mei=1, desember=2), line(jenis_belanja="51", mei=3), line(jenis_belanja="53")).decode()
    lines = [text.splitlines()[0], *(record.rstrip(";") for record in text.splitlines()[1:]), "2025;063123", ""]
    document = taken("\r\n".join(lines).encode())
    assert amounts(document) == [("52", None, 5, 1), ("52", None, 12, 2), ("51", None, 5, 3)]
    assert [(r.aturan, r.baris) for r in document.rejects] == [("RPD-07", 5)]
    document = taken("\r\n".join([*lines[:2], "2025;063123;51;rupiah;1;2", ""]).encode())
    assert (amounts(document)[2:], document.rejects) == ([("51", None, 1, 1), ("51", None, 2, 2)], [])


def test_nothing_filled_in_and_nothing_usable() -> None:
    (empty,) = refused((TEMPLATES / "rpd.csv").read_bytes())
    assert (empty.aturan, "belum diisi" in empty.alasan) == ("RPD-05", True)
    assert [r.aturan for r in refused(csv_of(line(mei="x")))] == ["RPD-05", "RPD-13"]


def test_months_and_columns_by_other_spellings_in_any_order() -> None:
    names = [name[:3].upper() for name in MONTH_NAMES]
    columns = ["No.", *names, "Kode Satker", "Jenis Belanja", "TAHUN", "Satuan"]
    cells: dict[str, Cell] = dict(zip(columns, [1, *[7] * 12, "063123", "52", "2025", "rupiah"], strict=True))
    assert amounts(taken(csv_of(cells, columns=columns))) == [("52", None, bulan, 7) for bulan in range(1, 13)]


def test_the_columns_of_the_months_are_told_for_the_findings() -> None:
    places = {column.nama: column.kolom for column in taken(xlsx_of(line(mei=1))).columns}
    assert (places["jenis_belanja"], places["satuan"], places["mei"]) == ("C", "D", "I")


@pytest.mark.parametrize("left", [[], MONTH_NAMES[:2], ["bulan", "rpd"]])
@pytest.mark.parametrize("form", [csv_of, xlsx_of])
def test_a_template_without_its_months_is_known_and_asked_for_them(form: Callable[..., bytes], left: list[str]) -> None:
    (reject,) = refused(form(line(januari="5", bulan="1", rpd="5"), columns=[*KEYS, *left]))
    assert (reject.aturan, reject.baris) == ("RPD-01", 1)
    lost = [name for name in MONTH_NAMES if name not in left]
    assert reject.alasan == f"Kolom wajib tidak ada di baris kepala: {', '.join(lost)}."


def test_an_amount_in_a_reason_is_written_as_indonesians_do() -> None:
    (reject,) = taken(csv_of(line(januari="1250000,5", mei="1"))).rejects
    assert reject.alasan == "Isi kolom januari '1250000,5' bukan rupiah bulat (1.250.000,5)."


@pytest.mark.parametrize(
    "header",
    [
        KINERJA_COLUMNS,
        [f"B{month:02d}" for month in range(1, 13)],
        ["Uraian", *MONTH_NAMES],
        ["jenis_belanja", *MONTH_NAMES[:5]],
        # A table of ours that somebody took out of the warehouse.
        ["kode_satker", "tahun", "bulan", "jenis_belanja", "pagu", "realisasi"],
    ],
)
def test_other_headers_are_not_taken_for_a_cash_plan(header: Sequence[str]) -> None:
    assert not looks_like_rpd(header)


def test_a_budget_export_is_not_taken_for_a_cash_plan() -> None:
    path = next((PROJECT / "examples" / "inbox").rglob("SINTETIS_FA_Detail*.xlsx"))
    workbook = open_workbook(path.read_bytes())
    assert (looks_like_fa_detail(workbook.sheets), looks_like_rpd_workbook(workbook)) == (True, False)


def test_the_kept_template_is_what_the_writer_makes_and_guards_typing(tmp_path: Path) -> None:
    xlsx, text = TEMPLATE.write(tmp_path)
    kept, made = (open_workbook(path.read_bytes()) for path in (TEMPLATES / xlsx.name, xlsx))
    assert [(sheet.name, sheet.rows) for sheet in kept.sheets] == [(sheet.name, sheet.rows) for sheet in made.sheets]
    assert (TEMPLATES / text.name).read_bytes() == text.read_bytes()
    book = openpyxl.load_workbook(TEMPLATES / "rpd.xlsx")
    sheet = book["rpd"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.comment for cell in sheet[1])
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["D2"].formula1 == '"rupiah,ribuan"'
    assert {"B2", "E2", "P2"} <= rules.keys()
    assert [row[0].value for row in book["keterangan"].iter_rows(min_row=2)] == list(COLUMNS) == list(KETERANGAN)


def test_a_synthetic_plan_is_labelled_and_plans_the_whole_pagu(tmp_path: Path) -> None:
    spent = {"51": [10] * 12, "52": [0] * 12}
    path = write_cash_plan(tmp_path, "999999", 2025, {"51": 12_345_678, "52": 1_000_000}, spent, random.Random(1))
    book = openpyxl.load_workbook(path)
    assert (book.worksheets[0]["A1"].value, book.properties.title) == (LABEL, LABEL)
    document = taken(path.read_bytes())
    assert (document.waktu_sumber, document.rejects) == (datetime(2025, 1, 10, 8), [])
    planned = amounts(document)
    assert {jenis: sum(row[3] for row in planned if row[0] == jenis) for jenis in ("51", "52")} == {
        "51": 12_345_678,
        "52": 1_000_000,
    }


def test_the_readme_describes_every_column_and_its_example_is_read() -> None:
    text = (TEMPLATES / "README.md").read_text(encoding="utf-8").split("# Templat RPD")[1]
    described = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert described == [*COLUMNS[:4], "januari"]
    document = taken(text.split("```")[1].strip().encode())
    assert document.rejects == []
    assert sum(row[3] for row in amounts(document)) == 1_500_000_000


def test_every_rule_advises_in_one_sentence() -> None:
    rules = [rule for rule in vars(rpd_fields).values() if isinstance(rule, Aturan)]
    assert len({rule.id for rule in rules}) == len(rules) == 15
    assert all(rule.saran.endswith(".") and rule.saran.count(". ") == 0 for rule in rules)
