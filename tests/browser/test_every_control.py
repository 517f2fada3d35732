"""Every control of every lab, moved by keyboard: in the page and in JupyterLab."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from secbook.book.chapters import book_labs, cells
from tests.browser.chromium import unfold, watched
from tests.browser.jupyter import jupyterlab, run_all, stop_kernel, write_notebook
from tests.browser.moves import answers

ROOT = Path(__file__).parents[2]
LABS = book_labs(ROOT)
GALLERY = "chapters/gallery"


@pytest.mark.parametrize("chapter", LABS)
def test_every_control_moves_its_lab(browser: Browser, site: str, chapter: str) -> None:
    """Something that is drawn or said follows each of them."""
    with watched(browser) as tab:
        tab.goto(f"{site}/root/{chapter}.html")
        unfold(tab)
        for lab in LABS[chapter]:
            box = tab.locator(f"[data-lab={lab.name}][data-live=true]")
            box.wait_for()
            dead = [
                one["name"] for one in lab.declaration["controls"] if not answers(tab, box, one)
            ]

            assert dead == [], lab.name


PAGE = "https://example.org/book/chapters/gallery.html"
PUBLISHED = f"from secbook.labs import published\npublished({PAGE!r})"


def test_the_whole_gallery_in_jupyterlab_without_a_kernel(
    browser: Browser, tmp_path: Path
) -> None:
    """Every control and view is drawn, and moves when the kernel is gone; so are pictures."""
    write_notebook(tmp_path / "gallery.ipynb", [PUBLISHED, *cells(ROOT / f"{GALLERY}.md")])
    errors: list[str] = []
    with jupyterlab(tmp_path) as address:
        # JupyterLab draws the cells that are seen.
        page = browser.new_page(viewport={"width": 1300, "height": 14_000})
        page.on("pageerror", lambda error: errors.append(str(error)))
        run_all(page, address, "gallery.ipynb")
        for lab in LABS[GALLERY]:
            page.locator(f"[data-lab={lab.name}][data-live=true]").wait_for(timeout=60_000)
        stop_kernel(page)
        for lab in LABS[GALLERY]:
            box = page.locator(f"[data-lab={lab.name}]")
            drawn = box.locator("svg.svg-figure").count()
            dead = [
                one["name"]
                for one in lab.declaration["controls"]
                if not answers(page, box, one)
            ]
            with page.expect_download() as picture:
                box.get_by_role("button", name="PNG picture").click()
            box.get_by_role("button", name="Copy link").click()
            link = box.get_by_label("Address of this state").input_value()

            assert dead == [], lab.name
            assert drawn == len(lab.widget.figures)
            assert picture.value.path().read_bytes().startswith(b"\x89PNG")
            assert re.match(re.escape(f"{PAGE}#lab={lab.name}&v=1&"), link)
            assert box.locator(".secbook-printed").is_hidden()
        page.close()
    assert errors == []
