"""A Python function becomes a JavaScript function that does the same, or is refused.

`translate` collects the functions that a model calls, from the package and from the
notebook, and writes one self-contained module. What a model may use is the table in
`secbook.live.subset`; everything else is a `TranslationError` that says what to write
instead. The JavaScript takes the same branches and gives the same results as CPython on
every input of the declared domains, up to 2 units in the last place of a `math` function.

How it works: `parse` finds the source, `kinds` says what is known of a value, `emit` and
`library` write the JavaScript, and `runtime.js` holds Python's meaning where the languages
differ.
"""

import functools
import inspect
import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from fractions import Fraction
from numbers import Integral, Real
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from secbook import domains
from secbook.live.emit import Body, Closure, Value, arguments_of, js_name, record_default, text
from secbook.live.kinds import (
    BOOL,
    INT,
    LOOSE,
    MIXED,
    NEVER,
    SAFE,
    STR,
    Cell,
    Fun,
    Num,
    Opt,
    Record,
    Tup,
    argument,
    fresh,
    grown,
    join,
    key_of,
    listed,
    of_annotation,
    of_value,
    record_fields,
)
from secbook.live.parse import Source, TranslationError, is_checked, source_of
from secbook.models import intake

__all__ = ["TranslationError", "edit", "translate", "translate_expression"]

RUNTIME = Path(__file__).parent / "runtime.js"


@functools.cache
def runtime() -> dict[str, str]:
    """Return the definitions of `runtime.js` by their names."""
    parts = re.split(r"^(?=(?:const|function) \$)", RUNTIME.read_text("utf-8"), flags=re.M)
    code = [re.sub(r"^//.*\n|\s+$", "", part, flags=re.M).strip() for part in parts[1:]]
    return {re.findall(r"\$\w+", part)[0]: part for part in code}


