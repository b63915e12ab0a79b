// Judge findings on report pages: marks are kept by the browser, one entry a finding, lie over what the report says, and can be
// exported and imported. Without storage they last as long as the page; that is told.
(() => {
  "use strict";
  const FORM = "mingcha-reviews/1";
  const PREFIX = "mingcha.review.";
  const STATES = ["open", "confirmed", "dismissed"];
  const ID = /^[0-9a-f]{16}$/;
  const tools = document.querySelector(".review-tools");
  if (!tools) return;
  const words = JSON.parse(tools.dataset.words);
  const index = tools.dataset.index ? JSON.parse(tools.dataset.index) : null;
  const part = (name) => tools.querySelector(".review-" + name);
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const cards = new Map([...document.querySelectorAll(".review")].map((card) => [card.dataset.finding, card]));
  const marks = new Map(); // of all reports whose marks this browser shows to this page
  const kept = new Map(); // what the report says of the findings that this page knows
  let lost = false;
  for (const [id, { dataset }] of cards) {
    const { state, reason = "", when = "", carried = "0" } = dataset;
    kept.set(id, { state, reason, when, carried: Number(carried) });
  }

  // What an entry or a file says, if it is a mark.
  const markIn = (value) => {
    if (typeof value !== "object" || value === null || !STATES.includes(value.state)) return undefined;
    const { state, reason = "", when = "", carried = 0 } = value;
    const sound = [reason, when].every((text) => typeof text === "string") && Number.isInteger(carried);
    return sound && (state !== "dismissed" || reason.trim()) ? { state, reason, when, carried } : undefined;
  };
  const parsed = (text) => {
    try {
      return markIn(JSON.parse(text));
    } catch {
      return undefined;
    }
  };
  const failed = (error) => {
    lost = true;
    part("failed").textContent = say("no_storage", { error: error.name });
  };
  const load = () => {
    try {
      for (let at = 0; at < localStorage.length; at++) {
        const key = localStorage.key(at);
        const mark = key.startsWith(PREFIX) ? parsed(localStorage.getItem(key)) : undefined;
        if (mark) marks.set(key.slice(PREFIX.length), mark);
      }
    } catch (error) {
      failed(error);
    }
  };
  const put = (id, mark) => {
    marks.set(id, mark);
    try {
      localStorage.setItem(PREFIX + id, JSON.stringify(mark));
    } catch (error) {
      failed(error);
    }
  };
  const remove = (id) => {
    marks.delete(id);
    try {
      localStorage.removeItem(PREFIX + id);
    } catch {
      // What could not be kept need not be removed.
    }
  };

  // The index says on which page each finding of the report is. It is in parts, by the first digits of the ids: those that a page
  // needs are loaded, where it was opened from disk too.
  const SIGNS = { "+": "confirmed", "-": "dismissed", "~": "dismissed", "?": "open" };
  const asked = new Map();
  const loadPart = (name) => {
    const script = document.createElement("script");
    script.src = `${tools.dataset.root}data/reviews-${name || 0}.js`;
    return new Promise((resolve) => {
      script.onload = script.onerror = resolve;
      document.head.append(script);
    });
  };
  const look = async (ids) => {
    if (!index) return;
    for (const id of ids) {
      const name = id.slice(0, index.digits);
      if (!asked.has(name)) asked.set(name, loadPart(name));
    }
    await Promise.all(asked.values());
    for (const text of window.mingchaReviews.splice(0)) {
      for (const line of text.split("\n")) {
        const [id, page, sign = ""] = line.split(" ");
        const state = SIGNS[sign[0]] ?? "open";
        const on = [...(kept.get(id)?.on ?? []), page]; // two pages have the findings of a document that was screened twice
        if (id) kept.set(id, { state, reason: "", when: sign.slice(1), carried: sign[0] === "~" ? 1 : 0, on });
      }
    }
  };

  // A mark counts where the report has its finding, unless it has a later review of it.
  const markOf = (id) => {
    const mark = marks.get(id);
    const said = kept.get(id);
    return mark && said && !(said.when && said.when > mark.when) ? mark : undefined;
  };
  const reviewOf = (id) => markOf(id) ?? kept.get(id);
  const mine = () => [...marks.keys()].filter(markOf).sort();
  const count = (counts, review, by) => {
    counts[review.state] += by;
    if (review.state === "dismissed" && review.carried) counts.carried += by;
  };
  let pages = new Map(); // by how much marks change the counts of each page of a unit
  const tally = () => {
    const counts = { open: 0, confirmed: 0, dismissed: 0, carried: 0, ...index };
    pages = new Map();
    if (!index) for (const review of kept.values()) count(counts, review, 1);
    for (const id of mine()) {
      for (const page of kept.get(id).on ?? [""]) {
        if (!pages.has(page)) pages.set(page, { open: 0, confirmed: 0, dismissed: 0, carried: 0 });
        for (const each of [counts, pages.get(page)]) {
          count(each, kept.get(id), -1);
          count(each, marks.get(id), 1);
        }
      }
    }
    return counts;
  };

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const showCard = (id, told = "") => {
    const card = cards.get(id);
    const review = reviewOf(id);
    const here = markOf(id);
    const notes = [review.carried && say("carried", { year: review.carried }), told || (here && say("here"))];
    card.dataset.state = review.state;
    card.querySelector(".review-told").replaceChildren(
      element("span", say("signs." + review.state), { "aria-hidden": "true" }),
      " ",
      element("strong", say("states." + review.state), { class: "review-state" }),
      ...(review.reason ? [say("colon"), element("bdi", review.reason)] : []),
      ...notes.filter(Boolean).map((note) => say("noted", { note })),
    );
    for (const button of card.querySelectorAll("button")) {
      const pressed = button.value === review.state && (review.state !== "open" || Boolean(here));
      button.setAttribute("aria-pressed", String(pressed));
    }
  };
  const changed = (id) => {
    const told = say("counts", { ...tally(), here: mine().length });
    if (part("counts").textContent !== told) part("counts").textContent = told;
    document.dispatchEvent(new CustomEvent("mingcha:review", { detail: { finding: id } }));
  };
  const showAll = () => {
    for (const [id, card] of cards) {
      card.querySelector("input").value = reviewOf(id).reason;
      showCard(id);
    }
    changed("");
  };

  const now = () => new Date().toISOString().slice(0, 19) + "Z";
  const judge = (id, state, reason) => {
    put(id, { state, reason: state === "open" ? "" : reason.trim(), when: now(), carried: 0 });
    changed(id);
  };
  for (const [id, card] of cards) {
    card.append(tools.querySelector("template").content.cloneNode(true));
    card.querySelector("legend bdi").textContent = card.dataset.title;
    const field = card.querySelector("input");
    let wanted = false; // to dismiss it, once there is a reason
    card.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      wanted = button.value === "dismissed" && !field.value.trim();
      if (!wanted) judge(id, button.value, field.value);
      showCard(id, wanted ? say("need_reason") : "");
      if (wanted) field.focus();
    });
    field.addEventListener("input", () => {
      const { state } = reviewOf(id);
      if (field.value.trim() && (wanted || state === "dismissed")) {
        judge(id, "dismissed", field.value);
        if (wanted) showCard(id);
        wanted = false;
      } else if (state === "confirmed") {
        judge(id, state, field.value);
      }
    });
    field.addEventListener("change", () => {
      const keeps = reviewOf(id).state === "dismissed" && !field.value.trim();
      if (keeps) field.value = reviewOf(id).reason;
      showCard(id, keeps ? say("keep_reason") : wanted ? say("need_reason") : "");
    });
  }

  const tell = (text, wrong = "") => {
    part("counts").textContent = text;
    part("failed").textContent = wrong;
  };
  const exported = () => {
    const ids = mine();
    if (!ids.length) return tell(say("nothing"));
    const reviews = ids.map((id) => {
      const { state, reason, when, carried } = marks.get(id);
      return { finding: id, state, ...(reason && { reason }), ...(when && { when }), ...(carried && { carried }) };
    });
    const text = JSON.stringify({ form: FORM, run: tools.dataset.run, reviews }, null, 1) + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const page = cards.size ? "-" + cards.keys().next().value.slice(0, 8) : "";
    link.download = `mingcha-reviews-${tools.dataset.run.slice(0, 8)}${page}.json`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    lost = false;
    tell(say("exported", { count: ids.length, file: link.download }));
  };
  const readFile = async (file) => {
    const wrong = (place) => {
      throw new Error(say("wrong_file", { file: file.name, place }));
    };
    let value;
    try {
      value = JSON.parse(await file.text());
    } catch (error) {
      wrong(`JSON (${error.message})`);
    }
    if (value?.form !== FORM) wrong("form");
    if (!Array.isArray(value.reviews)) wrong("reviews");
    return value.reviews.map((one, at) => {
      const mark = markIn(one);
      if (!mark || !ID.test(one.finding)) wrong(`reviews[${at}]`);
      return [one.finding, mark];
    });
  };
  const imported = async (files) => {
    const counts = { imported: 0, older: 0, others: 0 };
    try {
      const read = (await Promise.all([...files].map(readFile))).flat();
      await look(read.map(([id]) => id));
      for (const [id, mark] of read) {
        const before = marks.get(id);
        const kind = !kept.has(id) ? "others" : before && mark.when && before.when > mark.when ? "older" : "imported";
        if (kind === "imported") put(id, mark);
        counts[kind] += 1;
      }
    } catch (error) {
      return tell("", error.message);
    }
    showAll();
    const told = ["imported", "older", "others"].filter((key) => counts[key] || key === "imported");
    tell(told.map((key) => say(key, { count: counts[key] })).join(" "), lost ? part("failed").textContent : "");
  };
  const discarded = () => {
    const ids = [...marks.keys()].filter((id) => kept.has(id));
    if (!ids.length || !window.confirm(say("sure_discard", { count: ids.length }))) return;
    ids.forEach(remove);
    lost = false;
    part("failed").textContent = "";
    showAll();
  };
  const chosen = tools.querySelector("input[type=file]");
  part("export").addEventListener("click", exported);
  part("import").addEventListener("click", () => chosen.click());
  part("discard").addEventListener("click", discarded);
  chosen.addEventListener("change", async () => {
    await imported(chosen.files);
    chosen.value = "";
  });
  window.addEventListener("storage", async (event) => {
    if (event.key !== null && !event.key.startsWith(PREFIX)) return;
    marks.clear();
    load();
    await look(marks.keys());
    showAll();
  });
  window.addEventListener("beforeunload", (event) => {
    if (lost && mine().length) event.preventDefault();
  });

  window.mingchaReviews = [];
  window.mingcha = Object.assign(window.mingcha ?? {}, {
    review: {
      // Of a finding that was marked in this browser; else undefined, as the report says it.
      state: (id) => markOf(id)?.state,
      // How many findings of a unit's page are in each state, given what the report says of it: all, confirmed and dismissed.
      counts: (page, all, confirmed, dismissed) => {
        const change = pages.get(page) ?? { confirmed: 0, dismissed: 0 };
        const counts = { confirmed: confirmed + change.confirmed, dismissed: dismissed + change.dismissed };
        return { ...counts, open: all - counts.confirmed - counts.dismissed };
      },
    },
  });
  load();
  tools.querySelector(".review-buttons").hidden = false;
  part("where").hidden = false;
  showAll();
  if (marks.size) look(marks.keys()).then(showAll);
})();
