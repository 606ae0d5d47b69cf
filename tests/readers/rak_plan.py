"""Plans random RAK documents, cuts them into pages and loses some. No printing (rak_renderer), no reader code.

Some losses cannot be told from the text that is left, whatever the reader; such pages are put back
(``undecidable_gap``):

- the sasaran changes on a lost page and the indicator numbers happen to go on rising: nothing shows the change;
- rows after a lost page are numbered on from an indicator (or fragment) that lacks rows, without a name tail, and the
  sum stays below the anggaran: they may be its own or not. The same when the sum is exceeded, but only if other pages
  of the indicator came before (any of the breaks may be the lost one), or no code shows that one is missing;
- rows after a lost page jump in number and are the open indicator's own, unless its successor follows (then no other
  indicator can own them) or its inner HTML table names them;
- a name tail after an indicator without rows, whose rows would fit into its anggaran: the tail may be its own;
- rows of a lost page that by chance repeat number and codes of the open indicator, or bring it to its exact anggaran;
- the bare rest of a cut row below a fragment, or below an indicator that is complete or lacks a row in the middle:
  it may belong to the last row there;
- a series without December, when the row does not stand under its header: it would be taken as ending in December.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

MONTHS = [f"B{m:02d}" for m in range(1, 13)]
WORDS = [
    "Pengawasan",
    "Sarana",
    "Distribusi",
    "Obat",
    "Makanan",
    "Pelaksanaan",
    "koordinasi",
    "lintas",
    "sektor",
    "Bimbingan",
    "Teknis",
    "Kader",
    "Keamanan",
    "Pangan",
    "Desa",
    "Persentase",
    "Jumlah",
    "Nilai",
    "Indeks",
    "Layanan",
    "Publik",
    "yang",
    "diperiksa",
    "sesuai",
    "ketentuan",
    "UPT",
    "dalam",
    "rangka",
    "&",
    "KIE/CFD",
    "(OBA)",
    "2025-2029",
    "Advokasi/",
    "Koordinasi,",
    "prekursor",
    "Loka",
]


@dataclass
class PlanRow:
    nomor: int
    codes: tuple[str, str, str]
    names: list[str]
    anggaran: int
    kontribusi: int

    @property
    def ident(self) -> tuple[object, ...]:
        return (self.nomor, self.codes)


@dataclass
class PlanIndicator:
    sasaran: str
    sasaran_name: str
    shows_sasaran: bool
    number: int
    name: str
    targets: dict[int, str]
    rows: list[PlanRow]
    inner: str  # none, full, cut, twice, inline, only

    @property
    def kode(self) -> str:
        return f"{self.sasaran}.{self.number:02d}"

    @property
    def anggaran(self) -> int:
        return sum(row.kontribusi for row in self.rows)


@dataclass
class Element:
    """One printed thing: kind is name, inner or row. cut: its text goes on at the top of the next page."""

    kind: str
    owner: PlanIndicator
    row: PlanRow | None = None
    cut: bool = False
    inner_rows: int = 0  # rows that the inner table shows whole
    shown: list[str] = field(default_factory=list)  # its texts up to the cut
    rest: list[str] = field(default_factory=list)  # its texts after the cut, "" where a text is not cut
    baris: int = 0
    rest_baris: int = 0


@dataclass
class Page:
    elements: list[Element]
    before: Element | None  # element cut at the end of the page before


@dataclass
class Head:
    """Top of a page above its first indicator line."""

    owner: PlanIndicator
    rows: list[PlanRow]
    copied: list[PlanRow]
    tail: bool
    rest: bool
    gap: bool  # a page is lost before it

    @property
    def all_rows(self) -> list[PlanRow]:
        return sorted({row.nomor: row for row in [*self.rows, *self.copied]}.values(), key=lambda row: row.nomor)


def _name(r: Random, low: int = 3, high: int = 12) -> str:
    words = [r.choice(WORDS[:-8])] + [r.choice(WORDS) for _ in range(r.randint(low, high))]
    if r.random() < 0.1:
        words.insert(2, "-")
    return " ".join(words)


def _series(r: Random) -> dict[int, str]:
    def value() -> str:
        return r.choice([str(r.randint(0, 100)), f"{r.randint(0, 99)}.{r.choice(['25', '5', '06', '83'])}", "0", "0"])

    kind = r.choice(["full", "full", "right", "right", "december", "hole", "none", "early"])
    first = {"full": 1, "right": r.randint(2, 11), "december": 12, "hole": r.randint(1, 9), "none": 13, "early": 1}[
        kind
    ]
    months = {m: value() for m in range(first, 13)}
    if kind == "hole":
        for m in r.sample(range(first + 1, 12), r.randint(1, 2)):
            months.pop(m)
    if kind == "early":
        months.pop(12)
    return months


def make_plan(r: Random) -> list[PlanIndicator]:
    def code() -> tuple[str, str, str]:
        output = r.choice(["QIA.001", "QCD.U22", "EBA.956", "BMB.001"])
        ro = f"{r.choice(['DR', 'WA'])}.{r.randint(1000, 9999)}.{output}"
        return ro, f"{r.randint(1, 60):03d}", r.choice("ABCDEFGHIJK")

    pool = [
        (code(), [_name(r), _name(r), _name(r)], r.randint(1, 90) * r.choice([40_000, 1_000_000, 12_340]))
        for _ in range(25)
    ]
    plan: list[PlanIndicator] = []
    sasaran = 0
    for _ in range(r.randint(1, 4)):
        sasaran += r.choice([1, 1, 1, 2])
        name, number = _name(r), 0
        for i in range(r.randint(1, 5)):
            number += r.choice([1, 1, 1, 1, 2])
            rows = []
            for nomor, (codes, names, anggaran) in enumerate(r.sample(pool, r.randint(1, 9)), start=1):
                rows.append(PlanRow(nomor, codes, list(names), anggaran, anggaran * r.choice([4, 4, 3, 2, 1]) // 4))
            if sum(row.kontribusi for row in rows) < 100_000:
                rows[0].anggaran, rows[0].kontribusi = 400_000, 400_000
            inner = r.choice(["none"] * 6 + ["full", "cut", "twice", "inline", "only"])
            shows = i == 0 or r.random() < 0.15
            plan.append(PlanIndicator(f"{sasaran:02d}", name, shows, number, _name(r), _series(r), rows, inner))
    return plan


def texts_of(element: Element) -> list[str]:
    """Texts that a page break can cut: sasaran (empty where not shown) and indicator, or RO, komponen, sub komponen."""
    if element.row:
        return list(element.row.names)
    return [element.owner.sasaran_name if element.owner.shows_sasaran else "", element.owner.name]


def _cut(r: Random, element: Element) -> None:
    texts = texts_of(element)
    chosen = r.sample([i for i, text in enumerate(texts) if text], r.randint(1, sum(map(bool, texts))))
    for i, text in enumerate(texts):
        words = text.split()
        at = r.choice([n for n in range(1, len(words)) if words[n] != "-"]) if i in chosen else len(words)
        element.shown.append(" ".join(words[:at]))
        element.rest.append(" ".join(words[at:]))


def paginate(r: Random, plan: list[PlanIndicator]) -> list[Page]:
    elements: list[Element] = []
    for owner in plan:
        elements.append(Element("name", owner))
        if owner.inner != "none":
            whole = len(owner.rows) if owner.inner != "cut" else r.randint(0, len(owner.rows) - 1)
            elements.append(Element("inner", owner, inner_rows=whole))
        if owner.inner != "only":
            elements += [Element("row", owner, row) for row in owner.rows]
    pages: list[Page] = []
    before: Element | None = None
    length = r.choice([2, 4, 7, 12])
    while elements:
        size = r.randint(1, 2 * length)
        pages.append(Page(elements[:size], before))
        elements = elements[size:]
        last = pages[-1].elements[-1]
        last.cut = bool(elements) and last.kind != "inner" and r.random() < 0.4
        if last.cut:
            _cut(r, last)
        before = last if last.cut else None
    return pages


def find_heads(pages: list[Page], lost: set[int]) -> list[tuple[PlanIndicator | None, list[Head]]]:
    """Surviving indicators, each with the page tops that follow it up to the next; None first for what precedes."""
    runs: list[tuple[PlanIndicator | None, list[Head]]] = [(None, [])]
    for i, page in enumerate(pages):
        if i in lost:
            continue
        top = []
        for element in page.elements:
            if element.kind == "name":
                break
            top.append(element)
        if top or page.before:
            owner = top[0].owner if top else page.before.owner  # type: ignore[union-attr]
            copied = [row for e in top if e.kind == "inner" for row in owner.rows[: e.inner_rows]]
            rows = [e.row for e in top if e.row]
            kind = page.before.kind if page.before else ""
            runs[-1][1].append(Head(owner, rows, copied, kind == "name", kind == "row", i - 1 in lost))
        runs += [(element.owner, []) for element in page.elements if element.kind == "name"]
    return runs


def _own_rows(pages: list[Page], lost: set[int], owner: PlanIndicator) -> tuple[list[PlanRow], list[PlanRow]]:
    """Rows on the page of the indicator's own line: flattened, and in its inner table."""
    page = next(
        p
        for i, p in enumerate(pages)
        if i not in lost and any(e.kind == "name" and e.owner is owner for e in p.elements)
    )
    mine = [e for e in page.elements if e.owner is owner]
    return [e.row for e in mine if e.row], [
        row for e in mine if e.kind == "inner" for row in owner.rows[: e.inner_rows]
    ]


