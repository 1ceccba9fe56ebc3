// What is known of the lock, order or cycle that is chosen in the graph.
// SPDX-License-Identifier: Apache-2.0
import { EVIDENCE } from "./doc.js";
import { h, plural, refill, when } from "./dom.js";
import { excerpt, placeText, stackList } from "./finding.js";
import { lockLink, orderLink } from "./graph.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").Way} Way */
/** @typedef {import("./doc.js").End} End */

const LISTED = 50;

/** A thread that meets an order again and again is not counted each time. @param {number} n */
const atLeast = n => (n === 1 ? "at least once" : `at least ${n.toLocaleString("en")} times`);
/** @param {string} mode */
const modeText = mode => (mode === "shared" ? " for reading" : "");

/** @param {Model} m @param {End} end @param {string} say */
function stack(m, end, say) {
  const frames = m.frames(end.stack), list = frames.length ? frames : end.at >= 0 ? [end.at] : [];
  return h("section", { class: "stack" }, h("h4", {}, say, modeText(end.mode)),
    list.length ? excerpt(m, m.chief(list), 2) : null, stackList(m, list));
}

export class GraphPanel {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.root = h("section", { class: "detail", "aria-label": "Chosen in the graph", "aria-live": "polite" });
    /** @type {() => void} */
    this.again = () => this.showOverview();
    this.showOverview();
  }

  /** @param {Model} model */
  update(model) {
    this.model = model;
    this.again();
  }

  /** @param {() => void} again @param {(Node | string | null | (Node | null)[])[]} children */
  fill(again, ...children) {
    this.again = again;
    refill(this.root, ...children);
  }

  /** @param {number} i */
  orderItem(i) {
    const { nodes, edges } = this.model.doc.graph, e = edges[i];
    return h("li", {}, h("a", { href: orderLink(this.model, e) }, `${nodes[e.from].name} → ${nodes[e.to].name}`), " ",
      h("span", { class: `tag ev ${e.evidence}` }, e.evidence),
      e.change && e.change !== "unchanged" ? h("span", { class: `tag ${e.change}` }, e.change) : null,
      e.mark === "real" ? h("span", { class: "tag real" }, "cycle") : null,
      e.mark === "excused" ? h("span", { class: "tag reason" }, `excused: ${e.reason}`) : null);
  }

  /** @param {number[]} orders */
  orderList(orders) {
    return [h("ul", { class: "links" }, orders.slice(0, LISTED).map(i => this.orderItem(i))),
      orders.length > LISTED ? h("p", { class: "empty" }, `and ${orders.length - LISTED} more`) : null];
  }

  showOverview() {
    const g = this.model.doc.graph;
    const real = g.cycles.filter(c => !c.reason), excused = g.cycles.filter(c => c.reason);
    /** @param {import("./doc.js").Cycle} c */
    const item = c => h("li", {}, h("a", { href: `#cycle=${c.finding}` }, [...c.locks, c.locks[0]].join(" → ")),
      c.change && c.change !== "unchanged" ? [" ", h("span", { class: `tag ${c.change}` }, c.change)] : null,
      c.reason ? [" ", h("span", { class: "tag reason" }, c.why || c.reason)] : null);
    this.fill(() => this.showOverview(), h("h2", {}, `${plural(g.nodes.length, "lock")}, ${plural(g.edges.length, "order")}, ${plural(real.length, "cycle")}`),
      g.error ? h("p", { class: "excuse" }, g.error) : null,
      h("p", { class: "empty" }, "Click a lock or an order, or search for a lock and press Enter."), ...this.changes(),
      real.length ? h("h3", {}, "Cycles") : null, real.length ? h("ul", { class: "links" }, real.slice(0, LISTED).map(item)) : null,
      excused.length ? h("h3", {}, "Excused cycles, and why") : null,
      excused.length ? h("ul", { class: "links" }, excused.slice(0, LISTED).map(item)) : null,
      real.length || excused.length ? null : h("h3", {}, "Orders"),
      ...(real.length || excused.length ? [] : this.orderList(g.edges.map((_, i) => i))));
  }

  /** What is new and what is gone, when two graphs are compared. */
  changes() {
    const { against, edges } = this.model.doc.graph;
    if (!against)
      return [];
    /** @param {import("./doc.js").Change} c */
    const some = c => edges.map((_, i) => i).filter(i => edges[i].change === c);
    const fresh = some("new"), gone = some("gone");
    return [h("p", { class: "facts" }, `Against ${against}: ${plural(fresh.length, "order")} new, ${gone.length} gone, ${some("unchanged").length} in both`),
      ...(fresh.length ? [h("h3", {}, "New orders"), ...this.orderList(fresh)] : []),
      ...(gone.length ? [h("h3", {}, "Orders that are gone"), ...this.orderList(gone)] : [])];
  }

  /** @param {number[]} hits */
  showMatches(hits) {
    const nodes = this.model.doc.graph.nodes;
    this.fill(() => this.showMatches(hits), h("h2", {}, plural(hits.length, "lock"), " found"),
      h("ul", { class: "links" }, hits.slice(0, LISTED).map(i => h("li", {}, h("a", { href: lockLink(nodes[i]) }, nodes[i].name), " ",
        this.site(nodes[i].declared >= 0 ? nodes[i].declared : nodes[i].initialised)))),
      hits.length > LISTED ? h("p", { class: "empty" }, `and ${hits.length - LISTED} more`) : null);
  }

  /** @param {number} n */
  site(n) {
    return n >= 0 ? placeText(this.model, n) : null;
  }

  /** @param {number} i */
  showLock(i) {
    const m = this.model, n = m.doc.graph.nodes[i], edges = m.doc.graph.edges;
    if (!n)
      return;
    const out = edges.map((_, k) => k).filter(k => edges[k].from === i);
    const into = edges.map((_, k) => k).filter(k => edges[k].to === i);
    /** @type {Set<number>} */
    const places = new Set();
    for (const k of [...out, ...into])
      for (const w of edges[k].ways)
        places.add(edges[k].from === i ? w.from.at : w.to.at);
    places.delete(-1);
    this.fill(() => this.showLock(this.model.nodeByKey.get(n.key) ?? -1), h("h2", { tabindex: -1 }, n.name),
      h("p", { class: "facts" }, n.kind || "lock", n.objects > 1 ? ` · ${n.objects} objects seen` : "",
        n.acquisitions ? ` · acquired ${plural(n.acquisitions, "time")}, contended ${plural(n.contended, "time")}` : "",
        " · ", h("code", {}, n.key)),
      n.declared >= 0 ? h("p", {}, "declared at ", this.site(n.declared)) : null,
      n.declared >= 0 ? excerpt(m, n.declared, 1) : null,
      n.initialised >= 0 ? h("p", {}, "initialised at ", this.site(n.initialised)) : null,
      out.length ? h("h3", {}, "Acquired while it is held") : null, ...(out.length ? this.orderList(out) : []),
      into.length ? h("h3", {}, "Acquired while another is held") : null, ...(into.length ? this.orderList(into) : []),
      places.size ? h("h3", {}, "Where it is acquired") : null,
      h("ul", { class: "links" }, [...places].slice(0, LISTED).map(s => h("li", {}, placeText(m, s)))));
  }

  /** @param {Way} w @param {string} a @param {string} b */
  way(w, a, b) {
    const m = this.model;
    return h("section", { class: "way" }, h("h3", {}, w.thread ? `Thread ${w.thread}` : "A thread", " ",
      h("span", { class: `tag ev ${w.evidence}` }, EVIDENCE[w.evidence])),
      w.gates?.length ? h("p", { class: "facts" }, `also holds ${w.gates.join(", ")}`) : null,
      w.try ? h("p", { class: "facts" }, "only tries to acquire the second one") : null,
      w.ordered ? h("p", { class: "facts" }, "instances taken in a fixed order") : null,
      h("div", { class: "threads" }, stack(m, w.from, `holds ${a}, acquired here`), stack(m, w.to, `acquires ${b} here`)));
  }

  /** @param {number} i */
  showOrder(i) {
    const m = this.model, { nodes, edges } = m.doc.graph, e = edges[i];
    const a = nodes[e.from], b = nodes[e.to];
    const others = e.finding ? m.ordersOf(e.finding).filter(k => k !== i) : [];
    this.fill(() => this.showAgain(a.key, b.key), h("h2", { tabindex: -1 }, h("a", { href: lockLink(a) }, a.name), " → ", h("a", { href: lockLink(b) }, b.name)),
      h("p", { class: "facts" }, EVIDENCE[e.evidence], e.count ? ` · ${atLeast(e.count)}` : "",
        e.last_ms ? ` · last at ${when(e.last_ms)}` : "", e.change && e.change !== "unchanged" ? ` · ${e.change}` : "",
        e.old_evidence ? ` · before: ${EVIDENCE[e.old_evidence]}${e.old_count ? `, ${atLeast(e.old_count)}` : ""}` : ""),
      e.mark === "real" && e.change === "gone" ? h("p", { class: "facts" }, "It was on a lock-order cycle.") : null,
      e.mark === "real" && e.change !== "gone" ? h("p", { class: "alarm" }, "On a lock-order cycle: ", h("a", { href: `#f-${e.finding}` }, "the finding")) : null,
      e.mark === "excused" ? h("p", { class: "excuse" }, `On a cycle that is excused: ${e.reason}. `,
        e.finding ? h("a", { href: `#f-${e.finding}` }, "more") : null) : null,
      others.length ? h("h3", {}, "The rest of the cycle") : null, ...(others.length ? this.orderList(others) : []),
      e.ways.map(w => this.way(w, a.name, b.name)),
      e.more_ways ? h("p", { class: "empty" }, `and ${plural(e.more_ways, "more way")}`) : null,
      e.ways.length ? null : h("p", { class: "empty" }, "No thread gets there."));
  }

  /** @param {string} from @param {string} to keys */
  showAgain(from, to) {
    const { nodes, edges } = this.model.doc.graph;
    const i = edges.findIndex(e => nodes[e.from].key === from && nodes[e.to].key === to);
    if (i >= 0)
      this.showOrder(i);
    else
      this.showOverview();
  }

  /** Every order of a cycle, one beside the other. @param {string} fingerprint */
  showCycle(fingerprint) {
    const m = this.model, { nodes, edges, cycles } = m.doc.graph;
    const cycle = cycles.find(c => c.finding === fingerprint), orders = m.ordersOf(fingerprint);
    this.fill(() => this.showCycle(fingerprint), h("h2", { tabindex: -1 }, cycle ? [...cycle.locks, cycle.locks[0]].join(" → ") : "Cycle"),
      cycle?.reason ? h("p", { class: "excuse" }, `Excused: ${cycle.why || cycle.reason}`) : null,
      m.finding(fingerprint) ? h("p", {}, h("a", { href: `#f-${fingerprint}` }, "the finding")) : null, ...this.orderList(orders),
      orders.map(i => edges[i].ways.slice(0, 1).map(w => this.way(w, nodes[edges[i].from].name, nodes[edges[i].to].name))).flat());
  }
}
