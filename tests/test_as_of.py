"""History as of a date: what a query returned of the build published on that date, it returns of that date for ever."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from pipelines.as_of import AsOf, Unknowable, open_as_of
from pipelines.publishing import Warehouse
from pipelines.quality.rules import ALL_RULES
from pipelines.readers.months import MONTH_NAMES
from pipelines.refresh import Refresh
from pipelines.samples.datar_writer import Akun, write_dump
from pipelines.settings import Settings
from pipelines.sql_models import load_models
from tests.quality.documents import DECEMBER, NOVEMBER, Satker, export
from tests.test_cli import kinerja

UNIT = "690001"
# Of these, what a build on its day said is compared; the others are as they are now, or are told of one build only.
COMPARED = [
    name
    for name, model in load_models().items()
    if model.schema in ("raw", "ref", "terkoreksi", "core", "mart") or (model.schema == "dq" and model.is_derived)
]
Table = tuple[list[str], list[str]]


def content(con: duckdb.DuckDBPyConnection, table: str) -> Table:
    """Columns with their types, and rows as sorted text: every value counts."""
    relation = con.sql(f"from {table}")
    return [f"{name} {kind}" for name, kind in zip(relation.columns, relation.types, strict=True)], sorted(
        map(repr, relation.fetchall())
    )


@dataclass
class History:
    """An office over some days, and what was published on each of them."""

    settings: Settings
    published: dict[date, Path] = field(default_factory=dict)

    def put(self, name: str, data: bytes | str, modified: datetime) -> None:
        path = self.settings.inbox / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        os.utime(path, (modified.timestamp(), modified.timestamp()))

    def publish(self, day: date) -> None:
        """A refresh in the evening of ``day`` (19.00 WIB)."""
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        with Refresh.running(self.settings, now) as refresh:
            assert refresh.land()
            refresh.build_models(("ref", "terkoreksi", "core"))
            refresh.build_models(("mart",))
            # One rule is enough for a history of results.
            refresh.audit([rule for rule in ALL_RULES if rule.id == "RAK-03"])
            self.published[day] = refresh.publish().path


def sheet(*rows: str) -> str:
    return "tahun;kode_satker;bulan;kode_indikator;satuan;realisasi\n" + "".join(f"2025;{UNIT};{row}\n" for row in rows)


CORRECTION = f"""
- id: k1
  tindakan: ganti
  tabel: realisasi_kinerja
  di: {{kode_satker: "{UNIT}", tahun: 2025, bulan: 11, kode_indikator: 01.01}}
  kolom: realisasi
  nilai_salah: 80
  nilai_benar: 8
  alasan: Salah ketik
  oleh: Tim Data
  tanggal: 2026-01-07
- id: k2
  tindakan: buang
  tabel: berkas
  di: {{nama: "desember.xlsx"}}
  kolom: nama
  nilai_salah: desember.xlsx
  alasan: Satker keliru
  oleh: Tim Data
  tanggal: 2026-01-08
