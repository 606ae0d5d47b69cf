"""Rules of the yearly plan (RAK): its money, its targets, and how it stands against SAKTI."""

from __future__ import annotations

from pipelines.quality.checks import between, rows, where
from pipelines.quality.queries import (
    FALLING_TARGETS,
    FRAGMENTS,
    IN_INBOX,
    INDICATOR_SUMS,
    NO_DECEMBER_TARGET,
    PERCENT_ABOVE_100,
    REPEATED_AMOUNTS,
    SHARES,
)
from pipelines.quality.rule import ASK_UNIT, FIX_PLAN, PLAN, info, warn

INDICATOR_MONEY = "Anggaran dan serapan setiap indikator"
WHOLE_PLAN = "RAK yang utuh, tanpa halaman yang hilang"
RIGHT_TARGET = "Nilai capaian di laporan kinerja"
PLAN_AND_BUDGET = "RAK yang sejalan dengan anggaran di SAKTI"
# A plan is mended by the newest state of the budget; that of earlier months is history.
NEWEST_MONTH = (
    "(kode_satker, tahun, bulan) in"
    " (select (kode_satker, tahun, max(bulan)) from mart.serapan_satker group by kode_satker, tahun)"
)

PLAN_RULES = (
    warn(
        "RAK-01",
        "core.indikator",
        "Jumlah kontribusi di bawah setiap indikator sama dengan anggaran indikator.",
        INDICATOR_MONEY,
        rows(INDICATOR_SUMS),
        ASK_UNIT,
        PLAN,
    ),
    warn(
        "RAK-02",
        "core.kontribusi",
        "Anggaran sub komponen sama di setiap tempat ia tercetak.",
        INDICATOR_MONEY,
        rows(REPEATED_AMOUNTS),
        FIX_PLAN,
        PLAN,
    ),
    warn(
        "RAK-03",
        "core.kontribusi",
        "Kontribusi setiap sub komponen ke semua indikator berjumlah tepat anggarannya.",
        "Uang yang dihitung tepat satu kali di semua indikator",
        rows(SHARES),
        "Bila kurang, minta unit mengirim halaman RAK yang hilang; bila lebih, minta unit memperbaiki pembagiannya.",
        PLAN,
    ),
    warn(
        "RAK-04",
        "core.dokumen_rak",
        "Total yang tercetak di RAK sama dengan anggaran yang terbaca.",
        WHOLE_PLAN,
        where(
            "berlaku and selisih_total <> 0",
            *("kode_satker", "tahun", "total_deklarasi", "selisih_total"),
            at="total_deklarasi",
        ),
        ASK_UNIT,
        PLAN,
    ),
    warn(
        "RAK-05",
        "core.kontribusi",
        "Setiap baris kontribusi mempunyai indikator.",
        WHOLE_PLAN,
        rows(FRAGMENTS),
        ASK_UNIT,
        PLAN,
    ),
    warn(
        "RAK-06",
        "core.target_indikator",
        "Target tidak negatif.",
        RIGHT_TARGET,
        between("target", low=0),
        FIX_PLAN,
        PLAN,
    ),
    info(
        "RAK-07",
        "core.target_indikator",
        "Target s.d. bulan tidak turun di tengah tahun.",
        RIGHT_TARGET,
        rows(FALLING_TARGETS),
        "Pastikan kepada unit bahwa target itu kumulatif, atau catat polaritas minimum di ref.polaritas_indikator.",
        PLAN,
    ),
    info(
        "RAK-08",
        "core.indikator",
        "Setiap indikator mempunyai target Desember.",
        "Nilai capaian terhadap target tahunan",
        rows(NO_DECEMBER_TARGET),
        "Minta unit melengkapi target tahunan indikator itu di RAK.",
        PLAN,
    ),
    warn(
        "RAK-09",
        "core.kontribusi",
        "Kontribusi tidak negatif dan tidak melebihi anggaran sub komponennya.",
        INDICATOR_MONEY,
        between("porsi", low=0, high=1),
        FIX_PLAN,
        PLAN,
    ),
    warn(
        "RAK-20",
        "core.dokumen_rak",
        "RAK tidak jauh kurang lengkap dibandingkan RAK lain untuk satker dan tahun yang sama.",
        WHOLE_PLAN,
        where(
            f"parsial and {IN_INBOX}",
            *("kode_satker", "tahun", "total_deklarasi", "anggaran_terbaca"),
            at="total_deklarasi",
        ),
        "Minta unit mengirim ulang RAK itu seutuhnya, dari halaman pertama sampai terakhir.",
        PLAN,
    ),
    warn(
        "RAK-21",
        "core.target_indikator",
        "Target indikator persentase tidak melebihi 100.",
        RIGHT_TARGET,
        rows(PERCENT_ABOVE_100),
        "Periksa tanda desimal target itu (81,25 bukan 8125) dan nama indikatornya di RAK, lalu kirim ulang.",
        PLAN,
    ),
    warn(
        "BANDING-01",
        "mart.rencana_anggaran",
        "Setiap sub komponen di RAK mempunyai anggaran di SAKTI.",
        PLAN_AND_BUDGET,
        where(f"status = 'tanpa anggaran di SAKTI' and {NEWEST_MONTH}", "nama_subkomponen", "anggaran", at="anggaran"),
        "Periksa apakah sub komponen itu dihapus atau diganti kodenya saat revisi anggaran, lalu revisi RAK.",
        PLAN,
    ),
    info(
        "BANDING-02",
        "mart.rencana_anggaran",
        "Setiap sub komponen di SAKTI ada di RAK.",
        PLAN_AND_BUDGET,
        where(f"status = 'tidak ada di RAK' and {NEWEST_MONTH}", "nama_subkomponen", "pagu", at="pagu"),
        "Masukkan sub komponen itu ke RAK, atau kirim halaman RAK yang hilang.",
        PLAN,
    ),
    info(
        "BANDING-03",
        "mart.rencana_anggaran",
        "Anggaran sub komponen di RAK sama dengan pagu terbaru di SAKTI.",
        PLAN_AND_BUDGET,
        where(
            f"status = 'beda pagu' and {NEWEST_MONTH}",
            *("nama_subkomponen", "anggaran", "pagu", "selisih"),
            at="anggaran",
        ),
        "Revisi RAK mengikuti pagu terbaru bila perubahannya tetap.",
        PLAN,
    ),
)
