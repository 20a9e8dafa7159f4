// The print button of the receipt; without JavaScript the browser's own menu prints as well.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
