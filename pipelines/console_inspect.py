"""`kinerja inspect`: what a document is and what would be said of it, for people and for programs. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.console import screen
from pipelines.wording import month_name, number

if TYPE_CHECKING:
    from pipelines.inspection import Inspected

SHOWN = 10
KINDS = {
    "rak": "Rencana Aksi Perjanjian Kinerja (RAK)",
    "fa_detail": "Laporan FA Detail (16 Segmen) SAKTI",
    "realisasi_datar": "Data mentah SAKTI (38 kolom) atau lembar unggah POK",
    "realisasi_kinerja": "Lembar realisasi kinerja",
    "rpd": "Rencana penarikan dana (RPD)",
}
_SOURCES = {
    "isi": "tertulis di isi berkas",
    "nama berkas": "dari nama berkas",
    "keterangan": "dari keterangan.csv",
    "perintah": "dari --bulan",
}


def report(inspected: Inspected, audit: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All that is known of a document, for programs; ``--help`` says what the fields are."""
    return {
        **inspected.document,
        "diterima": inspected.accepted,
        "ditahan": inspected.held,
        "perlu": inspected.needs,
        "isi": inspected.content,
        "tolakan": inspected.rejects,
        "pemeriksaan": audit,
    }


def show_document(inspected: Inspected) -> None:
    """Print what the reader says of a document."""
    document = inspected.document
    screen.print(f"\n{document['nama']}", style="bold", markup=False, soft_wrap=True)
    facts = {
        "Jenis": KINDS.get(document["jenis"], document["jenis"]) or "tidak dikenali",
        "Periode": f"belum diketahui; tambahkan {inspected.needs}" if inspected.needs else _period(document),
        "Satker": " ".join(filter(None, (document["kode_satker"], document["nama_satker"]))),
        "Hasil": f"{number(document['jumlah_baris'])} baris dapat diambil, tetapi semuanya ditahan di karantina sampai "
        "satkernya dikenal"
        if inspected.held
        else f"dapat diterima, {number(document['jumlah_baris'])} baris diambil"
        if inspected.accepted
        else f"akan ditolak; {number(document['jumlah_baris'])} baris dapat diambil bila periodenya disebut"
        if inspected.needs
        else "akan ditolak",
    }
    for name, value in facts.items():
        if value:
            style = "" if name != "Hasil" else "green" if inspected.accepted and not inspected.held else "red"
            screen.print(Text(f"  {name:<10}").append(value, style), soft_wrap=True)
    if inspected.content:
        screen.print(Padding(_table(inspected.content), (1, 0, 0, 0)))
    if unnamed := sum(row.get("tanpa_kode", 0) for row in inspected.content):
        _line(2, f"{number(unnamed)} baris tanpa kode indikator; namanya dicocokkan dengan RAK saat kinerja refresh.")
    if inspected.rejects:
        what = (
            "Tidak diambil pembaca" if inspected.accepted else "Sebabnya" if not inspected.needs else "Catatan pembaca"
        )
        screen.print(f"\n  {what}: {number(len(inspected.rejects))}", style="bold")
    for reject in inspected.rejects[:SHOWN]:
        _line(4, f"{reject['aturan']}  {_where(reject)}: {reject['alasan']}")
        _line(6, f"Saran: {reject['saran']}")
    _more(len(inspected.rejects) - SHOWN, 4)
    if inspected.needs:
        _line(2, f"Pemeriksaan dijalankan sesudah periodenya disebut: kinerja inspect BERKAS {inspected.needs}")


def show_audit(audit: Sequence[Mapping[str, Any]]) -> None:
    """Print what the checks say of a document."""
    if not audit:
        screen.print("\n  Pemeriksaan: tidak ada temuan.", style="green")
        return
    screen.print(f"\n  Pemeriksaan: {number(len(audit))} aturan tidak lulus", style="bold")
    for rule in audit:
        kind = "ditahan di karantina" if rule["ditahan"] else rule["tingkat"]
        _line(4, f"{rule['aturan']} ({kind}), {number(rule['jumlah'])} temuan: {rule['uraian']}")
        for finding in rule["temuan"][:SHOWN]:
            at = finding["letak"] if not rule["ditahan"] else _where(finding)
            sheet = f"lembar '{finding['lembar'].strip()}', " if finding["lembar"] and not rule["ditahan"] else ""
            told = f" ({finding['keterangan']})" if finding["keterangan"] else ""
            _line(6, f"{sheet}{at}{told}" if at else finding["keterangan"])
        _more(rule["jumlah"] - SHOWN, 6)
        _line(6, f"Saran: {rule['saran']}")


def _period(document: Mapping[str, Any]) -> str:
    if document["bulan"]:
        when = f"{month_name(document['bulan'])} {document['tahun']}"
        month, year = (_SOURCES.get(document[of], document[of]) for of in ("periode_dari", "tahun_dari"))
        return f"{when}, {month}" if month == year else f"{when}; bulan {month}, tahun {year}"
    return f"tahun {document['tahun']}" if document["tahun"] else ""


def _where(row: Mapping[str, Any]) -> str:
    """Sheet, cell or line, and the value there, of what the reader did not take."""
    cell = row["lembar"] and row["baris"] and re.fullmatch("[A-Z]{1,3}", row["kolom"] or "")
    parts = [
        f"lembar '{row['lembar'].strip()}'" if row["lembar"] else "",
        f"sel {row['kolom']}{row['baris']}" if cell else f"baris {row['baris']}" if row["baris"] else "seluruh berkas",
        f"kolom {row['kolom']}" if row["kolom"] and not cell else "",
        f"nilai '{row['nilai']}'" if row["nilai"] is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2))
    for name in rows[0]:
        numeric = any(isinstance(row[name], int | Decimal) for row in rows) and name not in ("tahun", "bulan")
        table.add_column(name.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(_shown(name, value) for name, value in row.items()))
    return table


def _shown(name: str, value: Any) -> Text:
    plain = value is None or isinstance(value, str) or name == "tahun"
    return Text("" if value is None else str(value) if plain else number(value))


def _line(indent: int, text: str) -> None:
    screen.print(Padding(Text(text), (0, 0, 0, indent)))


def _more(count: int, indent: int) -> None:
    if count > 0:
        _line(indent, f"dan {number(count)} lagi; semuanya dengan --json.")
