"""Rules of flat budget files (SAKTI dumps, POK sheets) beyond what their reader checks of one file alone.

What holds for a budget line of any form (pagu, realisasi, months) is in ``rules_budget``.
"""

from __future__ import annotations

from pipelines.quality.checks import rows, where
from pipelines.quality.queries import IN_INBOX
from pipelines.quality.queries_datar import BLOCKED_ABOVE_BUDGET, FORMS_DISAGREE, UNKNOWN_SOURCES, UNPLACED_LINES
from pipelines.quality.rule import info, warn

DUMP = "Data mentah SAKTI (38 kolom) dan lembar unggah POK"

DATAR_RULES = (
    warn(
        "DATAR-20",
        "core.realisasi_datar",
        "Blokir tidak negatif dan tidak melebihi pagu akun.",
        "Estimasi nilai IKPA Penyerapan Anggaran, yang memakai pagu dikurangi blokir",
        rows(BLOCKED_ABOVE_BUDGET),
        "Cocokkan blokir baris itu dengan SAKTI, lalu unduh ulang datanya.",
        DUMP,
    ),
    info(
        "DATAR-21",
        "core.realisasi_datar",
        "Kode sumber dana dikenal.",
        "Belanja yang masuk ke sumber dananya",
        rows(UNKNOWN_SOURCES),
        "Kodenya dipakai apa adanya; tambahkan ke ref.sumber_dana bila memang kode sumber dana.",
        DUMP,
    ),
    warn(
        "DATAR-22",
        "core.realisasi_datar",
        "Setiap baris berkas datar dapat ditempatkan di RO lengkap satkernya.",
        "Serapan yang memuat seluruh uang satker",
        rows(UNPLACED_LINES),
        "Kirim juga FA Detail atau data mentah SAKTI satker itu yang memuat RO ini; bila kodenya kosong, lengkapi.",
        DUMP,
    ),
    warn(
        "DATAR-24",
        "core.snapshot_anggaran",
        "Semua baris akun di berkas datar dapat diambil.",
        "Serapan yang memuat seluruh uang satker",
        where(f"kurang_baris and {IN_INBOX}", "kode_satker", "tahun", "bulan", at="pagu"),
        "Perbaiki baris yang tercatat di karantina lalu kirim ulang; berkas lain yang lengkap dipakai bila ada.",
        DUMP,
    ),
    info(
        "DATAR-23",
        "core.snapshot_anggaran",
        "FA Detail, data mentah SAKTI, dan lembar POK untuk satker dan bulan yang sama menyebut jumlah yang sama.",
        "Serapan yang sama dari berkas mana pun dihitung",
        rows(FORMS_DISAGREE),
        "Berkas terbaru yang dipakai; cocokkan jumlahnya dengan SAKTI bila angkanya akan dilaporkan.",
        DUMP,
    ),
)
