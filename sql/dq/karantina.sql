-- dq.karantina: yang tidak masuk ke gudang data atau ditahan, di mana letaknya, mengapa, dan apa yang harus dilakukan.
-- Memuat tolakan pembaca berkas dan yang ditahan: RAK yang nama unitnya tidak ada di peta satker pada tanggal dokumen
-- (SATKER-01, juga untuk nama satker di lembar POK), RAK yang terpotong (RAK-20), ekspor realisasi yang tersaring (FA-20), baris
-- berkas datar yang tidak dapat ditempatkan dan menahan snapshot satkernya (DATAR-22), dan baris lembar kinerja yang
-- indikatornya tidak dikenali (IND-01) atau bertentangan dengan baris lain (IND-02).
-- grain: satu penolakan
-- kolom:
--   file_id | kode | Berkas asal
--   nama_berkas | teks | Nama berkas menurut dq.nama_berkas
--   jenis | kode | Jenis berkas; kosong bila tidak dikenali
--   kode_satker | kode | Kode satuan kerja; kosong bila tidak diketahui
--   tahun | tahun | Tahun anggaran; kosong bila tidak diketahui
--   bulan | bulan | Bulan laporan; kosong bila tidak diketahui
--   lembar | teks | Nama lembar kerja; kosong untuk berkas teks
--   baris | angka | Nomor baris di berkas, mulai dari 1; kosong bila seluruh berkas ditolak
--   kolom | teks | Huruf kolom (lembar kerja) atau nama kolom (teks)
--   nilai | teks | Nilai yang bermasalah, persis seperti di berkas
--   aturan | kode | Kode aturan
--   alasan | teks | Mengapa ditolak atau ditahan
--   saran | teks | Apa yang harus dilakukan
--   status | kode | terbuka, atau selesai bila berkasnya sudah digantikan, ditarik koreksi, atau sudah dikeluarkan dari kotak masuk
--   diterima_pada | waktu | Waktu berkas pertama kali didaftarkan (UTC)
with tolakan as (
    select
        t.file_id,
        d.kode_satker,
        t.lembar,
        t.baris,
        t.kolom,
        t.nilai,
        t.aturan,
        t.alasan,
        t.saran
    from raw.tolakan as t
    left join core.dokumen_rak as d on t.file_id = d.file_id
),

berkas as (
    select
        b.file_id,
        n.nama,
        b.jenis,
        b.kode_satker,
        b.tahun,
        b.bulan,
        b.status,
        b.status = 'ditolak' and b.alasan is null as ditarik,
        b.jumlah_baris,
        b.diterima_pada,
        n.di_kotak_masuk
    from raw.berkas as b
    inner join dq.nama_berkas as n on b.file_id = n.file_id
),

rak_asing as (
    select
        d.file_id,
        d.kode_satker,
        d.nama_unit,
        r.kunci_nama,
        cast(d.waktu_sumber as date) as tanggal,
        case when r.tanggal is null then 'tanggal berkas ' else 'tanggal dokumen ' end as jenis_tanggal
    from core.dokumen_rak as d
    inner join raw.rak_dokumen as r on d.file_id = r.file_id
    where d.kode_satker is null
),

-- Nama yang di peta menunjuk beberapa kode pada tanggal dokumen.
kode_ganda as (
    select
        d.file_id,
        string_agg(distinct m.kode_satker, ' dan ' order by m.kode_satker) as kode
    from rak_asing as d
    inner join raw.nama_satker as m
        on
            d.kunci_nama = m.kunci_nama
            and (m.mulai is null or m.mulai <= d.tanggal)
            and (m.sampai is null or m.sampai >= d.tanggal)
    group by d.file_id
    having count(distinct m.kode_satker) > 1
),

-- Nama yang ada di peta tetapi tidak berlaku pada tanggal dokumen, dengan masa berlaku yang terdekat.
masa_berlaku as (
    select
        d.file_id,
        concat(
            m.kode_satker,
            case when m.mulai is null then '' else concat(' sejak ', cast(m.mulai as varchar)) end,
            case when m.sampai is null then '' else concat(' sampai ', cast(m.sampai as varchar)) end
        ) as masa,
        row_number() over (
            partition by d.file_id
            order by case when m.mulai > d.tanggal then m.mulai - d.tanggal else d.tanggal - m.sampai end, m.kode_satker
        ) as urutan
    from rak_asing as d
    inner join raw.nama_satker as m on d.kunci_nama = m.kunci_nama
),

