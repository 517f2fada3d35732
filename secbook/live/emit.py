"""From the syntax of a function to JavaScript, with the kinds of its values.

One walk does both: each expression becomes a `Value`, its JavaScript and its kind. What a
name may hold is the join of all that is assigned to it, so a function is walked until no
kind grows any more, and the last walk is what is kept. A function is translated once for
each choice of its arguments' kinds (`Body`); a function within a function, which sees the
names around it, once for the join of them (`Closure`).
"""

import ast
import functools
import json
import re
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from secbook.live import library
from secbook.live.kinds import (
    BOOL,
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
    grown,
    join,
    join_all,
    listed,
)
from secbook.live.parse import Source, TranslationError, source_of

RESERVED = """
abstract arguments await boolean break byte case catch char class const continue debugger
default delete do double else enum eval export extends false final finally float for function
goto if implements import in instanceof int interface let long native new null package private
protected public return short static super switch synchronized this throw throws transient
true try typeof undefined var void volatile while with yield NaN Infinity Math Number Object
Array Map BigInt ArrayBuffer Error String globalThis
"""
WALKS = 40

Block = tuple[list[str], bool]
"""Statements, and whether what follows them is reached."""


class Value(NamedTuple):
    """A JavaScript expression and the kind of its value; of a tuple, perhaps its parts."""

    code: str
    kind: Any
    parts: "tuple[Value, ...] | None" = None

    @property
    def simple(self) -> bool:
        """Whether it is a name or a plain number: free, and the same when repeated."""
        return re.fullmatch(r"[\w$.]+", self.code) is not None


class Loop(NamedTuple):
    """How a loop runs: what is done before it, how many rounds, the item of a round."""

    setup: list[str]
    rounds: str
    item: Value
    array: str = ""  # all items, where they are an array anyway


@dataclass(eq=False)
class Scope:
    """The names of a function or comprehension, as JavaScript has them."""

    node: ast.AST
    names: dict[str, str]
    parent: "Scope | None"
    depth: int


@dataclass(eq=False)
class Closure:
    """A function within a function: the kinds that it is given, and what it returns."""

    node: ast.FunctionDef | ast.Lambda
    params: dict[str, Any] = field(default_factory=dict)
    returns: Any = NEVER
    version: int = 0
    calls: set["Closure"] = field(default_factory=set)

    def reaches(self, other: "Closure", seen: set["Closure"]) -> bool:
        """Whether a call of it may come to a call of another."""
        seen.add(self)
        return self is other or any(c.reaches(other, seen) for c in self.calls - seen)

    def take(self, name: str, kind: Any) -> None:
        growth = Cell.growth
        self.params[name] = grown(self.params.get(name, NEVER), argument(kind))
        self.version += Cell.growth != growth

    def give(self, kind: Any) -> None:
        growth = Cell.growth
        self.returns = grown(self.returns, kind)
        self.version += Cell.growth != growth


