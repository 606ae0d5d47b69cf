"""The command line: arguments in, Indonesian sentences out. The work itself is done elsewhere."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from pipelines.settings import Settings, SettingsError, load_settings


class Failure(click.ClickException):
    """One Indonesian sentence on stderr; exit status 1."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Gagal: {self.message}", file=file or sys.stderr)


class BadUsage(Failure):
    """The same with exit status 2: the command or a setting is wrong."""

    exit_code = 2


def _folders(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--warehouse", metavar="FOLDER", help="Folder gudang data (KINERJA_WAREHOUSE).")(command)


def _settings(**flags: str | None) -> Settings:
    try:
        return load_settings(flags)
    except SettingsError as error:
        raise BadUsage(str(error)) from error


@contextmanager
def _published(settings: Settings) -> Iterator[tuple[Any, Any]]:
    """The published warehouse opened read-only, and its build."""
    import duckdb

    from pipelines.publishing import Warehouse, open_published

    build = Warehouse(settings.warehouse).published()
    if build is None:
        raise Failure(f"Belum ada gudang data di {settings.warehouse}; jalankan kinerja refresh lebih dulu.")
    try:
        with open_published(build.path) as con:
            yield con, build
    except duckdb.IOException as error:
        raise Failure(f"Gudang data {build.path} tidak dapat dibuka: {error}") from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kinerja", prog_name="kinerja", message="%(prog)s %(version)s")
def main() -> None:
    """Dokumen kinerja dan anggaran satu unit menjadi gudang data yang diperiksa, setiap malam.

    \b
    Mulai dari sini:
      kinerja refresh
      kinerja status
      kinerja query "select * from mart.serapan_satker"
    """


@main.command()
@click.option("--inbox", metavar="FOLDER", help="Folder kotak masuk, termasuk subfoldernya (KINERJA_INBOX).")
@_folders
@click.option("--satker", metavar="BERKAS.csv", help="Peta nama unit ke kode satker (KINERJA_SATKER).")
def refresh(inbox: str | None, warehouse: str | None, satker: str | None) -> None:
    """Ambil berkas baru, susun, periksa, dan terbitkan gudang data.

    \b
    Contoh:
      kinerja refresh --inbox kotak-masuk --warehouse gudang --satker satker.csv
    """
    from pipelines import nightly
    from pipelines.publishing import PublicationError

    settings = _settings(inbox=inbox, warehouse=warehouse, satker=satker)
    try:
        status = nightly.run(settings)
    except SettingsError as error:
        raise BadUsage(str(error)) from error
    except KeyboardInterrupt as error:
        raise Failure("Dihentikan; terbitan sebelumnya tetap berlaku.") from error
    except PublicationError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{error.filename or error}: {error.strerror}; periksa folder dan izinnya.") from error
    # Great Expectations never lets go of its connection classes, and DuckDB's bindings complain of it to stderr while
    # the interpreter is taken down. Everything is closed and published by now.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


@main.command()
@_folders
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON untuk program lain.")
def status(warehouse: str | None, as_json: bool) -> None:
    """Apa yang terbit, sejak kapan, dari berkas apa, dan siapa yang belum lapor.

    \b
    Contoh:
      kinerja status --json
    """
    from pipelines import console

    settings = _settings(warehouse=warehouse)
    with _published(settings) as (con, build):
        report = console.status_report(con, build.id)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str))
    else:
        console.show_status(report, settings.warehouse)


@main.command()
@click.argument("sql")
@_folders
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default="table",
    show_default=True,
    help="Bentuk keluaran.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Tulis ke berkas ini, bukan ke layar.")
def query(sql: str, warehouse: str | None, form: str, out: Path | None) -> None:
    """Jalankan satu kueri SQL, hanya baca, pada gudang data yang terbit.

    \b
    Contoh:
      kinerja query "select bulan, serapan_pct from mart.serapan_satker order by bulan"
      kinerja query "from mart.capaian_indikator" --format parquet --out capaian.parquet
    """
    import duckdb

    from pipelines import console

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise BadUsage("Parquet bukan teks; tambahkan --out BERKAS.parquet.")
    with _published(_settings(warehouse=warehouse)) as (con, _):
        try:
            console.show_query(con, sql, form, out)
        except duckdb.Error as error:
            raise Failure(f"Kueri tidak dapat dijalankan: {error}") from error
        except OSError as error:
            raise Failure(f"Hasil tidak dapat ditulis: {error}") from error


