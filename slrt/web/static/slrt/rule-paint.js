// A rule as coloured pieces: facts, words of the language, texts, numbers, signs; what nobody knows is underlined.

const PIECES = /("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(\d[\d_.]*)|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(&&|\|\||[!<>=]=|[!<>?:+\-*/%])/g;
const WORDS = new Set(["members", "true", "false", "in", "on", "exists", "all", "exists_one", "filter", "map", "size", "sum", "has", "timestamp", "startsWith", "endsWith", "contains", "null"]);

/**
 * @param {string} text
 * @param {{family: {name: string}[], member: {name: string}[]}} vocabulary
 * @param {{line: number, column: number} | null} fault
 * @returns {Node[]}
 */
export function paint(text, vocabulary, fault) {
  const facts = { family: names(vocabulary.family), member: names(vocabulary.member) };
  const wrong = fault ? offset(text, fault) : -1;
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PIECES)) {
    const start = found.index;
    if (start > end) nodes.push(...plain(text.slice(end, start), end, wrong));
    end = start + found[0].length;
    nodes.push(piece(found[0], kind(found, facts), wrong >= start && wrong < end));
  }
  nodes.push(...plain(text.slice(end), end, wrong));
  return nodes;
}

/** @param {{name: string}[]} facts */
function names(facts) {
  return new Set(facts.map((fact) => fact.name));
}

/** Where a place of the text lies, counted from its beginning. */
function offset(text, { line, column }) {
  const lines = text.split("\n").slice(0, line - 1);
  return Math.min(lines.reduce((sum, each) => sum + each.length + 1, 0) + column - 1, Math.max(text.length - 1, 0));
}

function plain(text, start, wrong) {
  if (wrong < start || wrong >= start + text.length) return text ? [document.createTextNode(text)] : [];
  const at = wrong - start;
  return [document.createTextNode(text.slice(0, at)), piece(text[at], "", true), document.createTextNode(text.slice(at + 1))];
}

function piece(text, kindOfPiece, wrong) {
  const span = document.createElement("span");
  span.textContent = text;
  span.className = wrong ? "k-fault" : kindOfPiece;
  return span;
}

function kind([, quoted, number, name], facts) {
  if (quoted) return "k-text";
  if (number) return "k-number";
  if (!name) return "k-sign";
  const [holder, fact] = name.split(".");
  if (WORDS.has(holder)) return "k-word";
  if (!fact) return "";
  const known = holder === "family" ? facts.family : facts.member;
  return known.has(fact) ? "k-fact" : WORDS.has(fact) ? "k-word" : "k-strange";
}
