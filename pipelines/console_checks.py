"""`kinerja checks`: what failed in a build, where, what to do, and the trend. Reads the warehouse; judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from pipelines.console import rows_of
from pipelines.console_quarantine import is_known, unknown_satker
from pipelines.publishing import time_of
from pipelines.quality.findings import MAX_FINDINGS, details, place, read_findings, sheet, spot, subject
from pipelines.wording import day, in_wib, number, wib

if TYPE_CHECKING:
    import duckdb

RUNS_SHOWN = 8
FINDINGS_SHOWN = 3
_STYLES = {"kritis": "red", "peringatan": "yellow", "info": "cyan"}
_BARS = "▁▂▃▄▅▆▇█"
_BULLET = "- "
_LABEL = 12

# A streak begins after the last run in which the rule held; runs that were not published count.
_FAILED = """
    with gagal as (
        select aturan, tabel, tingkat, uraian, saran, jumlah_gagal
        from dq.hasil
        where run_id = $run and not lulus
    ),
    riwayat as (
        select
            h.aturan, h.tabel, h.run_id, h.waktu, h.jumlah_gagal,
            max(case when h.lulus then h.run_id end) over (partition by h.aturan, h.tabel) as terakhir_lulus
        from dq.hasil as h
        inner join gagal as g on h.aturan = g.aturan and h.tabel = g.tabel
        where h.run_id <= $run
    ),
    tren as (
        select
            aturan, tabel,
            min(waktu) filter (where run_id > coalesce(terakhir_lulus, '')) as sejak,
            count(*) filter (where run_id > coalesce(terakhir_lulus, '')) as penyegaran,
            list(jumlah_gagal order by run_id) as tren
        from riwayat
        group by aturan, tabel
    )
    select g.aturan, g.tabel, g.tingkat, g.uraian, g.saran, g.jumlah_gagal as jumlah,
        t.sejak, t.penyegaran, t.tren
    from gagal as g
    inner join tren as t on g.aturan = t.aturan and g.tabel = t.tabel
    order by case g.tingkat when 'kritis' then 0 when 'peringatan' then 1 else 2 end, g.aturan, g.tabel
"""

_RECOVERED = """
    with dua_terakhir as (
        select
            aturan, tabel, uraian, run_id, lulus,
            lag(lulus) over (partition by aturan, tabel order by run_id) as lulus_sebelumnya,
            lag(jumlah_gagal) over (partition by aturan, tabel order by run_id) as jumlah_sebelumnya
        from dq.hasil
        where run_id <= $run
    )
    select aturan, tabel, uraian, jumlah_sebelumnya
    from dua_terakhir
    where run_id = $run and lulus and not lulus_sebelumnya
    order by aturan, tabel
