r"""The Security Council: a universal pledge behind a small committee with vetoes.

*When does the Council act?* When enough members agree and no veto holder objects. The
rule alone shows how power is spread: five of fifteen hold nearly all of it (7.1). With
guesses about votes it gives the chance that a resolution passes (7.2); a single veto
holder among the parties makes that zero. A superpower that could go alone changes the
bargain: others may consent to what they would have vetoed, to bind it at all (7.3).

Assumptions, each of which a chapter drops: votes are independent and sincere, an
abstention by a veto holder does no harm (as in practice since the first years), and the
issue is a point on a line.

Sources: Shapley and Shubik (1954), Banzhaf (1965), Coleman (1971), with Felsenthal and
Machover (1998) and, on the Council, O'Neill (1996); veto players after Tsebelis (2002);
the outside option after Voeten (2001), simplified.
"""

from fractions import Fraction
from math import comb
from typing import NamedTuple

from secbook.domains import Count, Index, Probability, Share, checked, require_length, shown
from secbook.models.concert import Position, unanimity_outcome

__all__ = [
    "OutsideOption",
    "VotingPower",
    "outside_option",
    "passage_probability",
    "voting_power",
]


class VotingPower(NamedTuple):
    """What a voting rule alone gives to each kind of member."""

    winning: int
    power_to_act: Fraction
    shapley_permanent: Fraction
    shapley_elected: Fraction
    banzhaf_permanent: Fraction
    banzhaf_elected: Fraction


@checked
def voting_power(*, vetoes: Count, elected: Count, votes: Count) -> VotingPower:
    r"""
    Return the a-priori power of veto holders and elected members.

    A coalition wins if it holds all :math:`P` veto holders and at least
    :math:`m = \text{votes} - P` of the :math:`N` elected members:

    .. math::

       \text{winning} = \sum_{j \ge m} \binom{N}{j}, \qquad
       \text{power to act} = \frac{\text{winning}}{2^{P + N}} \tag{7.1}

    A veto holder is critical in every winning coalition, an elected member in
    :math:`\binom{N-1}{m-1}` of them; Banzhaf's index is the share in all such swings. The
    index of Shapley and Shubik is the chance of being the member whose vote decides when
    all join in random order:

    .. math::

       \phi_{el} = \frac{\binom{N-1}{m-1}}{(P + N) \binom{P+N-1}{\text{votes} - 1}},
       \qquad \phi_{perm} = \frac{1 - N \phi_{el}}{P} .

    Parameters
    ----------
    vetoes
        :math:`P`, the number of members with a veto.
    elected
        :math:`N`, the number of members without; :math:`P + N \le 50`.
    votes
        The number of yes-votes that a resolution needs, above :math:`P` and at most
        :math:`P + N`.

    Returns
    -------
    VotingPower
        `winning`, the number of winning coalitions; `power_to_act`, the share of all
        coalitions that win; the indices of one veto holder (`shapley_permanent`,
        `banzhaf_permanent`) and one elected member (`shapley_elected`, `banzhaf_elected`).
        Exact fractions, dimensionless.

    Raises
    ------
    ValueError
        If `votes` is not above `vetoes` or exceeds the number of members, or there are
        more than 50 members.

    Notes
    -----
    All coalitions are taken to be equally likely, as if each member tossed a coin: the
    indices describe the rule and not the members. What a vote is worth in a bargain, in
    legitimacy or in money, is left out.

    References
    ----------
    Shapley and Shubik (1954): `shapley1954method`. Banzhaf (1965): `banzhaf1965weighted`.
    Coleman (1971): `coleman1971control`. Felsenthal and Machover (1998):
    `felsenthal1998measurement`. O'Neill (1996): `oneill1996power`.

    Examples
    --------
    >>> power = voting_power(vetoes=5, elected=10, votes=9)
    >>> power.winning, power.shapley_elected, power.banzhaf_elected
    (848, Fraction(4, 2145), Fraction(21, 1270))
    """
    members = vetoes + elected
    if members > 50:
        raise ValueError(f"vetoes + elected must be at most 50, got {shown(members)}")
    if not vetoes < votes <= members:
        raise ValueError(
            f"votes must be above vetoes ({shown(vetoes)}) and at most vetoes + elected "
            f"({shown(members)}), got {shown(votes)}"
        )
    needed = votes - vetoes
    winning = sum(comb(elected, j) for j in range(needed, elected + 1))
    elected_swings = comb(elected - 1, needed - 1)
    swings = vetoes * winning + elected * elected_swings
    orders = members * comb(members - 1, votes - 1)
    return VotingPower(
        winning=winning,
        power_to_act=Fraction(winning, 1 << members),
        shapley_permanent=Fraction(orders - elected * elected_swings, orders) / vetoes,
        shapley_elected=Fraction(elected_swings, orders),
        banzhaf_permanent=Fraction(winning, swings),
        banzhaf_elected=Fraction(elected_swings, swings),
    )


