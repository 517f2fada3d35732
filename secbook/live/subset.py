"""What a live model may use, and what is refused: the normative table.

`ACCEPTED` and `REFUSED` hold an example for each row. The tests run every accepted example
in Python and in JavaScript and compare, and see every refused one refused with its words;
the translator takes those words from here. An example that is no `def` is an expression in
the arguments of `HEAD`.
"""

from typing import NamedTuple

HEAD = "def f(x: float, n: int, t: str, xs: list[float], ns: list[int], d: dict[str, float]):"


class Row(NamedTuple):
    """A line of the table: what it is about, a remark, an example, and why it is refused."""

    group: str
    remark: str
    example: str
    refusal: str = ""

    @property
    def source(self) -> str:
        """The example as a function `f`."""
        if "def " in self.example:
            return self.example.strip() + "\n"
        return f"{HEAD}\n    return {self.example}\n"


_REFUSALS = """
Assert | `assert` | write if ...: raise ValueError(...)
AsyncFor AsyncFunctionDef AsyncWith Await | `async` | leave it out
ClassDef | a class within a function | define a NamedTuple outside
Delete | `del` | make a new list or dict without the item
GeneratorExp | a generator that is kept | write a list, [...]
Global | `global` | pass the value in and return it
Import ImportFrom | an import within a function | import at the top
Match | `match` | write if and elif
NamedExpr | `:=` | assign on a line of its own
Nonlocal | `nonlocal` | return the value, or keep it in a list
Set SetComp | a set | write a list or a tuple
Slice | a slice within a slice | take one slice after the other
Starred | `*` before a value | write the values out, or add lists
Try TryStar | `try` | test for the case before, with if
TypeAlias | `type` | write it outside the function
With | `with` | leave it out
Yield YieldFrom | `yield` | return a list
argument | the argument `{}` of unknown type | annotate it: float, int, str, list[float]
arguments | this call of `{}` | give it the arguments that the table shows, each once
assignment | an assignment to `{}` | assign to names, and to items of lists and dicts
attribute | `.{}` of {} | read the fields of named tuples and frozen dataclasses
augmented | `+=` for a list within a list | write .extend(...)
bits | `{}` with numbers that may be floats | use ints
call | a call of {} | call the functions of the table, or your own
constant | the value {} of type {} | use numbers and text, and lists, tuples and dicts of them
decorator | a decorator other than `checked` | leave it out
default | a default that may change | write a number, a text, a tuple or None
else | `else` after a loop | set a flag, or return
float-index | `{}`, perhaps a float, as an int | write int(...), // for /, or annotate it int
format | the format `{}` | write .2f, .0%, d, with + or , before it if wanted
fraction | `{}` with a Fraction, exact in Python only | use + - * / on it, or float(...)
frozen | a change of {} that is not your own | work on a copy: list(...) or .copy()
function-argument | a local function for `{}`, which is checked | define it outside
in | `in` {} | look in lists, tuples, dicts and text
is | `is` for anything but None | write ==
item | an item of {} | take items of lists, tuples and dicts
key | {} as a key | use text as keys
large-int | the int {}, beyond 2**53 | write it as a float: 1e20
len | the length of {} | take it of lists, tuples, dicts and text
loop | a loop over {} | loop over lists, tuples, dicts and ranges
method | `.{}` of {} | use the methods of the table
number | arithmetic with {} | use numbers here
operator | the operator `{}` | use + - * / // % ** & | << >>
order | an order of {} | order numbers, text, or tuples of them
power | `{}`, an int or a float as it turns out | write 2.0 ** n, or 1 << n
raise | this `raise` | write raise ValueError("...")
record | the class `{}` | use a NamedTuple or a frozen dataclass of fields alone
recursion | `{}`, which calls itself | write a loop
round | rounding to places that are not written out | write 0 to 15
source | `{}` | use a plain function as its cell or file now has it, undecorated or `checked`
star-arguments | `*args` or `**kwargs` | name each argument
store | storing in {} | store in lists and dicts
text | {} as text without a format | write a format, as :.2f
truth | {} as a condition | compare it with something
unequal | a comparison of {} with {} | compare values of one type, and None with `is None`
unknown | the name `{}`, not known yet | define it before the lab is made
unlike | a call of one of several functions | give them the same arguments, without names
unpack | unpacking {} | unpack as many values as there are names
unpacking | `{}` in a call or a dict | write the parts out
unsettled | a value of ever more types | give it one type
"""

REFUSALS: dict[str, tuple[str, str]] = {
    key: (construct, advice)
    for keys, construct, advice in (
        line.split(" | ", 2) for line in _REFUSALS.strip().splitlines()
    )
    for key in keys.split()
}
"""By the name in `ast`, or a word: the construct, and what to write instead."""
