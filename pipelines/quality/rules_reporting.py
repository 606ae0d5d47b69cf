"""Rules of delivery: who has reported, how fresh it is, whether files and corrections are what they seem."""

from __future__ import annotations

from pipelines.quality.checks import rows, where
from pipelines.quality.queries import FROM_THE_FUTURE, OTHER_MONTH_IN_NAME, OVERWRITTEN_UNITS, SILENT_UNITS
from pipelines.quality.rule import warn

REPORTING_RULES = (
    warn(
        "LAPOR-01",
        "mart.kepatuhan",
        "Setiap bulan yang tenggatnya sudah lewat sudah dilaporkan.",
        "Laporan yang memuat semua satker",
        where("status = 'belum lapor'", "tenggat", "hari_terlambat"),
        "Minta satker mengirim laporan bulan itu.",
        "ref.ketentuan tenggat_lapor",
    ),
    warn(
        "SEGAR-01",
        "core.satker",
        "Setiap satker di peta masih mengirim berkas baru.",
        "Angka yang belum usang",
        rows(SILENT_UNITS),
        "Hubungi satker itu; bila satkernya sudah tidak ada, isi kolom sampai di peta satker (--satker).",
        "ref.ambang segar_hari",
    ),
    warn(
        "BERKAS-21",
        "raw.berkas",
        "Waktu pembuatan berkas tidak lebih dari satu hari sesudah hari penyegaran.",
        "Berkas terbaru yang memang terbaru",
        rows(FROM_THE_FUTURE),
        "Berkas ini akan terus dianggap terbaru; buang lewat register koreksi, lalu kirim ulang yang benar.",
        "Kontrak data Kinerja: waktu_sumber di sql/raw/berkas.sql",
    ),
    warn(
        "BERKAS-26",
        "core.status_berkas",
        "Bulan yang disebut nama berkas ada di isinya.",
        "Angka yang masuk ke bulannya",
        rows(OTHER_MONTH_IN_NAME),
        "Yang dipakai bulan di isinya atau di keterangan.csv. Bila itu yang salah, perbaiki bulannya lalu kirim "
        "ulang; bila "
        "namanya yang salah, ganti nama berkasnya.",
        "Kontrak data Kinerja: bulan_di_nama di sql/raw/berkas.sql",
    ),
    warn(
        "BERKAS-25",
        "core.satker",
        "Lembar kinerja atau RPD yang diganti dengan nama yang sama tidak menghilangkan bulan yang sudah diisi.",
        "Isian satker yang tidak hilang tertimpa berkas lain",
        rows(OVERWRITTEN_UNITS),
        "Kirim lagi isian yang hilang itu dengan nama berkas lain; bila memang tidak dipakai lagi, atau kode satkernya"
        " salah tulis, buang versi lamanya lewat register koreksi.",
        "Kontrak data Kinerja: diganti_oleh di sql/raw/berkas.sql",
    ),
    warn(
        "KOREKSI-01",
        "raw.koreksi",
        "Nilai salah yang disebut setiap koreksi masih ada di sumbernya.",
        "Sumber yang sudah diperbaiki tidak ditimpa koreksi lama",
        where(
            "status = 'tidak berlaku'",
            *("keterangan", "kolom", "nilai_salah", "nilai_benar", "nilai_ditemukan", "register", "baris_register"),
            *("file_id", "lembar", "baris"),
        ),
        "Hapus entri itu dari register koreksi bila sumbernya sudah benar; bila belum, perbaiki isian `di` dan"
        " `nilai_salah`.",
        "Register koreksi (setelan corrections)",
    ),
)
