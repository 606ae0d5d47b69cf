"""A satker whose documents raise nothing: plan, two exports, performance sheet. What breaks a rule is not here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import openpyxl

from pipelines.readers.kinerja_fields import COLUMNS
from pipelines.samples.fa_detail_writer import MARK, Line, Snapshot, write_fa_detail
from pipelines.samples.kinerja_writer import SHEET

YEAR = 2025
NOW = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
SENT = datetime(2026, 1, 5, 8, 0)
LATER = datetime(2026, 1, 6, 8, 0)
MAP_HEAD = "nama,kode_satker,mulai,sampai"
Cell = str | float | None


@dataclass
class Share:
    """A contribution row: the sub komponen, its budget, and what of it counts for this indicator."""

    ro: str
    komponen: str
    sub: str
    anggaran: int
    kontribusi: int
    more: tuple[str, ...] = ()

    def printed(self, nomor: int) -> str:
        coded = (f"{self.ro} - Keluaran", f"{self.komponen} - Komponen", f"{self.sub} - Sub komponen {self.sub}")
        return "\t\t" + "\t".join((f"{nomor}.", *coded, f"{self.anggaran:,}", f"{self.kontribusi:,}", *self.more))


@dataclass
class Indicator:
    """An indicator of the only sasaran; ``targets`` as printed, one for each month."""

    nomor: str
    nama: str
    targets: list[str]
    anggaran: int
    shares: list[Share]

    def printed(self, *, opens: bool) -> str:
        sasaran = ["1.", "01 - Pengawasan yang efektif"] if opens else ["", ""]
        return "\t".join((*sasaran, f"{self.nomor} - {self.nama}", *self.targets, f"{self.anggaran:,}"))


MONTHS = "\t".join(f"B{month:02d}" for month in range(1, 13))
PAGE_HEAD = ("NO.\tSASARAN KEGIATAN\tINDIKATOR KINERJA KEGIATAN\tTARGET" + "\t" * 12 + "ANGGARAN", f"\t\t\t{MONTHS}\t")
TABLE_HEAD = "\t\tNO\tRO\tKOMPONEN\tSUB KOMPONEN\tANGGARAN\tKONTRIBUSI"


@dataclass
class Plan:
    """A RAK; ``orphans`` are rows at the top of the page whose indicator stood on a page that is lost."""

    indicators: list[Indicator]
    total: int
    orphans: list[Share] = field(default_factory=list)

    def text(self, unit: str) -> str:
        title = (f"RENCANA AKSI PERJANJIAN KINERJA TAHUN {YEAR}", unit, "BADAN PENGAWAS OBAT DAN MAKANAN", "")
        foot = (
            f"Total\t{self.total:,}",
            "",
            "Contoh, 6 November 2025",
            "",
            f"Kepala {unit.title()}",
            "",
            "Budi Santoso",
        )
        return "\n".join((*title, *PAGE_HEAD, *self._body(), *foot, ""))

    def _body(self) -> Iterator[str]:
        if self.orphans:
            yield "\t\tyang ditindaklanjuti"
            yield from _table(self.orphans)
        for at, indicator in enumerate(self.indicators):
            yield indicator.printed(opens=at == 0)
            if indicator.shares:
                yield from _table(indicator.shares)


def _table(shares: Iterable[Share]) -> Iterator[str]:
    yield TABLE_HEAD
    yield from (share.printed(nomor) for nomor, share in enumerate(shares, start=1))


@dataclass
class Account:
    """A budget line of an export, in rupiah; ``lalu`` and ``ini`` are Periode Lalu and Periode Ini."""

    ro: str
    komponen: str
    sub: str
    akun: str
    pagu: int
    lalu: int
    ini: int
    lock: int = 0

    def codes(self) -> tuple[str, ...]:
        program, kegiatan, kro, _ = self.ro.split(".")
        return (program, kegiatan, kro, self.ro, self.komponen, self.sub, self.akun)

    def figures(self) -> tuple[int, ...]:
        return (self.pagu, self.lock, self.lalu, self.ini, self.lalu + self.ini, self.pagu - self.lalu - self.ini)


def export(
    kode: str,
    month: int,
    accounts: Sequence[Account],
    made: datetime | None = None,
    *,
    items: bool = False,
    levels: int = 7,
) -> bytes:
    """The FA Detail of a month, whose sums are made here.

    Args:
        items: add to each akun one item with all its money.
        levels: how many levels are printed; the last of all is the akun.
    """
    lines: list[Line] = []
    before: tuple[str, ...] = ()
    for account in accounts:
        codes = account.codes()
        for depth in range(1, levels + 1):
            if codes[:depth] != before[:depth]:
                below = [other.figures() for other in accounts if other.codes()[:depth] == codes[:depth]]
                own = (*codes[:depth], *[None] * (8 - depth))
                lines.append(Line(depth, own, f"Uraian {codes[depth - 1]}", tuple(map(sum, zip(*below, strict=True)))))
        if items:
            lines.append(Line(8, (*codes, "000001"), "Belanja", account.figures()))
        before = codes
    made = made or datetime(YEAR + month // 12, month % 12 + 1, 4, 9, 0)
    return write_fa_detail(Snapshot(kode, f"LOKA UJI {MARK}", YEAR, month, items, lines, made))


def book(rows: Sequence[Sequence[Cell]], made: datetime = SENT, sheet: str = SHEET) -> bytes:
    """A workbook with one sheet of these rows."""
    made_book = openpyxl.Workbook()
    made_book.active.title = sheet
    for row in rows:
        made_book.active.append(row)
    return _saved(made_book, made)


def edited(data: bytes, cells: Mapping[str, Cell], sheet: str | None = None) -> bytes:
    """The workbook with other contents in some cells of its first sheet, and ``sheet`` added."""
    made = zipfile.ZipFile(io.BytesIO(data)).infolist()[0].date_time
    changed = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in cells.items():
        changed.worksheets[0][cell] = value
    if sheet:
        changed.copy_worksheet(changed.worksheets[0]).title = sheet
    return _saved(changed, datetime(*made))


def _saved(workbook: openpyxl.Workbook, made: datetime) -> bytes:
    """openpyxl says that a workbook is made now; the readers take what the members of the zip say, as in SAKTI's."""
    written, stamped = io.BytesIO(), io.BytesIO()
    workbook.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(stamped, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(zipfile.ZipInfo(member.filename, made.timetuple()[:6]), source.read(member))
    return stamped.getvalue()


def sheet_rows(rows: Iterable[Mapping[str, Cell]], *extra: str) -> list[list[Cell]]:
    """Cells of a performance sheet below its header; ``extra`` are columns that the template lacks."""
    names = [*COLUMNS, *extra]
    return [list(names), *([row.get(name) for name in names] for row in rows)]


def csv_text(rows: Iterable[Mapping[str, Cell]]) -> str:
    cells = sheet_rows(rows)
    return "".join(";".join("" if cell is None else str(cell) for cell in row) + "\n" for row in cells)


A, B, C = ("DR.3165.QIA.002", "053", "A"), ("DR.3165.QIA.002", "053", "B"), ("DR.3165.QIC.004", "055", "A")
PERCENT, INDEX = "Persentase sampel yang diperiksa", "Indeks Pelayanan Publik"
PLAN = Plan(
    [
        Indicator(
            "01",
            PERCENT,
            [*map(str, range(25, 80, 5)), "90"],
            80_000_000,
            [Share(*A, 60_000_000, 40_000_000), Share(*B, 40_000_000, 40_000_000)],
        ),
        Indicator(
            "02",
            INDEX,
            ["3.5"] * 11 + ["4"],
            120_000_000,
            [Share(*A, 60_000_000, 20_000_000), Share(*C, 100_000_000, 100_000_000)],
        ),
    ],
    200_000_000,
)
NOVEMBER = [
    Account(*A, "521211", 60_000_000, 30_000_000, 5_000_000),
    Account(*B, "524111", 40_000_000, 20_000_000, 4_000_000),
    Account(*C, "521211", 100_000_000, 50_000_000, 9_000_000),
]
DECEMBER = [replace(account, lalu=account.lalu + account.ini, ini=account.ini + 1) for account in NOVEMBER]
REPORTED = {(1, 11): 74.5, (1, 12): 88, (2, 11): 3.4, (2, 12): 3.9}


def reported(kode: str, indicator: int, month: int, **changes: Cell) -> dict[str, Cell]:
    """A row of the performance sheet; the first indicator has a fraction, the second has none."""
    value = REPORTED[indicator, month]
    row: dict[str, Cell] = {"tahun": YEAR, "kode_satker": kode, "bulan": month, "realisasi": value}
    row |= {"kode_indikator": f"01.0{indicator}", "indikator": (PERCENT, INDEX)[indicator - 1]}
    if indicator == 1:
        row |= {"satuan": "persen", "pembilang": value * 2, "penyebut": 200}
    else:
        row |= {"satuan": "indeks"}
    return row | changes


@dataclass
class Satker:
    """A satker and its documents, to be changed before they are written.

    Attributes:
        files: documents beside the usual ones, or instead of one of them; None leaves out one of them.
        changes: texts replaced in the RAK as it is printed.
        mapped: further lines of the map of units; ``mulai`` is the first day on which this one reports.
        corrections: an entry of the register of corrections.
    """

    kode: str
    nama: str
    plan: Plan = field(default_factory=lambda: deepcopy(PLAN))
    exports: dict[int, list[Account]] = field(default_factory=lambda: {11: deepcopy(NOVEMBER), 12: deepcopy(DECEMBER)})
    rows: list[dict[str, Cell]] = field(default_factory=list)
    files: dict[str, bytes | None] = field(default_factory=dict)
    changes: list[tuple[str, str]] = field(default_factory=list)
    mulai: str = "2025-11-01"
    mapped: list[str] = field(default_factory=list)
    corrections: str = ""

    def __post_init__(self) -> None:
        self.rows = [reported(self.kode, indicator, month) for indicator, month in REPORTED]

    def rak(self) -> bytes:
        text = self.plan.text(self.nama)
        for old, new in self.changes:
            assert text.count(old) == 1, (old, text.count(old))
            text = text.replace(old, new)
        return text.encode()

    def documents(self) -> dict[str, bytes]:
        usual = {"rak.txt": self.rak(), "kinerja.xlsx": book(sheet_rows(self.rows))}
        usual |= {f"fa_{month}.xlsx": export(self.kode, month, rows) for month, rows in self.exports.items()}
        return {name: data for name, data in (usual | self.files).items() if data is not None}

    def map_lines(self) -> list[str]:
        own = [f"{self.nama},{self.kode},{self.mulai},"] if self.mulai else []
        return [*own, *self.mapped]
