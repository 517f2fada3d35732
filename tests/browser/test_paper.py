"""A printed lab: its figure, its table and its address, and nothing to press."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from secbook.book.chapters import book_labs
from tests.browser.chromium import unfold, watched

ROOT = Path(__file__).parents[2]
LABS = book_labs(ROOT)
GALLERY = "chapters/gallery"

# The width in px between the margins of a sheet of A4 paper.
PAPER = {"width": 718, "height": 1000}


def onto_paper(tab: Page) -> None:
    """Show a page as it is printed."""
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    tab.set_viewport_size(PAPER)  # type: ignore[arg-type]


@pytest.mark.parametrize("chapter", LABS)
def test_a_printed_lab_shows_figure_table_state_and_address(
    browser: Browser, site: str, chapter: str
) -> None:
    """What can be pressed is gone; what a control said is said in words."""
    with watched(browser, color_scheme="dark") as tab:
        tab.goto(f"{site}/root/{chapter}.html")
        unfold(tab)
        for lab in LABS[chapter]:
            tab.locator(f"[data-lab={lab.name}][data-live=true]").wait_for()
        onto_paper(tab)
        for lab in LABS[chapter]:
            box = tab.locator(f"[data-lab={lab.name}]")
            controls = box.locator("input:visible, button:visible, select:visible")
            printed = box.locator(".secbook-printed").inner_text()
            cut = box.evaluate(
                """(box) => [...box.querySelectorAll("svg *, table, p, dd")].filter((one) =>
                  one.getBoundingClientRect().right > box.getBoundingClientRect().right + 1 &&
                  getComputedStyle(one).display !== "none").map((one) => one.outerHTML)"""
            )

            assert controls.count() == 0
            assert f"{chapter}.html#lab={lab.name}&v={lab.version}" in printed
            assert all(control.label in printed for control in lab.controls)
            assert box.locator("table:visible").count() >= len(lab.declaration["views"]) - 1
            assert cut == []


def test_the_browser_says_that_it_prints_and_that_it_has(browser: Browser, site: str) -> None:
    """After printing, the page is as before."""
    with watched(browser, color_scheme="dark") as tab:
        tab.goto(f"{site}/root/{GALLERY}.html")
        tab.locator("[data-lab=concert-aims][data-live=true]").wait_for()
        before = tab.locator("[data-lab=mismatch] .bqplot").bounding_box()
        tab.evaluate(
            """() => addEventListener("beforeprint", () => {
              window.printedAs = document.documentElement.dataset.theme;
            })"""
        )
        tab.pdf()

        assert tab.evaluate("window.printedAs") == "light"
        assert not tab.locator("[data-lab=mismatch] .secbook-printed").is_visible()
        assert tab.locator("[data-lab=mismatch] .secbook-printed").text_content()
        assert tab.locator("svg[viewBox].svg-figure").count() == 0
        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
        assert tab.locator("[data-lab=mismatch] .bqplot").bounding_box() == before


def test_the_printed_state_is_where_the_controls_stand(browser: Browser, site: str) -> None:
    """The address restores it, the words say it."""
    state = "lab=burden&v=1&power=20,20,20,20,20&members=GMY-ITA&taste=high&equal=1"
    with watched(browser) as tab:
        tab.goto(f"{site}/root/labs/burden.html#{state}")
        tab.locator("[data-lab=burden][data-live=true]").wait_for()
        onto_paper(tab)
        printed = tab.locator(".secbook-printed").inner_text()

    assert printed.startswith(
        "Power: Germany 20%, Austria-Hungary 20%, Italy 20%, Russia 20%, France 20%; "
        "Members of the group: Germany, Italy; Taste for security: high; "
        "Share power equally among the members: yes. "
    )
    assert printed.endswith(f"labs/burden.html#{state}")