rak_tanpa_satker as (
    select
        d.file_id,
        d.kode_satker,
        cast(null as varchar) as lembar,
        cast(null as bigint) as baris,
        'nama unit' as kolom,
        d.nama_unit as nilai,
        'SATKER-01' as aturan,
        case
            when d.nama_unit is null then 'Nama unit tidak terbaca di dokumen RAK, sehingga satkernya tidak diketahui.'
            when g.kode is not null
                then
                    concat(
                        'Nama unit di RAK menunjuk beberapa satker sekaligus di peta satker: ', g.kode,
                        '; tidak diketahui RAK ini milik yang mana.'
                    )
            when m.masa is not null
                then
                    concat(
                        'Nama unit di RAK ada di peta satker, tetapi tidak berlaku pada ', d.jenis_tanggal,
                        cast(d.tanggal as varchar), '; di peta, nama itu berlaku untuk satker ', m.masa, '.'
                    )
            when u.usulan is null then 'Nama unit di RAK tidak ada di peta satker, dan tidak ada nama yang mirip.'
            else concat('Nama unit di RAK tidak ada di peta satker; nama terdekat di peta: ', u.usulan, '.')
        end as alasan,
        case
            when d.nama_unit is null then 'Kirim ulang RAK dengan nama unit di kepala dokumennya.'
            when g.kode is not null
                then
                    'Hapus baris yang salah di peta satker (--satker), atau isi mulai dan sampai sehingga masa berlakunya tidak bertumpuk.'
            when m.masa is not null
                then
                    'Perbaiki kolom mulai dan sampai nama unit ini di peta satker (--satker), atau kirim ulang RAK dengan tanggal yang benar.'
            else
                'Tambahkan nama unit ini beserta kode satkernya ke peta satker (--satker), atau kirim ulang RAK dengan nama yang benar.'
        end as saran
    from rak_asing as d
    left join kode_ganda as g on d.file_id = g.file_id
    left join masa_berlaku as m on d.file_id = m.file_id and m.urutan = 1
    left join raw.usulan_satker as u on d.kunci_nama = u.kunci_nama
),

pok_asing as (
    select
        d.file_id,
        d.nama_satker,
        upper(translate(d.nama_satker, concat(' ', chr(9), chr(10), chr(13), chr(160)), '')) as kunci,
        cast(b.waktu_sumber as date) as tanggal,
        min(d.lembar) as lembar,
        min(d.baris) as baris,
        count(*) as jumlah_baris
    from core.realisasi_datar as d
    inner join terkoreksi.berkas as b on d.file_id = b.file_id
    where d.masalah = 'satker tidak dikenal'
    group by d.file_id, d.nama_satker, b.waktu_sumber
),

kode_ganda_pok as (
    select d.file_id, d.nama_satker, string_agg(distinct m.kode_satker, ' dan ' order by m.kode_satker) as kode
    from pok_asing as d
    inner join raw.nama_satker as m
        on
            d.kunci = translate(m.kunci_nama, ' ', '')
            and (m.mulai is null or m.mulai <= d.tanggal)
            and (m.sampai is null or m.sampai >= d.tanggal)
    group by d.file_id, d.nama_satker
    having count(distinct m.kode_satker) > 1
),

masa_berlaku_pok as (
    select
        d.file_id,
        d.nama_satker,
        concat(
            m.kode_satker,
            case when m.mulai is null then '' else concat(' sejak ', cast(m.mulai as varchar)) end,
            case when m.sampai is null then '' else concat(' sampai ', cast(m.sampai as varchar)) end
        ) as masa,
        row_number() over (
            partition by d.file_id, d.nama_satker
            order by case when m.mulai > d.tanggal then m.mulai - d.tanggal else d.tanggal - m.sampai end, m.kode_satker
        ) as urutan
    from pok_asing as d
    inner join raw.nama_satker as m on d.kunci = translate(m.kunci_nama, ' ', '')
),

