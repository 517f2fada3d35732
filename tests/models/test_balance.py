"""Balance of power: essential states and alignments, tested as theory."""

from fractions import Fraction
from itertools import combinations, product
from math import isclose

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import fractions, positives, powers

from secbook.models.balance import (
    concentration,
    essential_states,
    stable_alignments,
    swings,
)

HALF = Fraction(1, 2)

systems = st.lists(st.integers(1, 12), min_size=1, max_size=6)
affinities = fractions(-1, 1, 4)


def coalitions(states):
    """All coalitions of some states."""
    for size in range(len(states) + 1):
        yield from combinations(states, size)


@st.composite
def landscapes(draw, most=5):
    """Sizes and symmetric propensities of one to `most` states."""
    states = draw(st.integers(1, most))
    propensity = [[Fraction(0)] * states for _ in range(states)]
    for i in range(states):
        for j in range(i + 1):
            propensity[i][j] = propensity[j][i] = draw(affinities)
    return {
        "size": draw(st.lists(positives, min_size=states, max_size=states)),
        "propensity": propensity,
    }


def energy(landscape, sides):
    """Sum over all ordered pairs of states on different sides."""
    size, propensity = landscape["size"], landscape["propensity"]
    return sum(
        size[i] * size[j] * propensity[i][j]
        for i, j in product(range(len(size)), repeat=2)
        if sides[i] != sides[j]
    )


def frustration(landscape, sides, i):
    """What state i suffers from friends who are away, and enjoys from absent enemies."""
    size, propensity = landscape["size"], landscape["propensity"]
    return sum(
        size[j] * propensity[i][j] for j in range(len(size)) if j != i and sides[j] != sides[i]
    )


def switched(sides, i):
    """The alignment after state i has changed sides, seen from state 0."""
    changed = [1 - side if j == i else side for j, side in enumerate(sides)]
    return changed if changed[0] == 0 else [1 - side for side in changed]


