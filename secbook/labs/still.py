"""A lab that stands still: its scenarios' results as a table, for a page that runs no script.

Python computes them when the lab is drawn, and writes numbers as the page does.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from secbook.labs.share import shortest
from secbook.labs.views import TILES

Outputs = Mapping[str, Any]

# How the words for a tile's title and for what it measures are called.
TILE_TEXTS = {
    "deterrence": ("deterrence", "deterrenceOf"),
    "escalation": ("escalation", "escalationOf"),
    "free_riding": ("freeRiding", "freeRidingOf"),
}

# The views of one number, and how they call its output.
NUMBERS = {"curve": "y", "heatmap": "z", "margin": "margin"}


def worded(declaration: Mapping[str, Any], value: Any, output: str, spec: str) -> str:
    """Return an output in words: its number, or what the lab says where there is none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        kind = "infinite" if value == math.inf else "none"
        found = declaration["words"].get(output, {}).get(kind)
        return str(found or declaration["texts"][kind])
    if isinstance(value, str):
        return value
    return format(value, spec) if spec else shortest(float(f"{value:.6g}"))


def sentence(
    declaration: Mapping[str, Any], parts: Sequence[Mapping[str, str]], outputs: Outputs
) -> str:
    """Return a cut template with its outputs in words."""
    return "".join(
        part["text"]
        + (
            worded(declaration, outputs[part["output"]], part["output"], part["spec"])
            if part["output"]
            else ""
        )
        for part in parts
    )


# What stands in a column: its header, and what a cell says of some outputs.
Column = tuple[str, Callable[[Outputs], str]]


def columns(declaration: Mapping[str, Any]) -> list[Column]:
    """Return what can be said of a state in words and single numbers."""
    findings: list[Column] = []
    numbers: dict[str, Column] = {}
    for view in declaration["views"]:
        if view["kind"] == "readout":
            findings.append(_finding(declaration, view["parts"]))
        elif view["kind"] == "scoreboard":
            for measure in TILES:
                if measure in view["measures"]:
                    output = view["measures"][measure]
                    numbers[output] = _measure(declaration, view, measure, output)
        elif view["kind"] in NUMBERS:
            output = view[NUMBERS[view["kind"]]]
            numbers.setdefault(output, _number(declaration, view, output))
    return [*findings, *numbers.values()]


def _finding(declaration: Mapping[str, Any], parts: Sequence[Mapping[str, str]]) -> Column:
    return declaration["texts"]["finding"], lambda outputs: escape(
        sentence(declaration, parts, outputs)
    )


def _measure(
    declaration: Mapping[str, Any], view: Mapping[str, Any], measure: str, output: str
) -> Column:
    """Return a tile of the scoreboard as a column; each cell says what it is measured for."""
    title, what = (declaration["texts"][name] for name in TILE_TEXTS[measure])

    def cell(outputs: Outputs) -> str:
        pair, group = (sentence(declaration, view[name], outputs) for name in ("pair", "group"))
        value = worded(declaration, outputs[output], output, ".1%")
        measured = what.format(pair=pair, group=group)
        return f"{escape(value)}<br><small>{escape(measured)}</small>"

    return title, cell


def _number(declaration: Mapping[str, Any], view: Mapping[str, Any], output: str) -> Column:
    unit = view.get("unit", "").replace("%", "")
    header = f"{view['label']} ({unit})" if unit else view["label"]
    return header, lambda outputs: escape(
        worded(declaration, outputs[output], output, view["spec"])
    )


def html(declaration: Mapping[str, Any], states: Sequence[tuple[str, str, Outputs]]) -> str:
    """Return what stands in a page where the lab cannot start.

    Parameters
    ----------
    declaration
        What the lab ships to the browser.
    states
        Name and source of each state, and the outputs there.
    """
    texts = declaration["texts"]
    shown = columns(declaration)
    rows = []
    for name, source, outputs in states:
        head = escape(name) + (f"<br><small>{escape(source)}</small>" if source else "")
        cells = "".join(f"<td>{cell(outputs)}</td>" for _, cell in shown)
        rows.append(f'<tr><th scope="row">{head}</th>{cells}</tr>')
    heads = [texts["scenario"], *(header for header, _ in shown)]
    header = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    question = escape(declaration["question"])
    return (
        f'<div class="secbook-lab secbook-still"><p class="secbook-question">{question}</p>'
        f'<p class="secbook-without">{escape(texts["without"])}</p>'
        f'<p class="secbook-broken">{escape(texts["broken"])}</p>'
        f'<div class="secbook-table" role="group" tabindex="0" aria-label="{question}">'
        f"<table><caption>{escape(texts['results'])}</caption>"
        f"<thead><tr>{header}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></div>"
    )
