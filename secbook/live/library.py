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
from secbook.live import emit
from secbook.live.kinds import (
    BOOL,
    FLOAT,
    FRACTION,
    INT,
    NEVER,
    NONE,
    SAFE,
    SIZE,
    STR,
    Cell,
    Fun,
    Num,
    Opt,
    Record,
    Tup,
    bare,
    join,
    join_all,
    listed,
    origin_of,
)

if TYPE_CHECKING:
    from secbook.live.emit import Body, Loop, Value

Handler = Callable[["Body", ast.Call], "Value"]

# --- arithmetic ---


def binary(body: Body, node: Any, left: Value, right: Value) -> Value:
    """Return `left op right`."""
    a, b = body.some(left), body.some(right)
    forms, op = (emit.form_of(a.kind), emit.form_of(b.kind)), type(node.op)
    if op is ast.Add and forms == ("str", "str"):
        return emit.Value(f"({a.code} + {b.code})", STR)
    if op is ast.Add and forms in (("list", "list"), ("tuple", "tuple")):
        code, item = (
            f"[...{a.code}, ...{b.code}]",
            join(emit.item_of(a.kind), emit.item_of(b.kind)),
        )
        if forms[0] == "tuple":
            return emit.Value(code, listed(item, "tuple"))
        return body.new(node, code, {None: item})
    if op is ast.Mult and forms[0] == "list" and is_int(b.kind):
        code = f"{body.use('$repeated')}({a.code}, {b.code})"
        return body.new(node, code, {None: a.kind.item})
    a, b = body.num(a, node), body.num(b, node)
    if NEVER in (a.kind, b.kind):
        return emit.Value(f"({a.code}, {b.code})", NEVER)
    if op not in OPERATORS:
        raise body.no(node, "operator", op.__name__)
    return OPERATORS[op](body, node, a, b)


def unary(body: Body, node: Any) -> Value:
    if isinstance(node.op, ast.Invert):
        raise body.no(node, "operator", "~")
    value = body.num(node.operand)
    if isinstance(node.op, ast.UAdd) or value.kind == NEVER:
        return value
    if isinstance(node.operand, ast.Constant):
        return body.constant(node, -emit.written(node.operand))
    return _times(body, node, emit.Value("-1", Num(False, -1, -1)), value)


def result(a: Num, b: Num, corners: list[int]) -> tuple[Num, bool]:
    """Return the kind of a result from those of the operands, the ints from `corners`.

    The second is whether ints may leave the range in which JavaScript is exact.
    """
    if a.is_float or b.is_float:
        return FLOAT, False
    if a.origin or b.origin:
        return Num(True, origin=origin_of(a, b, "float", "fraction", "any")), False
    low, high = min(corners), max(corners)
    beyond = low < -SAFE or high > SAFE
    return Num(a.real or b.real, max(low, -SAFE), min(high, SAFE)), beyond


def exact(
    body: Body, code: str, sign: str, a: Value, b: Value, kind: Num, beyond: bool
) -> Value:
    """Return an operation whose ints stay exact, or raise an error when it runs."""
    if not beyond:
        return emit.Value(code, kind)
    if not kind.real:
        return emit.Value(f"{body.use('$int')}({code})", kind)
    x, y = body.temp(), body.temp()
    form = sign if "%s" in sign else f"%s {sign} %s"
    code = form % (f"({x} = {a.code})", f"({y} = {b.code})")
    return emit.Value(f"{body.use('$both')}({code}, {x}, {y})", kind)


def _plus(body: Body, node: Any, a: Value, b: Value) -> Value:
    sign = "+" if isinstance(node.op, ast.Add) else "-"
    (al, ah), (bl, bh) = a.kind.range, b.kind.range
    corners = [al + bl, ah + bh] if sign == "+" else [al - bh, ah - bl]
    code = f"({a.code} {sign} {b.code})"
    return exact(body, code, sign, a, b, *result(a.kind, b.kind, corners))


def _times(body: Body, node: Any, a: Value, b: Value) -> Value:
    corners = [x * y for x in a.kind.range for y in b.kind.range]
    kind, beyond = result(a.kind, b.kind, corners)
    # An int has no negative zero.
    zero = " + 0" if not kind.real and min(corners) < 0 else ""
    return exact(body, f"({a.code} * {b.code}{zero})", "*", a, b, kind, beyond)


def _divided(body: Body, node: Any, a: Value, b: Value) -> Value:
    fraction = "fraction" in (a.kind.origin, b.kind.origin)
    kind = result(a.kind, b.kind, [0])[0] if fraction else FLOAT
    if not b.kind.real and 0 not in range(b.kind.low, b.kind.high + 1):
        return emit.Value(f"({a.code} / {b.code})", kind)
    words = "float division by zero" if seen_as_float(a, b) else "division by zero"
    return emit.Value(f"{body.use('$divided')}({a.code}, {b.code}, {emit.text(words)})", kind)


def seen_as_float(a: Value, b: Value) -> bool:
    """Whether Python takes an operation for one of floats, as far as is known."""
    return any(v.kind.is_float or v.kind.origin == "float" for v in (a, b))