class TestSwings:
    """Who decides how often (2.1')."""

    @given(weights=systems, quota=st.integers(1, 40))
    def test_swings_are_the_coalitions_that_a_state_turns(self, weights, quota):
        """Form every coalition of the others, and see whether i makes it win."""

        def wins(members):
            return sum(weights[k] for k in members) >= quota

        states = range(len(weights))
        result = swings(weights=weights, quota=quota)

        assert result.winning == sum(wins(members) for members in coalitions(states))
        for i in states:
            others = [k for k in states if k != i]
            decided = [
                members
                for members in coalitions(others)
                if wins((*members, i)) and not wins(members)
            ]
            assert result.swings[i] == len(decided)

    def test_two_boards_that_banzhaf_made_famous(self):
        """Nassau County: six votes of 9, 9, 7, 3, 1, 1, and three of them worth nothing."""
        board = swings(weights=[9, 9, 7, 3, 1, 1], quota=16)

        assert board.swings == [16, 16, 16, 0, 0, 0]
        assert board.winning == 32
        assert board._fields == ("swings", "winning")

    def test_unanimity_gives_everyone_the_same_single_swing(self):
        """If all are needed, only the grand coalition wins, whatever the weights."""
        assert swings(weights=[5, 2, 1], quota=8) == ([1, 1, 1], 1)

    def test_a_quota_beyond_all_weights_leaves_nothing_to_decide(self):
        """No coalition wins, and nobody swings one."""
        assert swings(weights=[5, 2, 1], quota=9) == ([0, 0, 0], 0)

    def test_a_state_without_weight_decides_nothing(self):
        """A weight of 0 is a bystander in every coalition."""
        assert swings(weights=[0, 1], quota=1) == ([0, 2], 2)

    def test_sixteen_states_are_the_most(self):
        """Sixteen ones with a simple majority: C(15, 8) swings each."""
        assert swings(weights=[1] * 16, quota=9) == ([6435] * 16, 26333)
        with pytest.raises(ValueError, match=r"^weights must have at most 16 entries, got 17$"):
            swings(weights=[1] * 17, quota=9)

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"weights": []}, "weights must have at least 1 entries, got 0"),
            ({"weights": [1, -1]}, r"weights\[1\] must be a number of at least 0, got -1"),
            ({"quota": 0}, "quota must be a number above 0, got 0"),
        ],
    )
    def test_what_is_no_board_is_refused(self, bad, message):
        """Somebody votes, and something is needed to win."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            swings(**{"weights": [1, 1], "quota": 2, **bad})


class TestEssentialStates:
    """Who is needed to stop whom (2.1)."""

    @given(power=systems)
    def test_an_essential_state_makes_some_coalition_dominate(self, power):
        """The definition, over all coalitions of the others, with exact halves."""
        half = Fraction(sum(power), 2)
        states = range(len(power))

        expected = [
            any(
                sum(power[k] for k in members) <= half < sum(power[k] for k in (*members, i))
                for members in coalitions([k for k in states if k != i])
            )
            for i in states
        ]

        assert essential_states(power) == expected

    @given(power=systems)
    def test_to_be_essential_is_to_have_a_swing(self, power):
        """Essential iff the number of swings in [more than W/2; w] is positive."""
        decided = swings(weights=power, quota=sum(power) // 2 + 1).swings

        assert essential_states(power) == [count > 0 for count in decided]

    @given(others=systems)
    def test_a_majority_of_one_makes_all_others_inessential(self, others):
        """Theorem (a): a share above 1/2 decides alone."""
        power = [sum(others) + 1, *others]

        assert essential_states(power) == [True] + [False] * len(others)

    @given(power=st.lists(powers, min_size=3, max_size=3))
    def test_of_three_below_half_all_are_essential(self, power):
        """Theorem (b): any two of three exceed 1/2."""
        assume(2 * max(power) < sum(power))

        assert essential_states(power) == [True] * 3

    @given(others=systems)
    def test_at_exactly_half_everyone_counts(self, others):
        """Theorem (c): the unequal but stable case."""
        power = [sum(others), *others]

        assert essential_states(power) == [True] * len(power)

    @given(power=st.lists(powers, min_size=2, max_size=6))
    def test_all_others_together_outweigh_a_state_below_half(self, power):
        """Theorem (d): opposed by all, i is outweighed iff w_i < W/2."""
        outweighed = [2 * own < sum(power) for own in power]

        for own, loses in zip(power, outweighed, strict=True):
            assert loses == (sum(power) - own > own)
            if 2 * own > sum(power):
                assert essential_states(power).count(True) == 1

    @given(power=systems, data=st.data())
    def test_more_resources_never_make_a_state_inessential(self, power, data):
        """The losing coalition stays losing, and the winning one winning."""
        i = data.draw(st.integers(0, len(power) - 1))
        more = data.draw(st.integers(1, 20))
        richer = [own + more * (k == i) for k, own in enumerate(power)]

        assert essential_states(richer)[i] >= essential_states(power)[i]

    def test_the_smallest_of_three_threes_and_a_one_does_not_count(self):
        """3, 3, 3, 1 leave the small state out; 5, 2, 2, 1 need everyone."""
        assert essential_states([3, 3, 3, 1]) == [True, True, True, False]
        assert essential_states([5, 2, 2, 1]) == [True, True, True, True]
        assert essential_states([7]) == [True]

    def test_sixteen_states_are_the_most(self):
        """Beyond that the work is refused, and the count is named."""
        assert essential_states([1] * 16) == [True] * 16
        with pytest.raises(ValueError, match=r"^power must have at most 16 entries, got 17$"):
            essential_states([1] * 17)

    @pytest.mark.parametrize(
        ("power", "message"),
        [
            ([], "power must have at least 1 entries, got 0"),
            ([1, 0], r"power\[1\] must be a number above 0, got 0"),
        ],
    )
    def test_a_state_without_power_is_refused(self, power, message):
        """Every state of the system has some power."""
        with pytest.raises(ValueError, match=f"^{message}$"):
            essential_states(power)


class TestConcentration:
    """How unequal power is (2.2)."""

    @given(power=st.lists(powers, min_size=2, max_size=6))
    def test_it_is_the_published_index(self, power):
        """The root of the spread of squared shares over its largest value, exactly."""
        size, everything = len(power), sum(power)
        squares = sum(Fraction(own, everything) ** 2 for own in power)
        index = (squares - Fraction(1, size)) / (1 - Fraction(1, size))

        con = concentration(power)

        assert isclose(con**2, index, rel_tol=1e-9, abs_tol=1e-15)
        assert 0 <= con < 1

    @given(own=positives, size=st.integers(2, 6))
    def test_equals_have_no_concentration(self, own, size):
        """CON = 0 for equals, without a rounding error under the root."""
        assert concentration([own] * size) < 1e-15
        assert concentration([float(own)] * size) < 1e-15

    def test_a_giant_among_dwarfs_has_it_all(self):
        """CON goes to 1 as one share does."""
        assert 0.999999 < concentration([1e7, 1, 1]) < 1

    @given(power=st.lists(powers, min_size=2, max_size=6), data=st.data())
    def test_taking_from_the_poor_concentrates(self, power, data):
        """A transfer to a stronger state raises the index."""
        low, high = sorted(
            data.draw(st.permutations(range(len(power))))[:2], key=lambda i: power[i]
        )
        part = data.draw(fractions(Fraction(1, 8), Fraction(7, 8), 8)) * power[low]
        shifted = [own - part * (k == low) + part * (k == high) for k, own in enumerate(power)]

        assert concentration(shifted) > concentration(power)

    def test_one_state_is_no_system(self):
        """At least two states share power."""
        with pytest.raises(ValueError, match=r"^power must have at least 2 entries, got 1$"):
            concentration([1])


class TestStableAlignments:
    """The landscape of alignments (2.4, 2.5)."""

    @given(landscape=landscapes())
    def test_stable_is_what_no_single_state_wants_to_leave(self, landscape):
        """Try every alignment and every deviation of one state."""
        states = len(landscape["size"])
        expected = []
        for rest in product((0, 1), repeat=states - 1):
            sides = [0, *rest]
            if all(
                frustration(landscape, sides, i)
                <= frustration(landscape, switched(sides, i), i)
                for i in range(states)
            ):
                expected.append((energy(landscape, sides), sides))

        assert stable_alignments(**landscape) == sorted(expected)

    @given(landscape=landscapes(), data=st.data())
    def test_each_change_of_sides_lowers_the_energy_by_twice_the_relief(self, landscape, data):
        """E falls by 2 s_k times the fall of F_k: the proof that minima exist."""
        states = len(landscape["size"])
        sides = [0] + [data.draw(st.integers(0, 1)) for _ in range(states - 1)]
        k = data.draw(st.integers(0, states - 1))
        after = switched(sides, k)
        relief = frustration(landscape, sides, k) - frustration(landscape, after, k)

        fall = energy(landscape, sides) - energy(landscape, after)

        assert fall == 2 * landscape["size"][k] * relief

    @given(landscape=landscapes(), data=st.data())
    def test_states_that_move_one_by_one_come_to_rest_in_one_of_them(self, landscape, data):
        """From any start, let whoever is unhappy change sides until nobody is."""
        states = len(landscape["size"])
        sides = [0] + [data.draw(st.integers(0, 1)) for _ in range(states - 1)]
        moved = True
        while moved:
            moved = False
            for i in range(states):
                after = switched(sides, i)
                if frustration(landscape, after, i) < frustration(landscape, sides, i):
                    sides, moved = after, True

        assert sides in [alignment.sides for alignment in stable_alignments(**landscape)]

    @given(landscape=landscapes())
    def test_the_lowest_of_all_energies_is_among_them(self, landscape):
        """The first alignment is the global minimum."""
        states = len(landscape["size"])
        lowest = min(
            energy(landscape, [0, *rest]) for rest in product((0, 1), repeat=states - 1)
        )

        first = stable_alignments(**landscape)[0]

        assert first.energy == lowest
        assert first._fields == ("energy", "sides")

    def test_a_small_difference_of_strain_decides_the_order(self):
        """Leaving the enemy at 1/10 together as well costs 1/5 of energy, and comes second."""
        friend, grudge, quarrel = Fraction(1, 10), Fraction(-1, 10), Fraction(-3, 10)

        alignments = stable_alignments(
            size=[1, 1, 1, 1],
            propensity=[
                [0, friend, grudge, 0],
                [friend, 0, 0, 0],
                [grudge, 0, 0, quarrel],
                [0, 0, quarrel, 0],
            ],
        )

        assert alignments == [
            (Fraction(-4, 5), [0, 0, 1, 0]),
            (Fraction(-3, 5), [0, 0, 0, 1]),
        ]

    def test_one_against_three_friends(self):
        """Three friends and a common enemy settle in one way."""
        enemy, friend = -1, 1

        alignments = stable_alignments(
            size=[1, 1, 1, 1],
            propensity=[
                [0, enemy, enemy, enemy],
                [enemy, 0, friend, friend],
                [enemy, friend, 0, friend],
                [enemy, friend, friend, 0],
            ],
        )

        assert alignments == [(-6, [0, 1, 1, 1])]

    def test_an_indifferent_state_makes_a_tie(self):
        """Two enemies and a bystander: it may stand on either side."""
        alignments = stable_alignments(
            size=[1, 1, 1], propensity=[[0, -1, 0], [-1, 0, 0], [0, 0, 0]]
        )

        assert alignments == [(-2, [0, 1, 0]), (-2, [0, 1, 1])]

    def test_energies_that_differ_by_rounding_are_a_tie(self):
        """Equal to 12 decimals, alignments come in the order of their sides."""
        tiny = 2e-13
        alignments = stable_alignments(
            size=[1, 1, 1], propensity=[[0, -1, 0], [-1, 0, tiny], [0, tiny, 0]]
        )

        assert [sides for _, sides in alignments] == [[0, 1, 0], [0, 1, 1]]
        assert alignments[0].energy > alignments[1].energy

    def test_only_more_than_rounding_moves_a_state(self):
        """A relief of 1e-12 is not enough to change sides, a larger one is."""

        def sides(propensity):
            pair = stable_alignments(size=[1, 1], propensity=[[0, propensity], [propensity, 0]])
            return [alignment.sides for alignment in pair]

        assert sides(1e-12) == [[0, 0], [0, 1]]
        assert sides(2e-12) == [[0, 0]]
        assert sides(-2e-12) == [[0, 1]]

    def test_the_diagonal_is_not_read(self):
        """What a state thinks of itself puts it on no side."""
        plain = stable_alignments(size=[1, 2], propensity=[[0, HALF], [HALF, 0]])

        assert plain == stable_alignments(size=[1, 2], propensity=[[-1, HALF], [HALF, 1]])
        assert plain == [(0, [0, 0])]
        assert stable_alignments(size=[3], propensity=[[1]]) == [(0, [0])]

    def test_seventeen_states_are_the_most(self):
        """Two blocs of 17 find their one alignment; 18 states are refused."""
        bloc = [0] * 9 + [1] * 8

        def landscape(sides):
            propensity = [[0.5 if a == b else -0.5 for a in sides] for b in sides]
            return {"size": [1] * len(sides), "propensity": propensity}

        assert stable_alignments(**landscape(bloc)) == [(-72, bloc)]
        with pytest.raises(ValueError, match=r"^size must have at most 17 entries, got 18$"):
            stable_alignments(**landscape([*bloc, 1]))

    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            ({"size": []}, "size must have at least 1 entries, got 0"),
            ({"size": [1, 0]}, r"size\[1\] must be a number above 0, got 0"),
            ({"size": [1, 1, 1]}, "propensity must have 3 entries, got 2"),
            ({"propensity": [[0, 1], [1]]}, r"propensity\[1\] must have 2 entries, got 1"),
            (
                {"propensity": [[0, 0.5], [-0.25, 0]]},
                r"propensity must be the same from 1 to 0 as from 0 to 1, "
                r"got -0\.25 and 0\.5",
            ),
        ],
    )
    def test_a_landscape_that_is_lopsided_is_refused(self, bad, message):
        """Sizes match, and what i feels for j, j feels for i."""
        landscape = {"size": [1, 1], "propensity": [[0, 1], [1, 0]]}

        with pytest.raises(ValueError, match=f"^{message}$"):
            stable_alignments(**{**landscape, **bad})

    def test_floats_and_fractions_agree(self):
        """The same landscape in floats has the same alignments."""
        rng = np.random.default_rng(1936)
        propensity = np.triu(rng.integers(-8, 9, (7, 7)), 1) / 8
        propensity = propensity + propensity.T
        size = rng.integers(1, 50, 7)
        exact = stable_alignments(
            size=[Fraction(int(s)) for s in size],
            propensity=[[Fraction(p) for p in row] for row in propensity.tolist()],
        )

        found = stable_alignments(size=size, propensity=propensity)

        assert found == exact


class TestScenarios:
    """What the landscape says about the historical worlds; affinities are illustrative."""

    def test_1914_settles_in_one_way_and_italy_leaves_its_allies(self):
        """Germany, Austria and Turkey stand against all others."""
        from secbook.data import scenario

        world = scenario("1914")

        alignments = stable_alignments(size=world.power, propensity=world.affinity)

        ids = [state.id for state in world.states]
        assert len(alignments) == 1
        germanys = [i for i, side in zip(ids, alignments[0].sides, strict=True) if side == 0]
        assert germanys == ["GMY", "AUH", "TUR"]

    def test_1991_has_four_equal_minima(self):
        """States without affinities are indifferent: the ties are real."""
        from secbook.data import scenario

        world = scenario("1991")

        alignments = stable_alignments(size=world.power, propensity=world.affinity)

        lowest = alignments[0].energy
        assert sum(abs(energy - lowest) < 1e-12 for energy, _ in alignments) == 4
