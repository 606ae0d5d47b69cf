"""Rules and cell parsers of the monthly cash plan (RPD): one cell in, one value out. Where cells stand is not here."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import NamedTuple

from pipelines.readers.months import MONTH_NAMES
from pipelines.readers.numbers import NumberFormat, detect_format, parse_decimal
from pipelines.readers.template import Aturan, cell_text, has_two_readings, plain
from pipelines.wording import cited, number

LIMIT = Decimal(10) ** 15
THOUSANDS = "ribuan"

KOLOM_KURANG = Aturan("RPD-01", "Pakai baris kepala dari templat rpd.xlsx tanpa menghapus kolom.")
SATUAN = Aturan(
    "RPD-02",
    "Isi kolom satuan dengan rupiah atau ribuan di setiap baris, atau tulis 'Satuan: ribuan' di atas baris kepala.",
)
KOLOM_GANDA = Aturan("RPD-03", "Sisakan satu kolom saja untuk setiap nama kolom.")
KOLOM_ASING = Aturan("RPD-04", "Perbaiki nama kolom itu sesuai templat, atau hapus bila memang tidak diperlukan.")
TIDAK_ADA_BARIS = Aturan("RPD-05", "Isi sedikitnya satu bulan untuk satu jenis belanja, lalu kirim ulang berkasnya.")
CSV_RUSAK = Aturan("RPD-06", "Buka berkas di Excel, periksa baris itu, lalu simpan ulang sebagai xlsx atau CSV UTF-8.")
LEBAR_BARIS = Aturan("RPD-07", "Apit angka yang memuat pemisah kolom dengan tanda kutip, atau kirim xlsx.")
TAHUN = Aturan("RPD-10", "Isi tahun anggaran dengan empat angka, misalnya 2025.")
KODE_SATKER = Aturan("RPD-11", "Format kolom kode_satker sebagai Teks, lalu ketik enam angkanya beserta nol di depan.")
JENIS_BELANJA = Aturan("RPD-12", "Isi jenis belanja dengan 51, 52, 53, atau 57, atau dengan kode akun enam angka.")
ANGKA = Aturan("RPD-13", "Isi sel itu dengan angka saja, misalnya 12500000; kosongkan bila belum ada rencana.")
BATAS_ANGKA = Aturan("RPD-14", "Isi rupiah bulat yang tidak negatif, lalu periksa satuan yang dinyatakan berkas itu.")
KEMBAR = Aturan("RPD-15", "Hapus salah satu baris agar setiap jenis belanja atau akun hanya tertulis satu kali.")
BERTENTANGAN = Aturan("RPD-16", "Sisakan baris yang benar, hapus yang lain, lalu kirim ulang berkasnya.")
IKUT_DITAHAN = Aturan("RPD-17", "Perbaiki baris yang ditolak itu, lalu kirim ulang berkasnya.")
SARAN_SEMUA_DITOLAK = "Perbaiki isian yang ditolak, lalu kirim ulang berkasnya."

NAMES = {"pegawai": "51", "barang": "52", "modal": "53", "sosial": "57", "bansos": "57"}
JENIS = ("51", "52", "53", "57")
UNITS = {
    **dict.fromkeys(("rupiah", "rp", "rupiahpenuh"), "rupiah"),
    **dict.fromkeys(("ribuan", "ribu", "ribuanrupiah", "riburupiah", "ribuanrp", "rpribu", "rpribuan"), THOUSANDS),
}
KEYS = ("tahun", "kode_satker", "jenis_belanja")
COLUMNS = (*KEYS, "satuan", *MONTH_NAMES)


class Belanja(NamedTuple):
    """What a row plans for: an expense type, or one akun of it."""

    jenis: str
    akun: str | None


def belanja(cell: object) -> Belanja:
    """``51``, ``51 Belanja Pegawai``, ``Pegawai``, or a six-digit akun; ValueError says what is wrong."""
    text = cell_text(cell)
    if not text:
        raise ValueError("Jenis belanja kosong.")
    if match := re.match(r"([0-9]{6})(?![0-9])", text):
        if match[1][:2] not in JENIS:
            raise ValueError(f"Akun {match[1]} bukan akun jenis belanja {', '.join(JENIS)}.")
        return Belanja(match[1][:2], match[1])
    named = {code for word, code in NAMES.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    digits = re.search(r"[0-9]+", text)
    found = named | ({digits[0]} if digits else set())
    if len(found) != 1 or not found <= {*JENIS}:
        raise ValueError(f"Jenis belanja '{cited(text)}' tidak dikenal.")
    return Belanja(found.pop(), None)


def jenis_hint(cell: object) -> str | None:
    """The expense type that the first digits of an unreadable cell suggest, or None."""
    first = cell_text(cell)[:2]
    return first if first in JENIS else None


def satuan(cell: object) -> str:
    """``rupiah`` or ``ribuan``; ValueError says in Indonesian what is wrong."""
    text = cell_text(cell)
    unit = UNITS.get(re.sub(r"dalam|[():]", "", plain(text)))
    if unit is None:
        raise ValueError(f"Satuan '{cited(text)}' bukan rupiah atau ribuan." if text else "Satuan kosong.")
    return unit


def amount(cell: object, unit: str, notation: NumberFormat | None) -> tuple[Decimal, Decimal]:
    """A cell as written and in rupiah, exact; ValueError says in Indonesian why it is no number.

    A lone group of three digits (``560.000``) is in thousands: money has no three decimals.
    """
    text = re.sub(r"^Rp\.?\s*", "", cell_text(cell), flags=re.IGNORECASE)
    if isinstance(cell, str):
        if "%" in text:
            raise ValueError("memuat tanda persen")
        own = detect_format([text]) or NumberFormat.INDONESIAN
        if has_two_readings(text) and notation not in (None, own):
            raise ValueError("titik atau komanya dapat berarti ribuan atau desimal")
        written = parse_decimal(text, own)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        written = Decimal(text)
    else:
        raise ValueError("isinya bukan bilangan")
    return written, written * 1000 if unit == THOUSANDS else written


def out_of_bounds(rupiah: Decimal) -> str | None:
    """Why an amount cannot be a plan, or None."""
    if rupiah < 0:
        return "negatif"
    if rupiah >= LIMIT:
        return "terlalu besar"
    return None if rupiah == rupiah.to_integral_value() else f"bukan rupiah bulat ({number(rupiah)})"
