"""Anarchy: fear, inference and races, tested as theory."""

from fractions import Fraction
from itertools import product
from math import exp, inf, isclose

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import fractions, interior, positives, powers, probabilities

from secbook.models.anarchy import (
    arms_equilibrium,
    arms_path,
    fighting_share,
    minimum_trust,
    no_preemption,
    race_line,
    signals_to_collapse,
    spiral_index,
    trust_after_signals,
)

HALF = Fraction(1, 2)

advantages = fractions(0, HALF, 40)
mismatches = fractions(Fraction(-39, 40), Fraction(39, 40), 40)
losses = fractions(0, 2, 20)
rates = fractions(0, 2, 8)
fatigues = fractions(Fraction(1, 8), 2, 8)


@st.composite
def races(draw, most=4, rate=rates, fatigue=fatigues):
    """Reaction, fatigue and grievance of two to `most` states."""
    size = draw(st.integers(2, most))
    row = st.lists(rate, min_size=size, max_size=size)
    reaction = draw(st.lists(row, min_size=size, max_size=size))
    for i in range(size):
        reaction[i][i] = Fraction(0)
    return {
        "reaction": reaction,
        "fatigue": draw(st.lists(fatigue, min_size=size, max_size=size)),
        "grievance": draw(row),
    }


def rivals(size, reaction):
    """A race in which everybody answers everybody at the same rate."""
    return [[0 if i == j else reaction for j in range(size)] for i in range(size)]


