"""Shared by the tests of readers: where LibreOffice saves files again, on machines that have it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def saved_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for what LibreOffice saves; the test is skipped without it."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not on this machine")
    return tmp_path_factory.mktemp("simpan_ulang")
