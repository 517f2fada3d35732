// The figures of a lab: their places, their names, and when they are drawn.

import { element } from "./elements.js";

/** Wait until an element is changed, of which a timer would learn too late, or for a while. @param {HTMLElement} box */
async function changed(box) {
  await new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve(null);
    });
    observer.observe(box, { childList: true, subtree: true });
    setTimeout(resolve, 100);
  });
}

/** Wait until a figure has drawn its marks. @param {HTMLElement} box */
async function drawn(box) {
  const ready = () => [...box.querySelectorAll("svg.svg-figure")].every((svg) => svg.querySelector("path, rect.bar, image, text.label"));
  while (box.isConnected && !ready()) await changed(box);
}

/**
 * Put a view of another widget in its place, once this lab is part of the page.
 * @param {any} view @param {HTMLElement} box @param {HTMLElement} el
 */
async function attach(view, box, el) {
  while (!el.isConnected) await new Promise(requestAnimationFrame);
  // Lumino's `Widget.attach`, reached through the host's own copy: a view learns from it that it is shown.
  view.luminoWidget.constructor.attach(view.luminoWidget, box);
}

/** Give the figures their role and name. @param {HTMLElement} box @param {string} words */
function name(box, words) {
  for (const svg of box.querySelectorAll(".bqplot > svg")) {
    if (svg.classList.contains("svg-figure")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", words);
    } else svg.setAttribute("aria-hidden", "true");
  }
}

/**
 * Places for the figures of views that have one, in their order.
 * @param {any[]} pictured @param {(words: string) => string} called says what a figure with some words is called
 */
export function figurePlaces(pictured, called) {
  const places = pictured.map(({ caption }) => {
    caption?.classList.add("secbook-caption");
    return element("div", { class: "secbook-figure" }, ...(caption ? [caption] : []));
  });
  const box = element("div", { class: "secbook-figures" }, ...places);
  const nameAll = () => places.forEach((place, i) => name(place, called(pictured[i].words())));
  /** @param {any} manager @param {any[]} figures @param {HTMLElement} el @param {(() => void)[]} undo */
  const show = async (manager, figures, el, undo) => {
    for (const [i, figure] of figures.entries()) {
      const view = await manager.create_view(figure);
      await attach(view, places[i], el);
      undo.push(() => view.remove());
      nameAll();
    }
    await drawn(box);
    nameAll();
  };
  return { box, nameAll, show };
}
