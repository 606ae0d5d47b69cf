"""The charts of reports and site, as Vega-Lite specs made with Altair. Nothing is computed or read here.

A spec is made once; its rows are put in for every picture, so that a thousand pages cost no more than one.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Union

from pipelines.wording import MONTHS

if TYPE_CHECKING:
    import altair as alt

_LABEL_PCT = 12
"""How much of an axis of about a hundred percent the label of a bar takes."""
_WHOLE = "datum.value % 1 ? '' : format(datum.value, ',d')"
"""Label of an axis that counts: nothing at a half."""

Rows = Sequence[Mapping[str, Any]]
_Layers = Union["alt.LayerChart", "alt.FacetChart"]

INK, SOFT, LINE = "#1c2733", "#5a6875", "#d5dbe1"
PLAN, ACTUAL, BAND = "#8a5a00", "#0b5394", "#9cc3e6"
KRITERIA = {
    "Sangat Kurang": "#a6470f",
    "Kurang": "#e8975a",
    "Cukup": "#f7dcb4",
    "Baik": "#b9d8ee",
    "Sangat Baik": "#2f77b4",
    "Tidak Dapat Disimpulkan": "#c9c9cf",
    "Kriteria lain": "#efe9f5",
}
"""Fill of each kriteria: orange to blue, told apart by all common kinds of colour blindness and in grey print.

The last is for those that a new rule brings; their names are printed as they are.
"""


def tone(kriteria: str | None) -> str | None:
    """The key of ``KRITERIA`` by which a kriteria is coloured; None for none."""
    return kriteria if kriteria is None or kriteria in KRITERIA else "Kriteria lain"


def ordered(found: Iterable[str]) -> list[str]:
    """Kriteria from worst to best, then those that are not known here."""
    known = list(KRITERIA)
    return sorted(set(found), key=lambda name: (known.index(name) if name in known else len(known), name))


NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}
"""Vega's number locale for Indonesian."""

_DATA = "rows"
_MONTHS = [name[:3] for name in MONTHS]
_MONTH_LABEL = f"{json.dumps(_MONTHS)}[datum.value - 1]"


def _base() -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.NamedData(_DATA))


def _month_axis() -> alt.X:
    import altair as alt

    axis = alt.Axis(labelExpr=_MONTH_LABEL, labelAngle=0, labelOverlap=True, grid=False, title=None)
    return alt.X("bulan:O", scale=alt.Scale(domain=list(range(1, 13))), axis=axis)


def _percent_axis(field: str, title: str) -> alt.Y:
    import altair as alt

    axis = alt.Axis(format=",.0f", title=title, tickCount=5)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True))


def _s_curve() -> _Layers:
    """Rows: bulan, seri (Rencana, Realisasi, Proyeksi), pct, bawah, atas, keterangan (tooltip).

    bawah and atas are the projection's range; both are pct where there is none.
    """
    import altair as alt

    names, colours = ["Rencana", "Realisasi", "Proyeksi"], [PLAN, ACTUAL, ACTUAL]
    legend = alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=3)
    colour = alt.Color("seri:N", scale=alt.Scale(domain=names, range=colours), legend=legend)
    dash = alt.StrokeDash("seri:N", scale=alt.Scale(domain=names, range=[[6, 4], [1, 0], [2, 3]]), legend=legend)
    tooltip = [alt.Tooltip("keterangan:N", title="Keterangan")]
    points = _base().encode(x=_month_axis(), tooltip=tooltip)
    band = points.mark_area(fill=BAND, fillOpacity=0.45).encode(
        y=_percent_axis("bawah", "% pagu"), y2="atas:Q", detail="seri:N"
    )
    lines = points.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=45, filled=True)).encode(
        y=_percent_axis("pct", "% pagu"), color=colour, strokeDash=dash
    )
    return alt.layer(band, lines)


def _heat_map() -> _Layers:
    """Rows: indikator (its code), bulan, kriteria, label (the value as text), keterangan."""
    import altair as alt

    cells = _base().encode(x=_month_axis(), y=alt.Y("indikator:N", title=None, axis=alt.Axis(grid=False)))
    dark = "datum.kriteria === 'Sangat Kurang' || datum.kriteria === 'Sangat Baik'"
    return alt.layer(
        cells.mark_rect(stroke="white").encode(
            color=_kriteria_colour(), tooltip=[alt.Tooltip("keterangan:N", title="Keterangan")]
        ),
        cells.mark_text(fontSize=9).encode(
            text="label:N", color=alt.condition(dark, alt.value("white"), alt.value(INK))
        ),
    ).properties(height=alt.Step(20))


def _kriteria_colour() -> alt.Color:
    """The colour of a kriteria is always the same; the legend names those that the rows have, in their order."""
    import altair as alt

    used = " + ".join(
        f"(indexof(pluck(data('{_DATA}'), 'kriteria'), '{name}') < 0 ? '' : '|{name}')" for name in KRITERIA
    )
    return alt.Color(
        "kriteria:N",
        scale=alt.Scale(domain=list(KRITERIA), range=list(KRITERIA.values())),
        legend=alt.Legend(
            title=None,
            orient="top",
            columns=3,
            symbolType="square",
            values=alt.ExprRef(f"split(slice({used}, 1), '|')"),
        ),
    )


