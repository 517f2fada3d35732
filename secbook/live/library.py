"""The operators, functions and methods of the subset: what each is in JavaScript."""

import ast
import dataclasses
import math
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from secbook import domains
from secbook.live.emit import (
    Body,
    Loop,
    Value,
    form_of,
    is_int,
    item_of,
    literal,
    place_of,
    text,
    words,
)
from secbook.live.kinds import (
    BOOL,
    FLOAT,
    GIVEN,
    INDEX,
    INT,
    NEVER,
    SAFE,
    STR,
    Cell,
    Fun,
    Num,
    Opt,
    Record,
    Tup,
    join,
    join_all,
    listed,
    optional,
)

# --- arithmetic -----------------------------------------------------------------------------------


def span(a: Num, b: Num, low: int, high: int) -> tuple[Num, bool]:
    """Return the kind of an operation on two numbers, and whether ints may grow too large."""
    if a.surely_float or b.surely_float:
        return FLOAT, False
    origins = {a.origin, b.origin} - {""}
    origin = "fraction" if "fraction" in origins else "float" if "float" in origins else "any"
    if origins:
        return Num(True, origin=origin if origins != {"fraction"} else "fraction"), False
    too_large = low < -SAFE or high > SAFE
    return Num(a.real or b.real, max(low, -SAFE), min(high, SAFE)), too_large


def ints(kind: Num) -> tuple[int, int]:
    return (-SAFE if kind.low is None else kind.low, SAFE if kind.high is None else kind.high)


def arithmetic(body: Body, node: ast.AST, op: ast.operator, a: Value, b: Value) -> Value:
    if a.kind == NEVER or b.kind == NEVER:
        return Value(f"({a.code}, {b.code})", NEVER)
    handler = OPERATORS.get(type(op))
    if handler is None:
        raise body.refusal(node, "the operator `@`", "write the sums out")
    return handler(body, node, a, b)


def _plain(sign: str) -> Callable[..., Value]:
    def handler(body: Body, node: ast.AST, a: Value, b: Value) -> Value:
        (al, ah), (bl, bh) = ints(a.kind), ints(b.kind)
        corners = {"+": [al + bl, ah + bh], "-": [al - bh, ah - bl]}.get(
            sign, [al * bl, al * bh, ah * bl, ah * bh]
        )
        kind, too_large = span(a.kind, b.kind, min(corners), max(corners))
        code = f"({a.code} {sign} {b.code})"
        if sign == "*" and kind.whole and min(corners) < 0:
            code = f"({code} + 0)"
        if too_large and kind.whole:
            code = f"{body.use('$int')}({code})"
        elif too_large:
            x, y = body.temp(), body.temp()
            code = f"{body.use('$both')}(({x} = {a.code}) {sign} ({y} = {b.code}), {x}, {y})"
        return Value(code, kind)

    return handler


def _divided(body: Body, node: ast.AST, a: Value, b: Value) -> Value:
    kind = GIVEN_FRACTION if "fraction" in (a.kind.origin, b.kind.origin) else FLOAT
    if (
        a.kind.origin == "fraction"
        and b.kind.origin not in ("", "fraction")
        or b.kind.surely_float
        or a.kind.surely_float
    ):
        kind = FLOAT
    if nonzero(b.kind):
        return Value(f"({a.code} / {b.code})", kind)
    name = "float division by zero" if surely(a, b) else "division by zero"
    return Value(f"{body.use('$divided')}({a.code}, {b.code}, {text(name)})", kind)


GIVEN_FRACTION = Num(True, origin="fraction")


def nonzero(kind: Num) -> bool:
    return kind.whole and (ints(kind)[0] > 0 or ints(kind)[1] < 0)


def surely(a: Value, b: Value) -> bool:
    """Whether one of two numbers is a float, as far as is known."""
    return any(v.kind.surely_float or v.kind.origin == "float" for v in (a, b))


def _floored(helper: str, of_ints: str, of_floats: str) -> Callable[..., Value]:
    def handler(body: Body, node: ast.AST, a: Value, b: Value) -> Value:
        refuse_fraction(body, node, a, b)
        (al, ah), (bl, bh) = ints(a.kind), ints(b.kind)
        if helper == "$modulo":
            kind, _ = span(a.kind, b.kind, min(bl + 1, 0), max(bh - 1, 0))
        else:
            most = max(abs(al), abs(ah)) + 1
            kind, _ = span(a.kind, b.kind, 0 if al >= 0 and bl >= 0 else -most, most)
        name = of_floats if surely(a, b) else of_ints
        if kind.whole and al >= 0 and bl > 0 and helper == "$modulo":
            return Value(f"({a.code} % {b.code})", kind)
        code = f"{body.use(helper)}({a.code}, {b.code}, {text(name)})"
        if kind.whole:
            code = f"({code} + 0)"
        return Value(code, kind)

    return handler


def refuse_fraction(body: Body, node: ast.AST, *values: Value) -> None:
    if any(getattr(v.kind, "origin", "") == "fraction" for v in values):
        raise body.refusal(
            node,
            f"`{ast.unparse(node)}` with a Fraction",
            "only + - * / keep an exact quotient near enough: write float(...) first",
        )


