"""Tells what a file is by its content and hands it to the reader of that kind. What rows mean is not known here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NoReturn

from pipelines.readers import rak_rules
from pipelines.readers.csv_text import NOT_TEXT, decode
from pipelines.readers.fa_detail import looks_like_fa_detail, read_fa_detail
from pipelines.readers.kinerja_sheet import (
    looks_like_kinerja_csv,
    looks_like_kinerja_workbook,
    read_kinerja_csv,
    read_kinerja_workbook,
)
from pipelines.readers.limits import MAX_FILE_BYTES, inflates_absurdly
from pipelines.readers.other_workbooks import MAX_CELLS, open_other_workbook
from pipelines.readers.period import UNSTATED, Period
from pipelines.readers.rak import looks_like_rak, read_plan, text_of
from pipelines.readers.rak_docx import lines_of_docx
from pipelines.readers.rak_lines import Line
from pipelines.readers.rak_pdf import open_pdf
from pipelines.readers.rak_text import looks_like_rak_text, read_rak
from pipelines.readers.rak_workbook import looks_like_rak_workbook, read_rak_workbook
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.realisasi_datar import read_datar
from pipelines.readers.realisasi_datar_table import find_tables
from pipelines.readers.rpd_sheet import (
    looks_like_rpd_csv,
    looks_like_rpd_workbook,
    read_rpd_csv,
    read_rpd_workbook,
)
from pipelines.readers.template import csv_header
from pipelines.readers.workbook import (
    EMPTY,
    ENCRYPTED,
    MAX_ROWS,
    NOT_A_WORKBOOK,
    TOO_LARGE,
    TRUNCATED,
    Extraordinary,
    Sheet,
    Workbook,
    open_csv,
    open_workbook,
)
from pipelines.wording import cited, number

UNKNOWN, UNEXPECTED, PICTURE = "BERKAS-08", "BERKAS-09", "BERKAS-10"
WRONG_YEAR = "BERKAS-13"
YEARS = range(2000, 2101)

MAX_TEXT_BYTES = 50_000_000
# As many columns as Excel has.
MAX_MARKS = 16_384
MARKS = (b";", b",", b"\t", b"|")
MAX_INFLATED_BYTES = 500_000_000
# The most that deflate can do.
DEFLATE_LIMIT = 1032

KNOWN_KINDS = (
    "rencana aksi (RAK), Laporan FA Detail atau data mentah SAKTI, templat realisasi kinerja, atau templat RPD"
)
KIRIM = f"Kirim berkas asli: {KNOWN_KINDS}."
UNDUH_ULANG = "Unduh atau salin ulang berkasnya dari sumbernya, lalu kirim lagi."
KIRIM_RAK = "Kirim buku kerja Excel (.xlsx), PDF, atau dokumen Word RAK itu, bukan CSV-nya."
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
_MAIN_PARTS = {
    "xl": re.compile(r"xl/workbook\.xml"),
    "word": re.compile(r"word/document[0-9]*\.xml"),
    "xlsb": re.compile(r"xl/workbook\.bin"),
}
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0"
OLE_WORKBOOKS = ("Workbook", "Book")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BLANKS = b" \t\r\n\f\v\0;,\xef\xbb\xbf"
SAMPLE_BYTES = 65536
TITLE_WORDS = 10
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
CONTROLS = bytes({*range(9), *range(14, 32)})


def read(data: bytes, name: str, stated: Period = UNSTATED) -> Document:
    """What the file says, by the reader its content calls for.

    Args:
        name: words a refusal, and tells the month of a flat dump, which says none inside.
        stated: what somebody says of that month; it comes before ``name``. Documents that say theirs pass it over.

    Raises:
        Unreadable: the file cannot be taken, for whatever reason; nothing else is ever raised, so that one file
            does not stop the others.
    """
    try:
        document = _read(data, name, stated)
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


def _read(data: bytes, name: str, stated: Period) -> Document:
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
    if data.startswith(OLE):
        return _read_workbook(open_other_workbook(data), name, stated)
    if not data.startswith(ZIP):
        return _read_text(data, name, stated)
    kind = _inspect_zip(data)
    if kind == "word":
        lines = lines_of_docx(data)
        _refuse_other_document("dokumen Word", lines)
        return read_plan(lines)
    if kind != "xl":
        return _read_workbook(open_other_workbook(data), name, stated)
    try:
        workbook = open_workbook(data)
    except Extraordinary:
        workbook = open_other_workbook(data)
    return _read_workbook(workbook, name, stated)


def _read_workbook(workbook: Workbook, name: str, stated: Period) -> Document:
    # A sheet with the title of an FA Detail report is nothing else: looking for all other headers in its top rows too
    # would cost as much as reading its lines.
    others = Workbook([sheet for sheet in workbook.sheets if not looks_like_fa_detail([sheet])])
    is_fa_detail = len(others.sheets) < len(workbook.sheets)
    is_kinerja = looks_like_kinerja_workbook(others)
    is_rpd = looks_like_rpd_workbook(others)
    tables = find_tables(others.sheets)
    is_datar = bool(tables)
    is_rak = looks_like_rak_workbook(others.sheets, table=is_fa_detail or is_kinerja or is_rpd or is_datar)
    names = _quoted(sheet.name for sheet in workbook.sheets)
    if is_fa_detail + is_kinerja + is_rpd + is_datar + is_rak > 1:
        alasan = f"Berkas ini memuat lebih dari satu jenis dokumen, di lembar {names}."
        _refuse(
            UNKNOWN,
            alasan,
            "Pisahkan rencana aksi, Laporan FA Detail, data mentah SAKTI, realisasi kinerja, dan RPD.",
        )
    if is_fa_detail:
        return read_fa_detail(workbook)
    if is_kinerja:
        return read_kinerja_workbook(workbook)
    if is_rpd:
        return read_rpd_workbook(workbook)
    if is_datar:
        return read_datar(workbook, tables, name, stated)
    if is_rak:
        return read_rak_workbook(workbook)
    title = _title(workbook.sheets)
    if not title:
        _refuse(EMPTY, f"Buku kerja ini kosong: tidak ada isi di lembar {names}.", UNDUH_ULANG)
    _refuse(UNKNOWN, f"Buku kerja ini tidak dikenal: lembar {names}, diawali tulisan '{title}'.", KIRIM)


def _read_text(data: bytes, name: str, stated: Period) -> Document:
    _refuse_endless_text(data)
    text = decode(data)
    # Before all others: what a program writes of a document has the words of that document inside.
    if _JSON.match(text):
        _refuse(UNKNOWN, "Berkas ini data JSON dari sebuah program, bukan dokumen aslinya.", KIRIM)
    if looks_like_kinerja_csv(text):
        return read_kinerja_csv(data)
    if looks_like_rpd_csv(text):
        return read_rpd_csv(data)
    if looks_like_rak_text(data[:SAMPLE_BYTES]):
        table = csv_header(text, _heads_a_plan)
        if table and table[0] != "\t":
            # The tables inside of a plan and their columns cannot be told apart there.
            refusal = rak_rules.unusable(
                "RAK ini disimpan sebagai CSV, yang tidak dapat dibaca sebagai RAK.", KIRIM_RAK
            )
            raise Unreadable([refusal], "rak")
        return read_rak(data)
    if re.match(r"\s*<(!doctype\s+html|html|head|body)\b", text, re.IGNORECASE):
        _refuse(UNKNOWN, "Berkas ini halaman web (HTML), bukan dokumen aslinya.", UNDUH_ULANG)
    try:
        sheets = open_csv(data).sheets
    except Unreadable as refused:
        if refused.rejects[0].baris is not None:
            raise
        # Not a table either; the words it begins with tell its owner more than that.
        sheets = [Sheet("teks", [[" ".join(text.split()[:TITLE_WORDS])]])]
    if looks_like_fa_detail(sheets):
        return read_fa_detail(Workbook(sheets))
    tables = find_tables(sheets)
    if tables:
        return read_datar(Workbook(sheets), tables, name, stated)
    _refuse(UNKNOWN, f"Isi teks ini tidak dikenal; diawali tulisan '{_title(sheets)}'.", KIRIM)


def _heads_a_plan(cells: Sequence[object]) -> bool:
    """Whether a CSV record is the header of a plan's table; alone on its line the name is a heading in plain text."""
    return len(cells) > 1 and any(" ".join(str(cell).upper().split()) == "SASARAN KEGIATAN" for cell in cells)


