"""Synthetic, clearly labelled exports in the native layouts, for trials and benchmarks. No real data."""
