// The meaning of a rule: three-valued evaluation of its JSON nodes, exactly as slrt/domain/rules/kleene.py.
// Unknown facts follow Kleene's strong logic. A failing part (division by zero, overflow, a place outside a list) is a
// Failure, which &&, ||, exists and all absorb as CEL says; an unknown wins over a failure.
import { COMPARE, FUNCTION, calculate, negate } from "./arithmetic.js";
import { CONCLUDE, belonging, compareLists, compareSpans, either, total, within } from "./lists.js";
import { Failure, Partial, Span, UNKNOWN, worse } from "./values.js";

/** @typedef {[kind: string, line: number, column: number, ...parts: any[]]} JsonNode */
/** @typedef {ReadonlyMap<string, any>} Scope The variables by name. */
/** @typedef {(scope: Scope) => any} Run A compiled node: give it the variables, get a value, UNKNOWN or a Failure. */

/**
 * The function that evaluates a node; throws a RangeError for a node this version does not know.
 * @param {JsonNode} node @returns {Run}
 */
export function compiled(node) {
  const compile = COMPILERS.get(node[0]);
  if (compile === undefined) throw new RangeError(`no node ${node[0]}`);
  return compile(node);
}

/** @param {unknown} value @returns {boolean} */
const isBad = (value) => value === UNKNOWN || value instanceof Failure;

/** @param {(value: any) => unknown} read @returns {(node: JsonNode) => Run} */
function constant(read) {
  return ([, , , written]) => {
    const value = read(written);
    return () => value;
  };
}

/** @param {JsonNode} node @returns {Run} */
function name([, , , variable]) {
  return (scope) => scope.get(variable);
}

/** @param {JsonNode} node @returns {Run} */
function factOf([, , , holderNode, , fact]) {
  const holder = compiled(holderNode);
  return (scope) => {
    const found = holder(scope);
    return isBad(found) ? found : found.get(fact);
  };
}

/** @param {JsonNode} node @returns {Run} */
function has([, , , of]) {
  const fact = compiled(of);
  return (scope) => {
    const found = fact(scope);
    return isBad(found) ? found : true;
  };
}

/** @param {JsonNode} node @returns {Run} */
function not([, , , ofNode]) {
  const of = compiled(ofNode);
  return (scope) => {
    const found = of(scope);
    return typeof found === "boolean" ? !found : found;
  };
}

/** @param {boolean} decisive @returns {(node: JsonNode) => Run} */
function junction(decisive) {
  return ([, , , leftNode, rightNode]) => {
    const [left, right] = [compiled(leftNode), compiled(rightNode)];
    return (scope) => {
      const first = left(scope);
      if (first === decisive) return decisive;
      const second = right(scope);
      if (second === decisive) return decisive;
      if (first === !decisive) return second;
      return second === UNKNOWN ? UNKNOWN : first;
    };
  };
}

/** @param {JsonNode} node @returns {Run} */
function compareTwo([, , , how, leftNode, rightNode]) {
  const [left, right] = [compiled(leftNode), compiled(rightNode)];
  const compare = COMPARE[how];
  return (scope) => {
    const [first, second] = [left(scope), right(scope)];
    if (first instanceof Span || second instanceof Span) return compareSpans(how, first, second);
    if (Array.isArray(first) || first instanceof Partial) return compareLists(how, first, second);
    const bad = worse(first, second);
    return bad === null ? compare(first, second) : bad;
  };
}

/** @param {JsonNode} node @returns {Run} */
function isIn([, , , itemNode, itemsNode]) {
  const [item, items] = [compiled(itemNode), compiled(itemsNode)];
  return (scope) => {
    const [found, among] = [item(scope), items(scope)];
    if (among instanceof Set) return isBad(found) ? found : among.has(found);
    const bad = worse(among, found);
    const empty = Array.isArray(among) && among.length === 0;
    return bad !== null && !empty ? bad : within(found, among);
  };
}

/** @param {JsonNode} node @returns {Run} */
function ifElse([, , , conditionNode, thenNode, otherwiseNode]) {
  const [condition, then, otherwise] = [conditionNode, thenNode, otherwiseNode].map(compiled);
  return (scope) => {
    const chosen = condition(scope);
    if (chosen === true) return then(scope);
    if (chosen === false) return otherwise(scope);
    return chosen === UNKNOWN ? either(then(scope), otherwise(scope)) : chosen;
  };
}

