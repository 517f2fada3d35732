"""What the README shows, works as it stands."""

import re
from pathlib import Path
from typing import Any

from secbook.book.chapters import run_cell
from secbook.labs import Lab

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_run() -> None:
    """The first numbers are right, and the last example is a lab."""
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    scope: dict[str, Any] = {}

    results = [run_cell(source, f"<README {i}>", scope) for i, source in enumerate(blocks)]

    # Chances of three to two, half of the stake: the gain of 0.1 over costs of up to 0.5.
    assert abs(results[0] - 0.2) < 1e-12
    assert isinstance(results[-1], Lab)
    assert results[-1].widget.compute


def test_the_readme_names_folders_that_exist() -> None:
    """A newcomer finds what the table points to."""
    named = re.findall(r"^\| `([^`]+)`(?:, `([^`]+)`)? \|", README, re.M)
    root = Path(__file__).parents[1]

    assert named
    assert all((root / name).exists() for pair in named for name in pair if name)
