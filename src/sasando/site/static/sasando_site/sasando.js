// Extras only: every page says all it has to say without this file.
"use strict";
(() => {
  const said = document.querySelector("[data-said]");
  const listen = document.querySelector("[data-listen]");
  const text = document.querySelector("[data-aloud]");
  if (listen && text && "speechSynthesis" in window) {
    const start = listen.textContent;
    const rest = () => {
      listen.textContent = start;
      listen.setAttribute("aria-pressed", "false");
    };
    listen.hidden = false;
    listen.addEventListener("click", () => {
      if (listen.getAttribute("aria-pressed") === "true") {
        speechSynthesis.cancel();
        rest();
        return;
      }
      speechSynthesis.cancel();
      // One utterance a block: long ones are cut off by some browsers.
      const parts = [document.querySelector("h1"), ...text.children]
        .map((part) => part.innerText.trim())
        .filter(Boolean);
      parts.forEach((part, index) => {
        const utterance = new SpeechSynthesisUtterance(part);
        utterance.lang = document.documentElement.lang === "id" ? "id-ID" : "en-GB";
        if (index === parts.length - 1) utterance.addEventListener("end", rest);
        speechSynthesis.speak(utterance);
      });
      listen.textContent = listen.dataset.stop;
      listen.setAttribute("aria-pressed", "true");
    });
    addEventListener("pagehide", () => speechSynthesis.cancel());
  }
  for (const copy of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(copy.dataset.copy);
      said.textContent = copy.dataset.done;
      const label = copy.textContent;
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = label; }, 2000);
    });
  }
  const share = document.querySelector("[data-share]");
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ title: document.title, url: share.dataset.share }).catch(() => {});
    });
  }
})();
