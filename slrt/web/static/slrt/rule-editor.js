// The editor of rules: a plain text box that is painted, completed from the vocabulary, and marked where the server
// finds a fault. Without it the box works all the same.
import { paint } from "./rule-paint.js";
import { suggestions } from "./rule-words.js";
import { t } from "./words.js";

const vocabulary = JSON.parse(document.getElementById("vocabulary")?.textContent ?? "null");
let count = 0;

/** One text box with its painted copy behind it and its list of suggestions below. */
class RuleBox {
  /** @param {HTMLTextAreaElement} input */
  constructor(input) {
    this.input = input;
    this.chosen = 0;
    this.found = [];
    this.fault = null;
    const box = document.createElement("div");
    box.className = "rule-box";
    input.before(box);
    this.paint = document.createElement("pre");
    this.paint.className = `${input.className} rule-paint`;
    this.paint.setAttribute("aria-hidden", "true");
    this.list = document.createElement("ul");
    this.list.className = "rule-list";
    this.list.id = `rule-list-${(count += 1)}`;
    this.list.role = "listbox";
    this.list.hidden = true;
    this.list.setAttribute("aria-label", t("Saran", "Suggestions"));
    this.news = document.createElement("span");
    this.news.className = "visually-hidden";
    this.news.role = "status";
    box.append(this.paint, input, this.list, this.news);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("scroll", () => this.scroll());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    new ResizeObserver(() => this.fit()).observe(input);
    this.list.addEventListener("pointerdown", (event) => this.point(event));
    this.draw();
  }

  typed() {
    this.fault = null;
    this.draw();
    this.suggest(false);
  }

  draw() {
    this.paint.replaceChildren(...paint(this.input.value, vocabulary, this.fault), "\n");
    this.fit();
  }

  fit() {
    this.paint.style.paddingInlineEnd = `${12 + this.input.offsetWidth - this.input.clientWidth - 2}px`;
    this.scroll();
  }

  scroll() {
    this.paint.scrollTop = this.input.scrollTop;
  }

  /** @param {{line: number, column: number} | null} place */
  mark(place) {
    this.fault = place;
    this.input.setAttribute("aria-invalid", String(Boolean(place)));
    this.draw();
  }

  /** @param {boolean} asked whether the officer asked, or only typed */
  suggest(asked) {
    const { value, selectionStart } = this.input;
    this.found = suggestions(value.slice(0, selectionStart), vocabulary, asked);
    if (!this.found.length) return this.close();
    this.chosen = 0;
    this.list.replaceChildren(...this.found.map((each, place) => this.option(each, place)));
    this.list.hidden = false;
    this.news.textContent = t(`${this.found.length} saran`, `${this.found.length} suggestions`);
    this.choose(0);
  }

  option(each, place) {
    const item = document.createElement("li");
    item.role = "option";
    item.id = `${this.list.id}-${place}`;
    const code = document.createElement("code");
    code.textContent = each.name;
    const means = document.createElement("small");
    means.textContent = each.means;
    item.append(code, means);
    return item;
  }

  /** @param {number} place */
  choose(place) {
    this.chosen = (place + this.found.length) % this.found.length;
    for (const [number, item] of [...this.list.children].entries()) item.setAttribute("aria-selected", String(number === this.chosen));
    const item = this.list.children[this.chosen];
    this.input.setAttribute("aria-activedescendant", item.id);
    this.list.scrollTop = Math.max(0, item.offsetTop + item.offsetHeight - this.list.clientHeight);
  }

  close() {
    this.list.hidden = true;
    this.found = [];
    this.news.textContent = "";
    this.input.removeAttribute("aria-activedescendant");
  }

  take() {
    const each = this.found[this.chosen];
    const end = this.input.selectionStart;
    this.close();
    const closed = each.text.endsWith('"') && this.input.value[end] === '"';
    this.input.setRangeText(each.text, end - each.typed, closed ? end + 1 : end, "end");
    const caret = this.input.selectionStart + each.back;
    this.input.setSelectionRange(caret, caret);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return this.suggest(true);
    }
    if (this.list.hidden) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.choose(this.chosen + moves[event.key]);
    else if (event.key === "Enter") this.take();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {PointerEvent} event */
  point(event) {
    event.preventDefault();
    const item = event.target.closest("li");
    if (!item) return;
    this.choose([...this.list.children].indexOf(item));
    this.take();
  }
}

/** Marks the places of the faults that the server found. */
function markFaults() {
  const faults = [...document.querySelectorAll("#said .fault")];
  for (const [target, box] of boxes) {
    const fault = faults.find((each) => each.dataset.target === target && each.dataset.line);
    box.mark(fault ? { line: Number(fault.dataset.line), column: Number(fault.dataset.column) } : null);
  }
}

/** @type {[string, RuleBox][]} */
const boxes = [];
if (vocabulary) {
  let parts = 0;
  for (const input of document.querySelectorAll("textarea[data-rule]")) {
    boxes.push([input.name === "rule" ? "rule" : `component ${(parts += 1)}`, new RuleBox(input)]);
  }
  markFaults();
  document.addEventListener("htmx:after:swap", markFaults);
}
