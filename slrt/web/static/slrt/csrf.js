// Requests made by htmx: they carry the token against forgery, and their failures are said in words.
import { t } from "./words.js";
import { toast } from "./toasts.js";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** @returns {string} */
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (!SAFE.has((request.method ?? "GET").toUpperCase())) request.headers["X-CSRFToken"] = token();
});

document.addEventListener("htmx:response:error", (event) => {
  const { status, headers } = event.detail.ctx.response;
  if (headers.get("HX-Redirect") || status === 422) return;
  toast(reason(status));
});

document.addEventListener("htmx:error", () => {
  toast(t("Sambungan terputus. Ketikan Anda masih ada; coba lagi.", "The connection failed. What you typed is still here; try again."));
});

/**
 * @param {number} status
 * @returns {string}
 */
function reason(status) {
  if (status === 403) return t("Belum tersimpan. Sesi berakhir, atau ini bukan tugas Anda. Muat ulang halaman.", "Not saved. Your session ended, or this is not your work. Reload the page.");
  if (status === 404) return t("Data ini sudah tidak ada, atau di luar wilayah Anda.", "This record is gone, or outside your area.");
  if (status === 409) return t("Orang lain mengubah data ini lebih dahulu. Muat ulang halaman.", "Somebody else changed this first. Reload the page.");
  if (status === 413) return t("Kiriman terlalu besar.", "This is too large to send.");
  return t("Maaf, ada kesalahan di pihak kami. Coba lagi.", "Sorry, something went wrong on our side. Try again.");
}
