r"""Collective security: all against any aggressor, if all think it worth while and agree.

*Do many guardians guard better?* Power adds up, but willingness does not. Each of
:math:`n` states would gain if an aggressor were stopped, :math:`k` of them suffice, and
each would rather be spared the cost. It takes part only if it may be the one that is
needed: its chance of being pivotal (5.1) must be worth the price (5.2). That chance
shrinks as the group grows, until nobody acts (5.3), although the power on paper has grown.

The members must also see the same aggressor. Fifteen judges who are each right four times
out of five are nearly always right by majority, and nearly never unanimous (5.4). And a
pledge must be worth keeping (5.5).

Assumptions, each of which a chapter drops: enforcers are alike and decide at once, without
a word; the cost is lost even if too few take part; judges err independently.

Sources: Palfrey and Rosenthal (1984), for one volunteer Diekmann (1985); Condorcet (1785);
for repeated play Friedman (1971). On the promise itself Kupchan and Kupchan (1991, 1995),
against it Betts (1992).
"""

from math import ceil, comb, exp, inf, lgamma, log, log1p
from typing import Annotated, NamedTuple

from annotated_types import Interval, doc

from secbook.domains import Count, InteriorShare, Number, Probability, checked, shown

__all__ = [
    "Participation",
    "largest_acting_group",
    "majority_accuracy",
    "participation_equilibrium",
    "pivot_probability",
    "self_enforcing_pledge",
    "unanimity_accuracy",
]

Enforcers = Annotated[int, Interval(ge=1, le=1000), doc("a whole number from 1 to 1000")]


def _binomial(trials: int, successes: int, chance: float) -> float:
    """Return the chance of a number of successes, exact on fractions up to 50 trials."""
    if trials <= 50:
        ways = comb(trials, successes)
        return ways * chance**successes * (1 - chance) ** (trials - successes)
    if chance == 0 or chance == 1:
        return 1 if successes == trials * chance else 0
    ways_log = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
    return exp(ways_log + successes * log(chance) + (trials - successes) * log1p(-chance))


def _at_least(trials: int, successes: int, chance: float) -> float:
    """Return the chance of at least a number of successes."""
    total = sum(_binomial(trials, j, chance) for j in range(successes, trials + 1))
    # Rounding alone can carry the sum above 1.
    return min(total, 1)


def _require_enough(enforcers: int, needed: int) -> None:
    """Refuse a task for which there are too few."""
    if needed > enforcers:
        raise ValueError(
            f"needed must be at most enforcers ({shown(enforcers)}), got {shown(needed)}"
        )


@checked
def pivot_probability(*, enforcers: Count, needed: Count, participation: Probability) -> float:
    r"""
    Return an enforcer's probability of being the one that is needed.

    It is pivotal if exactly :math:`k - 1` of the other :math:`n - 1` take part, each with
    probability :math:`Q`:

    .. math::

       piv(Q) = \binom{n - 1}{k - 1} Q^{k - 1} (1 - Q)^{n - k} \tag{5.1}

    Parameters
    ----------
    enforcers
        :math:`n`, the number of states that may take part: neither the aggressor nor the
        victim.
    needed
        :math:`k`, the number that must take part to succeed, at most :math:`n`.
    participation
        :math:`Q`, the probability with which each of the others takes part, dimensionless.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions up to 50 enforcers.

    Raises
    ------
    ValueError
        If an argument is outside its domain or `needed` exceeds `enforcers`.

    Notes
    -----
    The others are alike and decide independently; had they agreed beforehand who takes
    part, each of those would be pivotal with certainty.

    References
    ----------
    Palfrey and Rosenthal (1984): `palfrey1984participation`.

    Examples
    --------
    >>> pivot_probability(enforcers=3, needed=2, participation=0.5)
    0.5
    """
    _require_enough(enforcers, needed)
    return _binomial(enforcers - 1, needed - 1, participation)


class Participation(NamedTuple):
    """With what probability each enforcer takes part in equilibrium, and its success."""

    unstable: float | None
    stable: float
    success: float


