-- core.sebutan_indikator: baris lembar kinerja yang menyebut indikatornya tanpa kode SS.II, dan kode yang dimaksud.
-- Sebutan adalah isi kolom kode indikator bila terisi, selain itu nama indikator. Kodenya dari peta indikator (--indikator;
-- baris untuk satker lalu untuk tahun itu menang), dan bila kolom kode kosong juga dari nama yang sama di RAK yang berlaku.
-- Huruf besar, spasi, dan tanda baca penutup tidak dibedakan.
-- Dua baris satu berkas yang berarti indikator dan bulan yang sama tetapi berbeda isi ditahan keduanya, juga bila menjadi
-- sama karena koreksi; karena itu baris berkode yang bertentangan ikut dimuat.
-- grain: file_id, lembar, baris_sumber
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Lembar kerja asal; kosong untuk CSV
--   baris_sumber | angka | Nomor baris di berkas asal
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   kolom | kode | Kolom tempat sebutan: kode_indikator atau indikator
--   sebutan | teks | Sebutan indikator, persis seperti di berkas
--   nama | teks | Nama indikator menurut lembar kinerja
--   kode_indikator | kode | Kode indikator yang dimaksud; kosong bila tidak diketahui
--   cara | kode | Asal kode: kode (tertulis), peta, atau rak; kosong bila tidak diketahui
--   bertentangan_dengan | teks | Letak baris yang berarti sama tetapi berbeda isi; kosong bila tidak ada
--   berkas_dikenali | ya/tidak | Berkas itu mempunyai baris yang indikatornya diketahui dan tidak bertentangan
with perlu_dibaca as (
    select file_id
    from raw.realisasi_kinerja
    where kode_indikator is null
    union
    select file_id
    from raw.koreksi_sel
    where tabel = 'realisasi_kinerja'
),

laporan as (
    select
        r.file_id,
        r.lembar,
        r.baris,
        r.kode_satker,
        r.tahun,
        r.bulan,
        r.kode_indikator,
        case when coalesce(r.kode_indikator, r.kode_tertulis) is null then 'indikator' else 'kode_indikator' end as kolom,
        coalesce(r.kode_indikator, r.kode_tertulis, r.indikator) as sebutan,
        r.indikator as nama
    from terkoreksi.realisasi_kinerja as r
    inner join terkoreksi.berkas as b on r.file_id = b.file_id
    inner join perlu_dibaca as p on r.file_id = p.file_id
    where b.diganti_oleh is null
),

sebutan as (
    select distinct
        kode_satker,
        tahun,
        kolom,
        sebutan,
        trim(trailing '.,;:' from upper(translate(sebutan, concat(' ', chr(9), chr(10), chr(13), chr(160)), ''))) as kunci
    from laporan
    where kode_indikator is null
),

peta as (
    select
        kode_indikator,
        kode_satker,
        tahun,
        trim(trailing '.,;:' from upper(translate(nama, concat(' ', chr(9), chr(10), chr(13), chr(160)), ''))) as kunci
    from raw.nama_indikator
),

rak as (
    select
        kode_satker,
        tahun,
        kode_indikator,
        trim(trailing '.,;:' from upper(translate(nama, concat(' ', chr(9), chr(10), chr(13), chr(160)), ''))) as kunci
    from core.indikator
),

dari_peta as (
    select
        s.kode_satker,
        s.tahun,
        s.kolom,
        s.sebutan,
        p.kode_indikator,
        row_number() over (
            partition by s.kode_satker, s.tahun, s.kolom, s.sebutan
            order by p.kode_satker is null, p.tahun is null, p.kode_indikator
        ) as urutan
    from sebutan as s
    inner join peta as p
        on
            s.kunci = p.kunci
            and (p.kode_satker is null or p.kode_satker = s.kode_satker)
            and (p.tahun is null or p.tahun = s.tahun)
),

-- Dua indikator dengan nama yang sama tidak dapat dibedakan dari namanya.
dari_rak as (
    select s.kode_satker, s.tahun, s.sebutan, min(r.kode_indikator) as kode_indikator
    from sebutan as s
    inner join rak as r on s.kode_satker = r.kode_satker and s.tahun = r.tahun and s.kunci = r.kunci
    where s.kolom = 'indikator'
    group by s.kode_satker, s.tahun, s.sebutan
    having count(*) = 1
),

