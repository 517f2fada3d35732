"""Run every benchmark in one go and write what it found to bench/README.md."""

import os
import platform
from pathlib import Path

from bench import kit, page, translate, world
from secbook.book.chapters import cells
from tests.browser.chromium import chromium

ROOT = Path(__file__).parents[1]

HEAD = """# Benchmarks

`make bench` measures everything below in one run and writes this file.
Compare the ratios, not the times: they come from one machine, one run, and a server of its own.

"""


def machine() -> str:
    """Name the machine that was measured."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def page_report() -> str:
    """Measure the page and JupyterLab."""
    with chromium() as browser:
        version = browser.version
        delays = page.key_to_graph(browser, cells(ROOT / "chapters" / "power.md"))
        times = page.load_times(browser)
    sizes = page.weights()
    callback = page.spread(delays["JupyterLab, callback"])[0]
    lines = [
        "## From key press to changed graph",
        "",
        "Real key presses on a slider, the curve of 101 points redrawn; "
        f"{machine()}, Chromium {version}.",
        "",
        "| where | median, ms | 95th percentile, ms | times faster than the callback |",
        "| --- | ---: | ---: | ---: |",
    ]
    for where, found in delays.items():
        median, high = page.spread(found)
        lines.append(f"| {where} | {median:.1f} | {high:.1f} | {callback / median:.1f} |")
    lines += [
        "",
        "## From navigation to a live lab",
        "",
        "| what | ms | ratio |",
        "| --- | ---: | ---: |",
        f"| a page without widgets has loaded | {times['plain']:.0f} | 1.00 |",
        f"| a lab is live | {times['live']:.0f} | {times['live'] / times['plain']:.2f} |",
        "",
        "## Weight, compressed",
        "",
        "| what | kB |",
        "| --- | ---: |",
        *(f"| {name} | {size / 1000:.0f} |" for name, size in sizes.items()),
        "",
    ]
    return "\n".join(lines)


def kit_report() -> str:
    """Measure the labs of the gallery, and a page of three."""
    with chromium() as browser:
        return kit.report(browser)


if __name__ == "__main__":
    report = (
        f"{HEAD}{page_report()}\n{kit_report()}\n## Models in Python and in JavaScript\n\n"
        f"The best of {translate.BATCHES} batches after a warm-up; translated in a fresh "
        f"process, with nothing parsed before, and again, the best of ten.\n\n"
        f"{translate.table()}\n"
        f"\n## The world, in Python\n\nMilliseconds.\n\n{world.table()}\n"
    )
    (ROOT / "bench" / "README.md").write_text(report, encoding="utf-8")
    print(report)
