-- core.snapshot_anggaran: setiap ekspor FA Detail yang diterima; satu yang berlaku untuk setiap satker dan bulan.
-- Yang berlaku adalah ekspor terbaru yang tidak parsial; ekspor parsial (tersaring) hanya berlaku bila tidak ada yang lain.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas asal
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   waktu_sumber | waktu | Waktu ekspor dibuat
--   pagu | rupiah | Pagu seluruhnya menurut baris JUMLAH SELURUHNYA
--   realisasi_sd | rupiah | Realisasi s.d. bulan menurut baris JUMLAH SELURUHNYA
--   parsial | ya/tidak | Pagunya jauh di bawah ekspor lain untuk satker dan bulan yang sama
--   berlaku | ya/tidak | Dipakai oleh core.realisasi_anggaran
with ekspor as (
    select
        b.file_id,
        b.kode_satker,
        b.tahun,
        b.bulan,
        b.waktu_sumber,
        b.waktu_berkas,
        cast(t.pagu as decimal(18, 0)) as pagu,
        cast(t.realisasi_sd as decimal(18, 0)) as realisasi_sd
    from raw.berkas as b
    inner join raw.fa_detail as t on b.file_id = t.file_id and t.tingkat = 'total'
    where b.status <> 'ditolak'
),

terbesar as (
    select kode_satker, tahun, bulan, max(pagu) as pagu_terbesar
    from ekspor
    group by kode_satker, tahun, bulan
),

dinilai as (
    select
        e.file_id,
        e.kode_satker,
        e.tahun,
        e.bulan,
        e.waktu_sumber,
        e.waktu_berkas,
        e.pagu,
        e.realisasi_sd,
        e.pagu < t.pagu_terbesar * a.nilai as parsial
    from ekspor as e
    inner join terbesar as t on e.kode_satker = t.kode_satker and e.tahun = t.tahun and e.bulan = t.bulan
    inner join ref.ambang as a on a.nama = 'ekspor_parsial'
),

diurutkan as (
    select
        file_id,
        kode_satker,
        tahun,
        bulan,
        waktu_sumber,
        pagu,
        realisasi_sd,
        parsial,
        row_number() over (
            partition by kode_satker, tahun, bulan
            order by parsial, waktu_sumber desc, waktu_berkas desc, file_id desc
        ) as urutan
    from dinilai
)

select
    file_id,
    kode_satker,
    tahun,
    bulan,
    waktu_sumber,
    pagu,
    realisasi_sd,
    parsial,
    urutan = 1 as berlaku
from diurutkan
