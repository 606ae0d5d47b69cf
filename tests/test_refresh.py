"""The whole way, inbox to warehouse, on the real RAK: known truth, repeatability, and what comes back as rejected."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings
from tests.conftest import PROJECT, read_warehouse, refresh_once

EXAMPLES = PROJECT / "examples" / "inbox"
# Columns that say when and how a build was made, not what the documents said.
VOLATILE = {"diterima_pada", "waktu_berkas", "run_id", "waktu", "id", "hari_terlambat", "waktu_lapor"}


def put(settings: Settings, *files: Path) -> None:
    for file in files:
        shutil.copy2(file, settings.inbox / file.name)


def whole_warehouse(settings: Settings) -> dict[str, list[str]]:
    """Every table as sorted text, without volatile columns."""
    tables = read_warehouse(
        settings,
        "select schema_name || '.' || table_name, list(column_name order by column_index) from duckdb_columns()"
        " where not internal group by all",
    )
    content = {}
    for table, columns in tables:
        if table not in ("meta.publikasi", "meta.perubahan", "raw.acuan", "raw.riwayat_berkas"):
            kept = ", ".join(column for column in columns if column not in VOLATILE)
            content[table] = sorted(map(repr, read_warehouse(settings, f"select {kept} from {table}")))
    return content


def test_the_dumai_plan_gives_its_known_truth(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    assert refresh_once(settings).build is not None

    assert read_warehouse(settings, "select distinct kode_satker, tahun from core.indikator") == [("999999", 2025)]
    assert read_warehouse(
        settings,
        "select count(*), count(kode_indikator), count(distinct fragmen) from core.kontribusi",
    ) == [(144, 132, 3)]
    assert read_warehouse(
        settings, "select fragmen, count(*) from core.kontribusi where fragmen is not null group by 1 order by 1"
    ) == [(1, 2), (2, 5), (3, 5)]
    assert read_warehouse(
        settings,
        "select count(*), sum(anggaran) from"
        " (select distinct kode_ro, kode_komponen, kode_subkomponen, anggaran from core.kontribusi)",
    ) == [(88, Decimal(4_089_491_000))]
    assert read_warehouse(
        settings, "select kode_indikator, selisih from core.indikator where status_rekonsiliasi <> 'cocok'"
    ) == [("01.07", Decimal(-4_331_250))]
    assert read_warehouse(
        settings, "select total_deklarasi, anggaran_terbaca, selisih_total, nama_unit from core.dokumen_rak"
    ) == [(Decimal(15_768_463_000), Decimal(4_089_491_000), Decimal(11_678_972_000), "LOKA POM DI KOTA DUMAI")]

    targets = {
        "01.01": [None, *[81.25] * 11],
        "01.06": [0, 40, 45, 50, 55, 60, 65, 70, 75, 80, 90, 94.06],
        "01.07": [None, *[90] * 11],
        "04.01": [None, None, *[85.83] * 10],
        "04.02": [0, 25, 25, 45, 45, 45, 65, 65, 65, 80, 80, 2],
        "04.03": [0, 27, 27, 27, 44, 44, 56, 56, 78, 78, 95, 1],
        "04.04": [0, 25, 30, 30, 45, 45, 70, 100, 100, 100, 100, 1],
        "05.01": [10, 10, 10, 30, 30, 30, 70, 70, 70, 90, 90, 91],
        "06.01": [0, 0, 0, 0, 0, 0, 15, 30, 45, 60, 75, 95],
        "07.01": [*[50] * 11, 90],
        "08.01": [*[None] * 11, 3.75],
        "09.02": [*[None] * 11, 78],
        "09.03": [*[None] * 11, 5],
        "09.04": [*[None] * 11, 2.7],
        "09.05": [8.3, 16.7, 25, 33.3, 41.6, 50, 58.3, 66.6, 75, 83.3, 91.6, 100],
    }
    assert read_warehouse(settings, "select kode_indikator from core.indikator order by 1") == [(c,) for c in targets]
    for code, expected in targets.items():
        actual = read_warehouse(
            settings, f"select target from core.target_indikator where kode_indikator = '{code}' order by bulan"
        )
        assert [row[0] for row in actual] == [None if t is None else Decimal(str(t)) for t in expected], code

    failed = read_warehouse(settings, "select aturan, tingkat from dq.hasil where not lulus")
    assert failed
    assert all(level != "kritis" for _, level in failed)
    gap = read_warehouse(settings, "select contoh from dq.hasil where aturan = 'RAK-04' and not lulus")
    assert "11678972000" in gap[0][0]
    assert read_warehouse(settings, "select count(*) from dq.karantina") == [(0,)]


def test_every_real_fa_detail_gives_its_control_totals(settings: Settings, shared_data: Path) -> None:
    folder = shared_data / "fa_detail"
    put(settings, *folder.glob("*.xlsx"))
    refresh_once(settings)
    truth = json.loads((folder / "TRUTH.json").read_text())
    levels = ("total", "program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun")
    compared = 0
    for name, expected in truth.items():
        for level in levels:
            (row,) = read_warehouse(
                settings,
                "select count(*), sum(t.pagu), sum(t.lock_pagu), sum(t.realisasi_lalu), sum(t.realisasi_ini),"
                " sum(t.realisasi_sd), sum(t.sisa) from core.realisasi_tingkat as t"
                f" inner join raw.berkas as b using (file_id) where b.nama = '{name}' and t.tingkat = '{level}'",
            )
            values = expected["levels"][level]
            assert [int(v) for v in row] == [values[k] for k in ("n", "pagu", "lock", "lalu", "ini", "sd", "sisa")]
            compared += 1
    assert compared == len(truth) * len(levels)
    assert read_warehouse(settings, "select count(*) from dq.karantina") == [(0,)]
    assert read_warehouse(settings, "select aturan from dq.hasil where not lulus and tingkat = 'kritis'") == []


def test_the_example_inbox_is_complete_and_raises_no_false_alarm(settings: Settings) -> None:
    shutil.copytree(EXAMPLES, settings.inbox, dirs_exist_ok=True)
    refresh_once(settings)
    assert read_warehouse(settings, "select count(*), min(bulan), max(bulan) from mart.serapan_satker") == [(12, 1, 12)]
    assert read_warehouse(settings, "select status, count(*) from raw.berkas group by 1") == [("diterima", 26)]
    assert read_warehouse(settings, "select count(*) from dq.karantina") == [(0,)]
    # What is truly so: pages of the plan are lost, and the synthetic year moves pagu and refunds spending.
    assert set(read_warehouse(settings, "select aturan, tingkat from dq.hasil where not lulus")) == {
        *((rule, "peringatan") for rule in ("RAK-01", "RAK-03", "RAK-04", "RAK-05")),
        *((rule, "info") for rule in ("BANDING-02", "BANDING-03", "FA-06", "FA-07")),
    }
    assert read_warehouse(
        settings,
        "select count(*) from (select kode_satker, tahun, bulan, sum(pagu) p, sum(realisasi_sd) r"
        " from mart.serapan_indikator group by all) i"
        " inner join mart.serapan_satker s using (kode_satker, tahun, bulan)"
        " where i.p = s.pagu and i.r = s.realisasi_sd",
    ) == [(12,)]


def test_any_order_of_arrival_gives_the_same_warehouse(settings: Settings, tmp_path: Path) -> None:
    files = sorted(path for path in EXAMPLES.rglob("*") if path.is_file())
    assert len(files) == 26
    results = []
    for number, (order, size) in enumerate(((files, 26), (files[::-1], 9))):
        here = replace(settings, inbox=tmp_path / f"in{number}", warehouse=tmp_path / f"wh{number}")
        here.inbox.mkdir()
        for start in range(0, len(order), size):
            put(here, *order[start : start + size])
            refresh_once(here)
        results.append(whole_warehouse(here))
    hasil = [content.pop("dq.hasil") for content in results]
    assert results[0] == results[1]
    assert len(hasil[1]) > len(hasil[0])


def identity(path: Path) -> tuple[str, int, int]:
    """Which file a name leads to, and when it was last written."""
    status = path.stat()
    return os.readlink(path), status.st_ino, status.st_mtime_ns


def test_a_second_refresh_with_nothing_new_publishes_nothing(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    first = refresh_once(settings)
    before = identity(settings.warehouse / "kinerja.duckdb")
    second = refresh_once(settings, datetime(2026, 1, 25, 18, 30, tzinfo=UTC))
    assert (first.build is not None, second.build) == (True, None)
    assert identity(settings.warehouse / "kinerja.duckdb") == before


def test_the_next_deadline_is_something_new(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    missing = "select count(*) from mart.kepatuhan where status = 'belum lapor'"
    refresh_once(settings, datetime(2025, 3, 5, tzinfo=UTC))
    assert read_warehouse(settings, missing) == [(2,)]
    assert refresh_once(settings, datetime(2025, 3, 15, tzinfo=UTC)).build is not None
    assert read_warehouse(settings, missing) == [(4,)]


def test_a_plan_of_an_unknown_unit_is_held_until_the_map_knows_it(settings: Settings, rak_dumai: bytes) -> None:
    assert settings.satker is not None
    settings.satker.write_text("nama,kode_satker\nLOKA POM DI KOTA DUMAY,999998\n")
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings)
    assert read_warehouse(settings, "select count(*) from core.indikator") == [(0,)]
    ((rule, value, reason, advice),) = read_warehouse(settings, "select aturan, nilai, alasan, saran from dq.karantina")
    assert (rule, value) == ("SATKER-01", "LOKA POM DI KOTA DUMAI")
    assert "LOKA POM DI KOTA DUMAY" in reason + advice
    settings.satker.write_text("nama,kode_satker\nloka pom di kota  dumai,999999\n")
    assert refresh_once(settings).build is not None
    assert read_warehouse(settings, "select count(*) from core.indikator") == [(15,)]
    assert read_warehouse(settings, "select count(*) from dq.karantina where status = 'terbuka'") == [(0,)]


def test_a_file_removed_from_the_inbox_stays_in_the_warehouse(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    (settings.inbox / "rusak.txt").write_text("bukan dokumen apa pun")
    refresh_once(settings)
    assert read_warehouse(settings, "select status from dq.karantina") == [("terbuka",)]
    for path in settings.inbox.iterdir():
        path.unlink()
    assert refresh_once(settings).build is not None
    assert read_warehouse(settings, "select count(*) from core.indikator") == [(15,)]
    assert read_warehouse(settings, "select status from dq.karantina") == [("selesai",)]
    assert refresh_once(settings).build is None


def test_changed_readers_read_every_archived_file_again(
    settings: Settings, rak_dumai: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings, datetime(2026, 1, 20, tzinfo=UTC))
    before = whole_warehouse(settings)
    received = read_warehouse(settings, "select diterima_pada from raw.berkas")
    (settings.inbox / "rak.txt").unlink()
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    assert refresh_once(settings, datetime(2026, 1, 21, tzinfo=UTC)).build is not None
    after = whole_warehouse(settings)
    assert read_warehouse(settings, "select diterima_pada from raw.berkas") == received
    assert len(read_warehouse(settings, "select id from meta.publikasi")) == 2
    changed = {table for table in before if before[table] != after[table]}
    # A report that is overdue is a day more overdue.
    assert changed <= {"dq.hasil", "dq.nama_berkas", "dq.temuan", "raw.kotak_masuk"}


def test_after_a_rollback_the_same_inbox_does_not_publish_again(settings: Settings, rak_dumai: bytes) -> None:
    from pipelines.publishing import Warehouse

    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings)
    (settings.inbox / "lain.txt").write_text("bukan dokumen")
    refresh_once(settings)
    earlier = Warehouse(settings.warehouse).rollback(None)
    assert refresh_once(settings).build is None
    assert Warehouse(settings.warehouse).published() == earlier


def test_many_files_are_read_by_several_processes_to_the_same_end(settings: Settings, tmp_path: Path) -> None:
    from pipelines import landing
    from pipelines.samples import generator

    generator.write_samples(settings.inbox, 5, 3, 2025)
    assert len(list(settings.inbox.rglob("*.*"))) >= landing._PARALLEL_FROM
    refresh_once(settings)
    few = replace(settings, warehouse=tmp_path / "satu-proses")
    original = landing._PARALLEL_FROM
    try:
        landing._PARALLEL_FROM = 10**9
        refresh_once(few)
    finally:
        landing._PARALLEL_FROM = original
    assert whole_warehouse(settings) == whole_warehouse(few)


def test_the_same_content_counts_from_its_earliest_time(settings: Settings, tmp_path: Path) -> None:
    """Two versions of a month as CSV, which says no time of its own; the older also arrives as a later copy."""
    header = "tahun;kode_satker;bulan;kode_indikator;satuan;realisasi\n"
    old, new = f"{header}2025;999999;3;01.01;persen;50\n", f"{header}2025;999999;3;01.01;persen;60\n"
    versions = {"a.csv": (old, 1000), "b.csv": (new, 1100), "c.csv": (old, 1200)}
    results = []
    for number, batches in enumerate((["a.csv", "b.csv", "c.csv"], ["c.csv"], ["c.csv", "b.csv"], ["b.csv", "c.csv"])):
        here = replace(settings, inbox=tmp_path / f"in{number}", warehouse=tmp_path / f"wh{number}")
        here.inbox.mkdir()
        steps = [batches] if number == 0 else [[name] for name in batches] + [["a.csv", "b.csv"]]
        for step in steps:
            for name in step:
                content, modified = versions[name]
                (here.inbox / name).write_text(content)
                os.utime(here.inbox / name, (modified, modified))
            refresh_once(here)
        results.append(read_warehouse(here, "select realisasi from core.realisasi_indikator"))
    assert results == [[(Decimal(60),)]] * 4


def test_reading_anew_keeps_what_cannot_be_read(
    settings: Settings, rak_dumai: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive is damaged and the file has left the inbox: its rows stay, and that is told."""
    from pipelines.publishing import Warehouse

    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    (settings.inbox / "rusak.txt").write_text("bukan dokumen")
    refresh_once(settings)
    before = whole_warehouse(settings)
    for path in settings.inbox.iterdir():
        path.unlink()
    (archived,) = (path for path in Warehouse(settings.warehouse).archive_folder.rglob("*") if path.is_file())
    archived.write_bytes(archived.read_bytes().replace(b"DUMAI", b"DUMAJ"))
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    refresh = refresh_once(settings)
    assert refresh.landed.kept == ["rak.txt"]
    after = whole_warehouse(settings)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"dq.hasil", "dq.nama_berkas", "raw.kotak_masuk", "dq.karantina"}
    assert read_warehouse(settings, "select status from dq.karantina") == [("selesai",)]


