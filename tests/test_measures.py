"""Figures printed in real BPOM reports, from document files to marts; and that parts are wholes at every level."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.samples.generator import write_samples
from pipelines.settings import Settings
from pipelines.sql_models import load_models
from tests.conftest import PROJECT, refresh_once
from tests.quality.documents import YEAR, Account, Cell, Indicator, Plan, Satker, Share

D = Decimal
SUB = ("DR.3165.QIA.002", "053")
LETTERS = "ABCDEFGHIJKL"
BUDGET = 100_000_000
# Target of September; what the sheet says; what has been spent of a budget of 100 million.
PUBLISHED: list[tuple[str, dict[str, Cell], int]] = [
    ("80", {"satuan": "persen", "pembilang": 23, "penyebut": 36, "realisasi": 63.89}, 0),
    ("80", {"satuan": "persen", "pembilang": 174, "penyebut": 264}, 50_000_000),
    ("93", {"satuan": "nilai", "realisasi": "92,384"}, 0),
    ("100", {"satuan": "nilai", "realisasi": "100,57"}, 95_440_000),
    ("10", {"satuan": "hari", "realisasi": 8}, 0),
    ("10", {"satuan": "hari", "realisasi": 12.5}, 0),
]
LESS_IS_BETTER = ("01.05", "01.06")
BOUNDARIES = {
    "49,99": "Sangat Kurang",
    "49,995": "Kurang",  # printed 50.00
    "50": "Kurang",
    "69,99": "Kurang",
    "70": "Cukup",
    "89,99": "Cukup",
    "90": "Baik",
    "110": "Baik",
    "110,01": "Sangat Baik",
    "120": "Sangat Baik",
    "120,01": "Tidak Dapat Disimpulkan",
    "250": "Tidak Dapat Disimpulkan",
}


def unit(kode: str, nama: str, cases: list[tuple[str, dict[str, Cell], int]]) -> Satker:
    """A satker with one sub komponen for each indicator, that has reported and spent once: in September."""
    indicators, accounts, rows = [], [], []
    for at, (target, told, spent) in enumerate(cases):
        code, letter = f"{at + 1:02}", LETTERS[at]
        shares = [Share(*SUB, letter, BUDGET, BUDGET)]
        indicators.append(Indicator(code, f"Hasil pengawasan {letter}", [target] * 12, BUDGET, shares))
        accounts.append(Account(*SUB, letter, "521211", BUDGET, 0, spent))
        row: dict[str, Cell] = {"tahun": YEAR, "kode_satker": kode, "bulan": 9, "kode_indikator": f"01.{code}"}
        rows.append(row | {"indikator": f"Hasil pengawasan {letter}"} | told)
    made = Satker(kode, nama, Plan(indicators, BUDGET * len(cases)), {9: accounts}, mulai="2025-09-01")
    made.rows = rows
    return made


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of two offices, of the example inbox and of two invented units, published."""
    root = tmp_path_factory.mktemp("ukuran")
    inbox = root / "inbox"
    shutil.copytree(PROJECT / "examples" / "inbox", inbox)
    write_samples(inbox / "sintetis", satker=2, seed=5, tahun=YEAR)
    boundaries: list[tuple[str, dict[str, Cell], int]] = [
        ("100", {"satuan": "nilai", "realisasi": told}, 0) for told in BOUNDARIES
    ]
    lines = ["nama,kode_satker,mulai,sampai", "Loka POM di Kota Dumai,999999,,"]
    for office in (unit("690001", "LOKA SATU", PUBLISHED), unit("690002", "LOKA DUA", boundaries)):
        lines += office.map_lines()
        (inbox / office.kode).mkdir()
        for name, data in office.documents().items():
            (inbox / office.kode / name).write_bytes(data)
    (root / "satker.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = Settings(inbox=inbox, warehouse=root / "warehouse", satker=root / "satker.csv", settle_seconds=0.0)
    refresh_once(settings)
    return settings.warehouse / "kinerja.duckdb"


@pytest.fixture
def con(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        yield con


TW3 = "from mart.capaian_triwulan where triwulan = 3 and kode_satker ="


def test_published_achievements(con: duckdb.DuckDBPyConnection) -> None:
    figures = f"select pembilang, penyebut, realisasi, capaian_pct, kriteria, keterangan {TW3} '690001' order by all"
    rows = con.execute(figures.replace("order by all", "order by kode_indikator limit 4")).fetchall()
    assert rows == [
        (D(23), D(36), D("63.89"), D("79.86"), "Cukup", None),
        (D(174), D(264), D("65.91"), D("82.39"), "Cukup", None),
        (None, None, D("92.384"), D("99.34"), "Baik", None),
        (None, None, D("100.57"), D("100.57"), "Baik", None),
    ]


def test_published_efficiency(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select capaian_pct, serapan_pct, ie, te, kategori from mart.efisiensi_indikator"
        " where kode_satker = '690001' and bulan = 9 and kode_indikator in ('01.02', '01.04') order by kode_indikator"
    ).fetchall()
    assert rows == [
        (D("82.39"), D("50.00"), D("1.65"), D("0.65"), "efisien"),
        (D("100.57"), D("95.44"), D("1.05"), D("0.05"), "efisien"),
    ]


def test_efficiency_of_a_sasaran_is_its_nps_over_its_absorption(con: duckdb.DuckDBPyConnection) -> None:
    """NPS: (79.86 + 82.39 + 99.34 + 100.57 + 80 + 120) / 6 = 93.6933; spent 145.44 of 600 million: 24.24%."""
    (row,) = con.execute(
        "select nama_sasaran, capaian_pct, serapan_pct, ie, te, kategori from mart.efisiensi_sasaran"
        " where kode_satker = '690001' and bulan = 9"
    ).fetchall()
    assert row == ("Pengawasan yang efektif", D("93.69"), D("24.24"), D("3.87"), D("2.87"), "efisien")


def test_criteria_at_their_boundaries_and_capped_in_the_mean(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(f"select realisasi, kriteria {TW3} '690002' order by kode_indikator").fetchall()
    assert rows == [(D(told.replace(",", ".")), kriteria) for told, kriteria in BOUNDARIES.items()]
    # Rounded first, 49.995 is 50; 120.01 and 250 count 120 each.
    printed = [49.99, 50, 50, 69.99, 70, 89.99, 90, 110, 110.01, 120, 120, 120]
    nps = con.execute("select nps from mart.capaian_sasaran where kode_satker = '690002' and bulan = 9").fetchone()
    assert nps == (D("87.50"),) == (round(sum(map(D, map(str, printed))) / 12, 2),)
    assert con.execute("select nku from mart.nilai_satker where kode_satker = '690002' and bulan = 9").fetchone() == nps


def test_less_is_better(warehouse: Path, tmp_path: Path) -> None:
    """(1 + (1 - 8 / 10)) x 100 = 120 and (1 + (1 - 12.5 / 10)) x 100 = 75. Polarity stands in a seed table."""
    copy = shutil.copy(warehouse, tmp_path / "salinan.duckdb")
    with duckdb.connect(str(copy)) as con:
        for code in LESS_IS_BETTER:
            con.execute("insert into ref.polaritas_indikator values ('690001', ?, ?, 'minimum', 'uji')", [YEAR, code])
        for model in load_models().values():
            if model.schema in ("core", "mart") and model.is_derived:
                model.build(con)
        rows = con.execute(
            f"select polaritas, capaian_pct, kriteria {TW3} '690001' order by kode_indikator offset 3"
        ).fetchall()
    assert rows == [
        ("maksimum", D("100.57"), "Baik"),
        ("minimum", D("120.00"), "Sangat Baik"),
        ("minimum", D("75.00"), "Cukup"),
    ]


def test_a_quarter_is_its_last_month_and_says_why_it_is_blank(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select triwulan, bulan, target, satuan, capaian_pct, target_tahunan, keterangan from mart.capaian_triwulan"
        " where kode_satker = '690001' and kode_indikator = '01.01' order by triwulan"
    ).fetchall()
    assert rows == [
        (1, 3, D(80), None, None, D(80), "Realisasi bulan Maret belum ada di lembar kinerja yang diterima."),
        (2, 6, D(80), None, None, D(80), "Realisasi bulan Juni belum ada di lembar kinerja yang diterima."),
        (3, 9, D(80), "persen", D("79.86"), D(80), None),
        (4, 12, D(80), "persen", None, D(80), "Realisasi bulan Desember belum ada di lembar kinerja yang diterima."),
    ]
    # Of every indicator of the plan; where the month is there, it is that month.
    assert con.execute(
        "select count(*) from core.indikator as i cross join (select distinct triwulan from ref.bulan) as t"
        " anti join mart.capaian_triwulan as c on i.kode_satker = c.kode_satker and i.tahun = c.tahun"
        " and i.kode_indikator = c.kode_indikator and t.triwulan = c.triwulan"
    ).fetchone() == (0,)
    compared, different = con.execute(
        "select count(*), count(*) filter (where (q.target, q.realisasi, q.capaian_pct, q.kriteria, q.kriteria_tahunan,"
        " q.hambatan, q.file_id, q.baris_sumber) is distinct from (c.target, c.realisasi, c.capaian_pct, c.kriteria,"
        " c.kriteria_tahunan, c.hambatan, c.file_id, c.baris_sumber))"
        " from mart.capaian_triwulan as q inner join mart.capaian_indikator as c"
        " using (kode_satker, tahun, kode_indikator, bulan)"
    ).fetchall()[0]
    assert compared > 80
    assert different == 0


Whole = dict[tuple[str, int, int], tuple[int, int]]


def check_parts(con: duckdb.DuckDBPyConnection) -> Whole:
    """Pagu and realisasi s.d. by satker, year and month; every way to cut them must add up to them."""

    def money(table: str, condition: str = "true") -> Whole:
        rows = con.execute(
            "select kode_satker, tahun, bulan, sum(pagu), sum(realisasi_sd)"
            f" from {table} where {condition} group by all"
        ).fetchall()
        return {(satker, tahun, bulan): (int(pagu), int(sd)) for satker, tahun, bulan, pagu, sd in rows}

    whole = money("mart.serapan_satker")
    for level in ("program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun"):
        assert money("mart.serapan_tingkat", f"tingkat = '{level}'") == whole, level
    for table in ("jenis_belanja", "ro", "subkomponen", "indikator", "sasaran"):
        assert money(f"mart.serapan_{table}") == whole, table
    assert money("core.realisasi_tingkat", "tingkat = 'total'") == whole

    # And every row is what stands below it, by the code alone.
    rows = con.execute(
        "select kode_satker, tahun, bulan, tingkat, kode, kode_induk, pagu, realisasi_sd from mart.serapan_tingkat"
    ).fetchall()
    below: dict[tuple[Any, ...], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for *period, level, kode, induk, pagu, sd in rows:
        above = kode.rpartition(".")[0]
        assert (level == "program") == (induk is None) == (above == "")
        assert above == (induk or "")
        before = below[*period, above]
        below[*period, above] = (before[0] + int(pagu), before[1] + int(sd))
    for *period, level, kode, _, pagu, sd in rows:
        if level != "akun":
            assert below[*period, kode] == (pagu, sd), kode
    return whole


def test_parts_are_wholes_at_every_level(con: duckdb.DuckDBPyConnection) -> None:
    whole = check_parts(con)
    assert {satker for satker, _, _ in whole} == {"690001", "690002", "900000", "900001", "999999"}
    assert len(whole) == 2 + 3 * 12
    # A sasaran is its indicators: to the rupiah, in every month.
    assert con.execute(
        "with i as (select kode_satker, tahun, bulan, i.kode_sasaran, sum(pagu) as pagu, sum(realisasi_sd) as sd"
        " from mart.serapan_indikator left join core.indikator as i using (kode_satker, tahun, kode_indikator)"
        " group by all) select count(*) from mart.serapan_sasaran as s full join i on s.kode_satker = i.kode_satker"
        " and s.tahun = i.tahun and s.bulan = i.bulan and s.kode_sasaran is not distinct from i.kode_sasaran"
        " where s.pagu is distinct from i.pagu or s.realisasi_sd is distinct from i.sd"
    ).fetchone() == (0,)


def test_parts_of_real_reports_are_wholes(shared_data: Path, settings: Settings) -> None:
    shutil.copytree(shared_data / "fa_detail", settings.inbox / "fa_detail", ignore=shutil.ignore_patterns("*.json"))
    shutil.copytree(shared_data / "flat_dump", settings.inbox / "flat_dump")
    shutil.copy(shared_data / "rak" / "rak_2025_loka_pom_dumai.txt", settings.inbox)
    refresh_once(settings)
    with duckdb.connect(str(settings.warehouse / "kinerja.duckdb"), read_only=True) as con:
        assert len(check_parts(con)) > 7
        named = dict(con.execute("select tingkat, count(uraian) > 0 from mart.serapan_tingkat group by all").fetchall())
    assert all(named.values())
