-- core.snapshot_anggaran: anggaran setiap satker di setiap ekspor FA Detail dan berkas datar yang diterima.
-- Berkas datar (data mentah SAKTI, lembar POK) yang memuat banyak satker menjadi satu snapshot setiap satker. Satu snapshot
-- berlaku untuk setiap satker dan bulan, apa pun bentuknya.
-- Yang berlaku adalah ekspor terbaru yang tidak parsial dan tidak tertahan; berkas datar yang baris akunnya ada yang ditolak hanya
-- berlaku bila tidak ada yang lengkap. Ekspor parsial (tersaring) dikenali dari ekspor lain untuk satker
-- dan bulan yang sama yang memuat semua RO-nya dan RO lain lagi, dengan pagu seluruhnya lebih besar, sedangkan pagu setiap
-- RO-nya sama di keduanya atau pagu seluruhnya di bawah ref.ambang ekspor_parsial; atau yang memuat RO yang sama dan semua
-- akunnya dan akun lain lagi, sedangkan pagu seluruhnya di bawah ambang itu; atau, untuk berkas datar, yang memuat semua akunnya
-- dengan pagu yang sama dan akun lain lagi.
-- Ekspor lama yang disimpan ulang (CSV, .xls, .ods, .xlsx) membawa waktu simpannya. Karena itu ekspor yang semua akunnya sama
-- dengan ekspor yang lebih dahulu, pagu dan realisasinya, menempati waktu ekspor itu; tidak demikian bila waktunya ditulis SAKTI
-- sendiri, sebab angka yang lama lalu memang berlaku lagi. Di antara dua berkas yang sebentuk harus sama juga: lock pagu dan
-- realisasi periode lalu di FA Detail; pembagian menurut sumber dana dan blokir di berkas datar.
-- grain: file_id, kode_satker
-- kolom:
--   file_id | kode | Berkas asal
--   kode_satker | kode | Kode satuan kerja
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   jenis | kode | fa_detail atau realisasi_datar
--   bentuk | kode | Bentuk berkas datar: dump atau pok; kosong untuk FA Detail
--   waktu_sumber | waktu | Waktu ekspor dibuat (WIB)
--   pagu | rupiah | Pagu seluruhnya menurut baris JUMLAH SELURUHNYA; untuk berkas datar jumlah baris akunnya
--   realisasi_sd | rupiah | Realisasi s.d. bulan menurut baris JUMLAH SELURUHNYA; untuk berkas datar jumlah baris akunnya
--   parsial | ya/tidak | Hanya memuat sebagian RO, atau sebagian akun, dari ekspor lain untuk satker dan bulan yang sama
--   file_id_utuh | kode | Ekspor lain itu; kosong bila tidak parsial
--   tertahan | ya/tidak | Berkas datar dengan baris yang belum dapat ditempatkan (core.realisasi_datar masalah)
--   kurang_baris | ya/tidak | Berkas datar yang baris akunnya ada yang ditolak, sehingga jumlahnya kurang
--   file_id_sama | kode | Ekspor lain yang waktunya ditempati; kosong bila waktunya sendiri yang dipakai
--   berlaku | ya/tidak | Dipakai oleh core.realisasi_anggaran
with datar as (
    select
        file_id,
        kode_satker,
        min(bentuk) as bentuk,
        sum(pagu) as pagu,
        sum(realisasi_sd) as realisasi_sd,
        count(masalah) > 0 as tertahan
    from core.realisasi_datar
    where kode_satker is not null
    group by file_id, kode_satker
),

