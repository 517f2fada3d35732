"""The mechanisms one by one: their small print, who is asked to pay, who stays away."""

from dataclasses import replace

import pytest
import slow_world
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import (
    IDS,
    NO_COUNCIL,
    PRESETS,
    TOY,
    close,
    pairs,
    parameter_sets,
    plain_world,
    worlds,
)

from secbook.data import scenario
from secbook.models.council import passage_probability
from secbook.models.mechanisms import Response
from secbook.models.world import (
    MECHANISMS,
    SHORTFALLS,
    assess,
    authorization_probability,
    confront,
)


class TestMechanisms:
    """The small print of each mechanism, in cases that can be checked by hand."""

    def crisis(self, power, mechanism, parameters=None, **changes):
        """A crisis of A against B in a world where only what is named differs."""
        return confront(
            world=plain_world(power, **changes),
            mechanisms=[mechanism],
            challenger="A",
            target="B",
            parameters=parameters,
        )

    def test_the_status_quo_is_halfway_between_equality_and_benefits(self):
        """Half of sovereign equality: a state with 3/4 of the benefits holds 5/8."""
        crisis = self.crisis([1, 1], "anarchy", benefits=[3, 1])

        assert crisis.benefit_share == 0.625
        equal = self.crisis([1, 1], "anarchy", {"sovereign_equality": 1}, benefits=[3, 1])
        assert equal.benefit_share == 0.5
        unequal = self.crisis([1, 1], "anarchy", {"sovereign_equality": 0}, benefits=[3, 1])
        assert unequal.benefit_share == 0.75

    def test_without_a_quarrel_there_is_no_war(self):
        """Power alone is no motive, and neither is a friend's weakness."""
        for affinity in (0, 1):
            friends = [[0, affinity], [affinity, 0]]
            assert self.crisis([9, 1], "anarchy", affinity=friends).attack_probability == 0
        satisfied = self.crisis([9, 1], "anarchy", revision_weight=[0, 1])
        assert satisfied.attack_probability == 0
        assert self.crisis([3, 1], "anarchy").attack_probability == 0.5

    def test_a_nuclear_target_is_dear_under_every_mechanism(self):
        """The cost of attacking a nuclear state does not depend on institutions."""
        for name in MECHANISMS:
            assert self.crisis([9, 1], name, nuclear=["B"]).extra_cost == 2
            assert self.crisis([9, 1], name, nuclear=["A"]).extra_cost == 0

    @pytest.mark.parametrize(("hegemon", "helpers"), [("C", {"C": 0.75}), ("A", {}), ("B", {})])
    def test_the_hegemon_protects_everybody_except_from_itself(self, hegemon, helpers):
        """And nobody protects the hegemon."""
        crisis = self.crisis([1, 1, 1, 1], "hegemony", hegemon=hegemon)

        assert crisis.joining == {"C": 0, "D": 0, **helpers}
        assert crisis.shirking == (0.25 if helpers else None)

    def test_without_a_hegemon_nobody_is_called_on(self):
        """Hegemony without a hegemon is anarchy."""
        assert self.crisis([2, 1, 1], "hegemony") == self.crisis([2, 1, 1], "anarchy")

    def test_balancers_are_those_no_closer_to_the_challenger(self):
        """A state in the middle balances, a friend of the challenger does not."""
        aims = [
            [0, -1, 0.5, 0.5, 0],
            [-1, 0, 0.5, 0, 0.5],
            [0.5, 0.5, 0, 0, 0],
            [0.5, 0, 0, 0, 0],
            [0, 0.5, 0, 0, 0],
        ]
        crisis = self.crisis(
            [2, 1, 1, 1, 1], "balance_of_power", {"balancing": 0.5}, affinity=aims
        )

        assert crisis.joining == {"C": 0.5, "D": 0, "E": 0.5}
        assert crisis.shirking == 0.5

    @pytest.mark.parametrize(
        ("power", "joining"),
        [
            ([1, 1, 1], 1),
            ([1, 2, 1], 1),
            ([2, 1, 1], 0),
            ([1.5, 1, 1], 1),
            ([2, 1, 1, 1], 1),
            ([2.5, 1, 1, 1], 1),
            ([3, 1, 1, 1], 0),
            ([2, 1, 1, 1, 1], 0.5 + (0.25 - 0.1) ** 0.5),
            ([1.1, 0.8, 0.1, 0.1, 0.1], 0),
            ([1.1, 0.9, 0.1, 0.1, 0.1], 1),
            ([1, 1, 1, 1], 0.8),
            ([1, 3, 1, 1, 1], 1 - 0.2**0.5),
        ],
    )
    def test_a_surplus_takes_one_helper_more_than_it_is_helpers(self, power, joining):
        """(9.3): k helpers of mean power must exceed the surplus, and at least one comes.

        One state alone acts if one is enough. Two of two act, two of three in the mixed
        equilibrium 2 Q (1 - Q) = 1/5, and one of n with 1 - (1/5)^(1/(n-1)).
        """
        crisis = self.crisis(power, "balance_of_power")

        assert all(close(chance, joining) for chance in crisis.joining.values())

    def test_a_surplus_of_exactly_two_helpers_is_two_in_floats_too(self):
        """0.3 - 0.1 is not 0.2 in floats, yet three helpers of 0.1 are needed either way."""
        floats = self.crisis([0.3, 0.1, 0.1, 0.1, 0.1], "balance_of_power")
        whole = self.crisis([3, 1, 1, 1, 1], "balance_of_power")

        assert floats.joining == whole.joining == {"C": 1, "D": 1, "E": 1}
        assert (0.3 - 0.1) / 0.1 < 2

    def test_an_ally_helps_whom_it_promised_more(self):
        """A promise to the challenger that is as good keeps an ally out."""
        pacts = [[0, 0, 0, 0, 0] for _ in range(5)]
        pacts[2][1] = 0.75
        pacts[3][1], pacts[3][0] = 0.75, 0.75
        pacts[4][1], pacts[4][0] = 0.75, 0.5
        crisis = self.crisis([2, 1, 1, 1, 2], "alliance", pacts=pacts)

        assert crisis.joining == {"C": 0.75, "D": 0, "E": 0.75}
        assert crisis.shirking == 0.25
        assert self.crisis([2, 1, 1, 1, 2], "anarchy", pacts=pacts).shirking is None

    def test_a_promise_of_the_victim_binds_the_victim(self):
        """B's promise to C brings no C to B's help, though the chain of war knows it."""
        pacts = [[0, 0, 0], [0, 0, 0.75], [0, 0, 0]]
        crisis = self.crisis([2, 1, 1], "alliance", pacts=pacts)

        assert crisis.win_probability == 2 / 3
        assert crisis.shirking is None
        assert crisis.joining == {"C": 0.75}

    def test_an_ally_is_a_less_likely_victim(self):
        """A pact between the two shrinks the quarrel by its stronger direction."""
        for pact in ([[0, 0.75], [0, 0]], [[0, 0.25], [0.75, 0]]):
            allied = self.crisis([3, 1], "alliance", pacts=pact)
            assert allied.attack_probability == 0.125
            assert self.crisis([3, 1], "hegemony", pacts=pact).attack_probability == 0.5

    def test_an_umbrella_is_as_wide_as_the_best_nuclear_promise(self):
        """Nuclear allies extend 0.3 x 2, times their reliability; others extend nothing."""
        pacts = [[0] * 5 for _ in range(5)]
        pacts[2][1], pacts[3][1], pacts[4][1] = 0.5, 0.75, 1

        def cost(mechanism="alliance", **changes):
            return self.crisis([2, 1, 1, 1, 1], mechanism, pacts=pacts, **changes).extra_cost

        assert cost() == 0
        assert close(cost(nuclear=["C"]), 0.3)
        assert close(cost(nuclear=["D", "C"]), 0.45)
        assert close(cost(nuclear=["C", "B"]), 2.3)
        pacts[4][0] = 1
        assert cost(nuclear=["A", "E"]) == 0
        assert cost(mechanism="hegemony", nuclear=["D"]) == 0

    def test_only_members_are_protected_by_the_pledge(self):
        """The target must be a member, the challenger need not."""
        joining = {}
        for members in ("ABCDE", "BCDE", "ACDE"):
            crisis = self.crisis([1] * 5, "collective_security", collective_security=[*members])
            joining[members] = crisis.joining, crisis.shirking is None

        assert joining["ABCDE"] == joining["BCDE"]
        assert joining["ABCDE"] != joining["ACDE"]
        assert joining["ACDE"] == ({"C": 0, "D": 0, "E": 0}, True)

    def test_a_pledge_among_two_has_no_enforcer(self):
        """Nobody is left to judge, to march, or to condemn."""
        pledge = {"collective_security": ["A", "B"]}
        crisis = self.crisis([2, 1, 1], "collective_security", {"legitimacy_cost": 1}, **pledge)

        assert crisis.joining == {"C": 0}
        assert crisis.extra_cost == 0
        assert crisis.shirking is None

    @pytest.mark.parametrize(
        ("enforcers", "judgement"), [(1, 0.8), (2, 0.8), (3, 0.896), (4, 0.896), (5, 0.94208)]
    )
    def test_an_odd_number_judges(self, enforcers, judgement):
        """Of an even number one abstains: majorities of 0.8-judges, from the binomial."""
        states = [*"ABCDEFG"[: enforcers + 2]]
        crisis = self.crisis(
            [1] * len(states),
            "collective_security",
            {"legitimacy_cost": 1},
            collective_security=states,
        )

        assert close(crisis.extra_cost, judgement)

    def test_condemnation_costs_only_who_has_pledged(self):
        """An outsider breaks no pledge, and a victim outside is not spoken of."""
        for members, cost in (("ABC", 0.4), ("BC", 0), ("AC", 0)):
            crisis = self.crisis(
                [1, 1, 1],
                "collective_security",
                {"legitimacy_cost": 0.5},
                collective_security=[*members],
            )
            assert close(crisis.extra_cost, cost)

    def test_the_concert_acts_as_one_or_not_at_all(self):
        """One friend of the challenger, or the challenger itself inside, and none comes."""
        aims = [[0, -1, 0, 0.5], [-1, 0, 0, 0.5], [0, 0, 0, 0], [0.5, 0.5, 0, 0]]
        leaning = [[0, -1, 0, 0.5], [-1, 0, 0, 0.4], [0, 0, 0, 0], [0.5, 0.4, 0, 0]]

        acts = self.crisis([1, 1, 1, 3], "concert", affinity=aims, concert=["B", "C", "D"])
        assert acts.joining == {"C": 1, "D": 1}
        assert acts.shirking == 0
        blocked = self.crisis([1, 1, 1, 3], "concert", affinity=leaning, concert=["C", "D"])
        assert blocked.joining == {"C": 0, "D": 0}
        assert blocked.shirking == 1
        inside = self.crisis([1, 1, 1, 3], "concert", affinity=aims, concert=["A", "C", "D"])
        assert inside.joining == {"C": 0, "D": 0}
        assert inside.shirking == 1
        alone = self.crisis([1, 1, 1, 3], "concert", affinity=aims, concert=["A", "B"])
        assert alone.shirking is None

    def test_a_union_quarrels_less_and_has_more_to_lose(self):
        """Aims converge between two members only; trade ties all."""
        free = [[0, 1, 0], [1, 0, 0], [0, 0, 0]]

        def weigh(union):
            crisis = self.crisis([3, 1, 1], "integration", trade_freeness=free, union=union)
            return crisis.attack_probability * 0.5 + crisis.extra_cost, crisis.extra_cost

        # A trades 1 of 4 with B: without it its income falls to (3/4)^(1/4).
        loss = 1 - 0.75**0.25
        for union, quarrel in (([], 1), (["A"], 1), (["B", "C"], 1), (["A", "B"], 0.5)):
            benefit, cost = weigh(union)
            assert close(cost, loss)
            assert close(benefit, quarrel * 0.25)

    def test_provocation_needs_pacts_that_count(self):
        """Without alliance among the mechanisms pacts provoke nobody."""
        world = scenario("1938")
        crisis = {"world": world, "challenger": "GMY", "target": "UKG"}
        high = {"provocation": 1}

        for mechanisms in ([], ["hegemony", "integration", "balance_of_power"]):
            quiet = confront(mechanisms=mechanisms, **crisis)
            assert confront(mechanisms=mechanisms, parameters=high, **crisis) == quiet
        loud = confront(mechanisms=["alliance"], parameters=high, **crisis)
        assert loud.attack_probability > 0

    def test_who_is_provoked_helps_as_before(self):
        """Provocation changes quarrels, not the choice of sides."""
        crisis = {
            "world": scenario("1938"),
            "mechanisms": ["alliance", "balance_of_power", "concert", "united_nations"],
            "challenger": "GMY",
            "target": "POL",
        }
        loud = confront(parameters={"provocation": 1}, **crisis)

        assert loud.joining == confront(**crisis).joining


