"""Writes the performance template and synthetic, labelled performance sheets. Reads nothing, knows no other format."""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from pipelines.readers.kinerja_fields import COLUMNS
from pipelines.readers.numbers import canonical

LABEL = "DATA SINTETIS - BUKAN DATA RESMI"
SHEET = "realisasi_kinerja"
TEMPLATE_MADE = datetime(2025, 1, 1, 1, 0)
TEMPLATE_ROWS = 1000
BELOW_TARGET = Decimal("0.9")
CENT = Decimal("0.01")

Cell = str | int | Decimal | None


class Keterangan(NamedTuple):
    """What a column of the template asks for."""

    wajib: str
    arti: str
    contoh: str


KETERANGAN = {
    "tahun": Keterangan("wajib", "Tahun anggaran, empat angka.", "2025"),
    "kode_satker": Keterangan("wajib", "Kode satuan kerja, enam angka, diketik sebagai teks.", "063123"),
    "bulan": Keterangan("wajib", "Bulan laporan, angka 1 sampai 12.", "3"),
    "kode_indikator": Keterangan(
        "wajib, kecuali indikator diisi", "Nomor sasaran dan nomor indikator, dua-dua angka, sebagai teks.", "01.06"
    ),
    "indikator": Keterangan(
        "wajib bila kode_indikator kosong", "Nama indikator seperti di rencana aksi.", "Indeks Pelayanan Publik UPT"
    ),
    "satuan": Keterangan("boleh kosong", "Satuan realisasi.", "persen"),
    "target_sd_bulan": Keterangan("boleh kosong", "Target sampai dengan bulan laporan.", "81,25"),
    "pembilang": Keterangan("bersama penyebut", "Angka yang dibagi, kumulatif sejak Januari.", "65"),
    "penyebut": Keterangan("bersama pembilang", "Angka pembagi, kumulatif sejak Januari, lebih dari nol.", "80"),
    "realisasi": Keterangan(
        "wajib, kecuali pembilang dan penyebut diisi",
        "Realisasi sampai dengan bulan laporan; kosong berarti belum dilaporkan, nol berarti memang nol.",
        "81,25",
    ),
    "hambatan": Keterangan("boleh kosong", "Hambatan yang ditemui.", "Sampel baru diterima akhir bulan."),
    "rencana_tindak_lanjut": Keterangan("boleh kosong", "Rencana tindak lanjut.", "Pengujian dipercepat bulan depan."),
    "bukti_dukung": Keterangan("boleh kosong", "Nama atau tautan bukti dukung.", "Rekap pengujian Maret 2025"),
}

WIDTHS = dict(zip(COLUMNS, (8, 12, 8, 15, 55, 12, 16, 11, 11, 11, 40, 40, 28), strict=True))

PROBLEMS = (
    (
        "Pelaksanaan kegiatan bergeser karena menunggu revisi anggaran.",
        "Menjadwalkan ulang kegiatan pada bulan berikutnya setelah revisi disahkan.",
    ),
    (
        "Sebagian hasil pengujian belum diterima sampai akhir bulan.",
        "Berkoordinasi dengan laboratorium agar hasil pengujian diterima tepat waktu.",
    ),
    (
        "Tindak lanjut dari pemangku kepentingan belum seluruhnya diterima.",
        "Mengirim surat pengingat dan mendampingi pemangku kepentingan.",
    ),
    (
        "Jumlah petugas terbatas karena bersamaan dengan kegiatan lain.",
        "Mengatur kembali penugasan dan memprioritaskan kegiatan yang tertinggal.",
    ),
)


class IndicatorPlan(NamedTuple):
    """An indicator as planned: ``targets`` holds the months that have a target (0 is a target, absence is none)."""

    kode_indikator: str
    nama: str
    satuan: str
    targets: dict[int, Decimal]


def infer_satuan(nama: str) -> str:
    """Unit of measure that the first word of an indicator's name tells: ``Jumlah desa pangan aman`` counts ``desa``."""
    words = nama.casefold().split()
    if words[0] == "jumlah":
        return words[1] if len(words) > 1 else "kegiatan"
    return {"persentase": "persen", "indeks": "indeks"}.get(words[0], "nilai")


