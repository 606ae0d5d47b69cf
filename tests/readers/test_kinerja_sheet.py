"""The performance sheet reader on real workbooks and CSV bytes: rows, rejects with their place, refusals."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from datetime import datetime
from datetime import time as clock
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.readers import kinerja_fields
from pipelines.readers.kinerja_sheet import (
    KinerjaRow,
    looks_like_kinerja,
    looks_like_kinerja_csv,
    read_kinerja_csv,
    read_kinerja_workbook,
)
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.template import Aturan
from pipelines.readers.workbook import open_workbook

HEADER = list(kinerja_fields.COLUMNS)
SHORT = ["tahun", "kode_satker", "bulan", "kode_indikator", "realisasi"]
FIRST = ["2025", "063123", "3", "01.06", "81,25"]


def xlsx(*sheets: tuple[str, Sequence[Sequence[object]]], created: datetime = datetime(2025, 4, 6, 1, 0)) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.set_properties({"created": created})
    as_time = book.add_format({"num_format": "hh.mm"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, clock):
                    sheet.write_datetime(at, column, cell, as_time)
                elif isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write(at, column, cell)
    book.close()
    return buffer.getvalue()


def read_rows(*rows: Sequence[object], header: Sequence[str] = SHORT) -> Document:
    return read_kinerja_workbook(open_workbook(xlsx(("realisasi_kinerja", [header, *rows]))))


def only_reject(document: Document) -> Reject:
    (reject,) = document.rejects
    return reject


def kept(document: Document) -> list[KinerjaRow]:
    rows = document.rows["raw.realisasi_kinerja"]
    assert all(isinstance(row, KinerjaRow) for row in rows)
    return rows  # type: ignore[return-value]


def csv_bytes(*lines: str, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return (end.join(lines) + end).encode(encoding)


def test_a_full_workbook_row_arrives_with_every_column_and_its_provenance() -> None:
    data = [2025, "063123", 3, "01.06", "Persentase sampel", "persen", 81.25, 65, 80, 81.25, "h", "r", "b"]
    document = read_rows(data, header=HEADER)
    assert kept(document) == [
        KinerjaRow(
            "realisasi_kinerja", 2, 2025, "063123", 3, "01.06", "Persentase sampel", "persen",
            "81.25", "65", "80", "81.25", "h", "r", "b", None,
        )
    ]  # fmt: skip
    assert (document.jenis, document.kode_satker, document.tahun, document.bulan) == (
        "realisasi_kinerja", "063123", 2025, 3,
    )  # fmt: skip
    assert document.waktu_sumber == datetime(2025, 4, 6, 8, 0)
    assert document.rejects == []


def test_row_fields_are_the_columns_of_the_raw_table() -> None:
    project = Path(__file__).resolve().parents[2]
    ddl = (project / "sql" / "raw" / "realisasi_kinerja.sql").read_text(encoding="utf-8").split("create table", 1)[1]
    columns = re.findall(r"^\s+(\w+) \w+", ddl, re.MULTILINE)
    assert columns == ["file_id", *KinerjaRow._fields]


@pytest.mark.parametrize(
    "header",
    [
        ["Tahun", "Kode Satker", "BULAN", "Kode Indikator", "Realisasi"],
        ["tahun ", "kode satker", "Bulan", "KODE_INDIKATOR", "Realisasi."],
        ["TAHUN", "kode\nsatker", "bulan", "kode.indikator", "REALISASI"],
    ],
)
def test_header_matches_without_regard_to_case_spaces_underscores_and_full_stops(header: list[str]) -> None:
    assert looks_like_kinerja(header)
    assert kept(read_rows(FIRST, header=header))[0].realisasi == "81.25"


def test_target_header_in_prose_and_any_column_order() -> None:
    header = ["Realisasi", "Target s.d. bulan", "Kode indikator", "Bulan", "Kode satker", "Tahun"]
    row = kept(read_rows([80, 81.25, "01.06", "Maret", "063123", 2025], header=header))[0]
    assert (row.target_sd_bulan, row.realisasi, row.bulan) == ("81.25", "80", 3)


def test_header_below_title_rows_in_another_sheet_than_the_first() -> None:
    about = [("kolom", "arti"), *[(name, "…") for name in HEADER]]
    rows = [["Realisasi Kinerja"], ["Loka POM"], [], SHORT, FIRST]
    document = read_kinerja_workbook(open_workbook(xlsx(("keterangan", about), ("Maret", rows))))
    assert [(row.lembar, row.baris) for row in kept(document)] == [("Maret", 5)]


def test_every_sheet_with_the_header_is_read_and_many_months_leave_bulan_open() -> None:
    april = [*FIRST[:2], "4", *FIRST[3:]]
    document = read_kinerja_workbook(open_workbook(xlsx(("Maret", [SHORT, FIRST]), ("April", [SHORT, april]))))
    assert [(row.lembar, row.bulan) for row in kept(document)] == [("Maret", 3), ("April", 4)]
    assert (document.bulan, document.tahun, document.kode_satker) == (None, 2025, "063123")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["level", "thang", "kdsatker", "paguakhir", "realisasi"], False),
        (["subkomponen", "kode akun", "Volume", "total", "realisasi", "sisa"], False),
        (["tahun", "kode_satker", "bulan", "jenis_belanja", "rpd", "realisasi"], False),
        (["tahun", "bulan", "kode_indikator"], True),
        ([], False),
    ],
)
def test_only_a_performance_header_is_taken_for_one(header: list[str], expected: bool) -> None:
    assert looks_like_kinerja(header) is expected


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (0.8125, "0.8125"),
        (0, "0"),
        (1234567, "1234567"),
        (999_999_999_999, "999999999999"),
        ("81.25", "81.25"),
        ("81,25", "81.25"),
        ("81,25 %", "81.25"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        (" 80 ", "80"),
    ],
)
def test_numbers_in_both_notations_are_exact(cell: object, text: str) -> None:
    assert kept(read_rows([*FIRST[:4], cell]))[0].realisasi == text


def test_a_mark_that_may_mean_either_is_decided_by_the_rest_of_the_sheet_or_not_at_all() -> None:
    header = [*SHORT, "pembilang", "penyebut"]
    alone = [*FIRST[:4], "80", "1.250", "2500"]
    with pytest.raises(Unreadable) as refused:
        read_rows(alone, header=header)
    assert [(reject.aturan, reject.kolom) for reject in refused.value.rejects[1:]] == [("KIN-24", "F")]
    clear = [*FIRST[:3], "01.07", "81,25", "", ""]
    assert kept(read_rows(alone, clear, header=header))[0].pembilang == "1250"
    english = [*FIRST[:3], "01.07", "81.25", "", ""]
    assert kept(read_rows(alone, english, header=header))[0].pembilang == "1.25"
    document = read_rows(alone, clear, [*FIRST[:3], "01.08", "81.25", "", ""], header=header)
    assert (only_reject(document).baris, len(kept(document))) == (2, 2)


@pytest.mark.parametrize(
    ("at", "cell", "aturan", "kolom", "part"),
    [
        (0, "dua ribu", "KIN-20", "A", "bukan tahun anggaran"),
        (0, 25, "KIN-20", "A", "bukan tahun anggaran"),
        (0, "", "KIN-20", "A", "Tahun kosong"),
        (1, 63123, "KIN-21", "B", "'63123' bukan enam angka"),
        (1, "0631233", "KIN-21", "B", "bukan enam angka"),
        (1, "06312A", "KIN-21", "B", "bukan enam angka"),
        (2, 13, "KIN-22", "C", "bukan bulan 1 sampai 12"),
        (2, 0, "KIN-22", "C", "bukan bulan 1 sampai 12"),
        (2, 3.5, "KIN-22", "C", "bukan bulan 1 sampai 12"),
        (2, "Marret", "KIN-22", "C", "bukan bulan 1 sampai 12"),
        (3, None, "KIN-23", "D", "Kode indikator dan nama indikator kosong"),
        (4, "delapan", "KIN-24", "E", "memuat huruf"),
        (4, "8O", "KIN-24", "E", "memuat huruf"),
        (4, "-", "KIN-24", "E", "bukan angka yang jelas"),
        (4, "1e3", "KIN-24", "E", "memuat huruf"),
        (4, True, "KIN-24", "E", "bukan bilangan"),
        (4, "#DIV/0!", "KIN-24", "E", "bukan angka yang jelas: galat rumus; perbaiki rumus di sel itu"),
        (4, "12345678901234567890", "KIN-24", "E", "lebih dari 15 angka"),
        (4, 1e20, "KIN-25", "E", "terlalu besar"),
        (4, 10**12, "KIN-25", "E", "terlalu besar"),
        (4, -5, "KIN-25", "E", "negatif"),
        (4, "-5", "KIN-25", "E", "negatif"),
    ],
)
def test_a_bad_cell_rejects_its_row_only_and_is_named(
    at: int, cell: object, aturan: str, kolom: str, part: str
) -> None:
    good = [*FIRST[:3], "01.07", 90]
    bad: list[object] = [*FIRST]
    bad[at] = cell
    document = read_rows(good, bad)
    reject = only_reject(document)
    assert [row.kode_indikator for row in kept(document)] == ["01.07"]
    assert (reject.lembar, reject.baris, reject.kolom, reject.aturan) == ("realisasi_kinerja", 3, kolom, aturan)
    assert part in reject.alasan
    assert reject.saran.endswith(".")


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("-", "Kosongkan bila belum dilaporkan, atau tulis 0 bila memang nol."),
        ("1.250", "Tulis 1250 atau 1,25, mana yang dimaksud."),
        ("2,000%", "Tulis 2000 atau 2, mana yang dimaksud."),
        ("delapan", "Isi sel itu dengan angka saja, misalnya 81,25, dan tulis satuannya di kolom satuan."),
    ],
)
def test_the_advice_is_about_what_the_cell_says(cell: str, advice: str) -> None:
    good = [*FIRST[:3], "01.07", 90]
    assert only_reject(read_rows(good, [*FIRST[:4], cell])).saran == advice


@pytest.mark.parametrize(
    ("cell", "written"),
    [(1.6, "1.6"), ("1,6", "1,6"), (1, "1"), (" IKU 1 ", "IKU 1"), ("-", "-"), (clock(1, 6), "01:06:00")],
)
def test_an_unreadable_indicator_code_is_kept_as_written(cell: object, written: str) -> None:
    (row,) = kept(read_rows([*FIRST[:3], cell, "81,25"]))
    assert (row.kode_indikator, row.kode_tertulis) == (None, written)


def test_a_name_stands_for_an_empty_or_missing_code() -> None:
    header = ["tahun", "kode_satker", "bulan", "indikator", "realisasi"]
    named = [*FIRST[:3], "Indeks Pelayanan Publik", 3.75]
    with_code = [*FIRST[:3], "", "Indeks Pelayanan Publik", 3.75]
    wide = [*header[:3], "kode_indikator", *header[3:]]
    for document in (read_rows(named, header=header), read_rows(with_code, header=wide)):
        (row,) = kept(document)
        assert (row.kode_indikator, row.kode_tertulis, row.indikator) == (None, None, "Indeks Pelayanan Publik")
        assert document.rejects == []
    reject = only_reject(read_rows(named, [*FIRST[:3], " ", 3.75], header=header))
    assert (reject.aturan, reject.baris, reject.kolom) == ("KIN-23", 3, "D")


def test_rows_of_one_name_are_doubles_and_rows_of_two_names_are_not() -> None:
    header = ["tahun", "kode_satker", "bulan", "indikator", "realisasi"]
    rows = [[*FIRST[:3], name, value] for name, value in (("Indeks A", 1), ("Indeks B", 2), ("INDEKS  A.", 3))]
    document = read_rows(*rows, rows[1], header=header)
    assert [row.indikator for row in kept(document)] == ["Indeks B"]
    assert sorted((reject.aturan, reject.baris) for reject in document.rejects) == [
        ("KIN-28", 5),
        ("KIN-29", 2),
        ("KIN-29", 4),
    ]
    assert "untuk indikator Indeks A satker 063123 bulan 3" in document.rejects[0].alasan


def test_every_bad_cell_of_a_row_is_told_at_once() -> None:
    document = read_rows([*FIRST[:3], "01.07", 90], [2025, "63123", 13, "01.06", "x"])
    assert [reject.kolom for reject in document.rejects] == ["B", "C", "E"]


@pytest.mark.parametrize(
    ("at", "cell", "field", "value"),
    [
        (0, 2025.0, "tahun", 2025),
        (1, 999999.0, "kode_satker", "999999"),
        (2, "03", "bulan", 3),
        (2, 12.0, "bulan", 12),
        (2, "desember", "bulan", 12),
        (2, "Nopember", "bulan", 11),
        (3, 1.06, "kode_indikator", "01.06"),
        (3, 10.12, "kode_indikator", "10.12"),
        (3, "1,06", "kode_indikator", "01.06"),
    ],
)
def test_what_has_one_reading_is_read(at: int, cell: object, field: str, value: object) -> None:
    row: list[object] = [*FIRST]
    row[at] = cell
    assert getattr(kept(read_rows(row))[0], field) == value


def test_pembilang_and_penyebut_stand_together_and_need_no_realisasi() -> None:
    header = [*SHORT[:4], "pembilang", "penyebut"]
    row = kept(read_rows([*FIRST[:4], 65, 80], header=header))[0]
    assert (row.realisasi, row.pembilang, row.penyebut) == (None, "65", "80")


@pytest.mark.parametrize(
    ("pembilang", "penyebut", "kolom", "part"),
    [(65, "", "F", "penyebut kosong"), ("", 80, "G", "pembilang kosong"), (0, 0, "G", "Penyebut nol")],
)
def test_half_a_fraction_or_a_zero_penyebut_is_rejected(
    pembilang: object, penyebut: object, kolom: str, part: str
) -> None:
    header = [*SHORT, "pembilang", "penyebut"]
    document = read_rows([*FIRST[:3], "01.07", 90, "", ""], [*FIRST, pembilang, penyebut], header=header)
    reject = only_reject(document)
    assert (reject.baris, reject.aturan, reject.kolom) == (3, "KIN-26", kolom)
    assert part in reject.alasan


def test_blank_and_prefilled_rows_are_no_zero_and_no_reject() -> None:
    prefilled = [2025, "063123", 3, "09.02", "Indeks", "indeks", 3.75, None, None, None, None, None, None]
    reported = [2025, "063123", 3, "01.06", "", "", "", None, None, 0, None, None, None]
    document = read_rows(["", " "], prefilled, reported, [None] * 13, header=HEADER)
    assert [(row.kode_indikator, row.realisasi, row.baris) for row in kept(document)] == [("01.06", "0", 4)]
    assert document.rejects == []


def test_a_formula_over_cells_not_filled_in_yet_is_no_report() -> None:
    header = [*SHORT, "pembilang", "penyebut"]
    waiting = [*FIRST[:4], "#DIV/0!", "", ""]
    document = read_rows(waiting, [*FIRST[:3], "01.08", "50", "", ""], header=header)
    assert (document.rejects, [row.kode_indikator for row in kept(document)]) == ([], ["01.08"])


@pytest.mark.parametrize(("satuan", "computed"), [("persen", True), ("nilai", True), ("", False), ("#N/A", False)])
def test_a_formula_that_failed_is_passed_over_where_the_fraction_gives_its_value(satuan: str, computed: bool) -> None:
    header = [*SHORT, "pembilang", "penyebut", "satuan"]
    document = read_rows([*FIRST[:3], "01.07", "#REF!", "3", "4", satuan], [*FIRST, "", "", ""], header=header)
    *found, _ = [(row.pembilang, row.penyebut, row.realisasi) for row in kept(document)]
    assert found == ([("3", "4", None)] if computed else [])
    assert [(reject.aturan, reject.nilai) for reject in document.rejects] == ([] if computed else [("KIN-24", "#REF!")])


def test_a_formula_that_cannot_be_computed_holds_its_row_only_where_a_figure_is_made_of_it() -> None:
    header = [*SHORT, "pembilang", "penyebut", "target_sd_bulan", "hambatan"]
    told = [*FIRST[:3], "01.08", "50", "", "", "#REF!", "#N/A"]
    (row,) = kept(read_rows(told, header=header))
    assert (row.realisasi, row.target_sd_bulan, row.hambatan) == ("50", None, None)
    for broken in (["#REF!", "", ""], ["50", "#N/A", "4"], ["50", "3", "#VALUE!"]):
        document = read_rows([*FIRST[:3], "01.07", *broken, "", ""], told, header=header)
        assert (only_reject(document).aturan, only_reject(document).nilai) == (
            "KIN-24",
            next(x for x in broken if "#" in x),
        )


def test_a_note_without_realisasi_is_told() -> None:
    noted = [2025, "063123", 3, "09.02", "", "", "", None, None, None, "menunggu data", None, None]
    reported = [2025, "063123", 3, "01.06", "", "", "", None, None, 80, None, None, None]
    reject = only_reject(read_rows(noted, reported, header=HEADER))
    assert (reject.aturan, reject.baris, reject.kolom, reject.nilai) == ("KIN-27", 2, "K", "menunggu data")


def test_a_footnote_below_the_table_is_told() -> None:
    reject = only_reject(read_rows(FIRST, ["Catatan: data sementara"]))
    assert (reject.aturan, reject.baris, reject.kolom) == ("KIN-20", 3, "A")


def test_an_identical_repetition_keeps_the_first() -> None:
    document = read_rows(FIRST, FIRST)
    reject = only_reject(document)
    assert [row.baris for row in kept(document)] == [2]
    assert (reject.aturan, reject.baris) == ("KIN-28", 3)
    assert "mengulang baris 2 lembar 'realisasi_kinerja'" in reject.alasan


def test_contradicting_rows_are_all_rejected_each_naming_another() -> None:
    other = [*FIRST[:4], "80"]
    document = read_rows(FIRST, [*FIRST[:3], "01.07", 1], other, FIRST)
    assert [row.kode_indikator for row in kept(document)] == ["01.07"]
    found = {reject.baris or 0: reject.alasan for reject in document.rejects}
    assert sorted(found) == [2, 4, 5]
    assert "baris 4" in found[2]
    assert "baris 2" in found[4]
    assert {reject.aturan for reject in document.rejects} == {"KIN-29"}


def test_an_unknown_column_with_content_is_told_but_an_ordinal_is_not() -> None:
    document = read_rows([1, *FIRST, "80"], header=["No.", *SHORT, "pembilng"])
    reject = only_reject(document)
    assert (reject.aturan, reject.baris, reject.kolom, reject.nilai) == ("KIN-12", 1, "G", "pembilng")
    assert len(kept(document)) == 1


@pytest.mark.parametrize(
    ("header", "aturan", "part"),
    [
        (["tahun", "bulan", "kode_indikator", "realisasi"], "KIN-10", "kode_satker"),
        (["tahun", "kode_satker", "bulan", "kode_indikator", "pembilang"], "KIN-10", "realisasi (atau pembilang"),
        (
            ["tahun", "kode_satker", "bulan", "target_sd_bulan", "realisasi"],
            "KIN-10",
            "kode_indikator (atau indikator)",
        ),
        ([*SHORT, "Realisasi"], "KIN-11", "realisasi tertulis dua kali"),
    ],
)
def test_an_unusable_header_refuses_the_file(header: list[str], aturan: str, part: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_rows(FIRST, header=header)
    reject = refused.value.rejects[0]
    assert (reject.aturan, reject.baris, refused.value.jenis) == (aturan, 1, "realisasi_kinerja")
    assert part in reject.alasan


def test_a_sheet_with_a_bad_header_does_not_stop_the_other_sheet() -> None:
    bad = ["tahun", "bulan", "kode_indikator", "realisasi"]
    document = read_kinerja_workbook(open_workbook(xlsx(("Maret", [SHORT, FIRST]), ("April", [bad, FIRST]))))
    assert len(kept(document)) == 1
    assert (only_reject(document).lembar, only_reject(document).aturan) == ("April", "KIN-10")


def test_a_file_of_bad_rows_is_refused_with_every_reason() -> None:
    with pytest.raises(Unreadable) as refused:
        read_rows([*FIRST[:2], 13, *FIRST[3:]], [*FIRST[:4], "x"])
    assert [reject.aturan for reject in refused.value.rejects] == ["KIN-13", "KIN-22", "KIN-24"]
    assert "2 isian ditolak" in str(refused.value)


def test_an_empty_template_and_one_without_any_realisasi_say_so() -> None:
    with pytest.raises(Unreadable, match="Templat belum diisi"):
        read_rows()
    with pytest.raises(Unreadable, match="realisasi masih kosong di semua baris \\(1 baris\\)"):
        read_rows([*FIRST[:4], ""])


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_of_every_delimiter_encoding_and_line_end(delimiter: str, encoding: str, end: str) -> None:
    header = delimiter.join([*SHORT, "hambatan"])
    row = delimiter.join(["2025", "063123", "3", "01.06", '"81,25"', "sampel – ½ belum"])
    document = read_kinerja_csv(csv_bytes("Judul", header, row, encoding=encoding, end=end))
    (found,) = kept(document)
    assert (found.lembar, found.baris, found.realisasi, found.hambatan) == (None, 3, "81.25", "sampel – ½ belum")
    assert document.waktu_sumber is None


def test_csv_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    data = csv_bytes(
        ";".join([*SHORT, "hambatan"]),
        '2025;063123;3;01.06;81,25;"baris satu',
        'baris dua; masih sama ""kutip"""',
        "",
        "2025;063123;3;01.07;80;",
        "2025;063123;13;01.08;80;",
    )
    document = read_kinerja_csv(data)
    assert [row.baris for row in kept(document)] == [2, 4]
    assert kept(document)[0].hambatan == 'baris satu\r\nbaris dua; masih sama "kutip"'
    reject = only_reject(document)
    assert (reject.baris, reject.kolom, reject.nilai, reject.lembar) == (5, "bulan", "13", None)


