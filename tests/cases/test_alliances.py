"""What the labs of the chapter on alliances compute, against the theory behind them."""

from dataclasses import replace
from itertools import product
from math import inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secbook.cases.alliances import (
    ALLIES,
    JULY,
    NATO,
    PLAYERS,
    PLAYERS_POWER,
    TREATIES,
    burden_sharing,
    july_1914,
    pact,
)
from secbook.data import scenario
from secbook.models.alliance import commitment_curve, deterring_reliability
from secbook.models.contest import coalition_win_probability
from secbook.models.world import assess, confront

ALL = [treaty.id for treaty in TREATIES]
POWER = [power / sum(PLAYERS_POWER) for power in PLAYERS_POWER]

powers = st.lists(st.floats(0.01, 1), min_size=5, max_size=5)
shares = st.floats(0, 1)


def on_paper(**given_):
    """The lab's first state, or that with some controls moved."""
    start = {
        "power": POWER,
        "members": ["A"],
        "reliability": 0.5,
        "benefit_share": 0.5,
        "revision_weight": 1,
        "price": 0.1,
    }
    return pact(**{**start, **given_})


def in_july(**given_):
    """July 1914 with all pacts, or with some controls moved."""
    start = {
        "power": JULY.power,
        "treaties": ALL,
        "reliability": 0.75,
        "other_reliability": 0.75,
        "provocation": 0,
    }
    return july_1914(**{**start, **given_})


class TestPact:
    """A challenger, a victim, and up to three allies."""

    @given(power=powers, q=shares)
    def test_with_one_ally_the_threshold_is_that_of_the_theory(self, power, q):
        """The search by halving finds (4.3)."""
        attacker, victim, ally, *_ = power
        found = on_paper(power=power, benefit_share=q).threshold
        expected = deterring_reliability(
            attacker=attacker, victim=victim, ally=ally, benefit_share=q
        )

        assert found == expected or isclose(found, expected, abs_tol=1e-9)

    @given(power=powers, q=st.floats(0.05, 0.95))
    def test_at_the_threshold_an_attack_brings_nothing(self, power, q):
        """With three allies, the margin changes its sign there."""
        found = on_paper(power=power, members=["A", "B", "D"], benefit_share=q)
        if 0 < found.threshold < inf:
            at = on_paper(
                power=power,
                members=["A", "B", "D"],
                benefit_share=q,
                reliability=found.threshold,
            )
            assert isclose(at.margin, 0, abs_tol=1e-9)

    def test_without_allies_nothing_deters(self):
        """Nobody has promised anything: the pact is worth nothing, and its price too high."""
        found = on_paper(members=[])

        assert found.threshold == inf
        assert found.worth == 0
        assert found.lasts == "not worth its price"
        assert found.attack_probability == found.alone

    @given(power=powers, reliability=shares)
    def test_the_size_of_the_war_is_the_mean_over_who_comes(self, power, reliability):
        """Enumerate all ways in which three allies keep their word."""
        found = on_paper(power=power, members=["A", "B", "D"], reliability=reliability)
        expected = 0.0
        for coming in product([True, False], repeat=3):
            chance, size = 1.0, power[0] + power[1]
            for comes, ally in zip(coming, power[2:], strict=True):
                chance *= reliability if comes else 1 - reliability
                size += ally if comes else 0
            expected += chance * size

        assert isclose(found.war_size, expected, rel_tol=1e-9)

    def test_the_pact_ends_with_the_threat(self):
        """A challenger that wants nothing needs no deterring."""
        found = on_paper(revision_weight=0)

        assert found.attack_probability == 0
        assert found.worth == 0
        assert found.lasts == "not worth its price"

    @given(power=powers, reliability=shares)
    def test_allies_that_decide_apart_deter_more_than_together(self, power, reliability):
        """Chances are convex in help: the first helper counts most."""
        attacker, victim, *allies = power
        apart = coalition_win_probability(
            attacker=attacker, victim=victim, helpers=[(ally, reliability) for ally in allies]
        )
        together = coalition_win_probability(
            attacker=attacker, victim=victim, helpers=[(sum(allies), reliability)]
        )

        assert apart <= together + 1e-12

    def test_names_and_powers_belong_together(self):
        """Five states, five powers."""
        assert len(PLAYERS) == len(PLAYERS_POWER) == 5


