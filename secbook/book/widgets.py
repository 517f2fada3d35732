"""The widgets of a page: their saved state, the labs' models and the scripts that draw them."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sphinx.errors import ExtensionError

from secbook.book.assets import WHEELS
from secbook.live.link import VIEW

STATE = "application/vnd.jupyter.widget-state+json"
LINK = "secbook.live.link.Link"

# What page.css hides and shows while a page's labs start, or when its scripts did not come.
STARTING = 'document.documentElement.classList.add("secbook-starting")'
DRAW = (
    "globalThis.secbookDraw ? secbookDraw() : "
    'document.documentElement.classList.add("secbook-failed")'
)

_VIEW = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-view\+json">'
    r'[^<]*"model_id": *"([0-9a-f]+)"[^<]*</script>'
)
_REFERENCE = re.compile(r"IPY_MODEL_([0-9a-f]+)")


@dataclass(frozen=True)
class Widgets:
    """What a page without a kernel needs of its saved widgets.

    The models are scripts of the page: nothing is evaluated from text, and what anywidget
    would import is left out of the state.
    """

    state: dict[str, Any]
    models: dict[str, str]
    stills: dict[str, str]

    @property
    def labs(self) -> dict[str, str]:
        """The widget of each lab, by the lab's name."""
        return {
            widget["state"]["declaration"]["name"]: key
            for key, widget in self.state["state"].items()
            if widget["model_module"] == "secbook"
        }

    @property
    def scripts(self) -> list[str]:
        """The scripts that draw them, each after what it needs itself."""
        used = {widget["model_module"] for widget in self.state["state"].values()}
        return ["page", *(name for name in WHEELS if name in used)]

    def alone(self, lab: str) -> "Widgets":
        """Return one lab with all that it refers to."""
        every = self.state["state"]
        found: dict[str, Any] = {}
        wanted = [self.labs[lab]]
        while wanted:
            key = wanted.pop()
            if key not in found and key in every:
                found[key] = every[key]
                wanted += _REFERENCE.findall(json.dumps(every[key]["state"]))
        compute = found[self.labs[lab]]["state"]["compute"]
        models = {compute: self.models[compute]}
        return Widgets({**self.state, "state": found}, models, self.stills)

    def placed(self, body: str) -> str:
        """Return a page's text in which each lab has its results, until it is drawn.

        Where scripts run, they are hidden from the start.
        """

        def with_still(view: re.Match[str]) -> str:
            still = self.stills.get(view[1])
            return f'<div class="secbook-place">{still}{view[0]}</div>' if still else view[0]

        return _VIEW.sub(with_still, f"<script>{STARTING}</script>{body}")

    def html(self, path: Callable[[str], str]) -> str:
        """Return the models, the state and the scripts; `path` gives the address of a file."""
        text = json.dumps(self.state, separators=(",", ":")).replace("<", "\\u003c")
        return "\n".join(
            [
                *(f"<script>{statement}</script>" for statement in self.models.values()),
                f'<script type="{STATE}">{text}</script>',
                *(f'<script src="{path(f"{name}.js")}"></script>' for name in self.scripts),
                f"<script>{DRAW}</script>",
            ]
        )


def widgets_of(saved: str) -> Widgets:
    """Return the widgets of a page from the state that MyST-NB saved.

    Raises
    ------
    ExtensionError
        If the model of a lab was not translated: nothing would move without a kernel.
    """
    state = json.loads(saved)
    models: dict[str, str] = {}
    stills: dict[str, str] = {}
    for key, widget in state["state"].items():
        traits = widget["state"]
        if traits.get("_anywidget_id") != LINK:
            continue
        if not traits.get("compute"):
            name = traits["declaration"]["name"]
            raise ExtensionError(f"lab {name} is not live: see the warning below its cell")
        statement, _, _ = traits.pop("_esm").partition(VIEW)
        models[traits["compute"]] = statement
        stills[key] = traits.pop("still")
        traits.pop("_css")
        for role in ("model", "view"):
            traits[f"_{role}_module"] = "secbook"
            traits[f"_{role}_name"] = f"Lab{role.title()}"
        widget.update(model_module="secbook", model_name="LabModel")
    return Widgets(state, models, stills)
