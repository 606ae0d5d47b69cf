-- core.target_indikator: target setiap indikator untuk dua belas bulan.
-- grain: kode_satker, tahun, kode_indikator, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_indikator | kode | Kode indikator SS.II
--   bulan | bulan | Bulan 1-12
--   target | angka | Target s.d. bulan itu; kosong berarti belum ada target (bukan nol)
--   file_id | kode | Berkas asal
--   baris_sumber | angka | Nomor baris di dokumen
select
    i.kode_satker,
    i.tahun,
    i.kode_indikator,
    b.bulan,
    cast(t.target as decimal(28, 4)) as target,
    i.file_id,
    t.baris as baris_sumber
from core.indikator as i
cross join ref.bulan as b
left join terkoreksi.rak_target as t
    on i.file_id = t.file_id and i.kode_indikator = t.kode_indikator and b.bulan = t.bulan
