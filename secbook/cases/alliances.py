"""Defensive alliances: a pact on paper, the July crisis of 1914, and who paid for NATO.

The theory is that of `secbook.models.alliance`, `secbook.models.burden` and
`secbook.models.world`. Power of 1913 and incomes of 1964 are data; affinities,
reliabilities and costs are illustrative.
"""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import NamedTuple

from secbook.data import scenario, table
from secbook.models.alliance import (
    alliance_worth,
    deterring_reliability,
    hostility_spiral,
    provoked_hostility,
)
from secbook.models.burden import joint_product_provision, voluntary_provision
from secbook.models.contest import attack_probability, coalition_win_probability
from secbook.models.mechanisms import SHORTFALLS, prepared
from secbook.models.system import State, World
from secbook.models.world import attack_margin, confront

MISJUDGEMENT = 0.08
"""The scale of a challenger's error in all labs of the chapter, illustrative."""

TASTE = 0.4
"""The taste for security where it is no control, illustrative."""

# --- a pact on paper ---

PLAYERS = [
    State(id="C", name="Challenger"),
    State(id="V", name="Victim"),
    State(id="A", name="First ally"),
    State(id="B", name="Second ally"),
    State(id="D", name="Third ally"),
]
PLAYERS_POWER = [36.0, 14.0, 24.0, 16.0, 10.0]
"""Illustrative: the challenger is stronger than its victim and weaker than all others."""


class Pact(NamedTuple):
    """What a pact does to one challenger, and what it costs its members."""

    attack_probability: float
    war_size: float
    shortfall: float
    margin: float
    threshold: float
    worth: float
    lasts: str
    alone: float


def pact(
    *,
    power: list[float],
    members: list[str],
    reliability: float,
    benefit_share: float,
    revision_weight: float,
    price: float,
) -> Pact:
    """Return whether a pact deters, how large a war would be, and whether it is worth it."""
    attacker, victim = power[0], power[1]
    allies = [power[i] for i, player in enumerate(PLAYERS) if i > 1 and player.id in members]

    def chance(reliability: float) -> float:
        helpers = [(ally, reliability) for ally in allies]
        return coalition_win_probability(attacker=attacker, victim=victim, helpers=helpers)

    def risk(chance: float) -> float:
        return attack_probability(
            win_probability=chance,
            benefit_share=benefit_share,
            revision_weight=revision_weight,
            misjudgement=MISJUDGEMENT,
        )

    opposed, alone = chance(reliability), chance(0)
    worth = alliance_worth(
        risk_alone=risk(alone), risk_allied=risk(opposed), stake=1, cost=price
    )
    return Pact(
        attack_probability=risk(opposed),
        war_size=attacker + victim + reliability * sum(allies),
        shortfall=1 - voluntary_provision(income=[victim] + allies, security_taste=TASTE).ratio,
        margin=revision_weight * (opposed - benefit_share),
        threshold=_threshold(chance, benefit_share),
        worth=worth.worth,
        lasts="worth its price" if worth.lasts else "not worth its price",
        alone=risk(alone),
    )


def _threshold(chance: Callable[[float], float], benefit_share: float) -> float:
    """Return the least reliability of all allies at which an attack pays for nobody.

    For one ally this is (4.3); for several it is found by halving.
    """
    if chance(0) <= benefit_share:
        return 0
    if chance(1) > benefit_share:
        return inf
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if chance(middle) > benefit_share:
            low = middle
        else:
            high = middle
    return high


# --- July 1914 ---

JULY = scenario("1914")

TREATIES = [
    State(id="TRIPLE", name="Triple Alliance (Germany, Austria-Hungary, Italy)"),
    State(id="DUAL", name="Franco-Russian Alliance"),
    State(id="ENTENTE", name="Entente Cordiale (France, United Kingdom)"),
    State(id="CONVENTION", name="Anglo-Russian Convention"),
]
"""What a reader may switch off; the ententes had no formal duty of defense."""

BOUND = [
    ("TRIPLE", "GMY", "AUH"),
    ("TRIPLE", "GMY", "ITA"),
    ("TRIPLE", "AUH", "ITA"),
    ("DUAL", "RUS", "FRN"),
    ("ENTENTE", "FRN", "UKG"),
    ("CONVENTION", "RUS", "UKG"),
]

REACTION = 0.5
"""How strongly a state reacts to an enemy's arms in (4.9), per year, illustrative."""


class July(NamedTuple):
    """What Russia's promise does to the crisis, and what all promises do to the continent."""

    attack_probability: float
    war_size: float
    expected_war_size: float
    expected_without: float
    shortfall: float | None
    margin: float
    threshold: float
    spiral: float
    race: str
    drawn_in: list[float]
    links: list[tuple[str, str, float]]
    power: list[float]