def _floored(body: Body, node: Any, a: Value, b: Value) -> Value:
    not_exact(body, node, a.kind, b.kind)
    (al, ah), (bl, bh) = a.kind.range, b.kind.range
    most = max(-al, ah) + 1
    if isinstance(node.op, ast.Mod):
        helper, corners = "$modulo", [min(bl + 1, 0), max(bh - 1, 0)]
        words = "float modulo" if seen_as_float(a, b) else "integer modulo by zero"
    else:
        helper, corners = "$floored", [0 if al >= 0 and bl >= 0 else -most, most]
        floats = "float floor division by zero"
        words = floats if seen_as_float(a, b) else "integer division or modulo by zero"
    kind, _ = result(a.kind, b.kind, corners)
    code = f"{body.use(helper)}({a.code}, {b.code}, {emit.text(words)})"
    return emit.Value(code if kind.real else f"({code} + 0)", kind)


def _power(body: Body, node: Any, a: Value, b: Value) -> Value:
    base, (low, high) = a.kind, b.kind.range
    if b.kind.origin == "fraction" or (base.origin == "fraction" and b.kind.real):
        not_exact(body, node, base, b.kind)
    always_float = not base.real and not b.kind.real and high < 0
    if base.is_float or b.kind.is_float or base.origin or b.kind.origin or always_float:
        kind = FLOAT if always_float else result(base, b.kind, [0])[0]
        return emit.Value(f"{body.use('$power')}({a.code}, {b.code})", kind)
    if b.kind.real or (low < 0 and not base.real):
        raise body.no(node, "power", ast.unparse(node))
    if base.real:
        ends = [-1, 1] if max(map(abs, base.range)) <= 1 and low >= 0 else [-SAFE, SAFE + 1]
        code, (kind, beyond) = f"{body.use('$power')}(%s, %s)", result(base, b.kind, ends)
        return exact(body, code % (a.code, b.code), code, a, b, kind, beyond)
    kind = Num(False, 0 if base.low >= 0 else -SAFE, SAFE)
    if base.range == (2, 2) and high < 54:
        return emit.Value(f"(2 ** {b.code})", Num(False, 2**low, 2**high))
    return emit.Value(f"{body.use('$intPower')}({a.code}, {b.code})", kind)


def _bits(body: Body, node: Any, a: Value, b: Value) -> Value:
    sign, helper = {ast.BitAnd: ("&", "$and"), ast.BitOr: ("|", "$or")}[type(node.op)]
    if not is_int(a.kind) or not is_int(b.kind):
        raise body.no(node, "bits", sign)
    (al, ah), (bl, bh) = a.kind.range, b.kind.range
    tops = [high for low, high in (a.kind.range, b.kind.range) if low >= 0]
    kind = Num(False, 0, min(tops)) if tops and sign == "&" else INT
    if sign == "|" and len(tops) == 2:
        kind = Num(False, 0, SAFE)
    if max(-al, ah, -bl, bh) < 2**31:
        return emit.Value(f"({a.code} {sign} {b.code})", kind)
    return emit.Value(f"{body.use(helper)}({a.code}, {b.code})", kind)


def _shifted(body: Body, node: Any, a: Value, b: Value) -> Value:
    left = isinstance(node.op, ast.LShift)
    if not is_int(a.kind) or not is_int(b.kind):
        raise body.no(node, "bits", "<<" if left else ">>")
    low, high = a.kind.range
    if left:
        low, high = 0 if low >= 0 else -SAFE, SAFE
    code = f"{body.use('$left' if left else '$right')}({a.code}, {b.code})"
    return emit.Value(code, Num(False, min(low, 0), high))


OPERATORS: dict[Any, Callable[..., Value]] = {
    ast.Add: _plus,
    ast.Sub: _plus,
    ast.Mult: _times,
    ast.Div: _divided,
    ast.FloorDiv: _floored,
    ast.Mod: _floored,
    ast.Pow: _power,
    ast.BitAnd: _bits,
    ast.BitOr: _bits,
    ast.LShift: _shifted,
    ast.RShift: _shifted,
}


def is_int(kind: Any) -> bool:
    return isinstance(kind, Num) and not kind.real


def not_exact(body: Body, node: ast.AST, *kinds: Any) -> None:
    """Refuse a fraction where its exactness decides."""
    if any(getattr(bare(kind), "origin", "") == "fraction" for kind in kinds):
        raise body.no(node, "fraction", ast.unparse(node))


# --- comparison ---

