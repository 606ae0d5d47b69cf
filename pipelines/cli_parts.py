"""What the commands share: errors as one sentence, settings, the opened warehouse. No command is here."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from pipelines.settings import Settings, SettingsError, load_settings


class Failure(click.ClickException):
    """One Indonesian sentence on stderr; exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Gagal: {self.message}", file=file or sys.stderr)


class BadUsage(Failure):
    """The same with exit status 2: the command or a setting is wrong."""

    exit_code = 2


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with a command, in one Indonesian sentence and where to look."""
    where = f" Lihat {error.ctx.command_path} --help." if error.ctx else ""
    return f"{_wrong(error)}.{where}"


def _wrong(error: click.UsageError) -> str:
    names = "/".join(error.param.opts) if isinstance(error, click.BadParameter) and error.param else ""
    if isinstance(error, click.MissingParameter):
        return f"{names} belum diisi"
    if isinstance(error, click.NoSuchOption):
        near = f"; yang mirip: {', '.join(error.possibilities)}" if error.possibilities else ""
        return f"Pilihan {error.option_name} tidak ada{near}"
    if isinstance(error, click.BadParameter):
        return f"Isi {names} tidak dapat dipakai: {_expected(error)}"
    if isinstance(error, click.BadOptionUsage):
        return f"Pilihan {error.option_name} harus diikuti isinya"
    text = error.format_message()
    quoted = re.search(r"'([^']+)'|[(]([^)]+)[)]", text)
    given = (quoted[1] or quoted[2]) if quoted else ""
    if text.startswith("No such command"):
        group = error.ctx.command if error.ctx else None
        known = list(group.commands) if isinstance(group, click.Group) else []
        near = ", ".join(difflib.get_close_matches(given, known))
        return f"Perintah {given} tidak ada{f'; yang mirip: {near}' if near else ''}"
    if text.startswith("Got unexpected extra argument"):
        return f"Ada yang berlebih: {given}; apit dengan tanda petik bila memuat spasi"
    return text.rstrip(".")


def _expected(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.IntRange):
        return f"harus bilangan {kind.min} sampai {kind.max}"
    if isinstance(kind, click.Choice):
        return f"harus salah satu dari {', '.join(map(str, kind.choices))}"
    if isinstance(kind, click.Path):
        return "berkas atau foldernya tidak ada, atau bukan itu yang diminta"
    return "harus bilangan" if kind in (click.INT, click.FLOAT) else error.message.rstrip(".")


def folders(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--warehouse", metavar="FOLDER", help="Folder gudang data (KINERJA_WAREHOUSE).")(command)


def settings_of(**flags: str | None) -> Settings:
    try:
        return load_settings(flags)
    except SettingsError as error:
        raise BadUsage(str(error)) from error


def _published_build(settings: Settings) -> Any:
    from pipelines.publishing import Warehouse

    build = Warehouse(settings.warehouse).published()
    if build is None:
        raise Failure(f"Belum ada gudang data di {settings.warehouse}; jalankan kinerja refresh lebih dulu.")
    return build


def _other_version(build: Any) -> Failure:
    return Failure(f"Terbitan {build.id} dibuat oleh versi Kinerja yang lain; jalankan kinerja refresh lebih dulu.")


@contextmanager
def published(settings: Settings) -> Iterator[tuple[Any, Any]]:
    """The published warehouse opened read-only, and its build."""
    import duckdb

    from pipelines.publishing import open_published

    build = _published_build(settings)
    try:
        with open_published(build.path) as con:
            yield con, build
    except duckdb.IOException as error:
        raise Failure(f"Gudang data {build.path} tidak dapat dibuka: {error}") from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise _other_version(build) from error


@contextmanager
def as_of(settings: Settings, day: str, sql: str) -> Iterator[tuple[Any, Any]]:
    """What ``sql`` reads as it was known at the end of ``day``, and the published build."""
    import duckdb

    from pipelines.as_of import Unknowable, open_as_of

    try:
        at = date.fromisoformat(day)
    except ValueError as error:
        raise BadUsage(f"--as-of harus tanggal berbentuk 2025-10-15, bukan '{day}'.") from error
    build = _published_build(settings)
    try:
        with open_as_of(build.path, at) as then:
            try:
                read = then.tables_read_by(sql)
            except duckdb.Error as error:
                raise Failure(f"Kueri tidak dapat dijalankan: {error}") from error
            then.need(read)
            yield then.con, build
    except Unknowable as error:
        raise Failure(str(error)) from error
    except duckdb.IOException as error:
        raise Failure(f"Gudang data {build.path} tidak dapat dibuka: {error}") from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise _other_version(build) from error
