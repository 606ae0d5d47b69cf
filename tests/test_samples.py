"""Synthetic FA Detail files: readable as the real ones are, equal to the model behind them, and labelled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.readers.fa_detail import read_fa_detail
from pipelines.readers.fa_detail_rules import LEVELS, FaDetail
from pipelines.readers.rak_text import read_rak
from pipelines.readers.workbook import open_workbook
from pipelines.samples.fa_detail_writer import MARK, Line, Snapshot, write_fa_detail
from pipelines.samples.generator import (
    PLAN_AKUN_MONTHS,
    budget_from_plan,
    random_budget,
    rng_for,
    simulate_year,
    write_samples,
    write_samples_from_plan,
    write_year,
)

PAGU, LOCK, LALU, INI, SD, SISA = range(6)


def year(seed: int, kode_satker: str = "900000", lines: int = 150, susulan: bool = False) -> list[Snapshot]:
    rng = rng_for(seed, kode_satker)
    return list(simulate_year(random_budget(rng, kode_satker, lines), 2025, rng, (2, 6, 10), susulan))


def printed(snapshot: Snapshot) -> list[tuple[object, ...]]:
    return [(LEVELS[line.depth], *line.codes, line.uraian, *map(str, line.figures)) for line in snapshot.lines]


def akun_of(snapshot: Snapshot) -> dict[tuple[str | None, ...], Line]:
    return {line.codes: line for line in snapshot.lines if line.depth == 7}


@pytest.mark.parametrize("seed", range(30))
def test_what_is_written_is_read_back_exactly(seed: int) -> None:
    for snapshot in year(seed)[seed % 6 :: 6]:
        document = read_fa_detail(open_workbook(write_fa_detail(snapshot)))
        rows = [FaDetail._make(row) for row in document.rows["raw.fa_detail"]]
        assert document.rejects == []
        assert [row[2:] for row in rows[1:]] == printed(snapshot)
        assert rows[0].tingkat == "total"
        about = (document.kode_satker, document.nama_satker, document.tahun, document.bulan, document.waktu_sumber)
        assert about == ("900000", snapshot.nama_satker, 2025, snapshot.bulan, snapshot.diunduh)


def test_long_names_are_cut_at_page_ends_in_both_ways() -> None:
    ways = set()
    for snapshot in (snapshot for seed in range(8) for snapshot in year(seed, lines=400)[::4]):
        rows = open_workbook(write_fa_detail(snapshot)).sheets[0].rows
        numbers = ["".join("1" if isinstance(cell, float) else "0" for cell in row).strip("0") for row in rows]
        for (row, _), (_, after) in pairwise(zip(rows, numbers, strict=True)):
            if str(row[1]).startswith("*") and after.count("1") in (1, 2, 3, 4, 5):
                ways.add(after)
    assert len(ways) >= 2


@pytest.mark.parametrize("seed", range(10))
def test_the_months_of_a_year_agree(seed: int) -> None:
    snapshots = year(seed)
    assert [snapshot.bulan for snapshot in snapshots] == list(range(1, 13))
    assert snapshots[0].diunduh == datetime(2025, 2, 3, 8)
    assert snapshots[-1].diunduh == datetime(2026, 1, 3, 8)
    totals = []
    for snapshot in snapshots:
        akun = akun_of(snapshot)
        assert all(line.figures[SD] <= line.figures[PAGU] for line in akun.values())
        totals.append([sum(line.figures[measure] for line in akun.values()) for measure in range(6)])
    for before, after in pairwise(snapshots):
        earlier, later = akun_of(before), akun_of(after)
        for codes in earlier.keys() | later.keys():
            sd = earlier[codes].figures[SD] if codes in earlier else 0
            assert sd == (later[codes].figures[LALU] if codes in later else 0)
    assert len({total[PAGU] for total in totals}) == 1
    assert totals[-1][SD] > totals[-1][PAGU] * 0.8
    assert totals[5][SD] < totals[5][PAGU] * 0.5


def test_years_hold_refunds_a_revision_and_lines_that_vanish() -> None:
    years = [year(seed) for seed in range(10)]
    figures = [line.figures for snapshots in years for snapshot in snapshots for line in akun_of(snapshot).values()]
    assert any(line[INI] < 0 for line in figures)
    for snapshots in years:
        first, last = akun_of(snapshots[0]), akun_of(snapshots[-1])
        assert any(
            codes not in last or last[codes].figures[PAGU] != line.figures[PAGU] for codes, line in first.items()
        )
    assert any(akun_of(snapshots[0]).keys() - akun_of(snapshots[-1]).keys() for snapshots in years)


def test_late_postings_appear_only_when_asked_for() -> None:
    def gaps(susulan: bool) -> int:
        snapshots = year(4, susulan=susulan)
        totals = [
            [sum(line.figures[measure] for line in akun_of(snapshot).values()) for measure in (SD, LALU)]
            for snapshot in snapshots
        ]
        return sum(after[1] > before[0] for before, after in pairwise(totals))

    assert gaps(susulan=False) == 0
    assert gaps(susulan=True) > 0


def test_the_plan_of_dumai_becomes_a_budget_with_two_sub_komponen_more(rak_dumai: bytes) -> None:
    document = read_rak(rak_dumai)
    budget = budget_from_plan(document, "999999", rng_for(1, "999999"))
    planned = {
        (row[names.index("kode_ro")], row[names.index("kode_komponen")], row[names.index("kode_subkomponen")]): int(
            str(row[names.index("anggaran")])
        )
        for row in document.rows["raw.rak_kontribusi"]
        for names in [row._fields]  # type: ignore[attr-defined]
    }
    pagu: dict[tuple[object, ...], int] = {}
    for position in budget.positions:
        key = position.codes[3:6]
        pagu[key] = pagu.get(key, 0) + position.pagu[0]
    assert len(planned) == 88
    assert {key: pagu[key] for key in planned} == planned
    assert len(pagu.keys() - planned.keys()) == 2
    assert budget.nama_satker == f"LOKA POM DI KOTA DUMAI {MARK}"


def files_under(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        yield path.name, path.read_bytes()


def test_same_seed_same_bytes_whatever_else_is_written(tmp_path: Path) -> None:
    assert write_samples(tmp_path / "a", 2, 7, 2025) == 50
    assert write_samples(tmp_path / "b", 1, 7, 2025) == 25
    assert write_samples(tmp_path / "c", 1, 8, 2025) == 25
    first, alone, other = (dict(files_under(tmp_path / name)) for name in "abc")
    budgets = [f"SINTETIS_FA_Detail_900000_2025_{month:02d}.xlsx" for month in range(1, 13)]
    assert [name for name in sorted(alone) if "FA_Detail" in name] == budgets
    assert alone == {name: first[name] for name in alone}
    assert all(alone[name] != other[name] for name in alone)


def grouping(path: Path) -> str:
    return str(open_workbook(path.read_bytes()).sheets[0].rows[1][0])


def test_layouts_alternate_by_satker_and_by_month(tmp_path: Path) -> None:
    for kode_satker in ("900000", "900001"):
        rng = rng_for(1, kode_satker)
        paths = write_year(tmp_path, random_budget(rng, kode_satker, 60), 2025, rng)
        assert {"Item" in grouping(path) for path in paths} == {kode_satker == "900000"}
        stamps = [open_workbook(path.read_bytes()).waktu_sumber for path in paths]
        assert stamps[2] == datetime(2025, 4, 3, 8)
        assert paths[2].stat().st_mtime == 1_743_642_000  # 2025-04-03 01:00 UTC, 08:00 WIB


def test_a_plan_gives_all_kinds_of_files(rak_dumai: bytes, tmp_path: Path) -> None:
    assert write_samples_from_plan(tmp_path, rak_dumai, "999999", 1) == len(list(tmp_path.iterdir())) == 25
    reports = sorted(tmp_path.glob("SINTETIS_FA_Detail_999999_2025_*.xlsx"))
    to_akun = [int(path.stem[-2:]) for path in reports if "Item" not in grouping(path)]
    assert to_akun == list(PLAN_AKUN_MONTHS)
    assert len(list(tmp_path.glob("SINTETIS_Kinerja_999999_2025_*"))) == 12
    assert len(list(tmp_path.glob("SINTETIS_RPD_999999_2025.xlsx"))) == 1


def test_synthetic_files_cannot_be_taken_for_official_ones() -> None:
    snapshot = year(1, lines=40)[0]
    with zipfile.ZipFile(io.BytesIO(write_fa_detail(snapshot))) as archive:
        core = archive.read("docProps/core.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert {member.date_time for member in archive.infolist()} == {(2025, 2, 3, 8, 0, 0)}
    assert core.count("DATA SINTETIS - BUKAN DATA RESMI") == 2
    assert f"BADAN PENGAWAS OBAT DAN MAKANAN {MARK}" in sheet
    with pytest.raises(ValueError, match="DATA SINTETIS"):
        write_fa_detail(replace(snapshot, nama_satker="LOKA POM DI KOTA DUMAI"))


@pytest.mark.parametrize("name", ["Mei2025.xlsx", "Laporan Fa Detail (16 Segmen).xlsx"])
def test_the_sheet_is_built_as_sakti_builds_it(shared_data: Path, name: str) -> None:
    """A real report's lines, written by the writer, give the XML of the real report except for texts and page ends."""
    data = (shared_data / "fa_detail" / name).read_bytes()
    document = read_fa_detail(open_workbook(data))
    rows = [FaDetail._make(row) for row in document.rows["raw.fa_detail"]][1:]
    lines = [
        Line(LEVELS.index(row.tingkat), tuple(row[3:11]), row.uraian or "", tuple(map(int, row[12:]))) for row in rows
    ]
    to_item = any(row.tingkat == "item" for row in rows)
    about = (str(document.kode_satker), f"X {MARK}", document.tahun or 0, document.bulan or 0)
    mine, real = (
        zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
        for content in (write_fa_detail(Snapshot(*about, to_item, lines, datetime(2025, 4, 3, 8))), data)
    )

    def parts(xml: str) -> tuple[str, set[str], str]:
        start, end = xml.index("<row"), xml.index("</mergeCells>")
        plain = re.sub(r'r="([A-Z]*)\d+"|>[^<>]*</[tv]>| ht="\d+"', r"\1", xml[start : xml.index("</sheetData>")])
        return xml[:start], set(re.findall(r"<row.*?</row>", plain, re.DOTALL)), xml[end:]

    (my_head, my_rows, my_tail), (real_head, real_rows, real_tail) = parts(mine), parts(real)
    assert (my_head, my_tail) == (real_head, real_tail)
    # Continuations fall on other lines, and one RO of the long file has a code style of its own.
    assert len(real_rows - my_rows) <= 2
    assert len(my_rows - real_rows) <= 4
