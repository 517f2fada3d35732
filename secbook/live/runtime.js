// What a translated model needs where JavaScript and Python differ. The translator takes from here only
// what a model uses: each definition starts at the margin with `const $name` or `function $name`.
// @ts-nocheck: what it promises is tested against CPython, value by value.

export { $fixed };

const $MOST = 2 ** 53;

function $error(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

// --- numbers -------------------------------------------------------------------------------------

function $int(x) {
  if (x > $MOST || x < -$MOST) throw $error("OverflowError", "a whole number beyond 2**53 is not exact in JavaScript: use floats");
  return x;
}

// The result of an operation on numbers that may both be ints: as ints they would be exact in Python.
function $both(x, a, b) {
  if ((x > $MOST || x < -$MOST) && Math.abs(a) <= $MOST && Math.abs(b) <= $MOST && Number.isInteger(a) && Number.isInteger(b)) $int(x);
  return x;
}

// A number whose sign counts although it is zero. An int has no negative zero.
function $signed(x) {
  if (Object.is(x, -0)) throw $error("ArithmeticError", "a zero that may be an int or a float has no certain sign: write 0.0 instead of 0");
  return x;
}

function $zero(words) {
  throw $error("ZeroDivisionError", words);
}

function $divided(a, b, words) {
  if (b === 0) $zero(words);
  return a / b;
}

function $modulo(a, b, words) {
  if (b === 0) $zero(words);
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function $floored(a, b, words) {
  if (b === 0) $zero(words);
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) quotient -= 1;
  if (quotient === 0) return a / b < 0 ? -0 : 0 * (a / b);
  const whole = Math.floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

function $power(a, b) {
  if (b === 0 || a === 1) return 1;
  if (a === 0 && b < 0) $zero("0.0 cannot be raised to a negative power");
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) throw $error("ArithmeticError", "a negative number to a power that is not whole is complex: it has no place in a graph");
  if (a === -1 && (b === Infinity || b === -Infinity)) return 1;
  const x = b === 2 ? a * a : Math.pow(a, b);
  if (!Number.isFinite(x) && Number.isFinite(a) && Number.isFinite(b)) throw $error("OverflowError", "(34, 'Numerical result out of range')");
  return x;
}

// An int to an int: whole for an exponent of at least 0, a float below.
function $intPower(a, b) {
  if (b < 0) return $power(a, b);
  let x = 1;
  for (let i = 0; i < b && x !== 0 && (a !== 1 || i < 1) && (a !== -1 || i < b % 2); i++) x = $int(x * a);
  return x + 0;
}

function $truncated(x) {
  if (Number.isNaN(x)) throw $error("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw $error("OverflowError", "cannot convert float infinity to integer");
  return $int(Math.trunc(x)) + 0;
}

// Half to even.
function $rounded(x) {
  const down = Math.floor(x);
  const rest = x - down;
  return $truncated(rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1);
}

function $roundedTo(x, digits) {
  return Number.isFinite(x) && Math.abs(x) < 1e21 ? Number($decimal(x, digits)) : x;
}

function $left(a, by) {
  if (by < 0) throw $error("ValueError", "negative shift count");
  return a === 0 ? 0 : $int(a * (by < 31 ? 1 << by : 2 ** by));
}

function $right(a, by) {
  if (by < 0) throw $error("ValueError", "negative shift count");
  return by < 32 && (a | 0) === a ? a >> by : Math.floor(a / 2 ** by);
}

function $and(a, b) {
  return (a | 0) === a && (b | 0) === b ? a & b : Number(BigInt(a) & BigInt(b));
}

function $or(a, b) {
  return (a | 0) === a && (b | 0) === b ? a | b : $int(Number(BigInt(a) | BigInt(b)));
}


// A result of `math`, or the error that it fails with: it has no real value, or is out of range.
function $math(x, fails, a, b = 0) {
  if (Number.isFinite(x) || Number.isNaN(a) || Number.isNaN(b)) return x;
  if (Number.isNaN(x) || (fails === "domain" && Number.isFinite(a))) throw $error("ValueError", "math domain error");
  if (Number.isFinite(a) && Number.isFinite(b)) throw $error("OverflowError", "math range error");
  return x;
}

function $hypot(a, b) {
  const x = Math.max(Math.abs(a), Math.abs(b));
  if (x === 0 || !Number.isFinite(x)) return Math.abs(a) === Infinity || Math.abs(b) === Infinity ? Infinity : Math.abs(a) + Math.abs(b);
  const y = Math.min(Math.abs(a), Math.abs(b)) / x;
  return x * Math.sqrt(1 + y * y);
}


function $comb(n, k) {
  if (n < 0) throw $error("ValueError", "n must be a non-negative integer");
  if (k < 0) throw $error("ValueError", "k must be a non-negative integer");
  if (k > n) return 0;
  let ways = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i++) {
    ways = (ways * BigInt(n - i + 1)) / BigInt(i);
    if (ways > 1n << 53n) $int(Infinity);
  }
  return Number(ways);
}


// Lanczos' sum with the coefficients of CPython.
const $LANCZOS = [
  [23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959, 35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390, 6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372, 248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640, 2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328, 8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291, 2.5066282746310002701649081771338373386264310793408],
  [0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1],
];

function $lgamma(x) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Infinity;
  if (x === Math.floor(x) && x <= 2) {
    if (x <= 0) throw $error("ValueError", "math domain error");
    return 0;
  }
  const size = Math.abs(x);
  if (size < 1e-20) return -Math.log(size);
  const sums = $LANCZOS.map((c) => (size < 5 ? c.reduceRight((sum, a) => sum * size + a, 0) : c.reduce((sum, a) => sum / size + a, 0)));
  let r = Math.log(sums[0] / sums[1]) - 6.024680040776729583740234375;
  r += (size - 0.5) * (Math.log(size + 6.024680040776729583740234375 - 0.5) - 1);
  if (x < 0) {
    const turn = size % 2;
    const sine = Math.abs(Math.sin(Math.PI * (turn > 1 ? turn - 1 : turn)));
    r = Math.log(Math.PI) - Math.log(sine) - Math.log(size) - r;
  }
  return $math(r, "range", x);
}

