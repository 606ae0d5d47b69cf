-- core.akun_datar: akun setiap sumber dana dari snapshot yang berlaku dan berbentuk berkas datar.
-- Baris dengan kunci yang sama (lokasi, KPPN, register atau cara tarik lain) dijumlahkan. Berkas datar hanya memuat realisasi s.d.
-- bulannya: realisasi_lalu adalah realisasi_sd kunci yang sama di bulan sebelumnya (nol di Januari, dan bila kunci itu tidak ada di
-- sana), dan kosong bila bulan sebelumnya tidak ada, berbentuk lain (FA Detail; lembar POK di antara data mentah), atau pagunya di
-- bawah ref.ambang ekspor_parsial dari pagu bulan ini, sehingga mungkin hanya sebagian.
-- Kunci yang di bulan sebelumnya ada realisasinya dan di berkas bulan ini tidak ada lagi tetap dimuat, dengan pagu dan realisasi_sd
-- nol, sehingga realisasi_ini semua kunci berjumlah selisih kedua bulan.
-- grain: kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, kode_akun, sumber_dana
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_program | kode | Kode program
--   kode_kegiatan | kode | Kode kegiatan
--   kode_kro | kode | Kode KRO
--   kode_ro | kode | Kode RO lengkap
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   kode_akun | kode | Kode akun
--   sumber_dana | kode | Singkatan sumber dana
--   pagu | rupiah | Pagu
--   blokir | rupiah | Pagu yang diblokir; kosong bila sumbernya tidak menyebutkan
--   realisasi_lalu | rupiah | Realisasi s.d. bulan sebelumnya; kosong bila tidak diketahui
--   realisasi_ini | rupiah | Realisasi bulan ini; kosong bila tidak diketahui
--   realisasi_sd | rupiah | Realisasi s.d. bulan ini
--   sisa | rupiah | Pagu dikurangi realisasi_sd
--   file_id | kode | Berkas asal
--   lembar | teks | Lembar kerja baris pertamanya; kosong bila tidak ada di berkas itu
--   baris | angka | Baris pertamanya di lembar itu; kosong bila tidak ada di berkas itu
with snapshot as (
    select
        s.file_id,
        s.kode_satker,
        s.tahun,
        s.bulan,
        l.file_id is not null as ada_lalu,
        s.bulan = 1 or l.file_id is not null as lalu_diketahui
    from core.snapshot_anggaran as s
    left join core.snapshot_anggaran as l
        on
            s.kode_satker = l.kode_satker
            and s.tahun = l.tahun
            and s.bulan = l.bulan + 1
            and l.berlaku
            and s.bentuk = l.bentuk
            and l.pagu >= s.pagu * (select nilai from ref.ambang where nama = 'ekspor_parsial')
    where s.berlaku and s.jenis = 'realisasi_datar'
),

baris as (
    select
        d.*,
        s.lalu_diketahui,
        row_number() over (
            partition by
                d.file_id, d.kode_satker, d.kode_ro, d.kode_komponen, d.kode_subkomponen, d.kode_akun, d.sumber_dana
            order by d.lembar, d.baris
        ) as urutan
    from core.realisasi_datar as d
    inner join snapshot as s on d.file_id = s.file_id and d.kode_satker = s.kode_satker
),

jumlah as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_program,
        kode_kegiatan,
        kode_kro,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        kode_akun,
        sumber_dana,
        lalu_diketahui,
        cast(sum(pagu) as decimal(18, 0)) as pagu,
        case when count(blokir) = count(*) then cast(sum(blokir) as decimal(18, 0)) end as blokir,
        cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_sd,
        file_id,
        max(case when urutan = 1 then lembar end) as lembar,
        max(case when urutan = 1 then baris end) as baris
    from baris
    group by
        kode_satker,
        tahun,
        bulan,
        kode_program,
        kode_kegiatan,
        kode_kro,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        kode_akun,
        sumber_dana,
        lalu_diketahui,
        file_id
),

hilang as (
    select
        l.kode_satker,
        l.tahun,
        s.bulan,
        l.kode_program,
        l.kode_kegiatan,
        l.kode_kro,
        l.kode_ro,
        l.kode_komponen,
        l.kode_subkomponen,
        l.kode_akun,
        l.sumber_dana,
        l.realisasi_sd as realisasi_lalu,
        s.file_id
    from snapshot as s
    inner join jumlah as l on s.kode_satker = l.kode_satker and s.tahun = l.tahun and s.bulan = l.bulan + 1
    left join jumlah as k
        on
            s.kode_satker = k.kode_satker
            and s.tahun = k.tahun
            and s.bulan = k.bulan
            and l.kode_ro = k.kode_ro
            and l.kode_komponen = k.kode_komponen
            and l.kode_subkomponen = k.kode_subkomponen
            and l.kode_akun = k.kode_akun
            and l.sumber_dana = k.sumber_dana
    where s.ada_lalu and k.kode_satker is null and l.realisasi_sd <> 0
)

select
    k.kode_satker,
    k.tahun,
    k.bulan,
    k.kode_program,
    k.kode_kegiatan,
    k.kode_kro,
    k.kode_ro,
    k.kode_komponen,
    k.kode_subkomponen,
    k.kode_akun,
    k.sumber_dana,
    k.pagu,
    k.blokir,
    cast(case when k.lalu_diketahui then coalesce(l.realisasi_sd, 0) end as decimal(18, 0)) as realisasi_lalu,
    cast(case when k.lalu_diketahui then k.realisasi_sd - coalesce(l.realisasi_sd, 0) end as decimal(18, 0)) as realisasi_ini,
    k.realisasi_sd,
    cast(k.pagu - k.realisasi_sd as decimal(18, 0)) as sisa,
    k.file_id,
    k.lembar,
    k.baris
from jumlah as k
left join jumlah as l
    on
        k.kode_satker = l.kode_satker
        and k.tahun = l.tahun
        and k.bulan = l.bulan + 1
        and k.kode_ro = l.kode_ro
        and k.kode_komponen = l.kode_komponen
        and k.kode_subkomponen = l.kode_subkomponen
        and k.kode_akun = l.kode_akun
        and k.sumber_dana = l.sumber_dana
union all
select
    kode_satker,
    tahun,
    bulan,
    kode_program,
    kode_kegiatan,
    kode_kro,
    kode_ro,
    kode_komponen,
    kode_subkomponen,
    kode_akun,
    sumber_dana,
    cast(0 as decimal(18, 0)) as pagu,
    cast(0 as decimal(18, 0)) as blokir,
    realisasi_lalu,
    cast(-realisasi_lalu as decimal(18, 0)) as realisasi_ini,
    cast(0 as decimal(18, 0)) as realisasi_sd,
    cast(0 as decimal(18, 0)) as sisa,
    file_id,
    cast(null as varchar) as lembar,
    cast(null as integer) as baris
from hilang
