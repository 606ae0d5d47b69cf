-- dq.temuan: setiap temuan aturan yang tidak lulus pada terbitan ini, dengan letaknya di berkas asal.
-- Paling banyak 10.000 temuan per aturan dan tabel; jumlah seluruhnya ada di dq.hasil.
-- grain: aturan, tabel, urutan
-- kolom:
--   aturan | kode | Kode aturan
--   tabel | kode | Tabel yang diperiksa
--   urutan | angka | Urutan temuan di dalam aturan dan tabel itu, mulai dari 1
--   tingkat | kode | kritis, peringatan, atau info
--   kode_satker | kode | Kode satuan kerja; kosong bila temuan tidak menyangkut satu satker
--   tahun | tahun | Tahun anggaran; kosong bila tidak menyangkut satu tahun
--   bulan | bulan | Bulan 1-12; kosong bila tidak menyangkut satu bulan
--   file_id | kode | Berkas asal; kosong bila temuan tidak menyangkut satu berkas
--   lembar | teks | Lembar kerja; kosong untuk berkas teks
--   baris | angka | Nomor baris di berkas, mulai dari 1
--   kolom | teks | Nama kolom yang dinilai, seperti di tabel raw
--   sel | teks | Alamat sel di lembar kerja, misalnya Y57; kosong untuk berkas teks
--   nilai | teks | Nilai yang dinilai
--   rincian | teks | Kunci dan nilai lain dari temuan itu, objek JSON
create table dq.temuan (
    aturan varchar not null,
    tabel varchar not null,
    urutan integer not null,
    tingkat varchar not null,
    kode_satker varchar,
    tahun integer,
    bulan integer,
    file_id varchar,
    lembar varchar,
    baris bigint,
    kolom varchar,
    sel varchar,
    nilai varchar,
    rincian varchar not null
)
