r"""A world of states as plain data: who is strong, who wants what, who belongs where.

*What must be known to compare all security models on one case?* For each state its power
:math:`w_i`, the benefits :math:`b_i` that the last settlement left it and its wish for
revision :math:`v_i`; for each pair their affinity :math:`H_{ij}`, the reliability
:math:`A_{kj}` of a promise and the freeness of their trade :math:`\psi_{ij}`; and the
lists of members: of the pledge of collective security, of the concert, of the council
with its vetoes and votes, of the union.

A `World` is such a list of facts and assumptions. It is what JSON can hold, it refuses
what contradicts itself, naming the state and the field, and it never changes: a variation
is a new world, made by ``dataclasses.replace`` or by `secbook.models.variations`.

Power and benefits of the historical worlds are data; affinities, reliabilities and
revision weights are illustrative.

Sources: Singer, Bremer and Stuckey (1972) and Singer (1987) for power as a share of
capabilities; the rest of the structure is this book's.
"""

from dataclasses import dataclass, fields

from secbook.domains import (
    Affinity,
    NonNegative,
    Number,
    Positive,
    Probability,
    Share,
    domain_of,
    require_length,
    shown,
)
from secbook.models.intake import of_plain_data
from secbook.models.parameters import check_parameters, outside, settled_parameters

__all__ = ["Council", "State", "World", "state_index", "state_pair"]

FEWEST_STATES = 2
MOST_STATES = 12

POSITIVE = domain_of(Positive)
NON_NEGATIVE = domain_of(NonNegative)
AFFINITY = domain_of(Affinity)
PROBABILITY = domain_of(Probability)
SHARE = domain_of(Share)


@of_plain_data
@dataclass(frozen=True, kw_only=True)
class State:
    """A state: the short name that the lists of members use, and the name for readers."""

    id: str
    name: str


@of_plain_data
@dataclass(frozen=True, kw_only=True)
class Council:
    """A council: its members, those among them with a veto, and the votes it takes to act."""

    members: list[str]
    vetoes: list[str]
    votes: int


@of_plain_data
@dataclass(frozen=True, kw_only=True)
class World:
    r"""
    A world of states: power, aims, and who belongs to what.

    Rows and columns of lists are in the order of `states`. All fields are keyword
    arguments; those of a scenario's JSON can be passed as they are.

    Parameters
    ----------
    name, title
        The short name, and the name for readers.
    power_year, settlement_year
        The year to which `power` belongs, and the year of the settlement that
        `benefits` belong to; None where they have no date.
    states
        Two to twelve states with distinct ids.
    power
        :math:`w_i > 0`, in any common unit: only ratios matter.
    benefits
        :math:`b_i > 0`: what the status quo gives, in a common unit, as power in the year
        of the settlement.
    revision_weight
        :math:`v_i \ge 0`: how much a state wants a revision, dimensionless.
    affinity
        :math:`H_{ij}` from -1 (enemies) to 1 (friends), the same both ways.
    pacts
        :math:`A_{kj}`, the probability that state k (row) helps state j (column).
    collective_security, concert, union, nuclear
        Ids of the members of each list.
    council
        Its `members`, their `vetoes` and the `votes` it needs; with no members, 0 votes.
    trade_freeness
        :math:`\psi_{ij}` in [0, 1]: 0 no trade, 1 as free as at home; the diagonal is
        ignored.
    hegemon
        The id of the state that protects all others, or None.
    focal, focal_alternatives
        The pair (challenger, target) of the crisis, and other pairs worth choosing.
    what_if
        Names of the fields that are counterfactual in this world.
    parameters
        Those of `secbook.models.parameters` that differ from their defaults here.
    notes
        What a reader should know about the case and its coding.

    Raises
    ------
    ValueError
        If a value is outside its range, a list has the wrong length, or an id, a field or
        a parameter does not exist; the message names state and field.

    Notes
    -----
    Power is one number for each state, and affinities are inputs: in this book they do
    not respond to history. The number of states is limited because who is drawn into a
    war is computed exactly over all groups of states.

    References
    ----------
    Singer, Bremer and Stuckey (1972): `singer1972capability`. Singer (1987):
    `singer1987reconstructing`.

    Examples
    --------
    >>> from dataclasses import replace
    >>> world = World(
    ...     name="duel",
    ...     title="Two rivals",
    ...     states=[{"id": "A", "name": "Ada"}, {"id": "B", "name": "Bo"}],
    ...     power=[3, 1],
    ...     benefits=[1, 1],
    ...     revision_weight=[1, 1],
    ...     affinity=[[0, -1], [-1, 0]],
    ...     pacts=[[0, 0], [0, 0]],
    ...     collective_security=[],
    ...     concert=[],
    ...     council={"members": [], "vetoes": [], "votes": 0},
    ...     union=[],
    ...     trade_freeness=[[0, 0.5], [0.5, 0]],
    ...     hegemon=None,
    ...     nuclear=[],
    ...     focal=["A", "B"],
    ...     focal_alternatives=[],
    ...     what_if=[],
    ...     parameters={},
    ... )
    >>> replace(world, power=[3, -1])
    Traceback (most recent call last):
    ValueError: power of B must be a number above 0, got -1
    """

    name: str
    title: str
    power_year: int | None = None
    settlement_year: int | None = None
    states: list[State]
    power: list[Positive]
    benefits: list[Positive]
    revision_weight: list[NonNegative]
    affinity: list[list[Affinity]]
    pacts: list[list[Probability]]
    collective_security: list[str]
    concert: list[str]
    council: Council
    union: list[str]
    trade_freeness: list[list[Share]]
    hegemon: str | None
    nuclear: list[str]
    focal: list[str]
    focal_alternatives: list[list[str]]
    what_if: list[str]
    parameters: dict[str, Number | None]
    notes: str = ""

    def __post_init__(self) -> None:
        check_states(self)
        check_numbers(self)
        check_pairs(self)
        check_members(self)
        check_council(self)
        check_crisis(self)
        check_what_if(self)
        check_parameters(self.parameters)
        settled_parameters(self.parameters, {})


