"""Copies of the whole project, to change and to build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", "_build", "node_modules", ".*_cache", "mutants"
)


def lab_cell(name: str, chance: str) -> str:
    """Return a cell with a lab of one slider, `power`."""
    return f"""
from secbook.labs import Lab, Readout, Slider

def outlook(*, power: float) -> dict[str, float]:
    return {{"chance": {chance}}}

Lab(
    name="{name}",
    question="What are the chances?",
    model=outlook,
    controls=[Slider("power", "Power", start=60, range=(1, 100), step=1)],
    views=[Readout("{{chance:.0%}}")],
)
"""


LAB = lab_cell("chance", "power / 100")


def copy_project(folder: Path) -> Path:
    """Copy the project's files into an empty folder; what is installed is shared."""
    copy = folder / "book"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    return copy


def only_chapter(copy: Path, text: str) -> None:
    """Make a book of a front page and one chapter, `chapters/only.md`."""
    (copy / "chapters" / "only.md").write_text(text, encoding="utf-8")
    (copy / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: chapters/only\n", encoding="utf-8"
    )
    (copy / "index.md").write_text("# A book\n", encoding="utf-8")


def build_copy(copy: Path) -> subprocess.CompletedProcess[str]:
    """Build a copy with its own package."""
    return subprocess.run(
        [sys.executable, "-m", "secbook", "build"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


def chapter(*cells: str) -> str:
    """Return the text of a chapter of code cells."""
    head = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A chapter
"""
    return head + "".join(f"\n```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells)
