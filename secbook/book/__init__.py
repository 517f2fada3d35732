"""The Sphinx extension of the book: local scripts, live labs, a sound theme.

``extra_extensions: [secbook.book]`` in ``_config.yml`` is all that a book needs.
"""

import html
import json
import shutil
from pathlib import Path
from typing import Any

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from secbook.book import notebooks, reference, roles
from secbook.book.assets import fingerprint, make_assets
from secbook.book.publish import Publication, publication
from secbook.book.widgets import STATE, Widgets, widgets_of

HERE = Path(__file__).parent

# The folder of the pages that hold one lab each.
LABS = "labs"

# What makes a page of MyST-NB and docutils inaccessible, and what to write instead.
FAULTS = {
    ' aria-label="Toggle hidden content"': "",
    'role="doc-biblioentry"': 'role="listitem"',
}


def configure(app: Sphinx, config: Config) -> None:
    """Make the scripts, and set what every book of this kind needs."""
    root = Path(app.confdir)
    build = Path(app.outdir).parent
    config.secbook_publication = publication(root / "_config.yml")
    config.html_baseurl = config.secbook_publication.address
    make_assets(root, Path(app.outdir) / "_static" / "secbook")
    # Before the components of the theme.
    config.templates_path.insert(0, str(HERE / "templates"))
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

    There they run before the theme's scripts.
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
        elif getattr(script, "filename", None):
            # Sphinx hands the same script to every page.
            script.attributes.pop("defer", None)
    if "body" in context:
        for fault, cure in FAULTS.items():
            context["body"] = context["body"].replace(fault, cure)
    if not saved:
        return
    widgets = widgets_of(saved[0].attributes["body"])

    def path(name: str) -> str:
        return str(context["pathto"](f"_static/secbook/{name}", resource=True))

    early = [
        *(
            f'<link rel="preload" href="{path(f"{one}.js")}" as="script">'
            for one in widgets.scripts
        ),
        f'<link rel="stylesheet" href="{path("page.css")}">',
    ]
    context["metatags"] = "\n".join([context.get("metatags", ""), *early])
    context["body"] = widgets.placed(context["body"]) + widgets.html(path)


def write_labs(app: Sphinx, exception: Exception | None) -> None:
    """Write a page for each lab alone: for a projector, a frame elsewhere, a code to scan."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / LABS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for page in sorted(app.env.found_docs):
        for _, kwargs in NbMetadataCollector.get_js_files(app.env, page).values():
            if kwargs.get("type") != STATE:
                continue
            widgets = widgets_of(kwargs["body"])
            for name, key in widgets.labs.items():
                target = folder / f"{name}.html"
                if target.exists():
                    raise ExtensionError(f"two labs are named {name}, the second in {page}")
                target.write_text(_alone(app, page, widgets.alone(name), key), encoding="utf-8")


def _alone(app: Sphinx, page: str, widgets: Widgets, key: str) -> str:
    """Return the page of one lab."""
    declaration = widgets.state["state"][key]["state"]["declaration"]
    view = {"model_id": key, "version_major": 2, "version_minor": 0}
    text: str = app.builder.templates.render(
        "lab.html",
        {
            "language": app.config.language,
            "question": html.escape(declaration["question"]),
            "title": html.escape(app.config.html_title or app.config.project),
            "page": f"../{page}.html",
            "view": json.dumps(view),
            "widgets": widgets.html(lambda name: f"../_static/secbook/{name}"),
        },
    )
    return widgets.placed(text)


def _text(resource: Any) -> str:
    """Return the address and the text of a script or style, in lower case."""
    body = getattr(resource, "attributes", {}).get("body") or ""
    return f"{getattr(resource, 'filename', resource)} {body}".lower()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_config_value("secbook_computing", "", "env", str)
    app.add_config_value("secbook_drawing", "", "html", str)
    app.add_css_file("secbook/book.css")
    app.add_js_file("secbook/paper.js")
    nowhere = Publication("", "", "")
    app.add_config_value("secbook_publication", nowhere, "env", Publication)
    notebooks.setup(app)
    reference.setup(app)
    roles.setup(app)
    app.connect("config-inited", configure, priority=900)
    app.connect("html-page-context", place_widgets, priority=900)
    app.connect("build-finished", write_labs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
