"""What the commands share: errors as one sentence, settings, the opened warehouse. No command is here."""

from __future__ import annotations

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
    except duckdb.CatalogException as error:
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
                then.need_for(sql)
            except duckdb.ParserException as error:
                raise Failure(f"Kueri tidak dapat dijalankan: {error}") from error
            yield then.con, build
    except Unknowable as error:
        raise Failure(str(error)) from error
    except duckdb.IOException as error:
        raise Failure(f"Gudang data {build.path} tidak dapat dibuka: {error}") from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise _other_version(build) from error
