// Makes the page's one script and one style, and what the content security policy calls them by:
//   node build.mjs SOURCE-FOLDER OUT-FOLDER
// Run it from the folder whose node_modules `npm ci` filled.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [source, out] = process.argv.slice(2).map(p => resolve(p));
const esbuild = createRequire(join(process.cwd(), "x.js"))("esbuild");

/** Their licences go wherever the page goes. @param {string} name @param {string} file */
const licence = (name, file) =>
  `${name}\n${readFileSync(join(process.cwd(), "node_modules", name, file), "utf8").replace(/\r/g, "").trim()}`;
const banner = `/* Parts of this are\n\n${[licence("uplot", "LICENSE"), licence("@panzoom/panzoom", "MIT-License.txt")]
  .join("\n\n").replace(/\*\//g, "")}\n*/`;

await esbuild.build({
  entryPoints: { page: join(source, "main.js") },
  bundle: true, minify: true, format: "iife", charset: "ascii", legalComments: "none",
  target: ["es2020", "chrome90", "firefox90", "safari15"],
  banner: { js: banner },
  nodePaths: [join(process.cwd(), "node_modules")],
  outdir: out, logLevel: "warning"
});

/** @param {string} text */
const hash = text => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
for (const [file, name, tag] of [["page.js", "script", "script"], ["page.css", "style", "style"]]) {
  const text = readFileSync(join(out, file), "utf8");
  if (new RegExp(`</${tag}|<!--`, "i").test(text) || text.includes("\r"))
    throw new Error(`${file} cannot stand inside <${tag}>`);
  writeFileSync(join(out, `${name}.hash`), hash(text));
}
