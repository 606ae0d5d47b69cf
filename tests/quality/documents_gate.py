"""For each rule of the gate a document that breaks it and only it. What a reader refuses is in documents_readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from tests.quality.documents import (
    INDEX,
    LATER,
    PERCENT,
    A,
    Account,
    C,
    Indicator,
    Satker,
    Share,
    book,
    export,
    reported,
    sheet_rows,
)


class At(NamedTuple):
    """Where the finding must point.

    Attributes:
        berkas: name of the file in the folder of the case.
        tempat: cell of a sheet, ``3`` for its third row, words that only one line of a text has, or None: the whole.
        nilai: value that the finding shows.
        isi: what stands there where that is not the value: ``053.12`` for the code ``12``, or what is corrected.
    """

    berkas: str
    tempat: str | None
    nilai: str | None
    isi: str | None = None


@dataclass(frozen=True)
class Case:
    """A rule, how one satker's documents come to break it, where it is found, and what else must be found.

    Attributes:
        companions: rules that the same documents cannot but break, each with the reason.
    """

    rule: str
    change: Callable[[Satker], None]
    at: At | None
    companions: dict[str, str]


GATE: list[Case] = []


def breaks(
    rule: str, at: At | None = None, into: list[Case] = GATE, **companions: str
) -> Callable[[Callable[[Satker], None]], Callable[[Satker], None]]:
    """Registers a change of a clean satker as the case of a rule; companions are named as ``KIN_04``."""

    def register(change: Callable[[Satker], None]) -> Callable[[Satker], None]:
        into.append(Case(rule, change, at, {name.replace("_", "-"): why for name, why in companions.items()}))
        return change

    return register


# -- the plan ------------------------------------------------------------------------------------------------------


@breaks("RAK-01", At("rak.txt", f"01 - {PERCENT}", "80000001"))
def _indicator_differs_from_its_rows(s: Satker) -> None:
    s.plan.indicators[0].anggaran += 1


@breaks("RAK-02", At("rak.txt", "60,000,001", "60000001"))
def _two_budgets_of_one_sub_komponen(s: Satker) -> None:
    second = s.plan.indicators[1]
    second.shares[0].anggaran += 1
    second.shares[0].kontribusi += 1
    second.anggaran += 1
    s.plan.total += 1
    for month in s.exports:
        s.exports[month][0].pagu += 1


@breaks("RAK-03", At("rak.txt", "40,000,000\t39,000,000", "39000000"))
def _shares_miss_the_budget(s: Satker) -> None:
    s.plan.indicators[0].shares[1].kontribusi -= 1_000_000
    s.plan.indicators[0].anggaran -= 1_000_000


@breaks("RAK-04", At("rak.txt", "Total\t", "200000001"))
def _printed_total_differs(s: Satker) -> None:
    s.plan.total += 1


@breaks("RAK-05", At("rak.txt", "7,000,000\t6,999,999", "6999999"))
def _rows_without_an_indicator(s: Satker) -> None:
    s.plan.orphans.append(Share(*C[:2], "G", 7_000_000, 6_999_999))
    s.plan.indicators[1].shares.append(Share(*C[:2], "G", 7_000_000, 1))
    s.plan.indicators[1].anggaran += 1
    s.plan.total += 7_000_000
    for month in s.exports:
        s.exports[month].append(Account(*C[:2], "G", "521211", 7_000_000, 0, 0))


@breaks("RAK-06", At("rak.txt", "-5", "-5"))
def _negative_target(s: Satker) -> None:
    s.plan.indicators[0].targets[0] = "-5"


@breaks("RAK-07", At("rak.txt", f"01 - {PERCENT}", "30"))
def _falling_target(s: Satker) -> None:
    s.plan.indicators[0].targets[:2] = "31", "30"


@breaks("RAK-08", At("rak.txt", f"03 - {INDEX}", None))
def _no_december_target(s: Satker) -> None:
    s.plan.indicators.append(Indicator("03", f"{INDEX} kantor", ["3"] * 10 + ["", ""], 0, []))


@breaks("RAK-09", At("rak.txt", "70,000,000", "70000000"))
def _share_above_the_budget(s: Satker) -> None:
    first, second = s.plan.indicators
    first.shares[0].kontribusi, second.shares[0].kontribusi = 70_000_000, -10_000_000
    first.anggaran, second.anggaran = 110_000_000, 90_000_000


@breaks("RAK-20", At("potongan.txt", "Total\t", "200000000"))
def _a_plan_cut_short(s: Satker) -> None:
    cut = replace(s.plan, indicators=s.plan.indicators[:1])
    s.files["potongan.txt"] = cut.text(s.nama).encode()


@breaks("RAK-21", At("rak.txt", "900", "900"))
def _percentage_above_100(s: Satker) -> None:
    s.plan.indicators[0].targets[11] = "900"


@breaks("BANDING-01", At("rak.txt", "2.\tDR.3165.QIA.002", "40000000"))
def _planned_without_budget(s: Satker) -> None:
    for month in s.exports:
        del s.exports[month][1]


@breaks("BANDING-02", At("fa_12.xlsx", "P24", "5000000"))
def _budget_outside_the_plan(s: Satker) -> None:
    for month in s.exports:
        s.exports[month].append(Account(*C[:2], "G", "521211", 5_000_000, 0, 0))


@breaks("BANDING-03", At("rak.txt", "1.\tDR.3165.QIA.002 - Keluaran\t053 - Komponen\tA", "60000000"))
def _budget_differs_from_the_plan(s: Satker) -> None:
    s.plan.indicators[1].shares.reverse()
    for month in s.exports:
        s.exports[month][0].pagu += 1


# -- the exports ---------------------------------------------------------------------------------------------------


@breaks("FA-04", At("fa_12.xlsx", "Y18", "40000001"))
def _spent_above_the_budget(s: Satker) -> None:
    s.exports[12][1].ini = 40_000_001 - s.exports[12][1].lalu


@breaks("FA-05", At("fa_12.xlsx", "V9", "118000003"))
def _late_posting(s: Satker) -> None:
    s.exports[12][2].lalu += 3


@breaks("FA-06", At("fa_12.xlsx", "W23", "-7"))
def _refund(s: Satker) -> None:
    s.exports[12][2].ini = -7


@breaks("FA-07", At("fa_12.xlsx", "P9", "200000000"))
def _budget_changed(s: Satker) -> None:
    s.exports[11][2].pagu -= 1_000_000


@breaks("FA-08", At("fa_12.xlsx", "P17", "-5000000"))
def _negative_budget(s: Satker) -> None:
    for month in s.exports:
        s.exports[month][0].pagu += 5_000_000
        s.exports[month].insert(1, Account(*A, "521219", -5_000_000, -5_000_000, 0))


@breaks("FA-09", At("fa_12.xlsx", "H23", "991111"))
def _unknown_expense_type(s: Satker) -> None:
    for month in s.exports:
        s.exports[month][2].akun = "991111"


@breaks("FA-20", At("tersaring.xlsx", "P9", "100000000"))
def _filtered_export_of_the_same_month(s: Satker) -> None:
    s.files["tersaring.xlsx"] = export(s.kode, 12, s.exports[12][2:], LATER)


@breaks("FA-21", At("fa_11.xlsx", "P9", "90000000"))
def _filtered_month(s: Satker) -> None:
    filtered = [replace(s.exports[11][2], pagu=90_000_000)]
    s.exports = {10: s.exports[11], 11: filtered, 12: s.exports[12]}


@breaks("FA-22", At("fa_12.xlsx", "X9", "30000000"))
def _month_that_goes_backwards(s: Satker) -> None:
    for account in s.exports[12]:
        account.lalu, account.ini = 9_000_000, 1_000_000


# In October and December, reporting since December: the month between would tell of the same money by FA-05.
@breaks("FA-23", At("fa_10.xlsx", "Y17", "2000000"))
def _line_vanished_with_its_money(s: Satker) -> None:
    s.mulai = "2025-12-01"
    s.changes.append(("6 November 2025", "6 Desember 2025"))
    october = s.exports[11]
    october[0].pagu -= 2_000_000
    october.insert(1, Account(*A, "521219", 2_000_000, 2_000_000, 0))
    s.exports = {10: october, 12: s.exports[12]}
    s.rows = [row for row in s.rows if row["bulan"] == 12]


@breaks("FA-25", At("fa_11.xlsx", "Y23", "59000000"))
def _line_moved_to_another_code(s: Satker) -> None:
    s.exports[12][2].akun = "521219"


@breaks("FA-26", At("fa_12.xlsx", "X9", "136000003"))
def _exported_again_with_less(s: Satker) -> None:
    s.files["awal.xlsx"] = export(
        s.kode, 12, [replace(account, ini=account.ini + 1) for account in s.exports[12]], datetime(2026, 1, 3, 9, 0)
    )


@breaks("FA-28", At("fa_11.xlsx", None, "2025-11-26 09:00:00"))
def _exported_before_the_month_ended(s: Satker) -> None:
    s.files["fa_11.xlsx"] = export(s.kode, 11, s.exports[11], datetime(2025, 11, 26, 9, 0))


@breaks("MART-06", At("fa_11.xlsx", "X9", "-100000000"))
def _more_paid_back_than_spent(s: Satker) -> None:
    for account in (*s.exports[11], *s.exports[12]):
        account.lalu = account.ini = 0
    s.exports[11][0].lalu = s.exports[12][0].lalu = -100_000_000
    s.exports[12][0].ini = 150_000_000


@breaks(
    "KODE-05",
    At("fa_12.xlsx", "F19", "12", "053.12"),
    BANDING_02="a RAK cannot name such a sub komponen: its reader refuses the row by RAK-13",
)
def _sub_komponen_of_digits(s: Satker) -> None:
    for month in s.exports:
        s.exports[month].insert(2, Account(*A[:2], "12", "521211", 5_000_000, 0, 0))


@breaks("BERKAS-21", At("esok.xlsx", None, "2027-01-04 09:00:00"))
def _made_in_the_future(s: Satker) -> None:
    s.files["esok.xlsx"] = export(s.kode, 12, s.exports[12], datetime(2027, 1, 4, 9, 0))


# -- units ---------------------------------------------------------------------------------------------------------


@breaks("SATKER-01", At("asing.txt", None, "BALAI BESAR DI ANTAH BERANTAH"))
def _plan_of_an_unknown_unit(s: Satker) -> None:
    s.files["asing.txt"] = s.plan.text("BALAI BESAR DI ANTAH BERANTAH").encode()


@breaks("SATKER-02")
def _one_name_for_two_units(s: Satker) -> None:
    s.mapped = [f"UNIT RANGKAP,{s.kode},2025-11-01,", "UNIT RANGKAP,990001,2025-12-01,"]


@breaks(
    "SATKER-03",
    At("kinerja.xlsx", "B2", "{kode}"),
    KIN_04="the map gives a satker its plan, so one outside of the map has none",
    LAPOR_01="nothing says since when such a satker reports, so its exports and its months before are missing",
)
def _satker_outside_of_the_map(s: Satker) -> None:
    s.mulai = ""
    s.exports.clear()
    s.files["rak.txt"] = None


@breaks("LAPOR-01")
def _month_not_reported(s: Satker) -> None:
    s.rows = [row for row in s.rows if row["bulan"] == 11]


# -- the performance sheet -----------------------------------------------------------------------------------------


@breaks("IND-01", At("kinerja.xlsx", "E6", "Nilai kepuasan masyarakat kota"))
def _unknown_indicator_name(s: Satker) -> None:
    s.rows.append(reported(s.kode, 2, 12, kode_indikator=None, indikator="Nilai kepuasan masyarakat kota"))


@breaks("IND-02", At("susulan.xlsx", "E3", INDEX))
def _one_indicator_twice_under_two_names(s: Satker) -> None:
    rows = [reported(s.kode, 2, 12), reported(s.kode, 2, 12, kode_indikator=None, realisasi=3.8)]
    s.files["susulan.xlsx"] = book(sheet_rows(rows), LATER)


@breaks("KIN-01", At("kinerja.xlsx", "J3", "89"))
def _reported_differs_from_its_fraction(s: Satker) -> None:
    s.rows[1]["realisasi"] = 89


@breaks("KIN-02", At("kinerja.xlsx", "J5", "4.9"))
def _far_above_target(s: Satker) -> None:
    s.rows[3]["realisasi"] = 4.9


@breaks("KIN-03", At("kinerja.xlsx", "D6", "01.09"))
def _indicator_outside_the_plan(s: Satker) -> None:
    s.rows.append(reported(s.kode, 2, 12, kode_indikator="01.09", indikator=None))


@breaks("KIN-04", At("kinerja.xlsx", "D2", "01.01"))
def _no_plan(s: Satker) -> None:
    s.files["rak.txt"] = None


@breaks("KIN-08", At("kinerja.xlsx", "J3", "0.88"))
def _fraction_instead_of_percent(s: Satker) -> None:
    s.rows[1] |= {"realisasi": 0.88, "pembilang": None, "penyebut": None}


@breaks(
    "KIN-09",
    At("kinerja.xlsx", "J6", "2.5"),
    RAK_08="a target in December is a target at or after every month",
)
def _reported_without_a_target_left(s: Satker) -> None:
    s.plan.indicators.append(Indicator("03", "Indeks kantor", ["3"] * 10 + ["", ""], 0, []))
    s.rows.append(reported(s.kode, 2, 12, kode_indikator="01.03", indikator=None, realisasi=2.5))


@breaks("KIN-30", At("rak.txt", f"02 - {INDEX}", "4"))
def _target_without_realisation(s: Satker) -> None:
    del s.rows[3]


@breaks("KIN-31", At("susulan.xlsx", "J2", "3.3"))
def _history_changed(s: Satker) -> None:
    s.files["susulan.xlsx"] = book(sheet_rows([reported(s.kode, 2, 11, realisasi=3.3)]), LATER)


@breaks("KIN-32", At("kinerja.xlsx", "E3", INDEX))
def _name_of_another_indicator(s: Satker) -> None:
    s.rows[1]["indikator"] = INDEX


@breaks("KIN-33", At("kinerja.xlsx", "G3", "80"))
def _target_of_another_month(s: Satker) -> None:
    s.rows[1]["target_sd_bulan"] = 80


@breaks("KIN-34", At("kinerja.xlsx", "J7", "1"))
def _counted_where_the_plan_has_percent(s: Satker) -> None:
    name = "Jumlah sekolah"
    s.plan.indicators.append(Indicator("03", name, ["50"] * 11 + ["2"], 0, []))
    told = {"kode_indikator": "01.03", "indikator": name, "satuan": "sekolah"}
    s.rows += [reported(s.kode, 2, month, realisasi=value, **told) for month, value in ((12, 2), (11, 1))]


@breaks("BERKAS-26", At("kinerja September.xlsx", None, "12"))
def _named_after_another_month(s: Satker) -> None:
    s.files["kinerja September.xlsx"] = book(sheet_rows(s.rows[1::2]))
    s.rows = s.rows[::2]


# -- the register of corrections: what readers refuse can still be written into an entry ---------------------------


def _entry(s: Satker, number: int, tindakan: str, tabel: str, di: str, kolom: str, salah: str, benar: str) -> None:
    s.corrections += (
        f'- {{id: "{s.kode}-{number}", tindakan: {tindakan}, tabel: {tabel}, di: {{kode_satker: "{s.kode}"{di}}},'
        f' kolom: {kolom}, nilai_salah: "{salah}", nilai_benar: "{benar}", alasan: Uji, oleh: Uji,'
        " tanggal: 2026-01-15}\n"
    )


REGISTER: list[Case] = []


@breaks("KODE-03", At("fa_12.xlsx", "22", "DR.3165.QIC.4", "055.0A"), REGISTER)
def _corrected_into_a_bad_ro(s: Satker) -> None:
    for number, table in enumerate(("fa_detail", "rak_kontribusi")):
        _entry(s, number, "petakan", table, "", "kode_ro", C[0], "DR.3165.QIC.4")


@breaks("KODE-04", At("fa_12.xlsx", "22", "5-5", "055.0A"), REGISTER)
def _corrected_into_a_bad_komponen(s: Satker) -> None:
    for number, table in enumerate(("fa_detail", "rak_kontribusi")):
        _entry(s, number, "petakan", table, "", "kode_komponen", C[1], "5-5")


@breaks("KODE-07", At("rak.txt", f"02 - {INDEX}", "01.02", "02 -"), REGISTER)
def _corrected_into_another_sasaran(s: Satker) -> None:
    _entry(s, 1, "ganti", "rak_indikator", ', kode_indikator: "01.02"', "kode_sasaran", "01", "02")


@breaks("KIN-05", At("kinerja.xlsx", "I3", "0", "200"), REGISTER)
def _corrected_into_division_by_nought(s: Satker) -> None:
    _entry(s, 1, "ganti", "realisasi_kinerja", ', bulan: 12, kode_indikator: "01.01"', "penyebut", "200", "0")


@breaks("KIN-07", At("kinerja.xlsx", "J5", "-3.9", "3.9"), REGISTER)
def _corrected_into_less_than_nothing(s: Satker) -> None:
    _entry(s, 1, "ganti", "realisasi_kinerja", ', bulan: 12, kode_indikator: "01.02"', "realisasi", "3.9", "-3.9")


@breaks("KOREKSI-01", None, REGISTER)
def _guard_that_fails(s: Satker) -> None:
    _entry(s, 1, "ganti", "realisasi_kinerja", ', bulan: 12, kode_indikator: "01.02"', "realisasi", "99", "3.9")
