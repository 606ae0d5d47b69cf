"""Zips of documents in the inbox: taken apart, bounded, one bad member at a time; nothing is written under a name."""

from __future__ import annotations

import io
import os
import struct
import sys
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import archives, landing
from pipelines.inbox import InboxFile, contents, scan
from pipelines.publishing import Warehouse
from pipelines.readers.limits import MAX_FILE_BYTES
from pipelines.settings import Settings
from tests.conftest import read_warehouse, refresh_once
from tests.quality.documents import Satker, export

SENT = datetime(2026, 1, 10, 3, 0, tzinfo=UTC)
ENTRY = (2026, 1, 5, 8, 0, 0)
ZIPPED = (2026, 1, 10, 10, 0, 0)
Content = bytes | str


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, Content], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, ENTRY)
            info.compress_type = method
            archive.writestr(info, data)
    os.utime(path, (SENT.timestamp(), SENT.timestamp()))
    return path


def patched(path: Path, name: bytes, *, local: dict[int, bytes], central: dict[int, bytes]) -> Path:
    """Overwrites bytes of the local header (from its start) and of the directory entry of the member ``name``."""
    data = bytearray(path.read_bytes())
    for signature, fixed, changes in ((b"PK\3\4", 30, local), (b"PK\1\2", 46, central)):
        at = data.index(signature)
        while data[at + fixed : at + fixed + len(name)] != name:
            at = data.index(signature, at + 4)
        for offset, value in changes.items():
            data[at + offset : at + offset + len(value)] = value
    path.write_bytes(data)
    os.utime(path, (SENT.timestamp(), SENT.timestamp()))
    return path


def only(files: list[InboxFile], name: str) -> InboxFile:
    (file,) = (file for file in files if file.name == name)
    return file


def refusals(files: list[InboxFile]) -> dict[str, tuple[str, str]]:
    return {file.name: (file.refused[0].aturan, file.refused[0].alasan) for file in files if file.refused}


def test_members_are_files_and_litter_is_not(tmp_path: Path) -> None:
    litter = ("__MACOSX/._a.xlsx", ".DS_Store", "b/Thumbs.db", "~$a.xlsx", "b/desktop.ini", ".git/x.txt", "kosong/")
    zipped(tmp_path / "x" / "kiriman.dat", ("b/a.txt", "isi a"), ("c.txt", "isi c"), *((name, "") for name in litter))
    (tmp_path / "d.txt").write_text("isi d")
    files = scan(tmp_path, 0.0).files
    assert [file.name for file in files] == ["d.txt", "x/kiriman.dat/b/a.txt", "x/kiriman.dat/c.txt"]
    assert [data for _, data in contents(files)] == [b"isi d", b"isi a", b"isi c"]
    assert refusals(files) == {}


