"""Documents that say no month: keterangan.csv, --bulan, names; what is read anew, what stands, what is told."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.keterangan import Sidecar, stated_periods
from pipelines.readers.period import Period
from pipelines.samples.datar_writer import Akun, write_dump
from pipelines.settings import Settings, SettingsError, load_settings
from tests.conftest import read_warehouse, refresh_once
from tests.quality.documents import Satker, export
from tests.test_cli import kinerja
from tests.test_zip import zipped

MADE = datetime(2025, 12, 1, 8, 0)
NIGHT = datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
DAY = timedelta(days=1)
RECORDED = "select nama, status, tahun, bulan, periode_dari from raw.berkas order by nama"
MONEY = "select bulan, cast(sum(realisasi_sd) as bigint) from core.realisasi_anggaran group by bulan order by bulan"
QUARANTINE = "select nama_berkas, baris, nilai, aturan, status from dq.karantina order by all"


def dump(
    realisasi: int,
    kode: str = "111111",
    tahun: int = 2025,
    ros: Sequence[str] = ("002", "003"),
    made: datetime = MADE,
) -> bytes:
    lines = [Akun(f"DR.3165.QIA.{ro}", "053", "A", "521211", "A", 1_000_000, realisasi) for ro in ros]
    return write_dump(kode, tahun, lines, made)


def put(settings: Settings, name: str, data: bytes | str) -> Path:
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    os.utime(path, (NIGHT.timestamp() - 86400, NIGHT.timestamp() - 86400))
    return path


def is_settled(settings: Settings, night: datetime = NIGHT) -> bool:
    return refresh_once(settings, night).build is None


# -- keterangan.csv ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "berkas,tahun,bulan\nupload.xlsx,2025,4\n",
        "\ufeffBerkas;Tahun;Bulan\r\nUPLOAD.XLSX;2025;April\r\n",
        "Catatan pengirim\n\nbulan;berkas;keterangan;tahun\n04;./upload.xlsx;dari KPPN;2025\n;;;\n",
        'berkas,tahun,bulan\n"upload.xlsx",2025,apr\nupload.xlsx,2025,4\n',
    ],
)
def test_a_table_in_any_common_form_is_read(text: str) -> None:
    stated, faults = stated_periods([Sidecar("a/keterangan.csv", text.encode())], ["a/upload.xlsx", "upload.xlsx"])
    assert stated == {"a/upload.xlsx": Period(2025, 4, "keterangan")}
    assert faults == {}


def test_a_line_tells_of_its_folder_and_below_and_the_nearest_counts() -> None:
    names = ["a/x.xlsx", "a/kiriman.zip/b/x.xlsx", "a/kiriman.zip/y.xlsx", "a/Résumé.xlsx"]
    upper = (
        "berkas,tahun,bulan\nx.xlsx,,1\nkiriman.zip/b/x.xlsx,,2\nkiriman.zip\\y.xlsx,,3\nRe\u0301sume\u0301.xlsx,,5\n"
    )
    inner = Sidecar("a/kiriman.zip/Keterangan.CSV", b"berkas,tahun,bulan\ny.xlsx,2024,4\n")
    stated, faults = stated_periods([inner, Sidecar("a/keterangan.csv", upper.encode())], names)
    assert {name: (period.tahun, period.bulan) for name, period in stated.items()} == {
        "a/x.xlsx": (None, 1),
        "a/kiriman.zip/b/x.xlsx": (None, 2),
        "a/kiriman.zip/y.xlsx": (2024, 4),
        "a/Résumé.xlsx": (None, 5),
    }
    assert faults == {}


@pytest.mark.parametrize(
    ("text", "baris", "alasan"),
    [
        ("a.xlsx,2025,13", 2, "Baris 2 keterangan.csv tidak dipakai: bulan '13' bukan bulan 1 sampai 12."),
        ("a.xlsx,2025,", 2, "Baris 2 keterangan.csv tidak dipakai: bulannya kosong."),
        ("a.xlsx,25,4", 2, "Baris 2 keterangan.csv tidak dipakai: tahun '25' bukan tahun 2000 sampai 2100."),
        (",2025,4", 2, "Baris 2 keterangan.csv tidak dipakai: nama berkasnya kosong."),
        ("b.xlsx,2025,4", 2, "Baris 2 menyebut berkas 'b.xlsx' yang tidak ada di folder ini."),
        ("../a.xlsx,2025,4", 2, "Baris 2 menyebut berkas '../a.xlsx' yang tidak ada di folder ini."),
        (
            "a.xlsx,2025,4\nA.xlsx,2025,5",
            3,
            "Baris 3 bertentangan dengan baris 2 tentang berkas 'A.xlsx', sehingga keduanya tidak dipakai.",
        ),
        ('a.xlsx,2025,"4', 2, "Baris 2 berkas CSV ini rusak: ada tanda kutip yang tidak berpasangan."),
    ],
)
def test_a_line_of_no_use_is_told(text: str, baris: int, alasan: str) -> None:
    sidecar = Sidecar("keterangan.csv", f"berkas,tahun,bulan\n{text}\n".encode())
    stated, faults = stated_periods([sidecar], ["a.xlsx"])
    (fault,) = faults["keterangan.csv"]
    assert (fault.baris, fault.alasan, fault.aturan) == (baris, alasan, "BERKAS-23")
    assert stated == {}


@pytest.mark.parametrize("data", [b"a.xlsx;4\n", b"\0\1\2", b"", None, b"berkas,bulan,bulan,tahun\na.xlsx,4,4,2025\n"])
def test_what_is_no_such_table_is_told(data: bytes | None) -> None:
    stated, faults = stated_periods([Sidecar("keterangan.csv", data)], ["a.xlsx"])
    assert [fault.aturan for fault in faults["keterangan.csv"]] == ["BERKAS-23"]
    assert stated == {}


def test_months_come_from_keterangan_and_outlive_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(settings, "satu/upload.xlsx", dump(40))
    zipped(settings.inbox / "satu" / "kiriman.zip", ("upload.xlsx", dump(50)), ("juni.xlsx", dump(60)))
    sidecar = put(
        settings, "satu/keterangan.csv", "berkas;tahun;bulan\nUpload.xlsx;2025;4\nkiriman.zip/upload.xlsx;;Mei\n"
    )
    refresh_once(settings, NIGHT)
    recorded = [
        ("satu/kiriman.zip/juni.xlsx", "diterima", 2025, 6, "nama berkas"),
        ("satu/kiriman.zip/upload.xlsx", "diterima", 2025, 5, "keterangan"),
        ("satu/upload.xlsx", "diterima", 2025, 4, "keterangan"),
    ]
    assert read_warehouse(settings, RECORDED) == recorded
    assert read_warehouse(settings, MONEY) == [(4, 80), (5, 100), (6, 120)]
    assert is_settled(settings)
    sidecar.unlink()
    assert is_settled(settings)
    # From the archive, by other readers, with nothing in the inbox.
    (settings.inbox / "satu" / "kiriman.zip").unlink()
    (settings.inbox / "satu" / "upload.xlsx").unlink()
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    for night in (1, 2):
        refresh_once(settings, NIGHT + night * DAY)
        assert read_warehouse(settings, RECORDED) == recorded
        monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca sesudahnya")
    assert read_warehouse(settings, MONEY) == [(4, 80), (5, 100), (6, 120)]


def test_a_refused_file_is_read_again_once_its_month_is_told(settings: Settings) -> None:
    put(settings, "upload.xlsx", dump(40))
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, QUARANTINE) == [("upload.xlsx", None, None, "BERKAS-22", "terbuka")]
    assert is_settled(settings, NIGHT + DAY)
    sidecar = put(settings, "keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2025,4\n")
    refresh_once(settings, NIGHT + DAY)
    assert read_warehouse(settings, RECORDED) == [("upload.xlsx", "diterima", 2025, 4, "keterangan")]
    assert read_warehouse(settings, QUARANTINE) == []
    seen = "select diterima_pada from raw.berkas"
    assert read_warehouse(settings, seen) == [(NIGHT.replace(tzinfo=None),)]
    # The month was wrong: the same file, its rows once, about another month.
    rows = read_warehouse(settings, "select count(*) from raw.realisasi_datar")
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2025,5\n")
    refresh_once(settings, NIGHT + 2 * DAY)
    assert read_warehouse(settings, MONEY) == [(5, 80)]
    assert read_warehouse(settings, "select count(*) from raw.realisasi_datar") == rows
    assert read_warehouse(settings, "select count(*) from raw.kolom") != [(0,)]
    assert read_warehouse(settings, seen) == [(NIGHT.replace(tzinfo=None),)]
    assert is_settled(settings, NIGHT + 2 * DAY)
    # A year that the content contradicts is refused, told, and mended by mending the line.
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2024,5\n")
    refresh_once(settings, NIGHT + 2 * DAY)
    assert read_warehouse(settings, QUARANTINE) == [("upload.xlsx", None, None, "DATAR-05", "terbuka")]
    assert is_settled(settings, NIGHT + 2 * DAY)
    sidecar.write_text("berkas,tahun,bulan\nupload.xlsx,,5\n")
    refresh_once(settings, NIGHT + 2 * DAY)
    assert read_warehouse(settings, MONEY) == [(5, 80)]


def test_a_wrong_line_stops_nothing_and_is_told_until_it_is_mended(settings: Settings) -> None:
    put(settings, "april.xlsx", dump(40))
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nmei.xlsx,2025,5\n")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, MONEY) == [(4, 80)]
    assert read_warehouse(settings, QUARANTINE) == [("keterangan.csv", 2, "mei.xlsx", "BERKAS-23", "terbuka")]
    assert read_warehouse(settings, "select nama from raw.kotak_masuk order by nama") == [
        ("april.xlsx",),
        ("keterangan.csv",),
    ]
    assert is_settled(settings, NIGHT + DAY)
    # The file arrives that the line was about.
    put(settings, "mei.xlsx", dump(50))
    refresh_once(settings, NIGHT + DAY)
    assert read_warehouse(settings, MONEY) == [(4, 80), (5, 100)]
    assert read_warehouse(settings, QUARANTINE) == [("keterangan.csv", 2, "mei.xlsx", "BERKAS-23", "selesai")]
    assert is_settled(settings, NIGHT + DAY)


def test_every_wrong_line_is_told_by_the_command_and_in_quarantine(settings: Settings) -> None:
    put(settings, "upload.xlsx", dump(40))
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2025,13\nupload.xlsx,2025,4\nmei.xlsx,2025,5\n")
    done = kinerja(settings, "refresh")
    assert done.returncode == 0
    assert "1 diterima, 1 ditolak" in done.stdout
    wrong = [
        (2, "Baris 2 keterangan.csv tidak dipakai: bulan '13' bukan bulan 1 sampai 12."),
        (4, "Baris 4 menyebut berkas 'mei.xlsx' yang tidak ada di folder ini."),
    ]
    told = [line.strip() for line in done.stdout.splitlines() if "ditolak: " in line]
    assert told == [f"ditolak: keterangan.csv: {alasan}" for _, alasan in wrong]
    quarantined = (
        "select nama_berkas, baris, alasan, starts_with(saran, 'Perbaiki baris itu') from dq.karantina order by baris"
    )
    assert read_warehouse(settings, quarantined) == [("keterangan.csv", *line, True) for line in wrong]


def test_a_document_that_says_its_month_keeps_it(settings: Settings) -> None:
    put(settings, "fa.xlsx", export("111111", 12, Satker("111111", "LOKA SATU").exports[12]))
    put(settings, "rak.txt", Satker("111111", "LOKA SATU").rak())
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nfa.xlsx,2024,5\nrak.txt,2025,5\n")
    refresh_once(replace(settings, bulan=3))
    assert read_warehouse(settings, RECORDED) == [
        ("fa.xlsx", "diterima", 2025, 12, "isi"),
        ("rak.txt", "diterima", 2025, None, None),
    ]
    assert is_settled(settings)
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nfa.xlsx,2024,6\n")
    assert is_settled(settings)


# -- --bulan -------------------------------------------------------------------------------------------------------


def test_the_flag_is_for_files_of_which_nobody_says_the_month(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, "lama.xlsx", dump(30))
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nlama.xlsx,2025,3\n")
    refresh_once(settings, NIGHT)
    put(settings, "tanpa.xlsx", dump(40))
    put(settings, "mei.xlsx", dump(50))
    refresh_once(settings, NIGHT)
    put(settings, "baru.xlsx", dump(41, kode="222222"))
    april = replace(settings, bulan=4)
    refresh_once(april, NIGHT)
    recorded = [
        ("baru.xlsx", "diterima", 2025, 4, "perintah"),
        ("lama.xlsx", "diterima", 2025, 3, "keterangan"),
        ("mei.xlsx", "diterima", 2025, 5, "nama berkas"),
        ("tanpa.xlsx", "diterima", 2025, 4, "perintah"),
    ]
    assert read_warehouse(settings, RECORDED) == recorded
    # Neither without the flag nor with another one is there anything to do.
    assert is_settled(settings)
    assert is_settled(replace(settings, bulan=6))
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    refresh_once(replace(settings, bulan=6), NIGHT)
    assert read_warehouse(settings, RECORDED) == recorded
    # A mistake is mended by saying so.
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nlama.xlsx,2025,3\nbaru.xlsx,2025,6\n")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, RECORDED)[0] == ("baru.xlsx", "diterima", 2025, 6, "keterangan")
    assert is_settled(settings)


def test_a_month_and_a_year_may_come_from_two_sides(settings: Settings) -> None:
    wrong = replace(settings, bulan=4, tahun=2024)
    put(settings, "upload.xlsx", dump(40))
    refresh_once(wrong, NIGHT)
    assert read_warehouse(settings, QUARANTINE) == [("upload.xlsx", None, None, "DATAR-05", "terbuka")]
    # What the flag of one night said is not remembered where it did not help.
    assert read_warehouse(settings, "select count(*) from raw.keterangan") == [(0,)]
    put(settings, "keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,,4\n")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, RECORDED) == [("upload.xlsx", "diterima", 2025, 4, "keterangan")]


def test_the_flag_is_never_a_setting(tmp_path: Path) -> None:
    (tmp_path / "kinerja.toml").write_text("bulan = 4\n")
    with pytest.raises(SettingsError, match=r"'bulan' di .* tidak dikenal"):
        load_settings({}, {}, tmp_path)
    (tmp_path / "kinerja.toml").unlink()
    assert load_settings({}, {"KINERJA_BULAN": "4"}, tmp_path).bulan is None


def test_the_command_takes_the_month_and_says_when_nothing_needed_it(settings: Settings) -> None:
    put(settings, "upload.xlsx", dump(40))
    first = kinerja(settings, "refresh", "--bulan", "4", "--tahun", "2025")
    assert (first.returncode, first.stderr.strip()) == (0, "")
    assert "tidak dipakai" not in first.stdout
    assert read_warehouse(settings, RECORDED) == [("upload.xlsx", "diterima", 2025, 4, "perintah")]
    second = kinerja(settings, "refresh", "--bulan", "5")
    assert "--bulan 5 tidak dipakai" in second.stdout
    assert second.returncode == 0
    for flags in (("--tahun", "2025"), ("--bulan", "13"), ("--inbox", str(settings.inbox / "tiada"))):
        assert kinerja(settings, "refresh", *flags).returncode == 2


# -- names ---------------------------------------------------------------------------------------------------------


def test_a_file_that_is_renamed_to_say_its_month_is_read_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(settings, "upload.xlsx", dump(40))
    refresh_once(settings, NIGHT)
    path.rename(settings.inbox / "april.xlsx")
    refresh_once(settings, NIGHT)
    recorded = [("april.xlsx", "diterima", 2025, 4, "nama berkas")]
    assert read_warehouse(settings, RECORDED) == recorded
    assert read_warehouse(settings, QUARANTINE) == []
    assert is_settled(settings)
    (settings.inbox / "april.xlsx").unlink()
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, RECORDED) == recorded


def test_one_content_for_two_months_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was spent in May: its dump is that of April, byte by byte."""
    put(settings, "april.xlsx", dump(40))
    refresh_once(settings, NIGHT)
    put(settings, "mei.xlsx", dump(40))
    refresh_once(settings, NIGHT)
    kept = [("april.xlsx", "diterima", 2025, 4, "nama berkas"), ("mei.xlsx", "ditolak", None, None, None)]
    assert read_warehouse(settings, RECORDED) == kept
    assert read_warehouse(settings, "select nama_berkas, aturan, alasan, status from dq.karantina") == [
        (
            "mei.xlsx",
            "BERKAS-24",
            "Isi berkas ini sama persis dengan april.xlsx, yang dipakai untuk April 2025,"
            " padahal namanya menyebut Mei.",
            "terbuka",
        )
    ]
    assert is_settled(settings)
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, RECORDED) == kept
    assert is_settled(settings)
    # Saved again it is a file of its own.
    put(settings, "mei.xlsx", dump(40, made=MADE + DAY))
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, MONEY) == [(4, 80), (5, 80)]
    assert read_warehouse(settings, "select status from dq.karantina") == [("selesai",)]
    assert is_settled(settings)


