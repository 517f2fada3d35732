"""A Python function becomes a JavaScript function that does the same, or is refused.

`translate` collects the functions that a model calls, from the package and from the
notebook, and writes one self-contained module. What a model may use is the table in
`secbook.live.subset`; everything else is a `TranslationError` that says what to write
instead. The JavaScript takes the same branches and gives the same results as CPython on
every input of the declared domains, up to 2 units in the last place of a `math` function.

How it works: `parse` finds the source, `kinds` says what is known of a value, `emit` and
`library` write the JavaScript, and `runtime.js` keeps Python's meaning where the two
languages differ.
"""

import functools
import inspect
import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from secbook import domains
from secbook.domains import Domain
from secbook.live.emit import (
    Body,
    Closure,
    Value,
    argument_names,
    form_of,
    in_order,
    js_name,
    text,
)
from secbook.live.kinds import (
    BOOL,
    FLOAT,
    FRACTION,
    LOOSE,
    NEVER,
    NONE,
    SAFE,
    STR,
    Cell,
    Fun,
    Num,
    Opt,
    Record,
    Tup,
    argument,
    bare,
    fresh,
    join,
    join_all,
    key_of,
    listed,
    of_annotation,
)
from secbook.live.library import FUNCTIONS, is_plain_record, is_record
from secbook.live.parse import Source, TranslationError, source_of
from secbook.live.replacing import replaced
from secbook.models import intake

__all__ = ["TranslationError", "translate", "translate_expression"]

RUNTIME = Path(__file__).parent / "runtime.js"
ANY_NUMBER = Domain("number", "a number", infinite=True)
ANY_LIST = Domain("list", "a list", items=(Domain("any"),))


