-- core.realisasi_indikator: realisasi kinerja setiap indikator dan bulan, dari lembar terbaru yang memuatnya.
-- Baris tanpa kode indikator dipakai bila sebutannya dikenali (core.sebutan_indikator).
-- Bila pembilang dan penyebut ada, realisasi dihitung ulang; yang dilaporkan tetap disimpan.
-- Satuan persen (atau prosen, %, pct) dikenali dari satuannya; bila satuan kosong, dari awal nama indikator. Selain persen,
-- pengalinya 1 atau 100, mana yang hasilnya lebih dekat dengan yang dilaporkan; bila tidak ada yang dilaporkan, pengalinya
-- 1, atau tidak dihitung ulang bila satuannya kosong.
-- grain: kode_satker, tahun, kode_indikator, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   kode_indikator | kode | Kode indikator SS.II
--   nama | teks | Nama indikator menurut lembar kinerja
--   satuan | teks | Satuan ukuran
--   satuan_persen | ya/tidak | Satuannya persen; kosong bila satuan kosong dan namanya tidak diawali kata persen atau prosentase
--   target_dilaporkan | angka | Target s.d. bulan menurut lembar kinerja
--   pembilang | angka | Pembilang
--   penyebut | angka | Penyebut
--   realisasi_dilaporkan | angka | Realisasi s.d. bulan seperti dilaporkan
--   realisasi_hitung | angka | pembilang / penyebut, dikali 100 bila persen (lihat di atas), dibulatkan dua desimal; kosong bila tidak dihitung
--   realisasi | angka | Yang dipakai: hasil hitung ulang bila ada, selain itu yang dilaporkan
--   status | kode | sesuai, beda, atau tidak dihitung ulang
--   hambatan | teks | Hambatan
--   rencana_tindak_lanjut | teks | Rencana tindak lanjut
--   bukti_dukung | teks | Bukti dukung
--   file_id | kode | Berkas asal
--   lembar | teks | Lembar kerja asal
--   baris_sumber | angka | Nomor baris di berkas asal
with laporan as (
    select
        r.kode_satker,
        r.tahun,
        r.bulan,
        coalesce(r.kode_indikator, s.kode_indikator) as kode_indikator,
        r.indikator as nama,
        r.satuan,
        case
            when r.satuan is not null
                then
                    lower(r.satuan) like '%persen%' or lower(r.satuan) like '%prosen%' or lower(r.satuan) = 'pct'
                    or position('%' in r.satuan) > 0
            when lower(r.indikator) like 'persen%' or lower(r.indikator) like 'prosen%' then true
        end as satuan_persen,
        cast(r.target_sd_bulan as decimal(28, 4)) as target_dilaporkan,
        cast(r.pembilang as decimal(28, 4)) as pembilang,
        cast(r.penyebut as decimal(28, 4)) as penyebut,
        cast(r.realisasi as decimal(28, 4)) as realisasi_dilaporkan,
        r.hambatan,
        r.rencana_tindak_lanjut,
        r.bukti_dukung,
        r.file_id,
        r.lembar,
        r.baris as baris_sumber,
        row_number() over (
            partition by r.kode_satker, r.tahun, coalesce(r.kode_indikator, s.kode_indikator), r.bulan
            order by b.waktu_sumber desc, b.waktu_berkas desc, r.file_id desc, r.baris
        ) as urutan
    from terkoreksi.realisasi_kinerja as r
    inner join terkoreksi.berkas as b on r.file_id = b.file_id
    left join core.sebutan_indikator as s
        on r.file_id = s.file_id and coalesce(r.lembar, '') = coalesce(s.lembar, '') and r.baris = s.baris_sumber
    where
        b.diganti_oleh is null
        and coalesce(r.kode_indikator, s.kode_indikator) is not null
        and s.bertentangan_dengan is null
),

dibagi as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_indikator,
        nama,
        satuan,
        satuan_persen,
        target_dilaporkan,
        pembilang,
        penyebut,
        realisasi_dilaporkan,
        cast(pembilang as double) / nullif(cast(penyebut as double), 0) as hasil_bagi,
        hambatan,
        rencana_tindak_lanjut,
        bukti_dukung,
        file_id,
        lembar,
        baris_sumber
    from laporan
    where urutan = 1
),

dihitung as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_indikator,
        nama,
        satuan,
        satuan_persen,
        target_dilaporkan,
        pembilang,
        penyebut,
        realisasi_dilaporkan,
        cast(
            dua_desimal(
                hasil_bagi
                * case
                    when satuan_persen then 100
                    when
                        abs(hasil_bagi * 100 - cast(realisasi_dilaporkan as double))
                        < abs(hasil_bagi - cast(realisasi_dilaporkan as double))
                        then 100
                    when realisasi_dilaporkan is not null or satuan is not null then 1
                end
            ) as decimal(28, 4)
        ) as realisasi_hitung,
        hambatan,
        rencana_tindak_lanjut,
        bukti_dukung,
        file_id,
        lembar,
        baris_sumber
    from dibagi
)

select
    d.kode_satker,
    d.tahun,
    d.bulan,
    d.kode_indikator,
    d.nama,
    d.satuan,
    d.satuan_persen,
    d.target_dilaporkan,
    d.pembilang,
    d.penyebut,
    d.realisasi_dilaporkan,
    d.realisasi_hitung,
    coalesce(d.realisasi_hitung, d.realisasi_dilaporkan) as realisasi,
    case
        when d.realisasi_hitung is null or d.realisasi_dilaporkan is null then 'tidak dihitung ulang'
        when abs(d.realisasi_dilaporkan - d.realisasi_hitung) < a.nilai then 'sesuai'
        else 'beda'
    end as status,
    d.hambatan,
    d.rencana_tindak_lanjut,
    d.bukti_dukung,
    d.file_id,
    d.lembar,
    d.baris_sumber
from dihitung as d
inner join ref.ambang as a on a.nama = 'beda_realisasi'
