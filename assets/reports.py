"""What people read of a publication besides the warehouse. What fails here is only told: the data stay published."""

from collections.abc import Iterator

import dagster as dg

from assets.specs import OWNER, asset_key
from pipelines.resources import RefreshResource
from pipelines.sql_models import load_models

SITE = dg.AssetKey(["laporan", "situs"])


@dg.multi_asset(
    name="site",
    specs=[
        dg.AssetSpec(
            SITE,
            deps=[asset_key(name) for name, model in load_models().items() if model.schema in ("dq", "meta")],
            description="Situs statis dari terbitan: ringkasan semua satker, satu halaman setiap satker dan tahun.",
            group_name="laporan",
            owners=[OWNER],
            kinds={"html"},
            skippable=True,
        )
    ],
)
def site(context: dg.AssetExecutionContext, refresh: RefreshResource) -> Iterator[dg.MaterializeResult[None]]:
    """Write the site of what was published; where that fails, the last good one stays and an observation says why."""
    built = refresh.run.write_site()
    if built is None:
        context.log_event(dg.AssetObservation(SITE, metadata={"problem": refresh.run.site_problem}))
        return
    yield dg.MaterializeResult(
        SITE,
        metadata={
            "index": dg.MetadataValue.path(built.folder / "index.html"),
            "pages": built.pages,
            "bytes": built.bytes,
            "seconds": built.seconds,
        },
    )