class Program:
    """One translation: the functions, constants and helpers of a model."""

    def __init__(self) -> None:
        self.instances: dict[Any, tuple[str, Body]] = {}
        self.busy: list[Source] = []
        self.views: dict[int, tuple[Any, Any]] = {}
        self.constants: dict[Any, tuple[str, Value, Any]] = {}
        self.helpers: dict[str, None] = {}

    def use(self, helper: str) -> str:
        self.helpers[helper] = None
        return helper

    # --- functions ---

    def instance(self, source: Source, kinds: dict[str, Any], inside: bool) -> tuple[str, Body]:
        """Return the name and the translation of a function for the kinds of its arguments."""
        views = [self.view(kind) for kind in kinds.values()]
        params = dict(zip(kinds, (kind for kind, _ in views), strict=True))
        key = (source, inside, tuple(key for _, key in views))
        if key not in self.instances:
            if source in self.busy:
                raise source.refusal(source.node, "recursion", source.name)
            body = Body(self, source, params, inside)
            name = f"{source.name.strip('<>')}${len(self.instances) + len(self.busy)}"
            self.busy.append(source)
            body.translate(name)
            self.busy.pop()
            self.instances[key] = (name, body)
        return self.instances[key]

    def view(self, kind: Any) -> tuple[Any, Any]:
        """Return a kind as that of an argument, and its key; a view is its own view."""
        if id(kind) not in self.views:
            kind = argument(kind)
            self.views[id(kind)] = kind, key_of(kind)
        return self.views[id(kind)]

    def call(
        self,
        body: Body,
        node: Any,
        source: Source,
        values: dict[str, Value],
        given: list[str],
        before: list[str],
    ) -> Value:
        """Return a call of a function, with checks at the boundary as `checked` makes them."""
        if source.checked and not body.inside:
            allowed = domains.domains(source.function)
            values, more = body.held(values)
            before = before + more
            for name in given:
                values[name] = self.check(allowed[name], values[name], name)
            if any(has(value.kind, Closure) for value in values.values()):
                raise body.no(node, "function-argument", source.name)
        kinds = {name: values[name].kind for name in argument_names(source.node)}
        name, callee = self.instance(source, kinds, body.inside or source.checked)
        body.note_calls(node, callee.calls)
        code = f"{name}({', '.join(values[n].code for n in kinds)})"
        made = fresh(callee.returns, {})
        known = body.kinds.get((id(node), name), made)
        before_, growth = key_of(known), Cell.growth
        body.kinds[id(node), name] = known = join(known, made)
        Cell.growth = growth + (key_of(known) != before_)  # nobody else knows what is made here
        return Value(in_order(before, code), known)

    def takes_plain_data(self, cls: Any) -> bool:
        """Whether `secbook.models.intake.of_plain_data` made the constructor of a dataclass."""
        return getattr(cls.__init__, "__globals__", None) is vars(intake)

    def is_plain(self, cls: Any) -> bool:
        """Whether a record is its fields alone."""
        return is_plain_record(cls, "__init__" if self.takes_plain_data(cls) else "")

    def name_of(self, function: Any) -> str:
        """Return what stands in JavaScript for a function that is a value."""
        plain = inspect.unwrap(function)
        return f"{plain.__module__}.{plain.__qualname__}.{id(plain)}"

    # --- constants ---

    def constant(self, value: Any) -> Value:
        """Return a Python constant; what has parts becomes a constant of the module."""
        if id(value) in self.constants:
            return self.named(id(value), Value("", NEVER))
        written = self.written(value)
        if not isinstance(written.kind, (Cell, Tup, Record)):
            return written
        return self.named(id(value), written, value)

    def named(self, key: Any, written: Value, value: Any = None) -> Value:
        """Return the name of a constant of the module; `value` is kept so that its id is."""
        name, known, _ = self.constants.setdefault(
            key, (f"$c{len(self.constants)}", written, value)
        )
        return Value(name, known.kind)

    def written(self, value: Any) -> Value:
        """Return a Python value in JavaScript."""
        kind: Any
        if value is None or type(value) in (bool, str):
            kind = NONE if value is None else BOOL if isinstance(value, bool) else STR
            return Value(text(value) if isinstance(value, str) else json.dumps(value), kind)
        if type(value) is int:
            if abs(value) > SAFE:
                raise TranslationError("large-int", value)
            return Value(f"({value})" if value < 0 else str(value), Num(False, value, value))
        if type(value) in (float, Fraction):
            kind = FRACTION if isinstance(value, Fraction) else FLOAT
            code = repr(float(value)).replace("inf", "Infinity").replace("nan", "NaN")
            return Value(code if code[0].isdigit() else f"({code})", kind)
        if is_record(type(value)):
            if not self.is_plain(type(value)):
                raise TranslationError("record", type(value).__name__)
            names = Record(type(value), ()).names
            parts = [self.written(getattr(value, name)) for name in names]
            code = ", ".join(f"{n}: {p.code}" for n, p in zip(names, parts, strict=True))
            return Value(f"{{{code}}}", Record(type(value), tuple(p.kind for p in parts)))
        if type(value) in (list, tuple):
            parts = [self.written(item) for item in value]
            kinds = [part.kind for part in parts]
            kind = listed(join_all(kinds)) if type(value) is list else Tup(tuple(kinds))
            return Value(f"Object.freeze([{', '.join(p.code for p in parts)}])", kind)
        if type(value) is dict and all(isinstance(key, str) for key in value):
            entries = {key: self.written(item) for key, item in value.items()}
            code = ", ".join(f"[{text(key)}, {part.code}]" for key, part in entries.items())
            kinds_ = {key: part.kind for key, part in entries.items()}
            return Value(f"new Map([{code}])", Cell("dict", kinds_, frozen=True))
        if isinstance(value, types.FunctionType) or is_function(value):
            return Value(text(self.name_of(value)), Fun(frozenset([value])))
        name = getattr(value, "__name__", f"{value!r:.50}")
        raise TranslationError("constant", name, type(value).__name__)

    # --- checks ---

    def check(self, domain: Domain, value: Value, name: str) -> Value:
        """Return a value after the check of a domain."""
        if domain.kind == "any":
            return value
        code = f"{self.use('$check')}({self.domain(domain)}, {value.code}, {text(name)})"
        return Value(code, checked_kind(domain, value.kind))

    def domain(self, domain: Any) -> str:
        """Return the name of a description that `$check` reads."""
        described = json.dumps(description(domain)).replace("<", "\\u003c")
        for plain in ("Infinity", "-Infinity"):
            described = described.replace(f'"{plain}"', plain)
        return self.named(described, Value(described, NEVER)).code

    def made(self, value: Value, inside: bool) -> Value:
        """Return a new named tuple or dataclass after its own checks."""
        code, kind = value.code, value.kind
        if self.takes_plain_data(kind.cls):
            code = f'{self.use("$plain")}({self.domain(kind.cls)}, {code}, "")'
            kind = taken_kind(kind.cls, kind)
        post = getattr(kind.cls, "__post_init__", None)
        if post is not None:
            source = source_of(post)
            name, _ = self.instance(source, {argument_names(source.node)[0]: kind}, inside)
            code = f"(($x) => ({name}($x), $x))({code})"
        return Value(code, kind)

    # --- the module ---

    def expression(self, function: Callable[..., Any]) -> str:
        """Return the model as a JavaScript expression."""
        entry = self.entry(source_of(function))
        functions = {name: body.code for name, body in self.instances.values()}
        constants = {n: f"const {n} = {value.code};" for n, value, _ in self.constants.values()}
        code = runtime() | constants | functions
        needed, queue = set[str](), [entry]
        while queue:
            for name in re.findall(r"[\w$]+", queue.pop()):
                if name in code and name not in needed:
                    needed.add(name)
                    queue.append(code[name])
        lines = [part for name, part in code.items() if name in needed]
        return "\n".join(["(() => {", '"use strict";', *lines, entry, "})()"])

    def entry(self, source: Source) -> str:
        """Return the statement that gives the model to the page."""
        names = argument_names(source.node)
        if source.node.args.vararg or source.node.args.kwarg:
            raise source.refusal(source.node, "star-arguments")
        taken = [self.taken(source, name) for name in names]
        kinds = {name: value.kind for name, value in zip(names, taken, strict=True)}
        run, body = self.instance(source, kinds, source.checked)
        if has(body.returns, Fun):
            raise source.refusal(source.node, "result")
        required = [name for name in names if name not in source.defaults]
        params, codes = (", ".join(c) for c in (map(js_name, names), (v.code for v in taken)))
        return (
            f"return {self.use('$entry')}({text(source.name)}, {json.dumps(names)}, "
            f"{json.dumps(required)}, ({params}) => {run}({codes}));"
        )

    def taken(self, source: Source, name: str) -> Value:
        """Return an argument of the model as it comes from the page."""
        default = self.constant(source.defaults[name]) if name in source.defaults else None
        hints = get_type_hints(source.function, include_extras=True)
        kind = (
            of_annotation(hints[name]) if name in hints else default.kind if default else LOOSE
        )
        if name not in hints and isinstance(kind, Num):
            kind = LOOSE
        domain: Any = Domain("any")
        if source.checked:
            domain = domains.domains(source.function)[name]
        value = Value(js_name(name), kind)
        if isinstance(kind, Record) and self.takes_plain_data(kind.cls):
            value = self.made(value, source.checked)
        elif domain.kind != "any":
            value = self.check(domain, value, name)
        else:
            shape = shape_of(kind)
            if shape is None or has(kind, Fun):
                raise source.refusal(source.node, "argument", name)
            code = f"{self.use('$check')}({self.domain(shape)}, {value.code}, {text(name)})"
            value = Value(code, kind)
        if default is None:
            return value
        code = f"{js_name(name)} === undefined ? {default.code} : {value.code}"
        return Value(code, join(value.kind, default.kind))


