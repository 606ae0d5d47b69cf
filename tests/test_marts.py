"""The marts' figures, from small hand-made raw rows through the real core and mart SQL. No readers, no Dagster here."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipelines.sql_models import load_models, write_dictionary
from tests.raw_rows import RO, SATKER, TAHUN, Gudang

D = Decimal


@pytest.fixture
def gudang() -> Iterator[Gudang]:
    gudang = Gudang()
    yield gudang
    gudang.con.close()


def capaian(gudang: Gudang, kasus: list[tuple[object, dict[str, Any]]], polaritas: str = "maksimum") -> list[Any]:
    """(realisasi, capaian_pct, kriteria) in June of one indicator per case: its target and what its sheet reports."""
    kode = [f"01.{nomor:02}" for nomor in range(1, len(kasus) + 1)]
    for satu in kode:
        gudang.con.execute(
            "insert into ref.polaritas_indikator values (?, ?, ?, ?, 'uji')", [SATKER, TAHUN, satu, polaritas]
        )
    targets = [target for target, _ in kasus]
    gudang.rak({k: {"target": {} if target is None else {6: target}} for k, target in zip(kode, targets, strict=True)})
    gudang.kinerja(6, {k: laporan for k, (_, laporan) in zip(kode, kasus, strict=True)})
    gudang.bangun()
    return gudang.tanya(
        "select realisasi, capaian_pct, kriteria from mart.capaian_indikator where bulan = 6 order by kode_indikator"
    )


def test_capaian(gudang: Gudang) -> None:
    assert capaian(
        gudang,
        [
            (80, {"satuan": "Persen", "pembilang": 23, "penyebut": 36}),
            (80, {"satuan": "%", "pembilang": 174, "penyebut": 264}),
            (93, {"satuan": "Nilai", "realisasi": "92.384"}),
            (100, {"satuan": "Nilai", "realisasi": "1.005"}),
            ("3.75", {"satuan": "Indeks", "pembilang": 15, "penyebut": 4}),
            (80, {"satuan": "Nilai", "realisasi": 0}),
            (None, {"satuan": "Nilai", "realisasi": 50}),
            (0, {"satuan": "Nilai", "realisasi": 50}),
        ],
    ) == [
        (D("63.89"), D("79.86"), "Cukup"),
        (D("65.91"), D("82.39"), "Cukup"),
        (D("92.384"), D("99.34"), "Baik"),
        (D("1.005"), D("1.01"), "Sangat Kurang"),  # just below a half in binary; it must still round up
        (D("3.75"), D("100.00"), "Baik"),
        (D("0"), D("0.00"), "Sangat Kurang"),
        (D("50"), None, None),
        (D("50"), None, None),
    ]


def test_percent_is_known_by_its_unit_or_else_by_the_name(gudang: Gudang) -> None:
    pecahan = {"pembilang": 23, "penyebut": 36}
    hasil = capaian(
        gudang,
        [
            (80, pecahan | {"satuan": "persentase", "indikator": "Nilai pengawasan"}),
            (80, pecahan | {"satuan": "% (persen)", "indikator": "Nilai pengawasan"}),
            (80, pecahan | {"indikator": "Persentase keputusan tepat waktu"}),
            (80, pecahan | {"satuan": "Indeks", "indikator": "Indeks pelayanan"}),
            (80, pecahan | {"satuan": "Indeks", "indikator": "Persentase keputusan tepat waktu"}),
        ],
    )
    assert [realisasi for realisasi, _, _ in hasil] == [D("63.89"), D("63.89"), D("63.89"), D("0.64"), D("0.64")]


def test_kriteria_boundaries(gudang: Gudang) -> None:
    kriteria = {
        "49.99": "Sangat Kurang",
        "49.996": "Kurang",  # 50.00 when rounded, and 50.00 is what the user sees
        "50": "Kurang",
        "69.99": "Kurang",
        "70": "Cukup",
        "89.99": "Cukup",
        "90": "Baik",
        "110": "Baik",
        "110.01": "Sangat Baik",
        "120": "Sangat Baik",
        "120.01": "Tidak Dapat Disimpulkan",
    }
    hasil = capaian(gudang, [(100, {"realisasi": realisasi}) for realisasi in kriteria])
    assert [nama for _, _, nama in hasil] == list(kriteria.values())


def test_less_is_better_when_polarity_is_minimum(gudang: Gudang) -> None:
    assert capaian(gudang, [(10, {"realisasi": nilai}) for nilai in (8, 10, 25)], "minimum") == [
        (8, D("120.00"), "Sangat Baik"),
        (10, D("100.00"), "Baik"),
        (25, D("-50.00"), "Sangat Kurang"),
    ]


def test_rows_are_all_months_of_the_plan_and_those_reported_and_say_why_they_are_blank(gudang: Gudang) -> None:
    gudang.rak({"01.01": {"target": {3: 10, 12: 40}}})
    gudang.kinerja(2, {"01.01": {"realisasi": 5}, "09.01": {"indikator": "Nama di lembar", "realisasi": 7}})
    gudang.bangun()
    said = {
        (kode, bulan): row
        for kode, bulan, *row in gudang.tanya(
            "select kode_indikator, bulan, kode_sasaran, indikator, target, realisasi, capaian_pct,"
            " capaian_tahunan_pct, keterangan from mart.capaian_indikator"
        )
    }
    assert set(said) == {*(("01.01", bulan) for bulan in range(1, 13)), ("09.01", 2)}
    plan = ["01", "Indikator 01.01"]
    assert said["01.01", 1] == [*plan, *[None] * 4, "Belum ada target maupun realisasi untuk bulan Januari."]
    assert said["01.01", 2] == [*plan, None, D(5), None, D("12.50"), "Belum ada target untuk bulan Februari di RAK."]
    assert said["01.01", 3] == [
        *plan,
        D(10),
        None,
        None,
        None,
        "Realisasi bulan Maret belum ada di lembar kinerja yang diterima.",
    ]
    lost = "Indikator tidak ada di RAK yang terbaca, sehingga tidak ada targetnya."
    assert said["09.01", 2] == ["09", "Nama di lembar", None, D(7), None, None, lost]


def test_mixed_units_have_no_yearly_capaian_before_december(gudang: Gudang) -> None:
    gudang.rak({"01.01": {"nama": "Jumlah sekolah", "target": {11: 80, 12: 2}}})
    gudang.kinerja(11, {"01.01": {"realisasi": 60}})
    gudang.kinerja(12, {"01.01": {"realisasi": 2}})
    gudang.bangun()
    assert gudang.tanya(
        "select bulan, capaian_pct, target_tahunan, capaian_tahunan_pct from mart.capaian_indikator"
        " where realisasi is not null order by bulan"
    ) == [(11, D("75.00"), D(2), None), (12, D("100.00"), D(2), D("100.00"))]


def test_a_count_is_not_measured_against_a_percentage(gudang: Gudang) -> None:
    """Before December the plan has percent of the way; a sheet that counts schools there says something else."""
    gudang.rak({"01.01": {"nama": "Jumlah sekolah", "target": {3: 10, 4: 20, 6: 40, 9: 90, 11: 95, 12: 2}}})
    for bulan, satuan, realisasi in (
        (3, "persen", 9),
        (4, "prosentase", 18),
        (6, "sekolah", 1),
        (9, None, 45),
        (11, "%", 95),
        (12, "persen", 100),
    ):
        isi = {"realisasi": realisasi} | ({"satuan": satuan} if satuan else {})
        gudang.kinerja(bulan, {"01.01": isi})
    gudang.bangun()
    assert gudang.tanya(
        "select bulan, beda_satuan, capaian_pct, keterangan from mart.capaian_indikator where realisasi is not null"
        " order by bulan"
    ) == [
        (3, False, D("90.00"), None),
        (4, False, D("90.00"), None),
        (
            *(6, True, None),
            "Satuan di lembar kinerja (sekolah) bukan satuan target bulan Juni di RAK (persen kemajuan), sehingga "
            "capaian"
            " tidak dihitung.",
        ),
        (9, False, D("50.00"), None),
        (11, False, D("100.00"), None),
        (
            *(12, True, None),
            "Satuan di lembar kinerja (persen) bukan satuan target bulan Desember di RAK (jumlah), sehingga capaian "
            "tidak"
            " dihitung.",
        ),
    ]
    assert gudang.tanya(
        "select triwulan, satuan, satuan_campuran, target from mart.capaian_triwulan order by triwulan"
    ) == [
        (1, "persen", True, D(10)),
        (2, "sekolah", True, D(40)),
        (3, "sekolah", True, D(90)),
        (4, "persen", True, D(2)),
    ]


def test_nps_and_nku(gudang: Gudang) -> None:
    target = {"target": {6: 100}}
    gudang.rak({"01.01": target, "01.02": target, "01.03": target, "02.01": target, "03.01": target})
    gudang.kinerja(6, {"01.01": {"realisasi": 150}, "01.02": {"realisasi": 90}, "02.01": {"realisasi": 80}})
    gudang.bangun()
    sasaran = "select kode_sasaran, nama_sasaran, jumlah_indikator, jumlah_dinilai, nps from mart.capaian_sasaran"
    # 01: (120 + 90) / 2, the third is not reported; 03: nothing reported; NKU: (105 + 80) / 2.
    assert gudang.tanya(sasaran + " where bulan = 6 order by kode_sasaran") == [
        ("01", "Sasaran 01", 3, 2, D("105.00")),
        ("02", "Sasaran 02", 1, 1, D("80.00")),
        ("03", "Sasaran 03", 1, 0, None),
    ]
    units = "select bulan, jumlah_sasaran, jumlah_dinilai, nku from mart.nilai_satker where bulan in (5, 6) order by 1"
    assert gudang.tanya(units) == [(5, 3, 0, None), (6, 3, 2, D("92.50"))]


def test_weights_of_indicators(gudang: Gudang) -> None:
    gudang.con.execute("insert into ref.bobot_indikator values (?, ?, '01.02', 3, 'uji')", [SATKER, TAHUN])
    gudang.rak({"01.01": {"target": {6: 100}}, "01.02": {"target": {6: 100}}})
    gudang.kinerja(6, {"01.01": {"realisasi": 100}, "01.02": {"realisasi": 80}})
    gudang.bangun()
    assert gudang.tanya("select nps from mart.capaian_sasaran where bulan = 6") == [(D("85.00"),)]  # (100 + 3 x 80) / 4


def test_absorption_at_every_level(gudang: Gudang) -> None:
    gudang.fa(3, [("A", "511111", 600, 100, 50), ("A", "521211", 300, 0, 100), ("B", "521211", 0, 0, 0)])
    gudang.bangun()
    uang = "pagu, realisasi_ini, realisasi_sd, sisa, serapan_pct"
    assert gudang.tanya(f"select {uang} from mart.serapan_satker") == [(900, 50, 150, 750, D("16.67"))]
    assert gudang.tanya(f"select {uang} from mart.serapan_ro") == [(900, 50, 150, 750, D("16.67"))]
    assert gudang.tanya(f"select kode_subkomponen, {uang} from mart.serapan_subkomponen order by 1") == [
        ("A", 900, 50, 150, 750, D("16.67")),
        ("B", 0, 0, 0, 0, None),
    ]
    jenis = f"select jenis_belanja, nama_jenis_belanja, {uang} from mart.serapan_jenis_belanja order by 1"
    assert gudang.tanya(jenis) == [
        ("51", "Belanja Pegawai", 600, -50, 50, 550, D("8.33")),
        ("52", "Belanja Barang dan Jasa", 300, 100, 100, 200, D("33.33")),
    ]


def test_budget_per_indicator(gudang: Gudang) -> None:
    gudang.rak(
        {"01.01": {"anggaran": "85"}, "01.02": {"anggaran": "98"}, "01.03": {}, "01.04": {"anggaran": "7"}},
        [
            ("01.01", "A", 100, 25),
            ("01.02", "A", 100, 38),
            ("01.03", "A", 100, 37),
            ("01.01", "B", 100, 60),  # the other 40 are on a lost page
            (None, "C", 50, 50),  # a fragment whose indicator is lost
            ("01.02", "E", 40, 60),  # claims more than the anggaran: still no more than the whole
        ],
    )
    gudang.fa(
        6,
        [
            ("A", "521211", 100, 0, 33),
            ("B", "521211", 200, 0, 10),
            ("C", "521211", 50, 0, 5),
            ("D", "521211", 70, 0, 7),
            ("E", "521211", 40, 0, 11),
        ],
    )
    gudang.bangun()
    # A: 33 x 25% = 8.25, x 63% = 20.79, x 100% = 33, so the parts are 8, 21 - 8 and 33 - 21.
    # B: 60% to 01.01. E: everything to 01.02.
    assert gudang.tanya(
        "select kode_indikator, anggaran, pagu, realisasi_sd, serapan_pct, pagu_halaman_hilang, pagu_tidak_di_rak,"
        " realisasi_halaman_hilang, realisasi_tidak_di_rak from mart.serapan_indikator"
        " order by kode_indikator nulls last"
    ) == [
        ("01.01", 85, 25 + 120, 8 + 6, D("16.47"), None, None, None, None),
        ("01.02", 98, 38 + 40, 13 + 11, D("24.49"), None, None, None, None),
        ("01.03", None, 37, 12, None, None, None, None, None),
        ("01.04", 7, 0, 0, D("0.00"), None, None, None, None),
        (None, None, 80 + 50 + 70, 4 + 5 + 7, None, 130, 70, 9, 7),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_parts_are_wholes_whatever_the_claims(gudang: Gudang, seed: int) -> None:
    acak = random.Random(seed)
    for nomor in range(150):
        satker = str(100000 + nomor)
        if acak.random() < 0.9:
            kode = [f"0{s}.0{i}" for s in (1, 2) for i in (1, 2, 3)]
            kontribusi = []
            for sub in "ABCDEF":
                anggaran = acak.choice([0, 1, 7, 1000, acak.randrange(10**12)])
                for pengklaim in acak.sample([*kode, None], acak.randrange(5)):
                    beda = acak.choice([0, 0, 0, 1])
                    kontribusi.append((pengklaim, sub, anggaran + beda, acak.randrange(anggaran + 1)))
            gudang.rak({satu: {"anggaran": str(acak.randrange(10**12))} for satu in kode}, kontribusi, satker)
        for bulan in (1, 2):
            akun = []
            for sub in acak.sample("ABCDEFGH", 5):
                pagu = acak.choice([0, 1, 99, acak.randrange(10**13)])
                akun.append((sub, "521211", pagu, 0, acak.choice([0, pagu, -pagu // 3, acak.randrange(pagu + 1)])))
            gudang.fa(bulan, akun, satker)
    gudang.bangun()
    diperiksa, beda = gudang.tanya(
        """
        with bagian as (
            select kode_satker, tahun, bulan, sum(pagu) as pagu, sum(realisasi_sd) as realisasi_sd
            from mart.serapan_indikator
            group by kode_satker, tahun, bulan
        )
        select count(*), count(*) filter (where s.pagu is distinct from b.pagu
            or s.realisasi_sd is distinct from b.realisasi_sd)
        from mart.serapan_satker as s
        full outer join bagian as b using (kode_satker, tahun, bulan)
        """
    )[0]
    assert (diperiksa, beda) == (300, 0)
    assert gudang.tanya(
        "select count(*) from mart.serapan_indikator where kode_indikator is null"
        " and (pagu <> pagu_halaman_hilang + pagu_tidak_di_rak"
        " or realisasi_sd <> realisasi_halaman_hilang + realisasi_tidak_di_rak)"
    ) == [(0,)]


def test_plan_against_sakti_both_ways(gudang: Gudang) -> None:
    gudang.rak(
        {"01.01": {}},
        [("01.01", "A", 100, 75), (None, "A", 100, 25), ("01.01", "B", 50, 50), ("01.01", "C", 10, 10)],
    )
    gudang.fa(1, [("A", "521211", 999, 0, 0)])
    gudang.fa(2, [("A", "521211", 100, 0, 0), ("B", "521211", 60, 0, 0), ("D", "521211", 5, 0, 1)])
    gudang.fa(2, [("A", "521211", 100, 0, 0)], satker="690002")  # no plan, so nothing to compare
    gudang.bangun()
    assert gudang.tanya(
        "select kode_subkomponen, nama_subkomponen, bulan, anggaran, jumlah_kontribusi, pagu, realisasi_sd, selisih,"
        " status from mart.rencana_anggaran order by bulan, kode_subkomponen"
    ) == [
        ("A", "Sub A", 1, 100, 100, 999, 0, 899, "beda pagu"),
        ("B", "Sub B", 1, 50, 50, None, None, -50, "tanpa anggaran di SAKTI"),
        ("C", "Sub C", 1, 10, 10, None, None, -10, "tanpa anggaran di SAKTI"),
        ("A", "Sub A", 2, 100, 100, 100, 0, 0, "sesuai"),
        ("B", "Sub B", 2, 50, 50, 60, 0, 10, "beda pagu"),
        ("C", "Sub C", 2, 10, 10, None, None, -10, "tanpa anggaran di SAKTI"),
        ("D", None, 2, None, None, 5, 1, 5, "tidak ada di RAK"),
    ]


def test_the_target_of_a_quarter_is_of_its_own_pagu(gudang: Gudang) -> None:
    for bulan, pagu in ((2, 1000), (3, 2000), (8, 4000)):
        gudang.fa(bulan, [("A", "521211", pagu, 0, 0)])
    gudang.bangun()
    asked = (
        "select bulan_laporan, bulan, pagu, target_ikpa from mart.rencana_penyerapan where target_ikpa is not null"
        " order by all"
    )
    # 15, 50, 70 and 90 percent; a month without an export has the pagu of the one before it.
    assert gudang.tanya(asked) == [
        *((2, 3, 1000, 150), (2, 6, 1000, 500), (2, 9, 1000, 700), (2, 12, 1000, 900)),
        *((3, 3, 2000, 300), (3, 6, 2000, 1000), (3, 9, 2000, 1400), (3, 12, 2000, 1800)),
        *((8, 3, 2000, 300), (8, 6, 2000, 1000), (8, 9, 4000, 2800), (8, 12, 4000, 3600)),
    ]
    january = "select pagu from mart.rencana_penyerapan where bulan = 1 order by bulan_laporan"
    assert gudang.tanya(january) == [(1000,)] * 3


def test_the_estimate_of_ikpa_stays_between_nought_and_a_hundred(gudang: Gudang) -> None:
    """Refunds above spending, a pagu below nought, and parts that round up (50.005 and 49.995) do not lead out of "
    "it."""
    gudang.fa(1, [("A", "521211", 1000, 0, -400)])
    gudang.fa(1, [("A", "521211", 1000, 0, 1000), ("B", "531111", -500, 0, 0)], satker="690002")
    gudang.fa(1, [("A", "511111", 50005, 0, 50005), ("B", "521211", 49995, 0, 49995)], satker="690003")
    gudang.bangun()
    assert gudang.tanya(
        "select kode_satker, nilai_bulan, kekurangan_rupiah from mart.ikpa_penyerapan order by kode_satker"
    ) == [(SATKER, D("0.00"), 550), ("690002", D("100.00"), 0), ("690003", D("100.00"), 0)]


