r"""A concert of great powers: a few decide together, and each can say no.

*Why do concerts act so rarely, and why do they last?* A measure needs the consent of all.
The more members there are, and the farther apart their aims, the more likely the status quo
pleases somebody, who then blocks (6.1 to 6.3). Members keep the arrangement as long as
none gains more by taking what its power would allow than it loses when the concert falls
back into anarchy (6.5). The patience that this takes is greatest for the member that has
risen since the settlement.

Assumptions, each of which a chapter drops: aims are points on one line, votes are sincere,
nobody is paid for consent, and no member can dominate: the others together outweigh it
if and only if it has less than half of the power (6.4).

Sources: veto players after Tsebelis (2002); self-enforcement after Friedman (1971), with
the waste of anarchy after Hirshleifer (1988). On the historical concert Elrod (1976),
Jervis (1985) and Schroeder (1994). The formulas are derived here.
"""

from typing import Annotated, NamedTuple

from annotated_types import Interval, doc

from secbook.domains import (
    Count,
    MinLength,
    NonNegative,
    Positive,
    checked,
    require_length,
)
from secbook.models.anarchy import fighting_share
from secbook.models.contest import win_probability

__all__ = [
    "UnanimityOutcome",
    "agreement_probability",
    "critical_discount_factors",
    "expected_winset",
    "unanimity_outcome",
]

Position = Annotated[float, Interval(ge=0, le=1), doc("a number in [0, 1]")]
Spread = Annotated[float, Interval(gt=0, le=1), doc("a number in (0, 1]")]


class UnanimityOutcome(NamedTuple):
    """Whether all agree to change the status quo, to what, and how much they could choose."""

    acts: bool
    outcome: float
    winset: float


@checked
def unanimity_outcome(
    *, status_quo: Position, ideals: Annotated[list[Position], MinLength(1)]
) -> UnanimityOutcome:
    r"""
    Return what members do that must all agree.

    Member :math:`i` accepts :math:`y` if it is no farther from its ideal :math:`x_i` than
    the status quo :math:`x_0`. No change is accepted by all if :math:`x_0` is in the core
    :math:`[\min x, \max x]`. Otherwise all accept the points from :math:`x_0` to its mirror
    image beyond the nearest end of the core, and the outcome is that end:

    .. math::

       \text{winset} = 2 \max(0,\; \min x - x_0,\; x_0 - \max x) . \tag{6.1}

    Parameters
    ----------
    status_quo
        :math:`x_0`, in [0, 1], dimensionless.
    ideals
        :math:`x_i`, the members' ideals, in [0, 1], dimensionless.

    Returns
    -------
    UnanimityOutcome
        `acts`, whether the status quo is changed; `outcome`, in [0, 1]; `winset`, the length
        of the set of changes that all accept, in the same unit. Exact for fractions.

    Raises
    ------
    ValueError
        If there is no member or an argument is outside its domain.

    Notes
    -----
    The issue is one line. With two issues members can trade, and agree where they could
    not here. The winset is not cut at the ends of the line.

    References
    ----------
    Tsebelis (2002): `tsebelis2002veto`.

    Examples
    --------
    >>> unanimity_outcome(status_quo=0.25, ideals=[0.5, 0.75])
    UnanimityOutcome(acts=True, outcome=0.5, winset=0.5)
    >>> unanimity_outcome(status_quo=0.6, ideals=[0.5, 0.75])
    UnanimityOutcome(acts=False, outcome=0.6, winset=0.0)
    """
    outcome = min(max(status_quo, min(ideals)), max(ideals))
    return UnanimityOutcome(
        acts=outcome != status_quo, outcome=outcome, winset=2 * abs(outcome - status_quo)
    )


