"""Lines of an FA Detail report and what must hold among them. How they are found in a sheet is not known here."""

from __future__ import annotations

from collections.abc import Iterator
from operator import add
from typing import NamedTuple

from pipelines.readers.reading import Reject
from pipelines.wording import rupiah

# Rules about the whole file.
NO_REPORT = "FA-31"
BAD_PERIOD = "FA-32"
NO_SATKER = "FA-33"
YEARS_DIFFER = "FA-34"
NO_TOTAL = "FA-35"
NO_LINES = "FA-36"
NOT_TRUSTED = "FA-37"
# Rules about a row or a cell.
BAD_AMOUNT = "FA-10"
BLANK_AMOUNT = "FA-11"
ROW_IDENTITY = "FA-12"
SUM_DIFFERS = "FA-13"
WRONG_PARENT = "FA-14"
UNKNOWN_ROW = "FA-15"
DUPLICATE = "FA-16"
LOST_CODE = "FA-17"

LEVELS = ("total", "program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun", "item")
AKUN, ITEM = 7, 8
LEVEL_NAMES = ("total", "program", "kegiatan", "KRO", "RO", "komponen", "sub komponen", "akun", "item")
MEASURES = ("Pagu Revisi", "Lock Pagu", "Periode Lalu", "Periode Ini", "s.d. Periode", "Sisa Anggaran")
DOWNLOAD_AGAIN = "Unduh ulang laporan dari SAKTI tanpa mengubah isinya, lalu kirim lagi."

# The six measures of a line in their order; None where the cell is blank or damaged.
Amounts = list[int | None]


class FaDetail(NamedTuple):
    """One printed line: the columns of ``raw.fa_detail`` without ``file_id``; amounts are whole rupiah as text."""

    lembar: str
    baris: int
    tingkat: str
    kode_program: str | None
    kode_kegiatan: str | None
    kode_kro: str | None
    kode_ro: str | None
    kode_komponen: str | None
    kode_subkomponen: str | None
    kode_akun: str | None
    kode_item: str | None
    uraian: str | None
    pagu: str
    lock_pagu: str
    realisasi_lalu: str
    realisasi_ini: str
    realisasi_sd: str
    sisa: str


