"""What is told of each run, and when: facts against what was told before. No SQL of the outbox, no network, no layout.

Nothing here raises or changes what a run did: an alert that cannot be made is said on stderr.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pipelines.alerts import digest, facts, news, outbox
from pipelines.alerts.delivery import VARIABLE, Courier, alert_urls
from pipelines.alerts.digest import Digest
from pipelines.alerts.news import Changes, Fact, Published, compare
from pipelines.alerts.outbox import Look, Outbox, Undelivered, open_outbox
from pipelines.publishing import Warehouse
from pipelines.wording import duration, number, wib

if TYPE_CHECKING:
    from pipelines.refresh import Refresh

_PREFIX = {news.TERTAHAN: "tertahan", news.GAGAL: "gagal:", news.TIDAK_SEGAR: "tidak ada penyegaran"}


def note_run(refresh: Refresh) -> None:
    """Record how a run ended and write what there is to tell; an interrupted run leaves nothing."""
    failure = refresh.failure
    if failure is not None and not isinstance(failure, Exception):
        return
    ended = refresh.now + timedelta(seconds=time.monotonic() - refresh.started)
    build_id = refresh.build.id if refresh.build else None
    if refresh.build is not None:
        site = [facts.of_site(refresh.site_problem)] if refresh.site_problem else []
        note_good(refresh.warehouse, Look(build_id, refresh.now, ended, outbox.TERBIT), site)
    elif failure is None and refresh.plan is not None and not refresh.plan.changed:
        note_good(refresh.warehouse, Look(None, refresh.now, ended, outbox.TIDAK_ADA_YANG_BARU))
    elif failure is None and refresh.blocking:
        named = ", ".join(refresh.blocking)
        look = Look(None, refresh.now, ended, outbox.TERTAHAN, named)
        _note_blocked(refresh.warehouse, look, refresh)
    else:
        _note_failed(refresh.warehouse, refresh.now, ended, failure)


def unpublished_facts(refresh: Refresh) -> list[Fact]:
    """What is wrong in the open build of a run whose rules keep it from being published: rules, and quarantine.

    Only the build that is open has it: the tables of quarantine are made when a build is published.
    """
    found: list[Fact] = []
    if not refresh.build and refresh.blocking:
        with _guarded("dibaca"):
            found += facts.of_rules(refresh.con, refresh.build_id).facts
            if refresh.make_quarantine():
                found += facts.of_quarantine(refresh.con)
    return found


def note_failure(warehouse: Warehouse, started: datetime, error: Exception) -> None:
    """Record a failure that came before the job."""
    _note_failed(warehouse, started, datetime.now(UTC), error)


def note_good(warehouse: Warehouse, look: Look, more: Sequence[Fact] = ()) -> None:
    """Record a run that published or found nothing new; ``more`` is what went wrong besides.

    The newest build is told if it was not yet, whoever made it: also when the run that did was cut off before it could
    tell, or had no address to tell it to.
    """
    with _guarded("dicatat"), open_outbox(warehouse.outbox_path) as box:
        box.add_look(look)
        newest = warehouse.newest()
        if not alert_urls() or newest is None:
            return
        if newest.id > box.told_build:
            published, found = facts.of_build(newest)
            _tell(
                box,
                look.ended,
                [*found.facts, *more],
                lambda key: not key.startswith(found.unsure),
                lambda changes: digest.of_publication(published, box.told_corrections, changes),
                published,
            )
        elif any(_is_outage(key) for key in box.told()):
            _tell(box, look.ended, [], _is_outage, lambda changes: digest.of_recovery(_stays(warehouse), changes))


def _note_blocked(warehouse: Warehouse, look: Look, refresh: Refresh) -> None:
    with _guarded("dicatat"), open_outbox(warehouse.outbox_path) as box:
        since = look.ended - _last_life(warehouse, box, look.started)
        box.add_look(look)
        blocked = _outage(news.TERTAHAN, "", since, "Terbitan tertahan", look.note)
        _tell(
            box,
            look.ended,
            [blocked, *refresh.unpublished_facts],
            lambda _: False,
            lambda changes: digest.of_blocked(_stays(warehouse), look.note.split(", "), since, changes),
        )


def _note_failed(warehouse: Warehouse, started: datetime, ended: datetime, error: Exception | None) -> None:
    reason = (
        failure_sentence(type(error).__name__, str(error)) if error else "penyebab tidak tercatat; lihat kinerja ui"
    )
    # A mistyped folder should not come into being for an alert that nobody gets.
    if not alert_urls() and not warehouse.folder.is_dir():
        return
    with _guarded("dicatat"), open_outbox(warehouse.outbox_path) as box:
        since = ended - _last_life(warehouse, box, started)
        box.add_look(Look(None, started, ended, outbox.GAGAL, reason))
        same = re.sub(r"\d+", "#", reason)[:120]
        failed = _outage(news.GAGAL, same, since, "Penyegaran gagal", reason)
        _tell(
            box,
            ended,
            [failed],
            lambda _: False,
            lambda changes: digest.of_failure(_stays(warehouse), reason, since, changes),
        )


class Watch(NamedTuple):
    """What the watchdog saw: whether the last sign of life is too old, in one sentence."""

    stale: bool
    sentence: str


def watch(warehouse: Warehouse, max_age: timedelta, now: datetime | None = None) -> Watch:
    """Tell when no run has ended well within ``max_age``. Neither waits for a refresh nor holds it up.

    Where nothing can be written, it is told without being remembered.
    """
    now = now or datetime.now(UTC)
    if not warehouse.folder.is_dir():
        sentence = f"Folder gudang data {warehouse.folder} tidak ada; periksa --warehouse dan apakah disknya terpasang."
        _tell_unrecorded(digest.of_silence(sentence, "", Changes()))
        return Watch(True, sentence)
    seen = None
    with _guarded("dibaca"):
        if warehouse.outbox_path.exists():
            with open_outbox(warehouse.outbox_path, write=False) as box:
                seen = box.last_good()
    # A warehouse of a time before runs were recorded.
    seen = seen or _published_at(warehouse)
    judged = _judge(warehouse, seen, max_age, now)
    if judged.stale and alert_urls():
        try:
            with open_outbox(warehouse.outbox_path) as box:
                _tell_silence(box, judged, seen, max_age, now)
        except (OSError, sqlite3.Error) as error:
            print(f"Pemberitahuan tidak dapat dicatat ({error}); periksa folder gudang data.", file=sys.stderr)
            _tell_unrecorded(digest.of_silence(judged.sentence, "", Changes()))
    return judged


def _tell_silence(box: Outbox, judged: Watch, seen: datetime | None, max_age: timedelta, now: datetime) -> None:
    over = _ended_untold(box)
    outages = {key: told for key, told in box.told().items() if _is_outage(key) and key not in over}
    before = outages.get(_PREFIX[news.TIDAK_SEGAR])
    # Where nothing ever ended well, the silence began when it was first noticed.
    since = now - seen if seen else max_age + (now - before.since if before else timedelta())
    silence = _outage(news.TIDAK_SEGAR, "", since, "Tidak ada penyegaran yang berhasil", "")
    # That a run was blocked or failed was told: the silence after it is the same outage.
    if any(not silence.is_worse_than(told) for told in outages.values()):
        return
    outcome, note = box.last_look()
    last = f"Yang terakhir {outcome}: {note.rstrip('.')}." if note else ""
    write = partial(digest.of_silence, judged.sentence, last)
    _tell(box, now, [silence], lambda _: False, write)


def _tell_unrecorded(message: Digest) -> None:
    urls = alert_urls()
    with _guarded("dikirim"):
        for problem in Courier().send_unrecorded(message, urls) if urls else ():
            print(f"Pemberitahuan tidak terkirim ke {problem}.", file=sys.stderr)


def _judge(warehouse: Warehouse, seen: datetime | None, max_age: timedelta, now: datetime) -> Watch:
    if seen is None:
        return Watch(True, f"Belum pernah ada penyegaran yang berhasil di {warehouse.folder}.")
    when = f"{wib(seen)}, {duration(now - seen)} yang lalu"
    if now - seen <= max_age:
        return Watch(False, f"Penyegaran terakhir yang berhasil: {when}.")
    return Watch(True, f"Tidak ada penyegaran yang berhasil sejak {when} (batas {duration(max_age)}).")


def newest_look(warehouse: Warehouse) -> Look | None:
    """How the newest run ended; None where none is recorded. Reads only."""
    with _guarded("dibaca"):
        if warehouse.outbox_path.exists():
            with open_outbox(warehouse.outbox_path, write=False) as box:
                return box.newest_look()
    return None


def look_sentence(look: Look | None) -> str:
    """That what is published is not what the newest run would have made; empty when it is."""
    if look is None or look.outcome not in (outbox.TERTAHAN, outbox.GAGAL):
        return ""
    return (
        f"Penyegaran terakhir ({wib(look.started)}) {look.outcome}: {look.note.rstrip('.')}; "
        "yang tampak di bawah adalah terbitan sebelumnya."
    )


def deliver(warehouse: Warehouse) -> None:
    """Send what waits, if anything does and there is an address; the rest waits for the next run."""
    urls = alert_urls()
    with _guarded("dikirim"):
        if urls and undelivered(warehouse):
            Courier().deliver(warehouse.outbox_path, urls)


def undelivered(warehouse: Warehouse) -> list[Undelivered]:
    """What waits, by address; reads only."""
    with _guarded("dibaca"):
        if warehouse.outbox_path.exists():
            with open_outbox(warehouse.outbox_path, write=False) as box:
                return box.undelivered()
    return []


def undelivered_sentences(warehouse: Warehouse) -> list[str]:
    """What could not be delivered, one sentence for each address, without the address itself."""
    then = "dicoba lagi pada penyegaran berikutnya" if alert_urls() else f"isi {VARIABLE} supaya terkirim"
    return [
        f"{number(messages)} pemberitahuan{f' ke {label}' if label else ''} belum terkirim"
        f"{f' ({error})' if error else ''}; {then}. Lihat docs/runbook/{news.TIDAK_TERKIRIM}.md."
        for label, messages, error in undelivered(warehouse)
    ]


def say_undelivered(warehouse: Warehouse) -> None:
    """Say it on stderr."""
    for sentence in undelivered_sentences(warehouse):
        print(sentence, file=sys.stderr)


_OURS = ("Busy", "NotASite", "PublicationError", "SettingsError")


def failure_sentence(name: str, message: str) -> str:
    """What went wrong, from the name of an exception and its text; one that nobody foresaw is said to be so."""
    if name in _OURS:
        return message
    if name in ("PermissionError", "FileNotFoundError", "OSError"):
        return f"folder atau berkas tidak dapat ditulis ({message}); periksa izinnya"
    first_line = message.partition("\n")[0]
    return f"kesalahan yang tidak terduga ({name}: {first_line}); laporkan kepada pengelola Kinerja"


def _tell(
    box: Outbox,
    now: datetime,
    open_facts: Sequence[Fact],
    ends: Callable[[str], bool],
    write: Callable[[Changes], Digest],
    published: Published | None = None,
) -> None:
    """Write one message of what is new, worse or over, and remember it as told: both or neither.

    A build that was not told yet is news by itself, and what is better in it is remembered too. Without an address
    nothing is told, so that whoever adds one later hears all that is open.
    """
    if not alert_urls():
        return
    with box.transaction():
        if any(fact.kind in news.OUTAGES for fact in open_facts):
            # A good run that had nobody to tell ended those: this outage is another one, and its time begins anew.
            box.forget(_ended_untold(box))
        changes = compare(open_facts, box.told(), ends)
        if published is not None and published.id <= box.told_build:
            return
        if not (published or changes.to_tell or changes.recovered):
            return
        box.put(write(changes), now)
        box.mark(changes.to_tell, now)
        box.forget(changes.recovered)
        if published is not None:
            box.mark(changes.shrunk, now)
            box.told_publication(published.id, published.corrections)


def _is_outage(key: str) -> bool:
    return key.startswith(tuple(_PREFIX.values()))


def _ended_untold(box: Outbox) -> list[str]:
    """Outages that a good run has ended since they were told, as one by hand without addresses does."""
    good = box.last_good()
    return [key for key, told in box.told().items() if good and _is_outage(key) and told.since <= good]


def _outage(kind: str, same: str, since: timedelta, what: str, why: str) -> Fact:
    # Nights are a day apart: below that, a longer outage is not a worse one.
    hours = max(24, round(since.total_seconds() / 3600))
    text = f"{what}: {why}" if why else what
    return Fact(kind, f"{_PREFIX[kind]}{same}", hours, text)


def _last_life(warehouse: Warehouse, box: Outbox, otherwise: datetime) -> datetime:
    """When a run last ended well; where none ever did, when the first one began."""
    return box.last_good() or _published_at(warehouse) or box.first_look() or otherwise


def _published_at(warehouse: Warehouse) -> datetime | None:
    build = warehouse.published()
    return build.time if build else None


def _stays(warehouse: Warehouse) -> str:
    build = warehouse.published()
    return f"Terbitan {build.id} ({wib(build.time)}) tetap berlaku." if build else "Belum ada terbitan."


@contextmanager
def _guarded(what: str) -> Iterator[None]:
    """An alert never fails the run it speaks of. Only errors that cannot hold an address are quoted."""
    import duckdb
    from filelock import Timeout

    try:
        yield
    except Timeout:
        print("Pemberitahuan belum dikirim: pengiriman lain sedang berjalan.", file=sys.stderr)
    except (OSError, sqlite3.Error, duckdb.Error) as error:
        print(f"Pemberitahuan tidak dapat {what} ({error}); periksa folder gudang data.", file=sys.stderr)
    except Exception as error:
        print(f"Pemberitahuan tidak dapat {what} (kesalahan {type(error).__name__}).", file=sys.stderr)
