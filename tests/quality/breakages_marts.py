"""How the rules of the marts are broken, each alone or with the companions that it names."""

from __future__ import annotations

from tests.quality.breakages import PLAN_PARTS, TREE_PARTS, At, Breakage, copy_row

DOUBLED = "update mart.serapan_tingkat set pagu = 2 * pagu, realisasi_sd = 2 * realisasi_sd"

MART_BREAKAGES = [
    Breakage("MART-01", "mart.serapan_satker", (copy_row("core.snapshot_anggaran", "'fa9' as file_id, 3 as bulan"),)),
    Breakage("MART-02", "mart.serapan_satker", ("update core.snapshot_anggaran set pagu = pagu + 1",)),
    Breakage("MART-02", "mart.serapan_satker", ("update core.snapshot_anggaran set realisasi_sd = realisasi_sd + 1",)),
    *(
        Breakage(
            "MART-03", part, (f"update {part} set pagu = 2 * pagu, realisasi_sd = 2 * realisasi_sd where bulan = 1",)
        )
        for part in TREE_PARTS
    ),
    *(
        Breakage("MART-03", part, (f"update {part} set pagu = pagu + 1 where bulan = 1 and kode_satker = '111111'",))
        for part in PLAN_PARTS
    ),
    *(
        Breakage(
            "MART-03",
            "mart.serapan_tingkat",
            (f"{change} where tingkat = '{level}' and bulan = 1",),
            (("MART-10", "mart.serapan_tingkat"),),
        )
        for level in ("program", "akun")
        for change in (DOUBLED, "delete from mart.serapan_tingkat")
    ),
    # Each level is still the whole, but one komponen has the money of another.
    Breakage(
        "MART-10",
        "mart.serapan_tingkat",
        (
            "update mart.serapan_tingkat set pagu = 1000 - pagu, realisasi_sd = 150 - realisasi_sd, serapan_pct = null"
            " where tingkat = 'komponen' and bulan = 1 and kode_satker = '111111'",
        ),
    ),
    Breakage(
        "MART-10",
        "mart.serapan_tingkat",
        ("update mart.serapan_tingkat set kode_induk = 'DR.3165.QIA.009' where tingkat = 'komponen'",),
    ),
    *(
        Breakage("MART-04", table, (f"update {table} set serapan_pct = serapan_pct + 0.02 where bulan = 1",))
        for table in ("mart.serapan_satker", *TREE_PARTS, *PLAN_PARTS, "mart.serapan_tingkat")
    ),
    Breakage("MART-05", "mart.capaian_sasaran", ("update mart.capaian_sasaran set nps = 120.01",)),
    Breakage("MART-05", "mart.nilai_satker", ("update mart.nilai_satker set nku = 120.01",)),
    Breakage(
        "MART-06",
        "mart.ikpa_penyerapan",
        ("update mart.ikpa_penyerapan set nilai_bulan = 100.03",),
        at=At("fa1", 10, "realisasi_sd", "150", "Laporan"),
    ),
    Breakage(
        "MART-06",
        "mart.ikpa_penyerapan",
        ("update mart.ikpa_penyerapan set nilai_bulan = -0.01",),
        at=At("fa1", 10, "realisasi_sd", "150", "Laporan"),
    ),
    Breakage("MART-07", "mart.capaian_indikator", ("update mart.capaian_indikator set kriteria = null",)),
    Breakage("MART-07", "mart.capaian_indikator", ("update mart.capaian_indikator set kriteria_tahunan = null",)),
    # January and February are reported: no quarter has a capaian yet.
    *(
        Breakage("MART-07", "mart.capaian_triwulan", (f"update mart.capaian_triwulan set {change}",))
        for change in ("capaian_pct = 80", "keterangan = null", "capaian_tahunan_pct = 80")
    ),
    Breakage("MART-07", "mart.ikpa_penyerapan", ("update mart.ikpa_penyerapan set predikat = null",)),
    Breakage("MART-08", "mart.kepatuhan", ("update mart.kepatuhan set status = 'sudah'",)),
    Breakage("MART-08", "mart.rencana_anggaran", ("update mart.rencana_anggaran set status = 'lain'",)),
    *(
        Breakage("MART-08", table, (f"update {table} set kategori = 'hemat'",))
        for table in ("mart.efisiensi_indikator", "mart.efisiensi_sasaran")
    ),
]
