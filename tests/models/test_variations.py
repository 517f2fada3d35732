"""Variations of a world: each changes what its name says, and nothing else."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import fractions
from worlds import IDS, TOY, affinities, pairs, plain_world, reliabilities, square, worlds

from secbook.models.world import (
    GROUPS,
    Council,
    with_affinity,
    with_member,
    with_pact,
    with_share,
    with_transfer,
    without_member,
)


class TestVariations:
    """A variation changes what its name says, and nothing else."""

    @settings(deadline=None)
    @given(world=worlds(), data=st.data())
    def test_joining_and_leaving_are_opposites(self, world, data):
        """Who joins belongs; who leaves does not; the others stay as they were."""
        group = data.draw(
            st.sampled_from(["collective_security", "concert", "union", "nuclear"])
        )
        ids = [state.id for state in world.states]
        state = data.draw(st.sampled_from(ids))
        inside = with_member(world=world, group=group, state=state)
        outside = without_member(world=world, group=group, state=state)

        assert set(getattr(inside, group)) == {*getattr(world, group), state}
        assert set(getattr(outside, group)) == {*getattr(world, group)} - {state}
        assert with_member(world=inside, group=group, state=state) == inside
        assert without_member(world=outside, group=group, state=state) == outside
        original = getattr(world, group)
        assert replace(inside, **{group: original}) == world
        assert replace(outside, **{group: original}) == world

    @settings(deadline=None)
    @given(world=worlds(), data=st.data())
    def test_the_council_keeps_its_votes_as_long_as_it_can(self, world, data):
        """Too few members must all agree; a veto goes with its seat."""
        ids = [state.id for state in world.states]
        state = data.draw(st.sampled_from(ids))
        before = world.council
        inside = with_member(world=world, group="council", state=state).council
        outside = without_member(world=world, group="council", state=state).council

        assert set(inside.members) == {*before.members, state}
        assert inside.vetoes == before.vetoes
        assert inside.votes == max(before.votes, 1)
        assert set(outside.members) == {*before.members} - {state}
        assert outside.vetoes == [veto for veto in before.vetoes if veto != state]
        assert outside.votes == min(before.votes, len(outside.members))

    def test_a_veto_needs_a_seat(self):
        """Vetoes are given to members only, and taken without taking the seat."""
        more = with_member(world=TOY, group="vetoes", state="D")

        assert more.council == Council(
            members=["A", "B", "C", "D"], vetoes=["B", "C", "D"], votes=3
        )
        assert without_member(world=more, group="vetoes", state="B").council.vetoes == [
            "C",
            "D",
        ]
        with pytest.raises(ValueError, match=r"^council.vetoes of E needs a seat"):
            with_member(world=TOY, group="vetoes", state="E")

    def test_each_group_is_varied_under_its_own_name(self):
        """Six groups, six different worlds."""
        varied = [
            with_member(world=replace(TOY, nuclear=["A"]), group=group, state=state)
            for group, state in zip(GROUPS, ["E", "E", "E", "A", "B", "C"], strict=True)
        ]

        assert [world.collective_security for world in varied] == [list("ABCDE")] * 6
        assert varied[1].concert == ["A", "B", "C", "E"]
        assert varied[2].council.members == ["A", "B", "C", "D", "E"]
        assert varied[3].council.vetoes == ["B", "C", "A"]
        assert varied[4].union == ["C", "D", "E", "B"]
        assert varied[5].nuclear == ["A", "C"]
        left = without_member(world=TOY, group="collective_security", state="C")
        assert left.collective_security == ["A", "B", "D", "E"]

    def test_an_unknown_group_is_refused_with_those_that_exist(self):
        """There is no group of that name."""
        words = (
            "group must be one of collective_security, concert, council, vetoes, union, "
            "nuclear, got 'nato'"
        )
        for vary in (with_member, without_member):
            with pytest.raises(ValueError, match=f"^{words}$"):
                vary(world=TOY, group="nato", state="A")
            with pytest.raises(
                ValueError, match=r"^state has no state 'X'; the states are A, B"
            ):
                vary(world=TOY, group="union", state="X")

    @settings(deadline=None)
    @given(world=worlds(), reliability=reliabilities, mutual=st.booleans(), data=st.data())
    def test_a_pact_is_between_two_states(self, world, reliability, mutual, data):
        """One direction or both, and no other promise."""
        helper, helped = data.draw(st.sampled_from(pairs(world)))
        k, j = IDS.index(helper), IDS.index(helped)
        bound = with_pact(
            world=world, helper=helper, helped=helped, reliability=reliability, mutual=mutual
        )

        assert bound.pacts[k][j] == reliability
        assert bound.pacts[j][k] == (reliability if mutual else world.pacts[j][k])
        restored = square(bound, "pacts", k, j, world.pacts[k][j])
        restored[j][k] = world.pacts[j][k]
        assert replace(bound, pacts=restored) == world

    def test_a_pact_is_mutual_unless_it_is_said_not_to_be(self):
        """Most treaties bind both."""
        bound = with_pact(world=TOY, helper="A", helped="B", reliability=0.5)

        assert (bound.pacts[0][1], bound.pacts[1][0]) == (0.5, 0.5)
        with pytest.raises(
            ValueError, match=r"^helped must not be the helper, got 'A' for both$"
        ):
            with_pact(world=TOY, helper="A", helped="A", reliability=0.5)
        with pytest.raises(ValueError, match=r"^reliability must be a probability"):
            with_pact(world=TOY, helper="A", helped="B", reliability=75)
        with pytest.raises(ValueError, match=r"^helper has no state 'X'"):
            with_pact(world=TOY, helper="X", helped="B", reliability=1)

    @settings(deadline=None)
    @given(world=worlds(), affinity=affinities, data=st.data())
    def test_affinity_is_always_mutual(self, world, affinity, data):
        """Both cells of a pair, and no other."""
        one, other = data.draw(st.sampled_from(pairs(world)))
        i, j = IDS.index(one), IDS.index(other)
        closer = with_affinity(world=world, state=one, other=other, affinity=affinity)

        assert closer.affinity[i][j] == closer.affinity[j][i] == affinity
        restored = square(closer, "affinity", i, j, world.affinity[i][j])
        restored[j][i] = world.affinity[i][j]
        assert replace(closer, affinity=restored) == world

    def test_a_state_has_no_affinity_to_itself(self):
        """A pair is two states."""
        with pytest.raises(
            ValueError, match=r"^other must not be the state, got 'C' for both$"
        ):
            with_affinity(world=TOY, state="C", other="C", affinity=1)
        with pytest.raises(
            ValueError, match=r"^affinity must be a number in \[-1, 1\], got 2$"
        ):
            with_affinity(world=TOY, state="C", other="D", affinity=2)

    @settings(deadline=None)
    @given(
        world=worlds(), share=fractions(Fraction(1, 40), Fraction(39, 40), 40), data=st.data()
    )
    def test_a_share_is_taken_from_all_others_in_proportion(self, world, share, data):
        """The total stays, and so do the proportions among the others."""
        place = data.draw(st.integers(0, len(world.states) - 1))
        moved = with_share(world=world, state=IDS[place], share=share)
        ratios = [
            new / old
            for k, (new, old) in enumerate(zip(moved.power, world.power, strict=True))
            if k != place
        ]

        assert sum(moved.power) == sum(world.power)
        assert moved.power[place] == share * sum(world.power)
        assert len(set(ratios)) == 1
        assert replace(moved, power=world.power) == world

    @settings(deadline=None)
    @given(
        world=worlds(), part=fractions(Fraction(1, 40), Fraction(39, 40), 40), data=st.data()
    )
    def test_what_one_state_loses_another_gains(self, world, part, data):
        """A transfer moves power, and makes none."""
        giver, receiver = data.draw(st.sampled_from(pairs(world)))
        i, j = IDS.index(giver), IDS.index(receiver)
        amount = part * world.power[i]
        moved = with_transfer(world=world, giver=giver, receiver=receiver, amount=amount)

        assert moved.power[i] == world.power[i] - amount
        assert moved.power[j] == world.power[j] + amount
        assert sum(moved.power) == sum(world.power)
        back = with_transfer(world=moved, giver=receiver, receiver=giver, amount=amount)
        assert back == world

    def test_nobody_gives_all_it_has(self):
        """A state without power is no state of this theory."""
        words = "amount must be below the power of A, 2, got 2"
        with pytest.raises(ValueError, match=f"^{words}$"):
            with_transfer(world=plain_world([2, 1]), giver="A", receiver="B", amount=2)
        with pytest.raises(ValueError, match=r"^receiver must not be the giver"):
            with_transfer(world=TOY, giver="A", receiver="A", amount=0.1)
        with pytest.raises(ValueError, match=r"^share must be a number in \(0, 1\), got 1$"):
            with_share(world=TOY, state="A", share=1)
        with pytest.raises(ValueError, match=r"^state has no state 'X'"):
            with_share(world=TOY, state="X", share=0.5)
