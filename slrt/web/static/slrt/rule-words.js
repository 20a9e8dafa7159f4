// What may come next in a rule: facts after a dot, values inside quotes, and words of the language.

const MOST = 12;
const LEAST_TYPED = 2;

/**
 * @typedef {{name: string, means: string, text: string, typed: number, back: number}} Suggestion
 * @param {string} before the text up to the caret
 * @param {any} vocabulary
 * @param {boolean} asked whether suggestions were asked for
 * @returns {Suggestion[]}
 */
export function suggestions(before, vocabulary, asked) {
  const quoted = /"([^"\n]*)$/.exec(before);
  if (quoted && inQuotes(before)) return values(before.slice(0, quoted.index), quoted[1], vocabulary);
  const dotted = /([A-Za-z_]\w*)\.(\w*)$/.exec(before);
  if (dotted) return facts(dotted[1], dotted[2], vocabulary);
  const typed = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
  if (!asked && typed.length < LEAST_TYPED) return [];
  const fitting = vocabulary.words.filter((word) => word.text.startsWith(typed) && word.text !== typed);
  return fitting.map((word) => ({ name: word.text, means: word.means, text: word.text, typed: typed.length, back: word.back }));
}

/** Whether the caret stands inside a text of its line. */
function inQuotes(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return (line.match(/"/g) ?? []).length % 2 === 1;
}

function facts(holder, typed, vocabulary) {
  if (holder === "members") {
    const macros = vocabulary.words.filter((word) => word.text.startsWith("members."));
    const fitting = macros.filter((word) => word.text.slice("members.".length).startsWith(typed));
    return fitting.map((word) => ({ name: word.text, means: word.means, text: word.text.slice("members.".length), typed: typed.length, back: word.back }));
  }
  const list = holder === "family" ? vocabulary.family : vocabulary.member;
  return nearest(list, typed).map((fact) => ({ name: fact.name, means: fact.means, text: fact.name, typed: typed.length, back: 0 }));
}

/** Values of the fact that was named last before the quotes, or, in `"pkh" in family.receives`, of what families receive. */
function values(before, typed, vocabulary) {
  const named = [...before.matchAll(/([A-Za-z_]\w*)\.([A-Za-z_]\w*)/g)].at(-1);
  const open = /(?:[=!]=|\bin\s*\[[^\]]*)\s*$/.test(before);
  const [, holder, name] = open && named ? named : ["", "family", "receives"];
  const list = holder === "family" ? vocabulary.family : vocabulary.member;
  const found = list.find((fact) => fact.name === name)?.values ?? [];
  return nearest(found, typed).map((value) => ({ name: value.name, means: value.means, text: `${value.name}"`, typed: typed.length, back: 0 }));
}

/** Those that begin with what was typed, the shortest first, then those that contain it in name or meaning. */
function nearest(list, typed) {
  const wanted = typed.toLowerCase();
  const begin = list.filter((each) => each.name.startsWith(wanted) && each.name !== typed);
  begin.sort((one, two) => one.name.length - two.name.length);
  const contain = list.filter((each) => !each.name.startsWith(wanted) && `${each.name} ${each.means}`.toLowerCase().includes(wanted));
  return [...begin, ...contain].slice(0, MOST);
}
