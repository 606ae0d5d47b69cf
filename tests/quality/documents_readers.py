"""For each rule of the readers a file that breaks it and only it. What the gate finds is in documents_gate."""

from __future__ import annotations

import io

import openpyxl
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.quality.documents import (
    INDEX,
    LATER,
    A,
    Cell,
    Indicator,
    Satker,
    Share,
    book,
    csv_text,
    edited,
    export,
    reported,
    sheet_rows,
)
from tests.quality.documents_gate import At, Case, breaks
from tests.readers.rak_forms import PdfWriter

READERS: list[Case] = []

NOT_TRUSTED = "an export in which one line is wrong is refused as a whole, and FA-37 says so"
TAB = "\t"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def _scan(kind: str) -> bytes | ImageReader:
    picture = Image.new("L", (40, 30), 255)
    if kind == "page":
        return ImageReader(picture)
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


# -- files ---------------------------------------------------------------------------------------------------------


@breaks("BERKAS-01", At("rusak.bin", None, None), READERS)
def _empty(s: Satker) -> None:
    s.files["rusak.bin"] = b""


@breaks("BERKAS-02", At("rusak.xlsx", None, None), READERS)
def _locked(s: Satker) -> None:
    s.files["rusak.xlsx"] = OLE + "EncryptedPackage".encode("utf-16-le")


@breaks("BERKAS-04", At("rusak.rar", None, None), READERS)
def _archive(s: Satker) -> None:
    s.files["rusak.rar"] = b"Rar!\x1a\x07\x01\0" + bytes(64)


