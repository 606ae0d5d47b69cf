"""Dagster assets by layer, thin: what each table is comes from ``sql/``, what is done comes from ``pipelines/``."""
