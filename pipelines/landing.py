"""Files from the inbox into ``raw``: read, register, archive. Knows formats only through the recogniser."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines import progress
from pipelines.inbox import Inbox, InboxFile, contents
from pipelines.keterangan import KETERANGAN
from pipelines.readers.period import NAMA_BERKAS, UNSTATED, period_in_name
from pipelines.wording import in_wib

if TYPE_CHECKING:
    from pipelines.readers.reading import Document, Unreadable

FILES_PER_BATCH = 50
_PARALLEL_FROM = 2 * FILES_PER_BATCH

PERINTAH = "perintah"
OUTSIDE = (NAMA_BERKAS, KETERANGAN, PERINTAH)
"""What ``raw.berkas.periode_dari`` is where the month does not stand in the document itself."""


@dataclass
class Landed:
    """What one landing did: names of accepted files, rows taken and rejected.

    ``refused`` names refused files with the reason, one refused unread with each of its reasons.
    ``kept`` names accepted files that had to be read anew and could not: their rows stay as they were.
    """

    accepted: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    rejects: int = 0
    kept: list[str] = field(default_factory=list)


def land(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[InboxFile],
    archive: Path,
    first_seen: Mapping[str, datetime],
    now: datetime,
) -> Landed:
    """Read ``files`` and add them to ``raw``, in the order given; the original bytes go to ``archive``.

    What ``raw`` holds of them from an earlier reading is replaced.

    Args:
        con: connection to the build.
        files: files as they are to be read, one per content.
        archive: folder for the original bytes of accepted files, by hash.
        first_seen: time of first sight of files that are read anew (UTC, naive).
        now: time of this run (UTC, naive).
    """
    landed = Landed()
    batches = [list(files[start : start + FILES_PER_BATCH]) for start in range(0, len(files), FILES_PER_BATCH)]
    registered_before = {row[0] for row in con.execute("select file_id from raw.berkas").fetchall()}
    done = 0
    for batch, tables, outcomes in _read_batches(batches, archive):
        registered = []
        for file, outcome in zip(batch, outcomes, strict=True):
            if outcome is None:
                continue
            status = "ditolak" if outcome["alasan"] else "diterima"
            registered.append(
                {
                    "file_id": file.file_id,
                    "nama": file.name,
                    "status": status,
                    "waktu_berkas": file.modified,
                    "diterima_pada": first_seen.get(file.file_id, now),
                    **outcome,
                }
            )
            if status == "ditolak":
                reasons = [reject.alasan for reject in file.refused] or [outcome["alasan"]]
                landed.refused += [(file.name, reason) for reason in reasons]
            else:
                landed.accepted.append(file.name)
            landed.rows += outcome["jumlah_baris"]
        # Not before: a file that has changed meanwhile keeps what was read of it.
        _forget(con, [row["file_id"] for row in registered if row["file_id"] in registered_before])
        tables["raw.berkas"] = _columns(registered)
        landed.rejects += len(tables.get("raw.tolakan", {}).get("file_id", ()))
        for table, columns in tables.items():
            _insert(con, table, columns)
        done += len(batch)
        progress.report("Membaca berkas", done, len(files))
    return landed


def tables_of_files() -> list[str]:
    """The tables of ``raw`` that hold what was read of a file, by ``file_id`` in their first column."""
    from pipelines.sql_models import models_of

    return [model.name for model in models_of("raw") if model.columns[0].name == "file_id"]


def _forget(con: duckdb.DuckDBPyConnection, file_ids: list[str]) -> None:
    if file_ids:
        for table in tables_of_files():
            con.execute(f"delete from {table} where file_id in (select unnest(?))", [file_ids])


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
    for file, data in contents(batch):
        if data is None:
            outcomes.append(None)
            continue
        modified_wib = in_wib(file.modified).replace(tzinfo=None)
        outcome: dict[str, Any] = {
            "bulan_di_nama": period_in_name(file.name).bulan,
            "periode_dari": None,
            "alasan": None,
            "jumlah_baris": 0,
            "ukuran": file.size if file.refused else len(data),
            "waktu_sumber": modified_wib,
            "waktu_asli": False,
            "kurang_baris": False,
        }
        # A statement in the inbox outlives its file; the flag of one run only what was read by it.
        lasting = file.stated.dari == KETERANGAN
        try:
            if file.refused:
                raise Unreadable(file.refused)
            document = read(data, file.name, file.stated)
            if file.disputed and document.periode_dari in OUTSIDE:
                raise Unreadable(file.disputed, document.jenis)
        except Unreadable as refusal:
            outcome.update(
                _about(refusal),
                periode_dari="isi" if refusal.bulan else None,
                alasan=refusal.rejects[0].alasan,
            )
            rejects: Sequence[Reject] = refusal.rejects
        else:
            _keep(archive, file.file_id, data)
            rejects = document.rejects
            for table, rows in document.rows.items():
                _extend(tables, table, file.file_id, rows)
            _extend(tables, "raw.kolom", file.file_id, document.columns)
            outcome.update(
                _about(document),
                periode_dari=document.periode_dari if document.bulan else None,
                jumlah_baris=sum(map(len, document.rows.values())),
                waktu_sumber=document.waktu_sumber or modified_wib,
                waktu_asli=document.waktu_asli,
                kurang_baris=document.kurang_baris,
            )
            lasting = lasting or document.periode_dari in OUTSIDE
        if lasting and file.stated != UNSTATED:
            _extend(tables, "raw.keterangan", file.file_id, [file.stated])
        _extend(tables, "raw.tolakan", file.file_id, rejects)
        outcomes.append(outcome)
    return tables, outcomes


def _about(read: Document | Unreadable) -> dict[str, Any]:
    return {name: getattr(read, name) for name in ("jenis", "kode_satker", "nama_satker", "tahun", "bulan")}


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
    """A document of our own templates that is mended in place replaces what it held before, its satker included.

    Mended means: an accepted version stands under the same name in the inbox and is about a period of the earlier one.
    That is a month of a performance sheet, whatever its satker. A cash plan is revised under its name, and then keeps
    the months that it leaves blank; it is mended where, of one year, a satker is gone and another has come. A name that
    is used again for the next period mends nothing. A version that comes back counts again, and so does a cash plan
    whose replacement turned out to be the mistake. Months that no document holds any more are told (BERKAS-25).

    Exports and plans are not typed by hand: one of another satker under the same name is another document.
    """
    con.execute("update raw.berkas set diganti_oleh = null where file_id in (select file_id from raw.kotak_masuk)")
    con.execute(
        """
        with pasangan as (
            select distinct l.file_id as lama, b.file_id as baru, b.jenis
            from raw.berkas as l
            inner join raw.kotak_masuk as k on k.nama = l.nama and k.file_id <> l.file_id
            inner join raw.berkas as b on b.file_id = k.file_id and b.jenis = l.jenis and b.alasan is null
            where l.file_id not in (select file_id from raw.kotak_masuk)
        ),
        isi as (
            select distinct file_id, kode_satker, tahun, bulan from raw.realisasi_kinerja
            where file_id in (select lama from pasangan union all select baru from pasangan)
            union all
            select distinct file_id, kode_satker, tahun, 0 from raw.rpd
            where file_id in (select lama from pasangan union all select baru from pasangan)
        ),
        diganti as (
            select p.lama, min(p.baru) as baru
            from pasangan as p
            inner join isi as r on p.lama = r.file_id
            inner join isi as s on p.baru = s.file_id and r.tahun = s.tahun and r.bulan = s.bulan
            where p.jenis = 'realisasi_kinerja'
            or (p.baru, r.kode_satker, r.tahun) not in (select (file_id, kode_satker, tahun) from isi)
            and (p.lama, s.kode_satker, s.tahun) not in (select (file_id, kode_satker, tahun) from isi)
            group by p.lama
        )
        update raw.berkas set diganti_oleh = d.baru from diganti as d where raw.berkas.file_id = d.lama
        """
    )
    con.execute(
        "update raw.berkas set diganti_oleh = null where jenis = 'rpd' and diganti_oleh in"
        " (select file_id from raw.berkas where diganti_oleh is not null)"
    )


def mark_status(con: duckdb.DuckDBPyConnection) -> None:
    """Set ``raw.berkas.status`` to what the finished ``core.status_berkas`` says."""
    con.execute(
        "update raw.berkas set status = s.status from core.status_berkas as s"
        " where raw.berkas.file_id = s.file_id and raw.berkas.status <> s.status"
    )


def note_changes(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Add the state of every file that has changed to ``raw.riwayat_berkas``, as of ``now`` (UTC, naive).

    A warehouse that has no such history yet begins it when each file, and what replaces it, was received.
    """
    state = "letak, waktu_berkas, tahun, bulan, periode_dari, alasan, diganti_oleh"
    con.execute(
        f"""
        insert into raw.riwayat_berkas
        with letak as (select file_id, list(nama order by nama) as letak from raw.kotak_masuk group by file_id),
        kini as (
            select b.* replace (greatest(b.diterima_pada, p.diterima_pada) as diterima_pada),
                coalesce(k.letak, []) as letak
            from raw.berkas as b
            left join letak as k on b.file_id = k.file_id
            left join raw.berkas as p on b.diganti_oleh = p.file_id
        ),
        dulu as (select file_id, max_by(({state}), rowid) as keadaan from raw.riwayat_berkas group by file_id)
        select
            case when exists (select 1 from raw.riwayat_berkas) then $1 else k.diterima_pada end, k.file_id, {state}
        from kini as k
        left join dulu as d on k.file_id = d.file_id
        where d.keadaan is distinct from ({state})
        order by k.file_id
        """,
        [now],
    )


def refresh_references(con: duckdb.DuckDBPyConnection, inbox: Inbox, reference_date: date) -> None:
    """Load anew what says of the files where and when they are looked at: the inbox, the date."""
    for table in ("kotak_masuk", "acuan"):
        con.execute(f"delete from raw.{table}")
    _insert(con, "raw.kotak_masuk", _columns([{"nama": file.name, "file_id": file.file_id} for file in inbox.files]))
    con.execute("insert into raw.acuan values (?)", [reference_date])
