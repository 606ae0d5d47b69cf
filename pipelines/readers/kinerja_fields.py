"""Rules and cell parsers of the performance sheet: one cell in, one value out. Where cells stand is not known here."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from pipelines.readers.months import MONTHS
from pipelines.readers.numbers import NumberFormat, detect_format, parse_decimal
from pipelines.readers.template import Aturan, cell_text, has_two_readings, kode_satker, tahun
from pipelines.wording import cited

LIMIT = Decimal(10) ** 12

KOLOM_KURANG = Aturan("KIN-10", "Pakai baris kepala dari templat realisasi_kinerja.xlsx tanpa menghapus kolom.")
KOLOM_GANDA = Aturan("KIN-11", "Sisakan satu kolom saja untuk setiap nama kolom.")
KOLOM_ASING = Aturan("KIN-12", "Perbaiki nama kolom itu sesuai templat, atau hapus bila memang tidak diperlukan.")
TIDAK_ADA_BARIS = Aturan("KIN-13", "Isi kolom realisasi sedikitnya untuk satu indikator, lalu kirim ulang berkasnya.")
SARAN_SEMUA_DITOLAK = "Perbaiki isian yang ditolak, lalu kirim ulang berkasnya."
CSV_RUSAK = Aturan("KIN-14", "Buka berkas di Excel, periksa baris itu, lalu simpan ulang sebagai xlsx atau CSV UTF-8.")
LEBAR_BARIS = Aturan("KIN-15", "Apit teks dan angka yang memuat pemisah kolom dengan tanda kutip, atau kirim xlsx.")
TAHUN = Aturan("KIN-20", "Isi tahun anggaran dengan empat angka, misalnya 2025.")
KODE_SATKER = Aturan("KIN-21", "Format kolom kode_satker sebagai Teks, lalu ketik enam angkanya beserta nol di depan.")
BULAN = Aturan("KIN-22", "Isi bulan dengan angka 1 sampai 12 atau nama bulan, misalnya 3 atau Maret.")
KODE_INDIKATOR = Aturan(
    "KIN-23", "Isi kode_indikator dua-dua angka (01.06) sebagai Teks, atau isi namanya di indikator."
)
ANGKA = Aturan("KIN-24", "Isi sel itu dengan angka saja, misalnya 81,25, dan tulis satuannya di kolom satuan.")
SARAN_TANDA_HUBUNG = "Kosongkan bila belum dilaporkan, atau tulis 0 bila memang nol."
BATAS_ANGKA = Aturan("KIN-25", "Periksa kembali angkanya, lalu isi nilai antara 0 dan 999.999.999.999.")
PECAHAN = Aturan(
    "KIN-26", "Isi pembilang dan penyebut bersama-sama dengan penyebut lebih dari nol, atau kosongkan keduanya."
)
TANPA_REALISASI = Aturan(
    "KIN-27", "Isi realisasi, atau kosongkan keterangannya bila indikator itu memang belum dilaporkan."
)
KEMBAR = Aturan("KIN-28", "Hapus salah satu baris agar setiap indikator dan bulan hanya tertulis satu kali.")
BERTENTANGAN = Aturan("KIN-29", "Sisakan baris yang benar, hapus yang lain, lalu kirim ulang berkasnya.")

NUMERIC = ("target_sd_bulan", "pembilang", "penyebut", "realisasi")
NOTES = ("hambatan", "rencana_tindak_lanjut", "bukti_dukung")
KEYS = ("tahun", "kode_satker", "bulan")
COLUMNS = (*KEYS, "kode_indikator", "indikator", "satuan", *NUMERIC, *NOTES)


def _bulan(cell: object) -> str:
    text = cell_text(cell).casefold()
    if text in MONTHS:
        return str(MONTHS[text])
    if not re.fullmatch(r"0?[1-9]|1[0-2]", text):
        raise ValueError(f"Bulan '{cited(text)}' bukan bulan 1 sampai 12." if text else "Bulan kosong.")
    return text.removeprefix("0")


def kode_indikator(cell: object) -> str | None:
    """The code SS.II of a cell; None when the cell is blank or can be read as no code, or as two (``1.6``)."""
    # A number cell that lost only its first zero (1.06) has one reading.
    match = re.fullmatch(r"([0-9]{1,2})[.,]([0-9]{2})", cell_text(cell))
    return f"{match[1]:0>2}.{match[2]}" if match else None


def spelling_key(name: str) -> str:
    """An indicator spelling without regard to case, spacing and closing punctuation, as in core.sebutan_indikator."""
    return "".join(name.upper().split()).rstrip(".,;:")


KEY_RULES = {
    "tahun": (TAHUN, tahun),
    "kode_satker": (KODE_SATKER, kode_satker),
    "bulan": (BULAN, _bulan),
}


def number_advice(text: str) -> str:
    """What to do about a cell that is no clear number."""
    if re.fullmatch(r"[-–—]+", text):
        return SARAN_TANDA_HUBUNG
    if has_two_readings(text):
        whole, decimals = re.split(r"[.,]", text.rstrip(" %"))
        return f"Tulis {whole}{decimals} atau {f'{whole},{decimals}'.rstrip('0').rstrip(',')}, mana yang dimaksud."
    return ANGKA.saran


def number_of(cell: object, notation: NumberFormat | None) -> Decimal:
    """A cell as an exact number; ValueError says in Indonesian why it is none."""
    text = cell_text(cell)
    if isinstance(cell, str):
        own = notation if has_two_readings(text) else detect_format([text]) or NumberFormat.INDONESIAN
        if own is None:
            raise ValueError("titik atau komanya dapat berarti ribuan atau desimal")
        value = parse_decimal(text, own)
        return value if value else Decimal(0)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        return Decimal(text)
    raise ValueError("isinya bukan bilangan")
