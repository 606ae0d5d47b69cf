"""Messages on their way to real receivers that are down, slow or fail half-way: each arrives, and arrives once."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.alerts.delivery import Courier, alert_urls
from pipelines.alerts.digest import Digest
from pipelines.alerts.outbox import KEEP, Look, open_outbox
from tests.receivers import HttpReceiver, SmtpReceiver, free_port, http_receiver, smtp_receiver

NOW = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
COURIER = Courier(pauses=(0.02, 0.02))
ONCE = Courier(pauses=())


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "pemberitahuan.sqlite"
    put(path, "satu")
    return path


@pytest.fixture
def http() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def smtp() -> Iterator[SmtpReceiver]:
    with smtp_receiver() as receiver:
        yield receiver


def put(path: Path, body: str) -> None:
    with open_outbox(path) as outbox:
        outbox.put(Digest("Kinerja: coba", body, "warning"), NOW)


def errors(path: Path) -> list[str]:
    with open_outbox(path) as outbox:
        return [waiting.galat for waiting in outbox.undelivered()]


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as con:
        return con.execute(sql).fetchall()


def test_a_message_arrives_once_by_http_and_by_mail(box: Path, http: HttpReceiver, smtp: SmtpReceiver) -> None:
    urls = [http.url(), smtp.url("kepala@contoh.go.id", secret="rahasia")]
    for _ in range(3):
        COURIER.deliver(box, urls)
    assert http.messages == ["satu\nPesan nomor 1."]
    assert http.received[0]["type"] == "warning"
    ((recipients, mail),) = smtp.mails
    assert (recipients, mail["Subject"]) == (["kepala@contoh.go.id"], "Kinerja: coba")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == ["satu", "Pesan nomor 1."]
    assert smtp.logins == [b"rahasia"]
    assert errors(box) == []


def test_a_receiver_that_is_down_gets_it_when_it_is_up_in_order(box: Path) -> None:
    port = free_port()
    url = HttpReceiver(port).url()
    COURIER.deliver(box, [url])
    assert errors(box) == ["tidak dapat dihubungi"]
    assert rows(box, "select percobaan from kiriman") == [(3,)]
    put(box, "dua")
    with http_receiver(port) as http:
        COURIER.deliver(box, [url])
        COURIER.deliver(box, [url])
        assert http.messages == ["satu\nPesan nomor 1.", "dua\nPesan nomor 2."]


def test_one_address_down_does_not_repeat_or_delay_the_other(box: Path, http: HttpReceiver) -> None:
    port = free_port()
    urls = [HttpReceiver(port).url(), http.url()]
    COURIER.deliver(box, urls)
    COURIER.deliver(box, urls)
    assert http.messages == ["satu\nPesan nomor 1."]
    with http_receiver(port) as revived:
        COURIER.deliver(box, urls)
        assert (revived.messages, http.messages) == (["satu\nPesan nomor 1."],) * 2


def test_a_receiver_that_fails_twice_gets_it_at_the_third_attempt(box: Path, http: HttpReceiver) -> None:
    http.behaviour = [500, 503]
    COURIER.deliver(box, [http.url()])
    assert len(http.received) == 3
    assert errors(box) == []


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ([500], "dijawab dengan HTTP 500"),
        (["cut"], "sambungan terputus"),
        (["drop"], "sambungan terputus"),
        ([1.0], "tidak dijawab tepat waktu"),
    ],
)
def test_without_a_whole_answer_it_is_sent_again_as_the_same_message(
    box: Path, http: HttpReceiver, behaviour: list[int | float | str], reason: str
) -> None:
    http.behaviour = behaviour
    ONCE.deliver(box, [http.url()])
    assert errors(box) == [reason]
    ONCE.deliver(box, [http.url()])
    assert errors(box) == []
    # The number tells a receiver that took it without saying so that it is the same.
    assert http.messages == ["satu\nPesan nomor 1."] * 2


def test_a_receiver_that_never_ends_does_not_hold_the_run(box: Path, http: HttpReceiver) -> None:
    http.behaviour = [8.0]
    patient = http.url(options="rto=10")
    started = time.monotonic()
    with http_receiver() as quick:
        Courier(pauses=(), budget=1.5).deliver(box, [patient, quick.url()])
        assert time.monotonic() - started < 6
        assert len(quick.received) == 1
    assert errors(box) == ["tidak selesai dalam 1.5 detik"]


def test_a_refused_recipient_does_not_make_the_other_hear_twice(box: Path, smtp: SmtpReceiver) -> None:
    smtp.refused = {"lama@contoh.go.id"}
    both = smtp.url("kepala@contoh.go.id", "lama@contoh.go.id")
    COURIER.deliver(box, [both])
    COURIER.deliver(box, [both])
    assert smtp.recipients == ["kepala@contoh.go.id"]
    assert errors(box) == ["dijawab server surat dengan 550"]
    # Mended: the one who lacks it gets it.
    COURIER.deliver(box, [smtp.url("kepala@contoh.go.id", "baru@contoh.go.id")])
    assert smtp.recipients == ["kepala@contoh.go.id", "baru@contoh.go.id"]
    assert errors(box) == []


def test_a_mail_server_that_hangs_up_after_the_text_is_tried_again(box: Path, smtp: SmtpReceiver) -> None:
    smtp.drops = 1
    COURIER.deliver(box, [smtp.url("kepala@contoh.go.id")])
    assert smtp.recipients == ["kepala@contoh.go.id"]
    assert errors(box) == []


def test_two_mails_on_one_server_are_two_addresses(box: Path, smtp: SmtpReceiver) -> None:
    COURIER.deliver(box, [smtp.url("satu@contoh.go.id"), smtp.url("dua@contoh.go.id")])
    assert sorted(smtp.recipients) == ["dua@contoh.go.id", "satu@contoh.go.id"]


@pytest.mark.parametrize("bad", ["tiada://rahasia@tempat", "rahasia", "tgram://rahasia", "json://"])
def test_an_unusable_address_waits_until_it_is_mended_and_stops_nobody(
    box: Path, http: HttpReceiver, bad: str, capfd: pytest.CaptureFixture[str]
) -> None:
    COURIER.deliver(box, [bad, http.url()])
    assert len(http.received) == 1
    (error,) = errors(box)
    assert "tidak dapat dipakai" in error
    assert capfd.readouterr() == ("", "")
    with http_receiver() as mended:
        COURIER.deliver(box, [mended.url(), http.url()])
        assert (len(mended.received), len(http.received)) == (1, 1)


def test_what_waits_for_a_removed_address_is_dropped_but_never_lost_to_all(box: Path, http: HttpReceiver) -> None:
    down = HttpReceiver(free_port()).url()
    COURIER.deliver(box, [down, http.url()])
    assert len(errors(box)) == 1
    COURIER.deliver(box, [http.url()])
    assert errors(box) == []
    # One that nobody has got goes to whoever is left.
    put(box, "dua")
    http.behaviour = [500, 500, 500]
    COURIER.deliver(box, [http.url()])
    with http_receiver() as other:
        COURIER.deliver(box, [other.url()])
        assert other.messages == ["dua\nPesan nomor 2."]


def test_nothing_of_an_address_is_logged_or_kept(
    box: Path, http: HttpReceiver, smtp: SmtpReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = ("S3kret-web", "S3kret-surat", "123456789:S3kret_telegram", "S3kretSlack")
    http.behaviour = ["drop", 500, "cut", 404]
    smtp.drops = 1
    urls = [
        http.url(secrets[0]),
        smtp.url("kepala@contoh.go.id", secret=secrets[1]),
        f"tiada://{secrets[2]}/1",
        f"json://127.0.0.1:{free_port()}/{secrets[3]}?cto=0.2",
    ]
    with caplog.at_level(logging.DEBUG):
        COURIER.deliver(box, urls)
    assert smtp.logins[0] == secrets[1].encode()
    assert "Basic" in http.headers[0]["Authorization"]
    kept = b"".join(path.read_bytes() for path in box.parent.iterdir())
    for secret in secrets:
        assert secret not in caplog.text
        assert secret.encode() not in kept


def test_addresses_are_separated_by_white_space_or_before_a_scheme() -> None:
    text = " json://a/b,c?d=1;e\n\tmailto://x:p,w@y , slack://z;tgram://t/1,json://a/b,c?d=1;e,\n"
    assert alert_urls({"KINERJA_ALERT_URLS": text}) == [
        "json://a/b,c?d=1;e",
        "mailto://x:p,w@y",
        "slack://z",
        "tgram://t/1",
    ]
    assert alert_urls({"KINERJA_ALERT_URLS": " \n"}) == alert_urls({}) == []


def test_old_messages_and_looks_are_forgotten(box: Path) -> None:
    with open_outbox(box) as outbox:
        outbox.add_look(Look(None, NOW, NOW, "gagal", "lama"))
        late = NOW + KEEP + timedelta(seconds=1)
        outbox.add_look(Look(None, late, late, "gagal", "baru"))
    assert rows(box, "select keterangan from jalan") == [("baru",)]
    assert rows(box, "select * from pesan") == []
