"""Cash plans: which one counts, and the deviation from it by hand. How a file is read is not here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.quality import findings
from pipelines.readers.months import MONTH_NAMES
from pipelines.settings import Settings
from pipelines.sql_models import load_models
from tests.conftest import read_warehouse, refresh_once
from tests.raw_rows import SATKER, TAHUN, Gudang

D = Decimal
PEGAWAI, BARANG, MODAL = "511111", "521211", "532111"


@pytest.fixture
def gudang() -> Iterator[Gudang]:
    gudang = Gudang()
    yield gudang
    gudang.con.close()


def realisasi(gudang: Gudang, bulan: int, isi: Mapping[str, tuple[int, int]]) -> None:
    """The export of a month: akun to its pagu and what was spent in that month alone."""
    gudang.fa(bulan, [("A", akun, pagu, 500, 500 + ini) for akun, (pagu, ini) in isi.items()])


def bulanan(gudang: Gudang) -> list[tuple[Any, ...]]:
    return gudang.tanya(
        "select bulan, deviasi_pct, rata_rata_pct, nilai, kurang, bulan_kurang from mart.deviasi_rpd order by bulan"
    )


def test_deviation_of_each_expense_type_by_hand(gudang: Gudang) -> None:
    """Planned against spent, by month; 54 is not judged. Shares of 8,000: 51 has .75, 52 and 53 have .125 each.

    January: 51 |900 - 1000| / 1000 = 10; 52 |1000 - 300| / 300 = 233.33, at most 100; 53 none planned, 7 spent: 100.
    Together 7.5 + 12.5 + 12.5 = 32.50.
    February: 51 |1001 - 999| / 999 = 0.2002 -> 0.20; 52 |200 - 199| / 199 = 0.5025 -> 0.50; 53 neither: 0.
    Together .15 + .0625 = 0.2125 -> 0.21.
    March: a refund of 5 where nothing is planned deviates wholly; |201 - 200| / 200 = 0.5; 51 as planned.
    Together .0625 + 12.5 = 12.5625 -> 12.56.
    """
    gudang.rpd(
        {
            "51": {1: 1000, 2: 999, 3: 700},
            "52": {1: 300, 2: 199, 3: 200},
            "53": {1: 0, 2: 0, 3: 0},
        },
    )
    spent = {1: (900, 1000, 7), 2: (1001, 200, 0), 3: (700, 201, -5)}
    for bulan, (pegawai, barang, modal) in spent.items():
        isi = {PEGAWAI: (6000, pegawai), BARANG: (1000, barang), MODAL: (1000, modal), "541111": (90_000, 5)}
        realisasi(gudang, bulan, isi)
    gudang.bangun()
    assert gudang.tanya(
        "select bulan, jenis_belanja, rpd, realisasi, deviasi_pct, bobot from mart.deviasi_rpd_jenis_belanja"
        " where bulan <= 3 order by all"
    ) == [
        (1, "51", 1000, 900, D("10.00"), D("0.75")),
        (1, "52", 300, 1000, D("100.00"), D("0.125")),
        (1, "53", 0, 7, D("100.00"), D("0.125")),
        (2, "51", 999, 1001, D("0.20"), D("0.75")),
        (2, "52", 199, 200, D("0.50"), D("0.125")),
        (2, "53", 0, 0, D("0.00"), D("0.125")),
        (3, "51", 700, 700, D("0.00"), D("0.75")),
        (3, "52", 200, 201, D("0.50"), D("0.125")),
        (3, "53", 0, -5, D("100.00"), D("0.125")),
    ]
    # Means: 32.50; (32.50 + 0.21) / 2 = 16.355 -> 16.36 (half up); (32.50 + 0.21 + 12.56) / 3 = 15.09.
    assert bulanan(gudang)[:4] == [
        (1, D("32.50"), D("32.50"), D("67.50"), None, None),
        (2, D("0.21"), D("16.36"), D("83.64"), None, None),
        (3, D("12.56"), D("15.09"), D("84.91"), None, None),
        (4, None, None, None, "RPD 51, 52, 53 dan realisasi", 4),
    ]


@pytest.mark.parametrize(("spent", "mean", "value"), [(950, "5.00", "100.00"), (949, "5.10", "94.90")])
def test_a_mean_of_five_is_still_full(gudang: Gudang, spent: int, mean: str, value: str) -> None:
    gudang.rpd({"52": {1: 1000}})
    realisasi(gudang, 1, {BARANG: (9000, spent)})
    gudang.bangun()
    assert bulanan(gudang)[0] == (1, D(mean), D(mean), D(value), None, None)


def test_december_takes_the_mean_and_the_value_of_november(gudang: Gudang) -> None:
    """Ten months deviate by 10, November by 21: (100 + 21) / 11 = 11. December's own deviation of 50 does not count."""
    gudang.rpd({"52": dict.fromkeys(range(1, 13), 1000)})
    for bulan in range(1, 13):
        realisasi(gudang, bulan, {BARANG: (99_000, {11: 790, 12: 1500}.get(bulan, 900))})
    gudang.bangun()
    assert bulanan(gudang)[9:] == [
        (10, D("10.00"), D("10.00"), D("90.00"), None, None),
        (11, D("21.00"), D("11.00"), D("89.00"), None, None),
        (12, D("50.00"), D("11.00"), D("89.00"), None, None),
    ]


