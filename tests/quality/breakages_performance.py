"""How the rules of performance realisation are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import FEBRUARY_IN_FULL, At, Breakage, copy_row

ORPHAN = copy_row("core.realisasi_indikator", "'09.09' as kode_indikator, '{satker}' as kode_satker")

PERFORMANCE_BREAKAGES = [
    Breakage(
        "KIN-09",
        "core.realisasi_indikator",
        ("update core.target_indikator set target = null where kode_indikator = '01.01' and bulan >= 2",),
        (("RAK-08", "core.indikator"),),
        at=At("kin1", 20, "realisasi", "10"),
    ),
    Breakage(
        "KIN-30",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set realisasi = null where kode_indikator = '01.02' and bulan = 2",),
        at=At("rak1", 20, "target", "10"),
    ),
    Breakage(
        "KIN-31",
        "core.realisasi_indikator",
        (
            "update raw.acuan set tanggal = '2025-03-01'",
            copy_row("raw.berkas", "'kin0' as file_id, 'lama.xlsx' as nama", "file_id = 'kin1'"),
            copy_row("raw.realisasi_kinerja", "'kin0' as file_id, '0.9' as pembilang", "bulan = 1"),
            "update raw.berkas set waktu_sumber = '2025-02-20', diterima_pada = '2025-02-20' where file_id = 'kin1'",
            FEBRUARY_IN_FULL,
        ),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-32",
        "core.realisasi_indikator",
        (
            "update core.realisasi_indikator set nama = 'INDIKATOR  01.02 ' where kode_indikator = '01.01'"
            " and bulan = 1",
        ),
        at=At("kin1", 10, "indikator", "INDIKATOR  01.02 "),
    ),
    Breakage(
        "KIN-33",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set target_dilaporkan = 99 where kode_indikator = '01.01' and bulan = 1",),
        at=At("kin1", 10, "target_sd_bulan", "99"),
    ),
    Breakage(
        "KIN-33",
        "mart.capaian_indikator",
        (
            "update mart.capaian_indikator set target = 3.75, target_dilaporkan = 3.8"
            " where kode_indikator = '01.01' and bulan = 1",
        ),
        at=At("kin1", 10, "target_sd_bulan", "3.8"),
    ),
    Breakage(
        "KIN-34",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set beda_satuan = true where kode_indikator = '01.01' and bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-01",
        "core.realisasi_indikator",
        ("update core.realisasi_indikator set status = 'beda'",),
        at=At("kin1", 10, "realisasi", "5"),
    ),
    Breakage(
        "KIN-02",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set capaian_pct = 120.01 where bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-03",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="111111"),),
        at=At("kin1", 10, "kode_indikator", "09.09"),
    ),
    Breakage(
        "KIN-04",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="222222"),),
        at=At("kin1", 10, "kode_indikator", "09.09"),
    ),
    Breakage(
        "KIN-04",
        "core.realisasi_indikator",
        (ORPHAN.format(satker="111111"), "update core.dokumen_rak set selisih_total = 5"),
        (("RAK-04", "core.dokumen_rak"),),
        at=At("kin1", 10, "kode_indikator", "09.09"),
    ),
    Breakage(
        "KIN-05",
        "core.realisasi_indikator",
        ("update core.realisasi_indikator set penyebut = 0",),
        at=At("kin1", 10, "penyebut", "0"),
    ),
    Breakage(
        "KIN-06",
        "core.realisasi_indikator",
        ("update core.realisasi_indikator set bulan = 13 where bulan = 1",),
        (("KIN-09", "core.realisasi_indikator"),),
        at=At("kin1", 10, "bulan", "13"),
    ),
    Breakage(
        "KIN-07",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set capaian_pct = -0.01 where bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-08",
        "mart.capaian_indikator",
        ("update mart.capaian_indikator set realisasi = 0.45, target = 80 where bulan = 1",),
        at=At("kin1", 10, "pembilang", "1"),
    ),
    Breakage(
        "KIN-08",
        "mart.capaian_indikator",
        (
            "update mart.capaian_indikator set realisasi = 0.45, target = 80, satuan = 'Nilai', satuan_persen = false"
            " where bulan = 1",
        ),
        at=At("kin1", 10, "pembilang", "1"),
    ),
]
