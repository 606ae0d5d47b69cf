"""dq.temuan: every failing row with its keys, exact amounts and cell; and the history of unpublished runs."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipelines.publishing import Warehouse
from pipelines.quality import findings
from pipelines.quality.checks import Check
from pipelines.quality.gate import RuleResult
from pipelines.quality.rules import ALL_RULES, Rule
from pipelines.refresh import Refresh
from pipelines.settings import Settings
from tests.conftest import PROJECT, read_warehouse, refresh_once

EXAMPLES = PROJECT / "examples" / "inbox"
NIGHTS = [datetime(2026, 1, day, 18, 30, tzinfo=UTC) for day in range(20, 25)]


def failed(sql: str, rule_id: str = "UJI-01", table: str = "core.realisasi_anggaran") -> RuleResult:
    rule = replace(ALL_RULES[0], id=rule_id, tabel=table, tingkat="peringatan", check=Check(sql))
    return RuleResult(rule, False, 1, 1, [])


def stored(con: duckdb.DuckDBPyConnection, columns: str) -> list[tuple[object, ...]]:
    return con.execute(f"select {columns} from dq.temuan order by aturan, tabel, urutan").fetchall()


def test_named_columns_go_to_their_own_and_the_rest_to_details(con: duckdb.DuckDBPyConnection) -> None:
    findings.record(
        con,
        [
            failed(
                "select '012345' as kode_satker, 2025 as tahun, 3 as bulan, '01.06' as kode_indikator,"
                " 9007199254740993.25 as besar, 98765432109876543210 as sangat_besar, date '2025-01-31' as tanggal,"
                " null as kosong, true as berlaku, 'nan'::double as rusak, 'kata \"ini\"' as kata"
            )
        ],
    )
    ((*own, details),) = stored(con, "aturan, tabel, urutan, tingkat, kode_satker, tahun, bulan, file_id, sel, rincian")
    assert own == ["UJI-01", "core.realisasi_anggaran", 1, "peringatan", "012345", 2025, 3, None, None]
    assert json.loads(str(details), parse_float=Decimal) == {
        "kode_indikator": "01.06",
        "besar": Decimal("9007199254740993.25"),
        "sangat_besar": 98765432109876543210,
        "tanggal": "2025-01-31",
        "kosong": None,
        "berlaku": True,
        "rusak": None,
        "kata": 'kata "ini"',
    }
    (row,) = findings.read_findings(con)
    assert findings.place(row) == ""
    shown = findings.details(row)
    assert "kode indikator 01.06, besar 9.007.199.254.740.993,25, sangat besar 98.765.432.109.876.543.210" in shown
    assert "kosong" not in shown


def test_findings_are_capped_in_a_fixed_order(con: duckdb.DuckDBPyConnection) -> None:
    many = findings.MAX_FINDINGS + 500
    sql = f"select hash(i) as acak, lpad(cast(i as varchar), 6, '0') as kode_satker from range({many}) as r(i)"
    findings.record(con, [failed(sql), failed(sql, "UJI-02")])
    rows = stored(con, "aturan, urutan, kode_satker")
    expected = [(i + 1, f"{i:06d}") for i in range(findings.MAX_FINDINGS)]
    assert rows == [(rule, *row) for rule in ("UJI-01", "UJI-02") for row in expected]


def test_the_cell_of_a_line_depends_on_its_level(con: duckdb.DuckDBPyConnection) -> None:
    """The grand total keeps s.d. and Sisa one column further left; what the reader did not say stays unknown."""
    con.execute("delete from raw.kolom")
    con.execute(
        "insert into raw.kolom values ('fa1', 'Laporan', null, 'realisasi_sd', 'Z'),"
        " ('fa1', 'Laporan', 'total', 'realisasi_sd', 'Y'), ('fa1', 'Laporan', 'akun', 'kode_akun', 'H'),"
        " ('fa1', 'Lain', null, 'sisa', 'AE'), ('kin1', null, null, 'realisasi', 'Realisasi s.d.')"
    )
    lines = dict(
        con.execute("select tingkat, min(baris) from raw.fa_detail where file_id = 'fa1' group by 1").fetchall()
    )
    asked = {
        ("fa1", "Laporan", lines["total"], "realisasi_sd"): f"Y{lines['total']}",
        ("fa1", "Laporan", lines["akun"], "realisasi_sd"): f"Z{lines['akun']}",
        ("fa1", "Laporan", lines["akun"], "kode_akun"): f"H{lines['akun']}",
        ("fa1", "Laporan", lines["ro"], "kode_akun"): None,
        ("fa1", "Laporan", lines["akun"], "sisa"): None,
        ("fa2", "Laporan", lines["akun"], "realisasi_sd"): None,
        ("kin1", None, 10, "realisasi"): None,
    }
    rows = ", ".join(repr(key).replace("None", "null") for key in asked)
    places = findings.record(con, [failed(f"select * from (values {rows}) as v(file_id, lembar, baris, kolom)")])
    found = stored(con, "file_id, lembar, baris, kolom, sel")
    assert {tuple(row[:4]): row[4] for row in found} == asked
    assert places["UJI-01", "core.realisasi_anggaran"].startswith("januari.xlsx, lembar 'Laporan', sel")


def test_a_run_without_failures_writes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    assert findings.record(con, [replace(failed("select nonsense"), lulus=True)]) == {}
    assert stored(con, "*") == []


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A refresh of the example inbox."""
    root = tmp_path_factory.mktemp("temuan")
    settings = Settings(
        inbox=root / "inbox", warehouse=root / "warehouse", satker=PROJECT / "examples" / "satker.csv", settle_seconds=0
    )
    shutil.copytree(EXAMPLES, settings.inbox)
    refresh_once(settings, NIGHTS[0])
    return settings


