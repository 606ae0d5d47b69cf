-- core.sasaran: sasaran kegiatan setiap satker dan tahun.
-- grain: kode_satker, tahun, kode_sasaran
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_sasaran | kode | Kode sasaran dua digit
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
select
    d.kode_satker,
    d.tahun,
    i.kode_sasaran,
    max(i.nama_sasaran) as nama_sasaran
from terkoreksi.rak_indikator as i
inner join core.dokumen_rak as d on i.file_id = d.file_id
where d.berlaku
group by d.kode_satker, d.tahun, i.kode_sasaran
