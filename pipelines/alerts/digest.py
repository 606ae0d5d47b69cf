"""Turns the facts of a run into the text of one message. Pure: reads no state, sends nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from pipelines.alerts.outbox import Told

MAX_CHARACTERS = 3_500
_LONGEST_ENTRY = 600
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
        short: what it is, in a few words.
        text: the same with place, reason and advice.
        minor: only counted, not described (rules of level ``info``).
        group, month: for a missing report the satker and kind of report, and the month.
    """

    kind: str
    key: str
    size: int
    short: str
    text: str
    minor: bool = False
    group: str = ""
    month: int = 0

    def is_worse_than(self, told: int) -> bool:
        """Whether it grew enough to be told again: an outage when it has doubled, anything else when there is more."""
        return self.size >= 2 * told if self.kind in OUTAGES else self.size > told


@dataclass
class Changes:
    """The facts of a run against what was told.

    Attributes:
        new: never told, or told, mended and back.
        worse: told, and worse than told; with the size that was told.
        still: told and unchanged.
        recovered: told and gone, by key.
    """

    new: list[Fact] = field(default_factory=list)
    worse: list[tuple[Fact, int]] = field(default_factory=list)
    still: list[Fact] = field(default_factory=list)
    recovered: dict[str, Told] = field(default_factory=dict)

    @property
    def to_tell(self) -> list[Fact]:
        return [*self.new, *(fact for fact, _ in self.worse)]


def compare(facts: Sequence[Fact], told: Mapping[str, Told], ends: Callable[[str], bool]) -> Changes:
    """Sort ``facts`` by what was told of them; ``ends(key)``: whether a told fact that is not among them is over."""
    changes = Changes()
    for fact in facts:
        before = told.get(fact.key)
        if before is None:
            changes.new.append(fact)
        elif fact.is_worse_than(before.size):
            changes.worse.append((fact, before.size))
        else:
            changes.still.append(fact)
    present = {fact.key for fact in facts}
    changes.recovered = {key: before for key, before in told.items() if key not in present and ends(key)}
    return changes


class Digest(NamedTuple):
    """One message, plain text."""

    title: str
    body: str


class Published(NamedTuple):
    """What a run published.

    Attributes:
        id: the build.
        time: when (UTC).
        accepted, refused: files that were new.
        rows: rows taken from them.
        all_files, all_rows: accepted files and rows that the build holds.
    """

    id: str
    time: datetime
    accepted: int
    refused: int
    rows: int
    all_files: int
    all_rows: int


def of_publication(published: Published, changes: Changes) -> Digest:
    """What was published, what is newly wrong with it, what still is, what recovered."""
    counts = [
        (_count(changes.new, KARANTINA), "berkas baru di karantina"),
        (_count(changes.new, ATURAN), "aturan baru tidak lulus"),
        (_count(changes.new, KOREKSI), "koreksi tidak berlaku"),
        (_count(changes.new, BELUM_LAPOR), "laporan belum masuk"),
        (len(_grown(changes)), "memburuk"),
        (len(_ended(changes)), "pulih"),
    ]
    title = ", ".join([f"Kinerja: terbit {published.id}", *(f"{number(n)} {what}" for n, what in counts if n)])
    lead = (
        f"Terbit {published.id} ({wib(published.time)}): {number(published.accepted)} berkas baru diterima, "
        f"{number(published.refused)} ditolak, {number(published.rows)} baris baru. Gudang data kini memuat "
        f"{number(published.all_files)} berkas dan {number(published.all_rows)} baris."
    )
    return Digest(title, _body(lead, changes))


def of_recovery(stays: str, changes: Changes) -> Digest:
    """The job works again, and found nothing new to publish."""
    return Digest("Kinerja: pulih, penyegaran berjalan lagi", _body(f"Tidak ada yang baru. {stays}", changes))


def of_blocked(stays: str, rules: Iterable[str], since: timedelta, changes: Changes) -> Digest:
    """Rules keep a build from being published."""
    named = ", ".join(sorted(set(rules)))
    lead = f"Pemeriksaan {named} menahan terbitan. {stays}"
    return Digest(f"Kinerja: terbitan {_still(changes, since)}tertahan oleh {named}", _body(lead, changes))