@checked
def participation_equilibrium(
    *, enforcers: Enforcers, needed: Count, cost_ratio: InteriorShare
) -> Participation:
    r"""
    Return the symmetric equilibria in which enforcers take part, and the success.

    Taking part costs :math:`c`; if at least :math:`k` do, everybody gains :math:`B`.
    A state is willing to mix if its chance of being pivotal is worth the cost:

    .. math:: piv(Q) = \frac{c}{B} . \tag{5.2}

    For :math:`1 < k < n` the chance has its peak at :math:`\hat Q = (k-1)/(n-1)`. If the
    peak reaches :math:`c/B` there are two roots; the upper one is stable, for there more
    joiners make each less pivotal. Otherwise nobody takes part. If one is enough,
    :math:`Q = 1 - (c/B)^{1/(n-1)}`. If all are needed, that all take part is an
    equilibrium, and the unstable root is :math:`(c/B)^{1/(n-1)}`. The success is
    :math:`P(\text{Bin}(n, Q) \ge k)` at the stable root.

    Parameters
    ----------
    enforcers
        :math:`n`, the number of states that may take part, at most 1000.
    needed
        :math:`k`, the number that must take part to succeed, at most :math:`n`.
    cost_ratio
        :math:`c/B`, the cost of taking part over the benefit of success, dimensionless.

    Returns
    -------
    Participation
        `unstable`, the lower root, or ``None`` if there is none; `stable`, the probability
        :math:`Q` of taking part, 0 if nobody acts; `success`. All dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain or `needed` exceeds `enforcers`.

    Notes
    -----
    Nobody acting is an equilibrium as well whenever more than one is needed. So is every
    division of labor in which exactly :math:`k` act: an institution that names them does
    better than this. Above 50 enforcers probabilities come from the logarithm of the gamma
    function, with about ten valid digits. Where the peak just touches :math:`c/B` the
    two roots fall together, and rounding decides whether there is one.

    References
    ----------
    Palfrey and Rosenthal (1984): `palfrey1984participation`.
    Diekmann (1985): `diekmann1985volunteer`.

    Examples
    --------
    >>> participation_equilibrium(enforcers=2, needed=1, cost_ratio=0.25)
    Participation(unstable=None, stable=0.75, success=0.9375)
    >>> participation_equilibrium(enforcers=17, needed=9, cost_ratio=0.2)
    Participation(unstable=None, stable=0, success=0)
    """
    _require_enough(enforcers, needed)
    if enforcers == 1:
        return Participation(unstable=None, stable=1, success=1)
    root = cost_ratio ** (1 / (enforcers - 1))
    if needed == enforcers:
        return Participation(unstable=root, stable=1, success=1)
    if needed == 1:
        success = 1 - root**enforcers
        return Participation(unstable=None, stable=1 - root, success=success)
    if not _acts(enforcers, needed, cost_ratio):
        return Participation(unstable=None, stable=0, success=0)
    stable = _root(enforcers, needed, cost_ratio, beyond=1)
    return Participation(
        unstable=_root(enforcers, needed, cost_ratio, beyond=0),
        stable=stable,
        success=_at_least(enforcers, needed, stable),
    )


def _peak(enforcers: int, needed: int) -> float:
    """Return the participation at which an enforcer is most likely to be pivotal."""
    return (needed - 1) / (enforcers - 1)


def _acts(enforcers: int, needed: int, cost_ratio: float) -> bool:
    """Return whether an enforcer is ever pivotal enough to take part."""
    return _binomial(enforcers - 1, needed - 1, _peak(enforcers, needed)) >= cost_ratio


def _root(enforcers: int, needed: int, cost_ratio: float, beyond: float) -> float:
    """Return the root of (5.2) between the peak and `beyond`, by bisection.

    It is halved until no number is left between: the last one at which taking part pays.
    """
    pays, idle = _peak(enforcers, needed), beyond
    middle = (pays + idle) / 2
    while middle not in (pays, idle):
        if _binomial(enforcers - 1, needed - 1, middle) >= cost_ratio:
            pays = middle
        else:
            idle = middle
        middle = (pays + idle) / 2
    return pays


