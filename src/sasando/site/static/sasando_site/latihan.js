// The ballot is folded until it is opened. Without this it lies open from the beginning.
"use strict";
(() => {
  const opening = document.querySelector("[data-opening]");
  const paper = document.getElementById("kertas");
  if (!opening || !paper) return;
  const line = opening.querySelector("[data-open-do]");
  const button = line.querySelector("button");
  const fold = (folded) => {
    paper.hidden = folded;
    line.hidden = false;
    button.setAttribute("aria-expanded", String(!folded));
  };
  fold(!("opened" in opening.dataset));
  button.addEventListener("click", () => {
    fold(false);
    paper.querySelector("[data-paper]").focus();
  });
  // A new ballot is handed over folded.
  paper.addEventListener("reset", () => {
    fold(true);
    button.focus();
  });
})();