def test_names_are_those_of_the_month(gudang: Gudang) -> None:
    """A name that a later export brings says nothing of the months before; a flat file takes the one before it."""
    for bulan, nama in ((3, "Nama Maret"), (9, "Nama September")):
        gudang.fa(bulan, [("A", "521211", 100, 0, 20)])
        for baris in gudang.rows["raw.fa_detail"][-1:]:
            baris |= {"uraian": "Belanja Bahan"}
        for baris in gudang.rows["raw.fa_detail"]:
            if baris["tingkat"] == "subkomponen" and "uraian" not in baris:
                baris["uraian"] = nama
    gudang.datar(6, [{"kode_subkomponen": "A"}])
    gudang.datar(2, [{"kode_subkomponen": "A"}])
    gudang.rak({"01.01": {}}, [("01.01", "A", 100, 100)])
    for baris in gudang.rows["raw.rak_kontribusi"]:
        baris["nama_subkomponen"] = "Nama RAK"
    gudang.bangun()
    expected = [(2, "Nama RAK"), (3, "Nama Maret"), (6, "Nama Maret"), (9, "Nama September")]
    for asked in (
        "select bulan, uraian from mart.serapan_tingkat where tingkat = 'subkomponen'",
        "select bulan, nama_subkomponen from mart.serapan_subkomponen",
        "select bulan, nama_subkomponen from mart.rencana_anggaran",
    ):
        assert gudang.tanya(f"{asked} order by bulan") == expected