class TestMinimumTrust:
    """The fear of a first strike (1.1, 1.2)."""

    @given(
        p=probabilities,
        q=probabilities,
        phi=advantages,
        cost=interior,
        guarantee=probabilities,
        loss=losses,
        trust=probabilities,
    )
    def test_restraint_pays_exactly_from_the_minimum_trust_on(
        self, p, q, phi, cost, guarantee, loss, trust
    ):
        """Compare the two lines of the payoff matrix at every belief."""
        assume(abs(p - q) < 1)
        kept = phi * (1 - guarantee)
        restraint = trust * q + (1 - trust) * (p - kept - cost - loss)
        strike = trust * (p + kept - cost - loss) + (1 - trust) * (p - cost - loss)

        needed = minimum_trust(
            first_strike_advantage=phi,
            war_cost=cost,
            mismatch=p - q,
            guarantee=guarantee,
            trade_loss=loss,
        )

        if needed == inf:
            # Not even certain trust leaves restraint strictly the better choice.
            assert q <= p + kept - cost - loss
        else:
            assert (restraint >= strike) == (trust >= needed)
            assert 0 <= needed < 1

    @given(p=probabilities, q=probabilities, phi=advantages, cost=interior)
    def test_the_formula_contains_four_classics(self, p, q, phi, cost):
        """Finite in the stag hunt only; infinite in the dilemma and in the deadlock."""
        assume(abs(p - q) < 1)
        peace, strike, clash = q, p + phi - cost, p - cost
        sucker = p - phi - cost

        needed = minimum_trust(first_strike_advantage=phi, war_cost=cost, mismatch=p - q)

        stag_hunt = peace > strike >= clash >= sucker
        dilemma = strike >= peace > clash >= sucker
        deadlock = strike >= clash >= peace
        assert stag_hunt + dilemma + deadlock == 1
        assert (needed < inf) == stag_hunt

    def test_a_third_of_trust_is_enough_at_the_default(self):
        """At phi = 1/10 and c = 3/10, and at phi = c no trust is."""
        cost = Fraction(3, 10)

        assert minimum_trust(first_strike_advantage=Fraction(1, 10), war_cost=cost) == Fraction(
            1, 3
        )
        assert minimum_trust(first_strike_advantage=cost, war_cost=cost) == inf
        assert minimum_trust(first_strike_advantage=HALF, war_cost=cost) == inf

    @given(phi=advantages, cost=interior)
    def test_between_equals_it_is_advantage_over_cost(self, phi, cost):
        """For p = q without help or trade, t* = phi / c."""
        assume(phi < cost)

        assert minimum_trust(first_strike_advantage=phi, war_cost=cost) == phi / cost

    @given(
        phi=advantages,
        cost=interior,
        mismatch=mismatches,
        guarantee=interior,
        loss=losses,
        more=fractions(Fraction(1, 40), HALF, 40),
    )
    def test_fear_answers_to_its_causes(self, phi, cost, mismatch, guarantee, loss, more):
        """t* rises in phi and the mismatch, falls in cost, trade and the guarantee."""

        def needed(**changed):
            return minimum_trust(
                **{
                    "first_strike_advantage": phi,
                    "war_cost": cost,
                    "mismatch": mismatch,
                    "guarantee": guarantee,
                    "trade_loss": loss,
                    **changed,
                }
            )

        assume(0 < needed() < inf)

        if phi + more <= HALF:
            assert needed(first_strike_advantage=phi + more) > needed()
        if mismatch + more < 1:
            assert needed(mismatch=mismatch + more) > needed()
        if cost + more < 1:
            assert needed(war_cost=cost + more) < needed()
        if guarantee + more <= 1:
            assert needed(guarantee=guarantee + more) < needed()
        assert needed(trade_loss=loss + more) < needed()

    @given(cost=interior, mismatch=mismatches)
    def test_without_an_advantage_trust_is_irrelevant(self, cost, mismatch):
        """phi = 0, or a full guarantee: nobody needs trust, unless war itself is better."""
        harmless = minimum_trust(first_strike_advantage=0, war_cost=cost, mismatch=mismatch)
        guarded = minimum_trust(
            first_strike_advantage=HALF, war_cost=cost, mismatch=mismatch, guarantee=1
        )

        assert harmless == guarded == (0 if mismatch < cost else inf)

    @given(regret=fractions(Fraction(1, 10), HALF, 10))
    def test_near_the_edge_all_trust_is_needed(self, regret):
        """As phi approaches c + L - gap, t* approaches 1, and beyond it there is none."""
        below = minimum_trust(
            first_strike_advantage=regret * Fraction(999, 1000), war_cost=regret
        )

        assert below == Fraction(999, 1000)
        assert minimum_trust(first_strike_advantage=regret, war_cost=regret) == inf

    @given(
        p=interior,
        share=probabilities,
        cost_a=fractions(Fraction(1, 20), Fraction(19, 20), 20),
        cost_b=fractions(Fraction(1, 20), Fraction(19, 20), 20),
    )
    def test_some_division_calms_both_if_and_only_if_costs_exceed_the_advantage(
        self, p, share, cost_a, cost_b
    ):
        """Fearon: a peaceful division exists iff 2 phi < c_A + c_B."""
        phi = share * min(p, 1 - p)
        # Both thresholds move with q alone: the best hope is where the regrets are equal.
        divisions = [p, p + (cost_b - cost_a) / 2]

        peaceful = any(
            minimum_trust(first_strike_advantage=phi, war_cost=cost_a, mismatch=p - q) < inf
            and minimum_trust(first_strike_advantage=phi, war_cost=cost_b, mismatch=q - p) < inf
            for q in divisions + [Fraction(k, 40) for k in range(1, 40)]
            if 0 <= q <= 1
        )

        assert peaceful == (2 * phi < cost_a + cost_b)

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            (
                {"first_strike_advantage": 0.6},
                r"first_strike_advantage must be a number in \[0, 0\.5\], got 0\.6",
            ),
            ({"war_cost": 0}, r"war_cost must be a number in \(0, 1\), got 0"),
            ({"war_cost": 1}, r"war_cost must be a number in \(0, 1\), got 1"),
            ({"mismatch": -1}, r"mismatch must be a number in \(-1, 1\), got -1"),
            ({"mismatch": 1}, r"mismatch must be a number in \(-1, 1\), got 1"),
            ({"guarantee": 1.5}, r"guarantee must be a share in \[0, 1\], got 1\.5"),
            ({"trade_loss": -1}, r"trade_loss must be a number of at least 0, got -1"),
        ],
    )
    def test_an_impossible_fear_is_refused(self, bad, message):
        """Chances stay chances, and war costs something."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            minimum_trust(**{"first_strike_advantage": 0.1, "war_cost": 0.3, **bad})


class TestSignals:
    """The spiral of inference (1.3, 1.4)."""

    @given(trust=interior, secure=interior, greedy=interior, signals=st.integers(0, 6))
    def test_trust_is_what_bayes_says(self, trust, secure, greedy, signals):
        """Of all worlds in which the signals came, count those with a security seeker."""
        seekers, others = trust, 1 - trust
        for _ in range(signals):
            seekers, others = seekers * secure, others * greedy

        assert trust_after_signals(
            trust=trust,
            signal_if_secure=secure,
            signal_if_greedy=greedy,
            signals=signals,
        ) == seekers / (seekers + others)

    def test_the_default_is_one_signal(self):
        """From even odds, one signal that the greedy send twice as often leaves a third."""
        left = trust_after_signals(
            trust=HALF, signal_if_secure=Fraction(2, 5), signal_if_greedy=Fraction(4, 5)
        )

        assert left == Fraction(1, 3)

    @given(trust=interior, secure=interior, greedy=interior, signals=st.integers(0, 5))
    def test_trust_erodes_exactly_if_the_greedy_look_hostile_more_often(
        self, trust, secure, greedy, signals
    ):
        """The posterior falls in k iff alpha < beta, and stays if arms say nothing."""
        rates = {"signal_if_secure": secure, "signal_if_greedy": greedy}
        before = trust_after_signals(trust=trust, signals=signals, **rates)
        after = trust_after_signals(trust=trust, signals=signals + 1, **rates)

        assert (after < before) == (secure < greedy)
        assert (after == before) == (secure == greedy)
        assert after == trust_after_signals(trust=before, **rates)

    @given(
        trust=st.sampled_from([0, 1]),
        secure=probabilities,
        greedy=probabilities,
        signals=st.integers(0, 3),
    )
    def test_certainty_does_not_move(self, trust, secure, greedy, signals):
        """No evidence shakes a belief of 0 or 1, however unexpected it is."""
        left = trust_after_signals(
            trust=trust, signal_if_secure=secure, signal_if_greedy=greedy, signals=signals
        )

        assert left == trust

    def test_certainty_survives_what_it_holds_impossible(self):
        """Not even a signal that the believed type never sends shakes it."""
        believer = {"trust": 1, "signal_if_secure": 0, "signal_if_greedy": HALF}
        cynic = {"trust": 0, "signal_if_secure": HALF, "signal_if_greedy": 0}

        assert trust_after_signals(**believer) == 1
        assert trust_after_signals(**cynic) == 0

    @given(trust=interior)
    def test_a_signal_that_only_one_type_sends_settles_the_matter(self, trust):
        """Only the greedy send it: trust is gone. Only the secure: it is full."""

        def left(secure, greedy):
            return trust_after_signals(
                trust=trust, signal_if_secure=secure, signal_if_greedy=greedy
            )

        assert left(0, HALF) == 0
        assert left(HALF, 0) == 1
        assert left(0, 0) == trust

    def test_a_very_long_series_is_still_counted(self):
        """Ten thousand signals neither vanish nor divide by zero."""
        kwargs = {"trust": 0.5, "signals": 10_000}

        assert trust_after_signals(signal_if_secure=0.1, signal_if_greedy=0.2, **kwargs) == 0
        assert trust_after_signals(signal_if_secure=0.2, signal_if_greedy=0.1, **kwargs) == 1

    @given(trust=interior, needed=interior, secure=interior, greedy=interior)
    def test_collapse_is_the_first_signal_below_the_minimum(
        self, trust, needed, secure, greedy
    ):
        """Count signal by signal until trust is too low."""
        assume(trust < needed or secure < greedy)
        left, count = trust, 0
        while left >= needed:
            left = secure * left / (secure * left + greedy * (1 - left))
            count += 1
            assume(count < 60)

        assert count == signals_to_collapse(
            trust=trust,
            minimum_trust=needed,
            signal_if_secure=secure,
            signal_if_greedy=greedy,
        )

    def test_trust_exactly_at_the_minimum_still_holds(self):
        """From 1/2, signals of ratio 1/2 leave 1/3, 1/5, 1/9: a tie needs one more."""
        kwargs = {"trust": HALF, "signal_if_secure": Fraction(1, 4), "signal_if_greedy": HALF}

        assert signals_to_collapse(minimum_trust=HALF, **kwargs) == 1
        assert signals_to_collapse(minimum_trust=Fraction(1, 3), **kwargs) == 2
        assert signals_to_collapse(minimum_trust=Fraction(1, 5), **kwargs) == 3
        assert signals_to_collapse(minimum_trust=Fraction(1, 9), **kwargs) == 4
        assert signals_to_collapse(minimum_trust=Fraction(1, 8), **kwargs) == 3

    def test_trust_that_is_too_low_collapses_at_once(self):
        """0 where t < t*, also where no trust is enough."""
        kwargs = {"signal_if_secure": 0.5, "signal_if_greedy": 0.4}

        assert signals_to_collapse(trust=0.3, minimum_trust=0.31, **kwargs) == 0
        assert signals_to_collapse(trust=0.3, minimum_trust=inf, **kwargs) == 0
        assert signals_to_collapse(trust=1, minimum_trust=inf, **kwargs) == 0
        assert signals_to_collapse(trust=0, minimum_trust=0.01, **kwargs) == 0

    @pytest.mark.parametrize(
        ("trust", "needed", "secure", "greedy"),
        [
            (0.5, 0, 0.1, 0.9),
            (0, 0, 0.1, 0.9),
            (1, 0.5, 0.1, 0.9),
            (1, 1, 0.1, 0.9),
            (0.5, 0.5, 0.5, 0.5),
            (0.5, 0.5, 0.6, 0.5),
            (0.5, 0.5, 0, 0),
        ],
    )
    def test_some_trust_never_collapses(self, trust, needed, secure, greedy):
        """None where no trust is needed, trust is certain, or arms say nothing."""
        collapse = signals_to_collapse(
            trust=trust,
            minimum_trust=needed,
            signal_if_secure=secure,
            signal_if_greedy=greedy,
        )

        assert collapse is None

    def test_one_signal_of_the_greedy_alone_is_enough(self):
        """A security seeker never sends it: trust is 0 after the first."""
        kwargs = {"signal_if_secure": 0, "signal_if_greedy": 0.1}

        assert signals_to_collapse(trust=0.9, minimum_trust=0.5, **kwargs) == 1
        assert signals_to_collapse(trust=0.9, minimum_trust=1e-300, **kwargs) == 1

    @pytest.mark.parametrize("excess", [1e-3, 1e-6, 1e-9])
    def test_faint_signals_need_many(self, excess):
        """The number is found at once, also where it is a billion."""
        kwargs = {"trust": 0.7, "signal_if_secure": 0.5, "signal_if_greedy": 0.5 + excess}

        count = signals_to_collapse(minimum_trust=0.4, **kwargs)

        assert trust_after_signals(signals=count, **kwargs) < 0.4
        assert trust_after_signals(signals=count - 1, **kwargs) >= 0.4
        # ln(3.5) / (2 excess), to first order.
        assert isclose(count, 1.252762968 / (2 * excess), rel_tol=3e-3)

    def test_the_minimum_trust_may_be_infinite_but_no_less_than_0(self):
        """It is named when it is refused."""
        with pytest.raises(
            ValueError,
            match=r"^minimum_trust must be a number of at least 0, or infinity, got -1$",
        ):
            signals_to_collapse(
                trust=0.5, minimum_trust=-1, signal_if_secure=0.5, signal_if_greedy=0.5
            )


class TestArmsRace:
    """Richardson's race (1.5-1.7)."""

    def test_the_worked_example_of_two_states(self):
        """Solve two equations by hand: x = (ga b + k gb) / (ab - kl)."""
        levels = arms_equilibrium(
            reaction=[[0, HALF], [Fraction(1, 3), 0]],
            fatigue=[1, 1],
            grievance=[Fraction(1, 10), Fraction(1, 5)],
        )

        assert levels == [Fraction(6, 25), Fraction(7, 25)]

    def test_whole_numbers_are_exact(self):
        """No quotient of whole numbers turns into a float on the way."""
        levels = arms_equilibrium(
            reaction=[[0, 1, 0], [2, 0, 1], [0, 0, 0]], fatigue=[3, 5, 7], grievance=[1, 0, 2]
        )

        assert levels == [Fraction(37, 91), Fraction(20, 91), Fraction(2, 7)]

    @given(race=races())
    def test_at_the_equilibrium_nobody_arms_further(self, race):
        """Every state's growth is exactly 0."""
        try:
            levels = arms_equilibrium(**race)
        except ValueError:
            size = len(race["fatigue"])
            restraint = [
                [
                    float((i == j) * race["fatigue"][i] - race["reaction"][i][j])
                    for j in range(size)
                ]
                for i in range(size)
            ]
            assert np.linalg.matrix_rank(restraint) < size
            return

        for i, own in enumerate(levels):
            answers = sum(k * x for k, x in zip(race["reaction"][i], levels, strict=True))
            assert answers - race["fatigue"][i] * own + race["grievance"][i] == 0

    @given(race=races(rate=fractions(0, HALF, 8), fatigue=fractions(HALF, 2, 8)))
    def test_a_stable_race_rests_at_levels_that_are_not_negative(self, race):
        """If the spiral index is below 1, (A - K)^-1 is nonnegative."""
        assume(spiral_index(reaction=race["reaction"], fatigue=race["fatigue"]) < 0.999)

        assert min(arms_equilibrium(**race)) >= 0

    def test_a_race_at_the_edge_has_no_equilibrium(self):
        """At r = 1 the matrix is singular, and the refusal says so."""
        message = (
            "^reaction and fatigue must differ enough for a single equilibrium, "
            "got a race without one$"
        )

        for grievance in ([1, 1], [0, 0]):
            with pytest.raises(ValueError, match=message):
                arms_equilibrium(reaction=[[0, 1], [1, 0]], fatigue=[1, 1], grievance=grievance)

    def test_levels_explode_as_the_index_approaches_1(self):
        """x* goes to infinity as r goes to 1."""
        levels = [
            arms_equilibrium(reaction=rivals(2, 1 - gap), fatigue=[1, 1], grievance=[1, 1])[0]
            for gap in (Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000))
        ]

        assert levels == [10, 100, 1000]

    def test_the_order_of_the_states_does_not_matter(self):
        """A first state that answers nobody at once still has its level found."""
        reaction = [[1, 2], [Fraction(1, 2), 0]]

        levels = arms_equilibrium(reaction=reaction, fatigue=[1, 4], grievance=[1, 3])
        mirrored = arms_equilibrium(
            reaction=[[0, Fraction(1, 2)], [2, 1]], fatigue=[4, 1], grievance=[3, 1]
        )

        assert levels == mirrored[::-1] == [-10, Fraction(-1, 2)]

    def test_two_equal_rivals_approach_each_other_as_the_closed_form_says(self):
        """x(t) = x* + (x0 - x*) e^-(a-k)t for equals, and differences die at a + k."""
        path = arms_path(
            reaction=rivals(2, 0.5),
            fatigue=[1, 1],
            grievance=[1, 1],
            start=[4, 1],
            years=2,
            steps_per_year=50,
        )

        for step, (own, other) in enumerate(path):
            time = step / 50
            assert isclose((own + other) / 2, 2 + 0.5 * exp(-0.5 * time), rel_tol=1e-8)
            assert isclose(own - other, 3 * exp(-1.5 * time), rel_tol=1e-7)

    @given(race=races(most=3), start=st.lists(rates, min_size=3, max_size=3))
    def test_the_path_is_that_of_the_matrix_exponential(self, race, start):
        """Solve (1.5) by the exponential series of the matrix instead."""
        size = len(race["fatigue"])
        matrix = np.array(race["reaction"], dtype=float) - np.diag(
            np.array(race["fatigue"], dtype=float)
        )
        extended = np.zeros((size + 1, size + 1))
        extended[:size, :size] = matrix
        extended[:size, size] = [float(g) for g in race["grievance"]]
        state = np.array([*(float(x) for x in start[:size]), 1.0])
        expected, term = state.copy(), state.copy()
        for order in range(1, 60):
            term = extended @ term / order
            expected += term

        path = arms_path(**race, start=start[:size], years=1, steps_per_year=20)

        assert np.allclose(path[-1], expected[:size], rtol=1e-4, atol=1e-4)

    def test_finer_steps_change_little_and_by_the_fourth_power(self):
        """Doubling the steps divides the error by about 16."""

        def level(steps):
            return arms_path(
                reaction=rivals(2, 1.0),
                fatigue=[2, 2],
                grievance=[1, 1],
                start=[0, 0],
                years=1,
                steps_per_year=steps,
            )[-1][0]

        exact = 1 - exp(-1)
        coarse, fine = abs(level(4) - exact), abs(level(8) - exact)

        assert 12 < coarse / fine < 20

    def test_a_single_step_is_the_fourth_order_expansion(self):
        """1 - h + h^2/2 - h^3/6 + h^4/24 of what there was: 3/8 for h = 1."""
        race = {"reaction": [[0, 0], [0, 0]], "fatigue": [1, 1], "grievance": [0, 0]}

        path = arms_path(**race, start=[1, 2], years=1, steps_per_year=1)

        assert path == [[1, 2], [0.375, 0.75]]

    def test_the_path_has_one_entry_more_than_steps(self):
        """Entry 0 is the start, the last stands at `years` also between two steps."""
        race = {"reaction": [[0, 0], [0, 0]], "fatigue": [1, 1], "grievance": [0, 0]}

        day = arms_path(**race, start=[1, 2], years=0.003)
        none = arms_path(**race, start=[1, 2], years=0)
        uneven = arms_path(**race, start=[1, 2], years=0.25, steps_per_year=14)

        assert len(day) == 4
        assert day[0] == [1, 2]
        assert none == [[1, 2]]
        assert len(uneven) == 5
        assert isclose(uneven[-1][1], 2 * exp(-0.25), rel_tol=1e-7)
        assert len(arms_path(**race, start=[1, 2], years=1)) == 1001

    @given(race=races(most=3))
    def test_a_race_settles_exactly_if_the_index_is_below_1(self, race):
        """r < 1 iff every motion of dx/dt = (K - A) x dies out."""
        growth = np.array(race["reaction"], dtype=float) - np.diag(
            np.array(race["fatigue"], dtype=float)
        )
        fastest = max(np.linalg.eigvals(growth).real)
        assume(abs(fastest) > 1e-6)

        index = spiral_index(reaction=race["reaction"], fatigue=race["fatigue"])

        assert (index < 1) == (fastest < 0)

    def test_a_stable_race_ends_at_its_equilibrium_and_a_spiral_does_not(self):
        """Richardson: kl against ab decides."""

        def end(reaction):
            return arms_path(
                reaction=reaction,
                fatigue=[1, 0.5],
                grievance=[1, 1],
                start=[0, 0],
                years=60,
                steps_per_year=20,
            )[-1]

        calm, wild = [[0, 0.8], [0.5, 0]], [[0, 0.8], [0.7, 0]]
        rest = arms_equilibrium(reaction=calm, fatigue=[1, 0.5], grievance=[1, 1])

        assert spiral_index(reaction=calm, fatigue=[1, 0.5]) < 1
        assert np.allclose(end(calm), rest, rtol=0.02)
        assert spiral_index(reaction=wild, fatigue=[1, 0.5]) > 1
        assert min(end(wild)) > 100

    def test_a_race_that_outgrows_all_numbers_is_refused(self):
        """No path ends in infinity or in no number."""
        race = {"reaction": rivals(2, 2), "fatigue": [1, 1], "grievance": [1, 1]}

        with pytest.raises(
            ValueError, match=r"^years must end before the race explodes, got 900$"
        ):
            arms_path(**race, start=[0, 0], years=900, steps_per_year=1)

    def test_one_state_that_explodes_is_enough_for_a_refusal(self):
        """The other has not yet noticed at the last step, and is finite."""
        race = {"reaction": [[3.5, 0], [0, 0]], "fatigue": [1, 1], "grievance": [0, 0]}

        with pytest.raises(
            ValueError, match=r"^years must end before the race explodes, got 1$"
        ):
            arms_path(**race, start=[1.2e307, 1], years=1, steps_per_year=1)

    def test_years_must_last_a_step(self):
        """A path that could not reach its end is refused."""
        race = {"reaction": [[0, 0], [0, 0]], "fatigue": [1, 1], "grievance": [0, 0]}

        with pytest.raises(ValueError, match=r"^years must be 0 or last a step, got 0\.05$"):
            arms_path(**race, start=[1, 2], years=0.05, steps_per_year=10)

    @given(race=races())
    def test_the_index_is_the_spectral_radius(self, race):
        """Compare with the eigenvalues of A^-1 K."""
        matrix = np.array(race["reaction"], dtype=float)
        matrix /= np.array(race["fatigue"], dtype=float)[:, None]
        radius = max(abs(np.linalg.eigvals(matrix)))

        index = spiral_index(reaction=race["reaction"], fatigue=race["fatigue"])

        # Eigenvalues of a defective matrix are only good to the fourth root of rounding.
        assert isclose(index, radius, rel_tol=1e-6, abs_tol=2e-3)

    @given(k=rates, opposing=rates, a=fatigues, b=fatigues)
    def test_two_states_obey_richardsons_condition(self, k, opposing, a, b):
        """r = sqrt(kl / ab), so that r < 1 iff kl < ab."""
        index = spiral_index(reaction=[[0, k], [opposing, 0]], fatigue=[a, b])

        assert isclose(index**2, k * opposing / (a * b), abs_tol=1e-12)

    @pytest.mark.parametrize("size", [2, 3, 4, 8])
    def test_each_further_rival_adds_to_the_spiral(self, size):
        """N identical rivals: r = k (N - 1) / a; the fourth takes 0.8 past 1 to 1.2."""
        index = spiral_index(reaction=rivals(size, 0.4), fatigue=[1] * size)

        assert isclose(index, 0.4 * (size - 1))

    @pytest.mark.parametrize(("first", "second"), [(1, 1), (1, 4), (2, 3)])
    def test_two_blocs_spiral_only_across(self, first, second):
        """Blocs of n1 and n2: r = k sqrt(n1 n2) / a, where power iteration would fail."""
        size = first + second
        reaction = [
            [0.3 if (i < first) != (j < first) else 0 for j in range(size)] for i in range(size)
        ]

        index = spiral_index(reaction=reaction, fatigue=[0.5] * size)

        assert isclose(index, 0.6 * (first * second) ** 0.5)

    def test_a_rivalry_that_nobody_returns_does_not_spiral(self):
        """One-way chains have index 0, however strong; so does peace."""
        chain = [[0, 9, 9], [0, 0, 9], [0, 0, 0]]

        assert spiral_index(reaction=chain, fatigue=[1, 1, 1]) == 0
        assert spiral_index(reaction=[[0, 0], [0, 0]], fatigue=[1, 1]) == 0

    def test_a_bystander_neither_calms_nor_heats_a_race(self):
        """The index of two rivals stays what it is beside a state that answers nobody."""
        reaction = [[0, 0.5, 1], [0.5, 0, 1], [0, 0, 0]]

        assert isclose(spiral_index(reaction=reaction, fatigue=[1, 1, 1]), 0.5)

    def test_very_unequal_reactions_still_count(self):
        """A faint answer to a strong reaction is squared away by no rounding."""
        index = spiral_index(reaction=[[0, 1], [1e-200, 0]], fatigue=[1, 1])

        assert isclose(index, 1e-100)

    @given(race=races(), more=fractions(Fraction(1, 8), 1, 8), data=st.data())
    def test_the_index_never_falls_in_a_reaction_or_rises_in_a_fatigue(self, race, more, data):
        """Perron and Frobenius; strictly so where everybody reacts to everybody."""
        size = len(race["fatigue"])
        i, j = data.draw(st.permutations(range(size)))[:2]
        reaction, fatigue = race["reaction"], race["fatigue"]
        before = spiral_index(reaction=reaction, fatigue=fatigue)

        hotter = [list(row) for row in reaction]
        hotter[i][j] += more
        wearier = list(fatigue)
        wearier[i] += more
        hot = spiral_index(reaction=hotter, fatigue=fatigue)
        weary = spiral_index(reaction=reaction, fatigue=wearier)

        assert hot >= before - 1e-12
        assert weary <= before + 1e-12
        if all(reaction[a][b] > 0 for a in range(size) for b in range(size) if a != b):
            assert hot > before
            assert weary < before

    @pytest.mark.parametrize("model", [arms_equilibrium, arms_path, spiral_index])
    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"reaction": [[0, 1]]}, "reaction must have 2 entries, got 1"),
            ({"reaction": [[0, 1], [1]]}, r"reaction\[1\] must have 2 entries, got 1"),
            ({"grievance": [1]}, "grievance must have 2 entries, got 1"),
            ({"start": [1, 1, 1]}, "start must have 2 entries, got 3"),
            ({"fatigue": [1]}, "fatigue must have at least 2 entries, got 1"),
            ({"fatigue": [1, 0]}, r"fatigue\[1\] must be a number above 0, got 0"),
        ],
    )
    def test_a_race_of_unequal_sizes_is_refused(self, model, bad, message):
        """Each list has an entry for each state; at least two states race."""
        race = {
            "reaction": [[0, 1], [1, 0]],
            "fatigue": [2, 2],
            "grievance": [1, 1],
            "start": [0, 0],
            "years": 1,
        }
        known = {
            arms_equilibrium: ("reaction", "fatigue", "grievance"),
            arms_path: tuple(race),
            spiral_index: ("reaction", "fatigue"),
        }[model]
        if not set(bad) <= set(known):
            return

        with pytest.raises(ValueError, match=f"^{message}$"):
            model(**{name: {**race, **bad}[name] for name in known})


