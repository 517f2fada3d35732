"""A lab in the built book: alive without a kernel, for every reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from secbook.book.chapters import labs
from secbook.labs import Lab
from tests.browser.chromium import watched

ROOT = Path(__file__).parents[2]
CHAPTER = "chapters/power.html"
CURVE, POINT = "svg.svg-figure path.line", "svg.svg-figure .dot"


@pytest.fixture(scope="module")
def lab() -> Lab:
    """The lab of the chapter, made by the chapter's own cells."""
    return labs(ROOT / "chapters" / "power.md")[0]


@pytest.mark.parametrize("place", ["root", "a/fork", "disk"])
def test_a_lab_follows_the_keys(browser: Browser, site: str, book: Path, place: str) -> None:
    """On a server, under a sub-path and from disk a key press moves point and finding."""
    address = (book / CHAPTER).as_uri() if place == "disk" else f"{site}/{place}/{CHAPTER}"
    with watched(browser) as tab:
        tab.goto(address)
        tab.wait_for_selector("[data-lab=attack][data-live=true]")
        point, said = drawn(tab, POINT), finding(tab)

        tab.locator("input[type=range]").first.focus()
        tab.keyboard.press("ArrowRight")
        tab.wait_for_function(
            "(old) => document.querySelector('.dot').getAttribute('transform') !== old",
            arg=point,
        )
        curve = drawn(tab, CURVE)
        tab.locator("input[type=range]").nth(1).focus()
        tab.keyboard.press("End")
        tab.wait_for_function(
            "(old) => document.querySelector('path.line').getAttribute('d') !== old", arg=curve
        )

        assert finding(tab) != said


def drawn(tab: Page, mark: str) -> str:
    """Return what a mark's place on the screen depends on."""
    name = "d" if mark == CURVE else "transform"
    return tab.locator(mark).first.get_attribute(name) or ""


def finding(tab: Page) -> str:
    """Return the visible finding."""
    return tab.inner_text(".secbook-readout")


def type_value(tab: Page, label: str, text: str) -> None:
    """Type into the box beside a slider and leave it."""
    box = tab.get_by_role("spinbutton", name=label)
    box.fill(text)
    box.press("Tab")


def test_a_control_has_its_name_its_role_and_a_spoken_value_with_its_unit(
    browser: Browser, site: str, lab: Lab
) -> None:
    """A screen reader says what a control is, where it stands, and in which unit."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        tab.wait_for_selector("[data-live=true]")
        for control in lab.controls:
            long = f" ({control.unit})" if len(control.unit) > 2 else ""
            slider = tab.get_by_role("slider", name=control.label + long, exact=True)
            start = round(control.start * control.scale, 6)
            words = (
                f"{start:g} percent"
                if control.unit == "%"
                else f"{start:g} {control.unit}".strip()
            )
            box = tab.get_by_role("spinbutton", name=control.label)

            assert slider.get_attribute("aria-valuetext") == words
            assert box.input_value() == f"{start:g}"


def test_a_typed_value_counts_when_the_box_is_left(browser: Browser, site: str) -> None:
    """No number stands on the screen that the model did not get."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        tab.wait_for_selector("[data-live=true]")

        type_value(tab, "Power of the challenger", "72.5")

        assert tab.locator("input[type=range]").first.get_attribute("aria-valuetext") == "72.5"


@pytest.mark.parametrize("text", ["500", "-3", ""])
def test_a_typed_value_outside_the_range_is_refused_in_words(
    browser: Browser, site: str, text: str
) -> None:
    """Nothing is clamped: the box goes back, and the lab says what is allowed."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        tab.wait_for_selector("[data-live=true]")
        box = tab.get_by_role("spinbutton", name="Power of the challenger")
        before = box.input_value()

        type_value(tab, "Power of the challenger", text)

        assert box.input_value() == before
        assert "must be between 1 and 100" in finding(tab)


def test_the_finding_is_spoken_once_when_the_hand_rests(browser: Browser, site: str) -> None:
    """A drag does not flood a screen reader."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        tab.wait_for_selector("[data-live=true]")
        tab.wait_for_timeout(600)
        tab.evaluate(
            """() => {
              window.spoken = 0;
              const status = document.querySelector(".secbook-lab [role=status]");
              new MutationObserver(() => window.spoken++).observe(status, { childList: true });
            }"""
        )
        tab.locator("input[type=range]").first.focus()
        for _ in range(12):
            tab.keyboard.press("ArrowRight")
        tab.wait_for_timeout(900)

        assert tab.evaluate("window.spoken") == 1
        assert tab.locator(".secbook-lab [role=status]").inner_text() == finding(tab)


def test_reset_returns_to_the_start(browser: Browser, site: str) -> None:
    """One button undoes all moves."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        tab.wait_for_selector("[data-live=true]")
        start = finding(tab)
        for i in range(4):
            tab.locator("input[type=range]").nth(i).focus()
            tab.keyboard.press("Home")
        moved = finding(tab)

        tab.get_by_role("button", name="Reset").click()
        tab.wait_for_timeout(100)

        assert moved != start
        assert finding(tab) == start
