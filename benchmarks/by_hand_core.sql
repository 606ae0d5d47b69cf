-- What an engineer would write by hand for the core tables: DuckDB's own dialect, only as general as the data need.
-- The benchmark checks that every table equals ours.
-- The rules call it by this name.
create macro dua_desimal(x) as round(x::decimal(38, 10), 2)::decimal(30, 2);

create table core.dokumen_rak as
with dokumen as (
    select
        d.file_id, nama_unit, m.kode_satker, d.tahun, b.waktu_sumber, b.waktu_berkas,
        total_deklarasi::decimal(18) as total_deklarasi, baris_total, anggaran_terbaca,
        coalesce(least(anggaran_terbaca::double / nullif(total_deklarasi::double, 0), 1), 0) as lengkap
    from raw.rak_dokumen as d
    join raw.berkas as b using (file_id)
    left join (select kunci_nama, kode_satker from raw.nama_satker) as m using (kunci_nama)
    left join (
        select file_id, sum(anggaran) as anggaran_terbaca
        from (
            select distinct file_id, kode_ro, kode_komponen, kode_subkomponen, anggaran::decimal(18) as anggaran
            from raw.rak_kontribusi
        ) group by file_id
    ) as t using (file_id)
), dinilai as (
    select *, kode_satker is not null and lengkap < 0.9 * max(lengkap) over (partition by kode_satker, tahun) as parsial
    from dokumen
)
select
    * exclude (waktu_berkas, lengkap), total_deklarasi - anggaran_terbaca as selisih_total,
    kode_satker is not null and row_number() over (
        partition by kode_satker, tahun order by parsial, waktu_sumber desc, waktu_berkas desc, file_id desc
    ) = 1 as berlaku
from dinilai;

create table core.kontribusi as
select
    kode_satker, tahun, kode_indikator, kode_ro, nama_ro, kode_komponen, nama_komponen, kode_subkomponen, nama_subkomponen,
    anggaran::decimal(18) as anggaran, kontribusi::decimal(18) as kontribusi,
    (kontribusi::double / nullif(anggaran::double, 0))::decimal(18, 10) as porsi,
    baris as baris_sumber, urutan, fragmen, potongan_nama, file_id
from raw.rak_kontribusi join core.dokumen_rak using (file_id) where berlaku;

create table core.indikator as
select
    d.kode_satker, d.tahun, kode_sasaran, kode_indikator, nama, i.anggaran::decimal(18) as anggaran,
    'maksimum' as polaritas,
    coalesce(upper(nama) like 'JUMLAH%' and tertinggi > desember, false) as satuan_campuran,
    jumlah_kontribusi, jumlah_kontribusi - i.anggaran::decimal(18) as selisih,
    case sign(jumlah_kontribusi - i.anggaran::decimal(18))
        when 0 then 'cocok' when -1 then 'kurang' when 1 then 'lebih' else 'tidak dapat diperiksa'
    end as status_rekonsiliasi,
    file_id, i.baris as baris_sumber
from raw.rak_indikator as i
join core.dokumen_rak as d using (file_id)
left join (
    select file_id, kode_indikator, sum(kontribusi) as jumlah_kontribusi from core.kontribusi group by all
) using (file_id, kode_indikator)
left join (
    select
        file_id, kode_indikator, max(target::decimal(18, 4)) filter (bulan < 12) as tertinggi,
        max(target::decimal(18, 4)) filter (bulan = 12) as desember
    from raw.rak_target group by all
) using (file_id, kode_indikator)
where berlaku;

create table core.sasaran as
select kode_satker, tahun, kode_sasaran, max(nama_sasaran) as nama_sasaran
from raw.rak_indikator join core.dokumen_rak using (file_id) where berlaku group by all;

create table core.target_indikator as
select
    i.kode_satker, i.tahun, i.kode_indikator, b.bulan, t.target::decimal(18, 4) as target, i.file_id,
    t.baris as baris_sumber
from core.indikator as i
cross join range(1, 13) as b (bulan)
left join raw.rak_target as t on i.file_id = t.file_id and i.kode_indikator = t.kode_indikator and b.bulan = t.bulan;

