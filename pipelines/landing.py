"""Files from the inbox into ``raw``: scan, hash, read, register, archive. Knows formats only through the recogniser."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines import progress
from pipelines.settings import SettingsError

WIB = timezone(timedelta(hours=7), "WIB")
FILES_PER_BATCH = 50
_PARALLEL_FROM = 2 * FILES_PER_BATCH
_NOT_DOCUMENTS = re.compile(r"^(\.|~\$|Thumbs\.db$|desktop\.ini$)|\.(part|crdownload|tmp)$", re.IGNORECASE)


class InboxFile(NamedTuple):
    """One file in the inbox.

    Attributes:
        path: where it is.
        name: its place below the inbox, with ``/``.
        file_id: SHA-256 of its bytes.
        modified: time it was last changed (UTC, naive).
    """

    path: Path
    name: str
    file_id: str
    modified: datetime


class Inbox(NamedTuple):
    """What a scan saw: complete files by name, names of files still being written, places that cannot be read."""

    files: list[InboxFile]
    unsettled: list[str]
    unreadable: list[str]


@dataclass
class Landed:
    """What one landing did: names of accepted and refused files, rows taken and rejected.

    ``kept`` names accepted files that had to be read anew and could not: their rows stay as they were.
    """

    accepted: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    rejects: int = 0
    kept: list[str] = field(default_factory=list)


def scan(inbox: Path, settle_seconds: float, warehouse: Path | None = None) -> Inbox:
    """Every document below ``inbox``, hashed, in order of name; a ``warehouse`` below it is passed over.

    A file that changes while it is looked at, or changed within the last ``settle_seconds`` and again after that
    time, is still being written and is left for the next run.

    Raises:
        SettingsError: the inbox does not exist.
    """
    if not inbox.is_dir():
        raise SettingsError(
            f"Kotak masuk {inbox} tidak ada; buat foldernya atau tunjukkan folder lain dengan --inbox FOLDER."
        )
    seen: dict[Path, os.stat_result] = {}
    unreadable: list[str] = []

    def unopened(error: OSError) -> None:
        unreadable.append(str(error.filename))

    for folder, folders, names in os.walk(inbox, onerror=unopened):
        below = [name for name in sorted(folders) if not name.startswith(".") and Path(folder, name) != warehouse]
        # A link could lead in circles or out of the inbox: it is told, not followed.
        unreadable += [str(Path(folder, name)) for name in below if Path(folder, name).is_symlink()]
        folders[:] = below
        for name in names:
            path = Path(folder, name)
            if _NOT_DOCUMENTS.search(name):
                continue
            try:
                status = path.stat()
            except OSError:
                unreadable.append(str(path))
            else:
                if stat.S_ISREG(status.st_mode):
                    seen[path] = status
    now = time.time()
    if any(now - status.st_mtime < settle_seconds for status in seen.values()):
        time.sleep(settle_seconds)
    inbox_files: list[InboxFile] = []
    unsettled: list[str] = []
    paths = sorted(seen, key=lambda path: path.relative_to(inbox).as_posix())
    with ThreadPoolExecutor() as pool:
        for path, digest in zip(paths, pool.map(_hash, paths), strict=True):
            name = path.relative_to(inbox).as_posix()
            if digest is None:
                unreadable.append(str(path))
            elif not _same(seen[path], path):
                unsettled.append(name)
            else:
                modified = datetime.fromtimestamp(int(seen[path].st_mtime), UTC).replace(tzinfo=None)
                inbox_files.append(InboxFile(path, name, digest, modified))
    return Inbox(inbox_files, unsettled, unreadable)


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _same(before: os.stat_result, path: Path) -> bool:
    try:
        after = path.stat()
    except OSError:
        return False
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def land(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[InboxFile],
    archive: Path,
    received: dict[str, tuple[str, datetime]],
    now: datetime,
) -> Landed:
    """Read ``files`` and add them to ``raw``, in the order given; the original bytes go to ``archive``.

    Args:
        con: connection to the build.
        files: files that ``raw.berkas`` does not know yet.
        archive: folder for the original bytes of accepted files, by hash.
        received: name and time of first sight of files that an earlier warehouse knew (they are read anew).
        now: time of this run (UTC, naive).
    """
    landed = Landed()
    batches = [list(files[start : start + FILES_PER_BATCH]) for start in range(0, len(files), FILES_PER_BATCH)]
    done = 0
    for batch, tables, outcomes in _read_batches(batches, archive):
        registered = []
        for file, outcome in zip(batch, outcomes, strict=True):
            if outcome is None:
                continue
            name, first_seen = received.get(file.file_id, (file.name, now))
            status = "ditolak" if outcome["alasan"] else "diterima"
            registered.append(
                {
                    "file_id": file.file_id,
                    "nama": name,
                    "status": status,
                    "waktu_berkas": file.modified,
                    "diterima_pada": first_seen,
                    **outcome,
                }
            )
            if status == "ditolak":
                landed.refused.append((name, outcome["alasan"]))
            else:
                landed.accepted.append(name)
            landed.rows += outcome["jumlah_baris"]
        tables["raw.berkas"] = _columns(registered)
        landed.rejects += len(tables.get("raw.tolakan", {}).get("file_id", ()))
        for table, columns in tables.items():
            _insert(con, table, columns)
        done += len(batch)
        progress.report("Membaca berkas", done, len(files))
    return landed


Columns = dict[str, list[Any]]


def _columns(rows: Sequence[dict[str, Any]]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: Columns) -> None:
    if not columns:
        return
    import pyarrow as pa

    con.register("batch", pa.table(columns))
    con.execute(f"insert into {table} by name select * from batch")
    con.unregister("batch")


def _read_batches(
    batches: list[list[InboxFile]], archive: Path
) -> Iterator[tuple[list[InboxFile], dict[str, Columns], list[dict[str, Any] | None]]]:
    if sum(map(len, batches)) < _PARALLEL_FROM:
        for batch in batches:
            yield (batch, *read_batch(batch, archive))
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A fresh interpreter per worker: this process holds a database and threads, which a fork would share.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        window: list[Any] = []
        pending = iter(batches)
        for batch in pending:
            window.append((batch, pool.submit(read_batch, batch, archive)))
            # Bounded, so that finished batches do not pile up in memory while one is being inserted.
            if len(window) > 2 * (os.cpu_count() or 1):
                first, future = window.pop(0)
                yield (first, *future.result())
        for batch, future in window:
            yield (batch, *future.result())


def read_batch(batch: Sequence[InboxFile], archive: Path) -> tuple[dict[str, Columns], list[dict[str, Any] | None]]:
    """Rows of every raw table for a batch of files, and what ``raw.berkas`` says of each (None: changed meanwhile)."""
    from pipelines.readers.reading import Reject, Unreadable
    from pipelines.readers.recognition import read

    tables: dict[str, Columns] = {}
    outcomes: list[dict[str, Any] | None] = []
    for file in batch:
        data = _bytes_of(file)
        if data is None:
            outcomes.append(None)
            continue
        modified_wib = (file.modified.replace(tzinfo=UTC).astimezone(WIB)).replace(tzinfo=None)
        outcome: dict[str, Any] = {
            "jenis": None,
            "kode_satker": None,
            "nama_satker": None,
            "tahun": None,
            "bulan": None,
            "alasan": None,
            "jumlah_baris": 0,
            "ukuran": len(data),
            "waktu_sumber": modified_wib,
        }
        try:
            document = read(data, file.name)
        except Unreadable as refusal:
            outcome.update(jenis=refusal.jenis, alasan=refusal.rejects[0].alasan)
            rejects: Sequence[Reject] = refusal.rejects
        else:
            _keep(archive, file.file_id, data)
            rejects = document.rejects
            for table, rows in document.rows.items():
                _extend(tables, table, file.file_id, rows)
            _extend(tables, "raw.kolom", file.file_id, document.columns)
            outcome.update(
                jenis=document.jenis,
                kode_satker=document.kode_satker,
                nama_satker=document.nama_satker,
                tahun=document.tahun,
                bulan=document.bulan,
                jumlah_baris=sum(map(len, document.rows.values())),
                waktu_sumber=document.waktu_sumber or modified_wib,
            )
        _extend(tables, "raw.tolakan", file.file_id, rejects)
        outcomes.append(outcome)
    return tables, outcomes


def _bytes_of(file: InboxFile) -> bytes | None:
    try:
        data = file.path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == file.file_id else None


def _extend(tables: dict[str, Columns], table: str, file_id: str, rows: Sequence[Any]) -> None:
    if not rows:
        return
    columns = tables.setdefault(table, {name: [] for name in ("file_id", *rows[0]._fields)})
    columns["file_id"].extend([file_id] * len(rows))
    for name, values in zip(rows[0]._fields, zip(*rows, strict=True), strict=True):
        columns[name].extend(values)


def archive_path(archive: Path, file_id: str) -> Path:
    """Where the original bytes of an accepted file are kept."""
    return archive / file_id[:2] / file_id


def _keep(archive: Path, file_id: str, data: bytes) -> None:
    path = archive_path(archive, file_id)
    if path.exists() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def note_earlier_times(con: duckdb.DuckDBPyConnection, earlier: dict[str, datetime]) -> None:
    """Known files were found with an earlier change time: it counts, so that the order of arrival does not.

    A document that says no time of its own has that time too (WIB).
    """
    for file_id, modified in earlier.items():
        con.execute(
            "update raw.berkas set waktu_berkas = $1, waktu_sumber = case"
            " when waktu_sumber = waktu_berkas + interval 7 hour then $1 + interval 7 hour else waktu_sumber end"
            " where file_id = $2",
            [modified, file_id],
        )


def mark_mended(con: duckdb.DuckDBPyConnection) -> None:
    """A performance sheet mended in place replaces what it held before, rows that were deleted from it included.

    Mended means: another accepted sheet stands under the same name in the inbox and has a month of a satker in common.
    A name that is used again for the next month mends nothing. A version that comes back counts again.
    """
    con.execute("update raw.berkas set diganti_oleh = null where file_id in (select file_id from raw.kotak_masuk)")
    con.execute(
        "update raw.berkas set diganti_oleh = m.baru from ("
        " select distinct l.file_id as lama, b.file_id as baru from raw.berkas as l"
        " inner join raw.kotak_masuk as k on k.nama = l.nama and k.file_id <> l.file_id"
        " inner join raw.berkas as b on b.file_id = k.file_id and b.jenis = l.jenis and b.alasan is null"
        " inner join raw.realisasi_kinerja as r on r.file_id = l.file_id"
        " inner join raw.realisasi_kinerja as s on s.file_id = b.file_id"
        " and s.kode_satker = r.kode_satker and s.tahun = r.tahun and s.bulan = r.bulan"
        " where l.file_id not in (select file_id from raw.kotak_masuk)) as m where raw.berkas.file_id = m.lama"
    )


def refresh_references(con: duckdb.DuckDBPyConnection, inbox: Inbox, reference_date: date) -> None:
    """Load anew what says of the files where and when they are looked at: the inbox, the date."""
    for table in ("kotak_masuk", "acuan"):
        con.execute(f"delete from raw.{table}")
    _insert(con, "raw.kotak_masuk", _columns([{"nama": file.name, "file_id": file.file_id} for file in inbox.files]))
    con.execute("insert into raw.acuan values (?)", [reference_date])
