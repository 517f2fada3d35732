r"""Integration: making war costly, aims alike and trust grow.

*Can neighbors integrate their way out of war?* Trade makes the partner worth keeping (8.1,
8.2): the loss of a partner grows with the bilateral tie, and shrinks with the ties to
others, who could replace it. Contact brings aims together (8.4). Where states cooperate,
trust and interdependence grow and feed each other, but somebody must make the start
safe: an outside guarantee, which can be withdrawn once the two stand on their own (8.5,
8.6). Two things work against it: whoever fears the partner's larger gain may refuse a
deal that makes both richer (8.8), and exit stays possible if sovereignty is worth more
than income (8.7).

Assumptions, each of which a chapter drops: tastes for all goods are alike and constant,
contact attracts, trust grows at a constant rate, and no state cheats in secret.

Sources: the welfare cost of lost trade after Arkolakis, Costinot and Rodriguez-Clare
(2012), its use on war after Martin, Mayer and Thoenig (2008); convergence after DeGroot
(1974); trust after Kydd (2005); relative gains after Grieco (1988) and Snidal (1991); the
idea of a security community is that of Deutsch (1957).
"""

from typing import Annotated, NamedTuple

from annotated_types import Gt, doc

from secbook.domains import (
    HalfShare,
    Index,
    InteriorShare,
    MinLength,
    NonNegative,
    Number,
    Positive,
    Probability,
    Several,
    Share,
    checked,
    require_square,
    shown,
)

__all__ = [
    "GuaranteePath",
    "RelativeGains",
    "converge_aims",
    "exit_income_loss",
    "guarantee_path",
    "relative_gains",
    "shortest_guarantee",
    "trade_shares",
    "war_income_loss",
]

Elasticity = Annotated[float, Gt(1), doc("a number above 1")]
Sizes = Annotated[list[Positive], MinLength(1)]


@checked
def trade_shares(*, trade_freeness: list[list[Share]], size: Sizes) -> list[list[float]]:
    r"""
    Return the share of each state's spending that goes to each other state.

    .. math:: s_{ij} = \frac{\psi_{ij} w_j}{\sum_k \psi_{ik} w_k}, \qquad \psi_{ii} = 1
       \tag{8.1}

    Parameters
    ----------
    trade_freeness
        :math:`\psi`, :math:`N` rows of :math:`N` numbers from 0 (no trade) to 1 (as free as at
        home), dimensionless. The diagonal is ignored.
    size
        :math:`w`, the size of each economy, in any common unit.

    Returns
    -------
    list of list of float
        :math:`N` rows of :math:`N` shares, each row with the sum 1; the diagonal holds what is
        spent at home. Dimensionless, exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain or `trade_freeness` is not square.

    Notes
    -----
    Shares follow size and openness alone, as in a gravity equation; prices and specialties
    are left out, and supply does not answer to demand.

    References
    ----------
    Arkolakis, Costinot and Rodriguez-Clare (2012): `arkolakis2012new`.

    Examples
    --------
    >>> trade_shares(trade_freeness=[[0, 0.5], [1, 0]], size=[1, 2])
    [[0.5, 0.5], [0.3333333333333333, 0.6666666666666666]]
    """
    states = len(size)
    require_square(trade_freeness, states, "trade_freeness")
    shares: list[list[float]] = []
    for i in range(states):
        spent = [size[j] if i == j else trade_freeness[i][j] * size[j] for j in range(states)]
        total = sum(spent)
        shares.append([part / total for part in spent])
    return shares


@checked
def war_income_loss(
    *, trade_share: Share, trade_destroyed: Share = 1, elasticity: Elasticity = 5
) -> float:
    r"""
    Return the part of real income that a state loses with its trade with an enemy.

    .. math:: L_{ij} = 1 - (1 - \lambda s_{ij})^{1 / (\sigma - 1)} \tag{8.2}

    Parameters
    ----------
    trade_share
        :math:`s_{ij}`, the share of the partner in the state's spending, dimensionless.
    trade_destroyed
        :math:`\lambda`, the part of that trade that a war destroys, dimensionless.
    elasticity
        :math:`\sigma`, how easily goods replace one another, dimensionless. The larger, the
        less any one partner is missed.

    Returns
    -------
    float
        A share of real income, dimensionless.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    It is small at shares that are common: a partner of 20 % is worth 5.4 % of income at
    an elasticity of 5. Goods that cannot be replaced, such as fuel, and the time that
    replacement takes are left out.

    References
    ----------
    Arkolakis, Costinot and Rodriguez-Clare (2012): `arkolakis2012new`.
    Martin, Mayer and Thoenig (2008): `martin2008make`.

    Examples
    --------
    >>> war_income_loss(trade_share=0.5, elasticity=2)
    0.5
    """
    income_left: float = (1 - trade_destroyed * trade_share) ** (1 / (elasticity - 1))
    return 1 - income_left


