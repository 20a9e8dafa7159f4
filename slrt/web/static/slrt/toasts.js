// Short news at the lower edge, read aloud by screen readers. A toast with an action stays until it is answered.

const SECONDS = 8;

/**
 * @param {string} words
 * @param {{label: string, run: () => void}} [action]
 * @returns {HTMLElement}
 */
export function toast(words, action) {
  const box = document.createElement("div");
  box.className = "toast-line";
  const text = document.createElement("p");
  text.textContent = words;
  box.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      box.remove();
      action.run();
    });
    box.append(button);
  } else {
    setTimeout(() => box.remove(), SECONDS * 1000);
  }
  document.getElementById("toasts")?.append(box);
  return box;
}