def test_every_failed_rule_of_a_build_has_all_its_findings(published: Settings) -> None:
    counted = read_warehouse(published, "select aturan, tabel, count(*) from dq.temuan group by all order by all")
    failed_rules = read_warehouse(
        published, "select aturan, tabel, jumlah_gagal from dq.hasil where not lulus order by all"
    )
    assert counted == failed_rules
    assert read_warehouse(published, "select min(urutan), count(distinct urutan) = max(urutan) from dq.temuan") == [
        (1, True)
    ]


def compare_cells(inbox: Path, found: list[tuple[Any, ...]]) -> Counter[str]:
    """How many of these values (file, sheet, cell, value) were found in their cells, by file."""
    books = {name: openpyxl.load_workbook(inbox / name) for name in {row[0] for row in found}}
    compared: Counter[str] = Counter()
    for name, sheet, cell, value in found:
        held = books[name][sheet][cell].value
        if held is not None:  # A line that a page cuts has the figure on its continuation.
            assert str(int(held) if isinstance(held, float) else held) == value, (name, cell)
            compared[name] += 1
    return compared


PLACED = (
    "select b.nama, t.lembar, t.sel, t.nilai from dq.temuan as t inner join raw.berkas as b using (file_id)"
    " where t.sel is not null and t.nilai is not null"
)


def test_cells_of_findings_hold_the_value_that_is_told(published: Settings) -> None:
    """Whatever rules failed: where a finding of a sheet names a value, its cell holds it."""
    # Opening a workbook takes seconds: those of two files will do.
    found = read_warehouse(published, f"{PLACED} order by b.nama")
    files = {found[0][0], found[-1][0]}
    assert set(compare_cells(published.inbox, [row for row in found if row[0] in files])) == files


def test_every_amount_of_the_real_files_is_found_in_its_cell(settings: Settings, shared_data: Path) -> None:
    for path in (shared_data / "fa_detail").glob("*.xlsx"):
        shutil.copy2(path, settings.inbox / path.name)
    amounts = " union all ".join(
        f"select file_id, lembar, baris, '{name}' as kolom, {name} as nilai from raw.fa_detail where tingkat <> 'item'"
        for name in ("pagu", "realisasi_ini", "realisasi_sd", "sisa")
    )
    with Refresh.running(settings, NIGHTS[0]) as refresh:
        assert refresh.land()
        findings.record(refresh.con, [failed(amounts)])
        compared = compare_cells(settings.inbox, refresh.con.execute(PLACED).fetchall())
        assert refresh.con.execute("select count(*) from dq.temuan where sel is null").fetchone() == (0,)
    assert len(compared) == 7
    assert min(compared.values()) > 100


