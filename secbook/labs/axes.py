"""What the figures of all views have in common: colors, ticks, axes, room."""

import math
from collections.abc import Mapping
from typing import Any

import bqplot

from secbook.labs.controls import Control, Slider
from secbook.labs.views import Drawn

# Mid-tones that stand out from a light and from a dark page, and from each other
# without color vision.
BLUE, ORANGE, TEAL, PURPLE, GRAY = "#2a78c2", "#d9652b", "#128a75", "#9c5fb5", "#808080"

# The ends of a scale of colors, and what can be read on all of it, in light and dark pages.
PALE, DARK = "#f2f6fb", "#202020"

# Nothing of a value that a dot's color shows, in light and dark pages.
FAINT = "#b8c2cc"

CLEAR = "rgba(0, 0, 0, 0)"

# How the lines or bars of one figure differ: never by color alone.
SERIES = ((BLUE, "solid"), (ORANGE, "dashed"), (TEAL, "dotted"), (PURPLE, "dash_dotted"))

POINTS = 101


def nice_ticks(low: float, high: float) -> list[float]:
    """Return at most six round numbers from `low` to `high`, evenly spread."""
    coarse = (high - low) / 5
    magnitude = 10.0 ** math.floor(math.log10(coarse))
    step = next(
        nice * magnitude for nice in (1, 2, 2.5, 5, 10) if coarse <= nice * magnitude * 1.0001
    )
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def axis_label(label: str, unit: str) -> str:
    """Return a label with its unit, if it has one."""
    return f"{label} ({unit})" if unit else label


def number_format(unit: str, decimals: int = 2) -> str:
    """Return the format of numbers of a unit, as Python and the browser write them."""
    return ".1%" if unit == "%" else f".{decimals}f"


def require_rising(name: str, interval: tuple[float, float]) -> None:
    """Refuse an interval that does not rise."""
    low, high = interval
    if not low < high:
        raise ValueError(f"{name} must rise, got {low} to {high}")


def slider(controls: Mapping[str, Control], name: str, view: str) -> Slider:
    """Return the slider along an axis, or refuse what cannot be one."""
    control = controls[name]
    if not isinstance(control, Slider):
        raise ValueError(f"a {view} is drawn over a slider, and {name} is none")
    return control


def linear(interval: tuple[float, float]) -> bqplot.LinearScale:
    """Return a scale that stays where it is: one that follows the data jumps."""
    return bqplot.LinearScale(min=interval[0], max=interval[1])


def axis(scale: bqplot.LinearScale, side: str, *, label: str = "", unit: str = "") -> Any:
    """Return an axis with few round numbers; at 320 px there is room for six."""
    return bqplot.Axis(
        scale=scale,
        label=axis_label(label, unit),
        side=side,
        tick_format=".0%" if unit == "%" else "",
        tick_values=nice_ticks(scale.min, scale.max),
        grid_lines="solid",
        label_offset="2.4em" if side == "bottom" else "3.4em",
    )


def drawn(
    key: str,
    declaration: dict[str, Any],
    marks: dict[str, Any],
    axes: list[Any],
    *,
    height: int = 300,
    **margin: int,
) -> Drawn:
    """Return a view of one figure, as wide as its column, with the marks in drawing order."""
    figure = bqplot.Figure(
        marks=list(marks.values()),
        axes=axes,
        fig_margin={"top": 12, "bottom": 52, "left": 66, "right": 20, **margin},
        layout={"width": "100%", "min_width": "0", "height": f"{height}px"},
        display_toolbar=False,
        animation_duration=0,
    )
    return Drawn(
        declaration={"key": key, **declaration},
        figures=[figure],
        marks={f"{key}.{name}": mark for name, mark in marks.items()},
    )


def ghost_line(scales: Mapping[str, Any]) -> Any:
    """Return a line for the state before, behind the present one."""
    return bqplot.Lines(
        x=[], y=[], scales=scales, colors=[GRAY], stroke_width=2, line_style="dashed"
    )


def dot(scales: Mapping[str, Any], color: str = ORANGE, **traits: Any) -> Any:
    """Return a mark for single points, hidden until they have numbers."""
    given = {"default_size": 160, "stroke_width": 0, "visible": False, **traits}
    return bqplot.Scatter(x=[], y=[], scales=scales, colors=[color], **given)


def words(scales: Mapping[str, Any], align: str = "start", **traits: Any) -> Any:
    """Return a mark for words inside a figure; the style sheet gives gray ones their color."""
    given = {"default_size": 12, "font_weight": "normal", "apply_clip": False, "colors": [GRAY]}
    return bqplot.Label(x=[], y=[], text=[], scales=scales, align=align, **{**given, **traits})
