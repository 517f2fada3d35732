"""Share links: the state of a lab as a short text, and back.

A link reads ``lab=commitment&v=1&reliability=0.25&power=14.33,4.47,81.2``: the lab, the
version of its declaration, and each control that is not where it starts, form-encoded.
The browser reads and writes the same texts with ``share.js``, refusals included.

Anybody can write an address. A link is therefore read as a whole or refused in words,
and what these words repeat of it is cut short and percent-encoded, never markup.
"""

import copy
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import combinations
from typing import Any
from urllib.parse import quote_plus, unquote_plus

# What a reader is told of a link that is refused.
TEXTS = {
    "link_characters": (
        "a link may hold only letters, digits and - _ . ~ * , : + % = &, "
        "got the character {got}"
    ),
    "link_lab": "the link must be of the lab {lab}, got {got}",
    "link_labs": "the link must be of one state of the lab {lab}, got {got} of them",
    "link_long": "a link may have at most {most} characters, got {got}",
    "link_form": "a link must be made of name=value, percent-encoded, got {got}",
    "link_twice": "each name must stand once in a link, got {got} again",
    "link_version": "the link must be of version {version} of this lab, got {got}",
    "link_unknown": "the controls of this lab are {controls}, got {got}",
    "link_slider": "{control} must be a number from {low} to {high}, got {got}",
    "link_time": "{control} must be from {low} to {high} in steps of {step}, got {got}",
    "link_toggle": "{control} must be 1 (on) or 0 (off), got {got}",
    "link_choice": "{control} must be one of {options}, got {got}",
    "link_powers": (
        "{control} must be {count} percentages for {states}, joined by commas, each at least "
        "0.01, with at most two decimals, adding up to 100, got {got}"
    ),
    "link_members": (
        "{control} must be some of {states}, in this order, joined by -, or - for none, "
        "got {got}"
    ),
    "link_pacts": (
        "{control} must be pairs of {states}, in this order, each as in A-B:75 with a whole "
        "percentage from 1 to 100, joined by commas, or - for none, got {got}"
    ),
    "link_pair": "{control} must be two of {states}, joined by -, got {got}",
    "link_nothing": "nothing",
}

MOST = 1500
SHOWN = 40

STRANGE = re.compile(r"[^A-Za-z0-9_.~*,:&=%+-]")
BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
NUMBER = re.compile(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[1-9](?:\.[0-9]+)?e-[1-9][0-9]?)")
PERCENTAGE = re.compile(r"(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,2}))?")
PERCENTS = {str(percent): percent for percent in range(1, 101)}

# As `toPrecision(12)` rounds in the browser.
TWELVE_DIGITS = Context(prec=12, rounding=ROUND_HALF_UP)