class TestFightingShare:
    """The waste of anarchy (1.8)."""

    def test_two_equals_waste_half(self):
        """N = 2 and m = 1: one half."""
        assert fighting_share(states=2, decisiveness=Fraction(1)) == HALF

    @given(states=st.integers(2, 6), decisiveness=st.sampled_from([1, 2, HALF]))
    def test_nobody_gains_by_fighting_more_or_less(self, states, decisiveness):
        """The best reply to the others' share, searched for on a grid, is that share."""
        share = fighting_share(states=states, decisiveness=decisiveness)
        others = states - 1

        def income(own):
            contest = float(own) ** float(decisiveness)
            chance = contest / (contest + others * float(share) ** float(decisiveness))
            return chance * float((1 - own) + others * (1 - share))

        best = income(share)
        assert all(best >= income(Fraction(k, 400)) - 1e-12 for k in range(1, 401))

    @given(states=st.integers(2, 30), decisiveness=positives)
    def test_waste_rises_with_numbers_and_with_decisiveness(self, states, decisiveness):
        """f = 1 - 1/(1 + m (N - 1)), strictly increasing in both."""
        share = fighting_share(states=states, decisiveness=decisiveness)

        assert 0 < share < 1
        assert share < fighting_share(states=states + 1, decisiveness=decisiveness)
        assert share < fighting_share(states=states, decisiveness=decisiveness + 1)

    def test_a_crowd_wastes_everything(self):
        """f goes to 1 as N grows."""
        assert fighting_share(states=1_000_001, decisiveness=Fraction(1)) == Fraction(
            1_000_000, 1_000_001
        )

    def test_one_state_alone_is_not_anarchy(self):
        """At least two states fight."""
        with pytest.raises(
            ValueError, match=r"^states must be a whole number of at least 2, got 1$"
        ):
            fighting_share(states=1, decisiveness=1)