def test_efficiency(gudang: Gudang) -> None:
    kode = [f"01.0{nomor}" for nomor in range(1, 6)]
    gudang.rak(
        {k: {"target": {6: 100}, "anggaran": "10000"} for k in kode},
        [(k, sub, 10000, 10000) for k, sub in zip(kode, "ABCDE", strict=True)],
    )
    gudang.fa(6, [(sub, "521211", 10000, 0, 0 if sub == "D" else 9544) for sub in "ABCDE"])
    laporan = dict(zip(kode, ("100.57", "95.44", "90", "90"), strict=False))
    gudang.kinerja(6, {k: {"realisasi": realisasi} for k, realisasi in laporan.items()})
    gudang.bangun()
    assert gudang.tanya("select ie, te, kategori from mart.efisiensi_indikator order by kode_indikator") == [
        (D("1.05"), D("0.05"), "efisien"),
        (D("1.00"), D("0.00"), "efisien"),
        (D("0.94"), D("-0.06"), "tidak efisien"),
        (None, None, None),  # nothing spent
        (None, None, None),  # nothing reported
    ]


def test_a_sasaran_is_its_indicators(gudang: Gudang) -> None:
    target = {"target": {6: 100}}
    gudang.rak(
        {"01.01": target | {"anggaran": "100"}, "01.02": target | {"anggaran": "300"}, "02.01": target},
        [("01.01", "A", 100, 100), ("01.02", "B", 300, 300), ("02.01", "C", 50, 50)],
    )
    gudang.fa(6, [(sub, "521211", 100, 0, spent) for sub, spent in (("A", 80), ("B", 90), ("C", 5), ("D", 3))])
    gudang.kinerja(6, {"01.01": {"realisasi": 130}, "01.02": {"realisasi": 50}, "02.01": {"realisasi": 40}})
    gudang.bangun()
    # 02: the anggaran of its only indicator is not read. D is in no plan.
    assert gudang.tanya(
        "select kode_sasaran, nama_sasaran, anggaran, pagu, realisasi_sd, serapan_pct from mart.serapan_sasaran"
        " order by kode_sasaran nulls last"
    ) == [
        ("01", "Sasaran 01", 400, 200, 170, D("42.50")),
        ("02", "Sasaran 02", None, 100, 5, None),
        (None, None, None, 100, 3, None),
    ]
    # (120 + 50) / 2 = 85, twice the 42.50 that was spent.
    assert gudang.tanya(
        "select kode_sasaran, capaian_pct, serapan_pct, ie, te, kategori from mart.efisiensi_sasaran order by 1"
    ) == [
        ("01", D("85.00"), D("42.50"), D("2.00"), D("1.00"), "efisien"),
        ("02", D("40.00"), None, None, None, None),
    ]


