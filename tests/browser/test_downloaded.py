"""What a reader takes away: a notebook alone in a folder, and a book without a server."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from secbook.book.publish import pack
from tests.browser.chromium import watched
from tests.browser.jupyter import jupyterlab, run_all, stop_kernel

LABS = "[data-lab][data-live=true]"

# Whether each tile's name stands above its value: JupyterLab floats the terms of a list.
TILES = """() => [...document.querySelectorAll(".secbook-tile")].every((tile) => {
    const box = (part) => tile.querySelector(part).getBoundingClientRect();
    return box("dt").bottom <= box("dd").top + 1;
})"""


def live(page: Page, labs: int) -> None:
    """Wait until so many labs are live."""
    page.wait_for_function(
        "([labs, number]) => document.querySelectorAll(labs).length === number",
        arg=[LABS, labs],
        timeout=120_000,
    )


def findings(page: Page) -> dict[str, str]:
    """Return what each lab found, by its name; one that is folded away may come later."""
    return {
        str(lab.get_attribute("data-lab")): lab.locator(".secbook-readout").inner_text()
        for lab in page.locator(LABS).all()
    }


def move_all(page: Page) -> None:
    """Move the first slider of each lab to an end where it is not."""
    for lab in page.locator(LABS).all():
        slider = lab.locator("input[type=range]").first
        slider.focus()
        at_end = slider.evaluate("(one) => one.value === one.max")
        slider.press("Home" if at_end else "End")


def lab_cells(path: Path) -> int:
    """Return how many cells of a notebook show a lab that is not folded away."""
    return sum(
        "\nLab(" in f"\n{cell.source}" and "hide-cell" not in cell.metadata.get("tags", [])
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    )


def follow(page: Page, address: str, notebook: Path) -> None:
    """Run a notebook in JupyterLab and move its labs, with its kernel and without."""
    run_all(page, address, notebook.name)
    live(page, lab_cells(notebook))
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(timeout=60_000)
    assert (
        page.locator(
            ".jp-OutputArea-output[data-mime-type*=error], .jp-RenderedText"
            "[data-mime-type='application/vnd.jupyter.stderr']"
        ).count()
        == 0
    )
    assert page.evaluate(TILES), "a tile's words lie on each other"
    start = findings(page)
    stop_kernel(page)
    move_all(page)
    page.wait_for_timeout(800)
    now = findings(page)
    assert all(now[name] != before for name, before in start.items())


@pytest.mark.parametrize("chapter", ["power", "alliances"])
def test_the_labs_of_a_downloaded_notebook_follow(
    browser: Browser, book: Path, tmp_path: Path, chapter: str
) -> None:
    """Alone in a folder, run top to bottom: the labs move, even when the kernel is gone."""
    notebook = Path(shutil.copy(book / f"notebooks/chapters/{chapter}.ipynb", tmp_path))
    with jupyterlab(tmp_path) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 12_000})
        follow(page, address, notebook)
        page.close()


def test_an_edited_model_moves_the_lab(browser: Browser, book: Path, tmp_path: Path) -> None:
    """A student writes into the model's cell, runs it and the lab's: the lab follows."""
    notebook = Path(shutil.copy(book / "notebooks/chapters/power.ipynb", tmp_path))
    cells = nbformat.read(notebook, as_version=4).cells
    place = next(i for i, cell in enumerate(cells) if "@stands_for" in cell.source)
    edited = cells[place].source.replace("return own / (own + other)", "return 0.25")
    with jupyterlab(tmp_path) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 6000})
        run_all(page, address, notebook.name)
        live(page, 1)
        page.locator(f"{LABS} .secbook-readout").get_by_text("probability of 60%").wait_for()

        cell = page.locator(".jp-Notebook .jp-Cell").nth(place)
        cell.locator(".cm-content").fill(edited)
        cell.locator(".cm-content").press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        page.locator(f"{LABS} .secbook-readout").get_by_text("probability of 25%").wait_for()
        page.close()


def test_a_packed_book_works_from_disk(browser: Browser, book: Path, tmp_path: Path) -> None:
    """Unpacked, opened by a double click, read from page to page, played with."""
    with zipfile.ZipFile(pack(book)) as packed:
        packed.extractall(tmp_path)
    with watched(browser) as page:
        page.goto((tmp_path / "book/index.html").as_uri())
        page.locator("nav.bd-links a[href*='chapters/power.html']").click()
        page.wait_for_selector("[data-lab=attack][data-live=true]")
        start = findings(page)
        page.locator(".secbook-lab input[type=range]").first.press("End")
        page.wait_for_timeout(600)

        assert findings(page) != start
        page.locator(".dropdown-download-buttons > button").click()
        page.locator("a.btn-download-ipynb-button").click()
        page.wait_for_url("**/book/notebooks/chapters/power.ipynb")


def test_the_button_saves_the_notebook(browser: Browser, book: Path, site: str) -> None:
    """Under the name of the chapter, from a sub-path as from the top."""
    with watched(browser, accept_downloads=True) as page:
        page.goto(f"{site}/a/fork/chapters/power.html")
        page.locator(".dropdown-download-buttons > button").click()
        with page.expect_download() as saved:
            page.locator("a.btn-download-ipynb-button").click()

        assert saved.value.suggested_filename == "power.ipynb"
        written = (book / "notebooks/chapters/power.ipynb").read_text()
        assert Path(saved.value.path()).read_text() == written


@pytest.mark.long
def test_a_downloaded_notebook_sets_up_a_clean_environment(
    browser: Browser, book: Path, tmp_path: Path
) -> None:
    """With JupyterLab and nothing else, the first cell installs what the labs need."""
    venv, folder = tmp_path / "environment", tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    python = str(venv / "bin/python")
    # The front ends of widgets belong to JupyterLab, and are found when it starts.
    needs = ["jupyterlab", "ipywidgets", "bqplot", "anywidget"]
    pins = Path(__file__).parents[2] / "constraints.txt"
    subprocess.run([python, "-m", "pip", "install", "-q", "-c", pins, *needs], check=True)
    folder.mkdir()
    notebook = Path(shutil.copy(book / "notebooks/chapters/power.ipynb", folder))
    shutil.copy(next(book.glob("*.whl")), folder)

    with jupyterlab(folder, python) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 6000})
        follow(page, address, notebook)
        page.close()
