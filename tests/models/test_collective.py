"""Collective security: who takes part, who is believed guilty, what keeps a pledge."""

import re
from fractions import Fraction
from itertools import product
from math import ceil, comb, exp, inf, isclose, log, pi, sqrt
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import fractions, interior, positives, probabilities

from secbook.data import scenario
from secbook.models.collective import (
    largest_acting_group,
    majority_accuracy,
    participation_equilibrium,
    pivot_probability,
    self_enforcing_pledge,
    unanimity_accuracy,
)
from secbook.models.contest import coalition_win_probability

HALF = Fraction(1, 2)

payoffs = fractions(-5, 5, 10)


def refused(message):
    """Expect a refusal in exactly these words."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


def chance_of(wanted, people, chance):
    """Sum over everybody's yes or no: the chance that the number of yes is wanted."""
    total = Fraction(0)
    for answers in product((True, False), repeat=people):
        if wanted(sum(answers)):
            weight = Fraction(1)
            for answer in answers:
                weight *= chance if answer else 1 - chance
            total += weight
    return total


def exact_pivot(enforcers, needed, participation):
    """(5.1) in whole numbers of any size."""
    return (
        comb(enforcers - 1, needed - 1)
        * participation ** (needed - 1)
        * (1 - participation) ** (enforcers - needed)
    )


@st.composite
def tasks(draw, largest=12):
    """A group of which some, but neither one nor all, are needed."""
    enforcers = draw(st.integers(3, largest))
    return enforcers, draw(st.integers(2, enforcers - 1))


@st.composite
def feasible(draw):
    """A task and a cost ratio safely below its largest chance of being pivotal."""
    enforcers, needed = draw(tasks())
    peak = exact_pivot(enforcers, needed, Fraction(needed - 1, enforcers - 1))
    return enforcers, needed, peak * draw(interior)


class TestPivotProbability:
    """The chance of being the one that is needed (5.1)."""

    @given(enforcers=st.integers(1, 7), needed=st.integers(1, 7), q=probabilities)
    @settings(max_examples=60, deadline=None)
    def test_one_is_pivotal_if_exactly_one_is_missing_among_the_others(
        self, enforcers, needed, q
    ):
        """Counted over all decisions of the others."""
        assume(needed <= enforcers)

        chance = pivot_probability(enforcers=enforcers, needed=needed, participation=q)

        assert chance == chance_of(lambda yes: yes == needed - 1, enforcers - 1, q)

    @given(task=tasks(), q=interior)
    def test_its_peak_is_where_the_missing_one_is_expected(self, task, q):
        """piv is largest at (k - 1) / (n - 1)."""
        enforcers, needed = task
        peak = Fraction(needed - 1, enforcers - 1)

        assert pivot_probability(
            enforcers=enforcers, needed=needed, participation=q
        ) <= pivot_probability(enforcers=enforcers, needed=needed, participation=peak)

    def test_from_four_on_nobody_is_pivotal_more_than_four_times_in_nine(self):
        """With 1 < k < n and n >= 4 the largest chance is 4/9; with n = 3 it is 1/2."""
        chances = {
            (n, k): pivot_probability(
                enforcers=n, needed=k, participation=Fraction(k - 1, n - 1)
            )
            for n in range(3, 20)
            for k in range(2, n)
        }

        assert chances.pop((3, 2)) == HALF
        assert max(chances.values()) == chances[4, 2] == Fraction(4, 9)

    def test_a_third_of_nine_others_come_as_three(self):
        """n = 10, k = 4: 0.2731 at the peak."""
        chance = pivot_probability(enforcers=10, needed=4, participation=Fraction(1, 3))

        assert chance == Fraction(84 * 64, 3**9)

    @pytest.mark.parametrize(("enforcers", "needed"), [(52, 20), (200, 199), (1000, 2)])
    @pytest.mark.parametrize("q", [Fraction(1, 100), Fraction(2, 5), Fraction(99, 100)])
    def test_large_groups_are_as_exact_as_whole_numbers(self, enforcers, needed, q):
        """Beyond fifty others logarithms replace whole numbers, to ten digits."""
        chance = pivot_probability(enforcers=enforcers, needed=needed, participation=float(q))

        exact = exact_pivot(enforcers, needed, q)
        assert isclose(chance, exact, rel_tol=1e-10, abs_tol=1e-300)

    def test_fifty_others_are_counted_exactly(self):
        """Up to there fractions stay fractions; beyond, counts could exceed 2^53."""
        fifty, more = (
            pivot_probability(enforcers=n, needed=26, participation=Fraction(1, 3))
            for n in (51, 52)
        )

        assert fifty == exact_pivot(51, 26, Fraction(1, 3))
        assert isinstance(more, float)

    @pytest.mark.parametrize("enforcers", [5, 60])
    def test_without_doubt_about_the_others_one_is_needed_or_not(self, enforcers):
        """If nobody else comes only a lone actor is needed; if all do, only the last."""

        def pivot(needed, participation):
            return pivot_probability(
                enforcers=enforcers, needed=needed, participation=participation
            )

        assert [pivot(k, 0) for k in (1, 2, enforcers)] == [1, 0, 0]
        assert [pivot(k, 1) for k in (1, enforcers - 1, enforcers)] == [0, 0, 1]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"needed": 4}, "needed must be at most enforcers (3), got 4"),
            ({"needed": 0}, "needed must be a whole number of at least 1, got 0"),
            ({"enforcers": 0}, "enforcers must be a whole number of at least 1, got 0"),
            (
                {"participation": 1.5},
                "participation must be a probability in [0, 1], got 1.5",
            ),
        ],
    )
    def test_what_is_no_task_is_refused(self, arguments, message):
        """Between one and all of them are needed."""
        task = {"enforcers": 3, "needed": 2, "participation": 0.5}

        with refused(message):
            pivot_probability(**{**task, **arguments})


