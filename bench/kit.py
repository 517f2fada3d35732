"""The lab kit: key to point and to the whole figure, and a page of three labs beside none."""

import gzip
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.page import spread
from secbook.book.build import server
from secbook.book.chapters import cells, labs
from tests.book.copies import build_copy, chapter, copy_project, only_chapter

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "chapters" / "gallery.md"
PRESSES = 45

# From the time stamp of each key press to the first and to the last change of what is drawn.
WATCH = """
(box) => {
  window.delays = [];
  let at = null;
  addEventListener("keydown", (event) => {
    at = { pressed: event.timeStamp, first: null, last: null };
    window.delays.push(at);
  }, true);
  const all = { attributes: true, childList: true, subtree: true };
  new MutationObserver(() => {
    if (!at) return;
    at.last = performance.now() - at.pressed;
    at.first ??= at.last;
  }).observe(box.querySelector(".secbook-figures"), all);
}
"""

# When each lab of a page is live.
LIVES = """
window.lives = {};
new MutationObserver(() => {
  for (const { dataset } of document.querySelectorAll("[data-live=true]"))
    window.lives[dataset.lab] ??= performance.now();
}).observe(document, { attributes: true, childList: true, subtree: true });
"""

# Three labs of the gallery: power, members and bars, a path in time, a map.
THREE = ("burden", "transition", "mismatch")


@contextmanager
def serving(pages: Path) -> Iterator[str]:
    """Serve a built book on this machine."""
    running = server(pages)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def delays(browser: Browser, pages: Path) -> dict[str, tuple[list[float], list[float]]]:
    """Return, for each lab of the gallery, key to point and key to the whole figure, in ms."""
    found = {}
    with serving(pages) as address:
        for lab in labs(GALLERY):
            page = browser.new_page()
            page.goto(f"{address}/labs/{lab.name}.html")
            box = page.locator(f"[data-lab={lab.name}][data-live=true]")
            box.wait_for()
            page.wait_for_timeout(1000)
            page.evaluate(WATCH, box.element_handle())
            # The last slider: not one along an axis, so that curves and maps are drawn anew.
            box.locator("input[type=range]").last.focus()
            for i in range(PRESSES):
                page.keyboard.press("ArrowRight" if i % 10 < 5 else "ArrowLeft")
                page.wait_for_timeout(300)
            # The first presses meet code that the browser has not compiled yet.
            seen = [one for one in page.evaluate("window.delays") if one["last"]][5:]
            found[lab.name] = ([one["first"] for one in seen], [one["last"] for one in seen])
            page.close()
    return found


def three_labs(folder: Path) -> Path:
    """Build a book of two pages: three labs, and the same page without them."""
    copy = copy_project(folder)
    every = cells(GALLERY)
    shown = [cell for cell in every if "\nLab(" not in f"\n{cell}"]
    drawn = [cell for cell in every if any(f'    name="{name}"' in cell for name in THREE)]
    only_chapter(copy, chapter(*shown, *drawn))
    hidden = [f"_ = {cell.lstrip()}" for cell in drawn]
    (copy / "chapters" / "plain.md").write_text(chapter(*shown, *hidden), encoding="utf-8")
    toc = copy / "_toc.yml"
    toc.write_text(toc.read_text() + "  - file: chapters/plain\n", encoding="utf-8")
    done = build_copy(copy)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return copy / "_build" / "html"


def load_times(browser: Browser, pages: Path, rounds: int = 9) -> dict[str, float]:
    """Return median times from navigation, in ms: a plain page, first lab live, all live."""

    def once(address: str, count: int) -> Page:
        page = browser.new_context().new_page()
        page.add_init_script(LIVES)
        page.goto(address, wait_until="load")
        page.wait_for_function(f"Object.keys(window.lives).length >= {count}")
        return page

    found: dict[str, list[float]] = {"plain": [], "first": [], "all": []}
    with serving(pages) as address:
        for _ in range(rounds + 1):
            page = once(f"{address}/chapters/plain.html", 0)
            loaded = "performance.getEntriesByType('navigation')[0].loadEventStart"
            found["plain"].append(float(page.evaluate(loaded)))
            page.context.close()
            page = once(f"{address}/chapters/only.html", len(THREE))
            lives = sorted(page.evaluate("Object.values(window.lives)"))
            found["first"].append(lives[0])
            found["all"].append(lives[-1])
            page.context.close()
    return {what: statistics.median(times[1:]) for what, times in found.items()}


def weight(pages: Path) -> int:
    """Return the compressed bytes of a page of three labs and its style, beside scripts."""
    files = [pages / "chapters" / "only.html", pages / "_static" / "secbook" / "page.css"]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def report(browser: Browser) -> str:
    """Measure the kit and return what was found, as Markdown."""
    lines = [
        "## Every lab of the gallery",
        "",
        "From a key press on a slider to the first change of a figure, and to the last: "
        "curves and maps are computed in slices.",
        "",
        "| lab | point: median, ms | 95th percentile | whole: median, ms | 95th percentile |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, (point, whole) in delays(browser, ROOT / "_build" / "html").items():
        cells_ = [f"{one:.1f}" for one in (*spread(point), *spread(whole))]
        lines.append(f"| {name} | {' | '.join(cells_)} |")
    with tempfile.TemporaryDirectory() as folder:
        pages = three_labs(Path(folder))
        times = load_times(browser, pages)
        size = weight(pages)
    plain = times["plain"]
    return "\n".join(
        [
            *lines,
            "",
            "## A page of three labs",
            "",
            "| what | ms | ratio |",
            "| --- | ---: | ---: |",
            f"| the same page without labs has loaded | {plain:.0f} | 1.00 |",
            f"| the first lab is live | {times['first']:.0f} | {times['first'] / plain:.2f} |",
            f"| all labs are live | {times['all']:.0f} | {times['all'] / plain:.2f} |",
            "",
            f"The page and its style weigh {size / 1000:.0f} kB compressed, beside scripts.",
            "",
        ]
    )
