r"""One world, every model: the same crisis under each way to keep the peace.

*Which arrangement keeps the peace here, at what price, and what if it fails?* A `World`
holds power, aims and memberships. A mechanism (balance of power, hegemony, alliance,
collective security, concert, United Nations, integration, or none: anarchy) says who comes
to a victim's help, how surely, and what else an attack costs. For a challenger i and a
target j the three outcomes are then the same in all models:

- *deterrence*: the probability of an attack, (0.3') at the expected chance of winning;
- *escalation*: the share of all power that is at war if it comes to the attack;
- *free riding*: what the group that is asked to pay leaves unprovided in peace, and the
  power that was called on in the crisis and stayed away.

Deterrence adds up: no further mechanism ever makes an attack more likely (Theorem 9.1),
as long as pacts do not provoke. But war grows: no further mechanism ever makes a war
smaller (Theorem 9.2), and the product of both can rise with every mechanism except
integration (Theorem 9.3). "Several models together work better than each alone" is
therefore a theorem about the probability of attack, not about the damage.

Assumptions, each of which could be dropped: wars begin between two states; third states
help the victim or nobody, and no one bargains; affinities are inputs and have no history;
one kernel stands for nine theories, so that their ranks depend on the cost ratios.

The world itself is described in `secbook.models.system`, its variations in
`secbook.models.variations`, its parameters in `secbook.models.parameters` and each
mechanism in `secbook.models.mechanisms`; their public names can be imported from here.

Sources: the works named in the chapters of the single models; the synthesis is this book's.
"""

from typing import NamedTuple

from secbook.domains import Number, checked
from secbook.models.crisis import (
    attack_on,
    likeliest_target,
    responses_to,
    shirking,
    war_after,
)
from secbook.models.intake import to_dict
from secbook.models.mechanisms import (
    MECHANISMS,
    SHORTFALLS,
    authorization,
    prepared,
    third_states,
)
from secbook.models.parameters import PARAMETERS, Parameter
from secbook.models.system import Council, State, World, state_pair
from secbook.models.variations import (
    GROUPS,
    with_affinity,
    with_member,
    with_pact,
    with_share,
    with_transfer,
    without_member,
)

__all__ = [
    "GROUPS",
    "MECHANISMS",
    "PARAMETERS",
    "Assessment",
    "Confrontation",
    "Council",
    "Parameter",
    "State",
    "World",
    "assess",
    "attack_margin",
    "authorization_probability",
    "confront",
    "to_dict",
    "with_affinity",
    "with_member",
    "with_pact",
    "with_share",
    "with_transfer",
    "without_member",
]


class Confrontation(NamedTuple):
    """What becomes of a crisis between a challenger and a target."""

    attack_probability: float
    win_probability: float
    benefit_share: float
    extra_cost: float
    war_size: float
    expected_war_size: float
    shirking: float | None
    joining: dict[str, float]


class Assessment(NamedTuple):
    """What becomes of a world: who attacks whom, the damage, and who leaves others to pay."""

    any_attack: float
    attack: list[float]
    target: list[str | None]
    damage: float
    free_riding: dict[str, float | None]


