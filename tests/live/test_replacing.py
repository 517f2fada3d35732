"""A student's own functions, constants and replacements, in Python and in JavaScript."""

import subprocess
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
from live.programs import defined, disagreements

import secbook
from secbook.data import scenario, scenario_names
from secbook.live.replacing import replaced
from secbook.models import contest
from secbook.models.contest import coalition_win_probability, win_probability
from secbook.models.world import MECHANISMS, assess, confront

MINE = """
SCALE = 3
def scaled(v: float) -> float:
    return SCALE * v
def f(*, power: float, rival_power: float, decisiveness: float = 1) -> float:
    return scaled(power) + win_probability(power=power, rival_power=rival_power)
"""

PAIR = """
def inner(v: float) -> float:
    return win_probability(power=v * v + 1, rival_power=2)
def f(x: float):
    return inner(x), contest.win_probability(power=1, rival_power=2)
"""


def mine() -> Callable[..., Any]:
    return defined(MINE, win_probability=win_probability)


def pair() -> Callable[..., Any]:
    return defined(PAIR, win_probability=win_probability, contest=contest)


def test_a_replaced_function_is_replaced_wherever_it_is_called() -> None:
    """By its own name, through a helper, and through its module; and nowhere else."""
    function = replaced(pair(), {win_probability: mine()})

    assert function(2.0) == (15 + 5 / 7, 3 + 1 / 3)
    assert pair()(2.0) == (5 / 7, 1 / 3)
    assert win_probability(power=1, rival_power=2) == contest.win_probability(
        power=1, rival_power=2
    )
    assert disagreements(function, [{"x": 2.0}, {"x": -0.5}]) == []


def test_a_world_can_have_another_theory_of_victory() -> None:
    """Deep within the package, behind tables of functions and checks at the boundary."""
    crisis = defined(
        """
def f(x: float):
    return confront(world=WORLD, challenger="AUH", target="SRB", mechanisms=EVERY[:2])
""",
        confront=confront,
        WORLD=scenario("1914"),
        EVERY=["alliance", "concert"],
    )
    half = defined(
        "def f(*, attacker, victim, helpers, decisiveness: float = 1):\n    return 1 / 2\n"
    )
    function = replaced(crisis, {coalition_win_probability: half})

    assert function(1.0) != crisis(1.0)
    assert function(1.0) == function(2.0)
    assert disagreements(function, [{"x": 1.0}]) == []


def test_what_is_never_called_cannot_be_replaced() -> None:
    with pytest.raises(ValueError, match="f does not call confront, which is to be replaced"):
        replaced(pair(), {confront: mine()})


def test_closures_defaults_and_tables_are_searched() -> None:
    """A function may reach another by what is around it, by a default, or by a list."""
    function = defined(
        """
def outer(chance):
    def inner(v: float):
        if v < 5:
            return chance(power=v, rival_power=1)
        return TABLE["a"][0](power=v, rival_power=1)
    return inner
TABLE = {"a": [win_probability], "b": []}
inner = outer(win_probability)
def again(v: float, chance=win_probability):
    return chance(power=v, rival_power=1)
def f(x: float):
    return inner(x), again(x)
""",
        win_probability=win_probability,
    )
    changed = replaced(function, {win_probability: mine()})

    for x in (1.0, 7.0):
        assert changed(x) == tuple(3 * x + part for part in function(x))
    assert disagreements(changed, [{"x": 1.0}, {"x": 7.0}]) == []


def test_nothing_is_copied_where_nothing_is_replaced() -> None:
    function = pair()

    assert replaced(function, {}) is function


@pytest.mark.parametrize("name", scenario_names())
def test_a_model_on_a_constant_world_is_translated(name: str) -> None:
    """Nothing comes from the lab: every number of the world is a constant, int or float."""
    for source in (
        "confront(world=W, challenger=W.focal[0], target=W.focal[1], mechanisms=EVERY)",
        "assess(world=W, mechanisms=EVERY)",
        'assess(world=replace(W, power=[p * 2 for p in W.power]), mechanisms=["concert"])',
    ):
        function = defined(
            f"def f():\n    return {source}\n",
            W=scenario(name),
            EVERY=list(MECHANISMS),
            confront=confront,
            assess=assess,
        )
        assert disagreements(function, [{}]) == []


# --- edit ---


def test_edit_prints_what_can_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    """The source with the imports that it needs, under a name of its own."""
    secbook.edit(win_probability, name="mine")
    source = capsys.readouterr().out

    scope: dict[str, Any] = {"__name__": "__main__"}
    exec(source, scope)
    assert source.startswith(
        "from secbook.models.contest import NonNegative, Positive, checked"
    )
    assert scope["mine"](power=3, rival_power=1) == 0.75
    assert "win_probability(power=3" in source


def test_edit_writes_the_next_cell_of_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    cells: list[str] = []
    shell = types.SimpleNamespace(set_next_input=cells.append)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)

    secbook.edit(coalition_win_probability)

    assert len(cells) == 1
    assert "def coalition_win_probability(" in cells[0]


def test_the_package_is_imported_without_widgets() -> None:
    """`import secbook` costs a student nothing."""
    code = (
        "import sys, secbook; sys.exit('ipywidgets' in sys.modules or 'IPython' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
