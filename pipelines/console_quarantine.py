"""`kinerja quarantine`: what was refused or is held, where, why, what to do. Reads the warehouse; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipelines.console import rows_of, screen
from pipelines.wording import number, wib

if TYPE_CHECKING:
    import duckdb


def quarantine_rows(
    con: duckdb.DuckDBPyConnection, everything: bool, satker: str | None = None
) -> list[dict[str, Any]]:
    """Rows of ``dq.karantina``: the open ones, or all; of one satker, or of every one.

    ``isian`` is the field that the reader found in the column of the cell, where that is only one.
    """
    return rows_of(
        con,
        """
        select q.*, i.isian
        from dq.karantina as q
        left join (
            select file_id, coalesce(lembar, '') as lembar, kolom, min(nama) as isian
            from raw.kolom
            group by file_id, coalesce(lembar, ''), kolom
            having count(distinct nama) = 1
        ) as i on q.file_id = i.file_id and coalesce(q.lembar, '') = i.lembar and q.kolom = i.kolom
        where (q.status = 'terbuka' or $all) and (q.kode_satker = $satker or $satker is null)
        order by q.nama_berkas, q.diterima_pada, q.file_id, q.lembar, q.baris, q.kolom, q.aturan, q.nilai
        """,
        {"all": everything, "satker": satker},
    )


def is_known(con: duckdb.DuckDBPyConnection, satker: str) -> bool:
    """Whether the warehouse has anything of this satker, if only in quarantine."""
    row = con.execute(
        "select $1 in (select kode_satker from core.satker)"
        " or exists (select 1 from dq.karantina where kode_satker = $1)",
        [satker],
    ).fetchone()
    return bool(row and row[0])


def unknown_satker(satker: str) -> str:
    """What is said of a satker that the warehouse does not know."""
    return f"satker {satker} tidak ada di gudang data; periksa kodenya di kinerja status."


def show_quarantine(rows: Sequence[dict[str, Any]], everything: bool = False) -> None:
    """Print quarantined rows, grouped by file; with ``everything`` also which version of it, and what is done with."""
    if not rows:
        screen.print("Karantina kosong.")
        return
    current = None
    for row in rows:
        if row["file_id"] != current:
            current = row["file_id"]
            version = f" (diterima {wib(row['diterima_pada'])})" if everything else ""
            screen.print(f"\n{row['nama_berkas']}{version}", style="bold", markup=False)
        status = f"{row['status']}  " if everything else ""
        screen.print(f"  {status}{row['aturan']}  {place(row)}", markup=False, soft_wrap=True)
        screen.print(f"    {row['alasan']}", markup=False, soft_wrap=True)
        screen.print(f"    Saran: {row['saran']}", markup=False, soft_wrap=True)
    done = sum(row["status"] == "selesai" for row in rows)
    counted = f": {number(len(rows) - done)} terbuka, {number(done)} selesai" if everything else ""
    screen.print(f"\n{number(len(rows))} catatan karantina{counted}.")
    if everything:
        screen.print("Yang hanya ditahan (misalnya SATKER-01, IND-01) tidak tercatat lagi begitu teratasi.")


def place(row: dict[str, Any]) -> str:
    """Where a quarantined value stands, and the value."""
    parts = [
        f"lembar '{row['lembar'].strip()}'" if row["lembar"] else "",
        f"baris {row['baris']}" if row["baris"] is not None else "seluruh berkas",
        f"kolom {row['kolom']}" + (f" ({row['isian']})" if row["isian"] not in (None, row["kolom"]) else "")
        if row["kolom"]
        else "",
        f"nilai '{row['nilai']}'" if row["nilai"] is not None else "",
    ]
    return ", ".join(part for part in parts if part)