def _power(body: Body, node: ast.AST, a: Value, b: Value) -> Value:
    low, high = ints(b.kind)
    if b.kind.origin == "fraction" or (a.kind.origin == "fraction" and not b.kind.whole):
        refuse_fraction(body, node, a, b)
    if a.kind.whole and b.kind.whole:
        code = f"{body.use('$intPower')}({a.code}, {b.code})"
        if low >= 0:
            at_least = 0 if ints(a.kind)[0] >= 0 else -SAFE
            if ints(a.kind)[0] == ints(a.kind)[1] == 2 and high < 54:
                return Value(f"(2 ** {b.code})", Num(False, 2**low, 2**high))
            return Value(code, Num(False, at_least, SAFE))
        if high < 0:
            return Value(f"{body.use('$power')}({a.code}, {b.code})", FLOAT)
        return Value(code, Num(True, -SAFE, SAFE))
    if a.kind.surely_float or b.kind.surely_float:
        kind: Num = FLOAT
    elif a.kind.origin or b.kind.origin:
        kind = Num(True, origin=a.kind.origin or b.kind.origin)
    elif b.kind.whole and low >= 0:
        x, y = body.temp(), body.temp()
        code = f"{body.use('$power')}({x} = {a.code}, {y} = {b.code})"
        return Value(f"{body.use('$both')}({code}, {x}, {y})", Num(True, -SAFE, SAFE))
    else:
        raise body.refusal(
            node,
            f"`{ast.unparse(node)}`, which may be an int or a float",
            "make one of them a float: float(...)",
        )
    return Value(f"{body.use('$power')}({a.code}, {b.code})", kind)


def _bits(helper: str, sign: str) -> Callable[..., Value]:
    def handler(body: Body, node: ast.AST, a: Value, b: Value) -> Value:
        if not is_int(a.kind) or not is_int(b.kind):
            raise body.refusal(node, f"`{sign}` on numbers that may be floats", "use ints")
        low = 0 if ints(a.kind)[0] >= 0 and ints(b.kind)[0] >= 0 else -SAFE
        high = SAFE
        if sign == "&":
            tops = [ints(k)[1] for k in (a.kind, b.kind) if ints(k)[0] >= 0]
            low, high = (0, min(tops)) if tops else (-SAFE, SAFE)
        if max(abs(n) for k in (a.kind, b.kind) for n in ints(k)) < 2**31:
            if sign != "&":
                high = 2**31 - 1
                low = 0 if low == 0 else -(2**31)
            return Value(f"({a.code} {sign} {b.code})", Num(False, low, high))
        return Value(f"{body.use(helper)}({a.code}, {b.code})", Num(False, low, high))

    return handler


def _shifted(helper: str) -> Callable[..., Value]:
    def handler(body: Body, node: ast.AST, a: Value, b: Value) -> Value:
        if not is_int(a.kind) or not is_int(b.kind):
            raise body.refusal(node, "a shift of numbers that may be floats", "use ints")
        (al, ah), (bl, bh) = ints(a.kind), ints(b.kind)
        most = max(abs(al), abs(ah))
        if helper == "$shiftedLeft" and bl >= 0 and bh < 54 and most << bh <= SAFE:
            kind = Num(False, 0 if al >= 0 else -(most << bh), most << bh)
            return Value(f"({a.code} * 2 ** {b.code})", kind)
        kind = Num(False, 0 if al >= 0 else -SAFE, SAFE)
        if helper == "$shiftedRight":
            kind = Num(False, 0 if al >= 0 else -most, most)
            if bl >= 0 and bh < 32 and most < 2**31:
                return Value(f"({a.code} >> {b.code})", kind)
        return Value(f"{body.use(helper)}({a.code}, {b.code})", kind)

    return handler


OPERATORS: dict[type, Callable[..., Value]] = {
    ast.Add: _plain("+"),
    ast.Sub: _plain("-"),
    ast.Mult: _plain("*"),
    ast.Div: _divided,
    ast.FloorDiv: _floored(
        "$floored", "integer division or modulo by zero", "float floor division by zero"
    ),
    ast.Mod: _floored("$modulo", "integer modulo by zero", "float modulo"),
    ast.Pow: _power,
    ast.BitAnd: _bits("$and", "&"),
    ast.BitOr: _bits("$or", "|"),
    ast.BitXor: _bits("$xor", "^"),
    ast.LShift: _shifted("$shiftedLeft"),
    ast.RShift: _shifted("$shiftedRight"),
}

# --- comparison -------------------------------------------------------------------------------------

