"""Alliances: what promises deter, how far they carry a war, and what they provoke."""

import re
from fractions import Fraction
from itertools import combinations
from math import inf, isclose, sqrt
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import fractions, positives, probabilities, shares

from secbook.data import scenario
from secbook.models.alliance import (
    alliance_worth,
    commitment_curve,
    credible_guarantee,
    deterring_reliability,
    hostility_spiral,
    provoked_hostility,
    war_reach,
)
from secbook.models.burden import joint_product_ratio
from secbook.models.contest import attack_probability, coalition_win_probability

GMY, AUH, ITA, RUS, FRN, UKG, SRB, TUR = range(8)

weights = fractions(0, 4, 20)
amounts = fractions(0, 5, 20)
drops = fractions(-2, 2, 20)
affinities = fractions(-1, 1, 10)


def refused(message):
    """Expect a refusal in exactly these words."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


class TestCoalition:
    """Helpers of the victim (4.1, 4.2)."""

    @given(
        attacker=positives,
        victim=positives,
        helpers=st.lists(st.tuples(positives, probabilities), min_size=1, max_size=4),
        more=positives,
        surer=probabilities,
        q=shares,
        weight=weights,
    )
    @settings(deadline=None)
    def test_a_stronger_or_surer_helper_never_raises_the_risk(
        self, attacker, victim, helpers, more, surer, q, weight
    ):
        """P never rises in the power or in the reliability of a helper."""

        def risk(first):
            chance = coalition_win_probability(
                attacker=attacker, victim=victim, helpers=[first, *helpers[1:]]
            )
            return attack_probability(
                win_probability=chance, benefit_share=q, revision_weight=weight
            )

        power, reliability = helpers[0]

        assert risk((power + more, reliability)) <= risk((power, reliability))
        assert risk((power, max(reliability, surer))) <= risk((power, reliability))

    @given(attacker=positives, victim=positives, ally=positives)
    def test_an_ally_nobody_believes_leaves_anarchy(self, attacker, victim, ally):
        """At reliability 0 the attacker's chance is that against the victim alone."""
        chance = coalition_win_probability(
            attacker=attacker, victim=victim, helpers=[(ally, Fraction(0))]
        )

        assert chance == attacker / (attacker + victim)

    def test_equal_allies_provide_little_of_what_all_would_want(self):
        """27 equal allies, of whose effort a fifth is private, provide 7% of the optimum."""
        ratio = joint_product_ratio(allies=27, security_taste=0.35, private_share=0.2)

        assert round(ratio, 2) == 0.07


class TestDeterringReliability:
    """The reliability that deters (4.3)."""

    def test_russia_had_to_be_believed_one_time_in_three(self):
        """1914: at a reliability of 0.338 the attack on Serbia stops paying."""
        power = scenario("1914").power
        benefits = scenario("1914").benefits
        share = 0.25 + 0.5 * benefits[AUH] / (benefits[AUH] + benefits[SRB])

        reliability = deterring_reliability(
            attacker=power[AUH], victim=power[SRB], ally=power[RUS], benefit_share=share
        )

        assert round(reliability, 3) == 0.338

    @given(
        attacker=positives,
        victim=positives,
        ally=positives,
        q=shares,
        weight=positives,
        reliability=probabilities,
    )
    @settings(deadline=None)
    def test_beyond_it_an_attack_pays_for_no_type(
        self, attacker, victim, ally, q, weight, reliability
    ):
        """Without other costs the attack never happens if and only if rho >= rho*."""
        chance = coalition_win_probability(
            attacker=attacker, victim=victim, helpers=[(ally, reliability)]
        )
        risk = attack_probability(
            win_probability=chance, benefit_share=q, revision_weight=weight
        )

        threshold = deterring_reliability(
            attacker=attacker, victim=victim, ally=ally, benefit_share=q
        )

        assert (risk == 0) == (reliability >= threshold)

    @given(attacker=positives, victim=positives, ally=positives, more=positives, q=shares)
    def test_a_stronger_ally_need_not_be_surer(self, attacker, victim, ally, more, q):
        """rho* never rises in the power of the ally."""
        threshold = deterring_reliability(
            attacker=attacker, victim=victim, ally=ally, benefit_share=q
        )

        assert threshold >= deterring_reliability(
            attacker=attacker, victim=victim, ally=ally + more, benefit_share=q
        )

    def test_a_satisfied_attacker_needs_no_ally_to_deter_it(self):
        """rho* is 0 up to and including the share that power could win."""
        threshold = deterring_reliability(
            attacker=Fraction(1), victim=Fraction(1), ally=0, benefit_share=Fraction(1, 2)
        )

        assert threshold == 0

    def test_an_ally_may_be_just_enough_if_it_is_certain(self):
        """rho* is 1 where victim and ally together leave the attacker its share."""
        threshold = deterring_reliability(
            attacker=Fraction(1),
            victim=Fraction(1),
            ally=Fraction(2),
            benefit_share=Fraction(1, 4),
        )

        assert threshold == 1

    def test_an_ally_may_be_too_weak_at_any_reliability(self):
        """rho* is infinite where even a certain ally leaves a gain."""
        threshold = deterring_reliability(
            attacker=Fraction(1),
            victim=Fraction(1),
            ally=Fraction(2),
            benefit_share=Fraction(6, 25),
        )
        powerless = deterring_reliability(attacker=1, victim=1, ally=0, benefit_share=0.25)

        assert threshold == inf
        assert powerless == inf

    def test_a_state_without_power_deters_itself(self):
        """An attacker that cannot win needs no deterring."""
        assert deterring_reliability(attacker=0, victim=1, ally=1, benefit_share=0) == 0

    @pytest.mark.parametrize("name", ["attacker", "victim", "ally"])
    def test_negative_power_is_refused(self, name):
        """Power is at least 0."""
        arguments = {"attacker": 1, "victim": 1, "ally": 1, "benefit_share": 0.5, name: -1}

        with refused(f"{name} must be a number of at least 0, got -1"):
            deterring_reliability(**arguments)

    def test_what_is_no_share_is_refused(self):
        """The status quo gives a share of the stake."""
        with refused("benefit_share must be a share in [0, 1], got 1.5"):
            deterring_reliability(attacker=1, victim=1, ally=1, benefit_share=1.5)


