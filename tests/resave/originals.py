"""The synthetic documents that are saved again: small, with what a form may lose. How they are saved is not here."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

import openpyxl

from pipelines.readers.months import MONTH_NAMES
from pipelines.samples import kinerja_writer, rpd_writer
from pipelines.samples.datar_writer import AMOUNTS, COLUMNS, POK_COLUMNS, TREE, Akun, dump_rows, pok_rows, workbook
from pipelines.samples.fa_detail_writer import MARK, Line, Snapshot, write_fa_detail
from pipelines.samples.template_writer import LABEL, Cell

MADE = datetime(2025, 4, 3, 8)
POK_AMOUNTS = ("price", "total", "realisasi", "sisa")

# -- FA Detail -----------------------------------------------------------------------------------------------------

# Komponen, sub komponen, akun, the akun's pagu, lalu and ini; items are halves of their akun.
_AKUN = (
    ("001", "A", "511111", 1_234_567_890, 411_522_630, 102_880_657),
    ("001", "A", "511119", 19_003, 7_112, -12),
    ("001", "A", "511121", 98_760_000, 32_920_000, 8_230_000),
    ("051", "A", "521211", 720_000, 0, 720_000),
    ("051", "A", "524113", 3_000_000, -200_000, 200_000),
    ("051", "AB", "521211", 999, 0, 0),
    ("051", "AB", "522151", 45_600_000, 15_200_000, 0),
    ("126", "A", "521811", 5_335_000, 5_335_000, 0),
    ("ZZ1", "A", "521213", 720_000, 0, 0),
    ("ZZ1", "A", "532111", 500_000_000, 0, 0),
)
_NAMES = (
    "Belanja Gaji Pokok PNS; termasuk tunjangan, rapel, dan kekurangan gaji bulan lalu yang belum dibayarkan kepada "
    "pegawai",
    'Belanja "Pembulatan" Gaji PNS',
    "Belanja Tunj. Suami/Istri PNS D.K.I.  JAKARTA",
    "Belanja Bahan\nuntuk rapat di Café Nusantara – tahap satu",
)


def report() -> Snapshot:
    """Three printed pages with a line cut at the end of one, codes with leading zeros, and texts with marks of CSV."""
    lines = list(_lines())
    return Snapshot("009998", f"SATKER UJI {MARK}", 2025, 3, True, lines, MADE)


def _lines() -> Iterator[Line]:
    top = ("WA", "3165", "EBA", "WA.3165.EBA.956")
    for depth in range(1, 5):
        yield _line(top[:depth], f"Baris tingkat {depth}")
    above: tuple[str, ...] = ()
    for number, (komponen, sub, akun, *_) in enumerate(_AKUN):
        for path in ((komponen,), (komponen, sub)):
            if above[: len(path)] != path:
                yield _line((*top, *path), f"Tingkat {len(path) + 4} {_NAMES[number % 4]}")
        above = (komponen, sub)
        yield _line((*top, *above, akun), _NAMES[number % 4])
        for item in range(2):
            yield _line((*top, *above, akun, f"{2 * number + item:06}"), f"{_NAMES[(number + item) % 4]} {2025 + item}")


def _line(path: tuple[str, ...], uraian: str) -> Line:
    below = [akun for akun in _AKUN if akun[: len(path[4:7])] == path[4:7]]
    pagu, lalu, ini = (sum(akun[measure] for akun in below) for measure in (3, 4, 5))  # type: ignore[misc]
    if len(path) == 8:
        pagu, lalu, ini = pagu - pagu // 2, lalu // 2, ini // 2
    sd = lalu + ini
    return Line(len(path), (*path, *[None] * (8 - len(path))), uraian, (pagu, 0, lalu, ini, sd, pagu - sd))


# -- flat budget files ---------------------------------------------------------------------------------------------

_BUDGET = (
    Akun("DR.0384.ADD.001", "051", "A", "521211", "A", 1_234_567_890, 411_522_630),
    Akun("DR.0384.ADD.001", "051", "AB", "521811", "D", 130_000, 130_000, 130_000),
    Akun("DR.3165.QIC.U34", "002", "B", "524111", "A", 49_465_000, 0),
    Akun("WA.6384.EAA.004", "ZZ1", "N", "511111", "A", 12_810_000, -50_000),
    Akun("WA.6384.EAA.012", "052", "N", "511119", "A", 19_003, 7_112, 12),
)
_BLOKIR, _SKPA = 250_000_000, 4_567_890


def _dump() -> bytes:
    rows = dump_rows("009998", 2025, _BUDGET, levels=True)
    # The first line and the sums above it: money is blocked, and money came from another satker.
    for row in rows[: len(TREE)]:
        row |= {"nilblokir": _BLOKIR, "trmskpa": _SKPA, "paguakhir": int(row["pagu"]) - _SKPA}
    return thousands(workbook([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)], MADE))


def _pok() -> bytes:
    rows = pok_rows('BALAI "CONTOH", KOTA CAFÉ; UTARA', _BUDGET)
    return thousands(workbook([POK_COLUMNS, *([row[name] for name in POK_COLUMNS] for row in rows)], MADE))


def thousands(data: bytes) -> bytes:
    """The workbook with marks between the thousands of its amounts, as people like to see them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for column in book.worksheets[0].iter_cols():
        if any(cell.value in {*AMOUNTS, *POK_AMOUNTS, *MONTH_NAMES} for cell in column):
            for cell in column:
                if isinstance(cell.value, int):
                    cell.number_format = "#,##0"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- templates -----------------------------------------------------------------------------------------------------