@breaks("BERKAS-05", At("rusak.xlsx", None, None), READERS)
def _cut_off(s: Satker) -> None:
    whole = export(s.kode, 12, s.exports[12])
    s.files["rusak.xlsx"] = whole[: len(whole) // 2]


@breaks("BERKAS-06", At("rusak.xlsx", None, None), READERS)
def _reaches_too_far(s: Satker) -> None:
    s.files["rusak.xlsx"] = edited(export(s.kode, 12, s.exports[12]), {"A1048576": "x"})


@breaks("BERKAS-07", At("rusak.txt", None, None), READERS)
def _no_text(s: Satker) -> None:
    s.files["rusak.txt"] = bytes(range(256)) * 20


@breaks("BERKAS-08", At("rusak.txt", None, None), READERS)
def _another_document(s: Satker) -> None:
    s.files["rusak.txt"] = b"Notula rapat koordinasi\nHadir: semua\n"


@breaks("BERKAS-10", At("rusak.xlsx", None, None), READERS)
def _picture(s: Satker) -> None:
    picture = _scan("png")
    assert isinstance(picture, bytes)
    s.files["rusak.xlsx"] = picture


@breaks("BERKAS-11", At("rusak.pdf", None, None), READERS)
def _scanned(s: Satker) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawImage(_scan("page"), 0, 0, 595, 842)
    canvas.save()
    s.files["rusak.pdf"] = buffer.getvalue()


@breaks("BERKAS-13", At("rusak.xlsx", None, None), READERS)
def _year_of_long_ago(s: Satker) -> None:
    old = {"A1": "LAPORAN KETERSEDIAAN DANA DETAIL TA 1999", "A3": "Periode Desember 1999"}
    s.files["rusak.xlsx"] = edited(export(s.kode, 12, s.exports[12]), old)


@breaks("BERKAS-23", At("keterangan.csv", "lain.xlsx", "lain.xlsx"), READERS)
def _no_such_file(s: Satker) -> None:
    s.files["keterangan.csv"] = b"berkas,tahun,bulan\nlain.xlsx,2025,12\n"


# -- the plan ------------------------------------------------------------------------------------------------------


@breaks("RAK-10", At("rusak.txt", None, None), READERS)
def _plan_without_a_year(s: Satker) -> None:
    s.files["rusak.txt"] = s.rak().replace(b" TAHUN 2025", b"")


@breaks("RAK-11", At("rak.txt", "Catatan lepas", "Catatan lepas"), READERS)
def _foreign_line(s: Satker) -> None:
    s.changes.append(("Total\t", "Catatan lepas\nTotal\t"))


@breaks("RAK-12", At("rak.txt", "tiga", "tiga"), READERS)
def _target_in_letters(s: Satker) -> None:
    s.plan.indicators[1].targets[0] = "tiga"


@breaks("RAK-13", At("rak.txt", "a - Sub komponen a", "a - Sub komponen a"), READERS)
def _code_in_small_letters(s: Satker) -> None:
    s.plan.indicators[0].shares.append(Share(*A[:2], "a", 0, 0))


@breaks("RAK-14", At("rak.txt", "3.\tDR", None), READERS)
def _seven_cells(s: Satker) -> None:
    s.plan.indicators[0].shares.append(Share(*A[:2], "D", 0, 0, ("1",)))


@breaks("RAK-15", At("rak.txt", "B13", "B13"), READERS)
def _thirteenth_month(s: Satker) -> None:
    s.changes.append(("\tB12\t", "\tB12\tB13"))


@breaks("RAK-16", At("rak.txt", "3.\tDR", None), READERS)
def _row_printed_twice(s: Satker) -> None:
    s.plan.indicators[0].shares.append(Share(*A, 60_000_000, 40_000_000))


@breaks("RAK-17", At("rak.txt", f"02 - {INDEX}\t9", f"02 - {INDEX}"), READERS)
def _indicator_printed_twice(s: Satker) -> None:
    s.plan.indicators.append(Indicator("02", INDEX, ["9"] * 12, 0, []))


@breaks("RAK-18", At("rak.txt", "01 - Indeks lain", None), READERS)
def _indicator_without_sasaran(s: Satker) -> None:
    s.plan.indicators.append(Indicator("01", "Indeks lain", ["3"] * 12, 0, []))


@breaks("RAK-19", At("rak.txt", "<table>", "40,000,001"), READERS)
def _copy_that_differs(s: Satker) -> None:
    rows = [share.printed(nomor).strip() for nomor, share in enumerate(s.plan.indicators[0].shares, start=1)]
    rows[0] = rows[0].replace("40,000,000", "40,000,001")
    copy = "".join(f"<tr><td>{row.replace(TAB, '</td><td>')}</td></tr>" for row in rows)
    s.changes.append(("\t80,000,000\n", f"\t80,000,000\n\t\t<table>{copy}</table>\n"))


class _WithScan(PdfWriter):
    def _page(self, lines, *, first, last):  # type: ignore[no-untyped-def]
        super()._page(lines, first=first, last=last)
        self.canvas.drawImage(_scan("page"), 0, 0, 842, 595)
        self.canvas.showPage()


@breaks("RAK-22", At("rak.pdf", None, None), READERS)
def _scanned_page(s: Satker) -> None:
    text = s.rak().decode()
    lines = text.splitlines()
    targets = {}
    for indicator in s.plan.indicators:
        at = next(n for n, line in enumerate(lines, start=1) if f"- {indicator.nama}" in line)
        targets[at] = dict(enumerate(indicator.targets, start=1))
    s.files |= {"rak.txt": None, "rak.pdf": _WithScan(text, targets).write()}


@breaks("RAK-23", At("rak.xlsx", None, None), READERS)
def _another_sheet_beside_the_plan(s: Satker) -> None:
    rows = [[cell or None for cell in line.split("\t")] for line in s.rak().decode().splitlines()]
    workbook = openpyxl.load_workbook(io.BytesIO(book(rows, sheet="RAK")))
    workbook.create_sheet("Catatan")["A1"] = "Disalin dari aplikasi"
    buffer = io.BytesIO()
    workbook.save(buffer)
    s.files |= {"rak.txt": None, "rak.xlsx": edited(buffer.getvalue(), {})}


# -- the export ----------------------------------------------------------------------------------------------------


def _december(s: Satker, cells: dict[str, Cell], *, items: bool = False) -> None:
    s.files["fa_12.xlsx"] = edited(export(s.kode, 12, s.exports[12], items=items), cells)


def _refused(s: Satker, cells: dict[str, Cell]) -> None:
    s.files["rusak.xlsx"] = edited(export(s.kode, 12, s.exports[12]), cells)


@breaks("FA-10", At("fa_12.xlsx", "Q17", "enam puluh juta"), READERS)
def _amount_in_letters(s: Satker) -> None:
    _december(s, {"Q17": "enam puluh juta"}, items=True)


@breaks("FA-11", At("fa_12.xlsx", "W17", None), READERS)
def _blank_amount(s: Satker) -> None:
    _december(s, {"W17": None}, items=True)


@breaks("FA-12", At("fa_12.xlsx", "Z17", "40000009"), READERS)
def _item_that_does_not_add_up(s: Satker) -> None:
    _december(s, {"Z17": 40_000_009}, items=True)


@breaks("FA-13", At("rusak.xlsx", "R9", "1"), READERS, FA_37=NOT_TRUSTED)
def _total_differs_from_its_parts(s: Satker) -> None:
    _refused(s, {"R9": 1})


@breaks("FA-14", At("rusak.xlsx", "F15", "054.0A"), READERS, FA_37=NOT_TRUSTED)
def _line_under_another_parent(s: Satker) -> None:
    _refused(s, {"F15": "054.0A"})


@breaks("FA-15", At("fa_12.xlsx", "B25", "Catatan petugas"), READERS)
def _added_line(s: Satker) -> None:
    _december(s, {"B25": "Catatan petugas"})


@breaks("FA-16", At("fa_12.xlsx", "25", "521211"), READERS)
def _line_printed_twice(s: Satker) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export(s.kode, 12, s.exports[12]))).worksheets[0]
    _december(s, {f"{cell.column_letter}25": cell.value for cell in sheet[23] if cell.value is not None})


