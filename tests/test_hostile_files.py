"""Hostile and absurd files: a refusal in plain words within bounded memory and time, and nothing outside the warehouse.

Every file is made here and is small on disk. They are read in a process that may take no more than ``MEMORY``.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.readers.recognition import read
from pipelines.settings import Settings
from tests.conftest import PROJECT, read_warehouse, refresh_once
from tests.readers.test_other_workbooks import cell, ods, row

MEMORY = 2_000_000_000
SECONDS = 20
EXAMPLES = PROJECT / "examples" / "inbox"
RAK = (EXAMPLES / "rencana" / "rak_2025_loka_pom_dumai.txt").read_bytes()
FA = EXAMPLES / "anggaran" / "SINTETIS_FA_Detail_999999_2025_01.xlsx"
KINERJA = b"tahun;kode_satker;bulan;kode_indikator;indikator;satuan;target_sd_bulan;pembilang;penyebut;realisasi\n"
KINERJA_ROW = b"2025;999999;3;01.01;;persen;81,25;;;80\n"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMES = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'
ONE_SHEET = '<sheet name="S" sheetId="1" r:id="rId1"/>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x1 "ha">' + "".join(
    f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(2, 11)
)
FOREIGN = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x10 SYSTEM "file:///etc/passwd">'


def xlsx(rows: str, *, sheets: str = ONE_SHEET, strings: str = "<si><t>x</t></si>", head: str = "") -> bytes:
    """The smallest workbook around the rows of one sheet, which need not be sound."""
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<workbook {NAMES}><sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {NAMES}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": strings if strings.startswith("<sst") else f"<sst {NAMES}>{strings}</sst>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def at(reference: str, number: int) -> str:
    return f'<row r="{number}"><c r="{reference}{number}"><v>1</v></c></row>'


def word(body: str, head: str = "") -> bytes:
    buffer = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'{head}<w:document xmlns:w="{space}">{body}</w:document>')
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes, old: bytes = b"", new: bytes = b"") -> bytes:
    """The same zip with one part more, and ``old`` replaced in every other."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            part = source.read(member)
            target.writestr(member, part.replace(old, new) if old else part)
        target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


A1 = at("A", 1)
TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>&x10;</t></is></c></row>'
SHARED = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))

