"""Flat budget files (SAKTI dumps, POK sheets) in core and mart: one month, one snapshot, whatever its form."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.quality.rules import ALL_RULES
from pipelines.settings import Settings
from tests.conftest import read_warehouse, refresh_once
from tests.quality.documents import MAP_HEAD, NOW, SENT, Satker
from tests.quality.documents_datar import dump, pok
from tests.raw_rows import RO, SATKER, TAHUN, Gudang

D = Decimal
LAIN = "690002"
MONTHS = "select bulan, pagu, realisasi_ini, realisasi_sd, sisa from mart.serapan_satker order by kode_satker, bulan"
LINES = (
    "select bulan, kode_akun, sumber_dana, pagu, realisasi_lalu, realisasi_ini, realisasi_sd"
    " from core.realisasi_anggaran order by all"
)
SNAPSHOTS = "select bulan, jenis, parsial, tertahan, berlaku from core.snapshot_anggaran order by all"
POK: dict[str, Any] = {
    "bentuk": "pok",
    "kode_satker": None,
    "kode_program": None,
    "kode_kegiatan": None,
    "blokir": None,
}
POK |= {"kode_beban": "RM", "nama_satker": "Unit Uji"}


@pytest.fixture
def gudang() -> Iterator[Gudang]:
    gudang = Gudang()
    yield gudang
    gudang.con.close()


def broken_rules(gudang: Gudang) -> set[str]:
    """Rules of the gate that find something, but for those about who has reported."""
    return {
        rule.id
        for rule in ALL_RULES
        if not rule.id.startswith(("LAPOR", "SEGAR"))
        and gudang.con.execute(f"select 1 from ({rule.check.failing_rows}) as temuan limit 1").fetchone()
    }


# -- the real files ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_year(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Settings:
    """The three real dumps, and the real POK sheet as of a month that they lack."""
    root = tmp_path_factory.mktemp("datar")
    inbox = root / "inbox"
    inbox.mkdir()
    for month in ("april", "mei", "juni"):
        shutil.copy2(shared_data / "flat_dump" / f"{month} upload.xlsx", inbox / f"{month}.xlsx")
    shutil.copy2(shared_data / "flat_dump" / "format upload POK.xlsx", inbox / "pok agustus 2021.xlsx")
    satker = root / "satker.csv"
    satker.write_text("nama,kode_satker\nBALAI BESAR POM DI BANJARMASIN,432881\n", encoding="utf-8")
    settings = Settings(inbox=inbox, warehouse=root / "warehouse", satker=satker, settle_seconds=0.0)
    assert refresh_once(settings).build is not None
    return settings


def test_real_dumps_give_their_months(real_year: Settings) -> None:
    assert read_warehouse(
        real_year,
        "select kode_satker, tahun, bulan, pagu, blokir, realisasi_ini, realisasi_sd from mart.serapan_satker"
        " where bulan < 7 order by bulan",
    ) == [
        ("432881", 2021, 4, D(47_356_942_000), D(0), None, D(7_239_153_209)),
        ("432881", 2021, 5, D(47_356_942_000), D(0), D(9_234_384_243 - 7_239_153_209), D(9_234_384_243)),
        ("432881", 2021, 6, D(47_356_942_000), D(0), D(15_000_236_633 - 9_234_384_243), D(15_000_236_633)),
    ]
    assert read_warehouse(
        real_year, "select distinct bulan, sumber_dana from core.realisasi_anggaran where bulan < 7 order by all"
    ) == [(month, source) for month in (4, 5, 6) for source in ("PNBP", "RM")]
    assert read_warehouse(
        real_year,
        "select tingkat, count(*), sum(pagu) from core.realisasi_tingkat where bulan = 5"
        " and tingkat in ('total', 'program', 'akun') group by tingkat order by 2",
    ) == [("total", 1, D(47_356_942_000)), ("program", 2, D(47_356_942_000)), ("akun", 436, D(47_356_942_000))]


def test_the_real_sheet_finds_its_programs_in_the_dumps(real_year: Settings) -> None:
    assert read_warehouse(
        real_year,
        "select count(*), count(masalah), min(kode_satker), sum(pagu), sum(realisasi_sd) from core.realisasi_datar"
        " where bentuk = 'pok'",
    ) == [(390, 0, "432881", D(30_396_649_000), D(10_875_450_448))]
    assert read_warehouse(real_year, "select distinct kode_program from core.realisasi_datar where bentuk = 'pok'") == [
        ("DR",)
    ]
    # Its month stands alone, and it says nothing of blocked money.
    assert read_warehouse(
        real_year, "select pagu, blokir, realisasi_ini, realisasi_sd from mart.serapan_satker where bulan = 8"
    ) == [(D(30_396_649_000), None, None, D(10_875_450_448))]
    assert read_warehouse(real_year, "select aturan from dq.hasil where not lulus and tingkat = 'kritis'") == []
    assert read_warehouse(real_year, "select distinct aturan from dq.karantina") == []


# -- a month from cumulative figures -------------------------------------------------------------------------------


def test_a_month_is_the_difference_of_two_dumps(gudang: Gudang) -> None:
    """January begins at nothing, a new line too; a line that is gone takes its money out of the month's sum."""
    pegawai = {"kode_akun": "511111"}
    gudang.datar(1, [{"realisasi_sd": 10}, {"realisasi_sd": 7, "kode_beban": "D"}])
    gudang.datar(2, [{"realisasi_sd": 15}, {"realisasi_sd": 3} | pegawai])
    gudang.bangun()
    assert gudang.tanya(LINES) == [
        (1, "521211", "PNBP", 100, 0, 7, 7),
        (1, "521211", "RM", 100, 0, 10, 10),
        (2, "511111", "RM", 100, 0, 3, 3),
        (2, "521211", "PNBP", 0, 7, -7, 0),
        (2, "521211", "RM", 100, 10, 5, 15),
    ]
    assert gudang.tanya(MONTHS) == [(1, 200, 17, 17, 183), (2, 200, 1, 18, 182)]
    assert gudang.tanya("select lembar, baris from core.realisasi_anggaran where pagu = 0") == [(None, None)]
    # The vanished line is told once, in the month in which it stood.
    assert broken_rules(gudang) == {"FA-25"}


