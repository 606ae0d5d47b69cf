-- core.realisasi_indikator: realisasi kinerja setiap indikator dan bulan, dari lembar terbaru yang memuatnya.
-- Bila pembilang dan penyebut ada, realisasi dihitung ulang; yang dilaporkan tetap disimpan.
-- Satuan persen dikenali dari satuannya; bila satuan kosong, dari nama indikator yang diawali kata persen.
-- grain: kode_satker, tahun, kode_indikator, bulan
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan 1-12
--   kode_indikator | kode | Kode indikator SS.II
--   nama | teks | Nama indikator menurut lembar kinerja
--   satuan | teks | Satuan ukuran
--   target_dilaporkan | angka | Target s.d. bulan menurut lembar kinerja
--   pembilang | angka | Pembilang
--   penyebut | angka | Penyebut
--   realisasi_dilaporkan | angka | Realisasi s.d. bulan seperti dilaporkan
--   realisasi_hitung | angka | pembilang / penyebut, dikali 100 bila satuannya persen, dibulatkan dua desimal
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
        r.kode_indikator,
        r.indikator as nama,
        r.satuan,
        cast(r.target_sd_bulan as decimal(18, 4)) as target_dilaporkan,
        cast(r.pembilang as decimal(18, 4)) as pembilang,
        cast(r.penyebut as decimal(18, 4)) as penyebut,
        cast(r.realisasi as decimal(18, 4)) as realisasi_dilaporkan,
        r.hambatan,
        r.rencana_tindak_lanjut,
        r.bukti_dukung,
        r.file_id,
        r.lembar,
        r.baris as baris_sumber,
        row_number() over (
            partition by r.kode_satker, r.tahun, r.kode_indikator, r.bulan
            order by b.waktu_sumber desc, b.waktu_berkas desc, r.file_id desc, r.baris
        ) as urutan
    from raw.realisasi_kinerja as r
    inner join raw.berkas as b on r.file_id = b.file_id
    where b.status <> 'ditolak'
),

dihitung as (
    select
        kode_satker,
        tahun,
        bulan,
        kode_indikator,
        nama,
        satuan,
        target_dilaporkan,
        pembilang,
        penyebut,
        realisasi_dilaporkan,
        cast(
            round(
                cast(
                    cast(pembilang as double) / nullif(cast(penyebut as double), 0)
                    * case
                        when lower(satuan) like '%persen%' or position('%' in satuan) > 0 then 100
                        when satuan is null and lower(nama) like 'persen%' then 100
                        else 1
                    end
                    as decimal(28, 8)
                ),
                2
            ) as decimal(18, 4)
        ) as realisasi_hitung,
        hambatan,
        rencana_tindak_lanjut,
        bukti_dukung,
        file_id,
        lembar,
        baris_sumber
    from laporan
    where urutan = 1
)

select
    d.kode_satker,
    d.tahun,
    d.bulan,
    d.kode_indikator,
    d.nama,
    d.satuan,
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
