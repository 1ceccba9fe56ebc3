// The list of findings with its filters, and the one that is chosen.
// SPDX-License-Identifier: Apache-2.0
import { h, later, plural, refill } from "./dom.js";
import { choose } from "./filter.js";
import { badge, findingDetail } from "./finding.js";
import { VirtualList } from "./virtual.js";

/** @typedef {import("./doc.js").Model} Model */
/** @typedef {import("./doc.js").Finding} Finding */

/** @param {string} name @param {string[]} values @param {Record<string, number>} count */
function boxes(name, values, count) {
  return h("fieldset", {}, h("legend", {}, name[0].toUpperCase() + name.slice(1)), values.map(v =>
    h("label", {}, h("input", { type: "checkbox", name, value: v, checked: true }), ` ${v} `,
      h("span", { class: "n", "data-count": `${name}-${v}` }, count[v] ?? 0))));
}

/** @param {Iterable<string>} values */
function tally(values) {
  /** @type {Record<string, number>} */
  const n = Object.create(null);
  for (const v of values)
    n[v] = (n[v] ?? 0) + 1;
  return n;
}

export class FindingsView {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Finding[]} */
    this.shown = [];
    /** @type {string} */
    this.chosen = "";
    /** @type {Model | null} the one that the shown finding was drawn from */
    this.drawnFrom = null;
    this.detail = h("section", { class: "detail", "aria-label": "The chosen finding" });
    this.shownText = h("output", { class: "shown" });
    this.rule = h("select", { name: "rule" });
    this.file = h("select", { name: "file" });
    this.list = new VirtualList({
      label: "Findings", id: "rows", draw: f => this.row(f), pick: (f, byUser) => this.pick(f, byUser),
      open: () => this.detail.querySelector("h2")?.focus()
    });
    this.form = this.makeForm();
    this.root = h("section", { class: "view", id: "view-findings", "aria-label": "Findings" }, this.form,
      h("div", { class: "split" }, this.list.box, this.detail));
    this.update(model);
  }

  makeForm() {
    const all = this.model.doc.findings;
    const form = h("form", { class: "filters", role: "search", "aria-label": "Filter findings" },
      h("label", { class: "search" }, "Search ", h("input", {
        type: "search", name: "text", placeholder: "lock, file, function", autocomplete: "off"
      })),
      boxes("severity", ["error", "warning", "note"], tally(all.map(f => f.severity))),
      boxes("evidence", ["static", "runtime", "both"], tally(all.map(f => f.evidence))),
      h("label", {}, "Rule ", this.rule), h("label", {}, "File ", this.file),
      h("label", {}, "Sort by ", h("select", { name: "sort" },
        [["severity", "severity"], ["file", "file and line"], ["rule", "rule"],
          ["evidence", "evidence"], ["count", "times seen"], ["last", "last seen"]]
          .map(([value, text]) => h("option", { value }, text)))),
      h("label", {}, h("input", { type: "checkbox", name: "excused" }), " excused ",
        h("span", { class: "n", "data-count": "excused" })),
      h("button", { type: "reset" }, "Clear"), this.shownText);
    const soon = later(() => this.apply(), 60);
    form.addEventListener("input", soon);
    form.addEventListener("submit", e => e.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => this.apply()));
    return form;
  }

  /** @param {HTMLSelectElement} select @param {string[]} names @param {Record<string, number>} count */
  options(select, names, count) {
    const value = select.value;
    refill(select, h("option", { value: "" }, "all"), [...new Set(names)].sort().map(v =>
      h("option", { value: v }, `${v} (${count[v] ?? 0})`)));
    select.value = names.includes(value) ? value : "";
  }

  /** @param {Model} model */
  update(model) {
    this.model = model;
    const all = model.doc.findings;
    const open = all.filter(f => !f.filtered); // excused ones have a count of their own, as in the header
    const file = (/** @type {Finding} */ f) => model.site(f.at).file;
    this.options(this.rule, all.map(f => f.rule), tally(open.map(f => f.rule)));
    this.options(this.file, all.map(file).filter(f => f), tally(open.map(file)));
    const count = { severity: tally(open.map(f => f.severity)), evidence: tally(open.map(f => f.evidence)) };
    for (const e of this.form.querySelectorAll(".n")) {
      const [name, value] = (e.getAttribute("data-count") ?? "").split("-");
      e.textContent = String(name === "excused" ? model.doc.summary.excused
        : count[/** @type {"severity" | "evidence"} */ (name)][value] ?? 0);
    }
    this.apply();
  }

  choice() {
    const d = new FormData(this.form);
    /** @param {string} k */
    const one = k => String(d.get(k) ?? "");
    return {
      text: one("text"), severity: d.getAll("severity").map(String), evidence: d.getAll("evidence").map(String),
      rule: one("rule"), file: one("file"), excused: d.has("excused"), sort: one("sort")
    };
  }

  apply() {
    this.shown = choose(this.model, this.choice());
    const all = this.model.doc.findings.length;
    this.shownText.value = `${this.shown.length.toLocaleString("en")} of ${plural(all, "finding")}`;
    let at = this.shown.findIndex(f => f.fingerprint === this.chosen);
    if (at < 0 && this.shown.length)
      at = 0;
    this.list.box.hidden = !this.shown.length; // an empty box says nothing
    this.list.set(this.shown, at);
    this.show(this.shown[at]);
  }

  /** @param {Finding | undefined} f */
  show(f) {
    if (f) {
      const open = this.detail.firstElementChild;
      if (this.model === this.drawnFrom && open?.getAttribute("data-fingerprint") === f.fingerprint)
        return;
      this.chosen = f.fingerprint;
      refill(this.detail, findingDetail(this.model, f));
    } else {
      refill(this.detail, h("p", { class: "empty" }, this.model.doc.findings.length
        ? "No finding fits these filters." : "Nothing to report."));
    }
    this.drawnFrom = this.model;
  }

  /** @param {Finding} f @param {boolean} byUser */
  pick(f, byUser) {
    this.show(f);
    if (byUser)
      history.replaceState(null, "", `#f-${f.fingerprint}`);
  }

  /** @param {Finding} f */
  row(f) {
    return [badge(f.severity), h("span", { class: "message", title: f.message }, f.message),
      h("span", { class: "meta" }, h("code", {}, this.model.place(f.at)), " · ", f.rule, " · ",
        h("span", { class: `ev ${f.evidence}` }, f.evidence), f.filtered ? ` · excused: ${f.filtered}` : "")];
  }

  /** Chooses a finding; filters that hide it are cleared. @param {string} fingerprint */
  goTo(fingerprint) {
    const f = this.model.finding(fingerprint);
    if (!f)
      return;
    if (!this.shown.includes(f)) {
      this.form.reset();
      if (f.filtered)
        /** @type {HTMLInputElement} */ (this.form.elements.namedItem("excused")).checked = true;
      this.apply();
    }
    this.list.choose(this.shown.indexOf(f), false);
  }
}
