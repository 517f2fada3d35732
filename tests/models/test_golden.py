"""The golden checks: results that every implementation of the theory must give.

`golden.json` is a list of checks: a function, its arguments, and what a selector on the
result must find. They were computed by an implementation that shares no code with this one.
"""

import importlib
import json
import re
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import pytest

CHECKS = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))

EXACT = re.compile(r"-?\d+(/\d+)?")


def function(path: str) -> Any:
    """Return the function of a full name."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def world(name: str) -> Any:
    """Return a historical world."""
    from secbook.data import scenario

    return scenario(name)


def argument(value: Any, home: str | None) -> Any:
    """Return what the model is given for a value of a check; `home` is its world."""
    if isinstance(value, dict) and "fn" in value:
        result = function(value["fn"])(**arguments(value["kwargs"], home))
        return selected(result, value.get("pick", ""))
    if isinstance(value, dict):
        return {key: argument(item, home) for key, item in value.items()}
    if isinstance(value, list):
        return [argument(item, home) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("world."):
        return getattr(world(home or ""), value.removeprefix("world."))
    if EXACT.fullmatch(value):
        return Fraction(value)
    return inf if value == "inf" else value


def arguments(kwargs: dict[str, Any], home: str | None) -> dict[str, Any]:
    """Return the arguments of a check."""
    return {
        name: world(value) if name == "world" else argument(value, home)
        for name, value in kwargs.items()
    }


def selected(result: Any, selector: str) -> Any:
    """Return the part of a result that ``""``, ``".total"`` or ``"[0][-1]"`` names."""
    for field, index in re.findall(r"\.(\w+)|\[(-?\d+)\]", selector):
        if index:
            result = result[int(index)]
        else:
            result = result[field] if isinstance(result, dict) else getattr(result, field)
    return result


def assert_agrees(got: Any, expected: Any, tolerance: float, place: str = "") -> None:
    """Compare as the checks mean it: fractions exactly, numbers within the tolerance."""
    if isinstance(expected, dict):
        assert sorted(got) == sorted(expected), place
        for key in expected:
            assert_agrees(got[key], expected[key], tolerance, f"{place}[{key!r}]")
    elif isinstance(expected, list):
        assert len(got) == len(expected), place
        for i, item in enumerate(expected):
            assert_agrees(got[i], item, tolerance, f"{place}[{i}]")
    elif expected is None or isinstance(expected, bool):
        assert got is expected, place
    elif isinstance(expected, str) and EXACT.fullmatch(expected):
        assert isinstance(got, (int, Fraction)), place
        assert got == Fraction(expected), place
    elif isinstance(expected, str):
        assert got == (inf if expected == "inf" else expected), place
    else:
        assert not isinstance(got, bool), place
        assert abs(got - expected) <= tolerance * max(1, abs(expected)), place


def run(check: dict[str, Any], home: str | None = None) -> None:
    """Run a check, and the one that follows it in the same world."""
    home = check.get("world", home)
    result = function(check["fn"])(**arguments(check["kwargs"], home))
    for selector, expected in check["expect"].items():
        assert_agrees(
            selected(result, selector), expected, check.get("tolerance", 1e-9), selector
        )
    if "then" in check:
        run(check["then"], home)


@pytest.mark.parametrize("check", CHECKS, ids=[check["id"] for check in CHECKS])
def test_the_golden_check_holds(check: dict[str, Any]) -> None:
    """The result is the one that an independent implementation found."""
    run(check)


def test_every_golden_check_has_a_name_of_its_own() -> None:
    """A check that shares its name with another could hide it."""
    names = [check["id"] for check in CHECKS]

    assert len(names) == len(set(names)) == 103


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1 + 2e-9, 1),
        (2e-9, 0.0),
        (1000 + 2e-6, 1000),
        (0.24, "6/25"),
        (Fraction(6, 24), "6/25"),
        (24.0, "24"),
        (1e308, "inf"),
        (0, None),
        (1, True),
        (True, 1),
        (False, 0.0),
        ([1, 2], [1]),
        ([1, 2], [1, 3]),
        ({"B": 1}, {"B": 1, "C": 1}),
        ({"B": 1, "C": 1}, {"B": 1}),
        ({"B": 1}, {"B": 2}),
        ("bargain", "deadlock"),
    ],
)
def test_a_wrong_result_fails_a_check(got: Any, expected: Any) -> None:
    """A check that cannot fail checks nothing."""
    with pytest.raises(AssertionError):
        assert_agrees(got, expected, 1e-9)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1 + 5e-10, 1),
        (1000 + 5e-7, 1000),
        (Fraction(6, 25), "6/25"),
        (24, "24"),
        (0, 0.0),
        (inf, "inf"),
        ((1, [2, 3]), [1, [2, 3]]),
        ({"C": 1, "B": 2}, {"B": 2, "C": 1}),
        ("deadlock", "deadlock"),
    ],
)
def test_a_right_result_passes_a_check(got: Any, expected: Any) -> None:
    """Within the tolerance, or exactly where a fraction is given."""
    assert_agrees(got, expected, 1e-9)