class TestAuthorization:
    """The Council votes by affinity, under its rule."""

    def test_an_aggressor_with_a_veto_is_never_condemned(self):
        """Neither is it in the real Council."""
        for year in PRESETS:
            world = scenario(year)
            for challenger, target in pairs(world):
                if challenger in world.council.vetoes:
                    assert (
                        authorization_probability(
                            world=world, challenger=challenger, target=target
                        )
                        == 0
                    )

    def test_the_council_of_the_cases_votes_as_computed_by_hand(self):
        """1990: 3 of 5 yes; 1935: three that must all agree, without the parties."""
        for year, crisis, chance in (
            ("1991", ("IRQ", "KUW"), 0.8375),
            ("1935", ("ITA", "ETH"), 0.125),
            ("2014", ("RUS", "UKR"), 0),
        ):
            passing = authorization_probability(
                world=scenario(year), challenger=crisis[0], target=crisis[1]
            )
            assert close(passing, chance)

    def test_without_a_council_nothing_is_authorized(self):
        """No members, no resolution."""
        world = replace(TOY, council=NO_COUNCIL)

        assert authorization_probability(world=world, challenger="A", target="E") == 0
        crisis = confront(
            world=world, mechanisms=["united_nations"], challenger="A", target="E"
        )
        assert crisis.shirking == 1
        assert set(crisis.joining.values()) == {0}

    @settings(deadline=None)
    @given(world=worlds(most=5), data=st.data())
    def test_the_chance_is_that_of_all_ways_to_vote(self, world, data):
        """Yes, no and abstention of every member, enumerated; exact on fractions."""
        challenger, target = data.draw(st.sampled_from(pairs(world)))
        i, j = IDS.index(challenger), IDS.index(target)
        passing = authorization_probability(world=world, challenger=challenger, target=target)

        assert passing == slow_world.authorization(world, i, j)

    def test_rounding_makes_nothing_more_than_certain(self):
        """Five floats whose ways to say yes at least once add up to a hair above 1."""
        likings = [1.0, 0.7, 0.9, 0.2, 0.0]
        aims = [[0.0] * 7 for _ in range(7)]
        for k, liking in enumerate(likings):
            aims[k + 2][1] = aims[1][k + 2] = liking
        council = {"members": [*"CDEFG"], "vetoes": [], "votes": 1}
        world = plain_world([1] * 7, affinity=aims, council=council)
        support = [(1 + liking) / 2 for liking in likings]

        assert passage_probability(support=support, vetoes=[], votes=1) > 1
        assert authorization_probability(world=world, challenger="A", target="B") == 1

    def test_a_council_of_the_willing_is_certain(self):
        """If every member prefers the target fully, the resolution passes, and no more."""
        aims = [[0, -1, -1, -1], [-1, 0, 0, 0], [-1, 0, 0, 0], [-1, 0, 0, 0]]
        council = {"members": ["B", "C", "D"], "vetoes": ["B", "C"], "votes": 3}
        world = plain_world([1, 1, 1, 1], affinity=aims, council=council)

        assert authorization_probability(world=world, challenger="A", target="B") == 1


