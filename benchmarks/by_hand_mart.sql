-- The marts by hand, see by_hand_core.sql.
create macro dua(x) as round(x::decimal(38, 10), 2)::decimal(18, 2);

create table mart.serapan_subkomponen as
select
    kode_satker, tahun, bulan, kode_ro, nama_ro, kode_komponen, nama_komponen, kode_subkomponen, nama_subkomponen,
    j.* exclude (kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen),
    dua(realisasi_sd::double / nullif(pagu, 0)::double * 100) as serapan_pct
from (
    select
        kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, sum(pagu) as pagu,
        sum(realisasi_ini) as realisasi_ini, sum(realisasi_sd) as realisasi_sd, sum(sisa) as sisa
    from core.realisasi_anggaran group by all
) as j left join core.subkomponen using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen);

create table mart.serapan_ro as
select *, dua(realisasi_sd::double / nullif(pagu, 0)::double * 100) as serapan_pct
from (
    select
        kode_satker, tahun, bulan, kode_ro, max(nama_ro) as nama_ro, sum(pagu) as pagu,
        sum(realisasi_ini) as realisasi_ini, sum(realisasi_sd) as realisasi_sd, sum(sisa) as sisa
    from mart.serapan_subkomponen group by all
);

create table mart.serapan_satker as
select *, dua(realisasi_sd::double / nullif(pagu, 0)::double * 100) as serapan_pct
from (
    select
        kode_satker, tahun, bulan, sum(pagu) as pagu, null::decimal(18) as blokir, sum(realisasi_ini) as realisasi_ini,
        sum(realisasi_sd) as realisasi_sd, sum(sisa) as sisa
    from mart.serapan_ro group by all
);

create table mart.serapan_jenis_belanja as
select * exclude (nama_jenis_belanja), nama_jenis_belanja, dua(realisasi_sd::double / nullif(pagu, 0)::double * 100) as serapan_pct
from (
    select
        kode_satker, tahun, bulan, jenis_belanja, sum(pagu) as pagu, sum(blokir) as blokir, sum(realisasi_ini) as realisasi_ini,
        sum(realisasi_sd) as realisasi_sd, sum(sisa) as sisa
    from core.realisasi_anggaran group by all
) left join ref.jenis_belanja using (jenis_belanja);

create table mart.ikpa_penyerapan as
with jenis as (
    select
        kode_satker, tahun, bulan, b.triwulan, pagu, realisasi_sd, target_pct,
        sum(pagu) over (partition by kode_satker, tahun, bulan) as total
    from mart.serapan_jenis_belanja
    join ref.bulan as b using (bulan)
    join ref.target_penyerapan_ikpa as t using (jenis_belanja, triwulan)
), bulanan as (
    select
        kode_satker, tahun, bulan, triwulan, sum(pagu) as pagu_dihitung, null::decimal(18) as blokir_dihitung, sum(realisasi_sd) as realisasi_dihitung,
        least(100, sum(round((greatest(0, least(1, coalesce(realisasi_sd::double / nullif(pagu::double * target_pct::double / 100, 0), 0))) * 100
            * pagu::double / nullif(total, 0)::double)::decimal(38, 10), 2)))::decimal(18, 2) as nilai_bulan,
        sum(greatest(ceil(pagu::decimal(28) * target_pct * 0.01) - realisasi_sd, 0))::decimal(18) as kekurangan_rupiah
    from jenis group by all
), kuartal as (
    select
        *, max(nilai_bulan) filter (bulan = 3) over w as q1, max(nilai_bulan) filter (bulan = 6) over w as q2,
        max(nilai_bulan) filter (bulan = 9) over w as q3
    from bulanan window w as (partition by kode_satker, tahun)
), nilai as (
    select
        * exclude (q1, q2, q3),
        dua((nilai_bulan + if(triwulan > 1, q1, 0) + if(triwulan > 2, q2, 0) + if(triwulan > 3, q3, 0))::double / triwulan) as nilai_ikpa,
        case when triwulan > 1 and q1 is null then 3 when triwulan > 2 and q2 is null then 6 when triwulan > 3 and q3 is null then 9 end as bulan_kurang
    from kuartal
)
select *, case when nilai_ikpa >= 95 then 'Sangat Baik' when nilai_ikpa >= 89 then 'Baik' when nilai_ikpa >= 70 then 'Cukup' when nilai_ikpa < 70 then 'Kurang' end as predikat
from nilai;

