-- mart.proyeksi_serapan: perkiraan penyerapan akhir tahun setiap satker dan jenis belanja dari setiap bulan yang dilaporkan, dengan rentangnya.
-- Bila ada tahun lalu yang memuat bulan itu dan Desember: bagian dari sisa pagu yang terserap antara keduanya (rata-rata tahun-tahun itu;
-- jenis belanja yang tidak ada di sana memakai bagian seluruh satker), dikalikan sisa pagu sekarang. Selain itu: realisasi
-- s.d. bulan itu x (12 / bulan)^2, yaitu belanja bulanan yang terus naik; jenis belanja yang belum berealisasi tidak diperkirakan
-- begitu, dan tidak termasuk di jumlah satkernya (disebut di keterangan). Tidak pernah di atas pagu, dan tidak di bawah
-- realisasi kecuali tahun lalu menurun karena pengembalian. Pilihan ini diuji di benchmarks/projection.py.
-- Uji ke belakang: cara yang sama dari bulan-bulan yang lebih awal ke bulan tahun ini yang sudah diketahui dan tidak lebih jauh dari
-- jarak ke Desember, dan dari bulan yang sama ke Desember tahun-tahun lalu. Bulan tanpa snapshot dilewati.
-- Rentang: 9 dari 10 galat uji, setelah galat jarak pendek diperbesar sebanding dengan jarak ke Desember; dengan kurang dari 9 uji
-- galat terbesar, diperlebar 1/9 untuk setiap uji yang kurang. Tanpa tahun lalu batas atasnya pagu: lonjakan akhir tahun belum
-- pernah terlihat, sehingga tidak ada galat yang mencakupnya.
-- grain: kode_satker, tahun, bulan, jenis_belanja
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan, asal perkiraan
--   jenis_belanja | kode | Dua digit pertama akun; kosong untuk seluruh satker, yaitu jumlah semua jenis belanjanya
--   nama_jenis_belanja | teks | Nama jenis belanja; kosong untuk seluruh satker, atau bila tidak ada di Bagan Akun Standar
--   pagu | rupiah | Pagu revisi bulan itu
--   realisasi_sd | rupiah | Realisasi s.d. bulan itu
--   proyeksi | rupiah | Perkiraan realisasi s.d. Desember; kosong bila belum cukup data
--   batas_bawah | rupiah | Batas bawah rentang; tidak di bawah realisasi_sd, kecuali ada pengembalian
--   batas_atas | rupiah | Batas atas rentang; tidak di atas pagu, atau realisasi_sd bila sudah melebihi pagu
--   proyeksi_pct | persen | proyeksi dibagi pagu; kosong bila pagu nol
--   batas_bawah_pct | persen | batas_bawah dibagi pagu
--   batas_atas_pct | persen | batas_atas dibagi pagu
--   galat_pct | poin persen | Rata-rata galat mutlak uji ke belakang terhadap pagu, pada jarak ujinya sendiri; kosong di bulan Desember
--   jumlah_uji | jumlah | Uji ke belakang yang hasilnya sudah diketahui; nol di bulan Desember
--   metode | teks | Cara menghitung: pola tahun lalu, laju meningkat, atau realisasi Desember; kosong bila tidak dihitung
--   keterangan | teks | Mengapa tidak ada perkiraan, apa yang tidak termasuk, atau dari mana galatnya bila uji jenis belanja itu sendiri kurang
with jenis as (
    select kode_satker, tahun, jenis_belanja, min(bulan) as bulan_pertama
    from mart.serapan_jenis_belanja
    group by kode_satker, tahun, jenis_belanja
),

-- Jenis belanja tanpa baris di snapshot sesudah bulan pertamanya berjumlah nol di bulan itu. Kode kosong: seluruh satker.
isi as (
    select
        s.kode_satker,
        s.tahun,
        s.bulan,
        j.jenis_belanja,
        coalesce(b.pagu, 0) as pagu,
        coalesce(b.realisasi_sd, 0) as realisasi_sd
    from mart.serapan_satker as s
    inner join jenis as j on s.kode_satker = j.kode_satker and s.tahun = j.tahun and s.bulan >= j.bulan_pertama
    left join mart.serapan_jenis_belanja as b
        on
            s.kode_satker = b.kode_satker
            and s.tahun = b.tahun
            and s.bulan = b.bulan
            and j.jenis_belanja = b.jenis_belanja
    union all
    select kode_satker, tahun, bulan, '' as jenis_belanja, pagu, realisasi_sd
    from mart.serapan_satker
),

