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
  // The answer comes in place, and by itself while it is worked on. Without this: pages, reloaded.
  let shown = "";
  const show = async (response) => {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    if (response.url !== location.href) history.pushState(null, "", response.url);
    shown = location.pathname;
    (document.querySelector("main [role=alert]") || document.querySelector("[data-answer]"))?.scrollIntoView();
    document.querySelector("[data-answer]")?.focus();
    const wait = Number(response.headers.get("Refresh"));
    if (wait) setTimeout(() => {
      if (location.pathname === shown) fetch(response.url).then(show).catch(() => location.reload());
    }, wait * 1000);
  };
  addEventListener("popstate", () => {
    if (shown && location.pathname !== shown) location.reload();
  });
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-check]")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    fetch(form.action, { method: "POST", body: new FormData(form) })
      .then(show)
      .catch(() => form.submit())
      .finally(() => { button.disabled = false; });
  });
})();
