"""A book whose lab would be dead on its page is not built."""

from pathlib import Path

from book.copies import build_copy, chapter, copy_project, only_chapter

REFUSED = """
from secbook.labs import Lab, Readout, Slider

def refused(*, x: float):
    return {"y": len({x, 1.0})}

Lab(
    name="refused",
    question="?",
    model=refused,
    controls=[Slider("x", "X", start=3, range=(0, 5), step=1)],
    views=[Readout("It is {y}.")],
)
"""


def test_a_book_with_a_refused_model_is_not_built(tmp_path: Path) -> None:
    """What works in a notebook through the kernel has none on a page."""
    copy = copy_project(tmp_path)
    only_chapter(copy, chapter(REFUSED))

    built = build_copy(copy)

    assert built.returncode != 0
    assert "lab refused is not live" in built.stdout + built.stderr
