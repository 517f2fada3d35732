// What a translated model needs where JavaScript and Python differ. The translator takes from here only
// what a model uses: each definition starts at the margin with `const $name` or `function $name`.
// @ts-nocheck: what it promises is tested against CPython, value by value.

export { $fixed };

function $fail(name, message) {
  throw Object.assign(new Error(message), { name });
}

// --- numbers -------------------------------------------------------------------------------------

function $int(x) {
  return x <= 2 ** 53 && x >= -(2 ** 53) ? x : $fail("OverflowError", "a whole number beyond 2**53 is not exact in JavaScript: use floats");
}

// What may be an int or a float.
const $number = (x) => ((x <= 2 ** 53 && x >= -(2 ** 53)) || !Number.isFinite(x) ? x : $int(x));

// A number whose sign counts although it is zero. An int has no negative zero.
const $signed = (x) => (Object.is(x, -0) ? $fail("ArithmeticError", "a zero that may be an int or a float has no certain sign: write 0.0 instead of 0") : x);

const $divided = (a, b, float) => (b === 0 ? $fail("ZeroDivisionError", `${float ? "float " : ""}division by zero`) : a / b);

const $fraction = (a, b) => (b === 0 ? $fail("ZeroDivisionError", `Fraction(${a}, 0)`) : a / b + 0);

function $modulo(a, b, float) {
  if (b === 0) $fail("ZeroDivisionError", float ? "float modulo" : "integer modulo by zero");
  const rest = a % b;
  return rest === 0 ? (b < 0 ? -0 : 0) : rest < 0 !== b < 0 ? rest + b : rest;
}

function $floored(a, b, float) {
  if (b === 0) $fail("ZeroDivisionError", float ? "float floor division by zero" : "integer division or modulo by zero");
  const rest = a % b;
  const quotient = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  if (quotient === 0) return a / b < 0 ? -0 : 0 * (a / b);
  return Math.floor(quotient) + (quotient - Math.floor(quotient) > 0.5 ? 1 : 0);
}

function $power(a, b) {
  if (b === 2 && Math.abs(a) < 1e150) return a * a;
  if (b === 0 || a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  if (a === 0 && b < 0) $fail("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) $fail("ArithmeticError", "a negative number to a power that is not whole is complex: it has no place in a graph");
  const x = Math.pow(a, b);
  return Number.isFinite(x) || !Number.isFinite(a) || !Number.isFinite(b) ? x : $fail("OverflowError", "(34, 'Numerical result out of range')");
}

// An int to an int of at least 0.
function $intPower(a, b) {
  let x = 1;
  for (let [left, base] = [b, a]; left > 0; [left, base] = [Math.floor(left / 2), base * base]) if (left % 2 === 1) x = $int(x * base);
  return x;
}

function $truncated(x) {
  if (Number.isNaN(x)) $fail("ValueError", "cannot convert float NaN to integer");
  return Number.isFinite(x) ? $int(Math.trunc(x)) + 0 : $fail("OverflowError", "cannot convert float infinity to integer");
}

// Half to even.
function $rounded(x) {
  const down = Math.floor(x);
  return x - down < 0.5 || (x - down === 0.5 && down % 2 === 0) ? down : down + 1;
}

const $roundedTo = (x, digits) => (Number.isFinite(x) && Math.abs(x) < 1e21 ? Number($decimal(x, digits)) : x);

// Bits of ints, also of more than the 32 that JavaScript's own operators have.
const $shift = (by) => (by < 0 ? $fail("ValueError", "negative shift count") : by < 31 ? 1 << by : 2 ** by);
const $left = (a, by) => (a === 0 && by >= 0 ? 0 : $int(a * $shift(by)));
const $right = (a, by) => (by >= 0 && by < 32 && (a | 0) === a ? a >> by : Math.floor(a / $shift(Math.min(by, 1000))));
const $and = (a, b) => ((a | 0) === a && (b | 0) === b ? a & b : Number(BigInt(a) & BigInt(b)));
const $or = (a, b) => ((a | 0) === a && (b | 0) === b ? a | b : $int(Number(BigInt(a) | BigInt(b))));

// A result of `math`, or the error that it fails with: it has no real value, or is out of range.
function $math(x, fails, a, b = 0) {
  if (Number.isFinite(x) || Number.isNaN(a) || Number.isNaN(b)) return x;
  if (Number.isNaN(x) || (fails === "domain" && Number.isFinite(a))) $fail("ValueError", "math domain error");
  return Number.isFinite(a) && Number.isFinite(b) ? $fail("OverflowError", "math range error") : x;
}

function $comb(n, k) {
  if (n < 0 || k < 0) $fail("ValueError", `${n < 0 ? "n" : "k"} must be a non-negative integer`);
  let ways = k > n ? 0n : 1n;
  for (let i = 1n; i <= Math.min(k, n - k); i++) {
    ways = (ways * (BigInt(n) - i + 1n)) / i;
    $int(Number(ways));
  }
  return Number(ways);
}

// Lanczos' sum with the coefficients of CPython.
const $LANCZOS = [
  [23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959, 35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390, 6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372, 248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640, 2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328, 8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291, 2.5066282746310002701649081771338373386264310793408],
  [0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1],
];

function $lgamma(x) {
  if (x <= 0 && Number.isInteger(x)) $fail("ValueError", "math domain error");
  if (x === 1 || x === 2 || !Number.isFinite(x)) return x * x * (Number.isFinite(x) ? 0 : 1);
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x % 2)))) - $lgamma(1 - x);
  const [top, bottom] = $LANCZOS.map((c) => (x < 5 ? c.reduceRight((sum, a) => sum * x + a, 0) : c.reduce((sum, a) => sum / x + a, 0)));
  return Math.log(top / bottom) - 6.024680040776729583740234375 + (x - 0.5) * (Math.log(x + 6.024680040776729583740234375 - 0.5) - 1);
}

