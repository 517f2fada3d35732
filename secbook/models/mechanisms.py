r"""Eight mechanisms, asked the same question: what do you do about this attack?

*Who helps the victim, how surely, and what else does the attacker pay?* Each mechanism
answers for a challenger i and a target j with a `Response`: the states that it calls on,
with what probability each of them joins, with what probability the mechanism acts at all
(a judgement or a vote may stand before it), what cost it adds to the attack, and what it
leaves of the quarrel. That is equation (9.4), one function for each line.

Shocks and joiners are independent, within a mechanism and between mechanisms (9.6), so
that answers of several mechanisms can be put together in any order.

Assumptions, each of which could be dropped: third states never join the challenger at
first (its allies may follow a chain of pacts); who joins brings all its power; nobody
waits to see who else comes.

To add a mechanism write a function like these, and one for its shortfall of the shared
good, and enter both in the two tables at the end, `MECHANISMS` and `SHORTFALLS`.

Sources: the works named in the chapters; the common form is this book's.
"""

from collections.abc import Callable
from math import floor
from typing import NamedTuple

from secbook.domains import shown
from secbook.models.alliance import provoked_hostility
from secbook.models.burden import joint_product_ratio, voluntary_provision
from secbook.models.collective import majority_accuracy, participation_equilibrium
from secbook.models.council import passage_probability
from secbook.models.integration import trade_shares, war_income_loss
from secbook.models.parameters import settled_parameters
from secbook.models.system import World, state_index

__all__ = [
    "MECHANISMS",
    "SHORTFALLS",
    "Response",
    "Setting",
    "authorization",
    "prepared",
    "third_states",
]


class Setting(NamedTuple):
    """What all crises of a world share: computed once, before the first of them.

    `mechanisms` are in the order of the table `MECHANISMS`. `affinity` is that of the
    world, changed by provocation (4.8) if there is any; `trade_shares` (8.1) is empty
    without integration.
    """

    world: World
    mechanisms: list[str]
    parameters: dict[str, float]
    affinity: list[list[float]]
    trade_shares: list[list[float]]


class Response(NamedTuple):
    """What a mechanism does about an attack.

    `joining` has an entry for each state of `called_on`: the probability that it joins the
    victim, if the mechanism acts, which happens with probability `chance`. `extra_cost` is
    what the mechanism adds to the challenger's cost, in units of the stake, and `quarrel`
    the part of the quarrel that it leaves.
    """

    called_on: list[int]
    joining: list[float]
    chance: float = 1
    extra_cost: float = 0
    quarrel: float = 1


NOBODY = Response(called_on=[], joining=[])


def prepared(
    world: World, mechanisms: list[str], parameters: dict[str, float | None] | None
) -> Setting:
    """Return what the crises of a world share, or refuse a name that does not exist."""
    for place, name in enumerate(mechanisms):
        if name not in MECHANISMS:
            raise ValueError(
                f"mechanisms has no {shown(name)}; the names are "
                f"{', '.join([known for known, _ in MECHANISMS.items()])}"
            )
        if name in mechanisms[:place]:
            raise ValueError(f"mechanisms must name each once, got {shown(name)} twice")
    settled = settled_parameters(world.parameters, {} if parameters is None else parameters)
    affinity = world.affinity
    shares: list[list[float]] = []
    if "alliance" in mechanisms and settled["provocation"] > 0:
        affinity = provoked_hostility(
            affinity=affinity, pacts=world.pacts, provocation=settled["provocation"]
        )
    if "integration" in mechanisms:
        shares = trade_shares(trade_freeness=world.trade_freeness, size=world.power)
    return Setting(
        world=world,
        mechanisms=[name for name, _ in MECHANISMS.items() if name in mechanisms],
        parameters=settled,
        affinity=affinity,
        trade_shares=shares,
    )


def third_states(world: World, challenger: int, target: int) -> list[int]:
    """Return the states that are neither the challenger nor the target."""
    return [k for k in range(len(world.states)) if k not in (challenger, target)]


def _members_besides(
    world: World, members: list[str], challenger: int, target: int
) -> list[int]:
    """Return the members of a list other than the two states."""
    return [k for k in third_states(world, challenger, target) if world.states[k].id in members]


def _preference(world: World, state: int, challenger: int, target: int) -> float:
    """Return how much closer a state is to the target than to the challenger."""
    return world.affinity[state][target] - world.affinity[state][challenger]


def _cut(value: float) -> float:
    """Return the number in [0, 1] that is nearest."""
    return min(max(value, 0), 1)


