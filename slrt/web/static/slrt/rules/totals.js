// Comparisons with a sum of members, as slrt/domain/rules/totals.py: each is judged once, by what is known, and stands as one
// answer in its rule.
import { compiled } from "./kleene.js";
import { UNKNOWN } from "./values.js";

/** @typedef {import("./kleene.js").JsonNode} JsonNode */
/** @typedef {import("./kleene.js").Run} Run */
/** @typedef {import("./views.js").View} View */
/** @typedef {{family: string[], member: string[][]}} Read The facts a comparison reads: of the family, and by sum of members. */
/** @typedef {{run: Run, sums: {run: Run, facts: string[]}[], family: string[], name: string}} Total */

/** @param {unknown} part @returns {part is JsonNode} */
export function isNode(part) {
  return Array.isArray(part) && typeof part[0] === "string" && typeof part[1] === "number";
}

/**
 * A family's rule with a name for each comparison with a sum; the comparisons are added to `found`.
 * @param {any} part @param {Read[]} reads @param {Total[]} found @returns {any}
 */
export function withoutTotals(part, reads, found) {
  if (!Array.isArray(part)) return part;
  if (isNode(part) && (part[0] === "macro" || !sumsOf(part).length)) return part;
  if (!isNode(part) || (part[0] !== "compare" && part[0] !== "in")) return part.map((one) => withoutTotals(one, reads, found));
  const { family, member } = reads[found.length];
  const sums = sumsOf(part).map((node, place) => ({ run: compiled(node), facts: member[place] }));
  const name = `#sum${found.length}`;
  found.push({ name, run: compiled(part), sums, family });
  return ["name", part[1], part[2], name];
}

/** The unknown facts of a member whose own part of a comparison's sums is not known. @param {Total} total @param {View} member @param {Map<string, unknown>} scope */
export function waitsFor({ sums }, member, scope) {
  const alone = new Map(scope).set("members", [member]);
  const open = sums.filter(({ run }) => run(alone) === UNKNOWN);
  return open.flatMap(({ facts }) => facts.filter((fact) => member.get(fact) === UNKNOWN));
}

/** The sums below a node, in reading order. @param {any} part @returns {JsonNode[]} */
function sumsOf(part) {
  if (!Array.isArray(part)) return [];
  const below = part.flatMap(sumsOf);
  return isNode(part) && part[0] === "call" && part[3] === "sum" ? [part, ...below] : below;
}