create table mart.capaian_indikator as
with rencana as (
    select t.*, kode_sasaran, nama, polaritas, satuan_campuran, max(target) filter (bulan = 12) over (partition by kode_satker, tahun, kode_indikator) as target_tahunan
    from core.target_indikator as t join core.indikator using (kode_satker, tahun, kode_indikator)
), hitung as (
    select
        kode_satker, tahun, bulan, coalesce(p.kode_sasaran, kode_indikator[:2]) as kode_sasaran, kode_indikator,
        coalesce(p.nama, r.nama) as indikator, satuan, satuan_persen, polaritas, satuan_campuran,
        coalesce(satuan_campuran and satuan_persen <> (bulan < 12), false) as beda_satuan, target, target_dilaporkan, pembilang, penyebut,
        realisasi_dilaporkan, realisasi, status, if(beda_satuan, null, dua(realisasi::double / nullif(target::double, 0) * 100)) as capaian_pct, target_tahunan,
        if(not beda_satuan and (bulan = 12 or not satuan_campuran), dua(realisasi::double / nullif(target_tahunan::double, 0) * 100), null) as capaian_tahunan_pct,
        hambatan, rencana_tindak_lanjut, bukti_dukung, p.file_id as file_id_target, p.baris_sumber as baris_target,
        r.file_id, lembar, r.baris_sumber
    from rencana as p full join core.realisasi_indikator as r using (kode_satker, tahun, kode_indikator, bulan)
)
select *, case
        when capaian_pct is not null then null
        when polaritas is null then 'Indikator tidak ada di RAK yang terbaca, sehingga tidak ada targetnya.'
        when realisasi is null and target is null then 'Belum ada target maupun realisasi untuk bulan ' || nama_bulan || '.'
        when file_id is null then 'Realisasi bulan ' || nama_bulan || ' belum ada di lembar kinerja yang diterima.'
        when realisasi is null then 'Realisasi bulan ' || nama_bulan || ' kosong di lembar kinerja.'
        when target is null then 'Belum ada target untuk bulan ' || nama_bulan || ' di RAK.'
        when beda_satuan then 'Satuan di lembar kinerja (' || satuan || ') bukan satuan target bulan ' || nama_bulan || ' di RAK ('
            || if(bulan < 12, 'persen kemajuan', 'jumlah') || '), sehingga capaian tidak dihitung.'
        else 'Target bulan ' || nama_bulan || ' nol, sehingga capaian tidak dapat dihitung.'
    end as keterangan, case
    when capaian_pct < 50 then 'Sangat Kurang' when capaian_pct < 70 then 'Kurang' when capaian_pct < 90 then 'Cukup'
    when capaian_pct <= 110 then 'Baik' when capaian_pct <= 120 then 'Sangat Baik'
    when capaian_pct > 120 then 'Tidak Dapat Disimpulkan' end as kriteria, case
    when capaian_tahunan_pct < 50 then 'Sangat Kurang' when capaian_tahunan_pct < 70 then 'Kurang' when capaian_tahunan_pct < 90 then 'Cukup'
    when capaian_tahunan_pct <= 110 then 'Baik' when capaian_tahunan_pct <= 120 then 'Sangat Baik'
    when capaian_tahunan_pct > 120 then 'Tidak Dapat Disimpulkan' end as kriteria_tahunan
from hitung join (select bulan, nama_bulan from ref.bulan) using (bulan);

