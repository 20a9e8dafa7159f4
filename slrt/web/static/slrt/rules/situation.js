// Everything the unknown facts of one family could still turn out to be, for one rule, as slrt/domain/rules/situation.py.
// The unknown facts of the family are tried case by case; for each case, the unknown facts of each member; the answers of
// the members are then combined. A branch ends as soon as the facts tried so far settle the answer.
import { answerKey, extremes, gather, gathered, said, sameKeys, stateOf, statesOf } from "./gathering.js";
import { NOBODY } from "./tally.js";
import { waitsFor } from "./totals.js";
import { Failure, UNKNOWN, keyOf, product } from "./values.js";

/** @typedef {import("./gathering.js").Answer} Answer */
/** @typedef {import("./gathering.js").State} State */
/** @typedef {import("./gathering.js").States} States */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./vocabulary.js").Facts} Facts */
/** @typedef {import("./vocabulary.js").Value} Value */
/** @typedef {import("./views.js").View} View */
/** @typedef {[name: string, values: Value[]][]} Variables Unknown facts with the values worth trying. */
/** @typedef {{facts: Facts, answers: Answer[]}} Leaf Facts tried for one member, and the answers they leave open. */
/** @typedef {{facts: Facts, view: View, refused: boolean}} Case Facts tried for the family; refused when they alone settle it. */
/** @typedef {{eligible: boolean | null, amount: number}} Result `eligible` null: cannot be settled; 0 where it is not. */

/** A value under supposed facts, where a rule that could not be computed leaves the answer open. @param {unknown} value */
const supposed = (value) => (value instanceof Failure ? UNKNOWN : value);

/** @template T @param {Map<any, T>} cache @param {any} key @param {() => T} make @returns {T} */
function kept(cache, key, make) {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key);
}

/** One rule, one family, one day. */
export class Situation {
  /** @type {Map<string, Value[] | null>} */ #values = new Map();
  /** @type {Map<View, string>} */ #signatures = new Map();
  /** @type {Map<Case, Map<View, Leaf[]>>} */ #leavesOf = new Map();
  /** @type {Map<string, Leaf[]>} */ #leavesAlike = new Map();
  /** @type {Map<Leaf[], Answer[]>} */ #comeTo = new Map();
  /** @type {Map<Answer[], string>} */ #possibleKeys = new Map();
  /** @type {Map<string, States>} */ #folds = new Map();
  /** @type {Map<Case, Map<string, unknown>>} */ #finals = new Map();
  /** @type {Map<Case, Result[]>} */ #results = new Map();
  /** @type {Case[] | null} */ #cases = null;

  /** @param {Plan} plan @param {string} on @param {View} family @param {Map<number, View>} members */
  constructor(plan, on, family, members) {
    this.plan = plan;
    this.on = on;
    this.family = family;
    this.members = members;
    this.people = [...members.values()];
    this.said = plan.totals.map((total) => supposed(total.run(this.scope())));
  }

  // -- what is unknown --------------------------------------------------------------------------------

