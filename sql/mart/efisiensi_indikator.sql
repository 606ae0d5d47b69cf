-- mart.efisiensi_indikator: efisiensi setiap indikator dan bulan: capaian kinerja dibandingkan penyerapan anggaran.
-- IE = capaian_pct / serapan_pct; TE = (IE - SE) / SE dengan SE menurut ref.ketentuan standar_efisiensi (1); efisien bila IE >= SE.
-- Kosong bila capaian atau penyerapan belum ada, atau penyerapan nol.
-- grain: kode_satker, tahun, bulan, kode_indikator
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   kode_indikator | kode | Kode indikator SS.II
--   indikator | teks | Nama indikator
--   capaian_pct | persen | Capaian terhadap target bulan itu (output)
--   serapan_pct | persen | Realisasi dibagi anggaran indikator di RAK (input)
--   ie | indeks | Indeks efisiensi, dibulatkan dua desimal
--   te | indeks | Tingkat efisiensi
--   kategori | kode | efisien atau tidak efisien
with berdampingan as (
    select
        coalesce(c.kode_satker, s.kode_satker) as kode_satker,
        coalesce(c.tahun, s.tahun) as tahun,
        coalesce(c.bulan, s.bulan) as bulan,
        coalesce(c.kode_indikator, s.kode_indikator) as kode_indikator,
        coalesce(c.indikator, s.indikator) as indikator,
        c.capaian_pct,
        s.serapan_pct
    from mart.capaian_indikator as c
    full outer join mart.serapan_indikator as s
        on
            c.kode_satker = s.kode_satker
            and c.tahun = s.tahun
            and c.bulan = s.bulan
            and c.kode_indikator = s.kode_indikator
    where s.kode_indikator is not null or c.capaian_pct is not null
),

indeks as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_indikator,
        indikator,
        capaian_pct,
        serapan_pct,
        dua_desimal(cast(capaian_pct as double) / nullif(cast(serapan_pct as double), 0)) as ie
    from berdampingan
)

select
    i.kode_satker,
    i.tahun,
    i.bulan,
    i.kode_indikator,
    i.indikator,
    i.capaian_pct,
    i.serapan_pct,
    i.ie,
    dua_desimal(cast(i.ie - a.nilai as double) / nullif(cast(a.nilai as double), 0)) as te,
    case
        when i.ie >= a.nilai then 'efisien'
        when i.ie < a.nilai then 'tidak efisien'
    end as kategori
from indeks as i
inner join ref.ketentuan as a
    on a.nama = 'standar_efisiensi' and i.tahun between a.tahun_mulai and a.tahun_sampai
