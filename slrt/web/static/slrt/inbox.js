// Lists by keyboard: J and K move, X picks, T accepts, L declines, Enter opens. A list that refreshed itself keeps
// what was picked and where one stood.
import { lettersAct } from "./shortcuts.js";
import { t } from "./words.js";

/** @type {Set<string>} */
let picked = new Set();
/** @type {string} */
let standing = "";

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
const name = (/** @type {HTMLElement} */ row) => row.dataset.id ?? row.dataset.href ?? "";
const box = (/** @type {HTMLElement} */ row) => /** @type {HTMLInputElement | null} */ (row.querySelector('input[name="pick"]'));

/** Shows on the page what is picked and where the cursor stands. */
function show() {
  for (const row of rows()) {
    const check = box(row);
    if (check) check.checked = picked.has(name(row));
    row.classList.toggle("is-picked", Boolean(check?.checked));
    row.classList.toggle("is-cursor", name(row) === standing);
  }
  const count = rows().filter((row) => box(row)?.checked).length;
  const bar = document.querySelector("[data-bulk]");
  if (bar instanceof HTMLElement) bar.hidden = count === 0;
  const words = document.querySelector("[data-picked]");
  if (words) words.textContent = t(`${count} dipilih`, `${count} picked`);
}

/** @param {number} by */
function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => name(row) === standing);
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  standing = name(next);
  show();
  next.querySelector("a")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

const here = () => rows().find((row) => name(row) === standing);

function pick() {
  const row = here();
  if (!row || !box(row)) return;
  if (!picked.delete(name(row))) picked.add(name(row));
  show();
}

/** @type {Record<string, () => void>} */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: pick,
  t: () => /** @type {HTMLElement | null | undefined} */ (here()?.querySelector("[data-accept]"))?.click(),
  l: () => {
    const row = here();
    if (row?.querySelector("[data-accept]") && row.dataset.decline) location.assign(row.dataset.decline);
  },
  enter: () => {
    const row = here();
    if (row?.dataset.href && !(document.activeElement instanceof HTMLButtonElement)) location.assign(row.dataset.href);
  },
};

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof Element && target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]');

document.addEventListener("keydown", (event) => {
  if (!lettersAct(event) || isTyping(event.target)) return;
  const act = keys[event.key.toLowerCase()];
  if (!act || (event.key === "Enter" && event.target !== document.body && !(event.target instanceof HTMLAnchorElement))) return;
  if (event.key === "Enter" && event.target instanceof HTMLAnchorElement && !event.target.closest("[data-row]")) return;
  event.preventDefault();
  act();
});

document.addEventListener("change", (event) => {
  const check = event.target;
  const row = check instanceof HTMLInputElement && check.name === "pick" ? check.closest("[data-row]") : null;
  if (!(row instanceof HTMLElement) || !(check instanceof HTMLInputElement)) return;
  if (check.checked) picked.add(name(row));
  else picked.delete(name(row));
  standing = name(row);
  show();
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-unpick]")) return;
  picked = new Set();
  show();
});

document.addEventListener("htmx:after:swap", show);
show();
