"""The recogniser on real bytes of every kind: the right reader, or a refusal in plain words, and nothing else."""

from __future__ import annotations

import csv
import io
import random
import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import recognition
from pipelines.readers.limits import MAX_FILE_BYTES
from pipelines.readers.rak import RakTarget
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.recognition import read
from pipelines.readers.workbook import open_workbook
from pipelines.samples.kinerja_writer import TEMPLATE, IndicatorPlan, write_performance_year

TINY_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One performance sheet as xlsx and as csv."""
    plans = [IndicatorPlan(f"01.{n:02d}", "Persentase sampel", "persen", {2: Decimal(80)}) for n in range(1, 4)]
    folder = tmp_path_factory.mktemp("kinerja")
    made = [
        *write_performance_year(folder, "999999", 2025, plans, random.Random(1), months=[2], csv_months=()),
        *write_performance_year(folder, "999999", 2025, plans, random.Random(1), months=[2], csv_months=(2,)),
    ]
    return {path.suffix: path.read_bytes() for path in made}


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return buffer.getvalue()


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def word(*paragraphs: str) -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(buffer)
    return buffer.getvalue()


def claiming(data: bytes, size: int) -> bytes:
    """The same zip, its directory claiming ``size`` bytes for the first member."""
    at = data.index(b"PK\1\2") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def refusal(data: bytes, name: str = "laporan.xlsx") -> Reject:
    with pytest.raises(Unreadable) as refused:
        read(data, name)
    reject = refused.value.rejects[0]
    assert reject.alasan.endswith(".")
    assert reject.saran.endswith(".")
    return reject


def test_each_kind_reaches_its_reader_whatever_the_file_is_called(sheets: dict[str, bytes], rak_dumai: bytes) -> None:
    for name in ("a.pdf", "a.xlsx", "a"):
        assert read(rak_dumai, name).jenis == "rak"
        for data in sheets.values():
            document = read(data, name)
            assert (document.jenis, document.kode_satker, document.bulan) == ("realisasi_kinerja", "999999", 2)


def test_real_sakti_reports_as_workbook_and_as_csv_are_the_same(shared_data: Path) -> None:
    data = (shared_data / "fa_detail" / "Mar2025.xlsx").read_bytes()
    document = read(data, "Mar2025.xlsx")
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows(open_workbook(data).sheets[0].rows)
    again = read(buffer.getvalue().encode(), "Mar2025.csv")
    assert document.jenis == again.jenis == "fa_detail"
    assert [row[1:] for row in document.rows["raw.fa_detail"]] == [row[1:] for row in again.rows["raw.fa_detail"]]


@pytest.mark.parametrize("name", ["realisasi_kinerja.xlsx", "realisasi_kinerja.csv"])
def test_an_empty_template_says_it_is_not_filled(tmp_path: Path, name: str) -> None:
    TEMPLATE.write(tmp_path)
    assert "Templat belum diisi" in refusal((tmp_path / name).read_bytes(), name).alasan


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("data", "name", "aturan", "part"),
    [
        (b"", "a.xlsx", "BERKAS-01", "0 byte"),
        (b" \r\n\t\n", "a.txt", "BERKAS-01", "hanya berisi"),
        (b"\xef\xbb\xbf;;;\r\n;;;\r\n", "a.csv", "BERKAS-01", "hanya berisi"),
        (bytes(4096), "a.xlsx", "BERKAS-01", "hanya berisi"),
        (TINY_PNG, "scan.xlsx", "BERKAS-10", "gambar PNG, meskipun namanya berakhiran .xlsx."),
        (TINY_PNG, "scan.png", "BERKAS-10", "gambar PNG."),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.xlsx", "BERKAS-10", "gambar JPEG"),
        (b"GIF89a\1\0\1\0", "a.csv", "BERKAS-10", "gambar GIF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.xlsx", "BERKAS-10", "gambar WebP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a.xlsx", "BERKAS-10", "gambar HEIC"),
        (b"BM\x0e\0\0\0\0\0\0\0\0\0\0\0", "a.xlsx", "BERKAS-10", "gambar BMP"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "rak.pdf", "BERKAS-05", "PDF ini terpotong atau rusak."),
        (b"Rar!\x1a\x07\0abc", "a.rar", "BERKAS-04", "arsip RAR"),
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", "BERKAS-05", "terpotong atau rusak"),
        (OLE, "a.ppt", "BERKAS-04", "dokumen Office lama"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "BERKAS-04", "Word lama"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "BERKAS-02", "kata sandi"),
        (zipped(laporan_dot_txt="isi"), "a.xlsx", "BERKAS-04", "di dalamnya 'laporan.txt'"),
        (zipped(), "a.zip", "BERKAS-04", "tidak ada apa-apa"),
        (zipped(word__document_dot_xml="<x/>"), "a.docx", "BERKAS-05", "Word ini terpotong atau rusak"),
        (zipped(word__document_dot_xml=b" " * 45_000_000), "a.docx", "BERKAS-06", "45 MB"),
        (word("Notula rapat koordinasi"), "rak.docx", "BERKAS-08", "diawali tulisan 'Notula rapat koordinasi'"),
        (word(), "rak.docx", "BERKAS-01", "dokumen Word tanpa teks"),
        (zipped(ppt__presentation_dot_xml="<x/>"), "a.xlsx", "BERKAS-04", "presentasi"),
        (zipped(xl__workbook_dot_bin="x"), "a.xlsb", "BERKAS-05", "terpotong atau rusak"),
        (zipped(mimetype="x", content_dot_xml="<x/>"), "a.odt", "BERKAS-04", "LibreOffice"),
        (zipped(xl__workbook_dot_xml="bukan xml"), "a.xlsx", "BERKAS-05", "rusak"),
        (zipped(xl__workbook_dot_xml=b" " * 60_000_000), "a.xlsx", "BERKAS-06", "60 MB"),
        (claiming(zipped(xl__workbook_dot_xml="<x/>"), 600_000_000), "a.xlsx", "BERKAS-06", "600 MB"),
        (random.Random(1).randbytes(5000), "a.xlsx", "BERKAS-07", "bukan teks"),
        ("kode;nilai\n1;2\n".encode("utf-16"), "a.csv", "BERKAS-07", "UTF-16"),
        (b"<!DOCTYPE html><html><body>Masuk</body></html>", "a.xls", "BERKAS-08", "halaman web"),
        (b'{"a.xlsx": {"title": "LAPORAN KETERSEDIAAN DANA DETAIL TA 2026"}}', "a.json", "BERKAS-08", "data JSON"),
        (b'[\n {"judul": "RENCANA AKSI PERJANJIAN KINERJA"}]', "a.txt", "BERKAS-08", "data JSON"),
        (b"Notula rapat koordinasi\nHadir: semua\n", "a.txt", "BERKAS-08", "'Notula rapat koordinasi"),
        (b"a;b;c;d;e;f;g;h\n1;2;3;4;5;6;7;8\n", "a.csv", "BERKAS-08", "diawali tulisan 'a'"),
        (workbook(("Data", [["", "Daftar hadir"]])), "a.xlsx", "BERKAS-08", "'Data', diawali tulisan 'Daftar hadir'"),
        (workbook(("Sheet1", []), ("Sheet2", [])), "a.xlsx", "BERKAS-01", "'Sheet1', 'Sheet2'"),
    ],
)
def test_what_is_no_document_is_refused_in_plain_words(data: bytes, name: str, aturan: str, part: str) -> None:
    reject = refusal(data, name)
    assert reject.aturan == aturan
    assert part in reject.alasan


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    assert refusal(bytes(MAX_FILE_BYTES + 1)).aturan == "BERKAS-06"


def test_a_large_zip_whose_claims_are_false_is_refused() -> None:
    honest = zipped(xl__workbook_dot_xml=random.Random(2).randbytes(700_000))
    reject = refusal(claiming(honest, 1000))
    assert (reject.aturan, "rusak di bagian 'xl/workbook.xml'" in reject.alasan) == ("BERKAS-05", True)


def test_a_zip_locked_with_a_password_is_told() -> None:
    data = bytearray(workbook(("Data", [["x"]])))
    data[data.index(b"PK\1\2") + 8] |= 1
    assert refusal(bytes(data)).aturan == "BERKAS-02"


def test_two_kinds_in_one_workbook_are_not_half_read() -> None:
    kinerja: list[list[object]] = [["tahun", "kode_satker", "bulan", "kode_indikator", "realisasi"]]
    report: list[list[object]] = [["LAPORAN KETERSEDIAAN DANA DETAIL TA 2025"]]
    reject = refusal(workbook(("FA", report), ("Kinerja", kinerja)))
    assert (reject.aturan, "lebih dari satu jenis dokumen" in reject.alasan) == ("BERKAS-08", True)
    plan: list[list[object]] = [["NO.", "SASARAN KEGIATAN", "INDIKATOR KINERJA KEGIATAN"]]
    assert refusal(workbook(("RAK", plan), ("Kinerja", kinerja))).aturan == "BERKAS-08"


def test_a_program_that_tells_of_reports_is_no_report(shared_data: Path) -> None:
    reject = refusal((shared_data / "fa_detail" / "TRUTH.json").read_bytes(), "TRUTH.json")
    assert (reject.aturan, reject.baris) == ("BERKAS-08", None)


@pytest.mark.parametrize("form", ["docx", "xlsx", "txt"])
def test_a_plan_whose_tables_are_lost_is_refused_in_every_form(rak_dumai: bytes, form: str) -> None:
    """Some contributions are left in it, as the text has a copy of their table; no indicator is."""
    lines = rak_dumai.decode().replace("\t", " ").splitlines()
    data = {
        "docx": lambda: word(*lines),
        "xlsx": lambda: workbook(("RAK", [[line] for line in lines])),
        "txt": lambda: "\n".join(lines).encode(),
    }[form]()
    reject = refusal(data, f"rak.{form}")
    assert reject.aturan == "RAK-10"
    assert "tidak memuat satu pun indikator yang terbaca, hanya 9 baris kontribusi tanpa indikator" in reject.alasan
    assert "tabelnya bergaris" in reject.saran


def test_a_heading_alone_on_its_line_makes_no_csv_of_a_plan(rak_dumai: bytes) -> None:
    targets = [RakTarget._make(row) for row in read(rak_dumai, "rak.txt").rows["raw.rak_target"]]
    headed = read(b"Sasaran Kegiatan\n" + rak_dumai, "rak.txt").rows["raw.rak_target"]
    assert targets
    assert headed == [target._replace(baris=target.baris + 1) for target in targets]


def test_an_unforeseen_failure_of_a_reader_becomes_a_refusal(monkeypatch: pytest.MonkeyPatch, rak_dumai: bytes) -> None:
    def failing_reader(data: bytes) -> Document:
        known: dict[bytes, Document] = {}
        return known[data[:4]]

    monkeypatch.setattr(recognition, "read_rak", failing_reader)
    with pytest.raises(Unreadable) as refused:
        read(rak_dumai, "rak.txt")
    reject = refused.value.rejects[0]
    assert reject.aturan == "BERKAS-09"
    assert isinstance(refused.value.__cause__, KeyError)
    assert "KeyError" in reject.alasan
    assert "Laporkan" in reject.saran


def test_every_truncation_of_a_workbook_is_refused(sheets: dict[str, bytes]) -> None:
    data = sheets[".xlsx"]
    for length in range(0, len(data) - 1, len(data) // 40):
        assert refusal(data[:length]).aturan in {"BERKAS-01", "BERKAS-05", "BERKAS-07", "BERKAS-08"}


def outcome(data: bytes) -> Document | Unreadable:
    try:
        return read(data, "acak.xlsx")
    except Unreadable as refused:
        return refused


def readable_or_refused(data: bytes) -> None:
    """Reading ends in a document with rows, or in a refusal that was foreseen."""
    found = outcome(data)
    if isinstance(found, Document):
        assert any(found.rows.values())
    else:
        assert recognition.UNEXPECTED not in [reject.aturan for reject in found.rejects], repr(found.__cause__)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(str.encode),
        st.builds(
            bytes.__add__,
            st.sampled_from([b"PK\3\4", b"PK\5\6", OLE[:8], b"%PDF-", b"\xff\xfe", b"tahun;bulan;kode_indikator\n"]),
            st.binary(max_size=200),
        ),
    )
)
def test_no_bytes_at_all_stop_the_night(data: bytes) -> None:
    readable_or_refused(data)


NASTY = [
    b'"',
    b"<",
    b"</row>",
    b'<c r="',
    b"XFD9",
    b"99999999",
    b"1e999",
    b"nan",
    b"-",
    b";",
    b",",
    b"\0",
    b"\t",
    b"&#0;",
]
PATCHES = st.one_of(st.binary(max_size=6), st.sampled_from(NASTY))
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), PATCHES), min_size=1, max_size=6)


def edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for place, cut, patch in edits:
        at = int(place * len(data))
        data = data[:at] + patch + data[at + cut :]
    return data


def with_edited_members(data: bytes, choose: Callable[[str], bool], edits: list[tuple[float, int, bytes]]) -> bytes:
    """A whole zip again, the content of the chosen members edited: gets past the checksums into the readers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            content = archive.read(member)
            copy.writestr(member.filename, edited(content, edits) if choose(member.filename) else content)
    return buffer.getvalue()


TOUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@TOUGH
@given(edits=EDITS, suffix=st.sampled_from([".xlsx", ".csv"]))
def test_a_damaged_performance_sheet_is_read_or_refused(
    sheets: dict[str, bytes], edits: list[tuple[float, int, bytes]], suffix: str
) -> None:
    readable_or_refused(edited(sheets[suffix], edits))


@TOUGH
@given(edits=EDITS, part=st.sampled_from(["sheet1.xml", "sharedStrings.xml", "workbook.xml", "core.xml", ".rels"]))
def test_a_workbook_damaged_inside_is_read_or_refused(
    sheets: dict[str, bytes], edits: list[tuple[float, int, bytes]], part: str
) -> None:
    readable_or_refused(with_edited_members(sheets[".xlsx"], lambda name: name.endswith(part), edits))


@settings(TOUGH, max_examples=25)
@given(edits=EDITS)
def test_a_damaged_plan_is_read_or_refused(rak_dumai: bytes, edits: list[tuple[float, int, bytes]]) -> None:
    readable_or_refused(edited(rak_dumai, edits))


@settings(TOUGH, max_examples=25)
@given(edits=EDITS)
def test_a_damaged_budget_report_is_read_or_refused(shared_data: Path, edits: list[tuple[float, int, bytes]]) -> None:
    data = (shared_data / "fa_detail" / "Mar2025.xlsx").read_bytes()
    readable_or_refused(with_edited_members(data, lambda name: name.endswith("sheet1.xml"), edits))
