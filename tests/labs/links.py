"""Declarations, states and hostile links, drawn at random."""

import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from secbook.labs.share import TEXTS, encode

Control = dict[str, Any]

# Each refusal begins with its key.
TAGGED = {
    key: text if key == "link_nothing" else f"{key}: {text}" for key, text in TEXTS.items()
}

# Some are names that every object of JavaScript has.
NAMES = ["reliability", "power", "x", "y_2", "constructor", "__proto__", "toString", "größe"]
LABS = ["commitment", "bargaining-range", "Krieg & Frieden", "hasOwnProperty"]
IDS = ["GMY", "AUH", "ITA", "RUS", "FRN", "UKG", "SRB", "TUR", "A", "a", "__proto__", "n_1"]
OPTIONS = [
    "chain",
    "pass the buck",
    "",
    "100%",
    "a=b&c",
    "status_quo",
    "<b>",
    "für",
    "~*",
    "战",
]
KINDS = ["slider", "time", "toggle", "choice", "powers", "members", "pacts", "pair"]
RANGES = [(0, 1, "0.01"), (0.0, 0.5, "0.05"), (-1, 1, "0.1"), (0, 40, "1"), (1, 1e6, "1"),
          (-20, -5, "0.25"), (0, 1e-8, "1e-10")]  # fmt: skip


def declaration(chance: random.Random) -> dict[str, Any]:
    """Return the declaration of a lab of one to five controls."""
    ids = chance.sample(IDS, chance.randint(2, 6))
    names = chance.sample(NAMES, chance.randint(1, 5))
    controls = [control(chance, name, ids) for name in names]
    version = chance.randint(1, 12)
    return {
        "name": chance.choice(LABS),
        "version": version,
        "controls": controls,
        "texts": TAGGED,
    }


def control(chance: random.Random, name: str, ids: list[str]) -> Control:
    """Return a control of any kind, starting anywhere."""
    one: Control = {"kind": chance.choice(KINDS), "name": name, "label": name.title()}
    if one["kind"] in ("slider", "time"):
        low, high, step = chance.choice(RANGES)
        one |= {"min": low, "max": high, "step": float(step), "scale": 1, "decimals": 2}
    elif one["kind"] == "choice":
        options = chance.sample(OPTIONS, chance.randint(1, 4))
        one["options"] = [{"value": option, "label": option.upper()} for option in options]
    elif one["kind"] != "toggle":
        one["states"] = [{"id": i, "name": f"State {i}"} for i in ids]
    return one | {"start": value(chance, one)}


def value(chance: random.Random, one: Control) -> Any:
    """Return a value that the control may have, of at most 12 significant digits."""
    ids = [state["id"] for state in one.get("states", [])]
    match one["kind"]:
        case "slider" | "time":
            low, step = Decimal(str(one["min"])), Decimal(str(one["step"]))
            steps = Decimal(chance.randint(0, round((one["max"] - one["min"]) / one["step"])))
            if one["kind"] == "slider" and low + steps * step < Decimal(str(one["max"])):
                steps += Decimal(chance.choice([0, 0.5, 0.25]))
            return float(low + steps * step)
        case "toggle":
            return chance.choice([True, False])
        case "choice":
            return chance.choice(one["options"])["value"]
        case "powers":
            cuts = sorted(chance.sample(range(1, 10000), len(ids) - 1))
            return [b - a for a, b in zip([0, *cuts], [*cuts, 10000], strict=True)]
        case "members":
            return [i for i in ids if chance.random() < 0.5]
        case "pacts":
            pairs = [(a, b) for n, a in enumerate(ids) for b in ids[n + 1 :]]
            return [[a, b, chance.randint(1, 100)] for a, b in pairs if chance.random() < 0.3]
        case _:
            return chance.sample(ids, 2)


def state(chance: random.Random, lab: dict[str, Any]) -> dict[str, Any]:
    """Return a value for each control."""
    return {
        one["name"]: one["start"] if chance.random() < 0.3 else value(chance, one)
        for one in lab["controls"]
    }


