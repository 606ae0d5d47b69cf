"""Rules of the marts: their parts add up to the whole, their figures stay within what they mean."""

from __future__ import annotations

from pipelines.quality.checks import Check, in_set, rows, where
from pipelines.quality.queries_budget import MISSING_SNAPSHOTS, SNAPSHOT_TOTALS, parts
from pipelines.quality.queries_marts import LEVELS_UNLIKE_THEIR_SATKER, ROWS_UNLIKE_THEIR_PARTS
from pipelines.quality.queries_performance import CAP
from pipelines.quality.rule import REPORT, broken, warn

PARTS_OF_THE_TREE = ("mart.serapan_jenis_belanja", "mart.serapan_ro", "mart.serapan_subkomponen")
PARTS_OF_THE_PLAN = ("mart.serapan_indikator", "mart.serapan_sasaran")
PARTS = (*PARTS_OF_THE_TREE, *PARTS_OF_THE_PLAN)
ABSORPTION_BASES = {
    **dict.fromkeys(("mart.serapan_satker", *PARTS_OF_THE_TREE, "mart.serapan_tingkat"), "pagu"),
    **dict.fromkeys(PARTS_OF_THE_PLAN, "anggaran"),
}

WHOLE = "Uang yang dihitung tepat satu kali di setiap laporan serapan"
ABSORPTION = "Persentase penyerapan di laporan"
CAPPED = "Nilai kinerja yang tidak menutupi indikator lain"
IKPA = "Estimasi nilai IKPA Penyerapan Anggaran"
WORDS = "Status yang dapat disaring dan dibaca"

MART_RULES = (
    broken(
        "MART-01",
        "mart.serapan_satker",
        "Setiap ekspor yang berlaku mempunyai tepat satu baris satker dan bulan.",
        WHOLE,
        rows(MISSING_SNAPSHOTS),
    ),
    broken(
        "MART-02",
        "mart.serapan_satker",
        "Pagu dan realisasi satker sama dengan baris JUMLAH SELURUHNYA di ekspornya.",
        WHOLE,
        rows(SNAPSHOT_TOTALS),
        REPORT,
    ),
    *(
        broken(
            "MART-03",
            t,
            "Pagu dan realisasi semua bagian berjumlah sama dengan satkernya.",
            WHOLE,
            lambda table: Check(parts(table)),
        )
        for t in PARTS
    ),
    broken(
        "MART-03",
        "mart.serapan_tingkat",
        "Pagu dan realisasi setiap tingkat, dari program sampai akun, berjumlah sama dengan satkernya.",
        WHOLE,
        rows(LEVELS_UNLIKE_THEIR_SATKER),
    ),
    *(
        broken(
            "MART-04",
            t,
            f"Persentase penyerapan sama dengan realisasi s.d. dibagi {base}, kali 100.",
            ABSORPTION,
            where(
                # Relative for absurdly large percentages, where a double has no more decimals.
                f"abs(serapan_pct - cast(realisasi_sd as double) * 100 / nullif({base}, 0))"
                " > greatest(0.01, abs(serapan_pct) * 1e-12)",
                *(base, "realisasi_sd", "serapan_pct"),
            ),
        )
        for t, base in ABSORPTION_BASES.items()
    ),
    broken(
        "MART-05",
        "mart.capaian_sasaran",
        "Nilai pencapaian sasaran tidak melebihi batas capaian yang berlaku.",
        CAPPED,
        where(f"nps > {CAP}", "nps"),
        "Pedoman laporan kinerja BPOM",
    ),
    broken(
        "MART-05",
        "mart.nilai_satker",
        "Nilai kinerja unit tidak melebihi batas capaian yang berlaku.",
        CAPPED,
        where(f"nku > {CAP}", "nku"),
        "Pedoman laporan kinerja BPOM",
    ),
    warn(
        "MART-06",
        "mart.ikpa_penyerapan",
        "Estimasi nilai bulan ada di antara 0 dan 100, dari realisasi yang tidak negatif.",
        IKPA,
        where("nilai_bulan not between 0 and 100 or realisasi_dihitung < 0", "nilai_bulan", at="nilai_bulan"),
        "Periksa realisasi negatif satker itu; pengembalian belanja lebih besar daripada belanjanya.",
        "PER-5/PB/2024",
    ),
    broken(
        "MART-07",
        "mart.capaian_indikator",
        "Setiap capaian mempunyai kriteria.",
        "Kriteria capaian di laporan kinerja",
        where(
            "capaian_pct is not null and kriteria is null"
            " or capaian_tahunan_pct is not null and kriteria_tahunan is null",
            *("capaian_pct", "capaian_tahunan_pct"),
        ),
        "Kriteria pencapaian sasaran di laporan kinerja BPOM",
    ),
    broken(
        "MART-07",
        "mart.capaian_triwulan",
        "Setiap capaian triwulan mempunyai kriteria, dan yang kosong mempunyai alasan.",
        "Tabel capaian di laporan kinerja triwulan",
        where(
            "capaian_pct is not null and kriteria is null"
            " or capaian_tahunan_pct is not null and kriteria_tahunan is null"
            " or (capaian_pct is null) <> (keterangan is not null)",
            *("capaian_pct", "capaian_tahunan_pct", "keterangan"),
        ),
        "Kriteria pencapaian sasaran di laporan kinerja BPOM",
    ),
    broken(
        "MART-07",
        "mart.ikpa_penyerapan",
        "Setiap nilai IKPA mempunyai predikat.",
        IKPA,
        where("nilai_ikpa is not null and predikat is null", "nilai_ikpa"),
        "PER-5/PB/2024",
    ),
    broken(
        "MART-08",
        "mart.kepatuhan",
        "Status kepatuhan adalah lengkap, terlambat, atau belum lapor.",
        WORDS,
        in_set("status", "lengkap", "terlambat", "belum lapor"),
    ),
    broken(
        "MART-08",
        "mart.rencana_anggaran",
        "Status banding adalah sesuai, beda pagu, tanpa anggaran di SAKTI, atau tidak ada di RAK.",
        WORDS,
        in_set("status", "sesuai", "beda pagu", "tanpa anggaran di SAKTI", "tidak ada di RAK"),
    ),
    *(
        broken(
            "MART-08",
            t,
            "Kategori efisiensi adalah efisien atau tidak efisien.",
            WORDS,
            in_set("kategori", "efisien", "tidak efisien"),
        )
        for t in ("mart.efisiensi_indikator", "mart.efisiensi_sasaran")
    ),
    broken(
        "MART-10",
        "mart.serapan_tingkat",
        "Pagu dan realisasi setiap baris sama dengan jumlah baris di bawahnya.",
        WHOLE,
        rows(ROWS_UNLIKE_THEIR_PARTS),
    ),
)
