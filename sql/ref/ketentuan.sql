-- ref.ketentuan: angka ketentuan yang berlaku untuk tahun anggaran tertentu, dengan sumbernya.
-- Ketentuan baru adalah baris baru: akhiri baris lama pada tahun sebelumnya, maka tahun-tahun lama tetap dihitung seperti semula.
-- grain: nama, tahun_mulai
-- kolom:
--   nama | kode | Nama ketentuan
--   nilai | angka | Nilai ketentuan
--   satuan | teks | Satuan nilai
--   tahun_mulai | tahun | Tahun anggaran pertama yang memakainya; 0 berarti sejak awal
--   tahun_sampai | tahun | Tahun anggaran terakhir yang memakainya; 9999 berarti masih berlaku
--   sumber | teks | Dasar penetapan
select nama, cast(nilai as decimal(18, 4)) as nilai, satuan, tahun_mulai, tahun_sampai, sumber
from (
    values
        ('batas_nps', 120, 'persen', 0, 9999, 'Pedoman laporan kinerja BPOM: capaian indikator di atas 120 dihitung 120 dalam nilai pencapaian sasaran'),
        ('standar_efisiensi', 1, 'indeks', 0, 9999, 'Pedoman laporan kinerja BPOM: standar efisiensi (SE) sama dengan satu'),
        ('tenggat_lapor', 10, 'hari setelah akhir bulan', 0, 9999, 'Ketetapan Kinerja: laporan bulan berjalan ditunggu sampai tanggal 10 bulan berikutnya')
) as k (nama, nilai, satuan, tahun_mulai, tahun_sampai, sumber)
