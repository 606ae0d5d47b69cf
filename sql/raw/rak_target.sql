-- raw.rak_target: target bulanan yang tercetak di dokumen RAK; bulan tanpa target tidak punya baris.
-- grain: file_id, kode_indikator, bulan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Halaman PDF ('halaman 3') atau nama lembar kerja; kosong untuk teks dan Word
--   baris | angka | Nomor baris dihitung dari awal dokumen (lembar kerja: dari awal lembar)
--   kode_indikator | kode | Kode indikator SS.II
--   bulan | bulan | Bulan 1-12
--   target | angka | Target s.d. bulan itu
create table raw.rak_target (
    file_id varchar not null,
    lembar varchar,
    baris integer not null,
    kode_indikator varchar not null,
    bulan integer not null,
    target varchar not null
)
