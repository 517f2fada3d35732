"""Integration: trade, contact, trust, and what stands in their way."""

import re
from fractions import Fraction
from math import ceil, isclose, log

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import fractions, interior, positives, probabilities, shares

from secbook.models.integration import (
    converge_aims,
    exit_income_loss,
    guarantee_path,
    relative_gains,
    shortest_guarantee,
    trade_shares,
    war_income_loss,
)

HALF = Fraction(1, 2)

gains = fractions(-5, 5, 20)
sensitivities = fractions(0, 10, 20)
elasticities = st.floats(1.5, 20)
tenths = st.integers(0, 10).map(lambda n: Fraction(n, 10))
free = fractions(Fraction(1, 10), 1, 10)
sizes = fractions(Fraction(1, 5), 10, 5)


def refused(message):
    """Expect a refusal in exactly these words."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


@st.composite
def economies(draw, least=2, most=4, freeness=tenths):
    """Trade freeness and sizes of a few states."""
    states = draw(st.integers(least, most))
    row = st.lists(freeness, min_size=states, max_size=states)
    return {
        "trade_freeness": [draw(row) for _ in range(states)],
        "size": draw(st.lists(sizes, min_size=states, max_size=states)),
    }


def with_freeness(economy, i, j, value):
    """The economy with one entry of trade freeness changed."""
    matrix = [list(row) for row in economy["trade_freeness"]]
    matrix[i][j] = value
    return {**economy, "trade_freeness": matrix}


def price_index(economy, state, elasticity, lost=0, partner=None):
    """What a unit of welfare costs: as many varieties as a state is large, each at a price
    that trade barriers raise; of the partner's varieties a part is lost."""
    varieties = 0.0
    for j, number in enumerate(economy["size"]):
        freeness = 1 if j == state else economy["trade_freeness"][state][j]
        if freeness > 0:
            price = float(freeness) ** (1 / (1 - elasticity))
            left = float(number) * (1 - (lost if j == partner else 0))
            varieties += left * price ** (1 - elasticity)
    return varieties ** (1 / (1 - elasticity))


class TestTradeShares:
    """Who buys from whom (8.1)."""

    def test_three_economies_trade_by_size_and_openness(self):
        """0.5, 0.3 and 0.2 large; the first is as open as 0.3 and 0.2 to the others."""
        trade = trade_shares(
            trade_freeness=[
                [0, Fraction(3, 10), Fraction(1, 5)],
                [Fraction(3, 10), 0, Fraction(1, 10)],
                [Fraction(1, 5), Fraction(1, 10), 0],
            ],
            size=[HALF, Fraction(3, 10), Fraction(1, 5)],
        )

        assert trade[0] == [Fraction(50, 63), Fraction(9, 63), Fraction(4, 63)]
        assert trade[1] == [Fraction(15, 47), Fraction(30, 47), Fraction(2, 47)]
        assert trade[2] == [Fraction(10, 33), Fraction(3, 33), Fraction(20, 33)]

    @given(economy=economies())
    def test_everything_is_spent_somewhere(self, economy):
        """Each row adds up to 1."""
        for row in trade_shares(**economy):
            assert sum(row) == 1

    @given(economy=economies())
    def test_spending_follows_size_and_openness(self, economy):
        """Two partners' shares relate as what is offered; at home all is free."""
        size = economy["size"]
        for i, row in enumerate(trade_shares(**economy)):
            for j in range(len(row)):
                openness = 1 if i == j else economy["trade_freeness"][i][j]
                assert row[j] * size[i] == row[i] * openness * size[j]

    @given(economy=economies(), value=shares)
    def test_the_diagonal_is_ignored(self, economy, value):
        """A state is as open as can be to itself, whatever the matrix says."""
        assert trade_shares(**economy) == trade_shares(**with_freeness(economy, 0, 0, value))

    def test_autarky_buys_at_home(self):
        """Without openness everything is bought at home."""
        assert trade_shares(trade_freeness=[[0, 0], [0, 0]], size=[1, 3]) == [[1, 0], [0, 1]]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"size": []}, "size must have at least 1 entries, got 0"),
            ({"size": [1, 0]}, "size[1] must be a number above 0, got 0"),
            ({"trade_freeness": [[0, 1]]}, "trade_freeness must have 2 entries, got 1"),
            (
                {"trade_freeness": [[0, 1], [1]]},
                "trade_freeness[1] must have 2 entries, got 1",
            ),
            (
                {"trade_freeness": [[0, 2], [1, 0]]},
                "trade_freeness[0][1] must be a share in [0, 1], got 2",
            ),
        ],
    )
    def test_what_is_no_economy_is_refused(self, arguments, message):
        """Sizes above 0 and a square matrix of freeness."""
        with refused(message):
            trade_shares(**{"trade_freeness": [[0, 1], [1, 0]], "size": [1, 1], **arguments})


