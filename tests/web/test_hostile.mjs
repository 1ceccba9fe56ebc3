// A database whose every text column wants to run script: nothing does.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { axe, close, database, documentOf, open, report } from "./lib.mjs";

after(close);
const file = report(database("hostile", 1));
const doc = documentOf(file);

/** Clicks and looks at everything that shows text of the database. */
async function wander(page) {
  for (const f of doc.findings)
    await page.evaluate(h => { location.hash = h; }, `f-${f.fingerprint}`);
  await page.fill("input[name=text]", "<img src=x>");
  await page.click("button[type=reset]");
  for (const n of doc.graph.nodes)
    await page.evaluate(h => { location.hash = h; }, `lock=${encodeURIComponent(n.key)}`);
  for (const e of doc.graph.edges) {
    const keys = [e.from, e.to].map(i => encodeURIComponent(doc.graph.nodes[i].key)).join("&");
    await page.evaluate(h => { location.hash = h; }, `order=${keys}`);
    await page.waitForSelector(".stack");
  }
  for (const view of ["locks", "time", "runs", "graph", "findings"])
    await page.click(`#tab-${view}`);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.waitForTimeout(300);
}

test("no script runs, nothing is fetched, no element comes from the database", async () => {
  const page = await open(file);
  await wander(page);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(page.trouble, []);
  assert.equal(page.asked.length, 1, String(page.asked));
  assert.equal(await page.evaluate(() => document.querySelectorAll("img, iframe, object, embed, link, [onerror], [onclick], [style*=url]").length), 0);
  assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 2);
  const away = await page.evaluate(() => [...document.querySelectorAll("a")].filter(a => !a.getAttribute("href").startsWith("#")).length);
  assert.equal(away, 0);
  assert.match(await page.locator(".target").textContent(), /^(check|run) of <\/script><script>window\.hacked=1/);
  await page.close();
});

test("what cannot be seen or turns text around is replaced", async () => {
  const page = await open(file);
  await wander(page);
  const text = await page.evaluate(() => document.documentElement.textContent);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  assert.ok(text.includes("\ufffd"));
  await page.close();
});

test("even without the policy nothing runs", async () => {
  const { writeFileSync } = await import("node:fs");
  const bare = file.replace(".html", ".bare.html");
  writeFileSync(bare, readFileSync(file, "utf8").replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""));
  const page = await open(bare);
  await wander(page);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(page.asked.length, 1);
  await page.close();
});

test("addresses that somebody made up harm nothing", async () => {
  const page = await open(file);
  for (const hash of ["f-nothing", "lock=%E0%A4%A", "order=", "order=a", "cycle=x", "constructor", "__proto__", "f-%00", "=", "lock=<img src=x onerror=window.hacked=1>"])
    await page.evaluate(h => { location.hash = h; }, hash);
  await page.waitForTimeout(100);
  assert.deepEqual(page.trouble, []);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await page.close();
});

test("axe has nothing serious to say of it, either", async () => {
  const page = await open(`${file}#findings`);
  assert.deepEqual(await axe(page), []);
  await page.close();
});
