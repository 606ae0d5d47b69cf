"""PDFs as programs and people make them, and PDFs that harm: the right rows, or a refusal in time, in plain words."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.readers import rak_pdf, recognition
from pipelines.readers.pdf_child import MAX_PAGES, pages_of
from pipelines.readers.rak import RakKontribusi
from pipelines.readers.reading import Document, Reject, Unreadable
from pipelines.readers.recognition import read
from tests.readers.rak_forms import PdfWriter, Style

NAMES = ["NO.", "SASARAN KEGIATAN", "INDIKATOR KINERJA KEGIATAN", "TARGET", *[""] * 11, "ANGGARAN"]
TITLE = "RENCANA AKSI PERJANJIAN KINERJA TAHUN 2026\nBALAI POM DI CONTOH\nBADAN PENGAWAS OBAT DAN MAKANAN\n\n"
HEAD = "\t".join(NAMES) + "\n\t\t\t" + "\t".join(f"B{month:02d}" for month in range(1, 13))
SUB = "NO\tRO\tKOMPONEN\tSUB KOMPONEN\tANGGARAN\tKONTRIBUSI"
FOOT = "\n\nContoh, 3 Mei 2026\n\nKepala Balai POM di Contoh\n\nBudi Santoso"


def row(number: int, letter: str, amount: str = "1,000,000") -> str:
    return f"{number}.\tDR.3165.QIA.002 - Sampel\t053 - Pengadaan\t{letter} - Uji\t{amount}\t{amount}"


NAME = "1.\t01 - Sasaran\t01 - Indikator\t" + "\t" * 12 + "3,000,000"
PAGE = f"{HEAD}\n{NAME}\n{SUB}\n{row(1, 'A')}\n{row(2, 'B')}"
PLAN = f"{TITLE}{PAGE}\n{HEAD}\n{SUB}\n{row(3, 'C')}{FOOT}"
NAME_LINE = 7


def plan_pdf(text: str = PLAN, style: Style | None = None, **targets: str) -> bytes:
    months = {int(month[1:]): value for month, value in targets.items()}
    return PdfWriter(text, {NAME_LINE: months}, style or Style()).write()


def contributions(document: Document) -> list[tuple[str | None, str | None, str, str]]:
    rows = [row for row in document.rows["raw.rak_kontribusi"] if isinstance(row, RakKontribusi)]
    return [(row.kode_indikator, row.nomor, row.kode_subkomponen, row.kontribusi) for row in rows]


WHOLE = [("01.01", f"{n}.", letter, "1000000") for n, letter in enumerate("ABC", start=1)]


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: quicker where no limit is tested."""
    monkeypatch.setattr(rak_pdf, "_ask_child", pages_of)


def drawn(draw: Callable[[Canvas], None], page: tuple[float, float] = (842, 595), **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=page, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def one_page(content: bytes, *, filters: bytes = b"", resources: bytes = b"<< >>") -> bytes:
    stream = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R /Resources %s >>" % resources
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream)


def refusal(data: bytes) -> Reject:
    with pytest.raises(Unreadable) as refused:
        read(data, "rak.pdf")
    reject = refused.value.rejects[0]
    assert reject.alasan.endswith(".")
    assert reject.saran.endswith(".")
    return reject


# -- as programs draw --------------------------------------------------------------------------------------------


def test_a_plan_over_two_pages_is_one_indicator_with_its_pages(unbounded: None) -> None:
    document = read(plan_pdf(B02="81.25", B12="90"), "rak.pdf")
    assert contributions(document) == WHOLE
    assert document.rejects == []
    rows = document.rows["raw.rak_kontribusi"]
    assert [(row.lembar, row.baris) for row in rows] == [("halaman 1", 8), ("halaman 1", 9), ("halaman 2", 13)]  # type: ignore[attr-defined]
    assert [(row.lembar, row.bulan, row.target) for row in document.rows["raw.rak_target"]] == [  # type: ignore[attr-defined]
        ("halaman 1", 2, "81.25"),
        ("halaman 1", 12, "90"),
    ]


