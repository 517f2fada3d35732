"""One world, every model: the promises of the synthesis.

The expectations come from `slow_world`, which enumerates what the package computes, from
the tables in `presets.md`, and from the theorems of the chapter.
"""

import re
from dataclasses import replace
from fractions import Fraction
from math import isclose, log, nan, prod
from pathlib import Path
from random import Random

import pytest
import slow_world
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import (
    IDS,
    PRESETS,
    SLACK,
    TOY,
    close,
    differences,
    mechanism_sets,
    pairs,
    parameter_sets,
    plain_world,
    results,
    square,
    worlds,
)

from secbook.data import scenario
from secbook.models.world import (
    MECHANISMS,
    World,
    assess,
    attack_margin,
    authorization_probability,
    confront,
    to_dict,
    with_pact,
)


class TestConfront:
    """A crisis is what the equations say, when everything is enumerated."""

    @settings(deadline=None, max_examples=200)
    @given(
        world=worlds(most=4),
        mechanisms=mechanism_sets,
        parameters=parameter_sets,
        provocation=st.sampled_from([0, 0, Fraction(3, 10), 1]),
        data=st.data(),
    )
    def test_a_crisis_is_the_sum_over_shocks_joiners_and_honored_pacts(
        self, world, mechanisms, parameters, provocation, data
    ):
        """The package and the enumeration agree on every result."""
        challenger, target = data.draw(st.sampled_from(pairs(world)))
        crisis = {
            "world": world,
            "mechanisms": mechanisms,
            "challenger": challenger,
            "target": target,
            "parameters": {**parameters, "provocation": provocation},
        }
        expected = slow_world.confront(**crisis)

        assert differences(confront(**crisis), expected) == {}
        assert close(attack_margin(**crisis), expected.margin)

    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_each_mechanism_alone_is_as_enumerated_for_all_pairs_of_the_toy_world(
        self, mechanism
    ):
        """Five states, twenty pairs, one mechanism."""
        for challenger, target in pairs(TOY):
            crisis = {
                "world": replace(TOY, nuclear=["B", "E"]),
                "mechanisms": [mechanism],
                "challenger": challenger,
                "target": target,
                "parameters": {"misjudgement": 0.08, "legitimacy_cost": 0.2},
            }
            assert differences(confront(**crisis), slow_world.confront(**crisis)) == {}

    def test_all_mechanisms_together_are_as_enumerated_in_the_toy_world(self):
        """Four shocks, eight sets of joiners, sixty-four ways to honor the pacts."""
        for challenger, target in [("A", "E"), ("E", "A"), ("A", "C"), ("B", "A")]:
            crisis = {
                "world": TOY,
                "mechanisms": list(MECHANISMS),
                "challenger": challenger,
                "target": target,
                "parameters": {"provocation": 0.3, "legitimacy_cost": 0.1},
            }
            assert differences(confront(**crisis), slow_world.confront(**crisis)) == {}

    @settings(deadline=None)
    @given(world=worlds(most=4), data=st.data())
    def test_a_crisis_under_pacts_is_exact_on_fractions(self, world, data):
        """Where no root has to be found, the results are exact."""
        challenger, target = data.draw(st.sampled_from(pairs(world)))
        half = Fraction(1, 2)
        crisis = {
            "world": world,
            "mechanisms": ["alliance", "united_nations", "hegemony", "concert"],
            "challenger": challenger,
            "target": target,
            "parameters": {
                "cost_high": half,
                "sovereign_equality": half,
                "hegemon_reliability": half,
                "extended_nuclear_credibility": half,
            },
        }

        assert results(confront(**crisis)) == results(slow_world.confront(**crisis))

    @settings(deadline=None, max_examples=30)
    @given(world=worlds(most=5), mechanisms=mechanism_sets, parameters=parameter_sets)
    def test_the_chance_of_a_join_is_a_chance(self, world, mechanisms, parameters):
        """Probabilities and shares stay within their bounds, and sizes add up."""
        for challenger, target in pairs(world):
            crisis = confront(
                world=world,
                mechanisms=mechanisms,
                challenger=challenger,
                target=target,
                parameters=parameters,
            )
            power = dict(zip(IDS, world.power, strict=False))
            at_war = power[challenger] + power[target]
            at_war += sum(power[k] * chance for k, chance in crisis.joining.items())

            assert 0 <= crisis.attack_probability <= 1
            assert 0 <= crisis.win_probability <= 1 + SLACK
            assert all(0 <= chance <= 1 + SLACK for chance in crisis.joining.values())
            assert set(crisis.joining) == {s.id for s in world.states} - {challenger, target}
            assert close(crisis.war_size, at_war / sum(world.power))
            assert close(crisis.expected_war_size, crisis.attack_probability * crisis.war_size)

    def test_a_frequency_of_simulated_wars_is_the_probability(self):
        """Draw judgements, joiners, errors and costs, and count wars: 1 in 20,000 at stake."""
        world, rng = replace(TOY, concert=[]), Random(20260101)
        crisis = confront(
            world=world,
            mechanisms=["collective_security", "hegemony"],
            challenger="A",
            target="E",
            parameters={"misjudgement": 0.2, "judgement_accuracy": 0.6, "cost_high": 0.7},
        )
        # Three judges, right with 0.6 each: the majority with 0.648. Three enforcers of mean
        # power 0.2 face a surplus of 0.2: two are needed, so 2 Q (1 - Q) = 0.2.
        willing = (1 + (1 - 2 * 0.2) ** 0.5) / 2
        chance, weights = 0, {"B": 0.25, "C": 0.2, "D": 0.15}
        shocks = [(0.648, willing), (0.352, 0)]
        for shock, joining in shocks:
            for come in range(8):
                odds, defense = shock, 0.1
                for bit, (state, weight) in enumerate(weights.items()):
                    x = 1 - (1 - joining) * (0.25 if state == "B" else 1)
                    odds *= x if come >> bit & 1 else 1 - x
                    defense += weight if come >> bit & 1 else 0
                chance += odds * 0.3 / (0.3 + defense)
        wars, draws = 0, 20_000
        for _ in range(draws):
            u = rng.random()
            error = 0.2 * log(u / (1 - u))
            wars += 0.8 * (chance + error - 0.5) > rng.uniform(0, 0.7)

        assert isclose(crisis.win_probability, chance, abs_tol=1e-9)
        assert abs(wars / draws - crisis.attack_probability) < 0.01

    def test_no_mechanism_is_anarchy(self):
        """The empty list and anarchy are the same, and anarchy adds nothing to others."""
        for challenger, target in pairs(TOY):
            crisis = {"world": TOY, "challenger": challenger, "target": target}
            alone = confront(mechanisms=["anarchy"], **crisis)

            assert confront(mechanisms=[], **crisis) == alone
            assert alone.shirking is None
            assert set(alone.joining.values()) == {0}
            together = confront(mechanisms=["anarchy", "alliance"], **crisis)
            assert together == confront(mechanisms=["alliance"], **crisis)

    @settings(deadline=None, max_examples=50)
    @given(world=worlds(), mechanisms=mechanism_sets, data=st.data())
    def test_the_order_of_mechanisms_is_irrelevant(self, world, mechanisms, data):
        """The same mechanisms in any order give the same results, to the last digit."""
        shuffled = data.draw(st.permutations(mechanisms))
        crisis = {"world": world, "challenger": "A", "target": "B"}

        one = confront(mechanisms=mechanisms, **crisis)
        assert one == confront(mechanisms=shuffled, **crisis)
        first = assess(world=world, mechanisms=mechanisms)
        assert first == assess(world=world, mechanisms=shuffled)

    def test_states_named_otherwise_or_in_another_order_fight_the_same_wars(self):
        """A world is about power and aims, not about names and places."""
        order = [3, 0, 4, 2, 1]
        data = to_dict(TOY)
        turned = World(
            **{
                **data,
                **{
                    field: [data[field][k] for k in order]
                    for field in ("states", "power", "benefits", "revision_weight")
                },
                **{
                    field: [[data[field][u][v] for v in order] for u in order]
                    for field in ("affinity", "pacts", "trade_freeness")
                },
            }
        )
        for challenger, target in pairs(TOY):
            crisis = {
                "mechanisms": list(MECHANISMS),
                "challenger": challenger,
                "target": target,
                "parameters": {"provocation": 0.3, "misjudgement": 0.08},
            }
            one, other = confront(world=turned, **crisis), confront(world=TOY, **crisis)
            assert differences(one, other) == {}


