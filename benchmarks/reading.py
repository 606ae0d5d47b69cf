"""Reading by hand: bytes to Arrow tables through our readers. Imported by worker processes, so it imports little."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.readers.reading import Unreadable
from pipelines.readers.recognition import read

BERKAS = (
    *("file_id", "nama", "jenis", "kode_satker", "nama_satker", "tahun", "bulan", "status", "alasan", "jumlah_baris"),
    *("ukuran", "waktu_sumber", "waktu_berkas", "diterima_pada"),
)


def read_files(files: Sequence[tuple[str, str]]) -> dict[str, pa.Table]:
    """The rows of some files (path, name) by raw table."""
    columns: dict[str, dict[str, list[object]]] = {}

    def add(table: str, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        into = columns.setdefault(table, {name: [] for name in names})
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            into[name].extend(values)

    for path, name in files:
        data = Path(path).read_bytes()
        file_id = hashlib.sha256(data).hexdigest()
        changed = datetime.fromtimestamp(int(os.stat(path).st_mtime), UTC).replace(tzinfo=None)
        made = changed + timedelta(hours=7)
        try:
            document = read(data, name)
        except Unreadable as refusal:
            rejects = refusal.rejects
            entry: tuple[object, ...] = (
                refusal.jenis,
                None,
                None,
                None,
                None,
                "ditolak",
                str(refusal),
                0,
                len(data),
                made,
            )
        else:
            rejects = document.rejects
            about = (document.jenis, document.kode_satker, document.nama_satker, document.tahun, document.bulan)
            count = sum(map(len, document.rows.values()))
            entry = (*about, "diterima", None, count, len(data), document.waktu_sumber or made)
            for table, rows in document.rows.items():
                if rows:
                    add(table, ("file_id", *_fields(rows)), [(file_id, *row) for row in rows])
        if rejects:
            add("raw.tolakan", ("file_id", *_fields(rejects)), [(file_id, *reject) for reject in rejects])
        add("raw.berkas", BERKAS, [(file_id, name, *entry, changed, changed)])
    return {table: pa.table(rows) for table, rows in columns.items()}


def _fields(rows: Sequence[Any]) -> Sequence[str]:
    return tuple(rows[0]._fields)
