"""What a run tells, and how often: published, blocked, failed, interrupted, silent; on every way to start one."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pytest

from pipelines import nightly
from pipelines.alerts import telling
from pipelines.alerts.delivery import VARIABLE, Courier
from pipelines.publishing import Build, Warehouse
from pipelines.quality.checks import rows
from pipelines.quality.gate import RuleResult
from pipelines.quality.rules import Rule
from pipelines.refresh import Refresh
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.sql_models import Model, load_models
from tests.conftest import PROJECT, refresh_once
from tests.receivers import HttpReceiver, free_port, http_receiver, smtp_receiver
from tests.test_cli import kinerja

NIGHT = datetime(2025, 3, 20, 18, 30, tzinfo=UTC)
DAY = timedelta(days=1)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture
def http(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpReceiver]:
    """A receiver, which is the address of alerts; failed deliveries are not tried again within a run."""
    monkeypatch.setattr(telling, "Courier", partial(Courier, pauses=()))
    with http_receiver() as receiver:
        monkeypatch.setenv(VARIABLE, receiver.url())
        yield receiver


@pytest.fixture
def inbox(settings: Settings, rak_dumai: bytes) -> Path:
    """An inbox with a plan that has two refused lines."""
    (settings.inbox / "rak.txt").write_bytes(rak_dumai.replace(b"12,096,000", b"=12,o96,000", 2))
    return settings.inbox


def state(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(Warehouse(settings.warehouse).outbox_path) as con:
        return con.execute(sql).fetchall()


def test_a_publication_is_told_once_with_place_reason_and_advice(
    settings: Settings, inbox: Path, http: HttpReceiver
) -> None:
    build = refresh_once(settings, NIGHT).build
    refresh_once(settings, NIGHT + DAY)
    assert build is not None
    (title,), (body,) = http.titles, http.messages
    assert title.startswith(f"Kinerja: terbit {build.id}, 1 berkas baru di karantina, ")
    assert f"Terbit {build.id} (21-03-2025 01.30 WIB): 1 berkas baru diterima, 0 ditolak" in body
    assert "rak.txt: 2 catatan RAK-" in body
    assert "Pertama: baris " in body
    assert "Saran: " in body
    assert "LOKA POM" in body.upper()
    assert "realisasi anggaran 2025: Januari sampai Februari" in body
    assert body.splitlines()[-2].startswith("Panduan: docs/runbook/")
    assert [row[0] for row in state(settings, "select hasil from jalan")] == ["terbit", "tidak ada yang baru"]


def test_every_page_that_is_named_exists() -> None:
    from pipelines.alerts import news

    pages = (
        *news.OUTAGES,
        news.KARANTINA,
        news.ATURAN,
        news.KOREKSI,
        news.BELUM_LAPOR,
        news.TIDAK_TERKIRIM,
    )
    assert [page for page in pages if not (PROJECT / "docs" / "runbook" / f"{page}.md").is_file()] == []


def test_only_news_is_told_in_full(settings: Settings, inbox: Path, http: HttpReceiver, rak_dumai: bytes) -> None:
    refresh_once(settings, NIGHT)
    facts = state(settings, "select kunci from diberitahukan")
    # A month later: March was not reported either, the rest is as it was.
    refresh_once(settings, NIGHT + 31 * DAY)
    assert "BELUM LAPOR (2 laporan baru lewat tenggat)" in http.messages[1]
    assert "realisasi anggaran 2025: Maret" in http.messages[1]
    assert "BARU DI KARANTINA" not in http.messages[1]
    assert "ATURAN BARU" not in http.messages[1]
    assert "karantina: 2 catatan di 1 berkas" in http.messages[1]
    assert len(state(settings, "select kunci from diberitahukan")) == len(facts) + 2

    # Mended: the quarantine is over, and told so.
    (inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings, NIGHT + 32 * DAY)
    assert "PULIH" in http.messages[2]
    assert "- rak.txt, RAK-" in http.messages[2]
    assert "karantina:" not in http.messages[2]
    assert len(http.received) == 3


def test_without_an_address_nothing_counts_as_told(
    settings: Settings, inbox: Path, http: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    refresh_once(settings, NIGHT)
    assert state(settings, "select * from diberitahukan") == state(settings, "select * from pesan") == []
    assert state(settings, "select hasil from jalan") == [("terbit",)]
    # The first run with an address tells all that is open, though it finds nothing new itself.
    monkeypatch.setenv(VARIABLE, http.url())
    refresh_once(settings, NIGHT + DAY)
    refresh_once(settings, NIGHT + 2 * DAY)
    (body,) = http.messages
    assert "BARU DI KARANTINA (1 berkas)" in body
    # A run by hand, without the addresses, does not drop what waits for them.
    http.behaviour = [500]
    (inbox / "lain.txt").write_text("bukan dokumen")
    refresh_once(settings, NIGHT + 3 * DAY)
    monkeypatch.delenv(VARIABLE)
    refresh_once(settings, NIGHT + 4 * DAY)
    monkeypatch.setenv(VARIABLE, http.url())
    refresh_once(settings, NIGHT + 5 * DAY)
    assert len(http.received) == 3
    assert http.messages[1] == http.messages[2]


def test_a_failure_is_told_once_again_when_it_lasts_and_when_it_is_over(
    settings: Settings, inbox: Path, http: HttpReceiver
) -> None:
    refresh_once(settings, NIGHT)
    broken = replace(settings, satker=inbox.parent / "tiada.csv")
    hours = (24, 25, 47, 48, 60, 95, 96)
    for hour in hours:
        with pytest.raises(SettingsError):
            refresh_once(broken, NIGHT + timedelta(hours=hour))
    assert http.titles[1:] == [
        "Kinerja: penyegaran gagal",
        "Kinerja: penyegaran sudah 2 hari gagal",
        "Kinerja: penyegaran sudah 4 hari gagal",
    ]
    assert "tiada.csv" in http.messages[1]
    assert "(21-03-2025 01.30 WIB) tetap berlaku." in http.messages[1]
    assert "Panduan: docs/runbook/penyegaran-gagal.md" in http.messages[1]
    # It works again. Nothing is new, but that it works is.
    refresh_once(settings, NIGHT + timedelta(hours=97))
    refresh_once(settings, NIGHT + timedelta(hours=98))
    assert http.titles[4:] == ["Kinerja: pulih, penyegaran berjalan lagi"]
    assert "tiada.csv" in http.messages[4]
    assert [row[0] for row in state(settings, "select hasil from jalan")].count("gagal") == len(hours)


def test_a_blocked_run_is_told_once(settings: Settings, inbox: Path, http: HttpReceiver) -> None:
    from pipelines.definitions import build_definitions

    job = build_definitions(settings).resolve_job_def("refresh")
    refresh_once(settings)
    (inbox / "lain.txt").write_text("bukan dokumen")
    model = load_models()["core.target_indikator"]
    sql = model.sql
    # Every target twice: a broken key that no document can cause, only a fault of ours.
    object.__setattr__(model, "sql", f"select * from ({sql}) union all select * from ({sql})")
    try:
        for _ in range(2):
            assert not job.execute_in_process(run_config=QUIET, raise_on_error=False).success
    finally:
        object.__setattr__(model, "sql", sql)
    _, title = http.titles
    named = title.removeprefix("Kinerja: terbitan tertahan oleh ")
    assert named != title
    body = http.messages[1]
    assert f"Pemeriksaan {named} menahan terbitan. Terbitan 20260120-183000" in body
    assert "temuan di core.target_indikator" in body
    assert "BARU DI KARANTINA (1 berkas)\n- lain.txt: 1 catatan BERKAS-" in body
    assert "docs/runbook/terbitan-tertahan.md" in body
    assert [row[0] for row in state(settings, "select hasil from jalan")] == ["terbit", "tertahan", "tertahan"]
    # The silence after it is the same outage, until it has lasted twice as long.
    warehouse = Warehouse(settings.warehouse)
    ((last,),) = state(settings, "select max(selesai) from jalan where hasil = 'terbit'")
    ((told,),) = state(settings, "select ukuran from diberitahukan where kunci = 'tertahan'")
    for hours in (told + 6, 2 * told - 1, 2 * told + 1, 2 * told + 9):
        telling.watch(warehouse, timedelta(hours=26), datetime.fromisoformat(last) + timedelta(hours=hours))
    silences = state(settings, "select jenis, judul from pesan where judul like '%tidak ada penyegaran%'")
    assert silences == [("failure", "Kinerja: tidak ada penyegaran yang berhasil")]
    assert job.execute_in_process(run_config=QUIET).success
    messages = [message for message in http.messages if "Yang terakhir tertahan" not in message]
    assert "- Terbitan tertahan: " in messages[2].partition("PULIH")[2]
    # What is new in quarantine was told in the night that was blocked.
    assert "lain.txt" not in messages[2]


def test_an_interrupted_run_tells_nothing(settings: Settings, inbox: Path, http: HttpReceiver) -> None:
    def interrupted() -> None:
        with Refresh.running(settings, NIGHT) as refresh:
            refresh.land()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert http.received == []
    assert not Warehouse(settings.warehouse).outbox_path.exists()


def test_an_interruption_between_two_stages_tells_nothing(
    settings: Settings, inbox: Path, http: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.definitions import build_definitions

    class Interrupting(dict[str, int]):
        def items(self) -> Any:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)

    monkeypatch.setattr(Refresh, "build_models", lambda *_: Interrupting())
    job = build_definitions(settings).resolve_job_def("refresh")
    assert not job.execute_in_process(run_config=QUIET, raise_on_error=False).success
    assert http.received == []
    assert not Warehouse(settings.warehouse).outbox_path.exists()


SECONDS = "select count(*) as n from range(1000000000) as t (i) where hash(i) = 0 having n < 0"


def _in_a_model(monkeypatch: pytest.MonkeyPatch, stop: Callable[[], None]) -> None:
    def build(self: Model, con: duckdb.DuckDBPyConnection) -> None:
        stop()
        con.execute(SECONDS).fetchall()

    monkeypatch.setattr(Model, "build", build)


def _in_the_gate(monkeypatch: pytest.MonkeyPatch, stop: Callable[[], None]) -> None:
    from pipelines.quality import duckdb_engine, gate

    assert duckdb_engine  # Its import takes longer than the timer.
    run_gate = gate.run_gate

    def stopped(con: duckdb.DuckDBPyConnection, run_id: str, now: datetime, rules: Sequence[Rule]) -> list[RuleResult]:
        slow = replace(rules[0], check=rows(SECONDS)(rules[0].tabel))
        stop()
        return run_gate(con, run_id, now, [slow, *rules[1:]])

    monkeypatch.setattr(gate, "run_gate", stopped)


def _in_the_site(monkeypatch: pytest.MonkeyPatch, stop: Callable[[], None]) -> None:
    def write(build: Build, out: Path) -> None:
        stop()
        duckdb.execute(SECONDS).fetchall()

    monkeypatch.setattr("pipelines.site.build.write_site", write)


@pytest.mark.parametrize("busy", [_in_a_model, _in_the_gate, _in_the_site])
def test_an_interruption_amid_a_query_tells_nothing(
    settings: Settings,
    inbox: Path,
    http: HttpReceiver,
    monkeypatch: pytest.MonkeyPatch,
    busy: Callable[[pytest.MonkeyPatch, Callable[[], None]], None],
) -> None:
    from pipelines.definitions import build_definitions

    busy(monkeypatch, lambda: Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start())
    job = build_definitions(settings).resolve_job_def("refresh")
    result = job.execute_in_process(run_config=QUIET, raise_on_error=False)
    assert nightly._outcome(result).error == "dihentikan sebelum selesai"
    assert http.received == []
    assert not Warehouse(settings.warehouse).outbox_path.exists()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_command_stopped_at_any_moment_tells_nothing_of_it(
    settings: Settings, inbox: Path, http: HttpReceiver, sent: signal.Signals
) -> None:
    environment = os.environ | {
        "KINERJA_INBOX": str(settings.inbox),
        "KINERJA_WAREHOUSE": str(settings.warehouse),
        "KINERJA_SATKER": str(settings.satker),
        "PYTHONPATH": str(PROJECT),
    }
    command = [sys.executable, "-m", "pipelines", "refresh"]
    with subprocess.Popen(command, env=environment, cwd=settings.inbox.parent, stderr=subprocess.PIPE) as process:
        while not list(settings.warehouse.glob("build/*")):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(sent)
        process.communicate()
    assert process.returncode != 0
    assert http.received == []


def test_a_broken_outbox_changes_nothing_of_the_run(
    settings: Settings, inbox: Path, http: HttpReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.warehouse.mkdir()
    Warehouse(settings.warehouse).outbox_path.write_bytes(b"bukan sqlite" * 1000)
    assert refresh_once(settings).build is not None
    assert "Pemberitahuan tidak dapat dicatat" in capsys.readouterr().err


def test_a_failure_before_the_job_is_told(settings: Settings, http: HttpReceiver) -> None:
    with pytest.raises(SettingsError):
        nightly.run(replace(settings, inbox=settings.inbox / "tiada"))
    assert http.titles == ["Kinerja: penyegaran gagal"]
    assert "tiada" in http.messages[0]


def test_a_mistyped_folder_does_not_come_into_being(settings: Settings) -> None:
    result = kinerja(replace(settings, inbox=settings.inbox / "tiada"), "refresh")
    assert result.returncode == 2
    assert not settings.warehouse.exists()


def test_the_command_keeps_every_secret_and_says_what_was_not_delivered(
    settings: Settings, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = ("S3kretSurat", "S3kretJaring", "S3kretTelegram")
    with smtp_receiver() as smtp, http_receiver() as http:
        mail = smtp.url("kepala@contoh.go.id", secret=secrets[0])
        down = HttpReceiver(free_port()).url(secrets[1])
        monkeypatch.setenv(VARIABLE, f"{mail}\n{http.url(secrets[1])} {down}, tgram://{secrets[2]}")
        first = kinerja(settings, "refresh")
        status = kinerja(settings, "status")
        assert first.returncode == 0, first.stderr
        assert len(smtp.mails) == len(http.received) == 1
        assert smtp.mails[0][1]["Subject"].startswith("Kinerja: terbit ")
        assert "RAK-" in smtp.mails[0][1].get_content()
    for shown in (first.stderr, status.stdout):
        assert "1 pemberitahuan ke alamat ke-3 (JSON) belum terkirim (tidak dapat dihubungi)" in shown
        assert "1 pemberitahuan ke alamat ke-4 belum terkirim (alamatnya tidak dapat dipakai" in shown
    said = "".join(result.stdout + result.stderr for result in (first, status))
    kept = b"".join(path.read_bytes() for path in settings.warehouse.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret not in said
        assert secret.encode() not in kept


def test_dagster_records_no_secret(
    settings: Settings,
    inbox: Path,
    http: HttpReceiver,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The way of the schedule and the sensor."""
    import dagster as dg

    from pipelines.definitions import build_definitions

    monkeypatch.setenv(VARIABLE, http.url("S3kret") + " tgram://S3kret")
    job = build_definitions(settings).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance)
        recorded = repr((instance.all_logs(result.run_id), instance.get_run_by_id(result.run_id), result.all_events))
    assert result.success
    assert len(http.received) == 1
    assert "RAK_04" in recorded
    assert "S3kret" not in recorded
    assert "S3kret" not in "".join(capfd.readouterr())


