"""The parameters that the mechanisms share: defaults, ranges, precedence."""

from dataclasses import replace
from math import inf

import pytest
import slow_world
from worlds import TOY

from secbook.models.world import PARAMETERS, confront

PROTECTED = {"world": TOY, "mechanisms": ["hegemony"], "challenger": "A", "target": "E"}


class TestParameters:
    """Defaults, before them the world's, before them those of the call."""

    def test_the_defaults_are_those_of_the_chapter(self):
        """The table of parameters, default by default."""
        assert {name: p.default for name, p in PARAMETERS.items()} == slow_world.DEFAULTS

    def test_the_world_goes_before_the_default_and_the_call_before_the_world(self):
        """The hegemon's reliability, from three places."""
        sure = replace(TOY, parameters={"hegemon_reliability": 1})
        call = {**PROTECTED, "world": sure}

        assert confront(**PROTECTED).joining["B"] == 0.75
        assert confront(**call).joining["B"] == 1
        assert confront(**call, parameters={"misjudgement": 0.1}).joining["B"] == 1
        assert confront(**call, parameters={"hegemon_reliability": 0}).joining["B"] == 0

    def test_no_balancing_probability_means_that_states_decide(self):
        """None in a call brings the participation game back."""
        fixed = replace(TOY, parameters={"balancing": 0.5})
        call = {"mechanisms": ["balance_of_power"], "challenger": "A", "target": "E"}

        assert confront(world=fixed, **call).joining["C"] == 0.5
        free = confront(world=fixed, **call, parameters={"balancing": None})
        assert free == confront(world=TOY, **call)

    @pytest.mark.parametrize("name", PARAMETERS)
    def test_a_parameter_is_refused_outside_its_range_and_allowed_at_its_ends(self, name):
        """Each range is that of the chapter."""
        positive, unit, nonnegative = "a number above 0", (0, 1), "a number of at least 0"
        ends = {
            "decisiveness": positive,
            "cost_low": nonnegative,
            "cost_high": positive,
            "balancing_cost_ratio": "a number in (0, 1)",
            "enforcement_cost_ratio": "a number in (0, 1)",
            "security_taste": "a number in (0, 1)",
            "trade_elasticity": "a number above 1",
            "trade_deterrence": nonnegative,
            "nuclear_cost": nonnegative,
            "misjudgement": nonnegative,
            "legitimacy_cost": nonnegative,
        }.get(name, unit)
        allowed, refused = {
            positive: ([1e-9, 1e9], [0, -1, inf]),
            nonnegative: ([0, 1e9], [-1e-9, inf]),
            "a number in (0, 1)": ([1e-9, 1 - 1e-9], [0, 1]),
            "a number above 1": ([1 + 1e-9, 1e9], [1, 0]),
            unit: ([0, 1], [-1e-9, 1 + 1e-9]),
        }[ends]
        wide = {"cost_low": {"cost_high": 2e9}, "cost_high": {}}.get(name, {})

        for value in allowed:
            confront(**PROTECTED, parameters={**wide, name: value})
            assert replace(TOY, parameters={**wide, name: value}).parameters[name] == value
        for value in refused:
            with pytest.raises(ValueError, match=f"{name}.* must be "):
                confront(**PROTECTED, parameters={name: value})
            with pytest.raises(ValueError, match=f"{name}.* must be "):
                replace(TOY, parameters={name: value})

    def test_only_balancing_may_be_none(self):
        """None is a value of one parameter only."""
        with pytest.raises(ValueError, match=r"^misjudgement must be .* at least 0, got None$"):
            confront(**PROTECTED, parameters={"misjudgement": None})
        with pytest.raises(ValueError, match=r"probability in \[0, 1\] or None, got 2$"):
            confront(**PROTECTED, parameters={"balancing": 2})
        # Nor does None hide what comes after it.
        with pytest.raises(ValueError, match=r"^misjudgement must be .* got -1$"):
            confront(**PROTECTED, parameters={"balancing": None, "misjudgement": -1})

    def test_the_costs_of_war_need_a_range_after_all_is_put_together(self):
        """A call may lower what the world allows, but not below it."""
        dear = replace(TOY, parameters={"cost_low": 0.6, "cost_high": 1})

        assert confront(**{**PROTECTED, "world": dear}).attack_probability == 0
        with pytest.raises(ValueError, match=r"^cost_low must be below cost_high, got 0.6 and"):
            confront(**{**PROTECTED, "world": dear}, parameters={"cost_high": 0.5})
        with pytest.raises(ValueError, match=r"got 0.5 and 0.5$"):
            confront(**PROTECTED, parameters={"cost_low": 0.5})
        assert confront(**PROTECTED, parameters={"cost_low": 0.5, "cost_high": 0.6})

    def test_every_parameter_has_a_symbol_and_a_meaning(self):
        """Readers see both."""
        assert len({p.symbol for p in PARAMETERS.values()}) == len(PARAMETERS)
        assert all(len(p.meaning) > 15 for p in PARAMETERS.values())
