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
from pipelines.quality.rules import ALL_RULES, EMPTY_KEYS, KEYED_TABLES
from pipelines.sql_models import load_models
from tests.quality.clean_rows import NOON

TABLE = re.compile(r"\b(?:raw|ref|core|mart)\.[a-z_]+")
RULES = {(rule.id, rule.tabel): rule for rule in ALL_RULES}
PARTS = ("mart.serapan_jenis_belanja", "mart.serapan_ro", "mart.serapan_subkomponen", "mart.serapan_indikator")
RAW_WITH_ROWS = (
    "raw.fa_detail",
    "raw.rak_dokumen",
    "raw.rak_indikator",
    "raw.rak_kontribusi",
    "raw.rak_target",
    "raw.realisasi_kinerja",
)


class Breakage(NamedTuple):
    """A rule, the statements that break it, and other rules that the same statements must break."""

    rule: str
    tabel: str
    statements: tuple[str, ...]
    companions: tuple[tuple[str, str], ...] = ()


def _copy(table: str, changes: str, where: str = "true") -> str:
    """A statement that adds a changed copy of one row."""
    return f"insert into {table} select * replace ({changes}) from {table} where {where} limit 1"


REJECT = "insert into raw.tolakan values ('asing', null, 1, null, null, 'RAK-11', 'Alasan.', 'Saran.')"
ORPHAN = _copy("core.realisasi_indikator", "'09.09' as kode_indikator, '{satker}' as kode_satker")
RAK9_IN_INBOX, FA9_IN_INBOX = (f"insert into raw.kotak_masuk values ('{i}', '{i}')" for i in ("rak9", "fa9"))
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
                for other in ("core.indikator", "core.realisasi_indikator", "core.snapshot_anggaran")
                if other != table
            ),
        )
        for table in ("core.indikator", "core.realisasi_indikator", "core.snapshot_anggaran")
    ),
    Breakage("ACUAN-04", "core.indikator", ("delete from core.sasaran where kode_sasaran = '02'",)),
    Breakage("ACUAN-05", "mart.serapan_subkomponen", ("delete from core.subkomponen where kode_komponen = '052'",)),
    Breakage("BERKAS-20", "raw.berkas", ("update raw.berkas set status = 'hilang' where file_id = 'kin1'",)),
    Breakage(
        "SATKER-01",
        "core.dokumen_rak",
        (_copy("core.dokumen_rak", "'rak9' as file_id, null as kode_satker, false as berlaku"), RAK9_IN_INBOX),
    ),
    Breakage("SATKER-03", "core.satker", (_copy("core.satker", "'888888' as kode_satker"),)),
    Breakage("SATKER-02", "raw.nama_satker", (_copy("raw.nama_satker", "'333333' as kode_satker"),)),
    Breakage(
        "KODE-01",
        "core.satker",
        (_copy("core.satker", "'12345' as kode_satker"),),
        (("SATKER-03", "core.satker"),),
    ),
    Breakage(
        "KODE-02",
        "core.indikator",
        (_copy("core.indikator", "'01.7' as kode_indikator, null as anggaran", "kode_sasaran = '01'"),),
        (("RAK-08", "core.indikator"),),
    ),
    Breakage(
        "KODE-02",
        "core.realisasi_indikator",
        (_copy("core.realisasi_indikator", "'1.01' as kode_indikator"),),
        (("KIN-03", "core.realisasi_indikator"),),
    ),
    Breakage("KODE-03", "core.subkomponen", (_copy("core.subkomponen", "'DR.3165.QIA.2' as kode_ro"),)),
    Breakage("KODE-04", "core.subkomponen", (_copy("core.subkomponen", "'51' as kode_komponen"),)),
    Breakage("KODE-05", "core.subkomponen", (_copy("core.subkomponen", "'0A' as kode_subkomponen"),)),
    Breakage(
        "KODE-06",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set kode_akun = '52121' where bulan = 1",),
    ),
    Breakage(
        "KODE-07", "core.indikator", ("update core.indikator set kode_sasaran = '02' where kode_indikator = '01.01'",)
    ),
    Breakage(
        "KODE-08", "core.indikator", ("update core.indikator set polaritas = 'naik' where kode_indikator = '01.01'",)
    ),
    Breakage("RAK-01", "core.indikator", ("update core.indikator set anggaran = 451 where kode_indikator = '01.01'",)),
    Breakage(
        "RAK-02",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 599 where kode_indikator = '01.01'",),
    ),
    Breakage("RAK-03", "core.kontribusi", ("update core.kontribusi set anggaran = 700 where kode_komponen = '051'",)),
    Breakage("RAK-03", "core.kontribusi", ("update core.kontribusi set anggaran = 500 where kode_komponen = '051'",)),
    Breakage("RAK-04", "core.dokumen_rak", ("update core.dokumen_rak set selisih_total = 5",)),
    Breakage(
        "RAK-05",
        "core.kontribusi",
        (_copy("core.kontribusi", f"null as kode_indikator, 1 as fragmen, {NEW_LINE}"),),
    ),
    Breakage("RAK-06", "core.target_indikator", ("update core.target_indikator set target = -1 where bulan = 1",)),
    Breakage(
        "RAK-07",
        "core.target_indikator",
        ("update core.target_indikator set target = 1 where bulan = 6 and kode_indikator = '01.01'",),
    ),
    Breakage(
        "RAK-08",
        "core.indikator",
        ("update core.target_indikator set target = null where bulan = 12 and kode_indikator = '01.01'",),
    ),
    Breakage("RAK-09", "core.kontribusi", ("update core.kontribusi set porsi = 1.5 where kode_komponen = '052'",)),
    Breakage("RAK-09", "core.kontribusi", ("update core.kontribusi set porsi = -0.5 where kode_komponen = '052'",)),
    Breakage(
        "RAK-20",
        "core.dokumen_rak",
        (_copy("core.dokumen_rak", "'rak9' as file_id, true as parsial, false as berlaku"), RAK9_IN_INBOX),
    ),
    *(
        Breakage(f"BANDING-0{i}", "mart.rencana_anggaran", (f"update mart.rencana_anggaran set status = '{status}'",))
        for i, status in enumerate(("tanpa anggaran di SAKTI", "tidak ada di RAK", "beda pagu"), start=1)
    ),
    *(
        Breakage(
            "FA-01",
            "core.realisasi_tingkat",
            (f"update core.realisasi_tingkat set {amount} = {amount} + 1 where tingkat = '{level}' and bulan = 1",),
        )
        for amount, level in (
            ("pagu", "program"),
            ("lock_pagu", "kegiatan"),
            ("realisasi_lalu", "kro"),
            ("realisasi_ini", "ro"),
            ("realisasi_sd", "komponen"),
            ("sisa", "subkomponen"),
            ("sisa", "akun"),
        )
    ),
    Breakage(
        "FA-02",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set realisasi_ini = realisasi_ini + 1 where bulan = 1",),
    ),
    Breakage(
        "FA-03", "core.realisasi_anggaran", ("update core.realisasi_anggaran set sisa = sisa + 1 where bulan = 1",)
    ),
    Breakage(
        "FA-04",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_anggaran set realisasi_ini = 900, realisasi_sd = 900, sisa = pagu - 900"
            " where bulan = 1",
        ),
    ),
    Breakage(
        "FA-05",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set realisasi_lalu = realisasi_lalu + 1"
            " where bulan = 2 and coalesce(kode_komponen, '051') = '051'",
        ),
    ),
    Breakage(
        "FA-08",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_anggaran set pagu = -1, realisasi_ini = -1, realisasi_sd = -1, sisa = 0"
            " where bulan = 1",
        ),
    ),
    Breakage("FA-09", "core.realisasi_anggaran", ("update core.realisasi_anggaran set jenis_belanja = '99'",)),
    Breakage(
        "FA-20",
        "core.snapshot_anggaran",
        (_copy("core.snapshot_anggaran", "'fa9' as file_id, true as parsial, false as berlaku"), FA9_IN_INBOX),
    ),
    Breakage("KIN-01", "core.realisasi_indikator", ("update core.realisasi_indikator set status = 'beda'",)),
    Breakage(
        "KIN-02", "mart.capaian_indikator", ("update mart.capaian_indikator set capaian_pct = 120.01 where bulan = 1",)
    ),
    Breakage("KIN-03", "core.realisasi_indikator", (ORPHAN.format(satker="111111"),)),
    Breakage("KIN-04", "core.realisasi_indikator", (ORPHAN.format(satker="222222"),)),
    Breakage(
        "KIN-04",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="111111"), "update core.dokumen_rak set selisih_total = 5"),
        (("RAK-04", "core.dokumen_rak"),),
    ),
    Breakage("KIN-05", "core.realisasi_indikator", ("update core.realisasi_indikator set penyebut = 0",)),
    Breakage("KIN-06", "core.realisasi_indikator", ("update core.realisasi_indikator set bulan = 13 where bulan = 1",)),
    Breakage(
        "KIN-07", "mart.capaian_indikator", ("update mart.capaian_indikator set capaian_pct = -0.01 where bulan = 1",)
    ),
    Breakage(
        "KIN-08",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set realisasi = 0.45, target = 80 where bulan = 1",),
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
    Breakage("MART-06", "mart.ikpa_penyerapan", ("update mart.ikpa_penyerapan set nilai_bulan = 100.03",)),
    Breakage("MART-06", "mart.ikpa_penyerapan", ("update mart.ikpa_penyerapan set nilai_bulan = -0.01",)),
    Breakage("MART-07", "mart.capaian_indikator", ("update mart.capaian_indikator set kriteria = null",)),
    Breakage("MART-07", "mart.ikpa_penyerapan", ("update mart.ikpa_penyerapan set predikat = null",)),
    Breakage("MART-08", "mart.kepatuhan", ("update mart.kepatuhan set status = 'sudah'",)),
    Breakage("MART-08", "mart.rencana_anggaran", ("update mart.rencana_anggaran set status = 'lain'",)),
    Breakage("MART-08", "mart.efisiensi_indikator", ("update mart.efisiensi_indikator set kategori = 'hemat'",)),
]


