-- mart.nilai_satker: nilai kinerja unit (NKU) setiap satker dan bulan, yaitu rata-rata NPS sasarannya.
-- Hanya sasaran yang mempunyai NPS pada bulan itu yang dihitung; bukan NKA resmi.
-- grain: kode_satker, tahun, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   jumlah_sasaran | jumlah | Sasaran yang terbaca di RAK
--   jumlah_dinilai | jumlah | Sasaran yang mempunyai NPS pada bulan itu
--   nku | persen | Nilai kinerja unit; kosong bila belum ada sasaran yang dinilai
with sasaran_rencana as (
    select kode_satker, tahun, count(kode_sasaran) as jumlah_sasaran
    from core.sasaran
    group by kode_satker, tahun
),

nilai as (
    select
        kode_satker,
        tahun,
        bulan,
        count(nps) as jumlah_dinilai,
        dua_desimal(cast(sum(nps) as double) / nullif(cast(count(nps) as double), 0)) as nku
    from mart.capaian_sasaran
    group by kode_satker, tahun, bulan
)

select
    n.kode_satker,
    n.tahun,
    n.bulan,
    coalesce(s.jumlah_sasaran, 0) as jumlah_sasaran,
    n.jumlah_dinilai,
    n.nku
from nilai as n
left join sasaran_rencana as s on n.kode_satker = s.kode_satker and n.tahun = s.tahun
