"""From the source of a function to JavaScript, with the kinds of its values.

One walk does both: each expression becomes a `Value`, its JavaScript and its kind. What a
name may hold is the join of all that is assigned to it, so a function is walked until its
kinds have settled, and the last walk is what is kept. A function is translated once for
each choice of its arguments' kinds (`Body`); a nested function, which sees the names
around it, once for the join of them (`Closure`).
"""

import ast
import inspect
import json
import re
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, is_dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import Any, NamedTuple, NoReturn

from secbook.live.kinds import (
    BOOL,
    FLOAT,
    FRACTION,
    INDEX,
    MIXED,
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
    grown,
    join,
    join_all,
    key_of,
    listed,
    of_value,
    optional,
    record_fields,
)
from secbook.live.parse import Source, TranslationError, is_checked, source_of

RESERVED = set(
    "abstract arguments await boolean break byte case catch char class const continue debugger "
    "default delete do double else enum eval export extends false final finally float for "
    "function goto if implements import in instanceof int interface let long native new null "
    "package private protected public return short static super switch synchronized this throw "
    "throws transient true try typeof undefined var void volatile while with yield NaN Infinity "
    "Math Number Object Array Map BigInt ArrayBuffer Error String globalThis".split()
)


class Value(NamedTuple):
    """A JavaScript expression and the kind of its value."""

    code: str
    kind: Any
    simple: bool = False
    parts: "tuple[Value, ...] | None" = None  # of a tuple that is written out


def text(value: str) -> str:
    """Return a string literal that is safe inside a script element."""
    return json.dumps(value).replace("<", "\\u003c")


def js_name(name: str) -> str:
    return name + "$" if name in RESERVED else name


@dataclass(eq=False)
class Scope:
    """The names of one function or comprehension, and what is assigned to them."""

    node: ast.AST
    names: dict[str, str]
    parent: "Scope | None"


class Closure:
    """A function that is a value: defined inside another, or passed on by its name."""

    def __init__(
        self, body: "Body | None", node: Any, scope: Scope | None, source: Source
    ) -> None:
        self.body, self.node, self.scope, self.source = body, node, scope, source
        self.params: dict[str, Any] = {}
        self.returns: Any = NEVER
        self.version = 0
        self.assigned: set[str] = set()
        self.busy = False


class Loop(NamedTuple):
    """How a loop runs: statements before it, the number of rounds, the item of a round."""

    setup: list[str]
    count: str
    item: Value


