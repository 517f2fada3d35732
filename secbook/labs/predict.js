// A prediction before the play: the reader commits to an answer, and the lab compares it.
//
// The answer is kept in this browser only, and can be forgotten.

import { button, element, fill } from "./elements.js";
import { store } from "./history.js";

/** @param {any} declaration @param {import("../live/link.js").Link} link @param {boolean} page */
export function predictionBox(declaration, link, page) {
  const { prediction, texts, name } = declaration;
  const id = `secbook-${link.model.get("uid")}-prediction`;
  const place = store(name, "prediction");
  const box = element("fieldset", { class: "secbook-group secbook-prediction" }, element("legend", {}, prediction.question));
  const verdict = element("p", { role: "status" });
  const answers = prediction.options.map((/** @type {string} */ option, /** @type {number} */ i) => {
    const input = element("input", { type: "radio", name: id, value: String(i) });
    input.addEventListener("change", () => {
      if (page) place.write(String(i));
      show(i);
    });
    return { input, label: element("label", { class: "secbook-check" }, input, option) };
  });
  const forget = () => {
    place.forget();
    for (const { input } of answers) input.checked = false;
    verdict.textContent = "";
    again.hidden = true;
  };
  const again = button(texts.forget, forget);
  /** @param {number} i */
  const show = (i) => {
    const right = i === prediction.answer;
    verdict.textContent = fill(right ? texts.predictedRight : texts.predictedWrong, {
      answer: prediction.options[prediction.answer],
      because: prediction.because,
    });
    again.hidden = false;
  };
  again.hidden = true;
  box.append(element("div", { class: "secbook-checks" }, ...answers.map((/** @type {any} */ { label }) => label)), verdict, again);
  const kept = page ? place.read() : null;
  if (kept !== null && /^\d$/.test(kept) && answers[Number(kept)]) {
    answers[Number(kept)].input.checked = true;
    show(Number(kept));
  }
  return { box, forget };
}
