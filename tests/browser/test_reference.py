"""The model reference in a browser: formulas that are whole, at every width."""

import pytest
from playwright.sync_api import Browser

from secbook.book.theory import families
from tests.browser.chromium import watched

# What each displayed formula is like, once it is drawn.
FORMULAS = """() => [...document.querySelectorAll("div.math")].map((box) => {
  const formula = box.querySelector("mjx-container");
  return {
    cut: box.scrollWidth > box.clientWidth,
    error: box.querySelector("[data-mml-node=merror]") !== null,
    scrolls: formula.scrollWidth > formula.clientWidth,
    focusable: formula.tabIndex === 0,
    named: formula.hasAttribute("role") && formula.hasAttribute("aria-label"),
  };
})"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", [family.name for family in families()])
def test_formulas_are_whole(browser: Browser, site: str, name: str, width: int) -> None:
    """None is cut or refused; where one scrolls, the keyboard reaches it and it has a name."""
    with watched(browser, viewport={"width": width, "height": 800}) as tab:
        tab.goto(f"{site}/root/chapters/reference/{name}.html")
        tab.wait_for_function("globalThis.MathJax?.startup?.promise")
        tab.evaluate("MathJax.startup.promise")
        formulas = tab.evaluate(FORMULAS)

    assert formulas
    assert not any(formula["cut"] or formula["error"] for formula in formulas)
    for formula in formulas:
        assert formula["named"] == formula["scrolls"]
        assert formula["focusable"] or not formula["scrolls"]
    assert width == 320 or not any(formula["scrolls"] for formula in formulas)
