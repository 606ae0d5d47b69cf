"""One wrong file of each kind comes back with file, sheet, row, reason and advice, and the rest is published."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.conftest import PROJECT, read_warehouse, refresh_once

EXAMPLES = PROJECT / "examples" / "inbox"
FA = EXAMPLES / "anggaran" / "SINTETIS_FA_Detail_999999_2025_02.xlsx"
GOOD_FA = EXAMPLES / "anggaran" / "SINTETIS_FA_Detail_999999_2025_01.xlsx"
HEADER = "tahun;kode_satker;bulan;kode_indikator;indikator;satuan;target_sd_bulan;pembilang;penyebut;realisasi\n"


def edit_sheet(data: bytes, change: Callable[[str], str]) -> bytes:
    """The same workbook with the XML of its sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                before = content.decode()
                after = change(before)
                assert after != before
                content = after.encode()
            target.writestr(entry, content)
    return out.getvalue()


def akun_pagu_of_20_digits(xml: str) -> str:
    """The Pagu of the first akun row replaced by an amount no budget has."""
    row = next(row for row in re.findall(r"<row .*?</row>", xml, re.S) if re.search(r">5\d{5}<", row))
    return xml.replace(row, re.sub(r"(<v>)[^<]+", r"\g<1>12345678901234567890", row, count=1))


def with_line_repeated(rak: bytes) -> bytes:
    lines = rak.split(b"\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(b"3.\tDR.3165.QIA.002"))
    return b"\n".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])


RAK = (EXAMPLES / "rencana" / "rak_2025_loka_pom_dumai.txt").read_bytes()
ROW = "2025;999999;3;01.01;;persen;81,25;;;80\n"

# file name, bytes, is the whole file refused, sheet, whether a row is named, what the reason or value must show
CASES = {
    "xlsx terpotong": ("fa.xlsx", FA.read_bytes()[:40_000], True, None, False, "terpotong|rusak|tidak lengkap"),
    "gambar bernama xlsx": ("foto.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500), True, None, False, "gambar"),
    "berkas kosong": ("kosong.xlsx", b"", True, None, False, "kosong"),
    "RAK dengan huruf dalam angka": (
        "rak.txt",
        RAK.replace(b"4,030,000", b"4,o30,000"),
        False,
        None,
        True,
        "4,o30,000",
    ),
    "RAK dengan angka 20 digit": (
        "rak.txt",
        RAK.replace(b"\t4,030,000", b"\t12,345,678,901,234,567,890"),
        False,
        None,
        True,
        "12,345,678,901,234,567,890",
    ),
    "RAK dengan baris ganda": ("rak.txt", with_line_repeated(RAK), False, None, True, "sama|ganda|ulang"),
    "RAK dengan bulan 13": ("rak.txt", RAK.replace(b"B12", b"B13", 1), False, None, True, "B13"),
    "FA Detail tahun mustahil": (
        "fa.xlsx",
        edit_sheet(FA.read_bytes(), lambda xml: xml.replace(" 2025<", " 1925<")),
        True,
        None,
        False,
        "Tahun anggaran 1925 tidak mungkin benar",
    ),
    "FA Detail bulan 13": (
        "fa.xlsx",
        edit_sheet(FA.read_bytes(), lambda xml: xml.replace("Periode Februari 2025", "Periode 13 2025")),
        True,
        "GLP039",
        True,
        "13",
    ),
    "FA Detail dengan angka 20 digit": (
        "fa.xlsx",
        edit_sheet(FA.read_bytes(), akun_pagu_of_20_digits),
        True,
        "GLP039",
        True,
        "12345678901234567890|1234567890123456\\d+",
    ),
    "kinerja bulan 13": ("k.csv", (HEADER + ROW + ROW.replace(";3;", ";13;")).encode(), False, None, True, "13"),
    "kinerja baris ganda": ("k.csv", (HEADER + ROW + ROW).encode(), False, None, True, "sama|ganda|ulang"),
    "kinerja dengan angka 20 digit": (
        "k.csv",
        (HEADER + ROW + "2025;999999;4;01.01;;persen;81,25;;;12345678901234567890\n").encode(),
        False,
        None,
        True,
        "12345678901234567890",
    ),
    "teks tak dikenal": ("catatan.txt", b"rapat hari Senin", True, None, False, "tidak dikenal|bukan"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_file_comes_back_and_the_rest_is_published(settings: Settings, case: str) -> None:
    name, data, refused, sheet, has_row, shown = CASES[case]
    shutil.copy2(GOOD_FA, settings.inbox)
    if name != "rak.txt":
        (settings.inbox / "baik.txt").write_bytes(RAK)
    Path(settings.inbox, name).write_bytes(data)
    refresh_once(settings)

    rows = read_warehouse(
        settings,
        f"select lembar, baris, aturan, alasan, saran, nilai from dq.karantina where nama_berkas = '{name}'"
        " and status = 'terbuka'",
    )
    assert rows
    assert all(rule and reason.endswith(".") and advice.endswith(".") for _, _, rule, reason, advice, _ in rows)
    assert any(row is not None for _, row, *_ in rows) == has_row
    assert all((sheet is None) == (row[0] is None) for row in rows if row[1] is not None)
    assert any(re.search(shown, f"{reason} {value}") for _, _, _, reason, _, value in rows), rows
    status = read_warehouse(settings, f"select status from raw.berkas where nama = '{name}'")
    assert status == [("ditolak" if refused else "diterima",)]

    assert read_warehouse(settings, "select count(*) from mart.serapan_satker") == [(1,)]
    assert read_warehouse(settings, "select count(*) from core.indikator") == [(15,)]
    assert read_warehouse(settings, "select count(*) from dq.hasil where not lulus and tingkat = 'kritis'") == [(0,)]
    assert Path(settings.inbox, name).read_bytes() == data
