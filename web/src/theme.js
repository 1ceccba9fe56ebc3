// Light, dark, or as the system has it.
// SPDX-License-Identifier: Apache-2.0
import { h } from "./dom.js";

const NAMES = ["auto", "light", "dark"];

function stored() {
  try {
    return localStorage.getItem("heddle-theme") ?? "auto";
  } catch {
    return "auto"; // a browser that keeps nothing for this page
  }
}

/** A button that goes from one to the next. @param {() => void} changed */
export function themeSwitch(changed) {
  let now = NAMES.includes(stored()) ? stored() : "auto";
  const button = h("button", { type: "button", class: "theme", click: () => {
    now = NAMES[(NAMES.indexOf(now) + 1) % NAMES.length];
    try {
      localStorage.setItem("heddle-theme", now);
    } catch { /* then it holds until the page is closed */ }
    apply();
    changed();
  } });
  const apply = () => {
    if (now === "auto")
      delete document.documentElement.dataset.theme;
    else
      document.documentElement.dataset.theme = now;
    button.textContent = `Theme: ${now}`;
  };
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  return button;
}
