-- mart.serapan_subkomponen: penyerapan anggaran setiap satker, bulan dan sub komponen.
-- grain: kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_ro | kode | Kode RO lengkap
--   nama_ro | teks | Nama RO bulan itu
--   kode_komponen | kode | Kode komponen
--   nama_komponen | teks | Nama komponen bulan itu
--   kode_subkomponen | kode | Huruf sub komponen
--   nama_subkomponen | teks | Nama sub komponen bulan itu
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
        kode_komponen,
        kode_subkomponen,
        cast(sum(pagu) as decimal(18, 0)) as pagu,
        cast(sum(realisasi_ini) as decimal(18, 0)) as realisasi_ini,
        cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_sd,
        cast(sum(sisa) as decimal(18, 0)) as sisa
    from core.realisasi_anggaran
    group by kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen
),

nama as (
    select kode_satker, tahun, bulan, tingkat, kode, uraian
    from mart.serapan_tingkat
    where tingkat in ('ro', 'komponen', 'subkomponen')
)

select
    j.kode_satker,
    j.tahun,
    j.bulan,
    j.kode_ro,
    r.uraian as nama_ro,
    j.kode_komponen,
    k.uraian as nama_komponen,
    j.kode_subkomponen,
    s.uraian as nama_subkomponen,
    j.pagu,
    j.realisasi_ini,
    j.realisasi_sd,
    j.sisa,
    dua_desimal(cast(j.realisasi_sd as double) / nullif(cast(j.pagu as double), 0) * 100) as serapan_pct
from jumlah as j
left join nama as r
    on
        j.kode_satker = r.kode_satker
        and j.tahun = r.tahun
        and j.bulan = r.bulan
        and r.tingkat = 'ro'
        and j.kode_ro = r.kode
left join nama as k
    on
        j.kode_satker = k.kode_satker
        and j.tahun = k.tahun
        and j.bulan = k.bulan
        and k.tingkat = 'komponen'
        and concat(j.kode_ro, '.', j.kode_komponen) = k.kode
left join nama as s
    on
        j.kode_satker = s.kode_satker
        and j.tahun = s.tahun
        and j.bulan = s.bulan
        and s.tingkat = 'subkomponen'
        and concat(j.kode_ro, '.', j.kode_komponen, '.', j.kode_subkomponen) = s.kode
