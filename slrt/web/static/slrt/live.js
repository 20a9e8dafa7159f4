// News from the server: parts of the page that show a changed case, referral or inbox fetch themselves again.
// A part says what it shows (data-live="case:<uuid>" or "inbox") and listens with hx-trigger="live:<that> from:body".
import { t } from "./words.js";
import { toast } from "./toasts.js";
import { hasUnsaved } from "./drafts.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const SHOWN_AFTER = 4000;
const HIDDEN_FOR = 60000;

const address = document.body.dataset.events;
const status = document.querySelector("[data-live-status]");
/** @type {EventSource | null} */
let source = null;
let wait = FIRST_WAIT;
let missed = false;
/** @type {number | undefined} */
let retry, shown, asleep;

/**
 * What a listening part would replace: itself, or what its htmx attributes point at.
 * @param {HTMLElement} part
 * @returns {Element[]}
 */
function replacedBy(part) {
  const selectors = ["hx-target", "hx-select-oob"].flatMap((name) => (part.getAttribute(name) ?? "").split(","));
  const others = selectors.filter((each) => each.trim().startsWith("#")).map((each) => document.querySelector(each.trim().split(":")[0]));
  return [part, ...others.filter((other) => other !== null)];
}

/** @param {string} name */
function dispatch(name) {
  const parts = [...document.querySelectorAll("[data-live]")].filter((part) => part.dataset.live.split(" ").includes(name));
  if (parts.flatMap(replacedBy).some((part) => hasUnsaved(part))) {
    offerReload();
    return;
  }
  document.body.dispatchEvent(new CustomEvent(`live:${name}`));
}

/** A part with unsaved typing is never replaced under the fingers. */
function offerReload() {
  if (document.querySelector("[data-news]")) return;
  const words = t("Ada perubahan baru di halaman ini.", "Something changed on this page.");
  toast(words, { label: t("Muat ulang", "Reload"), run: () => location.reload() }).dataset.news = "1";
}

/** After a gap nobody knows what was missed: every part asks again. */
function refresh() {
  document.body.dispatchEvent(new CustomEvent("live:refresh"));
  const names = [...document.querySelectorAll("[data-live]")].flatMap((part) => part.dataset.live.split(" "));
  new Set(names).forEach(dispatch);
}

/** @param {MessageEvent<string>} message */
function hear(message) {
  const { kind, id } = JSON.parse(message.data);
  if (id) dispatch(`${kind}:${id}`);
  if (kind !== "family") dispatch("inbox");
}

function connect() {
  source = new EventSource(address, { withCredentials: true });
  source.addEventListener("open", () => {
    clearTimeout(shown);
    shown = undefined;
    wait = FIRST_WAIT;
    if (status) status.hidden = true;
    if (missed) refresh();
    missed = false;
  });
  source.addEventListener("message", hear);
  source.addEventListener("refresh", refresh);
  source.addEventListener("error", lost);
}

function lost() {
  disconnect();
  missed = true;
  shown ??= setTimeout(() => { if (status) status.hidden = false; }, SHOWN_AFTER);
  retry = setTimeout(connect, wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function disconnect() {
  source?.close();
  source = null;
  clearTimeout(retry);
}

// A tab nobody looks at gives its place back; it catches up when it is seen again.
document.addEventListener("visibilitychange", () => {
  clearTimeout(asleep);
  if (!address) return;
  if (document.hidden) {
    asleep = setTimeout(() => { disconnect(); missed = true; }, HIDDEN_FOR);
  } else if (!source) {
    clearTimeout(retry);
    connect();
  }
});

if (address) {
  connect();
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { missed = true; connect(); }
  });
}
