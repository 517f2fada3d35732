"""A function of the notebook stands for one of the package, in the labs made after it."""

from collections.abc import Iterator

import pytest

from secbook.labs import Lab, Readout, Slider
from secbook.live import replacing, stands_for
from secbook.live.replacing import standing_in
from secbook.models import contest
from secbook.models.contest import coalition_win_probability, win_probability


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """No other test meets what stands for a function here."""
    yield
    replacing._standing.clear()


def direct(*, power: float) -> dict[str, float]:
    return {"chance": win_probability(power=power, rival_power=40)}


def through(*, power: float) -> dict[str, float]:
    return {
        "chance": coalition_win_probability(attacker=power, victim=40, helpers=[(5.0, 0.5)])
    }


def neither(*, power: float) -> dict[str, float]:
    return {"chance": power / 100}


def lab(model, **more) -> Lab:
    return Lab(
        name="chance",
        question="?",
        model=model,
        controls=[Slider("power", "Power", start=60, range=(1, 100), step=1)],
        views=[Readout("{chance}")],
        **more,
    )


def quarter(*, power: float, rival_power: float, decisiveness: float = 1) -> float:
    return 0.25


def test_every_lab_that_reaches_the_function_follows() -> None:
    """Called by the model or by what it calls; a lab that does not call it stays."""
    before = lab(direct)
    stands_for(contest.win_probability)(quarter)

    assert lab(direct).outputs["chance"] == 0.25
    assert lab(through).outputs["chance"] == 0.25
    assert lab(neither).outputs["chance"] == 0.6
    assert before.outputs["chance"] == pytest.approx(0.6)


def test_the_browser_gets_what_python_runs() -> None:
    """The translation has the new function, and not the old one."""
    stands_for(contest.win_probability)(quarter)

    for model in (direct, through):
        assert "0.25" in lab(model).widget.expression


def test_run_again_the_cell_replaces_itself() -> None:
    """A student edits and runs the cell as often as is wanted."""
    stands_for(contest.win_probability)(quarter)

    @stands_for(contest.win_probability)
    def win_probability(*, power: float, rival_power: float, decisiveness: float = 1) -> float:
        return 0.75

    assert lab(through).outputs["chance"] == 0.75
    assert list(standing_in(through).values()) == [win_probability]


def test_what_a_lab_says_itself_counts_more() -> None:
    """`replacing` in a declaration is nearer than a cell above it."""
    stands_for(contest.win_probability)(quarter)

    def half(*, power: float, rival_power: float, decisiveness: float = 1) -> float:
        return 0.5

    assert lab(direct, replacing={win_probability: half}).outputs["chance"] == 0.5


def test_the_package_stays_as_it_is() -> None:
    """Whoever calls the function elsewhere gets the tested one."""
    stands_for(contest.win_probability)(quarter)

    assert contest.win_probability(power=60, rival_power=40) == pytest.approx(0.6)
    assert stands_for(contest.win_probability)(quarter) is quarter