class Body:
    """One function, for one choice of the kinds of its arguments."""

    def __init__(
        self, program: Any, source: Source, params: dict[str, Any], inside: bool
    ) -> None:
        self.program, self.source, self.params, self.inside = program, source, params, inside
        self.use: Callable[[str], str] = program.use
        self.kinds: dict[Any, Any] = {}  # of names and of calls
        self.seen = set[Any]()  # the names whose kinds were asked for
        self.cells: dict[int, Cell] = {}  # of the lists and dicts that are made
        self.closures: dict[int, Closure] = {}
        self.calls = set[Closure]()  # the closures that it, or what it calls, calls
        self.within_closures: list[Closure] = []
        self.loads: dict[Any, Any] = {}  # nodes that are not in the source
        self.returns: Any = NEVER
        self.code = ""

    # --- a walk ---

    def translate(self, name: str) -> None:
        """Walk the function until its kinds settle, and keep the last walk's JavaScript."""
        for _ in range(WALKS):
            growth = Cell.growth
            self.numbers = 0
            self.temps: list[list[str]] = [[]]
            self.scope: Scope | None = None
            self.facts: set[str] = set()  # "x": the name x is bound; "x!": and not None
            self.gives = [self.give]
            try:
                params, lines = self.function(self.source.node, self.params)
            except RecursionError:
                break
            if Cell.growth == growth:
                self.code = f"function {name}({params}) {{\n{lines}\n}}"
                return
        raise self.no(self.source.node, "unsettled")

    def give(self, kind: Any) -> None:
        self.returns = grown(self.returns, kind, seen=False)

    def no(self, node: ast.AST, key: str, *words: Any) -> TranslationError:
        return self.source.refusal(node, key, *words)

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def temp(self) -> str:
        name = f"${self.number()}"
        self.temps[-1].append(name)
        return name

    def function(self, node: Any, params: dict[str, Any]) -> tuple[str, str]:
        """Return the parameters and the statements of a function."""
        outer = self.scope
        names = [*params, *(n for n in assigned_names(node) if n not in params)]
        end = "" if outer is None else f"${self.number()}"
        table = {n: n + end if end else js_name(n) for n in names}
        facts = {f for f in self.facts if not f.endswith("!")} - set(names) | set(params)
        with self.within(Scope(node, table, outer, outer.depth + 1 if outer else 0), facts):
            for name, kind in params.items():
                self.assign(name, kind)
            if isinstance(node, ast.Lambda):
                node = ast.FunctionDef("", node.args, self.kept(node, "return"), [])
            lines, falls = self.block(node.body)
            if falls:
                self.gives[-1](NONE)
                lines.append("return null;")
            local = [table[n] for n in names if n not in params] + self.temps[-1]
        let = f"let {', '.join(local)};\n" if local else ""
        return ", ".join(table[n] for n in params), let + "\n".join(lines)

    @contextmanager
    def within(self, scope: Scope, facts: set[str]) -> Iterator[None]:
        """Walk within a scope, with what is known at its start."""
        outer, self.scope, self.facts = (self.scope, self.facts), scope, facts
        self.temps.append([])
        yield
        self.temps.pop()
        self.scope, self.facts = outer

    def kept(self, node: Any, make: str) -> Any:
        """Return a node that is not in the source, the same in each walk."""
        if (id(node), make) not in self.loads:
            new: Any
            if make == "return":
                new = [ast.copy_location(ast.Return(node.body), node.body)]
            elif make == "load":
                new = ast.copy_location(ast.Name(node.id, ast.Load()), node)
            else:
                new = ast.copy_location(ast.Name(make, ast.Load()), node)
            self.loads[id(node), make] = new
        return self.loads[id(node), make]

    # --- names ---

    def find(self, name: str) -> Scope | None:
        scope = self.scope
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope

    def assign(self, name: str, kind: Any) -> str:
        """Note that a name holds a kind; return the name in JavaScript."""
        scope = self.find(name)
        assert scope is not None
        key = (id(scope.node), name)
        self.kinds[key] = grown(self.kinds.get(key, NEVER), kind, key in self.seen)
        self.facts = self.facts - {name + "!"} | {name}
        return scope.names[name]

    def static(self, node: ast.expr) -> Any:
        """Return the Python object that an expression names, or `NEVER` if it is local."""
        if isinstance(node, ast.Name) and self.find(node.id) is None:
            owner, name = self.source, node.id
            found = self.source.lookup(name, NEVER)
        elif isinstance(node, ast.Attribute):
            owner, name = self.static(node.value), node.attr
            if not isinstance(owner, types.ModuleType):
                return NEVER
            found = getattr(owner, name, NEVER)
        else:
            return NEVER
        if found is NEVER:
            raise self.no(node, "unknown", name)
        return found

    def on_Name(self, node: ast.Name) -> Value:
        scope = self.find(node.id)
        if scope is None:
            return self.constant(node, self.static(node))
        key = (id(scope.node), node.id)
        self.seen.add(key)
        value = Value(scope.names[node.id], self.kinds.get(key, NEVER))
        if node.id not in self.facts:
            free = str(self.scope is not None and self.scope.depth > scope.depth).lower()
            code = f"{self.use('$bound')}({value.code}, {text(node.id)}, {free})"
            return Value(code, value.kind)
        return self.some(value) if node.id + "!" in self.facts else value

    def on_Constant(self, node: ast.Constant) -> Value:
        return self.constant(node, node.value)

    def constant(self, node: ast.AST, value: Any) -> Value:
        try:
            return self.program.constant(value)  # type: ignore[no-any-return]
        except TranslationError as problem:
            raise self.no(node, problem.key, *problem.words) from None

    def on_Attribute(self, node: ast.Attribute) -> Value:
        found = self.static(node)
        if found is not NEVER:
            return self.constant(node, found)
        owner = self.some(self.expr(node.value))
        if owner.kind == NEVER:
            return owner
        if not isinstance(owner.kind, Record) or node.attr not in owner.kind.names:
            raise self.no(node, "attribute", node.attr, called(owner.kind))
        place = owner.kind.names.index(node.attr)
        return Value(f"{owner.code}.{node.attr}", owner.kind.items[place])

    # --- what every expression can be asked ---

    def expr(self, node: ast.expr) -> Value:
        method = getattr(self, f"on_{type(node).__name__}", None)
        if method is None:
            raise self.no(node, type(node).__name__)
        return method(node)  # type: ignore[no-any-return]

    def some(self, value: Value) -> Value:
        """Return a value that is not None, with a check where it may be."""
        if isinstance(value.kind, Opt):
            return Value(f"{self.use('$some')}({value.code})", value.kind.inner)
        return value

    def num(self, node: Any, place: Any = None) -> Value:
        """Return a number; a truth value is 0 or 1."""
        value = self.some(node if isinstance(node, Value) else self.expr(node))
        if value.kind == BOOL:
            return Value(f"(+{value.code})", Num(False, 0, 1))
        if isinstance(value.kind, Num) or value.kind == NEVER:
            return value
        raise self.no(place or node, "number", called(value.kind))

    def whole(self, node: ast.expr) -> Value:
        """Return a number that Python takes for an index, a size or a mask: an int."""
        value = self.num(node)
        if getattr(value.kind, "real", False):
            if value.kind.origin != "any":
                raise self.no(node, "float-index", ast.unparse(node))
            return Value(f"{self.use('$whole')}({value.code})", Num(False, -SAFE, SAFE))
        return value

    def key(self, node: ast.expr) -> Value:
        value = self.some(self.expr(node))
        if value.kind not in (STR, NEVER):
            raise self.no(node, "key", called(value.kind))
        return value

    def truth(self, node: ast.expr) -> str:
        """Return the JavaScript for whether an expression is true."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"(!{self.truth(node.operand)})"
        if isinstance(node, ast.BoolOp):
            sign = " && " if isinstance(node.op, ast.And) else " || "
            return f"({sign.join(self.in_turn(node, self.truth))})"
        return self.true(node, self.expr(node))

    def true(self, node: ast.AST, value: Value) -> str:
        kind, code = value.kind, value.code
        if isinstance(kind, Opt):
            held = self.temp()
            return f"(({held} = {code}) !== null && {self.true(node, Value(held, kind.inner))})"
        if kind in (BOOL, NEVER):
            return code
        if isinstance(kind, Num):
            return f"({code} !== 0)"
        if kind == STR or isinstance(kind, (Cell, Tup)):
            return f"({code}.{'size' if form_of(kind) == 'dict' else 'length'} > 0)"
        raise self.no(node, "truth", called(kind))

    def in_turn(self, node: ast.BoolOp, read: Callable[[ast.expr], Any]) -> list[Any]:
        """Return the parts of `and` or `or`, each with what the ones before it show."""
        before, parts = self.facts, []
        for part in node.values:
            parts.append(read(part))
            self.facts = self.facts | shown_present(part, isinstance(node.op, ast.And))
        self.facts = before
        return parts

    # --- operators ---

    def on_UnaryOp(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return Value(self.truth(node), BOOL)
        return library.unary(self, node)

    def on_BinOp(self, node: ast.BinOp) -> Value:
        return library.binary(self, node, self.expr(node.left), self.expr(node.right))

    def on_BoolOp(self, node: ast.BoolOp) -> Value:
        values: list[Value] = self.in_turn(node, self.expr)
        result = values.pop()
        for part, value in zip(node.values[-2::-1], values[::-1], strict=True):
            held = self.temp()
            sides = [held, result.code]
            if isinstance(node.op, ast.And):
                sides.reverse()
            test = self.true(part, Value(held, value.kind))
            code = f"({held} = {value.code}, {test} ? {sides[0]} : {sides[1]})"
            result = Value(code, join(value.kind, result.kind))
        return result

    def on_IfExp(self, node: ast.IfExp) -> Value:
        test, before = self.truth(node.test), self.facts
        self.facts = before | shown_present(node.test, True)
        then = self.expr(node.body)
        self.facts = before | shown_present(node.test, False)
        orelse = self.expr(node.orelse)
        self.facts = before
        return Value(f"({test} ? {then.code} : {orelse.code})", join(then.kind, orelse.kind))

    def on_Compare(self, node: ast.Compare) -> Value:
        left, tests = self.expr(node.left), []
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = after = self.expr(part)
            if part is not node.comparators[-1] and not right.simple:
                after = Value(self.temp(), right.kind)
                right = Value(f"({after.code} = {right.code})", right.kind)
            tests.append(library.comparison(self, node, op, left, right))
            left = after
        return Value(f"({' && '.join(tests)})", BOOL)

    def on_JoinedStr(self, node: ast.JoinedStr) -> Value:
        code = '""'
        for part in node.values:
            constant = isinstance(part, ast.Constant)
            code += " + " + (text(written(part)) if constant else library.formatted(self, part))
        return Value(f"({code})", STR)

    # --- lists, tuples, dicts ---

    def on_Tuple(self, node: ast.Tuple) -> Value:
        return pair(*(self.expr(item) for item in node.elts))

    def on_List(self, node: ast.List) -> Value:
        items = [self.expr(item) for item in node.elts]
        code = f"[{', '.join(item.code for item in items)}]"
        return self.new(node, code, {None: join_all(item.kind for item in items)})

    def on_Dict(self, node: ast.Dict) -> Value:
        made, entries = self.new(node, "", {}, "dict"), []
        for key, part in zip(node.keys, node.values, strict=True):
            if key is None:
                raise self.no(node, "unpacking", "**")
            name, value = self.key(key), self.expr(part)
            made.kind.put(written(key), value.kind)
            entries.append(f"[{name.code}, {value.code}]")
        return Value(f"new Map([{', '.join(entries)}])", made.kind)

    def new(self, node: ast.AST, code: str, items: dict[Any, Any], form: str = "list") -> Value:
        """Return a new list or dict, with the cell of the line that makes it."""
        cell = self.cells.setdefault(id(node), Cell(form, {}))
        for key, kind in items.items():
            cell.put(key, kind)
        return Value(code, cell)

    def on_Subscript(self, node: ast.Subscript) -> Value:
        owner = self.as_tuple(self.some(self.expr(node.value)))
        form, kind = form_of(owner.kind), owner.kind
        if isinstance(node.slice, ast.Slice):
            return self.slice(node, owner, node.slice)
        if form == "dict":
            code = f"{self.use('$key')}({owner.code}, {self.key(node.slice).code})"
            return Value(code, kind.get(written(node.slice)))
        if form not in ("list", "tuple", "range", "never"):
            raise self.no(node, "item", called(kind))
        index, item = self.whole(node.slice), item_of(kind)
        low, high = index.kind.range if isinstance(index.kind, Num) else (0, 1)
        if isinstance(kind, Tup) and low == high and -len(kind.items) <= low < len(kind.items):
            item = kind.items[low]
        name = {"range": "range object", "never": "list"}.get(form, form)
        return Value(f"{self.use('$at')}({owner.code}, {index.code}, {text(name)})", item)

    def slice(self, node: ast.Subscript, owner: Value, part: ast.Slice) -> Value:
        bounds = ["null" if b is None else self.whole(b).code for b in (part.lower, part.upper)]
        bounds.append("1" if part.step is None else self.whole(part.step).code)
        code = f"{self.use('$slice')}({owner.code}, {', '.join(bounds)})"
        if form_of(owner.kind) == "tuple":
            return Value(code, listed(item_of(owner.kind), "tuple"))
        if form_of(owner.kind) not in ("list", "never"):
            raise self.no(node, "item", called(owner.kind))
        return self.new(node, code, {None: item_of(owner.kind)})

    def as_tuple(self, value: Value) -> Value:
        """Return a named tuple as the tuple that it is."""
        if isinstance(value.kind, Record) and value.kind.is_tuple:
            return Value(f"Object.values({value.code})", Tup(value.kind.items))
        return value

    def on_ListComp(self, node: ast.ListComp) -> Value:
        code, item = self.comprehension(node, lambda value: f"$r.push({value});")
        return self.new(node, code, {None: item})

    def on_DictComp(self, node: ast.DictComp) -> Value:
        def entry() -> Value:
            key, value = self.key(node.key), self.expr(node.value)
            return Value(f"{key.code}, {value.code}", value.kind)

        code, item = self.comprehension(node, lambda e: f"$r.set({e});", entry, "new Map()")
        return self.new(node, code, {None: item}, "dict")

    def comprehension(
        self,
        node: Any,
        step: Callable[[str], str],
        element: Callable[[], Value] | None = None,
        start: str = "[]",
        end: str = "return $r;",
    ) -> tuple[str, Any]:
        """Return a comprehension as an immediate function, and the kind of its items."""
        end_of_name = f"${self.number()}"
        names = [n for g in node.generators for n in target_names(g.target)]
        table = {n: n + end_of_name for n in names}
        depth = self.scope.depth if self.scope else 0
        first = self.loop(node.generators[0].iter)
        opening, closing = [], []
        with self.within(Scope(node, table, self.scope, depth), self.without(names)):
            for generator in node.generators:
                loop = first if generator is node.generators[0] else self.loop(generator.iter)
                opening += [*self.rounds(loop), *self.bind(generator.target, loop.item)]
                closing.append("}}")
                for test in generator.ifs:
                    opening.append(f"if ({self.truth(test)}) {{")
                    closing.append("}")
                    self.facts = self.facts | shown_present(test, True)
            value = element() if element else self.expr(node.elt)
            local = [*table.values(), *self.temps[-1]]
        lines = [f"let {', '.join(local)};"] if local else []
        lines += [f"const $r = {start};", *opening, step(value.code), *closing[::-1], end]
        return "(() => {\n" + "\n".join(lines) + "\n})()", value.kind

    def without(self, names: Iterable[str]) -> set[str]:
        """Return what is still known when some names are assigned anew."""
        return self.facts - {n + end for n in names for end in ("", "!")}

    # --- loops ---

    def loop(self, node: ast.expr) -> Loop:
        """Return how a loop over an expression runs; its round is `$k`."""
        if isinstance(node, ast.Call):
            function = self.static(node.func)
            if function in library.ITERATORS:
                return library.ITERATORS[function](self, node)
            if isinstance(node.func, ast.Attribute) and node.func.attr in library.VIEWS:
                owner = self.some(self.expr(node.func.value))
                if form_of(owner.kind) == "dict" and not node.args:
                    return self.loop_over_dict(owner, node.func.attr)
        value = self.as_tuple(self.some(self.expr(node)))
        form, held = form_of(value.kind), f"$s{self.number()}"
        if form == "dict":
            return self.loop_over_dict(value, "keys")
        if form not in ("list", "tuple", "range", "str", "never"):
            raise self.no(node, "loop", called(value.kind))
        code = f"[...{value.code}]" if form in ("str", "never") else value.code
        item = STR if form == "str" else item_of(value.kind)
        setup = [f"const {held} = {code};"]
        return Loop(setup, f"{held}.length", Value(f"{held}[$k]", item), code)

    def loop_over_dict(self, owner: Value, what: str) -> Loop:
        number = self.number()
        held, keys = f"$d{number}", f"$s{number}"
        setup = [f"const {held} = {owner.code};", f"const {keys} = [...{held}.keys()];"]
        count = f"{self.use('$steady')}({held}, {keys}.length)"
        key = f"{keys}[$k]"
        parts = Value(key, STR), Value(f"{held}.get({key})", owner.kind.item)
        item = {"items": pair(*parts), "keys": parts[0], "values": parts[1]}[what]
        return Loop(setup, count, item)

    def rounds(self, loop: Loop) -> list[str]:
        return ["{", *loop.setup, f"for (let $k = 0; $k < {loop.rounds}; $k++) {{"]

    # --- functions within functions, and calls ---

    def on_Lambda(self, node: ast.FunctionDef | ast.Lambda) -> Value:
        """Return a function within a function, for the kinds of its calls."""
        closure = self.closures.setdefault(id(node), Closure(node))
        defaults = {name: self.expr(part) for name, part in default_nodes(self, node).items()}
        for name in argument_names(node):
            closure.take(name, defaults[name].kind if name in defaults else NEVER)
        self.gives.append(closure.give)
        self.within_closures.append(closure)
        params, lines = self.function(node, dict(closure.params))
        self.within_closures.pop()
        self.gives.pop()
        names = {name: f"$d{i}" for i, name in enumerate(defaults)}
        declared = [
            param + (f" = {names[name]}" if name in names else "")
            for name, param in zip(argument_names(node), params.split(", "), strict=False)
        ]
        code = f"(({', '.join(declared)}) => {{\n{lines}\n}})"
        if defaults:
            given = ", ".join(value.code for value in defaults.values())
            code = f"(({', '.join(names.values())}) => {code})({given})"
        return Value(code, Fun(frozenset([closure])))

    def on_Call(self, node: ast.Call) -> Value:
        if any(isinstance(a, ast.Starred) for a in node.args):
            raise self.no(node, "unpacking", "*")
        if any(keyword.arg is None for keyword in node.keywords):
            raise self.no(node, "unpacking", "**")
        function = self.static(node.func)
        if function is not NEVER:
            return self.call(node, function)
        if isinstance(node.func, ast.Attribute):
            owner = self.some(self.expr(node.func.value))
            if not (isinstance(owner.kind, Record) and node.func.attr in owner.kind.names):
                return library.method(self, node, owner)
        return self.call_value(node, self.some(self.expr(node.func)))

    def call(self, node: ast.Call, function: Any, code: str = "") -> Value:
        """Call what is known by name: a function of the library, a class, or a function."""
        try:
            handler = library.FUNCTIONS.get(function)
        except TypeError:
            handler = None
        if handler is not None:
            return handler(self, node)
        if isinstance(function, type) and library.is_record(function):
            return self.make(node, function)
        if not isinstance(function, types.FunctionType):
            raise self.no(node, "call", ast.unparse(node.func))
        try:
            source = source_of(function)
        except TranslationError as problem:
            raise self.no(node, problem.key, *problem.words) from None
        positional = len(source.node.args.posonlyargs + source.node.args.args)
        names = argument_names(source.node)
        values, before = self.arguments(node, names, positional, source.defaults)
        given = [n for n in names if n in values]
        for name in names:
            if name not in values:
                values[name] = self.constant(node, source.defaults[name])
        return self.program.call(self, node, source, values, given, before)  # type: ignore[no-any-return]

    def arguments(
        self, node: ast.Call, names: list[str], positional: int, defaults: Any
    ) -> tuple[dict[str, Value], list[str]]:
        """Return the arguments by name, and what to evaluate first to keep Python's order."""
        given = dict(zip(names, node.args, strict=False))
        if len(node.args) > positional or len(given) < len(node.args):
            raise self.no(node, "arguments", ast.unparse(node.func))
        for keyword in node.keywords:
            if keyword.arg not in names or keyword.arg in given:
                raise self.no(node, "arguments", ast.unparse(node.func))
            given[keyword.arg] = keyword.value
        if any(name not in given and name not in defaults for name in names):
            raise self.no(node, "arguments", ast.unparse(node.func))
        values = {name: self.expr(part) for name, part in given.items()}
        if list(values) == [n for n in names if n in values]:
            return values, []
        return self.held(values)

    def held(self, values: dict[str, Value]) -> tuple[dict[str, Value], list[str]]:
        """Return values as names that are assigned first, in this order."""
        held = {n: v if v.simple else Value(self.temp(), v.kind) for n, v in values.items()}
        before = [f"{held[n].code} = {v.code}" for n, v in values.items() if not v.simple]
        return held, before

    def call_value(self, node: ast.Call, function: Value) -> Value:
        """Call a function that a name or a table holds."""
        if function.kind == NEVER:
            parts = [self.expr(a) for a in [*node.args, *(k.value for k in node.keywords)]]
            return Value(f"({', '.join([function.code, *(p.code for p in parts)])})", NEVER)
        if not isinstance(function.kind, Fun):
            raise self.no(node, "call", called(function.kind))
        targets = list(function.kind.targets)
        closures = [t for t in targets if isinstance(t, Closure)]
        if len(closures) == len(targets):
            return self.call_closures(node, function, closures)
        if len(targets) == 1:
            result = self.call(node, targets[0])
            return (
                result
                if function.simple
                else result._replace(code=f"({function.code}, {result.code})")
            )
        return self.call_one_of(node, function, targets)

    def call_closures(self, node: ast.Call, function: Value, targets: list[Closure]) -> Value:
        names = argument_names(targets[0].node)
        plain = targets[0].node.args
        if any(ast.dump(t.node.args) != ast.dump(plain) for t in targets):
            raise self.no(node, "unlike")
        defaults = default_nodes(self, targets[0].node)
        positional = len(plain.posonlyargs + plain.args)
        values, before = self.arguments(node, names, positional, defaults)
        self.note_calls(node, set(targets))
        for target in targets:
            for name, value in values.items():
                target.take(name, value.kind)
        codes = [values[n].code if n in values else "undefined" for n in names]
        code = f"{function.code}({', '.join(codes)})"
        if before and not function.simple:
            raise self.no(node, "unlike")
        return Value(in_order(before, code), join_all(t.returns for t in targets))

    def note_calls(self, node: ast.Call, targets: set[Closure]) -> None:
        """Note that closures are called here; refuse one that comes to call itself."""
        self.calls |= targets
        for caller in self.within_closures:
            caller.calls |= targets
            if any(target.reaches(caller, set()) for target in targets):
                raise self.no(node, "recursion", ast.unparse(node.func))

    def call_one_of(self, node: ast.Call, function: Value, targets: list[Any]) -> Value:
        """Call one of several functions that are known by name."""
        if node.keywords or self.scope is None or any(isinstance(t, Closure) for t in targets):
            raise self.no(node, "unlike")
        chosen, names = self.temp(), {f"$a{i}": self.temp() for i in range(len(node.args))}
        before = [f"{chosen} = {function.code}"]
        for name, part in zip(names, node.args, strict=True):
            value = self.expr(part)
            self.kinds[id(node), name] = value.kind
            before.append(f"{names[name]} = {value.code}")
        code, returns = "", NEVER
        scope = Scope(node, names, self.scope, self.scope.depth)
        with self.within(scope, self.facts | set(names)):
            for target in sorted(targets, key=self.program.name_of):
                call = self.loads.setdefault(
                    (id(node), target),
                    ast.Call(node.func, [self.kept(node, name) for name in names], []),
                )
                result = self.call(ast.copy_location(call, node), target)
                test = f"{chosen} === {text(self.program.name_of(target))} ? "
                code += f"{test}{result.code} : "
                returns = join(returns, result.kind)
        return Value(in_order(before, code + "undefined"), returns)

    def make(self, node: ast.Call, cls: type) -> Value:
        """Make a named tuple or a frozen dataclass."""
        names, defaults = Record(cls, ()).names, library.record_defaults(self, node, cls)
        by_keyword = any(f.kw_only for f in getattr(cls, "__dataclass_fields__", {}).values())
        values, before = self.arguments(node, names, 0 if by_keyword else len(names), defaults)
        for name in names:
            if name not in values:
                values[name] = self.constant(node, defaults[name])
        fields = ", ".join(f"{name}: {values[name].code}" for name in names)
        kind = Record(cls, tuple(values[name].kind for name in names))
        made = Value(in_order(before, f"{{{fields}}}"), kind)
        return self.program.made(made, self.inside)  # type: ignore[no-any-return]

    # --- statements ---

    def block(self, statements: Iterable[ast.stmt]) -> Block:
        lines: list[str] = []
        for statement in statements:
            method = getattr(self, f"do_{type(statement).__name__}", None)
            if method is None:
                raise self.no(statement, type(statement).__name__)
            more, falls = method(statement)
            lines += more
            if not falls:
                return lines, False
        return lines, True

    def do_Pass(self, node: ast.Pass) -> Block:
        return [], True

    def do_Break(self, node: ast.Break) -> Block:
        return ["break;"], False

    def do_Continue(self, node: ast.Continue) -> Block:
        return ["continue;"], False

    def do_Expr(self, node: ast.Expr) -> Block:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return [], True
        return [f"({self.expr(node.value).code});"], True

    def do_Return(self, node: ast.Return) -> Block:
        value = self.expr(node.value) if node.value else Value("null", NONE)
        self.gives[-1](value.kind)
        return [f"return {value.code};"], False

    def do_Raise(self, node: ast.Raise) -> Block:
        call = node.exc
        if not isinstance(call, ast.Call) or self.static(call.func) is not ValueError:
            raise self.no(node, "raise")
        if node.cause or len(call.args) != 1 or call.keywords:
            raise self.no(node, "raise")
        message = self.expr(call.args[0])
        if message.kind not in (STR, NEVER):
            raise self.no(node, "raise")
        return [f'throw {self.use("$error")}("ValueError", {message.code});'], False

    def do_If(self, node: ast.If) -> Block:
        test, before = self.truth(node.test), self.facts
        self.facts = before | shown_present(node.test, True)
        then, then_falls = self.block(node.body)
        after = self.facts
        self.facts = before | shown_present(node.test, False)
        orelse, else_falls = self.block(node.orelse)
        if not else_falls:
            self.facts = after
        elif then_falls:
            self.facts = self.facts & after
        lines = [f"if ({test}) {{", *then, "}"]
        return lines + (["else {", *orelse, "}"] if orelse else []), then_falls or else_falls

    def do_For(self, node: ast.For) -> Block:
        if node.orelse:
            raise self.no(node, "else")
        loop = self.loop(node.iter)
        before = self.facts = self.facts - {name + "!" for name in assigned_names(node)}
        lines = [*self.rounds(loop), *self.bind(node.target, loop.item)]
        lines += self.block(node.body)[0]
        self.facts = before
        return [*lines, "}}"], True

    def do_While(self, node: ast.While) -> Block:
        if node.orelse:
            raise self.no(node, "else")
        self.facts = self.facts - {name + "!" for name in assigned_names(node)}
        test, before = self.truth(node.test), self.facts
        self.facts = before | shown_present(node.test, True)
        lines = [f"while ({test}) {{", *self.block(node.body)[0], "}"]
        self.facts = before
        return lines, written(node.test) is not True or leaves(node.body)

    def do_FunctionDef(self, node: ast.FunctionDef) -> Block:
        if node.decorator_list:
            raise self.no(node, "decorator")
        function = self.on_Lambda(node)
        return [f"{self.assign(node.name, function.kind)} = {function.code};"], True

    def do_Assign(self, node: ast.Assign) -> Block:
        value, lines = self.expr(node.value), list[str]()
        if len(node.targets) > 1:
            value, lines = self.hold(value)
        for target in node.targets:
            lines += self.bind(target, value)
        return lines, True

    def do_AnnAssign(self, node: ast.AnnAssign) -> Block:
        return self.bind(node.target, self.expr(node.value)) if node.value else [], True

    def do_AugAssign(self, node: ast.AugAssign) -> Block:
        target: Any = node.target
        if isinstance(target, ast.Name):
            old = self.on_Name(self.kept(target, "load"))
            if form_of(old.kind) == "list" and isinstance(node.op, ast.Add):
                return [f"{library.extend(self, node, old, node.value).code};"], True
            value = library.binary(self, node, old, self.expr(node.value))
            return self.bind(target, value), True
        if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Slice):
            raise self.no(node, "assignment", ast.unparse(target))
        owner, lines = self.hold(self.some(self.expr(target.value)))
        place = (
            self.key(target.slice)
            if form_of(owner.kind) == "dict"
            else self.whole(target.slice)
        )
        place, more = self.hold(place)
        get = self.use("$key" if form_of(owner.kind) == "dict" else "$at")
        old = Value(
            f'{get}({owner.code}, {place.code}, "list")',
            item_of(owner.kind, written(target.slice)),
        )
        if form_of(old.kind) == "list":
            raise self.no(node, "augmented")
        value = library.binary(self, node, old, self.expr(node.value))
        return [*lines, *more, *self.store(target, owner, place, value)], True

    def hold(self, value: Value) -> tuple[Value, list[str]]:
        """Return a value as a name, and what to do before."""
        if value.simple:
            return value, []
        held = self.temp()
        return Value(held, value.kind), [f"{held} = {value.code};"]

    def bind(self, target: ast.expr, value: Value) -> list[str]:
        """Return the statements that assign a value to a target."""
        if isinstance(target, ast.Name):
            return [f"{self.assign(target.id, value.kind)} = {value.code};"]
        if isinstance(target, (ast.Tuple, ast.List)):
            return self.unpack(target, self.as_tuple(self.some(value)))
        if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Slice):
            raise self.no(target, "assignment", ast.unparse(target))
        value, lines = self.hold(value)
        owner = self.some(self.expr(target.value))
        place = (
            self.key(target.slice)
            if form_of(owner.kind) == "dict"
            else self.whole(target.slice)
        )
        return lines + self.store(target, owner, place, value)

    def store(self, target: Any, owner: Value, place: Value, value: Value) -> list[str]:
        self.change(target, owner.kind, written(target.slice), value.kind)
        if form_of(owner.kind) == "dict":
            return [f"{owner.code}.set({place.code}, {value.code});"]
        return [f"{self.use('$put')}({owner.code}, {place.code}, {value.code});"]

    def change(self, node: ast.AST, kind: Any, key: Any, new: Any) -> None:
        """Note that something is stored in a list or dict; refuse if it is not its own."""
        if kind == NEVER:
            return
        if form_of(kind) not in ("list", "dict"):
            raise self.no(node, "store", called(kind))
        if kind.frozen:
            raise self.no(node, "frozen", called(kind))
        kind.put(key if kind.form == "dict" else None, new)

    def unpack(self, target: ast.Tuple | ast.List, value: Value) -> list[str]:
        kind, size = value.kind, len(target.elts)
        lines: list[str] = []
        if form_of(kind) not in ("tuple", "list", "range", "never"):
            raise self.no(target, "unpack", called(kind))
        if isinstance(kind, Tup) and len(kind.items) != size:
            raise self.no(target, "unpack", f"{len(kind.items)} values into {size} names")
        parts: list[Value] = []
        if value.parts is not None:
            for part in value.parts:
                held, more = self.hold(part._replace(code=f"({part.code})"))
                lines += more
                parts.append(held)
        else:
            code = value.code
            if not isinstance(kind, Tup):
                code = f"{self.use('$unpacked')}({code}, {size})"
            held, lines = self.hold(Value(f"({code})", kind))
            items = kind.items if isinstance(kind, Tup) else [item_of(kind)] * size
            parts = [Value(f"{held.code}[{i}]", item) for i, item in enumerate(items)]
        for part_target, part in zip(target.elts, parts, strict=True):
            lines += self.bind(part_target, part)
        return lines


