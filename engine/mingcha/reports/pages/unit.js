"use strict";
// Puts the letter on all findings together, copies the texts of letters, and opens proofs before a page is printed.
// Works from disk; without it all texts are there to be read and selected.
(() => {
  const words = document.currentScript.dataset;

  const select = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      return true;
    } catch {
      select(text);
      return document.execCommand("copy");
    }
  };

  for (const button of document.querySelectorAll("button.copy")) {
    const told = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(document.getElementById(button.dataset.of));
      button.textContent = done ? words.copied : words.pick;
      setTimeout(() => { button.textContent = told; }, 4000);
    });
  }

  // The whole letter: opening, the findings that were not dismissed, closing. Made when it is opened and when a review changes.
  const letter = document.querySelector("details.whole");
  const compose = () => {
    const kept = [...document.querySelectorAll("article.finding")].filter(
      (finding) => finding.querySelector(".letter pre") && finding.querySelector(".review")?.dataset.state !== "dismissed");
    const items = kept.map((finding, at) => {
      const text = finding.querySelector(".letter pre");
      return `${words.indent}${at + 1}${words.dot}${text.dataset.title}\n${text.textContent}`;
    });
    const [opening, closing] = ["opening", "closing"].map((name) => letter.querySelector(`pre.${name}`).textContent);
    document.getElementById("whole").textContent = [opening, ...items, closing].join("\n");
  };
  if (letter) {
    for (const part of letter.querySelectorAll("pre.opening, pre.closing, p")) part.hidden = true;
    document.getElementById("whole").hidden = false;
    letter.addEventListener("toggle", compose);
    // The card of the finding that was judged says so only after this event.
    document.addEventListener("mingcha:review", () => { if (letter.open) setTimeout(compose, 0); });
    compose();
  }

  // What is folded is printed: proofs are opened for the time of printing.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.tree:not([open]), .statements details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
})();