def test_every_level_of_the_tree_has_its_path_and_the_name_known_elsewhere(gudang: Gudang) -> None:
    """January is an export, with a name on each line; February a flat file, which has none."""
    gudang.fa(1, [("A", "521211", 100, 0, 20)])
    for baris in gudang.rows["raw.fa_detail"]:
        baris["uraian"] = f"Nama {baris['tingkat']}"
    gudang.datar(2, [{"realisasi_sd": 30}, {"kode_subkomponen": "B", "pagu": 60}])
    gudang.datar(2, [{"kode_subkomponen": "C"}, {"kode_akun": "532111"}], satker="690002")
    gudang.rak({"01.01": {}}, [("01.01", "C", 100, 100)], satker="690002")
    gudang.bangun()
    februari = (
        "select tingkat, kode, kode_induk, uraian, jenis_belanja, pagu, realisasi_sd, serapan_pct, baris is null"
        " from mart.serapan_tingkat where bulan = 2 and kode_satker = '{}' order by kode"
    )
    uang = (160, 30, D("18.75"), True)
    assert gudang.tanya(februari.format(SATKER)) == [
        ("program", "DR", None, "Nama program", None, *uang),
        ("kegiatan", "DR.3165", "DR", "Nama kegiatan", None, *uang),
        ("kro", "DR.3165.QIA", "DR.3165", "Nama kro", None, *uang),
        ("ro", RO, "DR.3165.QIA", "Nama ro", None, *uang),
        ("komponen", f"{RO}.053", RO, "Nama komponen", None, *uang),
        ("subkomponen", f"{RO}.053.A", f"{RO}.053", "Nama subkomponen", None, 100, 30, D("30.00"), True),
        ("akun", f"{RO}.053.A.521211", f"{RO}.053.A", "Nama akun", "52", 100, 30, D("30.00"), False),
        ("subkomponen", f"{RO}.053.B", f"{RO}.053", None, None, 60, 0, D("0.00"), True),
        ("akun", f"{RO}.053.B.521211", f"{RO}.053.B", "Nama akun", "52", 60, 0, D("0.00"), False),
    ]
    # Of another satker only the akun is the same everywhere; the sub komponen is named by its own plan.
    assert [baris[:4] for baris in gudang.tanya(februari.format("690002")) if baris[3]] == [
        ("akun", f"{RO}.053.C.521211", f"{RO}.053.C", "Nama akun"),
        ("subkomponen", f"{RO}.053.C", f"{RO}.053", "Sub C"),
    ][::-1]
    januari = "select count(*), count(baris), count(uraian) from mart.serapan_tingkat where bulan = 1"
    assert gudang.tanya(januari) == [(7, 7, 7)]


