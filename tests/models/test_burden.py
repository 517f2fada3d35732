"""Burden sharing: private provision of common security, tested as theory."""

from fractions import Fraction
from math import isclose

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import fractions, interior, positives

from secbook.models.burden import (
    joint_product_provision,
    joint_product_ratio,
    voluntary_provision,
)

HALF = Fraction(1, 2)

incomes = st.lists(positives, min_size=1, max_size=6)
groups = st.integers(1, 30)


class TestVoluntaryProvision:
    """Who gives for a good that all enjoy (3.1-3.3)."""

    def test_the_largest_of_four_pays_for_all(self):
        """60, 20, 10, 10 with a taste of 2/5: the first gives 24 of the 40 wanted."""
        given_ = voluntary_provision(income=[60, 20, 10, 10], security_taste=Fraction(2, 5))

        assert given_ == (24, [24, 0, 0, 0], 40, Fraction(3, 5))
        assert given_._fields == ("total", "contributions", "optimum", "ratio")

    @given(income=incomes, taste=interior)
    def test_everybody_replies_best_to_everybody_else(self, income, taste):
        """x_i = max(0, alpha I_i - (1 - alpha) X_-i) holds for each, exactly."""
        total, contributions, _, _ = voluntary_provision(income=income, security_taste=taste)

        assert sum(contributions) == total
        for own, gift in zip(income, contributions, strict=True):
            assert gift == max(0, taste * own - (1 - taste) * (total - gift))

    @given(income=incomes, taste=interior)
    def test_no_other_gift_makes_a_state_better_off(self, income, taste):
        """Search each state's gifts on a grid, the gifts of the others fixed."""
        total, contributions, _, _ = voluntary_provision(income=income, security_taste=taste)
        alpha = float(taste)

        for own, gift in zip(income, contributions, strict=True):

            def welfare(x, own=own, others=total - gift):
                return float(own - x) ** (1 - alpha) * float(x + others) ** alpha

            best = welfare(gift)
            assert all(best >= welfare(own * Fraction(k, 20)) - 1e-12 for k in range(21))

    @settings(max_examples=30)
    @given(income=incomes, taste=fractions(Fraction(1, 5), Fraction(4, 5), 10))
    def test_states_that_adapt_to_one_another_end_there(self, income, taste):
        """Start from nothing and let one state after the other reply, many times."""
        gifts = [0.0] * len(income)
        for _ in range(200):
            for i, own in enumerate(income):
                others = sum(gifts) - gifts[i]
                gifts[i] = max(0.0, float(taste * own) - float(1 - taste) * others)

        total = voluntary_provision(income=income, security_taste=taste).total

        assert isclose(sum(gifts), total, rel_tol=1e-9)

    @given(income=incomes, taste=interior)
    def test_the_richest_contribute_and_end_equal(self, income, taste):
        """Those with I_i > kappa X give, and all who give keep kappa X."""
        total, contributions, _, _ = voluntary_provision(income=income, security_taste=taste)
        kept = (1 - taste) / taste * total

        for own, gift in zip(income, contributions, strict=True):
            assert (gift > 0) == (own > kept)
            if gift > 0:
                assert own - gift == kept

    @given(income=incomes, taste=interior)
    def test_too_little_is_given_unless_one_state_is_alone(self, income, taste):
        """The ratio is X / X0, and below 1 as soon as there are two states."""
        total, _, optimum, ratio = voluntary_provision(income=income, security_taste=taste)

        assert ratio * optimum == total
        assert 0 < ratio <= 1
        assert (ratio == 1) == (len(income) == 1)

    @given(income=incomes, taste=interior)
    def test_the_optimum_is_what_all_would_want_together(self, income, taste):
        """Samuelson: with private incomes shared equally, search the common level."""
        optimum = voluntary_provision(income=income, security_taste=taste).optimum
        wealth, alpha = sum(income), float(taste)

        def welfare(level):
            return float(wealth - level) ** (1 - alpha) * float(level) ** alpha

        best = welfare(optimum)
        assert all(best >= welfare(wealth * Fraction(k, 60)) - 1e-12 for k in range(61))

    @given(
        income=st.lists(positives, min_size=2, max_size=6),
        taste=interior,
        part=interior,
        data=st.data(),
    )
    def test_income_moved_among_contributors_changes_nothing(self, income, taste, part, data):
        """Warr's neutrality: the total stays, whoever among them is richer."""
        before = voluntary_provision(income=income, security_taste=taste)
        giving = [i for i, gift in enumerate(before.contributions) if gift > 0]
        assume(len(giving) >= 2)
        giver, taker = data.draw(st.permutations(giving))[:2]
        moved = part * before.contributions[giver]
        changed = [
            own - moved * (i == giver) + moved * (i == taker) for i, own in enumerate(income)
        ]

        after = voluntary_provision(income=changed, security_taste=taste)

        assert after.total == before.total
        assert after.contributions[giver] == before.contributions[giver] - moved

    def test_unequal_or_equal_a_hundred_buys_twenty_five(self):
        """36, 32, 32 and 40, 32, 28 with a taste of one half."""
        for income in ([36, 32, 32], [40, 32, 28]):
            assert voluntary_provision(income=income, security_taste=HALF).total == 25

    @given(
        income=st.lists(positives, min_size=2, max_size=6),
        taste=interior,
        part=interior,
        data=st.data(),
    )
    def test_equality_never_raises_provision(self, income, taste, part, data):
        """A transfer from a richer to a poorer state never raises the total."""
        poor, rich = sorted(
            data.draw(st.permutations(range(len(income))))[:2], key=lambda i: income[i]
        )
        moved = part * (income[rich] - income[poor]) / 2
        changed = [
            own - moved * (i == rich) + moved * (i == poor) for i, own in enumerate(income)
        ]

        before = voluntary_provision(income=income, security_taste=taste).total
        after = voluntary_provision(income=changed, security_taste=taste).total

        assert after <= before

    @given(income=st.lists(positives, min_size=2, max_size=6), taste=interior)
    def test_the_small_exploit_the_large(self, income, taste):
        """Olson and Zeckhauser: smaller members give smaller parts of their incomes."""
        result = voluntary_provision(income=income, security_taste=taste)
        pairs = sorted(zip(income, result.contributions, strict=True))
        parts = [gift / own for own, gift in pairs]

        assert parts == sorted(parts)
        largest, gift = pairs[-1]
        assert gift / result.total >= largest / sum(income)

    @given(income=incomes, taste=interior, unit=positives)
    def test_the_unit_of_money_does_not_matter(self, income, taste, unit):
        """Twice the incomes are twice the gifts, at the same ratio."""
        before = voluntary_provision(income=income, security_taste=taste)
        after = voluntary_provision(income=[unit * own for own in income], security_taste=taste)

        assert after.contributions == [unit * gift for gift in before.contributions]
        assert after.ratio == before.ratio

    @given(income=incomes)
    def test_who_wants_only_security_gives_all(self, income):
        """The ratio goes to 1 as alpha does."""
        ratio = voluntary_provision(
            income=income, security_taste=Fraction(999_999, 1_000_000)
        ).ratio

        assert ratio > 1 - Fraction(len(income), 1_000_000)

    def test_a_state_at_the_margin_gives_nothing(self):
        """An income of exactly kappa X is kept."""
        result = voluntary_provision(income=[2, 1], security_taste=HALF)

        assert result == (1, [1, 0], Fraction(3, 2), Fraction(2, 3))

    def test_faint_tastes_are_no_trouble(self):
        """The ratio is found also where the amounts vanish."""
        result = voluntary_provision(income=[0.1, 0.1], security_taste=5e-324)

        assert result.ratio == 0.5

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"income": []}, "income must have at least 1 entries, got 0"),
            ({"income": [1, 0]}, r"income\[1\] must be a number above 0, got 0"),
            ({"security_taste": 0}, r"security_taste must be a number in \(0, 1\), got 0"),
            ({"security_taste": 1}, r"security_taste must be a number in \(0, 1\), got 1"),
        ],
    )
    def test_what_is_no_group_is_refused(self, bad, message):
        """Incomes are positive, tastes mixed."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            voluntary_provision(**{"income": [1, 1], "security_taste": 0.5, **bad})


class TestJointProductRatio:
    """Defense that is partly private (4.4)."""

    @given(
        allies=st.integers(1, 12),
        taste=fractions(Fraction(1, 5), Fraction(4, 5), 10),
        private=fractions(0, 1, 10),
    )
    def test_no_ally_gains_by_giving_more_or_less(self, allies, taste, private):
        """At the common gift that it implies, search one ally's gifts on a grid."""
        ratio = joint_product_ratio(allies=allies, security_taste=taste, private_share=private)
        gift, alpha, theta = float(ratio * taste), float(taste), float(private)

        def welfare(x):
            enjoyed = theta * x + (1 - theta) * (x + (allies - 1) * gift)
            return (1 - x) ** (1 - alpha) * enjoyed**alpha

        best = welfare(gift)
        assert all(best >= welfare(k / 200) - 1e-12 for k in range(201))

    @given(allies=groups, taste=interior)
    def test_pure_common_defense_is_voluntary_provision(self, allies, taste):
        """At theta = 0 equal allies give what (3.2) says."""
        assert (
            joint_product_ratio(allies=allies, security_taste=taste, private_share=0)
            == voluntary_provision(income=[1] * allies, security_taste=taste).ratio
        )

    @given(allies=groups, taste=interior)
    def test_private_defense_leaves_no_free_riding(self, allies, taste):
        """At theta = 1, and for a state alone, the ratio is 1."""
        own = joint_product_ratio(allies=allies, security_taste=taste, private_share=1)
        alone = joint_product_ratio(allies=1, security_taste=taste, private_share=0)

        assert own == alone == 1

    @given(
        allies=groups,
        taste=fractions(Fraction(1, 40), Fraction(19, 20), 40),
        private=fractions(0, Fraction(9, 10), 20),
    )
    def test_free_riding_grows_with_the_alliance(self, allies, taste, private):
        """The ratio falls in N, rises in theta and in alpha."""

        def ratio(**changed):
            return joint_product_ratio(
                **{
                    "allies": allies,
                    "security_taste": taste,
                    "private_share": private,
                    **changed,
                }
            )

        assert ratio(allies=allies + 1) < ratio()
        if allies > 1:
            assert ratio(private_share=private + Fraction(1, 20)) > ratio()
            assert ratio(security_taste=taste + Fraction(1, 40)) > ratio()

    @given(taste=interior, private=fractions(0, Fraction(9, 10), 20))
    def test_a_very_large_alliance_provides_nothing(self, taste, private):
        """The ratio goes to 0 as N grows, if any part is common."""
        crowd = joint_product_ratio(allies=10**9, security_taste=taste, private_share=private)

        assert crowd < Fraction(1, 10**6)

    def test_twenty_seven_allies_provide_seven_percent(self):
        """alpha = 0.35 and theta = 0.2: 0.069 of the best defense."""
        ratio = joint_product_ratio(allies=27, security_taste=0.35, private_share=0.2)

        assert round(ratio, 3) == 0.069

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"allies": 0}, "allies must be a whole number of at least 1, got 0"),
            ({"allies": 2.5}, r"allies must be a whole number of at least 1, got 2\.5"),
            ({"security_taste": 1}, r"security_taste must be a number in \(0, 1\), got 1"),
            ({"private_share": 1.5}, r"private_share must be a share in \[0, 1\], got 1\.5"),
        ],
    )
    def test_what_is_no_alliance_is_refused(self, bad, message):
        """At least one ally, and shares between 0 and 1."""
        kwargs = {"allies": 2, "security_taste": 0.5, "private_share": 0.5}

        with pytest.raises(ValueError, match=f"^{message}$"):
            joint_product_ratio(**{**kwargs, **bad})