def test_december_needs_no_document_of_its_own(gudang: Gudang) -> None:
    gudang.rpd({"52": dict.fromkeys(range(1, 12), 1000)})
    for bulan in range(1, 12):
        realisasi(gudang, bulan, {BARANG: (99_000, 800)})
    gudang.bangun()
    assert bulanan(gudang)[11] == (12, None, D("20.00"), D("80.00"), "RPD 52 dan realisasi", None)


def test_the_share_is_of_the_pagu_of_the_month(gudang: Gudang) -> None:
    """52 deviates by 10 in both months; its pagu moves from a half to nine tenths."""
    gudang.rpd({"51": {1: 100, 2: 100}, "52": {1: 100, 2: 100}})
    realisasi(gudang, 1, {PEGAWAI: (5000, 100), BARANG: (5000, 90)})
    realisasi(gudang, 2, {PEGAWAI: (1000, 100), BARANG: (9000, 90)})
    gudang.bangun()
    assert [row[1] for row in bulanan(gudang)[:2]] == [D("5.00"), D("9.00")]


def test_what_is_missing_is_said_and_ends_the_mean(gudang: Gudang) -> None:
    """Blank is no plan, which is not nought; a month without an export is not spent on; an empty type needs none."""
    gudang.rpd({"51": {1: 100, 3: 100, 4: 100}, "52": {1: 100, 2: 100, 3: 100, 4: 100}})
    for bulan in (1, 2, 4):
        realisasi(gudang, bulan, {PEGAWAI: (5000, 100), BARANG: (5000, 100), MODAL: (0, 0)})
    gudang.bangun()
    assert bulanan(gudang)[:4] == [
        (1, D("0.00"), D("0.00"), D("100.00"), None, None),
        (2, None, None, None, "RPD 51", 2),
        (3, None, None, None, "RPD 53 dan realisasi", 2),
        (4, D("0.00"), None, None, None, 2),
    ]
    assert gudang.tanya(
        "select bulan, jenis_belanja, rpd, realisasi, deviasi_pct, bobot, kurang from mart.deviasi_rpd_jenis_belanja"
        " where bulan in (2, 3) order by all"
    ) == [
        (2, "51", None, 100, None, D("0.5"), "RPD"),
        (2, "52", 100, 100, D("0.00"), D("0.5"), None),
        (2, "53", None, 0, None, D("0"), "RPD"),
        (3, "51", 100, None, None, None, "realisasi"),
        (3, "52", 100, None, None, None, "realisasi"),
        (3, "53", None, None, None, None, "RPD dan realisasi"),
    ]


def test_realisation_of_the_month_that_is_not_known_is_not_taken_for_nought(gudang: Gudang) -> None:
    gudang.rpd({"52": {1: 100}})
    realisasi(gudang, 1, {BARANG: (5000, 100), "522151": (5000, 100)})
    gudang.bangun()
    gudang.con.execute("update core.realisasi_anggaran set realisasi_ini = null where kode_akun = '522151'")
    for tabel in ("mart.deviasi_rpd_jenis_belanja", "mart.deviasi_rpd"):
        load_models()[tabel].build(gudang.con)
    assert bulanan(gudang)[0] == (1, None, None, None, "realisasi", 1)


def test_a_satker_without_a_cash_plan_is_not_judged_and_not_dunned(gudang: Gudang) -> None:
    realisasi(gudang, 1, {BARANG: (5000, 100)})
    gudang.bangun()
    assert bulanan(gudang) == []
    assert gudang.tanya("select distinct jenis from mart.kepatuhan order by 1") == [
        ("fa_detail",),
        ("realisasi_kinerja",),
    ]


def test_a_year_before_the_regulation_is_not_judged(gudang: Gudang) -> None:
    gudang.rpd({"52": {1: 100}}, tahun=2019)
    gudang.fa(1, [("A", BARANG, 100, 0, 50)], tahun=2019)
    gudang.bangun()
    assert bulanan(gudang) == []


