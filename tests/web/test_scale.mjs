// Large databases: how large the file is, when something can be seen, how fast it answers. Figures are
// printed; what is asserted leaves room for slow machines.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { close, database, documentOf, open, report, scratch } from "./lib.mjs";

after(close);

test("5,000 findings with their source: small, painted soon, answers at once", async t => {
  const areas = ["net", "cache", "disk", "log", "pool", "timer"];
  for (const area of areas)
    mkdirSync(join(scratch, "src", area), { recursive: true });
  for (let i = 0; i < 404; i++)
    writeFileSync(join(scratch, "src", areas[i % 6], `${areas[i % 6]}_${i}.c`),
      Array.from({ length: 200 }, (_, k) => `    if (state->count[${k}] != 0) return release(state, ${i});`).join("\n"));
  const file = report(database("findings", 5000));
  const size = statSync(file).size;
  t.diagnostic(`${(size / 1048576).toFixed(2)} MiB`);
  assert.ok(size <= 5 * 1048576, `${size} bytes`);
  const page = await open(file);
  const painted = await page.evaluate(() => performance.getEntriesByType("paint").find(e => e.name === "first-contentful-paint").startTime);
  const ready = await page.evaluate(() => performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart);
  t.diagnostic(`first contentful paint after ${painted.toFixed(0)} ms, document ready after ${ready} ms`);
  assert.ok(painted < 10000);
  assert.ok(await page.locator("#rows .row").count() < 60, "only the rows one sees are drawn");
  const took = await page.evaluate(async () => {
    const box = document.querySelector("input[name=text]"), start = performance.now();
    box.value = "part_7->lock";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    while (!document.querySelector("#view-findings .shown").value.startsWith("5"))
      await new Promise(r => setTimeout(r, 5));
    return performance.now() - start;
  });
  t.diagnostic(`a first search took ${took.toFixed(0)} ms`);
  assert.ok(took < 5000);
  await page.locator("#rows").focus();
  await page.keyboard.press("End");
  await page.waitForSelector("#rows .row[aria-selected=true]");
  await page.close();
});

test("300 locks in 900 orders are drawn and searched", async t => {
  const start = Date.now(), file = report(database("graph", 300));
  t.diagnostic(`report in ${Date.now() - start} ms, ${(statSync(file).size / 1048576).toFixed(2)} MiB`);
  const page = await open(`${file}#graph`);
  const drawn = await page.evaluate(() => performance.now());
  t.diagnostic(`drawn after ${drawn.toFixed(0)} ms`);
  assert.ok(await page.locator(".drawing .lock").count() > 290);
  await page.fill("input[name=lock]", "lock_111");
  await page.waitForFunction(() => document.querySelectorAll(".drawing .lock.hit").length === 1);
  await page.close();
});

test("1,000 locks: a map that fits the screen, the locks of every cycle near each other", async t => {
  const start = Date.now(), file = report(database("graph", 1000)), g = documentOf(file).graph;
  t.diagnostic(`report of ${g.nodes.length} locks in ${g.edges.length} orders in ${Date.now() - start} ms, drawing ${g.width} x ${g.height} points`);
  assert.ok(g.width < 3 * g.height && g.height < 3 * g.width);
  const page = await open(`${file}#graph`);
  assert.ok(await page.locator(".drawing .lock").count() > 900);
  const seen = await page.locator(".drawing .lock.real").evaluateAll(locks => locks.filter(e => {
    const b = e.getBoundingClientRect(), c = document.querySelector(".canvas").getBoundingClientRect();
    return b.left >= c.left && b.right <= c.right && b.top >= c.top && b.bottom <= c.bottom;
  }).length);
  assert.equal(seen, g.nodes.filter(n => n.mark === "real").length, "all that lies on a cycle is in view at once");
  for (const e of g.edges.filter(e => e.mark === "real"))
    assert.ok(e.path.length >= 8 && Math.hypot(g.nodes[e.from].box[0] - g.nodes[e.to].box[0],
      g.nodes[e.from].box[1] - g.nodes[e.to].box[1]) < g.width / 3);
  await page.close();
});
