"""The workbook that goes back to a unit: what of its documents was refused, what is amiss, and room for its answer.

Text that a spreadsheet could take for a formula is harmless and yet exact: it is a text cell that Excel keeps as text
when somebody edits it, shown behind an apostrophe by its number format, so that the apostrophe goes along where a
spreadsheet saves the sheet as CSV, while the value in the workbook is what stands in the source file.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.console import rows_of
from pipelines.publishing import time_of
from pipelines.quality.findings import details, read_findings
from pipelines.spreadsheet import LINE_HEIGHT, fitted, height, looks_like_formula
from pipelines.wording import number, wib

if TYPE_CHECKING:
    import duckdb

MAX_ROWS = 1_048_576
_PAGE_WIDTH = 70
_LETTERS = re.compile(r"[A-Z]{1,3}")

Row = Mapping[str, Any]


class _Column(NamedTuple):
    title: str
    width: int
    value: Callable[[Row], object]


def _field(name: str) -> Callable[[Row], object]:
    return lambda row: row[name]


def _column(row: Row) -> str | None:
    """Name of the judged field, for people; a column that the reader did not know has its letter only."""
    name: str | None = row.get("isian") or row["kolom"]
    return name.replace("_", " ") if name else None


def _blank(_: Row) -> None:
    return None


def _cell(row: Row) -> str | None:
    """Address of a refused value; text files have no cells, and a plan names its columns (``RO``)."""
    if (
        row["jenis"] != "rak"
        and row["lembar"]
        and row["baris"] is not None
        and row["kolom"]
        and _LETTERS.fullmatch(row["kolom"])
    ):
        return f"{row['kolom']}{row['baris']}"
    return None


_SATKER = _Column("Kode satker", 8, _field("kode_satker"))
_FILE = _Column("Nama berkas", 28, _field("nama_berkas"))
_PLACE = (
    _FILE,
    _Column("Lembar", 13, _field("lembar")),
    _Column("Baris", 7, _field("baris")),
)
_ANSWER = (_Column("Tanggapan unit", 24, _blank), _Column("Nilai yang benar", 14, _blank))
_QUARANTINE = (
    _SATKER,
    *_PLACE,
    _Column("Sel", 8, _cell),
    _Column("Kolom", 14, _column),
    _Column("Nilai", 18, _field("nilai")),
    _Column("Aturan", 11, _field("aturan")),
    _Column("Alasan", 38, _field("alasan")),
    _Column("Saran", 36, _field("saran")),
    *_ANSWER,
)
_FINDINGS = (
    _SATKER,
    _Column("Tahun", 7, _field("tahun")),
    _Column("Bulan", 7, _field("bulan")),
    _Column("Tingkat", 11, _field("tingkat")),
    _Column("Aturan", 13, _field("aturan")),
    _Column("Yang harus terpenuhi", 30, _field("uraian")),
    *_PLACE,
    _Column("Sel", 8, _field("sel")),
    _Column("Kolom", 14, _column),
    _Column("Nilai", 16, _field("nilai")),
    _Column("Rincian", 34, details),
    _Column("Saran", 32, _field("saran")),
    *_ANSWER,
)


def export(
    con: duckdb.DuckDBPyConnection, build_id: str, refused: Sequence[Row], target: Path, satker: str | None = None
) -> list[tuple[Path, int]]:
    """Write ``refused`` (rows of ``dq.karantina``) and the findings of build ``build_id``, of ``satker`` if given.

    A ``target`` ending in ``.xlsx`` is one workbook; any other is a folder that gets one workbook per satker.

    Returns:
        Each workbook written and how many rows it holds; nothing is written where there is nothing to tell.

    Raises:
        OSError: ``target`` cannot be written.
    """
    # What is held is told once, with its reason.
    told = {(row["aturan"], row["file_id"]) for row in refused}
    findings = [row for row in _findings(con, build_id, satker) if (row["aturan"], row["file_id"]) not in told]
    names = {row["kode_satker"]: row["nama_satker"] for row in rows_of(con, "from core.satker")}
    if not refused and not findings:
        return []
    if target.suffix.lower() == ".xlsx" and not target.is_dir():
        about = f"satker {satker} {names.get(satker) or ''}".strip() if satker else "semua satker"
        return [_write(target, build_id, about, refused, findings)]
    ours: defaultdict[str | None, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for sheet, rows in enumerate((refused, findings)):
        for row in rows:
            ours[row["kode_satker"]][sheet].append(row)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for code, (own_refused, own_findings) in sorted(ours.items(), key=lambda item: item[0] or ""):
        about = f"satker {code} {names.get(code) or ''}".strip() if code else "berkas yang satkernya belum diketahui"
        path = target / _file_name(code, [*own_refused, *own_findings])
        written.append(_write(path, build_id, about, own_refused, own_findings))
    return written


def _findings(con: duckdb.DuckDBPyConnection, build_id: str, satker: str | None) -> list[Row]:
    rules = {
        (rule["aturan"], rule["tabel"]): rule
        for rule in rows_of(con, "select aturan, tabel, uraian, saran from dq.hasil where run_id = ?", [build_id])
    }
    of_satker = ("t.kode_satker = $satker", {"satker": satker}) if satker else ()
    return [row | rules[row["aturan"], row["tabel"]] for row in read_findings(con, *of_satker)]


def _file_name(code: str | None, rows: Iterable[Row]) -> str:
    years = {row["tahun"] for row in rows if row["tahun"] is not None}
    of_year = f"_{years.pop()}" if len(years) == 1 else ""
    return f"karantina_{code or 'tanpa_satker'}{of_year if code else ''}.xlsx"


def _write(path: Path, build_id: str, about: str, refused: Sequence[Row], findings: Sequence[Row]) -> tuple[Path, int]:
    """Write one workbook under a temporary name and put it in place whole."""
    import xlsxwriter

    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    # Constant memory keeps one row at a time, so rows are written in order.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(temporary), options)
    try:
        _introduce(book, build_id, about, refused, findings)
        _fill(book, "Perlu diperbaiki", _QUARANTINE, refused)
        _fill(book, "Temuan", _FINDINGS, findings)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path, len(refused) + len(findings)


def _introduce(book: Any, build_id: str, about: str, refused: Sequence[Row], findings: Sequence[Row]) -> None:
    sheet = book.add_worksheet("Baca dulu")
    levels = Counter(row["tingkat"] for row in findings)
    counted = ", ".join(f"{levels[level]} {level}" for level in ("kritis", "peringatan", "info") if levels[level])
    lines = [
        ("Yang perlu diperbaiki di data kinerja dan anggaran", "judul"),
        (f"Untuk: {about}", ""),
        (f"Menurut terbitan {build_id}, {wib(time_of(build_id))}", ""),
        ("", ""),
        ("Isi buku kerja ini", "kepala"),
        (
            f"Lembar 'Perlu diperbaiki': {number(len(refused))} isian atau berkas yang ditolak atau ditahan, sehingga "
            "belum masuk ke gudang data.",
            "",
        ),
        (
            f"Lembar 'Temuan': {number(len(findings))} temuan{f' ({counted})' if counted else ''}. Datanya sudah "
            "masuk ke gudang data, tetapi tidak memenuhi aturan yang tertulis di sebelahnya.",
            "",
        ),
        ("", ""),
        ("Cara mengembalikannya", "kepala"),
        ("1. Cari letaknya: nama berkas, lembar, dan sel (atau baris, untuk berkas teks).", ""),
        ("2. Perbaiki di berkas asalnya menurut kolom 'Saran', lalu kirim ulang berkas itu seperti biasa.", ""),
        (
            "3. Bila nilainya memang benar atau belum dapat diperbaiki, jelaskan di kolom 'Tanggapan unit' dan tulis "
            "nilai yang seharusnya di kolom 'Nilai yang benar', lalu kirim kembali buku kerja ini kepada pengelola "
            "Kinerja.",
            "",
        ),
        ("", ""),
        (
            "Peta satker (--satker), peta indikator (--indikator), dan register koreksi diurus pengelola Kinerja; "
            "saran yang menyebutnya tidak perlu dikerjakan unit. Bila suatu saran berbunyi 'minta unit', yang "
            "dimaksud adalah unit penerima buku kerja ini.",
            "",
        ),
        ("", ""),
        (
            "Nilai yang tampak didahului tanda petik (') ditulis begitu supaya tidak dijalankan sebagai rumus; isi "
            "selnya sama persis dengan isi berkas asal.",
            "",
        ),
    ]
    for name, rows in (("Perlu diperbaiki", refused), ("Temuan", findings)):
        if len(rows) >= MAX_ROWS:
            lines.append(
                (f"Lembar '{name}' hanya memuat {number(MAX_ROWS - 2)} dari {number(len(rows))} baris.", "kepala")
            )
    formats = {
        "": book.add_format({"text_wrap": True, "valign": "top"}),
        "kepala": book.add_format({"bold": True, "text_wrap": True}),
        "judul": book.add_format({"bold": True, "font_size": 14}),
    }
    sheet.set_column(0, 0, _PAGE_WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for line, (text, style) in enumerate(lines):
        if not style:
            sheet.set_row(line, height([(text, _PAGE_WIDTH)]))
        sheet.write_string(line, 0, text, formats[style])


def _fill(book: Any, name: str, columns: Sequence[_Column], rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    plain = book.add_format(look)
    # As text, so that a typed 01.06 keeps its zero.
    text = book.add_format({**look, "num_format": "@"})
    guarded = book.add_format({**look, "num_format": '"\'"@', "quote_prefix": True})
    heading = book.add_format({**look, "bold": True, "bg_color": "#D9E2F3"})
    sheet.set_row(0, 2 * LINE_HEIGHT)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.title, heading)
    room = MAX_ROWS - 1
    shown = rows if len(rows) <= room else rows[: room - 1]
    for line, row in enumerate(shown, start=1):
        values = [column.value(row) for column in columns]
        sheet.set_row(line, height([(str(value or ""), c.width) for value, c in zip(values, columns, strict=True)]))
        for index, value in enumerate(values):
            if value is None:
                sheet.write_blank(line, index, None, text)
            elif isinstance(value, int):
                sheet.write_number(line, index, value, plain)
            else:
                said = fitted(str(value))
                sheet.write_string(line, index, said, guarded if looks_like_formula(said) else plain)
    if len(shown) < len(rows):
        sheet.write_string(room, 0, f"{number(len(rows) - len(shown))} baris lain tidak muat di lembar ini.", plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(shown), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RHalaman &P dari &N")