def payoffs_of(enforcers, needed, cost_ratio, participation):
    """What joining and staying out pay if each other joins with this probability, B = 1."""
    others = [
        comb(enforcers - 1, j) * participation**j * (1 - participation) ** (enforcers - 1 - j)
        for j in range(enforcers)
    ]
    joining = sum(others[needed - 1 :]) - cost_ratio
    return joining, sum(others[needed:])


class TestParticipationEquilibrium:
    """The symmetric mixed equilibrium (5.2)."""

    @given(game=feasible())
    @settings(deadline=None)
    def test_in_equilibrium_joining_pays_as_much_as_staying_out(self, game):
        """Nobody can do better than to mix: the payoffs are equal at both roots."""
        enforcers, needed, ratio = game
        roots = participation_equilibrium(enforcers=enforcers, needed=needed, cost_ratio=ratio)

        assert 0 < roots.unstable < roots.stable < 1
        for root in (roots.unstable, roots.stable):
            joining, staying = payoffs_of(enforcers, needed, float(ratio), root)
            assert isclose(joining, staying, abs_tol=1e-12)

    @given(game=feasible())
    @settings(deadline=None)
    def test_the_upper_root_is_stable_and_the_lower_is_not(self, game):
        """If a few more join, joining stops paying at the upper root, and starts paying at
        the lower one."""
        enforcers, needed, ratio = game
        roots = participation_equilibrium(enforcers=enforcers, needed=needed, cost_ratio=ratio)

        def joins(participation):
            joining, staying = payoffs_of(enforcers, needed, float(ratio), participation)
            return joining > staying

        few = (roots.stable - roots.unstable) / 100
        assert joins(roots.stable - few)
        assert not joins(min(1, roots.stable + few))
        assert not joins(roots.unstable / 1.01)
        assert joins(roots.unstable + few)

    @given(game=feasible())
    @settings(deadline=None)
    def test_success_is_that_enough_take_part(self, game):
        """P(at least k of n), each with the stable probability."""
        enforcers, needed, ratio = game
        result = participation_equilibrium(enforcers=enforcers, needed=needed, cost_ratio=ratio)

        exact = sum(
            comb(enforcers, j)
            * Fraction(result.stable) ** j
            * (1 - Fraction(result.stable)) ** (enforcers - j)
            for j in range(needed, enforcers + 1)
        )
        assert isclose(result.success, exact, rel_tol=1e-12)

    @given(game=feasible(), cheaper=interior)
    @settings(deadline=None)
    def test_dearer_action_finds_fewer_and_succeeds_less(self, game, cheaper):
        """Q and success fall in c/B."""
        enforcers, needed, ratio = game
        dear = participation_equilibrium(enforcers=enforcers, needed=needed, cost_ratio=ratio)
        cheap = participation_equilibrium(
            enforcers=enforcers, needed=needed, cost_ratio=ratio * cheaper
        )

        assert cheap.stable > dear.stable
        assert cheap.success > dear.success
        assert cheap.unstable < dear.unstable

    def test_ten_of_whom_four_are_needed_succeed_three_times_in_four(self):
        """c/B = 0.2: Q = 0.4629, success 0.7606; below 0.2188 it unravels."""
        result = participation_equilibrium(enforcers=10, needed=4, cost_ratio=0.2)

        assert [round(x, 4) for x in result] == [0.2188, 0.4629, 0.7606]

    def test_playing_it_gives_the_same_success(self):
        """Ten states that mix as they should, twenty thousand times."""
        result = participation_equilibrium(enforcers=10, needed=4, cost_ratio=0.2)
        rng = Random(10)

        wins = sum(
            sum(rng.random() < result.stable for _ in range(10)) >= 4 for _ in range(20000)
        )

        deviation = sqrt(result.success * (1 - result.success) / 20000)
        assert abs(wins / 20000 - result.success) <= 4 * deviation

    @given(enforcers=st.integers(2, 60), ratio=interior)
    @settings(deadline=None)
    def test_a_single_volunteer_is_missing_more_often_in_larger_groups(self, enforcers, ratio):
        """k = 1 (Diekmann 1985): nobody acts with (c/B)^(n/(n-1)), rising toward c/B."""
        small, large = (
            participation_equilibrium(enforcers=n, needed=1, cost_ratio=ratio)
            for n in (enforcers, enforcers + 1)
        )

        assert small.unstable is None
        assert small.success > large.success > 1 - ratio
        assert isclose(
            1 - small.success, float(ratio) ** (enforcers / (enforcers - 1)), rel_tol=1e-9
        )
        assert isclose((1 - small.stable) ** (enforcers - 1), ratio, rel_tol=1e-9), (
            "joining pays c, staying out risks that nobody else joins"
        )
        assert isclose(small.success, 1 - (1 - small.stable) ** enforcers, rel_tol=1e-9)

    def test_a_crowd_has_a_volunteer_with_one_minus_the_cost(self):
        """n -> infinity, k = 1: success -> 1 - c/B."""
        crowd = participation_equilibrium(enforcers=1000, needed=1, cost_ratio=0.2)

        assert isclose(crowd.success, 0.8, abs_tol=1e-3)

    def test_cheap_action_brings_all(self):
        """c/B -> 0: Q -> 1, full all against one."""
        for needed in (1, 3, 5):
            cheap = participation_equilibrium(enforcers=6, needed=needed, cost_ratio=1e-9)
            assert cheap.stable > 0.95
            assert cheap.success > 0.99

    @pytest.mark.parametrize("enforcers", [2, 4, 1000])
    def test_if_all_are_needed_that_all_act_is_an_equilibrium(self, enforcers):
        """k = n: success is certain; the unstable root makes the others' joining worth c."""
        result = participation_equilibrium(
            enforcers=enforcers, needed=enforcers, cost_ratio=0.2
        )

        assert (result.stable, result.success) == (1, 1)
        assert isclose(result.unstable ** (enforcers - 1), 0.2, rel_tol=1e-9)

    def test_a_lone_enforcer_acts(self):
        """n = k = 1: it is pivotal for certain, and there is no other root."""
        assert participation_equilibrium(enforcers=1, needed=1, cost_ratio=0.9) == (None, 1, 1)

    @given(task=tasks(), excess=interior)
    def test_nobody_acts_if_nobody_is_pivotal_enough(self, task, excess):
        """c/B above the peak: no root, Q = 0, success 0."""
        enforcers, needed = task
        peak = exact_pivot(enforcers, needed, Fraction(needed - 1, enforcers - 1))
        ratio = peak + excess * (1 - peak)

        assert participation_equilibrium(
            enforcers=enforcers, needed=needed, cost_ratio=ratio
        ) == (None, 0, 0)

    @given(task=tasks())
    def test_the_best_chance_of_being_pivotal_decides(self, task):
        """A thousandth cheaper than the peak some act, a thousandth dearer nobody does."""
        enforcers, needed = task
        peak = exact_pivot(enforcers, needed, Fraction(needed - 1, enforcers - 1))

        cheap, dear = (
            participation_equilibrium(
                enforcers=enforcers, needed=needed, cost_ratio=peak * (1 + change)
            )
            for change in (Fraction(-1, 1000), Fraction(1, 1000))
        )

        assert cheap.unstable < Fraction(needed - 1, enforcers - 1) < cheap.stable
        assert dear == (None, 0, 0)

    def test_at_the_root_itself_taking_part_still_pays(self):
        """Two of three, c/B = 3/8: exactly 1/4 and 3/4, where floats hit the roots."""
        result = participation_equilibrium(enforcers=3, needed=2, cost_ratio=0.375)

        assert result == (0.25, 0.75, 27 / 32)

    def test_where_the_peak_just_touches_the_cost_the_roots_are_one(self):
        """Two of three, c/B = 1/2: Q = 1/2 from either side, as well as floats can tell where
        the curve is flat."""
        result = participation_equilibrium(enforcers=3, needed=2, cost_ratio=0.5)

        assert result == pytest.approx((0.5, 0.5, 0.5), abs=1e-7)
        assert result.unstable <= 0.5 <= result.stable

    @pytest.mark.parametrize(
        ("needed", "ratio"), [(2, 0.2), (300, 0.01), (900, 0.02), (999, 0.3)]
    )
    def test_a_thousand_enforcers_are_no_more_difficult(self, needed, ratio):
        """Both roots solve (5.2), computed from logarithms of whole numbers."""
        result = participation_equilibrium(enforcers=1000, needed=needed, cost_ratio=ratio)

        ways = log(comb(999, needed - 1))
        for q in (result.unstable, result.stable):
            logarithm = ways + (needed - 1) * log(q) + (1000 - needed) * log(1 - q)
            assert isclose(exp(logarithm), ratio, rel_tol=1e-9)
        assert 0 < result.success <= 1

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"needed": 11}, "needed must be at most enforcers (10), got 11"),
            ({"needed": 0}, "needed must be a whole number of at least 1, got 0"),
            ({"enforcers": 0}, "enforcers must be a whole number from 1 to 1000, got 0"),
            (
                {"enforcers": 1001},
                "enforcers must be a whole number from 1 to 1000, got 1001",
            ),
            ({"cost_ratio": 0}, "cost_ratio must be a number in (0, 1), got 0"),
            ({"cost_ratio": 1}, "cost_ratio must be a number in (0, 1), got 1"),
        ],
    )
    def test_what_is_no_game_is_refused(self, arguments, message):
        """One to a thousand enforcers, some needed, at a cost below the benefit."""
        game = {"enforcers": 10, "needed": 4, "cost_ratio": 0.2}

        with refused(message):
            participation_equilibrium(**{**game, **arguments})


