// Counting persons into the components of a benefit. A person counts once, at the highest component; then the maximum of
// each component; then the cap over all, highest amounts first. Components of equal amount keep the programme's order.

/** The place of a person who meets no component. */
export const NOBODY = -1;

/** @typedef {{id: string, en: string}} Words The same words in Indonesian and English. */
/** @typedef {{name: Words, who: import("./kleene.js").JsonNode, amount: number, most: number | null}} Component */
/**
 * @typedef {object} Benefit Amounts are rupiah; the writer of the JSON refuses those whose sums would be rounded here.
 * @property {"cash" | "in_kind" | "tariff" | "loan_ceiling"} kind
 * @property {"month" | "year" | "once"} per
 * @property {number | null} flat
 * @property {Component[]} components
 * @property {{persons: number, confidence: string} | null} cap
 */
/** @typedef {readonly number[]} Counts Persons in each component, highest first; one sum where nothing limits it. */

/** The counting rule of a benefit. */
export class Tally {
  /** @param {Benefit} benefit */
  constructor(benefit) {
    this.components = [...benefit.components].sort((one, two) => two.amount - one.amount);
    this.cap = benefit.cap?.persons ?? null;
    this.flat = benefit.flat ?? 0;
    this.additive = this.cap === null && this.components.every((part) => part.most === null);
  }

  /** Nobody counted. @returns {Counts} */
  get empty() {
    return this.additive ? [0] : this.components.map(() => 0);
  }

  /**
   * Counts one more person in a component; the counts are unchanged where nothing more is paid.
   * @param {Counts} counts @param {number} place @returns {Counts}
   */
  add(counts, place) {
    if (place === NOBODY) return counts;
    if (this.additive) return [counts[0] + this.components[place].amount];
    const { most } = this.components[place];
    if (most !== null && counts[place] >= most) return counts;
    const more = [...counts];
    more[place] += 1;
    const persons = more.reduce((sum, count) => sum + count, 0);
    if (this.cap !== null && persons > this.cap) more[more.findLastIndex((count) => count > 0)] -= 1;
    return more;
  }

  /** The money for these counts, in rupiah. @param {Counts} counts */
  amount(counts) {
    if (this.additive) return this.flat + counts[0];
    return counts.reduce((sum, count, place) => sum + count * this.components[place].amount, this.flat);
  }
}