create table mart.capaian_triwulan as
with daftar as (
    select
        coalesce(p.kode_satker, r.kode_satker) as kode_satker, coalesce(p.tahun, r.tahun) as tahun,
        coalesce(p.kode_indikator, r.kode_indikator) as kode_indikator, coalesce(p.kode_sasaran, r.kode_indikator[:2]) as kode_sasaran,
        p.nama as nama_rak, r.nama as nama_lembar, p.polaritas, coalesce(p.satuan_campuran, false) as satuan_campuran, p.target as target_tahunan
    from (from core.indikator join (from core.target_indikator where bulan = 12) using (kode_satker, tahun, kode_indikator)) as p
    full join (
        from core.realisasi_indikator
        qualify row_number() over (partition by kode_satker, tahun, kode_indikator order by nama is null, bulan) = 1
    ) as r on p.kode_satker = r.kode_satker and p.tahun = r.tahun and p.kode_indikator = r.kode_indikator
)
select
    d.* exclude (nama_rak, nama_lembar), coalesce(nama_rak, l.nama, nama_lembar) as indikator, l.satuan, triwulan, b.bulan, nama_sasaran, target, pembilang, penyebut,
    realisasi, capaian_pct, kriteria, capaian_tahunan_pct, kriteria_tahunan, hambatan, rencana_tindak_lanjut, bukti_dukung,
    if(target is null, null, file_id_target) as file_id_target, if(target is null, null, baris_target) as baris_target, file_id, lembar, baris_sumber,
    coalesce(keterangan, if(c.kode_indikator is null, 'Indikator tidak ada di RAK yang terbaca, sehingga tidak ada targetnya.', null)) as keterangan
from daftar as d join ref.bulan as b on b.bulan % 3 = 0
left join (
    select
        kode_satker, tahun, kode_indikator, t.bulan,
        arg_max(r.satuan, r.bulan) filter (r.bulan = 12 or t.bulan < 12 or not coalesce(i.satuan_campuran, false)) as satuan,
        arg_max(r.nama, r.bulan) as nama
    from core.realisasi_indikator as r join ref.bulan as t on r.bulan <= t.bulan
    left join (select kode_satker, tahun, kode_indikator, satuan_campuran from core.indikator) as i using (kode_satker, tahun, kode_indikator)
    group by all
) as l on d.kode_satker = l.kode_satker and d.tahun = l.tahun and d.kode_indikator = l.kode_indikator and b.bulan = l.bulan
left join (select * exclude (kode_sasaran, indikator, polaritas, target_tahunan, satuan, satuan_persen, satuan_campuran) from mart.capaian_indikator) as c
    on d.kode_satker = c.kode_satker and d.tahun = c.tahun and d.kode_indikator = c.kode_indikator and b.bulan = c.bulan
left join core.sasaran as s on d.kode_satker = s.kode_satker and d.tahun = s.tahun and d.kode_sasaran = s.kode_sasaran;

create table mart.capaian_sasaran as
select
    kode_satker, tahun, bulan, kode_sasaran, any_value(nama_sasaran) as nama_sasaran, any_value(coalesce(n, 0)) as jumlah_indikator,
    count(capaian_pct) as jumlah_dinilai, dua((sum(least(capaian_pct, 120)) filter (capaian_pct is not null))::double / nullif(count(capaian_pct), 0)) as nps
from mart.capaian_indikator
left join (select kode_satker, tahun, kode_sasaran, count(*) as n from core.indikator group by all) using (kode_satker, tahun, kode_sasaran)
left join core.sasaran using (kode_satker, tahun, kode_sasaran)
group by kode_satker, tahun, bulan, kode_sasaran;

create table mart.nilai_satker as
select
    kode_satker, tahun, bulan, any_value(coalesce(n, 0)) as jumlah_sasaran, count(nps) as jumlah_dinilai,
    dua(sum(nps)::double / nullif(count(nps), 0)) as nku
from mart.capaian_sasaran left join (select kode_satker, tahun, count(*) as n from core.sasaran group by all) using (kode_satker, tahun)
group by kode_satker, tahun, bulan;

create table mart.rencana_anggaran as
with pasangan as (
    select s.kode_satker, s.tahun, s.bulan from mart.serapan_satker as s join core.dokumen_rak as d using (kode_satker, tahun) where berlaku
), rak as (
    select kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, max(nama_subkomponen) as nama, max(anggaran) as anggaran, sum(kontribusi) as jumlah_kontribusi
    from core.kontribusi join pasangan using (kode_satker, tahun) group by all
)
select
    kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen, coalesce(s.nama_subkomponen, nama) as nama_subkomponen,
    anggaran, jumlah_kontribusi, pagu, realisasi_sd, coalesce(pagu, 0) - coalesce(anggaran, 0) as selisih,
    case when anggaran is null then 'tidak ada di RAK' when pagu is null then 'tanpa anggaran di SAKTI' when pagu = anggaran then 'sesuai' else 'beda pagu' end as status
