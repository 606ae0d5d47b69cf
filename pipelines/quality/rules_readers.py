"""Rules that the readers check while they read a file; what breaks one is left out and listed in ``dq.karantina``.

Here is their general form. The words about one cell, with its value, are the readers'.
"""

from __future__ import annotations

from pipelines import choosing, keterangan
from pipelines.quality.rule import CASH_PLAN, CODES, PERFORMANCE, PLAN, REPORT, Entry
from pipelines.quality.rules_datar import DUMP
from pipelines.readers import kinerja_fields as kinerja
from pipelines.readers import realisasi_datar_fields as datar
from pipelines.readers import rpd_fields as rpd
from pipelines.readers.fa_detail_rules import DOWNLOAD_AGAIN
from pipelines.readers.template import Aturan

READABLE = "Berkas yang terbaca sebelum isinya dipakai"
WHOLE_PLAN = "RAK yang utuh, tanpa halaman yang hilang"
PLAN_VALUES = "Target dan anggaran di RAK"
ONCE_IN_PLAN = "Anggaran RAK yang dihitung tepat satu kali"
MONEY = "Uang yang dihitung tepat satu kali"
EXPORT = "Serapan yang memuat seluruh uang satker"
WHOSE = "Angka yang masuk ke satker dan bulannya"
REPORTED_VALUE = "Nilai capaian di laporan kinerja"
ONCE_REPORTED = "Realisasi yang dihitung tepat satu kali"
PLANNED_MONEY = "Rencana penarikan dana yang menjadi pembanding realisasi"
ONCE_PLANNED = "Rencana yang dihitung tepat satu kali"

INBOX = "Pembaca berkas Kinerja"
WIDTH = "Setiap baris CSV mempunyai sel sebanyak kolomnya; yang boleh tidak ada hanya sel kosong di ujungnya."
SEND_AGAIN = "Unduh atau salin ulang berkasnya dari sumbernya, lalu kirim lagi."
ORIGINAL = (
    "Kirim berkas asli: RAK, Laporan FA Detail atau data mentah SAKTI, templat realisasi kinerja, atau templat RPD."
)
LIKE_ORIGINAL = "Perbaiki sesuai dokumen asli, lalu kirim ulang."


def _refused(id: str, uraian: str, melindungi: str, saran: str, sumber: str) -> Entry:
    return Entry(id, "berkas", "peringatan", uraian, melindungi, saran, sumber)


def _file(id: str, uraian: str, saran: str) -> Entry:
    return _refused(id, uraian, READABLE, saran, INBOX)


def _plan(id: str, uraian: str, melindungi: str, saran: str, sumber: str = PLAN) -> Entry:
    return _refused(id, uraian, melindungi, saran, sumber)


def _export(id: str, uraian: str, melindungi: str, saran: str = DOWNLOAD_AGAIN) -> Entry:
    return _refused(id, uraian, melindungi, saran, REPORT)


def _sheet(aturan: Aturan, uraian: str, melindungi: str) -> Entry:
    return _refused(aturan.id, uraian, melindungi, aturan.saran, PERFORMANCE)


def _flat(aturan: Aturan, uraian: str, melindungi: str) -> Entry:
    return _refused(aturan.id, uraian, melindungi, aturan.saran, DUMP)


def _cash_plan(aturan: Aturan, uraian: str, melindungi: str) -> Entry:
    return _refused(aturan.id, uraian, melindungi, aturan.saran, CASH_PLAN)


