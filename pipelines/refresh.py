"""One refresh, stage by stage, over one build database. Dagster and the command line only call it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import duckdb
from filelock import FileLock, Timeout

from pipelines import choosing, landing, names, progress
from pipelines.alerts import telling
from pipelines.planning import Plan, fingerprint_after, make_plan
from pipelines.publishing import Build, Warehouse, open_build
from pipelines.settings import Settings
from pipelines.stopping import watching_for_stop

if TYPE_CHECKING:
    from pipelines.alerts.news import Fact
    from pipelines.quality.gate import RuleResult
    from pipelines.quality.rules import Rule
    from pipelines.site.build import Built


class Busy(Exception):
    """Another refresh of the same warehouse is running; the message (Indonesian) says which."""


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


_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def _stage(
    method: Callable[Concatenate[Refresh, _Arguments], _Result],
) -> Callable[Concatenate[Refresh, _Arguments], _Result]:
    """Keep what a stage failed of: Dagster catches it, and it would not be known when the run is told of.

    After a signal to stop no stage begins, and whatever one raises is a KeyboardInterrupt.
    """

    @wraps(method)
    def staged(self: Refresh, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        try:
            if self.stop_came():
                raise KeyboardInterrupt
            return method(self, *args, **kwargs)
        except BaseException as error:
            self.failure = error
            if isinstance(error, Exception) and self.stop_came():
                self.failure = KeyboardInterrupt()
                # Without its cause, which is what DuckDB or Great Expectations made of the signal.
                raise self.failure from None
            raise

    return staged


class Refresh:
    """The stages of one refresh. Use ``running`` to hold the lock around them."""

    def __init__(self, settings: Settings, now: datetime | None = None) -> None:
        self.settings = settings
        self.warehouse = Warehouse(settings.warehouse)
        self.now = now or datetime.now(UTC)
        self.started = time.monotonic()
        self.failure: BaseException | None = None
        self.stop_came: Callable[[], bool] = lambda: False
        self.plan: Plan | None = None
        self.landed = landing.Landed()
        self.results: list[RuleResult] = []
        self.places: dict[tuple[str, str], str] = {}
        self.unpublished_facts: list[Fact] = []
        self.build: Build | None = None
        self.site_problem = ""
        self.finished_interrupted: Build | None = None
        self.build_id = ""
        self._made: set[str] = set()
        self._path = Path()
        self._open: Any = None
        self._con: duckdb.DuckDBPyConnection | None = None

    @classmethod
    @contextmanager
    def running(cls, settings: Settings, now: datetime | None = None) -> Iterator[Refresh]:
        """A refresh under the lock; its build file is closed in the end, whatever happens, and how it went is told."""
        refresh = cls(settings, now)
        with watching_for_stop() as refresh.stop_came:
            try:
                with exclusive(settings):
                    try:
                        yield refresh
                        refresh.unpublished_facts = telling.unpublished_facts(refresh)
                    finally:
                        refresh._close()
            finally:
                # Dagster throws neither an interruption between two stages nor an error into its resources.
                refresh.failure = refresh.failure or sys.exception()
                if not refresh.stop_came():
                    telling.note_run(refresh)
                    telling.deliver(refresh.warehouse)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection to the build file."""
        if self._con is None:
            raise RuntimeError("no build is open: land() comes first and must have found something new")
        return self._con

    @property
    def blocking(self) -> list[str]:
        """Ids of the rules that keep the build from being published."""
        return sorted({result.rule.id for result in self.results if result.rule.menahan and not result.lulus})

    @property
    def _naive_now(self) -> datetime:
        return self.now.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    @_stage
    def land(self) -> bool:
        """Land what is new into a fresh build. False, and no build, when there is nothing new."""
        self.finished_interrupted = self.warehouse.finish_interrupted_publication()
        plan = self.plan = make_plan(self.settings, self.now)
        if not plan.changed:
            return False
        from pipelines import sql_models
        from pipelines.corrections import applying

        self.build_id = self.warehouse.next_id(self.now)
        unpublished = self._unpublished_results()
        self._path = self.warehouse.start_build(self.build_id, None if plan.reread else plan.base)
        self._open = open_build(self._path)
        self._con = self._open.__enter__()
        sql_models.clear_derived(self.con)
        sql_models.create_schemas(self.con)
        # Before anything can fail: the file they come from is gone.
        sql_models.insert_rows(self.con, "dq.hasil", unpublished)
        archive = self.warehouse.archive_folder
        self.landed = landing.land(self.con, plan.files, archive, plan.first_seen, self._naive_now)
        if plan.reread and plan.base is not None:
            self.con.execute(f"attach '{str(plan.base.path).replace(chr(39), chr(39) * 2)}' as lama (read_only)")
            self.landed.kept = self._carry_over()
        # Whether a copy is said to be about another month is known only now: its content has been read.
        choice = choosing.choose(plan.inbox, choosing.recorded(self.con))
        copies = [file for file in choice.read if file.refused]
        self.landed.refused += landing.land(self.con, copies, archive, {}, self._naive_now).refused
        landing.note_earlier_times(self.con, plan.earlier)
        landing.refresh_references(self.con, choice.inbox, plan.reference_date)
        names.load(self.con, plan.names)
        landing.mark_mended(self.con)
        landing.note_changes(self.con, self._naive_now)
        applying.apply(self.con, plan.register)
        return True

    def _unpublished_results(self) -> list[tuple[object, ...]]:
        """Rows of ``dq.hasil`` of runs since the newest build, which were blocked or failed after their audit.

        A build file that was cut off or damaged has nothing to tell.
        """
        from pipelines import sql_models

        left, newest = self.warehouse.unfinished(), self.warehouse.newest()
        if left is None:
            return []
        columns = ", ".join(column.name for column in sql_models.load_models()["dq.hasil"].columns)
        try:
            with open_build(left.path) as con:
                return con.execute(
                    f"select {columns} from dq.hasil where run_id > ? order by run_id, aturan, tabel",
                    [newest.id if newest else ""],
                ).fetchall()
        except (duckdb.Error, OSError):
            return []

    def _carry_over(self) -> list[str]:
        """Take from the attached build what could not be read anew; names of the accepted files among it.

        Histories are copied too. Columns that only one side has are left out or stay NULL.
        """
        from pipelines import sql_models

        kept = self.con.execute(
            "select nama from lama.raw.berkas where alasan is null"
            " and file_id not in (select file_id from raw.berkas) order by nama"
        ).fetchall()
        self.con.execute(
            "create temp table belum_dibaca as"
            " select file_id from lama.raw.berkas where file_id not in (select file_id from raw.berkas)"
        )
        before = self.con.execute(
            "select schema_name || '.' || table_name, list(column_name) from duckdb_columns()"
            " where database_name = 'lama' group by all"
        ).fetchall()
        old_columns = {name: set(columns) for name, columns in before}
        of_files = landing.tables_of_files()
        for model in sql_models.load_models().values():
            shared = ", ".join(c.name for c in model.columns if c.name in old_columns.get(model.name, ()))
            of_a_file = model.name in of_files
            if shared and (of_a_file or model.name in ("dq.hasil", "meta.publikasi", "raw.riwayat_berkas")):
                condition = " where file_id in (select file_id from belum_dibaca)" if of_a_file else ""
                self.con.execute(
                    f"insert into {model.name} ({shared}) select {shared} from lama.{model.name}{condition}"
                )
        # A build without the column tells by its rejects. Where lines of other levels were taken the rejected one may
        # be none of money: there nothing is known.
        self.con.execute(
            "update raw.berkas set kurang_baris = true where kurang_baris is null and alasan is null and file_id in"
            " (select file_id from raw.tolakan"
            " where aturan = 'DATAR-16' or aturan in ('DATAR-10', 'DATAR-11', 'DATAR-12')"
            " and file_id not in (select file_id from raw.realisasi_datar where tingkat <> '7'))"
        )
        if "diganti_oleh" in old_columns["raw.berkas"]:
            self.con.execute(
                "update raw.berkas set diganti_oleh = l.diganti_oleh from lama.raw.berkas as l"
                " where raw.berkas.file_id = l.file_id"
            )
        self.con.execute("drop table belum_dibaca")
        self.con.execute("detach lama")
        return [row[0] for row in kept]

    @_stage
    def build_models(self, schemas: tuple[str, ...]) -> dict[str, int | None]:
        """Make the derived tables and views of ``schemas`` in dependency order; rows by table, None for a view."""
        from pipelines import sql_models

        models = [m for m in sql_models.load_models().values() if m.schema in schemas and m.is_derived]
        counts: dict[str, int | None] = {}
        for position, model in enumerate(models, start=1):
            model.build(self.con)
            # Counting the rows of a view would cost more than its use by the tables made from it.
            counts[model.name] = None if model.kind == "view" else count_rows(self.con, model.name)
            progress.report(f"Menyusun tabel {schemas[-1]}", position, len(models))
        if "core" in schemas:
            landing.mark_status(self.con)
        self._made.update(schemas)
        return counts

    def make_quarantine(self) -> bool:
        """Make the tables of quarantine in a build that is not published; False where core was not made for them.

        No stage: the run did not fail of what goes wrong here.
        """
        from pipelines import sql_models

        if "core" not in self._made:
            return False
        for model in sql_models.models_of("dq"):
            if model.is_derived:
                model.build(self.con)
        return True

    @_stage
    def audit(self, rules: Sequence[Rule]) -> list[RuleResult]:
        """Run rules of the quality gate over the build; results go to ``dq.hasil``, findings to ``dq.temuan``."""
        from pipelines.quality import findings
        from pipelines.quality.gate import run_gate

        progress.report("Memeriksa mutu", len(self.results), len(self.results) + len(rules))
        results = run_gate(self.con, self.build_id, self._naive_now, rules)
        self.places |= findings.record(self.con, results)
        self.results += results
        progress.report("Memeriksa mutu", len(self.results), len(self.results))
        return results

    @_stage
    def publish(self) -> Build:
        """Complete, close, verify and publish the build.

        Raises:
            PublicationError: the closed build is not complete.
        """
        from pipelines import changes, sql_models
        from pipelines.quality.rules import write_catalogue

        plan = self.plan
        if plan is None:
            raise RuntimeError("publish() comes after land()")
        self.build_models(("dq",))
        progress.report("Menerbitkan", 0, 1)
        changes.record(self.con, self.warehouse.published())
        self.con.execute(
            "insert into meta.publikasi select ?, ?, ?, count(*), coalesce(sum(jumlah_baris), 0), ?, ?, ?, ?"
            " from raw.berkas where status <> 'ditolak'",
            [
                self.build_id,
                self._naive_now,
                version("kinerja"),
                sum(result.lulus for result in self.results),
                sum(not result.lulus for result in self.results),
                fingerprint_after(self.con, plan),
                plan.readers_fingerprint,
            ],
        )
        write_catalogue(self.con)
        sql_models.write_dictionary(self.con)
        self.con.execute("checkpoint")
        self._close()
        self.build = self.warehouse.publish(self._path, self.build_id, self.settings.keep_builds)
        progress.report("Menerbitkan", 1, 1)
        return self.build

    @_stage
    def write_site(self) -> Built | None:
        """Write the site of the build that was just published; None, and ``site_problem``, when that fails.

        The data are published, and the site of the build before stays readable.
        """
        if self.build is None:
            raise RuntimeError("write_site() comes after publish()")
        from pipelines.site.build import attempt

        progress.report("Menulis situs", 0, 1)
        built, self.site_problem = attempt(self.build, self.warehouse.site_folder)
        if self.site_problem and self.stop_came():
            raise KeyboardInterrupt
        progress.report("Menulis situs", 1, 1)
        return built

    def _close(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = self._con = None


def count_rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of ``table`` (``schema.table``)."""
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0