def test_the_next_build_holds_its_own_findings_only(published: Settings, tmp_path: Path) -> None:
    here = replace(published, inbox=tmp_path / "inbox", warehouse=tmp_path / "warehouse")
    shutil.copytree(published.inbox, here.inbox)
    shutil.copytree(published.warehouse, here.warehouse, symlinks=True)
    rules = "select distinct aturan from dq.temuan"
    assert ("RAK-04",) in read_warehouse(here, rules)
    (here.inbox / "lain.txt").write_text("bukan dokumen")
    assert refresh_once(here, NIGHTS[1]).build is not None
    once = "select count(*) = count(distinct (aturan, tabel, urutan)) from dq.temuan"
    assert read_warehouse(here, once) == [(True,)]
    assert read_warehouse(here, "select count(*) from dq.temuan") == read_warehouse(
        published, "select count(*) from dq.temuan"
    )


def audited_but_blocked(settings: Settings, now: datetime) -> tuple[str, list[str]]:
    """A run as the job makes it up to its gate: a file is registered twice, so KUNCI-01 keeps it from publication."""
    raw_rules = [rule for rule in ALL_RULES if rule.tabel == "raw.berkas"]
    with Refresh.running(settings, now) as refresh:
        assert refresh.land()
        refresh.con.execute("insert into raw.berkas select * from raw.berkas limit 1")
        blocking = [result.rule.id for result in refresh.audit(raw_rules) if not result.lulus and result.rule.menahan]
        return refresh.build_id, blocking


def test_nights_that_were_not_published_stay_in_the_history(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    first = refresh_once(settings, NIGHTS[0]).build
    (settings.inbox / "lain.txt").write_text("bukan dokumen")
    second, blocking = audited_but_blocked(settings, NIGHTS[1])
    assert blocking == ["KUNCI-01"]
    # The same second as the run before: two runs never share an id.
    third, _ = audited_but_blocked(settings, NIGHTS[1])
    assert second < third
    good = refresh_once(settings, NIGHTS[2]).build
    assert first is not None
    assert good is not None
    runs = "select distinct run_id from dq.hasil order by 1"
    assert [run for (run,) in read_warehouse(settings, runs)] == [first.id, second, third, good.id]
    blocked = "select run_id, jumlah_gagal from dq.hasil where aturan = 'KUNCI-01' and not lulus order by 1"
    assert read_warehouse(settings, blocked) == [(second, 1), (third, 1)]
    assert read_warehouse(settings, "select count(*) from dq.temuan where aturan = 'KUNCI-01'") == [(0,)]
    # Nothing is taken over twice.
    (settings.inbox / "lagi.txt").write_text("bukan dokumen lain")
    refresh_once(settings, NIGHTS[3])
    assert read_warehouse(settings, blocked) == [(second, 1), (third, 1)]


def test_a_first_night_that_was_blocked_is_known_too(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    blocked, _ = audited_but_blocked(settings, NIGHTS[0])
    good = refresh_once(settings, NIGHTS[1]).build
    assert good is not None
    assert read_warehouse(settings, "select distinct run_id from dq.hasil order by 1") == [(blocked,), (good.id,)]


@pytest.mark.parametrize("damage", [b"x" * 9000, None])
def test_a_damaged_leftover_is_passed_over(settings: Settings, rak_dumai: bytes, damage: bytes | None) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings, NIGHTS[0])
    (settings.inbox / "lain.txt").write_text("bukan dokumen")
    run, _ = audited_but_blocked(settings, NIGHTS[1])
    left = Warehouse(settings.warehouse).unfinished()
    assert left is not None
    assert left.id == run
    whole = left.path.read_bytes()
    left.path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert refresh_once(settings, NIGHTS[2]).build is not None
    assert len(read_warehouse(settings, "select distinct run_id from dq.hasil")) == 2
    assert Warehouse(settings.warehouse).unfinished() is None


def test_rules_are_plain(con: duckdb.DuckDBPyConnection) -> None:
    """Every failing-row query can be stored: its location columns have the types of dq.temuan."""
    rule: Rule
    for rule in ALL_RULES:
        kinds = {
            name: str(kind) for name, kind, *_ in con.execute(f"{rule.check.failing_rows} limit 0").description or ()
        }
        for name in {"kode_satker", "file_id", "lembar", "kolom", "nilai"} & set(kinds):
            assert kinds[name] in ("VARCHAR", '"NULL"'), (rule.id, rule.tabel, name, kinds[name])
    findings.record(con, [RuleResult(rule, False, 0, 0, []) for rule in ALL_RULES])
