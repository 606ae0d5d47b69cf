-- dq.karantina: yang tidak masuk ke gudang data atau ditahan, di mana letaknya, mengapa, dan apa yang harus dilakukan.
-- Memuat tolakan pembaca berkas, RAK yang nama unitnya tidak ada di peta satker, dan ekspor FA Detail yang tersaring.
-- grain: satu penolakan
-- kolom:
--   file_id | kode | Berkas asal
--   nama_berkas | teks | Letak berkas di kotak masuk
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
--   status | kode | terbuka, atau selesai bila berkasnya sudah digantikan atau sudah dikeluarkan dari kotak masuk
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
            when u.usulan is null then 'Nama unit di RAK tidak ada di peta satker, dan tidak ada nama yang mirip.'
            else concat('Nama unit di RAK tidak ada di peta satker; nama terdekat di peta: ', u.usulan, '.')
        end as alasan,
        case
            when d.nama_unit is null then 'Kirim ulang RAK dengan nama unit di kepala dokumennya.'
            else
                'Tambahkan nama unit ini beserta kode satkernya ke peta satker (--satker), atau kirim ulang RAK dengan nama yang benar.'
        end as saran
    from core.dokumen_rak as d
    inner join raw.rak_dokumen as r on d.file_id = r.file_id
    left join raw.usulan_satker as u on r.kunci_nama = u.kunci_nama
    where d.kode_satker is null
),

ekspor as (
    select
        s.file_id,
        s.kode_satker,
        s.tahun,
        s.bulan,
        s.waktu_sumber,
        s.pagu,
        s.parsial,
        b.nama,
        lpad(cast(s.pagu as varchar), 18, '0') as digit
    from core.snapshot_anggaran as s
    inner join raw.berkas as b on s.file_id = b.file_id
),

ekspor_tertulis as (
    select
        file_id,
        kode_satker,
        tahun,
        bulan,
        pagu,
        parsial,
        nama,
        concat('Rp', coalesce(nullif(trim(leading '0.' from concat(
            substr(digit, 1, 3), '.', substr(digit, 4, 3), '.', substr(digit, 7, 3), '.',
            substr(digit, 10, 3), '.', substr(digit, 13, 3), '.', substr(digit, 16, 3)
        )), ''), '0')) as pagu_tertulis,
        row_number() over (
            partition by kode_satker, tahun, bulan
            order by pagu desc, waktu_sumber desc, file_id
        ) as urutan
    from ekspor
),

ekspor_tersaring as (
    select
        e.file_id,
        e.kode_satker,
        cast(null as varchar) as lembar,
        cast(null as bigint) as baris,
        'pagu' as kolom,
        cast(e.pagu as varchar) as nilai,
        'FA-20' as aturan,
        concat(
            'Pagu seluruhnya di ekspor ini ', e.pagu_tertulis,
            ', jauh di bawah ', p.pagu_tertulis,
            ' di berkas ', p.nama,
            ' untuk satker dan bulan yang sama, sehingga ekspor ini dianggap tersaring dan tidak menggantikannya.'
        ) as alasan,
        'Unduh ulang Laporan FA Detail tanpa saringan program atau RO.' as saran
    from ekspor_tertulis as e
    inner join ekspor_tertulis as p
        on e.kode_satker = p.kode_satker and e.tahun = p.tahun and e.bulan = p.bulan and p.urutan = 1
    where e.parsial
),

semua as (
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from tolakan
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from rak_tanpa_satker
    union all
    select file_id, kode_satker, lembar, baris, kolom, nilai, aturan, alasan, saran
    from ekspor_tersaring
),

di_kotak_masuk as (
    select distinct file_id
    from raw.kotak_masuk
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
        when b.status = 'digantikan' and b.jumlah_baris > 0 then 'selesai'
        when (b.status = 'ditolak' or b.jumlah_baris = 0) and k.file_id is null then 'selesai'
        else 'terbuka'
    end as status,
    b.diterima_pada
from semua as s
inner join raw.berkas as b on s.file_id = b.file_id
left join di_kotak_masuk as k on s.file_id = k.file_id
