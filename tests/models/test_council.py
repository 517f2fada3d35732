"""The Security Council: power by the rule, chances by the votes, bargains by the threat."""

import re
from fractions import Fraction
from itertools import permutations, product
from math import comb, factorial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import probabilities

from secbook.data import scenario
from secbook.models.council import outside_option, passage_probability, voting_power

HALF = Fraction(1, 2)

twentieths = st.integers(0, 20).map(lambda n: Fraction(n, 20))


def refused(message):
    """Expect a refusal in exactly these words."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


def power_by_enumeration(vetoes, elected, votes):
    """Every coalition as a bit mask; the veto holders are the lowest bits."""
    members = vetoes + elected
    holders = (1 << vetoes) - 1

    def wins(coalition):
        return coalition & holders == holders and coalition.bit_count() >= votes

    winning = [coalition for coalition in range(1 << members) if wins(coalition)]
    swings, shapley = [0] * members, [Fraction(0)] * members
    for coalition in winning:
        size = coalition.bit_count()
        orders = Fraction(factorial(size - 1) * factorial(members - size), factorial(members))
        for member in range(members):
            if coalition >> member & 1 and not wins(coalition ^ (1 << member)):
                swings[member] += 1
                shapley[member] += orders
    banzhaf = [Fraction(own, sum(swings)) for own in swings]
    assert len(set(banzhaf[:vetoes])) == len(set(banzhaf[vetoes:])) == 1
    return (
        len(winning),
        Fraction(len(winning), 2**members),
        shapley[0],
        shapley[-1],
        banzhaf[0],
        banzhaf[-1],
    )


@st.composite
def committees(draw, largest=7):
    """Vetoes, elected members and a quota that fit together."""
    vetoes = draw(st.integers(1, largest - 1))
    elected = draw(st.integers(1, largest - vetoes))
    votes = draw(st.integers(vetoes + 1, vetoes + elected))
    return {"vetoes": vetoes, "elected": elected, "votes": votes}


class TestVotingPower:
    """A-priori power (7.1)."""

    def test_the_council_since_1965(self):
        """Nine of fifteen with five vetoes: 848 winning coalitions, indices as published."""
        assert voting_power(vetoes=5, elected=10, votes=9) == (
            848,
            Fraction(53, 2048),
            Fraction(421, 2145),
            Fraction(4, 2145),
            Fraction(106, 635),
            Fraction(21, 1270),
        )

    def test_the_council_before_1965(self):
        """Seven of eleven with five vetoes: the elected six had a little more."""
        assert voting_power(vetoes=5, elected=6, votes=7) == (
            57,
            Fraction(57, 2048),
            Fraction(76, 385),
            Fraction(1, 462),
            Fraction(19, 105),
            Fraction(1, 63),
        )

    @pytest.mark.parametrize(
        "rule",
        [
            {"vetoes": 5, "elected": 10, "votes": 9},
            {"vetoes": 5, "elected": 6, "votes": 7},
            {"vetoes": 3, "elected": 4, "votes": 5},
        ],
    )
    def test_all_coalitions_agree(self, rule):
        """Counted over every coalition: 32,768 in the Council of today."""
        assert voting_power(**rule) == power_by_enumeration(**rule)

    @given(rule=committees())
    @settings(deadline=None)
    def test_every_rule_is_counted_right(self, rule):
        """Counted over every coalition of small committees."""
        assert voting_power(**rule) == power_by_enumeration(**rule)

    @given(rule=committees(largest=6))
    @settings(max_examples=30, deadline=None)
    def test_the_shapley_index_is_the_chance_to_decide_in_a_random_order(self, rule):
        """Counted over all orders in which members join."""
        members = rule["vetoes"] + rule["elected"]
        deciding = [0] * members
        for order in permutations(range(members)):
            joined = []
            for member in order:
                joined.append(member)
                permanent = sum(m < rule["vetoes"] for m in joined)
                if permanent == rule["vetoes"] and len(joined) >= rule["votes"]:
                    deciding[member] += 1
                    break

        power = voting_power(**rule)

        assert power.shapley_permanent == Fraction(deciding[0], factorial(members))
        assert power.shapley_elected == Fraction(deciding[-1], factorial(members))

    @given(rule=committees(largest=20))
    def test_power_is_divided_among_the_members(self, rule):
        """Both indices add up to 1, and no veto holder has less than an elected member."""
        power = voting_power(**rule)
        vetoes, elected = rule["vetoes"], rule["elected"]

        assert vetoes * power.shapley_permanent + elected * power.shapley_elected == 1
        assert vetoes * power.banzhaf_permanent + elected * power.banzhaf_elected == 1
        assert power.shapley_permanent >= power.shapley_elected > 0
        assert power.banzhaf_permanent >= power.banzhaf_elected > 0

    def test_five_states_hold_nearly_all_power(self):
        """98.1% by Shapley and Shubik; coin flips pass 2.6% of resolutions."""
        power = voting_power(vetoes=5, elected=10, votes=9)

        assert round(float(5 * power.shapley_permanent), 3) == 0.981
        assert round(float(power.power_to_act), 3) == 0.026

    def test_the_wartime_three_would_have_shared_it(self):
        """Three vetoes among seven: each holds 31/105, and action is likelier."""
        power = voting_power(vetoes=3, elected=4, votes=5)

        assert power.shapley_permanent == Fraction(31, 105)
        assert power.power_to_act == Fraction(11, 128)

    def test_unanimity_makes_all_equal(self):
        """If all votes are needed every member has a veto."""
        power = voting_power(vetoes=2, elected=3, votes=5)

        assert power.winning == 1
        assert set(power[2:]) == {Fraction(1, 5)}

    def test_fifty_members_are_counted_exactly(self):
        """The limit keeps every whole number below 2^53."""
        power = voting_power(vetoes=1, elected=49, votes=26)

        assert power.winning == 2**48
        assert power.power_to_act == Fraction(1, 4)
        assert 50 * comb(49, 25) < 2**53

    @pytest.mark.parametrize(
        ("rule", "message"),
        [
            (
                (5, 10, 5),
                "votes must be above vetoes (5) and at most vetoes + elected (15), got 5",
            ),
            (
                (5, 10, 16),
                "votes must be above vetoes (5) and at most vetoes + elected (15), got 16",
            ),
            ((1, 50, 9), "vetoes + elected must be at most 50, got 51"),
            ((0, 10, 9), "vetoes must be a whole number of at least 1, got 0"),
            ((5, 0, 5), "elected must be a whole number of at least 1, got 0"),
            ((5, 10, 0), "votes must be a whole number of at least 1, got 0"),
        ],
    )
    def test_rules_that_cannot_be_are_refused(self, rule, message):
        """A quota above the vetoes, within the members, of whom there are at most fifty."""
        vetoes, elected, votes = rule

        with refused(message):
            voting_power(vetoes=vetoes, elected=elected, votes=votes)


def passage_by_enumeration(support, vetoes, votes, abstention):
    """Every combination of yes, abstention and no, each with its chance."""
    total = Fraction(0)
    for ballots in product(("yes", "abstain", "no"), repeat=len(support)):
        chance = Fraction(1)
        for member, ballot in enumerate(ballots):
            yes, rest = support[member], abstention[member]
            chance *= {"yes": yes, "abstain": rest, "no": 1 - yes - rest}[ballot]
        if ballots.count("yes") >= votes and all(ballots[v] != "no" for v in vetoes):
            total += chance
    return total


@st.composite
def ballots(draw, largest=5):
    """Members with their leanings, some of them with a veto, and a quota."""
    members = draw(st.integers(1, largest))
    support = [draw(probabilities) for _ in range(members)]
    abstention = [(1 - yes) * draw(probabilities) for yes in support]
    vetoes = draw(st.lists(st.integers(0, members - 1), unique=True))
    votes = draw(st.integers(0, members))
    return {
        "support": support,
        "vetoes": vetoes,
        "votes": votes,
        "abstention": abstention,
    }


def changed(values, place, value):
    """The list with one value changed."""
    return [value if k == place else old for k, old in enumerate(values)]


class TestPassageProbability:
    """The chance that a resolution passes (7.2)."""

    @given(case=ballots())
    @settings(deadline=None)
    def test_it_passes_with_enough_yes_votes_and_no_veto(self, case):
        """Counted over all ballots."""
        assert passage_probability(**case) == passage_by_enumeration(**case)

    @given(case=ballots())
    @settings(deadline=None)
    def test_nobody_abstains_unless_told_so(self, case):
        """Without abstentions, not to vote yes is to vote no."""
        none = [Fraction(0)] * len(case["support"])
        case.pop("abstention")

        assert passage_probability(**case) == passage_by_enumeration(**case, abstention=none)

    @given(case=ballots(), place=st.integers(0, 4))
    @settings(deadline=None)
    def test_one_more_veto_never_helps(self, case, place):
        """P(pass) falls with every further veto."""
        assume(place < len(case["support"]) and place not in case["vetoes"])
        more = {**case, "vetoes": [*case["vetoes"], place]}

        assert passage_probability(**more) <= passage_probability(**case)

    @given(case=ballots(), place=st.integers(0, 4), part=probabilities)
    @settings(deadline=None)
    def test_a_member_that_leans_to_no_never_helps(self, case, place, part):
        """P(pass) falls as support turns into opposition."""
        assume(place < len(case["support"]))
        less = changed(case["support"], place, part * case["support"][place])

        assert passage_probability(**{**case, "support": less}) <= passage_probability(**case)

    @given(case=ballots(), place=st.integers(0, 4), part=probabilities)
    @settings(deadline=None)
    def test_a_veto_holder_that_would_rather_abstain_helps(self, case, place, part):
        """P(pass) rises in a_i at the expense of no; of others it does not depend."""
        assume(place < len(case["support"]))
        yes, rest = case["support"][place], case["abstention"][place]
        more = changed(case["abstention"], place, rest + part * (1 - yes - rest))
        before = passage_probability(**case)
        after = passage_probability(**{**case, "abstention": more})

        assert after >= before
        if place not in case["vetoes"]:
            assert after == before

    @pytest.mark.parametrize(("elected", "votes"), [(10, 9), (6, 7)])
    def test_coins_pass_as_many_resolutions_as_coalitions_win(self, elected, votes):
        """With even chances and no abstention it is Coleman's power to act."""
        chance = passage_probability(
            support=[HALF] * (5 + elected), vetoes=[0, 1, 2, 3, 4], votes=votes
        )

        assert chance == voting_power(vetoes=5, elected=elected, votes=votes).power_to_act

    def test_friendly_members_pass_three_resolutions_in_five(self):
        """Permanent members with 0.9, elected ones with 0.7: 0.5842."""
        chance = passage_probability(
            support=[0.9] * 5 + [0.7] * 10, vetoes=[0, 1, 2, 3, 4], votes=9
        )

        assert round(chance, 4) == 0.5842

    @staticmethod
    def authorization(name, challenger, target):
        """Votes by affinity (9.2) among the members of a historical council."""
        world = scenario(name)
        ids = [state.id for state in world.states]
        support, abstention = [], []
        for member in world.council.members:
            lean = (
                world.affinity[ids.index(member)][ids.index(target)]
                - world.affinity[ids.index(member)][ids.index(challenger)]
            )
            yes = 0 if member == challenger else min(max(0.5 + lean / 2, 0), 1)
            no = 1 if member == challenger else min(max(-lean, 0), 1)
            support.append(yes)
            abstention.append(max(1 - yes - no, 0))
        return passage_probability(
            support=support,
            vetoes=[world.council.members.index(v) for v in world.council.vetoes],
            votes=world.council.votes,
            abstention=abstention,
        )

    def test_the_same_rule_acts_on_iraq_and_not_on_russia(self):
        """Kuwait 1990: U = 0.8375. Ukraine 2014: the aggressor holds a veto, U = 0."""
        assert round(self.authorization("1991", "IRQ", "KUW"), 12) == 0.8375
        assert self.authorization("2014", "RUS", "UKR") == 0

    def test_one_veto_stops_everything(self):
        """A veto holder that is certain to say no: U = 0, back to anarchy."""
        assert passage_probability(support=[1, 1, 0], vetoes=[2], votes=1) == 0

    def test_if_all_agree_the_council_always_acts(self):
        """U = 1: collective security."""
        assert passage_probability(support=[1] * 15, vetoes=[0, 1, 2, 3, 4], votes=9) == 1

    def test_an_empty_council_objects_to_nothing(self):
        """No members, no votes needed: every resolution passes."""
        assert passage_probability(support=[], vetoes=[], votes=0) == 1

    def test_a_rest_may_be_rounded(self):
        """Support and abstention may exceed 1 together by rounding, and by no more."""
        arguments = {"support": [0.7], "vetoes": [0], "votes": 0}

        assert passage_probability(**arguments, abstention=[0.3 + 5e-13]) == pytest.approx(1)
        with refused("support[0] + abstention[0] must be at most 1, got 1.00000001"):
            passage_probability(**arguments, abstention=[0.30000001])

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"abstention": [0, 0]}, "abstention must have 3 entries, got 2"),
            (
                {"abstention": [0, 0, 0.75]},
                "support[2] + abstention[2] must be at most 1, got 1.25",
            ),
            ({"vetoes": [0, 3]}, "vetoes[1] must be below 3, got 3"),
            ({"vetoes": [1, 0, 1]}, "vetoes must name each member once, got 1 twice"),
            ({"votes": 4}, "votes must be at most 3, the number of members, got 4"),
            ({"votes": -1}, "votes must be a whole number of at least 0, got -1"),
            ({"support": [0, 2]}, "support[1] must be a probability in [0, 1], got 2"),
            (
                {"abstention": [0, 0, -1]},
                "abstention[2] must be a probability in [0, 1], got -1",
            ),
        ],
    )
    def test_votes_that_cannot_be_are_refused(self, arguments, message):
        """Probabilities for each member; vetoes and quota among the members."""
        case = {"support": [0.5, 0.5, 0.5], "vetoes": [0], "votes": 2}

        with refused(message):
            passage_probability(**{**case, **arguments})


