-- mart.serapan_tingkat: penyerapan anggaran setiap satker dan bulan pada setiap tingkat pohon anggaran, dari program sampai akun.
-- Jumlah setiap tingkat sama dengan mart.serapan_satker; setiap baris sama dengan jumlah baris di bawahnya (kode_induk).
-- Baris tanpa uraian, misalnya dari berkas datar, memakai nama kode itu di ekspor bulan terdekat sebelumnya, lalu nama di RAK;
-- akun juga memakai nama dari bulan dan satker lain, karena Bagan Akun Standar sama untuk semua.
-- grain: kode_satker, tahun, bulan, tingkat, kode
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   tingkat | kode | program, kegiatan, kro, ro, komponen, subkomponen, atau akun
--   kode | kode | Kode lengkap dari program sampai tingkat itu, misalnya DR.3165.QIA.002.053.A.521211
--   kode_induk | kode | Kode lengkap baris di atasnya; kosong untuk program
--   uraian | teks | Nama baris; kosong bila tidak diketahui dari berkas mana pun
--   jenis_belanja | kode | Dua digit pertama akun; kosong di atas akun
--   pagu | rupiah | Pagu revisi
--   realisasi_ini | rupiah | Realisasi bulan ini; dapat negatif; kosong bila tidak diketahui (berkas datar tanpa berkas datar bulan sebelumnya)
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Sisa pagu
--   serapan_pct | persen | realisasi_sd dibagi pagu; kosong bila pagu nol
--   file_id | kode | Berkas asal
--   baris | angka | Baris pertama di berkas asal; di atas akun kosong untuk berkas datar, yang tidak memuat baris jumlah
with pohon as (
    select
        kode_satker,
        tahun,
        bulan,
        tingkat,
        case tingkat
            when 'program' then kode_program
            when 'kegiatan' then concat(kode_program, '.', kode_kegiatan)
            when 'kro' then concat(kode_program, '.', kode_kegiatan, '.', kode_kro)
            when 'ro' then kode_ro
            when 'komponen' then concat(kode_ro, '.', kode_komponen)
            when 'subkomponen' then concat(kode_ro, '.', kode_komponen, '.', kode_subkomponen)
            else concat(kode_ro, '.', kode_komponen, '.', kode_subkomponen, '.', kode_akun)
        end as kode,
        case tingkat
            when 'kegiatan' then kode_program
            when 'kro' then concat(kode_program, '.', kode_kegiatan)
            when 'ro' then concat(kode_program, '.', kode_kegiatan, '.', kode_kro)
            when 'komponen' then kode_ro
            when 'subkomponen' then concat(kode_ro, '.', kode_komponen)
            when 'akun' then concat(kode_ro, '.', kode_komponen, '.', kode_subkomponen)
        end as kode_induk,
        kode_akun,
        uraian,
        pagu,
        realisasi_ini,
        realisasi_sd,
        sisa,
        file_id,
        baris
    from core.realisasi_tingkat
    where tingkat <> 'total'
),

bernama as (
    select
        *,
        last_value(uraian ignore nulls) over (
            partition by kode_satker, tahun, tingkat, kode
            order by bulan
            rows between unbounded preceding and current row
        ) as uraian_terakhir
    from pohon
),

nama_rak as (
    select kode_satker, tahun, 'ro' as tingkat, kode_ro as kode, max(nama_ro) as uraian
    from core.kontribusi
    group by kode_satker, tahun, kode_ro
    union all
    select
        kode_satker,
        tahun,
        'komponen' as tingkat,
        concat(kode_ro, '.', kode_komponen) as kode,
        max(nama_komponen) as uraian
    from core.kontribusi
    group by kode_satker, tahun, kode_ro, kode_komponen
    union all
    select
        kode_satker,
        tahun,
        'subkomponen' as tingkat,
        concat(kode_ro, '.', kode_komponen, '.', kode_subkomponen) as kode,
        max(nama_subkomponen) as uraian
    from core.kontribusi
    group by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen
),

nama_akun as (
    select kode_akun, max(uraian) as uraian
    from pohon
    where tingkat = 'akun'
    group by kode_akun
)

select
    p.kode_satker,
    p.tahun,
    p.bulan,
    p.tingkat,
    p.kode,
    p.kode_induk,
    coalesce(p.uraian_terakhir, r.uraian, a.uraian) as uraian,
    substr(p.kode_akun, 1, 2) as jenis_belanja,
    p.pagu,
    p.realisasi_ini,
    p.realisasi_sd,
    p.sisa,
    dua_desimal(cast(p.realisasi_sd as double) / nullif(cast(p.pagu as double), 0) * 100) as serapan_pct,
    p.file_id,
    p.baris
from bernama as p
left join nama_rak as r
    on p.kode_satker = r.kode_satker and p.tahun = r.tahun and p.tingkat = r.tingkat and p.kode = r.kode
left join nama_akun as a on p.kode_akun = a.kode_akun
