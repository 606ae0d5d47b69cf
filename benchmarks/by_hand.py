"""A refresh as one would write it by hand: the same readers, plain SQL. No orchestration, no gate, no history."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.measure import Stages
from benchmarks.reading import read_files
from pipelines.names import read_satker_map
from pipelines.publishing import STORAGE_VERSION
from pipelines.quality.rules import ALL_RULES
from pipelines.wording import in_wib

HERE = Path(__file__).resolve().parent
SQL = HERE.parent / "sql"
FILES_PER_TASK = 50


def refresh(inbox: Path, satker: Path | None, out: Path, now: datetime, stages: Stages) -> Path:
    """Everything from the files to a finished DuckDB file at ``out``; ``now`` is UTC, naive."""
    building = out.with_suffix(".building")
    building.unlink(missing_ok=True)
    con = duckdb.connect(str(building), config={"storage_compatibility_version": STORAGE_VERSION})
    with stages.of("read"):
        for schema in ("raw", "ref", "core", "mart"):
            con.execute(f"create schema {schema}")
        for path in sorted((SQL / "raw").glob("*.sql")):
            con.execute(path.read_text(encoding="utf-8"))
        for table, rows in read_inbox(inbox).items():
            insert(con, table, rows)
        insert(con, "raw.nama_satker", pa.Table.from_pylist([unit._asdict() for unit in read_satker_map(satker)]))
        con.execute("update raw.berkas set diterima_pada = ?", [now])
        con.execute("insert into raw.kotak_masuk select nama, file_id from raw.berkas")
        con.execute("insert into raw.acuan values (?)", [in_wib(now).date()])
    with stages.of("core"):
        for path in sorted((SQL / "ref").glob("*.sql")):
            con.execute(f"create table ref.{path.stem} as {path.read_text(encoding='utf-8')}")
        con.execute((HERE / "by_hand_core.sql").read_text(encoding="utf-8"))
        con.execute(
            "update raw.berkas set status = s.status from core.status_berkas as s where berkas.file_id = s.file_id"
        )
    audit(con, stages, "core")
    with stages.of("mart"):
        con.execute((HERE / "by_hand_mart.sql").read_text(encoding="utf-8"))
    audit(con, stages, "mart", "raw")
    with stages.of("publish"):
        con.execute("checkpoint")
        con.close()
        os.replace(building, out)
    return out


def audit(con: duckdb.DuckDBPyConnection, stages: Stages, *schemas: str) -> None:
    """Count what breaks each rule."""
    with stages.of("audit"):
        for rule in ALL_RULES:
            if rule.tabel.split(".")[0] in schemas:
                # Without corrections the views of terkoreksi are raw itself.
                query = rule.check.failing_rows.replace("terkoreksi.", "raw.")
                con.execute(f"select count(*) from ({query})").fetchone()


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    if rows.num_rows:
        con.execute(f"insert into {table} by name select * from rows")


def read_inbox(inbox: Path) -> dict[str, pa.Table]:
    """One Arrow table for each raw table, read by as many processes as there are cores where it is worth it."""
    files = sorted((str(path), path.relative_to(inbox).as_posix()) for path in inbox.rglob("*") if path.is_file())
    tasks = [files[start : start + FILES_PER_TASK] for start in range(0, len(files), FILES_PER_TASK)]
    if len(tasks) < 3:
        parts = [read_files(task) for task in tasks]
    else:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            parts = list(pool.map(read_files, tasks))
    tables = {table for part in parts for table in part}
    return {
        table: pa.concat_tables([part[table] for part in parts if table in part], promote_options="default")
        for table in sorted(tables)
    }
