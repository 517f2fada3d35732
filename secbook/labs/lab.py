"""A lab is a declaration: a question, a model, what can be moved and what is seen."""

import dataclasses
import functools
import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from secbook.labs import still
from secbook.labs.controls import Control
from secbook.labs.share import TEXTS as SHARE_TEXTS
from secbook.labs.share import decode_hash, encode
from secbook.labs.views import TEXTS as VIEW_TEXTS
from secbook.labs.views import View
from secbook.live.link import Link
from secbook.live.replacing import replaced, standing_in
from secbook.live.translate import TranslationError, translate_expression

HERE = Path(__file__).parent

# Where labs that are made in a notebook are published.
PUBLISHED = {"page": ""}


def published(page: str) -> None:
    """
    Say on which page of the book the labs of this notebook are.

    "Copy link" then gives the address of that page with the reader's state.

    Parameters
    ----------
    page
        The page's address, without a hash.
    """
    PUBLISHED["page"] = page


# What every lab says, in one place: a translation of the book replaces these.
TEXTS = {
    "add": "Add a pact",
    "address": "Address of this state",
    "before": "Before: {finding}",
    "broken": "This lab could not start here. Python computed what it finds:",
    "card": "About this lab and its model",
    "card_assumptions": "What is left out",
    "card_code": "Code and tests",
    "card_equations": "Equations",
    "card_misleads": "Where it misleads",
    "card_parameters": "Parameters",
    "card_sources": "Sources",
    "challenger": "Challenger",
    "compare": "Compare with this",
    "copied": "The address is copied.",
    "csv": "CSV",
    "curveTable": "{label} over {xlabel}",
    "drop": "Drop",
    "dropOf": "Drop {label}",
    "endCompare": "Stop comparing",
    "failed": "No result here: {message}.",
    "finding": "Finding",
    "forget": "Forget my answer",
    "forgetAll": "Forget what I did",
    "forgotten": "This browser keeps nothing of this lab any more.",
    "infinite": "no finite number",
    "lock": "lock",
    "lockOf": "Lock the share of {label}",
    "most": "{label} can have at most {high} percent while the locked shares stay.",
    "multiple": "{times} × start",
    "none": "no number",
    "pactOne": "One side",
    "pactOther": "Other side",
    "pause": "Pause",
    "play": "Play",
    "png": "PNG picture",
    "predictedRight": "As you said: {answer}. {because}",
    "predictedWrong": "It is otherwise: {answer}. {because}",
    "refused": "{label} must be between {low} and {high}.",
    "reset": "Reset",
    "samePact": "These two have a pact already.",
    "samePair": "Choose two different states.",
    "results": "Results",
    "scenario": "Scenario",
    "share": "Copy link",
    "silence": "this lab asks the kernel, which has not answered",
    "silent": "This model does not say: {reason}",
    "start": "As at first",
    "step": "Step",
    "svg": "SVG picture",
    "table": "Table",
    "target": "Target",
    "undo": "Undo",
    "without": (
        "Here is a lab, which needs a browser that runs JavaScript. "
        "Python computed what it finds:"
    ),
    **SHARE_TEXTS,
    **VIEW_TEXTS,
}


class NotLive(UserWarning):
    """A model is not translated: its lab needs a kernel."""


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
class Scenario:
    """Values of controls with a name in the lab, and where they are from.

    Parameters
    ----------
    values
        The controls that differ from the start.
    source
        A sentence: whose figures these are, or that they are illustrative.
    """

    values: Mapping[str, Any]
    source: str


@dataclasses.dataclass(frozen=True)
class Prediction:
    """A question that the reader answers before moving anything.

    Parameters
    ----------
    question, options
        What is asked, and the answers to choose from.
    answer
        Computes the right one's place in `options` from the lab: it is given a function
        from values of controls to outputs.
    because
        What is said with the answer.
    """

    question: str
    options: Sequence[str]
    answer: Callable[[Callable[..., dict[str, Any]]], int]
    because: str = ""