@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("padding", [0, 4])
def test_a_document_whose_headers_are_printed_once_is_the_same(unbounded: None, repeats: bool, padding: float) -> None:
    cut = PLAN.replace("B - Uji\t", "B - Uji Mutu\t").replace(f"{SUB}\n3.", f"{SUB}\n\t\t\tObat\t\t\n3.")
    document = read(plan_pdf(cut, Style(repeats=repeats, padding=padding)), "rak.pdf")
    assert contributions(document) == WHOLE
    assert document.rows["raw.rak_kontribusi"][1].nama_subkomponen == "Uji Mutu Obat"  # type: ignore[attr-defined]
    assert document.rejects == []


def test_a_number_under_no_month_is_told_not_guessed(unbounded: None) -> None:
    document = read(plan_pdf(style=Style(aside=6), B11="5", B12="6"), "rak.pdf")
    assert [(r.aturan, r.lembar) for r in document.rejects] == [("RAK-15", "halaman 1")]
    assert document.rows["raw.rak_target"] == []
    assert contributions(document) == WHOLE


@pytest.mark.parametrize(("width", "amounts"), [(40, [("12671875000", "2671875000")]), (24, [])])
def test_an_amount_wider_than_its_cell_is_whole_or_told(
    unbounded: None, width: float, amounts: list[tuple[str, str]]
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 8)
        for line, text in enumerate(TITLE.split("\n")):
            canvas.drawString(300, 570 - 10 * line, text)
        top = 500.0
        names = ["RO", "KOMPONEN", "SUB KOMPONEN", "ANGGARAN", "KONTRIBUSI"]
        for texts in (
            ["NO.", "SASARAN KEGIATAN", "INDIKATOR KINERJA KEGIATAN", "B12", "", "ANGGARAN"],
            ["1.", "01 - Sasaran", "01 - Indikator", "7", "", "2,671,875,000"],
            ["NO", *names],
            ["1.", "DR.3165.QIA.002 - R", "053 - K", "A - S", "12,671,875,000", "2,671,875,000"],
        ):
            x = 30.0
            for text, wide in zip(texts, [30, 120, 120, 60, 60, width], strict=True):
                canvas.rect(x, top, wide, 14)
                if text[-1:].isdigit() and "," in text:
                    canvas.drawRightString(x + wide - 1, top + 4, text)
                else:
                    canvas.drawString(x + 1, top + 4, text)
                x += wide
            top -= 14

    document = read(drawn(draw), "rak.pdf")
    rows = document.rows["raw.rak_kontribusi"]
    assert [(row.anggaran, row.kontribusi) for row in rows] == amounts  # type: ignore[attr-defined]
    assert ("RAK-14" in {reject.aturan for reject in document.rejects}) == (not amounts)


def lettered(
    lines: list[tuple[float, float, str]], draw_more: Callable[[Canvas], None] = lambda canvas: None
) -> list[str]:
    """Texts of the lines of one page with these texts at these places, inside one ruled cell beside a blank one."""

    def draw(canvas: Canvas) -> None:
        draw_more(canvas)
        canvas.rect(100, 100, 300, 200)
        canvas.rect(400, 100, 100, 200)
        canvas.setFont("Helvetica", 10)
        for x, y, text in lines:
            canvas.drawString(x, y, text)

    return [row[2][0][1] for row in pages_of(drawn(draw))["pages"][0]["lines"] if row[1]]


def test_words_are_put_together_as_they_are_printed() -> None:
    assert lettered([(110, 250, "masing-"), (110, 238, "masing"), (150, 238, "UPT")]) == ["masing-masing UPT"]
    assert lettered([(110, 250, "UPT -"), (110, 238, "Loka")]) == ["UPT - Loka"]
    assert lettered([(110, 250, "145,716,0"), (110, 238, "00")]) == ["145,716,000"]
    assert lettered([(110, 250, "145,716"), (110, 238, "20,000")]) == ["145,716 20,000"]
    assert lettered([(110, 250, "Obat"), (110.3, 250, "Obat")]) == ["Obat"]  # drawn twice to look bold
    assert lettered([(110, 250, "Pen"), (127.23, 250, "gawasan")]) == ["Pengawasan"]
    assert lettered([(133, 250, "Obat"), (110, 250, "Uji")]) == ["Uji Obat"]

    def watermark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.rotate(45)
        canvas.drawString(250, 0, "DRAF")
        canvas.restoreState()

    assert lettered([(110, 250, "Obat")], watermark) == ["Obat"]


