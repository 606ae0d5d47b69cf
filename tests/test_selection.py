"""Which document is current, which is held and why, and that no accepted value stops the models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipelines.quality.rules import ALL_RULES
from tests.raw_rows import RO, SATKER, TAHUN, Akun, Gudang

D = Decimal
LAIN = "WA.6384.EBA.994"
CETAK_1, CETAK_2, CETAK_3 = (datetime(2025, 2, hari) for hari in (3, 12, 20))


@pytest.fixture
def gudang() -> Iterator[Gudang]:
    gudang = Gudang()
    yield gudang
    gudang.con.close()


def baris(*anggaran: int) -> list[tuple[str | None, str, int, int]]:
    return [("01.01", "ABCDEF"[i], satu, satu) for i, satu in enumerate(anggaran)]


def pagu(jumlah: int, sd: int = 0) -> list[tuple[str, str, int, int, int]]:
    return [("A", "521211", jumlah, 0, sd)]


def rak_berlaku(gudang: Gudang) -> list[tuple[Any, ...]]:
    return gudang.tanya("select file_id from core.dokumen_rak where berlaku")


@pytest.mark.parametrize("total", [None, 1000], ids=["no Total printed", "pages in the middle lost"])
def test_a_truncated_plan_does_not_replace_the_complete_one(gudang: Gudang, total: int | None) -> None:
    lengkap = gudang.rak({"01.01": {}}, baris(600, 400), total=1000, waktu_sumber=CETAK_1)
    potong = gudang.rak({"01.01": {}}, baris(600), total=total, waktu_sumber=CETAK_2)
    gudang.bangun()
    assert rak_berlaku(gudang) == [(lengkap,)]
    assert gudang.tanya("select file_id, parsial from core.dokumen_rak order by parsial") == [
        (lengkap, False),
        (potong, True),
    ]
    assert gudang.tanya("select status from core.status_berkas") == [("diterima",)] * 2
    ((file_id, aturan, satker, status, alasan, saran),) = gudang.tanya(
        "select file_id, aturan, kode_satker, status, alasan, saran from dq.karantina"
    )
    assert (file_id, aturan, satker, status) == (potong, "RAK-20", SATKER, "terbuka")
    terbaca = "Dari Total Rp1.000 yang tercetak di RAK ini, yang terbaca hanya Rp600"
    if total is None:
        terbaca = "Total tidak tercetak di RAK ini dan yang terbaca hanya Rp600"
    assert alasan == (
        f"{terbaca}, jauh kurang lengkap dibandingkan berkas {lengkap} untuk satker dan tahun yang sama, "
        "sehingga berkas itu yang dipakai."
    )
    assert saran.startswith("Kirim ulang RAK ini seutuhnya")


def test_a_newer_plan_that_is_nearly_as_complete_replaces(gudang: Gudang) -> None:
    lama = gudang.rak({"01.01": {}}, baris(600, 400), total=1000, waktu_sumber=CETAK_1)
    baru = gudang.rak({"01.01": {}}, baris(450, 450), total=1000, waktu_sumber=CETAK_2)
    # It reads more than its Total says, which makes it no more complete than complete.
    gudang.rak({"01.01": {}}, baris(3000), total=1000, waktu_sumber=datetime(2025, 1, 1))
    gudang.bangun()
    assert rak_berlaku(gudang) == [(baru,)]
    assert gudang.tanya("select count(*) from dq.karantina") == [(0,)]
    assert gudang.tanya(f"select status from core.status_berkas where file_id = '{lama}'") == [("digantikan",)]


def test_plans_without_any_total_are_current_by_their_date(gudang: Gudang) -> None:
    gudang.rak({"01.01": {}}, baris(600), waktu_sumber=CETAK_1)
    baru = gudang.rak({"01.01": {}}, baris(100), waktu_sumber=CETAK_2)
    gudang.bangun()
    assert rak_berlaku(gudang) == [(baru,)]


def test_a_sub_komponen_printed_with_two_amounts_counts_once(gudang: Gudang) -> None:
    gudang.rak({"01.01": {}}, [("01.01", "A", 100, 50), (None, "A", 101, 51), ("01.01", "B", 7, 7)], total=108)
    gudang.bangun()
    assert gudang.tanya("select anggaran_terbaca, selisih_total from core.dokumen_rak") == [(108, 0)]


@pytest.mark.parametrize(
    ("tanggal", "satker"),
    [
        (datetime(2025, 2, 12), "111111"),
        (datetime(2025, 6, 30, 23, 59), "111111"),
        (datetime(2025, 7, 1), "222222"),
    ],
)
def test_a_unit_name_is_matched_on_the_day_of_the_plan(gudang: Gudang, tanggal: datetime, satker: str) -> None:
    gudang.peta("LOKA", "111111", sampai=date(2025, 6, 30))
    gudang.peta("LOKA", "222222", mulai=date(2025, 7, 1))
    gudang.rak({"01.01": {}}, unit="LOKA", waktu_sumber=tanggal)
    gudang.bangun()
    assert gudang.tanya("select kode_satker from core.dokumen_rak") == [(satker,)]


def test_a_unit_name_outside_its_dates_is_said_to_be_so(gudang: Gudang) -> None:
    gudang.peta("LOKA", "111111", mulai=date(2020, 1, 1), sampai=date(2020, 12, 31))
    gudang.peta("LOKA", "222222", mulai=date(2025, 7, 1))
    gudang.rak({"01.01": {}}, unit="LOKA", waktu_sumber=datetime(2025, 2, 12))
    gudang.bangun()
    assert gudang.tanya("select aturan, alasan, saran from dq.karantina") == [
        (
            "SATKER-01",
            "Nama unit di RAK ada di peta satker, tetapi tidak berlaku pada tanggal dokumen 2025-02-12; "
            "di peta, nama itu berlaku untuk satker 222222 sejak 2025-07-01.",
            "Perbaiki kolom mulai dan sampai nama unit ini di peta satker (--satker), "
            "atau kirim ulang RAK dengan tanggal yang benar.",
        )
    ]


@pytest.mark.parametrize(
    ("lama", "baru", "parsial"),
    [
        ({RO: 60, LAIN: 40}, {RO: 60}, True),  # one program, 60 % of the pagu
        ({RO: 60, LAIN: 40}, {RO: 55}, False),  # a revision that dropped an RO and changed the other
        ({RO: 60, LAIN: 40}, {RO: 49}, True),  # filtered, and revised since
        ({RO: 60, LAIN: 40}, {RO: 10, LAIN: 5}, False),  # a genuine cut: the same RO
        ({RO: 60, LAIN: 40}, {RO: 100}, False),  # no less money
        ({RO: 60, LAIN: 40}, {RO: 60, "WA.6384.EBA.962": 1}, False),  # another RO
        ({RO: 60}, {RO: 60, LAIN: 40}, False),
        ({RO: 60}, {}, True),
    ],
)
def test_a_filtered_export_does_not_replace_the_whole_one(
    gudang: Gudang, lama: dict[str, int], baru: dict[str, int], parsial: bool
) -> None:
    pertama, kedua = (
        gudang.ekspor(3, {ro: pagu(jumlah) for ro, jumlah in isi.items()}, waktu_sumber=waktu)
        for isi, waktu in ((lama, CETAK_1), (baru, CETAK_2))
    )
    gudang.bangun()
    snapshot = "select parsial, file_id_utuh, berlaku from core.snapshot_anggaran where file_id = "
    assert gudang.tanya(f"{snapshot}'{kedua}'") == [(parsial, pertama if parsial else None, not parsial)]
    ditahan = [("FA-20", kedua)] if parsial else []
    karantina = "select aturan, file_id from dq.karantina"
    # The smaller, older export of the case where the new one adds an RO is the filtered one.
    assert gudang.tanya(karantina) == (ditahan if len(baru) <= len(lama) else [("FA-20", pertama)])


@pytest.mark.parametrize(
    ("baru", "parsial"),
    [
        ([("A", "521211", 5, 0, 1)], True),  # one akun of the same RO, 5 % of the pagu
        ([("A", "521211", 5, 0, 1), ("A", "524111", 44, 0, 1)], True),
        ([("A", "521211", 5, 0, 1), ("A", "524111", 50, 0, 1)], False),  # half of the money is still there
        ([("A", "521211", 1, 0, 1), ("A", "524111", 1, 0, 1), ("B", "521211", 1, 0, 1)], False),  # a cut: the same akun
        ([("A", "521219", 5, 0, 1)], False),  # another akun
    ],
)
def test_an_export_filtered_inside_its_ro_does_not_replace_the_whole_one(
    gudang: Gudang, baru: list[Akun], parsial: bool
) -> None:
    utuh: list[Akun] = [("A", "521211", 5, 0, 1), ("A", "524111", 50, 0, 10), ("B", "521211", 45, 0, 10)]
    pertama = gudang.fa(3, utuh, waktu_sumber=CETAK_1)
    kedua = gudang.fa(3, baru, waktu_sumber=CETAK_2)
    gudang.bangun()
    assert gudang.tanya("select file_id, file_id_utuh from core.snapshot_anggaran where parsial") == (
        [(kedua, pertama)] if parsial else []
    )
    assert gudang.tanya("select file_id from core.snapshot_anggaran where berlaku") == [
        (pertama if parsial else kedua,)
    ]


def test_filtered_exports_of_one_month_are_all_measured_by_the_whole_one(gudang: Gudang) -> None:
    ketiga = "WA.6384.EBA.962"
    satu = gudang.ekspor(3, {RO: pagu(60)}, waktu_sumber=CETAK_3)
    dua = gudang.ekspor(3, {RO: pagu(60), LAIN: pagu(40)}, waktu_sumber=CETAK_2)
    utuh = gudang.ekspor(3, {RO: pagu(60), LAIN: pagu(40), ketiga: pagu(1)}, waktu_sumber=CETAK_1)
    gudang.ekspor(4, {RO: pagu(60)}, waktu_sumber=CETAK_3)
    gudang.bangun()
    assert gudang.tanya("select file_id from core.snapshot_anggaran where berlaku and bulan = 3") == [(utuh,)]
    assert gudang.tanya("select file_id, file_id_utuh from core.snapshot_anggaran where parsial order by 1") == [
        (satu, utuh),
        (dua, utuh),
    ]


Simpan = Callable[..., str]
ISI_A, ISI_B = 10, 25


def ekspor(gudang: Gudang, sd: int, waktu: datetime, asli: bool = True) -> str:
    return gudang.fa(3, [("A", "521211", 60, 0, sd), ("B", "524111", 40, 0, 5)], waktu_sumber=waktu, waktu_asli=asli)


def dump(gudang: Gudang, sd: int, waktu: datetime, **lain: Any) -> str:
    """The same figures, of which a dump tells the funding source too."""
    baris = [{"pagu": 20, "realisasi_sd": sd, "kode_beban": "D"}, {"pagu": 40}]
    baris.append({"kode_subkomponen": "B", "kode_akun": "524111", "pagu": 40, "realisasi_sd": 5})
    return gudang.datar(3, baris, waktu_sumber=waktu, **lain)


def ulang(gudang: Gudang, sd: int, waktu: datetime) -> str:
    return ekspor(gudang, sd, waktu, asli=False)


def berlaku(gudang: Gudang) -> list[tuple[Any, ...]]:
    return gudang.tanya("select file_id, file_id_sama from core.snapshot_anggaran where berlaku")


def temuan(gudang: Gudang, aturan: str) -> list[dict[str, Any]]:
    (rule,) = (rule for rule in ALL_RULES if rule.id == aturan)
    return gudang.con.sql(rule.check.failing_rows).df().to_dict("records")


@pytest.mark.parametrize("lama", [ekspor, dump])
@pytest.mark.parametrize("simpan", [ulang, dump])
def test_an_old_export_saved_anew_stays_old_and_is_told(gudang: Gudang, lama: Simpan, simpan: Simpan) -> None:
    satu = lama(gudang, ISI_A, CETAK_1)
    dua = ekspor(gudang, ISI_B, CETAK_2)
    tiga = simpan(gudang, ISI_A, CETAK_3)
    gudang.bangun()
    assert berlaku(gudang) == [(dua, None)]
    assert gudang.tanya("select file_id, file_id_sama from core.snapshot_anggaran where file_id_sama is not null") == [
        (tiga, satu)
    ]
    assert gudang.tanya("select sum(realisasi_sd) from core.realisasi_anggaran") == [(ISI_B + 5,)]
    (told,) = temuan(gudang, "FA-27")
    assert (told["file_id"], told["sama_dengan"], told["yang_berlaku"], told["nilai"]) == (
        tiga,
        satu,
        dua,
        str(ISI_A + 5),
    )
    assert temuan(gudang, "FA-26") == []
    # A dump of the old figures, if it is no copy, is still told of as one of two forms.
    assert len(temuan(gudang, "DATAR-23")) == (lama is dump)


def test_a_report_that_sakti_made_later_counts_though_its_figures_are_old(gudang: Gudang) -> None:
    ekspor(gudang, ISI_A, CETAK_1)
    ekspor(gudang, ISI_B, CETAK_2)
    lagi = ekspor(gudang, ISI_A, CETAK_3)
    gudang.bangun()
    assert berlaku(gudang) == [(lagi, None)]
    assert temuan(gudang, "FA-27") == []


def test_a_copy_of_a_return_has_the_time_of_the_return(gudang: Gudang) -> None:
    ekspor(gudang, ISI_A, CETAK_1)
    ekspor(gudang, ISI_B, CETAK_2)
    lagi = ekspor(gudang, ISI_A, CETAK_3)
    salinan = ulang(gudang, ISI_A, datetime(2025, 2, 25))
    gudang.bangun()
    assert berlaku(gudang) == [(salinan, lagi)]
    assert temuan(gudang, "FA-27") == []


def test_a_copy_of_the_only_figures_counts_and_is_not_told(gudang: Gudang) -> None:
    satu = ekspor(gudang, ISI_A, CETAK_1)
    dua = dump(gudang, ISI_A, CETAK_2)
    gudang.bangun()
    assert berlaku(gudang) == [(dua, satu)]
    assert temuan(gudang, "FA-27") == []


@pytest.mark.parametrize(
    "isi",
    [
        [("A", "521211", 60, 0, ISI_A + 1), ("B", "524111", 40, 0, 4)],
        [("A", "521211", 61, 0, ISI_A), ("B", "524111", 39, 0, 5)],
        [("A", "521219", 60, 0, ISI_A), ("B", "524111", 40, 0, 5)],
        [("A", "521211", 60, 0, ISI_A), ("B", "524111", 40, 0, 5), ("B", "524119", 0, 0, 0)],
    ],
    ids=["realisasi moved", "pagu moved", "another akun", "one more akun"],
)
def test_a_saved_file_that_differs_in_one_akun_is_new(gudang: Gudang, isi: list[Akun]) -> None:
    ekspor(gudang, ISI_A, CETAK_1)
    ekspor(gudang, ISI_B, CETAK_2)
    baru = gudang.fa(3, isi, waktu_sumber=CETAK_3, waktu_asli=False)
    gudang.bangun()
    assert berlaku(gudang) == [(baru, None)]


DANA = [{"pagu": 20, "realisasi_sd": 5}, {"pagu": 20, "realisasi_sd": 5, "kode_beban": "D"}, {"pagu": 60}]


@pytest.mark.parametrize(
    "lain",
    [{"blokir": 500}, {"kode_beban": "D"}, {"kode_beban": "D", "kode_akun": "521219"}],
    ids=["blokir", "sumber dana", "another akun"],
)
def test_a_later_dump_with_other_details_is_no_copy(gudang: Gudang, lain: dict[str, Any]) -> None:
    gudang.datar(3, DANA, waktu_sumber=CETAK_1)
    gudang.datar(3, [*DANA[:2], {"pagu": 59}], waktu_sumber=CETAK_2)
    baru = gudang.datar(3, [*DANA[:2], {"pagu": 60} | lain], waktu_sumber=CETAK_3)
    gudang.bangun()
    assert berlaku(gudang) == [(baru, None)]
    assert temuan(gudang, "FA-27") == []


def test_money_that_moves_between_two_funding_sources_is_no_copy(gudang: Gudang) -> None:
    gudang.datar(3, DANA, waktu_sumber=CETAK_1)
    gudang.datar(3, [*DANA[:2], {"pagu": 59}], waktu_sumber=CETAK_2)
    pindah = [DANA[0] | {"pagu": 10}, DANA[1] | {"pagu": 30}, DANA[2]]
    baru = gudang.datar(3, pindah, waktu_sumber=CETAK_3)
    gudang.bangun()
    assert berlaku(gudang) == [(baru, None)]


def test_a_dump_with_its_lines_in_another_order_is_a_copy(gudang: Gudang) -> None:
    lama = gudang.datar(3, DANA, waktu_sumber=CETAK_1)
    dua = gudang.datar(3, [*DANA[:2], {"pagu": 59}], waktu_sumber=CETAK_2)
    tiga = gudang.datar(3, DANA[::-1], waktu_sumber=CETAK_3)
    gudang.bangun()
    assert berlaku(gudang) == [(dua, None)]
    assert [(told["file_id"], told["sama_dengan"]) for told in temuan(gudang, "FA-27")] == [(tiga, lama)]


@pytest.mark.parametrize("lain", [{"realisasi_lalu": "4"}, {"lock_pagu": "9"}], ids=["periode lalu", "lock pagu"])
def test_a_saved_report_with_other_details_is_no_copy(gudang: Gudang, lain: dict[str, str]) -> None:
    ekspor(gudang, ISI_A, CETAK_1)
    ekspor(gudang, ISI_B, CETAK_2)
    baru = ulang(gudang, ISI_A, CETAK_3)
    for row in gudang.rows["raw.fa_detail"]:
        if row["file_id"] == baru and row["tingkat"] == "akun":
            row |= lain
    gudang.bangun()
    assert berlaku(gudang) == [(baru, None)]


def test_a_copy_of_another_month_or_satker_is_none(gudang: Gudang) -> None:
    ekspor(gudang, ISI_A, CETAK_1)
    ekspor(gudang, ISI_B, CETAK_2)
    akun: list[Akun] = [("A", "521211", 60, 0, ISI_A), ("B", "524111", 40, 0, 5)]
    for bulan, satker in ((4, SATKER), (3, "690002")):
        gudang.fa(bulan, [("A", "521211", 99, 0, 1)], satker, waktu_sumber=CETAK_2)
        gudang.fa(bulan, akun, satker, waktu_sumber=CETAK_3, waktu_asli=False)
    gudang.bangun()
    assert gudang.tanya("select count(*), count(file_id_sama) from core.snapshot_anggaran") == [(6, 0)]


def test_a_dump_that_lacks_rows_never_replaces_a_whole_one(gudang: Gudang) -> None:
    utuh = dump(gudang, ISI_A, CETAK_1)
    dump(gudang, ISI_B, CETAK_2, kurang_baris=True)
    gudang.bangun()
    assert berlaku(gudang) == [(utuh, None)]


@pytest.mark.parametrize(
    ("laporan", "hitung", "status"),
    [
        ({"realisasi": 45}, D(45), "sesuai"),
        ({"realisasi": "0.45"}, D("0.45"), "sesuai"),
        ({"realisasi": 45, "satuan": "Nilai"}, D(45), "sesuai"),
        ({"realisasi": 44}, D(45), "beda"),
        ({"realisasi": "0.45", "satuan": "Persen"}, D(45), "beda"),
        ({"satuan": "Nilai"}, D("0.45"), "tidak dihitung ulang"),
        ({}, None, "tidak dihitung ulang"),
    ],
)
def test_the_factor_of_a_ratio_is_known_or_taken_from_the_report(
    gudang: Gudang, laporan: dict[str, Any], hitung: Decimal | None, status: str
) -> None:
    gudang.kinerja(3, {"01.01": {"indikator": "Tingkat kepuasan", "pembilang": 36, "penyebut": 80} | laporan})
    gudang.bangun()
    assert gudang.tanya("select realisasi_hitung, realisasi, status from core.realisasi_indikator") == [
        (hitung, hitung, status)
    ]


def test_a_fraction_of_a_percentage_or_an_index_is_noticed(gudang: Gudang) -> None:
    kasus = [
        (80, "persen", "0.45"),
        (80, "%", "1"),
        (80, "persen", "0"),
        (80, "persen", "1.5"),
        (10, "persen", "0.45"),
        (80, "Indeks", "0.45"),
        (80, "sekolah", "1"),
        (3, "indeks", "0.45"),
    ]
    kode = [f"01.{nomor:02}" for nomor in range(1, len(kasus) + 1)]
    gudang.rak({k: {"target": {6: target}} for k, (target, _, _) in zip(kode, kasus, strict=True)})
    gudang.kinerja(
        6, {k: {"satuan": satuan, "realisasi": nilai} for k, (_, satuan, nilai) in zip(kode, kasus, strict=True)}
    )
    gudang.bangun()
    (aturan,) = (rule for rule in ALL_RULES if rule.id == "KIN-08")
    assert gudang.tanya(f"select kode_indikator from ({aturan.check.failing_rows}) order by 1") == [
        ("01.01",),
        ("01.02",),
        ("01.06",),
    ]


UANG = 10**15 - 1
"""Largest amount of rupiah and largest whole number that readers accept; performance values stop at 12 digits."""
KINERJA = "999999999999.9999999999999999999999999"
TERKECIL = "0.0001"


def test_the_largest_and_smallest_values_that_readers_accept_stop_nothing(gudang: Gudang) -> None:
    kode = [f"{sasaran:02}.{nomor:02}" for sasaran in (1, 2) for nomor in range(1, 6)]
    target = dict(zip(kode, [TERKECIL, str(UANG) + ".99999", f"-{TERKECIL}", f"-{UANG}", "0"] * 2, strict=True))
    huruf = [chr(65 + i // 26) + chr(65 + i % 26) for i in range(26 * 26)]
    besar = [(k, sub, UANG, UANG) for k in kode for sub in huruf[:200]]
    campur = [
        ("01.01", "ZA", 1, 4_331_250_000),
        ("01.01", "ZB", 1, -UANG),
        ("01.02", "ZB", -UANG, UANG),
        (None, "ZB", 0, -UANG),
        ("01.03", "ZC", 0, UANG),
        ("01.04", "ZD", UANG, 1),
    ]
    for satker in (SATKER, "690002"):
        gudang.rak(
            {k: {"target": dict.fromkeys(range(1, 13), target[k]), "anggaran": str(UANG)} for k in kode},
            [*besar, *campur],
            satker,
            total=UANG,
            waktu_sumber=CETAK_1,
        )
        gudang.rak({"01.01": {"anggaran": "1"}}, [], satker, total=-UANG, waktu_sumber=CETAK_2)
    polaritas = [(k, "minimum") for k in kode if k.startswith("02")]
    for satu, arah in polaritas:
        gudang.con.execute(
            "insert into ref.polaritas_indikator values (?, ?, ?, ?, 'uji')", [SATKER, TAHUN, satu, arah]
        )
        gudang.con.execute("insert into ref.bobot_indikator values (?, ?, ?, 99999.9999, 'uji')", [SATKER, TAHUN, satu])
    isi: list[dict[str, Any]] = [
        {"satuan": "persen", "pembilang": KINERJA, "penyebut": TERKECIL, "realisasi": TERKECIL},
        {"pembilang": TERKECIL, "penyebut": KINERJA, "realisasi": KINERJA, "target_sd_bulan": KINERJA},
        {"satuan": "persen", "pembilang": "900000000000", "penyebut": "0.5"},
        {"realisasi": f"-{KINERJA}"},
        {"satuan": "indeks", "pembilang": KINERJA, "penyebut": "0.0000000001"},
    ]
    for bulan in range(1, 13):
        gudang.kinerja(bulan, dict(zip(kode, isi * 2, strict=True)))
        gudang.fa(bulan, [("ZA", "521211", 1, 0, UANG), ("ZB", "511111", UANG - 2, -UANG, 1)])
        gudang.fa(
            bulan,
            [("ZB", "521211", -UANG, UANG, -UANG), ("ZC", "531111", UANG, UANG, 0), ("ZD", "571111", 1, 0, -UANG)],
            "690002",
        )
        gudang.fa(bulan, pagu(-UANG, UANG), "690003")
        gudang.fa(bulan, pagu(3, UANG), "690004")
        gudang.ekspor(bulan, {}, "690004")
    gudang.rak({"01.01": {"target": {3: TERKECIL}, "anggaran": "10000"}}, [("01.01", "A", 10000, 10000)], "690005")
    gudang.kinerja(3, {"01.01": isi[0]}, "690005")
    gudang.fa(3, pagu(10000, 1), "690005")
    gudang.bangun()
    assert gudang.tanya("select max(anggaran_terbaca) from core.dokumen_rak") >= [(200 * UANG,)]
    assert gudang.tanya("select max(porsi) from core.kontribusi") == [(4_331_250_000,)]
    assert gudang.tanya("select max(target) from core.target_indikator") == [(D(UANG) + 1,)]
    for kolom, terbesar in (
        ("core.realisasi_indikator.realisasi", 1e18),
        ("mart.serapan_satker.serapan_pct", 1e17 / 3),
        ("mart.capaian_indikator.capaian_pct", 1e24),
        ("mart.efisiensi_indikator.ie", 1e26),
    ):
        tabel, nama = kolom.rsplit(".", 1)
        ((nilai,),) = gudang.tanya(f"select max({nama}) from {tabel}")
        assert float(nilai) == pytest.approx(terbesar), kolom
    for rule in ALL_RULES:
        salah = gudang.tanya(f"select count(*) from ({rule.check.failing_rows})")
        assert salah == [(0,)] or not rule.menahan, rule