def encode(declaration: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return the link to a state of a lab.

    Numbers keep 12 significant digits.

    Parameters
    ----------
    declaration
        What the lab ships to the browser.
    values
        The value of each control, by name.

    Raises
    ------
    ValueError
        In words, if a value is not one of its control's or the link would be too long.
    """
    pairs = [("lab", declaration["name"]), ("v", str(declaration["version"]))]
    for control in declaration["controls"]:
        text = _text(control, values.get(control["name"]))
        if text != _text(control, control["start"]):
            pairs.append((control["name"], text))
    known = [control["name"] for control in declaration["controls"]]
    pairs += [(name, "") for name in values if name not in known]
    link = "&".join(f"{_escaped(name)}={_escaped(text)}" for name, text in pairs)
    decode(declaration, link)  # refuses what no link may say
    return link


def decode(declaration: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return the value of each control in the state that a link describes.

    Parameters
    ----------
    declaration
        What the lab ships to the browser.
    text
        The link, without what stands before ``lab=`` in an address.

    Raises
    ------
    ValueError
        In words, if anything in the link is not exactly as `encode` could write it.
    """
    if found := STRANGE.search(text):
        raise _refusal(declaration, "link_characters", got=f"U+{ord(found[0]):04X}")
    if not _is_of(declaration, text):
        first = text.split("&", 1)[0]
        raise _refusal(declaration, "link_lab", lab=declaration["name"], got=first)
    if len(text) > MOST:
        raise _refusal(declaration, "link_long", most=MOST, got=str(len(text)))
    given = _pairs(declaration, text)
    version = given.pop("v", "")
    if version != str(declaration["version"]):
        raise _refusal(
            declaration, "link_version", version=declaration["version"], got=_escaped(version)
        )
    controls = {control["name"]: control for control in declaration["controls"]}
    values = {name: copy.deepcopy(control["start"]) for name, control in controls.items()}
    for name, part in given.items():
        if name not in controls:
            known = ", ".join(controls)
            raise _refusal(declaration, "link_unknown", controls=known, got=_escaped(name))
        values[name] = _value(controls[name], part)
        if values[name] is None:
            words = {"control": name, **_allowed(controls[name])}
            key = f"link_{controls[name]['kind']}"
            raise _refusal(declaration, key, got=_escaped(part), **words)
    return values


def decode_hash(declaration: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return the value of each control that the hash of a page describes.

    A page may have several labs, and its hash a part for each.

    Parameters
    ----------
    declaration
        What the lab ships to the browser.
    text
        What stands after ``#`` in an address.

    Raises
    ------
    ValueError
        In words, if not exactly one part is of this lab, or if that part is refused.
    """
    parts = re.split("&(?=lab=)", text) if text.startswith("lab=") else []
    own = [part for part in parts if _is_of(declaration, part)]
    if len(own) > 1:
        lab = declaration["name"]
        raise _refusal(declaration, "link_labs", lab=lab, got=str(len(own)))
    return decode(declaration, own[0] if own else text)


def _is_of(declaration: Mapping[str, Any], part: str) -> bool:
    """Say whether a link names this lab."""
    first = part.split("&", 1)[0]
    return first.startswith("lab=") and _unescaped(first[4:]) == declaration["name"]


def _pairs(declaration: Mapping[str, Any], text: str) -> dict[str, str]:
    """Return what stands in a link after the lab, by name."""
    seen: dict[str, str] = {}
    for pair in text.split("&"):
        name, equals, part = (_unescaped(piece) for piece in pair.partition("="))
        if not name or not equals or part is None:
            raise _refusal(declaration, "link_form", got=pair)
        if name in seen:
            raise _refusal(declaration, "link_twice", got=_escaped(name))
        seen[name] = part
    del seen["lab"]
    return seen


def _escaped(text: str) -> str:
    return quote_plus(text, safe=",:*")


def _unescaped(text: str) -> str | None:
    """Return what a form-encoded text stands for, or None if it is not well formed."""
    if BROKEN.search(text):
        return None
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        return None


def _refusal(declaration: Mapping[str, Any], key: str, *, got: str, **words: Any) -> ValueError:
    texts = {**TEXTS, **declaration.get("texts", {})}
    short = got if len(got) <= SHOWN else got[:SHOWN] + "…"
    return ValueError(texts[key].format(got=short or texts["link_nothing"], **words))


def _allowed(control: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words for what a control may be."""
    if "min" in control:
        ends = {"low": "min", "high": "max", "step": "step"}
        return {word: shortest(control[key]) for word, key in ends.items()}
    if "options" in control:
        return {"options": ", ".join(option["value"] for option in control["options"])}
    ids = _ids(control) if "states" in control else []
    return {"states": ", ".join(ids), "count": len(ids)}


def _text(control: Mapping[str, Any], value: Any) -> str:
    """Return what stands in a link for a value; for one of a wrong type, what is refused."""
    try:
        match control["kind"]:
            case "slider" | "time" if not isinstance(value, bool):
                if control["kind"] == "time":
                    value = float(f"{value:.12f}")  # the steps do not add up to the digit
                short = float(TWELVE_DIGITS.create_decimal_from_float(value))
                inside = control["min"] <= short <= control["max"]
                return shortest(short if inside else value)
            case "toggle":
                return "1" if value is True else "0" if value is False else ""
            case "powers":
                return ",".join(shortest(hundredths / 100) for hundredths in value)
            case "members" | "pair":
                return "-".join(value) or "-"
            case "pacts":
                return ",".join(f"{a}-{b}:{percent}" for a, b, percent in value) or "-"
            case _:
                return str(value)
    except (ArithmeticError, TypeError, ValueError):
        return ""


def _value(control: Mapping[str, Any], text: str) -> Any:
    """Return the value that a text stands for, or None if it is not allowed."""
    match control["kind"]:
        case "slider" | "time":
            return _number(control, text)
        case "toggle":
            return {"1": True, "0": False}.get(text)
        case "powers":
            return _powers(control, text)
        case "members":
            ids = [one for one in _ids(control) if one in text.split("-")]
            return ids if _text(control, ids) == text else None
        case "pacts":
            given = dict(part.partition(":")[::2] for part in text.split(","))
            pacts = [
                [a, b, PERCENTS[given[f"{a}-{b}"]]]
                for a, b in combinations(_ids(control), 2)
                if given.get(f"{a}-{b}") in PERCENTS
            ]
            return pacts if _text(control, pacts) == text else None
        case "pair":
            pair = text.split("-")
            different = len(pair) == 2 and pair[0] != pair[1]
            return pair if different and set(pair) <= set(_ids(control)) else None
        case _:
            return text if any(text == one["value"] for one in control["options"]) else None


def _number(control: Mapping[str, Any], text: str) -> float | None:
    if not NUMBER.fullmatch(text):
        return None
    number = float(text)
    if not control["min"] <= number <= control["max"]:
        return None
    if control["kind"] == "time":
        low, step = control["min"], control["step"]
        moment = low + round((number - low) / step) * step
        if shortest(number) != _text(control, moment):
            return None
    # A whole number arrives from the browser as an int, too.
    return int(number) if number.is_integer() else number


def shortest(number: float) -> str:
    """Return a number's shortest digits, as the browser writes them."""
    digits = Decimal(repr(float(number) + 0.0)).normalize()
    return format(digits, "f") if digits.adjusted() >= -6 else str(digits).lower()


def _powers(control: Mapping[str, Any], text: str) -> list[int] | None:
    found = [PERCENTAGE.fullmatch(part) for part in text.split(",")]
    hundredths = [int(one[1] + (one[2] or "").ljust(2, "0")) for one in found if one]
    complete = len(hundredths) == len(found) == len(control["states"])
    return hundredths if complete and min(hundredths) > 0 and sum(hundredths) == 10000 else None


def _ids(control: Mapping[str, Any]) -> list[str]:
    return [state["id"] for state in control["states"]]
