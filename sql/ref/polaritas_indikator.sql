-- ref.polaritas_indikator: indikator yang makin kecil makin baik; yang tidak tercantum berpolaritas maksimum.
-- Sumber polaritas: manual indikator kinerja unit. Tambahkan satu baris per indikator, misalnya ('999999', 2025, '01.06', 'minimum', 'Manual indikator kinerja 2025').
-- grain: kode_satker, tahun, kode_indikator
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_indikator | kode | Kode indikator SS.II
--   polaritas | kode | maksimum atau minimum
--   sumber | teks | Dasar penetapan
select kode_satker, tahun, kode_indikator, polaritas, sumber
from (
    values
        ('', 0, '', 'maksimum', '')
) as p (kode_satker, tahun, kode_indikator, polaritas, sumber)
where kode_satker <> ''
