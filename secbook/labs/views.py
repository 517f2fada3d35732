"""What a reader sees: figures drawn by bqplot, and sentences."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Protocol

import bqplot

from secbook.labs.controls import Control, Slider

# Mid-tones that stand out from a light and from a dark page, and from each other
# without color vision.
BLUE, ORANGE, GRAY = "#2a78c2", "#d9652b", "#808080"

POINTS = 101

# The formats of numbers that the browser writes as Python does.
SPEC = re.compile(r"(\+?,?\.\d+[f%])?")


@dataclass(frozen=True)
class Drawn:
    """A view made ready for the browser."""

    declaration: dict[str, Any]
    figures: list[bqplot.Figure] = field(default_factory=list)
    marks: dict[str, bqplot.Mark] = field(default_factory=dict)


class View(Protocol):
    """What every view can say of itself."""

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""

    @property
    def over_controls(self) -> list[str]:
        """The controls along its axes."""

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return what the browser needs: data, figures, marks with keys of their own."""


def nice_ticks(low: float, high: float) -> list[float]:
    """Return at most six round numbers from `low` to `high`, evenly spread."""
    coarse = (high - low) / 5
    magnitude = 10.0 ** math.floor(math.log10(coarse))
    step = next(
        nice * magnitude for nice in (1, 2, 2.5, 5, 10) if coarse <= nice * magnitude * 1.0001
    )
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def _axis_label(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


@dataclass(frozen=True)
class Curve:
    """One output over one control, with the present position marked.

    Parameters
    ----------
    over
        The control along the horizontal axis.
    y
        The output along the vertical axis.
    label
        The vertical axis, without the unit.
    range
        The lowest and the highest value of the vertical axis.
    unit
        ``"%"`` shows shares as percentages.
    """

    over: str
    y: str
    label: str
    range: tuple[float, float]
    unit: str = ""

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return [self.y]

    @property
    def over_controls(self) -> list[str]:
        """The control along the horizontal axis."""
        return [self.over]

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the figure, still without data: the browser fills it."""
        control = controls[self.over]
        if not isinstance(control, Slider):
            raise ValueError(f"a curve is drawn over a slider, and {self.over} is none")
        x = bqplot.LinearScale(min=control.range[0], max=control.range[1])
        y = bqplot.LinearScale(min=self.range[0], max=self.range[1])
        scales = {"x": x, "y": y}
        line = bqplot.Lines(x=[], y=[], scales=scales, colors=[BLUE], stroke_width=3)
        ghost = bqplot.Lines(
            x=[], y=[], scales=scales, colors=[GRAY], stroke_width=2, line_style="dashed"
        )
        here = bqplot.Scatter(
            x=[], y=[], scales=scales, colors=[ORANGE], default_size=160, stroke_width=0
        )
        axes = [
            bqplot.Axis(
                scale=scale,
                label=_axis_label(label, unit),
                side=side,
                tick_format=".0%" if unit == "%" else "",
                tick_values=nice_ticks(scale.min, scale.max),
                grid_lines="solid",
                label_offset=offset,
            )
            for scale, label, unit, side, offset in (
                (x, control.label, control.unit, "bottom", "2.4em"),
                (y, self.label, self.unit, "left", "3.4em"),
            )
        ]
        figure = bqplot.Figure(
            marks=[ghost, line, here],
            axes=axes,
            fig_margin={"top": 12, "bottom": 52, "left": 66, "right": 20},
            layout={"width": "100%", "min_width": "0", "height": "300px"},
            animation_duration=0,
        )
        return Drawn(
            declaration={
                "kind": "curve",
                "over": self.over,
                "y": self.y,
                "at": control.grid(POINTS),
                "label": self.label,
                "xlabel": _axis_label(control.label, control.unit),
                "spec": ".1%" if self.unit == "%" else ".3f",
                "line": f"{key}.line",
                "here": f"{key}.here",
                "ghost": f"{key}.ghost",
            },
            figures=[figure],
            marks={f"{key}.line": line, f"{key}.here": here, f"{key}.ghost": ghost},
        )


@dataclass(frozen=True)
class Readout:
    """A sentence with the finding: ``"The risk is {attack_probability:.0%}."``"""

    template: str

    def __post_init__(self) -> None:
        for part in self.parts:
            if not SPEC.fullmatch(part["spec"] or ""):
                raise ValueError(
                    f"a readout shows numbers as .2f, .0%, +.1f or ,.0f, got {part['spec']!r}"
                )

    @property
    def parts(self) -> list[dict[str, str | None]]:
        """The template, cut at its outputs."""
        return [
            {"text": text, "output": output, "spec": spec or ""}
            for text, output, spec, _ in Formatter().parse(self.template)
        ]

    @property
    def outputs(self) -> list[str]:
        """The outputs of the model that the view shows."""
        return [part["output"] for part in self.parts if part["output"] is not None]

    @property
    def over_controls(self) -> list[str]:
        """None: a sentence has no axes."""
        return []

    def draw(self, controls: Mapping[str, Control], key: str) -> Drawn:
        """Return the cut template: the browser fills it."""
        return Drawn(declaration={"kind": "readout", "parts": self.parts})
