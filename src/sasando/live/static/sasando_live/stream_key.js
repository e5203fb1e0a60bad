// Copies what stands in a field. Without it the field is marked and copied by hand.
"use strict";
(() => {
  const said = document.querySelector("[data-said]");
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) continue; // by plain HTTP from another machine
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = said.dataset.done;
      } catch {
        field.focus();
      }
    });
  }
})();
