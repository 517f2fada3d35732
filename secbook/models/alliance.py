r"""Defensive alliances: what a promise deters, how far it carries a war, what it costs.

*Does a pact keep the peace?* It deters if the ally is believed. But the same promise
spreads a war that comes all the same, and makes enemies of the enemies of one's friends.

An ally joins the victim with a probability, its reliability :math:`\rho`. Beyond
:math:`\rho^*` (4.3) an attack pays for nobody. A guarantor across an ocean is believed if
what it would lose exceeds what it would pay (4.5). Should a war come, every honored pact
is a link of a chain, and the reach of the war is the part of the graph that hangs together
(4.6, 4.7). More reliability therefore means fewer but larger wars (4.10). Pacts also
provoke: a friend's enemy becomes an enemy (4.8), which feeds an arms race (4.9). And an
alliance lasts as long as the threat is worth its price (4.11).

Assumptions, each of which a chapter drops: reliabilities are given, independent and known;
a pact binds whoever started the war; the powers of allies add up without friction.

Sources: on the fear of being abandoned or entrapped Snyder (1984), on chain gangs
Christensen and Snyder (1990), on threats as the cause of alliances Walt (1987), on how
often promises are kept Leeds, Long and Mitchell (2000). The equations are derived here.
"""

from math import inf
from typing import Annotated, NamedTuple

from annotated_types import Interval, doc

from secbook.domains import (
    Affinity,
    Index,
    MinLength,
    NonNegative,
    Number,
    Positive,
    Probability,
    Share,
    checked,
    require_square,
    shown,
)
from secbook.models.anarchy import spiral_index
from secbook.models.contest import win_probability

__all__ = [
    "AllianceWorth",
    "Commitment",
    "Guarantee",
    "alliance_worth",
    "commitment_curve",
    "credible_guarantee",
    "deterring_reliability",
    "hostility_spiral",
    "provoked_hostility",
    "war_reach",
]

WarStates = Annotated[int, Interval(ge=2, le=12), doc("a whole number from 2 to 12")]
Affinities = Annotated[list[list[Affinity]], MinLength(2)]


@checked
def deterring_reliability(
    *, attacker: NonNegative, victim: NonNegative, ally: NonNegative, benefit_share: Share
) -> float:
    r"""
    Return the reliability of one ally at which an attack stops paying for every challenger.

    With :math:`p_0` the attacker's chance against the victim alone and :math:`p_1` its
    chance against victim and ally, at decisiveness 1,

    .. math::

       \rho^* = \frac{p_0 - q}{p_0 - p_1}, \qquad
       p_0 = \frac{a}{a + v}, \quad p_1 = \frac{a}{a + v + w}. \tag{4.3}

    It is 0 if no ally is needed, :math:`p_0 \le q`, and infinite if even a certain ally
    is not enough, :math:`p_1 > q`.

    Parameters
    ----------
    attacker, victim, ally
        Power :math:`a`, :math:`v` and :math:`w`, in any common unit.
    benefit_share
        :math:`q`, the share of the stake that the status quo gives the attacker,
        dimensionless.

    Returns
    -------
    float
        A probability, dimensionless, or infinity. Exact for fractions.

    Raises
    ------
    ValueError
        If a power is negative or `benefit_share` is not a share.

    Notes
    -----
    The threshold holds for the boldest challenger, whose war costs nothing, and without
    misjudgement: with misjudgement no reliability makes an attack impossible.

    References
    ----------
    Tullock (1980): `tullock1980efficient`. The threshold is derived here.

    Examples
    --------
    >>> deterring_reliability(attacker=2, victim=2, ally=4, benefit_share=0.375)
    0.5
    """
    alone = win_probability(power=attacker, rival_power=victim)
    opposed = win_probability(power=attacker, rival_power=victim + ally)
    if alone <= benefit_share:
        return 0
    if opposed > benefit_share:
        return inf
    return (alone - benefit_share) / (alone - opposed)


class Guarantee(NamedTuple):
    """The credibility that deters, and the credibility that there is."""

    required: float
    actual: float


