"""A rule that changes is a new dated row of a seed table: figures of earlier years stay as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from pipelines.sql_models import load_models
from tests.raw_rows import Gudang


@pytest.fixture
def gudang() -> Iterator[Gudang]:
    gudang = Gudang()
    yield gudang
    gudang.con.close()


# What a rule of 2027 says, and the marts of 2027 that it changes.
RULES_OF_2027 = [
    (
        [
            ("kriteria_capaian", "kriteria = 'Baik'", "95.00 as batas_bawah"),
            ("kriteria_capaian", "kriteria = 'Cukup'", "94.99 as batas_atas"),
        ],
        {"capaian_indikator", "capaian_triwulan"},
    ),
    ([("ketentuan", "nama = 'batas_nps'", "110 as nilai")], {"capaian_sasaran", "nilai_satker", "efisiensi_sasaran"}),
    ([("ketentuan", "nama = 'standar_efisiensi'", "2 as nilai")], {"efisiensi_indikator", "efisiensi_sasaran"}),
    ([("ketentuan", "nama = 'tenggat_lapor'", "20 as nilai")], {"kepatuhan"}),
    (
        [("target_penyerapan_ikpa", "jenis_belanja = '52' and triwulan = 1", "60 as target_pct")],
        {"ikpa_penyerapan", "rencana_penyerapan"},
    ),
    (
        [("predikat_ikpa", "predikat = 'Sangat Baik'", "99.00 as batas_bawah, 'Istimewa' as predikat")],
        {"ikpa_penyerapan"},
    ),
    ([("deviasi_rpd", "jenis_belanja = '52'", "50 as rata_rata_penuh_pct")], {"deviasi_rpd"}),
]


@pytest.mark.parametrize(
    ("rows", "changed"), RULES_OF_2027, ids=lambda value: value[0][0] if isinstance(value, list) else ""
)
def test_a_new_rule_changes_its_own_year_only(
    gudang: Gudang, rows: list[tuple[str, str, str]], changed: set[str]
) -> None:
    for tahun in (2025, 2027):
        target = {"target": {3: 100, 12: 100}, "anggaran": "100"}
        gudang.rak(
            {"01.01": target, "01.02": target}, [("01.01", "A", 100, 100), ("01.02", "B", 100, 100)], tahun=tahun
        )
        telat = datetime(tahun, 4, 15)
        gudang.fa(
            3, [(sub, "521211", 100, 0, 50) for sub in "AB"], tahun=tahun, waktu_sumber=telat, diterima_pada=telat
        )
        gudang.kinerja(3, {"01.01": {"realisasi": 92}, "01.02": {"realisasi": 119}}, tahun=tahun)
        gudang.rpd({"52": {1: 0, 2: 0, 3: 80}}, tahun=tahun)
        for bulan in (1, 2):
            gudang.fa(bulan, [(sub, "521211", 100, 0, 0) for sub in "AB"], tahun=tahun)
    gudang.acuan = date(2027, 4, 30)
    gudang.bangun()
    marts = [model for model in load_models().values() if model.schema == "mart"]

    def figures(tahun: int) -> dict[str, list[Any]]:
        return {m.table: gudang.tanya(f"select * from {m.name} where tahun = {tahun} order by all") for m in marts}

    before = {tahun: figures(tahun) for tahun in (2025, 2027)}
    for table, which, new in rows:
        changes = f"{new}, 2027 as tahun_mulai"
        gudang.con.execute(
            f"create or replace temp table baru as select * replace ({changes}) from ref.{table} where {which}"
        )
        gudang.con.execute(f"update ref.{table} set tahun_sampai = 2026 where {which}")
        gudang.con.execute(f"insert into ref.{table} from baru")
    for model in marts:
        model.build(gudang.con)
    after = {tahun: figures(tahun) for tahun in (2025, 2027)}
    assert after[2025] == before[2025]
    different = {table for table in after[2027] if after[2027][table] != before[2027][table]}
    assert different - {"proyeksi_serapan"} == changed