def write_template(folder: Path) -> list[Path]:
    """The empty template as ``realisasi_kinerja.xlsx`` and ``.csv``, always the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [folder / "realisasi_kinerja.xlsx", folder / "realisasi_kinerja.csv"]
    made[0].write_bytes(_xlsx([], TEMPLATE_MADE, title=None))
    made[1].write_bytes(_csv([], title=None))
    return made


def write_performance_year(
    out: Path,
    kode_satker: str,
    tahun: int,
    indicators: Sequence[IndicatorPlan],
    rng: random.Random,
    months: Iterable[int] = range(1, 13),
    csv_months: Collection[int] = (2, 8),
    beda: bool = False,
) -> list[Path]:
    """One synthetic performance sheet per month, ``SINTETIS_Kinerja_<satker>_<tahun>_<bulan>.xlsx`` or ``.csv``.

    A file says it was made on the 6th of the next month, 08.00 WIB. What a month holds does not depend on which
    other months are written. An indicator without a target for the month is listed but not reported.

    Args:
        csv_months: months written as CSV with ``;`` and a decimal comma.
        beda: make one reported realisasi contradict its pembilang and penyebut.
    """
    out.mkdir(parents=True, exist_ok=True)
    year = _year(kode_satker, tahun, indicators, rng)
    files = []
    for month in months:
        rows = year[month]
        if beda:
            beda = not _contradict(rows)
        made = datetime(tahun + month // 12, month % 12 + 1, 6, 1, 0)
        is_csv = month in csv_months
        path = out / f"SINTETIS_Kinerja_{kode_satker}_{tahun}_{month:02d}.{'csv' if is_csv else 'xlsx'}"
        path.write_bytes(_csv(rows, LABEL) if is_csv else _xlsx(rows, made, LABEL))
        stamp = made.replace(tzinfo=UTC).timestamp()
        os.utime(path, (stamp, stamp))
        files.append(path)
    return files


def _year(
    kode_satker: str, tahun: int, indicators: Sequence[IndicatorPlan], rng: random.Random
) -> dict[int, list[dict[str, Cell]]]:
    """Rows of every month. All is drawn here, in a fixed order, so that a seed means one year."""
    months: dict[int, list[dict[str, Cell]]] = {month: [] for month in range(1, 13)}
    laggards = set(rng.sample(range(len(indicators)), max(1, len(indicators) // 8))) if indicators else set()
    for index, plan in enumerate(indicators):
        level = rng.uniform(0.50, 0.66) if index in laggards else rng.uniform(0.92, 1.13)
        factors = [Decimal(f"{level + rng.uniform(-0.02, 0.02):.4f}") for _ in months]
        cases = rng.randint(480, 960)
        problem, remedy = PROBLEMS[rng.randrange(len(PROBLEMS))]
        before = Decimal(0)
        for month, factor in zip(months, factors, strict=True):
            target = plan.targets.get(month)
            progress = _is_progress(plan, month)
            row: dict[str, Cell] = dict.fromkeys(COLUMNS)
            row |= {"tahun": tahun, "kode_satker": kode_satker, "bulan": month, "kode_indikator": plan.kode_indikator}
            row |= {"indikator": plan.nama, "satuan": "persen" if progress else plan.satuan, "target_sd_bulan": target}
            months[month].append(row)
            if target is None:
                continue
            if plan.satuan == "persen":
                whole = -(-cases * month // 12)
                part = min(whole, int((target * factor * whole / 100).to_integral_value(ROUND_HALF_UP)))
                row |= {"pembilang": part, "penyebut": whole}
                value = (Decimal(100 * part) / whole).quantize(CENT, ROUND_HALF_UP)
            elif progress:
                value = before = max(before, min(Decimal(100), target * factor).quantize(CENT, ROUND_HALF_UP))
            elif plan.satuan in {"indeks", "nilai"}:
                value = min(_top_of_scale(target), target * factor).quantize(CENT, ROUND_HALF_UP)
            else:
                value = (target * factor).to_integral_value(ROUND_HALF_UP)
            row |= {"realisasi": value, "bukti_dukung": "DATA SINTETIS"}
            if value < target * BELOW_TARGET:
                row |= {"hambatan": problem, "rencana_tindak_lanjut": remedy}
    return months


def _is_progress(plan: IndicatorPlan, month: int) -> bool:
    """Whether the month's target of a count is progress in percent: 25 .. 80 before a December of 2."""
    counted = plan.satuan not in {"persen", "indeks", "nilai"}
    before_december = [target for at, target in plan.targets.items() if at < 12]
    return counted and month < 12 and max(before_december, default=Decimal(0)) > plan.targets.get(12, Decimal(0))


