"""Where a model has no number, the lab says so and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.book.copies import build_copy, chapter, copy_project, only_chapter
from tests.browser.chromium import watched

CELL = """
from math import inf

from secbook.labs import Curve, Lab, Readout, Slider


def odd(*, x: float) -> dict[str, float | None]:
    if x > 8:
        raise ValueError("x must be at most 8, the model ends there")
    root: float | None = 2 - x
    if x > 2:
        root = None
    distance = inf
    if x < 6:
        distance = x
    return {"root": root, "distance": distance}


Lab(
    name="odd",
    question="Where does it end?",
    model=odd,
    controls=[Slider("x", "Place", start=1, range=(0, 10), step=1)],
    views=[
        Curve(over="x", y="distance", label="Distance", range=(0, 10)),
        Readout("The root is {root:.1f} and the distance {distance:.1f}."),
    ],
    words={"distance": {"infinite": "without end"}, "root": {"none": "nowhere"}},
)
"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a lab that is odd at each end."""
    copy = copy_project(tmp_path_factory.mktemp("odd"))
    only_chapter(copy, chapter(CELL))
    done = build_copy(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "_build/html/chapters/only.html"


@pytest.fixture
def tab(browser: Browser, page_file: Path) -> Iterator[Page]:
    with watched(browser) as page:
        page.goto(page_file.as_uri())
        page.wait_for_selector("[data-live=true]")
        yield page


def at(tab: Page, x: int) -> str:
    """Move to a place and return what the lab says there."""
    box = tab.get_by_role("spinbutton", name="Place")
    box.fill(str(x))
    box.press("Tab")
    tab.wait_for_timeout(60)
    return tab.inner_text(".secbook-readout")


def points(tab: Page) -> int:
    """Return how many present positions are marked."""
    return tab.locator("svg.svg-figure .dot:visible").count()


def test_none_and_infinity_are_the_words_that_the_lab_declares(tab: Page) -> None:
    """A reader meets neither `null` nor `Infinity`."""
    assert at(tab, 1) == "The root is 1.0 and the distance 1.0."
    assert at(tab, 3) == "The root is nowhere and the distance 3.0."
    assert at(tab, 7) == "The root is nowhere and the distance without end."


def test_a_model_that_raises_is_heard_and_the_lab_goes_on(tab: Page) -> None:
    """The controls stay, the point hides, the model's message is read; then all returns."""
    shown = points(tab)

    said = at(tab, 9)
    hidden = points(tab)
    later = at(tab, 2)

    assert "x must be at most 8" in said
    assert (shown, hidden, points(tab)) == (1, 0, 1)
    assert later == "The root is 0.0 and the distance 2.0."


def test_a_curve_has_a_gap_where_the_model_has_no_number(tab: Page) -> None:
    """The line ends where the numbers end, and the graph is not frozen."""
    line = tab.locator("svg.svg-figure path.line").first.get_attribute("d") or ""

    assert line.startswith("M")
    assert "NaN" not in line
    assert tab.evaluate(
        """() => {
          const box = (name) => document.querySelector(name).getBoundingClientRect();
          return box("path.line").right < box("svg.svg-figure .plotarea_events").right * 0.9;
        }"""
    )
