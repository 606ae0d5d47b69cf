"""The command ``kinerja inspect``: arguments in, exit status out. The work itself is done elsewhere."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from pipelines.cli_parts import BadUsage, settings_of
from pipelines.settings import SettingsError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="BERKAS...", type=click.Path(path_type=Path))
@click.option(
    "--bulan", type=click.IntRange(1, 12), help="Bulan berkas, bila tidak tertulis di isi, nama, atau keterangan.csv."
)
@click.option(
    "--tahun", type=click.IntRange(2000, 2100), help="Tahun anggarannya, bila tidak tertulis; bersama --bulan."
)
@click.option("--satker", metavar="BERKAS.csv", help="Peta nama unit ke kode satker (KINERJA_SATKER).")
@click.option("--indikator", metavar="BERKAS.csv", help="Peta ejaan indikator ke kode indikator (KINERJA_INDIKATOR).")
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON untuk program lain.")
def inspect(
    files: tuple[Path, ...],
    bulan: int | None,
    tahun: int | None,
    satker: str | None,
    indikator: str | None,
    as_json: bool,
) -> None:
    """Coba satu berkas atau lebih: apa isinya, dan apa yang akan ditolak atau ditemukan, tanpa menyimpan apa pun.

    Setiap berkas (dan setiap isi zip) dibaca dan diperiksa sendiri; yang hanya dapat dinilai bersama dokumen lain,
    misalnya RAK terhadap SAKTI, tidak dinilai. Status keluar 0 bila semuanya dapat diterima, juga dengan catatan; 1
    bila ada yang akan ditolak; 2 bila ada yang bukan berkas.

    \b
    --json menulis daftar, satu objek per dokumen:
      nama, jenis, kode_satker, nama_satker, tahun, bulan, periode_dari, tahun_dari, jumlah_baris, diterima, alasan
      ditahan      dapat diterima, tetapi semuanya menunggu di karantina sampai satkernya dikenal
      perlu        opsi yang masih diperlukan karena periodenya tidak tertulis (--bulan N --tahun T), atau kosong
      isi          jumlah baris dan uang per tingkat, bulan, atau bagian
      tolakan      yang tidak diambil pembaca: lembar, baris, kolom, nilai, aturan, alasan, saran
      pemeriksaan  aturan yang tidak lulus, masing-masing dengan temuan: lembar, baris, kolom, sel, nilai

    \b
    Contoh:
      kinerja inspect "Laporan FA Detail.xlsx" rak.pdf
      kinerja inspect "upload POK.xlsx" --bulan 4 --tahun 2025
    """
    if tahun is not None and bulan is None:
        raise BadUsage("--tahun dipakai bersama --bulan; tambahkan --bulan N.")
    from pipelines import console, console_inspect, inspection
    from pipelines.landing import PERINTAH
    from pipelines.names import Names, read_indicator_map, read_satker_map
    from pipelines.readers.period import UNSTATED, Period

    settings = settings_of(satker=satker, indikator=indikator)
    try:
        maps = Names(read_satker_map(settings.satker), read_indicator_map(settings.indikator))
    except SettingsError as error:
        raise BadUsage(str(error)) from error
    stated = Period(tahun, bulan, PERINTAH) if bulan else UNSTATED
    status, told = 0, []
    for path in files:
        try:
            for inspected in inspection.documents(path, stated):
                audit = []
                if inspected.accepted:
                    with console.progress_bar() if sys.stderr.isatty() else nullcontext():
                        audit = inspected.audit(maps)
                else:
                    status = max(status, 1)
                if as_json:
                    told.append(console_inspect.report(inspected, audit))
                    continue
                console_inspect.show_document(inspected)
                if inspected.accepted:
                    console_inspect.show_audit(audit)
        except inspection.NothingToRead as error:
            BadUsage(str(error)).show()
            status = BadUsage.exit_code
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=_plain))
    sys.exit(status)


def _plain(value: Any) -> Any:
    """Whole amounts as numbers, which JSON has without loss; the rest as text."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else str(value)
