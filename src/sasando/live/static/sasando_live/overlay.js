// Overlays: what is on air now, each change as it comes. Texts are put in as texts, never as markup.
"use strict";
(() => {
  const body = document.body;
  const places = new Map([...document.querySelectorAll("[data-layer]")].map((one) => [one.dataset.layer, one]));
  const skew = Date.parse(body.dataset.now) - Date.now(); // the clock of the house counts, not that of OBS
  const BEHIND_MS = 2000; // before a connection that was refused is tried again
  const SIZES = [1, 0.93, 0.86, 0.79, 0.72]; // of the letters: what is long is smaller, and never runs out
  let number = -1;

  const line = (name, text) => {
    const one = document.createElement("p");
    one.className = name;
    one.textContent = text;
    return one;
  };
  const lines = (...pairs) => pairs.filter(([, text]) => text).map(([name, text]) => line(name, text));

  const MADE = {
    speaker: (shows) => lines(["name", shows.name], ["office", shows.office]),
    card: (shows) =>
      lines(
        [`label ${shows.stamp_word ? `stamp-${shows.stamp}` : "official"}`, shows.stamp_word || shows.label],
        ["claim", shows.claim && `${body.dataset.claimed}: “${shows.claim}”`],
        [shows.claim ? "truth" : "title", shows.claim ? shows.text : shows.title],
        ["text", shows.claim ? "" : shows.text],
        ["source", [shows.publisher, shows.address?.replace(/^https?:\/\//, "")].filter(Boolean).join(" · ")],
      ),
    question: (shows) =>
      lines(
        ["label", [body.dataset.asked, shows.name].filter(Boolean).join(" · ")],
        ["asked", shows.text],
        ["answer", shows.answer],
        ["source", [shows.answer_source, shows.address?.replace(/^https?:\/\//, "")].filter(Boolean).join(" · ")],
      ),
    countdown: (shows) => {
      const clock = line("clock", "");
      clock.until = Date.parse(shows.until);
      return [clock, ...lines(["title", shows.label])];
    },
    frame: () => [],
  };

  function show(value) {
    if (value.number < number) return; // an older word that came late
    number = value.number;
    for (const [layer, place] of places) {
      const shows = value.layers[layer];
      const said = JSON.stringify(shows ?? null);
      if (place.said === said) continue;
      place.said = said;
      place.classList.toggle("on", Boolean(shows));
      if (shows) place.replaceChildren(...MADE[layer](shows));
    }
    tick();
    for (const place of places.values()) fit(place);
  }

  function fit(place) {
    place.classList.remove("long");
    for (const size of SIZES) {
      place.style.setProperty("--fit", size);
      if (place.scrollHeight <= place.clientHeight) return;
    }
    place.classList.add("long"); // what is left over is cut, with an ellipsis
  }

  function tick() {
    for (const clock of document.querySelectorAll(".clock")) {
      const left = Math.max(0, Math.round((clock.until - Date.now() - skew) / 1000));
      const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
      const two = (count) => String(count).padStart(2, "0");
      clock.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
    }
  }
  setInterval(tick, 250);

  function listen() {
    const news = new EventSource(body.dataset.overlay);
    news.addEventListener("on-air", (event) => show(JSON.parse(event.data)));
    news.addEventListener("error", () => {
      if (news.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      setTimeout(listen, BEHIND_MS);
    });
  }
  addEventListener("resize", () => places.forEach(fit));
  show(JSON.parse(document.getElementById("shown").textContent));
  listen();
})();
