"""What "Make it yours" prints is applied as it is printed, built, opened and moved."""

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from book.copies import ROOT, build_copy, copy_project
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from secbook.book.build import server
from tests.browser.chromium import watched
from tests.browser.test_pages import AXE, RULES, SCHEMES

FIND = re.compile(r"^In (\S+), find")
REPLACE = re.compile(r"^and put in its place")
NEW = re.compile(r"^Make a new file, (\S+)")


class Edit(NamedTuple):
    """A file, what is found in it and what is put in its place; a new file has nothing."""

    file: str
    old: str
    new: str


def printed(page: Path) -> list[Edit]:
    """Return the edits that a built page prints, as a reader copies them."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    found: list[Edit] = []
    for block in soup.select("div.literal-block-wrapper"):
        caption = block.select_one(".caption-text").get_text()
        text = block.select_one("pre").get_text()
        if one := FIND.match(caption):
            found.append(Edit(one[1], text, ""))
        elif REPLACE.match(caption):
            found[-1] = found[-1]._replace(new=text)
        elif one := NEW.match(caption):
            found.append(Edit(one[1], "", text))
        else:
            raise AssertionError(f"no edit: {caption}")
    return found


def apply(edit: Edit, folder: Path) -> None:
    """Do what a page says; what is to be found must be there once."""
    path = folder / edit.file
    if not edit.old:
        assert not path.exists()
        path.write_text(edit.new, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(edit.old) == 1, f"{edit.file} must have once:\n{edit.old}"
    path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


@pytest.fixture(scope="module")
def edition(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fork with every edit of the page, built and served below a sub-path."""
    copy = copy_project(tmp_path_factory.mktemp("edition"))
    # Chapters that did not change need not be run again.
    shutil.copytree(ROOT / "_build/execution", copy / "_build/execution")
    for edit in printed(book / "chapters/make-it-yours.html"):
        apply(edit, copy)
    done = build_copy(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    top = tmp_path_factory.mktemp("pages")
    (top / "your-copy").symlink_to(copy / "_build/html")
    serving = server(top)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}/your-copy"
    serving.shutdown()
    serving.server_close()


def moves(page: Page, lab: str) -> bool:
    """Say whether a lab answers to a key."""
    place = page.locator(f"[data-lab={lab}][data-live=true]")
    finding = place.locator(".secbook-readout")
    before = finding.inner_text()
    slider = place.locator("input[type=range]").first
    slider.focus()
    slider.press("Home" if slider.evaluate("(one) => one.value !== one.min") else "End")
    page.wait_for_timeout(600)
    return finding.inner_text() != before


def test_every_step_prints_an_edit(book: Path) -> None:
    """Five files, and what is found is never what is put in its place."""
    edits = printed(book / "chapters/make-it-yours.html")

    assert [edit.file for edit in edits] == [
        "chapters/alliances.md",
        "chapters/power.md",
        "_config.yml",
        "chapters/first-strike.md",
        "_toc.yml",
        "_config.yml",
    ]
    assert all(edit.new and edit.new != edit.old for edit in edits)


def test_a_changed_scenario_can_be_chosen(browser: Browser, edition: str) -> None:
    """It is on the list, it sets what it says, and the lab moves on from there."""
    with watched(browser) as page:
        page.goto(f"{edition}/chapters/alliances.html")
        lab = page.locator("[data-lab=commitment][data-live=true]")
        lab.wait_for()
        lab.locator("select").filter(has_text="One time in ten").select_option(
            label="One time in ten"
        )
        page.wait_for_timeout(600)

        reliability = lab.get_by_role("slider", name="Russia's reliability towards Serbia")
        assert reliability.get_attribute("aria-valuetext") == "10 percent"
        assert "Chosen for our seminar" in lab.inner_text()
        assert moves(page, "commitment")


def test_a_changed_text_is_read(browser: Browser, edition: str) -> None:
    """The sentence on its page, the title on every page; the page's lab moves."""
    with watched(browser) as page:
        page.goto(f"{edition}/chapters/power.html")
        page.wait_for_selector("[data-live=true]")

        assert "Bring your notes on the Peloponnesian War." in page.inner_text("article")
        assert "Models of Security, spring term" in page.title()
        assert moves(page, "attack")


def test_a_lab_of_ones_own_is_live(browser: Browser, edition: str) -> None:
    """It moves, its links set it, and it has a page of its own."""
    with watched(browser) as page:
        page.goto(f"{edition}/index.html")
        page.locator("nav.bd-links a[href*='first-strike']").click()
        page.wait_for_selector("[data-lab=first-strike][data-live=true]")
        assert moves(page, "first-strike")

        finding = page.locator(".secbook-readout")
        page.get_by_role("link", name="a weak state").click()
        finding.get_by_text("10% if it waits").wait_for()
        page.get_by_role("link", name="a trench war").click()
        finding.get_by_text("50% if it waits, 50% if it strikes").wait_for()

        page.goto(f"{edition}/labs/first-strike.html")
        page.wait_for_selector("[data-live=true]")
        assert moves(page, "first-strike")


def test_a_published_fork_names_itself(browser: Browser, edition: str) -> None:
    """Binder, the files and the notebooks follow from the one line."""
    with watched(browser) as page:
        page.goto(f"{edition}/chapters/first-strike.html")
        page.wait_for_selector("[data-live=true]")
        binder = page.locator("a.btn-launch-binder-button").get_attribute("href")
        page.goto(f"{edition}/chapters/reference/contest.html")
        file = page.locator(".model-files a").first.get_attribute("href")
        answer = page.request.get(f"{edition}/notebooks/chapters/first-strike.ipynb")
        first = "".join(answer.json()["cells"][0]["source"])

        assert binder.startswith("https://mybinder.org/v2/gh/your-name/your-copy/main?")
        assert file.startswith("https://github.com/your-name/your-copy/blob/main/")
        wheel = re.search(r"https://your-name.github.io/your-copy/(\S+\.whl)", first)
        assert page.request.get(f"{edition}/{wheel[1]}").ok


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_new_buttons_are_accessible(browser: Browser, edition: str, scheme: str) -> None:
    """One button more than here: it has a name, and room on a small screen."""
    with watched(browser, color_scheme=scheme, viewport={"width": 320, "height": 800}) as page:
        page.goto(f"{edition}/chapters/first-strike.html")
        page.wait_for_selector("[data-live=true]")
        page.wait_for_timeout(300)
        page.evaluate(AXE.read_text())
        found = page.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)

        assert not [one["id"] for one in found["violations"]]
        assert page.get_by_role("link", name="Run this page in Binder").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
