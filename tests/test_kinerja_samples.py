"""Synthetic performance sheets and the template: labelled, repeatable, and read back as what they were meant to say."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from pipelines.readers.kinerja_fields import COLUMNS
from pipelines.readers.kinerja_sheet import KinerjaRow
from pipelines.readers.recognition import read
from pipelines.readers.workbook import open_workbook
from pipelines.samples.kinerja_writer import (
    KETERANGAN,
    TEMPLATE,
    IndicatorPlan,
    infer_satuan,
    write_performance_year,
)
from pipelines.samples.template_writer import LABEL

TEMPLATES = Path(__file__).resolve().parents[1] / "examples" / "templates"


def plan(kode: str, nama: str, targets: str) -> IndicatorPlan:
    """A plan whose targets stand at the end of the year, as printed: one target means December."""
    printed = targets.split()
    given = {month: Decimal(target) for month, target in zip(range(13 - len(printed), 13), printed, strict=True)}
    return IndicatorPlan(kode, nama, infer_satuan(nama), given)


PLANS = [
    plan("01.01", "Persentase sampel berisiko", "81.25 " * 11),
    plan("01.06", "Persentase keputusan yang ditindaklanjuti", "0 40 45 50 55 60 65 70 75 80 90 94.06"),
    plan("04.01", "Tingkat efektivitas KIE", "85.83 " * 10),
    plan("04.02", "Jumlah sekolah yang melaksanakan", "0 25 25 45 45 45 65 65 65 80 80 2"),
    plan("04.03", "Jumlah desa pangan aman", "0 27 27 27 44 44 56 56 78 78 95 1"),
    plan("04.05", "Jumlah sarana yang diperiksa", "5 10 15 20 25 30 35 40 45 50 55 60"),
    plan("08.01", "Indeks Pelayanan Publik UPT", "3.75"),
    plan("09.02", "Nilai AKIP UPT BPOM", "78"),
    plan("09.05", "Persentase implementasi rencana", "8.3 16.7 25 33.3 41.6 50 58.3 66.6 75 83.3 91.6 100"),
]


def write(folder: Path, seed: int = 7, **options: object) -> list[Path]:
    return write_performance_year(folder, "999999", 2025, PLANS, random.Random(seed), **options)  # type: ignore[arg-type]


def year_of_rows(files: Sequence[Path]) -> list[KinerjaRow]:
    rows: list[KinerjaRow] = []
    for month, path in enumerate(files, start=1):
        document = read(path.read_bytes(), path.name)
        assert (document.kode_satker, document.tahun, document.bulan) == ("999999", 2025, month)
        assert document.rejects == []
        rows += document.rows["raw.realisasi_kinerja"]  # type: ignore[arg-type]
    return rows


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write(tmp_path_factory.mktemp("tahun"))


@pytest.fixture(scope="module")
def rows(files: list[Path]) -> list[KinerjaRow]:
    return year_of_rows(files)


def number(text: str | None) -> Decimal:
    assert text is not None
    return Decimal(text)


def test_one_file_a_month_two_of_them_csv(files: list[Path]) -> None:
    expected = [
        f"SINTETIS_Kinerja_999999_2025_{month:02d}.{'csv' if month in (2, 8) else 'xlsx'}" for month in range(1, 13)
    ]
    assert [path.name for path in files] == expected


def test_a_file_says_it_was_made_on_the_sixth_of_the_next_month(files: list[Path]) -> None:
    january, december = files[0].read_bytes(), files[11].read_bytes()
    assert read(january, "a").waktu_sumber == datetime(2025, 2, 6, 8, 0)
    assert read(december, "a").waktu_sumber == datetime(2026, 1, 6, 8, 0)
    assert datetime.fromtimestamp(files[1].stat().st_mtime, UTC) == datetime(2025, 3, 6, 1, 0, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(january)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(files: list[Path], tmp_path: Path) -> None:
    again = write(tmp_path / "lagi")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]
    other = write(tmp_path / "lain", seed=8)
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(other[1:], files[1:], strict=True))


def test_a_month_written_alone_holds_what_it_holds_in_the_year(files: list[Path], tmp_path: Path) -> None:
    (alone,) = write(tmp_path, months=[9])
    assert alone.read_bytes() == files[8].read_bytes()


def test_every_file_is_labelled_synthetic_where_a_person_looks(files: list[Path], rows: list[KinerjaRow]) -> None:
    for path in files:
        assert path.name.startswith("SINTETIS_")
        if path.suffix == ".csv":
            assert path.read_text(encoding="utf-8-sig").splitlines()[0] == LABEL
        else:
            book = openpyxl.load_workbook(path)
            assert (book.active["A1"].value, book.properties.title) == (LABEL, LABEL)
    assert {row.bukti_dukung for row in rows} == {"DATA SINTETIS"}


def test_an_indicator_reports_exactly_in_the_months_that_have_a_target(rows: list[KinerjaRow]) -> None:
    assert {(row.kode_indikator, row.bulan) for row in rows} == {
        (plan.kode_indikator, month) for plan in PLANS for month in plan.targets
    }
    targets = {plan.kode_indikator: plan.targets for plan in PLANS}
    assert all(number(row.target_sd_bulan) == targets[row.kode_indikator][row.bulan] for row in rows)


def test_realisasi_stays_near_the_target_but_for_a_few_that_explain_themselves(rows: list[KinerjaRow]) -> None:
    shares = {
        (row.kode_indikator, row.bulan): number(row.realisasi) / number(row.target_sd_bulan)
        for row in rows
        if row.target_sd_bulan != "0"
    }
    low = {key for key, share in shares.items() if share < Decimal("0.7")}
    assert 0 < len({kode for kode, _ in low}) <= 2
    assert all(Decimal("0.85") <= share <= Decimal("1.25") for key, share in shares.items() if key not in low)
    assert all(share >= Decimal("0.4") for share in shares.values())
    for row in rows:
        share = shares.get((row.kode_indikator, row.bulan))
        explained = share is not None and share < Decimal("0.9")
        assert (row.hambatan is not None, row.rencana_tindak_lanjut is not None) == (explained, explained)


def contradictions(rows: Sequence[KinerjaRow]) -> list[KinerjaRow]:
    return [
        row
        for row in rows
        if row.pembilang is not None
        and (100 * number(row.pembilang) / number(row.penyebut)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        != number(row.realisasi)
    ]


def test_percentages_carry_a_growing_fraction_that_agrees(rows: list[KinerjaRow]) -> None:
    percent = [row for row in rows if row.indikator is not None and row.indikator.startswith("Persentase")]
    assert all(row.pembilang is not None and row.penyebut is not None for row in percent)
    assert all(number(row.pembilang) <= number(row.penyebut) for row in percent)
    for kode in {row.kode_indikator for row in percent}:
        whole = [number(row.penyebut) for row in percent if row.kode_indikator == kode]
        assert whole == sorted(set(whole))
    assert contradictions(rows) == []


def test_one_fraction_disagrees_when_asked(tmp_path: Path) -> None:
    assert len(contradictions(year_of_rows(write(tmp_path, beda=True)))) == 1


def test_counts_report_progress_in_percent_until_december_and_then_the_count(rows: list[KinerjaRow]) -> None:
    schools = [row for row in rows if row.kode_indikator == "04.02"]
    assert [row.satuan for row in schools] == ["persen"] * 11 + ["sekolah"]
    progress = [number(row.realisasi) for row in schools[:11]]
    assert progress == sorted(progress)
    assert max(progress) <= 100
    assert schools[11].realisasi in {"1", "2"}
    visited = [row for row in rows if row.kode_indikator == "04.05"]
    assert {row.satuan for row in visited} == {"sarana"}
    assert all("." not in str(row.realisasi) for row in visited)


def test_no_percentage_or_score_exceeds_its_scale(rows: list[KinerjaRow]) -> None:
    top = {"08.01": 4, "09.02": 100, "09.05": 100, "04.01": 100}
    assert all(number(row.realisasi) <= top[row.kode_indikator] for row in rows if row.kode_indikator in top)


def test_csv_uses_semicolons_and_decimal_commas(files: list[Path]) -> None:
    text = files[1].read_text(encoding="utf-8-sig")
    assert re.search(r"^2025;999999;2;01\.01;Persentase sampel berisiko;persen;81,25;\d+;\d+;\d+,?\d*;", text, re.M)


@pytest.mark.parametrize(
    ("nama", "satuan"),
    [
        ("Persentase sampel", "persen"),
        ("Indeks Pelayanan Publik", "indeks"),
        ("Nilai AKIP", "nilai"),
        ("Tingkat efektivitas KIE", "nilai"),
        ("Jumlah desa pangan aman", "desa"),
        ("Jumlah", "kegiatan"),
    ],
)
def test_unit_of_measure_follows_the_name(nama: str, satuan: str) -> None:
    assert infer_satuan(nama) == satuan


def test_the_kept_template_is_what_the_writer_makes(tmp_path: Path) -> None:
    xlsx, text = TEMPLATE.write(tmp_path)
    kept = open_workbook((TEMPLATES / xlsx.name).read_bytes())
    made = open_workbook(xlsx.read_bytes())
    assert [(sheet.name, sheet.rows) for sheet in kept.sheets] == [(sheet.name, sheet.rows) for sheet in made.sheets]
    assert (TEMPLATES / text.name).read_bytes() == text.read_bytes()
    again = TEMPLATE.write(tmp_path / "lagi")
    assert again[0].read_bytes() == xlsx.read_bytes()


def test_the_template_guards_codes_and_months_while_typing() -> None:
    book = openpyxl.load_workbook(TEMPLATES / "realisasi_kinerja.xlsx")
    sheet = book["realisasi_kinerja"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.comment for cell in sheet[1])
    assert sheet.freeze_panes == "E2"
    assert {sheet.column_dimensions[letter].number_format for letter in "BD"} == {"@"}
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["C2"].type, rules["C2"].formula1, rules["C2"].formula2) == ("whole", "1", "12")
    assert {"B2", "D2"} <= rules.keys()
    about = book["keterangan"]
    assert [row[0].value for row in about.iter_rows(min_row=2)] == list(COLUMNS) == list(KETERANGAN)


def test_the_readme_describes_every_column_and_its_example_is_read() -> None:
    text = (TEMPLATES / "README.md").read_text(encoding="utf-8").split("# Templat RPD")[0]
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(COLUMNS)
    example = text.split("```")[1].strip().encode()
    document = read(example, "contoh.csv")
    assert [(row[4], row[11]) for row in document.rows["raw.realisasi_kinerja"]] == [(3, "81.25"), (3, "20")]
    assert document.rejects == []
