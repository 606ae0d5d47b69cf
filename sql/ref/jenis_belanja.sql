-- ref.jenis_belanja: nama jenis belanja menurut dua digit pertama akun (Bagan Akun Standar, PMK 214/PMK.05/2013).
-- grain: jenis_belanja
-- kolom:
--   jenis_belanja | kode | Dua digit pertama akun
--   nama_jenis_belanja | teks | Nama jenis belanja
select jenis_belanja, nama_jenis_belanja
from (
    values
        ('51', 'Belanja Pegawai'),
        ('52', 'Belanja Barang dan Jasa'),
        ('53', 'Belanja Modal'),
        ('54', 'Belanja Pembayaran Kewajiban Utang'),
        ('55', 'Belanja Subsidi'),
        ('56', 'Belanja Hibah'),
        ('57', 'Belanja Bantuan Sosial'),
        ('58', 'Belanja Lain-lain')
) as j (jenis_belanja, nama_jenis_belanja)