"""


def checks_report(
    con: duckdb.DuckDBPyConnection, build_id: str, satker: str | None = None, everything: bool = False
) -> dict[str, Any]:
    """What failed in build ``build_id``, with the first findings of each rule (or all), and which rules recovered.

    With ``satker`` only rules with findings of that satker, which are then counted; ``tren`` always counts all satker,
    in the runs up to this build that checked the rule, published or not.
    """
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    condition = "(t.kode_satker = $satker or cast($satker as varchar) is null)"
    first = "" if everything or satker else f" and t.urutan <= {FINDINGS_SHOWN}"
    for row in read_findings(con, condition + first, {"satker": satker}):
        found.setdefault((row["aturan"], row["tabel"]), []).append(row)
    failed = []
    for rule in rows_of(con, _FAILED, {"run": build_id}):
        findings = found.get((rule["aturan"], rule["tabel"]), [])
        rule["sejak"] = in_wib(rule["sejak"]).date()
        if satker:
            rule["jumlah"] = len(findings)
        if findings or not satker:
            shown = findings if everything else findings[:FINDINGS_SHOWN]
            failed.append({**rule, "tren": rule["tren"][-RUNS_SHOWN:], "temuan": [_finding(row) for row in shown]})
    checked = rows_of(con, "select lulus, count(*) as jumlah from dq.hasil where run_id = ? group by lulus", [build_id])
    return {
        "terbitan": build_id,
        "satker": satker,
        "satker_dikenal": not satker or is_known(con, satker),
        "lulus": sum(row["jumlah"] for row in checked if row["lulus"]),
        "tidak_lulus": failed,
        "pulih": [] if satker else rows_of(con, _RECOVERED, {"run": build_id}),
    }


def _finding(row: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in row.items() if name not in ("aturan", "tabel", "tingkat", "urutan")}
    return {**known, "letak": place(row), "keterangan": details(row)}


def show_checks(report: dict[str, Any], screen: Console) -> None:
    """Print ``checks_report`` for people."""
    failed, satker = report["tidak_lulus"], report["satker"]
    of_satker = f" untuk satker {satker}" if satker else ""
    build = f"Terbitan {report['terbitan']} ({wib(time_of(report['terbitan']))})"
    if not report["satker_dikenal"]:
        screen.print(f"{build}: {unknown_satker(satker)}")
        return
    if failed:
        screen.print(f"{build}: [bold]{len(failed)} pemeriksaan tidak lulus{of_satker}[/]")
    else:
        told = f"tidak ada temuan{of_satker}" if satker else "semua pemeriksaan lulus"
        screen.print(f"{build}: [bold green]{told}[/]; tidak ada yang perlu diperbaiki.")
    screen.print()
    for level, style in _STYLES.items():
        ours = [rule for rule in failed if rule["tingkat"] == level]
        for position, rule in enumerate(ours):
            if position == 0:
                _heading(screen, f"{level.upper()} · {len(ours)}", style)
            _beside(screen, rule["aturan"], style, _lines(rule, style, satker, screen.is_terminal))
    if report["pulih"]:
        _heading(screen, f"PULIH · {len(report['pulih'])}", "green")
        for rule in report["pulih"]:
            before = f" Pada pemeriksaan sebelumnya {number(rule['jumlah_sebelumnya'])} temuan."
            _beside(screen, rule["aturan"], "green", [(0, Text(rule["uraian"]).append(before, "dim"))])
    screen.print(f"{number(report['lulus'])} pemeriksaan lulus.", style="green")


def _lines(rule: dict[str, Any], style: str, satker: str | None, terminal: bool) -> Iterator[tuple[int, Text]]:
    """What is told of a failed rule, each line with its indent."""
    yield 0, Text(rule["uraian"], "bold")
    trend = Text(f"{number(rule['jumlah'])} temuan", "bold")
    runs = f" ({rule['penyegaran']} penyegaran)" if rule["penyegaran"] > 1 else ""
    trend.append(f", gagal sejak {day(rule['sejak'])}{runs}", "not bold")
    if len(rule["tren"]) > 1:
        trend.append(f"; tren{' semua satker' if satker else ''} ", "not bold")
        trend.append(f"{_sparkline(rule['tren'])} " if terminal else "", f"not bold {style}")
        trend.append(" ".join(map(number, rule["tren"])), "not bold")
    yield 0, trend
    for (where, about_whom), findings in groupby(rule["temuan"], lambda row: (sheet(row), subject(row))):
        if where or about_whom:
            yield 2, Text(where).append(f" ({about_whom})" if where and about_whom else about_whom)
        for finding in findings:
            spotted, about = spot(finding), finding["keterangan"]
            yield 4, Text(_BULLET).append(spotted, style).append("; " if spotted and about else "").append(about)
    hidden = rule["jumlah"] - len(rule["temuan"])
    if hidden > 0:
        all_kept = len(rule["temuan"]) >= MAX_FINDINGS
        how = "tidak dicatat satu per satu" if all_kept else "tampilkan semua dengan kinerja checks --all"
        yield 2, Text(f"dan {number(hidden)} temuan lain; {how}", "italic")
    yield 0, Text("Saran: ", style).append(rule["saran"], "default")


def _heading(screen: Console, text: str, style: str) -> None:
    screen.print(Text(f"{text} ", f"bold {style}").append("─" * (_width(screen) - len(text) - 1), f"not bold {style}"))


def _beside(screen: Console, rule_id: str, style: str, lines: Iterable[tuple[int, Text]]) -> None:
    """The id of a rule at the left, its text in a column of its own; no line ends in blanks."""
    label = Text(f"{rule_id:<{_LABEL}}", f"bold {style}")
    for indent, text in lines:
        hanging = len(_BULLET) if text.plain.startswith(_BULLET) else 0
        for position, part in enumerate(text.wrap(screen, _width(screen) - _LABEL - indent - hanging)):
            part.rstrip()
            screen.print(Text.assemble(label, " " * (indent + hanging * bool(position)), part), soft_wrap=True)
            label = Text(" " * _LABEL)
    screen.print()


def _width(screen: Console) -> int:
    """Longer lines than this are hard to read."""
    return min(screen.width, 120)


def _sparkline(counts: Sequence[int]) -> str:
    most = max(counts)
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def as_json(report: dict[str, Any]) -> str:
    """``checks_report`` for programs; dates are ISO."""
    return json.dumps(
        report, ensure_ascii=False, indent=2, default=lambda v: float(v) if isinstance(v, Decimal) else str(v)
    )
