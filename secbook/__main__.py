"""``python -m secbook``: build the book, serve it, pack it, list its labs."""

import argparse
from pathlib import Path


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m secbook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="build the book into _build/html")
    serve = commands.add_parser("serve", help="serve the built book on this machine")
    serve.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    commands.add_parser("labs", help="list the labs of the book with their links")
    commands.add_parser("notebooks", help="build, and put each page's notebook by its source")
    commands.add_parser("zip", help="build, and pack the pages into _build/book.zip")
    arguments = parser.parse_args()

    # What builds the book is not part of a reader's environment.
    from secbook.book import build, chapters, publish

    if arguments.command == "build":
        print(f"The book is in {build.build(Path.cwd())}")
    elif arguments.command == "labs":
        print(chapters.catalog(Path.cwd()))
    elif arguments.command == "notebooks":
        print("\n".join(publish.place_notebooks(build.build(Path.cwd()), Path.cwd())))
    elif arguments.command == "zip":
        print(f"The packed book is {publish.pack(build.build(Path.cwd()))}")
    else:
        build.serve(Path.cwd(), arguments.port)


if __name__ == "__main__":
    main()