@checked
def passage_probability(
    *,
    support: list[Probability],
    vetoes: list[Index],
    votes: Index,
    abstention: list[Probability] | None = None,
) -> float:
    r"""
    Return the probability that a resolution passes.

    Member :math:`i` votes yes with probability :math:`s_i`, abstains with probability
    :math:`a_i` and votes no otherwise, independently of the others. The resolution passes
    if at least `votes` members say yes and no veto holder says no:

    .. math::

       U = \sum_{|Y| \ge \text{votes}} \; \prod_{i \in Y} s_i
           \prod_{i \notin Y} \bar s_i, \qquad
       \bar s_i = \begin{cases} a_i & i \text{ holds a veto} \\ 1 - s_i & \text{otherwise}
                  \end{cases} \tag{7.2}

    Parameters
    ----------
    support
        :math:`s_i`, one probability for each member, dimensionless.
    vetoes
        The numbers, from 0, of the members that hold a veto.
    votes
        The number of yes-votes that are needed, at most the number of members.
    abstention
        :math:`a_i`, one probability for each member, dimensionless; nobody abstains if it
        is left out. Only that of veto holders matters: for the others, not to vote yes is
        to vote no.

    Returns
    -------
    float
        A probability, dimensionless. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain, lists have not the same length, a veto holder
        does not exist or is named twice, `votes` exceeds the number of members, or
        support and abstention of a member exceed 1 together.

    Notes
    -----
    Members do not follow, buy or punish each other's votes here. Where friends vote
    together, resolutions pass or fail more often by a wide margin.

    References
    ----------
    Charter of the United Nations, article 27(3): `un1945charter`.

    Examples
    --------
    >>> passage_probability(support=[0.5, 0.5, 0.5], vetoes=[0], votes=2)
    0.375
    >>> passage_probability(
    ...     support=[0.5, 0.5, 0.5], vetoes=[0], votes=2, abstention=[0.5, 0, 0]
    ... )
    0.5
    """
    members = len(support)
    if abstention is None:
        abstention = [0 for _ in range(members)]
    _require_rule(support, abstention, vetoes, votes)
    # The chance of each number of yes-votes, from 0, without a veto being cast.
    chances: list[float] = [1]
    for i in range(members):
        other = abstention[i] if i in vetoes else 1 - support[i]
        counted: list[float] = [0 for _ in range(i + 2)]
        for yes in range(i + 1):
            counted[yes] += chances[yes] * other
            counted[yes + 1] += chances[yes] * support[i]
        chances = counted
    return sum(chances[votes:])


def _require_rule(
    support: list[float], abstention: list[float], vetoes: list[int], votes: int
) -> None:
    """Refuse votes, vetoes and a quota that do not fit together."""
    members = len(support)
    require_length(abstention, members, "abstention")
    for i in range(members):
        # The tolerance forgives the rounding of a rest such as 1 - 0.7 - 0.2.
        if support[i] + abstention[i] > 1 + 1e-12:
            raise ValueError(
                f"support[{shown(i)}] + abstention[{shown(i)}] must be at most 1, "
                f"got {shown(support[i] + abstention[i])}"
            )
    for place, holder in enumerate(vetoes):
        if holder >= members:
            raise ValueError(
                f"vetoes[{shown(place)}] must be below {shown(members)}, got {shown(holder)}"
            )
        if holder in vetoes[:place]:
            raise ValueError(f"vetoes must name each member once, got {shown(holder)} twice")
    if votes > members:
        raise ValueError(
            f"votes must be at most {shown(members)}, the number of members, got {shown(votes)}"
        )


