"""The findings of failed rules: written to ``dq.temuan`` with their place in the source file, and read back in words.

Which rule failed is decided in ``gate``; what is shown of a finding, and how, is decided by who shows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.wording import number

if TYPE_CHECKING:
    from pipelines.quality.gate import RuleResult
    from pipelines.quality.rules import Rule

MAX_FINDINGS = 10_000
_FILE_NAMES = Path(__file__).resolve().parents[2] / "sql" / "dq" / "nama_berkas.sql"

# Columns of a failing-row query that have a column of their own in dq.temuan, by their order there; sel is not asked.
_OWN_COLUMNS = {
    "kode_satker": "varchar",
    "tahun": "integer",
    "bulan": "integer",
    "file_id": "varchar",
    "lembar": "varchar",
    "baris": "bigint",
    "kolom": "varchar",
    "nilai": "varchar",
}

_AMOUNTS = frozenset(
    {
        *("anggaran", "kontribusi", "total_deklarasi", "pagu", "blokir", "sisa", "rpd"),
        *("realisasi_lalu", "realisasi_ini", "realisasi_sd"),
    }
)

# The grand total of an FA Detail keeps some amounts in other columns than its lines, hence the level of the row.
_CELLS = """
    with dicari as (
        select distinct t.file_id, t.lembar, t.baris, t.kolom, f.tingkat
        from dq.temuan as t
        left join raw.fa_detail as f on t.file_id = f.file_id and t.lembar = f.lembar and t.baris = f.baris
        where t.sel is null and t.lembar is not null and t.baris is not null and t.kolom is not null
    ),
    ditemukan as (
        select
            d.file_id, d.lembar, d.baris, d.kolom,
            coalesce(max(case when k.tingkat = d.tingkat then k.kolom end), max(k.kolom)) as huruf
        from dicari as d
        inner join raw.kolom as k
            on
                d.file_id = k.file_id
                and d.lembar = k.lembar
                and d.kolom = k.nama
                and (k.tingkat is null or k.tingkat = d.tingkat)
        group by d.file_id, d.lembar, d.baris, d.kolom
    )
    update dq.temuan
    set sel = concat(d.huruf, cast(d.baris as varchar))
    from ditemukan as d
    where
        dq.temuan.file_id = d.file_id
        and dq.temuan.lembar = d.lembar
        and dq.temuan.baris = d.baris
        and dq.temuan.kolom = d.kolom