def test_a_month_whose_predecessor_is_missing_or_of_another_form_is_unknown(gudang: Gudang) -> None:
    gudang.datar(1, [{"realisasi_sd": 1}])
    gudang.datar(3, [{"realisasi_sd": 3}])
    gudang.datar(1, [{"realisasi_sd": 1}], LAIN)
    gudang.fa(2, [("A", "521211", 100, 1, 2)], LAIN)
    gudang.datar(3, [{"realisasi_sd": 4}], LAIN)
    gudang.bangun()
    assert gudang.tanya(
        "select kode_satker, bulan, realisasi_lalu, realisasi_ini from core.realisasi_anggaran order by all"
    ) == [(SATKER, 1, 0, 1), (SATKER, 3, None, None), (LAIN, 1, 0, 1), (LAIN, 2, 1, 1), (LAIN, 3, None, None)]
    assert [row[2] for row in gudang.tanya(MONTHS)] == [1, None, 1, 1, None]
    for table in ("jenis_belanja", "ro", "subkomponen"):
        unknown = f"select count(*) from mart.serapan_{table} where realisasi_ini is null"
        assert gudang.tanya(unknown) == [(2,)], table
    # Lines are the same ones whether their funding source is told or not.
    assert broken_rules(gudang) <= {"SATKER-03"}


@pytest.mark.parametrize(("sliced", "lalu"), [(99, None), (100, 0)])
def test_a_month_after_what_may_be_a_slice_is_unknown(gudang: Gudang, sliced: int, lalu: int | None) -> None:
    """A lone file of less than half of this month's budget may lack lines that had been paid from."""
    gudang.datar(1, [{"pagu": sliced, "realisasi_sd": 10}])
    gudang.datar(2, [{"realisasi_sd": 10}, {"realisasi_sd": 30, "kode_akun": "524111"}])
    gudang.bangun()
    new_line = "select realisasi_lalu from core.realisasi_anggaran where bulan = 2 and kode_akun = '524111'"
    assert gudang.tanya(new_line) == [(lalu,)]
    assert [row[2] for row in gudang.tanya(MONTHS)] == [10, None if lalu is None else 30]


