// Points as whole hundredths, never as binary fractions.

/**
 * "1,5" is 150; null where the text is no number of points.
 *
 * @param {string} text
 * @returns {number | null}
 */
export function parseHundredths(text) {
  const found = /^([-−]?)(\d{1,4})(?:[.,](\d{1,2})\d*)?$/.exec(text.trim());
  if (!found) return null;
  const value = Number(found[2]) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return found[1] ? -value : value;
}

/**
 * 150 is "1,5" in Vietnamese, "1.5" in English.
 *
 * @param {number} value
 * @param {string} language
 */
export function formatHundredths(value, language) {
  const whole = Math.trunc(Math.abs(value) / 100);
  const rest = String(Math.abs(value) % 100).padStart(2, "0").replace(/0+$/, "");
  const separator = language === "vi" ? "," : ".";
  return (value < 0 ? "−" : "") + whole + (rest ? separator + rest : "");
}

/**
 * What is wrong with typed points; the server checks the same, and decides.
 *
 * @param {string} text
 * @param {number} step in hundredths
 * @returns {"unreadable" | "negative" | "offStep" | null}
 */
export function faultOf(text, step) {
  const value = parseHundredths(text);
  if (value === null) return "unreadable";
  if (value < 0) return "negative";
  return value % step ? "offStep" : null;
}

/**
 * The sum of each group of criteria, by its code: "I.1.2" counts for "I" and for "I.1".
 *
 * @param {{ code: string, value: number }[]} criteria
 * @returns {Map<string, number>}
 */
export function groupSums(criteria) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { code, value } of criteria) {
    const parts = code.split(".");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const group = parts.slice(0, depth).join(".");
      sums.set(group, (sums.get(group) ?? 0) + value);
    }
  }
  return sums;
}
