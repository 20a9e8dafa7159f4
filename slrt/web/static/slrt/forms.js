// A form is sent once. A second click while it is on its way does nothing, and the button shows that it is working.

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
function begin(form, button) {
  form.dataset.busy = "1";
  form.setAttribute("aria-busy", "true");
  (button ?? form.querySelector('[type="submit"]'))?.classList.add("is-busy");
}

/** @param {HTMLFormElement} form */
function end(form) {
  delete form.dataset.busy;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.busy) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  begin(form, event.submitter);
  queueMicrotask(() => {
    // Another script took the sending over (htmx, the theme switch): it tells when it is done.
    if (event.defaultPrevented && !form.matches("[hx-post], [hx-put], [hx-delete]")) end(form);
  });
}, { capture: true });

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form) end(form);
});

// Coming back with the browser's arrow shows the page as it was left: ready again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-busy]").forEach(end);
});

// The summary of problems comes first: a keyboard or a screen reader lands on it.
document.getElementById("problems")?.focus();

// A chosen file's name and size are said in words; one that is too large is refused before it travels.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const limit = Number(input.dataset.maxBytes ?? 0);
  const tooLarge = limit > 0 && [...(input.files ?? [])].some((file) => file.size > limit);
  input.setCustomValidity(tooLarge ? input.dataset.tooLarge ?? "" : "");
  if (tooLarge) input.reportValidity();
});