def test_rows_with_one_key_are_added_up_and_shown_at_the_first(gudang: Gudang) -> None:
    gudang.datar(1, [{"baris": 9, "realisasi_sd": 1}, {"baris": 4, "realisasi_sd": 2, "kode_lokasi": "51"}])
    gudang.bangun()
    assert gudang.tanya("select pagu, realisasi_sd, lembar, baris from core.realisasi_anggaran") == [
        (200, 3, "Sheet1", 4)
    ]


def test_sums_that_a_dump_carries_are_never_added(gudang: Gudang) -> None:
    above = {"tingkat": "4", "kode_komponen": None, "kode_subkomponen": None, "kode_akun": None}
    gudang.datar(1, [{"pagu": 999} | above, {"realisasi_sd": 5}])
    gudang.bangun()
    assert gudang.tanya("select tingkat, pagu, realisasi_sd, baris from core.realisasi_tingkat order by 1") == [
        (level, 100, 5, 3 if level == "akun" else None)
        for level in ("akun", "kegiatan", "komponen", "kro", "program", "ro", "subkomponen", "total")
    ]
    assert gudang.tanya("select kode_ro from mart.serapan_ro") == [(RO,)]


def test_a_code_of_no_known_source_keeps_itself(gudang: Gudang) -> None:
    gudang.datar(1, [{"kode_beban": code} for code in ("A", "D", "F", "K", None)])
    gudang.bangun()
    assert gudang.tanya("select sumber_dana from core.realisasi_anggaran order by 1") == [
        ("BLU",),
        ("K",),
        ("PNBP",),
        ("RM",),
        ("tidak dirinci",),
    ]
    assert "DATAR-21" in broken_rules(gudang)


# -- which snapshot counts -----------------------------------------------------------------------------------------


def at_hour(hour: int) -> dict[str, Any]:
    return {"waktu_sumber": datetime(TAHUN, 2, 3, hour)}


def test_the_newest_of_either_form_counts(gudang: Gudang) -> None:
    gudang.fa(1, [("A", "521211", 100, 0, 1)], **at_hour(8))
    gudang.datar(1, [{"realisasi_sd": 2}], **at_hour(9))
    gudang.datar(1, [{"realisasi_sd": 3}], LAIN, **at_hour(8))
    gudang.fa(1, [("A", "521211", 100, 0, 4)], LAIN, **at_hour(9))
    gudang.bangun()
    assert [row[3] for row in gudang.tanya(MONTHS)] == [2, 4]
    assert gudang.tanya("select status, count(*) from core.status_berkas group by 1 order by 1") == [
        ("digantikan", 2),
        ("diterima", 2),
    ]
    assert gudang.tanya("select distinct status from mart.kepatuhan where jenis = 'fa_detail' and bulan = 1") == [
        ("lengkap",)
    ]
    assert broken_rules(gudang) == {"DATAR-23"}


@pytest.mark.parametrize("filtered", ["dump", "export"])
def test_a_filtered_file_replaces_no_whole_one_of_the_other_form(gudang: Gudang, filtered: str) -> None:
    whole = [("A", "521211", 100, 0, 1), ("B", "521211", 900, 0, 2)]
    if filtered == "dump":
        gudang.fa(1, whole, **at_hour(8))
        gudang.datar(1, [{"realisasi_sd": 1}], **at_hour(9))
    else:
        gudang.datar(1, [{"realisasi_sd": 1}, {"pagu": 900, "realisasi_sd": 2, "kode_subkomponen": "B"}], **at_hour(8))
        gudang.fa(1, whole[:1], **at_hour(9))
    gudang.bangun()
    assert gudang.tanya(MONTHS)[0][1] == 1000
    assert [row[2:] for row in gudang.tanya(SNAPSHOTS)].count((True, False, False)) == 1
    (held,) = gudang.tanya("select aturan, saran from dq.karantina")
    assert held[0] == "FA-20"
    assert ("data mentah" in held[1]) == (filtered == "dump")


