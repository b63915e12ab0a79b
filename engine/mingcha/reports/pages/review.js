// Judge findings on report pages: marks are kept by the browser, one entry a finding, lie over what the report says, and can be
// exported and imported. Without storage they last as long as the page; that is told.
(() => {
  "use strict";
  const FORM = "mingcha-reviews/1";
  const PREFIX = "mingcha.review.";
  const STATES = ["open", "confirmed", "dismissed"];
  const ID = /^[0-9a-f]{16}$/;
  const OPEN = { state: "open", reason: "", when: "", carried: 0 };
  const tools = document.querySelector(".review-tools");
  if (!tools) return;
  const words = JSON.parse(tools.dataset.words);
  const part = (name) => tools.querySelector(".review-" + name);
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const cards = new Map([...document.querySelectorAll(".review")].map((card) => [card.dataset.finding, card]));
  const marks = new Map(); // of all reports whose marks this browser shows to this page
  let pages = null; // from a page's name to what the report says of its findings, once the index is there
  let kept = new Map([...cards].map(([id, card]) => [id, { ...card.dataset, carried: Number(card.dataset.carried) }]));
  let lost = false;

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

  // A mark counts unless the report has a later review of the finding.
  const markOf = (id) => {
    const mark = marks.get(id);
    const said = kept.get(id);
    return mark && !(said && said.when && said.when > mark.when) ? mark : undefined;
  };
  const reviewOf = (id) => markOf(id) ?? kept.get(id) ?? OPEN;
  const isHere = (id) => kept.has(id);
  const mine = () => [...marks.keys()].filter((id) => isHere(id) && markOf(id)).sort();
  const tally = (ids) => {
    const counts = { open: 0, confirmed: 0, dismissed: 0, carried: 0 };
    for (const id of ids) {
      const review = reviewOf(id);
      counts[review.state] += 1;
      counts.carried += review.state === "dismissed" && review.carried ? 1 : 0;
    }
    return counts;
  };

  const showCard = (id, told = "") => {
    const card = cards.get(id);
    const review = reviewOf(id);
    const within = (name) => card.querySelector(".review-" + name);
    const noted = (text) => (text ? say("noted", { note: text }) : "");
    card.dataset.shown = review.state;
    within("sign").textContent = say("signs." + review.state);
    within("state").textContent = say("states." + review.state);
    within("carried").textContent = noted(review.carried ? say("carried", { year: review.carried }) : "");
    const reason = document.createElement("bdi");
    reason.textContent = review.reason;
    within("reason").replaceChildren(...(review.reason ? [say("colon"), reason] : []));
    within("here").textContent = noted(told || (markOf(id) ? say("here") : ""));
    for (const button of card.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === review.state && (review.state !== "open" || Boolean(markOf(id)))));
    }
  };
  const showCounts = () => {
    const here = mine();
    const told = say("counts", { ...tally(kept.keys()), here: here.length });
    if (part("counts").textContent !== told) part("counts").textContent = told;
  };
  const changed = (id) => {
    showCounts();
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
    put(id, { state, reason: reason.trim(), when: now(), carried: 0 });
    changed(id);
  };
  for (const [id, card] of cards) {
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
      if (field.value.trim() && (wanted || state === "dismissed")) judge(id, "dismissed", field.value);
      else if (state === "confirmed" || (state === "open" && markOf(id))) judge(id, state, field.value);
    });
    field.addEventListener("change", () => {
      const keeps = reviewOf(id).state === "dismissed" && !field.value.trim();
      if (keeps) field.value = reviewOf(id).reason;
      showCard(id, keeps ? say("keep_reason") : wanted && !field.value.trim() ? say("need_reason") : "");
    });
    card.querySelector("fieldset").hidden = false;
  }

  const tell = (text, wrong = "") => {
    part("counts").textContent = text;
    part("failed").textContent = wrong;
  };
  const exported = () => {
    const ids = mine();
    if (!ids.length) return tell(say("nothing"));
    const reviews = ids.map((id) => {
      const { state, reason, when, carried } = markOf(id);
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
      for (const [id, mark] of read) {
        const before = marks.get(id);
        const kind = !isHere(id) ? "others" : before && before.when > mark.when && mark.when ? "older" : "imported";
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
    const ids = [...marks.keys()].filter(isHere);
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
  window.addEventListener("storage", (event) => {
    if (event.key !== null && !event.key.startsWith(PREFIX)) return;
    marks.clear();
    load();
    showAll();
  });
  window.addEventListener("beforeunload", (event) => {
    if (lost && mine().length) event.preventDefault();
  });

  // The index says which findings the whole report has: a line a page, its name, then the findings with what the report says.
  const SIGNS = { "+": "confirmed", "-": "dismissed", "~": "dismissed", "?": "open" };
  const index = (texts) => {
    pages = new Map();
    for (const line of texts.join("").split("\n")) {
      const [page, ...findings] = line.split(" ");
      if (!page) continue;
      pages.set(page, findings.map((one) => one.slice(0, 16)));
      for (const one of findings) {
        const state = SIGNS[one[16]] ?? "open";
        kept.set(one.slice(0, 16), { ...OPEN, state, when: one.slice(17), carried: one[16] === "~" ? 1 : 0 });
      }
    }
  };
  const loadIndex = async () => {
    const count = Number(tools.dataset.index);
    if (!count) return;
    window.mingchaReviews = [];
    const loaded = Array.from({ length: count }, (_, at) => {
      const script = document.createElement("script");
      script.src = `${tools.dataset.root}data/reviews-${at}.js`;
      return new Promise((resolve) => {
        script.onload = script.onerror = resolve;
        document.head.append(script);
      });
    });
    await Promise.all(loaded);
    index(window.mingchaReviews);
    showAll();
  };

  window.mingcha = Object.assign(window.mingcha ?? {}, {
    review: {
      state: (id) => (markOf(id) ? reviewOf(id).state : undefined),
      counts: (page) => (pages?.has(page) ? tally(pages.get(page)) : undefined),
    },
  });
  load();
  tools.querySelector(".review-buttons").hidden = false;
  part("where").hidden = false;
  showAll();
  loadIndex();
})();