def give_codes(runs: list[tuple[PlanIndicator | None, list[Head]]]) -> dict[int, str | None] | None:
    """Code of each surviving indicator by its id, None where the lost sasaran shows; None when one is lost unseen."""
    codes: dict[int, str | None] = {}
    carried: str | None = None
    last = 0
    for owner, _ in runs[1:]:
        assert owner is not None
        if owner.shows_sasaran:
            last = 0 if carried != owner.sasaran else last
            carried = owner.sasaran
        elif carried is not None and owner.number <= last:
            carried = None
        if carried is not None and carried != owner.sasaran:
            return None
        codes[id(owner)] = owner.kode if carried else None
        last = owner.number
    return codes


def undecidable_gap(pages: list[Page], lost: set[int]) -> bool:
    """Whether the surviving pages leave a question that no reader can answer (see the module's docstring)."""
    runs = find_heads(pages, lost)
    codes = give_codes(runs)
    if codes is None:
        return True
    for n, (owner, heads) in enumerate(runs):
        following = runs[n + 1][0] if n + 1 < len(runs) else None
        open_rows: list[PlanRow] = []
        copied: list[PlanRow] = []
        own_pages = 0
        current = owner
        if owner is not None:
            flat, copied = _own_rows(pages, lost, owner)
            open_rows = sorted({row.nomor: row for row in [*flat, *copied]}.values(), key=lambda row: row.nomor)
        for h, head in enumerate(heads):
            m = open_rows[-1].nomor if open_rows else 0
            new = [row for row in head.all_rows if row.ident not in {old.ident for old in open_rows}]
            k = new[0].nomor if new else None
            holes = len(open_rows) < m
            if head.gap and not head.all_rows and (current is not owner or holes or _complete(owner, open_rows)):
                return True
            if head.gap and head.owner is not current:
                later = [row for other in heads[h:] for row in other.all_rows]
                if any(row.ident in {old.ident for old in open_rows} for row in later):
                    return True
                if head.tail and not head.all_rows and not open_rows:
                    return True
                if current is owner and owner is not None:
                    if _foreign_doubt(owner, open_rows, own_pages, heads[h:], following, codes, m, k):
                        return True
                elif k == m + 1 and not head.tail:
                    return True
                current, open_rows, copied = head.owner, head.all_rows, head.copied
                continue
            if head.gap and current is owner and owner is not None and head.all_rows:
                proven = any(row in copied for row in head.rows)
                if k not in (None, m + 1) and not proven and not _succeeds(owner, following, codes):
                    return True
            elif head.gap and current is not owner:
                if copied:
                    return True
                open_rows = []  # the jump starts a new fragment
            own_pages += current is owner
            open_rows = sorted(
                {row.nomor: row for row in [*open_rows, *head.all_rows]}.values(), key=lambda row: row.nomor
            )
            copied = [*copied, *head.copied]
    return False


