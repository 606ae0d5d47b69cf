"""Every rule that a document can break is broken by one: found alone, in its cell, beside satker that hold."""

from __future__ import annotations

import io
import json
import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from pipelines.quality.rules import ALL_RULES, CATALOGUE
from pipelines.settings import Settings
from tests.conftest import read_warehouse, refresh_once
from tests.quality.documents import MAP_HEAD, NOW, SENT, Satker
from tests.quality.documents_datar import DATAR
from tests.quality.documents_datar_readers import DATAR_READERS
from tests.quality.documents_gate import GATE, REGISTER, Case
from tests.quality.documents_readers import READERS
from tests.quality.documents_rpd import RPD, plan_book, planned

CLEAN = 3
CASES = [*GATE, *REGISTER, *RPD, *READERS, *DATAR, *DATAR_READERS]

MACHINE = "guards against a fault of the machine"
ALONE = "has a test of its own"
NO_DOCUMENT = {
    **{rule.id: MACHINE for rule in ALL_RULES if rule.id.startswith(("KUNCI-", "ACUAN-", "TIPE-"))},
    **{f"MART-{number:02}": MACHINE for number in (1, 2, 3, 4, 5, 7, 8, 9, 10)},
    "BERKAS-20": MACHINE,
    "KODE-08": MACHINE,
    "BERKAS-09": "a file that makes a reader fail is a fault of the reader, to be mended there",
    "FA-01": "the reader refuses the file by FA-12, and the register a correction that would break it",
    "FA-02": "the reader refuses the file by FA-12",
    "FA-03": "the reader refuses the file by FA-12",
    "KODE-01": "refused by FA-33 in an export, KIN-21 in a sheet, and by the map of units",
    "KODE-02": "refused by RAK-13 in a plan; in a sheet it is IND-01's",
    "KODE-06": "the reader leaves the line out by FA-15",
    "KIN-06": "refused by KIN-22 in a sheet, and by the register of corrections",
    "RPD-24": "refused by RPD-14 in a cash plan, and by the register of corrections",
    "BERKAS-24": ALONE,
    "BERKAS-25": ALONE,
    "SEGAR-01": ALONE,
}


class Found(NamedTuple):
    """A finding of the gate or an open entry of the quarantine."""

    aturan: str
    kode_satker: str | None
    bulan: int | None
    berkas: str | None
    lembar: str | None
    baris: int | None
    sel: str | None
    nilai: str | None
    rincian: dict[str, Any]


@dataclass(frozen=True)
class Night:
    """A refresh of one inbox: the satker by the folder of their documents, and what was found about each."""

    settings: Settings
    satker: dict[str, Satker]
    found: dict[str, list[Found]]


