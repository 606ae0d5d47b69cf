-- ref.bobot_indikator: bobot indikator di dalam nilai pencapaian sasaran; yang tidak tercantum berbobot 1.
-- Tambahkan satu baris per indikator menurut perjanjian kinerja unit, misalnya ('999999', 2025, '01.06', 2, 'Perjanjian kinerja 2025').
-- grain: kode_satker, tahun, kode_indikator
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_indikator | kode | Kode indikator SS.II
--   bobot | angka | Bobot relatif terhadap indikator lain dalam sasaran yang sama
--   sumber | teks | Dasar penetapan
select kode_satker, tahun, kode_indikator, cast(bobot as decimal(9, 4)) as bobot, sumber
from (
    values
        ('', 0, '', 1, '')
) as b (kode_satker, tahun, kode_indikator, bobot, sumber)
where kode_satker <> ''
