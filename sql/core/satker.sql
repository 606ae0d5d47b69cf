-- core.satker: satuan kerja yang dikenal, dari peta nama dan dari dokumen.
-- grain: kode_satker
-- kolom:
--   kode_satker | kode | Kode satuan kerja enam digit
--   nama_satker | teks | Nama terbaru: dari peta nama bila ada, selain itu dari dokumen terbaru
with nama as (
    select kode_satker, nama as nama_satker, 1 as sumber, coalesce(cast(mulai as timestamp), timestamp '1900-01-01 00:00:00') as waktu
    from raw.nama_satker
    union all
    select kode_satker, nama_satker, 2 as sumber, waktu_sumber as waktu
    from raw.berkas
    where kode_satker is not null and status <> 'ditolak' and diganti_oleh is null
    union all
    select r.kode_satker, null as nama_satker, 3 as sumber, timestamp '1900-01-01 00:00:00' as waktu
    from raw.realisasi_kinerja as r
    inner join raw.berkas as b on r.file_id = b.file_id
    where b.diganti_oleh is null
    group by r.kode_satker
),

diurutkan as (
    select
        kode_satker,
        nama_satker,
        row_number() over (
            partition by kode_satker
            order by nama_satker is null, sumber, waktu desc, nama_satker
        ) as urutan
    from nama
)

select kode_satker, nama_satker
from diurutkan
where urutan = 1
