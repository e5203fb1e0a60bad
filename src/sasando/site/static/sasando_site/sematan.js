// <sasando-embed src="https://desk.example/rilis/…/sematan/" label="…"></sasando-embed>: one of our
// frames on a partner's page, as high as what is in it. It reads and sets nothing of the page.
"use strict";
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const HIGHEST = 6000; // pixels

  class SasandoEmbed extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      const address = new URL(this.getAttribute("src") ?? "", origin);
      if (address.origin !== origin) return; // only pages of the desk it was loaded from
      this.frame = Object.assign(document.createElement("iframe"), {
        src: address.href,
        title: this.getAttribute("label") || "Sasando",
        loading: "lazy",
        width: "100%",
        height: this.getAttribute("height") || "420",
      });
      this.frame.style.border = "0";
      this.attachShadow({ mode: "open" }).append(this.frame);
      addEventListener("message", this.heard);
    }

    disconnectedCallback() {
      removeEventListener("message", this.heard);
    }

    heard = (event) => {
      if (event.source !== this.frame.contentWindow || event.origin !== origin) return;
      if (event.data?.sasando !== "height") return;
      const height = Math.min(Math.ceil(Number(event.data.height) || 0), HIGHEST);
      if (height > 0) this.frame.height = String(height);
    };
  }
  if (!customElements.get("sasando-embed")) customElements.define("sasando-embed", SasandoEmbed);
})();
