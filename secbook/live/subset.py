"""What a live model may use, and what is refused: the table in `subset.md`, read.

The table is normative. The tests run each accepted example in Python and in JavaScript and
compare, and see each refused one refused; the translator takes its words from here.
"""

import functools
from pathlib import Path
from typing import NamedTuple

HEAD = "def f(x: float, n: int, t: str, xs: list[float], ns: list[int], d: dict[str, float]):"
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


@functools.cache
def refusals() -> dict[str, Row]:
    """Return what is refused, by its keys."""
    return {key: row for row in table() for key in row.keys}
