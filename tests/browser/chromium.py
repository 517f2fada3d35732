"""A real browser for the tests, and pages that report what they should not do."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A browser that asks its maker for updates or lists cannot be told from a page that does.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

HELP = (
    "The browser tests need Chromium and found none. Install it, for example with "
    "`apt-get install chromium` as root, or set CHROMIUM to the path of a Chromium or Chrome."
)


def find_chromium() -> str:
    """Return the path of a Chromium; install it with apt where that is possible.

    Raises
    ------
    RuntimeError
        Saying what to install.
    """
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Chromium with apt ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "chromium"]):
            subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError(HELP)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without a window."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def is_local(address: str) -> bool:
    """Say whether an address needs no other machine."""
    parts = urlsplit(address)
    return parts.scheme in {"data", "blob", "file", "about"} or parts.hostname in {
        "127.0.0.1",
        "localhost",
    }


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page on which every foreign host is blocked; fail if it does what it should not.

    A page must not ask another host, miss a file, raise, or log an error or a warning.
    """
    context = browser.new_context(**options)
    page = context.new_page()
    faults: list[str] = []

    def route(handler: Any) -> None:
        if is_local(handler.request.url):
            handler.continue_()
            return
        faults.append(f"asks {handler.request.url}")
        handler.abort()

    context.route("**/*", route)
    page.on("pageerror", lambda error: faults.append(f"raises {error}"))
    page.on(
        "console",
        lambda message: (
            faults.append(f"logs {message.type}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on(
        "response",
        lambda answer: (
            faults.append(f"gets {answer.status} for {answer.url}")
            if answer.status >= 400
            else None
        ),
    )
    try:
        yield page
    finally:
        context.close()
    assert not faults, "\n".join(faults)


def unfold(page: Page) -> None:
    """Open what is folded: a lab may stand in a solution."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