def test_a_dump_of_many_satker_is_a_snapshot_of_each(gudang: Gudang) -> None:
    gudang.datar(1, [{"realisasi_sd": 1}, {"realisasi_sd": 2, "kode_satker": LAIN}])
    gudang.datar(1, [{"realisasi_sd": 3, "kode_satker": LAIN}], **at_hour(9))
    gudang.bangun()
    assert gudang.tanya("select kode_satker, realisasi_sd from mart.serapan_satker order by 1") == [
        (SATKER, 1),
        (LAIN, 3),
    ]
    assert gudang.tanya("select kode_satker from core.satker order by 1") == [(SATKER,), (LAIN,)]
    # The first file is still in use for one of its two.
    assert gudang.tanya("select distinct status from core.status_berkas") == [("diterima",)]


# -- sheets without program and kegiatan ---------------------------------------------------------------------------


def sheet(gudang: Gudang, bulan: int = 5, tahun: int = TAHUN, **changes: Any) -> str:
    """A POK sheet of one line of the unit that the map knows."""
    if not gudang.rows["raw.nama_satker"]:
        gudang.peta("UNIT UJI", SATKER)
    return gudang.datar(bulan, [POK | {"realisasi_sd": 6} | changes], tahun=tahun)


def other(ro: str) -> dict[str, str]:
    program, kegiatan, kro, nomor = ro.split(".")
    return {"kode_program": program, "kode_kegiatan": kegiatan, "kode_kro": kro, "nomor_ro": nomor}


SAME_END = "WA.6384.QIA.002"
PLACED = "select kode_ro, masalah from core.realisasi_datar where bentuk = 'pok'"


@pytest.mark.parametrize("document", ["fa", "dump", "rak", "fa of another year"])
def test_program_and_kegiatan_come_from_any_document_of_the_satker(gudang: Gudang, document: str) -> None:
    gudang.peta("UNIT UJI", SATKER)
    if document == "fa":
        gudang.fa(4, [("A", "521211", 100, 0, 1)])
    elif document == "dump":
        gudang.datar(4, [{}])
    elif document == "rak":
        gudang.rak({"01.01": {"anggaran": "9"}}, [("01.01", "A", 9, 9)])
    else:
        gudang.fa(4, [("A", "521211", 100, 0, 1)], tahun=TAHUN - 1)
    # What another satker has says nothing.
    gudang.datar(4, [{"kode_satker": LAIN} | other(SAME_END)])
    sheet(gudang)
    gudang.bangun()
    assert gudang.tanya(PLACED) == [(RO, None)]
    assert gudang.tanya(
        f"select kode_ro, realisasi_sd from mart.serapan_ro where kode_satker = '{SATKER}' and bulan = 5"
    ) == [(RO, 6)]


def test_the_same_year_decides_between_two_programs(gudang: Gudang) -> None:
    gudang.datar(4, [{}])
    gudang.datar(4, [other(SAME_END)], tahun=TAHUN - 1)
    sheet(gudang)
    gudang.bangun()
    assert gudang.tanya(PLACED) == [(RO, None)]


@pytest.mark.parametrize(
    ("known", "masalah", "words"),
    [
        ([], "program tidak diketahui", f"tidak ada dokumen satker {SATKER} yang memuat RO QIA.002"),
        ([{}, other(SAME_END)], "program lebih dari satu", f"({RO}, {SAME_END})"),
    ],
)
def test_a_line_that_cannot_be_placed_holds_its_snapshot_and_is_told(
    gudang: Gudang, known: list[Mapping[str, Any]], masalah: str, words: str
) -> None:
    if known:
        gudang.datar(4, known)
    gudang.fa(5, [("A", "521211", 100, 0, 4)], LAIN)
    held = sheet(gudang)
    gudang.bangun()
    assert gudang.tanya(PLACED) == [(None, masalah)]
    assert gudang.tanya("select bulan, kode_satker from mart.serapan_satker where bulan = 5") == [(5, LAIN)]
    assert gudang.tanya("select tertahan, berlaku from core.snapshot_anggaran where bentuk = 'pok'") == [(True, False)]
    ((rule, kode, lembar, baris, nilai, alasan, saran, status),) = gudang.tanya(
        "select aturan, kode_satker, lembar, baris, nilai, alasan, saran, status from dq.karantina"
    )
    assert (rule, kode, lembar, baris, nilai, status) == ("DATAR-22", SATKER, "Sheet1", 2, "QIA.002", "terbuka")
    assert words in alasan
    assert "FA Detail atau data mentah SAKTI" in saran
    assert gudang.tanya(f"select status from core.status_berkas where file_id = '{held}'") == [("diterima",)]
    assert gudang.tanya(
        f"select status from mart.kepatuhan where kode_satker = '{SATKER}' and bulan = 5 and jenis = 'fa_detail'"
    ) == [("belum lapor",)]
    assert "DATAR-22" in broken_rules(gudang)


