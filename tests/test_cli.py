"""The command line as a user meets it: real processes, output, exit status, and sentences that help."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.alerts import outbox
from pipelines.alerts.outbox import Look, open_outbox
from pipelines.publishing import Warehouse
from pipelines.settings import Settings
from tests.conftest import PROJECT, read_warehouse, refresh_once


def kinerja(settings: Settings, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "KINERJA_INBOX": str(settings.inbox),
        "KINERJA_WAREHOUSE": str(settings.warehouse),
        "KINERJA_SATKER": str(settings.satker),
        "KINERJA_SETTLE_SECONDS": "0",
        "PYTHONPATH": str(PROJECT),
    }
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *arguments],
        env=environment,
        cwd=settings.inbox.parent,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def test_a_first_and_a_second_refresh(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    (settings.inbox / "foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    first = kinerja(settings, "refresh")
    assert first.returncode == 0, first.stderr
    assert "1 diterima, 1 ditolak" in first.stdout
    assert "foto.xlsx" in first.stdout
    assert "Terbit" in first.stdout
    assert "RAK-04" in first.stdout
    assert "Traceback" not in first.stdout + first.stderr

    second = kinerja(settings, "refresh")
    assert (second.returncode, second.stderr) == (0, "")
    assert "Tidak ada yang baru; tidak ada yang diterbitkan." in second.stdout
    assert kinerja(settings, "history").stdout.count("terbit") == 1


def test_new_notes_are_counted_like_open_ones(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(re.sub(rb"(?i)dumai", b"Antah Berantah", rak_dumai))
    (settings.inbox / "foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    told = kinerja(settings, "refresh").stdout
    rules = {row[0] for row in read_warehouse(settings, "select aturan from dq.karantina where status = 'terbuka'")}
    assert "SATKER-01" in rules
    counts = [int(count) for count in re.findall(r"(\d+) catatan karantina (?:baru|terbuka)", told)]
    assert len(counts) == 2
    assert counts[0] == counts[1] >= len(rules)
    (settings.inbox / "foto.xlsx").unlink()
    again = kinerja(settings, "refresh").stdout
    assert re.findall(r"(\d+) catatan karantina baru", again) in ([], ["0"])


def test_of_two_files_of_one_month_in_a_first_refresh_the_older_is_named(settings: Settings) -> None:
    for day, realisasi in ((1, "80,49"), (2, "81,25")):
        sheet = settings.inbox / f"kinerja {day} Februari.csv"
        sheet.write_text(f"tahun;kode_satker;bulan;kode_indikator;realisasi\n2025;063123;1;01.06;{realisasi}\n")
        os.utime(sheet, (1738368000 + 86400 * day,) * 2)
    told = kinerja(settings, "refresh").stdout
    assert "digantikan: kinerja 1 Februari.csv; versi lama tetap disimpan" in told
    assert "jenis realisasi anggaran, tenggat 10-02-2025" in told


def test_a_site_that_is_not_of_the_publication_is_told(published: Settings) -> None:
    told = "Situs belum ditulis untuk terbitan itu; jalankan kinerja site.\n"
    assert told not in kinerja(published, "refresh").stdout
    index = Warehouse(published.warehouse).site_folder / "index.html"
    index.write_text("Terbitan 20200101-000000")
    assert told in kinerja(published, "refresh").stdout
    shutil.rmtree(index.parent)
    assert told in kinerja(published, "refresh").stdout
    kinerja(published, "site")
    assert told not in kinerja(published, "refresh").stdout


def test_a_reader_who_leaves_early_is_no_trouble(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    for status, *command in ((0, "refresh"), (0, "checks"), (141, "checks", "--json"), (0, "refresh")):
        read, write = os.pipe()
        os.close(read)
        result = kinerja(settings, *command, stdout=write)
        os.close(write)
        assert (result.returncode, result.stderr.strip()) == (status, ""), command
    assert read_warehouse(settings, "select count(*) from meta.publikasi") == [(1,)]


@pytest.mark.parametrize("command", ["status", "checks", "quarantine"])
def test_an_old_build_is_not_shown_without_a_word(published: Settings, command: str) -> None:
    assert "Penyegaran terakhir" not in kinerja(published, command).stdout
    started = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    with open_outbox(Warehouse(published.warehouse).outbox_path) as box:
        box.add_look(Look(None, started, started + timedelta(minutes=1), outbox.TERTAHAN, "FA-01"))
    shown = kinerja(published, command).stdout
    assert shown.startswith(
        "Penyegaran terakhir (24-11-2026 01.30 WIB) tertahan: FA-01; yang tampak di bawah adalah terbitan sebelumnya.\n"
    )
    if command != "quarantine":
        report = json.loads(kinerja(published, command, "--json").stdout)["penyegaran_terakhir"]
        assert report == {"mulai": started.isoformat(), "hasil": "tertahan", "keterangan": "FA-01"}


@pytest.fixture
def published(settings: Settings, rak_dumai: bytes) -> Settings:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai.replace(b"12,096,000", b"=12,o96,000", 2))
    refresh_once(settings)
    return settings


def test_query_in_every_format(published: Settings, tmp_path: Path) -> None:
    sql = "select kode_indikator, anggaran from core.indikator where kode_indikator < '02' order by 1"
    assert "145716000" in kinerja(published, "query", sql).stdout
    rows = list(csv.reader(io.StringIO(kinerja(published, "query", sql, "--format", "csv").stdout)))
    assert rows[:2] == [["kode_indikator", "anggaran"], ["01.01", "145716000"]]
    assert json.loads(kinerja(published, "query", sql, "--format", "json").stdout)[0]["kode_indikator"] == "01.01"
    out = tmp_path / "hasil.parquet"
    assert kinerja(published, "query", sql, "--format", "parquet", "--out", str(out)).returncode == 0
    assert out.read_bytes()[:4] == b"PAR1"


def test_a_query_that_finds_nothing_says_so(published: Settings) -> None:
    told = kinerja(published, "query", "from mart.capaian_indikator where false").stdout
    assert told.startswith("0 baris; kolomnya: kode_satker, tahun,")


def test_without_a_command_it_says_which_there_are(published: Settings) -> None:
    told = kinerja(published)
    assert told.returncode == 2
    assert told.stderr.startswith("Usage:")
    assert "refresh" in told.stderr


def test_a_build_before_that_lacks_a_table_is_no_trouble(published: Settings) -> None:
    build = Warehouse(published.warehouse).published()
    assert build is not None
    build.path.chmod(0o644)
    with duckdb.connect(str(build.path)) as con:
        con.execute("drop table core.status_berkas")
    (published.inbox / "foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = kinerja(published, "refresh")
    assert (result.returncode, result.stderr.strip()) == (0, "")


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("select * from core.tiada", "Kueri tidak dapat dijalankan"),
        ("drop table core.indikator", "read-only"),
        ("copy (select 1) to 'keluar.csv'", "disabled by configuration"),
        ("from read_text('/etc/hostname')", "disabled by configuration"),
    ],
)
def test_a_wrong_query_is_one_sentence(published: Settings, sql: str, sentence: str) -> None:
    result = kinerja(published, "query", sql)
    assert result.returncode == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_quarantine_on_screen_and_as_a_workbook(published: Settings, tmp_path: Path) -> None:
    screen = kinerja(published, "quarantine").stdout
    assert "=12,o96,000" in screen
    assert "Saran:" in screen
    out = tmp_path / "karantina.xlsx"
    assert kinerja(published, "quarantine", "--export", str(out)).returncode == 0
    cells = list(openpyxl.load_workbook(out)["Perlu diperbaiki"].iter_rows())
    header = [cell.value for cell in cells[0]]
    value = cells[1][header.index("Nilai")]
    assert (value.value, value.data_type) == ("=12,o96,000", "s")


def test_checks_of_a_real_build(published: Settings) -> None:
    screen = kinerja(published, "checks")
    assert (screen.returncode, screen.stderr) == (0, "")
    assert "RAK-04" in screen.stdout
    assert "rak.txt" in screen.stdout
    report = json.loads(kinerja(published, "checks", "--json", "--satker", "999999").stdout)
    assert {rule["aturan"] for rule in report["tidak_lulus"]} >= {"RAK-01", "RAK-04"}


def test_status_for_people_and_programs(published: Settings) -> None:
    report = json.loads(kinerja(published, "status", "--json").stdout)
    assert report["berkas"][0]["jenis"] == "rak"
    assert report["karantina_terbuka"] > 0
    assert {row["jenis"] for row in report["belum_lapor"]} == {"fa_detail", "realisasi_kinerja"}
    assert "Belum lapor" in kinerja(published, "status").stdout


def test_rollback_and_history(published: Settings) -> None:
    assert json.loads(kinerja(published, "status", "--json").stdout)["hasil_pengembalian"] is False
    assert kinerja(published, "rollback").returncode == 1
    (published.inbox / "lain.txt").write_text("bukan dokumen")
    refresh_once(published)
    result = kinerja(published, "rollback")
    assert result.returncode == 0, result.stderr
    assert json.loads(kinerja(published, "status", "--json").stdout)["hasil_pengembalian"] is True
    assert "hasil pengembalian (kinerja rollback)" in kinerja(published, "status").stdout
    lines = [line for line in kinerja(published, "history").stdout.splitlines() if line.strip()]
    assert len(lines) == 3
    assert "terbit" in lines[2]
    assert "terbit" not in lines[1]


@pytest.mark.parametrize("command", [["status"], ["query", "select 1"], ["quarantine"], ["checks"]])
def test_without_a_warehouse_it_says_what_to_do(settings: Settings, command: list[str]) -> None:
    result = kinerja(settings, *command)
    assert result.returncode == 1
    assert "jalankan kinerja refresh lebih dulu" in result.stderr


def test_bad_usage_has_its_own_exit_status(settings: Settings) -> None:
    missing = kinerja(settings, "refresh", "--inbox", "tiada")
    assert missing.returncode == 2
    assert "Kotak masuk" in missing.stderr
    assert kinerja(settings, "refresh", "--tiada").returncode == 2


def test_sample_is_deterministic_and_labelled(settings: Settings, tmp_path: Path) -> None:
    for name in ("a", "b"):
        result = kinerja(settings, "sample", "--out", str(tmp_path / name), "--satker", "2", "--seed", "5")
        assert result.returncode == 0, result.stderr
    files = [
        sorted(path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*.*")) for name in ("a", "b")
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 50
    assert all(path.name.startswith("SINTETIS") for path in files[0])
    assert all((tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes() for path in files[0])


def test_every_command_has_help_with_an_example(settings: Settings) -> None:
    from pipelines.cli import main

    for name in main.commands:
        result = kinerja(settings, name, "--help")
        assert result.returncode == 0
        assert "Contoh:" in result.stdout, name
