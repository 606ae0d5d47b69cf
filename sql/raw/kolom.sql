-- raw.kolom: di kolom mana setiap isian ditemukan pembaca, supaya temuan dapat ditunjuk sampai selnya.
-- grain: file_id, lembar, tingkat, nama
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja; kosong untuk CSV
--   tingkat | kode | Tingkat baris FA Detail yang memakai kolom itu; kosong bila semua baris
--   nama | kode | Nama kolom di tabel raw; untuk angka RPD, nama bulannya
--   kolom | teks | Huruf kolom di lembar kerja, atau nama kolom di CSV
create table raw.kolom (
    file_id varchar not null,
    lembar varchar,
    tingkat varchar,
    nama varchar not null,
    kolom varchar not null
)
