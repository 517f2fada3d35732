// Share links: a state comes back from its link, and an address that nobody meant changes nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeHash, decodeState, encodeState, partsOfHash } from "../../secbook/labs/share.js";

const states = ["GMY", "AUH", "RUS", "SRB"].map((id) => ({ id }));

// Each refusal says which it is and what came; the real words are compared with Python's elsewhere.
const texts = new Proxy(
  {},
  { get: (_, key) => (key === "link_nothing" ? "nothing" : `${String(key)} {control} {got}`) },
);

const lab = {
  name: "commitment",
  version: 1,
  controls: [
    { kind: "slider", name: "reliability", min: 0, max: 1, step: 0.05, start: 0.75 },
    { kind: "time", name: "year", min: 0, max: 40, step: 0.5, start: 0 },
    { kind: "toggle", name: "nuclear", start: false },
    { kind: "choice", name: "rule", options: [{ value: "chain" }, { value: "buck pass" }], start: "chain" },
    { kind: "powers", name: "power", states: states.slice(0, 3), start: [5000, 3000, 2000] },
    { kind: "members", name: "union", states, start: ["GMY"] },
    { kind: "pacts", name: "pacts", states, start: [["GMY", "AUH", 75]] },
    { kind: "pair", name: "focal", states, start: ["AUH", "SRB"] },
  ],
  texts,
};

const start = Object.fromEntries(lab.controls.map((control) => [control.name, control.start]));

test("a link says what is not at its start, in the order of the lab, and comes back", () => {
  const moved = {
    focal: ["GMY", "RUS"],
    reliability: 0.1 + 0.2,
    year: 12.5,
    nuclear: true,
    rule: "buck pass",
    power: [1433, 447, 8120],
    union: [],
    pacts: [["GMY", "AUH", 75], ["RUS", "SRB", 100]],
  };

  const { text } = encodeState(lab, moved);

  assert.equal(
    text,
    "lab=commitment&v=1&reliability=0.3&year=12.5&nuclear=1&rule=buck+pass" +
      "&power=14.33,4.47,81.2&union=-&pacts=GMY-AUH:75,RUS-SRB:100&focal=GMY-RUS",
  );
  assert.deepEqual({ ...decodeState(lab, text).values }, { ...start, ...moved, reliability: 0.3 });
  assert.deepEqual(encodeState(lab, start), { text: "lab=commitment&v=1" });
  assert.deepEqual({ ...decodeState(lab, "lab=commitment&v=1").values }, start);
});

test("there is one zero", () => {
  assert.ok(Object.is(decodeState(lab, "lab=commitment&v=1&reliability=-0").values.reliability, 0));
  assert.equal(encodeState(lab, { ...start, reliability: -0 }).text, "lab=commitment&v=1&reliability=0");
});

test("a state that was read is not the declaration's own", () => {
  const { values } = decodeState(lab, "lab=commitment&v=1");

  values.union.push("AUH");
  values.power[0] = 0;

  assert.deepEqual([start.union, start.power], [["GMY"], [5000, 3000, 2000]]);
});

test("a link to another lab is left to that lab, and so is what names none", () => {
  const others = ["", "lab", "lab=", "lab=other&v=1", "v=1&lab=commitment", "lab=%zz", "lab=%ff&v=1", "LAB=commitment"];
  for (const text of others) assert.equal(decodeState(lab, text), null, text);
  assert.deepEqual({ ...decodeState(lab, "lab=%63ommitment&v=1").values }, start);
});

test("what is refused says which control it is and what came, and nothing is half read", () => {
  const refusals = {
    "v=2": "link_version {control} 2",
    "v=1&year=12&reliability=1.5": "link_slider reliability 1.5",
    "v=1&year=1e999": "link_time year 1e999",
    "v=1&nuclear=true": "link_toggle nuclear true",
    "v=1&rule=": "link_choice rule nothing",
    "v=1&power=50,50": "link_powers power 50,50",
    "v=1&power=70,30,0": "link_powers power 70,30,0",
    "v=1&union=AUH-GMY": "link_members union AUH-GMY",
    "v=1&pacts=GMY-AUH:0": "link_pacts pacts GMY-AUH:0",
    "v=1&pacts=GMY-AUH:101": "link_pacts pacts GMY-AUH:101",
    "v=1&pacts=GMY-AUH:7.5": "link_pacts pacts GMY-AUH:7.5",
    "v=1&focal=GMY-GMY": "link_pair focal GMY-GMY",
    "v=1&year=%3Cimg+src%3Dx%3E": "link_time year %3Cimg+src%3Dx%3E",
    "v=1&year=<img>": "link_characters {control} U+003C",
    "v=1&year=💥": "link_characters {control} U+1F4A5",
    "v=1&year=%": "link_form {control} year=%",
    "v=1&year=1&year=1": "link_twice {control} year",
    [`v=1&year=${"9".repeat(100)}`]: `link_time year ${"9".repeat(40)}…`,
    [`v=1&year=${"9".repeat(1500)}`]: "link_long {control} 1524",
  };
  for (const [rest, refusal] of Object.entries(refusals)) {
    assert.deepEqual(decodeState(lab, `lab=commitment&${rest}`), { refusal }, rest);
  }
});