ekspor as (
    select
        b.file_id,
        b.kode_satker,
        b.tahun,
        b.bulan,
        'fa_detail' as jenis,
        cast(null as varchar) as bentuk,
        b.waktu_sumber,
        b.waktu_asli,
        b.waktu_berkas,
        cast(t.pagu as decimal(18, 0)) as pagu,
        cast(t.realisasi_sd as decimal(18, 0)) as realisasi_sd,
        false as tertahan,
        b.kurang_baris
    from terkoreksi.berkas as b
    inner join terkoreksi.fa_detail as t on b.file_id = t.file_id and t.tingkat = 'total'
    union all
    select
        b.file_id,
        d.kode_satker,
        b.tahun,
        b.bulan,
        'realisasi_datar' as jenis,
        d.bentuk,
        b.waktu_sumber,
        b.waktu_asli,
        b.waktu_berkas,
        cast(d.pagu as decimal(18, 0)) as pagu,
        cast(d.realisasi_sd as decimal(18, 0)) as realisasi_sd,
        d.tertahan,
        b.kurang_baris
    from terkoreksi.berkas as b
    inner join datar as d on b.file_id = d.file_id
),

-- Hampir setiap bulan hanya mempunyai satu ekspor; yang dibandingkan hanya bulan dengan lebih dari satu.
bulan_ganda as (
    select kode_satker, tahun, bulan
    from ekspor
    where not tertahan
    group by kode_satker, tahun, bulan
    having count(*) > 1
),

dibandingkan as (
    select
        e.file_id,
        e.kode_satker,
        e.tahun,
        e.bulan,
        e.jenis,
        coalesce(e.bentuk, e.jenis) as bentuk,
        e.waktu_sumber,
        e.waktu_asli,
        e.pagu
    from ekspor as e
    inner join bulan_ganda as g on e.kode_satker = g.kode_satker and e.tahun = g.tahun and e.bulan = g.bulan
    where not e.tertahan
),

-- RO, akun di bawahnya, dan sumber dana setiap akun berkas datar, yang ada di setiap ekspor.
bagian as (
    select
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        f.tingkat,
        f.kode_ro,
        coalesce(f.kode_komponen, '') as kode_komponen,
        coalesce(f.kode_subkomponen, '') as kode_subkomponen,
        coalesce(f.kode_akun, '') as kode_akun,
        sum(cast(f.pagu as decimal(18, 0))) as pagu,
        sum(cast(f.realisasi_sd as decimal(18, 0))) as realisasi_sd,
        coalesce(sum(cast(f.lock_pagu as decimal(18, 0))), 0) as ditahan,
        coalesce(sum(cast(f.realisasi_lalu as decimal(18, 0))), 0) as realisasi_lalu
    from terkoreksi.fa_detail as f
    inner join dibandingkan as d on f.file_id = d.file_id and d.jenis = 'fa_detail'
    where f.tingkat in ('ro', 'akun')
    group by
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        f.tingkat,
        f.kode_ro,
        f.kode_komponen,
        f.kode_subkomponen,
        f.kode_akun
    union all
    select
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        'ro' as tingkat,
        f.kode_ro,
        '' as kode_komponen,
        '' as kode_subkomponen,
        '' as kode_akun,
        sum(f.pagu) as pagu,
        sum(f.realisasi_sd) as realisasi_sd,
        0 as ditahan,
        0 as realisasi_lalu
    from core.realisasi_datar as f
    inner join dibandingkan as d on f.file_id = d.file_id and f.kode_satker = d.kode_satker
    group by f.file_id, d.kode_satker, d.tahun, d.bulan, d.bentuk, f.kode_ro
    union all
    select
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        'akun' as tingkat,
        f.kode_ro,
        f.kode_komponen,
        f.kode_subkomponen,
        f.kode_akun,
        sum(f.pagu) as pagu,
        sum(f.realisasi_sd) as realisasi_sd,
        coalesce(sum(f.blokir), 0) as ditahan,
        0 as realisasi_lalu
    from core.realisasi_datar as f
    inner join dibandingkan as d on f.file_id = d.file_id and f.kode_satker = d.kode_satker
    group by
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        f.kode_ro,
        f.kode_komponen,
        f.kode_subkomponen,
        f.kode_akun
    union all
    select
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        'dana' as tingkat,
        f.kode_ro,
        f.kode_komponen,
        f.kode_subkomponen,
        concat(f.kode_akun, ' ', f.sumber_dana) as kode_akun,
        sum(f.pagu) as pagu,
        sum(f.realisasi_sd) as realisasi_sd,
        coalesce(sum(f.blokir), 0) as ditahan,
        0 as realisasi_lalu
    from core.realisasi_datar as f
    inner join dibandingkan as d on f.file_id = d.file_id and f.kode_satker = d.kode_satker
    group by
        f.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.bentuk,
        f.kode_ro,
        f.kode_komponen,
        f.kode_subkomponen,
        f.kode_akun,
        f.sumber_dana
),