from (from mart.serapan_subkomponen semi join pasangan using (kode_satker, tahun, bulan)) as s
full join rak using (kode_satker, tahun, bulan, kode_ro, kode_komponen, kode_subkomponen);

create table mart.serapan_indikator as
with potong as (
    select *, sum(kontribusi) over (sub order by kode_indikator nulls last rows unbounded preceding) as sampai, sum(kontribusi) over sub as semua, max(anggaran) over sub as dasar
    from (
        select k.kode_satker, k.tahun, kode_ro, kode_komponen, kode_subkomponen, i.kode_indikator, max(k.anggaran) as anggaran, sum(kontribusi) as kontribusi
        from core.kontribusi as k left join core.indikator as i using (kode_satker, tahun, kode_indikator) group by all
    )
    window sub as (partition by kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
), ruas as (
    select kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, kode_indikator, (sampai - kontribusi)::double as dari, sampai::double as sampai, greatest(dasar, semua, 1)::double as dasar
    from potong where kode_indikator is not null
    union all
    select kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, '', coalesce(sum(kontribusi) filter (kode_indikator is not null), 0)::double as dari, greatest(max(dasar), max(semua), 1)::double as b, b
    from potong group by all having dari < b
), jumlah as (
    select
        kode_satker, tahun, bulan, coalesce(kode_indikator, '') as kode_indikator,
        sum(if(dasar is null, pagu, round(pagu::double * sampai / dasar)::decimal(18) - round(pagu::double * dari / dasar)::decimal(18))) as pagu,
        sum(if(dasar is null, realisasi_sd, round(realisasi_sd::double * sampai / dasar)::decimal(18) - round(realisasi_sd::double * dari / dasar)::decimal(18))) as sd,
        coalesce(sum(pagu) filter (dasar is null), 0) as pagu_luar, coalesce(sum(realisasi_sd) filter (dasar is null), 0) as sd_luar
    from mart.serapan_subkomponen left join ruas using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen) group by all
), baris as (
    select kode_satker, tahun, bulan, kode_indikator, nama, anggaran from mart.serapan_satker join core.indikator using (kode_satker, tahun)
    union all select kode_satker, tahun, bulan, '', null, null from mart.serapan_satker
)
select
    kode_satker, tahun, bulan, nullif(kode_indikator, '') as kode_indikator, nama as indikator, anggaran, coalesce(pagu, 0) as pagu,
    coalesce(sd, 0) as realisasi_sd, dua(coalesce(sd, 0)::double / nullif(anggaran, 0)::double * 100) as serapan_pct,
    if(kode_indikator = '', coalesce(pagu - pagu_luar, 0), null) as pagu_halaman_hilang, if(kode_indikator = '', coalesce(pagu_luar, 0), null) as pagu_tidak_di_rak,
    if(kode_indikator = '', coalesce(sd - sd_luar, 0), null) as realisasi_halaman_hilang, if(kode_indikator = '', coalesce(sd_luar, 0), null) as realisasi_tidak_di_rak
from baris left join jumlah using (kode_satker, tahun, bulan, kode_indikator);

create table mart.efisiensi_indikator as
select
    *, ie - 1 as te, case when ie >= 1 then 'efisien' when ie < 1 then 'tidak efisien' end as kategori
from (
    select
        kode_satker, tahun, bulan, kode_indikator, coalesce(c.indikator, s.indikator) as indikator, capaian_pct, serapan_pct,
        dua(capaian_pct::double / nullif(serapan_pct, 0)::double) as ie
    from mart.capaian_indikator as c
    full join (from mart.serapan_indikator where kode_indikator is not null) as s using (kode_satker, tahun, bulan, kode_indikator)
    where s.kode_satker is not null or capaian_pct is not null
);

