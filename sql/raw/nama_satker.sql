-- raw.nama_satker: peta nama unit ke kode satker dari konfigurasi (--satker), dimuat ulang setiap kali.
-- grain: kunci_nama, mulai
-- kolom:
--   nama | teks | Nama unit seperti di peta
--   kunci_nama | teks | Nama unit dalam huruf besar dengan spasi tunggal
--   kode_satker | kode | Kode satuan kerja enam digit
--   mulai | tanggal | Nama berlaku sejak tanggal ini; kosong berarti sejak awal
--   sampai | tanggal | Nama berlaku sampai tanggal ini; kosong berarti masih berlaku
create table raw.nama_satker (
    nama varchar not null,
    kunci_nama varchar not null,
    kode_satker varchar not null,
    mulai date,
    sampai date
)
