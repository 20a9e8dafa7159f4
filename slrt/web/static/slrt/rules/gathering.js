// Answers of several members put together, and what they have come to so far.
import { Span, UNKNOWN, keyOf } from "./values.js";

/** @typedef {import("./plan.js").Gather} Gather */
/** @typedef {import("./tally.js").Counts} Counts */
/**
 * What is said of one member: the value of each body, then the place of the component, or NOBODY. After all unknowns are
 * spelled out only booleans and the place remain.
 * @typedef {unknown[]} Answer
 */
/** @typedef {{gathered: number[], counts: Counts, key: string}} State Answers gathered so far, and the persons counted. */
/** @typedef {Map<string, State>} States */

/** @param {number[]} gathered @param {Counts} counts @returns {State} */
export function stateOf(gathered, counts) {
  return { gathered, counts, key: `${gathered.join()}|${counts.join()}` };
}

/** @param {Iterable<State>} found @returns {States} */
export function statesOf(found) {
  return new Map([...found].map((state) => [state.key, state]));
}

/** @param {ReadonlyMap<string, unknown>} one @param {ReadonlyMap<string, unknown>} two */
export function sameKeys(one, two) {
  return one.size === two.size && [...one.keys()].every((key) => two.has(key));
}

/** @param {Answer} answer */
export function answerKey(answer) {
  return answer.map(keyOf).join();
}

/** One more member's answer to one question. @param {Gather} how @param {number} before @param {unknown} answer */
export function gather(how, before, answer) {
  const holds = answer === true ? 1 : 0;
  if (how === "any") return before || holds;
  if (how === "every") return before && holds;
  return how === "exactly_one" ? Math.min(before + holds, 2) : before + holds;
}

/** The value that a macro would have. @param {Gather} how @param {number} value */
export function gathered(how, value) {
  if (how === "count") return BigInt(value);
  return how === "exactly_one" ? value === 1 : value > 0;
}

/** Gathers three-valued answers as the macro would. @param {Gather} how @param {unknown[]} answers */
export function said(how, answers) {
  const sure = answers.filter((answer) => answer === true).length;
  const open = answers.filter((answer) => answer === UNKNOWN).length;
  if (how === "any") return sure > 0 || (open > 0 ? UNKNOWN : false);
  if (how === "every") return sure + open < answers.length ? false : open === 0 || UNKNOWN;
  if (how === "count") return open > 0 ? new Span(BigInt(sure), BigInt(sure + open)) : BigInt(sure);
  if (sure > 1 || sure + open === 0) return false;
  return open > 0 ? UNKNOWN : true;
}

/** Keeps the least and the greatest money of every gathering: sums without limit need no more. @param {States} states */
export function extremes(states) {
  /** @type {Map<string, {gathered: number[], low: number, high: number}>} */
  const ends = new Map();
  for (const { gathered: soFar, counts } of states.values()) {
    const [money] = counts;
    const end = ends.get(soFar.join()) ?? { gathered: soFar, low: money, high: money };
    ends.set(soFar.join(), { gathered: soFar, low: Math.min(end.low, money), high: Math.max(end.high, money) });
  }
  return statesOf([...ends.values()].flatMap((end) => [end.low, end.high].map((money) => stateOf(end.gathered, [money]))));
}