def of_failure(stays: str, reason: str, since: timedelta, changes: Changes) -> Digest:
    """The job failed."""
    lead = f"Penyegaran gagal: {reason.rstrip('.')}. {stays}"
    return Digest(f"Kinerja: penyegaran {_still(changes, since)}gagal", _body(lead, changes))


def of_silence(sentence: str, last: str, changes: Changes) -> Digest:
    """The watchdog found that no run has ended well for too long."""
    return Digest("Kinerja: tidak ada penyegaran yang berhasil", _body(f"{sentence} {last}".strip(), changes))


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
    """``3 hari 4 jam``, to the nearest hour; below an hour, minutes."""
    seconds = max(0.0, span.total_seconds())
    if seconds < 3570:
        return f"{round(seconds / 60)} menit"
    days, hours = divmod(round(seconds / 3600), 24)
    return " ".join(part for part, n in ((f"{days} hari", days), (f"{hours} jam", hours)) if n)


def month_name(month: int) -> str:
    """``Januari`` for 1."""
    return _MONTHS[month - 1]


def _count(facts: Iterable[Fact], kind: str) -> int:
    return sum(fact.kind == kind and not fact.minor for fact in facts)


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
    quarantine = [_cut(fact.text) for fact in new if fact.kind == KARANTINA]
    rules = [_cut(fact.text) for fact in new if fact.kind in (ATURAN, KOREKSI)]
    missing = [fact for fact in new if fact.kind == BELUM_LAPOR]
    worse = [
        _cut(f"semula {number(before)}, kini {number(fact.size)}: {fact.text}")
        for fact, before in _grown(changes)
        if fact.kind not in OUTAGES
    ]
    minor = [fact.short for fact in changes.to_tell if fact.minor]
    ended = _ended(changes)
    return [
        _Section(f"BARU DI KARANTINA ({number(len(quarantine))})", quarantine, "kinerja quarantine"),
        _Section(f"ATURAN BARU TIDAK LULUS ({number(len(rules))})", rules, "kinerja checks"),
        _Section(f"MEMBURUK ({number(len(worse))})", worse, "kinerja checks dan kinerja quarantine"),
        _Section(
            f"BELUM LAPOR ({number(len(missing))} laporan baru lewat tenggat)", _by_group(missing), "kinerja status"
        ),
        _Section(f"PULIH ({number(len(ended))})", ended, "kinerja checks dan kinerja quarantine --all"),
        _Section("UNTUK DIKETAHUI", [f"tingkat info: {', '.join(minor)}"] if minor else [], "kinerja checks"),
        _Section("MASIH SAMA", _unchanged(changes.still), "kinerja checks"),
    ]


def _grown(changes: Changes) -> list[tuple[Fact, int]]:
    return [(fact, before) for fact, before in changes.worse if not fact.minor]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_ENTRY else text[: _LONGEST_ENTRY - 1].rstrip() + "…"


def _by_group(missing: Iterable[Fact]) -> list[str]:
    """``satker, report: months`` for each satker and kind of report."""
    groups: dict[str, list[int]] = {}
    for fact in missing:
        groups.setdefault(fact.group, []).append(fact.month)
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
    """What recovered, once each; not a file that was sent again and has the same fault."""
    back = {fact.short for fact in changes.new}
    return [short for short in dict.fromkeys(told.short for told in changes.recovered.values()) if short not in back]


def _unchanged(still: Sequence[Fact]) -> list[str]:
    """What was told and is as it was: ids and counts only. Missing reports are counted in their own section."""
    rules = [f"{fact.short} ({number(fact.size)})" for fact in still if fact.kind in (ATURAN, KOREKSI)]
    quarantine = [fact for fact in still if fact.kind == KARANTINA]
    missing = _count(still, BELUM_LAPOR)
    lines = []
    if rules:
        lines.append(_cut(f"aturan tidak lulus: {', '.join(rules)}"))
    if quarantine:
        files = len({re.sub(r": [^:]*$", "", fact.short) for fact in quarantine})
        notes = sum(fact.size for fact in quarantine)
        lines.append(f"karantina: {number(notes)} catatan di {number(files)} berkas")
    if missing:
        lines.append(f"belum lapor: {number(missing)} laporan")
    return lines