def test_one_line_that_cannot_be_placed_holds_all_of_its_satker_only(gudang: Gudang) -> None:
    gudang.datar(4, [{}])
    gudang.peta("UNIT UJI", SATKER)
    gudang.datar(5, [POK | {"realisasi_sd": 6}, POK | {"nomor_ro": "009"}, {"kode_satker": LAIN, "realisasi_sd": 8}])
    gudang.bangun()
    assert gudang.tanya("select kode_satker, realisasi_sd from mart.serapan_satker where bulan = 5") == [(LAIN, 8)]


def test_an_unknown_unit_is_held_with_its_name(gudang: Gudang) -> None:
    gudang.datar(4, [{}])
    sheet(gudang, nama_satker="  Unit   Asing ")
    gudang.bangun()
    assert gudang.tanya("select bulan from mart.serapan_satker") == [(4,)]
    ((rule, baris, nilai, alasan),) = gudang.tanya("select aturan, baris, nilai, alasan from dq.karantina")
    assert (rule, baris, nilai.split()) == ("SATKER-01", 2, ["Unit", "Asing"])
    assert "tidak ada di peta satker" in alasan
    assert "SATKER-01" in broken_rules(gudang)


def test_a_unit_is_known_from_its_day_on(gudang: Gudang) -> None:
    gudang.peta("UNIT UJI", SATKER, mulai=datetime(TAHUN, 5, 1).date())
    gudang.datar(4, [{}])
    sheet(gudang, bulan=4)
    sheet(gudang, bulan=5)
    gudang.bangun()
    assert gudang.tanya(
        "select bulan, kode_satker, masalah from core.realisasi_datar where bentuk = 'pok' order by 1"
    ) == [(4, None, "satker tidak dikenal"), (5, SATKER, None)]
    (alasan,) = gudang.tanya("select alasan from dq.karantina")
    assert f"satker {SATKER} sejak {TAHUN}-05-01" in alasan[0]


# -- blocked money -------------------------------------------------------------------------------------------------


def test_the_estimate_of_ikpa_leaves_blocked_money_out(gudang: Gudang) -> None:
    """15 is the 15 % of what can be spent of 52 in the first quarter, and half of that of the whole."""
    gudang.datar(1, [{"pagu": 200, "blokir": 100, "realisasi_sd": 15}])
    gudang.fa(1, [("A", "521211", 200, 0, 15)], LAIN)
    gudang.bangun()
    assert gudang.tanya(
        "select kode_satker, pagu_dihitung, blokir_dihitung, nilai_bulan, kekurangan_rupiah from mart.ikpa_penyerapan"
        " order by 1"
    ) == [(SATKER, 100, 100, D("100.00"), 0), (LAIN, 200, None, D("50.00"), 15)]
    assert gudang.tanya("select blokir from mart.serapan_satker order by kode_satker") == [(100,), (None,)]


def test_blocked_money_that_is_off_the_pagu_already_is_not_taken_off_again(gudang: Gudang) -> None:
    gudang.datar(1, [{"pagu": 100, "blokir": 100, "pagu_akhir": 200, "realisasi_sd": 15}])
    gudang.bangun()
    assert gudang.tanya("select pagu, blokir, realisasi_sd, sisa from mart.serapan_satker") == [(200, 100, 15, 185)]
    assert gudang.tanya("select pagu_dihitung, nilai_bulan from mart.ikpa_penyerapan") == [(100, D("100.00"))]


