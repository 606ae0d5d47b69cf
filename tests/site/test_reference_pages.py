"""The dictionary, the rules and the source files are complete and right; every link of the site leads to its row."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import lxml.html
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipelines.publishing import Build, open_published
from pipelines.settings import Settings
from pipelines.site.build import source_path, write_site
from pipelines.sql_models import column_lineage, load_models
from tests.conftest import PROJECT, refresh_once
from tests.site.test_browser import Visit

CHROMIUM = shutil.which("chromium")
ROWS = "//*[@id='{}']/tbody/tr"
SECTION = "//*[@id='{}']/following-sibling::div//tbody/tr"
FACTS = "//dl[@class='facts']/div"
LINES = "//table[@class='rows fa_detail']/tbody/tr"


@pytest.fixture
def con(example_build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(example_build.path) as con:
        yield con


def page(site: Path, path: str) -> Any:
    return lxml.html.parse(str(site / path)).getroot()


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def broken_links(site: Path) -> list[tuple[str, str]]:
    """Links of all pages whose file or anchor is not there, or that lead out of the site; and ids that stand twice."""
    ids: dict[Path, set[str]] = {}
    links: dict[Path, set[str]] = {}
    broken = []
    for path in site.rglob("*.html"):
        tree = lxml.html.parse(str(path))
        names = Counter(map(str, tree.xpath("//@id")))
        ids[path.resolve()] = set(names)
        links[path] = {unquote(str(link)) for link in tree.xpath("//@href | //@src")}
        broken += [(str(path), name) for name, count in names.items() if count > 1]
    assert len(links) > 250
    for path, targets in links.items():
        for target in targets:
            file, _, anchor = target.partition("#")
            found = (path.parent / file).resolve() if file else path.resolve()
            if target != "data:," and (not found.is_file() or (anchor and anchor not in ids[found])):
                broken.append((str(path), target))
    return broken


def test_every_link_of_the_site_leads_to_its_page_and_row(example_site: Path) -> None:
    assert broken_links(example_site) == []


def test_the_dictionary_has_every_table_and_column(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    columns = con.execute("select skema || '.' || tabel, kolom, satuan, keterangan from meta.kamus").fetchall()
    rows = page(example_site, "kamus/index.html").xpath(ROWS.format("kolom"))
    shown = [tuple(text(row[cell]) for cell in (1, 0, 3, 4)) for row in rows]
    assert sorted(shown) == sorted((t, k, s, " ".join(a.split())) for t, k, s, a in columns)
    assert {path.stem for path in (example_site / "kamus").glob("*.*.html")} == {table for table, *_ in columns}


def test_lineage_is_shown_both_ways(example_site: Path) -> None:
    table, column = "mart.serapan_satker", "serapan_pct"
    origins = column_lineage()[table][column]
    assert origins
    row = page(example_site, f"kamus/{table}.html").get_element_by_id(f"k-{column}")
    assert [text(a) for a in row[4].xpath(".//a")] == list(origins)
    for origin in origins:
        upstream, _, name = origin.rpartition(".")
        users = page(example_site, f"kamus/{upstream}.html").get_element_by_id(f"k-{name}")[-1]
        assert f"{table}.html#k-{column}" in [a.get("href").rpartition("/")[2] for a in users.xpath(".//a")]
    facts = {text(div[0]): text(div[1]) for div in page(example_site, f"kamus/{table}.html").xpath(FACTS)}
    assert facts["Langsung dari tabel"] == ", ".join(load_models()[table].upstream)
    assert "raw.fa_detail" in facts["Berasal dari"]


def test_every_rule_has_its_result_and_its_findings(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    rows = page(example_site, "aturan/index.html").xpath(ROWS.format("aturan"))
    shown = {text(row[0]): (text(row[3]), text(row[4]), text(row[6]).replace(".", ""), text(row[7])) for row in rows}
    expected = con.execute("""
        with hasil as (select aturan, sum(jumlah_gagal) as gagal from dq.hasil
            where run_id = (select max(run_id) from dq.hasil) group by aturan),
        karantina as (select aturan, count(*) as jumlah from dq.karantina where status = 'terbuka' group by aturan)
        select a.aturan, any_value(a.tingkat), any_value(h.gagal), coalesce(any_value(k.jumlah), 0)
        from dq.aturan as a left join hasil as h using (aturan) left join karantina as k using (aturan)
        group by a.aturan
    """).fetchall()
    assert shown.keys() == {aturan for aturan, *_ in expected}
    for aturan, tingkat, gagal, karantina in expected:
        assert shown[aturan][0] == tingkat
        assert shown[aturan][2:] == ("–" if gagal is None else str(gagal), str(karantina))
        assert (shown[aturan][1] == "tidak lulus") == bool(gagal)
        assert (shown[aturan][1] == "ada karantina") == (not gagal and bool(karantina))
    rule = page(example_site, "aturan/FA-07.html")
    by_satker = dict(
        con.execute("select kode_satker, count(*) from dq.temuan where aturan = 'FA-07' group by 1").fetchall()
    )
    named = {text(row[0])[-6:]: int(text(row[2])) for row in rule.xpath(SECTION.format("h-satker"))}
    assert named == by_satker
    file_id, lembar, baris = con.execute(
        "select file_id, lembar, baris from dq.temuan where aturan = 'FA-07' and urutan = 1"
    ).fetchall()[0]
    assert rule.xpath(SECTION.format("h-temuan") + "//a/@href")[0] == "../" + source_path(file_id, baris, lembar)


def test_the_trend_counts_the_runs_before(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    assert refresh_once(settings).build
    (settings.inbox / "lain.txt").write_text("bukan dokumen")
    build = refresh_once(settings).build
    assert build is not None
    site = write_site(build, settings.warehouse / "situs").folder
    runs = page(site, "aturan/RAK-01.html").xpath(SECTION.format("h-tren"))
    assert [text(row[3]) for row in runs] == ["1", "1"]
    shown = page(site, "aturan/index.html").xpath("//tr[.//a[text()='RAK-01']]")[0]
    assert text(shown[8]) == "1 → 1"
    refused = page(site, "sumber/index.html").xpath("//tr[.//a[text()='lain.txt']]")[0]
    assert "ditolak" in text(refused)


def test_the_newest_export_has_all_rows_and_others_those_that_are_named(
    example_site: Path, con: duckdb.DuckDBPyConnection
) -> None:
    files = con.execute(
        "select file_id, bulan from raw.berkas where kode_satker = '999999' and jenis = 'fa_detail' order by bulan"
    ).fetchall()
    newest, newest_month = files[-1]
    assert newest_month == 9
    lines = con.execute(
        "select baris, coalesce(uraian, '–'), realisasi_sd from raw.fa_detail where file_id = ? order by baris",
        [newest],
    ).fetchall()
    rows = page(example_site, source_path(newest)).xpath(LINES)
    shown = [(int(text(r[0])), text(r[3]), text(r[7]).replace(".", "")) for r in rows]
    assert shown == [(baris, " ".join(uraian.split()), amount) for baris, uraian, amount in lines]
    assert [row.get("id") for row in rows] == [f"b{baris}" for baris, *_ in lines]
    pointed = {
        unquote(str(link)).removeprefix("../")
        for path in (example_site / "satker").glob("*.html")
        for link in page(example_site, str(path.relative_to(example_site))).xpath("//@href")
    }
    of_quarters = 0
    for file_id, month in files[:-1]:
        earlier = page(example_site, source_path(file_id))
        linked = {baris for baris in range(1, 2000) if source_path(file_id, baris) in pointed}
        of_quarters += month % 3 == 0 and len(linked) > 5
        named = {
            b
            for (b,) in con.execute("select baris from dq.temuan where file_id = ? and baris > 0", [file_id]).fetchall()
        }
        (total,) = con.execute(
            "select baris from raw.fa_detail where file_id = ? and tingkat = 'total'", [file_id]
        ).fetchall()
        assert {int(text(row[0])) for row in earlier.xpath(LINES)} == named | linked | set(total)
        assert "Tidak semua baris" in text(earlier)
    assert of_quarters == 2


def test_a_file_page_says_what_the_file_is_and_what_became_of_it(
    example_site: Path, con: duckdb.DuckDBPyConnection
) -> None:
    (file_id,) = con.execute(
        "select file_id from raw.berkas where nama like '%Kinerja_999999_2025_09.xlsx'"
    ).fetchall()[0]
    root = page(example_site, source_path(file_id))
    facts = {text(div[0]): text(div[1]) for div in root.xpath(FACTS)}
    assert facts["Periode"] == "September 2025 (dari isi)"
    assert facts["SHA-256"] == file_id
    assert facts["Status"] == "diterima"
    assert "uji-1" in text(root.get_element_by_id("koreksi"))
    refused = page(example_site, "sumber/index.html").xpath("//a[contains(text(), 'bukan & dokumen')]")[0].get("href")
    root = page(example_site / "sumber", refused)
    (reason, advice) = con.execute(
        "select alasan, saran from dq.karantina where nama_berkas like '%bukan & dokumen%'"
    ).fetchall()[0]
    assert reason in text(root)
    assert advice in text(root)


def test_a_row_is_found_in_its_own_sheet(settings: Settings) -> None:
    source = PROJECT / "examples" / "inbox" / "kinerja" / "SINTETIS_Kinerja_999999_2025_01.xlsx"
    book = load_workbook(source)
    first = book.active
    assert first is not None
    second = book.copy_worksheet(first)
    second.title = "Februari"
    for row in second.iter_rows(min_row=2):
        for cell in row:
            if cell.value in (1, "1", "Januari"):
                cell.value = 2
    book.save(settings.inbox / "dua.xlsx")
    build = refresh_once(settings).build
    assert build is not None
    site = write_site(build, settings.warehouse / "situs").folder
    with open_published(build.path) as con:
        rows = con.execute("select file_id, lembar, baris, bulan, kode_indikator from raw.realisasi_kinerja").fetchall()
    assert {bulan for *_, bulan, _ in rows} == {1, 2}
    root = page(site, source_path(rows[0][0]))
    for file_id, lembar, baris, bulan, kode in rows:
        anchor = source_path(file_id, baris, lembar).partition("#")[2]
        line = root.get_element_by_id(anchor).getparent()
        assert text(line[1]) == lembar
        assert text(line[3]) == {1: "Januari", 2: "Februari"}[bulan]
        assert text(line[4]) == kode


def test_a_site_of_one_satker_tells_nothing_of_others(example_build: Build, tmp_path: Path) -> None:
    site = write_site(example_build, tmp_path / "satu", satker="900003").folder
    names = {text(a) for a in page(site, "sumber/index.html").xpath(ROWS.format("berkas") + "//a")}
    assert names
    assert all("900003" in name for name in names)
    pages = [path for path in site.rglob("*.html") if path.parent.name != "kamus"]
    everything = " ".join(path.read_text(encoding="utf-8") for path in pages)
    assert "999999" not in everything
    assert "900004" not in everything
    assert broken_links(site) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def _source(con: duckdb.DuckDBPyConnection, name: str) -> str:
    ((file_id,),) = con.execute("select file_id from raw.berkas where nama like ?", [f"%{name}"]).fetchall()
    return source_path(file_id)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_work_in_a_browser_without_a_network(
    browser: Browser, example_site: Path, con: duckdb.DuckDBPyConnection, width: int
) -> None:
    sheet = _source(con, "Kinerja_999999_2025_09.xlsx")
    paths = ("kamus/index.html", "kamus/core.indikator.html", "aturan/index.html", "aturan/RAK-01.html")
    sources = ("sumber/index.html", "sumber/satker-999999.html", sheet, _source(con, "rak_2025_loka_pom_dumai.txt"))
    for path in (*paths, *sources):
        page = Visit(browser.new_page(viewport={"width": width, "height": 800}), example_site).open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in serious] == [], path
        page.close()


def codes(page: Page, table: str) -> list[str]:
    return page.locator(f"#{table} tbody th").all_inner_texts()


def test_the_lists_are_searched_and_filtered(browser: Browser, example_site: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((example_site / "aturan" / "index.html").as_uri())
    page.get_by_label("Tampilkan").select_option("gagal")
    failing = codes(page, "aturan")
    assert "RAK-01" in failing
    assert "ACUAN-01" not in failing
    page.get_by_label("Cari aturan").fill("RAK-01")
    assert codes(page, "aturan") == ["RAK-01"]
    page.goto((example_site / "kamus" / "index.html").as_uri())
    page.get_by_label("Cari kolom").fill("serapan_satker kekurangan")
    expect(page.get_by_text("Tidak ada kolom yang cocok.")).to_be_visible()
    page.get_by_label("Cari kolom").fill("serapan_satker serapan_pct")
    assert codes(page, "kolom") == ["serapan_pct"]
    page.goto((example_site / "sumber" / "index.html").as_uri())
    page.get_by_label("Tampilkan").select_option("ditolak")
    assert codes(page, "berkas") == ["<b>bukan & dokumen.txt"]
    page.close()


def test_a_link_marks_its_row(browser: Browser, example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((example_site / "aturan" / "FA-07.html").as_uri())
    link = page.locator("#h-temuan ~ div tbody a").first
    row = (link.get_attribute("href") or "").partition("#b")[2].partition("-")[0]
    link.click()
    marked = page.locator("tr:has(> :target)")
    expect(marked.locator("th")).to_have_text(row)
    expect(marked).to_be_in_viewport()
    page.close()
