-- terkoreksi.realisasi_datar: baris data mentah SAKTI dan lembar POK dengan koreksi yang berlaku; baris yang dibuang dan baris berkas yang ditarik tidak ada.
-- Berkas yang tidak disentuh koreksi lewat cabang pertama, sehingga tanpa koreksi tidak ada yang dihitung.
-- grain: file_id, lembar, baris
-- kolom:
--   file_id | kode | Berkas asal
--   lembar | teks | Nama lembar kerja
--   baris | angka | Nomor baris di lembar kerja
--   bentuk | kode | dump (data mentah 38 kolom) atau pok (lembar unggah POK)
--   tingkat | kode | Tingkat baris menurut kolom level, 1 sampai 7; lembar POK selalu 7
--   tahun | teks | Tahun anggaran menurut baris (thang); kosong di lembar POK
--   kode_satker | kode | Kode satuan kerja; kosong di lembar POK
--   nama_satker | teks | Nama satuan kerja; hanya di lembar POK
--   kode_kementerian | kode | Kode kementerian atau lembaga (kddept), misalnya 063
--   kode_unit | kode | Kode unit eselon I (kdunit)
--   kode_kewenangan | kode | Kode kewenangan (kddekon), misalnya KD
--   kode_program | kode | Kode program, misalnya DR
--   kode_kegiatan | kode | Kode kegiatan empat digit (kdgiat)
--   kode_kro | kode | Kode KRO tiga huruf (kdoutput)
--   nomor_ro | kode | Nomor RO di bawah KRO (kdsoutput), misalnya 001
--   kode_komponen | kode | Kode komponen (kdkmpnen)
--   kode_subkomponen | kode | Huruf sub komponen tanpa nol di depan (kdskmpnen)
--   kode_akun | kode | Kode akun enam digit (jnsbel)
--   kode_lokasi | kode | Kode provinsi (kdlokasi)
--   kode_kabkota | kode | Kode kabupaten atau kota (kdkabkota)
--   kode_kppn | kode | Kode KPPN (kdkppn)
--   kode_beban | kode | Kode sumber dana (kdbeban), misalnya A rupiah murni, D PNBP; lembar POK menulis RM atau PNBP
--   kode_jenis_bantuan | kode | Kode jenis bantuan (kdjnsban)
--   kode_cara_tarik | kode | Kode cara penarikan (kdctarik)
--   register | kode | Nomor register
--   uraian | teks | Keterangan baris (ket)
--   volume | angka | Volume; hanya di lembar POK
--   harga_satuan | rupiah | Harga satuan; hanya di lembar POK
--   pagu_akhir | rupiah | Pagu akhir (paguakhir)
--   skpa_terima | rupiah | Pagu yang diterima lewat SKPA (trmskpa)
--   skpa_kembali | rupiah | Pagu SKPA yang dikembalikan (kembel)
--   skpa_keluar | rupiah | Pagu yang diberikan lewat SKPA (klrskpa)
--   blokir | rupiah | Pagu yang diblokir (nilblokir)
--   pagu | rupiah | Pagu; di lembar POK kolom total
--   realisasi_sd | rupiah | Realisasi s.d. bulan berkas (realisasi)
--   sisa | rupiah | Sisa pagu; kosong bila pagu atau realisasinya dikoreksi
--   realisasi_spm_gu | rupiah | Realisasi SPM GU (realspmgu)
--   realisasi_non_gu | rupiah | Realisasi bukan GU (realnongu)
--   realisasi_kuitansi | rupiah | Realisasi kuitansi (realkwt)
--   realisasi_gu | rupiah | Realisasi GU (realgu)
with sel as (
    select
        file_id,
        lembar,
        baris,
        max(case when kolom = '*' then 'ya' end) as dibuang,
        max(case when kolom = 'kode_satker' then coalesce(nilai_benar, '') end) as kode_satker,
        max(case when kolom = 'kode_program' then coalesce(nilai_benar, '') end) as kode_program,
        max(case when kolom = 'kode_kegiatan' then coalesce(nilai_benar, '') end) as kode_kegiatan,
        max(case when kolom = 'kode_kro' then coalesce(nilai_benar, '') end) as kode_kro,
        max(case when kolom = 'nomor_ro' then coalesce(nilai_benar, '') end) as nomor_ro,
        max(case when kolom = 'kode_komponen' then coalesce(nilai_benar, '') end) as kode_komponen,
        max(case when kolom = 'kode_subkomponen' then coalesce(nilai_benar, '') end) as kode_subkomponen,
        max(case when kolom = 'kode_akun' then coalesce(nilai_benar, '') end) as kode_akun,
        max(case when kolom = 'kode_beban' then coalesce(nilai_benar, '') end) as kode_beban,
        max(case when kolom = 'blokir' then coalesce(nilai_benar, '') end) as blokir,
        max(case when kolom = 'pagu' then coalesce(nilai_benar, '') end) as pagu,
        max(case when kolom = 'realisasi_sd' then coalesce(nilai_benar, '') end) as realisasi_sd
    from raw.koreksi_sel
    where tabel = 'realisasi_datar'
    group by file_id, lembar, baris
),

