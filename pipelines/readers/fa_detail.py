"""Reads a SAKTI "Laporan FA Detail (16 Segmen)" workbook into ``raw.fa_detail`` and proves that it adds up.

Which snapshot of a month counts, and what the figures mean beside a plan, is decided in SQL, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import add, itemgetter
from typing import NamedTuple, NoReturn

from pipelines.readers.numbers import NumberFormat, detect_format, parse_amount
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.workbook import Sheet, Workbook, column_letter

# Rules about the whole file.
NO_REPORT = "FA-01"
BAD_PERIOD = "FA-02"
NO_SATKER = "FA-03"
YEARS_DIFFER = "FA-04"
NO_TOTAL = "FA-05"
NO_LINES = "FA-06"
NOT_TRUSTED = "FA-07"
# Rules about a row or a cell.
BAD_AMOUNT = "FA-10"
BLANK_AMOUNT = "FA-11"
ROW_IDENTITY = "FA-12"
SUM_DIFFERS = "FA-13"
WRONG_PARENT = "FA-14"
UNKNOWN_ROW = "FA-15"
DUPLICATE = "FA-16"

LEVELS = ("total", "program", "kegiatan", "kro", "ro", "komponen", "subkomponen", "akun", "item")
AKUN, ITEM = 7, 8
MEASURES = ("Pagu Revisi", "Lock Pagu", "Periode Lalu", "Periode Ini", "s.d. Periode", "Sisa Anggaran")
MONTHS = {
    name: number
    for number, name in enumerate(
        ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"], 1
    )
}
LIMIT = 10**15

_JENIS = "fa_detail"
_HEADER_ROWS = 30
_TITLE = re.compile(r"LAPORAN KETERSEDIAAN DANA DETAIL TA\s*(\d{4})\b", re.IGNORECASE)
_PERIOD = re.compile(r"\s*Periode\s+(?!Lalu|Ini)(\S+)\s+(\d{4})\s*\Z", re.IGNORECASE)
_NUMERIC_CODE = re.compile(r"(\d+)\.0")
# The group that matches is the level; SAKTI's codes are relative, so the ancestors are carried down.
_CODE = re.compile(
    r"(?:([A-Z]{2})|([A-Z]{2}\.\d{4})|([A-Z]{3})|([A-Z]{3}\.[0-9A-Z]{3})|(\d{1,3})|(\d{1,3}\.[0-9A-Z]{1,3})|(\d{6})"
    r"|(\d{6})\..*)\Z",
    re.DOTALL,
)
_FLOATS = {float}
_NOTHING: list[Reject] = []
_AGAIN = "Unduh ulang laporan dari SAKTI tanpa mengubah isinya, lalu kirim lagi."


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


_Amounts = Sequence[int | None]


def looks_like_fa_detail(sheets: Sequence[Sheet]) -> bool:
    """Whether a sheet carries the title of the report, whatever the file is called."""
    return any(_title_year(sheet) is not None for sheet in sheets)


def read_fa_detail(workbook: Workbook) -> Document:
    """Read one report: every level from the grand total to the item, each with its full ancestry.

    Rows the page break cut in two are joined. Rows that are not part of the report, exact repetitions of a line and
    unreadable item rows are rejected one by one; items need not add up, so they never condemn the file.

    Raises:
        Unreadable: the header is unusable, or the lines from program to akun do not add up to each other and to
            JUMLAH SELURUHNYA; carries every reject that locates a difference.
    """
    reports = [(sheet, year) for sheet in workbook.sheets if (year := _title_year(sheet)) is not None]
    if not reports:
        _refuse(NO_REPORT, "Judul LAPORAN KETERSEDIAAN DANA DETAIL TA tidak ditemukan.", _AGAIN)
    if len(reports) > 1:
        names = ", ".join(sheet.name for sheet, _ in reports)
        _refuse(NO_REPORT, f"Berkas memuat lebih dari satu laporan ({names}).", "Kirim satu laporan per berkas.")
    sheet, year = reports[0]
    month = _month(sheet, year)
    kode_satker, nama_satker = _satker(sheet)
    report = _Report(sheet)
    return Document(
        jenis=_JENIS,
        rows={"raw.fa_detail": list(report.accepted())},
        rejects=report.rejects,
        kode_satker=kode_satker,
        nama_satker=nama_satker,
        tahun=year,
        bulan=month,
        waktu_sumber=workbook.waktu_sumber,
    )


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
            month = MONTHS.get(match[1].lower())
            if month is None:
                advice = "Tulis nama bulan Januari sampai Desember seperti dicetak SAKTI, atau unduh ulang laporannya."
                _refuse(BAD_PERIOD, f"Bulan '{match[1]}' pada periode laporan tidak dikenal.", advice, where)
            if int(match[2]) != year:
                reason = f"Judul laporan menyebut tahun {year}, tetapi periodenya tahun {match[2]}."
                _refuse(YEARS_DIFFER, reason, "Unduh ulang laporan untuk tahun anggaran yang benar.", where)
            return month
    _refuse(BAD_PERIOD, "Baris 'Periode <bulan> <tahun>' tidak ditemukan di kepala laporan.", _AGAIN)


def _satker(sheet: Sheet) -> tuple[str, str | None]:
    for number, row in enumerate(sheet.rows[:_HEADER_ROWS], 1):
        filled = [(column, cell) for column, cell in enumerate(row) if cell != ""]
        if not filled or not str(filled[0][1]).strip().lower().startswith("satuan kerja"):
            continue
        code = _code_text(filled[1][1]) if len(filled) > 1 else ""
        if re.fullmatch(r"\d{6}", code):
            name = filled[2][1] if len(filled) > 2 else None
            return code, name.strip() if isinstance(name, str) else None
        where = (sheet.name, number, column_letter(filled[1][0]) if len(filled) > 1 else None, code or None)
        _refuse(NO_SATKER, "Kode satuan kerja enam digit tidak ada di kepala laporan.", _AGAIN, where)
    _refuse(NO_SATKER, "Baris Satuan Kerja tidak ditemukan di kepala laporan.", _AGAIN)


class _Report:
    """The lines of one sheet (parallel lists ``rows``, ``depths``, ``amounts``), and what was not taken."""

    def __init__(self, sheet: Sheet) -> None:
        self.lembar, self.sheet_rows = sheet
        self.rows: list[FaDetail] = []
        self.depths: list[int] = []
        self.amounts: list[_Amounts] = []
        self.rejects: list[Reject] = []
        self.fatal: list[Reject] = []
        self.damaged: set[int] = set()
        self.format: NumberFormat | None = None
        self.first = self._total_row()
        self.columns = self._amount_columns()

    def accepted(self) -> list[FaDetail]:
        """Lines that were read, joined and proven."""
        self._read()
        if AKUN not in self.depths:
            reason = "Laporan tidak dirinci sampai akun."
            _refuse(NO_LINES, reason, "Unduh laporan dari SAKTI dengan rincian sampai Akun atau sampai Item.")
        self._find_blanks()
        dropped = self._prove() | self.damaged
        if self.fatal:
            self.fatal.sort(key=lambda reject: reject.baris or 0)
            reason = (
                f"Laporan tidak dapat dipercaya: ada {len(self.fatal)} masalah pada baris total sampai akun, "
                "sehingga seluruh berkas tidak dipakai."
            )
            whole = Reject(self.lembar, None, None, None, NOT_TRUSTED, reason, _AGAIN)
            raise Unreadable([whole, *self.fatal, *self.rejects], _JENIS)
        return [row for index, row in enumerate(self.rows) if index not in dropped] if dropped else self.rows

    def _total_row(self) -> int:
        for index, row in enumerate(self.sheet_rows[:_HEADER_ROWS]):
            for cell in row:
                if isinstance(cell, str) and cell.strip().upper() == "JUMLAH SELURUHNYA":
                    return index
        _refuse(NO_TOTAL, "Baris JUMLAH SELURUHNYA tidak ditemukan.", _AGAIN)

    def _amount_columns(self) -> tuple[int, ...]:
        """Header cells do not stand above their figures, so the first whole line tells where the figures stand."""
        for row in self.sheet_rows[self.first + 1 :]:
            filled = [column for column, cell in enumerate(row) if cell != ""]
            if len(filled) < 9 or not _CODE.match(_code_text(row[filled[0]])):
                continue
            figures = filled[2:9]
            if all(isinstance(row[c], float | int) or re.match(r"[-(]?\d", str(row[c]).strip()) for c in figures):
                return (*figures[:5], figures[6])
        _refuse(NO_LINES, "Tidak ada baris anggaran yang lengkap di bawah JUMLAH SELURUHNYA.", _AGAIN)

    def _read(self) -> None:
        """Every line in order with its ancestors; a continuation is melted into the line it continues."""
        columns = self.columns
        pick, pagu_column, match_code = itemgetter(*columns), columns[0], _CODE.match
        codes: list[str | None] = [None] * 8
        total = self.sheet_rows[self.first]
        # The grand total prints two of its figures one column further left.
        shifted = tuple(c - 1 if total[c] == "" and c in columns[4:] else c for c in columns)
        amounts, damage = self._parse(self.first + 1, total, shifted)
        self._append(self.first + 1, 0, codes, "JUMLAH SELURUHNYA", amounts, damage)
        depth, code, text, whole = 0, "", "", True
        for number, row in enumerate(self.sheet_rows[self.first + 1 :], self.first + 2):
            cells = filter(None, row)
            head = next(cells, None)
            if head is None:
                continue
            match = match_code(head) if isinstance(head, str) else None
            if match is None:
                head = _code_text(head)
                if head[0] == "*":
                    continue
                match = match_code(head)
            figures = pick(row)
            fast = _whole_amounts(figures)
            amounts, damage = (fast, _NOTHING) if fast is not None else self._parse(number, row, columns)
            was_whole, whole = whole, None not in amounts
            mended = not (whole and was_whole) and _mend(self.amounts[-1], amounts)
            if match is None:
                if depth == ITEM and mended:
                    text = self._join(text, head, mended)
                else:
                    self._reject_row(number, row, head)
                whole = was_whole
                continue
            level, value = match.lastindex or 0, match[match.lastindex or 0]
            if mended and level == depth and value == code:
                text = self._join(text, head[7:] if level == ITEM else next(cells, ""), mended)
                whole = None not in mended
                continue
            uraian = head[7:] if level == ITEM else next(cells, "")
            if uraian is row[pagu_column] or not isinstance(uraian, str):
                uraian = ""
            if level > depth + 1 or not _descend(codes, level, value):
                reason = f"Baris {LEVELS[level]} '{value}' tidak berada di bawah induknya."
                where = column_letter(row.index(head) if head in row else 0)
                self.fatal.append(Reject(self.lembar, number, where, value, WRONG_PARENT, reason, _AGAIN))
            depth, code, text = level, value, uraian
            self._append(number, level, codes, uraian, amounts, damage)

    def _append(
        self, number: int, depth: int, codes: list[str | None], uraian: str, amounts: _Amounts, damage: list[Reject]
    ) -> None:
        if damage:
            (self.fatal if depth < ITEM else self.rejects).extend(damage)
            self.damaged.add(len(self.rows))
        self.rows.append(
            FaDetail(self.lembar, number, LEVELS[depth], *codes, uraian.strip() or None, *map(str, amounts))  # type: ignore[arg-type]
        )
        self.depths.append(depth)
        self.amounts.append(amounts)

    def _join(self, text: str, rest: object, mended: _Amounts) -> str:
        """Lay the continuation's text behind the line that the page cut, and fill the figures that it lacked."""
        glue = "" if not text or text[-1].isspace() or text[-1] in "/-" else " "
        text = f"{text}{glue}{str(rest).lstrip()}" if isinstance(rest, str) else text
        self.rows[-1] = self.rows[-1]._replace(
            uraian=text.strip() or None, **dict(zip(FaDetail._fields[-6:], map(str, mended), strict=True))
        )
        self.amounts[-1] = mended
        return text

    def _parse(self, number: int, row: Sequence[object], columns: Sequence[int]) -> tuple[_Amounts, list[Reject]]:
        """Amounts of a row with blanks or texts; a blank is None, and so is a cell that says no whole rupiah."""
        amounts: list[int | None] = []
        damage = []
        for column, name in zip(columns, MEASURES, strict=True):
            cell = row[column]
            amount, problem = None, ""
            if isinstance(cell, str):
                try:
                    amount = parse_amount(cell, self._notation()) if cell.strip() else None
                except ValueError as error:
                    problem = str(error)
            elif isinstance(cell, bool) or not isinstance(cell, int | float):
                problem = "bukan angka"
            elif cell != cell or abs(cell) >= LIMIT or cell != int(cell):
                problem = "bukan rupiah bulat di bawah seribu triliun"
            else:
                amount = int(cell)
            if problem:
                reason = f"{name} bukan jumlah rupiah yang sah: {problem}."
                damage.append(
                    Reject(self.lembar, number, column_letter(column), str(cell)[:80], BAD_AMOUNT, reason, _AGAIN)
                )
            amounts.append(amount)
        return amounts, damage

    def _notation(self) -> NumberFormat:
        if self.format is None:
            lines = self.sheet_rows[self.first :]
            texts = (cell for row in lines for column in self.columns if isinstance(cell := row[column], str))
            self.format = detect_format(texts) or NumberFormat.INDONESIAN
        return self.format

    def _reject_row(self, number: int, row: Sequence[object], head: str) -> None:
        column = next(column for column, cell in enumerate(row) if cell != "")
        reason = f"Baris '{head.strip()[:60]}' bukan baris laporan FA Detail: kodenya tidak dikenal."
        advice = "Hapus baris tambahan itu, atau unduh ulang laporan dari SAKTI."
        self.rejects.append(Reject(self.lembar, number, column_letter(column), head[:80], UNKNOWN_ROW, reason, advice))

    def _find_blanks(self) -> None:
        for index, amounts in enumerate(self.amounts):
            if None not in amounts or index in self.damaged:
                continue
            row, depth = self.rows[index], self.depths[index]
            self.damaged.add(index)
            for column, name, amount in zip(self.columns, MEASURES, amounts, strict=True):
                if amount is None:
                    reason = f"{name} pada baris {row.tingkat} kosong, padahal kosong bukan nol."
                    blank = Reject(self.lembar, row.baris, column_letter(column), None, BLANK_AMOUNT, reason, _AGAIN)
                    (self.fatal if depth < ITEM else self.rejects).append(blank)

    def _prove(self) -> set[int]:
        """Check every line and every parent; the indexes of rows that must be left out for it to hold."""
        repeated = self._repeated()
        problems = self._differences(repeated)
        if repeated and problems and not self._differences(set()):
            # The sums need both lines: SAKTI split one key over two lines, which is no repetition.
            repeated, problems = set(), []
        for index in repeated:
            row = self.rows[index]
            reason = f"Baris {row.tingkat} ini mengulang baris di atasnya dengan kode dan angka yang sama persis."
            advice = "Baris ulangan tidak dihitung; hapus baris itu bila berkas dikirim lagi."
            code = next((text for text in reversed(row[3:11]) if text), None)
            self.rejects.append(Reject(self.lembar, row.baris, None, str(code), DUPLICATE, reason, advice))
        self.fatal.extend(problems)
        return repeated | self._odd_items()

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

    def _odd_items(self) -> set[int]:
        """Items need not sum to their akun, but each must hold in itself; one that does not is left out alone."""
        odd = set()
        for index, depth in enumerate(self.depths):
            if depth == ITEM and index not in self.damaged and (problem := self._identity(index)):
                self.rejects.append(problem)
                odd.add(index)
        return odd

    def _identity(self, index: int) -> Reject | None:
        pagu, _, lalu, ini, sd, sisa = self._figures(index)
        if lalu + ini == sd and pagu - sd == sisa:
            return None
        row = self.rows[index]
        if lalu + ini != sd:
            column, printed, expected, rule = 4, sd, lalu + ini, "Periode Lalu ditambah Periode Ini"
        else:
            column, printed, expected, rule = 5, sisa, pagu - sd, "Pagu Revisi dikurangi s.d. Periode"
        reason = (
            f"{MEASURES[column]} pada baris {row.tingkat} tercetak {_rupiah(printed)}, padahal {rule} adalah "
            f"{_rupiah(expected)} (selisih {_rupiah(printed - expected)})."
        )
        return Reject(
            self.lembar, row.baris, column_letter(self.columns[column]), str(printed), ROW_IDENTITY, reason, _AGAIN
        )

    def _figures(self, index: int) -> list[int]:
        return [amount or 0 for amount in self.amounts[index]]

    def _differences(self, skip: set[int]) -> list[Reject]:
        """Lines that do not hold in themselves and parents whose children do not sum to them, down to akun.

        A parent with a damaged line below it proves nothing and is passed over; the damage is already told.
        """
        problems: list[Reject] = []
        depths, all_amounts, damaged = self.depths, self.amounts, self.damaged
        opened: list[int | None] = [None] * AKUN
        sums: list[list[int]] = [[0] * 6 for _ in range(AKUN)]
        unsure = [False] * AKUN
        for index in (*range(len(depths)), None):
            depth = 0 if index is None else depths[index]
            if depth == ITEM or index in skip:
                continue
            for level in range(depth, AKUN):
                parent = opened[level]
                if parent is not None and not unsure[level] and sums[level] != all_amounts[parent]:
                    problems.extend(self._sum_problems(parent, sums[level]))
                opened[level] = None
            if index is None:
                break
            hurt = index in damaged
            amounts = all_amounts[index]
            if not hurt:
                pagu, _, lalu, ini, sd, sisa = amounts
                if lalu + ini != sd or pagu - sd != sisa:  # type: ignore[operator]
                    problem = self._identity(index)
                    problems.extend([problem] if problem else [])
            if depth:
                if hurt:
                    unsure[depth - 1] = True
                else:
                    sums[depth - 1] = [*map(add, sums[depth - 1], amounts)]  # type: ignore[arg-type]
            if depth < AKUN:
                opened[depth], sums[depth], unsure[depth] = index, [0] * 6, hurt
        return problems

    def _sum_problems(self, parent: int, sums: list[int]) -> Iterator[Reject]:
        row, depth = self.rows[parent], self.depths[parent]
        for column, name, printed, total in zip(self.columns, MEASURES, self._figures(parent), sums, strict=True):
            if printed != total:
                reason = (
                    f"{name} {row.tingkat} {row.uraian or ''} tercetak {_rupiah(printed)}, padahal jumlah "
                    f"{LEVELS[depth + 1]} di bawahnya {_rupiah(total)} (selisih {_rupiah(printed - total)})."
                )
                yield Reject(self.lembar, row.baris, column_letter(column), str(printed), SUM_DIFFERS, reason, _AGAIN)


