"""The data dictionary: tables and columns of ``meta.kamus`` and what is made from what. Reads no data of documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.site.build import Page, Site
from pipelines.sql_models import SCHEMAS, load_models

LAYERS = {
    "raw": "isi dokumen seperti dibaca, dan catatan kotak masuk",
    "ref": "acuan: ketentuan, ambang, dan kode",
    "terkoreksi": "isi dokumen sesudah koreksi",
    "core": "satu makna untuk setiap hal: satker, indikator, snapshot yang berlaku",
    "mart": "angka laporan",
    "dq": "mutu data: aturan, hasil, temuan, karantina",
    "meta": "tentang gudang data itu sendiri",
}

Row = dict[str, Any]


def table_path(table: str) -> str:
    """The page of a table (``schema.table``), below the site; its columns have the id ``k-<column>``."""
    return f"kamus/{table}.html"


def pages(site: Site) -> Iterator[Page]:
    """The list of all tables and columns, and the page of every table."""
    columns: dict[str, list[Row]] = {}
    for row in site.rows("select * from meta.kamus order by skema, tabel, urutan"):
        row["asal"] = [_column(name) for name in row["asal"].split(", ") if name]
        columns.setdefault(f"{row['skema']}.{row['tabel']}", []).append(row)
    used_by: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for table, of_table in columns.items():
        for row in of_table:
            for origin in row["asal"]:
                used_by[origin].append((table, row["kolom"]))
    # In the order of the layers, and within them each table after what it is made from.
    models = {name: model for name, model in load_models().items() if name in columns}
    order = sorted(models, key=lambda name: SCHEMAS.index(models[name].schema))
    above = {name: [table for table in models[name].upstream if table in models] for name in order}
    below = {name: [table for table in order if name in above[table]] for name in order}
    yield Page(
        "kamus/index.html",
        "kamus_daftar.html.j2",
        {
            "title": "Kamus data",
            "lapisan": [
                (schema, LAYERS[schema], [models[name] for name in order if models[name].schema == schema])
                for schema in SCHEMAS
            ],
            "hulu": above,
            "hilir": below,
            "kolom": [(name, row) for name in order for row in columns[name]],
        },
    )
    for name in order:
        yield Page(
            table_path(name),
            "kamus_tabel.html.j2",
            {
                "title": name,
                "tabel": models[name],
                "kolom": columns[name],
                "hulu": above[name],
                "hilir": below[name],
                "dokumen": [table for table in order if table in _reached(name, above) and table.startswith("raw.")],
                "laporan": [table for table in order if table in _reached(name, below) and table.startswith("mart.")],
                "dipakai": {row["kolom"]: used_by[name, row["kolom"]] for row in columns[name]},
            },
        )


def _column(name: str) -> tuple[str, str]:
    table, _, column = name.rpartition(".")
    return table, column


def _reached(start: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    """Every table that can be come to from ``start``, without itself."""
    found: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        table = waiting.pop()
        if table not in found:
            found.add(table)
            waiting += edges[table]
    return found
