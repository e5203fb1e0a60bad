// A live blog: what changes takes its place at once; what is new waits until the reader asks for it,
// so that nothing moves under their eyes. Without it the page is right as it was loaded.
"use strict";
(() => {
  const list = document.getElementById("kiriman");
  const status = document.querySelector(".live-new");
  if (!status) return;
  const waiting = new Map(); // posts by their number, in the order they came
  let newest = list.firstElementChild?.dataset.at || "";

  const made = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  };

  function take({ id, at, html }) {
    const old = document.getElementById(`p${id}`);
    if (waiting.has(id) || (!old && html && at > newest)) {
      if (html) waiting.set(id, html);
      else waiting.delete(id);
      tell();
    } else if (old && !html) {
      old.remove();
    } else if (old) {
      const post = made(html);
      if (post.dataset.stamp === old.dataset.stamp) return;
      const held = old.contains(document.activeElement);
      old.replaceWith(post);
      if (held) post.querySelector("a").focus({ preventScroll: true });
    }
  }

  function tell() {
    const many = waiting.size;
    const { one, more } = status.dataset;
    let button = status.firstElementChild;
    if (!many) return button?.remove();
    if (!button) {
      button = document.createElement("button");
      button.onclick = show;
      status.append(button);
    }
    button.textContent = many === 1 ? one : more.replace("{count}", many);
  }

  function show() {
    for (const html of waiting.values()) list.prepend(made(html));
    waiting.clear();
    newest = list.firstElementChild.dataset.at;
    tell();
    document.querySelector(".live-none")?.remove();
    list.querySelector("a").focus();
  }

  function pin(html) {
    const place = document.querySelector("[data-pins]");
    place.innerHTML = html;
    place.parentElement.hidden = !html;
  }

  function stand(open) {
    const mark = document.querySelector("[data-closed]");
    if (!open) mark.textContent = mark.dataset.closed;
  }

  // Where news cannot be listened to, it is asked for.
  let asking = 0;
  const ask = () => {
    asking ||= setInterval(async () => {
      try {
        const answer = await fetch(list.dataset.changed, { cache: "no-cache" });
        const now = await answer.json();
        now.posts.forEach(take);
        pin(now.pins);
        stand(now.open);
      } catch {} // asked again
    }, 20000);
  };
  ask();
  const news = new EventSource(list.dataset.news);
  const hear = (name, act) => news.addEventListener(name, (event) => act(JSON.parse(event.data)));
  hear("post", take);
  hear("pins", ({ html }) => pin(html));
  hear("state", ({ open }) => stand(open));
  news.onerror = ask;
  news.onopen = () => {
    clearInterval(asking);
    asking = 0;
  };
})();
