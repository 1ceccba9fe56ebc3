// Threads and timers over time, one run after the other.
// SPDX-License-Identifier: Apache-2.0
import uPlot from "uplot";
import { h, plural, refill } from "./dom.js";
import { stackList } from "./finding.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").Samples} Samples */
/** @typedef {{label: string, values: number[]}} Line */

// Okabe and Ito's colours, told apart by dashes, too.
const INK = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7", "--c8"];
/** @type {number[][]} */
const DASH = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4], [12, 6], [6, 2, 2, 2, 2, 2]];

/** @param {string} name */
const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888";

/** @param {number[]} v */
function range(v) {
  let low = Infinity, high = -Infinity;
  for (const x of v) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return v.length ? `${low} to ${high}, ${v[v.length - 1]} at the end` : "";
}

/** @param {number[]} at_ms @param {Line[]} lines @param {number} width */
function plot(at_ms, lines, width) {
  const box = h("div", { class: "plot", role: "img",
    "aria-label": lines.map(l => `${l.label}: ${range(l.values)}`).join("; ") });
  const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { stroke: color("--line") } };
  const start = at_ms[0] ?? 0;
  new uPlot({
    width, height: 230, scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [{ ...axis, label: "seconds since the first sample", labelSize: 20, size: 34 }, { ...axis, size: 50 }],
    legend: { show: false }, cursor: { show: true },
    series: [{ label: "s" }, ...lines.map((l, i) => ({
      label: l.label, stroke: color(INK[i % INK.length]), width: 2, dash: DASH[i % DASH.length], points: { show: at_ms.length < 3 }
    }))]
  }, [at_ms.map(t => (t - start) / 1000), ...lines.map(l => l.values)], box);
  return box;
}

/** @param {Line[]} lines */
function key(lines) {
  return h("ul", { class: "legend" }, lines.map((l, i) => {
    const c = h("canvas", { width: 44, height: 10, "aria-hidden": "true" }), d = c.getContext("2d");
    if (d) {
      d.strokeStyle = color(INK[i % INK.length]);
      d.lineWidth = 2;
      d.setLineDash(DASH[i % DASH.length]);
      d.beginPath();
      d.moveTo(0, 5);
      d.lineTo(44, 5);
      d.stroke();
    }
    return h("li", {}, c, ` ${l.label}: `, h("span", { class: "n" }, range(l.values)));
  }));
}

export class TimeView {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.body = h("div");
    this.root = h("section", { class: "view", id: "view-time", "aria-label": "Threads and timers" },
      h("h2", {}, "Threads and timers over time"), this.body);
    this.width = 0;
    addEventListener("resize", () => { if (!this.root.hidden && this.root.clientWidth !== this.width) this.draw(); });
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

  /** @param {import("./doc.js").Place} p */
  placeName(p) {
    const site = this.model.chief(this.model.frames(p.stack)), s = this.model.site(site);
    return `${p.kind}s of ${s.function || "an unknown place"}${s.file ? ` (${this.model.shortPlace(site)})` : ""}`;
  }

  /** @param {Samples} s */
  run(s) {
    const run = this.model.doc.runs.find(r => r.id === s.run);
    /** @type {Line[]} */
    const all = [{ label: "threads", values: s.threads }, { label: "timers", values: s.timers },
      { label: "threads that hold a lock", values: s.holding }, { label: "threads that wait", values: s.waiting }];
    const places = s.places.map(p => ({ label: this.placeName(p), values: p.live }));
    const width = Math.max(280, this.width - 40);
    return h("section", { class: "run" }, h("h3", {}, `Run ${s.run}: ${run?.target ?? ""}`),
      h("p", { class: "facts" }, `${plural(s.at_ms.length, "sample")}${run && !run.ended_ms ? ", still running" : ""}`),
      plot(s.at_ms, all, width), key(all),
      places.length ? [h("h4", {}, "Alive, by where they were created"), plot(s.at_ms, places, width), key(places),
        h("details", {}, h("summary", {}, "Stacks of the creations"), s.places.map(p => h("div", {},
          h("h4", {}, this.placeName(p)), stackList(this.model, this.model.frames(p.stack)))))]
        : null,
      s.more_places ? h("p", { class: "empty" }, `and ${plural(s.more_places, "more place")}`) : null);
  }

  draw() {
    this.width = this.root.clientWidth;
    const { samples } = this.model.doc, newest = [...samples].reverse();
    refill(this.body, newest.length ? newest.slice(0, 10).map(s => this.run(s))
      : h("p", { class: "empty" }, "No run was sampled: heddle run takes a sample about every second."),
    newest.length > 10 ? h("p", { class: "empty" }, `and ${plural(newest.length - 10, "older run")}`) : null);
  }
}
