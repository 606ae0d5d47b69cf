"""The performance template, and synthetic, labelled performance sheets. Reads nothing, knows no other format."""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

from pipelines.readers.kinerja_fields import COLUMNS
from pipelines.samples.template_writer import LABEL, Cell, Keterangan, Template, six_digits

SHEET = "realisasi_kinerja"
BELOW_TARGET = Decimal("0.9")
CENT = Decimal("0.01")

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
        "kode_satker": six_digits(f"B{first}"),
        "kode_indikator": {
            "validate": "custom",
            "value": f"=AND(ISTEXT(D{first}),LEN(D{first})=5)",
            "error_title": "Kode indikator",
            "error_message": "Ketik kode sebagai teks, dua-dua angka, misalnya 01.06.",
        },
    }


TEMPLATE = Template(
    SHEET,
    "Templat realisasi kinerja",
    KETERANGAN,
    (8, 12, 8, 15, 55, 12, 16, 11, 11, 11, 40, 40, 28),
    frozenset({"kode_satker", "kode_indikator"}),
    "indikator",
    _validations,
)

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
        path.write_bytes(TEMPLATE.csv(rows, LABEL) if is_csv else TEMPLATE.xlsx(rows, made, LABEL))
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