def test_office_documents_are_no_zips_of_documents(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(export("111111", 12, Satker("111111", "X").exports[12]))
    ods = (("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>"))
    zipped(tmp_path / "b.ods", *ods, method=zipfile.ZIP_STORED)
    zipped(tmp_path / "c.docx", ("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>"))
    zipped(tmp_path / "c.pptx", ("[Content_Types].xml", "<x/>"), ("ppt/presentation.xml", "<x/>"))
    (tmp_path / "d.zip").write_bytes(zipped(tmp_path / "d.zip", ("a.txt", "x" * 9000)).read_bytes()[:-30])
    assert [file.name for file in scan(tmp_path, 0.0).files] == ["a.xlsx", "b.ods", "c.docx", "c.pptx", "d.zip"]


def test_a_zip_of_documents_may_have_folders_and_files_named_as_in_an_office_document(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", ("ppt/rapat.txt", "isi a"), ("mimetype", "text/plain"))
    zipped(tmp_path / "b.zip", ("mimetype", "application/epub+zip"), ("b.txt", "isi b"), method=zipfile.ZIP_STORED)
    zipped(tmp_path / "c.zip", ("[Content_Types].xml", "<x/>"), ("c.txt", "isi c"))
    assert [file.name for file in scan(tmp_path, 0.0).files] == [
        *("a.zip/mimetype", "a.zip/ppt/rapat.txt", "b.zip/b.txt", "b.zip/mimetype"),
        *("c.zip/[Content_Types].xml", "c.zip/c.txt"),
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../luar.txt", "luar.txt"),
        ("/etc/luar.txt", "etc/luar.txt"),
        ("..\\..\\luar.txt", "luar.txt"),
        ("C:\\Data\\luar.txt", "C:/Data/luar.txt"),
        ("a\n\x1b[31mb.txt", "a??[31mb.txt"),
        ("laporan\u202etxt.exe", "laporan?txt.exe"),
        ("a/" + "b" * 300 + ".txt", "…" + "b" * 195 + ".txt"),
        ("Realisasi – Maret.txt", "Realisasi – Maret.txt"),
    ],
)
def test_a_name_is_only_text(tmp_path: Path, name: str, shown: str) -> None:
    inbox = tmp_path / "a" / "b" / "inbox"
    zipped(inbox / "k.zip", (name, "isi"))
    before = sorted(tmp_path.rglob("*"))
    files = scan(inbox, 0.0).files
    archive = tmp_path / "arsip"
    landing.read_batch(files, archive)
    assert [file.name for file in files] == [f"k.zip/{shown}"]
    assert [path for path in sorted(tmp_path.rglob("*")) if archive not in (path, *path.parents)] == before


def test_names_that_say_no_encoding_are_shown(tmp_path: Path) -> None:
    path = zipped(tmp_path / "mac.zip", ("m--.txt", "satu"), ("n-.txt", "dua"), ("p-q.txt", "tiga"))
    for name, raw in ((b"m--.txt", "m–".encode()[:3] + b".txt"), (b"n-.txt", b"n\x82.txt"), (b"p-q.txt", b"p\0q.txt")):
        raw = raw[: len(name)].ljust(len(name), b"t")
        patched(path, name, local={30: raw}, central={46: raw})
    names = [file.name for file in scan(tmp_path, 0.0).files]
    # Macs write UTF-8, older programs the code page of DOS.
    assert names[1:] == ["mac.zip/né.txt", "mac.zip/p?q.txt"]
    assert len(names) == 3


def test_one_name_twice_is_two_files(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped(tmp_path / "k.zip", ("a.txt", "1"), ("a.txt", "2"), ("a.txt (2)", "3"), ("../a.txt", "4"))
    files = scan(tmp_path, 0.0).files
    assert len({file.name for file in files}) == 4
    assert sorted(data or b"" for _, data in contents(files)) == [b"1", b"2", b"3", b"4"]


def test_one_bad_member_does_not_stop_the_others(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "dalam.zip", ("a.txt", "isi")).read_bytes()
    inbox = tmp_path / "inbox"
    text = "isi berkas " * 100
    path = zipped(
        inbox / "k.zip",
        *((name, text) for name in ("baik.txt", "kunci.txt", "rusak.txt", "lain.txt", "bohong.txt", "besar.txt")),
        ("dalam.zip", inner),
    )
    patched(path, b"kunci.txt", local={6: b"\1\0"}, central={8: b"\1\0"})
    patched(path, b"rusak.txt", local={39: b"\xff\xff\xff\xff"}, central={})
    patched(path, b"lain.txt", local={8: b"\x0e\0"}, central={10: b"\x0e\0"})
    patched(path, b"bohong.txt", local={}, central={24: struct.pack("<I", 20)})
    patched(path, b"besar.txt", local={}, central={24: struct.pack("<I", MAX_FILE_BYTES + 1)})
    files = scan(inbox, 0.0).files
    found = refusals(files)
    assert {name: aturan for name, (aturan, _) in found.items()} == {
        "k.zip/kunci.txt": "BERKAS-02",
        "k.zip/rusak.txt": "BERKAS-05",
        "k.zip/lain.txt": "BERKAS-04",
        "k.zip/bohong.txt": "BERKAS-05",
        "k.zip/besar.txt": "BERKAS-06",
    }
    assert "mengembang menjadi 200 MB" in found["k.zip/besar.txt"][1]
    assert scan(inbox, 0.0).files == files
    tables, outcomes = landing.read_batch(files, tmp_path / "arsip")
    assert all(outcome and outcome["alasan"] for outcome in outcomes)
    nested = outcomes[[file.name for file in files].index("k.zip/dalam.zip")]
    assert nested is not None
    assert nested["alasan"] == "Berkas ini arsip zip, bukan dokumen; di dalamnya 'a.txt'."
    assert "zip di dalam zip tidak dibuka" in " ".join(tables["raw.tolakan"]["saran"])


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    """A member that says 120 MB of noughts; and one that says 1 kB, and is 50 MB."""
    path = zipped(tmp_path / "k.zip", ("bom.txt", bytes(120_000_000)), ("bohong.txt", bytes(50_000_000)))
    patched(path, b"bohong.txt", local={}, central={24: struct.pack("<I", 1000)})
    tracemalloc.start()
    files = scan(tmp_path, 0.0).files
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {name: aturan for name, (aturan, _) in refusals(files).items()} == {
        "k.zip/bom.txt": "BERKAS-06",
        "k.zip/bohong.txt": "BERKAS-05",
    }
    assert peak < 20_000_000
    # The same lie told only after the scan has passed.
    position = [info.filename for info in zipfile.ZipFile(path).infolist()].index("bohong.txt")
    assert list(archives.contents(path, [position, 99])) == [None, None]


def test_a_zip_beyond_measure_is_one_refused_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped(tmp_path / "kosong.zip")
    zipped(tmp_path / "sampah.zip", ("__MACOSX/._a.xlsx", "x"), ("a/", ""))
    zipped(tmp_path / "sementara.zip", ("laporan.tmp", "x"))
    zipped(tmp_path / "tersembunyi.zip", *((f".folder/{number}.xlsx", "x") for number in range(5)))
    zipped(tmp_path / "banyak.zip", *((f"{number}.txt", "x") for number in range(archives.MAX_MEMBERS + 1)))
    path = zipped(tmp_path / "besar.zip", *((f"{number}.txt", "x") for number in range(11)))
    for number in range(11):
        name = f"{number}.txt".encode()
        size = struct.pack("<I", MAX_FILE_BYTES)
        patched(path, name, local={}, central={20: size, 24: size})
    files = scan(tmp_path, 0.0).files
    beside = "Tidak ada dokumen di arsip zip ini selain berkas tersembunyi atau sementara yang dilewati:"
    assert refusals(files) == {
        "banyak.zip": ("BERKAS-06", "Arsip zip ini memuat lebih dari 5.000 berkas."),
        "besar.zip": ("BERKAS-06", "Isi arsip zip ini mengembang menjadi 2.200 MB, lebih dari 2.000 MB."),
        "kosong.zip": ("BERKAS-01", "Arsip zip ini kosong: tidak ada dokumen di dalamnya."),
        "sampah.zip": ("BERKAS-01", f"{beside} __MACOSX/._a.xlsx."),
        "sementara.zip": ("BERKAS-01", f"{beside} laporan.tmp."),
        "tersembunyi.zip": (
            "BERKAS-01",
            f"{beside} .folder/0.xlsx, .folder/1.xlsx, .folder/2.xlsx, dan 2 lagi.",
        ),
    }
    # The directory of the zip is not even read where it is too large to be kept in memory.
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1_000_000)
    assert "banyak.zip" not in refusals(scan(tmp_path, 0.0).files)
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 100_000)
    assert refusals(scan(tmp_path, 0.0).files)["banyak.zip"][0] == "BERKAS-06"


