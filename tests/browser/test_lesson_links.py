"""A link of a lesson plan leads to its lab, wherever that stands."""

from playwright.sync_api import Browser

from tests.browser.chromium import watched

CHAPTER = "chapters/alliances.html"


def test_a_link_on_the_page_shows_its_lab_in_that_state(browser: Browser, site: str) -> None:
    """From the instructor's notes at the end of the chapter up to the first lab."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        lab = tab.locator("[data-lab=commitment][data-live=true]")
        lab.wait_for()
        link = tab.get_by_role("link", name="a weak promise")
        link.scroll_into_view_if_needed()
        assert lab.evaluate("one => one.getBoundingClientRect().bottom") < 0

        link.click()
        tab.wait_for_timeout(300)

        top = lab.evaluate("one => one.getBoundingClientRect().top")
        assert 0 <= top < 200
        assert (
            lab.get_by_label("Russia's reliability towards Serbia").first.input_value() == "15"
        )
        assert lab.evaluate("one => one === document.activeElement")


def test_a_link_opens_the_solution_in_which_its_lab_is_folded(
    browser: Browser, site: str
) -> None:
    """The address names a lab of an exercise: its fold is open when the page is there."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}#lab=all-or-none&v=1&reliability=0.7")
        lab = tab.locator("[data-lab=all-or-none][data-live=true]")
        lab.wait_for(state="visible")

        assert lab.get_by_label("Reliability of the allies").first.input_value() == "70"
        assert -50 <= lab.evaluate("one => one.getBoundingClientRect().top") < 600


def test_a_page_that_is_opened_without_a_link_starts_at_its_top(
    browser: Browser, site: str
) -> None:
    """No lab takes the focus or moves the page by itself."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{CHAPTER}")
        tab.wait_for_selector("[data-lab=burden-sharing][data-live=true]")

        assert tab.evaluate("scrollY") == 0
        assert tab.evaluate("document.activeElement === document.body")