@checked
def agreement_probability(
    *, members: Count, status_quo: Position, center: Position = 0.5, spread: Spread = 1
) -> float:
    r"""
    Return the probability that members with random ideals agree to change the status quo.

    Ideals are independent and uniform on an interval of width :math:`d` around :math:`\mu`.
    With :math:`l` the chance that one of them is below :math:`x_0`, all are on one side with

    .. math::

       P = l^n + (1 - l)^n, \qquad
       l = \min\left(1, \max\left(0, \frac{x_0 - \mu + d/2}{d}\right)\right). \tag{6.2}

    Parameters
    ----------
    members
        :math:`n`, the number of members.
    status_quo
        :math:`x_0`, in [0, 1], dimensionless.
    center
        :math:`\mu`, the middle of the range of ideals, in [0, 1], dimensionless.
    spread
        :math:`d`, the width of that range, in units of the line.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions, if `center` is one as well.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    A member alone always gets its way. Aims are drawn once and for all and do not depend
    on one another: a common fear, which moves them together, is a smaller spread.

    References
    ----------
    Tsebelis (2002): `tsebelis2002veto`. The formula is derived here.

    Examples
    --------
    >>> agreement_probability(members=5, status_quo=0.5)
    0.0625
    """
    below = min(max((2 * (status_quo - center) + spread) / (2 * spread), 0), 1)
    return below**members + (1 - below) ** members


@checked
def expected_winset(*, members: Count, status_quo: Position) -> float:
    r"""
    Return the expected length of the winset when ideals are uniform on [0, 1].

    .. math:: E[\text{winset}] = \frac{2 \left[ (1 - x_0)^{n+1} + x_0^{n+1} \right]}{n + 1}
       \tag{6.3}

    Parameters
    ----------
    members
        :math:`n`, the number of members.
    status_quo
        :math:`x_0`, in [0, 1], dimensionless.

    Returns
    -------
    float
        A length, in units of the line. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    Like the winset of `unanimity_outcome`, it is not cut at the ends of the line.

    References
    ----------
    Tsebelis (2002): `tsebelis2002veto`. The formula is derived here.

    Examples
    --------
    >>> expected_winset(members=3, status_quo=0.5)
    0.0625
    """
    ends = (1 - status_quo) ** (members + 1) + status_quo ** (members + 1)
    return 2 * ends / (members + 1)


@checked
def critical_discount_factors(
    *,
    power: Annotated[list[Positive], MinLength(1)],
    benefits: list[Positive],
    revision_weight: list[NonNegative],
    decisiveness: Positive = 1,
) -> list[float]:
    r"""
    Return the patience that each member needs if the concert is to hold.

    A member that breaks out gains :math:`g_i` once and loses :math:`\kappa_i`, its share of
    what anarchy wastes, for ever:

    .. math::

       \delta^*_i = \frac{g_i}{g_i + \kappa_i}, \qquad
       g_i = v_i \max(0, p_i - q_i), \quad \kappa_i = f q_i, \tag{6.5}

    with :math:`p_i` its chance of winning against all others together, :math:`q_i` its share
    of the benefits, and :math:`f` the `fighting_share` of anarchy among :math:`n` states. The
    concert holds if and only if :math:`\delta \ge \max_i \delta^*_i`.

    Parameters
    ----------
    power
        :math:`w_i`, one for each member, in any common unit.
    benefits
        :math:`b_i`, what the settlement gave each member, in any common unit.
    revision_weight
        :math:`v_i`, dimensionless: how much each wants a revision. At 0 it is satisfied.
    decisiveness
        :math:`m`, dimensionless, as in `win_probability`.

    Returns
    -------
    list of float
        :math:`n` discount factors, dimensionless. Exact for fractions, if `decisiveness`
        is one as well, such as ``Fraction(1)``.

    Raises
    ------
    ValueError
        If an argument is outside its domain or the lists have not the same length.

    Notes
    -----
    All know who broke out, and the concert is never restored. Shares :math:`q_i` are shares of
    what the members hold; what outsiders hold is not at stake.

    References
    ----------
    Friedman (1971): `friedman1971noncooperative`. Hirshleifer (1988):
    `hirshleifer1988analytics`. The application is derived here.

    Examples
    --------
    >>> critical_discount_factors(power=[3, 1], benefits=[2, 2], revision_weight=[1, 1])
    [0.5, 0]
    """
    members = len(power)
    require_length(benefits, members, "benefits")
    require_length(revision_weight, members, "revision_weight")
    waste = fighting_share(states=members, decisiveness=decisiveness)
    factors: list[float] = []
    for i in range(members):
        chance = win_probability(
            power=power[i], rival_power=sum(power) - power[i], decisiveness=decisiveness
        )
        share = benefits[i] / sum(benefits)
        gain = revision_weight[i] * max(0, chance - share)
        factors.append(gain / (gain + waste * share) if gain > 0 else 0)
    return factors
