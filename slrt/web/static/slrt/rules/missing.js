// Which unknown facts can still change the answer, and which of them alone can settle it, as slrt/domain/rules/missing.py.
// A fact matters when two families that differ only in it get different answers, everything else unknown being free. Only
// where a fact of the family changes what is asked of each member, and the members leave thousands of combinations open, is
// it taken to matter without trying them all.
import { answerKey } from "./gathering.js";
import { resultKey } from "./situation.js";
import { UNKNOWN, equal, extent, pairs } from "./values.js";

/** @typedef {import("./gathering.js").Answer} Answer */
/** @typedef {import("./gathering.js").States} States */
/** @typedef {import("./situation.js").Situation} Situation */
/** @typedef {import("./situation.js").Case} Case */
/** @typedef {import("./situation.js").Leaf} Leaf */
/** @typedef {import("./vocabulary.js").Facts} Facts */
/** @typedef {import("./views.js").View} View */
/** @typedef {{index: number | null, name: string}} Place Index of the member (null: the family) and the fact. */
/** @typedef {Map<string, Place>} Places */
/** @typedef {[Answer, Answer]} Pair What one member, the same in two cases, is said to be in each. */
/** @typedef {{path: string, decides: boolean}} Missing A stored fact that can still change the answer. */

const PAIRS_LIMIT = 500;

/** @param {Places} places @param {number | null} index @param {string} name */
function add(places, index, name) {
  places.set(placeKey(index, name), { index, name });
}

/** @param {number | null} index @param {string} name */
function placeKey(index, name) {
  return `${index ?? "family"}.${name}`;
}

/** The unknown facts whose answer can change verdict or amount. @param {Situation} situation @returns {Places} */
export function matters(situation) {
  const found = familyFacts(situation);
  for (const case_ of situation.cases()) {
    if (case_.refused) continue;
    memberFacts(situation, case_, found);
    untried(situation, case_, found);
  }
  unlisted(situation, found);
  return found;
}

/** Every unknown fact the rule reads, for the rare rule that stays open though nothing matters. @param {Situation} situation */
export function unknowns(situation) {
  /** @type {Places} */
  const found = new Map();
  for (const name of situation.unknown(situation.family)) add(found, null, name);
  for (const [index, view] of situation.members) {
    for (const name of situation.unknown(view)) add(found, index, name);
  }
  for (const [index, name] of situation.addedUp()) add(found, index, name);
  return found;
}

/** The fact in which two sets of supposed facts differ, if it is exactly one. @param {Facts} one @param {Facts} two */
function apart(one, two) {
  const found = [...one.keys()].filter((name) => two.has(name) && !equal(one.get(name), two.get(name)));
  return found.length === 1 ? found[0] : null;
}

/** @param {Situation} situation @returns {Places} */
function familyFacts(situation) {
  /** @type {Places} */
  const found = new Map();
  for (const [one, two] of pairs(situation.cases())) {
    const name = apart(one.facts, two.facts);
    if (name !== null && !found.has(placeKey(null, name)) && casesDiffer(situation, one, two, name)) add(found, null, name);
  }
  return found;
}

/** @param {Situation} situation @param {Case} one @param {Case} two @param {string} name */
function casesDiffer(situation, one, two, name) {
  if (ends(situation, one) !== ends(situation, two)) return true;
  if (situation.plan.reads.personal.includes(name)) {
    const people = peopleOf(situation, one, two);
    if (people.some((each) => each.pairs.some(([first, second]) => !equal(first, second)))) {
      return peopleDiffer(situation, people, one, two);
    }
  }
  const states = situation.fold(situation.people.map((view) => situation.answers(view, one)));
  return [...states.values()].some((state) => resultKey(situation.result(one, state)) !== resultKey(situation.result(two, state)));
}

/** The verdicts and the ends of the amounts; amounts between them need not all be listed. @param {Situation} situation @param {Case} case_ */
function ends(situation, case_) {
  const results = situation.results(case_);
  const amounts = results.map(({ amount }) => amount);
  const verdicts = [...new Set(results.map(({ eligible }) => String(eligible)))].sort();
  return `${verdicts.join()}:${extent(amounts)}`;
}

/** @typedef {{pairs: Pair[], members: number}[]} People The pairs of members who are alike, and how many they are. */

/** @param {Situation} situation @param {Case} one @param {Case} two @returns {People} */
function peopleOf(situation, one, two) {
  return alike(situation).map((indexes) => ({
    pairs: pairsOf(situation, situation.members.get(indexes[0]), one, two),
    members: indexes.length,
  }));
}

