-- mart.kepatuhan: apakah setiap satker sudah melaporkan setiap bulan, dan tepat waktu atau tidak.
-- Untuk satker dan tahun yang mempunyai sedikitnya satu dokumen diterima, dan untuk setiap satker di peta nama pada tahun
-- anggaran berjalan dan sebelumnya bila tahun itu mempunyai dokumen dari satker mana pun: bulan yang tenggatnya sudah lewat pada raw.acuan, dan bulan yang sudah
-- dilaporkan. Satker yang di peta nama mulai atau berakhir di tengah tahun hanya wajib melapor untuk bulan yang hari
-- terakhirnya ada di masa berlakunya.
-- Tenggat: ref.ketentuan tenggat_lapor tahun itu pada bulan berikutnya, sampai pukul 24.00.
-- Waktu lapor = yang lebih awal antara waktu dokumen dibuat dan waktu diterima, dari dokumen paling awal untuk bulan itu;
-- lembar kinerja yang sudah digantikan ikut dinilai selama penggantinya masih memuat bulan itu.
-- Ekspor yang parsial (tersaring) atau tertahan tidak dihitung sebagai laporan.
-- RPD tidak wajib dan tidak ditunggu, sehingga tidak dinilai di sini; yang kurang disebut di mart.deviasi_rpd. Satker yang
-- mengirim RPD dianggap mempunyai dokumen untuk tahun itu.
-- grain: kode_satker, tahun, bulan, jenis
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan yang dilaporkan
--   jenis | kode | fa_detail (realisasi anggaran: FA Detail atau berkas datar) atau realisasi_kinerja
--   tenggat | tanggal | Hari terakhir untuk melapor tepat waktu
--   status | kode | lengkap (tepat waktu), terlambat, atau belum lapor
--   waktu_lapor | waktu | Waktu yang dinilai terhadap tenggat (WIB): yang lebih awal antara dokumen dibuat dan diterima; kosong bila belum lapor
--   diterima_pada | waktu | Waktu dokumen pertama untuk bulan itu didaftarkan (UTC); kosong bila belum lapor
--   hari_terlambat | hari | Hari sejak tenggat sampai lapor, atau sampai tanggal acuan bila belum lapor; nol bila tepat waktu
with kinerja_berlaku as (
    select distinct r.kode_satker, r.tahun, r.bulan
    from terkoreksi.realisasi_kinerja as r
    inner join terkoreksi.berkas as b on r.file_id = b.file_id
    where b.diganti_oleh is null
),

laporan as (
    select s.kode_satker, s.tahun, s.bulan, 'fa_detail' as jenis, s.file_id
    from core.snapshot_anggaran as s
    where not s.parsial and not s.tertahan
    union
    select r.kode_satker, r.tahun, r.bulan, 'realisasi_kinerja' as jenis, r.file_id
    from terkoreksi.realisasi_kinerja as r
    inner join kinerja_berlaku as k on r.kode_satker = k.kode_satker and r.tahun = k.tahun and r.bulan = k.bulan
),

waktu as (
    select
        l.kode_satker,
        l.tahun,
        l.bulan,
        l.jenis,
        min(least(b.waktu_sumber, b.diterima_pada + interval '7' hour)) as waktu_lapor,
        min(b.diterima_pada) as diterima_pada
    from laporan as l
    inner join terkoreksi.berkas as b on l.file_id = b.file_id
    group by l.kode_satker, l.tahun, l.bulan, l.jenis
),

berdokumen as (
    select kode_satker, tahun
    from waktu
    union
    select kode_satker, tahun
    from core.dokumen_rak
    where kode_satker is not null
    union
    select kode_satker, tahun
    from core.rpd
),

tahun_berdokumen as (
    select distinct tahun
    from berdokumen
),

-- Satker yang tidak mengirim apa pun ditunggu untuk tahun anggaran berjalan dan sebelumnya, tidak untuk tahun lama yang dikirim satker lain.
tahun_ditunggu as (
    select t.tahun
    from tahun_berdokumen as t
    inner join raw.acuan as a on t.tahun >= extract(year from a.tanggal) - 1
),

satker_tahun as (
    select kode_satker, tahun
    from berdokumen
    union
    select m.kode_satker, t.tahun
    from raw.nama_satker as m
    inner join tahun_ditunggu as t
        on
            (m.mulai is null or m.mulai <= cast(concat(cast(t.tahun as varchar), '-12-31') as date))
            and (m.sampai is null or m.sampai >= cast(concat(cast(t.tahun as varchar), '-01-01') as date))
),

umur_satker as (
    select
        kode_satker,
        case when count(mulai) = count(*) then min(mulai) end as mulai,
        case when count(sampai) = count(*) then max(sampai) end as sampai
    from raw.nama_satker
    group by kode_satker
),

jenis_laporan as (
    select jenis
    from (values ('fa_detail'), ('realisasi_kinerja')) as j (jenis)
),

kewajiban as (
    select
        s.kode_satker,
        s.tahun,
        b.bulan,
        j.jenis,
        cast(concat(cast(s.tahun as varchar), '-', lpad(cast(b.bulan as varchar), 2, '0'), '-01') as date) as awal_bulan,
        cast(
            concat(
                cast(case when b.bulan = 12 then s.tahun + 1 else s.tahun end as varchar),
                '-',
                lpad(cast(case when b.bulan = 12 then 1 else b.bulan + 1 end as varchar), 2, '0'),
                '-',
                lpad(cast(cast(a.nilai as integer) as varchar), 2, '0')
            ) as date
        ) as tenggat
    from satker_tahun as s
    cross join ref.bulan as b
    cross join jenis_laporan as j
    inner join ref.ketentuan as a
        on a.nama = 'tenggat_lapor' and s.tahun between a.tahun_mulai and a.tahun_sampai
),

dinilai as (
    select
        k.kode_satker,
        k.tahun,
        k.bulan,
        k.jenis,
        k.tenggat,
        w.waktu_lapor,
        w.diterima_pada,
        cast(coalesce(cast(w.waktu_lapor as date), r.tanggal) - k.tenggat as integer) as hari_lewat
    from kewajiban as k
    cross join raw.acuan as r
    left join waktu as w
        on k.kode_satker = w.kode_satker and k.tahun = w.tahun and k.bulan = w.bulan and k.jenis = w.jenis
    left join umur_satker as u on k.kode_satker = u.kode_satker
    where
        w.waktu_lapor is not null
        or (
            r.tanggal > k.tenggat
            and (u.mulai is null or u.mulai < k.awal_bulan + interval '1' month)
            and (u.sampai is null or u.sampai >= k.awal_bulan + interval '1' month - interval '1' day)
        )
)

select
    kode_satker,
    tahun,
    bulan,
    jenis,
    tenggat,
    case
        when waktu_lapor is null then 'belum lapor'
        when hari_lewat > 0 then 'terlambat'
        else 'lengkap'
    end as status,
    waktu_lapor,
    diterima_pada,
    greatest(hari_lewat, 0) as hari_terlambat
from dinilai