class TestCredibleGuarantee:
    """Extended deterrence (4.5)."""

    @given(gain=amounts, loss=amounts, response=probabilities)
    def test_the_challenger_is_deterred_exactly_from_the_required_credibility_on(
        self, gain, loss, response
    ):
        """It expects (1 - r) G - r L, and stays home unless that is above 0."""
        guarantee = credible_guarantee(
            gain=gain, loss=loss, stake=0, audience_cost=0, cost_scale=1
        )

        gains_nothing = (1 - response) * gain - response * loss <= 0
        assert gains_nothing == (response >= guarantee.required)

    @given(stake=amounts, audience=amounts, scale=positives)
    def test_the_guarantor_responds_if_staying_out_costs_more(self, stake, audience, scale):
        """Counted over a thousand equally likely costs up to the largest."""
        guarantee = credible_guarantee(
            gain=1, loss=1, stake=stake, audience_cost=audience, cost_scale=scale
        )

        costs = [scale * Fraction(2 * k + 1, 2000) for k in range(1000)]
        counted = Fraction(sum(cost < stake + audience for cost in costs), 1000)
        assert abs(guarantee.actual - counted) <= Fraction(1, 1000)

    def test_a_tenth_is_enough_against_a_ninefold_loss(self):
        """G = 1 and L = 9 ask for 0.1; a stake of 0.2 and a name of 0.1 give 0.15."""
        guarantee = credible_guarantee(
            gain=Fraction(1),
            loss=9,
            stake=Fraction(1, 5),
            audience_cost=Fraction(1, 10),
            cost_scale=2,
        )

        assert guarantee == (Fraction(1, 10), Fraction(3, 20))

    @given(gain=positives)
    def test_the_threat_of_ruin_needs_hardly_any_credibility(self, gain):
        """r* goes to 0 as the loss grows: the nuclear guarantee."""
        guarantee = credible_guarantee(
            gain=gain, loss=10**9, stake=0, audience_cost=0, cost_scale=1
        )

        assert 0 < guarantee.required < 1e-7

    def test_without_a_prize_nobody_need_be_deterred(self):
        """With nothing to gain r* is 0, whatever there is to lose."""
        for loss in (0, 1):
            guarantee = credible_guarantee(
                gain=0, loss=loss, stake=0, audience_cost=0, cost_scale=1
            )
            assert guarantee == (0, 0)

    def test_without_a_penalty_only_certainty_deters(self):
        """With nothing to lose r* is 1."""
        guarantee = credible_guarantee(
            gain=Fraction(1, 2), loss=0, stake=1, audience_cost=1, cost_scale=2
        )

        assert guarantee == (1, 1)

    def test_a_vital_stake_makes_the_response_certain(self):
        """No cost exceeds the largest one."""
        guarantee = credible_guarantee(gain=1, loss=1, stake=2, audience_cost=1, cost_scale=2)

        assert guarantee.actual == 1

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("gain", "a number of at least 0"),
            ("loss", "a number of at least 0"),
            ("stake", "a number of at least 0"),
            ("audience_cost", "a number of at least 0"),
            ("cost_scale", "a number above 0"),
        ],
    )
    def test_negative_amounts_are_refused(self, name, words):
        """Gains, losses, stakes and costs are not negative."""
        arguments = {"gain": 1, "loss": 1, "stake": 1, "audience_cost": 1, "cost_scale": 1}

        with refused(f"{name} must be {words}, got -1"):
            credible_guarantee(**{**arguments, name: -1})


def at_war(honored, challenger, target):
    """The war set of (4.6), word by word, given the pacts that are honored."""

    def linked_to(start, barred):
        found, new = {start}, {start}
        while new:
            new = {
                v
                for pact in honored
                for u, v in (pact, pact[::-1])
                if u in new and v not in found and v != barred
            }
            found |= new
        return found

    side_of_target = linked_to(target, barred=challenger)
    if side_of_target == {target}:
        return {challenger, target}
    return side_of_target | linked_to(challenger, barred=target)


def reach_by_enumeration(pacts, states, challenger, target):
    """Every combination of honored and broken pacts, each with its chance."""
    promised = {frozenset((u, v)): rho for u, v, rho in pacts}
    for k in set(range(states)) - {challenger, target}:
        pair = [frozenset((k, challenger)), frozenset((k, target))]
        to_challenger, to_target = (promised.get(pact, 0) for pact in pair)
        if to_challenger <= to_target:
            promised.pop(pair[0], None)
        if to_target <= to_challenger:
            promised.pop(pair[1], None)
    promised.pop(frozenset((challenger, target)), None)
    cases = [(Fraction(1), [])]
    for pact, rho in promised.items():
        cases = [
            (chance * odds, [*honored, tuple(pact)] if kept else honored)
            for chance, honored in cases
            for odds, kept in ((rho, True), (1 - rho, False))
        ]
    reach = [Fraction(0)] * states
    for chance, honored in cases:
        for k in at_war(honored, challenger, target):
            reach[k] += chance
    return reach


