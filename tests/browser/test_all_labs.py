"""Every lab of the book, found by itself: at each end of each control, and in random states."""

import json
import math
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from secbook.book.chapters import book_labs
from secbook.labs import Lab, Readout
from secbook.labs.share import decode, encode
from tests.browser.chromium import watched

ROOT = Path(__file__).parents[2]
LABS = book_labs(ROOT)
RANDOM = 200

# A lab's outputs for the arguments of its model, from the translated model of the page.
OUTPUTS = """
([name, given]) => {
  const saved = document.querySelector("script[type$='widget-state+json']").textContent;
  const every = Object.values(JSON.parse(saved).state);
  const lab = every.find((one) => one.state.declaration?.name === name);
  const compute = secbookModels[lab.state.compute];
  const plain = (key, value) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return given.map((values) => {
    try {
      return JSON.stringify(compute(values), plain);
    } catch (error) {
      return JSON.stringify({ error: error.message });
    }
  });
}
"""


def states_of(lab: Lab) -> list[dict[str, Any]]:
    """Return each end of each control from each scenario, and random states."""
    starts = {control["name"]: control["start"] for control in lab.declaration["controls"]}
    froms = [starts, *({**starts, **one["values"]} for one in lab.declaration["scenarios"])]
    ends = [
        {**start, control.name: end}
        for start in froms
        for control in lab.controls
        for end in control.ends()
    ]
    rng = Random(lab.name)
    drawn = [{c.name: c.random(rng) for c in lab.controls} for _ in range(RANDOM)]
    return [*froms, *ends, *drawn]


def python_outputs(lab: Lab, state: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs in Python, or the words of the model's refusal."""
    arguments = {c.name: c.argument(state[c.name]) for c in lab.controls}
    try:
        return lab.at(**arguments)
    except ValueError as error:
        return {"error": str(error)}


def same(one: Any, other: Any) -> bool:
    """Compare what Python and the page found, as the theory is compared everywhere."""
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, bool) or not isinstance(one, (int, float)):
        return bool(one == other)
    if not math.isfinite(one):
        return str(other) == {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(one)]
    return abs(one - other) <= 1e-12 * max(1, abs(one))


@pytest.mark.parametrize("chapter", LABS)
def test_every_lab_computes_what_python_computes(
    browser: Browser, site: str, chapter: str
) -> None:
    """In all these states the page's outputs are Python's, or both refuse in the same words."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{chapter}.html")
        for lab in LABS[chapter]:
            states = states_of(lab)
            given = [
                {c.name: c.argument(state[c.name]) for c in lab.controls} for state in states
            ]
            found = [json.loads(text) for text in tab.evaluate(OUTPUTS, [lab.name, given])]

            for state, there in zip(states, found, strict=True):
                here = python_outputs(lab, state)
                assert same(here, there), (lab.name, state, here, there)


@pytest.mark.parametrize("chapter", LABS)
def test_every_lab_shows_its_ends(browser: Browser, site: str, chapter: str) -> None:
    """A share link brings any state to the screen; the finding is Python's, the page silent."""
    shows(browser, site, chapter, 10)


@pytest.mark.long
@pytest.mark.parametrize("chapter", LABS)
def test_every_lab_shows_all_of_its_states(browser: Browser, site: str, chapter: str) -> None:
    """The same for every random state."""
    shows(browser, site, chapter, RANDOM)


def shows(browser: Browser, site: str, chapter: str, count: int) -> None:
    """Look whether the labs of a chapter show their ends, and some random states."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{chapter}.html")
        # A lab may stand in a solution that is folded.
        tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for lab in LABS[chapter]:
            box = tab.locator(f"[data-lab={lab.name}][data-live=true]")
            box.wait_for()
            states = states_of(lab)
            for state in states[: len(states) - RANDOM + count]:
                link = encode(lab.declaration, state)
                show(tab, link)
                # A link keeps twelve digits; a finding may hang on the thirteenth.
                reached = decode(lab.declaration, link)
                expected = finding(lab, python_outputs(lab, reached))
                if expected:
                    tab.wait_for_function(
                        "([box, text]) => box.textContent === text",
                        arg=[box.locator(".secbook-readout").element_handle(), expected],
                        timeout=3000,
                    )


def show(tab: Page, text: str) -> None:
    """Bring a state to the screen by its link."""
    tab.evaluate("(text) => { location.hash = text; }", text)


def finding(lab: Lab, outputs: dict[str, Any]) -> str:
    """Return what the lab says of these outputs, if all of them are numbers."""
    if "error" in outputs:
        return f"No result here: {outputs['error']}."
    for view in lab.views:
        if isinstance(view, Readout):
            values = [outputs[name] for name in view.outputs]
            if all(isinstance(one, (int, float)) and math.isfinite(one) for one in values):
                return view.template.format(**outputs)
    return ""


@pytest.mark.parametrize("chapter", LABS)
def test_no_lab_opens_where_its_curve_is_constant(chapter: str) -> None:
    """A graph that never moves teaches nothing."""
    for lab in LABS[chapter]:
        for view in lab.declaration["views"]:
            if view["kind"] != "curve":
                continue
            values = [lab.at(**{view["over"]: at})[view["y"]] for at in view["at"][::10]]
            numbers = [value for value in values if value is not None]

            assert max(numbers) - min(numbers) > 1e-6, (lab.name, view["y"])