WRONG_STATES = [
    ({"challenger": "X"}, "challenger has no state 'X'; the states are A, B, C, D, E"),
    ({"target": "a"}, "target has no state 'a'; the states are A, B, C, D, E"),
    ({"target": "A"}, "target must not be the challenger, got 'A' for both"),
    ({"target": 4}, "target must be text, got 4"),
]

WRONG_NAMES = [
    ({"mechanisms": "alliance"}, "mechanisms must be a list, got 'alliance'"),
    ({"mechanisms": [1]}, "mechanisms[0] must be text, got 1"),
    (
        {"mechanisms": ["alliance", "nato"]},
        "mechanisms has no 'nato'; the names are anarchy, balance_of_power, hegemony, "
        "alliance, collective_security, concert, united_nations, integration",
    ),
    (
        {"mechanisms": ["concert", "alliance", "concert"]},
        "mechanisms must name each once, got 'concert' twice",
    ),
    ({"parameters": 0.08}, "parameters must be a dict or None, got 0.08"),
    (
        {"parameters": {"misjudgement": "0.08"}},
        "parameters['misjudgement'] must be a number or None, got '0.08'",
    ),
    (
        {"parameters": {"misjudgement": nan}},
        "parameters['misjudgement'] must be a number or None, got nan",
    ),
]


