// The page: header, views, and where the document comes from.
// SPDX-License-Identifier: Apache-2.0
import "./style/page.css";
import { Model, island } from "./doc.js";
import { h, plural, refill } from "./dom.js";
import { findingDetail } from "./finding.js";
import { FindingsView } from "./findings.js";
import { GraphView } from "./graph.js";
import { LocksView } from "./locks.js";
import { covers, latest, RunsView } from "./runs.js";
import { themeSwitch } from "./theme.js";
import { TimeView } from "./time.js";

/** @typedef {import("./doc.js").Doc} Doc */

const TABS = [["findings", "Findings"], ["graph", "Lock graph"], ["locks", "Locks"], ["time", "Threads and timers"], ["runs", "Runs"]];
const PRINTED = 300; // findings on paper

/** @param {import("./doc.js").Summary} s */
function tally(s) {
  /** @param {number} n @param {string} what @param {string} c */
  const item = (n, what, c) => h("li", { class: c }, h("b", {}, n.toLocaleString("en")), ` ${what}${n === 1 ? "" : "s"}`);
  return [item(s.error, "error", "error"), item(s.warning, "warning", "warning"), item(s.note, "note", "note"),
    s.excused ? h("li", {}, h("b", {}, s.excused), " excused") : null,
    s.translation_units ? h("li", {}, h("b", {}, s.translation_units), ` translation unit${s.translation_units === 1 ? "" : "s"}`,
      s.failed_units ? "" : ", all analysed") : null,
    s.failed_units ? h("li", { class: "warning" }, h("b", {}, s.failed_units), " could not be analysed") : null];
}

class Page {
  /** @param {HTMLElement} root @param {Doc} doc */
  constructor(root, doc) {
    this.model = new Model(doc);
    this.findings = new FindingsView(this.model);
    this.graph = new GraphView(this.model);
    this.locks = new LocksView(this.model);
    this.time = new TimeView(this.model);
    this.runs = new RunsView(this.model);
    /** @type {Record<string, {root: HTMLElement, show?: () => void}>} */
    this.views = { findings: { root: this.findings.root }, graph: this.graph, locks: this.locks, time: this.time, runs: this.runs };
    this.tally = h("ul", { class: "tally" });
    this.target = h("p", { class: "target" });
    this.others = h("p", { class: "others" });
    this.status = h("p", { class: "status", role: "status" });
    this.links = TABS.map(([id, text]) => h("a", { href: `#${id}`, id: `tab-${id}` }, text));
    this.paper = h("div", { class: "paper" });
    this.header = h("header", {}, h("div", { class: "top" }, h("h1", {}, doc.view === "graph" ? "Lock order" : "Concurrency report"),
      this.status, themeSwitch(() => this.time.update(this.model))),
    this.target, this.tally, this.others, h("nav", { "aria-label": "Views" }, this.links));
    refill(root, h("a", { class: "skip", href: "#main", click: (/** @type {Event} */ e) => {
      e.preventDefault();
      this.main.focus();
    } }, "Skip to the content"), this.header,
    this.main = h("main", { id: "main", tabindex: -1 }, Object.values(this.views).map(v => v.root)), this.paper,
    h("footer", {}, `made by heddle ${doc.heddle.version}`));
    this.head();
    addEventListener("hashchange", () => this.route());
    addEventListener("beforeprint", () => this.print());
    addEventListener("afterprint", () => this.paper.replaceChildren());
    this.route();
    this.findings.list.draw();
  }

  head() {
    const doc = this.model.doc;
    const of = covers(doc.runs), at = latest(doc.runs), others = doc.summary.others ?? 0;
    refill(this.target, of, of && at ? " · " : "", at ? h("span", { class: "date" }, at) : null);
    refill(this.others, others ? [`${plural(others, "other finding")} ${others === 1 ? "is" : "are"} not about lock order: `,
      h("code", {}, "heddle report --format html")] : null);
    this.others.hidden = !others;
    refill(this.tally, tally(doc.summary));
  }

  /** @param {Doc} doc */
  update(doc) {
    this.model = new Model(doc);
    this.head();
    for (const v of [this.findings, this.graph, this.locks, this.time, this.runs])
      v.update(this.model);
  }

  /** @param {string} id */
  open(id) {
    for (const [name, view] of Object.entries(this.views))
      view.root.hidden = name !== id;
    this.links.forEach((a, i) => a.toggleAttribute("data-here", TABS[i][0] === id));
    this.links.forEach((a, i) => TABS[i][0] === id ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current"));
    this.views[id].show?.();
  }

  /** Goes where the address says. */
  route() {
    const hash = location.hash.slice(1), equals = hash.indexOf("="), word = equals < 0 ? hash : hash.slice(0, equals);
    const rest = equals < 0 ? [] : hash.slice(equals + 1).split("&").map(part => {
      try {
        return decodeURIComponent(part);
      } catch {
        return ""; // an address that somebody cut
      }
    });
    if (word.startsWith("f-")) {
      this.open("findings");
      this.findings.goTo(word.slice(2));
    } else if (word === "lock" || word === "order" || word === "cycle") {
      this.open("graph");
      if (word === "lock")
        this.graph.goToLock(rest[0] ?? "");
      else if (word === "order")
        this.graph.goToOrder(rest[0] ?? "", rest[1] ?? "");
      else
        this.graph.goToCycle(rest[0] ?? "");
    } else {
      this.open(Object.hasOwn(this.views, word) ? word : this.model.doc.view);
    }
  }

  /** What the filters leave goes onto paper, every finding open. */
  print() {
    const shown = this.findings.shown.slice(0, PRINTED), rest = this.findings.shown.length - shown.length;
    refill(this.paper, h("h2", {}, plural(this.findings.shown.length, "finding")),
      shown.map(f => findingDetail(this.model, f, "h3")), rest > 0 ? h("p", {}, `and ${rest} more`) : null);
    this.locks.draw();
  }
}

/** Fetches the document again and again. @param {HTMLElement} root @param {string} url */
function live(root, url) {
  /** @type {Page | null} */
  let page = null;
  let tag = "", last = "";
  /** Shows the document, unless it is the one that is shown. @param {Response} answer */
  const take = async answer => {
    const text = await answer.text();
    tag = answer.headers.get("ETag") ?? "";
    if (!page)
      page = new Page(root, JSON.parse(text));
    else if (text !== last)
      page.update(JSON.parse(text));
    last = text;
  };
  const tick = async () => {
    let pause = 10000;
    try {
      const answer = await fetch(url, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
      if (answer.status !== 304) {
        if (!answer.ok)
          throw new Error(`the server answers ${answer.status}`);
        await take(answer);
      }
      if (page) {
        const running = page.model.doc.running;
        pause = running ? 2000 : 10000;
        page.status.textContent = running ? "live: a program is running" : "up to date";
      }
    } catch (e) {
      const why = `no data: ${e instanceof Error ? e.message : e}; trying again`;
      if (page)
        page.status.textContent = why;
      else
        refill(root, h("p", { class: "empty" }, why));
      pause = 2000;
    }
    setTimeout(tick, pause);
  };
  tick();
}

const root = document.getElementById("app");
if (root) {
  const doc = root.dataset.url ? null : island();
  if (doc)
    new Page(root, doc);
  else if (root.dataset.url)
    live(root, root.dataset.url);
}
