"""Inputs for every public model: keyword arguments, drawn at random and accepted.

``strategy_for("secbook.models.contest.win_probability")`` draws what that function takes,
as ints, floats, lists and worlds. Domains in the signature say what an argument may be, so
that a new model needs nothing here, unless its arguments depend on one another: those
relations stand in `RELATED`, for the arguments concerned.

A *model* is a function in the ``__all__`` of a module of `secbook.models` that checks its
arguments; it has the name of the module that defines it.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import inf, isinf
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import secbook.models
from secbook.data import scenario, scenario_names
from secbook.domains import Domain, domains
from secbook.models.parameters import PARAMETERS
from secbook.models.system import World
from secbook.models.variations import GROUPS
from secbook.models.world import MECHANISMS

Inputs = dict[str, Any]

MOST = 100
"""Numbers without a bound in the theory are drawn up to this one."""

DECIMALS = 6
LEAST = 10.0**-DECIMALS
"""What is drawn has six decimals: below that, rounding is all there would be to test."""

GOLDEN_RATIO = (5**0.5 - 1) / 2
"""Its multiples fill an interval evenly; drawing among them is fast."""

OMITTED = object()
"""What stands for an argument that is left to its default."""


@cache
def modules() -> dict[str, Any]:
    """Return every module of the theory, by its full name."""
    return {
        module.name: importlib.import_module(module.name)
        for module in pkgutil.walk_packages(secbook.models.__path__, "secbook.models.")
    }


@cache
def public_functions() -> dict[str, Callable[..., Any]]:
    """Return every public function of the theory, by the full name of its definition."""
    found = (
        getattr(module, name)
        for module in modules().values()
        for name in getattr(module, "__all__", [])
    )
    return {
        f"{function.__module__}.{function.__name__}": function
        for function in found
        if inspect.isfunction(function)
    }


@cache
def models() -> dict[str, Callable[..., Any]]:
    """Return every model: the public functions that check their arguments."""
    return {
        name: function
        for name, function in public_functions().items()
        if hasattr(function, "__wrapped__")
    }


def values(domain: Domain) -> SearchStrategy[Any]:
    """Return the values of a domain: round numbers and bounds, and anything between."""
    if domain.optional:
        inner = Domain(**{**vars(domain), "optional": False})
        return st.none() | values(inner)
    if domain.kind == "count":
        return st.integers(int(domain.low), int(min(domain.high, domain.low + 10)))
    if domain.kind == "list":
        return st.lists(values(domain.items[0]), min_size=domain.length, max_size=5)
    if domain.kind == "tuple":
        return st.tuples(*(values(item) for item in domain.items))
    if domain.kind == "dict":
        return st.dictionaries(st.text(max_size=3), values(domain.items[0]), max_size=3)
    if domain.kind == "text":
        return st.text(max_size=3)
    low = -MOST if isinf(domain.low) else domain.low
    high = MOST if isinf(domain.high) else domain.high
    inside = numbers(low + LEAST * domain.low_open, high - LEAST * domain.high_open)
    return inside | (st.just(inf) if domain.infinite else st.nothing())


@cache
def numbers(low: float, high: float) -> SearchStrategy[float]:
    """Return numbers from `low` to `high`: bounds, round numbers, and two hundred others."""
    round_ones = [n / 20 for n in range(-40, 41) if low <= n / 20 <= high]
    spread = [low + (high - low) * (n * GOLDEN_RATIO % 1) for n in range(1, 201)]
    others = [min(max(round(x, DECIMALS), low), high) for x in spread]
    return st.sampled_from([*dict.fromkeys([float(low), *round_ones, float(high), *others])])


@cache
def strategy_for(name: str) -> SearchStrategy[Inputs]:
    """Return what draws the arguments of a model, given its full name."""
    function = models()[name]
    related = RELATED.get(name.removeprefix("secbook.models."), st.just({}))
    signature = inspect.signature(function)

    @st.composite
    def inputs(draw: DrawFn) -> Inputs:
        given = dict(draw(related))
        for argument, domain in domains(function).items():
            optional = signature.parameters[argument].default is not inspect.Parameter.empty
            if argument in given or (optional and draw(st.booleans())):
                continue
            given[argument] = draw(values(domain))
        return {argument: value for argument, value in given.items() if value is not OMITTED}

    return inputs()


powers = numbers(0.05, 20)
unit = numbers(0, 1)
affinities = numbers(-1, 1)


def row(items: SearchStrategy[Any], size: int) -> SearchStrategy[list[Any]]:
    """Return lists of exactly `size` items."""
    return st.tuples(*[items] * size).map(list)


def square(items: SearchStrategy[Any], size: int) -> SearchStrategy[list[list[Any]]]:
    """Return square matrices."""
    return row(row(items, size), size)


def symmetric(matrix: list[list[float]]) -> list[list[float]]:
    """Return the matrix with its lower half in place of the upper one."""
    size = range(len(matrix))
    return [[matrix[max(i, j)][min(i, j)] for j in size] for i in size]


@st.composite
def cost_ranges(draw: DrawFn, omissible: bool = True) -> Inputs:
    """A range of costs of war that is not empty, or the default one."""
    if omissible and draw(st.booleans()):
        return {"cost_low": OMITTED, "cost_high": OMITTED}
    low, width = draw(numbers(0, 1)), draw(numbers(0.05, 1))
    return {"cost_low": low, "cost_high": low + width}


@st.composite
def races(draw: DrawFn, *wanted: str) -> Inputs:
    """An arms race among two to five states."""
    size = draw(st.integers(2, 5))
    rates = numbers(0, 2)
    race = {
        "reaction": draw(square(rates, size)),
        "fatigue": draw(row(numbers(0.05, 2), size)),
        "grievance": draw(row(affinities, size)),
        "start": draw(row(rates, size)),
        "years": draw(numbers(0, 2)),
        "steps_per_year": draw(st.integers(1, 25)),
    }
    return {name: race[name] for name in wanted}


@st.composite
def distrusting_systems(draw: DrawFn) -> Inputs:
    """Two to five states that may fear one another."""
    size = draw(st.integers(2, 5))
    return {
        "power": draw(row(powers, size)),
        "benefits": draw(row(powers, size)),
        "affinity": draw(square(affinities, size)),
        "trust": draw(row(unit, size)),
        "decisiveness": draw(numbers(0.05, 5)),
    }


@st.composite
def landscapes(draw: DrawFn) -> Inputs:
    """One to six states with symmetric propensities."""
    size = draw(st.integers(1, 6))
    return {
        "size": draw(row(powers, size)),
        "propensity": symmetric(draw(square(affinities, size))),
    }


@st.composite
def hegemonies(draw: DrawFn) -> Inputs:
    """A hegemon that is not smaller than the others."""
    states = draw(st.integers(2, 12))
    return {"states": states, "hegemon_share": draw(numbers(1 / states, 1 - LEAST))}


@st.composite
def transitions(draw: DrawFn) -> Inputs:
    """A transition with a range of costs."""
    return {
        **draw(cost_ranges(omissible=False)),
        "horizon": draw(st.integers(1, 12)),
        "shift_speed": draw(numbers(0.01, 5)),
    }


@st.composite
def pact_systems(draw: DrawFn) -> Inputs:
    """Two to six states, each pair with at most one pact, and a crisis."""
    states = draw(st.integers(2, 6))
    pairs = [(u, v) for u in range(states) for v in range(u)]
    bound = draw(st.lists(st.sampled_from(pairs), unique=True))
    challenger, target = draw(st.permutations(range(states)))[:2]
    return {
        "states": states,
        "pacts": [(*draw(st.permutations(pair)), draw(unit)) for pair in bound],
        "challenger": challenger,
        "target": target,
    }


@st.composite
def provoked_systems(draw: DrawFn, *wanted: str) -> Inputs:
    """Two to five states with affinities and pacts."""
    size = draw(st.integers(2, 5))
    system = {
        "affinity": symmetric(draw(square(affinities, size))),
        "pacts": draw(square(unit, size)),
    }
    return {name: system[name] for name in wanted}


@st.composite
def commitments(draw: DrawFn) -> Inputs:
    """A commitment that does not make a war smaller than nothing."""
    local = draw(numbers(0, 2))
    added = draw(numbers(-local, 2))
    return {
        "local_size": local,
        "added_size": added,
        "risk_drop": draw(numbers(-2 if added >= 0 else 0, 2)),
    }


@st.composite
def tasks(draw: DrawFn) -> Inputs:
    """A task for which there are enough enforcers."""
    enforcers = draw(st.integers(1, 70))
    return {"enforcers": enforcers, "needed": draw(st.integers(1, enforcers))}


@st.composite
def concerts(draw: DrawFn) -> Inputs:
    """One to five great powers."""
    size = draw(st.integers(1, 5))
    return {
        "power": draw(row(powers, size)),
        "benefits": draw(row(powers, size)),
        "revision_weight": draw(row(numbers(0, 3), size)),
        "decisiveness": draw(numbers(0.05, 5)),
    }


@st.composite
def councils(draw: DrawFn) -> Inputs:
    """A council in which vetoes alone are not enough."""
    vetoes, elected = draw(st.integers(1, 6)), draw(st.integers(1, 10))
    return {
        "vetoes": vetoes,
        "elected": elected,
        "votes": draw(st.integers(vetoes + 1, vetoes + elected)),
    }


@st.composite
def ballots(draw: DrawFn) -> Inputs:
    """A vote of one to eight members, some of whom have a veto or may abstain."""
    members = draw(st.integers(1, 8))
    support = draw(row(unit, members))
    abstention = [draw(numbers(0, 1 - yes)) for yes in support]
    return {
        "support": support,
        "vetoes": draw(st.lists(st.integers(0, members - 1), unique=True)),
        "votes": draw(st.integers(0, members)),
        "abstention": draw(st.sampled_from([OMITTED, None, abstention])),
    }


@st.composite
def outside_options(draw: DrawFn) -> Inputs:
    """A superpower that wants more change than anyone else."""
    superpower = draw(numbers(0.05, 1))
    return {
        "superpower": superpower,
        "status_quo": draw(numbers(0, superpower - LEAST)),
        "veto_players": draw(st.lists(numbers(0, superpower), max_size=4)),
    }


@st.composite
def trading_systems(draw: DrawFn, *wanted: str) -> Inputs:
    """One to five states that trade with one another."""
    size = draw(st.integers(1, 5))
    system = {
        "size": draw(row(powers, size)),
        "trade_freeness": draw(square(unit, size)),
        "inside": draw(square(unit, size)),
        "outside": draw(square(unit, size)),
        "state": draw(st.integers(0, size - 1)),
        "elasticity": draw(numbers(1.25, 10)),
    }
    return {name: system[name] for name in wanted}


@st.composite
def contacts(draw: DrawFn) -> Inputs:
    """One to five states, each of which listens to the others in parts that add up."""
    size = draw(st.integers(1, 5))
    weights = draw(square(numbers(0.05, 1), size))
    return {
        "aims": draw(row(affinities, size)),
        "contact": [[own / sum(mine) for own in mine] for mine in weights],
    }


def parameter_sets() -> SearchStrategy[dict[str, float | None]]:
    """Return sets of the parameters of the world, costs of war among them in their order."""
    drawn = {name: values(parameter.domain) for name, parameter in PARAMETERS.items()}
    drawn |= {
        "decisiveness": numbers(0.05, 5),
        "cost_low": numbers(0, 0.25),
        "cost_high": numbers(0.3, 2),
        "trade_elasticity": numbers(1.25, 10),
        "trade_deterrence": numbers(0, 3),
        "nuclear_cost": numbers(0, 3),
        "misjudgement": numbers(0, 1),
        "legitimacy_cost": numbers(0, 1),
    }
    return st.fixed_dictionaries({}, optional=drawn)


def ids(world: World) -> list[str]:
    """Return the ids of the states of a world."""
    return [state.id for state in world.states]


def redrawn(world: World, field: str, chance: Random) -> Any:
    """Return another value of a field of a world, by chance."""
    size = range(len(world.states))

    def number(low: float, high: float) -> float:
        step = chance.choice([0.05, LEAST])
        return float(
            round(low + step * chance.randint(0, round((high - low) / step)), DECIMALS)
        )

    def matrix(low: float, high: float) -> list[list[float]]:
        return [[number(low, high) for _ in size] for _ in size]

    def some(states: list[str]) -> list[str]:
        return chance.sample(states, chance.randint(0, len(states)))

    if field in ("power", "benefits"):
        return [number(0.05, 20) for _ in size]
    if field == "revision_weight":
        return [number(0, 3) for _ in size]
    if field == "affinity":
        return symmetric(matrix(-1, 1))
    if field in ("pacts", "trade_freeness"):
        sparse = chance.random()
        return [[x * (chance.random() < sparse) for x in line] for line in matrix(0, 1)]
    if field == "hegemon":
        return chance.choice([None, *ids(world)])
    members = some(ids(world))
    if field == "council":
        votes = chance.randint(min(1, len(members)), len(members))
        return {"members": members, "vetoes": some(members), "votes": votes}
    return members


REDRAWN = [
    "power", "benefits", "revision_weight", "affinity", "pacts", "trade_freeness",
    "hegemon", "collective_security", "concert", "council", "union", "nuclear",
]  # fmt: skip


@st.composite
def worlds(draw: DrawFn) -> World:
    """A historical world of which some fields have been redrawn.

    What they are redrawn to follows from one number: hundreds of draws would be slow.
    """
    world = scenario(draw(st.sampled_from(scenario_names())))
    fields = draw(st.lists(st.sampled_from(REDRAWN), unique=True))
    chance = Random(draw(st.integers(0, 2**32)))
    return replace(world, **{field: redrawn(world, field, chance) for field in fields})


@st.composite
def crises(draw: DrawFn, *wanted: str) -> Inputs:
    """A world, some mechanisms, parameters and two of its states under other names."""
    world = draw(worlds())
    first, second = draw(st.permutations(ids(world)))[:2]
    crisis = {
        "world": world,
        "mechanisms": draw(st.lists(st.sampled_from(list(MECHANISMS)), unique=True)),
        "parameters": draw(st.just(OMITTED) | st.none() | parameter_sets()),
        **dict.fromkeys(("challenger", "helper", "giver", "state"), first),
        **dict.fromkeys(("target", "helped", "receiver", "other"), second),
        "group": draw(st.sampled_from(list(GROUPS))),
        "mutual": draw(st.booleans()),
        "amount": draw(numbers(0.05, 0.95)) * world.power[ids(world).index(first)],
    }
    return {name: crisis[name] for name in wanted}


RELATED: dict[str, SearchStrategy[Inputs]] = {
    "contest.attack_probability": cost_ranges(),
    "contest.bargained_war": cost_ranges(omissible=False),
    "anarchy.arms_equilibrium": races("reaction", "fatigue", "grievance"),
    "anarchy.arms_path": races(
        "reaction", "fatigue", "grievance", "start", "years", "steps_per_year"
    ),
    "anarchy.spiral_index": races("reaction", "fatigue"),
    "anarchy.no_preemption": distrusting_systems(),
    "balance.stable_alignments": landscapes(),
    "hegemony.hegemon_provision_ratio": hegemonies(),
    "hegemony.power_transition": transitions(),
    "alliance.war_reach": pact_systems(),
    "alliance.commitment_curve": commitments(),
    "alliance.provoked_hostility": provoked_systems("affinity", "pacts"),
    "alliance.hostility_spiral": provoked_systems("affinity"),
    "collective.pivot_probability": tasks(),
    "collective.participation_equilibrium": tasks(),
    "collective.largest_acting_group": st.fixed_dictionaries({"limit": st.integers(1, 80)}),
    "collective.majority_accuracy": st.fixed_dictionaries(
        {"judges": st.integers(0, 40).map(lambda n: 2 * n + 1)}
    ),
    "concert.critical_discount_factors": concerts(),
    "council.voting_power": councils(),
    "council.passage_probability": ballots(),
    "council.outside_option": outside_options(),
    "integration.trade_shares": trading_systems("size", "trade_freeness"),
    "integration.exit_income_loss": trading_systems(
        "size", "inside", "outside", "state", "elasticity"
    ),
    "integration.converge_aims": contacts(),
    "world.confront": crises("world", "mechanisms", "challenger", "target", "parameters"),
    "world.attack_margin": crises("world", "mechanisms", "challenger", "target", "parameters"),
    "world.assess": crises("world", "mechanisms", "parameters"),
    "world.authorization_probability": crises("world", "challenger", "target"),
    "variations.with_member": crises("world", "group", "state"),
    "variations.without_member": crises("world", "group", "state"),
    "variations.with_pact": crises("world", "helper", "helped", "mutual"),
    "variations.with_affinity": crises("world", "state", "other"),
    "variations.with_share": crises("world", "state"),
    "variations.with_transfer": crises("world", "giver", "receiver", "amount"),
}
