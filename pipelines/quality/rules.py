"""The rule catalogue: every rule of data quality, once. How a rule is run is not here, nor any GX import.

``CATALOGUE`` is all of it; ``ALL_RULES`` are those that the gate checks on tables, the others the readers check.

A rule that blocks (``menahan``) says that the whole is broken: keys, references, pyramids, marts that do not add up.
What is a property of somebody's document never blocks: it is a warning, and the document's office acts on it.
"""

from __future__ import annotations

import duckdb

from pipelines.quality.rule import Entry, Rule
from pipelines.quality.rules_budget import BUDGET_RULES
from pipelines.quality.rules_codes import CODE_RULES
from pipelines.quality.rules_datar import DATAR_RULES
from pipelines.quality.rules_marts import MART_RULES
from pipelines.quality.rules_performance import PERFORMANCE_RULES
from pipelines.quality.rules_plan import PLAN_RULES
from pipelines.quality.rules_readers import READER_RULES
from pipelines.quality.rules_reporting import REPORTING_RULES
from pipelines.quality.rules_rpd import CASH_PLAN_RULES
from pipelines.quality.rules_structure import EMPTY_KEYS, KEYED_TABLES, STRUCTURE_RULES
from pipelines.sql_models import insert_rows

__all__ = ["ALL_RULES", "CATALOGUE", "EMPTY_KEYS", "KEYED_TABLES", "Entry", "Rule", "write_catalogue"]

ALL_RULES: tuple[Rule, ...] = (
    *STRUCTURE_RULES,
    *CODE_RULES,
    *PLAN_RULES,
    *BUDGET_RULES,
    *DATAR_RULES,
    *PERFORMANCE_RULES,
    *CASH_PLAN_RULES,
    *REPORTING_RULES,
    *MART_RULES,
)
CATALOGUE: tuple[Entry, ...] = (*ALL_RULES, *READER_RULES)


def write_catalogue(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``dq.aturan`` with the catalogue."""
    con.execute("delete from dq.aturan")
    entries = [(e.id, e.tabel, e.tingkat, e.menahan, e.uraian, e.melindungi, e.saran, e.sumber) for e in CATALOGUE]
    insert_rows(con, "dq.aturan", entries)
