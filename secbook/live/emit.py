"""From the syntax of a function to JavaScript, with the kinds of its values.

One walk does both: each expression becomes a `Value`, its JavaScript and its kind. What a
name may hold is the join of all that is assigned to it, so a function is walked until no
kind grows any more, and the last walk is what is kept. A function is translated once for
each choice of its arguments' kinds; a function within a function, which sees the names
around it, once for the join of them.
"""

import ast
import functools
import inspect
import json
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from secbook.live import kinds, library
from secbook.live.kinds import BOOL, INT, NEVER, NONE, STR, Kind, item_of, join
from secbook.live.parse import Source, TranslationError, source_of

WALKS = 40

Block = tuple[list[str], bool]
"""Statements, and whether what follows them is reached."""
LEAVING: dict[Any, Block] = {
    ast.Pass: ([], True),
    ast.Break: (["break;"], False),
    ast.Continue: (["continue;"], False),
}
BOTH: dict[Any, str] = {ast.And: " && ", ast.Or: " || "}


class Value(NamedTuple):
    """A JavaScript expression and the kind of its value."""

    code: str
    kind: Kind


class Closure(NamedTuple):
    """A function within a function; `body` knows the kinds of its arguments and results."""

    body: "Body"
    node: Any

    @property
    def end(self) -> tuple[int, int]:
        return self.node.end_lineno, self.node.end_col_offset


@dataclass(eq=False)
class Scope:
    """The names of a function or comprehension, as JavaScript has them."""

    node: Any
    names: dict[str, str]
    parent: "Scope | None"
    owner: Any  # the function or comprehension in which it is


class DeadEnd(Exception):
    """An expression has no value: where it is reached, evaluating `code` fails."""

    def __init__(self, code: str) -> None:
        self.code = code


