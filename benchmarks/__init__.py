"""Kinerja measured against the same work by hand, in the same run. ``python -m benchmarks`` writes the results."""
