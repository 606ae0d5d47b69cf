"""Reads from a published build, or from results of rules, what somebody should mend. What of it is told: elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.alerts import digest
from pipelines.alerts.digest import Fact, Published
from pipelines.publishing import Build, open_published
from pipelines.quality import findings

if TYPE_CHECKING:
    import duckdb

    from pipelines.quality.gate import RuleResult

_REPORTS = {"fa_detail": "realisasi anggaran", "realisasi_kinerja": "realisasi kinerja"}


def of_build(build: Build) -> tuple[Published, list[Fact]]:
    """What a published build holds, and everything in it that somebody should mend."""
    with open_published(build.path) as con:
        row = con.execute(
            "select p.waktu, p.jumlah_berkas, p.jumlah_baris, count(b.file_id) filter (b.status <> 'ditolak'),"
            " count(b.file_id) filter (b.status = 'ditolak'), cast(coalesce(sum(b.jumlah_baris), 0) as bigint)"
            " from meta.publikasi as p left join raw.berkas as b on b.diterima_pada = p.waktu"
            " where p.id = ? group by all",
            [build.id],
        ).fetchone()
        if row is None:
            raise LookupError(f"{build.id} does not name itself")
        time, all_files, all_rows, accepted, refused, rows = row
        published = Published(build.id, time, accepted, refused, rows, all_files, all_rows)
        return published, [*_quarantine_facts(con), *_rule_facts(con, build.id), *_missing_facts(con)]


def _quarantine_facts(con: duckdb.DuckDBPyConnection) -> Iterator[Fact]:
    """One for each file and rule with open notes."""
    for file_id, rule, count, name, sheet, line, column, value, reason, advice in con.execute(
        "select file_id, aturan, count(*) over w, nama_berkas, lembar, baris, kolom, nilai, alasan, saran"
        " from dq.karantina where status = 'terbuka' window w as (partition by file_id, aturan)"
        " qualify row_number() over (partition by file_id, aturan order by lembar, baris, kolom, nilai) = 1"
        " order by nama_berkas, aturan"
    ).fetchall():
        first = _place(sheet, line, column, value)
        text = f"{name}: {digest.number(count)} catatan {rule}\n  Pertama: {first}\n  {reason}\n  Saran: {advice}"
        yield Fact(digest.KARANTINA, f"karantina:{file_id}:{rule}", count, f"{name}: {rule}", text)


def _rule_facts(con: duckdb.DuckDBPyConnection, build_id: str) -> Iterator[Fact]:
    """One for each rule and table that did not hold."""
    first: dict[tuple[str, str], str] = {}
    # A build made before findings were kept has no such table.
    if con.execute("select 1 from duckdb_tables() where schema_name = 'dq' and table_name = 'temuan'").fetchone():
        found = findings.read_findings(con, "t.urutan = 1 and t.file_id is not null")
        first = {(row["aturan"], row["tabel"]): findings.place(row) for row in found}
    for rule, table, level, blocks, failed, must, advice, examples in con.execute(
        "select aturan, tabel, tingkat, menahan, jumlah_gagal, uraian, saran, contoh from dq.hasil"
        " where run_id = ? and not lulus"
        " order by array_position(['kritis', 'peringatan', 'info'], tingkat), aturan, tabel",
        [build_id],
    ).fetchall():
        where = first.get((rule, table)) or _example(examples)
        yield _failed_rule(rule, table, level, blocks, failed, must, advice, where)


def of_result(result: RuleResult, places: Mapping[tuple[str, str], str]) -> Fact:
    """A failed rule of a build that was not published; ``places``: where first findings stand, by rule and table."""
    rule = result.rule
    first = places.get((rule.id, rule.tabel)) or result.first_example()
    failed = result.jumlah_gagal
    return _failed_rule(rule.id, rule.tabel, rule.tingkat, rule.menahan, failed, rule.uraian, rule.saran, first)


def _failed_rule(
    rule: str, table: str, level: str, blocks: bool, failed: int, must: str, advice: str, first: str
) -> Fact:
    kind = digest.KOREKSI if rule.startswith("KOREKSI") else digest.ATURAN
    # Tables mean something to those who mend a blocked build, who see one rule on many of them; to nobody else.
    where = f" di {table}" if blocks else ""
    place = f"\n  Pertama: {first}" if first else ""
    text = f"{rule} ({level}), {digest.number(failed)} temuan{where}\n  {must}{place}\n  Saran: {advice}"
    return Fact(kind, f"aturan:{rule}:{table}", failed, f"{rule}{where}", text, minor=level == "info")


def _missing_facts(con: duckdb.DuckDBPyConnection) -> Iterator[Fact]:
    """One for each satker, month and kind of report that is overdue."""
    for satker, name, year, month, report in con.execute(
        "select k.kode_satker, s.nama_satker, k.tahun, k.bulan, k.jenis from mart.kepatuhan as k"
        " left join core.satker as s on k.kode_satker = s.kode_satker where k.status = 'belum lapor'"
        " order by s.nama_satker, k.kode_satker, k.tahun, k.jenis, k.bulan"
    ).fetchall():
        group = f"{name or 'satker'} ({satker}), {_REPORTS.get(report, report)} {year}"
        short = f"{name or 'satker'} ({satker}), {_REPORTS.get(report, report)} {digest.month_name(month)} {year}"
        key = f"belum lapor:{satker}:{year}:{month}:{report}"
        yield Fact(digest.BELUM_LAPOR, key, 1, short, short, group=group, month=month)


def _place(sheet: str | None, line: int | None, column: str | None, value: str | None) -> str:
    """Where a refused value stands, and the value."""
    if sheet and line and column and re.fullmatch("[A-Z]{1,3}", column):
        where = [f"sel {column}{line}"]
    else:
        where = [f"baris {line}" if line else "seluruh berkas", f"kolom {column}" if column else ""]
    shown = "" if value is None else f"nilai '{value if len(value) <= 60 else value[:59] + '…'}'"
    return ", ".join(part for part in (f"lembar '{sheet}'" if sheet else "", *where, shown) if part)


def _example(examples: str) -> str:
    """The first finding of ``dq.hasil.contoh`` in words, without the id of its file."""
    first: dict[str, Any] = next(iter(json.loads(examples)), {})
    return ", ".join(f"{name} {value}" for name, value in first.items() if value is not None and name != "file_id")
