"""The flat dump and the POK sheet: the real ones by their totals, synthetic ones in every form people save them in."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import realisasi_datar_proof
from pipelines.readers.period import UNSTATED, Period
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.realisasi_datar_fields import RealisasiDatar
from pipelines.readers.realisasi_datar_table import find_tables
from pipelines.readers.recognition import read
from pipelines.readers.workbook import open_workbook
from pipelines.samples.datar_writer import COLUMNS, POK_COLUMNS, Akun, dump_rows, pok_rows, workbook, write_dump

MADE = datetime(2021, 5, 3, 1, 0)
NAME = "april 2021.xlsx"
TOLD = Period(2021, 4, "perintah")
LINES = [
    Akun("DR.3165.ADD.001", "051", "A", "521211", "A", 49_465_000, 49_464_800),
    Akun("DR.3165.ADD.001", "051", "A", "521811", "A", 130_000, 130_000, 130_000),
    Akun("DR.3165.ADD.001", "051", "B", "524111", "D", 1_600_000, 0),
    Akun("WA.6384.EAA.004", "002", "N", "524119", "A", 12_810_000, -50_000),
]
Row = dict[str, Any]


def rows_of(document: Document) -> list[RealisasiDatar]:
    return [RealisasiDatar._make(row) for row in document.rows["raw.realisasi_datar"]]


def grid(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> list[list[Any]]:
    return [list(columns), *([row.get(name, "") for name in columns] for row in rows)]


def dump(*, levels: bool = False) -> list[Row]:
    return dump_rows("432881", 2021, LINES, levels=levels)


def read_rows(rows: Iterable[Row], columns: Sequence[str] = COLUMNS, *, stated: Period = TOLD) -> Document:
    return read(workbook(grid(rows, columns), MADE), "upload.xlsx", stated)


def refused(rows: Iterable[Row], columns: Sequence[str] = COLUMNS, *, stated: Period = TOLD) -> list[Reject]:
    with pytest.raises(Unreadable) as refusal:
        read_rows(rows, columns, stated=stated)
    assert refusal.value.jenis == "realisasi_datar"
    return refusal.value.rejects


def totals(rows: Iterable[RealisasiDatar]) -> tuple[int, int, int]:
    leaves = [row for row in rows if row.tingkat == "7"]
    pagu, realisasi, sisa = (sum(int(getattr(r, n) or 0) for r in leaves) for n in ("pagu", "realisasi_sd", "sisa"))
    return pagu, realisasi, sisa


# -- the real files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "bulan", "expected"),
    [
        ("april upload.xlsx", 4, (47_356_942_000, 7_239_153_209, 40_117_788_791)),
        ("mei upload.xlsx", 5, (47_356_942_000, 9_234_384_243, 38_122_557_757)),
        ("juni upload.xlsx", 6, (47_356_942_000, 15_000_236_633, 32_356_705_367)),
    ],
)
def test_a_real_dump_is_read_whole(shared_data: Path, name: str, bulan: int, expected: tuple[int, int, int]) -> None:
    document = read((shared_data / "flat_dump" / name).read_bytes(), name)
    rows = rows_of(document)
    assert document.rejects == []
    assert (len(rows), {row.tingkat for row in rows}, {row.bentuk for row in rows}) == (438, {"7"}, {"dump"})
    assert totals(rows) == expected
    assert (document.jenis, document.kode_satker, document.nama_satker) == ("realisasi_datar", "432881", None)
    assert (document.tahun, document.bulan, document.periode_dari) == (2021, bulan, "nama berkas")
    assert Counter(row.kode_beban for row in rows).keys() == {"A", "D"}
    # Paid from the revolving fund or not: together it is what was paid.
    assert all(int(r.realisasi_gu or 0) + int(r.realisasi_non_gu or 0) == int(r.realisasi_sd or 0) for r in rows)


def test_the_real_upload_sheet_is_read_whole(shared_data: Path) -> None:
    data = (shared_data / "flat_dump" / "format upload POK.xlsx").read_bytes()
    document = read(data, "format upload POK.xlsx", Period(2021, 6, "keterangan"))
    rows = rows_of(document)
    assert document.rejects == []
    assert (len(rows), totals(rows)) == (390, (30_396_649_000, 10_875_450_448, 19_521_198_552))
    assert (document.kode_satker, document.nama_satker) == (None, "BALAI BESAR POM DI BANJARMASIN")
    assert (document.tahun, document.bulan, document.periode_dari) == (2021, 6, "keterangan")
    assert rows[0][:7] == ("Sheet1", 2, "pok", "7", None, None, "BALAI BESAR POM DI BANJARMASIN")
    assert rows[0][12:17] == ("ADD", "001", "051", "A", "521219")
    assert (rows[0].kode_beban, rows[0].volume, rows[0].harga_satuan) == ("RM", "1", "5000000")


@pytest.mark.parametrize("name", ["juni upload.xlsx", "format upload POK.xlsx"])
def test_every_field_of_a_real_file_stands_where_the_reader_says(shared_data: Path, name: str) -> None:
    path = shared_data / "flat_dump" / name
    document = read(path.read_bytes(), name, Period(2021, 6, "perintah"))
    book: Any = openpyxl.load_workbook(path)
    compared = 0
    for row in rows_of(document):
        for column in document.columns:
            cell, value = book[column.lembar][f"{column.kolom}{row.baris}"].value, getattr(row, column.nama)
            assert value is not None
            compared += 1
            if "/" in str(cell):
                assert value in str(cell).split("/")
            else:
                assert value == " ".join(str(cell).split()), column
    assert compared > 4000


# -- the period ----------------------------------------------------------------------------------------------------


def test_the_month_comes_from_who_says_it_first() -> None:
    data = write_dump("432881", 2021, LINES, MADE)
    for name, stated, expected in (
        (NAME, UNSTATED, (2021, 4, "nama berkas")),
        ("2021/April/upload.xlsx", UNSTATED, (2021, 4, "nama berkas")),
        (NAME, Period(None, 5, "keterangan"), (2021, 5, "keterangan")),
        (NAME, Period(2021, 6, "perintah"), (2021, 6, "perintah")),
        (NAME, Period(2021, None, "keterangan"), (2021, 4, "nama berkas")),
        # The rows know their year better than a name.
        ("april 2020.xlsx", UNSTATED, (2021, 4, "nama berkas")),
    ):
        document = read(data, name, stated)
        assert (document.tahun, document.bulan, document.periode_dari) == expected


def test_without_a_month_the_refusal_says_all_ways_to_tell_it() -> None:
    (reject,) = refused(dump(), stated=UNSTATED)
    assert (reject.aturan, reject.alasan.startswith("Bulan data ini")) == ("BERKAS-22", True)
    for way in ("nama berkas", "keterangan.csv", "berkas,tahun,bulan", "kinerja refresh --bulan"):
        assert way in reject.saran
    (reject,) = refused(pok_rows("BALAI CONTOH", LINES), POK_COLUMNS, stated=UNSTATED)
    assert reject.alasan.startswith("Tahun dan bulan data ini")
    (reject,) = refused(pok_rows("BALAI CONTOH", LINES), POK_COLUMNS, stated=Period(None, 4, "perintah"))
    assert reject.alasan.startswith("Tahun data ini")


def test_a_stated_year_that_the_rows_contradict_is_refused() -> None:
    (reject,) = refused(dump(), stated=Period(2022, 4, "keterangan"))
    assert (reject.aturan, "2022 dari keterangan" in reject.alasan) == ("DATAR-05", True)


def test_documents_that_tell_their_period_pass_over_what_is_stated() -> None:
    content = b"tahun;kode_satker;bulan;kode_indikator;realisasi\n2025;999999;3;01.01;80\n"
    document = read(content, "mei 2021.csv", Period(2021, 4, "perintah"))
    assert (document.tahun, document.bulan, document.periode_dari) == (2025, 3, "isi")


# -- every form ----------------------------------------------------------------------------------------------------

DIGITS = "0123456789"
codes = st.builds(
    lambda program, kegiatan, kro, ro: f"{program}.{kegiatan}.{kro}.{ro}",
    st.sampled_from(["DR", "WA"]),
    st.sampled_from(["3165", "0384"]),
    st.sampled_from(["ADD", "QIC"]),
    st.sampled_from(["001", "U34", "012"]),
)
akun_lines = st.lists(
    st.builds(
        Akun,
        codes,
        st.sampled_from(["051", "002", "ZZ1"]),
        st.sampled_from(["A", "B", "AB"]),
        st.sampled_from(["521211", "524111", "511111"]),
        st.sampled_from(["A", "D"]),
        st.integers(0, 10**12),
        st.integers(-(10**9), 10**12),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda line: line[:5],
)
spreadsheet_forms = st.fixed_dictionaries(
    {
        "levels": st.booleans(),
        "numeric": st.booleans(),
        "zero": st.booleans(),
        "order": st.randoms(use_true_random=False),
        "extra": st.booleans(),
        "titles": st.integers(0, 3),
        "header": st.sampled_from([str.lower, str.upper, str.title, lambda name: f" {name} "]),
        "total": st.booleans(),
        "notes": st.booleans(),
        "file": st.sampled_from(["xlsx", ";", ",", "\t"]),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
        "notation": st.sampled_from([str, "{:,}".format, lambda amount: f"{amount:,}".replace(",", ".")]),
        "amounts_as_text": st.booleans(),
    }
)


def in_form(rows: list[Row], columns: Sequence[str], form: dict[str, Any]) -> bytes:
    """The rows as somebody saved them: the same data, and around it what people leave and spreadsheets change."""
    is_csv = form["file"] != "xlsx"
    names = [*columns, *(["catatan"] if form["extra"] else [])]
    form["order"].shuffle(names)
    lines: list[list[Any]] = [["Data realisasi Café", *[""] * (len(names) - 1)]] * form["titles"]
    lines.append([form["header"](name) for name in names])
    for row in rows:
        cells = dict.fromkeys(names, "é") | row
        for name, cell in row.items():
            if name == "kdskmpnen" and form["zero"] and len(str(cell)) == 1:
                cells[name] = f"0{cell}"
            if isinstance(cell, int) and name != "kode akun":
                cells[name] = form["notation"](cell) if is_csv or form["amounts_as_text"] else cell
            elif form["numeric"] and str(cell).isdecimal() and name != "kdindex":
                cells[name] = int(cell)
        lines.append([cells[name] for name in names])
    if form["total"]:
        leaves = [row for row in rows if row.get("level", "7") == "7"]
        sums = {
            name: sum(row[name] for row in leaves) for name in ("realisasi", "sisa", "pagu", "total") if name in rows[0]
        }
        lines.append([sums.get(name, "JUMLAH" if name in (columns[0], "kdskmpnen") else "") for name in names])
        lines[-1] = [
            cell if cell != "JUMLAH" or name == columns[0] else "" for name, cell in zip(names, lines[-1], strict=True)
        ]
    if form["notes"]:
        lines += [[""] * len(names), ["Sumber: SAKTI", *[""] * (len(names) - 1)]]
    if not is_csv:
        return workbook(lines, MADE)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=form["file"]).writerows(lines)
    return text.getvalue().encode(form["encoding"])


def expected_dump(line: Akun) -> Row:
    program, kegiatan, kro, ro = line.kode_ro.split(".")
    row = {"kode_satker": "012345", "tahun": "2021", "kode_program": program, "kode_kegiatan": kegiatan}
    row |= {"kode_kro": kro, "nomor_ro": ro, "kode_komponen": line.kode_komponen, "kode_kementerian": "063"}
    row |= {"kode_subkomponen": line.kode_subkomponen, "kode_akun": line.kode_akun, "kode_beban": line.kode_beban}
    row |= {"kode_unit": "01", "kode_lokasi": "09", "kode_kabkota": "05", "kode_kppn": "008", "register": "00000000"}
    row |= {"kode_kewenangan": "KD", "kode_jenis_bantuan": "0", "kode_cara_tarik": "0", "uraian": "DATA SINTETIS"}
    row |= {"pagu": str(line.pagu), "pagu_akhir": str(line.pagu), "realisasi_sd": str(line.realisasi)}
    row |= {"sisa": str(line.pagu - line.realisasi), "realisasi_spm_gu": str(line.gu), "realisasi_gu": str(line.gu)}
    row |= {"realisasi_non_gu": str(line.realisasi - line.gu), "realisasi_kuitansi": "0", "bentuk": "dump"}
    return row | dict.fromkeys(("skpa_terima", "skpa_kembali", "skpa_keluar", "blokir"), "0")


def without_place(row: RealisasiDatar) -> Row:
    kept = {name: value for name, value in row._asdict().items() if value is not None}
    return {name: value for name, value in kept.items() if name not in {"lembar", "baris", "tingkat"}}


FORMS = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@FORMS
@given(akun_lines, spreadsheet_forms)
def test_a_dump_in_any_form_comes_out_the_same(lines: list[Akun], form: dict[str, Any]) -> None:
    rows = dump_rows("012345", 2021, lines, levels=form["levels"])
    document = read(in_form(rows, COLUMNS, form), NAME)
    assert document.rejects == []
    found = rows_of(document)
    assert [without_place(row) for row in found if row.tingkat == "7"] == [
        expected_dump(line) for line in sorted(lines)
    ]
    assert Counter(row.tingkat for row in found) == Counter(row["level"] for row in rows)
    assert (document.kode_satker, document.tahun, document.bulan) == ("012345", 2021, 4)


@FORMS
@given(akun_lines, spreadsheet_forms)
def test_an_upload_sheet_in_any_form_comes_out_the_same(lines: list[Akun], form: dict[str, Any]) -> None:
    lines = list({line[0][8:] + str(line[1:5]): line for line in lines}.values())
    document = read(in_form(pok_rows("BALAI  CONTOH", lines), POK_COLUMNS, form), NAME)
    assert document.rejects == []
    assert [without_place(row) for row in rows_of(document)] == [
        {
            "bentuk": "pok",
            "nama_satker": "BALAI CONTOH",
            "kode_kro": line.kode_ro[8:11],
            "nomor_ro": line.kode_ro[12:],
            "kode_komponen": line.kode_komponen,
            "kode_subkomponen": line.kode_subkomponen,
            "kode_akun": line.kode_akun,
            "kode_beban": {"A": "RM", "D": "PNBP"}[line.kode_beban],
            "volume": "1",
            "harga_satuan": str(line.pagu),
            "pagu": str(line.pagu),
            "realisasi_sd": str(line.realisasi),
            "sisa": str(line.pagu - line.realisasi),
        }
        for line in sorted(lines)
    ]


# -- one bad row ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "aturan", "part"),
    [
        ("level", "8", "DATAR-10", "level '8' bukan angka 1 sampai 7"),
        ("level", "", "DATAR-10", "Kolom level kosong"),
        ("thang", "21", "DATAR-10", "thang '21' bukan tahun"),
        ("kdsatker", "4328811", "DATAR-10", "kdsatker '4328811' bukan 6 angka"),
        ("kdgiat", "", "DATAR-10", "Kolom kdgiat kosong"),
        ("kdoutput", "A1D", "DATAR-10", "tiga huruf"),
        ("kdskmpnen", "ABCD", "DATAR-10", "satu sampai tiga huruf"),
        ("jnsbel", "52121", "DATAR-10", "jnsbel '52121' bukan 6 angka"),
        ("kdbeban", "", "DATAR-10", "Kolom kdbeban kosong"),
        ("pagu", "sejuta", "DATAR-11", "memuat huruf"),
        ("pagu", "", "DATAR-11", "kosong bukan nol"),
        ("realisasi", 0.5, "DATAR-11", "bukan rupiah bulat"),
        ("realisasi", "", "DATAR-11", "kosong bukan nol"),
        ("realkwt", "-", "DATAR-11", "realkwt"),
        ("nilblokir", 1e15, "DATAR-11", "seribu triliun"),
        ("sisa", 201, "DATAR-12", "Sisa tertulis Rp201, padahal pagu dikurangi realisasi adalah Rp200 (selisih Rp1)"),
    ],
)
@pytest.mark.parametrize("levels", [False, True])
def test_a_bad_row_is_left_out_alone_and_told_with_its_cell(
    column: str, value: object, aturan: str, part: str, levels: bool
) -> None:
    rows = dump(levels=levels)
    at = next(at for at, row in enumerate(rows) if row["jnsbel"] == "521211")
    rows[at] |= {column: value}
    document = read_rows(rows)
    (reject,) = document.rejects
    sheet: Any = openpyxl.load_workbook(io.BytesIO(workbook(grid(rows), MADE))).worksheets[0]
    assert (reject.aturan, reject.lembar, reject.baris) == (aturan, "Sheet1", at + 2)
    assert part in reject.alasan
    assert reject.saran.endswith(".")
    cell = sheet[f"{reject.kolom}{reject.baris}"].value
    assert sheet[f"{reject.kolom}1"].value == column
    assert (reject.nilai or "") == (
        "" if cell is None else f"{cell:f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
    )
    assert len(rows_of(document)) == len(rows) - 1


@pytest.mark.parametrize(
    ("column", "value", "aturan"),
    [
        ("subkomponen", "ADD/001/051", "DATAR-10"),
        ("subkomponen", "ADD/001/051/1", "DATAR-10"),
        ("kode akun", 52, "DATAR-10"),
        ("Loka ", "", "DATAR-10"),
        ("sd", "", "DATAR-10"),
        ("Volume", "satu", "DATAR-11"),
        ("total", "", "DATAR-11"),
        ("sisa", 1, "DATAR-12"),
    ],
)
def test_a_bad_row_of_an_upload_sheet_is_left_out_alone(column: str, value: object, aturan: str) -> None:
    rows = pok_rows("BALAI CONTOH", LINES)
    rows[1] |= {column: value}  # type: ignore[dict-item]
    document = read_rows(rows, POK_COLUMNS)
    assert [(reject.aturan, reject.baris) for reject in document.rejects] == [(aturan, 3)]
    assert len(rows_of(document)) == 3


def test_a_row_that_blocked_money_may_explain_stays_and_is_told() -> None:
    rows = dump()
    rows[0] |= {"nilblokir": 100, "sisa": 100}
    document = read_rows(rows)
    (reject,) = document.rejects
    assert (reject.aturan, reject.kolom, "blokir Rp100" in reject.alasan) == ("DATAR-17", "AD", True)
    assert len(rows_of(document)) == 4


def test_a_pagu_that_differs_from_paguakhir_stays_and_is_told_unless_skpa_moved_it() -> None:
    rows = dump()
    rows[0] |= {"paguakhir": 1}
    rows[1] |= {"paguakhir": 1, "trmskpa": 129_999}
    document = read_rows(rows)
    assert [(reject.aturan, reject.baris, reject.kolom) for reject in document.rejects] == [("DATAR-13", 2, "AB")]
    assert totals(rows_of(document)) == totals(rows_of(read_rows(dump())))


# -- among the rows ------------------------------------------------------------------------------------------------


def test_levels_are_kept_and_prove_the_akun_rows() -> None:
    document = read_rows(dump(levels=True))
    found = rows_of(document)
    assert (document.rejects, {row.tingkat for row in found}) == ([], set("1234567"))
    assert totals(found) == (64_005_000, 49_544_800, 14_460_200)
    program = next(row for row in found if row.tingkat == "1")
    assert (program.kode_program, program.kode_kegiatan, program.pagu) == ("DR", None, "51195000")


@pytest.mark.parametrize("level", range(1, 7))
def test_a_level_that_says_something_else_is_told_and_stays(level: int) -> None:
    rows = dump(levels=True)
    at = next(at for at, row in enumerate(rows) if row["level"] == str(level))
    rows[at] |= {"paguakhir": rows[at]["paguakhir"] + 5, "pagu": rows[at]["pagu"] + 5, "sisa": rows[at]["sisa"] + 5}
    document = read_rows(rows)
    (reject,) = document.rejects
    assert (reject.aturan, reject.baris, reject.kolom) == ("DATAR-14", at + 2, "W")
    assert f"baris level {level}" in reject.alasan
    assert "(selisih Rp5)" in reject.alasan
    assert len(rows_of(document)) == len(rows)


def test_a_lost_akun_row_is_seen_by_every_level_above_it() -> None:
    rows = dump(levels=True)
    kept = [row for row in rows if row["jnsbel"] != "524111"]
    document = read_rows(kept)
    assert [reject.aturan for reject in document.rejects] == ["DATAR-14"] * 6
    # What a rejected row lacks is told already, by the row itself.
    rows[next(at for at, row in enumerate(rows) if row["jnsbel"] == "524111")] |= {"sisa": 1}
    assert [reject.aturan for reject in read_rows(rows).rejects] == ["DATAR-12"]


def test_codes_below_the_level_of_a_sum_row_are_passed_over() -> None:
    rows = dump(levels=True)
    for row in rows:
        if row["level"] != "7":
            row |= {name: "-" for name in COLUMNS[12:16] if not row[name]}
    assert read_rows(rows).rejects == []


def test_a_total_that_differs_is_told() -> None:
    total: Row = {"level": "Total", "pagu": 64_005_000, "realisasi": 49_544_800, "sisa": 14_460_200}
    assert read_rows([*dump(levels=True), total]).rejects == []
    document = read_rows([*dump(), total | {"realisasi": 1}])
    (reject,) = document.rejects
    assert (reject.aturan, reject.baris, reject.kolom, reject.nilai) == ("DATAR-14", 6, "AC", "1")
    assert totals(rows_of(document)) == (64_005_000, 49_544_800, 14_460_200)


def test_figures_without_codes_are_told_and_notes_are_not() -> None:
    document = read_rows([*dump(), {"pagu": 5}, {"ket": "Sumber: SAKTI"}, {"level": "Catatan"}])
    assert [(reject.aturan, reject.baris) for reject in document.rejects] == [("DATAR-16", 6)]


@pytest.mark.parametrize(
    ("row", "change", "kurang"),
    [
        (-1, {}, False),
        (-1, {"pagu": "sejuta"}, True),
        (-1, {"sisa": 7}, True),
        (-1, {"paguakhir": 1}, False),
        (0, {"pagu": "sejuta"}, False),
    ],
    ids=["whole", "akun without pagu", "akun that does not add up", "akun that is kept", "sum of a program"],
)
def test_a_dump_says_whether_a_line_of_money_is_missing(row: int, change: Row, kurang: bool) -> None:
    rows = dump(levels=True)
    rows[row] |= change
    document = read_rows(rows)
    assert (document.kurang_baris, bool(document.rejects)) == (kurang, bool(change))


def test_the_header_may_stand_again_among_the_rows() -> None:
    rows = dump()
    document = read_rows([*rows[:2], dict(zip(COLUMNS, COLUMNS, strict=True)), *rows[2:]])
    assert (document.rejects, len(rows_of(document))) == ([], 4)


def test_a_repeated_row_counts_once() -> None:
    document = read_rows([*dump(), dump()[0]])
    assert [(reject.aturan, reject.baris, reject.nilai) for reject in document.rejects] == [("DATAR-15", 6, "521211")]
    assert totals(rows_of(document)) == (64_005_000, 49_544_800, 14_460_200)


def test_two_months_put_together_are_refused() -> None:
    later = [row | {"realisasi": row["realisasi"] + 100, "sisa": row["sisa"] - 100} for row in dump()]
    whole, *others = refused([*dump(), *later])
    assert (whole.aturan, whole.baris, [reject.baris for reject in others]) == ("DATAR-07", None, [6, 7, 8, 9])


def test_rows_that_differ_in_a_code_are_two() -> None:
    twin = dump()[0] | {"kdkppn": "009"}
    document = read_rows([*dump(), twin])
    assert (document.rejects, len(rows_of(document))) == ([], 5)


def test_an_upload_sheet_may_list_several_purchases_under_one_akun() -> None:
    rows = pok_rows("BALAI CONTOH", LINES)
    document = read_rows([*rows, rows[0] | {"price": 7, "total": 7, "realisasi": 0, "sisa": 7}], POK_COLUMNS)
    assert (document.rejects, len(rows_of(document))) == ([], 5)


def test_two_equal_purchases_of_an_upload_sheet_both_count_and_are_told() -> None:
    rows = pok_rows("BALAI CONTOH", LINES)
    total: Row = {"kode akun": "Total", "total": 64_005_000 + 130_000}
    document = read_rows([*rows, rows[1], total], POK_COLUMNS)
    (reject,) = document.rejects
    assert (reject.aturan, reject.baris, reject.nilai) == ("DATAR-15", 6, "521811")
    assert reject.alasan == "Baris ini sama persis kode dan angkanya dengan baris 3; keduanya dihitung."
    assert totals(rows_of(document))[0] == 64_005_000 + 130_000


def test_many_total_rows_take_no_longer_than_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The akun rows are added up once, however many rows say what their sum is."""
    passes: list[tuple[str, ...]] = []
    add_up = realisasi_datar_proof._sums

    def counted(
        leaves: Iterable[realisasi_datar_proof.Line], names: tuple[str, ...]
    ) -> dict[tuple[str, ...], list[int]]:
        passes.append(names)
        return add_up(leaves, names)

    monkeypatch.setattr(realisasi_datar_proof, "_sums", counted)
    total: Row = {"level": "Total", "pagu": 64_005_000, "realisasi": 49_544_800, "sisa": 14_460_200}
    assert read_rows([*dump(), *[total] * 50]).rejects == []
    assert passes == [()]