tersentuh as (
    select file_id, max(case when tabel = 'berkas' and kolom = '*' then 'ya' end) as ditarik
    from raw.koreksi_sel
    where tabel = 'realisasi_datar' or (tabel = 'berkas' and kolom = '*')
    group by file_id
)

select
    r.file_id,
    r.lembar,
    r.baris,
    r.bentuk,
    r.tingkat,
    r.tahun,
    r.kode_satker,
    r.nama_satker,
    r.kode_kementerian,
    r.kode_unit,
    r.kode_kewenangan,
    r.kode_program,
    r.kode_kegiatan,
    r.kode_kro,
    r.nomor_ro,
    r.kode_komponen,
    r.kode_subkomponen,
    r.kode_akun,
    r.kode_lokasi,
    r.kode_kabkota,
    r.kode_kppn,
    r.kode_beban,
    r.kode_jenis_bantuan,
    r.kode_cara_tarik,
    r.register,
    r.uraian,
    r.volume,
    r.harga_satuan,
    r.pagu_akhir,
    r.skpa_terima,
    r.skpa_kembali,
    r.skpa_keluar,
    r.blokir,
    r.pagu,
    r.realisasi_sd,
    r.sisa,
    r.realisasi_spm_gu,
    r.realisasi_non_gu,
    r.realisasi_kuitansi,
    r.realisasi_gu
from raw.realisasi_datar as r
left join tersentuh as t on r.file_id = t.file_id
where t.file_id is null
union all
select
    r.file_id,
    r.lembar,
    r.baris,
    r.bentuk,
    r.tingkat,
    r.tahun,
    case when s.kode_satker is null then r.kode_satker else nullif(s.kode_satker, '') end as kode_satker,
    r.nama_satker,
    r.kode_kementerian,
    r.kode_unit,
    r.kode_kewenangan,
    case when s.kode_program is null then r.kode_program else nullif(s.kode_program, '') end as kode_program,
    case when s.kode_kegiatan is null then r.kode_kegiatan else nullif(s.kode_kegiatan, '') end as kode_kegiatan,
    case when s.kode_kro is null then r.kode_kro else nullif(s.kode_kro, '') end as kode_kro,
    case when s.nomor_ro is null then r.nomor_ro else nullif(s.nomor_ro, '') end as nomor_ro,
    case when s.kode_komponen is null then r.kode_komponen else nullif(s.kode_komponen, '') end as kode_komponen,
    case when s.kode_subkomponen is null then r.kode_subkomponen else nullif(s.kode_subkomponen, '') end as kode_subkomponen,
    case when s.kode_akun is null then r.kode_akun else nullif(s.kode_akun, '') end as kode_akun,
    r.kode_lokasi,
    r.kode_kabkota,
    r.kode_kppn,
    case when s.kode_beban is null then r.kode_beban else nullif(s.kode_beban, '') end as kode_beban,
    r.kode_jenis_bantuan,
    r.kode_cara_tarik,
    r.register,
    r.uraian,
    r.volume,
    r.harga_satuan,
    r.pagu_akhir,
    r.skpa_terima,
    r.skpa_kembali,
    r.skpa_keluar,
    case when s.blokir is null then r.blokir else nullif(s.blokir, '') end as blokir,
    case when s.pagu is null then r.pagu else nullif(s.pagu, '') end as pagu,
    case when s.realisasi_sd is null then r.realisasi_sd else nullif(s.realisasi_sd, '') end as realisasi_sd,
    case when s.pagu is null and s.realisasi_sd is null then r.sisa end as sisa,
    r.realisasi_spm_gu,
    r.realisasi_non_gu,
    r.realisasi_kuitansi,
    r.realisasi_gu
from raw.realisasi_datar as r
inner join tersentuh as t on r.file_id = t.file_id
left join sel as s on r.file_id = s.file_id and r.lembar = s.lembar and r.baris = s.baris
where t.ditarik is null and s.dibuang is null