class Body:
    """One function, for one choice of the kinds of its arguments."""

    def __init__(
        self, program: Any, source: Source, params: dict[str, Any], inside: bool
    ) -> None:
        self.program, self.source, self.inside = program, source, inside
        self.kinds: dict[tuple[int, str], Any] = {}
        self.cells: dict[int, Any] = {}
        self.closures: dict[int, Closure] = {}
        self.returns: Any = NEVER
        self.settled = False
        self.params = params
        self.code = ""

    # --- walking ---------------------------------------------------------------------------

    def translate(self, name: str) -> None:
        """Walk the function until its kinds settle, and keep the last walk's JavaScript."""
        for _ in range(30):
            self.settled = True
            self.counter = 0
            self.frames: list[list[str]] = []
            self.assigned: set[str] = set()
            self.present: set[str] = set()  # names that are not None here
            self.scope: Scope | None = None
            self.sinks = [self.result]
            parameters, lines = self.function(self.source.node, self.params)
            if self.settled:
                self.code = f"function {name}({parameters}) {{\n{lines}\n}}"
                return
        raise self.refusal(
            self.source.node, "a value whose kind does not settle", "give it one kind"
        )

    def refusal(self, node: ast.AST, construct: str, advice: str) -> TranslationError:
        return self.source.refusal(node, construct, advice)

    def result(self, kind: Any) -> None:
        self.returns = self.grow(self.returns, kind)

    def grow(self, old: Any, new: Any) -> Any:
        """Return the join of a persistent kind with a new one; note whether it grew."""
        before = key_of(old)
        kind = grown(old, new)
        if key_of(kind) != before:
            self.settled = False
        return kind

    def temp(self) -> str:
        self.counter += 1
        name = f"${self.counter}"
        self.frames[-1].append(name)
        return name

    def use(self, helper: str) -> str:
        return self.program.use(helper)  # type: ignore[no-any-return]

    # --- functions and names -----------------------------------------------------------------

    def function(self, node: Any, params: dict[str, Any]) -> tuple[str, str]:
        """Return the parameters and the statements of a function."""
        outer_scope, outer_assigned = self.scope, self.assigned
        outer_present, self.present = self.present, set()
        names = list(params)
        locals_ = names + [n for n in assigned_names(node) if n not in params]
        suffix = "" if outer_scope is None else f"${self.fresh_number()}"
        table = {n: n + suffix if suffix else js_name(n) for n in locals_}
        self.scope = Scope(node, table, outer_scope)
        self.assigned = set(outer_assigned) - set(table) | set(names)
        for name, kind in params.items():
            self.assign_kind(name, kind)
        self.frames.append([])
        if isinstance(node, ast.Lambda):
            value = self.expr(node.body)
            self.sinks[-1](value.kind)
            lines = [f"return {value.code};"]
        else:
            lines, falls = self.block(node.body)
            if falls:
                self.sinks[-1](NONE)
                lines.append("return null;")
        inner = [table[n] for n in locals_ if n not in params] + self.frames.pop()
        declared = f"let {', '.join(inner)};\n" if inner else ""
        self.scope, self.assigned = outer_scope, outer_assigned
        self.present = outer_present
        return ", ".join(table[n] for n in names), declared + "\n".join(lines)

    def fresh_number(self) -> int:
        self.counter += 1
        return self.counter

    def find(self, name: str) -> tuple[Scope, str] | None:
        scope = self.scope
        while scope is not None:
            if name in scope.names:
                return scope, scope.names[name]
            scope = scope.parent
        return None

    def assign_kind(self, name: str, kind: Any) -> str:
        """Note that a name of the present scope holds a kind; return it in JavaScript."""
        found = self.find(name)
        assert found is not None
        self.present.discard(name)
        key = (id(found[0].node), name)
        self.kinds[key] = self.grow(self.kinds.get(key, NEVER), kind)
        return found[1]

    def static(self, node: ast.expr) -> Any:
        """Return the Python object that an expression names, or `NEVER` if it is no constant."""
        if isinstance(node, ast.Name) and self.find(node.id) is None:
            try:
                return self.program.replaced(self.source.lookup(node.id))
            except KeyError:
                raise self.refusal(node, f"the unknown name `{node.id}`", "define it") from None
        if isinstance(node, ast.Attribute):
            owner = self.static(node.value)
            if isinstance(owner, types.ModuleType):
                try:
                    return self.program.replaced(getattr(owner, node.attr))
                except AttributeError:
                    construct = f"the unknown name `{ast.unparse(node)}`"
                    raise self.refusal(node, construct, "define it") from None
        return NEVER

    # --- expressions -----------------------------------------------------------------------

    def expr(self, node: ast.expr) -> Value:
        method: Callable[[Any], Value] | None = getattr(self, f"on_{type(node).__name__}", None)
        if method is None:
            raise self.refuse_syntax(node)
        return method(node)

    def refuse_syntax(self, node: ast.AST) -> TranslationError:
        from secbook.live.subset import REFUSED_SYNTAX

        name = type(node).__name__
        construct, advice = REFUSED_SYNTAX.get(name, (f"`{name}`", "write it with the subset"))
        return self.refusal(node, construct, advice)

    def some(self, value: Value) -> Value:
        """Return a value that is not None, with a check where it may be."""
        if isinstance(value.kind, Opt):
            return Value(f"{self.use('$some')}({value.code})", value.kind.inner)
        return value

    def number(self, node: ast.expr) -> Value:
        return self.as_number(node, self.expr(node))

    def as_number(self, node: ast.AST, value: Value) -> Value:
        value = self.some(value)
        if value.kind == BOOL:
            return Value(f"(+{value.code})", Num(False, 0, 1))
        if not isinstance(value.kind, Num) and value.kind != NEVER:
            raise self.refusal(node, f"arithmetic with {words(value.kind)}", "use numbers here")
        return value

    def int_number(self, node: ast.expr, use: str) -> Value:
        value = self.as_number(node, self.expr(node))
        if isinstance(value.kind, Num) and value.kind.real:
            if value.kind.origin == "any":
                return Value(f"{self.use('$whole')}({value.code})", Num(False, -SAFE, SAFE))
            raise self.refusal(
                node,
                f"a number that may be a float as {use}",
                "write int(...), or annotate it int",
            )
        return value

    def on_Constant(self, node: ast.Constant) -> Value:
        return self.constant(node, node.value)

    def constant(self, node: ast.AST, value: Any) -> Value:
        if value is Ellipsis or isinstance(value, (bytes, complex)):
            raise self.refusal(node, f"`{value!r}`", "use numbers, text, lists and dicts")
        try:
            return self.program.constant(value)  # type: ignore[no-any-return]
        except TranslationError as problem:
            raise self.refusal(node, problem.construct, problem.advice) from None

    def on_Name(self, node: ast.Name) -> Value:
        found = self.find(node.id)
        if found is None:
            return self.constant(node, self.static(node))
        scope, name = found
        kind = self.kinds.get((id(scope.node), node.id), NEVER)
        if node.id not in self.assigned:
            return Value(f"{self.use('$bound')}({name}, {text(node.id)})", kind)
        if node.id in self.present and isinstance(kind, Opt):
            return self.some(Value(name, kind))
        return Value(name, kind, simple=True)

    def on_Attribute(self, node: ast.Attribute) -> Value:
        found = self.static(node)
        if found is not NEVER:
            return self.constant(node, found)
        owner = self.some(self.expr(node.value))
        if owner.kind == NEVER:
            return owner
        if not isinstance(owner.kind, Record) or node.attr not in owner.kind.names:
            raise self.refusal(
                node,
                f"the attribute `.{node.attr}` of {words(owner.kind)}",
                "read the fields of named tuples and frozen dataclasses",
            )
        place = owner.kind.names.index(node.attr)
        return Value(f"{owner.code}.{node.attr}", owner.kind.items[place])

    def on_Tuple(self, node: ast.Tuple) -> Value:
        parts = tuple(self.expr(item) for item in node.elts)
        code = f"[{', '.join(p.code for p in parts)}]"
        return Value(code, Tup(tuple(p.kind for p in parts)), parts=parts)

    def cell(self, node: ast.AST, form: str = "list") -> Cell:
        """Return the cell of the list or dict that a line makes."""
        if id(node) not in self.cells:
            self.cells[id(node)] = Cell(form, {})
        return self.cells[id(node)]  # type: ignore[no-any-return]

    def store(self, cell: Cell, key: str | None, kind: Any) -> None:
        before = key_of(cell.items.get(key, NEVER))
        cell.put(key, kind)
        if key_of(cell.items[key]) != before:
            self.settled = False

    def new_list(self, node: ast.AST, code: str, item: Any) -> Value:
        cell = self.cell(node)
        self.store(cell, None, item)
        return Value(code, cell)

    def on_List(self, node: ast.List) -> Value:
        items = [self.expr(item) for item in node.elts]
        code = f"[{', '.join(item.code for item in items)}]"
        return self.new_list(node, code, join_all(item.kind for item in items))

    def on_Dict(self, node: ast.Dict) -> Value:
        cell = self.cell(node, "dict")
        entries = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise self.refusal(node, "`**` in a dict", "use `.update(...)`")
            k, v = self.dict_key(key), self.expr(value)
            self.store(cell, literal(key), v.kind)
            entries.append(f"[{k.code}, {v.code}]")
        return Value(f"new Map([{', '.join(entries)}])", cell)

    def dict_key(self, node: ast.expr) -> Value:
        key = self.some(self.expr(node))
        if key.kind not in (STR, NEVER):
            raise self.refusal(node, f"{words(key.kind)} as a key", "use text as keys")
        return key

    def on_UnaryOp(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return Value(f"(!{self.truth(node.operand)})", BOOL)
        value = self.number(node.operand)
        if isinstance(value.kind, Num) and isinstance(node.op, ast.USub):
            if isinstance(node.operand, ast.Constant):
                return self.constant(node, -node.operand.value)
            kind = value.kind
            low = None if kind.high is None else -kind.high
            high = None if kind.low is None else -kind.low
            code = f"(0 - {value.code})" if kind.whole else f"(-{value.code})"
            return Value(code, Num(kind.real, low, high, kind.origin))
        if isinstance(node.op, ast.Invert):
            value = self.int_number(node.operand, "the operand of `~`")
            return Value(f"(-1 - {value.code})", Num(False, -SAFE, SAFE))
        return value

    def on_BinOp(self, node: ast.BinOp) -> Value:
        left, right = self.expr(node.left), self.expr(node.right)
        return self.binary(node, node.op, left, right)

    def binary(self, node: ast.AST, op: ast.operator, left: Value, right: Value) -> Value:
        a, b = self.some(left), self.some(right)
        if isinstance(op, ast.Add) and a.kind == STR and b.kind == STR:
            return Value(f"({a.code} + {b.code})", STR)
        if isinstance(a.kind, (Cell, Tup)) or isinstance(b.kind, (Cell, Tup)):
            return self.sequence_operation(node, op, a, b)
        from secbook.live.library import arithmetic

        return arithmetic(self, node, op, self.as_number(node, a), self.as_number(node, b))

    def sequence_operation(self, node: ast.AST, op: ast.operator, a: Value, b: Value) -> Value:
        forms = [form_of(a.kind), form_of(b.kind)]
        if isinstance(op, ast.Add) and forms == ["list", "list"]:
            return self.new_list(
                node, f"[...{a.code}, ...{b.code}]", join(a.kind.item, b.kind.item)
            )
        if isinstance(op, ast.Add) and forms == ["tuple", "tuple"]:
            code = f"[...{a.code}, ...{b.code}]"
            if isinstance(a.kind, Tup) and isinstance(b.kind, Tup):
                return Value(code, Tup(a.kind.items + b.kind.items))
            return Value(code, listed(join(item_of(a.kind), item_of(b.kind)), "tuple", True))
        if isinstance(op, ast.Mult) and forms[0] == "list" and is_int(b.kind):
            return self.new_list(
                node, f"{self.use('$repeated')}({a.code}, {b.code})", a.kind.item
            )
        if isinstance(op, ast.Mult) and forms[1] == "list" and is_int(a.kind):
            times = self.temp()
            code = f"({times} = {a.code}, {self.use('$repeated')}({b.code}, {times}))"
            return self.new_list(node, code, b.kind.item)
        raise self.refusal(
            node,
            f"`{ast.unparse(node)}` of {words(a.kind)} and {words(b.kind)}",
            "add lists to lists, and write comprehensions for the rest",
        )

    def on_BoolOp(self, node: ast.BoolOp) -> Value:
        is_and = isinstance(node.op, ast.And)
        before, values = set(self.present), []
        for part in node.values:
            values.append(self.expr(part))
            self.present |= present_names(part, is_and)
        self.present = before
        if all(v.kind == BOOL for v in values):
            return Value(
                f"({(' && ' if is_and else ' || ').join(v.code for v in values)})", BOOL
            )
        result = values[-1]
        for node_value, value in zip(node.values[-2::-1], values[-2::-1], strict=True):
            held = self.temp()
            test = self.truth_of(node_value, Value(held, value.kind, True))
            chosen = (result.code, held) if is_and else (held, result.code)
            code = f"({held} = {value.code}, {test} ? {chosen[0]} : {chosen[1]})"
            result = Value(code, join(value.kind, result.kind))
        return result

    def truth(self, node: ast.expr) -> str:
        """Return the JavaScript for whether a value is true."""
        if isinstance(node, ast.BoolOp):
            is_and, before, tests = isinstance(node.op, ast.And), set(self.present), []
            for part in node.values:
                tests.append(self.truth(part))
                self.present |= present_names(part, is_and)
            self.present = before
            return f"({(' && ' if is_and else ' || ').join(tests)})"
        return self.truth_of(node, self.expr(node))

    def truth_of(self, node: ast.AST, value: Value) -> str:
        kind, code = value.kind, value.code
        if isinstance(kind, Opt):
            held = self.temp()
            inner = self.truth_of(node, Value(held, kind.inner, True))
            return f"(({held} = {code}) !== null && {inner})"
        if kind in (BOOL, NEVER):
            return code
        if isinstance(kind, Num):
            return f"({code} !== 0)"
        if kind == STR:
            return f'({code} !== "")'
        if isinstance(kind, Cell):
            return f"({code}.{'size' if kind.form == 'dict' else 'length'} > 0)"
        if isinstance(kind, Tup):
            return f"({code}.length > 0)"
        raise self.refusal(node, f"the truth of {words(kind)}", "compare it with something")

    def on_IfExp(self, node: ast.IfExp) -> Value:
        test, before = self.truth(node.test), set(self.present)
        self.present = before | present_names(node.test, True)
        then = self.expr(node.body)
        self.present = before | present_names(node.test, False)
        orelse = self.expr(node.orelse)
        self.present = before
        return Value(f"({test} ? {then.code} : {orelse.code})", join(then.kind, orelse.kind))

    def on_Compare(self, node: ast.Compare) -> Value:
        from secbook.live.library import comparison

        if len(node.ops) == 1:
            return comparison(self, node, node.ops[0], node.left, node.comparators[0])
        tests = []
        left: Value = self.expr(node.left)
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.expr(right_node)
            last = right_node is node.comparators[-1]
            if not last and not right.simple:
                held = self.temp()
                right, again = (
                    right._replace(code=f"({held} = {right.code})"),
                    right._replace(code=held, simple=True, parts=None),
                )
            else:
                again = right
            tests.append(comparison(self, node, op, left, right).code)
            left = again
        return Value(f"({' && '.join(tests)})", BOOL)

    def on_Subscript(self, node: ast.Subscript) -> Value:
        owner = self.some(self.expr(node.value))
        if isinstance(node.slice, ast.Slice):
            return self.slice(node, owner, node.slice)
        if owner.kind == NEVER:
            return owner
        return self.item(node, owner, node.slice)

    def slice(self, node: ast.Subscript, owner: Value, part: ast.Slice) -> Value:
        bounds = [
            "null" if b is None else self.int_number(b, "a bound of a slice").code
            for b in (part.lower, part.upper)
        ]
        step = (
            "1" if part.step is None else self.int_number(part.step, "the step of a slice").code
        )
        if isinstance(owner.kind, Record) and owner.kind.is_tuple:
            owner = Value(f"Object.values({owner.code})", Tup(owner.kind.items))
        code = f"{self.use('$slice')}({owner.code}, {bounds[0]}, {bounds[1]}, {step})"
        if form_of(owner.kind) == "tuple":
            return Value(code, listed(item_of(owner.kind), "tuple", True))
        if form_of(owner.kind) in ("list", "never"):
            return self.new_list(node, code, item_of(owner.kind))
        raise self.refusal(node, f"a slice of {words(owner.kind)}", "slice lists and tuples")

    def item(self, node: ast.Subscript, owner: Value, place: ast.expr) -> Value:
        kind = owner.kind
        if isinstance(kind, Cell) and kind.form == "dict":
            key = self.dict_key(place)
            code = f"{self.use('$key')}({owner.code}, {key.code})"
            return Value(code, kind.get(literal(place)))
        if isinstance(kind, Record) and kind.is_tuple:
            owner = Value(f"Object.values({owner.code})", Tup(kind.items))
            kind = owner.kind
        if not isinstance(kind, (Tup, Cell)):
            raise self.refusal(
                node, f"an item of {words(kind)}", "take items of lists, tuples and dicts"
            )
        index = self.int_number(place, "an index")
        constant = place_of(place)
        item = item_of(kind)
        if isinstance(kind, Tup) and constant is not None:
            if not -len(kind.items) <= constant < len(kind.items):
                raise self.refusal(node, "an index beyond a tuple", "use an index within it")
            item = kind.items[constant]
        name = {"tuple": "tuple", "range": "range object"}.get(form_of(kind), "list")
        return Value(f'{self.use("$at")}({owner.code}, {index.code}, "{name}")', item)

    def on_Lambda(self, node: ast.Lambda) -> Value:
        return self.closure(node)

    def on_Starred(self, node: ast.Starred) -> Value:
        raise self.refuse_syntax(node)

    def on_JoinedStr(self, node: ast.JoinedStr) -> Value:
        from secbook.live.library import formatted

        parts = ['""']
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(text(part.value))
            else:
                parts.append(formatted(self, part).code)
        return Value(f"({' + '.join(parts)})", STR)

    # --- functions as values, and calls ------------------------------------------------------

    def closure(self, node: ast.FunctionDef | ast.Lambda) -> Value:
        """Return a nested function as a JavaScript function, for the kinds of its calls."""
        check_parameters(self, node)
        if id(node) not in self.closures:
            self.closures[id(node)] = Closure(self, node, self.scope, self.source)
        function = self.closures[id(node)]
        function.scope, function.assigned = self.scope, set(self.assigned)
        names = [a.arg for a in arguments_of(node)]
        for name in names:
            function.params.setdefault(name, NEVER)
        defaults = default_nodes(node)
        held = {}
        for name, default in defaults.items():
            value = self.expr(default)
            self.pass_on(function, name, value.kind)
            held[name] = (f"${self.fresh_number()}", value.code)
        self.sinks.append(lambda kind: self.closure_result(function, kind))
        parameters, lines = self.function(node, dict(function.params))
        self.sinks.pop()
        for name, (inner, _) in held.items():
            js = parameters.split(", ")
            js[names.index(name)] += f" = {inner}"
            parameters = ", ".join(js)
        code = f"(({parameters}) => {{\n{lines}\n}})"
        if held:
            code = f"(({', '.join(i for i, _ in held.values())}) => {code})"
            code += f"({', '.join(c for _, c in held.values())})"
        return Value(code, Fun(frozenset([function])))

    def closure_result(self, function: Closure, kind: Any) -> None:
        grown_kind = grown(function.returns, kind)
        if key_of(grown_kind) != key_of(function.returns):
            function.version += 1
            self.settled = False
        function.returns = grown_kind

    def pass_on(self, function: Closure, name: str, kind: Any) -> bool:
        """Note that a nested function is called with a kind; return whether that is new."""
        kind = grown(function.params.get(name, NEVER), argument(kind))
        if key_of(kind) == key_of(function.params.get(name, NEVER)):
            return False
        function.params[name] = kind
        function.version += 1
        owner = function.body or self
        owner.settled = False
        return True

    def on_Call(self, node: ast.Call) -> Value:
        from secbook.live.library import BUILTINS, method

        if any(isinstance(a, ast.Starred) for a in node.args) or any(
            k.arg is None for k in node.keywords
        ):
            raise self.refusal(node, "`*` or `**` in a call", "write the arguments out")
        function = self.static(node.func)
        if function is NEVER:
            if isinstance(node.func, ast.Attribute):
                return method(self, node, self.some(self.expr(node.func.value)), node.func.attr)
            return self.call_value(node, self.some(self.expr(node.func)))
        handler = BUILTINS.get(function) if callable(function) and hashable(function) else None
        if handler is not None:
            return handler(self, node)
        if isinstance(function, type):
            return self.construct(node, function)
        if isinstance(function, types.FunctionType):
            return self.call_function(node, function)
        raise self.refusal(
            node,
            f"a call of `{ast.unparse(node.func)}`",
            "use the functions in the table of the live subset, or your own",
        )

    def arguments(
        self, node: ast.Call, names: list[str], positional: int, skip: int = 0
    ) -> tuple[dict[str, Value], list[str]]:
        """Return the arguments by name, and what to evaluate before to keep Python's order."""
        given: dict[str, ast.expr] = {}
        arguments = node.args
        if len(arguments) + skip > positional:
            raise self.refusal(
                node,
                f"{len(arguments) + skip} positional arguments",
                f"at most {positional} fit",
            )
        given.update(zip(names[skip:], arguments, strict=False))
        for keyword in node.keywords:
            if keyword.arg not in names or keyword.arg in given:
                raise self.refusal(
                    node, f"the argument `{keyword.arg}`", f"use {', '.join(names)}"
                )
            given[str(keyword.arg)] = keyword.value
        values = {name: self.expr(value) for name, value in given.items()}
        order = [n for n in names if n in values]
        before = []
        if list(values) != order and sum(not v.simple for v in values.values()) > 1:
            for name, value in values.items():
                held = self.temp()
                before.append(f"{held} = {value.code}")
                values[name] = value._replace(code=held, simple=True)
        return values, before

    def call_function(self, node: ast.Call, function: types.FunctionType) -> Value:
        """Call a Python function by its name."""
        try:
            source = source_of(function)
        except TranslationError as problem:
            raise self.refusal(node, problem.construct, problem.advice) from None
        parameters = arguments_of(source.node)
        positional = len(source.node.args.posonlyargs + source.node.args.args)
        values, before = self.arguments(node, [a.arg for a in parameters], positional)
        for a in parameters:
            if a.arg not in values:
                if a.arg not in source.defaults:
                    raise self.refusal(
                        node, f"`{source.name}` without `{a.arg}`", "give the argument"
                    )
                values[a.arg] = self.constant(node, source.defaults[a.arg])
        ordered = {a.arg: values[a.arg] for a in parameters}
        given = [
            n
            for n in ordered
            if n not in source.defaults
            or n in {k.arg for k in node.keywords}
            or n in [p.arg for p in parameters[: len(node.args)]]
        ]
        return self.program.call(self, node, source, ordered, given, before)  # type: ignore[no-any-return]

    def call_value(self, node: ast.Call, function: Value) -> Value:
        """Call a function that a name or a table holds."""
        if function.kind == NEVER:
            for argument_node in node.args:
                self.expr(argument_node)
            return function
        if not isinstance(function.kind, Fun):
            raise self.refusal(node, f"a call of {words(function.kind)}", "call functions")
        targets = sorted(function.kind.targets, key=lambda t: t.source.name)
        names = [a.arg for a in arguments_of(targets[0].node)]
        if any([a.arg for a in arguments_of(t.node)] != names for t in targets):
            raise self.refusal(
                node, "one call of functions with different arguments", "name them alike"
            )
        positional = len(targets[0].node.args.posonlyargs + targets[0].node.args.args)
        held = function.code
        values, before = self.arguments(node, names, positional)
        returns: Any = NEVER
        for target in targets:
            returns = join(returns, self.call_target(node, target, values, names))
        codes = [values[n].code if n in values else "undefined" for n in names]
        code = f"{held}({', '.join(codes)})"
        if before:
            holder = self.temp()
            code = f"({holder} = {held}, {', '.join(before)}, {holder}({', '.join(codes)}))"
        return Value(code, returns)

    def call_target(
        self, node: ast.Call, target: Closure, values: dict[str, Value], names: list[str]
    ) -> Any:
        if target.body is None:
            return self.program.call_shared(self, node, target, values)
        defaults = default_nodes(target.node)
        changed = False
        for name in names:
            if name in values:
                changed |= self.pass_on(target, name, values[name].kind)
            elif name not in defaults:
                raise self.refusal(node, f"a call without `{name}`", "give the argument")
        if changed and not target.busy:
            target.body.walk_again(target)
        return target.returns

    def walk_again(self, function: Closure) -> None:
        """Walk a nested function for a call with new kinds, to know what it returns."""
        function.busy = True
        state = self.scope, self.assigned, self.frames, self.sinks
        self.scope, self.assigned = function.scope, set(function.assigned)
        self.frames, self.sinks = [[]], [lambda kind: self.closure_result(function, kind)]
        self.function(function.node, dict(function.params))
        self.scope, self.assigned, self.frames, self.sinks = state
        function.busy = False

    def construct(self, node: ast.Call, cls: type) -> Value:
        """Make a named tuple or a frozen dataclass."""
        if cls is Fraction:
            return self.fraction(node)
        if issubclass(cls, BaseException) or not (is_dataclass(cls) or hasattr(cls, "_fields")):
            raise self.refusal(
                node, f"an object of `{cls.__name__}`", "use a NamedTuple or a frozen dataclass"
            )
        check_record(self, node, cls)
        names = record_fields(cls)
        signature = inspect.signature(cls)
        keyword_only = is_dataclass(cls) and all(
            p.kind is p.KEYWORD_ONLY for p in signature.parameters.values()
        )
        values, before = self.arguments(node, names, 0 if keyword_only else len(names))
        for name in names:
            if name not in values:
                default = record_default(cls, name)
                if default is NEVER:
                    raise self.refusal(node, f"`{cls.__name__}` without `{name}`", "give it")
                values[name] = self.constant(node, default)
        kind = Record(cls, tuple(values[n].kind for n in names))
        code = f"{{{', '.join(f'{n}: {values[n].code}' for n in names)}}}"
        if before:
            code = f"({', '.join(before)}, {code})"
        return self.program.made(self, node, Value(code, kind))  # type: ignore[no-any-return]

    def fraction(self, node: ast.Call) -> Value:
        if len(node.args) != 2 or node.keywords:
            raise self.refusal(node, "`Fraction` of one argument", "write Fraction(a, b)")
        a, b = (self.int_number(arg, "a part of a Fraction") for arg in node.args)
        held = [self.temp(), self.temp()]
        words_ = f"`Fraction(${{{held[0]}}}, 0)`"
        code = (
            f"({held[0]} = {a.code}, {held[1]} = {b.code}, "
            f"{self.use('$divided')}({held[0]}, {held[1]}, {words_}))"
        )
        return Value(code, FRACTION)

    # --- comprehensions ----------------------------------------------------------------------

    def on_ListComp(self, node: ast.ListComp) -> Value:
        code, item = self.comprehension(node, lambda result, value: f"{result}.push({value});")
        return self.new_list(node, code, item)

    def on_DictComp(self, node: ast.DictComp) -> Value:
        cell = self.cell(node, "dict")

        def inner() -> tuple[str, Any]:
            key, value = self.dict_key(node.key), self.expr(node.value)
            self.store(cell, None, value.kind)
            return f"{key.code}, {value.code}", value.kind

        code, _ = self.comprehension(
            node, lambda result, pair: f"{result}.set({pair});", "new Map()", inner
        )
        return Value(code, cell)

    def comprehension(
        self,
        node: Any,
        step: Callable[[str, str], str],
        start: str = "[]",
        inner: Callable[[], tuple[str, Any]] | None = None,
        end: str = "",
    ) -> tuple[str, Any]:
        """Return a comprehension as an immediate function, and the kind of its items."""
        outer_scope, outer_assigned = self.scope, self.assigned
        outer_present = set(self.present)
        suffix = self.fresh_number()
        names = [n for g in node.generators for n in target_names(g.target)]
        self.frames.append([])
        result = f"$r{suffix}"
        opening: list[str] = []
        closing: list[str] = []
        inner_scope = Scope(node, {n: f"{n}${suffix}" for n in names}, outer_scope)
        for i, generator in enumerate(node.generators):
            if generator.is_async:
                raise self.refusal(node, "`async for`", "write a plain `for`")
            number = self.fresh_number()
            loop = self.loop(generator.iter, f"$k{number}")
            if i == 0:
                self.scope, self.assigned = inner_scope, set(outer_assigned) - set(names)
                self.present = outer_present - set(names)
            opening += [
                "{",
                *loop.setup,
                f"for (let $k{number} = 0; $k{number} < {loop.count}; $k{number}++) {{",
                *self.bind(generator.target, loop.item),
            ]
            closing.append("}}")
            for test in generator.ifs:
                opening.append(f"if ({self.truth(test)}) {{")
                closing.append("}")
                self.present |= present_names(test, True)
        if inner is None:
            value = self.expr(node.elt)
            code, kind = value.code, value.kind
        else:
            code, kind = inner()
        body = [*opening, step(result, code), *reversed(closing)]
        self.present = outer_present
        self.scope, self.assigned = outer_scope, outer_assigned
        declared = [*inner_scope.names.values(), *self.frames.pop()]
        head = [f"let {', '.join(declared)};"] if declared else []
        if start:
            head.append(f"const {result} = {start};")
        tail = end or f"return {result};"
        lines = "\n".join([*head, *body, tail])
        return f"(() => {{\n{lines}\n}})()", kind

    # --- loops ---------------------------------------------------------------------------------

    def loop(self, node: ast.expr, k: str) -> Loop:
        """Return how a loop over an expression runs, with `k` as its round."""
        if isinstance(node, ast.Call):
            from secbook.live.library import ITERATORS

            function = self.static(node.func)
            handler = ITERATORS.get(function) if hashable(function) else None
            if handler is not None:
                return handler(self, node, k)
            if isinstance(node.func, ast.Attribute) and function is NEVER:
                if node.func.attr in ("items", "keys", "values") and not node.args:
                    owner = self.some(self.expr(node.func.value))
                    return self.loop_over_dict(node, owner, node.func.attr, k)
        if isinstance(node, ast.GeneratorExp):
            raise self.refusal(node, "a loop over a generator", "loop over a list")
        return self.loop_over(node, self.some(self.expr(node)), k)

    def loop_over(self, node: ast.AST, value: Value, k: str) -> Loop:
        kind = value.kind
        if isinstance(kind, Cell) and kind.form == "dict":
            return self.loop_over_dict(node, value, "keys", k)
        held = f"$s{self.fresh_number()}"
        if isinstance(kind, Record) and kind.is_tuple:
            value, kind = (
                Value(f"Object.values({value.code})", Tup(kind.items)),
                Tup(kind.items),
            )
        if kind == STR:
            return Loop(
                [f"const {held} = [...{value.code}];"],
                f"{held}.length",
                Value(f"{held}[{k}]", STR, True),
            )
        if not isinstance(kind, (Cell, Tup)) and kind != NEVER:
            raise self.refusal(node, f"a loop over {words(kind)}", "loop over lists and ranges")
        return Loop(
            [f"const {held} = {value.code};"],
            f"{held}.length",
            Value(f"{held}[{k}]", item_of(kind), True),
        )

    def loop_over_dict(self, node: ast.AST, owner: Value, what: str, k: str) -> Loop:
        if not isinstance(owner.kind, Cell) or owner.kind.form != "dict":
            if owner.kind == NEVER:
                return Loop([f"{owner.code};"], "0", owner)
            raise self.refusal(node, f"`.{what}()` of {words(owner.kind)}", "loop over dicts")
        number = self.fresh_number()
        held, entries = f"$d{number}", f"$e{number}"
        setup = [f"const {held} = {owner.code};", f"const {entries} = [...{held}];"]
        count = f"{self.use('$steady')}({held}, {entries}.length)"
        key = Value(f"{entries}[{k}][0]", STR, True)
        value = Value(f"{entries}[{k}][1]", owner.kind.item, True)
        if what == "items":
            pair = Value(f"{entries}[{k}]", Tup((STR, owner.kind.item)), parts=(key, value))
            return Loop(setup, count, pair)
        return Loop(setup, count, key if what == "keys" else value)

    # --- statements ------------------------------------------------------------------------------

    def block(self, statements: Iterable[ast.stmt]) -> tuple[list[str], bool]:
        """Return the JavaScript of statements, and whether what follows them is reached."""
        lines: list[str] = []
        for statement in statements:
            method = getattr(self, f"do_{type(statement).__name__}", None)
            if method is None:
                raise self.refuse_syntax(statement)
            more, falls = method(statement)
            lines += more
            if not falls:
                return lines, False
        return lines, True

    def do_Pass(self, node: ast.Pass) -> tuple[list[str], bool]:
        return [], True

    def do_Expr(self, node: ast.Expr) -> tuple[list[str], bool]:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return [], True
        return [f"{self.expr(node.value).code};"], True

    def do_Return(self, node: ast.Return) -> tuple[list[str], bool]:
        value = Value("null", NONE) if node.value is None else self.expr(node.value)
        self.sinks[-1](value.kind)
        return [f"return {value.code};"], False

    def do_Raise(self, node: ast.Raise) -> tuple[list[str], bool]:
        call = node.exc
        if node.cause is not None or not isinstance(call, ast.Call) or len(call.args) != 1:
            raise self.refusal(
                node, "this `raise`", "write raise ValueError(...) with one text"
            )
        if self.static(call.func) is not ValueError or call.keywords:
            raise self.refusal(node, f"`raise {ast.unparse(call)}`", "raise ValueError(...)")
        message = self.expr(call.args[0])
        if message.kind not in (STR, NEVER):
            raise self.refusal(node, "an error that is not a text", 'write ValueError("...")')
        return [f'throw {self.use("$error")}("ValueError", {message.code});'], False

    def do_Assign(self, node: ast.Assign) -> tuple[list[str], bool]:
        value = self.expr(node.value)
        lines: list[str] = []
        if len(node.targets) > 1:
            held = self.temp()
            lines.append(f"{held} = {value.code};")
            value = value._replace(code=held, simple=True, parts=None)
        for target in node.targets:
            lines += self.bind(target, value)
        return lines, True

    def do_AnnAssign(self, node: ast.AnnAssign) -> tuple[list[str], bool]:
        if node.value is None:
            return [], True
        return self.bind(node.target, self.expr(node.value)), True

    def do_AugAssign(self, node: ast.AugAssign) -> tuple[list[str], bool]:
        if isinstance(node.target, ast.Name):
            before = self.expr(ast.copy_location(ast.Name(node.target.id, ast.Load()), node))
            owner = self.some(before)
            if form_of(owner.kind) == "list":
                if not isinstance(node.op, ast.Add):
                    raise self.refusal(node, "this operation on a list", "make a new list")
                from secbook.live.library import extend

                return [f"{extend(self, node, owner, node.value)};"], True
            value = self.binary(node, node.op, before, self.expr(node.value))
            return self.bind(node.target, value), True
        if not isinstance(node.target, ast.Subscript) or isinstance(
            node.target.slice, ast.Slice
        ):
            raise self.refusal(node, "this assignment", "assign to names and items")
        owner = self.some(self.expr(node.target.value))
        holder, place = self.temp(), self.temp()
        lines = [f"{holder} = {owner.code};"]
        kind = owner.kind
        if isinstance(kind, Cell) and kind.form == "dict":
            key = self.dict_key(node.target.slice)
            name = literal(node.target.slice)
            old = Value(f"{self.use('$key')}({holder}, {place})", kind.get(name))
            store = f"{holder}.set({place}, %s);"
        elif isinstance(kind, Cell) and kind.form == "list":
            key, name = self.int_number(node.target.slice, "an index"), None
            old = Value(f'{self.use("$at")}({holder}, {place}, "list")', kind.item)
            store = f"{self.use('$put')}({holder}, {place}, %s);"
        elif kind == NEVER:
            return lines, True
        else:
            raise self.refusal(node, f"storing in {words(kind)}", "store in lists and dicts")
        value = self.binary(node, node.op, old, self.expr(node.value))
        if isinstance(old.kind, Cell):
            raise self.refusal(node, "`+=` on a list in a list", "write .extend(...)")
        self.keep(node, kind, name, value.kind)
        return [*lines, f"{place} = {key.code};", store % value.code], True

    def keep(self, node: ast.AST, cell: Cell, key: str | None, kind: Any) -> None:
        """Note that a value is stored in a list or dict; refuse if it is not the function's own."""
        if cell.frozen:
            raise self.refusal(
                node,
                "a change of a list or dict that was given or is a constant",
                "work on a copy: list(...) or .copy()",
            )
        self.store(cell, key, kind)

    def bind(self, target: ast.expr, value: Value) -> list[str]:
        """Return the statements that assign a value to a target."""
        if isinstance(target, ast.Name):
            name = self.assign_kind(target.id, value.kind)
            self.assigned.add(target.id)
            return [f"{name} = {value.code};"]
        if isinstance(target, (ast.Tuple, ast.List)):
            return self.unpack(target, value)
        if isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
            return self.bind_item(target, value)
        raise self.refusal(
            target, f"an assignment to `{ast.unparse(target)}`", "assign to names and items"
        )

    def bind_item(self, target: ast.Subscript, value: Value) -> list[str]:
        lines = []
        if not value.simple:
            held = self.temp()
            lines = [f"{held} = {value.code};"]
            value = value._replace(code=held)
        owner = self.some(self.expr(target.value))
        kind = owner.kind
        if kind == NEVER:
            return lines
        if isinstance(kind, Cell) and kind.form == "dict":
            key = self.dict_key(target.slice)
            self.keep(target, kind, literal(target.slice), value.kind)
            return [*lines, f"{owner.code}.set({key.code}, {value.code});"]
        if not isinstance(kind, Cell) or kind.form != "list":
            raise self.refusal(target, f"storing in {words(kind)}", "store in lists and dicts")
        index = self.int_number(target.slice, "an index")
        self.keep(target, kind, None, value.kind)
        return [*lines, f"{self.use('$put')}({owner.code}, {index.code}, {value.code});"]

    def unpack(self, target: ast.Tuple | ast.List, value: Value) -> list[str]:
        size = len(target.elts)
        if any(isinstance(t, ast.Starred) for t in target.elts):
            raise self.refusal(target, "`*` in an assignment", "use slices")
        value = self.some(value)
        kind = value.kind
        if isinstance(kind, Record) and kind.is_tuple:
            value = Value(f"Object.values({value.code})", Tup(kind.items))
            kind = value.kind
        if kind == NEVER:
            kind = Tup(tuple(NEVER for _ in target.elts))
        if not isinstance(kind, (Tup, Cell)) or (
            isinstance(kind, Cell) and kind.form == "dict"
        ):
            raise self.refusal(target, f"unpacking {words(kind)}", "unpack lists and tuples")
        if isinstance(kind, Tup) and len(kind.items) != size:
            raise self.refusal(target, "unpacking a tuple of another size", "name each item")
        lines: list[str] = []
        parts = value.parts
        if parts is not None and self.independent(target.elts, parts):
            values = list(parts)
        elif parts is not None:
            values = []
            for part in parts:
                held = self.temp()
                lines.append(f"{held} = {part.code};")
                values.append(part._replace(code=held, simple=True))
        else:
            held = self.temp()
            code = value.code
            if isinstance(kind, Cell):
                code = f"{self.use('$unpacked')}({code}, {size})"
            lines.append(f"{held} = {code};")
            items = kind.items if isinstance(kind, Tup) else [kind.item] * size
            values = [Value(f"{held}[{i}]", item, True) for i, item in enumerate(items)]
        for part_target, part in zip(target.elts, values, strict=True):
            lines += self.bind(part_target, part)
        return lines

    def independent(self, targets: list[ast.expr], parts: tuple[Value, ...]) -> bool:
        """Whether no assignment to a target changes a part that is assigned after it."""
        names = [self.find(t.id) for t in targets if isinstance(t, ast.Name)]
        read = {name for part in parts for name in re.findall(r"[\w$]+", part.code)}
        return (
            len(names) == len(targets)
            and all(part.simple for part in parts)
            and not any(name is None or name[1] in read for name in names)
        )

    def do_If(self, node: ast.If) -> tuple[list[str], bool]:
        test = self.truth(node.test)
        before, present = set(self.assigned), set(self.present)
        self.present = present | present_names(node.test, True)
        then, then_falls = self.block(node.body)
        after_then, self.assigned = self.assigned, set(before)
        then_present, self.present = self.present, present | present_names(node.test, False)
        orelse, else_falls = self.block(node.orelse)
        if then_falls and else_falls:
            self.assigned &= after_then
            self.present &= then_present
        elif then_falls:
            self.assigned, self.present = after_then, then_present
        lines = [f"if ({test}) {{", *then, "}"]
        if orelse:
            lines += ["else {", *orelse, "}"]
        return lines, then_falls or else_falls

    def do_For(self, node: ast.For) -> tuple[list[str], bool]:
        if node.orelse:
            raise self.refusal(node, "`for ... else`", "set a flag, or return")
        k = f"$k{self.fresh_number()}"
        loop = self.loop(node.iter, k)
        self.present -= {n for n in target_names(node)}
        before = set(self.assigned)
        binding = self.bind(node.target, loop.item)
        present = set(self.present)
        body, _ = self.block(node.body)
        self.assigned, self.present = before, present
        head = f"for (let {k} = 0; {k} < {loop.count}; {k}++) {{"
        return ["{", *loop.setup, head, *binding, *body, "}", "}"], True

    def do_While(self, node: ast.While) -> tuple[list[str], bool]:
        if node.orelse:
            raise self.refusal(node, "`while ... else`", "set a flag, or return")
        self.present -= {n for n in target_names(node)}
        test = self.truth(node.test)
        before, present = set(self.assigned), set(self.present)
        self.present |= present_names(node.test, True)
        body, _ = self.block(node.body)
        self.assigned, self.present = before, present
        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        return [f"while ({test}) {{", *body, "}"], not endless or breaks(node.body)

    def do_Break(self, node: ast.Break) -> tuple[list[str], bool]:
        return ["break;"], False

    def do_Continue(self, node: ast.Continue) -> tuple[list[str], bool]:
        return ["continue;"], False

    def do_FunctionDef(self, node: ast.FunctionDef) -> tuple[list[str], bool]:
        if node.decorator_list:
            raise self.refusal(node, "a decorator on a nested function", "leave it out")
        return self.bind(
            ast.copy_location(ast.Name(node.name, ast.Store()), node), self.closure(node)
        ), True


# --- what the syntax tree says ------------------------------------------------------------------


def hashable(value: Any) -> bool:
    return type(value).__hash__ is not None


def arguments_of(node: ast.FunctionDef | ast.Lambda) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def default_nodes(node: ast.FunctionDef | ast.Lambda) -> dict[str, ast.expr]:
    plain = node.args.posonlyargs + node.args.args
    given = node.args.defaults
    found = {a.arg: d for a, d in zip(plain[len(plain) - len(given) :], given, strict=True)}
    for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if d is not None:
            found[a.arg] = d
    return found


def check_parameters(body: Body, node: ast.FunctionDef | ast.Lambda) -> None:
    if node.args.vararg or node.args.kwarg:
        raise body.refusal(node, "`*args` or `**kwargs`", "name each argument")
    for default in default_nodes(node).values():
        if isinstance(default, (ast.List, ast.Dict, ast.ListComp, ast.DictComp, ast.Call)):
            raise body.refusal(default, "a default that can change", "use a tuple, or None")


def target_names(target: ast.AST) -> list[str]:
    return [
        n.id
        for n in ast.walk(target)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]


def assigned_names(node: ast.AST) -> list[str]:
    """Return the names that a function assigns, in order, without those of inner scopes."""
    found: dict[str, None] = {}

    def visit(part: ast.AST) -> None:
        if isinstance(part, ast.FunctionDef):
            found[part.name] = None
            return
        if isinstance(
            part, (ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
        ):
            return
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found[part.id] = None
        for child in ast.iter_child_nodes(part):
            visit(child)

    if isinstance(node, ast.FunctionDef):
        for statement in node.body:
            visit(statement)
    return list(found)


def breaks(statements: list[ast.stmt]) -> bool:
    """Whether a loop with these statements can be left by `break`."""
    for statement in statements:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, ast.If) and (
            breaks(statement.body) or breaks(statement.orelse)
        ):
            return True
    return False


def literal(node: ast.expr) -> str | None:
    return (
        node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
    )


def present_names(test: ast.expr, outcome: bool) -> set[str]:
    """Return the names that are not None where a test has come out."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return present_names(test.operand, not outcome)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == outcome:
        return set().union(*(present_names(part, outcome) for part in test.values))
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
        none = (
            isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
        )
        wanted = ast.IsNot if outcome else ast.Is
        if none and isinstance(test.ops[0], wanted):
            return {test.left.id}
    return set()


def place_of(node: ast.expr) -> int | None:
    """Return an index that is written out."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = place_of(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


# --- words and forms ------------------------------------------------------------------------------


def form_of(kind: Any) -> str:
    if isinstance(kind, Cell):
        return kind.form
    if isinstance(kind, Tup):
        return "tuple"
    return kind.name if kind in (NEVER, STR, BOOL, MIXED) else type(kind).__name__


def item_of(kind: Any) -> Any:
    if isinstance(kind, Cell):
        return kind.item
    return join_all(kind.items) if isinstance(kind, Tup) else NEVER


def is_int(kind: Any) -> bool:
    return isinstance(kind, Num) and kind.whole


def words(kind: Any) -> str:
    """Return what to call a kind in a refusal."""
    if isinstance(kind, Opt):
        return "None" if kind.inner == NEVER else f"{words(kind.inner)} or None"
    if isinstance(kind, Num):
        return "an int" if kind.whole else "a number"
    if isinstance(kind, Cell):
        return f"a {kind.form}"
    if isinstance(kind, Record):
        return f"a {kind.cls.__name__}"
    if kind == MIXED:
        return "a value that may be of several types"
    return {"str": "text", "bool": "a truth value"}.get(
        form_of(kind), f"a {form_of(kind).lower()}"
    )


def check_record(body: Body, node: ast.AST, cls: type) -> None:
    parameters = getattr(cls, "__dataclass_params__", None)
    if parameters is not None and not parameters.frozen:
        raise body.refusal(node, f"`{cls.__name__}`, which can change", "freeze the dataclass")
    if any(name.startswith("_") for name in record_fields(cls)):
        raise body.refusal(node, f"a private field of `{cls.__name__}`", "rename it")


def record_default(cls: type, name: str) -> Any:
    if is_dataclass(cls):
        default = cls.__dataclass_fields__[name].default
        return NEVER if type(default).__name__ == "_MISSING_TYPE" else default
    return cls._field_defaults.get(name, NEVER)  # type: ignore[attr-defined]