SIGNS: dict[type, str] = {
    ast.Eq: "===",
    ast.NotEq: "!==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def comparison(body: Body, node: ast.AST, op: ast.cmpop, left: Any, right: Any) -> Value:
    if isinstance(op, (ast.Is, ast.IsNot)):
        return identity(body, node, op, left, right)
    a = left if isinstance(left, Value) else body.expr(left)
    b = right if isinstance(right, Value) else body.expr(right)
    if isinstance(op, (ast.In, ast.NotIn)):
        return membership(body, node, a, b, isinstance(op, ast.NotIn))
    equality = isinstance(op, (ast.Eq, ast.NotEq))
    sign = SIGNS[type(op)]
    refuse_fraction(body, node, a, b)
    if not equality:
        a, b = body.some(a), body.some(b)
    if NEVER in (a.kind, b.kind):
        return Value(f"({a.code}, {b.code}, false)", BOOL)
    sort = [sort_of(a.kind), sort_of(b.kind)]
    if sort[0] != sort[1] or sort[0] == "other":
        raise body.refusal(
            node,
            f"a comparison of {words(a.kind)} with {words(b.kind)}",
            "compare values of one type, and None with `is None`",
        )
    if sort[0] == "number":
        return Value(f"({plus(a)} {sign} {plus(b)})", BOOL)
    if sort[0] == "text" and equality:
        return Value(f"({a.code} {sign} {b.code})", BOOL)
    if equality:
        not_ = "!" if isinstance(op, ast.NotEq) else ""
        return Value(f"({not_}{body.use('$equal')}({a.code}, {b.code}))", BOOL)
    if sort[0] == "dict":
        raise body.refusal(node, "an order of dicts", "compare their values")
    return Value(f"({body.use('$compare')}({a.code}, {b.code}) {sign} 0)", BOOL)


def sort_of(kind: Any) -> str:
    """Return which values a value can be equal to."""
    if isinstance(kind, Opt):
        return sort_of(kind.inner)
    if isinstance(kind, Num) or kind == BOOL:
        return "number"
    if isinstance(kind, (Cell, Tup)):
        return comparable(form_of(kind), item_of(kind))
    if isinstance(kind, Record) and kind.is_tuple:
        return comparable("tuple", join_all(kind.items))
    return "text" if kind == STR else "never" if kind == NEVER else "other"


def comparable(form: str, item: Any) -> str:
    return form if item == NEVER or sort_of(item) != "other" else "other"


def plus(value: Value) -> str:
    return f"+{value.code}" if value.kind == BOOL else value.code


def identity(body: Body, node: ast.AST, op: ast.cmpop, left: Any, right: Any) -> Value:
    if not isinstance(right, Value) and isinstance(right, ast.Constant) and right.value is None:
        value = left if isinstance(left, Value) else body.expr(left)
        sign = "===" if isinstance(op, ast.Is) else "!=="
        return Value(f"({value.code} {sign} null)", BOOL)
    raise body.refusal(node, "`is` on anything but None", "write `==`, or `is None`")


def membership(body: Body, node: ast.AST, a: Value, b: Value, negated: bool) -> Value:
    b = body.some(b)
    not_ = "!" if negated else ""
    if b.kind == NEVER:
        return Value(f"({a.code}, {b.code}, {'true' if negated else 'false'})", BOOL)
    if isinstance(b.kind, Cell) and b.kind.form == "dict" and a.kind in (STR, Opt(STR)):
        return Value(f"({not_}{b.code}.has({a.code}))", BOOL)
    if b.kind == STR and a.kind == STR:
        return Value(f"({not_}{b.code}.includes({a.code}))", BOOL)
    item = item_of(b.kind)
    refuse_fraction(body, node, a, Value("", item))
    if form_of(b.kind) not in ("list", "tuple", "range") or (
        NEVER not in (item, a.kind) and sort_of(a.kind) != sort_of(item)
    ):
        raise body.refusal(
            node, f"{words(a.kind)} in {words(b.kind)}", "look for values of the list's type"
        )
    if (
        b.parts is not None
        and a.simple
        and b.parts
        and all(p.simple and p.kind != BOOL and isinstance(p.kind, Num) for p in b.parts)
        and is_int(a.kind)
    ):
        tests = " || ".join(f"{a.code} === {p.code}" for p in b.parts)
        return Value(f"({not_}({tests}))", BOOL)
    return Value(f"({not_}{body.use('$in')}({a.code}, {b.code}))", BOOL)


# --- functions ----------------------------------------------------------------------------------------


def plain_arguments(body: Body, node: ast.Call, least: int, most: int) -> list[ast.expr]:
    if node.keywords or not least <= len(node.args) <= most:
        raise body.refusal(
            node, f"`{ast.unparse(node)}`", f"call it with {least} to {most} plain arguments"
        )
    return node.args


def options(body: Body, node: ast.Call, *names: str) -> dict[str, ast.expr]:
    found = {str(k.arg): k.value for k in node.keywords}
    if not set(found) <= set(names):
        raise body.refusal(
            node, f"`{ast.unparse(node)}`", f"only {', '.join(names)} may be named"
        )
    return found


def sequence(body: Body, node: ast.expr) -> Value:
    """Return an expression as a JavaScript array with the kind of its items."""
    if isinstance(node, ast.GeneratorExp):
        code, item = body.comprehension(node, lambda result, value: f"{result}.push({value});")
        return Value(code, listed(item, frozen=True))
    if (
        not isinstance(node, ast.Call)
        or body.static(node.func) not in ITERATORS
        and not (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in ("items", "keys", "values")
        )
    ):
        value = body.some(body.expr(node))
        if form_of(value.kind) in ("list", "tuple", "range", "never"):
            return value
    number = body.fresh_number()
    body.frames.append([])
    loop = body.loop(node, f"$k{number}")
    temps = body.frames.pop()
    lines = [
        *([f"let {', '.join(temps)};"] if temps else []),
        *loop.setup,
        f"const $r{number} = [];",
        f"for (let $k{number} = 0; $k{number} < {loop.count}; $k{number}++) "
        f"$r{number}.push({loop.item.code});",
        f"return $r{number};",
    ]
    code = "(() => {\n" + "\n".join(lines) + "\n})()"
    return Value(code, listed(loop.item.kind, frozen=True))


def _len(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.some(body.expr(arg))
    form = form_of(value.kind)
    if form == "str":
        return Value(f"[...{value.code}].length", INDEX)
    if form == "Record" and value.kind.is_tuple:
        return Value(str(len(value.kind.items)), INDEX)
    if form not in ("list", "tuple", "range", "dict", "never"):
        raise body.refusal(
            node, f"the length of {words(value.kind)}", "measure lists and dicts"
        )
    return Value(f"{value.code}.{'size' if form == 'dict' else 'length'}", INDEX)


def _extreme(name: str, direction: int) -> Callable[[Body, ast.Call], Value]:
    def handler(body: Body, node: ast.Call) -> Value:
        named = options(body, node, "key", "default")
        if len(node.args) == 1:
            values = sequence(body, node.args[0])
            item, parts = item_of(values.kind), None
        else:
            plain = [body.expr(arg) for arg in node.args]
            item = join_all(p.kind for p in plain)
            parts = plain
            values = Value(f"[{', '.join(p.code for p in plain)}]", listed(item, frozen=True))
        if not node.args or ("default" in named and parts is not None):
            raise body.refusal(node, f"`{ast.unparse(node)}`", "give values, or one list")
        key = ranking(body, node, named.get("key"), item)
        if parts is not None and len(parts) == 2 and key == "null" and isinstance(item, Num):
            a, b = (body.as_number(node, p) for p in parts)
            return Value(f"{body.use('$' + name)}({a.code}, {b.code})", item)
        otherwise = "undefined"
        if "default" in named:
            value = body.expr(named["default"])
            otherwise, item = value.code, join(item, value.kind)
        code = f'{body.use("$most")}({values.code}, {direction}, {key}, {otherwise}, "{name}")'
        return Value(code, item)

    return handler


def ranking(body: Body, node: ast.Call, key: ast.expr | None, item: Any) -> str:
    """Return the function that ranks items, or null; refuse items that have no order."""
    code = "null"
    if key is not None and not (isinstance(key, ast.Constant) and key.value is None):
        code, item = applied(body, node, key, [item])
    refuse_fraction(body, node, Value("", item))
    if item != NEVER and (isinstance(item, Opt) or sort_of(item) in ("other", "dict")):
        raise body.refusal(node, f"an order of {words(item)}", "order numbers, text or tuples")
    return code


def applied(body: Body, node: ast.Call, key: ast.expr, kinds: list[Any]) -> tuple[str, Any]:
    """Return a function argument in JavaScript, and what it returns for some kinds."""
    value = body.some(body.expr(key))
    if not isinstance(value.kind, Fun):
        raise body.refusal(node, f"{words(value.kind)} as a function", "give a function")
    call = ast.copy_location(ast.Call(key, [], []), node)
    returns: Any = NEVER
    for target in value.kind.targets:
        from secbook.live.emit import arguments_of

        names = [a.arg for a in arguments_of(target.node)]
        values = {n: Value("", k) for n, k in zip(names, kinds, strict=False)}
        returns = join(returns, body.call_target(call, target, values, names[: len(kinds)]))
    return value.code, returns


def _abs(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.number(arg)
    if value.kind == NEVER:
        return value
    low, high = value.kind.low, value.kind.high
    if low is not None:
        low, high = (
            (0 if low <= 0 <= high else min(abs(low), abs(high))),
            max(abs(low), abs(high)),
        )
    return Value(f"Math.abs({value.code})", replace(value.kind, low=low, high=high))


def _round(body: Body, node: ast.Call) -> Value:
    args = plain_arguments(body, node, 1, 2)
    value = body.number(args[0])
    if value.kind == NEVER:
        return value
    refuse_fraction(body, node, value)
    if len(args) == 1:
        if value.kind.whole:
            return value
        return Value(f"{body.use('$rounded')}({value.code})", INT)
    digits = place_of(args[1])
    if digits is None or not 0 <= digits <= 15:
        raise body.refusal(node, f"`{ast.unparse(node)}`", "round to 0 to 15 written digits")
    if value.kind.whole:
        return value
    return Value(f"{body.use('$roundedTo')}({value.code}, {digits})", value.kind)


def _sorted(body: Body, node: ast.Call) -> Value:
    named = options(body, node, "key", "reverse")
    if len(node.args) != 1:
        raise body.refusal(node, f"`{ast.unparse(node)}`", "sort one list")
    values = sequence(body, node.args[0])
    item = item_of(values.kind)
    key = ranking(body, node, named.get("key"), item)
    reverse = body.truth(named["reverse"]) if "reverse" in named else "false"
    return body.new_list(node, f"{body.use('$sorted')}({values.code}, {key}, {reverse})", item)


def _sum(body: Body, node: ast.Call) -> Value:
    named = options(body, node, "start")
    if not 1 <= len(node.args) + len(named) <= 2 or not node.args:
        raise body.refusal(node, f"`{ast.unparse(node)}`", "sum one list, with a start at most")
    values = sequence(body, node.args[0])
    start = named.get("start", node.args[1] if len(node.args) == 2 else None)
    first = Value("0", Num(False, 0, 0)) if start is None else body.number(start)
    item = body.as_number(node, Value("", item_of(values.kind))).kind
    if NEVER in (item, first.kind):
        return Value(f"({values.code}, {first.code})", first.kind)
    if item_of(values.kind) != BOOL and isinstance(item_of(values.kind), Opt):
        raise body.refusal(node, "a sum of values that may be None", "leave None out first")
    if item.whole and first.kind.whole:
        kind = Num(False, 0 if item.low >= 0 and first.kind.low >= 0 else -SAFE, SAFE)
        return Value(f"{body.use('$intSum')}({values.code}, {first.code})", kind)
    helper = "$sum" if sys.version_info < (3, 12) else "$compensatedSum"
    if not (item.surely_float or item.origin):
        helper = "$mixedSum" if sys.version_info < (3, 12) else "$compensatedSum"
    kind = join(first.kind, item if item.origin else FLOAT)
    return Value(f"{body.use(helper)}({values.code}, {first.code})", kind)


def _quantified(start: str) -> Callable[[Body, ast.Call], Value]:
    def handler(body: Body, node: ast.Call) -> Value:
        (arg,) = plain_arguments(body, node, 1, 1)
        found, otherwise = ("true", "false") if start == "any" else ("false", "true")
        not_ = "" if start == "any" else "!"
        if isinstance(arg, ast.GeneratorExp):
            elt = arg.elt
            code, _ = body.comprehension(
                arg,
                lambda result, test: f"if ({not_}{test}) return {found};",
                "",
                lambda: (body.truth(elt), BOOL),
                f"return {otherwise};",
            )
            return Value(code, BOOL)
        values = sequence(body, arg)
        test = body.truth_of(node, Value("$x", item_of(values.kind), True))
        method_name = "some" if start == "any" else "every"
        return Value(f"{values.code}.{method_name}(($x) => {test})", BOOL)

    return handler


def _int(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.number(arg)
    if value.kind == NEVER or value.kind.whole:
        return value
    return Value(f"{body.use('$truncated')}({value.code})", INT)


def _float(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    named = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(literal(arg) or "")
    if named is not None:
        return Value(f"({named})", FLOAT)
    value = body.number(arg)
    return value if value.kind == NEVER else Value(value.code, FLOAT)


def _bool(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    return Value(body.truth(arg), BOOL)


def _list(body: Body, node: ast.Call) -> Value:
    args = plain_arguments(body, node, 0, 1)
    if not args:
        return body.new_list(node, "[]", NEVER)
    values = sequence(body, args[0])
    return body.new_list(node, f"[...{values.code}]", item_of(values.kind))


def _tuple(body: Body, node: ast.Call) -> Value:
    args = plain_arguments(body, node, 0, 1)
    if not args:
        return Value("[]", Tup(()))
    values = sequence(body, args[0])
    if isinstance(values.kind, Tup):
        return values
    return Value(f"[...{values.code}]", listed(item_of(values.kind), "tuple", True))


def _dict(body: Body, node: ast.Call) -> Value:
    cell = body.cell(node, "dict")
    if len(node.args) == 1 and not node.keywords:
        value = body.some(body.expr(node.args[0]))
        if isinstance(value.kind, Cell) and value.kind.form == "dict":
            for key, kind in value.kind.items.items():
                body.store(cell, key, kind)
            return Value(f"new Map({value.code})", cell)
    if node.args or node.keywords:
        raise body.refusal(node, f"`{ast.unparse(node)}`", "write {...}, or dict(another)")
    return Value("new Map()", cell)


def _str(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    return shown_as_text(body, node, body.expr(arg))


def shown_as_text(body: Body, node: ast.AST, value: Value) -> Value:
    """Return `str(value)`."""
    kind = value.kind
    if isinstance(kind, Opt):
        held = body.temp()
        inner = shown_as_text(body, node, Value(held, kind.inner, True))
        return Value(f'(({held} = {value.code}) === null ? "None" : {inner.code})', STR)
    if kind in (STR, NEVER):
        return value
    if kind == BOOL:
        return Value(f'({value.code} ? "True" : "False")', STR)
    if is_int(kind):
        return Value(f"String({value.code})", STR)
    if isinstance(kind, Num) and kind.surely_float:
        return Value(f"{body.use('$repr')}({value.code})", STR)
    raise body.refusal(
        node, f"{words(kind)} as text without a format", 'give a format, as in f"{x:.2f}"'
    )


FORMAT = re.compile(r"([+ ]?)(,?)(?:\.(\d+))?([df%]?)")


def formatted(body: Body, part: ast.AST) -> Value:
    """Return the text of one `{...}` of an f-string."""
    assert isinstance(part, ast.FormattedValue)
    spec = ""
    if part.format_spec is not None:
        pieces = part.format_spec.values if isinstance(part.format_spec, ast.JoinedStr) else []
        if any(not isinstance(p, ast.Constant) for p in pieces):
            raise body.refusal(part, "a format that is computed", "write the digits out")
        spec = "".join(str(p.value) for p in pieces if isinstance(p, ast.Constant))
    value = body.expr(part.value)
    if part.conversion not in (-1, 115):
        if part.conversion == 114 and value.kind == STR and not spec:
            return Value(f"{body.use('$quoted')}({value.code})", STR)
        raise body.refusal(part, "`!r` or `!a` in an f-string", "use it on text only")
    if spec == "":
        return shown_as_text(body, part, value)
    match = FORMAT.fullmatch(spec)
    if match is None or part.conversion != -1:
        raise body.refusal(
            part, f"the format `:{spec}`", "use d, .2f, .0%, with + and , if wanted"
        )
    sign, comma, digits, form = match.groups()
    number = body.as_number(part, value)
    if number.kind == NEVER:
        return number
    if form == "d" or form == "":
        if not number.kind.whole or digits is not None:
            raise body.refusal(part, f"the format `:{spec}` of a float", "write .2f")
        return Value(f'{body.use("$fixed")}({number.code}, 0, "{sign}", {js(comma)}, "")', STR)
    refuse_fraction(body, part, number)
    code = signed(body, number)
    places = 6 if digits is None else int(digits)
    if places > 20:
        raise body.refusal(part, f"the format `:{spec}`", "ask for at most 20 digits")
    percent = "%" if form == "%" else ""
    return Value(
        f'{body.use("$fixed")}({code}, {places}, "{sign}", {js(comma)}, "{percent}")', STR
    )


def js(flag: Any) -> str:
    return "true" if flag else "false"


def signed(body: Body, value: Value) -> str:
    """Return a number whose sign counts at zero, which an int has not."""
    if value.kind.real and value.kind.low is not None and not value.kind.origin:
        return f"{body.use('$signed')}({value.code})"
    return value.code


def _shown(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.expr(arg)
    if isinstance(value.kind, (Fun, Record)) or getattr(value.kind, "origin", "") == "fraction":
        raise body.refusal(node, f"`shown` of {words(value.kind)}", "show numbers and text")
    return Value(f"{body.use('$shown')}({value.code})", STR)


# --- math ------------------------------------------------------------------------------------------


def _math(
    code: str, kind: Num = FLOAT, overflows: bool = False, safe: bool = False
) -> Callable[[Body, ast.Call], Value]:
    """A function of floats. `code` has {0}, {1}; a safe one cannot fail."""
    count = 2 if "{1}" in code else 1

    def handler(body: Body, node: ast.Call) -> Value:
        args = [body.number(a) for a in plain_arguments(body, node, count, count)]
        if any(a.kind == NEVER for a in args):
            return Value(f"({', '.join(a.code for a in args)})", NEVER)
        codes = [signed(body, a) for a in args] if "signed" in code else [a.code for a in args]
        template = code.replace("signed", "")
        for helper in re.findall(r"\$\w+", template):
            body.use(helper)
        if safe:
            return Value(template.format(*codes), kind)
        held = [a.code if a.simple else body.temp() for a in args]
        first = [
            c if a.simple else f"({h} = {c})" for a, h, c in zip(args, held, codes, strict=True)
        ]
        call = template.format(*first)
        return Value(f"{body.use('$math')}({call}, {js(overflows)}, {', '.join(held)})", kind)

    return handler


def _whole(helper: str) -> Callable[[Body, ast.Call], Value]:
    def handler(body: Body, node: ast.Call) -> Value:
        (arg,) = plain_arguments(body, node, 1, 1)
        value = body.number(arg)
        if value.kind == NEVER or value.kind.whole:
            return value
        return Value(f"{body.use('$truncated')}(Math.{helper}({value.code}))", INT)

    return handler


def _log(body: Body, node: ast.Call) -> Value:
    args = plain_arguments(body, node, 1, 2)
    plain = _math("Math.log({0})")
    first = plain(body, ast.copy_location(ast.Call(node.func, [args[0]], []), node))
    if len(args) == 1:
        return first
    base = plain(body, ast.copy_location(ast.Call(node.func, [args[1]], []), node))
    return _divided(body, node, first, base)


def _of_ints(helper: str, count: int) -> Callable[[Body, ast.Call], Value]:
    def handler(body: Body, node: ast.Call) -> Value:
        args = [
            body.int_number(a, "an argument") for a in plain_arguments(body, node, count, count)
        ]
        return Value(
            f"{body.use(helper)}({', '.join(a.code for a in args)})", Num(False, 0, SAFE)
        )

    return handler


def _isclose(body: Body, node: ast.Call) -> Value:
    named = options(body, node, "rel_tol", "abs_tol")
    if len(node.args) != 2:
        raise body.refusal(node, f"`{ast.unparse(node)}`", "compare two numbers")
    values = [body.number(a).code for a in node.args]
    values.append(body.number(named["rel_tol"]).code if "rel_tol" in named else "1e-9")
    values.append(body.number(named["abs_tol"]).code if "abs_tol" in named else "0")
    return Value(f"{body.use('$isclose')}({', '.join(values)})", BOOL)


def _prod(body: Body, node: ast.Call) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    values = sequence(body, arg)
    item = body.as_number(node, Value("", item_of(values.kind))).kind
    if item == NEVER:
        return Value(f"({values.code}, 1)", Num(False, 1, 1))
    if item.whole:
        return Value(f"{body.use('$intProduct')}({values.code}, 1)", INT)
    if not (item.surely_float or item.origin):
        raise body.refusal(node, "`prod` of ints and floats", "make them floats")
    return Value(f"{body.use('$product')}({values.code}, 1)", join(item, Num(False, 1, 1)))


# --- loops -----------------------------------------------------------------------------------------


def _range(body: Body, node: ast.Call, k: str) -> Loop:
    args = [body.int_number(a, "a bound of a range") for a in plain_arguments(body, node, 1, 3)]
    start = args[0] if len(args) > 1 else Value("0", Num(False, 0, 0), True)
    stop = args[0] if len(args) == 1 else args[1]
    step = args[2] if len(args) == 3 else Value("1", Num(False, 1, 1), True)
    number = body.fresh_number()
    names = [f"$a{number}", f"$b{number}", f"$c{number}"]
    setup = [f"const {n} = {v.code};" for n, v in zip(names, (start, stop, step), strict=True)]
    bounds = [ints(v.kind) if isinstance(v.kind, Num) else (0, 0) for v in (start, stop, step)]
    low = min(bounds[0][0], bounds[1][0] + (1 if bounds[2][0] < 0 else 0))
    high = max(bounds[0][1], bounds[1][1] - (1 if bounds[2][1] > 0 else 0))
    if bounds[2][0] > 0:
        low, high = bounds[0][0], max(bounds[0][0], bounds[1][1] - 1)
    item = Num(False, low, high)
    if len(args) == 1:
        return Loop([setup[1]], names[1], Value(k, item, True))
    if len(args) == 2:
        return Loop(
            setup[:2], f"{names[1]} - {names[0]}", Value(f"({names[0]} + {k})", item, True)
        )
    size = f"$n{number}"
    setup.append(f"const {size} = {body.use('$rangeSize')}({', '.join(names)});")
    return Loop(setup, size, Value(f"({names[0]} + {k} * {names[2]})", item, True))


def _enumerate(body: Body, node: ast.Call, k: str) -> Loop:
    named = options(body, node, "start")
    if not 1 <= len(node.args) <= 2 or (named and len(node.args) == 2):
        raise body.refusal(
            node, f"`{ast.unparse(node)}`", "give one list, with a start at most"
        )
    inner = body.loop(node.args[0], k)
    start = named.get("start", node.args[1] if len(node.args) == 2 else None)
    place = Value(k, INDEX, True)
    setup = inner.setup
    if start is not None:
        first = body.int_number(start, "a start")
        held = f"$a{body.fresh_number()}"
        setup = [*setup, f"const {held} = {first.code};"]
        place = arithmetic(body, node, ast.Add(), Value(held, first.kind), place)
    return Loop(setup, inner.count, pair(place, inner.item))


def pair(*parts: Value) -> Value:
    code = f"[{', '.join(p.code for p in parts)}]"
    return Value(code, Tup(tuple(p.kind for p in parts)), parts=parts)


def _zip(body: Body, node: ast.Call, k: str) -> Loop:
    named = options(body, node, "strict")
    strict = named.get("strict")
    if not node.args or not (strict is None or isinstance(strict, ast.Constant)):
        raise body.refusal(node, f"`{ast.unparse(node)}`", "zip lists, strict=True or not")
    inner = [body.loop(arg, k) for arg in node.args]
    setup = [line for loop in inner for line in loop.setup]
    counts = ", ".join(loop.count for loop in inner)
    count = f"Math.min({counts})"
    if isinstance(strict, ast.Constant) and strict.value:
        count = f"{body.use('$strict')}({k}, {counts})"
    return Loop(setup, count, pair(*(loop.item for loop in inner)))


def _reversed(body: Body, node: ast.Call, k: str) -> Loop:
    (arg,) = plain_arguments(body, node, 1, 1)
    values = sequence(body, arg)
    number = body.fresh_number()
    held, size = f"$s{number}", f"$n{number}"
    setup = [f"const {held} = {values.code};", f"const {size} = {held}.length;"]
    place = f"{size} - 1 - {k}"
    count = f"({place} < {held}.length ? {size} : 0)"
    return Loop(setup, count, Value(f"{held}[{place}]", item_of(values.kind), True))


ITERATORS: dict[Any, Callable[[Body, ast.Call, str], Loop]] = {
    range: _range,
    enumerate: _enumerate,
    zip: _zip,
    reversed: _reversed,
}


def _made_range(body: Body, node: ast.Call) -> Value:
    value = sequence(body, node)
    return Value(value.code, listed(item_of(value.kind), "range", True))


def _refused_iterator(body: Body, node: ast.Call) -> Value:
    raise body.refusal(
        node, f"`{ast.unparse(node.func)}` outside a loop", "loop over it, or make a list of it"
    )


def _replace(body: Body, node: ast.Call) -> Value:
    if len(node.args) != 1:
        raise body.refusal(node, f"`{ast.unparse(node)}`", "write replace(record, field=value)")
    owner = body.some(body.expr(node.args[0]))
    if owner.kind == NEVER:
        return owner
    if not isinstance(owner.kind, Record) or owner.kind.is_tuple:
        raise body.refusal(node, f"`replace` of {words(owner.kind)}", "replace in a dataclass")
    return replaced(body, node, owner)


BUILTINS: dict[Any, Callable[[Body, ast.Call], Value]] = {
    len: _len,
    max: _extreme("max", 1),
    min: _extreme("min", -1),
    abs: _abs,
    round: _round,
    sorted: _sorted,
    sum: _sum,
    any: _quantified("any"),
    all: _quantified("all"),
    int: _int,
    float: _float,
    bool: _bool,
    str: _str,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    range: _made_range,
    enumerate: _refused_iterator,
    zip: _refused_iterator,
    reversed: _refused_iterator,
    domains.shown: _shown,
    dataclasses.replace: _replace,
    math.sqrt: _math("Math.sqrt({0})"),
    math.exp: _math("Math.exp({0})", overflows=True),
    math.expm1: _math("Math.expm1({0})", overflows=True),
    math.log: _log,
    math.log2: _math("Math.log2({0})"),
    math.log10: _math("Math.log10({0})"),
    math.log1p: _math("Math.log1p({0})"),
    math.sin: _math("Math.sin({0})"),
    math.cos: _math("Math.cos({0})"),
    math.tan: _math("Math.tan({0})"),
    math.asin: _math("Math.asin({0})"),
    math.acos: _math("Math.acos({0})"),
    math.atan: _math("Math.atan({0})"),
    math.atan2: _math("signedMath.atan2({0}, {1})", safe=True),
    math.sinh: _math("Math.sinh({0})", overflows=True),
    math.cosh: _math("Math.cosh({0})", overflows=True),
    math.tanh: _math("Math.tanh({0})"),
    math.hypot: _math("$hypot({0}, {1})", overflows=True),
    math.lgamma: _math("$lgamma({0})", safe=True),
    math.fabs: _math("Math.abs({0})", safe=True),
    math.copysign: _math("signed$copysign({0}, {1})", safe=True),
    math.isnan: _math("Number.isNaN({0})", BOOL, safe=True),
    math.isfinite: _math("Number.isFinite({0})", BOOL, safe=True),
    math.isinf: _math("(Math.abs({0}) === Infinity)", BOOL, safe=True),
    math.isclose: _isclose,
    math.floor: _whole("floor"),
    math.ceil: _whole("ceil"),
    math.trunc: _whole("trunc"),
    math.comb: _of_ints("$comb", 2),
    math.factorial: _of_ints("$factorial", 1),
    math.prod: _prod,
}

# --- methods ---------------------------------------------------------------------------------------


def method(body: Body, node: ast.Call, owner: Value, name: str) -> Value:
    kind = owner.kind
    if kind == NEVER:
        for arg in node.args:
            body.expr(arg)
        return Value(owner.code, NEVER)
    form = form_of(kind)
    if form == "Record" and isinstance(kind, Record) and name in kind.names:
        return body.call_value(
            node,
            body.some(
                body.on_Attribute(
                    ast.copy_location(ast.Attribute(node.func.value, name, ast.Load()), node)
                )
            ),
        )  # type: ignore[attr-defined]
    if form == "Record" and kind.is_tuple and name == "_replace":
        return replaced(body, node, owner)
    handler = METHODS.get((form, name))
    if handler is None:
        raise body.refusal(
            node, f"the method `.{name}` of {words(kind)}", "use the methods in the table"
        )
    return handler(body, node, owner)


def replaced(body: Body, node: ast.Call, owner: Value) -> Value:
    """Return `dataclasses.replace(owner, ...)` or `owner._replace(...)`."""
    kind = owner.kind
    values = {}
    for keyword in node.keywords:
        if keyword.arg not in kind.names:
            raise body.refusal(
                node, f"the field `{keyword.arg}`", f"use {', '.join(kind.names)}"
            )
        values[str(keyword.arg)] = body.expr(keyword.value)
    items = tuple(
        values[n].kind if n in values else item
        for n, item in zip(kind.names, kind.items, strict=True)
    )
    fields = "".join(f", {n}: {v.code}" for n, v in values.items())
    code = f"{{...{owner.code}{fields}}}"
    made = Value(code, Record(kind.cls, items))
    return body.program.made(body, node, made)  # type: ignore[no-any-return]


def _append(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.expr(arg)
    body.keep(node, owner.kind, None, value.kind)
    return Value(f"({owner.code}.push({value.code}), null)", Opt(NEVER))


def extend(body: Body, node: ast.AST, owner: Value, arg: ast.expr) -> str:
    values = sequence(body, arg)
    body.keep(node, owner.kind, None, item_of(values.kind))
    return f"({body.use('$extend')}({owner.code}, {values.code}), null)"


def _extend(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    return Value(extend(body, node, owner, arg), Opt(NEVER))


def _insert(body: Body, node: ast.Call, owner: Value) -> Value:
    place, arg = plain_arguments(body, node, 2, 2)
    index, value = body.int_number(place, "an index"), body.expr(arg)
    body.keep(node, owner.kind, None, value.kind)
    code = f"({body.use('$insert')}({owner.code}, {index.code}, {value.code}), null)"
    return Value(code, Opt(NEVER))


def _pop(body: Body, node: ast.Call, owner: Value) -> Value:
    args = plain_arguments(body, node, 0, 1)
    index = body.int_number(args[0], "an index").code if args else "-1"
    body.keep(node, owner.kind, None, NEVER)
    return Value(f"{body.use('$pop')}({owner.code}, {index})", owner.kind.item)


def _reverse(body: Body, node: ast.Call, owner: Value) -> Value:
    plain_arguments(body, node, 0, 0)
    body.keep(node, owner.kind, None, NEVER)
    return Value(f"({owner.code}.reverse(), null)", Opt(NEVER))


def _index(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.expr(arg)
    check_member(body, node, value, owner)
    return Value(f"{body.use('$indexOf')}({owner.code}, {value.code})", INDEX)


def _count(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.expr(arg)
    check_member(body, node, value, owner)
    held = body.temp()
    test = f"{body.use('$equal')}($x, {held})"
    code = f"({held} = {value.code}, {owner.code}.filter(($x) => {test}).length)"
    return Value(code, INDEX)


def check_member(body: Body, node: ast.AST, value: Value, owner: Value) -> None:
    item = item_of(owner.kind)
    if NEVER in (item, value.kind):
        return
    refuse_fraction(body, node, value, Value("", item))
    if (
        sort_of(value.kind) != sort_of(item)
        or sort_of(item) == "other"
        or BOOL in (item, value.kind)
        and item != value.kind
    ):
        raise body.refusal(
            node, f"{words(value.kind)} in {words(owner.kind)}", "look for values of its type"
        )


def _copy(body: Body, node: ast.Call, owner: Value) -> Value:
    plain_arguments(body, node, 0, 0)
    if owner.kind.form == "dict":
        cell = body.cell(node, "dict")
        for key, kind in owner.kind.items.items():
            body.store(cell, key, kind)
        return Value(f"new Map({owner.code})", cell)
    return body.new_list(node, f"[...{owner.code}]", owner.kind.item)


def _get(body: Body, node: ast.Call, owner: Value) -> Value:
    args = plain_arguments(body, node, 1, 2)
    key = body.dict_key(args[0])
    kind = owner.kind.get(literal(args[0]))
    if len(args) == 1:
        return Value(f"({owner.code}.get({key.code}) ?? null)", optional(kind))
    otherwise = body.expr(args[1])
    code = f"{body.use('$got')}({owner.code}, {key.code}, {otherwise.code})"
    return Value(code, join(kind, otherwise.kind))


def _update(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    more = body.some(body.expr(arg))
    if form_of(more.kind) != "dict":
        raise body.refusal(node, f"`.update` with {words(more.kind)}", "update with a dict")
    for key, kind in more.kind.items.items():
        body.keep(node, owner.kind, key, kind)
    held = body.temp()
    code = f"({held} = {owner.code}, {more.code}.forEach((v, k) => {held}.set(k, v)), null)"
    return Value(code, Opt(NEVER))


def _join(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    values = sequence(body, arg)
    if item_of(values.kind) not in (STR, NEVER):
        raise body.refusal(node, f"`.join` of {words(item_of(values.kind))}", "join texts")
    held = body.temp()
    return Value(f"({held} = {owner.code}, {values.code}.join({held}))", STR)


def _startswith(body: Body, node: ast.Call, owner: Value) -> Value:
    (arg,) = plain_arguments(body, node, 1, 1)
    value = body.some(body.expr(arg))
    if value.kind not in (STR, NEVER):
        raise body.refusal(node, f"`.startswith` of {words(value.kind)}", "give a text")
    return Value(f"{owner.code}.startsWith({value.code})", BOOL)


METHODS: dict[tuple[str, str], Callable[[Body, ast.Call, Value], Value]] = {
    ("list", "append"): _append,
    ("list", "extend"): _extend,
    ("list", "insert"): _insert,
    ("list", "pop"): _pop,
    ("list", "reverse"): _reverse,
    ("list", "index"): _index,
    ("list", "count"): _count,
    ("list", "copy"): _copy,
    ("tuple", "index"): _index,
    ("tuple", "count"): _count,
    ("dict", "get"): _get,
    ("dict", "copy"): _copy,
    ("dict", "update"): _update,
    ("str", "join"): _join,
    ("str", "startswith"): _startswith,
}
