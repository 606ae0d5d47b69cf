"""The workbook of a report: every figure is the mart's, it prints, and no spreadsheet finds fault with it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pdfplumber
import pytest
from click.testing import CliRunner
from lxml import etree
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from pipelines.cli import main
from pipelines.publishing import Warehouse
from pipelines.reports import facts, rows
from pipelines.reports.facts import Laporan
from pipelines.reports.workbook import file_name, write_workbook
from pipelines.reports.writing import write
from pipelines.settings import Settings
from tests.conftest import refresh_once
from tests.raw_rows import SATKER, TAHUN, Gudang
from tests.reports.conftest import EXAMPLES
from tests.reports.test_facts import AKUN, DUMAI, made

HOSTILE = ('=HYPERLINK("http://x","klik")', "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1")


@pytest.fixture(scope="session")
def con(example: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(example / "kinerja.duckdb"), read_only=True) as con:
        yield con


@pytest.fixture(scope="session")
def report(example: Path, con: duckdb.DuckDBPyConnection) -> Laporan:
    build = Warehouse(example).published()
    assert build is not None
    return facts.read(con, build.id, DUMAI, 2025, 9)


@pytest.fixture(scope="session")
def path(report: Laporan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("laporan") / file_name(report)
    write_workbook(report, path)
    return path


@pytest.fixture(scope="session")
def report_of_december(
    example: Path, con: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Workbook:
    build = Warehouse(example).published()
    assert build is not None
    return written(facts.read(con, build.id, DUMAI, 2025, 12), tmp_path_factory.mktemp("desember"))


def written(report: Laporan, folder: Path) -> Workbook:
    write_workbook(report, folder / file_name(report))
    return openpyxl.load_workbook(folder / file_name(report))


@pytest.fixture(scope="session")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def body(book: Workbook, name: str) -> list[tuple[Any, ...]]:
    """Rows below the heading, up to the blank row before the notes."""
    sheet = book[name]
    first = int(sheet.print_title_rows.split(":")[1].lstrip("$")) + 1
    found = []
    for row in sheet.iter_rows(min_row=first, values_only=True):
        if all(value is None for value in row):
            break
        found.append(row)
    return found


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, (int, Decimal)) else value


AT = "kode_satker = '999999' and tahun = 2025 and bulan = 9"
TO = "kode_satker = '999999' and tahun = 2025 and bulan <= 9"
FIGURES = {
    "Perjanjian kinerja": (
        (0, 1, 4, 5),
        "select kode_indikator, nama, target, anggaran from core.indikator inner join core.target_indikator"
        " using (kode_satker, tahun, kode_indikator) where bulan = 12",
    ),
    "Capaian": (
        (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        "select kode_indikator, indikator, satuan, pembilang, penyebut, target, realisasi, capaian_pct, kriteria,"
        f" capaian_tahunan_pct, kriteria_tahunan, keterangan from mart.capaian_triwulan where {AT}",
    ),
    "Efisiensi sasaran": (
        (0, 2, 3, 4, 6, 7),
        f"select kode_sasaran, capaian_pct, serapan_pct, ie, te, kategori from mart.efisiensi_sasaran where {AT}",
    ),
    "Efisiensi indikator": (
        (0, 2, 3, 4, 6, 7),
        f"select kode_indikator, capaian_pct, serapan_pct, ie, te, kategori from mart.efisiensi_indikator where {AT}",
    ),
    "Serapan jenis belanja": (
        (0, 1, 2, 3, 4, 5, 6, 7),
        "select jenis_belanja, nama_jenis_belanja, pagu, blokir, realisasi_ini, realisasi_sd, sisa, serapan_pct"
        f" from mart.serapan_jenis_belanja where {AT}",
    ),
    "Serapan rincian": (
        (0, 1, 2, 3, 4, 5, 6, 7),
        "select kode, uraian, pagu, realisasi_ini, realisasi_sd, sisa, serapan_pct, baris"
        f" from mart.serapan_tingkat where {AT}",
    ),
    "Serapan sasaran": (
        (0, 2, 3, 4, 5),
        f"select kode_sasaran, anggaran, pagu, realisasi_sd, serapan_pct from mart.serapan_sasaran where {AT}",
    ),
    "Serapan indikator": (
        (0, 2, 3, 4, 5),
        f"select kode_indikator, anggaran, pagu, realisasi_sd, serapan_pct from mart.serapan_indikator where {AT}",
    ),
    "RAK terhadap SAKTI": (
        (0, 1, 2, 3, 4, 5, 6, 7),
        "select concat(kode_ro, '.', kode_komponen, '.', kode_subkomponen), nama_subkomponen, anggaran,"
        " jumlah_kontribusi, pagu, selisih, realisasi_sd, status from mart.rencana_anggaran"
        f" where {AT}",
    ),
    "IKPA penyerapan (estimasi)": (
        (0, 2, 3, 4, 5, 6, 7),
        "select nama_bulan, pagu_dihitung, realisasi_dihitung, nilai_bulan, nilai_ikpa, predikat, kekurangan_rupiah"
        f" from mart.ikpa_penyerapan inner join ref.bulan using (bulan) where {TO}",
    ),
    "Deviasi hal. III (estimasi)": (
        (0, 1, 2, 3, 4, 5),
        "select nama_bulan, rpd, realisasi, deviasi_pct, rata_rata_pct, nilai"
        f" from mart.deviasi_rpd inner join ref.bulan using (bulan) where {TO}",
    ),
    "Kurva S": (
        (0, 2, 6),
        "select nama_bulan, rpd_sd, target_ikpa from mart.rencana_penyerapan inner join ref.bulan using (bulan)"
        " where bulan_laporan = 9",
    ),
    "Proyeksi akhir tahun": (
        (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        "select coalesce(jenis_belanja, 'Seluruh satker'), pagu, realisasi_sd, proyeksi, proyeksi_pct, batas_bawah,"
        f" batas_bawah_pct, batas_atas, batas_atas_pct, galat_pct, jumlah_uji from mart.proyeksi_serapan where {AT}",
    ),
}


@pytest.mark.parametrize("sheet", FIGURES)
def test_every_figure_is_the_marts(book: Workbook, con: duckdb.DuckDBPyConnection, sheet: str) -> None:
    columns, sql = FIGURES[sheet]
    expected = {tuple(map(plain, row)) for row in con.execute(sql).fetchall()}
    there = {tuple(plain(row[at]) for at in columns) for row in body(book, sheet)}
    assert expected
    assert expected - there == set()
    # What else there is are headings of groups and the total.
    assert len(there - expected) <= 8


def test_units_are_those_of_their_targets(book: Workbook, report_of_december: Workbook) -> None:
    """The plan promises two schools in December, and percentages of the way there before."""

    def units(of: Workbook, sheet: str) -> list[object]:
        return [row[2] for row in body(of, sheet) if row[0] == "04.02"]

    assert (units(book, "Perjanjian kinerja"), units(report_of_december, "Perjanjian kinerja")) == ([None], ["sekolah"])
    assert (units(book, "Capaian"), units(report_of_december, "Capaian")) == (["persen"], ["sekolah"])
    assert units(book, "Capaian per triwulan") == ["persen"]
    assert units(report_of_december, "Capaian per triwulan") == ["persen (TW I, II, III); sekolah (TW IV)"]
    told = "04.02, 04.03, 04.04: target sebelum Desember berupa persen kemajuan"
    for of, notes in ((book, 1), (report_of_december, 0)):
        for sheet in ("Perjanjian kinerja", "Capaian", "Capaian per triwulan"):
            said = [str(row[0]) for row in of[sheet].iter_rows(values_only=True) if row[0]]
            assert sum(text.startswith(told) for text in said) == notes


def test_later_months_change_nothing_in_the_report(
    book: Workbook, tmp_path_factory: pytest.TempPathFactory, example: Path
) -> None:
    folder = tmp_path_factory.mktemp("sampai_september")
    shutil.copytree(EXAMPLES / "inbox", folder / "inbox")
    later = list(folder.rglob("*_2025_1?.xlsx"))
    assert len(later) == 6
    for path in later:
        path.unlink()
    settings = Settings(
        inbox=folder / "inbox",
        warehouse=folder / "gudang",
        satker=EXAMPLES / "satker.csv",
        indikator=EXAMPLES / "indikator.csv",
        settle_seconds=0.0,
    )
    refresh_once(settings)
    build = Warehouse(folder / "gudang").published()
    assert build is not None
    with duckdb.connect(str(build.path), read_only=True) as con:
        then = facts.read(con, build.id, DUMAI, 2025, 9)
    early = written(then, folder)
    assert early.sheetnames == book.sheetnames
    # Findings are of the newest state of the warehouse, not of a month.
    for name in early.sheetnames:
        if name != "Temuan mutu data":
            told = [[list(row) for row in each[name].iter_rows(values_only=True)] for each in (early, book)]
            assert [row for row in told[0] if row[0] != "Temuan aturan mutu"] == [
                row for row in told[1] if row[0] != "Temuan aturan mutu"
            ], name


def test_synthetic_documents_are_called_so_on_every_page(book: Workbook, report: Laporan, tmp_path: Path) -> None:
    said = "Memuat data sintetis, bukan data resmi"
    assert f"{said}." in [row[0] for row in book["Ringkasan"].iter_rows(values_only=True)]
    assert all(said in sheet.oddFooter.left.text for sheet in book.worksheets)
    real = replace(report, berkas=[each._replace(sintetis=False) for each in report.berkas])
    other = written(real, tmp_path)
    assert f"{said}." not in [row[0] for row in other["Ringkasan"].iter_rows(values_only=True)]
    assert not any(said in sheet.oddFooter.left.text for sheet in other.worksheets)


def test_without_a_plan_nothing_is_said_to_be_in_one(tmp_path: Path) -> None:
    book = written(made("fa", "kinerja"), tmp_path)
    for name in ("Serapan sasaran", "Serapan indikator"):
        texts = [str(value) for row in book[name].iter_rows(values_only=True) for value in row if value is not None]
        assert any(text.startswith("RAK tahun 2025 belum ada, sehingga pagu") for text in texts)
        assert not any("halaman yang hilang" in text or "tidak ada di RAK" in text for text in texts)


def test_quarters_and_months_stand_side_by_side(book: Workbook, con: duckdb.DuckDBPyConnection) -> None:
    quarters = {row[0]: row for row in body(book, "Capaian per triwulan")}
    for code, quarter, *figures in con.execute(
        "select kode_indikator, triwulan, target, realisasi, capaian_pct, kriteria from mart.capaian_triwulan"
        " where triwulan <= 3"
    ).fetchall():
        assert list(quarters[code][4 * quarter : 4 * quarter + 4]) == [plain(figure) for figure in figures]
    assert len(quarters["01.06"]) == 4 + 3 * 4
    months = {row[0]: row for row in body(book, "Capaian bulanan")}
    found = con.execute(f"select kode_indikator, bulan, capaian_pct from mart.capaian_indikator where {TO}").fetchall()
    for code, month, percent in found:
        assert months[code][1 + month] == plain(percent)
    assert sum(value is not None for row in months.values() if row[0] for value in row[2:]) == sum(
        percent is not None for *_, percent in found
    )


def test_the_parts_add_up_on_the_sheets(book: Workbook, report: Laporan) -> None:
    spent = report.serapan
    assert spent is not None
    for sheet, pagu, realised in (
        ("Serapan jenis belanja", 2, 5),
        ("Serapan sasaran", 3, 4),
        ("Serapan indikator", 3, 4),
    ):
        *parts, total = body(book, sheet)
        assert total[0] == "Jumlah satker"
        assert (total[pagu], total[realised]) == (spent.pagu, spent.realisasi_sd)
        assert sum(row[pagu] for row in parts) == spent.pagu
        assert sum(row[realised] for row in parts) == spent.realisasi_sd


def test_the_cover_says_the_main_figures_and_what_is_missing(book: Workbook, report: Laporan) -> None:
    cover = {row[0]: row for row in book["Ringkasan"].iter_rows(values_only=True)}
    spent, value, ikpa = report.serapan, report.nku, report.ikpa_kini
    assert spent is not None
    assert value is not None
    assert ikpa is not None
    assert cover["Nilai kinerja unit (NKU)"][1] == plain(value.nku)
    assert cover["Realisasi s.d. (Rp)"][1] == spent.realisasi_sd
    assert cover["IKPA Penyerapan (estimasi)"][1] == plain(ikpa.nilai_ikpa)
    assert "bukan nilai resmi" in cover["IKPA Penyerapan (estimasi)"][2]
    assert cover["Kurang dari target triwulan (Rp)"][1] == ikpa.kekurangan_rupiah
    assert any(str(text).startswith("• Total yang tercetak di RAK (Rp15.768.463.000)") for text in cover)
    assert {name for name in book.sheetnames if name != "Ringkasan"} <= set(cover)
    assert report.terbitan in str(next(text for text in cover if str(text).startswith("Menurut terbitan")))


def test_two_readers_read_the_same(path: Path, book: Workbook) -> None:
    other = CalamineWorkbook.from_path(path)
    assert other.sheet_names == book.sheetnames
    for name in book.sheetnames:
        read = [
            [value or "" for value in row] for row in other.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        mine = [[value or "" for value in row] for row in book[name].iter_rows(values_only=True)]
        assert [[str(v) for v in row if not hasattr(v, "year")] for row in read if any(row)] == [
            [str(float(v)) if isinstance(v, int) else str(v) for v in row if not hasattr(v, "year")]
            for row in mine
            if any(row)
        ]


def test_long_tables_print_their_heading_on_every_page(book: Workbook) -> None:
    sheet = book["Serapan rincian"]
    assert sheet.max_row > 250
    assert sheet.print_title_rows == "$4:$4"
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth or 1) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "Halaman &P dari &N" in sheet.oddFooter.right.text.replace("[Page]", "P").replace("[Pages]", "N")
        last = re.fullmatch(r".*\$A\$1:\$([A-Z]+)\$(\d+)", sheet.print_area)
        assert last is not None
        assert (int(last[2]), last[1]) >= (sheet.max_row, openpyxl.utils.get_column_letter(sheet.max_column))


def test_excel_would_not_complain(path: Path, book: Workbook) -> None:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        parts = {name: etree.fromstring(package.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    assert max(Counter(names).values()) == 1
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in book.sheetnames)
    defined = parts["xl/workbook.xml"].findall(".//{*}definedName")
    assert len(defined) == 2 * len(book.sheetnames) - 1
    for each in defined:
        assert re.fullmatch(r"'?([^'!]+)'?![$A-Z0-9:]+", each.text)[1] in book.sheetnames
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            assert not part.findall(".//{*}f"), "no formula"
            assert part.find(".//{*}ignoredError[@numberStoredAsText='1']") is not None
            taken = Counter(cell for merged in part.iterfind(".//{*}mergeCell") for cell in _cells(merged.get("ref")))
            assert max(taken.values(), default=1) == 1
        if name.startswith("xl/charts/chart"):
            for reference in part.iterfind(".//{*}f"):
                sheet, cells = reference.text.rsplit("!", 1)
                assert any(
                    cell.value is not None for row in book[sheet.strip("'")][cells.replace("$", "")] for cell in row
                )
    assert sum(name.startswith("xl/charts/chart") for name in names) == 3
    assert book.properties.title == "Laporan Kinerja Triwulan III Tahun 2025 - 999999 LOKA POM DI KOTA DUMAI"


def _cells(reference: str) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = openpyxl.utils.range_boundaries(reference)
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def test_the_same_build_gives_the_same_bytes(path: Path, report: Laporan, tmp_path: Path) -> None:
    again = tmp_path / path.name
    write_workbook(report, again)
    assert again.read_bytes() == path.read_bytes()


def test_names_of_the_file(report: Laporan) -> None:
    assert file_name(report) == "laporan_kinerja_999999_2025_TW3.xlsx"
    assert file_name(replace(report, bulan=8)) == "laporan_kinerja_999999_2025_08.xlsx"


def test_nothing_is_left_where_it_cannot_be_written(report: Laporan, tmp_path: Path) -> None:
    (tmp_path / file_name(report)).mkdir()
    with pytest.raises(OSError, match="directory"):
        write(report, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [file_name(report)]


def test_a_workbook_that_cannot_be_replaced_leaves_the_chapter_where_it_is(report: Laporan, tmp_path: Path) -> None:
    chapter = tmp_path / file_name(report).replace(".xlsx", ".docx")
    chapter.write_bytes(b"disunting")
    (tmp_path / file_name(report)).mkdir()
    with pytest.raises(OSError, match="directory"):
        write(report, tmp_path)
    assert chapter.read_bytes() == b"disunting"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_chapter_that_somebody_went_on_writing_is_kept(report: Laporan, tmp_path: Path) -> None:
    first = write(report, tmp_path)
    assert first.kept is None
    assert write(report, tmp_path).kept is None
    first.chapter.write_bytes(b"disunting")
    again = write(report, tmp_path)
    assert again.kept is not None
    assert again.kept.read_bytes() == b"disunting"
    assert again.kept.name.startswith("laporan_kinerja_999999_2025_TW3 (")
    assert {path.name for path in tmp_path.iterdir()} == {again.workbook.name, again.chapter.name, again.kept.name}


def test_text_of_documents_is_never_a_formula(tmp_path: Path) -> None:
    gudang = Gudang()
    targets = {f"01.{at:02}": {"nama": text, "anggaran": "1", "target": {3: 50}} for at, text in enumerate(HOSTILE, 1)}
    gudang.rak(targets)
    gudang.fa(3, AKUN, nama=f"{HOSTILE[0]}.xlsx")
    gudang.kinerja(
        3,
        {
            code: {"realisasi": "40", "satuan": HOSTILE[1], "hambatan": text}
            for code, text in zip(targets, HOSTILE, strict=True)
        },
    )
    gudang.bangun()
    report = facts.read(gudang.con, "20260120-183000", SATKER, TAHUN, 3)
    book = written(report, tmp_path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert set(HOSTILE) <= {cell.value for cell in cells}
    guarded = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "@", "\t"))]
    assert all(cell.quotePrefix and cell.number_format == '"\'"@' for cell in guarded)


@pytest.mark.parametrize(
    ("documents", "sheets", "said"),
    [
        (("fa", "kinerja"), ("Perjanjian kinerja", "RAK terhadap SAKTI"), "RAK tahun 2025 belum diterima"),
        (("rak", "fa"), ("Hambatan dan tindak lanjut",), "Tidak ada hambatan"),
        (("rak", "kinerja"), ("Serapan rincian", "Kurva S", "IKPA penyerapan (estimasi)"), "ealisasi anggaran"),
    ],
)
def test_what_is_missing_is_said_in_place_of_the_table(
    documents: tuple[str, ...], sheets: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    report = made(*documents)
    book = written(report, tmp_path)
    for name in sheets:
        ((only, *_),) = body(book, name)
        assert said in only
    cover = [row[0] for row in book["Ringkasan"].iter_rows(values_only=True)]
    for remark in report.catatan:
        assert f"• {remark}" in cover


def test_more_findings_than_fit_are_counted(report: Laporan, tmp_path: Path) -> None:
    finding = rows.Temuan(*("info", "UJI-01", "Uji."), *[None] * 8, "rincian", "Saran.")
    book = written(replace(report, temuan=[finding] * 700), tmp_path)
    sheet = book["Temuan mutu data"]
    assert len(body(book, sheet.title)) == 501
    assert any(str(row[0]).startswith("Hanya 500 dari 700 baris") for row in sheet.iter_rows(values_only=True))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_opens_and_prints_it(path: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pdfplumber.open(tmp_path / f"{path.stem}.pdf") as printed:
        assert 22 <= len(printed.pages) <= 50
        texts = [page.extract_text() for page in printed.pages]
    assert "Laporan Kinerja Triwulan III Tahun 2025" in texts[0]
    assert all(f"Halaman {at} dari {len(texts)}" in text for at, text in enumerate(texts, 1))
    assert not any("###" in text for text in texts), "a column is too narrow"


def test_the_command(example: Path, tmp_path: Path) -> None:
    base = ["report", "--warehouse", str(example), "--tahun", "2025", "--out", str(tmp_path / "laporan")]
    result = CliRunner().invoke(main, [*base, "--satker", DUMAI, "--bulan", "9"])
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["Perhatikan"] * 2
    assert "Total yang tercetak di RAK" in result.stderr
    written = [Path(line) for line in result.stdout.splitlines()]
    assert written[0] == tmp_path / "laporan" / "laporan_kinerja_999999_2025_TW3.xlsx"
    assert all(path.is_file() for path in written)
    result = CliRunner().invoke(main, [*base, "--satker", DUMAI, "--bulan", "9", "--as-of", "2026-01-21"])
    assert result.stdout.splitlines()[0].endswith("laporan_kinerja_999999_2025_TW3_per_2026-01-21.xlsx")
    result = CliRunner().invoke(main, [*base, "--satker", "999998", "--bulan", "9"])
    assert result.exit_code == 1
    assert result.stderr == (
        "Gagal: Satker 999998 tidak ada di gudang data; yang mirip: 999999 (LOKA POM DI KOTA DUMAI).\n"
    )
    (tmp_path / "berkas").touch()
    result = CliRunner().invoke(
        main, [*base, "--satker", DUMAI, "--bulan", "9", "--out", str(tmp_path / "berkas" / "x")]
    )
    assert result.exit_code == 1
    assert result.stderr.startswith("Gagal: Laporan tidak dapat ditulis ke")
