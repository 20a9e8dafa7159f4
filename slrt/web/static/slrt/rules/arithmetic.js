// Comparison, arithmetic and text functions as CEL defines them: 64-bit whole numbers that fail, never wrap.
import { Failure, compareText } from "./values.js";

const INT_MIN = -(2n ** 63n);
const INT_MAX = 2n ** 63n - 1n;

/** @param {any} one @param {any} two @returns {number} NaN where the values have no order. */
function order(one, two) {
  if (typeof one === "string") return compareText(one, two);
  if (one < two) return -1;
  if (one > two) return 1;
  return one === two ? 0 : NaN;
}

/** @type {Readonly<Record<string, (one: any, two: any) => boolean>>} */
export const COMPARE = Object.freeze({
  "==": (one, two) => one === two,
  "!=": (one, two) => one !== two,
  "<": (one, two) => order(one, two) < 0,
  "<=": (one, two) => order(one, two) <= 0,
  ">": (one, two) => order(one, two) > 0,
  ">=": (one, two) => order(one, two) >= 0,
});

/** @type {Readonly<Record<string, (...values: any[]) => unknown>>} */
export const FUNCTION = Object.freeze({
  size,
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
});

/** @type {Readonly<Record<string, (one: any, two: any) => any>>} */
const CALCULATE = Object.freeze({
  "+": (one, two) => one + two,
  "-": (one, two) => one - two,
  "*": (one, two) => one * two,
  "/": (one, two) => one / two,
  "%": (one, two) => one % two,
});

/** @param {string | unknown[] | Set<string>} value Text is as long as it has code points. */
function size(value) {
  if (value instanceof Set) return BigInt(value.size);
  return BigInt(typeof value === "string" ? [...value].length : value.length);
}

/**
 * The result, or a Failure for overflow and division by zero. Decimals never fail; BigInt cuts toward zero, as CEL does.
 * @param {string} how @param {any} one @param {any} two @param {number} line @param {number} column
 */
export function calculate(how, one, two, line, column) {
  if (typeof one !== "bigint") return CALCULATE[how](one, two);
  if (two === 0n && (how === "/" || how === "%")) return new Failure("division by zero", line, column);
  return fits(CALCULATE[how](one, two), line, column);
}

/** The sum of whole numbers, or a Failure where it leaves 64 bits. @param {bigint[]} numbers @param {number} line @param {number} column */
export function added(numbers, line, column) {
  return fits(numbers.reduce((sum, one) => sum + one, 0n), line, column);
}

/**
 * The value with its sign turned, or a Failure for the one number that has no opposite.
 * @param {any} value @param {number} line @param {number} column
 */
export function negate(value, line, column) {
  return typeof value === "bigint" ? fits(-value, line, column) : -value;
}

/** @param {bigint} value @param {number} line @param {number} column */
function fits(value, line, column) {
  return INT_MIN <= value && value <= INT_MAX ? value : new Failure("the number is too large", line, column);
}
