"""Reader of the performance sheet, our own template, as workbook or CSV. Nothing is recomputed here: core does that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipelines.readers.kinerja_fields import (
    ANGKA,
    BATAS_ANGKA,
    BERTENTANGAN,
    COLUMNS,
    CSV_RUSAK,
    KEMBAR,
    KEY_RULES,
    KEYS,
    KODE_INDIKATOR,
    KOLOM_ASING,
    KOLOM_GANDA,
    KOLOM_KURANG,
    LEBAR_BARIS,
    LIMIT,
    NOTES,
    NUMERIC,
    PECAHAN,
    SARAN_SEMUA_DITOLAK,
    TANPA_REALISASI,
    TIDAK_ADA_BARIS,
    kode_indikator,
    number_advice,
    number_of,
    spelling_key,
)
from pipelines.readers.numbers import FORMULA_ERRORS, NumberFormat, canonical
from pipelines.readers.reading import Document, KolomRow, Reject, Unreadable
from pipelines.readers.template import (
    MAX_QUOTE,
    Aturan,
    Table,
    cell_text,
    csv_header,
    header_at,
    notation_of,
    only,
    place_of,
    plain,
    reject,
    tables_of_csv,
    tables_of_workbook,
)
from pipelines.readers.workbook import Workbook
from pipelines.wording import cited, number

JENIS = "realisasi_kinerja"
TELLING = {"kode_indikator", "indikator", "target_sd_bulan", "pembilang", "penyebut"}
_NO_FIGURE = frozenset({*NOTES, "indikator", "satuan", "target_sd_bulan"})
VALUES = ("realisasi", "pembilang", "penyebut")
ORDINAL = frozenset({"no", "nomor"})


class KinerjaRow(NamedTuple):
    """One row of ``raw.realisasi_kinerja`` without ``file_id``; numbers are canonical text (``81.25``).

    Without a readable ``kode_indikator`` the row has what its cell says (``kode_tertulis``), or else ``indikator``.
    """

    lembar: str | None
    baris: int
    tahun: int
    kode_satker: str
    bulan: int
    kode_indikator: str | None
    indikator: str | None
    satuan: str | None
    target_sd_bulan: str | None
    pembilang: str | None
    penyebut: str | None
    realisasi: str | None
    hambatan: str | None
    rencana_tindak_lanjut: str | None
    bukti_dukung: str | None
    kode_tertulis: str | None


_BY_PLAIN_NAME = {plain(name): name for name in COLUMNS}


def looks_like_kinerja(header: Iterable[object]) -> bool:
    """Whether these cells are the header of a performance sheet: at least three of its columns, one of them its own."""
    found = {_BY_PLAIN_NAME.get(plain(cell)) for cell in header if isinstance(cell, str) and cell} - {None}
    return len(found) >= 3 and bool(found & TELLING)


def looks_like_kinerja_csv(text: str) -> bool:
    """Whether a text file has the header of a performance sheet near its top."""
    return csv_header(text, looks_like_kinerja) is not None


def looks_like_kinerja_workbook(workbook: Workbook) -> bool:
    """Whether any sheet has the header of a performance sheet near its top."""
    return any(header_at(sheet, looks_like_kinerja) is not None for sheet in workbook.sheets)


def read_kinerja_workbook(workbook: Workbook) -> Document:
    """Performance rows of every sheet that has the header; other sheets, such as the description, are passed over.

    Raises:
        Unreadable: a required column is missing, or no row can be used.
    """
    document = _read(tables_of_workbook(workbook, looks_like_kinerja))
    document.waktu_sumber = workbook.waktu_sumber
    return document


def read_kinerja_csv(data: bytes) -> Document:
    """Performance rows of a CSV file with ``;``, ``,`` or tab between cells, in UTF-8 or Windows-1252.

    Raises:
        Unreadable: as for a workbook, or the quotation marks do not pair up.
    """
    return _read(tables_of_csv(data, looks_like_kinerja, CSV_RUSAK, JENIS))


def _read(tables: Sequence[Table]) -> Document:
    document = Document(JENIS)
    rows: list[KinerjaRow] = []
    refusals: list[Reject] = []
    rejects: list[Reject] = []
    filled = 0
    for table in tables:
        columns, refused = _columns(table)
        if refused is None:
            filled += _take(table, columns, rows, rejects)
            document.columns += [KolomRow(table.lembar, None, name, table.kolom(at)) for name, at in columns.items()]
        else:
            refusals.append(refused)
    cells = {column.lembar: column.kolom for column in document.columns if column.nama == "realisasi"}
    rows, doubles = _without_doubles(rows, cells)
    document.rejects = refusals + rejects + doubles
    if not rows:
        raise Unreadable((refusals or [_nothing_usable(tables, filled, rejects + doubles)]) + rejects + doubles, JENIS)
    document.rows["raw.realisasi_kinerja"] = list(rows)
    document.kode_satker = only(row.kode_satker for row in rows)
    document.tahun = only(row.tahun for row in rows)
    document.bulan = only(row.bulan for row in rows)
    return document


def _nothing_usable(tables: Sequence[Table], filled: int, rejects: Sequence[Reject]) -> Reject:
    if not tables:
        alasan = "Kepala kolom templat realisasi kinerja tidak ditemukan."
        return reject(KOLOM_KURANG, None, None, None, None, alasan)
    if rejects:
        alasan = f"Tidak ada satu baris pun yang dapat dipakai: {number(len(rejects))} isian ditolak."
        return reject(TIDAK_ADA_BARIS._replace(saran=SARAN_SEMUA_DITOLAK), None, None, None, None, alasan)
    if filled:
        alasan = f"Kolom realisasi masih kosong di semua baris ({number(filled)} baris)."
    else:
        alasan = "Templat belum diisi: tidak ada baris di bawah kepala kolom."
    return reject(TIDAK_ADA_BARIS, None, None, None, None, alasan)


def _columns(table: Table) -> tuple[dict[str, int], Reject | None]:
    """Position of each known column; a refusal when one is missing or stands twice."""
    columns, double = table.columns(_BY_PLAIN_NAME)
    if double is not None:
        name = _BY_PLAIN_NAME[plain(table.header[double])]
        alasan = f"Kolom {name} tertulis dua kali di baris kepala, sehingga tidak jelas mana yang benar."
        return {}, reject(KOLOM_GANDA, table.lembar, table.header_row, table.kolom(double), name, alasan)
    missing = [name for name in KEYS if name not in columns]
    if not {"kode_indikator", "indikator"} & columns.keys():
        missing.append("kode_indikator (atau indikator)")
    if "realisasi" not in columns and not {"pembilang", "penyebut"} <= columns.keys():
        missing.append("realisasi (atau pembilang dan penyebut)")
    if missing:
        alasan = f"Kolom wajib tidak ada di baris kepala: {', '.join(missing)}."
        return {}, reject(KOLOM_KURANG, table.lembar, table.header_row, None, None, alasan)
    return columns, None


def _take(table: Table, columns: dict[str, int], rows: list[KinerjaRow], rejects: list[Reject]) -> int:
    """Add the rows of one table to ``rows`` and what is wrong with it to ``rejects``; the count of non-blank rows."""
    lines = table.filled()
    for name, index in table.unknown_columns(columns, ORDINAL):
        alasan = f"Kolom '{name}' tidak dikenal sehingga isinya tidak diambil."
        rejects.append(reject(KOLOM_ASING, table.lembar, table.header_row, table.kolom(index), name, alasan))
    notation = notation_of(
        cells[columns[name]] for _, cells in lines for name in NUMERIC if columns.get(name, len(cells)) < len(cells)
    )
    for baris, cells in lines:
        row, problems = _row(table, columns, baris, cells, notation)
        rejects += problems
        if row is not None and not problems:
            rows.append(row)
    return len(lines)


def _row(
    table: Table, columns: dict[str, int], baris: int, cells: Sequence[object], notation: NumberFormat | None
) -> tuple[KinerjaRow | None, list[Reject]]:
    """The row, or every reason why it is not taken; neither when it is only prefilled and not yet reported."""
    problems: list[Reject] = []

    def refuse(aturan: Aturan, name: str | None, alasan: str) -> None:
        kolom = table.kolom(columns[name]) if name else None
        nilai = texts[name][:MAX_QUOTE] if name else None
        problems.append(reject(aturan, table.lembar, baris, kolom, nilai, alasan))

    subject = min(columns[name] for name in ("kode_indikator", "indikator") if name in columns)
    values = (columns[name] for name in VALUES if name in columns)
    if table.frays(baris, cells, (*(columns[name] for name in KEYS), subject), values):
        alasan = f"Baris ini berisi {len(cells)} sel, sedangkan kepala kolom berisi {len(table.header)}."
        return None, [reject(LEBAR_BARIS, None, baris, None, None, alasan)]

    raw = {name: cells[index] if index < len(cells) else "" for name, index in columns.items()}
    texts = {name: cell_text(cell) for name, cell in raw.items()}
    for name in list(_needless_errors(texts)):
        texts[name] = raw[name] = ""
    keys: dict[str, str] = {}
    for name, (aturan, parse) in KEY_RULES.items():
        try:
            keys[name] = parse(raw[name])
        except ValueError as error:
            refuse(aturan, name, str(error))
    kode, written = kode_indikator(raw.get("kode_indikator")), texts.get("kode_indikator")
    if not written and not texts.get("indikator"):
        where = "kode_indikator" if "kode_indikator" in columns else "indikator"
        refuse(KODE_INDIKATOR, where, "Kode indikator dan nama indikator kosong.")

    if not any(texts.get(name) for name in VALUES):
        problems = [problem for problem in problems if problem.nilai]
        noted = next((name for name in NOTES if texts.get(name)), None)
        if noted and not problems:
            refuse(TANPA_REALISASI, noted, f"Kolom {noted} terisi, tetapi realisasinya kosong.")
        return None, problems

    numbers: dict[str, Decimal] = {}
    for name in NUMERIC:
        if not texts.get(name):
            continue
        try:
            numbers[name] = value = number_of(raw[name], notation)
        except ValueError as error:
            unclear = ANGKA._replace(saran=number_advice(texts[name]))
            refuse(unclear, name, f"Isi kolom {name} '{cited(texts[name])}' bukan angka yang jelas: {error}.")
            continue
        if not 0 <= value < LIMIT:
            what = "negatif" if value < 0 else "terlalu besar"
            refuse(BATAS_ANGKA, name, f"Isi kolom {name} '{cited(texts[name])}' {what}.")
    if bool(texts.get("pembilang")) != bool(texts.get("penyebut")):
        lone, absent = ("pembilang", "penyebut") if texts.get("pembilang") else ("penyebut", "pembilang")
        refuse(PECAHAN, lone, f"Kolom {lone} terisi, tetapi {absent} kosong.")
    if numbers.get("penyebut") == 0:
        refuse(PECAHAN, "penyebut", "Penyebut nol tidak dapat membagi pembilang.")
    if problems:
        return None, problems

    text_or_none = {name: texts.get(name) or None for name in ("indikator", "satuan", *NOTES)}
    row = KinerjaRow(
        lembar=table.lembar,
        baris=baris,
        tahun=int(keys["tahun"]),
        kode_satker=keys["kode_satker"],
        bulan=int(keys["bulan"]),
        kode_indikator=kode,
        kode_tertulis=None if kode else written or None,
        **{name: canonical(numbers[name]) if name in numbers else None for name in NUMERIC},
        **text_or_none,
    )
    return row, problems


def _needless_errors(texts: Mapping[str, str]) -> Iterator[str]:
    """Columns with a formula's error that no figure is made from, or that is the formula of a row not filled in yet.

    The realisasi of a row with fraction and unit is made of these.
    """
    pembilang, penyebut, satuan = (texts.get(name) for name in ("pembilang", "penyebut", "satuan"))
    for name, text in texts.items():
        computed = name == "realisasi" and pembilang and penyebut and satuan and satuan not in FORMULA_ERRORS
        waiting = name == "realisasi" and text == "#DIV/0!" and pembilang == penyebut == ""
        if text in FORMULA_ERRORS and (name in _NO_FIGURE or computed or waiting):
            yield name


def _without_doubles(
    rows: Sequence[KinerjaRow], cells: Mapping[str | None, str]
) -> tuple[list[KinerjaRow], list[Reject]]:
    """One row per satker, year, month and indicator: of equal rows the first stays, of contradicting rows none.

    ``cells`` are the columns of ``realisasi``, by sheet.
    """
    groups: defaultdict[tuple[object, ...], list[KinerjaRow]] = defaultdict(list)
    for row in rows:
        groups[row.tahun, row.kode_satker, row.bulan, spelling_key(_mention(row))].append(row)
    kept: list[KinerjaRow] = []
    rejects: list[Reject] = []
    for first, *others in groups.values():
        if all(other[2:] == first[2:] for other in others):
            kept.append(first)
            for other in others:
                alasan = f"Baris ini mengulang {place_of(first.lembar, first.baris)} untuk {_subject(first)}."
                rejects.append(reject(KEMBAR, other.lembar, other.baris, None, None, alasan))
            continue
        for row, rival in zip((first, *others), (others[0], *[first] * len(others)), strict=True):
            alasan = f"Baris ini bertentangan dengan {place_of(rival.lembar, rival.baris)} untuk {_subject(first)}."
            kolom = cells.get(row.lembar) if row.realisasi is not None else None
            rejects.append(reject(BERTENTANGAN, row.lembar, row.baris, kolom, row.realisasi, alasan))
    return kept, rejects


def _mention(row: KinerjaRow) -> str:
    return row.kode_indikator or row.kode_tertulis or row.indikator or ""


def _subject(row: KinerjaRow) -> str:
    return f"indikator {cited(_mention(row))} satker {row.kode_satker} bulan {row.bulan} tahun {row.tahun}"
