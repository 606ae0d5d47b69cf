"""Columns, codes, amounts and rules of the flat SAKTI dump and the POK sheet. Where a table stands is not here."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from pipelines.readers.numbers import MAX_DIGITS, NumberFormat, canonical, parse_amount, parse_decimal
from pipelines.readers.template import Aturan, cell_text

JENIS = "realisasi_datar"
LIMIT = 10**15
AKUN = 7

KIRIM_ASLI = "Unduh ulang datanya dari sumbernya tanpa mengubah isinya, lalu kirim lagi."
PERIODE = Aturan(
    "BERKAS-22",
    "Tulis bulannya di nama berkas (misalnya 'april 2021.xlsx'), atau di keterangan.csv di samping berkas (kolom "
    "berkas,tahun,bulan), atau jalankan kinerja refresh --bulan N, dengan --tahun T bila tahunnya juga tidak tertulis.",
)
SATU_TABEL = Aturan("DATAR-01", "Simpan satu tabel saja di setiap berkas, satu bulan per berkas, lalu kirim lagi.")
KOLOM_KURANG = Aturan("DATAR-02", "Kirim tabelnya dengan semua kolom dan nama kolomnya seperti diunduh.")
KOLOM_GANDA = Aturan("DATAR-03", "Sisakan satu kolom saja untuk setiap nama kolom, lalu kirim lagi.")
SATU_TAHUN = Aturan("DATAR-04", "Pisahkan datanya menjadi satu tahun anggaran per berkas, lalu kirim lagi.")
TAHUN_LAIN = Aturan(
    "DATAR-05", "Perbaiki tahun yang dinyatakan agar sama dengan kolom thang, atau kirim berkas tahun itu."
)
TANPA_AKUN = Aturan("DATAR-06", "Kirim tabel yang memuat baris akun (level 7) beserta jumlahnya.")
SATU_SNAPSHOT = Aturan("DATAR-07", "Kirim satu unduhan saja per berkas, dengan semua kolom kodenya.")
KODE = Aturan("DATAR-10", "Perbaiki kodenya seperti di SAKTI, formatnya Teks, lalu kirim ulang.")
JUMLAH = Aturan("DATAR-11", "Isi sel itu dengan rupiah bulat seperti di SAKTI (0 bila memang nol), lalu kirim ulang.")
SISA = Aturan("DATAR-12", KIRIM_ASLI)
PAGU = Aturan("DATAR-13", "Cocokkan pagu baris itu dengan SAKTI; barisnya tetap dipakai dengan kolom pagu.")
BLOKIR = Aturan("DATAR-17", "Cocokkan sisa baris itu dengan SAKTI; barisnya tetap dipakai.")
TINGKAT = Aturan("DATAR-14", "Cocokkan dengan SAKTI apakah ada baris akun yang hilang; yang dihitung hanya baris akun.")
ULANGAN = Aturan(
    "DATAR-15", "Bila memang ulangan, hapus baris itu lalu kirim lagi; pembelian yang sama di POK biarkan."
)
BARIS_ASING = Aturan("DATAR-16", "Lengkapi kode baris itu, atau hapus bila bukan bagian dari data.")


class RealisasiDatar(NamedTuple):
    """One row of ``raw.realisasi_datar`` without ``file_id``; amounts are whole rupiah as text, a blank is None."""

    lembar: str
    baris: int
    bentuk: str
    tingkat: str
    tahun: str | None = None
    kode_satker: str | None = None
    nama_satker: str | None = None
    kode_kementerian: str | None = None
    kode_unit: str | None = None
    kode_kewenangan: str | None = None
    kode_program: str | None = None
    kode_kegiatan: str | None = None
    kode_kro: str | None = None
    nomor_ro: str | None = None
    kode_komponen: str | None = None
    kode_subkomponen: str | None = None
    kode_akun: str | None = None
    kode_lokasi: str | None = None
    kode_kabkota: str | None = None
    kode_kppn: str | None = None
    kode_beban: str | None = None
    kode_jenis_bantuan: str | None = None
    kode_cara_tarik: str | None = None
    register: str | None = None
    uraian: str | None = None
    volume: str | None = None
    harga_satuan: str | None = None
    pagu_akhir: str | None = None
    skpa_terima: str | None = None
    skpa_kembali: str | None = None
    skpa_keluar: str | None = None
    blokir: str | None = None
    pagu: str | None = None
    realisasi_sd: str | None = None
    sisa: str | None = None
    realisasi_spm_gu: str | None = None
    realisasi_non_gu: str | None = None
    realisasi_kuitansi: str | None = None
    realisasi_gu: str | None = None


class Tata(NamedTuple):
    """How a code is written: its pattern, the width to which lost zeros are filled up, and in words."""

    pola: re.Pattern[str]
    lebar: int
    sebutan: str


def _digits(count: int) -> Tata:
    return Tata(re.compile(f"[0-9]{{{count}}}"), count, f"{count} angka")


def _text(pola: str, sebutan: str) -> Tata:
    return Tata(re.compile(pola), 0, sebutan)


# Three digits or letters, but for 2E1, of which a spreadsheet makes 20: it would be taken for 020.
_RO = Tata(re.compile("(?![0-9]E[0-9])[0-9A-Z]{3}"), 3, "tiga angka atau huruf seperti 051 atau U34")
# Every known one begins with a letter; 20 may have been 2E1, and would be taken for a source of its own.
_SUMBER = _text("[A-Z][0-9A-Z]{0,4}", "kode sumber dana seperti A, D, RM, atau PNBP")
CODES = {
    "tingkat": _text("[1-7]", "angka 1 sampai 7"),
    "tahun": _text("20[0-9]{2}", "tahun empat angka"),
    "kode_satker": _digits(6),
    "kode_kementerian": _digits(3),
    "kode_unit": _digits(2),
    "kode_kewenangan": _text("[A-Z]{2}", "dua huruf"),
    "kode_program": _text("[A-Z]{2}", "dua huruf"),
    "kode_kegiatan": _digits(4),
    "kode_kro": _text("[A-Z]{3}", "tiga huruf"),
    "nomor_ro": _RO,
    "kode_komponen": _RO,
    "kode_subkomponen": _text("[A-Z]{1,3}", "satu sampai tiga huruf"),
    "kode_akun": Tata(re.compile("[1-9][0-9]{5}"), 6, "6 angka"),
    "kode_lokasi": _digits(2),
    "kode_kabkota": _digits(2),
    "kode_kppn": _digits(3),
    "kode_beban": _SUMBER,
    "kode_jenis_bantuan": _text("[0-9A-Z]{1,2}", "satu atau dua angka"),
    "kode_cara_tarik": _text("[0-9A-Z]{1,2}", "satu atau dua angka"),
    "register": Tata(re.compile("(?![0-9]+E[0-9]+\\Z)[0-9A-Z]{8}"), 8, "8 angka atau huruf"),
}
# From program to akun: a row of level n is the sum of the akun rows that share its first n of these.
TREE = (
    *("kode_program", "kode_kegiatan", "kode_kro", "nomor_ro"),
    *("kode_komponen", "kode_subkomponen", "kode_akun"),
)
PATH = TREE[2:6]
AMOUNTS = (
    *("pagu_akhir", "skpa_terima", "skpa_kembali", "skpa_keluar", "blokir", "pagu", "realisasi_sd", "sisa"),
    *("realisasi_spm_gu", "realisasi_non_gu", "realisasi_kuitansi", "realisasi_gu"),
)
FIGURES = ("volume", "harga_satuan", *AMOUNTS)
NEEDED_AMOUNTS = ("pagu", "realisasi_sd", "sisa")


class Bentuk(NamedTuple):
    """One of the two tables.

    Attributes:
        nama: as in column ``bentuk``.
        sebutan: what users call it.
        kolom: field by header, the header as ``template.plain`` writes it.
        wajib: fields without which the table cannot be read.
        khas: headers that few other documents have.
        kenal: how many of ``khas`` make a row of cells the header of this table.
    """

    nama: str
    sebutan: str
    kolom: Mapping[str, str]
    wajib: frozenset[str]
    khas: frozenset[str]
    kenal: int


_DUMP = {
    "level": "tingkat",
    "thang": "tahun",
    "kdsatker": "kode_satker",
    "kddept": "kode_kementerian",
    "kdunit": "kode_unit",
    "kddekon": "kode_kewenangan",
    "kdprogram": "kode_program",
    "kdgiat": "kode_kegiatan",
    "kdlokasi": "kode_lokasi",
    "kdkabkota": "kode_kabkota",
    "kdoutput": "kode_kro",
    "kdsoutput": "nomor_ro",
    "kdkmpnen": "kode_komponen",
    "kdskmpnen": "kode_subkomponen",
    "kdkppn": "kode_kppn",
    "kdbeban": "kode_beban",
    "kdjnsban": "kode_jenis_bantuan",
    "register": "register",
    "kdctarik": "kode_cara_tarik",
    "jnsbel": "kode_akun",
    "paguakhir": "pagu_akhir",
    "trmskpa": "skpa_terima",
    "kembel": "skpa_kembali",
    "klrskpa": "skpa_keluar",
    "nilblokir": "blokir",
    "pagu": "pagu",
    "realisasi": "realisasi_sd",
    "sisa": "sisa",
    "realspmgu": "realisasi_spm_gu",
    "realnongu": "realisasi_non_gu",
    "realkwt": "realisasi_kuitansi",
    "realgu": "realisasi_gu",
    "ket": "uraian",
}
_POK = {
    # Four codes in one cell: ADD/001/051/A.
    "subkomponen": "jalur",
    "kodeakun": "kode_akun",
    "loka": "nama_satker",
    "volume": "volume",
    "price": "harga_satuan",
    "total": "pagu",
    "sd": "kode_beban",
    "realisasi": "realisasi_sd",
    "sisa": "sisa",
}
DUMP = Bentuk(
    "dump",
    "data mentah SAKTI",
    _DUMP,
    frozenset({"tingkat", "tahun", "kode_satker", *TREE, "kode_beban", *NEEDED_AMOUNTS}),
    frozenset(name for name in _DUMP if name.startswith("kd")) | {"jnsbel", "thang", "paguakhir", "nilblokir"},
    6,
)
POK = Bentuk(
    "pok",
    "lembar unggah POK",
    _POK,
    frozenset({"jalur", "kode_akun", "nama_satker", "kode_beban", *NEEDED_AMOUNTS}),
    frozenset({"subkomponen", "kodeakun", "loka", "price", "sd"}),
    3,
)


def code_of(name: str, cell: object) -> str | None:
    """A code as its grammar writes it, with the zeros and without the decimals that a spreadsheet gave it.

    A blank cell is None.

    Raises:
        ValueError: what the code should look like, an Indonesian phrase.
    """
    text = re.sub(r"\.0+\Z", "", cell_text(cell).lstrip("'")).upper()
    if not text:
        return None
    tata = CODES[name]
    if re.fullmatch("[0-9]+", text):
        text = text.zfill(tata.lebar)
    if name == "kode_subkomponen":
        text = text.lstrip("0")
    if not tata.pola.fullmatch(text):
        raise ValueError(tata.sebutan)
    return text


def path_of(cell: object) -> dict[str, str | None]:
    """The four codes of ``ADD/001/051/A``.

    Raises:
        ValueError: what it should look like, an Indonesian phrase.
    """
    parts = cell_text(cell).split("/")
    if len(parts) != len(PATH) or not all(part.strip() for part in parts):
        raise ValueError("KRO/RO/komponen/sub komponen seperti ADD/001/051/A")
    return {name: code_of(name, part.strip()) for name, part in zip(PATH, parts, strict=True)}


def amount_of(cell: object, notation: NumberFormat) -> int | None:
    """Whole rupiah of a cell; None when it is blank.

    Raises:
        ValueError: why the cell holds no such amount, an Indonesian phrase.
    """
    if isinstance(cell, str):
        if cell.isdecimal() and cell.isascii() and len(cell) <= MAX_DIGITS:
            return int(cell)
        return parse_amount(cell, notation) if cell.strip() else None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError("bukan angka")
    if not abs(cell) < LIMIT or cell != int(cell):
        raise ValueError("bukan rupiah bulat di bawah seribu triliun")
    return int(cell)


def quantity_of(cell: object, notation: NumberFormat) -> str | None:
    """A volume, which may have decimals, in canonical text; None when the cell is blank.

    Raises:
        ValueError: why the cell holds no number, an Indonesian phrase.
    """
    if isinstance(cell, str):
        return canonical(parse_decimal(cell, notation)) if cell.strip() else None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        raise ValueError("bukan angka")
    return cell_text(float(cell))
