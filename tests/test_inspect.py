"""`kinerja inspect`: what a file is, what would be refused or found, and that nothing is left behind."""

from __future__ import annotations

import json
import resource
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.inspection import ABOUT_OTHERS, HELD
from pipelines.quality.rules import ALL_RULES
from pipelines.samples.datar_writer import COLUMNS, POK_COLUMNS, Akun, Cell, dump_rows, pok_rows, write_dump
from pipelines.wording import number
from tests.conftest import PROJECT
from tests.quality.documents import DECEMBER, NOVEMBER, A, Satker, Share, csv_text, export, reported

INBOX = PROJECT / "examples" / "inbox"
MARCH = INBOX / "anggaran" / "SINTETIS_FA_Detail_999999_2025_03.xlsx"
SHEET = INBOX / "kinerja" / "SINTETIS_Kinerja_999999_2025_03.xlsx"
CASH = INBOX / "anggaran" / "SINTETIS_RPD_999999_2025.xlsx"
PLAN = INBOX / "rencana" / "rak_2025_loka_pom_dumai.txt"
UNIT = "690001"
AKUN = [Akun("DR.3165.ADD.001", f"{n:03}", "A", "521211", "A", 9_000_000 + n, n) for n in range(3)]


class Run:
    """The command in an empty folder with a folder of its own for temporary files, and what it leaves there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "sementara"
        self.temporary.mkdir()

    def __call__(self, *arguments: str | Path) -> Any:
        before = sorted(self.folder.rglob("*"))
        result = CliRunner().invoke(main, ["inspect", *map(str, arguments)])
        assert sorted(self.folder.rglob("*")) == before
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def told(self, *arguments: str | Path) -> list[dict[str, Any]]:
        documents: list[dict[str, Any]] = json.loads(self(*arguments, "--json").stdout)
        return documents


@pytest.fixture
def inspect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    run = Run(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(run.temporary))
    for name in ("KINERJA_SATKER", "KINERJA_INDIKATOR", "KINERJA_INBOX", "KINERJA_WAREHOUSE"):
        monkeypatch.delenv(name, raising=False)
    return run


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> bytes:
    lines = [columns, *(row.values() for row in rows)]
    return "\n".join(";".join(map(str, cells)) for cells in lines).encode()


def rules(document: dict[str, Any]) -> dict[str, int]:
    return {rule["aturan"]: rule["jumlah"] for rule in document["pemeriksaan"]}


def test_the_plan_tells_its_parts_and_what_is_missing(inspect: Run) -> None:
    (document,) = inspect.told(PLAN)
    assert (document["jenis"], document["tahun"], document["diterima"]) == ("rak", 2025, True)
    assert document["nama_satker"] == "LOKA POM DI KOTA DUMAI"
    parts = {row["bagian"]: (row["jumlah"], row["rupiah"]) for row in document["isi"]}
    assert parts["indikator"][0] == 15
    assert parts["baris kontribusi"][0] == 144
    assert parts["baris kontribusi yang indikatornya hilang"][0] == 12
    assert parts["sub komponen"] == (88, 4_089_491_000)
    assert parts["Total yang tercetak"] == (1, 15_768_463_000)
    # The unit is in no map: held, and judged all the same.
    assert rules(document) == {"SATKER-01": 1, "RAK-01": 1, "RAK-03": 14, "RAK-04": 1, "RAK-05": 3}
    assert [rule["ditahan"] for rule in document["pemeriksaan"]] == [True, False, False, False, False]
    assert document["ditahan"] is True
    (short,) = next(rule for rule in document["pemeriksaan"] if rule["aturan"] == "RAK-01")["temuan"]
    assert (short["baris"], short["kolom"], short["nilai"]) == (53, "anggaran", "30145875")


def test_a_unit_in_the_map_is_not_held(inspect: Run) -> None:
    satker = inspect.folder / "satker.csv"
    satker.write_text("nama,kode_satker\nLoka POM di Kota Dumai,999999\n")
    (document,) = inspect.told(PLAN, "--satker", satker)
    assert set(rules(document)) == {"RAK-01", "RAK-03", "RAK-04", "RAK-05"}
    assert document["ditahan"] is False


def test_an_export_tells_each_level(inspect: Run) -> None:
    (document,) = inspect.told(MARCH)
    assert (document["jenis"], document["kode_satker"], document["tahun"], document["bulan"]) == (
        *("fa_detail", "999999"),
        *(2025, 3),
    )
    assert document["periode_dari"] == "isi"
    levels = {row["tingkat"]: row for row in document["isi"]}
    assert list(levels)[:2] == ["total", "program"]
    for level in levels.values():
        if level["tingkat"] != "item":
            assert (level["pagu"], level["realisasi_sd"]) == (levels["total"]["pagu"], levels["total"]["realisasi_sd"])
        assert level["sisa"] == level["pagu"] - level["realisasi_sd"]


def test_a_sheet_and_a_cash_plan_tell_months_and_kinds(inspect: Run) -> None:
    sheet, cash = inspect.told(SHEET, CASH)
    assert sheet["jenis"] == "realisasi_kinerja"
    assert [(row["kode_satker"], row["bulan"], row["indikator"]) for row in sheet["isi"]] == [("999999", 3, 11)]
    assert cash["jenis"] == "rpd"
    assert {row["jenis_belanja"] for row in cash["isi"]} <= {"51", "52", "53", "57"}
    assert all(row["bulan"] == 12 and row["rpd"] > 0 for row in cash["isi"])
    assert (sheet["pemeriksaan"], cash["pemeriksaan"]) == ([], [])


def test_documents_that_are_right_raise_nothing(inspect: Run) -> None:
    """Alone, without plan, budget, reports or map, which rules on several documents would miss."""
    unit = Satker(UNIT, "LOKA UJI")
    (inspect.folder / "satker.csv").write_text(f"nama,kode_satker\nLOKA UJI,{UNIT}\n")
    for name, data in (
        ("rak.txt", unit.rak()),
        ("november.xlsx", export(UNIT, 11, NOVEMBER)),
        ("desember.xlsx", export(UNIT, 12, DECEMBER, items=True)),
        ("kinerja.csv", csv_text(unit.rows).encode()),
    ):
        (inspect.folder / name).write_bytes(data)
        (document,) = inspect.told(name, "--satker", "satker.csv")
        assert (document["diterima"], document["tolakan"], document["pemeriksaan"]) == (True, [], []), name


def test_a_share_too_many_is_found_before_anything_is_landed(inspect: Run) -> None:
    unit = Satker(UNIT, "LOKA UJI")
    unit.plan.indicators[0].shares[0] = Share(*A, 60_000_000, 50_000_000)
    Path("rak.txt").write_bytes(unit.rak())
    result = inspect("rak.txt")
    assert result.exit_code == 0
    assert "RAK-03 (peringatan), 1 temuan" in result.stdout
    assert "kontribusi 50.000.000 (" in result.stdout
    assert "Saran:" in result.stdout


def test_a_name_without_a_code_waits_for_the_plan(inspect: Run) -> None:
    Path("kinerja.csv").write_text(csv_text([reported(UNIT, 1, 11, kode_indikator=None), reported(UNIT, 2, 11)]))
    (document,) = inspect.told("kinerja.csv")
    assert ([row["tanpa_kode"] for row in document["isi"]], document["pemeriksaan"]) == ([1], [])
    assert "1 baris tanpa kode indikator; namanya dicocokkan dengan RAK" in inspect("kinerja.csv").stdout


def test_a_code_that_is_none_would_be_held(inspect: Run) -> None:
    Path("kinerja.csv").write_text(csv_text([reported(UNIT, 1, 11, kode_indikator="1.1")]))
    result = inspect("kinerja.csv")
    assert result.exit_code == 0
    assert "IND-01 (ditahan di karantina), 1 temuan" in result.stdout
    assert "nilai '1.1'" in result.stdout


def test_what_the_reader_does_not_take_is_shown_by_cell(inspect: Run) -> None:
    rows = [reported(UNIT, 1, 11), reported(UNIT, 2, 11, realisasi="tiga")]
    Path("kinerja.csv").write_text(csv_text(rows))
    (document,) = inspect.told("kinerja.csv")
    assert document["diterima"]
    assert [(r["baris"], r["kolom"], r["nilai"]) for r in document["tolakan"]] == [(3, "realisasi", "tiga")]
    assert "baris 3, kolom realisasi, nilai 'tiga'" in inspect("kinerja.csv").stdout


def test_a_finding_names_its_cell(inspect: Run) -> None:
    over = [replace(account, ini=account.pagu) for account in NOVEMBER]
    Path("november.xlsx").write_bytes(export(UNIT, 11, over))
    (document,) = inspect.told("november.xlsx")
    found = next(rule for rule in document["pemeriksaan"] if rule["aturan"] == "FA-04")
    assert found["jumlah"] == 3
    assert all(finding["sel"].endswith(str(finding["baris"])) for finding in found["temuan"])
    first = found["temuan"][0]
    shown = " ".join(inspect("november.xlsx").stdout.split())
    assert f"sel {first['sel']}, realisasi sd {number(int(first['nilai']))} (" in shown


def test_a_refused_file_has_its_own_exit_status(inspect: Run) -> None:
    Path("foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = inspect("foto.xlsx", MARCH)
    assert result.exit_code == 1
    assert "akan ditolak" in result.stdout
    assert "gambar PNG, meskipun namanya berakhiran .xlsx" in result.stdout
    assert "dapat diterima" in result.stdout


def test_a_zip_is_told_member_by_member(inspect: Run) -> None:
    with zipfile.ZipFile("kiriman.zip", "w") as archive:
        archive.write(MARCH, "anggaran/maret.xlsx")
        archive.write(SHEET, "kinerja.xlsx")
        archive.writestr("catatan.txt", "rapat hari Senin")
    told = inspect.told("kiriman.zip")
    assert {document["nama"]: (document["jenis"], document["diterima"]) for document in told} == {
        "kiriman.zip/anggaran/maret.xlsx": ("fa_detail", True),
        "kiriman.zip/kinerja.xlsx": ("realisasi_kinerja", True),
        "kiriman.zip/catatan.txt": (None, False),
    }


def test_wrong_lines_of_a_keterangan_in_a_zip_are_told(inspect: Run) -> None:
    with zipfile.ZipFile("kiriman.zip", "w") as archive:
        archive.write(MARCH, "maret.xlsx")
        archive.writestr("keterangan.csv", "berkas,tahun,bulan\nmaret.xlsx,2025,13\nmei.xlsx,2025,5\n")
    Path("keterangan.csv").write_text("berkas,tahun,bulan\nlain.xlsx,2025,6\n")
    told = {document["nama"]: document for document in inspect.told("kiriman.zip")}
    assert list(told) == ["kiriman.zip/keterangan.csv", "kiriman.zip/maret.xlsx"]
    lines = told["kiriman.zip/keterangan.csv"]["tolakan"]
    assert [(line["baris"], line["kolom"], line["nilai"]) for line in lines] == [
        (2, "bulan", "13"),
        (3, "berkas", "mei.xlsx"),
    ]
    shown = inspect("kiriman.zip")
    assert shown.exit_code == 1
    assert "baris 3, kolom berkas, nilai 'mei.xlsx'" in shown.stdout


def test_a_month_and_a_year_from_two_places_are_told_apart(inspect: Run) -> None:
    made = write_dump(UNIT, 2025, [Akun("DR.3165.QIA.002", "053", "A", "521211", "A", 9, 4)], datetime(2025, 12, 1))
    for name in ("april 2024.xlsx", "data.xlsx"):
        Path(name).write_bytes(made)
    assert "April 2025; bulan dari nama berkas, tahun tertulis di isi berkas" in inspect("april 2024.xlsx").stdout
    assert "Mei 2025; bulan dari --bulan, tahun tertulis di isi berkas" in inspect("data.xlsx", "--bulan", "5").stdout
    Path("keterangan.csv").write_text("berkas,tahun,bulan\ndata.xlsx,2025,4\n")
    (document,) = inspect.told("data.xlsx")
    assert (document["periode_dari"], document["tahun_dari"]) == ("keterangan", "isi")
    (document,) = inspect.told(MARCH)
    assert (document["periode_dari"], document["tahun_dari"]) == ("isi", "isi")


def test_a_file_too_large_for_the_inbox_is_refused_as_there_and_never_copied(inspect: Run) -> None:
    with Path("besar.xlsx").open("wb") as stream:
        stream.truncate(1 << 40)
    Path("tautan.xlsx").symlink_to("besar.xlsx")
    # A copy, if there were one, would stop here and not fill the disk.
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 28, limits[1]))
    try:
        (document, linked) = inspect.told("besar.xlsx", "tautan.xlsx")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert document["alasan"] == linked["alasan"]
    assert document["alasan"] == "Berkas ini 1.099.511 MB, melebihi 200 MB, tidak wajar untuk laporan."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("tiada.xlsx", "Berkas tiada.xlsx tidak ada; periksa nama dan letaknya."),
        ("sementara", "sementara adalah folder; sebutkan berkas di dalamnya"),
        ("~$buka.xlsx", "nama seperti ini dipakai berkas sementara atau tersembunyi"),
        ("keterangan.csv", "ia hanya menerangkan bulan berkas di sebelahnya"),
    ],
)
def test_what_is_no_document_is_one_sentence(inspect: Run, path: str, sentence: str) -> None:
    Path("~$buka.xlsx").write_bytes(b"x")
    Path("keterangan.csv").write_text("berkas,tahun,bulan\n")
    result = inspect(path, MARCH)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("Gagal: ")
    assert sentence in result.stderr
    # The others are told all the same.
    assert "SINTETIS_FA_Detail_999999_2025_03.xlsx" in result.stdout


def test_the_real_dump_tells_its_month_and_where_it_is_from(inspect: Run, shared_data: Path) -> None:
    folder = shared_data / "flat_dump"
    (document,) = inspect.told(folder / "april upload.xlsx")
    assert (document["tahun"], document["bulan"], document["periode_dari"]) == (2021, 4, "nama berkas")
    assert {row["sumber_dana"]: row["baris"] for row in document["isi"]} == {"A": 428, "D": 10}
    assert set(rules(document)) == {"FA-04"}
    shown = inspect(folder / "april upload.xlsx").stdout
    assert "April 2021; bulan dari nama berkas, tahun tertulis di isi berkas" in shown

    sheet = folder / "format upload POK.xlsx"
    stated = inspect(sheet, "--bulan", "4", "--tahun", "2021")
    assert stated.exit_code == 0
    assert "April 2021, dari --bulan" in stated.stdout
    assert inspect(sheet, "--tahun", "2021").exit_code == 2


def test_a_file_without_a_month_asks_for_it_and_shows_the_rest(inspect: Run) -> None:
    Path("data.csv").write_bytes(as_csv(COLUMNS, dump_rows(UNIT, 2021, AKUN)))
    (document,) = inspect.told("data.csv")
    assert (document["diterima"], document["perlu"]) == (False, "--bulan N")
    assert (document["tahun"], document["bulan"], document["periode_dari"]) == (2021, None, None)
    assert (document["kode_satker"], document["jumlah_baris"]) == (UNIT, len(AKUN))
    assert sum(row["pagu"] for row in document["isi"]) == sum(akun.pagu for akun in AKUN)
    assert document["pemeriksaan"] == []
    assert [(r["aturan"], r["baris"]) for r in document["tolakan"]] == [("BERKAS-22", None)]
    assert document["alasan"] == document["tolakan"][0]["alasan"]
    result = inspect("data.csv")
    assert result.exit_code == 1
    assert "belum diketahui; tambahkan --bulan N\n" in result.stdout
    assert inspect("data.csv", "--bulan", "4").exit_code == 0


def test_a_sheet_without_month_and_year_asks_for_what_its_name_does_not_tell(inspect: Run) -> None:
    sheet = as_csv(POK_COLUMNS, pok_rows("LOKA UJI", AKUN))
    for name, needs in (("data.csv", "--bulan N --tahun T"), ("april.csv", "--bulan 4 --tahun T")):
        Path(name).write_bytes(sheet)
        (document,) = inspect.told(name)
        assert (document["perlu"], document["tahun"], document["bulan"]) == (needs, None, None)
        assert sum(row["sisa"] for row in document["isi"]) == sum(akun.pagu - akun.realisasi for akun in AKUN)
    # Only the year is missing, and nothing is asked of a file that is refused for another reason.
    Path("2021.csv").write_bytes(sheet)
    Path("rusak.csv").write_bytes(sheet.replace(b"realisasi;", b""))
    (named, broken) = inspect.told("2021.csv", "rusak.csv")
    assert (named["perlu"], named["tahun"]) == ("--bulan N", 2021)
    assert (broken["perlu"], broken["isi"]) == ("", [])


def test_the_month_that_is_stated_beside_a_file_counts(inspect: Run, shared_data: Path) -> None:
    path = inspect.folder / "data.xlsx"
    path.write_bytes((shared_data / "flat_dump" / "format upload POK.xlsx").read_bytes())
    Path("keterangan.csv").write_text("berkas,tahun,bulan\ndata.xlsx,2021,5\nlain.xlsx,2021,6\n")
    (document,) = inspect.told(path)
    assert (document["tahun"], document["bulan"], document["periode_dari"]) == (2021, 5, "keterangan")


def test_every_real_export_is_known(inspect: Run, shared_data: Path) -> None:
    folder = shared_data / "fa_detail"
    truth = json.loads((folder / "TRUTH.json").read_text())
    told = inspect.told(*(folder / name for name in truth))
    assert len(told) == len(truth) > 5
    for document in told:
        expected = truth[document["nama"]]["levels"]
        for row in document["isi"]:
            if row["tingkat"] in expected:
                level = expected[row["tingkat"]]
                assert (row["baris"], row["pagu"], row["sisa"]) == (level["n"], level["pagu"], level["sisa"])
        assert (document["diterima"], document["tolakan"]) == (True, [])


def test_the_rules_left_out_are_rules_that_block_nothing() -> None:
    known = {rule.id: rule for rule in ALL_RULES}
    assert known.keys() >= ABOUT_OTHERS | HELD
    assert not any(known[rule].menahan for rule in ABOUT_OTHERS | HELD)
