"""A declaration that contradicts itself is refused when it is made, in words."""

import itertools
from typing import Any

import pytest

from secbook.labs import Curve, Lab, Readout, Scenario, Slider
from secbook.labs.axes import nice_ticks


def square(*, x: float, shift: float = 0) -> dict[str, float]:
    """A model of one control, and one argument that may be left alone."""
    return {"y": x * x + shift}


def slider(**changes: Any) -> Slider:
    given: dict[str, Any] = {"name": "x", "label": "X", "start": 2, "range": (0, 4), "step": 1}
    return Slider(**{**given, **changes})


def lab(**changes: Any) -> Lab:
    given: dict[str, Any] = {
        "name": "square",
        "question": "How fast does it grow?",
        "model": square,
        "controls": [slider()],
        "views": [
            Curve(over="x", y="y", label="Y", range=(0, 16)),
            Readout("The square is {y:.0f}."),
        ],
    }
    return Lab(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"range": (4, 0)}, "x: range must rise, got 4 to 0"),
        ({"step": 0}, "x: step must be above 0, got 0"),
        ({"start": 2.5}, "x: start must lie on the grid 0 \\+ 1 k, got 2.5"),
        (
            {"range": (0, 4.5)},
            "x: the end of the range must lie on the grid 0 \\+ 1 k, got 4.5",
        ),
        ({"start": 9}, "x must be between 0 and 4, got 9"),
    ],
)
def test_a_slider_refuses_what_its_widget_would_bend(
    changes: dict[str, Any], words: str
) -> None:
    """A browser would move an impossible start without a word."""
    with pytest.raises(ValueError, match=words):
        slider(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"controls": [slider(), slider()]}, "lab square: two controls are named x"),
        ({"controls": [slider(), slider(name="z")]}, "no argument z, only \\['x', 'shift'\\]"),
        ({"controls": [slider(name="shift")]}, "no control sets the model's argument x"),
        ({"texts": {"rest": "?"}}, "no text is named rest"),
        (
            {"scenarios": {"Far": Scenario({"x": 9}, "Made up.")}},
            "lab square: scenario Far: x must be between 0 and 4, got 9",
        ),
        ({"views": [Readout("{z:.0f}")]}, "gives no z, only \\['y'\\]"),
        (
            {"views": [Curve(over="z", y="y", label="Y", range=(0, 1))]},
            "lab square: no control is named z",
        ),
    ],
)
def test_a_lab_refuses_names_that_do_not_exist(changes: dict[str, Any], words: str) -> None:
    """A misspelt control or output is found by its author, not by a reader."""
    with pytest.raises(ValueError, match=words):
        lab(**changes)


def test_a_lab_refuses_a_start_that_its_model_refuses() -> None:
    """No lab opens on an error."""

    def picky(*, x: float) -> dict[str, float]:
        if x > 1:
            raise ValueError("x must be at most 1")
        return {"y": x}

    with pytest.raises(ValueError, match="x must be at most 1"):
        lab(model=picky)


def test_a_readout_refuses_a_format_that_the_browser_would_write_otherwise() -> None:
    """What Python and the page say is the same, to the letter."""
    with pytest.raises(ValueError, match="a readout shows numbers as"):
        Readout("{y:>8.3e}")


def test_python_reads_and_sets_what_the_reader_sees() -> None:
    """`values`, `outputs` and `load` speak of one state."""
    one = lab()

    one.load(x=3)

    assert one.values == {"x": 3}
    assert one.outputs == {"y": 9}


def test_loading_takes_the_address_of_a_page_with_other_labs() -> None:
    """As it was copied; what is another lab's is left to it."""
    one = lab()

    one.load("https://example.org/book/power.html#lab=cube&v=1&x=1&lab=square&v=1&x=4")
    assert one.values == {"x": 4}

    for link, words in [
        ("#lab=square&v=1&x=1&lab=square&v=1", "one state of the lab square, got 2 of them"),
        ("#lab=cube&v=1&x=1", "the link must be of the lab square, got lab=cube"),
        ("#section", "the link must be of the lab square, got section"),
    ]:
        with pytest.raises(ValueError, match=words):
            one.load(link)
    assert one.values == {"x": 4}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"z": 1}, "lab square has no control z, only \\['x'\\]"),
        ({"x": 5}, "x must be between 0 and 4, got 5"),
        ({"x": "1"}, "x must be a number, got '1'"),
        ({"x": True}, "x must be a number, got True"),
    ],
)
def test_loading_refuses_and_changes_nothing(values: dict[str, Any], words: str) -> None:
    """A bad value leaves the lab as it was."""
    one = lab()

    with pytest.raises(ValueError, match=words):
        one.load(**values)

    assert one.values == {"x": 2}


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (1, 100), (0.1, 2), (-1, 1), (0, 7), (3, 3.4)]
)
def test_ticks_are_few_round_and_inside(low: float, high: float) -> None:
    """An axis at 320 px has room for six numbers."""
    ticks = nice_ticks(low, high)
    steps = {round(b - a, 9) for a, b in itertools.pairwise(ticks)}

    assert 2 <= len(ticks) <= 6
    assert low <= ticks[0] < ticks[-1] <= high
    assert len(steps) == 1
    assert f"{steps.pop():e}"[:3].rstrip("0").rstrip(".") in {"1", "2", "2.5", "5"}