def test_a_member_was_changed_when_it_says_unless_that_cannot_be(tmp_path: Path) -> None:
    times = {
        "baik": ENTRY,
        "tanpa": (1980, 1, 1, 0, 0, 0),
        "nanti": (2031, 1, 1, 0, 0, 0),
        "salah": (2026, 0, 0, 0, 0, 0),
    }
    zipped(tmp_path / "k.zip", *((zipfile.ZipInfo(name, time), name) for name, time in times.items()))
    files = scan(tmp_path, 0.0).files
    zip_time = SENT.replace(tzinfo=None)
    # 8 o'clock in Jakarta is 1 o'clock UTC.
    assert only(files, "k.zip/baik").modified == datetime(2026, 1, 5, 1, 0)
    assert {only(files, f"k.zip/{name}").modified for name in ("tanpa", "nanti", "salah")} == {zip_time}


def test_a_zip_that_changes_after_the_scan_is_left_for_the_next_run(tmp_path: Path) -> None:
    path = zipped(tmp_path / "k.zip", ("a.txt", "isi a"), ("b.txt", "isi b"))
    files = scan(tmp_path, 0.0).files
    zipped(path, ("a.txt", "isi lain"), ("b.txt", "isi b"))
    assert [data for _, data in contents(files)] == [None, b"isi b"]
    path.unlink()
    assert [data for _, data in contents(files)] == [None, None]


