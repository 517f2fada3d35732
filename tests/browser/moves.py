"""Moving any control of a lab as a reader does, and seeing whether anything answers."""

from typing import Any

from playwright.sync_api import Locator, Page

# What a lab shows of its outputs: its figures, its tiles, its finding, its tables.
SHOWN = """
(box) => [...box.querySelectorAll("svg.svg-figure, .secbook-scoreboard, .secbook-readout, td")]
  .map((one) => one.innerHTML).join()
"""


def shown(box: Locator) -> str:
    """Return all that a lab shows of its outputs."""
    return str(box.evaluate(SHOWN))


def move(tab: Page, box: Locator, control: dict[str, Any]) -> None:
    """Move a control, by keyboard where it has keys."""
    label, kind = control["label"], control["kind"]
    match kind:
        case "slider" | "time":
            long = f" ({control['unit']})" if len(control["unit"]) > 2 else ""
            press(tab, box.get_by_role("slider", name=label + long, exact=True))
        case "powers" | "pacts":
            group = box.get_by_role("group", name=label, exact=True)
            press(tab, group.get_by_role("slider").first)
        case "toggle":
            box.get_by_role("checkbox", name=label, exact=True).focus()
            tab.keyboard.press("Space")
        case "members":
            group = box.get_by_role("group", name=label, exact=True)
            group.get_by_role("checkbox").first.focus()
            tab.keyboard.press("Space")
        case "choice":
            box.get_by_role("combobox", name=label, exact=True).focus()
            tab.keyboard.press("ArrowDown")
        case "pair":
            group = box.get_by_role("group", name=label, exact=True)
            group.get_by_role("combobox").first.focus()
            tab.keyboard.press("Home")


def press(tab: Page, slider: Locator) -> None:
    """Move a slider by its keys, away from the end at which it stands."""
    slider.focus()
    low = slider.evaluate("(one) => one.valueAsNumber - one.min < one.max - one.valueAsNumber")
    for _ in range(2):
        tab.keyboard.press("PageUp" if low else "PageDown")


def answers(tab: Page, box: Locator, control: dict[str, Any]) -> bool:
    """Move a control, at last to its ends, and say whether what is shown follows."""
    before = shown(box)
    move(tab, box, control)
    for key in ("", "End", "Home"):
        if key:
            tab.keyboard.press(key)
        for _ in range(20):
            if shown(box) != before:
                return True
            tab.wait_for_timeout(50)
    return False