@pytest.mark.parametrize("row", ["2025,063123,3,01.06,81,25", "2025,063123,3"])
def test_a_csv_row_of_another_width_than_the_header_is_rejected(row: str) -> None:
    document = read_kinerja_csv(csv_bytes(",".join(SHORT), row, "2025,063123,3,01.07,80,,"))
    assert (only_reject(document).aturan, only_reject(document).baris) == ("KIN-15", 2)
    assert [row.kode_indikator for row in kept(document)] == ["01.07"]


def test_csv_rows_without_the_blank_cells_at_their_end_are_whole() -> None:
    """Excel leaves them out from the seventeenth row on: of notes, and of months that are not reported yet."""
    full, cut, ahead = (
        "2025;063123;3;01.06;A;persen;90;;;81;;;",
        "2025;063123;3;01.07;B;;;;;80",
        "2025;063123;4;01.06;A",
    )
    document = read_kinerja_csv(csv_bytes(";".join(HEADER), full, cut, ahead))
    assert [(row.kode_indikator, row.realisasi, row.hambatan) for row in kept(document)] == [
        ("01.06", "81", None),
        ("01.07", "80", None),
    ]
    assert document.rejects == []


def test_a_csv_file_that_is_cut_off_is_told_at_its_last_row() -> None:
    rows = (";".join(HEADER), "2025;063123;3;01.06;A;persen;90;;;81;;;", "2025;063123;3;01.07;B;persen;90;;;8")
    ended = csv_bytes(*rows, end="\n")
    assert [row.realisasi for row in kept(read_kinerja_csv(ended))] == ["81", "8"]
    # Of 85 the first digit may be all that is left; the mark behind it says that it is whole.
    assert [row.realisasi for row in kept(read_kinerja_csv(ended.rstrip() + b";"))] == ["81", "8"]
    for cut in (1, 3):
        document = read_kinerja_csv(ended[:-cut])
        assert [row.realisasi for row in kept(document)] == ["81"]
        assert (only_reject(document).aturan, only_reject(document).baris) == ("KIN-15", 3)


