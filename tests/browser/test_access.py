"""What a screen reader, a keyboard, a zoomed screen and chosen colors find in every lab."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from secbook.book.chapters import book_labs
from tests.browser.chromium import unfold, watched

ROOT = Path(__file__).parents[2]
LABS = book_labs(ROOT)
GALLERY = "chapters/gallery"
KINDS = {"slider", "time", "toggle", "choice", "powers", "members", "pacts", "pair"}

Named = tuple[str, str, str]


def open_labs(tab: Page, site: str, chapter: str) -> dict[str, Locator]:
    """Open a chapter and return its labs, when all of them are live."""
    tab.goto(f"{site}/root/{chapter}.html")
    unfold(tab)
    found = {lab.name: tab.locator(f"[data-lab={lab.name}]") for lab in LABS[chapter]}
    for name in found:
        tab.locator(f"[data-lab={name}][data-live=true]").wait_for()
    return found


def spoken(number: float, unit: str) -> str:
    return f"{number:g} {'percent' if unit == '%' else unit}".strip()


def expected(control: dict[str, Any], texts: dict[str, str]) -> list[Named]:
    """Return role, name and value of what a control is made of, as it starts."""
    label, start = control["label"], control["start"]
    names = {state["id"]: state["name"] for state in control.get("states", [])}

    def number(name: str, value: float, unit: str) -> list[Named]:
        long = f" ({unit})" if len(unit) > 2 else ""
        boxed = f", {spoken(0, unit)[2:]}" if unit else ""
        said = spoken(value, unit)
        return [("slider", name + long, said), ("spinbutton", name + boxed, f"{value:g}")]

    match control["kind"]:
        case "slider" | "time":
            shown = round(start * control["scale"], 9)
            play = [("button", texts[one], "") for one in ("play", "step")]
            found = number(label, shown, control["unit"])
            return found + (play if control["kind"] == "time" else [])
        case "toggle":
            return [("checkbox", label, str(start).lower())]
        case "choice":
            options = {one["value"]: one["label"] for one in control["options"]}
            return [("combobox", label, options[start])]
        case "members":
            return [("group", label, "")] + [
                ("checkbox", name, str(one in start).lower()) for one, name in names.items()
            ]
        case "pair":
            roles = (texts["challenger"], texts["target"])
            pair = [
                ("combobox", role, names[one]) for role, one in zip(roles, start, strict=True)
            ]
            return [("group", label, ""), *pair]
        case "powers":
            found = [("group", label, "")]
            for name, share in zip(names.values(), start, strict=True):
                found.append(("checkbox", texts["lockOf"].format(label=name), "false"))
                (role, called, said), box = number(name, share / 100, "%")
                more = ", " + texts["multiple"].format(times=1) if share < 100 else ""
                found += [(role, called, said + more), box]
            return found
        case _:
            found = [("group", label, "")]
            for one, other, percent in start:
                pact = f"{names[one]} – {names[other]}"
                found.append(("button", texts["dropOf"].format(label=pact), ""))
                found += number(pact, percent, "%")
            first = next(iter(names.values()))
            found += [("combobox", texts[side], first) for side in ("pactOne", "pactOther")]
            return [*found, ("button", texts["add"], "")]


def tree(tab: Page, box: Locator) -> list[Named]:
    """Return role, name and value of what the browser tells assistive technology of a lab.

    The browser's protocol leaves out `aria-valuetext`, which comes from the page.
    """
    session = tab.context.new_cdp_session(tab)
    session.send("Accessibility.enable")
    handle = session.send(
        "Runtime.evaluate",
        {"expression": f"document.querySelector('[data-lab={box.get_attribute('data-lab')}]')"},
    )["result"]["objectId"]
    found = session.send("Accessibility.queryAXTree", {"objectId": handle})["nodes"]
    texts = box.locator("input[type=range]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-valuetext'))"
    )
    named: list[Named] = []
    for node in found:
        if node.get("ignored"):
            continue
        role = node["role"]["value"]
        name = node.get("name", {}).get("value", "")
        value = node.get("value", {}).get("value", "")
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        if role == "slider":
            value = texts.pop(0)
        elif role in ("checkbox", "radio"):
            value = states["checked"]
        elif role == "spinbutton":
            value = f"{round(float(value), 6):g}"
        named.append((role, name, str(value)))
    return named


@pytest.mark.parametrize("chapter", LABS)
def test_each_control_has_its_role_name_and_spoken_value(
    browser: Browser, site: str, chapter: str
) -> None:
    """In the accessibility tree, in the order of the declaration; figures and findings too."""
    with watched(browser) as tab:
        boxes = open_labs(tab, site, chapter)
        for lab in LABS[chapter]:
            found = tree(tab, boxes[lab.name])
            wanted = [
                one
                for control in lab.declaration["controls"]
                for one in expected(control, lab.declaration["texts"])
            ]
            place = 0
            for one in wanted:
                assert one in found[place:], (lab.name, one, found)
                place = found.index(one, place) + 1
            roles = [role for role, _, _ in found]
            pictures = [name for role, name, _ in found if role in ("img", "image")]

            assert roles.count("status") >= 1
            assert len(pictures) == boxes[lab.name].locator(".bqplot").count()
            assert all(len(name) > 20 for name in pictures)
            assert [one for one in found if one[0] in ACTIVE and not one[1]] == []


ACTIVE = {"slider", "spinbutton", "combobox", "checkbox", "radio", "button", "textbox"}


def test_the_gallery_has_every_kind_of_control() -> None:
    """Else the tree would not tell of all."""
    kinds = {control.kind for lab in LABS[GALLERY] for control in lab.controls}

    assert kinds == KINDS


# Where the focus is: its place on the page, and which element it is.
FOCUS = """
(box) => {
  const one = document.activeElement;
  if (!box.contains(one)) return null;
  const { left, top, right, bottom } = one.getBoundingClientRect();
  return { left, top: top + scrollY, right, bottom: bottom + scrollY, html: one.outerHTML };
}
"""


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("chapter", LABS)
def test_the_focus_goes_in_reading_order(
    browser: Browser, site: str, chapter: str, width: int
) -> None:
    """Each stop is below the last one or to the right of it."""
    with watched(browser, viewport={"width": width, "height": 900}) as tab:
        boxes = open_labs(tab, site, chapter)
        for lab in LABS[chapter]:
            box = boxes[lab.name]
            handle = box.element_handle()
            first = box.locator("input, select, button").first
            first.focus()
            before = tab.evaluate(FOCUS, handle)
            stops = 1
            while True:
                tab.keyboard.press("Tab")
                now = tab.evaluate(FOCUS, handle)
                if now is None:
                    break
                stops += 1
                below = now["top"] >= before["bottom"] - 8
                beside = now["left"] >= before["right"] - 8
                near = now["bottom"] > before["top"] - 80
                assert below or (beside and near), (lab.name, before["html"], now["html"])
                before = now

            assert stops >= len(lab.controls) + 6


@pytest.mark.parametrize("chapter", LABS)
def test_every_lab_speaks_once_when_the_hand_rests(
    browser: Browser, site: str, chapter: str
) -> None:
    """A row of key presses is one sentence to a screen reader, and it is the finding."""
    with watched(browser) as tab:
        boxes = open_labs(tab, site, chapter)
        for lab in LABS[chapter]:
            box = boxes[lab.name]
            tab.wait_for_timeout(500)
            box.evaluate(
                """(box) => {
                  window.spoken = [];
                  for (const one of box.querySelectorAll("[role=status]"))
                    new MutationObserver(() => window.spoken.push(one.textContent))
                      .observe(one, { childList: true });
                }"""
            )
            slider = box.locator("input[type=range]").first
            if not slider.count():
                continue
            slider.focus()
            for key in ["PageUp", "ArrowRight", "ArrowRight", "PageUp", "ArrowRight"]:
                tab.keyboard.press(key)
            tab.wait_for_timeout(700)

            assert tab.evaluate("window.spoken") == [
                box.locator(".secbook-readout").inner_text()
            ]


def steps_while_playing(tab: Page, box: Locator) -> int:
    """Return how often the time changes in 1.5 seconds of play."""
    box.get_by_role("button", name="Play").click()
    tab.wait_for_timeout(1500)
    box.get_by_role("button", name="Pause").click()
    return int(float(box.get_by_role("spinbutton", name="Year").input_value())) + 10


@pytest.mark.parametrize(
    ("motion", "least", "most"), [("no-preference", 6, 13), ("reduce", 1, 2)]
)
def test_who_asked_for_less_motion_gets_less(
    browser: Browser, site: str, motion: str, least: int, most: int
) -> None:
    """Play then goes a step each second; nothing flows from place to place."""
    with watched(browser, reduced_motion=motion) as tab:
        box = open_labs(tab, site, GALLERY)["transition"]

        assert least <= steps_while_playing(tab, box) <= most
        assert tab.evaluate("document.getAnimations().length") == 0


# The letters of a lab and of its figures, each with the ground that it stands on.
COLORS = """
(box) => {
  const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const canvas = document.createElement("i");
  canvas.style.background = "Canvas";
  document.body.append(canvas);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(color)) return rgb(color);
    }
    return rgb(getComputedStyle(canvas).backgroundColor);
  };
  const light = (color) => color.map((one) => one / 255)
    .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  return [...box.querySelectorAll("svg text, p, label, dt, dd, button, legend")]
    .filter((one) => one.textContent.trim() && one.getClientRects().length)
    .map((one) => {
      const { color, fill, stroke, paintOrder } = getComputedStyle(one);
      const drawn = one.closest("svg") !== null;
      // Words on a map have a ground of their own around each letter.
      const own = drawn && stroke !== "none" && paintOrder.startsWith("stroke");
      const under = own ? rgb(stroke) : ground(one.parentElement);
      return [contrast(rgb(drawn ? fill : color), under), one.textContent];
    });
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chapter", LABS)
def test_chosen_colors_are_respected(
    browser: Browser, site: str, chapter: str, scheme: str
) -> None:
    """With the system's colors all words are read, and what a color says is still said."""
    with watched(browser, forced_colors="active", color_scheme=scheme) as tab:
        boxes = open_labs(tab, site, chapter)
        for lab in LABS[chapter]:
            box = boxes[lab.name]
            dull = [one for one in box.evaluate(COLORS) if one[0] < 4.5]
            fills = box.locator(".secbook-filled").evaluate_all(
                "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"
            )

            assert dull == [], lab.name
            assert len(set(fills)) == len(fills)