  /** The unknown facts the rule reads of this holder that can be tried. @param {View} view @returns {Variables} */
  variables(view) {
    /** @type {Variables} */
    const found = this.unknown(view).map((name) => [name, this.#listed(view, name)]);
    return found.filter(([, values]) => values?.length);
  }

  /** The unknown facts the rule reads whose values cannot be listed. @param {View} view */
  unlisted(view) {
    return this.unknown(view).filter((name) => !this.#listed(view, name)?.length);
  }

  /** The unknown facts the rule reads of this holder. @param {View} view */
  unknown(view) {
    return this.plan.facts(view.entity).filter((name) => view.get(name) === UNKNOWN);
  }

  /** The unknown facts, with the member's index, that keep comparisons with sums open. @returns {[number | null, string][]} */
  addedUp() {
    const scope = this.scope();
    return this.plan.totals.flatMap((total, place) => {
      if (this.said[place] !== UNKNOWN) return [];
      /** @type {[number | null, string][]} */
      const own = total.family.filter((name) => this.family.get(name) === UNKNOWN).map((name) => [null, name]);
      /** @type {[number | null, string][]} */
      const theirs = [...this.members].flatMap(([index, member]) => waitsFor(total, member, scope).map((name) => [index, name]));
      return [...own, ...theirs];
    });
  }

  /** @param {View} view @param {string} name */
  #listed({ entity }, name) {
    return kept(this.#values, `${entity}.${name}`, () => this.plan.values(entity, name, this.on));
  }

  /** What makes two members alike for this rule. @param {View} view */
  signature(view) {
    const facts = () => [...this.plan.facts("member"), "age"].map((name) => keyOf(view.get(name))).join();
    return kept(this.#signatures, view, facts);
  }

  // -- the family -------------------------------------------------------------------------------------

  /** The cases of the family's unknown facts. */
  cases() {
    this.#cases ??= [...this.#familyCases(new Map(), this.variables(this.family))];
    return this.#cases;
  }

  /** @param {Facts} facts @param {Variables} variables @returns {Generator<Case>} */
  *#familyCases(facts, variables) {
    const view = this.family.suppose(facts);
    if (this.#skeleton(view, this.plan.bodies.map(() => UNKNOWN)) === false) {
      yield { facts, view, refused: true };
      return;
    }
    const open = variables.filter(([name]) => view.get(name) === UNKNOWN);
    if (!open.length || (this.#settles(view) && !this.#isPersonal(view))) {
      yield { facts, view, refused: false };
      return;
    }
    const [[name, values], ...rest] = open;
    for (const value of values) yield* this.#familyCases(new Map([...facts, [name, value]]), rest);
  }

  /** @param {View} view */
  #isPersonal(view) {
    return this.plan.reads.personal.some((name) => view.get(name) === UNKNOWN);
  }

  /** @param {View} view */
  #settles(view) {
    const counts = Array.from({ length: this.members.size + 1 }, (_, count) => BigInt(count));
    /** @type {unknown[][]} */
    const spaces = this.plan.bodies.map((body) => (body.gather === "count" ? counts : [true, false]));
    return product(spaces).every((values) => this.#skeleton(view, values) !== UNKNOWN);
  }

  /** @param {View} family @param {unknown[]} answers */
  #skeleton(family, answers) {
    const scope = this.scope(family);
    answers.forEach((answer, place) => scope.set(`#${place}`, answer));
    this.plan.totals.forEach(({ name }, place) => scope.set(name, this.said[place]));
    return supposed(this.plan.skeleton(scope));
  }

  /** The variables a rule reads, while the family's facts are these. @param {View} family @returns {Map<string, unknown>} */
  scope(family = this.family) {
    return new Map(Object.entries({ family, members: this.people, on: this.on }));
  }

  // -- one member -------------------------------------------------------------------------------------

  /** What the unknown facts of one member could make of the answers. @param {View} view @param {Case} case_ @returns {Leaf[]} */
  leaves(view, case_) {
    const ofCase = kept(this.#leavesOf, case_, () => new Map());
    return kept(ofCase, view, () => {
      const family = this.plan.reads.personal.map((name) => keyOf(case_.view.get(name)));
      const make = () => [...this.#branches(view, case_, new Map(), this.variables(view))];
      return kept(this.#leavesAlike, `${this.signature(view)}|${family.join()}`, make);
    });
  }

  /** The different answers one member may come to. @param {View} view @param {Case} case_ @returns {Answer[]} */
  answers(view, case_) {
    const leaves = this.leaves(view, case_);
    const make = () => [...new Map(leaves.flatMap((leaf) => leaf.answers).map((one) => [answerKey(one), one])).values()];
    return kept(this.#comeTo, leaves, make);
  }

  /** @param {View} view @param {Case} case_ @param {Facts} facts @param {Variables} variables @returns {Generator<Leaf>} */
  *#branches(view, case_, facts, variables) {
    const filled = view.suppose(facts, case_.view);
    const answer = this.#answer(filled, case_.view);
    const open = variables.filter(([name]) => filled.get(name) === UNKNOWN);
    if (!answer.includes(UNKNOWN) || !open.length) {
      yield { facts, answers: this.#expanded(answer) };
      return;
    }
    const [[name, values], ...rest] = open;
    for (const value of values) yield* this.#branches(view, case_, new Map([...facts, [name, value]]), rest);
  }

  /** @param {View} member @param {View} family @returns {Answer} */
  #answer(member, family) {
    const values = this.asked(member, family);
    if (this.plan.scope === "member" && values[0] !== true) return [values[0], values[0] === false ? NOBODY : UNKNOWN];
    return [...values, this.#place(this.scope(family).set("m", member))];
  }

  /** What the bodies say of one member: true, false or UNKNOWN. @param {View} member @param {View} family */
  asked(member, family) {
    const scope = this.scope(family);
    return this.plan.bodies.map((body) => supposed(body.run(scope.set(body.variable, member))));
  }

  /** The rule's answer from what the bodies say of every member. @param {View} family @param {unknown[][]} asked */
  judged(family, asked) {
    const answers = this.plan.bodies.map((body, place) => said(body.gather, asked.map((values) => values[place])));
    return this.#skeleton(family, answers);
  }

  /** @param {Map<string, unknown>} scope */
  #place(scope) {
    for (const [place, who] of this.plan.whos.entries()) {
      const holds = supposed(who(scope));
      if (holds !== false) return holds === true ? place : UNKNOWN;
    }
    return NOBODY;
  }

  /** Every answer that an answer with unknowns may stand for. @param {Answer} answer @returns {Answer[]} */
  #expanded(answer) {
    if (!answer.includes(UNKNOWN)) return [answer];
    const places = [NOBODY, ...this.plan.whos.keys()];
    const choices = answer.map((one, index) => {
      if (one !== UNKNOWN) return [one];
      return index === answer.length - 1 ? places : [true, false];
    });
    return product(choices);
  }

  // -- all members ------------------------------------------------------------------------------------

  /** Nobody asked and nobody counted. */
  get start() {
    return stateOf(this.plan.bodies.map((body) => (body.gather === "every" ? 1 : 0)), this.plan.tally.empty);
  }

  /** Combines the possible answers of some members; their order makes no difference. @param {Answer[][]} answers @returns {States} */
  fold(answers) {
    /** @type {Map<string, {possible: Answer[], members: number}>} */
    const counted = new Map();
    for (const possible of answers) {
      const key = kept(this.#possibleKeys, possible, () => possible.map(answerKey).join(";"));
      counted.set(key, { possible, members: (counted.get(key)?.members ?? 0) + 1 });
    }
    const key = [...counted].map(([one, { members }]) => `${members}*${one}`).sort().join("/");
    return kept(this.#folds, key, () =>
      [...counted.values()].reduce((states, { possible, members }) => this.#repeated(states, possible, members), statesOf([this.start])),
    );
  }

  /**
   * Adds members with the same possible answers; stops once one more changes nothing.
   * @param {States} states @param {Answer[]} possible @param {number} members
   */
  #repeated(states, possible, members) {
    let found = states;
    for (let member = 0; member < members; member += 1) {
      let more = statesOf([...found.values()].flatMap((state) => possible.map((answer) => this.step(state, answer))));
      if (this.plan.tally.additive) more = extremes(more);
      if (sameKeys(more, found)) break;
      found = more;
    }
    return found;
  }

  /** Adds one member's answer. @param {State} state @param {Answer} answer */
  step(state, answer) {
    const { bodies, tally } = this.plan;
    const soFar = bodies.map((body, place) => gather(body.gather, state.gathered[place], answer[place]));
    const place = answer.at(-1);
    return stateOf(soFar, tally.add(state.counts, typeof place === "number" ? place : NOBODY));
  }

  /** What a case of the family and the combined members come to. @param {Case} case_ @param {State} state @returns {Result} */
  result(case_, state) {
    if (case_.refused) return { eligible: false, amount: 0 };
    const finals = kept(this.#finals, case_, () => new Map());
    const eligible = kept(finals, state.gathered.join(), () => {
      const values = this.plan.bodies.map((body, place) => gathered(body.gather, state.gathered[place]));
      return this.#skeleton(case_.view, values);
    });
    if (eligible === false) return { eligible: false, amount: 0 };
    return { eligible: eligible === true ? true : null, amount: this.plan.tally.amount(state.counts) };
  }

  /** All that one case of the family can come to. @param {Case} case_ @returns {Result[]} */
  results(case_) {
    if (case_.refused) return [{ eligible: false, amount: 0 }];
    return kept(this.#results, case_, () => {
      const states = this.fold(this.people.map((view) => this.answers(view, case_)));
      const results = [...states.values()].map((state) => this.result(case_, state));
      return [...new Map(results.map((one) => [resultKey(one), one])).values()];
    });
  }
}

/** Text by which equal results are found again. @param {Result} result */
export function resultKey({ eligible, amount }) {
  return `${eligible}:${amount}`;
}