def test_a_night_with_nothing_new_sends_what_waits_and_loads_no_library(
    settings: Settings, inbox: Path, http: HttpReceiver
) -> None:
    http.behaviour = [500]
    refresh_once(settings, datetime.now(UTC))
    assert nightly.run(settings) == 0
    assert len(http.received) == 2
    script = (
        "import sys\nfrom pipelines import nightly\nfrom pipelines.settings import load_settings\n"
        "nightly.run(load_settings())\nsys.exit('apprise' in sys.modules or 'dagster' in sys.modules)"
    )
    environment = os.environ | {
        "KINERJA_INBOX": str(settings.inbox),
        "KINERJA_WAREHOUSE": str(settings.warehouse),
        "KINERJA_SATKER": str(settings.satker),
        "PYTHONPATH": str(PROJECT),
    }
    quiet = subprocess.run([sys.executable, "-c", script], env=environment, cwd=inbox, capture_output=True, check=False)
    assert quiet.returncode == 0, quiet.stderr
    assert len(http.received) == 2
    assert len(state(settings, "select * from jalan where hasil = 'tidak ada yang baru'")) == 2


def test_the_watchdog_tells_once_again_when_doubled_and_the_next_run_that_it_is_over(
    settings: Settings, inbox: Path, http: HttpReceiver
) -> None:
    refresh_once(settings, NIGHT)
    warehouse = Warehouse(settings.warehouse)
    stale = []
    for hours in (1, 25, 26.1, 30, 51, 53, 60):
        stale.append(telling.watch(warehouse, timedelta(hours=26), NIGHT + timedelta(hours=hours)).stale)
        telling.deliver(warehouse)
    assert stale == [False, False, True, True, True, True, True]
    assert http.titles[1:] == ["Kinerja: tidak ada penyegaran yang berhasil"] * 2
    assert "sejak 21-03-2025 01.30 WIB, 1 hari 2 jam yang lalu (batas 1 hari 2 jam)." in http.messages[1]
    assert "Panduan: docs/runbook/tidak-ada-penyegaran.md" in http.messages[1]
    refresh_once(settings, NIGHT + timedelta(hours=61))
    assert "Tidak ada penyegaran yang berhasil" in http.messages[3].partition("PULIH")[2]
    # A run that finds nothing new is a sign of life.
    assert not telling.watch(warehouse, timedelta(hours=26), NIGHT + timedelta(hours=80)).stale


