"""What a report says is what the marts say, up to its month and no further; what is missing is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.as_of import open_as_of
from pipelines.publishing import Warehouse
from pipelines.reports import chapter_sentences as sentences
from pipelines.reports import facts, gaps, tables_anggaran, tables_kinerja
from pipelines.reports.facts import Laporan, NothingToReport
from pipelines.reports.rows import Koreksi, Temuan
from tests.raw_rows import SATKER, TAHUN, Gudang

BUILD = "20260120-183000"
DUMAI = "999999"
AKUN = [("A", "511111", 1000, 100, 400), ("B", "521211", 3000, 0, 900)]
RAK = {"01.06": {"anggaran": "2000", "target": {3: 50, 6: 75, 12: 100}}, "02.01": {"target": {12: 3}}}
KINERJA = {"01.06": {"realisasi": "40", "satuan": "persen", "hambatan": "Hujan"}}


@pytest.fixture(scope="session")
def con(example: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(example / "kinerja.duckdb"), read_only=True) as con:
        yield con


@pytest.fixture(scope="session")
def third_quarter(con: duckdb.DuckDBPyConnection) -> Laporan:
    return facts.read(con, BUILD, DUMAI, 2025, 9)


def one(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return con.execute(sql).fetchall()[0]


def test_the_whole_quarter_is_what_the_marts_say(con: duckdb.DuckDBPyConnection, third_quarter: Laporan) -> None:
    report = third_quarter
    assert (report.triwulan, report.akhir_triwulan, report.periode) == (3, True, "Triwulan III Tahun 2025")
    assert report.satker == (DUMAI, "LOKA POM DI KOTA DUMAI")
    assert len(report.perjanjian) == len(report.capaian) == 15
    assert len(report.capaian_triwulan) == 45
    assert {row.bulan for row in report.capaian_triwulan} == {3, 6, 9}
    at_nine = "kode_satker = '999999' and tahun = 2025 and bulan = 9"
    assert report.nku is not None
    assert one(con, f"select nku from mart.nilai_satker where {at_nine}") == (report.nku.nku,)
    spent = report.serapan
    assert spent is not None
    columns = "pagu, realisasi_ini, realisasi_sd, sisa, serapan_pct"
    assert spent[1:2] + spent[3:] == one(con, f"select {columns} from mart.serapan_satker where {at_nine}")
    for rows, table in (
        (report.capaian, "capaian_triwulan"),
        (report.nps, "capaian_sasaran"),
        (report.efisiensi_sasaran, "efisiensi_sasaran"),
        (report.efisiensi_indikator, "efisiensi_indikator"),
        (report.serapan_jenis_belanja, "serapan_jenis_belanja"),
        (report.serapan_tingkat, "serapan_tingkat"),
        (report.serapan_sasaran, "serapan_sasaran"),
        (report.serapan_indikator, "serapan_indikator"),
        (report.proyeksi, "proyeksi_serapan"),
    ):
        assert rows
        there = {name for (name,) in con.execute(f"select column_name from (describe mart.{table})").fetchall()}
        names = [name for name in rows[0]._fields if name in there]
        said = {tuple(getattr(row, name) for name in names) for row in rows}
        assert said == set(con.execute(f"select {', '.join(names)} from mart.{table} where {at_nine}").fetchall())


def test_the_parts_add_up_to_the_satker(third_quarter: Laporan) -> None:
    whole = third_quarter.serapan
    assert whole is not None
    levels = {row.tingkat for row in third_quarter.serapan_tingkat}
    parts: list[list[Any]] = [
        third_quarter.serapan_jenis_belanja,
        third_quarter.serapan_sasaran,
        third_quarter.serapan_indikator,
        *([row for row in third_quarter.serapan_tingkat if row.tingkat == level] for level in sorted(levels)),
    ]
    assert len(levels) == 7
    for rows in parts:
        assert sum(row.pagu for row in rows) == whole.pagu
        assert sum(row.realisasi_sd for row in rows) == whole.realisasi_sd
    known: set[str] = set()
    for row in third_quarter.serapan_tingkat:
        assert row.tingkat == "program" or row.kode.rpartition(".")[0] in known
        known.add(row.kode)


def test_nothing_after_the_month_is_told(con: duckdb.DuckDBPyConnection) -> None:
    report = facts.read(con, BUILD, DUMAI, 2025, 8)
    assert (report.akhir_triwulan, report.periode) == (False, "Agustus 2025")
    assert {row.bulan for row in report.capaian} == {8}
    assert {row.bulan for row in report.capaian_triwulan} == {3, 6}
    for rows in (report.capaian_bulanan, report.nilai_unit, report.serapan_bulanan, report.ikpa, report.deviasi):
        assert max(row.bulan for row in rows) == 8
    assert [row.bulan for row in report.kurva] == list(range(1, 13))
    assert [row.bulan for row in report.kurva if row.realisasi_sd is not None] == list(range(1, 9))
    assert all(row.bulan is None or row.bulan <= 8 for row in (*report.temuan, *report.berkas))
    assert all(row.capaian_pct is not None or row.keterangan for row in report.capaian)


def test_every_figure_leads_to_its_document(third_quarter: Laporan) -> None:
    row = next(row for row in third_quarter.capaian if row.kode_indikator == "01.06")
    assert third_quarter.sumber(row.file_id, row.lembar, row.baris_sumber) == (
        f"SINTETIS_Kinerja_999999_2025_09.xlsx, lembar realisasi_kinerja, baris {row.baris_sumber}"
    )
    assert third_quarter.sumber(row.file_id_target, None, row.baris_target).startswith("rak_2025_loka_pom_dumai.txt, b")
    spent = third_quarter.serapan_tingkat[0]
    assert third_quarter.sumber(spent.file_id, None, spent.baris).startswith(
        "SINTETIS_FA_Detail_999999_2025_09.xlsx, l"
    )
    assert third_quarter.sumber(None) == ""


def test_an_unknown_satker_and_a_month_without_data(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NothingToReport, match=r"^Satker 999990 tidak ada .*yang mirip: 999999 \(LOKA POM"):
        facts.read(con, BUILD, "999990", 2025, 9)
    with pytest.raises(NothingToReport, match=r"^Satker 111111 tidak ada di gudang data; periksa kodenya"):
        facts.read(con, BUILD, "111111", 2025, 9)
    with pytest.raises(NothingToReport, match=r"kinerja Maret 2024; yang ada: 2025 \(Januari sampai Desember\)\.$"):
        facts.read(con, BUILD, DUMAI, 2024, 3)


def made(*documents: str) -> Laporan:
    """The report of March of a satker that sent only some documents."""
    gudang = Gudang()
    gudang.peta(f"UNIT {SATKER}", SATKER)
    if "rak" in documents:
        gudang.rak(RAK, [("01.06", "A", 1000, 1000)])
    if "fa" in documents:
        gudang.fa(3, AKUN)
    if "kinerja" in documents:
        gudang.kinerja(3, KINERJA)
    gudang.bangun()
    return facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)


def test_without_a_plan() -> None:
    report = made("fa", "kinerja")
    assert (report.rak, report.perjanjian) == (None, [])
    assert [row.realisasi for row in report.capaian] == [Decimal(40)]
    assert report.capaian[0].capaian_pct is None
    assert [row.kode_sasaran for row in report.serapan_sasaran] == [None]
    assert report.kekosongan["perjanjian"].startswith("RAK tahun 2025 belum diterima")
    assert any(remark.startswith("RAK tahun 2025 belum diterima") for remark in report.catatan)


def test_without_a_performance_sheet() -> None:
    report = made("rak", "fa")
    assert [row.realisasi for row in report.capaian] == [None, None]
    assert all(row.keterangan for row in report.capaian)
    assert report.serapan is not None
    assert report.hambatan == []
    assert any(remark.startswith("Lembar realisasi kinerja Maret 2025 belum") for remark in report.catatan)


def test_without_a_budget() -> None:
    report = made("rak", "kinerja")
    assert report.serapan is None
    assert (report.serapan_tingkat, report.serapan_jenis_belanja, report.kurva, report.ikpa) == ([], [], [], [])
    assert report.hambatan[0].hambatan == "Hujan"
    for name in ("serapan_tingkat", "serapan_jenis_belanja", "ikpa", "proyeksi", "rencana_anggaran"):
        assert report.kekosongan[name].startswith("Realisasi anggaran Maret 2025 belum diterima")


def test_every_empty_list_has_its_reason() -> None:
    for documents in (("fa",), ("kinerja",), ("rak", "fa", "kinerja")):
        report = made(*documents)
        empty = {name for name, value in vars(report).items() if value == [] and name != "catatan"}
        assert empty | ({"hambatan"} if not report.hambatan else set()) == set(report.kekosongan)


def test_of_an_earlier_day(example: Path) -> None:
    build = Warehouse(example).published()
    assert build is not None
    with open_as_of(build.path, date(2026, 1, 21)) as then:
        then.need(facts.TABLES)
        report = facts.read(then.con, build.id, DUMAI, 2025, 9, date(2026, 1, 21))
    assert len(report.capaian) == 15
    assert report.temuan == []
    assert "tanggal lampau" in report.kekosongan["temuan"]


def test_a_row_that_was_refused_is_not_called_unreported() -> None:
    gudang = Gudang()
    gudang.rak({"01.06": {"target": {3: 50, 12: 50}}, "02.01": {"target": {3: 3, 12: 3}}})
    gudang.fa(3, AKUN)
    sheet = gudang.kinerja(3, {"02.01": {"realisasi": "3"}})
    refusal = {"aturan": "KIN-26", "alasan": "Penyebut nol tidak dapat membagi pembilang.", "saran": "Isi."}
    gudang.rows["raw.tolakan"].append({"file_id": sheet, "baris": 7, "kolom": "H", "nilai": "0"} | refusal)
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    refused, sent = report.capaian
    where = f"{sheet}, baris 7 (KIN-26)"
    reason = (
        "Realisasi bulan Maret tidak ada di baris yang diterima; yang dikirim tetapi ditolak atau ditahan: "
        f"{where}, penyebut nol tidak dapat membagi pembilang."
    )
    assert (refused.keterangan, report.sumber_realisasi(refused)) == (reason, f"Ditolak: {where}")
    assert [row.keterangan for row in report.capaian_triwulan] == [reason, None]
    assert (sent.keterangan, report.sumber_realisasi(sent)) == (None, f"{sheet}, baris 2")
    assert [remark for remark in report.catatan if where in remark] == [
        f"1 isian kinerja Maret 2025 dikirim tetapi ditolak atau ditahan: {where}; perbaiki di berkas asalnya lalu "
        "kirim ulang. Bila indikatornya tetap berangka di laporan ini, angka itu dari lembar yang lebih dahulu."
    ]
    assert f"Capaian indikator 01.06: {reason[0].lower()}{reason[1:]}" in gaps.not_computable(report)


def test_no_expense_type_with_a_target_is_not_an_export_that_is_missing() -> None:
    gudang = Gudang()
    gudang.fa(3, [("A", "581111", 1000, 0, 100)])
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    assert (report.ikpa_kini and report.ikpa_kini.nilai_ikpa) is None
    reason = "idak ada jenis belanja yang mempunyai target penyerapan IKPA di anggaran Maret 2025."
    assert gaps.no_ikpa(report) == f"T{reason}"
    assert f"Estimasi IKPA Penyerapan: t{reason}" in gaps.not_computable(report)
    assert not any("belum diterima" in text and "Realisasi anggaran" in text for text in report.catatan)


@pytest.mark.parametrize(
    ("made_at", "said"),
    [
        (
            datetime(TAHUN, 3, 26, 9),
            ["Ekspor Maret dibuat 26-03-2025, sebelum bulan berakhir; realisasi sesudahnya belum termasuk."],
        ),
        (datetime(TAHUN, 4, 1, 8), []),
    ],
)
def test_an_export_from_before_the_end_of_its_month_is_told(made_at: datetime, said: list[str]) -> None:
    gudang = Gudang()
    gudang.fa(2, AKUN)
    gudang.fa(3, AKUN, waktu_sumber=made_at)
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    assert [remark for remark in report.catatan if remark.startswith("Ekspor")] == said


def test_what_cannot_be_computed_is_what_this_report_lacks(third_quarter: Laporan) -> None:
    official = ("Nilai IKPA resmi dan", "Nilai kinerja anggaran (NKA)", "Perbandingan dengan")
    without_a_plan = [said.split(":")[0] for said in gaps.not_computable(made("fa", "kinerja"))]
    assert without_a_plan[:-3] == [
        "Capaian indikator 01.06",
        "NPS sasaran 01",
        "Nilai kinerja unit (NKU)",
        "Efisiensi",
        "Blokir",
        "Anggaran dan penyerapan per sasaran dan indikator",
        "RAK terhadap pagu SAKTI",
        "Estimasi Deviasi Halaman III",
        "Proyeksi akhir tahun",
    ]
    without_a_budget = {said.split(":")[0] for said in gaps.not_computable(made("rak", "kinerja"))}
    assert {"Pagu, realisasi, dan penyerapan anggaran", "Estimasi IKPA Penyerapan"} <= without_a_budget
    whole = gaps.not_computable(third_quarter)
    assert all(said.startswith(start) for said, start in zip(whole[-3:], official, strict=True))
    assert not any(said.startswith(("Nilai kinerja unit", "Estimasi", "RAK terhadap")) for said in whole)


def test_units_and_indicators_of_later_sheets_do_not_reach_back() -> None:
    gudang = Gudang()
    gudang.rak({"01.06": {"target": {3: 50, 12: 50}}})
    gudang.kinerja(3, {"01.06": {"realisasi": "40"}})
    gudang.kinerja(4, {"01.06": {"realisasi": "45", "satuan": "nilai"}, "09.09": {"realisasi": "1"}})
    gudang.bangun()
    then, later = (facts.read(gudang.con, BUILD, SATKER, TAHUN, month) for month in (3, 4))
    assert [(row.kode_indikator, row.satuan) for row in then.capaian] == [("01.06", None)]
    assert [row.kode_indikator for row in then.capaian_triwulan] == ["01.06"]
    assert [row.satuan for row in then.perjanjian] == [None]
    assert [(row.kode_indikator, row.satuan) for row in later.capaian] == [("01.06", "nilai"), ("09.09", None)]
    assert [row.satuan for row in later.perjanjian] == ["nilai"]


def test_a_place_in_the_plan_is_that_of_a_target() -> None:
    gudang = Gudang()
    gudang.rak({"01.06": {"target": {6: 50, 12: 50}}})
    gudang.kinerja(3, KINERJA)
    gudang.bangun()
    [row] = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3).capaian
    assert (row.target, row.file_id_target, row.baris_target) == (None, None, None)


def test_figures_that_rules_or_corrections_touch_are_told_and_no_others() -> None:
    gudang = Gudang()
    gudang.rak({"01.06": {"target": {3: 50, 12: 50}}, "02.01": {"target": {3: 3, 12: 3}}})
    gudang.kinerja(3, {"01.06": {"realisasi": "40"}})
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    of_rule = {"bulan": 3, "tingkat": "peringatan", "kode_indikator": "01.06"}
    warned = [Temuan(**dict.fromkeys(Temuan._fields) | of_rule | {"aturan": "KIN-08"})]
    silent = [warned[0]._replace(kode_indikator="02.01", aturan="KIN-30")]
    partial = [warned[0]._replace(aturan=rule, kode_indikator=None) for rule in ("FA-21", "DATAR-24", "FA-21")]
    assert not any("tidak utuh" in remark for remark in gaps.remarks(replace(report, temuan=partial)))
    gudang.fa(3, AKUN)
    gudang.bangun()
    spent = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    [told] = [remark for remark in gaps.remarks(replace(spent, temuan=partial)) if "tidak utuh" in remark]
    assert told.startswith("Realisasi anggaran Maret 2025 mungkin tidak utuh (DATAR-24, FA-21), ")
    changed = Koreksi(**dict.fromkeys(Koreksi._fields) | {"id": "k1", "tindakan": "ganti"})
    dropped = [changed._replace(id="k2", tindakan="buang", baris=7, kolom=column) for column in ("A", "B")]
    said = gaps.remarks(replace(report, temuan=warned + silent, koreksi=[changed, *dropped]))
    assert [remark for remark in said if "KIN-" in remark or "koreksi" in remark] == [
        "Realisasi yang perlu diperiksa sebelum dipakai, karena ada peringatan atasnya: 01.06 (KIN-08); sebabnya ada "
        "di Temuan mutu data.",
        "1 sel memakai nilai dari register koreksi, bukan nilai di dokumennya: k1.",
        "1 baris atau berkas tidak dipakai menurut register koreksi: k2.",
    ]
    said = sentences.of_report(replace(report, koreksi=dropped))["koreksi"]
    assert said == "1 baris atau berkas tidak dipakai menurut register koreksi: k2."


def test_documents_that_a_newer_one_replaced_and_months_that_lack_are_told() -> None:
    gudang = Gudang()
    gudang.rak(RAK)
    for month in (1, 2, 3):
        gudang.kinerja(month, KINERJA, waktu_sumber=datetime(2025, month + 1, 2))
    newer = gudang.kinerja(3, {"01.06": {"realisasi": "45"}}, waktu_sumber=datetime(2025, 4, 3))
    gudang.fa(3, AKUN, waktu_sumber=datetime(2025, 4, 3))
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    older = sorted({row["file_id"] for row in gudang.rows["raw.realisasi_kinerja"] if row["bulan"] == 3} - {newer})
    assert [row.nama for row in report.digantikan] == older
    assert [remark for remark in report.catatan if "digantikan" in remark or "belum dilaporkan" in remark] == [
        f"Dikirim lebih dari sekali untuk Maret 2025: {older[0]} digantikan berkas yang lebih baru; yang dipakai ada "
        "di daftar berkas sumber.",
        "Bulan sebelumnya yang belum dilaporkan: realisasi anggaran Januari sampai Februari.",
    ]


def test_a_cash_plan_that_came_is_not_called_missing() -> None:
    gudang = Gudang()
    gudang.rpd({"52": dict.fromkeys(range(1, 12), 10)})
    for month in range(1, 13):
        gudang.fa(month, [("A", "521211", 120, 10 * (month - 1), 10 * month)])
    gudang.rpd({"52": dict.fromkeys(range(1, 13), 10)}, tahun=2020)
    gudang.fa(12, [("A", "521211", 120, 110, 120)], tahun=2020)
    gudang.bangun()
    december = facts.read(gudang.con, BUILD, SATKER, TAHUN, 12)
    assert december.deviasi_kini is not None
    assert december.deviasi_kini.nilai is not None
    assert [remark for remark in december.catatan if "RPD" in remark] == []
    without_rule = facts.read(gudang.con, BUILD, SATKER, 2020, 12)
    assert [remark for remark in without_rule.catatan if "RPD" in remark] == []
    assert without_rule.kekosongan["deviasi"] == "Tidak ada ketentuan deviasi halaman III untuk tahun 2020."


def test_a_code_that_the_plan_lacks_is_no_indicator_of_it() -> None:
    gudang = Gudang()
    gudang.rak({"01.06": {"target": {3: 50, 12: 50}}})
    gudang.kinerja(3, KINERJA | {"99.04": {"realisasi": "1"}})
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    assert report.di_luar_rak == ["99.04"]
    assert "Dari 1 indikator kinerja yang terbaca, 1 sudah" in sentences.of_report(report)["kinerja"]
    assert [remark for remark in report.catatan if "99.04" in remark] == [
        "Dilaporkan tetapi tidak ada di RAK yang terbaca: indikator 99.04, sehingga capaiannya tidak dapat dihitung; "
        "periksa kodenya di lembar kinerja."
    ]
    assert report.rak is not None
    for lacking in ({"jumlah_potongan": 2, "jumlah_baris": 5}, {"selisih_total": 1000}):
        said = gaps.remarks(replace(report, rak=report.rak._replace(**lacking)))
        [told] = [remark for remark in said if "99.04" in remark]
        assert told.endswith("; kirim RAK yang lengkap, atau periksa kodenya di lembar kinerja.")


def test_an_indicator_whose_lines_are_short_is_told_where_its_absorption_stands() -> None:
    gudang = Gudang()
    gudang.rak({"01.06": {"anggaran": "2000", "target": {12: 50}}}, [("01.06", "A", 1500, 1500)])
    gudang.fa(3, AKUN)
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    assert report.kontribusi_kurang == ["01.06"]
    note = (
        "01.06: kontribusi yang terbaca di RAK kurang dari anggarannya, sehingga realisasi dan penyerapannya, juga "
        "sasaran 01, lebih rendah dan IE-nya lebih tinggi daripada yang sebenarnya."
    )
    tables = [*tables_kinerja.tables(report), *tables_anggaran.tables(report)]
    assert [table.sheet for table in tables if note in table.notes] == [
        *("Efisiensi sasaran", "Efisiensi indikator", "Serapan sasaran", "Serapan indikator")
    ]
    assert gaps.short_absorption(replace(report, serapan_bulanan=[])) == ""


@pytest.mark.parametrize("sent", [True, False], ids=["beside a whole one", "alone"])
def test_an_export_that_was_refused_is_told(sent: bool) -> None:
    gudang = Gudang()
    gudang.rak(RAK)
    gudang.kinerja(3, KINERJA)
    if sent:
        gudang.fa(3, AKUN)
    file_id = gudang.berkas("fa_detail", SATKER, TAHUN, 3, alasan="Tidak cocok.")
    refusal = {"lembar": "Laporan", "aturan": "FA-24", "alasan": "Tidak cocok.", "saran": "Unduh ulang."}
    gudang.rows["raw.tolakan"] += [{"file_id": file_id, **refusal}, {"file_id": file_id, "baris": 38, **refusal}]
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    assert len(report.karantina) == 2
    end = ". Angka bulan itu di laporan ini dari ekspor lain." if sent else "; sebabnya ada di Karantina."
    [said] = [remark for remark in report.catatan if file_id in remark]
    assert said.startswith("Ekspor anggaran Maret 2025")
    assert said.endswith(end)
    assert not any("belum diterima" in remark and "anggaran" in remark for remark in report.catatan)
    if not sent:
        told = "Ekspor anggaran Maret 2025 ditolak atau ditahan; sebabnya ada di Karantina."
        assert (report.kekosongan["serapan_bulanan"], gaps.no_ikpa(report)) == (told, told)


def test_an_export_of_which_one_row_was_refused_is_no_refused_export() -> None:
    gudang = Gudang()
    gudang.rak(RAK)
    file_id = gudang.fa(3, AKUN)
    refusal = {"baris": 38, "aturan": "FA-12", "alasan": "Tidak cocok.", "saran": "Unduh ulang."}
    gudang.rows["raw.tolakan"] += [{"file_id": file_id, "lembar": "Laporan", **refusal}]
    gudang.bangun()
    report = facts.read(gudang.con, BUILD, SATKER, TAHUN, 3)
    assert len(report.karantina) == 1
    assert not any("ditolak" in remark for remark in report.catatan)
