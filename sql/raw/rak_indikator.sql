-- raw.rak_indikator: indikator yang namanya terbaca di dokumen RAK.
-- grain: file_id, kode_indikator
-- kolom:
--   file_id | kode | Berkas asal
--   baris | angka | Nomor baris pertama indikator
--   kode_sasaran | kode | Kode sasaran dua digit
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
--   kode_indikator | kode | Kode indikator SS.II
--   nama | teks | Nama indikator
--   anggaran | rupiah | Anggaran indikator yang tercetak; kosong bila tidak terbaca
create table raw.rak_indikator (
    file_id varchar not null,
    baris integer not null,
    kode_sasaran varchar not null,
    nama_sasaran varchar,
    kode_indikator varchar not null,
    nama varchar not null,
    anggaran varchar
)
