"""Rencana Aksi Perjanjian Kinerja (RAK): lines of the document in, rows of raw.rak_* and rejects out.

The same for every form; rak_text, rak_workbook, rak_docx and rak_pdf turn bytes of their form into lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pipelines.readers import rak_rules as rules
from pipelines.readers.months import MONTHS_WITH_ENGLISH
from pipelines.readers.numbers import NumberFormat, detect_format, parse_amount
from pipelines.readers.rak_blocks import Block, resolve
from pipelines.readers.rak_lines import DATE, Line, PrintedTotal, Text, quote, read_lines
from pipelines.readers.rak_pages import Pages, read_pages
from pipelines.readers.rak_values import Row, printed_numbers
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.workbook import TOO_LARGE
from pipelines.wording import number


class RakDokumen(NamedTuple):
    """Row of ``raw.rak_dokumen``."""

    nama_unit: str | None
    kunci_nama: str | None
    tahun: int
    total_deklarasi: str | None
    baris_total: int | None
    tempat: str | None
    tanggal: str | None
    penandatangan: str | None
    jabatan: str | None


class RakIndikator(NamedTuple):
    """Row of ``raw.rak_indikator``."""

    lembar: str | None
    baris: int
    kode_sasaran: str
    nama_sasaran: str | None
    kode_indikator: str
    nama: str
    anggaran: str | None


class RakTarget(NamedTuple):
    """Row of ``raw.rak_target``; a month whose cell is blank has no row."""

    lembar: str | None
    baris: int
    kode_indikator: str
    bulan: int
    target: str


class RakKontribusi(NamedTuple):
    """Row of ``raw.rak_kontribusi``; kode_indikator is None in a fragment of a lost page."""

    lembar: str | None
    baris: int
    urutan: int
    kode_indikator: str | None
    fragmen: int | None
    potongan_nama: str | None
    nomor: str | None
    kode_ro: str
    nama_ro: str | None
    kode_komponen: str
    nama_komponen: str | None
    kode_subkomponen: str
    nama_subkomponen: str | None
    anggaran: str
    kontribusi: str


# A plan of 21 pages has 280 lines and 60,000 letters. What page breaks cut is joined by comparing a page with all rows
# before it, which takes the square of the pages.
MAX_LINES = 10_000
MAX_LETTERS = 5_000_000

_TITLE = re.compile(r"RENCANA\s+AKSI\s+PERJANJIAN\s+KINERJA", re.IGNORECASE)
_HEADER = re.compile(r"SASARAN\s+KEGIATAN[\s|*]*INDIKATOR\s+KINERJA\s+KEGIATAN")
_YEAR = re.compile(r"\bTAHUN(?:\s+ANGGARAN)?\s+(20[0-9]{2})\b", re.IGNORECASE)
_MINISTRY = re.compile(r"(?:^|\s)BADAN PENGAWAS OBAT DAN MAKANAN$|^(?:BADAN|KEMENTERIAN|LEMBAGA)\s.*", re.IGNORECASE)
_NIP = re.compile(r"NIP\b.*", re.IGNORECASE)
_SIGNED = re.compile(r"\(?\s*(?:ttd|tanda tangan|ditandatangani\b.*)[.\s]*\)?", re.IGNORECASE)
_OFFICE = re.compile(r"(?:Kepala|Plt|Plh|Pelaksana|Pejabat|Direktur|Deputi|Sekretaris|Kuasa)\b", re.IGNORECASE)


def looks_like_rak(text: str) -> bool:
    """Whether a text holds the title of a RAK, or the header line of its table."""
    return _TITLE.search(text) is not None or has_plan_table(text)


def has_plan_table(text: str) -> bool:
    """Whether a text holds the header line of the table of a RAK."""
    return _HEADER.search(text) is not None


def text_of(lines: Iterable[Line]) -> str:
    """The words of lines, to look at with ``looks_like_rak``."""
    return "\n".join(quote(line.cells) for line in lines)


def read_plan(lines: Sequence[Line], *, ruled: bool = False, rejects: Sequence[Reject] = ()) -> Document:
    """Read a whole RAK.

    Args:
        lines: the document from its first to its last line.
        ruled: whether a cell stands exactly under its header, so that a target under no month is never guessed.
        rejects: what could not become lines.

    Returns:
        Document with rows for ``raw.rak_dokumen`` (one), ``raw.rak_indikator``, ``raw.rak_target`` and
        ``raw.rak_kontribusi``. Every line that is not blank, title, header or signature is in a row or a reject.

    Raises:
        Unreadable: without a year, a unit name, or any indicator, or longer than any plan.
    """
    _refuse_endless(lines)
    place = {line.baris: line.lembar for line in lines}
    try:
        document = _read(lines, ruled=ruled)
    except Unreadable as refusal:
        raise Unreadable(_placed(refusal.rejects, rejects, place), refusal.jenis) from None
    document.rejects = _placed(document.rejects, rejects, place)
    return document


def _refuse_endless(lines: Sequence[Line]) -> None:
    filled = sum(1 for line in lines if line.cells)
    letters = sum(len(cell.text) for line in lines for cell in line.cells)
    if filled > MAX_LINES or letters > MAX_LETTERS:
        alasan = (
            f"Dokumen ini memuat {number(filled)} baris dan {number(letters)} huruf, padahal rencana aksi paling banyak"
            f" {number(MAX_LINES)} baris dan {number(MAX_LETTERS)} huruf."
        )
        saran = "Hapus semua yang bukan isi rencana aksi, lalu kirim lagi."
        raise Unreadable([Reject(None, None, None, None, TOO_LARGE, alasan, saran)], "rak")


def _placed(found: Sequence[Reject], more: Sequence[Reject], place: Mapping[int, str | None]) -> list[Reject]:
    """The reasons for a refusal, then all rejects from the top of the document to its end, with their pages."""
    placed = [r._replace(lembar=place.get(r.baris)) if r.baris is not None else r for r in found]
    return sorted([*placed, *more], key=lambda reject: reject.baris or 0)


def _read(lines: Sequence[Line], *, ruled: bool) -> Document:
    place = {line.baris: line.lembar for line in lines}
    items = list(read_lines(lines))
    fmt = detect_format(printed_numbers(items)) or NumberFormat.ENGLISH
    pages = read_pages(items, fmt, ruled=ruled)
    rejects = list(pages.rejects)
    blocks, lost = resolve(pages.blocks)
    rejects += lost
    tables = _tables(blocks, place, rejects)
    tahun, nama = _title(pages)
    reasons = _refusals(tahun, nama, len(tables["raw.rak_indikator"]), len(tables["raw.rak_kontribusi"]))
    if reasons or tahun is None or nama is None:
        raise Unreadable([*reasons, *rejects], "rak")
    total = _total(pages.total, fmt, rejects)
    tempat, waktu, penandatangan, jabatan = _signature(pages, rejects)
    head = RakDokumen(
        nama,
        nama.upper(),
        tahun,
        total,
        pages.total.baris if pages.total else None,
        tempat,
        waktu.date().isoformat() if waktu else None,
        penandatangan,
        jabatan,
    )
    return Document(
        "rak",
        {"raw.rak_dokumen": [head], **tables},
        rejects,
        nama_satker=nama,
        tahun=tahun,
        waktu_sumber=waktu,
    )


def _title(pages: Pages) -> tuple[int | None, str | None]:
    """Year and unit name from the lines above the first table."""
    tahun: int | None = None
    parts: list[str] = []
    begun = False
    for text in pages.title:
        line = " ".join(cell.text for cell in text.cells).strip("*# ")
        begun = begun or _TITLE.search(line) is not None
        year = _YEAR.search(line) if begun and tahun is None else None
        if year:
            tahun, line = int(year[1]), line[year.end() :].strip("*# ")
        elif _TITLE.search(line):
            line = ""
        if begun and line:
            parts.append(line)
        elif not begun:
            pages.rejects.append(rules.unknown_line(text.baris, line))
    if parts:
        parts[-1] = _MINISTRY.sub("", parts[-1])
    nama = " ".join(" ".join(parts).split())
    return tahun, nama or None


def _refusals(tahun: int | None, nama: str | None, indikator: int, kontribusi: int) -> list[Reject]:
    reasons = []
    if tahun is None:
        reasons.append(
            rules.unusable(
                "Tahun rencana aksi tidak ditemukan pada judul dokumen.",
                "Pastikan judulnya memuat 'RENCANA AKSI PERJANJIAN KINERJA TAHUN' dan tahunnya lalu kirim ulang.",
            )
        )
    if nama is None:
        reasons.append(
            rules.unusable(
                "Nama unit tidak ditemukan pada judul dokumen.",
                "Pastikan nama unit tercetak di bawah judul rencana aksi lalu kirim ulang.",
            )
        )
    if not indikator:
        without = f", hanya {number(kontribusi)} baris kontribusi tanpa indikator" if kontribusi else " dari tabelnya"
        reasons.append(
            rules.unusable(
                f"Dokumen ini tidak memuat satu pun indikator yang terbaca{without}.",
                "Kirim PDF, Word, atau Excel yang tabelnya bergaris, atau teks dengan sel yang dipisahkan tab.",
            )
        )
    return reasons


def _total(total: PrintedTotal | None, fmt: NumberFormat, rejects: list[Reject]) -> str | None:
    if total is None:
        return None
    try:
        return str(parse_amount(total.nilai, fmt))
    except ValueError as error:
        rejects.append(rules.bad_number(total.baris, "TOTAL", total.nilai, str(error), "total dokumen ini dikosongkan"))
        return None


def _signature(pages: Pages, rejects: list[Reject]) -> tuple[str | None, datetime | None, str | None, str | None]:
    """Place, date, name and office of who signed: the paragraphs below the tables are date, office, name."""
    tempat, waktu = None, None
    paragraphs: list[list[Text]] = []
    for paragraph in pages.footer:
        kept: list[Text] = []
        for text in paragraph:
            line = quote(text.cells)
            date = DATE.fullmatch(line)
            if date and tempat is None:
                tempat = date["tempat"].strip()
                try:
                    waktu = datetime(int(date["tahun"]), MONTHS_WITH_ENGLISH[date["bulan"].lower()], int(date["hari"]))
                except (KeyError, ValueError):
                    rejects.append(
                        rules.bad_number(text.baris, "TANGGAL", line, "bukan tanggal", "tanggal dokumen dikosongkan")
                    )
                rejects += [
                    rules.unknown_line(old.baris, quote(old.cells)) for part in [*paragraphs, kept] for old in part
                ]
                paragraphs, kept = [], []
            elif not _NIP.fullmatch(line) and not _SIGNED.fullmatch(line):
                kept.append(text)
        if kept:
            paragraphs.append(kept)
    if len(paragraphs) == 1 and len(paragraphs[0]) > 1:
        paragraphs = [paragraphs[0][:-1], paragraphs[0][-1:]]
    start = next((i for i, part in enumerate(paragraphs) if _OFFICE.match(quote(part[0].cells))), 0)
    office = paragraphs[start] if paragraphs else []
    name = paragraphs[start + 1][0] if len(paragraphs) > start + 1 else None
    foreign = [text for part in paragraphs if part is not office for text in part if text is not name]
    rejects += [rules.unknown_line(text.baris, quote(text.cells)) for text in foreign]
    return tempat, waktu, quote(name.cells) if name else None, " ".join(quote(text.cells) for text in office) or None


def _tables(
    blocks: Sequence[Block], place: Mapping[int, str | None], rejects: list[Reject]
) -> dict[str, list[tuple[object, ...]]]:
    """Rows of the three tables below the document; what cannot be a row goes to rejects."""
    indikator: list[tuple[object, ...]] = []
    target: list[tuple[object, ...]] = []
    kontribusi: list[tuple[object, ...]] = []
    seen_of: dict[str, dict[tuple[str, ...], Row]] = {}
    fragmen = 0
    for block in blocks:
        line = block.indicator
        kode = line.kode if line else None
        if line and kode and line.sasaran and not line.repeated:
            anggaran = None if line.anggaran is None else str(line.anggaran)
            indikator.append(
                RakIndikator(
                    place[line.baris],
                    line.baris,
                    line.sasaran.kode,
                    line.sasaran.nama or None,
                    kode,
                    line.nama,
                    anggaran,
                )
            )
            target += [RakTarget(place[line.baris], line.baris, kode, bulan, nilai) for bulan, nilai in line.targets]
        tail = " ".join(part for _, parts in block.tails for part in parts.values())
        rows = _usable(block, seen_of.setdefault(kode, {}) if kode else {}, rejects)
        if kode is None and rows:
            fragmen += 1
        elif kode is None:
            rejects += [rules.lost_text(text.baris, text.cells[-1].text) for text, _ in block.tails]
        for row in rows:
            kontribusi.append(
                RakKontribusi(
                    place[row.baris],
                    row.baris,
                    len(kontribusi) + 1,
                    kode,
                    None if kode else fragmen,
                    None if kode else (line.nama if line else tail) or None,
                    row.nomor,
                    row.codes["RO"],
                    row.names["RO"] or None,
                    row.codes["KOMPONEN"],
                    row.names["KOMPONEN"] or None,
                    row.codes["SUB KOMPONEN"],
                    row.names["SUB KOMPONEN"] or None,
                    str(row.amounts["ANGGARAN"]),
                    str(row.amounts["KONTRIBUSI"]),
                )
            )
    return {"raw.rak_indikator": indikator, "raw.rak_target": target, "raw.rak_kontribusi": kontribusi}


def _usable(block: Block, seen: dict[tuple[str, ...], Row], rejects: list[Reject]) -> list[Row]:
    """Rows of a block that go to raw; bad ones, repeated ones and what a cut copy hides go to rejects."""
    usable = []
    rows = block.all_rows()
    for row in rows:
        first = seen.get(row.key)
        if row.rejects:
            rejects += row.rejects
        elif first is not None:
            rejects.append(rules.duplicate_row(row.baris, first.baris, row.quote, same=row.amounts == first.amounts))
        else:
            seen[row.key] = row
            usable.append(row)
    same: dict[tuple[str | None, ...], list[Row]] = {}
    for row in rows if block.copied else ():
        same.setdefault(row.identity, []).append(row)
    for copy in block.copied:
        used = next((row for row in same.get(copy.identity, ()) if row is not copy), None)
        for column in ("ANGGARAN", "KONTRIBUSI"):
            if used is not None and _value(used, column) != _value(copy, column):
                rejects.append(
                    rules.different_copy(
                        copy.baris, used.baris, column, copy.printed.get(column, ""), used.printed.get(column, "")
                    )
                )
    copied = {id(row) for row in block.copied}
    if all(id(row) in copied for row in rows):
        rejects += [rules.truncated_copy(cut.baris, cut.rest) for cut in block.copies if cut.rest]
    return usable


def _value(row: Row, column: str) -> int | str | None:
    """The amount, or what is printed where it is unreadable."""
    return row.amounts.get(column, row.printed.get(column))
