// Stands in for `sanitize-html`: a label of a widget is shown as the text that it is.

/** @param {string} html @returns {string} the text, with nothing left that could be a tag */
export default function text(html) {
  const box = document.createElement("span");
  box.textContent = html;
  return box.innerHTML;
}
