"""The operators, functions and methods of the subset: what each is in JavaScript."""

from __future__ import annotations

import ast
import dataclasses
import functools
import math
import re
import sys
import types
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from secbook import domains
from secbook.live import emit, kinds
from secbook.live.kinds import (
    BOOL,
    FLOAT,
    FRACTION,
    INT,
    MIXED,
    NEVER,
    NONE,
    NUMBER,
    REAL,
    STR,
    Kind,
)
from secbook.models import intake

if TYPE_CHECKING:
    from secbook.live.emit import Body, Value

Handler = Callable[["Body", ast.Call], "Value"]

# --- operators ---

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
DIVISIONS = {ast.Div: "$divided", ast.FloorDiv: "$floored", ast.Mod: "$modulo"}
BITS = {ast.BitAnd: "$and", ast.BitOr: "$or", ast.LShift: "$left", ast.RShift: "$right"}


def binary(body: Body, node: Any, left: Value, right: ast.expr) -> Value:
    """Return `left op right`."""
    a, b = body.some(left), body.some(body.expr(right))
    op, forms = type(node.op), {a.kind.form, b.kind.form}
    if op is ast.Add and forms == {"str"}:
        return emit.Value(f"({a.code} + {b.code})", STR)
    if op is ast.Add and (forms == {"list"} or forms <= {"tuple", "row"}):
        item = kinds.join(kinds.item_of(a.kind), kinds.item_of(b.kind))
        both = emit.Value(f"$joined({a.code}, {b.code})", item)
        return body.listed(node, both) if forms == {"list"} else row(both)
    if op is ast.Mult and (a.kind.form, b.kind.form) == ("list", "int"):
        code = f"$repeated({a.code}, {b.code})"
        return body.listed(node, emit.Value(code, kinds.item_of(a.kind)))
    more = ("fraction",) if op in SIGNS else ()
    a, b = body.num(node, a, *more), body.num(node, b, *more)
    kind = Kind(next(form for form in kinds.RANKS if form in (a.kind.form, b.kind.form)))
    if FRACTION in (a.kind, b.kind) and kind not in (FLOAT, REAL):
        kind = MIXED  # exact in Python: it can be a result, but nothing may hang on it
    if op in DIVISIONS:
        floats = str(kind in (FLOAT, REAL)).lower()
        kind = FLOAT if op is ast.Div and kind != MIXED else kind
        value = body.helper(DIVISIONS[op], a.code, b.code, floats, kind=kind)
        return emit.Value(f"({value.code} + 0)", INT) if kind == INT else value
    if op in SIGNS:
        return exact(f"{a.code} {SIGNS[op]} {b.code}", kind)
    if op is ast.Pow:
        return power(a, b, kind, emit.written(right))
    if op not in BITS:
        raise body.no(node, "operator", op.__name__)
    if kind != INT or "bool" in forms:
        raise body.no(node, "bits", ast.unparse(node))
    return body.helper(BITS[op], a.code, b.code, kind=INT)


def exact(code: str, kind: Kind) -> Value:
    """Return a number; where it may be an int beyond 2**53, that is an error when it runs."""
    if kind not in (INT, NUMBER):
        return emit.Value(f"({code})", kind)
    # An int has no negative zero.
    return emit.Value(f"$int({code} + 0)" if kind == INT else f"$number({code})", kind)


def power(a: Value, b: Value, kind: Kind, exponent: Any) -> Value:
    """Return `a ** b`; `exponent` is b where it is written out."""
    if kind == INT and type(exponent) is int and exponent >= 0:
        return emit.Value(f"$intPower({a.code}, {b.code})", INT)
    if kind == INT:
        kind = FLOAT if type(exponent) is int else NUMBER
    return exact(f"$power({a.code}, {b.code})", kind)


def unary(body: Body, node: Any) -> Value:
    if isinstance(node.op, ast.Invert):
        raise body.no(node, "operator", "~")
    if emit.written(node) is not None:
        return body.constant(node, emit.written(node))
    value = body.num(node, body.expr(node.operand), "fraction")
    if isinstance(node.op, ast.UAdd):
        return value
    zero = "0 " if value.kind in (INT, FRACTION) else ""  # which have no negative zero
    return value._replace(code=f"({zero}- {value.code})")


