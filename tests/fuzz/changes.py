"""What the harness does to documents: parts of a zip, elements of XML, cells of a grid. Judges nothing."""

from __future__ import annotations

import copy
import math
import random
import re
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

import atheris
from lxml import etree

from tests.fuzz import samples


def fitting(made: bytes, data: bytes, max_size: int) -> bytes:
    """A zip that was cut off is of no use."""
    return made if len(made) <= max_size else data


OPERANDS = (
    b"0",
    b"1",
    b"-1",
    b"0.001",
    b"1e9",
    b"99999999999",
    b"-595",
    b"842",
    b".",
    b"--5",
    b"()",
    b"<00>",
    b"[",
    b"]",
)
OPERATORS = (
    b"re",
    b"l",
    b"m",
    b"S",
    b"f",
    b"n",
    b"cm",
    b"q",
    b"Q",
    b"BT",
    b"ET",
    b"Tj",
    b"Td",
    b"Tm",
    b"Tf",
    b"Tz",
    b"Do",
)


def mutate_member(data: bytes, max_size: int, seed: int) -> bytes:
    """Change one part inside the zip: checksums would refuse all else."""
    r = random.Random(seed)
    members = samples.members_of(data)
    if not members or r.random() < 0.05:
        return atheris.Mutate(data, max_size)
    inner = [name for name in members if not name.startswith(("docProps", "xl/theme", "xl/styles"))]
    name = r.choice(inner or [*members])
    content = members[name]
    # A window, so that the markup around it stays whole more often than not.
    at = r.randrange(len(content) + 1)
    end = min(len(content), at + r.choice((4, 16, 64, 256)))
    members[name] = content[:at] + atheris.Mutate(content[at:end], 2 * (end - at) + 16) + content[end:]
    return fitting(samples.zip_of(members), data, max_size)


def mutate_tree(data: bytes, max_size: int, seed: int) -> bytes:
    """Move, double, drop or rewrite elements of one XML part, which stays well-formed."""
    r = random.Random(seed)
    members = samples.members_of(data) or {}
    parts = [name for name in members if name.endswith((".xml", ".rels")) and len(members[name]) < max_size]
    if not parts:
        return atheris.Mutate(data, max_size)
    name = r.choice([part for part in parts if re.search("sheet|document|content|shared", part)] or parts)
    try:
        root = etree.fromstring(members[name])
    except etree.XMLSyntaxError:
        return mutate_member(data, max_size, seed)
    for _ in range(r.randint(1, 4)):
        elements = [*root.iter(etree.Element)]
        one, other = r.choice(elements), r.choice(elements)
        action = r.randrange(6)
        if action == 0 and one.getparent() is not None:
            one.getparent().remove(one)
        elif action == 1:
            other.insert(r.randint(0, len(other)), copy.deepcopy(one))
        elif action == 2:
            for _ in range(r.choice((1, 3, 300))):
                one = etree.SubElement(one, other.tag, dict(other.attrib))
        elif action == 3 and one.attrib:
            one.attrib[r.choice(one.attrib.keys())] = a_word(r)
        elif action == 4:
            one.tag = other.tag
        else:
            one.text = a_word(r)
    return fitting(samples.zip_of(members | {name: etree.tostring(root)}), data, max_size)


def a_word(r: random.Random) -> str:
    """A word that XML can hold."""
    return re.sub(r"[\x00-\x08\x0b-\x1f]", "?", r.choice((*WORDS, "65535", "-1", "A1", "XFD1048576", "s", "inlineStr")))


WORDS = [
    *(
        "",
        " ",
        "-",
        "=1+1",
        "'",
        "0",
        "00",
        "1.5",
        "1,5",
        "1.234",
        "(5)",
        "5%",
        "1e5",
        "tahun",
        "Total",
        "B13",
        "A",
        "12.",
    ),
    *(
        "999999",
        "2025",
        "9" * 20,
        "JUMLAH SELURUHNYA",
        "Periode Maret 2025",
        "Satuan Kerja",
        "521211",
        "DR.3165.ADD.001",
    ),
    *("053 - X", "01 - Y", "\0", "\x1f", "é", "²", "٣", "１２", "½", "\u202e", "\U0001f600", "<table>", "a\nb", "\t"),
    *(
        "NO",
        "RO",
        "SASARAN KEGIATAN",
        "Total Anggaran 1.000",
        "<table><tr><td>1</td>",
        "</tr></table>",
        "01 -",
        "2025-",
    ),
    *('"', 'a"b', "---", "\\|", "Dumai, 3 Januari 2025", "NIP 1", "1)", "000001.", "* x", "Mei", "ribu", "WA.6384.EAA"),
    *("ADD/001/051/A", "B", "51", "Satuan: ribuan", "dalam rupiah", "kode_satker", "x" * 40_000, "NaN", "TA 2025"),
]


def cell(fdp: atheris.FuzzedDataProvider) -> object:
    kind = fdp.ConsumeIntInRange(0, 11)
    if kind <= 3:
        return WORDS[fdp.ConsumeIntInRange(0, len(WORDS) - 1)]
    if kind == 4:
        return fdp.ConsumeFloat()
    if kind == 5:
        return float(fdp.ConsumeInt(8))
    if kind == 6:
        return fdp.ConsumeBool()
    if kind == 7:
        return (math.nan, math.inf, -math.inf, -0.0, 1e308, 1e15, 5e-324, 0.1)[fdp.ConsumeIntInRange(0, 7)]
    if kind == 8:
        moments = (datetime(2025, 3, 1), date(1899, 12, 31), clock(1, 2), timedelta(days=-3), datetime(9999, 12, 31))
        return moments[fdp.ConsumeIntInRange(0, 4)]
    if kind == 9:
        return ""
    return fdp.ConsumeUnicodeNoSurrogates(12)


def change(rows: list[list[Any]], fdp: atheris.FuzzedDataProvider) -> None:
    """Change cells, rows and columns of a grid."""
    for _ in range(fdp.ConsumeIntInRange(1, 12)):
        # Half of the changes near the top, where the headers are.
        at = fdp.ConsumeIntInRange(0, min(len(rows), 12 if fdp.ConsumeBool() else len(rows)) - 1)
        if not rows[at]:
            break
        action = fdp.ConsumeIntInRange(0, 15)
        column = fdp.ConsumeIntInRange(0, len(rows[at]) - 1)
        if action == 0:
            rows.insert(at, rows[fdp.ConsumeIntInRange(0, len(rows) - 1)][:])
        elif action == 1 and len(rows) > 1:
            rows.pop(at)
        elif action == 2:
            for row in rows:
                row.insert(column, "")
        elif action == 3 and all(len(row) > 1 for row in rows):
            for row in rows:
                row.pop(column if column < len(row) else -1)
        elif action == 4:
            other = fdp.ConsumeIntInRange(0, len(rows) - 1)
            rows[at], rows[other] = rows[other], rows[at]
        elif action == 5:
            rows[at][column] = rows[fdp.ConsumeIntInRange(0, len(rows) - 1)][0]
        elif action == 6 and fdp.ConsumeIntInRange(0, 20) == 0:
            rows[at:at] = [rows[at][:] for _ in range(2_000)]
        else:
            rows[at][column] = cell(fdp)