@st.composite
def bargains(draw):
    """A status quo, a superpower beyond it, veto players up to the superpower, a cost."""
    status_quo = draw(st.integers(0, 19))
    superpower = draw(st.integers(status_quo + 1, 20))
    veto_players = draw(st.lists(st.integers(0, superpower), max_size=4))
    return {
        "status_quo": Fraction(status_quo, 20),
        "superpower": Fraction(superpower, 20),
        "veto_players": [Fraction(ideal, 20) for ideal in veto_players],
        "unilateral_cost": draw(twentieths),
    }


GRID = [Fraction(n, 40) for n in range(41)]


def plain_agreement(case):
    """The point nearest to the status quo from which no move would please everybody."""
    ideals = [*case["veto_players"], case["superpower"]]
    core = [y for y in GRID if min(ideals) <= y <= max(ideals)]
    return min(core, key=lambda y: abs(y - case["status_quo"]))


class TestOutsideOption:
    """Agreement in the shadow of going alone (7.3)."""

    @given(case=bargains(), compromise=twentieths)
    @settings(deadline=None)
    def test_the_council_agrees_on_what_all_prefer_to_being_bypassed(self, case, compromise):
        """A search over the line: points that the superpower prefers to paying for going
        alone, and every veto player to the superpower's ideal."""
        x_s, cost = case["superpower"], case["unilateral_cost"]
        plain = plain_agreement(case)

        result = outside_option(**case, compromise=compromise)

        if cost < x_s - case["status_quo"]:
            accepted = [
                y
                for y in GRID
                if y <= x_s
                and x_s - y <= cost
                and all(abs(y - v) <= x_s - v for v in case["veto_players"])
            ]
            conceded = compromise * (x_s - min(accepted))
            assert result.mode == "multilateral"
            assert result.outcome == max(x_s - conceded, plain)
        else:
            assert result.mode == ("gridlock" if plain == case["status_quo"] else "agreement")
            assert result.outcome == plain
        assert result.distance == x_s - result.outcome

    @given(case=bargains(), compromise=twentieths)
    @settings(deadline=None)
    def test_dearer_unilateralism_leads_away_from_the_superpower(self, case, compromise):
        """The outcome moves weakly away from x_s as the cost rises, and beyond
        x_s - x_0 it is what would have been agreed on anyway."""
        outcomes = [
            outside_option(**{**case, "unilateral_cost": cost}, compromise=compromise).outcome
            for cost in GRID
        ]

        assert outcomes == sorted(outcomes, reverse=True)
        for cost, outcome in zip(GRID, outcomes, strict=True):
            if cost >= case["superpower"] - case["status_quo"]:
                assert outcome == plain_agreement(case)

    def test_a_threat_buys_consent_to_what_would_be_vetoed(self):
        """With a veto player at the status quo: gridlock without, agreement with a threat,
        and not at the superpower's ideal (Voeten 2001)."""
        case = {"status_quo": 0, "superpower": 1, "veto_players": [0, Fraction(3, 5)]}

        with_threat = outside_option(**case, unilateral_cost=HALF)
        without = outside_option(**case, unilateral_cost=1)

        assert with_threat == ("multilateral", Fraction(3, 4), Fraction(1, 4))
        assert without == ("gridlock", 0, 1)

    def test_the_threat_ends_where_going_alone_costs_what_it_brings(self):
        """At kcost = x_s - x_0 the Council is back in gridlock; just before, it is not."""
        case = {
            "status_quo": Fraction(1, 4),
            "superpower": Fraction(3, 4),
            "veto_players": [Fraction(1, 4)],
            "compromise": 1,
        }

        just_before = outside_option(**case, unilateral_cost=Fraction(49, 100))
        at = outside_option(**case, unilateral_cost=HALF)

        assert just_before == ("multilateral", Fraction(26, 100), Fraction(49, 100))
        assert at == ("gridlock", Fraction(1, 4), HALF)

    def test_members_that_want_change_need_no_threat(self):
        """Status quo outside the core: they agree on its nearest end."""
        result = outside_option(
            status_quo=0,
            superpower=1,
            veto_players=[Fraction(2, 5), Fraction(3, 5)],
            unilateral_cost=1,
        )

        assert result == ("agreement", Fraction(2, 5), Fraction(3, 5))

    def test_a_threat_never_leads_to_less_than_was_agreed_anyway(self):
        """A compromise on what the threat allows gives way to a better agreement."""
        result = outside_option(
            status_quo=0,
            superpower=1,
            veto_players=[Fraction(9, 10)],
            unilateral_cost=HALF,
            compromise=1,
        )

        assert result == ("multilateral", Fraction(9, 10), Fraction(1, 10))

    def test_a_veto_player_close_to_the_superpower_narrows_the_concession(self):
        """max(2 x_v - x_s) binds: going alone is not so bad for that one."""
        result = outside_option(
            status_quo=0,
            superpower=1,
            veto_players=[0, Fraction(9, 10)],
            unilateral_cost=HALF,
            compromise=1,
        )

        assert result.outcome == Fraction(4, 5)

    def test_without_veto_players_the_superpower_gets_its_way(self):
        """Nobody to convince: its ideal, whatever going alone would cost."""
        case = {"status_quo": 0, "superpower": 1, "veto_players": []}

        assert outside_option(**case, unilateral_cost=0.5) == ("multilateral", 1, 0)
        assert outside_option(**case, unilateral_cost=1) == ("agreement", 1, 0)

    @pytest.mark.parametrize("compromise", [0, 0.25])
    def test_the_compromise_is_half_way_unless_given(self, compromise):
        """At 0 the superpower has its ideal, at 1 its reservation point."""
        case = {"status_quo": 0, "superpower": 1, "veto_players": [0], "unilateral_cost": 0.5}

        assert outside_option(**case).outcome == 0.75
        assert outside_option(**case, compromise=compromise).distance == 0.5 * compromise

    def test_the_given_ideals_are_left_alone(self):
        """A model does not change what it is given."""
        ideals = [0, 0.5]

        outside_option(status_quo=0, superpower=1, veto_players=ideals, unilateral_cost=0.5)

        assert ideals == [0, 0.5]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"status_quo": 0.75}, "status_quo must be below superpower (0.75), got 0.75"),
            ({"status_quo": 0.8}, "status_quo must be below superpower (0.75), got 0.8"),
            (
                {"veto_players": [0.75, 0.8]},
                "veto_players[1] must be at most superpower (0.75), got 0.8",
            ),
            ({"superpower": 2}, "superpower must be a number in [0, 1], got 2"),
            ({"veto_players": [-1]}, "veto_players[0] must be a number in [0, 1], got -1"),
            ({"unilateral_cost": 2}, "unilateral_cost must be a share in [0, 1], got 2"),
            ({"compromise": 2}, "compromise must be a share in [0, 1], got 2"),
        ],
    )
    def test_positions_out_of_order_are_refused(self, arguments, message):
        """Status quo below the superpower, veto players not beyond it, all on the line."""
        case = {
            "status_quo": 0,
            "superpower": 0.75,
            "veto_players": [0.75],
            "unilateral_cost": 0.5,
        }

        with refused(message):
            outside_option(**{**case, **arguments})
