-- raw.rpd: rencana penarikan dana bulanan (halaman III DIPA) dari templat Kinerja, satu baris per sel bulan yang terisi.
-- grain: file_id, lembar, baris, bulan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja; kosong untuk CSV
--   baris | angka | Nomor baris di berkas
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   jenis_belanja | kode | Dua digit pertama akun: 51, 52, 53, atau 57
--   kode_akun | kode | Akun enam digit bila rencananya ditulis per akun; kosong bila per jenis belanja
--   bulan | bulan | Bulan rencana
--   satuan | kode | Satuan yang dinyatakan berkas: rupiah atau ribuan
--   tertulis | angka | Angka seperti tertulis, dalam satuan itu
--   rpd | rupiah | Rencana penarikan dana dalam rupiah
create table raw.rpd (
    file_id varchar not null,
    lembar varchar,
    baris integer not null,
    kode_satker varchar not null,
    tahun integer not null,
    jenis_belanja varchar not null,
    kode_akun varchar,
    bulan integer not null,
    satuan varchar not null,
    tertulis varchar not null,
    rpd varchar not null
)
