"""What a student does in JupyterLab: another inner function, a model of their own, an edit."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser.jupyter import jupyterlab, run_all, write_notebook

IMPORTS = """
import secbook
from secbook.labs import Curve, Lab, Readout, Slider
from secbook.models.contest import win_probability

def lab(name, model, **more):
    return Lab(
        name=name, question="?", model=model,
        controls=[Slider("power", "Power", start=60, range=(0, 100), step=1)],
        views=[Curve(over="power", y="chance", label="Chance", range=(0, 1)),
               Readout("The chance is {chance:.3f}.")],
        **more,
    )
"""
MODEL = """
def chance(*, power: float):
    return {"chance": win_probability(power=power, rival_power=40)}
"""
MINE = """
SURE = 0.5
def sure(ahead: bool) -> float:
    return SURE if ahead else 1 - SURE
def mine(*, power: float, rival_power: float, decisiveness: float = 1) -> float:
    return sure(power > rival_power)
"""
REFUSED = """
def refused(*, power: float):
    return {"chance": len({1, power, 40}) * power / 1000}
"""

CELLS = [
    IMPORTS,
    MODEL,
    'lab("imported", chance)',
    MINE,
    'lab("replaced", chance, replacing={win_probability: mine})',
    REFUSED,
    'lab("asking", refused)',
    'secbook.edit(win_probability, name="own")',
]


def in_lab(page: Page, name: str) -> Locator:
    return page.locator(f"[data-lab={name}][data-live=true]")


def says(page: Page, name: str, text: str) -> None:
    """Wait until a lab's finding is such."""
    in_lab(page, name).locator(".secbook-readout").get_by_text(text).wait_for()


def path(page: Page, name: str) -> str | None:
    return in_lab(page, name).locator("path.line").first.get_attribute("d")


def edit_and_run(page: Page, place: int, source: str) -> None:
    """Write a cell anew, run it, and run the one below."""
    cell = page.locator(".jp-Notebook .jp-Cell").nth(place)
    cell.locator(".cm-content").fill(source)
    cell.locator(".cm-content").press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def test_a_student_changes_a_model_and_sees_it(browser: Browser, tmp_path: Path) -> None:
    """An inner function is replaced, edited and run again; a refused model asks Python."""
    write_notebook(tmp_path / "mine.ipynb", CELLS)
    with jupyterlab(tmp_path) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 4000})
        run_all(page, address, "mine.ipynb")
        says(page, "imported", "The chance is 0.600.")
        says(page, "replaced", "The chance is 0.500.")
        flat = path(page, "replaced")
        assert path(page, "imported") != flat

        edit_and_run(page, 3, MINE.replace("SURE = 0.5", "SURE = 0.9"))
        says(page, "replaced", "The chance is 0.900.")
        assert path(page, "replaced") != flat
        in_lab(page, "replaced").locator("input[type=range]").focus()
        page.keyboard.press("Home")
        says(page, "replaced", "The chance is 0.100.")
        edit_and_run(page, 3, MINE.replace("return SURE if", "return SURE / 2 if"))
        says(page, "replaced", "The chance is 0.250.")
        says(page, "imported", "The chance is 0.600.")

        says(page, "asking", "The chance is 0.180.")
        warning = page.locator(".jp-OutputArea-output").get_by_text("NotLive")
        assert warning.count() == 1
        assert "a set is not translated" in warning.inner_text()
        in_lab(page, "asking").locator("input[type=range]").focus()
        page.keyboard.press("End")
        says(page, "asking", "The chance is 0.300.")
        page.wait_for_function(
            "() => document.querySelector('[data-lab=asking] path.line').getAttribute('d')"
            "?.split('L').length > 50"
        )

        written = page.locator(".jp-Notebook .jp-Cell").nth(len(CELLS))
        written.locator(".cm-content").get_by_text("def own(").wait_for()
        page.close()
