"""What a reader can move."""

import math
from dataclasses import dataclass
from typing import Any

SPOKEN = {"%": "percent"}


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
        for what, value in (("the end of the range", high), ("start", self.start)):
            steps = (value - low) / self.step
            if not math.isclose(steps, round(steps), abs_tol=1e-9):
                raise ValueError(
                    f"{self.name}: {what} must lie on the grid {low} + {self.step} k, "
                    f"got {value}"
                )
        self.check(self.start)

    def check(self, value: Any) -> float:
        """Return `value`, or refuse what is outside the range.

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
        return value

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
