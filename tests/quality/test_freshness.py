"""Falling silent is told in the night it becomes true, although nothing at all has changed in the inbox."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from pipelines.settings import Settings
from tests.conftest import read_warehouse, refresh_once


def test_a_satker_that_falls_silent_is_told_that_night(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    # It arrives on 21 January WIB. The deadline of 10 February passes before the second night.
    nights = [datetime(2026, month, day, 18, 30, tzinfo=UTC) for month, day in ((1, 20), (2, 15), (3, 6), (3, 7))]
    published = [refresh_once(settings, night).build is not None for night in nights]
    assert published == [True, True, False, True]
    recorded = read_warehouse(settings, "select lulus from dq.hasil where aturan = 'SEGAR-01' order by waktu")
    assert recorded == [(True,), (True,), (False,)]
    found = read_warehouse(settings, "select kode_satker, rincian from dq.temuan where aturan = 'SEGAR-01'")
    assert [code for code, _ in found] == ["999999"]
    assert json.loads(found[0][1])["hari"] == 46