@st.composite
def pact_systems(draw, max_states=6, max_pacts=7):
    """A few states, pacts among them, and a pair that quarrels."""
    states = draw(st.integers(2, max_states))
    pairs = list(combinations(range(states), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=max_pacts))
    pacts = []
    for pair in chosen:
        u, v = draw(st.permutations(pair))
        pacts.append((u, v, draw(st.sampled_from([Fraction(n, 4) for n in range(5)]))))
    challenger, target = draw(st.permutations(range(states)))[:2]
    return {"pacts": pacts, "states": states, "challenger": challenger, "target": target}


def loyalties(system):
    """For each third state, which side promised it more: -1, 0 or 1."""
    promised = {frozenset((u, v)): rho for u, v, rho in system["pacts"]}
    balance = {}
    for k in range(system["states"]):
        own = promised.get(frozenset((k, system["challenger"])), 0)
        other = promised.get(frozenset((k, system["target"])), 0)
        balance[k] = (own > other) - (own < other)
    return balance


class TestWarReach:
    """How far pacts carry a war (4.6, 4.7)."""

    @given(system=pact_systems())
    @settings(deadline=None)
    def test_it_is_the_chance_to_be_in_the_war_set(self, system):
        """Equal to the sum over all combinations of honored pacts of rule (4.6)."""
        assert war_reach(**system) == reach_by_enumeration(**system)

    @given(system=pact_systems(), which=st.integers(0, 6), surer=probabilities)
    @settings(deadline=None)
    def test_more_reliable_pacts_never_shrink_a_war(self, system, which, surer):
        """Reach never falls in any reliability while no third state changes sides."""
        assume(which < len(system["pacts"]))
        pacts = list(system["pacts"])
        u, v, rho = pacts[which]
        pacts[which] = (u, v, max(rho, surer))
        more = {**system, "pacts": pacts}
        assume(loyalties(system) == loyalties(more))

        before, after = war_reach(**system), war_reach(**more)

        assert all(after[k] >= before[k] for k in range(system["states"]))

    def test_a_promise_that_changes_sides_can_shrink_a_war(self):
        """The condition is needed: a third state that comes to owe both stays out."""
        loyal = [(2, 1, Fraction(1, 2)), (2, 0, 0)]
        torn = [(2, 1, Fraction(1, 2)), (2, 0, Fraction(1, 2))]

        reach = [
            war_reach(pacts=pacts, states=3, challenger=0, target=1)[2]
            for pacts in (loyal, torn)
        ]

        assert reach == [Fraction(1, 2), 0]

    def test_a_chain_carries_the_war_with_the_product_of_its_links(self):
        """The target's ally comes with 3/4, that ally's ally with 9/16; the challenger's own
        ally is bound only once somebody has intervened: 9/16 as well."""
        rho = Fraction(3, 4)

        reach = war_reach(
            pacts=[(1, 2, rho), (2, 3, rho), (0, 4, rho)], states=5, challenger=0, target=1
        )

        assert reach == [1, 1, rho, rho**2, rho**2]

    def test_allies_of_the_challenger_stay_home_unless_somebody_intervenes(self):
        """A victim without allies fights alone, against the challenger alone."""
        assert war_reach(pacts=[(0, 2, 1), (2, 3, 1)], states=4, challenger=0, target=1) == [
            1,
            1,
            0,
            0,
        ]

    def test_an_ally_of_both_sides_stays_out(self):
        """Greece, Turkey and NATO: equal promises cancel, and carry the war no farther."""
        for rho in (Fraction(3, 4), 1):
            assert war_reach(
                pacts=[(0, 2, rho), (1, 2, rho), (2, 3, 1)], states=4, challenger=0, target=1
            ) == [1, 1, 0, 0]

    def test_the_stronger_of_two_promises_counts(self):
        """An ally of both sides is bound to the one that was promised more."""
        half, most = Fraction(1, 2), Fraction(3, 4)
        to_target = war_reach(
            pacts=[(2, 0, half), (2, 1, most)], states=3, challenger=0, target=1
        )
        to_challenger = war_reach(
            pacts=[(2, 0, most), (2, 1, half)], states=3, challenger=0, target=1
        )

        assert to_target == [1, 1, most]
        assert to_challenger == [1, 1, 0]

    def test_without_pacts_every_war_is_a_duel(self):
        """Anarchy: nobody but the pair, and promises that are never kept are no pacts."""
        assert war_reach(pacts=[], states=3, challenger=2, target=0) == [1, 0, 1]
        assert war_reach(pacts=[(0, 1, 0), (1, 2, 0)], states=3, challenger=2, target=0) == [
            1,
            0,
            1,
        ]

    def test_a_pact_between_the_two_plays_no_part(self):
        """Allies that fight each other are drawn in no farther by their own pact."""
        pacts = [(1, 2, Fraction(1, 2)), (0, 3, Fraction(1, 3))]

        assert war_reach(pacts=pacts, states=4, challenger=0, target=1) == war_reach(
            pacts=[*pacts, (0, 1, Fraction(3, 4))], states=4, challenger=0, target=1
        )

    def test_an_unlinked_state_is_exactly_safe(self):
        """States that no chain links to either side have reach 0, without rounding."""
        reach = war_reach(
            pacts=[(1, 2, 0.3), (0, 3, 0.7), (2, 3, 0.1), (4, 5, 0.9)],
            states=7,
            challenger=0,
            target=1,
        )

        assert reach[4:] == [0, 0, 0]
        assert all(0 < chance < 1 for chance in reach[2:4])

    def test_a_hardly_believable_promise_is_no_negative_one(self):
        """A chance of joining that is lost in rounding is 0 at the least."""
        reach = war_reach(
            pacts=[
                (1, 2, 2e-16),
                (0, 3, 0.4316837934902342),
                (0, 4, 0.2914945816962031),
                (2, 4, 0.2598246540205643),
            ],
            states=5,
            challenger=0,
            target=1,
        )

        assert all(0 <= chance < 1e-15 for chance in reach[2:])

    @given(seed=st.integers(0, 1000))
    @settings(max_examples=25, deadline=None)
    def test_rounding_never_leads_out_of_the_probabilities(self, seed):
        """On floats reach stays in [0, 1] and near the exact value."""
        rng = Random(seed)
        pacts = [
            (u, v, rng.choice([0.1, 0.3, 0.7, 0.9, 1.0]))
            for u, v in combinations(range(8), 2)
            if rng.random() < 0.4
        ]

        reach = war_reach(pacts=pacts, states=8, challenger=0, target=1)
        exact = war_reach(
            pacts=[(u, v, Fraction(rho)) for u, v, rho in pacts],
            states=8,
            challenger=0,
            target=1,
        )

        assert all(0 <= chance <= 1 for chance in reach)
        assert all(abs(a - b) < 1e-12 for a, b in zip(reach, exact, strict=True))

    def test_a_simulated_july_crisis_has_the_same_reach(self):
        """1914 played 4000 times: each pact honored or not, then rule (4.6)."""
        pacts = july_1914()
        rng = Random(1914)
        count = [0] * 8
        for _ in range(4000):
            # No state owes both Vienna and Belgrade, so that every honored pact counts.
            honored = [(u, v) for u, v, rho in pacts if rng.random() < rho]
            for k in at_war(honored, AUH, SRB):
                count[k] += 1

        reach = war_reach(pacts=pacts, states=8, challenger=AUH, target=SRB)

        for k in range(8):
            deviation = sqrt(reach[k] * (1 - reach[k]) / 4000)
            assert abs(count[k] / 4000 - reach[k]) <= 4 * deviation

    def test_twelve_states_in_a_full_web_follow_their_stronger_promise(self):
        """With nearly all pacts among 12 states, who owes one side only is surest to fight."""
        pacts = [(u, v, 0.75) for u, v in combinations(range(12), 2) if (u, v) != (0, 2)]

        reach = war_reach(pacts=pacts, states=12, challenger=0, target=1)

        assert len(reach) == 12
        # State 2 alone owes one side only; the others owe both alike and follow through it.
        assert reach[2] == pytest.approx(0.75, abs=1e-12)
        assert max(reach[3:]) < reach[2]
        assert min(reach[3:]) > 0.74

    def test_twelve_states_in_a_row_fall_like_dominoes(self):
        """Along a chain of eleven links reach is the power of the reliability."""
        pacts = [(k, k + 1, 0.5) for k in range(1, 11)]

        reach = war_reach(pacts=pacts, states=12, challenger=0, target=1)

        assert reach == [1, 1, *(0.5**k for k in range(1, 11))]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"states": 1}, "states must be a whole number from 2 to 12, got 1"),
            ({"states": 13}, "states must be a whole number from 2 to 12, got 13"),
            ({"challenger": 3}, "challenger must be below 3, got 3"),
            ({"target": 3}, "target must be below 3, got 3"),
            ({"target": 0}, "target must not be the challenger, got 0 for both"),
            (
                {"pacts": [(1, 1, 0.5)]},
                "pacts must join two different states below 3, got 1 and 1",
            ),
            (
                {"pacts": [(3, 1, 0.5)]},
                "pacts must join two different states below 3, got 3 and 1",
            ),
            (
                {"pacts": [(1, 3, 0.5)]},
                "pacts must join two different states below 3, got 1 and 3",
            ),
            (
                {"pacts": [(1, 2, 0), (1, 2, 0.5)]},
                "pacts must name each pair once, got 1 and 2 twice",
            ),
            (
                {"pacts": [(1, 2, 0.5), (2, 1, 0.5)]},
                "pacts must name each pair once, got 2 and 1 twice",
            ),
            (
                {"pacts": [(1, 2, 1.5)]},
                "pacts[0][2] must be a probability in [0, 1], got 1.5",
            ),
            ({"pacts": [(1, 2)]}, "pacts[0] must have 3 entries, got 2"),
        ],
    )
    def test_states_and_pacts_that_cannot_be_are_refused(self, arguments, message):
        """Two to twelve states; pacts join two of them, each pair once."""
        system = {"pacts": [(1, 2, 0.5)], "states": 3, "challenger": 0, "target": 1}

        with refused(message):
            war_reach(**{**system, **arguments})