def test_a_revision_replaces_the_months_that_it_states(gudang: Gudang) -> None:
    """June is blank in the revision, 51 is not in it at all: both keep the older plan. Nought is a plan."""
    lama = gudang.rpd(
        {"51": {1: 10, 6: 60}, "52": {5: 500, 6: 600, 7: 700}},
        waktu_sumber=datetime(TAHUN, 1, 10),
    )
    baru = gudang.rpd({"52": {5: 555, 7: 0}}, waktu_sumber=datetime(TAHUN, 4, 10))
    usang = gudang.rpd({"52": {5: 1}}, waktu_sumber=datetime(TAHUN, 1, 2))
    gudang.bangun()
    assert gudang.tanya("select jenis_belanja, bulan, rpd, file_id, lembar, baris from core.rpd order by all") == [
        ("51", 1, 10, lama, "rpd", 2),
        ("51", 6, 60, lama, "rpd", 2),
        ("52", 5, 555, baru, "rpd", 2),
        ("52", 6, 600, lama, "rpd", 3),
        ("52", 7, 0, baru, "rpd", 2),
    ]
    assert dict(gudang.tanya("select file_id, status from core.status_berkas")) == {
        lama: "diterima",
        baru: "diterima",
        usang: "digantikan",
    }


def test_akun_of_one_expense_type_are_added_up(gudang: Gudang) -> None:
    gudang.rpd({"521211": {1: 30, 2: 5}, "522151": {1: 12}, "532111": {1: 7}})
    gudang.bangun()
    assert gudang.tanya("select bulan, jenis_belanja, rpd, jumlah_baris, baris from core.rpd order by all") == [
        (1, "52", 42, 2, 2),
        (1, "53", 7, 1, 4),
        (2, "52", 5, 1, 2),
    ]


def test_a_cash_plan_makes_its_satker_known_and_awaited(gudang: Gudang) -> None:
    gudang.rpd({"52": {1: 100}})
    gudang.bangun()
    assert gudang.tanya("select kode_satker from core.satker") == [(SATKER,)]
    assert gudang.tanya("select count(*) from mart.kepatuhan where status = 'belum lapor'") == [(22,)]


# -- a plan that is saved again under the same name ------------------------------------------------------------------

PLANNED = "select kode_satker, tahun, jenis_belanja, bulan, cast(rpd as int) from core.rpd order by all"


def save(settings: Settings, name: str, *rows: str, tahun: int = 2025) -> Path:
    """A cash plan in rupiah, a minute later than the one it overwrites; rows: satker, expense type, months."""
    lines = [f"{tahun};{row}".split(";") for row in rows]
    filled = [";".join([*line[:3], "rupiah", *line[3:], *[""] * (15 - len(line))]) for line in lines]
    path = settings.inbox / name
    saved = path.stat().st_mtime + 60 if path.exists() else 1_760_000_000
    path.write_text("\n".join([f"tahun;kode_satker;jenis_belanja;satuan;{';'.join(MONTH_NAMES)}", *filled, ""]))
    os.utime(path, (saved, saved))
    return path


def statuses(settings: Settings) -> list[str]:
    return [status for (status,) in read_warehouse(settings, "select status from raw.berkas order by status")]


def test_a_plan_whose_satker_is_mended_in_place_leaves_the_wrong_one(settings: Settings) -> None:
    save(settings, "rpd.csv", "999998;52;10;20", "999998;53;1")
    refresh_once(settings)
    wrong = read_warehouse(settings, PLANNED)
    save(settings, "rpd.csv", "999999;52;10;20")
    refresh_once(settings)
    assert read_warehouse(settings, PLANNED) == [("999999", 2025, "52", 1, 10), ("999999", 2025, "52", 2, 20)]
    assert read_warehouse(settings, "select distinct kode_satker from mart.deviasi_rpd") == [("999999",)]
    assert read_warehouse(settings, "select kode_satker from core.satker") == [("999999",)]
    assert statuses(settings) == ["digantikan", "diterima"]
    # Nothing more to do, also once the file is gone; and a version that is put back counts again.
    assert refresh_once(settings).build is None
    save(settings, "rpd.csv", "999998;52;10;20", "999998;53;1")
    refresh_once(settings)
    assert read_warehouse(settings, PLANNED) == wrong
    (settings.inbox / "rpd.csv").unlink()
    refresh_once(settings)
    assert read_warehouse(settings, PLANNED) == wrong


OVERWRITTEN = (
    "select kode_satker, tahun, bulan, baris, rincian->>'jenis_belanja_hilang', rincian->>'bulan_hilang',"
    " rincian->>'kode_satker_pengganti', rincian->>'kode_satker_itu' is not null"
    " from dq.temuan where aturan = 'BERKAS-25' order by all"
)


