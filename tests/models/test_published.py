"""Published results, reproduced: what the literature reports, and what the models give.

Each test names the work and the result. Where the published number rests on data, the data
are in the test or in a table of `secbook.data`; where it rests on a proof, the claim is
checked from its definition.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial, isclose

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import interior
from worlds import pairs, square, worlds

from secbook.data import scenario, table
from secbook.models.alliance import (
    commitment_curve,
    deterring_reliability,
    hostility_spiral,
    provoked_hostility,
)
from secbook.models.anarchy import race_line
from secbook.models.balance import essential_states
from secbook.models.burden import joint_product_ratio, voluntary_provision
from secbook.models.collective import (
    largest_acting_group,
    majority_accuracy,
    participation_equilibrium,
    unanimity_accuracy,
)
from secbook.models.concert import critical_discount_factors
from secbook.models.council import passage_probability, voting_power
from secbook.models.world import (
    authorization_probability,
    confront,
    with_affinity,
    with_pact,
)


def printed(value, digits):
    """The number as a page would print it."""
    return f"{value:.{digits}f}"


class TestCouncil:
    """Voting power in the Security Council (Shapley and Shubik 1954; O'Neill 1996)."""

    def pivots(self, vetoes, elected, votes):
        """Shapley-Shubik indices by counting the orders in which each kind is pivotal.

        A permanent member is pivotal if all others of its kind and enough elected members
        stand before it; an elected member if all permanent ones and exactly the missing
        number of elected ones do.
        """
        members = vetoes + elected

        def orders(before):
            return factorial(before) * factorial(members - 1 - before)

        def choices(of, taken):
            return len(list(combinations(range(of), taken)))

        permanent = sum(
            choices(elected, with_them) * orders(vetoes - 1 + with_them)
            for with_them in range(votes - vetoes, elected + 1)
        )
        missing = votes - vetoes - 1
        elect = choices(elected - 1, missing) * orders(vetoes + missing)
        return Fraction(permanent, factorial(members)), Fraction(elect, factorial(members))

    @pytest.mark.parametrize(
        ("elected", "votes", "permanent", "elect", "banzhaf", "acts"),
        [
            (6, 7, "76/385", "1/462", ("19/105", "1/63"), "57/2048"),
            (10, 9, "421/2145", "4/2145", ("106/635", "21/1270"), "53/2048"),
        ],
    )
    def test_power_in_the_council_before_and_after_1965(
        self, elected, votes, permanent, elect, banzhaf, acts
    ):
        """The published fractions, and a count of pivotal orders."""
        power = voting_power(vetoes=5, elected=elected, votes=votes)

        assert power.shapley_permanent == Fraction(permanent)
        assert power.shapley_elected == Fraction(elect)
        assert (power.shapley_permanent, power.shapley_elected) == self.pivots(
            5, elected, votes
        )
        assert (power.banzhaf_permanent, power.banzhaf_elected) == tuple(map(Fraction, banzhaf))
        assert power.power_to_act == Fraction(acts)

    def test_five_states_hold_nearly_all_power_and_the_council_seldom_acts(self):
        """98.1 % of the power for five; with coins for votes 2.6 % of resolutions pass."""
        power = voting_power(vetoes=5, elected=10, votes=9)
        coins = passage_probability(support=[Fraction(1, 2)] * 15, vetoes=[*range(5)], votes=9)

        assert printed(100 * float(5 * power.shapley_permanent), 1) == "98.1"
        assert printed(100 * float(coins), 1) == "2.6"
        assert coins == power.power_to_act

    def test_the_reform_of_1965_made_acting_harder(self):
        """Four more seats and two more votes lowered the power to act (Coleman 1971)."""
        before = voting_power(vetoes=5, elected=6, votes=7)
        after = voting_power(vetoes=5, elected=10, votes=9)

        assert after.power_to_act < before.power_to_act
        assert 10 * after.shapley_elected > 6 * before.shapley_elected


class TestRichardson:
    """The arms race of 1909-1913 (Richardson 1960)."""

    def test_the_race_lies_on_his_line(self):
        """Slope 0.73 a year, balance at about 194 million pounds, from his own figures."""
        budgets = table("richardson")
        powers = budgets[["france", "russia", "germany", "austria_hungary"]].sum(axis=1)
        totals = [199.2, 204.8, 214.9, 238.7, 289.0]
        line = race_line(totals)

        assert [round(total, 1) for total in powers] == totals
        assert [round(float(total), 1) for total in budgets["total"]] == totals
        assert printed(line.slope, 3) == "0.731"
        assert 194 < line.balance_point < 195
        increments = [after - before for before, after in pairwise(totals)]
        for k, increment in enumerate(increments):
            middle = (totals[k] + totals[k + 1]) / 2
            assert abs(line.slope * middle + line.intercept - increment) < 1

    def test_public_capability_data_give_nearly_the_same_line(self):
        """The same four powers in the Correlates of War data (Singer 1987): 0.832, 189.3."""
        line = race_line([192.225, 195.262, 203.611, 226.181, 278.028])

        assert isclose(line.slope, 0.83206279, abs_tol=1e-8)
        assert isclose(line.balance_point, 189.26492, abs_tol=1e-5)


class TestBurden:
    """Who pays for a shared good (Warr 1983; Bergstrom, Blume and Varian 1986)."""

    def test_moving_income_among_contributors_changes_nothing(self):
        """The neutrality theorem in numbers: 25 of 50 either way."""
        half = Fraction(1, 2)
        before = voluntary_provision(income=[36, 32, 32], security_taste=half)
        after = voluntary_provision(income=[40, 32, 28], security_taste=half)

        assert before.total == after.total == 25
        assert before.contributions == [11, 7, 7]
        assert after.contributions == [15, 7, 3]

    @settings(deadline=None)
    @given(
        largest=st.integers(10, 60),
        others=st.lists(st.integers(1, 10), max_size=4),
        taste=interior,
        part=interior,
    )
    def test_the_neutrality_theorem(self, largest, others, taste, part):
        """What a contributor hands to another, the one gives less and the other more."""
        income = [largest, largest, *others]
        before = voluntary_provision(income=income, security_taste=taste)
        amount = part * before.contributions[0]
        moved = [largest - amount, largest + amount, *others]
        after = voluntary_provision(income=moved, security_taste=taste)

        assert amount > 0
        assert after.total == before.total
        assert after.contributions == [
            before.contributions[0] - amount,
            before.contributions[1] + amount,
            *before.contributions[2:],
        ]

    @settings(deadline=None)
    @given(income=st.lists(st.integers(1, 60), min_size=2, max_size=6), taste=interior)
    def test_the_great_are_exploited_by_the_small(self, income, taste):
        """Larger members devote a larger part of their income (Olson and Zeckhauser 1966)."""
        provision = voluntary_provision(income=income, security_taste=taste)
        burdens = [
            (own, Fraction(gift) / own)
            for own, gift in zip(income, provision.contributions, strict=True)
        ]

        for own, burden in burdens:
            assert all(burden >= other for less, other in burdens if less <= own)

    def test_the_largest_of_four_allies_pays_everything(self):
        """Incomes 60, 20, 10, 10: the first provides 24 of the 40 that would be best."""
        provision = voluntary_provision(income=[60, 20, 10, 10], security_taste=Fraction(2, 5))

        assert provision.contributions == [24, 0, 0, 0]
        assert provision.ratio == Fraction(3, 5)

    def test_in_the_alliance_of_1964_larger_members_spent_a_larger_part(self):
        """Spearman 0.490 between national product and defense share, as published.

        The model sends all the burden to the largest; the table says that others paid too.
        """
        allies = table("olson_zeckhauser")
        product = [float(value) for value in allies["gnp_bn_usd"]]
        share = [float(value) for value in allies["defense_pct_gnp"]]

        def ranks(values):
            return [sorted(values).index(value) for value in values]

        n = len(product)
        distance = sum((a - b) ** 2 for a, b in zip(ranks(product), ranks(share), strict=True))
        spearman = 1 - 6 * distance / (n * (n**2 - 1))
        predicted = voluntary_provision(income=product, security_taste=0.09).contributions

        assert (n, len(set(share))) == (14, 14)
        assert printed(spearman, 3) == "0.490"
        assert [gift > 0 for gift in predicted] == [True] + [False] * 13
        assert share[0] == max(share)

    def test_many_allies_provide_little(self):
        """27 equal allies with a fifth of private benefits: 7 % of the best."""
        ratio = joint_product_ratio(allies=27, security_taste=0.35, private_share=0.2)

        assert printed(100 * ratio, 0) == "7"


class TestJudgement:
    """Who is the aggressor? (Condorcet 1785)"""

    def test_fifteen_judges_are_right_by_majority_and_never_unanimous(self):
        """Each right with 80 %: majority 99.6 %, unanimity 3.5 %."""
        majority = majority_accuracy(judges=15, accuracy=0.8)
        unanimous = unanimity_accuracy(judges=15, accuracy=0.8)

        assert printed(100 * majority, 1) == "99.6"
        assert printed(100 * unanimous, 1) == "3.5"

    @pytest.mark.parametrize("accuracy", [Fraction(11, 20), Fraction(4, 5)])
    def test_more_judges_make_the_majority_wiser_and_unanimity_rarer(self, accuracy):
        """The jury theorem, and why the League's unanimity was no jury."""
        sizes = range(1, 25, 2)
        majority = [majority_accuracy(judges=n, accuracy=accuracy) for n in sizes]
        unanimity = [unanimity_accuracy(judges=n, accuracy=accuracy) for n in sizes]

        assert sorted(set(majority)) == majority
        assert sorted(set(unanimity), reverse=True) == unanimity
        assert majority[0] == unanimity[0] == accuracy


class TestVolunteers:
    """One is enough, and everybody waits for another (Diekmann 1985; Archetti 2009)."""

    @pytest.mark.parametrize("ratio", [0.1, 0.2, 0.5])
    def test_the_larger_the_group_the_likelier_that_nobody_volunteers(self, ratio):
        """P(nobody) = (c/B)^(n/(n-1)), which rises to c/B."""
        nobody = []
        for n in (2, 3, 5, 10, 50, 500):
            game = participation_equilibrium(enforcers=n, needed=1, cost_ratio=ratio)
            nobody.append(1 - game.success)
            # A volunteer's gain is that of the case in which no other one comes.
            assert isclose((1 - game.stable) ** (n - 1), ratio)

        assert sorted(set(nobody)) == nobody
        assert nobody[0] == pytest.approx(ratio**2)
        assert nobody[-1] == pytest.approx(ratio, rel=0.02)

    @pytest.mark.parametrize(("ratio", "largest"), [(0.2, 16), (0.1, 64)])
    def test_beyond_a_size_no_uncoordinated_group_acts(self, ratio, largest):
        """Half must act: 16 at c/B = 1/5 and 64 at 1/10 (Palfrey and Rosenthal 1984)."""
        assert largest_acting_group(threshold_share=0.5, cost_ratio=ratio) == largest


class TestTrade:
    """Make trade not war? (Martin, Mayer and Thoenig 2008)"""

    @settings(deadline=None)
    @given(world=worlds(least=3), data=st.data())
    def test_bilateral_trade_pacifies_and_multilateral_openness_does_not(self, world, data):
        """Freer trade with the target raises the cost of war; with others it lowers it."""
        challenger, target = data.draw(st.sampled_from(pairs(world)))
        ids = [state.id for state in world.states]
        i, j = ids.index(challenger), ids.index(target)
        k = data.draw(st.sampled_from([x for x in range(len(ids)) if x not in (i, j)]))
        world = replace(world, trade_freeness=square(world, "trade_freeness", i, j, 0.4))
        world = replace(world, trade_freeness=square(world, "trade_freeness", i, k, 0.4))

        def crisis(partner, freeness):
            freer = square(world, "trade_freeness", i, partner, freeness)
            return confront(
                world=replace(world, trade_freeness=freer),
                mechanisms=["integration"],
                challenger=challenger,
                target=target,
            )

        before = crisis(j, 0.4)
        bilateral, multilateral = crisis(j, 0.8), crisis(k, 0.8)

        assert bilateral.extra_cost > before.extra_cost > multilateral.extra_cost
        assert bilateral.attack_probability <= before.attack_probability
        assert before.attack_probability <= multilateral.attack_probability


class TestBalance:
    """Essential states (Niou and Ordeshook 1986; Wagner 1986)."""

    @settings(deadline=None)
    @given(power=st.lists(st.integers(1, 9), min_size=2, max_size=6))
    def test_a_state_is_essential_if_it_turns_some_group_into_a_majority(self, power):
        """From the definition, over all groups of the others."""
        total = sum(power)
        expected = [
            any(
                2 * sum(group) <= total < 2 * (sum(group) + own)
                for size in range(len(power))
                for group in combinations(power[:i] + power[i + 1 :], size)
            )
            for i, own in enumerate(power)
        ]

        assert essential_states(power) == expected

    @settings(deadline=None)
    @given(power=st.lists(st.integers(1, 9), min_size=2, max_size=6), more=st.integers(0, 9))
    def test_a_state_with_more_than_half_makes_all_others_inessential(self, power, more):
        """(a) Whoever can win alone needs nobody and fears nobody."""
        power = [sum(power) + 1 + more, *power]

        assert essential_states(power) == [True] + [False] * (len(power) - 1)

    @settings(deadline=None)
    @given(power=st.lists(st.integers(1, 30), min_size=3, max_size=3))
    def test_of_three_none_of_whom_has_half_all_are_essential(self, power):
        """(b) Any two of them exceed the third."""
        assume(2 * max(power) < sum(power))

        assert essential_states(power) == [True, True, True]

    @settings(deadline=None)
    @given(power=st.lists(st.integers(1, 9), min_size=1, max_size=6))
    def test_with_exactly_one_half_everybody_is_essential(self, power):
        """(c) Unequal but stable: 5, 2, 2, 1, though with 3, 3, 3, 1 the last is not."""
        assert all(essential_states([sum(power), *power]))
        assert essential_states([5, 2, 2, 1]) == [True] * 4
        assert essential_states([3, 3, 3, 1]) == [True, True, True, False]

    @settings(deadline=None)
    @given(world=worlds(least=3))
    def test_all_others_together_outweigh_whoever_has_less_than_half(self, world):
        """(d) No state so large that the others by joining forces could not surpass it."""
        assume(2 * world.power[0] != sum(world.power))
        grand = confront(
            world=replace(world, affinity=[[0] * len(world.states) for _ in world.states]),
            mechanisms=["balance_of_power"],
            challenger="A",
            target="B",
            parameters={"balancing": 1},
        )

        assert (grand.win_probability < 1 / 2) == (2 * world.power[0] < sum(world.power))


class TestConcert:
    """How patient the members of the Concert had to be by 1853."""

    def test_the_weak_point_is_the_risen_power(self):
        """Power of 1853 and benefits of 1816: France needs most patience, Russia none."""
        crimea = scenario("1854")
        names = [state.id for state in crimea.states][:5]
        patience = critical_discount_factors(
            power=crimea.power[:5], benefits=crimea.benefits[:5], revision_weight=[1] * 5
        )

        assert {
            name: printed(least, 4) for name, least in zip(names, patience, strict=True)
        } == {
            "UKG": "0.0000",
            "RUS": "0.0000",
            "FRN": "0.2138",
            "AUH": "0.1165",
            "GMY": "0.1122",
        }


class TestSelectiveAction:
    """The same rule in 1990 and in 2014."""

    def risk(self, world, challenger, target):
        """The risks of attack without and with the Council."""
        return [
            printed(
                confront(
                    world=world, mechanisms=mechanisms, challenger=challenger, target=target
                ).attack_probability,
                3,
            )
            for mechanisms in ([], ["united_nations"])
        ]

    def test_the_council_acts_against_iraq_and_not_against_russia(self):
        """U = 0.8375 and 0; the risk falls from 0.553 to 0, and stays 0.301."""
        kuwait, crimea = scenario("1991"), scenario("2014")

        assert isclose(
            authorization_probability(world=kuwait, challenger="IRQ", target="KUW"), 0.8375
        )
        assert authorization_probability(world=crimea, challenger="RUS", target="UKR") == 0
        assert self.risk(kuwait, "IRQ", "KUW") == ["0.553", "0.000"]
        assert self.risk(crimea, "RUS", "UKR") == ["0.301", "0.301"]

    @pytest.mark.parametrize(("affinity", "risk"), [(0.6, "0.1665"), (0.8, "0.3597")])
    def test_a_friend_with_a_veto_brings_the_danger_back(self, affinity, risk):
        """1990 with Moscow closer to Baghdad."""
        friend = with_affinity(
            world=scenario("1991"), state="RUS", other="IRQ", affinity=affinity
        )
        crisis = confront(
            world=friend, mechanisms=["united_nations"], challenger="IRQ", target="KUW"
        )

        assert printed(crisis.attack_probability, 4) == risk


class TestJuly1914:
    """Half-hearted promises: Russia and Serbia (Leeds 2003 for the 75 %)."""

    def july(self, reliability):
        """The crisis when Russia is reliable to a degree."""
        world = with_pact(
            world=scenario("1914"), helper="RUS", helped="SRB", reliability=reliability
        )
        return confront(world=world, mechanisms=["alliance"], challenger="AUH", target="SRB")

    def test_a_weak_promise_makes_the_expected_war_larger(self):
        """At 0 the attack pays and stays local; at 0.1 the expected war is larger."""
        alone, weak = self.july(0), self.july(0.1)

        assert printed(alone.attack_probability, 3) == "0.371"
        assert printed(100 * alone.war_size, 0) == "9"
        assert printed(alone.expected_war_size, 4) == "0.0321"
        assert printed(weak.expected_war_size, 4) == "0.0437"

    def test_a_strong_promise_deters_and_makes_the_failure_enormous(self):
        """Deterred from 0.338 on; at 0.75 a failure would draw in 69 % of all power."""
        world, free = scenario("1914"), self.july(0)
        power = dict(zip([s.id for s in world.states], world.power, strict=True))
        threshold = deterring_reliability(
            attacker=power["AUH"],
            victim=power["SRB"],
            ally=power["RUS"],
            benefit_share=free.benefit_share,
        )

        assert printed(threshold, 3) == "0.338"
        assert self.july(threshold - 1e-6).attack_probability > 0
        assert self.july(threshold + 1e-6).attack_probability == 0
        assert printed(100 * self.july(0.75).war_size, 0) == "69"

    def test_the_commitment_curve_of_july_has_its_peak_at_a_ninth(self):
        """(4.10) with size in power: 0.0865, 0.8081, drop 1.0989, peak 0.1153."""
        local, sure = self.july(0), self.july(1)
        weak = self.july(0.01)
        drop = (local.attack_probability - weak.attack_probability) / 0.01
        added = (weak.war_size - local.war_size) / 0.01
        curve = commitment_curve(
            reliability=0.1,
            risk=local.attack_probability,
            risk_drop=drop,
            local_size=local.war_size,
            added_size=added,
        )

        assert printed(local.war_size, 4) == "0.0865"
        assert printed(added, 4) == "0.8081"
        assert printed(drop, 4) == "1.0989"
        assert printed(curve.peak, 4) == "0.1153"
        assert isclose(curve.expected_war_size, self.july(0.1).expected_war_size)
        assert isclose(sure.war_size, local.war_size + added)
        expected = [self.july(k / 1000).expected_war_size for k in range(0, 340)]
        assert expected.index(max(expected)) == 115

    def test_pacts_turn_a_stable_rivalry_into_a_runaway_race(self):
        """The spiral index rises from 0.854 to 1.257 at provocation 0.3."""
        world = scenario("1914")
        provoked = provoked_hostility(
            affinity=world.affinity, pacts=world.pacts, provocation=0.3
        )

        assert printed(hostility_spiral(affinity=world.affinity, reaction=0.5), 3) == "0.854"
        assert printed(hostility_spiral(affinity=provoked, reaction=0.5), 3) == "1.257"
