"""Tells what a file is by its content and hands it to the reader of that kind. What rows mean is not known here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NoReturn

from pipelines.readers.fa_detail import looks_like_fa_detail, read_fa_detail
from pipelines.readers.kinerja_sheet import (
    decode,
    looks_like_kinerja_csv,
    looks_like_kinerja_workbook,
    read_kinerja_csv,
    read_kinerja_workbook,
)
from pipelines.readers.rak import looks_like_rak, read_plan, text_of
from pipelines.readers.rak_docx import lines_of_docx
from pipelines.readers.rak_lines import Line
from pipelines.readers.rak_pdf import open_pdf
from pipelines.readers.rak_text import looks_like_rak_text, read_rak
from pipelines.readers.rak_workbook import looks_like_rak_workbook, read_rak_workbook
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.workbook import (
    EMPTY,
    ENCRYPTED,
    NOT_A_WORKBOOK,
    NOT_TEXT,
    OLD_FORMAT,
    TOO_LARGE,
    TRUNCATED,
    Sheet,
    Workbook,
    open_csv,
    open_workbook,
)

UNKNOWN, UNEXPECTED, PICTURE, FLAT_DUMP = "BERKAS-08", "BERKAS-09", "BERKAS-10", "BERKAS-12"
WRONG_YEAR = "BERKAS-13"
YEARS = range(2000, 2101)

MAX_FILE_BYTES = 200_000_000
MAX_INFLATED_BYTES = 500_000_000
# Spreadsheet XML shrinks 10 to 50 times; a bomb shrinks up to 1032 times, the most that deflate can do.
ABSURD_RATIO = 200
RATIO_MATTERS_ABOVE = 50_000_000
DEFLATE_LIMIT = 1032

KNOWN_KINDS = "rencana aksi (RAK), Laporan FA Detail SAKTI, atau templat realisasi kinerja"
KIRIM = f"Kirim berkas asli: {KNOWN_KINDS}."
SIMPAN_XLSX = "Buka berkasnya di Excel, simpan sebagai Buku Kerja Excel (.xlsx), lalu kirim lagi."
UNDUH_ULANG = "Unduh atau salin ulang berkasnya dari sumbernya, lalu kirim lagi."
SIMPAN_DOCX = "Buka berkasnya di Word, simpan sebagai Dokumen Word (.docx), lalu kirim lagi."
TANPA_SANDI = "Simpan ulang tanpa kata sandi, lalu kirim lagi."

PICTURES = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
ARCHIVES = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7-Zip", b"\x1f\x8b": "gzip"}
ZIP = (b"PK\3\4", b"PK\5\6")
_MAIN_PARTS = {"xl": re.compile(r"xl/workbook\.xml"), "word": re.compile(r"word/document[0-9]*\.xml")}
OLE = b"\xd0\xcf\x11\xe0"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BLANKS = b" \t\r\n\f\v\0;,\xef\xbb\xbf"
SAMPLE_BYTES = 65536
HEADER_DEPTH = 50
TITLE_WORDS = 10
CONTROLS = bytes({*range(9), *range(14, 32)})
FLAT_DUMP_COLUMNS = {"level", "thang", "kdsatker", "kdgiat", "kdkmpnen", "jnsbel", "paguakhir", "realisasi"}


def read(data: bytes, name: str) -> Document:
    """What the file says, by the reader its content calls for; ``name`` only serves to word a refusal.

    Raises:
        Unreadable: the file cannot be taken, for whatever reason; nothing else is ever raised, so that one file
            does not stop the others.
    """
    try:
        document = _read(data, name)
        if document.tahun is not None and document.tahun not in YEARS:
            _refuse(
                WRONG_YEAR,
                f"Tahun anggaran {document.tahun} tidak mungkin benar.",
                f"Perbaiki tahun di berkas; yang diterima {YEARS[0]} sampai {YEARS[-1]}.",
            )
        return document
    except Unreadable:
        raise
    except Exception as error:
        alasan = f"Pembaca berkas berhenti karena galat yang belum dikenal ({type(error).__name__})."
        saran = "Laporkan galat ini beserta berkasnya kepada pengelola Kinerja."
        raise Unreadable([Reject(None, None, None, str(error)[:200] or None, UNEXPECTED, alasan, saran)]) from error


def _read(data: bytes, name: str) -> Document:
    if len(data) > MAX_FILE_BYTES:
        _refuse(TOO_LARGE, f"Berkas ini lebih besar dari {MAX_FILE_BYTES // 1_000_000} MB.", KIRIM)
    if not data:
        _refuse(EMPTY, "Berkas ini kosong (0 byte).", UNDUH_ULANG)
    if not data.strip(BLANKS):
        _refuse(EMPTY, "Berkas ini kosong: hanya berisi spasi, baris kosong, atau pemisah kolom.", UNDUH_ULANG)
    _refuse_by_signature(data, name)
    if _is_pdf(data):
        pages = open_pdf(data)
        _refuse_other_document("PDF", pages.lines)
        return read_plan(pages.lines, ruled=True, rejects=pages.rejects)
    if not data.startswith(ZIP):
        return _read_text(data)
    if _inspect_zip(data) == "word":
        lines = lines_of_docx(data)
        _refuse_other_document("dokumen Word", lines)
        return read_plan(lines)
    return _read_workbook(open_workbook(data))


def _read_workbook(workbook: Workbook) -> Document:
    is_fa_detail = looks_like_fa_detail(workbook.sheets)
    is_kinerja = looks_like_kinerja_workbook(workbook)
    is_rak = looks_like_rak_workbook(workbook.sheets, table=is_fa_detail or is_kinerja)
    names = _quoted(sheet.name for sheet in workbook.sheets)
    if is_fa_detail + is_kinerja + is_rak > 1:
        alasan = f"Berkas ini memuat lebih dari satu jenis dokumen, di lembar {names}."
        _refuse(
            UNKNOWN, alasan, "Pisahkan rencana aksi, Laporan FA Detail, dan realisasi kinerja, satu jenis per berkas."
        )
    if is_fa_detail:
        return read_fa_detail(workbook)
    if is_kinerja:
        return read_kinerja_workbook(workbook)
    if is_rak:
        return read_rak_workbook(workbook)
    _refuse_flat_dump(workbook.sheets)
    title = _title(workbook.sheets)
    if not title:
        _refuse(EMPTY, f"Buku kerja ini kosong: tidak ada isi di lembar {names}.", UNDUH_ULANG)
    _refuse(UNKNOWN, f"Buku kerja ini tidak dikenal: lembar {names}, diawali tulisan '{title}'.", KIRIM)


def _read_text(data: bytes) -> Document:
    text = decode(data)
    if looks_like_kinerja_csv(text):
        return read_kinerja_csv(data)
    if looks_like_rak_text(data[:SAMPLE_BYTES]):
        return read_rak(data)
    if re.match(r"\s*<(!doctype\s+html|html|head|body)\b", text, re.IGNORECASE):
        _refuse(UNKNOWN, "Berkas ini halaman web (HTML), bukan dokumen aslinya.", UNDUH_ULANG)
    try:
        sheets = open_csv(data).sheets
    except Unreadable:
        # Not a table either; the words it begins with tell its owner more than that.
        sheets = [Sheet("teks", [[" ".join(text.split()[:TITLE_WORDS])]])]
    if looks_like_fa_detail(sheets):
        return read_fa_detail(Workbook(sheets))
    _refuse_flat_dump(sheets)
    _refuse(UNKNOWN, f"Isi teks ini tidak dikenal; diawali tulisan '{_title(sheets)}'.", KIRIM)


def _refuse_by_signature(data: bytes, name: str) -> None:
    """Refuse what its first bytes say is neither a workbook nor text."""
    suffix = re.search(r"\.(xlsx|xls|csv|txt|docx|pdf)$", name, re.IGNORECASE)
    although = f", meskipun namanya berakhiran {suffix[0]}" if suffix else ""
    picture = _signature(data, PICTURES) or _container_picture(data)
    if picture:
        _refuse(PICTURE, f"Berkas ini gambar {picture}{although}.", KIRIM)
    archive = _signature(data, ARCHIVES)
    if archive:
        _refuse(NOT_A_WORKBOOK, f"Berkas ini arsip {archive}.", "Ekstrak dulu, lalu kirim isinya satu per satu.")
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse(ENCRYPTED, "Berkas ini terkunci kata sandi.", TANPA_SANDI)
        if "WordDocument".encode("utf-16-le") in data:
            _refuse(NOT_A_WORKBOOK, "Berkas ini dokumen Word lama (.doc).", SIMPAN_DOCX)
        _refuse(OLD_FORMAT, "Berkas ini berformat Excel lama (.xls) yang tidak dibaca.", SIMPAN_XLSX)
    if data.startswith(UTF16_MARKS):
        _refuse(NOT_TEXT, "Teks ini disimpan sebagai UTF-16 (Teks Unicode).", "Simpan ulang sebagai CSV UTF-8.")
    sample = data[:SAMPLE_BYTES]
    strange = len(sample) - len(sample.translate(None, CONTROLS))
    if not data.startswith(ZIP) and not _is_pdf(data) and (b"\0" in sample or strange * 50 > len(sample)):
        _refuse(NOT_TEXT, "Berkas ini bukan teks dan bukan buku kerja Excel; isinya mungkin rusak.", UNDUH_ULANG)


def _is_pdf(data: bytes) -> bool:
    return data[:1024].lstrip().startswith(b"%PDF-")


def _signature(data: bytes, table: dict[bytes, str]) -> str | None:
    return next((kind for magic, kind in table.items() if data.startswith(magic)), None)


def _container_picture(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        return "HEIC"
    if data[:2] == b"BM" and int.from_bytes(data[2:6], "little") == len(data):
        return "BMP"
    return None


def _inspect_zip(data: bytes) -> str:
    """``xl`` or ``word``; any other zip, one that is cut off or would inflate beyond measure, is refused uninflated."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        _refuse(TRUNCATED, "Berkas ini terpotong atau rusak, mungkin pengirimannya belum selesai.", UNDUH_ULANG)
    with archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        kind = next((part for part in ("xl", "word") if any(map(_MAIN_PARTS[part].fullmatch, names))), "")
        if not kind:
            _refuse_other_zip(names)
        if any(member.flag_bits & 1 for member in members):
            _refuse(ENCRYPTED, "Berkas ini terkunci kata sandi.", TANPA_SANDI)
        inflated = sum(member.file_size for member in members)
        absurd = inflated > RATIO_MATTERS_ABOVE and inflated > ABSURD_RATIO * len(data)
        if inflated > MAX_INFLATED_BYTES or absurd:
            alasan = f"Isi berkas ini mengembang menjadi {inflated // 1_000_000} MB, tidak wajar untuk laporan."
            _refuse(TOO_LARGE, alasan, UNDUH_ULANG)
        # Sizes are what the zip claims; the checksums expose a false claim. A small file cannot inflate that far.
        if len(data) * DEFLATE_LIMIT > MAX_INFLATED_BYTES:
            _check_claims(archive)
    return kind