class TestLargestActingGroup:
    """Large numbers (5.3)."""

    def test_sixteen_still_act_and_seventeen_do_not(self):
        """A half is needed, c/B = 0.2: the power grew, the will did not."""
        acting = [
            participation_equilibrium(enforcers=n, needed=ceil(n / 2), cost_ratio=0.2).stable
            > 0
            for n in range(3, 200)
        ]

        assert largest_acting_group(threshold_share=0.5, cost_ratio=0.2) == 16
        assert acting == [n <= 16 for n in range(3, 200)]

    @pytest.mark.parametrize(("ratio", "size"), [(0.2, 16), (0.1, 64)])
    def test_stirling_foretells_the_size(self, ratio, size):
        """n* is near 1 / (2 pi f (1 - f) (c/B)^2): 15.92 and 63.66."""
        approximate = 1 / (2 * pi * 0.25 * ratio**2)

        assert largest_acting_group(threshold_share=0.5, cost_ratio=ratio) == size
        assert abs(approximate - size) < 0.5

    @pytest.mark.parametrize("share", [Fraction(1, 10), Fraction(1, 3), Fraction(3, 4)])
    @pytest.mark.parametrize("ratio", [0.15, 0.25, 0.4, 0.9])
    def test_it_is_the_largest_for_which_somebody_is_pivotal_enough(self, share, ratio):
        """A search among all sizes up to eighty, in whole numbers."""
        acting = [0]
        for n in range(2, 81):
            needed = -(-share.numerator * n // share.denominator)
            if needed < n:
                peak = Fraction(needed - 1, n - 1)
                if exact_pivot(n, needed, peak) >= ratio:
                    acting.append(n)

        assert (
            largest_acting_group(threshold_share=float(share), cost_ratio=ratio, limit=80)
            == acting[-1]
        )

    def test_a_group_that_still_acts_is_reported_as_the_limit(self):
        """Beyond the limit nothing is tried; it is 4000 unless given."""
        assert largest_acting_group(threshold_share=0.5, cost_ratio=0.1, limit=40) == 40
        assert largest_acting_group(threshold_share=0.5, cost_ratio=0.001) == 4000

    def test_where_one_is_enough_somebody_always_acts(self):
        """k = 1: any group acts, whatever the cost, down to a share that rounds to nobody."""
        assert largest_acting_group(threshold_share=0.01, cost_ratio=0.99, limit=100) == 100
        assert largest_acting_group(threshold_share=1e-13, cost_ratio=0.99, limit=50) == 50

    def test_two_of_whom_one_is_enough_are_the_smallest_group(self):
        """A half of two is one."""
        assert largest_acting_group(threshold_share=0.5, cost_ratio=0.9) == 2
        assert largest_acting_group(threshold_share=0.5, cost_ratio=0.9, limit=1) == 0

    def test_groups_that_need_all_are_not_counted(self):
        """Of fewer than ten, nine tenths are all; from ten on nobody acts at that cost."""
        assert largest_acting_group(threshold_share=0.9, cost_ratio=0.5) == 0

    def test_a_share_means_what_it_says_in_spite_of_rounding(self):
        """28% of 25 states are seven, although 0.28 * 25 is a little more than 7."""
        assert largest_acting_group(threshold_share=0.28, cost_ratio=0.18, limit=25) == 25

    def test_a_chance_equal_to_the_cost_is_enough(self):
        """Two of three with c/B = 1/2 just act."""
        assert largest_acting_group(threshold_share=0.5, cost_ratio=0.5) == 3

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"threshold_share": 0}, "threshold_share must be a number in (0, 1), got 0"),
            ({"threshold_share": 1}, "threshold_share must be a number in (0, 1), got 1"),
            ({"cost_ratio": 1}, "cost_ratio must be a number in (0, 1), got 1"),
            ({"limit": 0}, "limit must be a whole number of at least 1, got 0"),
        ],
    )
    def test_shares_of_nobody_or_all_are_refused(self, arguments, message):
        """Share and cost ratio are between 0 and 1."""
        with refused(message):
            largest_acting_group(**{"threshold_share": 0.5, "cost_ratio": 0.2, **arguments})


