"""What a reader can move.

A control has a *state*, plain data that the browser, a share link and Python pass to one
another, and gives the model an *argument* made of it. What an author writes and what a
notebook reads are arguments: ``Powers`` takes and gives shares, ``Pacts`` reliabilities.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar

SPOKEN = {"%": "percent"}

# Shares of power are whole numbers of hundredths of a percent, so that they always add up.
WHOLE = 10_000


def _grid_number(name: str, what: str, value: float, low: float, step: float) -> None:
    steps = (value - low) / step
    if not math.isclose(steps, round(steps), abs_tol=1e-9):
        raise ValueError(f"{name}: {what} must lie on the grid {low} + {step} k, got {value}")


def _listed(name: str, ids: Sequence[str]) -> str:
    return f"{name} must be one of {', '.join(ids)}"


@dataclass(frozen=True)
class Slider:
    """A number that the reader sets, by slider or by typing.

    Parameters
    ----------
    name
        The argument of the model.
    label
        What the reader sees, without the unit.
    start
        The value at first, on the slider's grid.
    range
        The lowest and the highest value.
    step
        The distance of two neighbors on the slider's grid. A typed value may lie between.
    unit
        ``"%"`` shows shares as percentages; any other unit is shown as it is.
    """

    kind: ClassVar[str] = "slider"

    name: str
    label: str
    start: float
    range: tuple[float, float]
    step: float
    unit: str = ""

    def __post_init__(self) -> None:
        low, high = self.range
        if not low < high:
            raise ValueError(f"{self.name}: range must rise, got {low} to {high}")
        if self.step <= 0:
            raise ValueError(f"{self.name}: step must be above 0, got {self.step}")
        _grid_number(self.name, "the end of the range", high, low, self.step)
        _grid_number(self.name, "start", self.start, low, self.step)
        self.state(self.start)

    def state(self, value: Any) -> float:
        """Return the state for an argument, or refuse what is outside the range.

        Raises
        ------
        ValueError
            Naming the control, what is allowed, and what came.
        """
        low, high = self.range
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{self.name} must be a number, got {value!r}")
        if not low <= value <= high:
            raise ValueError(f"{self.name} must be between {low} and {high}, got {value}")
        return float(value) if isinstance(value, float) else int(value)

    def argument(self, state: Any) -> Any:
        """Return what the model gets."""
        return state

    def ends(self) -> list[Any]:
        """Return the states at the ends of the control."""
        return list(self.range)

    def random(self, rng: Random) -> Any:
        """Return a random state on the grid."""
        low, high = self.range
        value = low + self.step * rng.randint(0, round((high - low) / self.step))
        # As the browser does: 0.05 + 18 * 0.05 is a little more than 0.95.
        return float(f"{value:.12g}") if isinstance(value, float) else value

    @property
    def scale(self) -> int:
        """What the reader sees is the model's value times this."""
        return 100 if self.unit == "%" else 1

    @property
    def decimals(self) -> int:
        """The decimals that a value on the grid needs when it is shown."""
        shown = self.step * self.scale
        return next(d for d in range(12) if math.isclose(round(shown, d), shown, rel_tol=1e-9))

    def grid(self, points: int) -> list[float]:
        """Return evenly spread values from the lowest to the highest."""
        low, high = self.range
        return [low + (high - low) * i / (points - 1) for i in range(points)]

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label,
            "unit": self.unit,
            "spoken": SPOKEN.get(self.unit, self.unit),
            "scale": self.scale,
            "decimals": self.decimals,
            "min": self.range[0],
            "max": self.range[1],
            "step": self.step,
            "start": self.start,
        }


@dataclass(frozen=True)
class Time(Slider):
    """A place on a path that the model computes whole; the reader plays, pauses and steps."""

    kind: ClassVar[str] = "time"

    def state(self, value: Any) -> float:
        """Return the state for an argument, or refuse what is no step of the path."""
        moment = super().state(value)
        _grid_number(self.name, "a moment", moment, self.range[0], self.step)
        return moment


