"""The command ``kinerja report``: arguments in, paths of what was written out. The work itself is done elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.cli_parts import BadUsage, Failure, as_of, folders, published, settings_of


@click.command()
@click.option("--satker", metavar="KODE", required=True, help="Kode satker enam digit.")
@click.option("--tahun", type=click.IntRange(2000, 2100), required=True, help="Tahun anggaran.")
@click.option("--bulan", type=click.IntRange(1, 12), required=True, help="Bulan laporan; 3, 6, 9, 12 untuk triwulan.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    show_default="folder ini",
    help="Folder tujuan; dibuat bila belum ada.",
)
@click.option(
    "--template",
    metavar="BERKAS.docx",
    help="Templat bab kinerja milik kantor, bukan yang bawaan (KINERJA_TEMPLAT_BAB).",
)
@click.option("--as-of", "day", metavar="TTTT-BB-HH", help="Laporan seperti yang diketahui di akhir hari itu (WIB).")
@folders
def report(
    satker: str, tahun: int, bulan: int, out: Path, template: str | None, day: str | None, warehouse: str | None
) -> None:
    """Tulis Laporan Kinerja satu satker dan bulan: buku kerja (.xlsx) semua tabel, dan draf bab kinerja (.docx).

    Bulan terakhir triwulan (3, 6, 9, 12) menjadi Laporan Kinerja Interim triwulan itu.

    \b
    Contoh:
      kinerja report --satker 690001 --tahun 2025 --bulan 9 --out laporan
      kinerja report --satker 690001 --tahun 2025 --bulan 9 --as-of 2025-10-15
    """
    from pipelines.reports import facts, writing
    from pipelines.reports.chapter import BadTemplate

    settings = settings_of(warehouse=warehouse, templat_bab=template)
    if settings.templat_bab is not None and not settings.templat_bab.is_file():
        raise BadUsage(f"Templat {settings.templat_bab} tidak ada; periksa --template atau setelan templat_bab.")
    needed = "; ".join(f"from {table}" for table in facts.TABLES)
    opened = published(settings) if day is None else as_of(settings, day, needed)
    with opened as (con, build):
        try:
            told = facts.read(con, build.id, satker, tahun, bulan, date.fromisoformat(day) if day else None)
        except facts.NothingToReport as error:
            raise Failure(str(error)) from error
    try:
        written = writing.write(told, out, settings.templat_bab)
    except BadTemplate as error:
        raise Failure(f"{error} Tidak ada berkas yang ditulis.") from error
    except OSError as error:
        raise Failure(f"Laporan tidak dapat ditulis ke {out}: {error}") from error
    for path in (written.workbook, written.chapter):
        click.echo(path)
    if written.kept:
        click.echo(
            f"Bab yang sudah ada di situ berbeda, mungkin sudah disunting; disimpan sebagai {written.kept}", err=True
        )
    for remark in told.catatan:
        click.echo(f"Perhatikan: {remark}", err=True)
