r"""Hegemony: one state pays for order, until another takes its place.

*What happens when the state that upholds the order declines?* First the order shrinks
with it, then others begin to pay; and the danger lies in the transition.

**Order.** Among N states, of which one has the share :math:`h` of all income and the
others are equal, security is provided voluntarily as in `secbook.models.burden`. Above a
threshold share the hegemon pays for everything (3.4).

**Transition.** The power of a rising challenger follows a logistic curve, its benefits
follow its power at the speed :math:`\lambda`, and each year the two sides bargain in the
shadow of the mismatch (3.5).

**Preventive war.** A decliner that cannot be promised enough fights now, rather than
later on worse terms (3.6).

Assumptions: security is a pure public good and a benevolent hegemon collects no tribute;
the transition is a sequence of one-shot bargains; the rise itself is nobody's choice.

Sources: hegemony as a matter of public goods is discussed by Snidal (1985); the provision
follows Bergstrom, Blume and Varian (1986); power transition goes back to Organski and
Kugler (1980); war by shifting power to Fearon (1995) and Powell (1999, 2006).
"""

from math import exp
from typing import NamedTuple

from secbook.domains import (
    Count,
    InteriorShare,
    NonNegative,
    Positive,
    Probability,
    Several,
    Share,
    checked,
    shown,
)
from secbook.models.contest import bargained_war

__all__ = [
    "PowerTransition",
    "hegemon_provision_ratio",
    "power_transition",
    "preventive_war_slack",
]

# A share such as 1/49 is not a float: this is what rounding may take from h N.
_ROUNDING = 1e-12


@checked
def hegemon_provision_ratio(
    *, hegemon_share: InteriorShare, states: Several, security_taste: InteriorShare
) -> float:
    r"""
    Return how much of the best order a hegemon and N - 1 equal others provide.

    .. math::

       \frac{X}{X_0} = \max\left(h, \frac{1}{\alpha + N (1 - \alpha)}\right) \tag{3.4}

    The hegemon pays for everything if and only if its share is at least the second term.

    Parameters
    ----------
    hegemon_share
        :math:`h`, the hegemon's share of all income, from :math:`1/N` to below 1,
        dimensionless.
    states
        :math:`N`, the hegemon included, at least 2, dimensionless.
    security_taste
        :math:`\alpha`, dimensionless, as in `voluntary_provision`.

    Returns
    -------
    float
        :math:`X / X_0`, dimensionless; 1 less it measures free riding. Exact for
        fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or `hegemon_share` is below :math:`1/N`.

    Notes
    -----
    Order is a pure public good, which leaves out coercion, rents and a hegemon that serves
    itself. The model cannot say whether a group of middle powers could pay together
    (Snidal's objection): nobody here makes agreements.

    References
    ----------
    Bergstrom, Blume and Varian (1986): `bergstrom1986private`. Snidal (1985):
    `snidal1985limits`. Olson and Zeckhauser (1966): `olson1966economic`.

    Examples
    --------
    >>> hegemon_provision_ratio(hegemon_share=0.75, states=5, security_taste=0.5)
    0.75
    >>> hegemon_provision_ratio(hegemon_share=0.25, states=7, security_taste=0.5)
    0.25
    """
    if hegemon_share * states < 1 - _ROUNDING:
        raise ValueError(
            f"hegemon_share must be at least 1/{shown(states)}, got {shown(hegemon_share)}"
        )
    return max(hegemon_share, 1 / (security_taste + states * (1 - security_taste)))


class PowerTransition(NamedTuple):
    """A transition year by year: the riser's power, its benefits, and the risk of war."""

    years: list[int]
    power: list[float]
    benefits: list[float]
    war_probability: list[float]


def _logistic(x: float) -> float:
    """Return 1 / (1 + e^-x) without overflow."""
    decay = exp(-abs(x))
    return (1 if x >= 0 else decay) / (1 + decay)


