// The facts rules may read, and how the facts of a family given as JSON become values. A fact that is absent or null is
// unknown. Nothing is guessed: a name or value that is no fact throws a RecordError that says where.
import { isDay } from "./days.js";
import { compiled } from "./kleene.js";

/** @typedef {import("./kleene.js").JsonNode} JsonNode */
/** @typedef {boolean | bigint | string | Set<string>} Value */
/** @typedef {ReadonlyMap<string, Value>} Facts Known facts by name. */
/** @typedef {{family: Facts, members: Facts[]}} FamilyRecord */
/**
 * @typedef {object} JsonFact
 * @property {"family" | "member"} entity
 * @property {string} name
 * @property {string} kind
 * @property {JsonNode} [applies] Where the fact makes sense; elsewhere it is `absent`.
 * @property {boolean | number | string} [absent]
 * @property {string} [years_since] Derived: completed years since the day in this fact.
 * @property {{facts: string[], value: string}} [any_of] Derived: true when any of these facts has the value.
 * @property {string} [unknown] What counts where the fact is unknown; it is never asked.
 */
/** @typedef {{facts: JsonFact[], aliases: Record<string, string>, unseen: string[], earliest: string}} JsonVocabulary */
/**
 * @typedef {object} Fact
 * @property {JsonFact} said
 * @property {number} place Its place in the catalogue, from 0.
 * @property {import("./kleene.js").Run | null} applies
 * @property {Value | null} absent
 */

/** A value that is not a fact; the message says where it stands. */
export class RecordError extends Error {}

const WHOLE = ["int", "enum_int", "money", "derived_int"];

/** All facts, by entity and name. */
export class Vocabulary {
  /** @param {JsonVocabulary} json */
  constructor(json) {
    this.aliases = new Map(Object.entries(json.aliases));
    this.unseen = new Set(json.unseen);
    this.earliest = json.earliest;
    /** @type {{family: Map<string, Fact>, member: Map<string, Fact>}} */
    this.facts = { family: new Map(), member: new Map() };
    for (const [place, said] of json.facts.entries()) {
      const applies = said.applies ? compiled(said.applies) : null;
      const absent = said.absent === undefined ? null : this.value(said, said.absent, said.name);
      this.facts[said.entity].set(said.name, { said, place, applies, absent });
    }
  }

  /**
   * One fact's value from JSON: whole numbers become BigInt, lists become sets, older codes today's.
   * @param {JsonFact} fact @param {any} written @param {string} path @returns {Value}
   */
  value(fact, written, path) {
    const refuse = () => new RecordError(`${path}: ${JSON.stringify(written)} is not a value of this fact`);
    if (WHOLE.includes(fact.kind)) {
      if (!Number.isSafeInteger(written)) throw refuse();
      return BigInt(written);
    }
    if (fact.kind === "set") {
      if (!Array.isArray(written) || !written.every((item) => typeof item === "string")) throw refuse();
      return new Set(written.map((item) => this.aliases.get(item) ?? item));
    }
    const type = fact.kind === "bool" || fact.kind === "derived_bool" ? "boolean" : "string";
    if (typeof written !== type || (fact.kind === "date" && !isDay(written))) throw refuse();
    return written;
  }

  /**
   * The record of a family given as `{family: {...}, members: [{...}, ...]}`.
   * @param {{family: object, members: object[]}} json @returns {FamilyRecord}
   */
  record(json) {
    return {
      family: this.known("family", json.family, "family"),
      members: json.members.map((member, place) => this.known("member", member, `members[${place}]`)),
    };
  }

  /** @param {"family" | "member"} entity @param {object} json @param {string} path @returns {Facts} */
  known(entity, json, path) {
    /** @type {Map<string, Value>} */
    const found = new Map();
    for (const [name, written] of Object.entries(json)) {
      const fact = this.facts[entity].get(name)?.said;
      if (fact === undefined || fact.kind.startsWith("derived_")) throw new RecordError(`${path}.${name}: is not a fact`);
      if (written !== null) found.set(name, this.value(fact, written, `${path}.${name}`));
    }
    return found;
  }
}