def test_blocked_money_of_a_sum_with_an_unknown_part_is_unknown(gudang: Gudang) -> None:
    gudang.datar(1, [{"blokir": 30}, {"blokir": None, "kode_akun": "531111"}])
    gudang.bangun()
    assert gudang.tanya("select blokir from mart.serapan_satker") == [(None,)]
    assert gudang.tanya("select jenis_belanja, blokir from mart.serapan_jenis_belanja order by 1") == [
        ("52", 30),
        ("53", None),
    ]


def test_a_line_above_its_budget_is_found_in_its_row(gudang: Gudang) -> None:
    gudang.datar(1, [{"realisasi_sd": 101}, {"pagu": -5, "realisasi_sd": -5, "kode_akun": "531111"}])
    gudang.bangun()
    for rule, field, row in (("FA-04", "realisasi_sd", 2), ("FA-08", "pagu", 3)):
        (query,) = [r.check.failing_rows for r in ALL_RULES if (r.id, r.tabel) == (rule, "core.realisasi_anggaran")]
        assert gudang.tanya(f"select kolom, lembar, baris from ({query})") == [(field, "Sheet1", row)]


# -- files ---------------------------------------------------------------------------------------------------------


def deliver(settings: Settings, one: Satker) -> None:
    assert settings.satker is not None
    settings.satker.write_text("\n".join([MAP_HEAD, *one.map_lines(), ""]), encoding="utf-8")
    for name, data in one.documents().items():
        (settings.inbox / name).write_bytes(data)
        os.utime(settings.inbox / name, (SENT.timestamp(), SENT.timestamp()))


@pytest.mark.parametrize("form", ["dump", "pok"])
def test_a_clean_flat_month_after_an_export_raises_nothing(settings: Settings, form: str) -> None:
    one = Satker("990001", "LOKA POM DI KOTA UJI")
    flat = dump(one) if form == "dump" else pok(one, one.nama)
    one.files |= {"fa_12.xlsx": None, "desember 2025.xlsx": flat}
    deliver(settings, one)
    assert refresh_once(settings, NOW).build is not None
    assert read_warehouse(settings, "select distinct aturan from dq.hasil where not lulus") == []
    assert read_warehouse(settings, "select count(*) from dq.karantina") == [(0,)]
    assert read_warehouse(settings, "select periode_dari from raw.berkas where jenis = 'realisasi_datar'") == [
        ("nama berkas",)
    ]
    whole = sum(account.lalu + account.ini for account in one.exports[12])
    assert read_warehouse(
        settings, "select pagu, realisasi_ini, realisasi_sd from mart.serapan_satker where bulan = 12"
    ) == [(D(200_000_000), None, D(whole))]
    same = "select count(*) from mart.rencana_anggaran where status = 'sesuai' and bulan = 12"
    assert read_warehouse(settings, same) == [(3,)]


def test_a_line_and_the_month_of_a_dump_are_corrected(settings: Settings) -> None:
    """The guard names what the file says; sums and sisa follow."""
    one = Satker("990001", "LOKA POM DI KOTA UJI")
    one.files |= {"fa_12.xlsx": None, "desember 2025.xlsx": dump(one)}
    deliver(settings, one)
    register = settings.inbox.parent / "corrections"
    register.mkdir()
    told = "alasan: Uji, oleh: Uji, tanggal: 2026-01-15"
    (register / "uji.yml").write_text(
        "- {id: pagu, tindakan: ganti, tabel: realisasi_datar, di: {nama: desember 2025.xlsx, baris: '2'}, kolom: pagu,"
        f" nilai_salah: '60000000', nilai_benar: '61000000', {told}}}\n"
        "- {id: bulan, tindakan: ganti, tabel: berkas, di: {nama: desember 2025.xlsx}, kolom: bulan,"
        f" nilai_salah: '12', nilai_benar: '10', {told}}}\n",
        encoding="utf-8",
    )
    settings = replace(settings, corrections=register)
    assert refresh_once(settings, NOW).build is not None
    assert read_warehouse(settings, "select id, status from dq.koreksi order by id") == [
        ("bulan", "diterapkan"),
        ("pagu", "diterapkan"),
    ]
    assert read_warehouse(
        settings, "select bulan, pagu, pagu - realisasi_sd = sisa from mart.serapan_satker order by 1"
    ) == [
        (10, D(201_000_000), True),
        (11, D(200_000_000), True),
    ]
