// Locks by contention and hold: a table that sorts.
// SPDX-License-Identifier: Apache-2.0
import { h, later, plural, refill } from "./dom.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").Lock} Lock */
/** @typedef {{name: string, hint: string, none?: string, value: (l: Lock) => number | string | undefined, text?: (l: Lock) => string}} Column */

const FIRST = 100;

/** @param {number | undefined} us */
function time(us) {
  if (us === undefined)
    return "";
  return us >= 1e6 ? `${(us / 1e6).toFixed(2)} s` : us >= 1000 ? `${(us / 1000).toFixed(1)} ms` : `${us.toFixed(us < 10 ? 1 : 0)} µs`;
}
/** @param {number | undefined} part @param {number | undefined} whole */
const share = (part, whole) => (part === undefined || !whole ? undefined : part / whole);
/** Microseconds, of so many looks of the profile; none tells nothing of a lock that is never held for long. @param {number | undefined} looks @param {Lock} l */
const profiled = (looks, l) => (!looks || !l.look_us ? undefined : looks * l.look_us);
/** Microseconds; lower bounds of the profile, of which 0 is none. @param {number | undefined} ms */
const bound = ms => (ms ? ms * 1000 : undefined);
/** @param {number | undefined} v */
const percent = v => (v === undefined ? "" : `${(v * 100).toFixed(v < 0.1 ? 1 : 0)} %`);
/** @param {number | undefined} v */
const number = v => (v === undefined ? "" : v.toLocaleString("en"));

const UNCOUNTED = "not counted in this run"; // only runs with hold times count
const UNSEEN = "not seen by the profile, which looks now and then";
const UNTIMED = "not timed in this run";

/** @type {Column[]} */
const COLUMNS = [
  { name: "Lock", hint: "its name", value: l => l.label },
  { name: "Run", hint: "its number; each run has a row of its own", value: l => l.run, text: l => String(l.run) },
  { name: "Acquired", hint: "times, where they were counted", none: UNCOUNTED, value: l => l.acquisitions, text: l => number(l.acquisitions || undefined) },
  { name: "Contended", hint: "acquisitions that had to wait", none: UNCOUNTED, value: l => l.contended, text: l => l.acquisitions ? number(l.contended) : "" },
  { name: "Share", hint: "contended of all acquisitions", none: UNCOUNTED, value: l => share(l.contended, l.acquisitions),
    text: l => percent(share(l.contended, l.acquisitions)) },
  { name: "Waited in all", hint: "time that threads waited for it, together, as the profile saw it", value: l => profiled(l.waited, l),
    text: l => time(profiled(l.waited, l)) },
  { name: "Held in all", hint: "time that it was held, as the profile saw it", value: l => profiled(l.held, l),
    text: l => time(profiled(l.held, l)) },
  { name: "Most waiting", hint: "threads at one moment", value: l => l.most_waiting, text: l => number(l.most_waiting) },
  { name: "Longest wait", hint: "as the profile saw it", value: l => bound(l.longest_wait_ms), text: l => time(bound(l.longest_wait_ms)) },
  { name: "Longest hold", hint: "exact where it was timed", value: l => l.longest_us ?? bound(l.longest_hold_ms),
    text: l => time(l.longest_us ?? bound(l.longest_hold_ms)) },
  { name: "Mean hold", hint: "where it was timed", none: UNTIMED, value: l => (l.holds ? (l.total_us ?? 0) / l.holds : undefined),
    text: l => time(l.holds ? (l.total_us ?? 0) / l.holds : undefined) }
];

export class LocksView {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.sort = -1; // as the document has them: most waited for first
    this.down = true;
    this.all = false;
    this.search = h("input", { type: "search", name: "locks", placeholder: "lock", autocomplete: "off", input: later(() => this.draw(), 60) });
    this.count = h("output", { class: "shown" });
    this.table = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of locks" });
    this.root = h("section", { class: "view", id: "view-locks", "aria-label": "Locks" }, h("h2", {}, "Locks by contention and hold"),
      h("div", { class: "filters", role: "search", "aria-label": "Filter locks" }, h("label", { class: "search" }, "Search ", this.search), this.count),
      this.table);
  }

  show() {
    this.draw();
  }

  /** @param {Model} model */
  update(model) {
    this.model = model;
    if (!this.root.hidden)
      this.draw();
  }

  rows() {
    const text = this.search.value.trim().toLowerCase();
    const rows = this.model.doc.locks.filter(l => `${l.label}\n${l.key}`.toLowerCase().includes(text));
    if (this.sort >= 0) {
      const value = COLUMNS[this.sort].value;
      rows.sort((a, b) => {
        const x = value(a) ?? -1, y = value(b) ?? -1;
        return (x < y ? -1 : x > y ? 1 : 0) * (this.down ? -1 : 1);
      });
    }
    return rows;
  }

  /** @param {Column} c @param {number} i */
  head(c, i) {
    const sorted = i === this.sort;
    return h("th", { scope: "col", "aria-sort": sorted ? (this.down ? "descending" : "ascending") : "none" },
      h("button", { type: "button", title: c.hint, "data-sort": c.name, click: () => {
        this.down = sorted ? !this.down : i > 0;
        this.sort = i;
        this.draw();
        this.table.querySelectorAll("th button")[i]?.dispatchEvent(new CustomEvent("focusme"));
      }, focusme: (/** @type {Event} */ e) => /** @type {HTMLElement} */ (e.target).focus() },
      c.name, h("span", { "aria-hidden": "true" }, sorted ? (this.down ? " ▼" : " ▲") : "")));
  }

  /** @param {Column} c @param {Lock} l */
  cell(c, l) {
    const text = c.text?.(l) ?? "";
    return text ? h("td", {}, text) : h("td", { class: "none", title: c.none ?? UNSEEN }, h("span", { "aria-label": c.none ?? UNSEEN }, "–"));
  }

  /** @param {Lock} l */
  row(l) {
    const known = this.model.nodeByKey.has(l.key);
    return h("tr", {}, COLUMNS.map((c, i) => i ? this.cell(c, l)
      : h("th", { scope: "row" }, known ? h("a", { href: `#lock=${encodeURIComponent(l.key)}` }, l.label) : l.label,
        h("span", { class: "kind" }, ` ${l.kind}`))));
  }

  draw() {
    const rows = this.rows(), shown = this.all ? rows : rows.slice(0, FIRST);
    const more = this.model.doc.more_locks ?? 0;
    const locks = new Set(rows.map(l => l.key)).size, runs = new Set(rows.map(l => l.run)).size;
    this.count.value = `${plural(locks, "lock")}${runs > 1 ? ` in ${plural(runs, "run")}` : ""}${more ? `, ${more} less used ones left out` : ""}`;
    if (!this.model.doc.locks.length)
      refill(this.table, h("p", { class: "empty" }, "No program was run under heddle yet: heddle run -- PROGRAM"));
    else
      refill(this.table, h("table", {}, h("thead", {}, h("tr", {}, COLUMNS.map((c, i) => this.head(c, i)))),
        h("tbody", {}, shown.map(l => this.row(l)))),
      rows.length > shown.length ? h("button", { type: "button", click: () => { this.all = true; this.draw(); } },
        `Show all ${rows.length}`) : null);
  }
}