usulan_pok as (
    select d.file_id, d.nama_satker, max(u.usulan) as usulan
    from pok_asing as d
    inner join raw.usulan_satker as u on d.kunci = translate(u.kunci_nama, ' ', '')
    group by d.file_id, d.nama_satker
),

pok_tanpa_satker as (
    select
        d.file_id,
        cast(null as varchar) as kode_satker,
        d.lembar,
        d.baris,
        coalesce(k.kolom, 'nama satker') as kolom,
        d.nama_satker as nilai,
        'SATKER-01' as aturan,
        concat(
            case
                when d.nama_satker is null then 'Kode dan nama satker tidak tertulis di baris ini'
                when g.kode is not null
                    then concat('Nama satker di lembar ini menunjuk beberapa satker sekaligus di peta satker: ', g.kode)
                when m.masa is not null
                    then
                        concat(
                            'Nama satker di lembar ini ada di peta satker, tetapi tidak berlaku pada tanggal berkas ',
                            cast(d.tanggal as varchar), '; di peta, nama itu berlaku untuk satker ', m.masa
                        )
                when u.usulan is null
                    then 'Nama satker di lembar ini tidak ada di peta satker, dan tidak ada nama yang mirip'
                else
                    concat('Nama satker di lembar ini tidak ada di peta satker; nama terdekat di peta: ', u.usulan)
            end,
            ' (', cast(d.jumlah_baris as varchar), ' baris tidak dipakai).'
        ) as alasan,
        case
            when d.nama_satker is null then 'Isi satker di baris itu, lalu kirim ulang berkasnya.'
            when g.kode is not null
                then
                    'Hapus baris yang salah di peta satker (--satker), atau isi mulai dan sampai sehingga masa berlakunya tidak bertumpuk.'
            when m.masa is not null
                then
                    'Perbaiki kolom mulai dan sampai nama satker ini di peta satker (--satker).'
            else
                'Tambahkan nama satker ini beserta kodenya ke peta satker (--satker), atau kirim ulang berkas dengan nama yang benar.'
        end as saran
    from pok_asing as d
    left join kode_ganda_pok as g on d.file_id = g.file_id and d.nama_satker = g.nama_satker
    left join masa_berlaku_pok as m
        on d.file_id = m.file_id and d.nama_satker = m.nama_satker and m.urutan = 1
    left join usulan_pok as u on d.file_id = u.file_id and d.nama_satker = u.nama_satker
    left join raw.kolom as k
        on d.file_id = k.file_id and d.lembar = k.lembar and k.nama = 'nama_satker' and k.tingkat is null
),

baris_tertahan as (
    select
        d.file_id,
        d.kode_satker,
        d.lembar,
        d.baris,
        coalesce(k.kolom, 'kode ro') as kolom,
        concat(d.kode_kro, '.', r.nomor_ro) as nilai,
        'DATAR-22' as aturan,
        concat(
            case d.masalah
                when 'program tidak diketahui'
                    then
                        concat(
                            'Program dan kegiatan tidak tertulis di lembar ini, dan tidak ada dokumen satker ',
                            d.kode_satker, ' yang memuat RO ', d.kode_kro, '.', r.nomor_ro
                        )
                when 'program lebih dari satu'
                    then
                        concat(
                            'Program dan kegiatan tidak tertulis di lembar ini, dan dokumen satker ', d.kode_satker,
                            ' memuat lebih dari satu RO ', d.kode_kro, '.', r.nomor_ro, ' (', d.ro_sepadan, ')'
                        )
                else 'Kode RO, komponen, sub komponen, atau akun di baris ini kosong'
            end,
            ', sehingga realisasi satker itu di berkas ini tidak dipakai.'
        ) as alasan,
        case d.masalah
            when 'program tidak diketahui'
                then
                    'Kirim juga FA Detail atau data mentah SAKTI satker itu yang memuat RO ini; berkas ini lalu dipakai tanpa dikirim ulang.'
            when 'program lebih dari satu'
                then 'Kirim FA Detail atau data mentah SAKTI bulan itu sebagai ganti lembar ini.'
            else 'Lengkapi kode di baris itu, lalu kirim ulang berkasnya.'
        end as saran
    from core.realisasi_datar as d
    inner join terkoreksi.realisasi_datar as r on d.file_id = r.file_id and d.lembar = r.lembar and d.baris = r.baris
    left join raw.kolom as k
        on d.file_id = k.file_id and d.lembar = k.lembar and k.nama = 'nomor_ro' and k.tingkat is null
    where d.masalah <> 'satker tidak dikenal'
),