class TestWarIncomeLoss:
    """What the enemy's trade is worth (8.2)."""

    @given(economy=economies(freeness=free), destroyed=probabilities, elasticity=elasticities)
    @settings(deadline=None)
    def test_it_is_what_dearer_living_costs(self, economy, destroyed, elasticity):
        """From price indices with and without the partner's varieties."""
        share = trade_shares(**economy)[0][1]
        before = price_index(economy, 0, elasticity)
        after = price_index(economy, 0, elasticity, lost=float(destroyed), partner=1)

        loss = war_income_loss(
            trade_share=share, trade_destroyed=destroyed, elasticity=elasticity
        )

        assert isclose(loss, 1 - before / after, rel_tol=1e-9, abs_tol=1e-12)

    def test_a_partner_of_a_fifth_is_worth_one_part_in_eighteen(self):
        """20% of spending, all lost, elasticity 5 (both by default): 5.4% of income."""
        assert round(war_income_loss(trade_share=0.2), 3) == 0.054
        assert war_income_loss(trade_share=0.2) == war_income_loss(
            trade_share=0.2, trade_destroyed=1, elasticity=5
        )

    def test_at_elasticity_two_the_share_itself_is_lost(self):
        """Exact: 1 - (1 - lam s)."""
        loss = war_income_loss(
            trade_share=Fraction(1, 3), trade_destroyed=HALF, elasticity=Fraction(2)
        )

        assert loss == Fraction(1, 6)

    @given(
        pair=st.tuples(shares, shares).map(sorted),
        other=shares,
        elasticity=elasticities,
    )
    def test_more_trade_and_more_destruction_hurt_more(self, pair, other, elasticity):
        """L rises in the share and in lam."""
        low, high = pair
        assume(high - low > 0)

        def loss(share, destroyed):
            return war_income_loss(
                trade_share=share, trade_destroyed=destroyed, elasticity=elasticity
            )

        assert loss(low, other) <= loss(high, other)
        assert loss(other, low) <= loss(other, high)
        if other > 0:
            assert loss(low, other) < loss(high, other)
            assert loss(other, low) < loss(other, high)

    @given(share=interior, pair=st.tuples(elasticities, elasticities).map(sorted))
    def test_partners_that_are_easy_to_replace_are_not_missed(self, share, pair):
        """L falls in sigma, to 0."""
        low, high = pair
        assume(high > low * 1.001)

        assert war_income_loss(trade_share=share, elasticity=high) < war_income_loss(
            trade_share=share, elasticity=low
        )
        assert war_income_loss(trade_share=share, elasticity=1e9) < 1e-6

    def test_nothing_traded_or_destroyed_is_nothing_lost(self):
        """s = 0 or lam = 0: no loss. If all was bought abroad and is lost: everything."""
        assert war_income_loss(trade_share=0) == 0
        assert war_income_loss(trade_share=1, trade_destroyed=0) == 0
        assert war_income_loss(trade_share=1) == 1

    @given(
        economy=economies(least=3, freeness=free.filter(lambda value: value < 1)), part=interior
    )
    def test_ties_bind_and_alternatives_loosen(self, economy, part):
        """L_ij rises in psi_ij and falls in psi_ik (Martin, Mayer and Thoenig 2008)."""
        base = economy["trade_freeness"][0]
        freer = [now + part * (1 - now) for now in base]
        share = trade_shares(**economy)[0][1]

        closer = trade_shares(**with_freeness(economy, 0, 1, freer[1]))[0][1]
        wider = trade_shares(**with_freeness(economy, 0, 2, freer[2]))[0][1]

        assert wider < share < closer
        assert (
            war_income_loss(trade_share=wider, elasticity=Fraction(2))
            < war_income_loss(trade_share=share, elasticity=Fraction(2))
            < war_income_loss(trade_share=closer, elasticity=Fraction(2))
        )

    def test_trade_with_third_countries_shrinks_the_pacifying_effect(self):
        """0.0378 of income at first; 0.0489 with a closer tie; 0.0366 with a wider choice."""
        losses = [
            round(war_income_loss(trade_share=trade_shares(**economy)[0][1]), 4)
            for economy in (
                {"trade_freeness": matrix, "size": [0.5, 0.3, 0.2]}
                for matrix in (
                    [[0, 0.3, 0.2], [0.3, 0, 0.1], [0.2, 0.1, 0]],
                    [[0, 0.4, 0.2], [0.3, 0, 0.1], [0.2, 0.1, 0]],
                    [[0, 0.3, 0.3], [0.3, 0, 0.1], [0.2, 0.1, 0]],
                )
            )
        ]

        assert losses == [0.0378, 0.0489, 0.0366]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"trade_share": 2}, "trade_share must be a share in [0, 1], got 2"),
            ({"trade_destroyed": -1}, "trade_destroyed must be a share in [0, 1], got -1"),
            ({"elasticity": 1}, "elasticity must be a number above 1, got 1"),
        ],
    )
    def test_what_is_no_trade_is_refused(self, arguments, message):
        """Shares, and an elasticity above 1."""
        with refused(message):
            war_income_loss(**{"trade_share": 0.5, **arguments})