@pytest.mark.parametrize(("first", "second"), [("april.xlsx", "mei.xlsx"), ("mei.xlsx", "april.xlsx")])
def test_the_month_that_was_sent_first_stays_whichever_it_is(
    settings: Settings, first: str, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, first, dump(40))
    refresh_once(settings, NIGHT)
    put(settings, second, dump(40))
    refresh_once(settings, NIGHT)
    kept, held = [(4 if first == "april.xlsx" else 5, 80)], [(second, None, None, "BERKAS-24", "terbuka")]
    assert (read_warehouse(settings, MONEY), read_warehouse(settings, QUARANTINE)) == (kept, held)
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    refresh_once(settings, NIGHT)
    assert (read_warehouse(settings, MONEY), read_warehouse(settings, QUARANTINE)) == (kept, held)
    # Nor does it change hands when the first leaves the inbox.
    (settings.inbox / first).unlink()
    refresh_once(settings, NIGHT)
    assert (read_warehouse(settings, MONEY), read_warehouse(settings, QUARANTINE)) == (kept, held)


HELD_IN_APRIL = "Isi berkas ini (namanya menyebut April) sama persis dengan mei.xlsx (namanya menyebut Mei),"
HELD_IN_MAY = "Isi berkas ini (namanya menyebut Mei) sama persis dengan april.xlsx (namanya menyebut April),"


