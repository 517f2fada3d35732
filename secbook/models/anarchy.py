r"""Anarchy: fear of a first strike, and the arms race.

*Can two states that want nothing but security stay at peace when nobody protects
them?* Only if each trusts the other enough, and only if their armaments calm down
faster than they provoke.

**Fear.** Striking first raises the chance of winning from :math:`p` to
:math:`p + \varphi`, being struck lowers it to :math:`p - \varphi`. War costs :math:`c`
and the trade :math:`L` that it cuts; an outside guarantee of strength :math:`\gamma`
leaves :math:`\varphi' = \varphi (1 - \gamma)` of the advantage. With a stake of 1, of
which the state holds :math:`q`, its payoffs are

.. math::

   \begin{gathered}
   R = q, \quad P = p - c - L, \\
   T = p + \varphi' - c - L, \quad S = p - \varphi' - c - L
   \end{gathered} \tag{1.1}

for mutual restraint, a clash of both, striking first, and being struck. It restrains
itself if and only if it believes with probability :math:`t^*` or more that the other
wants only security (1.2). Hostile-looking signals wear that belief down (1.3) until it
collapses (1.4). In a whole system, one distrusted pair is enough for war (1.9).

**Arms.** Each state arms in reaction to the others, tires of the burden, and has
grievances of its own (1.5). The levels settle (1.6) if and only if the spiral index is
below 1 (1.7). What the contest itself wastes is a question of how many take part (1.8).

Assumptions: two types of state and one round in the first half; no ceiling to budgets
and straight lines of reaction in the second.

Sources: the dilemma is Jervis's (1978), the threshold of trust and the spiral of
inference Kydd's (1997, 2005), with another parametrization; a first-strike advantage as
a cause of war is in Fearon (1995); the race is Richardson's (1960), its stability a
theorem on nonnegative matrices (Berman and Plemmons 1994); the waste of anarchy extends
Hirshleifer (1988, 1991) to many states.
"""

from fractions import Fraction
from math import exp, floor, inf, isfinite, log, log1p
from typing import Annotated, NamedTuple

from secbook.domains import (
    Affinity,
    Count,
    HalfShare,
    Index,
    InteriorShare,
    MinLength,
    Mismatch,
    NonNegative,
    NonNegativeOrInfinite,
    Number,
    Positive,
    Probability,
    Several,
    Share,
    checked,
    require_length,
    require_square,
    shown,
)
from secbook.models.contest import win_probability

__all__ = [
    "RaceLine",
    "arms_equilibrium",
    "arms_path",
    "fighting_share",
    "minimum_trust",
    "no_preemption",
    "race_line",
    "signals_to_collapse",
    "spiral_index",
    "trust_after_signals",
]


@checked
def minimum_trust(
    *,
    first_strike_advantage: HalfShare,
    war_cost: InteriorShare,
    mismatch: Mismatch = 0,
    guarantee: Share = 0,
    trade_loss: NonNegative = 0,
) -> float:
    r"""
    Return the trust in the other side that restraint takes.

    .. math:: t^* = \frac{\varphi (1 - \gamma)}{c + L - (p - q)} \tag{1.2}

    A state restrains itself if and only if it believes with probability :math:`t^*` or
    more that the other wants only security. No trust is enough, and the result is
    infinite, where :math:`c + L - (p - q) \le \varphi (1 - \gamma)`.

    Parameters
    ----------
    first_strike_advantage
        :math:`\varphi`, what striking first adds to the chance of winning and being
        struck takes from it, dimensionless.
    war_cost
        :math:`c`, the cost of war, in units of the stake.
    mismatch
        :math:`p - q`, the state's power less its share of the benefits, dimensionless.
    guarantee
        :math:`\gamma`, dimensionless: the part of the advantage that an outside
        guarantee removes.
    trade_loss
        :math:`L`, the trade that war would cut, in units of the stake.

    Returns
    -------
    float
        A probability, dimensionless, or infinity. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    One round and two types. At infinity the game is no stag hunt any more: a prisoner's
    dilemma if :math:`0 < c + L - (p - q)`, and otherwise a deadlock, in which the state
    prefers even a clash to the status quo. The chance of winning must stay a
    probability: trim :math:`\varphi` to :math:`\min(\varphi, p, 1 - p)` for unequal
    pairs, as `no_preemption` does.

    References
    ----------
    Jervis (1978): `jervis1978cooperation`. Kydd (2005): `kydd2005trust`.
    Fearon (1995): `fearon1995rationalist`.

    Examples
    --------
    >>> minimum_trust(first_strike_advantage=0.125, war_cost=0.25)
    0.5
    >>> minimum_trust(first_strike_advantage=0.25, war_cost=0.25)
    inf
    """
    advantage = first_strike_advantage * (1 - guarantee)
    regret = war_cost + trade_loss - mismatch
    if regret <= advantage:
        return inf
    return advantage / regret


