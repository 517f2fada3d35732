"""The same lab in JupyterLab, with a kernel and after it."""

from pathlib import Path

from playwright.sync_api import Browser

from secbook.book.chapters import cells
from tests.browser.jupyter import jupyterlab, run_all, stop_kernel, write_notebook

ROOT = Path(__file__).parents[2]
FINDING = ".secbook-lab .secbook-readout"


def test_a_lab_in_jupyterlab_tells_python_and_outlives_its_kernel(
    browser: Browser, tmp_path: Path
) -> None:
    """Keys move it, Python reads and sets its state, and a stopped kernel does not stop it."""
    *definitions, lab = cells(ROOT / "chapters" / "power.md")
    write_notebook(
        tmp_path / "power.ipynb", [*definitions, f"lab = {lab.strip()}\nlab", "1 + 1"]
    )
    with jupyterlab(tmp_path) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 1600})
        run_all(page, address, "power.ipynb")
        page.wait_for_selector("[data-lab=attack][data-live=true]", timeout=60_000)
        start = page.inner_text(FINDING)

        page.locator(".secbook-lab input[type=range]").first.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(600)
        moved = page.inner_text(FINDING)
        last = page.locator(".jp-CodeCell").last
        last.locator(".cm-content").fill("lab.load(rival_power=80)\nlab.values")
        last.locator(".cm-content").press("Control+Enter")
        last.locator(".jp-OutputArea-output").get_by_text("'power': 65").wait_for()
        page.wait_for_function(
            "(old) => document.querySelector('.secbook-readout').textContent !== old", arg=moved
        )
        loaded = page.inner_text(FINDING)
        stop_kernel(page)
        line = page.locator("path.line").first.get_attribute("d")
        page.locator(".secbook-lab input[type=range]").nth(2).focus()
        page.keyboard.press("Home")
        page.wait_for_timeout(300)

        assert "80" in last.inner_text()
        assert len({start, moved, loaded, page.inner_text(FINDING)}) == 4
        assert page.locator("path.line").first.get_attribute("d") != line
        page.close()
