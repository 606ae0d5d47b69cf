-- ref.kriteria_capaian: kriteria capaian indikator dan rentang nilainya.
-- Capaian dibulatkan dua desimal sebelum dicocokkan, sehingga kedua batas termasuk dan tidak ada celah.
-- grain: kriteria, tahun_mulai
-- kolom:
--   kriteria | teks | Nama kriteria
--   batas_bawah | persen | Capaian terkecil, termasuk; kosong berarti tanpa batas
--   batas_atas | persen | Capaian terbesar, termasuk; kosong berarti tanpa batas
--   tahun_mulai | tahun | Tahun anggaran pertama yang memakainya; 0 berarti sejak awal
--   tahun_sampai | tahun | Tahun anggaran terakhir yang memakainya; 9999 berarti masih berlaku
--   sumber | teks | Dasar penetapan
select
    kriteria,
    cast(batas_bawah as decimal(18, 2)) as batas_bawah,
    cast(batas_atas as decimal(18, 2)) as batas_atas,
    tahun_mulai,
    tahun_sampai,
    sumber
from (
    values
        ('Sangat Kurang', null, 49.99, 0, 9999, 'Kriteria pencapaian sasaran di laporan kinerja BPOM'),
        ('Kurang', 50.00, 69.99, 0, 9999, 'Kriteria pencapaian sasaran di laporan kinerja BPOM'),
        ('Cukup', 70.00, 89.99, 0, 9999, 'Kriteria pencapaian sasaran di laporan kinerja BPOM'),
        ('Baik', 90.00, 110.00, 0, 9999, 'Kriteria pencapaian sasaran di laporan kinerja BPOM'),
        ('Sangat Baik', 110.01, 120.00, 0, 9999, 'Kriteria pencapaian sasaran di laporan kinerja BPOM'),
        ('Tidak Dapat Disimpulkan', 120.01, null, 0, 9999, 'Kriteria pencapaian sasaran di laporan kinerja BPOM')
) as k (kriteria, batas_bawah, batas_atas, tahun_mulai, tahun_sampai, sumber)
