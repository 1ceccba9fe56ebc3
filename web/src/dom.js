// Elements made from plain values. Text from outside only ever becomes text nodes and attributes
// that hold text: nothing here parses markup.
// SPDX-License-Identifier: Apache-2.0

/** @typedef {Node | string | number | null | undefined | false} Leaf */
/** @typedef {Leaf | Leaf[] | (Leaf | Leaf[])[]} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((e: any) => void)>} Attrs */

/**
 * @template {Element} T
 * @param {T} e @param {Attrs} attrs @param {(Child | Child[])[]} children
 * @returns {T}
 */
function fill(e, attrs, children) {
  for (const [name, value] of Object.entries(attrs)) {
    if (typeof value === "function")
      e.addEventListener(name, value);
    else if (value === true)
      e.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      e.setAttribute(name, String(value));
  }
  put(e, ...children);
  return e;
}

/**
 * A function as an attribute listens to the event of that name.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Attrs} [attrs] @param {(Child | Child[])[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Attrs} [attrs] @param {(Child | Child[])[]} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attrs = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attrs, children);
}

/** Appends. @param {Element | DocumentFragment} e @param {(Child | Child[])[]} children */
export function put(e, ...children) {
  for (const child of /** @type {Leaf[]} */ (children.flat(Infinity)))
    if (child !== null && child !== undefined && child !== false)
      e.append(child instanceof Node ? child : String(child));
}

/** Replaces what is inside. @param {Element} e @param {(Child | Child[])[]} children */
export function refill(e, ...children) {
  e.replaceChildren();
  put(e, ...children);
}

/** @param {number} n @param {string} one */
export function plural(n, one) {
  return `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
}

/** @param {number | undefined} ms since the epoch */
export function when(ms) {
  return ms ? new Date(ms).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC") : "";
}

/**
 * Calls `f` once, a moment after the latest call.
 * @param {() => void} f @param {number} ms
 */
export function later(f, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(f, ms);
  };
}
