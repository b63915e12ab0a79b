// The list can be filtered and sorted; without scripts it stands in the order of rank.
(() => {
  const body = document.querySelector("#units tbody");
  const rows = [...body.rows];
  const filter = document.querySelector("#filter");
  const shown = document.querySelector("#shown");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const search = () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    let count = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      count += row.hidden ? 0 : 1;
    });
    shown.textContent = shown.dataset.told.replace("{shown}", count).replace("{of}", rows.length);
  };
  filter.addEventListener("input", search);
  filter.closest("p").hidden = false;
  search();
  const key = (row, column) => {
    const cell = row.cells[column];
    return "value" in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
  };
  const compare = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other));
  document.querySelectorAll("#units thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      document.querySelectorAll("#units th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = [...rows].sort((one, other) => compare(key(one, column), key(other, column)));
      body.append(...(down ? sorted.reverse() : sorted));
    });
  });
})();
