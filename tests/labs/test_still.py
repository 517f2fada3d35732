"""What a page shows of a lab where no script runs."""

import math
from typing import Any

import pytest

from secbook.labs import Curve, Lab, Margin, Readout, Scenario, Scoreboard, Slider


def model(*, x: float) -> dict[str, Any]:
    return {"y": x / 3, "margin": x - 3, "none": None, "end": math.inf, "who": "a <b>"}


def lab(*views: Any, **more: Any) -> Lab:
    return Lab(
        name="still",
        question="Is 1 < 2 & 3?",
        model=model,
        controls=[Slider("x", "X", start=1, range=(0, 4), step=1)],
        views=views or [Readout("It is {y:.2f}.")],
        **more,
    )


def test_each_scenario_has_its_finding_and_its_source() -> None:
    """What is read without a script is what Python finds, and whose figures it is from."""
    still = lab(scenarios={"Two & more": Scenario({"x": 2}, "Made <up>.")}).still

    assert '<th scope="row">As at first</th><td>It is 0.33.</td>' in still
    assert "Two &amp; more<br><small>Made &lt;up&gt;.</small></th><td>It is 0.67.</td>" in still


def test_numbers_stand_beside_the_finding() -> None:
    """Each once, under the name that the figure gives it, with its unit."""
    still = lab(
        Curve(over="x", y="y", label="Y", range=(0, 2), unit="%"),
        Curve(over="x", y="y", label="Y again", range=(0, 2), unit="%"),
        Margin(),
        Scoreboard(
            pair="{who} attacks", deterrence="y", silent={"free_riding": "?", "escalation": "?"}
        ),
        Readout("It is {y:.2f}."),
    ).still

    assert "<td>It is 0.33.</td><td>33.3%<br>" in still
    assert "<small>Probability that a &lt;b&gt; attacks</small></td>" in still
    assert "<td>-2.00</td>" in still
    assert "Y again" not in still


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{end:.1f}", "without end"),
        ("{none:.1f}", "no number"),
        ("{who}", "a &lt;b&gt;"),
        ("{y}", "0.333333"),
        ("{y:+.1%}", "+33.3%"),
    ],
)
def test_what_is_no_number_is_said_in_words(template: str, words: str) -> None:
    """As in the living lab."""
    still = lab(Readout(template), words={"end": {"infinite": "without end"}}).still

    assert f"<td>{words}</td>" in still


def test_nothing_in_it_is_markup_of_the_author() -> None:
    """A question with a less-than sign is a question."""
    assert "Is 1 &lt; 2 &amp; 3?" in lab().still


def test_a_viewer_of_notebooks_without_widgets_gets_it() -> None:
    """The output of the cell holds it beside the widget."""
    made = lab()
    data, _ = made._repr_mimebundle_()

    assert data["text/html"] == made.still == made.widget.still
    assert "application/vnd.jupyter.widget-view+json" in data