def _participation(
    world: World, challenger: int, target: int, helpers: list[int], cost_ratio: float
) -> float:
    """Return the probability with which each of the helpers takes part (9.3)."""
    if len(helpers) == 0:
        return 0
    mean = sum(world.power[k] for k in helpers) / len(helpers)
    surplus = (world.power[challenger] - world.power[target]) / mean
    # A surplus of exactly two helpers is two of them, whatever the rounding of floats.
    needed = max(1, floor(surplus + 1e-12) + 1)
    if needed > len(helpers):
        return 0
    return participation_equilibrium(
        enforcers=len(helpers), needed=needed, cost_ratio=cost_ratio
    ).stable


def _anarchy(setting: Setting, challenger: int, target: int) -> Response:
    """Nobody is asked, nobody comes."""
    return NOBODY


def _balance_of_power(setting: Setting, challenger: int, target: int) -> Response:
    """Third states that are no closer to the challenger balance, each for itself."""
    world, parameters = setting.world, setting.parameters
    balancers = [
        k
        for k in third_states(world, challenger, target)
        if _preference(world, k, challenger, target) >= 0
    ]
    if "balancing" in parameters:
        chance = parameters["balancing"]
    else:
        chance = _participation(
            world, challenger, target, balancers, parameters["balancing_cost_ratio"]
        )
    return Response(called_on=balancers, joining=[chance for _ in balancers])


def _hegemony(setting: Setting, challenger: int, target: int) -> Response:
    """The hegemon protects everybody, except from itself."""
    world = setting.world
    if world.hegemon is None:
        return NOBODY
    hegemon = state_index(world, world.hegemon, "hegemon")
    if hegemon in (challenger, target):
        return NOBODY
    return Response(called_on=[hegemon], joining=[setting.parameters["hegemon_reliability"]])


def _alliance(setting: Setting, challenger: int, target: int) -> Response:
    """Allies help whom they promised more; allies of each other quarrel less."""
    world, parameters = setting.world, setting.parameters
    promises = world.pacts
    allies = [
        k
        for k in third_states(world, challenger, target)
        if promises[k][target] > promises[k][challenger]
    ]
    umbrella: float = 0
    for k in allies:
        if world.states[k].id in world.nuclear:
            umbrella = max(umbrella, promises[k][target])
    cost = parameters["nuclear_cost"] * parameters["extended_nuclear_credibility"]
    bond = max(promises[challenger][target], promises[target][challenger])
    return Response(
        called_on=allies,
        joining=[promises[k][target] for k in allies],
        extra_cost=cost * umbrella,
        quarrel=1 - bond,
    )


def _collective_security(setting: Setting, challenger: int, target: int) -> Response:
    """If the target is a member, the other members judge, and then enforce the pledge."""
    world, parameters = setting.world, setting.parameters
    if world.states[target].id not in world.collective_security:
        return NOBODY
    enforcers = _members_besides(world, world.collective_security, challenger, target)
    if len(enforcers) == 0:
        return NOBODY
    # A tie decides nothing, so that of an even number one abstains.
    judges = len(enforcers) if len(enforcers) % 2 == 1 else len(enforcers) - 1
    judgement = majority_accuracy(judges=judges, accuracy=parameters["judgement_accuracy"])
    joining = _participation(
        world, challenger, target, enforcers, parameters["enforcement_cost_ratio"]
    )
    # Only a member has pledged not to use force.
    bound = world.states[challenger].id in world.collective_security
    return Response(
        called_on=enforcers,
        joining=[joining for _ in enforcers],
        chance=judgement,
        extra_cost=parameters["legitimacy_cost"] * judgement if bound else 0,
    )


def _concert(setting: Setting, challenger: int, target: int) -> Response:
    """The great powers act together, unless one of them attacks or leans to the attacker."""
    world = setting.world
    members = _members_besides(world, world.concert, challenger, target)
    united = world.states[challenger].id not in world.concert and all(
        _preference(world, k, challenger, target) >= 0 for k in members
    )
    return Response(called_on=members, joining=[1 for _ in members], chance=1 if united else 0)


def authorization(world: World, challenger: int, target: int) -> float:
    """Return the probability that the council authorizes help against an attack (9.5)."""
    members = [
        state_index(world, member, "council.members") for member in world.council.members
    ]
    if len(members) == 0:
        return 0
    support: list[float] = []
    abstention: list[float] = []
    for k in members:
        leaning = _preference(world, k, challenger, target)
        yes, no = _cut((1 + leaning) / 2), _cut(-leaning)
        if k == challenger:
            yes, no = 0, 1
        if k == target:
            yes, no = 1, 0
        support.append(yes)
        abstention.append(1 - yes - no)
    vetoes = [world.council.members.index(state) for state in world.council.vetoes]
    passing = passage_probability(
        support=support, vetoes=vetoes, votes=world.council.votes, abstention=abstention
    )
    # Rounding alone can carry the sum above 1.
    return min(passing, 1)


