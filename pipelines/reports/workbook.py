"""The workbook (.xlsx) of a report: which sheets, in which order.

The same report of the same build gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.reports import cover, tables_anggaran, tables_kinerja, tables_mutu
from pipelines.reports.facts import SYNTHETIC
from pipelines.reports.sheet import Book, Table, write
from pipelines.wording import day, in_wib, shortened, wib

if TYPE_CHECKING:
    from pipelines.reports.facts import Laporan


def file_name(report: Laporan) -> str:
    """``laporan_kinerja_690001_2025_TW3.xlsx``; between quarters ``..._08.xlsx``; as of a day also that day."""
    period = f"TW{report.triwulan}" if report.akhir_triwulan else f"{report.bulan:02}"
    known = f"_per_{report.per_tanggal:%Y-%m-%d}" if report.per_tanggal else ""
    return f"laporan_kinerja_{report.satker.kode_satker}_{report.tahun}_{period}{known}.xlsx"


def write_workbook(report: Laporan, path: Path) -> None:
    """Write the workbook to ``path``.

    Raises:
        OSError: it cannot be written there.
    """
    import xlsxwriter

    unit = f"{report.satker.kode_satker} {report.satker.nama_satker or ''}".strip()
    title = f"Laporan Kinerja {report.periode}"
    out = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    out.set_properties(
        {
            "title": f"{title} - {unit}",
            "subject": "Laporan Kinerja Interim",
            "author": "Kinerja",
            "company": report.satker.nama_satker or "",
            "comments": f"Terbitan {report.terbitan}",
            "created": in_wib(report.waktu_terbit).replace(tzinfo=None),
        }
    )
    # An ampersand starts a code in a footer, which holds 255 characters.
    footer = shortened(f"Satker {unit}", 60).replace("&", "&&")
    label = f" - {SYNTHETIC}" if report.sintetis else ""
    book = Book(out, f"&L&8{footer} - {title}{label}&R&8\n&A - Halaman &P dari &N")
    tables = _numbered(report)
    cover.write(book, report, tables)
    for table in tables:
        write(book, table, subtitle(report, unit))
    try:
        out.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def subtitle(report: Laporan, unit: str) -> str:
    """Whose table it is, and of which build."""
    known = f"; keadaan yang diketahui per {day(report.per_tanggal)}" if report.per_tanggal else ""
    return f"Satker {unit}. Menurut terbitan {report.terbitan} ({wib(report.waktu_terbit)}){known}."


def _numbered(report: Laporan) -> list[Table]:
    found = list(_tables(report))
    for at, table in enumerate(found, 1):
        table.title = f"Tabel {at}. {table.title}"
    return found


def _tables(report: Laporan) -> Iterator[Table]:
    yield from tables_kinerja.tables(report)
    yield from tables_anggaran.tables(report)
    yield from tables_mutu.tables(report)
