"""Rules of performance realisation: what the sheets report, in itself and against the plan."""

from __future__ import annotations

from pipelines.quality.checks import between, rows, where
from pipelines.quality.queries_performance import (
    CHANGED_HISTORY,
    NAME_OF_ANOTHER,
    NO_TARGET_LEFT,
    NOT_IN_INCOMPLETE_PLAN,
    NOT_IN_PLAN,
    NOT_REPORTED,
    OTHER_TARGET,
    TOO_HIGH,
)
from pipelines.quality.rule import FIX_SHEET, PERFORMANCE, PLAN, info, warn

REPORTED_VALUE = "Nilai capaian di laporan kinerja"
MEASURED_INDICATOR = "Indikator yang capaiannya dapat dihitung"

PERFORMANCE_RULES = (
    warn(
        "KIN-01",
        "core.realisasi_indikator",
        "Realisasi yang dilaporkan sama dengan pembilang dibagi penyebut.",
        REPORTED_VALUE,
        where(
            "status = 'beda'",
            *("pembilang", "penyebut", "realisasi_dilaporkan", "realisasi_hitung"),
            at="realisasi_dilaporkan",
        ),
        FIX_SHEET,
        PERFORMANCE,
    ),
    warn(
        "KIN-02",
        "mart.capaian_indikator",
        "Capaian tidak sampai ke kriteria tertinggi tahun itu, yang tanpa batas atas.",
        REPORTED_VALUE,
        where(f"capaian_pct >= {TOO_HIGH}", "capaian_pct", at="capaian_pct"),
        "Capaian setinggi itu tidak dapat disimpulkan; tinjau target dan realisasi indikator itu.",
        "Kriteria pencapaian sasaran di laporan kinerja BPOM",
    ),
    warn(
        "KIN-03",
        "core.realisasi_indikator",
        "Indikator yang dilaporkan ada di RAK yang lengkap.",
        MEASURED_INDICATOR,
        rows(NOT_IN_PLAN),
        "Perbaiki kode indikator di lembar kinerja, atau kirim RAK yang memuat indikator itu.",
        PERFORMANCE,
    ),
    info(
        "KIN-04",
        "core.realisasi_indikator",
        "Indikator yang dilaporkan ada di RAK, bila RAK belum ada atau halamannya hilang.",
        MEASURED_INDICATOR,
        rows(NOT_IN_INCOMPLETE_PLAN),
        "Kirim RAK lengkap; capaian indikator itu belum dapat dihitung.",
        PERFORMANCE,
    ),
    warn(
        "KIN-05",
        "core.realisasi_indikator",
        "Penyebut tidak nol bila pembilang diisi.",
        REPORTED_VALUE,
        where("pembilang is not null and penyebut = 0", "pembilang", "penyebut", at="penyebut"),
        FIX_SHEET,
        PERFORMANCE,
    ),
    warn(
        "KIN-06",
        "core.realisasi_indikator",
        "Bulan realisasi adalah 1 sampai 12.",
        "Realisasi yang masuk ke bulannya",
        between("bulan", low=1, high=12),
        FIX_SHEET,
        PERFORMANCE,
    ),
    warn(
        "KIN-07",
        "mart.capaian_indikator",
        "Capaian tidak negatif.",
        REPORTED_VALUE,
        between("capaian_pct", low=0),
        "Realisasi indikator minimum lebih dari dua kali targetnya, atau negatif; periksa satuan dan angkanya.",
        "PermenPANRB 6/2022",
    ),
    # Nought is no fraction: nothing achieved yet.
    warn(
        "KIN-08",
        "mart.capaian_indikator",
        "Realisasi bersatuan persen, nilai, indeks, atau skor ditulis pada skala targetnya, bukan sebagai pecahan.",
        REPORTED_VALUE,
        where(
            "(satuan_persen or lower(satuan) in ('nilai', 'indeks', 'skor')) and abs(realisasi) <= 1 and realisasi <> 0"
            " and coalesce(target, target_dilaporkan) > 10",
            *("satuan", "target", "target_dilaporkan", "realisasi"),
            at="realisasi",
        ),
        "Bila maksudnya pecahan, kalikan realisasinya dengan 100 di lembar kinerja, lalu kirim ulang.",
        PERFORMANCE,
    ),
    info(
        "KIN-09",
        "core.realisasi_indikator",
        "Indikator yang dilaporkan mempunyai target pada bulan itu atau bulan sesudahnya.",
        MEASURED_INDICATOR,
        rows(NO_TARGET_LEFT),
        "Lengkapi target indikator itu di RAK sampai Desember; tanpa target, capaiannya tidak dapat dihitung.",
        PLAN,
    ),
    warn(
        "KIN-30",
        "mart.capaian_indikator",
        "Indikator yang mempunyai target pada bulan yang sudah dilaporkan satker mempunyai realisasi.",
        "Laporan kinerja yang memuat semua indikator",
        rows(NOT_REPORTED),
        "Tambahkan baris indikator itu di lembar kinerja bulan itu, lalu kirim ulang.",
        PERFORMANCE,
    ),
    info(
        "KIN-31",
        "core.realisasi_indikator",
        "Realisasi bulan yang tenggat lapornya sudah lewat tidak berubah.",
        "Angka yang masih sama dengan yang sudah dilaporkan",
        rows(CHANGED_HISTORY),
        "Pastikan perubahannya disengaja; perbaiki laporan yang sudah memakai angka lama.",
        PERFORMANCE,
    ),
    warn(
        "KIN-32",
        "core.realisasi_indikator",
        "Nama indikator di lembar kinerja bukan nama indikator lain di RAK.",
        "Realisasi yang masuk ke indikatornya sendiri",
        rows(NAME_OF_ANOTHER),
        "Perbaiki kode atau nama indikator di baris itu sehingga keduanya menunjuk indikator yang sama.",
        PLAN,
    ),
    warn(
        "KIN-33",
        "mart.capaian_indikator",
        "Target s.d. bulan di lembar kinerja sama dengan target bulan itu di RAK, atau pembulatannya.",
        "Realisasi yang masuk ke bulan dan indikatornya sendiri",
        rows(OTHER_TARGET),
        "Yang dipakai target RAK. Bila baris itu sebenarnya untuk bulan atau indikator lain, perbaiki bulan atau "
        "kodenya; bila "
        "RAK sudah direvisi, kirim RAK revisinya.",
        PLAN,
    ),
    warn(
        "KIN-34",
        "mart.capaian_indikator",
        "Satuan realisasi sama dengan satuan target bulan itu di RAK.",
        REPORTED_VALUE,
        where("beda_satuan", "satuan", "target", "realisasi", at="realisasi"),
        "Sebelum Desember target indikator itu persen kemajuan: tulis realisasi dan satuannya dalam persen; di "
        "Desember "
        "tulis jumlahnya.",
        PLAN,
    ),
)