def test_the_watchdog_where_nothing_ever_ran(settings: Settings, http: HttpReceiver) -> None:
    settings.warehouse.mkdir()
    first, second = kinerja(settings, "watchdog", "--max-age", "26"), kinerja(settings, "watchdog", "--max-age", "26")
    assert (first.returncode, second.returncode) == (1, 1)
    assert first.stdout == f"Belum pernah ada penyegaran yang berhasil di {settings.warehouse}.\n"
    assert [body["type"] for body in http.received] == ["failure"]


def test_the_watchdog_tells_of_a_missing_folder_and_does_not_make_it(settings: Settings, http: HttpReceiver) -> None:
    watched = kinerja(settings, "watchdog", "--max-age", "26")
    assert watched.returncode == 1
    assert f"Folder gudang data {settings.warehouse} tidak ada" in watched.stdout
    assert not settings.warehouse.exists()
    assert watched.stdout.strip() in http.messages[0]


def test_the_watchdog_tells_where_it_cannot_write(
    settings: Settings, http: HttpReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = Warehouse(settings.warehouse)
    # What cannot be opened for writing, whoever runs the tests.
    warehouse.outbox_path.mkdir(parents=True)
    assert telling.watch(warehouse, timedelta(hours=26)).stale
    assert http.titles == ["Kinerja: tidak ada penyegaran yang berhasil"]
    assert "tidak dapat dicatat" in capsys.readouterr().err


def test_the_watchdog_command(settings: Settings, inbox: Path) -> None:
    assert kinerja(settings, "watchdog", "--max-age", "1").returncode == 1
    assert not settings.warehouse.exists()
    refresh_once(settings, datetime.now(UTC))
    lively = kinerja(settings, "watchdog", "--max-age", "0.5")
    assert (lively.returncode, lively.stderr) == (0, "")
    assert "Penyegaran terakhir yang berhasil" in lively.stdout
    # A warehouse of a time before looks were recorded: what is published is the sign of life.
    Warehouse(settings.warehouse).outbox_path.unlink()
    assert kinerja(settings, "watchdog", "--max-age", "1").returncode == 0
    for wrong in ("-1", "0", "nan", "inf", "banyak"):
        assert kinerja(settings, "watchdog", "--max-age", wrong).returncode == 2, wrong
    assert kinerja(settings, "watchdog").returncode == 2


def test_addresses_do_not_belong_into_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "kinerja.toml").write_text('alert_urls = "json://kinerja:S3kret@contoh.go.id"\n')
    with pytest.raises(SettingsError, match=VARIABLE) as refused:
        load_settings(environment={}, start=tmp_path)
    assert "S3kret" not in str(refused.value)