class TestFreeRiding:
    """Who is asked to pay, and what is left unprovided (9.10)."""

    @settings(deadline=None, max_examples=60)
    @given(world=worlds(), parameters=parameter_sets)
    def test_the_shortfall_is_that_of_states_that_reply_to_one_another(self, world, parameters):
        """Contributions are found by best replies, in the group of each mechanism."""
        ids = [state.id for state in world.states]
        everybody = range(len(ids))
        groups = {
            "balance_of_power": list(everybody),
            "collective_security": [ids.index(k) for k in world.collective_security],
            "concert": [ids.index(k) for k in world.concert],
            "united_nations": [ids.index(k) for k in world.council.members],
            "hegemony": [],
        }
        if world.hegemon is not None:
            h = ids.index(world.hegemon)
            groups["hegemony"] = [k for k in everybody if k == h or world.affinity[h][k] >= 0]
        links = [
            frozenset((u, v))
            for u in everybody
            for v in range(u)
            if max(world.pacts[u][v], world.pacts[v][u]) > 0
        ]
        blocs = [slow_world.linked_to(k, links, without=None) for k in everybody]
        blocs = [bloc for bloc in blocs if len(bloc) > 1]
        weight = [sum(world.power[k] for k in bloc) for bloc in blocs]
        groups["alliance"] = sorted(blocs[weight.index(max(weight))]) if blocs else []
        alpha = parameters.get("security_taste", 0.4)
        got = assess(
            world=world, mechanisms=list(MECHANISMS), parameters=parameters
        ).free_riding

        assert list(got) == list(MECHANISMS)
        assert got["anarchy"] == 0
        for name, group in groups.items():
            if not group:
                assert got[name] is None
            else:
                power = [world.power[k] for k in group]
                assert close(got[name], slow_world.shortfall(power, alpha))
        theta, n = parameters.get("private_share", 0.3), len(world.union)
        if n == 0:
            assert got["integration"] is None
        else:
            # Each of n equal members spends x of 1 so that alpha (1 - x) = (1 - alpha) z.
            x = alpha / (alpha + (1 - alpha) * (theta + (1 - theta) * n))
            assert close(got["integration"], 1 - x / alpha)

    def test_no_group_is_none_and_a_group_of_one_pays_for_itself(self):
        """None is not nothing: there is nobody whom one could ask."""
        empty = assess(world=plain_world([2, 1]), mechanisms=list(MECHANISMS)).free_riding
        nobody = [name for name, shortfall in empty.items() if shortfall is None]
        alone = {
            "collective_security": ["A"],
            "concert": ["B"],
            "union": ["A"],
            "council": {"members": ["B"], "vetoes": [], "votes": 1},
            "hegemon": "A",
            "affinity": [[0, -1], [-1, 0]],
        }
        single = assess(world=plain_world([2, 1], **alone), mechanisms=list(MECHANISMS))

        assert nobody == [*list(MECHANISMS)[2:]]
        assert empty["anarchy"] == 0
        assert single.free_riding == {
            **dict.fromkeys(MECHANISMS, 0),
            "alliance": None,
            "balance_of_power": empty["balance_of_power"],
            "hegemony": 0,
        }

    def test_of_equally_heavy_blocs_the_first_pays(self):
        """Two blocs of weight 4: the second and last state, and the two between them."""
        pacts = [[0] * 5 for _ in range(5)]
        pacts[1][4] = 1
        pacts[3][2] = 0.1

        def bloc(power):
            world = plain_world(power, pacts=pacts)
            return assess(world=world, mechanisms=["alliance"]).free_riding["alliance"]

        uneven, even = slow_world.shortfall([3, 1], 0.4), slow_world.shortfall([2, 2], 0.4)
        assert close(bloc([9, 3, 2, 2, 1]), uneven)
        assert close(bloc([9, 2, 3, 1, 2]), even)
        assert close(bloc([9, 3, 2, 2.001, 1]), slow_world.shortfall([2, 2.001], 0.4))

    def test_the_asked_group_is_asked_whatever_else_works(self):
        """The burden is one of peacetime: other mechanisms do not change it."""
        together = assess(world=scenario("1955"), mechanisms=list(MECHANISMS)).free_riding
        for name in MECHANISMS:
            alone = assess(world=scenario("1955"), mechanisms=[name]).free_riding

            assert alone == {name: together[name]}

    def test_every_mechanism_has_a_response_and_a_shortfall(self):
        """Who adds a mechanism enters it in both tables."""
        assert list(MECHANISMS) == list(SHORTFALLS)
        assert list(MECHANISMS) == [
            "anarchy",
            "balance_of_power",
            "hegemony",
            "alliance",
            "collective_security",
            "concert",
            "united_nations",
            "integration",
        ]

    def test_a_new_mechanism_is_one_function_and_one_line(self, monkeypatch):
        """A league of one guardian, as an instructor would add it."""

        def guardian(setting, challenger, target):
            return Response(
                called_on=[2], joining=[0.5], chance=0.5, extra_cost=0.0625, quarrel=0.5
            )

        monkeypatch.setitem(MECHANISMS, "guardian", guardian)
        monkeypatch.setitem(SHORTFALLS, "guardian", lambda setting: 0.25)
        crisis = confront(
            world=plain_world([3, 1, 2]), mechanisms=["guardian"], challenger="A", target="B"
        )

        assert crisis.joining == {"C": 0.25}
        assert crisis.win_probability == 0.75 * 0.75 + 0.25 * 0.5 == 0.6875
        assert crisis.extra_cost == 0.0625
        assert crisis.attack_probability == 2 * (0.5 * (0.6875 - 0.5) - 0.0625) == 0.0625
        peace = assess(world=plain_world([3, 1, 2]), mechanisms=["guardian"])
        assert peace.free_riding == {"guardian": 0.25}


