-- raw.koreksi_sel: setiap sel yang diubah koreksi dan setiap baris yang dibuang, dimuat ulang setiap kali.
-- Perubahan uang pada baris akun FA Detail memuat juga realisasi s.d., sisa, dan baris induknya, yang ikut berubah; bila
-- beberapa koreksi mengubah sel induk yang sama, sel itu dicatat pada salah satunya.
-- grain: tabel, file_id, lembar, baris, bagian, kolom
-- kolom:
--   koreksi | kode | Koreksi di raw.koreksi
--   tabel | kode | Tabel raw yang dikoreksi
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja atau halaman PDF; kosong untuk berkas teks dan bila seluruh berkas yang dikoreksi
--   baris | angka | Nomor baris di berkas; kosong bila seluruh berkas yang dikoreksi
--   bagian | angka | Kunci ketiga: urutan di rak_kontribusi, bulan di rak_target; selain itu kosong
--   kolom | kode | Kolom yang diubah; * berarti seluruh baris dibuang
--   nilai_salah | teks | Nilai menurut berkas
--   nilai_benar | teks | Nilai penggantinya; kosong berarti dikosongkan, atau barisnya dibuang
create table raw.koreksi_sel (
    koreksi varchar not null,
    tabel varchar not null,
    file_id varchar not null,
    lembar varchar,
    baris integer,
    bagian integer,
    kolom varchar not null,
    nilai_salah varchar,
    nilai_benar varchar
)