FILE_RULES = (
    _file("BERKAS-01", "Berkas mempunyai isi.", SEND_AGAIN),
    _file("BERKAS-02", "Berkas tidak terkunci kata sandi.", "Simpan ulang tanpa kata sandi, lalu kirim lagi."),
    _file(
        "BERKAS-04",
        "Berkas berjenis yang dapat dibaca, bukan arsip atau format kantor lain.",
        "Simpan sebagai .xlsx, .docx, atau PDF, atau ekstrak dulu arsipnya, lalu kirim lagi.",
    ),
    _file("BERKAS-05", "Berkas utuh, tidak terpotong dan tidak rusak.", SEND_AGAIN),
    _file(
        "BERKAS-06",
        "Besar berkas dan isinya wajar untuk sebuah laporan.",
        "Hapus baris dan kolom kosong di luar tabel, simpan, lalu kirim lagi.",
    ),
    _file("BERKAS-07", "Berkas teks memuat teks atau tabel CSV yang terbaca.", ORIGINAL),
    _file("BERKAS-08", "Isi berkas adalah tepat satu jenis dokumen yang dikenal.", ORIGINAL),
    _file(
        "BERKAS-09",
        "Pembaca berkas menyelesaikan berkas tanpa galat.",
        "Laporkan galatnya beserta berkasnya kepada pengelola Kinerja.",
    ),
    _file("BERKAS-10", "Berkas bukan gambar.", ORIGINAL),
    _file(
        "BERKAS-11",
        "PDF memuat teks, bukan hasil pindai.",
        "Kirim PDF yang disimpan langsung dari aplikasinya, atau versi Excel atau Word.",
    ),
    _file(
        "BERKAS-13",
        "Tahun anggaran di berkas adalah 2000 sampai 2100.",
        "Perbaiki tahun di berkas, lalu kirim ulang.",
    ),
    _file(datar.PERIODE.id, "Bulan data mentah SAKTI dan lembar POK diketahui.", datar.PERIODE.saran),
    _refused(
        keterangan.RULE,
        "Setiap baris keterangan.csv menyebut berkas yang ada, beserta bulannya.",
        WHOSE,
        keterangan.SARAN,
        INBOX,
    ),
    _refused(
        choosing.SAME_CONTENT,
        "Berkas yang isinya sama persis menyebut bulan yang sama.",
        WHOSE,
        choosing.SARAN_SAMA,
        INBOX,
    ),
)

PLAN_READER_RULES = (
    _plan(
        "RAK-10",
        "RAK dapat dibaca, dengan tahun, nama unit, dan isi rencana aksi.",
        READABLE,
        "Kirim RAK lengkap, dari halaman judul sampai penandatangan.",
    ),
    _plan(
        "RAK-11",
        "Setiap baris RAK dikenali sebagai bagian dari rencana aksi.",
        WHOLE_PLAN,
        "Cocokkan barisnya dengan dokumen asli; lengkapi halaman yang hilang, atau hapus yang bukan bagiannya.",
    ),
    _plan("RAK-12", "Angka dan tanggal di RAK terbaca.", PLAN_VALUES, LIKE_ORIGINAL),
    _plan(
        "RAK-13",
        "Kode sasaran, indikator, RO, komponen, dan sub komponen di RAK sesuai tata kode.",
        "Baris anggaran yang bertemu dengan pasangannya di SAKTI",
        "Tulis kodenya sesuai tata kode dan jaga nol di depan, lalu kirim ulang.",
        CODES,
    ),
    _plan("RAK-14", "Setiap baris kontribusi mempunyai tepat enam sel.", PLAN_VALUES, LIKE_ORIGINAL),
    _plan(
        "RAK-15",
        "Setiap target berada di bulan yang jelas, B01 sampai B12.",
        REPORTED_VALUE,
        "Sejajarkan target dengan kolom B01 sampai B12, lalu kirim ulang.",
    ),
    _plan(
        "RAK-16",
        "Satu sub komponen tertulis sekali saja di bawah satu indikator.",
        ONCE_IN_PLAN,
        "Hapus baris yang berulang, sisakan yang benar menurut dokumen asli, lalu kirim ulang.",
    ),
    _plan(
        "RAK-17",
        "Setiap kode indikator tertulis sekali saja.",
        ONCE_IN_PLAN,
        "Pastikan setiap kode indikator tercetak sekali saja, lalu kirim ulang.",
    ),
    _plan(
        "RAK-18",
        "Setiap indikator mempunyai sasaran.",
        WHOLE_PLAN,
        "Lengkapi halaman yang memuat sasaran indikator itu, lalu kirim ulang.",
    ),
    _plan(
        "RAK-19",
        "Salinan sebuah tabel lengkap dan sama dengan tabelnya.",
        PLAN_VALUES,
        "Cocokkan kedua nilainya dengan dokumen asli, perbaiki yang salah, lalu kirim ulang.",
    ),
    _plan(
        "RAK-22",
        "Setiap halaman PDF rencana aksi memuat teks.",
        WHOLE_PLAN,
        "Ganti halaman hasil pindai dengan halaman asli dari aplikasinya, lalu kirim ulang.",
    ),
    _plan(
        "RAK-23",
        "Rencana aksi di buku kerja ada di satu lembar, tanpa lembar lain.",
        WHOLE_PLAN,
        "Gabungkan menjadi satu lembar; lembar yang memang bukan bagiannya boleh diabaikan.",
    ),
)

