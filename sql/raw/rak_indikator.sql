-- raw.rak_indikator: indikator yang namanya terbaca di dokumen RAK.
-- grain: file_id, kode_indikator
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Halaman PDF ('halaman 3') atau nama lembar kerja; kosong untuk teks dan Word
--   baris | angka | Nomor baris pertama indikator, dihitung dari awal dokumen (lembar kerja: dari awal lembar)
--   kode_sasaran | kode | Kode sasaran dua digit
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
--   kode_indikator | kode | Kode indikator SS.II
--   nama | teks | Nama indikator
--   anggaran | rupiah | Anggaran indikator yang tercetak; kosong bila tidak terbaca
create table raw.rak_indikator (
    file_id varchar not null,
    lembar varchar,
    baris integer not null,
    kode_sasaran varchar not null,
    nama_sasaran varchar,
    kode_indikator varchar not null,
    nama varchar not null,
    anggaran varchar
)
