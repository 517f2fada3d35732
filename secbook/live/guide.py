"""The table "What a live model may use", as a notebook and the book show it.

It is made from the translator: what an example is answered with is the refusal itself.
"""

from html import escape
from typing import Any, NamedTuple

from secbook.live.subset import HEAD, ONLY_IN_JAVASCRIPT, REFUSED, Row, defined, table
from secbook.live.translate import TranslationError, translate


class Line(NamedTuple):
    """An example, and what is said of it."""

    group: str
    example: str
    words: str


class Guide(NamedTuple):
    """Lines under the heads of two columns; a notebook shows them as a table."""

    heads: tuple[str, str]
    lines: tuple[Line, ...]

    def _repr_html_(self) -> str:
        html = ['<table class="dataframe secbook-subset"><thead><tr>']
        html += [f'<th scope="col">{head}</th>' for head in self.heads] + ["</tr></thead>"]
        group = ""
        for line in self.lines:
            if line.group != group:
                group = line.group
                head = f'<th colspan="2" scope="rowgroup">{_marked(group)}</th>'
                html.append(f"<tbody><tr>{head}</tr>")
            code = f"<td><pre>{escape(line.example)}</pre></td>"
            html.append(f"<tr>{code}<td>{_marked(line.words)}</td></tr>")
        return "\n".join([*html, "</tbody></table>"])


def accepted() -> Guide:
    """Return what a live model may use."""
    rows = [row for row in table() if row.group not in (REFUSED, ONLY_IN_JAVASCRIPT)]
    return Guide(("You may write", "What it does"), _lines(rows))


def refused_when_it_runs() -> Guide:
    """Return where the browser raises an error although Python goes on."""
    rows = [row for row in table() if row.group == ONLY_IN_JAVASCRIPT]
    return Guide(("You may write", "What is an error"), _lines(rows))


def refused(**names: Any) -> Guide:
    """Return what is refused before anything runs, with the refusal.

    Parameters
    ----------
    names
        What examples find around them, beside what all find.
    """
    lines = []
    for row in table():
        for example in row.examples if row.group == REFUSED else ():
            try:
                translate(defined(example, **names))
            except TranslationError as refusal:
                words = f"{refusal.construct} is not translated; {refusal.advice}"
                lines.append(Line("", _shown(example), words))
    return Guide(("If you write", "it says"), tuple(lines))


def _marked(words: str) -> str:
    """Return words in which what stands between backticks is code."""
    parts = enumerate(escape(words).split("`"))
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in parts)


def _lines(rows: list[Row]) -> tuple[Line, ...]:
    return tuple(
        Line(row.group, "\n".join(map(_shown, row.examples)), row.remark) for row in rows
    )


def _shown(example: str) -> str:
    """Return an example without what stands before every expression."""
    return example.removeprefix(f"{HEAD}\n    return ").rstrip()
