-- core.nama_satker: nama setiap satker menurut waktu, supaya laporan tahun lalu memakai nama pada waktu itu.
-- Masa berlakunya dari peta nama dan tidak bertumpuk: nama yang mulai belakangan menggantikan yang sebelumnya; dari yang mulai
-- bersamaan, yang berakhir lebih dulu, lalu yang pertama di peta. Tanpa peta: nama di dokumen terbaru, tanpa batas waktu.
-- Satker yang berganti kode tetap menyimpan riwayatnya di bawah kode lama; kode_satker_baru menunjuk kode yang melanjutkannya.
-- grain: kode_satker, mulai
-- kolom:
--   kode_satker | kode | Kode satuan kerja enam digit
--   nama_satker | teks | Nama satuan kerja pada masa itu
--   mulai | tanggal | Hari pertama masa itu; kosong berarti sejak awal
--   sampai | tanggal | Hari terakhir masa itu; kosong berarti masih berlaku
--   kode_satker_baru | kode | Kode yang melanjutkan satker ini sesudah sampai; kosong bila kodenya tidak berganti
with peta as (
    select
        kode_satker,
        nama,
        coalesce(mulai, date '0001-01-01') as mulai,
        sampai,
        kode_satker_baru,
        baris
    from raw.nama_satker
),

batas as (
    select kode_satker, mulai as awal
    from peta
    union
    select kode_satker, cast(sampai + interval '1' day as date) as awal
    from peta
    where sampai is not null
),

penggal as (
    select kode_satker, awal, lead(awal) over (partition by kode_satker order by awal) as berikutnya
    from batas
),

-- Setiap penggal dengan nama yang berlaku di sana; penggal tanpa nama hilang.
bernama as (
    select
        p.kode_satker,
        p.awal,
        p.berikutnya,
        m.nama,
        row_number() over (
            partition by p.kode_satker, p.awal
            order by m.mulai desc, m.sampai nulls last, m.baris, m.nama
        ) as urutan
    from penggal as p
    inner join peta as m
        on p.kode_satker = m.kode_satker and m.mulai <= p.awal and (m.sampai is null or m.sampai >= p.awal)
),

bersambung as (
    select
        kode_satker,
        awal,
        berikutnya,
        nama,
        lag(nama) over (partition by kode_satker order by awal) as nama_sebelumnya,
        lag(berikutnya) over (partition by kode_satker order by awal) as akhir_sebelumnya
    from bernama
    where urutan = 1
),

bermasa as (
    select
        kode_satker,
        awal,
        berikutnya,
        nama,
        sum(case when nama = nama_sebelumnya and awal = akhir_sebelumnya then 0 else 1 end) over (
            partition by kode_satker
            order by awal
        ) as masa
    from bersambung
),

masa as (
    select
        kode_satker,
        nama,
        min(awal) as mulai,
        case when count(berikutnya) = count(*) then cast(max(berikutnya) - interval '1' day as date) end as sampai
    from bermasa
    group by kode_satker, nama, masa
),

pengganti as (
    select kode_satker, sampai, min(kode_satker_baru) as kode_satker_baru
    from peta
    where kode_satker_baru is not null
    group by kode_satker, sampai
),

dari_dokumen as (
    select
        b.kode_satker,
        b.nama_satker,
        row_number() over (partition by b.kode_satker order by b.waktu_sumber desc, b.nama_satker) as urutan
    from terkoreksi.berkas as b
    where
        b.kode_satker is not null and b.nama_satker is not null and b.diganti_oleh is null
        and b.kode_satker not in (select p.kode_satker from peta as p)
)

select
    m.kode_satker,
    m.nama as nama_satker,
    nullif(m.mulai, date '0001-01-01') as mulai,
    m.sampai,
    p.kode_satker_baru
from masa as m
left join pengganti as p on m.kode_satker = p.kode_satker and m.sampai = p.sampai
union all
select
    kode_satker,
    nama_satker,
    cast(null as date) as mulai,
    cast(null as date) as sampai,
    cast(null as varchar) as kode_satker_baru
from dari_dokumen
where urutan = 1
