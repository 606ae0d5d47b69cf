"""Every rule is broken by a minimal change to a clean warehouse; it fails alone, or with the companions named here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import NamedTuple

import duckdb
import pytest

from pipelines import readers
from pipelines.quality.checks import grain
from pipelines.quality.gate import MAX_EXAMPLES, run_gate
from pipelines.quality.queries_budget import AMOUNTS
from pipelines.quality.rule_page import PAGE, page
from pipelines.quality.rules import ALL_RULES, CATALOGUE, EMPTY_KEYS, KEYED_TABLES, write_catalogue
from pipelines.quality.rules_structure import MONEY_TABLES
from pipelines.sql_models import load_models
from tests.quality.clean_rows import NOON

TABLE = re.compile(r"\b(?:raw|ref|core|mart)\.[a-z_]+")
RULES = {(rule.id, rule.tabel): rule for rule in ALL_RULES}
PARTS = ("mart.serapan_jenis_belanja", "mart.serapan_ro", "mart.serapan_subkomponen", "mart.serapan_indikator")
RAW_WITH_ROWS = (
    "raw.fa_detail",
    "raw.kolom",
    "raw.rak_dokumen",
    "raw.rak_indikator",
    "raw.rak_kontribusi",
    "raw.rak_target",
    "raw.realisasi_datar",
    "raw.realisasi_kinerja",
    "raw.rpd",
)


class At(NamedTuple):
    """Where the first finding points: what a person has to look at."""

    file_id: str
    baris: int | None
    kolom: str
    nilai: str | None
    lembar: str | None = None


class Breakage(NamedTuple):
    """A rule, the statements that break it, other rules that the same statements must break, and the place found."""

    rule: str
    tabel: str
    statements: tuple[str, ...]
    companions: tuple[tuple[str, str], ...] = ()
    at: At | None = None


RPD_CELLS = ("RPD-20", "RPD-21", "RPD-22", "RPD-24")
# Rules about somebody's document. The others are about the whole, the maps, or what is missing.
FAMILIES = (
    *("DATAR-", "SATKER-01", "SATKER-03", "IND-", "KODE-", "RAK-", "BANDING-", "FA-", "KIN-", "MART-06", "BERKAS-21"),
)
DOCUMENT = (*FAMILIES, *RPD_CELLS)


def _copy(table: str, changes: str, where: str = "true") -> str:
    """A statement that adds a changed copy of one row."""
    return f"insert into {table} select * replace ({changes}) from {table} where {where} order by all limit 1"


REJECT = "insert into raw.tolakan values ('asing', null, 1, null, null, 'RAK-11', 'Alasan.', 'Saran.')"
ORPHAN = _copy("core.realisasi_indikator", "'09.09' as kode_indikator, '{satker}' as kode_satker")
RAK9_IN_INBOX = "insert into raw.kotak_masuk values ('rak9', 'rak9')"
NOUGHT = ", ".join(f"0 as {amount}" for amount in AMOUNTS)


def _line(changes: str) -> tuple[str, str]:
    """Statements that add a line without money to a report and to the list of names."""
    return (
        _copy("core.realisasi_tingkat", f"{changes}, {NOUGHT}", "tingkat = 'subkomponen'"),
        _copy("core.subkomponen", changes),
    )


def _of_unknown(satker: str) -> tuple[str, str]:
    """Statements that add a satker which only a performance sheet names."""
    return (
        _copy("core.satker", f"'{satker}' as kode_satker"),
        _copy("raw.realisasi_kinerja", f"'{satker}' as kode_satker, 99 as baris"),
    )


NEW_LINE = "'Z' as kode_subkomponen, 9 as anggaran, 9 as kontribusi, 99 as urutan"

BREAKAGES = [
    *(
        Breakage(
            "KUNCI-01",
            table,
            (f"insert into {table} select * from {table} limit 1",),
            {
                "core.dokumen_rak": (("KUNCI-03", "core.dokumen_rak"),),
                "core.snapshot_anggaran": (("KUNCI-03", "core.snapshot_anggaran"),),
                "core.realisasi_anggaran": (("RPD-20", "core.rpd"),),
                "core.kontribusi": (("RAK-01", "core.indikator"), ("RAK-03", "core.kontribusi")),
                **{part: (("MART-03", part),) for part in PARTS},
            }.get(table, ()),
        )
        for table in ("raw.berkas", *KEYED_TABLES)
    ),
    Breakage("KUNCI-03", "core.dokumen_rak", (_copy("core.dokumen_rak", "'rak9' as file_id"),)),
    Breakage("KUNCI-03", "core.snapshot_anggaran", (_copy("core.snapshot_anggaran", "'fa9' as file_id"),)),
    *(Breakage("ACUAN-01", table, (_copy(table, "'asing' as file_id"),)) for table in RAW_WITH_ROWS),
    Breakage("ACUAN-01", "raw.tolakan", (REJECT,)),
    Breakage("ACUAN-02", "core.kontribusi", (_copy("core.kontribusi", f"'09.09' as kode_indikator, {NEW_LINE}"),)),
    *(
        Breakage(
            "ACUAN-03",
            table,
            ("delete from core.satker where kode_satker = '111111'",),
            tuple(
                ("ACUAN-03", other)
                for other in ("core.indikator", "core.realisasi_indikator", "core.rpd", "core.snapshot_anggaran")
                if other != table
            ),
        )
        for table in ("core.indikator", "core.realisasi_indikator", "core.rpd", "core.snapshot_anggaran")
    ),
    Breakage("ACUAN-04", "core.indikator", ("delete from core.sasaran where kode_sasaran = '02'",)),
    Breakage("ACUAN-05", "mart.serapan_subkomponen", ("delete from core.subkomponen where kode_komponen = '052'",)),
    *(
        Breakage("TIPE-01", table, (f"alter table {table} alter column {column.name} type double",))
        for table in MONEY_TABLES
        for column in [next(column for column in load_models()[table].columns if column.unit == "rupiah")]
    ),
    Breakage("BERKAS-20", "raw.berkas", ("update raw.berkas set status = 'hilang' where file_id = 'kin1'",)),
    Breakage(
        "SATKER-01",
        "core.dokumen_rak",
        (_copy("core.dokumen_rak", "'rak9' as file_id, null as kode_satker, false as berlaku"), RAK9_IN_INBOX),
        at=At("rak9", None, "nama_unit", "Unit A"),
    ),
    Breakage(
        "SATKER-01",
        "core.realisasi_datar",
        (
            "update core.realisasi_datar"
            " set kode_satker = null, nama_satker = 'Unit Z', masalah = 'satker tidak dikenal'",
            "update raw.realisasi_datar set kode_satker = null, nama_satker = 'Unit Z'",
        ),
        at=At("datar1", 2, "nama_satker", "Unit Z", "Sheet1"),
    ),
    Breakage("SATKER-03", "core.satker", _of_unknown("888888"), at=At("kin1", 99, "kode_satker", "888888")),
    Breakage("SATKER-02", "raw.nama_satker", (_copy("raw.nama_satker", "'333333' as kode_satker"),)),
    Breakage(
        "KOREKSI-01",
        "raw.koreksi",
        (
            "insert into raw.koreksi values ('k1', 'ganti', 'realisasi_kinerja', '{}', 'realisasi', '1', '2', 'Salah',"
            " 'Tim', '2026-01-02', 'a.yml', 1, 'tidak berlaku', 0, '3', 'Berubah.', null, null, null)",
        ),
    ),
    Breakage(
        "IND-01",
        "core.sebutan_indikator",
        ("update core.sebutan_indikator set kode_indikator = null, cara = null",),
        at=At("kin1", 22, "indikator", "Indikator 02.01"),
    ),
    Breakage(
        "IND-02",
        "core.sebutan_indikator",
        ("update core.sebutan_indikator set bertentangan_dengan = 'baris 7'",),
        at=At("kin1", 22, "indikator", "Indikator 02.01"),
    ),
    Breakage(
        "KODE-01",
        "core.satker",
        _of_unknown("12345"),
        (("SATKER-03", "core.satker"),),
        at=At("kin1", 99, "kode_satker", "12345"),
    ),
    Breakage(
        "KODE-02",
        "core.indikator",
        (_copy("core.indikator", "'01.7' as kode_indikator, null as anggaran", "kode_sasaran = '01'"),),
        (("RAK-08", "core.indikator"),),
        at=At("rak1", 10, "kode_indikator", "01.7"),
    ),
    Breakage(
        "KODE-02",
        "core.realisasi_indikator",
        (_copy("core.realisasi_indikator", "'1.01' as kode_indikator"),),
        (("KIN-03", "core.realisasi_indikator"),),
        at=At("kin1", 10, "kode_indikator", "1.01"),
    ),
    Breakage(
        "KODE-03",
        "core.subkomponen",
        _line("'DR.3165.QIA.2' as kode_ro"),
        at=At("fa1", 16, "kode_ro", "DR.3165.QIA.2", "Laporan"),
    ),
    Breakage(
        "KODE-04",
        "core.subkomponen",
        _line("'51' as kode_komponen"),
        at=At("fa1", 16, "kode_komponen", "51", "Laporan"),
    ),
    Breakage(
        "KODE-05",
        "core.subkomponen",
        _line("'0A' as kode_subkomponen"),
        at=At("fa1", 16, "kode_subkomponen", "0A", "Laporan"),
    ),
    Breakage(
        "KODE-06",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set kode_akun = '52121' where kode_akun = '521211'",),
        at=At("fa1", 17, "kode_akun", "52121", "Laporan"),
    ),
    Breakage(
        "KODE-07",
        "core.indikator",
        ("update core.indikator set kode_sasaran = '02' where kode_indikator = '01.01'",),
        at=At("rak1", 10, "kode_indikator", "01.01"),
    ),
    Breakage(
        "KODE-08",
        "core.indikator",
        ("update core.indikator set polaritas = 'naik' where kode_indikator = '01.01'",),
        at=At("rak1", 10, "kode_indikator", "01.01"),
    ),
    Breakage(
        "RAK-01",
        "core.indikator",
        ("update core.indikator set anggaran = 451 where kode_indikator = '01.01'",),
        at=At("rak1", 10, "anggaran", "451"),
    ),
    Breakage(
        "RAK-02",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 599 where kode_indikator = '01.01'",),
        at=At("rak1", 21, "anggaran", "600"),
    ),
    Breakage(
        "RAK-03",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 700 where kode_komponen = '051'",),
        at=At("rak1", 11, "kontribusi", "450"),
    ),
    Breakage(
        "RAK-03",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 500 where kode_komponen = '051'",),
        at=At("rak1", 11, "kontribusi", "450"),
    ),
    Breakage(
        "RAK-04",
        "core.dokumen_rak",
        ("update core.dokumen_rak set selisih_total = 5",),
        at=At("rak1", 90, "total_deklarasi", "1000"),
    ),
    Breakage(
        "RAK-05",
        "core.kontribusi",
        (_copy("core.kontribusi", f"null as kode_indikator, 1 as fragmen, {NEW_LINE}"),),
        at=At("rak1", 21, "kontribusi", "9"),
    ),
    Breakage(
        "RAK-06",
        "core.target_indikator",
        ("update core.target_indikator set target = -1 where bulan = 1",),
        at=At("rak1", 10, "target", "-1"),
    ),
    Breakage(
        "RAK-07",
        "core.target_indikator",
        ("update core.target_indikator set target = 1 where bulan = 6 and kode_indikator = '01.01'",),
        at=At("rak1", 10, "target", "1"),
    ),
    Breakage(
        "RAK-08",
        "core.indikator",
        ("update core.target_indikator set target = null where bulan = 12 and kode_indikator = '01.01'",),
        at=At("rak1", 10, "target", None),
    ),
    Breakage(
        "RAK-09",
        "core.kontribusi",
        ("update core.kontribusi set porsi = 1.5 where kode_komponen = '052'",),
        at=At("rak1", 31, "kontribusi", "400"),
    ),
    Breakage(
        "RAK-09",
        "core.kontribusi",
        ("update core.kontribusi set porsi = -0.5 where kode_komponen = '052'",),
        at=At("rak1", 31, "kontribusi", "400"),
    ),
    Breakage(
        "RAK-20",
        "core.dokumen_rak",
        ("update core.dokumen_rak set parsial = true",),
        at=At("rak1", 90, "total_deklarasi", "1000"),
    ),
    *(
        Breakage(
            rule,
            "mart.rencana_anggaran",
            (f"update mart.rencana_anggaran set status = '{status}'",),
            at=At("rak1", 11, "anggaran", "600"),
        )
        for rule, status in (("BANDING-01", "tanpa anggaran di SAKTI"), ("BANDING-03", "beda pagu"))
    ),
    Breakage(
        "BANDING-02",
        "mart.rencana_anggaran",
        (
            *_line("'Z' as kode_subkomponen"),
            _copy("mart.rencana_anggaran", "'Z' as kode_subkomponen, 'tidak ada di RAK' as status, 7 as pagu"),
        ),
        at=At("fa1", 16, "pagu", "7", "Laporan"),
    ),
    *(
        Breakage(
            "FA-01",
            "core.realisasi_tingkat",
            (f"update core.realisasi_tingkat set {amount} = {amount} + 1 where tingkat = '{level}' and bulan = 1",),
            at=At("fa1", row, amount, value, "Laporan"),
        )
        # The place is the row that does not equal what is below it; of two such rows, the upper one.
        for amount, level, row, value in (
            ("pagu", "program", 11, "1000"),
            ("lock_pagu", "kegiatan", 12, "0"),
            ("realisasi_lalu", "kro", 12, "0"),
            ("realisasi_ini", "ro", 13, "150"),
            ("realisasi_sd", "komponen", 15, "100"),
            ("sisa", "subkomponen", 15, "500"),
            ("sisa", "akun", 16, "500"),
        )
    ),
    Breakage(
        "FA-02",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set realisasi_ini = realisasi_ini + 1 where bulan = 1",),
        at=At("fa1", 17, "realisasi_sd", "100", "Laporan"),
    ),
    Breakage(
        "FA-03",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set sisa = sisa + 1 where bulan = 1",),
        at=At("fa1", 17, "sisa", "501", "Laporan"),
    ),
    Breakage(
        "FA-04",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_anggaran set realisasi_ini = 900, realisasi_sd = 900, sisa = pagu - 900"
            " where bulan = 1",
        ),
        at=At("fa1", 17, "realisasi_sd", "900", "Laporan"),
    ),
    Breakage(
        "FA-05",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set realisasi_lalu = realisasi_lalu + 1"
            " where bulan = 2 and coalesce(kode_komponen, '051') = '051'",
        ),
        at=At("fa2", 10, "realisasi_lalu", "151", "Laporan"),
    ),
    Breakage(
        "FA-08",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_anggaran set pagu = -1, realisasi_lalu = -1, realisasi_ini = 0, realisasi_sd = -1,"
            " sisa = 0"
            " where bulan = 1",
        ),
        at=At("fa1", 17, "pagu", "-1", "Laporan"),
    ),
    Breakage(
        "FA-09",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set jenis_belanja = '99'",),
        (("RPD-22", "core.rpd"),),
        at=At("fa1", 17, "kode_akun", "521211", "Laporan"),
    ),
    Breakage(
        "FA-20",
        "core.snapshot_anggaran",
        ("update core.snapshot_anggaran set parsial = true where bulan = 2",),
        at=At("fa2", 10, "pagu", "1000", "Laporan"),
    ),
    Breakage(
        "RAK-21",
        "core.target_indikator",
        (
            "update core.indikator set nama = 'Persentase ' || nama where kode_indikator = '01.02'",
            "update core.target_indikator set target = 100.5 where bulan = 12 and kode_indikator in ('01.02', '02.01')",
        ),
        at=At("rak1", 20, "target", "100.5"),
    ),
    Breakage(
        "FA-06",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set realisasi_lalu = realisasi_sd + 7, realisasi_ini = -7 where bulan = 2",),
        at=At("fa2", 17, "realisasi_ini", "-7", "Laporan"),
    ),
    Breakage(
        "FA-07",
        "core.realisasi_tingkat",
        ("update core.realisasi_tingkat set pagu = 2 * pagu, sisa = sisa + pagu where bulan = 2",),
        at=At("fa2", 10, "pagu", "2000", "Laporan"),
    ),
    # Between two sub komponen, so that the total is the same.
    Breakage(
        "FA-07",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set pagu = pagu + if(kode_komponen = '051', 100, -100),"
            " sisa = sisa + if(kode_komponen = '051', 100, -100) where bulan = 2 and kode_komponen is not null",
        ),
        at=At("fa2", 16, "pagu", "700", "Laporan"),
    ),
    Breakage(
        "FA-26",
        "core.snapshot_anggaran",
        (
            _copy(
                "core.snapshot_anggaran",
                "'fa9' as file_id, false as berlaku, waktu_sumber - interval 1 day as waktu_sumber,"
                " realisasi_sd + 1 as realisasi_sd",
                "bulan = 2",
            ),
        ),
        at=At("fa2", 10, "realisasi_sd", "400", "Laporan"),
    ),
    Breakage(
        "FA-21",
        "core.snapshot_anggaran",
        (
            _copy("core.realisasi_tingkat", f"'DR.3165.QIA.009' as kode_ro, {NOUGHT}", "tingkat = 'ro' and bulan = 1"),
            "update core.realisasi_tingkat set pagu = pagu * 0.4 where bulan = 2",
        ),
        at=At("fa2", 10, "pagu", "400", "Laporan"),
    ),
    Breakage(
        "FA-22",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set realisasi_lalu = realisasi_lalu / 5, realisasi_sd = realisasi_sd / 5"
            " where bulan = 2",
        ),
        at=At("fa2", 10, "realisasi_sd", "80", "Laporan"),
    ),
    # A month lies between, so that nothing can be said of late postings.
    Breakage(
        "FA-23",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_tingkat set bulan = 3, realisasi_lalu = realisasi_lalu / 5 where bulan = 2",
            "delete from core.realisasi_anggaran where bulan = 2 and kode_komponen = '052'",
            "update core.realisasi_anggaran set bulan = 3 where bulan = 2",
        ),
        (("RPD-20", "core.rpd"),),
        at=At("fa1", 20, "realisasi_sd", "50", "Laporan"),
    ),
    Breakage(
        "FA-25",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set kode_akun = '522999' where bulan = 2 and kode_komponen = '052'",),
        at=At("fa1", 20, "realisasi_sd", "50", "Laporan"),
    ),
    Breakage(
        "KIN-09",
        "core.realisasi_indikator",
        ("update core.target_indikator set target = null where kode_indikator = '01.01' and bulan >= 2",),
        (("RAK-08", "core.indikator"),),
        at=At("kin1", 20, "realisasi", "10"),
    ),
    Breakage(
        "KIN-30",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set realisasi = null where kode_indikator = '01.02' and bulan = 2",),
        at=At("rak1", 20, "target", "10"),
    ),
    Breakage(
        "KIN-31",
        "core.realisasi_indikator",
        (
            "update raw.acuan set tanggal = '2025-03-01'",
            _copy("raw.berkas", "'kin0' as file_id, 'lama.xlsx' as nama", "file_id = 'kin1'"),
            _copy("raw.realisasi_kinerja", "'kin0' as file_id, '0.9' as pembilang", "bulan = 1"),
            "update raw.berkas set waktu_sumber = '2025-02-20', diterima_pada = '2025-02-20' where file_id = 'kin1'",
        ),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-32",
        "core.realisasi_indikator",
        (
            "update core.realisasi_indikator set nama = 'INDIKATOR  01.02 ' where kode_indikator = '01.01'"
            " and bulan = 1",
        ),
        at=At("kin1", 10, "indikator", "INDIKATOR  01.02 "),
    ),
    Breakage("LAPOR-01", "mart.kepatuhan", ("update mart.kepatuhan set status = 'belum lapor' where bulan = 1",)),
    Breakage("SEGAR-01", "core.satker", ("update raw.acuan set tanggal = '2025-04-01'",)),
    Breakage(
        "BERKAS-21",
        "raw.berkas",
        ("update raw.berkas set waktu_sumber = '2025-02-10 00:00' where file_id = 'fa1'",),
        at=At("fa1", None, "waktu_sumber", "2025-02-10 00:00:00"),
    ),
    Breakage(
        "KIN-01",
        "core.realisasi_indikator",
        ("update core.realisasi_indikator set status = 'beda'",),
        at=At("kin1", 10, "realisasi", "5"),
    ),
    Breakage(
        "KIN-02",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set capaian_pct = 120.01 where bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-03",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="111111"),),
        at=At("kin1", 10, "kode_indikator", "09.09"),
    ),
    Breakage(
        "KIN-04",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="222222"),),
        at=At("kin1", 10, "kode_indikator", "09.09"),
    ),
    Breakage(
        "KIN-04",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="111111"), "update core.dokumen_rak set selisih_total = 5"),
        (("RAK-04", "core.dokumen_rak"),),
        at=At("kin1", 10, "kode_indikator", "09.09"),
    ),
    Breakage(
        "KIN-05",
        "core.realisasi_indikator",
        ("update core.realisasi_indikator set penyebut = 0",),
        at=At("kin1", 10, "penyebut", "0"),
    ),
    Breakage(
        "KIN-06",
        "core.realisasi_indikator",
        ("update core.realisasi_indikator set bulan = 13 where bulan = 1",),
        (("KIN-09", "core.realisasi_indikator"),),
        at=At("kin1", 10, "bulan", "13"),
    ),
    Breakage(
        "KIN-07",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set capaian_pct = -0.01 where bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-08",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set realisasi = 0.45, target = 80 where bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage("MART-01", "mart.serapan_satker", (_copy("core.snapshot_anggaran", "'fa9' as file_id, 3 as bulan"),)),
    Breakage("MART-02", "mart.serapan_satker", ("update core.snapshot_anggaran set pagu = pagu + 1",)),
    Breakage("MART-02", "mart.serapan_satker", ("update core.snapshot_anggaran set realisasi_sd = realisasi_sd + 1",)),
    *(
        Breakage(
            "MART-03", part, (f"update {part} set pagu = 2 * pagu, realisasi_sd = 2 * realisasi_sd where bulan = 1",)
        )
        for part in PARTS[:3]
    ),
    Breakage("MART-03", PARTS[3], (f"update {PARTS[3]} set pagu = pagu + 1 where bulan = 1",)),
    *(
        Breakage("MART-04", table, (f"update {table} set serapan_pct = serapan_pct + 0.02 where bulan = 1",))
        for table in ("mart.serapan_satker", *PARTS)
    ),
    Breakage("MART-05", "mart.capaian_sasaran", ("update mart.capaian_sasaran set nps = 120.01",)),
    Breakage("MART-05", "mart.nilai_satker", ("update mart.nilai_satker set nku = 120.01",)),
    Breakage(
        "MART-06",
        "mart.ikpa_penyerapan",
        ("update mart.ikpa_penyerapan set nilai_bulan = 100.03",),
        at=At("fa1", 10, "realisasi_sd", "150", "Laporan"),
    ),
    Breakage(
        "MART-06",
        "mart.ikpa_penyerapan",
        ("update mart.ikpa_penyerapan set nilai_bulan = -0.01",),
        at=At("fa1", 10, "realisasi_sd", "150", "Laporan"),
    ),
    Breakage(
        "RPD-20",
        "core.rpd",
        ("update core.rpd set rpd = rpd + 101 where bulan = 5",),
        at=At("rpd1", 2, "jenis_belanja", "52", "rpd"),
    ),
    *(
        Breakage("RPD-21", "core.rpd", (statement,), at=At("rpd1", 2, "satuan", "rupiah", "rpd"))
        for statement in (
            "update core.rpd set rpd = 9151 where bulan = 1",
            "update core.rpd set rpd = 1 where bulan > 0",
        )
    ),
    Breakage(
        "RPD-22",
        "core.rpd",
        (_copy("core.rpd", "'53' as jenis_belanja, 1 as rpd"),),
        at=At("rpd1", 2, "jenis_belanja", "53", "rpd"),
    ),
    Breakage(
        "DATAR-20",
        "core.realisasi_datar",
        ("update core.realisasi_datar set blokir = 301 where baris = 3",),
        at=At("datar1", 3, "blokir", "301", "Sheet1"),
    ),
    Breakage(
        "DATAR-21",
        "core.realisasi_datar",
        ("update core.realisasi_datar set kode_beban = 'Z' where baris = 3",),
        at=At("datar1", 3, "kode_beban", "Z", "Sheet1"),
    ),
    Breakage(
        "DATAR-22",
        "core.realisasi_datar",
        ("update core.realisasi_datar set masalah = 'program tidak diketahui' where baris = 3",),
        at=At("datar1", 3, "nomor_ro", "QIA.001", "Sheet1"),
    ),
    Breakage(
        "DATAR-24",
        "core.snapshot_anggaran",
        ("update core.snapshot_anggaran set kurang_baris = true where file_id = 'datar1'",),
        at=At("datar1", None, "pagu", "600"),
    ),
    Breakage(
        "DATAR-23",
        "core.snapshot_anggaran",
        (
            _copy(
                "core.snapshot_anggaran",
                "'datar2' as file_id, 'realisasi_datar' as jenis, 'dump' as bentuk, 1001 as pagu, false as berlaku",
                "file_id = 'fa1'",
            ),
        ),
        at=At("fa1", 10, "pagu", "1000", "Laporan"),
    ),
    Breakage("RPD-23", "mart.deviasi_rpd", ("update mart.deviasi_rpd set kurang = 'RPD 52' where bulan = 2",)),
    Breakage(
        "RPD-24",
        "core.rpd",
        ("update core.rpd set rpd = -1, tertulis = -1 where bulan = 8",),
        at=At("rpd1", 2, "agustus", "-1", "rpd"),
    ),
    Breakage(
        "MART-09",
        "mart.deviasi_rpd_jenis_belanja",
        ("update mart.deviasi_rpd_jenis_belanja set deviasi_pct = 100.01 where bulan = 1",),
    ),
    Breakage("MART-09", "mart.deviasi_rpd", ("update mart.deviasi_rpd set nilai = 100.01 where bulan = 1",)),
    Breakage("MART-07", "mart.capaian_indikator", ("update mart.capaian_indikator set kriteria = null",)),
    Breakage("MART-07", "mart.ikpa_penyerapan", ("update mart.ikpa_penyerapan set predikat = null",)),
    Breakage("MART-08", "mart.kepatuhan", ("update mart.kepatuhan set status = 'sudah'",)),
    Breakage("MART-08", "mart.rencana_anggaran", ("update mart.rencana_anggaran set status = 'lain'",)),
    Breakage("MART-08", "mart.efisiensi_indikator", ("update mart.efisiensi_indikator set kategori = 'hemat'",)),
]


def failing(con: duckdb.DuckDBPyConnection, changed: str) -> set[tuple[str, str]]:
    """Rules whose own query, GX aside, finds failing rows; only those that read a table named in ``changed``."""
    tables = set(TABLE.findall(changed))
    # The views of terkoreksi show at once what changes in raw.
    reads = {key: set(TABLE.findall(r.check.failing_rows.replace("terkoreksi.", "raw."))) for key, r in RULES.items()}
    affected = {key: rule for key, rule in RULES.items() if tables & reads[key]}
    return {
        key
        for key, rule in affected.items()
        if con.execute(f"select 1 from ({rule.check.failing_rows}) as temuan limit 1").fetchone()
    }


@pytest.mark.parametrize("broken", BREAKAGES, ids=[f"{b.rule}-{b.tabel}-{i}" for i, b in enumerate(BREAKAGES)])
def test_a_breakage_fails_its_rule_and_no_other(con: duckdb.DuckDBPyConnection, broken: Breakage) -> None:
    for statement in broken.statements:
        con.execute(statement)
    expected = {(broken.rule, broken.tabel), *broken.companions}
    assert failing(con, " ".join(broken.statements)) == expected

    for result in run_gate(con, "uji", NOON, [RULES[key] for key in sorted(expected)]):
        query = result.rule.check.failing_rows
        assert not result.lulus
        assert con.execute(f"select count(*) from ({query}) as temuan").fetchone() == (result.jumlah_gagal,)
        assert len(result.contoh) == min(result.jumlah_gagal, MAX_EXAMPLES)
        for example in result.contoh:
            assert any(example.get(key) for key in ("file_id", "kode_satker", "kunci_nama", "kolom")), example
        if result.rule.id == broken.rule and broken.at is not None:
            assert At(*(result.contoh[0][name] for name in At._fields)) == broken.at


@pytest.mark.parametrize("table", KEYED_TABLES)
def test_an_empty_key_fails_whichever_column_it_is(con: duckdb.DuckDBPyConnection, table: str) -> None:
    may_be_empty = EMPTY_KEYS.get(table, ())
    rule = RULES["KUNCI-02", table]
    for column in grain(table):
        con.execute("begin")
        con.execute(f"update {table} set {column} = null where rowid = (select max(rowid) from {table})")
        found = con.execute(rule.check.failing_rows).fetchall()
        con.execute("rollback")
        assert len(found) == (column not in may_be_empty), column
    required = next(column for column in grain(table) if column not in may_be_empty)
    con.execute(f"update {table} set {required} = null where rowid = (select max(rowid) from {table})")
    (result,) = run_gate(con, "uji", NOON, [rule])
    assert (result.lulus, result.jumlah_gagal) == (False, 1)
    assert result.contoh[0][required] is None


@pytest.mark.parametrize(
    ("column", "kind"), [("sisa", "float"), ("kode_akun", "integer"), ("tahun", "varchar"), ("bulan", "bigint")]
)
def test_a_column_of_another_type_than_its_unit_is_named(
    con: duckdb.DuckDBPyConnection, column: str, kind: str
) -> None:
    con.execute(f"alter table core.realisasi_anggaran alter column {column} type {kind}")
    (result,) = run_gate(con, "uji", NOON, [RULES["TIPE-01", "core.realisasi_anggaran"]])
    assert result.contoh == [{"kolom": column, "jenis_data": kind.upper()}]


def test_clean_data_passes_every_rule(con: duckdb.DuckDBPyConnection) -> None:
    results = run_gate(con, "uji", NOON)
    assert [result.rule for result in results] == list(ALL_RULES)
    assert [(result.rule.id, result.rule.tabel) for result in results if not result.lulus] == []


def test_every_rule_about_a_document_says_where_to_look() -> None:
    located = {(broken.rule, broken.tabel) for broken in BREAKAGES if broken.at}
    assert located == {key for key in RULES if key[0].startswith(DOCUMENT)}


def test_every_rule_is_broken_by_some_test() -> None:
    emptied = {("KUNCI-02", table) for table in KEYED_TABLES}
    assert {(broken.rule, broken.tabel) for broken in BREAKAGES} | emptied == set(RULES)


def test_a_rule_is_named_once_and_says_what_it_is_for_and_what_to_do() -> None:
    assert len({(entry.id, entry.tabel) for entry in CATALOGUE}) == len(CATALOGUE)
    for entry in CATALOGUE:
        assert re.fullmatch(r"[A-Z]+-[0-9]{2}", entry.id)
        assert entry.tabel in (*load_models(), "berkas")
        assert entry.sumber
        assert re.fullmatch(r"[A-Z].{10,90}[^.]", entry.melindungi), entry.melindungi
        for sentence in (entry.uraian, entry.saran):
            assert re.fullmatch(r"[A-Z].{10,}\.", sentence), sentence


def test_only_a_broken_whole_blocks() -> None:
    """Rules about what somebody's document says are warnings; see the families in the module's first lines."""
    families = ("RAK-", "KIN-", "BANDING-", "SATKER-")
    assert {rule.tingkat for rule in ALL_RULES if rule.menahan} == {"kritis"}
    assert not [rule for rule in ALL_RULES if rule.menahan and rule.id.startswith(families)]
    assert all(rule.menahan for rule in ALL_RULES if rule.id.startswith(("KUNCI-", "ACUAN-")))


def test_every_code_of_readers_and_quarantine_is_in_the_catalogue_once() -> None:
    form = re.compile(r"[A-Z]+-[0-9]{2}")
    of_readers: set[str] = set()
    names = [info.name for info in pkgutil.iter_modules(readers.__path__, "pipelines.readers.")]
    for name in (*names, "pipelines.choosing", "pipelines.keterangan"):
        module = importlib.import_module(name)
        # Some codes are written out, some are made by a format string.
        of_readers |= set(re.findall(f'"({form.pattern})"', inspect.getsource(module)))
        of_readers |= {value for value in vars(module).values() if isinstance(value, str) and form.fullmatch(value)}
    assert {code.split("-")[0] for code in of_readers} >= {"BERKAS", "FA", "KIN", "RAK"}
    of_files = [entry.id for entry in CATALOGUE if entry.tabel == "berkas"]
    assert sorted(of_files) == sorted(of_readers)
    assert set(of_files) & {rule.id for rule in ALL_RULES} == set()
    in_sql = {code for model in load_models().values() for code in re.findall(f"'({form.pattern})'", model.sql)}
    assert in_sql >= {"SATKER-01", "FA-20", "RAK-20"}
    assert in_sql <= {entry.id for entry in CATALOGUE}


def test_the_catalogue_can_be_queried(con: duckdb.DuckDBPyConnection) -> None:
    for _ in range(2):
        write_catalogue(con)
    rows = con.execute("select * from dq.aturan order by aturan, tabel").fetchall()
    entries = sorted(CATALOGUE, key=lambda entry: (entry.id, entry.tabel))
    assert rows == [(e.id, e.tabel, e.tingkat, e.menahan, e.uraian, e.melindungi, e.saran, e.sumber) for e in entries]


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make aturan"
    headings = re.findall(r"^### (.*)$", page(), re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == {entry.id for entry in CATALOGUE}