diurutkan as (
    select
        *,
        realisasi_sd - lag(realisasi_sd) over (
            partition by kode_satker, tahun, jenis_belanja
            order by bulan
        ) as kenaikan
    from isi
),

-- Dari setiap bulan ke setiap bulan sesudahnya yang diketahui, dan ke Desember.
pasangan as (
    select
        a.kode_satker,
        a.tahun,
        a.jenis_belanja,
        a.bulan,
        t.bulan as sampai,
        a.pagu,
        a.realisasi_sd,
        b.realisasi_sd as hasil,
        case
            when a.pagu > a.realisasi_sd
                then
                    cast(
                        least(
                            1,
                            greatest(
                                -1,
                                cast(b.realisasi_sd - a.realisasi_sd as double)
                                / cast(a.pagu - a.realisasi_sd as double)
                            )
                        ) as decimal(12, 10)
                    )
        end as bagian_sisa
    from isi as a
    inner join ref.bulan as t on a.bulan < t.bulan
    left join isi as b
        on
            a.kode_satker = b.kode_satker
            and a.tahun = b.tahun
            and a.jenis_belanja = b.jenis_belanja
            and t.bulan = b.bulan
    where t.bulan = 12 or b.bulan is not null
),

tahun_lalu as (
    select
        *,
        sum(bagian_sisa) over (
            partition by kode_satker, jenis_belanja, bulan, sampai
            order by tahun
            rows between unbounded preceding and 1 preceding
        ) as jumlah_bagian,
        count(bagian_sisa) over (
            partition by kode_satker, jenis_belanja, bulan, sampai
            order by tahun
            rows between unbounded preceding and 1 preceding
        ) as banyak_tahun
    from pasangan
),

pola as (
    select
        kode_satker,
        tahun,
        bulan,
        sampai,
        jenis_belanja,
        cast(cast(jumlah_bagian as double) / nullif(banyak_tahun, 0) as decimal(12, 10)) as bagian
    from tahun_lalu
),

-- Cara menghitung sama untuk semua jenis belanja satu satker, supaya bagian-bagiannya dan jumlahnya diuji bersama.
ramalan_jenis as (
    select
        p.kode_satker,
        p.tahun,
        p.jenis_belanja,
        p.bulan,
        p.sampai,
        p.pagu,
        p.realisasi_sd,
        p.hasil,
        case when s.bagian is null then 'laju meningkat' else 'pola tahun lalu' end as metode,
        cast(
            least(
                greatest(p.pagu, p.realisasi_sd),
                case
                    when s.bagian is not null
                        then p.realisasi_sd + round(coalesce(j.bagian, s.bagian) * greatest(p.pagu - p.realisasi_sd, 0), 0)
                    else
                        greatest(
                            p.realisasi_sd,
                            round(
                                cast(
                                    cast(p.realisasi_sd as double) * p.sampai * p.sampai / (p.bulan * p.bulan)
                                    as decimal(38, 10)
                                ),
                                0
                            )
                        )
                end
            ) as decimal(18, 0)
        ) as ramalan
    from pasangan as p
    inner join pola as j
        on
            p.kode_satker = j.kode_satker
            and p.tahun = j.tahun
            and p.bulan = j.bulan
            and p.sampai = j.sampai
            and p.jenis_belanja = j.jenis_belanja
    inner join pola as s
        on
            p.kode_satker = s.kode_satker
            and p.tahun = s.tahun
            and p.bulan = s.bulan
            and p.sampai = s.sampai
            and s.jenis_belanja = ''
    where p.jenis_belanja <> ''
),

jumlah_ramalan as (
    select
        kode_satker,
        tahun,
        bulan,
        sampai,
        max(metode) as metode,
        cast(
            coalesce(sum(case when metode = 'pola tahun lalu' or realisasi_sd > 0 then ramalan end), 0)
            as decimal(18, 0)
        ) as ramalan
    from ramalan_jenis
    group by kode_satker, tahun, bulan, sampai
),