/** @param {JsonNode} node @returns {Run} */
function arithmetic([, line, column, how, leftNode, rightNode]) {
  const [left, right] = [compiled(leftNode), compiled(rightNode)];
  return (scope) => {
    const [first, second] = [left(scope), right(scope)];
    if (first instanceof Span || second instanceof Span) return UNKNOWN;
    const bad = worse(first, second);
    return bad === null ? calculate(how, first, second, line, column) : bad;
  };
}

/** @param {JsonNode} node @returns {Run} */
function minus([, line, column, ofNode]) {
  const of = compiled(ofNode);
  return (scope) => {
    const found = of(scope);
    if (found instanceof Span) return UNKNOWN;
    return isBad(found) ? found : negate(found, line, column);
  };
}

/** @param {JsonNode} node @returns {Run} */
function call([, line, column, function_, argumentNodes]) {
  /** @type {Run[]} */
  const parts = argumentNodes.map(compiled);
  if (function_ === "sum") return sum(parts[0], line, column);
  const run = FUNCTION[function_];
  return (scope) => {
    const values = parts.map((part) => part(scope));
    const bad = worse(...values);
    if (bad !== null) return bad;
    if (!(values[0] instanceof Partial)) return run(...values);
    const low = BigInt(values[0].sure.length);
    return new Span(low, low + BigInt(values[0].maybe.length));
  };
}

/** @param {Run} numbers @param {number} line @param {number} column @returns {Run} */
function sum(numbers, line, column) {
  return (scope) => {
    const found = numbers(scope);
    return isBad(found) ? found : total(found, line, column);
  };
}

/** @param {JsonNode} node @returns {Run} */
function listOf([, , , itemNodes]) {
  /** @type {Run[]} */
  const items = itemNodes.map(compiled);
  return (scope) => {
    const values = items.map((item) => item(scope));
    return values.find((value) => value instanceof Failure) ?? values;
  };
}

/** @param {JsonNode} node @returns {Run} */
function itemOf([, line, column, itemsNode, indexNode]) {
  const [items, index] = [compiled(itemsNode), compiled(indexNode)];
  return (scope) => {
    const [among, place] = [items(scope), index(scope)];
    const bad = worse(among, place);
    if (bad !== null || among instanceof Partial || place instanceof Span) return bad ?? UNKNOWN;
    if (place >= 0n && place < BigInt(among.length)) return among[Number(place)];
    return new Failure(`there is no element ${place}`, line, column);
  };
}

/** @param {JsonNode} node @returns {Run} */
function macro([, , , kind, variable, overNode, bodyNode, conditionNode]) {
  const [over, body] = [compiled(overNode), compiled(bodyNode)];
  const condition = conditionNode === null ? () => true : compiled(conditionNode);
  const conclude = CONCLUDE[kind];
  return (scope) => {
    const elements = over(scope);
    if (isBad(elements)) return elements;
    const inner = new Map(scope);
    const answers = [];
    for (const [element, sure] of belonging(elements)) {
      inner.set(variable, element);
      const chosen = condition(inner);
      if (chosen instanceof Failure) return chosen;
      if (chosen !== false) answers.push({ element, answer: body(inner), sure: sure && chosen === true });
    }
    return conclude(answers);
  };
}

/** @type {ReadonlyMap<string, (node: JsonNode) => Run>} */
const COMPILERS = new Map([
  ["bool", constant((value) => value)],
  ["int", constant(BigInt)],
  ["float", constant(Number)],
  ["text", constant((value) => value)],
  ["date", constant((value) => value)],
  ["name", name],
  ["fact", factOf],
  ["has", has],
  ["not", not],
  ["and", junction(false)],
  ["or", junction(true)],
  ["compare", compareTwo],
  ["in", isIn],
  ["if", ifElse],
  ["arithmetic", arithmetic],
  ["minus", minus],
  ["call", call],
  ["list", listOf],
  ["item", itemOf],
  ["macro", macro],
]);
