"""Writes a synthetic FA Detail workbook in the shape of SAKTI's own (JasperReports) export. Invents no figures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from pipelines.readers.fa_detail_rules import ITEM
from pipelines.readers.workbook import column_letter
from pipelines.samples import fa_detail_parts as parts
from pipelines.wording import month_name

MARK = "(DATA SINTETIS)"
KEMENTERIAN = ("063", f"BADAN PENGAWAS OBAT DAN MAKANAN {MARK}")
UNIT = ("01", f"BADAN PENGAWAS OBAT DAN MAKANAN {MARK}")

# Code and name column, and the styles of text, figures, the two Periode and %, of each level in the layout to Item.
_LEVEL_COLUMNS = ((0, 0), (1, 3), (1, 8), (2, 6), (2, 10), (4, 9), (5, 11), (7, 12), (13, 13))
_PLAIN = (13, 14, 14, 15)
_LEVEL_STYLES = (
    (9, 10, 11, 12),
    _PLAIN,
    _PLAIN,
    (16, 17, 17, 18),
    (19, 20, 21, 22),
    (23, 24, 24, 25),
    _PLAIN,
    _PLAIN,
    _PLAIN,
)
# First and last column of each figure: Pagu, Lock, Lalu, Ini, s.d., %, Sisa; the grand total's differ.
_FIGURES = ((16, 17), (18, 21), (22, 22), (23, 24), (25, 27), (28, 29), (30, 34))
_TOTAL_FIGURES = ((16, 17), (18, 21), (22, 22), (23, 23), (24, 27), (28, 28), (29, 34))
# Header rows: height, columns with text, merged columns, runs of (style, last column).
_BAND = ((8, 15), (2, 16), (8, 17), (2, 18), (8, 19), (2, 20), (8, 28), (2, 29), (8, 33), (2, 34))
_HEADER: tuple[tuple[int, tuple[int, ...], tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]], ...] = (
    (15, (0,), ((0, 33),), ((1, 33), (2, 34))),
    (13, (0,), ((0, 32),), ((3, 32), (2, 34))),
    (13, (0,), ((0, 31),), ((4, 31), (2, 34))),
    (15, (0, 14, 15), ((0, 13), (15, 27)), ((5, 27), (2, 34))),
    (15, (0, 14, 15), ((0, 13), (15, 26)), ((5, 26), (2, 34))),
    (15, (0, 14, 15, 28, 31), ((0, 13), (15, 26), (28, 30), (31, 32)), ((5, 26), (2, 27), (6, 30), (7, 32), (2, 34))),
    (38, (0, 17, 19, 21, 30), ((0, 15), (21, 28), (30, 33)), _BAND),
    (19, (21, 23, 24, 27), ((21, 22), (24, 26), (27, 28)), _BAND),
)
_ITEM_COLUMN = 13
_LAST_COLUMN = 34
_BLANK_STYLE = 2

# A page holds this much row height; a name that does not fit at its end continues on the next page.
_FIRST_PAGE, _PAGE = 395, 400
_TEXT_WIDTH = 58
_HEIGHTS = (15, 18, 27, 36, 45)
_WITHOUT_PERIODS = frozenset({2, 3})
_WITHOUT_TO_DATE = frozenset({4, 5})


class Line(NamedTuple):
    """One line of the report in full codes.

    Attributes:
        depth: index in ``LEVELS``, 1 (program) to 8 (item).
        codes: program, kegiatan, KRO, full RO, komponen, sub komponen letter, akun, item; None below ``depth``.
        figures: Pagu, Lock, Periode Lalu, Periode Ini, s.d. Periode, Sisa in rupiah.
    """

    depth: int
    codes: tuple[str | None, ...]
    uraian: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What SAKTI would print for one satker and month;
    ``lines`` are in printed order, with items only when ``sampai_item``.
    """

    kode_satker: str
    nama_satker: str
    tahun: int
    bulan: int
    sampai_item: bool
    lines: Sequence[Line]
    diunduh: datetime