WORLD_FIELDS = [field.name for field in fields(World)]


def state_index(world: World, state: str, field: str) -> int:
    """Return the place of a state in the lists of a world, or refuse its id by name."""
    for i, known in enumerate(world.states):
        if known.id == state:
            return i
    ids = ", ".join([known.id for known in world.states])
    raise ValueError(f"{field} has no state {shown(state)}; the states are {ids}")


def state_pair(
    world: World, first: str, second: str, first_field: str, second_field: str
) -> tuple[int, int]:
    """Return the places of two states, or refuse what are not two states of this world."""
    i, j = state_index(world, first, first_field), state_index(world, second, second_field)
    if i == j:
        raise ValueError(
            f"{second_field} must not be the {first_field}, got {shown(second)} for both"
        )
    return i, j


def check_states(world: World) -> None:
    """Refuse too few or too many states, and ids that are empty or not distinct."""
    states = len(world.states)
    if states < FEWEST_STATES:
        raise ValueError(
            f"states must name at least {shown(FEWEST_STATES)} states, got {shown(states)}"
        )
    if states > MOST_STATES:
        raise ValueError(
            f"states must name at most {shown(MOST_STATES)} states, got {shown(states)}: leave "
            "out those that the crisis does not concern, or join allies that always act "
            "together into one"
        )
    ids: list[str] = []
    for i, state in enumerate(world.states):
        if state.id == "" or state.id in ids:
            raise ValueError(
                f"states must have distinct ids that are not empty, got {shown(state.id)} "
                f"for states[{i}]"
            )
        ids.append(state.id)


def check_numbers(world: World) -> None:
    """Refuse a state without power, without benefits, or with a negative revision weight."""
    rows = [
        ("power", world.power, POSITIVE),
        ("benefits", world.benefits, POSITIVE),
        ("revision_weight", world.revision_weight, NON_NEGATIVE),
    ]
    for field, values, domain in rows:
        require_length(values, len(world.states), field)
        for i, value in enumerate(values):
            if outside(value, domain):
                raise ValueError(
                    f"{field} of {world.states[i].id} must be {domain.words}, "
                    f"got {shown(value)}"
                )


def check_pairs(world: World) -> None:
    """Refuse a value outside its range for a pair of states, and one-sided affinity."""
    matrices = [
        ("affinity", world.affinity, AFFINITY),
        ("pacts", world.pacts, PROBABILITY),
        ("trade_freeness", world.trade_freeness, SHARE),
    ]
    for field, matrix, domain in matrices:
        require_length(matrix, len(world.states), field)
        for i, state in enumerate(world.states):
            require_length(matrix[i], len(world.states), f"{field} of {state.id}")
            for j, other in enumerate(world.states):
                if outside(matrix[i][j], domain):
                    raise ValueError(
                        f"{field} of {state.id} and {other.id} must be {domain.words}, "
                        f"got {shown(matrix[i][j])}"
                    )
    for i, state in enumerate(world.states):
        for j, other in enumerate(world.states):
            there, back = world.affinity[i][j], world.affinity[j][i]
            if there != back:
                raise ValueError(
                    f"affinity of {state.id} and {other.id} must be the same both ways, "
                    f"got {shown(there)} and {shown(back)}"
                )


def check_members(world: World) -> None:
    """Refuse an unknown state, or a state twice, in a list of members."""
    lists = [
        ("collective_security", world.collective_security),
        ("concert", world.concert),
        ("council.members", world.council.members),
        ("council.vetoes", world.council.vetoes),
        ("union", world.union),
        ("nuclear", world.nuclear),
    ]
    for field, members in lists:
        for place, member in enumerate(members):
            state_index(world, member, field)
            if member in members[:place]:
                raise ValueError(f"{field} must name a state once, got {member} twice")
    if world.hegemon is not None:
        state_index(world, world.hegemon, "hegemon")


def check_council(world: World) -> None:
    """Refuse a veto without a seat, and a number of votes that the members cannot cast."""
    members, votes = len(world.council.members), world.council.votes
    for state in world.council.vetoes:
        if state not in world.council.members:
            raise ValueError(f"council.vetoes of {state} needs a seat among council.members")
    fewest = min(1, members)
    if votes < fewest or votes > members:
        raise ValueError(
            f"council.votes must be from {shown(fewest)} to {shown(members)}, the number of "
            f"members, got {shown(votes)}"
        )


def check_crisis(world: World) -> None:
    """Refuse a crisis that is not between two different states of this world."""
    require_length(world.focal, 2, "focal")
    pairs = [("focal", world.focal)]
    for place, alternative in enumerate(world.focal_alternatives):
        require_length(alternative, 2, f"focal_alternatives[{place}]")
        pairs.append((f"focal_alternatives[{place}]", alternative))
    for field, pair in pairs:
        state_pair(world, pair[0], pair[1], f"{field} challenger", f"{field} target")


def check_what_if(world: World) -> None:
    """Refuse a counterfactual field that a world does not have, or twice the same."""
    for place, field in enumerate(world.what_if):
        if field not in WORLD_FIELDS:
            raise ValueError(
                f"what_if has no field {shown(field)}; the fields are {', '.join(WORLD_FIELDS)}"
            )
        if field in world.what_if[:place]:
            raise ValueError(f"what_if must name a field once, got {field} twice")
