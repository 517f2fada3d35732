"""Programs as text: run in Python, translated, run in JavaScript, and compared."""

from collections.abc import Callable
from typing import Any

import live.node

from secbook.live.subset import NAMES, defined
from secbook.live.translate import TranslationError, translate_expression

__all__ = ["NAMES", "STANDARD", "broken_promise", "defined", "disagreements", "inputs_of"]

# Where JavaScript has no number that is exact, it says so; Python goes on.
ONLY_IN_JAVASCRIPT = ("OverflowError", "ArithmeticError")
# The words of these name types or operators, which the browser has not.
OTHER_WORDS = ("TypeError", "ZeroDivisionError", "AttributeError", "KeyError")

STANDARD: dict[str, list[Any]] = {
    "x": [2.5, -3.0, 0.0, 1e-9, 7.0],
    "n": [3, 0, -2, 1],
    "t": ["abc", "", "double"],
    "xs": [[1.0, 2.5, -0.5], [], [0.5], [3.0, 0.0, 3.0, 1.5]],
    "ns": [[1, 2, 3], [], [4], [0, -1, 2, 2]],
    "d": [{"a": 1.0, "b": 2.5}, {}, {"z": 3.0, "y": 0.0}],
}
"""What an example is given, by the name of its argument."""


def inputs_of(function: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return the standard inputs for the arguments of a function."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    most = max((len(STANDARD.get(name, [])) for name in names), default=1)
    return [
        {
            n: STANDARD[n][(i * (p + 1)) % len(STANDARD[n])]
            for p, n in enumerate(names)
            if n in STANDARD
        }
        for i in range(2 * most)
    ]


def disagreements(function: Callable[..., Any], inputs: list[dict[str, Any]]) -> list[str]:
    """Return where a function and its translation differ, in value or error."""
    found = live.node.run_in_node(translate_expression(function), inputs)
    problems = []
    for given, outcome in zip(inputs, found, strict=True):
        expected = live.node.run_in_python(function, given)
        if expected.error or outcome.error:
            problem = "" if expected == outcome else f"{expected} and {outcome}"
        else:
            problem = live.node.difference(expected.value, outcome.value)
        if problem:
            problems.append(f"{given}: {problem}")
    return problems


def broken_promise(function: Callable[..., Any]) -> str:
    """Return where a function that is translated gives anything but what Python gives."""
    try:
        translation = translate_expression(function)
    except TranslationError:
        return ""
    inputs = inputs_of(function)
    outcomes = live.node.run_in_node(translation, inputs)
    for given, found in zip(inputs, outcomes, strict=True):
        expected = live.node.run_in_python(function, given)
        if found.error in ONLY_IN_JAVASCRIPT and found.error != expected.error:
            continue
        if expected.error or found.error:
            words = expected.error in OTHER_WORDS or expected.message == found.message
            problem = "" if expected.error == found.error and words else f"{expected}, {found}"
        else:
            problem = live.node.difference(expected.value, found.value, 1e-9)
        if problem:
            return f"{given}: {problem}"
    return ""
