"""Models of international security, alive in the reader's browser."""

import ast
import inspect
import re
from collections.abc import Callable
from typing import Any

__all__ = ["edit"]


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
    plain = inspect.unwrap(function)
    source = inspect.cleandoc(inspect.getsource(plain))
    if name is not None:
        source = re.sub(rf"^def {plain.__name__}\b", f"def {name}", source, flags=re.M)
    if plain.__module__ != "__main__":
        used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
        needed = sorted(used & plain.__globals__.keys())
        if needed:
            source = f"from {plain.__module__} import {', '.join(needed)}\n\n\n{source}"
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
