// A rule taken apart: what is asked of each member alone, and how the answers are put together. Members meet only in macros
// over `members` and in the counting of benefits, which keeps exact amounts for large families cheap.
import { after, yearsBefore } from "./days.js";
import { compiled } from "./kleene.js";
import { Tally } from "./tally.js";
import { isNode, withoutTotals } from "./totals.js";
import { compareText } from "./values.js";

/** @typedef {import("./kleene.js").JsonNode} JsonNode */
/** @typedef {import("./kleene.js").Run} Run */
/** @typedef {import("./vocabulary.js").Vocabulary} Vocabulary */
/** @typedef {import("./vocabulary.js").Value} Value */
/** @typedef {"any" | "every" | "exactly_one" | "count"} Gather How the members' answers to one question become one value. */
/** @typedef {{variable: string, run: Run, gather: Gather}} Body A question asked of one member, called `variable` in it. */
/** @typedef {{fact: string, values: any}} Tried A fact the rule reads; `values` is null where they cannot be listed. */
/** @typedef {{family: Tried[], member: Tried[], personal: string[], entangled: string[], totals?: import("./totals.js").Read[]}} Reads */
/**
 * @typedef {object} Version One version of a programme, as written by slrt/domain/rules/json_programmes.py.
 * @property {string} id
 * @property {string} since
 * @property {string | null} until
 * @property {boolean} in_force
 * @property {"family" | "member"} scope
 * @property {JsonNode} rule
 * @property {Reads} reads
 * @property {import("./tally.js").Benefit} benefit
 * @property {import("./tally.js").Words[]} documents
 * @property {string} source
 * @property {string} confidence
 */

/** @type {Readonly<Record<string, Gather>>} */
const GATHER = Object.freeze({ exists: "any", all: "every", exists_one: "exactly_one" });

/**
 * All that evaluation needs of one version. `skeleton` is the family's rule with the answers of `bodies` filled in under
 * the names `#0`, `#1`, ..., and those of `totals`; `entangled` are member facts it also reads in some other way.
 */
export class Plan {
  /** @param {Version} version @param {Vocabulary} vocabulary */
  constructor(version, vocabulary) {
    /** @type {Body[]} */
    this.bodies = [];
    this.scope = version.scope;
    this.rule = compiled(version.rule);
    if (version.scope === "member") this.bodies.push({ variable: "m", run: this.rule, gather: "any" });
    /** @type {import("./totals.js").Total[]} */
    this.totals = [];
    const rule = version.scope === "member" ? version.rule : withoutTotals(version.rule, version.reads.totals ?? [], this.totals);
    const skeleton = version.scope === "member" ? named(version.rule, 0) : withoutMembers(rule, this.bodies);
    this.skeleton = compiled(skeleton);
    this.tally = new Tally(version.benefit);
    this.whos = this.tally.components.map((part) => compiled(part.who));
    this.reads = version.reads;
    this.vocabulary = vocabulary;
  }

  /** The facts of an entity that the rule reads, in the order of trying. @param {"family" | "member"} entity */
  facts(entity) {
    return this.reads[entity].map((tried) => tried.fact);
  }

  /**
   * One value for every class of values the rule tells apart, or null where they cannot be listed.
   * @param {"family" | "member"} entity @param {string} name @param {string} on @returns {Value[] | null}
   */
  values(entity, name, on) {
    const { values } = this.reads[entity].find((tried) => tried.fact === name);
    if (values === null) return null;
    if (values.ages) return births(values, on, this.vocabulary.earliest);
    if (values.subsets_of) return subsets(values.subsets_of);
    const fact = this.vocabulary.facts[entity].get(name).said;
    return values.map((/** @type {any} */ value) => this.vocabulary.value(fact, value, name));
  }
}

/** @param {JsonNode} node @param {number} place @returns {JsonNode} */
function named(node, place) {
  return ["name", node[1], node[2], `#${place}`];
}

/**
 * The node with every simple question about members replaced by a name for its answer.
 * @param {JsonNode} node @param {Body[]} bodies Filled with the questions. @returns {any}
 */
function withoutMembers(node, bodies) {
  const found = question(node);
  if (found !== null) {
    bodies.push(found);
    return named(node, bodies.length - 1);
  }
  if (node[0] === "macro") return node;
  return node.map((part) => {
    if (isNode(part)) return withoutMembers(part, bodies);
    return Array.isArray(part) ? part.map((item) => withoutMembers(item, bodies)) : part;
  });
}

/** @param {JsonNode} node @returns {Body | null} */
function question(node) {
  const [kind, , , what, detail] = node;
  if (kind === "macro" && GATHER[what] && isSimple(node)) return { variable: detail, run: compiled(node[6]), gather: GATHER[what] };
  if (kind !== "call" || what !== "size") return null;
  const [inner] = detail;
  if (inner[0] !== "macro" || inner[3] !== "filter" || !isSimple(inner)) return null;
  return { variable: inner[4], run: compiled(inner[6]), gather: "count" };
}

/** Whether the macro runs over all members and its body looks at one of them only. @param {JsonNode} node */
function isSimple([, , , , , over, body]) {
  return over[0] === "name" && over[3] === "members" && !mentionsMembers(body);
}

/** @param {any} node @returns {boolean} */
function mentionsMembers(node) {
  if (!Array.isArray(node)) return false;
  return (node[0] === "name" && node[3] === "members") || node.some(mentionsMembers);
}

/** @param {string[]} names @returns {Set<string>[]} */
function subsets(names) {
  /** @type {string[][]} */
  const none = [[]];
  const all = names.reduce((found, name) => [...found, ...found.map((chosen) => [...chosen, name])], none);
  return all.map((chosen) => new Set(chosen));
}

/**
 * Birth dates for every class of ages; where the rule also compares the date itself, either side of every limit: an age
 * changes the day after a birthday, a comparison on its day.
 * @param {{ages: number[] | "every", days: string[]}} values @param {string} on @param {string} earliest
 */
function births({ ages, days }, on, earliest) {
  const oldest = Number(on.slice(0, 4)) - Number(earliest.slice(0, 4));
  const years = ages === "every" ? Array.from({ length: oldest + 1 }, (_, age) => age) : ages;
  const birthdays = years.map((age) => yearsBefore(on, age));
  const limits = [...birthdays, ...days].flatMap((day) => [day, after(day, 1)]);
  const found = days.length ? [...new Set(limits)].sort(compareText).reverse() : birthdays;
  return found.filter((day) => earliest <= day && day <= on);
}
