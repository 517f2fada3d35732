"""Where the book is published, and what is published with it.

A fork changes one line: ``repository: url`` in ``_config.yml``. From it follow the buttons
that open a chapter in Binder and, unless ``html: baseurl`` says otherwise, the address at
which the repository's host publishes the pages.
"""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import yaml

BINDER = "https://mybinder.org/v2"

# Where the notebooks of the published book are, below its address.
NOTEBOOKS = "notebooks"

# Where the hosts of repositories publish the pages of one.
PAGES = {"github.com": "github.io", "gitlab.com": "gitlab.io"}


class Publication(NamedTuple):
    """Where a book's files and its pages are; each is empty where it is not said."""

    repository: str
    branch: str
    address: str

    @property
    def files(self) -> str:
        """The address below which the book's files are shown."""
        return f"{self.repository}/blob/{self.branch}" if self.repository else ""

    def binder(self, notebook: str) -> str:
        """Return the address that starts Binder with a notebook open, or nothing."""
        if not self.repository:
            return ""
        host, _, path = self.repository.partition("://")[2].partition("/")
        if host == "github.com":
            source = f"gh/{path}"
        elif host == "gitlab.com":
            source = f"gl/{quote(path, safe='')}"
        else:
            source = f"git/{quote(self.repository, safe='')}"
        branch = quote(self.branch, safe="")
        return f"{BINDER}/{source}/{branch}?urlpath=lab/tree/{quote(notebook)}"


def publication(config_file: Path) -> Publication:
    """Return what the configuration says of the repository and of the pages.

    Jupyter Book's own default is the address of another project.
    """
    settings = yaml.safe_load(config_file.read_text(encoding="utf-8")) or {}
    said = settings.get("repository") or {}
    repository = re.sub(r"(\.git)?/*$", "", said.get("url") or "")
    address = (settings.get("html") or {}).get("baseurl") or pages_of(repository)
    return Publication(
        repository, said.get("branch") or "main", address.rstrip("/") + "/" if address else ""
    )


def pages_of(repository: str) -> str:
    """Return where the host of a repository publishes its pages, if that is known."""
    parts = urlsplit(repository)
    owner, _, name = parts.path.strip("/").partition("/")
    if parts.hostname not in PAGES or not name:
        return ""
    home = f"{owner.lower()}.{PAGES[parts.hostname]}"
    return f"https://{home}/" if name.lower() == home else f"https://{home}/{name}/"


def build_wheel(root: Path, folder: Path) -> Path:
    """Build the package's wheel in `folder`, in place of any other, and return it.

    Raises
    ------
    RuntimeError
        With what the build said, if it failed.
    """
    for old in folder.glob("secbook-*.whl"):
        old.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    made = list(folder.glob("secbook-*.whl"))
    if done.returncode or len(made) != 1:
        raise RuntimeError(f"the wheel was not built:\n{done.stdout}{done.stderr}")
    return made[0]


def pack(pages: Path) -> Path:
    """Pack the built pages into one file, to be unpacked and opened without a server."""
    target = pages.parent / "book.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(pages.rglob("*")):
            if path.is_file() and path.suffix != ".map" and path.name != ".buildinfo":
                packed.write(path, Path("book") / path.relative_to(pages))
    return target


def place_notebooks(pages: Path, root: Path) -> list[str]:
    """Put each page's notebook beside its source, and return where they are."""
    made = pages / NOTEBOOKS
    places = sorted(path.relative_to(made) for path in made.rglob("*.ipynb"))
    for place in places:
        shutil.copyfile(made / place, root / place)
    return [str(place) for place in places]