@functools.cache
def runtime() -> dict[str, str]:
    """Return the definitions of `runtime.js` by their names."""
    parts = re.split(r"^(?=(?:const|function) \$)", RUNTIME.read_text("utf-8"), flags=re.M)
    code = [re.sub(r"^//.*\n", "", part, flags=re.M).strip() for part in parts[1:]]
    return {re.findall(r"\$\w+", part)[0]: part for part in code}


def is_function(value: Any) -> bool:
    """Whether a value is a function of the library, and no class."""
    return callable(value) and not isinstance(value, type) and value in FUNCTIONS


def has(kind: Any, form: type) -> bool:
    """Whether a kind has a function among its parts."""
    if isinstance(kind, Cell):
        return any(has(item, form) for item in kind.items.values())
    if isinstance(kind, Fun):
        return form is Fun or any(isinstance(t, form) for t in kind.targets)
    return any(has(part, form) for part in getattr(kind, "items", ())) or (
        isinstance(kind, Opt) and has(kind.inner, form)
    )


def checked_kind(domain: Domain, kind: Any) -> Any:
    """Return the kind of a value that has passed the check of a domain."""
    if domain.kind == "any":
        return kind
    if domain.optional:
        inner = checked_kind(replace(domain, optional=False), bare(kind))
        return Opt(inner) if isinstance(kind, Opt) else inner
    kind = bare(kind)
    if domain.kind == "count":
        low = -SAFE if domain.low == -float("inf") else int(domain.low)
        return Num(False, low, SAFE if domain.high == float("inf") else int(domain.high))
    if domain.kind == "number":
        return kind if isinstance(kind, Num) else NEVER
    if domain.kind == "text":
        return STR
    parts: Any = kind.items if isinstance(kind, Tup) else ()
    if isinstance(kind, Cell) and domain.kind != "tuple":
        items = {key: checked_kind(domain.items[0], item) for key, item in kind.items.items()}
        return Cell(domain.kind, items, frozen=True)
    if domain.kind != "tuple":
        return Cell(domain.kind, {None: checked_kind(domain.items[0], join_all(parts))}, True)
    parts = parts or [kind.item if isinstance(kind, Cell) else NEVER] * len(domain.items)
    return Tup(tuple(map(checked_kind, domain.items, parts)))