def failing(con: duckdb.DuckDBPyConnection, changed: str) -> set[tuple[str, str]]:
    """Rules whose own query, GX aside, finds failing rows; only those that read a table named in ``changed``."""
    tables = set(TABLE.findall(changed))
    affected = {key: rule for key, rule in RULES.items() if tables & set(TABLE.findall(rule.check.failing_rows))}
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
            assert any(example.get(key) for key in ("file_id", "kode_satker", "kunci_nama")), example


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


def test_clean_data_passes_every_rule(con: duckdb.DuckDBPyConnection) -> None:
    results = run_gate(con, "uji", NOON)
    assert [result.rule for result in results] == list(ALL_RULES)
    assert [(result.rule.id, result.rule.tabel) for result in results if not result.lulus] == []


def test_every_rule_is_broken_by_some_test() -> None:
    emptied = {("KUNCI-02", table) for table in KEYED_TABLES}
    assert {(broken.rule, broken.tabel) for broken in BREAKAGES} | emptied == set(RULES)


def test_a_rule_is_named_once_and_says_what_to_do() -> None:
    assert len(RULES) == len(ALL_RULES)
    for rule in ALL_RULES:
        assert re.fullmatch(r"[A-Z]+-[0-9]{2}", rule.id)
        assert rule.tabel in load_models()
        assert rule.sumber
        for sentence in (rule.uraian, rule.saran):
            assert re.fullmatch(r"[A-Z].{10,}\.", sentence), sentence


