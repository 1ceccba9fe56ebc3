// Every view of the page, with mouse and keyboard.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { axe, close, database, documentOf, HEDDLE, open, report, scratch } from "./lib.mjs";

after(close);

// Source for some of the places that web_db.c names.
for (const area of ["net", "cache", "disk", "log", "pool", "timer"])
  mkdirSync(join(scratch, "src", area), { recursive: true });
const areas = ["net", "cache", "disk", "log", "pool", "timer"];
for (let i = 0; i < 30; i++)
  writeFileSync(join(scratch, "src", areas[i % 6], `${areas[i % 6]}_${i}.c`),
    Array.from({ length: 600 }, (_, k) => `    line_${k + 1}_of_${i}(lock);`).join("\n"));

const findings = report(database("findings", 300));
const graph = report(database("graph", 100));
const running = report(database("running", 40));
const doc = documentOf(findings);
const shown = doc.findings.filter(f => !f.filtered);

const rows = page => page.locator("#rows .row");
const output = page => page.locator("#view-findings .shown").textContent();

test("works from a file, asks nobody, is allowed its own script and style only", async () => {
  const page = await open(findings);
  assert.deepEqual(page.trouble, []);
  assert.equal(page.asked.length, 1);
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+';/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(await page.title(), "heddle: concurrency report");
  await page.close();
});

test("the list has every finding, the chosen one is shown with source and threads side by side", async () => {
  const page = await open(findings);
  assert.equal(await output(page), `${shown.length} of 300 findings`);
  const first = await rows(page).first().locator(".message").textContent();
  assert.equal(await page.locator(".detail h2").first().textContent(), first);
  const sections = page.locator("#view-findings .threads > section");
  assert.equal(await sections.count(), 2);
  const [a, b] = [await sections.nth(0).boundingBox(), await sections.nth(1).boundingBox()];
  assert.ok(Math.abs(a.y - b.y) < 2 && b.x > a.x + a.width - 1, "side by side");
  await page.selectOption("select[name=file]", "src/net/net_0.c");
  await page.waitForFunction(() => document.querySelectorAll("#rows .row").length === 1);
  assert.match(await page.locator(".source .here").first().textContent(), /10 +line_10_of_0\(lock\);/);
  assert.equal(await page.locator(".detail .source").first().locator("span.near").count(), 4);
  await page.close();
});

test("filters by severity, evidence, rule, text; excused ones on demand; clear", async () => {
  const page = await open(findings);
  const expect = async (n, what) => {
    await page.waitForFunction(t => document.querySelector("#view-findings .shown").value === t, `${n} of 300 findings`)
      .catch(async () => assert.fail(`${what}: ${await output(page)}, not ${n}`));
  };
  for (const severity of ["error", "warning", "note"]) // as the header counts them: without excused ones
    assert.equal(await page.locator(`[data-count=severity-${severity}]`).textContent(), String(doc.summary[severity]));
  await page.uncheck("input[value=note]");
  await expect(shown.filter(f => f.severity !== "note").length, "severity");
  await page.uncheck("input[value=static]");
  await expect(shown.filter(f => f.severity !== "note" && f.evidence !== "static").length, "evidence");
  await page.click("button[type=reset]");
  await expect(shown.length, "clear");
  await page.selectOption("select[name=rule]", "timer-leak");
  await expect(shown.filter(f => f.rule === "timer-leak").length, "rule");
  await page.click("button[type=reset]");
  await page.check("input[name=excused]");
  await expect(300, "excused");
  await page.fill("input[name=text]", "PART_7->lock step");
  await expect(doc.findings.filter(f => f.message.includes("part_7->lock")).length, "text");
  await page.fill("input[name=text]", "nothing has this");
  await expect(0, "nothing");
  assert.match(await page.locator("#view-findings .detail").textContent(), /No finding fits/);
  await page.close();
});

