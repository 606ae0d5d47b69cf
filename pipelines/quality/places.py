"""Where the rows of core and mart tables stand in the documents they come from. No rule, no query of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOWHERE = "cast(null as varchar)"


@dataclass(frozen=True)
class Place:
    """How the document row behind a row ``t`` of a table is found.

    Attributes:
        file_id, lembar, baris: expressions over ``t`` and over what ``join`` brings in.
        join: joins that find at most one document row for each row of ``t``.
        fields: judged columns that are not fields of the raw table: the field to look at (its name, or an expression
            in brackets), an expression of its value.
        shown: what a finding shows besides, as select items.
    """

    file_id: str = "t.file_id"
    lembar: str = NOWHERE
    baris: str = "t.baris_sumber"
    join: str = ""
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    shown: tuple[str, ...] = ()

    def columns(self, judged: str) -> str:
        """The location columns of a finding about the column ``judged``, as a list of select items."""
        kolom, value = self.fields.get(judged, (judged, f"t.{judged}"))
        return ", ".join([*self.shown, location(self.file_id, self.lembar, self.baris, kolom, value)])


def location(file_id: str, lembar: str, baris: str, kolom: str, value: str) -> str:
    """The columns of a finding that say where to look, from one expression each.

    ``kolom`` is a field's name, or an expression of it in brackets.
    """
    name = kolom if kolom.startswith("(") else f"'{kolom}'"
    return f"{file_id} as file_id, {lembar} as lembar, {baris} as baris, {name} as kolom, {as_text(value)} as nilai"


def plan_sheet(table: str, file_id: str, baris: str) -> str:
    """The page or sheet of a row of ``raw.<table>`` of a plan."""
    return f"(select any_value(p.lembar) from raw.{table} as p where p.file_id = {file_id} and p.baris = {baris})"


def as_text(value: str) -> str:
    """A value as people write it: decimals without noughts at their end."""
    text = f"cast({value} as varchar)"
    return (
        f"case when typeof({value}) like 'DECIMAL%' and position('.' in {text}) > 0"
        f" then rtrim(rtrim({text}, '0'), '.') else {text} end"
    )


_SHEET_OF_ROW = "left join raw.fa_detail as f on t.file_id = f.file_id and t.baris = f.baris"
# The sheet of a line of a flat file stands in the table itself.
_BUDGET_ROW = Place(
    lembar="coalesce(t.lembar, f.lembar)",
    baris="t.baris",
    join=_SHEET_OF_ROW,
    fields={"jenis_belanja": ("kode_akun", "t.kode_akun")},
)

# The tables whose rows are rows of documents.
DOCUMENT_TABLES = (
    "raw.fa_detail",
    "raw.rak_dokumen",
    "raw.rak_indikator",
    "raw.rak_kontribusi",
    "raw.rak_target",
    "raw.realisasi_datar",
    "raw.realisasi_kinerja",
    "raw.rpd",
)

# A budget line is shown where SAKTI printed it, in the newest month; a line that only the plan has, there.
_BUDGET_LINE = """
    left join (
        select kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen, max_by(file_id, bulan) as file_id,
            arg_max_null(baris, bulan) as baris
        from core.realisasi_tingkat
        semi join t using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
        where tingkat = 'subkomponen'
        group by all
    ) as s using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
    left join raw.fa_detail as f on s.file_id = f.file_id and s.baris = f.baris
"""
_PLAN_LINE = """
    left join (
        select c.kode_satker, c.tahun, c.kode_ro, c.kode_komponen, c.kode_subkomponen,
            any_value(c.file_id) as file_id, min(c.baris_sumber) as baris, min_by(r.lembar, c.baris_sumber) as lembar
        from core.kontribusi as c
        semi join t using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
        left join raw.rak_kontribusi as r
            on c.file_id = r.file_id and c.baris_sumber = r.baris and c.urutan = r.urutan
        group by all
    ) as k using (kode_satker, tahun, kode_ro, kode_komponen, kode_subkomponen)
"""

_EXPORT_TOTAL = """
    left join core.realisasi_tingkat as s
        on t.kode_satker = s.kode_satker and t.tahun = s.tahun and t.bulan = s.bulan and s.tingkat = 'total'
    left join raw.fa_detail as f on s.file_id = f.file_id and s.baris = f.baris
