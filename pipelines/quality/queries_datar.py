"""Queries of the failing rows of the rules on flat budget files. No rule here."""

from __future__ import annotations

from pipelines.quality.places import location
from pipelines.quality.queries import IN_INBOX

# The lines that count: of the snapshot in use for their satker and month.
CURRENT = """
    exists (
        select 1
        from core.snapshot_anggaran as s
        where s.file_id = d.file_id and s.kode_satker = d.kode_satker and s.berlaku
    )
"""

BLOCKED_ABOVE_BUDGET = f"""
    select
        d.kode_satker, d.tahun, d.bulan, d.kode_ro, d.kode_komponen, d.kode_subkomponen, d.kode_akun, d.sumber_dana,
        d.pagu, {location("d.file_id", "d.lembar", "d.baris", "blokir", "d.blokir")}
    from core.realisasi_datar as d
    where (d.blokir > d.pagu or d.blokir < 0) and {CURRENT}
"""

# One finding for each code of a file, at its first row.
UNKNOWN_SOURCES = f"""
    select
        d.kode_satker, d.tahun, d.bulan, count(*) as jumlah_baris,
        {location("d.file_id", "min(d.lembar)", "min_by(d.baris, (d.lembar, d.baris))", "kode_beban", "d.kode_beban")}
    from core.realisasi_datar as d
    where
        d.kode_beban not in (select kode_beban from ref.sumber_dana union all select sumber_dana from ref.sumber_dana)
        and {CURRENT}
    group by d.kode_satker, d.tahun, d.bulan, d.file_id, d.kode_beban
"""

UNPLACED_LINES = f"""
    select
        d.kode_satker, d.tahun, d.bulan, d.masalah, d.ro_sepadan, d.kode_komponen, d.kode_subkomponen,
        d.kode_akun, {location("d.file_id", "d.lembar", "d.baris", "nomor_ro", "concat(r.kode_kro, '.', r.nomor_ro)")}
    from core.realisasi_datar as d
    inner join terkoreksi.realisasi_datar as r on d.file_id = r.file_id and d.lembar = r.lembar and d.baris = r.baris
    where d.masalah <> 'satker tidak dikenal' and d.{IN_INBOX}
"""

# The newest usable snapshot of each form of the same satker and month; the one in use is shown. Old figures that were
# saved anew are told of by FA-27.
FORMS_DISAGREE = f"""
    with terbaru as (
        select *, coalesce(bentuk, jenis) as rupa
        from core.snapshot_anggaran
        where not parsial and not tertahan and (berlaku or file_id_sama is null)
        qualify row_number() over (
            partition by kode_satker, tahun, bulan, coalesce(bentuk, jenis)
            order by berlaku desc, waktu_sumber desc, file_id desc
        ) = 1
    )
    select
        t.kode_satker, t.tahun, t.bulan, t.rupa as bentuk, t.realisasi_sd, l.rupa as bentuk_lain, l.pagu as pagu_lain,
        l.realisasi_sd as realisasi_sd_lain, l.file_id as file_id_lain,
        {location("t.file_id", "f.lembar", "f.baris", "pagu", "t.pagu")}
    from terbaru as t
    inner join terbaru as l on t.kode_satker = l.kode_satker and t.tahun = l.tahun and t.bulan = l.bulan
    left join raw.fa_detail as f on t.file_id = f.file_id and f.tingkat = 'total'
    where t.berlaku and t.rupa <> l.rupa and (t.pagu <> l.pagu or t.realisasi_sd <> l.realisasi_sd)
"""
