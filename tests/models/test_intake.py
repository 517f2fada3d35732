"""How a record is made of what JSON holds: on records that only this file knows."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

import pytest
from annotated_types import Interval, doc

from secbook.models.intake import of_plain_data, to_dict


def records() -> tuple[Any, Any]:
    """Return a treaty and its clause, made when the test runs."""

    @of_plain_data
    @dataclass(frozen=True, kw_only=True)
    class Clause:
        """What is promised, and how firmly."""

        text: str
        weight: Annotated[float, Interval(ge=0, le=1), doc("a weight in [0, 1]")] = 1

    @of_plain_data
    @dataclass(frozen=True, kw_only=True)
    class Treaty:
        """Who promises what."""

        years: int
        clauses: list[Clause]
        shares: list[float]
        main: Clause | None = None

    return Treaty, Clause


class TestRecords:
    """A record takes plain data, copies it, and refuses by name."""

    def test_dicts_become_the_inner_records_of_a_list(self) -> None:
        """Each with the defaults of what is left out."""
        Treaty, Clause = records()

        treaty = Treaty(
            years=20,
            clauses=[{"text": "consult"}, {"text": "assist", "weight": Fraction(1, 2)}],
            shares=(1, 2),
        )

        assert treaty.clauses == [
            Clause(text="consult", weight=1),
            Clause(text="assist", weight=Fraction(1, 2)),
        ]
        assert treaty.shares == [1, 2]
        assert treaty.years == 20

    def test_a_record_is_given_back_without_what_it_did_not_say(self) -> None:
        """A default is idle; all else is said."""
        Treaty, Clause = records()
        plain = {"years": 20, "clauses": [{"text": "assist", "weight": 0.5}], "shares": [1]}

        assert to_dict(Treaty(**plain)) == plain
        assert to_dict(Clause(text="assist", weight=1)) == {"text": "assist"}

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (
                {"term": 20},
                "Treaty has no field 'term'; its fields are years, clauses, shares, main",
            ),
            ({}, "Treaty needs the field years"),
            ({"years": 20}, "Treaty needs the field clauses"),
            ({"years": "20"}, "Treaty needs the field clauses"),
            (
                {"years": "20", "clauses": [], "shares": []},
                "years must be a whole number, got '20'",
            ),
            (
                {"years": 20, "clauses": ["assist"], "shares": []},
                "clauses[0] must be a Clause or a dict, got 'assist'",
            ),
            (
                {"years": 20, "clauses": [{"txt": "assist"}], "shares": []},
                "Clause has no field 'clauses[0].txt'; its fields are text, weight",
            ),
            (
                {"years": 20, "clauses": [{"text": "a"}, {}], "shares": []},
                "Clause needs the field clauses[1].text",
            ),
            (
                {"years": 20, "clauses": [{"text": 1}], "shares": []},
                "clauses[0].text must be text, got 1",
            ),
            (
                {"years": 20, "clauses": [], "shares": [1, "2"]},
                "shares[1] must be a number, got '2'",
            ),
            (
                {"years": 20, "clauses": [], "shares": 2},
                "shares must be a list, got 2",
            ),
        ],
    )
    def test_what_does_not_fit_is_refused_by_its_place(
        self, given: dict[str, Any], words: str
    ) -> None:
        """The field, the place in its list, and the field there."""
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            records()[0](**given)