class TestRefusedQuestions:
    """A question about what does not exist is refused, with what does."""

    @pytest.mark.parametrize(("change", "words"), WRONG_STATES)
    def test_a_wrong_state_is_refused_with_the_right_ones(self, change, words):
        """A crisis has two different states of its world."""
        question = {"world": TOY, "challenger": "A", "target": "E", **change}
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            authorization_probability(**question)
        for ask in (confront, attack_margin):
            with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
                ask(mechanisms=[], **question)

    @pytest.mark.parametrize(("change", "words"), WRONG_NAMES)
    def test_a_wrong_name_is_refused_with_the_right_ones(self, change, words):
        """Mechanisms and parameters go by their names."""
        question = {"world": TOY, "mechanisms": [], **change}
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            assess(**question)
        for ask in (confront, attack_margin):
            with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
                ask(challenger="A", target="E", **question)


class TestTheorems:
    """What adding a mechanism does: 9.1, 9.2, 9.3."""

    @settings(deadline=None, max_examples=300)
    @given(
        world=worlds(),
        parameters=parameter_sets,
        added=st.sampled_from(list(MECHANISMS)),
        data=st.data(),
    )
    def test_deterrence_adds_up_but_war_grows(self, world, parameters, added, data):
        """Theorems 9.1, 9.2 and 9.3, for any misjudgement and cost of illegitimate force."""
        others = [name for name in MECHANISMS if name != added]
        mechanisms = data.draw(st.lists(st.sampled_from(others), unique=True))
        challenger, target = data.draw(st.sampled_from(pairs(world)))
        crisis = {
            "world": world,
            "challenger": challenger,
            "target": target,
            "parameters": parameters,
        }
        less = confront(mechanisms=mechanisms, **crisis)
        more = confront(mechanisms=[*mechanisms, added], **crisis)

        assert more.attack_probability <= less.attack_probability + SLACK
        assert more.win_probability <= less.win_probability + SLACK
        assert more.extra_cost >= less.extra_cost - SLACK
        assert more.war_size >= less.war_size - SLACK
        if added == "integration":
            assert more.war_size == less.war_size
            assert more.joining == less.joining
            assert more.expected_war_size <= less.expected_war_size + SLACK

    def test_an_enforcement_mechanism_can_enlarge_the_expected_war(self):
        """Theorem 9.3's counter-example: half-hearted Russia in July 1914."""
        july = with_pact(world=scenario("1914"), helper="RUS", helped="SRB", reliability=0.1)
        crisis = {"world": july, "challenger": "AUH", "target": "SRB"}
        trade = confront(mechanisms=["integration"], **crisis)
        pacts = confront(mechanisms=["integration", "alliance"], **crisis)

        assert f"{trade.expected_war_size:.5f}" == "0.03197"
        assert f"{pacts.expected_war_size:.5f}" == "0.04347"
        assert pacts.attack_probability < trade.attack_probability

    def test_pacts_that_provoke_can_make_attacks_likelier(self):
        """The caveat of Theorem 9.1: in 1938 Britain is dragged into its ally's quarrel."""
        risks = {}
        for target in ("UKG", "POL"):
            for name, mechanisms, provocation in (
                ("anarchy", [], 0.3),
                ("pacts", ["alliance"], 0),
                ("provoking pacts", ["alliance"], 0.3),
            ):
                crisis = confront(
                    world=scenario("1938"),
                    mechanisms=mechanisms,
                    challenger="GMY",
                    target=target,
                    parameters={"provocation": provocation},
                )
                risks[target, name] = f"{crisis.attack_probability:.4f}"

        assert risks["UKG", "anarchy"] == "0.0000"
        assert risks["UKG", "provoking pacts"] == "0.1098"
        assert risks["POL", "pacts"] == "0.4354"
        assert risks["POL", "provoking pacts"] == "0.5334"

    def test_deeper_trade_inside_a_union_loosens_the_tie_to_outsiders(self):
        """The caveat of Theorem 9.3: trade is diverted."""
        today = scenario("1955")
        deeper = replace(today, trade_freeness=square(today, "trade_freeness", 1, 0, 1))
        costs = [
            confront(
                world=world, mechanisms=["integration"], challenger="GFR", target=target
            ).extra_cost
            for world in (today, deeper)
            for target in ("FRN", "UKG")
        ]

        assert costs[2] > costs[0]
        assert costs[3] < costs[1]