"""


def record(con: duckdb.DuckDBPyConnection, results: Sequence[RuleResult]) -> dict[tuple[str, str], str]:
    """Add the findings of every failed rule to ``dq.temuan``, at most ``MAX_FINDINGS`` per rule and table.

    Returns:
        Where the first finding of each failed rule stands, by rule and table; rules whose finding names no file lack.
    """
    failed = [result.rule for result in results if not result.lulus]
    if not failed:
        return {}
    for rule in failed:
        _record(con, rule)
    con.execute(_CELLS)
    firsts = read_findings(con, "t.urutan = 1 and t.file_id is not null")
    found = ((row, place(row), subject(row)) for row in firsts)
    return {(row["aturan"], row["tabel"]): f"{at} ({about})" if about else at for row, at, about in found if at}


def _record(con: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    found = f"({rule.check.failing_rows}) as temuan"
    described = con.execute(f"select * from {found} limit 0").description or []
    kinds = {name: str(kind) for name, kind, *_ in described}
    own = [f"cast({name if name in kinds else 'null'} as {kind})" for name, kind in _OWN_COLUMNS.items()]
    # JSON has no word for an infinite number.
    others = [
        f"'{name}', " + (f"case when isfinite({name}) then {name} end" if kind in ("DOUBLE", "FLOAT") else name)
        for name, kind in kinds.items()
        if name not in _OWN_COLUMNS
    ]
    order = ", ".join([*(name for name in _OWN_COLUMNS if name in kinds), *(n for n in kinds if n not in _OWN_COLUMNS)])
    con.execute(
        f"insert into dq.temuan (aturan, tabel, urutan, tingkat, {', '.join(_OWN_COLUMNS)}, rincian)"
        f" select ?, ?, row_number() over (order by {order}), ?, {', '.join(own)}, json_object({', '.join(others)})"
        f" from (select * from {found} order by {order} limit {MAX_FINDINGS}) as temuan",
        [rule.id, rule.tabel, rule.tingkat],
    )


def read_findings(
    con: duckdb.DuckDBPyConnection, condition: str = "true", parameters: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Rows of ``dq.temuan`` that meet ``condition``, with ``nama_berkas`` and ``rincian`` as a dict.

    They come by severity, rule, table and their own order. A file is called as in ``dq.nama_berkas``, also another one
    in ``rincian``: ``file_id_sebelumnya`` becomes ``berkas_sebelumnya``.
    """
    # Its query: the table is made when a build is published, and findings are read before.
    files = _FILE_NAMES.read_text(encoding="utf-8")
    cursor = con.execute(
        "select t.* replace (cast(t.rincian as varchar) as rincian), b.nama as nama_berkas"
        f" from dq.temuan as t left join ({files}) as b on t.file_id = b.file_id where {condition}"
        " order by case t.tingkat when 'kritis' then 0 when 'peringatan' then 1 else 2 end,"
        " t.aturan, t.tabel, t.urutan",
        parameters,
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["rincian"] = json.loads(row["rincian"], parse_float=Decimal)
    if any(name.startswith("file_id") for row in rows for name in row["rincian"]):
        called = dict(con.execute(f"select file_id, nama from ({files})").fetchall())
        for row in rows:
            beside = row["nama_berkas"]
            row["rincian"] = dict(_other_file(name, value, called, beside) for name, value in row["rincian"].items())
    return rows


def _other_file(name: str, value: Any, called: Mapping[str, str], beside: str | None) -> tuple[str, Any]:
    """A detail, that names a file by its id, with the name of the file, which may be that of the one beside it."""
    if not name.startswith("file_id"):
        return name, value
    shown = called.get(value, value)
    return name.replace("file_id", "berkas", 1), f"{shown} ({value[:8]})" if value and shown == beside else shown


def place(row: Mapping[str, Any]) -> str:
    """File, sheet and cell (or line) of a finding and the value there, as far as they are known."""
    return ", ".join(part for part in (sheet(row), spot(row)) if part)


def sheet(row: Mapping[str, Any]) -> str:
    """File and sheet of a finding."""
    name = row["nama_berkas"] or ""
    return f"{name}, lembar '{row['lembar'].strip()}'" if row["lembar"] else name


def spot(row: Mapping[str, Any]) -> str:
    """Cell or line of a finding within its sheet, and the value there."""
    parts = [f"sel {row['sel']}"] if row["sel"] else [] if row["baris"] is None else [f"baris {row['baris']}"]
    if row["kolom"]:
        parts.append(" ".join(filter(None, (row["kolom"].replace("_", " "), _judged(row["kolom"], row["nilai"])))))
    return ", ".join(parts)


def _judged(kolom: str, nilai: str | None) -> str:
    """The judged value: an amount as Indonesians write it, all else between quotation marks as it is."""
    if nilai is None:
        return ""
    is_amount = kolom in _AMOUNTS and re.fullmatch("-?[0-9]+", nilai)
    return number(int(nilai)) if is_amount else f"'{nilai}'"


def subject(row: Mapping[str, Any]) -> str:
    """Satker, year and month of a finding, as far as they are known: its document may be of another month."""
    known = {"satker": row["kode_satker"], "tahun": row["tahun"], "bulan": row["bulan"]}
    return ", ".join(f"{name} {value}" for name, value in known.items() if value is not None)


def details(row: Mapping[str, Any]) -> str:
    """The other keys and amounts of a finding in words; what is empty, or the judged value itself, is left out."""
    known = {name: value for name, value in row["rincian"].items() if value is not None and name != row["kolom"]}
    return ", ".join(f"{name.replace('_', ' ')} {_shown(value)}" for name, value in known.items())


def _shown(value: object) -> str:
    """Numbers as Indonesians write them; codes are text and stay as they are."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return number(value) if isinstance(value, (int, Decimal)) else str(value)
