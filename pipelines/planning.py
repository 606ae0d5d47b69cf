"""What a refresh has to do: the inbox held against the newest build. Reads, hashes and compares; writes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines import choosing, names
from pipelines.corrections import register as corrections
from pipelines.inbox import Inbox, InboxFile, scan
from pipelines.landing import PERINTAH
from pipelines.publishing import Build, PublicationError, Warehouse, open_published
from pipelines.quality.queries import LAST_ARRIVALS
from pipelines.readers.period import UNSTATED, Period
from pipelines.settings import Settings
from pipelines.wording import in_wib

_PACKAGE = Path(__file__).resolve().parent
_SQL = _PACKAGE.parent / "sql"


class Known(NamedTuple):
    """What a build knows of its inputs.

    Attributes:
        files: every registered file, by id.
        accepted: ids of files that were not refused.
        quarantined: ids of files with anything in quarantine: for those it matters whether they are in the inbox.
        open_items: how many notes in quarantine are open.
        contents: ids of the registered files that were first seen under a name.
        deadline_days: days of the month by which the month before is to be reported, in one year or another.
        arrivals: the day (WIB) on which each satker last sent something new.
        silent_days: how many days a satker may send nothing.
        fingerprint, readers_fingerprint: as recorded at publication.
    """

    files: dict[str, choosing.Recorded]
    accepted: list[str]
    quarantined: set[str]
    open_items: int
    contents: dict[str, set[str]]
    deadline_days: list[int]
    arrivals: list[date]
    silent_days: int
    fingerprint: str | None = None
    readers_fingerprint: str | None = None


@dataclass(frozen=True)
class Plan:
    """What a refresh has to do.

    Attributes:
        inbox: what the inbox holds, as scanned.
        files: files to be read, one per content; where the readers changed, every file.
        first_seen: when the known ones among them were registered (UTC, naive).
        earlier: known files that the inbox holds with an earlier change time than recorded, and that time.
        flagged: names of the files that the period of the command line is for.
        names, register: the maps of names and the corrections, as they are now.
        base: the newest build, or None.
        readers_fingerprint: what a file would be read by now.
        reread: whether the readers changed, so that every archived file must be read anew.
        changed: whether there is anything to do at all.
        open_items: open notes in quarantine of the newest build.
        reference_date: the date that deadlines are judged by.
    """

    inbox: Inbox
    files: list[InboxFile]
    first_seen: dict[str, datetime]
    earlier: dict[str, datetime]
    flagged: list[str]
    names: names.Names
    register: list[corrections.Correction]
    base: Build | None
    readers_fingerprint: str
    reread: bool
    changed: bool
    open_items: int
    reference_date: date


def _fingerprint_of_files(*patterns: tuple[Path, str]) -> str:
    digest = hashlib.sha256()
    for folder, pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            digest.update(f"{path.relative_to(_PACKAGE.parent).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def readers_fingerprint() -> str:
    """Changes when a file would be read differently, or when a table that outlives a build has other columns."""
    return _fingerprint_of_files(
        (_PACKAGE / "readers", "*.py"),
        (_PACKAGE, "wording.py"),
        (_SQL / "raw", "*.sql"),
        (_SQL / "meta", "*.sql"),
        (_SQL / "dq", "hasil.sql"),
    )


def _inputs_fingerprint(
    known: Known, inbox: Inbox, maps: names.Names, register: list[corrections.Correction], today: date
) -> str:
    held = sorted(known.quarantined & {file.file_id for file in inbox.files})
    # Where a name has stood for several contents, it matters which one stands there now.
    mended = [
        (file.name, file.file_id) for file in inbox.files if known.contents.get(file.name, set()) - {file.file_id}
    ]
    # What only the passing of days makes true: a deadline that has passed, a satker that has fallen silent.
    deadlines = [_latest_deadline(today, day) for day in known.deadline_days]
    silent = sum((today - arrival).days > known.silent_days for arrival in known.arrivals)
    code = _fingerprint_of_files(
        (_PACKAGE / "corrections", "*.py"),
        (_PACKAGE / "quality", "*.py"),
        (_SQL, "**/*.sql"),
        (_PACKAGE / "readers", "*.py"),
    )
    inputs = (known.accepted, held, mended, maps, register, deadlines, silent, code)
    return hashlib.sha256(repr(inputs).encode()).hexdigest()


def _latest_deadline(today: date, deadline_day: int) -> date:
    """The newest reporting deadline that has passed."""
    month = today.replace(day=1)
    if today.day <= deadline_day:
        month = (month - timedelta(days=1)).replace(day=1)
    return month.replace(day=deadline_day)


def _knowledge(con: duckdb.DuckDBPyConnection) -> Known:
    files = con.execute("select file_id, nama, status from raw.berkas order by file_id").fetchall()
    notes = con.execute("select file_id, status from dq.karantina").fetchall()
    contents: dict[str, set[str]] = {}
    for file_id, name, _ in files:
        contents.setdefault(name, set()).add(file_id)
    # As this code has it: a build of older code may lack the table. Read as text, since parsing models costs a quarter
    # of a refresh that finds nothing new.
    rules = (_SQL / "ref" / "ketentuan.sql").read_text(encoding="utf-8")
    deadlines = con.execute(
        f"select distinct cast(nilai as integer) from (\n{rules}\n) where nama = 'tenggat_lapor' order by all"
    ).fetchall()
    limits: dict[str, int] = dict(con.execute("select nama, cast(nilai as integer) from ref.ambang").fetchall())
    return Known(
        files=choosing.recorded(con),
        accepted=[row[0] for row in files if row[2] != "ditolak"],
        quarantined={note[0] for note in notes},
        open_items=sum(note[1] == "terbuka" for note in notes),
        contents=contents,
        deadline_days=[row[0] for row in deadlines],
        arrivals=[row[1] for row in con.execute(LAST_ARRIVALS).fetchall()],
        silent_days=limits.get("segar_hari", 0),
    )


def _published_knowledge(base: Build | None) -> Known:
    if base is None:
        return Known({}, [], set(), 0, {}, [], [], 0)
    try:
        with open_published(base.path, threads=1) as con:
            prints = con.execute("select sidik, sidik_pembaca from meta.publikasi where id = ?", [base.id]).fetchone()
            fingerprint, readers = prints or (None, None)
            return _knowledge(con)._replace(fingerprint=fingerprint, readers_fingerprint=readers)
    except duckdb.Error as error:
        raise PublicationError(
            f"Terbitan terbaru {base.path} rusak dan tidak dapat dibuka; pindahkan berkas itu ke tempat lain, "
            "lalu jalankan lagi kinerja refresh."
        ) from error


def make_plan(settings: Settings, now: datetime) -> Plan:
    """Look at the inbox and the newest build; writes nothing.

    Raises:
        SettingsError: the inbox or a map of names is missing or wrong, or an entry of the corrections register is.
        PublicationError: the newest build cannot be opened.
    """
    maps = names.Names(names.read_satker_map(settings.satker), names.read_indicator_map(settings.indikator))
    register = corrections.read_register(settings.corrections)
    inbox = scan(settings.inbox, settings.settle_seconds, settings.warehouse)
    warehouse = Warehouse(settings.warehouse)
    base = warehouse.newest()
    known = _published_knowledge(base)
    readers = readers_fingerprint()
    reread = base is not None and known.readers_fingerprint != readers
    flag = Period(settings.tahun, settings.bulan, PERINTAH) if settings.bulan else UNSTATED
    choice = choosing.choose(inbox, known.files, flag)
    files = choosing.everything(choice, known.files, warehouse.archive_folder) if reread else choice.read
    ids = {file.file_id for file in files}
    today = in_wib(now).date()
    return Plan(
        inbox=inbox,
        files=files,
        first_seen={file_id: known.files[file_id].first_seen for file_id in ids & known.files.keys()},
        earlier=choice.earlier,
        flagged=choice.flagged,
        names=maps,
        register=register,
        base=base,
        readers_fingerprint=readers,
        reread=reread,
        changed=reread
        or bool(files)
        or bool(choice.earlier)
        or known.fingerprint != _inputs_fingerprint(known, choice.inbox, maps, register, today),
        open_items=known.open_items,
        reference_date=today,
    )


def fingerprint_after(con: duckdb.DuckDBPyConnection, plan: Plan) -> str:
    """Fingerprint of what a finished build was made from: a later plan that finds the same has nothing to do."""
    known = _knowledge(con)
    inbox = choosing.choose(plan.inbox, known.files).inbox
    return _inputs_fingerprint(known, inbox, plan.names, plan.register, plan.reference_date)