function $isclose(a, b) {
  return a === b || (Number.isFinite(a) && Number.isFinite(b) && Math.abs(b - a) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
}

// --- text ----------------------------------------------------------------------------------------

// Decimal digits as Python rounds them: the exact value, half to even.
function $decimal(x, digits) {
  if (Math.abs(x) >= 1e21) return BigInt(x) + (digits > 0 ? "." + "0".repeat(digits) : "");
  const text = x.toFixed(digits);
  const exact = x.toFixed(digits + 60);
  const cut = exact.slice(0, exact.length - 60 - (digits === 0 ? 1 : 0));
  const half = /^50*$/.test(exact.slice(exact.length - 60));
  return (Object.is(x, -0) ? "-" : "") + (half && /[02468]$/.test(cut) ? cut : text);
}

function $fixed(x, digits, sign, comma, percent) {
  const value = percent === "%" ? x * 100 : x;
  const plus = value < 0 || Object.is(value, -0) ? "" : sign;
  if (!Number.isFinite(value)) return plus + (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf") + percent;
  const text = $decimal(value, digits);
  return plus + (comma === "," ? text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",")) : text) + percent;
}

function $repr(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0.0";
  const [digits, exponent] = x.toExponential().split("e");
  if (Number(exponent) < -4 || Number(exponent) >= 16) return digits + "e" + exponent[0] + exponent.slice(1).padStart(2, "0");
  const text = String(x);
  return text.includes(".") ? text : text + ".0";
}

function $quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = (c) => {
    const named = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[c];
    if (named || c === quote) return named || "\\" + c;
    const code = c.codePointAt(0).toString(16);
    return code.length < 3 ? "\\x" + code.padStart(2, "0") : code.length < 5 ? "\\u" + code.padStart(4, "0") : "\\U" + code.padStart(8, "0");
  };
  return quote + text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (c) => (c === "'" || c === '"') && c !== quote ? c : escaped(c)) + quote;
}

// The words for a value in an error, as `secbook.domains.shown`.
function $shown(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return $quoted(value);
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value + 0) : $repr(value);
  return Array.isArray(value) ? "a list" : typeof value === "function" ? "a function" : "a dict";
}

// --- lists and dicts -----------------------------------------------------------------------------