# --- what the syntax says ---


def text(value: str) -> str:
    """Return a string literal that is safe inside a script element."""
    return json.dumps(value).replace("<", "\\u003c")


def js_name(name: str) -> str:
    return name + "$" if name in RESERVED.split() else name


def in_order(before: list[str], code: str) -> str:
    return f"({', '.join([*before, code])})" if before else code


def pair(*parts: Value) -> Value:
    code = f"[{', '.join(part.code for part in parts)}]"
    return Value(code, Tup(tuple(part.kind for part in parts)), parts)


def argument_names(node: ast.FunctionDef | ast.Lambda) -> list[str]:
    return [a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]


def default_nodes(body: Body, node: ast.FunctionDef | ast.Lambda) -> dict[str, ast.expr]:
    """Return the defaults of a function within a function; refuse what may change."""
    if node.args.vararg or node.args.kwarg:
        raise body.no(node, "star-arguments")
    plain = [*node.args.posonlyargs, *node.args.args]
    late = plain[len(plain) - len(node.args.defaults) :]
    found = {a.arg: d for a, d in zip(late, node.args.defaults, strict=True)}
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    found.update({a.arg: d for a, d in pairs if d is not None})
    for default in found.values():
        if not isinstance(default, (ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.Tuple)):
            raise body.no(default, "default")
    return found