@checked
def converge_aims(
    *,
    aims: Annotated[list[Number], MinLength(1)],
    contact: list[list[Share]],
    convergence: Share,
    periods: Index,
) -> list[float]:
    r"""
    Return the aims of states after some periods of contact.

    In each period every state moves toward the average of those that it meets:

    .. math:: x \leftarrow (1 - \mu) x + \mu S x . \tag{8.4}

    Parameters
    ----------
    aims
        :math:`x`, the aim of each state, in any common unit.
    contact
        :math:`S`, :math:`N` rows of :math:`N` weights in [0, 1], each row with the sum 1,
        dimensionless: whom each state meets.
    convergence
        :math:`\mu`, dimensionless: how far it moves in a period.
    periods
        The number of periods.

    Returns
    -------
    list of float
        :math:`N` aims, in the same unit. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain, `contact` is not square, or the sum of a row
        differs from 1 by more than 1e-9.

    Notes
    -----
    Contact only ever attracts here. States that meet and come to dislike each other are
    left out, as are those that choose whom to meet.

    References
    ----------
    DeGroot (1974): `degroot1974reaching`. Deutsch (1957): `deutsch1957political`.

    Examples
    --------
    >>> converge_aims(aims=[0, 1], contact=[[0, 1], [1, 0]], convergence=0.25, periods=1)
    [0.25, 0.75]
    """
    states = len(aims)
    require_square(contact, states, "contact")
    for i, weights in enumerate(contact):
        if abs(sum(weights) - 1) > 1e-9:
            raise ValueError(
                f"contact[{shown(i)}] must have the sum 1, got {shown(sum(weights))}"
            )
    current = list(aims)
    for _ in range(periods):
        met = [sum(contact[i][j] * current[j] for j in range(states)) for i in range(states)]
        current = [(1 - convergence) * current[i] + convergence * met[i] for i in range(states)]
    return current


class GuaranteePath(NamedTuple):
    """Trust and interdependence, period by period, entry 0 the start."""

    trust: list[float]
    trade_loss: list[float]
    minimum_trust: list[float]
    cooperates: list[bool]


def _cooperate(trust: float, minimum_trust: float) -> bool:
    """Return whether trust is enough; where the minimum is 1 or more, none is."""
    return minimum_trust <= trust and minimum_trust < 1


@checked
def guarantee_path(
    *,
    trust: Probability,
    first_strike_advantage: HalfShare,
    war_cost: InteriorShare,
    guarantee: Share,
    guarantee_periods: Index,
    trust_gain: InteriorShare,
    integration_rate: InteriorShare,
    integration_ceiling: NonNegative,
    periods: Index,
) -> GuaranteePath:
    r"""
    Return the path of trust and interdependence with a guarantee that ends.

    The two cooperate in period :math:`k` if their trust :math:`t_k` reaches

    .. math::

       t^*_k = \frac{\varphi (1 - \gamma_k)}{c + L_k} < 1, \qquad
       \gamma_k = \gamma \text{ for } k < K, \text{ afterwards } 0 . \tag{8.5}

    If they do, both grow: :math:`t \leftarrow t + g_t (1 - t)` and
    :math:`L \leftarrow L + g (\bar L - L)`. Otherwise both decay:
    :math:`t \leftarrow t (1 - g_t)` and :math:`L \leftarrow L (1 - g)`. At the start
    :math:`L_0 = 0`.

    Parameters
    ----------
    trust
        :math:`t_0`, the belief that the other seeks only security, dimensionless.
    first_strike_advantage
        :math:`\varphi`, what striking first adds to the chance of winning, dimensionless.
    war_cost
        :math:`c`, the cost of war, in units of the stake.
    guarantee
        :math:`\gamma`, the part of the first-strike advantage that the guarantor takes
        away, dimensionless.
    guarantee_periods
        :math:`K`, how many periods the guarantee lasts.
    trust_gain
        :math:`g_t`, dimensionless, per period.
    integration_rate, integration_ceiling
        :math:`g`, dimensionless, per period, and :math:`\bar L`, the loss in war toward which
        interdependence grows, in units of the stake.
    periods
        The number of periods.

    Returns
    -------
    GuaranteePath
        Lists of :math:`periods + 1` entries, entry :math:`k` before the :math:`k`-th change:
        `trust`, `trade_loss` (:math:`L`), `minimum_trust` (:math:`t^*`; at 1 or more no trust
        is enough) and `cooperates`. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    The two are alike and their division matches their power. Trust grows by cooperation
    alone, whatever its motive: that a guaranteed peace proves little about the other's
    intentions is left out.

    References
    ----------
    Kydd (2005): `kydd2005trust`. Deutsch (1957): `deutsch1957political`. The path is
    derived here.

    Examples
    --------
    >>> path = guarantee_path(
    ...     trust=0.5,
    ...     first_strike_advantage=0.25,
    ...     war_cost=0.25,
    ...     guarantee=0.5,
    ...     guarantee_periods=1,
    ...     trust_gain=0.5,
    ...     integration_rate=0.5,
    ...     integration_ceiling=0.5,
    ...     periods=1,
    ... )
    >>> path.trust, path.minimum_trust
    ([0.5, 0.75], [0.5, 0.5])
    """
    trusts: list[float] = []
    losses: list[float] = []
    minimums: list[float] = []
    cooperations: list[bool] = []
    loss: float = 0
    for k in range(periods + 1):
        protection: float = guarantee if k < guarantee_periods else 0
        minimum = first_strike_advantage * (1 - protection) / (war_cost + loss)
        cooperates = _cooperate(trust, minimum)
        trusts.append(trust)
        losses.append(loss)
        minimums.append(minimum)
        cooperations.append(cooperates)
        if cooperates:
            trust += trust_gain * (1 - trust)
            loss += integration_rate * (integration_ceiling - loss)
        else:
            trust *= 1 - trust_gain
            loss *= 1 - integration_rate
    return GuaranteePath(
        trust=trusts, trade_loss=losses, minimum_trust=minimums, cooperates=cooperations
    )


