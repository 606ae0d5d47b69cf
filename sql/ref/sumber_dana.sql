-- ref.sumber_dana: singkatan sumber dana menurut kode beban (kdbeban) di data mentah SAKTI.
-- Hanya kode yang sama artinya di referensi MonSAKTI dan di aplikasi yang membaca kdbeban; K misalnya tidak dimuat, karena di
-- satu tempat berarti hibah langsung luar negeri dan di tempat lain SBSN. Kode yang tidak dimuat dipakai apa adanya.
-- grain: kode_beban
-- kolom:
--   kode_beban | kode | Kode beban satu huruf
--   sumber_dana | kode | Singkatan sumber dana
--   uraian | teks | Nama sumber dana
--   sumber | teks | Dasar penetapan
select kode_beban, sumber_dana, uraian, 'Referensi sumber dana, dokumentasi layanan web MonSAKTI' as sumber
from (
    values
        ('A', 'RM', 'Rupiah Murni'),
        ('B', 'PLN', 'Pinjaman Luar Negeri'),
        ('C', 'RMP', 'Rupiah Murni Pendamping'),
        ('D', 'PNBP', 'Penerimaan Negara Bukan Pajak'),
        ('E', 'PDN', 'Pinjaman Dalam Negeri'),
        ('F', 'BLU', 'Badan Layanan Umum'),
        ('G', 'STM', 'Stimulus'),
        ('H', 'HDN', 'Hibah Dalam Negeri'),
        ('I', 'HLN', 'Hibah Luar Negeri')
) as s (kode_beban, sumber_dana, uraian)
