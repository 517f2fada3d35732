"""What a live model may use, and what is refused: the table in `subset.md`, read.

The table is normative. The tests run each accepted example in Python and in JavaScript and
compare, and see each refused one refused; the translator takes its words from here.
"""

import dataclasses
import datetime
import functools
import itertools
import linecache
import math
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from secbook import domains

HEAD = "def f(x: float, n: int, t: str, xs: list[float], ns: list[int], d: dict[str, float]):"
"""What stands before an example that is an expression alone."""

NAMES: dict[str, Any] = {
    **{name: getattr(math, name) for name in dir(math) if not name.startswith("_")},
    **{name: getattr(domains, name) for name in domains.__all__},
    **{module.__name__: module for module in (math, random, datetime)},
    "Fraction": Fraction,
    "NamedTuple": NamedTuple,
    "dataclass": dataclasses.dataclass,
    "replace": dataclasses.replace,
}
"""What an example finds around it."""

ONLY_IN_JAVASCRIPT = "Errors in JavaScript only"
REFUSED = "Refused"


class Row(NamedTuple):
    """A line of the table.

    Of a refused construct, `keys` are its names in `ast`, or a word of the translator, and
    `advice` is what to write instead. An example is a module that defines `f`.
    """

    group: str
    remark: str
    examples: tuple[str, ...]
    keys: tuple[str, ...] = ()
    advice: str = ""


@functools.cache
def table() -> list[Row]:
    """Return the table, line by line."""
    text = (Path(__file__).parent / "subset.md").read_text("utf-8")
    rows = []
    for group in text.split("## ")[1:]:
        title, *entries = group.split("\n- ")
        for entry in entries:
            head, *examples = entry.rstrip().split("\n\n")
            refused = title.strip() == REFUSED
            keys, remark, advice = head.split(" | ", 2) if refused else ("", head, "")
            sources = tuple(_source(example) for example in examples)
            rows.append(Row(title.strip(), remark, sources, tuple(keys.split()), advice))
    return rows


def _source(example: str) -> str:
    lines = [line[6:] for line in example.splitlines()]
    if "def f" in example:
        return "\n".join(lines) + "\n"
    return f"{HEAD}\n    return {lines[0]}\n"


_numbers = itertools.count()


def defined(source: str, **names: Any) -> Callable[..., Any]:
    """Return the function `f` of an example, with its source where Python looks for it."""
    file = f"<example {next(_numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope = {**NAMES, **names, "__name__": __name__}
    exec(compile(source, file, "exec", dont_inherit=True), scope)
    found: Callable[..., Any] = scope["f"]
    return found


@functools.cache
def refusals() -> dict[str, Row]:
    """Return what is refused, by its keys."""
    return {key: row for row in table() for key in row.keys}
