"""The machine: readers, models, quality gate, publication, orchestration and command line. No SQL models, no assets."""