SIGNS = {
    ast.Eq: "===",
    ast.NotEq: "!==",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def comparison(body: Body, node: ast.AST, op: ast.cmpop, a: Value, b: Value) -> str:
    if isinstance(op, (ast.Is, ast.IsNot)):
        if b.kind != NONE:
            raise body.no(node, "is")
        return f"({a.code} {'===' if isinstance(op, ast.Is) else '!=='} null)"
    if isinstance(op, (ast.In, ast.NotIn)):
        found = contains(body, node, a, body.as_tuple(body.some(b)))
        return f"(!{found})" if isinstance(op, ast.NotIn) else found
    sign = SIGNS[type(op)]
    if isinstance(op, (ast.Eq, ast.NotEq)):
        alike(body, node, a.kind, b.kind)
        kinds = bare(a.kind), bare(b.kind)
        if kinds[0] == kinds[1] in (STR, BOOL) or all(isinstance(k, Num) for k in kinds):
            return f"({a.code} {sign} {b.code})"
        return f"({'!' * (sign == '!==')}{body.use('$equal')}({a.code}, {b.code}))"
    a, b = body.some(a), body.some(b)
    alike(body, node, a.kind, b.kind)
    ordered(body, node, join(a.kind, b.kind))
    if isinstance(a.kind, Num) or a.kind == BOOL:
        return f"({flat(a)} {sign} {flat(b)})"
    return f"({body.use('$compare')}({a.code}, {b.code}) {sign} 0)"


def form_is_flat(kind: Any) -> bool:
    return isinstance(kind, Num) or kind in (BOOL, STR)


def flat(value: Value) -> str:
    return f"+{value.code}" if value.kind == BOOL else value.code


def contains(body: Body, node: ast.AST, a: Value, b: Value) -> str:
    form = emit.form_of(b.kind)
    if form == "never":
        return f"({a.code}, {b.code}, false)"
    if form in ("dict", "str"):
        alike(body, node, a.kind, STR)
        return f"{b.code}.{'has' if form == 'dict' else 'includes'}({body.some(a).code})"
    if form not in ("list", "tuple", "range"):
        raise body.no(node, "in", emit.called(b.kind))
    alike(body, node, a.kind, emit.item_of(b.kind))
    return f"{body.use('$in')}({a.code}, {b.code})"


def alike(body: Body, node: ast.AST, a: Any, b: Any) -> None:
    """Refuse to compare values that are never equal, or of which it is not known."""
    not_exact(body, node, a, b)
    if not may_equal(a, b):
        raise body.no(node, "unequal", emit.called(a), emit.called(b))


def may_equal(a: Any, b: Any) -> bool:
    a, b = bare(a), bare(b)
    if NEVER in (a, b):
        return True
    if isinstance(a, Record) and isinstance(b, Record) and a.cls is b.cls:
        return all(map(may_equal, a.items, b.items))
    a, b = (Tup(k.items) if isinstance(k, Record) and k.is_tuple else k for k in (a, b))
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return all(map(may_equal, a.items, b.items))
    forms = emit.form_of(a), emit.form_of(b)
    if forms[0] == forms[1] and forms[0] in ("list", "tuple", "dict"):
        return may_equal(emit.item_of(a), emit.item_of(b))
    numbers = [isinstance(k, Num) or k == BOOL for k in (a, b)]
    return all(numbers) or a == b == STR


def ordered(body: Body, node: ast.AST, kind: Any) -> None:
    """Refuse what has no order."""
    not_exact(body, node, kind)
    parts = kind.items if isinstance(kind, Tup) else [kind.item] if is_sequence(kind) else []
    if isinstance(kind, Record) and kind.is_tuple:
        parts = kind.items
    for part in parts:
        ordered(body, node, part)
    if not parts and not form_is_flat(kind) and kind != NEVER:
        raise body.no(node, "order", emit.called(kind))


def is_sequence(kind: Any) -> bool:
    return isinstance(kind, Cell) and kind.form != "dict"


# --- functions ---


def given(body: Body, node: ast.Call, least: int, most: int, *named: str) -> list[Any]:
    """Return the positional arguments and those that may be named, None where missing."""
    found = {keyword.arg: keyword.value for keyword in node.keywords}
    if not least <= len(node.args) <= most or not set(found) <= set(named):
        raise body.no(node, "arguments", ast.unparse(node.func))
    places = [*node.args, *[None] * (most - len(node.args))]
    return places + [found.get(name) for name in named]


def sequence(body: Body, node: ast.expr) -> Value:
    """Return an expression as a JavaScript array with the kind of its items."""
    if isinstance(node, ast.GeneratorExp):
        code, item = body.comprehension(node, lambda value: f"$r.push({value});")
        return emit.Value(code, listed(item))
    loop = body.loop(node)
    if loop.array:
        return emit.Value(loop.array, listed(loop.item.kind))
    lines = [*body.rounds(loop), f"$r.push({loop.item.code});", "}}", "return $r;"]
    code = "(() => {\nconst $r = [];\n" + "\n".join(lines) + "\n})()"
    return emit.Value(code, listed(loop.item.kind))


def _len(body: Body, node: ast.Call) -> Value:
    value = body.as_tuple(body.some(body.expr(given(body, node, 1, 1)[0])))
    form = emit.form_of(value.kind)
    if form not in ("list", "tuple", "range", "dict", "str", "never"):
        raise body.no(node, "len", emit.called(value.kind))
    code = f"[...{value.code}]" if form == "str" else value.code
    return emit.Value(f"{code}.{'size' if form == 'dict' else 'length'}", SIZE)


def extreme(sign: str, name: str) -> Handler:
    def handler(body: Body, node: ast.Call) -> Value:
        *plain, key, default = given(body, node, 1, 99, "key", "default")
        plain = [part for part in plain if part is not None]
        if len(plain) > 1 and default is not None:
            raise body.no(node, "arguments", name)
        if len(plain) == 1:
            values, parts = sequence(body, plain[0]), []
            item = values.kind.item
        else:
            parts = [body.expr(part) for part in plain]
            item = join_all(part.kind for part in parts)
            values = emit.pair(*parts)
        rank, _ = ranking(body, node, key, item)
        if len(parts) == 2 and rank == "null" and isinstance(item, Num):
            return emit.Value(f"{body.use('$' + name)}({parts[0].code}, {parts[1].code})", item)
        otherwise = emit.Value("undefined", NEVER) if default is None else body.expr(default)
        code = (
            f'{body.use("$most")}({values.code}, "{sign}", {rank}, {otherwise.code}, "{name}")'
        )
        return emit.Value(code, join(item, otherwise.kind))

    return handler


def ranking(body: Body, node: ast.Call, key: ast.expr | None, item: Any) -> tuple[str, Any]:
    """Return the function that ranks items, or null, and the kind of a rank."""
    rank, kind = "null", item
    if key is not None and not (isinstance(key, ast.Constant) and key.value is None):
        rank, kind = applied(body, node, key, item)
    ordered(body, node, kind)
    return rank, kind


def applied(body: Body, node: ast.Call, key: ast.expr, item: Any) -> tuple[str, Any]:
    """Return a function of one value, written `x => key(x)`, and the kind of its result."""
    scope = emit.Scope(node, {"$x": "$x"}, body.scope, body.scope.depth if body.scope else 0)
    call = ast.Call(key, [body.kept(key, "$x")], [])
    with body.within(scope, body.facts):
        body.assign("$x", item)
        value = body.on_Call(
            ast.copy_location(body.loads.setdefault((id(key), "call"), call), key)
        )
        let = f"let {', '.join(body.temps[-1])}; " if body.temps[-1] else ""
    return f"(($x) => {{ {let}return {value.code}; }})", value.kind


def _abs(body: Body, node: ast.Call) -> Value:
    value = body.num(given(body, node, 1, 1)[0])
    kind = value.kind
    if isinstance(kind, Num) and kind.low is not None and kind.high is not None:
        low = 0 if kind.low <= 0 <= kind.high else min(abs(kind.low), abs(kind.high))
        kind = dataclasses.replace(kind, low=low, high=max(abs(kind.low), abs(kind.high)))
    return emit.Value(f"Math.abs({value.code})", kind)


def _round(body: Body, node: ast.Call) -> Value:
    number, places = given(body, node, 1, 2)
    value = body.num(number)
    not_exact(body, node, value.kind)
    digits = None if places is None else emit.written(places)
    if places is not None and (type(digits) is not int or not 0 <= digits <= 15):
        raise body.no(node, "round")
    if value.kind == NEVER or not value.kind.real:
        return value
    if places is None:
        return emit.Value(f"{body.use('$rounded')}({value.code})", INT)
    return emit.Value(f"{body.use('$roundedTo')}({value.code}, {digits})", value.kind)


def _sorted(body: Body, node: ast.Call) -> Value:
    part, key, reverse = given(body, node, 1, 1, "key", "reverse")
    values = sequence(body, part)
    rank, _ = ranking(body, node, key, values.kind.item)
    backwards = "false" if reverse is None else body.truth(reverse)
    code = f"{body.use('$sorted')}({values.code}, {rank}, {backwards})"
    return body.new(node, code, {None: values.kind.item})


def _sum(body: Body, node: ast.Call) -> Value:
    part, start, named = given(body, node, 1, 2, "start")
    values, start = sequence(body, part), start or named
    first = body.num(start) if start else emit.Value("0", Num(False, 0, 0))
    if isinstance(values.kind.item, Opt):
        raise body.no(node, "number", emit.called(values.kind.item))
    item = body.num(emit.Value("", values.kind.item), node).kind
    if NEVER in (item, first.kind):
        return emit.Value(f"({values.code}, {first.code})", first.kind)
    if is_int(item) and is_int(first.kind):
        kind = Num(False, 0 if item.low >= 0 and first.kind.low >= 0 else -SAFE, SAFE)
        return emit.Value(f"{body.use('$intSum')}({values.code}, {first.code})", kind)
    helper = "$sum" if sys.version_info < (3, 12) else "$compensatedSum"
    mixed = item.real and not item.is_float and not item.origin
    if mixed:
        helper = "$mixedSum"
    kind = join(first.kind, Num(True, -SAFE, SAFE) if mixed else item)
    return emit.Value(f"{body.use(helper)}({values.code}, {first.code})", kind)


def quantified(found: bool) -> Handler:
    """`any` looks for something true, `all` for something false."""

    def handler(body: Body, node: ast.Call) -> Value:
        (part,) = given(body, node, 1, 1)
        hit, end = (str(b).lower() for b in (found, not found))
        if isinstance(part, ast.GeneratorExp):
            elt = part.elt

            def step(test: str) -> str:
                return f"if ({'' if found else '!'}{test}) return {hit};"

            code, _ = body.comprehension(
                part, step, lambda: emit.Value(body.truth(elt), BOOL), "[]", f"return {end};"
            )
            return emit.Value(code, BOOL)
        values = sequence(body, part)
        test = body.true(node, emit.Value("$x", values.kind.item))
        return emit.Value(f"{values.code}.{'some' if found else 'every'}(($x) => {test})", BOOL)

    return handler


def _int(body: Body, node: ast.Call) -> Value:
    value = body.num(given(body, node, 1, 1)[0])
    if value.kind == NEVER or not value.kind.real:
        return value
    return emit.Value(f"{body.use('$truncated')}({value.code})", INT)


def _float(body: Body, node: ast.Call) -> Value:
    (part,) = given(body, node, 1, 1)
    if emit.written(part) in ("inf", "-inf", "nan"):
        return body.constant(node, float(emit.written(part)))
    value = body.num(part)
    return emit.Value(value.code, FLOAT if isinstance(value.kind, Num) else NEVER)


def _bool(body: Body, node: ast.Call) -> Value:
    return emit.Value(body.truth(given(body, node, 1, 1)[0]), BOOL)


def _str(body: Body, node: ast.Call) -> Value:
    return emit.Value(as_text(body, node, body.expr(given(body, node, 1, 1)[0])), STR)


def _list(body: Body, node: ast.Call) -> Value:
    (part,) = given(body, node, 0, 1)
    values = emit.Value("", listed(NEVER)) if part is None else sequence(body, part)
    spread = f"...{values.code}" if values.code else ""
    return body.new(node, f"[{spread}]", {None: values.kind.item})


def _tuple(body: Body, node: ast.Call) -> Value:
    values = sequence(body, given(body, node, 1, 1)[0])
    return emit.Value(f"[...{values.code}]", listed(values.kind.item, "tuple"))


def _dict(body: Body, node: ast.Call) -> Value:
    value = body.some(body.expr(given(body, node, 1, 1)[0]))
    if emit.form_of(value.kind) != "dict":
        raise body.no(node, "arguments", "dict")
    return body.new(node, f"new Map({value.code})", value.kind.items, "dict")


def _replace(body: Body, node: ast.Call) -> Value:
    if len(node.args) != 1:
        raise body.no(node, "arguments", "replace")
    owner = body.some(body.expr(node.args[0]))
    if not isinstance(owner.kind, Record) or owner.kind.is_tuple:
        raise body.no(node, "arguments", "replace")
    return replaced(body, node, owner)


def replaced(body: Body, node: ast.Call, owner: Value) -> Value:
    """Return a record with some fields replaced."""
    names, values = owner.kind.names, {}
    for keyword in node.keywords:
        if keyword.arg not in names:
            raise body.no(node, "arguments", ast.unparse(node.func))
        values[keyword.arg] = body.expr(keyword.value)
    items = [
        values[name].kind if name in values else item
        for name, item in zip(names, owner.kind.items, strict=True)
    ]
    fields = "".join(f", {name}: {value.code}" for name, value in values.items())
    made = emit.Value(f"{{...{owner.code}{fields}}}", Record(owner.kind.cls, tuple(items)))
    return body.program.made(made, body.inside)  # type: ignore[no-any-return]


def _fraction(body: Body, node: ast.Call) -> Value:
    a, b = (body.whole(part) for part in given(body, node, 2, 2))
    code = f"{body.use('$fraction')}({a.code}, {b.code})"
    return emit.Value(code, FRACTION)


def _shown(body: Body, node: ast.Call) -> Value:
    value = body.expr(given(body, node, 1, 1)[0])
    not_exact(body, node, value.kind)
    if isinstance(bare(value.kind), (Fun, Record)):
        raise body.no(node, "arguments", "shown")
    return emit.Value(f"{body.use('$shown')}({value.code})", STR)


# --- math ---


def of_floats(code: str, fails: str = "domain", kind: Any = FLOAT) -> Handler:
    """A function of numbers, `{0}` and `{1}` in `code`.

    It `fails` where JavaScript gives no finite number: with ``"domain"``, ``"range"`` or
    never (``""``). The sign of a zero counts where `code` says ``"{0!s}"``.
    """
    most = 2 if "{1" in code else 1

    def handler(body: Body, node: ast.Call) -> Value:
        values = [body.num(part) for part in given(body, node, most, most)]
        if any(value.kind == NEVER for value in values):
            return emit.Value(f"({', '.join(v.code for v in values)})", NEVER)
        for helper in re.findall(r"\$\w+", code):
            body.use(helper)
        if not fails:
            codes = [signed(body, v) if "!s" in code else v.code for v in values]
            return emit.Value(code.format(*codes), kind)
        held, before = body.held({str(i): value for i, value in enumerate(values)})
        codes = [value.code for value in held.values()]
        call = f'{body.use("$math")}({code.format(*codes)}, "{fails}", {", ".join(codes)})'
        return emit.Value(emit.in_order(before, call), kind)

    return handler


def to_int(name: str) -> Handler:
    def handler(body: Body, node: ast.Call) -> Value:
        value = body.num(given(body, node, 1, 1)[0])
        not_exact(body, node, value.kind)
        if value.kind == NEVER or not value.kind.real:
            return value
        return emit.Value(f"{body.use('$truncated')}(Math.{name}({value.code}))", INT)

    return handler


def _log(body: Body, node: ast.Call) -> Value:
    part, base = given(body, node, 1, 2)
    log = of_floats("Math.log({0})")
    if base is None:
        return log(body, node)
    parts = [
        log(
            body,
            body.loads.setdefault(
                (id(p), "log"), ast.copy_location(ast.Call(node.func, [p], []), p)
            ),
        )
        for p in (part, base)
    ]
    if any(value.kind == NEVER for value in parts):
        return emit.Value(f"({', '.join(value.code for value in parts)})", NEVER)
    return _divided(body, node, *parts)


def _comb(body: Body, node: ast.Call) -> Value:
    n, k = (body.whole(part) for part in given(body, node, 2, 2))
    return emit.Value(f"{body.use('$comb')}({n.code}, {k.code})", Num(False, 0, SAFE))


# --- what loops run over ---


def _range(body: Body, node: ast.Call) -> Loop:
    parts = [body.whole(part) for part in given(body, node, 1, 3) if part is not None]
    zero, one = emit.Value("0", Num(False, 0, 0)), emit.Value("1", Num(False, 1, 1))
    start, stop = (zero, parts[0]) if len(parts) == 1 else parts[:2]
    step = parts[2] if len(parts) == 3 else one
    names = [f"${name}{body.number()}" for name in ("a", "b", "c", "n")]
    code = f"{body.use('$rangeSize')}({', '.join(names[:3])})"
    codes = [start.code, stop.code, step.code, code]
    setup = [f"const {n} = {c};" for n, c in zip(names, codes, strict=True)]
    item = f"({names[0]} + $k * {names[2]})"
    ranges = [v.kind.range if isinstance(v.kind, Num) else (0, 0) for v in (start, stop)]
    low, high = ranges[0][0], max(ranges[0][0], ranges[1][1] - 1)
    if len(parts) == 1:
        setup, names[3], item = [setup[1]], names[1], "$k"
    elif len(parts) == 3:
        low, high = min(ranges[0][0], ranges[1][0]), max(ranges[0][1], ranges[1][1])
    return emit.Loop(setup, names[3], emit.Value(item, Num(False, low, high)))


def _enumerate(body: Body, node: ast.Call) -> Loop:
    part, first, named = given(body, node, 1, 2, "start")
    loop, start = body.loop(part), first or named
    place = emit.Value("$k", SIZE)
    setup = loop.setup
    if start is not None:
        value, held = body.whole(start), f"$a{body.number()}"
        setup = [*setup, f"const {held} = {value.code};"]
        add = ast.BinOp(part, ast.Add(), part)
        place = _plus(body, add, emit.Value(held, value.kind), place)
    return emit.Loop(setup, loop.rounds, emit.pair(place, loop.item))


def _zip(body: Body, node: ast.Call) -> Loop:
    *parts, strict = given(body, node, 1, 9, "strict")
    loops = [body.loop(part) for part in parts if part is not None]
    counts = ", ".join(loop.rounds for loop in loops)
    count = f"Math.min({counts})"
    if strict is not None and body.truth(strict) != "false":
        if emit.written(strict) is not True:
            raise body.no(node, "arguments", "zip")
        count = f"{body.use('$strict')}($k, {counts})"
    setup = [line for loop in loops for line in loop.setup]
    return emit.Loop(setup, count, emit.pair(*(loop.item for loop in loops)))


def _reversed(body: Body, node: ast.Call) -> Loop:
    (part,) = given(body, node, 1, 1)
    values, number = sequence(body, part), body.number()
    held, size = f"$s{number}", f"$n{number}"
    setup = [f"const {held} = {values.code};", f"const {size} = {held}.length;"]
    place = f"{size} - 1 - $k"
    count = f"({place} < {held}.length ? {size} : 0)"
    return emit.Loop(setup, count, emit.Value(f"{held}[{place}]", values.kind.item))


def _made_range(body: Body, node: ast.Call) -> Value:
    return emit.Value(
        sequence(body, node).code, listed(sequence(body, node).kind.item, "range")
    )


ITERATORS: dict[Any, Callable[[Body, ast.Call], Loop]] = {
    range: _range,
    enumerate: _enumerate,
    zip: _zip,
    reversed: _reversed,
}
VIEWS = ("items", "keys", "values")

# --- text ---


def as_text(body: Body, node: ast.AST, value: Value) -> str:
    """Return `str(value)`."""
    kind = value.kind
    if isinstance(kind, Opt):
        held = body.temp()
        inner = as_text(body, node, emit.Value(held, kind.inner))
        return f'(({held} = {value.code}) === null ? "None" : {inner})'
    if kind in (STR, NEVER):
        return value.code
    if kind == BOOL:
        return f'({value.code} ? "True" : "False")'
    if is_int(kind):
        return f"String({value.code})"
    if kind == FLOAT:
        return f"{body.use('$repr')}({value.code})"
    raise body.no(node, "text", emit.called(kind))


FORMAT = re.compile(r"([+ ]?)(,?)(?:\.(\d\d?))?([df%]?)")


def formatted(body: Body, part: Any) -> str:
    """Return the text of one `{...}` of an f-string."""
    value, form = body.expr(part.value), ""
    if part.format_spec is not None:
        form = "".join(str(emit.written(p)) for p in part.format_spec.values)
    if part.conversion == ord("r") and value.kind == STR and not form:
        return f"{body.use('$quoted')}({value.code})"
    match = FORMAT.fullmatch(form)
    if match is None or part.conversion not in (-1, ord("s")):
        raise body.no(part, "format", form)
    if not form:
        return as_text(body, part, value)
    sign, comma, digits, letter = match.groups()
    number = body.num(value, part)
    not_exact(body, part, number.kind)
    whole = letter in ("d", "")
    if (
        part.conversion != -1
        or int(digits or 0) > 20
        or (whole and (digits is not None or not is_int(number.kind)))
    ):
        raise body.no(part, "format", form)
    places = 0 if whole else 6 if digits is None else int(digits)
    options = f'"{sign}", "{comma}", "{letter if letter == "%" else ""}"'
    return f"{body.use('$fixed')}({signed(body, number)}, {places}, {options})"


def signed(body: Body, value: Value) -> str:
    """Return a number of which the sign of a zero counts, which an int has not."""
    if value.kind != NEVER and value.kind.real and value.kind.low is not None:
        return f"{body.use('$signed')}({value.code})"
    return value.code


FUNCTIONS: dict[Any, Handler] = {
    len: _len,
    max: extreme(">", "max"),
    min: extreme("<", "min"),
    abs: _abs,
    round: _round,
    sorted: _sorted,
    sum: _sum,
    any: quantified(True),
    all: quantified(False),
    int: _int,
    float: _float,
    bool: _bool,
    str: _str,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    range: _made_range,
    Fraction: _fraction,
    dataclasses.replace: _replace,
    domains.shown: _shown,
    math.floor: to_int("floor"),
    math.ceil: to_int("ceil"),
    math.trunc: to_int("trunc"),
    math.comb: _comb,
    math.log: _log,
    math.sqrt: of_floats("Math.sqrt({0})"),
    math.exp: of_floats("Math.exp({0})", "range"),
    math.expm1: of_floats("Math.expm1({0})", "range"),
    math.log2: of_floats("Math.log2({0})"),
    math.log10: of_floats("Math.log10({0})"),
    math.log1p: of_floats("Math.log1p({0})"),
    math.sin: of_floats("Math.sin({0})"),
    math.cos: of_floats("Math.cos({0})"),
    math.tan: of_floats("Math.tan({0})"),
    math.asin: of_floats("Math.asin({0})"),
    math.acos: of_floats("Math.acos({0})"),
    math.atan: of_floats("Math.atan({0})"),
    math.atan2: of_floats("Math.atan2({0!s}, {1!s})", ""),
    math.sinh: of_floats("Math.sinh({0})", "range"),
    math.cosh: of_floats("Math.cosh({0})", "range"),
    math.tanh: of_floats("Math.tanh({0})"),
    math.hypot: of_floats("$hypot({0}, {1})", "range"),
    math.lgamma: of_floats("$lgamma({0})", ""),
    math.fabs: of_floats("Math.abs({0})", ""),
    math.isnan: of_floats("Number.isNaN({0})", "", BOOL),
    math.isfinite: of_floats("Number.isFinite({0})", "", BOOL),
    math.isinf: of_floats("(Math.abs({0}) === Infinity)", "", BOOL),
    math.isclose: of_floats("$isclose({0}, {1})", "", BOOL),
}

# --- methods ---


def method(body: Body, node: ast.Call, owner: Value) -> Value:
    """Call a method of a value."""
    assert isinstance(node.func, ast.Attribute)
    name, form = node.func.attr, emit.form_of(owner.kind)
    if form == "never":
        return body.call_value(node, owner)
    if isinstance(owner.kind, Record) and owner.kind.is_tuple and name == "_replace":
        return replaced(body, node, owner)
    handler = METHODS.get(f"{form}.{name}")
    if handler is None or node.keywords:
        raise body.no(node, "method", name, emit.called(owner.kind))
    return handler(body, node, owner)


def _append(body: Body, node: ast.Call, owner: Value) -> Value:
    value = body.expr(given(body, node, 1, 1)[0])
    body.change(node, owner.kind, None, value.kind)
    return emit.Value(f"({owner.code}.push({value.code}), null)", NONE)


def extend(body: Body, node: Any, owner: Value, part: ast.expr) -> Value:
    values = sequence(body, part)
    body.change(node, owner.kind, None, values.kind.item)
    return emit.Value(f"{body.use('$extend')}({owner.code}, {values.code})", NONE)


def _extend(body: Body, node: ast.Call, owner: Value) -> Value:
    return extend(body, node, owner, given(body, node, 1, 1)[0])


def _pop(body: Body, node: ast.Call, owner: Value) -> Value:
    (part,) = given(body, node, 0, 1)
    place = "-1" if part is None else body.whole(part).code
    body.change(node, owner.kind, None, NEVER)
    return emit.Value(f"{body.use('$pop')}({owner.code}, {place})", owner.kind.item)


def _index(body: Body, node: ast.Call, owner: Value) -> Value:
    value = body.expr(given(body, node, 1, 1)[0])
    alike(body, node, value.kind, emit.item_of(owner.kind))
    if value.kind not in (STR, NEVER) and not is_int(value.kind):
        raise body.no(node, "method", "index", emit.called(value.kind))
    return emit.Value(f"{body.use('$indexOf')}({owner.code}, {value.code})", SIZE)


def _copy(body: Body, node: ast.Call, owner: Value) -> Value:
    given(body, node, 0, 0)
    if owner.kind.form == "dict":
        return body.new(node, f"new Map({owner.code})", owner.kind.items, "dict")
    return body.new(node, f"[...{owner.code}]", {None: owner.kind.item})


def _get(body: Body, node: ast.Call, owner: Value) -> Value:
    name, default = given(body, node, 1, 2)
    key, kind = body.key(name), owner.kind.get(emit.written(name))
    otherwise = emit.Value("null", NONE) if default is None else body.expr(default)
    code = f"{body.use('$got')}({owner.code}, {key.code}, {otherwise.code})"
    return emit.Value(code, join(kind, otherwise.kind))


def _update(body: Body, node: ast.Call, owner: Value) -> Value:
    more = body.some(body.expr(given(body, node, 1, 1)[0]))
    if emit.form_of(more.kind) != "dict":
        raise body.no(node, "arguments", "update")
    for key, kind in {None: NEVER, **more.kind.items}.items():
        body.change(node, owner.kind, key, kind)
    return emit.Value(f"{body.use('$update')}({owner.code}, {more.code})", NONE)


def _join(body: Body, node: ast.Call, owner: Value) -> Value:
    values = sequence(body, given(body, node, 1, 1)[0])
    if values.kind.item not in (STR, NEVER):
        raise body.no(node, "method", "join", emit.called(values.kind))
    return emit.Value(f"{body.use('$joined')}({owner.code}, {values.code})", STR)


METHODS: dict[str, Callable[[Body, ast.Call, Value], Value]] = {
    "list.append": _append,
    "list.extend": _extend,
    "list.pop": _pop,
    "list.index": _index,
    "tuple.index": _index,
    "list.copy": _copy,
    "dict.copy": _copy,
    "dict.get": _get,
    "dict.update": _update,
    "str.join": _join,
}

# --- named tuples and frozen dataclasses ---


def is_record(cls: Any) -> bool:
    """Whether a class is a dataclass or a named tuple."""
    return dataclasses.is_dataclass(cls) or (issubclass(cls, tuple) and hasattr(cls, "_fields"))


@functools.lru_cache(maxsize=256)
def is_plain_record(cls: Any, init: str = "") -> bool:
    """Whether a class is its fields alone; it may have the methods that Python makes."""
    found = () if issubclass(cls, tuple) else dataclasses.fields(cls)
    # What a dataclass says of `in` does not matter: that is refused.
    harmless = (init, "__post_init__", "__contains__" if found else "")
    own = [
        name
        for base in cls.__mro__[:-1]
        if base is not tuple
        for name, value in vars(base).items()
        if isinstance(value, types.FunctionType)
        and name.startswith("__")
        and name not in harmless
        and value.__code__.co_filename != "<string>"
        and value.__globals__["__name__"] not in ("collections", "dataclasses")
    ]
    made = issubclass(cls, tuple) or (
        cls.__dataclass_params__.frozen
        and cls.__dataclass_params__.eq
        and all(f.init and f.compare for f in found)
        and all(f.default_factory is dataclasses.MISSING for f in found)
        and len({f.kw_only for f in found}) < 2
    )
    return made and not own and not any(n.startswith("_") for n in Record(cls, ()).names)


def record_defaults(body: Body, node: ast.AST, cls: Any) -> dict[str, Any]:
    """Return the defaults of the fields; refuse a class that is more than its fields."""
    if not body.program.is_plain(cls):
        raise body.no(node, "record", cls.__name__)
    if issubclass(cls, tuple):
        return dict(getattr(cls, "_field_defaults", {}))
    found = dataclasses.fields(cls)
    return {f.name: f.default for f in found if f.default is not dataclasses.MISSING}
