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
import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from secbook.domains import Domain, domain_of
from secbook.live import emit, kinds, library
from secbook.live.emit import Body, Value, text
from secbook.live.kinds import BOOL, FLOAT, FRACTION, INT, NEVER, NONE, STR, Kind
from secbook.live.parse import Source, TranslationError, source_of
from secbook.live.replacing import replaced

__all__ = ["TranslationError", "translate", "translate_expression"]

RUNTIME = Path(__file__).parent / "runtime.js"
MOST = 2**53
UNCHECKABLE = ("fun", "record", "fraction", "mixed")
"""What is not plain data in Python, or perhaps not."""


class Program:
    """One translation: the functions, constants and helpers of a model."""

    def __init__(self) -> None:
        self.instances: dict[Any, tuple[str, Body]] = {}
        self.busy: list[Source] = []
        self.constants: dict[Any, tuple[str, Value, Any]] = {}

    # --- functions ---

    def instance(
        self, source: Source, given: dict[str, Kind], inside: bool, entered: bool = False
    ) -> tuple[str, Kind]:
        """Return the name of a function's translation for what it is given, and its result.

        `inside` says that nothing is checked any more, and `entered` that this call is
        where the arguments are checked.
        """
        found = [closure for kind in given.values() for closure in emit.closures_in(kind)]
        versions = tuple(closure.body.growth for closure in found)
        key = (source, inside, entered, tuple(given.items()), versions)
        if key not in self.instances:
            if source in self.busy:
                raise source.refusal(source.node, "recursion", source.name)
            if source.node.args.vararg or source.node.args.kwarg:
                raise source.refusal(source.node, "star-arguments")
            body = Body(self, source, inside, [*given])
            name = f"{source.name.strip('<>')}$${len(self.instances) + len(self.busy)}"
            self.busy.append(source)
            body.translate(name, functools.partial(self.start, body, given, entered))
            self.busy.pop()
            # What is translated once must not be called with more kinds from outside.
            if any(closure.body is body for closure in emit.closures_in(body.returns)):
                raise source.refusal(source.node, "result")
            self.instances[key] = (name, body)
        name, body = self.instances[key]
        return name, body.returns

    def start(self, body: Body, given: dict[str, Kind], entered: bool) -> list[str]:
        """Return what a function begins with: checks, and the defaults that are not given."""
        lines, source = [], body.source
        for name in emit.argument_names(source.node):
            if name in given:
                value = Value(body.scope.names[name], given[name])
                value = self.check(source, name, value) if entered else value
            else:
                value = body.constant(source.node, source.defaults[name])
            assigned = body.assign(name, value.kind)
            if assigned != value.code:
                lines.append(f"{assigned} = {value.code};")
        return lines

    def call(self, body: Body, node: Any, source: Source, values: dict[str, Value]) -> Value:
        """Return a call of a function, with checks at the boundary as `checked` makes them."""
        entered = source.checked and not body.inside
        given = {name: kinds.frozen(value.kind) for name, value in values.items()}
        for kind in given.values():
            body.end_before(node, kind)
        if entered and any(emit.closures_in(kind) for kind in given.values()):
            raise body.no(node, "function-argument", source.name)
        name, kind = self.instance(source, given, body.inside or source.checked, entered)
        return body.helper(name, *(value.code for value in values.values()), kind=kind)

    def name_of(self, target: Any) -> str:
        """Return what stands in JavaScript for a function that is a value."""
        return f"{getattr(target, '__qualname__', '')}.{id(target)}"

    # --- constants ---

    def constant(self, value: Any) -> Value:
        """Return a Python constant; what has parts becomes a constant of the module."""
        if id(value) in self.constants:
            return self.named(id(value), Value("", NEVER))
        written = self.written(value)
        return self.named(id(value), written, value) if written.kind.parts else written

    def named(self, key: Any, written: Value, value: Any = None) -> Value:
        """Return the name of a constant of the module; `value` is kept so that its id is."""
        name = f"$c{len(self.constants)}"
        name, known, _ = self.constants.setdefault(key, (name, written, value))
        return Value(name, known.kind)

    def written(self, value: Any) -> Value:
        """Return a Python value in JavaScript."""
        if type(value) in (int, float, Fraction):
            if type(value) is int and abs(value) > MOST:
                raise TranslationError("large-int", value)
            kind = {int: INT, float: FLOAT, Fraction: FRACTION}[type(value)]
            code = json.dumps(value if kind == INT else float(value))
            return Value(code if code[0].isdigit() else f"({code})", kind)
        if value is None or type(value) in (bool, str):
            return Value(text(value), {bool: BOOL, str: STR}.get(type(value), NONE))
        if isinstance(value, types.FunctionType) or id(value) in library.HANDLERS:
            return Value(text(self.name_of(value)), Kind("fun", of=frozenset([value])))
        cls: Any = type(value)
        if library.is_record(cls):
            if not library.is_plain(cls):
                raise TranslationError("record", cls.__name__)
            found = {
                name: self.written(getattr(value, name)) for name in kinds.field_names(cls)
            }
            parts = tuple(part.kind for part in found.values())
            return Value(emit.fields_of(found), Kind("record", parts, cls))
        if type(value) is dict and all(isinstance(key, str) for key in value):
            found = {key: self.written(item) for key, item in value.items()}
            code = ", ".join(f"[{text(key)}, {part.code}]" for key, part in found.items())
            item = kinds.join_all(part.kind for part in found.values())
            return Value(f"new Map([{code}])", Kind("dict", (item,)))
        if type(value) not in (list, tuple):
            name = getattr(value, "__name__", f"{value!r:.50}")
            raise TranslationError("constant", name, type(value).__name__)
        items = [self.written(item) for item in value]
        kind = Kind("tuple", tuple(item.kind for item in items))
        if type(value) is list:
            kind = Kind("list", (kinds.item_of(kind),))
        return Value(f"[{', '.join(item.code for item in items)}]", kind)

    # --- the boundary ---

    def check(self, source: Source, name: str, value: Value) -> Value:
        """Return an argument after the check of its domain, if it has one."""
        hint = source.hints.get(name)
        if domain_of(hint).kind == "any":
            return value
        if any(part.form in UNCHECKABLE for part in kinds.within(value.kind)):
            raise source.refusal(source.node, "function-argument", source.name)
        return self.checked(described(hint), value, name)._replace(
            kind=kinds.of_annotation(hint)
        )

    def checked(self, description: Any, value: Value, name: str) -> Value:
        """Return a value after the check of a description."""
        code = json.dumps(description).replace("<", "\\u003c")
        place = self.named(code, Value(code, NEVER)).code
        return value._replace(code=f"$check({place}, {value.code}, {text(name)})")

    def made(self, value: Value, inside: bool) -> Value:
        """Return a new named tuple or dataclass after its own checks."""
        cls = value.kind.of
        if library.takes_plain_data(cls):
            value = self.checked(described_record(cls), value, "")
        post = getattr(cls, "__post_init__", None)
        if post is None or issubclass(cls, tuple):
            return value
        source = source_of(post)
        given = {emit.argument_names(source.node)[0]: kinds.frozen(value.kind)}
        name, _ = self.instance(source, given, inside)
        return value._replace(code=f"(($x) => ({name}($x), $x))({value.code})")

    def taken(self, source: Source, name: str) -> Value:
        """Return an argument of the model as it comes from the page."""
        default = source.defaults.get(name)
        likely = {bool: bool, str: str}.get(type(default), float)
        hint = source.hints.get(name, likely)
        value = Value(f"{name}$", kinds.of_annotation(hint))
        description = described(hint, plain=not source.checked)
        if description is None or (hint is float and isinstance(default, (list, tuple, dict))):
            raise source.refusal(source.node, "argument", name)
        if value.kind.form != "record" or not library.takes_plain_data(hint):
            value = self.checked(description, value, name)
        if value.kind.form == "record":
            value = self.made(value, source.checked)
        if name not in source.defaults:
            return value
        fallback = self.constant(default)
        code = f"{name}$ === undefined ? {fallback.code} : {value.code}"
        return Value(code, kinds.join(value.kind, fallback.kind))

    # --- the module ---

    def expression(self, function: Callable[..., Any]) -> str:
        """Return the model as a JavaScript expression."""
        source = source_of(function)
        try:
            entry = self.entry(source)
        except NameError as problem:
            raise source.refusal(source.node, "unknown", problem.name) from None
        except RecursionError:
            raise source.refusal(source.node, "unsettled") from None
        functions = {name: body.code for name, body in self.instances.values()}
        constants = {n: f"const {n} = {value.code};" for n, value, _ in self.constants.values()}
        code = runtime() | constants | functions
        needed, queue = set[str](), [entry]
        while queue:
            # A name of any script: all but blanks, quotes and signs.
            for name in re.findall(r"[^\x00-#%-/:-@[-^`{-\x7f]+", queue.pop()):
                if name in code and name not in needed:
                    needed.add(name)
                    queue.append(code[name])
        lines = [part for name, part in code.items() if name in needed]
        return "\n".join(["(() => {", '"use strict";', *lines, entry, "})()"])

    def entry(self, source: Source) -> str:
        """Return the statement that gives the model to the page."""
        names = emit.argument_names(source.node)
        taken = {name: self.taken(source, name) for name in names}
        given = {name: value.kind for name, value in taken.items()}
        run, result = self.instance(source, given, source.checked)
        if any(part.form == "fun" for part in kinds.within(result)):
            raise source.refusal(source.node, "result")
        required = [name for name in names if name not in source.defaults]
        params = ", ".join(f"{name}$" for name in names)
        codes = ", ".join(value.code for value in taken.values())
        told = f"{text(source.name)}, {json.dumps(names)}, {json.dumps(required)}"
        return f"return $entry({told}, ({params}) => {run}({codes}));"


