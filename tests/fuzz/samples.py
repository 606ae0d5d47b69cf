"""Small documents of every kind, where the cases of the harness begin. What is done to them is in harness."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pipelines.readers.workbook import Sheet, open_workbook
from pipelines.samples.datar_writer import POK_COLUMNS, pok_rows
from tests.readers.binary_workbook import xlsb
from tests.readers.rak_forms import PdfWriter, as_docx, as_markdown, as_workbook
from tests.readers.rak_renderer import Renderer
from tests.readers.test_other_workbooks import as_ods
from tests.readers.test_realisasi_datar import LINES, dump, grid
from tests.resave.resave import fixture

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KOREKSI = b"""- id: k-1
  tindakan: ganti
  tabel: rak_indikator
  di: {kode_indikator: 01.06, nama: rak.txt}
  kolom: anggaran
  nilai_salah: 0123
  nilai_benar: 1234567
  alasan: salah ketik
  oleh: Budi
  tanggal: 2025-04-01
- id: k-2
  tindakan: buang
  tabel: realisasi_kinerja
  di: {kode_indikator: ~, bulan: 3}
  kolom: bulan
  nilai_salah: 3
  alasan: "baris ganda"
  oleh: Budi
  tanggal: 2025-04-01
"""


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def members_of(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {member.filename: archive.read(member) for member in archive.infolist()}
    except Exception:
        return None


def stored(data: bytes) -> bytes:
    """The same zip without compression, so that a changed byte changes a byte of its parts."""
    return zip_of(members_of(data) or {})


def without_styles(data: bytes) -> bytes:
    """A Word document without the styles, which are forty times what it says."""
    members = members_of(data) or {}
    empty = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    return zip_of({name: empty if name.startswith("word/styles") else part for name, part in members.items()})


def as_xlsx(*sheets: Sheet) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    book.close()
    return stored(buffer.getvalue())


def small(data: bytes, rows: int) -> Sheet:
    sheet = open_workbook(data).sheets[0]
    return Sheet(sheet.name, [list(row) for row in sheet.rows[:rows]])


def csv_of(sheet: Sheet) -> bytes:
    return "\n".join(";".join(str(cell) for cell in row) for row in sheet.rows).encode()


def books(folders: Iterable[Path]) -> dict[str, bytes]:
    """A workbook of every kind, and those that ``folders`` hold."""
    found = {
        "kinerja": (EXAMPLES / "inbox" / "kinerja" / "SINTETIS_Kinerja_999999_2025_03.xlsx").read_bytes(),
        "rpd": (EXAMPLES / "inbox" / "anggaran" / "SINTETIS_RPD_999999_2025.xlsx").read_bytes(),
        "fa": (EXAMPLES / "inbox" / "anggaran" / "SINTETIS_FA_Detail_999999_2025_04.xlsx").read_bytes(),
        "datar": as_xlsx(Sheet("datar", grid(dump(levels=True)))),
        "pok": as_xlsx(Sheet("pok", grid(pok_rows("BALAI BESAR POM DI BANJARMASIN", LINES), POK_COLUMNS))),
        "rak": as_workbook(a_plan(), lambda part: None, random.Random(1)),
    }
    return found | {path.name: path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.xlsx"))}


def a_plan() -> str:
    return "\n".join(min((Renderer(seed) for seed in range(30)), key=lambda made: len(made.data)).lines)


def files(books: dict[str, bytes]) -> dict[str, bytes]:
    """Files to begin with, by target and name."""
    text = a_plan()
    found = {
        "text/plan": (EXAMPLES / "inbox" / "rencana" / "rak_2025_loka_pom_dumai.txt").read_bytes(),
        "text/plan_small": text.encode(),
        "text/markdown": as_markdown(text, random.Random(1)),
        "zip/rak.docx": without_styles(as_docx(text, random.Random(2))),
        "pdf/rak.pdf": PdfWriter(text, {}).write(),
        "statement/a.csv": b"berkas,tahun,bulan\nmei.xlsx,2021,5\nmei.xlsx,,6\n" * 2,
        "koreksi/a.yml": KOREKSI,
    }
    for name, data in books.items():
        sheet = small(data, 60)
        found[f"text/{name}"] = csv_of(sheet)
        found[f"zip/{name}.xlsx"] = as_xlsx(sheet)
    kinerja = small(books["kinerja"], 10)
    found["zip/kinerja.ods"] = stored(as_ods(kinerja))
    found["zip/kinerja.xlsb"] = xlsb(kinerja.rows)
    found["ole/fixture.xls"] = fixture("fa_detail", "xls")
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/../mei.xlsx", b"isi" * 50)
        archive.writestr("keterangan.csv", b"berkas,tahun,bulan\nmei.xlsx,2021,5\n")
    found["archive/a.zip"] = buffer.getvalue()
    return found


def drawn_pages() -> list[bytes]:
    """What the first pages of a plan draw, as PDF operators in plain text."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(PdfWriter(a_plan(), {}).write())) as pdf:
        return [b"\n".join(part.get_data() for part in page.page_obj.contents) for page in pdf.pages[:2]]


def pdf_of(pages: list[bytes], box: str) -> bytes:
    """A PDF of these page contents; ``box``: the page's box, and what else its dictionary says."""
    corners, *more = box.split(" /")
    extra = "".join(f" /{word}" for word in more)
    kids = " ".join(f"{2 * at + 4} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, page in enumerate(pages):
        use = f"/Resources << /Font << /F1 3 0 R /F2 3 0 R >> >> /Contents {2 * at + 5} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [{corners}]{extra} {use} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + head + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
