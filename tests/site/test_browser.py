"""The site in a real browser, from the folder and without a network: it works, by keyboard, on a phone and in print."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")

DUMAI = "satker/999999-2025.html"
PAGES = ("index.html", DUMAI, "nasional-2025-tw3.html", "satker/999999-2025-tw3.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page of the site; ``open`` fails on whatever the page complains of or asks the network for."""

    def __init__(self, page: Page, site: Path) -> None:
        self.page, self.site = page, site
        self.faults: list[str] = []
        page.on("console", lambda message: message.type == "error" and self.faults.append(message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.route("**/*", self._route)

    def _route(self, route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            self.faults.append(route.request.url)
            route.abort()

    def open(self, path: str) -> Page:
        self.page.goto((self.site / path).as_uri())
        for plot in self.page.locator("[data-chart]").all():
            expect(plot.locator("svg").first).to_be_visible()
        assert self.faults == []
        return self.page


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, example_site: Path) -> Iterator[Visit]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    yield Visit(page, example_site)
    page.close()


@pytest.fixture
def desktop(browser: Browser, example_site: Path) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield Visit(page, example_site)
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_screen_and_all_can_use_it(visit: Visit, path: str) -> None:
    page = visit.open(path)
    indicators = page.get_by_role("region", name="Tabel: Indikator", exact=True)
    if page.viewport_size == {"width": 1280, "height": 900} and indicators.count():
        assert indicators.evaluate("(part) => part.scrollWidth <= part.clientWidth")
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    violations = found.response["violations"]
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in violations] == []


def test_charts_speak_indonesian(desktop: Visit) -> None:
    page = desktop.open(DUMAI)
    curve = page.locator("[data-chart=s_curve]")
    for text in ("Agu", "Okt", "Des", "Rencana", "Realisasi", "Proyeksi"):
        expect(curve.get_by_text(text, exact=True).first).to_be_visible()
    expect(page.locator("[data-chart=serapan_jenis_belanja_bars]")).to_contain_text("71,22%")


def names(page: Page) -> list[str]:
    return page.locator("#satker tbody th small").all_inner_texts()


def test_the_table_sorts_filters_and_pages(desktop: Visit) -> None:
    page = desktop.open("index.html")
    assert len(names(page)) == 25
    page.locator("#satker thead th", has_text="Pagu").click()
    smallest = page.locator("#satker tbody tr td:nth-child(3)").all_inner_texts()
    amounts = [int(text.replace(".", "")) for text in smallest if text != "–"]
    assert amounts == sorted(amounts)
    page.locator(".dt-paging-button", has_text="2").click()
    assert len(names(page)) == 6
    page.get_by_label("Cari satker").fill("dumai")
    assert names(page) == ["999999"]
    foot = page.locator("#satker tfoot tr > *")
    row = page.locator("#satker tbody tr > *")
    assert foot.first.inner_text() == "Jumlah 1 dari 31 satker"
    for column in (2, 3, 4, 5, 10, 11):
        assert foot.nth(column).inner_text() == row.nth(column).inner_text()
    page.get_by_label("Cari satker").fill("tidak ada yang begini")
    expect(page.get_by_text("Tidak ada satker yang cocok.")).to_be_visible()
    page.get_by_label("Cari satker").fill("")
    assert foot.first.inner_text() == "Jumlah 31 satker"
    page.get_by_label("Tampilkan").select_option("gagal")
    shown = page.locator("#satker tbody td:nth-child(12)").all_inner_texts()
    assert shown
    assert all(int(text) > 0 for text in shown)


def test_all_can_be_done_by_keyboard(desktop: Visit) -> None:
    page = desktop.open("index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    before = names(page)
    page.locator("#satker thead th", has_text="Serapan").get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator("#satker thead th[aria-sort=descending]").inner_text().startswith("Serapan")
    assert names(page) != before

    page = desktop.open(DUMAI)
    line = page.locator(".tree details details details > summary").first
    line.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tree details details details[open] > ul").first).to_be_visible()
    outline = line.evaluate("(element) => getComputedStyle(element).outlineStyle")
    assert outline == "solid"
    page.get_by_role("button", name="Tutup semua").press("Enter")
    assert page.locator(".tree details[open]").count() == 0


def test_without_scripts_the_tables_remain(browser: Browser, example_site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((example_site / "index.html").as_uri())
    assert page.locator("#satker tbody tr").count() == 31
    expect(page.get_by_label("Cari satker")).to_be_hidden()
    page.goto((example_site / DUMAI).as_uri())
    page.get_by_text("Tabel kurva S").click()
    expect(page.get_by_role("row", name="September")).to_be_visible()
    context.close()


@pytest.mark.parametrize(("path", "expected"), [("index.html", "Jumlah 31 satker"), (DUMAI, "Peta capaian indikator")])
def test_it_prints_whole(desktop: Visit, path: str, expected: str) -> None:
    page = desktop.open(path)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    assert expected in text
    assert "Cari satker" not in text
    if path == "index.html":
        # Paging is for the screen only.
        assert "900029" in text
        width, height = document[0].get_size()
        assert width > height
