-- ref.target_penyerapan_ikpa: target penyerapan kumulatif IKPA setiap jenis belanja dan triwulan.
-- grain: jenis_belanja, triwulan, tahun_mulai
-- kolom:
--   jenis_belanja | kode | Dua digit pertama akun
--   triwulan | angka | Triwulan 1-4
--   target_pct | persen | Penyerapan kumulatif yang harus dicapai pada akhir triwulan
--   tahun_mulai | tahun | Tahun anggaran pertama yang memakainya
--   tahun_sampai | tahun | Tahun anggaran terakhir yang memakainya; 9999 berarti masih berlaku
--   sumber | teks | Dasar penetapan
select
    jenis_belanja,
    triwulan,
    cast(target_pct as decimal(5, 2)) as target_pct,
    tahun_mulai,
    tahun_sampai,
    sumber
from (
    values
        ('51', 1, 20, 2024, 9999, 'PER-5/PB/2024'),
        ('51', 2, 50, 2024, 9999, 'PER-5/PB/2024'),
        ('51', 3, 75, 2024, 9999, 'PER-5/PB/2024'),
        ('51', 4, 95, 2024, 9999, 'PER-5/PB/2024'),
        ('52', 1, 15, 2024, 9999, 'PER-5/PB/2024'),
        ('52', 2, 50, 2024, 9999, 'PER-5/PB/2024'),
        ('52', 3, 70, 2024, 9999, 'PER-5/PB/2024'),
        ('52', 4, 90, 2024, 9999, 'PER-5/PB/2024'),
        ('53', 1, 10, 2024, 9999, 'PER-5/PB/2024'),
        ('53', 2, 40, 2024, 9999, 'PER-5/PB/2024'),
        ('53', 3, 70, 2024, 9999, 'PER-5/PB/2024'),
        ('53', 4, 90, 2024, 9999, 'PER-5/PB/2024'),
        ('57', 1, 25, 2024, 9999, 'PER-5/PB/2024'),
        ('57', 2, 50, 2024, 9999, 'PER-5/PB/2024'),
        ('57', 3, 75, 2024, 9999, 'PER-5/PB/2024'),
        ('57', 4, 95, 2024, 9999, 'PER-5/PB/2024')
) as t (jenis_belanja, triwulan, target_pct, tahun_mulai, tahun_sampai, sumber)
