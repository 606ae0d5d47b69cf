"""The derived layers: reference tables, corrected documents and core tables, then marts, each a file of ``sql/``."""

from collections.abc import Iterator

import dagster as dg

from assets.specs import asset_key, specs_of
from pipelines.resources import RefreshResource


def _layer(name: str, *schemas: str) -> dg.AssetsDefinition:
    @dg.multi_asset(name=name, specs=specs_of(*schemas))
    def layer(refresh: RefreshResource) -> Iterator[dg.MaterializeResult[None]]:
        for table, rows in refresh.run.build_models(schemas).items():
            counted: dict[str, dg.RawMetadataValue] = {} if rows is None else {"dagster/row_count": rows}
            yield dg.MaterializeResult(asset_key(table), metadata=counted)

    return layer


core = _layer("core", "ref", "terkoreksi", "core")
mart = _layer("mart", "mart")
