-- raw.nama_satker: peta nama unit ke kode satker dari konfigurasi (--satker), dimuat ulang setiap kali.
-- grain: baris
-- kolom:
--   nama | teks | Nama unit seperti di peta
--   kunci_nama | teks | Nama unit dalam huruf besar dengan spasi tunggal
--   ejaan | teks | Nama unit dengan singkatan yang dijabarkan, untuk menemukan nama yang sama
--   kode_satker | kode | Kode satuan kerja enam digit
--   mulai | tanggal | Nama berlaku sejak tanggal ini; kosong berarti sejak awal
--   sampai | tanggal | Nama berlaku sampai tanggal ini; kosong berarti masih berlaku
--   kode_satker_baru | kode | Kode yang melanjutkan unit ini sesudah sampai; kosong bila kodenya tidak berganti
--   baris | angka | Nomor baris di peta
create table raw.nama_satker (
    nama varchar not null,
    kunci_nama varchar not null,
    ejaan varchar,
    kode_satker varchar not null,
    mulai date,
    sampai date,
    kode_satker_baru varchar,
    baris integer
)
