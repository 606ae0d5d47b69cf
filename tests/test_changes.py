"""``meta.perubahan`` and what ``kinerja status`` says of it, by real refreshes of one small office."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import changes
from pipelines.console_changes import MOST, change_lines, changes_report
from pipelines.publishing import Build, Warehouse
from pipelines.settings import Settings
from pipelines.sql_models import load_models
from tests.conftest import read_warehouse, refresh_once
from tests.quality.documents import DECEMBER, NOVEMBER, Satker, export
from tests.test_cli import kinerja

D = Decimal
UNIT = "690001"
START = datetime(2026, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def office(settings: Settings) -> tuple[Satker, Settings]:
    """The office's documents in the inbox, published once."""
    satker = Satker(UNIT, "LOKA UJI")
    assert settings.satker is not None
    settings.satker.write_text("nama,kode_satker,mulai,sampai\n" + "\n".join(satker.map_lines()) + "\n")
    for name, data in satker.documents().items():
        (settings.inbox / name).write_bytes(data)
    assert refresh_once(settings, START).build is not None
    return satker, settings


def again(settings: Settings, days: int) -> Build:
    build = refresh_once(settings, START + timedelta(days=days)).build
    assert build is not None
    return build


def changed(settings: Settings, *measures: str) -> list[tuple[Any, ...]]:
    wanted = f"where ukuran in {measures}" if len(measures) > 1 else f"where ukuran = '{measures[0]}'"
    return read_warehouse(
        settings,
        "select tahun, bulan, ukuran, kode, sebelum, sesudah, selisih, satuan from meta.perubahan"
        f" {wanted} order by ukuran, bulan, kode",
    )


def test_the_first_publication_has_nothing_to_compare(office: tuple[Satker, Settings]) -> None:
    _, settings = office
    assert read_warehouse(settings, "from meta.perubahan") == []


def test_nothing_changed(office: tuple[Satker, Settings]) -> None:
    """Neither when nothing is built, nor when another satker map makes a build of the same documents."""
    _, settings = office
    assert refresh_once(settings, START + timedelta(hours=1)).build is None
    assert read_warehouse(settings, "from meta.perubahan") == []
    assert settings.satker is not None
    settings.satker.write_text(settings.satker.read_text() + "Unit lain,690077,,\n")
    again(settings, 0)
    assert read_warehouse(settings, "select * from meta.perubahan where ukuran <> 'temuan'") == []


def test_a_late_posting_and_a_budget_revision(office: tuple[Satker, Settings]) -> None:
    """December downloaded once more: three million more spent of the first line, and its pagu raised by a million."""
    _, settings = office
    first = Warehouse(settings.warehouse).published()
    more = [
        replace(account, ini=account.ini + 3_000_000 * (at == 0), pagu=account.pagu + 1_000_000 * (at == 0))
        for at, account in enumerate(DECEMBER)
    ]
    (settings.inbox / "desember_lagi.xlsx").write_bytes(export(UNIT, 12, more, datetime(2026, 1, 21, 9)))
    again(settings, 2)
    spent = sum(account.lalu + account.ini for account in DECEMBER)
    assert changed(settings, "pagu", "realisasi_sd", "serapan") == [
        (2025, 12, "pagu", None, D(200_000_000), D(201_000_000), D(1_000_000), "rupiah"),
        (2025, 12, "realisasi_sd", None, D(spent), D(spent + 3_000_000), D(3_000_000), "rupiah"),
        (2025, 12, "serapan", None, D("68.0000"), D("69.1500"), D("1.1500"), "persen"),
    ]
    assert changed(settings, "berkas", "target", "capaian", "indikator") == [
        (2025, None, "berkas", None, D(4), D(5), D(1), "berkas")
    ]
    (before,) = {row[0] for row in read_warehouse(settings, "select terbitan_sebelum from meta.perubahan")}
    assert first is not None
    assert before == first.id

    told = kinerja(settings, "status").stdout
    assert f"Berubah sejak terbitan {before}:" in told
    assert "690001: realisasi Desember 2025 naik Rp3.000.000 (menjadi Rp139.000.003)" in told
    (report,) = json.loads(kinerja(settings, "status", "--json").stdout)["perubahan"]
    assert report["kode_satker"] == UNIT
    assert report["kalimat"] in told


def test_a_mended_sheet(office: tuple[Satker, Settings]) -> None:
    satker, settings = office
    path = settings.inbox / "kinerja.xlsx"
    satker.rows[-1] |= {"realisasi": 4}
    path.write_bytes(satker.documents()["kinerja.xlsx"])
    stamp = (START + timedelta(days=1)).timestamp()
    os.utime(path, (stamp, stamp))
    again(settings, 2)
    assert changed(settings, "realisasi", "capaian") == [
        (2025, 12, "capaian", "01.02", D("97.5"), D(100), D("2.5"), "persen"),
        (2025, 12, "realisasi", "01.02", D("3.9"), D(4), D("0.1"), "indeks"),
    ]
    # NPS: mean of 88 / 90 = 97.78 and 97.5, then of 97.78 and 100.
    assert changed(settings, "nku") == [(2025, 12, "nku", None, D("97.64"), D("98.89"), D("1.25"), "persen")]
    assert changed(settings, "berkas", "berkas_digantikan") == [
        (2025, None, "berkas", None, D(4), D(5), D(1), "berkas"),
        (2025, None, "berkas_digantikan", None, D(0), D(1), D(1), "berkas"),
    ]
    told = kinerja(settings, "status").stdout
    assert "NKU Desember 2025 naik 1,25 (menjadi 98,89), 1 capaian berubah, 1 realisasi indikator berubah" in told


