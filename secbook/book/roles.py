"""The role ``lab``: a link that opens a lab in a state.

A writer names the lab and what differs from its start, or pastes what *Copy link* gave:

- ``{lab}`a half-hearted promise <commitment?reliability=0.5>` ``
- ``{lab}`July 1914 <crisis?scenario=July 1914&pair=AUH-SRB>` ``
- ``{lab}`as at first <crisis>` ``
- ``{lab}`what we found <https://example.org/alliances.html#lab=crisis&v=1&pair=AUH-SRB>` ``

The book is not built if the lab would refuse the link.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote_plus, unquote

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

from secbook.book.widgets import LINK, STATE
from secbook.labs.share import decode, encode

logger = logging.getLogger(__name__)

# Where the environment keeps the links of a page.
LINKS = "secbook_lab_links"


class Place(NamedTuple):
    """A lab of the book: the page that shows it, and what it is."""

    page: str
    declaration: Mapping[str, Any]


def places(env: BuildEnvironment) -> dict[str, Place]:
    """Return the labs that the pages of the book show, by name."""
    return {
        widget["state"]["declaration"]["name"]: Place(page, widget["state"]["declaration"])
        for page in sorted(env.found_docs)
        for _, kwargs in NbMetadataCollector.get_js_files(env, page).values()
        if kwargs.get("type") == STATE
        for widget in json.loads(kwargs["body"])["state"].values()
        if widget["state"].get("_anywidget_id") == LINK
    }


def state_link(declaration: Mapping[str, Any], settings: Iterable[str]) -> str:
    """
    Return the share link of a lab for settings that are written as ``name=value``.

    Parameters
    ----------
    declaration
        What the lab ships to the browser.
    settings
        ``scenario=...`` chooses one by its name. All others set a control, with the value
        as it stands in a share link; a space or a letter of any language may stand as it
        is, and ``%26`` stands for ``&``.

    Raises
    ------
    ValueError
        In words, if there is no such scenario, or the lab refuses a value.
    """
    pairs = [setting.partition("=") for setting in settings]
    controls = {control["name"]: control for control in declaration["controls"]}
    chosen = {name: control["start"] for name, control in controls.items()}
    for name, _, value in pairs:
        if name == "scenario" and name not in controls:
            chosen |= _scenario(declaration, unquote(value))
    rest = [pair for pair in pairs if pair[0] != "scenario" or "scenario" in controls]
    start = {"lab": declaration["name"], "v": declaration["version"]}
    parts = [f"{name}={quote_plus(str(value))}" for name, value in start.items()]
    parts += [name + equals + quote_plus(value, safe=",:*+%") for name, equals, value in rest]
    read = decode(declaration, "&".join(parts))
    return encode(declaration, chosen | {name: read[name] for name, _, _ in rest})


def _scenario(declaration: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    scenarios = {one["name"]: one["values"] for one in declaration["scenarios"]}
    if name not in scenarios:
        known = ", ".join(scenarios) or "none"
        raise ValueError(f"the scenarios of lab {declaration['name']} are {known}, got {name}")
    values: Mapping[str, Any] = scenarios[name]
    return values


def resolve(labs: Mapping[str, Place], target: str) -> tuple[Place, str]:
    """
    Return the lab that a link is about, and the share link of the state.

    Raises
    ------
    ValueError
        In words, if the book has no such lab or the lab refuses the state.
    """
    pasted = target.rpartition("#")[2]
    if pasted.startswith("lab="):
        name, settings = pasted.partition("&")[0].removeprefix("lab="), None
    else:
        name, _, written = target.partition("?")
        settings = [setting for setting in written.split("&") if setting]
    if name not in labs:
        raise ValueError(
            f"the labs of this book are {', '.join(sorted(labs)) or 'none'}, got {name}"
        )
    place = labs[name]
    if settings is None:
        return place, encode(place.declaration, decode(place.declaration, pasted))
    return place, state_link(place.declaration, settings)


class pending_lab(nodes.Inline, nodes.TextElement):  # type: ignore[misc]
    """A link to a lab, before all labs of the book are known."""


class LabRole(ReferenceRole):
    """Leaves a node that becomes a link when all labs are known."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, and note where it stands for the check of the whole book."""
        target = " ".join(self.target.split())
        _, line = self.get_source_info()
        noted = self.env.metadata[self.env.docname].setdefault(LINKS, [])
        noted.append((target, line))
        text = self.title if self.has_explicit_title else ""
        return [pending_lab(self.rawtext, text, target=target)], []


def resolve_links(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Resolve the links to labs, and return the pages of which any has changed.

    A link breaks when another page changes, so that all are looked at in every build.
    """
    noted = {page: data[LINKS] for page, data in env.metadata.items() if LINKS in data}
    labs = places(env) if noted else {}
    before: dict[str, Any] = getattr(env, LINKS, {})
    now: dict[str, Any] = {page: {} for page in noted}
    for page, links in noted.items():
        for target, line in links:
            try:
                place, link = resolve(labs, target)
            except ValueError as refusal:
                logger.warning("lab `%s`: %s", target, refusal, location=(page, line))
            else:
                now[page][target] = (place.page, link, place.declaration["question"])
    setattr(env, LINKS, now)
    return [page for page in now if now[page] != before.get(page)]


class LabLinks(SphinxPostTransform):
    """Puts the resolved links in their places; one that was refused stays text."""

    default_priority = 10

    def run(self, **kwargs: Any) -> None:
        """Replace the nodes that the role has left."""
        resolved = getattr(self.env, LINKS, {}).get(self.env.docname, {})
        for node in list(self.document.findall(pending_lab)):
            text = node.astext()
            page, link, question = resolved.get(node["target"], ("", "", node["target"]))
            new: nodes.Node = nodes.inline("", text or question)
            if page:
                uri = self.app.builder.get_relative_uri(self.env.docname, page)
                address = f"{uri}#{link}"
                new = nodes.reference("", text or question, refuri=address, internal=True)
            node.replace_self(new)


def setup(app: Sphinx) -> None:
    """Register the role with Sphinx."""
    app.add_role("lab", LabRole())
    app.add_node(pending_lab)
    app.add_post_transform(LabLinks)
    app.connect("env-updated", resolve_links)
