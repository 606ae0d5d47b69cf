"""Writes a synthetic, labelled SAKTI dump of 38 columns and the POK upload sheet. Reads nothing, invents no figure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import xlsxwriter

from pipelines.samples.template_writer import LABEL

COLUMNS = (
    *("level", "thang", "kdjendok", "kdsatker", "kddept", "kdunit", "kddekon", "nokarwas", "kdprogram", "kdgiat"),
    *("kdlokasi", "kdkabkota", "kdoutput", "kdsoutput", "kdkmpnen", "kdskmpnen", "kdkppn", "kdbeban", "kdjnsban"),
    *("register", "kdctarik", "jnsbel", "paguakhir", "trmskpa", "kembel", "klrskpa", "nilblokir", "pagu", "realisasi"),
    *("sisa", "realspmgu", "realnongu", "realkwt", "realgu", "ket", "kode", "kdindex", "kdanaks"),
)
POK_COLUMNS = ("subkomponen", "kode akun", "Loka ", "Volume", "price", "total", "sd", "realisasi", "sisa")
AMOUNTS = COLUMNS[22:34]
# Where the codes of a line stand, from program to akun.
TREE = ("kdprogram", "kdgiat", "kdoutput", "kdsoutput", "kdkmpnen", "kdskmpnen", "jnsbel")
AKUN = len(TREE)
SUMBER_DANA = {"A": "RM", "D": "PNBP"}

Cell = str | int


class Akun(NamedTuple):
    """A budget line, in rupiah; ``gu`` is what of ``realisasi`` was paid from the revolving fund."""

    kode_ro: str
    kode_komponen: str
    kode_subkomponen: str
    kode_akun: str
    kode_beban: str
    pagu: int
    realisasi: int
    gu: int = 0

    def codes(self) -> tuple[str, ...]:
        return (*self.kode_ro.split("."), self.kode_komponen, self.kode_subkomponen, self.kode_akun)

    def amounts(self) -> dict[str, int]:
        own = {"paguakhir": self.pagu, "pagu": self.pagu, "realisasi": self.realisasi}
        own |= {"sisa": self.pagu - self.realisasi, "realspmgu": self.gu, "realgu": self.gu}
        return dict.fromkeys(AMOUNTS, 0) | own | {"realnongu": self.realisasi - self.gu}


def dump_rows(kode_satker: str, tahun: int, lines: Iterable[Akun], *, levels: bool = False) -> list[dict[str, Cell]]:
    """The rows of a dump, by column; with ``levels`` also the sums of each level from program to sub komponen."""
    lines = sorted(lines)
    rows = []
    before: tuple[str, ...] = ()
    for line in lines:
        codes = line.codes()
        for level in range(1 if levels else AKUN, AKUN + 1):
            if level == AKUN or codes[:level] != before[:level]:
                same = [line] if level == AKUN else [one for one in lines if one.codes()[:level] == codes[:level]]
                rows.append(_row(kode_satker, tahun, level, codes, line.kode_beban, same))
        before = codes
    return rows


def _row(
    kode_satker: str, tahun: int, level: int, codes: tuple[str, ...], kode_beban: str, same: list[Akun]
) -> dict[str, Cell]:
    row: dict[str, Cell] = dict.fromkeys(COLUMNS, "")
    row |= {"level": str(level), "thang": str(tahun), "kdjendok": "01", "kdsatker": kode_satker, "kddept": "063"}
    row |= {"kdunit": "01", "kddekon": "KD", "nokarwas": "0001", "ket": f"{'   ' * (level - 1)}DATA SINTETIS"}
    row |= dict(zip(TREE[:level], codes, strict=False))
    row |= {name: sum(one.amounts()[name] for one in same) for name in AMOUNTS}
    if level == AKUN:
        row |= {"kdlokasi": "09", "kdkabkota": "05", "kdkppn": "008", "kdbeban": kode_beban, "kdjnsban": "0"}
        row |= {"register": "00000000", "kdctarik": "0"}
        row["kdindex"] = "".join(
            str(row[name]) for name in (*COLUMNS[1:15], "kdskmpnen", "jnsbel", "kdkppn", "kdbeban")
        )
    return row


def pok_rows(nama_satker: str, lines: Iterable[Akun]) -> list[dict[str, Cell]]:
    """The rows of a POK upload sheet, by column."""
    rows: list[dict[str, Cell]] = []
    for line in sorted(lines):
        path = "/".join((*line.kode_ro.split(".")[2:], line.kode_komponen, line.kode_subkomponen))
        figures = (1, line.pagu, line.pagu, SUMBER_DANA[line.kode_beban], line.realisasi, line.pagu - line.realisasi)
        rows.append(dict(zip(POK_COLUMNS, (path, int(line.kode_akun), nama_satker, *figures), strict=True)))
    return rows


def workbook(rows: Iterable[Sequence[Cell]], made: datetime, sheet: str = "Sheet1") -> bytes:
    """An xlsx file with one sheet of these rows, made at ``made`` (UTC)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": LABEL, "created": made})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return buffer.getvalue()


def write_dump(kode_satker: str, tahun: int, lines: Iterable[Akun], made: datetime, *, levels: bool = False) -> bytes:
    """A dump as SAKTI's users save it: one sheet, no title, codes as text, amounts as numbers."""
    rows = dump_rows(kode_satker, tahun, lines, levels=levels)
    return workbook([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)], made)
