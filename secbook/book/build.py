"""Build the book, look whether it is whole, and serve it."""

import functools
import http.server
import subprocess
import sys
from pathlib import Path
from typing import Any

from sphinx_external_toc.parsing import parse_toc_yaml

# What Sphinx writes beside the pages of the table of contents.
OTHER_PAGES = {"genindex", "search"}


def build(root: Path) -> Path:
    """Build the book in `root` and return the folder of its pages.

    Raises
    ------
    SystemExit
        If anything warns, or if the pages are not those of the table of contents.
    """
    pages = root / "_build" / "html"
    wanted = set(parse_toc_yaml(root / "_toc.yml"))
    for name in _pages(pages) - wanted:
        (pages / f"{name}.html").unlink()
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(root)]
    done = subprocess.run(
        [*command, "-n", "-W", "--keep-going"], stdin=subprocess.DEVNULL, cwd=root
    )
    if done.returncode:
        raise SystemExit("the book was not built: see the warnings above")
    if wanted != _pages(pages):
        raise SystemExit(
            "the pages are not those of _toc.yml: missing "
            f"{sorted(wanted - _pages(pages))}, not in it {sorted(_pages(pages) - wanted)}"
        )
    return pages


def _pages(folder: Path) -> set[str]:
    """Return the names of the built pages that the table of contents must name."""
    return {
        page.relative_to(folder).with_suffix("").as_posix()
        for page in folder.rglob("*.html")
        if page.relative_to(folder).parts[0] not in ("_static", "labs")
    } - OTHER_PAGES


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    # Keeps connections open: a page asks for some twenty files.
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Patient(http.server.ThreadingHTTPServer):
    """A server that is not upset by a browser that leaves."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless the other side just hung up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server(pages: Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Return a server of the built pages on this machine only; port 0 takes any free one."""
    handler = functools.partial(Quiet, directory=str(pages))
    return Patient(("127.0.0.1", port), handler)


def serve(root: Path, port: int) -> None:
    """Serve the built book until interrupted, and print its address."""
    pages = root / "_build" / "html"
    if not (pages / "index.html").exists():
        raise SystemExit("there is no built book: run `python -m secbook build` first")
    try:
        serving = server(pages, port)
    except OSError:
        serving = server(pages)
    print(
        f"The book is at http://127.0.0.1:{serving.server_port}/ (Ctrl+C ends it)", flush=True
    )
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        print()