@st.composite
def societies(draw):
    """Aims, and whom each state meets, as weights that add up to 1."""
    states = draw(st.integers(1, 4))
    aims = [draw(tenths) for _ in range(states)]
    contact = []
    for _ in range(states):
        counts = draw(st.lists(st.integers(0, 5), min_size=states, max_size=states).filter(any))
        contact.append([Fraction(count, sum(counts)) for count in counts])
    return {"aims": aims, "contact": contact}


class TestConvergeAims:
    """Contact (8.4)."""

    @given(society=societies(), convergence=tenths, periods=st.integers(0, 4))
    def test_contact_never_drives_aims_apart(self, society, convergence, periods):
        """The range of aims never grows."""
        aims = converge_aims(**society, convergence=convergence, periods=periods)

        assert min(society["aims"]) <= min(aims)
        assert max(aims) <= max(society["aims"])

    @given(society=societies(), convergence=tenths)
    def test_each_moves_part_of_the_way_to_whom_it_meets(self, society, convergence):
        """One period, state by state, by how far it is from the average it meets."""
        moved = converge_aims(**society, convergence=convergence, periods=1)

        for i, weights in enumerate(society["contact"]):
            away = sum(
                weight * (aim - society["aims"][i])
                for weight, aim in zip(weights, society["aims"], strict=True)
            )
            assert moved[i] == society["aims"][i] + convergence * away

    @given(society=societies(), convergence=tenths, periods=st.integers(0, 3))
    def test_periods_follow_one_another(self, society, convergence, periods):
        """Some periods and one more are one period more."""
        some = converge_aims(**society, convergence=convergence, periods=periods)

        assert converge_aims(
            **society, convergence=convergence, periods=periods + 1
        ) == converge_aims(
            aims=some, contact=society["contact"], convergence=convergence, periods=1
        )

    @given(
        aims=st.lists(gains, min_size=2, max_size=5),
        convergence=tenths,
        periods=st.integers(0, 4),
    )
    def test_equal_contact_shrinks_every_deviation_alike(self, aims, convergence, periods):
        """By the factor 1 - mu - mu/(N - 1) in each period; the mean stays."""
        states = len(aims)
        contact = [
            [0 if i == j else Fraction(1, states - 1) for j in range(states)]
            for i in range(states)
        ]
        factor = (1 - convergence - convergence / (states - 1)) ** periods
        mean = Fraction(sum(aims), states)

        assert converge_aims(
            aims=aims, contact=contact, convergence=convergence, periods=periods
        ) == [mean + factor * (aim - mean) for aim in aims]

    def test_three_states_come_together(self):
        """Aims 0, 1/2, 1 after four periods at mu = 0.3: 0.4542, 0.5, 0.5458."""
        aims = converge_aims(
            aims=[0, 0.5, 1],
            contact=[[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]],
            convergence=0.3,
            periods=4,
        )

        assert [round(aim, 4) for aim in aims] == [0.4542, 0.5, 0.5458]

    @given(society=societies(), periods=st.integers(0, 5))
    def test_without_convergence_nobody_moves(self, society, periods):
        """mu = 0 or no time: aims stay."""
        still = converge_aims(**society, convergence=0, periods=periods)
        soon = converge_aims(**society, convergence=1, periods=0)

        assert still == soon == society["aims"]

    def test_the_given_aims_are_left_alone(self):
        """A model does not change what it is given."""
        aims = [0, 1]

        converge_aims(aims=aims, contact=[[0, 1], [1, 0]], convergence=1, periods=1)

        assert aims == [0, 1]

    def test_weights_may_be_rounded(self):
        """Thirds do for a row; a sum off by more than 1e-9, either way, does not."""
        third = 1 / 3
        aims = converge_aims(
            aims=[0, 0, 3],
            contact=[[third, third, third + 9e-10], [0, 1, 0], [0, 0, 1]],
            convergence=1,
            periods=1,
        )
        assert aims[0] == pytest.approx(1)

        for weight, total in ((0.50000001, "1.00000001"), (0.25, "0.75")):
            with refused(f"contact[1] must have the sum 1, got {total}"):
                converge_aims(
                    aims=[0, 1], contact=[[0, 1], [0.5, weight]], convergence=1, periods=1
                )

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"aims": []}, "aims must have at least 1 entries, got 0"),
            ({"contact": [[0, 1]]}, "contact must have 2 entries, got 1"),
            ({"contact": [[0, 1], [1]]}, "contact[1] must have 2 entries, got 1"),
            (
                {"contact": [[-1, 2], [1, 0]]},
                "contact[0][0] must be a share in [0, 1], got -1",
            ),
            ({"convergence": 2}, "convergence must be a share in [0, 1], got 2"),
            ({"periods": -1}, "periods must be a whole number of at least 0, got -1"),
        ],
    )
    def test_what_is_no_contact_is_refused(self, arguments, message):
        """A row of weights for each aim."""
        case = {
            "aims": [0, 1],
            "contact": [[0, 1], [1, 0]],
            "convergence": 0.5,
            "periods": 1,
        }

        with refused(message):
            converge_aims(**{**case, **arguments})


