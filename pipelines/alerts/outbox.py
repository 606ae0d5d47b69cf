"""What was told and what still waits: the SQLite file of the alerts. No text, no network, no DuckDB.

It lies beside the warehouse, not in it: a published build never changes, and failed runs must be remembered too.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipelines.alerts.digest import Digest
    from pipelines.alerts.news import Fact

KEEP = timedelta(days=400)

TERBIT, TIDAK_ADA_YANG_BARU, TERTAHAN, GAGAL = "terbit", "tidak ada yang baru", "tertahan", "gagal"

# pesan: one row per digest. kiriman: one row per message and address; a message without any is not addressed yet.
# sebagian: which parts of a message an address has taken (hashes). diberitahukan: one row per open fact that was told,
# how bad it was, and hashes of what it consisted of. jalan: one row per completed look of the job. Times are UTC, ISO
# 8601.
_TABLES = """
create table if not exists catatan (nama text primary key, nilai text not null);
create table if not exists pesan (
    id integer primary key autoincrement, waktu text not null, judul text not null, isi text not null,
    jenis text not null default 'info'
);
create table if not exists kiriman (
    pesan integer not null references pesan (id) on delete cascade, tujuan text not null, label text not null,
    percobaan integer not null default 0, terakhir text, galat text, sebagian text not null default '[]',
    terkirim_pada text, primary key (pesan, tujuan)
);
create table if not exists diberitahukan (
    kunci text primary key, jenis text not null, ukuran integer not null, kelompok text not null, siapa text not null,
    uraian text not null, anggota text not null, waktu text not null
);
create table if not exists jalan (
    id integer primary key autoincrement, terbitan text, mulai text not null, selesai text not null,
    hasil text not null, keterangan text not null
);
"""


class Told(NamedTuple):
    """An open fact that was told, as in ``news.Fact``; ``since``: when it was first told."""

    kind: str
    size: int
    group: str
    who: str
    short: str
    members: frozenset[str]
    since: datetime


class Look(NamedTuple):
    """One completed look of the job; an interrupted run is none.

    Attributes:
        build: the published build, or None.
        started, ended: when (UTC).
        outcome: ``terbit``, ``tidak ada yang baru``, ``tertahan`` or ``gagal``.
        note: why, where it was not published.
    """

    build: str | None
    started: datetime
    ended: datetime
    outcome: str
    note: str = ""


class Waiting(NamedTuple):
    """A message that an address has not taken yet; ``taken`` are the parts that it has."""

    message: int
    target: str
    title: str
    body: str
    kind: str
    taken: list[str]


class Undelivered(NamedTuple):
    """How many messages wait for one address, and why the last attempt failed; both empty before the first one."""

    tujuan: str
    jumlah: int
    galat: str


class Outbox:
    """The open file. Several processes may use it at once."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything or nothing; nobody else writes meanwhile."""
        self._con.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._con.execute("rollback")
            raise
        self._con.execute("commit")

    def add_look(self, look: Look) -> None:
        """Record a look, and forget what is older than ``KEEP``."""
        self._con.execute(
            "insert into jalan (terbitan, mulai, selesai, hasil, keterangan) values (?, ?, ?, ?, ?)",
            (look.build, _text(look.started), _text(look.ended), look.outcome, look.note),
        )
        oldest = _text(look.ended - KEEP)
        self._con.execute("delete from jalan where selesai < ?", (oldest,))
        self._con.execute("delete from pesan where waktu < ?", (oldest,))

    def last_good(self) -> datetime | None:
        """When a run last published or found nothing new."""
        return self._time("select max(selesai) from jalan where hasil in (?, ?)", (TERBIT, TIDAK_ADA_YANG_BARU))

    def first_look(self) -> datetime | None:
        """When the first recorded run began."""
        return self._time("select min(mulai) from jalan")

    def last_look(self) -> tuple[str, str]:
        """Outcome and note of the newest look; empty when there is none."""
        outcome, note = self._row("select hasil, keterangan from jalan order by id desc limit 1") or ("", "")
        return outcome, note

    def newest_look(self) -> Look | None:
        """The newest look; None when there is none."""
        row = self._row("select terbitan, mulai, selesai, hasil, keterangan from jalan order by id desc limit 1")
        if row is None:
            return None
        build, started, ended, outcome, note = row
        return Look(build, datetime.fromisoformat(started), datetime.fromisoformat(ended), outcome, note)

    def told(self) -> dict[str, Told]:
        """Every open fact that was told, by key."""
        rows = self._con.execute("select * from diberitahukan order by kunci")
        return {
            key: Told(kind, size, group, who, short, frozenset(json.loads(members)), datetime.fromisoformat(since))
            for key, kind, size, group, who, short, members, since in rows
        }

    def mark(self, facts: Iterable[Fact], now: datetime) -> None:
        """These facts are told as they are now; the time stays that of the first telling."""
        self._con.executemany(
            "insert into diberitahukan values (?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (kunci) do update set jenis = excluded.jenis, ukuran = excluded.ukuran,"
            " kelompok = excluded.kelompok, siapa = excluded.siapa, uraian = excluded.uraian,"
            " anggota = excluded.anggota",
            [(f.key, f.kind, f.size, f.group, f.who, f.short, json.dumps(list(f.places)), _text(now)) for f in facts],
        )

    def forget(self, keys: Iterable[str]) -> None:
        """These facts are over: their return is told again."""
        self._con.executemany("delete from diberitahukan where kunci = ?", [(key,) for key in keys])

    def put(self, message: Digest, now: datetime) -> None:
        """Add a message, for every address there is at the next delivery."""
        self._con.execute("insert into pesan (waktu, judul, isi, jenis) values (?, ?, ?, ?)", (_text(now), *message))

    @property
    def told_build(self) -> str:
        """The newest build that was told; empty when none was."""
        return self._note("terbitan")

    @property
    def told_corrections(self) -> list[str]:
        """The corrections that were applied in the newest build that was told."""
        return self._note("koreksi").split()

    def told_publication(self, build_id: str, corrections: Iterable[str]) -> None:
        """This build is told, and with it the corrections applied in it."""
        for name, value in (("terbitan", build_id), ("koreksi", " ".join(corrections))):
            self._con.execute("insert or replace into catatan values (?, ?)", (name, value))

    def _note(self, name: str) -> str:
        row = self._row("select nilai from catatan where nama = ?", (name,))
        return str(row[0]) if row else ""

    def salt(self) -> bytes:
        """Random bytes of this installation, so that hashes of addresses cannot be looked up elsewhere."""
        self._con.execute("insert or ignore into catatan values ('garam', ?)", (secrets.token_hex(16),))
        row = self._row("select nilai from catatan where nama = 'garam'")
        return bytes.fromhex(str(row[0])) if row else b""

    def undelivered(self) -> list[Undelivered]:
        """What waits, by address; not yet addressed messages under an empty label."""
        rows = self._con.execute(
            "select coalesce(k.label, ''), count(*), coalesce(max(k.galat), '') from pesan as p"
            " left join kiriman as k on k.pesan = p.id where k.terkirim_pada is null group by 1 order by 1"
        )
        return [Undelivered(*row) for row in rows]

    def address(self, targets: Sequence[tuple[str, str]]) -> None:
        """Bring deliveries in line with the addresses (id, label) that there are now.

        Messages that nobody was named for go to all. What waits for an address that is gone is dropped, unless there is
        a new one: that is most often the old one with its password mended, and takes it over. Where it stands in the
        same place and is of the same kind, so do the recipients who already have the message.
        """
        with self.transaction():
            known = {row[0] for row in self._con.execute("select distinct tujuan from kiriman")}
            current = json.dumps([target for target, _ in targets])
            gone = "terkirim_pada is null and tujuan not in (select value from json_each(?))"
            for target, label in targets:
                self._con.execute("update kiriman set label = ? where tujuan = ?", (label, target))
                if target not in known:
                    self._con.execute(
                        "insert into kiriman (pesan, tujuan, label, sebagian)"
                        " select pesan, ?, ?, coalesce(max(case when label = ? then sebagian end), '[]')"
                        f" from kiriman where {gone} group by pesan",
                        (target, label, label, current),
                    )
            self._con.execute(f"delete from kiriman where {gone}", (current,))
            unaddressed = self._con.execute(
                "select id from pesan where id not in (select pesan from kiriman)"
            ).fetchall()
            self._con.executemany(
                "insert into kiriman (pesan, tujuan, label) values (?, ?, ?)",
                [(message, *target) for (message,) in unaddressed for target in targets],
            )

    def waiting(self, target: str) -> list[Waiting]:
        """What an address has not taken yet, oldest first."""
        rows = self._con.execute(
            "select p.id, p.judul, p.isi, p.jenis, k.sebagian from pesan as p inner join kiriman as k on k.pesan = p.id"
            " where k.tujuan = ? and k.terkirim_pada is null order by p.id",
            (target,),
        )
        return [
            Waiting(number, target, title, body, kind, json.loads(taken)) for number, title, body, kind, taken in rows
        ]

    def attempted(self, waiting: Waiting, error: str, taken: Iterable[str]) -> None:
        """Record an attempt; an empty ``error`` means that the message was taken."""
        now = _text(datetime.now(UTC))
        self._con.execute(
            "update kiriman set percobaan = percobaan + 1, terakhir = ?, galat = nullif(?, ''), sebagian = ?,"
            " terkirim_pada = ? where pesan = ? and tujuan = ?",
            (now, error, json.dumps(sorted(taken)), None if error else now, waiting.message, waiting.target),
        )

    def _row(self, sql: str, values: Sequence[object] = ()) -> tuple[str, ...] | None:
        row: tuple[str, ...] | None = self._con.execute(sql, values).fetchone()
        return row

    def _time(self, sql: str, values: Sequence[object] = ()) -> datetime | None:
        row = self._row(sql, values)
        return datetime.fromisoformat(row[0]) if row and row[0] else None


@contextmanager
def open_outbox(path: Path, write: bool = True) -> Iterator[Outbox]:
    """The file at ``path``; for writing it is made if it is not there.

    Raises:
        sqlite3.Error: it cannot be opened, or is no such file.
    """
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
    # No write-ahead log: who may only read the folder could not open the file with one.
    mode = "rwc" if write else "ro"
    con = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=10, isolation_level=None)
    try:
        if write:
            con.execute("pragma foreign_keys = on")
            _make_tables(con)
        yield Outbox(con)
    finally:
        con.close()


def _make_tables(con: sqlite3.Connection) -> None:
    con.execute("begin immediate")
    tables = {row[0] for row in con.execute("select name from sqlite_master")}
    columns = {row[0] for row in con.execute("select name from pragma_table_info('diberitahukan')")}
    if tables and "anggota" not in columns:
        # Of an earlier form, whose keys nothing meets any more: all that is open is told once again.
        con.execute("drop table if exists diberitahukan")
        if "pesan" in tables:
            con.execute("alter table pesan add column jenis text not null default 'info'")
    for statement in _TABLES.split(";"):
        con.execute(statement)
    con.execute("commit")


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")
