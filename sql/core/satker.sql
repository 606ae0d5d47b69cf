-- core.satker: satuan kerja yang dikenal, dari peta nama dan dari dokumen.
-- grain: kode_satker
-- kolom:
--   kode_satker | kode | Kode satuan kerja enam digit
--   nama_satker | teks | Nama terbaru: dari peta nama bila ada, selain itu dari dokumen terbaru
with dikenal as (
    select kode_satker
    from core.nama_satker
    union
    select kode_satker
    from terkoreksi.berkas
    where kode_satker is not null and jenis not in ('realisasi_kinerja', 'rpd')
    union
    select kode_satker
    from core.rpd
    union
    select kode_satker
    from core.snapshot_anggaran
    union
    select r.kode_satker
    from terkoreksi.realisasi_kinerja as r
    inner join terkoreksi.berkas as b on r.file_id = b.file_id
    where b.diganti_oleh is null
),

bernama as (
    select
        kode_satker,
        nama_satker,
        row_number() over (partition by kode_satker order by mulai desc nulls last) as urutan
    from core.nama_satker
)

select d.kode_satker, n.nama_satker
from dikenal as d
left join bernama as n on d.kode_satker = n.kode_satker and n.urutan = 1