create table mart.serapan_sasaran as
select *, dua(realisasi_sd::double / nullif(anggaran, 0)::double * 100) as serapan_pct
from (
    select
        kode_satker, tahun, bulan, kode_sasaran, any_value(nama_sasaran) as nama_sasaran,
        if(count(a.anggaran) = count(*), sum(a.anggaran), null) as anggaran, sum(pagu) as pagu, sum(realisasi_sd) as realisasi_sd
    from mart.serapan_indikator as a left join core.indikator as i using (kode_satker, tahun, kode_indikator)
    left join core.sasaran using (kode_satker, tahun, kode_sasaran)
    group by all
);

create table mart.efisiensi_sasaran as
select
    *, ie - 1 as te, case when ie >= 1 then 'efisien' when ie < 1 then 'tidak efisien' end as kategori
from (
    select
        kode_satker, tahun, bulan, kode_sasaran, coalesce(c.nama_sasaran, s.nama_sasaran) as nama_sasaran, nps as capaian_pct, serapan_pct,
        dua(nps::double / nullif(serapan_pct, 0)::double) as ie
    from mart.capaian_sasaran as c
    full join (from mart.serapan_sasaran where kode_sasaran is not null) as s using (kode_satker, tahun, bulan, kode_sasaran)
    where s.kode_satker is not null or nps is not null
);

create table mart.serapan_tingkat as
with pohon as (
    select
        *, case tingkat when 'program' then kode_program when 'kegiatan' then kode_program || '.' || kode_kegiatan
        when 'kro' then kode_program || '.' || kode_kegiatan || '.' || kode_kro else concat_ws('.', kode_ro, kode_komponen, kode_subkomponen, kode_akun) end as kode
    from core.realisasi_tingkat where tingkat <> 'total'
), nama as (
    select kode_satker, tahun, kode, arg_max(uraian, bulan) filter (uraian is not null) as uraian from pohon group by all
), rak as (
    select kode_satker, tahun, kode_ro as kode, max(nama_ro) as uraian from core.subkomponen group by all
    union all select kode_satker, tahun, kode_ro || '.' || kode_komponen, max(nama_komponen) from core.subkomponen group by all
    union all select kode_satker, tahun, concat_ws('.', kode_ro, kode_komponen, kode_subkomponen), nama_subkomponen from core.subkomponen
), akun as (select kode_akun, max(uraian) as uraian from pohon where tingkat = 'akun' group by all)
select
    kode_satker, tahun, bulan, tingkat, kode, if(tingkat = 'program', null, regexp_replace(kode, '[.][^.]*$', '')) as kode_induk,
    coalesce(p.uraian, n.uraian, r.uraian, a.uraian) as uraian, p.kode_akun[:2] as jenis_belanja, pagu, realisasi_ini, realisasi_sd, sisa,
    dua(realisasi_sd::double / nullif(pagu, 0)::double * 100) as serapan_pct, file_id, baris
from pohon as p left join nama as n using (kode_satker, tahun, kode) left join rak as r using (kode_satker, tahun, kode)
left join akun as a on p.kode_akun = a.kode_akun;

create table mart.deviasi_rpd_jenis_belanja as
with uang as (
    select
        kode_satker, tahun, bulan, jenis_belanja, sum(pagu) as pagu,
        if(count(realisasi_ini) = count(*), sum(realisasi_ini), null) as realisasi
    from core.realisasi_anggaran semi join core.rpd using (kode_satker, tahun) group by all
), kisi as (
    select *
    from (
        select distinct kode_satker, tahun, jenis_belanja from (from core.rpd union all by name from uang)
        where jenis_belanja in ('51', '52', '53', '57') and tahun >= 2024
    ), (select unnest(range(1, 13))::integer as bulan)
), lengkap as (
    select
        kode_satker, tahun, bulan, jenis_belanja, rpd, file_id, lembar, baris,
        if(u.kode_satker is null and l.kode_satker is not null, 0, realisasi) as realisasi,
        if(l.kode_satker is null, null, coalesce(pagu, 0)) as pagu
    from kisi left join core.rpd using (kode_satker, tahun, bulan, jenis_belanja)
    left join uang as u using (kode_satker, tahun, bulan, jenis_belanja)
    left join (select distinct kode_satker, tahun, bulan from uang) as l using (kode_satker, tahun, bulan)
)
select
    kode_satker, tahun, bulan, jenis_belanja, nama_jenis_belanja, rpd::decimal(18) as rpd, realisasi::decimal(18) as realisasi,
    case
        when rpd is null or realisasi is null then null
        when rpd = 0 then if(realisasi = 0, 0, 100)
        else least(100, dua(abs(realisasi - rpd)::double / rpd::double * 100))
    end::decimal(5, 2) as deviasi_pct,
    pagu::decimal(18) as pagu, (pagu::double / nullif(sum(pagu) over (partition by kode_satker, tahun, bulan), 0)::double)::decimal(28, 8) as bobot,
    nullif(concat_ws(' dan ', if(rpd is null, 'RPD', null), if(realisasi is null, 'realisasi', null)), '') as kurang,
    file_id, lembar, baris
