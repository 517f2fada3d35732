"""A lab is a declaration: a question, a model, what can be moved and what is seen."""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from secbook.labs.controls import Slider
from secbook.labs.views import Curve, Readout
from secbook.live.link import Link
from secbook.live.translate import translate_expression

HERE = Path(__file__).parent

TEXTS = {
    "reset": "Reset",
    "failed": "No result here: {message}.",
    "refused": "{label} must be between {low} and {high}.",
    "infinite": "no finite number",
    "none": "no number",
}


def named_outputs(result: Any) -> dict[str, Any]:
    """Return the named parts of a model's result, or ``{"value": result}`` if it has none."""
    if isinstance(result, Mapping):
        return dict(result)
    if hasattr(result, "_asdict"):
        return dict(result._asdict())
    if dataclasses.is_dataclass(result):
        return dict(vars(result))
    return {"value": result}


@dataclasses.dataclass(frozen=True)
class Lab:
    """An interactive figure around a model, alive without a kernel.

    Parameters
    ----------
    name
        Stable: it names the lab in links and tests.
    question
        What the reader is to find out.
    model
        A function of the controls, by keyword, that returns named outputs. It is
        translated to JavaScript when the lab is made.
    controls
        What can be moved. Each is an argument of `model`.
    views
        What is seen.
    words
        What is said for an output that is infinite or None:
        ``{"minimum_trust": {"infinite": "no trust is enough"}}``.

    Raises
    ------
    ValueError
        If the declaration contradicts itself or the model refuses its start.
    """

    name: str
    question: str
    model: Callable[..., Any]
    controls: Sequence[Slider]
    views: Sequence[Curve | Readout]
    words: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        named = [control.name for control in self.controls]
        for name in named:
            if named.count(name) > 1:
                raise ValueError(f"lab {self.name}: two controls are named {name}")
        arguments = inspect.signature(self.model).parameters
        for name in named:
            if name not in arguments:
                raise ValueError(
                    f"lab {self.name}: the model has no argument {name}, only {list(arguments)}"
                )
        for name, argument in arguments.items():
            if argument.default is argument.empty and name not in named:
                raise ValueError(
                    f"lab {self.name}: no control sets the model's argument {name}"
                )
        outputs = self.at(self.start)
        for view in self.views:
            for output in view.outputs:
                if output not in outputs:
                    raise ValueError(
                        f"lab {self.name}: the model gives no {output}, only {list(outputs)}"
                    )
            if isinstance(view, Curve) and view.over not in named:
                raise ValueError(f"lab {self.name}: no control is named {view.over}")

    @property
    def start(self) -> dict[str, float]:
        """The value of each control at first."""
        return {control.name: control.start for control in self.controls}

    def at(self, values: Mapping[str, float]) -> dict[str, Any]:
        """Return the outputs of the model at these values of the controls."""
        return named_outputs(self.model(**values))

    @functools.cached_property
    def widget(self) -> Link:
        """The widget that draws the lab."""
        controls = {control.name: control for control in self.controls}
        drawn = [view.draw(controls, str(i)) for i, view in enumerate(self.views)]
        return Link(
            expression=translate_expression(self.model),
            module=HERE / "lab.js",
            css=(HERE / "lab.css").read_text(encoding="utf-8"),
            declaration={
                "name": self.name,
                "question": self.question,
                "controls": [control.declaration() for control in self.controls],
                "views": [view.declaration for view in drawn],
                "words": {name: dict(words) for name, words in self.words.items()},
                "texts": TEXTS,
            },
            figures=[figure for view in drawn for figure in view.figures],
            marks={name: mark for view in drawn for name, mark in view.marks.items()},
            state=self.start,
        )

    @property
    def values(self) -> dict[str, float]:
        """The value of each control where the reader left it."""
        return dict(self.widget.state)

    @property
    def outputs(self) -> dict[str, Any]:
        """The outputs of the model where the reader left the controls, computed in Python."""
        return self.at(self.values)

    def load(self, **values: float) -> None:
        """Set controls by name, as the reader would.

        Raises
        ------
        ValueError
            If a name is unknown or a value is outside the control's range.
        """
        controls = {control.name: control for control in self.controls}
        for name, value in values.items():
            if name not in controls:
                raise ValueError(
                    f"lab {self.name} has no control {name}, only {list(controls)}"
                )
            controls[name].check(value)
        self.widget.state = {**self.values, **values}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.widget._repr_mimebundle_(**kwargs)