@checked
def credible_guarantee(
    *,
    gain: NonNegative,
    loss: NonNegative,
    stake: NonNegative,
    audience_cost: NonNegative,
    cost_scale: Positive,
) -> Guarantee:
    r"""
    Return how credible a guarantee must be, and how credible it is.

    The challenger gains :math:`G` if the guarantor stays out and loses :math:`L_r` if it
    responds. The guarantor responds if its cost :math:`k`, uniform on
    :math:`[0, k_{max}]`, is below its stake :math:`B` and the audience cost :math:`A` of
    a broken word:

    .. math::

       r^* = \frac{G}{G + L_r}, \qquad
       r = P(k < B + A) = \min\left(1, \frac{B + A}{k_{max}}\right). \tag{4.5}

    The challenger is deterred if and only if :math:`r \ge r^*`.

    Parameters
    ----------
    gain, loss
        :math:`G` and :math:`L_r`, the challenger's gain and loss, in stakes.
    stake, audience_cost
        :math:`B` and :math:`A`, what the guarantor would lose by staying out, in stakes.
    cost_scale
        :math:`k_{max}`, the guarantor's largest cost of responding, in stakes.

    Returns
    -------
    Guarantee
        `required` and `actual`, two probabilities, dimensionless. Exact for fractions.
        `required` is 0 if there is nothing to gain.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    The larger the loss that a response inflicts, the less credible it has to be: a
    nuclear guarantee works with a little credibility. The model does not say whether a
    guarantor that would be destroyed as well still has any.

    References
    ----------
    Schelling (1966): `schelling1966arms`. Fearon (1994): `fearon1994domestic`.

    Examples
    --------
    >>> credible_guarantee(gain=1, loss=3, stake=0.5, audience_cost=0.5, cost_scale=2)
    Guarantee(required=0.25, actual=0.5)
    """
    required = gain / (gain + loss) if gain > 0 else 0
    return Guarantee(required=required, actual=min(1, (stake + audience_cost) / cost_scale))


@checked
def war_reach(
    *,
    pacts: list[tuple[Index, Index, Probability]],
    states: WarStates,
    challenger: Index,
    target: Index,
) -> list[float]:
    r"""
    Return each state's probability of being at war if the challenger attacks the target.

    Each pact is honored independently with its reliability; honored pacts link states.
    The states that a chain links to target :math:`j` (not through challenger :math:`i`)
    are drawn in. If there are any, so are those that a chain links to the challenger (not
    through the target): its allies are bound once a third party has intervened (4.6).
    Hence both are at war, and for any other state :math:`k`

    .. math::

       \text{Reach}_k = C_k(m) - \prod_u (1 - \rho_{ju})\; C_k(i), \tag{4.7}

    where :math:`C_k(m)` is the probability that :math:`k` is connected to :math:`i` and
    :math:`j` merged into one, and :math:`C_k(i)` that it is connected to :math:`i` when
    :math:`j` is left out. With :math:`R(S)` the probability that a set :math:`S` that
    contains the root hangs together,

    .. math::

       R(S) = 1 - \sum_{root \in T \subsetneq S} R(T)
              \prod_{u \in T,\, v \in S - T} (1 - \rho_{uv}) .

    The pact between :math:`i` and :math:`j` plays no part. A third state with pacts to
    both keeps only the stronger one for this war, and neither if they are equal.

    Parameters
    ----------
    pacts
        Triples :math:`(u, v, \rho_{uv})`: two states by their numbers, each pair once, and
        the reliability of their pact, dimensionless.
    states
        :math:`N`, the number of states, 2 to 12; they are numbered 0 to :math:`N - 1`.
    challenger, target
        The numbers :math:`i` and :math:`j` of the two states.

    Returns
    -------
    list of float
        :math:`N` probabilities, dimensionless. Their sum is the expected number of states
        at war. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain, a state does not exist, a pact joins a state
        with itself, a pair appears twice, or `target` is `challenger`.

    Notes
    -----
    The sum runs over all sets of third states and all their subsets, :math:`3^{N-2}`
    steps twice; any number of pacts costs the same. A pact binds whatever its text says:
    clauses of neutrality or defense alone are not known here, and allies do not look at
    one another before they decide.

    References
    ----------
    Christensen and Snyder (1990): `christensen1990chain`. Snyder (1984):
    `snyder1984security`. The equation is derived here.

    Examples
    --------
    >>> war_reach(pacts=[(1, 2, 0.5), (0, 3, 0.5)], states=4, challenger=0, target=1)
    [1, 1, 0.5, 0.25]
    """
    _require_states(states, challenger, target)
    promised = _one_side_each(_promises(pacts, states), challenger, target)
    third = [k for k in range(states) if k not in (challenger, target)]
    apart = [[1 - promised[u][v] for v in third] for u in third]
    from_challenger = [1 - promised[challenger][k] for k in third]
    from_target = [1 - promised[target][k] for k in third]
    from_either = [from_challenger[k] * from_target[k] for k in range(len(third))]
    merged = _connected(from_either, apart)
    without_target = _connected(from_challenger, apart)
    unaided: float = 1
    for breach in from_target:
        unaided *= breach
    reach: list[float] = [1 if k in (challenger, target) else 0 for k in range(states)]
    for place, k in enumerate(third):
        # The bound matters to rounding alone: the difference of floats may be -1e-17.
        reach[k] = max(merged[place] - unaided * without_target[place], 0)
    return reach


