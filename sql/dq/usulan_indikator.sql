-- dq.usulan_indikator: sebutan indikator yang tidak dikenali, dengan paling banyak tiga indikator terdekat.
-- Yang dibandingkan: indikator di RAK yang berlaku dan ejaan di peta indikator untuk satker dan tahun itu. Kemiripan =
-- 1 - jarak Levenshtein / panjang yang lebih besar, dari nama atau dari kodenya, mana yang lebih mirip; sedikitnya 0,3.
-- grain: kode_satker, tahun, sebutan, nama
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   sebutan | teks | Sebutan indikator, persis seperti di berkas
--   nama | teks | Nama indikator menurut lembar kinerja
--   usulan | teks | Kode dan nama indikator terdekat
with sebutan as (
    select distinct
        kode_satker,
        tahun,
        sebutan,
        nama,
        lower(coalesce(nama, sebutan)) as nama_dicari,
        case when kolom = 'kode_indikator' then sebutan end as kode_dicari
    from core.sebutan_indikator
    where kode_indikator is null
),

bernomor as (
    select
        kode_satker,
        tahun,
        sebutan,
        nama,
        nama_dicari,
        kode_dicari,
        row_number() over (order by kode_satker, tahun, sebutan, nama) as nomor
    from sebutan
),

calon as (
    select s.nomor, s.nama_dicari, s.kode_dicari, i.kode_indikator, i.nama as nama_calon
    from bernomor as s
    inner join core.indikator as i on s.kode_satker = i.kode_satker and s.tahun = i.tahun
    union
    select s.nomor, s.nama_dicari, s.kode_dicari, p.kode_indikator, p.nama as nama_calon
    from bernomor as s
    inner join raw.nama_indikator as p
        on (p.kode_satker is null or p.kode_satker = s.kode_satker) and (p.tahun is null or p.tahun = s.tahun)
),

-- Banyak satker memakai nama yang sama: setiap pasangan dibandingkan sekali.
pasangan as (
    select distinct nama_dicari, nama_calon
    from calon
),

kemiripan_nama as (
    select
        nama_dicari,
        nama_calon,
        1 - cast(levenshtein(nama_dicari, lower(nama_calon)) as double)
        / greatest(length(nama_dicari), length(nama_calon)) as kemiripan
    from pasangan
),

dinilai as (
    select
        c.nomor,
        c.kode_indikator,
        c.nama_calon,
        greatest(
            k.kemiripan,
            case
                when c.kode_dicari is null then 0
                else
                    1 - cast(levenshtein(c.kode_dicari, c.kode_indikator) as double)
                    / greatest(length(c.kode_dicari), length(c.kode_indikator))
            end
        ) as kemiripan
    from calon as c
    inner join kemiripan_nama as k on c.nama_dicari = k.nama_dicari and c.nama_calon = k.nama_calon
),

per_kode as (
    select
        nomor,
        kode_indikator,
        nama_calon,
        kemiripan,
        row_number() over (partition by nomor, kode_indikator order by kemiripan desc, nama_calon) as urutan
    from dinilai
    where kemiripan >= 0.3
),

diurutkan as (
    select
        nomor,
        concat(
            kode_indikator,
            ' ',
            case when length(nama_calon) > 80 then concat(substr(nama_calon, 1, 79), '…') else nama_calon end
        ) as usulan,
        row_number() over (partition by nomor order by kemiripan desc, kode_indikator) as urutan
    from per_kode
    where urutan = 1
),

terdekat as (
    select
        nomor,
        concat_ws(
            '; ',
            max(case when urutan = 1 then usulan end),
            max(case when urutan = 2 then usulan end),
            max(case when urutan = 3 then usulan end)
        ) as usulan
    from diurutkan
    where urutan <= 3
    group by nomor
)

select s.kode_satker, s.tahun, s.sebutan, s.nama, t.usulan
from bernomor as s
inner join terdekat as t on s.nomor = t.nomor