def july_1914(russian_reliability=0.75):
    """The pacts of 1914, each pair once, with Russia's promise to Serbia."""
    matrix = scenario("1914").pacts
    pacts = [
        (u, v, max(matrix[u][v], matrix[v][u]))
        for u, v in combinations(range(8), 2)
        if max(matrix[u][v], matrix[v][u]) > 0 and (u, v) != (RUS, SRB)
    ]
    return [*pacts, (RUS, SRB, russian_reliability)]


def july_crisis(russian_reliability):
    """Risk and size, as a share of power, of the Austrian attack on Serbia."""
    world = scenario("1914")
    power, benefits = world.power, world.benefits
    share = 0.25 + 0.5 * benefits[AUH] / (benefits[AUH] + benefits[SRB])
    chance = coalition_win_probability(
        attacker=power[AUH], victim=power[SRB], helpers=[(power[RUS], russian_reliability)]
    )
    risk = attack_probability(win_probability=chance, benefit_share=share, revision_weight=0.8)
    reach = war_reach(
        pacts=july_1914(russian_reliability), states=8, challenger=AUH, target=SRB
    )
    size = sum(w * chance for w, chance in zip(power, reach, strict=True)) / sum(power)
    return risk, size


class TestCommitmentCurve:
    """Risk, size and their product (4.10)."""

    @given(
        reliability=probabilities,
        risk=probabilities,
        drop=drops,
        local=amounts,
        added=amounts,
    )
    def test_risk_falls_and_size_grows_in_proportion(
        self, reliability, risk, drop, local, added
    ):
        """P0 - d rho, never below 0 nor above 1, times S0 + S1 rho."""
        curve = commitment_curve(
            reliability=reliability,
            risk=risk,
            risk_drop=drop,
            local_size=local,
            added_size=added,
        )

        left = risk - drop * reliability
        assert curve.attack_probability == sorted([0, left, 1])[1]
        assert curve.war_size == local + reliability * added
        assert curve.expected_war_size == curve.attack_probability * curve.war_size

    def test_a_pledge_that_hardly_deters_is_most_dangerous_when_it_is_sure(self):
        """(1 - rho/4)(1 + 2 rho) still rises at rho = 1, and no pledge is surer."""
        curve = commitment_curve(
            reliability=Fraction(1),
            risk=Fraction(1),
            risk_drop=Fraction(1, 4),
            local_size=Fraction(1),
            added_size=Fraction(2),
        )

        assert curve.peak == 1
        assert curve.expected_war_size == Fraction(9, 4)

    @given(risk=probabilities, drop=drops, local=amounts, added=drops)
    @settings(deadline=None)
    def test_no_reliability_makes_for_larger_wars_than_the_peak(self, risk, drop, local, added):
        """A search over forty-one reliabilities finds none worse."""
        assume(local + added >= 0)
        assume(drop >= 0 or added >= 0)

        def expected(rho):
            left = min(max(risk - drop * rho, 0), 1)
            return left * (local + added * rho)

        peak = commitment_curve(
            reliability=0, risk=risk, risk_drop=drop, local_size=local, added_size=added
        ).peak

        assert 0 <= peak <= 1
        assert all(expected(Fraction(k, 40)) <= expected(peak) for k in range(41))

    @given(risk=probabilities, drop=amounts, local=amounts, added=amounts)
    def test_a_first_promise_enlarges_wars_if_it_adds_more_than_it_deters(
        self, risk, drop, local, added
    ):
        """W rises at 0 if and only if P0 S1 > d S0."""
        curve = [
            commitment_curve(
                reliability=rho,
                risk=risk,
                risk_drop=drop,
                local_size=local,
                added_size=added,
            ).expected_war_size
            for rho in (0, Fraction(1, 10**12))
        ]

        assert (curve[1] > curve[0]) == (risk * added > drop * local)

    @given(risk=probabilities, drop=amounts)
    def test_counted_in_states_only_a_hopeless_promise_enlarges_wars_at_first(self, risk, drop):
        """Two states and one ally: the peak is above 0 only if no reliability deters."""
        peak = commitment_curve(reliability=0, risk=risk, risk_drop=drop).peak

        assert (peak > 0) == (risk > 2 * drop or drop == 0)

    def test_two_states_and_one_ally_are_counted_by_default(self):
        """Local wars have two states; the ally is a third."""
        curve = commitment_curve(reliability=1, risk=1, risk_drop=0)

        assert curve == (1, 3, 3, 1)

    def test_in_1914_a_weak_promise_was_the_worst(self):
        """P0 = 0.371, d = 1.099, S0 = 0.0865, S1 = 0.8081: worst at 0.1153."""
        arguments = {
            "risk": 0.371,
            "risk_drop": 1.099,
            "local_size": 0.0865,
            "added_size": 0.8081,
        }
        none = commitment_curve(reliability=0, **arguments)
        weak = commitment_curve(reliability=0.1, **arguments)
        worst = commitment_curve(reliability=none.peak, **arguments)

        assert round(none.peak, 4) == 0.1153
        assert round(none.expected_war_size, 4) == 0.0321
        assert round(weak.expected_war_size, 4) == 0.0437
        assert worst.expected_war_size > weak.expected_war_size

    def test_the_curve_of_1914_is_that_of_its_pacts(self):
        """At Russian reliability 0 the attack pays but stays local (P = 0.371, 9% of power);
        at 0.1 the expected size is larger; at 0.338 it is deterred; at 0.75, if it comes all
        the same, 69% of the power are at war."""
        alone, weak = july_crisis(0), july_crisis(0.1)

        assert round(alone[0], 3) == 0.371
        assert round(alone[1], 2) == 0.09
        assert round(alone[0] * alone[1], 4) == 0.0321
        assert round(weak[0] * weak[1], 4) == 0.0437
        assert july_crisis(0.337)[0] > 0
        assert july_crisis(0.338)[0] == 0
        assert round(july_crisis(0.75)[1], 2) == 0.69

    def test_a_promise_that_lowers_no_risk_is_worst_when_certain(self):
        """d <= 0: peak at 1, even if the promise adds nothing either."""
        for drop, added in ((0, 1), (Fraction(-1, 2), 1), (0, 0), (Fraction(-1, 2), 0)):
            assert (
                commitment_curve(
                    reliability=0,
                    risk=Fraction(1, 2),
                    risk_drop=drop,
                    local_size=1,
                    added_size=added,
                ).peak
                == 1
            )

    def test_a_promise_that_adds_nothing_is_best_when_certain(self):
        """S1 <= 0: peak at 0."""
        for drop, added in ((1, 0), (1, -1), (0, -1)):
            assert (
                commitment_curve(
                    reliability=0,
                    risk=Fraction(1, 2),
                    risk_drop=drop,
                    local_size=1,
                    added_size=added,
                ).peak
                == 0
            )

    def test_wars_have_no_negative_size(self):
        """A certain ally cannot shrink a war below nothing."""
        with refused("local_size + added_size must be at least 0, got -0.5"):
            commitment_curve(
                reliability=0.5, risk=0.5, risk_drop=0.5, local_size=1, added_size=-1.5
            )

    def test_an_ally_cannot_raise_the_risk_and_shrink_the_war(self):
        """Both signs turned around is another model."""
        with refused("risk_drop and added_size must not both be below 0, got -0.5 and -1"):
            commitment_curve(
                reliability=0.5, risk=0.5, risk_drop=-0.5, local_size=1, added_size=-1
            )

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("reliability", "a probability in [0, 1]"),
            ("risk", "a probability in [0, 1]"),
            ("local_size", "a number of at least 0"),
        ],
    )
    def test_what_is_no_probability_or_size_is_refused(self, name, words):
        """Reliability and risk are probabilities, sizes are not negative."""
        arguments = {"reliability": 0.5, "risk": 0.5, "risk_drop": 0.5, "local_size": 2}

        with refused(f"{name} must be {words}, got -1"):
            commitment_curve(**{**arguments, name: -1})