def _bars(field: str, title: str, colour: alt.Color | alt.Value, row: alt.Y, mark: alt.Chart, mark_at: str) -> _Layers:
    """Bars with a label at their ends, or beyond ``mark``, which is at ``mark_at``, where that would strike it out."""
    import altair as alt

    def along(name: str) -> alt.X:
        axis = alt.Axis(format=",.0f", title=title, tickCount=5)
        return alt.X(f"{name}:Q", axis=axis, scale=alt.Scale(zero=True))

    bars = _base().encode(y=row, x=along(field), tooltip=[alt.Tooltip("keterangan:N", title="Keterangan")])
    end = f"datum.{field}"
    struck = f"isValid({mark_at}) && {mark_at} >= {end} && {mark_at} < {end} + {_LABEL_PCT}"
    labels = bars.transform_calculate(ujung=f"{struck} ? {mark_at} : {end}").encode(x=along("ujung"), text="label:N")
    return alt.layer(
        bars.mark_bar(height=alt.RelativeBandSize(0.7), stroke=SOFT, strokeWidth=0.5).encode(color=colour),
        mark,
        labels.mark_text(align="left", dx=4, fontSize=11, stroke="white", strokeWidth=4),
        labels.mark_text(align="left", dx=4, fontSize=11, color=INK),
    )


def _capaian_bars() -> _Layers:
    """Rows: indikator (its code), capaian_pct, kriteria, label, keterangan. The line stands at 100%."""
    import altair as alt

    target = alt.Chart(alt.InlineData([{"target": 100}])).mark_rule(color=SOFT, strokeDash=[4, 3]).encode(x="target:Q")
    bars = _bars("capaian_pct", "Capaian (%)", _kriteria_colour(), alt.Y("indikator:N", title=None), target, "100")
    return bars.properties(height=alt.Step(22))


def _serapan_jenis_belanja_bars() -> _Layers:
    """Rows: nama, serapan_pct, target_pct (blank where there is none), label, keterangan. The tick is the target."""
    import altair as alt

    tick = (
        _base()
        .transform_filter("isValid(datum.target_pct)")
        .mark_tick(color=PLAN, thickness=3, height=alt.RelativeBandSize(0.9))
        .encode(x="target_pct:Q", y=alt.Y("nama:N", sort=None), tooltip=[alt.Tooltip("keterangan:N")])
    )
    row = alt.Y("nama:N", title=None, sort=None)
    bars = _bars("serapan_pct", "Penyerapan (% pagu)", alt.value(ACTUAL), row, tick, "datum.target_pct")
    return bars.properties(height=alt.Step(34))


def _distribution() -> _Layers:
    """Rows: rentang (a span of absorption), jumlah (satker in it), keterangan."""
    import altair as alt

    bars = _base().encode(
        x=alt.X("rentang:N", sort=None, axis=alt.Axis(labelAngle=0, title="Penyerapan (% pagu)", labelOverlap=True)),
        y=alt.Y("jumlah:Q", axis=alt.Axis(title="Satker", labelExpr=_WHOLE)),
        tooltip=[alt.Tooltip("keterangan:N", title="Keterangan")],
    )
    return alt.layer(
        bars.mark_bar(color=ACTUAL),
        bars.transform_filter("datum.jumlah > 0").mark_text(dy=-7, fontSize=12, color=INK).encode(text="jumlah:Q"),
    ).properties(height=200)


_CHARTS: dict[str, Callable[[], _Layers]] = {
    "s_curve": _s_curve,
    "heat_map": _heat_map,
    "capaian_bars": _capaian_bars,
    "serapan_jenis_belanja_bars": _serapan_jenis_belanja_bars,
    "distribution": _distribution,
}
NAMES = tuple(_CHARTS)


def _config() -> dict[str, Any]:
    label = {
        "labelColor": INK,
        "labelFontSize": 12,
        "titleColor": SOFT,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "font": "Noto Sans, Segoe UI, Helvetica, Arial, sans-serif",
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {**label, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE},
        "legend": {"labelColor": INK, "labelFontSize": 12, "labelLimit": 0},
        "locale": {"number": NUMBERS},
    }


@cache
def _made(name: str) -> str:
    chart = _CHARTS[name]().properties(width="container")
    made = chart.to_dict()
    made["config"] = _config()
    # Heights may be steps of rows, which are not to be fitted.
    made["autosize"] = {"type": "fit-x", "contains": "padding"}
    # Room for the labels at the ends of bars.
    made["padding"] = {"left": 5, "top": 5, "right": 44 if "bars" in name else 8, "bottom": 5}
    return json.dumps(made)


def spec(name: str, rows: Rows | None = None, width: int | None = None) -> dict[str, Any]:
    """The Vega-Lite spec of a chart of ``NAMES``, with rows if given; as wide as its container, or ``width`` pixels."""
    made: dict[str, Any] = json.loads(_made(name))
    if width is not None:
        made["width"] = width
    if rows is not None:
        made["datasets"] = {**made.get("datasets", {}), _DATA: [copy.copy(dict(row)) for row in rows]}
    return made


def as_png(name: str, rows: Rows, width: int = 640, scale: float = 2) -> bytes:
    """The chart as PNG on white, ``scale`` pixels for each of ``width``."""
    import vl_convert

    return vl_convert.vegalite_to_png(
        {**spec(name, rows, width), "background": "white"},
        vl_version=vega_lite_version(),
        scale=scale,
        format_locale=NUMBERS,
    )


def vega_lite_version() -> str:
    """Major and minor version of Vega-Lite that the specs are written for (``6.4``)."""
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
