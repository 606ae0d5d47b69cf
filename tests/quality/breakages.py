"""What a breakage of a rule is, and the statements that several families of them share. The breakages are not here.

Those of the rules in ``pipelines/quality/rules_<family>.py`` are in ``breakages_<family>.py``.
"""

from __future__ import annotations

from typing import NamedTuple

from pipelines.quality.queries_budget import AMOUNTS

TREE_PARTS = ("mart.serapan_jenis_belanja", "mart.serapan_ro", "mart.serapan_subkomponen")
PLAN_PARTS = ("mart.serapan_indikator", "mart.serapan_sasaran")
NOUGHT = ", ".join(f"0 as {amount}" for amount in AMOUNTS)
FEBRUARY_IN_FULL = "update core.snapshot_anggaran set waktu_sumber = '2025-03-01' where bulan = 2"
NEW_LINE = "'Z' as kode_subkomponen, 9 as anggaran, 9 as kontribusi, 99 as urutan"


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


def copy_row(table: str, changes: str, where: str = "true") -> str:
    """A statement that adds a changed copy of one row."""
    return f"insert into {table} select * replace ({changes}) from {table} where {where} order by all limit 1"


def added_line(changes: str) -> tuple[str, str]:
    """Statements that add a line without money to a report and to the list of names."""
    return (
        copy_row("core.realisasi_tingkat", f"{changes}, {NOUGHT}", "tingkat = 'subkomponen'"),
        copy_row("core.subkomponen", changes),
    )
