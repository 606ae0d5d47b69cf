"""Rules of budget realisation, of whatever form its file: each month in itself and against the month before."""

from __future__ import annotations

from pipelines.quality.checks import between, rows, where
from pipelines.quality.queries import IN_INBOX
from pipelines.quality.queries_budget import (
    BACKWARDS,
    CHANGED_PAGU,
    EXPORTED_AGAIN_WITH_LESS,
    EXPORTED_BEFORE_THE_MONTH_ENDED,
    LATE_POSTINGS,
    MOVED_LINES,
    OLD_EXPORT_SAVED_ANEW,
    PROBABLY_FILTERED,
    PYRAMID,
    VANISHED_LINES,
)
from pipelines.quality.rule import EXPORT_AGAIN, REPORT, broken, info, warn

ARITHMETIC = "Angka serapan yang sama dengan yang tercetak di SAKTI"
ALL_MONEY = "Serapan yang memuat seluruh uang satker"

BUDGET_RULES = (
    broken(
        "FA-01",
        "core.realisasi_tingkat",
        "Setiap tingkat pohon anggaran sama dengan jumlah tingkat di bawahnya, dari akun sampai total.",
        "Uang yang dihitung tepat satu kali di setiap tingkat",
        rows(PYRAMID),
        REPORT,
    ),
    broken(
        "FA-02",
        "core.realisasi_anggaran",
        "Realisasi periode lalu ditambah periode ini sama dengan realisasi s.d. periode.",
        ARITHMETIC,
        where(
            "realisasi_lalu + realisasi_ini <> realisasi_sd",
            *("realisasi_lalu", "realisasi_ini", "realisasi_sd"),
            at="realisasi_sd",
        ),
        REPORT,
    ),
    broken(
        "FA-03",
        "core.realisasi_anggaran",
        "Pagu dikurangi realisasi s.d. periode sama dengan sisa.",
        ARITHMETIC,
        where("pagu - realisasi_sd <> sisa", "pagu", "realisasi_sd", "sisa", at="sisa"),
        REPORT,
    ),
    warn(
        "FA-04",
        "core.realisasi_anggaran",
        "Realisasi s.d. periode tidak melebihi pagu akun.",
        "Belanja yang tidak melampaui pagunya",
        where("realisasi_sd > pagu", "pagu", "realisasi_sd", at="realisasi_sd"),
        "Periksa revisi anggaran atau ralat belanja akun itu bersama bendahara.",
        REPORT,
    ),
    info(
        "FA-05",
        "core.realisasi_tingkat",
        "Realisasi periode lalu sama dengan realisasi s.d. bulan sebelumnya.",
        "Angka bulan lalu yang masih sama dengan yang sudah dilaporkan",
        rows(LATE_POSTINGS),
        "Ada pembukuan susulan; unduh ulang bulan sebelumnya bila angkanya akan dilaporkan.",
        REPORT,
    ),
    info(
        "FA-06",
        "core.realisasi_anggaran",
        "Realisasi periode ini tidak negatif.",
        "Realisasi bulanan yang tidak salah dibaca karena pengembalian belanja",
        # A line that a flat file no longer has is FA-23's or FA-25's.
        where("realisasi_ini < 0 and baris is not null", "realisasi_ini", at="realisasi_ini"),
        "Pastikan kepada bendahara bahwa itu pengembalian atau ralat belanja; angkanya tetap dipakai.",
        REPORT,
    ),
    info(
        "FA-07",
        "core.realisasi_tingkat",
        "Pagu satker, dan pagu setiap sub komponennya, sama dengan di ekspor bulan sebelumnya.",
        "Persentase serapan yang dapat dibandingkan antarbulan",
        rows(CHANGED_PAGU),
        "Cocokkan selisihnya dengan revisi anggaran, lalu sesuaikan RAK bila revisinya tetap.",
        REPORT,
    ),
    warn(
        "FA-08",
        "core.realisasi_anggaran",
        "Pagu tidak negatif.",
        ARITHMETIC,
        between("pagu", low=0),
        EXPORT_AGAIN,
        REPORT,
    ),
    warn(
        "FA-09",
        "core.realisasi_anggaran",
        "Jenis belanja ada di Bagan Akun Standar.",
        "Belanja yang masuk ke jenis belanjanya",
        where(
            "jenis_belanja not in (select jenis_belanja from ref.jenis_belanja)", "jenis_belanja", at="jenis_belanja"
        ),
        "Periksa kode akunnya; tambahkan ke ref.jenis_belanja bila memang jenis belanja baru.",
        "Bagan Akun Standar, PMK 214/PMK.05/2013",
    ),
    warn(
        "FA-20",
        "core.snapshot_anggaran",
        "Ekspor memuat seluruh RO dan akun satker, tidak tersaring.",
        ALL_MONEY,
        where(f"parsial and {IN_INBOX}", "kode_satker", "tahun", "bulan", "file_id_utuh", at="pagu"),
        "Unduh ulang Laporan FA Detail atau data mentah itu tanpa saringan program, RO, atau akun.",
        REPORT,
    ),
    warn(
        "FA-21",
        "core.snapshot_anggaran",
        "Ekspor memuat semua RO bulan sebelumnya, atau pagunya tidak jauh lebih kecil.",
        ALL_MONEY,
        rows(PROBABLY_FILTERED),
        "Unduh ulang laporan bulan itu tanpa saringan; bila pagunya memang dipotong, biarkan.",
        REPORT,
    ),
    warn(
        "FA-22",
        "core.realisasi_tingkat",
        "Realisasi s.d. periode tidak turun dari bulan sebelumnya, kecuali karena periode ini negatif.",
        "Serapan yang hanya turun bila ada pengembalian belanja",
        rows(BACKWARDS),
        "Unduh ulang laporan kedua bulan itu dari SAKTI; bila tetap turun, tanyakan ralatnya kepada bendahara.",
        REPORT,
    ),
    warn(
        "FA-23",
        "core.realisasi_anggaran",
        "Akun yang sudah direalisasikan bulan sebelumnya masih ada, atau uangnya masih ada di akun lain.",
        ALL_MONEY,
        rows(VANISHED_LINES),
        "Unduh ulang laporan bulan itu; bila barisnya tetap tidak ada, tanyakan kepada bendahara ke mana realisasinya.",
        REPORT,
    ),
    info(
        "FA-25",
        "core.realisasi_anggaran",
        "Akun yang sudah direalisasikan bulan sebelumnya masih ada dengan kode yang sama.",
        "Serapan setiap RO dan sub komponen yang dapat diikuti antarbulan",
        rows(MOVED_LINES),
        "Realisasinya pindah ke kode lain; sesuaikan kode di RAK bila perpindahannya tetap.",
        REPORT,
    ),
    warn(
        "FA-26",
        "core.snapshot_anggaran",
        "Ekspor ulang bulan yang sama tidak menurunkan realisasi s.d. periode.",
        "Serapan yang tidak turun karena ekspor yang keliru",
        rows(EXPORTED_AGAIN_WITH_LESS),
        "Unduh ulang laporan bulan itu tanpa saringan; bila tetap turun, tanyakan ralatnya kepada bendahara.",
        REPORT,
    ),
    warn(
        "FA-27",
        "core.snapshot_anggaran",
        "Berkas yang waktu simpannya terbaru tidak berisi angka ekspor lama yang sudah digantikan.",
        "Serapan yang tidak kembali ke angka lama karena ekspor lama disimpan ulang",
        rows(OLD_EXPORT_SAVED_ANEW),
        "Berkas yang berlaku tetap dipakai dan yang ini boleh dikeluarkan dari kotak masuk; bila angka lama itu yang"
        " benar, kirim FA Detail bulan itu yang diunduh ulang dari SAKTI tanpa disimpan ulang, atau buang berkas yang"
        " berlaku lewat register koreksi.",
        REPORT,
    ),
    warn(
        "FA-28",
        "core.snapshot_anggaran",
        "Ekspor bulan yang sudah lewat dibuat pada hari terakhir bulan itu atau sesudahnya.",
        "Realisasi sebulan penuh",
        rows(EXPORTED_BEFORE_THE_MONTH_ENDED),
        "Unduh ulang laporan bulan itu; yang dipakai sekarang belum memuat belanja di akhir bulan.",
        REPORT,
    ),
)