def _united_nations(setting: Setting, challenger: int, target: int) -> Response:
    """If the Council authorizes it, the willing march: a vote is not an army."""
    world = setting.world
    passing = authorization(world, challenger, target)
    others = third_states(world, challenger, target)
    return Response(
        called_on=others,
        joining=[_cut(_preference(world, k, challenger, target)) for k in others],
        chance=passing,
        extra_cost=setting.parameters["legitimacy_cost"] * passing,
    )


def _integration(setting: Setting, challenger: int, target: int) -> Response:
    """Nobody is mobilized: war costs trade, and a union's aims have drawn together."""
    world, parameters = setting.world, setting.parameters
    loss = war_income_loss(
        trade_share=setting.trade_shares[challenger][target],
        trade_destroyed=parameters["trade_destroyed"],
        elasticity=parameters["trade_elasticity"],
    )
    united = (
        world.states[challenger].id in world.union and world.states[target].id in world.union
    )
    return Response(
        called_on=[],
        joining=[],
        extra_cost=parameters["trade_deterrence"] * loss,
        quarrel=1 - parameters["aim_convergence"] if united else 1,
    )


def _shortfall(setting: Setting, group: list[int]) -> float | None:
    """Return what a group leaves unprovided of its shared good (3.3); None for nobody."""
    if len(group) == 0:
        return None
    provision = voluntary_provision(
        income=[setting.world.power[k] for k in group],
        security_taste=setting.parameters["security_taste"],
    )
    return 1 - provision.ratio


def _members(world: World, members: list[str]) -> list[int]:
    return [k for k in range(len(world.states)) if world.states[k].id in members]


def _shortfall_of_nobody(setting: Setting) -> float | None:
    """Security is a private matter: nobody is asked to share in it."""
    return 0


def _shortfall_of_all(setting: Setting) -> float | None:
    return _shortfall(setting, list(range(len(setting.world.states))))


def _shortfall_under_the_hegemon(setting: Setting) -> float | None:
    """Over the hegemon and the states that it protects; None without a hegemon."""
    world = setting.world
    if world.hegemon is None:
        return None
    hegemon = state_index(world, world.hegemon, "hegemon")
    protected = [
        k for k in range(len(world.states)) if k == hegemon or world.affinity[hegemon][k] >= 0
    ]
    return _shortfall(setting, protected)


def _shortfall_of_the_allies(setting: Setting) -> float | None:
    """Over the heaviest group that pacts link together, of equal ones the first."""
    firsts = _first_linked(setting.world)
    heaviest: list[int] = []
    most: float = 0
    for first in range(len(firsts)):
        group = [k for k in range(len(firsts)) if firsts[k] == first]
        weight = sum(setting.world.power[k] for k in group)
        if len(group) > 1 and weight > most:
            heaviest, most = group, weight
    return _shortfall(setting, heaviest)


def _first_linked(world: World) -> list[int]:
    """Return for each state the first of those that chains of pacts link to it."""
    states = len(world.states)
    firsts = list(range(states))
    for _ in range(states):
        firsts = [
            min(
                firsts[u]
                for u in range(states)
                if u == k or max(world.pacts[u][k], world.pacts[k][u]) > 0
            )
            for k in range(states)
        ]
    return firsts


def _shortfall_of_the_pledged(setting: Setting) -> float | None:
    return _shortfall(setting, _members(setting.world, setting.world.collective_security))


def _shortfall_of_the_concert(setting: Setting) -> float | None:
    return _shortfall(setting, _members(setting.world, setting.world.concert))


def _shortfall_of_the_council(setting: Setting) -> float | None:
    return _shortfall(setting, _members(setting.world, setting.world.council.members))


def _shortfall_of_the_union(setting: Setting) -> float | None:
    """Over equal members, whose security is in part a private matter (4.4)."""
    if len(setting.world.union) == 0:
        return None
    ratio = joint_product_ratio(
        allies=len(setting.world.union),
        security_taste=setting.parameters["security_taste"],
        private_share=setting.parameters["private_share"],
    )
    return 1 - ratio


MECHANISMS: dict[str, Callable[[Setting, int, int], Response]] = {
    "anarchy": _anarchy,
    "balance_of_power": _balance_of_power,
    "hegemony": _hegemony,
    "alliance": _alliance,
    "collective_security": _collective_security,
    "concert": _concert,
    "united_nations": _united_nations,
    "integration": _integration,
}

SHORTFALLS: dict[str, Callable[[Setting], float | None]] = {
    "anarchy": _shortfall_of_nobody,
    "balance_of_power": _shortfall_of_all,
    "hegemony": _shortfall_under_the_hegemon,
    "alliance": _shortfall_of_the_allies,
    "collective_security": _shortfall_of_the_pledged,
    "concert": _shortfall_of_the_concert,
    "united_nations": _shortfall_of_the_council,
    "integration": _shortfall_of_the_union,
}
