-- mart.capaian_sasaran: nilai pencapaian sasaran (NPS) setiap sasaran dan bulan.
-- NPS = rata-rata capaian indikator yang sudah mempunyai capaian pada bulan itu, masing-masing paling tinggi
-- ref.ketentuan batas_nps (120), tertimbang menurut ref.bobot_indikator (sama rata bila tidak diatur).
-- grain: kode_satker, tahun, kode_sasaran, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   kode_sasaran | kode | Kode sasaran dua digit
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
--   jumlah_indikator | jumlah | Indikator sasaran ini yang terbaca di RAK
--   jumlah_dinilai | jumlah | Indikator yang mempunyai capaian pada bulan itu
--   nps | persen | Nilai pencapaian sasaran; kosong bila belum ada indikator yang dinilai
with indikator_rencana as (
    select kode_satker, tahun, kode_sasaran, count(kode_indikator) as jumlah_indikator
    from core.indikator
    group by kode_satker, tahun, kode_sasaran
),

dinilai as (
    select
        c.kode_satker,
        c.tahun,
        c.bulan,
        c.kode_sasaran,
        least(c.capaian_pct, cast(a.nilai as decimal(28, 2))) as capaian_terbatas,
        coalesce(b.bobot, 1) as bobot
    from mart.capaian_indikator as c
    inner join ref.ketentuan as a
        on a.nama = 'batas_nps' and c.tahun between a.tahun_mulai and a.tahun_sampai
    left join ref.bobot_indikator as b
        on c.kode_satker = b.kode_satker and c.tahun = b.tahun and c.kode_indikator = b.kode_indikator
    where c.capaian_pct is not null
),

nilai as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_sasaran,
        count(capaian_terbatas) as jumlah_dinilai,
        dua_desimal(cast(sum(capaian_terbatas * bobot) as double) / nullif(cast(sum(bobot) as double), 0)) as nps
    from dinilai
    group by kode_satker, tahun, bulan, kode_sasaran
),

sasaran_bulan as (
    select distinct kode_satker, tahun, bulan, kode_sasaran
    from mart.capaian_indikator
)

select
    b.kode_satker,
    b.tahun,
    b.bulan,
    b.kode_sasaran,
    s.nama_sasaran,
    coalesce(i.jumlah_indikator, 0) as jumlah_indikator,
    coalesce(n.jumlah_dinilai, 0) as jumlah_dinilai,
    n.nps
from sasaran_bulan as b
left join nilai as n
    on
        b.kode_satker = n.kode_satker
        and b.tahun = n.tahun
        and b.bulan = n.bulan
        and b.kode_sasaran = n.kode_sasaran
left join indikator_rencana as i
    on b.kode_satker = i.kode_satker and b.tahun = i.tahun and b.kode_sasaran = i.kode_sasaran
left join core.sasaran as s
    on b.kode_satker = s.kode_satker and b.tahun = s.tahun and b.kode_sasaran = s.kode_sasaran
