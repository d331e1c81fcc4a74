// Words selected in what somebody told can become something: the offers stand under them. Without this script each sentence has its own.
"use strict";
(() => {
  const offers = document.querySelector("[data-passage-offers]");
  if (!offers) return;
  document.querySelector("[data-passage-hint]").hidden = false;
  const words = offers.querySelector("[data-passage-words]");
  const links = [...offers.querySelectorAll("[data-passage-to]")];

  // The address of an offer names the field that takes the words, and leaves it empty.
  const filled = (address, text) => {
    const to = new URL(address, window.location.href);
    for (const [name, value] of [...to.searchParams]) if (value === "") to.searchParams.set(name, text);
    return to.href;
  };
  const teller = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest("[data-passage]");

  document.addEventListener("selectionchange", () => {
    const selected = document.getSelection();
    const text = selected.toString().replace(/\s+/g, " ").trim().slice(0, 300);
    const told = teller(selected.anchorNode);
    if (!text || !told || told !== teller(selected.focusNode) || offers.contains(selected.anchorNode)) return;
    words.textContent = text;
    for (const link of links) link.href = filled(link.dataset.passageTo, text);
    if (offers.parentElement !== told) told.append(offers);
    offers.hidden = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") offers.hidden = true;
  });
})();