def test_a_plan_overwritten_by_that_of_another_satker_is_told(settings: Settings) -> None:
    """Of a code that nobody else knows too, as a likely mistake; until the plan is sent again, under its own name."""
    satker = settings.inbox.parent / "satker.csv"
    satker.write_text("nama,kode_satker,mulai,sampai\nLOKA SATU,999998,,\nLOKA DUA,999999,,\n")
    settings = replace(settings, satker=satker)
    for row in ("999998;52;10;20", "999998;52;10;25", "999997;52;1", "999999;52;7"):
        save(settings, "rpd.csv", row)
        refresh_once(settings)
    unknown = ("999997", 2025, 1, 2, "52", "1", "999999", True)
    assert read_warehouse(settings, OVERWRITTEN) == [
        unknown,
        ("999998", 2025, None, 2, "52", "1, 2", "999999", False),
    ]
    with duckdb.connect(str(settings.warehouse / "kinerja.duckdb"), read_only=True) as con:
        wrong, found = (row for row in findings.read_findings(con) if row["aturan"] == "BERKAS-25")
    assert findings.details(wrong).endswith("tidak ada di peta satker atau dokumen lain, mungkin salah ketik")
    assert findings.place(found) == "rpd.csv, baris 2, kode satker '999998'"
    assert re.search(
        r"kode satker pengganti 999999, berkas pengganti rpd\.csv \([0-9a-f]{8}\)", findings.details(found)
    )
    save(settings, "rpd satu.csv", "999998;52;10;25")
    refresh_once(settings)
    assert read_warehouse(settings, OVERWRITTEN) == [unknown]
    assert sorted({row[0] for row in read_warehouse(settings, PLANNED)}) == ["999998", "999999"]


def test_one_of_two_satker_is_mended_in_place(settings: Settings) -> None:
    save(settings, "rpd.csv", "999999;52;10;20", "999998;52;7")
    refresh_once(settings)
    save(settings, "rpd.csv", "999999;52;10;20", "999997;52;7")
    refresh_once(settings)
    assert {(row[0], row[4]) for row in read_warehouse(settings, PLANNED)} == {
        ("999999", 10),
        ("999999", 20),
        ("999997", 7),
    }


def test_months_lost_with_the_mending_of_another_satker_are_told(settings: Settings) -> None:
    """What is left blank, or out, in a version that replaces the whole one before it has no plan any more."""
    save(settings, "rpd.csv", "999999;52;10;20;30", "999999;53;1;2;3", "999998;52;7")
    refresh_once(settings)
    save(settings, "rpd.csv", "999999;52;;;35", "999997;52;7")
    refresh_once(settings)
    assert read_warehouse(settings, PLANNED) == [("999997", 2025, "52", 1, 7), ("999999", 2025, "52", 3, 35)]
    assert read_warehouse(settings, OVERWRITTEN) == [
        ("999998", 2025, 1, 4, "52", "1", "999997", True),
        ("999999", 2025, None, 2, "52, 53", "1, 2, 3", None, False),
    ]


def test_a_revision_under_the_same_name_keeps_blank_months_and_other_satker(settings: Settings) -> None:
    save(settings, "rpd.csv", "999999;52;10;20;30", "999998;52;7")
    refresh_once(settings)
    save(settings, "rpd.csv", "999999;52;;25")
    refresh_once(settings)
    assert [(row[0], *row[3:]) for row in read_warehouse(settings, PLANNED)] == [
        ("999998", 1, 7),
        ("999999", 1, 10),
        ("999999", 2, 25),
        ("999999", 3, 30),
    ]


def test_a_mistake_in_between_takes_nothing_from_the_plan_before_it(settings: Settings) -> None:
    """The revision is first saved for the wrong satker, in the place of the plan that it revises."""
    for rows in (["999999;52;10;20;30"], ["999998;52;;25"], ["999999;52;;25"]):
        save(settings, "rpd.csv", *rows)
        refresh_once(settings)
    assert [(row[0], *row[3:]) for row in read_warehouse(settings, PLANNED)] == [
        ("999999", 1, 10),
        ("999999", 2, 25),
        ("999999", 3, 30),
    ]


@pytest.mark.parametrize(
    ("name", "row", "tahun"), [("lain.csv", "999998;52;7", 2025), ("rpd.csv", "999998;52;7", 2026)]
)
def test_another_name_or_year_mends_nothing(settings: Settings, name: str, row: str, tahun: int) -> None:
    save(settings, "rpd.csv", "999999;52;10")
    refresh_once(settings)
    save(settings, name, row, tahun=tahun)
    refresh_once(settings)
    assert [(row[0], row[4]) for row in sorted(read_warehouse(settings, PLANNED))] == [("999998", 7), ("999999", 10)]


def test_a_version_that_is_refused_mends_nothing(settings: Settings) -> None:
    path = save(settings, "rpd.csv", "999998;52;10")
    refresh_once(settings)
    path.write_text(save(settings, "rpd.csv", "999999;52;10").read_text().replace("rupiah", "dolar"))
    refresh_once(settings)
    assert [row[0] for row in read_warehouse(settings, PLANNED)] == ["999998"]