function $some(value) {
  if (value === null) throw $error("TypeError", "None has no value to work with");
  return value;
}

function $whole(value) {
  if (!Number.isInteger(value)) throw $error("TypeError", "'float' object cannot be interpreted as an integer");
  return $int(value) + 0;
}

function $bound(value, name, free) {
  if (value !== undefined) return value;
  if (free) throw $error("NameError", `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
  throw $error("UnboundLocalError", `cannot access local variable '${name}' where it is not associated with a value`);
}

function $at(list, i, words) {
  const value = list[i < 0 ? i + list.length : i];
  if (value === undefined) throw $error("IndexError", words + " index out of range");
  return value;
}

function $put(list, i, value) {
  const place = i < 0 ? i + list.length : i;
  if (!(place >= 0 && place < list.length)) throw $error("IndexError", "list assignment index out of range");
  list[place] = value;
}

function $key(dict, key) {
  const value = dict.get(key);
  if (value === undefined) throw $error("KeyError", $quoted(key));
  return value;
}

function $got(dict, key, otherwise) {
  const value = dict.get(key);
  return value === undefined ? otherwise : value;
}

function $in(value, list) {
  for (let i = 0; i < list.length; i++) if ($equal(list[i], value)) return true;
  return false;
}

function $slice(list, start, stop, step) {
  if (step === 0) throw $error("ValueError", "slice step cannot be zero");
  if (step === 1) return list.slice(start ?? 0, stop ?? list.length);
  const size = list.length;
  const cut = (i, low, high) => Math.min(Math.max(i < 0 ? i + size : i, low), high);
  const from = start === null ? (step > 0 ? 0 : size - 1) : step > 0 ? cut(start, 0, size) : cut(start, -1, size - 1);
  const to = stop === null ? (step > 0 ? size : -1) : step > 0 ? cut(stop, 0, size) : cut(stop, -1, size - 1);
  const result = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) result.push(list[i]);
  return result;
}

function $repeated(list, times) {
  const result = [];
  for (let i = 0; i < times; i++) for (let j = 0; j < list.length; j++) result.push(list[j]);
  return result;
}

function $extend(list, more) {
  const size = more.length;
  for (let i = 0; i < size; i++) list.push(more[i]);
  return null;
}

function $update(dict, more) {
  for (const [key, value] of more === dict ? [] : more) dict.set(key, value);
  return null;
}

function $joined(between, texts) {
  return texts.join(between);
}

function $fraction(a, b) {
  if (b === 0) $zero(`Fraction(${a}, 0)`);
  return a / b;
}

function $pop(list, i) {
  if (list.length === 0) throw $error("IndexError", "pop from empty list");
  const place = i < 0 ? i + list.length : i;
  if (!(place >= 0 && place < list.length)) throw $error("IndexError", "pop index out of range");
  return list.splice(place, 1)[0];
}


function $indexOf(list, value) {
  for (let i = 0; i < list.length; i++) if ($equal(list[i], value)) return i;
  throw $error("ValueError", `${typeof value === "string" ? $quoted(value) : $shown(value)} is not in list`);
}

function $unpacked(list, size) {
  if (list.length < size) throw $error("ValueError", `not enough values to unpack (expected ${size}, got ${list.length})`);
  if (list.length > size) throw $error("ValueError", `too many values to unpack (expected ${size})`);
  return list;
}

// Python takes a value to be equal to itself even where it is NaN, and one NaN looks here like another.
function $equal(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) {
    if (Number.isNaN(a) && Number.isNaN(b)) throw $error("ArithmeticError", "NaN among compared values: Python's answer depends on their identity");
    return typeof a !== typeof b && a !== null && b !== null && typeof a !== "string" && +a === +b;
  }
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && $equal(value, b.get(key)));
  const [left, right] = [Object.values(a), Object.values(b)];
  return left.length === right.length && left.every((value, i) => $equal(value, right[i]));
}

// -1, 0 or 1. NaN has no place in an order.
function $compare(a, b) {
  if (typeof a === "number" || typeof a === "boolean") {
    if (Number.isNaN(a) || Number.isNaN(b)) throw $error("ArithmeticError", "NaN has no place in an order");
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [left, right] = typeof a === "string" ? [[...a].map((c) => c.codePointAt(0)), [...b].map((c) => c.codePointAt(0))] : [Object.values(a), Object.values(b)];
  for (let i = 0; i < left.length && i < right.length; i++) if (!$equal(left[i], right[i])) return $compare(left[i], right[i]);
  return left.length - right.length;
}

function $sorted(values, key, reverse) {
  const pairs = Array.from(values, (value) => [key === null ? value : key(value), value]);
  for (const [rank] of pairs) $compare(rank, rank);
  const direction = reverse ? -1 : 1;
  return pairs.sort((a, b) => direction * $compare(a[0], b[0])).map((pair) => pair[1]);
}

function $max(a, b) {
  return b > a ? b : a;
}

function $min(a, b) {
  return b < a ? b : a;
}

// The first value beyond which no other is: ">" upwards, "<" downwards.
function $most(values, sign, key, otherwise, name) {
  if (values.length === 0) {
    if (otherwise === undefined) throw $error("ValueError", name + "() arg is an empty sequence");
    return otherwise;
  }
  const ranks = key === null ? values : values.map((value) => key(value));
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    const [a, b] = sign === ">" ? [ranks[best], ranks[i]] : [ranks[i], ranks[best]];
    if (typeof a === "object" || typeof a === "string" ? $compare(a, b) < 0 : a < b) best = i;
  }
  return values[best];
}

function $sum(values, start) {
  let total = start;
  for (let i = 0; i < values.length; i++) total += +values[i];
  return total;
}

// From Python 3.12 on the sum of floats is compensated (Neumaier).
function $compensatedSum(values, start) {
  let [total, lost] = [start, 0];
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    const next = total + x;
    if (i > 0) lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return lost !== 0 && Number.isFinite(lost) ? total + lost : total;
}

// Of numbers that may be ints or floats.
function $mixedSum(values, start) {
  let total = start;
  for (let i = 0; i < values.length; i++) total = $both(total + +values[i], total, +values[i]);
  return total;
}

function $intSum(values, start) {
  let total = start;
  for (let i = 0; i < values.length; i++) total = $int(total + +values[i]);
  return total;
}



function $rangeSize(start, stop, step) {
  if (step === 0) throw $error("ValueError", "range() arg 3 must not be zero");
  return Math.max(0, Math.ceil((stop - start) / step));
}

// How many rounds a loop over a dict has, as long as the dict does not change its size.
function $steady(dict, size) {
  if (dict.size !== size) throw $error("RuntimeError", "dictionary changed size during iteration");
  return size;
}

// How many rounds zip(..., strict=True) has.
function $strict(round, ...sizes) {
  const other = sizes.findIndex((size) => size > round !== sizes[0] > round);
  if (other > 0) throw $error("ValueError", `zip() argument ${other + 1} is ${sizes[0] > round ? "shorter" : "longer"} than argument${other > 1 ? `s 1-${other}` : " 1"}`);
  return sizes[0];
}

// --- the boundary --------------------------------------------------------------------------------

// The value that a model takes for an argument, or a refusal in words: `secbook.domains.Domain.check`,
// and for an argument that has no domain, whether it is of the type that is declared.
function $check(domain, value, name) {
  const { kind, items } = domain;
  const refuse = () => $error(domain.shape ? "TypeError" : "ValueError", `${name} must be ${domain.words}${domain.optional ? " or None" : ""}, got ${$shown(value)}`);
  const need = (test) => {
    if (!test) throw refuse();
  };
  if (kind === "any" || (domain.optional && value === null)) return value;
  if (kind === "number" || kind === "count") {
    need(typeof value === "number" && !Number.isNaN(value) && (Number.isFinite(value) || domain.infinite));
    need(value >= domain.low && value <= domain.high && !(domain.low_open && value === domain.low) && !(domain.high_open && value === domain.high));
    need(kind === "number" || Number.isInteger(value));
    return kind === "number" ? value : $int(value) + 0;
  }
  if (kind === "text" || kind === "str" || kind === "bool") {
    need(typeof value === (kind === "bool" ? "boolean" : "string"));
    return value;
  }
  if (kind === "real" || kind === "whole") {
    need(typeof value === "number" || typeof value === "boolean");
    need(kind === "real" || Number.isInteger(+value));
    return kind === "real" ? +value : $int(+value) + 0;
  }
  if (kind === "dict") {
    need($isDict(value));
    $inOrder(value instanceof Map ? [] : Object.keys(value));
    return new Map($entries(value).map(([key, item]) => [key, $check(items[0], item, `${name}[${$quoted(key)}]`)]));
  }
  if (kind === "record") {
    need($isDict(value) && domain.names.every((field) => Object.hasOwn(value, field)));
    return Object.fromEntries(domain.names.map((field, i) => [field, $check(items[i], value[field], `${name}.${field}`)]));
  }
  if (ArrayBuffer.isView(value)) value = Array.from(value);
  need(Array.isArray(value));
  if (kind === "tuple" && value.length !== items.length) throw $error("ValueError", `${name} must have ${items.length} entries, got ${value.length}`);
  if (value.length < domain.length) throw $error("ValueError", `${name} must have at least ${domain.length} entries, got ${value.length}`);
  return value.map((item, i) => {
    const inner = kind === "tuple" ? items[i] : items[0];
    return $inside(inner, item) ? item : $check(inner, item, `${name}[${i}]`);
  });
}

// A number well within its domain needs no words.
function $inside(domain, value) {
  return domain.kind === "number" && typeof value === "number" && value > domain.low && value < domain.high && Number.isFinite(value);
}

function $isDict(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function $entries(dict) {
  return dict instanceof Map ? [...dict] : Object.entries(dict);
}

// The fields of a record that checks its own data: `secbook.models.intake`.
function $plain(spec, given, within) {
  const [names, fields] = [Object.keys(spec.fields), new Map($entries(given))];
  for (const name of fields.keys()) if (!names.includes(name)) throw $error("ValueError", `${spec.record} has no field ${$shown(within + name)}; its fields are ${names.join(", ")}`);
  for (const name of names) if (!fields.has(name) && spec.fields[name].otherwise === undefined) throw $error("ValueError", `${spec.record} needs the field ${within}${name}`);
  const made = {};
  let states = [];
  for (const name of names) {
    const { kind, otherwise } = spec.fields[name];
    made[name] = fields.has(name) ? $taken(kind, fields.get(name), within + name, states) : otherwise;
    if (name === "states") states = made.states.map((state) => state.id);
  }
  return made;
}

function $taken(spec, value, name, states) {
  if (spec.fields !== undefined) {
    if (!$isDict(value)) throw $error("ValueError", `${name} must be a ${spec.record} or a dict, got ${$shown(value)}`);
    return $plain(spec, value, name + ".");
  }
  if (spec.each === undefined) return $check(spec, value, name);
  const items = $check(spec, value, name);
  if (items.every((item) => typeof item === "number")) return items;
  const called = (place) => (spec.named && place < states.length ? `${name} ${name.includes(" of ") ? "and" : "of"} ${states[place]}` : `${name}[${place}]`);
  return items.map((item, place) => $taken(spec.each, item, called(place), states));
}


// An object puts keys that are whole numbers first.
function $inOrder(keys) {
  if (keys.length > 1 && keys.some((key) => /^(0|[1-9]\d*)$/.test(key))) throw $error("ArithmeticError", "keys that are whole numbers lose their order in the browser: put a letter before them");
}

// A result, as the page takes it: maps are plain objects without a prototype.
function $out(value) {
  if (Array.isArray(value)) return value.map($out);
  if (typeof value !== "object" || value === null) return value;
  const result = Object.create(null);
  if (value instanceof Map) $inOrder([...value.keys()]);
  for (const [key, item] of value instanceof Map ? value : Object.entries(value)) result[key] = $out(item);
  return result;
}

// The entry: keyword arguments in one object.
function $entry(name, names, required, run) {
  return (given = {}) => {
    for (const key of Object.keys(given)) if (!names.includes(key)) throw $error("TypeError", `${name}() got an unexpected keyword argument '${key}'`);
    const missing = required.filter((key) => !Object.hasOwn(given, key) || given[key] === undefined);
    if (missing.length > 0) throw $error("TypeError", `${name}() needs the argument${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`);
    return $out(run(...names.map((key) => (Object.hasOwn(given, key) ? given[key] : undefined))));
  };
}
