"""A lab whose model is refused asks the kernel, with a warning; a lab can replace functions."""

import dataclasses
import math
import warnings
from fractions import Fraction
from typing import Any

import numpy
import pytest
from live.node import run_in_node

from secbook.labs import Lab, Readout, Slider
from secbook.labs.lab import NotLive
from secbook.live.link import plain
from secbook.live.translate import TranslationError, translate_expression
from secbook.models.contest import win_probability

RATE = 2


def with_a_set(*, x: float) -> dict[str, Any]:
    return {"y": RATE * x, "kinds": len({x, 1.0}), "worst": math.inf}


def chance(*, x: float) -> dict[str, float]:
    return {"y": win_probability(power=x, rival_power=1)}


def certain(*, power: float, rival_power: float, decisiveness: float = 1) -> float:
    return 1 if power > RATE * rival_power else 0


def lab(model: Any, **more: Any) -> Lab:
    return Lab(
        name="a",
        question="?",
        model=model,
        controls=[Slider("x", "X", start=3, range=(0, 5), step=1)],
        views=[Readout("It is {y:.2f}.")],
        **more,
    )


def test_a_refused_model_warns_once_and_is_computed_by_python() -> None:
    """What stands in the warning is the refusal, and what cannot be had."""
    made = lab(with_a_set)
    with pytest.warns(NotLive, match=r"lab a needs the kernel.*line \d+.*a set is not") as seen:
        link = made.widget
    assert len(seen) == 1

    assert link.compute == ""
    assert made.widget is link
    assert made.outputs["y"] == 6


def test_the_warning_comes_again_for_the_same_cell() -> None:
    """A student who runs a cell again still sees why."""
    for _ in range(2):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("default")
            assert lab(with_a_set).widget.compute == ""
        assert len(seen) == 1


def test_the_kernel_answers_for_many_states_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result as plain data, or the error's name and words."""
    with pytest.warns(NotLive):
        link = lab(with_a_set).widget
    sent: list[Any] = []
    monkeypatch.setattr(link, "send", sent.append)

    link._handle_custom_msg({"id": "7", "given": [{"x": 1}, {"x": "a", "z": 1}]}, [])
    link._handle_custom_msg({"else": 1}, [])

    (answer,) = sent
    assert answer["id"] == "7"
    assert answer["answers"][0] == {"outputs": {"y": 2, "kinds": 1, "worst": {"$": "inf"}}}
    assert answer["answers"][1]["error"] == "TypeError"


def test_results_are_plain_data() -> None:
    @dataclasses.dataclass
    class Point:
        x: Any

    given = Point({"a": (Fraction(1, 2), numpy.float64(2), numpy.array([1]), None, -math.inf)})

    assert plain(given) == {"x": {"a": [0.5, 2.0, [1], None, {"$": "-inf"}]}}
    with pytest.raises(TypeError, match="must be plain data, got set"):
        plain({1})


def test_a_lab_replaces_a_function_in_python_and_in_the_browser() -> None:
    made = lab(chance, replacing={win_probability: certain})

    assert lab(chance).at() == {"y": 0.75}
    assert made.at() == made.outputs == {"y": 1}
    assert made.at(x=2) == {"y": 0}
    found = run_in_node(made.widget.expression, [{"x": 3}, {"x": 2}])
    assert [outcome.value for outcome in found] == [{"y": 1}, {"y": 0}]


def test_a_lab_refuses_to_replace_what_its_model_does_not_call() -> None:
    with pytest.raises(ValueError, match="chance does not call certain"):
        lab(chance, replacing={certain: chance})


def test_what_is_refused_is_still_refused_by_the_translator() -> None:
    with pytest.raises(TranslationError):
        translate_expression(with_a_set)