def test_a_quarter_without_capaian_says_why(gudang: Gudang) -> None:
    gudang.rak({"01.01": {"target": {3: 10, 9: 0, 12: 40}}, "01.02": {"nama": "Jumlah", "target": {11: 90, 12: 2}}})
    gudang.kinerja(
        3, {"01.01": {"realisasi": 5, "satuan": "Nilai"}, "09.01": {"indikator": "Di lembar", "realisasi": 7}}
    )
    gudang.kinerja(6, {"01.01": {"realisasi": 8}, "01.02": {"realisasi": 45}})
    gudang.kinerja(9, {"01.01": {"realisasi": 9}, "01.02": {}})
    gudang.kinerja(12, {"01.01": {"hambatan": "Menunggu"}, "01.02": {"realisasi": 2}})
    gudang.bangun()
    asing = "Indikator tidak ada di RAK yang terbaca, sehingga tidak ada targetnya."
    assert gudang.tanya(
        "select kode_indikator, triwulan, satuan, capaian_pct, capaian_tahunan_pct, kriteria_tahunan, target_tahunan,"
        " keterangan from mart.capaian_triwulan order by 1, 2"
    ) == [
        ("01.01", 1, "Nilai", D("50.00"), D("12.50"), "Sangat Kurang", 40, None),
        ("01.01", 2, "Nilai", None, D("20.00"), "Sangat Kurang", 40, "Belum ada target untuk bulan Juni di RAK."),
        (
            *("01.01", 3, "Nilai", None, D("22.50"), "Sangat Kurang", 40),
            "Target bulan September nol, sehingga capaian tidak dapat dihitung.",
        ),
        ("01.01", 4, "Nilai", None, None, None, 40, "Realisasi bulan Desember kosong di lembar kinerja."),
        ("01.02", 1, None, None, None, None, 2, "Belum ada target maupun realisasi untuk bulan Maret."),
        ("01.02", 2, None, None, None, None, 2, "Belum ada target untuk bulan Juni di RAK."),
        ("01.02", 3, None, None, None, None, 2, "Belum ada target maupun realisasi untuk bulan September."),
        ("01.02", 4, None, D("100.00"), D("100.00"), "Baik", 2, None),
        *(("09.01", triwulan, None, None, None, None, None, asing) for triwulan in (1, 2, 3, 4)),
    ]


