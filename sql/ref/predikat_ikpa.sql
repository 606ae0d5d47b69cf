-- ref.predikat_ikpa: predikat nilai IKPA dan rentang nilainya.
-- Nilai dibulatkan dua desimal sebelum dicocokkan, sehingga kedua batas termasuk dan tidak ada celah.
-- grain: predikat, tahun_mulai
-- kolom:
--   predikat | teks | Nama predikat
--   batas_bawah | nilai | Nilai terkecil, termasuk; kosong berarti tanpa batas
--   batas_atas | nilai | Nilai terbesar, termasuk; kosong berarti tanpa batas
--   tahun_mulai | tahun | Tahun anggaran pertama yang memakainya
--   tahun_sampai | tahun | Tahun anggaran terakhir yang memakainya; 9999 berarti masih berlaku
--   sumber | teks | Dasar penetapan
select
    predikat,
    cast(batas_bawah as decimal(18, 2)) as batas_bawah,
    cast(batas_atas as decimal(18, 2)) as batas_atas,
    tahun_mulai,
    tahun_sampai,
    sumber
from (
    values
        ('Sangat Baik', 95.00, null, 2024, 9999, 'PER-5/PB/2024'),
        ('Baik', 89.00, 94.99, 2024, 9999, 'PER-5/PB/2024'),
        ('Cukup', 70.00, 88.99, 2024, 9999, 'PER-5/PB/2024'),
        ('Kurang', null, 69.99, 2024, 9999, 'PER-5/PB/2024')
) as p (predikat, batas_bawah, batas_atas, tahun_mulai, tahun_sampai, sumber)
