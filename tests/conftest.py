"""Fixtures shared by all tests: where the real files are, when this machine has them."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with the real SAKTI exports and the RAK; the test is skipped where it is absent."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real files are not on this machine")
    return folder


@pytest.fixture(scope="session")
def rak_dumai() -> bytes:
    """The real 2025 RAK of Loka POM di Kota Dumai, as in the example inbox."""
    return (PROJECT / "examples" / "inbox" / "rak_2025_loka_pom_dumai.txt").read_bytes()
