"""The built book, a server for it, and a browser."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from secbook.book.build import build, server
from tests.browser.chromium import chromium

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each page has a profile of its own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book, up to date."""
    return build(ROOT)


@pytest.fixture(scope="session")
def site(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the served book; it is served under a sub-path, too."""
    top = tmp_path_factory.mktemp("site")
    (top / "root").symlink_to(book)
    (top / "a").mkdir()
    (top / "a" / "fork").symlink_to(book)
    serving = server(top)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()