@checked
def shortest_guarantee(
    *,
    trust: Probability,
    first_strike_advantage: HalfShare,
    war_cost: InteriorShare,
    guarantee: Share,
    trust_gain: InteriorShare,
    integration_rate: InteriorShare,
    integration_ceiling: NonNegative,
) -> int | None:
    r"""
    Return for how many periods a guarantee is needed until peace stands alone.

    It is the smallest :math:`K` with

    .. math::

       1 - (1 - t_0)(1 - g_t)^K \;\ge\;
       \frac{\varphi}{c + \bar L \left( 1 - (1 - g)^K \right)} < 1 . \tag{8.6}

    It is 0 if the two can do without, and ``None`` if even the guarantee does not bring
    them to start, :math:`t_0 < \varphi (1 - \gamma) / c`, or if nothing sustains
    cooperation afterwards, :math:`\varphi \ge c + \bar L`.

    Parameters
    ----------
    trust, first_strike_advantage, war_cost, guarantee
        :math:`t_0`, :math:`\varphi`, :math:`c` and :math:`\gamma`, as in `guarantee_path`.
    trust_gain, integration_rate, integration_ceiling
        :math:`g_t`, :math:`g` and :math:`\bar L`, as in `guarantee_path`.

    Returns
    -------
    int or None
        The number of periods :math:`K^*`.

    Raises
    ------
    ValueError
        If an argument is outside its domain, or if trust and interdependence grow so slowly
        that more than a billion periods would be needed.

    Notes
    -----
    The guarantee decides whether there is a start, and not how long it takes. The
    condition is met for ever once it is met: whatever shakes trust afterwards is left out.

    References
    ----------
    Kydd (2005): `kydd2005trust`. The formula is derived here.

    Examples
    --------
    >>> shortest_guarantee(
    ...     trust=0.3,
    ...     first_strike_advantage=0.2,
    ...     war_cost=0.3,
    ...     guarantee=0.6,
    ...     trust_gain=0.05,
    ...     integration_rate=0.1,
    ...     integration_ceiling=0.3,
    ... )
    6
    """

    def stands_alone(periods: int) -> bool:
        grown = 1 - (1 - trust) * (1 - trust_gain) ** periods
        loss = integration_ceiling * (1 - (1 - integration_rate) ** periods)
        return _cooperate(grown, first_strike_advantage / (war_cost + loss))

    if stands_alone(0):
        return 0
    starts = _cooperate(trust, first_strike_advantage * (1 - guarantee) / war_cost)
    if not starts or first_strike_advantage >= war_cost + integration_ceiling:
        return None
    short, long = 0, 1
    while not stands_alone(long):
        if long >= 2**30:
            raise ValueError(
                "trust_gain and integration_rate must let peace stand alone within "
                f"{shown(long)} periods, got {shown(trust_gain)} and {shown(integration_rate)}"
            )
        short, long = long, 2 * long
    while long - short > 1:
        middle = (short + long) // 2
        if stands_alone(middle):
            long = middle
        else:
            short = middle
    return long


