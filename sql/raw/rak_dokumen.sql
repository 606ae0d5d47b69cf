-- raw.rak_dokumen: kepala dan kaki setiap dokumen Rencana Aksi Perjanjian Kinerja (RAK).
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas asal
--   nama_unit | teks | Nama unit seperti tercetak
--   kunci_nama | teks | Nama unit dalam huruf besar dengan spasi tunggal, untuk dicocokkan
--   tahun | tahun | Tahun anggaran
--   total_deklarasi | rupiah | Total anggaran yang tercetak di kaki dokumen
--   baris_total | angka | Nomor baris tempat Total tercetak
--   tempat | teks | Tempat penandatanganan
--   tanggal | tanggal | Tanggal penandatanganan (TTTT-BB-HH)
--   penandatangan | teks | Nama penandatangan
--   jabatan | teks | Jabatan penandatangan
create table raw.rak_dokumen (
    file_id varchar not null,
    nama_unit varchar,
    kunci_nama varchar,
    tahun integer not null,
    total_deklarasi varchar,
    baris_total integer,
    tempat varchar,
    tanggal varchar,
    penandatangan varchar,
    jabatan varchar
)
