// Single letters as shortcuts: a person may switch them off in the settings, and then no page listens to them.

/**
 * Whether a letter that was pressed alone may act.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function lettersAct(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey && document.body.dataset.noShortcuts === undefined;
}