class TestShirking:
    """Crisis shirking: the power that was called on and stays away (9.11)."""

    def shirking(self, world, mechanisms, pair=("A", "E"), **parameters):
        """The shirking in a crisis."""
        return confront(
            world=world,
            mechanisms=mechanisms,
            challenger=pair[0],
            target=pair[1],
            parameters=parameters,
        ).shirking

    def test_allies_of_three_quarters_shirk_by_a_quarter(self):
        """What a chain of pacts adds to the war does not make them more faithful."""
        assert close(self.shirking(TOY, ["alliance"]), 0.25)

    def test_who_is_called_twice_comes_if_either_call_is_heard(self):
        """Hegemon and ally in one: (1 - 3/4)(1 - 3/4) of its power stays away."""
        world = plain_world([1, 1, 1], hegemon="C", pacts=[[0, 0, 0], [0, 0, 0], [0, 0.75, 0]])

        assert self.shirking(world, ["alliance", "hegemony"], ("A", "B")) == 1 / 16

    def test_nobody_shirks_where_nobody_is_called_on(self):
        """None, not 0."""
        assert self.shirking(TOY, []) is None
        assert self.shirking(TOY, ["anarchy", "integration"]) is None
        assert self.shirking(replace(TOY, hegemon=None), ["hegemony"]) is None

    def test_a_blocked_council_leaves_all_power_at_home(self):
        """2014: all third states are called on, and none is authorized."""
        crimea = scenario("2014")

        assert self.shirking(crimea, ["united_nations"], ("RUS", "UKR")) == 1

    def test_shirking_answers_to_cost_reliability_and_accuracy(self):
        """Dearer enforcement, weaker promises, worse judges: more stay away."""
        for mechanism, name, better, worse in (
            ("collective_security", "enforcement_cost_ratio", 0.1, 0.3),
            ("balance_of_power", "balancing_cost_ratio", 0.1, 0.3),
            ("collective_security", "judgement_accuracy", 0.9, 0.6),
            ("hegemony", "hegemon_reliability", 0.9, 0.6),
        ):
            low = self.shirking(TOY, [mechanism], **{name: better})
            assert low < self.shirking(TOY, [mechanism], **{name: worse})
