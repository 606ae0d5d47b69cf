-- mart.serapan_ro: penyerapan anggaran setiap satker, bulan dan RO.
-- grain: kode_satker, tahun, bulan, kode_ro
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_ro | kode | Kode RO lengkap
--   nama_ro | teks | Nama RO bulan itu
--   pagu | rupiah | Pagu revisi
--   realisasi_ini | rupiah | Realisasi bulan ini; dapat negatif; kosong bila tidak diketahui (berkas datar tanpa berkas datar bulan sebelumnya)
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   serapan_pct | persen | realisasi_sd dibagi pagu; kosong bila pagu nol
with jumlah as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_ro,
        max(nama_ro) as nama_ro,
        cast(sum(pagu) as decimal(18, 0)) as pagu,
        cast(sum(realisasi_ini) as decimal(18, 0)) as realisasi_ini,
        cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_sd,
        cast(sum(sisa) as decimal(18, 0)) as sisa
    from mart.serapan_subkomponen
    group by kode_satker, tahun, bulan, kode_ro
)

select
    j.kode_satker,
    j.tahun,
    j.bulan,
    j.kode_ro,
    j.nama_ro,
    j.pagu,
    j.realisasi_ini,
    j.realisasi_sd,
    j.sisa,
    dua_desimal(cast(j.realisasi_sd as double) / nullif(cast(j.pagu as double), 0) * 100) as serapan_pct
from jumlah as j
