"""The catalogue of quality rules with the last results: a list, and one page for each rule. Judges nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipelines.console_checks import checks_report
from pipelines.quality.findings import details, read_findings, spot, subject
from pipelines.quality.rule_page import subject_of
from pipelines.site.build import Page, Site
from pipelines.site.satker import path_of
from pipelines.site.satker_rows import all_keys

RUNS = 10
"""Past runs whose counts are shown."""

FINDINGS = 20
"""Findings of a rule and table that its page shows with their place."""

REJECTED = 20
"""Open records of the quarantine that the page of a rule shows."""

STATES = ("gagal", "karantina", "lulus", "dibaca")
"""How a rule came out, worst first: findings; rows refused; it holds; nothing was refused while files were read."""

_RESULTS = """
    select aturan, tabel, lulus, jumlah_diperiksa, jumlah_gagal from dq.hasil where run_id = $run
"""

_TREND = """
    select aturan, tabel, run_id, waktu, jumlah_diperiksa, jumlah_gagal, lulus from dq.hasil
    where run_id <= $run
    qualify row_number() over (partition by aturan, tabel order by run_id desc) <= $runs
    order by aturan, tabel, run_id
"""

_BY_SATKER = """
    select t.aturan, t.kode_satker, n.nama_satker, t.tahun, cast(sum(t.temuan) as bigint) as temuan,
        cast(sum(t.karantina) as bigint) as karantina
    from (
        select aturan, kode_satker, tahun, 1 as temuan, 0 as karantina from dq.temuan
        union all
        select aturan, kode_satker, tahun, 0, 1 from dq.karantina where status = 'terbuka'
    ) as t
    left join core.satker as n on t.kode_satker = n.kode_satker
    where $satker is null or t.kode_satker = $satker
    group by all
    order by t.aturan, sum(t.temuan) + sum(t.karantina) desc, n.nama_satker, t.kode_satker, t.tahun
"""

_REJECTED = """
    select aturan, file_id, nama_berkas, lembar, baris, kolom, nilai, alasan, saran
    from dq.karantina
    where status = 'terbuka' and ($satker is null or kode_satker = $satker)
    qualify row_number() over (partition by aturan order by nama_berkas, lembar, baris, kolom, nilai) <= $most
    order by aturan, nama_berkas, lembar, baris, kolom, nilai
"""

Row = dict[str, Any]


def rule_path(aturan: str) -> str:
    """The page of a rule, below the site."""
    return f"aturan/{aturan}.html"


def pages(site: Site) -> Iterator[Page]:
    """The list of rules, and the page of every rule.

    In the site of one satker only its own findings are counted and shown, and no trend, which is of all satker.
    """
    satker = {"satker": site.satker}
    entries = _by_rule(site.rows("select * from dq.aturan order by aturan, tabel"))
    results = {(row["aturan"], row["tabel"]): row for row in site.rows(_RESULTS, {"run": site.build_id})}
    since = {
        (row["aturan"], row["tabel"]): row for row in checks_report(site.con, site.build_id, site.satker)["tidak_lulus"]
    }
    trends: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in [] if site.satker else site.rows(_TREND, {"run": site.build_id, "runs": RUNS}):
        trends[row["aturan"], row["tabel"]].append(row)
    by_satker = _by_rule(site.rows(_BY_SATKER, satker))
    findings = _by_rule(_findings(site))
    rejected = _by_rule(site.rows(_REJECTED, {**satker, "most": REJECTED}))
    keys = all_keys(site.con, site.satker)
    newest = dict(keys)

    rules = []
    for aturan, of_rule in entries.items():
        for entry in of_rule:
            key = (aturan, entry["tabel"])
            failed = since.get(key)
            entry |= {"hasil": results.get(key), "gagal": failed["jumlah"] if failed else 0, "sejak": failed}
            entry["tren"] = trends.get(key, [])
        units = by_satker.get(aturan, [])
        for unit in units:
            unit["tahun"] = unit["tahun"] or newest.get(unit["kode_satker"])
            known = (unit["kode_satker"], unit["tahun"]) in keys
            unit["halaman"] = path_of(unit["kode_satker"], unit["tahun"]) if known else None
        rules.append(_rule(aturan, of_rule, units))
    yield Page(
        "aturan/index.html",
        "aturan_daftar.html.j2",
        {
            "title": "Aturan mutu",
            "aturan": rules,
            "jumlah": Counter(rule["keadaan"] for rule in rules),
            "periksa": Counter(bool(result["lulus"]) for result in results.values()),
        },
    )
    for rule in rules:
        yield Page(
            rule_path(rule["aturan"]),
            "aturan.html.j2",
            {
                "title": f"Aturan {rule['aturan']}",
                "a": rule,
                "temuan": findings.get(rule["aturan"], []),
                "tolakan": rejected.get(rule["aturan"], []),
            },
        )


def _rule(aturan: str, entries: Sequence[Row], units: Sequence[Row]) -> Row:
    """A rule over all of its tables."""
    checked = [entry["hasil"] for entry in entries if entry["hasil"]]
    rejected = sum(unit["karantina"] for unit in units)
    failed = sum(entry["gagal"] for entry in entries)
    told = {name: list(dict.fromkeys(e[name] for e in entries)) for name in ("uraian", "melindungi", "saran", "sumber")}
    history = [run for entry in entries for run in entry["tren"]]
    by_run: Counter[str] = Counter()
    for run in sorted(history, key=lambda run: str(run["run_id"])):
        by_run[run["run_id"]] += run["jumlah_gagal"]
    state = "gagal" if failed else "karantina" if rejected else "lulus" if checked else "dibaca"
    return {
        **told,
        "aturan": aturan,
        "pokok": subject_of(aturan),
        "tingkat": entries[0]["tingkat"],
        "menahan": entries[0]["menahan"],
        "periksa": entries,
        "diperiksa": sum(result["jumlah_diperiksa"] for result in checked) if checked else None,
        "gagal": failed if checked else None,
        "karantina": rejected,
        "keadaan": state,
        "urutan": STATES.index(state),
        "tren": list(by_run.values()),
        "riwayat": sorted(history, key=lambda run: (run["run_id"], run["tabel"]), reverse=True),
        "satker": units,
    }


def _findings(site: Site) -> Iterator[Row]:
    """The first findings of every rule and table, with their place in words."""
    first = f"t.urutan <= {FINDINGS}"
    if site.satker:
        first = (
            "(t.aturan, t.tabel, t.urutan) in (select (aturan, tabel, urutan) from dq.temuan"
            " where kode_satker = $satker"
            f" qualify row_number() over (partition by aturan, tabel order by urutan) <= {FINDINGS})"
        )
    for row in read_findings(site.con, first, {"satker": site.satker} if site.satker else None):
        yield {**row, "letak": spot(row), "perihal": subject(row), "rinci": details(row)}


def _by_rule(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["aturan"]].append(row)
    return found