@checked
def largest_acting_group(
    *, threshold_share: InteriorShare, cost_ratio: InteriorShare, limit: Count = 4000
) -> int:
    r"""
    Return the size of the largest group that still acts without being coordinated.

    A group of :math:`n` of which :math:`k = \lceil f n \rceil` are needed acts if and only if
    :math:`k = 1`, or

    .. math::

       piv(\hat Q) \ge \frac{c}{B}, \qquad
       piv(\hat Q) \approx \frac{1}{\sqrt{2 \pi n f (1 - f)}} \to 0 , \tag{5.3}

    so that no group much larger than :math:`1 / (2 \pi f (1 - f) (c/B)^2)` acts.

    Parameters
    ----------
    threshold_share
        :math:`f`, the share of the group that is needed, dimensionless.
    cost_ratio
        :math:`c/B`, the cost of taking part over the benefit of success, dimensionless.
    limit
        The largest size that is tried.

    Returns
    -------
    int
        The number of enforcers: `limit` if a group of that size still acts, 0 if none of
        two or more does.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    Groups of which all are needed are left out: in those, that all act is always an
    equilibrium. The number needed is rounded up to whole states, so that a smaller group
    may fail where a larger one acts.

    References
    ----------
    Palfrey and Rosenthal (1984): `palfrey1984participation`. Olson (1965): `olson1965logic`.

    Examples
    --------
    >>> largest_acting_group(threshold_share=0.5, cost_ratio=0.2)
    16
    """
    for enforcers in range(limit, 1, -1):
        # A share of 0.1 of 30 states are 3 of them, whatever the rounding of floats.
        needed = max(1, ceil(threshold_share * enforcers - 1e-12))
        if needed == 1 or (needed < enforcers and _acts(enforcers, needed, cost_ratio)):
            return enforcers
    return 0


@checked
def majority_accuracy(*, judges: Count, accuracy: Probability) -> float:
    r"""
    Return the probability that a simple majority of judges is right.

    .. math::

       \sum_{j > n/2} \binom{n}{j} \pi^j (1 - \pi)^{n - j} \tag{5.4}

    Parameters
    ----------
    judges
        :math:`n`, the number of judges, odd: nobody decides a tie.
    accuracy
        :math:`\pi`, the probability that each is right, dimensionless.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions up to 50 judges.

    Raises
    ------
    ValueError
        If `judges` is even or an argument is outside its domain.

    Notes
    -----
    Judges are alike, sincere, and err independently. Where all read the same report, or
    have friends to protect, many judges are hardly better than one.

    References
    ----------
    Condorcet (1785): `condorcet1785essai`.

    Examples
    --------
    >>> majority_accuracy(judges=3, accuracy=0.75)
    0.84375
    """
    if judges % 2 == 0:
        raise ValueError(f"judges must be odd, got {shown(judges)}")
    return _at_least(judges, judges // 2 + 1, accuracy)


@checked
def unanimity_accuracy(*, judges: Count, accuracy: Probability) -> float:
    r"""
    Return the probability that all judges are right.

    .. math:: \pi^n \tag{5.4}

    Parameters
    ----------
    judges
        :math:`n`, the number of judges.
    accuracy
        :math:`\pi`, the probability that each is right, dimensionless.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    Judges err independently. The chance that they agree on the wrong state,
    :math:`(1 - \pi)^n`, is smaller still: unanimity mostly means that nothing is decided.

    References
    ----------
    Condorcet (1785): `condorcet1785essai`.

    Examples
    --------
    >>> unanimity_accuracy(judges=3, accuracy=0.5)
    0.125
    """
    return accuracy**judges


@checked
def self_enforcing_pledge(
    *, temptation: Number, cooperation: Number, punishment: Number
) -> float:
    r"""
    Return the smallest discount factor at which a pledge is worth keeping.

    Keeping it pays :math:`R / (1 - \delta)`; breaking it once, and being punished for
    ever, :math:`T + \delta P / (1 - \delta)`. It is kept if and only if

    .. math:: \delta \ge \delta^* = \frac{T - R}{T - P} . \tag{5.5}

    It is 0 if there is no temptation, :math:`T \le R`, and infinite if the punishment does
    not hurt, :math:`P \ge R` with :math:`T > R`.

    Parameters
    ----------
    temptation, cooperation, punishment
        :math:`T`, :math:`R` and :math:`P`, payoffs per period, in any common unit.

    Returns
    -------
    float
        A discount factor, dimensionless, or infinity. Exact for fractions.

    Raises
    ------
    ValueError
        If a payoff is not a finite number.

    Notes
    -----
    A breach is seen at once and never forgiven, and the punishers punish although it
    costs them too. With milder punishment patience must be greater.

    References
    ----------
    Friedman (1971): `friedman1971noncooperative`.

    Examples
    --------
    >>> self_enforcing_pledge(temptation=3, cooperation=2, punishment=1)
    0.5
    """
    if temptation <= cooperation:
        return 0
    if cooperation <= punishment:
        return inf
    return (temptation - cooperation) / (temptation - punishment)
