// Filters, links into findings, and pan and zoom. Without it the page still holds everything.
"use strict";
(() => {
  const all = (q, root) => [...(root || document).querySelectorAll(q)];
  all(".needs-script").forEach(e => { e.hidden = false; });

  const findings = all(".finding");
  const form = document.getElementById("filters");
  const words = new Map(findings.map(f => [f, f.textContent.toLowerCase()]));
  const apply = () => {
    const data = new FormData(form);
    const text = data.get("text").trim().toLowerCase().split(/\s+/);
    const severity = data.getAll("severity"), evidence = data.getAll("evidence");
    const rule = data.get("rule");
    let shown = 0;
    findings.forEach(f => {
      const fits = severity.includes(f.dataset.severity) && evidence.includes(f.dataset.evidence) &&
        (!rule || rule === f.dataset.rule) && text.every(w => words.get(f).includes(w));
      f.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    document.getElementById("shown").value = `${shown} of ${findings.length}`;
  };
  if (form) {
    form.addEventListener("input", apply);
    form.addEventListener("submit", e => e.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    const expand = document.getElementById("expand");
    expand.addEventListener("click", () => {
      const open = expand.textContent === "Open all";
      findings.filter(f => !f.hidden).forEach(f => { f.firstElementChild.open = open; });
      expand.textContent = open ? "Close all" : "Open all";
    });
    apply();
  }
  if (findings.length && findings.length <= 3)
    findings.forEach(f => { if (!f.closest(".excused")) f.firstElementChild.open = true; });

  const follow = () => {
    const f = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!f || !f.matches(".finding"))
      return;
    for (let d = f.firstElementChild; d; d = d.parentElement.closest("details"))
      d.open = true;
    f.hidden = false;
    f.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);
  follow();
  window.addEventListener("beforeprint", () => findings.forEach(f => {
    f.firstElementChild.open = true;
  }));

  const box = document.querySelector(".drawing"), svg = box && box.querySelector("svg");
  if (!svg)
    return;
  box.classList.add("live");
  const whole = svg.viewBox.baseVal, home = [whole.x, whole.y, whole.width, whole.height];
  svg.style.height = `${Math.round(home[3] * 1.6) + 40}px`;
  let view = home.slice();
  const show = () => svg.setAttribute("viewBox", view.join(" "));
  const scale = () => Math.max(view[2] / svg.clientWidth, view[3] / svg.clientHeight);
  const zoom = (by, fx, fy) => {
    const w = Math.min(Math.max(view[2] * by, home[2] / 200), home[2] * 4), k = w / view[2];
    view = [view[0] + view[2] * fx * (1 - k), view[1] + view[3] * fy * (1 - k), w, view[3] * k];
    show();
  };
  const pan = (dx, dy) => { view[0] += dx * scale(); view[1] += dy * scale(); show(); };
  const act = {
    "in": () => zoom(0.8, 0.5, 0.5), "out": () => zoom(1.25, 0.5, 0.5),
    fit: () => { view = home.slice(); show(); }
  };
  all("[data-zoom]").forEach(b => b.addEventListener("click", act[b.dataset.zoom]));
  box.addEventListener("wheel", e => {
    if (!e.ctrlKey)
      return;
    e.preventDefault();
    const r = svg.getBoundingClientRect();
    zoom(e.deltaY > 0 ? 1.15 : 0.87, (e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height);
  }, { passive: false });
  let from = null, moved = false;
  box.addEventListener("pointerdown", e => { from = [e.clientX, e.clientY]; moved = false; });
  window.addEventListener("pointermove", e => {
    if (!from)
      return;
    moved = moved || Math.hypot(e.clientX - from[0], e.clientY - from[1]) > 4;
    if (!moved)
      return;
    pan(from[0] - e.clientX, from[1] - e.clientY);
    from = [e.clientX, e.clientY];
  });
  window.addEventListener("pointerup", () => { from = null; });
  box.addEventListener("click", e => { if (moved) e.preventDefault(); }, true);
  box.addEventListener("dragstart", e => e.preventDefault());
  const keys = {
    "+": act.in, "=": act.in, "-": act.out, "0": act.fit, ArrowLeft: () => pan(-60, 0),
    ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60)
  };
  box.addEventListener("keydown", e => {
    if (keys[e.key] && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      keys[e.key]();
    }
  });
})();
