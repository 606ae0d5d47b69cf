-- mart.capaian_indikator: capaian setiap indikator dan bulan terhadap target bulan itu dan terhadap target tahunan.
-- Memuat kedua belas bulan setiap indikator di RAK, dan setiap bulan yang dilaporkan di lembar kinerja.
-- Capaian maksimum = realisasi / target x 100; minimum = (1 + (1 - realisasi / target)) x 100 (PermenPANRB 6/2022).
-- Target kosong atau nol, realisasi kosong, atau satuan keduanya berbeda: capaian kosong, bukan nol, dengan sebabnya di keterangan.
-- grain: kode_satker, tahun, kode_indikator, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   kode_sasaran | kode | Kode sasaran dua digit
--   kode_indikator | kode | Kode indikator SS.II
--   indikator | teks | Nama indikator menurut RAK; menurut lembar kinerja bila halaman RAK-nya hilang
--   satuan | teks | Satuan ukuran menurut lembar kinerja
--   satuan_persen | ya/tidak | Satuan itu persen; kosong bila tidak diketahui
--   polaritas | kode | maksimum atau minimum; kosong bila indikator tidak ada di RAK
--   satuan_campuran | ya/tidak | Target sebelum Desember berupa persen kemajuan, target Desember berupa jumlah
--   beda_satuan | ya/tidak | Satuan lembar kinerja bukan satuan target bulan itu (satuan_campuran); capaian tidak dihitung
--   target | angka | Target s.d. bulan itu menurut RAK; kosong berarti belum ada target
--   target_dilaporkan | angka | Target s.d. bulan itu menurut lembar kinerja, untuk pembanding
--   pembilang | angka | Pembilang
--   penyebut | angka | Penyebut
--   realisasi_dilaporkan | angka | Realisasi s.d. bulan itu seperti dilaporkan
--   realisasi | angka | Realisasi s.d. bulan itu yang dipakai: hasil hitung ulang bila ada
--   status | kode | Hitung ulang realisasi: sesuai, beda, atau tidak dihitung ulang; kosong bila belum dilaporkan
--   capaian_pct | persen | Capaian terhadap target bulan itu
--   kriteria | teks | Kriteria capaian_pct
--   target_tahunan | angka | Target bulan Desember menurut RAK
--   capaian_tahunan_pct | persen | Capaian terhadap target tahunan; kosong sebelum Desember bila satuannya campuran
--   kriteria_tahunan | teks | Kriteria capaian_tahunan_pct
--   keterangan | teks | Mengapa capaian_pct kosong; kosong bila ada
--   hambatan | teks | Hambatan
--   rencana_tindak_lanjut | teks | Rencana tindak lanjut
--   bukti_dukung | teks | Bukti dukung
--   file_id_target | kode | Berkas RAK asal target
--   baris_target | angka | Nomor baris target di berkas RAK
--   file_id | kode | Berkas asal realisasi
--   lembar | teks | Lembar kerja asal realisasi
--   baris_sumber | angka | Nomor baris realisasi di berkas asal
with rencana as (
    select
        t.kode_satker,
        t.tahun,
        t.bulan,
        t.kode_indikator,
        i.kode_sasaran,
        i.nama,
        i.polaritas,
        i.satuan_campuran,
        t.target,
        max(case when t.bulan = 12 then t.target end) over (
            partition by t.kode_satker, t.tahun, t.kode_indikator
        ) as target_tahunan,
        t.file_id,
        t.baris_sumber
    from core.target_indikator as t
    inner join core.indikator as i
        on t.kode_satker = i.kode_satker and t.tahun = i.tahun and t.kode_indikator = i.kode_indikator
),

