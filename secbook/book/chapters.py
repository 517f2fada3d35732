"""The chapters' cells, run as a notebook runs them, and the labs that they show."""

import ast
import linecache
from pathlib import Path
from typing import Any

import jupytext
from sphinx_external_toc.parsing import parse_toc_yaml

from secbook.labs import Lab


def cells(path: Path) -> list[str]:
    """Return the code cells of a chapter."""
    return [cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code"]


def run_cell(source: str, name: str, scope: dict[str, Any]) -> Any:
    """Run a cell, whose functions keep their source, and return what its last line gives."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    body = ast.parse(source, name)
    last = body.body[-1] if body.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(body, name, "exec"), scope)
        return None
    body.body.pop()
    exec(compile(body, name, "exec"), scope)
    return eval(compile(ast.Expression(last.value), name, "eval"), scope)


def labs(path: Path) -> list[Lab]:
    """Return the labs that a chapter shows."""
    scope: dict[str, Any] = {"__name__": f"chapter {path.stem}"}
    shown = [
        run_cell(source, f"<{path.name}, cell {number}>", scope)
        for number, source in enumerate(cells(path))
    ]
    return [one for one in shown if isinstance(one, Lab)]


def book_labs(root: Path) -> dict[str, list[Lab]]:
    """Return the labs of every page of a book, by the page's name."""
    found = {}
    for page in parse_toc_yaml(root / "_toc.yml"):
        path = root / f"{page}.md"
        if "Lab(" in path.read_text(encoding="utf-8") and (shown := labs(path)):
            found[page] = shown
    return found


def catalog(root: Path) -> str:
    """Return a list of a book's labs: what they ask, what moves, where they start."""
    lines = []
    for page, shown in book_labs(root).items():
        for lab in shown:
            lines += [
                f"{lab.name}: {lab.question}",
                f"  page      {page}.html#{lab.link}",
                f"  alone     labs/{lab.name}.html",
                *(f"  control   {one.name} ({one.kind}): {one.label}" for one in lab.controls),
                *(f"  scenario  {name}: {one.source}" for name, one in lab.scenarios.items()),
            ]
            lines.append("")
    return "\n".join(lines)
