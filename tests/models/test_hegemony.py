"""Hegemony: order, transition and preventive war, tested as theory."""

from fractions import Fraction
from itertools import pairwise
from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import costs, interior, probabilities

from secbook.models.burden import voluntary_provision
from secbook.models.contest import bargained_war
from secbook.models.hegemony import (
    hegemon_provision_ratio,
    power_transition,
    preventive_war_slack,
)

HALF = Fraction(1, 2)

sizes = st.integers(2, 12)
speeds = st.floats(0.01, 2)
adjustments = st.floats(0, 1)


class TestHegemonProvision:
    """Order under a hegemon (3.4)."""

    @given(share=interior, states=sizes, taste=interior)
    def test_it_is_voluntary_provision_with_one_large_state(self, share, states, taste):
        """A hegemon of share h and N - 1 equal others, as in (3.2)."""
        assume(share * states >= 1)
        income = [share] + [(1 - share) / (states - 1)] * (states - 1)

        ratio = hegemon_provision_ratio(
            hegemon_share=share, states=states, security_taste=taste
        )

        assert ratio == voluntary_provision(income=income, security_taste=taste).ratio

    @given(share=interior, states=sizes, taste=interior)
    def test_the_hegemon_pays_for_everything_from_its_threshold_on(self, share, states, taste):
        """Order equals its share iff h >= 1 / (alpha + N (1 - alpha)), and is flat below."""
        assume(share * states >= 1)
        threshold = 1 / (taste + states * (1 - taste))
        income = [share] + [(1 - share) / (states - 1)] * (states - 1)
        others = voluntary_provision(income=income, security_taste=taste).contributions[1:]

        ratio = hegemon_provision_ratio(
            hegemon_share=share, states=states, security_taste=taste
        )

        assert (max(others) == 0) == (share >= threshold)
        assert ratio == (share if share >= threshold else threshold)

    @given(share=interior, states=sizes, taste=interior, more=probabilities)
    def test_order_grows_with_the_hegemon_and_shrinks_with_numbers(
        self, share, states, taste, more
    ):
        """The ratio never falls in h and never rises in N."""
        assume(share * states >= 1)
        larger = share + more * (Fraction(39, 40) - share)

        def ratio(h, n):
            return hegemon_provision_ratio(hegemon_share=h, states=n, security_taste=taste)

        assert ratio(larger, states) >= ratio(share, states)
        assert ratio(share, states + 1) <= ratio(share, states)

    def test_a_hegemon_that_is_nearly_everything_provides_nearly_everything(self):
        """No shortfall as h goes to 1."""
        share = Fraction(999, 1000)

        assert (
            hegemon_provision_ratio(hegemon_share=share, states=9, security_taste=HALF) == share
        )

    def test_who_wants_only_security_provides_it(self):
        """The ratio goes to 1 as alpha does, whatever the hegemon's share."""
        taste = Fraction(999_999, 1_000_000)

        ratio = hegemon_provision_ratio(hegemon_share=HALF, states=9, security_taste=taste)

        assert ratio > Fraction(99_999, 100_000)

    @pytest.mark.parametrize("states", [3, 49, 103, 197])
    def test_an_equal_share_is_not_lost_to_rounding(self, states):
        """1/49 times 49 is below 1 in floats, and still an equal share."""
        for share in (1 / states, Fraction(1, states)):
            ratio = hegemon_provision_ratio(
                hegemon_share=share, states=states, security_taste=0.5
            )
            assert isclose(ratio, 2 / (states + 1))

    def test_rounding_may_take_a_trillionth(self):
        """h N may miss 1 by 1e-12, and no more."""
        barely = (1 - 1e-12) / 2

        ratio = hegemon_provision_ratio(hegemon_share=barely, states=2, security_taste=0.5)

        assert isclose(ratio, 2 / 3)

    def test_a_hegemon_smaller_than_the_others_is_refused(self):
        """h is at least 1/N, and the message says how much that is."""
        with pytest.raises(
            ValueError, match=r"^hegemon_share must be at least 1/5, got 0\.19$"
        ):
            hegemon_provision_ratio(hegemon_share=0.19, states=5, security_taste=0.5)
        with pytest.raises(ValueError, match=r"^hegemon_share must be at least 1/2, got 0\.4"):
            hegemon_provision_ratio(hegemon_share=0.5 - 1e-11, states=2, security_taste=0.5)

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"hegemon_share": 1}, r"hegemon_share must be a number in \(0, 1\), got 1"),
            ({"states": 1}, "states must be a whole number of at least 2, got 1"),
            ({"security_taste": 0}, r"security_taste must be a number in \(0, 1\), got 0"),
        ],
    )
    def test_what_is_no_hegemony_is_refused(self, bad, message):
        """A hegemon leads others, and leaves them something."""
        kwargs = {"hegemon_share": 0.5, "states": 5, "security_taste": 0.5}

        with pytest.raises(ValueError, match=f"^{message}$"):
            hegemon_provision_ratio(**{**kwargs, **bad})


