/* Runs a page of the documentation as a reader would, in a folder of its own: what stands there must work.
 *   run_page.mjs PAGE.md          HEDDLE names the binary
 * "```c file=NAME" writes a file; "```sh run" runs a block (in one shell, one block after the other), "```sh run=2" one whose
 * status must be 2; "```text expect" must be in what the block before it printed, line by line and in this order, blanks
 * at the ends aside; "…" stands for anything. Blocks that say nothing of this are only read.
 * SPDX-License-Identifier: Apache-2.0 */
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';

const page = readFileSync(process.argv[2], 'utf8');
const home = mkdtempSync(join(tmpdir(), 'heddle-page-'));
const heddle = resolve(process.env.HEDDLE);
const env = {
    ...process.env, HOME: home, PATH: `${dirname(heddle)}:${process.env.PATH}`, PROBE: resolve(dirname(heddle), '../lib/libheddle_probe.so'),
    HEDDLE_DIR: join(home, 'wire'), GIT_CONFIG_GLOBAL: join(home, '.gitconfig'), GIT_CONFIG_NOSYSTEM: '1', CMAKE_GENERATOR: 'Ninja', NO_COLOR: '1',
};
writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = t\n\temail = t@example.org\n[init]\n\tdefaultBranch = main\n');
const work = join(home, 'work');
mkdirSync(work);

let ran = 0, expected = 0, failed = 0, output = '';
function complain(line, what) {
    console.log(`${process.argv[2]}:${line}: ${what}`);
    failed++;
}

/* Every line of `wanted` is a part of a line of `text`, in order. "a … b" has both parts in one line. */
function missing(wanted, text) {
    let rest = text.split('\n').map((l) => l.trim());
    for (const w of wanted.split('\n').map((l) => l.trim()).filter((l) => l && l !== '…')) {
        const parts = w.split('…').map((p) => p.trim()).filter(Boolean);
        const at = rest.findIndex((l) => {
            let from = 0;
            return parts.every((p) => {
                const i = l.indexOf(p, from);
                from = i + p.length;
                return i >= 0;
            });
        });
        if (at < 0)
            return w;
        rest = rest.slice(at + 1);
    }
    return '';
}

const blocks = /^```(\S*) *([^\n]*)\n([\s\S]*?)^```$/gm;
const state = join(home, 'state'); // the folder and variables that the blocks before left
for (const m of page.matchAll(blocks)) {
    const line = page.slice(0, m.index).split('\n').length;
    const info = m[2], body = m[3];
    const file = info.match(/(?:^| )file=(\S+)/)?.[1];
    const run = info.match(/(?:^| )run(?:=(\d+))?(?: |$)/);
    if (file) {
        const cwd = spawnSync('bash', ['-c', `[ ! -f '${state}' ] || . '${state}'; pwd`], {cwd: work, encoding: 'utf8'}).stdout.trim();
        mkdirSync(dirname(join(cwd, file)), {recursive: true});
        writeFileSync(join(cwd, file), body);
    } else if (run) {
        const script = `[ ! -f '${state}' ] || . '${state}'\ntrap 'rc=$?; { declare -p | grep -v "^declare -[a-z]*r"; echo "cd \\"$PWD\\""; } >"${state}"; exit $rc' EXIT\nset -e\n${body}`;
        const out = join(home, 'out');
        const r = spawnSync('bash', ['-c', `exec >"${out}" 2>&1 </dev/null\n${script}`], {cwd: work, env, timeout: 120000});
        output = readFileSync(out, 'utf8');
        ran++;
        if (r.status !== Number(run[1] ?? 0))
            complain(line, `status ${r.status ?? r.signal} instead of ${run[1] ?? 0}:\n${output}`);
    } else if (/(?:^| )expect(?: |$)/.test(info)) {
        expected++;
        const lacks = missing(body, output);
        if (lacks)
            complain(line, `not in the output: ${lacks}\n${output}`);
    }
}
rmSync(home, {recursive: true, force: true});
console.log(`${ran} blocks run, ${expected} outputs compared, ${failed} wrong`);
process.exit(failed || !ran ? 1 : 0);
