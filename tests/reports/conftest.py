"""The example inbox as a published warehouse, made once for all tests of reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.conftest import PROJECT, refresh_once

EXAMPLES = PROJECT / "examples"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the warehouse made from ``examples/inbox``."""
    folder = tmp_path_factory.mktemp("contoh") / "gudang"
    refresh_once(
        Settings(
            inbox=EXAMPLES / "inbox",
            warehouse=folder,
            satker=EXAMPLES / "satker.csv",
            indikator=EXAMPLES / "indikator.csv",
            settle_seconds=0.0,
        )
    )
    return folder