def _require_states(states: int, challenger: int, target: int) -> None:
    """Refuse a pair of states that do not exist, or are one and the same."""
    if challenger >= states:
        raise ValueError(f"challenger must be below {shown(states)}, got {shown(challenger)}")
    if target >= states:
        raise ValueError(f"target must be below {shown(states)}, got {shown(target)}")
    if challenger == target:
        raise ValueError(f"target must not be the challenger, got {shown(target)} for both")


def _promises(pacts: list[tuple[int, int, float]], states: int) -> list[list[float]]:
    """Return the reliabilities of a list of pacts as a symmetric matrix."""
    promised: list[list[float]] = [[0 for _ in range(states)] for _ in range(states)]
    named = [[False for _ in range(states)] for _ in range(states)]
    for u, v, reliability in pacts:
        if u == v or u >= states or v >= states:
            raise ValueError(
                f"pacts must join two different states below {shown(states)}, "
                f"got {shown(u)} and {shown(v)}"
            )
        if named[u][v]:
            raise ValueError(
                f"pacts must name each pair once, got {shown(u)} and {shown(v)} twice"
            )
        named[u][v] = True
        named[v][u] = True
        promised[u][v] = reliability
        promised[v][u] = reliability
    return promised


def _one_side_each(
    promised: list[list[float]], challenger: int, target: int
) -> list[list[float]]:
    """Return the promises with those to a side cut that was not promised more."""
    counted = [list(row) for row in promised]
    for k in range(len(promised)):
        if promised[challenger][k] <= promised[target][k]:
            counted[challenger][k] = 0
        if promised[target][k] <= promised[challenger][k]:
            counted[target][k] = 0
    return counted


def _connected(from_root: list[float], apart: list[list[float]]) -> list[float]:
    """Return each node's chance to be connected to the root.

    `from_root` and `apart` are the chances that a node has no link to the root, and that
    two nodes have no link. Sets of nodes, to which the root is added, are bit masks.
    """
    nodes = len(from_root)
    connected: list[float] = [0 for _ in range(nodes)]
    # For each set, the chance that the root is connected to a part of it only.
    divided: list[float] = [0 for _ in range(1 << nodes)]
    for inside in range(1 << nodes):
        supersets = [inside]
        chances = [1 - divided[inside]]
        for v in range(nodes):
            if (inside >> v) & 1 == 0:
                no_link = from_root[v]
                for u in range(nodes):
                    if (inside >> u) & 1 == 1:
                        no_link *= apart[u][v]
                supersets.extend([larger | (1 << v) for larger in supersets])
                chances.extend([chance * no_link for chance in chances])
        for position in range(1, len(supersets)):
            divided[supersets[position]] += chances[position]
        for v in range(nodes):
            if (inside >> v) & 1 == 1:
                connected[v] += chances[-1]
    return connected


class Commitment(NamedTuple):
    """What a promise does to the risk of a war, to its size, and to their product."""

    attack_probability: float
    war_size: float
    expected_war_size: float
    peak: float


