"""Reader of the monthly cash plan (RPD), our own template, as workbook or CSV. Nothing is added up here: core does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from pipelines.readers.months import MONTH_NAMES, MONTHS
from pipelines.readers.numbers import NumberFormat, canonical
from pipelines.readers.reading import Document, KolomRow, Reject, Unreadable
from pipelines.readers.rpd_fields import (
    ANGKA,
    BATAS_ANGKA,
    BERTENTANGAN,
    COLUMNS,
    CSV_RUSAK,
    IKUT_DITAHAN,
    JENIS_BELANJA,
    KEMBAR,
    KEYS,
    KODE_SATKER,
    KOLOM_ASING,
    KOLOM_GANDA,
    KOLOM_KURANG,
    LEBAR_BARIS,
    SARAN_SEMUA_DITOLAK,
    SATUAN,
    TAHUN,
    TIDAK_ADA_BARIS,
    Belanja,
    amount,
    belanja,
    jenis_hint,
    out_of_bounds,
    satuan,
)
from pipelines.readers.template import (
    MAX_QUOTE,
    Aturan,
    Table,
    cell_text,
    csv_header,
    header_at,
    kode_satker,
    notation_of,
    only,
    place_of,
    plain,
    reject,
    tables_of_csv,
    tables_of_workbook,
    tahun,
)
from pipelines.readers.workbook import Workbook
from pipelines.wording import cited, number

JENIS_DOKUMEN = "rpd"
ENOUGH_MONTHS = 6
# What may stand beside the template's columns: it follows from them.
DERIVED = frozenset({"no", "nomor", "jumlah", "total", "namasatker"})
ALL_MONTHS = frozenset(range(1, 13))
_KNOWN = {plain(name): name for name in COLUMNS} | {name: MONTH_NAMES[number - 1] for name, number in MONTHS.items()}


class RpdRow(NamedTuple):
    """One row of ``raw.rpd`` without ``file_id``: a filled month of a row; ``rpd`` is whole rupiah as text."""

    lembar: str | None
    baris: int
    kode_satker: str
    tahun: int
    jenis_belanja: str
    kode_akun: str | None
    bulan: int
    satuan: str
    tertulis: str
    rpd: str


@dataclass(slots=True)
class _Line:
    """A row whose keys can be read; ``months`` are its filled months as written and in rupiah."""

    lembar: str | None
    baris: int
    kode_satker: str
    tahun: int
    belanja: Belanja
    satuan: str
    months: dict[int, tuple[Decimal, Decimal]]

    def rows(self) -> Iterator[RpdRow]:
        about = (self.lembar, self.baris, self.kode_satker, self.tahun, *self.belanja)
        for bulan, (written, rupiah) in self.months.items():
            yield RpdRow(*about, bulan, self.satuan, canonical(written), canonical(rupiah))

    def place(self) -> str:
        return place_of(self.lembar, self.baris)

    def subject(self) -> str:
        what = f"akun {self.belanja.akun}" if self.belanja.akun else f"jenis belanja {self.belanja.jenis}"
        return f"{what} satker {self.kode_satker} tahun {self.tahun}"


class _Gap(NamedTuple):
    """Months of a refused row: what is missing when the akun of an expense type are added up. None: not known."""

    place: str
    kode_satker: str | None
    tahun: int | None
    jenis: str | None
    months: frozenset[int]


def looks_like_rpd(header: Sequence[object]) -> bool:
    """Whether these cells are the header of a cash plan: most months by name, and what they are planned for.

    One that has lost its months is told by the other columns of the template, so that the months can be asked for.
    """
    words = [cell for cell in header if isinstance(cell, str) and cell]
    months = {MONTHS.get(word.strip().casefold()) for word in words} - {None}
    found = {_KNOWN.get(plain(word)) for word in words}
    if len(months) < ENOUGH_MONTHS:
        return found.issuperset(KEYS) and ("satuan" in found or bool(months))
    return "jenis_belanja" in found or {"tahun", "kode_satker"} <= found


def looks_like_rpd_csv(text: str) -> bool:
    """Whether a text file has the header of a cash plan near its top."""
    return csv_header(text, looks_like_rpd) is not None


def looks_like_rpd_workbook(workbook: Workbook) -> bool:
    """Whether any sheet has the header of a cash plan near its top."""
    return any(header_at(sheet, looks_like_rpd) is not None for sheet in workbook.sheets)


def read_rpd_workbook(workbook: Workbook) -> Document:
    """Planned amounts of every sheet that has the header; other sheets, such as the description, are passed over.

    Raises:
        Unreadable: a required column or the unit is missing, or no amount can be used.
    """
    document = _read(tables_of_workbook(workbook, looks_like_rpd))
    document.waktu_sumber = workbook.waktu_sumber
    return document


def read_rpd_csv(data: bytes) -> Document:
    """Planned amounts of a CSV file with ``;``, ``,`` or tab between cells, in UTF-8 or Windows-1252.

    Raises:
        Unreadable: as for a workbook, or the quotation marks do not pair up.
    """
    return _read(tables_of_csv(data, looks_like_rpd, CSV_RUSAK, JENIS_DOKUMEN))


def _read(tables: Sequence[Table]) -> Document:
    document = Document(JENIS_DOKUMEN)
    lines: list[_Line] = []
    gaps: list[_Gap] = []
    refusals: list[Reject] = []
    rejects: list[Reject] = []
    for table in tables:
        columns, unit, refused = _head(table)
        if refused is None:
            _take(table, columns, unit, lines, gaps, rejects)
            document.columns += [KolomRow(table.lembar, None, name, table.kolom(at)) for name, at in columns.items()]
        else:
            refusals.append(refused)
    lines = _without_doubles(lines, gaps, rejects)
    lines = _without_mixtures(lines, rejects)
    _hold_back(lines, gaps, rejects)
    rows = [row for line in lines for row in line.rows()]
    if not rows:
        raise Unreadable((refusals or [_nothing_usable(tables, rejects)]) + rejects, JENIS_DOKUMEN)
    document.rejects = refusals + rejects
    document.rows["raw.rpd"] = list(rows)
    document.kode_satker = only(row.kode_satker for row in rows)
    document.tahun = only(row.tahun for row in rows)
    return document


def _nothing_usable(tables: Sequence[Table], rejects: Sequence[Reject]) -> Reject:
    if rejects:
        alasan = f"Tidak ada satu angka pun yang dapat dipakai: {number(len(rejects))} isian ditolak."
        return reject(TIDAK_ADA_BARIS._replace(saran=SARAN_SEMUA_DITOLAK), None, None, None, None, alasan)
    alasan = "Templat RPD belum diisi: tidak ada bulan yang berisi angka."
    return reject(TIDAK_ADA_BARIS, None, None, None, None, alasan)


def _head(table: Table) -> tuple[dict[str, int], str | None, Reject | None]:
    """Position of each known column and the unit declared above the header; a refusal when one of them is amiss."""

    def refused(aturan: Aturan, alasan: str, index: int | None = None, nilai: str | None = None) -> Reject:
        return reject(
            aturan, table.lembar, table.header_row, None if index is None else table.kolom(index), nilai, alasan
        )

    columns, double = table.columns(_KNOWN)
    if double is not None:
        name = _KNOWN[plain(table.header[double])]
        alasan = f"Kolom {name} tertulis dua kali di baris kepala, sehingga tidak jelas mana yang benar."
        return {}, None, refused(KOLOM_GANDA, alasan, double, name)
    missing = [name for name in (*KEYS, *MONTH_NAMES) if name not in columns]
    if missing:
        return {}, None, refused(KOLOM_KURANG, f"Kolom wajib tidak ada di baris kepala: {', '.join(missing)}.")
    try:
        units = {satuan(text) for text in _declarations(table)}
    except ValueError as error:
        return {}, None, refused(SATUAN, str(error))
    if len(units) > 1:
        return {}, None, refused(SATUAN, "Di atas baris kepala tertulis dua satuan yang berbeda.")
    unit = units.pop() if units else None
    if unit is None and "satuan" not in columns:
        return {}, None, refused(SATUAN, "Berkas ini tidak menyatakan satuan angkanya: rupiah atau ribuan rupiah.")
    return columns, unit, None


def _declarations(table: Table) -> Iterator[str]:
    """What cells above the header say of the unit: ``Satuan: ribuan``, or ``Satuan`` with its value to the right."""
    for cells in table.above:
        texts = [text for text in map(cell_text, cells) if text]
        for at, text in enumerate(texts):
            if match := re.fullmatch(r"satuan\b[\s:=]*(.*)", text, re.IGNORECASE | re.DOTALL):
                yield match[1] or next(iter(texts[at + 1 :]), "")
            elif re.fullmatch(r"\(?\s*dalam\s+(ribuan|rupiah)\b.*", text, re.IGNORECASE):
                yield text


def _take(
    table: Table,
    columns: dict[str, int],
    declared: str | None,
    lines: list[_Line],
    gaps: list[_Gap],
    rejects: list[Reject],
) -> None:
    """Add the rows of one table to ``lines``, what is wrong to ``rejects``, and what is missing by it to ``gaps``."""
    for name, index in table.unknown_columns(columns, DERIVED):
        alasan = f"Kolom '{name}' tidak dikenal sehingga isinya tidak diambil."
        rejects.append(reject(KOLOM_ASING, table.lembar, table.header_row, table.kolom(index), name, alasan))
    filled = table.filled()
    notation = notation_of(
        cells[columns[name]] for _, cells in filled for name in MONTH_NAMES if columns[name] < len(cells)
    )
    for baris, cells in filled:
        place = place_of(table.lembar, baris)
        if table.frays(baris, cells, (columns[name] for name in KEYS), (columns[name] for name in MONTH_NAMES)):
            alasan = f"Baris ini berisi {len(cells)} sel, sedangkan kepala kolom berisi {len(table.header)}."
            rejects.append(reject(LEBAR_BARIS, None, baris, None, None, alasan))
            gaps.append(_Gap(place, None, None, None, ALL_MONTHS))
            continue
        raw = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
        planned = [name for name in MONTH_NAMES if cell_text(raw[name])]
        if not planned or plain(raw["jenis_belanja"]) in DERIVED:
            continue
        line, gap = _line(table, columns, baris, raw, planned, declared, notation, rejects)
        if gap.months:
            gaps.append(gap)
        if line is not None:
            lines.append(line)


def _line(
    table: Table,
    columns: dict[str, int],
    baris: int,
    raw: dict[str, object],
    planned: Sequence[str],
    declared: str | None,
    notation: NumberFormat | None,
    rejects: list[Reject],
) -> tuple[_Line | None, _Gap]:
    """The row with the months that can be read, None when its keys cannot; and what it leaves missing."""

    def refuse(aturan: Aturan, name: str, alasan: str) -> None:
        nilai = cell_text(raw[name])[:MAX_QUOTE]
        rejects.append(reject(aturan, table.lembar, baris, table.kolom(columns[name]), nilai, alasan))

    year: int | None = None
    office: str | None = None
    what: Belanja | None = None
    unit: str | None = None
    try:
        year = int(tahun(raw["tahun"]))
    except ValueError as error:
        refuse(TAHUN, "tahun", str(error))
    try:
        office = kode_satker(raw["kode_satker"])
    except ValueError as error:
        refuse(KODE_SATKER, "kode_satker", str(error))
    try:
        what = belanja(raw["jenis_belanja"])
    except ValueError as error:
        refuse(JENIS_BELANJA, "jenis_belanja", str(error))
    own = raw.get("satuan")
    try:
        unit = declared if declared and not cell_text(own) else satuan(own)
        if declared and unit != declared:
            raise ValueError(f"Satuan baris ini {unit}, sedangkan di atas baris kepala {declared}.")
    except ValueError as error:
        refuse(SATUAN, "satuan", str(error))
        unit = None

    jenis = what.jenis if what else jenis_hint(raw["jenis_belanja"])
    gap = _Gap(place_of(table.lembar, baris), office, year, jenis, ALL_MONTHS)
    if year is None or office is None or what is None or unit is None:
        return None, gap
    months: dict[int, tuple[Decimal, Decimal]] = {}
    broken: set[int] = set()
    for name in planned:
        bulan = MONTHS[name]
        text = cited(cell_text(raw[name]))
        try:
            months[bulan] = amount(raw[name], unit, notation)
        except ValueError as error:
            refuse(ANGKA, name, f"Isi kolom {name} '{text}' bukan angka yang jelas: {error}.")
            broken.add(bulan)
            continue
        amiss = out_of_bounds(months[bulan][1])
        if amiss:
            refuse(BATAS_ANGKA, name, f"Isi kolom {name} '{text}' {amiss}.")
            broken.add(bulan)
            del months[bulan]
    line = _Line(table.lembar, baris, office, year, what, unit, months)
    return line if months else None, gap._replace(months=frozenset(broken))


def _grouped(lines: Iterable[_Line], *, by_akun: bool) -> list[list[_Line]]:
    groups: defaultdict[tuple[object, ...], list[_Line]] = defaultdict(list)
    for line in lines:
        groups[line.kode_satker, line.tahun, line.belanja if by_akun else line.belanja.jenis].append(line)
    return list(groups.values())


def _without_doubles(lines: Sequence[_Line], gaps: list[_Gap], rejects: list[Reject]) -> list[_Line]:
    """One row per satker, year and expense type or akun: of equal rows the first, of contradicting rows none."""
    kept: list[_Line] = []
    for first, *others in _grouped(lines, by_akun=True):
        planned = {bulan: rupiah for bulan, (_, rupiah) in first.months.items()}
        if all(planned == {bulan: rupiah for bulan, (_, rupiah) in other.months.items()} for other in others):
            kept.append(first)
            for other in others:
                alasan = f"Baris ini mengulang {first.place()} untuk {first.subject()}."
                rejects.append(reject(KEMBAR, other.lembar, other.baris, None, None, alasan))
            continue
        for line, rival in zip((first, *others), (others[0], *[first] * len(others)), strict=True):
            alasan = f"Baris ini bertentangan dengan {rival.place()} untuk {first.subject()}."
            rejects.append(reject(BERTENTANGAN, line.lembar, line.baris, None, None, alasan))
        gaps.append(_Gap(first.place(), first.kode_satker, first.tahun, first.belanja.jenis, ALL_MONTHS))
    return kept


def _without_mixtures(lines: Sequence[_Line], rejects: list[Reject]) -> list[_Line]:
    """An expense type is planned by one row or by its akun; with both, nobody knows whether the akun are in the row."""
    kept: list[_Line] = []
    for group in _grouped(lines, by_akun=False):
        whole = [line for line in group if line.belanja.akun is None]
        parts = [line for line in group if line.belanja.akun is not None]
        if not (whole and parts):
            kept += group
            continue
        for line in group:
            rival = (parts if line.belanja.akun is None else whole)[0]
            alasan = f"Baris {line.subject()} ini ditulis bersama {rival.subject()} di {rival.place()}."
            rejects.append(reject(BERTENTANGAN, line.lembar, line.baris, None, None, alasan))
    return kept


def _hold_back(lines: Sequence[_Line], gaps: Sequence[_Gap], rejects: list[Reject]) -> None:
    """Drop months of akun rows beside a refused akun of the same expense type: their sum would be too small.

    A month is told with the first gap that it falls in, found by key: lines times gaps is too much for a long sheet.
    """
    first: dict[tuple[object, ...], int] = {}
    for at, gap in enumerate(gaps):
        for bulan in gap.months:
            first.setdefault((gap.kode_satker, gap.tahun, gap.jenis, bulan), at)
    for line in lines:
        if line.belanja.akun is None:
            continue
        about = list(product((line.kode_satker, None), (line.tahun, None), (line.belanja.jenis, None)))
        held: defaultdict[int, list[int]] = defaultdict(list)
        for bulan in sorted(line.months):
            found = [first[*key, bulan] for key in about if (*key, bulan) in first]
            if found:
                held[min(found)].append(bulan)
        for at, taken in sorted(held.items()):
            for bulan in taken:
                del line.months[bulan]
            alasan = (
                f"Baris {line.subject()} ini ikut ditahan untuk bulan {', '.join(map(str, taken))} karena isian di"
                f" {gaps[at].place} ditolak, sehingga jumlah jenis belanja {line.belanja.jenis} akan kurang."
            )
            rejects.append(reject(IKUT_DITAHAN, line.lembar, line.baris, None, None, alasan))
