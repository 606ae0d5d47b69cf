"""The cash plan (RPD) template, and a synthetic, labelled cash plan. Reads nothing, knows no other format."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from pipelines.readers.months import MONTH_NAMES
from pipelines.readers.rpd_fields import COLUMNS, JENIS, NAMES, THOUSANDS
from pipelines.samples.template_writer import LABEL, Cell, Keterangan, Template, six_digits

SHEET = "rpd"

KETERANGAN = {
    "tahun": Keterangan("wajib", "Tahun anggaran, empat angka.", "2025"),
    "kode_satker": Keterangan("wajib", "Kode satuan kerja, enam angka, diketik sebagai teks.", "063123"),
    "jenis_belanja": Keterangan("wajib", "51, 52, 53, atau 57; atau kode akun enam angka, satu baris per akun.", "52"),
    "satuan": Keterangan("wajib", "Satuan angka di baris ini: rupiah atau ribuan (ribuan rupiah).", "ribuan"),
    **{
        name: Keterangan(
            "boleh kosong",
            f"Rencana penarikan dana bulan {name.title()}; kosong berarti belum ada rencana, nol berarti memang nol.",
            "125000",
        )
        for name in MONTH_NAMES
    },
}


def _validations(first: int) -> dict[str, dict[str, object]]:
    """What Excel refuses while somebody types; ``first`` is the Excel row of the first cell below the header."""
    amount = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": "RPD",
        "error_message": "Isi dengan angka yang tidak negatif; kosongkan bila belum ada rencana.",
    }
    return {
        "kode_satker": six_digits(f"B{first}"),
        "satuan": {
            "validate": "list",
            "source": ["rupiah", THOUSANDS],
            "error_title": "Satuan",
            "error_message": "Pilih rupiah atau ribuan.",
        },
        **dict.fromkeys(MONTH_NAMES, amount),
    }


TEMPLATE = Template(
    SHEET,
    "Templat RPD",
    {name: KETERANGAN[name] for name in COLUMNS},
    (8, 12, 24, 10, *[14] * len(MONTH_NAMES)),
    frozenset({"kode_satker", "jenis_belanja"}),
    MONTH_NAMES[0],
    _validations,
)


def write_cash_plan(
    out: Path,
    kode_satker: str,
    tahun: int,
    pagu: Mapping[str, int],
    spent: Mapping[str, Sequence[int]],
    rng: random.Random,
) -> Path:
    """A synthetic cash plan in thousands, ``SINTETIS_RPD_<satker>_<tahun>.xlsx``, made on the 10th of January.

    Args:
        pagu: rupiah of the year by expense type, all of which is planned.
        spent: rupiah that will be spent in each month; the plan comes near it, as plans do.
    """
    rows = [_row(kode_satker, tahun, jenis, pagu[jenis], spent[jenis], rng) for jenis in JENIS if pagu.get(jenis)]
    made = datetime(tahun, 1, 10, 1, 0)
    path = out / f"SINTETIS_RPD_{kode_satker}_{tahun}.xlsx"
    path.write_bytes(TEMPLATE.xlsx(rows, made, LABEL))
    stamp = made.replace(tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def _row(
    kode_satker: str, tahun: int, jenis: str, pagu: int, spent: Sequence[int], rng: random.Random
) -> dict[str, Cell]:
    weights = [max(amount, 0) * rng.randint(90, 112) for amount in spent]
    if not sum(weights):
        weights = [1] * len(spent)
    parts = [pagu // 1000 * weight // sum(weights) for weight in weights]
    # What rounding leaves, and what is less than a thousand, is planned for December.
    planned = [Decimal(part) for part in parts]
    planned[-1] += Decimal(pagu) / 1000 - sum(parts)
    named = next(name for name, code in NAMES.items() if code == jenis)
    label = f"{jenis} Belanja {'Bantuan Sosial' if named == 'sosial' else named.title()}"
    keys: dict[str, Cell] = {"tahun": tahun, "kode_satker": kode_satker, "jenis_belanja": label, "satuan": THOUSANDS}
    return keys | dict(zip(MONTH_NAMES, planned, strict=True))