# What attackers, typing errors, chat programs and other languages make of a value or a name.
STRANGE = [
    "", " ", "-", "--", "+1", " 1", "1 ", "01", "1.", ".5", "-0", "0x10", "0b1", "1e999", "1e5",
    "1E-2", "1e-7", "1e-07", "1e-100", "1_000", "1,000", "１", "१", "½", "٣", "NaN", "nan",
    "Infinity", "-inf", "true", "True", "null", "None", "undefined", "[object Object]", "[]",
    "__proto__", "constructor", "prototype", "lab", "v", "hasOwnProperty", "__proto__[x]",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", '"><b>',
    "{got}", "{0}", "$&", "%s", "..", "../../etc/passwd", "'; DROP TABLE labs;--", "\0", "\n1",
    "1\n", "\r\n", "\t1", "\x7f", "\x85", "\u200b", "\u202e", "\ufeff1",
    "\ud800", "💥", "é",
    "%", "%zz", "%2", "%ff", "%c0%80", "%ed%a0%80", "%f4%90%80%80", "%C3", "%00", "%2531",
    "%u0031", "9" * 400, "0." + "0" * 500 + "1", "1" * 3000, "A" * 41, "GMY-GMY", "AUH-GMY",
    "GMY-AUH:0", "GMY-AUH:101", "GMY-AUH:7.5", "GMY-AUH", "GMY-AUH:75,", "ZZZ-GMY", "A-a",
    "50,50", "33.33,33.33,33.34", "99.99,0.01", "100,0", "-50,150", "50.001,49.999",
]  # fmt: skip

Mutation = Callable[[random.Random, str], str]


def _pairwise(change: Callable[[random.Random, list[str]], list[str]]) -> Mutation:
    return lambda chance, text: "&".join(change(chance, text.split("&")))


def _at(chance: random.Random, text: str) -> int:
    return chance.randint(0, len(text))


def _new_value(chance: random.Random, pairs: list[str]) -> list[str]:
    i = chance.randrange(len(pairs))
    return [*pairs[:i], pairs[i].split("=")[0] + "=" + chance.choice(STRANGE), *pairs[i + 1 :]]


def _new_name(chance: random.Random, pairs: list[str]) -> list[str]:
    i = chance.randrange(len(pairs))
    name = chance.choice([*STRANGE, *NAMES])
    return [*pairs[:i], "=".join([name, *pairs[i].split("=")[1:]]), *pairs[i + 1 :]]


def _swap_values(chance: random.Random, pairs: list[str]) -> list[str]:
    names = [pair.split("=")[0] for pair in pairs]
    texts = [pair.split("=")[-1] for pair in pairs]
    chance.shuffle(texts)
    return [f"{name}={text}" for name, text in zip(names, texts, strict=True)]


def _reorder(chance: random.Random, pairs: list[str]) -> list[str]:
    return [pairs[0], *chance.sample(pairs[1:], len(pairs) - 1)]


def _escape_some(chance: random.Random, text: str) -> str:
    """Percent-encode up to twenty characters that need it not."""
    places = [
        4 + found.start() for found in re.finditer(r"(?<!%)(?<!%.)[\w.,:*~-]", text[4:], re.A)
    ]
    for i in sorted(chance.sample(places, min(len(places), 20)), reverse=True):
        text = f"{text[:i]}%{ord(text[i]):02x}{text[i + 1 :]}"
    return text


def _change_digit(chance: random.Random, text: str) -> str:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    i = chance.choice(places) if places else 0
    return text[:i] + str(chance.randint(0, 9)) + text[i + 1 :]


def _insert(chance: random.Random, text: str) -> str:
    i = _at(chance, text)
    return text[:i] + chance.choice([*STRANGE, "&", "=", "lab=x&", "#", "?", ";"]) + text[i:]