dikenali as (
    select
        l.file_id,
        l.lembar,
        l.baris,
        l.kode_satker,
        l.tahun,
        l.bulan,
        l.kolom,
        l.sebutan,
        l.nama,
        coalesce(l.kode_indikator, p.kode_indikator, r.kode_indikator) as kode_indikator,
        case
            when l.kode_indikator is not null then 'kode'
            when p.kode_indikator is not null then 'peta'
            when r.kode_indikator is not null then 'rak'
        end as cara
    from laporan as l
    left join dari_peta as p
        on
            l.kode_satker = p.kode_satker and l.tahun = p.tahun and l.kolom = p.kolom and l.sebutan = p.sebutan
            and p.urutan = 1
    left join dari_rak as r
        on l.kolom = 'indikator' and l.kode_satker = r.kode_satker and l.tahun = r.tahun and l.sebutan = r.sebutan
),

rangkap as (
    select file_id, kode_satker, tahun, bulan, kode_indikator
    from dikenali
    where kode_indikator is not null
    group by file_id, kode_satker, tahun, bulan, kode_indikator
    having count(*) > 1
),

isi_rangkap as (
    select
        d.file_id,
        d.lembar,
        d.baris,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.kode_indikator,
        concat(
            coalesce(r.satuan, ''), '|', coalesce(r.target_sd_bulan, ''), '|', coalesce(r.pembilang, ''), '|',
            coalesce(r.penyebut, ''), '|', coalesce(r.realisasi, ''), '|', coalesce(r.hambatan, ''), '|',
            coalesce(r.rencana_tindak_lanjut, ''), '|', coalesce(r.bukti_dukung, '')
        ) as isi,
        concat(
            'baris ', cast(d.baris as varchar),
            case when d.lembar is null then '' else concat(' lembar ''', d.lembar, '''') end
        ) as letak
    from dikenali as d
    inner join rangkap as k
        on
            d.file_id = k.file_id and d.kode_satker = k.kode_satker and d.tahun = k.tahun and d.bulan = k.bulan
            and d.kode_indikator = k.kode_indikator
    inner join terkoreksi.realisasi_kinerja as r
        on d.file_id = r.file_id and coalesce(d.lembar, '') = coalesce(r.lembar, '') and d.baris = r.baris
),

disandingkan as (
    select
        file_id,
        lembar,
        baris,
        letak,
        min(isi) over (partition by file_id, kode_satker, tahun, bulan, kode_indikator) as isi_terkecil,
        max(isi) over (partition by file_id, kode_satker, tahun, bulan, kode_indikator) as isi_terbesar,
        first_value(letak) over (
            partition by file_id, kode_satker, tahun, bulan, kode_indikator
            order by lembar, baris
        ) as letak_pertama,
        first_value(letak) over (
            partition by file_id, kode_satker, tahun, bulan, kode_indikator
            order by lembar desc, baris desc
        ) as letak_terakhir
    from isi_rangkap
),

bertentangan as (
    select
        file_id,
        lembar,
        baris,
        case when letak = letak_pertama then letak_terakhir else letak_pertama end as bertentangan_dengan
    from disandingkan
    where isi_terkecil <> isi_terbesar
),

dinilai as (
    select
        d.file_id,
        d.lembar,
        d.baris,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.kolom,
        d.sebutan,
        d.nama,
        d.kode_indikator,
        d.cara,
        b.bertentangan_dengan
    from dikenali as d
    left join bertentangan as b
        on d.file_id = b.file_id and coalesce(d.lembar, '') = coalesce(b.lembar, '') and d.baris = b.baris
),

berkas_dikenali as (
    select distinct file_id
    from dinilai
    where kode_indikator is not null and bertentangan_dengan is null
)

select
    d.file_id,
    d.lembar,
    d.baris as baris_sumber,
    d.kode_satker,
    d.tahun,
    d.bulan,
    d.kolom,
    d.sebutan,
    d.nama,
    d.kode_indikator,
    d.cara,
    d.bertentangan_dengan,
    b.file_id is not null as berkas_dikenali
from dinilai as d
left join berkas_dikenali as b on d.file_id = b.file_id
where d.cara is null or d.cara <> 'kode' or d.bertentangan_dengan is not null
