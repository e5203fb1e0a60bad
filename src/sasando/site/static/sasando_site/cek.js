// <sasando-cek lang="id"></sasando-cek>: is this message true, asked on a page of a partner.
// It talks to the check API of the site it was loaded from; it reads and sets no cookie.
"use strict";
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const WORDS = {
    id: {
      title: "Benarkah pesan ini?", text: "Pesan, tautan, atau pertanyaan", picture: "Atau gambar",
      ask: "Cek", wait: "Sebentar, sedang dibaca …", failed: "Belum tersambung. Coba lagi.",
      page: "Buka jawabannya", again: "Cek pesan lain", read: "Baca selengkapnya",
      kept: "Disimpan tanpa nama dan tanpa alamat, hanya untuk dijawab dan diperiksa.",
    },
    en: {
      title: "Is this message true?", text: "Message, link or question", picture: "Or a picture",
      ask: "Check", wait: "One moment, it is being read …", failed: "No connection. Try again.",
      page: "Open the answer", again: "Check another message", read: "Read more",
      kept: "Kept without name or address, only to be answered and checked.",
    },
  };
  const STYLE = `
    :host { display: block; color-scheme: light; font: 1rem/1.5 system-ui, sans-serif; color: #1b2145; background: #fffdf9;
      border: 1px solid #ddd5c3; border-top: 3px solid #b8862b; padding: 1rem; }
    h2 { font: 600 1.3rem/1.2 Georgia, serif; margin: 0 0 .6rem; }
    h3 { font-size: 1.05rem; margin: 0 0 .2rem; }
    label { display: block; font-weight: 600; margin: 0 0 .7rem; }
    textarea, input { display: block; width: 100%; box-sizing: border-box; font: inherit; margin-top: .2rem; }
    button { font: 600 1rem/1.3 system-ui, sans-serif; color: #fffdf9; background: #1f2a56; border: 0;
      border-radius: 3px; padding: .55rem 1.3rem; cursor: pointer; }
    button:disabled { opacity: .6; }
    a { color: #2a3a86; }
    section { border-left: 5px solid #b8862b; padding-left: .8rem; margin: .8rem 0; overflow-wrap: anywhere; }
    [hidden] { display: none; }
    p { margin: .4rem 0; }
    .says { color: #4d5372; font-size: .9rem; }`;

  const element = (name, text = "", more = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, more);
  // Only addresses of the web become links, whatever an answer brings.
  const link = (text, href) =>
    element("a", text, /^https?:/.test(href) ? { href, target: "_blank", rel: "noopener" } : {});

  class SasandoCek extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      this.language = (this.lang || document.documentElement.lang).startsWith("en") ? "en" : "id";
      this.words = WORDS[this.language];
      this.said = element("div", "", { role: "status" });
      this.form = this.build();
      root.append(element("h2", this.words.title), this.form, this.said);
    }

    build() {
      const form = element("form");
      const text = element("label", this.words.text);
      text.append(element("textarea", "", { name: "text", rows: 4, maxLength: 20000 }));
      const picture = element("label", this.words.picture);
      picture.append(element("input", "", {
        type: "file", name: "picture", accept: "image/png,image/jpeg,image/webp,image/gif",
      }));
      this.button = element("button", this.words.ask);
      form.append(text, picture, this.button, element("p", this.words.kept, { className: "says" }));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.ask(new FormData(form));
      });
      return form;
    }

    async ask(body) {
      if (!body.get("picture")?.size) body.delete("picture");
      body.append("language", this.language);
      this.button.disabled = true;
      this.said.replaceChildren(element("p", this.words.wait));
      try {
        let check = await this.call("", { method: "POST", body });
        for (let turn = 0; check.state === "waiting" && turn < 20; turn++) {
          await new Promise((done) => setTimeout(done, 1500));
          check = await this.call(`/${check.token}`);
        }
        this.show(check);
      } catch (problem) {
        this.said.replaceChildren(element("p", problem.detail || this.words.failed));
      }
      this.button.disabled = false;
    }

    async call(path, options) {
      const response = await fetch(`${origin}/api/v1/check${path}`, { ...options, credentials: "omit" });
      const body = await response.json();
      if (!response.ok) throw body;
      return body;
    }

    show(check) {
      this.form.hidden = true;
      const again = element("button", this.words.again, { type: "button" });
      again.addEventListener("click", () => {
        this.said.replaceChildren();
        this.form.reset();
        this.form.hidden = false;
        this.form.querySelector("textarea").focus();
      });
      const page = element("p");
      page.append(link(this.words.page, check.href));
      this.said.replaceChildren(
        element("p", check.said), ...check.matches.map((match) => this.match(match)), page, again,
      );
    }

    match(match) {
      const section = element("section", "", { lang: match.language });
      const read = element("p");
      read.append(link(this.words.read, match.href));
      section.append(
        element("h3", match.title), element("p", match.says, { className: "says" }),
        element("p", match.text), read,
      );
      return section;
    }
  }
  if (!customElements.get("sasando-cek")) customElements.define("sasando-cek", SasandoCek);
})();