class Program:
    """One translation: the functions, constants and helpers of a model."""

    def __init__(self, replacing: Mapping[Any, Any]) -> None:
        self.replacing = {inspect.unwrap(old): new for old, new in replacing.items()}
        self.shared: dict[Any, Closure] = {}
        self.reset()

    def reset(self) -> None:
        self.instances: dict[Any, tuple[str, Body]] = {}
        self.busy: list[Source] = []
        self.constants: dict[int, tuple[str, str, Any, Any]] = {}
        self.domains: dict[Any, tuple[str, str]] = {}
        self.helpers: set[str] = set()
        self.grew = False

    def use(self, helper: str) -> str:
        self.helpers.add(helper)
        return helper

    def replaced(self, value: Any) -> Any:
        """Return what stands for a function in this translation."""
        if self.replacing and isinstance(value, types.FunctionType):
            return self.replacing.get(inspect.unwrap(value), value)
        return value

    # --- functions -----------------------------------------------------------------------

    def instance(self, source: Source, kinds: dict[str, Any], inside: bool) -> tuple[str, Body]:
        """Return the name and the translation of a function for the kinds of its arguments."""
        params = {name: argument(kind) for name, kind in kinds.items()}
        key = (source.function, inside, tuple(key_of(kind) for kind in params.values()))
        if key not in self.instances:
            if source in self.busy:
                raise source.refusal(
                    source.node, "a function that calls itself", "write a loop"
                )
            body = Body(self, source, params, inside)
            number = len(self.instances) + len(self.busy)
            name = f"{js_name(source.name)}${number}"
            if source.name == "<lambda>":
                name = f"lambda${number}"
            self.busy.append(source)
            try:
                body.translate(name)
            except RecursionError:
                raise source.refusal(source.node, "a list within itself", "copy it") from None
            finally:
                self.busy.pop()
            self.instances[key] = (name, body)
        return self.instances[key]

    def call(
        self,
        body: Body,
        node: Any,
        source: Source,
        values: dict[str, Value],
        given: list[str],
        before: list[str],
    ) -> Value:
        """Return a call of a function, checked where Python would check it."""
        codes = {name: value.code for name, value in values.items()}
        kinds = {name: value.kind for name, value in values.items()}
        at_boundary = source.checked and not body.inside
        if at_boundary:
            for name in given:
                domain = domains.domains(source.function)[name]
                if domain.kind != "any":
                    codes[name] = self.check(domain, codes[name], name)
                    kinds[name] = checked_kind(domain, kinds[name])
            if any(has_function(kind) for kind in kinds.values()):
                raise body.refusal(node, "a function given to a checked one", "call it plainly")
        name, callee = self.instance(source, kinds, body.inside or source.checked)
        code = f"{name}({', '.join(codes.values())})"
        if before:
            code = f"({', '.join(before)}, {code})"
        result = fresh(callee.returns)
        known = body.cells.get(id(node))
        body.cells[id(node)] = result if known is None else join(known, result)
        if known is not None and key_of(body.cells[id(node)]) != key_of(result):
            pass
        return Value(code, body.cells[id(node)])

    def check(self, domain: domains.Domain, code: str, name: str) -> str:
        return f"{self.use('$check')}({self.domain(domain)}, {code}, {text(name)})"

    def domain(self, domain: domains.Domain) -> str:
        """Return the name of a domain in JavaScript."""
        if domain not in self.domains:
            self.domains[domain] = f"$D{len(self.domains)}", self.domain_literal(domain)
        return self.domains[domain][0]

    def domain_literal(self, domain: domains.Domain) -> str:
        parts = [f"{k}: {literal(v)}" for k, v in vars(domain).items() if k != "items"]
        items = ", ".join(self.domain_literal(item) for item in domain.items)
        return f"{{{', '.join(parts)}, items: [{items}]}}"

    def function_value(self, function: Any) -> Fun:
        """Return the kind of a function that is used as a value."""
        key = inspect.unwrap(function)
        if key not in self.shared:
            source = source_of(function)
            self.shared[key] = Closure(None, source.node, None, source)
        return Fun(frozenset([self.shared[key]]))

    def call_shared(
        self, body: Body, node: Any, target: Closure, values: dict[str, Value]
    ) -> Any:
        """Note a call of a function through a value; return the kind of its result."""
        source = target.source
        if source.checked and not body.inside:
            raise body.refusal(node, "a checked function called by another name", "name it")
        for a in arguments_of(source.node):
            kind = values[a.arg].kind if a.arg in values else NEVER
            if a.arg not in values:
                if a.arg not in source.defaults:
                    raise body.refusal(node, f"a call without `{a.arg}`", "give the argument")
                kind = self.constant(source.defaults[a.arg]).kind
            self.pass_on(target, a.arg, kind)
        _, callee = self.instance(source, target.params, body.inside)
        returns = grown(target.returns, callee.returns)
        if key_of(returns) != key_of(target.returns):
            target.returns, self.grew = returns, True
            target.version += 1
        target.assigned.add(str(body.inside))
        return target.returns

    def pass_on(self, target: Closure, name: str, kind: Any) -> None:
        kind = grown(target.params.get(name, NEVER), argument(kind))
        if key_of(kind) != key_of(target.params.get(name, NEVER)):
            target.params[name] = kind
            target.version += 1
            self.grew = True

    # --- constants -------------------------------------------------------------------------

    def constant(self, value: Any) -> Value:
        """Return a Python constant; a container becomes a frozen constant of the module."""
        if value is None or isinstance(value, (bool, str, Real)) or not is_container(value):
            return Value(self.written(value), self.kind(value), simple=True)
        if id(value) not in self.constants:
            kind = self.kind(value)
            name = f"$c{len(self.constants)}"
            self.constants[id(value)] = (name, self.written(value), kind, value)
        name, _, kind, _ = self.constants[id(value)]
        return Value(name, kind, simple=True)

    def kind(self, value: Any) -> Any:
        return of_value(value, self.function_value)

    def written(self, value: Any) -> str:
        """Return a Python value in JavaScript."""
        if value is None or isinstance(value, (bool, str)):
            return literal(value)
        if isinstance(value, Integral):
            if abs(int(value)) > SAFE:
                raise TranslationError(f"the int {value}", "write it as a float, as in 1e20")
            return f"({int(value)})" if value < 0 else str(int(value))
        if isinstance(value, Real):
            return literal(float(value))
        if (
            isinstance(value, tuple)
            and hasattr(value, "_fields")
            or (is_dataclass(value) and not isinstance(value, type))
        ):
            names = record_fields(type(value))
            return f"{{{', '.join(f'{n}: {self.written(getattr(value, n))}' for n in names)}}}"
        if isinstance(value, (list, tuple)):
            return f"Object.freeze([{', '.join(self.written(item) for item in value)}])"
        if type(value) is dict and all(isinstance(k, str) for k in value):
            items = ", ".join(f"[{literal(k)}, {self.written(v)}]" for k, v in value.items())
            return f"new Map([{items}])"
        if isinstance(value, types.FunctionType):
            (target,) = self.function_value(self.replaced(value)).targets
            return shared_name(target)
        name = type(value).__name__
        raise TranslationError(f"the value {value!r:.60} of type `{name}`", "use plain data")

    def made(self, body: Body, node: Any, value: Value) -> Value:
        """Return a new named tuple or dataclass, after its own checks."""
        kind = value.kind
        if issubclass(kind.cls, tuple):
            return value
        code, changed = self.admitted(kind, value.code, body.inside, body)
        return Value(code, changed)

    def admitted(
        self, kind: Record, code: str, inside: bool, body: Body | None
    ) -> tuple[str, Record]:
        """Return a dataclass after `of_plain_data` and `__post_init__`, and its kind."""
        if takes_plain_data(kind.cls):
            code = f'{self.use("$plain")}({self.intake(kind.cls)}, {code}, "")'
            kind = taken_kind(kind)
        post = getattr(kind.cls, "__post_init__", None)
        if post is None:
            return code, kind
        source = source_of(post)
        name, _ = self.instance(source, {source.node.args.args[0].arg: kind}, inside)
        return f"(($x) => ({name}($x), $x))({code})", kind

    def intake(self, cls: type) -> str:
        """Return the name of the description of a record that checks its own data."""
        if cls not in self.domains:
            self.domains[cls] = f"$D{len(self.domains)}", self.intake_literal(cls)
        return self.domains[cls][0]

    def intake_literal(self, hint: Any) -> str:
        self.use("$taken")
        if is_dataclass(hint):
            parts = []
            for name, inner in get_type_hints(hint, include_extras=True).items():
                default = record_default(hint, name)
                otherwise = "undefined" if default is NEVER else self.written(default)
                parts.append(
                    f"{name}: {{kind: {self.intake_literal(inner)}, otherwise: {otherwise}}}"
                )
            return f"{{record: {text(hint.__name__)}, fields: {{{', '.join(parts)}}}}}"
        if get_origin(hint) is not list:
            domain = domains.domain_of(hint)
            if domain.kind == "number":
                domain = domains.Domain("number", "a number", infinite=True)
            return self.domain_literal(domain)
        (item,) = get_args(hint)
        innermost = get_args(item)[0] if get_origin(item) is list else item
        named = literal(domains.domain_of(innermost).kind == "number")
        whole = self.domain_literal(
            domains.Domain("list", "a list", items=(domains.Domain("any"),))
        )
        return f"{{...{whole}, each: {self.intake_literal(item)}, named: {named}}}"

    # --- the module ------------------------------------------------------------------------

    def expression(self, function: Callable[..., Any]) -> str:
        """Return the model as a JavaScript expression."""
        while True:
            self.reset()
            entry = self.entry(self.replaced(function))
            shared = self.write_shared()
            if not self.grew:
                break
        functions = [body.code for _, body in self.instances.values()]
        constants = [f"const {n} = {code};" for n, code, _, _ in self.constants.values()]
        constants += [f"const {n} = {code};" for n, code in self.domains.values()]
        lines = [*self.used_helpers(), *constants, *shared, *functions, entry]
        return '(() => {\n"use strict";\n' + "\n".join(lines) + "\n})()"

    def write_shared(self) -> list[str]:
        lines = []
        for target in list(self.shared.values()):
            if not target.assigned:
                continue
            if len(target.assigned) > 1:
                raise TranslationError(
                    f"`{target.source.name}` called by another name inside and outside a checked function",
                    "call it by its name",
                )
            inside = "True" in target.assigned
            name, body = self.instance(target.source, target.params, inside)
            params = [js_name(a.arg) for a in arguments_of(target.source.node)]
            defaults = {
                js_name(n): self.constant(v).code for n, v in target.source.defaults.items()
            }
            declared = [f"{p} = {defaults[p]}" if p in defaults else p for p in params]
            lines.append(
                f"function {shared_name(target)}({', '.join(declared)}) "
                f"{{ return {name}({', '.join(params)}); }}"
            )
        unused = [t for t in self.shared.values() if not t.assigned]
        return lines + [f"const {shared_name(t)} = null;" for t in unused]

    def used_helpers(self) -> list[str]:
        known = runtime()
        needed, queue = set(), list(self.helpers)
        while queue:
            name = queue.pop()
            if name not in needed:
                needed.add(name)
                queue += [n for n in re.findall(r"\$\w+", known[name]) if n in known]
        return [code for name, code in known.items() if name in needed]

    def entry(self, function: Callable[..., Any]) -> str:
        """Return the statement that returns the model to the page."""
        source = source_of(function)
        names = [a.arg for a in arguments_of(source.node)]
        if source.node.args.vararg or source.node.args.kwarg:
            raise source.refusal(source.node, "`*args` or `**kwargs`", "name each argument")
        hints = get_type_hints(source.function, include_extras=True)
        allowed = domains.domains(source.function) if source.checked else {}
        kinds, steps = {}, []
        for name in names:
            declared = declared_kind(hints.get(name, NEVER), source.defaults.get(name, NEVER))
            default = source.defaults.get(name, NEVER)
            js = js_name(name)
            if name in allowed and allowed[name].kind != "any":
                declared = checked_kind(allowed[name], declared)
                taken = self.check(allowed[name], js, name)
            else:
                if MIXED == declared or has_mixed(declared):
                    raise source.refusal(
                        source.node,
                        f"the argument `{name}`, whose type is not known,",
                        "annotate it: float, int, bool, str, list[float], ...",
                    )
                inner = declared.inner if isinstance(declared, Opt) else declared
                if isinstance(inner, Record) and takes_plain_data(inner.cls):
                    taken, declared = self.admitted(inner, js, source.checked, None)
                    if inner is not declared and isinstance(declared, Opt):
                        raise AssertionError
                else:
                    described = json.dumps(shape(declared))
                    taken = f"{self.use('$admit')}({described}, {js}, {text(name)})"
            kinds[name] = declared
            if default is not NEVER:
                value = self.constant(default)
                kinds[name] = join(declared, value.kind)
                taken = f"{js} === undefined ? {value.code} : {taken}"
            steps.append(taken)
        run, _ = self.instance(source, kinds, source.checked)
        params = ", ".join(js_name(n) for n in names)
        required = [n for n in names if n not in source.defaults]
        return (
            f"return {self.use('$entry')}({text(source.name)}, {json.dumps(names)}, "
            f"{json.dumps(required)}, ({params}) => {run}({', '.join(steps)}));"
        )