# What may be read, and how the refusals may be called
CASES: dict[str, tuple[bytes, set[str]]] = {
    "entitas XML berlipat di xlsx": (xlsx(TEXT, head=LAUGHS + "]>"), {"BERKAS-05"}),
    "entitas XML ke berkas lain di xlsx": (xlsx(TEXT, head=FOREIGN + "]>"), {"BERKAS-05"}),
    "entitas XML berlipat di docx": (word("<w:p><w:r><w:t>&x10;</w:t></w:r></w:p>", LAUGHS + "]>"), {"BERKAS-05"}),
    "XML bersarang di xlsx": (xlsx("<a>" * 2_000_000), {"BERKAS-01"}),
    "XML bersarang di docx": (word("<w:p>" * 1_000_000 + "</w:p>" * 1_000_000), {"BERKAS-05"}),
    "tabel bersarang di ods": (ods("<table:table>" * 500_000), {"BERKAS-01", "BERKAS-05"}),
    "sel di sudut terjauh ditulis dengan spasi": (
        xlsx(A1 + '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>'),
        {"BERKAS-06"},
    ),
    "kolom yang tidak ada di Excel": (xlsx(A1 + at("ZZZZZZ", 900)), {"BERKAS-06"}),
    "setengah juta sel tanpa alamat": (
        xlsx(A1 + "<row>" + "<c/>" * 500_000 + "<c><v>1</v></c></row>" + at("A", 999)),
        {"BERKAS-06"},
    ),
    "sejuta baris tanpa alamat": (xlsx("<row><c><v>1</v></c></row>" * 1_000_000), {"BERKAS-06"}),
    "sejuta baris": (xlsx("".join(at("A", n) for n in range(1, 1_000_001, 7))), {"BERKAS-06"}),
    "jauh di kanan dan jauh di bawah": (xlsx(A1 + at("ZZ", 99_999)), {"BERKAS-06"}),
    "satu teks panjang di 20.000 sel": (xlsx(SHARED, strings=f"<si><t>{'x' * 100_000}</t></si>"), {"BERKAS-06"}),
    "daftar teks yang mengaku 4 miliar": (
        xlsx(A1, strings=f'<sst {NAMES} count="4000000000" uniqueCount = "4000000000"></sst>'),
        {"BERKAS-06"},
    ),
    "dua ribu lembar di satu bagian": (
        xlsx(
            A1 + at("ZZ", 2000),
            sheets="".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 2001)),
        ),
        {"BERKAS-06"},
    ),
    "gabungan sel seluas lembar": (
        xlsx(A1 + '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>'),
        {"BERKAS-08"},
    ),
    "waktu simpan tanpa akhir": (
        with_part(xlsx(A1), "docProps/core.xml", b"<dcterms:modified" * 200_000),
        {"BERKAS-08"},
    ),
    "ods dengan sejuta baris berulang": (ods(row(cell(), 1_048_576)), {"BERKAS-06"}),
    "sejuta baris CSV": (KINERJA + KINERJA_ROW * 1_000_000, {"BERKAS-06"}),
    "sejuta baris di belakang RAK": (RAK + b"x\n" * 1_000_000, {"BERKAS-06"}),
    "sepuluh juta sel dalam satu baris": (KINERJA + b";" * 10_000_000, {"BERKAS-06"}),
    "satu baris sangat lebar di antara banyak baris": (
        b"x;y;z;a;b;c;d\n" * 100_000 + b";" * 16_000,
        {"BERKAS-06", "BERKAS-08"},
    ),
    "100 MB huruf tanpa baris": (b"a" * 100_000_000, {"BERKAS-06"}),
    "50 MB spasi di belakang satu kata": (b"a" + b" " * 49_000_000, {"BERKAS-08"}),
    "190 MB spasi": (b" " * 190_000_000, {"BERKAS-01"}),
    "tanda kutip yang tidak pernah ditutup": (KINERJA + b'"' + b"a\n" * 100_000, {"KIN-14"}),
    "angka dengan 100.000 digit": (KINERJA + KINERJA_ROW.replace(b";80", b";" + b"9" * 100_000), {"KIN-13"}),
    "NUL di tengah teks": (KINERJA + KINERJA_ROW.replace(b"persen", b"per\0sen"), {"BERKAS-07"}),
    "UTF-16 tanpa tanda": (KINERJA.decode().encode("utf-16-le"), {"BERKAS-07"}),
    "UTF-32": (KINERJA.decode().encode("utf-32"), {"BERKAS-07"}),
}
# Read in one process, in which memory that one file leaves behind counts against the next.
CHILD = """
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
from pipelines.readers.reading import Unreadable
from pipelines.readers.recognition import read
for path in sys.argv[2:]:
    begun = time.monotonic()
    try:
        data = Path(path).read_bytes()
        rule, words = "dibaca", read(data, path).jenis
    except Unreadable as refused:
        rule, words = refused.rejects[0].aturan, f"{refused.rejects[0].alasan} {refused.rejects[0].saran}"
    print(json.dumps([rule, words, time.monotonic() - begun]), flush=True)
"""
ADVICE = re.compile(r"\b(Unduh|Kirim|Hapus|Simpan|Perbaiki|Buka|Ekstrak|Isi)\b")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, float]]:
    """Rule, words and seconds of each case; a case that ends its process has the rule ``mati``."""
    folder = tmp_path_factory.mktemp("jahat")
    left = {str(folder / str(n)): case for n, case in enumerate(CASES)}
    for path, case in left.items():
        Path(path).write_bytes(CASES[case][0])
    found: dict[str, tuple[str, str, float]] = {}
    while left:
        command = [sys.executable, "-c", CHILD, str(MEMORY), *left]
        done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=SECONDS * len(left))
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if len(lines) < len(left):
            lines.append(["mati", done.stderr[-500:], 0.0])
        for path, (rule, words, seconds) in zip([*left], lines, strict=False):
            found[left.pop(path)] = (rule, words, seconds)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory")
@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_is_refused_in_bounded_memory_and_time(
    outcomes: dict[str, tuple[str, str, float]], case: str
) -> None:
    rule, words, seconds = outcomes[case]
    assert rule in CASES[case][1], words
    assert words.endswith(".")
    assert ADVICE.search(words), words
    assert seconds < SECONDS


# -- formulas and macros -------------------------------------------------------------------------------------------