@dataclass(frozen=True)
class Toggle:
    """A yes or no."""

    kind: ClassVar[str] = "toggle"

    name: str
    label: str
    start: bool = False

    def state(self, value: Any) -> bool:
        """Return the state for an argument, or refuse what is not true or false."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.name} must be True or False, got {value!r}")
        return value

    def argument(self, state: Any) -> Any:
        """Return what the model gets."""
        return state

    def ends(self) -> list[Any]:
        """Return both states."""
        return [False, True]

    def random(self, rng: Random) -> Any:
        """Return either state."""
        return rng.random() < 0.5

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        return {"kind": self.kind, "name": self.name, "label": self.label, "start": self.start}


@dataclass(frozen=True)
class Choice:
    """One of a few named options.

    Parameters
    ----------
    options
        What the model gets, and what the reader sees.
    """

    kind: ClassVar[str] = "choice"

    name: str
    label: str
    options: Mapping[str, str]
    start: str

    def __post_init__(self) -> None:
        self.state(self.start)

    def state(self, value: Any) -> str:
        """Return the state for an argument, or refuse what is no option."""
        if value not in self.options:
            raise ValueError(f"{_listed(self.name, list(self.options))}, got {value!r}")
        return str(value)

    def argument(self, state: Any) -> Any:
        """Return what the model gets."""
        return state

    def ends(self) -> list[Any]:
        """Return every option."""
        return list(self.options)

    def random(self, rng: Random) -> Any:
        """Return any option."""
        return rng.choice(list(self.options))

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        options = [{"value": value, "label": label} for value, label in self.options.items()]
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label,
            "options": options,
            "start": self.start,
        }


def shares(power: Sequence[float]) -> list[int]:
    """Return shares in hundredths of a percent that add up, each at least one of them.

    What is left after rounding down goes to the largest remainders.
    """
    total = math.fsum(power)
    exact = [max(value / total * WHOLE, 1) for value in power]
    rounded = [math.floor(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (rounded[i] - exact[i], i))
    left = WHOLE - sum(rounded)
    if left < 0:
        rounded[max(range(len(rounded)), key=rounded.__getitem__)] += left
    for i in order[: max(left, 0)]:
        rounded[i] += 1
    return rounded


@dataclass(frozen=True)
class _OfStates:
    """A control over a set of states, each with an id and a name."""

    name: str
    label: str
    states: Sequence[Any]

    @property
    def ids(self) -> list[str]:
        """The states' ids, in order."""
        return [state.id for state in self.states]

    def _known(self, ids: Sequence[Any]) -> None:
        for one in ids:
            if one not in self.ids:
                raise ValueError(f"{self.name}: {_listed('a state', self.ids)}, got {one!r}")

    def _declaration(self, kind: str, start: Any) -> dict[str, Any]:
        return {
            "kind": kind,
            "name": self.name,
            "label": self.label,
            "states": [{"id": state.id, "name": state.name} for state in self.states],
            "start": start,
        }