def test_ikpa_worked_example(gudang: Gudang) -> None:
    """Pagu in million rupiah 51: 600, 52: 300, 53: 100, that is shares .6, .3, .1; 54 has no target and takes no part.

    March, targets 20/15/10%: 120/120 -> 60.00; 30/45 -> 20.00; 5/10 -> 5.00. P = 85; short 0 + 15 + 5.
    April, targets 50/50/40%: 180/300 -> 36.00; 100/150 -> 20.00; 40/40 -> 10.00. P = 66; mean(85, 66); short 120 + 50.
    June: 300/300 -> 60.00; 149/150 -> 29.80; more than 40/40 -> 10.00. P = 99.80; mean(85, 99.80); short 1.
    July, targets 75/70/70%: 361/450 -> 48.133; 176/210 -> 25.143; 70/70 -> 10. Rounded each, then added: P = 83.27
    (83.28 if rounded once); mean(85, 99.80, 83.27) = 89.3567; short 89 + 34.
    October, targets 95/90/90%: P = 100, but September has no export: no mean.
    """
    juta = 1_000_000
    realisasi = {
        3: (120, 30, 5),
        4: (180, 100, 40),
        6: (300, 149, 45),
        7: (361, 176, 70),
        10: (600, 300, 100),
    }
    for bulan, (pegawai, barang, modal) in realisasi.items():
        gudang.fa(
            bulan,
            [
                ("A", "511111", 600 * juta, 0, pegawai * juta),
                ("A", "521211", 300 * juta, 0, barang * juta),
                ("A", "532111", 100 * juta, 0, modal * juta),
                ("A", "541111", 5000 * juta, 0, 0),
            ],
        )
    gudang.fa(3, [("A", "521211", 100, 0, 50)], tahun=2019)  # before the regulation: no target, no estimate
    gudang.bangun()
    assert gudang.tanya(
        "select bulan, triwulan, nilai_bulan, nilai_ikpa, predikat, kekurangan_rupiah, bulan_kurang"
        " from mart.ikpa_penyerapan order by tahun, bulan"
    ) == [
        (3, 1, D("85.00"), D("85.00"), "Cukup", 20 * juta, None),
        (4, 2, D("66.00"), D("75.50"), "Cukup", 170 * juta, None),
        (6, 2, D("99.80"), D("92.40"), "Baik", 1 * juta, None),
        (7, 3, D("83.27"), D("89.36"), "Baik", 123 * juta, None),
        (10, 4, D("100.00"), None, None, 0, 9),
    ]