def _whole_amounts(figures: tuple[object, ...]) -> list[int | None] | None:
    """The six amounts of a healthy line at once; None when a cell needs a closer look."""
    if set(map(type, figures)) != _FLOATS:
        return None
    try:
        amounts = [*map(int, figures)]  # type: ignore[call-overload]
    except (ValueError, OverflowError):
        return None
    return amounts if amounts == [*figures] and max(amounts) < LIMIT and min(amounts) > -LIMIT else None


def _mend(cut: _Amounts, rest: _Amounts) -> list[int | None] | None:
    """Figures of a cut line completed by its continuation; None when ``rest`` does not continue ``cut``.

    A continuation repeats Pagu, Lock and Sisa and lacks (Lalu and Ini) or (s.d. and %); the cut line may lack the others.
    """
    missing = [index for index, amount in enumerate(rest) if amount is None]
    if missing not in ([2, 3], [4]) and (missing or None not in cut):
        return None
    if any(a is not None and b is not None and a != b for a, b in zip(cut, rest, strict=True)):
        return None
    return [b if a is None else a for a, b in zip(cut, rest, strict=True)]


def _descend(codes: list[str | None], level: int, value: str) -> bool:
    """Put the full code of a line into ``codes`` and forget what was below; False when it belongs to another parent."""
    prefix, _, own = value.rpartition(".")
    parent: str | None = prefix
    full = own
    if level == 2:
        parent = codes[0]
    elif level == 4:
        parent = codes[2]
        full = f"{codes[0]}.{codes[1]}.{value}"
    elif level == 5:
        full = own.zfill(3)
    elif level == 6:
        parent = codes[4]
        prefix = prefix.zfill(3)
        full = own.lstrip("0") or own
    codes[level - 1 :] = [full, *[None] * (8 - level)]
    return parent == prefix


def _code_text(cell: object) -> str:
    """A code as text, also where Excel turned it into a number (``521211.0``)."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    number = _NUMERIC_CODE.fullmatch(text)
    return number[1] if number else text


def _rupiah(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}Rp{abs(amount):,}".replace(",", ".")


def _refuse(
    rule: str, reason: str, advice: str, where: tuple[str | None, int | None, str | None, str | None] = (None,) * 4
) -> NoReturn:
    raise Unreadable([Reject(*where, rule, reason, advice)], _JENIS)
