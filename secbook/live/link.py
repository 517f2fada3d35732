"""The widget that carries a model to the browser.

A `Link` is one anywidget: it names a translated model, refers to the bqplot marks that
the model moves, and holds the state of the controls, in both directions. What draws is
`bqplot`; what asks is the browser. The kernel is needed for neither.

The link takes a translated function as text and does not know the translator.
"""

import hashlib
import re
import uuid
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


class Link(anywidget.AnyWidget):
    """A translated model, the marks that it moves, and the state of its controls.

    Parameters
    ----------
    expression
        The model as a JavaScript expression, as `translate_expression` returns it.
    module
        The file of the view's ES module.
    css
        The view's style.
    declaration
        What the view draws, as plain data.
    marks, figures
        The bqplot marks by name, and the figures in order.
    state
        The value of each control, by name.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    uid = traitlets.Unicode().tag(sync=True)
    compute = traitlets.Unicode(help="The model's key.").tag(sync=True)
    declaration = traitlets.Dict().tag(sync=True)
    marks = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)
    figures: Any = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, *, expression: str, module: Path, css: str, **traits: Any) -> None:
        self.expression = expression
        key = hashlib.sha256(expression.encode()).hexdigest()[:16]
        super().__init__(
            _esm=registration(key, expression) + VIEW + linked(module),
            _css=css,
            uid=uuid.uuid4().hex,
            compute=key,
            **traits,
        )