jumlah as (
    select
        d.file_id,
        d.kode_satker,
        d.tahun,
        d.bulan,
        d.jenis,
        d.bentuk,
        d.waktu_sumber,
        d.waktu_asli,
        d.pagu,
        sum(case when r.tingkat = 'ro' then 1 else 0 end) as jumlah_ro,
        sum(case when r.tingkat = 'akun' then 1 else 0 end) as jumlah_akun,
        sum(case when r.tingkat = 'dana' then 1 else 0 end) as jumlah_dana
    from dibandingkan as d
    left join bagian as r on d.file_id = r.file_id and d.kode_satker = r.kode_satker
    group by d.file_id, d.kode_satker, d.tahun, d.bulan, d.jenis, d.bentuk, d.waktu_sumber, d.waktu_asli, d.pagu
),

pasangan as (
    select
        k.file_id,
        k.kode_satker,
        k.jenis,
        k.pagu,
        k.jumlah_ro,
        k.jumlah_akun,
        u.jumlah_ro as jumlah_ro_utuh,
        u.jumlah_akun as jumlah_akun_utuh,
        u.file_id as file_id_utuh,
        u.pagu as pagu_utuh,
        u.waktu_sumber as waktu_utuh
    from jumlah as k
    inner join jumlah as u
        on
            k.kode_satker = u.kode_satker
            and k.tahun = u.tahun
            and k.bulan = u.bulan
            and k.jumlah_ro <= u.jumlah_ro
            and k.pagu < u.pagu
),

-- Satker dan bulan ikut dalam sambungan supaya RO dengan kode yang sama di satker lain tidak pernah dipasangkan.
bersama as (
    select
        r.file_id,
        r.kode_satker,
        u.file_id as file_id_lain,
        sum(case when r.tingkat = 'ro' then 1 else 0 end) as jumlah_ro,
        sum(case when r.tingkat = 'ro' and r.pagu <> u.pagu then 1 else 0 end) as jumlah_beda,
        sum(case when r.tingkat = 'akun' then 1 else 0 end) as jumlah_akun,
        sum(case when r.tingkat = 'akun' and r.pagu <> u.pagu then 1 else 0 end) as jumlah_akun_beda,
        sum(
            case
                when r.tingkat <> 'akun' or r.pagu <> u.pagu or r.realisasi_sd <> u.realisasi_sd then 0
                when r.bentuk = u.bentuk and (r.ditahan <> u.ditahan or r.realisasi_lalu <> u.realisasi_lalu) then 0
                else 1
            end
        ) as jumlah_akun_sama,
        sum(
            case
                when
                    r.tingkat = 'dana' and r.pagu = u.pagu and r.realisasi_sd = u.realisasi_sd
                    and r.ditahan = u.ditahan
                    then 1
                else 0
            end
        ) as jumlah_dana_sama
    from bagian as r
    inner join bagian as u
        on
            r.kode_satker = u.kode_satker
            and r.tahun = u.tahun
            and r.bulan = u.bulan
            and r.tingkat = u.tingkat
            and r.kode_ro = u.kode_ro
            and r.kode_komponen = u.kode_komponen
            and r.kode_subkomponen = u.kode_subkomponen
            and r.kode_akun = u.kode_akun
            and r.file_id <> u.file_id
    group by r.file_id, r.kode_satker, u.file_id
),

