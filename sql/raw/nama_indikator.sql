-- raw.nama_indikator: peta ejaan indikator ke kode indikator dari konfigurasi (--indikator), dimuat ulang setiap kali.
-- grain: nama, kode_satker, tahun
-- kolom:
--   nama | teks | Nama indikator, atau kode indikator yang salah tulis, seperti di lembar kinerja
--   kode_indikator | kode | Kode indikator SS.II yang dimaksud
--   kode_satker | kode | Berlaku untuk satker ini saja; kosong berarti semua satker
--   tahun | tahun | Berlaku untuk tahun ini saja; kosong berarti semua tahun
create table raw.nama_indikator (
    nama varchar not null,
    kode_indikator varchar not null,
    kode_satker varchar,
    tahun integer
)