test("sorts", async () => {
  const page = await open(findings);
  const places = () => rows(page).locator("code").allTextContents();
  await page.selectOption("select[name=sort]", "file");
  await page.waitForFunction(() => document.querySelector("#rows .row code").textContent.startsWith("src/cache/cache_1.c"));
  const names = (await places()).map(t => t.replace(/:.*/, ""));
  assert.deepEqual(names, [...names].sort());
  await page.selectOption("select[name=sort]", "rule");
  await page.waitForFunction(() => document.querySelector("#rows .row .meta").textContent.includes("lock-double-acquire"));
  await page.close();
});

test("a link to a finding opens it, whatever the filters", async () => {
  const excused = doc.findings.find(f => f.filtered);
  const page = await open(`${findings}#f-${excused.fingerprint}`);
  assert.equal(await page.locator(".detail .finding").getAttribute("data-fingerprint"), excused.fingerprint);
  assert.match(await page.locator(".excuse").textContent(), /Excused: gate/);
  await page.close();
});

test("the lock graph: search, a lock's sites, a click on an order of a cycle shows both stacks with source", async () => {
  const page = await open(`${graph}#graph`);
  const g = documentOf(graph).graph;
  assert.equal(await page.locator(".drawing .lock").count(), g.nodes.length);
  assert.equal(await page.locator(".drawing .order").count(), g.edges.length);
  await page.fill("input[name=lock]", g.nodes[40].name);
  await page.waitForSelector(".drawing .lock.hit");
  await page.keyboard.press("Enter");
  await page.waitForFunction(name => document.querySelector("#view-graph .detail h2").textContent === name, g.nodes[40].name);
  assert.match(await page.locator("#view-graph .detail").textContent(), /declared at src\//);
  assert.match(await page.locator("#view-graph .detail").textContent(), /Where it is acquired/);
  await page.fill("input[name=lock]", "");
  const real = g.edges.findIndex(e => e.mark === "real" && e.ways.some(w => w.evidence === "runtime"));
  await page.evaluate(h => { location.hash = h; }, `cycle=${g.edges[real].finding}`);
  await page.waitForTimeout(300); // the drawing moves there
  const at = await page.evaluate(i => {
    const line = document.querySelector(`.drawing [data-order="${i}"] .line`), m = line.getScreenCTM();
    const p = line.getPointAtLength(line.getTotalLength() / 2);
    return [p.x * m.a + m.e, p.y * m.d + m.f];
  }, real);
  await page.mouse.click(at[0], at[1]);
  const names = [g.nodes[g.edges[real].from].name, g.nodes[g.edges[real].to].name];
  await page.waitForFunction(t => document.querySelector("#view-graph .detail h2").textContent === t, names.join(" → "));
  const stacks = page.locator("#view-graph .way").last().locator(".stack");
  assert.equal(await stacks.count(), 2);
  for (const k of [0, 1]) {
    assert.match(await stacks.nth(k).locator("h4").textContent(), new RegExp(names[k].replace(".", "\\.")));
    assert.match(await stacks.nth(k).locator(".source .here").textContent(), /line_\d+_of_\d+\(lock\);/);
    assert.ok(await stacks.nth(k).locator("li").count() >= 2);
    assert.match(await stacks.nth(k).locator("li").first().textContent(), /^std::mutex::lock/);
    assert.equal(await stacks.nth(k).locator("ol > li").count(), 4);
    const folded = stacks.nth(k).locator("ol > li").last(), inside = folded.locator("li").last();
    assert.match(await folded.locator("summary").textContent(), /^2 frames of the standard library$/);
    assert.match(await inside.textContent(), /start_thread/);
    assert.ok(!await inside.isVisible());
    await folded.locator("summary").click();
    assert.ok(await inside.isVisible());
  }
  assert.match(await page.locator("#view-graph .detail").textContent(), /The rest of the cycle/);
  await page.click("#view-graph .alarm a");
  await page.waitForFunction(f => document.querySelector("#view-findings .finding")?.getAttribute("data-fingerprint") === f,
    g.edges[real].finding);
  assert.deepEqual(page.trouble, []);
  await page.close();
});

test("pan and zoom with mouse and keys; orders of one side can be hidden", async () => {
  const page = await open(`${graph}#graph`);
  const view = () => page.evaluate(() => new DOMMatrix(getComputedStyle(document.querySelector(".drawing > g")).transform).toFloat64Array().join());
  await page.waitForTimeout(200);
  const seen = [await view()];
  const changed = async what => {
    await page.waitForTimeout(150);
    const now = await view();
    assert.notEqual(now, seen.at(-1), what);
    seen.push(now);
  };
  await page.click("button[aria-label='zoom in']");
  await changed("zoom in");
  await page.mouse.move(500, 600);
  await page.mouse.wheel(0, -200);
  await changed("wheel");
  await page.mouse.down();
  await page.mouse.move(420, 560, { steps: 5 });
  await page.mouse.up();
  await changed("drag");
  await page.locator(".canvas").focus();
  await page.keyboard.press("ArrowRight");
  await changed("arrow");
  await page.keyboard.press("-");
  await changed("minus");
  await page.keyboard.press("0");
  await changed("fit");
  assert.equal(seen.at(-1), seen[0], "0 goes back to the start");
  const visible = () => page.locator(".drawing .order.static.none:not(.implied)").first().isVisible();
  assert.ok(await visible());
  await page.locator("#view-graph").getByLabel("static").uncheck();
  assert.ok(!await visible());
  await page.close();
});

test("two graphs compared: what is new and gone is told apart, listed, and kept when the rest goes", async () => {
  const file = join(scratch, "compared.html");
  execFileSync(HEDDLE, ["graph", "--db", database("graph", 20), "--diff", database("graph", 10), "--format", "html", "-o", file, "--quiet"]);
  const g = documentOf(file).graph, count = c => g.edges.filter(e => e.change === c).length;
  assert.ok(count("new") > 5 && count("gone") > 0);
  const page = await open(`${file}#graph`);
  assert.equal(await page.locator(".drawing .order.new").count(), count("new"));
  assert.equal(await page.locator(".drawing .order.gone").count(), count("gone"));
  assert.match(await page.locator("#view-graph .detail").textContent(),
    new RegExp(`Against .*: ${count("new")} orders new, ${count("gone")} gone, ${count("unchanged")} in both`));
  const look = await page.locator(".drawing .order.gone .line").first().evaluate(e => getComputedStyle(e).strokeDasharray);
  assert.notEqual(look, "none");
  await page.locator("#view-graph").getByLabel("only changes").check();
  assert.equal(await page.locator(".drawing .order.unchanged:visible").count(), 0);
  const gone = g.edges.find(e => e.change === "gone");
  await page.goto(`${page.url().split("#")[0]}#order=${[gone.from, gone.to].map(i => encodeURIComponent(g.nodes[i].key)).join("&")}`);
  await page.waitForFunction(() => document.querySelector("#view-graph .detail").textContent.includes("gone"));
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.trouble, []);
  await page.close();
});

