// Unknowns among values: lists of doubtful length, numbers between bounds, and what can still be said of them.
import { COMPARE, added } from "./arithmetic.js";
import { Failure, Partial, Span, UNKNOWN, compareText, equal, worse } from "./values.js";

/**
 * For each element of a list: the element, what the body says of it, and whether it surely belongs.
 * @typedef {{element: unknown, answer: unknown, sure: boolean}} Answer
 */

/** @param {string} how @param {unknown} first @param {unknown} second */
export function compareSpans(how, first, second) {
  const [one, two] = [first, second].map(ends);
  const bad = worse(one[0], two[0]);
  if (bad !== null) return bad;
  if (how === "==" || how === "!=") {
    const apart = one[1] < two[0] || two[1] < one[0];
    return apart ? how === "!=" : UNKNOWN;
  }
  const answers = new Set(one.flatMap((left) => two.map((right) => COMPARE[how](left, right))));
  return answers.size === 1 ? [...answers][0] : UNKNOWN;
}

/** @param {any} value @returns {any[]} */
function ends(value) {
  return value instanceof Span ? [value.low, value.high] : [value, value];
}

/** @param {string} how @param {any} first @param {any} second */
export function compareLists(how, first, second) {
  if (first instanceof Partial || second instanceof Partial || second === UNKNOWN) return UNKNOWN;
  if (second instanceof Failure) return second;
  const same = sameItems(first, second);
  return how === "!=" && typeof same === "boolean" ? !same : same;
}

/**
 * Compares two lists place by place, as CEL does; nested lists too.
 * @param {unknown[]} first @param {unknown[]} second @returns {unknown}
 */
function sameItems(first, second) {
  if (first.length !== second.length) return false;
  /** @type {unknown} */
  let open = null;
  for (const [place, one] of first.entries()) {
    const two = second[place];
    const answer = Array.isArray(one) && Array.isArray(two) ? sameItems(one, two) : sameValue(one, two);
    if (answer === false) return false;
    if (answer !== true && open !== UNKNOWN) open = answer;
  }
  return open === null ? true : open;
}

/** @param {unknown} found @param {unknown[] | Partial} among */
export function within(found, among) {
  const [sure, maybe] = among instanceof Partial ? [among.sure, among.maybe] : [among, []];
  const answers = sure.map((other) => sameValue(found, other));
  if (answers.includes(true)) return true;
  const possible = maybe.some((other) => sameValue(found, other) !== false);
  const bad = worse(...answers, ...(possible ? [UNKNOWN] : []));
  return bad === null ? false : bad;
}

/**
 * Adds up a list; unknown with any number in it, and with any that may not belong unless it is 0.
 * @param {any} numbers @param {number} line @param {number} column
 */
export function total(numbers, line, column) {
  const [sure, maybe] = numbers instanceof Partial ? [numbers.sure, numbers.maybe] : [numbers, []];
  const open = [...sure, ...maybe].some((one) => one === UNKNOWN || one instanceof Span) || maybe.some((one) => one !== 0n);
  return open ? UNKNOWN : added(sure, line, column);
}

/** @param {unknown} one @param {unknown} two */
function sameValue(one, two) {
  const bad = worse(one, two);
  return bad === null ? equal(one, two) : bad;
}

/**
 * Both branches agreeing settles the value even while the condition is unknown.
 * @param {unknown} one @param {unknown} two
 */
export function either(one, two) {
  const known = worse(one, two) === null && !(one instanceof Partial) && !(one instanceof Span);
  return known && equal(one, two) ? one : UNKNOWN;
}

/** @param {unknown[] | Set<string> | Partial} elements @returns {[unknown, boolean][]} Each element, and whether it is sure. */
export function belonging(elements) {
  if (elements instanceof Partial) return [...each(elements.sure, true), ...each(elements.maybe, false)];
  return each(elements instanceof Set ? [...elements].sort(compareText) : elements, true);
}

/** @param {unknown[]} items @param {boolean} sure @returns {[unknown, boolean][]} */
function each(items, sure) {
  return items.map((item) => [item, sure]);
}

/** @param {Answer[]} answers @param {boolean} decisive */
function concludeJunction(answers, decisive) {
  if (answers.some(({ answer, sure }) => sure && answer === decisive)) return decisive;
  const bad = worse(...answers.map(({ answer }) => (answer === decisive ? UNKNOWN : answer)));
  return bad === null ? !decisive : bad;
}

/** @param {Answer[]} answers */
function failed(answers) {
  return answers.find(({ answer }) => answer instanceof Failure)?.answer;
}

/** @param {Answer[]} answers */
function concludeOne(answers) {
  const certain = answers.filter(({ answer, sure }) => answer === true && sure).length;
  const possible = answers.filter(({ answer }) => answer !== false).length;
  if (certain > 1 || possible === 0) return false;
  return certain === 1 && possible === 1 ? true : UNKNOWN;
}

/** @param {Answer[]} answers */
function concludeFilter(answers) {
  const kept = answers.filter(({ answer, sure }) => answer === true && sure).map(({ element }) => element);
  const maybe = answers.filter(({ answer, sure }) => answer !== false && !(answer === true && sure));
  return maybe.length ? new Partial(kept, maybe.map(({ element }) => element)) : kept;
}

/** @param {Answer[]} answers */
function concludeMap(answers) {
  const sure = answers.filter((one) => one.sure).map(({ answer }) => answer);
  const maybe = answers.filter((one) => !one.sure).map(({ answer }) => answer);
  return maybe.length ? new Partial(sure, maybe) : sure;
}

/**
 * What a macro makes of its answers. `exists` and `all` absorb failures; the others fail with the first.
 * @type {Readonly<Record<string, (answers: Answer[]) => unknown>>}
 */
export const CONCLUDE = Object.freeze({
  exists: (answers) => concludeJunction(answers, true),
  all: (answers) => concludeJunction(answers, false),
  exists_one: (answers) => failed(answers) ?? concludeOne(answers),
  filter: (answers) => failed(answers) ?? concludeFilter(answers),
  map: (answers) => failed(answers) ?? concludeMap(answers),
});
