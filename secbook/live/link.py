"""The widget that carries a model to the browser.

A `Link` is one anywidget: it names a translated model, refers to the bqplot marks that
the model moves, and holds the state of the controls, in both directions. What draws is
`bqplot`; what asks is the browser. The kernel is needed for neither.

The link takes a translated function as text and does not know the translator. Without
one it asks Python for each result, and the page is not live.
"""

import hashlib
import math
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from numbers import Real
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

HERE = Path(__file__).parent

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]*)";\n', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?:\{[^}]*\};\n|(?=(?:async )?(?:function|class|const)))", re.MULTILINE
)


def linked(entry: Path) -> str:
    """Return one ES module made of `entry` and the modules that it imports by a relative path.

    A widget carries one module, and a student's kernel has no bundler. The modules of
    this package import and export by name only, and no two have a top-level name in
    common, so that they can stand one after the other.
    """
    seen: list[Path] = []
    texts: list[str] = []

    def add(path: Path) -> None:
        if path in seen:
            return
        seen.append(path)
        text = path.read_text(encoding="utf-8")
        for found in _IMPORT.finditer(text):
            add((path.parent / found[1]).resolve())
        texts.append(_EXPORT.sub("", _IMPORT.sub("", text)))

    add(entry.resolve())
    return "\n".join(texts)


# What stands between the model and the view in a lab's module.
VIEW = "\n// The lab's view.\n"


def registration(key: str, expression: str) -> str:
    """Return the statement that makes a translated model known to the page under its key."""
    return f'(globalThis.secbookModels ??= Object.create(null))["{key}"] = {expression};'


def plain(value: Any) -> Any:
    """Return a result as JSON has it; a number that JSON lacks as ``{"$": "inf"}``.

    Raises
    ------
    TypeError
        If it is no plain data.
    """
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else {"$": str(number)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "_asdict") or is_dataclass(value):
        return plain(value._asdict() if hasattr(value, "_asdict") else vars(value))
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    raise TypeError(f"a result must be plain data, got {type(value).__name__}")


class Link(anywidget.AnyWidget):
    """A translated model, the marks that it moves, and the state of its controls.

    Parameters
    ----------
    expression
        The model as a JavaScript expression, as `translate_expression` returns it; empty
        where it is not translated.
    run
        The model in Python, which is asked where there is no expression.
    silence
        What is said until the kernel answers.
    module
        The file of the view's ES module.
    css
        The view's style.
    declaration
        What the view draws, as plain data.
    still
        What stands in the view's place where it cannot start, as HTML.
    page
        The address of the page where the view is published, if it is.
    marks, figures
        The bqplot marks by name, and the figures in order.
    state
        The value of each control, by name.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    uid = traitlets.Unicode().tag(sync=True)
    silence = traitlets.Unicode().tag(sync=True)
    compute = traitlets.Unicode(help="The model's key.").tag(sync=True)
    declaration = traitlets.Dict().tag(sync=True)
    still = traitlets.Unicode().tag(sync=True)
    page = traitlets.Unicode().tag(sync=True)
    marks = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)
    figures: Any = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        *,
        expression: str,
        module: Path,
        css: str,
        run: Callable[..., Any] | None = None,
        **traits: Any,
    ) -> None:
        self.expression, self.run = expression, run
        key = hashlib.sha256(expression.encode()).hexdigest()[:16] if expression else ""
        start = registration(key, expression) if expression else ""
        super().__init__(
            _esm=start + VIEW + linked(module),
            _css=css,
            uid=uuid.uuid4().hex,
            compute=key,
            **traits,
        )
        self.on_msg(self._answer)

    def _answer(self, _: Any, asked: dict[str, Any], __: Any) -> None:
        """Answer the page, which asks for the results of some arguments."""
        if self.run is not None and "given" in asked:
            answers = [self._outcome(given) for given in asked["given"]]
            self.send({"id": asked["id"], "answers": answers})

    def _outcome(self, given: dict[str, Any]) -> dict[str, Any]:
        assert self.run is not None
        try:
            return {"outputs": plain(self.run(**given))}
        except Exception as error:
            return {"error": type(error).__name__, "message": str(error)}
