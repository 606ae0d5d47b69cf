"""How the rules of the yearly plan (RAK) are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import NEW_LINE, At, Breakage, added_line, copy_row

PLAN_BREAKAGES = [
    Breakage(
        "RAK-01",
        "core.indikator",
        ("update core.indikator set anggaran = 451 where kode_indikator = '01.01'",),
        at=At("rak1", 10, "anggaran", "451"),
    ),
    Breakage(
        "RAK-02",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 599 where kode_indikator = '01.01'",),
        at=At("rak1", 21, "anggaran", "600"),
    ),
    Breakage(
        "RAK-03",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 700 where kode_komponen = '051'",),
        at=At("rak1", 11, "kontribusi", "450"),
    ),
    Breakage(
        "RAK-03",
        "core.kontribusi",
        ("update core.kontribusi set anggaran = 500 where kode_komponen = '051'",),
        at=At("rak1", 11, "kontribusi", "450"),
    ),
    Breakage(
        "RAK-04",
        "core.dokumen_rak",
        ("update core.dokumen_rak set selisih_total = 5",),
        at=At("rak1", 90, "total_deklarasi", "1000"),
    ),
    Breakage(
        "RAK-05",
        "core.kontribusi",
        (copy_row("core.kontribusi", f"null as kode_indikator, 1 as fragmen, {NEW_LINE}"),),
        at=At("rak1", 21, "kontribusi", "9"),
    ),
    Breakage(
        "RAK-06",
        "core.target_indikator",
        ("update core.target_indikator set target = -1 where bulan = 1",),
        at=At("rak1", 10, "target", "-1"),
    ),
    Breakage(
        "RAK-07",
        "core.target_indikator",
        ("update core.target_indikator set target = 1 where bulan = 6 and kode_indikator = '01.01'",),
        at=At("rak1", 10, "target", "1"),
    ),
    Breakage(
        "RAK-08",
        "core.indikator",
        ("update core.target_indikator set target = null where bulan = 12 and kode_indikator = '01.01'",),
        at=At("rak1", 10, "target", None),
    ),
    Breakage(
        "RAK-09",
        "core.kontribusi",
        ("update core.kontribusi set porsi = 1.5 where kode_komponen = '052'",),
        at=At("rak1", 31, "kontribusi", "400"),
    ),
    Breakage(
        "RAK-09",
        "core.kontribusi",
        ("update core.kontribusi set porsi = -0.5 where kode_komponen = '052'",),
        at=At("rak1", 31, "kontribusi", "400"),
    ),
    Breakage(
        "RAK-20",
        "core.dokumen_rak",
        ("update core.dokumen_rak set parsial = true",),
        at=At("rak1", 90, "total_deklarasi", "1000"),
    ),
    *(
        Breakage(
            rule,
            "mart.rencana_anggaran",
            (f"update mart.rencana_anggaran set status = '{status}'",),
            at=At("rak1", 11, "anggaran", "600"),
        )
        for rule, status in (("BANDING-01", "tanpa anggaran di SAKTI"), ("BANDING-03", "beda pagu"))
    ),
    Breakage(
        "BANDING-02",
        "mart.rencana_anggaran",
        (
            *added_line("'Z' as kode_subkomponen"),
            copy_row(
                "mart.rencana_anggaran", "'Z' as kode_subkomponen, 'tidak ada di RAK' as status, 7 as pagu", "bulan = 2"
            ),
        ),
        at=At("fa1", 16, "pagu", "7", "Laporan"),
    ),
    Breakage(
        "RAK-21",
        "core.target_indikator",
        (
            "update core.indikator set nama = 'Persentase ' || nama where kode_indikator = '01.02'",
            "update core.target_indikator set target = 100.5 where bulan = 12 and kode_indikator in ('01.02', '02.01')",
        ),
        at=At("rak1", 20, "target", "100.5"),
    ),
]