def july_1914(
    *,
    power: list[float],
    treaties: list[str],
    reliability: float,
    other_reliability: float,
    provocation: float,
) -> July:
    """Return what becomes of Austria's attack on Serbia when Russia has made a promise."""
    links = [(one, other, other_reliability) for name, one, other in BOUND if name in treaties]
    promise = [("RUS", "SRB", reliability)]
    parameters: dict[str, float | None] = {
        "misjudgement": MISJUDGEMENT,
        "provocation": provocation,
    }
    world = _with_pacts(power, links + promise)
    crisis = confront(
        world=world,
        mechanisms=["alliance"],
        challenger="AUH",
        target="SRB",
        parameters=parameters,
    )
    unpromised = confront(
        world=_with_pacts(power, links),
        mechanisms=["alliance"],
        challenger="AUH",
        target="SRB",
        parameters=parameters,
    )
    spiral = hostility_spiral(
        affinity=provoked_hostility(
            affinity=world.affinity, pacts=world.pacts, provocation=provocation
        ),
        reaction=REACTION,
    )
    share = {state.id: power[i] for i, state in enumerate(world.states)}
    return July(
        attack_probability=crisis.attack_probability,
        war_size=crisis.war_size,
        expected_war_size=crisis.expected_war_size,
        expected_without=unpromised.expected_war_size,
        shortfall=SHORTFALLS["alliance"](prepared(world, ["alliance"], parameters)),
        margin=attack_margin(
            world=world,
            mechanisms=["alliance"],
            challenger="AUH",
            target="SRB",
            parameters=parameters,
        ),
        threshold=deterring_reliability(
            attacker=share["AUH"],
            victim=share["SRB"],
            ally=share["RUS"],
            benefit_share=crisis.benefit_share,
        ),
        spiral=spiral,
        race="settles" if spiral < 1 else "runs away",
        drawn_in=[crisis.joining.get(state.id, 1.0) for state in world.states],
        links=[link for link in links + promise if link[2] > 0],
        power=power,
    )


def _with_pacts(power: list[float], links: list[tuple[str, str, float]]) -> World:
    """Return the world of July with this power, and with these pacts alone."""
    reliability = {f"{one}-{other}": value for one, other, value in links}
    ids = [state.id for state in JULY.states]
    pacts = [
        [
            max(reliability.get(f"{one}-{other}", 0.0), reliability.get(f"{other}-{one}", 0.0))
            for other in ids
        ]
        for one in ids
    ]
    return replace(JULY, power=power, pacts=pacts)


# --- who pays ---

_RECORD = table("olson_zeckhauser")
NATO = [str(name) for name in _RECORD["stateabb"]]
INCOMES = [float(income) for income in _RECORD["gnp_bn_usd"]]
"""Gross national products of 1964, billion dollars."""

PAID = [
    income * float(percent) / 100
    for income, percent in zip(INCOMES, _RECORD["defense_pct_gnp"], strict=True)
]
"""Defense budgets of 1964, billion dollars."""

_NAME = dict(zip(table("states")["stateabb"], table("states")["name"], strict=True))
ALLIES = [State(id=name, name=str(_NAME[name])) for name in NATO]


class Burden(NamedTuple):
    """Who pays in the model, beside who paid in 1964."""

    shortfall: float
    ratio: float
    payers: int
    names: list[str]
    income_shares: list[float]
    paid_shares: list[float]
    record_shares: list[float]
    richest: str
    richest_paid: float
    richest_recorded: float


def burden_sharing(
    *, members: list[str], taste: float, private_share: float, american_income: float
) -> Burden:
    """Return who pays for the defense of an alliance whose members decide alone."""
    if not members:
        raise ValueError("members must name at least one ally, got none")
    places = [i for i, ally in enumerate(ALLIES) if ally.id in members]
    incomes = [INCOMES[i] * (american_income if ALLIES[i].id == "USA" else 1) for i in places]
    record = [PAID[i] for i in places]
    found = joint_product_provision(
        income=incomes, security_taste=taste, private_share=private_share
    )
    paid = [one / sum(found.contributions) for one in found.contributions]
    richest = max(range(len(incomes)), key=lambda i: incomes[i])
    recorded = [one / sum(record) for one in record]
    return Burden(
        shortfall=1 - found.ratio,
        ratio=found.ratio,
        payers=len([one for one in paid if one > 0]),
        names=[ALLIES[i].name for i in places],
        income_shares=[one / sum(incomes) for one in incomes],
        paid_shares=paid,
        record_shares=recorded,
        richest=ALLIES[places[richest]].name,
        richest_paid=paid[richest],
        richest_recorded=recorded[richest],
    )
