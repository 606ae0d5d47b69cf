"""Reads a SAKTI "Laporan FA Detail (16 Segmen)" workbook into ``raw.fa_detail`` and proves that it adds up.

Which snapshot of a month counts, and what the figures mean beside a plan, is decided in SQL, not here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import NoReturn

from pipelines.readers.fa_detail_codes import CODE, KRO, LEVEL_OF_GROUP, RO, below_ro, code_text, descend
from pipelines.readers.fa_detail_cuts import close, continuation, first_column, join, mend
from pipelines.readers.fa_detail_rules import (
    AKUN,
    BAD_AMOUNT,
    BAD_PERIOD,
    DOWNLOAD_AGAIN,
    ITEM,
    LEVEL_NAMES,
    LEVELS,
    LOST_CODE,
    MEASURES,
    NO_LINES,
    NO_REPORT,
    NO_SATKER,
    NO_TOTAL,
    NOT_TRUSTED,
    UNKNOWN_ROW,
    WRONG_PARENT,
    YEARS_DIFFER,
    Amounts,
    FaDetail,
    Lines,
)
from pipelines.readers.months import MONTH_NAMES
from pipelines.readers.numbers import NumberFormat, detect_format, parse_amount
from pipelines.readers.reading import Document, KolomRow, Reject, Unreadable
from pipelines.readers.workbook import Sheet, Workbook, column_letter

# A float, because floats are compared with it: with an int that takes thrice as long.
LIMIT = 1e15

_JENIS = "fa_detail"
_HEADER_ROWS = 30
_TITLE = re.compile(r"LAPORAN KETERSEDIAAN DANA DETAIL TA\s*(\d{4})\b", re.IGNORECASE)
_PERIOD = re.compile(r"\s*Periode\s+(\S+)\s+(\d{4})\s*\Z", re.IGNORECASE)
# How a spreadsheet writes an amount into a CSV when the column is too narrow for it.
_CLIPPED = re.compile(r"#+|-?\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_SIX = "%s " * 6
# The constructor of a NamedTuple is Python code; this one is not.
_line: Callable[[tuple[object, ...]], FaDetail] = partial(tuple.__new__, FaDetail)
_NO_DAMAGE: list[Reject] = []


def looks_like_fa_detail(sheets: Sequence[Sheet]) -> bool:
    """Whether a sheet carries the title of the report, whatever the file is called."""
    return any(_title_year(sheet) is not None for sheet in sheets)


def read_fa_detail(workbook: Workbook) -> Document:
    """Read one report: every level from the grand total to the item, each with its full ancestry.

    Lines that a page break cut in two are joined. Rows that are no part of the report, exact repetitions of a line and
    unreadable item rows are rejected one by one; items need not add up, so they never condemn the file.

    Raises:
        Unreadable: the header is unusable, or the lines from program to akun do not add up to each other and to
            JUMLAH SELURUHNYA; carries every reject that locates a difference.
    """
    reports = [(sheet, year) for sheet in workbook.sheets if (year := _title_year(sheet)) is not None]
    if not reports:
        _refuse(NO_REPORT, "Judul LAPORAN KETERSEDIAAN DANA DETAIL TA tidak ditemukan.")
    if len(reports) > 1:
        names = ", ".join(sheet.name for sheet, _ in reports)
        _refuse(NO_REPORT, f"Berkas memuat lebih dari satu laporan ({names}).", "Kirim satu laporan per berkas.")
    sheet, year = reports[0]
    month = _month(sheet, year)
    kode_satker, nama_satker = _satker(sheet)
    try:
        reader = _Reader(sheet)
        lines, rows = _proven(reader)
    except Unreadable as refusal:
        refusal.kode_satker, refusal.nama_satker, refusal.tahun, refusal.bulan = kode_satker, nama_satker, year, month
        raise
    return Document(
        jenis=_JENIS,
        rows={"raw.fa_detail": [*rows]},
        rejects=lines.rejects,
        columns=[*reader.places(lines)],
        kode_satker=kode_satker,
        nama_satker=nama_satker,
        tahun=year,
        bulan=month,
        waktu_sumber=workbook.waktu_sumber,
        waktu_asli=workbook.waktu_asli,
    )


def _proven(reader: _Reader) -> tuple[Lines, list[FaDetail]]:
    lines = reader.lines()
    rows = lines.proven()
    if lines.fatal:
        lines.fatal.sort(key=lambda reject: reject.baris or 0)
        reason = (
            f"Laporan tidak dapat dipercaya: ada {len(lines.fatal)} masalah pada baris total sampai akun, "
            "sehingga seluruh berkas tidak dipakai."
        )
        whole = Reject(reader.sheet.name, None, None, None, NOT_TRUSTED, reason, DOWNLOAD_AGAIN)
        raise Unreadable([whole, *lines.fatal, *lines.rejects], _JENIS)
    return lines, rows


def _title_year(sheet: Sheet) -> int | None:
    for row in sheet.rows[:_HEADER_ROWS]:
        for cell in row:
            if isinstance(cell, str) and (match := _TITLE.search(cell)):
                return int(match[1])
    return None


def _month(sheet: Sheet, year: int) -> int:
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS], 1):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or not (match := _PERIOD.match(cell)):
                continue
            where = (sheet.name, number, column_letter(column), cell)
            name = match[1].lower()
            if name not in MONTH_NAMES:
                advice = "Tulis nama bulan Januari sampai Desember seperti dicetak SAKTI, atau unduh ulang laporannya."
                _refuse(BAD_PERIOD, f"Bulan '{match[1]}' pada periode laporan tidak dikenal.", advice, where)
            if int(match[2]) != year:
                reason = f"Judul laporan menyebut tahun {year}, tetapi periodenya tahun {match[2]}."
                _refuse(YEARS_DIFFER, reason, "Unduh ulang laporan untuk tahun anggaran yang benar.", where)
            return MONTH_NAMES.index(name) + 1
    _refuse(BAD_PERIOD, "Baris 'Periode <bulan> <tahun>' tidak ditemukan di kepala laporan.")


def _satker(sheet: Sheet) -> tuple[str, str | None]:
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS], 1):
        filled = [(column, cell) for column, cell in enumerate(row) if cell != ""]
        if not filled or not str(filled[0][1]).strip().lower().startswith("satuan kerja"):
            continue
        column, code = (column_letter(filled[1][0]), code_text(filled[1][1])) if len(filled) > 1 else (None, None)
        if code is not None and (isinstance(filled[1][1], float) or _is_text(sheet)):
            code = code.zfill(6)
        if code is None or not re.fullmatch(r"\d{6}", code):
            where = (sheet.name, number, column, code)
            _refuse(NO_SATKER, "Kode satuan kerja enam digit tidak ada di kepala laporan.", DOWNLOAD_AGAIN, where)
        name = filled[2][1] if len(filled) > 2 else None
        return code, name.strip() if isinstance(name, str) else None
    _refuse(NO_SATKER, "Baris Satuan Kerja tidak ditemukan di kepala laporan.")


def _is_text(sheet: Sheet) -> bool:
    """Whether a sheet came as CSV, where a code that lost its zeros looks like any other text."""
    return not any(isinstance(cell, float) for row in sheet.rows[:_HEADER_ROWS] for cell in row)


class _Reader:
    """Finds the lines in a sheet, whose columns it learns from the sheet itself."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.format: NumberFormat | None = None
        self.first = self._total_row()
        self.columns = self._amount_columns()
        # The grand total prints two of its figures one column further left.
        total = sheet.rows[self.first]
        self.total_columns = [c - 1 if total[c] == "" and c in self.columns[4:] else c for c in self.columns]
        self.as_text = isinstance(total[self.columns[0]], str) and total[self.columns[0]] != ""

    def lines(self) -> Lines:
        """Every line in order with its ancestors; a continuation is melted into the line it continues."""
        columns, all_rows = self.columns, self.sheet.rows
        found = Lines(self.sheet.name, [column_letter(column) for column in columns])
        pick, pagu_column, match_code = itemgetter(*columns), columns[0], CODE.match
        is_whole, whole_part = float.is_integer, float.__trunc__
        codes: list[str | None] = [None] * 8
        total = all_rows[self.first]
        amounts, damage = self._parse(self.first + 1, total, self.total_columns)
        _append(found, self.first + 1, 0, codes, "JUMLAH SELURUHNYA", amounts, damage)
        depth, code, parts, whole, line_row = 0, "", [""], True, total
        kro_column = komponen_column = akun_column = None
        for number, row in enumerate(all_rows[self.first + 1 :], self.first + 2):
            cells = filter(None, row)
            head = next(cells, None)
            if head is None:
                continue
            shown = head if isinstance(head, str) else code_text(head)
            match = match_code(shown)
            if match is None:
                shown = code_text(head)
                if not shown or shown[0] == "*":
                    continue
                match = match_code(shown)
            figures = pick(row)
            try:
                sound = all(map(is_whole, figures)) and max(figures) < LIMIT and min(figures) > -LIMIT
            except TypeError:
                sound = False
            if sound and not self.as_text:
                amounts, damage = [*map(whole_part, figures)], _NO_DAMAGE
            else:
                amounts, damage = self._parse(number, row, columns)
            # A whole line never continues a damaged one, whose figures are lacking for another reason.
            if not (whole and sound) and (None in amounts or len(found.rows) - 1 not in found.damaged):
                mended = mend(found.amounts[-1], amounts)
                rest = continuation(line_row, depth, code, row, match, shown, pagu_column) if mended else None
                if mended and rest is not None:
                    join(found, parts, rest, mended)
                    whole = None not in mended
                    continue
            if match is None and akun_column is not None and first_column(row) > akun_column and shown.isdecimal():
                match = match_code(shown.zfill(6))
            if match is None:
                if isinstance(head, str) or None in amounts:
                    found.rejects.append(self._unknown(number, row, shown))
                else:
                    found.fatal.append(self._lost(number, row, shown))
                continue
            group: int = match.lastindex  # type: ignore[assignment]
            level, value = LEVEL_OF_GROUP[group], match[group]
            if KRO <= level <= AKUN:
                column = row.index(head)
                digits = value.removesuffix(".0")
                if column >= pagu_column:
                    found.rejects.append(self._unknown(number, row, shown))
                    continue
                if akun_column is not None and column > akun_column and digits.isdecimal():
                    # An item without a text, 002514., which became the number 2514.
                    level, value, shown = ITEM, digits.zfill(6), ""
                elif level == AKUN:
                    akun_column = column
                elif level <= RO and kro_column in (None, column):
                    kro_column = column
                else:
                    if komponen_column is None:
                        komponen_column = column
                    level, value, known = below_ro(level, value, column == komponen_column)
                    if not known:
                        found.fatal.append(self._lost(number, row, shown))
            uraian = shown[7:] if level == ITEM else next(cells, "")
            if uraian is row[pagu_column]:
                uraian = ""
            elif not isinstance(uraian, str):
                uraian = code_text(uraian)
            if level > depth + 1 or not descend(codes, level, value):
                reason = f"Baris {LEVEL_NAMES[level]} '{value}' tidak berada di bawah induknya."
                where = (self.sheet.name, number, column_letter(first_column(row)), value)
                found.fatal.append(Reject(*where, WRONG_PARENT, reason, DOWNLOAD_AGAIN))
                codes[level - 1] = value
            close(found, parts)
            depth, code, parts, whole, line_row = level, value, [uraian], None not in amounts, row
            _append(found, number, level, codes, uraian, amounts, damage)
        close(found, parts)
        if AKUN not in found.depths:
            advice = "Unduh laporan dari SAKTI dengan rincian sampai Akun atau sampai Item."
            _refuse(NO_LINES, "Laporan tidak dirinci sampai akun.", advice)
        return found

    def places(self, found: Lines) -> Iterator[KolomRow]:
        """Columns of the amounts, and of the code and text of each level as its first line has them."""
        sheet = self.sheet
        for name, column, of_total in zip(FaDetail._fields[-6:], self.columns, self.total_columns, strict=True):
            yield KolomRow(sheet.name, None, name, column_letter(column))
            if of_total != column:
                yield KolomRow(sheet.name, "total", name, column_letter(of_total))
        for depth in sorted(set(found.depths) - {0}):
            row = sheet.rows[found.rows[found.depths.index(depth)].baris - 1]
            code = first_column(row)
            yield KolomRow(sheet.name, LEVELS[depth], f"kode_{LEVELS[depth]}", column_letter(code))
            # An item's number and text share a cell.
            texts = [code] if depth == ITEM else filter(row.__getitem__, range(code + 1, self.columns[0]))
            if (text := next(iter(texts), None)) is not None:
                yield KolomRow(sheet.name, LEVELS[depth], "uraian", column_letter(text))

    def _lost(self, number: int, row: Sequence[object], shown: str) -> Reject:
        reason = f"Kode baris ini tersimpan sebagai '{shown[:60]}', sehingga kode aslinya tidak dapat dipastikan lagi."
        column = column_letter(first_column(row))
        return Reject(self.sheet.name, number, column, shown[:80], LOST_CODE, reason, DOWNLOAD_AGAIN)

    def _total_row(self) -> int:
        for index, row in enumerate(self.sheet.rows[:_HEADER_ROWS]):
            for cell in row:
                if isinstance(cell, str) and cell.strip().upper() == "JUMLAH SELURUHNYA":
                    return index
        _refuse(NO_TOTAL, "Baris JUMLAH SELURUHNYA tidak ditemukan.")

    def _amount_columns(self) -> list[int]:
        """Header cells do not stand above their figures, so the first whole line tells where the figures stand."""
        for row in self.sheet.rows[self.first + 1 :]:
            filled = [column for column, cell in enumerate(row) if cell != ""]
            if len(filled) < 9 or not CODE.match(code_text(row[filled[0]])):
                continue
            figures = filled[2:9]
            if all(isinstance(row[c], float) or re.match(r"[-(]?\d", str(row[c]).strip()) for c in figures):
                return [*figures[:5], figures[6]]
        _refuse(NO_LINES, "Tidak ada baris anggaran yang lengkap di bawah JUMLAH SELURUHNYA.")

    def _parse(self, number: int, row: Sequence[object], columns: list[int]) -> tuple[Amounts, list[Reject]]:
        """Amounts of a row with blanks or texts; a blank is None, and so is a cell that says no whole rupiah."""
        amounts: Amounts = []
        damage = []
        for column, name in zip(columns, MEASURES, strict=True):
            cell = row[column]
            amount, problem = None, ""
            if isinstance(cell, str):
                try:
                    amount = parse_amount(cell, self._notation()) if cell.strip() else None
                except ValueError as error:
                    clipped = _CLIPPED.fullmatch(cell.strip())
                    problem = "angkanya terpotong ketika berkas disimpan" if clipped else str(error)
            elif isinstance(cell, bool) or not isinstance(cell, int | float):
                problem = "bukan angka"
            elif not abs(cell) < LIMIT or cell != int(cell):
                problem = "bukan rupiah bulat di bawah seribu triliun"
            elif self.as_text and 0 < abs(cell) < 1000:
                # Among texts such as 1.440.000 Excel takes 720.000 for a number with decimals.
                problem = "tidak jelas apakah angkanya satuan atau ribuan"
            else:
                amount = int(cell)
            if problem:
                reason = f"{name} bukan jumlah rupiah yang sah: {problem}."
                shown = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
                where = (self.sheet.name, number, column_letter(column), shown[:80])
                damage.append(Reject(*where, BAD_AMOUNT, reason, DOWNLOAD_AGAIN))
            amounts.append(amount)
        return amounts, damage

    def _notation(self) -> NumberFormat:
        """How amounts kept as text are written; a sheet that does not say is taken to be Indonesian."""
        if self.format is None:
            lines = self.sheet.rows[self.first :]
            texts = (cell for row in lines for column in self.columns if isinstance(cell := row[column], str))
            self.format = detect_format(texts) or NumberFormat.INDONESIAN
        return self.format

    def _unknown(self, number: int, row: Sequence[object], head: str) -> Reject:
        column = first_column(row)
        reason = f"Baris '{head[:60]}' bukan baris laporan FA Detail: kodenya tidak dikenal."
        advice = "Hapus baris tambahan itu, atau unduh ulang laporan dari SAKTI."
        return Reject(self.sheet.name, number, column_letter(column), head[:80], UNKNOWN_ROW, reason, advice)


def _append(
    found: Lines,
    number: int,
    depth: int,
    codes: list[str | None],
    uraian: str,
    amounts: Amounts,
    damage: list[Reject],
) -> None:
    if damage:
        (found.fatal if depth < ITEM else found.rejects).extend(damage)
        found.damaged.add(len(found.rows))
    # One format call is twice as fast as six calls of str.
    printed = (_SIX % tuple(amounts)).split()
    found.rows.append(_line((found.lembar, number, LEVELS[depth], *codes, uraian.strip() or None, *printed)))
    found.depths.append(depth)
    found.amounts.append(amounts)


def _refuse(
    rule: str,
    reason: str,
    advice: str = DOWNLOAD_AGAIN,
    where: tuple[str | None, int | None, str | None, str | None] = (None, None, None, None),
) -> NoReturn:
    raise Unreadable([Reject(*where, rule, reason, advice)], _JENIS)