@st.composite
def systems(draw):
    """Two or three states with power, benefits, quarrels and reputations."""
    size = draw(st.integers(2, 3))

    def row(items):
        return st.lists(items, min_size=size, max_size=size)

    return {
        "power": draw(row(powers)),
        "benefits": draw(row(powers)),
        "affinity": draw(row(row(st.sampled_from([-1, -HALF, 0, 0, HALF])))),
        "trust": draw(row(probabilities)),
        "first_strike_advantage": draw(advantages),
        "war_cost": draw(interior),
        "sovereign_equality": draw(probabilities),
    }


class TestNoPreemption:
    """Fear in a whole system (1.9)."""

    @given(system=systems())
    def test_peace_needs_every_state_in_a_quarrel_to_be_secure_and_trusting(self, system):
        """Deal the types, let every type choose by its payoffs, add up the quiet deals."""
        power, benefits, trust = system["power"], system["benefits"], system["trust"]
        equality, cost = system["sovereign_equality"], system["war_cost"]
        size = len(power)
        quarrels = [
            (i, j)
            for i in range(size)
            for j in range(size)
            if i != j and min(system["affinity"][i][j], system["affinity"][j][i]) < 0
        ]

        def strikes(i, j):
            p = Fraction(power[i], power[i] + power[j])
            q = equality * HALF + (1 - equality) * Fraction(
                benefits[i], benefits[i] + benefits[j]
            )
            edge = min(system["first_strike_advantage"], p, 1 - p)
            restraint = trust[j] * q + (1 - trust[j]) * (p - edge - cost)
            attack = trust[j] * (p + edge - cost) + (1 - trust[j]) * (p - cost)
            return restraint < attack or q <= p + edge - cost

        expected = Fraction(0)
        for secure in product((True, False), repeat=size):
            weight = Fraction(1)
            for i in range(size):
                weight *= trust[i] if secure[i] else 1 - trust[i]
            if not any(strikes(i, j) or not secure[i] for i, j in quarrels):
                expected += weight

        peace = no_preemption(**{**system, "power": [Fraction(w) for w in power]})

        assert peace == expected

    def test_states_without_a_quarrel_do_not_count(self):
        """Only the two rivals' reputations enter: 0.9 times 0.8."""
        peace = no_preemption(
            power=[1, 1, 1],
            benefits=[1, 1, 1],
            affinity=[[0, Fraction(-1, 2), 1], [0, 0, 0], [0, 0, 0]],
            trust=[Fraction(9, 10), Fraction(4, 5), HALF],
            first_strike_advantage=Fraction(1, 10),
            war_cost=Fraction(3, 10),
        )

        assert peace == Fraction(18, 25)

    def test_surprise_gains_a_weak_state_no_more_than_all_it_lacks_or_has(self):
        """At one against three the edge is a quarter, and 5/12 of trust is enough for both."""
        peace = no_preemption(
            power=[Fraction(1), Fraction(3)],
            benefits=[1, 3],
            affinity=[[0, -1], [-1, 0]],
            trust=[HALF, HALF],
            first_strike_advantage=HALF,
            war_cost=Fraction(3, 5),
            sovereign_equality=0,
        )

        assert peace == Fraction(1, 4)

    def test_trust_at_the_minimum_is_enough(self):
        """Between equals at phi = 1/10 and c = 3/10, a third is, and less is not."""
        pair = {
            "power": [Fraction(1), Fraction(1)],
            "benefits": [Fraction(1), Fraction(1)],
            "affinity": [[0, -1], [-1, 0]],
            "first_strike_advantage": Fraction(1, 10),
            "war_cost": Fraction(3, 10),
            "sovereign_equality": HALF,
        }
        third = Fraction(1, 3)

        assert no_preemption(**pair, trust=[third, third]) == Fraction(1, 9)
        assert no_preemption(**pair, trust=[third, third - Fraction(1, 1000)]) == 0

    def test_a_system_without_enemies_is_at_peace(self):
        """Nobody fears anybody, whatever they are thought to be."""
        peace = no_preemption(
            power=[1, 2],
            benefits=[1, 1],
            affinity=[[-1, 0], [1, -1]],
            trust=[0, 0],
            first_strike_advantage=0.5,
            war_cost=0.1,
        )

        assert peace == 1

    def test_power_ahead_of_benefits_frightens_more_where_states_count_as_equal(self):
        """A giant has less than its power towards a dwarf, and no trust is enough."""
        giant = {
            "power": [9, 1],
            "benefits": [9, 1],
            "affinity": [[0, -1], [-1, 0]],
            "trust": [Fraction(9, 10), Fraction(9, 10)],
            "first_strike_advantage": Fraction(1, 20),
            "war_cost": Fraction(3, 10),
        }

        assert no_preemption(**giant, sovereign_equality=0) == Fraction(81, 100)
        assert no_preemption(**giant, sovereign_equality=1) == 0
        # By default half of the benefits follow weight: the mismatch is 1/5, t* is 1/2.
        assert no_preemption(**giant) == Fraction(81, 100)
        assert no_preemption(**{**giant, "trust": [Fraction(9, 10), Fraction(2, 5)]}) == 0

    def test_decisiveness_sharpens_the_mismatch(self):
        """A contest of squares makes the stronger side bolder and breaks the peace."""
        pair = {
            "power": [3, 2],
            "benefits": [3, 2],
            "affinity": [[0, -1], [-1, 0]],
            "trust": [Fraction(1, 2), Fraction(1, 2)],
            "first_strike_advantage": Fraction(1, 10),
            "war_cost": Fraction(3, 10),
        }

        assert no_preemption(**pair) == Fraction(1, 4)
        assert no_preemption(**pair, decisiveness=2) == 0

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"benefits": [1]}, "benefits must have 2 entries, got 1"),
            ({"affinity": [[0, 0]]}, "affinity must have 2 entries, got 1"),
            ({"affinity": [[0, 0], [0]]}, r"affinity\[1\] must have 2 entries, got 1"),
            ({"trust": [1, 1, 1]}, "trust must have 2 entries, got 3"),
            ({"power": [1]}, "power must have at least 2 entries, got 1"),
            ({"power": [1, 0]}, r"power\[1\] must be a number above 0, got 0"),
        ],
    )
    def test_a_system_of_unequal_sizes_is_refused(self, bad, message):
        """Each list has an entry for each state."""
        system = {
            "power": [1, 1],
            "benefits": [1, 1],
            "affinity": [[0, -1], [-1, 0]],
            "trust": [1, 1],
            "first_strike_advantage": 0.1,
            "war_cost": 0.3,
        }

        with pytest.raises(ValueError, match=f"^{message}$"):
            no_preemption(**{**system, **bad})