uang as (
    select pagu as nilai
    from core.snapshot_anggaran
    where parsial
    union
    select u.pagu as nilai
    from core.snapshot_anggaran as s
    inner join core.snapshot_anggaran as u on s.file_id_utuh = u.file_id and s.kode_satker = u.kode_satker
    union
    select coalesce(anggaran_terbaca, 0) as nilai
    from core.dokumen_rak
    where parsial
    union
    select total_deklarasi as nilai
    from core.dokumen_rak
    where parsial and total_deklarasi is not null
),

uang_berdigit as (
    select nilai, lpad(cast(abs(nilai) as varchar), 21, '0') as digit
    from uang
),

uang_tertulis as (
    select
        nilai,
        concat(case when nilai < 0 then '-Rp' else 'Rp' end, coalesce(nullif(trim(leading '0.' from concat(
            substr(digit, 1, 3), '.', substr(digit, 4, 3), '.', substr(digit, 7, 3), '.', substr(digit, 10, 3), '.',
            substr(digit, 13, 3), '.', substr(digit, 16, 3), '.', substr(digit, 19, 3)
        )), ''), '0')) as tertulis
    from uang_berdigit
),

ekspor_tersaring as (
    select
        s.file_id,
        s.kode_satker,
        cast(null as varchar) as lembar,
        cast(null as bigint) as baris,
        'pagu' as kolom,
        cast(s.pagu as varchar) as nilai,
        'FA-20' as aturan,
        concat(
            'RO atau akun di ekspor ini (pagu ', p.tertulis, ') hanya sebagian dari yang ada di berkas ', b.nama,
            ' (pagu ', q.tertulis,
            ') untuk satker dan bulan yang sama, sehingga ekspor ini dianggap tersaring dan tidak menggantikannya.'
        ) as alasan,
        case s.jenis
            when 'fa_detail' then 'Unduh ulang Laporan FA Detail tanpa saringan program, RO, atau akun.'
            else 'Unduh ulang data mentah SAKTI satker itu tanpa saringan program, RO, atau akun.'
        end as saran
    from core.snapshot_anggaran as s
    inner join core.snapshot_anggaran as u on s.file_id_utuh = u.file_id and s.kode_satker = u.kode_satker
    inner join berkas as b on u.file_id = b.file_id
    inner join uang_tertulis as p on s.pagu = p.nilai
    inner join uang_tertulis as q on u.pagu = q.nilai
    where s.parsial
),

rak_terpotong as (
    select
        d.file_id,
        d.kode_satker,
        cast(null as varchar) as lembar,
        d.baris_total as baris,
        'total' as kolom,
        cast(d.total_deklarasi as varchar) as nilai,
        'RAK-20' as aturan,
        concat(
            case
                when t.tertulis is null
                    then concat('Total tidak tercetak di RAK ini dan yang terbaca hanya ', p.tertulis)
                else concat('Dari Total ', t.tertulis, ' yang tercetak di RAK ini, yang terbaca hanya ', p.tertulis)
            end,
            ', jauh kurang lengkap dibandingkan berkas ', b.nama,
            ' untuk satker dan tahun yang sama, sehingga berkas itu yang dipakai.'
        ) as alasan,
        'Kirim ulang RAK ini seutuhnya, dari halaman pertama sampai halaman terakhir yang memuat Total.' as saran
    from core.dokumen_rak as d
    inner join core.dokumen_rak as l on d.kode_satker = l.kode_satker and d.tahun = l.tahun and l.berlaku
    inner join berkas as b on l.file_id = b.file_id
    inner join uang_tertulis as p on coalesce(d.anggaran_terbaca, 0) = p.nilai
    left join uang_tertulis as t on d.total_deklarasi = t.nilai
    where d.parsial and not d.berlaku
),

berencana as (
    select distinct kode_satker, tahun
    from core.dokumen_rak
    where berlaku
),