// --- text ----------------------------------------------------------------------------------------

// Decimal digits as Python rounds them: the exact value, half to even.
function $decimal(x, digits) {
  if (Math.abs(x) >= 1e21) return BigInt(x) + (digits > 0 ? "." + "0".repeat(digits) : "");
  const exact = x.toFixed(digits + 60);
  const cut = exact.slice(0, exact.length - 60 - (digits === 0 ? 1 : 0));
  const half = /^50*$/.test(exact.slice(exact.length - 60));
  return (Object.is(x, -0) ? "-" : "") + (half && /[02468]$/.test(cut) ? cut : x.toFixed(digits));
}

function $fixed(x, digits, sign, comma, percent) {
  const value = percent === "%" ? x * 100 : x;
  const plus = value < 0 || Object.is(value, -0) ? "" : sign;
  if (!Number.isFinite(value)) return plus + $repr(value) + percent;
  const text = $decimal(value, digits);
  return plus + (comma === "," ? text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",")) : text) + percent;
}

function $repr(x) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  const [digits, exponent] = x.toExponential().split("e");
  if (Number(exponent) < -4 || Number(exponent) >= 16) return digits + "e" + exponent[0] + exponent.slice(1).padStart(2, "0");
  return Object.is(x, -0) ? "-0.0" : Number.isInteger(x) ? x + ".0" : String(x);
}

function $quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const coded = (code) => (code < 256 ? "\\x" + code.toString(16).padStart(2, "0") : code < 65536 ? "\\u" + code.toString(16).padStart(4, "0") : "\\U" + code.toString(16).padStart(8, "0"));
  const named = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "'": "'", '"': '"', [quote]: "\\" + quote };
  return quote + text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (c) => named[c] ?? coded(c.codePointAt(0))) + quote;
}

// The words for a value in an error, as `secbook.domains.shown`.
function $shown(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return $quoted(value);
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value + 0) : $repr(value);
  return (value ?? null) === null ? "None" : Array.isArray(value) ? "a list" : "a dict";
}

// --- lists and dicts -----------------------------------------------------------------------------

const $some = (value, error) => (value === null ? $fail(error, "None has no value to work with") : value);

