"""The build stops where something is wrong, and ships what the sources say now."""

from pathlib import Path

import pytest

from tests.book.copies import build_copy, chapter, copy_project, only_chapter

MODEL = """
from secbook.labs import Lab, Readout, Slider
from secbook.models.contest import win_probability


def chance(*, power: float) -> dict[str, float]:
    return {"chance": win_probability(power=power, rival_power=50)}


lab = Lab(
    name="chance",
    question="?",
    model=chance,
    controls=[Slider("power", "Power", start=60, range=(1, 100), step=1)],
    views=[Readout("{chance:.0%}")],
)
lab
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def test_changing_a_model_changes_the_page(copy: Path) -> None:
    """The cache of executed chapters knows the package: no page ships yesterday's model."""
    only_chapter(copy, chapter(MODEL, "lab.outputs['chance']"))
    page = copy / "_build/html/chapters/only.html"
    model = copy / "secbook/models/contest.py"

    first = build_copy(copy)
    before = page.read_text()
    model.write_text(model.read_text().replace("return own / (own + other)", "return own / 8"))
    second = build_copy(copy)
    after = page.read_text()

    assert (first.returncode, second.returncode) == (0, 0), first.stdout + second.stdout
    assert "0.5454545454545454" in before
    assert "0.125" in after
    assert "0.5454545454545454" not in after
    assert _model(before) != _model(after)


def _model(page: str) -> str:
    """Return the translated model of a page."""
    return page.partition("globalThis.secbookModels")[2].partition("</script>")[0]


def test_a_cell_that_raises_stops_the_build(copy: Path) -> None:
    """Without strictness a chapter that raises would still be published."""
    only_chapter(copy, chapter("1 / 0"))

    done = build_copy(copy)

    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stdout + done.stderr


def test_a_reference_to_nothing_stops_the_build(copy: Path) -> None:
    """A reader finds no dead reference."""
    only_chapter(copy, chapter("1") + "\nSee [](#nowhere).\n")

    done = build_copy(copy)

    assert done.returncode != 0
    assert "nowhere" in done.stdout + done.stderr


def test_a_page_that_left_the_table_of_contents_leaves_the_book(copy: Path) -> None:
    """What is published is what the table of contents says, no less and no more."""
    only_chapter(copy, chapter("1"))
    stray = copy / "_build/html/chapters/stray.html"
    stray.parent.mkdir(parents=True)
    stray.write_text("<p>left over</p>")

    done = build_copy(copy)

    assert done.returncode == 0, done.stdout
    assert not stray.exists()


def test_a_chapter_without_a_page_stops_the_build(copy: Path) -> None:
    """A build tool that makes no page must not pass for one that did."""
    only_chapter(copy, chapter("1"))
    (copy / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: chapters/nowhere\n"
    )

    assert build_copy(copy).returncode != 0
