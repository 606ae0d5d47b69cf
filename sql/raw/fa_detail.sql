-- raw.fa_detail: baris Laporan FA Detail (16 Segmen) SAKTI, semua tingkat, satu snapshot per berkas.
-- grain: file_id, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja
--   baris | angka | Nomor baris di lembar kerja
--   tingkat | kode | total, program, kegiatan, kro, ro, komponen, subkomponen, akun, atau item
--   kode_program | kode | Kode program, misalnya DR
--   kode_kegiatan | kode | Kode kegiatan empat digit, misalnya 3165
--   kode_kro | kode | Kode KRO tiga huruf, misalnya QIA
--   kode_ro | kode | Kode RO lengkap, misalnya DR.3165.QIA.002
--   kode_komponen | kode | Kode komponen tiga digit
--   kode_subkomponen | kode | Huruf sub komponen tanpa nol di depan (0A menjadi A)
--   kode_akun | kode | Kode akun enam digit
--   kode_item | kode | Nomor item enam digit
--   uraian | teks | Uraian baris; sambungan setelah ganti halaman sudah disatukan
--   pagu | rupiah | Pagu revisi
--   lock_pagu | rupiah | Pagu yang sedang dalam usulan revisi
--   realisasi_lalu | rupiah | Realisasi s.d. periode sebelumnya
--   realisasi_ini | rupiah | Realisasi periode ini; dapat negatif
--   realisasi_sd | rupiah | Realisasi s.d. periode ini
--   sisa | rupiah | Sisa pagu
create table raw.fa_detail (
    file_id varchar not null,
    lembar varchar not null,
    baris integer not null,
    tingkat varchar not null,
    kode_program varchar,
    kode_kegiatan varchar,
    kode_kro varchar,
    kode_ro varchar,
    kode_komponen varchar,
    kode_subkomponen varchar,
    kode_akun varchar,
    kode_item varchar,
    uraian varchar,
    pagu varchar,
    lock_pagu varchar,
    realisasi_lalu varchar,
    realisasi_ini varchar,
    realisasi_sd varchar,
    sisa varchar
)