def test_of_one_content_that_comes_for_two_months_at_once_none_is_taken(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them was sent by mistake, and nobody can see which."""
    put(settings, "april.xlsx", dump(40))
    put(settings, "mei.xlsx", dump(40))
    put(settings, "salinan mei.xlsx", dump(40))
    put(settings, "salinan.xlsx", dump(40))
    refresh_once(settings, NIGHT)
    told = "select nama_berkas, aturan, alasan, status from dq.karantina order by nama_berkas"
    both = " sehingga bulannya tidak pasti dan tidak satu pun dipakai."
    held = [
        ("april.xlsx", "BERKAS-24", HELD_IN_APRIL + both, "terbuka"),
        ("mei.xlsx", "BERKAS-24", HELD_IN_MAY + both, "terbuka"),
        ("salinan mei.xlsx", "BERKAS-24", HELD_IN_MAY + both, "terbuka"),
    ]
    assert (read_warehouse(settings, MONEY), read_warehouse(settings, told)) == ([], held)
    assert is_settled(settings)
    monkeypatch.setattr("pipelines.planning.readers_fingerprint", lambda: "pembaca berikutnya")
    refresh_once(settings, NIGHT)
    assert (read_warehouse(settings, MONEY), read_warehouse(settings, told)) == ([], held)
    assert is_settled(settings)
    # The one that was a mistake is taken out.
    (settings.inbox / "april.xlsx").unlink()
    refresh_once(settings, NIGHT + DAY)
    assert read_warehouse(settings, MONEY) == [(5, 80)]
    assert {row[3] for row in read_warehouse(settings, told)} <= {"selesai"}
    assert is_settled(settings, NIGHT + DAY)


def test_what_keterangan_says_of_two_months_only_keterangan_can_mend(settings: Settings) -> None:
    advice = "select distinct saran from dq.karantina where aturan = 'BERKAS-24' and status = 'terbuka'"
    for name in ("april.xlsx", "mei.xlsx"):
        put(settings, name, dump(40))
    refresh_once(settings, NIGHT)
    ((by_name,),) = read_warehouse(settings, advice)
    assert "kinerja refresh --bulan N" in by_name
    put(settings, "keterangan.csv", "berkas,tahun,bulan\napril.xlsx,,4\nmei.xlsx,,5\n")
    refresh_once(replace(settings, bulan=4), NIGHT + DAY)
    ((by_statement,),) = read_warehouse(settings, advice)
    assert by_statement.startswith("Perbaiki bulannya di keterangan.csv; ")
    assert "--bulan" not in by_statement


@pytest.mark.parametrize("night", [0, 1])
@pytest.mark.parametrize(
    ("said", "bulan"), [("april.xlsx,2025,4", None), ("mei.xlsx,2025,4", None), ("salinan.xlsx,,4", None), (None, 4)]
)
def test_the_month_of_a_content_with_two_may_be_said(
    settings: Settings, said: str | None, bulan: int | None, night: int
) -> None:
    for name in ("april.xlsx", "mei.xlsx", "salinan.xlsx"):
        put(settings, name, dump(40))
    if night:
        # Of a third month nothing is said here.
        refresh_once(replace(settings, bulan=6), NIGHT)
        assert read_warehouse(settings, MONEY) == []
    if said:
        put(settings, "keterangan.csv", f"berkas,tahun,bulan\n{said}\n")
    refresh_once(replace(settings, bulan=bulan), NIGHT + DAY)
    assert read_warehouse(settings, MONEY) == [(4, 80)]
    still = [] if said == "mei.xlsx,2025,4" else [("mei.xlsx", None, None, "BERKAS-24", "terbuka")]
    assert [row for row in read_warehouse(settings, QUARANTINE) if row[4] == "terbuka"] == still
    assert is_settled(settings, NIGHT + DAY)


def test_names_say_nothing_of_a_document_that_says_its_month(settings: Settings) -> None:
    exported = export("111111", 12, Satker("111111", "LOKA SATU").exports[12])
    put(settings, "april.xlsx", exported)
    put(settings, "mei.xlsx", exported)
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, RECORDED) == [("april.xlsx", "diterima", 2025, 12, "isi")]
    assert read_warehouse(settings, QUARANTINE) == []
    assert is_settled(settings)


def test_a_copy_that_is_said_to_be_of_another_month_is_told_and_may_be_settled(settings: Settings) -> None:
    put(settings, "a/upload.xlsx", dump(40))
    put(settings, "a/keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2025,4\n")
    refresh_once(settings, NIGHT)
    put(settings, "b/upload.xlsx", dump(40))
    said = put(settings, "b/keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2025,5\n")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, MONEY) == [(4, 80)]
    assert read_warehouse(settings, QUARANTINE) == [("b/upload.xlsx", None, None, "BERKAS-24", "terbuka")]
    assert is_settled(settings)
    # They agree on another month: the file is read anew, the copy is none any more.
    said.write_text("berkas,tahun,bulan\nupload.xlsx,2025,6\n")
    put(settings, "a/keterangan.csv", "berkas,tahun,bulan\nupload.xlsx,2025,6\n")
    refresh_once(settings, NIGHT)
    assert read_warehouse(settings, MONEY) == [(6, 80)]
    assert {row[4] for row in read_warehouse(settings, QUARANTINE)} == {"selesai"}
    assert is_settled(settings)


# -- what an office has at hand --------------------------------------------------------------------------------------


def test_satker_and_years_in_folders_newer_versions_and_slices(settings: Settings) -> None:
    """Exports and dumps alike: the newest whole one of a satker and month counts, the others are kept."""
    later = MADE + DAY
    ros = ("002", "003")
    put(settings, "2024/111111/april.xlsx", dump(10, tahun=2024))
    put(settings, "2025/111111/april.xlsx", dump(20))
    put(settings, "2025/222222/april.xlsx", dump(30, kode="222222"))
    put(settings, "2025/222222/april lagi.xlsx", dump(35, kode="222222", made=later))
    put(settings, "2025/111111/april satu ro.xlsx", dump(20, ros=ros[:1], made=later))
    satker = Satker("333333", "LOKA TIGA")
    satker.exports[12][0].pagu += 1
    put(settings, "2025/333333/fa lama.xlsx", export("333333", 12, satker.exports[12], made=MADE))
    satker.exports[12][0].pagu += 1
    put(settings, "2025/333333/fa baru.xlsx", export("333333", 12, satker.exports[12], made=later))
    put(settings, "2025/333333/fa sebagian.xlsx", export("333333", 12, satker.exports[12][:1], made=later + DAY))
    refresh_once(settings, NIGHT)
    counted = (
        "select b.nama, s.tahun, s.bulan, cast(s.realisasi_sd as bigint) from core.snapshot_anggaran as s"
        " inner join raw.berkas as b using (file_id) where s.berlaku and s.kode_satker < '333333' order by all"
    )
    assert read_warehouse(settings, counted) == [
        ("2024/111111/april.xlsx", 2024, 4, 20),
        ("2025/111111/april.xlsx", 2025, 4, 40),
        ("2025/222222/april lagi.xlsx", 2025, 4, 70),
    ]
    assert read_warehouse(
        settings,
        "select b.nama from core.snapshot_anggaran as s inner join raw.berkas as b using (file_id)"
        " where s.berlaku and s.kode_satker = '333333'",
    ) == [("2025/333333/fa baru.xlsx",)]
    assert read_warehouse(settings, "select nama, status from raw.berkas where status <> 'diterima' order by nama") == [
        ("2025/222222/april.xlsx", "digantikan"),
        ("2025/333333/fa lama.xlsx", "digantikan"),
    ]
    held = "select nama_berkas, aturan from dq.karantina where status = 'terbuka' order by all"
    assert read_warehouse(settings, held) == [
        ("2025/111111/april satu ro.xlsx", "FA-20"),
        ("2025/333333/fa sebagian.xlsx", "FA-20"),
    ]
    assert is_settled(settings)
