"""Makes the pictures of the guide anew from the example inbox, in the project's folder: ``python -m docs.images.make``.

Needs chromium and soffice. Not here: ``shell.svg``, which is a screen of Harlequin (see ``docs/analis/harlequin.md``).
"""

from __future__ import annotations

import html
import io
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.text import Text

from tests.receivers import http_receiver

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
INBOX = PROJECT / "examples" / "inbox"
OCTOBER = "anggaran/SINTETIS_FA_Detail_999999_2025_10.xlsx"


def kinerja(folder: Path, *arguments: str, **more: str) -> str:
    """What the command prints on a screen of 118 columns, with ``folder`` as the working directory."""
    reader, writer = pty.openpty()
    paths = {"INBOX": "kotak-masuk", "WAREHOUSE": "warehouse", "SATKER": str(PROJECT / "examples" / "satker.csv")}
    names = {f"KINERJA_{name}": path for name, path in paths.items()} | {"KINERJA_SETTLE_SECONDS": "0"}
    screen = {"COLUMNS": "118", "TERM": "xterm-256color", "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines", *arguments],
        cwd=folder,
        env=os.environ | names | screen | more,
        stdout=writer,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    printed = b""
    try:
        while part := os.read(reader, 65536):
            printed += part
    except OSError:  # how Linux says that the other end is closed
        pass
    process.wait()
    return printed.decode().replace("\r\n", "\n").replace(f"{folder}/", "")


def terminal(name: str, command: str, printed: str) -> None:
    console = Console(record=True, width=118, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(f"[bold]$ {command}[/bold]", highlight=False)
    console.print(Text.from_ansi(printed.strip("\n")))
    console.save_svg(str(HERE / f"{name}.svg"), title="Kinerja")


def save(name: str, image: Image.Image) -> None:
    image.convert("RGB").quantize(64).save(HERE / f"{name}.png", optimize=True)


def shot(page: Page, name: str, part: str = "body", height: int = 10_000) -> None:
    """The part of the page, cut after ``height`` pixels."""
    image = Image.open(io.BytesIO(page.locator(part).first.screenshot()))
    save(name, image.crop((0, 0, image.width, min(height, image.height))))


def printed_page(name: str, document: Path, text: str, folder: Path) -> None:
    """The first printed page of a document that begins with the text, without its margins."""
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    out = folder / document.suffix[1:]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(document)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"LC_ALL": "id_ID.UTF-8"})
    pages = pypdfium2.PdfDocument(out / f"{document.stem}.pdf")
    found = next(page for page in pages if text in page.get_textpage().get_text_bounded()[:300])
    image = found.render(scale=1.5).to_pil().convert("RGB")
    save(name, ImageOps.expand(image.crop(ImageOps.invert(image).getbbox()), border=24, fill="white"))


def terminals(folder: Path) -> str:
    """The terminal pictures; answers the mail of the first refresh as a page."""
    shutil.copytree(INBOX, folder / "kotak-masuk")
    with http_receiver() as receiver:
        printed = kinerja(folder, "refresh", KINERJA_ALERT_URLS=receiver.url(options="rto=5"))
    terminal("refresh", "kinerja refresh", printed)
    good = "kotak-masuk/anggaran/SINTETIS_FA_Detail_999999_2025_09.xlsx"
    terminal("inspect", f"kinerja inspect {good}", kinerja(folder, "inspect", good))
    book = openpyxl.load_workbook(INBOX / OCTOBER)
    book.worksheets[0]["X73"] = 1  # an amount that its own parts contradict
    book.save(folder / "kotak-masuk" / OCTOBER)
    kinerja(folder, "refresh")
    terminal("quarantine", "kinerja quarantine", kinerja(folder, "quarantine"))
    title, body = html.escape(receiver.titles[0]), html.escape(receiver.messages[0])
    style = "font:15px sans-serif;margin:0;padding:24px;max-width:940px;white-space:pre-wrap"
    return f"<!doctype html><body style='{style}'><h2>{title}</h2>{body}"


def site(folder: Path, mail: str) -> None:
    """Pictures of the site and of the report for the third quarter, with six made-up satker beside the example."""
    shutil.copytree(INBOX, folder / "kotak-masuk")
    kinerja(folder, "sample", "--out", "kotak-masuk/lain", "--satker", "6")
    for path in (folder / "kotak-masuk").rglob("*_2025_1?.xlsx"):
        path.unlink()
    kinerja(folder, "refresh")
    kinerja(folder, "report", "--satker", "999999", "--tahun", "2025", "--bulan", "9")
    report = folder / "laporan_kinerja_999999_2025_TW3.xlsx"
    printed_page("buku-kerja", report, "Tabel 2. ", folder)
    printed_page("bab", report.with_suffix(".docx"), "Bab III", folder)
    pages = folder / "warehouse" / "site"
    satker = (pages / "satker" / "999999-2025.html").as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto((pages / "index.html").as_uri(), wait_until="networkidle")
        heading = page.get_by_role("columnheader", name="Serapan")
        heading.click()
        heading.click()
        shot(page, "situs", height=830)
        page.set_viewport_size({"width": 1100, "height": 800})
        page.goto(satker, wait_until="networkidle")
        shot(page, "satker", height=985)
        shot(page, "pohon", "#pohon", 538)
        shot(page, "peta", "#peta")
        page.locator("#peta td a").nth(8).click()
        shot(page, "sumber", height=840)
        page.set_content(mail)
        shot(page, "digest")
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(satker, wait_until="networkidle")
        shot(page, "ponsel", height=844)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        site(Path(second), terminals(Path(first)))
