// The report of the example server, checked and run into its deadlock: what issue trackers get.
// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { close, documentOf, HEDDLE, open, report, scratch, SOURCE } from "./lib.mjs";

after(close);

test("a cycle that both sides saw: found by search, read in the graph, the deadlock beside it", async () => {
  const db = join(scratch, "demo.db"), build = join(scratch, "server");
  execFileSync("cmake", ["-S", join(SOURCE, "examples/server"), "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug"]);
  execFileSync("cmake", ["--build", build]);
  const heddle = (...args) => spawnSync(HEDDLE, args, { encoding: "utf8", timeout: 60000 });
  assert.equal(heddle("check", "--no-cache", "-p", build, "--db", db, "--fail-on", "never", "--quiet").status, 0);
  heddle("run", "--db", db, "--", join(build, "server"));
  spawnSync("timeout", ["-s", "TERM", "-k", "2", "6", HEDDLE, "run", "--db", db, "--", join(build, "server"), "--deadlock"]);
  const file = report(db), doc = documentOf(file);
  const cycle = doc.findings.find(f => f.rule === "lock-order-cycle" && f.evidence === "both");
  assert.ok(cycle, "a lock-order cycle with evidence of both sides");
  const deadlock = doc.findings.find(f => f.rule === "deadlock");
  assert.equal(deadlock.evidence, "both", "a deadlock that the analysis foretells");
  assert.equal(deadlock.counterpart, cycle.fingerprint);
  assert.equal(cycle.counterpart, deadlock.fingerprint);
  assert.ok(doc.samples.length && doc.locks.length);

  const page = await open(file);
  const of = `check of ${build}, run of ${join(build, "server")} --deadlock, run of ${join(build, "server")} · latest `;
  const heading = await page.locator(".target").textContent();
  assert.equal(heading.slice(0, of.length), of);
  assert.match(heading.slice(of.length), /^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  await page.goto(`${page.url().split("#")[0]}#locks`);
  assert.equal(await page.locator("#view-locks .shown").textContent(), "2 locks in 2 runs"); // a row for each
  await page.goto(`${page.url().split("#")[0]}#findings`);
  assert.match(await page.locator("#rows .row").first().textContent(), /deadlock: /);
  assert.equal(doc.findings[0].rule, "deadlock");
  await page.fill("input[name=text]", "pool.lock cycle");
  await page.waitForFunction(() => document.querySelectorAll("#rows .row").length === 2); // it, and what came of it
  await page.locator("#rows .row", { hasText: "lock-order cycle:" }).click();
  await page.waitForFunction(() => /^lock-order cycle: /.test(document.querySelector("#view-findings .finding h2").textContent));
  const threads = page.locator("#view-findings .threads > section");
  assert.ok(await threads.count() >= 2);
  assert.match(await page.locator("#view-findings .source .here").textContent(), /pthread_mutex_lock/);
  await page.locator("#view-findings .finding a", { hasText: "The deadlock that a run came to" }).click();
  await page.waitForFunction(() => /^deadlock: /.test(document.querySelector("#view-findings .finding h2").textContent));
  assert.equal(await page.locator("#view-findings .finding .tag.ev.both").count(), 1);
  assert.match(await page.locator("#view-findings .threads").textContent(), /found by analysis.*lock-order cycle: server_log\.lock → server\.pool\.lock/);
  await page.click("a[href^='#cycle=']");
  await page.locator("#view-graph .links a", { hasText: "log.lock → pool.lock" }).first().click();
  await page.waitForFunction(() => document.querySelector("#view-graph .detail h2").textContent === "log.lock → pool.lock");
  for (const evidence of ["static", "runtime"]) {
    const way = page.locator("#view-graph .way", { has: page.locator(`.ev.${evidence}`) }).first();
    assert.equal(await way.locator(".stack").count(), 2, evidence);
    assert.match(await way.locator(".stack").nth(0).textContent(), /log\.c/);
    assert.match(await way.locator(".stack").nth(1).locator(".here").textContent(), /pthread_mutex_lock/);
  }
  assert.deepEqual(page.trouble, []);
  await page.close();
});
