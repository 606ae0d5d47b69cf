-- ref.ambang: ambang batas Kinerja sendiri untuk mengenali berkas dan memeriksa angka, dengan sumbernya.
-- Tidak bertahun: yang diubah berlaku untuk semua tahun. Ketentuan yang berubah menurut tahun anggaran ada di ref.ketentuan.
-- grain: nama
-- kolom:
--   nama | kode | Nama ambang
--   nilai | angka | Nilai ambang
--   satuan | teks | Satuan nilai
--   sumber | teks | Dasar penetapan
select nama, cast(nilai as decimal(18, 4)) as nilai, satuan, sumber
from (
    values
        ('ekspor_parsial', 0.5, 'bagian pagu', 'Ketetapan Kinerja: ekspor yang RO-nya (dengan pagu RO yang berbeda) atau akunnya hanya sebagian dari ekspor lain bulan yang sama dianggap tersaring bila pagunya di bawah setengahnya'),
        ('rak_parsial', 0.9, 'bagian kelengkapan terbaik', 'Ketetapan Kinerja: RAK yang kelengkapannya di bawah 0,9 kali RAK terlengkap satker dan tahun yang sama dianggap terpotong'),
        ('beda_realisasi', 0.01, 'satuan indikator', 'Ketetapan Kinerja: toleransi pembulatan dua desimal'),
        ('segar_hari', 45, 'hari', 'Ketetapan Kinerja: satker yang 45 hari tidak mengirim berkas baru dianggap berhenti melapor'),
        ('beda_rpd_pagu', 0.1, 'bagian pagu', 'Ketetapan Kinerja: RPD setahun suatu jenis belanja yang berbeda lebih dari sepersepuluh pagunya perlu dimutakhirkan'),
        ('rpd_salah_satuan', 10, 'kali pagu', 'Ketetapan Kinerja: RPD setahun yang sepuluh kali pagunya, atau sepersepuluhnya, dianggap salah satuan')
) as a (nama, nilai, satuan, sumber)