test("names that every object has are no controls, and may be some", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "__proto__.x"]) {
    const named = { ...lab, controls: [{ kind: "toggle", name, start: false }] };
    const text = `lab=commitment&v=1&${name}=1`;

    const { values } = decodeState(named, text);

    assert.match(decodeState(lab, text).refusal, /^link_unknown/);
    assert.deepEqual([Object.keys(values), Object.getPrototypeOf(values)], [[name], null]);
    assert.deepEqual(encodeState(named, values), { text });
    assert.match(encodeState(named, {}).refusal, /^link_toggle/);
  }
  assert.equal({}.polluted, undefined);
});

test("a state that no reader can reach has no link, and the button says so", () => {
  const refused = (changes) => encodeState(lab, { ...start, ...changes }).refusal;

  assert.equal(refused({ reliability: NaN }), "link_slider reliability NaN");
  assert.equal(refused({ reliability: undefined }), "link_slider reliability nothing");
  assert.equal(refused({ nuclear: 1 }), "link_toggle nuclear nothing");
  assert.equal(refused({ power: [1, 2] }), "link_powers power 0.01,0.02");
  assert.equal(refused({ union: null }), "link_members union nothing");
  assert.equal(refused({ pacts: [1] }), "link_pacts pacts nothing");
  assert.equal(refused({ treaty: 1 }), "link_unknown {control} treaty");
});

test("a page's hash is split at each lab, and a section's name is none of them", () => {
  assert.deepEqual(partsOfHash("#lab=a&v=1&x=1&lab=b&v=1&y=2"), ["lab=a&v=1&x=1", "lab=b&v=1&y=2"]);
  assert.deepEqual(partsOfHash("#lab=a&label=1"), ["lab=a&label=1"]);
  assert.deepEqual(partsOfHash("lab=a&v=1&collab=3"), ["lab=a&v=1&collab=3"]);
  assert.deepEqual(partsOfHash("#lab=a&lab=a"), ["lab=a", "lab=a"]);
  for (const hash of ["", "#", "#section", "#label", "#label=1", "#collab=1", "#the-lab=1&lab=a", "#%zz", "##lab=a"]) {
    assert.deepEqual(partsOfHash(hash), [], hash);
  }
});

test("a hash may speak of many labs, and of each of them once", () => {
  const own = "lab=commitment&v=1&nuclear=1";

  for (const hash of [`#${own}`, `#lab=a&v=1&${own}&lab=b&v=3`, `#lab=a&lab=a&${own}`])
    assert.equal(decodeHash(lab, hash).values.nuclear, true, hash);
  assert.deepEqual(decodeHash(lab, `#${own}&lab=a&v=1&${own}`), { refusal: "link_labs {control} 2" });
  assert.deepEqual(decodeHash(lab, `#lab=a&v=1&${own}&nuclear=2`), { refusal: "link_twice {control} nuclear" });
  for (const hash of ["", "#section", "#lab=a&v=1", `#section&${own}&${own}`]) assert.equal(decodeHash(lab, hash), null, hash);
});

test("no text makes it throw", () => {
  let seed = 1648;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const pieces = [..."&=%+-,:9.e\0\ud800<é💥", "lab=commitment", "&v=1", "power", "pacts", "GMY", "%ff"];
  for (let i = 0; i < 20_000; i++) {
    const rest = Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join("");
    const text = `${random(4) ? "lab=commitment&v=1&" : ""}${rest}`;

    const found = decodeState(lab, text);

    if (found === null) continue;
    assert.equal(Object.keys(found).length, 1);
    if ("refusal" in found) assert.match(found.refusal, /^link_\w+ \S+ \S+$/);
    else assert.deepEqual(Object.keys(found.values), Object.keys(start));
    for (const part of partsOfHash(text)) decodeState(lab, part);
  }
});
