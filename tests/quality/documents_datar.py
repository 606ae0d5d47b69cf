"""How flat budget files come to break a rule of the gate, one satker a rule. What the tables look like is not here."""

from __future__ import annotations

from datetime import datetime

from pipelines.samples.datar_writer import COLUMNS, POK_COLUMNS, Akun, dump_rows, pok_rows, workbook
from tests.quality.documents import LATER, SENT, YEAR, Account, Satker, export
from tests.quality.documents_gate import At, Case, breaks

DATAR: list[Case] = []
EARLIER = datetime(2026, 1, 3, 8, 0)
NAME = f"desember {YEAR}.xlsx"


def lines(accounts: list[Account]) -> list[Akun]:
    """The lines of an export as those of a dump, all of them rupiah murni."""
    return [Akun(one.ro, one.komponen, one.sub, one.akun, "A", one.pagu, one.lalu + one.ini) for one in accounts]


def dump(s: Satker, made: datetime = SENT, **first: str | int) -> bytes:
    """The December export as a dump; ``first`` says what stands otherwise in its first row."""
    rows = dump_rows(s.kode, YEAR, lines(s.exports[12]))
    rows[0] |= first
    return workbook([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)], made)


def pok(s: Satker, unit: str, made: datetime = SENT) -> bytes:
    """The December export as a POK sheet."""
    rows = pok_rows(unit, lines(s.exports[12]))
    return workbook([POK_COLUMNS, *([row[name] for name in POK_COLUMNS] for row in rows)], made)


@breaks("DATAR-20", At(NAME, "AA2", "60000001"), DATAR)
def _blocked_above_the_budget(s: Satker) -> None:
    s.files |= {"fa_12.xlsx": None, NAME: dump(s, nilblokir=60_000_001)}


@breaks("DATAR-21", At(NAME, "R2", "Z"), DATAR)
def _unknown_source(s: Satker) -> None:
    s.files |= {"fa_12.xlsx": None, NAME: dump(s, kdbeban="Z")}


@breaks("DATAR-22", At(NAME, "A2", "QIZ.009", "QIZ/009/053/A"), DATAR)
def _sheet_whose_program_nobody_knows(s: Satker) -> None:
    sheet = Satker(s.kode, s.nama)
    for account in sheet.exports[12]:
        account.ro = "DR.3165.QIZ.009"
    s.files[NAME] = pok(sheet, s.nama, LATER)


@breaks("DATAR-24", At(NAME, None, "200000000"), DATAR, DATAR_11="the row that is missing")
def _row_refused(s: Satker) -> None:
    rows = dump_rows(s.kode, YEAR, lines(s.exports[12]))
    rows.append(rows[0] | {"jnsbel": "521811", "pagu": "sejuta", "kdindex": ""})
    data = workbook([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)], SENT)
    s.files |= {"fa_12.xlsx": None, NAME: data}


@breaks("FA-27", At(NAME, None, "136000000"), DATAR)
def _old_figures_in_a_newer_file(s: Satker) -> None:
    old = Satker(s.kode, s.nama)
    for account in old.exports[12]:
        account.ini -= 1
    s.files |= {"awal.xlsx": export(s.kode, 12, old.exports[12], EARLIER), NAME: dump(old, LATER)}


@breaks("DATAR-23", At("fa_12.xlsx", "P9", "200000000"), DATAR)
def _dump_that_differs_from_the_export(s: Satker) -> None:
    s.files[NAME] = dump(s, EARLIER, paguakhir=60_000_001, pagu=60_000_001, sisa=60_000_001 - 40_000_001)
