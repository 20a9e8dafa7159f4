// When a refreshed part no longer has what one stood on (a question that is answered, a step that is taken), the
// keyboard goes on nearby, not at the top of the page.

const CAN_STAND = "a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled, summary";

/** @type {Element | null} */
let last = null;
/** @type {string[]} What it stood in, from the inside outwards. */
let around = [];

document.addEventListener("focusin", (event) => {
  last = /** @type {Element} */ (event.target);
  around = [];
  for (let each = last; each; each = each.parentElement) if (each.id) around.push(each.id);
});

document.addEventListener("htmx:after:swap", () => {
  if (!last || last.isConnected || document.activeElement !== document.body) return;
  for (const id of around) {
    const near = [...(document.getElementById(id)?.querySelectorAll(CAN_STAND) ?? [])].find((each) => each.checkVisibility());
    if (near instanceof HTMLElement) return near.focus({ preventScroll: true });
  }
});