-- Nor is there any flat file.
create table core.realisasi_datar (
    file_id varchar, lembar varchar, baris int, bentuk varchar, kode_satker varchar, nama_satker varchar, tahun int,
    bulan int, kode_program varchar, kode_kegiatan varchar, kode_kro varchar, kode_ro varchar, kode_komponen varchar,
    kode_subkomponen varchar, kode_akun varchar, kode_beban varchar, sumber_dana varchar, pagu decimal(18),
    blokir decimal(18), realisasi_sd decimal(18), sisa decimal(18), ro_sepadan varchar, masalah varchar
);
create table core.akun_datar (
    kode_satker varchar, tahun int, bulan int, kode_program varchar, kode_kegiatan varchar, kode_kro varchar,
    kode_ro varchar, kode_komponen varchar, kode_subkomponen varchar, kode_akun varchar, sumber_dana varchar,
    pagu decimal(18), blokir decimal(18), realisasi_lalu decimal(18), realisasi_ini decimal(18),
    realisasi_sd decimal(18), sisa decimal(18), file_id varchar, lembar varchar, baris int
);

-- No month has two exports, so none can be a filtered copy of another.
create table core.snapshot_anggaran as
select
    file_id, kode_satker, tahun, bulan, 'fa_detail' as jenis, null::varchar as bentuk, waktu_sumber, f.pagu::decimal(18) as pagu,
    f.realisasi_sd::decimal(18) as realisasi_sd, false as parsial, null::varchar as file_id_utuh,
    false as tertahan, false as kurang_baris, null::varchar as file_id_sama, row_number() over (
        partition by kode_satker, tahun, bulan order by waktu_sumber desc, waktu_berkas desc, file_id desc
    ) = 1 as berlaku
from raw.berkas join raw.fa_detail as f using (file_id) where tingkat = 'total';

create table core.realisasi_tingkat as
select
    kode_satker, tahun, bulan, 'fa_detail' as jenis, tingkat, kode_program, kode_kegiatan, kode_kro, kode_ro,
    kode_komponen, kode_subkomponen, kode_akun, min(uraian) as uraian, sum(f.pagu::decimal(18)) as pagu, sum(lock_pagu::decimal(18)) as lock_pagu,
    sum(realisasi_lalu::decimal(18)) as realisasi_lalu, sum(realisasi_ini::decimal(18)) as realisasi_ini,
    sum(f.realisasi_sd::decimal(18)) as realisasi_sd, sum(f.sisa::decimal(18)) as sisa, file_id, min(baris) as baris
from raw.fa_detail as f join core.snapshot_anggaran using (file_id)
where berlaku and tingkat <> 'item' group by all;

create table core.realisasi_anggaran as
select
    kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, kode_akun, 'tidak dirinci' as sumber_dana,
    kode_akun[:2] as jenis_belanja, pagu, null::decimal(18) as blokir, lock_pagu, realisasi_lalu, realisasi_ini,
    realisasi_sd, sisa, file_id, null::varchar as lembar, baris
from core.realisasi_tingkat where tingkat = 'akun';

create table core.realisasi_indikator as
with terbaru as (
    select r.*, if(satuan is null, if(regexp_matches(lower(indikator), '^(persen|prosen)'), true, null), regexp_matches(lower(satuan), 'persen|prosen|%|^pct$')) as persen
    from raw.realisasi_kinerja as r join raw.berkas as b using (file_id)
    qualify row_number() over (
        partition by r.kode_satker, r.tahun, kode_indikator, r.bulan
        order by b.waktu_sumber desc, b.waktu_berkas desc, file_id desc, baris
    ) = 1
), hitung as (
    select *, round((pembilang::double / nullif(penyebut::double, 0) * if(coalesce(persen, false), 100, 1))::decimal(38, 10), 2)::decimal(18, 4) as realisasi_hitung,
        realisasi::decimal(18, 4) as realisasi_dilaporkan
    from terbaru
)
select
    kode_satker, tahun, bulan, kode_indikator, indikator as nama, satuan, persen as satuan_persen, target_sd_bulan::decimal(18, 4) as target_dilaporkan,
    pembilang::decimal(18, 4) as pembilang, penyebut::decimal(18, 4) as penyebut, realisasi_dilaporkan, realisasi_hitung,
    coalesce(realisasi_hitung, realisasi_dilaporkan) as realisasi,
    case abs(realisasi_dilaporkan - realisasi_hitung) < 0.01
        when true then 'sesuai' when false then 'beda' else 'tidak dihitung ulang'
    end as status,
    hambatan, rencana_tindak_lanjut, bukti_dukung, file_id, lembar, baris as baris_sumber
