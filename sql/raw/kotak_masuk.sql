-- raw.kotak_masuk: isi kotak masuk pada penyegaran terakhir, dimuat ulang setiap kali.
-- grain: nama
-- kolom:
--   nama | teks | Letak berkas di kotak masuk
--   file_id | kode | SHA-256 isi berkas
create table raw.kotak_masuk (
    nama varchar not null,
    file_id varchar not null
)
