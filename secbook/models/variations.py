r"""Variations of a world: who joins, who leaves, who promises, who rises.

*What would have happened if?* Each function returns a new world that differs from the old
one in the one thing that its name says; the old one stays as it is. For a single field
``dataclasses.replace`` does the same: ``replace(world, hegemon=None)``.

Every variation is a world like any other: it refuses what contradicts itself. The
assumption behind each is that nothing else would have changed, which history rarely grants:
states that rise or change sides make others move as well.

Sources: the structure is this book's.
"""

from dataclasses import replace

from secbook.domains import Affinity, InteriorShare, Positive, Probability, checked, shown
from secbook.models.system import World, state_index, state_pair

__all__ = [
    "GROUPS",
    "with_affinity",
    "with_member",
    "with_pact",
    "with_share",
    "with_transfer",
    "without_member",
]

GROUPS = ["collective_security", "concert", "council", "vetoes", "union", "nuclear"]


@checked
def with_member(*, world: World, group: str, state: str) -> World:
    """
    Return the world in which a state belongs to a group.

    Parameters
    ----------
    world
        The `World` to vary.
    group
        One of `GROUPS`: ``"collective_security"``, ``"concert"``, ``"council"``,
        ``"vetoes"`` (of the council), ``"union"`` or ``"nuclear"``.
    state
        The id of the state that joins.

    Returns
    -------
    World
        With the state as the last of the group; unchanged if it belongs to it already.

    Raises
    ------
    ValueError
        If the group or the state does not exist, or a veto is given to a state without a
        seat in the council.

    Notes
    -----
    A new member of the council has no veto, and the number of votes stays what it was; the
    first member of an empty council makes it 1. Membership alone changes: affinities,
    pacts and trade do not follow.

    References
    ----------
    Kupchan and Kupchan (1991): `kupchan1991concerts`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> with_member(world=scenario("1815"), group="concert", state="FRN").concert
    ['UKG', 'RUS', 'AUH', 'GMY', 'FRN']
    """
    members = _members(world, group)
    state_index(world, state, "state")
    if state in members:
        return world
    joined = list(members)
    joined.append(state)
    return _with_members(world, group, joined)


@checked
def without_member(*, world: World, group: str, state: str) -> World:
    """
    Return the world in which a state does not belong to a group.

    Parameters
    ----------
    world
        The `World` to vary.
    group
        One of `GROUPS`, as in `with_member`.
    state
        The id of the state that leaves.

    Returns
    -------
    World
        Without the state in the group; unchanged if it does not belong to it.

    Raises
    ------
    ValueError
        If the group or the state does not exist.

    Notes
    -----
    Who leaves the council loses its veto as well. The number of votes stays what it was,
    unless fewer members are left: then all of them must agree.

    References
    ----------
    Kupchan and Kupchan (1991): `kupchan1991concerts`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> without_member(world=scenario("1938"), group="council", state="ITA").council
    Council(members=['GMY', 'UKG', 'FRN'], vetoes=['GMY', 'UKG', 'FRN'], votes=3)
    """
    members = _members(world, group)
    state_index(world, state, "state")
    return _with_members(world, group, [member for member in members if member != state])


def _members(world: World, group: str) -> list[str]:
    """Return the members of a group, or refuse its name."""
    if group == "collective_security":
        return world.collective_security
    if group == "concert":
        return world.concert
    if group == "council":
        return world.council.members
    if group == "vetoes":
        return world.council.vetoes
    if group == "union":
        return world.union
    if group == "nuclear":
        return world.nuclear
    raise ValueError(f"group must be one of {', '.join(GROUPS)}, got {shown(group)}")


def _with_members(world: World, group: str, members: list[str]) -> World:
    """Return the world in which a group has these members."""
    if group == "collective_security":
        return replace(world, collective_security=members)
    if group == "concert":
        return replace(world, concert=members)
    if group == "union":
        return replace(world, union=members)
    if group == "nuclear":
        return replace(world, nuclear=members)
    council = world.council
    if group == "vetoes":
        return replace(world, council=replace(council, vetoes=members))
    vetoes = [state for state in council.vetoes if state in members]
    votes = min(max(council.votes, min(1, len(members))), len(members))
    return replace(world, council=replace(council, members=members, vetoes=vetoes, votes=votes))


