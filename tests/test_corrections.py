"""The corrections register, from YAML to published figures: what is corrected, what no more, what is refused."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines import console
from pipelines.corrections.raw_rows import ROWS
from pipelines.corrections.register import correctable, read_register
from pipelines.readers.months import MONTH_NAMES
from pipelines.settings import Settings, SettingsError
from pipelines.sql_models import load_models
from tests.conftest import PROJECT, read_warehouse, refresh_once

EXPORT = PROJECT / "examples" / "inbox" / "anggaran" / "SINTETIS_FA_Detail_999999_2025_03.xlsx"
TOLD = "alasan: Salah ketik\noleh: Tim Data\ntanggal: 2026-01-15\n"
REALISASI = "select kode_satker, kode_indikator, realisasi from core.realisasi_indikator order by all"
STATUS = "select id, status, jumlah_baris, nilai_ditemukan from raw.koreksi order by id"
KOREKSI_01 = "select contoh from dq.hasil where aturan = 'KOREKSI-01' and not lulus order by run_id desc limit 1"
STATED = "select status, jumlah_baris from raw.koreksi"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    folder = tmp_path / "koreksi"
    folder.mkdir()
    return replace(settings, corrections=folder, satker=None)


def register(settings: Settings, *entries: str, name: str = "a.yml") -> None:
    """The register is one file with these entries; what an entry does not say of who and why is filled in."""
    texts = (entry if "alasan:" in entry else entry + TOLD for entry in entries)
    (settings.corrections / name).write_text("".join(f"- {'  '.join(text.splitlines(True))}" for text in texts))


def entry(id: str, tindakan: str, tabel: str, di: str, kolom: str, salah: str, benar: str | None = None) -> str:
    lines = [f"id: {id}", f"tindakan: {tindakan}", f"tabel: {tabel}", f"kolom: {kolom}", f"nilai_salah: {salah}"]
    lines += [f"di: {di}"] if di else []
    lines += [] if benar is None else [f"nilai_benar: {benar}"]
    return "\n".join(lines) + "\n"


def sheet(settings: Settings, name: str, *rows: str, modified: int = 1_760_000_000) -> None:
    path = settings.inbox / name
    header = "tahun;kode_satker;bulan;kode_indikator;satuan;pembilang;penyebut;realisasi\n"
    path.write_text(header + "".join(f"2025;{row}\n" for row in rows))
    os.utime(path, (modified, modified))


def values(settings: Settings) -> list[tuple[str, str, float | None]]:
    return [(unit, code, None if v is None else float(v)) for unit, code, v in read_warehouse(settings, REALISASI)]


def raw_values(settings: Settings) -> list[tuple[object, ...]]:
    return read_warehouse(
        settings, "select kode_satker, kode_indikator, realisasi from raw.realisasi_kinerja order by all"
    )


WRONG = '{kode_satker: "888888", tahun: 2025, bulan: 3, kode_indikator: 01.06}'
OVERRIDE = entry("k1", "ganti", "realisasi_kinerja", WRONG, "realisasi", "8.12", "81.2")


def test_a_value_is_overridden_told_and_comes_back_when_the_entry_goes(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12", "888888;3;01.07;persen;;;90")
    refresh_once(settings)
    assert values(settings) == [("888888", "01.06", 8.12), ("888888", "01.07", 90)]

    register(settings, OVERRIDE)
    assert refresh_once(settings).build is not None
    assert values(settings) == [("888888", "01.06", 81.2), ("888888", "01.07", 90)]
    assert raw_values(settings) == [("888888", "01.06", "8.12"), ("888888", "01.07", "90")]
    cell = ("realisasi_kinerja", "maret.csv", None, 2, None, "realisasi", "8.12", "81.2", None)
    told = ("Salah ketik", "Tim Data", date(2026, 1, 15), "a.yml")
    rows = read_warehouse(settings, "select * exclude (file_id, keterangan) from dq.koreksi")
    assert rows == [("k1", "ganti", "diterapkan", *cell, *told)]
    assert refresh_once(settings).build is None

    register(settings, OVERRIDE.replace("81.2", "82"))
    refresh_once(settings)
    assert values(settings)[0] == ("888888", "01.06", 82)

    (settings.corrections / "a.yml").unlink()
    assert refresh_once(settings).build is not None
    assert values(settings)[0] == ("888888", "01.06", 8.12)
    assert read_warehouse(settings, "select count(*) from dq.koreksi") == [(0,)]
    assert refresh_once(settings).build is None


def test_a_value_is_blanked_and_a_blank_is_filled(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;13;20;99", "888888;3;01.07;;5;10;50")
    where = '{kode_satker: "888888", bulan: 3, kode_indikator: "%s"}'
    register(
        settings,
        entry("kosong", "ganti", "realisasi_kinerja", where % "01.06", "realisasi", "99", ""),
        entry("isi", "ganti", "realisasi_kinerja", where % "01.07", "satuan", "", "persen"),
    )
    refresh_once(settings)
    assert read_warehouse(
        settings, "select realisasi_dilaporkan, realisasi, satuan from core.realisasi_indikator order by kode_indikator"
    ) == [(None, Decimal(65), "persen"), (Decimal(50), Decimal(50), "persen")]


def test_a_row_is_dropped(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12", "888888;3;01.07;persen;;;90")
    register(settings, entry("k1", "buang", "realisasi_kinerja", WRONG, "realisasi", "8.12"))
    refresh_once(settings)
    assert values(settings) == [("888888", "01.07", 90)]
    assert len(raw_values(settings)) == 2


def test_a_known_wrong_code_is_mapped_wherever_it_occurs(settings: Settings) -> None:
    """The unit that only the wrong code made is gone, from the months to be reported too."""
    for month in (2, 3):
        sheet(settings, f"{month}.csv", f"888889;{month};01.06;persen;;;{month}")
    sheet(settings, "lain.csv", "777777;3;01.06;persen;;;5")
    register(settings, entry("peta", "petakan", "realisasi_kinerja", "", "kode_satker", "888889", "888888"))
    refresh_once(settings)
    assert values(settings) == [("777777", "01.06", 5), ("888888", "01.06", 2), ("888888", "01.06", 3)]
    for table in ("core.satker", "mart.kepatuhan"):
        units = read_warehouse(settings, f"select distinct kode_satker from {table} order by 1")
        assert units == [("777777",), ("888888",)], table
    assert read_warehouse(settings, STATUS) == [("peta", "diterapkan", 2, None)]


def test_an_export_with_a_wrong_satker_is_withdrawn_whole_and_can_come_back(settings: Settings) -> None:
    shutil.copy2(EXPORT, settings.inbox / "fa.xlsx")
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;5", "888888;13;01.06;persen;;;5")
    refresh_once(settings)
    budget = "select distinct kode_satker from mart.serapan_satker union select kode_satker from core.satker order by 1"
    assert read_warehouse(settings, budget) == [("888888",), ("999999",)]
    file_id = read_warehouse(settings, "select file_id from raw.berkas where jenis = 'fa_detail'")[0][0]

    register(settings, entry("tarik", "buang", "berkas", f"{{file_id: {file_id[:8]}}}", "kode_satker", "999999"))
    refresh_once(settings)
    assert read_warehouse(settings, budget) == [("888888",)]
    for model in load_models().values():
        if model.schema in ("terkoreksi", "core", "mart") and "kode_satker" in {c.name for c in model.columns}:
            found = read_warehouse(settings, f"select count(*) from {model.name} where kode_satker = '999999'")
            assert found == [(0,)], model.name
    assert read_warehouse(settings, "select count(*) from terkoreksi.fa_detail") == [(0,)]
    assert read_warehouse(settings, "select count(*) > 100 from raw.fa_detail") == [(True,)]
    assert read_warehouse(settings, "select status from raw.berkas where jenis = 'fa_detail'") == [("ditolak",)]
    assert read_warehouse(settings, "select status from core.status_berkas order by 1") == [("diterima",), ("ditolak",)]
    assert read_warehouse(settings, "select jumlah_berkas from meta.publikasi order by id") == [(2,), (1,)]
    assert refresh_once(settings).build is None

    (settings.corrections / "a.yml").unlink()
    refresh_once(settings)
    assert read_warehouse(settings, budget) == [("888888",), ("999999",)]
    assert read_warehouse(settings, "select distinct status from raw.berkas") == [("diterima",)]


def test_notes_of_a_withdrawn_sheet_are_done_with_and_what_it_replaced_counts_again(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;50")
    refresh_once(settings)
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;60", "888888;3;01.07;persen;;;6O", modified=1_760_100_000)
    refresh_once(settings)
    open_notes = "select count(*) from dq.karantina where status = 'terbuka'"
    assert (values(settings), read_warehouse(settings, open_notes)) == ([("888888", "01.06", 60)], [(1,)])
    newest = read_warehouse(settings, "select file_id from raw.kotak_masuk")[0][0]
    register(settings, entry("tarik", "buang", "berkas", f"{{file_id: {newest}}}", "kode_satker", "888888"))
    refresh_once(settings)
    assert (values(settings), read_warehouse(settings, open_notes)) == ([("888888", "01.06", 50)], [(0,)])


def test_a_version_that_was_rightly_replaced_is_told_until_it_is_withdrawn(settings: Settings) -> None:
    """What the advice of BERKAS-25 says of months that are not wanted any more."""
    sheet(settings, "maret.csv", "888888;2;01.06;persen;;;40", "888888;3;01.06;persen;;;50")
    refresh_once(settings)
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;50", modified=1_760_100_000)
    refresh_once(settings)
    told = "select file_id, kode_satker, bulan from dq.temuan where aturan = 'BERKAS-25'"
    ((file_id, *found),) = read_warehouse(settings, told)
    assert found == ["888888", 2]
    register(settings, entry("tarik", "buang", "berkas", f"{{file_id: {file_id}}}", "kode_satker", "888888"))
    refresh_once(settings)
    assert (read_warehouse(settings, told), values(settings)) == ([], [("888888", "01.06", 50)])


def budget_line(settings: Settings) -> tuple[str, str, str, str, str, int, int, int]:
    columns = "kode_ro, kode_komponen, kode_subkomponen, kode_akun, file_id, baris, pagu, realisasi_ini"
    return read_warehouse(
        settings, f"select {columns} from core.realisasi_anggaran where realisasi_ini > 0 order by baris limit 1"
    )[0]  # type: ignore[return-value]


def test_amounts_of_an_akun_carry_their_sums_up_to_the_total(settings: Settings) -> None:
    """Two lines of one export: their sisa, their parents and the satker follow, and the gate agrees."""
    shutil.copy2(EXPORT, settings.inbox / "fa.xlsx")
    refresh_once(settings)
    totals = "select pagu, realisasi_ini, realisasi_sd, sisa from mart.serapan_satker"
    ((pagu, ini, sd, sisa),) = read_warehouse(settings, totals)
    ro, komponen, sub, akun, _, baris, pagu_akun, ini_akun = budget_line(settings)
    keys = f"kode_ro: {ro}, kode_komponen: {komponen}, kode_subkomponen: {sub}, kode_akun: {akun}"
    where = f"{{kode_satker: 999999, tahun: 2025, bulan: 03, {keys}}}"
    other = "select baris, kode_ro, pagu from core.realisasi_anggaran where lock_pagu = 0 and baris <> {} limit 1"
    ((baris_lain, _, pagu_lain),) = read_warehouse(settings, other.format(baris))
    register(
        settings,
        entry("pagu", "ganti", "fa_detail", where, "pagu", str(pagu_akun), str(pagu_akun + 1000)),
        entry("ini", "ganti", "fa_detail", where, "realisasi_ini", str(ini_akun), str(ini_akun - 1)),
        entry(
            "lain", "ganti", "fa_detail", f"{{nama: fa.xlsx, baris: {baris_lain}}}", "pagu", pagu_lain, pagu_lain + 20
        ),
    )
    assert refresh_once(settings).build is not None
    assert read_warehouse(settings, STATED) == [("diterapkan", 1)] * 3
    assert read_warehouse(settings, totals) == [(pagu + 1020, ini - 1, sd - 1, sisa + 1021)]
    assert read_warehouse(settings, "select aturan from dq.hasil where not lulus and tingkat = 'kritis'") == []
    line = f"select pagu, realisasi_ini, sisa from core.realisasi_anggaran where baris = {baris}"
    assert [row[:2] for row in read_warehouse(settings, line)] == [(pagu_akun + 1000, ini_akun - 1)]

    register(settings, entry("hapus", "buang", "fa_detail", where, "pagu", str(pagu_akun)))
    refresh_once(settings)
    ((pagu_sisa, *_),) = read_warehouse(settings, totals)
    assert pagu_sisa == pagu - pagu_akun
    assert read_warehouse(settings, "select aturan from dq.hasil where not lulus and tingkat = 'kritis'") == []


def test_the_satker_of_an_export_is_mapped_to_the_right_one(settings: Settings) -> None:
    shutil.copy2(EXPORT, settings.inbox / "fa.xlsx")
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;5")
    register(
        settings,
        entry("kode", "petakan", "berkas", "", "kode_satker", "999999", "888888"),
        entry("bulan", "ganti", "berkas", "{nama: fa.xlsx}", "bulan", "3", "4"),
    )
    refresh_once(settings)
    assert read_warehouse(settings, "select kode_satker, bulan from mart.serapan_satker") == [("888888", 4)]
    assert read_warehouse(settings, "select kode_satker from core.satker") == [("888888",)]


def test_a_plan_is_corrected(settings: Settings, rak_dumai: bytes, tmp_path: Path) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    satker = tmp_path / "peta.csv"
    satker.write_text("nama,kode_satker\nLoka POM di Kota Dumai,999999\n")
    settings = replace(settings, satker=satker)
    where = "{kode_satker: 999999, tahun: 2025, kode_indikator: 04.02, bulan: 12}"
    register(
        settings,
        entry("target", "ganti", "rak_target", where, "target", "2", "2.5"),
        entry("fragmen", "ganti", "rak_kontribusi", "{nama: rak.txt, fragmen: 1}", "kode_indikator", "", "01.01"),
    )
    refresh_once(settings)
    target = "select target from core.target_indikator where kode_indikator = '04.02' and bulan = 12"
    assert read_warehouse(settings, target) == [(Decimal("2.5"),)]
    assert read_warehouse(settings, "select count(*) from core.kontribusi where kode_indikator is null") == [(10,)]


def test_a_mended_source_is_used_and_the_correction_is_told_as_void(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    register(settings, OVERRIDE)
    refresh_once(settings)
    assert read_warehouse(settings, KOREKSI_01) == []

    sheet(settings, "maret versi 2.csv", "888888;3;01.06;persen;;;80", modified=1_760_100_000)
    refresh_once(settings)
    assert values(settings) == [("888888", "01.06", 80)]
    assert read_warehouse(settings, STATUS) == [("k1", "tidak berlaku", 0, "80")]
    ((found,),) = read_warehouse(settings, KOREKSI_01)
    assert all(part in found for part in ("k1", "80", "8.12", "a.yml"))
    stands = "select id, nilai_salah, nilai_ditemukan, nama_berkas, baris, keterangan from dq.koreksi"
    told = "Nilai di sumber sekarang 80, bukan 8.12 lagi; nilai dari sumber yang dipakai."
    assert read_warehouse(settings, stands) == [("k1", "8.12", "80", "maret versi 2.csv", 2, told)]


def test_a_selector_that_meets_nothing_is_told(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    register(settings, OVERRIDE.replace("bulan: 3", "bulan: 4"))
    refresh_once(settings)
    assert values(settings) == [("888888", "01.06", 8.12)]
    assert "Tidak ada baris yang memenuhi isian `di`." in read_warehouse(settings, KOREKSI_01)[0][0]


def test_a_guard_that_was_mistyped_is_told_with_the_cell_that_holds_another_value(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.07;persen;;;9", "888888;3;01.06;persen;;;8.12")
    register(settings, OVERRIDE.replace("nilai_salah: 8.12", "nilai_salah: 8.21"))
    refresh_once(settings)
    assert read_warehouse(settings, "select nama_berkas, lembar, baris, keterangan from dq.koreksi") == [
        ("maret.csv", None, 3, "Nilai di sumber 8.12, bukan 8.21, yang tidak pernah ada di baris itu.")
    ]
    found = "select b.nama, t.baris, t.kolom from dq.temuan as t join raw.berkas as b using (file_id) where aturan = ?"
    assert read_warehouse(settings, found.replace("?", "'KOREKSI-01'")) == [("maret.csv", 3, "realisasi")]


def test_a_corrected_realisasi_is_used_though_the_row_has_pembilang_and_penyebut(settings: Settings) -> None:
    """Unless pembilang or penyebut is corrected too: then it is divided anew."""
    sheet(settings, "maret.csv", "888888;3;01.06;persen;13;20;8.12", "888888;3;01.07;persen;13;20;8.12")
    other = OVERRIDE.replace("01.06", "01.07")
    register(
        settings,
        OVERRIDE,
        other.replace("k1", "k2"),
        other.replace("k1", "k3").replace("kolom: realisasi", "kolom: penyebut").replace("8.12", "20"),
    )
    refresh_once(settings)
    used = "select kode_indikator, realisasi from mart.capaian_indikator where bulan = 3 and realisasi is not null"
    assert read_warehouse(settings, f"{used} order by 1") == [
        ("01.06", Decimal("81.2")),
        ("01.07", Decimal("16.01")),
    ]
    cells = "select id, kolom, nilai_salah, nilai_benar from dq.koreksi order by id, kolom"
    assert read_warehouse(settings, cells) == [
        ("k1", "pembilang", "13", None),
        ("k1", "penyebut", "20", None),
        ("k1", "realisasi", "8.12", "81.2"),
        ("k2", "realisasi", "8.12", "81.2"),
        ("k3", "penyebut", "20", "81.2"),
    ]
    found = "select json_extract_string(rincian, 'kode_indikator') from dq.temuan where aturan in ('KIN-01', 'KIN-31')"
    assert ("01.06",) not in read_warehouse(settings, found)


def export(settings: Settings, name: str, source: Path, change: dict[str, str], day: int) -> None:
    """The example export with changed texts, printed ``day`` days later."""
    import openpyxl

    book = openpyxl.load_workbook(source)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                for old, new in change.items():
                    cell.value = cell.value.replace(old, new)
    book.save(settings.inbox / name)
    os.utime(settings.inbox / name, (1_760_000_000 + day * 86_400,) * 2)


def test_an_export_that_has_the_line_no_more_voids_its_corrections(settings: Settings) -> None:
    """Also a map: the old version still holds the code, but no longer counts."""
    export(settings, "fa.xlsx", EXPORT, {}, 0)
    refresh_once(settings)
    _, _, _, akun, _, _, pagu, _ = budget_line(settings)
    where = f"{{kode_satker: 999999, bulan: 3, kode_akun: {akun}}}"
    register(
        settings,
        entry("pagu", "ganti", "fa_detail", where, "pagu", str(pagu), str(pagu + 1)),
        entry("peta", "petakan", "fa_detail", "", "kode_akun", akun, "599999"),
    )
    refresh_once(settings)
    assert [row[1] for row in read_warehouse(settings, STATUS)] == ["diterapkan"] * 2
    export(settings, "fa lagi.xlsx", EXPORT, {akun: "529999"}, 9)
    refresh_once(settings)
    newest = "select nama from core.snapshot_anggaran join raw.berkas using (file_id) where berlaku"
    assert read_warehouse(settings, newest) == [("fa lagi.xlsx",)]
    told = "select id, status, keterangan from raw.koreksi order by id"
    assert read_warehouse(settings, told) == [
        (
            "pagu",
            "tidak berlaku",
            f"Berkas terbaru (fa lagi.xlsx) tidak lagi memuat nilai {pagu} di kolom pagu.",
        ),
        (
            "peta",
            "tidak berlaku",
            f"Berkas terbaru (fa lagi.xlsx) tidak lagi memuat nilai {akun} di kolom kode_akun.",
        ),
    ]


def test_a_plan_mended_under_the_new_name_of_the_unit_voids_its_corrections(
    settings: Settings, rak_dumai: bytes, tmp_path: Path
) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    os.utime(settings.inbox / "rak.txt", (1_760_000_000,) * 2)
    satker = tmp_path / "peta.csv"
    satker.write_text("nama,kode_satker\nLoka POM di Kota Dumai,999999\nBalai POM di Dumai,999999\n")
    settings = replace(settings, satker=satker)
    where = "{nama: rak.txt, kode_indikator: 04.02, bulan: 12}"
    register(settings, entry("target", "ganti", "rak_target", where, "target", "2", "2.5"))
    refresh_once(settings)
    assert read_warehouse(settings, STATED) == [("diterapkan", 1)]
    (settings.inbox / "baru.txt").write_bytes(rak_dumai.replace(b"Loka POM di Kota Dumai", b"Balai POM di Dumai"))
    os.utime(settings.inbox / "baru.txt", (1_770_000_000,) * 2)
    refresh_once(settings)
    assert read_warehouse(settings, "select count(*) from core.dokumen_rak where berlaku") == [(1,)]
    ((status, told),) = read_warehouse(settings, "select status, keterangan from raw.koreksi")
    assert (status, "Berkas terbaru (baru.txt) tidak lagi memuat" in str(told)) == ("tidak berlaku", True)


def test_a_correction_after_which_a_plan_disagrees_with_itself_holds_nobody_back(
    settings: Settings, rak_dumai: bytes, tmp_path: Path
) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    satker = tmp_path / "peta.csv"
    satker.write_text("nama,kode_satker\nLoka POM di Kota Dumai,999999\n")
    settings = replace(settings, satker=satker)
    where = "{nama: rak.txt, kode_indikator: 04.02}"
    register(
        settings,
        OVERRIDE,
        entry("dobel", "ganti", "rak_indikator", where, "kode_indikator", "04.02", "04.01"),
        entry("nama", "ganti", "rak_indikator", where, "nama", "", "x"),
    )
    assert refresh_once(settings).build is not None
    assert values(settings) == [("888888", "01.06", 81.2)]
    dobel = "select d.status, k.jumlah_baris, d.nama_berkas, d.keterangan from dq.koreksi as d"
    ((*found, told),) = read_warehouse(settings, f"{dobel} join raw.koreksi as k using (id) where id = 'dobel'")
    assert found == ["tidak berlaku", 0, "rak.txt"]
    assert "Tidak diterapkan pada rak.txt" in str(told)


def test_a_map_of_ro_into_another_kro_holds_nobody_back(settings: Settings) -> None:
    shutil.copy2(EXPORT, settings.inbox / "fa.xlsx")
    refresh_once(settings)
    ro = "select min(kode_ro), max(kode_ro) from raw.fa_detail where tingkat = 'ro'"
    ((first, last),) = read_warehouse(settings, ro)
    register(settings, entry("ro", "petakan", "fa_detail", "", "kode_ro", str(first), str(last)))
    assert refresh_once(settings).build is not None
    ((status, told),) = read_warehouse(settings, "select status, keterangan from raw.koreksi")
    assert (status, "RO ada di bawah dua KRO" in str(told)) == ("tidak berlaku", True)


def test_a_mended_month_does_not_void_the_correction_of_another(settings: Settings) -> None:
    """The unit wrote persen as pesen for months, and stopped in March."""
    for month, satuan in ((1, "pesen"), (2, "pesen"), (3, "persen")):
        sheet(settings, f"{month}.csv", f"888888;{month};01.06;{satuan};;;5", modified=1_760_000_000 + month)
    where = '{kode_satker: "888888", tahun: 2025}'
    register(settings, entry("satuan", "ganti", "realisasi_kinerja", where, "satuan", "pesen", "persen"))
    refresh_once(settings)
    assert read_warehouse(settings, "select distinct satuan from core.realisasi_indikator") == [("persen",)]
    assert read_warehouse(settings, STATUS) == [("satuan", "diterapkan", 2, None)]


def test_of_two_corrections_of_a_cell_the_particular_then_the_newer_one_counts(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    register(
        settings,
        OVERRIDE.replace("81.2", "70") + TOLD.replace("2026-01-15", "2026-01-16").replace("Tim Data", "Tim Lain"),
        OVERRIDE.replace("k1", "k2"),
        entry("k3", "petakan", "realisasi_kinerja", "", "realisasi", "8.12", "60"),
    )
    refresh_once(settings)
    assert values(settings) == [("888888", "01.06", 70)]
    found = read_warehouse(settings, "select id, status, keterangan from raw.koreksi order by id")
    assert found == [
        ("k1", "diterapkan", "Diterapkan."),
        ("k2", "tidak berlaku", "Selnya sudah dikoreksi oleh k1."),
        ("k3", "tidak berlaku", "Selnya sudah dikoreksi oleh k1."),
    ]


def test_reading_every_file_anew_keeps_the_corrections(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    shutil.copy2(EXPORT, settings.inbox / "fa.xlsx")
    register(settings, OVERRIDE, entry("tarik", "buang", "berkas", "{nama: fa.xlsx}", "kode_satker", "999999"))
    refresh_once(settings)
    before = [
        read_warehouse(settings, f"select * from {table} order by all") for table in ("dq.koreksi", "core.satker")
    ]
    (settings.inbox / "fa.xlsx").unlink()
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    assert refresh_once(settings).build is not None
    after = [read_warehouse(settings, f"select * from {table} order by all") for table in ("dq.koreksi", "core.satker")]
    assert before == after
    assert values(settings) == [("888888", "01.06", 81.2)]


def test_a_broken_register_publishes_nothing_and_the_last_build_stays(settings: Settings) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    build = refresh_once(settings).build
    sheet(settings, "april.csv", "888888;4;01.06;persen;;;9")
    register(settings, OVERRIDE, OVERRIDE)
    with pytest.raises(SettingsError, match=r"id itu sudah dipakai di a\.yml baris 1"):
        refresh_once(settings)
    assert read_warehouse(settings, "select max(id) from meta.publikasi") == [(build.id if build else "",)]
    assert len(values(settings)) == 1


GOOD = OVERRIDE + TOLD
BROKEN = {
    "not YAML": ("- id: a: b\n", "baris 1: bukan YAML"),
    "no list": ("id: k1\n", "awali setiap entri dengan"),
    "no mapping": ("- k1\n", "baris 1: harus berupa pasangan"),
    "no id": (GOOD.replace("id: k1", "id:"), "isian `id` wajib diisi"),
    "no reason": (GOOD.replace("alasan: Salah ketik\n", ""), "entri 'k1': isian `alasan` wajib diisi"),
    "no author": (GOOD.replace("Tim Data", ""), "baris 9, entri 'k1': isian `oleh` wajib diisi"),
    "no date": (GOOD.replace("tanggal: 2026-01-15\n", ""), "isian `tanggal` wajib diisi"),
    "a date of another form": (GOOD.replace("2026-01-15", "15-01-2026"), "tanggal harus berbentuk 2025-01-31"),
    "a day that is none": (GOOD.replace("2026-01-15", "2026-02-30"), "tanggal harus berbentuk 2025-01-31"),
    "an unknown field": (GOOD + "catatan: x\n", "isian 'catatan' tidak dikenal"),
    "a field twice": (GOOD + "oleh: x\n", "'oleh' ditulis dua kali"),
    "an unknown action": (GOOD.replace("ganti", "hapus"), "tindakan 'hapus' tidak dikenal; pilih salah satu: ganti"),
    "an unknown table": (GOOD.replace("realisasi_kinerja", "core.satker"), "tabel 'core.satker' tidak dikenal"),
    "an unknown column": (GOOD.replace("kolom: realisasi", "kolom: realisai"), "kolom 'realisai' tidak dikenal"),
    "a key as column": (GOOD.replace("kolom: realisasi", "kolom: file_id"), "kolom 'file_id' tidak dikenal"),
    "an unknown column to look in": (GOOD.replace("bulan: 3", "bulann: 3"), "baris 6, entri 'k1', di: kolom 'bulann'"),
    "nowhere to look": (GOOD.replace(WRONG, "{}"), "isi sedikitnya satu kolom"),
    "no place": (GOOD.replace(f"di: {WRONG}\n", ""), "isian `di` wajib diisi"),
    "a month in words": (GOOD.replace("bulan: 3", "bulan: Maret"), "'Maret' bukan angka"),
    "a short hash": (GOOD.replace("bulan: 3", "file_id: 2a2a"), "sedikitnya delapan digit"),
    "no guard": (GOOD.replace("nilai_salah: 8.12\n", ""), "isian `nilai_salah` wajib diisi; nilai boleh kosong"),
    "no new value": (GOOD.replace("nilai_benar: 81.2\n", ""), "isian `nilai_benar` wajib diisi; nilai boleh kosong"),
    "a new value that is the old": (GOOD.replace("81.2", "8.12"), "sama dengan nilai_salah"),
    "a decimal comma": (GOOD.replace("81.2", "81,2"), "'81,2' bukan angka dengan titik desimal"),
    "a blank key": (GOOD.replace("kolom: realisasi", "kolom: bulan").replace("81.2", ""), "bulan tidak boleh kosong"),
    "a new value for a drop": (GOOD.replace("ganti", "buang"), "buang tidak memakai nilai_benar"),
    "a list as value": (GOOD.replace("81.2", "[81.2]"), "harus satu teks atau angka"),
    "a satker of five digits": (
        entry("k", "petakan", "realisasi_kinerja", "", "kode_satker", "88888", "88889") + TOLD,
        "'88889' bukan enam angka",
    ),
    "thousands with dots": (
        entry("k", "ganti", "fa_detail", "{bulan: 3}", "pagu", "1.000.000", "2000000") + TOLD,
        "'1.000.000' bukan angka bulat tanpa pemisah ribuan",
    ),
    "all that is missing at once": (
        "id: k1\ntindakan: buang\ntabel: fa_detail\n",
        "entri 'k1': isian `di`, `kolom`, `nilai_salah`, `alasan`, `oleh`, `tanggal` wajib diisi",
    ),
    "a code of one line": (
        entry("k", "ganti", "fa_detail", "{bulan: 3}", "kode_ro", "A", "B") + TOLD,
        "tidak dapat diganti di satu baris, karena induk dan anaknya tidak ikut; pakai tindakan petakan",
    ),
    "a level of the tree": (
        entry("k", "petakan", "fa_detail", "", "tingkat", "akun", "item") + TOLD,
        "tingkat tidak dapat dikoreksi",
    ),
    "a map of a code on some of its lines": (
        entry("k", "petakan", "fa_detail", "{kode_akun: 524111}", "kode_ro", "A", "B") + TOLD,
        "petakan kode_ro tidak dapat dibatasi dengan kode_akun",
    ),
    "an export of no month": (
        entry("k", "ganti", "berkas", "{nama: fa.xlsx}", "bulan", "3", "") + TOLD,
        "bulan tidak boleh kosong",
    ),
    "more digits than a sum holds": (
        entry("k", "ganti", "fa_detail", "{bulan: 3}", "pagu", "1", "1234567890123456") + TOLD,
        "paling banyak 15 angka",
    ),
    "an amount that follows": (
        entry("k", "ganti", "fa_detail", "{bulan: 3}", "sisa", "1", "2") + TOLD,
        "kolom 'sisa' tidak dikenal",
    ),
    "a name of a unit": (
        entry("k", "ganti", "rak_dokumen", "{tahun: 2025}", "nama_unit", "A", "B") + TOLD,
        "kolom 'nama_unit' tidak dikenal",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_a_register_is_said_with_its_place(settings: Settings, case: str) -> None:
    text, message = BROKEN[case]
    path = settings.corrections / "sub" / "b.yaml"
    path.parent.mkdir()
    path.write_text(text if text.startswith("- ") or case == "no list" else f"- {'  '.join(text.splitlines(True))}")
    with pytest.raises(SettingsError) as error:
        read_register(settings.corrections)
    assert message in str(error.value)
    assert "Register koreksi sub/b.yaml baris" in str(error.value)


def test_values_are_taken_as_written(settings: Settings) -> None:
    """What YAML would take for a number, an octal number or a boolean is a code or a word in a document."""
    text = entry(
        "1", "ganti", "realisasi_kinerja", "{kode_indikator: 01.06, satuan: ya, nama: 012}", "hambatan", "no", "~"
    )
    register(settings, text)
    (found,) = read_register(settings.corrections)
    assert found.di == (("kode_indikator", "01.06"), ("satuan", "ya"), ("nama", "012"))
    assert (found.id, found.nilai_salah, found.nilai_benar) == ("1", "no", None)


def test_the_example_in_the_readme_is_a_register_and_the_project_has_none(tmp_path: Path) -> None:
    readme = (PROJECT / "corrections" / "README.md").read_text(encoding="utf-8")
    examples = readme.split("```yaml\n")[1:]
    (tmp_path / "contoh.yml").write_text("".join(part.partition("```")[0] for part in examples), encoding="utf-8")
    found = read_register(tmp_path)
    assert {correction.tindakan for correction in found} == {"ganti", "buang", "petakan"}
    assert read_register(PROJECT / "corrections") == []


def cash_plan(settings: Settings, name: str, *rows: str, modified: int = 1_760_000_000) -> None:
    months = ";".join(MONTH_NAMES)
    text = f"tahun;kode_satker;jenis_belanja;satuan;{months}\n" + "".join(f"2025;{row}{';' * 9}\n" for row in rows)
    (settings.inbox / name).write_text(text)
    os.utime(settings.inbox / name, (modified, modified))


PLANNED = "select kode_satker, jenis_belanja, bulan, cast(rpd as int) from core.rpd order by all"
MONTH_OF_PLAN = "{kode_satker: '888888', tahun: 2025, jenis_belanja: '52', bulan: 2}"


def test_a_month_of_a_cash_plan_is_corrected_in_rupiah(settings: Settings) -> None:
    """The months beside it stay, another row is dropped, and a satker code is mapped with all its months."""
    cash_plan(settings, "rpd.csv", "888888;52;ribuan;10;200;30", "888888;53;ribuan;1;1;1", "888889;51;rupiah;7;8;9")
    register(
        settings,
        entry("k1", "ganti", "rpd", MONTH_OF_PLAN, "rpd", "200000", "20000"),
        entry("k2", "buang", "rpd", "{kode_satker: '888888'}", "jenis_belanja", "53"),
        entry("k3", "petakan", "rpd", "", "kode_satker", "888889", "888888"),
    )
    refresh_once(settings)
    assert read_warehouse(settings, PLANNED) == [
        *(("888888", "51", bulan, rupiah) for bulan, rupiah in ((1, 7), (2, 8), (3, 9))),
        *(("888888", "52", bulan, rupiah) for bulan, rupiah in ((1, 10_000), (2, 20_000), (3, 30_000))),
    ]
    assert read_warehouse(settings, "select kode_satker from core.satker where kode_satker like '8888%'") == [
        ("888888",)
    ]
    status = "select id, status, jumlah_baris from raw.koreksi order by id"
    assert read_warehouse(settings, status) == [
        ("k1", "diterapkan", 1),
        ("k2", "diterapkan", 3),
        ("k3", "diterapkan", 3),
    ]
    assert read_warehouse(settings, "select tertulis, rpd from raw.rpd where baris = 2 and bulan = 2") == [
        ("200", "200000")
    ]


def test_a_revised_cash_plan_voids_the_correction_of_its_month_only(settings: Settings) -> None:
    cash_plan(settings, "rpd.csv", "888888;52;ribuan;10;200;30")
    cash_plan(settings, "revisi.csv", "888888;52;ribuan;;25;", modified=1_760_100_000)
    register(
        settings,
        entry("feb", "ganti", "rpd", MONTH_OF_PLAN, "rpd", "200000", "20000"),
        entry("mar", "ganti", "rpd", MONTH_OF_PLAN.replace("2}", "3}"), "rpd", "30000", "3000"),
    )
    refresh_once(settings)
    assert [row[2:] for row in read_warehouse(settings, PLANNED)] == [(1, 10_000), (2, 25_000), (3, 3_000)]
    assert read_warehouse(settings, "select id, status from dq.koreksi order by id") == [
        ("feb", "tidak berlaku"),
        ("mar", "diterapkan"),
    ]


@pytest.mark.parametrize(("column", "value"), [("rpd", "-5"), ("rpd", "1.5"), ("jenis_belanja", "54")])
def test_a_cash_plan_is_not_corrected_into_nonsense(settings: Settings, column: str, value: str) -> None:
    wrong = {"rpd": "200000", "jenis_belanja": "52"}[column]
    register(settings, entry("k1", "ganti", "rpd", MONTH_OF_PLAN, column, wrong, value))
    with pytest.raises(SettingsError, match="k1"):
        read_register(settings.corrections)


def test_every_correctable_column_goes_through_its_view() -> None:
    """A cell of every column is corrected; the view shows it, and the other cells as they were."""
    con = duckdb.connect()
    con.execute("create schema raw; create schema terkoreksi")
    models = load_models()
    for name in ("koreksi_sel", *ROWS):
        models[f"raw.{name}"].build(con)
    for name, rows in ROWS.items():
        model = models[f"raw.{name}"]
        kinds = dict(con.execute(f"select column_name, column_type from (describe {model.name})").fetchall())
        sample = {"VARCHAR": "lama", "TIMESTAMP": "2026-01-01", "INTEGER": "7", "BIGINT": "7", "BOOLEAN": "true"}
        row = [None if c in ("alasan", "diganti_oleh") else sample[kinds[c]] for c in kinds]
        con.execute(f"insert into {model.name} values ({', '.join('?' * len(row))})", row)
        con.execute(f"insert into {model.name} select * replace ('lain' as file_id) from {model.name}")
        where = ", ".join(part.replace("r.", "") for part in rows[:3])
        con.execute(
            "insert into raw.koreksi_sel"
            f" select 'k', '{name}', 'lama', lembar, baris, bagian, unnest(?), 'lama', '8' from"
            f" (select {where} from {model.name} limit 1) as t (lembar, baris, bagian)",
            [correctable(name)],
        )
        models[f"terkoreksi.{name}"].build(con)
        cursor = con.execute(f"select * from terkoreksi.{name} order by file_id desc")
        columns = [column[0] for column in cursor.description or ()]
        other, corrected = (dict(zip(columns, map(str, values), strict=True)) for values in cursor.fetchall()[::-1])
        if name != "berkas":
            assert columns == list(kinds)
        if name == "realisasi_datar":
            # What remains is no longer what the row says once its amounts are corrected.
            assert corrected.pop("sisa") == "None"
            columns.remove("sisa")
        for column in columns:
            assert corrected[column] == ("8" if column in correctable(name) else other[column].replace("lain", "lama"))
            assert other[column] != "8", (name, column)


def test_without_entries_nothing_is_imported_for_them() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from pipelines.planning import make_plan;"
        "from pipelines.refresh import Refresh;"
        "from pipelines.corrections.register import read_register; read_register(Path('corrections'));"
        "sys.exit('yaml' in sys.modules or 'sqlglot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_status_says_how_many_are_applied_and_which_are_void(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(settings, "maret.csv", "888888;3;01.06;persen;;;8.12")
    register(settings, OVERRIDE, OVERRIDE.replace("k1", "k2").replace("bulan: 3", "bulan: 9"))
    build = refresh_once(settings).build
    assert build is not None
    with duckdb.connect(str(build.path), read_only=True) as con:
        report = console.status_report(con, build.id)
    assert report["koreksi"] == {"diterapkan": 1, "tidak_berlaku": ["k2"]}
    console.show_status(report, settings.warehouse)
    shown = capsys.readouterr().out
    assert "1 diterapkan" in shown
    assert "1 tidak berlaku, sebabnya di dq.koreksi: k2" in shown