@breaks("FA-17", At("rusak.xlsx", "F15", "53.1"), READERS, FA_37=NOT_TRUSTED)
def _code_without_its_last_zero(s: Satker) -> None:
    _refused(s, {"F15": 53.1})


@breaks("FA-31", At("rusak.xlsx", None, None), READERS)
def _two_reports_in_one_file(s: Satker) -> None:
    s.files["rusak.xlsx"] = edited(export(s.kode, 12, s.exports[12]), {}, "Salinan")


@breaks("FA-32", At("rusak.xlsx", "A3", "Periode Dst 2025"), READERS)
def _unknown_month(s: Satker) -> None:
    _refused(s, {"A3": "Periode Dst 2025"})


@breaks("FA-33", At("rusak.xlsx", "N6", "12345"), READERS)
def _export_without_a_satker(s: Satker) -> None:
    _refused(s, {"N6": "12345"})


@breaks("FA-34", At("rusak.xlsx", "A3", "Periode Desember 2024"), READERS)
def _two_years(s: Satker) -> None:
    _refused(s, {"A3": "Periode Desember 2024"})


@breaks("FA-35", At("rusak.xlsx", None, None), READERS)
def _export_without_a_total(s: Satker) -> None:
    _refused(s, {"A9": "JUMLAH"})


@breaks("FA-36", At("rusak.xlsx", None, None), READERS)
def _export_without_akun(s: Satker) -> None:
    s.files["rusak.xlsx"] = export(s.kode, 12, s.exports[12], levels=6)


@breaks(
    "FA-37", At("rusak.xlsx", None, None), READERS, FA_10="what makes an export untrustworthy is told with its cell"
)
def _export_that_proves_nothing(s: Satker) -> None:
    _refused(s, {"P23": "seratus juta"})


# -- the performance sheet: a second sheet with a good row, and below it the wrong one -----------------------------


def _second_sheet(s: Satker, **changes: Cell) -> None:
    s.files["susulan.xlsx"] = book(sheet_rows([reported(s.kode, 1, 11), reported(s.kode, 2, 11, **changes)]), LATER)


