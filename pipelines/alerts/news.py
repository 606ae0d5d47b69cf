"""What a run found, and what of it is news against what was told before. No text of a message, no state, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from pipelines.alerts.outbox import Told

# The kinds of alerts; each is the name of its page in docs/runbook/.
TERTAHAN = "terbitan-tertahan"
GAGAL = "penyegaran-gagal"
TIDAK_SEGAR = "tidak-ada-penyegaran"
KARANTINA = "karantina-baru"
ATURAN = "aturan-tidak-lulus"
KOREKSI = "koreksi-tidak-berlaku"
BELUM_LAPOR = "belum-lapor"
SITUS = "situs-tidak-ditulis"
TIDAK_TERKIRIM = "pemberitahuan-tidak-terkirim"

OUTAGES = (TERTAHAN, GAGAL, TIDAK_SEGAR)
"""Kinds that say that the job itself does not do its work; any good run ends them."""


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