ramalan_semua as (
    select kode_satker, tahun, jenis_belanja, bulan, sampai, pagu, realisasi_sd, hasil, metode, ramalan
    from ramalan_jenis
    union all
    select
        p.kode_satker,
        p.tahun,
        p.jenis_belanja,
        p.bulan,
        p.sampai,
        p.pagu,
        p.realisasi_sd,
        p.hasil,
        j.metode,
        j.ramalan
    from pasangan as p
    inner join jumlah_ramalan as j
        on p.kode_satker = j.kode_satker and p.tahun = j.tahun and p.bulan = j.bulan and p.sampai = j.sampai
    where p.jenis_belanja = ''
),

-- Laju dari nol tetap nol: bukan perkiraan, dan kecocokannya bukan uji.
ramalan as (
    select *, metode = 'laju meningkat' and realisasi_sd <= 0 as tanpa_laju
    from ramalan_semua
),

tanpa_realisasi as (
    select
        r.kode_satker,
        r.tahun,
        r.bulan,
        string_agg(coalesce(b.nama_jenis_belanja, r.jenis_belanja), ', ' order by r.jenis_belanja) as daftar
    from ramalan as r
    left join ref.jenis_belanja as b on r.jenis_belanja = b.jenis_belanja
    where r.tanpa_laju and r.sampai = 12 and r.jenis_belanja <> '' and r.pagu > 0
    group by r.kode_satker, r.tahun, r.bulan
),

uji as (
    select
        kode_satker,
        tahun,
        jenis_belanja,
        bulan,
        sampai,
        metode,
        cast(
            least(100, abs(cast(hasil as double) - cast(ramalan as double)) / cast(pagu as double) * 100)
            as decimal(13, 10)
        ) as galat
    from ramalan
    where hasil is not null and pagu > 0 and not tanpa_laju
),

galat_asal as (
    select
        r.kode_satker,
        r.tahun,
        r.jenis_belanja,
        r.bulan,
        u.galat,
        -- Bilangan bulat di belakang: hasil kali desimal yang pasti, bukan jumlah pecahan.
        u.galat * (12 - r.bulan) / (u.sampai - u.bulan) as galat_desember
    from ramalan as r
    inner join uji as u
        on
            r.kode_satker = u.kode_satker
            and r.jenis_belanja = u.jenis_belanja
            and r.metode = u.metode
            and (
                (r.tahun = u.tahun and u.sampai <= r.bulan and u.sampai - u.bulan <= 12 - r.bulan)
                or (u.tahun < r.tahun and u.bulan = r.bulan and u.sampai = 12)
            )
    where r.sampai = 12
),

galat_diurutkan as (
    select
        *,
        row_number() over (
            partition by kode_satker, tahun, jenis_belanja, bulan
            order by galat_desember
        ) as urutan,
        count(*) over (partition by kode_satker, tahun, jenis_belanja, bulan) as jumlah_uji
    from galat_asal
),

galat as (
    select
        kode_satker,
        tahun,
        jenis_belanja,
        bulan,
        jumlah_uji,
        dua_desimal(cast(sum(galat) as double) / jumlah_uji) as galat_pct,
        max(case when urutan <= ceil((jumlah_uji + 1) * 0.9) then galat_desember end)
        * (9 + greatest(9 - jumlah_uji, 0)) / 9 as lebar_pct
    from galat_diurutkan
    group by kode_satker, tahun, jenis_belanja, bulan, jumlah_uji
),

