-- mart.capaian_triwulan: capaian setiap indikator dan triwulan, yaitu nilai bulan terakhirnya di mart.capaian_indikator.
-- Bukan jumlah dan bukan rata-rata bulan. Memuat keempat triwulan setiap indikator di RAK atau di lembar kinerja; yang belum
-- dapat dinilai disebut alasannya.
-- grain: kode_satker, tahun, kode_indikator, triwulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   triwulan | angka | Triwulan 1-4
--   bulan | bulan | Bulan terakhir triwulan: 3, 6, 9, atau 12
--   kode_sasaran | kode | Kode sasaran dua digit
--   nama_sasaran | teks | Nama sasaran; kosong bila barisnya tidak terbaca
--   kode_indikator | kode | Kode indikator SS.II
--   indikator | teks | Nama indikator menurut RAK; bila halaman RAK-nya hilang menurut lembar kinerja, sedapatnya yang tidak lewat bulan itu
--   satuan | teks | Satuan ukuran menurut lembar kinerja bulan itu atau yang terdekat sebelumnya; satuan target bulan itu
--   polaritas | kode | maksimum atau minimum; kosong bila indikator tidak ada di RAK
--   satuan_campuran | ya/tidak | Target sebelum Desember berupa persen kemajuan, target tahunan berupa jumlah
--   target | angka | Target s.d. bulan itu menurut RAK; kosong berarti belum ada target
--   pembilang | angka | Pembilang
--   penyebut | angka | Penyebut
--   realisasi | angka | Realisasi s.d. bulan itu yang dipakai: hasil hitung ulang bila ada
--   capaian_pct | persen | Capaian terhadap target triwulan itu
--   kriteria | teks | Kriteria capaian_pct
--   target_tahunan | angka | Target bulan Desember menurut RAK
--   capaian_tahunan_pct | persen | Capaian terhadap target tahunan; kosong sebelum Desember bila satuannya campuran
--   kriteria_tahunan | teks | Kriteria capaian_tahunan_pct
--   keterangan | teks | Mengapa capaian_pct kosong; kosong bila ada
--   hambatan | teks | Hambatan
--   rencana_tindak_lanjut | teks | Rencana tindak lanjut
--   bukti_dukung | teks | Bukti dukung
--   file_id_target | kode | Berkas RAK asal target; kosong bila tidak ada target
--   baris_target | angka | Nomor baris target di berkas RAK; kosong bila tidak ada target
--   file_id | kode | Berkas asal realisasi
--   lembar | teks | Lembar kerja asal realisasi
--   baris_sumber | angka | Nomor baris realisasi di berkas asal
with tahunan as (
    select
        i.kode_satker,
        i.tahun,
        i.kode_indikator,
        i.kode_sasaran,
        i.nama,
        i.polaritas,
        i.satuan_campuran,
        t.target
    from core.indikator as i
    inner join core.target_indikator as t
        on i.kode_satker = t.kode_satker and i.tahun = t.tahun and i.kode_indikator = t.kode_indikator
    where t.bulan = 12
),

dilaporkan as (
    select
        kode_satker,
        tahun,
        kode_indikator,
        nama,
        row_number() over (partition by kode_satker, tahun, kode_indikator order by nama is null, bulan) as urutan
    from core.realisasi_indikator
),

daftar as (
    select
        coalesce(t.kode_satker, d.kode_satker) as kode_satker,
        coalesce(t.tahun, d.tahun) as tahun,
        coalesce(t.kode_indikator, d.kode_indikator) as kode_indikator,
        coalesce(t.kode_sasaran, substr(d.kode_indikator, 1, 2)) as kode_sasaran,
        t.nama as nama_rak,
        d.nama as nama_lembar,
        t.polaritas,
        t.satuan_campuran,
        t.target as target_tahunan
    from tahunan as t
    full outer join (select kode_satker, tahun, kode_indikator, nama from dilaporkan where urutan = 1) as d
        on t.kode_satker = d.kode_satker and t.tahun = d.tahun and t.kode_indikator = d.kode_indikator
),

akhir_triwulan as (
    select triwulan, max(bulan) as bulan
    from ref.bulan
    group by triwulan
),

-- Yang tertulis sesudah triwulan itu tidak berlaku surut. Target campuran bersatuan lain di bulan Desember.
satuan as (
    select
        r.kode_satker,
        r.tahun,
        r.kode_indikator,
        w.triwulan,
        r.satuan,
        row_number() over (
            partition by r.kode_satker, r.tahun, r.kode_indikator, w.triwulan order by r.bulan desc
        ) as urutan
    from core.realisasi_indikator as r
    inner join akhir_triwulan as w on r.bulan <= w.bulan
    left join core.indikator as i
        on r.kode_satker = i.kode_satker and r.tahun = i.tahun and r.kode_indikator = i.kode_indikator
    where r.satuan is not null and (r.bulan = 12 or w.bulan < 12 or not coalesce(i.satuan_campuran, false))
),

nama as (
    select
        r.kode_satker,
        r.tahun,
        r.kode_indikator,
        w.triwulan,
        r.nama,
        row_number() over (
            partition by r.kode_satker, r.tahun, r.kode_indikator, w.triwulan order by r.bulan desc
        ) as urutan
    from core.realisasi_indikator as r
    inner join akhir_triwulan as w on r.bulan <= w.bulan
    where r.nama is not null
)

select
    d.kode_satker,
    d.tahun,
    w.triwulan,
    w.bulan,
    d.kode_sasaran,
    s.nama_sasaran,
    d.kode_indikator,
    coalesce(d.nama_rak, n.nama, d.nama_lembar) as indikator,
    u.satuan,
    d.polaritas,
    coalesce(d.satuan_campuran, false) as satuan_campuran,
    c.target,
    c.pembilang,
    c.penyebut,
    c.realisasi,
    c.capaian_pct,
    c.kriteria,
    d.target_tahunan,
    c.capaian_tahunan_pct,
    c.kriteria_tahunan,
    coalesce(
        c.keterangan,
        case
            when c.kode_indikator is null
                then 'Indikator tidak ada di RAK yang terbaca, sehingga tidak ada targetnya.'
        end
    ) as keterangan,
    c.hambatan,
    c.rencana_tindak_lanjut,
    c.bukti_dukung,
    case when c.target is not null then c.file_id_target end as file_id_target,
    case when c.target is not null then c.baris_target end as baris_target,
    c.file_id,
    c.lembar,
    c.baris_sumber
from daftar as d
cross join akhir_triwulan as w
left join mart.capaian_indikator as c
    on
        d.kode_satker = c.kode_satker
        and d.tahun = c.tahun
        and d.kode_indikator = c.kode_indikator
        and w.bulan = c.bulan
left join satuan as u
    on
        d.kode_satker = u.kode_satker
        and d.tahun = u.tahun
        and d.kode_indikator = u.kode_indikator
        and w.triwulan = u.triwulan
        and u.urutan = 1
left join nama as n
    on
        d.kode_satker = n.kode_satker
        and d.tahun = n.tahun
        and d.kode_indikator = n.kode_indikator
        and w.triwulan = n.triwulan
        and n.urutan = 1
left join core.sasaran as s
    on d.kode_satker = s.kode_satker and d.tahun = s.tahun and d.kode_sasaran = s.kode_sasaran
