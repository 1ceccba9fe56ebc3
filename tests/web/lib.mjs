// What the tests of the page share: databases, reports, a browser.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const need = createRequire(join(process.env.WEB, "x.js"));
export const SOURCE = process.env.SOURCE;
export const HEDDLE = process.env.HEDDLE;

/** Made for one test file, removed at its end. */
export const scratch = mkdtempSync(join(tmpdir(), "heddle-web-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** A database of web_db.c. */
export function database(what, n, root = scratch) {
  const db = join(scratch, `${what}-${n}.db`);
  rmSync(db, { force: true });
  execFileSync(process.env.WEB_DB, [what, String(n), db, root]);
  return db;
}

/** Its HTML report; the address. */
export function report(db, ...options) {
  const file = `${db}.html`;
  const done = spawnSync(HEDDLE, ["report", "--db", db, "--fail-on", "never", "--format", "html", "-o", file, ...options],
    { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`heddle report: ${done.stderr}`);
  return file;
}

/** The document inside a report. */
export function documentOf(file) {
  return JSON.parse(/<script type="application\/json" id="data">([^<]*)<\/script>/.exec(readFileSync(file, "utf8"))[1]);
}

function chromium() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    if (found.status === 0)
      return found.stdout.trim();
  }
  console.log("there is no Chromium here");
  process.exit(0);
}

let browser;
/** A new page; everything that goes wrong on it is kept in page.trouble. */
export async function open(address, options = {}) {
  browser ??= await need("playwright-core").chromium.launch({
    executablePath: chromium(), args: ["--no-sandbox", "--disable-dev-shm-usage"]
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
  page.setDefaultTimeout(60000);
  page.trouble = [];
  page.asked = [];
  page.on("pageerror", e => page.trouble.push(`error: ${e.message}`));
  page.on("console", m => { if (m.type() === "error") page.trouble.push(`console: ${m.text()}`); });
  page.on("dialog", d => { page.trouble.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on("request", r => page.asked.push(r.url()));
  await page.goto(address.startsWith("http") ? address : `file://${address}`);
  if (options.javaScriptEnabled !== false)
    await page.waitForSelector("#app header");
  return page;
}

export async function close() {
  await browser?.close();
}

/** What axe-core finds serious or critical, one line each. */
export async function axe(page) {
  const script = readFileSync(need.resolve("axe-core"), "utf8");
  const context = await page.context().newCDPSession(page);
  await context.send("Runtime.evaluate", { expression: script }); // past the page's policy, which allows no script of ours
  const { result } = await context.send("Runtime.evaluate", {
    expression: "axe.run(document).then(r => JSON.stringify(r.violations.filter(v => " +
      "v.impact === 'serious' || v.impact === 'critical').map(v => v.id + ': ' + v.help + ': ' + " +
      "v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.failureSummary || '')).join(' | '))))",
    awaitPromise: true, returnByValue: true
  });
  return JSON.parse(result.value);
}
