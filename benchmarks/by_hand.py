"""The work of a refresh as one would write it by hand: the same readers, plain SQL. No orchestration, no gate, no history."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.measure import Stages
from pipelines.landing import WIB, read_satker_map
from pipelines.publishing import STORAGE_VERSION
from pipelines.quality.rules import ALL_RULES
from pipelines.readers.reading import Unreadable
from pipelines.readers.recognition import read

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
        con.execute(
            "insert into raw.acuan values (?)", [now.replace(tzinfo=UTC).astimezone(WIB).date()]
        )
    with stages.of("core"):
        for path in sorted((SQL / "ref").glob("*.sql")):
            con.execute(f"create table ref.{path.stem} as {path.read_text(encoding='utf-8')}")
        con.execute((HERE / "by_hand_core.sql").read_text(encoding="utf-8"))
        con.execute("update raw.berkas set status = s.status from core.status_berkas as s where berkas.file_id = s.file_id")
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
                con.execute(f"select count(*) from ({rule.check.failing_rows})").fetchone()


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


def read_files(files: Sequence[tuple[str, str]]) -> dict[str, pa.Table]:
    """The rows of some files by raw table."""
    columns: dict[str, dict[str, list[object]]] = {}

    def add(table: str, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        into = columns.setdefault(table, {name: [] for name in names})
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            into[name].extend(values)

    for path, name in files:
        data = Path(path).read_bytes()
        file_id = hashlib.sha256(data).hexdigest()
        changed = datetime.fromtimestamp(int(os.stat(path).st_mtime), UTC)
        status, reason, jenis, rejects, count, about = "diterima", None, None, [], 0, (None,) * 4
        made = changed.astimezone(WIB).replace(tzinfo=None)
        try:
            document = read(data, name)
        except Unreadable as refusal:
            status, reason, jenis, rejects = "ditolak", str(refusal), refusal.jenis, refusal.rejects
        else:
            jenis, rejects, made = document.jenis, document.rejects, document.waktu_sumber or made
            about = (document.kode_satker, document.nama_satker, document.tahun, document.bulan)
            for table, rows in document.rows.items():
                count += len(rows)
                if rows:
                    add(table, ("file_id", *rows[0]._fields), [(file_id, *row) for row in rows])
        if rejects:
            add("raw.tolakan", ("file_id", *rejects[0]._fields), [(file_id, *reject) for reject in rejects])
        names = "file_id nama jenis kode_satker nama_satker tahun bulan status alasan jumlah_baris ukuran waktu_sumber"
        times = (made, changed.replace(tzinfo=None), changed.replace(tzinfo=None))
        entry = (file_id, name, jenis, *about, status, reason, count, len(data), *times)
        add("raw.berkas", (*names.split(), "waktu_berkas", "diterima_pada"), [entry])
    return {table: pa.table(rows) for table, rows in columns.items()}