def _check_claims(archive: zipfile.ZipFile) -> None:
    try:
        damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        damaged = "direktori zip"
    if damaged:
        _refuse(TRUNCATED, f"Berkas ini rusak di bagian '{damaged}'.", UNDUH_ULANG)


def _refuse_other_zip(names: set[str]) -> NoReturn:
    if "xl/workbook.bin" in names:
        _refuse(NOT_A_WORKBOOK, "Berkas ini buku kerja Excel biner (.xlsb) yang tidak dibaca.", SIMPAN_XLSX)
    if "content.xml" in names and "mimetype" in names:
        _refuse(NOT_A_WORKBOOK, "Berkas ini dokumen LibreOffice (.ods atau .odt) yang tidak dibaca.", SIMPAN_XLSX)
    if any(name.startswith("ppt/") for name in names):
        _refuse(NOT_A_WORKBOOK, "Berkas ini presentasi PowerPoint, bukan buku kerja Excel.", KIRIM)
    alasan = (
        f"Berkas ini arsip zip, bukan buku kerja Excel; di dalamnya {_quoted(sorted(names)) or 'tidak ada apa-apa'}."
    )
    _refuse(NOT_A_WORKBOOK, alasan, "Ekstrak dulu, lalu kirim isinya satu per satu.")


