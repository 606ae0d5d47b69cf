"""Reads from a build what somebody should mend. What of it is told: elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.alerts import news
from pipelines.alerts.news import Fact, Published
from pipelines.publishing import Build, open_published
from pipelines.quality import findings
from pipelines.wording import AWAITED, day, month_name, shortened

if TYPE_CHECKING:
    import duckdb

_SHORT = 90
_LONGEST_PLACE = 260
_LONGEST_VALUE = 60

# What these find has a section of its own: months that are missing, or notes in quarantine.
_TOLD_ELSEWHERE = ("LAPOR-01", "SATKER-01", "IND-01", "IND-02", "FA-20", "RAK-20")


class Found(NamedTuple):
    """What a build holds that somebody should mend.

    Attributes:
        facts: all of it.
        unsure: beginnings of keys of rules with more findings than were kept: what lacks among those may still be.
    """

    facts: list[Fact]
    unsure: tuple[str, ...] = ()


def of_build(build: Build) -> tuple[Published, Found]:
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
        applied = con.execute("select id from raw.koreksi where status = 'diterapkan' order by id").fetchall()
        corrections = [correction for (correction,) in applied]
        published = Published(build.id, time, accepted, refused, rows, all_files, all_rows, corrections)
        rules = of_rules(con, build.id)
        return published, Found([*of_quarantine(con), *rules.facts, *_missing_facts(con)], rules.unsure)


def of_quarantine(con: duckdb.DuckDBPyConnection) -> list[Fact]:
    """One for each file and rule with open notes.

    A file is known by the name that it first had: sent again, or moved, it is the same.
    """
    from pipelines.quality.rules import CATALOGUE

    words = {entry.id: _few(entry.uraian) for entry in CATALOGUE}
    notes: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for first_name, rule, *note in con.execute(
        "select b.nama, k.aturan, k.nama_berkas, k.lembar, k.baris, k.kolom, k.nilai, k.alasan, k.saran"
        " from dq.karantina as k inner join raw.berkas as b on k.file_id = b.file_id where k.status = 'terbuka'"
        " order by k.nama_berkas, k.aturan, k.lembar, k.baris, k.kolom, k.nilai"
    ).fetchall():
        notes.setdefault((first_name, rule), []).append(tuple(note))
    facts = []
    for (first_name, rule), ours in notes.items():
        places: dict[str, str] = {}
        for _, sheet, line, column, value, reason, advice in ours:
            place = f"{_place(sheet, line, column, value)}\n  {reason}\n  Saran: {advice}"
            places.setdefault(_hash(sheet, line, column, value), place)
        key = f"karantina:{first_name}:{rule}"
        facts.append(Fact(news.KARANTINA, key, len(ours), ours[0][0], rule, short=words.get(rule, ""), places=places))
    return facts


def of_rules(con: duckdb.DuckDBPyConnection, build_id: str) -> Found:
    """One for each rule and satker with findings; rules that block and corrections are not by satker.

    Tables mean something to those who mend a blocked build, who see one rule on many of them; to nobody else.
    """
    found: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for row in findings.read_findings(con):
        satker = row["rincian"].get("id") if row["aturan"] == "KOREKSI-01" else row["kode_satker"]
        found.setdefault((row["aturan"], row["tabel"]), {}).setdefault(satker or "", []).append(row)
    names: dict[str, str] = {}
    # Rules on raw tables may stop a run before there is any other.
    if con.execute("select 1 from duckdb_tables() where schema_name = 'core' and table_name = 'satker'").fetchone():
        names = dict(con.execute("select kode_satker, nama_satker from core.satker").fetchall())
    facts: list[Fact] = []
    unsure = []
    for rule, table, level, blocks, failed, must, advice in con.execute(
        "select aturan, tabel, tingkat, menahan, jumlah_gagal, uraian, saran from dq.hasil"
        " where run_id = ? and not lulus"
        " order by array_position(['kritis', 'peringatan', 'info'], tingkat), aturan, tabel",
        [build_id],
    ).fetchall():
        if rule in _TOLD_ELSEWHERE:
            continue
        ours = found.get((rule, table), {})
        key = f"aturan:{rule}:{table}"

        def fact(key: str, size: int, group: str, who: str, rows: list[dict[str, Any]]) -> Fact:
            kind = news.KOREKSI if rule == "KOREKSI-01" else news.ATURAN  # noqa: B023
            places: dict[str, str] = {}
            for row in rows:
                places.setdefault(_identity(row), _finding(row))
            minor = level == "info"  # noqa: B023
            return Fact(kind, key, size, group, who, _few(must), must, advice, places, minor)  # noqa: B023

        if blocks:
            rows = [row for rows in ours.values() for row in rows]
            facts.append(fact(key, failed, f"{rule} ({level})", table, rows))
            continue
        for part, rows in ours.items():
            if rule == "KOREKSI-01":
                facts.append(fact(f"{key}:{part}", len(rows), f"{rule} ({level}) {part}", "", rows))
            else:
                who = f"satker {part}" + (f" ({names[part]})" if names.get(part) else "") if part else ""
                facts.append(fact(f"{key}:{part}", len(rows), f"{rule} ({level})", who, rows))
        if rest := failed - sum(len(rows) for rows in ours.values()):
            facts.append(fact(f"{key}:lainnya", rest, f"{rule} ({level})", "", []))
            unsure.append(f"{key}:")
    return Found(facts, tuple(unsure))


def _identity(row: Mapping[str, Any]) -> str:
    """What stays of a finding while it is not mended: its keys, not its amounts, nor the line it stands on."""
    keys = [(name, value) for name, value in sorted(row["rincian"].items()) if isinstance(value, str)]
    return _hash(row["tahun"], row["bulan"], row["kolom"], keys)


def _finding(row: dict[str, Any]) -> str:
    """Where a finding stands, and its keys and amounts, as ``kinerja checks`` shows it."""
    more = row["rincian"]
    if row["aturan"] == "KOREKSI-01":
        return f"Koreksi {more['id']} ({more['register']} baris {more['baris_register']}): {more['keterangan']}"
    plain = {name: _plain_date(value) for name, value in more.items() if not name.startswith("file_id")}
    row = {**row, "nilai": _plain_date(row["nilai"]), "rincian": plain}
    parts = [findings.place(row)]
    if row["file_id"] is None:
        month = f"{month_name(row['bulan'])} " if row["bulan"] else ""
        period = f"{month}{row['tahun'] or ''}".strip()
        parts = [f"satker {row['kode_satker']}" if row["kode_satker"] else "", period, *parts]
    text = ", ".join(part for part in (*parts, findings.details(row)) if part)
    return shortened(text, _LONGEST_PLACE)


def _plain_date(value: Any) -> Any:
    """A plain date as Indonesians write it; anything else as it is."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}( 00:00:00)?", value):
        return day(date.fromisoformat(value[:10]))
    return value