/** Whether some family that is the same in both cases gets different answers in them. @param {Situation} situation @param {People} people @param {Case} one @param {Case} two */
function peopleDiffer(situation, people, one, two) {
  const steady = people.map((each) => [each.pairs.find(([first, second]) => equal(first, second)) ?? each.pairs[0]]);
  const guesses = people.map((each, place) =>
    people.map((_, at) => ({ pairs: at === place ? each.pairs : steady[at], members: 1 })),
  );
  return [...guesses, people].some((guess) => foldPairs(situation, guess, one, two));
}

/** @param {Situation} situation @param {View} view @param {Case} one @param {Case} two @returns {Pair[]} */
function pairsOf(situation, view, one, two) {
  /** @type {Map<string, Pair>} */
  const found = new Map();
  for (const left of situation.leaves(view, one)) {
    for (const right of situation.leaves(view, two)) {
      if (compatible(left.facts, right.facts)) collect(found, left, right);
    }
  }
  return [...found.values()];
}

/** @param {Map<string, Pair>} found @param {Leaf} left @param {Leaf} right */
function collect(found, left, right) {
  for (const first of left.answers) {
    for (const second of right.answers) found.set(`${answerKey(first)};${answerKey(second)}`, [first, second]);
  }
}

/** @param {Situation} situation @param {People} people @param {Case} one @param {Case} two */
function foldPairs(situation, people, one, two) {
  let states = new Map([["", [situation.start, situation.start]]]);
  for (const { pairs: said, members } of people) {
    for (let member = 0; member < members; member += 1) {
      const more = stepped(situation, states, said);
      if (more.size === states.size && [...more.keys()].every((key) => states.has(key))) break;
      states = more;
      if (states.size > PAIRS_LIMIT) return true;
    }
  }
  return [...states.values()].some(
    ([left, right]) => resultKey(situation.result(one, left)) !== resultKey(situation.result(two, right)),
  );
}

/** @param {Situation} situation @param {Map<string, any[]>} states @param {Pair[]} said */
function stepped(situation, states, said) {
  const more = new Map();
  for (const [left, right] of states.values()) {
    for (const [first, second] of said) {
      const after = [situation.step(left, first), situation.step(right, second)];
      more.set(`${after[0].key};${after[1].key}`, after);
    }
  }
  return more;
}

/** @param {Facts} one @param {Facts} two */
function compatible(one, two) {
  return [...one].every(([name, value]) => !two.has(name) || equal(two.get(name), value));
}

/** @param {Situation} situation @param {Case} case_ @param {Places} found What is known to matter, added to here. */
function memberFacts(situation, case_, found) {
  for (const indexes of alike(situation)) {
    const [index] = indexes;
    for (const [name, said] of changes(situation.leaves(situation.members.get(index), case_))) {
      if (found.has(placeKey(index, name)) || !changesResult(situation, case_, index, said)) continue;
      for (const same of indexes) add(found, same, name);
    }
  }
}

/** The indexes of members, those alike for the rule together. @param {Situation} situation @returns {number[][]} */
function alike(situation) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const [index, view] of situation.members) {
    const signature = situation.signature(view);
    groups.set(signature, [...(groups.get(signature) ?? []), index]);
  }
  return [...groups.values()];
}

/** By fact, the pairs of answers between which that fact alone decides. @param {Leaf[]} leaves @returns {Map<string, Pair[]>} */
function changes(leaves) {
  /** @type {Map<string, Map<string, Pair>>} */
  const found = new Map();
  for (const [one, two] of pairs(leaves)) {
    const name = equal(one.answers, two.answers) ? null : apart(one.facts, two.facts);
    if (name === null) continue;
    if (!found.has(name)) found.set(name, new Map());
    collect(found.get(name), one, two);
  }
  const different = (/** @type {Map<string, Pair>} */ said) => [...said.values()].filter(([first, second]) => !equal(first, second));
  return new Map([...found].map(([name, said]) => [name, different(said)]));
}

/** @param {Situation} situation @param {Case} case_ @param {number} index @param {Pair[]} said */
function changesResult(situation, case_, index, said) {
  const others = [...situation.members].filter(([other]) => other !== index).map(([, view]) => situation.answers(view, case_));
  // What the other members may come to: a first guess, then everything.
  if (pairsDiffer(situation, case_, said, situation.fold(others.map((possible) => possible.slice(-1))))) return true;
  return pairsDiffer(situation, case_, said, situation.fold(others));
}

/** @param {Situation} situation @param {Case} case_ @param {Pair[]} said @param {States} states */
function pairsDiffer(situation, case_, said, states) {
  return [...states.values()].some((state) =>
    said.some((pair) => {
      const [one, two] = pair.map((answer) => resultKey(situation.result(case_, situation.step(state, answer))));
      return one !== two;
    }),
  );
}

