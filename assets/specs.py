"""Asset specs from the SQL headers: description, group, owner, columns, lineage. No computing."""

from __future__ import annotations

import dagster as dg

from pipelines.sql_models import Model, column_lineage, models_of

OWNER = "team:kinerja"


def asset_key(table: str) -> dg.AssetKey:
    """Key of ``schema.table``."""
    return dg.AssetKey(table.split("."))


def spec_of(model: Model, extra_deps: tuple[str, ...] = ()) -> dg.AssetSpec:
    """The spec of one table; ``extra_deps`` are tables it waits for without reading them in SQL."""
    lineage = column_lineage().get(model.name, {})
    return dg.AssetSpec(
        key=asset_key(model.name),
        deps=[asset_key(name) for name in sorted({*model.upstream, *extra_deps})],
        description=f"{model.title} {model.notes}".strip(),
        group_name=model.schema,
        owners=[OWNER],
        kinds={"duckdb", "sql" if model.is_derived else "python"},
        skippable=True,
        metadata={
            "grain": ", ".join(model.grain),
            "dagster/table_name": model.name,
            "dagster/column_schema": dg.TableSchema(
                columns=[
                    dg.TableColumn(column.name, type=column.unit, description=column.description)
                    for column in model.columns
                ]
            ),
            "dagster/column_lineage": dg.TableColumnLineage(
                {
                    column: [
                        dg.TableColumnDep(asset_key(origin.rpartition(".")[0]), origin.rpartition(".")[2])
                        for origin in origins
                    ]
                    for column, origins in lineage.items()
                }
            ),
        },
    )


def specs_of(*schemas: str) -> list[dg.AssetSpec]:
    """Specs of every table of the given schemas."""
    return [spec_of(model) for schema in schemas for model in models_of(schema)]
