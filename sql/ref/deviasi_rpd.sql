-- ref.deviasi_rpd: jenis belanja yang dinilai deviasi RPD-nya (IKPA Deviasi Halaman III DIPA) dan batas-batasnya.
-- grain: jenis_belanja, tahun_mulai
-- kolom:
--   jenis_belanja | kode | Dua digit pertama akun
--   deviasi_maks_pct | persen | Deviasi terbesar yang dihitung; juga deviasi bila RPD nol sedangkan realisasinya tidak
--   rata_rata_penuh_pct | persen | Rata-rata deviasi kumulatif terbesar yang masih bernilai 100
--   tahun_mulai | tahun | Tahun anggaran pertama yang memakainya
--   tahun_sampai | tahun | Tahun anggaran terakhir yang memakainya; 9999 berarti masih berlaku
--   sumber | teks | Dasar penetapan
select
    jenis_belanja,
    cast(deviasi_maks_pct as decimal(5, 2)) as deviasi_maks_pct,
    cast(rata_rata_penuh_pct as decimal(5, 2)) as rata_rata_penuh_pct,
    tahun_mulai,
    tahun_sampai,
    sumber
from (
    values
        ('51', 100, 5, 2024, 9999, 'PER-5/PB/2024'),
        ('52', 100, 5, 2024, 9999, 'PER-5/PB/2024'),
        ('53', 100, 5, 2024, 9999, 'PER-5/PB/2024'),
        ('57', 100, 5, 2024, 9999, 'PER-5/PB/2024')
) as d (jenis_belanja, deviasi_maks_pct, rata_rata_penuh_pct, tahun_mulai, tahun_sampai, sumber)
