// The same page without a document in it fetches one, and again while a run goes on.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { axe, close, database, documentOf, HEDDLE, open, report, scratch } from "./lib.mjs";

after(close);

test("follows a run, keeps what was chosen, says when the server is gone, ends its haste with the run", async t => {
  const findings = report(database("findings", 60)), running = report(database("running", 20));
  const doc = { ...documentOf(findings), running: true }, more = documentOf(running);
  // As hd_page_live writes it (unit.html holds that): no island, the address of the document, connect-src 'self'.
  const html = readFileSync(findings, "utf8").replace("connect-src 'none'", "connect-src 'self'")
    .replace(/<div id="app"><\/div>\s*<script type="application\/json" id="data">[^<]*<\/script>/,
      () => '<div id="app" data-url="api/v1/page"></div>');
  assert.ok(!html.includes('id="data"'));
  let asked = 0, broken = false;
  const server = createServer((q, r) => {
    if (q.url === "/") {
      r.setHeader("Content-Type", "text/html");
      r.end(html);
    } else if (q.url === "/api/v1/page" && !broken) {
      asked++;
      r.setHeader("Content-Type", "application/json");
      r.end(JSON.stringify(doc));
    } else {
      r.statusCode = 503;
      r.end();
    }
  });
  t.after(() => server.close(() => {}).closeAllConnections()); // a test that failed must end, too
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  const page = await open(`http://127.0.0.1:${server.address().port}/`);
  const status = text => page.waitForFunction(t => document.querySelector(".status").textContent.includes(t), text);
  await status("live");
  const all = await page.locator("output.shown").first().textContent();
  await page.fill("input[name=text]", "part_1");
  await page.waitForFunction(t => document.querySelector("output.shown").textContent !== t, all); // soon, not at once
  await page.locator("#rows").focus();
  await page.keyboard.press("End");
  const chosen = await page.locator("#view-findings .finding").getAttribute("data-fingerprint");
  const before = asked;
  doc.findings = [{ ...doc.findings[0], fingerprint: "00000000000000ff", message: "part_1: came while one looked" }, ...doc.findings];
  doc.summary = { ...doc.summary, error: 4711 };
  doc.samples = more.samples;
  doc.stacks = more.stacks;
  await page.waitForFunction(() => document.querySelector(".tally .error b").textContent === "4,711");
  assert.ok(asked > before);
  assert.equal(await page.inputValue("input[name=text]"), "part_1");
  assert.equal(await page.locator("#view-findings .finding").getAttribute("data-fingerprint"), chosen);
  await page.locator("#rows").evaluate(e => { e.scrollTop = 0; });
  await page.getByText("came while one looked").first().waitFor();
  await page.click("#tab-time");
  await page.waitForFunction(() => document.querySelectorAll(".plot canvas").length === 2);
  broken = true;
  await status("the server answers 503");
  broken = false;
  doc.running = false;
  await status("up to date");
  const settled = asked;
  await page.waitForTimeout(3500);
  assert.equal(asked, settled, "no haste without a run");
  await page.close();
});

test("heddle serve: the page follows the database", async () => {
  const db = database("running", 30);
  const server = spawn(HEDDLE, ["serve", "--db", db, "--listen", "127.0.0.1:0"]);
  try {
    const url = await new Promise((found, failed) => {
      let text = "";
      const look = part => {
        text += part;
        const m = /http:\/\/[0-9.:]+\//.exec(text);
        if (m)
          found(m[0]);
      };
      server.stdout.on("data", look);
      server.stderr.on("data", look);
      server.on("exit", code => failed(new Error(`serve ended with ${code}: ${text}`)));
    });
    const page = await open(url);
    const polled = [];
    page.on("response", r => { if (r.url().endsWith("/api/v1/page")) polled.push(r.status()); });
    await page.waitForFunction(() => document.querySelector(".status").textContent.startsWith("live"));
    await page.waitForTimeout(4500);
    assert.ok(polled.length >= 2 && polled.slice(-2).every(s => s === 304), `not sent again: ${polled}`);
    assert.match(await page.locator(".status").textContent(), /^live/);
    assert.match(await page.locator("#view-findings .detail").textContent(), /Nothing to report/);
    execFileSync(process.env.WEB_DB, ["findings", "40", db, scratch]); // meanwhile somebody stores findings
    await page.waitForFunction(() => document.querySelectorAll("#rows .row").length > 5);
    assert.ok(polled.includes(200));
    await page.click("#tab-time");
    await page.waitForFunction(() => document.querySelectorAll(".plot canvas").length === 2); // drawn after the click
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(page.trouble, []);
    assert.ok(page.asked.every(u => u.startsWith(url)), String(page.asked));
    await page.close();
  } finally {
    server.kill();
  }
});