/** Facts that leave what is said of a member open, and with it the result, after all that can be tried was. @param {Situation} situation @param {Case} case_ @param {Places} found */
function untried(situation, case_, found) {
  for (const indexes of alike(situation)) {
    const view = situation.members.get(indexes[0]);
    for (const { facts, answers } of situation.leaves(view, case_)) {
      if (answers.length < 2 || !changesResult(situation, case_, indexes[0], [...pairs(answers)])) continue;
      for (const name of situation.unlisted(view.suppose(facts, case_.view))) {
        for (const same of indexes) add(found, same, name);
      }
      untriedElsewhere(situation, case_, found);
    }
  }
}

/** Facts of the family that what is asked of each member reads, and facts read across members. @param {Situation} situation @param {Case} case_ @param {Places} found */
function untriedElsewhere(situation, case_, found) {
  for (const name of situation.unlisted(case_.view)) {
    if (situation.plan.reads.personal.includes(name)) add(found, null, name);
  }
  entangled(situation, found);
}

/** @param {Situation} situation @param {Places} found */
function entangled(situation, found) {
  for (const [index, view] of situation.members) {
    for (const name of situation.plan.reads.entangled) if (view.get(name) === UNKNOWN) add(found, index, name);
  }
}

/** Facts whose values cannot be tried matter while the answer is open; so do facts read across members. @param {Situation} situation @param {Places} found */
function unlisted(situation, found) {
  const settled = situation.cases().every((case_) => situation.results(case_).every(({ eligible }) => eligible !== null));
  if (settled) return;
  for (const name of situation.unlisted(situation.family)) add(found, null, name);
  for (const [index, view] of situation.members) {
    for (const name of situation.unlisted(view)) add(found, index, name);
  }
  entangled(situation, found);
  for (const [index, name] of situation.addedUp()) add(found, index, name);
}

/**
 * The facts in the order of the catalogue, family first, as stored facts with their paths. While the verdict is
 * `undecided`, a fact `decides` when one of its values settles it.
 * @param {Situation} situation @param {Places} places @param {boolean} undecided @returns {Missing[]}
 */
export function listed(situation, places, undecided) {
  const asked = new Map([...situation.members].map(([index, view]) => [index, situation.asked(view, situation.family)]));
  /** @type {Map<string, Missing>} */
  const found = new Map();
  /** @type {Map<string, boolean>} */
  const deciding = new Map();
  for (const place of inOrder(situation, places)) {
    const holder = holderOf(situation, place);
    const key = `${place.index === null ? "family" : situation.signature(holder)}.${place.name}`;
    if (!deciding.has(key)) deciding.set(key, undecided && decides(situation, place, asked));
    for (const stored of storedNames(holder, place.name)) {
      const path = place.index === null ? `family.${stored}` : `members[${place.index}].${stored}`;
      found.set(path, { path, decides: deciding.get(key) });
    }
  }
  return [...found.values()];
}

/** @param {Situation} situation @param {Place} place */
function holderOf(situation, { index }) {
  return index === null ? situation.family : situation.members.get(index);
}

/** @param {Situation} situation @param {Places} places @returns {Place[]} */
function inOrder({ family: { vocabulary } }, places) {
  const facts = (/** @type {Place} */ { index, name }) => vocabulary.facts[index === null ? "family" : "member"].get(name).place;
  return [...places.values()].sort((one, two) => (one.index ?? -1) - (two.index ?? -1) || facts(one) - facts(two));
}

/** The facts to ask for: those a derived one is computed from, where they are unknown. @param {View} holder @param {string} name */
function storedNames(holder, name) {
  const sources = holder.vocabulary.facts[holder.entity].get(name).said.any_of?.facts;
  return sources ? sources.filter((source) => holder.get(source) === UNKNOWN) : [name];
}

/** Whether some value of one unknown fact settles the verdict. @param {Situation} situation @param {Place} place @param {Map<number, unknown[]>} asked */
function decides(situation, place, asked) {
  const holder = holderOf(situation, place);
  const values = new Map(situation.variables(holder)).get(place.name) ?? [];
  return values.some((value) => settles(situation, place.index, holder.suppose(new Map([[place.name, value]])), asked));
}

/** @param {Situation} situation @param {number | null} index @param {View} holder @param {Map<number, unknown[]>} asked */
function settles(situation, index, holder, asked) {
  if (index !== null) {
    const said = new Map(asked).set(index, situation.asked(holder, situation.family));
    return situation.judged(situation.family, [...said.values()]) !== UNKNOWN;
  }
  const said = situation.people.map((view) => situation.asked(view.suppose(new Map(), holder), holder));
  return situation.judged(holder, said) !== UNKNOWN;
}
