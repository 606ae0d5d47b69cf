"""`kinerja site`: the static site of what is published. Arguments in, one sentence out; pages are made elsewhere."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from pipelines.cli_parts import BadUsage, Failure, folders, published, settings_of


@click.command()
@folders
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder tujuan; isinya diganti. Tanpa ini: site di folder gudang data.",
)
@click.option("--satker", metavar="KODE", help="Hanya satker ini, misalnya untuk dikirim ke unitnya; bersama --out.")
def site(warehouse: str | None, out: Path | None, satker: str | None) -> None:
    """Tulis situs statis dari gudang data yang terbit; dapat dibuka dari folder, tanpa jaringan.

    Setiap penyegaran yang menerbitkan sudah menulis situs; perintah ini menulisnya lagi, atau di tempat lain.

    \b
    Contoh:
      kinerja site
      kinerja site --satker 690001 --out situs-690001
    """
    if satker is not None and out is None:
        raise BadUsage("--satker dipakai bersama --out: situs di folder gudang data memuat semua satker.")
    import duckdb
    import jinja2

    from pipelines import console_quarantine, progress
    from pipelines.console import progress_bar
    from pipelines.publishing import Warehouse
    from pipelines.refresh import Busy, exclusive
    from pipelines.site.build import NotASite, write_site
    from pipelines.wording import number, os_reason

    settings = settings_of(warehouse=warehouse)
    with published(settings) as (con, build):
        if satker is not None and not console_quarantine.is_known(con, satker):
            raise Failure(console_quarantine.unknown_satker(satker))
    folder = out or Warehouse(settings.warehouse).site_folder
    try:
        # A refresh writes to the folder of the warehouse, too.
        with nullcontext() if out else exclusive(settings), progress_bar():
            progress.report("Menulis situs", 0, 1)
            built = write_site(build, folder.absolute(), satker)
    except NotASite as error:
        raise BadUsage(str(error)) from error
    except Busy as error:
        raise Failure(str(error)) from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise Failure(
            f"Terbitan {build.id} dibuat oleh versi Kinerja yang lain; jalankan kinerja refresh lebih dulu."
        ) from error
    except OSError as error:
        raise Failure(f"Situs tidak dapat ditulis ke {folder}: {os_reason(error)}.") from error
    except jinja2.TemplateError as error:
        raise Failure(f"Situs tidak dapat disusun ({error}); laporkan kepada pengelola Kinerja.") from error
    click.echo(f"{number(built.pages)} halaman ditulis; buka {built.folder / 'index.html'}")
