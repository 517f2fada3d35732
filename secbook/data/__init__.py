"""Worlds and tables, each with its source, its license and its traps.

`scenario` returns a historical world for the models; `table` returns a table for
evidence and exercises, `describe` says what it is, and `catalog` lists all. Importing
this package reads no table: pandas is loaded by the first call of `table`.
"""

from secbook.data.provenance import (
    Catalog,
    Column,
    Description,
    catalog,
    describe,
    table,
    table_names,
)
from secbook.data.worlds import scenario, scenario_names

__all__ = [
    "scenario",
    "scenario_names",
    "table",
    "table_names",
    "describe",
    "catalog",
    "Catalog",
    "Column",
    "Description",
]
