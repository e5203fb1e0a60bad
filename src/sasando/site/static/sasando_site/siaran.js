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

  // Browsers that know no HLS are helped by hls.js, fetched when somebody wants to watch, not before.
  const HLS = "application/vnd.apple.mpegurl";
  let library;
  const fetchLibrary = () =>
    (library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = section.dataset.hls;
      script.addEventListener("load", () => resolve(window.Hls));
      script.addEventListener("error", () => {
        library = null; // the next press tries again
        reject(new Error("not loaded"));
      });
      document.head.append(script);
    }));

  function help(player) {
    const film = player.querySelector("video");
    if (film.canPlayType(HLS) || !(window.ManagedMediaSource || window.MediaSource)) return;
    const address = film.getAttribute("src");
    film.removeAttribute("src");
    film.controls = false;
    const button = document.createElement("button");
    const said = document.createElement("p");
    Object.assign(button, { type: "button", textContent: section.dataset.play });
    said.setAttribute("role", "status");
    film.after(button, said);
    button.addEventListener("click", async () => {
      button.disabled = true;
      said.textContent = "";
      try {
        await watch(player, film, address, () => fail());
        button.hidden = true;
        film.focus();
      } catch {
        fail();
      }
    });
    const fail = () => {
      player.hls?.destroy();
      film.controls = button.disabled = button.hidden = false;
      said.textContent = section.dataset.fails;
    };
  }

  async function watch(player, film, address, fail) {
    const Hls = await fetchLibrary();
    if (!Hls?.isSupported()) throw new Error("not supported");
    const hls = new Hls({ enableWorker: false }); // its worker would be a blob, which the page forbids
    player.hls = hls;
    let mended = 0;
    hls.on(Hls.Events.ERROR, (_event, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && mended++ < 3) hls.recoverMediaError();
      else fail();
    });
    hls.loadSource(address);
    hls.attachMedia(film);
    film.controls = true;
    await film.play();
  }

  const there = section.querySelector("[data-player]");
  if (there) help(there);

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
      const caption = document.createElement("figcaption");
      const link = Object.assign(document.createElement("a"), { href: news.stream, textContent: section.dataset.link });
      caption.append(link);
      player.append(film, caption);
      section.querySelector("h2").after(player);
      help(player);
    } else if (!news.stream && player) {
      player.hls?.destroy();
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
