// Formulas are typeset when the page has loaded: a lab does not wait for them.
window.addEventListener("load", () => {
  const script = document.createElement("script");
  script.src = new URL("mathjax.js", document.querySelector("script[src*='secbook/after-load.js']").src);
  script.addEventListener("load", () => MathJax.startup.promise.then(nameScrolling));
  document.head.append(script);
});
window.addEventListener("resize", nameScrolling);

// The keyboard reaches a formula, which MathJax sees to; where it scrolls, it says so.
function nameScrolling() {
  for (const formula of document.querySelectorAll("div.math mjx-container")) {
    const scrolls = formula.scrollWidth > formula.clientWidth;
    for (const [name, value] of Object.entries({ role: "group", "aria-label": "Wide formula, scrolls sideways" })) {
      if (scrolls) formula.setAttribute(name, value);
      else formula.removeAttribute(name);
    }
  }
}
