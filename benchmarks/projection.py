"""Held-out errors of ``mart.proyeksi_serapan`` against statsmodels; ``python -m benchmarks.projection`` prints them.

Real series end before December, so there the errors are of the months ahead that are known. Synthetic ones are of
three makes: ``sampel`` as ``kinerja sample`` invents them (every year the same bunching at the end), ``naik`` (each
unit its own rising shape, which stays from year to year up to noise), ``acak`` (every year a new shape around an even
pace). All of them are drawn, none is fitted to a real unit.
"""

from __future__ import annotations

import statistics
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import click
import duckdb
import numpy as np
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, Holt, SimpleExpSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX

from benchmarks.measure import PROJECT
from pipelines.refresh import Refresh
from pipelines.samples.generator import random_budget, rng_for, simulate_year
from pipelines.settings import Settings
from pipelines.sql_models import load_models

YEARS = range(2023, 2026)
ORIGINS = (3, 6, 9, 11)
SEASON = 12
ENOUGH_FOR_SEASONS = 2 * SEASON
Months = dict[int, tuple[float, float]]
"""Pagu and realisasi s.d. of the months that are known."""


class Row(NamedTuple):
    """A row of ``mart.serapan_jenis_belanja``, of which the projection is made."""

    satker: str
    tahun: int
    bulan: int
    jenis: str
    pagu: int
    sd: int


class Unit(NamedTuple):
    """The whole of a unit's year, and of its years before."""

    satker: str
    tahun: int
    months: Months
    before: tuple[Months, ...]


class Case(NamedTuple):
    """A forecast to be made: by whom, from which month, to which; what came, and our projection with its range."""

    unit: Unit
    bulan: int
    sampai: int
    outcome: float
    ours: float
    low: float
    high: float


def sampel(units: int) -> Iterator[Row]:
    """What ``kinerja sample`` invents, a new budget in every year."""
    for satker in map(str, range(900000, 900000 + units)):
        for tahun in YEARS:
            rng = rng_for(tahun, satker)
            budget = random_budget(rng, satker, lines=60)
            list(simulate_year(budget, tahun, rng))
            for bulan in range(1, 13):
                sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
                for position in budget.positions:
                    pagu, sd = sums[jenis := position.codes[-1][:2]]
                    sums[jenis] = pagu + position.pagu[bulan - 1], sd + position.sd[bulan - 1]
                for jenis, (pagu, sd) in sorted(sums.items()):
                    yield Row(satker, tahun, bulan, jenis, pagu, sd)


def shaped(units: int, *, rising: bool) -> Iterator[Row]:
    """Monthly shares of the budget drawn from a Dirichlet distribution, with noise of 40% a month."""
    rng = np.random.default_rng(7)
    even = np.ones(12) * 3
    weights = even * np.linspace(0.5, 1.6, 12) if rising else even
    for satker in map(str, range(910000, 910000 + units)):
        shapes = {jenis: rng.dirichlet(weights) for jenis in ("51", "52", "53")}
        for tahun in YEARS:
            for jenis, shape in shapes.items():
                drawn = shape if rising else rng.dirichlet(weights)
                shares = drawn * np.exp(rng.normal(0, 0.4, 12))
                level, pagu = rng.uniform(0.85, 1), int(rng.integers(10**8, 10**10))
                for bulan, share in enumerate(np.cumsum(shares) / shares.sum(), 1):
                    yield Row(satker, tahun, bulan, jenis, pagu, int(share * level * pagu))