def test_an_office_sends_its_month_in_one_zip(settings: Settings) -> None:
    """Landed, archived and known by name; the same outside counts once; sent again with one change only that is new."""
    satker = Satker("111111", "LOKA SATU")
    november, december = (export("111111", month, satker.exports[month]) for month in (11, 12))
    zipped(
        settings.inbox / "unit" / "kiriman.zip",
        ("2025/nov.xlsx", november),
        ("2025/des.xlsx", december),
        ("x.txt", "?"),
    )
    (settings.inbox / "salinan.xlsx").write_bytes(november)
    first = refresh_once(settings)
    assert first.build is not None
    rows = "select nama, status, jenis, bulan from raw.berkas order by nama"
    assert read_warehouse(settings, rows) == [
        ("unit/kiriman.zip/2025/des.xlsx", "diterima", "fa_detail", 12),
        ("unit/kiriman.zip/2025/nov.xlsx", "diterima", "fa_detail", 11),
        ("unit/kiriman.zip/x.txt", "ditolak", None, None),
    ]
    assert read_warehouse(settings, "select nama from raw.kotak_masuk order by nama") == [
        ("salinan.xlsx",),
        ("unit/kiriman.zip/2025/des.xlsx",),
        ("unit/kiriman.zip/2025/nov.xlsx",),
        ("unit/kiriman.zip/x.txt",),
    ]
    assert read_warehouse(settings, "select nama_berkas, status from dq.karantina") == [
        ("unit/kiriman.zip/x.txt", "terbuka")
    ]
    archived = [path.read_bytes() for path in Warehouse(settings.warehouse).archive_folder.rglob("*") if path.is_file()]
    assert sorted(archived) == sorted([november, december])
    assert refresh_once(settings).build is None
    satker.exports[12][0].ini += 1
    changed = export("111111", 12, satker.exports[12])
    (settings.inbox / "salinan.xlsx").unlink()
    zipped(settings.inbox / "unit" / "kiriman.zip", ("2025/nov.xlsx", november), ("2025/des.xlsx", changed))
    again = refresh_once(settings)
    assert again.landed.accepted == ["unit/kiriman.zip/2025/des.xlsx"]
    assert read_warehouse(settings, "select nama_berkas, status from dq.karantina") == [
        ("unit/kiriman.zip/x.txt", "selesai")
    ]
    assert refresh_once(settings).build is None


def test_a_night_of_many_members_reads_each_zip_a_few_times_only(tmp_path: Path) -> None:
    names = [f"{number:04}.txt" for number in range(1200)]
    zipped(tmp_path / "k.zip", *((name, name) for name in names))
    files = scan(tmp_path, 0.0).files
    opened = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal opened
        code = getattr(frame, "f_code", None)
        opened += event == "call" and code is zipfile.ZipFile.__init__.__code__

    sys.setprofile(count)
    try:
        read = [data for _, data in contents(files)]
    finally:
        sys.setprofile(None)
    assert read == [name.encode() for name in names]
    assert opened == 1


def test_the_bytes_of_a_zip_are_never_whole_in_memory(tmp_path: Path) -> None:
    noise = io.BytesIO(os.urandom(60_000_000))
    zipped(tmp_path / "k.zip", *((f"{number}.bin", noise.getvalue()) for number in range(2)), method=zipfile.ZIP_STORED)
    noise.close()
    tracemalloc.start()
    scan(tmp_path, 0.0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
