"""A link in the text that opens a lab in a state, as a reader follows it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from book.copies import LAB, build_copy, chapter, copy_project, only_chapter
from playwright.sync_api import Browser, Page

from secbook.book.build import server
from tests.browser.chromium import watched

LONG = "\n\nA paragraph." * 60
LINKS = """

Look at {lab}`a weak state <chance?power=5>` and {lab}`a strong one <chance?power=95>`."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A book with a lab in the middle of a long page, and links to it far away."""
    copy = copy_project(tmp_path_factory.mktemp("links"))
    before, head, cell = chapter(LAB).partition("# A chapter\n")
    only_chapter(copy, before + head + LINKS + LONG + cell + LONG + LINKS + "\n")
    (copy / "index.md").write_text(f"# A book\n{LINKS}\n")
    done = build_copy(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    serving = server(Path(copy / "_build/html"))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()


def says(page: Page, text: str) -> None:
    page.locator(".secbook-readout").get_by_text(text, exact=True).wait_for()


def in_sight(page: Page) -> bool:
    """Say whether the whole lab's question and finding are on the screen, below the head."""
    return page.evaluate(
        """() => [".secbook-question", ".secbook-readout"].every((part) => {
            const box = document.querySelector(part).getBoundingClientRect();
            const head = document.querySelector(".bd-header-article").getBoundingClientRect();
            return box.top >= head.bottom && box.bottom <= innerHeight;
        })"""
    )


@pytest.mark.parametrize("width", [1280, 320])
def test_a_link_sets_the_lab_and_leads_to_it(
    browser: Browser, address: str, width: int
) -> None:
    """From below and from above, and again after the reader moved it."""
    with watched(browser, viewport={"width": width, "height": 900}) as page:
        page.goto(f"{address}/chapters/only.html")
        says(page, "60%")
        page.get_by_role("link", name="a weak state").last.click()
        says(page, "5%")
        assert in_sight(page)
        assert page.evaluate("document.activeElement.dataset.lab") == "chance"

        page.locator("input[type=range]").press("End")
        says(page, "100%")
        page.get_by_role("link", name="a weak state").first.click()
        says(page, "5%")
        assert in_sight(page)

        page.get_by_role("link", name="a strong one").first.press("Enter")
        says(page, "95%")
        page.go_back()
        says(page, "5%")


def test_a_link_from_another_page_leads_to_the_lab(browser: Browser, address: str) -> None:
    """The reader arrives at the lab in its state, not at the top of its page."""
    with watched(browser) as page:
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name="a strong one").click()
        says(page, "95%")
        page.wait_for_function("scrollY > 0")
        assert in_sight(page)
