"""Contest and attack: the kernel's promises."""

from fractions import Fraction
from itertools import product
from math import inf, isclose, log
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import costs, fractions, interior, positives, powers, probabilities, shares

from secbook.models.contest import (
    attack_probability,
    bargained_war,
    coalition_win_probability,
    win_probability,
)

HALF = Fraction(1, 2)

whole = st.integers(min_value=1, max_value=4)
weights = fractions(0, 4, 20)
cost_ranges = st.tuples(costs, costs).filter(lambda pair: pair[0] < pair[1])


def quarrels(low=0.0, high=1.0):
    """Inputs of the attack kernel with room for rounding on every side."""
    return st.fixed_dictionaries(
        {
            "win_probability": st.floats(low, high),
            "benefit_share": st.floats(low, high),
            "revision_weight": st.floats(0.25, 3),
            "extra_cost": st.floats(0, 1),
            "cost_low": st.floats(0, 0.4),
            "cost_high": st.floats(0.5, 1),
            "misjudgement": st.floats(0.1, 1),
        }
    )


class TestWinProbability:
    """The contest of power (0.1)."""

    def test_three_to_one_wins_three_times_in_four(self):
        """At decisiveness 1 chances are proportional to power."""
        chance = win_probability(power=Fraction(3), rival_power=Fraction(1))

        assert chance == Fraction(3, 4)

    def test_decisiveness_two_counts_squares(self):
        """Twice the power is four times the odds."""
        chance = win_probability(power=Fraction(2), rival_power=Fraction(1), decisiveness=2)

        assert chance == Fraction(4, 5)

    @given(power=positives, rival=positives, decisiveness=whole)
    def test_somebody_wins(self, power, rival, decisiveness):
        """The chances of both sides add up to 1."""
        own = win_probability(power=power, rival_power=rival, decisiveness=decisiveness)
        other = win_probability(power=rival, rival_power=power, decisiveness=decisiveness)

        assert own + other == 1
        assert 0 < own < 1

    @given(power=positives, rival=positives, unit=positives, decisiveness=whole)
    def test_the_unit_of_power_does_not_matter(self, power, rival, unit, decisiveness):
        """Only the ratio of power counts."""
        chance = win_probability(power=power, rival_power=rival, decisiveness=decisiveness)

        assert chance == win_probability(
            power=unit * power, rival_power=unit * rival, decisiveness=decisiveness
        )

    @given(power=positives, rival=positives, more=positives, decisiveness=whole)
    def test_more_power_wins_more_often(self, power, rival, more, decisiveness):
        """The chance rises in the state's own power and falls in its rival's."""
        chance = win_probability(power=power, rival_power=rival, decisiveness=decisiveness)

        assert chance < win_probability(
            power=power + more, rival_power=rival, decisiveness=decisiveness
        )
        assert chance > win_probability(
            power=power, rival_power=rival + more, decisiveness=decisiveness
        )

    @given(a=positives, b=positives, c=positives, decisiveness=whole)
    def test_odds_of_two_contests_multiply(self, a, b, c, decisiveness):
        """Skaperdas's independence axiom: a beats c at the odds a:b times the odds b:c."""

        def odds(x, y):
            chance = win_probability(power=x, rival_power=y, decisiveness=decisiveness)
            return chance / (1 - chance)

        assert odds(a, c) == odds(a, b) * odds(b, c)

    @given(power=positives, rival=positives)
    def test_decisiveness_favors_the_stronger(self, power, rival):
        """The more an advantage counts, the surer is the stronger side."""
        assume(power > rival)

        low, high = (
            win_probability(power=power, rival_power=rival, decisiveness=m) for m in (1, 2)
        )

        assert HALF < low < high

    @given(power=positives)
    def test_a_state_without_power_loses(self, power):
        """Nothing beats nobody: p(a, 0) = 1 and p(0, b) = 0."""
        assert win_probability(power=power, rival_power=Fraction(0)) == 1
        assert win_probability(power=Fraction(0), rival_power=power) == 0

    def test_two_states_without_power_have_even_chances(self):
        """p(0, 0) = 1/2 at every decisiveness."""
        assert win_probability(power=0, rival_power=0) == 0.5
        assert win_probability(power=0.0, rival_power=0, decisiveness=3) == 0.5

    def test_large_powers_do_not_overflow(self):
        """Powers beyond what can be squared are still compared."""
        for unit in (1e-300, 1e300):
            chance = win_probability(power=3 * unit, rival_power=unit, decisiveness=2)

            assert isclose(chance, 0.9)

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"power": -1}, "power must be a number of at least 0, got -1"),
            ({"rival_power": -0.5}, "rival_power must be a number of at least 0, got -0.5"),
            ({"decisiveness": 0}, "decisiveness must be a number above 0, got 0"),
            ({"power": inf}, "power must be a number of at least 0, got inf"),
        ],
    )
    def test_what_is_no_power_is_refused(self, bad, message):
        """Power is at least 0 and finite, decisiveness above 0."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            win_probability(**{"power": 1, "rival_power": 1, **bad})


class TestAttackProbability:
    """The attack without concessions (0.3) and its misjudgement (0.3')."""

    @given(p=probabilities, q=shares, weight=weights, extra=costs, cost_range=cost_ranges)
    def test_the_types_that_gain_attack(self, p, q, weight, extra, cost_range):
        """Counting cost types one by one gives the share of those that attack."""
        low, high = cost_range
        types = [low + (high - low) * Fraction(2 * k + 1, 400) for k in range(200)]
        attacking = sum(weight * (p - q) - extra > cost for cost in types)

        risk = attack_probability(
            win_probability=p,
            benefit_share=q,
            revision_weight=weight,
            extra_cost=extra,
            cost_low=low,
            cost_high=high,
        )

        assert abs(risk - Fraction(attacking, 200)) <= Fraction(1, 400)
        assert 0 <= risk <= 1

    def test_half_of_the_types_attack_at_the_middle_of_the_range(self):
        """A gain in the middle of the range of costs is worth it to one half."""
        risk = attack_probability(
            win_probability=Fraction(3, 4),
            benefit_share=Fraction(1, 4),
            cost_low=Fraction(1, 4),
            cost_high=Fraction(3, 4),
        )

        assert risk == HALF

    def test_a_gain_beyond_every_cost_makes_the_attack_certain(self):
        """The probability is 1, not more, where even the dearest war pays."""
        prize = {"win_probability": 1, "benefit_share": 0}

        assert attack_probability(**prize) == 1
        assert attack_probability(**prize, extra_cost=Fraction(1, 2), cost_high=HALF) == 1
        # Without a bound, rounding would leave 1 + 5e-15 here.
        assert (
            attack_probability(
                win_probability=0.76,
                benefit_share=0.47,
                revision_weight=8,
                cost_high=0.1,
                misjudgement=0.001,
            )
            == 1
        )

    def test_the_defaults_are_a_plain_quarrel(self):
        """Weight 1, no extra cost, costs from 0 to 1/2, no misjudgement."""
        assert attack_probability(win_probability=0.75, benefit_share=0.5) == 0.5
        assert attack_probability(win_probability=0.625, benefit_share=0.5) == 0.25

    @given(p=probabilities, q=shares, weight=weights, misjudgement=weights)
    def test_who_holds_what_it_could_win_never_attacks_with_open_eyes(
        self, p, q, weight, misjudgement
    ):
        """Without misjudgement, no mismatch and no quarrel mean no attack."""
        assume(p <= q)

        assert (
            attack_probability(win_probability=p, benefit_share=q, revision_weight=weight) == 0
        )
        assert (
            attack_probability(
                win_probability=q,
                benefit_share=p,
                revision_weight=0,
                misjudgement=misjudgement,
            )
            == 0
        )

    @given(
        p=probabilities, q=shares, weight=weights, extra=costs, more=costs, other=probabilities
    )
    def test_the_attack_follows_the_incentives(self, p, q, weight, extra, more, other):
        """The risk never falls in p and v, never rises in q and the extra cost."""

        def risk(**changed):
            return attack_probability(
                **{
                    "win_probability": p,
                    "benefit_share": q,
                    "revision_weight": weight,
                    "extra_cost": extra,
                    "cost_high": HALF,
                    **changed,
                }
            )

        assert risk(win_probability=max(p, other)) >= risk()
        assert risk(revision_weight=weight + more) >= risk()
        assert risk(benefit_share=max(q, other)) <= risk()
        assert risk(extra_cost=extra + more) <= risk()

    @given(quarrel=quarrels(), nudge=st.floats(0.05, 0.5))
    def test_misjudgement_leaves_every_risk_open(self, quarrel, nudge):
        """With a quarrel and errors the risk is inside (0, 1) and strictly monotone."""
        risk = attack_probability(**quarrel)

        assert 0 < risk < 1
        if quarrel["win_probability"] <= 0.5:
            stronger = quarrel["win_probability"] + nudge
            assert attack_probability(**{**quarrel, "win_probability": stronger}) > risk
        if quarrel["benefit_share"] <= 0.5:
            richer = quarrel["benefit_share"] + nudge
            assert attack_probability(**{**quarrel, "benefit_share": richer}) < risk
        dearer = quarrel["extra_cost"] + nudge
        assert attack_probability(**{**quarrel, "extra_cost": dearer}) < risk

    @given(quarrel=quarrels(), more=st.floats(0, 3))
    def test_a_worse_quarrel_is_never_safer_whatever_the_errors(self, quarrel, more):
        """The risk never falls in the revision weight, with misjudgement too."""
        worse = quarrel["revision_weight"] + more

        assert (
            attack_probability(**{**quarrel, "revision_weight": worse})
            >= attack_probability(**quarrel) - 1e-15
        )

    @given(quarrel=quarrels())
    def test_the_closed_form_is_the_average_over_all_errors(self, quarrel):
        """Equation 0.3' is (0.3) averaged over the quantiles of a logistic error."""
        n = 1000
        scale, exact = quarrel["misjudgement"], {**quarrel, "misjudgement": 0}
        cost_low, cost_high = exact["cost_low"], exact["cost_high"]
        total = 0.0
        for k in range(n):
            quantile = (k + 0.5) / n
            estimate = quarrel["win_probability"] + scale * log(quantile / (1 - quantile))
            gain = quarrel["revision_weight"] * (estimate - quarrel["benefit_share"])
            reached = (gain - quarrel["extra_cost"] - cost_low) / (cost_high - cost_low)
            total += min(1, max(0, reached))

        # The midpoint rule errs by at most 1/(2n) on a monotone function in [0, 1].
        assert abs(attack_probability(**quarrel) - total / n) <= 1 / (2 * n)

    def test_a_simulated_challenger_attacks_as_often_as_predicted(self):
        """Draw its cost and its error a hundred thousand times, with a seed."""
        rng = Random(1914)
        attacks = 0
        for _ in range(100_000):
            chance = rng.random()
            error = 0.08 * log(chance / (1 - chance))
            attacks += 1.5 * (0.7 + error - 0.5) - 0.05 > rng.uniform(0.1, 0.6)

        risk = attack_probability(
            win_probability=0.7,
            benefit_share=0.5,
            revision_weight=1.5,
            extra_cost=0.05,
            cost_low=0.1,
            cost_high=0.6,
            misjudgement=0.08,
        )

        assert abs(attacks / 100_000 - risk) < 0.005

    @pytest.mark.parametrize("p", [0.3, 0.5, 0.7, 0.9, 1.0])
    def test_vanishing_errors_leave_the_plain_kernel(self, p):
        """As the scale of the error goes to 0, (0.3') goes to (0.3)."""
        plain = attack_probability(win_probability=p, benefit_share=0.5)
        nearly = attack_probability(win_probability=p, benefit_share=0.5, misjudgement=1e-6)

        assert abs(nearly - plain) < 3e-6

    def test_errors_too_small_to_compute_count_as_none(self):
        """Up to a scale of 1e-12 of the cost range, v s is treated as 0."""
        quarrel = {"win_probability": 0.5, "benefit_share": 0.5, "cost_high": 1}

        assert attack_probability(**quarrel, misjudgement=1e-12) == 0
        assert attack_probability(**quarrel, misjudgement=1.01e-12) > 0
        assert attack_probability(**quarrel, revision_weight=0.5, misjudgement=2e-12) == 0
        assert attack_probability(**{**quarrel, "cost_high": 2}, misjudgement=1.01e-12) == 0

    def test_errors_of_any_size_give_a_probability(self):
        """Neither huge errors nor huge quarrels overflow."""
        huge = attack_probability(
            win_probability=1, benefit_share=0, revision_weight=1e9, misjudgement=1e-9
        )
        wild = attack_probability(win_probability=1, benefit_share=0, misjudgement=1e9)

        assert huge == 1
        assert abs(wild - 0.5) < 1e-6

    def test_the_costs_of_war_must_have_a_range(self):
        """cost_low is below cost_high."""
        quarrel = {"win_probability": 0.5, "benefit_share": 0.5}

        with pytest.raises(
            ValueError, match=r"^cost_low must be below cost_high, got 0\.5 and 0\.5$"
        ):
            attack_probability(**quarrel, cost_low=0.5)
        with pytest.raises(
            ValueError, match=r"^cost_low must be below cost_high, got 2 and 1$"
        ):
            attack_probability(**quarrel, cost_low=2, cost_high=1)

    def test_nobody_enjoys_war(self):
        """A negative cost would let a state fight without a quarrel: it is refused."""
        with pytest.raises(
            ValueError, match=r"^cost_low must be a number of at least 0, got -0\.1$"
        ):
            attack_probability(win_probability=0.5, benefit_share=0.5, cost_low=-0.1)


class TestBargainedWar:
    """The best offer of the satisfied side (0.4)."""

    @given(p=probabilities, q=shares, cost_range=cost_ranges, satisfied_cost=costs)
    def test_no_other_offer_serves_the_satisfied_side_better(
        self, p, q, cost_range, satisfied_cost
    ):
        """A search over all offers from the status quo upwards finds nothing better."""
        low, high = cost_range
        mismatch = abs(p - q)
        deal = bargained_war(
            win_probability=p,
            benefit_share=q,
            cost_low=low,
            cost_high=high,
            satisfied_cost=satisfied_cost,
        )

        def payoff(concession):
            left = mismatch - concession
            war = min(1, max(0, (left - low) / (high - low)))
            holds, wins = (1 - q, 1 - p) if p > q else (q, p)
            return (1 - war) * (holds - concession) + war * (wins - satisfied_cost)

        best = payoff(deal.concession)
        assert all(best >= payoff(mismatch * Fraction(k, 40)) for k in range(41))

    def test_the_worked_example(self):
        """Costs up to 1, the other side's 1/2: a quarter of the types fight."""
        deal = bargained_war(
            win_probability=Fraction(3, 4),
            benefit_share=Fraction(1, 4),
            cost_low=Fraction(0),
            cost_high=Fraction(1),
            satisfied_cost=HALF,
        )

        assert deal == (Fraction(1, 4), Fraction(1, 4))
        assert deal._fields == ("probability", "concession")

    @given(p=probabilities, q=shares, cost_range=cost_ranges, satisfied_cost=costs)
    def test_diplomacy_caps_the_risk(self, p, q, cost_range, satisfied_cost):
        """Never above 1/2, never above the risk without offers, never above its cap."""
        low, high = cost_range
        risk, concession = bargained_war(
            win_probability=p,
            benefit_share=q,
            cost_low=low,
            cost_high=high,
            satisfied_cost=satisfied_cost,
        )
        without = attack_probability(
            win_probability=max(p, q),
            benefit_share=min(p, q),
            cost_low=low,
            cost_high=high,
        )
        cap = max(0, (high - satisfied_cost - 2 * low) / (2 * (high - low)))

        assert 0 <= risk <= min(HALF, without, cap)
        assert 0 <= concession <= abs(p - q)
        assert risk == min(without, cap)

    @given(p=probabilities, cost_range=cost_ranges, satisfied_cost=costs)
    def test_benefits_that_match_power_are_safe_at_every_balance(
        self, p, cost_range, satisfied_cost
    ):
        """Powell: stability is greatest where p = q, and parity is not special."""
        deal = bargained_war(
            win_probability=p,
            benefit_share=p,
            cost_low=cost_range[0],
            cost_high=cost_range[1],
            satisfied_cost=satisfied_cost,
        )

        assert deal == (0, 0)

    @given(
        p=probabilities,
        q=shares,
        nearer=probabilities,
        cost_range=cost_ranges,
        satisfied_cost=costs,
    )
    def test_the_risk_never_falls_in_the_mismatch(
        self, p, q, nearer, cost_range, satisfied_cost
    ):
        """A smaller mismatch is never more dangerous, on either side of parity."""
        kwargs = {
            "cost_low": cost_range[0],
            "cost_high": cost_range[1],
            "satisfied_cost": satisfied_cost,
        }
        between = q + nearer * (p - q)
        wide = bargained_war(win_probability=p, benefit_share=q, **kwargs)
        narrow = bargained_war(win_probability=p, benefit_share=between, **kwargs)

        assert narrow.probability <= wide.probability
        assert wide == bargained_war(win_probability=q, benefit_share=p, **kwargs)

    @given(cost_range=cost_ranges, satisfied_cost=costs)
    def test_only_a_dear_war_is_bargained_away(self, cost_range, satisfied_cost):
        """At the widest mismatch the risk is 0 if and only if c_s >= c_hi - 2 c_lo."""
        low, high = cost_range
        assume(low < 1)

        risk, _ = bargained_war(
            win_probability=Fraction(1),
            benefit_share=Fraction(0),
            cost_low=low,
            cost_high=high,
            satisfied_cost=satisfied_cost,
        )

        assert (risk == 0) == (satisfied_cost >= high - 2 * low)

    def test_a_mismatch_below_every_cost_needs_no_concession(self):
        """Nobody would fight over it, so nothing is offered."""
        kwargs = {"cost_low": Fraction(1, 4), "cost_high": HALF, "satisfied_cost": 1}

        at_the_edge = bargained_war(
            win_probability=Fraction(3, 4), benefit_share=HALF, **kwargs
        )
        beyond = bargained_war(win_probability=Fraction(4, 5), benefit_share=HALF, **kwargs)

        assert at_the_edge == (0, 0)
        assert beyond == (0, Fraction(1, 20))

    def test_the_costs_of_war_must_have_a_range(self):
        """cost_low is below cost_high."""
        for low, high in ((1, 1), (1.5, 1)):
            with pytest.raises(
                ValueError, match=f"^cost_low must be below cost_high, got {low} and 1$"
            ):
                bargained_war(
                    win_probability=0.5,
                    benefit_share=0.5,
                    cost_low=low,
                    cost_high=high,
                    satisfied_cost=0,
                )


class TestCoalitionWinProbability:
    """The attacker's chance against helpers that may come (4.1)."""

    helpers = st.lists(st.tuples(powers, probabilities), max_size=4)

    @given(attacker=powers, victim=powers, helpers=helpers, decisiveness=whole)
    def test_it_is_the_average_over_who_comes(self, attacker, victim, helpers, decisiveness):
        """Every set of helpers, by hand, weighted with its probability."""
        expected = Fraction(0)
        for joins in product((False, True), repeat=len(helpers)):
            weight, defense = Fraction(1), victim
            for (power, reliability), joining in zip(helpers, joins, strict=True):
                weight *= reliability if joining else 1 - reliability
                defense += power if joining else 0
            odds = Fraction(attacker, defense) ** decisiveness
            expected += weight * odds / (odds + 1)

        chance = coalition_win_probability(
            attacker=Fraction(attacker),
            victim=Fraction(victim),
            helpers=helpers,
            decisiveness=decisiveness,
        )

        assert chance == expected

    @given(attacker=powers, victim=powers, helpers=helpers, more=interior)
    def test_a_surer_or_stronger_helper_never_helps_the_attacker(
        self, attacker, victim, helpers, more
    ):
        """The chance never rises in any helper's reliability or power."""
        assume(helpers)

        def chance(first):
            return coalition_win_probability(
                attacker=Fraction(attacker), victim=victim, helpers=[first, *helpers[1:]]
            )

        power, reliability = helpers[0]
        surer = (power, reliability + more * (1 - reliability))
        stronger = (power + 1, reliability)

        assert chance(surer) <= chance(helpers[0])
        assert chance(stronger) <= chance(helpers[0])

    @given(attacker=powers, victim=powers, helpers=helpers)
    def test_nobody_who_comes_is_anarchy(self, attacker, victim, helpers):
        """Reliability 0 for all, or no helpers, leaves the pair alone."""
        alone = win_probability(power=Fraction(attacker), rival_power=victim)
        idle = [(power, 0) for power, _ in helpers]

        for nobody in ([], idle):
            assert alone == coalition_win_probability(
                attacker=Fraction(attacker), victim=victim, helpers=nobody
            )

    @given(attacker=powers, victim=powers, helpers=helpers)
    def test_helpers_who_are_certain_add_their_power(self, attacker, victim, helpers):
        """Reliability 1 for all is one contest against the sum."""
        assert coalition_win_probability(
            attacker=Fraction(attacker),
            victim=victim,
            helpers=[(power, 1) for power, _ in helpers],
        ) == win_probability(
            power=Fraction(attacker), rival_power=victim + sum(power for power, _ in helpers)
        )

    @given(attacker=powers, helpers=st.lists(powers, min_size=1, max_size=4))
    def test_a_coalition_that_outweighs_beats_anyone_when_power_decides(
        self, attacker, helpers
    ):
        """With w_i < W/2 and all others joined, the chance goes to 0 as m grows."""
        assume(attacker < sum(helpers))

        chance = coalition_win_probability(
            attacker=attacker,
            victim=helpers[0],
            helpers=[(power, 1) for power in helpers[1:]],
            decisiveness=5000,
        )

        assert chance < 1e-4

    def test_a_simulated_crisis_gives_the_same_chance(self):
        """Toss a coin for each helper, then one for the war, with a seed."""
        rng = Random(1938)
        wins = 0
        for _ in range(100_000):
            defense = 2 + 3 * (rng.random() < 0.75) + 1 * (rng.random() < 0.4)
            wins += rng.random() < 4**2 / (4**2 + defense**2)

        chance = coalition_win_probability(
            attacker=4, victim=2, helpers=[(3, 0.75), (1, 0.4)], decisiveness=2
        )

        assert isclose(wins / 100_000, chance, abs_tol=0.005)

    @pytest.mark.parametrize(
        ("helpers", "message"),
        [
            ([(1, 1.5)], r"helpers\[0\]\[1\] must be a probability in \[0, 1\], got 1\.5"),
            ([(1, 0.5), (-1, 0)], r"helpers\[1\]\[0\] must be a number of at least 0, got -1"),
            ([(1,)], r"helpers\[0\] must have 2 entries, got 1"),
            ([1], r"helpers\[0\] must be a list of 2, got 1"),
            ("ab", r"helpers must be a list, got 'ab'"),
        ],
    )
    def test_what_is_no_helper_is_refused(self, helpers, message):
        """A helper is a pair of power and reliability; the message names the place."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            coalition_win_probability(attacker=1, victim=1, helpers=helpers)