def projected(rows: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    """The mart over ``rows``, by its own SQL."""
    con = duckdb.connect()
    con.execute("create schema mart; create schema ref")
    models = load_models()
    for name in ("ref.bulan", "ref.jenis_belanja"):
        models[name].build(con)
    con.execute(
        "create table mart.serapan_jenis_belanja (kode_satker varchar, tahun integer, bulan integer,"
        " jenis_belanja varchar, pagu decimal(18, 0), realisasi_sd decimal(18, 0))"
    )
    columns = [list(values) for values in zip(*rows, strict=True)]
    con.execute(
        "insert into mart.serapan_jenis_belanja select unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), "
        "unnest(?)",
        columns,
    )
    con.execute(
        "create table mart.serapan_satker as select kode_satker, tahun, bulan,"
        " cast(sum(pagu) as decimal(18, 0)) as pagu, cast(sum(realisasi_sd) as decimal(18, 0)) as realisasi_sd"
        " from mart.serapan_jenis_belanja group by all"
    )
    models["mart.proyeksi_serapan"].build(con)
    return con


def units_of(rows: Sequence[Row]) -> list[Unit]:
    """The years of all units, as wholes."""
    whole: dict[str, dict[int, Months]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        pagu, sd = whole[row.satker][row.tahun].get(row.bulan, (0.0, 0.0))
        whole[row.satker][row.tahun][row.bulan] = pagu + row.pagu, sd + row.sd
    return [
        Unit(satker, tahun, months, tuple(years[earlier] for earlier in sorted(years) if earlier < tahun))
        for satker, years in whole.items()
        for tahun, months in years.items()
    ]


def increments(months: Months, last: int) -> list[float]:
    """Monthly spending as shares of pagu until ``last``; unknown months share evenly in the step over them."""
    known = sorted(month for month in months if month <= last)
    steps: list[float] = []
    for before, after in pairwise([0, *known]):
        spent = months[after][1] - (months[before][1] if before else 0)
        steps += [spent / months[last][0] / (after - before)] * (after - before)
    return steps


Series = np.ndarray[Any, Any]


def _holt_winters(y: Series, ahead: int) -> Series:
    seasonal = {"seasonal": "add", "seasonal_periods": SEASON} if len(y) >= ENOUGH_FOR_SEASONS else {}
    return np.asarray(ExponentialSmoothing(y, initialization_method="estimated", **seasonal).fit().forecast(ahead))


def _theta(y: Series, ahead: int) -> Series:
    seasonal = len(y) >= ENOUGH_FOR_SEASONS
    model = ThetaModel(y, period=SEASON if seasonal else 1, deseasonalize=seasonal, method="additive")
    return np.asarray(model.fit().forecast(ahead))


def _sarimax(y: Series, ahead: int) -> Series:
    seasonal = (1, 0, 0, SEASON) if len(y) >= ENOUGH_FOR_SEASONS else (0, 0, 0, 0)
    return np.asarray(SARIMAX(y, order=(1, 0, 0), seasonal_order=seasonal, trend="c").fit(disp=0).forecast(ahead))


LIBRARY: Mapping[str, Callable[[Series, int], Series]] = {
    "SES": lambda y, ahead: np.asarray(SimpleExpSmoothing(y, initialization_method="estimated").fit().forecast(ahead)),
    "Holt, damped": lambda y, ahead: np.asarray(
        Holt(y, damped_trend=True, initialization_method="estimated").fit().forecast(ahead)
    ),
    "Holt-Winters": _holt_winters,
    "theta": _theta,
    "SARIMAX": _sarimax,
}


def by_library(method: Callable[[Series, int], Series], case: Case) -> float | None:
    """The library's forecast of a case, held between what is spent and pagu like ours; None where it fails."""
    unit, pagu, sd = case.unit, *case.unit.months[case.bulan]
    history = [step for months in unit.before if SEASON in months for step in increments(months, SEASON)]
    series = np.array([*history, *increments(unit.months, case.bulan)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ahead = float(np.sum(method(series, case.sampai - case.bulan)))
    except (ValueError, NotImplementedError, np.linalg.LinAlgError):
        return None
    return min(max(sd + ahead * pagu, sd), max(pagu, sd)) if np.isfinite(ahead) else None


def year_end_cases(rows: Sequence[Row], years_before: int) -> list[Case]:
    """The projections of the year with so many years before it, from some months, whose December is known."""
    con = projected(rows)
    cases = []
    for unit in units_of(rows):
        if len(unit.before) == years_before:
            for bulan, *ours in con.execute(
                "select bulan, proyeksi, batas_bawah, batas_atas from mart.proyeksi_serapan where kode_satker = ?"
                f" and tahun = ? and jenis_belanja is null and proyeksi is not null and bulan in {ORIGINS}",
                [unit.satker, unit.tahun],
            ).fetchall():
                cases.append(Case(unit, bulan, SEASON, unit.months[SEASON][1], *map(float, ours)))
    return cases


def errors(cases: Sequence[Case]) -> dict[str, float]:
    """Mean absolute errors in percentage points of pagu, over the cases that every method could do."""
    of_method: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        told = {name: by_library(method, case) for name, method in LIBRARY.items()}
        if None not in told.values():
            for name, forecast in {"ours": case.ours, **told}.items():
                of_method[name].append(abs(float(forecast or 0) - case.outcome) / case.unit.months[case.bulan][0] * 100)
    return {name: statistics.mean(values) for name, values in of_method.items()}


def real_rows(data: Path) -> list[Row]:
    """What the real exports and dumps say, by a refresh of their own."""
    with TemporaryDirectory() as folder:
        satker = Path(folder, "satker.csv")
        satker.write_text("nama,kode_satker\n", encoding="utf-8")
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        for file in data.glob("*/*.xlsx"):
            (inbox / f"{file.parent.name} {file.name}").write_bytes(file.read_bytes())
        with Refresh.running(Settings(inbox, Path(folder, "gudang"), satker, settle_seconds=0.0)) as refresh:
            refresh.land()
            refresh.build_models(("ref", "terkoreksi", "core"))
            refresh.build_models(("mart",))
            return [
                Row(satker, tahun, bulan, jenis, int(pagu), int(sd))
                for satker, tahun, bulan, jenis, pagu, sd in refresh.con.execute(
                    "select kode_satker, tahun, bulan, jenis_belanja, pagu, realisasi_sd"
                    " from mart.serapan_jenis_belanja"
                ).fetchall()
            ]


def real_cases(rows: Sequence[Row]) -> list[Case]:
    """Every known month from every earlier one. The mart projects to December only, so its formula for a first year,
    which these units are in, is repeated here.
    """
    parts: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    for row in rows:
        parts[row.satker, row.tahun, row.bulan].append(row)
    cases = []
    for unit in units_of(rows):
        for bulan in sorted(unit.months):
            # Before that the library has nothing to fit.
            if sum(known <= bulan for known in unit.months) < 2:
                continue
            for sampai in sorted(month for month in unit.months if month > bulan):
                ours = sum(
                    max(row.sd, min(row.pagu, round(row.sd * sampai**2 / bulan**2)))
                    for row in parts[unit.satker, unit.tahun, bulan]
                )
                cases.append(Case(unit, bulan, sampai, unit.months[sampai][1], ours, ours, ours))
    return cases


def line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


@click.command()
@click.option("--satker", default=8, show_default=True, help="Synthetic units of each make.")
def main(satker: int) -> None:
    """Print the mean absolute errors, in percentage points of pagu."""
    sets: list[tuple[str, list[Case], bool]] = []
    shared = PROJECT.parent / "shared" / "data"
    if shared.is_dir():
        sets.append(("real, to known months", real_cases(real_rows(shared)), False))
    for name, rows in (
        ("sampel", list(sampel(satker))),
        ("naik", list(shaped(satker, rising=True))),
        ("acak", list(shaped(satker, rising=False))),
    ):
        for years in range(len(YEARS)):
            sets.append((f"{name}, {years} years before", year_end_cases(rows, years), True))
    click.echo(line("data", "cases", "ours", *LIBRARY, "range holds", "its width"))
    click.echo(line("---", *["---:"] * (len(LIBRARY) + 4)))
    for name, cases, ranged in sets:
        found = errors(cases)
        held = statistics.mean(case.low <= case.outcome <= case.high for case in cases)
        width = statistics.mean((case.high - case.low) / case.unit.months[case.bulan][0] * 100 for case in cases)
        figures = [f"{found[method]:.1f}" for method in ("ours", *LIBRARY)]
        click.echo(line(name, len(cases), *figures, *((f"{held:.0%}", f"{width:.0f}") if ranged else ("", ""))))


if __name__ == "__main__":
    main()
