"""``kinerja shell`` and ``kinerja export``, for who analyses the warehouse. The work itself is done elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from pipelines.cli_parts import Failure, as_of, folders, published, settings_of
from pipelines.sql_models import SCHEMAS


@click.command()
@folders
def shell(warehouse: str | None) -> None:
    """Buka gudang data yang terbit di layar SQL Harlequin, hanya baca.

    Tulis kueri, lalu jalankan dengan ctrl+j (atau ctrl+enter); keluar dengan ctrl+q; bantuan di F1. Yang dibuka adalah
    terbitan saat ini: penyegaran yang berjalan sementara itu tidak mengganggu dan baru terlihat bila dibuka lagi.

    \b
    Contoh:
      kinerja shell
      kinerja shell --warehouse gudang
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure("kinerja shell memerlukan terminal; untuk skrip pakai kinerja query.")
    # Opened once, to say what is wrong in words of ours; it is the build itself, not the link that is swapped.
    with published(settings_of(warehouse=warehouse)) as (_, build):
        path = build.path.resolve()
    command = [sys.executable, "-m", "harlequin", "--profile", "None", "--adapter", "duckdb", "--read-only"]
    init = Path(__file__).with_name("shell.sql")
    ended = subprocess.run([*command, "--init-path", str(init), str(path)], check=False)  # noqa: S603
    if ended.returncode:
        raise Failure(f"Harlequin berakhir dengan status {ended.returncode}; pesannya ada di atas.")


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder tujuan; dibuat bila belum ada, berkas bernama sama diganti.",
)
@click.option("--schema", type=click.Choice(SCHEMAS), default="mart", show_default=True, help="Lapisan gudang data.")
@click.option("--as-of", "day", metavar="TTTT-BB-HH", help="Isi seperti yang diketahui di akhir hari itu (WIB).")
@folders
def export(out: Path, schema: str, day: str | None, warehouse: str | None) -> None:
    """Tulis setiap tabel satu lapisan sebagai berkas Parquet, dan kamus kolomnya (kamus.parquet).

    Arti dan satuan kolom juga tersimpan di metadata setiap berkas (kunci tabel dan kolom).

    \b
    Contoh:
      kinerja export --out parquet
      kinerja export --out parquet-oktober --as-of 2025-10-15
    """
    import duckdb

    from pipelines import parquet_export
    from pipelines.as_of import is_kept
    from pipelines.wording import number

    settings = settings_of(warehouse=warehouse)
    models = parquet_export.tables(schema)
    unkept = [model.name for model in models if day is not None and not is_kept(model.name)]
    models = [model for model in models if model.name not in unkept]
    needed = "; ".join(f"from {name}" for name in [*(model.name for model in models), "meta.kamus"])
    opened = published(settings) if day is None else as_of(settings, day, needed)
    with opened as (con, build):
        source = {"terbitan": build.id, **({"per_tanggal": day} if day else {})}
        try:
            written = parquet_export.export(con, schema, out, source, models)
        except (OSError, duckdb.IOException) as error:
            raise Failure(f"Parquet tidak dapat ditulis ke {out}: {error}") from error
    for file in written:
        click.echo(f"{file.path}: {number(file.rows)} baris")
    if unkept:
        click.echo(f"Tidak ditulis, karena hanya ada untuk terbitan yang sekarang: {', '.join(unkept)}.")