test("locks sort by any column; a name leads into the graph", async () => {
  const page = await open(`${graph}#locks`);
  const column = async k => (await page.locator(`#view-locks tbody tr > :nth-child(${k})`).allTextContents())
    .map(t => Number(t.replace(/[, –]/g, "")));
  assert.ok(documentOf(graph).locks.some(l => l.held === 0));
  assert.equal(await page.locator("#view-locks td", { hasText: /^0.0 µs$/ }).count(), 0); // not seen is empty
  const unseen = page.locator("#view-locks td.none").first();
  assert.match(await unseen.getAttribute("title"), /^not (counted|seen|timed)/); // and says why
  await page.click("th button[data-sort=Acquired]");
  let values = await column(3);
  assert.deepEqual(values, [...values].sort((a, b) => b - a));
  assert.equal(await page.locator("th[aria-sort=descending]").textContent(), "Acquired ▼");
  await page.click("th button[data-sort=Acquired]");
  values = await column(3);
  assert.deepEqual(values, [...values].sort((a, b) => a - b));
  const l = documentOf(graph).locks.find(x => x.label === "part_8.lock_42");
  await page.fill("input[name=locks]", "lock_42");
  await page.waitForFunction(() => document.querySelectorAll("#view-locks tbody tr").length === 1);
  const waited = await page.locator("#view-locks tbody tr > :nth-child(6)").textContent();
  assert.equal(waited, `${(l.waited * l.look_us / 1e6).toFixed(2)} s`);
  await page.click("#view-locks tbody a");
  await page.waitForFunction(() => document.querySelector("#view-graph .detail h2")?.textContent === "part_8.lock_42");
  await page.close();
});