FRANCE_AND_GERMANY = {
    "trust": Fraction(3, 10),
    "first_strike_advantage": Fraction(1, 5),
    "war_cost": Fraction(3, 10),
    "guarantee": Fraction(3, 5),
    "trust_gain": Fraction(1, 20),
    "integration_rate": Fraction(1, 10),
    "integration_ceiling": Fraction(3, 10),
}

rates = st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), Fraction(1, 5)])

communities = st.fixed_dictionaries(
    {
        "trust": tenths,
        "first_strike_advantage": st.integers(0, 5).map(lambda n: Fraction(n, 10)),
        "war_cost": st.integers(1, 9).map(lambda n: Fraction(n, 10)),
        "guarantee": tenths,
        "trust_gain": rates,
        "integration_rate": rates,
        "integration_ceiling": st.integers(0, 6).map(lambda n: Fraction(n, 10)),
    }
)


def peace_stands_alone(community, guarantee_periods):
    """Whether the two still cooperate in each of eight periods after the guarantee."""
    path = guarantee_path(
        **community, guarantee_periods=guarantee_periods, periods=guarantee_periods + 8
    )
    return all(path.cooperates)


class TestGuaranteePath:
    """Scaffolding (8.5)."""

    @given(community=communities, guarantee_periods=st.integers(0, 4))
    @settings(deadline=None)
    def test_trust_and_trade_follow_the_rule_of_each_period(self, community, guarantee_periods):
        """Restraint is better for both exactly if it pays more against this trust; then
        trust and interdependence close part of the gap to their ceilings, else they lose
        that part."""
        path = guarantee_path(**community, guarantee_periods=guarantee_periods, periods=6)
        rate, ceiling = community["integration_rate"], community["integration_ceiling"]

        assert [len(entries) for entries in path] == [7, 7, 7, 7]
        assert (path.trust[0], path.trade_loss[0]) == (community["trust"], 0)
        for k in range(7):
            trust, loss = path.trust[k], path.trade_loss[k]
            edge = community["first_strike_advantage"]
            if k < guarantee_periods:
                edge *= 1 - community["guarantee"]
            cost = community["war_cost"] + loss
            # Payoffs of (1.1) with power and benefits even, the stake worth 1.
            restrained = trust * HALF + (1 - trust) * (HALF - edge - cost)
            striking = trust * (HALF + edge - cost) + (1 - trust) * (HALF - cost)
            assert path.cooperates[k] == (restrained >= striking and edge < cost)
            assert path.minimum_trust[k] == edge / cost
            if k < 6 and path.cooperates[k]:
                assert 1 - path.trust[k + 1] == (1 - trust) * (1 - community["trust_gain"])
                assert ceiling - path.trade_loss[k + 1] == (ceiling - loss) * (1 - rate)
            elif k < 6:
                assert path.trust[k + 1] == trust * (1 - community["trust_gain"])
                assert path.trade_loss[k + 1] == loss * (1 - rate)

    @given(community=communities)
    @settings(deadline=None)
    def test_what_is_broken_without_a_guarantee_stays_broken(self, community):
        """Trust and interdependence fall, and the trust that is needed rises."""
        path = guarantee_path(**community, guarantee_periods=0, periods=8)

        if not path.cooperates[0]:
            assert not any(path.cooperates)
            assert path.trust == sorted(path.trust, reverse=True)
        else:
            assert all(path.cooperates)
            assert path.trade_loss == sorted(path.trade_loss)

    @given(community=communities)
    @settings(deadline=None)
    def test_a_complete_guarantee_always_starts_cooperation(self, community):
        """gamma = 1: no trust is needed."""
        complete = {**community, "guarantee": 1}
        path = guarantee_path(**complete, guarantee_periods=1, periods=0)

        assert path.minimum_trust == [0]
        assert path.cooperates == [True]

    def test_six_periods_of_guarantee_are_enough_and_five_are_not(self):
        """1955: without help the trust needed is 0.667 and there is none; the guarantee
        lowers it to 0.267; withdrawn after 6 periods peace stays, after 5 it collapses."""
        none, five, six = (
            guarantee_path(**FRANCE_AND_GERMANY, guarantee_periods=periods, periods=40)
            for periods in (0, 5, 6)
        )

        assert none.minimum_trust[0] == Fraction(2, 3)
        assert not any(none.cooperates)
        assert six.minimum_trust[0] == Fraction(4, 15)
        assert all(six.cooperates)
        assert five.cooperates == [True] * 5 + [False] * 36

    def test_no_trust_is_enough_against_too_strong_an_edge(self):
        """Where the trust needed reaches 1 even full trust does not keep the peace."""
        path = guarantee_path(
            trust=1,
            first_strike_advantage=HALF,
            war_cost=HALF,
            guarantee=0,
            guarantee_periods=0,
            trust_gain=HALF,
            integration_rate=HALF,
            integration_ceiling=1,
            periods=1,
        )

        assert path == ([1, HALF], [0, 0], [1, 1], [False, False])

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"trust": 2}, "trust must be a probability in [0, 1], got 2"),
            (
                {"first_strike_advantage": 0.75},
                "first_strike_advantage must be a number in [0, 0.5], got 0.75",
            ),
            ({"war_cost": 0}, "war_cost must be a number in (0, 1), got 0"),
            ({"guarantee": 2}, "guarantee must be a share in [0, 1], got 2"),
            (
                {"guarantee_periods": -1},
                "guarantee_periods must be a whole number of at least 0, got -1",
            ),
            ({"trust_gain": 0}, "trust_gain must be a number in (0, 1), got 0"),
            ({"integration_rate": 1}, "integration_rate must be a number in (0, 1), got 1"),
            (
                {"integration_ceiling": -1},
                "integration_ceiling must be a number of at least 0, got -1",
            ),
            ({"periods": -1}, "periods must be a whole number of at least 0, got -1"),
        ],
    )
    def test_what_is_no_community_is_refused(self, arguments, message):
        """Every argument has its domain."""
        case = {**FRANCE_AND_GERMANY, "guarantee_periods": 6, "periods": 1}

        with refused(message):
            guarantee_path(**{**case, **arguments})


