// The page of javascript.py: asks the evaluator and tells what it said in JSON.
import { contentHash } from "/rules/hash.js";
import { compiled } from "/rules/kleene.js";
import { Evaluator, RuleFailure } from "/rules/evaluate.js";
import { Failure, Partial, Span, UNKNOWN } from "/rules/values.js";
import { View, memberViews } from "/rules/views.js";
import { Vocabulary, RecordError } from "/rules/vocabulary.js";

const told = (value) => {
  if (value === UNKNOWN) return { unknown: true };
  if (value instanceof Failure) return { failure: [value.message, value.line, value.column] };
  if (value instanceof Partial) return { partial: [value.sure.map(told), value.maybe.map(told)] };
  if (value instanceof Span) return { span: [told(value.low), told(value.high)] };
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return { float: Object.is(value, -0) ? "-0.0" : String(value) };
  return Array.isArray(value) ? value.map(told) : value;
};
const understood = (value) => {
  if (Array.isArray(value)) return value.map(understood);
  if (typeof value !== "object") return value;
  return "int" in value ? BigInt(value.int) : Number(value.float);
};

window.evaluated = (cases) => cases.map(([node, variables]) => {
  const scope = new Map(Object.entries(variables).map(([name, value]) => [name, understood(value)]));
  return told(compiled(node)(scope));
});
window.answers = (vocabularyJson, node, families, on) => {
  const vocabulary = new Vocabulary(vocabularyJson);
  const run = compiled(node);
  return families.map((json) => {
    const record = vocabulary.record(json);
    const family = new View(vocabulary, record.family, on);
    const members = [...memberViews(vocabulary, record.members, on, family).values()];
    return told(run(new Map([["family", family], ["members", members], ["on", on]])));
  });
};
window.verdicts = (rules, families) => {
  const evaluator = new Evaluator(rules);
  return families.map(([json, on]) => {
    try {
      return evaluator.verdicts(json, on);
    } catch (error) {
      if (error instanceof RuleFailure || error instanceof RecordError) return { refused: error.message };
      throw error;
    }
  });
};
window.contentHash = contentHash;
window.ready = true;
