-- core.realisasi_tingkat: snapshot yang berlaku pada setiap tingkat pohon anggaran, dari total sampai akun.
-- Tingkat di atas akun dari berkas datar dihitung dari akunnya, bukan dari baris tingkat 1 sampai 6 bila berkasnya memuatnya.
-- grain: kode_satker, tahun, bulan, tingkat, kode_program, kode_kegiatan, kode_kro, kode_ro, kode_komponen, kode_subkomponen, kode_akun
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   jenis | kode | Jenis berkas asal: fa_detail atau realisasi_datar
--   tingkat | kode | total, program, kegiatan, kro, ro, komponen, subkomponen, atau akun
--   kode_program | kode | Kode program
--   kode_kegiatan | kode | Kode kegiatan
--   kode_kro | kode | Kode KRO
--   kode_ro | kode | Kode RO lengkap
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   kode_akun | kode | Kode akun
--   uraian | teks | Uraian baris; kosong untuk berkas datar
--   pagu | rupiah | Pagu revisi
--   lock_pagu | rupiah | Pagu dalam usulan revisi; kosong untuk berkas datar
--   realisasi_lalu | rupiah | Realisasi s.d. bulan sebelumnya; kosong bila tidak diketahui
--   realisasi_ini | rupiah | Realisasi bulan ini; kosong bila tidak diketahui
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   file_id | kode | Berkas asal
--   baris | angka | Baris pertama di berkas asal; di atas akun kosong untuk berkas datar, yang tidak memuat baris jumlah
with tingkat_datar as (
    select tingkat, dalam
    from (
        values
            ('total', 0), ('program', 1), ('kegiatan', 2), ('kro', 3), ('ro', 4), ('komponen', 5), ('subkomponen', 6),
            ('akun', 7)
    ) as t (tingkat, dalam)
),

datar as (
    select
        a.kode_satker,
        a.tahun,
        a.bulan,
        t.tingkat,
        case when t.dalam >= 1 then a.kode_program end as kode_program,
        case when t.dalam >= 2 then a.kode_kegiatan end as kode_kegiatan,
        case when t.dalam >= 3 then a.kode_kro end as kode_kro,
        case when t.dalam >= 4 then a.kode_ro end as kode_ro,
        case when t.dalam >= 5 then a.kode_komponen end as kode_komponen,
        case when t.dalam >= 6 then a.kode_subkomponen end as kode_subkomponen,
        case when t.dalam >= 7 then a.kode_akun end as kode_akun,
        a.pagu,
        a.realisasi_lalu,
        a.realisasi_ini,
        a.realisasi_sd,
        a.sisa,
        a.file_id,
        case when t.tingkat = 'akun' then a.baris end as baris
    from core.akun_datar as a
    cross join tingkat_datar as t
)

select
    s.kode_satker,
    s.tahun,
    s.bulan,
    'fa_detail' as jenis,
    f.tingkat,
    f.kode_program,
    f.kode_kegiatan,
    f.kode_kro,
    f.kode_ro,
    f.kode_komponen,
    f.kode_subkomponen,
    f.kode_akun,
    min(f.uraian) as uraian,
    cast(sum(cast(f.pagu as decimal(18, 0))) as decimal(18, 0)) as pagu,
    cast(sum(cast(f.lock_pagu as decimal(18, 0))) as decimal(18, 0)) as lock_pagu,
    cast(sum(cast(f.realisasi_lalu as decimal(18, 0))) as decimal(18, 0)) as realisasi_lalu,
    cast(sum(cast(f.realisasi_ini as decimal(18, 0))) as decimal(18, 0)) as realisasi_ini,
    cast(sum(cast(f.realisasi_sd as decimal(18, 0))) as decimal(18, 0)) as realisasi_sd,
    cast(sum(cast(f.sisa as decimal(18, 0))) as decimal(18, 0)) as sisa,
    s.file_id,
    min(f.baris) as baris
from core.snapshot_anggaran as s
inner join terkoreksi.fa_detail as f on s.file_id = f.file_id
where s.berlaku and s.jenis = 'fa_detail' and f.tingkat <> 'item'
group by
    s.kode_satker,
    s.tahun,
    s.bulan,
    f.tingkat,
    f.kode_program,
    f.kode_kegiatan,
    f.kode_kro,
    f.kode_ro,
    f.kode_komponen,
    f.kode_subkomponen,
    f.kode_akun,
    s.file_id
union all
select
    kode_satker,
    tahun,
    bulan,
    'realisasi_datar' as jenis,
    tingkat,
    kode_program,
    kode_kegiatan,
    kode_kro,
    kode_ro,
    kode_komponen,
    kode_subkomponen,
    kode_akun,
    cast(null as varchar) as uraian,
    cast(sum(pagu) as decimal(18, 0)) as pagu,
    cast(null as decimal(18, 0)) as lock_pagu,
    cast(sum(realisasi_lalu) as decimal(18, 0)) as realisasi_lalu,
    cast(sum(realisasi_ini) as decimal(18, 0)) as realisasi_ini,
    cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_sd,
    cast(sum(sisa) as decimal(18, 0)) as sisa,
    file_id,
    min(baris) as baris
from datar
group by
    kode_satker,
    tahun,
    bulan,
    tingkat,
    kode_program,
    kode_kegiatan,
    kode_kro,
    kode_ro,
    kode_komponen,
    kode_subkomponen,
    kode_akun,
    file_id
