"""One refresh, stage by stage, over one build database. Dagster and the command line only call it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
from filelock import FileLock, Timeout

from pipelines import landing, progress
from pipelines.publishing import Build, Warehouse, open_build, open_published
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.quality.gate import RuleResult
    from pipelines.quality.rules import Rule

_PACKAGE = Path(__file__).resolve().parent
_SQL = _PACKAGE.parent / "sql"


class Busy(Exception):
    """Another refresh of the same warehouse is running; the message (Indonesian) says which."""


class Known(NamedTuple):
    """What the newest build knows: file statuses by id, fingerprints, and the reporting deadline (day of month)."""

    statuses: dict[str, str]
    fingerprint: str | None
    readers_fingerprint: str | None
    deadline_day: int


@dataclass(frozen=True)
class Plan:
    """What a refresh has to do.

    Attributes:
        inbox: what the inbox holds.
        new: files that the newest build has not seen, one per content.
        base: the newest build, or None.
        reread: whether the readers changed, so that every archived file must be read anew.
        changed: whether there is anything to do at all.
        reference_date: the date that deadlines are judged by.
    """

    inbox: landing.Inbox
    new: list[landing.InboxFile]
    units: list[landing.NamedUnit]
    base: Build | None
    reread: bool
    changed: bool
    reference_date: date


def _fingerprint_of_files(*patterns: tuple[Path, str]) -> str:
    digest = hashlib.sha256()
    for folder, pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            digest.update(f"{path.relative_to(_PACKAGE.parent).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def readers_fingerprint() -> str:
    """Changes when a file would be read differently."""
    return _fingerprint_of_files((_PACKAGE / "readers", "*.py"), (_SQL / "raw", "*.sql"))


def _inputs_fingerprint(
    statuses: dict[str, str], inbox: landing.Inbox, units: list[landing.NamedUnit], due: date
) -> str:
    present = {file.file_id for file in inbox.files}
    relevant = sorted(
        f"{file_id}:{file_id in present}" if status == "ditolak" else file_id for file_id, status in statuses.items()
    )
    code = _fingerprint_of_files((_PACKAGE / "quality", "*.py"), (_SQL, "*/*.sql"), (_PACKAGE / "readers", "*.py"))
    return hashlib.sha256(repr((relevant, units, due, code)).encode()).hexdigest()


def _latest_deadline(today: date, deadline_day: int) -> date:
    """The newest reporting deadline that has passed."""
    month = today.replace(day=1)
    if today.day <= deadline_day:
        month = (month - timedelta(days=1)).replace(day=1)
    return month.replace(day=deadline_day)


def _known(base: Build | None) -> Known:
    if base is None:
        return Known({}, None, None, 10)
    with open_published(base.path) as con:
        statuses = dict(con.execute("select file_id, status from raw.berkas").fetchall())
        prints = con.execute("select sidik, sidik_pembaca from meta.publikasi where id = ?", [base.id]).fetchone()
        inputs, readers = prints or (None, None)
        day = con.execute("select cast(nilai as integer) from ref.ambang where nama = 'tenggat_lapor'").fetchone()
    return Known(statuses, inputs, readers, day[0] if day else 10)


def make_plan(settings: Settings, now: datetime) -> Plan:
    """Look at the inbox and the newest build; writes nothing.

    Raises:
        SettingsError: the inbox or the satker map is missing or wrong.
    """
    units = landing.read_satker_map(settings.satker)
    inbox = landing.scan(settings.inbox, settings.settle_seconds)
    base = Warehouse(settings.warehouse).newest()
    known = _known(base)
    reread = base is not None and known.readers_fingerprint != readers_fingerprint()
    contents: dict[str, landing.InboxFile] = {}
    for file in inbox.files:
        if reread or file.file_id not in known.statuses:
            contents.setdefault(file.file_id, file)
    today = now.astimezone(landing.WIB).date()
    same = known.fingerprint == _inputs_fingerprint(
        known.statuses, inbox, units, _latest_deadline(today, known.deadline_day)
    )
    return Plan(inbox, list(contents.values()), units, base, reread, reread or bool(contents) or not same, today)


@contextmanager
def exclusive(settings: Settings) -> Iterator[None]:
    """Hold the warehouse's lock; the operating system drops it when the process ends, however it ends.

    Raises:
        Busy: another refresh did not end within ``lock_wait_seconds``.
    """
    warehouse = Warehouse(settings.warehouse)
    warehouse.folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(warehouse.lock_path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress.report("Menunggu penyegaran lain selesai", 0, 1)
        try:
            lock.acquire(timeout=settings.lock_wait_seconds)
        except Timeout as error:
            raise Busy(
                f"Penyegaran lain di {warehouse.folder} belum selesai setelah {settings.lock_wait_seconds:g} detik; "
                "tunggu sampai selesai lalu jalankan lagi."
            ) from error
    try:
        yield
    finally:
        lock.release()


class Refresh:
    """The stages of one refresh. Use ``running`` to hold the lock around them."""

    def __init__(self, settings: Settings, now: datetime | None = None) -> None:
        self.settings = settings
        self.warehouse = Warehouse(settings.warehouse)
        self.now = now or datetime.now(UTC)
        self.plan: Plan | None = None
        self.landed = landing.Landed()
        self.results: list[RuleResult] = []
        self.build: Build | None = None
        self.finished_interrupted: Build | None = None
        self.build_id = ""
        self._path = Path()
        self._open: Any = None
        self._con: duckdb.DuckDBPyConnection | None = None

    @classmethod
    @contextmanager
    def running(cls, settings: Settings, now: datetime | None = None) -> Iterator[Refresh]:
        """A refresh under the lock; its build file is closed in the end, whatever happens."""
        with exclusive(settings):
            refresh = cls(settings, now)
            try:
                yield refresh
            finally:
                refresh._close()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection to the build file."""
        if self._con is None:
            raise RuntimeError("no build is open: land() comes first and must have found something new")
        return self._con

    @property
    def _naive_now(self) -> datetime:
        return self.now.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def land(self) -> bool:
        """Land what is new into a fresh build. False, and no build, when there is nothing new."""
        self.finished_interrupted = self.warehouse.finish_interrupted_publication()
        plan = self.plan = make_plan(self.settings, self.now)
        if not plan.changed:
            return False
        from pipelines import sql_models

        self.build_id = self.warehouse.next_id(self.now)
        self._path = self.warehouse.start_build(self.build_id, None if plan.reread else plan.base)
        self._open = open_build(self._path)
        self._con = self._open.__enter__()
        sql_models.clear_derived(self.con)
        sql_models.create_schemas(self.con)
        files = plan.new
        received: dict[str, tuple[str, datetime]] = {}
        if plan.reread and plan.base is not None:
            files, received = self._everything_known(plan.base, plan.new)
        self.landed = landing.land(self.con, files, self.warehouse.archive_folder, received, self._naive_now)
        landing.refresh_references(self.con, plan.inbox, plan.units, plan.reference_date)
        return True

    def _everything_known(
        self, base: Build, present: list[landing.InboxFile]
    ) -> tuple[list[landing.InboxFile], dict[str, tuple[str, datetime]]]:
        """All files of ``base`` from the archive and the inbox, with first names and times.

        Histories are copied, and so are the rows of files whose bytes are nowhere any more (refused, then removed).
        """
        from pipelines import sql_models

        self.con.execute(f"attach '{str(base.path).replace(chr(39), chr(39) * 2)}' as lama (read_only)")
        known = self.con.execute(
            "select file_id, nama, waktu_berkas, diterima_pada from lama.raw.berkas order by nama"
        ).fetchall()
        here = {file.file_id for file in present}
        archived = landing.archived_files(
            self.warehouse.archive_folder, [row[:3] for row in known if row[0] not in here]
        )
        readable = here | {file.file_id for file in archived}
        gone = [row[0] for row in known if row[0] not in readable]
        for model in sql_models.load_models().values():
            name = model.name
            if name in ("dq.hasil", "meta.publikasi"):
                self.con.execute(f"insert into {name} by name select * from lama.{name}")
            elif gone and model.schema == "raw" and model.columns[0].name == "file_id":
                self.con.execute(
                    f"insert into {name} by name select * from lama.{name} where list_contains(?, file_id)", [gone]
                )
        self.con.execute("detach lama")
        return [*archived, *present], {row[0]: (row[1], row[3]) for row in known}

    def build_models(self, schemas: tuple[str, ...]) -> dict[str, int]:
        """Make the derived tables of ``schemas`` in dependency order; rows by table."""
        from pipelines import sql_models

        models = [m for m in sql_models.load_models().values() if m.schema in schemas and m.is_derived]
        counts = {}
        for position, model in enumerate(models, start=1):
            model.build(self.con)
            counts[model.name] = count_rows(self.con, model.name)
            progress.report(f"Menyusun tabel {schemas[-1]}", position, len(models))
        if "core" in schemas:
            self.con.execute(
                "update raw.berkas set status = s.status from core.status_berkas as s"
                " where raw.berkas.file_id = s.file_id and raw.berkas.status <> s.status"
            )
        return counts

    def audit(self, rules: Sequence[Rule]) -> list[RuleResult]:
        """Run rules of the quality gate over the build; results also go to ``dq.hasil``."""
        from pipelines.quality.gate import run_gate

        progress.report("Memeriksa mutu", len(self.results), len(self.results) + len(rules))
        results = run_gate(self.con, self.build_id, self._naive_now, rules)
        self.results += results
        progress.report("Memeriksa mutu", len(self.results), len(self.results))
        return results

    def publish(self) -> Build:
        """Complete, close, verify and publish the build.

        Raises:
            PublicationError: the closed build is not complete.
        """
        from pipelines import sql_models

        plan = self.plan
        if plan is None:
            raise RuntimeError("publish() comes after land()")
        self.build_models(("dq",))
        progress.report("Menerbitkan", 0, 1)
        statuses = dict(self.con.execute("select file_id, status from raw.berkas").fetchall())
        day = self.con.execute("select cast(nilai as integer) from ref.ambang where nama = 'tenggat_lapor'").fetchone()
        deadline = _latest_deadline(plan.reference_date, day[0] if day else 10)
        fingerprint = _inputs_fingerprint(statuses, plan.inbox, plan.units, deadline)
        self.con.execute(
            "insert into meta.publikasi select ?, ?, ?, count(*), coalesce(sum(jumlah_baris), 0), ?, ?, ?, ?"
            " from raw.berkas where status <> 'ditolak'",
            [
                self.build_id,
                self._naive_now,
                version("kinerja"),
                sum(result.lulus for result in self.results),
                sum(not result.lulus for result in self.results),
                fingerprint,
                readers_fingerprint(),
            ],
        )
        sql_models.write_dictionary(self.con)
        self.con.execute("checkpoint")
        self._close()
        self.build = self.warehouse.publish(self._path, self.build_id, self.settings.keep_builds)
        progress.report("Menerbitkan", 1, 1)
        return self.build

    def _close(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = self._con = None


def count_rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of ``table`` (``schema.table``)."""
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0
