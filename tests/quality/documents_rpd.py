"""Cash plans (RPD): one that raises nothing, and for each of its rules one that breaks it and only it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.readers.months import MONTH_NAMES
from pipelines.readers.rpd_fields import COLUMNS
from tests.quality.documents import SENT, YEAR, Cell, Satker, book
from tests.quality.documents_gate import At, Case, breaks

RPD: list[Case] = []
SHEET = "rpd"
# The pagu of a clean satker, all of it 52.
PAGU = 200_000_000


def planned(kode: str, jenis: Cell = "52", total: int = PAGU, **changes: Cell) -> dict[str, Cell]:
    """A row that plans ``total`` over the twelve months, in rupiah."""
    row: dict[str, Cell] = {"tahun": YEAR, "kode_satker": kode, "jenis_belanja": jenis, "satuan": "rupiah"}
    months = [total // 12] * 11
    return row | dict(zip(MONTH_NAMES, [*months, total - sum(months)], strict=True)) | changes


def plan_cells(rows: Sequence[Mapping[str, Cell]], *extra: str) -> list[list[Cell]]:
    names = [*COLUMNS, *extra]
    return [list(names), *([row.get(name) for name in names] for row in rows)]


def plan_book(rows: Sequence[Mapping[str, Cell]], *extra: str) -> bytes:
    return book(plan_cells(rows, *extra), SENT, SHEET)


def plan_csv(rows: Sequence[Mapping[str, Cell]]) -> str:
    cells = plan_cells(rows)
    return "".join(";".join("" if cell is None else str(cell) for cell in row) + "\n" for row in cells)


def _send(s: Satker, *rows: Mapping[str, Cell]) -> None:
    s.files["rpd.xlsx"] = plan_book(rows or [planned(s.kode)])


def _beside_a_good_row(s: Satker, **changes: Cell) -> None:
    """A row for 53 with something amiss below the good one for 52."""
    _send(s, planned(s.kode), planned(s.kode, "53", 0, **changes))


# -- what the reader refuses ---------------------------------------------------------------------------------------


@breaks("RPD-01", At("rpd.xlsx", "1", None), RPD)
def _column_missing(s: Satker) -> None:
    s.files["rpd.xlsx"] = book([cells[:-1] for cells in plan_cells([planned(s.kode)])], SENT, SHEET)


@breaks("RPD-02", At("rpd.xlsx", "D3", "juta"), RPD)
def _unit_that_is_none(s: Satker) -> None:
    _beside_a_good_row(s, satuan="juta")


@breaks("RPD-03", At("rpd.xlsx", "Q1", "maret"), RPD)
def _column_twice(s: Satker) -> None:
    s.files["rpd.xlsx"] = plan_book([planned(s.kode)], "maret")


@breaks("RPD-04", At("rpd.xlsx", "Q1", "catatan"), RPD)
def _unknown_column(s: Satker) -> None:
    s.files["rpd.xlsx"] = plan_book([planned(s.kode) | {"catatan": "sudah disetujui"}], "catatan")


@breaks("RPD-05", At("rpd.xlsx", None, None), RPD)
def _nothing_planned(s: Satker) -> None:
    _send(s, planned(s.kode) | dict.fromkeys(MONTH_NAMES))


@breaks("RPD-06", At("rpd.csv", '"52', None), RPD)
def _quotation_mark_alone(s: Satker) -> None:
    s.files["rpd.csv"] = plan_csv([planned(s.kode)]).replace(";52;", ';"52;').encode()


@breaks("RPD-07", At("rpd.csv", ";53;", None), RPD)
def _cells_missing_in_csv(s: Satker) -> None:
    text = plan_csv([planned(s.kode), planned(s.kode, "53", 0)])
    s.files["rpd.csv"] = text.rstrip()[:-2].encode()


@breaks("RPD-10", At("rpd.xlsx", "A3", "25"), RPD)
def _short_year(s: Satker) -> None:
    _beside_a_good_row(s, tahun=25)


@breaks("RPD-11", At("rpd.xlsx", "B3", "12345"), RPD)
def _short_satker(s: Satker) -> None:
    _beside_a_good_row(s, kode_satker="12345")


@breaks("RPD-12", At("rpd.xlsx", "C3", "Belanja Lain"), RPD)
def _unknown_expense_type(s: Satker) -> None:
    _beside_a_good_row(s, jenis_belanja="Belanja Lain")


@breaks("RPD-13", At("rpd.xlsx", "F3", "belum ada"), RPD)
def _words_for_a_number(s: Satker) -> None:
    _beside_a_good_row(s, februari="belum ada")


@breaks("RPD-14", At("rpd.xlsx", "F3", "-5"), RPD)
def _negative_plan(s: Satker) -> None:
    _beside_a_good_row(s, februari=-5)


@breaks("RPD-15", At("rpd.xlsx", "3", None), RPD)
def _row_planned_twice(s: Satker) -> None:
    _send(s, planned(s.kode), planned(s.kode))


@breaks("RPD-16", At("rpd.xlsx", "4", None), RPD)
def _row_contradicted(s: Satker) -> None:
    _send(s, planned(s.kode), planned(s.kode, "53", 0), planned(s.kode, "53", 0, mei=5))


@breaks("RPD-17", At("rpd.xlsx", "3", None), RPD, RPD_13="the cell whose month is held back with it")
def _month_of_another_akun(s: Satker) -> None:
    _send(s, planned(s.kode), planned(s.kode, "531111", 0), planned(s.kode, "532111", 0, mei="?"))


# -- what the gate finds -------------------------------------------------------------------------------------------


@breaks("RPD-20", At("rpd.xlsx", "C2", "52"), RPD)
def _far_from_the_pagu(s: Satker) -> None:
    _send(s, planned(s.kode, total=PAGU * 9 // 10 - 1))


@breaks("RPD-21", At("rpd.xlsx", "D2", "ribuan"), RPD)
def _rupiah_declared_as_thousands(s: Satker) -> None:
    _send(s, planned(s.kode, satuan="ribuan"))


@breaks("RPD-22", At("rpd.xlsx", "C3", "53"), RPD)
def _planned_without_pagu(s: Satker) -> None:
    _send(s, planned(s.kode), planned(s.kode, "53", 12))


@breaks("RPD-23", None, RPD)
def _spent_without_a_plan(s: Satker) -> None:
    for accounts in s.exports.values():
        accounts[1].akun = "532111"
    _send(s, planned(s.kode, total=PAGU - s.exports[12][1].pagu))