class Body:
    """One function, for one choice of the arguments that it is given and of their kinds."""

    def __init__(self, program: Any, source: Source, inside: bool, given: list[str]) -> None:
        self.program, self.source, self.inside = program, source, inside
        self.given = given  # the arguments, in the order of the call
        self.growth = 0  # how often a kind has grown after it was read
        self.kinds: dict[Any, Kind] = {}  # of names and of results
        self.read = set[Any]()
        self.sites: dict[int, kinds.Site] = {}
        self.made: dict[Any, ast.Call] = {}  # calls that are not in the source
        self.code = ""

    # --- a walk ---

    def translate(self, name: str, start: Callable[[], list[str]]) -> None:
        """Walk the function until its kinds settle, and keep the last walk's JavaScript."""
        for _ in range(WALKS):
            growth, self.numbers = self.growth, 0
            self.scope: Any = None
            self.temps: list[list[str]] = []
            self.bound = set[str]()  # the names that have a value for certain
            self.closures: list[Closure] = []  # in which the walk is
            try:
                params, lines = self.function(self.source.node, self.given, start)
                self.returns = kinds.frozen(self.known((self.source.node, "return")))
            except RecursionError:
                break
            if self.growth == growth:
                self.code = f"function {name}({params}) {{\n{lines}\n}}"
                return
        raise self.no(self.source.node, "unsettled")

    def no(self, node: ast.AST, key: str, *words: Any) -> TranslationError:
        return self.source.refusal(node, key, *words)

    def known(self, key: Any) -> Kind:
        """Return the kind of a name, or of the results of a function."""
        self.read.add(key)
        return self.kinds.get(key, NEVER)

    def grow(self, key: Any, kind: Kind) -> None:
        old = self.kinds.get(key, NEVER)
        self.kinds[key] = join(old, kind)
        self.growth += key in self.read and self.kinds[key] != old

    def name(self, start: str = "") -> str:
        self.numbers += 1
        return f"{start}${self.numbers}"

    def function(
        self, node: Any, given: list[str], start: Callable[[], list[str]] = list
    ) -> tuple[str, str]:
        """Return the parameters and the statements of a function."""
        names = dict.fromkeys([*given, *argument_names(node), *assigned_names(node)])
        with self.within(node, names, node) as table:
            self.bound = self.bound | set(given)
            lines, body = start(), getattr(node, "body", [])
            more, falls = self.block(body if isinstance(body, list) else [ast.Return(body)])
            if falls:
                self.grow((node, "return"), NONE)
                more.append("return null;")
            let = self.let(table[n] for n in names if n not in given)
        return ", ".join(table[n] for n in given), "\n".join([let, *lines, *more])

    @contextmanager
    def within(self, node: Any, names: Iterable[str], owner: Any) -> Iterator[dict[str, str]]:
        """Walk within a scope of `owner`; give its names in JavaScript."""
        outer, number = (self.scope, self.bound), self.name()
        table = {name: name + number for name in names}
        self.scope = Scope(node, table, self.scope, owner)
        self.bound = self.bound - set(table)  # they hide those around them
        self.temps.append([])
        try:
            yield table
        finally:
            self.temps.pop()
            self.scope, self.bound = outer

    def let(self, names: Iterable[str]) -> str:
        """Return the declaration of names, and of what is held in this scope."""
        local = [*names, *self.temps[-1]]
        return f"let {', '.join(local)};" if local else ""

    # --- names ---

    def find(self, name: str) -> Any:
        scope = self.scope
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope

    def assign(self, name: str, kind: Kind) -> str:
        """Note that a name holds a kind; return the name in JavaScript."""
        scope = self.find(name)
        self.grow((scope.node, name), kind)
        self.bound = self.bound | {name}
        return str(scope.names[name])

    def static(self, node: ast.expr) -> Any:
        """Return the Python object that an expression names, or `NEVER` if it is local."""
        if isinstance(node, ast.Name) and self.find(node.id) is None:
            name, found = node.id, self.source.lookup(node.id, NEVER)
        elif isinstance(node, ast.Attribute):
            name, owner = node.attr, self.static(node.value)
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
        value = Value(scope.names[node.id], self.known((scope.node, node.id)))
        if node.id in self.bound:
            return value
        free = str(scope.owner is not self.scope.owner).lower()
        return self.helper("$bound", value.code, text(node.id), free, kind=value.kind)

    def on_Constant(self, node: ast.Constant) -> Value:
        return self.constant(node, node.value)

    def constant(self, node: ast.AST, value: Any) -> Value:
        return self.located(node, self.program.constant, value)  # type: ignore[no-any-return]

    def located(self, node: ast.AST, function: Callable[[Any], Any], value: Any) -> Any:
        """Return what a function makes of a value; a refusal names the place of a node."""
        try:
            return function(value)
        except TranslationError as problem:
            raise self.no(node, problem.key, *problem.words) from None

    def on_Attribute(self, node: ast.Attribute) -> Value:
        found = self.static(node)
        if found is not NEVER:
            return self.constant(node, found)
        owner = self.some(self.expr(node.value), "AttributeError")
        names = kinds.field_names(owner.kind.of) if owner.kind.form == "record" else []
        if node.attr not in names:
            raise self.no(node, "attribute", node.attr, kinds.called(owner.kind))
        return Value(f"{owner.code}.{node.attr}", owner.kind.parts[names.index(node.attr)])

    # --- what every expression can be asked ---

    def expr(self, node: ast.expr) -> Value:
        method = getattr(self, f"on_{type(node).__name__}", None)
        if method is None:
            raise self.no(node, type(node).__name__)
        return self.alive(lambda: method(node))

    def alive(self, make: Callable[[], Value]) -> Value:
        try:
            return make()
        except DeadEnd as end:
            return Value(end.code, NEVER)

    def helper(self, name: str, *codes: str, kind: Kind) -> Value:
        """Return the call of a function of the runtime."""
        return Value(f"{name}({', '.join(codes)})", kind)

    def some(self, value: Value, error: str = "TypeError") -> Value:
        """Return a value that is not None, with a check where it may be."""
        if value.kind.none:
            kind = value.kind._replace(none=False)
            value = self.helper("$some", value.code, text(error), kind=kind)
        if value.kind == NEVER:
            raise DeadEnd(value.code)
        return value

    def form(self, node: ast.AST, value: Value, key: str, *forms: str) -> Value:
        """Return a value that is of one of some forms, or refuse it; see `some`."""
        value = self.some(value)
        if value.kind.form == "record" and issubclass(value.kind.of, tuple):
            value = Value(f"Object.values({value.code})", Kind("tuple", value.kind.parts))
        if value.kind.form not in forms:
            raise self.no(node, key, kinds.called(value.kind))
        return value

    def num(self, node: Any, value: Value | None = None, *more: str) -> Value:
        """Return a number; a truth value is 0 or 1."""
        value = self.form(
            node, value or self.expr(node), "number", "bool", *kinds.NUMBERS, *more
        )
        return Value(f"(+{value.code})", INT) if value.kind == BOOL else value

    def whole(self, node: ast.expr) -> str:
        """Return what Python takes for an index, a size or a mask: an int."""
        value = self.num(node)
        if value.kind != INT:
            raise self.no(node, "float-index", ast.unparse(node))
        return value.code

    def key(self, node: Any, read: bool = False) -> str:
        """Return a key; where something is read, it may be None, which no dict has."""
        value = self.expr(node)
        if value.kind == NONE or (value.kind.none and not read):
            raise self.no(node, "key", kinds.called(value.kind))
        self.form(node, value._replace(kind=value.kind._replace(none=False)), "key", "str")
        return value.code

    def truth(self, node: ast.expr) -> str:
        """Return the JavaScript for whether an expression is true."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"(!{self.truth(node.operand)})"
        if isinstance(node, ast.BoolOp):
            return f"({BOTH[type(node.op)].join(map(self.truth, node.values))})"
        return self.true(node, self.expr(node))

    def true(self, node: ast.AST, value: Value) -> str:
        if value.kind in (BOOL, NEVER):
            return value.code
        if value.kind.form in ("record", "fun", "mixed", "fraction"):
            raise self.no(node, "truth", kinds.called(value.kind))
        return f"$true({value.code})"

    # --- operators ---

    def on_UnaryOp(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return Value(self.truth(node), BOOL)
        return library.unary(self, node)

    def on_BinOp(self, node: ast.BinOp) -> Value:
        return library.binary(self, node, self.expr(node.left), node.right)

    def on_BoolOp(self, node: ast.BoolOp) -> Value:
        values = [self.expr(part) for part in node.values]
        if any(value.kind not in (BOOL, NEVER) for value in values):
            raise self.no(node, "operand", ast.unparse(node))
        return Value(f"({BOTH[type(node.op)].join(value.code for value in values)})", BOOL)

    def on_IfExp(self, node: ast.IfExp) -> Value:
        test, then, orelse = self.truth(node.test), self.expr(node.body), self.expr(node.orelse)
        return Value(f"({test} ? {then.code} : {orelse.code})", join(then.kind, orelse.kind))

    def on_Compare(self, node: ast.Compare) -> Value:
        left, tests = self.expr(node.left), []
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = after = self.expr(part)
            if part is not node.comparators[-1]:
                after = Value(self.temp(), right.kind)
                right = Value(f"({after.code} = {right.code})", right.kind)
            tests.append(library.comparison(self, node, op, left, right))
            left = after
        return Value(f"({' && '.join(tests)})", BOOL)

    def on_JoinedStr(self, node: ast.JoinedStr) -> Value:
        parts = ['""']
        for part in node.values:
            plain = isinstance(part, ast.Constant)
            parts.append(text(written(part)) if plain else library.formatted(self, part))
        return Value(f"({' + '.join(parts)})", STR)

    # --- lists, tuples, dicts ---

    def on_Tuple(self, node: ast.Tuple) -> Value:
        items = [self.expr(item) for item in node.elts]
        code = f"[{', '.join(item.code for item in items)}]"
        return Value(code, Kind("tuple", tuple(item.kind for item in items)))

    def on_List(self, node: Any) -> Value:
        value = self.on_Tuple(node)
        return self.listed(node, value._replace(kind=item_of(value.kind)))

    def on_Dict(self, node: ast.Dict) -> Value:
        if None in node.keys:
            raise self.no(node, "unpacking", "**")
        pairs = zip(map(self.key, node.keys), map(self.expr, node.values), strict=True)
        found = [Value(f"[{key}, {value.code}]", value.kind) for key, value in pairs]
        code = f"new Map([{', '.join(pair.code for pair in found)}])"
        item = kinds.join_all(pair.kind for pair in found)
        return self.listed(node, Value(code, item), "dict")

    def listed(self, node: ast.AST, items: Value, form: str = "list") -> Value:
        """Return items as a new list or dict, which is of the site where it is made."""
        site = self.sites.setdefault(id(node), kinds.Site(self))
        site.put(items.kind)
        return items._replace(kind=Kind(form, of=frozenset([site])))

    def on_Subscript(self, node: ast.Subscript) -> Value:
        owner = self.form(node, self.expr(node.value), "item", *kinds.SEQUENCES, "dict")
        kind, place, item = owner.kind, written(node.slice), item_of(owner.kind)
        if isinstance(node.slice, ast.Slice):
            return self.slice(node, owner, node.slice, item)
        if kind.form == "dict":
            return self.helper("$key", owner.code, self.key(node.slice, read=True), kind=item)
        size = len(kind.parts)
        if kind.form == "tuple" and type(place) is int and -size <= place < size:
            item = kind.parts[place]
        name = {"row": "tuple", "range": "range object"}.get(kind.form, kind.form)
        return self.helper("$at", owner.code, self.whole(node.slice), text(name), kind=item)

    def slice(self, node: ast.AST, owner: Value, part: ast.Slice, item: Kind) -> Value:
        if part.step or owner.kind.form not in ("list", "tuple", "row"):
            raise self.no(node, "slice", kinds.called(owner.kind))
        if any(self.expr(bound).kind.none for bound in (part.lower, part.upper) if bound):
            raise self.no(node, "slice", "a part that may end at None")
        start = self.whole(part.lower) if part.lower else "0"
        stop = f", {self.whole(part.upper)}" if part.upper else ""
        items = Value(f"{owner.code}.slice({start}{stop})", item)
        return self.listed(node, items) if owner.kind.form == "list" else library.row(items)

    def on_ListComp(self, node: ast.ListComp) -> Value:
        return self.listed(node, self.array(node))

    def on_DictComp(self, node: ast.DictComp) -> Value:
        def step() -> Value:
            key, value = self.key(node.key), self.expr(node.value)
            return Value(f"$r.set({key}, {value.code});", value.kind)

        return self.listed(node, self.comprehension(node, step, "new Map()"), "dict")

    def array(self, node: Any) -> Value:
        """Return what can be gone through, a generator as an array of all its items."""

        def step() -> Value:
            value = self.expr(node.elt)
            return value._replace(code=f"$r.push({value.code});")

        if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
            return self.comprehension(node, step)
        return self.iterable(node)

    def comprehension(
        self, node: Any, step: Callable[[], Value], start: str = "[]", end: str = "$r"
    ) -> Value:
        """Return a comprehension as an immediate function, and the kind of its items."""
        first, lines = self.loop(node.generators[0].iter), list[str]()
        names = assigned_names(*(part.target for part in node.generators))
        with self.within(node, names, node) as table:
            for part in node.generators:
                head, item = first if part is node.generators[0] else self.loop(part.iter)
                lines += [head, *self.bind(part.target, item)]
                lines += [f"if (!{self.truth(test)}) continue;" for test in part.ifs]
            value = step()
            lines = [self.let(table.values()), f"const $r = {start};", *lines, value.code]
        lines += ["}" * len(node.generators), f"return {end};"]
        return value._replace(code="(() => {\n" + "\n".join(lines) + "\n})()")

    # --- loops ---

    def loop(self, node: Any) -> tuple[str, Value]:
        """Return the head of a loop over an expression, and the item of a round."""
        name, end = self.name("$i"), self.name("$n")
        counts = isinstance(node, ast.Call) and self.static(node.func) is range
        try:
            if counts and len(node.args) < 3:
                parts = library.given(self, node, 1, 2)
                *start, stop = [self.whole(part) for part in parts if part]
                head = f"let {name} = {start[0] if start else 0}, {end} = {stop}"
                return f"for ({head}; {name} < {end}; {name}++) {{", Value(name, INT)
            values = self.iterable(node)
        except DeadEnd as dead:
            values = Value(dead.code, NEVER)
        return f"for (const {name} of {values.code}) {{", Value(name, values.kind)

    def iterable(self, node: ast.expr) -> Value:
        """Return what can be gone through, with the kind of its items."""
        if isinstance(node, ast.Call):
            handler = library.ITERATORS.get(id(self.static(node.func)))
            if handler:
                return handler(self, node)
            if isinstance(node.func, ast.Attribute) and node.func.attr in library.VIEWS:
                owner = self.some(self.expr(node.func.value), "AttributeError")
                owner = self.form(node, owner, "loop", "dict")
                library.given(self, node, 0, 0)
                return library.view(self, owner, node.func.attr)
        value = self.form(node, self.expr(node), "loop", *kinds.SEQUENCES, "dict", "str")
        if value.kind.form == "dict":
            return library.view(self, value, "keys")
        return value._replace(kind=STR if value.kind == STR else item_of(value.kind))

    # --- functions within functions, and calls ---

    def on_Lambda(self, node: ast.FunctionDef | ast.Lambda) -> Value:
        """Return a function within a function, for the kinds of its calls."""
        more = node.args
        if more.vararg or more.kwarg or more.defaults or any(more.kw_defaults):
            raise self.no(node, "inner-arguments")
        closure = Closure(self, node)
        self.closures.append(closure)
        params, lines = self.function(node, argument_names(node))
        self.closures.pop()
        return Value(f"(({params}) => {{\n{lines}\n}})", Kind("fun", of=frozenset([closure])))

    def on_Call(self, node: ast.Call) -> Value:
        stars = any(isinstance(part, ast.Starred) for part in node.args)
        if stars or any(keyword.arg is None for keyword in node.keywords):
            raise self.no(node, "unpacking", "*" if stars else "**")
        function = self.static(node.func)
        if function is not NEVER:
            return self.call(node, function)
        if isinstance(node.func, ast.Attribute):
            owner = self.some(self.expr(node.func.value), "AttributeError")
            if owner.kind.form != "record" or node.func.attr == "_replace":
                return library.method(self, node, owner)
        return self.call_value(node, self.form(node, self.expr(node.func), "call", "fun"))

    def call(self, node: ast.Call, function: Any) -> Value:
        """Call what is known by name: a function of the library, a class, or a function."""
        handler = library.HANDLERS.get(id(function))
        if handler is not None:
            return handler(self, node)
        if isinstance(function, type) and library.is_record(function):
            return self.make(node, function)
        if not isinstance(function, types.FunctionType):
            raise self.no(node, "call", ast.unparse(node.func))
        source: Source = self.located(node, source_of, function)
        values = self.arguments(node, source.signature)
        return self.program.call(self, node, source, values)  # type: ignore[no-any-return]

    def arguments(self, node: ast.Call, signature: inspect.Signature) -> dict[str, Value]:
        """Return the arguments by name, in the order in which Python evaluates them."""
        named = {str(keyword.arg): keyword.value for keyword in node.keywords}
        try:
            bound = signature.bind(*node.args, **named)
        except TypeError:
            raise self.no(node, "arguments", ast.unparse(node.func)) from None
        names = {id(part): name for name, part in bound.arguments.items()}
        return {names[id(part)]: self.expr(part) for part in [*node.args, *named.values()]}

    def call_value(self, node: ast.Call, function: Value) -> Value:
        """Call a function that a name or a table holds."""
        targets = sorted(function.kind.of, key=self.program.name_of)
        closures = [t for t in targets if isinstance(t, Closure)]
        if closures == targets:
            return self.call_closures(node, function, closures)
        if len(targets) == 1:
            value = self.call(node, targets[0])
            return value._replace(code=f"({function.code}, {value.code})")
        if closures or node.keywords:
            raise self.no(node, "unlike")
        values = [self.expr(part) for part in node.args]
        table = {
            text(self.program.name_of(target)): self.arrow(node, values, target)
            for target in targets
        }
        given = ", ".join(value.code for value in values)
        returns = kinds.join_all(arrow.kind for arrow in table.values())
        return Value(f"({fields_of(table)})[{function.code}]({given})", returns)

    def arrow(self, node: ast.expr, values: list[Value], target: Any = None) -> Value:
        """Return a function of such values: what `node` says, or a target known by name."""
        names = [f"$a{i}" for i in range(len(values))]
        call = ast.Call(node, [ast.Name(name, ast.Load()) for name in names], [])
        call = self.made.setdefault((node, target), ast.copy_location(call, node))
        with self.within(call, names, self.scope.owner) as table:
            for name, value in zip(names, values, strict=True):
                self.assign(name, value.kind)
            result = self.alive(
                lambda: self.call(call, target) if target else self.on_Call(call)
            )
            body = f"{{ {self.let([])} return {result.code}; }}"
        return result._replace(code=f"(({', '.join(table.values())}) => {body})")

    def call_closures(self, node: ast.Call, function: Value, targets: list[Closure]) -> Value:
        names = argument_names(targets[0].node)
        plain = [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in names]
        values = self.arguments(node, inspect.Signature(plain))
        if list(values) != names or any(argument_names(t.node) != names for t in targets):
            raise self.no(node, "unlike")
        self.end_before(node, function.kind)
        for target in targets:
            given = {name: value.kind for name, value in values.items()}
            if target.body is not self:
                given = {name: kinds.frozen(kind) for name, kind in given.items()}
                if any(map(closures_in, given.values())):
                    raise self.no(node, "function-argument", ast.unparse(node.func))
            for name, kind in given.items():
                target.body.grow((target.node, name), kind)
        returns = kinds.join_all(t.body.known((t.node, "return")) for t in targets)
        return self.helper(function.code, *(v.code for v in values.values()), kind=returns)

    def end_before(self, node: ast.Call, kind: Kind) -> None:
        """Refuse local functions that may call themselves: one may call those before it."""
        for target in closures_in(kind):
            if any(target.body is self and target.end >= c.end for c in self.closures):
                raise self.no(node, "recursion", ast.unparse(node.func))

    def make(self, node: ast.Call, cls: type) -> Value:
        """Make a named tuple or a frozen dataclass."""
        if not library.is_plain(cls):
            raise self.no(node, "record", cls.__name__)
        names, signature = kinds.field_names(cls), inspect.signature(cls)
        values = self.arguments(node, signature)
        for name in names:
            if name not in values:
                values[name] = self.constant(node, signature.parameters[name].default)
        kind = Kind("record", tuple(values[name].kind for name in names), cls)
        code = fields_of(values)
        if list(values) != names:
            code = f"$ordered({json.dumps(names)}, {code})"
        return self.program.made(Value(code, kind), self.inside)  # type: ignore[no-any-return]

    # --- statements ---

    def block(self, statements: Iterable[ast.stmt]) -> Block:
        lines, falls, queue = list[str](), True, iter(statements)
        for statement in queue:
            method = getattr(self, f"do_{type(statement).__name__}", None)
            if method is None and type(statement) not in LEAVING:
                raise self.no(statement, type(statement).__name__)
            try:
                more, falls = method(statement) if method else LEAVING[type(statement)]
            except DeadEnd as end:
                more, falls = [f"{end.code};"], True
            lines += more
            if not falls:
                break
        dead = [part for rest in queue for part in ast.walk(rest)]
        if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in dead):
            raise self.no(dead[0], "Yield")
        return lines, falls

    def do_Expr(self, node: ast.Expr) -> Block:
        plain = isinstance(node.value, ast.Constant)
        return [] if plain else [f"({self.expr(node.value).code});"], True

    def do_Return(self, node: ast.Return) -> Block:
        value = self.expr(node.value) if node.value else Value("null", NONE)
        self.grow((self.scope.owner, "return"), value.kind)
        return [f"return {value.code};"], False

    def do_Raise(self, node: ast.Raise) -> Block:
        call: Any = node.exc
        plain = isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords
        if not plain or node.cause or self.static(call.func) is not ValueError:
            raise self.no(node, "raise")
        message = self.form(node, self.expr(call.args[0]), "raise", "str")
        return [f'$fail("ValueError", {message.code});'], False

    def do_If(self, node: ast.If) -> Block:
        test, before = self.truth(node.test), self.bound
        then, then_falls = self.block(node.body)
        after, self.bound = self.bound, before
        orelse, else_falls = self.block(node.orelse)
        if not else_falls:
            self.bound = after
        elif then_falls:
            self.bound = self.bound & after
        lines = [f"if ({test}) {{", *then, *(["} else {", *orelse] if orelse else []), "}"]
        return lines, then_falls or else_falls

    def do_For(self, node: ast.For) -> Block:
        head, item = self.loop(node.iter)
        return self.rounds(node, head, lambda: self.bind(node.target, item)), True

    def do_While(self, node: ast.While) -> Block:
        lines = self.rounds(node, f"while ({self.truth(node.test)}) {{")
        leaves = any(isinstance(part, ast.Break) for part in ast.walk(node))
        return lines, leaves or written(node.test) is not True

    def rounds(self, node: Any, head: str, start: Callable[[], list[str]] = list) -> list[str]:
        """Return a loop; after it, only what was bound before is so for certain."""
        if node.orelse:
            raise self.no(node, "else")
        before = self.bound
        lines = [head, *start(), *self.block(node.body)[0], "}"]
        self.bound = before
        return lines

    def do_FunctionDef(self, node: ast.FunctionDef) -> Block:
        if node.decorator_list:
            raise self.no(node, "decorator")
        return self.bind(ast.Name(node.name, ast.Store()), self.on_Lambda(node)), True

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
            old = self.some(self.on_Name(target))
            if old.kind.form == "list" and not isinstance(node.op, ast.Add):
                raise self.no(node, "augmented")
            if old.kind.form == "list":
                return [f"{library.extend(self, node, old, node.value).code};"], True
            return self.bind(target, library.binary(self, node, old, node.value)), True
        (owner, lines), (place, more) = map(self.hold, self.place(target))
        get, item = "$key" if owner.kind.form == "dict" else "$at", item_of(owner.kind)
        if item.form == "list":
            raise self.no(node, "augmented")
        old = self.helper(get, owner.code, place.code, '"list"', kind=item)
        value = library.binary(self, node, old, node.value)
        return [*lines, *more, self.store(target, owner, place, value)], True

    def hold(self, value: Value) -> tuple[Value, list[str]]:
        """Return a value as a name, and what to do before."""
        held = self.temp()
        return Value(held, value.kind), [f"{held} = {value.code};"]

    def temp(self) -> str:
        self.temps[-1].append(self.name())
        return self.temps[-1][-1]

    def bind(self, target: ast.expr, value: Value) -> list[str]:
        """Return the statements that assign a value to a target."""
        if isinstance(target, ast.Name):
            return [f"{self.assign(target.id, value.kind)} = {value.code};"]
        try:
            if isinstance(target, (ast.Tuple, ast.List)):
                return self.unpack(target, value)
            value, lines = self.hold(value)
            owner, place = self.place(target)
            return [*lines, self.store(target, owner, place, value)]
        except DeadEnd as end:
            return [f"{end.code};"]

    def place(self, target: Any) -> tuple[Value, Value]:
        """Return a list or dict in which something is stored, and where."""
        if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Slice):
            raise self.no(target, "assignment", ast.unparse(target))
        owner = self.some(self.expr(target.value))
        if owner.kind.form == "dict":
            return owner, Value(self.key(target.slice), STR)
        return owner, Value(self.whole(target.slice), INT)

    def store(self, target: Any, owner: Value, place: Value, value: Value) -> str:
        self.change(target, owner.kind, value.kind)
        if owner.kind.form == "dict":
            return f"{owner.code}.set({place.code}, {value.code});"
        return f"$put({owner.code}, {place.code}, {value.code});"

    def change(self, node: ast.AST, kind: Kind, new: Kind) -> None:
        """Note that something is stored in a list or dict; refuse if it is not its own."""
        if kind.form not in ("list", "dict"):
            raise self.no(node, "store", kinds.called(kind))
        if not kind.of:
            raise self.no(node, "frozen", kinds.called(kind))
        for site in kind.of:
            site.put(new)

    def unpack(self, target: ast.Tuple | ast.List, value: Value) -> list[str]:
        value, size = self.form(target, value, "unpack", *kinds.SEQUENCES), len(target.elts)
        parts = value.kind.parts
        if value.kind.form != "tuple":
            parts = (item_of(value.kind),) * size
            value = self.helper("$unpacked", value.code, str(size), kind=value.kind)
        elif len(parts) != size:
            raise self.no(target, "unpack", f"{len(parts)} values into {size} names")
        held, lines = self.hold(value)
        for i, part in enumerate(target.elts):
            lines += self.bind(part, Value(f"{held.code}[{i}]", parts[i]))
        return lines


# --- what the syntax says ---


def text(value: str) -> str:
    """Return a string literal that is safe inside a script element."""
    return json.dumps(value).replace("<", "\\u003c")


def fields_of(values: dict[str, Value]) -> str:
    return f"{{{', '.join(f'{name}: {value.code}' for name, value in values.items())}}}"


def argument_names(node: ast.FunctionDef | ast.Lambda) -> list[str]:
    return [a.arg for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]


@functools.cache
def assigned_names(*nodes: Any) -> list[str]:
    """Return the names that are assigned, not in a function or comprehension within."""
    found, queue = list[str](), list(nodes)
    for part in queue:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.append(part.id)
        elif isinstance(part, ast.FunctionDef) and part not in nodes:
            found.append(part.name)
        else:
            for name in ("targets", "target", "elts", "body", "orelse"):
                inner = getattr(part, name, [])
                queue += inner if isinstance(inner, list) else [inner]
    return found


def written(node: Any) -> Any:
    """Return a constant that is written out, or None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -written(node.operand) if type(written(node.operand)) in (int, float) else None
    return node.value if isinstance(node, ast.Constant) else None


@functools.lru_cache(maxsize=1024)
def closures_in(kind: Kind) -> list[Closure]:
    """Return the functions within functions in a value, of a kind that is frozen."""
    targets = [t for part in kinds.within(kind) if part.form == "fun" for t in part.of]
    return [target for target in targets if isinstance(target, Closure)]
