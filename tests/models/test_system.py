"""A world of states: the promises of the data, and what is refused."""

import json
import re
from copy import deepcopy
from dataclasses import asdict, replace
from fractions import Fraction
from math import inf, nan

import numpy
import pytest
from worlds import NO_COUNCIL, TOY, pairs, plain_world, square

from secbook.data import scenario, scenario_names
from secbook.models.world import (
    MECHANISMS,
    Council,
    State,
    World,
    assess,
    confront,
    to_dict,
)


class TestWorld:
    """A world is plain data that refuses what contradicts itself."""

    @pytest.mark.parametrize("name", scenario_names())
    def test_what_goes_in_as_json_comes_out_the_same(self, name):
        """A world adds nothing to its data, and loses nothing of it."""
        data = to_dict(scenario(name))
        again = json.loads(json.dumps(data))

        assert to_dict(World(**again)) == again
        assert list(to_dict(World(**again))) == list(again)
        assert World(**again) == scenario(name)

    def test_the_fields_are_those_of_the_scenarios_in_their_order(self):
        """A scenario file documents the fields of a world."""
        assert list(to_dict(scenario("1914"))) == list(asdict(scenario("1914")))
        assert asdict(scenario("1914")) == to_dict(scenario("1914"))

    def test_what_has_no_date_and_no_notes_leaves_them_out(self):
        """The toy world belongs to no year."""
        missing = {"power_year", "settlement_year", "notes"}

        assert set(asdict(TOY)) - set(to_dict(TOY)) == missing
        assert (TOY.power_year, TOY.settlement_year, TOY.notes) == (None, None, "")

    def test_records_can_be_given_as_records(self):
        """State and Council are for those who write Python, dicts for those who read JSON."""
        council = Council(members=["A", "B"], vetoes=["A"], votes=2)
        states = [State(id="A", name="a"), State(id="B", name="b")]
        world = plain_world([1, 2], states=states, council=council)

        assert world.states == states
        assert world.council == council
        assert plain_world([1, 2], states=world.states).states[1].name == "b"

    def test_a_world_keeps_no_list_of_its_maker(self):
        """Who changes a list afterwards does not change the world."""
        data = to_dict(TOY)
        kept = deepcopy(data)
        world = World(**data)
        data["power"][0] = 99
        data["affinity"][0][1] = 99
        data["concert"].append("E")
        data["council"]["members"].append("E")
        data["focal"][0] = "C"
        data["parameters"]["misjudgement"] = 99

        assert to_dict(world) == kept

    def test_a_variation_leaves_the_world_as_it_was(self):
        """Replacing makes a new world, which shares no list with the old one."""
        stronger = replace(TOY, power=[1, 1, 1, 1, 1])

        assert TOY.power == [0.3, 0.25, 0.2, 0.15, 0.1]
        assert stronger.power == [1, 1, 1, 1, 1]
        assert stronger.council.members is not TOY.council.members
        assert stronger.pacts[0] is not TOY.pacts[0]

    def test_arrays_become_lists_of_numbers(self):
        """Data from an array or a table is taken as it is."""
        world = replace(
            TOY,
            power=numpy.array(TOY.power),
            pacts=numpy.array(TOY.pacts),
            revision_weight=tuple(TOY.revision_weight),
            benefits=[numpy.float64(b) for b in TOY.benefits],
        )

        assert world == TOY
        assert [type(b) for b in world.benefits] == [float] * 5
        assert type(world.pacts[1][4]) is float

    def test_fractions_stay_exact(self):
        """A fraction is not rounded on its way in."""
        assert plain_world([Fraction(1, 3), 1]).power == [Fraction(1, 3), 1]

    def test_a_pact_of_a_state_with_itself_means_nothing(self):
        """The diagonals of pacts, affinity and trade play no part."""
        noisy = replace(
            TOY,
            pacts=[[0.5 if i == j else TOY.pacts[i][j] for j in range(5)] for i in range(5)],
            affinity=[
                [-1 if i == j else TOY.affinity[i][j] for j in range(5)] for i in range(5)
            ],
            trade_freeness=[
                [1 if i == j else TOY.trade_freeness[i][j] for j in range(5)] for i in range(5)
            ],
        )
        every = {"mechanisms": list(MECHANISMS), "parameters": {"provocation": 0.3}}

        assert assess(world=noisy, **every) == assess(world=TOY, **every)
        for i, j in pairs(TOY):
            crisis = {"challenger": i, "target": j, **every}
            assert confront(world=noisy, **crisis) == confront(world=TOY, **crisis)