class TestAllianceWorth:
    """Why alliances end (4.11)."""

    def test_it_saves_the_stake_as_often_as_it_deters(self):
        """A risk of 0.4 turned into 0.1 is worth 0.45 to a stake of 1.5."""
        worth = alliance_worth(
            risk_alone=Fraction(2, 5),
            risk_allied=Fraction(1, 10),
            stake=Fraction(3, 2),
            cost=Fraction(3, 10),
        )

        assert worth == (Fraction(9, 20), True)

    def test_it_ends_where_it_costs_more_than_it_is_worth(self):
        """Worth equal to the cost is just enough."""
        risks = {"risk_alone": Fraction(1, 2), "risk_allied": Fraction(1, 4), "stake": 2}

        assert alliance_worth(**risks, cost=Fraction(1, 2)).lasts is True
        assert alliance_worth(**risks, cost=Fraction(51, 100)).lasts is False

    def test_an_alliance_that_attracts_attacks_is_worth_less_than_nothing(self):
        """Worth is negative if the risk is larger with the alliance."""
        assert alliance_worth(risk_alone=0, risk_allied=1, stake=3, cost=0) == (-3, False)

    @staticmethod
    def worth_against(weight, p0, p1, q):
        """Worth at stake 1 to a victim that a challenger of this weight eyes."""
        risks = [
            attack_probability(
                win_probability=p,
                benefit_share=q,
                revision_weight=weight,
                cost_high=Fraction(1, 2),
            )
            for p in (p0, p1)
        ]
        return risks[0], alliance_worth(
            risk_alone=risks[0], risk_allied=risks[1], stake=1, cost=0
        ).worth

    @given(
        chances=st.tuples(probabilities, probabilities).map(sorted),
        q=shares,
        pair=st.tuples(weights, weights).map(sorted),
    )
    def test_commitment_follows_the_threat_until_the_attack_is_certain(self, chances, q, pair):
        """Worth never falls in the challenger's weight until P without the alliance is 1."""
        p1, p0 = chances
        (_, small), (risk, large) = (self.worth_against(v, p0, p1, q) for v in pair)
        assume(risk < 1)

        assert small <= large

    @given(
        chances=st.tuples(probabilities, probabilities).map(sorted), q=shares, weight=weights
    )
    def test_it_is_worth_what_of_the_threat_it_takes_away(self, chances, q, weight):
        """The smaller of the whole gain of attacking and what the ally takes from it."""
        p1, p0 = chances
        risk, worth = self.worth_against(weight, p0, p1, q)
        assume(0 < risk < 1)

        assert worth == 2 * weight * min(p0 - q, p0 - p1)

    def test_it_ends_with_the_threat(self):
        """Worth goes to 0 as the challenger loses interest: alliances are temporary."""
        chances = {"p0": Fraction(4, 5), "p1": Fraction(3, 5), "q": Fraction(1, 2)}

        assert self.worth_against(0, **chances)[1] == 0
        assert self.worth_against(Fraction(1, 1000), **chances)[1] < Fraction(1, 1000)

    def test_a_threat_that_it_cannot_deter_is_not_worth_its_price(self):
        """Beyond the weight that makes the attack certain, worth falls again."""
        chances = {"p0": Fraction(4, 5), "p1": Fraction(3, 5), "q": Fraction(1, 2)}
        largest = self.worth_against(Fraction(5, 3), **chances)

        assert largest == (1, Fraction(2, 3))
        assert self.worth_against(Fraction(5, 2), **chances)[1] == Fraction(1, 2)
        assert self.worth_against(5, **chances)[1] == 0

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("risk_alone", "a probability in [0, 1]"),
            ("risk_allied", "a probability in [0, 1]"),
            ("stake", "a number of at least 0"),
            ("cost", "a number of at least 0"),
        ],
    )
    def test_what_is_no_risk_or_price_is_refused(self, name, words):
        """Risks are probabilities, stake and cost are not negative."""
        arguments = {"risk_alone": 0.5, "risk_allied": 0.5, "stake": 1, "cost": 1}

        with refused(f"{name} must be {words}, got -0.5"):
            alliance_worth(**{**arguments, name: -0.5})