def install(root: Path, satker: dict[str, Satker]) -> Settings:
    """Writes the documents, the map of units and the register of corrections."""
    settings = Settings(
        inbox=root / "inbox",
        warehouse=root / "warehouse",
        satker=root / "satker.csv",
        corrections=root / "corrections",
        settle_seconds=0,
    )
    settings.corrections.mkdir(parents=True)
    sent = SENT.timestamp()
    for folder, one in satker.items():
        (settings.inbox / folder).mkdir(parents=True)
        for name, data in one.documents().items():
            (settings.inbox / folder / name).write_bytes(data)
            os.utime(settings.inbox / folder / name, (sent, sent))
        if one.corrections:
            (settings.corrections / f"{folder}.yml").write_text(one.corrections, encoding="utf-8")
    lines = [MAP_HEAD, *(line for one in satker.values() for line in one.map_lines())]
    (root / "satker.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return settings


FINDINGS = """
    select t.aturan, t.kode_satker, t.bulan, b.nama, t.lembar, t.baris, t.sel, t.nilai, t.rincian
    from dq.temuan as t
    left join raw.berkas as b on t.file_id = b.file_id
    order by t.aturan, t.tabel, t.urutan
"""
HELD = """
    select aturan, kode_satker, bulan, nama_berkas, lembar, baris,
        case when lembar is not null then kolom || baris end, nilai, '{}'
    from dq.karantina
    where status = 'terbuka'
    order by all
"""


def look(settings: Settings, satker: dict[str, Satker]) -> Night:
    folders = {one.kode: folder for folder, one in satker.items()}
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for sql in (FINDINGS, HELD):
        for *own, details in read_warehouse(settings, sql):
            row = Found._make([*own, json.loads(details)])
            of_file = row.berkas.partition("/")[0] if row.berkas else None
            of_register = str(row.rincian.get("register", "")).removesuffix(".yml")
            found[of_file or folders.get(row.kode_satker or "") or of_register].append(row)
    return Night(settings, satker, dict(found))


def clean_satker(count: int) -> dict[str, Satker]:
    made = {f"bersih-{n}": Satker(f"99000{n}", f"LOKA POM DI KOTA BERSIH {n}") for n in range(1, count + 1)}
    for one in made.values():
        one.files["rpd.xlsx"] = plan_book([planned(one.kode)])
    return made


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """One inbox of all cases, a satker for each, and three satker in which all is well."""
    satker = clean_satker(CLEAN)
    for number, case in enumerate(CASES, start=1):
        satker[case.rule] = one = Satker(f"98{number:04d}", f"LOKA POM DI KOTA UJI {case.rule}")
        case.change(one)
    settings = install(tmp_path_factory.mktemp("dokumen"), satker)
    assert refresh_once(settings, NOW).build is not None
    return look(settings, satker)


def same(held: object, value: str | None) -> bool:
    """Whether a cell holds what the finding shows, a number by its value."""
    if held is None or value is None:
        return held is None and not value
    try:
        return Decimal(str(held)) == Decimal(value)
    except InvalidOperation:
        return str(held) == value


def shown_at(data: bytes, row: Found) -> list[object]:
    """What stands in the cell, row or line of a document to which a finding points."""
    assert row.berkas is not None
    assert row.baris is not None
    if not row.berkas.endswith(".xlsx"):
        return [data.decode().splitlines()[row.baris - 1]]
    sheet = openpyxl.load_workbook(io.BytesIO(data))[row.lembar or ""]
    return [sheet[row.sel].value] if row.sel else [cell.value for cell in sheet[row.baris]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_document_that_breaks_a_rule_breaks_it_only(night: Night, case: Case) -> None:
    assert {row.aturan for row in night.found.get(case.rule, [])} == {case.rule, *case.companions}


@pytest.mark.parametrize("case", [case for case in CASES if case.at], ids=lambda case: case.rule)
def test_it_is_found_in_its_cell(night: Night, case: Case) -> None:
    """The file is opened at the place found: it is the place that was broken, and holds the value that is shown."""
    assert case.at is not None
    name, place, value, content = case.at
    one = night.satker[case.rule]
    data = one.documents()[name]
    value = value.format(kode=one.kode) if value else value
    rows = [row for row in night.found[case.rule] if row.aturan == case.rule and row.berkas == f"{case.rule}/{name}"]
    if place is None:
        assert {(row.baris, row.sel, row.nilai) for row in rows} == {(None, None, value)}
        return
    if name.endswith(".xlsx"):
        row = next(row for row in rows if place in (row.sel, str(row.baris)))
    else:
        (line,) = [n for n, text in enumerate(data.decode().splitlines(), start=1) if place in text]
        row = next(row for row in rows if row.baris == line)
    if value is None:
        return
    assert same(row.nilai, value)
    expected = content or value
    if name.endswith(".xlsx"):
        assert any(same(cell, expected) for cell in shown_at(data, row))
    else:
        assert _printed(expected) in _printed(str(shown_at(data, row)[0]))
    for other in rows:
        if other.sel and not content:
            assert same(shown_at(data, other)[0], other.nilai)


def _printed(text: str) -> str:
    """A line of a plan without the marks between thousands."""
    return text.replace(",", "")


def test_a_page_or_sheet_that_is_not_read_is_named(night: Night) -> None:
    assert [row.lembar for row in night.found["RAK-22"]] == ["halaman 2"]
    assert [row.lembar for row in night.found["RAK-23"]] == ["Catatan"]


def test_a_correction_that_holds_no_longer_is_found_in_the_register(night: Night) -> None:
    (guard,) = night.found["KOREKSI-01"]
    assert (guard.rincian["nilai_salah"], guard.rincian["nilai_ditemukan"]) == ("99", "3.9")
    assert (guard.rincian["register"], guard.rincian["baris_register"]) == ("KOREKSI-01.yml", 1)


def test_what_is_missing_is_found_at_its_satker_and_month(night: Night) -> None:
    (late,) = [row for row in night.found["LAPOR-01"] if row.aturan == "LAPOR-01"]
    assert (late.kode_satker, late.bulan, late.berkas) == (night.satker["LAPOR-01"].kode, 12, None)


def test_a_name_of_two_units_is_found_in_the_map(night: Night) -> None:
    (twice,) = night.found["SATKER-02"]
    assert night.settings.satker is not None
    lines = night.settings.satker.read_text().splitlines()
    places = (twice.rincian["baris_peta"], twice.rincian["baris_peta_lain"])
    assert {lines[place - 1] for place in places} == set(night.satker["SATKER-02"].mapped)


def test_satker_beside_those_that_break_rules_are_not_touched(night: Night) -> None:
    """Their figures are published, whole, as if they were alone; and every finding belongs to a case."""
    assert set(night.found) == {case.rule for case in CASES}
    failed = "select distinct aturan from dq.hasil where not lulus except select aturan from dq.temuan"
    assert read_warehouse(night.settings, failed) == []
    published = "select kode_satker, bulan, pagu, realisasi_sd from mart.serapan_satker where kode_satker like '99000%'"
    achieved = (
        "select kode_satker, count(*), count(capaian_pct) from mart.capaian_indikator where kode_satker like '99000%'"
        " and bulan > 10 group by kode_satker"
    )
    assert len(read_warehouse(night.settings, published)) == 2 * CLEAN
    assert sorted(read_warehouse(night.settings, achieved)) == [(f"99000{n}", 4, 4) for n in range(1, CLEAN + 1)]


def test_clean_documents_raise_nothing_until_they_grow_old(tmp_path: Path) -> None:
    """Nothing at all on the night they come; when nothing new has come for long, SEGAR-01 alone."""
    satker = clean_satker(2)
    settings = install(tmp_path, satker)
    assert refresh_once(settings, NOW).build is not None
    failed = "select distinct aturan from dq.hasil where not lulus and run_id = (select max(run_id) from dq.hasil)"
    assert read_warehouse(settings, failed) == []
    assert look(settings, satker).found == {}
    # One of the two sends again, so that there is something new to look at.
    again = satker["bersih-1"].documents()["rak.txt"]
    (settings.inbox / "bersih-1" / "rak.txt").write_bytes(again.replace(b"Budi Santoso", b"Budi Setiawan"))
    assert refresh_once(settings, NOW + timedelta(days=60)).build is not None
    assert read_warehouse(settings, failed) == [("SEGAR-01",)]
    found = look(settings, satker).found
    assert {(folder, row.aturan, row.rincian["hari"]) for folder, rows in found.items() for row in rows} == {
        ("bersih-2", "SEGAR-01", 60)
    }


def test_every_rule_has_a_document_or_a_reason_why_it_has_none() -> None:
    shown = [case.rule for case in CASES]
    assert len(shown) == len(set(shown))
    assert not set(shown) & set(NO_DOCUMENT)
    assert set(shown) | set(NO_DOCUMENT) == {entry.id for entry in CATALOGUE}
