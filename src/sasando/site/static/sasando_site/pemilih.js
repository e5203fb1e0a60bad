// A tool for voters answers here, without a network, and forgets. Without this: the form is sent.
"use strict";
(() => {
  const form = document.querySelector("[data-tool]");
  if (!form || !window.sasandoRules) return;
  const sheet = JSON.parse(document.querySelector("[data-sheet]").textContent);
  const place = document.querySelector("[data-result]");
  const problems = document.querySelector("[data-problems]");
  const shape = (name) =>
    document.querySelector(`[data-${name}-shape]`).content.firstElementChild.cloneNode(true);
  const put = (node, name, text) => {
    const at = node.querySelector(`[data-${name}]`);
    at.textContent = text;
    return at;
  };

  const lawOf = ([cite, note, href]) => {
    const node = shape("law");
    put(node, "cite", cite).href = href;
    put(node, "note", note);
    return node;
  };
  const findingOf = (said) => {
    const node = shape("finding");
    node.classList.add(`finding-${said.gives}`);
    put(node, "verdict", `${said.verdict}.`).hidden = said.quiet;
    put(node, "text", said.text);
    put(node, "more", said.more).hidden = !said.more;
    const laws = node.querySelector("[data-laws]");
    laws.append(...said.laws.map(lawOf));
    if (!said.laws.length) laws.remove();
    return node;
  };
  const answerOf = ({ findings, headline }) => {
    const main = findings.find((one) => one.about !== "election") || findings[0];
    const node = shape("answer");
    node.classList.add(`tool-answer-${main.gives}`);
    put(node, "headline", headline);
    node.querySelector("[data-findings]").append(...findings.map(findingOf));
    const contact = node.querySelector("[data-contact]");
    if (contact) contact.hidden = !findings.some((one) => one.gives === "unclear");
    return node;
  };

  // As on the server: the question, and what is wrong with its answer.
  const complaintOf = (name, words) => {
    const at = document.querySelector(`[data-question="${name}"]`);
    const asked = at?.querySelector("legend, label")?.textContent.trim() || "";
    return [asked && !/[?!]$/.test(asked) ? `${asked}:` : asked, words].filter(Boolean).join(" ");
  };
  const fieldOf = (name) => document.getElementById(`q-${name}`) || document.getElementById(`q-${name}-1`);
  const complain = (wrong) => {
    const list = Object.entries(wrong).map(([name, words]) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { textContent: complaintOf(name, words) });
      link.href = `#${fieldOf(name).id}`;
      item.append(link);
      return item;
    });
    for (const at of document.querySelectorAll("[data-wrong]")) {
      const words = wrong[at.dataset.wrong] || "";
      at.textContent = words;
      at.hidden = !words;
      const field = document.getElementById(`q-${at.dataset.wrong}`);
      if (field) field.toggleAttribute("aria-invalid", Boolean(words));
    }
    problems.replaceChildren();
    if (!list.length) return;
    const node = shape("problems");
    node.querySelector("[data-list]").append(...list);
    problems.append(node);
    fieldOf(Object.keys(wrong)[0]).focus();
  };

  const given = () => {
    const data = new FormData(form), found = {};
    for (const { id, kind } of sheet.questions) {
      if (kind === "marks") found[id] = data.getAll(id);
      else found[id] = String(data.get(id) || "").trim();
    }
    if (data.has("terlipat") && found.marks.length) found.marks.push("out");
    return [found, data.get("pemilu") || ""];
  };
  const wrongIn = (decision) => {
    const wrong = {};
    for (const [name, code] of Object.entries(decision.problems)) wrong[name] = sheet.problems[code];
    for (const name of decision.unanswered) {
      const { kind } = sheet.questions.find(({ id }) => id === name);
      wrong[name] = sheet.problems[kind === "date" ? "date_missing" : "answer_missing"];
    }
    return wrong;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const decision = window.sasandoRules.decide(sheet, ...given());
    const wrong = wrongIn(decision);
    place.replaceChildren();
    complain(wrong);
    if (Object.keys(wrong).length) return;
    const node = answerOf(decision);
    place.append(node);
    node.scrollIntoView();
    node.focus();
  });
  // What was answered is gone when somebody comes back to the page, or begins anew.
  form.addEventListener("reset", () => { place.replaceChildren(); complain({}); });
  addEventListener("pageshow", (event) => { if (event.persisted) form.reset(); });
})();