def _refuse_other_document(kind: str, lines: Sequence[Line]) -> None:
    """A PDF or a Word document can only be a plan."""
    text = text_of(lines)
    if not text.strip():
        _refuse(EMPTY, f"Berkas ini {kind} tanpa teks.", UNDUH_ULANG)
    if not looks_like_rak(text):
        words = _clipped(" ".join(text.split()[:TITLE_WORDS]))
        _refuse(UNKNOWN, f"Berkas ini {kind} tetapi bukan rencana aksi; diawali tulisan '{words}'.", KIRIM)


def _refuse_flat_dump(sheets: Sequence[Sheet]) -> None:
    """The dump of a SAKTI table, 38 columns under their database names, is known but has no reader."""
    for sheet in sheets:
        for cells in sheet.rows[:HEADER_DEPTH]:
            if {str(cell).strip().casefold() for cell in cells} >= FLAT_DUMP_COLUMNS:
                alasan = f"Lembar '{_clipped(sheet.name)}' adalah data mentah SAKTI (38 kolom) yang belum didukung."
                saran = "Kirim Laporan FA Detail (16 Segmen) dari SAKTI untuk satker dan bulan yang sama."
                raise Unreadable([Reject(sheet.name, None, None, None, FLAT_DUMP, alasan, saran)], "realisasi_datar")


def _title(sheets: Sequence[Sheet]) -> str:
    """The first words that stand in a file."""
    words = (str(cell).split() for sheet in sheets for cells in sheet.rows for cell in cells)
    return _clipped(" ".join(next((found for found in words if found), [])))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{_clipped(name)}'" for name in islice(names, 5))


def _clipped(text: str) -> str:
    printable = "".join(char if char.isprintable() else "?" for char in text[:80])
    return printable if len(text) <= 60 else printable[:59] + "…"


def _refuse(aturan: str, alasan: str, saran: str) -> NoReturn:
    raise Unreadable([Reject(None, None, None, None, aturan, alasan, saran)])
