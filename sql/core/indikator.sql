-- core.indikator: indikator kinerja kegiatan dalam RAK yang berlaku.
-- grain: kode_satker, tahun, kode_indikator
-- kolom:
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   kode_sasaran | kode | Kode sasaran dua digit
--   kode_indikator | kode | Kode indikator SS.II
--   nama | teks | Nama indikator
--   anggaran | rupiah | Anggaran indikator yang tercetak; kosong bila tidak terbaca
--   polaritas | kode | maksimum (makin besar makin baik) atau minimum
--   satuan_campuran | ya/tidak | Target sebelum Desember berupa persen kemajuan, target Desember berupa jumlah
--   jumlah_kontribusi | rupiah | Jumlah kontribusi yang terbaca di bawah indikator
--   selisih | rupiah | Jumlah kontribusi dikurangi anggaran
--   status_rekonsiliasi | kode | cocok, kurang, lebih, atau tidak dapat diperiksa
--   file_id | kode | Berkas asal
--   baris_sumber | angka | Nomor baris di dokumen
with indikator as (
    select
        d.kode_satker,
        d.tahun,
        i.kode_sasaran,
        i.kode_indikator,
        i.nama,
        cast(i.anggaran as decimal(18, 0)) as anggaran,
        i.file_id,
        i.baris as baris_sumber
    from terkoreksi.rak_indikator as i
    inner join core.dokumen_rak as d on i.file_id = d.file_id
    where d.berlaku
),

terkumpul as (
    select kode_satker, tahun, kode_indikator, cast(sum(kontribusi) as decimal(28, 0)) as jumlah_kontribusi
    from core.kontribusi
    where kode_indikator is not null
    group by kode_satker, tahun, kode_indikator
),

rentang_target as (
    select
        file_id,
        kode_indikator,
        max(case when bulan < 12 then cast(target as decimal(28, 4)) end) as tertinggi_sebelum_desember,
        max(case when bulan = 12 then cast(target as decimal(28, 4)) end) as desember
    from terkoreksi.rak_target
    group by file_id, kode_indikator
)

select
    i.kode_satker,
    i.tahun,
    i.kode_sasaran,
    i.kode_indikator,
    i.nama,
    i.anggaran,
    coalesce(p.polaritas, 'maksimum') as polaritas,
    coalesce(upper(i.nama) like 'JUMLAH%' and r.tertinggi_sebelum_desember > r.desember, false) as satuan_campuran,
    t.jumlah_kontribusi,
    cast(t.jumlah_kontribusi - i.anggaran as decimal(28, 0)) as selisih,
    case
        when i.anggaran is null or t.jumlah_kontribusi is null then 'tidak dapat diperiksa'
        when t.jumlah_kontribusi = i.anggaran then 'cocok'
        when t.jumlah_kontribusi < i.anggaran then 'kurang'
        else 'lebih'
    end as status_rekonsiliasi,
    i.file_id,
    i.baris_sumber
from indikator as i
left join terkumpul as t
    on i.kode_satker = t.kode_satker and i.tahun = t.tahun and i.kode_indikator = t.kode_indikator
left join ref.polaritas_indikator as p
    on i.kode_satker = p.kode_satker and i.tahun = p.tahun and i.kode_indikator = p.kode_indikator
left join rentang_target as r on i.file_id = r.file_id and i.kode_indikator = r.kode_indikator
