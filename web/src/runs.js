// The runs that all this comes from.
// SPDX-License-Identifier: Apache-2.0
import { h, plural, refill, when } from "./dom.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").Run} Run */

/** @param {Run} r */
function outcome(r) {
  if (r.command === "check")
    return `${plural(r.translation_units, "translation unit")}${r.failed_units ? `, ${r.failed_units} not analysed` : ""}`;
  if (!r.ended_ms)
    return "still running";
  return r.exit_status < 0 ? "unknown" : r.exit_status > 128 ? `killed by signal ${r.exit_status - 128}` : `exit status ${r.exit_status}`;
}

const NAMED = 3; // what the page covers, in a line

/** What the findings come from: "check of build, 2 runs of ./server". The check, then runs, newest first.
 * @param {Run[]} runs @returns {string} */
export function covers(runs) {
  /** @type {Map<string, number>} */
  const checked = new Map(), ran = new Map();
  for (const r of [...runs].reverse()) {
    const of = r.command === "check" ? checked : ran;
    of.set(r.target, (of.get(r.target) ?? 0) + 1);
  }
  /** @param {string} what @returns {(of: [string, number]) => string} */
  const words = what => ([target, n]) => `${n > 1 ? plural(n, what) : what}${target ? ` of ${target}` : ""}`;
  const all = [...[...checked].map(words("check")), ...[...ran].map(words("run"))];
  const rest = [...checked.values(), ...ran.values()].slice(NAMED).reduce((sum, n) => sum + n, 0);
  return [...all.slice(0, NAMED), rest ? plural(rest, "more run") : ""].filter(w => w).join(", ");
}

/** When the newest of them began. @param {Run[]} runs @returns {string} */
export function latest(runs) {
  const at = when(Math.max(0, ...runs.map(r => r.started_ms)));
  return at && runs.length > 1 ? `latest ${at}` : at;
}

export class RunsView {
  /** @param {Model} model */
  constructor(model) {
    this.body = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of runs" });
    this.root = h("section", { class: "view", id: "view-runs", "aria-label": "Runs" }, h("h2", {}, "Runs"), this.body);
    this.update(model);
  }

  show() {}

  /** @param {Model} model */
  update(model) {
    const head = ["Run", "Command", "Target", "Host", "Started", "Ended", "Outcome", "Not seen"];
    refill(this.body, h("table", { class: "runs" }, h("thead", {}, h("tr", {}, head.map(t => h("th", { scope: "col" }, t)))),
      h("tbody", {}, model.doc.runs.map(r => h("tr", {}, h("th", { scope: "row" }, r.id), h("td", {}, r.command), h("td", {}, r.target),
        h("td", {}, r.host), h("td", {}, when(r.started_ms)), h("td", {}, when(r.ended_ms)), h("td", {}, outcome(r)),
        h("td", { class: "coverage" }, r.coverage, r.dropped ? ` ${r.dropped} records lost to full tables` : ""))))));
  }
}
