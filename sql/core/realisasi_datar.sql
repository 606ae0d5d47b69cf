-- core.realisasi_datar: baris akun (tingkat 7) data mentah SAKTI dan lembar POK, dengan satker, RO dan sumber dananya.
-- Nama satker di lembar POK dicocokkan dengan peta nama satker yang berlaku pada tanggal berkas. Program dan kegiatan, yang tidak
-- tertulis di sana, diambil dari dokumen lain satker itu (RAK, FA Detail, data mentah) yang memuat KRO dan nomor RO yang sama:
-- dari tahun yang sama bila di sana hanya ada satu, selain itu dari semua tahun bila di sana hanya ada satu.
-- Baris yang tidak dapat ditempatkan menyebut masalahnya, dan menahan seluruh snapshot satkernya.
-- grain: file_id, lembar, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja
--   baris | angka | Nomor baris di lembar kerja
--   bentuk | kode | dump (data mentah 38 kolom) atau pok (lembar unggah POK)
--   kode_satker | kode | Kode satuan kerja; kosong bila namanya tidak ada di peta pada tanggal berkas
--   nama_satker | teks | Nama satuan kerja seperti tertulis; hanya di lembar POK
--   tahun | tahun | Tahun anggaran
--   bulan | bulan | Bulan laporan
--   kode_program | kode | Kode program
--   kode_kegiatan | kode | Kode kegiatan
--   kode_kro | kode | Kode KRO
--   kode_ro | kode | Kode RO lengkap; kosong bila program dan kegiatannya tidak diketahui
--   kode_komponen | kode | Kode komponen
--   kode_subkomponen | kode | Huruf sub komponen
--   kode_akun | kode | Kode akun
--   kode_beban | kode | Kode sumber dana seperti tertulis
--   sumber_dana | kode | Singkatan sumber dana menurut ref.sumber_dana, selain itu seperti tertulis; "tidak dirinci" bila kosong
--   pagu | rupiah | Pagu sebelum dikurangi blokir: pagu akhir, bila pagu di baris itu sudah dikurangi blokirnya
--   blokir | rupiah | Pagu yang diblokir; kosong bila sumbernya tidak menyebutkan
--   realisasi_sd | rupiah | Realisasi s.d. bulan berkas
--   sisa | rupiah | Sisa pagu seperti tertulis
--   ro_sepadan | teks | Bila masalahnya program lebih dari satu: dua dari RO lengkap yang mungkin
--   masalah | kode | satker tidak dikenal, kode kosong, program tidak diketahui, atau program lebih dari satu; kosong bila dapat dipakai
with baris as (
    select
        r.file_id,
        r.lembar,
        r.baris,
        r.bentuk,
        b.tahun,
        b.bulan,
        cast(b.waktu_sumber as date) as tanggal,
        r.kode_satker,
        r.nama_satker,
        r.kode_program,
        r.kode_kegiatan,
        r.kode_kro,
        r.nomor_ro,
        r.kode_komponen,
        r.kode_subkomponen,
        r.kode_akun,
        r.kode_beban,
        cast(
            case
                when cast(r.pagu as decimal(18, 0)) + cast(r.blokir as decimal(18, 0)) = cast(r.pagu_akhir as decimal(18, 0))
                    then r.pagu_akhir
                else r.pagu
            end as decimal(18, 0)
        ) as pagu,
        cast(r.blokir as decimal(18, 0)) as blokir,
        cast(r.realisasi_sd as decimal(18, 0)) as realisasi_sd,
        cast(r.sisa as decimal(18, 0)) as sisa
    from terkoreksi.realisasi_datar as r
    inner join terkoreksi.berkas as b on r.file_id = b.file_id
    where r.tingkat = '7'
),

nama as (
    select distinct
        file_id,
        nama_satker,
        tanggal,
        upper(translate(nama_satker, concat(' ', chr(9), chr(10), chr(13), chr(160)), '')) as kunci
    from baris
    where kode_satker is null and nama_satker is not null
),

cocok as (
    select
        n.file_id,
        n.nama_satker,
        m.kode_satker,
        min(m.kode_satker) over (partition by n.file_id, n.nama_satker, m.mulai)
        <> max(m.kode_satker) over (partition by n.file_id, n.nama_satker, m.mulai) as bercabang,
        row_number() over (
            partition by n.file_id, n.nama_satker
            order by m.mulai desc nulls last, m.kode_satker
        ) as urutan
    from nama as n
    inner join raw.nama_satker as m
        on
            n.kunci = translate(m.kunci_nama, ' ', '')
            and (m.mulai is null or m.mulai <= n.tanggal)
            and (m.sampai is null or m.sampai >= n.tanggal)
),

