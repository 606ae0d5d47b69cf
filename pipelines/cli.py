"""The command line: arguments in, Indonesian sentences out. The work itself is done elsewhere."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from pipelines.cli_analysts import export, shell
from pipelines.cli_inspect import inspect
from pipelines.cli_parts import BadUsage, Failure, as_of, folders, published, settings_of, usage_sentence
from pipelines.cli_report import report
from pipelines.cli_site import site
from pipelines.settings import SettingsError
from pipelines.wording import os_reason


class _Commands(click.Group):
    """Says what is wrong with a command in Indonesian.

    Ends quietly when nobody reads on, as after ``| head``; the status is the one that shells give SIGPIPE.
    """

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            status = super().main(*args, **kwargs | {"standalone_mode": False})
            sys.exit(status if isinstance(status, int) else 0)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.UsageError as error:
            ended: click.ClickException = BadUsage(usage_sentence(error))
        except click.ClickException as error:
            ended = error
        except click.Abort:
            ended = Failure("Dihentikan.")
        ended.show()
        sys.exit(ended.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # At once: what is still to be written, or said while the interpreter is taken down, has no reader.
            os._exit(141)


def _say_look(look: Any) -> None:
    """Say that the newest run was not published, where that is so."""
    from pipelines.alerts import telling

    if sentence := telling.look_sentence(look):
        click.echo(sentence)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kinerja", prog_name="kinerja", message="%(prog)s %(version)s")
def main() -> None:
    """Dokumen kinerja dan anggaran satu unit menjadi gudang data yang diperiksa, setiap malam.

    \b
    Mulai dari sini:
      kinerja inspect BERKAS
      kinerja refresh
      kinerja status
      kinerja query "select * from mart.serapan_satker"
    """


@main.command()
@click.option("--inbox", metavar="FOLDER", help="Folder kotak masuk, termasuk subfoldernya (KINERJA_INBOX).")
@folders
@click.option("--satker", metavar="BERKAS.csv", help="Peta nama unit ke kode satker (KINERJA_SATKER).")
@click.option("--indikator", metavar="BERKAS.csv", help="Peta ejaan indikator ke kode indikator (KINERJA_INDIKATOR).")
@click.option("--corrections", metavar="FOLDER", help="Register koreksi, berkas *.yml (KINERJA_CORRECTIONS).")
@click.option(
    "--bulan",
    type=click.IntRange(1, 12),
    help="Bulan berkas baru yang bulannya tidak tertulis di isi, nama, atau keterangan.csv.",
)
@click.option(
    "--tahun", type=click.IntRange(2000, 2100), help="Tahun anggarannya, bila tidak tertulis; bersama --bulan."
)
def refresh(
    inbox: str | None,
    warehouse: str | None,
    satker: str | None,
    indikator: str | None,
    corrections: str | None,
    bulan: int | None,
    tahun: int | None,
) -> None:
    """Ambil berkas baru, susun, periksa, dan terbitkan gudang data.

    \b
    Contoh:
      kinerja refresh --inbox kotak-masuk --warehouse gudang --satker satker.csv
      kinerja refresh --bulan 4
    """
    if tahun is not None and bulan is None:
        raise BadUsage("--tahun dipakai bersama --bulan; tambahkan --bulan N.")
    from dataclasses import replace

    from pipelines import nightly
    from pipelines.publishing import PublicationError

    settings = settings_of(
        inbox=inbox, warehouse=warehouse, satker=satker, indikator=indikator, corrections=corrections
    )
    try:
        status = nightly.run(replace(settings, tahun=tahun, bulan=bulan))
    except SettingsError as error:
        raise BadUsage(str(error)) from error
    except KeyboardInterrupt as error:
        raise Failure("Dihentikan; yang sudah terbit tetap berlaku.") from error
    except PublicationError as error:
        raise Failure(str(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"{error.filename or error}: {os_reason(error)}; periksa folder dan izinnya.") from error
    # Great Expectations never lets go of its connection classes, and DuckDB's bindings complain of it to stderr while
    # the interpreter is taken down. Everything is closed and published by now.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


main.add_command(export)
main.add_command(inspect)
main.add_command(report)
main.add_command(shell)
main.add_command(site)


@main.command()
@folders
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON untuk program lain.")
def status(warehouse: str | None, as_json: bool) -> None:
    """Apa yang terbit, sejak kapan, dari berkas apa, dan siapa yang belum lapor.

    \b
    Contoh:
      kinerja status --json
    """
    from pipelines import console
    from pipelines.alerts import telling
    from pipelines.publishing import Warehouse

    settings = settings_of(warehouse=warehouse)
    with published(settings) as (con, build):
        report = console.status_report(con, build.id)
    folder = Warehouse(settings.warehouse)
    look = telling.newest_look(folder)
    report["hasil_pengembalian"] = folder.is_rolled_back()
    report["penyegaran_terakhir"] = console.look_report(look)
    report["pemberitahuan_tertunda"] = [waiting._asdict() for waiting in telling.undelivered(folder)]
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, default=str))
    else:
        _say_look(look)
        console.show_rollback(folder)
        console.show_status(report, settings.warehouse)
        for sentence in telling.undelivered_sentences(folder):
            click.echo(sentence)


@main.command()
@click.option("--max-age", metavar="JAM", type=float, required=True, help="Umur tertua yang masih wajar, dalam jam.")
@folders
def watchdog(max_age: float, warehouse: str | None) -> None:
    """Beri tahu, dan berakhir dengan status 1, bila sudah terlalu lama tidak ada penyegaran yang berhasil.

    Penyegaran yang tidak menemukan apa pun yang baru juga berhasil. Jalankan dari penjadwal yang terpisah.

    \b
    Contoh:
      kinerja watchdog --max-age 26
    """
    from datetime import timedelta

    from pipelines.alerts import telling
    from pipelines.publishing import Warehouse

    if not 0 < max_age < 1_000_000:
        raise BadUsage("--max-age harus jumlah jam yang lebih dari nol, misalnya 26.")
    folder = Warehouse(settings_of(warehouse=warehouse).warehouse)
    watch = telling.watch(folder, timedelta(hours=max_age))
    click.echo(watch.sentence)
    telling.deliver(folder)
    telling.say_undelivered(folder)
    if watch.stale:
        sys.exit(1)


@main.command()
@click.argument("sql")
@folders
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "parquet"]),
    default="table",
    show_default=True,
    help="Bentuk keluaran. Di csv, teks yang dapat dijalankan sebagai rumus didahului tanda petik (').",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Tulis ke berkas ini, bukan ke layar.")
@click.option(
    "--as-of", "day", metavar="TTTT-BB-HH", help="Gudang data seperti yang diketahui di akhir hari itu (WIB)."
)
def query(sql: str, warehouse: str | None, form: str, out: Path | None, day: str | None) -> None:
    """Jalankan satu kueri SQL, hanya baca, pada gudang data yang terbit.

    Dengan --as-of, tabel disusun lagi dari berkas yang sudah diterima pada tanggal itu: versi yang datang sesudahnya,
    perbaikan sesudahnya, dan koreksi bertanggal sesudahnya tidak ikut.

    \b
    Contoh:
      kinerja query "select bulan, serapan_pct from mart.serapan_satker order by bulan"
      kinerja query "from mart.capaian_indikator" --format parquet --out capaian.parquet
      kinerja query --as-of 2025-10-15 "from mart.serapan_satker"
    """
    import duckdb

    from pipelines import console

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise BadUsage("Parquet bukan teks; tambahkan --out BERKAS.parquet.")
    settings = settings_of(warehouse=warehouse)
    opened = published(settings) if day is None else as_of(settings, day, sql)
    with opened as (con, _):
        try:
            if len(con.extract_statements(sql)) != 1:
                raise BadUsage('Tulis tepat satu kueri SQL, misalnya kinerja query "from mart.serapan_satker".')
            console.show_query(con, sql, form, out)
        except duckdb.Error as error:
            raise Failure(f"Kueri tidak dapat dijalankan: {error}") from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Failure(f"Hasil tidak dapat ditulis: {error}") from error


@main.command()
@folders
@click.option("--all", "everything", is_flag=True, help="Semua temuan setiap aturan, bukan yang pertama saja.")
@click.option("--satker", metavar="KODE", help="Hanya temuan satker ini.")
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON untuk program lain.")
def checks(warehouse: str | None, everything: bool, satker: str | None, as_json: bool) -> None:
    """Aturan mutu yang tidak lulus: di mana, apa yang harus dilakukan, sejak kapan, dan trennya.

    \b
    Contoh:
      kinerja checks --satker 690001 --all
    """
    from pipelines import console, console_checks
    from pipelines.alerts import telling
    from pipelines.publishing import Warehouse

    settings = settings_of(warehouse=warehouse)
    with published(settings) as (con, build):
        report = console_checks.checks_report(con, build.id, satker, everything)
    look = telling.newest_look(Warehouse(settings.warehouse))
    report["penyegaran_terakhir"] = console.look_report(look)
    if as_json:
        click.echo(console_checks.as_json(report))
    else:
        _say_look(look)
        console_checks.show_checks(report, console.screen)


@main.command()
@folders
@click.option("--all", "everything", is_flag=True, help="Juga yang sudah selesai, dengan tanda selesai.")
@click.option("--satker", metavar="KODE", help="Hanya satker ini.")
@click.option(
    "--export",
    type=click.Path(path_type=Path),
    help="Tulis ke buku kerja .xlsx ini; bila berupa folder, satu buku kerja per satker.",
)
def quarantine(warehouse: str | None, everything: bool, satker: str | None, export: Path | None) -> None:
    """Apa yang ditolak, tepatnya di mana, mengapa, dan apa yang harus dilakukan.

    Buku kerja yang ditulis --export dapat dikirim kembali ke unit; temuan aturan mutu ada di dalamnya juga.

    \b
    Contoh:
      kinerja quarantine --export karantina.xlsx
      kinerja quarantine --export untuk-unit/
    """
    if everything and export is not None:
        raise BadUsage("--all tidak dipakai bersama --export: buku kerja hanya memuat yang masih terbuka.")
    from pipelines import console_quarantine
    from pipelines.alerts import telling
    from pipelines.publishing import Warehouse

    settings = settings_of(warehouse=warehouse)
    with published(settings) as (con, build):
        known = satker is None or console_quarantine.is_known(con, satker)
        rows = console_quarantine.quarantine_rows(con, everything, satker)
        if export is not None:
            from pipelines import quarantine_workbook

            try:
                written = quarantine_workbook.export(con, build.id, rows, export, satker)
            except OSError as error:
                raise Failure(f"{export} tidak dapat ditulis: {error}") from error
    _say_look(telling.newest_look(Warehouse(settings.warehouse)))
    if satker is not None and not known:
        nothing = " Tidak ada yang ditulis." if export is not None else ""
        click.echo(f"Terbitan {build.id}: {console_quarantine.unknown_satker(satker)}{nothing}")
    elif export is None:
        console_quarantine.show_quarantine(rows, everything)
    elif not written:
        click.echo("Tidak ada karantina terbuka dan tidak ada temuan; tidak ada yang ditulis.")
    else:
        for path, items in written:
            click.echo(f"{items} baris ditulis ke {path}.")


@main.command()
@folders
def history(warehouse: str | None) -> None:
    """Terbitan yang disimpan, terbaru di atas.

    \b
    Contoh:
      kinerja history
    """
    from pipelines import console
    from pipelines.publishing import Warehouse

    console.show_history(Warehouse(settings_of(warehouse=warehouse).warehouse))


@main.command()
@click.argument("build_id", metavar="[NOMOR]", required=False)
@folders
def rollback(build_id: str | None, warehouse: str | None) -> None:
    """Terbitkan kembali hasil sebelumnya; tanpa NOMOR, yang tepat sebelum ini.

    \b
    Contoh:
      kinerja rollback 20250110-013000
    """
    from pipelines.publishing import PublicationError, Warehouse
    from pipelines.refresh import Busy, exclusive
    from pipelines.site.build import attempt

    settings = settings_of(warehouse=warehouse)
    try:
        with exclusive(settings):
            folder = Warehouse(settings.warehouse)
            build = folder.rollback(build_id)
            _, problem = attempt(build, folder.site_folder)
    except (PublicationError, Busy) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{error.filename or error}: {os_reason(error)}; periksa folder dan izinnya.") from error
    click.echo(
        f"Terbitan {build.id} kini yang dibaca orang. Terbitan berikutnya dibuat saat ada "
        "berkas baru, dari semua berkas yang pernah diterima."
    )
    if problem:
        click.echo(f"Situs terbitan itu tidak dapat ditulis: {problem.rstrip('.')}; coba kinerja site.")


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
@folders
def ui(port: int, warehouse: str | None) -> None:
    """Buka layar Dagster di komputer ini (127.0.0.1), dengan jadwal malam dan pemantau kotak masuk.

    \b
    Contoh:
      kinerja ui --port 3000
    """
    from pipelines import nightly

    nightly.serve_ui(settings_of(warehouse=warehouse), port)