@main.command()
@_folders
@click.option("--all", "everything", is_flag=True, help="Juga yang sudah selesai.")
@click.option("--export", type=click.Path(dir_okay=False, path_type=Path), help="Tulis daftar ke berkas .xlsx ini.")
def quarantine(warehouse: str | None, everything: bool, export: Path | None) -> None:
    """Apa yang ditolak, tepatnya di mana, mengapa, dan apa yang harus dilakukan.

    \b
    Contoh:
      kinerja quarantine --export karantina.xlsx
    """
    from pipelines import console

    with _published(_settings(warehouse=warehouse)) as (con, _):
        rows = console.quarantine_rows(con, everything)
    if export is None:
        console.show_quarantine(rows)
        return
    try:
        console.export_quarantine(rows, export)
    except OSError as error:
        raise Failure(f"{export} tidak dapat ditulis: {error}") from error
    click.echo(f"{len(rows)} baris karantina ditulis ke {export}.")


@main.command()
@_folders
def history(warehouse: str | None) -> None:
    """Terbitan yang disimpan, terbaru di atas.

    \b
    Contoh:
      kinerja history
    """
    from pipelines import console
    from pipelines.publishing import Warehouse

    console.show_history(Warehouse(_settings(warehouse=warehouse).warehouse))


@main.command()
@click.argument("build_id", metavar="[NOMOR]", required=False)
@_folders
def rollback(build_id: str | None, warehouse: str | None) -> None:
    """Terbitkan kembali hasil sebelumnya; tanpa NOMOR, yang tepat sebelum ini.

    \b
    Contoh:
      kinerja rollback 20250110-013000
    """
    from pipelines.publishing import PublicationError, Warehouse
    from pipelines.refresh import Busy, exclusive

    settings = _settings(warehouse=warehouse)
    try:
        with exclusive(settings):
            build = Warehouse(settings.warehouse).rollback(build_id)
    except (PublicationError, Busy) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{error.filename or error}: {error.strerror}; periksa folder dan izinnya.") from error
    click.echo(
        f"Terbitan {build.id} kini yang dibaca orang. Terbitan berikutnya dibuat saat ada "
        "berkas baru, dari semua berkas yang pernah diterima."
    )


@main.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder tujuan.")
@click.option("--satker", "count", type=click.IntRange(1, 100_000), default=1, show_default=True, help="Banyak satker.")
@click.option("--seed", type=int, default=0, show_default=True, help="Benih acak: benih sama, berkas sama.")
@click.option(
    "--tahun",
    type=click.IntRange(2000, 2100),
    default=2025,
    show_default=True,
    help="Tahun anggaran; dengan --rak, tahun RAK.",
)
@click.option(
    "--rak",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Pakai pohon anggaran dan indikator dari RAK ini untuk satu satker.",
)
@click.option("--kode", default="999999", show_default=True, help="Kode satker bila --rak dipakai.")
def sample(out: Path, count: int, seed: int, tahun: int, rak: Path | None, kode: str) -> None:
    """Buat ekspor contoh (sintetis, bukan data resmi) dalam tata letak asli SAKTI dan templat kinerja.

    \b
    Contoh:
      kinerja sample --out kotak-masuk --satker 20 --seed 7
    """
    if rak is not None and count != 1:
        raise BadUsage("--satker tidak dipakai bersama --rak: satu RAK adalah satu satker.")
    if not re.fullmatch(r"\d{6}", kode):
        raise BadUsage(f"--kode harus enam digit, bukan '{kode}'.")
    from pipelines.readers.reading import Unreadable
    from pipelines.samples import generator

    try:
        if rak is None:
            written = generator.write_samples(out, count, seed, tahun)
        else:
            written = generator.write_samples_from_plan(out, rak.read_bytes(), kode, seed)
    except Unreadable as error:
        raise Failure(f"{rak}: {error}") from error
    except OSError as error:
        raise Failure(f"Contoh tidak dapat ditulis ke {out}: {error}") from error
    click.echo(f"{written} berkas sintetis ditulis ke {out}. Ini bukan data resmi.")


@main.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port di komputer ini saja."
)
@_folders
def ui(port: int, warehouse: str | None) -> None:
    """Buka layar Dagster di komputer ini (127.0.0.1), dengan jadwal malam dan pemantau kotak masuk.

    \b
    Contoh:
      kinerja ui --port 3000
    """
    from pipelines import nightly

    nightly.serve_ui(_settings(warehouse=warehouse), port)
