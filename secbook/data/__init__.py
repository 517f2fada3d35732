"""Worlds and tables, each with its source, its licence and its traps.

`scenario` returns a historical world for the models; `table` returns a table for
evidence and exercises. Importing this package reads no table: pandas is loaded by the
first call of `table`.
"""

from secbook.data.worlds import scenario, scenario_names

__all__ = ["scenario", "scenario_names"]