@checked
def with_pact(
    *, world: World, helper: str, helped: str, reliability: Probability, mutual: bool = True
) -> World:
    r"""
    Return the world in which a state has promised to help another.

    Parameters
    ----------
    world
        The `World` to vary.
    helper, helped
        The ids of two different states: k, who promises, and j, to whom.
    reliability
        :math:`A_{kj}`, the probability that the promise is kept, dimensionless; 0 is no pact.
    mutual
        Whether the promise is made in both directions; else the other one stays as it is.

    Returns
    -------
    World
        With this pact.

    Raises
    ------
    ValueError
        If a state does not exist, both are the same, or `reliability` is no probability.

    Notes
    -----
    A pact drags a state into a war by its stronger direction. To vary how reliable an
    ally is, set both.

    References
    ----------
    Leeds (2003): `leeds2003alliance`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> july = with_pact(
    ...     world=scenario("1914"), helper="RUS", helped="SRB", reliability=0.1
    ... )
    >>> july.pacts[3][6], july.pacts[6][3]
    (0.1, 0.1)
    """
    k, j = state_pair(world, helper, helped, "helper", "helped")
    pacts = _with_cell(world.pacts, k, j, reliability)
    if mutual:
        pacts = _with_cell(pacts, j, k, reliability)
    return replace(world, pacts=pacts)


@checked
def with_affinity(*, world: World, state: str, other: str, affinity: Affinity) -> World:
    r"""
    Return the world in which two states are closer friends, or worse enemies.

    Parameters
    ----------
    world
        The `World` to vary.
    state, other
        The ids of two different states.
    affinity
        :math:`H_{ij} = H_{ji}`, from -1 (enemies) to 1 (friends), dimensionless.

    Returns
    -------
    World
        With this affinity, both ways.

    Raises
    ------
    ValueError
        If a state does not exist, both are the same, or `affinity` is outside its range.

    Notes
    -----
    Affinities of other pairs do not follow, whatever their pacts.

    References
    ----------
    Axelrod and Bennett (1993): `axelrod1993landscape`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> closer = with_affinity(world=scenario("1991"), state="RUS", other="IRQ", affinity=0.8)
    >>> closer.affinity[0][4], closer.affinity[4][0]
    (0.8, 0.8)
    """
    i, j = state_pair(world, state, other, "state", "other")
    there = _with_cell(world.affinity, i, j, affinity)
    return replace(world, affinity=_with_cell(there, j, i, affinity))


@checked
def with_share(*, world: World, state: str, share: InteriorShare) -> World:
    r"""
    Return the world in which a state has a given share of all power.

    .. math:: w_i' = h W, \qquad w_j' = w_j \frac{(1 - h) W}{W - w_i}, \qquad W = \sum w

    Parameters
    ----------
    world
        The `World` to vary.
    state
        The id of the state.
    share
        :math:`h`, its new share of the power of all states, dimensionless.

    Returns
    -------
    World
        With the same total power; the others keep their proportions to one another.

    Raises
    ------
    ValueError
        If the state does not exist, or `share` is not in (0, 1).

    Notes
    -----
    Benefits stay what they were: a share that moves alone opens a gap between power and
    benefits.

    References
    ----------
    Singer, Bremer and Stuckey (1972): `singer1972capability`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> [round(w, 3) for w in with_share(world=scenario("toy"), state="A", share=0.65).power]
    [0.65, 0.125, 0.1, 0.075, 0.05]
    """
    place = state_index(world, state, "state")
    total = sum(world.power)
    scale = (1 - share) * total / (total - world.power[place])
    power = [scale * own for own in world.power]
    power[place] = share * total
    return replace(world, power=power)


@checked
def with_transfer(*, world: World, giver: str, receiver: str, amount: Positive) -> World:
    """
    Return the world in which power has moved from one state to another.

    Parameters
    ----------
    world
        The `World` to vary.
    giver, receiver
        The ids of two different states.
    amount
        How much moves, in the unit of power of this world.

    Returns
    -------
    World
        With the same total power.

    Raises
    ------
    ValueError
        If a state does not exist, both are the same, or the giver would have no power left.

    Notes
    -----
    Nothing else moves: benefits, pacts and memberships stay.

    References
    ----------
    Singer, Bremer and Stuckey (1972): `singer1972capability`.

    Examples
    --------
    >>> from secbook.data import scenario
    >>> moved = with_transfer(world=scenario("toy"), giver="A", receiver="E", amount=0.125)
    >>> round(moved.power[0], 3), round(moved.power[4], 3)
    (0.175, 0.225)
    """
    i, j = state_pair(world, giver, receiver, "giver", "receiver")
    if amount >= world.power[i]:
        raise ValueError(
            f"amount must be below the power of {giver}, {shown(world.power[i])}, "
            f"got {shown(amount)}"
        )
    power = list(world.power)
    power[i] -= amount
    power[j] += amount
    return replace(world, power=power)


def _with_cell(
    matrix: list[list[float]], row: int, column: int, value: float
) -> list[list[float]]:
    """Return the matrix with another value in one cell."""
    changed = [list(values) for values in matrix]
    changed[row][column] = value
    return changed