gabungan as (
    select
        coalesce(p.kode_satker, r.kode_satker) as kode_satker,
        coalesce(p.tahun, r.tahun) as tahun,
        coalesce(p.bulan, r.bulan) as bulan,
        coalesce(p.kode_sasaran, substr(r.kode_indikator, 1, 2)) as kode_sasaran,
        coalesce(p.kode_indikator, r.kode_indikator) as kode_indikator,
        coalesce(p.nama, r.nama) as indikator,
        r.satuan,
        r.satuan_persen,
        p.polaritas,
        p.satuan_campuran,
        coalesce(p.satuan_campuran and r.satuan_persen <> (r.bulan < 12), false) as beda_satuan,
        p.target,
        r.target_dilaporkan,
        r.pembilang,
        r.penyebut,
        r.realisasi_dilaporkan,
        r.realisasi,
        r.status,
        p.target_tahunan,
        r.hambatan,
        r.rencana_tindak_lanjut,
        r.bukti_dukung,
        p.file_id as file_id_target,
        p.baris_sumber as baris_target,
        r.file_id,
        r.lembar,
        r.baris_sumber
    from rencana as p
    full outer join core.realisasi_indikator as r
        on
            p.kode_satker = r.kode_satker
            and p.tahun = r.tahun
            and p.kode_indikator = r.kode_indikator
            and p.bulan = r.bulan
),

rasio as (
    select
        *,
        case when not beda_satuan then cast(realisasi as double) / nullif(cast(target as double), 0) end as rasio_bulan,
        case
            when not beda_satuan and (bulan = 12 or not satuan_campuran)
                then cast(realisasi as double) / nullif(cast(target_tahunan as double), 0)
        end as rasio_tahunan
    from gabungan
),

persen as (
    select
        *,
        dua_desimal(case polaritas when 'minimum' then 1 + (1 - rasio_bulan) else rasio_bulan end * 100) as capaian_pct,
        dua_desimal(
            case polaritas when 'minimum' then 1 + (1 - rasio_tahunan) else rasio_tahunan end * 100
        ) as capaian_tahunan_pct
    from rasio
)

select
    p.kode_satker,
    p.tahun,
    p.bulan,
    p.kode_sasaran,
    p.kode_indikator,
    p.indikator,
    p.satuan,
    p.satuan_persen,
    p.polaritas,
    p.satuan_campuran,
    p.beda_satuan,
    p.target,
    p.target_dilaporkan,
    p.pembilang,
    p.penyebut,
    p.realisasi_dilaporkan,
    p.realisasi,
    p.status,
    p.capaian_pct,
    k.kriteria,
    p.target_tahunan,
    p.capaian_tahunan_pct,
    kt.kriteria as kriteria_tahunan,
    case
        when p.capaian_pct is not null then null
        when p.polaritas is null then 'Indikator tidak ada di RAK yang terbaca, sehingga tidak ada targetnya.'
        when p.realisasi is null and p.target is null
            then concat('Belum ada target maupun realisasi untuk bulan ', b.nama_bulan, '.')
        when p.file_id is null then concat('Realisasi bulan ', b.nama_bulan, ' belum ada di lembar kinerja yang diterima.')
        when p.realisasi is null then concat('Realisasi bulan ', b.nama_bulan, ' kosong di lembar kinerja.')
        when p.target is null then concat('Belum ada target untuk bulan ', b.nama_bulan, ' di RAK.')
        when p.beda_satuan
            then
                concat(
                    'Satuan di lembar kinerja (', p.satuan, ') bukan satuan target bulan ', b.nama_bulan, ' di RAK (',
                    case when p.bulan < 12 then 'persen kemajuan' else 'jumlah' end,
                    '), sehingga capaian tidak dihitung.'
                )
        else concat('Target bulan ', b.nama_bulan, ' nol, sehingga capaian tidak dapat dihitung.')
    end as keterangan,
    p.hambatan,
    p.rencana_tindak_lanjut,
    p.bukti_dukung,
    p.file_id_target,
    p.baris_target,
    p.file_id,
    p.lembar,
    p.baris_sumber
from persen as p
inner join ref.bulan as b on p.bulan = b.bulan
left join ref.kriteria_capaian as k
    on
        p.tahun between k.tahun_mulai and k.tahun_sampai
        and (k.batas_bawah is null or p.capaian_pct >= k.batas_bawah)
        and (k.batas_atas is null or p.capaian_pct <= k.batas_atas)
left join ref.kriteria_capaian as kt
    on
        p.tahun between kt.tahun_mulai and kt.tahun_sampai
        and (kt.batas_bawah is null or p.capaian_tahunan_pct >= kt.batas_bawah)
        and (kt.batas_atas is null or p.capaian_tahunan_pct <= kt.batas_atas)
