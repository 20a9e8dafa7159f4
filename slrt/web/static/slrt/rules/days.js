// Days of the calendar as ISO text ("2026-01-15"): they compare as text, and no clock or time zone touches them.

const DAY = 24 * 60 * 60 * 1000;

/** @param {string} day @returns {[year: number, month: number, day: number]} */
function parts(day) {
  const [year, month, date] = day.split("-").map(Number);
  return [year, month, date];
}

/** @param {number} year @param {number} month @param {number} day */
function written(year, month, day) {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** Whether a text is a day of the calendar. @param {string} text */
export function isDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && after(text, 0) === text;
}

/** The day a number of days later. @param {string} day @param {number} days */
export function after(day, days) {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/**
 * Completed years; somebody born on 29 February turns a year older on 1 March of common years.
 * @param {string} born @param {string} on
 */
export function yearsBetween(born, on) {
  return Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);
}

/**
 * The birth date of somebody who turns `years` on that day (28 February for a missing 29th).
 * @param {string} on @param {number} years
 */
export function yearsBefore(on, years) {
  const [year, month, day] = parts(on);
  const then = Math.max(year - years, 1);
  const same = written(then, month, day);
  return isDay(same) ? same : written(then, month, 28);
}