from lengkap left join ref.jenis_belanja using (jenis_belanja);

create table mart.deviasi_rpd as
with bulanan as (
    select
        kode_satker, tahun, bulan, sum(rpd) as semua_rpd, sum(realisasi) as semua_realisasi,
        string_agg(jenis_belanja, ', ' order by jenis_belanja) filter (rpd is null and pagu is distinct from 0) as tanpa_rpd,
        count(*) filter (pagu is null or (realisasi is null and pagu <> 0)) as tanpa_realisasi,
        dua(sum(coalesce(deviasi_pct, 0) * pagu::decimal(28))::double / nullif(sum(pagu), 0)::double) as tertimbang
    from mart.deviasi_rpd_jenis_belanja group by all
), nilai as (
    select *, if(tanpa_rpd is null and tanpa_realisasi = 0, tertimbang, null) as deviasi_pct from bulanan
), rata as (
    select
        n.kode_satker, n.tahun, n.bulan, min(m.bulan) filter (m.deviasi_pct is null) as bulan_kurang, dua(sum(m.deviasi_pct)::double / count(*)) as rata
    from nilai as n join nilai as m on n.kode_satker = m.kode_satker and n.tahun = m.tahun and m.bulan <= least(n.bulan, 11) group by all
)
select
    kode_satker, tahun, bulan, if(tanpa_rpd is null, semua_rpd, null)::decimal(18) as rpd,
    if(tanpa_realisasi = 0, semua_realisasi, null)::decimal(18) as realisasi, deviasi_pct, rata_rata_pct,
    if(rata_rata_pct <= 5, 100, 100 - rata_rata_pct)::decimal(18, 2) as nilai,
    coalesce(
        nullif(concat_ws(' dan ', 'RPD ' || tanpa_rpd, if(tanpa_realisasi > 0, 'realisasi', null)), ''),
        if(deviasi_pct is null, 'pagu', null)
    ) as kurang, bulan_kurang
from nilai join (select *, if(bulan_kurang is null, rata, null) as rata_rata_pct from rata) using (kode_satker, tahun, bulan);

create table mart.kepatuhan as
with laporan as (
    select kode_satker, tahun, bulan, jenis, min(least(b.waktu_sumber, b.diterima_pada)) as waktu_lapor, min(b.diterima_pada) as diterima_pada
    from (
        select kode_satker, tahun, bulan, 'fa_detail' as jenis, file_id from core.snapshot_anggaran where not parsial
        union select kode_satker, tahun, bulan, 'realisasi_kinerja', file_id from raw.realisasi_kinerja
    ) join (select file_id, waktu_sumber, diterima_pada from raw.berkas) as b using (file_id) group by all
), wajib as (
    select *, make_date(tahun, bulan::int, 10) + interval 1 month as tenggat
    from (select kode_satker, tahun from laporan union select kode_satker, tahun from core.dokumen_rak where kode_satker is not null union select kode_satker, tahun from core.rpd),
        range(1, 13) as b (bulan), (values ('fa_detail'), ('realisasi_kinerja')) as j (jenis)
)
select
    kode_satker, tahun, bulan, jenis, tenggat::date as tenggat,
    case when waktu_lapor is null then 'belum lapor' when waktu_lapor::date > tenggat then 'terlambat' else 'lengkap' end as status,
    waktu_lapor, diterima_pada, greatest(coalesce(waktu_lapor::date, tanggal) - tenggat::date, 0) as hari_terlambat
