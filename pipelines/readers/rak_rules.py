"""Rules of reading a RAK and the words of each reject. What happens to the rest of the document is not here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.reading import Reject
from pipelines.wording import cited, shortened

MAX_QUOTE = 200

CODES = {
    "SASARAN": (re.compile(r"[0-9]{2}"), "dua angka seperti 01"),
    "INDIKATOR": (re.compile(r"[0-9]{2}"), "dua angka seperti 06"),
    "RO": (re.compile(r"[A-Z]{2}\.[0-9]{4}\.[A-Z]{3}\.[0-9A-Z]{3}"), "program.kegiatan.KRO.RO seperti DR.3165.QIA.002"),
    "KOMPONEN": (re.compile(r"[0-9]{3}"), "tiga angka seperti 053"),
    "SUB KOMPONEN": (re.compile(r"[A-Z]{1,3}"), "satu sampai tiga huruf besar seperti A"),
}
_LABEL = re.compile(r"([^\s\-–—]+)\s*[-–—]\s*(.*)", re.DOTALL)
_CONFUSED = str.maketrans("OolI", "0011")


def _reject(aturan: str, baris: int | None, kolom: str | None, nilai: str | None, alasan: str, saran: str) -> Reject:
    quote = None if nilai is None else shortened(nilai, MAX_QUOTE)
    return Reject(None, baris, kolom, quote, aturan, alasan, saran)


def split_code(text: str) -> tuple[str, str]:
    """Code and name of a cell such as ``053 - Pengadaan sampel``; the code is empty where there is no dash."""
    match = _LABEL.fullmatch(text)
    return (match.group(1), match.group(2).strip()) if match else ("", text)


def fits(kolom: str, code: str) -> bool:
    return CODES[kolom][0].fullmatch(code) is not None


def bad_code(baris: int, kolom: str, nilai: str, code: str, effect: str) -> Reject:
    pattern, shape = CODES[kolom]
    guesses = [code.upper(), code.translate(_CONFUSED), code.zfill(3 if kolom == "KOMPONEN" else 2)]
    guess = next((g for g in guesses if pattern.fullmatch(g)), None)
    hint = f"; barangkali maksudnya {guess}" if guess else ""
    return _reject(
        "RAK-13",
        baris,
        kolom,
        nilai,
        f"Kode {kolom} '{cited(code)}' pada baris {baris} tidak sesuai tata kode, sehingga {effect}.",
        f"Tulis kode {kolom} sebagai {shape}, lalu kirim ulang{hint}.",
    )


def bad_number(baris: int, kolom: str, nilai: str, reason: str, effect: str) -> Reject:
    return _reject(
        "RAK-12",
        baris,
        kolom,
        nilai,
        f"{kolom} '{cited(nilai)}' pada baris {baris} {reason}, sehingga {effect}.",
        "Perbaiki nilai itu sesuai dokumen asli lalu kirim ulang.",
    )


def missing_cell(baris: int, kolom: str, nilai: str, effect: str) -> Reject:
    return _reject(
        "RAK-14",
        baris,
        kolom,
        nilai,
        f"Sel {kolom} pada baris {baris} tidak ada, sehingga {effect}.",
        f"Lengkapi sel {kolom} sesuai dokumen asli lalu kirim ulang.",
    )


def extra_cells(baris: int, nilai: str) -> Reject:
    return _reject(
        "RAK-14",
        baris,
        None,
        nilai,
        f"Baris {baris} bernomor tetapi selnya lebih dari enam, sehingga baris kontribusi ini tidak dipakai.",
        "Rapikan baris itu menjadi NO, RO, KOMPONEN, SUB KOMPONEN, ANGGARAN, KONTRIBUSI lalu kirim ulang.",
    )


def unknown_line(baris: int, nilai: str) -> Reject:
    return _reject(
        "RAK-11",
        baris,
        None,
        nilai,
        f"Baris {baris} tidak dikenali sebagai bagian dari dokumen RAK.",
        "Cocokkan baris itu dengan dokumen asli; perbaiki, atau hapus bila bukan bagian dari rencana aksi.",
    )


def lost_text(baris: int, nilai: str) -> Reject:
    return _reject(
        "RAK-11",
        baris,
        None,
        nilai,
        f"Baris {baris} adalah sisa tulisan dari halaman yang hilang dan tidak dapat disambungkan.",
        "Lengkapi halaman yang hilang di antara baris ini dan baris sebelumnya lalu kirim ulang.",
    )


def bad_month(baris: int, label: str, nilai: str) -> Reject:
    return _reject(
        "RAK-15",
        baris,
        label,
        nilai,
        f"Kolom bulan {label} pada baris {baris} tidak ada dalam setahun (B01 sampai B12), jadi isinya tidak dipakai.",
        "Perbaiki judul kolom bulan sesuai dokumen asli lalu kirim ulang.",
    )


def unplaced_targets(baris: int, nilai: str) -> Reject:
    return _reject(
        "RAK-15",
        baris,
        "TARGET",
        nilai,
        f"Bulan dari target pada baris {baris} tidak dapat dipastikan, sehingga target indikator ini tidak dipakai.",
        "Sejajarkan target dengan kolom B01 sampai B12 lalu kirim ulang.",
    )


def duplicate_row(baris: int, first: int, nilai: str, *, same: bool) -> Reject:
    what = "mengulang" if same else "bertentangan dengan"
    return _reject(
        "RAK-16",
        baris,
        "SUB KOMPONEN",
        nilai,
        f"Baris {baris} {what} baris {first} (RO, komponen, dan sub komponen sama di bawah indikator yang sama), "
        "sehingga hanya yang pertama dipakai.",
        "Hapus salah satu baris itu, sisakan yang benar menurut dokumen asli, lalu kirim ulang.",
    )


def duplicate_indicator(baris: int, kode: str, first: int, nilai: str, *, same: bool) -> Reject:
    effect = "yang pertama dipakai" if same else "yang pertama dipakai dan rincian yang kedua disimpan tanpa indikator"
    return _reject(
        "RAK-17",
        baris,
        "INDIKATOR",
        nilai,
        f"Indikator {kode} pada baris {baris} sudah ada pada baris {first}, sehingga {effect}.",
        "Pastikan setiap kode indikator tercetak sekali saja lalu kirim ulang.",
    )


def unknown_sasaran(baris: int, nilai: str) -> Reject:
    return _reject(
        "RAK-18",
        baris,
        "SASARAN",
        nilai,
        f"Sasaran dari indikator pada baris {baris} tidak diketahui karena baris sasarannya hilang atau rusak, "
        "sehingga rinciannya disimpan tanpa indikator.",
        "Lengkapi halaman yang memuat sasaran indikator itu lalu kirim ulang.",
    )


def different_copy(baris: int, other: int, kolom: str, nilai: str, used: str) -> Reject:
    return _reject(
        "RAK-19",
        baris,
        kolom,
        nilai,
        f"{kolom} pada salinan tabel di baris {baris} berbeda dari '{used}' pada baris {other}, "
        "sehingga isi salinan tidak dipakai.",
        "Cocokkan kedua nilai itu dengan dokumen asli dan perbaiki yang salah.",
    )


def truncated_copy(baris: int, nilai: str) -> Reject:
    return _reject(
        "RAK-19",
        baris,
        None,
        nilai,
        f"Tabel pada baris {baris} terpotong tanpa tabel lain yang melengkapinya, sehingga sisanya tidak terbaca.",
        "Lengkapi tabel itu sesuai dokumen asli lalu kirim ulang.",
    )


def unusable(alasan: str, saran: str) -> Reject:
    """A reason to refuse the whole document."""
    return _reject("RAK-10", None, None, None, alasan, saran)


def page_without_text(halaman: str) -> Reject:
    """A page of a PDF that is a picture while others are text; it is as good as lost."""
    return _reject(
        "RAK-22",
        None,
        None,
        None,
        f"Isi {halaman} berupa gambar tanpa teks (hasil pindai), sehingga halaman itu tidak terbaca.",
        "Ganti halaman itu dengan halaman asli dari aplikasinya lalu kirim ulang.",
    )._replace(lembar=halaman)


def other_sheet(lembar: str) -> Reject:
    return _reject(
        "RAK-23",
        None,
        None,
        None,
        f"Lembar '{lembar}' tidak memuat judul atau tabel rencana aksi, sehingga tidak dibaca.",
        "Abaikan bila memang bukan bagian dari rencana aksi; bila bagiannya, pindahkan ke lembar rencana aksi.",
    )._replace(lembar=lembar)


def several_sheets(names: Sequence[str]) -> Reject:
    told = ", ".join(f"'{name}'" for name in names[:5])
    return _reject(
        "RAK-23",
        None,
        None,
        None,
        f"Rencana aksi tersebar di {len(names)} lembar ({told}).",
        "Gabungkan menjadi satu lembar, atau pisahkan menjadi satu berkas per rencana aksi, lalu kirim ulang.",
    )
