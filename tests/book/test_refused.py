"""A book whose lab would be dead on its page is not built."""

from pathlib import Path

from book.copies import build_copy, chapter, copy_project, lab_cell, only_chapter


def test_a_book_with_a_refused_model_is_not_built(tmp_path: Path) -> None:
    """What works in a notebook through the kernel has none on a page."""
    copy = copy_project(tmp_path)
    only_chapter(copy, chapter(lab_cell("refused", "len({power, 1.0})")))

    built = build_copy(copy)

    assert built.returncode != 0
    assert "lab refused is not live" in built.stdout + built.stderr
