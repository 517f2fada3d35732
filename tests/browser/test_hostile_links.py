"""Addresses that mean it ill, in a living page: words and nothing else."""

import random
from pathlib import Path
from typing import Any

import pytest
from labs.links import hostile
from playwright.sync_api import Browser, Page

from secbook.book.chapters import labs
from secbook.labs import Lab
from secbook.labs.share import decode_hash
from tests.browser.chromium import watched
from tests.browser.test_all_labs import finding, python_outputs

ROOT = Path(__file__).parents[2]
GALLERY = {lab.name: lab for lab in labs(ROOT / "chapters" / "gallery.md")}

# A browser hears no more than some 200 changes of an address in ten seconds.
LINKS = 120


def outcome(lab: Lab, text: str) -> tuple[dict[str, Any] | None, str]:
    """Return the state that a hash means, or the words of its refusal; no words for silence."""
    try:
        return decode_hash(lab.declaration, text), ""
    except ValueError as refusal:
        return None, str(refusal)


def elements(tab: Page) -> int:
    return int(tab.evaluate("document.querySelectorAll('script, img, iframe, b').length"))


@pytest.mark.parametrize("name", ["burden", "crisis", "transition"])
def test_a_page_survives_any_address(browser: Browser, site: str, name: str) -> None:
    """A state or a refusal is Python's; nothing is run, logged, injected or left half set."""
    lab = GALLERY[name]
    chance = random.Random(1815)
    read = refused = 0
    with watched(browser) as tab:
        tab.goto(f"{site}/root/labs/{name}.html")
        box = tab.locator(f"[data-lab={name}][data-live=true]")
        box.wait_for()
        readout = box.locator(".secbook-readout")
        before, there = readout.inner_text(), elements(tab)
        for _ in range(LINKS):
            link = hostile(chance, lab.declaration)
            text = tab.evaluate(
                "(text) => { location.hash = text; return location.hash.slice(1); }",
                link.encode("utf-8", "replace").decode(),
            )
            tab.wait_for_timeout(70)
            values, words = outcome(lab, text)
            if values is not None:
                read += 1
                expected = finding(lab, python_outputs(lab, values))
            elif words.startswith(("the link must be of the lab", "a link may hold only")):
                # What is another lab's, or no lab's, is none of its business.
                expected = readout.inner_text() if words in readout.inner_text() else before
            else:
                refused += 1
                expected = words
            assert readout.inner_text() == expected, text
            before = expected

        assert min(read, refused) > LINKS // 6
        assert elements(tab) == there
        assert tab.evaluate("({}).polluted") is None
