// The whitespace grid and list: arrow keys move from cell to cell, and totals follow what is typed. Without this script saving does it.
"use strict";
(() => {
  const form = document.querySelector("[data-whitespace]");
  if (!form || !form.querySelector("[data-column]")) return;
  const language = document.documentElement.lang;
  const style = { style: "currency", currency: form.dataset.whitespace, notation: "compact", maximumSignificantDigits: 3 };
  const money = new Intl.NumberFormat(language === "en" ? "en-GB" : language, style);
  const comma = (1.5).toLocaleString(language).includes(",");
  const cells = [...form.querySelectorAll("[data-column]")];

  const typed = (cell) => {
    const text = (cell.querySelector("input[type=text]")?.value ?? "").replace(/\s/g, "");
    if (text === "") return null;
    const number = Number(comma ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", ""));
    return Number.isFinite(number) ? number : null;
  };
  const gap = (cell) => (typed(cell) === null ? 0 : Math.max(typed(cell) - Number(cell.dataset.sold), 0));
  const sum = (some, measure) => some.reduce((whole, cell) => whole + measure(cell), 0);
  const write = (selector, amount) => {
    const place = form.querySelector(selector);
    if (place) place.textContent = money.format(amount);
  };

  const addUp = () => {
    const lens = form.dataset.lens;
    const measure = lens === "potential" ? (cell) => typed(cell) ?? 0 : gap;
    const moves = lens === "potential" || lens === "gap";
    for (const kind of ["row", "column"]) {
      for (const place of new Set(cells.map((cell) => cell.dataset[kind]))) {
        const some = cells.filter((cell) => cell.dataset[kind] === place);
        write(`[data-${kind}-gap="${place}"]`, sum(some, gap));
        if (moves) write(`[data-${kind}-total="${place}"]`, sum(some, measure));
      }
    }
    write("[data-gap]", sum(cells, gap));
    if (!moves) return;
    write("[data-total]", sum(cells, measure));
    for (const cell of cells) {
      cell.querySelector("[data-shown]").textContent = typed(cell) === null ? "–" : money.format(measure(cell));
    }
  };
  form.addEventListener("input", addUp);

  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const inList = "list" in form.dataset;
  const walk = (event, field, by) => {
    const fields = [...form.querySelectorAll("details[open] [name^=potential_]")];
    const next = fields[fields.indexOf(field) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  };
  form.addEventListener("keydown", (event) => {
    const field = event.target, step = steps[event.key], cell = field.closest("[data-column]");
    if (!step || !cell || !field.name.startsWith("potential_") || field.type !== "text" || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (inList) return step[1] === 0 ? walk(event, field, step[0]) : undefined;
    const atEnd = step[1] < 0 ? field.selectionStart === 0 : field.selectionEnd === field.value.length;
    const whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (step[1] !== 0 && !atEnd && !whole) return;
    const row = Number(cell.dataset.row) + step[0], column = Number(cell.dataset.column) + step[1];
    const next = form.querySelector(`[data-row="${row}"][data-column="${column}"] input[type=text]`);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
})();
