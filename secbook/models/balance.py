r"""Balance of power: who counts, and who stands with whom.

*Which states does the balance need, and which coalitions form?* A state counts if some
coalition loses without it and wins with it; coalitions form where no state would rather
be on the other side.

**Essential states.** With the power :math:`w_i` of each state and :math:`W` of all, a
coalition dominates if it has strictly more than :math:`W / 2`. A state is essential if it
turns at least one coalition into a dominating one (2.1). A state with more than half
makes all others inessential; at exactly half it cannot act alone, nor can the others
without it.

**Alignments.** Each state dislikes being apart from its friends and together with its
enemies, in proportion to their size. The energy of an alignment sums this up (2.4), every
change of side that a state wants lowers it, and the alignments in which no state wants to
change are its local minima (2.5).

The risk of war between two states depends on the mismatch of power and benefits, not on
parity: that is `bargained_war` of `secbook.models.contest`.

Assumptions: power adds up without friction, distance and geography do not count,
affinities are given and symmetric, and there are two sides.

Sources: essential states follow Niou and Ordeshook (1986) and Niou, Ordeshook and Rose
(1989), and Wagner (1986) on the role of the exact half; swings are those of Banzhaf
(1965); the concentration is that of Singer, Bremer and Stuckey (1972) and Ray and Singer
(1973); the landscape is that of Axelrod and Bennett (1993), with the critique of Galam
(1998).
"""

from math import sqrt
from typing import Annotated, NamedTuple

from secbook.domains import (
    Affinity,
    MinLength,
    NonNegative,
    Positive,
    checked,
    require_square,
    shown,
)

__all__ = [
    "Alignment",
    "Swings",
    "concentration",
    "essential_states",
    "stable_alignments",
    "swings",
]

# Every coalition is looked at: the work doubles with each state.
_MOST_STATES_IN_COALITIONS = 16
_MOST_STATES_ON_SIDES = 17

# A state changes sides only if its frustration falls by more than rounding can make it.
_TOLERANCE = 1e-12


class Swings(NamedTuple):
    """How many winning coalitions each state decides, and how many there are."""

    swings: list[int]
    winning: int


def _coalition_weights(weights: list[float]) -> list[float]:
    """Return the weight of each coalition; bit i of its number says if i is a member."""
    totals: list[float] = [0]
    for weight in weights:
        totals = totals + [total + weight for total in totals]
    return totals


@checked
def swings(*, weights: Annotated[list[NonNegative], MinLength(1)], quota: Positive) -> Swings:
    r"""
    Return how often each state turns a losing coalition into a winning one.

    A coalition :math:`S` wins if its weight :math:`w(S)` reaches the quota :math:`Q`, and
    state :math:`i` swings it if it would lose without i:

    .. math::

       \eta_i = \#\{ S \ni i : w(S) \ge Q > w(S \setminus \{i\}) \} . \tag{2.1'}

    Parameters
    ----------
    weights
        :math:`w_i`, in any common unit: from 1 to 16 entries.
    quota
        :math:`Q`, in the same unit.

    Returns
    -------
    Swings
        `swings` :math:`\eta_i`, a list, and the number `winning` of winning coalitions,
        both dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or there are more than 16 weights.

    Notes
    -----
    Every coalition counts the same, as if states chose sides by the toss of a coin:
    the numbers speak of rules, not of preferences. Sums of weights that are not whole may
    miss a quota by rounding: give whole numbers where ties matter.

    References
    ----------
    Banzhaf (1965): `banzhaf1965weighted`. Felsenthal and Machover (1998):
    `felsenthal1998measurement`.

    Examples
    --------
    >>> swings(weights=[2, 1, 1], quota=3)
    Swings(swings=[3, 1, 1], winning=3)
    """
    size = len(weights)
    if size > _MOST_STATES_IN_COALITIONS:
        raise ValueError(
            f"weights must have at most {shown(_MOST_STATES_IN_COALITIONS)} entries, "
            f"got {shown(size)}"
        )
    totals = _coalition_weights(weights)
    winning = [c for c in range(len(totals)) if totals[c] >= quota]
    return Swings(
        swings=[
            sum(1 for c in winning if c & (1 << i) and totals[c - (1 << i)] < quota)
            for i in range(size)
        ],
        winning=len(winning),
    )


@checked
def essential_states(power: Annotated[list[Positive], MinLength(1)]) -> list[bool]:
    r"""
    Return which states the balance needs.

    State :math:`i` is essential if and only if it makes some coalition dominate:

    .. math::

       \exists\, S \not\ni i : \quad
       w(S) \le \frac{W}{2} < w(S) + w_i . \tag{2.1}

    Parameters
    ----------
    power
        :math:`w_i`, in any common unit: from 1 to 16 entries. Whole numbers are exact.

    Returns
    -------
    list of bool
        For each state, whether it is essential.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or there are more than 16 states.

    Notes
    -----
    An exact half is decisive, and rounding can break it: turn shares into whole numbers
    before they come here. The condition asks who *could* tip the balance, not who would;
    survival and keeping one's resources are different things in the source.

    References
    ----------
    Niou and Ordeshook (1986): `niou1986theory`. Niou, Ordeshook and Rose (1989):
    `niou1989balance`. Wagner (1986): `wagner1986theory`.

    Examples
    --------
    >>> essential_states([3, 3, 3, 1])
    [True, True, True, False]
    >>> essential_states([5, 2, 2, 1])
    [True, True, True, True]
    """
    size = len(power)
    if size > _MOST_STATES_IN_COALITIONS:
        raise ValueError(
            f"power must have at most {shown(_MOST_STATES_IN_COALITIONS)} entries, "
            f"got {shown(size)}"
        )
    totals = _coalition_weights(power)
    everything = totals[-1]
    dominating = [c for c in range(len(totals)) if 2 * totals[c] > everything]
    return [
        any(c & (1 << i) and 2 * totals[c - (1 << i)] <= everything for c in dominating)
        for i in range(size)
    ]


