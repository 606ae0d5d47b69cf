"""Landing: files from the inbox into the raw layer."""

from collections.abc import Iterator

import dagster as dg

from assets.specs import asset_key, specs_of
from pipelines.corrections.applying import summary
from pipelines.refresh import count_rows
from pipelines.resources import RefreshResource
from pipelines.sql_models import models_of


@dg.multi_asset(name="landing", specs=specs_of("raw"))
def landing(context: dg.AssetExecutionContext, refresh: RefreshResource) -> Iterator[dg.MaterializeResult[None]]:
    """Land every new file; with nothing new, nothing is materialised and the rest of the run is skipped."""
    run = refresh.run
    changed = run.land()
    if run.finished_interrupted:
        context.log.info(f"finished the interrupted publication of {run.finished_interrupted.id}")
    if not changed:
        context.log.info("nothing new in the inbox: nothing is published")
        return
    for model in models_of("raw"):
        metadata: dict[str, dg.RawMetadataValue] = {"dagster/row_count": count_rows(run.con, model.name)}
        if model.name == "raw.berkas" and run.plan:
            metadata |= {
                "build": run.build_id,
                "accepted": run.landed.accepted,
                "refused": [list(refusal) for refusal in run.landed.refused],
                "unsettled": run.plan.inbox.unsettled,
                "unreadable": run.plan.inbox.unreadable,
                "rows": run.landed.rows,
                "rejects": run.landed.rejects,
                "kept": run.landed.kept,
                "corrections": summary(run.con),
            }
        yield dg.MaterializeResult(asset_key(model.name), metadata=metadata)
