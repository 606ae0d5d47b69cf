"""The quality gate: the rule catalogue and its run by Great Expectations inside DuckDB. No SQL models, no Dagster."""
