// One finding: what, where, the lines themselves, and how it comes about, threads side by side.
// SPDX-License-Identifier: Apache-2.0
import { EVIDENCE } from "./doc.js";
import { h, plural, when } from "./dom.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").Finding} Finding */
/** @typedef {import("./doc.js").Step} Step */

/**
 * Lines of source about a place; nothing when the document has none.
 * @param {Model} m @param {number} site @param {number} around
 */
export function excerpt(m, site, around) {
  const { line, file } = m.site(site);
  if (!line || m.source(site) === undefined)
    return null;
  const rows = [];
  for (let n = Math.max(1, line - around); n <= line + around; n++) {
    const text = m.source(site, n);
    if (text !== undefined)
      rows.push(h("span", { class: n === line ? "here" : "near" },
        h("span", { class: "no" }, String(n).padStart(6)), ` ${text}\n`));
  }
  return h("pre", { class: "source", tabindex: 0, role: "region", "aria-label": `source of ${file}, line ${line}` },
    rows);
}

/** @param {Model} m @param {number} site */
function codeLine(m, site) {
  const text = m.source(site)?.trim();
  return text && text.length > 1 ? h("code", {}, text) : null; // not the brace that opens a function
}

/** @param {Model} m @param {number} site */
export function placeText(m, site) {
  const s = m.site(site);
  return h("span", { class: "place" }, m.place(site), s.file && s.function ? ` in ${s.function}` : "");
}

/** A frame of a stack. @param {Model} m @param {number} site */
function frame(m, site) {
  const s = m.site(site);
  return h("li", {}, h("b", {}, s.function || "unknown function"), " ",
    s.file ? h("span", { class: "place" }, m.place(site)) : null);
}

/** A stack, innermost first; runs of frames of the standard library can be opened. @param {Model} m @param {number[]} frames */
export function stackList(m, frames) {
  const list = h("ol");
  for (let i = 0; i < frames.length;) {
    let end = i;
    while (end < frames.length && m.library.has(frames[end]))
      end++;
    if (end > i + 1)
      list.append(h("li", {}, h("details", {}, h("summary", {}, `${end - i} frames of the standard library`),
        h("ul", {}, frames.slice(i, end).map(f => frame(m, f))))));
    else
      list.append(frame(m, frames[i]));
    i = Math.max(end, i + 1);
  }
  return list;
}

/** @param {Model} m @param {Step[]} steps */
function witness(m, steps) {
  const columns = [];
  for (let i = 0; i < steps.length;) {
    const thread = steps[i][0], list = h("ol");
    for (; i < steps.length && steps[i][0] === thread; i++)
      list.append(h("li", {}, h("span", { class: "say" }, steps[i][2]), placeText(m, steps[i][1]),
        codeLine(m, steps[i][1])));
    columns.push(h("section", {}, thread ? h("h4", {}, thread) : null, list));
  }
  return columns.length
    ? [h("h3", {}, "How it comes about"), h("div", { class: "threads" }, columns)] : [];
}

/** @param {Finding} f */
function seen(f) {
  const often = f.evidence !== "static" && (f.count ?? 0) > 1 ? ` (${f.count} times)` : "";
  const last = f.evidence !== "static" && f.last_ms ? `, last at ${when(f.last_ms)}` : "";
  return `${EVIDENCE[f.evidence]}${often}${last} · confidence ${f.confidence}`;
}

/** @param {Model} m @param {Finding} f */
function facts(m, f) {
  const rule = m.rules.get(f.rule);
  const cwe = (rule?.cwe ?? "").split(",").filter(x => x).map(x => ` · CWE-${x}`).join("");
  return [rule?.text ? h("p", { class: "rule-text" }, rule.text) : null,
    h("p", { class: "facts" }, seen(f), cwe, " · ", h("code", {}, `heddle explain ${f.rule}`),
      " tells more · ", h("a", { href: `#f-${f.fingerprint}` }, f.fingerprint))];
}

/** @param {Model} m @param {Finding} f @param {"h2" | "h3"} [level] */
export function findingDetail(m, f, level = "h2") {
  const other = f.counterpart ? m.finding(f.counterpart) : undefined;
  const cycle = other?.rule === "lock-order-cycle" ? other.fingerprint : f.fingerprint;
  const orders = m.ordersOf(cycle);
  return h("article", { class: "finding", "data-fingerprint": f.fingerprint },
    h(level, { tabindex: -1 }, f.message),
    h("p", { class: "where" }, badge(f.severity), " ", h("code", {}, m.place(f.at)), " ",
      h("span", { class: "tag rule" }, f.rule), " ", h("span", { class: `tag ev ${f.evidence}` }, f.evidence),
      m.site(f.at).function && m.site(f.at).file ? ` in ${m.site(f.at).function}` : ""),
    f.filtered ? h("p", { class: "excuse" }, `Excused: ${f.filtered}. It looked like a finding and is none.`) : null,
    excerpt(m, f.at, 2), witness(m, f.steps),
    orders.length ? h("p", {}, h("a", { href: `#cycle=${cycle}` },
      `Show this cycle in the lock graph (${plural(orders.length, "order")})`)) : null,
    other ? h("p", {}, h("a", { href: `#f-${other.fingerprint}` }, other.rule === "deadlock"
      ? "The deadlock that a run came to" : "The order of locks that makes it possible")) : null,
    facts(m, f));
}

/** @param {string} severity */
export function badge(severity) {
  return h("span", { class: `badge ${severity}` }, severity);
}
