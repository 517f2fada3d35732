"""A concert: who can agree, and who would rather break it."""

import re
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import fractions, positives

from secbook.models import concert
from secbook.models.collective import self_enforcing_pledge
from secbook.models.concert import (
    agreement_probability,
    critical_discount_factors,
    expected_winset,
    unanimity_outcome,
)
from secbook.models.contest import win_probability

HALF = Fraction(1, 2)

positions = fractions(0, 1, 20)
ideal_points = st.lists(positions, min_size=1, max_size=5)
spreads = fractions(Fraction(1, 20), 1, 20)
weights = fractions(0, 4, 20)


def refused(message):
    """Expect a refusal in exactly these words."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


def accepted_by_all(status_quo, ideals):
    """The points that every member likes at least as much as the status quo, an interval."""
    return (
        max(ideal - abs(status_quo - ideal) for ideal in ideals),
        min(ideal + abs(status_quo - ideal) for ideal in ideals),
    )


class TestUnanimityOutcome:
    """The unanimity core (6.1)."""

    @given(status_quo=positions, ideals=ideal_points)
    def test_the_winset_is_what_all_accept(self, status_quo, ideals):
        """Each accepts what is no farther from its ideal; the winset is what they share."""
        low, high = accepted_by_all(status_quo, ideals)

        result = unanimity_outcome(status_quo=status_quo, ideals=ideals)

        assert result.winset == high - low
        assert result.acts == (low < high)
        assert low <= result.outcome <= high

    @given(status_quo=positions, ideals=ideal_points, other=positions)
    def test_no_change_of_the_outcome_would_please_everybody(self, status_quo, ideals, other):
        """It is a point of the core: whatever else is proposed, somebody is worse off."""
        outcome = unanimity_outcome(status_quo=status_quo, ideals=ideals).outcome
        assume(other != outcome)

        assert any(abs(other - ideal) > abs(outcome - ideal) for ideal in ideals)

    @given(status_quo=positions, ideals=ideal_points, other=positions)
    def test_no_point_of_the_core_is_nearer_to_the_status_quo(self, status_quo, ideals, other):
        """The smallest change that settles the matter."""
        assume(min(ideals) <= other <= max(ideals))
        outcome = unanimity_outcome(status_quo=status_quo, ideals=ideals).outcome

        assert abs(outcome - status_quo) <= abs(other - status_quo)

    @given(status_quo=positions, ideals=ideal_points, newcomer=positions)
    def test_one_more_veto_never_widens_the_choice(self, status_quo, ideals, newcomer):
        """Adding a member never enlarges the winset (Tsebelis 2002)."""
        before = unanimity_outcome(status_quo=status_quo, ideals=ideals)
        after = unanimity_outcome(status_quo=status_quo, ideals=[*ideals, newcomer])

        assert after.winset <= before.winset
        assert before.acts or not after.acts

    def test_members_on_one_side_move_to_the_nearest_of_them(self):
        """Ideals 0.35, 0.5 and 0.8, status quo 0.2: they act, 0.35, winset 0.3."""
        ideals = [Fraction(7, 20), HALF, Fraction(4, 5)]

        assert unanimity_outcome(status_quo=Fraction(1, 5), ideals=ideals) == (
            True,
            Fraction(7, 20),
            Fraction(3, 10),
        )
        assert unanimity_outcome(status_quo=Fraction(9, 10), ideals=ideals) == (
            True,
            Fraction(4, 5),
            Fraction(1, 5),
        )

    @pytest.mark.parametrize("status_quo", [Fraction(1, 4), HALF, Fraction(3, 4)])
    def test_a_status_quo_between_the_aims_stays(self, status_quo):
        """Inside the core, its ends included, somebody blocks every change."""
        result = unanimity_outcome(
            status_quo=status_quo, ideals=[Fraction(1, 4), Fraction(3, 4)]
        )

        assert result == (False, status_quo, 0)

    @given(status_quo=positions, ideal=positions)
    def test_a_hegemon_gets_its_way(self, status_quo, ideal):
        """n = 1: the outcome is its ideal."""
        result = unanimity_outcome(status_quo=status_quo, ideals=[ideal])

        assert result.outcome == ideal
        assert result.acts == (ideal != status_quo)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"ideals": []}, "ideals must have at least 1 entries, got 0"),
            ({"ideals": [0, 2]}, "ideals[1] must be a number in [0, 1], got 2"),
            ({"status_quo": -1}, "status_quo must be a number in [0, 1], got -1"),
        ],
    )
    def test_positions_off_the_line_are_refused(self, arguments, message):
        """At least one member; everything on the line."""
        with refused(message):
            unanimity_outcome(**{"status_quo": 0.5, "ideals": [0.5], **arguments})


class TestAgreementProbability:
    """Random aims (6.2)."""

    @given(
        members=st.integers(1, 4),
        cells=st.integers(1, 5),
        cell=st.integers(0, 5),
        center=positions,
        spread=spreads,
    )
    @settings(deadline=None)
    def test_they_act_if_all_aims_are_on_one_side(self, members, cells, cell, center, spread):
        """Ideals counted by cells of equal width, with the status quo between two cells."""
        status_quo = center - spread / 2 + spread * Fraction(min(cell, cells), cells)
        assume(0 <= status_quo <= 1)
        together = 0
        for chosen in product(range(cells), repeat=members):
            below = [k < min(cell, cells) for k in chosen]
            together += all(below) or not any(below)

        chance = agreement_probability(
            members=members, status_quo=status_quo, center=center, spread=spread
        )

        assert chance == Fraction(together, cells**members)

    def test_five_members_agree_one_time_in_three(self):
        """x0 = 0.2: 0.2^5 + 0.8^5."""
        chance = agreement_probability(
            members=5, status_quo=Fraction(1, 5), center=HALF, spread=1
        )

        assert chance == Fraction(1 + 4**5, 5**5)
        assert agreement_probability(members=5, status_quo=0.2) == pytest.approx(0.328)

    def test_each_great_power_halves_the_chance(self):
        """At x0 = 1/2: 2^(1 - n)."""
        for members in range(1, 9):
            assert agreement_probability(members=members, status_quo=0.5) == 2.0 ** (
                1 - members
            )

    @given(members=st.integers(1, 6), status_quo=positions, center=positions, spread=spreads)
    def test_one_more_member_never_helps(self, members, status_quo, center, spread):
        """P(act) never rises with a further member; alone, one always acts."""
        chance = [
            agreement_probability(
                members=n, status_quo=status_quo, center=center, spread=spread
            )
            for n in (1, members, members + 1)
        ]

        assert chance[0] == 1
        assert chance[2] <= chance[1]

    @given(
        members=st.integers(1, 6),
        status_quo=positions,
        center=positions,
        pair=st.tuples(spreads, spreads).map(sorted),
    )
    def test_aims_that_drift_apart_paralyze(self, members, status_quo, center, pair):
        """P(act) never rises in the spread: what 1848 did to the concert of 1815."""
        before, after = (
            agreement_probability(
                members=members, status_quo=status_quo, center=center, spread=spread
            )
            for spread in pair
        )

        assert after <= before

    @given(members=st.integers(1, 6), center=positions, spread=spreads)
    def test_at_the_center_the_spread_does_not_matter(self, members, center, spread):
        """x0 = mu: half of the aims on either side, however far."""
        chance = agreement_probability(
            members=members, status_quo=center, center=center, spread=spread
        )

        assert chance == Fraction(1, 2 ** (members - 1))

    @pytest.mark.parametrize("status_quo", [0, Fraction(1, 4), Fraction(3, 4), 1])
    def test_a_status_quo_that_suits_nobody_is_always_changed(self, status_quo):
        """Outside the range of ideals, and at its ends: certainty."""
        chance = agreement_probability(
            members=4, status_quo=status_quo, center=HALF, spread=HALF
        )

        assert chance == 1

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"members": 0}, "members must be a whole number of at least 1, got 0"),
            ({"status_quo": 2}, "status_quo must be a number in [0, 1], got 2"),
            ({"center": 2}, "center must be a number in [0, 1], got 2"),
            ({"spread": 0}, "spread must be a number in (0, 1], got 0"),
            ({"spread": 1.5}, "spread must be a number in (0, 1], got 1.5"),
        ],
    )
    def test_aims_without_a_range_are_refused(self, arguments, message):
        """A spread above 0 and at most the whole line."""
        with refused(message):
            agreement_probability(**{"members": 3, "status_quo": 0.5, **arguments})


class TestExpectedWinset:
    """The room for change (6.3)."""

    @pytest.mark.parametrize("members", [1, 2, 3, 6])
    @pytest.mark.parametrize("status_quo", [0.0, 0.3, 0.5, 1.0])
    def test_it_is_the_mean_over_random_aims(self, members, status_quo):
        """Four thousand concerts with aims drawn from the line."""
        rng = Random(1815 + members)
        winsets = [
            unanimity_outcome(
                status_quo=status_quo, ideals=[rng.random() for _ in range(members)]
            ).winset
            for _ in range(4000)
        ]

        expected = expected_winset(members=members, status_quo=status_quo)

        assert abs(sum(winsets) / 4000 - expected) < 0.035

    @given(status_quo=positions)
    def test_one_member_moves_twice_its_mean_distance(self, status_quo):
        """n = 1: twice E|x - x0|, the area of two triangles."""
        below, above = status_quo**2 / 2, (1 - status_quo) ** 2 / 2

        assert expected_winset(members=1, status_quo=status_quo) == 2 * (below + above)

    @given(members=st.integers(1, 8), status_quo=positions)
    def test_one_more_member_leaves_less_room(self, members, status_quo):
        """The expected winset falls with each member."""
        assert expected_winset(members=members + 1, status_quo=status_quo) < expected_winset(
            members=members, status_quo=status_quo
        )

    def test_at_the_end_of_the_line_it_is_twice_the_nearest_aim(self):
        """x0 = 0, five members: the smallest of five is 1/6 on average."""
        assert expected_winset(members=5, status_quo=Fraction(0)) == Fraction(1, 3)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"members": 0}, "members must be a whole number of at least 1, got 0"),
            ({"status_quo": 2}, "status_quo must be a number in [0, 1], got 2"),
        ],
    )
    def test_what_is_no_concert_is_refused(self, arguments, message):
        """Some members, and a status quo on the line."""
        with refused(message):
            expected_winset(**{"members": 3, "status_quo": 0.5, **arguments})


class TestNoHegemon:
    """No state so large that it can dominate the others (6.4)."""

    @given(power=st.lists(positives, min_size=2, max_size=5), decisiveness=st.integers(1, 4))
    def test_the_others_outweigh_whoever_has_less_than_half(self, power, decisiveness):
        """At every decisiveness, and nobody else."""
        for own in power:
            others = sum(power) - own
            chance = win_probability(power=own, rival_power=others, decisiveness=decisiveness)
            assert (chance < HALF) == (own < sum(power) / 2)


@st.composite
def great_powers(draw):
    """Two to five members with power, benefits and wishes."""
    members = draw(st.integers(2, 5))
    lists = [
        draw(st.lists(kind, min_size=members, max_size=members))
        for kind in (positives, positives, weights)
    ]
    return dict(zip(("power", "benefits", "revision_weight"), lists, strict=True))


class TestCriticalDiscountFactors:
    """Who needs patience (6.5)."""

    @given(case=great_powers(), decisiveness=st.integers(1, 3).map(Fraction))
    def test_each_keeps_the_concert_like_a_pledge(self, case, decisiveness):
        """Reward q, temptation q + g once, and afterwards what anarchy leaves of q."""
        members = len(case["power"])
        spent = decisiveness * (members - 1)
        waste = spent / (1 + spent)

        factors = critical_discount_factors(**case, decisiveness=decisiveness)

        assert len(factors) == members
        for i in range(members):
            own = case["power"][i] ** decisiveness
            others = (sum(case["power"]) - case["power"][i]) ** decisiveness
            share = case["benefits"][i] / sum(case["benefits"])
            gain = case["revision_weight"][i] * max(0, own / (own + others) - share)
            assert factors[i] == self_enforcing_pledge(
                temptation=share + gain, cooperation=share, punishment=share - waste * share
            )

    def test_the_risen_power_was_the_weak_point_of_1853(self):
        """Power of 1853 on benefits of 1816: UK 0, Russia 0, France 0.2138, Austria 0.1165,
        Prussia 0.1122."""
        factors = critical_discount_factors(
            power=[287432, 135415, 130971, 87249, 52736],
            benefits=[336619, 164304, 117286, 86052, 52220],
            revision_weight=[1] * 5,
        )

        assert [round(factor, 4) for factor in factors] == [0, 0, 0.2138, 0.1165, 0.1122]

    @given(case=great_powers())
    def test_satisfied_powers_need_no_patience(self, case):
        """v = 0 for all: 0 for all."""
        satisfied = {**case, "revision_weight": [0] * len(case["power"])}

        assert critical_discount_factors(**satisfied) == [0] * len(case["power"])

    @given(case=great_powers(), more=weights)
    def test_wishes_try_patience(self, case, more):
        """delta* never falls in a member's own revision weight; others' do not matter."""
        wishful = list(case["revision_weight"])
        wishful[0] += more

        before = critical_discount_factors(**case)
        after = critical_discount_factors(**{**case, "revision_weight": wishful})

        assert after[0] >= before[0]
        assert after[1:] == before[1:]

    @given(case=great_powers(), more=positives)
    def test_rising_power_tries_patience_and_gifts_soothe(self, case, more):
        """delta* never falls in a member's own power and never rises in its benefits."""

        def first(name):
            changed = {**case, name: [case[name][0] + more, *case[name][1:]]}
            return critical_discount_factors(**changed)[0]

        before = critical_discount_factors(**case)[0]

        assert first("power") >= before
        assert first("benefits") <= before

    def test_the_fear_of_anarchy_holds_concerts_together(self, monkeypatch):
        """delta* falls in f: with more to lose in anarchy less patience is enough."""
        case = {"power": [3, 1, 1], "benefits": [1, 1, 1], "revision_weight": [1, 1, 1]}
        factors = []
        for waste in (Fraction(1, 10), HALF, Fraction(9, 10)):
            monkeypatch.setattr(concert, "fighting_share", lambda waste=waste, **_: waste)
            factors.append(critical_discount_factors(**case)[0])

        assert factors[0] > factors[1] > factors[2] > 0

    def test_a_member_alone_has_nothing_to_break(self):
        """n = 1: it holds all already."""
        assert critical_discount_factors(power=[2], benefits=[3], revision_weight=[4]) == [0]

    def test_chances_are_proportional_to_power_unless_told_otherwise(self):
        """Decisiveness is 1 by default: 3 against 1 is a gain of 1/4 on a half, and half of
        a half is lost in anarchy."""
        case = {
            "power": [Fraction(3), Fraction(1)],
            "benefits": [Fraction(1), Fraction(1)],
            "revision_weight": [1, 1],
        }

        assert critical_discount_factors(**case) == [HALF, 0]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"power": []}, "power must have at least 1 entries, got 0"),
            ({"power": [1, 0]}, "power[1] must be a number above 0, got 0"),
            ({"benefits": [1, 0]}, "benefits[1] must be a number above 0, got 0"),
            ({"benefits": [1]}, "benefits must have 2 entries, got 1"),
            (
                {"revision_weight": [1, 1, 1]},
                "revision_weight must have 2 entries, got 3",
            ),
            (
                {"revision_weight": [1, -1]},
                "revision_weight[1] must be a number of at least 0, got -1",
            ),
            ({"decisiveness": 0}, "decisiveness must be a number above 0, got 0"),
        ],
    )
    def test_lists_that_do_not_fit_are_refused(self, arguments, message):
        """Power, benefits and wishes of the same members."""
        case = {"power": [1, 1], "benefits": [1, 1], "revision_weight": [1, 1]}

        with refused(message):
            critical_discount_factors(**{**case, **arguments})