def _few(must: str) -> str:
    """What a rule demands, without its end where it is long."""
    return shortened(must.rstrip("."), _SHORT)


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def of_site(problem: str) -> Fact:
    """That the site could not be written, and why; the data are published all the same."""
    must = f"Situs tidak dapat ditulis ({problem.rstrip('.')}); yang terbaca masih situs terbitan sebelumnya."
    return Fact(
        news.SITUS, "situs", 1, "situs", short="tidak dapat ditulis", must=must, advice="Jalankan kinerja site."
    )


def _missing_facts(con: duckdb.DuckDBPyConnection) -> Iterator[Fact]:
    """One for each satker, month and kind of report that is overdue."""
    for satker, name, year, month, report in con.execute(
        "select k.kode_satker, s.nama_satker, k.tahun, k.bulan, k.jenis from mart.kepatuhan as k"
        " left join core.satker as s on k.kode_satker = s.kode_satker where k.status = 'belum lapor'"
        " order by s.nama_satker, k.kode_satker, k.tahun, k.jenis, k.bulan"
    ).fetchall():
        group = f"{name or 'satker'} ({satker}), {AWAITED.get(report, report)} {year}"
        key = f"belum lapor:{satker}:{year}:{month}:{report}"
        yield Fact(news.BELUM_LAPOR, key, 1, group, str(month), satker=satker, year=year)


def _place(sheet: str | None, line: int | None, column: str | None, value: str | None) -> str:
    """Where a refused value stands, and the value."""
    if sheet and line and column and re.fullmatch("[A-Z]{1,3}", column):
        where = [f"sel {column}{line}"]
    else:
        where = [f"baris {line}" if line else "seluruh berkas", f"kolom {column}" if column else ""]
    shown = "" if value is None else f"nilai '{shortened(value, _LONGEST_VALUE)}'"
    return ", ".join(part for part in (f"lembar '{sheet}'" if sheet else "", *where, shown) if part)