def copied(values: Value) -> Value:
    """Return items in an array of their own."""
    return values._replace(code=f"[...{values.code}]")


def row(values: Value) -> Value:
    """Return items as a tuple of any length."""
    return values._replace(kind=Kind("row", (values.kind,)))


# --- comparison ---

COMPARISONS = {
    **{ast.Eq: "===", ast.NotEq: "!=="},
    **{ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="},
}


def comparison(body: Body, node: ast.AST, op: ast.cmpop, a: Value, b: Value) -> str:
    negative = "!" if isinstance(op, (ast.NotIn, ast.NotEq)) else ""
    if isinstance(op, (ast.Is, ast.IsNot)):
        if b.kind != NONE:
            raise body.no(node, "is")
        return f"({a.code} {'===' if isinstance(op, ast.Is) else '!=='} null)"
    if isinstance(op, (ast.In, ast.NotIn)):
        return f"({negative}{contains(body, node, a, b)})"
    if not isinstance(op, (ast.Eq, ast.NotEq)):
        a, b = body.some(a), body.some(b)
        kind = ordered(body, node, alike(body, node, a.kind, b.kind))
        compared = f"$compare({a.code}, {b.code})", "0"
        sides = (a.code, b.code) if kind.form in (*kinds.NUMBERS, "bool") else compared
        return f"({sides[0]} {COMPARISONS[type(op)]} {sides[1]})"
    if alike(body, node, a.kind, b.kind).form in (*kinds.NUMBERS, "str", "bool"):
        return f"({a.code} {COMPARISONS[type(op)]} {b.code})"
    return f"({negative}$equal({a.code}, {b.code}))"


def contains(body: Body, node: ast.AST, a: Value, b: Value) -> str:
    b = body.form(node, b, "in", "dict", "str", *kinds.SEQUENCES)
    if b.kind.form in ("dict", "str"):
        if a.kind == NONE:
            raise body.no(node, "unequal", "None", kinds.called(b.kind))
        plain = a._replace(kind=a.kind._replace(none=b.kind.form == "str" and a.kind.none))
        return f"$within({body.form(node, plain, 'unequal', 'str').code}, {b.code})"
    alike(body, node, a.kind, kinds.item_of(b.kind))
    return f"$in({a.code}, {b.code})"


def alike(body: Body, node: ast.AST, a: Kind, b: Kind) -> Kind:
    """Return the join of kinds; refuse to compare what is never equal, or not known to be."""
    kind = kinds.join(a, b)
    if any(part.form in ("mixed", "fun", "fraction") for part in kinds.within(kind)):
        raise body.no(node, "unequal", kinds.called(a), kinds.called(b))
    return kind


def ordered(body: Body, node: ast.AST, kind: Kind) -> Kind:
    """Return a kind of values that have an order, or refuse it."""
    known = (*kinds.NUMBERS, *kinds.SEQUENCES, "bool", "str", "never", "record")
    for part in kinds.within(kind):
        plain = part.form == "record" and not issubclass(part.of, tuple)
        if part.form not in known or plain or part.none:
            raise body.no(node, "order", kinds.called(kind))
    return kind


# --- functions ---


def given(body: Body, node: ast.Call, least: int, most: int, *named: str) -> list[Any]:
    """Return the positional arguments and those that may be named, None where missing."""
    found = {keyword.arg: keyword.value for keyword in node.keywords}
    if not least <= len(node.args) <= most or not set(found) <= set(named):
        raise body.no(node, "arguments", ast.unparse(node.func))
    places = [*node.args, *[None] * (most - len(node.args))]
    return places + [found.get(name) for name in named]


def only(body: Body, node: ast.Call) -> ast.expr:
    """Return the one argument."""
    return given(body, node, 1, 1)[0]  # type: ignore[no-any-return]


def _len(body: Body, node: ast.Call) -> Value:
    value = body.form(node, body.expr(only(body, node)), "len", "dict", "str", *kinds.SEQUENCES)
    code = f"[...{value.code}]" if value.kind == STR else value.code
    return emit.Value(f"{code}.{'size' if value.kind.form == 'dict' else 'length'}", INT)


def extreme(sign: str, name: str) -> Handler:
    def handler(body: Body, node: ast.Call) -> Value:
        *plain, key, default = given(body, node, 1, 99, "key", "default")
        parts = [part for part in plain if part is not None]
        if len(parts) > 1 and default is not None:
            raise body.no(node, "arguments", name)
        if len(parts) == 1:
            values = body.array(parts[0])
        else:
            values = body.on_Tuple(ast.Tuple(parts))
            values = values._replace(kind=kinds.item_of(values.kind))
        rank = ranking(body, node, key, values.kind)
        if len(parts) == 2 and key is None and values.kind.form in kinds.NUMBERS:
            return values._replace(code=f"${name}({values.code[1:-1]})")
        other = emit.Value("undefined", NEVER) if default is None else body.expr(default)
        codes = values.code, f'"{sign}"', rank, other.code, f'"{name}"'
        return body.helper("$most", *codes, kind=kinds.join(values.kind, other.kind))

    return handler


def ranking(body: Body, node: ast.Call, key: ast.expr | None, item: Kind) -> str:
    """Return the function that ranks items, or null."""
    rank = emit.Value("null", item)
    if not isinstance(key, (ast.Name, ast.Attribute, ast.Lambda, ast.Constant, types.NoneType)):
        raise body.no(node, "arguments", ast.unparse(node.func))
    if key is not None and ast.unparse(key) != "None":
        rank = body.arrow(key, [rank])
    ordered(body, node, rank.kind)
    return rank.code


def _round(body: Body, node: ast.Call) -> Value:
    number, places = given(body, node, 1, 2)
    if places is None:
        return to_int("$rounded({})")(body, node)
    value, digits = body.num(number), emit.written(places)
    if type(digits) is not int or not 0 <= digits <= 15:
        raise body.no(node, "round")
    return value._replace(code=f"$roundedTo({value.code}, {digits})")


def to_int(code: str) -> Handler:
    def handler(body: Body, node: ast.Call) -> Value:
        value = body.num(only(body, node))
        if value.kind == INT:
            return value
        return emit.Value(f"$truncated({code.format(value.code)})", INT)

    return handler


def _sorted(body: Body, node: ast.Call) -> Value:
    part, key, reverse = given(body, node, 1, 1, "key", "reverse")
    values = body.array(part)
    rank = ranking(body, node, key, values.kind)
    backwards = "false"
    if reverse is not None:
        backwards = body.form(node, body.expr(reverse), "arguments", "bool").code
    code = f"$sorted({values.code}, {rank}, {backwards})"
    return body.listed(node, emit.Value(code, values.kind))


def _sum(body: Body, node: ast.Call) -> Value:
    values = body.array(only(body, node))
    if values.kind.none:
        raise body.no(node, "number", kinds.called(values.kind))
    kind = INT if values.kind == NEVER else kinds.join(INT, body.num(node, values).kind)
    compensated = str(kind != INT and sys.version_info >= (3, 12)).lower()
    return body.helper("$sum", values.code, compensated, kind=kind)


def quantified(method: str, sign: str, found: str, otherwise: str) -> Handler:
    """`any` and `all`, which stop at the first that decides."""

    def handler(body: Body, node: ast.Call) -> Value:
        part: Any = only(body, node)
        if not isinstance(part, ast.GeneratorExp):
            values = body.array(part)
            body.true(node, values)
            return emit.Value(f"[...{values.code}].{method}($true)", BOOL)

        def step() -> Value:
            return emit.Value(f"if ({sign}{body.truth(part.elt)}) return {found};", BOOL)

        return body.comprehension(part, step, end=otherwise)

    return handler


def _float(body: Body, node: ast.Call) -> Value:
    word = emit.written(only(body, node))
    if word in ("inf", "-inf", "nan"):
        return body.constant(node, float(word))
    return body.num(node, body.expr(node.args[0]), "fraction")._replace(kind=FLOAT)


def _range(body: Body, node: ast.Call) -> Value:
    parts = [body.whole(part) for part in given(body, node, 1, 3) if part]
    return body.helper("$range", *["0"][len(parts) - 1 :], *parts, kind=Kind("range", (INT,)))


def _replace(body: Body, node: ast.Call) -> Value:
    if len(node.args) != 1:
        raise body.no(node, "arguments", "replace")
    owner = body.form(node, body.expr(node.args[0]), "arguments", "record")
    return replaced(body, node, owner)


def replaced(body: Body, node: ast.Call, owner: Value) -> Value:
    """Return a record with some fields replaced."""
    fields = dict(zip(kinds.field_names(owner.kind.of), owner.kind.parts, strict=True))
    values = {str(part.arg): body.expr(part.value) for part in node.keywords}
    if not set(values) <= set(fields):
        raise body.no(node, "arguments", ast.unparse(node.func))
    fields |= {name: value.kind for name, value in values.items()}
    code = f"Object.assign({{...{owner.code}}}, {emit.fields_of(values)})"
    made = emit.Value(code, owner.kind._replace(parts=tuple(fields.values())))
    return body.program.made(made, body.inside)  # type: ignore[no-any-return]


def _shown(body: Body, node: ast.Call) -> Value:
    value = body.expr(only(body, node))
    if value.kind.form in ("fun", "record", "fraction", "mixed"):
        raise body.no(node, "arguments", "shown")
    return body.helper("$shown", value.code, kind=STR)


def numerical(code: str, kind: Kind | None = None, fails: str = "") -> Handler:
    """A function of numbers, `{0}` and `{1}` in `code`; of whole ones in `[0]` and `[1]`.

    A function of `math` fails where JavaScript gives no finite number: ``"domain"`` or
    ``"range"`` says with which words. Without a kind, the result is of that of the number.
    """
    places = len(set(re.findall(r"[{[]\d", code)))

    def handler(body: Body, node: ast.Call) -> Value:
        parts = given(body, node, places, places)
        if "[" in code:
            whole = code.replace("[", "{").replace("]", "}")
            return emit.Value(whole.format(*map(body.whole, parts)), kind or INT)
        values = [body.num(part) for part in parts]
        if not fails:
            result = code.format(*(signed(value) for value in values))
            return emit.Value(result, kind or values[0].kind)
        names = [body.temp() for _ in values]
        held = [f"({n} = {v.code})" for n, v in zip(names, values, strict=True)]
        return body.helper("$math", code.format(*held), f'"{fails}"', *names, kind=FLOAT)

    return handler


# --- what loops go through ---


def _enumerate(body: Body, node: ast.Call) -> Value:
    values = body.iterable(only(body, node))
    return body.helper("$enumerate", values.code, kind=Kind("tuple", (INT, values.kind)))


def _zip(body: Body, node: ast.Call) -> Value:
    *parts, strict = given(body, node, 1, 9, "strict")
    if strict and type(emit.written(strict)) is not bool:
        raise body.no(node, "arguments", "zip")
    values = [body.form(p, body.expr(p), "loop", *kinds.SEQUENCES) for p in parts if p]
    kind = Kind("tuple", tuple(kinds.item_of(value.kind) for value in values))
    option = str(emit.written(strict) is True).lower()
    return body.helper("$zip", option, *(value.code for value in values), kind=kind)


def _reversed(body: Body, node: ast.Call) -> Value:
    value = body.form(node, body.expr(only(body, node)), "loop", *kinds.SEQUENCES)
    return body.helper("$reversed", value.code, kind=kinds.item_of(value.kind))


def view(body: Body, owner: Value, what: str) -> Value:
    """Return the keys, the values or the items of a dict."""
    value = kinds.item_of(owner.kind)
    kind = {"keys": STR, "values": value, "items": Kind("tuple", (STR, value))}[what]
    return body.helper("$view", owner.code, f'"{what}"', kind=kind)


ITERATORS: dict[int, Handler] = {
    id(enumerate): _enumerate,
    id(zip): _zip,
    id(reversed): _reversed,
}
VIEWS = ("items", "keys", "values")

# --- text ---


def as_text(body: Body, node: ast.AST, value: Value) -> Value:
    """Return `str(value)`."""
    codes = {STR: "{}", NEVER: "{}", INT: "String({})", FLOAT: "$repr({})"}
    codes[BOOL] = '({} ? "True" : "False")'
    if value.kind not in codes:
        raise body.no(node, "text", kinds.called(value.kind))
    return emit.Value(codes[value.kind].format(value.code), STR)


FORMAT = re.compile(r"([+ ]?)(,?)(?:\.(\d\d?))?([df%]?)")


def formatted(body: Body, part: Any) -> str:
    """Return the text of one `{...}` of an f-string."""
    value, form = body.expr(part.value), ""
    if part.format_spec is not None:
        form = "".join(str(emit.written(p)) for p in part.format_spec.values)
    match = FORMAT.fullmatch(form)
    if match is None or part.conversion != -1:
        raise body.no(part, "format", form or "!")
    if not form:
        return as_text(body, part, value).code
    sign, comma, digits, letter = match.groups()
    number, whole = body.num(part, value), letter in ("d", "")
    if int(digits or 0) > 20 or (whole and (digits is not None or number.kind != INT)):
        raise body.no(part, "format", form)
    places = 0 if whole else 6 if digits is None else int(digits)
    options = f'"{sign}", "{comma}", "{letter if letter == "%" else ""}"'
    return f"$fixed({signed(number)}, {places}, {options})"


def signed(value: Value) -> str:
    """Return a number of which the sign of a zero counts, which an int has not."""
    return f"$signed({value.code})" if value.kind == NUMBER else value.code


FUNCTIONS: dict[Any, Handler] = {
    len: _len,
    max: extreme(">", "max"),
    min: extreme("<", "min"),
    abs: numerical("Math.abs({0})"),
    round: _round,
    sorted: _sorted,
    sum: _sum,
    any: quantified("some", "", "true", "false"),
    all: quantified("every", "!", "false", "true"),
    int: to_int("{}"),
    float: _float,
    bool: lambda body, node: emit.Value(body.truth(only(body, node)), BOOL),
    str: lambda body, node: as_text(body, node, body.expr(only(body, node))),
    list: lambda body, node: body.listed(node, copied(body.array(only(body, node)))),
    tuple: lambda body, node: row(copied(body.array(only(body, node)))),
    range: _range,
    Fraction: numerical("$fraction([0], [1])", FRACTION),
    dataclasses.replace: _replace,
    domains.shown: _shown,
    math.floor: to_int("Math.floor({})"),
    math.ceil: to_int("Math.ceil({})"),
    math.trunc: to_int("{}"),
    math.comb: numerical("$comb([0], [1])"),
    math.lgamma: numerical("$lgamma({0})", fails="range"),
    math.hypot: numerical("Math.hypot({0}, {1})", FLOAT),
    math.atan2: numerical("Math.atan2({0}, {1})", FLOAT),
    math.fabs: numerical("Math.abs({0})", FLOAT),
    math.isnan: numerical("Number.isNaN({0})", BOOL),
    math.isfinite: numerical("Number.isFinite({0})", BOOL),
    math.isinf: numerical("(Math.abs({0}) === Infinity)", BOOL),
}
OF_MATH = {"domain": "sqrt log log2 log10 log1p sin cos tan asin acos atan tanh"}
OF_MATH |= {"range": "exp expm1 sinh cosh"}
for fails, names in OF_MATH.items():
    for name in names.split():
        FUNCTIONS[getattr(math, name)] = numerical(f"Math.{name}({{0}})", fails=fails)
HANDLERS = {id(function): handler for function, handler in FUNCTIONS.items()}

# --- methods ---


def method(body: Body, node: ast.Call, owner: Value) -> Value:
    """Call a method of a value."""
    name = node.func.attr  # type: ignore[attr-defined]
    if owner.kind.form == "record" and issubclass(owner.kind.of, tuple) and not node.args:
        return replaced(body, node, owner)
    handler = METHODS.get(f"{owner.kind.form}.{name}")
    if handler is None or node.keywords:
        raise body.no(node, "method", name, kinds.called(owner.kind))
    return handler(body, node, owner)


def _append(body: Body, node: ast.Call, owner: Value) -> Value:
    value = body.expr(only(body, node))
    body.change(node, owner.kind, value.kind)
    return emit.Value(f"({owner.code}.push({value.code}), null)", NONE)


def extend(body: Body, node: Any, owner: Value, part: ast.expr) -> Value:
    values = body.form(part, body.expr(part), "loop", *kinds.SEQUENCES)
    body.change(node, owner.kind, kinds.item_of(values.kind))
    return body.helper("$extend", owner.code, values.code, kind=NONE)


def _index(body: Body, node: ast.Call, owner: Value) -> Value:
    value = body.expr(only(body, node))
    alike(body, node, value.kind, kinds.item_of(owner.kind))
    if value.kind not in (STR, INT):
        raise body.no(node, "method", "index", kinds.called(value.kind))
    return body.helper("$indexOf", owner.code, value.code, kind=INT)


def _get(body: Body, node: ast.Call, owner: Value) -> Value:
    name, default = given(body, node, 1, 2)
    other = emit.Value("null", NONE) if default is None else body.expr(default)
    codes = owner.code, body.key(name, read=True), other.code
    return body.helper("$got", *codes, kind=kinds.join(kinds.item_of(owner.kind), other.kind))


def _update(body: Body, node: ast.Call, owner: Value) -> Value:
    more = body.form(node, body.expr(only(body, node)), "arguments", "dict")
    body.change(node, owner.kind, kinds.item_of(more.kind))
    return body.helper("$update", owner.code, more.code, kind=NONE)


def _join(body: Body, node: ast.Call, owner: Value) -> Value:
    values = body.array(only(body, node))
    if values.kind not in (STR, NEVER):
        raise body.no(node, "method", "join", kinds.called(values.kind))
    return emit.Value(f"$join({owner.code}, {values.code})", STR)


METHODS: dict[str, Callable[[Body, ast.Call, Value], Value]] = {
    "list.append": _append,
    "list.extend": lambda body, node, owner: extend(body, node, owner, only(body, node)),
    "list.index": _index,
    "dict.get": _get,
    "dict.update": _update,
    "str.join": _join,
}

# --- named tuples and frozen dataclasses ---


def is_record(cls: Any) -> bool:
    """Whether a class is a dataclass or a named tuple."""
    return dataclasses.is_dataclass(cls) or (issubclass(cls, tuple) and hasattr(cls, "_fields"))


def takes_plain_data(cls: Any) -> bool:
    """Whether `secbook.models.intake.of_plain_data` made the constructor of a record."""
    return getattr(cls.__init__, "__globals__", None) is vars(intake)


@functools.lru_cache(maxsize=256)
def is_plain(cls: Any) -> bool:
    """Whether a record is its fields alone; it may have the methods that Python makes."""
    harmless = {"__init__"} if takes_plain_data(cls) else set()
    if issubclass(cls, tuple):
        made = cls.__bases__ == (tuple,)
    else:
        # What a dataclass says of `in` does not matter: that is refused.
        harmless |= {"__post_init__", "__contains__"}
        found, params = dataclasses.fields(cls), cls.__dataclass_params__
        made = params.frozen and params.eq and params.init
        made &= len(found) == len(cls.__dataclass_fields__)
        made &= all(f.init and f.compare for f in found)
        made &= all(f.default_factory is dataclasses.MISSING for f in found)
    own = [
        name
        for base in cls.__mro__[:-1]
        if base is not tuple
        for name, value in vars(base).items()
        if isinstance(value, types.FunctionType) and name.startswith("__")
        if name not in harmless and value.__code__.co_filename != "<string>"
        if value.__globals__["__name__"] not in ("collections", "dataclasses")
    ]
    names = kinds.field_names(cls)
    hidden = [name for name in names if isinstance(getattr(cls, name, None), property)]
    return made and not own and not hidden and not any(n.startswith("_") for n in names)