@checked
def concentration(power: Annotated[list[Positive], MinLength(2)]) -> float:
    r"""
    Return how concentrated power is: 0 if all are equal, 1 if one has everything.

    .. math::

       \mathrm{CON} = \sqrt{\frac{\sum_i s_i^2 - 1/N}{1 - 1/N}},
       \qquad s_i = \frac{w_i}{W}, \tag{2.2}

    where the numerator is the sum of the squares :math:`(s_i - 1/N)^2`.

    Parameters
    ----------
    power
        :math:`w_i`, in any common unit: at least two entries.

    Returns
    -------
    float
        CON, dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    The number depends on who is counted as a state of the system, and says nothing about
    who holds the power: a concentrated system may be at peace or at war.

    References
    ----------
    Singer, Bremer and Stuckey (1972): `singer1972capability`. Ray and Singer (1973):
    `ray1973measuring`.

    Examples
    --------
    >>> concentration([3, 1])
    0.5
    """
    size = len(power)
    everything = sum(power)
    spread = sum((own / everything - 1 / size) ** 2 for own in power)
    return sqrt(spread / (1 - 1 / size))


class Alignment(NamedTuple):
    """Two sides, and the energy of standing so; state 0 is on side 0."""

    energy: float
    sides: list[int]


@checked
def stable_alignments(
    *, size: Annotated[list[Positive], MinLength(1)], propensity: list[list[Affinity]]
) -> list[Alignment]:
    r"""
    Return the alignments that no single state wants to leave.

    With the propensity :math:`P_{ij}` of i and j to stand together, and :math:`d_{ij} = 1`
    where they stand on different sides and 0 where on the same, an alignment :math:`X` has
    the energy

    .. math::

       E(X) = \sum_i \sum_{j \ne i} s_i s_j P_{ij} \, d_{ij}(X) , \tag{2.4}

    and state i the frustration :math:`F_i`. It changes sides if and only if that lowers
    its frustration; the alignments returned are those of which

    .. math::

       F_i(X) = \sum_{j \ne i} s_j P_{ij} \, d_{ij}(X) \le F_i(X \text{ with } i
       \text{ on the other side}) \quad \text{for every } i . \tag{2.5}

    Parameters
    ----------
    size
        :math:`s_i`, in any common unit: from 1 to 17 entries.
    propensity
        :math:`P_{ij} = P_{ji}`, dimensionless: N rows of N entries from -1 (enemy) to 1
        (friend); the diagonal is not read.

    Returns
    -------
    list of Alignment
        Each with its `energy`, in units of size squared, and its `sides`, 0 or 1 for each
        state and 0 for the first; in the order of energy (to 12 decimals), then of sides.

    Raises
    ------
    ValueError
        If an argument is outside its domain, the sizes differ, there are more than 17
        states, or the propensities of a pair differ.

    Notes
    -----
    Each change of side lowers the energy by twice the size of the state times what its
    frustration loses, so that a system which changes one state at a time comes to rest.
    Where it rests depends on where it starts. Improvements of up to 1e-12 do not move a
    state; indifferent states make ties, which are real. Sides are always two, and
    critics doubt that the propensities measured for 1939 carry the published result.

    References
    ----------
    Axelrod and Bennett (1993): `axelrod1993landscape`. Galam (1998): `galam1998comment`.

    Examples
    --------
    >>> stable_alignments(size=[2, 1], propensity=[[0, -0.5], [-0.5, 0]])
    [Alignment(energy=-2.0, sides=[0, 1])]
    """
    states = len(size)
    if states > _MOST_STATES_ON_SIDES:
        raise ValueError(
            f"size must have at most {shown(_MOST_STATES_ON_SIDES)} entries, "
            f"got {shown(states)}"
        )
    require_square(propensity, states, "propensity")
    for i in range(states):
        for j in range(i):
            if propensity[i][j] != propensity[j][i]:
                raise ValueError(
                    f"propensity must be the same from {shown(i)} to {shown(j)} "
                    f"as from {shown(j)} to {shown(i)}, "
                    f"got {shown(propensity[i][j])} and {shown(propensity[j][i])}"
                )
    alignments = [
        [(number >> (states - 1 - i)) & 1 for i in range(states)]
        for number in range(1 << (states - 1))
    ]
    stable = [
        Alignment(energy=_energy(sides, size, propensity), sides=sides)
        for sides in alignments
        if all(_relief(i, sides, size, propensity) <= _TOLERANCE for i in range(states))
    ]
    return sorted(stable, key=lambda alignment: round(alignment.energy, 12))


def _relief(
    i: int, sides: list[int], size: list[float], propensity: list[list[float]]
) -> float:
    """Return by how much the frustration of state i falls if it changes sides."""
    return sum(
        size[j] * propensity[i][j] if sides[j] != sides[i] else -size[j] * propensity[i][j]
        for j in range(len(sides))
        if j != i
    )


def _energy(sides: list[int], size: list[float], propensity: list[list[float]]) -> float:
    """Return the energy (2.4) of an alignment."""
    return sum(
        size[i] * size[j] * propensity[i][j]
        for i in range(len(sides))
        for j in range(len(sides))
        if sides[i] != sides[j]
    )
