"""Settings: who wins, what is relative to what, and clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import SettingsError, load_settings


def test_flags_beat_variables_beat_the_file_beats_defaults(tmp_path: Path) -> None:
    (tmp_path / "kinerja.toml").write_text('inbox = "dari-berkas"\nwarehouse = "gudang"\nkeep_builds = 3\n')
    below = tmp_path / "sub"
    below.mkdir()
    environment = {"KINERJA_WAREHOUSE": "dari-variabel"}
    assert load_settings({}, {}, below).inbox == tmp_path / "dari-berkas"
    assert load_settings({}, environment, below).warehouse == below / "dari-variabel"
    assert load_settings({"warehouse": "dari-flag"}, environment, below).warehouse == below / "dari-flag"
    assert load_settings({}, {}, below).keep_builds == 3
    assert load_settings({}, {}, below).satker is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("inbox = ", "tidak dapat dibaca"),
        ('inboks = "x"', "'inboks'"),
        ('keep_builds = "banyak"', "harus berupa angka"),
        ("keep_builds = 0", "harus 1 atau lebih"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "kinerja.toml").write_text(content)
    with pytest.raises(SettingsError, match=message):
        load_settings({}, {}, tmp_path)