EXPORT_READER_RULES = (
    _export("FA-10", "Setiap jumlah adalah rupiah bulat yang terbaca.", MONEY),
    _export("FA-11", "Setiap jumlah terisi; kosong bukan nol.", MONEY),
    _export("FA-12", "Lalu ditambah ini sama dengan s.d., dan pagu dikurangi s.d. sama dengan sisa.", MONEY),
    _export("FA-13", "Setiap baris sama dengan jumlah baris di bawahnya, dari akun sampai total.", EXPORT),
    _export("FA-14", "Setiap baris berada di bawah induknya.", MONEY),
    _export(
        "FA-15",
        "Setiap baris berangka dikenali sebagai baris laporan.",
        EXPORT,
        "Hapus baris tambahan itu, atau unduh ulang laporan dari SAKTI.",
    ),
    _export(
        "FA-16",
        "Tidak ada baris yang mengulang baris lain dengan kode dan angka yang sama persis.",
        MONEY,
        "Baris ulangannya tidak dihitung; hapus baris itu bila berkas dikirim lagi.",
    ),
    _export("FA-17", "Kode yang berubah menjadi bilangan atau tanggal masih dapat dipastikan kode aslinya.", MONEY),
    _export("FA-31", "Berkas memuat tepat satu Laporan Ketersediaan Dana Detail.", READABLE),
    _export("FA-32", "Kepala laporan memuat periode, bulan dan tahunnya.", WHOSE),
    _export("FA-33", "Kepala laporan memuat kode satker enam angka.", WHOSE),
    _export(
        "FA-34",
        "Tahun pada judul sama dengan tahun pada periode.",
        WHOSE,
        "Unduh ulang laporan untuk tahun anggaran yang benar.",
    ),
    _export("FA-35", "Laporan memuat baris JUMLAH SELURUHNYA.", EXPORT),
    _export(
        "FA-36",
        "Laporan dirinci sampai akun atau sampai item.",
        EXPORT,
        "Unduh laporan dari SAKTI dengan rincian sampai Akun atau sampai Item.",
    ),
    _export("FA-37", "Angka laporan dapat dibuktikan, sehingga seluruh berkas dapat dipercaya.", EXPORT),
)

SHEET_READER_RULES = (
    _sheet(kinerja.KOLOM_KURANG, "Baris kepala memuat semua kolom wajib templat.", READABLE),
    _sheet(kinerja.KOLOM_GANDA, "Setiap kolom templat tertulis satu kali.", REPORTED_VALUE),
    _sheet(kinerja.KOLOM_ASING, "Setiap kolom yang terisi dikenal.", "Isian yang tidak terlewat"),
    _sheet(kinerja.TIDAK_ADA_BARIS, "Sedikitnya satu indikator mempunyai realisasi.", READABLE),
    _sheet(kinerja.CSV_RUSAK, "Berkas CSV dapat dipisah menjadi sel.", READABLE),
    _sheet(kinerja.LEBAR_BARIS, WIDTH, REPORTED_VALUE),
    _sheet(kinerja.TAHUN, "Tahun terisi dengan empat angka.", WHOSE),
    _sheet(kinerja.KODE_SATKER, "Kode satker terisi dengan enam angka.", WHOSE),
    _sheet(kinerja.BULAN, "Bulan adalah angka 1 sampai 12 atau nama bulan.", WHOSE),
    _sheet(
        kinerja.KODE_INDIKATOR,
        "Setiap baris menyebut kode atau nama indikatornya.",
        "Realisasi yang masuk ke indikatornya sendiri",
    ),
    _sheet(kinerja.ANGKA, "Target, pembilang, penyebut, dan realisasi berupa angka.", REPORTED_VALUE),
    _sheet(kinerja.BATAS_ANGKA, "Angka tidak negatif dan di bawah satu triliun.", REPORTED_VALUE),
    _sheet(
        kinerja.PECAHAN, "Pembilang dan penyebut terisi bersama-sama, dan penyebutnya lebih dari nol.", REPORTED_VALUE
    ),
    _sheet(
        kinerja.TANPA_REALISASI, "Baris yang berketerangan mempunyai realisasi.", "Laporan yang memuat semua indikator"
    ),
    _sheet(kinerja.KEMBAR, "Tidak ada baris yang mengulang indikator dan bulan yang sama.", ONCE_REPORTED),
    _sheet(
        kinerja.BERTENTANGAN, "Tidak ada baris dengan indikator dan bulan yang sama tetapi berbeda isi.", ONCE_REPORTED
    ),
)

