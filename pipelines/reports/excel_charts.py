"""Native Excel charts of a report, fed by the cells of the table above them. Which table has one is decided there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.reports.charts import ACTUAL, INK, KRITERIA, LINE, PLAN, SOFT, tone
from pipelines.reports.rows import Capaian
from pipelines.reports.sheet import Drawer, Space, soft
from pipelines.wording import month_name

_FONT = {"size": 9, "color": INK}
_GRID = {"visible": True, "line": {"color": LINE, "width": 0.5}}
_LABELS = {"value": True, "num_format": "#,##0.00", "font": _FONT}
_MILLIONS = {"num_format": "#,##0,,", "num_font": _FONT, "major_gridlines": _GRID, "line": {"none": True}}
# More bars than this cannot be told apart on one page.
_MOST_BARS = 40


def achievement(rows: Sequence[Capaian], month: int) -> Drawer | None:
    """Bars of capaian per indicator in one month, coloured by kriteria; those without a capaian have no bar.

    Of a table with code and name in the first two columns, then the months; its first lines are ``rows``.
    """
    if not any(row.capaian_pct is not None for row in rows) or len(rows) > _MOST_BARS:
        return None

    def draw(book: Any, sheet: Any, space: Space) -> int:
        first, name = space.first, sheet.get_name()
        last = first + len(rows) - 1
        colours = [KRITERIA.get(tone(each.kriteria) or "") for each in rows]
        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": "Capaian (%)",
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1 + month, last, 1 + month],
                "points": [
                    {"fill": {"color": soft(colour)}, "border": {"color": SOFT}} if colour else None
                    for colour in colours
                ],
                "data_labels": _LABELS,
                "gap": 40,
            }
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": _FONT, "major_gridlines": {"visible": False}})
        # On the far side of an axis in reverse, which is the lower one.
        chart.set_x_axis(
            {"num_font": _FONT, "num_format": "#,##0", "min": 0, "label_position": "high", "major_gridlines": _GRID}
        )
        title = f"Capaian setiap indikator s.d. {month_name(month)} (%)"
        return _finish(sheet, chart, title, space, 90 + 21 * len(rows))

    return draw


def by_expense_type(book: Any, sheet: Any, space: Space) -> int:
    """Absorption beside IKPA's target: columns B (name), H (absorption) and I (target); the last line is the total."""
    name, first, end = sheet.get_name(), space.first, space.last - 1
    chart = book.add_chart({"type": "column"})
    for title, column, colour in (("Penyerapan (%)", 7, ACTUAL), ("Target IKPA triwulan ini (%)", 8, PLAN)):
        chart.add_series(
            {
                "name": title,
                "categories": [name, first, 1, end, 1],
                "values": [name, first, column, end, column],
                "fill": {"color": colour},
                "data_labels": _LABELS,
                "gap": 80,
            }
        )
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_x_axis({"num_font": _FONT})
    chart.set_y_axis({"num_font": _FONT, "num_format": "#,##0", "min": 0, "major_gridlines": _GRID})
    return _finish(sheet, chart, "Penyerapan per jenis belanja terhadap target IKPA (%)", space, 340)


def curve(book: Any, sheet: Any, space: Space) -> int:
    """S-curve: plan (column C), spending (E) and IKPA's targets (G) from January on, in millions of rupiah."""
    name, first, last = sheet.get_name(), space.first, space.last
    chart = book.add_chart({"type": "line"})
    looks: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("Rencana (RPD)", 2, {"line": {"color": PLAN, "width": 2, "dash_type": "dash"}}),
        (
            "Realisasi",
            4,
            {
                "line": {"color": ACTUAL, "width": 2.5},
                "marker": {"type": "circle", "size": 5, "fill": {"color": ACTUAL}},
            },
        ),
        (
            "Target IKPA akhir triwulan",
            6,
            {"line": {"none": True}, "marker": {"type": "diamond", "size": 9, "fill": {"color": SOFT}}},
        ),
    )
    for title, column, look in looks:
        cells = {"categories": [name, first, 0, last, 0], "values": [name, first, column, last, column]}
        chart.add_series({"name": title, **cells, **look})
    chart.show_blanks_as("gap")
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_x_axis({"num_font": _FONT})
    chart.set_y_axis({"name": "juta rupiah", "name_font": _FONT, "min": 0, **_MILLIONS})
    return _finish(sheet, chart, "Kurva S: rencana dan realisasi kumulatif", space, 400)


def _finish(sheet: Any, chart: Any, title: str, space: Space, height: int) -> int:
    chart.set_title({"name": title, "name_font": {"size": 11, "color": INK}})
    chart.set_size({"width": space.width, "height": height})
    chart.set_chartarea({"border": {"color": LINE}})
    sheet.insert_chart(space.row, 0, chart, {"object_position": 1, "description": title})
    return height
