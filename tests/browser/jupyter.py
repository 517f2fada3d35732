"""A JupyterLab of the test's own, with one notebook."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
from playwright.sync_api import Page


def write_notebook(path: Path, cells: list[str]) -> None:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(cells)
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(notebook, path)


@contextmanager
def jupyterlab(folder: Path, python: str = sys.executable) -> Iterator[str]:
    """Start JupyterLab in a folder and give its address; everything it writes stays there."""
    settings = folder / ".settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    own = {
        f"JUPYTER_{name}_DIR": str(folder / f".{name}")
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    command = [
        python,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ServerApp.port=0",
        "--IdentityProvider.token=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    with (folder / "jupyterlab.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **own, "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            yield _address(process, folder)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], folder: Path) -> str:
    for _ in range(600):
        log = (folder / "jupyterlab.log").read_text()
        found = re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", log)
        if found:
            address = f"http://127.0.0.1:{found[1]}"
            # A busy machine may log the address before it answers.
            with suppress(OSError), urllib.request.urlopen(f"{address}/api") as answer:
                json.load(answer)
                return address
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{(folder / 'jupyterlab.log').read_text()}")


def run_all(page: Page, address: str, notebook: str) -> None:
    """Open a notebook and run all its cells."""
    page.goto(f"{address}/lab/tree/{notebook}?reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def stop_kernel(page: Page) -> None:
    """Shut the notebook's kernel down."""
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Shut Down Kernel", exact=True).click()
    page.locator("#jp-main-statusbar").get_by_text("No Kernel").wait_for(timeout=30_000)