@checked
def trust_after_signals(
    *,
    trust: Probability,
    signal_if_secure: Probability,
    signal_if_greedy: Probability,
    signals: Index = 1,
) -> float:
    r"""
    Return what is left of trust after a number of hostile-looking signals.

    Bayes' rule multiplies the odds of trust :math:`t` by the likelihood ratio of a
    signal, each time that it is seen:

    .. math::

       \frac{t_k}{1 - t_k} = \frac{t}{1 - t}
           \left( \frac{\alpha}{\beta} \right)^{k} . \tag{1.3}

    Parameters
    ----------
    trust
        :math:`t`, the belief that the other wants only security, dimensionless.
    signal_if_secure, signal_if_greedy
        :math:`\alpha` and :math:`\beta`, the probabilities that a state which wants
        only security, and a greedy one, look hostile; dimensionless.
    signals
        :math:`k`, how often the other looked hostile, dimensionless.

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
    The observer knows :math:`\alpha` and :math:`\beta` and counts the signals as
    independent; a misperceived rate changes everything. A certain belief (0 or 1) does
    not move, nor does any belief after a signal that neither type sends. Where both
    types look hostile equally often, arms say nothing about aims.

    References
    ----------
    Kydd (1997): `kydd1997game`. Jervis (1978): `jervis1978cooperation`.

    Examples
    --------
    >>> trust_after_signals(trust=0.5, signal_if_secure=0.25, signal_if_greedy=0.75)
    0.25
    """
    likelier = max(signal_if_secure, signal_if_greedy)
    if likelier == 0 or not 0 < trust < 1:
        return trust
    # Only the ratio counts; dividing by the larger keeps long series from vanishing.
    secure: float = trust * (signal_if_secure / likelier) ** signals
    greedy: float = (1 - trust) * (signal_if_greedy / likelier) ** signals
    return secure / (secure + greedy)


@checked
def signals_to_collapse(
    *,
    trust: Probability,
    minimum_trust: NonNegativeOrInfinite,
    signal_if_secure: Probability,
    signal_if_greedy: Probability,
) -> int | None:
    r"""
    Return how many hostile-looking signals end restraint.

    .. math:: k^* = \min \{ k \ge 0 : t_k < t^* \} \tag{1.4}

    with :math:`t_k` of `trust_after_signals` and :math:`t^*` of `minimum_trust`.

    Parameters
    ----------
    trust
        :math:`t`, the belief at the start, dimensionless.
    minimum_trust
        :math:`t^*`, the trust that restraint takes, dimensionless; may be infinite.
    signal_if_secure, signal_if_greedy
        :math:`\alpha` and :math:`\beta`, dimensionless, as in `trust_after_signals`.

    Returns
    -------
    int or None
        A number of signals; 0 where trust is too low from the start, and None where no
        number of signals is enough.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    The number steps where :math:`t_k` equals :math:`t^*`: there one more signal is
    needed, and rounding decides for numbers that are not fractions.

    References
    ----------
    Kydd (1997): `kydd1997game`. Kydd (2005): `kydd2005trust`.

    Examples
    --------
    >>> signals_to_collapse(
    ...     trust=0.7, minimum_trust=0.4, signal_if_secure=0.5, signal_if_greedy=0.8
    ... )
    3
    """
    if trust < minimum_trust:
        return 0
    if minimum_trust <= 0 or trust >= 1 or signal_if_secure >= signal_if_greedy:
        return None
    if signal_if_secure == 0:
        return 1
    reserve = log(trust / (1 - trust)) - log(minimum_trust / (1 - minimum_trust))
    loss = log1p((signal_if_greedy - signal_if_secure) / signal_if_secure)
    # Logarithms lead to the last signal or two; the definition settles the number.
    signals = max(1, floor(reserve / loss))
    while minimum_trust <= trust_after_signals(
        trust=trust,
        signal_if_secure=signal_if_secure,
        signal_if_greedy=signal_if_greedy,
        signals=signals,
    ):
        signals += 1
    return signals


