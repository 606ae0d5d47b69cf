"""``keterangan.csv`` beside documents: which month they are about. Text in, periods by file name out; opens no file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipelines.readers.period import Period
from pipelines.readers.reading import Reject, Unreadable
from pipelines.wording import cited

NAME = "keterangan.csv"
MAX_BYTES = 1_000_000
KETERANGAN = "keterangan"
YEARS = range(2000, 2101)
COLUMNS = {"berkas": "berkas", "tahun": "tahun", "bulan": "bulan"}

RULE = "BERKAS-23"
SARAN = "Perbaiki baris itu (kolom berkas,tahun,bulan), simpan keterangan.csv, lalu jalankan lagi kinerja refresh."
SARAN_TABEL = "Tulis tabel dengan baris kepala berkas,tahun,bulan, satu berkas per baris, dan simpan sebagai CSV UTF-8."


class Sidecar(NamedTuple):
    """A ``keterangan.csv``: its place below the inbox and its bytes, None for one beyond ``MAX_BYTES``."""

    name: str
    data: bytes | None


class _Line(NamedTuple):
    baris: int
    berkas: str
    target: str
    period: Period


def is_sidecar(name: str) -> bool:
    """Whether a file of this name tells of others and is itself no document."""
    return name.rpartition("/")[2].casefold() == NAME


def stated_periods(
    sidecars: Sequence[Sidecar], names: Collection[str]
) -> tuple[dict[str, Period], dict[str, list[Reject]]]:
    """The period that is stated for files, by name, and by name of the sidecar the lines that are of no use.

    A line tells of a file in the folder of its sidecar, or below it: ``kiriman.zip/mei.xlsx``. Of several sidecars that
    tell of one file the nearest counts. Two lines of one sidecar that contradict each other are both of no use.

    Args:
        sidecars: every ``keterangan.csv`` of the inbox.
        names: every other file of the inbox, those included that are still being written.
    """
    known: dict[str, list[str]] = {}
    for name in names:
        known.setdefault(_key(name), []).append(name)
    stated: dict[str, Period] = {}
    faults: dict[str, list[Reject]] = {}
    for sidecar in sorted(sidecars, key=lambda sidecar: sidecar.name.count("/")):
        lines, rejects = _read(sidecar)
        said: dict[str, _Line] = {}
        contradicted: set[str] = set()
        for line in lines:
            first = said.setdefault(line.target, line)
            if line.target not in known:
                alasan = f"Baris {line.baris} menyebut berkas '{cited(line.berkas)}' yang tidak ada di folder ini."
                rejects.append(_reject(line.baris, "berkas", line.berkas, alasan))
            elif first.period != line.period:
                contradicted.add(line.target)
                alasan = (
                    f"Baris {line.baris} bertentangan dengan baris {first.baris} tentang berkas"
                    f" '{cited(line.berkas)}', sehingga keduanya tidak dipakai."
                )
                rejects.append(_reject(line.baris, "bulan", str(line.period.bulan), alasan))
        stated |= {
            name: line.period
            for target, line in said.items()
            if target not in contradicted
            for name in known.get(target, ())
        }
        if rejects:
            faults[sidecar.name] = sorted(rejects, key=lambda reject: reject.baris or 0)
    return stated, faults


def _read(sidecar: Sidecar) -> tuple[list[_Line], list[Reject]]:
    # Imported here: most inboxes have no sidecar, and a night with nothing new should cost no more than looking.
    from pipelines.readers.template import Aturan, cell_text, plain, tables_of_csv

    def is_header(cells: Sequence[object]) -> bool:
        return {plain(cell) for cell in cells} >= COLUMNS.keys()

    if sidecar.data is None:
        return [], [_table("keterangan.csv ini lebih besar dari 1 MB.")]
    try:
        tables = tables_of_csv(sidecar.data, is_header, Aturan(RULE, SARAN_TABEL), "")
    except Unreadable as error:
        return [], error.rejects
    if not tables:
        return [], [_table("keterangan.csv ini tidak mempunyai baris kepala dengan kolom berkas, tahun, dan bulan.")]
    columns, doubled = tables[0].columns(COLUMNS)
    if doubled is not None:
        return [], [_table("Salah satu kolom keterangan.csv ini tertulis dua kali.")]
    folder = sidecar.name.rpartition("/")[0]
    lines, rejects = [], []
    for baris, cells in tables[0].filled():
        berkas, tahun, bulan = (
            cell_text(cells[columns[name]]) if columns[name] < len(cells) else "" for name in COLUMNS
        )
        problem = _problem(berkas, tahun, bulan)
        if problem:
            kolom, nilai, why = problem
            rejects.append(_reject(baris, kolom, nilai, f"Baris {baris} keterangan.csv tidak dipakai: {why}."))
            continue
        target = "/".join(filter(None, (_key(folder), _key(berkas))))
        lines.append(_Line(baris, berkas, target, Period(int(tahun) if tahun else None, _month(bulan), KETERANGAN)))
    return lines, rejects


def _problem(berkas: str, tahun: str, bulan: str) -> tuple[str, str, str] | None:
    """The column, its value, and what is wrong with it."""
    if not berkas:
        return "berkas", "", "nama berkasnya kosong"
    if tahun and not (re.fullmatch(r"[0-9]{4}", tahun) and int(tahun) in YEARS):
        return "tahun", tahun, f"tahun '{cited(tahun)}' bukan tahun {YEARS[0]} sampai {YEARS[-1]}"
    if _month(bulan) is None:
        return "bulan", bulan, f"bulan '{cited(bulan)}' bukan bulan 1 sampai 12" if bulan else "bulannya kosong"
    return None


def _month(text: str) -> int | None:
    from pipelines.readers.months import MONTHS

    if re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return int(text)
    return MONTHS.get(text.casefold())


def _key(name: str) -> str:
    """A file name without regard to case, to how its accents are stored and to which slash divides its folders."""
    return unicodedata.normalize("NFC", name).replace("\\", "/").removeprefix("./").casefold()


def _reject(baris: int, kolom: str, nilai: str, alasan: str) -> Reject:
    return Reject(None, baris, kolom, nilai or None, RULE, alasan, SARAN)


def _table(alasan: str) -> Reject:
    return Reject(None, None, None, None, RULE, alasan, SARAN_TABEL)