def test_tables_and_columns_may_be_added(settings: Settings, rak_dumai: bytes) -> None:
    """The newest build was made by a version with a table and columns less."""
    from pipelines.publishing import Warehouse

    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    (settings.inbox / "rusak.txt").write_text("bukan dokumen")
    refresh_once(settings)
    newest = Warehouse(settings.warehouse).newest()
    assert newest is not None
    newest.path.chmod(0o644)
    with duckdb.connect(str(newest.path)) as con:
        con.execute("drop table raw.usulan_satker")
        con.execute("alter table raw.rak_dokumen drop column jabatan")
        con.execute("update meta.publikasi set sidik_pembaca = 'versi lama'")
    (settings.inbox / "rusak.txt").unlink()
    assert refresh_once(settings).build is not None
    assert read_warehouse(settings, "select jabatan from raw.rak_dokumen") == [("Kepala Loka POM di Kota Dumai",)]
    assert read_warehouse(settings, "select count(*) from raw.berkas") == [(2,)]


def test_a_warehouse_inside_the_inbox_is_not_landed(settings: Settings, rak_dumai: bytes) -> None:
    inside = replace(settings, warehouse=settings.inbox / "gudang")
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(inside)
    assert refresh_once(inside).build is None
    assert read_warehouse(inside, "select nama from raw.berkas") == [("rak.txt",)]