def test_ikpa_predicate_boundaries(gudang: Gudang) -> None:
    # Target 20% of 10,000 is 2,000.
    for nomor, realisasi in enumerate((1900, 1899, 1780, 1779, 1400, 1399), start=690001):
        gudang.fa(1, [("A", "511111", 10000, 0, realisasi)], str(nomor))
    gudang.bangun()
    assert gudang.tanya("select nilai_ikpa, predikat from mart.ikpa_penyerapan order by kode_satker") == [
        (D("95.00"), "Sangat Baik"),
        (D("94.95"), "Baik"),
        (D("89.00"), "Baik"),
        (D("88.95"), "Cukup"),
        (D("70.00"), "Cukup"),
        (D("69.95"), "Kurang"),
    ]


def test_december_of_a_full_year_averages_the_quarter_ends(gudang: Gudang) -> None:
    for bulan, realisasi in ((3, 1000), (6, 5000), (9, 7500), (12, 9500)):
        gudang.fa(bulan, [("A", "511111", 10000, 0, realisasi)])
    gudang.bangun()
    # P3 = 1,000 / 2,000 = 50; the others 100.
    assert gudang.tanya("select nilai_ikpa from mart.ikpa_penyerapan order by bulan") == [
        (D("50.00"),),
        (D("75.00"),),
        (D("83.33"),),
        (D("87.50"),),
    ]


def test_report_around_the_deadline(gudang: Gudang) -> None:
    waktu = [
        (datetime(2025, 2, 10, 23, 59, 59), datetime(2025, 2, 10, 23, 59, 59)),
        (datetime(2025, 2, 11), datetime(2025, 2, 11)),
        (datetime(2025, 2, 7), datetime(2025, 3, 1)),
        (datetime(2025, 3, 12), datetime(2025, 2, 20)),
    ]
    for nomor, (dibuat, diterima) in enumerate(waktu, start=690001):
        gudang.fa(1, [("A", "521211", 10, 0, 1)], str(nomor), waktu_sumber=dibuat, diterima_pada=diterima)
        gudang.kinerja(1, {"01.01": {"realisasi": 1}}, str(nomor), waktu_sumber=dibuat, diterima_pada=diterima)
    gudang.acuan = date(2025, 2, 1)
    gudang.bangun()
    for jenis in ("fa_detail", "realisasi_kinerja"):
        assert gudang.tanya(
            "select status, hari_terlambat, tenggat, bulan, diterima_pada from mart.kepatuhan"
            f" where jenis = '{jenis}' order by kode_satker"
        ) == [
            ("lengkap", 0, date(2025, 2, 10), 1, waktu[0][1]),
            ("terlambat", 1, date(2025, 2, 10), 1, waktu[1][1]),
            ("lengkap", 0, date(2025, 2, 10), 1, waktu[2][1]),
            ("terlambat", 10, date(2025, 2, 10), 1, waktu[3][1]),
        ]


def test_receipt_around_midnight_in_wib(gudang: Gudang) -> None:
    """A document dated later than it was received is judged by its receipt, which is kept in UTC."""
    tepat, lewat = datetime(2025, 2, 10, 16, 59, 59), datetime(2025, 2, 10, 17)
    for satker, diterima in (("690001", tepat), ("690002", lewat)):
        gudang.fa(1, [("A", "521211", 10, 0, 1)], satker, waktu_sumber=datetime(2025, 2, 20), diterima_pada=diterima)
    gudang.acuan = date(2025, 2, 1)
    gudang.bangun()
    assert gudang.tanya(
        "select status, hari_terlambat, waktu_lapor, diterima_pada from mart.kepatuhan order by kode_satker"
    ) == [
        ("lengkap", 0, datetime(2025, 2, 10, 23, 59, 59), tepat),
        ("terlambat", 1, datetime(2025, 2, 11), lewat),
    ]


def test_a_unit_of_the_map_that_never_sent_anything_is_missing(gudang: Gudang) -> None:
    gudang.fa(12, [("A", "521211", 10, 0, 1)], tahun=2024)
    gudang.fa(1, [("A", "521211", 10, 0, 1)], tahun=2025)
    gudang.peta("UNIT DIAM", "690002")
    gudang.peta("UNIT LAMA", "690003", sampai=date(2024, 6, 30))
    gudang.peta("UNIT BARU", "690004", mulai=date(2025, 1, 31))
    gudang.peta("UNIT NANTI", "690005", mulai=date(2025, 2, 1))
    gudang.acuan = date(2025, 2, 11)
    gudang.bangun()
    assert gudang.tanya(
        "select kode_satker, tahun, count(*) from mart.kepatuhan where status = 'belum lapor'"
        " and kode_satker <> '690001' group by all order by all"
    ) == [("690002", 2024, 24), ("690002", 2025, 2), ("690003", 2024, 12), ("690004", 2025, 2)]


@pytest.mark.parametrize(("acuan", "bulan"), [(date(2025, 3, 10), [1]), (date(2025, 3, 11), [1, 2])])
def test_nothing_is_missing_before_its_deadline_has_passed(gudang: Gudang, acuan: date, bulan: list[int]) -> None:
    gudang.rak({"01.01": {}})
    gudang.acuan = acuan
    gudang.bangun()
    belum = "select bulan, jenis, status, diterima_pada from mart.kepatuhan order by bulan, jenis"
    assert gudang.tanya(belum) == [
        (satu, jenis, "belum lapor", None) for satu in bulan for jenis in ("fa_detail", "realisasi_kinerja")
    ]
    assert (
        gudang.tanya("select hari_terlambat from mart.kepatuhan where bulan = 1")
        == [((acuan - date(2025, 2, 10)).days,)] * 2
    )


