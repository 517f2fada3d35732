"""The chapters' cells, run as a notebook runs them."""

import ast
import linecache
from pathlib import Path
from typing import Any

import jupytext

from secbook.labs import Lab

ROOT = Path(__file__).parents[1]


def cells(path: Path) -> list[str]:
    """Return the code cells of a chapter."""
    return [cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code"]


def run_cell(source: str, name: str, scope: dict[str, Any]) -> Any:
    """Run a cell, whose functions keep their source, and return what its last line gives."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    body = ast.parse(source, name)
    last = body.body.pop() if body.body and isinstance(body.body[-1], ast.Expr) else None
    exec(compile(body, name, "exec"), scope)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), name, "eval"), scope)


def labs(path: Path) -> list[Lab]:
    """Return the labs that a chapter shows."""
    scope: dict[str, Any] = {"__name__": f"chapter {path.stem}"}
    shown = [
        run_cell(source, f"<{path.name}, cell {number}>", scope)
        for number, source in enumerate(cells(path))
    ]
    return [one for one in shown if isinstance(one, Lab)]