def _refuse_endless_text(data: bytes) -> None:
    """A text takes a hundred times its bytes once it is lines and cells, as most of them have a few letters."""
    lines = max(data.count(b"\n"), data.count(b"\r"))
    if lines > MAX_ROWS:
        alasan = f"Teks ini memuat {number(lines)} baris, tidak wajar untuk laporan."
        _refuse(TOO_LARGE, alasan, "Hapus baris kosong dan baris yang bukan isi laporan, lalu kirim lagi.")
    is_wide = any(sum(map(line.count, MARKS)) > MAX_MARKS for line in data.splitlines() if len(line) > MAX_MARKS)
    if is_wide or len(data) > MAX_TEXT_BYTES or sum(map(data.count, MARKS)) > MAX_CELLS:
        alasan = f"Teks ini {len(data) // 1_000_000} MB, terlalu besar untuk sebuah laporan."
        _refuse(TOO_LARGE, alasan, "Kirim hanya isi laporannya, atau berkas Excel (.xlsx) aslinya.")


def _refuse_by_signature(data: bytes, name: str) -> None:
    """Refuse what its first bytes say is neither a workbook nor text."""
    suffix = re.search(r"\.(xlsx|xlsb|xls|ods|csv|txt|docx|pdf)$", name, re.IGNORECASE)
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
        if not any(name.encode("utf-16-le") in data for name in OLE_WORKBOOKS):
            _refuse(NOT_A_WORKBOOK, "Berkas ini dokumen Office lama, bukan buku kerja Excel.", KIRIM)
    if data.startswith(UTF16_MARKS):
        _refuse(NOT_TEXT, "Teks ini disimpan sebagai UTF-16 (Teks Unicode).", "Simpan ulang sebagai CSV UTF-8.")
    sample = data[:SAMPLE_BYTES]
    strange = len(sample) - len(sample.translate(None, CONTROLS))
    if not data.startswith((*ZIP, OLE)) and not _is_pdf(data) and (b"\0" in sample or strange * 50 > len(sample)):
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
    """``xl``, ``word``, ``xlsb`` or ``ods``; any other zip, or one cut off or inflating beyond measure, is refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        _refuse(TRUNCATED, "Berkas ini terpotong atau rusak, mungkin pengirimannya belum selesai.", UNDUH_ULANG)
    with archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        kind = next((part for part, name in _MAIN_PARTS.items() if any(map(name.fullmatch, names))), "")
        # The first member of an OpenDocument file says which kind it is, uncompressed and so right behind the header.
        kind = kind or ("ods" if "content.xml" in names and _ODS in data[:SAMPLE_BYTES] else "")
        if not kind:
            _refuse_other_zip(names)
        if any(member.flag_bits & 1 for member in members):
            _refuse(ENCRYPTED, "Berkas ini terkunci kata sandi.", TANPA_SANDI)
        inflated = sum(member.file_size for member in members)
        if inflated > MAX_INFLATED_BYTES or inflates_absurdly(inflated, len(data)):
            alasan = f"Isi berkas ini mengembang menjadi {number(inflated // 1_000_000)} MB, tidak wajar untuk laporan."
            _refuse(TOO_LARGE, alasan, UNDUH_ULANG)
        # Sizes are what the zip claims; the checksums expose a false claim. A small file cannot inflate that far, and
        # the parts of an xlsx are compared with their checksums when it is opened.
        if kind != "xl" and len(data) * DEFLATE_LIMIT > MAX_INFLATED_BYTES:
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
    if "encrypted-package" in names:
        _refuse(ENCRYPTED, "Berkas ini terkunci kata sandi.", TANPA_SANDI)
    if "content.xml" in names and "mimetype" in names:
        _refuse(NOT_A_WORKBOOK, "Berkas ini dokumen LibreOffice (misalnya .odt) yang tidak dibaca.", SIMPAN_DOCX)
    if any(name.startswith("ppt/") for name in names):
        _refuse(NOT_A_WORKBOOK, "Berkas ini presentasi PowerPoint, bukan buku kerja Excel.", KIRIM)
    # A zip that lies in the inbox itself is taken apart before; this one is a member of another.
    alasan = f"Berkas ini arsip zip, bukan dokumen; di dalamnya {_quoted(sorted(names)) or 'tidak ada apa-apa'}."
    _refuse(NOT_A_WORKBOOK, alasan, "Ekstrak dulu arsip ini, lalu kirim isinya; zip di dalam zip tidak dibuka.")


UNDUH_XLSX = "Unduh laporan itu dari SAKTI sebagai Excel (.xlsx), bukan PDF, lalu kirim lagi."


def _refuse_other_document(kind: str, lines: Sequence[Line]) -> None:
    """A PDF or a Word document can only be a plan."""
    text = text_of(lines)
    if not text.strip():
        _refuse(EMPTY, f"Berkas ini {kind} tanpa teks.", UNDUH_ULANG)
    if not looks_like_rak(text):
        words = cited(" ".join(text.split()[:TITLE_WORDS]))
        if "LAPORAN KETERSEDIAAN DANA" in " ".join(text.upper().split()):
            _refuse(UNKNOWN, f"Berkas ini Laporan FA Detail sebagai {kind}; diawali tulisan '{words}'.", UNDUH_XLSX)
        _refuse(UNKNOWN, f"Berkas ini {kind} tetapi bukan rencana aksi; diawali tulisan '{words}'.", KIRIM)


def _title(sheets: Sequence[Sheet]) -> str:
    """The first words that stand in a file."""
    words = (str(cell).split() for sheet in sheets for cells in sheet.rows for cell in cells)
    return cited(" ".join(next((found for found in words if found), [])))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{cited(name)}'" for name in islice(names, 5))


def _refuse(aturan: str, alasan: str, saran: str) -> NoReturn:
    raise Unreadable([Reject(None, None, None, None, aturan, alasan, saran)])