@checked
def confront(
    *,
    world: World,
    mechanisms: list[str],
    challenger: str,
    target: str,
    parameters: dict[str, Number | None] | None = None,
) -> Confrontation:
    r"""
    Return what becomes of a crisis under one mechanism or several together.

    Each mechanism gives every third state :math:`k` a probability :math:`x_k` of joining
    the victim, perhaps after a judgement or a vote (9.4). Shocks :math:`\omega` and
    joiners are independent, so that under several mechanisms

    .. math::

       \begin{gathered}
       \bar p = \sum_\omega \Pr(\omega) \sum_S
                \prod_{k \in S} x_k(\omega) \prod_{k \notin S} (1 - x_k(\omega)) \;
                p\Big(w_i,\; w_j + \sum_{k \in S} w_k\Big), \\
       x_k(\omega) = 1 - \prod_{\text{mechanisms}} \big(1 - x_k\big) .
       \end{gathered}  \tag{9.6}

    The challenger, with the share of the stake and the quarrel

    .. math::

       q = \frac{\kappa}{2} + (1 - \kappa) \frac{b_i}{b_i + b_j}, \qquad
       v = v_i \max(0, -H_{ij}) , \tag{9.1}

    attacks with probability (0.3') at :math:`v(\bar p - q) - \tau`. The extra cost
    :math:`\tau` is that of attacking a nuclear state or one under its umbrella, of the
    trade lost, and of force that is condemned; a pact between the two and a union that
    holds both reduce :math:`v`. If it attacks, the war has the size

    .. math:: \frac{w_i + w_j + \sum_k w_k \big[ 1 - (1 - J_k)(1 - R_k) \big]}{\sum w} ,

    with :math:`J_k` the probability of joining and, under alliances, :math:`R_k` that of
    being drawn in by a chain of pacts, (4.7); and of the states that are called on

    .. math:: 1 - \frac{\sum_k w_k J_k}{\sum_k w_k} \tag{9.11}

    of the power shirks.

    Parameters
    ----------
    world
        The `World` in which the crisis happens.
    mechanisms
        Names among `MECHANISMS`, each at most once, in any order; none is anarchy.
    challenger, target
        The ids of two different states.
    parameters
        Values by name that replace those of the world, costs in units of the stake and
        the rest dimensionless; names, defaults and ranges are in `PARAMETERS`.

    Returns
    -------
    Confrontation
        `attack_probability`, `win_probability` :math:`\bar p`, `benefit_share` :math:`q`:
        dimensionless. `extra_cost` :math:`\tau`, in units of the stake. `war_size` if it
        comes to the attack, and `expected_war_size`, its product with the probability of
        the attack: shares of the power of all states. `shirking`, a share of the power
        called on, or ``None`` if nobody is called on. `joining`: for the id of each third
        state the probability that it is at war if it comes to the attack.

    Raises
    ------
    ValueError
        If a name of a state, mechanism or parameter does not exist, a mechanism is named
        twice, challenger and target are the same, or a parameter is outside its range.

    Notes
    -----
    Affinities, reliabilities and cost ratios of the historical worlds are illustrative:
    ranks of mechanisms depend on them. The challenger looks at the helpers of (9.4) only,
    not at the chain of pacts that would enlarge the war.

    References
    ----------
    Tullock (1980): `tullock1980efficient`. Fearon (1995): `fearon1995rationalist`.
    Christensen and Snyder (1990): `christensen1990chain`. The synthesis is derived here.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> crisis = confront(
    ...     world=scenario("1914"), mechanisms=["alliance"], challenger="AUH", target="SRB"
    ... )
    >>> crisis.attack_probability, round(crisis.war_size, 3)
    (0, 0.693)
    """
    setting = prepared(world, mechanisms, parameters)
    i, j = state_pair(world, challenger, target, "challenger", "target")
    responses = responses_to(setting, i, j)
    attack = attack_on(setting, i, j, responses)
    war = war_after(setting, i, j, responses)
    return Confrontation(
        attack_probability=attack.probability,
        win_probability=attack.win_probability,
        benefit_share=attack.benefit_share,
        extra_cost=attack.extra_cost,
        war_size=war.size,
        expected_war_size=attack.probability * war.size,
        shirking=shirking(world, responses),
        joining={world.states[k].id: war.reach[k] for k in third_states(world, i, j)},
    )


@checked
def attack_margin(
    *,
    world: World,
    mechanisms: list[str],
    challenger: str,
    target: str,
    parameters: dict[str, Number | None] | None = None,
) -> float:
    r"""
    Return how much an attack would pay before the private cost of war is counted.

    .. math:: v (\bar p - q) - \tau \tag{9.1}

    Below the lowest cost of war nobody attacks who does not misjudge: the margin tells by
    how much a probability of 0 is safe.

    Parameters
    ----------
    world, mechanisms, challenger, target, parameters
        The crisis, as in `confront`.

    Returns
    -------
    float
        In units of the stake, to be compared with `cost_low` and `cost_high`.

    Raises
    ------
    ValueError
        As in `confront`.

    Notes
    -----
    A margin far below zero says that deterrence is robust in this model, not that the case
    is: the mechanisms and their reliabilities are taken as they are assumed.

    References
    ----------
    Fearon (1995): `fearon1995rationalist`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> margin = attack_margin(
    ...     world=scenario("1914"), mechanisms=["alliance"], challenger="AUH", target="SRB"
    ... )
    >>> round(margin, 3)
    -0.227
    """
    setting = prepared(world, mechanisms, parameters)
    i, j = state_pair(world, challenger, target, "challenger", "target")
    return attack_on(setting, i, j, responses_to(setting, i, j)).margin