def described(hint: Any, plain: bool = False) -> dict[str, Any] | None:
    """Return what `$check` reads of a type; `plain` lets any number in, and names lists."""
    domain, origin = domain_of(hint), get_origin(hint)
    if domain.kind != "any":
        return of_domain(domain, plain)
    if hint is bool:
        return {"kind": "bool", "words": "True or False"}
    if origin is list:
        item = described(get_args(hint)[0], plain)
        return item and {"kind": "list", "words": "a list", "length": 0, "items": [item]}
    if not isinstance(hint, type) or not library.is_record(hint) or not library.is_plain(hint):
        return None
    hints, names = get_type_hints(hint, include_extras=True), kinds.field_names(hint)
    items = [described(hints.get(name), True) for name in names]
    if None in items:
        return None
    found = {"kind": "record", "words": hint.__name__, "names": names, "items": items}
    data = fields(hint) if library.takes_plain_data(hint) else ()
    defaults = {field.name: field.default for field in data if field.default is not MISSING}
    return found | {"otherwise": defaults}


described_record = functools.cache(described)
"""The same of a class, which is often made."""


def of_domain(domain: Domain, plain: bool) -> dict[str, Any]:
    """Return what `$check` reads of a domain."""
    found = {key: value for key, value in vars(domain).items() if value is not False}
    items = [of_domain(item, plain and domain.kind != "dict") for item in domain.items]
    return found | {"items": items} | ({"plain": True} if plain else {})


@functools.cache
def runtime() -> dict[str, str]:
    """Return the definitions of `runtime.js` by their names."""
    parts = re.split(r"^(?=(?:const|function)\*? \$)", RUNTIME.read_text("utf-8"), flags=re.M)
    code = [re.sub(r"^//.*\n", "", part, flags=re.M).strip() for part in parts[1:]]
    return {re.findall(r"\$\w+", part)[0]: part for part in code}


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
