"""Alerts: what is told of each run, once, to whom it may concern, and that it arrives."""
