-- core.realisasi_anggaran: realisasi anggaran sampai akun dari snapshot terbaru setiap satker dan bulan.
-- Akun adalah daun pohon; semua tingkat di atasnya adalah penjumlahannya.
-- grain: kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, kode_akun, sumber_dana
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_ro | kode | Kode RO lengkap
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   kode_akun | kode | Kode akun
--   sumber_dana | kode | Sumber dana; "tidak dirinci" karena FA Detail tidak memuatnya
--   jenis_belanja | kode | Dua digit pertama akun: 51 pegawai, 52 barang, 53 modal, 57 bantuan sosial
--   pagu | rupiah | Pagu revisi
--   lock_pagu | rupiah | Pagu dalam usulan revisi
--   realisasi_lalu | rupiah | Realisasi s.d. bulan sebelumnya
--   realisasi_ini | rupiah | Realisasi bulan ini; dapat negatif
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   file_id | kode | Berkas asal
--   baris | angka | Baris pertama di berkas asal
select
    kode_satker,
    tahun,
    bulan,
    kode_ro,
    kode_komponen,
    kode_subkomponen,
    kode_akun,
    'tidak dirinci' as sumber_dana,
    substr(kode_akun, 1, 2) as jenis_belanja,
    pagu,
    lock_pagu,
    realisasi_lalu,
    realisasi_ini,
    realisasi_sd,
    sisa,
    file_id,
    baris
from core.realisasi_tingkat
where tingkat = 'akun'
