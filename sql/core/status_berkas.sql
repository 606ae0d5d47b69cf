-- core.status_berkas: apakah setiap berkas dipakai, sudah digantikan versi yang lebih baru, atau ditolak.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas
--   status | kode | diterima, digantikan, atau ditolak (oleh pembaca, atau ditarik koreksi)
with dipakai as (
    select file_id
    from core.snapshot_anggaran
    where berlaku or parsial or tertahan or kurang_baris
    union
    select file_id
    from core.realisasi_datar
    where kode_satker is null
    union
    select file_id
    from core.dokumen_rak
    where berlaku or parsial or kode_satker is null
    union
    select file_id
    from core.realisasi_indikator
    union
    select file_id
    from core.rpd
    union
    select file_id
    from core.sebutan_indikator
    where not berkas_dikenali
)

select
    b.file_id,
    case
        when t.file_id is null then 'ditolak'
        when d.file_id is null then 'digantikan'
        else 'diterima'
    end as status
from raw.berkas as b
left join terkoreksi.berkas as t on b.file_id = t.file_id
left join dipakai as d on b.file_id = d.file_id