def _complete(owner: PlanIndicator | None, rows: list[PlanRow]) -> bool:
    return owner is not None and len(rows) == len(owner.rows)


def _succeeds(owner: PlanIndicator, following: PlanIndicator | None, codes: dict[int, str | None]) -> bool:
    here, there = codes[id(owner)], codes[id(following)] if following else None
    return here is not None and there is not None and here[:2] == there[:2] and int(there[3:]) == int(here[3:]) + 1


def _gap_shows(owner: PlanIndicator, following: PlanIndicator | None, codes: dict[int, str | None]) -> bool:
    if following is None:
        return False
    here, there = codes[id(owner)], codes[id(following)]
    if here is None or there is None:
        return True
    if here[:2] == there[:2]:
        return int(there[3:]) > int(here[3:]) + 1
    return int(there[:2]) > int(here[:2]) + 1 or int(there[3:]) > 1


def _foreign_doubt(
    owner: PlanIndicator,
    rows: list[PlanRow],
    own_pages: int,
    heads: list[Head],
    following: PlanIndicator | None,
    codes: dict[int, str | None],
    m: int,
    k: int | None,
) -> bool:
    """Whether foreign rows below an indicator could be taken for its own."""
    if _complete(owner, rows):
        return False
    total = sum(row.kontribusi for row in rows)
    for head in heads:
        total += sum(row.kontribusi for row in head.all_rows)
        if total == owner.anggaran:
            return True
    if (heads[0].tail and rows) or k is None or k != m + 1:
        return False
    first = sum(row.kontribusi for row in [*rows, *heads[0].all_rows])
    return own_pages > 0 or first <= owner.anggaran or not _gap_shows(owner, following, codes)


def lose_pages(r: Random, pages: list[Page]) -> set[int]:
    lost: set[int] = set()
    for _ in range(r.choice([0, 0, 1, 2, 3])):
        if len(pages) < 3:
            break
        start = r.randint(1, len(pages) - 1)
        more = lost | set(range(start, min(start + r.choice([1, 1, 2, 4]), len(pages))))
        if len(more) < len(pages) and not undecidable_gap(pages, more):
            lost = more
    return lost
