"""How the rules of budget realisation are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import NOUGHT, At, Breakage, copy_row

BUDGET_BREAKAGES = [
    *(
        Breakage(
            "FA-01",
            "core.realisasi_tingkat",
            (f"update core.realisasi_tingkat set {amount} = {amount} + 1 where tingkat = '{level}' and bulan = 1",),
            at=At("fa1", row, amount, value, "Laporan"),
        )
        # The place is the row that does not equal what is below it; of two such rows, the upper one.
        for amount, level, row, value in (
            ("pagu", "program", 11, "1000"),
            ("lock_pagu", "kegiatan", 12, "0"),
            ("realisasi_lalu", "kro", 12, "0"),
            ("realisasi_ini", "ro", 13, "150"),
            ("realisasi_sd", "komponen", 15, "100"),
            ("sisa", "subkomponen", 15, "500"),
            ("sisa", "akun", 16, "500"),
        )
    ),
    Breakage(
        "FA-02",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set realisasi_ini = realisasi_ini + 1 where bulan = 1",),
        at=At("fa1", 17, "realisasi_sd", "100", "Laporan"),
    ),
    Breakage(
        "FA-03",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set sisa = sisa + 1 where bulan = 1",),
        at=At("fa1", 17, "sisa", "501", "Laporan"),
    ),
    Breakage(
        "FA-04",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_anggaran set realisasi_ini = 900, realisasi_sd = 900, sisa = pagu - 900"
            " where bulan = 1",
        ),
        at=At("fa1", 17, "realisasi_sd", "900", "Laporan"),
    ),
    Breakage(
        "FA-05",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set realisasi_lalu = realisasi_lalu + 1"
            " where bulan = 2 and coalesce(kode_komponen, '051') = '051'",
        ),
        at=At("fa2", 10, "realisasi_lalu", "151", "Laporan"),
    ),
    Breakage(
        "FA-08",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_anggaran set pagu = -1, realisasi_lalu = -1, realisasi_ini = 0, realisasi_sd = -1,"
            " sisa = 0"
            " where bulan = 1",
        ),
        at=At("fa1", 17, "pagu", "-1", "Laporan"),
    ),
    Breakage(
        "FA-09",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set jenis_belanja = '99'",),
        (("RPD-22", "core.rpd"),),
        at=At("fa1", 17, "kode_akun", "521211", "Laporan"),
    ),
    Breakage(
        "FA-20",
        "core.snapshot_anggaran",
        ("update core.snapshot_anggaran set parsial = true where bulan = 2",),
        at=At("fa2", 10, "pagu", "1000", "Laporan"),
    ),
    Breakage(
        "FA-06",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set realisasi_lalu = realisasi_sd + 7, realisasi_ini = -7 where bulan = 2",),
        at=At("fa2", 17, "realisasi_ini", "-7", "Laporan"),
    ),
    Breakage(
        "FA-07",
        "core.realisasi_tingkat",
        ("update core.realisasi_tingkat set pagu = 2 * pagu, sisa = sisa + pagu where bulan = 2",),
        at=At("fa2", 10, "pagu", "2000", "Laporan"),
    ),
    # Between two sub komponen, so that the total is the same.
    Breakage(
        "FA-07",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set pagu = pagu + if(kode_komponen = '051', 100, -100),"
            " sisa = sisa + if(kode_komponen = '051', 100, -100) where bulan = 2 and kode_komponen is not null",
        ),
        at=At("fa2", 16, "pagu", "700", "Laporan"),
    ),
    Breakage(
        "FA-26",
        "core.snapshot_anggaran",
        (
            copy_row(
                "core.snapshot_anggaran",
                "'fa9' as file_id, false as berlaku, waktu_sumber - interval 1 day as waktu_sumber,"
                " realisasi_sd + 1 as realisasi_sd",
                "bulan = 2",
            ),
        ),
        at=At("fa2", 10, "realisasi_sd", "400", "Laporan"),
    ),
    Breakage(
        "FA-27",
        "core.snapshot_anggaran",
        (
            copy_row(
                "core.snapshot_anggaran",
                "'datar1' as file_id, false as berlaku, waktu_sumber + interval 1 day as waktu_sumber,"
                " 'fa1' as file_id_sama",
                "bulan = 2",
            ),
        ),
        at=At("datar1", None, "realisasi_sd", "400"),
    ),
    Breakage(
        "FA-28",
        "core.snapshot_anggaran",
        ("update core.snapshot_anggaran set waktu_sumber = timestamp '2025-01-30 15:00:00' where bulan = 1",),
        at=At("fa1", None, "waktu_sumber", "2025-01-30 15:00:00"),
    ),
    Breakage(
        "FA-21",
        "core.snapshot_anggaran",
        (
            copy_row(
                "core.realisasi_tingkat", f"'DR.3165.QIA.009' as kode_ro, {NOUGHT}", "tingkat = 'ro' and bulan = 1"
            ),
            "update core.realisasi_tingkat set pagu = pagu * 0.4 where bulan = 2",
        ),
        at=At("fa2", 10, "pagu", "400", "Laporan"),
    ),
    Breakage(
        "FA-22",
        "core.realisasi_tingkat",
        (
            "update core.realisasi_tingkat set realisasi_lalu = realisasi_lalu / 5, realisasi_sd = realisasi_sd / 5"
            " where bulan = 2",
        ),
        at=At("fa2", 10, "realisasi_sd", "80", "Laporan"),
    ),
    # A month lies between, so that nothing can be said of late postings.
    Breakage(
        "FA-23",
        "core.realisasi_anggaran",
        (
            "update core.realisasi_tingkat set bulan = 3, realisasi_lalu = realisasi_lalu / 5 where bulan = 2",
            "delete from core.realisasi_anggaran where bulan = 2 and kode_komponen = '052'",
            "update core.realisasi_anggaran set bulan = 3 where bulan = 2",
        ),
        (("RPD-20", "core.rpd"),),
        at=At("fa1", 20, "realisasi_sd", "50", "Laporan"),
    ),
    Breakage(
        "FA-25",
        "core.realisasi_anggaran",
        ("update core.realisasi_anggaran set kode_akun = '522999' where bulan = 2 and kode_komponen = '052'",),
        at=At("fa1", 20, "realisasi_sd", "50", "Laporan"),
    ),
]