indikator_asing as (
    select
        s.file_id,
        s.kode_satker,
        s.lembar,
        s.baris_sumber as baris,
        coalesce(k.kolom, s.kolom) as kolom,
        s.sebutan as nilai,
        'IND-01' as aturan,
        concat(
            case
                when s.kolom = 'kode_indikator'
                    then 'Kode indikator ini bukan kode SS.II dan tidak ada di peta indikator'
                else 'Kode indikator kosong dan nama ini tidak ada di RAK satker itu maupun di peta indikator'
            end,
            case
                when u.usulan is not null then concat('; indikator terdekat: ', u.usulan)
                when r.kode_satker is null then '; RAK satker itu untuk tahun yang sama belum ada'
                else '; tidak ada indikator yang mirip'
            end,
            '.'
        ) as alasan,
        case
            when s.kolom = 'kode_indikator' and translate(s.sebutan, '0123456789,', '##########.') in ('#.#', '##.#')
                then
                    concat(
                        lpad(substr(s.sebutan, 1, length(s.sebutan) - 2), 2, '0'), '.0', right(s.sebutan, 1), ' atau ',
                        lpad(substr(s.sebutan, 1, length(s.sebutan) - 2), 2, '0'), '.', right(s.sebutan, 1),
                        '0? Format kolom kode_indikator sebagai Teks, lalu tulis kodenya lengkap dan kirim ulang.'
                    )
            else
                'Isi kode indikator yang benar di lembar kinerja lalu kirim ulang, atau tambahkan ejaan ini ke peta indikator (--indikator).'
        end as saran
    from core.sebutan_indikator as s
    left join raw.kolom as k
        on
            s.file_id = k.file_id and coalesce(s.lembar, '') = coalesce(k.lembar, '') and s.kolom = k.nama
            and k.tingkat is null
    left join dq.usulan_indikator as u
        on
            s.kode_satker = u.kode_satker and s.tahun = u.tahun and s.sebutan = u.sebutan
            and coalesce(s.nama, '') = coalesce(u.nama, '')
    left join berencana as r on s.kode_satker = r.kode_satker and s.tahun = r.tahun
    where s.kode_indikator is null
),

indikator_bertentangan as (
    select
        s.file_id,
        s.kode_satker,
        s.lembar,
        s.baris_sumber as baris,
        coalesce(k.kolom, s.kolom) as kolom,
        s.sebutan as nilai,
        'IND-02' as aturan,
        concat(
            'Baris ini dan ', s.bertentangan_dengan, ' sama-sama berarti indikator ', s.kode_indikator, ' bulan ',
            cast(s.bulan as varchar), ', tetapi isinya berbeda, sehingga keduanya tidak dipakai.'
        ) as alasan,
        'Sisakan baris yang benar di lembar kinerja, hapus yang lain, lalu kirim ulang berkasnya.' as saran
    from core.sebutan_indikator as s
    left join raw.kolom as k
        on
            s.file_id = k.file_id and coalesce(s.lembar, '') = coalesce(k.lembar, '') and s.kolom = k.nama
            and k.tingkat is null
    where s.bertentangan_dengan is not null
),

berkas_tanpa_guna as (
    select distinct file_id
    from core.sebutan_indikator
    where not berkas_dikenali
),

semua as (
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from tolakan
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from rak_tanpa_satker
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from pok_tanpa_satker
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from baris_tertahan
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from ekspor_tersaring
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from rak_terpotong
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from indikator_asing
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from indikator_bertentangan
)

select
    s.file_id,
    b.nama as nama_berkas,
    b.jenis,
    coalesce(b.kode_satker, s.kode_satker) as kode_satker,
    b.tahun,
    b.bulan,
    s.lembar,
    s.baris,
    s.kolom,
    s.nilai,
    s.aturan,
    s.alasan,
    s.saran,
    case
        when b.ditarik or (b.status = 'digantikan' and b.jumlah_baris > 0) then 'selesai'
        when
            (
                b.status = 'ditolak' or b.jumlah_baris = 0 or s.aturan in ('SATKER-01', 'FA-20', 'RAK-20', 'DATAR-22')
                or t.file_id is not null
            )
            and not b.di_kotak_masuk
            then 'selesai'
        else 'terbuka'
    end as status,
    b.diterima_pada
from semua as s
inner join berkas as b on s.file_id = b.file_id
left join berkas_tanpa_guna as t on s.file_id = t.file_id
