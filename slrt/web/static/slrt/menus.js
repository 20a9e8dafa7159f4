// The menu of narrow screens, the account menu, light and dark, and the "/" key.
import { token } from "./csrf.js";
import { lettersAct } from "./shortcuts.js";

for (const button of document.querySelectorAll("[data-toggles]")) {
  const target = document.getElementById(button.dataset.toggles);
  button.addEventListener("click", () => {
    const open = target.classList.toggle("show");
    button.setAttribute("aria-expanded", String(open));
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (event.key === "/" && lettersAct(event) && !isTyping(event.target)) focusSearch(event);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

for (const form of document.querySelectorAll("form[data-theme-form]")) form.addEventListener("submit", changeTheme);

/** Closes what is open, and gives the focus back to what opened it. */
function closeMenus() {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  for (const button of document.querySelectorAll('[data-toggles][aria-expanded="true"]')) {
    button.click();
    button.focus();
  }
}

/** @param {KeyboardEvent} event */
function focusSearch(event) {
  const search = document.querySelector('.find input[type="search"]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/**
 * The choice is kept by the server; the page changes at once, without a reload that would disturb a form.
 * @param {SubmitEvent} event
 */
async function changeTheme(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const root = document.documentElement;
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.theme = theme;
  root.dataset.bsTheme = theme;
  const body = new FormData(form);
  body.set("theme", theme);
  await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "manual" });
}