MECHANISM_OF = {
    "balance": "balance_of_power",
    "collective": "collective_security",
    "un": "united_nations",
}


def printed_cells():
    """The cells of `presets.md`: world, pair, mechanisms, s, P and size as printed."""
    text = (Path(__file__).parent / "presets.md").read_text(encoding="utf-8")
    cells = []
    for section in text.split("\n## ")[1:]:
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines()
            if line.startswith("| ")
        ]
        for row in rows[1:]:
            year, _, pair = row[0].partition(" ")
            crisis = pair.split("->") if pair else scenario(year).focal
            for head, cell in zip(rows[0][1:], row[1:], strict=True):
                mechanisms = [MECHANISM_OF.get(name, name) for name in head.split("+")]
                risks, size = cell.split(" / ")
                misjudgements = [0.08] if "s = 0.08: P /" in section else [0, 0.08]
                for s, risk in zip(misjudgements, risks.split(" "), strict=False):
                    cells.append((year, crisis, mechanisms, s, risk.strip("()"), size))
    return cells


CELLS = printed_cells()


class TestPresets:
    """What the historical worlds give, to the printed digits."""

    def test_the_tables_are_complete(self):
        """Ten worlds, two pairs each, ten columns, two misjudgements."""
        assert len(CELLS) == 10 * 2 * 10 * 2
        assert len({(year, *crisis) for year, crisis, *_ in CELLS}) == 20

    @pytest.mark.parametrize("year", PRESETS)
    def test_the_historical_worlds_give_what_the_tables_say(self, year):
        """Probability of attack and size of the war, for each column of the tables."""
        wrong = []
        for name, (challenger, target), mechanisms, s, risk, size in CELLS:
            if name != year:
                continue
            crisis = confront(
                world=scenario(year),
                mechanisms=mechanisms,
                challenger=challenger,
                target=target,
                parameters={"misjudgement": s},
            )
            digits = len(risk) - 2
            got = f"{crisis.attack_probability:.{digits}f}", f"{crisis.war_size:.3f}"
            if got != (risk, size):
                wrong.append((challenger, target, mechanisms, s, got, (risk, size)))

        assert wrong == []

    def test_a_neighbor_inside_the_alliance_would_have_been_safe(self):
        """2014 with Ukraine bound to all five allies: no attack, half of all power if so."""
        inside = scenario("2014")
        for ally in ("USA", "GMY", "FRN", "UKG", "POL"):
            inside = with_pact(world=inside, helper=ally, helped="UKR", reliability=0.75)
        crisis = confront(world=inside, mechanisms=["alliance"], challenger="RUS", target="UKR")

        assert crisis.attack_probability == 0
        assert f"{crisis.war_size:.2f}" == "0.50"

    def test_pacts_moved_the_war_of_1938_rather_than_removed_it(self):
        """Fewer attacks, more damage."""
        anarchy = assess(world=scenario("1938"), mechanisms=[])
        pacts = assess(world=scenario("1938"), mechanisms=["alliance"])

        assert (f"{anarchy.any_attack:.3f}", f"{anarchy.damage:.3f}") == ("0.927", "0.446")
        assert (f"{pacts.any_attack:.3f}", f"{pacts.damage:.3f}") == ("0.661", "0.463")

    @pytest.mark.parametrize("mechanism", ["balance_of_power", "collective_security"])
    def test_four_helpers_fail_beyond_four_ninths(self, mechanism):
        """1938: at equal cost ratios balance and collective security call on the same four."""
        ratios = {}
        for ratio in (4 / 9 - 1e-6, 4 / 9 + 1e-6):
            crisis = confront(
                world=scenario("1938"),
                mechanisms=[mechanism],
                challenger="GMY",
                target="CZE",
                parameters={"balancing_cost_ratio": ratio, "enforcement_cost_ratio": ratio},
            )
            helpers = [state for state, chance in crisis.joining.items() if chance > 0]
            ratios[f"{crisis.attack_probability:.3f}"] = helpers

        assert ratios == {"0.000": ["UKG", "FRN", "RUS", "POL"], "0.757": []}

    def test_the_league_stops_italy_up_to_a_cost_ratio(self):
        """1935: the attack begins to pay once c/B passes 0.626597."""

        def margin(ratio):
            return attack_margin(
                world=scenario("1935"),
                mechanisms=["collective_security"],
                challenger="ITA",
                target="ETH",
                parameters={"enforcement_cost_ratio": ratio},
            )

        assert margin(0.6265965) < 0 < margin(0.6265975)
        assert margin(0.2) < margin(0.5) < margin(0.6265965)