@dataclass(frozen=True)
class Powers(_OfStates):
    """How power is distributed: shares that always add up.

    Parameters
    ----------
    states
        The states, each with an ``id`` and a ``name``.
    start
        Their power, in any unit. What the model gets are shares.
    """

    kind: ClassVar[str] = "powers"

    start: Sequence[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state(self.start)

    def state(self, value: Any) -> list[int]:
        """Return the shares in hundredths of a percent, or refuse what is no distribution."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError(f"{self.name} must be a list of powers, got {value!r}")
        if len(value) != len(self.states):
            raise ValueError(
                f"{self.name} must have {len(self.states)} entries, got {len(value)}"
            )
        for one in value:
            if (
                isinstance(one, bool)
                or not isinstance(one, (int, float))
                or not 0 < one < math.inf
            ):
                raise ValueError(f"{self.name} must be powers above 0, got {one!r}")
        return shares(value)

    def argument(self, state: Any) -> Any:
        """Return the shares that the model gets, which add up to 1."""
        return [share / WHOLE for share in state]

    def ends(self) -> list[Any]:
        """Return, for each state, the distribution in which it has all it can have."""
        count = len(self.states)
        top = WHOLE - (count - 1)
        return [[top if i == k else 1 for i in range(count)] for k in range(count)]

    def random(self, rng: Random) -> Any:
        """Return a random distribution."""
        return shares([rng.expovariate(1) + 1e-6 for _ in self.states])

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        return self._declaration(self.kind, self.state(self.start))


@dataclass(frozen=True)
class Members(_OfStates):
    """Who belongs to a group: a toggle for each state."""

    kind: ClassVar[str] = "members"

    start: Sequence[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state(self.start)

    def state(self, value: Any) -> list[str]:
        """Return the members in the states' order, or refuse who is no state."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError(f"{self.name} must be a list of ids, got {value!r}")
        self._known(value)
        if len(set(value)) != len(value):
            raise ValueError(f"{self.name} must name each state once, got {list(value)}")
        return [one for one in self.ids if one in value]

    def argument(self, state: Any) -> Any:
        """Return the ids that the model gets."""
        return list(state)

    def ends(self) -> list[Any]:
        """Return nobody, and everybody."""
        return [[], self.ids]

    def random(self, rng: Random) -> Any:
        """Return any members."""
        return [one for one in self.ids if rng.random() < 0.5]

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        return self._declaration(self.kind, self.state(self.start))


@dataclass(frozen=True)
class Pacts(_OfStates):
    """Who has promised help to whom: pairs, each with its reliability.

    Parameters
    ----------
    start
        Triples of two ids and a reliability in (0, 1].
    """

    kind: ClassVar[str] = "pacts"

    start: Sequence[tuple[str, str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state(self.start)

    def state(self, value: Any) -> list[list[Any]]:
        """Return the pacts in order, reliabilities in whole percent, or refuse them."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ValueError(f"{self.name} must be a list of pacts, got {value!r}")
        found: dict[tuple[int, int], int] = {}
        for pact in value:
            one, other, reliability = pact
            self._known([one, other])
            pair = sorted((self.ids.index(one), self.ids.index(other)))
            if pair[0] == pair[1] or tuple(pair) in found:
                raise ValueError(
                    f"{self.name} must be pacts of two states, each once, got {pact}"
                )
            percent = round(reliability * 100)
            if not 1 <= percent <= 100 or not math.isclose(percent / 100, reliability):
                raise ValueError(
                    f"{self.name}: a reliability must be a whole percentage from 1 to 100, "
                    f"got {reliability}"
                )
            found[pair[0], pair[1]] = percent
        return [[self.ids[i], self.ids[j], found[i, j]] for i, j in sorted(found)]

    def argument(self, state: Any) -> Any:
        """Return the triples that the model gets."""
        return [(one, other, percent / 100) for one, other, percent in state]

    def ends(self) -> list[Any]:
        """Return no pact, and a certain pact between any two."""
        ids = self.ids
        every = [[one, other, 100] for i, one in enumerate(ids) for other in ids[i + 1 :]]
        return [[], every]

    def random(self, rng: Random) -> Any:
        """Return any pacts."""
        return [
            [one, other, rng.randint(1, 100)]
            for one, other, _ in self.ends()[1]
            if rng.random() < 0.25
        ]

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        return self._declaration(self.kind, self.state(self.start))


@dataclass(frozen=True)
class Pair(_OfStates):
    """A challenger and its target."""

    kind: ClassVar[str] = "pair"

    start: Sequence[str] = ("", "")

    def __post_init__(self) -> None:
        self.state(self.start)

    def state(self, value: Any) -> list[str]:
        """Return the pair, or refuse who is no state or attacks itself."""
        if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
            raise ValueError(f"{self.name} must be a challenger and a target, got {value!r}")
        self._known(value)
        if value[0] == value[1]:
            raise ValueError(f"{self.name} must be two different states, got {list(value)}")
        return list(value)

    def argument(self, state: Any) -> Any:
        """Return the two ids that the model gets."""
        return tuple(state)

    def ends(self) -> list[Any]:
        """Return every pair."""
        return [[one, other] for one in self.ids for other in self.ids if one != other]

    def random(self, rng: Random) -> Any:
        """Return any pair."""
        return rng.sample(self.ids, 2)

    def declaration(self) -> dict[str, Any]:
        """Return what the browser draws, as plain data."""
        return self._declaration(self.kind, self.state(self.start))


Control = Slider | Time | Toggle | Choice | Powers | Members | Pacts | Pair
