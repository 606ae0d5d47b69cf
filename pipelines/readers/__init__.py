"""One module per source format: bytes in, rows and rejects out. No database, no Dagster, no file system."""