class OutsideOption(NamedTuple):
    """What the Council decides in the shadow of a superpower that could go alone."""

    mode: str
    outcome: float
    distance: float


@checked
def outside_option(
    *,
    status_quo: Position,
    superpower: Position,
    veto_players: list[Position],
    unilateral_cost: Share,
    compromise: Share = 0.5,
) -> OutsideOption:
    r"""
    Return what the Council agrees on if a superpower could act without it.

    Ideals lie on a line; the superpower's :math:`x_s` is the farthest from the status quo
    :math:`x_0`. Going alone brings the outcome to :math:`x_s` at a cost :math:`\kappa`; it is
    a credible threat if and only if :math:`\kappa < x_s - x_0`. Then all prefer to it

    .. math::

       \Big[ \max\big( x_s - \kappa,\; \max_v (2 x_v - x_s) \big),\; x_s \Big] ,
       \qquad y = x_s - \beta \cdot \text{length} \tag{7.3}

    and the outcome is :math:`y`, or what they would have agreed on anyway if that is nearer
    to :math:`x_s`. Without a credible threat it is the outcome of `unanimity_outcome` among
    veto players and superpower.

    Parameters
    ----------
    status_quo
        :math:`x_0`, in [0, 1], below `superpower`, dimensionless.
    superpower
        :math:`x_s`, the superpower's ideal, in [0, 1], dimensionless.
    veto_players
        :math:`x_v`, the ideals of the other veto players, in [0, 1], dimensionless, none above
        `superpower`.
    unilateral_cost
        :math:`\kappa`, the superpower's cost of going alone, in units of the line.
    compromise
        :math:`\beta`, dimensionless: how far the superpower concedes, from 0 (its ideal) to 1
        (it is left as well off as alone, unless a veto player needs less).

    Returns
    -------
    OutsideOption
        `mode`: ``"multilateral"`` if the threat is credible, otherwise ``"agreement"`` if
        the status quo is changed and ``"gridlock"`` if it is not; `outcome`; `distance` of
        the outcome from the superpower's ideal, in units of the line. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain, `status_quo` is not below `superpower`, or a
        veto player's ideal is above it.

    Notes
    -----
    The threat is never carried out: all know the cost, and an agreement is always found.
    Consent bought with a threat counts here like any other; its price in legitimacy is
    left out.

    References
    ----------
    Voeten (2001): `voeten2001outside`. Tsebelis (2002): `tsebelis2002veto`.

    Examples
    --------
    >>> outside_option(status_quo=0, superpower=1, veto_players=[0, 0.5], unilateral_cost=0.5)
    OutsideOption(mode='multilateral', outcome=0.75, distance=0.25)
    """
    if status_quo >= superpower:
        raise ValueError(
            f"status_quo must be below superpower ({shown(superpower)}), "
            f"got {shown(status_quo)}"
        )
    for place, ideal in enumerate(veto_players):
        if ideal > superpower:
            raise ValueError(
                f"veto_players[{shown(place)}] must be at most superpower "
                f"({shown(superpower)}), got {shown(ideal)}"
            )
    ideals = list(veto_players)
    ideals.append(superpower)
    plain = unanimity_outcome(status_quo=status_quo, ideals=ideals)
    mode = "agreement" if plain.acts else "gridlock"
    outcome = plain.outcome
    if unilateral_cost < superpower - status_quo:
        mode = "multilateral"
        lowest = superpower - unilateral_cost
        for ideal in veto_players:
            lowest = max(lowest, 2 * ideal - superpower)
        outcome = max(outcome, superpower - compromise * (superpower - lowest))
    return OutsideOption(mode=mode, outcome=outcome, distance=superpower - outcome)
