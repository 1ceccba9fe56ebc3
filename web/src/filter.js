// Which findings to show, and in which order. No DOM here.
// SPDX-License-Identifier: Apache-2.0

/** @typedef {import("./doc.js").Finding} Finding */
/** @typedef {import("./doc.js").Model} Model */
/**
 * @typedef {object} Choice
 * @property {string} text every word must occur
 * @property {string[]} severity
 * @property {string[]} evidence
 * @property {string} rule "" for all
 * @property {string} file "" for all
 * @property {boolean} excused show excused ones, too
 * @property {string} sort
 */

const SEVERITY = { error: 0, warning: 1, note: 2 };
const EVIDENCE = { both: 0, runtime: 1, static: 2 };

/** All that a search looks through. @param {Model} m @param {Finding} f */
function words(m, f) {
  const at = m.site(f.at);
  const parts = [f.message, f.rule, at.file, at.function, f.fingerprint, f.filtered ?? ""];
  for (const [thread, site, note] of f.steps) {
    const s = m.site(site);
    parts.push(thread, note, s.file, s.function);
  }
  return parts.join("\n").toLowerCase();
}

/** @type {WeakMap<Finding, string>} */
const cache = new WeakMap();

/** @param {Model} m @param {Finding} f */
function searchable(m, f) {
  let text = cache.get(f);
  if (text === undefined)
    cache.set(f, text = words(m, f));
  return text;
}

/** @param {string} a @param {string} b */
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** A deadlock that a run came to. @param {Finding} f */
const happened = f => Number(f.rule === "deadlock" && f.evidence !== "static" && !f.filtered);

/** @param {Model} m @returns {Record<string, (a: Finding, b: Finding) => number>} */
function orders(m) {
  /** @param {Finding} a @param {Finding} b */
  const place = (a, b) => {
    const x = m.site(a.at), y = m.site(b.at);
    return byText(x.file, y.file) || x.line - y.line || x.column - y.column;
  };
  return {
    severity: (a, b) => happened(b) - happened(a) || SEVERITY[a.severity] - SEVERITY[b.severity] ||
      EVIDENCE[a.evidence] - EVIDENCE[b.evidence] || place(a, b),
    file: place,
    rule: (a, b) => byText(a.rule, b.rule) || place(a, b),
    evidence: (a, b) => EVIDENCE[a.evidence] - EVIDENCE[b.evidence] ||
      SEVERITY[a.severity] - SEVERITY[b.severity] || place(a, b),
    count: (a, b) => (b.count ?? 0) - (a.count ?? 0) || place(a, b),
    last: (a, b) => (b.last_ms ?? 0) - (a.last_ms ?? 0) || place(a, b)
  };
}

/**
 * @param {Model} m @param {Choice} c
 * @returns {Finding[]}
 */
export function choose(m, c) {
  const text = c.text.trim().toLowerCase().split(/\s+/).filter(w => w);
  const fits = m.doc.findings.filter(f =>
    (c.excused || !f.filtered) && c.severity.includes(f.severity) &&
    c.evidence.includes(f.evidence) && (!c.rule || c.rule === f.rule) &&
    (!c.file || c.file === m.site(f.at).file) &&
    (!text.length || text.every(w => searchable(m, f).includes(w))));
  const order = orders(m);
  return fits.sort(order[c.sort] ?? order.severity);
}