def test_only_a_broken_whole_blocks() -> None:
    """Rules about what somebody's document says are warnings; see the families in the module's first lines."""
    families = ("RAK-", "KIN-", "BANDING-", "SATKER-")
    assert {rule.tingkat for rule in ALL_RULES if rule.menahan} == {"kritis"}
    assert not [rule for rule in ALL_RULES if rule.menahan and rule.id.startswith(families)]
    assert all(rule.menahan for rule in ALL_RULES if rule.id.startswith(("KUNCI-", "ACUAN-")))


def test_readers_and_the_gate_do_not_share_a_code() -> None:
    """One code means one thing in dq.karantina and dq.hasil alike."""
    form = re.compile(r"[A-Z]+-[0-9]{2}")
    of_readers: set[str] = set()
    for info in pkgutil.iter_modules(readers.__path__, "pipelines.readers."):
        module = importlib.import_module(info.name)
        # Some codes are written out, some are made by a format string.
        of_readers |= set(re.findall(f'"({form.pattern})"', inspect.getsource(module)))
        of_readers |= {value for value in vars(module).values() if isinstance(value, str) and form.fullmatch(value)}
    families = {code.split("-")[0] for code in of_readers}
    assert families >= {"BERKAS", "FA", "KIN", "RAK"}
    assert of_readers & {rule.id for rule in ALL_RULES} == set()
