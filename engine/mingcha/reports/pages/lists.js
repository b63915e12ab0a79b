// Lists of units and of findings: search, filters, order and pages. Their state stands in the address behind #, so that it can be
// passed on. Without scripts the page shows the first rows and links to static lists.
(() => {
  "use strict";
  const { element, load, forget, root, site } = window.mingcha;
  const form = document.querySelector("form.filters");
  if (!form || !site) return;
  const list = document.querySelector("#list");
  const table = list.querySelector("table");
  const body = table.tBodies[0];
  const count = document.querySelector(".count");
  const pager = document.querySelector("[data-pager]");
  const word = (key, values = {}) => (site.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(site.lang));
  const PAGE = 100;
  const HELD = 5000; // rows of findings that are kept to be shown; all are counted
  const KEPT = 24; // scripts of findings that are kept in memory
  const SEVERITIES = ["error", "warning", "info"];
  const SIGNS = { error: "●", warning: "▲", info: "○" };
  const review = () => window.mingcha.review;

  const severity = (name, text) =>
    element("span", { class: `severity ${name}` }, element("span", { "aria-hidden": "true" }, SIGNS[name]), ` ${text}`);
  const bdi = (text) => element("bdi", {}, text);
  const cell = (label, ...children) => element("td", { "data-label": label }, ...children);
  const number = (label, ...children) => element("td", { "data-label": label, class: "number" }, ...children);
  // What was judged of a finding; one that was dismissed in an earlier year says so.
  const judged = (row) => {
    const here = review()?.state(row[1]);
    const now = here ?? row[5];
    if (now === "open") return [];
    const carried = !here && row[6] ? word("review.noted", { note: word("review.carried", { year: String(row[6]) }) }) : "";
    return [" ", element("small", {}, `${word(`review.signs.${now}`)} ${word(`review.states.${now}`)}${carried}`)];
  };
  const ruleLink = (id) => element("a", { class: "rule", href: `${root}rules/${id}.html`, title: site.rules[id] ?? "" }, id);
  const ofRule = (wanted, id) => id === wanted || id.startsWith(`${wanted}-`);

  // A list says which filters it has, whether a row fits them, how rows are ordered and how one is shown.
  const units = {
    filters: ["q", "worst", "rule", "year", "region", "kind", "status", "review"],
    fields: { unit: 1, year: 3, kind: 5, region: 4, status: 6, errors: 7, warnings: 8, hints: 9 },
    text: (row) => `${row[1]} ${row[2]} ${row[4]}`.toLowerCase(),
    worst: (row) => (row[6] === "failed" ? "failed" : row[7] ? "error" : row[8] ? "warning" : row[9] ? "info" : "none"),
    reviewed: (row) => review().counts(row[0], row[7] + row[8] + row[9], row[10], row[11]),
    fits: (row, wanted) =>
      (!wanted.worst || wanted.worst === units.worst(row)) &&
      (!wanted.year || wanted.year === String(row[3])) &&
      (!wanted.region || wanted.region === (row[4] || "-")) &&
      (!wanted.kind || wanted.kind === (row[5] || "-")) &&
      (!wanted.status || wanted.status === row[6]) &&
      (!wanted.rule || Object.keys(row[13]).some((id) => ofRule(wanted.rule, id))) &&
      (!wanted.review || units.reviewed(row)[wanted.review] > 0),
    order: (one, other) => other[7] - one[7] || other[8] - one[8] || other[9] - one[9],
    show: (row) => {
      const rules = Object.keys(row[13]);
      const amount = (value, name) => (value ? severity(name, value) : element("span", { class: "nil" }, "0"));
      const judged = units.reviewed(row);
      const told = ["confirmed", "dismissed"].filter((state) => judged[state]).map((state) => `${word(`review.states.${state}`)} ${judged[state]}`);
      if (row[12]) told.push(word("list.unusual", { rank: row[12] }));
      return element(
        "tr",
        {},
        element(
          "th",
          { scope: "row" },
          element("a", { href: `${root}units/${row[0]}.html` }, bdi(row[1] || row[2] || word("list.nameless"))),
          ...(told.length ? [" ", element("small", {}, told.join(" · "))] : []),
        ),
        cell(word("list.year"), row[3] || ""),
        cell(word("list.kind"), site.kinds[row[5]] ?? row[5]),
        cell(word("list.region"), bdi(row[4])),
        cell(word("list.status"), word(`list.${row[6]}`)),
        ...SEVERITIES.map((name, at) => number(word(`severity.${name}`), amount(row[7 + at], name))),
        element(
          "td",
          { class: "rules", "data-label": word("list.rules") },
          ...rules.slice(0, 6).flatMap((id) => [ruleLink(id), " "]),
          rules.length > 6 ? "…" : "",
        ),
      );
    },
  };
  const findings = {
    filters: form.dataset.rule ? ["q", "severity", "year", "review"] : ["q", "rule", "severity", "year", "review"],
    text: (row) => `${row[7]} ${row[2]}`.toLowerCase(),
    fits: (row, wanted) =>
      (!wanted.severity || wanted.severity === row[4]) &&
      (!wanted.year || wanted.year === String(row[3])) &&
      (!wanted.review || wanted.review === (review()?.state(row[1]) ?? row[5])),
    show: (row) =>
      element(
        "tr",
        {},
        cell(word("list.severity"), severity(row[4], word(`severity.${row[4]}`))),
        element(
          "th",
          { scope: "row", "data-label": word("list.unit") },
          element("a", { href: `${root}units/${row[0]}.html#${row[1]}` }, bdi(row[2] || word("list.nameless"))),
        ),
        cell(word("list.year"), row[3] || ""),
        cell(word("list.message"), bdi(row[7]), ...judged(row)),
      ),
  };
  const kind = form.dataset.list === "units" ? units : findings;

  // The state: what is wanted, in which order, which page.
  const state = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const setState = (wanted) => {
    const said = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", `#${said}`);
    show();
  };

  const options = {
    worst: () => [...SEVERITIES, "none", "failed"].map((name) => [name, word(`overview.worst.${name}`)]),
    severity: () => SEVERITIES.map((name) => [name, word(`severity.${name}`)]),
    year: () => site.years.map((year) => [String(year), year || word("list.no_year")]),
    region: () => site.regions.map((name) => [name || "-", name || word("list.no_region")]),
    kind: () => Object.entries(site.kinds),
    status: () => ["read", "partly", "failed"].map((name) => [name, word(`list.${name}`)]),
    review: () => ["open", "confirmed", "dismissed"].map((name) => [name, word(`review.states.${name}`)]),
  };
  const ruleOptions = () =>
    Object.entries(site.families).map(([family, title]) => {
      const rules = Object.keys(site.rules).filter((id) => id.startsWith(`${family}-`) && `findings-${id}` in site.chunks);
      return rules.length
        ? element(
            "optgroup",
            { label: `${family} ${title}` },
            element("option", { value: family }, `${family} ${title}`),
            ...rules.map((id) => element("option", { value: id }, `${id} ${site.rules[id]}`)),
          )
        : "";
    });
  const field = (name) => {
    if (name === "q") {
      const input = element("input", { type: "search", name, autocomplete: "off", spellcheck: "false" });
      return element("label", { class: "search" }, word("list.search"), input);
    }
    const choices = name === "rule" ? ruleOptions() : options[name]().map(([value, text]) => element("option", { value }, text));
    const label = name === "worst" || name === "severity" ? "list.severity" : `list.${name}`;
    return element("label", {}, word(label), element("select", { name }, element("option", { value: "" }, word("list.any")), ...choices));
  };

  const words = (text) => (text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const says = (row, texts) => texts.length === 0 || texts.every((text) => kind.text(row).includes(text));

  const draw = (rows, total, of, wanted, more) => {
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    const page = Math.min(Math.max(1, Number(wanted.page) || 1), pages);
    body.replaceChildren(...rows.slice((page - 1) * PAGE, page * PAGE).map(kind.show));
    list.hidden = rows.length === 0;
    const shown = kind === units ? "list.shown_units" : "list.shown";
    const told = total ? word(shown, { shown: total, of }) : word(more ? "list.loading" : "list.none");
    count.textContent = more && total ? `${told} ${word("list.loading")}` : told;
    pager.hidden = pages < 2;
    const turn = (to, key) => {
      const button = element("button", { type: "button", disabled: to < 1 || to > pages }, word(key));
      button.addEventListener("click", () => {
        setState({ ...state(), page: to > 1 ? to : "" });
        form.scrollIntoView({ block: "start" });
      });
      return button;
    };
    const held = more || rows.length < total ? "+" : "";
    pager.replaceChildren(
      turn(page - 1, "list.previous"),
      element("span", {}, word("list.page", { page, pages }) + held),
      turn(page + 1, "list.next"),
    );
  };

  // Units are held in memory, all of them.
  let all = null;
  const loadUnits = async () => {
    const parts = await Promise.all(Array.from({ length: site.chunks.units ?? 0 }, (_, at) => load(`units-${at}`)));
    all = parts.flat().sort(units.order);
  };
  const showUnits = (wanted) => {
    const texts = words(wanted.q);
    const found = all.filter((row) => units.fits(row, wanted) && says(row, texts));
    const [, down, by] = /^(-?)(\w+)$/.exec(wanted.sort ?? "") ?? [];
    const at = units.fields[by];
    if (at !== undefined) {
      const compare = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other, site.lang));
      found.sort((one, other) => compare(one[at] || (at === 1 ? one[2] : one[at]), other[at] || (at === 1 ? other[2] : other[at])));
      if (down) found.reverse();
    }
    draw(found, found.length, all.length, wanted, false);
  };

  // Findings may be any number: their scripts are looked through one after the other, and a new wish ends the look for the last.
  let look = 0;
  const showFindings = async (wanted) => {
    const mine = ++look;
    const texts = words(wanted.q);
    const rule = form.dataset.rule ?? wanted.rule;
    const rules = Object.keys(site.rules).filter((id) => `findings-${id}` in site.chunks && (!rule || ofRule(rule, id)));
    const names = rules.flatMap((id) => Array.from({ length: site.chunks[`findings-${id}`] }, (_, at) => `findings-${id}-${at}`));
    const found = [];
    let total = 0;
    let of = 0;
    let drawn = performance.now();
    for (const [at, name] of names.entries()) {
      const rows = await load(name);
      if (mine !== look) return;
      of += rows.length;
      for (const row of rows) {
        if (findings.fits(row, wanted) && says(row, texts)) {
          total += 1;
          if (found.length < HELD) found.push(row);
        }
      }
      if (at >= KEPT) forget(name);
      const last = at === names.length - 1;
      if (last || performance.now() - drawn > 300) {
        draw(found, total, of, wanted, !last);
        drawn = performance.now();
      }
    }
    if (!names.length) draw([], 0, 0, wanted, false);
  };

  const show = () => {
    const wanted = state();
    for (const input of form.elements) {
      if (input.name && document.activeElement !== input) input.value = wanted[input.name] ?? "";
    }
    for (const head of table.tHead.rows[0].cells) {
      const { sort } = head.dataset;
      if (!sort) continue;
      if (wanted.sort === sort) head.setAttribute("aria-sort", "ascending");
      else if (wanted.sort === `-${sort}`) head.setAttribute("aria-sort", "descending");
      else head.removeAttribute("aria-sort");
    }
    Promise.resolve(kind === units ? showUnits(wanted) : showFindings(wanted)).catch(failed);
  };
  const failed = (error) => {
    count.textContent = word("list.missing", { name: `data/${error.message}.js` });
  };

  const begin = () => {
    const clear = element("button", { type: "reset" }, word("list.clear"));
    form.replaceChildren(...kind.filters.map(field), clear);
    form.hidden = false;
    let waiting = 0;
    const read = () => {
      const sort = state().sort;
      setState({ ...Object.fromEntries(new FormData(form)), sort });
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(read, 150);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => setState({}), 0));
    const heads = kind === units ? ["unit", "year", "kind", "region", "status", "errors", "warnings", "hints"] : [];
    table.classList.toggle("sortable", heads.length > 0);
    heads.forEach((by, at) => {
      const head = table.tHead.rows[0].cells[at];
      const button = element("button", { type: "button" }, head.textContent);
      head.dataset.sort = by;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const { sort, page, ...rest } = state();
        const first = ["errors", "warnings", "hints", "year"].includes(by) ? `-${by}` : by;
        const second = first === by ? `-${by}` : by;
        setState({ ...rest, sort: sort === first ? second : sort === second ? "" : first });
      });
    });
    list.querySelectorAll("p").forEach((told) => told.remove());
    // The arrows go from row to row.
    body.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const row = event.target.closest("tr");
      if (!step || !row) return;
      const next = body.rows[row.sectionRowIndex + step];
      next?.querySelector("a")?.focus();
      event.preventDefault();
    });
    window.addEventListener("hashchange", show);
    document.addEventListener("mingcha:review", show);
    show();
  };

  count.textContent = word("list.loading");
  (kind === units ? loadUnits() : Promise.resolve()).then(begin).catch(failed);
})();
