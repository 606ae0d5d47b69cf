"""Builds the site beside the one that is read, and swaps them. What stands on a page: the modules of ``SECTIONS``."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import jinja2
from markupsafe import Markup

from pipelines import wording
from pipelines.publishing import Build, open_published
from pipelines.reports import charts

if TYPE_CHECKING:
    import duckdb

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
NOTHING = "–"
"""What stands for a figure that is not known; never 0."""


class Page(NamedTuple):
    """One page: its path below the site (``satker/690001-2025.html``), its template, and what the template is given."""

    path: str
    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Site:
    """What the page makers read.

    Attributes:
        con: the published warehouse, read-only.
        build_id, time: the build, and when it was started (UTC).
        satker: the only satker that the site is about; None for all.
    """

    con: duckdb.DuckDBPyConnection
    build_id: str
    time: datetime
    satker: str | None = None

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Rows of a query by column name."""
        cursor = self.con.execute(sql, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Section(NamedTuple):
    """Pages of one kind. ``label`` and ``path`` are its entry in the navigation; empty for none."""

    label: str
    path: str
    pages: Callable[[Site], Iterator[Page]]


class Built(NamedTuple):
    """What was written: folder, pages, bytes of the pages, seconds."""

    folder: Path
    pages: int
    bytes: int
    seconds: float


def sections() -> tuple[Section, ...]:
    """All kinds of pages, in the order of the navigation."""
    from pipelines.site import dictionary, national, rules, satker, sources

    return (
        Section("Ringkasan", "index.html", national.pages),
        Section("", "", satker.pages),
        Section("Aturan", "aturan/index.html", rules.pages),
        Section("Berkas sumber", "sumber/index.html", sources.pages),
        Section("Kamus data", "kamus/index.html", dictionary.pages),
    )


class NotASite(Exception):
    """The folder to be replaced holds something else; the message (Indonesian) says what to do."""


def anchor(row: int, sheet: str | None = None) -> str:
    """The id of a row on the page of its file: ``b57``; with a sheet also what tells it from rows of other sheets."""
    return f"b{row}" + (f"-{crc32(sheet.encode()) & 0xFFFF:04x}" if sheet else "")


def source_path(file_id: str, row: int | None = None, sheet: str | None = None) -> str:
    """The page of a source file, below the site, at one of its rows (of its first sheet, if none is named)."""
    return f"sumber/{file_id[:12]}.html" + (f"#{anchor(row, sheet)}" if row else "")


def _or_nothing(form: Callable[..., str]) -> Callable[..., str]:
    return lambda value, *more, **named: NOTHING if value is None else form(value, *more, **named)


def _percent(value: Decimal | float, places: int = 2) -> str:
    return f"{wording.number(Decimal(str(value)), places)}%"


def _rupiah(value: int | Decimal) -> str:
    return wording.rupiah(int(value))


def _short_rupiah(value: int | Decimal) -> Markup:
    """``Rp4,09 miliar`` with the exact amount in its title, for headline figures."""
    amount = int(value)
    for size, word in ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")):
        if abs(amount) >= size:
            sign = "-" if amount < 0 else ""
            short = f"{sign}Rp{wording.number(Decimal(abs(amount)) / size, 2)}&nbsp;{word}"
            return Markup(f'<abbr title="{_rupiah(amount)}">{short}</abbr>')  # noqa: S704
    return Markup(_rupiah(amount))  # noqa: S704


def _figure(value: object) -> str:
    """A number as Indonesians write it, text as it is: for columns that hold either."""
    if value is None or value == "":
        return NOTHING
    return wording.number(value) if isinstance(value, (int, Decimal)) else str(value)


@cache
def environment() -> jinja2.Environment:
    """The templates, with filters for Indonesian forms; all of them turn None into ``–``.

    ``number``, ``rupiah``, ``rupiah_short``, ``percent``, ``day``, ``wib``, ``wib_stamp``, ``month``, ``spans`` (of
    months), ``text``, ``figure`` (a number or text); ``source`` makes of a file id (and row, and sheet) the path of its
    page below the site.
    """
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters |= {
        "number": _or_nothing(wording.number),
        "rupiah": _or_nothing(_rupiah),
        "rupiah_short": _or_nothing(_short_rupiah),
        "percent": _or_nothing(_percent),
        "day": _or_nothing(lambda value: wording.day(value if isinstance(value, date) else date.fromisoformat(value))),
        "wib": _or_nothing(wording.wib),
        "wib_stamp": _or_nothing(wording.wib_stamp),
        "month": _or_nothing(wording.month_name),
        "spans": lambda months: wording.month_spans(sorted(set(months))),
        "figure": _figure,
        "text": lambda value: NOTHING if value is None or value == "" else value,
        "source": source_path,
        "tone": charts.tone,
    }
    return env


_SIGNS = ("index.html", "aturan/index.html", "static/site.css", "static/site.js")
"""What every site has: by these its folder is known."""


def write_site(build: Build, out: Path, satker: str | None = None) -> Built:
    """Write the site of a published build to the folder ``out``, whole or not at all.

    A reader of the old site sees it until the new one is complete.

    Raises:
        NotASite: ``out`` holds something that is no site, which would be lost.
        OSError, jinja2.TemplateError, duckdb.Error: nothing was swapped; what stood in ``out`` stands there still.
    """
    started = time.monotonic()
    # A link may lead to where a web server looks: what it points at is replaced, not the link.
    out = out.resolve()
    if out.is_dir() and any(out.iterdir()) and not all((out / made).is_file() for made in _SIGNS):
        raise NotASite(f"Folder {out} berisi hal lain; pilih folder yang belum ada atau kosong.")
    fresh, old = out.with_name(f".{out.name}.baru"), out.with_name(f".{out.name}.lama")
    if old.exists() and not out.exists():
        # A build was cut off between the two renames of its swap.
        os.replace(old, out)
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        with open_published(build.path) as con:
            pages, size = _write_pages(Site(con, build.id, build.time, satker), fresh)
        shutil.copytree(STATIC, fresh / "static")
        if out.exists():
            os.replace(out, old)
        os.replace(fresh, out)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return Built(out, pages, size, time.monotonic() - started)


def attempt(build: Build, out: Path) -> tuple[Built | None, str]:
    """Write the site of a build that is already published: whatever goes wrong is only said (Indonesian)."""
    from pipelines.alerts.telling import failure_sentence

    try:
        return write_site(build, out), ""
    except Exception as error:
        return None, failure_sentence(type(error).__name__, str(error))


def _write_pages(site: Site, folder: Path) -> tuple[int, int]:
    every = sections()
    env = environment()
    frame = {
        "build_id": site.build_id,
        "built_at": site.time,
        "navigation": [(section.label, section.path) for section in every if section.label],
    }
    pages = size = 0
    for section in every:
        for page in section.pages(site):
            html = env.get_template(page.template).render(
                frame, root="../" * page.path.count("/"), path=page.path, section=section.path, **page.context
            )
            target = folder / page.path
            target.parent.mkdir(parents=True, exist_ok=True)
            size += target.write_bytes(html.encode())
            pages += 1
    return pages, size
