// Checks the types that the modules' comments state, with the compiler that `npm ci` brought:
//   node check.mjs FOLDER     (from the folder that has node_modules)
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
rmSync("src", { recursive: true, force: true });
for (const part of ["src", "tsconfig.json"])
  cpSync(join(folder, part), part, { recursive: true });
const tsc = join("node_modules", "typescript", "lib", "tsc.js");
const done = spawnSync(process.execPath, [tsc, "-p", "."], { stdio: "inherit" });
process.exit(done.status ?? 1);
