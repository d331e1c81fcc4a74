// Small comforts on top of pages that work without them.
"use strict";

// A filter shows its result at once; without this script the button does it.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-submits]") && field.form) field.form.requestSubmit();
});

// The name of a group is offered to the drivers as it is typed.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-group-name]")) return;
  const names = [...document.querySelectorAll("[data-group-name]")].map((field) => field.value);
  for (const choice of document.querySelectorAll("select[data-groups]")) {
    names.forEach((name, place) => {
      const option = choice.options[place + 1] ?? choice.appendChild(document.createElement("option"));
      option.value = option.textContent = name;
    });
  }
});

// Files above the limit are not sent at all.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-most-bytes]")) return;
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
  const refused = files.reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.mostBytes);
  const notice = form.querySelector("[data-too-large]");
  notice.hidden = !refused;
  if (refused) { event.preventDefault(); event.stopImmediatePropagation(); notice.scrollIntoView(); }
});

// A form that was sent is not sent twice, unless the reader comes back to it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// "/" goes to the search field of a page that has its own; elsewhere it opens the palette.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("main input[type=search]");
  if (search) { event.preventDefault(); search.focus(); search.select(); }
});

// Escape puts away the source of a figure, so that it hides nothing under it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement.matches(".sourced")) document.activeElement.blur();
});

// Where a form came back wrong, the reader continues in its first wrong field; where no one field is, at what was refused.
const wrong = document.querySelector("[aria-invalid=true]");
if (wrong) wrong.focus(); else document.querySelector("form > .wrong[role=alert]")?.scrollIntoView({ block: "center" });

// A table larger than its place can be scrolled from the keyboard.
const reach = () => {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }
};
reach();
window.addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
document.addEventListener("htmx:afterSettle", reach);

// A slider and the number beside it show the same while either is moved.
document.addEventListener("input", (event) => {
  const field = event.target;
  const beside = field.dataset.beside ? document.getElementById(field.dataset.beside) : document.querySelector(`[data-beside="${field.id}"]`);
  if (field.id || field.dataset.beside) if (beside) beside.value = field.value;
});

// Weights that have to sum to 100 say what they sum to while they are typed.
const addUp = () => {
  for (const sum of document.querySelectorAll("[data-sum]")) {
    const weights = [...document.querySelectorAll(`[data-adds="${sum.dataset.sum}"]`)].map((field) => Number(field.value) || 0);
    sum.textContent = `${Math.round(weights.reduce((one, other) => one + other, 0) * 100) / 100} %`;
  }
};
addUp();
document.addEventListener("input", addUp);

// A box for a whole group ticks and clears the boxes beside it, and says how they stand.
const tell = (whole) => {
  const boxes = [...whole.closest("fieldset").querySelectorAll("input[type=checkbox]")].filter((box) => box !== whole);
  const ticked = boxes.filter((box) => box.checked).length;
  whole.checked = ticked === boxes.length;
  whole.indeterminate = ticked > 0 && ticked < boxes.length;
};
document.querySelectorAll("[data-whole]").forEach(tell);
document.addEventListener("change", (event) => {
  const group = event.target.matches("input[type=checkbox]") && event.target.closest("fieldset");
  const whole = group && group.querySelector("[data-whole]");
  if (!whole) return;
  if (event.target === whole) for (const box of group.querySelectorAll("input[type=checkbox]")) box.checked = whole.checked;
  else tell(whole);
});
