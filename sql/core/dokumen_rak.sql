-- core.dokumen_rak: setiap dokumen RAK yang diterima, satkernya, dan yang berlaku untuk setiap satker dan tahun.
-- Nama unit dicocokkan dengan peta nama satker yang berlaku pada tanggal dokumen; yang tidak cocok ditahan.
-- Kelengkapan = anggaran_terbaca / total_deklarasi, paling tinggi 1; nol bila Total tidak tercetak.
-- Yang berlaku adalah dokumen terbaru yang tidak parsial; RAK yang terpotong tidak menggantikan yang lengkap.
-- grain: file_id
-- kolom:
--   file_id | kode | Berkas asal
--   nama_unit | teks | Nama unit seperti tercetak
--   kode_satker | kode | Kode satuan kerja; kosong bila nama unit tidak ada di peta pada tanggal dokumen, atau menunjuk dua kode sejak hari yang sama
--   tahun | tahun | Tahun anggaran
--   waktu_sumber | waktu | Tanggal dokumen (WIB)
--   total_deklarasi | rupiah | Total yang tercetak
--   baris_total | angka | Baris tempat Total tercetak
--   anggaran_terbaca | rupiah | Jumlah anggaran sub komponen berbeda yang terbaca
--   selisih_total | rupiah | Total tercetak dikurangi yang terbaca: uang di halaman yang hilang
--   parsial | ya/tidak | Kelengkapannya jauh di bawah RAK terlengkap untuk satker dan tahun yang sama (ref.ambang rak_parsial)
--   berlaku | ya/tidak | Dipakai oleh tabel core lainnya
with cocok as (
    select
        d.file_id,
        m.kode_satker,
        min(m.kode_satker) over (partition by d.file_id, m.mulai)
        <> max(m.kode_satker) over (partition by d.file_id, m.mulai) as bercabang,
        row_number() over (
            partition by d.file_id
            order by m.mulai desc nulls last, m.kode_satker
        ) as urutan
    from terkoreksi.rak_dokumen as d
    inner join terkoreksi.berkas as b on d.file_id = b.file_id
    inner join raw.nama_satker as m
        on
            d.kunci_nama = m.kunci_nama
            and (m.mulai is null or m.mulai <= cast(b.waktu_sumber as date))
            and (m.sampai is null or m.sampai >= cast(b.waktu_sumber as date))
),

subkomponen as (
    select
        file_id,
        kode_ro,
        kode_komponen,
        kode_subkomponen,
        max(cast(anggaran as decimal(18, 0))) as anggaran
    from terkoreksi.rak_kontribusi
    group by file_id, kode_ro, kode_komponen, kode_subkomponen
),

terbaca as (
    select file_id, cast(sum(anggaran) as decimal(28, 0)) as anggaran_terbaca
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
    from terkoreksi.rak_dokumen as d
    inner join terkoreksi.berkas as b on d.file_id = b.file_id
    left join cocok as c on d.file_id = c.file_id and c.urutan = 1 and not c.bercabang
    left join terbaca as t on d.file_id = t.file_id
),

dengan_kelengkapan as (
    select
        file_id,
        nama_unit,
        kode_satker,
        tahun,
        waktu_sumber,
        waktu_berkas,
        total_deklarasi,
        baris_total,
        anggaran_terbaca,
        case
            when total_deklarasi > 0 and anggaran_terbaca > 0
                then least(cast(anggaran_terbaca as double) / cast(total_deklarasi as double), 1)
            else 0
        end as kelengkapan
    from dokumen
),

terlengkap as (
    select kode_satker, tahun, max(kelengkapan) as kelengkapan
    from dengan_kelengkapan
    where kode_satker is not null
    group by kode_satker, tahun
),

dinilai as (
    select
        k.file_id,
        k.nama_unit,
        k.kode_satker,
        k.tahun,
        k.waktu_sumber,
        k.waktu_berkas,
        k.total_deklarasi,
        k.baris_total,
        k.anggaran_terbaca,
        coalesce(k.kelengkapan < cast(a.nilai as double) * t.kelengkapan, false) as parsial
    from dengan_kelengkapan as k
    inner join ref.ambang as a on a.nama = 'rak_parsial'
    left join terlengkap as t on k.kode_satker = t.kode_satker and k.tahun = t.tahun
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
        parsial,
        row_number() over (
            partition by kode_satker, tahun
            order by parsial, waktu_sumber desc, waktu_berkas desc, file_id desc
        ) as urutan
    from dinilai
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
    cast(total_deklarasi - anggaran_terbaca as decimal(28, 0)) as selisih_total,
    parsial,
    kode_satker is not null and urutan = 1 as berlaku
from diurutkan