def shared_name(target: Closure) -> str:
    return f"{js_name(target.source.name).strip('<>')}$v{id(target) % 10**8}"


def is_container(value: Any) -> bool:
    return isinstance(value, (list, tuple, dict)) or is_dataclass(value)


def literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return str(value)
    number = repr(float(value))
    number = number.replace("inf", "Infinity").replace("nan", "NaN").removesuffix(".0")
    return f"({number})" if number[0] == "-" or number[0] in "IN" else number


def has_function(kind: Any) -> bool:
    return isinstance(kind, Fun)


def has_mixed(kind: Any) -> bool:
    if isinstance(kind, Cell):
        return any(has_mixed(item) for item in kind.items.values())
    if isinstance(kind, Opt):
        return has_mixed(kind.inner)
    if isinstance(kind, (Tup, Record)):
        return any(has_mixed(item) for item in kind.items)
    return bool(kind == MIXED)


def takes_plain_data(cls: type) -> bool:
    """Whether `secbook.models.intake.of_plain_data` made the constructor of a dataclass."""
    made = cls.__init__  # type: ignore[misc]
    return hasattr(made, "__wrapped__") and made.__globals__ is vars(intake)


def taken_kind(kind: Record) -> Record:
    """Return the kind of a record that has taken its data in."""
    hints = get_type_hints(kind.cls, include_extras=True)

    def taken(hint: Any, part: Any) -> Any:
        if is_dataclass(hint):
            return taken_kind(part) if isinstance(part, Record) else of_annotation(hint)
        if get_origin(hint) is not list:
            domain = domains.domain_of(hint)
            return checked_kind(domain, part)
        item = part.item if isinstance(part, Cell) else NEVER
        return listed(taken(get_args(hint)[0], item), "list", True)

    items = [taken(hints[n], part) for n, part in zip(kind.names, kind.items, strict=True)]
    return Record(kind.cls, tuple(items))


