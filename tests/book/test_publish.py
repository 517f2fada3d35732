"""What a fork changes, and what publishes it."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from book.copies import copy_project

from secbook.book.publish import pack, pages_of, publication

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))


def said(folder: Path, text: str) -> Any:
    """Return what a configuration says."""
    config = folder / "_config.yml"
    config.write_text(text)
    return publication(config)


class TestTheOneLine:
    """Everything that is published follows from the address of the repository."""

    @pytest.mark.parametrize(
        ("repository", "pages"),
        [
            ("https://github.com/Some-One/fork", "https://some-one.github.io/fork/"),
            ("https://github.com/someone/someone.github.io", "https://someone.github.io/"),
            ("https://gitlab.com/group/sub/fork", "https://group.gitlab.io/sub/fork/"),
            ("https://git.example.org/someone/fork", ""),
            ("https://github.com/someone", ""),
            ("", ""),
        ],
    )
    def test_the_address_of_the_pages(self, repository: str, pages: str) -> None:
        """As the hosts of repositories say that they publish them."""
        assert pages_of(repository) == pages

    @pytest.mark.parametrize("end", ["", "/", ".git", ".git/"])
    def test_an_address_may_be_copied_as_it_is(self, tmp_path: Path, end: str) -> None:
        """With what browsers and git put at its end."""
        found = said(tmp_path, f"repository:\n  url: https://github.com/a/b{end}\n")

        assert found.repository == "https://github.com/a/b"
        assert found.address == "https://a.github.io/b/"

    def test_an_own_domain_counts_more(self, tmp_path: Path) -> None:
        """Who publishes elsewhere says where."""
        text = "repository:\n  url: https://github.com/a/b\nhtml:\n  baseurl: https://c.org/d\n"

        assert said(tmp_path, text).address == "https://c.org/d/"

    @pytest.mark.parametrize(
        ("repository", "address"),
        [
            ("https://github.com/a/b", "gh/a/b/trunk"),
            ("https://gitlab.com/a/s/b", "gl/a%2Fs%2Fb/trunk"),
            ("https://c.org/a/b", "git/https%3A%2F%2Fc.org%2Fa%2Fb/trunk"),
        ],
    )
    def test_the_address_of_binder(self, tmp_path: Path, repository: str, address: str) -> None:
        """The branch is part of it, and the notebook that opens."""
        found = said(tmp_path, f"repository:\n  url: {repository}\n  branch: trunk\n")

        assert found.binder("chapters/a b.ipynb") == (
            f"https://mybinder.org/v2/{address}?urlpath=lab/tree/chapters/a%20b.ipynb"
        )

    @pytest.mark.parametrize(
        "text", ["title: A\n", 'repository:\n  url: ""\n', "repository:\n"]
    )
    def test_without_a_repository_nothing_is_made_up(self, tmp_path: Path, text: str) -> None:
        """No button and no link may lead to somebody else's book."""
        found = said(tmp_path, text)

        assert (found.files, found.address, found.binder("a.ipynb")) == ("", "", "")


class TestTheWorkflow:
    """What publishes a fork does no more than that."""

    def steps(self) -> list[dict[str, Any]]:
        return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]

    def test_actions_are_pinned_to_a_version(self) -> None:
        """A branch of somebody else's action may say something else tomorrow."""
        used = [step["uses"] for step in self.steps() if "uses" in step]

        assert used
        assert all(re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", one) for one in used)

    def test_only_the_last_job_may_publish(self) -> None:
        """What runs the book's code cannot write anything."""
        jobs = WORKFLOW["jobs"]

        assert WORKFLOW["permissions"] == {"contents": "read"}
        assert "permissions" not in jobs["build"]
        assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
        assert not any("run" in step for step in jobs["publish"]["steps"])

    def test_it_builds_as_the_readme_says(self) -> None:
        """The same commands, and the folder that the build names."""
        runs = [step["run"] for step in self.steps() if "run" in step]
        (kept,) = [step["with"]["path"] for step in self.steps() if "artifact" in str(step)]

        assert runs == [
            'python -m pip install -r requirements.txt -e ".[book]" -c constraints.txt',
            "python -m secbook build",
        ]
        assert kept == "_build/html"


def test_the_packed_book_is_one_folder(tmp_path: Path) -> None:
    """Who unpacks it finds `book/index.html`, and nothing spills beside it."""
    pages = tmp_path / "_build/html"
    pages.mkdir(parents=True)
    (pages / "index.html").write_text("<p>")
    (pages / "style.css.map").write_text("{}")

    with zipfile.ZipFile(pack(pages)) as packed:
        assert packed.namelist() == ["book/index.html"]


@pytest.mark.long
def test_what_binder_does_works_step_by_step(tmp_path: Path) -> None:
    """Its Python, its two files, in an environment that has nothing else."""
    copy = copy_project(tmp_path)
    (copy / "node_modules").unlink()
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    runtime = (copy / "binder/runtime.txt").read_text().strip()
    venv = tmp_path / "environment"
    assert runtime == f"python-{sys.version_info.major}.{sys.version_info.minor}"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)

    # What the machine says about its network stays, what it says about Python does not.
    kept = {name: it for name, it in os.environ.items() if not name.startswith("PYTHON")}
    kept["PATH"] = f"{venv}/bin:/usr/bin:/bin"

    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            cwd=copy,
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    run("pip", "install", "--quiet", "--no-cache-dir", "-r", "binder/requirements.txt")
    run("binder/postBuild")
    run("jupyter", "execute", "chapters/power.ipynb")
    listed = run("jupyter", "labextension", "list")

    assert {"anywidget", "bqplot", "@jupyter-widgets/jupyterlab-manager"} <= set(
        re.findall(
            r"^\s+([@\w/-]+) v[\d.]+ .*enabled.*OK", re.sub(r"\x1b\[\d*m", "", listed), re.M
        )
    )