def write_fa_detail(snapshot: Snapshot) -> bytes:
    """The xlsx of a snapshot; the same snapshot gives the same bytes.

    Raises:
        ValueError: the satker's name does not say that the data is synthetic.
    """
    if not snapshot.nama_satker.endswith(MARK):
        raise ValueError(f"nama_satker must end with {MARK}")
    stream = io.BytesIO()
    made = snapshot.diunduh
    stamp = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (*parts.BEFORE_SHEET, (parts.SHEET, _sheet(snapshot)), *parts.AFTER_SHEET):
            member = zipfile.ZipInfo(name, stamp)
            member.create_system = 0
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _sheet(snapshot: Snapshot) -> str:
    to_item = snapshot.sampai_item
    rows: list[str] = []
    merges: list[str] = []

    def put(template: tuple[str, str], texts: tuple[str, ...], height: int) -> None:
        number = str(len(rows) + 1)
        cells, merged = template
        rows.append((cells % (height, *texts)).replace("\0", number))
        merges.append(merged.replace("\0", number))

    pages = list(_pages(snapshot.lines))
    for template, texts, height in _header(snapshot, sum(page.line is None for page in pages)):
        put(template, texts, height)
    total = tuple(map(sum, zip(*(line.figures for line in snapshot.lines if line.depth == 1), strict=True)))
    put(_line_template(to_item, 0, frozenset()), ("JUMLAH SELURUHNYA", *_printed(total, frozenset())), 20)
    for page in pages:
        line = page.line
        if line is None:
            put(_footnote_template(to_item), (parts.FOOTNOTE,), 12)
            continue
        texts = _printed(line.figures, page.missing)
        text = escape(page.text)
        if line.depth < ITEM:
            texts = (_code(line), text, *texts)
        else:
            texts = (f"{line.codes[7]}. {text}" if page.starts else text, *texts)
        put(_line_template(to_item, line.depth, page.missing), texts, page.height)
    return "".join(
        (parts.sheet_head(to_item), *rows, "</sheetData>\n<mergeCells>\n", *merges, "</mergeCells>\n", parts.SHEET_TAIL)
    )


class _Printed(NamedTuple):
    """A line, or the part of it that stands on one page; without a line it is the footnote that ends a page."""

    line: Line | None
    text: str = ""
    height: int = 12
    missing: frozenset[int] = frozenset()
    starts: bool = True


def _pages(lines: Sequence[Line]) -> Iterator[_Printed]:
    room = _FIRST_PAGE
    for line in lines:
        wrapped = _wrap(line.uraian) if len(line.uraian) > _TEXT_WIDTH else [line.uraian]
        height = _HEIGHTS[min(len(wrapped), len(_HEIGHTS)) - 1]
        if height <= room:
            room -= height
            yield _Printed(line, line.uraian, height)
            continue
        fits = sum(candidate <= room for candidate in _HEIGHTS)
        if fits:
            yield _Printed(line, "".join(wrapped[:fits]), _HEIGHTS[fits - 1])
            wrapped = wrapped[fits:]
            height = _HEIGHTS[min(len(wrapped), len(_HEIGHTS)) - 1]
        yield _Printed(None)
        room = _PAGE - height
        if fits:
            # SAKTI prints both kinds; what decides is not known, so here the name does.
            missing = _WITHOUT_TO_DATE if len(line.uraian) % 2 else _WITHOUT_PERIODS
            yield _Printed(line, "".join(wrapped), height, missing, False)
        else:
            yield _Printed(line, line.uraian, height)
    yield _Printed(None)


def _wrap(text: str) -> list[str]:
    """Pieces that add up to the text again: like JasperReports, a piece keeps the blank it breaks at."""
    pieces = []
    while len(text) > _TEXT_WIDTH:
        at = text.rfind(" ", 0, _TEXT_WIDTH) + 1 or len(text)
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text] if text else pieces


def _code(line: Line) -> str:
    """Codes are printed relative to their ancestors, and a lone sub komponen letter is padded."""
    program, kegiatan, kro, ro, komponen, subkomponen, akun, _ = line.codes
    if line.depth == 6:
        return f"{komponen}.{subkomponen:0>2}"
    relative = (None, program, f"{program}.{kegiatan}", kro, str(ro).split(".", 2)[-1], komponen, None, akun)
    return str(relative[line.depth])


def _printed(figures: Sequence[int], missing: frozenset[int]) -> tuple[str, ...]:
    pagu, lock, lalu, ini, sd, sisa = figures
    texts = (_double(pagu), _double(lock), _double(lalu), _double(ini), _double(sd), _share(sd, pagu), _double(sisa))
    return tuple(text for index, text in enumerate(texts) if index not in missing) if missing else texts


def _double(amount: int) -> str:
    """As Java prints a double: 720000.0, and 9.068E8 from ten million on."""
    digits = str(abs(amount))
    sign = "-" if amount < 0 else ""
    if len(digits) < 8:
        return f"{sign}{digits}.0"
    return f"{sign}{digits[0]}.{digits[1:].rstrip('0') or '0'}E{len(digits) - 1}"