def test_page_numbers_and_running_titles_are_no_content(unbounded: None) -> None:
    def draw(canvas: Canvas) -> None:
        for page in (1, 2, 3):
            canvas.drawString(100, 560, "RENCANA AKSI PERJANJIAN KINERJA TAHUN 2026")
            canvas.drawString(100, 545, "BALAI POM DI CONTOH")
            canvas.drawString(100, 300, f"isi {'abc'[page - 1]}")
            canvas.drawString(700, 20, f"{page} / 3")
            canvas.showPage()

    texts = [[cell.text for cell in line.cells] for line in rak_pdf.open_pdf(drawn(draw)).lines if line.cells]
    assert texts == [
        ["RENCANA AKSI PERJANJIAN KINERJA TAHUN 2026"], ["BALAI POM DI CONTOH"], ["isi a"], ["isi b"], ["isi c"]
    ]  # fmt: skip


def test_a_page_turned_on_its_side_is_read(unbounded: None) -> None:
    assert contributions(read(plan_pdf(style=Style(turned=True, open_at_break=True)), "rak.pdf")) == WHOLE


def test_a_password_that_only_forbids_printing_does_not_matter(unbounded: None) -> None:
    lock = StandardEncryption("", ownerPassword="rahasia", canPrint=0)
    data = drawn(lambda canvas: canvas.drawString(100, 500, "Notula rapat"), encrypt=lock)
    assert "diawali tulisan 'Notula rapat'" in refusal(data).alasan


# -- refused -----------------------------------------------------------------------------------------------------


def scan() -> ImageReader:
    picture = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(picture).text((20, 20), "RENCANA AKSI PERJANJIAN KINERJA TAHUN 2026", fill=0)
    return ImageReader(picture)


def test_a_scan_is_refused_and_says_so() -> None:
    reject = refusal(drawn(lambda canvas: canvas.drawImage(scan(), 0, 0, 842, 595)))
    assert reject.aturan == "BERKAS-11"
    assert reject.alasan == "PDF ini hasil pindai atau gambar: tidak ada teks di dalamnya."
    assert "bukan hasil pindai" in reject.saran


def test_a_scanned_page_among_others_is_a_lost_page_that_is_told(unbounded: None) -> None:
    writer = PdfWriter(PLAN, {}, Style())

    class WithScan(Canvas):
        def showPage(self) -> None:  # noqa: N802
            super().showPage()
            if self.getPageNumber() == 2:
                self.drawImage(scan(), 0, 0, 842, 595)
                super().showPage()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.readers.rak_forms.Canvas", WithScan)
        document = read(writer.write(), "rak.pdf")
    assert [(r.aturan, r.lembar, r.baris) for r in document.rejects] == [("RAK-22", "halaman 2", None)]
    assert [row.lembar for row in document.rows["raw.rak_kontribusi"]] == ["halaman 1"] * 2 + ["halaman 3"]  # type: ignore[attr-defined]


def test_letters_without_meaning_are_refused() -> None:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
        b" /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /DW 500 >>] >>"
    )
    data = one_page(b"BT /F1 12 Tf 100 400 Td <000100020003> Tj ET", resources=b"<< /Font << /F1 %s >> >>" % font)
    reject = refusal(data)
    assert (reject.aturan, "Huruf di dalam PDF" in reject.alasan) == ("BERKAS-11", True)