STATES = [{"id": s, "name": s} for s in "ABCDE"]
COUNCIL = {"members": ["A", "B"], "vetoes": ["A"], "votes": 1}

REFUSED = [
    ("name", 7, "name must be text, got 7"),
    ("notes", None, "notes must be text, got None"),
    ("power_year", 1913.5, "power_year must be a whole number or None, got 1913.5"),
    ("states", "ABCDE", "states must be a list, got 'ABCDE'"),
    ("states", STATES[:1], "states must name at least 2 states, got 1"),
    (
        "states",
        [{"id": f"S{k}", "name": ""} for k in range(13)],
        "states must name at most 12 states, got 13: leave out those that the crisis does not "
        "concern, or join allies that always act together into one",
    ),
    ("states", ["A", *STATES[1:]], "states[0] must be a State or a dict, got 'A'"),
    (
        "states",
        [{"id": "A", "nom": "A"}, *STATES[1:]],
        "State has no field 'states[0].nom'; its fields are id, name",
    ),
    ("states", [{"id": "A"}, *STATES[1:]], "State needs the field states[0].name"),
    ("states", [{"id": 1, "name": "A"}, *STATES[1:]], "states[0].id must be text, got 1"),
    (
        "states",
        [*STATES[:4], STATES[0]],
        "states must have distinct ids that are not empty, got 'A' for states[4]",
    ),
    (
        "states",
        [*STATES[:4], {"id": "", "name": "E"}],
        "states must have distinct ids that are not empty, got '' for states[4]",
    ),
    ("power", 3, "power must be a list, got 3"),
    ("power", [1, 1, 1, 1], "power must have 5 entries, got 4"),
    ("power", [1, 1, 1, 1, 1, 1], "power must have 5 entries, got 6"),
    ("power", [1, "2", 1, 1, 1], "power of B must be a number, got '2'"),
    ("power", [1, 1, 1, 1, 1, None], "power[5] must be a number, got None"),
    ("power", [1, 1, True, 1, 1], "power of C must be a number, got True"),
    ("power", [1, 1, 1, 0, 1], "power of D must be a number above 0, got 0"),
    ("power", [1, 1, 1, -0.5, 1], "power of D must be a number above 0, got -0.5"),
    ("power", [nan, 1, 1, 1, 1], "power of A must be a number above 0, got nan"),
    ("power", [1, 1, 1, 1, inf], "power of E must be a number above 0, got inf"),
    ("benefits", [1, 1, 0, 1, 1], "benefits of C must be a number above 0, got 0"),
    ("benefits", [1, 1], "benefits must have 5 entries, got 2"),
    (
        "revision_weight",
        [1, 1, -1, 1, 1],
        "revision_weight of C must be a number of at least 0, got -1",
    ),
    ("revision_weight", [1], "revision_weight must have 5 entries, got 1"),
    ("affinity", TOY.affinity[:4], "affinity must have 5 entries, got 4"),
    (
        "affinity",
        [*TOY.affinity[:4], TOY.affinity[4][:3]],
        "affinity of E must have 5 entries, got 3",
    ),
    ("affinity", [*TOY.affinity[:4], 0], "affinity of E must be a list, got 0"),
    (
        "affinity",
        square(TOY, "affinity", 0, 4, "enemy"),
        "affinity of A and E must be a number, got 'enemy'",
    ),
    (
        "affinity",
        square(TOY, "affinity", 0, 4, -1.5),
        "affinity of A and E must be a number in [-1, 1], got -1.5",
    ),
    (
        "affinity",
        square(TOY, "affinity", 4, 0, 1.5),
        "affinity of E and A must be a number in [-1, 1], got 1.5",
    ),
    (
        "affinity",
        square(TOY, "affinity", 1, 3, 0.25),
        "affinity of B and D must be the same both ways, got 0.25 and 0.5",
    ),
    (
        "pacts",
        square(TOY, "pacts", 2, 3, -0.1),
        "pacts of C and D must be a probability in [0, 1], got -0.1",
    ),
    (
        "pacts",
        square(TOY, "pacts", 2, 3, 75),
        "pacts of C and D must be a probability in [0, 1], got 75",
    ),
    (
        "trade_freeness",
        square(TOY, "trade_freeness", 3, 2, 1.1),
        "trade_freeness of D and C must be a share in [0, 1], got 1.1",
    ),
    ("concert", "AB", "concert must be a list, got 'AB'"),
    ("concert", ["A", 2], "concert[1] must be text, got 2"),
    ("concert", ["A", "X"], "concert has no state 'X'; the states are A, B, C, D, E"),
    ("concert", ["A", "B", "A"], "concert must name a state once, got A twice"),
    ("union", ["X"], "union has no state 'X'; the states are A, B, C, D, E"),
    ("nuclear", ["B", "B"], "nuclear must name a state once, got B twice"),
    (
        "collective_security",
        ["a"],
        "collective_security has no state 'a'; the states are A, B, C, D, E",
    ),
    ("council", None, "council must be a Council or a dict, got None"),
    ("council", {"members": ["A"], "vetoes": []}, "Council needs the field council.votes"),
    (
        "council",
        {**COUNCIL, "quota": 2},
        "Council has no field 'council.quota'; its fields are members, vetoes, votes",
    ),
    ("council", {**COUNCIL, "votes": 1.5}, "council.votes must be a whole number, got 1.5"),
    (
        "council",
        {**COUNCIL, "members": ["A", "X"]},
        "council.members has no state 'X'; the states are A, B, C, D, E",
    ),
    (
        "council",
        {**COUNCIL, "members": ["A", "A"]},
        "council.members must name a state once, got A twice",
    ),
    (
        "council",
        {**COUNCIL, "vetoes": ["A", "A"]},
        "council.vetoes must name a state once, got A twice",
    ),
    (
        "council",
        {**COUNCIL, "vetoes": ["A", "C"]},
        "council.vetoes of C needs a seat among council.members",
    ),
    (
        "council",
        {**COUNCIL, "votes": 3},
        "council.votes must be from 1 to 2, the number of members, got 3",
    ),
    (
        "council",
        {**COUNCIL, "votes": 0},
        "council.votes must be from 1 to 2, the number of members, got 0",
    ),
    (
        "council",
        {**NO_COUNCIL, "votes": 1},
        "council.votes must be from 0 to 0, the number of members, got 1",
    ),
    (
        "council",
        {**NO_COUNCIL, "votes": -1},
        "council.votes must be from 0 to 0, the number of members, got -1",
    ),
    ("hegemon", "X", "hegemon has no state 'X'; the states are A, B, C, D, E"),
    ("hegemon", 1, "hegemon must be text or None, got 1"),
    ("focal", ["A"], "focal must have 2 entries, got 1"),
    ("focal", ["A", "A"], "focal target must not be the focal challenger, got 'A' for both"),
    ("focal", ["A", "X"], "focal target has no state 'X'; the states are A, B, C, D, E"),
    ("focal", ["X", "A"], "focal challenger has no state 'X'; the states are A, B, C, D, E"),
    (
        "focal_alternatives",
        [["A", "B"], ["A", "B", "C"]],
        "focal_alternatives[1] must have 2 entries, got 3",
    ),
    (
        "focal_alternatives",
        [["A", "B"], ["C", "C"]],
        "focal_alternatives[1] target must not be the focal_alternatives[1] challenger, "
        "got 'C' for both",
    ),
    ("focal_alternatives", [["A", 2]], "focal_alternatives[0][1] must be text, got 2"),
    (
        "what_if",
        ["league"],
        "what_if has no field 'league'; the fields are name, title, power_year, "
        "settlement_year, states, power, benefits, revision_weight, affinity, pacts, "
        "collective_security, concert, council, union, trade_freeness, hegemon, nuclear, "
        "focal, focal_alternatives, what_if, parameters, notes",
    ),
    ("what_if", ["pacts", "pacts"], "what_if must name a field once, got pacts twice"),
    ("parameters", [], "parameters must be a dict, got a list"),
    (
        "parameters",
        {"misjudgment": 0.08},
        "parameters has no 'misjudgment'; the names are decisiveness, cost_low, cost_high, "
        "sovereign_equality, balancing, balancing_cost_ratio, hegemon_reliability, "
        "judgement_accuracy, enforcement_cost_ratio, security_taste, trade_destroyed, "
        "trade_elasticity, trade_deterrence, aim_convergence, private_share, nuclear_cost, "
        "extended_nuclear_credibility, provocation, misjudgement, legitimacy_cost",
    ),
    (
        "parameters",
        {"misjudgement": "small"},
        "parameters['misjudgement'] must be a number or None, got 'small'",
    ),
    (
        "parameters",
        {"misjudgement": -0.1},
        "misjudgement must be a number of at least 0, got -0.1",
    ),
    ("parameters", {"cost_low": 0.5}, "cost_low must be below cost_high, got 0.5 and 0.5"),
]


