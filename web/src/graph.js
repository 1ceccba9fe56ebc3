// The drawing of the lock-order graph: pan, zoom, search, choosing locks and orders.
// SPDX-License-Identifier: Apache-2.0
import Panzoom from "@panzoom/panzoom";
import { h, later, plural, refill, svg } from "./dom.js";
import { GraphPanel } from "./graphpanel.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").LockNode} LockNode */
/** @typedef {import("./doc.js").Order} Order */

/** @type {Record<import("./doc.js").Change, string>} */
const SIGN = { new: "+ ", gone: "− ", unchanged: "" };
const FAR = 0.3; // below this scale nobody reads a name
const TINY = 0.12; // below this one nobody sees a lock
const DENSE = 300; // above so many orders most step back

/** @param {LockNode} n */
export const lockLink = n => `#lock=${encodeURIComponent(n.key)}`;
/** @param {Model} m @param {Order} e */
export const orderLink = (m, e) => `#order=${encodeURIComponent(m.doc.graph.nodes[e.from].key)}&` +
  encodeURIComponent(m.doc.graph.nodes[e.to].key);

/** @param {string} text @param {number} width in points */
function cut(text, width) {
  const room = Math.max(3, Math.floor(width / 6.5));
  if (text.length <= room)
    return text;
  const head = Math.ceil((room - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (room - 1 - head))}`;
}

/** @param {Model} m @param {LockNode} n @param {number} i */
function drawNode(m, n, i) {
  const [x, y, w, ht] = n.box ?? [0, 0, 0, 0];
  const box = { x: x - w / 2, y: y - ht / 2, width: w, height: ht, rx: 6 };
  const site = n.declared >= 0 ? n.declared : n.initialised;
  const under = [site >= 0 ? m.shortPlace(site) : "", n.objects > 1 ? `${n.objects} objects` : ""].filter(t => t);
  const top = y - under.length * 7 + 4;
  return svg("g", { class: `lock ${n.mark} ${n.change ?? ""}`, "data-lock": i },
    svg("rect", box),
    n.mark === "real" ? svg("rect", { x: box.x + 4, y: box.y + 4, width: w - 8, height: ht - 8, rx: 3, class: "inner" }) : null,
    svg("text", { x, y: top, class: "name" }, cut(`${SIGN[n.change ?? "unchanged"]}${n.name}`, w - 8)),
    under.map((t, k) => svg("text", { x, y: top + 14 * (k + 1), class: "site" }, cut(t, (w - 8) * 1.1))));
}

/** The arrow's tip is the last point, its base the one before or on the curve. @param {number[]} p */
function arrow(p) {
  let n = p.length;
  const tx = p[n - 2], ty = p[n - 1];
  while (n > 4 && p[n - 4] === tx && p[n - 3] === ty)
    n -= 2;
  let dx = tx - p[n - 4], dy = ty - p[n - 3];
  const len = Math.hypot(dx, dy) || 1;
  dx /= len;
  dy /= len;
  const size = Math.min(10, Math.max(7, len)), half = size * 0.42;
  const bx = tx - dx * size, by = ty - dy * size;
  return `M${tx},${ty}L${bx - dy * half},${by + dx * half}L${bx + dy * half},${by - dx * half}Z`;
}

/** @param {number[]} p a start, triples, and perhaps the arrow's tip */
function curve(p) {
  let d = `M${p[0]},${p[1]}`;
  const n = p.length / 2, triples = Math.floor((n - 1) / 3);
  for (let k = 0; k < triples; k++)
    d += `C${p.slice(2 + k * 6, 8 + k * 6).join(",")}`;
  return d;
}

/**
 * A straight line from box to box, for orders that the layout left out.
 * @param {LockNode} a @param {LockNode} b
 */
function straight(a, b) {
  if (!a.box || !b.box || a === b)
    return null;
  const [ax, ay, aw, ah] = a.box, [bx, by, bw, bh] = b.box, dx = bx - ax, dy = by - ay;
  /** How far from the middle the line leaves a box. @param {number} w @param {number} ht */
  const edge = (w, ht) => Math.min(w / 2 / Math.max(Math.abs(dx), 1e-6), ht / 2 / Math.max(Math.abs(dy), 1e-6), 0.5);
  const s = edge(aw, ah), e = 1 - edge(bw, bh), at = (/** @type {number} */ k) => [ax + dx * k, ay + dy * k];
  return [...at(s), ...at(s + (e - s) / 3), ...at(s + (e - s) * 2 / 3), ...at(e), ...at(e)].map(v => Math.round(v * 10) / 10);
}

/** @param {Model} m @param {Order} e @param {number} i */
function drawOrder(m, e, i) {
  const nodes = m.doc.graph.nodes;
  const path = e.path && e.path.length >= 8 ? e.path : straight(nodes[e.from], nodes[e.to]);
  if (!path)
    return null;
  const d = curve(path);
  const left = path !== e.path && (e.change ?? "unchanged") === "unchanged" ? " implied" : "";
  return svg("g", { class: `order ${e.mark} ${e.evidence} ${e.change ?? ""}${left}`, "data-order": i },
    svg("path", { class: "hit", d }), e.change && e.mark === "real" ? svg("path", { class: "strand", d }) : null,
    svg("path", { class: "line", d }),
    svg("path", { class: "head", d: arrow(path) }));
}

/** @param {boolean} compared */
function legend(compared) {
  /** @param {string} c */
  const sample = c => svg("svg", { class: "sample", width: 46, height: 12, "aria-hidden": "true" },
    svg("g", { class: `order ${c}` }, c.includes("unchanged real") ? svg("path", { class: "strand", d: "M1,6L34,6" }) : null,
      svg("path", { class: "line", d: "M1,6L34,6" }),
      svg("path", { class: "head", d: "M44,6L34,10L34,2Z" })));
  return h("ul", { class: "legend", "aria-label": "Legend" },
    h("li", {}, "a → b: b is acquired while a is held"),
    (compared ? [["none new", "+ new (bold)"], ["none gone", "− gone (dashed)"], ["none unchanged", "in both (thin)"],
      ["unchanged real", "lock-order cycle (edged, double border)"], ["excused unchanged", "excused cycle (hollow arrow)"]]
      : [["none static", "found by analysis"], ["none runtime", "seen at run time"], ["none both", "both"],
      ["real both", "lock-order cycle (bold, double border)"],
      ["excused both", "excused cycle (hollow arrow)"]]).map(([c, t]) => h("li", {}, sample(c), " ", t)));
}

export class GraphView {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.panel = new GraphPanel(model);
    this.scene = svg("g");
    this.picture = svg("svg", { class: "drawing", role: "img" }, this.scene);
    this.box = h("div", { class: "canvas", tabindex: 0, role: "group", keydown: (/** @type {KeyboardEvent} */ e) => this.key(e),
      "aria-label": "Drawing: arrow keys move it, plus and minus zoom, 0 fits it into view" }, this.picture);
    this.search = h("input", { type: "search", name: "lock", placeholder: "lock or file", autocomplete: "off",
      input: later(() => this.find(), 60),
      keydown: (/** @type {KeyboardEvent} */ e) => { if (e.key === "Enter") this.first(); } });
    this.found = h("output", { class: "shown" });
    this.implied = h("span", { class: "n" });
    this.impliedBox = h("label", { hidden: true, title: "a → c where a → b → c is drawn" }, h("input", { type: "checkbox",
      change: (/** @type {Event} */ e) => this.picture.classList.toggle("show-implied", /** @type {HTMLInputElement} */ (e.target).checked)
    }), " implied ones ", this.implied);
    this.root = h("section", { class: "view", id: "view-graph", "aria-label": "Lock graph" },
      this.toolbar(), legend(Boolean(model.doc.graph.against)), h("div", { class: "split graph" }, this.box, this.panel.root));
    /** @type {ReturnType<typeof Panzoom> | null} */
    this.panzoom = null;
    this.listen();
    this.drawn = "";
    this.taken = ""; // the search that Enter ended
  }

  toolbar() {
    /** @param {string} label @param {string} text @param {() => void} act */
    const button = (label, text, act) => h("button", { type: "button", "aria-label": label, click: act }, text);
    /** @param {string} name @param {string} text */
    const hide = (name, text) => h("label", {}, h("input", { type: "checkbox", checked: name !== "cycles",
      change: (/** @type {Event} */ e) => this.picture.classList.toggle(name === "cycles" ? "only-cycles" : `hide-${name}`,
        /** @type {HTMLInputElement} */ (e.target).checked === (name === "cycles")) }), ` ${text}`);
    return h("div", { class: "filters", role: "search", "aria-label": "Find in the graph" },
      h("label", { class: "search" }, "Lock ", this.search), this.found,
      h("fieldset", {}, h("legend", {}, "Orders"), hide("static", "static"), hide("runtime", "runtime"), hide("both", "both"),
        hide("cycles", "only cycles"), this.model.doc.graph.against ? h("label", {}, h("input", { type: "checkbox", name: "changed",
          change: (/** @type {Event} */ e) => this.picture.classList.toggle("only-changed", /** @type {HTMLInputElement} */ (e.target).checked)
        }), " only changes") : null, this.impliedBox),
      h("span", { class: "buttons" }, button("zoom in", "+", () => this.zoom(1.25)), button("zoom out", "−", () => this.zoom(0.8)),
        button("fit into view", "fit", () => this.fit())));
  }

  listen() {
    let x = 0, y = 0;
    this.picture.addEventListener("pointerdown", e => { x = e.clientX; y = e.clientY; }, true);
    this.picture.addEventListener("click", e => {
      if (Math.hypot(e.clientX - x, e.clientY - y) > 5)
        return; // the end of a drag
      const g = /** @type {Element} */ (e.target).closest("[data-lock],[data-order]");
      const { nodes, edges } = this.model.doc.graph;
      if (g?.hasAttribute("data-lock"))
        location.hash = lockLink(nodes[Number(g.getAttribute("data-lock"))]);
      else if (g)
        location.hash = orderLink(this.model, edges[Number(g.getAttribute("data-order"))]);
    });
    this.box.addEventListener("wheel", e => {
      e.preventDefault();
      const r = this.picture.getBoundingClientRect();
      this.zoom(e.deltaY > 0 ? 0.87 : 1.15, e.clientX - r.left, e.clientY - r.top);
    }, { passive: false });
  }

  /** It wants an element that is on the page already. */
  get pan() {
    this.panzoom ??= Panzoom(this.scene, { canvas: true, maxScale: 8, minScale: 0.002, cursor: "grab" });
    return this.panzoom;
  }

  /** Moves the drawing, after Panzoom's own first move, which comes a moment after it is made. @param {() => void} f */
  move(f) {
    if (!this.panzoom)
      void this.pan;
    setTimeout(f);
  }

  /** The page shows this view now. */
  show() {
    const { nodes, edges, error, width, height } = this.model.doc.graph;
    const what = JSON.stringify([width, height, nodes.map(n => [n.key, n.mark, n.objects]),
      edges.map(e => [e.from, e.to, e.mark, e.evidence, e.change])]);
    if (what !== this.drawn) {
      this.drawn = what;
      this.picture.setAttribute("aria-label", `${plural(nodes.length, "lock")}, ${plural(edges.length, "order")}`);
      this.scene.replaceChildren();
      if (error || !nodes.length)
        refill(this.box, h("p", { class: "empty" }, nodes.length
          ? `The graph is not drawn: ${error}` : "No lock was acquired while another was held."));
      else
        this.draw();
    }
  }

  draw() {
    const { nodes, edges } = this.model.doc.graph;
    if (!this.picture.isConnected)
      refill(this.box, this.picture);
    const order = edges.map((_, i) => i).sort((a, b) => Number(edges[a].mark === "real") - Number(edges[b].mark === "real"));
    for (const i of order) {
      const e = drawOrder(this.model, edges[i], i);
      if (e)
        this.scene.append(e);
    }
    const implied = this.scene.querySelectorAll(".implied").length;
    this.implied.textContent = String(implied);
    this.impliedBox.hidden = !implied;
    this.picture.classList.toggle("dense", edges.length > DENSE);
    nodes.forEach((n, i) => this.scene.append(drawNode(this.model, n, i)));
    this.scene.addEventListener("panzoomzoom", () => this.picture.classList.toggle("far", this.pan.getScale() < FAR));
    this.start();
  }

  /** All of it, or the first change or cycle of a drawing that is too large to be read as a whole. */
  start() {
    const { nodes, edges } = this.model.doc.graph;
    const changed = edges.findIndex(e => (e.change ?? "unchanged") !== "unchanged");
    const first = changed >= 0 ? changed : edges.findIndex(e => e.mark === "real"), box = first >= 0 ? nodes[edges[first].from].box : undefined;
    if (box && this.whole() < TINY)
      this.center(box[0], box[1]);
    else
      this.fit();
  }

  /** The scale at which all of it can be seen. */
  whole() {
    const { width = 1, height = 1 } = this.model.doc.graph;
    return Math.min((this.box.clientWidth - 24) / width, (this.box.clientHeight - 24) / height, 1.6);
  }

  fit() {
    this.move(() => this.fitNow());
  }

  fitNow() {
    const { width = 1, height = 1 } = this.model.doc.graph;
    const w = this.box.clientWidth, ht = this.box.clientHeight;
    if (!w || !ht)
      return;
    const k = this.whole();
    this.pan.zoom(k, { animate: false });
    this.pan.pan((w / k - width) / 2, (ht / k - height) / 2, { animate: false, force: true });
  }

  /** @param {number} by @param {number} [x] @param {number} [y] in pixels of the box: what stays where it is */
  zoom(by, x = this.box.clientWidth / 2, y = this.box.clientHeight / 2) {
    const old = this.pan.getScale(), at = this.pan.getPan();
    const k = Math.min(8, Math.max(0.002, old * by));
    this.pan.zoom(k, { animate: false });
    this.pan.pan(at.x + x / k - x / old, at.y + y / k - y / old, { animate: false });
  }

  /** @param {number} x @param {number} y a point of the drawing */
  center(x, y) {
    this.move(() => this.centerNow(x, y));
  }

  /** @param {number} x @param {number} y */
  centerNow(x, y) {
    const w = this.box.clientWidth, ht = this.box.clientHeight;
    const k = Math.max(this.pan.getScale(), 0.6);
    if (!w)
      return;
    this.pan.zoom(k, { animate: false });
    this.pan.pan(w / 2 / k - x, ht / 2 / k - y, { animate: false });
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey)
      return;
    const step = 60 / this.pan.getScale();
    /** @param {number} x @param {number} y */
    const move = (x, y) => this.pan.pan(x * step, y * step, { relative: true, animate: false });
    /** @type {Record<string, () => void>} */
    const keys = {
      "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), 0: () => this.fit(),
      ArrowLeft: () => move(1, 0), ArrowRight: () => move(-1, 0), ArrowUp: () => move(0, 1), ArrowDown: () => move(0, -1)
    };
    if (keys[e.key]) {
      e.preventDefault();
      keys[e.key]();
    }
  }

  matches() {
    const words = this.search.value.trim().toLowerCase().split(/\s+/).filter(w => w);
    if (!words.length)
      return [];
    return this.model.doc.graph.nodes.map((_, i) => i).filter(i => {
      const n = this.model.doc.graph.nodes[i];
      const text = `${n.name}\n${n.key}\n${this.model.place(n.declared)}\n${this.model.place(n.initialised)}`.toLowerCase();
      return words.every(w => text.includes(w));
    });
  }

  find() {
    const hits = this.matches(), asked = this.search.value.trim() !== "";
    this.found.value = asked ? plural(hits.length, "lock") : "";
    this.mark("hit", hits, []);
    this.picture.classList.toggle("searching", asked);
    if (asked && this.search.value === this.taken)
      return; // Enter was faster
    this.taken = "";
    if (asked)
      this.panel.showMatches(hits);
    else
      this.panel.showOverview();
  }

  first() {
    const hits = this.matches();
    this.taken = this.search.value;
    if (hits.length)
      location.hash = lockLink(this.model.doc.graph.nodes[hits[0]]);
  }

  /** @param {string} name a class @param {number[]} locks @param {number[]} orders who gets it; nobody else */
  mark(name, locks, orders) {
    this.scene.querySelectorAll(`.${name}`).forEach(e => e.classList.contains("order") || e.classList.contains("lock")
      ? e.classList.remove(name) : undefined);
    const l = new Set(locks), o = new Set(orders);
    for (const e of this.scene.children)
      if (l.has(Number(e.getAttribute("data-lock") ?? -1)) || o.has(Number(e.getAttribute("data-order") ?? -1)))
        e.classList.add(name);
  }

  /** @param {string} key */
  goToLock(key) {
    const i = this.model.nodeByKey.get(key);
    if (i === undefined)
      return;
    const { nodes, edges } = this.model.doc.graph, n = nodes[i];
    this.mark("chosen", [i], []);
    this.mark("near", [], edges.map((_, k) => k).filter(k => edges[k].from === i || edges[k].to === i));
    if (n.box)
      this.center(n.box[0], n.box[1]);
    this.panel.showLock(i);
  }

  /** @param {string} from @param {string} to keys */
  goToOrder(from, to) {
    const a = this.model.nodeByKey.get(from), b = this.model.nodeByKey.get(to);
    const i = this.model.doc.graph.edges.findIndex(e => e.from === a && e.to === b);
    if (i < 0)
      return;
    this.mark("chosen", [], [i]);
    this.mark("near", [], [i]);
    this.panel.showOrder(i);
  }

  /** @param {string} fingerprint of a finding about a cycle */
  goToCycle(fingerprint) {
    const orders = this.model.ordersOf(fingerprint), { nodes, edges } = this.model.doc.graph;
    this.mark("chosen", [], orders);
    this.mark("near", [], orders);
    const boxes = orders.flatMap(i => [nodes[edges[i].from].box, nodes[edges[i].to].box]);
    const xs = boxes.map(b => b?.[0] ?? 0), ys = boxes.map(b => b?.[1] ?? 0);
    if (orders.length)
      this.center((Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2);
    this.panel.showCycle(fingerprint);
  }

  /** @param {Model} model */
  update(model) {
    this.model = model;
    this.panel.update(model);
    if (this.root.isConnected && !this.root.hidden)
      this.show();
  }
}
