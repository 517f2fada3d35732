"""The Sphinx extension of the book: local scripts, live labs, a sound theme.

``extra_extensions: [secbook.book]`` in ``_config.yml`` is all that a book needs.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from secbook.book.assets import WHEELS, fingerprint, make_assets
from secbook.live.link import VIEW

HERE = Path(__file__).parent

STATE = "application/vnd.jupyter.widget-state+json"
LINK = "secbook.live.link.Link"

# What makes a page of MyST-NB and docutils inaccessible, and what to write instead.
FAULTS = {
    ' aria-label="Toggle hidden content"': "",
    'role="doc-biblioentry"': 'role="listitem"',
}


def configure(app: Sphinx, config: Config) -> None:
    """Make the scripts, and set what every book of this kind needs."""
    root = Path(app.confdir)
    build = Path(app.outdir).parent
    make_assets(root, Path(app.outdir) / "_static" / "secbook")
    config.templates_path.append(str(HERE / "templates"))
    config.html_context = {"default_mode": "auto", **config.html_context}
    config.language = config.language or "en"
    config.html_theme_options.setdefault("navbar_persistent", [])
    # The page's own script, placed below, draws the widgets; MathJax comes after the page.
    config.nb_ipywidgets_js = {}
    config.nb_execution_show_tb = True
    config.mathjax_path = "secbook/after-load.js"
    config.mathjax_options = {"defer": "defer"}

    # The execution cache of MyST-NB knows the cells, not what they import; and Sphinx knows
    # the chapters, not this extension.
    config.secbook_computing, config.secbook_drawing = fingerprint(root)
    caches = build / "execution"
    cache = caches / config.secbook_computing
    cache.mkdir(parents=True, exist_ok=True)
    for old in caches.iterdir():
        if old != cache:
            shutil.rmtree(old)
    config.nb_execution_cache_path = str(cache)


def place_widgets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put the widgets' state, the labs' models and the page's script right after the article.

    There they run before the theme's scripts. The models are scripts of the page: nothing
    is evaluated from text, and what anywidget would import is left out of the state.
    """
    scripts = context.get("script_files", [])
    saved = [s for s in scripts if getattr(s, "attributes", {}).get("type") == STATE]
    context["script_files"] = [s for s in scripts if s not in saved and "thebe" not in _text(s)]
    context["css_files"] = [s for s in context.get("css_files", []) if "thebe" not in _text(s)]
    for script in context["script_files"]:
        # The page is read first. Only the search page runs its tools at once, and some
        # inline scripts need the options.
        needed = pagename == "search" or "documentation_options" in _text(script)
        if getattr(script, "filename", None) and not needed:
            script.attributes["defer"] = "defer"
    if "body" in context:
        for fault, cure in FAULTS.items():
            context["body"] = context["body"].replace(fault, cure)
    if not saved:
        return
    state = json.loads(saved[0].attributes["body"])
    models: dict[str, str] = {}
    for widget in state["state"].values():
        traits = widget["state"]
        if traits.get("_anywidget_id") != LINK:
            continue
        statement, _, _ = traits.pop("_esm").partition(VIEW)
        models[traits["compute"]] = statement
        traits.pop("_css")
        for role in ("model", "view"):
            traits[f"_{role}_module"] = "secbook"
            traits[f"_{role}_name"] = f"Lab{role.title()}"
        widget.update(model_module="secbook", model_name="LabModel")
    used = {widget["model_module"] for widget in state["state"].values()}
    names = ["page", *(name for name in WHEELS if name in used)]
    scripts = [context["pathto"](f"_static/secbook/{name}.js", resource=True) for name in names]
    css = context["pathto"]("_static/secbook/page.css", resource=True)
    context["metatags"] = context.get("metatags", "") + "".join(
        [f'<link rel="preload" href="{script}" as="script">\n' for script in scripts]
        + [f'<link rel="stylesheet" href="{css}">\n']
    )
    text = json.dumps(state, separators=(",", ":")).replace("<", "\\u003c")
    context["body"] += "\n".join(
        [
            *(f"<script>{statement}</script>" for statement in models.values()),
            f'<script type="{STATE}">{text}</script>',
            *(f'<script src="{script}"></script>' for script in scripts),
            "<script>secbookDraw()</script>",
        ]
    )


def _text(resource: Any) -> str:
    """Return the address and the text of a script or style, in lower case."""
    body = getattr(resource, "attributes", {}).get("body") or ""
    return f"{getattr(resource, 'filename', resource)} {body}".lower()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_config_value("secbook_computing", "", "env", str)
    app.add_config_value("secbook_drawing", "", "html", str)
    app.add_css_file("secbook/book.css")
    app.connect("config-inited", configure, priority=900)
    app.connect("html-page-context", place_widgets, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
