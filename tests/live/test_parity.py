"""Python and its translation agree on every public model, for values and for refusals."""

import inspect
import math
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from live.node import Outcome, difference, run_in_node, run_in_python
from models.inputs import models, strategy_for

from secbook.domains import domains
from secbook.live.translate import translate_expression

INPUTS = 1000

# Where a change of an input in its last digits changes a result by more: the result of
# JavaScript must lie among those of Python for inputs that differ by 1e-13.
DISCONTINUOUS: dict[str, str] = {}

STRANGE = [-1, -0.5, 0, 1.5, 2.5, 1e300, math.inf, math.nan, True, None, "three", [], [[]], {}]


def drawn(strategy: Any, count: int) -> list[Any]:
    """Return so many values of a strategy."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


def nearby(value: Any, chance: random.Random) -> Any:
    """Return a value of which every float differs by about 1e-13."""
    if isinstance(value, float):
        return value * (1 + chance.choice([-1, 1]) * 1e-13)
    if isinstance(value, list):
        return [nearby(item, chance) for item in value]
    return value


def agree(name: str, function: Any, given_: dict[str, Any], found: Outcome) -> str:
    expected = run_in_python(function, given_)
    if expected.error or found.error:
        problem = "" if expected == found else f"{expected} and {found}"
    else:
        problem = difference(expected.value, found.value)
    return f"{name}({given_}): {problem}" if problem else ""


@pytest.mark.parametrize("name", models())
def test_the_translation_of_a_model_gives_what_python_gives(name: str) -> None:
    """On a thousand inputs from its domains, or on all that there are, in one batch."""
    function = models()[name]
    inputs = drawn(strategy_for(name), INPUTS)

    outcomes = run_in_node(translate_expression(function), inputs)

    # Fewer are drawn only where a domain is finite and small: a draw then repeats none.
    assert len(inputs) >= INPUTS or len({repr(one) for one in inputs}) == len(inputs)
    problems = [
        problem
        for given_, found in zip(inputs, outcomes, strict=True)
        if (problem := agree(name, function, given_, found))
    ]
    assert problems[:3] == [], f"{len(problems)} of {len(inputs)}"


@pytest.mark.parametrize("name", models())
def test_the_translation_of_a_model_refuses_what_python_refuses(name: str) -> None:
    """In the same words, for inputs of which one argument is strange."""
    function = models()[name]
    inputs = [
        {**given_, argument: strange}
        for given_ in drawn(strategy_for(name), 3)
        for argument, domain in domains(function).items()
        for strange in STRANGE
        if strange not in domain
    ]

    outcomes = run_in_node(translate_expression(function), inputs)

    problems = [
        problem
        for given_, found in zip(inputs, outcomes, strict=True)
        if (problem := agree(name, function, given_, found))
    ]
    assert problems[:3] == [], f"{len(problems)} of {len(inputs)}"


def test_the_translation_takes_the_same_arguments() -> None:
    """Defaults where they are missing, a refusal where a name is unknown."""
    function = models()["secbook.models.contest.win_probability"]
    outcomes = run_in_node(
        translate_expression(function),
        [{"power": 3, "rival_power": 1}, {"power": 3, "rival": 1}, {"power": 3}],
    )

    assert outcomes[0].value == 0.75
    assert outcomes[1].error == "TypeError"
    assert "'rival'" in outcomes[1].message
    assert "rival_power" in outcomes[2].message
    assert "decisiveness" in inspect.signature(function).parameters
