// A list box that draws only the rows one sees.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";

const ROW = 84; // pixels; the style has the same height
const SPARE = 6;

/** @template T */
export class VirtualList {
  /**
   * @param {{label: string, id: string, draw: (item: T) => (Node | string)[],
   *          pick: (item: T, byUser: boolean) => void, open: () => void}} o
   */
  constructor(o) {
    this.o = o;
    /** @type {T[]} */
    this.items = [];
    this.at = -1;
    this.space = h("div", { class: "space", role: "presentation" });
    this.box = h("div", {
      class: "rows", id: o.id, role: "listbox", tabindex: 0, "aria-label": o.label,
      scroll: () => this.draw(), keydown: (/** @type {KeyboardEvent} */ e) => this.key(e),
      click: (/** @type {MouseEvent} */ e) => this.click(e)
    }, this.space);
    if (typeof ResizeObserver === "function")
      new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** @param {T[]} items @param {number} at index of the one that is chosen, or -1 */
  set(items, at) {
    this.items = items;
    this.at = at;
    this.space.style.height = `${items.length * ROW}px`;
    this.box.style.maxHeight = `${items.length * ROW + 2}px`; // few rows make no tall box; 2: its border
    this.draw();
  }

  draw() {
    const height = this.box.clientHeight || 600, top = this.box.scrollTop;
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const last = Math.min(this.items.length, Math.ceil((top + height) / ROW) + SPARE);
    const rows = [];
    for (let i = first; i < last; i++)
      rows.push(this.row(i));
    if (this.at >= 0 && this.at < this.items.length && (this.at < first || this.at >= last))
      rows.push(this.row(this.at)); // the one that aria-activedescendant names
    this.space.replaceChildren(...rows);
    if (this.at >= 0 && this.at < this.items.length)
      this.box.setAttribute("aria-activedescendant", `${this.o.id}-${this.at}`);
    else
      this.box.removeAttribute("aria-activedescendant");
  }

  /** @param {number} i */
  row(i) {
    const row = h("div", {
      class: "row", role: "option", id: `${this.o.id}-${i}`, "aria-selected": String(i === this.at),
      "aria-setsize": this.items.length, "aria-posinset": i + 1
    }, this.o.draw(this.items[i]));
    row.style.transform = `translateY(${i * ROW}px)`;
    return row;
  }

  /** @param {number} i @param {boolean} byUser */
  choose(i, byUser) {
    if (!this.items.length)
      return;
    this.at = Math.max(0, Math.min(i, this.items.length - 1));
    const top = this.at * ROW, height = this.box.clientHeight;
    if (top < this.box.scrollTop)
      this.box.scrollTop = top;
    else if (height && top + ROW > this.box.scrollTop + height)
      this.box.scrollTop = top + ROW - height;
    this.draw();
    this.o.pick(this.items[this.at], byUser);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey)
      return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => this.choose(this.at + 1, true), ArrowUp: () => this.choose(this.at - 1, true),
      PageDown: () => this.choose(this.at + page, true), PageUp: () => this.choose(this.at - page, true),
      Home: () => this.choose(0, true), End: () => this.choose(this.items.length - 1, true),
      Enter: () => this.o.open()
    };
    if (keys[e.key]) {
      e.preventDefault();
      keys[e.key]();
    }
  }

  /** @param {MouseEvent} e */
  click(e) {
    const row = e.target instanceof Element ? e.target.closest(".row") : null;
    if (row)
      this.choose(Number(row.id.slice(this.o.id.length + 1)), true);
  }
}