class TestShortestGuarantee:
    """When scaffolding may be removed (8.6)."""

    @given(community=communities)
    @settings(max_examples=150, deadline=None)
    def test_it_is_the_first_after_which_peace_stands_alone(self, community):
        """A search over guarantees of 0, 1, 2, ... periods finds the same."""
        found = next((k for k in range(16) if peace_stands_alone(community, k)), None)

        shortest = shortest_guarantee(**community)

        if shortest is None or shortest < 16:
            assert shortest == found
        else:
            assert found is None

    def test_france_and_germany_needed_six_periods(self):
        """t0 = 0.3, phi = 0.2, c = 0.3: K* = 6, also on floats."""
        floats = {name: float(value) for name, value in FRANCE_AND_GERMANY.items()}

        assert shortest_guarantee(**FRANCE_AND_GERMANY) == 6
        assert shortest_guarantee(**floats) == 6

    @given(community=communities, stronger=tenths)
    def test_a_stronger_guarantee_is_not_a_shorter_one(self, community, stronger):
        """K* does not depend on gamma once cooperation starts."""
        assume(stronger >= community["guarantee"])
        shortest = shortest_guarantee(**community)
        assume(shortest is not None)

        assert shortest_guarantee(**{**community, "guarantee": stronger}) == shortest

    @given(
        community=communities,
        name=st.sampled_from(
            ["trust", "trust_gain", "integration_rate", "integration_ceiling"]
        ),
        part=interior,
    )
    def test_whatever_helps_shortens_it(self, community, name, part):
        """K* never rises in t0, g_t, g and the ceiling."""
        shortest = shortest_guarantee(**community)
        assume(shortest is not None)
        better = community[name] + part * (1 - community[name])

        improved = shortest_guarantee(**{**community, name: better})

        assert improved is not None
        assert improved <= shortest

    def test_those_who_trust_enough_need_none(self):
        """t0 >= phi/c: K* = 0, whatever the guarantee, at equality as well."""
        for guarantee in (0, 1):
            case = {**FRANCE_AND_GERMANY, "guarantee": guarantee, "trust": Fraction(2, 3)}
            assert shortest_guarantee(**case) == 0

    def test_a_guarantee_too_weak_to_start_never_ends_well(self):
        """t0 < phi (1 - gamma)/c: None; at equality it starts."""
        at = {**FRANCE_AND_GERMANY, "guarantee": Fraction(11, 20)}
        below = {**FRANCE_AND_GERMANY, "guarantee": Fraction(54, 100)}

        assert shortest_guarantee(**at) == 6
        assert shortest_guarantee(**below) is None

    def test_nothing_sustains_peace_where_war_stays_cheap(self):
        """phi >= c + ceiling: None, at equality as well; a little more is enough."""
        cheap = {
            **FRANCE_AND_GERMANY,
            "first_strike_advantage": Fraction(2, 5),
            "war_cost": Fraction(1, 5),
            "guarantee": Fraction(9, 10),
        }

        for ceiling in (Fraction(1, 10), Fraction(1, 5)):
            assert shortest_guarantee(**{**cheap, "integration_ceiling": ceiling}) is None
        assert (
            shortest_guarantee(**{**cheap, "integration_ceiling": Fraction(21, 100)})
            is not None
        )

    def test_full_trust_needs_one_period_where_the_edge_equals_the_cost(self):
        """At t* = 1 no trust suffices; one period of trade lowers it."""
        case = {
            **FRANCE_AND_GERMANY,
            "trust": 1,
            "first_strike_advantage": HALF,
            "war_cost": HALF,
        }

        assert shortest_guarantee(**case) == 1
        assert shortest_guarantee(**{**case, "guarantee": 0}) is None

    @pytest.mark.parametrize("trust_gain", [0.3, 0.01, 0.0004])
    def test_slow_trust_takes_a_long_guarantee(self, trust_gain):
        """Without interdependence (ceiling 0) it is the time that trust takes to reach
        phi/c: log((1 - phi/c)/(1 - t0)) / log(1 - g_t)."""
        shortest = shortest_guarantee(
            trust=0.3,
            first_strike_advantage=0.2,
            war_cost=0.3,
            guarantee=0.6,
            trust_gain=trust_gain,
            integration_rate=0.1,
            integration_ceiling=0,
        )

        assert shortest == ceil(log((1 / 3) / 0.7) / log(1 - trust_gain))

    def test_it_is_the_same_one_by_one(self):
        """Halving the interval finds what counting finds, for each of many lengths."""
        found = set()
        for n in range(1, 60):
            case = {**FRANCE_AND_GERMANY, "trust": 0.3, "trust_gain": n / 400}
            case = {name: float(value) for name, value in case.items()}
            trust, loss, count = 0.3, 0.0, 0
            while trust < 0.2 / (0.3 + loss):
                trust += n / 400 * (1 - trust)
                loss += 0.1 * (0.3 - loss)
                count += 1
            assert shortest_guarantee(**case) == count
            found.add(count)
        assert len(found) > 5

    def test_periods_are_counted_in_whole_numbers(self):
        """Not 6.0, which has no place in a range of periods."""
        case = {name: float(value) for name, value in FRANCE_AND_GERMANY.items()}

        assert type(shortest_guarantee(**{**case, "trust": 0.3})) is int

    def test_trust_that_hardly_grows_is_refused(self):
        """Without interdependence and at a gain of 1e-12 a billion periods are too few."""
        case = {
            "trust": 0.3,
            "first_strike_advantage": 0.2,
            "war_cost": 0.3,
            "guarantee": 0.6,
            "trust_gain": 1e-12,
            "integration_rate": 0.25,
            "integration_ceiling": 0,
        }

        assert shortest_guarantee(**{**case, "trust_gain": 1e-9}) > 7e8
        with refused(
            "trust_gain and integration_rate must let peace stand alone within "
            "1073741824 periods, got 1e-12 and 0.25"
        ):
            shortest_guarantee(**case)

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("trust", "a probability in [0, 1]"),
            ("first_strike_advantage", "a number in [0, 0.5]"),
            ("war_cost", "a number in (0, 1)"),
            ("guarantee", "a share in [0, 1]"),
            ("trust_gain", "a number in (0, 1)"),
            ("integration_rate", "a number in (0, 1)"),
            ("integration_ceiling", "a number of at least 0"),
        ],
    )
    def test_what_is_no_community_is_refused(self, name, words):
        """Every argument has its domain."""
        with refused(f"{name} must be {words}, got -1"):
            shortest_guarantee(**{**FRANCE_AND_GERMANY, name: -1})


