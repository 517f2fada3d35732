"""Benchmarks: `make bench` runs them all in one go and writes `bench/README.md`."""
