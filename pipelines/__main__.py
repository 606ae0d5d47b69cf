"""``python -m pipelines`` is ``kinerja``."""

from pipelines.cli import main

main()