from hitung;

create table core.sebutan_indikator as
select
    file_id, lembar, baris as baris_sumber, kode_satker, tahun, bulan, 'indikator' as kolom, indikator as sebutan,
    indikator as nama, kode_indikator, null::varchar as cara, null::varchar as bertentangan_dengan,
    false as berkas_dikenali
from raw.realisasi_kinerja where kode_indikator is null;

create table core.nama_satker as
select
    kode_satker, coalesce(arg_min(m.nama, m.baris), arg_max(b.nama_satker, waktu_sumber)) as nama_satker,
    null::date as mulai, null::date as sampai, null::varchar as kode_satker_baru
from raw.berkas as b
full join raw.nama_satker as m using (kode_satker)
where kode_satker is not null group by kode_satker having nama_satker is not null;

create table core.satker as
select kode_satker, coalesce(max(m.nama), arg_max(b.nama_satker, waktu_sumber)) as nama_satker
from raw.berkas as b
full join raw.nama_satker as m using (kode_satker)
full join (select distinct kode_satker from raw.rpd) as p using (kode_satker)
where kode_satker is not null group by kode_satker;

create table core.rpd as
select
    kode_satker, tahun, bulan, jenis_belanja, sum(rpd::decimal(18))::decimal(18) as rpd, count(*) as jumlah_baris,
    arg_min(satuan, r.baris) as satuan, arg_min(tertulis::decimal(18, 4), r.baris) as tertulis, file_id,
    arg_min_null(lembar, r.baris) as lembar, min(r.baris) as baris
from raw.rpd as r
where file_id = (
    select n.file_id from raw.rpd as n join raw.berkas as b using (file_id)
    where n.kode_satker = r.kode_satker and n.tahun = r.tahun and n.bulan = r.bulan and n.jenis_belanja = r.jenis_belanja
    order by b.waktu_sumber desc, b.waktu_berkas desc, n.file_id desc limit 1
)
group by kode_satker, tahun, bulan, jenis_belanja, file_id;

create table core.status_berkas as
select
    file_id,
    if(file_id in (
        select file_id from core.snapshot_anggaran where berlaku or parsial
        union all select file_id from core.dokumen_rak where berlaku or kode_satker is null
        union all select file_id from core.realisasi_indikator
        union all select file_id from core.rpd
    ), 'diterima', 'digantikan') as status
from raw.berkas;

create table core.subkomponen as
with sakti as (
    select kode_satker, tahun, tingkat, kode_ro, kode_komponen, kode_subkomponen, arg_max(uraian, bulan) as uraian
    from core.realisasi_tingkat where tingkat in ('ro', 'komponen', 'subkomponen') group by all
), rak as (
    select
        kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, max(nama_ro) as nama_ro,
        max(nama_komponen) as nama_komponen, max(nama_subkomponen) as nama_subkomponen
    from raw.rak_kontribusi join core.dokumen_rak using (file_id) where berlaku group by all
)
select
    kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, coalesce(r.uraian, p.nama_ro) as nama_ro,
    coalesce(k.uraian, p.nama_komponen) as nama_komponen, coalesce(s.uraian, p.nama_subkomponen) as nama_subkomponen
from (from sakti where tingkat = 'subkomponen') as s
full join rak as p using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
left join (select * from sakti where tingkat = 'ro') as r using (kode_satker, tahun, kode_ro)
left join (select * from sakti where tingkat = 'komponen') as k using (kode_satker, tahun, kode_ro, kode_komponen);