class RelativeGains(NamedTuple):
    """How each side values a deal, and whether both agree to it."""

    own: float
    partner: float
    cooperate: bool


@checked
def relative_gains(
    *, gain: Number, partner_gain: Number, sensitivity: NonNegative, states: Several = 2
) -> RelativeGains:
    r"""
    Return whether two states agree to a deal if each minds what others gain.

    A state compares its gain with the mean gain of the :math:`N - 1` others, of which
    only the partner gains anything from the deal:

    .. math::

       U_i = G_i - r \left( \frac{G_j}{N - 1} - G_i \right)
           = (1 + r) G_i - \frac{r\, G_j}{N - 1} . \tag{8.8}

    Both agree if and only if both values are above 0. Between two states that is
    :math:`r / (1 + r) < G_i / G_j < (1 + r) / r` for positive gains.

    Parameters
    ----------
    gain, partner_gain
        :math:`G_i` and :math:`G_j`, in any common unit.
    sensitivity
        :math:`r`, dimensionless: the weight of the gap against one's own gain.
    states
        :math:`N`, the number of states that watch one another.

    Returns
    -------
    RelativeGains
        `own` and `partner`, the values :math:`U_i` and :math:`U_j`, in the unit of the gains;
        `cooperate`. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    A deal cannot be sweetened here: with side payments the larger winner could buy consent.
    Fear of the partner's gain is taken as given, and does not depend on what the partner
    could do with it.

    References
    ----------
    Grieco (1988): `grieco1988anarchy`. Snidal (1991): `snidal1991relative`.

    Examples
    --------
    >>> relative_gains(gain=1, partner_gain=4, sensitivity=0.5)
    RelativeGains(own=-0.5, partner=5.5, cooperate=False)
    >>> relative_gains(gain=1, partner_gain=4, sensitivity=0.5, states=5)
    RelativeGains(own=1.0, partner=5.875, cooperate=True)
    """
    own = (1 + sensitivity) * gain - sensitivity * partner_gain / (states - 1)
    partner = (1 + sensitivity) * partner_gain - sensitivity * gain / (states - 1)
    return RelativeGains(own=own, partner=partner, cooperate=own > 0 and partner > 0)


@checked
def exit_income_loss(
    *,
    inside: list[list[Share]],
    outside: list[list[Share]],
    size: Sizes,
    state: Index,
    elasticity: Elasticity = 5,
) -> float:
    r"""
    Return the part of real income that a state loses by leaving the union.

    With :math:`l` the share of its spending at home, inside and outside the union,

    .. math:: 1 - \left( \frac{l_{in}}{l_{out}} \right)^{1 / (\sigma - 1)} . \tag{8.7}

    It leaves if and only if this is less than what sovereignty is worth to it.

    Parameters
    ----------
    inside, outside
        :math:`\psi`, the trade freeness of all states if it stays and if it leaves, as in
        `trade_shares`, dimensionless.
    size
        :math:`w`, the size of each economy, in any common unit.
    state
        The number of the state, from 0.
    elasticity
        :math:`\sigma`, dimensionless, as in `war_income_loss`.

    Returns
    -------
    float
        A share of real income, dimensionless; negative if the state trades more outside.

    Raises
    ------
    ValueError
        If an argument is outside its domain, a matrix is not square, or `state` does not
        exist.

    Notes
    -----
    Only lost trade counts. Payments to the union, its rules and the years of transition are
    left out.

    References
    ----------
    Arkolakis, Costinot and Rodriguez-Clare (2012): `arkolakis2012new`.

    Examples
    --------
    >>> exit_income_loss(
    ...     inside=[[0, 1], [1, 0]],
    ...     outside=[[0, 0], [0, 0]],
    ...     size=[1, 1],
    ...     state=0,
    ...     elasticity=2,
    ... )
    0.5
    """
    states = len(size)
    require_square(inside, states, "inside")
    require_square(outside, states, "outside")
    if state >= states:
        raise ValueError(f"state must be below {shown(states)}, got {shown(state)}")
    home_inside = trade_shares(trade_freeness=inside, size=size)[state][state]
    home_outside = trade_shares(trade_freeness=outside, size=size)[state][state]
    income_left: float = (home_inside / home_outside) ** (1 / (elasticity - 1))
    return 1 - income_left
