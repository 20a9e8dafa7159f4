// Nothing typed is ever lost. What stands in a form is kept in this tab (sessionStorage) until the server has it:
// after an expired session, an error page or a lost connection the form is filled again.
// Passwords, files and fields marked data-secret are never kept; signing out, or another person, clears everything.
import { t } from "./words.js";

const PREFIX = "slrt-draft:";
const MAX_AGE = 12 * 60 * 60 * 1000;
const person = document.body.dataset.person ?? "";
let leaving = false;

/** @typedef {{person: string, at: number, sent: boolean, values: Record<string, string[]>}} Draft */

/** @param {HTMLFormElement} form */
function key(form) {
  const name = form.id || form.getAttribute("action") || form.getAttribute("hx-post") || "form";
  return `${PREFIX}${location.pathname}${location.search}#${name}`;
}

/** @returns {HTMLFormElement[]} */
function forms() {
  return [...document.forms].filter((form) => form.method === "post" && !form.hasAttribute("data-forget"));
}

/** @param {HTMLFormElement} form */
function fields(form) {
  return [...form.elements].filter((field) => field.name && !field.hasAttribute("data-secret") && isKept(field));
}

/** @param {Element} field */
function isKept(field) {
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) return true;
  if (!(field instanceof HTMLInputElement)) return false;
  if (field.type === "hidden") return field.name === "submission";
  return !["password", "file", "submit", "button", "image", "reset"].includes(field.type);
}

/** @param {HTMLFormElement} form @returns {Record<string, string[]>} */
function read(form) {
  /** @type {Record<string, string[]>} */
  const values = {};
  for (const field of fields(form)) {
    values[field.name] ??= [];
    if (["checkbox", "radio"].includes(field.type) && !field.checked) continue;
    if (field instanceof HTMLSelectElement) values[field.name].push(...[...field.selectedOptions].map((o) => o.value));
    else values[field.name].push(field.value);
  }
  return values;
}

/** @param {HTMLFormElement} form @param {Record<string, string[]>} values */
function write(form, values) {
  for (const field of fields(form)) {
    const kept = values[field.name];
    if (!kept) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = kept.includes(field.value);
    else if (field instanceof HTMLSelectElement) for (const option of field.options) option.selected = kept.includes(option.value);
    else if (kept.length) field.value = kept.shift();
  }
}

/** @param {HTMLFormElement} form @param {boolean} sent */
function save(form, sent) {
  /** @type {Draft} */
  const draft = { person, at: Date.now(), sent, values: read(form) };
  sessionStorage.setItem(key(form), JSON.stringify(draft));
}

/** @returns {[string, Draft][]} */
export function drafts() {
  return Object.keys(sessionStorage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => [name, JSON.parse(sessionStorage.getItem(name))]);
}

/** Forgets every draft: at sign-out, and when another person signs in. */
export function forgetAll() {
  for (const [name] of drafts()) sessionStorage.removeItem(name);
}

/** Forgets drafts that are old, of somebody else, or that the server has accepted. */
function tidy() {
  const arrival = performance.getEntriesByType("navigation")[0]?.type;
  const accepted = arrival === "navigate" && !document.getElementById("problems");
  for (const [name, draft] of drafts()) {
    const foreign = draft.person !== person;
    if (foreign || Date.now() - draft.at > MAX_AGE || (draft.sent && accepted)) sessionStorage.removeItem(name);
  }
}

/**
 * What was sent did not arrive: the session had expired (a page without a person), or something was wrong (this page).
 * @param {string} path
 */
function nothingArrived(path = "") {
  for (const [name, draft] of drafts()) {
    if (draft.sent && name.startsWith(PREFIX + path)) sessionStorage.setItem(name, JSON.stringify({ ...draft, sent: false }));
  }
}

/** @param {HTMLFormElement} form */
function restore(form) {
  const stored = sessionStorage.getItem(key(form));
  if (!stored || document.getElementById("problems")) return;
  const original = read(form);
  const { values } = JSON.parse(stored);
  const same = Object.keys(values).every((name) => name === "submission" || String(values[name]) === String(original[name] ?? ""));
  if (same) return;
  write(form, structuredClone(values));
  form.dataset.dirty = "1";
  form.before(notice(form, original));
}

/** @param {HTMLFormElement} form @param {Record<string, string[]>} original */
function notice(form, original) {
  const box = document.createElement("div");
  box.className = "notice mb-3";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  words.className = "notice-body";
  words.textContent = t("Ketikan Anda yang belum tersimpan sudah dikembalikan.", "What you typed and had not saved is back.");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = t("Kosongkan lagi", "Clear it again");
  button.addEventListener("click", () => {
    write(form, structuredClone(original));
    sessionStorage.removeItem(key(form));
    delete form.dataset.dirty;
    box.remove();
  });
  box.append(words, button);
  return box;
}

/** Whether a form of this page, or inside `within`, holds typing that the server does not have. */
export function hasUnsaved(within = document) {
  return forms().some((form) => form.dataset.dirty && !form.dataset.busy && (within === document || within.contains(form)));
}

if (person) {
  tidy();
  if (document.getElementById("problems")) nothingArrived(location.pathname);
  forms().forEach(restore);
} else {
  nothingArrived();
}

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (!form || !forms().includes(form)) return;
  form.dataset.dirty = "1";
  save(form, false);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) forgetAll();
  else if (forms().includes(form) && form.dataset.dirty) save(form, true);
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  leaving ||= Boolean(ctx.response.headers.get("HX-Redirect"));
  const form = ctx.sourceElement?.closest?.("form");
  if (!form || ctx.response.status >= 400) return;
  sessionStorage.removeItem(key(form));
  delete form.dataset.dirty;
});

window.addEventListener("beforeunload", (event) => {
  if (hasUnsaved() && !leaving) event.preventDefault();
});
