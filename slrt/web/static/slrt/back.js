// Error pages: the way back, and the promise that what was typed is still there.

const PREFIX = "slrt-draft:";

for (const button of document.querySelectorAll("[data-back]")) {
  if (history.length < 2) continue;
  button.hidden = false;
  button.addEventListener("click", () => history.back());
}

// What was sent did not arrive: the form is filled again when its page is opened.
for (const name of Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX))) {
  sessionStorage.setItem(name, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(name)), sent: false }));
}