test("a title has two lines, its row room for them, and few rows make no tall box", async () => {
  for (const width of [1400, 420]) {
    const page = await open(findings, { viewport: { width, height: 900 } });
    const text = "lock-order cycle: server.first_of_the_locks → server.second_of_the_locks → server.first_of_the_locks";
    const row = await rows(page).first().evaluate((e, t) => {
      const message = e.querySelector(".message"), one = message.getBoundingClientRect().height;
      message.textContent = t;
      const whole = e.getBoundingClientRect(), last = e.querySelector(".meta").getBoundingClientRect();
      return { lines: Math.round(message.getBoundingClientRect().height / parseFloat(getComputedStyle(message).lineHeight)),
        fits: one > 0 && last.bottom <= whole.bottom && message.getBoundingClientRect().top >= whole.top };
    }, text);
    assert.deepEqual(row, { lines: 2, fits: true }, `${width} wide`);
    assert.equal(await rows(page).nth(1).locator(".message").getAttribute("title"), await rows(page).nth(1).locator(".message").textContent());
    await page.selectOption("select[name=file]", "src/net/net_0.c");
    await page.waitForFunction(() => document.querySelectorAll("#rows .row").length === 1);
    const box = await page.locator("#rows").boundingBox(), only = await rows(page).first().boundingBox();
    assert.ok(box.height <= only.height + 4, `${width} wide: a box of ${box.height} for a row of ${only.height}`);
    await page.close();
  }
});

test("a page about lock order says that there are other findings", async () => {
  const db = database("findings", 300), file = `${db}.graph.html`;
  execFileSync(HEDDLE, ["graph", "--quiet", "--db", db, "--format", "html", "-o", file]);
  const { others } = documentOf(file).summary;
  assert.ok(others > 0);
  let page = await open(file);
  assert.equal(await page.locator(".others").textContent(),
    `${others} other findings are not about lock order: heddle report --format html`);
  assert.deepEqual(await axe(page), []);
  await page.close();
  page = await open(findings);
  assert.equal(await page.locator(".others").isHidden(), true);
  await page.close();
});

test("threads and timers over time are plotted", async () => {
  const page = await open(`${running}#time`);
  assert.equal(await page.locator(".plot canvas").count(), 2);
  const inked = await page.evaluate(() => [...document.querySelectorAll(".plot canvas")].map(c => {
    const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    const colors = new Set();
    for (let i = 0; i < d.length; i += 4)
      if (d[i + 3] > 200)
        colors.add(`${d[i]},${d[i + 1]},${d[i + 2]}`);
    return colors.size;
  }));
  assert.ok(inked.every(n => n > 3), `colours: ${inked}`);
  assert.match(await page.locator(".plot").first().getAttribute("aria-label"), /threads: 6 to 19, 19 at the end/);
  assert.match(await page.locator("#view-time").textContent(), /threads of log_step_1 \(log_3\.c:70\)/);
  await page.close();
});