@pytest.mark.parametrize("column", ["kdsoutput", "kdkmpnen"])
def test_a_number_is_no_code_with_a_power_of_ten(column: str) -> None:
    """A spreadsheet makes 20 of 2E1; as 2E1 is no code, 20 can only be 020."""
    rows = dump()
    field = "nomor_ro" if column == "kdsoutput" else "kode_komponen"
    for cell, code in ((20.0, "020"), ("U34", "U34"), ("E01", "E01")):
        rows[0][column] = cell
        document = read_rows(rows)
        assert (document.rejects, getattr(rows_of(document)[0], field)) == ([], code)
    rows[0][column] = "2E1"
    assert [reject.aturan for reject in read_rows(rows).rejects] == ["DATAR-10"]


@pytest.mark.parametrize(
    ("column", "field", "taken", "refused_cells"),
    [
        ("kdbeban", "kode_beban", {"A": "A", "RM": "RM", "B1": "B1"}, ("2E1", 20.0, "20", "1")),
        ("register", "register", {0.0: "00000000", "2QAR3A7E": "2QAR3A7E"}, ("1234E567", "12E00001")),
    ],
)
def test_a_source_of_funds_is_no_number(
    column: str, field: str, taken: dict[object, str], refused_cells: tuple[object, ...]
) -> None:
    """A spreadsheet makes 20 of the code 2E1: neither can be trusted."""
    rows = dump()
    for cell, code in taken.items():
        rows[0][column] = cell
        document = read_rows(rows)
        assert (document.rejects, getattr(rows_of(document)[0], field)) == ([], code)
    for cell in refused_cells:
        rows[0][column] = cell
        assert [(reject.aturan, reject.baris) for reject in read_rows(rows).rejects] == [("DATAR-10", 2)]