def test_a_csv_file_without_the_last_line_end_is_whole_where_its_last_row_is() -> None:
    rows = (",".join(SHORT), "2025,063123,3,01.06,80", "2025,063123,3,01.07,85")
    document = read_kinerja_csv(csv_bytes(*rows).rstrip())
    assert ([row.realisasi for row in kept(document)], document.rejects) == (["80", "85"], [])


def test_an_unclosed_quote_refuses_the_file_instead_of_swallowing_rows() -> None:
    data = csv_bytes(";".join([*SHORT, "hambatan"]), "2025;063123;3;01.06;80;", '2025;063123;3;01.07;80;"lupa', "x;y")
    with pytest.raises(Unreadable) as refused:
        read_kinerja_csv(data)
    assert (refused.value.rejects[0].aturan, refused.value.rejects[0].baris) == ("KIN-14", 3)


def test_text_without_the_header_is_no_performance_sheet() -> None:
    assert not looks_like_kinerja_csv("RENCANA AKSI\nNO.\tSASARAN\tINDIKATOR\tTARGET")
    with pytest.raises(Unreadable, match="Kepala kolom"):
        read_kinerja_csv(b"halo;dunia\n")


def test_rule_ids_are_unique() -> None:
    rules = [rule for rule in vars(kinerja_fields).values() if isinstance(rule, Aturan)]
    assert len(rules) == len({rule.id for rule in rules}) > 10
    assert all(re.fullmatch(r"KIN-\d\d", rule.id) and rule.saran.endswith(".") for rule in rules)


def test_a_monthly_sheet_is_read_within_milliseconds() -> None:
    rows = [
        [2025, "063123", 3, f"01.{n:02d}", "Persentase sampel", "persen", 81.25, 65, 80, 81.25, "h", "r", "b"]
        for n in range(1, 16)
    ]
    data = xlsx(("realisasi_kinerja", [HEADER, *rows]))
    best = min(_seconds(data) for _ in range(5))
    assert best < 0.02, f"{best * 1000:.1f} ms"


def _seconds(data: bytes) -> float:
    begun = time.perf_counter()
    assert len(kept(read_kinerja_workbook(open_workbook(data)))) == 15
    return time.perf_counter() - begun