@checked
def assess(
    *,
    world: World,
    mechanisms: list[str],
    parameters: dict[str, Number | None] | None = None,
) -> Assessment:
    r"""
    Return what becomes of a world under one mechanism or several together.

    A state attacks the target at which an attack is likeliest, if any (9.7). With
    :math:`S_i` the `war_size` of that attack,

    .. math::

       A_i = \max_j P_{ij}, \qquad
       \text{any} = 1 - \prod_i (1 - A_i) , \tag{9.8}

    .. math:: \text{damage} = \sum_i A_i S_i . \tag{9.9}

    Free riding is the shortfall of the shared good in the group that a mechanism asks to
    pay, (3.3), and for integration (4.4).

    Parameters
    ----------
    world
        The `World`.
    mechanisms
        Names among `MECHANISMS`, each at most once, in any order; none is anarchy.
    parameters
        Values by name that replace those of the world, as in `confront`.

    Returns
    -------
    Assessment
        `any_attack`, the probability of at least one attack. `attack`, for each state, in
        the order of the states, the probability that it attacks, and `target`, the id of
        the state that it would attack, or ``None``. `damage`, the expected sum of the sizes
        of the wars, in shares of the power of all states; it may exceed 1. `free_riding`, for
        each mechanism the shortfall in its group, dimensionless, or ``None`` where there is
        no such group: no hegemon, no pact, an empty list.

    Raises
    ------
    ValueError
        If a name of a mechanism or parameter does not exist, a mechanism is named twice, or
        a parameter is outside its range.

    Notes
    -----
    Each state has one private cost of war for all its targets, and states decide
    independently. With misjudgement the probability that a state attacks is a lower bound,
    because it may err about each target anew. Of targets that are equally likely within
    1e-12 it is the first. Wars that touch the same states are counted one by one.

    References
    ----------
    Bergstrom, Blume and Varian (1986): `bergstrom1986private`. The rest is derived here.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> july = assess(world=scenario("1914"), mechanisms=["alliance"])
    >>> july.target[:2], round(july.any_attack, 3), round(july.damage, 3)
    ([None, 'ITA'], 0.363, 0.09)
    """
    setting = prepared(world, mechanisms, parameters)
    attack: list[float] = []
    target: list[str | None] = []
    peace: float = 1
    damage: float = 0
    for i in range(len(world.states)):
        j, probability = likeliest_target(setting, i)
        attack.append(probability)
        target.append(None if j is None else world.states[j].id)
        peace *= 1 - probability
        if j is not None:
            damage += probability * war_after(setting, i, j, responses_to(setting, i, j)).size
    return Assessment(
        any_attack=1 - peace,
        attack=attack,
        target=target,
        damage=damage,
        free_riding={name: SHORTFALLS[name](setting) for name in setting.mechanisms},
    )


@checked
def authorization_probability(*, world: World, challenger: str, target: str) -> float:
    r"""
    Return the probability that the council authorizes help against an attack.

    A member that is closer to the target by :math:`d = H_{kj} - H_{ki}` votes

    .. math::

       \text{yes: } \Big[ \tfrac12 + \tfrac d2 \Big]_0^1, \qquad
       \text{no: } [-d]_0^1, \qquad \text{and abstains with the rest;} \tag{9.2}

    the challenger votes no and the target yes. The resolution passes by the rule of the
    council, (7.2), as in `passage_probability`.

    Parameters
    ----------
    world
        The `World`, whose `council` votes.
    challenger, target
        The ids of two different states, members of the council or not.

    Returns
    -------
    float
        A probability, dimensionless; 0 if there is no council, or if the challenger holds
        a veto.

    Raises
    ------
    ValueError
        If a state does not exist, or challenger and target are the same.

    Notes
    -----
    Votes are sincere and independent. A member that prefers neither side says yes as often
    as it abstains, and a veto is cast only out of preference for the challenger.

    References
    ----------
    Charter of the United Nations, article 27(3): `un1945charter`. The link from affinity to
    votes is this book's assumption.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> authorization_probability(world=scenario("2014"), challenger="RUS", target="UKR")
    0.0
    """
    i, j = state_pair(world, challenger, target, "challenger", "target")
    return authorization(world, i, j)
