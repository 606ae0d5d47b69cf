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
--   sumber_dana | kode | Sumber dana: RM, PNBP, dan lainnya; "tidak dirinci" di FA Detail, yang tidak memuatnya
--   jenis_belanja | kode | Dua digit pertama akun: 51 pegawai, 52 barang, 53 modal, 57 bantuan sosial
--   pagu | rupiah | Pagu revisi
--   blokir | rupiah | Pagu yang diblokir; kosong bila sumbernya tidak menyebutkan, seperti FA Detail
--   lock_pagu | rupiah | Pagu dalam usulan revisi; kosong untuk berkas datar
--   realisasi_lalu | rupiah | Realisasi s.d. bulan sebelumnya; kosong bila tidak diketahui (lihat core.akun_datar)
--   realisasi_ini | rupiah | Realisasi bulan ini; dapat negatif; kosong bila tidak diketahui
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   file_id | kode | Berkas asal
--   lembar | teks | Lembar kerja asal di berkas datar; kosong untuk FA Detail, yang hanya berlembar satu
--   baris | angka | Baris pertama di berkas asal; kosong bila baris bulan lalu itu tidak ada lagi di berkas datar bulan ini
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
    cast(null as decimal(18, 0)) as blokir,
    lock_pagu,
    realisasi_lalu,
    realisasi_ini,
    realisasi_sd,
    sisa,
    file_id,
    cast(null as varchar) as lembar,
    baris
from core.realisasi_tingkat
where tingkat = 'akun' and jenis = 'fa_detail'
union all
select
    kode_satker,
    tahun,
    bulan,
    kode_ro,
    kode_komponen,
    kode_subkomponen,
    kode_akun,
    sumber_dana,
    substr(kode_akun, 1, 2) as jenis_belanja,
    pagu,
    blokir,
    cast(null as decimal(18, 0)) as lock_pagu,
    realisasi_lalu,
    realisasi_ini,
    realisasi_sd,
    sisa,
    file_id,
    lembar,
    baris
from core.akun_datar