tersaring as (
    select
        p.file_id,
        p.kode_satker,
        p.file_id_utuh,
        row_number() over (
            partition by p.file_id, p.kode_satker
            order by p.pagu_utuh desc, p.waktu_utuh desc, p.file_id_utuh
        ) as urutan
    from pasangan as p
    inner join ref.ambang as a on a.nama = 'ekspor_parsial'
    left join bersama as b
        on p.file_id = b.file_id and p.kode_satker = b.kode_satker and p.file_id_utuh = b.file_id_lain
    where
        coalesce(b.jumlah_ro, 0) = p.jumlah_ro
        and case
            when
                p.jenis = 'realisasi_datar'
                and p.jumlah_akun < p.jumlah_akun_utuh
                and coalesce(b.jumlah_akun, 0) = p.jumlah_akun
                and b.jumlah_akun_beda = 0
                then true
            when p.jumlah_ro < p.jumlah_ro_utuh
                then coalesce(b.jumlah_beda, 0) = 0 or p.pagu < p.pagu_utuh * a.nilai
            else
                p.jumlah_akun < p.jumlah_akun_utuh
                and coalesce(b.jumlah_akun, 0) = p.jumlah_akun
                and p.pagu < p.pagu_utuh * a.nilai
        end
),

-- Waktu yang ditempati: waktu terakhir SAKTI menulis isi itu, atau waktu isi itu pertama kali ada.
disimpan_ulang as (
    select
        k.file_id,
        k.kode_satker,
        l.file_id as file_id_sama,
        l.waktu_sumber as waktu_sama,
        row_number() over (
            partition by k.file_id, k.kode_satker
            order by case when l.waktu_asli then l.waktu_sumber end desc nulls last, l.waktu_sumber, l.file_id
        ) as urutan
    from jumlah as k
    inner join bersama as b
        on k.file_id = b.file_id and k.kode_satker = b.kode_satker and k.jumlah_akun = b.jumlah_akun_sama
    inner join jumlah as l
        on
            b.file_id_lain = l.file_id
            and b.kode_satker = l.kode_satker
            and b.jumlah_akun_sama = l.jumlah_akun
            and (
                k.bentuk <> l.bentuk
                or (k.jumlah_dana = b.jumlah_dana_sama and l.jumlah_dana = b.jumlah_dana_sama)
            )
            and k.waktu_sumber > l.waktu_sumber
    where not k.waktu_asli
),

diurutkan as (
    select
        e.file_id,
        e.kode_satker,
        e.tahun,
        e.bulan,
        e.jenis,
        e.bentuk,
        e.waktu_sumber,
        e.pagu,
        e.realisasi_sd,
        e.tertahan,
        e.kurang_baris,
        t.file_id_utuh,
        u.file_id_sama,
        row_number() over (
            partition by e.kode_satker, e.tahun, e.bulan
            order by
                e.tertahan,
                t.file_id_utuh is not null,
                e.kurang_baris,
                coalesce(u.waktu_sama, e.waktu_sumber) desc,
                e.waktu_sumber desc,
                e.waktu_berkas desc,
                e.file_id desc
        ) as urutan
    from ekspor as e
    left join tersaring as t on e.file_id = t.file_id and e.kode_satker = t.kode_satker and t.urutan = 1
    left join disimpan_ulang as u on e.file_id = u.file_id and e.kode_satker = u.kode_satker and u.urutan = 1
)

select
    file_id,
    kode_satker,
    tahun,
    bulan,
    jenis,
    bentuk,
    waktu_sumber,
    pagu,
    realisasi_sd,
    file_id_utuh is not null as parsial,
    file_id_utuh,
    tertahan,
    kurang_baris,
    file_id_sama,
    urutan = 1 and not tertahan as berlaku
from diurutkan
