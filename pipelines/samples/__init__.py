"""Synthetic, clearly labelled exports in the native layouts, for trying the product out and for benchmarks. No real data."""
