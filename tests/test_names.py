"""Unit and indicator names through whole refreshes: what they mean, and what is held with which candidates."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from pipelines.names import NamedIndicator, nearest_units, read_indicator_map, read_satker_map
from pipelines.settings import Settings, SettingsError
from tests.conftest import read_warehouse, refresh_once

BALAI_BESAR = (
    "Banda Aceh,Medan,Padang,Pekanbaru,Palembang,Bandar Lampung,Jakarta,Bandung,Semarang,Yogyakarta,Surabaya,Serang,"
    "Denpasar,Mataram,Pontianak,Banjarmasin,Samarinda,Makassar,Manado,Jayapura,Palangka Raya"
)
BALAI = (
    "Jambi,Bengkulu,Pangkalpinang,Batam,Kupang,Palu,Kendari,Gorontalo,Mamuju,Ambon,Sofifi,Manokwari,Tarakan,Bogor,"
    "Tangerang,Surakarta,Payakumbuh,Palopo,Tasikmalaya,Banyumas,Jember,Kediri,Balikpapan,Sorong"
)
LOKA = (
    "Kabupaten Aceh Tengah,Kabupaten Aceh Selatan,Kota Lhokseumawe,Kota Tanjungbalai,Kabupaten Toba,Kota Dumai,"
    "Kabupaten Dharmasraya,Kabupaten Indragiri Hilir,Kota Tanjungpinang,Kota Lubuklinggau,Kabupaten Rejang Lebong,"
    "Kabupaten Belitung,Kabupaten Tulang Bawang,Kabupaten Bogor,Kabupaten Buleleng,Kota Bima,Kabupaten Ende,"
    "Kabupaten Manggarai Barat,Kabupaten Belu,Kabupaten Sanggau,Kabupaten Sambas,Kabupaten Kotawaringin Barat,"
    "Kabupaten Tabalong,Kabupaten Tanah Bumbu,Kabupaten Berau,Kota Baubau,Kabupaten Bone,Kabupaten Banggai,"
    "Kabupaten Morowali,Kabupaten Kepulauan Sangihe,Kabupaten Bolaang Mongondow,Kabupaten Kepulauan Tanimbar,"
    "Kabupaten Buru,Kabupaten Pulau Morotai,Kabupaten Merauke,Kabupaten Mimika,Kabupaten Nabire,Kabupaten Muaro Jambi,"
    "Kabupaten Sumba Timur"
)
UNITS = [
    f"{kind} POM di {place}"
    for kind, places in (("Balai Besar", BALAI_BESAR), ("Balai", BALAI), ("Loka", LOKA))
    for place in places.split(",")
]
HEADER = "tahun;kode_satker;bulan;kode_indikator;indikator;satuan;realisasi"


def put(settings: Settings, name: str, content: str | bytes, modified: int = 1_740_000_000) -> None:
    path = settings.inbox / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (modified, modified))


def plan_of(rak: bytes, unit: str, printed: str, year: int = 2025) -> bytes:
    """The real plan as if another unit had printed it on another day."""
    assert rak.count(b"\nLOKA POM DI KOTA DUMAI") == 1
    return (
        rak.replace(b"\nLOKA POM DI KOTA DUMAI", f"\n{unit}".encode())
        .replace(b"PERJANJIAN KINERJA TAHUN 2025", f"PERJANJIAN KINERJA TAHUN {year}".encode())
        .replace(b"Dumai, 12 February 2025", f"Dumai, {printed}".encode())
    )


def map_units(settings: Settings, *rows: str) -> None:
    assert settings.satker is not None
    settings.satker.write_text("\n".join(("nama,kode_satker,mulai,sampai,kode_satker_baru", *rows)) + "\n")


@pytest.fixture
def mapped(settings: Settings, tmp_path: Path) -> Settings:
    """An installation with an empty map of indicators."""
    path = tmp_path / "indikator.csv"
    path.write_text("nama,kode_indikator,kode_satker,tahun\n")
    return replace(settings, indikator=path)


def map_indicators(settings: Settings, *rows: str) -> None:
    assert settings.indikator is not None
    settings.indikator.write_text("\n".join(("nama,kode_indikator,kode_satker,tahun", *rows)) + "\n")


def held(settings: Settings, columns: str = "aturan, baris, kolom, nilai, status") -> list[tuple[object, ...]]:
    return read_warehouse(settings, f"select {columns} from dq.karantina order by aturan, baris")


def reported(settings: Settings) -> dict[str, int]:
    return {
        code: int(value)
        for code, value in read_warehouse(settings, "select kode_indikator, realisasi from core.realisasi_indikator")
    }


# --- units


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("LOKA POM DUMAI", "Loka POM di Kota Dumai"),
        ("LOKA PENGAWAS OBAT DAN MAKANAN DI KOTA DUMAI", "Loka POM di Kota Dumai"),
        ("BALAI POM DI DUMAI", "Loka POM di Kota Dumai"),
        ("LOKA POM DI KOTA DUMAY", "Loka POM di Kota Dumai"),
        ("BBPOM MEDAN", "Balai Besar POM di Medan"),
        ("BALAI BESAR PENGAWASAN OBAT & MAKANAN DI MEDAN", "Balai Besar POM di Medan"),
        ("BPOM DI BATAM", "Balai POM di Batam"),
        ("BALAI POM DI PANGKAL PINANG", "Balai POM di Pangkalpinang"),
        ("BALAI BESAR POM DI PALANGKARAYA", "Balai Besar POM di Palangka Raya"),
        ("LOKA POM DI KAB. BOGOR", "Loka POM di Kabupaten Bogor"),
        ("BALAI POM BOGOR", "Balai POM di Bogor"),
        ("UPT LOKA POM KAB BELU", "Loka POM di Kabupaten Belu"),
        ("BALAI POM JOGJAKARTA", "Balai Besar POM di Yogyakarta"),
        ("LOKA POM DI KABUPATEN SANGIHE", "Loka POM di Kabupaten Kepulauan Sangihe"),
        ("LOKA POM TANJUNG PINANG", "Loka POM di Kota Tanjungpinang"),
    ],
)
def test_the_nearest_of_84_units_comes_first(wanted: str, first: str, units: Path) -> None:
    with duckdb.connect() as con:
        ((name, suggestions),) = nearest_units(con, [wanted], read_satker_map(units))
    assert name == wanted
    assert suggestions.split("; ")[0].rpartition(" (")[0] == first
    assert len(suggestions.split("; ")) <= 3


def test_what_resembles_no_unit_has_no_candidates(units: Path) -> None:
    with duckdb.connect() as con:
        assert nearest_units(con, ["KANTOR PELAYANAN PERBENDAHARAAN NEGARA"], read_satker_map(units)) == []


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("peta") / "satker.csv"
    rows = [f"{name},{690000 + number}" for number, name in enumerate(UNITS)]
    assert len(rows) == 84
    path.write_text("\n".join(("nama,kode_satker", *rows)))
    return path


def test_a_renamed_unit_keeps_its_code_and_the_name_of_each_time(settings: Settings, rak_dumai: bytes) -> None:
    map_units(
        settings,
        "Loka POM di Kota Dumai,999999,,2025-06-30,",
        "Loka POM Dumai,999999,,2025-06-30,",
        "Balai POM di Dumai,999999,2025-07-01,,",
    )
    put(settings, "rak25.txt", plan_of(rak_dumai, "LOKA POM DI KOTA DUMAI", "12 February 2025"))
    put(settings, "rak26.txt", plan_of(rak_dumai, "BALAI POM DI DUMAI", "5 January 2026", 2026))
    put(settings, "keliru.txt", plan_of(rak_dumai, "LOKA POM DI KOTA DUMAI", "4 August 2025"))
    for year in (2025, 2026):
        put(settings, f"kinerja{year}.csv", f"{HEADER}\n{year};999999;1;08.01;;indeks;3,5\n")
    refresh_once(settings)
    assert read_warehouse(
        settings, "select tahun, kode_satker, nama_unit from core.dokumen_rak where berlaku order by tahun"
    ) == [(2025, "999999", "LOKA POM DI KOTA DUMAI"), (2026, "999999", "BALAI POM DI DUMAI")]
    assert read_warehouse(settings, "select * from core.nama_satker order by mulai nulls first") == [
        ("999999", "Loka POM di Kota Dumai", None, date(2025, 6, 30), None),
        ("999999", "Balai POM di Dumai", date(2025, 7, 1), None, None),
    ]
    assert read_warehouse(settings, "from core.satker") == [("999999", "Balai POM di Dumai")]
    at_the_time = (
        "select r.tahun, n.nama_satker from core.realisasi_indikator as r inner join core.nama_satker as n"
        " on r.kode_satker = n.kode_satker and coalesce(n.mulai, date '0001-01-01') <= make_date(r.tahun, r.bulan, 1)"
        " and coalesce(n.sampai, date '9999-12-31') >= make_date(r.tahun, r.bulan, 1) order by 1"
    )
    assert read_warehouse(settings, at_the_time) == [(2025, "Loka POM di Kota Dumai"), (2026, "Balai POM di Dumai")]
    ((rule, reason),) = held(settings, "aturan, alasan")
    assert rule == "SATKER-01"
    assert str(reason).endswith(
        "tidak berlaku pada tanggal dokumen 2025-08-04;"
        " di peta, nama itu berlaku untuk satker 999999 sampai 2025-06-30."
    )


def test_a_unit_with_a_new_code_keeps_its_history_under_the_old_one(settings: Settings, rak_dumai: bytes) -> None:
    map_units(
        settings,
        "Loka POM di Kota Dumai,999999,,2025-06-30,999998",
        "Balai POM di Dumai,999998,2025-07-01,,",
    )
    put(settings, "rak.txt", rak_dumai)
    put(settings, "rak2.txt", plan_of(rak_dumai, "BALAI POM DI DUMAI", "5 July 2025"))
    put(settings, "lama.csv", f"{HEADER}\n2025;999999;6;08.01;;indeks;3\n")
    put(settings, "baru.csv", f"{HEADER}\n2025;999998;7;08.01;;indeks;4\n")
    refresh_once(settings)
    assert read_warehouse(
        settings, "select nama_unit, kode_satker from core.dokumen_rak where berlaku order by kode_satker"
    ) == [("BALAI POM DI DUMAI", "999998"), ("LOKA POM DI KOTA DUMAI", "999999")]
    history = (
        "select r.kode_satker, bulan, cast(realisasi as integer) from core.realisasi_indikator as r"
        " where r.kode_satker = '999998' or r.kode_satker in"
        " (select kode_satker from core.nama_satker where kode_satker_baru = '999998') order by bulan"
    )
    assert read_warehouse(settings, history) == [("999999", 6, 3), ("999998", 7, 4)]
    # Nobody owes a month before the unit began or after it ended.
    assert read_warehouse(
        settings,
        "select kode_satker, min(bulan), max(bulan), count(*) from mart.kepatuhan where tahun = 2025"
        " group by all order by all",
    ) == [("999998", 7, 12, 12), ("999999", 1, 6, 12)]
    assert held(settings) == []


def test_an_unknown_unit_is_told_the_nearest_with_their_codes(settings: Settings, rak_dumai: bytes) -> None:
    map_units(settings, "Balai Besar POM di Pekanbaru,690001,,,", "Loka Pengawas Obat dan Makanan Dumai,690002,,,")
    put(settings, "rak.txt", rak_dumai)
    refresh_once(settings)
    ((reason,),) = held(settings, "alasan")
    assert reason == (
        "Nama unit di RAK tidak ada di peta satker; nama terdekat di peta: "
        "Loka Pengawas Obat dan Makanan Dumai (690002)."
    )


def test_a_name_of_two_codes_at_once_gives_the_plan_to_neither(settings: Settings, rak_dumai: bytes) -> None:
    map_units(settings, "Loka POM di Kota Dumai,999999,,,", "LOKA POM DI KOTA DUMAI,999998,,,")
    put(settings, "rak.txt", rak_dumai)
    refresh_once(settings)
    assert held(settings, "aturan, alasan") == [
        (
            "SATKER-01",
            "Nama unit di RAK menunjuk beberapa satker sekaligus di peta satker: 999998 dan 999999; tidak diketahui "
            "RAK ini"
            " milik yang mana.",
        )
    ]
    map_units(settings, "Loka POM di Kota Dumai,999999,,,")
    refresh_once(settings)
    assert held(settings) == []
    assert read_warehouse(settings, "select distinct kode_satker from core.indikator") == [("999999",)]


def test_one_name_in_two_spellings_for_two_codes_is_a_finding(settings: Settings, rak_dumai: bytes) -> None:
    map_units(
        settings, "Loka POM di Kota Dumai,999999,,,", "Loka Pengawas Obat dan Makanan di Kota Dumai,999998,2025-07-01,,"
    )
    put(settings, "rak.txt", rak_dumai)
    refresh_once(settings)
    overlaps = "select last(jumlah_gagal order by run_id) from dq.hasil where aturan = 'SATKER-02'"
    assert read_warehouse(settings, overlaps) == [(1,)]
    map_units(
        settings,
        "Loka POM di Kota Dumai,999999,,2025-06-30,",
        "Loka Pengawas Obat dan Makanan di Kota Dumai,999998,2025-07-01,,",
    )
    refresh_once(settings)
    assert read_warehouse(settings, overlaps) == [(0,)]


# --- indicators


def test_names_and_reviewed_spellings_mean_codes_and_the_rest_is_held_with_candidates(
    mapped: Settings, rak_dumai: bytes
) -> None:
    put(mapped, "rak.txt", rak_dumai)
    put(
        mapped,
        "kinerja.csv",
        "\n".join(
            (
                HEADER,
                "2025;999999;3;01.01;;persen;10",
                "2025;999999;3;;nilai akip  UPT BPOM.;nilai;20",
                "2025;999999;3;IKU-9;Indeks Manajemen Risiko UPT BPOM;indeks;30",
                "2025;999999;3;;Indeks Pelayanan Publik;indeks;40",
                "2025;999999;3;9.5;;persen;50",
                "2025;999999;3;;Curah hujan;mm;60",
            )
        ),
    )
    map_indicators(mapped, "iku-9,09.04,999999,2025")
    refresh_once(mapped)
    assert reported(mapped) == {"01.01": 10, "09.02": 20, "09.04": 30}
    assert held(mapped) == [
        ("IND-01", 5, "indikator", "Indeks Pelayanan Publik", "terbuka"),
        ("IND-01", 6, "kode_indikator", "9.5", "terbuka"),
        ("IND-01", 7, "indikator", "Curah hujan", "terbuka"),
    ]
    by_name, by_code, nothing = (str(row[0]) for row in held(mapped, "alasan"))
    assert "nama ini tidak ada di RAK satker itu maupun di peta indikator" in by_name
    assert "; indikator terdekat: 08.01 Indeks Pelayanan Publik UPT" in by_name
    assert "bukan kode SS.II dan tidak ada di peta indikator; indikator terdekat: 09.05 Persentase impl" in by_code
    assert nothing.endswith("tidak ada indikator yang mirip.")
    by_name, by_code, nothing = (str(row[0]) for row in held(mapped, "saran"))
    assert "(--indikator)" in by_name
    assert nothing == by_name
    assert by_code.startswith("09.05 atau 09.50? Format kolom kode_indikator sebagai Teks")
    assert read_warehouse(mapped, "select tingkat, jumlah_gagal from dq.hasil where aturan = 'IND-01'") == [
        ("peringatan", 3)
    ]
    # Reported is reported, whatever the indicator turns out to be.
    assert read_warehouse(
        mapped, "select status from mart.kepatuhan where jenis = 'realisasi_kinerja' and bulan = 3"
    ) == [("lengkap",)]

    assert refresh_once(mapped).build is None
    map_indicators(mapped, "iku-9,09.04,999999,2025", "INDEKS PELAYANAN PUBLIK,08.01,,", "9.5,09.05,999999,")
    assert refresh_once(mapped).build is not None
    assert reported(mapped) == {"01.01": 10, "09.02": 20, "09.04": 30, "08.01": 40, "09.05": 50}
    assert held(mapped) == [("IND-01", 7, "indikator", "Curah hujan", "terbuka")]


def test_a_name_waits_for_the_plan_that_has_it(mapped: Settings, rak_dumai: bytes) -> None:
    put(mapped, "kinerja.csv", f"{HEADER}\n2025;999999;3;;Nilai AKIP UPT BPOM;nilai;20\n")
    refresh_once(mapped)
    assert reported(mapped) == {}
    assert read_warehouse(mapped, "select status from raw.berkas") == [("diterima",)]
    ((status, reason),) = held(mapped, "status, alasan")
    assert status == "terbuka"
    assert str(reason).endswith("RAK satker itu untuk tahun yang sama belum ada.")
    put(mapped, "rak.txt", rak_dumai)
    refresh_once(mapped)
    assert reported(mapped) == {"09.02": 20}
    assert held(mapped) == []


def test_a_sheet_of_unknown_names_is_done_with_when_it_left_the_inbox(mapped: Settings) -> None:
    put(mapped, "kinerja.csv", f"{HEADER}\n2025;999999;3;;Nilai AKIP;nilai;20\n")
    refresh_once(mapped)
    (mapped.inbox / "kinerja.csv").unlink()
    assert refresh_once(mapped).build is not None
    assert held(mapped) == [("IND-01", 2, "indikator", "Nilai AKIP", "selesai")]
    assert read_warehouse(mapped, "select lulus from dq.hasil where aturan = 'IND-01' order by run_id") == [
        (False,),
        (True,),
    ]


def test_the_more_particular_spelling_wins(mapped: Settings, rak_dumai: bytes) -> None:
    put(mapped, "rak.txt", rak_dumai)
    put(mapped, "kinerja.csv", f"{HEADER}\n2025;999999;3;;Nilai AKIP UPT BPOM;nilai;20\n")
    rows = ["Nilai AKIP UPT BPOM,01.01,,", "nilai akip upt bpom,01.06,,2025", "Nilai Akip UPT BPOM,01.07,999999,"]
    for number, code in enumerate(("01.01", "01.06", "01.07"), start=1):
        map_indicators(mapped, *rows[:number])
        refresh_once(mapped)
        assert reported(mapped) == {code: 20}
    map_indicators(mapped, *rows, "Nilai AKIP UPT BPOM,04.01,999999,2025", "Nilai AKIP UPT BPOM,04.02,999998,2025")
    refresh_once(mapped)
    assert reported(mapped) == {"04.01": 20}


def test_two_rows_that_turn_out_to_be_one_indicator_are_both_held(mapped: Settings, rak_dumai: bytes) -> None:
    put(mapped, "rak.txt", rak_dumai)
    rows = [HEADER, "2025;999999;3;09.02;;nilai;20", "2025;999999;3;;Nilai AKIP UPT BPOM;nilai;21"]
    same = ["2025;999999;4;09.02;;nilai;30", "2025;999999;4;;Nilai AKIP UPT BPOM;nilai;30"]
    put(mapped, "kinerja.csv", "\n".join(rows + same))
    refresh_once(mapped)
    assert read_warehouse(mapped, "select bulan, realisasi from core.realisasi_indikator") == [(4, Decimal(30))]
    assert held(mapped) == [
        ("IND-02", 2, "kode_indikator", "09.02", "terbuka"),
        ("IND-02", 3, "indikator", "Nilai AKIP UPT BPOM", "terbuka"),
    ]
    first, second = (str(row[0]) for row in held(mapped, "alasan"))
    assert first.startswith("Baris ini dan baris 3 sama-sama berarti indikator 09.02 bulan 3")
    assert second.startswith("Baris ini dan baris 2 ")
    assert read_warehouse(mapped, "select jumlah_gagal from dq.hasil where aturan = 'IND-02'") == [(2,)]
    put(mapped, "kinerja.csv", "\n".join([*rows[:2], *same]), 1_740_000_100)
    refresh_once(mapped)
    assert read_warehouse(mapped, "select bulan, realisasi from core.realisasi_indikator order by 1") == [
        (3, Decimal(20)),
        (4, Decimal(30)),
    ]
    assert held(mapped) == []


def test_rows_that_a_correction_makes_one_indicator_are_both_held(mapped: Settings, tmp_path: Path) -> None:
    register = tmp_path / "koreksi"
    register.mkdir()
    (register / "a.yml").write_text(
        "- {id: k1, tindakan: ganti, tabel: realisasi_kinerja, di: {kode_satker: '999999', baris: 3},"
        " kolom: kode_indikator, nilai_salah: '01.07', nilai_benar: '01.06', alasan: Salah ketik, oleh: Tim Data,"
        " tanggal: 2026-01-15}\n"
    )
    put(mapped, "kinerja.csv", f"{HEADER}\n2025;999999;3;01.06;;persen;20\n2025;999999;3;01.07;;persen;21\n")
    refresh_once(mapped)
    assert reported(mapped) == {"01.06": 20, "01.07": 21}
    refresh_once(replace(mapped, corrections=register))
    assert reported(mapped) == {}
    assert held(mapped) == [
        ("IND-02", 2, "kode_indikator", "01.06", "terbuka"),
        ("IND-02", 3, "kode_indikator", "01.06", "terbuka"),
    ]


def test_a_held_row_of_a_workbook_is_shown_with_the_letter_of_its_column(mapped: Settings) -> None:
    with xlsxwriter.Workbook(mapped.inbox / "kinerja.xlsx") as book:
        sheet = book.add_worksheet("Maret")
        for at, row in enumerate((HEADER, "2025;999999;3;;Nilai AKIP;nilai;20", "2025;999999;3;IKU-6;;nilai;20")):
            sheet.write_row(at, 0, row.split(";"))
    refresh_once(mapped)
    assert held(mapped, "aturan, lembar, baris, kolom, nilai") == [
        ("IND-01", "Maret", 2, "E", "Nilai AKIP"),
        ("IND-01", "Maret", 3, "D", "IKU-6"),
    ]


# --- maps that cannot be used


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("unit,kode\nx,1\n", "harus memiliki kolom nama dan kode_satker di baris pertama.*'unit,kode'"),
        (
            "nama|kode_satker\nLoka|123456\n",
            r"harus memiliki kolom nama dan .*yang terbaca: 'nama\|kode_satker'",
        ),
        ("", "harus memiliki kolom nama dan kode_satker"),
        ("nama,kode_satker,Nama\nLoka,123456,x\n", "kolom nama tertulis dua kali"),
        ("nama,kode_satker,mullai\nLoka,123456,x\n", "kolom 'mullai' tidak dikenal; .*mulai, sampai"),
        ("nama,kode_satker\nLoka,1234\n", "baris 2: kode_satker harus enam digit, bukan '1234'"),
        ("nama,kode_satker\n ,123456\n", "baris 2: nama kosong"),
        ("nama,kode_satker\n\nLoka, Dumai,123456\n", "baris 3 berisi 3 sel untuk 2 kolom"),
        ('nama,kode_satker\n"Loka,123456\n', "tanda kutipnya tidak berpasangan"),
        ("nama,kode_satker,mulai\nLoka,123456,1/2/2025\n", "baris 2: tanggal mulai .*bukan '1/2/2025'"),
        (
            "nama,kode_satker,mulai,sampai\nLoka,123456,2025-07-01,2025-06-30\n",
            r"sampai \(2025-06-30\) lebih awal",
        ),
        ("nama,kode_satker,sampai,kode_satker_baru\nLoka,123456,2025-06-30,12\n", "kode_satker_baru harus enam digit"),
        ("nama,kode_satker,sampai,kode_satker_baru\nLoka,123456,,123457\n", "isi juga sampai"),
        ("nama,kode_satker,sampai,kode_satker_baru\nLoka,123456,2025-06-30,123456\n", "kode yang berbeda"),
        ("nama,kode_satker,sampai,kode_satker_baru\nLoka,123456,2025-06-30,123457\n", "'123457' tidak ada di peta"),
    ],
)
def test_a_wrong_satker_map_says_where_and_what(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "satker.csv"
    path.write_text(content)
    with pytest.raises(SettingsError, match=message):
        read_satker_map(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nama,kode\nx,01.01\n", "Peta indikator .*harus memiliki kolom kode_indikator"),
        ("nama;kode_indikator\nx;1.1\n", "baris 2: kode_indikator harus berbentuk 01.06, bukan '1.1'"),
        ("nama;kode_indikator\n;01.01\n", "baris 2: nama kosong"),
        ("nama;kode_indikator;kode_satker\nx;01.01;12\n", "baris 2: kode_satker harus enam digit"),
        ("nama;kode_indikator;tahun\nx;01.01;25\n", "baris 2: tahun harus empat angka"),
        (
            "nama;kode_indikator\nNilai AKIP;01.01\nnilai  akip.;01.02\n",
            "baris 3: 'nilai  akip.' sudah menunjuk 01.01 di baris",
        ),
    ],
)
def test_a_wrong_indicator_map_says_where_and_what(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "indikator.csv"
    path.write_text(content)
    with pytest.raises(SettingsError, match=message):
        read_indicator_map(path)


def test_maps_that_cannot_be_read_name_their_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="periksa setelan --satker"):
        read_satker_map(tmp_path / "tiada.csv")
    path = tmp_path / "indikator.csv"
    path.write_bytes("nama,kode_indikator\nPelayanan café,01.01\n".encode("cp1252"))
    with pytest.raises(SettingsError, match="simpan ulang sebagai CSV UTF-8"):
        read_indicator_map(path)


def test_a_satker_map_with_dates_from_excel(tmp_path: Path) -> None:
    path = tmp_path / "satker.csv"
    path.write_text(
        "Nama;Kode_Satker;mulai;sampai\nLoka  POM Dumai;672001;;2025-06-30\n;;;\n", encoding="utf-8-sig", newline="\r\n"
    )
    (unit,) = read_satker_map(path)
    assert (unit.kunci_nama, unit.kode_satker, unit.mulai, unit.sampai) == (
        "LOKA POM DUMAI",
        "672001",
        None,
        date(2025, 6, 30),
    )
    assert read_satker_map(None) == []


def test_an_indicator_map_keeps_each_spelling_once(tmp_path: Path) -> None:
    path = tmp_path / "indikator.csv"
    path.write_text("nama,kode_indikator,tahun\n1.6,01.06,\n 1.6 ,01.06,\n1.6,01.60,2024\n")
    assert read_indicator_map(path) == [
        NamedIndicator("1.6", "01.06", None, None),
        NamedIndicator("1.6", "01.60", None, 2024),
    ]
