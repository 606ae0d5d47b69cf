"""A plan as PDF, Word document, workbook and Markdown gives the rows of its text form, with the page or sheet."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any, Literal

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import rak_pdf
from pipelines.readers.pdf_child import pages_of
from pipelines.readers.rak_text import read_rak
from pipelines.readers.reading import Document, Unreadable
from pipelines.readers.recognition import read
from tests.readers.rak_forms import PdfWriter, Style, as_docx, as_markdown, as_workbook
from tests.readers.rak_renderer import Renderer
from tests.readers.rak_word import as_landscape_docx
from tests.resave.resave import WORD_FORMS, resave

PLACE = {"lembar": None, "baris": None, "baris_total": None}


def bare(document: Document) -> dict[str, list[dict[str, object]]]:
    """The rows without their place; a number in the NO column may have lost its full stop."""
    tables = {}
    for table, rows in document.rows.items():
        tables[table] = [row._asdict() | PLACE for row in rows]  # type: ignore[attr-defined]
        for row in tables[table]:
            if row.get("nomor"):
                row["nomor"] = str(row["nomor"]).rstrip(".")
    return tables


def same_rows(found: Document, expected: Document) -> bool:
    told = sorted(r.aturan for r in found.rejects if r.aturan != "RAK-23")
    same = (found.tahun, found.nama_satker, found.waktu_sumber) == (
        expected.tahun, expected.nama_satker, expected.waktu_sumber
    )  # fmt: skip
    return same and told == sorted(r.aturan for r in expected.rejects) and bare(found) == bare(expected)


def targets_of(document: Document) -> dict[int, dict[int, str]]:
    targets: dict[int, dict[int, str]] = defaultdict(dict)
    for row in document.rows["raw.rak_target"]:
        targets[row.baris][row.bulan] = row.target  # type: ignore[attr-defined]
    return targets


def typed(text: str, *, english: bool) -> float | None:
    """The number that Excel makes of a printed one."""
    plain = text.replace(",", "") if english else text.replace(".", "").replace(",", ".")
    return float(plain) if re.fullmatch(r"[0-9][0-9.,]*[0-9]|[0-9]", text) else None


# -- the real document -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dumai(rak_dumai: bytes) -> Document:
    return read_rak(rak_dumai)


@pytest.fixture(scope="module")
def dumai_pdf(rak_dumai: bytes, dumai: Document) -> bytes:
    return PdfWriter(rak_dumai.decode(), targets_of(dumai)).write()


def test_the_real_plan_as_pdf_gives_its_rows_and_their_pages(dumai_pdf: bytes, dumai: Document) -> None:
    document = read(dumai_pdf, "rak.pdf")
    assert same_rows(document, dumai)
    rows = document.rows["raw.rak_kontribusi"]
    assert len(document.rows["raw.rak_indikator"]) == 15
    assert len(rows) == 144
    pages = [int(row.lembar.removeprefix("halaman ")) for row in rows]  # type: ignore[attr-defined]
    assert pages == sorted(pages)
    assert (pages[0], pages[3], pages[-1]) == (1, 2, 23)
    lines = [row.baris for row in rows]  # type: ignore[attr-defined]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("form", ["markdown", "xlsx", "docx"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_real_plan_in_every_other_form(rak_dumai: bytes, dumai: Document, form: str, seed: int) -> None:
    text, r = rak_dumai.decode(), Random(seed)
    data = {
        "markdown": lambda: as_markdown(text, r),
        "xlsx": lambda: as_workbook(text, lambda part: typed(part, english=True), r),
        "docx": lambda: as_docx(text, r),
    }[form]()
    document = read(data, "tanpa_akhiran")
    assert same_rows(document, dumai)
    assert {row.lembar for row in document.rows["raw.rak_kontribusi"]} == {"RAK" if form == "xlsx" else None}  # type: ignore[attr-defined]


@pytest.mark.parametrize("mark", [";", ","])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_plan_saved_as_csv_is_asked_for_in_another_form(rak_dumai: bytes, mark: str, quoting: Literal[0, 1]) -> None:
    book = as_workbook(rak_dumai.decode(), lambda part: typed(part, english=True), Random(1))
    saved = io.StringIO()
    rows = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)
    csv.writer(saved, delimiter=mark, quoting=quoting).writerows(rows)
    with pytest.raises(Unreadable) as refused:
        read(saved.getvalue().encode(), "rak.csv")
    (reject,) = refused.value.rejects
    assert (refused.value.jenis, reject.aturan) == ("rak", "RAK-10")
    assert reject.alasan == "RAK ini disimpan sebagai CSV, yang tidak dapat dibaca sebagai RAK."
    assert "Excel (.xlsx), PDF, atau dokumen Word" in reject.saran


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "xls", "ods"])
def test_the_real_plan_saved_again_by_libreoffice(rak_dumai: bytes, dumai: Document, saved_in: Path, form: str) -> None:
    text = rak_dumai.decode()
    if form in WORD_FORMS:
        source, data = saved_in / "rak.docx", as_landscape_docx(text, targets_of(dumai))
    else:
        source, data = saved_in / "rak.xlsx", as_workbook(text, lambda part: typed(part, english=True), Random(1))
    source.write_bytes(data)
    (made,) = resave([source], form, saved_in)
    assert same_rows(read(made.read_bytes(), made.name), dumai)


# -- random plans ------------------------------------------------------------------------------------------------

PLANS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@settings(PLANS, max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_random_plan_in_markdown(seed: int) -> None:
    rendered = Renderer(seed)
    assert same_rows(read(as_markdown("\n".join(rendered.lines), Random(seed)), "a.md"), read_rak(rendered.data))


@settings(PLANS, max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_a_random_plan_in_a_workbook(seed: int) -> None:
    rendered = Renderer(seed, copies=False)
    data = as_workbook("\n".join(rendered.lines), lambda part: typed(part, english=rendered.english), Random(seed))
    assert same_rows(read(data, "a.xlsx"), read_rak(rendered.data))


@settings(PLANS, max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_a_random_plan_in_word(seed: int) -> None:
    rendered = Renderer(seed)
    assert same_rows(read(as_docx("\n".join(rendered.lines), Random(seed)), "a.docx"), read_rak(rendered.data))


@settings(PLANS, max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_a_random_plan_in_pdf(seed: int) -> None:
    rendered = Renderer(seed, copies=False)
    text = read_rak(rendered.data)
    targets = {
        baris: {month: rendered.number(value) for month, value in months.items()}
        for baris, months in targets_of(text).items()
    }
    data = PdfWriter("\n".join(rendered.lines), targets, Style.random(Random(seed))).write()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rak_pdf, "_ask_child", pages_of)  # the limits are tested elsewhere
        assert same_rows(read(data, "a.pdf"), text)


# -- what only one form can do -----------------------------------------------------------------------------------

HEAD = ["RENCANA AKSI PERJANJIAN KINERJA TAHUN 2026", "BALAI POM DI CONTOH", "BADAN PENGAWAS OBAT DAN MAKANAN", ""]
NAMES = ["NO.", "SASARAN KEGIATAN", "INDIKATOR KINERJA KEGIATAN", "TARGET", *[""] * 11, "ANGGARAN"]
LINES: list[list[object]] = [
    *([text] for text in HEAD),
    list(NAMES),
    ["", "", "", *(f"B{month:02d}" for month in range(1, 13))],
    [1, "01 - Sasaran", "01 - Indikator", *[""] * 9, 0.125, 81.25, 100, 400_000],
    ["NO", "RO", "KOMPONEN", "SUB KOMPONEN", "ANGGARAN", "KONTRIBUSI"],
    [1, "DR.3165.QIA.002 - R", "053 - K", "A - S", 400_000.0, "400.000"],
]


def book(*sheets: list[list[object]]) -> bytes:
    workbook = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"Lembar {number}", number)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_typed_numbers_are_exact_whatever_the_notation_of_the_others() -> None:
    document = read(book(LINES), "a.xlsx")
    targets = [(row.bulan, row.target) for row in document.rows["raw.rak_target"]]  # type: ignore[attr-defined]
    assert targets == [(10, "0.125"), (11, "81.25"), (12, "100")]
    row = document.rows["raw.rak_kontribusi"][0]
    assert (row.nomor, row.anggaran, row.kontribusi) == ("1", "400000", "400000")  # type: ignore[attr-defined]
    assert (row.lembar, row.baris) == ("Lembar 0", 9)  # type: ignore[attr-defined]
    assert document.rejects == []


def test_a_plan_in_two_sheets_is_refused_and_another_sheet_is_told() -> None:
    with pytest.raises(Unreadable, match=r"2 lembar \('Lembar 0', 'Lembar 1'\)") as refused:
        read(book(LINES, LINES), "a.xlsx")
    assert (refused.value.jenis, refused.value.rejects[0].aturan) == ("rak", "RAK-23")
    told = read(book([["Catatan"]], LINES, []), "a.xlsx").rejects
    assert [(reject.aturan, reject.lembar) for reject in told] == [("RAK-23", "Lembar 0")]


def test_word_gives_the_text_as_it_stands_after_its_changes() -> None:
    document: Any = docx.Document()
    for text in HEAD:
        document.add_paragraph(text)
    table = document.add_table(0, 16)
    for line in LINES[4:]:
        for cell, value in zip(table.add_row().cells, line, strict=False):
            cell.text = str(value).replace("400000.0", "400.000")
    table.cell(0, 0).merge(table.cell(1, 0))  # merged downwards: its text is shown once
    paragraph = table.cell(4, 3).paragraphs[0]
    for tag, kind, text in (("w:ins", "w:t", " Mutu"), ("w:del", "w:delText", " Lama")):
        change, run, words = (OxmlElement(name) for name in (tag, "w:r", kind))
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    buffer = io.BytesIO()
    document.save(buffer)
    found = read(buffer.getvalue(), "a.docx").rows["raw.rak_kontribusi"][0]
    assert (found.nama_subkomponen, found.lembar, found.baris) == ("S Mutu", None, 9)  # type: ignore[attr-defined]
