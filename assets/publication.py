"""Publication: the audited build becomes the warehouse that readers see."""

from collections.abc import Iterator

import dagster as dg

from assets.specs import asset_key, spec_of
from pipelines.publishing import open_published
from pipelines.refresh import count_rows
from pipelines.resources import RefreshResource
from pipelines.sql_models import load_models, models_of

_PUBLISHED = [*models_of("dq"), *models_of("meta")]
_AUDITED = tuple(model.name for model in load_models().values() if model.schema in ("core", "mart"))


@dg.multi_asset(name="publication", specs=[spec_of(model, _AUDITED) for model in _PUBLISHED])
def publication(refresh: RefreshResource) -> Iterator[dg.MaterializeResult[None]]:
    """Publish; waits for every blocking check of core and mart."""
    build = refresh.run.publish()
    with open_published(build.path) as con:
        counts = {model.name: count_rows(con, model.name) for model in _PUBLISHED}
        open_items = count_rows(con, "dq.karantina where status = 'terbuka'")
    for table, rows in counts.items():
        metadata: dict[str, dg.RawMetadataValue] = {"dagster/row_count": rows}
        if table == "meta.publikasi":
            metadata["build"] = build.id
            metadata["open_quarantine"] = open_items
        yield dg.MaterializeResult(asset_key(table), metadata=metadata)
