"""A flat budget file, a cash plan or a performance sheet that somebody saved again gives the rows of the original.

FA Detail, whose codes and amounts are harder to tell, has tests of its own, and so has the plan (RAK).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipelines.readers.kinerja_sheet import KinerjaRow
from pipelines.readers.period import Period
from pipelines.readers.reading import Document
from pipelines.readers.realisasi_datar_fields import RealisasiDatar
from pipelines.readers.recognition import read
from pipelines.readers.rpd_sheet import RpdRow
from pipelines.readers.workbook import open_workbook
from tests.conftest import PROJECT
from tests.readers.saved_forms import CSV_CHANGES, is_same, is_same_in_every_file, ragged
from tests.resave.originals import ORIGINALS, thousands
from tests.resave.resave import FORMS, fixture

NAMES = ("dump", "pok", "rpd", "kinerja")
TOLD = Period(2025, 3, "perintah")
EXAMPLES = PROJECT / "examples" / "inbox"


@cache
def native(original: str) -> Document:
    return read(ORIGINALS[original](), "asli.xlsx", TOLD)


# -- what LibreOffice saved ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("original", NAMES)
def test_every_form_gives_the_rows_of_the_native_file(original: str, name: str) -> None:
    suffix = FORMS[name].suffix
    # A cell of the performance sheet spans two lines, and CSV counts lines.
    moved = original == "kinerja" and suffix == "csv"
    is_same(read(fixture(original, name), f"simpanan.{suffix}", TOLD), native(original), moved=moved)


# A template's record that is too short is refused, as a cell may be missing anywhere in it.
@pytest.mark.parametrize(
    ("original", "change"), [*((original, change) for original in NAMES for change in CSV_CHANGES), ("dump", ragged)]
)
def test_a_csv_of_another_program_gives_the_same_rows(original: str, change: Callable[[bytes], bytes]) -> None:
    data = fixture(original, "csv_titik_koma")
    assert change(data) != data
    is_same(read(change(data), "simpanan.csv", TOLD), native(original), moved=True)


def test_the_originals_have_what_a_form_may_lose() -> None:
    dump, pok = ([RealisasiDatar._make(row) for row in native(n).rows["raw.realisasi_datar"]] for n in ("dump", "pok"))
    assert {row.kode_satker for row in dump} == {"009998"}
    assert {row.kode_komponen for row in pok} == {"002", "051", "052", "ZZ1"}
    assert {row.kode_kegiatan for row in dump} >= {"0384"}
    assert {row.kode_beban for row in dump} == {None, "A", "D"}
    assert {row.kode_beban for row in pok} == {"RM", "PNBP"}
    assert {row.blokir for row in dump} == {"0", "250000000"}
    assert {row.tingkat for row in dump} == set("1234567")
    assert any(int(row.realisasi_sd or 0) < 0 for row in dump)
    assert {mark for mark in '";,É' if mark in str(pok[0].nama_satker)} == {*'";,É'}
    rpd = [RpdRow._make(row) for row in native("rpd").rows["raw.rpd"]]
    assert {row.bulan for row in rpd} == {1, *range(3, 13)}
    assert {row.tertulis for row in rpd if row.bulan < 4} == {"1234567890", "96441.125", "125000", "0"}
    assert {row.rpd for row in rpd if row.bulan == 1} == {"1234567890", "96441125", "125000000"}
    kinerja = [KinerjaRow._make(row) for row in native("kinerja").rows["raw.realisasi_kinerja"]]
    assert [row.kode_indikator for row in kinerja] == ["01.01", "01.10", "10.06", "02.01", None]
    assert {row.realisasi for row in kinerja} == {None, "1180", "3.705", "0", "4.5"}
    texts = "".join(f"{row.indikator}{row.hambatan}{row.bukti_dukung}" for row in kinerja)
    assert {mark for mark in '";,\n–é' if mark in texts} == {*'";,\n–é'}


def test_the_forms_are_what_they_are_called() -> None:
    for name, amount in (
        ("titik_koma", b";1.234.567.890;"),
        ("koma", b',"1,234,567,890",'),
        ("polos", b",1234567890,"),
    ):
        for original in ("dump", "pok", "rpd"):
            assert amount in fixture(original, f"csv_{name}")
    assert b"\t1,234,567,890\t" in fixture("rpd", "csv_tab")
    assert b";96441,125;" in fixture("rpd", "csv_titik_koma")
    for original in ("pok", "kinerja"):
        with pytest.raises(UnicodeDecodeError):
            fixture(original, "csv_cp1252").decode("utf-8")
    (sheet,) = open_workbook(fixture("dump", "xlsx_dari_csv")).sheets
    assert all({9998.0, 63.0, 1.0} <= {*row} for row in sheet.rows[1:])


# -- what LibreOffice saves now ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_files(shared_data: Path, saved_in: Path) -> list[Path]:
    """The real flat files as they are, and two of them with marks between their thousands."""
    originals = sorted((shared_data / "flat_dump").glob("*.xlsx"))
    shown = [saved_in / f"{original.stem} (ribuan).xlsx" for original in originals[:2]]
    for original, marked in zip(originals, shown, strict=False):
        marked.write_bytes(thousands(original.read_bytes()))
    assert {file.name.split(" ")[0] for file in shown} == {"april", "format"}
    return [*originals, *shown]


@pytest.mark.parametrize("name", FORMS)
def test_the_real_flat_files_give_their_rows_in_every_form(real_files: list[Path], saved_in: Path, name: str) -> None:
    is_same_in_every_file(real_files, name, saved_in, Period(2021, 6, "perintah"))


@pytest.mark.parametrize("name", FORMS)
def test_example_sheets_give_their_rows_in_every_form(saved_in: Path, name: str) -> None:
    sheets = [*EXAMPLES.glob("kinerja/*_12.xlsx"), *EXAMPLES.glob("anggaran/*_RPD_*.xlsx")]
    assert len(sheets) == 2
    is_same_in_every_file(sheets, name, saved_in)
