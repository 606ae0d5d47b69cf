"""``kinerja shell`` in a real terminal, and ``kinerja export``: what analysts get is the published build, unchanged."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.publishing import Warehouse
from pipelines.settings import Settings
from pipelines.sql_models import load_models
from tests.conftest import PROJECT, read_warehouse, refresh_once

PATIENCE = 180.0


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, rak_dumai: bytes) -> Settings:
    folder = tmp_path_factory.mktemp("analis")
    settings = Settings(
        inbox=folder / "masuk",
        warehouse=folder / "gudang",
        satker=PROJECT / "examples" / "satker.csv",
        settle_seconds=0.0,
    )
    settings.inbox.mkdir()
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings)
    return settings


class Terminal:
    """``kinerja shell`` in a terminal of its own; what it draws is kept."""

    def __init__(self, settings: Settings, home: Path) -> None:
        self.drawn = ""
        self._screen, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        # The width that Textual goes by; it may be another in the environment of the tests.
        size = {"COLUMNS": "140", "LINES": "40", "TERM": "xterm-256color"}
        environment = {**os.environ, **size, "HOME": str(home), "PYTHONPATH": str(PROJECT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "shell", "--warehouse", str(settings.warehouse)],
            stdin=side,
            stdout=side,
            stderr=side,
            env=environment,
            cwd=home,
            start_new_session=True,
        )
        os.close(side)

    def until(self, pattern: str) -> None:
        """Read on until what was drawn, without its colours, has ``pattern``."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, re.sub(r"\x1b\[[0-9;?<>=]*[A-Za-z]", "", self.drawn)):
            assert time.monotonic() < end, f"no {pattern} in {self.drawn[-3000:]!r}"
            if select.select([self._screen], [], [], 1.0)[0]:
                self.drawn += os.read(self._screen, 65536).decode(errors="replace")

    def send(self, keys: str) -> None:
        os.write(self._screen, keys.encode())

    def ended(self) -> int:
        """Exit status; what is still drawn is read so that nothing waits to be."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self._screen], [], [], 0.2)[0]:
                try:
                    self.drawn += os.read(self._screen, 65536).decode(errors="replace")
                except OSError:
                    break
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._screen)


@pytest.fixture
def terminal(published: Settings, tmp_path: Path) -> Iterator[Terminal]:
    shell = Terminal(published, tmp_path)
    yield shell
    shell.close()


def test_the_shell_shows_the_build_refuses_to_write_and_quits(published: Settings, terminal: Terminal) -> None:
    build = Warehouse(published.warehouse).published()
    assert build is not None
    before = build.path.read_bytes()
    terminal.until(f"kinerja-{build.id}")
    terminal.send("create table ref.baru as select 1\n")
    terminal.until("read-only")
    terminal.send("\x11")
    assert terminal.ended() == 0
    assert build.path.read_bytes() == before


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_shell_needs_a_terminal(published: Settings) -> None:
    result = run("shell", "--warehouse", str(published.warehouse))
    assert result.exit_code == 1
    assert result.stderr == "Gagal: kinerja shell memerlukan terminal; untuk skrip pakai kinerja query.\n"
    told = run("shell", "--help").stdout
    assert "ctrl+j" in told
    assert "ctrl+q" in told


def test_every_mart_is_exported_as_it_is(published: Settings, tmp_path: Path) -> None:
    out = tmp_path / "parquet"
    out.mkdir()
    (out / "serapan_satker.parquet").write_bytes(b"yang lama")
    result = run("export", "--warehouse", str(published.warehouse), "--out", str(out))
    assert (result.exit_code, result.stderr) == (0, "")
    build = Warehouse(published.warehouse).published()
    assert build is not None
    marts = {model.table: model for model in load_models().values() if model.schema == "mart"}
    assert {path.name for path in out.iterdir()} == {f"{name}.parquet" for name in (*marts, "kamus")}
    listed = dict(line.rsplit(": ", 1) for line in result.stdout.splitlines())
    for name, model in marts.items():
        path = out / f"{name}.parquet"
        found = pq.read_table(path)
        rows = read_warehouse(published, f"from mart.{name} order by {', '.join(model.grain)}")
        assert [tuple(row.values()) for row in found.to_pylist()] == rows
        assert listed[str(path)] == f"{len(rows):,}".replace(",", ".") + " baris"
        assert found.column_names == [column.name for column in model.columns]
        told = found.schema.metadata
        assert json.loads(told[b"kolom"])["kode_satker"] == {"satuan": "kode", "arti": model.columns[0].description}
        assert told[b"terbitan"] == build.id.encode()
    words = pq.read_table(out / "kamus.parquet").to_pylist()
    assert {row["tabel"] for row in words} == set(marts)
    assert len(words) == sum(len(model.columns) for model in marts.values())
    assert pq.read_metadata(out / "capaian_triwulan.parquet").num_rows == 60


def test_an_export_of_a_day_and_of_another_layer(published: Settings, tmp_path: Path) -> None:
    base = ["export", "--warehouse", str(published.warehouse), "--out", str(tmp_path / "p")]
    result = run(*base, "--schema", "core", "--as-of", "2026-01-21")
    assert (result.exit_code, result.stderr) == (0, "")
    found = pq.read_table(tmp_path / "p" / "indikator.parquet")
    assert found.num_rows == 15
    assert found.schema.metadata[b"per_tanggal"] == b"2026-01-21"
    result = run(*base, "--as-of", "2020-01-01")
    assert (result.exit_code, result.stderr.startswith("Gagal: ")) == (1, True)
    result = run(*base, "--schema", "dq", "--as-of", "2026-01-21")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("Tidak ditulis, karena hanya ada untuk terbitan yang sekarang: dq.temuan.\n")
    assert not (tmp_path / "p" / "temuan.parquet").exists()
    result = run(*base, "--schema", "ref", "--as-of", "2026-01-21")
    assert (result.exit_code, pq.read_table(tmp_path / "p" / "bulan.parquet").num_rows) == (0, 12)
    result = run(*base, "--schema", "meta")
    assert {row["skema"] for row in pq.read_table(tmp_path / "p" / "kamus.parquet").to_pylist()} >= {"raw", "mart"}


def test_a_failed_export_leaves_what_was_there(published: Settings, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("x")
    result = run("export", "--warehouse", str(published.warehouse), "--out", str(tmp_path / "berkas" / "p"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Gagal: Parquet tidak dapat ditulis ke")
    assert "Traceback" not in result.output
    out = tmp_path / "p"
    (out / "kamus.parquet").mkdir(parents=True)
    result = run("export", "--warehouse", str(published.warehouse), "--out", str(out))
    assert result.exit_code == 1
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
