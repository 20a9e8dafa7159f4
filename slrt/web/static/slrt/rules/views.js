// Facts as a rule sees them: derived ones computed, those that do not apply absent, the rest as stored.
import { yearsBetween } from "./days.js";
import { UNKNOWN } from "./values.js";

/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/** @typedef {import("./vocabulary.js").Facts} Facts */
/** @typedef {import("./vocabulary.js").Fact} Fact */

/**
 * The facts of one family or member on one day. `base` is given for a supposed completion of a record: there, every fact
 * that the record itself knows keeps that value ("where applicability is unknown, the fact stays as stored").
 */
export class View {
  /** @type {Map<string, unknown>} */
  #cache = new Map();

  /** @param {Vocabulary} vocabulary @param {Facts} stored @param {string} on @param {{family?: View | null, base?: View | null}} more */
  constructor(vocabulary, stored, on, { family = null, base = null } = {}) {
    this.vocabulary = vocabulary;
    this.stored = stored;
    this.on = on;
    /** @type {"family" | "member"} */
    this.entity = family === null ? "family" : "member";
    /** @type {View} */
    this.family = family ?? this;
    this.base = base;
  }

  /** The value of a fact, or UNKNOWN. @param {string} name @returns {any} */
  get(name) {
    if (!this.#cache.has(name)) this.#cache.set(name, this.#find(name));
    return this.#cache.get(name);
  }

  /**
   * This view with some unknown facts filled in, for what-if reasoning about the same person.
   * @param {Facts} facts @param {View | null} family
   */
  suppose(facts, family = null) {
    return new View(this.vocabulary, new Map([...this.stored, ...facts]), this.on, {
      family: family ?? (this.entity === "family" ? null : this.family),
      base: this.base ?? this,
    });
  }

  /** @param {string} name */
  #find(name) {
    const fact = this.vocabulary.facts[this.entity].get(name);
    if (fact === undefined) throw new RangeError(`no fact ${this.entity}.${name}`);
    if (this.stored.has(name)) return this.#applicable(name, fact, this.stored.get(name));
    const { years_since, any_of, unknown } = fact.said;
    if (years_since) return this.#years(years_since);
    if (any_of) return this.#anyOf(any_of.facts, any_of.value);
    return unknown ?? this.#applicable(name, fact, UNKNOWN);
  }

  /** @param {string} name @param {Fact} fact @param {unknown} value */
  #applicable(name, { applies, absent }, value) {
    if (applies === null) return value;
    const known = this.base?.get(name) ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const holders = new Map([["family", this.family], ["member", this]]);
    return applies(holders) === false ? absent : value;
  }

  /** @param {string} name */
  #years(name) {
    const since = this.get(name);
    return since === UNKNOWN ? UNKNOWN : BigInt(yearsBetween(since, this.on));
  }

  /** @param {string[]} names @param {string} value */
  #anyOf(names, value) {
    const found = names.map((one) => this.get(one));
    if (found.includes(value)) return true;
    return found.includes(UNKNOWN) ? UNKNOWN : false;
  }
}

/**
 * The members that rules see, by their index in the record. Left out: who died, moved away or was not found, and who was
 * not yet born on that day.
 * @param {Vocabulary} vocabulary @param {Facts[]} members @param {string} on @param {View} family
 * @returns {Map<number, View>}
 */
export function memberViews(vocabulary, members, on, family) {
  const seen = [...members.entries()].filter(([, facts]) => {
    const unborn = facts.has("birth_date") && facts.get("birth_date") > on;
    return !unborn && !vocabulary.unseen.has(/** @type {string} */ (facts.get("presence")));
  });
  return new Map(seen.map(([index, facts]) => [index, new View(vocabulary, facts, on, { family })]));
}