def _cut(chance: random.Random, text: str) -> str:
    i, j = sorted((_at(chance, text), _at(chance, text)))
    return chance.choice([text[:i] + text[j:], text[:j], text[i:]])


MUTATIONS: list[Mutation] = [
    _pairwise(_new_value),
    _pairwise(_new_value),
    _pairwise(_new_name),
    _pairwise(_swap_values),
    _pairwise(_reorder),
    _pairwise(lambda chance, pairs: [*pairs, chance.choice(pairs)]),
    _pairwise(lambda chance, pairs: chance.sample(pairs, len(pairs) - 1)),
    _escape_some,
    _change_digit,
    _change_digit,
    _insert,
    _cut,
    lambda chance, text: quote(text, errors="replace"),
    lambda chance, text: text + "&x=" + chance.choice("9 <%é") * chance.choice([1400, 20_000]),
    lambda chance, text: text.swapcase(),
    lambda chance, text: chance.choice(STRANGE),
]


def near_miss(chance: random.Random, one: Control) -> str:
    """Return what is almost a value of the control, or just one."""
    low, high, step = (one.get(key, 0) for key in ("min", "max", "step"))
    a, b, *_ = [state["id"] for state in one.get("states", [])] or ["A", "B"]
    n = len(one.get("states", [])) or 2
    return chance.choice(
        {
            "slider": [
                f"{high + step:f}",
                f"{low - step:f}",
                f"{high:.0f}.",
                f"0{high}",
                "-0",
                "1e1",
                "1e-100",
            ],
            "time": [
                f"{low + step / 2:f}",
                f"{low + step:f}",
                f"{low - step:f}",
                "-0",
                "0.0",
                "1e-40",
            ],
            "toggle": ["2", "10", "01", "on", "1.0"],
            "choice": [option["label"] for option in one.get("options", [{"label": ""}])],
            "powers": [
                ",".join(["0"] * (n - 1) + ["100"]),
                ",".join(["0.01"] * (n - 1) + [f"{100 - (n - 1) / 100:.2f}"]),
                ",".join(["0.01"] * (n - 1) + [f"{100 - (n - 1) / 100:.3f}"]),
                ",".join(["0.01"] * n + [f"{100 - n / 100:.2f}"]),
                ",".join(["10"] * n),
            ],
            "members": [f"{b}-{a}", f"{a}-{a}", f"{a}-", f"{a},{b}", f"-{a}", f"{a}-{b}", "--"],
            "pacts": [
                *(
                    f"{a}-{b}:{p}"
                    for p in ("0", "101", "7.5", "075", "1e1", "-5", "", "7 ", "7:5")
                ),
                *(f"{b}-{a}:75", f"{a}-{a}:75", f"{a}-{b}", f"{a}-{b}:75,", f"-,{a}-{b}:75"),
                *(f"{a}-{b}:75,{a}-{b}:75", f"{a}-{b}:75,{a}-{b}:80", f"{a}-{b}:75;"),
            ],
            "pair": [
                f"{a}-{a}",
                a,
                f"{a}-{b}-{a}",
                f"{b}-{a}",
                f"{a}-",
                f"{a}--{b}",
                f"{a}:{b}",
            ],
        }[one["kind"]]
    )


def hostile(chance: random.Random, lab: dict[str, Any]) -> str:
    """Return a link that says something almost right, or was changed, or both."""
    text = encode(lab, state(chance, lab))
    if chance.random() < 0.3:
        one = chance.choice(lab["controls"])
        others = [
            pair for pair in text.split("&") if not pair.startswith(quote(one["name"]) + "=")
        ]
        text = "&".join([*others, quote(one["name"]) + "=" + near_miss(chance, one)])
    for mutate in chance.choices(MUTATIONS, k=chance.choice([0, 1, 1, 1, 1, 2, 3])):
        text = mutate(chance, text)
    return text


def harmless(chance: random.Random, text: str) -> str:
    """Return the same link with its controls in another order and more of it encoded."""
    return _escape_some(chance, _pairwise(_reorder)(chance, text))
