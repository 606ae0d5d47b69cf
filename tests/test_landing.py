"""Landing: what a scan takes and what it leaves for the next run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.inbox import scan
from pipelines.settings import SettingsError


def test_subfolders_are_taken_and_office_litter_is_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.xlsx", ".DS_Store", "~$b.xlsx", "x.crdownload", ".hidden/d.txt", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    assert [file.name for file in scan(tmp_path, 0.0).files] == ["a/c.xlsx", "b.txt"]


def test_a_file_that_is_still_growing_is_left_for_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "selesai.txt").write_text("x")
    grow = (
        "import sys, time\n"
        "with open(sys.argv[1], 'w') as f:\n"
        "    for _ in range(60):\n"
        "        f.write('baris\\n'); f.flush(); print(flush=True); time.sleep(0.05)\n"
    )
    path = tmp_path / "tumbuh.txt"
    with subprocess.Popen([sys.executable, "-c", grow, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        inbox = scan(tmp_path, 0.5)
        assert [file.name for file in inbox.files] == ["selesai.txt"]
        assert inbox.unsettled == ["tumbuh.txt"]
        writer.wait()
    assert [file.name for file in scan(tmp_path, 0.5).files] == ["selesai.txt", "tumbuh.txt"]


def test_a_missing_inbox_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="tidak ada; buat foldernya"):
        scan(tmp_path / "tiada", 0.0)