class Lines:
    """Lines in printed order as parallel lists, and the rejects about them.

    Attributes:
        rows, depths, amounts: the line, its index in ``LEVELS``, its measures.
        columns: column letter of each measure.
        damaged: indexes of lines with an amount that is blank or could not be read.
        rejects: rows and cells that are left out alone; ``fatal``: what condemns the file.
    """

    def __init__(self, lembar: str, columns: list[str]) -> None:
        self.lembar = lembar
        self.columns = columns
        self.rows: list[FaDetail] = []
        self.depths: list[int] = []
        self.amounts: list[Amounts] = []
        self.damaged: set[int] = set()
        self.rejects: list[Reject] = []
        self.fatal: list[Reject] = []

    def proven(self) -> list[FaDetail]:
        """The lines that hold; with ``fatal`` filled there are none to be trusted."""
        self._find_blanks()
        dropped = self._prove() | self._odd_items() | self.damaged
        return [row for index, row in enumerate(self.rows) if index not in dropped] if dropped else self.rows

    def _find_blanks(self) -> None:
        for index, amounts in enumerate(self.amounts):
            if None not in amounts or index in self.damaged:
                continue
            self.damaged.add(index)
            row, depth = self.rows[index], self.depths[index]
            for column, name, amount in zip(self.columns, MEASURES, amounts, strict=True):
                if amount is None:
                    reason = f"{name} pada baris {LEVEL_NAMES[depth]} ini kosong, padahal kosong bukan nol."
                    blank = Reject(self.lembar, row.baris, column, None, BLANK_AMOUNT, reason, DOWNLOAD_AGAIN)
                    (self.fatal if depth < ITEM else self.rejects).append(blank)

    def _prove(self) -> set[int]:
        """Fill ``fatal`` with what does not add up; the indexes of repeated lines that must not count."""
        repeated = self._repeated()
        problems = [*self._differences(repeated), *self._strays(repeated)]
        if repeated and problems and not any(self._differences(set())):
            # The sums need every line: SAKTI split one key over several lines, which is no repetition.
            return set()
        advice = "Baris ulangan ini tidak dihitung; hapus baris itu bila berkas dikirim lagi."
        for index in sorted(repeated):
            row = self.rows[index]
            level = LEVEL_NAMES[self.depths[index]]
            reason = f"Baris {level} ini mengulang baris lain dengan kode dan angka yang sama persis."
            code = next((code for code in reversed(row[3:11]) if code), None)
            self.rejects.append(Reject(self.lembar, row.baris, None, str(code), DUPLICATE, reason, advice))
        self.fatal.extend(problems)
        return repeated

    def _repeated(self) -> set[int]:
        """Lines whose key and figures stood before; nearly always none, so the figures are compared only then."""
        if len({row[2:11] for row in self.rows}) == len(self.rows):
            return set()
        seen: set[tuple[object, ...]] = set()
        repeated = set()
        for index, row in enumerate(self.rows):
            line = (*row[2:11], *row[12:])
            if line in seen:
                repeated.add(index)
            seen.add(line)
        return repeated

    def _strays(self, repeated: set[int]) -> Iterator[Reject]:
        """Lines that follow a repeated line and so took its codes, although they belong to a line before it."""
        above: list[FaDetail | None] = [None] * len(LEVELS)
        for index, depth in enumerate(self.depths) if repeated else ():
            if index in repeated:
                continue
            row = self.rows[index]
            parent = above[depth - 1] if depth else None
            if parent and row[3 : 2 + depth] != parent[3 : 2 + depth]:
                reason = f"Baris {LEVEL_NAMES[depth]} ini berdiri di bawah baris ulangan, bukan di bawah induknya."
                yield Reject(self.lembar, row.baris, None, str(row[2 + depth]), WRONG_PARENT, reason, DOWNLOAD_AGAIN)
            above[depth] = row

    def _odd_items(self) -> set[int]:
        """Items need not sum to their akun, but each must hold in itself; one that does not is left out alone."""
        odd = set()
        for index, depth in enumerate(self.depths):
            if depth < ITEM or index in self.damaged:
                continue
            pagu, _, lalu, ini, sd, sisa = self.amounts[index]
            if lalu + ini != sd or pagu - sd != sisa:  # type: ignore[operator]
                self.rejects.append(self._broken(index))
                odd.add(index)
        return odd

    def _broken(self, index: int) -> Reject:
        """Which of Lalu + Ini = s.d. and Pagu - s.d. = Sisa a line does not keep."""
        pagu, _, lalu, ini, sd, sisa = self._known(index)
        measure, printed, due, sum_of = 4, sd, lalu + ini, "Periode Lalu ditambah Periode Ini"
        if printed == due:
            measure, printed, due, sum_of = 5, sisa, pagu - sd, "Pagu Revisi dikurangi s.d. Periode"
        reason = (
            f"{MEASURES[measure]} pada baris {LEVEL_NAMES[self.depths[index]]} ini tercetak {rupiah(printed)}, padahal "
            f"{sum_of} adalah {rupiah(due)} (selisih {rupiah(printed - due)})."
        )
        return self._about(index, measure, printed, ROW_IDENTITY, reason)

    def _differences(self, skip: set[int]) -> Iterator[Reject]:
        """Lines that do not hold in themselves and parents whose children do not sum to them, from total to akun.

        A parent with a damaged line below it proves nothing and is passed over: the damage is told already.
        """
        depths, all_amounts, damaged = self.depths, self.amounts, self.damaged
        opened: list[int | None] = [None] * AKUN
        sums = [[0] * 6 for _ in range(AKUN)]
        unsure = [False] * AKUN
        for index, depth in enumerate(depths):
            if depth == ITEM or (skip and index in skip):
                continue
            if depth < AKUN:
                for level in range(depth, AKUN):
                    yield from self._closed(opened[level], sums[level], unsure[level])
                    opened[level] = None
                opened[depth], sums[depth], unsure[depth] = index, [0] * 6, index in damaged
            if index in damaged:
                unsure[max(depth - 1, 0)] = True
                continue
            amounts: list[int] = all_amounts[index]  # type: ignore[assignment]
            pagu, _, lalu, ini, sd, sisa = amounts
            if lalu + ini != sd or pagu - sd != sisa:
                yield self._broken(index)
            if depth:
                sums[depth - 1] = [*map(add, sums[depth - 1], amounts)]
        for level in range(AKUN):
            yield from self._closed(opened[level], sums[level], unsure[level])

    def _closed(self, parent: int | None, sums: list[int], unsure: bool) -> Iterator[Reject]:
        """What a parent prints against the sum of the lines directly below it, once they are all seen."""
        if parent is None or unsure or sums == self.amounts[parent]:
            return
        depth = self.depths[parent]
        for measure, (printed, total) in enumerate(zip(self._known(parent), sums, strict=True)):
            if printed != total:
                reason = (
                    f"{MEASURES[measure]} pada baris {LEVEL_NAMES[depth]} ini tercetak {rupiah(printed)}, padahal "
                    f"jumlah {LEVEL_NAMES[depth + 1]} di bawahnya {rupiah(total)} (selisih {rupiah(printed - total)})."
                )
                yield self._about(parent, measure, printed, SUM_DIFFERS, reason)

    def _known(self, index: int) -> list[int]:
        return [amount or 0 for amount in self.amounts[index]]

    def _about(self, index: int, measure: int, printed: int, rule: str, reason: str) -> Reject:
        row = self.rows[index]
        return Reject(self.lembar, row.baris, self.columns[measure], str(printed), rule, reason, DOWNLOAD_AGAIN)
