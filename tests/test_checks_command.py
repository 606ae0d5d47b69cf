"""`kinerja checks`: what failed, where, what to do, since when; recovered rules; the empty state; at every width."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from pipelines.cli import main
from pipelines.console_checks import checks_report, show_checks
from pipelines.quality import findings
from pipelines.quality.checks import Check
from pipelines.quality.gate import RuleResult
from pipelines.quality.rules import ALL_RULES
from tests.raw_rows import Gudang

NIGHTS = [datetime(2026, 1, 10, 18, 30) + timedelta(days=night) for night in range(10)]
RUNS = [f"{night:%Y%m%d-%H%M%S}" for night in NIGHTS]
BUILD = RUNS[-1]
LEVELS = {"UJI-01": "kritis", "UJI-02": "peringatan", "UJI-03": "info"}
# Findings per night; None where a run that was stopped early did not check the rule. UJI-03 is fine in the end.
COUNTS: dict[str, list[int | None]] = {
    "UJI-01": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    "UJI-02": [9, 0, 0, 16, 16, 16, None, 16, 16, 12],
    "UJI-03": [2, 2, 2, 2, 2, 2, 2, 2, None, 0],
    "UJI-04": [0] * 10,
}


@pytest.fixture
def gudang() -> Gudang:
    gudang = Gudang()
    akun = [("A", "521211", 1000, 100, 250)]
    file_id = gudang.fa(3, akun, satker="690001")
    gudang.fa(3, akun, satker="690002")
    gudang.rows["raw.kotak_masuk"][0]["nama"] = "anggaran/maret.xlsx"
    gudang.rows["raw.kolom"].append({"file_id": file_id, "lembar": "Sheet", "nama": "realisasi_ini", "kolom": "X"})
    gudang.bangun()
    for rule_id, counts in COUNTS.items():
        for run, night, count in zip(RUNS, NIGHTS, counts, strict=True):
            if count is not None:
                level = LEVELS.get(rule_id, "info")
                row = (run, night, rule_id, "core.realisasi_anggaran", level, False, count == 0, 40, count)
                words = ("[]", f"Yang dijaga {rule_id} [tanpa warna].", f"Yang harus dilakukan untuk {rule_id}.")
                gudang.con.execute("insert into dq.hasil values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, *words])
    place = f"'{file_id}' as file_id, 'Sheet' as lembar, 57 as baris, 'realisasi_ini' as kolom, '-5000' as nilai"
    add(gudang, "UJI-01", f"select '690001' as kode_satker, 2025 as tahun, 3 as bulan, {place}, 1234567 as selisih")
    of_both = "select case when i < 4 then '690002' else '690001' end as kode_satker, i as kunci from range(12) as r(i)"
    add(gudang, "UJI-02", of_both)
    return gudang


def add(gudang: Gudang, rule_id: str, sql: str) -> None:
    rule = replace(ALL_RULES[0], id=rule_id, tabel="core.realisasi_anggaran", tingkat=LEVELS[rule_id], check=Check(sql))
    findings.record(gudang.con, [RuleResult(rule, False, 1, 1, [])])


def shown(gudang: Gudang, width: int = 120, satker: str | None = None, everything: bool = False) -> str:
    screen = Console(file=io.StringIO(), width=width, highlight=False)
    show_checks(checks_report(gudang.con, BUILD, satker, everything), screen)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_each_failed_rule_tells_where_since_when_and_what_to_do(gudang: Gudang) -> None:
    text = shown(gudang)
    assert "3 pemeriksaan tidak lulus" not in text
    assert "Terbitan 20260119-183000 (20-01-2026 01.30 WIB): 2 pemeriksaan tidak lulus" in text
    assert text.index("KRITIS · 1") < text.index("UJI-01") < text.index("PERINGATAN · 1") < text.index("UJI-02")
    assert "Yang dijaga UJI-01 [tanpa warna]." in text
    assert "anggaran/maret.xlsx, lembar 'Sheet' (satker 690001, tahun 2025, bulan 3)\n" in text
    assert "- sel X57, realisasi ini -5.000; selisih 1.234.567\n" in text
    assert "1 temuan, gagal sejak 20-01-2026; tren 0 0 0 0 0 0 0 1" in text
    assert "Saran: Yang harus dilakukan untuk UJI-01." in text
    # The streak begins after the last night that held; a night that did not check the rule breaks nothing.
    assert "12 temuan, gagal sejak 14-01-2026 (6 penyegaran); tren 0 0 16 16 16 16 16 12" in text
    assert "dan 9 temuan lain; tampilkan semua dengan kinerja checks --all" in text
    assert text.endswith("2 pemeriksaan lulus.\n")


def test_what_recovered_is_told_although_a_night_between_did_not_check_it(gudang: Gudang) -> None:
    recovered = shown(gudang).split("PULIH · 1")[1]
    assert "UJI-03" in recovered
    assert "Pada pemeriksaan sebelumnya 2 temuan." in recovered
    assert "UJI-04" not in recovered


def test_all_findings_are_shown_when_asked(gudang: Gudang) -> None:
    text = shown(gudang, everything=True)
    assert text.count("kunci ") == 12
    assert "temuan lain" not in text


def test_one_satker_sees_its_own_findings_only(gudang: Gudang) -> None:
    text = shown(gudang, satker="690002", everything=True)
    assert "1 pemeriksaan tidak lulus untuk satker 690002" in text
    assert "UJI-01" not in text
    assert "PULIH" not in text
    assert "4 temuan" in text
    assert "tren semua satker 0 0 16" in text
    assert [line.strip() for line in text.splitlines() if "kunci" in line] == [f"- kunci {i}" for i in range(4)]


def test_nothing_to_tell_is_said_in_words(gudang: Gudang) -> None:
    unknown = shown(gudang, satker="690009")
    assert "satker 690009 tidak ada di gudang data" in unknown
    gudang.con.execute("delete from dq.temuan where kode_satker = '690002'")
    assert "tidak ada temuan untuk satker 690002; tidak ada yang perlu diperbaiki." in shown(gudang, satker="690002")
    gudang.con.execute("update dq.hasil set lulus = true, jumlah_gagal = 0")
    text = shown(gudang)
    assert "semua pemeriksaan lulus; tidak ada yang perlu diperbaiki." in text
    assert text.endswith("4 pemeriksaan lulus.\n")


@pytest.mark.parametrize("width", [80, 120, 200])
def test_lines_keep_to_the_width_and_end_without_blanks(gudang: Gudang, width: int) -> None:
    lines = shown(gudang, width, everything=True).splitlines()
    assert max(map(len, lines)) <= min(width, 120)
    assert all(line == line.rstrip() for line in lines)


def test_a_terminal_gets_a_picture_of_the_trend(gudang: Gudang) -> None:
    screen = Console(file=io.StringIO(), width=120, force_terminal=True, color_system=None)
    show_checks(checks_report(gudang.con, BUILD), screen)
    assert isinstance(screen.file, io.StringIO)
    assert "tren ▁▁█████▇ 0 0 16 16 16 16 16 12" in screen.file.getvalue()
    assert "█" not in shown(gudang)


def kinerja(warehouse: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["checks", "--warehouse", str(warehouse), *arguments])
    return result.exit_code, result.output


def test_the_command_for_people_and_programs(gudang: Gudang, tmp_path: Path) -> None:
    gudang.terbitkan(tmp_path / "gudang", BUILD)
    status, output = kinerja(tmp_path / "gudang", "--json", "--all")
    report = json.loads(output)
    assert status == 0
    assert (report["terbitan"], report["lulus"], len(report["tidak_lulus"])) == (BUILD, 2, 2)
    first, second = report["tidak_lulus"]
    assert (first["aturan"], first["sejak"], first["tren"]) == ("UJI-01", "2026-01-20", [0, 0, 0, 0, 0, 0, 0, 1])
    assert (first["temuan"][0]["sel"], first["temuan"][0]["nama_berkas"]) == ("X57", "anggaran/maret.xlsx")
    assert first["temuan"][0]["rincian"] == {"selisih": 1234567}
    assert (second["jumlah"], len(second["temuan"])) == (12, 12)
    assert [rule["aturan"] for rule in report["pulih"]] == ["UJI-03"]


def test_a_build_of_a_version_without_findings_is_one_sentence(gudang: Gudang, tmp_path: Path) -> None:
    gudang.con.execute("drop table dq.temuan")
    gudang.terbitkan(tmp_path / "gudang", BUILD)
    status, output = kinerja(tmp_path / "gudang")
    assert status == 1
    assert "versi Kinerja yang lain; jalankan kinerja refresh lebih dulu" in output
