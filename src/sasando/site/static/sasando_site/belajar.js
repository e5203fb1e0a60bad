// Keeps the page that is read for reading it again without a signal, and all lessons when asked to.
"use strict";
(() => {
  if (!("serviceWorker" in navigator)) return;
  const ready = navigator.serviceWorker.register("/luring.js").then(() => navigator.serviceWorker.ready);
  const keep = (paths) =>
    ready.then(
      (worker) =>
        new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.addEventListener("message", (event) => resolve(event.data));
          channel.port1.start();
          worker.active.postMessage({ keep: paths }, [channel.port2]);
        }),
    );
  const own = (address) => new URL(address, location.href).pathname;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => own(link.href));
  const scripts = [...document.scripts].filter((script) => script.src).map((script) => own(script.src));
  const pictures = [...document.querySelectorAll("main picture source")].map((source) => own(source.srcset));
  const page = [location.pathname, ...parts, ...scripts, ...pictures];
  keep(page).then(() => document.documentElement.setAttribute("data-kept", ""));

  const offer = document.querySelector("[data-keep]");
  if (!offer) return;
  const button = offer.querySelector("button");
  const said = offer.querySelector("[role=status]");
  offer.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = offer.dataset.busy;
    try {
      const { paths } = await (await fetch(offer.dataset.pack)).json();
      const answer = await keep(paths);
      said.textContent = answer.kept === answer.of ? offer.dataset.done : offer.dataset.failed;
    } catch {
      said.textContent = offer.dataset.failed;
    }
    button.disabled = false;
  });
})();
