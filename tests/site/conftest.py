"""The site that most tests read: the example inbox until September, made-up satker in two years, and a refused file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.publishing import Build
from pipelines.samples.generator import write_samples
from pipelines.settings import Settings
from pipelines.site.build import write_site
from tests.conftest import PROJECT, refresh_once

CORRECTION = """\
- id: uji-1
  tindakan: ganti
  tabel: realisasi_kinerja
  di: {kode_satker: "999999", tahun: 2025, bulan: 9, kode_indikator: "05.01"}
  kolom: hambatan
  nilai_salah:
  nilai_benar: Sarana belum siap
  alasan: Tertulis di laporan cetak
  oleh: Tim Data
  tanggal: 2026-01-15
"""


def _keep(folder: Path, last_month: int) -> None:
    """Leave only the monthly files until ``last_month``."""
    for path in folder.rglob("*_20??_??.*"):
        if int(path.stem[-2:]) > last_month:
            path.unlink()


@pytest.fixture(scope="session")
def example_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("contoh")
    inbox = folder / "inbox"
    shutil.copytree(PROJECT / "examples" / "inbox", inbox)
    _keep(inbox, 9)
    for year, count in ((2025, 30), (2024, 2)):
        write_samples(inbox / str(year), count, 7, year)
        _keep(inbox / str(year), 2)
    (inbox / "<b>bukan & dokumen.txt").write_text("bukan dokumen")
    satker = folder / "satker.csv"
    satker.write_text("nama,kode_satker\nLoka POM di Kota Dumai,999999\n", encoding="utf-8")
    corrections = folder / "koreksi"
    corrections.mkdir()
    (corrections / "uji.yml").write_text(CORRECTION, encoding="utf-8")
    settings = Settings(
        inbox=inbox, warehouse=folder / "warehouse", satker=satker, corrections=corrections, settle_seconds=0.0
    )
    build = refresh_once(settings).build
    assert build is not None
    return build


@pytest.fixture(scope="session")
def example_site(example_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(example_build, tmp_path_factory.mktemp("situs") / "site").folder