def target_names(target: Any) -> list[str]:
    """Return the names of the target of an assignment, a loop or a comprehension."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for part in target.elts for name in target_names(part)]
    return [target.id] if isinstance(target, ast.Name) else []


@functools.cache
def assigned_names(node: Any) -> list[str]:
    """Return the names that a function or loop assigns, not in a function within it."""
    found: dict[str, None] = {}
    queue = [node]
    while queue:
        part = queue.pop()
        for target in [*getattr(part, "targets", []), getattr(part, "target", None)]:
            found |= dict.fromkeys(target_names(target))
        if isinstance(part, ast.FunctionDef) and part is not node:
            found[part.name] = None
        elif not isinstance(part, ast.Lambda):
            queue += [*getattr(part, "body", []), *getattr(part, "orelse", [])][::-1]
    return list(found)


def leaves(statements: list[ast.stmt]) -> bool:
    """Whether `break` leaves the loop that has these statements."""
    return any(
        isinstance(s, ast.Break)
        or (isinstance(s, ast.If) and (leaves(s.body) or leaves(s.orelse)))
        for s in statements
    )


def written(node: Any) -> Any:
    """Return a constant that is written out, or None."""
    return node.value if isinstance(node, ast.Constant) else None


def shown_present(test: ast.expr, outcome: bool) -> set[str]:
    """Return, as facts, the names that are not None where a test has come out."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return shown_present(test.operand, not outcome)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == outcome:
        return set().union(*(shown_present(part, outcome) for part in test.values))
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name):
        parts = test.ops + test.comparators
        none = isinstance(parts[-1], ast.Constant) and parts[-1].value is None
        if len(parts) == 2 and none and isinstance(parts[0], ast.IsNot if outcome else ast.Is):
            return {test.left.id + "!"}
    return set()


# --- forms and words ---


def form_of(kind: Any) -> str:
    if isinstance(kind, Cell):
        return kind.form
    return getattr(kind, "name", {Tup: "tuple"}.get(type(kind), type(kind).__name__))


def item_of(kind: Any, key: Any = None) -> Any:
    if isinstance(kind, Cell):
        return kind.get(key if kind.form == "dict" else None)
    return join_all(kind.items) if isinstance(kind, Tup) else NEVER


def called(kind: Any) -> str:
    """Return what to call a kind in a refusal."""
    if isinstance(kind, Opt):
        return "None" if kind.inner == NEVER else f"{called(kind.inner)} or None"
    if isinstance(kind, Num):
        return "a number" if kind.real else "an int"
    if isinstance(kind, Record):
        return f"a {kind.cls.__name__}"
    names = {"str": "text", "bool": "a truth value", "Fun": "a function"}
    names["mixed"] = "a value of one of several types"
    return names.get(form_of(kind), f"a {form_of(kind)}")
