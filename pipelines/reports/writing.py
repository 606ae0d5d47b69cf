"""Writes a report, which is a workbook and a chapter: both or none. What they say and how they look is elsewhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipelines.reports.chapter import rendered
from pipelines.reports.workbook import file_name, write_workbook
from pipelines.wording import in_wib

if TYPE_CHECKING:
    from pipelines.reports.facts import Laporan


class Written(NamedTuple):
    """The files of a report; ``kept`` is where another chapter that stood at its place is now, or None."""

    workbook: Path
    chapter: Path
    kept: Path | None


def write(report: Laporan, folder: Path, template: Path | None = None) -> Written:
    """Write workbook and chapter into ``folder``, which is made.

    A chapter is a draft that people go on writing: one that stands there already and differs is kept beside it, under
    the time of its last change.

    Raises:
        BadTemplate: the chapter's template cannot be filled in; nothing was written.
        OSError: it cannot be written there, or the template cannot be read.
    """
    content = rendered(report, template)
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / file_name(report)
    chapter = workbook.with_suffix(".docx")
    with tempfile.TemporaryDirectory(prefix=".kinerja-report-", dir=folder) as aside:
        made, fresh = Path(aside, workbook.name), Path(aside, chapter.name)
        write_workbook(report, made)
        fresh.write_bytes(content)
        with _put_back_on_failure(workbook, Path(aside, "sebelumnya.xlsx")):
            # First, so that the chapter stays where it is when the workbook is open in Excel.
            os.replace(made, workbook)
            kept = None
            if chapter.is_file() and chapter.read_bytes() != content:
                changed = in_wib(datetime.fromtimestamp(chapter.stat().st_mtime, UTC))
                kept = chapter.with_stem(f"{chapter.stem} ({changed:%Y-%m-%d %H.%M.%S})")
                os.replace(chapter, kept)
            os.replace(fresh, chapter)
    return Written(workbook, chapter, kept)


@contextmanager
def _put_back_on_failure(path: Path, copy: Path) -> Iterator[None]:
    there = path.is_file()
    if there:
        shutil.copy2(path, copy)
    try:
        yield
    except BaseException:
        if there:
            os.replace(copy, path)
        else:
            path.unlink(missing_ok=True)
        raise