"""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Nine days: sent, sent again, mended, mended again, put back, withdrawn by corrections, damaged, and moved."""
    root = tmp_path_factory.mktemp("riwayat")
    (root / "inbox").mkdir()
    satker = root / "satker.csv"
    satker.write_text(f"nama,kode_satker\nLOKA UJI,{UNIT}\n")
    settings = Settings(
        inbox=root / "inbox",
        warehouse=root / "gudang",
        satker=satker,
        corrections=root / "koreksi",
        keep_builds=20,
        settle_seconds=0.0,
    )
    days = History(settings)
    sent = datetime(2025, 12, 4, 9, tzinfo=UTC)
    first = date(2025, 12, 30)

    days.put("rak.txt", Satker(UNIT, "LOKA UJI").rak(), sent)
    days.put("november.xlsx", export(UNIT, 11, NOVEMBER), sent)
    days.put("kinerja.csv", sheet("11;01.01;persen;80", "11;01.02;indeks;3.5"), sent)
    days.publish(first)

    more = [replace(account, ini=account.ini + 1_000_000) for account in NOVEMBER]
    days.put("november_lagi.xlsx", export(UNIT, 11, more, datetime(2025, 12, 20, 9)), sent + timedelta(days=20))
    days.put("desember.xlsx", export(UNIT, 12, DECEMBER), sent + timedelta(days=30))
    days.publish(first + timedelta(days=1))

    days.put("kinerja.csv", sheet("11;01.01;persen;82"), sent + timedelta(days=32))
    days.publish(date(2026, 1, 2))
    days.put("kinerja.csv", sheet("11;01.01;persen;84", "12;01.01;persen;8O"), sent + timedelta(days=33))
    days.publish(date(2026, 1, 3))
    # The first version comes back, as old as it was.
    days.put("kinerja.csv", sheet("11;01.01;persen;80", "11;01.02;indeks;3.5"), sent)
    days.publish(date(2026, 1, 4))

    (root / "koreksi").mkdir()
    (root / "koreksi" / "a.yml").write_text(CORRECTION.split("- id: k2")[0])
    days.publish(date(2026, 1, 7))
    (root / "koreksi" / "a.yml").write_text(CORRECTION)
    days.publish(date(2026, 1, 8))

    days.put("rusak.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), sent)
    days.put("tersaring.xlsx", export(UNIT, 11, more[:1], datetime(2025, 12, 21, 9)), sent)
    days.publish(date(2026, 1, 10))
    # An older copy of a known file turns up, and the damaged file is taken away.
    days.put("salinan.csv", sheet("11;01.01;persen;84", "12;01.01;persen;8O"), sent - timedelta(days=1))
    (settings.inbox / "rusak.xlsx").unlink()
    days.publish(date(2026, 1, 12))
    assert len(Warehouse(settings.warehouse).history()) == len(days.published) == 9
    return days


@contextmanager
def then(history: History, day: date) -> Iterator[AsOf]:
    newest = Warehouse(history.settings.warehouse).published()
    assert newest is not None
    with open_as_of(newest.path, day) as as_of:
        yield as_of


DAYS = [date(2025, 12, 30), date(2025, 12, 31), *(date(2026, 1, day) for day in (2, 3, 4, 7, 8, 10, 12))]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_table_is_what_it_was_on_that_day(history: History, day: date) -> None:
    assert len(COMPARED) > 40
    with duckdb.connect(str(history.published[day]), read_only=True) as con:
        expected = {table: content(con, table) for table in COMPARED}
    with then(history, day) as as_of:
        as_of.need(COMPARED)
        for table in COMPARED:
            assert content(as_of.con, table) == expected[table], table


def test_the_days_of_this_history_differ(history: History) -> None:
    """Otherwise the comparison above would say nothing."""
    seen = []
    for path in history.published.values():
        with duckdb.connect(str(path), read_only=True) as con:
            seen.append([content(con, table) for table in COMPARED if table.startswith(("core.", "mart."))])
    assert all(before != after for before, after in pairwise(seen[:-1]))


def test_a_day_without_a_publication_is_like_the_one_before(history: History) -> None:
    sql = "select bulan, kode_indikator, realisasi from core.realisasi_indikator order by all"
    with duckdb.connect(str(history.published[date(2026, 1, 4)]), read_only=True) as con:
        expected = con.execute(sql).fetchall()
    with then(history, date(2026, 1, 6)) as as_of:
        as_of.need(as_of.tables_read_by(sql))
        assert as_of.con.execute(sql).fetchall() == expected
        assert as_of.con.execute("select tanggal from raw.acuan").fetchall() == [(date(2026, 1, 6),)]


def test_only_what_a_query_reads_is_made(history: History) -> None:
    with then(history, DAYS[-1]) as as_of:
        as_of.need(as_of.tables_read_by("with x as (from Mart.Serapan_Satker) select max(pagu) from x"))
        tables = "select table_name from duckdb_tables() where database_name = current_database()"
        made = {name for (name,) in as_of.con.execute(tables).fetchall()}
    assert "serapan_satker" in made
    assert "snapshot_anggaran" in made
    assert made.isdisjoint({"capaian_indikator", "indikator", "kepatuhan"})


def test_results_and_publications_are_those_of_that_day(history: History) -> None:
    with then(history, date(2026, 1, 3)) as as_of:
        as_of.need(["dq.hasil", "meta.publikasi"])
        for table, column in (("meta.publikasi", "id"), ("dq.hasil", "run_id")):
            assert as_of.con.execute(f"select count(distinct {column}) from {table}").fetchall() == [(4,)]
        assert as_of.con.execute("select max(waktu) < timestamp '2026-01-03 17:00' from dq.hasil").fetchall() == [
            (True,)
        ]


def test_the_day_ends_at_midnight_in_jakarta(history: History, tmp_path: Path) -> None:
    folder = tmp_path / "gudang"
    days = History(replace(history.settings, inbox=tmp_path, warehouse=folder, corrections=tmp_path / "tidak ada"))
    days.put("kinerja.csv", sheet("11;01.01;persen;80"), datetime(2025, 12, 4, tzinfo=UTC))
    with Refresh.running(days.settings, datetime(2026, 1, 5, 16, 59, 59, tzinfo=UTC)) as refresh:
        refresh.land()
        refresh.build_models(("ref", "terkoreksi", "core", "mart"))
        path = refresh.publish().path
    with open_as_of(path, date(2026, 1, 5)) as as_of:
        assert as_of.con.execute("select count(*) from raw.berkas").fetchall() == [(1,)]
    with pytest.raises(Unknowable, match="yang pertama diterima 05-01-2026"), open_as_of(path, date(2026, 1, 4)):
        pass


def test_a_warehouse_older_than_its_history_takes_the_times_of_reception(settings: Settings) -> None:
    days = History(settings)
    for day, value in ((date(2026, 1, 5), 80), (date(2026, 1, 6), 81)):
        days.put("kinerja.csv", sheet(f"11;01.01;persen;{value}"), datetime(2025, 12, 4, tzinfo=UTC))
        days.publish(day)
    path = days.published[date(2026, 1, 6)]
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute("delete from raw.riwayat_berkas")
    days.put("lain.csv", sheet("12;01.01;persen;90"), datetime(2026, 1, 7, tzinfo=UTC))
    days.publish(date(2026, 1, 8))
    sql = "select realisasi from core.realisasi_indikator where bulan = 11"
    for day, value in ((date(2026, 1, 5), 80), (date(2026, 1, 6), 81), (date(2026, 1, 8), 81)):
        with open_as_of(days.published[date(2026, 1, 8)], day) as as_of:
            as_of.need(as_of.tables_read_by(sql))
            assert as_of.con.execute(sql).fetchall() == [(value,)]


def test_the_history_outlives_a_change_of_the_readers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is read anew into an empty build; what was known when does not begin anew."""
    days = History(settings)
    values = {5: 80, 6: 81, 7: 80}
    for day, value in values.items():
        days.put("kinerja.csv", sheet(f"11;01.01;persen;{value}"), datetime(2025, 12, 4, tzinfo=UTC))
        days.publish(date(2026, 1, day))
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    days.publish(date(2026, 1, 8))
    sql = "select realisasi from core.realisasi_indikator"
    for day, value in values.items():
        with open_as_of(days.published[date(2026, 1, 8)], date(2026, 1, day)) as as_of:
            as_of.need(as_of.tables_read_by(sql))
            assert as_of.con.execute(sql).fetchall() == [(value,)]


def test_a_cash_plan_counts_for_the_wrong_satker_until_the_day_on_which_it_was_mended(settings: Settings) -> None:
    """Sent, saved for another satker by mistake, mended, and revised under the same name."""
    days = History(settings)
    head = f"tahun;kode_satker;jenis_belanja;satuan;{';'.join(MONTH_NAMES)}"
    sent = datetime(2025, 12, 4, tzinfo=UTC)
    expected = {
        5: [(UNIT, 1, 10), (UNIT, 2, 20)],
        6: [("690002", 2, 25)],
        7: [(UNIT, 1, 10), (UNIT, 2, 25)],
        8: [(UNIT, 1, 11), (UNIT, 2, 25)],
    }
    for day, row in ((5, f"{UNIT};52;rupiah;10;20"), (6, "690002;52;rupiah;;25"), (7, f"{UNIT};52;rupiah;;25")):
        days.put("rpd.csv", f"{head}\n2025;{row}{';' * 10}\n", sent + timedelta(days=day))
        days.publish(date(2026, 1, day))
    days.put("rpd.csv", f"{head}\n2025;{UNIT};52;rupiah;11{';' * 11}\n", sent + timedelta(days=8))
    days.publish(date(2026, 1, 8))
    sql = "select kode_satker, bulan, cast(rpd as int) from core.rpd order by all"
    compared = [table for table in COMPARED if table.startswith(("raw.", "terkoreksi.", "core.", "mart."))]
    for day, rows in expected.items():
        with open_as_of(days.published[date(2026, 1, 8)], date(2026, 1, day)) as as_of:
            as_of.need(compared)
            assert as_of.con.execute(sql).fetchall() == rows
            with duckdb.connect(str(days.published[date(2026, 1, day)]), read_only=True) as con:
                assert all(content(as_of.con, table) == content(con, table) for table in compared)


def test_a_month_counts_from_the_day_on_which_it_was_stated(settings: Settings) -> None:
    """First nobody knows the month of a dump, then somebody says April, then May."""
    days = History(settings)
    lines = [Akun("DR.3165.QIA.002", "053", "A", "521211", "A", 1_000_000, 400_000)]
    sent = datetime(2025, 6, 1, 9)
    days.put("data.xlsx", write_dump(UNIT, 2025, lines, sent), sent)
    days.publish(date(2026, 1, 5))
    for day, month in ((6, 4), (7, 5)):
        days.put("keterangan.csv", f"berkas,tahun,bulan\ndata.xlsx,2025,{month}\n", sent)
        days.publish(date(2026, 1, day))
    sql = "select bulan, realisasi_sd from mart.serapan_satker"
    compared = [table for table in COMPARED if table.startswith(("terkoreksi.", "core.", "mart."))]
    for day, expected in ((5, []), (6, [(4, 400_000)]), (7, [(5, 400_000)])):
        with open_as_of(days.published[date(2026, 1, 7)], date(2026, 1, day)) as as_of:
            as_of.need(compared)
            assert as_of.con.execute(sql).fetchall() == expected
            with duckdb.connect(str(days.published[date(2026, 1, day)]), read_only=True) as con:
                assert all(content(as_of.con, table) == content(con, table) for table in compared)


@pytest.mark.parametrize(
    "sql",
    [
        "from core.realisasi_indikator as r",
        "select r.* from mart.serapan_satker s right join core.realisasi_indikator r using (kode_satker, tahun, bulan)",
        'select "R 1".* from "core"."realisasi_indikator" as "R 1"',
        "with a as (select * from CORE.Realisasi_Indikator x) select * from a -- bukan dari dq.temuan",
        "select * from core . realisasi_indikator where bulan in (select bulan from ref.bulan b)",
        "select * from core.realisasi_indikator where coalesce(nama, '') <> 'dq.temuan'",
    ],
)
def test_a_table_is_found_however_it_is_named(history: History, sql: str) -> None:
    day = date(2026, 1, 3)
    with then(history, day) as as_of, duckdb.connect(str(history.published[day]), read_only=True) as con:
        as_of.need(as_of.tables_read_by(sql))
        found, expected = (sorted(map(str, c.execute(sql).fetchall())) for c in (as_of.con, con))
        assert found == expected != []


def test_the_state_of_files_is_that_of_the_day_under_any_name(history: History) -> None:
    for sql in ("select status, nama from raw.berkas", "select b.status, b.nama from raw.berkas as b"):
        for day in (date(2026, 1, 2), date(2026, 1, 7)):
            with then(history, day) as as_of, duckdb.connect(str(history.published[day]), read_only=True) as con:
                as_of.need(as_of.tables_read_by(sql))
                assert sorted(as_of.con.execute(sql).fetchall()) == sorted(con.execute(sql).fetchall())


@pytest.mark.parametrize(
    ("day", "sql", "sentence"),
    [
        ("2025-12-01", "from mart.serapan_satker", "Sampai 01-12-2025 belum ada berkas yang diterima; yang pertama"),
        ("2999-01-01", "from mart.serapan_satker", "Tanggal 01-01-2999 belum tiba"),
        ("2026-01-03", "from dq.temuan", "Tabel dq.temuan hanya ada untuk terbitan yang sekarang"),
        ("2026-01-03", "drop table core.indikator", "Dengan --as-of hanya dapat bertanya"),
        ("2026-01-03", "from core.tiada", "Kueri tidak dapat dijalankan"),
        ("2026-01-03", "selec 1", "Kueri tidak dapat dijalankan"),
        ("2026-01-03", "from read_text('/etc/hostname')", "disabled by configuration"),
        ("3 Januari", "select 1", "--as-of harus tanggal berbentuk 2025-10-15"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(history: History, day: str, sql: str, sentence: str) -> None:
    result = kinerja(history.settings, "query", "--as-of", day, sql)
    assert result.returncode == (2 if "harus" in sentence else 1)
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_the_command_tells_what_was_known(history: History) -> None:
    sql = "select realisasi from core.realisasi_indikator where kode_indikator = '01.01' and bulan = 11"
    for day, value in (("2025-12-30", "80"), ("2026-01-02", "82"), ("2026-01-03", "84"), ("2026-01-07", "8")):
        told = kinerja(history.settings, "query", "--as-of", day, sql, "--format", "csv")
        assert (told.returncode, told.stderr) == (0, "")
        assert [float(line) for line in told.stdout.split()[1:]] == [float(value)]
    tables = kinerja(history.settings, "query", "--as-of", "2026-01-02", "show all tables", "--format", "csv").stdout
    assert "serapan_jenis_belanja" in tables
    rounded = "select dua_desimal(sum(realisasi) / 7) from core.realisasi_indikator"
    assert kinerja(history.settings, "query", "--as-of", "2026-01-02", rounded).returncode == 0
    wrong = kinerja(history.settings, "query", "--as-of", "2026-01-02", "select jumlahkan(realisasi) from core.rpd")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("Gagal: Kueri tidak dapat dijalankan: ")


def test_a_build_of_another_version_says_so(history: History, tmp_path: Path) -> None:
    settings = replace(history.settings, warehouse=tmp_path / "gudang")
    shutil.copytree(history.settings.warehouse, settings.warehouse, symlinks=True)
    published = Warehouse(settings.warehouse).published()
    assert published is not None
    published.path.chmod(0o644)
    with duckdb.connect(str(published.path)) as con:
        con.execute("drop table raw.riwayat_berkas")
    result = kinerja(settings, "query", "--as-of", "2026-01-03", "from raw.berkas")
    assert result.returncode == 1
    assert "dibuat oleh versi Kinerja yang lain; jalankan kinerja refresh" in result.stderr
