-- raw.rak_target: target bulanan yang tercetak di dokumen RAK; bulan tanpa target tidak punya baris.
-- grain: file_id, kode_indikator, bulan
-- kolom:
--   file_id | kode | Berkas asal
--   baris | angka | Nomor baris di dokumen
--   kode_indikator | kode | Kode indikator SS.II
--   bulan | bulan | Bulan 1-12
--   target | angka | Target s.d. bulan itu
create table raw.rak_target (
    file_id varchar not null,
    baris integer not null,
    kode_indikator varchar not null,
    bulan integer not null,
    target varchar not null
)