class TestRaceLine:
    """The line through an arms race (ch. 1)."""

    def test_richardsons_own_series_gives_his_numbers(self):
        """1909-13: he found a slope of 0.73 and a balance of cooperation near 194."""
        line = race_line([199.2, 204.8, 214.9, 238.7, 289.0])

        assert isclose(line.slope, 0.73101500, abs_tol=5e-9)
        assert isclose(line.balance_point, 194.91428, abs_tol=5e-6)

    def test_public_data_give_nearly_the_same_line(self):
        """The same four states in the National Material Capabilities, version 6.0."""
        line = race_line([192.225, 195.262, 203.611, 226.181, 278.028])

        assert isclose(line.slope, 0.83206279, abs_tol=5e-9)
        assert isclose(line.balance_point, 189.26492, abs_tol=5e-6)

    @given(
        first=fractions(1, 20, 4),
        slope=fractions(Fraction(-3, 2), Fraction(3, 2), 6),
        balance=fractions(0, 20, 4),
        years=st.integers(3, 6),
    )
    def test_a_race_on_a_line_is_recovered_exactly(self, first, slope, balance, years):
        """Build spending from a slope and a balance point, and find both again."""
        assume(first != balance and slope != 0)
        spending = [first]
        while len(spending) < years:
            # next - last = slope ((next + last) / 2 - balance), solved for next.
            last = spending[-1]
            spending.append(((1 + slope / 2) * last - slope * balance) / (1 - slope / 2))
        assume(min(spending) >= 0)

        assert race_line(spending) == (slope, -slope * balance, balance)

    @given(spending=st.lists(st.integers(0, 300), min_size=3, max_size=8))
    def test_no_other_line_fits_better(self, spending):
        """Least squares, as another library computes it."""
        series = np.array(spending, dtype=float)
        means, increments = (series[1:] + series[:-1]) / 2, np.diff(series)
        assume(np.ptp(means) > 0)

        line = race_line(spending)

        slope, intercept = np.linalg.lstsq(
            np.column_stack([means, np.ones_like(means)]), increments, rcond=None
        )[0]
        assert isclose(line.slope, slope, abs_tol=1e-8)
        assert isclose(line.intercept, intercept, abs_tol=1e-6)

    def test_steady_growth_never_balances(self):
        """Growth that does not depend on the level has no balance point."""
        line = race_line([1, 3, 5, 7])

        assert line == (0, 2, None)
        assert line._fields == ("slope", "intercept", "balance_point")

    @pytest.mark.parametrize(
        ("spending", "message"),
        [
            ([1, 2], "spending must have at least 3 entries, got 2"),
            ([1, -2, 3], r"spending\[1\] must be a number of at least 0, got -2"),
            (
                [0.1, 0.3, 0.1, 0.3],
                "spending must have mid-year means that differ, got equal ones",
            ),
        ],
    )
    def test_a_series_without_a_line_is_refused(self, spending, message):
        """Two increments at different levels are the least."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            race_line(spending)
