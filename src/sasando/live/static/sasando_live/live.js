// Pages of the live desk: parts that changed are fetched anew, buttons press without leaving the page,
// clocks count down from what the server said. Without it every button still works by loading the page.
"use strict";
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const said = root.querySelector("[data-said]");
  const say = (words, wrong) => {
    said.textContent = words;
    said.classList.toggle("live-problem", Boolean(wrong && words));
  };
  const parts = [...root.querySelectorAll("[data-part]")];
  const busy = new Map();

  const typing = (part) => {
    const field = document.activeElement;
    return part.contains(field) && field.matches("textarea, input:not([type=hidden]), select");
  };

  async function refresh(part) {
    if (busy.get(part)) {
      busy.set(part, "again"); // many changes at once are one more fetch, not many
      return;
    }
    busy.set(part, "now");
    try {
      const response = await fetch(part.dataset.part, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (response.ok) put(part, await response.text());
    } catch {
      say(root.dataset.lost || "", true);
    }
    const again = busy.get(part) === "again";
    busy.delete(part);
    if (again) refresh(part);
  }

  function put(part, html) {
    if (typing(part)) {
      part.waits = html; // what somebody types is not taken from under their fingers
      return;
    }
    const open = new Set([...part.querySelectorAll("details[open] > summary")].map((s) => s.textContent));
    const shut = new Set([...part.querySelectorAll("details:not([open]) > summary")].map((s) => s.textContent));
    const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : "";
    part.innerHTML = html;
    for (const summary of part.querySelectorAll("details > summary")) {
      if (open.has(summary.textContent)) summary.parentElement.open = true;
      if (shut.has(summary.textContent)) summary.parentElement.open = false;
    }
    if (focused) [...part.querySelectorAll("button, a, summary")].find((one) => nameOf(one) === focused)?.focus();
    start(part);
  }
  const nameOf = (one) => one.getAttribute("aria-label") || one.textContent.trim();

  root.addEventListener("focusout", (event) => {
    const part = event.target.closest("[data-part]");
    setTimeout(() => {
      if (part?.waits && !typing(part)) {
        delete part.waits;
        refresh(part);
      }
    }, 200);
  });

  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-quiet]");
    if (!form) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const buttons = [...form.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-Sasando-Quiet": "1" } });
      const words = response.headers.get("Content-Type")?.startsWith("text/plain") ? await response.text() : "";
      say(response.ok ? words : words || root.dataset.failed, !response.ok);
      const part = form.closest("[data-part]");
      if (part) {
        document.activeElement?.blur();
        refresh(part);
      }
    } catch {
      say(root.dataset.failed, true);
    }
    for (const button of buttons) button.disabled = false;
  });

  // Clocks: the server says how long is left; from there on only time passes.
  function start(within) {
    const now = performance.now();
    for (const clock of within.querySelectorAll("[data-left]")) clock.until = now + clock.dataset.left * 1000;
  }
  const two = (number) => String(number).padStart(2, "0");
  setInterval(() => {
    for (const clock of root.querySelectorAll("[data-left]")) {
      const left = Math.round((clock.until - performance.now()) / 1000);
      const whole = Math.abs(left);
      const hours = Math.floor(whole / 3600);
      const minutes = Math.floor(whole / 60) % 60;
      clock.textContent = (left < 0 ? "−" : "") + (hours ? `${hours}:${two(minutes)}` : minutes) + `:${two(whole % 60)}`;
      clock.classList.toggle(clock.classList.contains("clock") ? "over" : "live-over", left < 0);
    }
  }, 500);

  start(root);
  const news = new EventSource(root.dataset.live);
  const names = new Set(parts.flatMap((part) => part.dataset.hears.split(" ")));
  for (const name of names) {
    news.addEventListener(name, () => {
      for (const part of parts) if (part.dataset.hears.split(" ").includes(name)) refresh(part);
    });
  }
  news.addEventListener("open", () => {
    if (said.textContent === root.dataset.lost) say("");
    if (news.again) parts.forEach(refresh);
    news.again = true;
  });
  news.addEventListener("error", () => say(root.dataset.lost || "", true));
})();
