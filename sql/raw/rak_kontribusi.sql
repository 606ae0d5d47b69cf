-- raw.rak_kontribusi: baris anggaran di bawah setiap indikator RAK.
-- grain: file_id, baris, urutan
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Halaman PDF ('halaman 3') atau nama lembar kerja; kosong untuk teks dan Word
--   baris | angka | Nomor baris dihitung dari awal dokumen (lembar kerja: dari awal lembar)
--   urutan | angka | Urutan baris kontribusi di dalam dokumen, mulai dari 1
--   kode_indikator | kode | Kode indikator SS.II; kosong bila halamannya hilang
--   fragmen | angka | Nomor potongan tabel yang indikatornya hilang, mulai dari 1; kosong bila indikator diketahui
--   potongan_nama | teks | Sisa nama indikator yang masih terbaca di atas fragmen
--   nomor | teks | Nomor urut yang tercetak
--   kode_ro | kode | Kode RO lengkap
--   nama_ro | teks | Nama RO
--   kode_komponen | kode | Kode komponen tiga digit
--   nama_komponen | teks | Nama komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   nama_subkomponen | teks | Nama sub komponen
--   anggaran | rupiah | Anggaran sub komponen
--   kontribusi | rupiah | Bagian anggaran sub komponen yang dihitung untuk indikator ini
create table raw.rak_kontribusi (
    file_id varchar not null,
    lembar varchar,
    baris integer not null,
    urutan integer not null,
    kode_indikator varchar,
    fragmen integer,
    potongan_nama varchar,
    nomor varchar,
    kode_ro varchar not null,
    nama_ro varchar,
    kode_komponen varchar not null,
    nama_komponen varchar,
    kode_subkomponen varchar not null,
    nama_subkomponen varchar,
    anggaran varchar not null,
    kontribusi varchar not null
)