@checked
def commitment_curve(
    *,
    reliability: Probability,
    risk: Probability,
    risk_drop: Number,
    local_size: NonNegative = 2,
    added_size: Number = 1,
) -> Commitment:
    r"""
    Return the risk and the size of a war when one ally is reliable to a degree.

    The promise lowers the risk and enlarges the war that comes all the same:

    .. math::

       P(\rho) = P_0 - d \rho, \qquad S(\rho) = S_0 + S_1 \rho, \qquad
       W(\rho) = P(\rho)\, S(\rho), \tag{4.10}

    with :math:`P` cut to :math:`[0, 1]`. The expected size :math:`W` rises at first if and
    only if :math:`P_0 S_1 > d S_0`, and is largest at

    .. math:: \rho^\circ = \frac{P_0 S_1 - d S_0}{2 d S_1} ,

    cut to :math:`[0, 1]`: half a promise can be the worst one.

    Parameters
    ----------
    reliability
        :math:`\rho`, the ally's reliability, dimensionless.
    risk
        :math:`P_0`, the probability of an attack without the ally, dimensionless.
    risk_drop
        :math:`d`, by how much a certain ally would lower that risk, dimensionless; it may
        exceed the risk. Between `deterring_reliability` 0 and 1 it is
        :math:`v (p_0 - p_1) / (c_{hi} - c_{lo})`.
    local_size
        :math:`S_0`, the size of the war without the ally, in states or as a share of power.
    added_size
        :math:`S_1`, what a certain ally adds to it, in the same unit.

    Returns
    -------
    Commitment
        `attack_probability`, dimensionless; `war_size` and `expected_war_size`, in the unit
        of the sizes; `peak`, the reliability :math:`\rho^\circ` at which the latter is
        largest (1 if a promise lowers no risk, 0 if it adds nothing to the war).
        Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain, the war with a certain ally would have a size
        below 0, or `risk_drop` and `added_size` are both below 0.

    Notes
    -----
    Risk is linear in reliability only until it is 0. Beyond that point the promise has no
    cost left: it is only the doubtful promise that is dangerous.

    References
    ----------
    Snyder (1984): `snyder1984security`. The curve is derived here.

    Examples
    --------
    >>> commitment_curve(reliability=0.5, risk=0.5, risk_drop=0.5, local_size=1, added_size=2)
    Commitment(attack_probability=0.25, war_size=2.0, expected_war_size=0.5, peak=0.25)
    """
    if local_size + added_size < 0:
        raise ValueError(
            f"local_size + added_size must be at least 0, got {shown(local_size + added_size)}"
        )
    if risk_drop < 0 and added_size < 0:
        raise ValueError(
            "risk_drop and added_size must not both be below 0, "
            f"got {shown(risk_drop)} and {shown(added_size)}"
        )
    probability = min(max(risk - risk_drop * reliability, 0), 1)
    size = local_size + added_size * reliability
    if risk_drop > 0 and added_size > 0:
        slope = risk * added_size - risk_drop * local_size
        peak = min(max(slope / (2 * risk_drop * added_size), 0), 1)
    else:
        peak = 1 if risk_drop <= 0 <= added_size else 0
    return Commitment(
        attack_probability=probability,
        war_size=size,
        expected_war_size=probability * size,
        peak=peak,
    )


class AllianceWorth(NamedTuple):
    """What an alliance is worth to a member, and whether that covers its cost."""

    worth: float
    lasts: bool


@checked
def alliance_worth(
    *, risk_alone: Probability, risk_allied: Probability, stake: NonNegative, cost: NonNegative
) -> AllianceWorth:
    r"""
    Return what an alliance is worth, and whether it lasts.

    .. math::

       \text{worth} = \text{stake} \cdot (P_{alone} - P_{allied}), \qquad
       \text{it lasts} \iff \text{worth} \ge \text{cost} \tag{4.11}

    Parameters
    ----------
    risk_alone, risk_allied
        The probability of being attacked without and with the alliance, dimensionless.
    stake
        What an attack would cost the member, in any unit.
    cost
        The price of membership, in that unit.

    Returns
    -------
    AllianceWorth
        `worth`, in the unit of the stake, negative if the alliance attracts attacks, and
        `lasts`. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    The worth vanishes with the threat, and also where the threat is so great that the
    alliance does not deter it. Institutions that outlive their purpose, and the other
    goods that a leading member provides, are left out.

    References
    ----------
    Walt (1987): `walt1987origins`. The condition is derived here.

    Examples
    --------
    >>> alliance_worth(risk_alone=0.75, risk_allied=0.25, stake=2, cost=0.5)
    AllianceWorth(worth=1.0, lasts=True)
    """
    worth = stake * (risk_alone - risk_allied)
    return AllianceWorth(worth=worth, lasts=worth >= cost)


