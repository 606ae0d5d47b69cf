"""Writes a report, which is a workbook and a chapter: both or none. What they say and how they look is elsewhere."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.reports.chapter import chapter_name, rendered
from pipelines.reports.workbook import write_workbook

if TYPE_CHECKING:
    from pipelines.reports.facts import Laporan


def write(report: Laporan, folder: Path, template: Path | None = None) -> list[Path]:
    """Write workbook and chapter into ``folder``, which is made; gives their paths, the workbook first.

    Raises:
        BadTemplate: the chapter's template cannot be filled in; nothing was written.
        OSError: it cannot be written there, or the template cannot be read.
    """
    content = rendered(report, template)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kinerja-report-", dir=folder) as aside:
        made = [write_workbook(report, Path(aside)), Path(aside, chapter_name(report))]
        made[1].write_bytes(content)
        for path in made:
            os.replace(path, folder / path.name)
    return [folder / path.name for path in made]
