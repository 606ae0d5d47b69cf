"""Turns what is news of a run into the text of one message. Pure: reads no state, sends nothing, decides no news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from pipelines.alerts.news import ATURAN, BELUM_LAPOR, KARANTINA, KOREKSI, OUTAGES, SITUS, Changes, Fact, Published
from pipelines.alerts.outbox import Told
from pipelines.wording import duration, listed, month_spans, number, shortened, wib

MAX_CHARACTERS = 3_500
_LONGEST_ENTRY = 600
_NAMED = 3
_CODES = 40


class Digest(NamedTuple):
    """One message, plain text; ``level`` as Apprise calls it: ``failure``, ``warning``, ``success`` or ``info``."""

    title: str
    body: str
    level: str


def of_publication(published: Published, corrected_before: Sequence[str], changes: Changes) -> Digest:
    """What was published, what is newly wrong with it, what still is, what recovered."""
    counts = [
        (_count(changes.new, KARANTINA), "berkas baru di karantina"),
        (_count(changes.new, ATURAN), "aturan baru tidak lulus"),
        (_count(changes.new, KOREKSI), "koreksi tidak berlaku"),
        (sum(fact.kind == BELUM_LAPOR for fact in changes.new), "laporan belum masuk"),
        (len(_worse(changes)), "memburuk"),
        (len(_ended(changes)), "pulih"),
    ]
    title = ", ".join([f"Kinerja: terbit {published.id}", *(f"{number(n)} {what}" for n, what in counts if n)])
    lead = (
        f"Terbit {published.id} ({wib(published.time)}): {number(published.accepted)} berkas baru diterima, "
        f"{number(published.refused)} ditolak, {number(published.rows)} baris baru. Gudang data kini memuat "
        f"{number(published.all_files)} berkas dan {number(published.all_rows)} baris."
    )
    if set(corrected_before) != set(published.corrections):
        lead += f"\n{_corrections(corrected_before, published.corrections)}"
    wrong = any(not fact.minor for fact in changes.to_tell)
    return Digest(title, _body(lead, changes), "warning" if wrong else "success" if changes.recovered else "info")


def _corrections(before: Sequence[str], now: Sequence[str]) -> str:
    applied = f"{number(len(now))} diterapkan ({listed(now, _CODES)})" if now else "tidak ada yang diterapkan"
    gone = [correction for correction in before if correction not in now]
    return f"Koreksi: {applied}{f'; tidak lagi: {listed(gone, _CODES)}' if gone else ''}."


def of_recovery(stays: str, changes: Changes) -> Digest:
    """The job works again, and found nothing new to publish."""
    body = _body(f"Tidak ada yang baru. {stays}", changes)
    return Digest("Kinerja: pulih, penyegaran berjalan lagi", body, "success")


def of_blocked(stays: str, rules: Iterable[str], since: timedelta, changes: Changes) -> Digest:
    """Rules keep a build from being published."""
    named = ", ".join(sorted(set(rules)))
    lead = f"Pemeriksaan {named} menahan terbitan. {stays}"
    return Digest(f"Kinerja: terbitan {_still(changes, since)}tertahan oleh {named}", _body(lead, changes), "failure")


def of_failure(stays: str, reason: str, since: timedelta, changes: Changes) -> Digest:
    """The job failed."""
    lead = f"Penyegaran gagal: {reason.rstrip('.')}. {stays}"
    return Digest(f"Kinerja: penyegaran {_still(changes, since)}gagal", _body(lead, changes), "failure")


def of_silence(sentence: str, last: str, changes: Changes) -> Digest:
    """The watchdog found that no run has ended well for too long."""
    body = _body(f"{sentence} {last}".strip(), changes)
    return Digest("Kinerja: tidak ada penyegaran yang berhasil", body, "failure")


def _still(changes: Changes, since: timedelta) -> str:
    outage = any(fact.kind in OUTAGES for fact, _ in changes.worse)
    return f"sudah {duration(since)} " if outage else ""


def _count(facts: Iterable[Fact], kind: str) -> int:
    """What people see of a kind: files, rules, corrections."""
    return len({fact.group for fact in facts if fact.kind == kind and not fact.minor})


class _Section(NamedTuple):
    """A heading, its entries, and where to read those that do not fit."""

    heading: str
    entries: list[str]
    elsewhere: str

    def lines(self, shown: int) -> list[str]:
        rest = len(self.entries) - shown
        left_over = f"- dan {number(rest)} lainnya" if shown else f"- {number(rest)} butir"
        tail = [f"{left_over}; lihat {self.elsewhere}"] if rest else []
        return ["", self.heading, *(f"- {entry}" for entry in self.entries[:shown]), *tail]


def _body(lead: str, changes: Changes) -> str:
    """Lead, sections with as many entries as fit, and the pages of the runbook."""
    sections = [section for section in _sections(changes) if section.entries]
    kinds = sorted({fact.kind for fact in changes.to_tell})
    pages = ", ".join(f"docs/runbook/{kind}.md" for kind in kinds)
    foot = ["", f"Panduan: {pages}"] if pages else []
    shown = [0] * len(sections)

    def text() -> str:
        lines = [lead]
        for section, count in zip(sections, shown, strict=True):
            lines += section.lines(count)
        return "\n".join([*lines, *foot])

    # One entry of each section in turn, so that a long section does not push the others out.
    growing = True
    while growing:
        growing = False
        for index, section in enumerate(sections):
            if shown[index] < len(section.entries):
                shown[index] += 1
                if len(text()) <= MAX_CHARACTERS:
                    growing = True
                else:
                    shown[index] -= 1
    return text()


def _sections(changes: Changes) -> list[_Section]:
    new = [fact for fact in changes.new if not fact.minor]
    refused = [fact for fact in new if fact.kind == KARANTINA]
    missing = [fact for fact in new if fact.kind == BELUM_LAPOR]
    rules = _entries((fact, None) for fact in new if fact.kind in (ATURAN, KOREKSI))
    worse = _worse(changes)
    ended = _ended(changes)
    minor = [
        f"{group} ({facts[0].short}), {number(sum(fact.size for fact in facts))} temuan"
        for group, facts in _grouped(fact for fact in changes.to_tell if fact.minor).items()
    ]
    return [
        _Section(
            f"BARU DI KARANTINA ({number(_count(refused, KARANTINA))} berkas)",
            _entries((fact, None) for fact in refused),
            "kinerja quarantine",
        ),
        _Section(f"ATURAN BARU TIDAK LULUS ({number(len(rules))})", rules, "kinerja checks"),
        _Section(f"MEMBURUK ({number(len(worse))})", worse, "kinerja checks dan kinerja quarantine"),
        _Section(
            f"BELUM LAPOR ({number(len(missing))} laporan baru lewat tenggat)", _by_group(missing), "kinerja status"
        ),
        _Section("SITUS", [f"{fact.must} {fact.advice}" for fact in new if fact.kind == SITUS], "kinerja site"),
        _Section(f"PULIH ({number(len(ended))})", ended, "kinerja checks dan kinerja quarantine --all"),
        _Section("UNTUK DIKETAHUI", minor, "kinerja checks"),
        _Section("MASIH ADA", _unchanged(changes.still), "kinerja checks"),
    ]


def _worse(changes: Changes) -> list[str]:
    return _entries(
        (fact, told) for fact, told in changes.worse if not fact.minor and fact.kind not in (*OUTAGES, BELUM_LAPOR)
    )


def _grouped(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    return groups


def _entries(found: Iterable[tuple[Fact, Told | None]]) -> list[str]:
    """One entry for each rule with all its satker, and for each file and rule; with a place that was not told yet."""
    entries: dict[tuple[str, str], list[tuple[Fact, Told | None]]] = {}
    for fact, told in found:
        entries.setdefault((fact.group, fact.who if fact.kind == KARANTINA else ""), []).append((fact, told))
    return [shortened(_entry(parts), _LONGEST_ENTRY) for parts in entries.values()]


def _entry(parts: Sequence[tuple[Fact, Told | None]]) -> str:
    fact = parts[0][0]
    now = sum(fact.size for fact, _ in parts)
    before = [told.size for _, told in parts if told]
    fresh = [
        place
        for fact, told in parts
        for member, place in fact.places.items()
        if told is None or member not in told.members
    ]
    if fact.kind == KARANTINA:
        head = f"{fact.group}: {number(now)} catatan {fact.who}"
    else:
        who = list(dict.fromkeys(fact.who for fact, _ in parts if fact.who))
        head = f"{fact.group}: {number(now)} temuan{f' di {listed(who, _NAMED)}' if who else ''}"
    if before:
        others = f", {number(len(fresh))} di antaranya baru" if fresh else ""
        head = f"semula {number(sum(before))}, kini {number(now)}{others}: {head}"
    place = next(iter(fresh), "") or next(iter(fact.places.values()), "")
    label = "Yang baru" if before and fresh else "Pertama"
    advice = f"Saran: {fact.advice}" if fact.advice else ""
    return "\n  ".join(part for part in (head, fact.must, f"{label}: {place}" if place else "", advice) if part)


def _by_group(missing: Iterable[Fact | Told]) -> list[str]:
    """``satker, report: months`` for each satker and kind of report."""
    groups: dict[str, list[int]] = {}
    for fact in missing:
        groups.setdefault(fact.group, []).append(int(fact.who))
    return [f"{group}: {month_spans(sorted(months))}" for group, months in groups.items()]


def _ended(changes: Changes) -> list[str]:
    """What recovered: one entry for each rule, file, or satker with its reports."""
    entries: dict[tuple[str, str], list[str]] = {}
    for told in changes.recovered.values():
        if told.kind != BELUM_LAPOR:
            entries.setdefault((told.group, told.short), []).append(told.who)
    lines = []
    for (group, short), named in entries.items():
        who = listed([name for name in named if name], _NAMED)
        lines.append(f"{f'{group}, {who}' if who else group}{f': {short}' if short else ''}")
    return [*lines, *_by_group(told for told in changes.recovered.values() if told.kind == BELUM_LAPOR)]


def _unchanged(still: Sequence[tuple[Fact, Told]]) -> list[str]:
    """What was told and is no worse: rules and codes with their counts."""
    rules: dict[str, list[int]] = {}
    for fact, told in still:
        if fact.kind in (ATURAN, KOREKSI):
            counts = rules.setdefault(fact.group, [0, 0])
            counts[0] += told.size
            counts[1] += fact.size
    refused = [(fact, told) for fact, told in still if fact.kind == KARANTINA]
    months: dict[str, set[tuple[int, str]]] = {}
    for fact, _ in still:
        if fact.kind == BELUM_LAPOR:
            months.setdefault(fact.satker, set()).add((fact.year, fact.who))
    lines = []
    if rules:
        counted = [f"{group}: {_shrunk(*counts)}" for group, counts in rules.items()]
        lines.append(shortened(f"aturan tidak lulus: {'; '.join(counted)}", _LONGEST_ENTRY))
    if refused:
        notes = _shrunk(sum(told.size for _, told in refused), sum(fact.size for fact, _ in refused))
        files = number(_count((fact for fact, _ in refused), KARANTINA))
        lines.append(f"karantina: {notes} catatan di {files} berkas")
    if months:
        latest = sorted(months, key=lambda satker: (-len(months[satker]), satker))
        lines.append(f"belum lapor: {listed([f'{s} ({len(months[s])} bulan)' for s in latest], _CODES // 2)}")
    if any(fact.kind == SITUS for fact, _ in still):
        lines.append("situs: masih yang lama")
    return lines


def _shrunk(before: int, now: int) -> str:
    return f"berkurang dari {number(before)} menjadi {number(now)}" if now < before else number(now)
