"""Invents a satker's budget year: a budget tree, its realisation, and the monthly snapshots; and writes the files.

Everything is drawn from one seeded generator, so a seed means one set of files, byte for byte.
"""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from pipelines.readers.rak_text import read_rak
from pipelines.readers.reading import Document
from pipelines.samples import catalogue
from pipelines.samples.fa_detail_writer import MARK, Line, Snapshot, write_fa_detail
from pipelines.samples.kinerja_writer import IndicatorPlan, infer_satuan, write_performance_year
from pipelines.samples.rpd_writer import write_cash_plan
from pipelines.wording import WIB

FIRST_SATKER = 900000
PLAN_AKUN_MONTHS = (4, 9)
MONTHS = range(1, 13)

# Share of the year that is due by the end of each month: offices start late and bunch their spending at the end.
_STEADY = (8, 16, 25, 33, 41, 50, 58, 66, 75, 83, 91, 100)
_LATE = (0, 2, 7, 13, 20, 27, 34, 42, 51, 62, 79, 100)
# Months by which a line may start later still; in December all catch up.
_LAGS = (0, 0, 1, 2, 3, 8)


@dataclass(slots=True)
class Pos:
    """An akun of a budget, the leaf that money is spent from.

    Attributes:
        codes: program, kegiatan, KRO, full RO, komponen, sub komponen, akun.
        pagu, sd: rupiah at the end of each month; ``sd`` is cumulative.
        items: number, name and parts of the pagu (the last item takes what is left).
    """

    codes: tuple[str, ...]
    pagu: list[int]
    sd: list[int] = field(default_factory=lambda: [0] * 12)
    items: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Budget:
    """Budget tree of one satker;
    ``names`` is keyed by the codes down to a level, ``positions`` are in printed order.
    """

    kode_satker: str
    nama_satker: str
    positions: list[Pos]
    names: dict[tuple[str, ...], str]


def rng_for(seed: int, kode_satker: str) -> random.Random:
    """The random numbers of one satker, whichever other satker are generated beside it."""
    return random.Random(f"{seed}/{kode_satker}")  # noqa: S311


def budget_from_plan(document: Document, kode_satker: str, rng: random.Random) -> Budget:
    """The budget of a RAK: every sub komponen with its anggaran, and two that its surviving pages do not mention."""
    builder = _Builder(rng)
    planned: dict[tuple[str, str, str], int] = {}
    for row in document.rows["raw.rak_kontribusi"]:
        ro, nama_ro, komponen, nama_komponen, sub, nama_sub, anggaran = map(
            str,
            (
                getattr(row, name)
                for name in (
                    *("kode_ro", "nama_ro", "kode_komponen", "nama_komponen"),
                    *("kode_subkomponen", "nama_subkomponen", "anggaran"),
                )
            ),
        )
        if (ro, komponen, sub) not in planned:
            planned[ro, komponen, sub] = int(anggaran)
            builder.name(ro, nama_ro, komponen, nama_komponen, sub, nama_sub)
    lost = rng.sample(sorted({(ro, komponen) for ro, komponen, _ in planned}), 2)
    for (ro, komponen), nama in zip(lost, catalogue.UNPLANNED, strict=True):
        taken = {sub for other_ro, other, sub in planned if (other_ro, other) == (ro, komponen)}
        sub = next(letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter > max(taken))
        planned[ro, komponen, sub] = rng.randint(5, 40) * 1_000_000
        builder.name(ro, "", komponen, "", sub, nama)
    for key in sorted(planned):
        builder.spend(*key, planned[key])
    nama_satker = f"{document.nama_satker or 'SATKER CONTOH'} {MARK}"
    return Budget(kode_satker, nama_satker, builder.positions, builder.names)


