"""Rules of the monthly cash plan (RPD), in itself and against the budget it is a plan for."""

from __future__ import annotations

from pipelines.quality.checks import between, rows, where
from pipelines.quality.queries_rpd import FAR_FROM_PAGU, WITHOUT_PAGU, WRONG_UNIT
from pipelines.quality.rule import CASH_PLAN, broken, info, warn

DEVIATION = "Estimasi nilai IKPA Deviasi Halaman III DIPA"

CASH_PLAN_RULES = (
    warn(
        "RPD-20",
        "core.rpd",
        "RPD setahun setiap jenis belanja tidak berbeda lebih dari sepersepuluh dari pagu terbarunya.",
        DEVIATION,
        rows(FAR_FROM_PAGU),
        "Bila pagunya baru direvisi, mutakhirkan halaman III DIPA dan kirim RPD-nya; selain itu periksa angkanya.",
        "ref.ambang beda_rpd_pagu",
    ),
    warn(
        "RPD-21",
        "core.rpd",
        "RPD setahun setiap jenis belanja kurang dari sepuluh kali pagunya, dan lebih dari sepersepuluhnya.",
        DEVIATION,
        rows(WRONG_UNIT),
        "Periksa satuan yang dinyatakan berkas itu, rupiah atau ribuan, lalu kirim ulang.",
        "ref.ambang rpd_salah_satuan",
    ),
    warn(
        "RPD-22",
        "core.rpd",
        "Jenis belanja yang direncanakan mempunyai pagu.",
        DEVIATION,
        rows(WITHOUT_PAGU),
        "Periksa jenis belanja atau akun di baris itu; bila pagunya sudah tidak ada, tulis nol dan kirim ulang.",
        CASH_PLAN,
    ),
    info(
        "RPD-23",
        "mart.deviasi_rpd",
        "Bulan yang realisasinya diketahui mempunyai RPD untuk semua jenis belanja yang berpagu.",
        DEVIATION,
        where("kurang like 'RPD%' and realisasi is not null", "kurang", "realisasi"),
        "Kirim RPD bulan dan jenis belanja itu; tanpa itu deviasi bulan itu dan sesudahnya tidak dapat dihitung.",
        "PER-5/PB/2024",
    ),
    warn(
        "RPD-24",
        "core.rpd",
        "RPD tidak negatif.",
        DEVIATION,
        where("rpd < 0", "rpd", at="rpd"),
        "Perbaiki angkanya di templat RPD, lalu kirim ulang.",
        CASH_PLAN,
    ),
    broken(
        "MART-09",
        "mart.deviasi_rpd_jenis_belanja",
        "Deviasi ada di antara 0 dan 100.",
        DEVIATION,
        between("deviasi_pct", low=0, high=100),
        "PER-5/PB/2024",
    ),
    broken(
        "MART-09",
        "mart.deviasi_rpd",
        "Nilai dan rata-rata deviasi ada di antara 0 dan 100.",
        DEVIATION,
        where("nilai < 0 or nilai > 100 or rata_rata_pct < 0 or rata_rata_pct > 100", "rata_rata_pct"),
        "PER-5/PB/2024",
    ),
)
