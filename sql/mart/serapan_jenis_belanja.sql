-- mart.serapan_jenis_belanja: penyerapan anggaran setiap satker, bulan dan jenis belanja.
-- grain: kode_satker, tahun, bulan, jenis_belanja
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   jenis_belanja | kode | Dua digit pertama akun
--   nama_jenis_belanja | teks | Nama jenis belanja; kosong bila tidak ada di Bagan Akun Standar
--   pagu | rupiah | Pagu revisi
--   blokir | rupiah | Bagian pagu yang diblokir; kosong bila sumbernya tidak menyebutkan, seperti FA Detail
--   realisasi_ini | rupiah | Realisasi bulan ini; dapat negatif; kosong bila tidak diketahui (berkas datar tanpa berkas datar bulan sebelumnya)
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   serapan_pct | persen | realisasi_sd dibagi pagu; kosong bila pagu nol
with jumlah as (
    select
        kode_satker,
        tahun,
        bulan,
        jenis_belanja,
        cast(sum(pagu) as decimal(18, 0)) as pagu,
        case when count(blokir) = count(*) then cast(sum(blokir) as decimal(18, 0)) end as blokir,
        cast(sum(realisasi_ini) as decimal(18, 0)) as realisasi_ini,
        cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_sd,
        cast(sum(sisa) as decimal(18, 0)) as sisa
    from core.realisasi_anggaran
    group by kode_satker, tahun, bulan, jenis_belanja
)

select
    j.kode_satker,
    j.tahun,
    j.bulan,
    j.jenis_belanja,
    b.nama_jenis_belanja,
    j.pagu,
    j.blokir,
    j.realisasi_ini,
    j.realisasi_sd,
    j.sisa,
    dua_desimal(cast(j.realisasi_sd as double) / nullif(cast(j.pagu as double), 0) * 100) as serapan_pct
from jumlah as j
left join ref.jenis_belanja as b on j.jenis_belanja = b.jenis_belanja
