// Small pieces of a page that controls and views are made of.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Words with their gaps filled: "{label} must be ...". @param {string} template @param {Record<string, any>} words */
export function fill(template, words) {
  return template.replace(/\{(\w+)\}/g, (gap, word) => (Object.hasOwn(words, word) ? String(words[word]) : gap));
}

/** @param {string} text @param {() => void} pressed */
export function button(text, pressed) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", pressed);
  return made;
}