def _rpd() -> bytes:
    """Whole amounts and fractions of thousands, a blank month, and one in which nothing is planned."""
    rows: list[dict[str, Cell]] = []
    for jenis, satuan, first in (
        ("51 Belanja Pegawai", "rupiah", 1_234_567_890),
        ("Belanja Barang", "ribuan", Decimal("96441.125")),
        ("53", "ribuan", 125_000),
    ):
        keys: dict[str, Cell] = {"tahun": 2025, "kode_satker": "309998", "jenis_belanja": jenis, "satuan": satuan}
        months: list[Cell] = [first, None, 0, *(first + 1000 * month for month in range(4, 13))]
        rows.append(keys | dict(zip(MONTH_NAMES, months, strict=True)))
    return thousands(rpd_writer.TEMPLATE.xlsx(rows, MADE, LABEL))


def _kinerja() -> bytes:
    """Fractions and whole numbers, nothing reported, nought reported, and texts with marks of CSV."""
    reported: tuple[dict[str, Cell], ...] = (
        {"kode_indikator": "01.01", "target_sd_bulan": Decimal("81.25"), "pembilang": 65, "penyebut": 80},
        {"kode_indikator": "01.10", "target_sd_bulan": 1250, "realisasi": 1180, "hambatan": _NAMES[0]},
        {"kode_indikator": "10.06", "realisasi": Decimal("3.705"), "bukti_dukung": _NAMES[1]},
        {"kode_indikator": "02.01", "realisasi": 0, "hambatan": _NAMES[3], "rencana_tindak_lanjut": "- dijadwal ulang"},
        {"kode_indikator": "02.02", "target_sd_bulan": Decimal("0.5")},
        {"indikator": "Indeks Pelayanan Publik; UPT", "realisasi": Decimal("4.5"), "satuan": "indeks"},
    )
    keys: dict[str, Cell] = {"tahun": 2025, "kode_satker": "309998", "bulan": 3}
    rows = [dict.fromkeys(kinerja_writer.KETERANGAN) | keys | row for row in reported]
    return kinerja_writer.TEMPLATE.xlsx(rows, MADE, LABEL)


ORIGINALS: dict[str, Callable[[], bytes]] = {
    "fa_detail": lambda: write_fa_detail(report()),
    "dump": _dump,
    "pok": _pok,
    "rpd": _rpd,
    "kinerja": _kinerja,
}
