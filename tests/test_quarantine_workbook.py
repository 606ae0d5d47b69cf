"""The workbook for a unit: everything a unit needs is in it, nothing in it can run, and it reads back exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from pipelines import quarantine_workbook
from pipelines.cli import main
from pipelines.console_quarantine import quarantine_rows
from pipelines.quality import findings
from pipelines.quality.checks import Check
from pipelines.quality.gate import RuleResult
from pipelines.quality.rules import ALL_RULES
from tests.raw_rows import Gudang

BUILD = "20260120-183000"
HOSTILE = {
    "rumus": '=HYPERLINK("http://x","klik")',
    "perintah": "+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "enter": "\r=1+1",
    "spasi": "  =1+1",
    "lebar penuh": "＝1+1",
    "baris baru": "\n=1+1",
}
HARMLESS = {
    "angka": "-1.250.000",
    "kode": "012345",
    "nol": "01.06",
    "tautan": "https://contoh.id/?a=b",
    "kendali": "a\x00b\x01c\x0bd",
    "lolos": "_x0041_",
    "html": "<b>&\"'</b>",
    "sepanjang-panjangnya": "x" * 32_767,
}


@pytest.fixture
def gudang() -> Gudang:
    """Two satker with refused cells, a refused file of an unknown one, and findings of two rules."""
    gudang = Gudang()
    akun = [("A", "521211", 1000, 100, 250)]
    gudang.fa(3, akun, satker="690001")
    gudang.fa(4, akun, satker="690002")
    cells = {**HOSTILE, **HARMLESS}
    sheet = gudang.berkas("realisasi_kinerja", "690001", 2025, 3, nama="kinerja/maret.xlsx")
    text = gudang.berkas("realisasi_kinerja", "690002", 2025, 4, nama="april.csv")
    photo = gudang.berkas("rak", None, 2025, None, nama="foto.xlsx", status="ditolak", alasan="Gambar.")
    for present, file in zip(gudang.rows["raw.kotak_masuk"], gudang.rows["raw.berkas"], strict=True):
        present["nama"] = file["nama"]
    for row, value in enumerate(cells.values(), start=5):
        where = {"lembar": "Realisasi", "baris": row, "kolom": "K", "nilai": value}
        gudang.rows["raw.tolakan"].append({"file_id": sheet, **where, "aturan": "KIN-24", **WORDS})
    where = {"baris": 7, "kolom": "realisasi", "nilai": "delapan puluh"}
    gudang.rows["raw.tolakan"].append({"file_id": text, **where, "aturan": "KIN-24", **WORDS})
    gudang.rows["raw.tolakan"].append({"file_id": photo, "aturan": "BERKAS-10", **WORDS})
    gudang.rows["raw.kolom"].append({"file_id": sheet, "lembar": "Realisasi", "nama": "target_sd_bulan", "kolom": "K"})
    gudang.bangun()
    amounts = (
        "select kode_satker, tahun, bulan, file_id, 'Sheet' as lembar, 9 as baris, 'sisa' as kolom, '750' as nilai"
    )
    add_rule(gudang, "UJI-01", f"{amounts}, kode_ro, sisa from core.realisasi_anggaran")
    add_rule(gudang, "UJI-02", "select '01.06' as kode_indikator")
    return gudang


WORDS = {"alasan": "Isi kolom realisasi bukan angka.", "saran": "Isi sel itu dengan angka saja."}


def add_rule(gudang: Gudang, rule_id: str, sql: str) -> None:
    rule = replace(ALL_RULES[0], id=rule_id, tabel="core.realisasi_anggaran", tingkat="info", check=Check(sql))
    gudang.con.execute(
        "insert into dq.hasil values (?, now()::timestamp, ?, ?, 'info', false, false, 1, 1, '[]', ?, 'Periksa.')",
        [BUILD, rule_id, rule.tabel, f"Yang harus terpenuhi pada {rule_id}."],
    )
    findings.record(gudang.con, [RuleResult(rule, False, 1, 1, [])])


def export(gudang: Gudang, target: Path, satker: str | None = None) -> list[str]:
    refused = quarantine_rows(gudang.con, False, satker)
    return [path.name for path, _ in quarantine_workbook.export(gudang.con, BUILD, refused, target, satker)]


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_one_workbook_holds_everything(gudang: Gudang, tmp_path: Path) -> None:
    path = tmp_path / "karantina.xlsx"
    assert export(gudang, path) == ["karantina.xlsx"]
    assert [child.name for child in tmp_path.iterdir()] == ["karantina.xlsx"]
    assert openpyxl.load_workbook(path).sheetnames == ["Baca dulu", "Perlu diperbaiki", "Temuan"]
    refused = table(path, "Perlu diperbaiki")
    assert len(refused) == len(HOSTILE) + len(HARMLESS) + 2
    by_place = {(row["Nama berkas"], row["Baris"]): row for row in refused}
    assert by_place["april.csv", 7] == {
        "Kode satker": "690002",
        "Nama berkas": "april.csv",
        "Lembar": None,
        "Baris": 7,
        "Sel": None,
        "Kolom": "realisasi",
        "Nilai": "delapan puluh",
        "Aturan": "KIN-24",
        "Alasan": WORDS["alasan"],
        "Saran": WORDS["saran"],
        "Tanggapan unit": None,
        "Nilai yang benar": None,
    }
    maret = by_place["kinerja/maret.xlsx", 5]
    assert (maret["Sel"], maret["Kolom"]) == ("K5", "target sd bulan")
    assert by_place["foto.xlsx", None]["Kode satker"] is None
    found = {(row["Aturan"], row["Kode satker"]): row for row in table(path, "Temuan")}
    assert set(found) == {("UJI-01", "690001"), ("UJI-01", "690002"), ("UJI-02", None)}
    march = found["UJI-01", "690001"]
    assert (march["Tahun"], march["Bulan"], march["Baris"], march["Nilai"]) == (2025, 3, 9, "750")
    assert (march["Tingkat"], march["Yang harus terpenuhi"]) == ("info", "Yang harus terpenuhi pada UJI-01.")
    assert march["Rincian"] == "kode ro DR.3165.QIA.002"
    assert found["UJI-02", None]["Rincian"] == "kode indikator 01.06"


def test_what_is_held_is_told_once(gudang: Gudang, tmp_path: Path) -> None:
    columns = "file_id, nama_berkas, jenis, kode_satker, tahun, aturan, alasan, saran, status, diterima_pada"
    held = "select file_id, nama, jenis, '690001', 2025, 'UJI-01', 'Ditahan.', 'Periksa.', 'terbuka', diterima_pada"
    gudang.con.execute(
        f"insert into dq.karantina ({columns}) {held} from raw.berkas where jenis = 'fa_detail' and bulan = 3"
    )
    export(gudang, tmp_path / "k.xlsx")
    assert [row["Alasan"] for row in table(tmp_path / "k.xlsx", "Perlu diperbaiki") if row["Aturan"] == "UJI-01"] == [
        "Ditahan."
    ]
    found = {(row["Aturan"], row["Kode satker"]) for row in table(tmp_path / "k.xlsx", "Temuan")}
    assert found == {("UJI-01", "690002"), ("UJI-02", None)}


def test_everything_is_listed_with_its_state_and_version(gudang: Gudang, tmp_path: Path) -> None:
    gudang.con.execute("update dq.karantina set status = 'selesai' where nama_berkas = 'april.csv'")
    gudang.terbitkan(tmp_path / "gudang", BUILD)
    screen = CliRunner().invoke(main, ["quarantine", "--warehouse", str(tmp_path / "gudang"), "--all"]).output
    # Received on 28 April, midnight UTC.
    assert "april.csv (diterima 30-04-2025 07.00 WIB)\n  selesai  KIN-24  baris 7" in screen
    assert "terbuka  BERKAS-10" in screen
    assert "19 catatan karantina: 18 terbuka, 1 selesai." in screen


def test_the_first_sheet_says_what_this_is(gudang: Gudang, tmp_path: Path) -> None:
    export(gudang, tmp_path / "k.xlsx", "690001")
    words = "\n".join(str(row[0]) for row in openpyxl.load_workbook(tmp_path / "k.xlsx")["Baca dulu"].values)
    for part in ("satker 690001", BUILD, "21-01-2026 01.30 WIB", "17 isian", "1 temuan (1 info)", "Tanggapan unit"):
        assert part in words


def test_nothing_in_a_cell_can_run_and_every_value_is_exact(gudang: Gudang, tmp_path: Path) -> None:
    path = tmp_path / "k.xlsx"
    export(gudang, path, "690001")
    values = {**HOSTILE, **HARMLESS}
    sheet: Any = openpyxl.load_workbook(path)["Perlu diperbaiki"]
    column = [cell.value for cell in sheet[1]].index("Nilai")
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    for (name, value), cell in zip(values.items(), cells, strict=True):
        # Edited in Excel it stays text; saved as CSV, which takes what is shown, it begins with an apostrophe.
        assert (cell.quotePrefix, cell.number_format) == ((True, '"\'"@') if name in HOSTILE else (False, "General")), (
            name
        )
        if name not in ("enter", "kendali", "lolos"):  # openpyxl does not undo Excel's own escapes.
            assert cell.value == value
    read = CalamineWorkbook.from_path(path).get_sheet_by_name("Perlu diperbaiki").to_python(skip_empty_area=False)
    assert [row[column] for row in read[1:]] == list(values.values())
    assert not any(cell.data_type == "f" for page in openpyxl.load_workbook(path) for row in page.rows for cell in row)


def test_a_text_longer_than_a_cell_is_cut_and_says_so(gudang: Gudang, tmp_path: Path) -> None:
    gudang.con.execute("update dq.karantina set nilai = repeat('😀', 20000) where nama_berkas = 'april.csv'")
    export(gudang, tmp_path / "k.xlsx", "690002")
    (row,) = table(tmp_path / "k.xlsx", "Perlu diperbaiki")
    assert len(row["Nilai"].encode("utf-16-le")) // 2 <= 32_767
    assert row["Nilai"].startswith("😀" * 16_000)
    assert row["Nilai"].endswith("(dipotong)")


def test_it_can_be_read_and_printed(gudang: Gudang, tmp_path: Path) -> None:
    export(gudang, tmp_path / "k.xlsx")
    book = openpyxl.load_workbook(tmp_path / "k.xlsx")
    for name in ("Perlu diperbaiki", "Temuan"):
        sheet: Any = book[name]
        assert all(cell.font.b for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet["A2"].alignment.wrap_text
        assert all(5 <= sheet.column_dimensions[cell.column_letter].width <= 60 for cell in sheet[1])


def test_a_folder_gets_one_workbook_per_satker(gudang: Gudang, tmp_path: Path) -> None:
    assert export(gudang, tmp_path / "unit") == [
        "karantina_tanpa_satker.xlsx",
        "karantina_690001_2025.xlsx",
        "karantina_690002_2025.xlsx",
    ]
    assert {row["Kode satker"] for row in table(tmp_path / "unit" / "karantina_690001_2025.xlsx", "Temuan")} == {
        "690001"
    }
    loose = tmp_path / "unit" / "karantina_tanpa_satker.xlsx"
    assert [row["Nama berkas"] for row in table(loose, "Perlu diperbaiki")] == ["foto.xlsx"]
    assert [row["Aturan"] for row in table(loose, "Temuan")] == ["UJI-02"]
    # A folder is a folder, whatever its name ends in.
    (tmp_path / "lama.xlsx").mkdir()
    assert export(gudang, tmp_path / "lama.xlsx", "690002") == ["karantina_690002_2025.xlsx"]


def test_two_years_of_a_satker_are_one_workbook_without_a_year(gudang: Gudang, tmp_path: Path) -> None:
    gudang.con.execute("update dq.karantina set tahun = 2024 where baris = 5")
    assert "karantina_690001.xlsx" in export(gudang, tmp_path / "unit")


def test_more_rows_than_a_sheet_holds_are_told(gudang: Gudang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine_workbook, "MAX_ROWS", 10)
    export(gudang, tmp_path / "k.xlsx", "690001")
    rows = table(tmp_path / "k.xlsx", "Perlu diperbaiki")
    assert len(rows) == 9
    assert rows[-1]["Kode satker"] == "9 baris lain tidak muat di lembar ini."
    words = [row[0] for row in openpyxl.load_workbook(tmp_path / "k.xlsx")["Baca dulu"].values]
    assert "Lembar 'Perlu diperbaiki' hanya memuat 8 dari 17 baris." in words


def test_a_workbook_that_cannot_be_written_leaves_the_earlier_one(gudang: Gudang, tmp_path: Path) -> None:
    path = tmp_path / "k.xlsx"
    path.write_bytes(b"yang lama")
    gudang.con.execute("update dq.temuan set rincian = '[]'")  # Not an object: writing stops half-way.
    with pytest.raises(AttributeError):
        export(gudang, path)
    assert {child.name: child.read_bytes() for child in tmp_path.iterdir()} == {"k.xlsx": b"yang lama"}
    gudang.con.execute("delete from dq.temuan")
    with pytest.raises(OSError, match="tiada"):
        export(gudang, tmp_path / "tiada" / "k.xlsx")


def test_the_command_writes_a_file_a_folder_or_nothing(gudang: Gudang, tmp_path: Path) -> None:
    warehouse = tmp_path / "gudang"
    gudang.terbitkan(warehouse, BUILD)

    def kinerja(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["quarantine", "--warehouse", str(warehouse), *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    assert "22 baris ditulis ke" in kinerja("--export", str(tmp_path / "semua.xlsx"))
    assert kinerja("--export", str(tmp_path / "unit")).count("baris ditulis ke") == 3
    nothing = kinerja("--satker", "111111", "--export", str(tmp_path / "kosong.xlsx"))
    assert (
        "satker 111111 tidak ada di gudang data; periksa kodenya di kinerja status. Tidak ada yang ditulis." in nothing
    )
    unknown = kinerja("--satker", "111111")
    assert "satker 111111 tidak ada di gudang data" in unknown
    assert "kosong" not in unknown
    assert not (tmp_path / "kosong.xlsx").exists()
    closed = CliRunner().invoke(main, ["quarantine", "--all", "--export", str(tmp_path / "semua.xlsx")])
    assert (closed.exit_code, "hanya memuat yang masih terbuka" in closed.output) == (2, True)
    one = kinerja("--satker", "690002")
    assert "april.csv" in one
    assert "maret.xlsx" not in one