test("the theme follows the system, and the switch overrules it and is remembered", async () => {
  const page = await open(findings, { colorScheme: "dark" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.click("button.theme");
  assert.equal(await page.locator("button.theme").textContent(), "Theme: light");
  const light = await background();
  assert.notEqual(light, dark);
  await page.click("button.theme");
  assert.equal(await background(), dark);
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await background(), dark);
  await page.reload();
  await page.waitForSelector("button.theme");
  assert.equal(await page.locator("button.theme").textContent(), "Theme: dark");
  await page.close();
});

test("keyboard only: from the top of the page to a finding, into the graph, to both stacks of an order", async () => {
  const page = await open(graph);
  const tabTo = async selector => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(s => document.activeElement.matches(s), selector)) {
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        assert.notEqual(outline, "none", `${selector} shows its focus`);
        return;
      }
    }
    assert.fail(`Tab does not lead to ${selector}`);
  };
  await tabTo(".skip");
  await tabTo("input[name=text]");
  await tabTo("#rows");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  assert.equal(await page.locator("#rows").getAttribute("aria-activedescendant"), "rows-0");
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".detail h2")));
  await tabTo("a[href^='#cycle=']");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#view-graph:not([hidden])");
  await tabTo("input[name=lock]");
  await page.keyboard.type("lock_42");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#view-graph .detail h2")?.textContent === "part_8.lock_42");
  await tabTo("#view-graph .detail .links a");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#view-graph .way .stack");
  assert.ok(await page.locator("#view-graph .way").first().locator(".stack").count() === 2);
  await page.close();
});

test("axe finds nothing serious, in light and dark, in every view", async () => {
  for (const [file, views] of [[findings, ["findings"]], [graph, ["findings", "graph", "locks", "runs"]], [running, ["time"]]])
    for (const colorScheme of ["light", "dark"])
      for (const view of views) {
        const page = await open(`${file}#${view}`, { colorScheme });
        await page.waitForTimeout(100);
        assert.deepEqual(await axe(page), [], `${view}, ${colorScheme}`);
        await page.close();
      }
  const page = await open(`${graph}#order=${documentOf(graph).graph.edges.slice(0, 1).map(e =>
    [e.from, e.to].map(i => encodeURIComponent(documentOf(graph).graph.nodes[i].key)).join("&"))}`);
  await page.waitForSelector(".stack");
  assert.deepEqual(await axe(page), [], "an order");
  await page.close();
});

test("axe can find something here", async () => {
  const page = await open(findings);
  await page.evaluate(() => document.querySelector("main").append(document.createElement("img"), document.createElement("button")));
  const found = (await axe(page)).map(t => t.replace(/:.*/s, ""));
  assert.deepEqual(found.sort(), ["button-name", "image-alt"]);
  await page.close();
});

test("paper gets what the filters leave, every finding open", async () => {
  const page = await open(findings);
  await page.selectOption("select[name=rule]", "timer-leak");
  const n = shown.filter(f => f.rule === "timer-leak").length;
  await page.waitForFunction(t => document.querySelector("#view-findings .shown").value.startsWith(t), `${n} of`);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator(".paper .finding").count(), n);
  assert.ok(await page.locator(".paper .finding").first().isVisible());
  assert.ok(!await page.locator("nav").isVisible());
  const pdf = await page.pdf();
  assert.ok(pdf.length > 20000, `${pdf.length} bytes`);
  await page.close();
});

test("a narrow window has everything below each other, and nothing is wider than it", async () => {
  const page = await open(graph, { viewport: { width: 400, height: 800 } });
  for (const view of ["findings", "graph", "locks", "time", "runs"]) {
    await page.click(`#tab-${view}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 400, `${view}: ${wide} pixels`);
  }
  await page.close();
});

test("without JavaScript there is a list", async () => {
  const page = await open(findings, { javaScriptEnabled: false });
  assert.equal(await page.locator("noscript li").count(), 200);
  assert.ok(await page.locator("noscript li").first().isVisible());
  assert.match(await page.locator("noscript").textContent(), new RegExp(`and ${shown.length - 200} more`));
  await page.close();
});