def transition(**changed):
    """The lab's transition: u = 0.3, lambda = 0.3, costs up to 1/2, c_s = 0.1."""
    return power_transition(
        **{
            "horizon": 10,
            "shift_speed": 0.3,
            "benefit_adjustment": 0.3,
            "cost_low": 0,
            "cost_high": 0.5,
            "satisfied_cost": 0.1,
            **changed,
        }
    )


class TestPowerTransition:
    """One state overtakes another (3.5)."""

    @given(horizon=st.integers(1, 15), speed=speeds, adjustment=adjustments)
    def test_benefits_run_after_power(self, horizon, speed, adjustment):
        """Each year they make good a part of the mismatch; at the start there is none."""
        path = transition(horizon=horizon, shift_speed=speed, benefit_adjustment=adjustment)

        assert path.years == list(range(-horizon, horizon + 1))
        assert path.benefits[0] == path.power[0]
        assert path.war_probability[0] == 0
        lag = 0.0
        for t in range(2 * horizon):
            # e_{t+1} = (p_{t+1} - p_t) + (1 - lambda) e_t
            lag = path.power[t + 1] - path.power[t] + (1 - adjustment) * lag
            assert isclose(path.power[t + 1] - path.benefits[t + 1], lag, abs_tol=1e-12)

    @given(horizon=st.integers(1, 15), speed=speeds)
    def test_power_grows_at_the_rate_of_its_odds(self, horizon, speed):
        """The odds of the riser multiply by the same factor each year, from 1 at parity."""
        path = transition(horizon=horizon, shift_speed=speed)

        mirrored = path.power[::-1]
        assert all(isclose(p + q, 1) for p, q in zip(path.power, mirrored, strict=True))
        odds = [p / q for p, q in zip(path.power, mirrored, strict=True)]
        factors = [after / before for before, after in pairwise(odds)]
        assert path.power[horizon] == 0.5
        assert all(isclose(factor, factors[0], rel_tol=1e-9) for factor in factors)
        assert isclose(odds[-1] ** (1 / horizon), factors[0], rel_tol=1e-9)
        assert factors[0] > 1

    def test_the_speed_is_that_of_the_logistic(self):
        """At u = ln 3 the riser's odds are 3 to 1 a year after parity."""
        path = transition(horizon=1, shift_speed=1.0986122886681098)

        assert [round(p, 12) for p in path.power] == [0.25, 0.5, 0.75]

    @given(
        horizon=st.integers(1, 10),
        speed=speeds,
        adjustment=adjustments,
        low=st.floats(0, 0.3),
        satisfied_cost=st.floats(0, 0.5),
    )
    def test_each_year_is_bargained_over_for_itself(
        self, horizon, speed, adjustment, low, satisfied_cost
    ):
        """The year's risk is that of the best offer at its power and benefits."""
        path = transition(
            horizon=horizon,
            shift_speed=speed,
            benefit_adjustment=adjustment,
            cost_low=low,
            satisfied_cost=satisfied_cost,
        )

        for p, q, risk in zip(path.power, path.benefits, path.war_probability, strict=True):
            assert (
                risk
                == bargained_war(
                    win_probability=p,
                    benefit_share=q,
                    cost_low=low,
                    cost_high=0.5,
                    satisfied_cost=satisfied_cost,
                ).probability
            )

    @given(speed=speeds, slow=adjustments, fast=adjustments)
    def test_faster_adjustment_is_never_more_dangerous(self, speed, slow, fast):
        """P_war(t) never rises in lambda, in any year."""
        assume(slow <= fast)

        before = transition(shift_speed=speed, benefit_adjustment=slow).war_probability
        after = transition(shift_speed=speed, benefit_adjustment=fast).war_probability

        assert all(b <= a + 1e-12 for a, b in zip(before, after, strict=True))

    @given(speed=speeds)
    def test_full_adjustment_leaves_one_years_shift(self, speed):
        """At lambda = 1 benefits are last year's power; at 0 they never move."""
        prompt = transition(shift_speed=speed, benefit_adjustment=1)
        frozen = transition(shift_speed=speed, benefit_adjustment=0)

        assert all(
            isclose(q, p) for q, p in zip(prompt.benefits[1:], prompt.power, strict=False)
        )
        assert frozen.benefits == [frozen.power[0]] * 21

    def test_with_slow_adjustment_the_mismatch_peaks_after_parity(self):
        """u = 0.3, lambda = 0.1: widest in year 5, when the riser has 82% of the power."""
        path = transition(benefit_adjustment=0.1)

        mismatch = [p - q for p, q in zip(path.power, path.benefits, strict=True)]
        widest = mismatch.index(max(mismatch))
        assert path.years[widest] == 5
        assert round(path.power[widest], 2) == 0.82
        ceiling = [
            year
            for year, risk in zip(path.years, path.war_probability, strict=True)
            if isclose(risk, 0.4)
        ]
        assert ceiling == list(range(-2, 11))

    def test_with_the_default_adjustment_the_danger_is_a_hump(self):
        """lambda = 0.3: 0.37 at -1, the ceiling 0.40 in years 0 to 4, 0.19 at 10."""
        path = transition()

        risk = dict(zip(path.years, path.war_probability, strict=True))
        assert round(risk[-1], 2) == 0.37
        assert [year for year in path.years if isclose(risk[year], 0.4)] == [0, 1, 2, 3, 4]
        assert round(risk[10], 2) == 0.19
        assert path._fields == ("years", "power", "benefits", "war_probability")

    def test_a_sudden_shift_does_not_overflow(self):
        """From no power to all of it in a year."""
        path = transition(horizon=2, shift_speed=1e4, benefit_adjustment=1)

        assert path.power == [0, 0, 0.5, 1, 1]
        assert path.benefits == [0, 0, 0, 0.5, 1]

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"horizon": 0}, "horizon must be a whole number of at least 1, got 0"),
            ({"shift_speed": 0}, "shift_speed must be a number above 0, got 0"),
            (
                {"benefit_adjustment": 1.5},
                r"benefit_adjustment must be a share in \[0, 1\], got 1\.5",
            ),
            ({"cost_low": 0.5}, r"cost_low must be below cost_high, got 0\.5 and 0\.5"),
            ({"satisfied_cost": -1}, "satisfied_cost must be a number of at least 0, got -1"),
        ],
    )
    def test_what_is_no_transition_is_refused(self, bad, message):
        """Somebody rises, and war has a range of costs."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            transition(**bad)


class TestPreventiveWar:
    """Fighting now rather than later (3.6)."""

    @given(
        now=probabilities, later=probabilities, patience=interior, declining=costs, rising=costs
    )
    def test_war_is_unavoidable_when_no_peace_can_match_it(
        self, now, later, patience, declining, rising
    ):
        """Compare the decliner's war now with the best stream that peace can give it."""
        war = (1 - now) / (1 - patience) - declining
        best_peace = 1 + patience * ((1 - later) / (1 - patience) + rising)

        slack = preventive_war_slack(
            power_now=now,
            power_next=later,
            discount_factor=patience,
            cost_declining=declining,
            cost_rising=rising,
        )

        assert slack == (1 - patience) * (war - best_peace)

    @pytest.mark.parametrize("rising", [0.0, 0.3])
    def test_the_streams_add_up_period_by_period(self, rising):
        """Sum two thousand periods of both streams instead of the closed forms."""
        now, later, patience, declining = 0.4, 0.7, 0.9, 0.1
        war = sum((1 - now) * patience**t for t in range(2000)) - declining
        riser = sum(later * patience**t for t in range(2000)) - rising
        best_peace = 1 + patience * (sum(patience**t for t in range(2000)) - riser)

        slack = preventive_war_slack(
            power_now=now,
            power_next=later,
            discount_factor=patience,
            cost_declining=declining,
            cost_rising=rising,
        )

        assert isclose(slack, (1 - patience) * (war - best_peace), abs_tol=1e-9)

    @given(
        now=probabilities,
        later=probabilities,
        patience=interior,
        declining=costs,
        rising=costs,
        more=interior,
    )
    def test_large_shifts_and_cheap_wars_are_dangerous(
        self, now, later, patience, declining, rising, more
    ):
        """The slack rises in p2 and falls in p1 and in both costs."""

        def slack(**changed):
            return preventive_war_slack(
                **{
                    "power_now": now,
                    "power_next": later,
                    "discount_factor": patience,
                    "cost_declining": declining,
                    "cost_rising": rising,
                    **changed,
                }
            )

        if later + more <= 1:
            assert slack(power_next=later + more) > slack()
        if now + more <= 1:
            assert slack(power_now=now + more) < slack()
        assert slack(cost_declining=declining + more) < slack()
        assert slack(cost_rising=rising + more) < slack()

    @given(now=probabilities, later=probabilities, declining=costs, rising=costs)
    def test_the_very_patient_fight_over_any_lasting_shift(self, now, later, declining, rising):
        """As delta goes to 1, war iff p2 > p1: costs paid once do not count."""
        assume(now != later)

        slack = preventive_war_slack(
            power_now=now,
            power_next=later,
            discount_factor=Fraction(999_999, 1_000_000),
            cost_declining=declining,
            cost_rising=rising,
        )

        assert (slack > 0) == (later > now)

    def test_without_a_shift_there_is_always_room(self):
        """p1 = p2 and no costs: the slack is -(1 - delta) p."""
        slack = preventive_war_slack(
            power_now=HALF,
            power_next=HALF,
            discount_factor=Fraction(3, 4),
            cost_declining=0,
            cost_rising=0,
        )

        assert slack == Fraction(-1, 8)

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"power_now": 1.5}, r"power_now must be a probability in \[0, 1\], got 1\.5"),
            ({"power_next": -1}, r"power_next must be a probability in \[0, 1\], got -1"),
            ({"discount_factor": 1}, r"discount_factor must be a number in \(0, 1\), got 1"),
            ({"cost_declining": -1}, "cost_declining must be a number of at least 0, got -1"),
            ({"cost_rising": -1}, "cost_rising must be a number of at least 0, got -1"),
        ],
    )
    def test_what_is_no_shift_is_refused(self, bad, message):
        """Chances are chances, and the future counts, but not fully."""
        kwargs = {
            "power_now": 0.4,
            "power_next": 0.7,
            "discount_factor": 0.9,
            "cost_declining": 0.1,
            "cost_rising": 0.1,
        }

        with pytest.raises(ValueError, match=f"^{message}$"):
            preventive_war_slack(**{**kwargs, **bad})
