"""Benchmarks: each a ratio to a control measured in the same run."""
