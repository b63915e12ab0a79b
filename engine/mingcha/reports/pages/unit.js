"use strict";
// Copies the text of a letter, and opens what is folded before a page is printed. Works from disk; without it the texts can be selected.
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

  // A finding that a link leads to may hold what is folded: its own parts stay as they are, only what is printed opens.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.tree:not([open]), details.tree details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
})();