def test_december_is_due_in_january(gudang: Gudang) -> None:
    gudang.rak({"01.01": {}})
    gudang.acuan = date(2026, 1, 15)
    gudang.bangun()
    assert gudang.tanya("select distinct tenggat, hari_terlambat from mart.kepatuhan where bulan = 12") == [
        (date(2026, 1, 10), 5)
    ]


def test_refused_and_filtered_files_are_no_report(gudang: Gudang) -> None:
    gudang.kinerja(1, {"01.01": {"realisasi": 1}}, status="ditolak", alasan="Rusak.")
    saring = {RO: [("A", "521211", 10, 0, 1)]}
    gudang.ekspor(1, saring, waktu_sumber=datetime(2025, 2, 5))
    utuh = saring | {"WA.3165.QIA.002": [("A", "521211", 990, 0, 0)]}
    gudang.ekspor(1, utuh, waktu_sumber=datetime(2025, 2, 12), diterima_pada=datetime(2025, 2, 12))
    gudang.acuan = date(2025, 2, 28)
    gudang.bangun()
    assert gudang.tanya("select jenis, status from mart.kepatuhan order by jenis") == [
        ("fa_detail", "terlambat"),
        ("realisasi_kinerja", "belum lapor"),
    ]


def test_the_newest_version_counts_for_figures_and_the_earliest_for_punctuality(gudang: Gudang) -> None:
    gudang.fa(1, [("A", "521211", 10, 0, 1)], waktu_sumber=datetime(2025, 2, 5))
    gudang.fa(1, [("A", "521211", 10, 0, 2)], waktu_sumber=datetime(2025, 3, 1), diterima_pada=datetime(2025, 3, 1))
    gudang.acuan = date(2025, 2, 1)
    gudang.bangun()
    assert gudang.tanya("select status from mart.kepatuhan where jenis = 'fa_detail'") == [("lengkap",)]
    assert gudang.tanya("select realisasi_sd from mart.serapan_satker") == [(2,)]


def test_a_sheet_mended_in_place_was_reported_when_it_first_came(gudang: Gudang) -> None:
    """A month that the mended sheet no longer has is not reported."""
    tepat, lewat = ({"waktu_sumber": w, "diterima_pada": w} for w in (datetime(2025, 2, 5), datetime(2025, 3, 1)))
    baru = gudang.kinerja(1, {"01.01": {"realisasi": 2}}, **lewat)
    for bulan in (1, 2):
        gudang.kinerja(bulan, {"01.01": {"realisasi": 1}}, **tepat, status="digantikan", diganti_oleh=baru)
    gudang.acuan = date(2025, 3, 31)
    gudang.bangun()
    kinerja = "select bulan, status, waktu_lapor from mart.kepatuhan where jenis = 'realisasi_kinerja' order by bulan"
    assert gudang.tanya(kinerja) == [(1, "lengkap", datetime(2025, 2, 5)), (2, "belum lapor", None)]


def test_a_month_is_owed_by_the_code_valid_on_its_last_day(gudang: Gudang) -> None:
    gudang.peta("LOKA", "690001", sampai=date(2025, 6, 15))
    gudang.peta("BALAI", "690002", mulai=date(2025, 6, 16))
    for bulan in range(1, 7):
        satker = "690002" if bulan == 6 else "690001"
        gudang.fa(bulan, [("A", "521211", 10, 0, 1)], satker, diterima_pada=datetime(2025, bulan, 28))
    gudang.acuan = date(2025, 7, 31)
    gudang.bangun()
    fa = "select kode_satker, bulan, status from mart.kepatuhan where jenis = 'fa_detail' order by bulan"
    assert gudang.tanya(fa) == [*(("690001", b, "lengkap") for b in range(1, 6)), ("690002", 6, "lengkap")]


def test_every_mart_keeps_its_header_and_its_grain(gudang: Gudang) -> None:
    for satker in ("690001", "690002"):
        gudang.rak(
            {"01.01": {"target": {1: 10, 2: 20}, "anggaran": "90"}, "01.02": {"anggaran": "5"}},
            [("01.01", "A", 100, 25), ("01.02", "A", 100, 75), (None, "B", 10, 5), ("01.01", "A", 101, 5)],
            satker,
        )
        for bulan in (1, 2):
            gudang.fa(bulan, [(sub, "521211", 100, 0, bulan) for sub in "ABC"], satker)
            gudang.kinerja(bulan, {"01.01": {"realisasi": 5}, "03.01": {"realisasi": 5}}, satker)
        gudang.rpd({"52": {1: 9, 2: 9}}, satker)
    gudang.bangun()
    for model in load_models().values():
        if not model.is_derived or model.schema not in ("ref", "core", "mart"):
            continue
        kunci = ", ".join(model.grain)
        kembar = f"select {kunci} from {model.name} group by {kunci} having count(*) > 1"
        assert gudang.tanya(kembar) == [], model.name
        if model.schema == "mart":
            assert gudang.tanya(f"select count(*) from {model.name}") > [(1,)], model.name
    write_dictionary(gudang.con)
