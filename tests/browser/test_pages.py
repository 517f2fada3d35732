"""Every page of the built book, as a browser meets it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sphinx_external_toc.parsing import parse_toc_yaml

from tests.browser.chromium import watched

ROOT = Path(__file__).parents[2]
PAGES = [f"{name}.html" for name in parse_toc_yaml(ROOT / "_toc.yml")]
SCHEMES = ("light", "dark")
AXE = (ROOT / "node_modules/axe-core/axe.min.js").resolve()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.mark.parametrize("page", [*PAGES, "genindex.html", "search.html"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_is_accessible_and_silent(
    browser: Browser, site: str, page: str, scheme: str
) -> None:
    """axe finds nothing, the console stays empty, no other host is asked."""
    with watched(browser, color_scheme=scheme) as tab:
        tab.goto(f"{site}/root/{page}")
        if tab.query_selector(".secbook-lab, .secbook-widgets"):
            tab.wait_for_selector("[data-live=true]")
        tab.wait_for_timeout(300)
        tab.evaluate(AXE.read_text())
        found = tab.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)[
            "violations"
        ]

        assert tab.evaluate("document.documentElement.dataset.theme") == scheme
        assert not found, json.dumps(
            [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found],
            indent=1,
        )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_small_screen(browser: Browser, site: str, page: str) -> None:
    """At 320 px nothing must be scrolled sideways, as WCAG asks (1.4.10)."""
    with watched(browser, viewport={"width": 320, "height": 800}) as tab:
        tab.goto(f"{site}/root/{page}")
        tab.wait_for_timeout(500)

        assert tab.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_from_disk(browser: Browser, book: Path, page: str) -> None:
    """A book that was unpacked from a zip needs no server."""
    with watched(browser) as tab:
        tab.goto((book / page).as_uri())
        tab.wait_for_timeout(500)

        assert tab.title()


def test_formulas_are_drawn_after_the_page_has_loaded(browser: Browser, site: str) -> None:
    """MathJax is local, and no lab waits for it."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/chapters/power.html")

        tab.wait_for_selector("mjx-container svg")