def random_budget(rng: random.Random, kode_satker: str, lines: int = 150) -> Budget:
    """An invented budget that prints about ``lines`` lines down to Item."""
    builder = _Builder(rng)
    subs: list[tuple[str, str, str]] = []
    letters: dict[tuple[str, str], int] = {}
    while builder.lines() < lines:
        ro, nama_ro, komponen_list = catalogue.OUTPUTS[len(subs) if len(subs) < 2 else rng.randrange(1, 8)]
        komponen, nama_komponen = komponen_list[0] if not subs else rng.choice(komponen_list)
        number = letters.get((ro, komponen), 0)
        if number == 26:
            continue
        letters[ro, komponen] = number + 1
        sub = chr(65 + number)
        subs.append((ro, komponen, sub))
        builder.name(ro, nama_ro, komponen, nama_komponen, sub, rng.choice(catalogue.SUBKOMPONEN))
        builder.spend(ro, komponen, sub, rng.randint(300, 9_000) * 100_000)
    builder.positions.sort(key=lambda position: position.codes)
    return Budget(kode_satker, f"LOKA POM CONTOH {kode_satker} {MARK}", builder.positions, builder.names)


class _Builder:
    """Collects positions and names while a budget grows."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.positions: list[Pos] = []
        self.names: dict[tuple[str, ...], str] = {}
        self.items = 0

    def lines(self) -> int:
        return len(self.names) + self.items

    def name(self, ro: str, nama_ro: str, komponen: str, nama_komponen: str, sub: str, nama_sub: str) -> None:
        program, kegiatan, kro, _ = ro.split(".")
        path = (program, kegiatan, kro, ro, komponen, sub)
        names = (
            catalogue.PROGRAMS.get(program, f"Program {program}"),
            catalogue.KEGIATAN.get(kegiatan, f"Kegiatan {kegiatan}"),
            catalogue.KRO.get(kro, f"Keluaran {kro}"),
            nama_ro,
            nama_komponen,
            nama_sub,
        )
        for depth, text in enumerate(names, 1):
            self.names.setdefault(path[:depth], text)

    def spend(self, ro: str, komponen: str, sub: str, amount: int) -> None:
        """Split an amount over one to four akun that fit the komponen, and each akun over one to three items."""
        rng = self.rng
        program, kegiatan, kro, _ = ro.split(".")
        menu: tuple[str, ...]
        if ro.endswith("EBA.994"):
            menu = catalogue.AKUN_GAJI if komponen == "001" else catalogue.AKUN_OPERASIONAL
        else:
            menu = catalogue.AKUN_MODAL if kro[:2] == "CA" else catalogue.AKUN_KEGIATAN
        many = 1 if amount < 2_000_000 else min(len(menu), rng.randint(1, 4))
        for akun, pagu in zip(sorted(rng.sample(menu, many)), _split(rng, amount, many), strict=True):
            codes = (program, kegiatan, kro, ro, komponen, sub, akun)
            parts = _split(rng, 1000, rng.randint(1, 3))
            items = []
            for part in parts:
                self.items += 1
                items.append((f"{self.items:06d}", rng.choice(catalogue.ITEMS), part))
            self.names[codes] = catalogue.AKUN[akun]
            self.positions.append(Pos(codes, [pagu] * 12, items=items))


def _split(rng: random.Random, amount: int, many: int) -> list[int]:
    """Parts of an amount, in whole thousands where it is large enough, that add up to it exactly."""
    unit = 1000 if amount >= 100_000 * many else 1
    weights = [rng.randint(2, 10) for _ in range(many)]
    parts = [amount * weight // sum(weights) // unit * unit for weight in weights]
    parts[-1] += amount - sum(parts)
    return parts


def simulate_year(
    budget: Budget, tahun: int, rng: random.Random, akun_months: Collection[int] = (), susulan: bool = False
) -> Iterator[Snapshot]:
    """Spend a budget through the year; one snapshot per month, downloaded on the 3rd of the next month at 08:00.

    Spending is never above pagu, some months are negative (refunds), and one revision moves pagu between lines, after
    which a line without spending may vanish.

    Args:
        akun_months: months downloaded to Akun; the others are downloaded to Item.
        susulan: let some spending be posted after its month was downloaded, so that the next month's Periode Lalu is
            more than this month's s.d. Periode.
    """
    _spend_year(budget, rng)
    late = {month: rng.randrange(len(budget.positions)) for month in MONTHS} if susulan else {}
    for month in MONTHS:
        lines = list(_lines(budget, month, month not in akun_months, late.get(month)))
        made = datetime(tahun + month // 12, month % 12 + 1, 3, 8)
        yield Snapshot(budget.kode_satker, budget.nama_satker, tahun, month, month not in akun_months, lines, made)


def _spend_year(budget: Budget, rng: random.Random) -> None:
    revision = rng.randint(5, 9)
    habits = []
    for position in budget.positions:
        steady = position.codes[4] in ("001", "002")
        refund = rng.randint(3, 12) if rng.random() < 0.12 else 0
        habits.append((_STEADY if steady else _LATE, rng.uniform(0.86, 1.0), rng.choice(_LAGS), refund))
    before = [0] * len(budget.positions)
    for month in MONTHS:
        if month == revision:
            _revise(budget.positions, before, month, rng)
        for index, (position, habit) in enumerate(zip(budget.positions, habits, strict=True)):
            curve, level, lag, refund = habit
            pagu, spent = position.pagu[month - 1], before[index]
            due = curve[max(month - 1 - (lag if curve is _LATE and month < 12 else 0), 0)]
            wanted = int(pagu * level * due / 100) // 500 * 500
            if month == refund:
                spent -= spent // rng.randint(15, 60)
            else:
                spent = min(max(spent, wanted), pagu)
            position.sd[month - 1] = before[index] = spent


def _revise(positions: list[Pos], spent: list[int], month: int, rng: random.Random) -> None:
    """Move unspent pagu from some lines to others; an unspent line may lose all of it."""
    order = rng.sample(range(len(positions)), len(positions) // 5 * 2)
    for giver, taker in zip(order[::2], order[1::2], strict=True):
        free = positions[giver].pagu[month - 1] - spent[giver]
        moved = free if spent[giver] == 0 and rng.random() < 0.3 else free * rng.randint(5, 40) // 100 // 1000 * 1000
        for later in range(month - 1, 12):
            positions[giver].pagu[later] -= moved
            positions[taker].pagu[later] += moved


def _lines(budget: Budget, month: int, to_item: bool, late: int | None) -> Iterator[Line]:
    """The printed lines of a month: every level above akun is the sum of its akun."""
    leaves: list[tuple[Pos, tuple[int, int, int]]] = []
    sums: dict[tuple[str, ...], list[int]] = {}
    for index, position in enumerate(budget.positions):
        pagu, sd = position.pagu[month - 1], position.sd[month - 1]
        lalu = position.sd[month - 2] if month > 1 else 0
        if not pagu and not sd and not lalu:
            continue
        if index == late and sd > lalu:
            sd = lalu + (sd - lalu) // 2
        leaves.append((position, (pagu, lalu, sd)))
        for depth in range(1, 7):
            total = sums.setdefault(position.codes[:depth], [0, 0, 0])
            total[0] += pagu
            total[1] += lalu
            total[2] += sd
    previous: tuple[str, ...] = ()
    for position, (pagu, lalu, sd) in leaves:
        codes = position.codes
        for depth in range(1, 7):
            path = codes[:depth]
            if previous[:depth] != path:
                yield _line(depth, path, budget.names[path], *sums[path])
        previous = codes
        yield _line(7, codes, budget.names[codes], pagu, lalu, sd)
        if to_item:
            yield from _items(position, pagu, lalu, sd)


def _items(position: Pos, pagu: int, lalu: int, sd: int) -> Iterator[Line]:
    """Items in the order of their numbers are spent one after the other, so none is above its pagu."""
    left = (pagu, lalu, sd)
    for index, (number, name, part) in enumerate(position.items, 1):
        own = left[0] if index == len(position.items) else pagu * part // 1000
        figures = (own, min(own, left[1]), min(own, left[2]))
        left = (left[0] - own, left[1] - figures[1], left[2] - figures[2])
        yield _line(8, (*position.codes, number), name, *figures)


def _line(depth: int, path: tuple[str, ...], uraian: str, pagu: int, lalu: int, sd: int) -> Line:
    return Line(depth, (*path, *[None] * (8 - len(path))), uraian, (pagu, 0, lalu, sd - lalu, sd, pagu - sd))


def write_year(
    out: Path,
    budget: Budget,
    tahun: int,
    rng: random.Random,
    akun_months: Collection[int] | None = None,
    susulan: bool = False,
) -> list[Path]:
    """Twelve files ``SINTETIS_FA_Detail_<satker>_<tahun>_<bulan>.xlsx``; by default odd satker download to Akun."""
    out.mkdir(parents=True, exist_ok=True)
    if akun_months is None:
        akun_months = MONTHS if int(budget.kode_satker) % 2 else ()
    written = []
    for snapshot in simulate_year(budget, tahun, rng, akun_months, susulan):
        path = out / f"SINTETIS_FA_Detail_{budget.kode_satker}_{tahun}_{snapshot.bulan:02d}.xlsx"
        path.write_bytes(write_fa_detail(snapshot))
        stamp = snapshot.diunduh.replace(tzinfo=WIB).timestamp()
        os.utime(path, (stamp, stamp))
        written.append(path)
    return written


def write_samples(out: Path, satker: int, seed: int, tahun: int) -> int:
    """A year of FA Detail files, performance sheets and a cash plan for each of ``satker`` invented units.

    Their codes are 900000 and up. Returns how many files.
    """
    written = 0
    for kode_satker in map(str, range(FIRST_SATKER, FIRST_SATKER + satker)):
        rng = rng_for(seed, kode_satker)
        budget = random_budget(rng, kode_satker)
        written += len(write_year(out, budget, tahun, rng))
        written += len(write_performance_year(out, kode_satker, tahun, invented_indicators(rng), rng))
        _write_plan_of_cash(out, budget, tahun, rng)
        written += 1
    return written


def write_samples_from_plan(out: Path, rak: bytes, kode_satker: str, seed: int) -> int:
    """A year of FA Detail files, performance sheets and a cash plan for the unit of a RAK; returns how many files.

    Raises:
        Unreadable: the RAK cannot be read.
    """
    document = read_rak(rak)
    tahun = document.tahun or datetime.now(tz=UTC).year
    rng = rng_for(seed, kode_satker)
    budget = budget_from_plan(document, kode_satker, rng)
    files = write_year(out, budget, tahun, rng, PLAN_AKUN_MONTHS)
    # Workbooks only: they carry their own date, while a CSV has only its file time, which git does not keep.
    files += write_performance_year(out, kode_satker, tahun, indicator_plans(document), rng, csv_months=())
    files.append(_write_plan_of_cash(out, budget, tahun, rng))
    return len(files)


def _write_plan_of_cash(out: Path, budget: Budget, tahun: int, rng: random.Random) -> Path:
    """The cash plan of a budget that ``write_year`` has spent, by its pagu of January."""
    pagu: dict[str, int] = {}
    spent: dict[str, list[int]] = {}
    for position in budget.positions:
        jenis = position.codes[6][:2]
        pagu[jenis] = pagu.get(jenis, 0) + position.pagu[0]
        months = spent.setdefault(jenis, [0] * 12)
        for month, (before, after) in enumerate(pairwise([0, *position.sd])):
            months[month] += after - before
    return write_cash_plan(out, budget.kode_satker, tahun, pagu, spent, rng)


def invented_indicators(rng: random.Random) -> list[IndicatorPlan]:
    """Indicators with flat, rising and December-only targets, as plans have them."""
    plans = []
    for kode, nama, december in catalogue.INDICATORS:
        shape = rng.choice(("rata", "naik", "akhir tahun"))
        targets = {12: Decimal(december)}
        if shape == "rata":
            targets = dict.fromkeys(MONTHS, Decimal(december))
        elif shape == "naik":
            targets = {month: (Decimal(december) * month / 12).quantize(Decimal("0.1")) for month in MONTHS}
        plans.append(IndicatorPlan(kode, nama, infer_satuan(nama), targets))
    return plans


def indicator_plans(document: Document) -> list[IndicatorPlan]:
    """The indicators of a RAK with the targets that they have."""
    targets: dict[str, dict[int, Decimal]] = {}
    for row in document.rows["raw.rak_target"]:
        kode, bulan, target = (getattr(row, name) for name in ("kode_indikator", "bulan", "target"))
        if target is not None:
            targets.setdefault(kode, {})[bulan] = Decimal(target)
    plans = []
    for row in document.rows["raw.rak_indikator"]:
        kode, nama = (getattr(row, name) for name in ("kode_indikator", "nama"))
        plans.append(IndicatorPlan(kode, nama, infer_satuan(nama), targets.get(kode, {})))
    return plans