from wajib left join laporan using (kode_satker, tahun, bulan, jenis), raw.acuan
where waktu_lapor is not null or tanggal > tenggat;

create table mart.rencana_penyerapan as
with pagu as (
    select l.kode_satker, l.tahun, l.bulan as bulan_laporan, b.bulan, coalesce(max(p.bulan) filter (p.bulan <= b.bulan), min(p.bulan)) as bulan_pagu
    from mart.serapan_satker as l join mart.serapan_satker as p on l.kode_satker = p.kode_satker and l.tahun = p.tahun and p.bulan <= l.bulan, ref.bulan as b
    group by all
), target as (
    select kode_satker, tahun, bulan as bulan_pagu, triwulan * 3 as bulan, sum(ceil((pagu - coalesce(blokir, 0)) * target_pct / 100))::decimal(18) as target_ikpa
    from mart.serapan_jenis_belanja join ref.target_penyerapan_ikpa using (jenis_belanja)
    where tahun between tahun_mulai and tahun_sampai group by all
), rencana as (
    select kode_satker, tahun, bulan, if(count(rpd) over w = bulan, sum(rpd) over w, null)::decimal(18) as rpd_sd
    from mart.deviasi_rpd window w as (partition by kode_satker, tahun order by bulan)
)
select
    kode_satker, tahun, bulan_laporan, bulan, pagu, rpd_sd, dua(rpd_sd::double / nullif(pagu, 0)::double * 100) as rpd_pct,
    target_ikpa, dua(target_ikpa::double / nullif(pagu, 0)::double * 100) as target_ikpa_pct
from pagu join (select kode_satker, tahun, bulan as bulan_pagu, pagu from mart.serapan_satker) using (kode_satker, tahun, bulan_pagu)
left join rencana using (kode_satker, tahun, bulan) left join target using (kode_satker, tahun, bulan_pagu, bulan);

