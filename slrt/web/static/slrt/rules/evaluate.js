// What every programme says about one family on one day, without network, as slrt/domain/rules/evaluate.py.
// Verdicts follow Kleene's logic: what is unknown stays unknown until it cannot matter. Amounts are exact bounds: the least
// and the greatest over all values of the unknown facts. Sentences are not made here.
import { listed, matters, unknowns } from "./missing.js";
import { Plan } from "./plan.js";
import { Situation } from "./situation.js";
import { Failure, UNKNOWN, extent } from "./values.js";
import { View, memberViews } from "./views.js";
import { Vocabulary } from "./vocabulary.js";

const FORMAT = 1;

/** @typedef {"eligible" | "not_eligible" | "unknown"} Outcome */
/** @typedef {import("./plan.js").Version} Version */
/** @typedef {import("./tally.js").Words} Words */
/** @typedef {{code: string, name: Words, versions: Version[]}} Programme */
/** @typedef {{format: number, vocabulary: import("./vocabulary.js").JsonVocabulary, programmes: Programme[]}} Rules */
/**
 * @typedef {object} Verdict Amounts are rupiah for each `per`, null for benefits that are not cash unless not eligible.
 * @property {string} code
 * @property {string} version
 * @property {Words} name
 * @property {Outcome} verdict
 * @property {number[]} members Indexes of those who certainly are eligible or bring a component.
 * @property {string} benefit
 * @property {string} per
 * @property {number | null} amount Set when least and greatest agree.
 * @property {number | null} amount_min
 * @property {number | null} amount_max
 * @property {string[]} missing Paths of the facts that can still change the answer, the most useful first.
 * @property {Words[]} documents
 * @property {string} source
 * @property {string} confidence
 */

/** A rule that could not be computed for the data at hand (division by zero, overflow). */
export class RuleFailure extends Error {}

/** Programmes ready to judge families; made once for each set of rules. */
export class Evaluator {
  /** @type {Map<Version, Plan>} */
  #plans = new Map();

  /** @param {Rules} rules Throws a RangeError for a form newer than this file. */
  constructor(rules) {
    if (rules.format !== FORMAT) throw new RangeError(`rules in form ${rules.format}, expected ${FORMAT}`);
    this.programmes = rules.programmes;
    this.vocabulary = new Vocabulary(rules.vocabulary);
  }

  /**
   * One verdict for each programme with a version in force on `on` ("2026-01-15"), in the order of the programmes.
   * Throws a RecordError for a value that is no fact and a RuleFailure where a rule cannot be computed.
   * @param {{family: object, members: object[]}} family @param {string} on @returns {Verdict[]}
   */
  verdicts(family, on) {
    const record = this.vocabulary.record(family);
    const view = new View(this.vocabulary, record.family, on);
    const members = memberViews(this.vocabulary, record.members, on, view);
    const judged = [];
    for (const programme of this.programmes) {
      const version = programme.versions.find((one) => covers(one, on));
      if (version) judged.push(verdict(programme, version, new Situation(this.#plan(version), on, view, members)));
    }
    return mostUsefulFirst(judged);
  }

  /** @param {Version} version */
  #plan(version) {
    if (!this.#plans.has(version)) this.#plans.set(version, new Plan(version, this.vocabulary));
    return this.#plans.get(version);
  }
}

/** Whether a version decides on that day. @param {Version} version @param {string} on */
function covers({ in_force, since, until }, on) {
  return in_force && since <= on && (until === null || on <= until);
}

/** @typedef {{said: Omit<Verdict, "missing">, missing: import("./missing.js").Missing[]}} Judged */

/** @param {Programme} programme @param {Version} version @param {Situation} situation @returns {Judged} */
function verdict(programme, version, situation) {
  const settled = settledIn(`${programme.code} ${version.id}`);
  const outcome = outcomeOf(situation, settled);
  const [low, high] = bounds(version, situation, outcome);
  const said = {
    code: programme.code,
    version: version.id,
    name: programme.name,
    verdict: outcome,
    members: who(situation, outcome, settled),
    benefit: version.benefit.kind,
    per: version.benefit.per,
    amount: low === high ? low : null,
    amount_min: low,
    amount_max: high,
    documents: version.documents,
    source: version.source,
    confidence: version.confidence,
  };
  return { said, missing: missing(version, situation, outcome) };
}

/** @param {string} where @returns {(value: any) => any} The value of a rule, or throws a RuleFailure. */
function settledIn(where) {
  return (value) => {
    if (!(value instanceof Failure)) return value;
    throw new RuleFailure(`${where}: line ${value.line}, column ${value.column}: ${value.message}`);
  };
}

/** @param {Situation} situation @param {(value: any) => any} settled @returns {Outcome} */
function outcomeOf(situation, settled) {
  const { plan, people } = situation;
  const scope = situation.scope();
  const rule = (/** @type {Map<string, unknown>} */ variables) => settled(plan.rule(variables));
  const answers = plan.scope === "family" ? [rule(scope)] : people.map((member) => rule(scope.set("m", member)));
  if (answers.includes(true)) return "eligible";
  return answers.includes(UNKNOWN) ? "unknown" : "not_eligible";
}

/** @param {Situation} situation @param {Outcome} outcome @param {(value: any) => any} settled */
function who(situation, outcome, settled) {
  if (outcome !== "eligible") return [];
  const { plan } = situation;
  const scope = situation.scope();
  const tests = plan.scope === "member" ? [plan.rule] : plan.whos;
  const meets = (/** @type {View} */ member) => tests.some((test) => settled(test(scope.set("m", member))) === true);
  return [...situation.members].filter(([, member]) => meets(member)).map(([index]) => index);
}

/** @param {Version} version @param {Situation} situation @param {Outcome} outcome @returns {[number | null, number | null]} */
function bounds(version, situation, outcome) {
  if (outcome === "not_eligible") return [0, 0];
  if (version.benefit.kind !== "cash") return [null, null];
  const results = situation.cases().flatMap((case_) => situation.results(case_));
  const amounts = results.map(({ amount }) => amount);
  if (outcome === "unknown" && results.some(({ eligible }) => eligible === null)) amounts.push(0);
  return extent(amounts);
}

/** @param {Version} version @param {Situation} situation @param {Outcome} outcome */
function missing(version, situation, outcome) {
  if (outcome === "not_eligible" || (outcome === "eligible" && version.benefit.kind !== "cash")) return [];
  const places = matters(situation);
  const found = outcome === "unknown" && places.size === 0 ? unknowns(situation) : places;
  return listed(situation, found, outcome === "unknown");
}

/** Orders the missing facts of each verdict by the programmes they decide, then by those they touch. @param {Judged[]} judged */
function mostUsefulFirst(judged) {
  const [decides, touches] = [new Map(), new Map()];
  for (const { path, decides: one } of judged.flatMap((each) => each.missing)) {
    decides.set(path, (decides.get(path) ?? 0) + Number(one));
    touches.set(path, (touches.get(path) ?? 0) + 1);
  }
  const rank = (/** @type {string} */ one, /** @type {string} */ two) =>
    decides.get(two) - decides.get(one) || touches.get(two) - touches.get(one);
  return judged.map(({ said, missing: facts }) => ({ ...said, missing: facts.map(({ path }) => path).sort(rank) }));
}
