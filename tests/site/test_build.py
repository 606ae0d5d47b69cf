"""The site says what the warehouse says, leads where it points, and is there whole or as it was before."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import pytest

from pipelines.definitions import build_definitions
from pipelines.publishing import Build, Warehouse, open_published
from pipelines.settings import Settings
from pipelines.site import vendor
from pipelines.site.build import STATIC, NotASite, attempt, write_site
from tests.conftest import PROJECT, refresh_once
from tests.test_cli import kinerja

DUMAI = "satker/999999-2025.html"
SEPTEMBER = "kode_satker = '999999' and tahun = 2025 and bulan = 9"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def page(site: Path, path: str) -> Any:
    return lxml.html.parse(str(site / path)).getroot()


def amount(text: str) -> Decimal | None:
    """A figure of a page as a number."""
    text = text.strip()
    return None if text == "–" else Decimal(text.replace(".", "").replace(",", "."))


def cells(rows: list[Any], column: int) -> list[Decimal]:
    """The figures of a column, without those that are not known."""
    return [found for row in rows if (found := amount(row[column].text_content())) is not None]


def text(root: Any, path: str) -> str:
    return " ".join(" ".join(part.text_content() for part in root.xpath(path)).split())


SATKER = "//*[@id='satker']/tbody/tr"
KURVA = "//*[@id='kurva']"
YEARS = "//nav[@aria-label='Tahun anggaran']/a/@href"


@pytest.fixture
def con(example_build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(example_build.path) as con:
        yield con


def one(con: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = con.execute(sql).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def test_the_national_table_adds_up_to_its_totals(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = page(example_site, "index.html")
    rows = root.xpath(SATKER)
    assert len(rows) == 31
    (total,) = root.xpath("//*[@id='satker']/tfoot/tr")
    for column in (2, 3, 5, 10, 11):
        assert amount(total[column].text_content()) == sum(cells(rows, column))
    newest = "(select kode_satker, max(bulan) as bulan from mart.serapan_satker where tahun = 2025 group by all)"
    pagu, realisasi = one(
        con,
        f"select sum(pagu), sum(realisasi_sd) from mart.serapan_satker join {newest} using (kode_satker, bulan)"
        " where tahun = 2025",
    )
    assert (amount(total[2].text_content()), amount(total[3].text_content())) == (pagu, realisasi)
    dumai = next(row for row in rows if "999999" in row[0].text_content())
    shown = [dumai[column].text_content().strip() for column in (1, 4, 6, 8)]
    serapan, ikpa, nku = one(
        con,
        "select serapan_pct, nilai_ikpa, nku from mart.serapan_satker join mart.ikpa_penyerapan"
        " using (kode_satker, tahun, bulan) join mart.nilai_satker using (kode_satker, tahun, bulan)"
        f" where {SEPTEMBER}",
    )
    assert shown == [
        "Sep",
        *(str(value).replace(".", ",") for value in (serapan, ikpa)),
        f"{nku} 6/7".replace(".", ","),
    ]


def test_the_spread_counts_every_satker_once(example_site: Path) -> None:
    rows = page(example_site, "index.html").xpath("//*[@id='h-sebaran']/following-sibling::details//tbody/tr")
    assert sum(cells(rows, 1)) == 31


def test_a_year_has_its_own_page_and_leads_to_the_others(example_site: Path) -> None:
    newest, earlier = page(example_site, "index.html"), page(example_site, "nasional-2024.html")
    assert newest.xpath(YEARS) == ["index.html", "nasional-2024.html"]
    assert len(earlier.xpath(SATKER)) == 2
    assert (example_site / "satker" / "900000-2024.html").is_file()
    years = page(example_site, "satker/900000-2025.html").xpath(YEARS)
    assert years == ["../satker/900000-2025.html", "../satker/900000-2024.html"]


def test_a_quarter_shows_its_last_month_and_nothing_later(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    choice = "//nav[@aria-label='Triwulan']/a"
    root = page(example_site, "satker/999999-2025-tw2.html")
    assert root.xpath(f"{choice}/text()") == ["TW I", "TW II", "TW III", "Terbaru"]
    assert root.xpath(f"{choice}[@aria-current]/text()") == ["TW II"]
    assert page(example_site, DUMAI).xpath(f"{choice}[@aria-current]/text()") == ["Terbaru"]
    june = "kode_satker = '999999' and tahun = 2025 and bulan = 6"
    pagu, realisasi = one(con, f"select pagu, realisasi_sd from mart.serapan_satker where {june}")
    (total,) = root.xpath("//*[@id='belanja']//tfoot/tr")
    assert [amount(total[column].text_content()) for column in (1, 2)] == [pagu, realisasi]
    shown = [amount(row[3].text_content()) for row in root.xpath("//*[@id='indikator']//tbody/tr")]
    known = con.execute(
        f"select capaian_pct from mart.capaian_triwulan where {june} order by kode_indikator"
    ).fetchall()
    assert shown == [value for (value,) in known]
    assert any(value is not None for value in shown)
    later = root.xpath("//table[@class='heat']/tbody/tr/td[position() > 6]")
    assert {cell.text_content() for cell in later} == {"–"}
    assert "belum lapor" not in text(root, "//*[@id='kurang']")
    lines = one(
        con,
        f"select count(*) from mart.serapan_tingkat where {june} and tingkat in ('program', 'kegiatan', 'kro', 'ro')",
    )
    assert len(root.xpath("//ul[@class='tree']//li")) == lines
    assert not root.xpath("//*[@id='mutu']")
    nku = one(con, f"select nku from mart.nilai_satker where {june}")
    assert f"NKU s.d. Juni {str(nku).replace('.', ',')}" in text(root, "//dl/div[last()]/*")


def test_the_totals_of_a_quarter_are_of_one_month(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    newest = page(example_site, "index.html")
    assert "30 satker s.d. Februari, 1 satker s.d. September" in text(newest, "//dl")
    root = page(example_site, "nasional-2025-tw3.html")
    rows = root.xpath(SATKER)
    assert len(rows) == 31
    (total,) = root.xpath("//*[@id='satker']/tfoot/tr")
    pagu, realisasi = one(
        con, "select sum(pagu), sum(realisasi_sd) from mart.serapan_satker where tahun = 2025 and bulan = 9"
    )
    assert [amount(total[column].text_content()) for column in (2, 3)] == [pagu, realisasi]
    assert {row[1].text_content() for row in rows} == {"Sep", "–"}
    links = {row.xpath("string(th/small)"): row.xpath("string(th/a/@href)") for row in rows}
    assert links["999999"] == "satker/999999-2025-tw3.html"
    assert links["900003"] == "satker/900003-2025.html"
    assert not (example_site / "nasional-2025-tw4.html").exists()
    assert not (example_site / "nasional-2024-tw1.html").exists()


def test_performance_without_a_plan_has_its_month_and_the_reason(example_site: Path) -> None:
    rows = page(example_site, "index.html").xpath(SATKER)
    other = next(row for row in rows if "900003" in row[0].text_content())
    assert [" ".join(other[column].text_content().split()) for column in (7, 8)] == ["Feb", "– belum ada RAK"]
    assert "belum ada RAK" in text(page(example_site, "satker/900003-2025.html"), "//dl")


def test_every_open_record_is_counted(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    root = page(example_site, "index.html")
    (card,) = root.xpath("//dl/div[dt='Karantina terbuka']/dd")
    assert card.xpath(".//a/@href") == ["#h-tidak-dikenal"]
    assert root.xpath("//*[@id='h-tidak-dikenal']")
    older = page(example_site, "nasional-2024.html").xpath("//*[@id='satker']/tfoot/tr/td[10]")[0].text_content()
    everything = one(con, "select count(*) from dq.karantina where status = 'terbuka'")
    assert amount(card.text) == everything - int(older)


def test_what_is_synthetic_is_said(example_site: Path) -> None:
    for path in ("index.html", "nasional-2025-tw1.html", DUMAI, "satker/999999-2025-tw1.html"):
        assert "Memuat data sintetis, bukan data resmi." in text(page(example_site, path), "//main")


def test_changes_since_the_build_before_are_listed(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    kinerja_sheets = PROJECT / "examples" / "inbox" / "kinerja"
    for month in (8, 9):
        name = f"SINTETIS_Kinerja_999999_2025_{month:02d}.xlsx"
        shutil.copy(kinerja_sheets / name, settings.inbox / name)
        build = refresh_once(settings).build
        assert build is not None
    site = write_site(build, settings.warehouse / "site").folder
    with open_published(build.path) as con:
        known = con.execute("select ukuran, kode, bulan, sesudah from meta.perubahan").fetchall()
    rows = page(site, DUMAI).xpath("//*[@id='perubahan']//tbody/tr")
    assert 10 < len(rows) == min(len(known), 100)
    first = next(row for row in rows if row[0].text_content() == "capaian 01.01")
    (value,) = [after for measure, code, _, after in known if (measure, code) == ("capaian", "01.01")]
    assert (first[1].text_content(), amount(first[3].text_content())) == ("September", value)


def test_the_tree_holds_every_line_and_leads_to_its_row(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    (tree,) = page(example_site, DUMAI).xpath("//ul[@class='tree']")
    shown = set()
    for line in tree.xpath(".//li"):
        (figures,) = line.xpath("./div//span[@class='amount'] | ./details/summary//span[@class='amount']")
        realisasi, pagu = figures.text_content().split(" dari ")
        shown.add((line.find("a").get("href"), amount(realisasi), amount(pagu)))
    lines = con.execute(
        "select '../sumber/' || left(file_id, 12) || '.html#b' || baris, realisasi_sd, pagu"
        f" from mart.serapan_tingkat where {SEPTEMBER}"
    ).fetchall()
    assert len(lines) > 200
    assert shown == set(lines)
    assert len(tree.xpath(".//li")) == len(lines)
    depth = max(len(list(leaf.iterancestors("details"))) for leaf in tree.xpath(".//div[@class='leaf']"))
    assert depth == 6


CODES = "select kode_indikator from core.indikator where kode_satker = '999999' and tahun = 2025"


def test_the_heat_map_is_the_mart_and_leads_to_the_sheet(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    (table,) = page(example_site, DUMAI).xpath("//table[@class='heat']")
    shown = {
        (row[0].text, month, amount(row[month].text_content()), row[month].get("title"))
        for row in table.xpath("tbody/tr")
        for month in range(1, 13)
        if row[month].text_content() != "–"
    }
    known = con.execute(
        "select kode_indikator, bulan, capaian_pct, kriteria from mart.capaian_indikator"
        " where kode_satker = '999999' and capaian_pct is not null"
    ).fetchall()
    assert len(known) > 60
    assert shown == set(known)
    assert {row[0].text for row in table.xpath("tbody/tr")} == {row[0] for row in con.execute(CODES).fetchall()}
    link = table.xpath("tbody//a/@href")[0]
    assert re.fullmatch(r"\.\./sumber/[0-9a-f]{12}\.html#b\d+(-[0-9a-f]{4})?", link)


def test_what_is_missing_wrong_and_corrected_is_said(example_site: Path) -> None:
    root = page(example_site, DUMAI)
    missing = text(root, "//*[@id='kurang']")
    assert "realisasi anggaran: Oktober sampai Desember" in missing
    assert "Rp15.768.463.000" in missing
    assert "Indikator 08.01 belum dinilai s.d. September: Belum ada target" in missing
    quality = text(root, "//*[@id='mutu']")
    assert "RAK-01 Jumlah kontribusi di bawah setiap indikator" in quality
    assert "rencana/rak_2025_loka_pom_dumai.txt, baris " in quality
    assert "uji-1" in quality
    assert "Sarana belum siap" in quality
    assert "RAK tahun ini belum ada" in text(page(example_site, "satker/900001-2024.html"), "//*[@id='kurang']")


def test_a_file_of_no_satker_is_named_and_its_name_is_text(example_site: Path) -> None:
    root = page(example_site, "index.html")
    assert "<b>bukan & dokumen.txt" in text(root, "//*[@id='h-tidak-dikenal']/..")


def test_the_plan_is_the_rpd_or_the_target_of_ikpa(example_site: Path, con: duckdb.DuckDBPyConnection) -> None:
    assert "Rencana: RPD kumulatif" in text(page(example_site, DUMAI), KURVA)
    rpd, target = one(
        con, f"select rpd_sd, target_ikpa from mart.rencana_penyerapan where {SEPTEMBER} and bulan_laporan = 9"
    )
    assert rpd == one(con, "select sum(rpd) from core.rpd where kode_satker = '999999' and bulan <= 9")
    parts = con.execute(
        f"select jenis_belanja, pagu from mart.serapan_jenis_belanja where {SEPTEMBER} and jenis_belanja <> '57'"
    ).fetchall()
    # PER-5/PB/2024, third quarter.
    assert target == sum(pagu * {"51": 75, "52": 70, "53": 70}[kind] / 100 for kind, pagu in parts)
    others = con.execute(
        "select distinct kode_satker from mart.rencana_penyerapan where tahun = 2024 and bulan = 12 and rpd_pct is null"
    ).fetchall()
    for (kode,) in others:
        told = text(page(example_site, f"satker/{kode}-2024.html"), KURVA)
        assert "Rencana: target penyerapan IKPA" in told


def test_every_link_leads_somewhere_and_none_out(example_site: Path) -> None:
    anchors: dict[Path, set[str]] = {}

    def ids(path: Path) -> set[str]:
        if path not in anchors:
            anchors[path] = {str(name) for name in lxml.html.parse(str(path)).xpath("//@id")}
        return anchors[path]

    checked = 0
    for path in [example_site / "index.html", *sorted(example_site.glob("satker/9999*.html"))]:
        for link in lxml.html.parse(str(path)).xpath("//@href | //@src"):
            target, _, anchor = str(link).partition("#")
            if target.startswith("data:"):
                continue
            assert ":" not in target, link
            found = (path.parent / target).resolve() if target else path
            assert found.is_file(), (path, link)
            assert not anchor or anchor in ids(found), (path, link)
            checked += 1
    assert checked > 500
    for sheet in (example_site / "static").glob("*.css"):
        assert not re.search(r"url\(|@import|https?:", sheet.read_text())


def test_the_same_build_gives_the_same_bytes(example_build: Build, example_site: Path, tmp_path: Path) -> None:
    again = write_site(example_build, tmp_path / "lagi").folder
    for path in example_site.rglob("*.html"):
        assert (again / path.relative_to(example_site)).read_bytes() == path.read_bytes(), path


def test_a_site_of_one_satker_holds_no_other(example_build: Build, tmp_path: Path) -> None:
    site = write_site(example_build, tmp_path / "satu", satker="900003").folder
    assert {path.name for path in site.glob("satker/*")} == {"900003-2025.html"}
    assert len(page(site, "index.html").xpath(SATKER)) == 1
    assert not page(site, "index.html").xpath("//*[@id='h-tidak-dikenal']")


def test_without_any_satker_there_is_a_page_that_says_so(settings: Settings) -> None:
    (settings.inbox / "bukan.txt").write_text("bukan dokumen")
    settings = Settings(**{**vars(settings), "satker": None})
    build = refresh_once(settings).build
    assert build is not None
    site = write_site(build, settings.warehouse / "site").folder
    told = text(page(site, "index.html"), "//main")
    assert "Belum ada satker" in told
    assert "bukan.txt" in told


def test_a_site_that_cannot_be_built_leaves_the_last_good_one(example_build: Build, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write_site(example_build, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    broken = Build(example_build.id, tmp_path / "rusak.duckdb")
    shutil.copy(example_build.path, broken.path)
    broken.path.chmod(0o644)
    with duckdb.connect(str(broken.path)) as con:
        con.execute("drop table mart.serapan_tingkat")
    built, problem = attempt(broken, out)
    assert built is None
    assert "serapan_tingkat" in problem
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert {path.name for path in tmp_path.iterdir()} == {"site", "rusak.duckdb"}


def test_a_swap_that_was_cut_off_is_put_right(example_build: Build, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write_site(example_build, out)
    out.rename(tmp_path / ".site.lama")
    built, problem = attempt(Build("20200101-000000", tmp_path / "tidak-ada.duckdb"), out)
    assert built is None
    assert problem
    assert (out / "index.html").is_file()


def test_a_folder_with_other_things_is_not_replaced(example_build: Build, tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("penting")
    with pytest.raises(NotASite, match="pilih folder"):
        write_site(example_build, tmp_path)
    assert (tmp_path / "surat.txt").read_text() == "penting"


def test_the_job_writes_the_site_and_a_failing_one_is_only_told(settings: Settings, rak_dumai: bytes) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    warehouse = Warehouse(settings.warehouse)
    job = build_definitions(settings).resolve_job_def("refresh")
    assert job.execute_in_process(run_config=QUIET).success
    first = warehouse.published()
    assert first is not None
    assert first.id in (warehouse.site_folder / "index.html").read_text(encoding="utf-8")
    shutil.rmtree(warehouse.site_folder)
    warehouse.site_folder.mkdir()
    (warehouse.site_folder / "surat.txt").write_text("penting")

    (settings.inbox / "lain.txt").write_text("bukan dokumen")
    run = kinerja(settings, "refresh")
    assert run.returncode == 0, run.stderr
    assert "Situs tidak ditulis: Folder " in run.stdout
    published = warehouse.published()
    assert published is not None
    assert published.id > first.id
    assert [path.name for path in warehouse.site_folder.iterdir()] == ["surat.txt"]

    (warehouse.site_folder / "surat.txt").unlink()
    run = kinerja(settings, "site")
    assert run.returncode == 0, run.stderr
    assert published.id in (warehouse.site_folder / "index.html").read_text(encoding="utf-8")

    run = kinerja(settings, "rollback")
    assert run.returncode == 0, run.stderr
    assert f"Terbitan {first.id}" in (warehouse.site_folder / "index.html").read_text(encoding="utf-8")


def test_the_command_refuses_what_it_cannot_do(settings: Settings, rak_dumai: bytes, tmp_path: Path) -> None:
    (settings.inbox / "rak.txt").write_bytes(rak_dumai)
    refresh_once(settings)
    run = kinerja(settings, "site", "--satker", "999999")
    assert (run.returncode, "--out" in run.stderr) == (2, True)
    run = kinerja(settings, "site", "--satker", "123456", "--out", str(tmp_path / "x"))
    assert (run.returncode, "123456 tidak ada" in run.stderr) == (1, True)
    assert not (tmp_path / "x").exists()


def test_vendored_scripts_are_those_of_the_pinned_libraries() -> None:
    assert vendor.VEGA.read_text(encoding="utf-8").startswith(vendor.heading() + "\n")
    assert vendor.CHARTS.read_text(encoding="utf-8") == vendor.charts()
    table = (STATIC / "vendor" / "dataTables.min.js").read_text(encoding="utf-8")
    assert table.startswith("/*! DataTables 3.1.5\n")
    for licence in ("vega.LICENSE.txt", "dataTables.LICENSE.txt"):
        assert "WARRANT" in (STATIC / "vendor" / licence).read_text(encoding="utf-8")


def test_the_runbook_has_the_page_that_an_alert_names() -> None:
    from pipelines.alerts import news

    assert (PROJECT / "docs" / "runbook" / f"{news.SITUS}.md").is_file()


def test_a_capaian_that_no_rule_of_its_year_judges_stops_no_page(example_build: Build, tmp_path: Path) -> None:
    copy = Build(example_build.id, Path(shutil.copy(example_build.path, tmp_path / "kinerja.duckdb")))
    copy.path.chmod(0o644)
    with duckdb.connect(str(copy.path)) as con:
        con.execute("update mart.capaian_indikator set kriteria = null")
        con.execute("update mart.capaian_triwulan set kriteria = null")
    site = write_site(copy, tmp_path / "situs").folder
    assert "Kurva S" in (site / DUMAI).read_text("utf-8")
