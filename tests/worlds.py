"""Worlds that the theory's tests draw, and how their results are compared.

Drawn worlds hold exact fractions, and few different ones, so that ties occur.
"""

from fractions import Fraction
from math import isclose

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from secbook.data import scenario, scenario_names
from secbook.models.world import MECHANISMS, World

TOY = scenario("toy")
PRESETS = [name for name in scenario_names() if name != "toy"]

SLACK = 1e-12
"""What rounding may add to a result that never falls."""

IDS = ("A", "B", "C", "D", "E", "F")

NO_COUNCIL = {"members": [], "vetoes": [], "votes": 0}

strengths = st.sampled_from([Fraction(n, 4) for n in (1, 2, 3, 4, 6, 8, 12, 20)])
affinities = st.sampled_from([Fraction(n, 5) for n in (-5, -4, -2, -1, 0, 0, 1, 3, 5)])
reliabilities = st.sampled_from([Fraction(n, 4) for n in (0, 0, 0, 1, 3, 4)])
freeness = st.sampled_from([Fraction(n, 10) for n in (0, 1, 3, 6, 10)])
weights = st.sampled_from([Fraction(n, 2) for n in (0, 1, 2, 2, 4, 6)])

mechanism_sets = st.lists(st.sampled_from(list(MECHANISMS)), unique=True)

_UNIT = [Fraction(n, 4) for n in range(5)]
_INTERIOR = [Fraction(n, 20) for n in (1, 3, 6, 9, 14)]

_PARAMETERS: dict[str, SearchStrategy[Fraction | int | None]] = {
    "decisiveness": st.sampled_from([1, 2, 3]),
    "cost_low": st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 4)]),
    "cost_high": st.sampled_from([Fraction(3, 10), Fraction(1, 2), Fraction(1)]),
    "sovereign_equality": st.sampled_from(_UNIT),
    "balancing": st.sampled_from([None, *_UNIT]),
    "balancing_cost_ratio": st.sampled_from(_INTERIOR),
    "hegemon_reliability": st.sampled_from(_UNIT),
    "judgement_accuracy": st.sampled_from(_UNIT),
    "enforcement_cost_ratio": st.sampled_from(_INTERIOR),
    "security_taste": st.sampled_from(_INTERIOR),
    "trade_destroyed": st.sampled_from(_UNIT),
    "trade_elasticity": st.sampled_from([Fraction(3, 2), 2, 5]),
    "trade_deterrence": st.sampled_from([0, Fraction(1, 2), 2]),
    "aim_convergence": st.sampled_from(_UNIT),
    "private_share": st.sampled_from(_UNIT),
    "nuclear_cost": st.sampled_from([0, Fraction(1, 10), 2]),
    "extended_nuclear_credibility": st.sampled_from(_UNIT),
    "misjudgement": st.sampled_from([0, Fraction(1, 100), Fraction(2, 25), Fraction(1, 2)]),
    "legitimacy_cost": st.sampled_from([0, Fraction(1, 10), 1]),
}

parameter_sets = st.fixed_dictionaries({}, optional=_PARAMETERS)
"""Parameters without provocation, under which the theorems hold."""


@st.composite
def worlds(draw: DrawFn, least: int = 2, most: int = 6) -> World:
    """Return a world of `least` to `most` states, with the default parameters."""
    n = draw(st.integers(least, most))
    ids = list(IDS[:n])

    def row(values: SearchStrategy[Fraction], length: int) -> list[Fraction]:
        return draw(st.lists(values, min_size=length, max_size=length))

    def matrix(values: SearchStrategy[Fraction]) -> list[list[Fraction]]:
        cells = row(values, n * n)
        return [
            [cells[n * i + j] if i != j else Fraction(0) for j in range(n)] for i in range(n)
        ]

    def some(of: list[str]) -> list[str]:
        kept = draw(st.lists(st.booleans(), min_size=len(of), max_size=len(of)))
        return [state for state, keep in zip(of, kept, strict=True) if keep]

    aims = matrix(affinities)
    members = some(ids)
    return World(
        name="random",
        title="A random world",
        states=[{"id": state, "name": state.lower()} for state in ids],
        power=row(strengths, n),
        benefits=row(strengths, n),
        revision_weight=row(weights, n),
        affinity=[[aims[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)],
        pacts=matrix(reliabilities),
        collective_security=some(ids),
        concert=some(ids),
        council={
            "members": members,
            "vetoes": some(members),
            "votes": draw(st.integers(min(1, len(members)), len(members))),
        },
        union=some(ids),
        trade_freeness=matrix(freeness),
        hegemon=draw(st.sampled_from([None, *ids])),
        nuclear=some(ids),
        focal=["A", "B"],
        focal_alternatives=[],
        what_if=[],
        parameters={},
    )


def plain_world(power: list[float], **changes: object) -> World:
    """Return a world without ties of any kind, and what is changed of it.

    All states have the same benefits; the first has a quarrel with the second.
    """
    n = len(power)
    aims = [[0] * n for _ in range(n)]
    aims[0][1] = aims[1][0] = -1
    fields: dict[str, object] = {
        "name": "plain",
        "title": "A plain world",
        "states": [{"id": state, "name": state.lower()} for state in "ABCDEFGHIJKL"[:n]],
        "power": power,
        "benefits": [1] * n,
        "revision_weight": [1] * n,
        "affinity": aims,
        "pacts": [[0] * n for _ in range(n)],
        "collective_security": [],
        "concert": [],
        "council": NO_COUNCIL,
        "union": [],
        "trade_freeness": [[0] * n for _ in range(n)],
        "hegemon": None,
        "nuclear": [],
        "focal": ["A", "B"],
        "focal_alternatives": [],
        "what_if": [],
        "parameters": {},
    }
    return World(**{**fields, **changes})


def close(one, other, tolerance=1e-9):
    """Whether two results are the same number, or both no number."""
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)


def pairs(world):
    """All ordered pairs of different states."""
    ids = [state.id for state in world.states]
    return [(i, j) for i in ids for j in ids if i != j]


def square(world, field, i, j, value):
    """The matrix of a field with another value in one cell."""
    matrix = [list(row) for row in getattr(world, field)]
    matrix[i][j] = value
    return matrix


def results(crisis):
    """The results of a crisis as a dict of numbers, one for each third state too."""
    fields = dict(vars(crisis)) if hasattr(crisis, "margin") else crisis._asdict()
    joining = fields.pop("joining")
    fields.pop("margin", None)
    return {**fields, **{f"joining {state}": chance for state, chance in joining.items()}}


def differences(crisis, expected, tolerance=1e-9):
    """The results that differ, with both values."""
    got, want = results(crisis), results(expected)
    assert set(got) == set(want)
    return {
        name: (got[name], want[name])
        for name in want
        if not close(got[name], want[name], tolerance)
    }
