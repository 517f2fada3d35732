"""The tables, each with the license, the source and the traps that belong to it.

``datapackage.json`` (a Frictionless Data Package) says of every file what its columns
mean, in which unit, where it is from, under which license, how it was checked and where
it misleads. `describe` reads that out, `catalog` lists everything, and `table` parses a
file by its schema and hands license and traps on with the frame.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Catalog", "Column", "Description", "catalog", "describe", "table", "table_names"]


@dataclass(frozen=True)
class Column:
    """A column of a table: its type, its unit and what it says."""

    name: str
    type: str
    unit: str
    description: str
    complete: bool


@dataclass(frozen=True)
class Description:
    """What a table is, where it is from, what may be done with it, where it misleads.

    ``print`` shows it as text, a notebook as Markdown.
    """

    name: str
    title: str
    description: str
    rows: int
    columns: tuple[Column, ...]
    sources: tuple[str, ...]
    citations: tuple[str, ...]
    license: str
    attribution: str
    terms: str
    method: str
    checks: str
    traps: tuple[str, ...]

    def __str__(self) -> str:
        facts = {
            "Sources": "; ".join(self.sources),
            "How it was made": self.method,
            "Checks": self.checks,
            "License": self.license,
            "Attribution": self.attribution,
            "Terms": self.terms,
        }
        parts = [
            f"**{self.title}** (`{self.name}`, {self.rows} rows). {self.description}",
            "\n".join(f"- {label}: {text}" for label, text in facts.items() if text),
            "\n".join(["Traps:", "", *(f"- {trap}" for trap in self.traps)]),
        ]
        if self.columns:
            rows = ((f"`{c.name}`", c.type, c.unit, c.description) for c in self.columns)
            parts.append(_markdown_table(("Column", "Type", "Unit", "Meaning"), rows))
        return "\n\n".join(parts)

    def _repr_markdown_(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Catalog:
    """All descriptions; a notebook shows them as one table."""

    descriptions: tuple[Description, ...]

    def __str__(self) -> str:
        header = ("Name", "What it is", "Rows", "License")
        rows = ((f"`{d.name}`", d.title, str(d.rows), d.license) for d in self.descriptions)
        return _markdown_table(header, rows)

    def _repr_markdown_(self) -> str:
        return str(self)


def _markdown_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    cells = ((cell.replace("|", "\\|") for cell in line) for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


@cache
def _resources() -> dict[str, dict[str, Any]]:
    """Return the resources of ``datapackage.json`` by name."""
    text = (files("secbook.data") / "datapackage.json").read_text(encoding="utf-8")
    return {resource["name"]: resource for resource in json.loads(text)["resources"]}


def _resource(name: str, allowed: Iterable[str]) -> dict[str, Any]:
    names = list(allowed)
    if name not in names:
        raise ValueError(f"name must be a table ({', '.join(names)}), got {name!r}")
    return _resources()[name]


def table_names() -> list[str]:
    """
    Return the names of the tables, in alphabetical order.

    Returns
    -------
    list of str
        Names that `table` takes.

    Examples
    --------
    >>> "memberships" in table_names()
    True
    """
    return [name for name, resource in _resources().items() if resource["type"] == "table"]


def describe(name: str) -> Description:
    """
    Return what a table is: columns and units, source, license, checks and traps.

    Parameters
    ----------
    name
        One of `table_names`, or ``"scenarios"`` for the worlds.

    Returns
    -------
    Description
        Readable with ``print``; a notebook shows it as a page.

    Raises
    ------
    ValueError
        If no table has that name.

    Examples
    --------
    >>> describe("richardson").columns[1].unit
    'million pounds sterling'
    """
    resource = _resource(name, _resources())
    return Description(
        name=name,
        title=resource["title"],
        description=resource["description"],
        rows=resource["records"],
        columns=tuple(map(_column, resource.get("schema", {}).get("fields", []))),
        sources=tuple(map(_source_line, resource["sources"])),
        citations=tuple(
            key for source in resource["sources"] for key in source.get("cite", [])
        ),
        license="; ".join(license["title"] for license in resource["licenses"]),
        attribution=resource["attribution"],
        terms=resource.get("terms", ""),
        method=resource["method"],
        checks=resource["checks"],
        traps=tuple(resource["traps"]),
    )


def _column(field: dict[str, Any]) -> Column:
    return Column(
        name=field["name"],
        type=field["type"],
        unit=field["unit"],
        description=field["description"],
        complete=field.get("constraints", {}).get("required", False),
    )


def _source_line(source: dict[str, Any]) -> str:
    """Return title, version and address of a source in one line."""
    version = f", version {source['version']}" if "version" in source else ""
    address = f" <{source['path']}>" if "path" in source else ""
    origin = f" (read from {source['retrievedFrom']})" if "retrievedFrom" in source else ""
    return f"{source['title']}{version}{address}{origin}"


def catalog() -> Catalog:
    """
    Return the descriptions of all tables and of the worlds.

    Returns
    -------
    Catalog
        Readable with ``print``; a notebook shows it as one table.

    Examples
    --------
    >>> len(catalog().descriptions) == len(table_names()) + 1
    True
    """
    return Catalog(tuple(map(describe, _resources())))


def table(name: str) -> "DataFrame":
    """
    Return a table, its columns typed by the schema.

    Dates are dates where every row has the day; where some have only a month or a year the
    column stays text. Empty cells are missing values. Whole numbers are ``int64`` where the
    column is complete and the nullable ``Int64`` where it is not.

    Parameters
    ----------
    name
        One of `table_names`.

    Returns
    -------
    pandas.DataFrame
        New at each call. Its ``attrs`` hold ``title``, ``license``, ``attribution``,
        ``terms`` and ``traps``: keep them when you pass the table on.

    Raises
    ------
    ValueError
        If no table has that name.

    Notes
    -----
    `describe` says what each column means. Tables share state codes: ``stateabb`` joins
    them with ``states``.

    Examples
    --------
    >>> races = table("richardson")
    >>> float(races["total"].max())
    289.0
    >>> races.attrs["attribution"]
    'Quoted from Richardson (1960), Arms and Insecurity.'
    """
    from pandas import read_csv

    path = _resource(name, table_names())["path"]
    description = describe(name)
    columns = description.columns
    with (files("secbook.data") / path).open(encoding="utf-8") as file:
        frame = read_csv(
            file,
            dtype={c.name: _dtype(c) for c in columns if c.type != "date"},
            parse_dates=[c.name for c in columns if c.type == "date"],
            date_format="%Y-%m-%d",
            keep_default_na=False,
            na_values=[""],
        )
    frame.attrs = {
        "title": description.title,
        "license": description.license,
        "attribution": description.attribution,
        "terms": description.terms,
        "traps": list(description.traps),
    }
    return frame


def _dtype(column: Column) -> str:
    whole = "int64" if column.complete else "Int64"
    dtypes = {
        "string": "string",
        "number": "float64",
        "boolean": "boolean",
        "integer": whole,
        "year": whole,
    }
    return dtypes[column.type]
