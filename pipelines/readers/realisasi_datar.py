"""Reads the flat SAKTI dump and the POK upload sheet into ``raw.realisasi_datar``, row by row.

What must hold among the rows is in realisasi_datar_proof; which snapshot of a month counts is decided in SQL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pipelines.readers.period import Period, period_in_name
from pipelines.readers.reading import Document, Reject
from pipelines.readers.realisasi_datar_fields import (
    AKUN,
    AMOUNTS,
    BARIS_ASING,
    CODES,
    FIGURES,
    JENIS,
    JUMLAH,
    KODE,
    NEEDED_AMOUNTS,
    PERIODE,
    SATU_TABEL,
    SATU_TAHUN,
    TAHUN_LAIN,
    TANPA_AKUN,
    TREE,
    RealisasiDatar,
    amount_of,
    code_of,
    path_of,
    quantity_of,
)
from pipelines.readers.realisasi_datar_proof import KEPT, Amounts, Line, differences, odd, without_repeated
from pipelines.readers.realisasi_datar_table import Found, Table, refuse
from pipelines.readers.template import cell_text, plain
from pipelines.readers.workbook import Workbook
from pipelines.wording import cited

# Every line of money has more codes than this; a total or a note below the table has not.
CODES_OF_NO_LINE = 1
_TOTAL = re.compile(r"\b(jumlah|total)\b", re.IGNORECASE)


def read_datar(workbook: Workbook, tables: Sequence[Found], name: str, stated: Period) -> Document:
    """Read one table: every row of every level, of which only the akun rows (level 7) are ever to be added up.

    A row that holds not in itself (pagu - realisasi = sisa; see ``odd``) is left out alone. Rows of level 1 to 6, and
    total rows below the table, are compared with the akun rows, unless one of these was left out; they stay.

    The month stands nowhere inside: it is the ``stated`` one, or else the one in ``name``. The year is that of the
    rows; a POK sheet has none, and takes it from where the month may come from.

    Raises:
        Unreadable: the table is not the only one, lacks a column, mixes years or snapshots, holds no akun row that
            can be used, or nobody says its month.
    """
    if len(tables) > 1:
        names = ", ".join(f"'{found.sheet.name}'" for found in tables)
        refuse(SATU_TABEL, f"Berkas ini memuat lebih dari satu tabel realisasi, di lembar {names}.")
    table = Table(tables[0])
    reader = _Reader(table)
    rows = reader.rows()
    told = period_in_name(name)
    tahun = _year(table, rows)
    if tahun and stated.tahun and tahun != stated.tahun:
        alasan = f"Tahun {stated.tahun} dari {stated.dari} bertentangan dengan tahun {tahun} di isi berkas."
        refuse(TAHUN_LAIN, alasan)
    tahun = tahun or stated.tahun or told.tahun
    bulan, dari = (stated.bulan, stated.dari) if stated.bulan else (told.bulan, told.dari)
    unknown = [what for what, known in (("tahun", tahun), ("bulan", bulan)) if not known]
    if unknown:
        what = " dan ".join(unknown).capitalize()
        refuse(PERIODE, f"{what} data ini tidak tertulis di isi berkas dan tidak jelas dari nama berkasnya.")
    return Document(
        jenis=JENIS,
        rows={"raw.realisasi_datar": [*rows]},
        rejects=sorted(reader.rejects, key=lambda reject: reject.baris or 0),
        columns=[*table.places()],
        kode_satker=_only(row.kode_satker for row in rows),
        nama_satker=_only(row.nama_satker for row in rows),
        tahun=tahun,
        bulan=bulan,
        waktu_sumber=workbook.waktu_sumber,
        waktu_asli=workbook.waktu_asli,
        periode_dari=dari,
        kurang_baris=reader.lost,
    )


def _year(table: Table, rows: Sequence[RealisasiDatar]) -> int | None:
    """The budget year of the rows, if they have one."""
    counted = Counter(row.tahun for row in rows if row.tahun)
    if len(counted) > 1:
        alasan = f"Berkas ini memuat lebih dari satu tahun anggaran: {', '.join(sorted(counted))}."
        rare = {tahun for tahun, _ in counted.most_common()[1:]}
        first = {row.tahun: row for row in reversed(rows) if row.tahun in rare}
        more = [table.reject(SATU_TAHUN, row.baris, "tahun", row.tahun, alasan) for row in first.values()]
        refuse(SATU_TAHUN, alasan, more=more)
    return int(next(iter(counted))) if counted else None


class _Reader:
    """Turns the rows of a table into lines, each by itself."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = table.columns
        # The level first: it says which of the other codes are expected.
        self.codes = {name: self.columns[name] for name in ("jalur", *CODES) if name in self.columns}
        self.needed = [name for name in self.columns if name in table.bentuk.wajib and name != "jalur"]
        self.index = next((at for at, cell in enumerate(table.header) if plain(cell) == "kdindex"), None)
        self.notation = table.notation()
        self.rejects: list[Reject] = []
        self.lines: list[Line] = []
        self.totals: list[tuple[int, Amounts]] = []
        self.lost = False
        self.parsed: dict[tuple[str, object], dict[str, str | None] | str] = {}

    def rows(self) -> list[RealisasiDatar]:
        """The rows that hold, of all levels."""
        for baris, cells in self.table.lines():
            self._take(baris, cells)
        lines, repeated = without_repeated(self.table, self.lines)
        self.rejects += repeated
        if not any(line.is_akun for line in lines):
            alasan = f"Tidak ada satu baris akun pun yang dapat dipakai dari {self.table.bentuk.sebutan} ini."
            refuse(TANPA_AKUN, alasan, more=self.rejects)
        if not self.lost:
            self.rejects += differences(self.table, lines, self.totals)
        return [line.row for line in lines]

    def _take(self, baris: int, cells: Sequence[object]) -> None:
        """Add a row to the lines or to the totals, or say why it is neither."""
        if not self._is_line(cells):
            self._take_other(baris, cells)
            return
        akun = self.columns["kode_akun"]
        if plain(cells[akun]) == plain(self.table.header[akun]):
            return
        codes, problems = self._codes(baris, cells)
        amounts, damage = self._amounts(baris, cells)
        others, more = self._others(baris, cells)
        problems += damage + more
        level = int(codes.get("tingkat") or AKUN)
        if not problems and level == AKUN:
            problems += self._blanks(baris, codes | others, amounts)
        if not problems:
            problems += odd(self.table, baris, amounts)
        self.rejects += problems
        if any(problem.aturan not in KEPT for problem in problems):
            self.lost = self.lost or level == AKUN
            return
        printed = (None if amount is None else str(amount) for amount in amounts)
        fields = {**codes, "tingkat": str(level), **others, **dict(zip(AMOUNTS, printed, strict=True))}
        row = RealisasiDatar(self.table.sheet.name, baris, self.table.bentuk.nama, **fields)  # type: ignore[arg-type]
        self.lines.append(Line(row, amounts, "" if self.index is None else cell_text(cells[self.index])))

    def _is_line(self, cells: Sequence[object]) -> bool:
        filled = 0
        for at in self.codes.values():
            if cells[at] != "" and cell_text(cells[at]):
                filled += 1
                if filled > CODES_OF_NO_LINE:
                    return True
        return False

    def _take_other(self, baris: int, cells: Sequence[object]) -> None:
        """A row without codes: a total, a note without figures, or a line whose codes are lost."""
        amounts, damage = self._amounts(baris, cells)
        if any(isinstance(cell, str) and _TOTAL.search(cell) for cell in cells):
            self.rejects += damage
            self.totals.append((baris, amounts))
        elif any(amounts):
            alasan = "Baris ini berangka, tetapi kodenya kosong."
            self.rejects.append(self.table.reject(BARIS_ASING, baris, None, None, alasan))
            self.lost = True

    def _codes(self, baris: int, cells: Sequence[object]) -> tuple[dict[str, str | None], list[Reject]]:
        """Codes of a row; below the level of a sum row none is expected, and what stands there is passed over."""
        codes: dict[str, str | None] = {}
        problems = []
        depth = AKUN
        for name, at in self.codes.items():
            cell = cells[at]
            found = self.parsed.get((name, cell))
            if found is None:
                found = self.parsed[name, cell] = _parsed(name, cell)
            if isinstance(found, str):
                if name not in TREE[depth:]:
                    alasan = f"Isi kolom {self.table.title(name)} '{cited(cell_text(cell))}' bukan {found}."
                    problems.append(self.table.reject(KODE, baris, name, cell, alasan))
                continue
            codes |= found
            if name == "tingkat":
                depth = int(found[name] or AKUN)
        return codes, problems

    def _amounts(self, baris: int, cells: Sequence[object]) -> tuple[Amounts, list[Reject]]:
        amounts: list[int | None] = []
        problems = []
        for name in AMOUNTS:
            at = self.columns.get(name)
            amount = None
            if at is not None:
                try:
                    amount = amount_of(cells[at], self.notation)
                except ValueError as error:
                    alasan = f"Isi kolom {self.table.title(name)} bukan jumlah rupiah yang sah: {error}."
                    problems.append(self.table.reject(JUMLAH, baris, name, cells[at], alasan))
            amounts.append(amount)
        return tuple(amounts), problems

    def _others(self, baris: int, cells: Sequence[object]) -> tuple[dict[str, str | None], list[Reject]]:
        others: dict[str, str | None] = {}
        problems = []
        for name in ("volume", "harga_satuan", "uraian", "nama_satker"):
            if (at := self.columns.get(name)) is None:
                continue
            if name not in FIGURES:
                others[name] = " ".join(cell_text(cells[at]).split()) or None
                continue
            try:
                others[name] = quantity_of(cells[at], self.notation)
            except ValueError as error:
                alasan = f"Isi kolom {self.table.title(name)} bukan angka yang sah: {error}."
                problems.append(self.table.reject(JUMLAH, baris, name, cells[at], alasan))
        return others, problems

    def _blanks(self, baris: int, texts: dict[str, str | None], amounts: Amounts) -> Iterator[Reject]:
        """Codes and amounts that a line of money must have, and lacks."""
        for name in self.needed:
            if (amounts[AMOUNTS.index(name)] is None) if name in NEEDED_AMOUNTS else not texts.get(name):
                why = "kosong bukan nol" if name in NEEDED_AMOUNTS else "kode ini wajib"
                aturan = JUMLAH if name in NEEDED_AMOUNTS else KODE
                alasan = f"Kolom {self.table.title(name)} kosong, padahal {why}."
                yield self.table.reject(aturan, baris, name, None, alasan)


def _parsed(name: str, cell: object) -> dict[str, str | None] | str:
    """The codes in a cell, or what they should look like."""
    try:
        return path_of(cell) if name == "jalur" else {name: code_of(name, cell)}
    except ValueError as error:
        return str(error)


def _only(values: Iterable[str | None]) -> str | None:
    distinct = set(values) - {None}
    return distinct.pop() if len(distinct) == 1 else None