def test_a_damaged_newest_build_is_one_sentence(settings: Settings, rak_dumai: bytes) -> None:
    from pipelines.publishing import PublicationError, Warehouse

    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings)
    newest = Warehouse(settings.warehouse).newest()
    assert newest is not None
    newest.path.chmod(0o644)
    newest.path.write_bytes(b"x" * 5000)
    with pytest.raises(PublicationError, match="rusak dan tidak dapat dibuka"):
        refresh_once(settings)


def sheet(*rows: str) -> str:
    return "tahun;kode_satker;bulan;kode_indikator;satuan;realisasi\n" + "".join(f"{row}\n" for row in rows)


def test_a_sheet_mended_in_place_replaces_all_that_it_held(settings: Settings) -> None:
    """A wrong indicator and a wrong satker are corrected, a bad number too: nothing of the first version stays."""
    path = settings.inbox / "maret.csv"
    path.write_text(
        sheet("2025;999999;3;01.01;persen;80", "2025;999999;3;01.10;persen;70", "2025;999998;3;01.02;persen;6O")
    )
    refresh_once(settings)
    assert read_warehouse(settings, "select status from dq.karantina") == [("terbuka",)]
    rows = "select kode_satker, kode_indikator, realisasi from core.realisasi_indikator order by all"
    assert len(read_warehouse(settings, rows)) == 2

    path.write_text(sheet("2025;999999;3;01.01;persen;81", "2025;999999;3;01.02;persen;60"))
    refresh_once(settings)
    mended = [("999999", "01.01", Decimal(81)), ("999999", "01.02", Decimal(60))]
    assert read_warehouse(settings, rows) == mended
    assert read_warehouse(settings, "select status from dq.karantina") == [("selesai",)]

    path.unlink()
    refresh_once(settings)
    assert read_warehouse(settings, rows) == mended


def test_a_name_used_again_for_the_next_month_keeps_the_month_before(settings: Settings) -> None:
    path = settings.inbox / "kinerja.csv"
    for month in (3, 4):
        path.write_text(sheet(f"2025;999999;{month};01.01;persen;80"))
        refresh_once(settings)
    assert read_warehouse(settings, "select bulan from core.realisasi_indikator order by 1") == [(3,), (4,)]


def test_an_earlier_version_put_back_in_place_counts_again(settings: Settings) -> None:
    path = settings.inbox / "kinerja.csv"
    for value in (50, 60, 50):
        path.write_text(sheet(f"2025;999999;3;01.01;persen;{value}"))
        assert refresh_once(settings).build is not None
        assert read_warehouse(settings, "select realisasi from core.realisasi_indikator") == [(Decimal(value),)]
    assert refresh_once(settings).build is None
