"""Makes the scripts of the charts: ``static/vendor/vega.js``, of the versions in vl-convert, and ``static/charts.js``.

Run ``python -m pipelines.site.vendor`` after a chart was changed, or vl-convert or Altair raised: so no build waits for
them. The other vendored files are as published.
"""

from __future__ import annotations

import json

import vl_convert

from pipelines.reports.charts import NAMES, spec, vega_lite_version
from pipelines.site.build import STATIC

VEGA = STATIC / "vendor" / "vega.js"
CHARTS = STATIC / "charts.js"


def heading() -> str:
    """The first line of the script: the versions in it."""
    return (
        f"/* Vega {vl_convert.get_vega_version()}, Vega-Lite {vega_lite_version()}, "
        f"vega-embed {vl_convert.get_vega_embed_version()}; licence: vega.LICENSE.txt */"
    )


def charts() -> str:
    """The script with the specs of all charts, without rows."""
    specs = json.dumps({name: spec(name) for name in NAMES}, separators=(",", ":"))
    return f"window.kinerjaCharts = {specs};\n"


def main() -> None:
    """Write both. Vega is wrapped, since a classic script would make each of its names a name of the page."""
    code = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=vega_lite_version())
    CHARTS.write_text(charts(), encoding="utf-8")
    VEGA.write_text(f"{heading()}\n(() => {{\n{code}\n}})();\n", encoding="utf-8")


if __name__ == "__main__":
    main()