@dataclasses.dataclass(frozen=True)
class Card:
    """What a reader may ask about a model, shown folded under its lab."""

    equations: str
    parameters: str
    assumptions: str
    misleads: str
    sources: str
    code: str


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
        translated to JavaScript when the lab is drawn. If that is refused, a warning says
        why, and the lab asks the kernel for its results; a book with such a lab is not
        built.
    controls
        What can be moved. Each is an argument of `model`.
    views
        What is seen.
    scenarios
        States to start from, by name, each with its source.
    tasks
        What the reader is asked to do.
    prediction
        What the reader is asked before.
    card
        What a reader may ask about the model.
    words
        What is said for an output that is infinite or None:
        ``{"minimum_trust": {"infinite": "no trust is enough"}}``.
    texts
        The lab's own words instead of those of `TEXTS`, for a translation.
    replacing
        Functions that stand for others that the model calls, in Python and in the
        browser: ``{win_probability: mine}``.
    version
        Raised when controls change their meaning: older links are then refused in words.

    Raises
    ------
    ValueError
        If the declaration contradicts itself or the model refuses its start or a scenario.
    """

    name: str
    question: str
    model: Callable[..., Any]
    controls: Sequence[Control]
    views: Sequence[View]
    scenarios: Mapping[str, Scenario] = dataclasses.field(default_factory=dict)
    tasks: Sequence[str] = ()
    prediction: Prediction | None = None
    card: Card | None = None
    words: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    version: int = 1
    replacing: Mapping[Callable[..., Any], Callable[..., Any]] = dataclasses.field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        named = [control.name for control in self.controls]
        for name in named:
            if named.count(name) > 1:
                raise self._fault(f"two controls are named {name}")
            if name in ("lab", "v"):
                raise self._fault(f"no control can be named {name}: links use the name")
        arguments = inspect.signature(self._model).parameters
        for name in named:
            if name not in arguments:
                raise self._fault(f"the model has no argument {name}, only {list(arguments)}")
        for name, argument in arguments.items():
            if argument.default is argument.empty and name not in named:
                raise self._fault(f"no control sets the model's argument {name}")
        for name in self.texts:
            if name not in TEXTS:
                raise self._fault(f"no text is named {name}, only {sorted(TEXTS)}")
        outputs = self.at()
        for view in self.views:
            for output in view.outputs:
                if output not in outputs:
                    raise self._fault(f"the model gives no {output}, only {list(outputs)}")
            for name in view.over_controls:
                if name not in named:
                    raise self._fault(f"no control is named {name}")
            try:
                view.check(outputs)
            except ValueError as error:
                raise self._fault(str(error)) from error
        for name, scenario in self.scenarios.items():
            try:
                self.at(**scenario.values)
            except ValueError as error:
                raise self._fault(f"scenario {name}: {error}") from error

    @functools.cached_property
    def _model(self) -> Callable[..., Any]:
        return replaced(self.model, {**standing_in(self.model), **self.replacing})

    def _fault(self, words: str) -> ValueError:
        return ValueError(f"lab {self.name}: {words}")

    def _states(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the controls' states for values by name, or refuse what is unknown."""
        controls = {control.name: control for control in self.controls}
        for name in values:
            if name not in controls:
                raise ValueError(
                    f"lab {self.name} has no control {name}, only {list(controls)}"
                )
        return {name: controls[name].state(value) for name, value in values.items()}

    def _arguments(self, states: Mapping[str, Any]) -> dict[str, Any]:
        return {
            control.name: control.argument(states[control.name]) for control in self.controls
        }

    @property
    def start(self) -> dict[str, Any]:
        """The value of each control at first."""
        return self._arguments(self._states({c.name: c.start for c in self.controls}))

    def at(self, **values: Any) -> dict[str, Any]:
        """Return the model's outputs with these controls set, the others as at first.

        Raises
        ------
        ValueError
            If a name is unknown, a value out of range, or the model refuses them.
        """
        states = self._states({**{c.name: c.start for c in self.controls}, **values})
        return named_outputs(self._model(**self._arguments(states)))

    @functools.cached_property
    def declaration(self) -> dict[str, Any]:
        """The lab as plain data: what the browser draws, lists and tests read."""
        controls = [control.declaration() for control in self.controls]
        prediction = self.prediction and {
            "question": self.prediction.question,
            "options": list(self.prediction.options),
            "answer": self.prediction.answer(self.at),
            "because": self.prediction.because,
        }
        return {
            "name": self.name,
            "version": self.version,
            "question": self.question,
            "controls": controls,
            "views": [view.declaration for view in self._drawn],
            "scenarios": [
                {"name": name, "source": one.source, "values": self._states(one.values)}
                for name, one in self.scenarios.items()
            ],
            "tasks": list(self.tasks),
            "prediction": prediction,
            "card": self.card and dataclasses.asdict(self.card),
            "words": {name: dict(words) for name, words in self.words.items()},
            "texts": {**TEXTS, **self.texts},
        }

    @functools.cached_property
    def _drawn(self) -> list[Any]:
        controls = {control.name: control for control in self.controls}
        return [view.draw(controls, str(i)) for i, view in enumerate(self.views)]

    @functools.cached_property
    def widget(self) -> Link:
        """The widget that draws the lab."""
        return Link(
            expression=self._expression(),
            run=self._model,
            silence=self.declaration["texts"]["silence"],
            module=HERE / "lab.js",
            css=(HERE / "lab.css").read_text(encoding="utf-8"),
            declaration=self.declaration,
            still=self.still,
            page=PUBLISHED["page"],
            figures=[figure for view in self._drawn for figure in view.figures],
            marks={name: mark for view in self._drawn for name, mark in view.marks.items()},
            state={
                control["name"]: control["start"] for control in self.declaration["controls"]
            },
        )

    @functools.cached_property
    def still(self) -> str:
        """What stands where the lab cannot start: its scenarios' results, as HTML."""
        first = (self.declaration["texts"]["start"], "", self.at())
        others = [(n, one.source, self.at(**one.values)) for n, one in self.scenarios.items()]
        return still.html(self.declaration, [first, *others])

    def _expression(self) -> str:
        """Return the translated model, or nothing, with a warning, where it is refused."""
        try:
            return translate_expression(self._model)
        except TranslationError as refusal:
            words = f"lab {self.name} needs the kernel, and no page of it can live: {refusal}"
            # A warning that came before, from another cell or another run, comes again.
            warnings.warn_explicit(words, NotLive, f"<lab {self.name}>", 1)
            return ""

    @property
    def values(self) -> dict[str, Any]:
        """The value of each control where the reader left it, as the model gets it."""
        return self._arguments(self.widget.state)

    @property
    def outputs(self) -> dict[str, Any]:
        """The outputs of the model where the reader left the controls, computed in Python."""
        return named_outputs(self._model(**self.values))

    @property
    def link(self) -> str:
        """What the reader's link says of this state; `load` takes it."""
        return encode(self.declaration, self.widget.state)

    def load(self, link: str | None = None, /, **values: Any) -> None:
        """Set controls from a share link or by name, as the reader would.

        Parameters
        ----------
        link
            What "Copy link" gives: an address, or what stands in it after ``#``. It may
            describe other labs, too.
        values
            Controls by name, as the model gets them.

        Raises
        ------
        ValueError
            If the link is malformed, a name is unknown or a value is out of range; the
            lab then stays as it was.
        """
        before = self.widget.state
        if link is not None:
            before = decode_hash(self.declaration, link.partition("#")[2] or link)
        self.widget.state = {**before, **self._states(values)}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle: Any = self.widget._repr_mimebundle_(**kwargs)
        data, metadata = bundle
        # What a viewer of notebooks shows that knows no widget.
        return {**data, "text/html": self.still}, metadata