class TestRefusedWorlds:
    """What contradicts itself is refused by state and field."""

    @pytest.mark.parametrize(("field", "value", "words"), REFUSED)
    def test_a_world_says_which_state_and_which_field_is_wrong(self, field, value, words):
        """Every rule of a world has a message."""
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            replace(TOY, **{field: value})

    def test_a_field_that_does_not_exist_is_refused_with_those_that_do(self):
        """A misspelled field is no silent default."""
        with pytest.raises(
            ValueError, match=r"^World has no field 'pact'; its fields are name,"
        ):
            World(**to_dict(TOY), pact=[])
        with pytest.raises(ValueError, match=r"parameters, notes$"):
            replace(TOY, pact=[])

    def test_a_field_that_is_missing_is_refused(self):
        """Only the years and the notes may be left out."""
        data = to_dict(TOY)
        for field in data:
            rest = {name: value for name, value in data.items() if name != field}
            with pytest.raises(ValueError, match=f"^World needs the field {field}$"):
                World(**rest)

    def test_nothing_can_be_assigned(self):
        """A world never changes."""
        with pytest.raises(AttributeError):
            TOY.hegemon = None

    def test_twelve_states_are_not_too_many_and_two_not_too_few(self):
        """The limits themselves are allowed."""
        assert len(plain_world([1] * 12).states) == 12
        assert len(plain_world([1] * 2).states) == 2

    def test_the_ends_of_the_ranges_are_allowed(self):
        """Certain promises, total enmity and free trade are limits, not errors."""
        world = plain_world(
            [1, 1],
            affinity=[[0, -1], [-1, 0]],
            pacts=[[0, 1], [0, 0]],
            trade_freeness=[[0, 1], [0, 0]],
            revision_weight=[0, 0],
            council={"members": ["A", "B"], "vetoes": ["B"], "votes": 2},
        )

        assert replace(world, affinity=[[1, 1], [1, 1]]).affinity[0][1] == 1
        assert replace(world, council=NO_COUNCIL).council.votes == 0
        assert replace(world, hegemon="A", power_year=-431).power_year == -431