# What is cut off, or lies on something else, in a lab.
FAULTS = """
(box) => {
  const faults = [];
  const shown = (one) => one.getClientRects().length > 0 &&
    getComputedStyle(one).visibility !== "hidden" &&
    !one.closest(".secbook-status, .secbook-hidden, .secbook-table");
  const said = (one) => `${one.tagName} ${(one.textContent || one.outerHTML).slice(0, 60)}`;
  const frame = box.getBoundingClientRect();
  for (const one of [...box.querySelectorAll("*")].filter(shown)) {
    const { left, right } = one.getBoundingClientRect();
    const part = one.closest("svg") !== null;
    const out = left < frame.left - 1 || right > frame.right + 1;
    if (out && (!part || one.matches("text"))) faults.push(`beyond: ${said(one)}`);
    const cuts = !part && /hidden|clip/.test(getComputedStyle(one).overflowX);
    if (cuts && one.scrollWidth > one.clientWidth + 1) faults.push(`cut: ${said(one)}`);
  }
  const all = (what) => [...box.querySelectorAll(what)].filter(shown);
  const texts = "legend, p, dt, dd:not(.secbook-bar), li, .secbook-field > label:first-child";
  const leaves = all(`input[type=range], input[type=number], select, button, ${texts}`)
    .filter((one) => !one.closest(".bqplot"));
  const letters = all("svg.svg-figure text").filter((one) => one.textContent.trim());
  for (const group of [leaves, letters])
    for (const [i, one] of group.entries()) {
      const a = one.getBoundingClientRect();
      for (const other of group.slice(i + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const b = other.getBoundingClientRect();
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1.5 && high > 3) faults.push(`overlap: ${said(one)} / ${said(other)}`);
      }
    }
  return faults;
}
"""

SCREENS = [
    pytest.param(
        {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}, id="200%"
    ),
    pytest.param({"viewport": {"width": 320, "height": 640}}, id="320px"),
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="100%"),
]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("chapter", LABS)
def test_nothing_is_lost_at_any_size(
    browser: Browser, site: str, chapter: str, screen: dict[str, Any]
) -> None:
    """Nothing is cut off, covered or scrolled sideways, but for wide tables."""
    with watched(browser, **screen) as tab:
        boxes = open_labs(tab, site, chapter)
        tab.wait_for_timeout(400)
        for lab in LABS[chapter]:
            box = boxes[lab.name]
            table = box.get_by_role("button", name=re.compile("^Table$"))
            if table.count():
                table.click()

            assert box.evaluate(FAULTS) == [], lab.name
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= screen["viewport"]["width"]