class TestJuly:
    """The world of July 1914, with Russia's promise on a slider."""

    def test_at_first_it_is_the_world_of_the_data(self):
        """With all pacts at three quarters, the lab asks the model about that very world."""
        asked = {"mechanisms": ["alliance"], "parameters": {"misjudgement": 0.08}}
        expected = confront(world=scenario("1914"), challenger="AUH", target="SRB", **asked)
        found = in_july()

        assert found.attack_probability == expected.attack_probability
        assert found.war_size == expected.war_size
        assert found.drawn_in[3] == expected.joining["RUS"]
        shortfall = assess(world=scenario("1914"), **asked).free_riding["alliance"]
        assert found.shortfall == shortfall

    @given(reliability=shares)
    def test_the_size_rises_with_the_promise_in_a_straight_line(self, reliability):
        """As (4.10) assumes: only Russia links Serbia to the continent."""
        ends = [in_july(reliability=r).war_size for r in (0, 1)]
        curve = commitment_curve(
            reliability=reliability,
            risk=0.5,
            risk_drop=0.5,
            local_size=ends[0],
            added_size=ends[1] - ends[0],
        )

        assert isclose(in_july(reliability=reliability).war_size, curve.war_size, rel_tol=1e-9)

    def test_half_a_promise_is_the_worst(self):
        """Between no promise and a good one, the expected war is larger than with either."""
        silent, weak, firm = (in_july(reliability=r).expected_war_size for r in (0, 0.15, 0.75))

        assert weak > silent > firm

    def test_what_would_be_without_the_promise_is_what_is_without_it(self):
        """The comparison in the readout is the lab's own state at zero."""
        assert in_july().expected_without == in_july(reliability=0).expected_war_size

    def test_without_pacts_there_is_no_bloc_and_no_chain(self):
        """Nobody is asked to pay, and nobody but the two is drawn in."""
        found = in_july(treaties=[], reliability=0)

        assert found.shortfall is None
        assert found.links == []
        assert sorted(found.drawn_in) == [0, 0, 0, 0, 0, 0, 1, 1]

    def test_provocation_makes_the_race_run_away(self):
        """The index passes one, and the words with it."""
        calm, provoked = in_july(), in_july(provocation=0.3)

        assert (calm.race, provoked.race) == ("settles", "runs away")
        assert calm.spiral < 1 < provoked.spiral

    def test_a_weaker_russia_must_be_surer(self):
        """The threshold rises when the ally's power falls."""
        power = [half / 2 if i == 3 else half for i, half in enumerate(JULY.power)]

        assert in_july(power=power).threshold > in_july().threshold

    def test_the_treaties_are_those_of_the_data(self):
        """Every pact of the world of 1914 is in one of the treaties, and no other."""
        found = in_july()
        linked = {frozenset(link[:2]) for link in found.links}
        ids = [state.id for state in JULY.states]
        pacts = {
            frozenset((ids[i], ids[j]))
            for i, row in enumerate(JULY.pacts)
            for j, value in enumerate(row)
            if value > 0
        }

        assert linked == pacts
        assert replace(JULY).pacts == scenario("1914").pacts


class TestBurden:
    """Who paid for NATO in 1964, and who would have in the model."""

    def test_shares_add_up(self):
        """Of income, of the model's bill and of the record."""
        found = burden_sharing(members=NATO, taste=0.4, private_share=0.9, american_income=1)

        for share in (found.income_shares, found.paid_shares, found.record_shares):
            assert isclose(sum(share), 1)

    def test_a_pure_public_good_is_paid_by_the_richest_alone(self):
        """The United States pays everything, and the rest ride free."""
        found = burden_sharing(members=NATO, taste=0.4, private_share=0, american_income=1)

        assert found.payers == 1
        assert found.paid_shares[NATO.index("USA")] == 1

    def test_the_record_lies_between_a_public_and_a_private_good(self):
        """More than the share of income, less than everything."""
        found = burden_sharing(members=NATO, taste=0.4, private_share=1, american_income=1)

        assert found.income_shares[0] == pytest.approx(found.paid_shares[0])
        assert found.income_shares[0] < found.richest_recorded < 1

    def test_who_leaves_neither_pays_nor_counts(self):
        """The shares are those of the members that stay."""
        found = burden_sharing(
            members=["FRN", "ITA"], taste=0.4, private_share=0.5, american_income=2
        )

        assert found.names == [ally.name for ally in ALLIES if ally.id in ("FRN", "ITA")]
        assert isclose(sum(found.record_shares), 1)

    def test_nobody_cannot_pay(self):
        """An alliance has a member, or there is no answer."""
        with pytest.raises(ValueError, match="members must name at least one ally, got none"):
            burden_sharing(members=[], taste=0.4, private_share=0.5, american_income=1)