def description(domain: Any) -> Any:
    """Return a domain, or a record that takes plain data, as `$check` and `$plain` read it."""
    if isinstance(domain, Domain):
        plain = {
            k: v for k, v in vars(domain).items() if v not in (False, 0, ()) or k == "length"
        }
        for end in ("low", "high"):
            value = getattr(domain, end)
            plain[end] = (
                str(value).replace("inf", "Infinity")
                if value in (-float("inf"), float("inf"))
                else value
            )
        return plain | {"items": [description(item) for item in domain.items]}
    if isinstance(domain, dict):
        return domain
    if is_dataclass(domain):
        hints = get_type_hints(domain, include_extras=True)
        return {
            "record": getattr(domain, "__name__", ""),
            "fields": {
                f.name: {"kind": described_field(hints[f.name])}
                | ({} if f.default is MISSING else {"otherwise": f.default})
                for f in fields(domain)
            },
        }
    raise AssertionError


def described_field(hint: Any) -> Any:
    if is_dataclass(hint):
        return description(hint)
    if get_origin(hint) is not list:
        domain = domains.domain_of(hint)
        return description(ANY_NUMBER if domain.kind == "number" else domain)
    (item,) = get_args(hint)
    innermost = get_args(item)[0] if get_origin(item) is list else item
    named = domains.domain_of(innermost).kind == "number"
    return description(ANY_LIST) | {"each": described_field(item), "named": named}


def taken_kind(hint: Any, kind: Any) -> Any:
    """Return the kind of the data of a record after `$plain`."""
    if is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        if not isinstance(kind, Record):
            return of_annotation(hint)
        return Record(
            kind.cls,
            tuple(taken_kind(hints[n], i) for n, i in zip(kind.names, kind.items, strict=True)),
        )
    if get_origin(hint) is not list:
        return checked_kind(domains.domain_of(hint), kind)
    return listed(taken_kind(get_args(hint)[0], kind.item if isinstance(kind, Cell) else NEVER))


def shape_of(kind: Any) -> dict[str, Any] | None:
    """Return what `$check` lets in for a kind, or None if that is not known."""
    if isinstance(kind, Opt):
        inner = shape_of(kind.inner)
        return inner and inner | {"optional": True}
    words = {"bool": "True or False", "str": "text"}.get(getattr(kind, "name", ""), "")
    shape: dict[str, Any] = {"shape": True, "kind": form_of(kind), "words": words}
    if kind in (BOOL, STR):
        return shape
    if isinstance(kind, Num):
        real = {"kind": "real", "words": "a number"}
        return shape | (real if kind.real else {"kind": "whole", "words": "a whole number"})
    plain = not isinstance(kind, Record) or is_plain_record(kind.cls)
    if not plain or not isinstance(kind, (Cell, Tup, Record)):
        return None
    parts = [shape_of(part) for part in ([kind.item] if isinstance(kind, Cell) else kind.items)]
    if None in parts:
        return None
    shape |= {"items": parts, "length": 0, "words": f"a {form_of(kind)}"}
    if isinstance(kind, Record):
        return shape | {"kind": "record", "names": kind.names, "words": kind.cls.__name__}
    return shape | ({"kind": "list"} if isinstance(kind, Cell) and kind.form == "tuple" else {})


def translate_expression(
    function: Callable[..., Any], *, replacing: Mapping[Any, Any] | None = None
) -> str:
    """
    Return a model as a JavaScript expression, for a module or a classic script.

    Its value is a function of one object, the keyword arguments. It returns the result,
    named tuples and dicts as objects, or throws an error with Python's `name` and
    `message`.

    Parameters
    ----------
    function
        The model, a plain Python function.
    replacing
        Functions that stand for others, as in ``{win_probability: mine}``.

    Raises
    ------
    TranslationError
        Naming the file, the line, the construct, and what to write instead.
    """
    return Program().expression(replaced(function, replacing or {}))


def translate(
    function: Callable[..., Any], *, replacing: Mapping[Any, Any] | None = None
) -> str:
    """Return a model as an ES module with the function as its default export.

    See `translate_expression`.
    """
    return f"export default {translate_expression(function, replacing=replacing)};\n"