FLAT_READER_RULES = (
    _flat(datar.SATU_TABEL, "Berkas memuat tepat satu tabel realisasi.", MONEY),
    _flat(datar.KOLOM_KURANG, "Baris kepala memuat semua kolom wajib.", READABLE),
    _flat(datar.KOLOM_GANDA, "Setiap kolom tertulis satu kali.", MONEY),
    _flat(datar.SATU_TAHUN, "Berkas memuat satu tahun anggaran.", WHOSE),
    _flat(datar.TAHUN_LAIN, "Tahun yang dinyatakan sama dengan tahun di isi berkas.", WHOSE),
    _flat(datar.TANPA_AKUN, "Sedikitnya satu baris akun dapat dipakai.", READABLE),
    _flat(datar.SATU_SNAPSHOT, "Tidak ada baris akun dengan kode yang sama tetapi angka yang berbeda.", MONEY),
    _flat(datar.KODE, "Setiap kode sesuai tata kode, termasuk level dan tahunnya.", MONEY),
    _flat(datar.JUMLAH, "Setiap jumlah terisi dengan rupiah bulat yang terbaca.", MONEY),
    _flat(datar.SISA, "Pagu dikurangi realisasi sama dengan sisa.", MONEY),
    _flat(datar.PAGU, "Pagu sama dengan pagu akhir bila tidak ada SKPA dan blokir.", MONEY),
    _flat(datar.TINGKAT, "Baris level 1 sampai 6 dan baris jumlah sama dengan jumlah baris akunnya.", EXPORT),
    _flat(datar.ULANGAN, "Tidak ada baris akun yang sama persis kode dan angkanya dengan baris lain.", MONEY),
    _flat(datar.BARIS_ASING, "Setiap baris berangka mempunyai kode.", EXPORT),
    _flat(datar.BLOKIR, "Sisa tidak dikurangi blokir.", MONEY),
)

CASH_PLAN_READER_RULES = (
    _cash_plan(rpd.KOLOM_KURANG, "Baris kepala memuat semua kolom wajib templat.", READABLE),
    _cash_plan(rpd.SATUAN, "Satuan setiap angka dinyatakan di berkasnya: rupiah atau ribuan.", PLANNED_MONEY),
    _cash_plan(rpd.KOLOM_GANDA, "Setiap kolom templat tertulis satu kali.", PLANNED_MONEY),
    _cash_plan(rpd.KOLOM_ASING, "Setiap kolom yang terisi dikenal.", "Isian yang tidak terlewat"),
    _cash_plan(rpd.TIDAK_ADA_BARIS, "Sedikitnya satu bulan mempunyai rencana.", READABLE),
    _cash_plan(rpd.CSV_RUSAK, "Berkas CSV dapat dipisah menjadi sel.", READABLE),
    _cash_plan(rpd.LEBAR_BARIS, WIDTH, PLANNED_MONEY),
    _cash_plan(rpd.TAHUN, "Tahun terisi dengan empat angka.", WHOSE),
    _cash_plan(rpd.KODE_SATKER, "Kode satker terisi dengan enam angka.", WHOSE),
    _cash_plan(rpd.JENIS_BELANJA, "Setiap baris menyebut jenis belanja atau akunnya.", PLANNED_MONEY),
    _cash_plan(rpd.ANGKA, "Rencana setiap bulan berupa angka.", PLANNED_MONEY),
    _cash_plan(rpd.BATAS_ANGKA, "Rencana setiap bulan berupa rupiah bulat yang tidak negatif.", PLANNED_MONEY),
    _cash_plan(rpd.KEMBAR, "Tidak ada baris yang mengulang jenis belanja atau akun yang sama.", ONCE_PLANNED),
    _cash_plan(
        rpd.BERTENTANGAN,
        "Tidak ada baris yang bertentangan, dan jenis belanja tidak ditulis bersama akunnya.",
        ONCE_PLANNED,
    ),
    _cash_plan(rpd.IKUT_DITAHAN, "Semua akun yang dijumlahkan untuk satu bulan terbaca.", PLANNED_MONEY),
)

READER_RULES = (
    *FILE_RULES,
    *PLAN_READER_RULES,
    *EXPORT_READER_RULES,
    *FLAT_READER_RULES,
    *SHEET_READER_RULES,
    *CASH_PLAN_READER_RULES,
)