dihitung as (
    select
        a.kode_satker,
        a.tahun,
        a.bulan,
        a.jenis_belanja,
        a.pagu,
        a.realisasi_sd,
        case
            when a.bulan = 12 then a.realisasi_sd
            when s.jumlah_uji >= 3 and not r.tanpa_laju then r.ramalan
        end as proyeksi,
        case when a.bulan = 12 then 0 when g.jumlah_uji >= 3 then g.lebar_pct else s.lebar_pct end as lebar_pct,
        case when g.jumlah_uji >= 3 then g.galat_pct when s.jumlah_uji >= 3 then s.galat_pct end as galat_pct,
        coalesce(case when r.tanpa_laju or g.jumlah_uji >= 3 then g.jumlah_uji else s.jumlah_uji end, 0) as jumlah_uji,
        case when a.bulan = 12 then 'realisasi Desember' else r.metode end as metode,
        case
            when a.bulan = 12 then null
            when coalesce(s.jumlah_uji, 0) < 3
                then
                    concat(
                        'belum cukup data: baru ', cast(coalesce(s.jumlah_uji, 0) as varchar),
                        ' uji ke belakang yang hasilnya sudah diketahui, perlu sedikitnya 3'
                    )
            when r.tanpa_laju then 'belum cukup data: belum ada realisasi tahun ini'
            when a.jenis_belanja = '' and t.daftar is not null
                then concat('belum termasuk ', t.daftar, ', yang belum ada realisasinya')
            when coalesce(g.jumlah_uji, 0) < 3
                then 'rentang dan galat dari uji seluruh satker; uji jenis belanja ini sendiri kurang dari 3'
        end as keterangan,
        case
            when r.ramalan < a.realisasi_sd or d.kenaikan_terkecil < 0 then least(a.realisasi_sd, 0)
            else a.realisasi_sd
        end as lantai
    from isi as a
    inner join (
        select
            kode_satker,
            tahun,
            jenis_belanja,
            bulan,
            min(kenaikan) over (
                partition by kode_satker, tahun, jenis_belanja
                order by bulan
            ) as kenaikan_terkecil
        from diurutkan
    ) as d
        on
            a.kode_satker = d.kode_satker
            and a.tahun = d.tahun
            and a.jenis_belanja = d.jenis_belanja
            and a.bulan = d.bulan
    left join ramalan as r
        on
            a.kode_satker = r.kode_satker
            and a.tahun = r.tahun
            and a.jenis_belanja = r.jenis_belanja
            and a.bulan = r.bulan
            and r.sampai = 12
    left join galat as g
        on
            a.kode_satker = g.kode_satker
            and a.tahun = g.tahun
            and a.jenis_belanja = g.jenis_belanja
            and a.bulan = g.bulan
    left join galat as s
        on a.kode_satker = s.kode_satker and a.tahun = s.tahun and s.jenis_belanja = '' and a.bulan = s.bulan
    left join tanpa_realisasi as t on a.kode_satker = t.kode_satker and a.tahun = t.tahun and a.bulan = t.bulan
),

rentang as (
    select
        *,
        greatest(lantai, proyeksi - lebar) as batas_bawah,
        case
            when metode = 'laju meningkat' then greatest(pagu, realisasi_sd)
            else least(greatest(pagu, realisasi_sd), proyeksi + lebar)
        end as batas_atas
    from (
        select
            *,
            round(cast(cast(lebar_pct as double) * cast(pagu as double) / 100 as decimal(38, 10)), 0) as lebar
        from dihitung
    ) as l
)

select
    r.kode_satker,
    r.tahun,
    r.bulan,
    nullif(r.jenis_belanja, '') as jenis_belanja,
    b.nama_jenis_belanja,
    cast(r.pagu as decimal(18, 0)) as pagu,
    cast(r.realisasi_sd as decimal(18, 0)) as realisasi_sd,
    cast(r.proyeksi as decimal(18, 0)) as proyeksi,
    cast(case when r.proyeksi is not null then r.batas_bawah end as decimal(18, 0)) as batas_bawah,
    cast(case when r.proyeksi is not null then r.batas_atas end as decimal(18, 0)) as batas_atas,
    dua_desimal(cast(r.proyeksi as double) / nullif(cast(r.pagu as double), 0) * 100) as proyeksi_pct,
    dua_desimal(
        case when r.proyeksi is not null then cast(r.batas_bawah as double) end
        / nullif(cast(r.pagu as double), 0) * 100
    ) as batas_bawah_pct,
    dua_desimal(
        case when r.proyeksi is not null then cast(r.batas_atas as double) end
        / nullif(cast(r.pagu as double), 0) * 100
    ) as batas_atas_pct,
    case when r.bulan < 12 and r.proyeksi is not null then r.galat_pct end as galat_pct,
    cast(case when r.bulan = 12 then 0 else r.jumlah_uji end as integer) as jumlah_uji,
    case when r.proyeksi is not null then r.metode end as metode,
    r.keterangan
from rentang as r
left join ref.jenis_belanja as b on r.jenis_belanja = b.jenis_belanja
