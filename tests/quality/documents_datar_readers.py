"""Flat dumps of SAKTI: for each rule of their reader one that breaks it and only it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.samples.datar_writer import COLUMNS, Akun, dump_rows, workbook
from tests.quality.documents import LATER, YEAR, Satker, edited
from tests.quality.documents_gate import At, Case, breaks

DATAR_READERS: list[Case] = []

FILE = f"datar desember {YEAR}.xlsx"
Row = dict[str, Any]


def dump(s: Satker, *, levels: bool = False, tahun: int = YEAR) -> list[Row]:
    """The rows of a dump with the money of December."""
    lines = [
        Akun(account.ro, account.komponen, account.sub, account.akun, "A", account.pagu, account.lalu + account.ini)
        for account in s.exports[12]
    ]
    return [*map(dict, dump_rows(s.kode, tahun, lines, levels=levels))]


def dump_book(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> bytes:
    return workbook([columns, *([row.get(name, "") for name in columns] for row in rows)], LATER)


def _beside_good_rows(s: Satker, **changes: object) -> None:
    """A fourth row, in row 5 of the sheet, with something amiss below three good ones."""
    rows = dump(s)
    s.files[FILE] = dump_book([*rows, rows[0] | {"jnsbel": "521811", "kdindex": ""} | changes])


def _changed(s: Satker, *, levels: bool = False, **changes: object) -> None:
    """The first row changed, in row 2 of the sheet."""
    rows = dump(s, levels=levels)
    s.files[FILE] = dump_book([rows[0] | changes, *rows[1:]])


@breaks("BERKAS-22", At("rusak.xlsx", None, None), DATAR_READERS)
def _month_untold(s: Satker) -> None:
    s.files["rusak.xlsx"] = dump_book(dump(s))


@breaks("DATAR-01", At("rusak.xlsx", None, None), DATAR_READERS)
def _two_dumps_in_one_file(s: Satker) -> None:
    s.files["rusak.xlsx"] = edited(dump_book(dump(s)), {}, "Salinan")


@breaks("DATAR-02", At("rusak.xlsx", "1", None), DATAR_READERS)
def _column_missing(s: Satker) -> None:
    s.files["rusak.xlsx"] = dump_book(dump(s), [name for name in COLUMNS if name != "kdbeban"])


@breaks("DATAR-03", At("rusak.xlsx", "AM1", "pagu"), DATAR_READERS)
def _column_twice(s: Satker) -> None:
    s.files["rusak.xlsx"] = dump_book(dump(s), [*COLUMNS, "pagu"])


@breaks("DATAR-04", At("rusak.xlsx", "B5", "2024"), DATAR_READERS)
def _two_years(s: Satker) -> None:
    s.files["rusak.xlsx"] = dump_book([*dump(s), dump(s, tahun=2024)[0]])


@breaks("DATAR-05", At("rusak.xlsx", None, None), DATAR_READERS)
def _another_year_stated(s: Satker) -> None:
    s.files["rusak.xlsx"] = dump_book(dump(s))
    s.files["keterangan.csv"] = b"berkas,tahun,bulan\nrusak.xlsx,2024,12\n"


@breaks("DATAR-06", At("rusak.xlsx", None, None), DATAR_READERS)
def _sums_without_akun_rows(s: Satker) -> None:
    s.files["rusak.xlsx"] = dump_book(row for row in dump(s, levels=True) if row["level"] != "7")


@breaks("DATAR-07", At("rusak.xlsx", "V5", "521211"), DATAR_READERS)
def _two_months_put_together(s: Satker) -> None:
    first = dump(s)[0]
    later = first | {"realisasi": first["realisasi"] + 1, "sisa": first["sisa"] - 1}
    s.files["rusak.xlsx"] = dump_book([*dump(s), later])


@breaks("DATAR-10", At(FILE, "J5", "31/65"), DATAR_READERS, DATAR_24="a row of its akun is missing from the snapshot")
def _kegiatan_that_is_no_code(s: Satker) -> None:
    _beside_good_rows(s, kdgiat="31/65")


@breaks("DATAR-11", At(FILE, "AB5", "sejuta"), DATAR_READERS, DATAR_24="a row of its akun is missing from the snapshot")
def _amount_in_letters(s: Satker) -> None:
    _beside_good_rows(s, pagu="sejuta")


@breaks("DATAR-12", At(FILE, "AD5", "7"), DATAR_READERS, DATAR_24="a row of its akun is missing from the snapshot")
def _row_that_does_not_add_up(s: Satker) -> None:
    _beside_good_rows(s, sisa=7)


@breaks("DATAR-13", At(FILE, "AB2", "60000000"), DATAR_READERS)
def _other_budget_without_a_reason(s: Satker) -> None:
    _changed(s, paguakhir=1)


@breaks("DATAR-14", At(FILE, "AG2", "1"), DATAR_READERS)
def _level_that_is_no_sum(s: Satker) -> None:
    _changed(s, levels=True, realkwt=1)


@breaks("DATAR-15", At(FILE, "V5", "521211"), DATAR_READERS)
def _row_twice(s: Satker) -> None:
    s.files[FILE] = dump_book([*dump(s), dump(s)[0]])


@breaks("DATAR-16", At(FILE, "5", None), DATAR_READERS, DATAR_24="a row of its akun is missing from the snapshot")
def _figures_without_codes(s: Satker) -> None:
    s.files[FILE] = dump_book([*dump(s), {"pagu": 5}])


@breaks("DATAR-17", At(FILE, "AD2", "19999899"), DATAR_READERS)
def _rest_less_what_is_blocked(s: Satker) -> None:
    rest = dump(s)[0]["sisa"]
    _changed(s, nilblokir=100, sisa=rest - 100)
