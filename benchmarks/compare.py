"""Whether both sides made the same tables: rows and values, not types or order."""

from __future__ import annotations

from pathlib import Path

import duckdb


def differences(ours: Path, by_hand: Path) -> list[str]:
    """Names of core and mart tables that are not equal in both files."""
    with duckdb.connect() as con:
        con.execute(f"attach '{ours}' as ours (read_only)")
        con.execute(f"attach '{by_hand}' as hand (read_only)")
        columns = con.execute(
            "select concat(schema_name, '.', table_name), list(column_name) from duckdb_columns()"
            " where database_name = 'ours' and schema_name in ('core', 'mart') group by all order by all"
        ).fetchall()
        return [
            table
            for table, names in columns
            if _digest(con, "ours", table, names) != _digest(con, "hand", table, names)
        ]


def _digest(con: duckdb.DuckDBPyConnection, side: str, table: str, names: list[str]) -> tuple[object, ...] | None:
    # Amounts as text, so that 0 as decimal(18, 0) and as a wider one are the same, and 0.5 and 0.50 are not.
    values = ", ".join(f"cast({name} as varchar)" for name in names)
    return con.execute(f"select count(*), sum(cast(hash({values}) as hugeint)) from {side}.{table}").fetchone()
