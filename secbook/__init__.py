"""Models of international security, alive in the reader's browser."""

import ast
import inspect
import re
from collections.abc import Callable, Collection
from typing import Any

__all__ = ["edit", "source_to_edit"]


def edit(function: Callable[..., Any], *, name: str | None = None) -> None:
    """
    Put the source of a function into the next cell of the notebook, to be changed there.

    Outside a notebook the source is printed.

    Parameters
    ----------
    function
        A function of the package, or of the notebook.
    name
        What the copy is called; by default as the function. A copy with a name of its own
        can stand for the function in a lab: ``Lab(..., replacing={function: copy})``.
    """
    source = "\n\n\n".join(part for part in source_to_edit(function, name=name) if part)
    try:
        from IPython import get_ipython
    except ImportError:
        shell = None
    else:
        shell = get_ipython()
    if shell is None:
        print(source)
    else:
        shell.set_next_input(source)


def source_to_edit(
    function: Callable[..., Any], *, name: str | None = None, known: Collection[str] = ()
) -> tuple[str, str]:
    """
    Return the imports that the source of a function needs, and the source.

    Parameters
    ----------
    function
        A function of the package, or of the notebook.
    name
        What the copy is called; by default as the function.
    known
        Names that are there already and are not imported.
    """
    plain = inspect.unwrap(function)
    source = inspect.cleandoc(inspect.getsource(plain))
    if name is not None:
        source = re.sub(rf"^def {plain.__name__}\b", f"def {name}", source, flags=re.M)
    used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    needed = sorted((used & plain.__globals__.keys()) - {*known, plain.__name__})
    if plain.__module__ == "__main__" or not needed:
        return "", source
    return f"from {plain.__module__} import {', '.join(needed)}", source
