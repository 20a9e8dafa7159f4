// Values of a rule. Whole numbers are BigInt (64 bits, never rounded), decimals are numbers, days are ISO text
// ("2026-01-15"), sets are Set. Beside them stand the unknown, failures, and lists and numbers known only in part.

/** The third truth value: not yet known. */
export const UNKNOWN = Object.freeze({ toString: () => "UNKNOWN" });

/** A part of a rule that has no value for the data at hand; `line` and `column` count from 1. */
export class Failure {
  /** @param {string} message @param {number} line @param {number} column */
  constructor(message, line, column) {
    this.message = message;
    this.line = line;
    this.column = column;
  }
}

/** A list of which some elements may or may not belong: the outcome of a filter under unknowns. */
export class Partial {
  /** @param {unknown[]} sure @param {unknown[]} maybe */
  constructor(sure, maybe) {
    this.sure = sure;
    this.maybe = maybe;
  }
}

/** A whole number known only to lie between two others, both included. */
export class Span {
  /** @param {bigint} low @param {bigint} high */
  constructor(low, high) {
    this.low = low;
    this.high = high;
  }
}

/**
 * UNKNOWN if any value is unknown, else the first failure, else null.
 * @param {...unknown} values
 */
export function worse(...values) {
  let failure = null;
  for (const value of values) {
    if (value === UNKNOWN) return UNKNOWN;
    if (failure === null && value instanceof Failure) failure = value;
  }
  return failure;
}

/**
 * Whether two values are the same; lists place by place, sets whatever their order.
 * @param {unknown} one @param {unknown} two @returns {boolean}
 */
export function equal(one, two) {
  if (one === two) return true;
  if (Array.isArray(one) && Array.isArray(two)) {
    return one.length === two.length && one.every((item, place) => equal(item, two[place]));
  }
  if (one instanceof Set && two instanceof Set) {
    return one.size === two.size && [...one].every((item) => two.has(item));
  }
  if (one instanceof Partial && two instanceof Partial) return equal(one.sure, two.sure) && equal(one.maybe, two.maybe);
  return one instanceof Span && two instanceof Span && one.low === two.low && one.high === two.high;
}

/**
 * Below 0, 0 or above 0 as the first text stands before, at or after the second, by code points as CEL orders them.
 * @param {string} one @param {string} two
 */
export function compareText(one, two) {
  const shorter = Math.min(one.length, two.length);
  for (let place = 0; place < shorter; place += 1) {
    if (one[place] !== two[place]) return one.codePointAt(place) - two.codePointAt(place);
  }
  return one.length - two.length;
}

/**
 * Text by which equal values are found again in a Map.
 * @param {unknown} value @returns {string}
 */
export function keyOf(value) {
  if (value === UNKNOWN) return "?";
  if (value instanceof Set) return `{${[...value].sort(compareText).map(keyOf).join()}}`;
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value}:${value}`;
}

/**
 * Every way to choose one item of each list, the last list changing fastest.
 * @template T @param {readonly (readonly T[])[]} choices @returns {T[][]}
 */
export function product(choices) {
  /** @type {T[][]} */
  const none = [[]];
  return choices.reduce((found, items) => found.flatMap((chosen) => items.map((item) => [...chosen, item])), none);
}

/**
 * Every pair of different places of a list, earlier place first.
 * @template T @param {readonly T[]} items @returns {[T, T][]}
 */
export function pairs(items) {
  return items.flatMap((one, place) => items.slice(place + 1).map((two) => /** @type {[T, T]} */ ([one, two])));
}

/** The least and the greatest of some numbers, of which there is at least one. @param {number[]} numbers @returns {[number, number]} */
export function extent(numbers) {
  return numbers.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);
}