@checked
def power_transition(
    *,
    horizon: Count,
    shift_speed: Positive,
    benefit_adjustment: Share,
    cost_low: NonNegative,
    cost_high: Positive,
    satisfied_cost: NonNegative,
) -> PowerTransition:
    r"""
    Return the risk of war, year by year, while one state overtakes another.

    .. math::

       p_t = \frac{1}{1 + e^{-u t}}, \qquad
       q_{t+1} = q_t + \lambda (p_t - q_t), \qquad q_{-T} = p_{-T}, \tag{3.5}

    and each year's risk is that of `bargained_war` at :math:`p_t` and :math:`q_t`.

    Parameters
    ----------
    horizon
        :math:`T`, in years before and after parity.
    shift_speed
        :math:`u`, the speed of the shift of power, per year.
    benefit_adjustment
        :math:`\lambda`, the part of the mismatch that benefits make good, per year.
    cost_low, cost_high
        :math:`c_{lo} < c_{hi}`, the range of the private cost of war, in units of the
        stake.
    satisfied_cost
        :math:`c_s`, the satisfied side's cost of war, in units of the stake.

    Returns
    -------
    PowerTransition
        Lists over the years from :math:`-T` to :math:`T`: `years` (0 is parity), and the
        riser's `power` :math:`p_t`, its `benefits` :math:`q_t` and `war_probability`, all
        dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or `cost_low` is not below `cost_high`.

    Notes
    -----
    Every year is bargained over for itself: nobody looks ahead (for that see
    `preventive_war_slack`), and a war that does not come changes nothing. The sum over the
    years counts crises that end in war; it is not a probability. Two states only: who else
    would fight is left out.

    References
    ----------
    Organski and Kugler (1980): `organski1980war`. Powell (1999): `powell1999shadow`.

    Examples
    --------
    >>> transition = power_transition(
    ...     horizon=10,
    ...     shift_speed=0.3,
    ...     benefit_adjustment=0.3,
    ...     cost_low=0,
    ...     cost_high=0.5,
    ...     satisfied_cost=0.1,
    ... )
    >>> transition.years[10], transition.power[10], transition.war_probability[10]
    (0, 0.5, 0.4)
    """
    years = list(range(-horizon, horizon + 1))
    power = [_logistic(shift_speed * year) for year in years]
    benefits = [power[0]]
    for t in range(len(years) - 1):
        benefits.append(benefits[t] + benefit_adjustment * (power[t] - benefits[t]))
    risk = [
        bargained_war(
            win_probability=power[t],
            benefit_share=benefits[t],
            cost_low=cost_low,
            cost_high=cost_high,
            satisfied_cost=satisfied_cost,
        ).probability
        for t in range(len(years))
    ]
    return PowerTransition(years=years, power=power, benefits=benefits, war_probability=risk)


@checked
def preventive_war_slack(
    *,
    power_now: Probability,
    power_next: Probability,
    discount_factor: InteriorShare,
    cost_declining: NonNegative,
    cost_rising: NonNegative,
) -> float:
    r"""
    Return how far a shift of power is beyond what bargaining can make good.

    .. math:: \delta p_2 - p_1 - (1 - \delta) (c_D + \delta c_R) \tag{3.6}

    Above 0 war is unavoidable: fighting now gives the declining state
    :math:`(1 - p_1) / (1 - \delta) - c_D`, and the best that peace can give it is the
    whole flow of 1 today and, from tomorrow on, all but the riser's value of war,
    :math:`1 + \delta [(1 - p_2) / (1 - \delta) + c_R]`.

    Parameters
    ----------
    power_now, power_next
        :math:`p_1` and :math:`p_2`, the rising state's probability of winning now, and
        from the next period on, dimensionless.
    discount_factor
        :math:`\delta`, the weight of the next period against this one, dimensionless.
    cost_declining, cost_rising
        :math:`c_D` and :math:`c_R`, what war costs the two states once, in units of one
        period's flow.

    Returns
    -------
    float
        In units of one period's flow: above 0 the declining state fights, below 0 there is
        room for a bargain. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    Power shifts once and by itself; the decliner cannot slow it down and the riser cannot
    commit to be modest later. At or below 0 a peaceful path exists, which does not mean
    that it is found.

    References
    ----------
    Fearon (1995): `fearon1995rationalist`. Powell (2006): `powell2006war`.

    Examples
    --------
    >>> preventive_war_slack(
    ...     power_now=0.25,
    ...     power_next=0.75,
    ...     discount_factor=0.5,
    ...     cost_declining=0.25,
    ...     cost_rising=0.5,
    ... )
    -0.125
    """
    costs = (1 - discount_factor) * (cost_declining + discount_factor * cost_rising)
    return discount_factor * power_next - power_now - costs
