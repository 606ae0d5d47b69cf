-- raw.realisasi_kinerja: realisasi indikator dari lembar kinerja bulanan (templat Kinerja).
-- grain: file_id, lembar, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja; kosong untuk CSV
--   baris | angka | Nomor baris di berkas
--   tahun | tahun | Tahun anggaran
--   kode_satker | kode | Kode satuan kerja enam digit
--   bulan | bulan | Bulan 1-12
--   kode_indikator | kode | Kode indikator SS.II; kosong bila tidak tertulis atau bukan SS.II
--   indikator | teks | Nama indikator
--   satuan | teks | Satuan ukuran, misalnya persen, nilai, indeks
--   target_sd_bulan | angka | Target s.d. bulan menurut lembar
--   pembilang | angka | Pembilang
--   penyebut | angka | Penyebut
--   realisasi | angka | Realisasi s.d. bulan seperti dilaporkan
--   hambatan | teks | Hambatan
--   rencana_tindak_lanjut | teks | Rencana tindak lanjut
--   bukti_dukung | teks | Bukti dukung
--   kode_tertulis | teks | Isi kolom kode indikator bila bukan SS.II, persis seperti di berkas
create table raw.realisasi_kinerja (
    file_id varchar not null,
    lembar varchar,
    baris integer not null,
    tahun integer not null,
    kode_satker varchar not null,
    bulan integer not null,
    kode_indikator varchar,
    indikator varchar,
    satuan varchar,
    target_sd_bulan varchar,
    pembilang varchar,
    penyebut varchar,
    realisasi varchar,
    hambatan varchar,
    rencana_tindak_lanjut varchar,
    bukti_dukung varchar,
    kode_tertulis varchar
)
