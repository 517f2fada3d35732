"""Where a lab cannot start, its box says so and shows what Python found."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from secbook.book.chapters import book_labs
from secbook.labs import Lab
from tests.browser.chromium import unfold, watched

ROOT = Path(__file__).parents[2]
LABS = book_labs(ROOT)
GALLERY = "chapters/gallery"


def cells(lab: Lab) -> list[str]:
    """Return the words of the table's cells."""
    parts = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", lab.still)
    return [unescape(re.sub(r"<.*?>", " ", part)).strip() for part in parts]


def shows(page: Page, labs: list[Lab], sentence: str) -> None:
    """Look whether each lab's results stand in the page, with the right sentence."""
    stills = page.locator(".secbook-still")
    stills.first.wait_for()
    assert stills.count() == len(labs)
    for lab in labs:
        still = stills.filter(has_text=lab.question)
        found = still.locator("td, th").all_inner_texts()
        assert [" ".join(text.split()) for text in found] == [
            " ".join(text.split()) for text in cells(lab)
        ]
        said = still.locator("p:visible").all_inner_texts()
        assert said == [lab.question, lab.declaration["texts"][sentence]]


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page that may log errors: what it needs is missing."""
    missing = options.pop("missing", None)
    script = options.pop("script", None)
    context = browser.new_context(**options)
    page = context.new_page()
    if missing:
        page.route(f"**/{missing}", lambda route: route.abort())
    if script:
        page.add_init_script(script)
    page.goto(address)
    unfold(page)
    yield page
    context.close()


@pytest.mark.parametrize("chapter", LABS)
def test_without_javascript_the_results_stand_in_the_page(
    browser: Browser, site: str, chapter: str
) -> None:
    """Each lab says what it needs, and shows what its scenarios come to."""
    labs = LABS[chapter]
    with opened(browser, f"{site}/root/{chapter}.html", java_script_enabled=False) as page:
        shows(page, labs, "without")
    for lab in labs:
        address = f"{site}/root/labs/{lab.name}.html"
        with opened(browser, address, java_script_enabled=False) as page:
            shows(page, [lab], "without")


@pytest.mark.parametrize("missing", ["page.js", "bqplot.js", "bqscales.js"])
def test_where_a_script_does_not_come_the_lab_says_so(
    browser: Browser, site: str, missing: str
) -> None:
    """A half-loaded page shows no half of a lab."""
    with opened(browser, f"{site}/root/{GALLERY}.html", missing=missing) as page:
        shows(page, LABS[GALLERY], "broken")
        assert page.locator("[data-live], .bqplot, button:text('Undo')").count() == 0
    with opened(browser, f"{site}/root/labs/burden.html", missing=missing) as page:
        shows(page, [lab for lab in LABS[GALLERY] if lab.name == "burden"], "broken")


# Loses the first model that a page registers.
LOSES = """
globalThis.secbookModels = new Proxy(Object.create(null), {
  set(models, key, model) {
    if (Object.keys(models).length || this.lost) models[key] = model;
    this.lost = true;
    return true;
  },
});
"""


def test_a_lab_that_fails_leaves_the_others_alive(browser: Browser, site: str) -> None:
    """One is replaced by its results, the rest of the page moves."""
    first, *others = LABS[GALLERY]
    with opened(browser, f"{site}/root/{GALLERY}.html", script=LOSES) as page:
        for lab in others:
            page.locator(f"[data-lab={lab.name}][data-live=true]").wait_for()
        shows(page, [first], "broken")


def test_a_living_lab_shows_nothing_twice(browser: Browser, site: str) -> None:
    """Its results leave the page when it is drawn."""
    with watched(browser) as page:
        page.goto(f"{site}/root/{GALLERY}.html")
        page.locator("[data-lab=concert-aims][data-live=true]").wait_for()

        assert page.locator(".secbook-still").count() == 0
        assert page.get_by_text("needs a browser that runs JavaScript").count() == 0