class TestRelativeGains:
    """The gap as a threat (8.8)."""

    @given(gain=gains, partner=gains, sensitivity=sensitivities)
    def test_between_two_the_gap_is_feared(self, gain, partner, sensitivity):
        """U = own gain minus r times how much more the other gains; both must be above 0."""
        result = relative_gains(gain=gain, partner_gain=partner, sensitivity=sensitivity)

        assert result.own == gain - sensitivity * (partner - gain)
        assert result.partner == partner - sensitivity * (gain - partner)
        assert result.cooperate == (result.own > 0 and result.partner > 0)

    @given(gain=gains, partner=gains, sensitivity=sensitivities, states=st.integers(2, 9))
    def test_among_many_the_gap_is_to_the_mean_of_the_others(
        self, gain, partner, sensitivity, states
    ):
        """N - 1 others, of whom all but the partner gain nothing."""
        result = relative_gains(
            gain=gain, partner_gain=partner, sensitivity=sensitivity, states=states
        )

        for value, own, other in (
            (result.own, gain, partner),
            (result.partner, partner, gain),
        ):
            others = [other] + [0] * (states - 2)
            mean = Fraction(sum(others), len(others))
            assert value == own - sensitivity * (mean - own)

    @given(gain=positives, partner=positives, sensitivity=positives)
    def test_gains_must_be_equal_enough(self, gain, partner, sensitivity):
        """Agreed if and only if r/(1 + r) < G_i/G_j < (1 + r)/r."""
        result = relative_gains(gain=gain, partner_gain=partner, sensitivity=sensitivity)

        bound = sensitivity / (1 + sensitivity)
        assert result.cooperate == (bound < gain / partner < 1 / bound)

    @given(gain=positives, partner=positives, sensitivity=positives, states=st.integers(3, 9))
    def test_fear_dilutes_among_many(self, gain, partner, sensitivity, states):
        """The bar falls to r/((1 + r)(N - 1)): what two agree on, many do."""
        case = {"gain": gain, "partner_gain": partner, "sensitivity": sensitivity}
        bound = sensitivity / ((1 + sensitivity) * (states - 1))

        among_many = relative_gains(**case, states=states).cooperate

        assert among_many == (bound < gain / partner < 1 / bound)
        assert among_many or not relative_gains(**case).cooperate

    @given(gain=positives, partner=positives)
    def test_without_fear_every_gain_is_enough(self, gain, partner):
        """r = 0: absolute gains."""
        assert relative_gains(gain=gain, partner_gain=partner, sensitivity=0) == (
            gain,
            partner,
            True,
        )

    @given(gain=positives, sensitivity=sensitivities)
    def test_equal_gains_are_always_agreed(self, gain, sensitivity):
        """r -> infinity leaves only equal gains, and those it leaves."""
        assert relative_gains(gain=gain, partner_gain=gain, sensitivity=sensitivity).cooperate
        assert not relative_gains(
            gain=gain, partner_gain=gain * Fraction(1001, 1000), sensitivity=10**6
        ).cooperate

    def test_a_deal_that_enriches_both_is_blocked_between_two_and_agreed_among_five(self):
        """Gains 0.1 and 0.5, r = 0.5: U = -0.10 between two, 0.0875 among five."""
        case = {
            "gain": Fraction(1, 10),
            "partner_gain": HALF,
            "sensitivity": HALF,
        }

        assert relative_gains(**case) == (Fraction(-1, 10), Fraction(7, 10), False)
        assert relative_gains(**case, states=5) == (
            Fraction(7, 80),
            Fraction(59, 80),
            True,
        )

    def test_indifference_is_not_enough(self):
        """At a value of exactly 0, on either side, there is no deal."""
        case = {"sensitivity": 1}

        assert relative_gains(gain=1, partner_gain=2, **case) == (0, 3, False)
        assert relative_gains(gain=2, partner_gain=1, **case) == (3, 0, False)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"gain": "much"}, "gain must be a number, got 'much'"),
            ({"partner_gain": None}, "partner_gain must be a number, got None"),
            ({"sensitivity": -1}, "sensitivity must be a number of at least 0, got -1"),
            ({"states": 1}, "states must be a whole number of at least 2, got 1"),
        ],
    )
    def test_what_is_no_deal_is_refused(self, arguments, message):
        """A deal takes two."""
        case = {"gain": 1, "partner_gain": 1, "sensitivity": 1}

        with refused(message):
            relative_gains(**{**case, **arguments})


