// Indonesian first, English second, as in the templates.

/**
 * The sentence in the language of the page.
 * @param {string} indonesian
 * @param {string} english
 * @returns {string}
 */
export function t(indonesian, english) {
  return document.documentElement.lang === "en" ? english : indonesian;
}
