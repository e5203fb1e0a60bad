// What a message is told about it comes in place, and is counted until the page is left.
"use strict";
(() => {
  const score = document.querySelector("[data-score]");
  const right = new Map(); // by message: whether the first answer was right
  for (const form of document.querySelectorAll("[data-gym]")) {
    const item = form.closest("article");
    const told = item.querySelector("[data-told]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = new FormData(form).get("trik");
      form.querySelector("[data-nothing]").hidden = Boolean(said);
      if (!said) {
        form.querySelector("[type=radio]").focus();
        return;
      }
      const seen = said === form.dataset.gym;
      told.hidden = false;
      told.querySelector("[data-right]").hidden = !seen;
      told.querySelector("[data-not]").hidden = seen;
      if (!right.has(item.id)) right.set(item.id, seen);
      score.textContent = score.dataset.words
        .replace("{right}", [...right.values()].filter(Boolean).length)
        .replace("{done}", right.size);
      told.focus();
    });
  }
})();
