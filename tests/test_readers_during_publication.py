"""Readers that query in a loop while builds are published: no error, no mixture of two builds."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.settings import Settings
from tests.conftest import PROJECT, refresh_once

# Every build has one file more than the one before, so a build is told by its number of files: whatever else is read
# in the same connection must belong to that build.
_READER = """
import json, os, sys, duckdb
path, stop = sys.argv[1:]
seen, reads, mixed = set(), 0, 0
while not os.path.exists(stop):
    with duckdb.connect(path, read_only=True) as con:
        build, files = con.execute("select id, jumlah_berkas from meta.publikasi order by id desc limit 1").fetchone()
        landed = con.execute("select count(*) from raw.berkas where status <> 'ditolak'").fetchone()[0]
        satker = con.execute("select coalesce(sum(realisasi_sd), 0) from mart.serapan_satker").fetchone()[0]
        indikator = con.execute("select coalesce(sum(realisasi_sd), 0) from mart.serapan_indikator").fetchone()[0]
        audited = con.execute("select count(*) from dq.hasil where run_id = ?", [build]).fetchone()[0]
        mixed += landed != files or satker != indikator or audited == 0
    seen.add(build)
    reads += 1
print(json.dumps({"seen": sorted(seen), "reads": reads, "mixed": mixed}))
"""


def test_readers_see_whole_builds_only(settings: Settings, tmp_path: Path) -> None:
    files = sorted(path for path in (PROJECT / "examples" / "inbox").rglob("*.xlsx"))[:8]
    shutil.copy2(files[0], settings.inbox)
    first = refresh_once(settings)
    assert first.build is not None
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", _READER, str(settings.warehouse / "kinerja.duckdb"), str(stop)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    published = [first.build.id]
    for file in files[1:]:
        shutil.copy2(file, settings.inbox)
        build = refresh_once(settings).build
        assert build is not None
        published.append(build.id)
    stop.touch()
    for reader in readers:
        out, error = reader.communicate(timeout=60)
        assert (reader.returncode, error) == (0, b"")
        result = json.loads(out)
        assert result["mixed"] == 0
        assert result["reads"] > len(files)
        assert set(result["seen"]) <= set(published)
        assert len(result["seen"]) > 1