def _top_of_scale(target: Decimal) -> Decimal:
    return next((Decimal(top) for top in (4, 5, 10, 100) if target <= top), target * 2)


def _contradict(rows: Sequence[dict[str, Cell]]) -> bool:
    """Move one reported percentage away from its own fraction; False when the month has none."""
    for row in rows:
        value = row["realisasi"]
        if row["pembilang"] and isinstance(value, Decimal):
            row["realisasi"] = value - 5 if value > 90 else value + 5
            return True
    return False


def _xlsx(rows: Sequence[dict[str, Cell]], made: datetime, title: str | None) -> bytes:
    """The template as a workbook, filled with ``rows``; ``made`` (UTC) goes into the document properties."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": title or "Templat realisasi kinerja", "subject": "Kinerja", "created": made})
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    as_text = book.add_format({"num_format": "@"})

    sheet = book.add_worksheet(SHEET)
    top = 0
    if title:
        sheet.write_string(0, 0, title, bold)
        top = 2
    last = top + max(TEMPLATE_ROWS, len(rows))
    for at, name in enumerate(COLUMNS):
        is_code = name in {"kode_satker", "kode_indikator"}
        sheet.set_column(at, at, WIDTHS[name], as_text if is_code else None)
        sheet.write_string(top, at, name, head)
        keterangan = KETERANGAN[name]
        sheet.write_comment(top, at, f"{keterangan.arti} ({keterangan.wajib}) Contoh: {keterangan.contoh}")
    for below, row in enumerate(rows, start=top + 1):
        for at, name in enumerate(COLUMNS):
            cell = row[name]
            if isinstance(cell, str):
                sheet.write_string(below, at, cell)
            elif cell is not None:
                sheet.write_number(below, at, cell)
    for name, rule in _validations(top + 2).items():
        at = COLUMNS.index(name)
        sheet.data_validation(top + 1, at, last, at, rule)
    sheet.ignore_errors({"number_stored_as_text": f"A{top + 2}:M{last + 1}"})
    sheet.freeze_panes(top + 1, COLUMNS.index("indikator"))

    about = book.add_worksheet("keterangan")
    about.set_column(0, 1, 24)
    about.set_column(2, 2, 70, wrap)
    about.set_column(3, 3, 36)
    table = [("kolom", "pengisian", "arti", "contoh"), *((name, *KETERANGAN[name]) for name in COLUMNS)]
    for below, cells in enumerate(table):
        for at, text in enumerate(cells):
            about.write_string(below, at, text, head if below == 0 else None)
    book.close()
    return buffer.getvalue()


def _validations(first: int) -> dict[str, dict[str, object]]:
    """What Excel refuses while somebody types; ``first`` is the Excel row of the first cell below the header."""
    return {
        "bulan": {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1,
            "maximum": 12,
            "error_title": "Bulan",
            "error_message": "Isi bulan dengan angka 1 sampai 12.",
        },
        "kode_satker": {
            "validate": "custom",
            "value": f"=AND(ISTEXT(B{first}),LEN(B{first})=6)",
            "error_title": "Kode satker",
            "error_message": "Ketik enam angka sebagai teks, beserta nol di depan.",
        },
        "kode_indikator": {
            "validate": "custom",
            "value": f"=AND(ISTEXT(D{first}),LEN(D{first})=5)",
            "error_title": "Kode indikator",
            "error_message": "Ketik kode sebagai teks, dua-dua angka, misalnya 01.06.",
        },
    }


def _csv(rows: Sequence[dict[str, Cell]], title: str | None) -> bytes:
    """The same table as Excel in Indonesia saves it: ``;`` between cells, decimal comma, UTF-8 with its mark."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    if title:
        writer.writerows([[title], []])
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            canonical(cell).replace(".", ",") if isinstance(cell, Decimal) else cell for cell in row.values()
        )
    return buffer.getvalue().encode("utf-8-sig")
