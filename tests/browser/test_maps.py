"""A map that takes long: the point at once, the map coarse first, and never one of before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import watched

PAGE = "labs/mismatch.html"
COSTS = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5]

# Makes each run of a model take 0.4 ms: a map of 961 cells then takes longer than 20 frames.
SLOW = """
globalThis.secbookModels = new Proxy(Object.create(null), {
  set(models, key, model) {
    models[key] = (given) => {
      for (const start = performance.now(); performance.now() - start < 0.4; );
      return model(given);
    };
    return true;
  },
});
"""

# Keeps what is painted on the map, and for which cost; and how long a frame takes.
WATCH = """
() => {
  const box = document.querySelector("[data-lab=mismatch]");
  const cost = () => box.querySelectorAll("input[type=range]")[2].value;
  Object.assign(window, { maps: [], answers: [], frames: [], pressed: null });
  const image = box.querySelector("svg.svg-figure image");
  new MutationObserver(() => window.maps.push([cost(), image.getAttribute("href")]))
    .observe(image, { attributes: true, attributeFilter: ["href"] });
  addEventListener("keydown", (event) => (window.pressed = event.timeStamp), true);
  new MutationObserver(() => {
    if (window.pressed === null) return;
    window.answers.push(performance.now() - window.pressed);
    window.pressed = null;
  }).observe(box.querySelector(".secbook-readout"), { childList: true });
  let last = performance.now();
  const frame = (now) => {
    window.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
"""


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Page]:
    with watched(browser) as page:
        page.add_init_script(SLOW)
        page.goto(f"{site}/root/{PAGE}")
        page.locator("[data-lab=mismatch][data-live=true]").wait_for()
        rest(page)
        page.evaluate(WATCH)
        page.locator("input[type=range]").nth(2).focus()
        yield page


def rest(page: Page) -> None:
    """Wait until a map is whole."""
    page.wait_for_timeout(1500)


def maps(page: Page) -> list[tuple[float, str]]:
    return [(float(cost), image) for cost, image in page.evaluate("window.maps")]


def test_a_move_during_a_map_is_answered_at_once(tab: Page) -> None:
    """Readout and point do not wait for the map, and no frame is blocked by it."""
    for _ in COSTS:
        tab.keyboard.press("ArrowRight")
        tab.wait_for_timeout(60)
    answers = tab.evaluate("window.answers")
    frames = sorted(tab.evaluate("window.frames"))

    assert len(answers) == len(COSTS)
    # Two frames, on a machine that has other things to do, too.
    assert sorted(answers)[len(answers) // 2] < 33
    assert frames[len(frames) * 9 // 10] < 50


def test_the_map_is_coarse_first_and_of_no_state_before(tab: Page) -> None:
    """What is painted belongs to where the controls stand at that moment."""
    alone: dict[float, list[str]] = {}
    for cost in COSTS:
        tab.evaluate("window.maps = []")
        tab.keyboard.press("ArrowRight")
        rest(tab)
        painted = maps(tab)
        assert {one for one, _ in painted} == {cost}
        alone[cost] = [image for _, image in painted]
        assert len(set(alone[cost])) == 2, "first every fifth cell, then all"
        assert len(alone[cost][0]) < len(alone[cost][-1])

    for _ in COSTS:
        tab.keyboard.press("ArrowLeft")
    rest(tab)
    tab.evaluate("window.maps = []")
    for _ in COSTS:
        tab.keyboard.press("ArrowRight")
        tab.wait_for_timeout(50)
    rest(tab)
    painted = maps(tab)

    assert len(painted) < 2 * len(COSTS), "some maps were given up"
    assert all(image in alone[cost] for cost, image in painted)
    assert painted[-1] == (COSTS[-1], alone[COSTS[-1]][-1])