@breaks("KIN-10", At("susulan.xlsx", "1", None), READERS)
def _required_column_missing(s: Satker) -> None:
    rows = sheet_rows([reported(s.kode, 1, 11)])
    s.files["susulan.xlsx"] = book([[cell for at, cell in enumerate(row) if at != 2] for row in rows], LATER)


@breaks("KIN-11", At("susulan.xlsx", "N1", "realisasi"), READERS)
def _column_twice(s: Satker) -> None:
    s.files["susulan.xlsx"] = book(sheet_rows([reported(s.kode, 1, 11)], "realisasi"), LATER)


@breaks("KIN-12", At("susulan.xlsx", "N1", "keterangan unit"), READERS)
def _unknown_column(s: Satker) -> None:
    rows = [reported(s.kode, 1, 11) | {"keterangan unit": "sudah diperiksa"}]
    s.files["susulan.xlsx"] = book(sheet_rows(rows, "keterangan unit"), LATER)


@breaks("KIN-13", At("susulan.xlsx", None, None), READERS)
def _nothing_filled_in(s: Satker) -> None:
    s.files["susulan.xlsx"] = book(sheet_rows([reported(s.kode, 2, 11, realisasi=None)]), LATER)


@breaks("KIN-14", At("susulan.csv", f'"{INDEX}', None), READERS)
def _quotation_mark_alone(s: Satker) -> None:
    rows = csv_text([reported(s.kode, 1, 11), reported(s.kode, 2, 11)])
    s.files["susulan.csv"] = rows.replace(INDEX, f'"{INDEX}').encode()


@breaks("KIN-15", At("susulan.csv", INDEX, None), READERS)
def _cells_missing_in_csv(s: Satker) -> None:
    rows = csv_text([reported(s.kode, 1, 11), reported(s.kode, 2, 11)])
    s.files["susulan.csv"] = rows.rstrip("\n;").rpartition(";")[0].encode()


@breaks("KIN-20", At("susulan.xlsx", "A3", "25"), READERS)
def _short_year(s: Satker) -> None:
    _second_sheet(s, tahun=25)


@breaks("KIN-21", At("susulan.xlsx", "B3", "12345"), READERS)
def _short_satker(s: Satker) -> None:
    _second_sheet(s, kode_satker="12345")


@breaks("KIN-22", At("susulan.xlsx", "C3", "13"), READERS)
def _month_13(s: Satker) -> None:
    _second_sheet(s, bulan=13)


@breaks("KIN-23", At("susulan.xlsx", "D3", ""), READERS)
def _no_indicator(s: Satker) -> None:
    _second_sheet(s, kode_indikator=None, indikator=None)


@breaks("KIN-24", At("susulan.xlsx", "J3", "belum ada"), READERS)
def _words_for_a_number(s: Satker) -> None:
    _second_sheet(s, realisasi="belum ada")


@breaks("KIN-25", At("susulan.xlsx", "J3", "-3.4"), READERS)
def _negative_number(s: Satker) -> None:
    _second_sheet(s, realisasi=-3.4)


@breaks("KIN-26", At("susulan.xlsx", "H3", "34"), READERS)
def _half_a_fraction(s: Satker) -> None:
    _second_sheet(s, pembilang=34)


@breaks("KIN-27", At("susulan.xlsx", "K3", "Hujan"), READERS)
def _notes_without_a_value(s: Satker) -> None:
    _second_sheet(s, realisasi=None, hambatan="Hujan")


@breaks("KIN-28", At("susulan.xlsx", "4", None), READERS)
def _row_reported_twice(s: Satker) -> None:
    rows = [reported(s.kode, 1, 11), reported(s.kode, 2, 11), reported(s.kode, 2, 11)]
    s.files["susulan.xlsx"] = book(sheet_rows(rows), LATER)


@breaks("KIN-29", At("susulan.xlsx", "J3", "3.4"), READERS)
def _row_contradicted(s: Satker) -> None:
    rows = [reported(s.kode, 1, 11), reported(s.kode, 2, 11), reported(s.kode, 2, 11, realisasi=3.3)]
    s.files["susulan.xlsx"] = book(sheet_rows(rows), LATER)