def declared_kind(hint: Any, default: Any) -> Any:
    """Return the kind that an argument of the model declares, or shows by its default."""
    if hint is not NEVER:
        return of_annotation(hint)
    if default is NEVER or (
        isinstance(default, (int, float)) and not isinstance(default, bool)
    ):
        return LOOSE
    kind = of_value(default, lambda f: MIXED)
    return LOOSE if isinstance(kind, Num) else kind


def checked_kind(domain: domains.Domain, kind: Any) -> Any:
    """Return the kind of a value that has passed the check of a domain."""
    if domain.kind == "any":
        return kind
    if domain.optional:
        from dataclasses import replace

        inner = checked_kind(
            replace(domain, optional=False), kind.inner if isinstance(kind, Opt) else kind
        )
        return Opt(inner) if isinstance(kind, Opt) else inner
    if isinstance(kind, Opt):
        kind = kind.inner
    if domain.kind == "count":
        low = -SAFE if domain.low == float("-inf") else int(domain.low) + domain.low_open
        high = SAFE if domain.high == float("inf") else int(domain.high)
        return Num(False, low, high)
    if domain.kind == "text":
        return STR
    if domain.kind == "dict":
        if not isinstance(kind, Cell) or kind.form != "dict":
            return Cell("dict", {}, True)
        return Cell(
            "dict", {k: checked_kind(domain.items[0], v) for k, v in kind.items.items()}, True
        )
    if domain.kind == "number":
        return kind if isinstance(kind, Num) else NEVER
    if domain.kind == "tuple":
        items = (
            kind.items
            if isinstance(kind, Tup)
            else [kind.item if isinstance(kind, Cell) else NEVER] * len(domain.items)
        )
        return Tup(tuple(checked_kind(d, k) for d, k in zip(domain.items, items, strict=False)))
    item = kind.item if isinstance(kind, Cell) else NEVER
    if isinstance(kind, Tup):
        item = NEVER
        for part in kind.items:
            item = join(item, part)
    return listed(checked_kind(domain.items[0], item), "list", True)