def test_several_satker_are_taken_and_several_years_are_not() -> None:
    rows = [*dump(levels=True), *dump_rows("432882", 2021, LINES, levels=True)]
    document = read_rows(rows)
    assert (document.rejects, document.kode_satker, document.tahun) == ([], None, 2021)
    whole, where = refused([*rows, *dump_rows("432883", 2022, LINES[:1])])
    assert (whole.aturan, where.baris, where.kolom, where.nilai) == ("DATAR-04", len(rows) + 2, "B", "2022")


# -- the table -----------------------------------------------------------------------------------------------------


def test_missing_columns_are_named() -> None:
    (reject,) = refused(dump(), [name for name in COLUMNS if name not in {"kdbeban", "sisa"}])
    assert (reject.aturan, reject.baris) == ("DATAR-02", 1)
    assert reject.alasan.endswith("kdbeban, sisa.")
    (reject,) = refused(pok_rows("BALAI CONTOH", LINES), [name for name in POK_COLUMNS if name != "kode akun"])
    assert (reject.aturan, reject.alasan.endswith(": kode akun.")) == ("DATAR-02", True)


def test_columns_that_are_not_needed_may_be_absent() -> None:
    absent = {"kdjendok", "paguakhir", "trmskpa", "realgu", "ket", "kode", "kdindex", "kdanaks", "kdkppn"}
    document = read_rows(dump(), [name for name in COLUMNS if name not in absent])
    assert (document.rejects, totals(rows_of(document))) == ([], (64_005_000, 49_544_800, 14_460_200))


