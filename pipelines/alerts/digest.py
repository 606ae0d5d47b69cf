"""Turns the facts of a run into the text of one message. Pure: reads no state, sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from pipelines.alerts.outbox import Told

MAX_CHARACTERS = 3_500
_LONGEST_ENTRY = 600
_NAMED = 3
_CODES = 40
_WIB = timedelta(hours=7)

# The kinds of alerts; each is the name of its page in docs/runbook/.
TERTAHAN = "terbitan-tertahan"
GAGAL = "penyegaran-gagal"
TIDAK_SEGAR = "tidak-ada-penyegaran"
KARANTINA = "karantina-baru"
ATURAN = "aturan-tidak-lulus"
KOREKSI = "koreksi-tidak-berlaku"
BELUM_LAPOR = "belum-lapor"
TIDAK_TERKIRIM = "pemberitahuan-tidak-terkirim"

OUTAGES = (TERTAHAN, GAGAL, TIDAK_SEGAR)
"""Kinds that say that the job itself does not do its work; any good run ends them."""

_MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Fact:
    """Something wrong that a person can mend.

    Attributes:
        kind: its page in the runbook.
        key: identifies it from run to run.
        size: how bad it is: findings, notes, or for an outage its hours.
        group: what is told in one entry: a rule, a file, a correction, a satker with a kind of report, an outage.
        who: whom or what of the group it is about: a satker, the rule that refused something in a file, a month.
        short: what it is, in a few words.
        must, advice: what should hold, and what to do.
        places: what it consists of: by a hash that stays from run to run, where that stands.
        minor: only counted, not described (rules of level ``info``).
        satker, year: of a missing report.
    """

    kind: str
    key: str
    size: int
    group: str
    who: str = ""
    short: str = ""
    must: str = ""
    advice: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    minor: bool = False
    satker: str = ""
    year: int = 0

    def is_worse_than(self, told: Told) -> bool:
        """Whether to tell it again: an outage when it has doubled, anything else when there is more or other of it."""
        if self.kind in OUTAGES:
            return self.size >= 2 * told.size
        return self.size > told.size or bool(self.places.keys() - told.members)


@dataclass
class Changes:
    """The facts of a run against what was told.

    Attributes:
        new: never told, or told, mended and back.
        worse: told, and worse than told; with what was told.
        still: told, and not worse; with what was told.
        recovered: told and gone, by key.
    """

    new: list[Fact] = field(default_factory=list)
    worse: list[tuple[Fact, Told]] = field(default_factory=list)
    still: list[tuple[Fact, Told]] = field(default_factory=list)
    recovered: dict[str, Told] = field(default_factory=dict)

    @property
    def to_tell(self) -> list[Fact]:
        return [*self.new, *(fact for fact, _ in self.worse)]

    @property
    def shrunk(self) -> list[Fact]:
        """What is better than told: should it grow again, that is news."""
        return [
            fact
            for fact, told in self.still
            if fact.kind not in OUTAGES and (fact.size, frozenset(fact.places)) != (told.size, told.members)
        ]


def compare(facts: Sequence[Fact], told: Mapping[str, Told], ends: Callable[[str], bool]) -> Changes:
    """Sort ``facts`` by what was told of them; ``ends(key)``: whether a told fact that is not among them is over."""
    changes = Changes()
    for fact in facts:
        before = told.get(fact.key)
        if before is None:
            changes.new.append(fact)
        elif fact.is_worse_than(before):
            changes.worse.append((fact, before))
        else:
            changes.still.append((fact, before))
    present = {fact.key for fact in facts}
    changes.recovered = {key: before for key, before in told.items() if key not in present and ends(key)}
    return changes


class Digest(NamedTuple):
    """One message, plain text; ``level`` as Apprise calls it: ``failure``, ``warning``, ``success`` or ``info``."""

    title: str
    body: str
    level: str


class Published(NamedTuple):
    """What a run published.

    Attributes:
        id: the build.
        time: when (UTC).
        accepted, refused: files that were new.
        rows: rows taken from them.
        all_files, all_rows: accepted files and rows that the build holds.
        corrections: ids of the corrections that were applied.
    """

    id: str
    time: datetime
    accepted: int
    refused: int
    rows: int
    all_files: int
    all_rows: int
    corrections: list[str]


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
    applied = f"{number(len(now))} diterapkan ({_listed(now, _CODES)})" if now else "tidak ada yang diterapkan"
    gone = [correction for correction in before if correction not in now]
    return f"Koreksi: {applied}{f'; tidak lagi: {_listed(gone, _CODES)}' if gone else ''}."


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


def number(value: int) -> str:
    """A whole number with Indonesian thousands separators."""
    return f"{value:,}".replace(",", ".")


def wib(time: datetime) -> str:
    """A time (UTC) as Jakarta time."""
    return f"{time + _WIB:%d-%m-%Y %H.%M} WIB"


def duration(span: timedelta) -> str:
    """``3 hari 4 jam``, to the nearest hour; below an hour minutes, below a minute seconds."""
    seconds = max(0.0, span.total_seconds())
    if seconds < 59.5:
        return f"{round(seconds)} detik"
    if seconds < 3570:
        return f"{round(seconds / 60)} menit"
    days, hours = divmod(round(seconds / 3600), 24)
    return " ".join(part for part, n in ((f"{days} hari", days), (f"{hours} jam", hours)) if n)


def month_name(month: int) -> str:
    """``Januari`` for 1."""
    return _MONTHS[month - 1]


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
    return [_cut(_entry(parts)) for parts in entries.values()]


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
        head = f"{fact.group}: {number(now)} temuan{f' di {_listed(who, _NAMED)}' if who else ''}"
    if before:
        others = f", {number(len(fresh))} di antaranya baru" if fresh else ""
        head = f"semula {number(sum(before))}, kini {number(now)}{others}: {head}"
    place = next(iter(fresh), "") or next(iter(fact.places.values()), "")
    label = "Yang baru" if before and fresh else "Pertama"
    advice = f"Saran: {fact.advice}" if fact.advice else ""
    return "\n  ".join(part for part in (head, fact.must, f"{label}: {place}" if place else "", advice) if part)


def _listed(names: Sequence[str], most: int) -> str:
    """``a, b dan 12 lain``."""
    rest = len(names) - most
    return ", ".join(names) if rest <= 0 else f"{', '.join(names[:most])} dan {number(rest)} lain"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_ENTRY else text[: _LONGEST_ENTRY - 1].rstrip() + "…"


def _by_group(missing: Iterable[Fact | Told]) -> list[str]:
    """``satker, report: months`` for each satker and kind of report."""
    groups: dict[str, list[int]] = {}
    for fact in missing:
        groups.setdefault(fact.group, []).append(int(fact.who))
    return [f"{group}: {_months(sorted(months))}" for group, months in groups.items()]


def _months(months: Sequence[int]) -> str:
    """``Januari sampai Maret, Mei``."""
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(
        month_name(run[0]) if len(run) == 1 else f"{month_name(run[0])} sampai {month_name(run[-1])}" for run in runs
    )


def _ended(changes: Changes) -> list[str]:
    """What recovered: one entry for each rule, file, or satker with its reports."""
    entries: dict[tuple[str, str], list[str]] = {}
    for told in changes.recovered.values():
        if told.kind != BELUM_LAPOR:
            entries.setdefault((told.group, told.short), []).append(told.who)
    lines = []
    for (group, short), named in entries.items():
        who = _listed([name for name in named if name], _NAMED)
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
        lines.append(_cut(f"aturan tidak lulus: {'; '.join(counted)}"))
    if refused:
        notes = _shrunk(sum(told.size for _, told in refused), sum(fact.size for fact, _ in refused))
        files = number(_count((fact for fact, _ in refused), KARANTINA))
        lines.append(f"karantina: {notes} catatan di {files} berkas")
    if months:
        latest = sorted(months, key=lambda satker: (-len(months[satker]), satker))
        lines.append(f"belum lapor: {_listed([f'{s} ({len(months[s])} bulan)' for s in latest], _CODES // 2)}")
    return lines


def _shrunk(before: int, now: int) -> str:
    return f"berkurang dari {number(before)} menjadi {number(now)}" if now < before else number(now)
