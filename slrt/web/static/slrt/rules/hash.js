// The hash that names rules by their content, as slrt/domain/rules/json_programmes.py writes it: rules kept on a device are
// compared with it before they are used.

/**
 * The SHA-256, in hexadecimal, of the JSON text without spaces and with keys in order; `hash` itself is left out.
 * Needs a secure page (https, or localhost).
 * @param {Record<string, unknown>} content
 */
export async function contentHash({ hash: _, ...content }) {
  const text = new TextEncoder().encode(JSON.stringify(ordered(content)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same data with the keys of every object in order. @param {any} data @returns {any} */
function ordered(data) {
  if (Array.isArray(data)) return data.map(ordered);
  if (data === null || typeof data !== "object") return data;
  return Object.fromEntries(Object.keys(data).sort().map((key) => [key, ordered(data[key])]));
}
