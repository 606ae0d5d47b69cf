"""Workbooks that are no xlsx: cells come out as they do from an xlsx, and a hostile file costs no night."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape, quoteattr

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import other_workbooks, recognition
from pipelines.readers.other_workbooks import open_other_workbook, sheets_of
from pipelines.readers.reading import Reject, Unreadable
from pipelines.readers.recognition import read
from pipelines.readers.workbook import Sheet, open_workbook
from tests.conftest import PROJECT
from tests.readers.binary_workbook import xlsb
from tests.readers.rak_forms import as_workbook
from tests.resave.resave import fixture

EXAMPLES = PROJECT / "examples" / "inbox"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(table: str, kind: str = ODS, manifest: str = "", name: str = "S") -> bytes:
    """An OpenDocument file around the rows of one table."""
    names = " ".join(f'xmlns:{part}="{OFFICE}:{part}:1.0"' for part in ("office", "table", "text", "manifest"))
    table = f"<table:table table:name={quoteattr(name)}>{table}</table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml", f"<office:document-content {names}>{body}</office:body></office:document-content>"
        )
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {names}>{manifest}</manifest:manifest>")
    return buffer.getvalue()


def cell(repeat: int = 1, kind: str = "string", value: str = "", text: str = "x") -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{repeat}" office:value-type="{kind}" {value}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def row(cells: str, repeat: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeat}">{cells}</table:table-row>'


EMPTY_ROWS = row('<table:table-cell table:number-columns-repeated="16384"/>', 1_048_575)


def refusal(data: bytes) -> Reject:
    with pytest.raises(Unreadable) as refused:
        read(data, "berkas")
    reject = refused.value.rejects[0]
    assert reject.alasan.endswith(".")
    assert reject.saran.endswith(".")
    return reject


XLS = fixture("fa_detail", "xls_dari_csv")


def test_every_kind_of_cell_is_what_an_xlsx_gives() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(1, 1, ["teks  dua", 12.5, True])
        sheet.write_datetime(1, 4, datetime(2025, 3, 1, 8, 30), moment)
    cells = [
        cell(text="teks <text:s/>dua"),
        cell(kind="float", value='office:value="12.5"'),
        cell(kind="boolean", value='office:boolean-value="true"'),
        cell(kind="date", value='office:date-value="2025-03-01T08:30:00"'),
    ]
    table = row("<table:table-cell/>") + row("<table:table-cell/>" + "".join(cells)) + EMPTY_ROWS
    assert open_other_workbook(ods(table)).sheets == open_workbook(buffer.getvalue()).sheets


def test_whole_numbers_of_xls_are_floats_like_those_of_xlsx() -> None:
    cells = {type(cell) for sheet in open_other_workbook(XLS).sheets for row in sheet.rows for cell in row}
    assert cells == {str, float}


def test_dates_days_and_spans_of_time_survive_the_way_between_the_processes() -> None:
    moments = [
        datetime(2025, 3, 1, 8, 30),
        date(2025, 3, 1),
        datetime(2025, 3, 1).time(),
        timedelta(hours=51, minutes=10),
    ]
    assert [other_workbooks._cell(other_workbooks._plain(moment)) for moment in moments] == moments


def test_a_binary_workbook_is_read() -> None:
    rows: list[list[object]] = [["a", 1.5, ""], ["", "panjang " * 40, -3.0]]
    assert open_other_workbook(xlsb(rows)).sheets == [Sheet("Lembar", rows)]


# -- every kind of document ----------------------------------------------------------------------------------------


def ods_cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, float):
        return cell(kind="float", value=f'office:value="{value!r}"')
    return cell(text=escape(str(value)))


def as_ods(sheet: Sheet) -> bytes:
    return ods("".join(row("".join(map(ods_cell, values))) for values in sheet.rows), name=sheet.name)


def as_xlsb(sheet: Sheet) -> bytes:
    return xlsb(sheet.rows, sheet.name)


@pytest.mark.parametrize("write", [as_ods, as_xlsb])
@pytest.mark.parametrize("kind", ["rak", "fa_detail", "realisasi_kinerja", "realisasi_datar", "rpd"])
def test_every_kind_of_document_is_read_from_every_kind_of_workbook(
    request: pytest.FixtureRequest, rak_dumai: bytes, kind: str, write: Callable[[Sheet], bytes]
) -> None:
    def shared(name: str) -> bytes:
        folder: Path = request.getfixturevalue("shared_data")
        return (folder / name).read_bytes()

    files = {
        "rak": lambda: as_workbook(rak_dumai.decode(), lambda _: None, Random(1)),
        "fa_detail": lambda: shared("fa_detail/Mar2025.xlsx"),
        "realisasi_datar": lambda: shared("flat_dump/april upload.xlsx"),
        "realisasi_kinerja": lambda: (EXAMPLES / "kinerja" / "SINTETIS_Kinerja_999999_2025_03.xlsx").read_bytes(),
        "rpd": lambda: (EXAMPLES / "anggaran" / "SINTETIS_RPD_999999_2025.xlsx").read_bytes(),
    }
    data = files[kind]()
    document = read(data, "april 2025.xlsx")
    assert document.jenis == kind
    found = {row[0] for rows in document.rows.values() for row in rows}
    (sheet,) = (sheet for sheet in open_workbook(data).sheets if sheet.name in found)
    again = read(write(sheet), "april 2025")
    assert again.rows == document.rows
    assert again.rejects == [reject for reject in document.rejects if reject.lembar == sheet.name]


# -- refused -----------------------------------------------------------------------------------------------------


def test_a_locked_workbook_is_told() -> None:
    # After the BOF record of its globals an encrypted .xls carries FILEPASS (0x2F).
    start = re.search(rb"\x09\x08\x10\x00.{16}", XLS, re.DOTALL)
    assert start
    locked = XLS[: start.end()] + b"\x2f\x00" + XLS[start.end() + 2 :]
    assert refusal(locked).aturan == "BERKAS-02"
    entry = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    assert refusal(ods(row(cell()), manifest=entry)).aturan == "BERKAS-02"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("encrypted-package", bytes(100))
    assert refusal(buffer.getvalue()).aturan == "BERKAS-02"


def test_a_text_document_of_libreoffice_is_no_workbook() -> None:
    reject = refusal(ods("", kind="application/vnd.oasis.opendocument.text"))
    assert (reject.aturan, ".odt" in reject.alasan) == ("BERKAS-04", True)


def test_an_unknown_workbook_is_named_by_its_sheet() -> None:
    assert "lembar 'S', diawali tulisan 'Daftar hadir'" in refusal(ods(row(cell(text="Daftar hadir")))).alasan
    assert refusal(ods(EMPTY_ROWS)).aturan == "BERKAS-01"


def far(columns: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{columns}"/>{cell()}'


GIANTS = {
    "rows repeated": ods(row(cell(), 1_048_576)),
    "cells repeated in every row": ods(row(cell(16_384), 500)),
    "a stray cell in the last corner": ods(EMPTY_ROWS + row(far(16_383))),
    "a stray cell far down and to the right": ods(row("<table:table-cell/>", 9_999) + row(far(9_999))),
    "a stray cell in an xlsb": xlsb([[""], *[[""]] * 400, [*[""] * 16_000, "x"]]),
}


@pytest.mark.parametrize("giant", GIANTS)
def test_a_grid_beyond_measure_is_refused_quickly(giant: str) -> None:
    start = time.monotonic()
    assert refusal(GIANTS[giant]).aturan == "BERKAS-06"
    assert time.monotonic() - start < 15


def test_an_absurd_dimension_of_an_old_workbook_costs_its_process_only() -> None:
    # The row and column of a NUMBER record (0x0203): 14 bytes, first row and column.
    numbers = [match.start() for match in re.finditer(rb"\x03\x02\x0e\x00", XLS)]
    assert numbers
    stray = XLS[: numbers[-1] + 4] + b"\xff\xff\xff\xff" + XLS[numbers[-1] + 8 :]
    assert refusal(stray).aturan in {"BERKAS-05", "BERKAS-06"}


def test_what_outlasts_the_limit_of_time_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_workbooks, "MAX_SECONDS", 0.01)
    reject = refusal(XLS)
    assert (reject.aturan, "belum selesai" in reject.alasan) == ("BERKAS-06", True)


@pytest.mark.parametrize("name", ["xls", "ods"])
def test_a_file_that_was_cut_off_is_never_read_in_part(name: str) -> None:
    data = fixture("fa_detail", name)
    for length in range(600, len(data) - 600, len(data) // 6):
        assert refusal(data[:length]).aturan in {"BERKAS-04", "BERKAS-05"}


EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_a_damaged_old_workbook_is_read_or_refused(edits: list[tuple[float, int, bytes]]) -> None:
    data = XLS
    for place, cut, patch in edits:
        at = 512 + int(place * (len(data) - 512))
        data = data[:at] + patch + data[at + cut :]
    assert recognition.UNEXPECTED not in outcome(data)


def outcome(data: bytes) -> list[str]:
    """Rules of a refusal; nothing for a document that was read."""
    try:
        document = read(data, "laporan.xls")
    except Unreadable as refused:
        return [reject.aturan for reject in refused.rejects]
    assert any(document.rows.values())
    return []


def test_the_opener_answers_in_words_of_its_own() -> None:
    assert sheets_of(b"bukan buku kerja") == {"refused": "damaged"}
    assert sheets_of(ods(row(cell(), 1_048_576))) == {"refused": "large"}
