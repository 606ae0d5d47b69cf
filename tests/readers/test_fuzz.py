"""Random cells, lines and zip members: a document that landing takes, or a foreseen refusal. See tests/fuzz."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import archives
from pipelines.corrections.register import read_register
from pipelines.readers import recognition
from pipelines.readers.fa_detail import read_fa_detail
from pipelines.readers.numbers import NumberFormat, detect_format, parse_amount
from pipelines.readers.pdf_child import pages_of
from pipelines.readers.period import Period
from pipelines.readers.rak import MAX_LINES
from pipelines.readers.rak_lines import Copy, Line, make_cells, read_lines
from pipelines.readers.rak_text import read_rak
from pipelines.readers.reading import Document, Unreadable
from pipelines.readers.recognition import read
from pipelines.readers.workbook import Extraordinary, Sheet, Workbook, open_csv, open_workbook
from pipelines.settings import SettingsError
from tests.conftest import PROJECT
from tests.fuzz.samples import pdf_of
from tests.readers.test_realisasi_datar import dump, grid
from tests.readers.test_workbook import refused, row, sheet, with_sheet

EXAMPLES = PROJECT / "examples" / "inbox"
TOLD = Period(2021, 4, "perintah")
WORDS = (
    *("", " ", "-", "=1+1", "'", "00", "1,5", "1.234", "(5)", "5%", "1e5", "tahun", "Total", "B13", "12.", "9" * 20),
    *("JUMLAH SELURUHNYA", "Periode Maret 2025", "Satuan Kerja", "521211", "DR.3165.ADD.001", "053 - X", "01 - Y"),
    *("\0", "\x1f", "²", "٣", "１２", "½", "\u202e", "<table>", "a\nb", "\t", "ADD/001/051/A", "x" * 40_000, "NaN"),
)
CELLS = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.floats(),
    st.integers(-(10**25), 10**25).map(float),
    st.booleans(),
    st.sampled_from([datetime(2025, 3, 1), date(1899, 12, 31), clock(1, 2), timedelta(-3), datetime(9999, 12, 31)]),
)
CHANGES = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 29), CELLS), min_size=1, max_size=12)
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def top_of(path: str, rows: int = 60) -> Sheet:
    first = open_workbook((EXAMPLES / path).read_bytes()).sheets[0]
    return Sheet(first.name, [list(cells) for cells in first.rows[:rows]])


@pytest.fixture(scope="module")
def bases() -> dict[str, Sheet]:
    return {
        "fa_detail": top_of("anggaran/SINTETIS_FA_Detail_999999_2025_04.xlsx"),
        "kinerja": top_of("kinerja/SINTETIS_Kinerja_999999_2025_03.xlsx"),
        "rpd": top_of("anggaran/SINTETIS_RPD_999999_2025.xlsx"),
        "datar": Sheet("datar", grid(dump(levels=True))),
    }


def foreseen(document: Any) -> None:
    """Landing takes what ``document()`` gives, or refuses: text is text, numbers fit, and nothing was unforeseen."""
    refused: list[Any] = []
    try:
        found: Document = document()
    except Unreadable as refusal:
        refused = refusal.rejects
        tables = [refused]
    else:
        assert any(found.rows.values())
        tables = [*found.rows.values(), found.rejects, found.columns]
    assert recognition.UNEXPECTED not in [reject.aturan for reject in refused], refused
    for rows in filter(None, tables):
        columns = {str(at): list(values) for at, values in enumerate(zip(*rows, strict=True))}
        pa.table(columns)
        assert all(abs(value) < 2**31 for values in columns.values() for value in values if isinstance(value, int))


@BOUNDED
@given(kind=st.sampled_from(["fa_detail", "kinerja", "rpd", "datar"]), changes=CHANGES)
def test_any_cell_may_hold_anything(bases: dict[str, Sheet], kind: str, changes: list[tuple[int, int, object]]) -> None:
    rows = [list(cells) for cells in bases[kind].rows]
    for at, column, value in changes:
        cells = rows[at % len(rows)]
        cells[column % len(cells)] = value
    foreseen(lambda: recognition._read_workbook(Workbook([Sheet("S", rows)]), "april.xlsx", TOLD))


LINES = st.lists(st.tuples(st.integers(0, 280), st.sampled_from([*WORDS[:-2], "\t", "<table>\t"]), st.integers(0, 3)))


@settings(BOUNDED, max_examples=30)
@given(changes=LINES)
def test_any_line_of_a_plan_may_hold_anything(rak_dumai: bytes, changes: list[tuple[int, str, int]]) -> None:
    lines = rak_dumai.decode().split("\n")
    for at, text, how in changes:
        line = lines[at % len(lines)]
        lines[at % len(lines)] = (text, f"{text}\t{line}", f"{line}\t{text}", line.replace("\t", text, 1))[how]
    foreseen(lambda: read("\n".join(lines).encode(), "rak.txt"))


@settings(BOUNDED, max_examples=100)
@given(edits=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4))
def test_any_damaged_archive_is_listed_or_refused(tmp_path: Path, edits: list[tuple[float, bytes]]) -> None:
    data = bytearray(an_archive())
    for place, patch in edits:
        at = int(place * (len(data) - len(patch)))
        data[at : at + len(patch)] = patch
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    try:
        found = archives.members(path) or []
    except Unreadable:
        return
    assert all(name.isprintable() and ".." not in name.split("/") for _, name, *_ in found)
    assert len(list(archives.contents(path, [member.position for member in found]))) == len(found)


def an_archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/../mei.xlsx", b"isi" * 50)
        archive.writestr("surat.txt", b"rapat")
    return buffer.getvalue()


# -- what fuzzing found ----------------------------------------------------------------------------------------------


def test_a_member_of_an_archive_without_a_name_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(an_archive().replace(b"surat.txt", bytes(9)))
    found = archives.members(path)
    assert found is not None
    assert [member.name for member in found] == ["?????????", "a/mei.xlsx"]


def test_an_endless_number_takes_no_time() -> None:
    begun = time.perf_counter()
    assert detect_format(["9" * 200_000, "1" * 200_000 + "x"]) is None
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    "rows",
    [
        [row(1), b'<row><c t="n"><v>1</v></c></row>'],
        [row(1), b'<row r="2"><c r = "B2"><v>1</v></c></row>'],
        [row(1), b'<row r="2"><x:c r="B2"><v>1</v></x:c></row>'],
        [row(1, "ABCD")],
        [b'<row r="1"><c r="A0000000001"><v>1</v></c></row>'],
    ],
)
def test_a_cell_that_calamine_may_put_anywhere_needs_a_process_of_its_own(rows: list[bytes]) -> None:
    with pytest.raises(Extraordinary):
        open_workbook(with_sheet(sheet(*rows)))


def test_a_wide_sheet_may_not_be_long_too() -> None:
    assert len(open_workbook(with_sheet(sheet(row(1, "ZZ"), row(20_000)))).sheets[0].rows) == 20_000
    assert refused(with_sheet(sheet(row(1, "ZZ"), row(25_000)))).aturan == "BERKAS-06"
    assert refused(with_sheet(sheet(row(1, "DA"), row(100_000)))).aturan == "BERKAS-06"


def test_one_line_that_is_much_longer_than_the_others_is_refused() -> None:
    with pytest.raises(Unreadable) as refusal:
        open_csv(b"a;b;c;d;e;f;g\n" * 20_000 + b";" * 16_000)
    assert refusal.value.rejects[0].aturan == "BERKAS-06"


# -- documents beyond measure ------------------------------------------------------------------------------------------


def cost(work: Callable[[], object]) -> float:
    """Processor seconds, the least of three."""

    def once() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(once() for _ in range(3))


def growth(work: Callable[[int], object], size: int) -> float:
    """Cost of four times the size by that of the size: 4 where it grows with the size, 16 where with its square."""
    return cost(lambda: work(4 * size)) / cost(lambda: work(size))


PLAN = """RENCANA AKSI PERJANJIAN KINERJA TAHUN 2025
LOKA POM
NO\tSASARAN KEGIATAN\tINDIKATOR KINERJA KEGIATAN\tTARGET\t\t\tANGGARAN
1\t01 - Sasaran\t01 - Indikator\t1\t1\t1\t1,000,000
\t\tNO\tRO\tKOMPONEN\tSUB KOMPONEN\tANGGARAN\tKONTRIBUSI
"""


def codes(at: int) -> tuple[int, str, str]:
    return at + 1, f"{at // 26 + 100}", chr(65 + at % 26)


def printed(at: int) -> str:
    return "\t\t{}\tDR.3165.ADD.001 - RO\t{} - Komponen\t{} - Sub\t1,000,000\t1,000".format(*codes(at))


def in_html(at: int) -> str:
    cells = "<td>{}</td><td>DR.3165.ADD.001 - RO</td><td>{} - K</td><td>{} - S</td><td>1,000</td><td>1</td>"
    return f"\t\t<table><tr>{cells.format(*codes(at))}</tr></table>"


@pytest.mark.parametrize("one", [printed, in_html, lambda at: f"\t\tsisa {at}", lambda at: f"catatan {at}"])
def test_a_plan_costs_as_much_as_it_has_lines(one: Callable[[int], str]) -> None:
    def plan(size: int) -> Document:
        return read_rak((PLAN + "\n".join(map(one, range(size)))).encode())

    assert plan(100).rows["raw.rak_indikator"]
    assert growth(plan, 1_200) < 8


def test_a_plan_longer_than_any_plan_is_refused_and_blank_lines_make_none_long() -> None:
    rows = [printed(at) for at in range(MAX_LINES - 5)]
    kept = read_rak((PLAN + "\n\n".join(rows)).encode())
    assert len(kept.rows["raw.rak_kontribusi"]) == len(rows)
    with pytest.raises(Unreadable) as refusal:
        read_rak((PLAN + "\n".join([*rows, "Dumai"])).encode())
    assert [reject.aturan for reject in refusal.value.rejects] == ["BERKAS-06"]
    assert "10.001 baris" in refusal.value.rejects[0].alasan


@pytest.mark.parametrize(
    "line",
    [
        lambda size: ["SASARAN" * size],
        lambda size: [f"total {'1' * size} x"],
        lambda size: ["1", "DR.3165.ADD.001 - RO", f"{'1' * size} x", "1"],
        lambda size: ["01 - X", "NO", "RO", "1", "DR.3165.ADD.001 - RO", *"a" * size],
    ],
)
def test_a_line_of_a_plan_costs_as_much_as_it_is_long(line: Callable[[int], list[str]]) -> None:
    def read_line(size: int) -> Document:
        return read_rak(PLAN.encode() + "\t".join(line(size)).encode())

    assert growth(read_line, 5_000) < 8


def test_an_inner_table_is_read_once_however_deep_it_lies() -> None:
    cells = "".join(f"<td>{text}</td>" for text in ("1", "DR.3165.ADD.001 - RO", "051 - K", "A - S", "5", "5"))
    html = f"{'<table><tr><td>' * 40}<table><tr>{cells}</tr></table>{'</td></tr></table>' * 40}"
    (copy,) = read_lines([Line(1, make_cells([html]))])
    assert isinstance(copy, Copy)
    assert [(row.nomor, len(row.cells)) for row in copy.rows] == [("1", 5)]


def test_a_number_of_thousands_of_digits_is_only_a_bad_number() -> None:
    document = read_rak((PLAN + in_html(0).replace("<td>1<", f"<td>{'1' * 5_000}<", 1)).encode())
    assert document.rows["raw.rak_kontribusi"][0][6] == "1" * 5_000
    assert parse_amount("0" * 5_000 + "7", NumberFormat.ENGLISH) == 7


def test_a_box_may_reach_any_distance_beyond_the_page() -> None:
    # Its height in bands would be many millions.
    page = b"0 0 1000000000 99999999999 re S BT /F1 6 Tf 30 30 Td (RENCANA) Tj ET"
    ((line,),) = [page["lines"] for page in pages_of(pdf_of([page], "0 0 842 595"))["pages"]]
    assert (line.ruled, [text for _, text in line.cells]) == (True, ["RENCANA"])


def test_many_continuations_of_one_line_cost_as_much_as_they_say(bases: dict[str, Sheet]) -> None:
    top = bases["fa_detail"]
    width = len(top.rows[0])
    first = next(at for at, row in enumerate(top.rows) if str(row[7]).startswith("5") and len(str(row[7])) == 6)
    rest = list(top.rows[first])
    assert width > 28
    rest[22] = rest[23] = ""
    rest[next(at for at in range(8, 16) if rest[at] != "")] = "x" * 2_000

    def report(size: int) -> str:
        rows = [*top.rows[: first + 1], *[rest] * size, *top.rows[first + 1 :]]
        try:
            found = read_fa_detail(Workbook([Sheet("S", rows)])).rows["raw.fa_detail"]
        except Unreadable as refusal:
            return refusal.rejects[0].aturan
        return max((str(row[11]) for row in found), key=len)

    assert growth(report, 1_000) < 8


@pytest.mark.parametrize("text", ["[" * 5_000, "- " * 5_000, '- {id: "\\ud800"}'])
def test_an_absurd_register_is_told_as_any_other_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yml").write_text(text)
    with pytest.raises(SettingsError):
        read_register(tmp_path)
