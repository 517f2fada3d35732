r"""One crisis: what the challenger expects, who comes, how large the war would be.

The steps between the answers of the mechanisms, `secbook.models.mechanisms`, and the
results of `secbook.models.world`, each under the number of its equation. Here states are
their places in the lists of the world: i the challenger, j the target, k a third state.
"""

from typing import NamedTuple

from secbook.models.alliance import war_reach
from secbook.models.contest import attack_probability, coalition_win_probability
from secbook.models.mechanisms import MECHANISMS, Response, Setting, third_states
from secbook.models.system import World

__all__ = [
    "Attack",
    "War",
    "attack_on",
    "likeliest_target",
    "responses_to",
    "shirking",
    "war_after",
]


class Attack(NamedTuple):
    """What an attack promises to the challenger, and how likely it is."""

    probability: float
    win_probability: float
    benefit_share: float
    extra_cost: float
    margin: float


class War(NamedTuple):
    """Who is at war after an attack, as a share of all power and state by state."""

    size: float
    reach: list[float]


def responses_to(setting: Setting, i: int, j: int) -> list[Response]:
    """Return what each mechanism does about an attack, in their order."""
    return [MECHANISMS[name](setting, i, j) for name in setting.mechanisms]


def attack_on(setting: Setting, i: int, j: int, responses: list[Response]) -> Attack:
    """Return the challenger's calculation, (9.1) and (0.3')."""
    world, parameters = setting.world, setting.parameters
    winning = _win_probability(setting, i, j, responses)
    equality = parameters["sovereign_equality"]
    of_benefits = world.benefits[i] / (world.benefits[i] + world.benefits[j])
    share = equality / 2 + (1 - equality) * of_benefits
    nuclear = world.states[j].id in world.nuclear
    cost = parameters["nuclear_cost"] if nuclear else 0
    quarrel = world.revision_weight[i] * max(0, -setting.affinity[i][j])
    for response in responses:
        cost += response.extra_cost
        quarrel *= response.quarrel
    probability = attack_probability(
        win_probability=winning,
        benefit_share=share,
        revision_weight=quarrel,
        extra_cost=cost,
        cost_low=parameters["cost_low"],
        cost_high=parameters["cost_high"],
        misjudgement=parameters["misjudgement"],
    )
    return Attack(
        probability=probability,
        win_probability=winning,
        benefit_share=share,
        extra_cost=cost,
        margin=quarrel * (winning - share) - cost,
    )


def _win_probability(setting: Setting, i: int, j: int, responses: list[Response]) -> float:
    """Return the challenger's expected chance, over shocks and joiners (9.6)."""
    power = setting.world.power
    third = third_states(setting.world, i, j)
    expected: float = 0
    for chance, away in _outcomes(len(power), responses):
        expected += chance * coalition_win_probability(
            attacker=power[i],
            victim=power[j],
            helpers=[(power[k], 1 - away[k]) for k in third],
            decisiveness=setting.parameters["decisiveness"],
        )
    return expected


def _outcomes(states: int, responses: list[Response]) -> list[tuple[float, list[float]]]:
    """Return which mechanisms may act together, and how likely each state then stays away."""
    outcomes: list[tuple[float, list[float]]] = [(1, [1 for _ in range(states)])]
    for response in responses:
        branches: list[tuple[float, list[float]]] = []
        for chance, away in outcomes:
            if response.chance > 0:
                branches.append((chance * response.chance, _joined(away, response, 1)))
            if response.chance < 1:
                branches.append((chance * (1 - response.chance), away))
        outcomes = branches
    return outcomes


def _joined(away: list[float], response: Response, chance: float) -> list[float]:
    """Return how likely each state stays away, after one more mechanism has called."""
    left = list(away)
    for place, k in enumerate(response.called_on):
        left[k] *= 1 - chance * response.joining[place]
    return left


def _joining(states: int, responses: list[Response]) -> list[float]:
    """Return each state's probability of joining, before any chain of pacts."""
    away: list[float] = [1 for _ in range(states)]
    for response in responses:
        away = _joined(away, response, response.chance)
    return [1 - staying for staying in away]


def war_after(setting: Setting, i: int, j: int, responses: list[Response]) -> War:
    """Return the size of the war if it comes to the attack, and each state's part in it."""
    power = setting.world.power
    states = len(power)
    # The chain of pacts starts with the very promises that alliances answer with.
    others = [
        responses[place] for place, name in enumerate(setting.mechanisms) if name != "alliance"
    ]
    reach = _joining(states, others)
    if "alliance" in setting.mechanisms:
        drawn = _drawn_in(setting.world, i, j)
        reach = [1 - (1 - reach[k]) * (1 - drawn[k]) for k in range(states)]
    reach = [1 if k in (i, j) else reach[k] for k in range(states)]
    size = sum(power[k] * reach[k] for k in range(states)) / sum(power)
    return War(size=size, reach=reach)


def _drawn_in(world: World, i: int, j: int) -> list[float]:
    """Return each state's probability of being drawn in by a chain of pacts (4.7)."""
    promises, states = world.pacts, len(world.states)
    pacts = [
        (u, v, max(promises[u][v], promises[v][u])) for u in range(states) for v in range(u)
    ]
    return war_reach(pacts=pacts, states=states, challenger=i, target=j)


def shirking(world: World, responses: list[Response]) -> float | None:
    """Return the part of the power called on that stays away (9.11); None if none is."""
    joining = _joining(len(world.states), responses)
    called_on = [
        k
        for k in range(len(world.states))
        if any(k in response.called_on for response in responses)
    ]
    if len(called_on) == 0:
        return None
    coming = sum(world.power[k] * joining[k] for k in called_on)
    return 1 - coming / sum(world.power[k] for k in called_on)


def likeliest_target(setting: Setting, i: int) -> tuple[int | None, float]:
    """Return whom a state is likeliest to attack, if anybody, and with what probability."""
    target: int | None = None
    highest: float = 0
    for j in range(len(setting.world.states)):
        # Without a quarrel there is no attack, and nothing to compute.
        if i != j and setting.affinity[i][j] < 0:
            attack = attack_on(setting, i, j, responses_to(setting, i, j))
            if attack.probability > highest + 1e-12:
                target, highest = j, attack.probability
    return target, highest
