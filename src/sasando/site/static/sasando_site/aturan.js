// The interpreter of the voting rules: the same steps as education/rules on the server.
// It reads no clock but today's day in Kupang, asks no network, and keeps nothing.
"use strict";
(() => {
  const OF_AGE = 17, OLDEST = 120, FIRST_YEAR = 1900, LONGEST = 40, MOST_MARKS = 200;
  const DAY = 86400000;
  const BETWEEN = "[ ./-]+";
  const DAY_FIRST = new RegExp(`^([0-9]{1,2})${BETWEEN}([0-9]{1,2})${BETWEEN}([0-9]{4})$`);
  const YEAR_FIRST = new RegExp(`^([0-9]{4})${BETWEEN}([0-9]{1,2})${BETWEEN}([0-9]{1,2})$`);
  const NAMED = /^([0-9]{1,2})[ ./-]*([a-z]{3,9})[ ./-]*([0-9]{4})$/;

  // A day is [year, month, day]; compared as one number.
  const order = ([year, month, day]) => year * 10000 + month * 100 + day;
  const moment = ([year, month, day]) => new Date(0).setUTCFullYear(year, month - 1, day);
  const ofMoment = (at) => {
    const day = new Date(at);
    return [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  };
  const iso = (text) => text && text.split("-").map(Number);
  const isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const fullYears = (birth, on) =>
    on[0] - birth[0] - (on[1] * 100 + on[2] < birth[1] * 100 + birth[2] ? 1 : 0);
  const today = () => ofMoment(Date.now() + 8 * 3600000); // WITA, UTC+8

  const parts = (text, monthNames) => {
    if (text.length > LONGEST) return null;
    let found, day, month, year;
    if ((found = DAY_FIRST.exec(text))) [day, month, year] = found.slice(1).map(Number);
    else if ((found = YEAR_FIRST.exec(text))) [year, month, day] = found.slice(1).map(Number);
    else if ((found = NAMED.exec(text)) && (month = monthOf(found[2], monthNames))) {
      [day, year] = [Number(found[1]), Number(found[3])];
    } else if (/^[0-9]{8}$/.test(text)) {
      [day, month, year] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number);
      if (year < FIRST_YEAR) {
        [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6)].map(Number);
        year = Math.max(year, 1);
      }
    } else return null;
    return year >= 1 ? [year, month, day] : null;
  };
  const monthOf = (name, monthNames) => {
    for (const names of monthNames) {
      const number = names.findIndex((month) => month.startsWith(name));
      if (number >= 0) return number + 1;
    }
    return 0;
  };

  // Returns [the date, ""] or [null, what is wrong].
  const readDate = (raw, now, monthNames) => {
    const text = raw.toLowerCase().trim().replace(/\s+/g, " ");
    const found = parts(text, monthNames);
    if (!found) return [null, text ? "date_unread" : "date_missing"];
    const [year, month, day] = found;
    const exists = order(ofMoment(moment(found))) === order(found);
    if (!exists) return [null, day === 29 && month === 2 ? "date_leap" : "date_impossible"];
    if (order(found) > order(now)) return [null, "date_future"];
    return fullYears(found, now) > OLDEST ? [null, "date_old"] : [found, ""];
  };

  const birthFacts = (birth, now, voting) => {
    const facts = { born: "yes", age_today: fullYears(birth, now) };
    if (!voting) return facts;
    const leap = birth[1] === 2 && birth[2] === 29 && voting[1] === 2 && voting[2] === 28;
    const turning = voting[0] - birth[0] === OF_AGE && !isLeap(voting[0]);
    facts.age = fullYears(birth, voting);
    facts.leap = leap && turning ? "yes" : "no";
    facts.on_birthday = birth[1] === voting[1] && birth[2] === voting[2] ? "yes" : "no";
    return facts;
  };

  const phase = (election, now) => {
    if (!election.held) return "not-held";
    if (!election.day) return "undated";
    const gap = order(iso(election.day)) - order(now);
    return gap === 0 ? "today" : gap > 0 ? "ahead" : "over";
  };

  // What a mark hits: [parties, choices], or null where there is no such place.
  const hit = (mark, ballot) => {
    let found;
    if (ballot !== "council") {
      if (/^[0-9]{1,2}$/.test(mark)) return [[], [mark]];
      found = /^([0-9]{1,2})\|([0-9]{1,2})$/.exec(mark);
      return found && ballot === "dpd" ? [[], [found[1], found[2]]] : null;
    }
    found = /^p([0-9]{1,2})\.([0-9]{1,2})\|p([0-9]{1,2})\.([0-9]{1,2})$/.exec(mark);
    if (found) {
      const [, party, first, other, second] = found;
      return [[party, other], [`${party}.${first}`, `${other}.${second}`]];
    }
    found = /^p([0-9]{1,2})(?:\.([0-9]{1,2}|end))?$/.exec(mark);
    if (!found) return null;
    const [, party, within] = found;
    return [[party], within && within !== "end" ? [`${party}.${within}`] : []];
  };
  const readMarks = (marks, ballot) => {
    const parties = new Set(), choices = new Set();
    let outside = 0;
    if (marks.length > MOST_MARKS) return null;
    for (const mark of marks) {
      if (mark === "out") { outside += 1; continue; }
      const found = hit(mark, ballot);
      if (!found) return null;
      found[0].forEach((party) => parties.add(party));
      found[1].forEach((choice) => choices.add(choice));
    }
    return { holes: marks.length, outside, parties: parties.size, choices: choices.size };
  };

  const COMPARE = {
    "=": (fact, value) => fact === value,
    "!=": (fact, value) => fact !== value,
    "<": (fact, value) => fact < value,
    "<=": (fact, value) => fact <= value,
    ">": (fact, value) => fact > value,
    ">=": (fact, value) => fact >= value,
    in: (fact, values) => values.includes(fact),
  };
  const wasGiven = (given, question) => given[question] !== undefined && given[question] !== "";

  const questionOf = (sheet, fact) => {
    for (const [name, facts] of Object.entries(sheet.facts)) if (facts.includes(fact)) return name;
    return sheet.electionFacts.includes(fact) ? "" : fact;
  };
  // true, false, or the first question without which nobody can say.
  const holds = (sheet, rule, facts, given) => {
    let missing = "";
    for (const [fact, operator, value] of rule.when) {
      if (facts[fact] === undefined) {
        const source = questionOf(sheet, fact);
        if (!source || wasGiven(given, source)) return false;
        missing ||= source;
      } else if (!COMPARE[operator](facts[fact], value)) return false;
    }
    return missing || true;
  };

  const gather = (sheet, given, election, now) => {
    const facts = {}, problems = {};
    let birth = null;
    if (election) {
      facts.kind = election.kind;
      facts.phase = phase(election, now);
      if (election.day) facts.days_left = Math.round((moment(iso(election.day)) - moment(now)) / DAY);
    } else if (sheet.aboutElection) return { facts, problems: { election: "election_unknown" }, birth };
    for (const question of sheet.questions) {
      if (!wasGiven(given, question.id)) continue;
      const value = given[question.id];
      let wrong = "";
      if (question.kind === "date") {
        [birth, wrong] = readDate(value, now, sheet.monthNames);
        if (birth) Object.assign(facts, birthFacts(birth, now, election && iso(election.day)));
      } else if (question.kind === "marks") {
        const counted = readMarks(value, given.ballot);
        if (counted) Object.assign(facts, counted); else wrong = "marks_unknown";
      } else if (question.answers.some(([id]) => id === value)) facts[question.id] = value;
      else wrong = "answer_unknown";
      if (wrong) problems[question.id] = wrong;
    }
    return { facts, problems, birth };
  };

  // Returns { state, findings, needs, unanswered, problems, headline }: as Decision on the server, findings in words.
  const decide = (sheet, given, code = "", now = today()) => {
    const election = Object.hasOwn(sheet.elections, code) ? sheet.elections[code] : null;
    const { facts, problems, birth } = gather(sheet, given, election, now);
    if (Object.keys(problems).length) {
      return { state: "refused", findings: [], needs: [], unanswered: [], problems, headline: "" };
    }
    const inOrder = (names) => sheet.questions.map(({ id }) => id).filter((id) => names.has(id));
    const said = (state, rules, needs = new Set(), unanswered = new Set()) => ({
      state, problems, needs: inOrder(needs), unanswered: inOrder(unanswered), headline: headlineOf(sheet, state, rules),
      findings: rules.map((rule) => speak(sheet, rule, election, birth)),
    });
    for (const rule of sheet.rules) {
      if (rule.about === "contradiction" && holds(sheet, rule, facts, given) === true) {
        return said("contradiction", [rule]);
      }
    }
    const found = [], needs = new Set(), unanswered = new Set();
    const aside = sheet.rules.filter((rule) => rule.about !== "contradiction");
    for (const part of new Set(aside.map((rule) => rule.about))) {
      const missing = [];
      const rule = aside.find((one) => {
        const held = one.about === part && holds(sheet, one, facts, given);
        if (held && held !== true) missing.push(held);
        return held === true;
      });
      if (missing.length) {
        needs.add(missing[0]);
        missing.forEach((name) => unanswered.add(name));
      } else if (rule) {
        found.push(rule);
        if (rule.ends) break;
      }
    }
    return said(needs.size ? "asking" : "answered", found, needs, unanswered);
  };

  // What stands over the findings: the verdict, or how many parts were answered "yes".
  const headlineOf = (sheet, state, rules) => {
    const main = rules.find((rule) => rule.about !== "election") || rules[0];
    if (!main) return "";
    if (!sheet.headline || state === "contradiction" || rules[rules.length - 1].ends) return sheet.gives[main.gives];
    const count = rules.filter((rule) => sheet.counts.includes(rule.about) && rule.gives === "yes").length;
    return sheet.headline.replace("{count}", count);
  };
  const inWords = (sheet, day) =>
    day ? `${day[2]} ${sheet.months[day[1] - 1]} ${day[0]}` : sheet.undated;
  const speak = (sheet, rule, election, birth) => {
    const voting = election && iso(election.day);
    const before = (days) => voting && ofMoment(moment(voting) - days * DAY);
    const turns = birth && (birth[1] === 2 && birth[2] === 29
      ? [birth[0] + OF_AGE, 3, 1] : [birth[0] + OF_AGE, birth[1], birth[2]]);
    const values = {
      election: election ? election.name : "", contact: sheet.contact,
      voting_day: inWords(sheet, voting), turns_17: inWords(sheet, turns),
      h3: inWords(sheet, before(3)), h7: inWords(sheet, before(7)), h30: inWords(sheet, before(30)),
    };
    const family = election && (election.kind === "regional-head" ? "regional" : "general");
    const laws = rule.laws.map((key) => sheet.laws[key])
      .filter(([, , , kinds]) => !(kinds && family) || kinds === family)
      .map(([cite, note, href]) => [cite, note, href]);
    const fill = (text) => (text || "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
    return {
      rule: rule.id, about: rule.about, gives: rule.gives, verdict: sheet.gives[rule.gives],
      quiet: Boolean(rule.quiet),
      text: fill(rule.say), more: fill(rule.more), laws,
    };
  };

  window.sasandoRules = { decide, readDate, today };
})();