def _solution(matrix: list[list[float]], constants: list[float]) -> list[float]:
    """Solve linear equations by elimination, or refuse if they have no single solution."""
    size = len(constants)
    rows = [matrix[i] + [constants[i]] for i in range(size)]
    for k in range(size):
        pivot = k
        for i in range(k + 1, size):
            if abs(rows[i][k]) > abs(rows[pivot][k]):
                pivot = i
        rows[k], rows[pivot] = rows[pivot], rows[k]
        if rows[k][k] == 0:
            raise ValueError(
                "reaction and fatigue must differ enough for a single equilibrium, "
                "got a race without one"
            )
        for i in range(size):
            if i != k:
                # A quotient of whole numbers stays exact.
                factor = Fraction(1, 1) * rows[i][k] / rows[k][k]
                rows[i] = [rows[i][j] - factor * rows[k][j] for j in range(size + 1)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


@checked
def arms_equilibrium(
    *,
    reaction: list[list[NonNegative]],
    fatigue: Annotated[list[Positive], MinLength(2)],
    grievance: list[Number],
) -> list[float]:
    r"""
    Return the levels of arms at which nobody arms further.

    .. math:: x^* = (A - K)^{-1} g \tag{1.6}

    with :math:`A = \mathrm{diag}(a_1, \dots, a_N)`: where the growth of `arms_path` is 0.

    Parameters
    ----------
    reaction
        :math:`k_{ij}`, per year: N rows of N entries, how fast state i answers the arms
        of state j.
    fatigue
        :math:`a_i`, per year: N entries, N at least 2, how fast the burden wears down.
    grievance
        :math:`g_i`, units of arms per year: N entries; goodwill is negative.

    Returns
    -------
    list of float
        N levels, in units of arms. Exact fractions for fractions and whole numbers.

    Raises
    ------
    ValueError
        If an argument is outside its domain, the sizes differ, or :math:`A - K` is
        singular.

    Notes
    -----
    The race settles there only if `spiral_index` is below 1. At 1 there is no
    equilibrium or more than one; above 1 there is one that nobody reaches, and its
    levels may be negative.

    References
    ----------
    Richardson (1960): `richardson1960arms`.

    Examples
    --------
    >>> arms_equilibrium(reaction=[[0, 0.5], [0.5, 0]], fatigue=[1, 1], grievance=[1, 1])
    [2.0, 2.0]
    """
    size = len(fatigue)
    require_square(reaction, size, "reaction")
    require_length(grievance, size, "grievance")
    restraint = [
        [(fatigue[i] if i == j else 0) - reaction[i][j] for j in range(size)]
        for i in range(size)
    ]
    return _solution(restraint, grievance)


@checked
def arms_path(
    *,
    reaction: list[list[NonNegative]],
    fatigue: Annotated[list[Positive], MinLength(2)],
    grievance: list[Number],
    start: list[Number],
    years: NonNegative,
    steps_per_year: Count = 1000,
) -> list[list[float]]:
    r"""
    Return the levels of arms through time.

    .. math:: \frac{dx_i}{dt} = \sum_j k_{ij} x_j - a_i x_i + g_i \tag{1.5}

    by the classical Runge-Kutta method of order four.

    Parameters
    ----------
    reaction
        :math:`k_{ij}`, per year: N rows of N entries.
    fatigue
        :math:`a_i`, per year: N entries, N at least 2.
    grievance
        :math:`g_i`, units of arms per year: N entries.
    start
        :math:`x_i(0)`, units of arms: N entries.
    years
        Length of the path, in years.
    steps_per_year
        Steps of the method, per year.

    Returns
    -------
    list of list of float
        ``round(years * steps_per_year) + 1`` lists of N levels, in units of arms: the
        first is `start`, the last the levels after `years`.

    Raises
    ------
    ValueError
        If an argument is outside its domain, the sizes differ, `years` is shorter than
        a step, or the race outgrows what a number can hold.

    Notes
    -----
    Nothing limits a race with a spiral index above 1, and levels may turn negative: there
    are no budgets. The steps must be short against :math:`1 / a_i`. Reviews find that
    few real races behave like this one.

    References
    ----------
    Richardson (1960): `richardson1960arms`. Gleditsch (2020): `gleditsch2020lewis`.

    Examples
    --------
    >>> path = arms_path(
    ...     reaction=[[0, 1], [1, 0]], fatigue=[1, 1], grievance=[1, 1], start=[0, 0], years=2
    ... )
    >>> len(path), [round(level, 9) for level in path[-1]]
    (2001, [2.0, 2.0])
    """
    size = len(fatigue)
    require_square(reaction, size, "reaction")
    require_length(grievance, size, "grievance")
    require_length(start, size, "start")
    steps = round(years * steps_per_year)
    if steps == 0 and years > 0:
        raise ValueError(f"years must be 0 or last a step, got {shown(years)}")

    def growth(levels: list[float]) -> list[float]:
        return [
            sum(reaction[i][j] * levels[j] for j in range(size))
            - fatigue[i] * levels[i]
            + grievance[i]
            for i in range(size)
        ]

    def moved(levels: list[float], rates: list[float], time: float) -> list[float]:
        return [levels[i] + time * rates[i] for i in range(size)]

    step = years / max(steps, 1)
    levels = [float(level) for level in start]
    path = [levels]
    for _ in range(steps):
        first = growth(levels)
        second = growth(moved(levels, first, step / 2))
        third = growth(moved(levels, second, step / 2))
        fourth = growth(moved(levels, third, step))
        mean = [(first[i] + 2 * second[i] + 2 * third[i] + fourth[i]) / 6 for i in range(size)]
        levels = moved(levels, mean, step)
        path.append(levels)
    if not all(isfinite(level) for level in levels):
        raise ValueError(f"years must end before the race explodes, got {shown(years)}")
    return path


def _product(left: list[list[float]], right: list[list[float]]) -> list[list[float]]:
    """Return the product of two square matrices."""
    size = len(left)
    return [
        [sum(left[i][k] * right[k][j] for k in range(size)) for j in range(size)]
        for i in range(size)
    ]


@checked
def spiral_index(
    *,
    reaction: list[list[NonNegative]],
    fatigue: Annotated[list[Positive], MinLength(2)],
) -> float:
    r"""
    Return the spiral index of an arms race: below 1 it settles, from 1 on it runs away.

    .. math:: r = \rho(A^{-1} K) \tag{1.7}

    the spectral radius of :math:`M = A^{-1} K`, here as the limit of
    :math:`\lVert M^{2^n} \rVert^{2^{-n}}`.

    Parameters
    ----------
    reaction
        :math:`k_{ij}`, per year: N rows of N entries.
    fatigue
        :math:`a_i`, per year: N entries, N at least 2.

    Returns
    -------
    float
        :math:`r \ge 0`, dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or the sizes differ.

    Notes
    -----
    Two rivals: :math:`\sqrt{k l / (a b)}`, Richardson's condition. Each of N identical
    rivals adds to it: :math:`k (N - 1) / a`. A rivalry that nobody returns does not
    spiral. Squaring the matrix again and again, rather than following one vector, is
    right also for two blocs that are hostile only across.

    References
    ----------
    Richardson (1960): `richardson1960arms`.
    Berman and Plemmons (1994): `berman1994nonnegative`.

    Examples
    --------
    >>> round(spiral_index(reaction=[[0, 0.4], [0.9, 0]], fatigue=[1, 1]), 9)
    0.6
    """
    size = len(fatigue)
    require_square(reaction, size, "reaction")
    matrix = [[float(reaction[i][j] / fatigue[i]) for j in range(size)] for i in range(size)]
    logarithm = 0.0
    for squarings in range(60):
        largest = max(sum(row) for row in matrix)
        if largest == 0:
            return 0.0
        logarithm += log(largest) / 2.0**squarings
        scaled = [[entry / largest for entry in row] for row in matrix]
        matrix = _product(scaled, scaled)
    return exp(logarithm)


@checked
def fighting_share(*, states: Several, decisiveness: Positive) -> float:
    r"""
    Return the share of resources that anarchy wastes on fighting.

    Each of N equal states splits its resources :math:`R` between fighting :math:`F_i` and
    production; all that is produced goes to the states in the proportions
    :math:`p_i = F_i^m / \sum_j F_j^m`. In the symmetric equilibrium

    .. math:: f = \frac{F}{R} = \frac{m (N - 1)}{1 + m (N - 1)} . \tag{1.8}

    Parameters
    ----------
    states
        :math:`N`, at least 2, dimensionless.
    decisiveness
        :math:`m`, dimensionless, as in `win_probability`.

    Returns
    -------
    float
        A share of resources, dimensionless. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    Everything produced is open to seizure, and fighting destroys nothing but the effort.
    With incomes that must not fall below a minimum, anarchy itself may break down
    (Hirshleifer 1995); this formula does not show it.

    References
    ----------
    Hirshleifer (1988): `hirshleifer1988analytics`.
    Hirshleifer (1991): `hirshleifer1991paradox`.
    Hirshleifer (1995): `hirshleifer1995anarchy`.

    Examples
    --------
    >>> fighting_share(states=2, decisiveness=1)
    0.5
    """
    pull = decisiveness * (states - 1)
    return pull / (1 + pull)


@checked
def no_preemption(
    *,
    power: Annotated[list[Positive], MinLength(2)],
    benefits: list[Positive],
    affinity: list[list[Affinity]],
    trust: list[Probability],
    first_strike_advantage: HalfShare,
    war_cost: InteriorShare,
    decisiveness: Positive = 1,
    sovereign_equality: Share = 0.5,
) -> float:
    r"""
    Return the probability that fear makes nobody strike first in the whole system.

    Greedy states strike. A state that wants only security restrains itself towards
    :math:`j` if and only if :math:`t_j \ge t^*_{ij}`. Peace needs all of that:

    .. math::

       \Pr(\text{peace}) = \prod_{i \text{ in a quarrel}} t_i
       \quad \text{if } t_j \ge t^*_{ij} \text{ for every hostile pair } (i, j),
       \quad \text{else } 0, \tag{1.9}

    where i and j are hostile if :math:`H_{ij} < 0` or :math:`H_{ji} < 0`, and
    :math:`t^*_{ij}` is `minimum_trust` at the mismatch :math:`p_{ij} - q_{ij}`, with
    :math:`q_{ij} = \kappa / 2 + (1 - \kappa) b_i / (b_i + b_j)` and the advantage
    :math:`\min(\varphi, p_{ij}, 1 - p_{ij})`.

    Parameters
    ----------
    power
        :math:`w_i`, in any common unit: N entries, N at least 2.
    benefits
        :math:`b_i`, what the status quo gives each state, in any common unit: N entries.
    affinity
        :math:`H_{ij}`, dimensionless: N rows of N entries from -1 (enemy) to 1 (friend).
    trust
        :math:`t_i`, dimensionless: N entries, everybody's belief that state i wants only
        security.
    first_strike_advantage
        :math:`\varphi`, dimensionless, as in `minimum_trust`.
    war_cost
        :math:`c`, in units of the stake.
    decisiveness
        :math:`m`, dimensionless, as in `win_probability`.
    sovereign_equality
        :math:`\kappa`, dimensionless: how far the law of equal states, rather than
        weight, shares out the benefits of a pair.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions and a whole `decisiveness`.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or the sizes differ.

    Notes
    -----
    This is the most peaceful equilibrium: that all strike is one as well. Aims are
    independent between states, and all observers hold the same belief about a state.

    References
    ----------
    Kydd (2005): `kydd2005trust`. Jervis (1978): `jervis1978cooperation`.

    Examples
    --------
    >>> no_preemption(
    ...     power=[1, 1],
    ...     benefits=[1, 1],
    ...     affinity=[[0, -1], [-1, 0]],
    ...     trust=[0.5, 0.75],
    ...     first_strike_advantage=0.125,
    ...     war_cost=0.25,
    ... )
    0.375
    """
    size = len(power)
    require_length(benefits, size, "benefits")
    require_square(affinity, size, "affinity")
    require_length(trust, size, "trust")
    peace: float = 1
    for j in range(size):
        rivals = [
            i for i in range(size) if i != j and (affinity[i][j] < 0 or affinity[j][i] < 0)
        ]
        for i in rivals:
            chance = win_probability(
                power=power[i], rival_power=power[j], decisiveness=decisiveness
            )
            by_weight = benefits[i] / (benefits[i] + benefits[j])
            share = sovereign_equality / 2 + (1 - sovereign_equality) * by_weight
            needed = minimum_trust(
                first_strike_advantage=min(first_strike_advantage, chance, 1 - chance),
                war_cost=war_cost,
                mismatch=chance - share,
            )
            if trust[j] < needed:
                return 0
        if len(rivals) > 0:
            peace *= trust[j]
    return peace


class RaceLine(NamedTuple):
    """A straight line through an arms race, and where it says that the race would rest."""

    slope: float
    intercept: float
    balance_point: float | None


@checked
def race_line(spending: Annotated[list[NonNegative], MinLength(3)]) -> RaceLine:
    r"""
    Return the line of yearly growth on level in the joint spending of a race.

    Least squares of the increments :math:`\Delta_t = z_{t+1} - z_t` on the mid-year
    means :math:`\bar z_t = (z_t + z_{t+1}) / 2`:

    .. math::

       \Delta_t = \text{slope} \cdot \bar z_t + \text{intercept}, \qquad
       \text{balance point} = - \frac{\text{intercept}}{\text{slope}}. \tag{1.5'}

    For two equal sides of (1.5) the sum of their spending grows along such a line, with
    the slope :math:`k - a`.

    Parameters
    ----------
    spending
        :math:`z_t`, the joint spending of both sides year by year, in units of money: at
        least three entries.

    Returns
    -------
    RaceLine
        `slope`, per year; `intercept`, units of money per year; `balance_point`, units of
        money: the spending at which growth would be 0, or None for a flat line.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or all mid-year means are equal.

    Notes
    -----
    The classical fit rests on four increments, and other models fit them as well. A slope
    above 0 means that the balance point repels.

    References
    ----------
    Richardson (1960): `richardson1960arms`. Gleditsch (2020): `gleditsch2020lewis`.

    Examples
    --------
    >>> race_line([2, 4, 10])
    RaceLine(slope=1.0, intercept=-1.0, balance_point=1.0)
    """
    increments = [spending[t + 1] - spending[t] for t in range(len(spending) - 1)]
    means = [(spending[t] + spending[t + 1]) / 2 for t in range(len(spending) - 1)]
    if min(means) == max(means):
        raise ValueError("spending must have mid-year means that differ, got equal ones")
    growth, level = sum(increments) / len(increments), sum(means) / len(means)
    variation = sum((mean - level) ** 2 for mean in means)
    slope = (
        sum((means[t] - level) * (increments[t] - growth) for t in range(len(means)))
        / variation
    )
    intercept = growth - slope * level
    if slope == 0:
        return RaceLine(slope=slope, intercept=intercept, balance_point=None)
    return RaceLine(slope=slope, intercept=intercept, balance_point=-intercept / slope)