def test_a_column_that_stands_twice_is_refused() -> None:
    (reject,) = refused(dump(), [*COLUMNS, "pagu"])
    assert (reject.aturan, reject.baris, reject.kolom) == ("DATAR-03", 1, "AM")


def test_two_tables_in_one_workbook_are_refused_and_other_sheets_passed_over() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_dump("432881", 2021, LINES, MADE)))
    book.create_sheet("Catatan")["A1"] = "Rekap"
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(rows_of(read(buffer.getvalue(), NAME))) == 4
    book.copy_worksheet(book.worksheets[0]).title = "Mei"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(Unreadable, match="'Sheet1', 'Mei'") as refusal:
        read(buffer.getvalue(), NAME)
    assert refusal.value.rejects[0].aturan == "DATAR-01"


def test_without_an_akun_row_nothing_is_taken() -> None:
    (reject,) = refused([row for row in dump(levels=True) if row["level"] != "7"])
    assert reject.aturan == "DATAR-06"
    assert [reject.aturan for reject in refused([dump()[0] | {"pagu": ""}])] == ["DATAR-06", "DATAR-11"]


def test_a_dump_beside_another_kind_of_document_is_not_half_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_dump("432881", 2021, LINES, MADE)))
    book.create_sheet("FA")["A1"] = "LAPORAN KETERSEDIAAN DANA DETAIL TA 2021"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(Unreadable, match="lebih dari satu jenis") as refusal:
        read(buffer.getvalue(), NAME)
    assert refusal.value.rejects[0].aturan == "BERKAS-08"


def test_other_documents_are_no_dump(shared_data: Path) -> None:
    for path in sorted((shared_data / "fa_detail").glob("*.xlsx"))[:3]:
        assert find_tables(open_workbook(path.read_bytes()).sheets) == []


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 6), st.sampled_from([b";", b'"', b"\n", b"-", b"9", b"x", b"\0"]))
    )
)
def test_a_damaged_dump_is_read_or_refused(edits: list[tuple[float, int, bytes]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(grid(dump(levels=True)))
    data = text.getvalue().encode()
    for place, cut, patch in edits:
        at = int(place * len(data))
        data = data[:at] + patch + data[at + cut :]
    try:
        document = read(data, "april.csv")
    except Unreadable as refusal:
        outcome = [reject.aturan for reject in refusal.rejects]
    else:
        outcome = [row.pagu for row in rows_of(document) if row.tingkat == "7"]
    assert outcome
    assert not {None, "BERKAS-09"} & set(outcome)