def shape(kind: Any) -> Any:
    """Return what `$admit` lets in for a kind."""
    if isinstance(kind, Opt):
        return ["opt", shape(kind.inner)]
    if isinstance(kind, Num):
        return "int" if kind.whole else "number"
    if kind in (BOOL, STR):
        return kind.name
    if isinstance(kind, Tup):
        return ["tuple", [shape(item) for item in kind.items]]
    if isinstance(kind, Record):
        return ["record", [[n, shape(i)] for n, i in zip(kind.names, kind.items, strict=True)]]
    return ["dict" if kind.form == "dict" else "list", shape(kind.item)]


def translate_expression(
    function: Callable[..., Any], *, replacing: Mapping[Any, Any] | None = None
) -> str:
    """
    Return a model as a JavaScript expression, for a module or a classic script.

    The value of the expression is a function of one object, the keyword arguments. It
    returns the result, named tuples and dicts as objects, or throws an error whose
    `name` and `message` are Python's.

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
    return Program(replacing or {}).expression(function)


def translate(
    function: Callable[..., Any], *, replacing: Mapping[Any, Any] | None = None
) -> str:
    """Return a model as an ES module with the function as its default export.

    See `translate_expression`.
    """
    return f"export default {translate_expression(function, replacing=replacing)};\n"


def edit(function: Callable[..., Any]) -> None:
    """Put the source of a function into the next cell of the notebook, to be changed there.

    Raises
    ------
    RuntimeError
        Outside a notebook.
    """
    from IPython import get_ipython

    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is None:
        raise RuntimeError("edit() needs a notebook: there is no next cell here")
    shell.set_next_input(inspect.getsource(inspect.unwrap(function)))