@checked
def provoked_hostility(
    *, affinity: Affinities, pacts: list[list[Probability]], provocation: Probability
) -> list[list[float]]:
    r"""
    Return the affinities after pacts have made the friends of enemies into enemies.

    For two states that are not allied to each other,

    .. math::

       H'_{ij} = \max\Big(-1,\; H_{ij} + \eta \sum_{l \ne i, j}
           \big[ A_{jl} \min(0, H_{il}) + A_{il} \min(0, H_{lj}) \big]\Big). \tag{4.8}

    The first term is the friend of my enemy, the second the enemy of my friend.

    Parameters
    ----------
    affinity
        :math:`H`, :math:`N` rows of :math:`N` numbers from -1 (enemy) over 0 (neither) to
        1 (friend), dimensionless.
    pacts
        :math:`A`, :math:`N` rows of :math:`N` reliabilities, dimensionless. A pact counts
        as its stronger direction; two states are allied if that is above 0.
    provocation
        :math:`\eta`, dimensionless: how much of an ally's enmity is taken over.

    Returns
    -------
    list of list of float
        :math:`H'`, of the same shape; the diagonal is that of `affinity`.
        Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain or a matrix is not square.

    Notes
    -----
    Provocation takes one step: enmity provoked here provokes no further enmity. Shared
    enmity does not make friends in this model, and pacts are given, although states may
    foresee what a pact provokes.

    References
    ----------
    Snyder (1984): `snyder1984security`. Jervis (1978): `jervis1978cooperation`.
    The equation is derived here.

    Examples
    --------
    >>> provoked_hostility(
    ...     affinity=[[0, 0, 0], [0, 0, -0.5], [0, -0.5, 0]],
    ...     pacts=[[0, 1, 0], [1, 0, 0], [0, 0, 0]],
    ...     provocation=0.5,
    ... )
    [[0, 0, -0.25], [0, 0, -0.5], [-0.25, -0.5, 0]]
    """
    states = len(affinity)
    require_square(affinity, states, "affinity")
    require_square(pacts, states, "pacts")
    bond = [[max(pacts[u][v], pacts[v][u]) for v in range(states)] for u in range(states)]
    provoked = [list(row) for row in affinity]
    for i in range(states):
        for j in range(states):
            if i != j and bond[i][j] == 0:
                taken_over = sum(
                    bond[j][k] * min(0, affinity[i][k]) + bond[i][k] * min(0, affinity[k][j])
                    for k in range(states)
                    if k not in (i, j)
                )
                provoked[i][j] = max(-1, affinity[i][j] + provocation * taken_over)
    return provoked


@checked
def hostility_spiral(
    *,
    affinity: Affinities,
    reaction: NonNegative,
    fatigue: Positive = 1,
) -> float:
    r"""
    Return the spiral index of the arms race that hostility feeds.

    .. math::

       r = \varrho(A^{-1} K), \qquad K_{ij} = k \max(0, -H_{ij}), \quad a_i = a, \tag{4.9}

    with :math:`\varrho` the spectral radius, as in `spiral_index`. Below 1 the race settles,
    at 1 and above it runs away.

    Parameters
    ----------
    affinity
        :math:`H`, :math:`N` rows of :math:`N` numbers in [-1, 1], dimensionless. The
        diagonal is ignored: no state races against itself.
    reaction
        :math:`k`, how strongly a state reacts to an enemy's arms, per year.
    fatigue
        :math:`a`, how fast arms wear out unprovoked, per year.

    Returns
    -------
    float
        The index, dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain or `affinity` is not square.

    Notes
    -----
    States differ in their enemies alone; all react and tire alike. Feed it the result of
    `provoked_hostility` to see what pacts do to the race.

    References
    ----------
    Richardson (1960): `richardson1960arms`.

    Examples
    --------
    >>> round(hostility_spiral(affinity=[[0, -0.5], [-0.5, 0]], reaction=1), 12)
    0.5
    """
    states = len(affinity)
    require_square(affinity, states, "affinity")
    rivalry: list[list[float]] = [
        [0 if i == j else reaction * max(0, -affinity[i][j]) for j in range(states)]
        for i in range(states)
    ]
    return spiral_index(reaction=rivalry, fatigue=[fatigue for _ in range(states)])