bersatker as (
    select
        b.file_id,
        b.lembar,
        b.baris,
        b.bentuk,
        b.tahun,
        b.bulan,
        coalesce(b.kode_satker, c.kode_satker) as kode_satker,
        b.nama_satker,
        b.kode_kro,
        b.nomor_ro,
        b.kode_program || '.' || b.kode_kegiatan || '.' || b.kode_kro || '.' || b.nomor_ro as kode_ro,
        b.kode_komponen,
        b.kode_subkomponen,
        b.kode_akun,
        b.kode_beban,
        b.pagu,
        b.blokir,
        b.realisasi_sd,
        b.sisa
    from baris as b
    left join cocok as c
        on b.file_id = c.file_id and b.nama_satker = c.nama_satker and c.urutan = 1 and not c.bercabang
),

dicari as (
    select distinct kode_satker, tahun, kode_kro, nomor_ro
    from bersatker
    where kode_ro is null and kode_satker is not null and kode_kro is not null and nomor_ro is not null
),

satker_dicari as (
    select distinct kode_satker
    from dicari
),

ro_dikenal as (
    select b.kode_satker, b.tahun, f.kode_ro
    from satker_dicari as s
    inner join terkoreksi.berkas as b on s.kode_satker = b.kode_satker
    inner join terkoreksi.fa_detail as f on b.file_id = f.file_id
    where f.tingkat = 'ro'
    union
    select d.kode_satker, d.tahun, k.kode_ro
    from satker_dicari as s
    inner join core.dokumen_rak as d on s.kode_satker = d.kode_satker
    inner join terkoreksi.rak_kontribusi as k on d.file_id = k.file_id
    union
    select b.kode_satker, b.tahun, b.kode_ro
    from satker_dicari as s
    inner join bersatker as b on s.kode_satker = b.kode_satker
    where b.kode_ro is not null
),

-- DR.3165.QIA.002: program dan kegiatan dengan titiknya panjangnya tetap.
sepadan as (
    select
        d.kode_satker,
        d.tahun,
        d.kode_kro,
        d.nomor_ro,
        count(distinct case when r.tahun = d.tahun then r.kode_ro end) as jumlah_setahun,
        count(distinct r.kode_ro) as jumlah,
        max(case when r.tahun = d.tahun then r.kode_ro end) as ro_setahun,
        min(r.kode_ro) as ro_pertama,
        max(r.kode_ro) as ro_terakhir
    from dicari as d
    inner join ro_dikenal as r
        on d.kode_satker = r.kode_satker and substr(r.kode_ro, 9) = concat(d.kode_kro, '.', d.nomor_ro)
    group by d.kode_satker, d.tahun, d.kode_kro, d.nomor_ro
),

ditempatkan as (
    select
        b.file_id,
        b.lembar,
        b.baris,
        b.bentuk,
        b.kode_satker,
        b.nama_satker,
        b.tahun,
        b.bulan,
        b.kode_kro,
        b.nomor_ro,
        case
            when b.kode_ro is not null then b.kode_ro
            when s.jumlah_setahun = 1 then s.ro_setahun
            when s.jumlah = 1 then s.ro_pertama
        end as kode_ro,
        b.kode_komponen,
        b.kode_subkomponen,
        b.kode_akun,
        b.kode_beban,
        coalesce(d.sumber_dana, b.kode_beban, 'tidak dirinci') as sumber_dana,
        b.pagu,
        b.blokir,
        b.realisasi_sd,
        b.sisa,
        s.jumlah,
        concat(s.ro_pertama, ', ', s.ro_terakhir) as ro_sepadan
    from bersatker as b
    left join sepadan as s
        on
            b.kode_satker = s.kode_satker
            and b.tahun = s.tahun
            and b.kode_kro = s.kode_kro
            and b.nomor_ro = s.nomor_ro
    left join ref.sumber_dana as d on b.kode_beban = d.kode_beban
),

dinilai as (
    select
        *,
        case
            when kode_satker is null then 'satker tidak dikenal'
            when
                kode_kro is null or nomor_ro is null or kode_komponen is null or kode_subkomponen is null
                or kode_akun is null
                then 'kode kosong'
            when kode_ro is null and jumlah > 1 then 'program lebih dari satu'
            when kode_ro is null then 'program tidak diketahui'
        end as masalah
    from ditempatkan
)

select
    file_id,
    lembar,
    baris,
    bentuk,
    kode_satker,
    nama_satker,
    tahun,
    bulan,
    substr(kode_ro, 1, 2) as kode_program,
    substr(kode_ro, 4, 4) as kode_kegiatan,
    kode_kro,
    kode_ro,
    kode_komponen,
    kode_subkomponen,
    kode_akun,
    kode_beban,
    sumber_dana,
    pagu,
    blokir,
    realisasi_sd,
    sisa,
    case when masalah = 'program lebih dari satu' then ro_sepadan end as ro_sepadan,
    masalah
from dinilai