class TestJudgement:
    """Who is the aggressor? (5.4)"""

    @given(judges=st.sampled_from([1, 3, 5, 7]), accuracy=probabilities)
    @settings(max_examples=60, deadline=None)
    def test_a_majority_is_right_if_more_than_half_are(self, judges, accuracy):
        """Counted over all verdicts."""
        exact = chance_of(lambda right: 2 * right > judges, judges, accuracy)

        assert majority_accuracy(judges=judges, accuracy=accuracy) == exact

    @given(judges=st.integers(1, 7), accuracy=probabilities)
    @settings(max_examples=60, deadline=None)
    def test_unanimity_is_right_if_all_are(self, judges, accuracy):
        """Counted over all verdicts."""
        exact = chance_of(lambda right: right == judges, judges, accuracy)

        assert unanimity_accuracy(judges=judges, accuracy=accuracy) == exact

    @given(pairs=st.integers(0, 11), accuracy=interior)
    def test_condorcet_two_more_judges_help_if_each_is_better_than_a_coin(
        self, pairs, accuracy
    ):
        """Majority accuracy rises in n for pi > 1/2, falls below; unanimity always falls."""
        few, many = 2 * pairs + 1, 2 * pairs + 3
        change = majority_accuracy(judges=many, accuracy=accuracy) - majority_accuracy(
            judges=few, accuracy=accuracy
        )

        assert (change > 0) == (accuracy > HALF)
        assert (change < 0) == (accuracy < HALF)
        assert unanimity_accuracy(judges=many, accuracy=accuracy) < unanimity_accuracy(
            judges=few, accuracy=accuracy
        )

    def test_fifteen_good_judges_hardly_ever_agree_and_are_hardly_ever_wrong(self):
        """Each right 80%: the majority 99.6%, all of them 3.5%."""
        assert round(majority_accuracy(judges=15, accuracy=0.8), 3) == 0.996
        assert round(unanimity_accuracy(judges=15, accuracy=0.8), 3) == 0.035

    def test_perfect_judges_agree(self):
        """pi = 1: J = 1, by either rule and in any number; pi = 0: never."""
        for judges in (1, 5, 61):
            for rule in (majority_accuracy, unanimity_accuracy):
                assert rule(judges=judges, accuracy=1) == 1
                assert rule(judges=judges, accuracy=0) == 0

    @pytest.mark.parametrize("judges", [51, 61, 501])
    @pytest.mark.parametrize("accuracy", [Fraction(3, 5), Fraction(1, 2), Fraction(99, 100)])
    def test_crowds_of_judges_are_counted_as_exactly(self, judges, accuracy):
        """Beyond fifty: the same as in whole numbers of any size, and never above 1."""
        exact = sum(
            comb(judges, j) * accuracy**j * (1 - accuracy) ** (judges - j)
            for j in range(judges // 2 + 1, judges + 1)
        )

        chance = majority_accuracy(judges=judges, accuracy=float(accuracy))

        assert isclose(chance, exact, rel_tol=1e-10)
        assert chance <= 1

    def test_no_crowd_is_more_than_certain(self):
        """Rounding does not carry the sum above 1."""
        assert max(majority_accuracy(judges=n, accuracy=0.95) for n in range(53, 700, 2)) <= 1

    @pytest.mark.parametrize("judges", [2, 60])
    def test_an_even_number_of_judges_is_refused(self, judges):
        """Nobody would decide a tie."""
        with refused(f"judges must be odd, got {judges}"):
            majority_accuracy(judges=judges, accuracy=0.5)

    @pytest.mark.parametrize("rule", [majority_accuracy, unanimity_accuracy])
    def test_what_is_no_judge_is_refused(self, rule):
        """At least one judge, right with a probability."""
        with refused("judges must be a whole number of at least 1, got 0"):
            rule(judges=0, accuracy=0.5)
        with refused("accuracy must be a probability in [0, 1], got 1.5"):
            rule(judges=1, accuracy=1.5)


class TestAggressor:
    """What the aggressor faces (5.6), composed from the parts."""

    @staticmethod
    def prospects(judgement, participation, attacker, victim, power):
        together = coalition_win_probability(
            attacker=attacker, victim=victim, helpers=[(w, participation) for w in power]
        )
        alone = coalition_win_probability(attacker=attacker, victim=victim, helpers=[])
        return judgement * together + (1 - judgement) * alone

    @given(
        chances=st.tuples(probabilities, probabilities).map(sorted),
        other=probabilities,
        attacker=positives,
        victim=positives,
        power=st.lists(positives, min_size=1, max_size=3),
    )
    @settings(deadline=None)
    def test_better_judgement_and_more_participation_deter(
        self, chances, other, attacker, victim, power
    ):
        """The aggressor's chance falls in J and in Q."""
        low, high = chances
        sides = {"attacker": attacker, "victim": victim, "power": power}

        assert self.prospects(high, other, **sides) <= self.prospects(low, other, **sides)
        assert self.prospects(other, high, **sides) <= self.prospects(other, low, **sides)

    @given(attacker=positives, victim=positives, power=st.lists(positives, max_size=3))
    def test_perfect_collective_security_is_all_against_one(self, attacker, victim, power):
        """J = 1 and Q = 1: the aggressor faces the power of all others."""
        chance = self.prospects(1, 1, attacker, victim, power)

        assert chance == attacker / (attacker + victim + sum(power))

    def test_the_league_could_have_stopped_italy(self):
        """1935: Britain, France, the Soviet Union and Poland judge (three of them, for a
        verdict) and join one by one; the attack on Ethiopia begins to pay once c/B passes
        0.626597, and does not at 0.2."""
        world = scenario("1935")
        italy, ethiopia, britain, france, russia, poland = 0, 1, 2, 3, 4, 7
        members = [world.power[k] for k in (britain, france, russia, poland)]
        lead = world.power[italy] - world.power[ethiopia]
        assert lead < sum(members) / 4, "one average member is enough"
        share = 0.25 + 0.5 * world.benefits[italy] / (
            world.benefits[italy] + world.benefits[ethiopia]
        )

        def gain(cost_ratio):
            joining = participation_equilibrium(
                enforcers=4, needed=1, cost_ratio=cost_ratio
            ).stable
            judgement = majority_accuracy(judges=3, accuracy=0.8)
            return (
                self.prospects(
                    judgement, joining, world.power[italy], world.power[ethiopia], members
                )
                - share
            )

        assert gain(0.2) < 0
        assert gain(0.626596) < 0 < gain(0.626598)


class TestSelfEnforcingPledge:
    """Repeated play (5.5)."""

    @given(temptation=payoffs, cooperation=payoffs, punishment=payoffs, patience=interior)
    def test_a_pledge_is_kept_if_the_future_outweighs_the_temptation(
        self, temptation, cooperation, punishment, patience
    ):
        """The values of keeping and of breaking it, from what each period pays."""
        keeping = cooperation / (1 - patience)
        breaking = temptation + patience * punishment / (1 - patience)

        threshold = self_enforcing_pledge(
            temptation=temptation, cooperation=cooperation, punishment=punishment
        )

        if temptation > cooperation:
            assert (keeping >= breaking) == (patience >= threshold)

    def test_a_temptation_of_a_half_asks_for_a_little_patience(self):
        """T = 1.5, R = 1, P = 0.2: 5/13."""
        threshold = self_enforcing_pledge(
            temptation=Fraction(3, 2), cooperation=1, punishment=Fraction(1, 5)
        )

        assert threshold == Fraction(5, 13)

    def test_without_temptation_no_patience_is_needed(self):
        """T <= R: 0, whatever the punishment."""
        for temptation in (0, 1):
            for punishment in (-1, 1, 2):
                assert (
                    self_enforcing_pledge(
                        temptation=temptation, cooperation=1, punishment=punishment
                    )
                    == 0
                )

    def test_without_punishment_no_patience_is_enough(self):
        """R <= P: infinite, also if punishment pays more than the breach."""
        for punishment in (1, 1.5, 2, 3):
            assert (
                self_enforcing_pledge(temptation=2, cooperation=1, punishment=punishment) == inf
            )

    @pytest.mark.parametrize("name", ["temptation", "cooperation", "punishment"])
    def test_infinite_payoffs_are_refused(self, name):
        """Payoffs are finite numbers."""
        payoff = {"temptation": 3, "cooperation": 2, "punishment": 1}

        with refused(f"{name} must be a number, got inf"):
            self_enforcing_pledge(**{**payoff, name: inf})
