r"""Contest and attack: the kernel that all chapters share.

*When does a challenger attack?* When the fight pays more than the status quo.

A challenger holds a share :math:`q` of a stake worth 1 and would win a war for all of
it with probability :math:`p`, which depends on power alone (equation 0.1). It attacks
if and only if

.. math:: v\,(p - q) - \tau > c ,

where :math:`v` is the weight that it gives to revising the status quo, :math:`\tau` an
extra cost that others impose, and :math:`c` its own cost of war. Only the challenger
knows :math:`c`; for everybody else it is uniform on :math:`[c_{lo}, c_{hi}]`. The risk
of war is therefore a probability (0.3), which a concession can lower (0.4).

Assumptions, each of which a chapter drops: the stake is divisible, states are risk
neutral, power is known, and a war is won or lost as a whole.

Sources: the ratio form of the contest is due to Tullock (1980) and Hirshleifer (1989),
with the axioms of Skaperdas (1996); private resolve as the source of risk to Fearon
(1995); the best offer is a one-shot reduction of Powell (1996, 1999).
"""

from math import exp, log1p
from typing import NamedTuple

from secbook.domains import (
    NonNegative,
    Positive,
    Probability,
    Share,
    checked,
    shown,
)

__all__ = [
    "BargainedWar",
    "attack_probability",
    "bargained_war",
    "coalition_win_probability",
    "win_probability",
]


@checked
def win_probability(
    *, power: NonNegative, rival_power: NonNegative, decisiveness: Positive = 1
) -> float:
    r"""
    Return the probability that a state wins a war against its rival.

    .. math:: p(a, b) = \frac{a^m}{a^m + b^m} \tag{0.1}

    Only the ratio of power counts. Two states without any power have even chances.

    Parameters
    ----------
    power
        The state's power :math:`a`, in any unit that the rival's power shares.
    rival_power
        The rival's power :math:`b`, in the same unit.
    decisiveness
        :math:`m`, dimensionless: how much an advantage in power counts.
        At 1 chances are proportional to power; the larger, the surer the stronger side.

    Returns
    -------
    float
        A probability, dimensionless; a ``Fraction`` for fractions and a whole `decisiveness`.

    Raises
    ------
    ValueError
        If a power is negative or `decisiveness` is not above 0.

    Notes
    -----
    Power is one number here: terrain, allies, surprise and skill are left out.
    The functional form is an assumption, not an estimate.

    References
    ----------
    Tullock (1980): `tullock1980efficient`. Hirshleifer (1989): `hirshleifer1989conflict`.
    Skaperdas (1996): `skaperdas1996contest`.

    Examples
    --------
    >>> win_probability(power=3, rival_power=1)
    0.75
    >>> win_probability(power=2, rival_power=1, decisiveness=2)
    0.8
    """
    larger = max(power, rival_power)
    if larger == 0:
        return 1 / 2
    # Only the ratio counts; dividing by the larger keeps large powers finite.
    own: float = (power / larger) ** decisiveness
    other: float = (rival_power / larger) ** decisiveness
    return own / (own + other)


def _softplus(x: float) -> float:
    """Return ln(1 + e^x) without overflow."""
    return max(x, 0) + log1p(exp(-abs(x)))


@checked
def attack_probability(
    *,
    win_probability: Probability,
    benefit_share: Share,
    revision_weight: NonNegative = 1,
    extra_cost: NonNegative = 0,
    cost_low: NonNegative = 0,
    cost_high: Positive = 0.5,
    misjudgement: NonNegative = 0,
) -> float:
    r"""
    Return the probability that a challenger attacks when nothing is conceded to it.

    It attacks if and only if :math:`z = v(p - q) - \tau` exceeds its cost of war
    :math:`c`, which is uniform on :math:`[c_{lo}, c_{hi}]`:

    .. math::

       P = F(z), \qquad
       F(z) = \min\left(1, \max\left(0,
              \frac{z - c_{lo}}{c_{hi} - c_{lo}}\right)\right). \tag{0.3}

    With `misjudgement` :math:`s > 0` the challenger's estimate of :math:`p` carries a
    logistic error of scale :math:`s`. With :math:`L(x) = \ln(1 + e^x)`,

    .. math::

       P = \frac{v s}{c_{hi} - c_{lo}}
           \left[ L\!\left(\frac{z - c_{lo}}{v s}\right)
                - L\!\left(\frac{z - c_{hi}}{v s}\right) \right]. \tag{0.3'}

    Parameters
    ----------
    win_probability
        :math:`p`, the challenger's probability of winning, dimensionless.
    benefit_share
        :math:`q`, the share of the stake that the status quo gives the challenger,
        dimensionless.
    revision_weight
        :math:`v`, dimensionless: how much the challenger wants a revision.
        At 0 it has no quarrel and never attacks.
    extra_cost
        :math:`\tau`, what others add to the challenger's cost, in units of the stake.
    cost_low, cost_high
        :math:`c_{lo} < c_{hi}`, the range of the private cost of war, in units of the
        stake.
    misjudgement
        :math:`s`, the scale of the error in :math:`p`, dimensionless.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions if `misjudgement` is 0.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or `cost_low` is not below `cost_high`.

    Notes
    -----
    The challenger decides alone and is offered nothing: `bargained_war` lets the other
    side concede. The uniform distribution is chosen for its simplicity; a challenger
    for which :math:`z \le c_{lo}` is deterred with certainty only at `misjudgement` 0.

    References
    ----------
    Fearon (1995): `fearon1995rationalist`. Powell (1999): `powell1999shadow`.

    Examples
    --------
    >>> attack_probability(win_probability=0.75, benefit_share=0.5)
    0.5
    >>> attack_probability(win_probability=0.5, benefit_share=0.5)
    0.0
    """
    if cost_low >= cost_high:
        raise ValueError(
            f"cost_low must be below cost_high, got {shown(cost_low)} and {shown(cost_high)}"
        )
    gain = revision_weight * (win_probability - benefit_share) - extra_cost
    cost_range = cost_high - cost_low
    error = revision_weight * misjudgement
    if error <= 1e-12 * cost_range:
        return min(max((gain - cost_low) / cost_range, 0), 1)
    reached = _softplus((gain - cost_low) / error) - _softplus((gain - cost_high) / error)
    return min(max(error / cost_range * reached, 0), 1)


