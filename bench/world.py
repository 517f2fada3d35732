"""How long the world functions take, by the number of states and of pacts.

Run ``python bench/world.py``; it prints the Markdown of `table`. Worlds are random with a
fixed seed: power from 1 to 20, half of the pairs hostile, everybody in every list. Times are
the best of a few runs, in milliseconds.
"""

from collections.abc import Callable
from random import Random
from time import perf_counter

from secbook.data import scenario
from secbook.models.world import MECHANISMS, World, assess, confront

SIZES = range(2, 13)
EVERY = list(MECHANISMS)
HEAD = (
    "world",
    "states",
    "pacts",
    "confront, alliance",
    "confront, all eight",
    "assess, alliance",
    "assess, all eight",
    "assess, each of eight alone",
)
LONGEST = 1.0
"""Seconds after which a measurement is not repeated any more."""


def random_world(states: int, pacts: int, seed: int = 1) -> World:
    """Return a world of so many states, so many pairs of which are allied."""
    rng = Random(seed)
    ids = [f"S{k}" for k in range(states)]
    aims = [[0.0] * states for _ in ids]
    promises = [[0.0] * states for _ in ids]
    pairs = [(u, v) for u in range(states) for v in range(u)]
    for u, v in pairs:
        aims[u][v] = aims[v][u] = rng.uniform(-1, 1)
    for u, v in rng.sample(pairs, pacts):
        promises[u][v] = promises[v][u] = rng.uniform(0.25, 1)
    aims[0][1] = aims[1][0] = -1.0
    return World(
        name="bench",
        title="A random world",
        states=[{"id": state, "name": state} for state in ids],
        power=[rng.uniform(1, 20) for _ in ids],
        benefits=[rng.uniform(1, 20) for _ in ids],
        revision_weight=[1] * states,
        affinity=aims,
        pacts=promises,
        collective_security=ids,
        concert=ids[2:],
        council={"members": ids, "vetoes": ids[2:5], "votes": states // 2 + 1},
        union=ids[states // 2 :],
        trade_freeness=[[0.2] * states for _ in ids],
        hegemon=ids[-1],
        nuclear=ids[-2:],
        focal=["S0", "S1"],
        focal_alternatives=[],
        what_if=[],
        parameters={},
    )


def milliseconds(run: Callable[[], object], repeats: int = 5) -> float:
    """Return the shortest time of some runs."""
    best, spent = float("inf"), 0.0
    for _ in range(repeats):
        start = perf_counter()
        run()
        spent += perf_counter() - start
        best = min(best, perf_counter() - start)
        if spent > LONGEST:
            break
    return 1000 * best


def row(name: str, world: World) -> str:
    """Return a row of the table: one crisis and a whole world, alone and together."""
    bound = sum(
        max(world.pacts[u][v], world.pacts[v][u]) > 0
        for u in range(len(world.states))
        for v in range(u)
    )
    crisis = {"world": world, "challenger": world.focal[0], "target": world.focal[1]}
    times = [
        milliseconds(lambda: confront(mechanisms=["alliance"], **crisis)),
        milliseconds(lambda: confront(mechanisms=EVERY, **crisis)),
        milliseconds(lambda: assess(world=world, mechanisms=["alliance"])),
        milliseconds(lambda: assess(world=world, mechanisms=EVERY)),
        milliseconds(lambda: [assess(world=world, mechanisms=[one]) for one in EVERY]),
    ]
    cells = [name, str(len(world.states)), str(bound), *(f"{time:.2f}" for time in times)]
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """Return the table: the world of 1914, then random ones without, with some, all pacts."""
    rows = [f"| {' | '.join(HEAD)} |", f"|{' ---: |' * len(HEAD)}"]
    rows.append(row("1914", scenario("1914")))
    for states in SIZES:
        pairs = states * (states - 1) // 2
        for pacts in sorted({0, pairs // 2, pairs}):
            rows.append(row("random", random_world(states, pacts)))
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
