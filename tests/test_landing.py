"""Landing: what a scan takes and what it leaves for the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import landing
from pipelines.inbox import scan
from pipelines.quality import findings
from pipelines.refresh import Refresh
from pipelines.samples.datar_writer import Akun, write_dump
from pipelines.settings import Settings, SettingsError
from tests.conftest import read_warehouse, refresh_once
from tests.quality.documents import NOVEMBER, export


def test_subfolders_are_taken_and_office_litter_is_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.xlsx", ".DS_Store", "~$b.xlsx", "x.crdownload", ".hidden/d.txt", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    assert [file.name for file in scan(tmp_path, 0.0).files] == ["a/c.xlsx", "b.txt"]


def test_a_link_is_told_and_not_followed(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "luar"
    for folder in (inbox, outside):
        folder.mkdir()
        (folder / "a.txt").write_text(folder.name)
    links = {"berkas.txt": outside / "a.txt", "folder": outside, "putus.txt": outside / "tiada", ".sembunyi": outside}
    for name, target in links.items():
        (inbox / name).symlink_to(target)
    seen = scan(inbox, 0.0)
    assert [file.name for file in seen.files] == ["a.txt"]
    assert sorted(seen.unreadable) == [str(inbox / name) for name in ("berkas.txt", "folder", "putus.txt")]


def test_a_file_that_is_still_growing_is_left_for_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "selesai.txt").write_text("x")
    grow = (
        "import sys, time\n"
        "with open(sys.argv[1], 'w') as f:\n"
        "    for _ in range(60):\n"
        "        f.write('baris\\n'); f.flush(); print(flush=True); time.sleep(0.05)\n"
    )
    path = tmp_path / "tumbuh.txt"
    with subprocess.Popen([sys.executable, "-c", grow, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        inbox = scan(tmp_path, 0.5)
        assert [file.name for file in inbox.files] == ["selesai.txt"]
        assert inbox.unsettled == ["tumbuh.txt"]
        writer.wait()
    assert [file.name for file in scan(tmp_path, 0.5).files] == ["selesai.txt", "tumbuh.txt"]


def test_a_missing_inbox_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="tidak ada; buat foldernya"):
        scan(tmp_path / "tiada", 0.0)


def test_a_name_that_is_no_text_does_not_stop_the_night(settings: Settings) -> None:
    """A name in the bytes of another system, which no database takes as text."""
    with open(os.path.join(os.fsencode(settings.inbox), b"laporan\xff\n.txt"), "wb") as stream:
        stream.write(b"bukan dokumen")
    assert refresh_once(settings).build is not None
    assert read_warehouse(settings, "select nama_berkas from dq.karantina") == [("laporan??.txt",)]


def test_a_file_that_is_read_again_and_gone_keeps_its_rows(settings: Settings) -> None:
    """Between the look at the inbox and the reading the file is changed: what was read of it before stays."""
    data = write_dump("111111", 2025, [Akun("DR.3165.QIA.002", "053", "A", "521211", "A", 9, 4)], datetime(2025, 12, 1))
    path = settings.inbox / "april.xlsx"
    path.write_bytes(data)
    refresh_once(settings)
    (settings.inbox / "keterangan.csv").write_text("berkas,tahun,bulan\napril.xlsx,2025,5\n")
    with Refresh.running(settings) as refresh:
        original = landing.land

        def changed_meanwhile(*arguments: Any) -> landing.Landed:
            path.write_bytes(b"lain")
            return original(*arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(landing, "land", changed_meanwhile)
            assert refresh.land()
        rows = refresh.con.execute(
            "select b.bulan, count(*) from raw.berkas as b inner join raw.realisasi_datar as r using (file_id)"
            " group by all"
        ).fetchall()
    assert rows == [(4, 1)]


def sheet(*rows: str) -> str:
    return "tahun;kode_satker;bulan;kode_indikator;satuan;realisasi\n" + "".join(f"2025;{row}\n" for row in rows)


REPORTED = (
    "select kode_satker, bulan, kode_indikator, cast(realisasi as int) from core.realisasi_indikator order by all"
)

LOST = (
    "select kode_satker, bulan, rincian->>'bulan_hilang', rincian->>'kode_satker_pengganti',"
    " rincian->>'kode_satker_itu' from dq.temuan where aturan = 'BERKAS-25' order by all"
)


def test_a_sheet_whose_only_satker_is_mended_in_place_leaves_the_wrong_one(settings: Settings) -> None:
    path = settings.inbox / "kinerja.csv"
    for satker in ("999998", "999999"):
        path.write_text(sheet(f"{satker};3;01.01;persen;80"))
        refresh_once(settings)
    assert read_warehouse(settings, REPORTED) == [("999999", 3, "01.01", 80)]
    assert read_warehouse(settings, "select kode_satker from core.satker") == [("999999",)]
    unknown = "tidak ada di peta satker atau dokumen lain, mungkin salah ketik"
    assert read_warehouse(settings, LOST) == [("999998", 3, "3", "999999", unknown)]
    # The next month under the same name, of whatever satker, mends nothing.
    path.write_text(sheet("999998;4;01.01;persen;70"))
    refresh_once(settings)
    assert read_warehouse(settings, REPORTED) == [("999998", 4, "01.01", 70), ("999999", 3, "01.01", 80)]
    # There is such a satker: its March went with the version that was overwritten.
    assert read_warehouse(settings, LOST) == [("999998", 3, "3", "999999", None)]


A3, B3 = "999998;3;01.01;persen;80", "999999;3;01.01;persen;80"
A1, A2 = (A3.replace(";3;", f";{month};") for month in (1, 2))


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ([A3, B3], [B3], [("999998", 3, "3", None)]),
        ([A1, A2, A3], [A3], [("999998", None, "1, 2", None)]),
        ([A1, A2, A3], [B3], [("999998", None, "1, 2, 3", "999999")]),
        ([A1, A3, B3], [A3, B3.replace("999999", "999997")], [("999998", 1, "1", None), ("999999", 3, "3", "999997")]),
        ([A3, A3.replace("01.01", "01.02")], [A3], []),
    ],
    ids=["a satker gone", "months gone", "another satker", "a month and a satker", "an indikator struck out"],
)
def test_what_a_mended_sheet_no_longer_holds_is_told(
    settings: Settings, before: list[str], after: list[str], lost: list[tuple[object, ...]]
) -> None:
    settings = replace(settings, satker=settings.inbox.parent / "satker.csv")
    assert settings.satker is not None
    settings.satker.write_text("nama,kode_satker,mulai,sampai\nLOKA DUA,999999,,\n")
    for rows in (before, after):
        (settings.inbox / "kinerja.csv").write_text(sheet(*rows))
        refresh_once(settings)
    assert [row[:4] for row in read_warehouse(settings, LOST)] == lost
    # Sent again under another name nothing is lost.
    (settings.inbox / "lama.csv").write_text(sheet(*before) + "\n")
    refresh_once(settings)
    assert read_warehouse(settings, LOST) == []


def test_an_export_of_another_satker_under_the_same_name_is_another_document(settings: Settings) -> None:
    for kode in ("111111", "222222"):
        lines = [Akun("DR.3165.QIA.002", "053", "A", "521211", "A", 9, 4)]
        data = write_dump(kode, 2025, lines, datetime(2025, 12, 1))
        (settings.inbox / "april.xlsx").write_bytes(data)
        refresh_once(settings)
    assert read_warehouse(settings, "select kode_satker from core.snapshot_anggaran where berlaku order by 1") == [
        ("111111",),
        ("222222",),
    ]


@pytest.mark.parametrize("again", ["april.xlsx", "april lagi.xlsx"])
def test_another_file_in_a_finding_is_called_by_its_name(settings: Settings, again: str) -> None:
    """Exported again with less: beside which file is said by its name, with a short id where both have the same."""
    more = [replace(account, ini=account.ini + 1_000_000) for account in NOVEMBER]
    for name, accounts, day in (("april.xlsx", more, 1), (again, NOVEMBER, 2)):
        (settings.inbox / name).write_bytes(export("111111", 11, accounts, datetime(2025, 12, day)))
        refresh = refresh_once(settings)
    with duckdb.connect(str(settings.warehouse / "kinerja.duckdb"), read_only=True) as con:
        (found,) = [row for row in findings.read_findings(con) if row["aturan"] == "FA-26"]
        ((first,),) = con.execute(
            "select file_id from raw.berkas where waktu_sumber < timestamp '2025-12-02'"
        ).fetchall()
    shown = "april.xlsx" + (f" ({first[:8]})" if again == "april.xlsx" else "")
    assert f"berkas sebelumnya {shown}" in findings.details(found)
    (result,) = [result for result in refresh.results if result.rule.id == "FA-26"]
    assert first not in findings.details(found) + result.first_example()