class BargainedWar(NamedTuple):
    """The risk that is left when the satisfied side makes its best offer."""

    probability: float
    concession: float


@checked
def bargained_war(
    *,
    win_probability: Probability,
    benefit_share: Share,
    cost_low: NonNegative,
    cost_high: Positive,
    satisfied_cost: NonNegative,
) -> BargainedWar:
    r"""
    Return the risk of war, and the concession, when the satisfied side may concede.

    With the mismatch :math:`d = |p - q|` of power and benefits, no concession is needed
    and none is made if :math:`d \le c_{lo}`. Otherwise the satisfied side leaves

    .. math::

       \begin{gathered}
       y^* = \min\left(d, \max\left(c_{lo}, \frac{c_{hi} - c_s}{2}\right)\right), \\
       P = F(y^*), \qquad \text{concession} = d - y^*,
       \end{gathered} \tag{0.4}

    with :math:`F` of `attack_probability`: it trades a little more risk for a little
    more of the stake, as long as that pays.

    Parameters
    ----------
    win_probability
        :math:`p`, the probability that the deciding state wins, dimensionless.
    benefit_share
        :math:`q`, the share of the stake that it holds, dimensionless.
    cost_low, cost_high
        :math:`c_{lo} < c_{hi}`, the range of its private cost of war, in units of the
        stake.
    satisfied_cost
        :math:`c_s`, the satisfied side's cost of war, in units of the stake.

    Returns
    -------
    BargainedWar
        `probability` of war, dimensionless, and `concession`, in units of the stake.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or `cost_low` is not below `cost_high`.

    Notes
    -----
    One offer is made and it is final: the infinite-horizon model of the source is
    reduced to a single round. Diplomacy caps the risk but removes it only when war is
    dear enough to the satisfied side, :math:`c_s \ge c_{hi} - 2 c_{lo}`.

    References
    ----------
    Powell (1996): `powell1996stability`. Powell (1999): `powell1999shadow`.

    Examples
    --------
    >>> bargained_war(
    ...     win_probability=0.75,
    ...     benefit_share=0.25,
    ...     cost_low=0,
    ...     cost_high=1,
    ...     satisfied_cost=0.5,
    ... )
    BargainedWar(probability=0.25, concession=0.25)
    """
    if cost_low >= cost_high:
        raise ValueError(
            f"cost_low must be below cost_high, got {shown(cost_low)} and {shown(cost_high)}"
        )
    mismatch = abs(win_probability - benefit_share)
    if mismatch <= cost_low:
        return BargainedWar(probability=0, concession=0)
    left = min(mismatch, max(cost_low, (cost_high - satisfied_cost) / 2))
    return BargainedWar(
        probability=(left - cost_low) / (cost_high - cost_low), concession=mismatch - left
    )


@checked
def coalition_win_probability(
    *,
    attacker: NonNegative,
    victim: NonNegative,
    helpers: list[tuple[NonNegative, Probability]],
    decisiveness: Positive = 1,
) -> float:
    r"""
    Return the attacker's chance of winning when helpers may join the victim.

    Helper :math:`k` joins with probability :math:`\rho_k`, independently of the others:

    .. math::

       \bar p = \sum_{S} \; \prod_{k \in S} \rho_k \prod_{k \notin S} (1 - \rho_k) \;
                p\Big(a,\; b + \sum_{k \in S} w_k\Big) \tag{4.1}

    over all sets :math:`S` of helpers, with :math:`p` of `win_probability`.

    Parameters
    ----------
    attacker, victim
        Power :math:`a` and :math:`b`, in any common unit.
    helpers
        Pairs :math:`(w_k, \rho_k)` of power, in that unit, and the probability of
        joining, dimensionless.
    decisiveness
        :math:`m`, dimensionless, as in `win_probability`.

    Returns
    -------
    float
        The expected chance of the attacker, dimensionless. Exact for fractions and a
        whole `decisiveness`.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    The sum is exact over all :math:`2^K` sets of helpers; its cost doubles with each.
    Powers add up without friction, and helpers do not look at one another.

    References
    ----------
    Tullock (1980): `tullock1980efficient`. The expectation is elementary.

    Examples
    --------
    >>> coalition_win_probability(attacker=1, victim=1, helpers=[(2, 0.5)])
    0.375
    """
    sides: list[tuple[float, float]] = [(1, victim)]
    for power, joining in helpers:
        sides = [
            (chance * odds, defense + added)
            for chance, defense in sides
            for odds, added in ((joining, power), (1 - joining, 0))
            if odds > 0
        ]
    return sum(
        chance * win_probability(power=attacker, rival_power=defense, decisiveness=decisiveness)
        for chance, defense in sides
    )
