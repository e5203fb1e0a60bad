/* Asks the gender lens about the text as it stands, once writing pauses, and carries the answers back.
   Nothing here is needed to write, to save or to submit. */
"use strict";

(() => {
    const LOOK_MS = 1000; // how often the form is compared with what was last asked about
    const QUIET_LOOKS = 2; // so many looks without a change, and it is asked
    const SAID_MS = 4000; // how long a failed question waits before it is asked again

    const start = (lens) => {
        const form = document.querySelector("[data-edit-form]");
        const panel = lens.closest("[data-side-panel]");
        const toggle = document.querySelector('[data-side-panel-toggle="lens"]');
        const counter = toggle && toggle.querySelector("[data-side-panel-toggle-counter]");
        const content = lens.querySelector("[data-lens-content]");
        const status = lens.querySelector("[data-lens-status]");
        const fault = lens.querySelector("[data-lens-fault]");
        if (!form || !panel) return { lens, look: () => {} };

        let asked = "";
        let before = "";
        let quiet = 0;
        let asking = null;
        let notBefore = 0;

        const written = () => {
            const data = new FormData(form);
            for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
            return data;
        };
        const asText = (data) => new URLSearchParams(data).toString();

        const count = (number) => {
            if (!counter) return;
            counter.textContent = String(number);
            counter.hidden = number === 0;
        };

        const opened = () => new Set([...content.querySelectorAll("details[open]")].map((one) => one.dataset.lensFold));

        const ask = async (data, text) => {
            if (asking) asking.abort();
            asking = new AbortController();
            asked = text;
            try {
                const answer = await fetch(lens.dataset.address, {
                    method: "POST", body: data, signal: asking.signal, credentials: "same-origin",
                });
                if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
                const html = await answer.text();
                if (content.contains(document.activeElement) && answer.status !== 200) return;
                const open = opened();
                content.innerHTML = html;
                content.querySelectorAll("details").forEach((one) => { one.open = open.has(one.dataset.lensFold); });
                const found = content.querySelector("[data-lens-count]");
                if (found) count(Number(found.dataset.lensCount));
                status.hidden = true;
                fault.hidden = true;
            } catch (error) {
                if (error.name === "AbortError") return;
                asked = "";
                notBefore = Date.now() + SAID_MS;
                fault.hidden = false;
            }
        };

        const look = () => {
            if (document.hidden || Date.now() < notBefore) return;
            if (content.contains(document.activeElement)) return; // somebody answers: do not move it away
            const data = written();
            const text = asText(data);
            quiet = text === before ? quiet + 1 : 0;
            before = text;
            if (text !== asked && quiet >= QUIET_LOOKS) ask(data, text);
        };

        const say = async (address, values) => {
            const data = new FormData();
            const token = form.querySelector("[name=csrfmiddlewaretoken]");
            data.set("csrfmiddlewaretoken", token ? token.value : "");
            for (const [name, value] of Object.entries(values)) data.set(name, value);
            try {
                const answer = await fetch(address, { method: "POST", body: data, credentials: "same-origin" });
                if (!answer.ok) throw new Error(String(answer.status));
                toggle.focus();
                const now = written();
                await ask(now, asText(now));
            } catch {
                fault.hidden = false;
            }
        };

        content.addEventListener("click", (event) => {
            const button = event.target.closest("button");
            if (!button) return;
            if (button.dataset.lensShow) show(button.dataset.lensShow);
            if (button.dataset.lensRestore) say(lens.dataset.restore, { dismissal: button.dataset.lensRestore });
            if ("lensDismiss" in button.dataset) {
                const box = button.closest("[data-lens-dismissal]");
                say(lens.dataset.dismiss, {
                    rule: box.dataset.rule, words: box.dataset.words,
                    why: box.querySelector("select").value, note: box.querySelector("input").value,
                });
            }
        });

        const show = (path) => {
            const place = [...form.querySelectorAll("[data-contentpath]")].find((one) => one.dataset.contentpath === path);
            if (!place) return;
            const tab = place.closest("[role=tabpanel]");
            if (tab && tab.hidden) document.querySelector(`[role=tab][href="#${tab.id}"]`)?.click();
            place.scrollIntoView({ block: "center" });
            place.querySelector("[contenteditable=true], input:not([type=hidden]), textarea, select")?.focus();
        };

        return { lens, look };
    };

    // Wagtail puts another panel in its place once a new text was saved for the first time.
    let reader = null;
    window.setInterval(() => {
        const lens = document.querySelector("[data-lens]");
        if (!lens) return;
        if (reader === null || reader.lens !== lens) reader = start(lens);
        reader.look();
    }, LOOK_MS);
})();