def template(*formulas: str) -> bytes:
    """A performance sheet whose achievement is a formula without a value that was computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(KINERJA.decode().strip().split(";"))
    for month, formula in enumerate(formulas, start=1):
        sheet.append([2025, "999999", month, "01.01", "", "persen", 81.25, None, None, formula])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_formula_counts_by_the_value_that_was_saved_and_is_never_computed() -> None:
    data = template("=40+40", "=1+1")
    # What Excel saves beside the formula; of the second nothing was saved.
    data = with_part(data, "x.txt", b"", b"<f>40+40</f><v></v>", b"<f>40+40</f><v>80</v>")
    data = with_part(data, "y.txt", b"", b"<f>40+40</f><v />", b"<f>40+40</f><v>80</v>")
    document = read(data, "kinerja.xlsx")
    rows = document.rows["raw.realisasi_kinerja"]
    assert [(row.bulan, row.realisasi) for row in rows if row.realisasi] == [(1, "80")]  # type: ignore[attr-defined]


def test_macros_are_passed_over() -> None:
    plain = (EXAMPLES / "kinerja" / "SINTETIS_Kinerja_999999_2025_03.xlsx").read_bytes()
    macros = with_part(
        plain, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 100, b"sheet.main", b"sheet.macroEnabled.main"
    )
    assert read(macros, "a.xlsm").rows == read(plain, "a.xlsx").rows


# -- a whole refresh -----------------------------------------------------------------------------------------------

HOSTILE_NAMES = [
    b"a\xff.txt",
    b"a\xfe.txt",
    b"baris\nbaru.txt",
    b"it's;drop table raw.berkas;--.txt",
    b'kutip"dua.txt',
    b"--export=x.txt",
    b"=cmd|' C'!A0.txt",
    b"@SUM(A1).txt",
    b"\x1b[2Jlayar.txt",
    "kebalik\u202etxt.exe".encode(),
    b"a..\\..\\..\\keluar.txt",
    b"%s{0}.txt",
    b"n" * 250 + b".txt",
]


@pytest.fixture
def published(settings: Settings) -> Settings:
    """A refresh of an inbox whose good report has a hostile name too, beside hostile names and archives."""
    inbox = os.fsencode(settings.inbox)
    for number, name in enumerate(HOSTILE_NAMES):
        Path(os.fsdecode(inbox + b"/" + name)).write_bytes(b"=1+%d rapat" % number)
    Path(os.fsdecode(inbox + b"/-fa '\xff;\n.xlsx")).write_bytes(FA.read_bytes())
    with zipfile.ZipFile(settings.inbox / "lompat.zip", "w") as archive:
        archive.writestr("../../../../tmp/keluar.txt", b"rapat di luar")
        archive.writestr("/etc/keluar.txt", b"rapat di etc")
    whole = (settings.inbox / "lompat.zip").read_bytes()
    (settings.inbox / "rusak.zip").write_bytes(whole[:60] + b"\xff" * 20 + whole[80:])
    (settings.inbox / "tanpa_nama.zip").write_bytes(whole.replace(b"/etc/keluar.txt", b"\0" * 15))
    with (settings.inbox / "kosong.txt").open("wb") as stream:
        stream.truncate(1 << 40)  # a terabyte of nothing
    refresh_once(settings)
    return settings


def test_hostile_names_are_listed_and_the_rest_is_published(published: Settings, tmp_path: Path) -> None:
    before = {"inbox", "satker.csv", "warehouse"}
    assert {path.name for path in tmp_path.iterdir()} == before
    assert read_warehouse(published, "select count(*) from mart.serapan_satker") == [(1,)]
    rows = read_warehouse(published, "select nama, alasan from raw.berkas")
    names = [name for name, _ in rows]
    assert len(set(names)) == len(names)
    assert all(name.isprintable() for name in names)
    assert {"a?.txt", "a?.txt (2)", "baris?baru.txt", "-fa '?;?.xlsx"} <= set(names)
    assert sum(reason is None for _, reason in rows) == 1
    (too_large,) = [reason for name, reason in rows if name == "kosong.txt"]
    assert "1.099.511 MB" in too_large
    assert {name for name in names if name.startswith("lompat.zip/")} == {
        "lompat.zip/tmp/keluar.txt",
        "lompat.zip/etc/keluar.txt",
    }
    archived = [path for path in (published.warehouse / "arsip").rglob("*") if path.is_file()]
    assert len(archived) == 1


def test_no_output_holds_a_formula_or_moves_the_cursor(published: Settings, tmp_path: Path) -> None:
    folder = ["--warehouse", str(published.warehouse)]
    told = CliRunner().invoke(main, ["quarantine", *folder])
    assert told.exit_code == 0
    assert "\x1b" not in told.output
    query = "select nama, '=1+1' as \"kolom \"\"dua\", '-1.250' as angka, -3 as bulat from raw.berkas order by nama"
    exported = CliRunner().invoke(main, ["query", "--format", "csv", *folder, query])
    rows = list(csv.reader(io.StringIO(exported.stdout)))
    assert {tuple(row[1:]) for row in rows[1:]} == {("'=1+1", "-1.250", "-3")}
    names = {row[0] for row in rows[1:]}
    assert {"'=cmd|' C'!A0.txt", "'@SUM(A1).txt", "'--export=x.txt", "a?.txt"} <= names
    target = tmp_path / "karantina.xlsx"
    assert CliRunner().invoke(main, ["quarantine", *folder, "--export", str(target)]).exit_code == 0
    cells = [cell for sheet in openpyxl.load_workbook(target) for line in sheet.iter_rows() for cell in line]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert "=cmd|' C'!A0.txt" in {cell.value for cell in cells}
