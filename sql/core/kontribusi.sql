-- core.kontribusi: baris anggaran RAK di bawah setiap indikator, dengan porsinya dari sub komponen.
-- grain: kode_satker, tahun, baris_sumber, urutan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_indikator | kode | Kode indikator SS.II; kosong bila halamannya hilang
--   kode_ro | kode | Kode RO lengkap
--   nama_ro | teks | Nama RO seperti tercetak di baris ini
--   kode_komponen | kode | Kode komponen
--   nama_komponen | teks | Nama komponen seperti tercetak di baris ini
--   kode_subkomponen | kode | Huruf sub komponen
--   nama_subkomponen | teks | Nama sub komponen seperti tercetak di baris ini
--   anggaran | rupiah | Anggaran sub komponen
--   kontribusi | rupiah | Bagian anggaran untuk indikator ini
--   porsi | bagian | kontribusi dibagi anggaran, 0-1
--   baris_sumber | angka | Nomor baris di dokumen
--   urutan | angka | Urutan baris kontribusi di dokumen
--   fragmen | angka | Nomor potongan tabel yang indikatornya hilang
--   potongan_nama | teks | Sisa nama indikator yang masih terbaca
--   file_id | kode | Berkas asal
select
    d.kode_satker,
    d.tahun,
    k.kode_indikator,
    k.kode_ro,
    k.nama_ro,
    k.kode_komponen,
    k.nama_komponen,
    k.kode_subkomponen,
    k.nama_subkomponen,
    cast(k.anggaran as decimal(18, 0)) as anggaran,
    cast(k.kontribusi as decimal(18, 0)) as kontribusi,
    cast(cast(k.kontribusi as double) / nullif(cast(k.anggaran as double), 0) as decimal(38, 10)) as porsi,
    k.baris as baris_sumber,
    k.urutan,
    k.fragmen,
    k.potongan_nama,
    k.file_id
from terkoreksi.rak_kontribusi as k
inner join core.dokumen_rak as d on k.file_id = d.file_id
where d.berlaku
