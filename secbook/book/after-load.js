// Formulas are typeset when the page has loaded: a lab does not wait for them.
window.addEventListener("load", () => {
  const script = document.createElement("script");
  script.src = new URL("mathjax.js", document.querySelector("script[src*='secbook/after-load.js']").src);
  document.head.append(script);
});