function $bound(value, name, free) {
  if (value !== undefined) return value;
  if (free) $fail("NameError", `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
  return $fail("UnboundLocalError", `cannot access local variable '${name}' where it is not associated with a value`);
}

function $true(value) {
  if (typeof value !== "object") return value !== 0 && value !== "" && value !== false;
  return value !== null && (value.size ?? value.length) > 0;
}

function $at(list, i, words) {
  const value = list[i < 0 ? i + list.length : i];
  return value === undefined ? $fail("IndexError", words + " index out of range") : value;
}

function $put(list, i, value) {
  const place = i < 0 ? i + list.length : i;
  list[place in list ? place : $fail("IndexError", "list assignment index out of range")] = value;
}

function $key(dict, key) {
  const value = dict.get(key);
  return value === undefined ? $fail("KeyError", $shown(key)) : value;
}

const $got = (dict, key, otherwise) => (dict.has(key) ? dict.get(key) : otherwise);

function $update(dict, more) {
  for (const [key, value] of [...more]) dict.set(key, value);
  return null;
}

const $repeated = (list, times) => Array.from({ length: Math.max(times, 0) * list.length }, (_, i) => list[i % list.length]);

function $extend(list, more) {
  const size = more.length;
  for (let i = 0; i < size; i++) list.push(more[i]);
  return null;
}

const $joined = (left, right) => [...left, ...right];

const $join = (between, texts) => [...texts].join(between);

function $unpacked(list, size) {
  if (list.length < size) $fail("ValueError", `not enough values to unpack (expected ${size}, got ${list.length})`);
  return list.length > size ? $fail("ValueError", `too many values to unpack (expected ${size})`) : [...list];
}

function $indexOf(list, value) {
  const place = list.findIndex((item) => $equal(item, value));
  return place < 0 ? $fail("ValueError", `${$shown(value)} is not in list`) : place;
}

const $within = (key, where) => (where instanceof Map ? where.has(key) : where.includes(key));

const $in = (value, list) => list.some((item) => $equal(item, value));

// Python takes a value to be equal to itself even where it is NaN, and one NaN looks here like another.
function $equal(a, b) {
  if (Number.isNaN(a) && Number.isNaN(b)) $fail("ArithmeticError", "NaN among compared values: Python's answer depends on their identity");
  if (a === b || typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && $equal(value, b.get(key)));
  const [left, right] = [Object.values(a), Object.values(b)];
  return left.length === right.length && left.every((value, i) => $equal(value, right[i]));
}

// Negative, 0 or positive. NaN has no place in an order.
function $compare(a, b) {
  if (Number.isNaN(a) || Number.isNaN(b)) $fail("ArithmeticError", "NaN has no place in an order");
  if (typeof a === "number" || typeof a === "boolean") return a < b ? -1 : Number(a > b);
  const [left, right] = typeof a === "string" ? [a, b].map((text) => Array.from(text, (c) => c.codePointAt(0))) : [a, b].map(Object.values);
  const place = left.findIndex((value, i) => i >= right.length || !$equal(value, right[i]));
  return place < 0 || place >= right.length ? left.length - right.length : $compare(left[place], right[place]);
}

function $sorted(values, key, reverse) {
  const pairs = [...values].map((value) => [key === null ? value : key(value), value]);
  for (const [rank] of pairs) $compare(rank, rank);
  return pairs.sort((a, b) => (reverse ? -1 : 1) * $compare(a[0], b[0])).map((pair) => pair[1]);
}

const $max = (a, b) => (b > a ? b : a);
const $min = (a, b) => (b < a ? b : a);

// The first value beyond which no other is: ">" upwards, "<" downwards.
function $most(given, sign, key, otherwise, name) {
  const values = Array.isArray(given) ? given : [...given];
  if (values.length === 0) return otherwise === undefined ? $fail("ValueError", name + "() arg is an empty sequence") : otherwise;
  let [best, most] = [0, key === null ? values[0] : key(values[0])];
  for (let i = 1; i < values.length; i++) {
    const rank = key === null ? values[i] : key(values[i]);
    const [a, b] = sign === ">" ? [most, rank] : [rank, most];
    if (typeof a === "object" || typeof a === "string" ? $compare(a, b) < 0 : a < b) [best, most] = [i, rank];
  }
  return values[best];
}

// From Python 3.12 on the sum of floats is compensated (Neumaier).
function $sum(values, compensated) {
  let [total, lost] = [0, 0];
  for (const value of values) {
    const x = +value;
    const next = $number(total + x);
    if (compensated) lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return lost !== 0 && Number.isFinite(lost) ? total + lost : total;
}

function $range(start, stop, step = 1) {
  if (step === 0) $fail("ValueError", "range() arg 3 must not be zero");
  const length = Math.max(0, Math.ceil((stop - start) / step));
  return Array.from({ length: length > 1e7 ? $fail("OverflowError", "a range of more than ten million is too long here") : length }, (_, i) => start + i * step);
}

function* $enumerate(values) {
  let i = 0;
  for (const value of values) yield [i++, value];
}

function* $zip(strict, ...lists) {
  for (let i = 0; lists.every((list) => i < list.length); i++) yield lists.map((list) => list[i]);
  const [sizes, shorter] = [lists.map((list) => list.length), lists.some((list) => list.length < lists[0].length)];
  const other = sizes.findIndex((size) => (shorter ? size === Math.min(...sizes) : size > sizes[0]));
  if (strict && other > 0) $fail("ValueError", `zip() argument ${other + 1} is ${shorter ? "shorter" : "longer"} than argument${other > 1 ? `s 1-${other}` : " 1"}`);
}

function* $reversed(list) {
  for (let i = list.length - 1; i >= 0; i--) yield list[i];
}

// The keys, values or items of a dict, as long as it does not change its size.
function* $view(dict, what) {
  const size = dict.size;
  for (const item of dict) {
    yield what === "items" ? item : item[what === "keys" ? 0 : 1];
    if (dict.size !== size) $fail("RuntimeError", "dictionary changed size during iteration");
  }
}

// A record with its fields in their order.
const $ordered = (names, given) => Object.fromEntries(names.map((name) => [name, given[name]]));

// --- the boundary --------------------------------------------------------------------------------

// The value that a model takes for an argument, or a refusal in words: `secbook.domains.Domain.check`;
// for a record, the checks of `secbook.models.intake`, and `states` are the names that its lists go by.
function $check(domain, value, name, states = []) {
  const { kind, items, low, high } = domain;
  const need = (fits) => fits || $fail("ValueError", `${name} must be ${domain.words}${domain.optional ? " or None" : ""}, got ${$shown(value)}`);
  if (domain.optional && value === null) return value;
  if (kind === "number" || kind === "count") {
    need(typeof value === "number" && !Number.isNaN(value) && (Number.isFinite(value) || domain.infinite || domain.plain));
    need(value >= low && value <= high && !(domain.low_open && value === low) && !(domain.high_open && value === high));
    need(kind === "number" || Number.isInteger(value));
    return kind === "number" ? value : $int(value) + 0;
  }
  if (kind === "text" || kind === "bool") return need(typeof value === (kind === "bool" ? "boolean" : "string")) && value;
  if (kind === "record") return $record(domain, value, name);
  if (kind === "dict") {
    need($isDict(value));
    $inOrder(value instanceof Map ? [] : Object.keys(value));
    return new Map($entries(value).map(([key, item]) => [key, $check(items[0], item, `${name}[${$quoted(key)}]`)]));
  }
  if (ArrayBuffer.isView(value)) value = Array.from(value);
  need(Array.isArray(value));
  const size = kind === "tuple" ? items.length : Math.max(value.length, domain.length);
  if (value.length !== size) $fail("ValueError", `${name} must have ${kind === "tuple" ? "" : "at least "}${size} entries, got ${value.length}`);
  if (domain.plain && value.every((item) => typeof item === "number")) return value;
  const ofStates = (items[0].items?.[0] ?? items[0]).kind === "number";
  return value.map((item, i) => {
    const inner = kind === "tuple" ? items[i] : items[0];
    // A number well within its domain needs no words.
    if (inner.kind === "number" && typeof item === "number" && item > inner.low && item < inner.high && Number.isFinite(item)) return item;
    return $check(inner, item, ofStates && i < states.length ? `${name} ${name.includes(" of ") ? "and" : "of"} ${states[i]}` : `${name}[${i}]`, states);
  });
}

// A record of plain data, within another where it has a name.
function $record(domain, given, name) {
  if (!$isDict(given)) $fail("ValueError", `${name} must be a ${domain.words} or a dict, got ${$shown(given)}`);
  const [made, fields, within] = [{}, new Map($entries(given)), name && name + "."];
  const unknown = [...fields.keys()].find((field) => !domain.names.includes(field));
  if (unknown !== undefined) $fail("ValueError", `${domain.words} has no field ${$shown(within + unknown)}; its fields are ${domain.names.join(", ")}`);
  const missing = domain.names.find((field) => !fields.has(field) && !Object.hasOwn(domain.otherwise, field));
  if (missing !== undefined) $fail("ValueError", `${domain.words} needs the field ${within}${missing}`);
  for (const [i, field] of domain.names.entries()) {
    const states = (made.states ?? []).map((state) => state.id);
    made[field] = fields.has(field) ? $check(domain.items[i], fields.get(field), within + field, states) : domain.otherwise[field];
  }
  return made;
}

const $isDict = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
const $entries = (dict) => (dict instanceof Map ? [...dict] : Object.entries(dict));

// An object puts keys that are whole numbers first.
function $inOrder(keys) {
  if (keys.length > 1 && keys.some((key) => /^(0|[1-9]\d*)$/.test(key))) $fail("ArithmeticError", "keys that are whole numbers lose their order in the browser: put a letter before them");
}

// A result, as the page takes it: maps are plain objects without a prototype.
function $out(value) {
  if (Array.isArray(value)) return value.map($out);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map) $inOrder([...value.keys()]);
  const entries = $entries(value).map(([key, item]) => [key, $out(item)]);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

// The entry: keyword arguments in one object.
function $entry(name, names, required, run) {
  return (given = {}) => {
    const unknown = Object.keys(given).find((key) => !names.includes(key));
    if (unknown !== undefined) $fail("TypeError", `${name}() got an unexpected keyword argument '${unknown}'`);
    const missing = required.filter((key) => !Object.hasOwn(given, key) || given[key] === undefined);
    if (missing.length > 0) $fail("TypeError", `${name}() needs the argument${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`);
    return $out(run(...names.map((key) => (Object.hasOwn(given, key) ? given[key] : undefined))));
  };
}
