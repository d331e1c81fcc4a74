// The forecast: low and high that nobody touched follow the likely amount as it is typed. Without this script saving does it.
"use strict";
(() => {
  const language = document.documentElement.lang;
  const comma = (1.5).toLocaleString(language).includes(",");
  const read = (field) => {
    const text = field.value.replace(/\s/g, "");
    const number = Number(comma ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", ""));
    return text !== "" && Number.isFinite(number) ? number : null;
  };
  const write = (number) => (comma ? number.toFixed(2).replace(".", ",") : number.toFixed(2));
  const follow = document.querySelector("input[name=follow]");
  if (follow) follow.value = "";

  for (const year of document.querySelectorAll("[data-follow]")) {
    const [likely, low, high] = ["amount", "low", "high"].map((name) => year.querySelector(`[name^="${name}_"]`));
    const before = read(likely);
    if (before === null) continue;
    const ends = [low, high].filter((end) => read(end) !== null).map((end) => ({ field: end, stood: read(end), last: end.value }));
    likely.addEventListener("input", () => {
      const now = read(likely);
      if (now === null) return;
      for (const end of ends) {
        if (end.field.value !== end.last) continue;
        const distance = end.stood - before;
        end.field.value = end.last = write(now + (before ? distance * Math.abs(now / before) : distance));
      }
    });
  }
})();