class TestAssess:
    """Who attacks whom in a whole world, and with what damage."""

    @settings(deadline=None, max_examples=60)
    @given(world=worlds(most=5), mechanisms=mechanism_sets, parameters=parameter_sets)
    def test_a_world_is_the_sum_of_its_likeliest_crises(self, world, mechanisms, parameters):
        """(9.7)-(9.9) from all pairs, one by one."""
        question = {"world": world, "mechanisms": mechanisms, "parameters": parameters}
        given_world = assess(**question)
        ids = [state.id for state in world.states]
        peace, damage = [], 0
        for place, challenger in enumerate(ids):
            likeliest, highest, size = None, 0, 0
            for target in ids:
                if target == challenger:
                    continue
                crisis = confront(challenger=challenger, target=target, **question)
                if crisis.attack_probability > highest + 1e-12:
                    likeliest, highest = target, crisis.attack_probability
                    size = crisis.war_size
            assert given_world.target[place] == likeliest
            assert close(given_world.attack[place], highest)
            peace.append(1 - highest)
            damage += highest * size

        assert close(given_world.any_attack, 1 - prod(peace))
        assert close(given_world.damage, damage)

    def test_of_equal_targets_the_first_is_taken(self):
        """A tie within rounding is a tie: a hair more of temptation changes no target."""
        aims = [[0, -1, -1], [-1, 0, 0], [-1, 0, 0]]

        def target(second, third):
            world = plain_world([4, second, third], affinity=aims, revision_weight=[1, 0, 0])
            return assess(world=world, mechanisms=[]).target

        assert target(1, 1) == ["B", None, None]
        assert target(1, 1 - 1e-13) == ["B", None, None]
        assert target(1, 1 - 1e-9) == ["C", None, None]
        assert target(1 - 1e-9, 1) == ["B", None, None]

    def test_a_satisfied_world_is_at_peace(self):
        """Nobody wants a revision: no attack, no target, no damage."""
        peace = assess(world=replace(TOY, revision_weight=[0] * 5), mechanisms=[])

        assert peace.attack == [0] * 5
        assert peace.target == [None] * 5
        assert (peace.any_attack, peace.damage) == (0, 0)

    def test_nobody_attacks_itself(self):
        """A state that hates itself is a misprint, whatever it misjudges."""
        world = plain_world([9, 1], affinity=[[-1, 0], [0, -1]])

        for s in (0, 0.5):
            peace = assess(world=world, mechanisms=[], parameters={"misjudgement": s})
            assert peace.target == [None, None]

    def test_the_toy_world_keeps_the_peace_by_balancing_and_leaves_a_bill(self):
        """With power 30, 25, 20, 15, 10 and alpha 2/5 the group provides 11/32 of the best."""
        peace = assess(world=TOY, mechanisms=["balance_of_power"])

        assert peace.any_attack == 0
        assert close(peace.free_riding["balance_of_power"], 1 - 11 / 32)
