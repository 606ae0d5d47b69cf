-- core.subkomponen: nama RO, komponen dan sub komponen; menurut FA Detail terbaru bila ada, selain itu menurut RAK.
-- Yang hanya ada di berkas datar, dan tidak di RAK, tidak bernama.
-- grain: kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_ro | kode | Kode RO lengkap
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   nama_ro | teks | Nama RO
--   nama_komponen | teks | Nama komponen
--   nama_subkomponen | teks | Nama sub komponen
with sakti as (
    select
        kode_satker,
        tahun,
        bulan,
        tingkat,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        uraian
    from core.realisasi_tingkat
    where tingkat in ('ro', 'komponen', 'subkomponen')
),

terbaru as (
    select
        kode_satker,
        tahun,
        tingkat,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        uraian,
        row_number() over (
            partition by kode_satker, tahun, tingkat, kode_ro, kode_komponen, kode_subkomponen
            order by uraian is null, bulan desc
        ) as urutan
    from sakti
),

ro as (
    select kode_satker, tahun, kode_ro, uraian
    from terbaru
    where tingkat = 'ro' and urutan = 1
),

komponen as (
    select kode_satker, tahun, kode_ro, kode_komponen, uraian
    from terbaru
    where tingkat = 'komponen' and urutan = 1
),

menurut_sakti as (
    select
        t.kode_satker,
        t.tahun,
        t.kode_ro,
        t.kode_komponen,
        t.kode_subkomponen,
        r.uraian as nama_ro,
        k.uraian as nama_komponen,
        t.uraian as nama_subkomponen
    from terbaru as t
    left join ro as r on t.kode_satker = r.kode_satker and t.tahun = r.tahun and t.kode_ro = r.kode_ro
    left join komponen as k
        on
            t.kode_satker = k.kode_satker
            and t.tahun = k.tahun
            and t.kode_ro = k.kode_ro
            and t.kode_komponen = k.kode_komponen
    where t.tingkat = 'subkomponen' and t.urutan = 1
),

menurut_rak as (
    select
        d.kode_satker,
        d.tahun,
        k.kode_ro,
        k.kode_komponen,
        k.kode_subkomponen,
        max(k.nama_ro) as nama_ro,
        max(k.nama_komponen) as nama_komponen,
        max(k.nama_subkomponen) as nama_subkomponen
    from terkoreksi.rak_kontribusi as k
    inner join core.dokumen_rak as d on k.file_id = d.file_id
    where d.berlaku
    group by d.kode_satker, d.tahun, k.kode_ro, k.kode_komponen, k.kode_subkomponen
)

select
    coalesce(s.kode_satker, r.kode_satker) as kode_satker,
    coalesce(s.tahun, r.tahun) as tahun,
    coalesce(s.kode_ro, r.kode_ro) as kode_ro,
    coalesce(s.kode_komponen, r.kode_komponen) as kode_komponen,
    coalesce(s.kode_subkomponen, r.kode_subkomponen) as kode_subkomponen,
    coalesce(s.nama_ro, r.nama_ro) as nama_ro,
    coalesce(s.nama_komponen, r.nama_komponen) as nama_komponen,
    coalesce(s.nama_subkomponen, r.nama_subkomponen) as nama_subkomponen
from menurut_sakti as s
full outer join menurut_rak as r
    on
        s.kode_satker = r.kode_satker
        and s.tahun = r.tahun
        and s.kode_ro = r.kode_ro
        and s.kode_komponen = r.kode_komponen
        and s.kode_subkomponen = r.kode_subkomponen
