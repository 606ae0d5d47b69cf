"""The warehouse folder: build file, publication by symlink swap, history, rollback. Knows files, not tables."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.2.0"
_ID_FORMAT = "%Y%m%d-%H%M%S"


class PublicationError(Exception):
    """A build cannot be published or put back; the message (Indonesian) says why and what to do."""


@dataclass(frozen=True)
class Build:
    """One published build: its id (UTC time, sorts by age) and its file."""

    id: str
    path: Path

    @property
    def time(self) -> datetime:
        """When it was started (UTC)."""
        return time_of(self.id)


def time_of(build_id: str) -> datetime:
    """When the build of this id was started (UTC)."""
    return datetime.strptime(build_id, _ID_FORMAT).replace(tzinfo=UTC)


class Warehouse:
    """A warehouse folder.

    ``kinerja.duckdb`` is a symlink into ``history/``; nobody ever opens the build file but the refresh that makes it,
    so readers are never blocked, and the swap is atomic. ``arsip/`` keeps the original bytes of landed files,
    ``site/`` the pages of what is published, ``pemberitahuan.sqlite`` what was told of every run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.link = folder / "kinerja.duckdb"
        self.history_folder = folder / "history"
        self.build_folder = folder / "build"
        self.archive_folder = folder / "arsip"
        self.site_folder = folder / "site"
        self.dagster_home = folder / "dagster"
        self.lock_path = folder / "refresh.lock"
        self.outbox_path = folder / "pemberitahuan.sqlite"
        self._rollback_mark = self.history_folder / "dikembalikan"

    def history(self) -> list[Build]:
        """Published builds, newest first."""
        paths = sorted(self.history_folder.glob("kinerja-*.duckdb"), reverse=True)
        return [Build(path.stem.removeprefix("kinerja-"), path) for path in paths]

    def newest(self) -> Build | None:
        """The newest build, which knows every landed file, also when an earlier one was put back."""
        return next(iter(self.history()), None)

    def published(self) -> Build | None:
        """The build that readers see."""
        if not self.link.is_symlink():
            return None
        path = self.history_folder / Path(os.readlink(self.link)).name
        return Build(path.stem.removeprefix("kinerja-"), path) if path.is_file() else None

    def is_rolled_back(self) -> bool:
        """Whether somebody put an earlier build back, and nothing was built since."""
        newest = self.newest()
        # The mark names what was rolled back from: a newer build makes it void, also when the run was cut off.
        return (
            newest is not None
            and self._rollback_mark.exists()
            and self._rollback_mark.read_text(encoding="utf-8") == newest.id
        )

    def finish_interrupted_publication(self) -> Build | None:
        """Publish a verified newest build whose swap was cut off; None when there is nothing to finish."""
        newest = self.newest()
        if newest is None or self.is_rolled_back() or self.published() == newest:
            return None
        self._swap(newest)
        return newest

    def unfinished(self) -> Build | None:
        """What an earlier run that was not published left in ``build/``."""
        paths = sorted(self.build_folder.glob("kinerja-*.duckdb"))
        return Build(paths[-1].stem.removeprefix("kinerja-"), paths[-1]) if paths else None

    def next_id(self, now: datetime) -> str:
        """Id of a build started at ``now`` (UTC); always later than every earlier id, published or not."""
        for earlier in (self.newest(), self.unfinished()):
            if earlier is not None:
                now = max(now, earlier.time + timedelta(seconds=1))
        return now.strftime(_ID_FORMAT)

    def start_build(self, build_id: str, base: Build | None) -> Path:
        """A fresh build file, a copy of ``base`` if given; what earlier runs left in ``build/`` is removed."""
        shutil.rmtree(self.build_folder, ignore_errors=True)
        self.build_folder.mkdir(parents=True)
        path = self.build_folder / f"kinerja-{build_id}.duckdb"
        if base is not None:
            shutil.copyfile(base.path, path)
        return path

    def publish(self, path: Path, build_id: str, keep: int) -> Build:
        """Verify the closed build file at ``path`` and make it the one that readers see.

        Raises:
            PublicationError: the file is not complete; what is published stays.
        """
        if path.with_name(path.name + ".wal").exists():
            raise PublicationError(f"Bangunan {build_id} belum tertutup sempurna; jalankan lagi kinerja refresh.")
        _verify(path, build_id)
        path.chmod(0o444)
        _sync(path)
        self.history_folder.mkdir(parents=True, exist_ok=True)
        build = Build(build_id, self.history_folder / path.name)
        os.replace(path, build.path)
        _sync(self.history_folder)
        self._swap(build)
        self._rollback_mark.unlink(missing_ok=True)
        for old in self.history()[keep:]:
            old.path.unlink()
        return build

    def rollback(self, build_id: str | None) -> Build:
        """Put build ``build_id`` back (default: the one before the published one).

        Raises:
            PublicationError: there is no such build.
        """
        builds = self.history()
        published = self.published()
        if build_id is None:
            older = [build for build in builds if published is not None and build.id < published.id]
            if not older:
                raise PublicationError("Tidak ada terbitan yang lebih lama untuk dikembalikan; lihat kinerja history.")
            build = older[0]
        else:
            found = [build for build in builds if build.id == build_id]
            if not found:
                raise PublicationError(f"Terbitan '{build_id}' tidak ada; lihat nomor terbitan di kinerja history.")
            build = found[0]
        if build == builds[0]:
            self._rollback_mark.unlink(missing_ok=True)
        else:
            self._rollback_mark.write_text(builds[0].id, encoding="utf-8")
        self._swap(build)
        return build

    def _swap(self, build: Build) -> None:
        temporary = self.folder / f".kinerja.duckdb.{os.getpid()}"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(Path("history") / build.path.name)
        os.replace(temporary, self.link)
        _sync(self.folder)


@contextmanager
def open_build(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file opened for writing in a storage version that DuckDB 1.2 and later can read."""
    con = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION})
    try:
        con.execute("set TimeZone = 'UTC'")
        yield con
    finally:
        con.close()


@contextmanager
def open_published(path: Path, threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published build, read-only; with one thread it opens in half the time, which counts where little is read."""
    con = duckdb.connect(str(path), read_only=True, config={"threads": threads} if threads else {})
    try:
        yield con
    finally:
        con.close()


def _verify(path: Path, build_id: str) -> None:
    try:
        with open_published(path) as con:
            newest = con.execute("select max(id) from meta.publikasi").fetchone()
            for schema, table in con.execute("select schema_name, table_name from duckdb_tables()").fetchall():
                con.execute(f'select count(*) from "{schema}"."{table}"')
    except duckdb.Error as error:
        raise PublicationError(f"Bangunan {build_id} tidak dapat dibuka kembali: {error}") from error
    if newest != (build_id,):
        raise PublicationError(f"Bangunan {build_id} tidak memuat catatan terbitannya sendiri; terbitan lama tetap.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
