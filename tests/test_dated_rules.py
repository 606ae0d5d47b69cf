"""A rule that changes is a new dated row of a seed table: figures of earlier years stay as they were published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from pipelines.sql_models import load_models
from tests.conftest import PROJECT
from tests.raw_rows import Gudang


@pytest.fixture
def gudang() -> Iterator[Gudang]:
    gudang = Gudang()
    yield gudang
    gudang.con.close()


# What a rule of 2027 says, and the marts of 2027 that it changes.
RULES_OF_2027 = [
    (
        [
            ("kriteria_capaian", "kriteria = 'Baik'", "95.00 as batas_bawah"),
            ("kriteria_capaian", "kriteria = 'Cukup'", "94.99 as batas_atas"),
        ],
        {"capaian_indikator", "capaian_triwulan"},
    ),
    ([("ketentuan", "nama = 'batas_nps'", "110 as nilai")], {"capaian_sasaran", "nilai_satker", "efisiensi_sasaran"}),
    ([("ketentuan", "nama = 'standar_efisiensi'", "2 as nilai")], {"efisiensi_indikator", "efisiensi_sasaran"}),
    ([("ketentuan", "nama = 'tenggat_lapor'", "20 as nilai")], {"kepatuhan"}),
    (
        [("target_penyerapan_ikpa", "jenis_belanja = '52' and triwulan = 1", "60 as target_pct")],
        {"ikpa_penyerapan", "rencana_penyerapan"},
    ),
    (
        [("predikat_ikpa", "predikat = 'Sangat Baik'", "99.00 as batas_bawah, 'Istimewa' as predikat")],
        {"ikpa_penyerapan"},
    ),
    ([("deviasi_rpd", "jenis_belanja = '52'", "50 as rata_rata_penuh_pct")], {"deviasi_rpd"}),
]


@pytest.mark.parametrize(
    ("rows", "changed"), RULES_OF_2027, ids=lambda value: value[0][0] if isinstance(value, list) else ""
)
def test_a_new_rule_changes_its_own_year_only(
    gudang: Gudang, rows: list[tuple[str, str, str]], changed: set[str]
) -> None:
    for tahun in (2025, 2027):
        target = {"target": {3: 100, 12: 100}, "anggaran": "100"}
        gudang.rak(
            {"01.01": target, "01.02": target}, [("01.01", "A", 100, 100), ("01.02", "B", 100, 100)], tahun=tahun
        )
        telat = datetime(tahun, 4, 15)
        gudang.fa(
            3, [(sub, "521211", 100, 0, 50) for sub in "AB"], tahun=tahun, waktu_sumber=telat, diterima_pada=telat
        )
        gudang.kinerja(3, {"01.01": {"realisasi": 92}, "01.02": {"realisasi": 119}}, tahun=tahun)
        gudang.rpd({"52": {1: 0, 2: 0, 3: 80}}, tahun=tahun)
        for bulan in (1, 2):
            gudang.fa(bulan, [(sub, "521211", 100, 0, 0) for sub in "AB"], tahun=tahun)
    gudang.acuan = date(2027, 4, 30)
    gudang.bangun()
    marts = [model for model in load_models().values() if model.schema == "mart"]

    def figures(tahun: int) -> dict[str, list[Any]]:
        return {m.table: gudang.tanya(f"select * from {m.name} where tahun = {tahun} order by all") for m in marts}

    before = {tahun: figures(tahun) for tahun in (2025, 2027)}
    for table, which, new in rows:
        changes = f"{new}, 2027 as tahun_mulai"
        gudang.con.execute(
            f"create or replace temp table baru as select * replace ({changes}) from ref.{table} where {which}"
        )
        gudang.con.execute(f"update ref.{table} set tahun_sampai = 2026 where {which}")
        gudang.con.execute(f"insert into ref.{table} from baru")
    for model in marts:
        model.build(gudang.con)
    after = {tahun: figures(tahun) for tahun in (2025, 2027)}
    assert after[2025] == before[2025]
    different = {table for table in after[2027] if after[2027][table] != before[2027][table]}
    assert different - {"proyeksi_serapan"} == changed


NEW_RULES = {
    "ketentuan": [
        (
            "'persen', 0, 9999, 'Pedoman laporan kinerja BPOM: capaian",
            "'persen', 0, 2024, 'Pedoman laporan kinerja BPOM: capaian",
        ),
        ("    values\n", "    values\n        ('batas_nps', 100, 'persen', 2025, 9999, 'Pedoman Baru'),\n"),
    ],
    "kriteria_capaian": [
        ("('Baik', 90.00, 110.00, 0, 9999", "('Baik', 90.00, 110.00, 0, 2024"),
        ("    values\n", "    values\n        ('Berhasil', 90.00, 110.00, 2025, 9999, 'Pedoman Baru'),\n"),
    ],
    "predikat_ikpa": [
        ("('Sangat Baik', 95.00, null, 2024, 9999", "('Sangat Baik', 95.00, null, 2024, 2024"),
        ("    values\n", "    values\n        ('Istimewa', 95.00, null, 2025, 9999, 'PER-9/PB/2025'),\n"),
    ],
}
"""Changes of the seed tables' files, as somebody at Kinerja would make them."""


def test_new_rows_of_rules_reach_the_gate_the_site_and_the_report(tmp_path: Path) -> None:
    house = tmp_path / "kinerja"
    for part in ("pipelines", "assets", "sql", "examples"):
        shutil.copytree(PROJECT / part, house / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", house)
    for table, changes in NEW_RULES.items():
        path = house / "sql" / "ref" / f"{table}.sql"
        text = path.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def kinerja(*arguments: str) -> str:
        environment = os.environ | {
            "KINERJA_INBOX": "examples/inbox",
            "KINERJA_SATKER": "examples/satker.csv",
            "KINERJA_SETTLE_SECONDS": "0",
            "PYTHONPATH": str(house),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "pipelines", *arguments],
            cwd=house,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    kinerja("refresh")
    named = "select distinct kriteria from mart.capaian_indikator where kriteria in ('Baik', 'Berhasil')"
    assert kinerja("query", "--format", "csv", named).splitlines()[1:] == ["Berhasil"]
    capped = "select max(nps) from mart.capaian_sasaran where kode_satker = '999999' and bulan = 12"
    assert kinerja("query", "--format", "csv", capped).splitlines()[1] == "100.00"
    kinerja("report", "--satker", "999999", "--tahun", "2025", "--bulan", "12", "--out", "laporan")
    [book] = (house / "laporan").rglob("*.xlsx")
    cells = {str(cell) for sheet in openpyxl.load_workbook(book) for row in sheet.values for cell in row if cell}
    assert "Berhasil" in cells
    assert "Baik" not in cells
    assert [cell for cell in cells if "masing-masing paling tinggi 100." in cell]
    [chapter] = (house / "laporan").rglob("*.docx")
    said = {cell.text for table in docx.Document(str(chapter)).tables for row in table.rows for cell in row.cells}
    assert "Berhasil" in said
    assert "Baik" not in said
    kinerja("site", "--out", "situs")
    page = (house / "situs" / "satker" / "999999-2025.html").read_text("utf-8")
    assert "Berhasil" in page