"""

# A satker code stands in the rows of a performance sheet, a cash plan or a flat file, else in the head of an export.
_SATKER = """
    left join (
        select kode_satker, min_by(file_id, (file_id, baris)) as file_id, min_by(lembar, (file_id, baris)) as lembar,
            min_by(baris, (file_id, baris)) as baris
        from (
            select kode_satker, file_id, lembar, baris from raw.realisasi_kinerja
            union all
            select kode_satker, file_id, lembar, baris from raw.rpd
        ) as lembar_kerja
        where kode_satker in (select kode_satker from t)
        group by kode_satker
    ) as r on t.kode_satker = r.kode_satker
    left join (
        select kode_satker, min_by(file_id, (file_id, baris)) as file_id, min_by(lembar, (file_id, baris)) as lembar,
            min_by(baris, (file_id, baris)) as baris
        from core.realisasi_datar
        where kode_satker in (select kode_satker from t)
        group by kode_satker
    ) as d on t.kode_satker = d.kode_satker
    left join (
        select kode_satker, max_by(file_id, waktu_sumber) as file_id
        from raw.berkas
        where status <> 'ditolak'
        group by kode_satker
    ) as b on t.kode_satker = b.kode_satker
"""

# A figure that was recomputed stands in no cell: the one to look at is the numerator's.
_SHEET_ROW = """
    left join core.realisasi_indikator as r
        on t.kode_satker = r.kode_satker and t.tahun = r.tahun and t.kode_indikator = r.kode_indikator
        and t.bulan = r.bulan
"""
_FIGURE_USED = (
    "(case when r.realisasi_hitung is null then 'realisasi' else 'pembilang' end)",
    "case when r.realisasi_hitung is null then t.realisasi else r.pembilang end",
)

PLACES: Mapping[str, Place] = {
    "core.dokumen_rak": Place(
        baris="t.baris_total", fields={"selisih_total": ("total_deklarasi", "t.total_deklarasi")}
    ),
    "core.indikator": Place(
        lembar=plan_sheet("rak_indikator", "t.file_id", "t.baris_sumber"),
        fields={"polaritas": ("kode_indikator", "t.kode_indikator")},
    ),
    "core.kontribusi": Place(
        lembar=plan_sheet("rak_kontribusi", "t.file_id", "t.baris_sumber"),
        fields={"porsi": ("kontribusi", "t.kontribusi")},
    ),
    "core.target_indikator": Place(lembar=plan_sheet("rak_target", "t.file_id", "t.baris_sumber")),
    "core.realisasi_anggaran": _BUDGET_ROW,
    "core.realisasi_tingkat": Place(lembar="f.lembar", baris="t.baris", join=_SHEET_OF_ROW),
    "core.snapshot_anggaran": Place(
        lembar="f.lembar",
        baris="f.baris",
        join="left join raw.fa_detail as f on t.file_id = f.file_id and f.tingkat = 'total'",
    ),
    "core.realisasi_indikator": Place(
        lembar="t.lembar",
        fields={"realisasi_dilaporkan": ("realisasi", "t.realisasi_dilaporkan"), "nama": ("indikator", "t.nama")},
    ),
    "core.rpd": Place(
        lembar="t.lembar",
        baris="t.baris",
        fields={"rpd": ("(select lower(b.nama_bulan) from ref.bulan as b where b.bulan = t.bulan)", "t.tertulis")},
    ),
    "core.satker": Place(
        "coalesce(r.file_id, d.file_id, b.file_id)",
        "case when r.file_id is null then d.lembar else r.lembar end",
        "case when r.file_id is null then d.baris else r.baris end",
        _SATKER,
    ),
    "core.subkomponen": Place(
        "coalesce(s.file_id, k.file_id)",
        "case when s.file_id is null then k.lembar else f.lembar end",
        "coalesce(s.baris, k.baris)",
        _BUDGET_LINE + _PLAN_LINE,
    ),
    "mart.ikpa_penyerapan": Place(
        "s.file_id", "f.lembar", "s.baris", _EXPORT_TOTAL, {"nilai_bulan": ("realisasi_sd", "s.realisasi_sd")}
    ),
    "mart.rencana_anggaran": Place(
        "coalesce(k.file_id, s.file_id)",
        "case when k.file_id is null then f.lembar else k.lembar end",
        "coalesce(k.baris, s.baris)",
        _BUDGET_LINE + _PLAN_LINE,
    ),
    "mart.capaian_indikator": Place(
        lembar="t.lembar",
        join=_SHEET_ROW,
        fields=dict.fromkeys(("capaian_pct", "realisasi"), _FIGURE_USED),
        shown=("r.realisasi_hitung",),
    ),
}
