// The palette: search from every page by keyboard. Without this script the form in the navigation leads to the page of search.
"use strict";
(() => {
  const palette = document.querySelector("[data-palette]");
  const form = document.querySelector("[data-palette-form]");
  const opener = document.querySelector("[data-palette-opens]");
  if (!palette || !palette.showModal) return;
  const field = palette.querySelector("[role=combobox]");
  const list = palette.querySelector("[role=listbox]");
  const told = palette.querySelector(".told");
  const status = palette.querySelector("[role=status]");
  const WAIT = 120;
  let asked = null;
  let waiting = 0;
  let chosen = null;

  form.hidden = true;
  opener.hidden = false;
  if (/Mac|iPhone|iPad/.test(navigator.platform)) opener.querySelector("[data-palette-keys]").textContent = "⌘ K";

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (option) => {
    if (chosen) chosen.setAttribute("aria-selected", "false");
    chosen = option;
    if (!option) { field.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const every = options();
    if (!every.length) return;
    const at = every.indexOf(chosen);
    choose(every[at < 0 ? (by > 0 ? 0 : every.length - 1) : (at + by + every.length) % every.length]);
  };

  // The newest question counts; an answer that comes after it is not shown.
  const ask = async () => {
    if (asked) asked.abort();
    const mine = asked = new AbortController();
    try {
      const answer = await fetch(`${palette.dataset.palette}?q=${encodeURIComponent(field.value)}`, { signal: mine.signal, headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected || !answer.ok) { window.location.reload(); return; }
      show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const show = (html) => {
    const part = document.createElement("template");
    part.innerHTML = html;
    const word = part.content.querySelector("[data-palette-told]");
    word.remove();
    choose(null);
    list.replaceChildren(part.content);
    const some = options();
    field.setAttribute("aria-expanded", String(some.length > 0));
    list.hidden = !some.length;
    told.hidden = some.length > 0;
    told.textContent = status.textContent = word.textContent;
    if (field.value.trim() && some.length) choose(some[0]);
    list.scrollTop = 0;
  };

  const open = (text = "") => {
    if (palette.open) return;
    field.value = text;
    palette.showModal();
    field.focus();
    ask();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const letter = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!letter && (!slash || document.querySelector("main input[type=search]"))) return;
    event.preventDefault();
    open();
  });
  opener.addEventListener("click", () => open());
  palette.querySelector("[data-palette-closes]").addEventListener("click", () => palette.close());
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  palette.addEventListener("close", () => { window.clearTimeout(waiting); asked?.abort(); list.replaceChildren(); choose(null); status.textContent = ""; });
  field.addEventListener("input", () => { window.clearTimeout(waiting); waiting = window.setTimeout(ask, WAIT); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Escape") { event.preventDefault(); palette.close(); }
    if (event.key === "Enter" && chosen) { event.preventDefault(); chosen.click(); }
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen) choose(option);
  });
})();
