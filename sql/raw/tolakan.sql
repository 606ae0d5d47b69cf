-- raw.tolakan: isi berkas yang tidak diambil oleh pembaca, beserta letak, alasan dan saran.
-- grain: satu penolakan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja, atau halaman PDF ('halaman 3'); kosong untuk berkas teks dan Word
--   baris | angka | Nomor baris di berkas, mulai dari 1; kosong bila seluruh berkas ditolak
--   kolom | teks | Huruf kolom (lembar kerja) atau nama kolom (teks)
--   nilai | teks | Nilai yang bermasalah, persis seperti di berkas
--   aturan | kode | Kode aturan
--   alasan | teks | Mengapa ditolak
--   saran | teks | Apa yang harus dilakukan
create table raw.tolakan (
    file_id varchar not null,
    lembar varchar,
    baris bigint,
    kolom varchar,
    nilai varchar,
    aturan varchar not null,
    alasan varchar not null,
    saran varchar not null
)