-- One year of each satker, so that no earlier one tells anything.
create table mart.proyeksi_serapan as
with isi as (
    select kode_satker, tahun, bulan, jenis_belanja, coalesce(pagu, 0) as pagu, coalesce(realisasi_sd, 0) as sd
    from (
        select s.kode_satker, s.tahun, s.bulan, j.jenis_belanja
        from mart.serapan_satker as s
        join (select kode_satker, tahun, jenis_belanja, min(bulan) as awal from mart.serapan_jenis_belanja group by all) as j
            on s.kode_satker = j.kode_satker and s.tahun = j.tahun and s.bulan >= j.awal
    ) left join mart.serapan_jenis_belanja using (kode_satker, tahun, bulan, jenis_belanja)
    union all select kode_satker, tahun, bulan, '', pagu, realisasi_sd from mart.serapan_satker
), pasangan as (
    select
        a.*, t.bulan as sampai, b.sd as hasil, a.sd <= 0 as diam,
        least(greatest(a.pagu, a.sd), greatest(a.sd, round((a.sd::double * t.bulan * t.bulan / (a.bulan * a.bulan))::decimal(38, 10), 0)))::decimal(18) as kira
    from isi as a join ref.bulan as t on a.bulan < t.bulan
    left join isi as b on a.kode_satker = b.kode_satker and a.tahun = b.tahun and a.jenis_belanja = b.jenis_belanja and t.bulan = b.bulan
    where t.bulan = 12 or b.bulan is not null
), ramalan as (
    select
        * exclude (kira), if(jenis_belanja <> '', kira, sum(kira) filter (jenis_belanja <> '' and not diam) over w)::decimal(18) as ramalan,
        string_agg(coalesce(nama_jenis_belanja, jenis_belanja), ', ' order by jenis_belanja) filter (diam and jenis_belanja <> '' and pagu > 0) over (w rows between unbounded preceding and unbounded following) as belum
    from pasangan left join ref.jenis_belanja using (jenis_belanja)
    window w as (partition by kode_satker, tahun, bulan, sampai)
), uji as (
    select *, least(100, abs(hasil::double - ramalan::double) / pagu::double * 100)::decimal(13, 10) as galat
    from ramalan where hasil is not null and pagu > 0 and not diam
), galat as (
    select
        kode_satker, tahun, jenis_belanja, bulan, count(*) as n, dua(sum(galat)::double / count(*)) as rata,
        max(jauh) filter (urutan <= ceil((semua + 1) * 0.9)) * (9 + greatest(9 - count(*), 0)) / 9 as lebar
    from (
        select
            r.kode_satker, r.tahun, r.jenis_belanja, r.bulan, galat, galat * (12 - r.bulan) / (u.sampai - u.bulan) as jauh,
            row_number() over (partition by r.kode_satker, r.tahun, r.jenis_belanja, r.bulan order by jauh) as urutan,
            count(*) over (partition by r.kode_satker, r.tahun, r.jenis_belanja, r.bulan) as semua
        from ramalan as r
        join uji as u
            on r.kode_satker = u.kode_satker and r.tahun = u.tahun and r.jenis_belanja = u.jenis_belanja
            and u.sampai <= r.bulan and u.sampai - u.bulan <= 12 - r.bulan
        where r.sampai = 12
    )
    group by all
), susun as (
    select
        i.*, m.nama_jenis_belanja, i.bulan = 12 as desember, coalesce(r.diam, false) as diam, r.ramalan, r.belum, coalesce(s.n, 0) as n_semua, coalesce(g.n, 0) as n_jenis,
        if(coalesce(g.n, 0) >= 3, g.lebar, s.lebar) as lebar, if(coalesce(g.n, 0) >= 3, g.rata, s.rata) as rata,
        min(kenaikan) over (partition by i.kode_satker, i.tahun, i.jenis_belanja order by i.bulan) < 0 as turun
    from (select *, sd - lag(sd) over (partition by kode_satker, tahun, jenis_belanja order by bulan) as kenaikan from isi) as i
    left join (from ramalan where sampai = 12) as r using (kode_satker, tahun, jenis_belanja, bulan)
    left join galat as g using (kode_satker, tahun, jenis_belanja, bulan)
    left join (from galat where jenis_belanja = '') as s on i.kode_satker = s.kode_satker and i.tahun = s.tahun and i.bulan = s.bulan
    left join ref.jenis_belanja as m on i.jenis_belanja = m.jenis_belanja
), hasil as (
    select
        *, if(desember, sd, if(n_semua >= 3 and not diam, ramalan, null)) as p,
        greatest(if(turun or ramalan < sd, least(sd, 0), sd), p - if(desember, 0, round((lebar::double * pagu::double / 100)::decimal(38, 10), 0))) as bawah,
        if(desember, sd, greatest(pagu, sd)) as atas
    from susun
)
select
    kode_satker, tahun, bulan, nullif(jenis_belanja, '') as jenis_belanja, nama_jenis_belanja, pagu, sd as realisasi_sd, p as proyeksi,
    if(p is null, null, bawah)::decimal(18) as batas_bawah, if(p is null, null, atas)::decimal(18) as batas_atas,
    dua(p::double / nullif(pagu, 0)::double * 100) as proyeksi_pct,
    if(p is null, null, dua(bawah::double / nullif(pagu, 0)::double * 100)) as batas_bawah_pct,
    if(p is null, null, dua(atas::double / nullif(pagu, 0)::double * 100)) as batas_atas_pct,
    if(desember or p is null, null, rata) as galat_pct,
    if(desember, 0, if(diam or n_jenis >= 3, n_jenis, n_semua))::integer as jumlah_uji,
    if(desember, 'realisasi Desember', if(p is null, null, 'laju meningkat')) as metode,
    case
        when desember then null
        when n_semua < 3 then 'belum cukup data: baru ' || n_semua || ' uji ke belakang yang hasilnya sudah diketahui, perlu sedikitnya 3'
        when diam then 'belum cukup data: belum ada realisasi tahun ini'
        when jenis_belanja = '' and belum is not null then 'belum termasuk ' || belum || ', yang belum ada realisasinya'
        when n_jenis < 3 then 'rentang dan galat dari uji seluruh satker; uji jenis belanja ini sendiri kurang dari 3'
    end as keterangan
from hasil;