@st.composite
def alliance_systems(draw):
    """Affinities and pacts among two to five states."""
    states = draw(st.integers(2, 5))
    affinity = [[Fraction(0)] * states for _ in range(states)]
    pacts = [[Fraction(0)] * states for _ in range(states)]
    for i in range(states):
        for j in range(i):
            affinity[i][j] = affinity[j][i] = draw(affinities)
            if draw(st.booleans()):
                pacts[i][j] = draw(probabilities)
                pacts[j][i] = draw(probabilities)
    return affinity, pacts


class TestProvokedHostility:
    """Friends of enemies (4.8)."""

    def test_the_friend_of_my_enemy_becomes_an_enemy(self):
        """State 0 hates 1, who has a pact with 2: 0 comes to hate 2, and 2 hates 0."""
        hatred, reliability, eta = Fraction(-3, 5), Fraction(4, 5), Fraction(1, 2)

        provoked = provoked_hostility(
            affinity=[[0, hatred, 0], [hatred, 0, 0], [0, 0, 0]],
            pacts=[[0, 0, 0], [0, 0, reliability], [0, 0, 0]],
            provocation=eta,
        )

        taken_over = Fraction(-6, 25)
        assert provoked == [[0, hatred, taken_over], [hatred, 0, 0], [taken_over, 0, 0]]

    def test_enmity_comes_from_both_sides(self):
        """States 0 and 1 are each allied to an enemy of the other: the terms add up."""
        provoked = provoked_hostility(
            affinity=[
                [0, 0, Fraction(-1, 2), 0],
                [0, 0, 0, Fraction(-1, 4)],
                [Fraction(-1, 2), 0, 0, 0],
                [0, Fraction(-1, 4), 0, 0],
            ],
            pacts=[[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]],
            provocation=Fraction(1, 3),
        )

        assert provoked[0][1] == provoked[1][0] == Fraction(-1, 3) * Fraction(3, 4)

    @given(system=alliance_systems(), eta=probabilities)
    def test_it_is_counted_triangle_by_triangle(self, system, eta):
        """Each third state that is an ally of one and an enemy of the other adds its due."""
        affinity, pacts = system
        size = len(affinity)
        expected = [list(row) for row in affinity]
        for i, j in combinations(range(size), 2):
            if pacts[i][j] == pacts[j][i] == 0:
                change = Fraction(0)
                for third in set(range(size)) - {i, j}:
                    for friend, enemy in ((i, j), (j, i)):
                        bond = max(pacts[friend][third], pacts[third][friend])
                        if affinity[enemy][third] < 0:
                            change += eta * bond * affinity[enemy][third]
                expected[i][j] = expected[j][i] = max(Fraction(-1), affinity[i][j] + change)

        assert provoked_hostility(affinity=affinity, pacts=pacts, provocation=eta) == expected

    @given(system=alliance_systems(), eta=probabilities)
    @settings(max_examples=50, deadline=None)
    def test_pacts_never_calm_an_arms_race(self, system, eta):
        """No affinity rises, and with it r(H') >= r(H)."""
        affinity, pacts = system
        provoked = provoked_hostility(affinity=affinity, pacts=pacts, provocation=eta)
        size = len(affinity)

        assert all(
            -1 <= provoked[i][j] <= affinity[i][j] for i in range(size) for j in range(size)
        )
        before = hostility_spiral(affinity=affinity, reaction=1)
        after = hostility_spiral(affinity=provoked, reaction=1)
        assert after >= before - 1e-9

    def test_hatred_has_a_floor(self):
        """No affinity falls below -1."""
        provoked = provoked_hostility(
            affinity=[[0, -1, -0.9], [-1, 0, 0], [-0.9, 0, 0]],
            pacts=[[0, 0, 0], [0, 0, 1], [0, 1, 0]],
            provocation=1,
        )

        assert provoked == [[0, -1, -1], [-1, 0, 0], [-1, 0, 0]]

    def test_allies_are_not_set_against_each_other(self):
        """A pact in either direction, however weak, keeps an affinity as it is."""
        affinity = [[0, 0, -1], [0, 0, 0.5], [-1, 0.5, 0]]
        for weak in (
            [[0, 0.01, 0], [0, 0, 1], [0, 1, 0]],
            [[0, 0, 0], [0.01, 0, 1], [0, 1, 0]],
        ):
            provoked = provoked_hostility(affinity=affinity, pacts=weak, provocation=1)
            assert provoked == affinity

    def test_shared_friendship_changes_nothing(self):
        """Only enmity is taken over: the friend of my friend stays what it was."""
        affinity = [[0, 1, 0], [1, 0, 0], [0, 0, 0]]

        assert (
            provoked_hostility(
                affinity=affinity, pacts=[[0, 0, 0], [0, 0, 1], [0, 1, 0]], provocation=1
            )
            == affinity
        )

    def test_a_state_is_no_third_state_of_its_own_quarrels(self):
        """The diagonals of both matrices play no part."""
        affinity = [[-1, Fraction(-1, 4)], [Fraction(-1, 4), -1]]

        assert (
            provoked_hostility(affinity=affinity, pacts=[[1, 0], [0, 1]], provocation=1)
            == affinity
        )

    def test_the_pacts_of_1914_turned_a_rivalry_into_a_race(self):
        """With k = 0.5, a = 1 and provocation 0.3 the index goes from 0.854 to 1.257."""
        world = scenario("1914")
        provoked = provoked_hostility(
            affinity=world.affinity, pacts=world.pacts, provocation=0.3
        )

        assert round(hostility_spiral(affinity=world.affinity, reaction=0.5), 3) == 0.854
        assert round(hostility_spiral(affinity=provoked, reaction=0.5), 3) == 1.257

    def test_the_given_matrices_are_left_alone(self):
        """A model does not change what it is given."""
        affinity, pacts = [[0, -1, 0], [-1, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 1], [0, 1, 0]]

        provoked_hostility(affinity=affinity, pacts=pacts, provocation=1)

        assert affinity == [[0, -1, 0], [-1, 0, 0], [0, 0, 0]]
        assert pacts == [[0, 0, 0], [0, 0, 1], [0, 1, 0]]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"affinity": [[0]]}, "affinity must have at least 2 entries, got 1"),
            ({"affinity": [[0, 0], [0]]}, "affinity[1] must have 2 entries, got 1"),
            ({"pacts": [[0, 0]]}, "pacts must have 2 entries, got 1"),
            ({"pacts": [[0, 0, 0], [0, 0]]}, "pacts[0] must have 2 entries, got 3"),
            (
                {"affinity": [[0, -2], [0, 0]]},
                "affinity[0][1] must be a number in [-1, 1], got -2",
            ),
            (
                {"pacts": [[0, 2], [0, 0]]},
                "pacts[0][1] must be a probability in [0, 1], got 2",
            ),
            ({"provocation": 1.5}, "provocation must be a probability in [0, 1], got 1.5"),
        ],
    )
    def test_matrices_that_do_not_fit_are_refused(self, arguments, message):
        """Both matrices are square and of one size, with entries in their domains."""
        system = {"affinity": [[0, 0], [0, 0]], "pacts": [[0, 0], [0, 0]], "provocation": 0.5}

        with refused(message):
            provoked_hostility(**{**system, **arguments})


