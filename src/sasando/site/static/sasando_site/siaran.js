// The page of an episode: counts down, and follows what the platforms say without being loaded again.
// Without it the page is right as it was loaded.
"use strict";
(() => {
  const section = document.getElementById("siaran");
  if (!section) return;

  const countdown = section.querySelector("[data-countdown]");
  if (countdown) {
    const starts = Date.parse(countdown.dataset.countdown);
    const two = (number) => String(number).padStart(2, "0");
    const tick = () => {
      const left = Math.floor((starts - Date.now()) / 1000);
      countdown.hidden = left <= 0;
      if (left <= 0) return;
      const time = `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
      countdown.textContent = left > 2 * 86400
        ? countdown.dataset.days.replace("{count}", Math.floor(left / 86400))
        : countdown.dataset.soon.replace("{time}", time);
    };
    tick();
    setInterval(tick, 1000);
  }

  if (!section.dataset.news || !window.EventSource) return;
  let shown = "";

  function show(news) {
    const badge = section.querySelector("[data-badge]");
    const words = { live: "live", ending: "live", starting: "starting", ended: "ended", cancelled: "cancelled" }[news.state];
    if (words && badge.textContent !== section.dataset[words]) badge.textContent = section.dataset[words];
    const segment = section.querySelector("[data-segment]");
    if (segment) {
      segment.hidden = !news.segment;
      segment.querySelector("span").textContent = news.segment;
    }
    let player = section.querySelector("[data-player]");
    if (news.stream && !player) {
      player = document.createElement("figure");
      player.className = "recording";
      player.dataset.player = "";
      const film = document.createElement("video");
      Object.assign(film, { controls: true, preload: "none", playsInline: true, src: news.stream });
      player.append(film);
      section.querySelector("h2").after(player);
    } else if (!news.stream && player) {
      player.remove();
    }
    const stands = `${news.state} ${news.answered}`;
    const answered = Number(document.querySelector("[data-answered]")?.dataset.answered || 0);
    const other = !shown ? news.answered !== answered : stands !== shown;
    shown = stands;
    // The whole page is made again within seconds; not everybody asks for it at the same instant.
    if (other) setTimeout(renew, 7000 + Math.random() * 20000);
  }

  async function renew() {
    const response = await fetch(location.pathname, { cache: "no-cache" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["terjawab", "bagian"]) {
      const fresh = page.getElementById(id)?.closest("section");
      const old = document.getElementById(id)?.closest("section");
      if (fresh && old) old.replaceWith(fresh);
      else if (fresh) document.querySelector(".body").append(fresh);
    }
  }

  const news = new EventSource(section.dataset.news);
  news.addEventListener("state", (event) => show(JSON.parse(event.data)));
})();
