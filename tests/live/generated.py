"""Programs at random, from templates of what a live model may use and of what it may not.

A template has holes that name a kind: ``(F + I)`` is a float plus an int. A program is a
function of the standard arguments that runs a few statements and returns some values.
"""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from random import Random
from typing import Any, Literal, Optional

from secbook.data import scenario
from secbook.live.subset import defined
from secbook.models.system import World

LEAVES = {
    "F": "x",
    "I": "n",
    "B": "True",
    "T": "t",
    "L": "xs",
    "N": "ns",
    "D": "d",
    "P": "HERE",
    "Q": "[(1, 0.5)]",
}
"""What fills a hole where an expression is deep enough."""

# What stands before every program.
MODULE = """
class Point(NamedTuple):
    x: float
    y: float = 0
@dataclass(frozen=True)
class State:
    name: str
    power: float = 1
    def __post_init__(self):
        if self.power < 0:
            raise ValueError(f"power must be at least 0, got {shown(self.power)}")
@dataclass(frozen=True, kw_only=True)
class Named:
    a: float
    b: int = 2
@checked
def part(
    *, share: Probability, states: Count = 2, more: list[Number] = [1.0], way: str = "a"
) -> float:
    return share / states + len(more) + len(way)
@checked
def several(
    *,
    low: Number | None = None,
    pairs: list[tuple[Index, Share]],
    table: dict[str, Number] = {},
    both: tuple[Number, Index] = (1, 2),
) -> float:
    return (0 if low is None else low) + sum(s for _, s in pairs) + len(table) + both[1]
def scaled(v: float, *, by: float = 2, plus=0):
    return v * by + plus
def loose(v, w=1, *, z=None):
    if v is None:
        return None
    return v if z is None else w
def first(a, b):
    for v in a:
        if v == b:
            return v
    raise ValueError(f"no {b:.1f} among {len(a)}")
def apply(g, v):
    return g(v) + g(1)
def double(v: float):
    return 2 * v
def half(v: float):
    return v / 2
TABLE = {"a": double, "b": half}
BOTH = (double, half)
def made(v, n=1):
    return [v, {"a": v}["a"]] if n else []
def outer(k):
    def inner(v):
        return v * k
    def early(v):
        return v * late
    if k > 3:
        late = 1
    return inner, early
inner, early = outer(3)
def decorator(h):
    @wraps(h)
    def around(v):
        return h(v)
    return around
@decorator
def wrapped(v):
    return v
one, two = (lambda v: v + 1), (lambda v: v + 2)
@dataclass
class Loose:
    x: float
class Odd(NamedTuple):
    x: float
    def __eq__(self, other):
        return True
LIMIT, RATES, WORDS = 3, [0.5, 1, 2], ("a", "b")
NOTHING, HERE, THIRD, DEEP = None, Point(1, 2), Fraction(1, 3), {"k": [1, {"z": (1.5, None)}]}
SOME = State("s", 2.0)
"""


NAMES: dict[str, Any] = {
    "World": World,
    "Literal": Literal,
    "Sequence": Sequence,
    "Optional": Optional,
}
NAMES |= {"wraps": wraps, "WORLD": scenario("toy")}


def templates() -> dict[str, list[str]]:
    """Return the templates of expressions, statements and heads, by their kind."""
    text = (Path(__file__).parent / "templates.txt").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for part in text.split("\n== ")[1:]:
        kind, *lines = part.strip().splitlines()
        found[kind] = [line.replace("\\n", "\n") for line in lines]
    return found


TEMPLATES = templates()


def expression(chance: Random, kind: str, depth: int) -> str:
    """Return an expression of a kind."""
    if depth == 0:
        return LEAVES[kind]
    return filled(chance, chance.choice(TEMPLATES[kind]), depth - 1)


def filled(chance: Random, template: str, depth: int) -> str:
    """Return a template with its holes filled; text with formats takes plain names."""
    depth = 0 if re.search(r"f['\"]|\bstr\(|shown", template) else depth
    return re.sub(r"\b[FIBTLNDPQ]\b", lambda hole: expression(chance, hole[0], depth), template)


def statement(chance: Random, place: int) -> list[str]:
    """Return the lines of a statement, which has names of its own."""
    template = chance.choice(TEMPLATES["statements"])
    own = r"(?<![.'\"])\b[abcgh]\b(?!['\"=])"
    named = re.sub(own, lambda name: f"{name[0]}{place}", template)
    return filled(chance, named, chance.randint(0, 2)).splitlines()


def program(chance: Random) -> str:
    """Return a program; of three, one has a line or a head that may be refused."""
    lines = [line for i in range(chance.randint(1, 4)) for line in statement(chance, i)]
    if chance.random() < 0.3:
        lines += filled(chance, chance.choice(TEMPLATES["wild"]), 1).splitlines()
    kinds = [chance.choice("FIBTLNDP") for _ in range(3)]
    values = [expression(chance, kind, chance.randint(1, 3)) for kind in kinds]
    head = chance.choice(TEMPLATES["heads"]) if chance.random() < 0.3 else TEMPLATES["heads"][0]
    body = [*lines, f"return {', '.join(values)}"]
    return MODULE + "\n".join([head, *(f"    {line}" for line in body)]) + "\n"


def function_of(source: str) -> Callable[..., Any] | None:
    """Return the function of a program; a few are no Python, for a quote within a quote."""
    try:
        return defined(source, **NAMES)
    except SyntaxError:
        return None