@st.composite
def unions(draw):
    """Freeness inside a union and, lower for the last state, outside it."""
    states = draw(st.integers(2, 4))
    inside = [
        [draw(st.integers(10, 20).map(lambda n: Fraction(n, 20))) for _ in range(states)]
        for _ in range(states)
    ]
    cut = draw(st.integers(0, 10)) / Fraction(20)
    outside = [
        [value - cut if states - 1 in (i, j) else value for j, value in enumerate(row)]
        for i, row in enumerate(inside)
    ]
    size = draw(st.lists(sizes, min_size=states, max_size=states))
    return {"inside": inside, "outside": outside, "size": size, "state": states - 1}


class TestExitIncomeLoss:
    """What leaving costs (8.7)."""

    @given(union=unions(), elasticity=elasticities)
    @settings(deadline=None)
    def test_it_is_what_dearer_living_costs(self, union, elasticity):
        """From price indices inside and outside."""
        inside, outside = (
            price_index(
                {"trade_freeness": union[name], "size": union["size"]},
                union["state"],
                elasticity,
            )
            for name in ("inside", "outside")
        )

        loss = exit_income_loss(**union, elasticity=elasticity)

        assert isclose(loss, 1 - inside / outside, rel_tol=1e-9, abs_tol=1e-12)

    def test_a_small_member_of_three_loses_a_sixth(self):
        """Freeness 0.6 inside, 0.2 and 0.1 outside: 16.5% of income, elasticity 5 by
        default."""
        union = {
            "inside": [[0, 0.6, 0.6], [0.6, 0, 0.6], [0.6, 0.6, 0]],
            "outside": [[0, 0.3, 0.2], [0.3, 0, 0.1], [0.2, 0.1, 0]],
            "size": [0.5, 0.3, 0.2],
        }

        assert round(exit_income_loss(**union, state=2), 3) == 0.165
        assert exit_income_loss(**union, state=2) == exit_income_loss(
            **union, state=2, elasticity=5
        )

    @given(union=unions())
    def test_exit_costs_exactly_those_whose_trade_it_cuts(self, union):
        """Positive if freeness falls, 0 if it stays, negative the other way round."""
        loss = exit_income_loss(**union, elasticity=Fraction(2))
        entry = exit_income_loss(
            **{**union, "inside": union["outside"], "outside": union["inside"]},
            elasticity=Fraction(2),
        )

        cuts = union["inside"] != union["outside"]
        assert (loss > 0) == (entry < 0) == cuts

    @given(union=unions(), more=positives)
    def test_larger_states_lose_less(self, union, more):
        """Whoever has much at home needs others less."""
        assume(union["inside"] != union["outside"])
        larger = [*union["size"][:-1], union["size"][-1] + more]

        assert exit_income_loss(
            **{**union, "size": larger}, elasticity=Fraction(2)
        ) < exit_income_loss(**union, elasticity=Fraction(2))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"inside": [[0, 1]]}, "inside must have 2 entries, got 1"),
            ({"outside": [[0, 1], [1]]}, "outside[1] must have 2 entries, got 1"),
            ({"state": 2}, "state must be below 2, got 2"),
            ({"state": -1}, "state must be a whole number of at least 0, got -1"),
            ({"size": [1, 0]}, "size[1] must be a number above 0, got 0"),
            ({"elasticity": 1}, "elasticity must be a number above 1, got 1"),
        ],
    )
    def test_what_is_no_exit_is_refused(self, arguments, message):
        """A state of the union, and two matrices of its size."""
        case = {
            "inside": [[0, 1], [1, 0]],
            "outside": [[0, 0], [0, 0]],
            "size": [1, 1],
            "state": 0,
        }

        with refused(message):
            exit_income_loss(**{**case, **arguments})