def test_what_is_no_plan_is_refused_in_plain_words() -> None:
    locked = StandardEncryption("rahasia", ownerPassword="lain")

    def words(canvas: Canvas) -> None:
        canvas.drawString(100, 500, "Notula rapat")

    def many_pages(canvas: Canvas) -> None:
        for _ in range(MAX_PAGES + 1):
            canvas.showPage()

    for data, aturan, part in (
        (drawn(words), "BERKAS-08", "diawali tulisan 'Notula rapat'"),
        (drawn(lambda canvas: canvas.showPage()), "BERKAS-01", "PDF ini kosong"),
        (drawn(words, encrypt=locked), "BERKAS-02", "kata sandi"),
        (drawn(many_pages), "BERKAS-06", "500 halaman"),
        (b"%PDF-1.7\n" + bytes(rak_pdf.MAX_BYTES), "BERKAS-06", "50 MB"),
        (raw_pdf(b"<< /Type /Catalog >>"), "BERKAS-05", "rusak"),
    ):  # fmt: skip
        reject = refusal(data)
        assert (reject.aturan, part in reject.alasan) == (aturan, True), reject


def test_a_plan_without_rulings_is_refused_with_advice(unbounded: None) -> None:
    def draw(canvas: Canvas) -> None:
        for i, line in enumerate(PLAN.split("\n")):
            canvas.drawString(50, 550 - 12 * i, line.expandtabs(1))

    with pytest.raises(Unreadable) as refused:
        read(drawn(draw), "rak.pdf")
    assert refused.value.jenis == "rak"
    assert "tidak memuat satu pun indikator" in refused.value.rejects[0].alasan
    assert "bergaris" in refused.value.rejects[0].saran


# -- hostile -----------------------------------------------------------------------------------------------------


def test_a_bomb_is_stopped_by_the_limit_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rak_pdf, "MAX_MEMORY", 400_000_000)
    content = zlib.compress(zlib.compress(bytes(600_000_000), 1))
    assert len(content) < 50_000
    reject = refusal(one_page(content, filters=b"/Filter [/FlateDecode /FlateDecode]"))
    assert (reject.aturan, "terlalu besar" in reject.alasan) == ("BERKAS-06", True)


def test_a_page_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rak_pdf, "MAX_SECONDS", 3.0)
    lines = b"".join(b"%d 0 m %d 595 l S 0 %d m 842 %d l S\n" % (i, i, i, i) for i in range(0, 842, 2))
    many = zlib.compress(lines * 400)
    start = time.monotonic()
    reject = refusal(one_page(many, filters=b"/Filter /FlateDecode"))
    assert time.monotonic() - start < 10
    assert (reject.aturan, "belum selesai" in reject.alasan) == ("BERKAS-06", True)


def test_endless_structures_end_in_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rak_pdf, "MAX_SECONDS", 20.0)
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    deep = b"[" * 20_000 + b"]" * 20_000
    for data in (
        raw_pdf(catalog, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        raw_pdf(catalog, b"<< /Type /Pages /Kids %s /Count 1 >>" % deep),
        raw_pdf(b"<< /Type /Catalog /Pages 1 0 R >>"),
        one_page(b"/X Do", resources=b"<< /XObject << /X 4 0 R >> >>", filters=form),
        one_page(b"q " * 20_000),
    ):  # fmt: skip
        assert refusal(data).aturan in {"BERKAS-01", "BERKAS-05", "BERKAS-06"}


def test_a_file_that_was_cut_off_is_never_read_in_part() -> None:
    data = plan_pdf()
    for length in range(20, len(data) - 6, len(data) // 60):
        assert refusal(data[:length]).aturan == "BERKAS-05"


EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=6)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_a_damaged_pdf_is_read_or_refused(edits: list[tuple[float, int, bytes]]) -> None:
    data = plan_pdf()
    for place, cut, patch in edits:
        at = int(place * len(data))
        data = data[:at] + patch + data[at + cut :]
    assert recognition.UNEXPECTED not in outcome(data)


def outcome(data: bytes) -> list[str]:
    """Rules of a refusal; nothing for a document that was read."""
    try:
        document = read(data, "rak.pdf")
    except Unreadable as refused:
        return [reject.aturan for reject in refused.rejects]
    assert any(document.rows.values())
    return []
