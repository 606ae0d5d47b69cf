-- core.status_berkas: apakah berkas yang diterima masih dipakai atau sudah digantikan versi yang lebih baru.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas
--   status | kode | diterima atau digantikan
with dipakai as (
    select file_id
    from core.snapshot_anggaran
    where berlaku or parsial
    union
    select file_id
    from core.dokumen_rak
    where berlaku or parsial or kode_satker is null
    union
    select file_id
    from core.realisasi_indikator
)

select
    b.file_id,
    case when d.file_id is null then 'digantikan' else 'diterima' end as status
from raw.berkas as b
left join dipakai as d on b.file_id = d.file_id
where b.status <> 'ditolak'
