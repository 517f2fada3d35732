"""From key press to changed graph, and from navigation to a live lab."""

import gzip
import http.server
import statistics
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from secbook.book.build import server
from tests.browser.jupyter import jupyterlab, run_all, write_notebook

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "_build" / "html"
CHAPTER, PLAIN = "chapters/power.html", "index.html"
PRESSES = 60

# Measures from the time stamp of a real key press to the first change of a line of the graph.
WATCH = """
(line) => {
  window.delays = [];
  let pressed = null;
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  new MutationObserver(() => {
    if (pressed === null) return;
    window.delays.push(performance.now() - pressed);
    pressed = null;
  }).observe(line, { attributes: true, attributeFilter: ["d"] });
}
"""

LIVE = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-live=true]")) return;
  window.liveAt = performance.now();
  observer.disconnect();
}).observe(document, { attributes: true, childList: true, subtree: true });
"""

# The usual way: a callback in the kernel that computes the same curve of the same model.
CALLBACK = """
import bqplot
import ipywidgets

power = ipywidgets.IntSlider(60, 1, 100, description="power")
rival = ipywidgets.IntSlider(40, 1, 100, description="rival")
scales = {"x": bqplot.LinearScale(min=1, max=100), "y": bqplot.LinearScale(min=0, max=1)}
grid = [1 + 99 * i / 100 for i in range(101)]


def curve():
    return [
        outlook(power=x, rival_power=rival.value, benefit_share=0.5, highest_cost=0.5).risk
        for x in grid
    ]


def point():
    outcome = outlook(
        power=power.value, rival_power=rival.value, benefit_share=0.5, highest_cost=0.5
    )
    return [outcome.risk]


line = bqplot.Lines(x=grid, y=curve(), scales=scales)
here = bqplot.Scatter(x=[60], y=point(), scales=scales)


def changed(_):
    line.y = curve()
    with here.hold_sync():
        here.x, here.y = [power.value], point()


power.observe(changed, "value")
rival.observe(changed, "value")
figure = bqplot.Figure(marks=[line, here], animation_duration=0)
ipywidgets.VBox([power, rival, figure]).add_class("callback")
"""


def presses(page: Page, control: str, line: str) -> list[float]:
    """Return the delay of each of many key presses on a control, in ms."""
    page.evaluate(WATCH, page.locator(line).first.element_handle())
    target = page.locator(control).first
    target.scroll_into_view_if_needed()
    target.focus()
    for i in range(PRESSES):
        page.keyboard.press("ArrowRight" if i % 20 < 10 else "ArrowLeft")
        page.wait_for_timeout(120)
    # The first presses meet code that the browser has not compiled yet.
    return list(page.evaluate("window.delays"))[5:]


def spread(delays: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return statistics.median(delays), statistics.quantiles(delays, n=20)[-1]


def key_to_graph(browser: Browser, cells: list[str]) -> dict[str, list[float]]:
    """Return the delays in the page, in JupyterLab through the link, and through a callback."""
    found = {}
    with serving() as address:
        page = browser.new_page()
        page.goto(f"{address}/{CHAPTER}")
        page.wait_for_selector("[data-live=true]")
        page.wait_for_timeout(1000)
        found["page"] = presses(page, LINK_CONTROL, LINK_LINE)
        page.close()
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(Path(folder) / "bench.ipynb", [*cells, CALLBACK])
        with jupyterlab(Path(folder)) as address:
            page = browser.new_page(viewport={"width": 1200, "height": 2400})
            run_all(page, address, "bench.ipynb")
            page.wait_for_selector("[data-live=true]", timeout=60_000)
            page.wait_for_selector(".callback path.line", timeout=60_000)
            page.wait_for_timeout(2000)
            found["JupyterLab, link"] = presses(page, LINK_CONTROL, LINK_LINE)
            found["JupyterLab, callback"] = presses(
                page, ".callback .noUi-handle >> nth=1", ".callback path.line"
            )
            page.close()
    return found


LINK_CONTROL = ".secbook-lab input[type=range] >> nth=1"
LINK_LINE = ".secbook-lab path.line"


class serving:
    """The built book on this machine."""

    def __enter__(self) -> str:
        self.server: http.server.ThreadingHTTPServer = server(PAGES)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def load_times(browser: Browser, rounds: int = 7) -> dict[str, float]:
    """Return the median times from navigation, in ms: a plain page's load, a lab's life."""

    def once(address: str, wait: Callable[[Page], float]) -> float:
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(LIVE)
        page.goto(address, wait_until="load")
        found = wait(page)
        context.close()
        return found

    def loaded(page: Page) -> float:
        return float(
            page.evaluate(
                "performance.timing.loadEventStart - performance.timing.navigationStart"
            )
        )

    def live(page: Page) -> float:
        page.wait_for_function("window.liveAt")
        return float(page.evaluate("window.liveAt"))

    plain, alive = [], []
    with serving() as address:
        for _ in range(rounds + 1):
            plain.append(once(f"{address}/{PLAIN}", loaded))
            alive.append(once(f"{address}/{CHAPTER}", live))
    return {"plain": statistics.median(plain[1:]), "live": statistics.median(alive[1:])}


def weights() -> dict[str, int]:
    """Return the compressed sizes of the widgets' scripts, their style and a page, in bytes."""
    folder = PAGES / "_static" / "secbook"
    files = {
        "the widgets' scripts": [
            folder / f"{name}.js" for name in ("page", "bqscales", "bqplot")
        ],
        "their style": [folder / "page.css"],
        "a chapter with a lab": [PAGES / CHAPTER],
    }
    return {
        what: sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)
        for what, paths in files.items()
    }
