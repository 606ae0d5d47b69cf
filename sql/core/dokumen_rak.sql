-- core.dokumen_rak: setiap dokumen RAK yang diterima, satkernya, dan yang berlaku untuk setiap satker dan tahun.
-- Nama unit dicocokkan dengan peta nama satker yang masih berlaku pada tahun itu; yang tidak dikenal ditahan.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas asal
--   nama_unit | teks | Nama unit seperti tercetak
--   kode_satker | kode | Kode satuan kerja; kosong bila nama unit tidak ada di peta
--   tahun | tahun | Tahun anggaran
--   waktu_sumber | waktu | Tanggal dokumen
--   total_deklarasi | rupiah | Total yang tercetak
--   baris_total | angka | Baris tempat Total tercetak
--   anggaran_terbaca | rupiah | Jumlah anggaran sub komponen berbeda yang terbaca
--   selisih_total | rupiah | Total tercetak dikurangi yang terbaca: uang di halaman yang hilang
--   berlaku | ya/tidak | Dipakai oleh tabel core lainnya
with cocok as (
    select
        d.file_id,
        m.kode_satker,
        row_number() over (
            partition by d.file_id
            order by m.mulai desc nulls last, m.kode_satker
        ) as urutan
    from raw.rak_dokumen as d
    inner join raw.nama_satker as m
        on
            d.kunci_nama = m.kunci_nama
            and (m.mulai is null or m.mulai <= cast(concat(cast(d.tahun as varchar), '-12-31') as date))
            and (m.sampai is null or m.sampai >= cast(concat(cast(d.tahun as varchar), '-01-01') as date))
),

subkomponen as (
    select distinct file_id, kode_ro, kode_komponen, kode_subkomponen, cast(anggaran as decimal(18, 0)) as anggaran
    from raw.rak_kontribusi
),

terbaca as (
    select file_id, cast(sum(anggaran) as decimal(18, 0)) as anggaran_terbaca
    from subkomponen
    group by file_id
),

dokumen as (
    select
        d.file_id,
        d.nama_unit,
        c.kode_satker,
        d.tahun,
        b.waktu_sumber,
        b.waktu_berkas,
        cast(d.total_deklarasi as decimal(18, 0)) as total_deklarasi,
        d.baris_total,
        t.anggaran_terbaca
    from raw.rak_dokumen as d
    inner join raw.berkas as b on d.file_id = b.file_id
    left join cocok as c on d.file_id = c.file_id and c.urutan = 1
    left join terbaca as t on d.file_id = t.file_id
    where b.status <> 'ditolak'
),

diurutkan as (
    select
        file_id,
        nama_unit,
        kode_satker,
        tahun,
        waktu_sumber,
        total_deklarasi,
        baris_total,
        anggaran_terbaca,
        row_number() over (
            partition by kode_satker, tahun
            order by waktu_sumber desc, waktu_berkas desc, file_id desc
        ) as urutan
    from dokumen
)

select
    file_id,
    nama_unit,
    kode_satker,
    tahun,
    waktu_sumber,
    total_deklarasi,
    baris_total,
    anggaran_terbaca,
    cast(total_deklarasi - anggaran_terbaca as decimal(18, 0)) as selisih_total,
    kode_satker is not null and urutan = 1 as berlaku
from diurutkan