def rivals(hostile, size):
    """Affinities of -1/2 between the pairs for which `hostile` holds, and +1 elsewhere."""
    return [
        [0 if i == j else -0.5 if hostile(i, j) else 1 for j in range(size)]
        for i in range(size)
    ]


class TestHostilitySpiral:
    """The race that hostility feeds (4.9)."""

    @pytest.mark.parametrize("size", [2, 3, 5])
    def test_every_further_rival_heats_the_race(self, size):
        """N states that are all hostile have the index k h (N - 1) / a."""
        affinity = rivals(lambda i, j: True, size)

        index = hostility_spiral(affinity=affinity, reaction=0.8, fatigue=2)

        assert isclose(index, 0.8 * 0.5 * (size - 1) / 2, rel_tol=1e-9)

    @pytest.mark.parametrize(("left", "right"), [(1, 1), (2, 3), (1, 4)])
    def test_two_blocs_race_with_the_mean_of_their_sizes(self, left, right):
        """Hostility only across: the geometric mean of n1 and n2."""
        affinity = rivals(lambda i, j: (i < left) != (j < left), left + right)

        index = hostility_spiral(affinity=affinity, reaction=1)

        assert isclose(index, 0.5 * sqrt(left * right), rel_tol=1e-9)

    def test_friends_do_not_race(self):
        """Affinity of 0 or more feeds no arms; at r < 1 any race dies out."""
        assert hostility_spiral(affinity=[[0, 1], [1, 0]], reaction=5) == 0
        assert hostility_spiral(affinity=[[0, 0], [0, 0]], reaction=5) == 0

    def test_no_state_races_against_itself(self):
        """The diagonal is ignored."""
        assert hostility_spiral(affinity=[[-1, 0], [0, -1]], reaction=1) == 0

    def test_arms_that_wear_out_faster_calm_the_race(self):
        """The index falls in proportion to fatigue, which is 1 unless given."""
        affinity = rivals(lambda i, j: True, 3)
        index = hostility_spiral(affinity=affinity, reaction=0.5)

        assert isclose(hostility_spiral(affinity=affinity, reaction=0.5, fatigue=2), index / 2)
        assert isclose(hostility_spiral(affinity=affinity, reaction=0.5, fatigue=1), index)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"affinity": [[0, 0], [0]]}, "affinity[1] must have 2 entries, got 1"),
            ({"reaction": -1}, "reaction must be a number of at least 0, got -1"),
            ({"fatigue": 0}, "fatigue must be a number above 0, got 0"),
        ],
    )
    def test_what_is_no_race_is_refused(self, arguments, message):
        """Reaction is at least 0, fatigue above 0, affinity square."""
        race = {"affinity": [[0, -1], [-1, 0]], "reaction": 1}

        with refused(message):
            hostility_spiral(**{**race, **arguments})