def test_an_indicator_appears_and_another_is_gone(office: tuple[Satker, Settings]) -> None:
    satker, settings = office
    satker.plan.indicators[1].nomor = "03"
    satker.changes = [("6 November 2025", "7 November 2025")]
    (settings.inbox / "rak_revisi.txt").write_bytes(satker.rak())
    again(settings, 2)
    assert changed(settings, "indikator") == [
        (2025, None, "indikator", "01.02", D(1), D(0), D(-1), "indikator"),
        (2025, None, "indikator", "01.03", D(0), D(1), D(1), "indikator"),
    ]
    targets = changed(settings, "target")
    assert len(targets) == 24
    assert (2025, 12, "target", "01.03", None, D(4), None, "satuan indikator") in targets
    assert "1 indikator baru, 1 indikator hilang" in kinerja(settings, "status").stdout


def test_after_a_rollback_what_readers_saw_last_counts(office: tuple[Satker, Settings]) -> None:
    _, settings = office
    warehouse = Warehouse(settings.warehouse)
    first = warehouse.published()
    assert first is not None
    more = [replace(account, ini=account.ini + 1_000_000) for account in DECEMBER]
    (settings.inbox / "desember_lagi.xlsx").write_bytes(export(UNIT, 12, more, datetime(2026, 1, 21, 9)))
    again(settings, 2)
    warehouse.rollback(None)
    more = [replace(account, ini=account.ini + 2_000_000) for account in DECEMBER]
    (settings.inbox / "desember_akhir.xlsx").write_bytes(export(UNIT, 12, more, datetime(2026, 1, 22, 9)))
    again(settings, 3)
    ((*_, difference, _),) = changed(settings, "realisasi_sd")
    assert difference == 6_000_000
    assert read_warehouse(settings, "select distinct terbitan_sebelum from meta.perubahan") == [(first.id,)]


def test_a_build_of_an_older_version_lacks_measures(office: tuple[Satker, Settings]) -> None:
    _, settings = office
    published = Warehouse(settings.warehouse).published()
    assert published is not None
    published.path.chmod(0o644)
    with duckdb.connect(str(published.path)) as con:
        con.execute("drop table mart.nilai_satker")
        con.execute("drop table meta.perubahan")
        con.execute("alter table mart.serapan_satker drop column serapan_pct")
    more = [replace(account, ini=account.ini + 1_000_000) for account in NOVEMBER]
    (settings.inbox / "november_lagi.xlsx").write_bytes(export(UNIT, 11, more, datetime(2026, 1, 21, 9)))
    again(settings, 2)
    assert changed(settings, "nku", "serapan") == []
    assert [row[6] for row in changed(settings, "realisasi_sd")] == [D(3_000_000)]


def test_two_thousand_satker(tmp_path: Path) -> None:
    """Compared by the table, not by the satker; the lines of a status are bounded."""
    previous = tmp_path / "lama.duckdb"
    with duckdb.connect(str(previous)) as con:
        con.execute("create schema mart")
        con.execute(
            "create table mart.serapan_satker as select cast(100000 + s as varchar) as kode_satker, 2025 as tahun,"
            " m as bulan, 1000000 as pagu, s * m as realisasi_sd, 1.0 as serapan_pct"
            " from range(2000) as a (s), range(1, 13) as b (m)"
        )
    with duckdb.connect() as con:
        con.execute("create schema mart; create schema meta; create schema dq")
        load_models()["meta.perubahan"].build(con)
        con.execute(f"attach '{previous}' as l (read_only)")
        con.execute("create table mart.serapan_satker as from l.mart.serapan_satker")
        con.execute("detach l")
        con.execute(
            "update mart.serapan_satker set realisasi_sd = realisasi_sd - 5 where bulan = 12 and kode_satker < '101000'"
        )
        changes.record(con, Build("20260101-000000", previous))
        assert con.execute("select count(*), min(selisih), max(selisih) from meta.perubahan").fetchone() == (
            1000,
            -5,
            -5,
        )
        lines = change_lines(changes_report(con))
    assert len(lines) == MOST + 2
    assert lines[1] == "  100000: realisasi Desember 2025 turun Rp5 (menjadi -Rp5)"
    assert lines[-1] == "  dan 990 satker lain; lihat meta.perubahan"


def test_it_is_not_kept_for_earlier_days(office: tuple[Satker, Settings]) -> None:
    _, settings = office
    asked = kinerja(settings, "query", "from meta.perubahan", "--as-of", "2026-01-20")
    assert asked.returncode == 1
    assert "meta.perubahan hanya ada untuk terbitan yang sekarang; jalankan kueri itu tanpa --as-of" in asked.stderr
