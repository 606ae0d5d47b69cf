"""Shared by all tests: where the real files are when this machine has them, and a whole refresh in one call."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.refresh import Refresh
from pipelines.settings import Settings

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
    return (PROJECT / "examples" / "inbox" / "rencana" / "rak_2025_loka_pom_dumai.txt").read_bytes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with an empty inbox, that knows Loka POM di Kota Dumai as satker 999999."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    satker = tmp_path / "satker.csv"
    satker.write_text("nama,kode_satker\nLoka POM di  Kota Dumai,999999\n", encoding="utf-8")
    return Settings(inbox=inbox, warehouse=tmp_path / "warehouse", satker=satker, settle_seconds=0.0)


def refresh_once(settings: Settings, now: datetime = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)) -> Refresh:
    """The stages of the nightly job in its order, without Dagster around them."""
    from pipelines.quality.rules import ALL_RULES

    with Refresh.running(settings, now) as refresh:
        if refresh.land():
            refresh.build_models(("ref", "terkoreksi", "core"))
            refresh.audit([rule for rule in ALL_RULES if rule.tabel.startswith("core.")])
            refresh.build_models(("mart",))
            refresh.audit([rule for rule in ALL_RULES if not rule.tabel.startswith("core.")])
            refresh.publish()
        return refresh


def read_warehouse(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the published warehouse."""
    with duckdb.connect(str(settings.warehouse / "kinerja.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()