def _share(part: int, whole: int) -> str:
    share = part / whole if whole else 0.0
    if share == 0 or abs(share) >= 0.001:
        return repr(share)
    sign, digits, exponent = Decimal(repr(share)).as_tuple()
    text = "".join(map(str, digits))
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{len(text) - 1 + int(exponent)}"


def _shift(column: int, to_item: bool) -> str:
    """The layout to Akun lacks the item column, so all to its right stands one column to the left."""
    return column_letter(column if to_item or column < _ITEM_COLUMN else column - 1)


def _header(snapshot: Snapshot, page_count: int) -> Iterator[tuple[tuple[str, str], tuple[str, ...], int]]:
    title = f"LAPORAN KETERSEDIAAN DANA DETAIL TA {snapshot.tahun}"
    grouping = "Per Program; Kegiatan; Output; SubOutput; Komponen; SubKomponen; Akun;"
    grouping += " Item;" if snapshot.sampai_item else ""
    period = f"Periode {month_name(snapshot.bulan)} {snapshot.tahun}"
    texts = (
        (title,),
        (grouping,),
        (period,),
        ("Kementerian\t:", *KEMENTERIAN),
        ("Unit Organisasi\t", *UNIT),
        ("Satuan Kerja   \t:", snapshot.kode_satker, snapshot.nama_satker, "Hal 1 dari", f" {page_count}"),
        ("Uraian", "Pagu Revisi", "Lock Pagu", f"Realisasi TA {snapshot.tahun}", "SISA ANGGARAN"),
        ("Periode Lalu", "Periode Ini", "s.d. Periode ", "%"),
    )
    for row, cells in zip(_HEADER, texts, strict=True):
        height, columns, merged, runs = row
        filled = tuple((column, "text") for column in columns)
        yield _template(snapshot.sampai_item, _styles(*runs), filled, merged), tuple(map(escape, cells)), height


@cache
def _template(
    to_item: bool, styles: tuple[int, ...], filled: tuple[tuple[int, str], ...], merged: tuple[tuple[int, int], ...]
) -> tuple[str, str]:
    """Row and merges with the row number as ``\\0``; ``%s`` takes the height, then the filled cells in their order."""
    kinds = dict(filled)
    cells = []
    for column, style in enumerate(styles):
        if column == _ITEM_COLUMN and not to_item:
            continue
        start = f'  <c r="{_shift(column, to_item)}\0" s="{style}" t="'
        kind = kinds.get(column)
        if kind == "text":
            cells.append(f'{start}inlineStr"><is><r>\n<t xml:space="preserve">%s</t></r>\n</is></c>')
        elif kind == "number":
            cells.append(f'{start}n"><v>%s</v></c>')
        else:
            cells.append(f'{start}inlineStr"></c>')
    row = '<row r="\0" customHeight="1" ht="%s">\n' + "".join(cells) + "</row>\n"
    spans = ((_shift(first, to_item), _shift(last, to_item)) for first, last in merged if first != last)
    return row, "".join(f'<mergeCell ref="{first}\0:{last}\0"/>\n' for first, last in spans if first != last)


def _styles(*runs: tuple[int, int]) -> tuple[int, ...]:
    """Style of every column from runs of (style, last column)."""
    styles: list[int] = []
    for style, last in runs:
        styles.extend([style] * (last + 1 - len(styles)))
    return tuple(styles)


@cache
def _line_template(to_item: bool, depth: int, missing: frozenset[int]) -> tuple[str, str]:
    code, name = _LEVEL_COLUMNS[depth]
    text, number, period, percent = _LEVEL_STYLES[depth]
    columns = _FIGURES if depth else _TOTAL_FIGURES
    figures = (number, number, period, period, number, percent, number)
    runs = [(_BLANK_STYLE, code - 1), (text, 15)]
    runs += [(_BLANK_STYLE if i in missing else figures[i], last) for i, (_, last) in enumerate(columns)]
    filled = [(code, "text"), (name, "text")]
    filled += [(first, "number") for i, (first, _) in enumerate(columns) if i not in missing]
    # The layout to Akun has no item column for a name to begin in.
    merged = [(code, name - 1), (name, 15)] if name > code else [(code, 15)]
    merged += [span for i, span in enumerate(columns) if i not in missing]
    return _template(to_item, _styles(*runs), tuple(filled), tuple(merged))


@cache
def _footnote_template(to_item: bool) -> tuple[str, str]:
    return _template(
        to_item, _styles((_BLANK_STYLE, 0), (26, 31), (_BLANK_STYLE, _LAST_COLUMN)), ((1, "text"),), ((1, 31),)
    )