class TestJointProductProvision:
    """Unequal allies, whose defense serves themselves in part (4.4')."""

    @given(income=incomes, taste=interior, private=fractions(0, 1, 12))
    def test_everybody_replies_best_to_everybody_else(self, income, taste, private):
        """No gift on a fine grid makes an ally better off than its own, the others fixed."""
        found = joint_product_provision(
            income=income, security_taste=taste, private_share=private
        )
        alpha = float(taste)

        assert sum(found.contributions) == found.total
        for own, gift in zip(income, found.contributions, strict=True):

            def welfare(x, own=own, others=found.total - gift):
                enjoyed = x + (1 - private) * others
                return float(own - x) ** (1 - alpha) * float(enjoyed) ** alpha

            best = welfare(gift)
            assert all(best >= welfare(own * Fraction(k, 40)) - 1e-12 for k in range(41))

    @given(income=incomes, taste=interior)
    def test_without_a_private_part_it_is_the_pure_public_good(self, income, taste):
        """At theta = 0 the allies are those of Olson and Zeckhauser."""
        pure = voluntary_provision(income=income, security_taste=taste)
        total, contributions, _, _ = joint_product_provision(
            income=income, security_taste=taste, private_share=Fraction(0)
        )

        assert total == pure.total
        assert contributions == pure.contributions

    @given(taste=interior, private=fractions(0, 1, 12), allies=groups)
    def test_equal_allies_provide_what_4_4_says(self, taste, private, allies):
        """X / X0 = 1 / (alpha + (1 - alpha)(theta + (1 - theta) N))."""
        found = joint_product_provision(
            income=[Fraction(7)] * allies, security_taste=taste, private_share=private
        )
        expected = joint_product_ratio(
            allies=allies, security_taste=taste, private_share=private
        )

        assert found.ratio == expected == found.total / found.optimum

    @given(income=incomes, taste=interior)
    def test_where_nothing_is_shared_everybody_pays_its_share(self, income, taste):
        """At theta = 1 each spends alpha of its income, which is the optimum."""
        found = joint_product_provision(
            income=income, security_taste=taste, private_share=Fraction(1)
        )

        assert found.contributions == [taste * own for own in income]
        assert found.ratio == 1

    @given(
        income=incomes, taste=interior, private=fractions(0, 1, 12), step=fractions(0, 1, 12)
    )
    def test_the_more_is_private_the_less_is_missing(self, income, taste, private, step):
        """X / X0 never falls in theta, and no fewer allies pay."""
        assume(private + step <= 1)
        less, more = (
            joint_product_provision(income=income, security_taste=taste, private_share=theta)
            for theta in (private, private + step)
        )

        assert more.ratio >= less.ratio
        for before, after in zip(less.contributions, more.contributions, strict=True):
            assert after > 0 or before == 0

    @given(income=incomes, taste=interior, private=fractions(0, 1, 12))
    def test_the_burden_never_falls_as_income_rises(self, income, taste, private):
        """Exploitation of the great by the small: the richer gives the larger share."""
        found = joint_product_provision(
            income=income, security_taste=taste, private_share=private
        )
        burdens = [gift / own for gift, own in zip(found.contributions, income, strict=True)]
        ranked = [burden for _, burden in sorted(zip(income, burdens, strict=True))]

        assert ranked == sorted(ranked)
