/* Dead links: every link of README, docs and the other pages leads to a file that is there, and to a heading that
 * it has; every page is in the navigation of the site, and nothing else is.   links.mjs ROOT
 * SPDX-License-Identifier: Apache-2.0 */
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';

const root = resolve(process.argv[2]);
const pages = readdirSync(root).filter((f) => f.endsWith('.md')).map((f) => join(root, f));
for (const folder of ['docs', 'examples', 'bench'])
    for (const f of existsSync(join(root, folder)) ? readdirSync(join(root, folder), {recursive: true}) : [])
        if (f.endsWith('.md') && !/(^|\/)(work|node_modules)\//.test(f))
            pages.push(join(root, folder, f));

const text = (file) => readFileSync(file, 'utf8').replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/^ {4}.*$/gm, '');
/* As GitHub and MkDocs make them of a heading. */
const anchors = (file) => {
    const seen = new Map();
    return new Set([...text(file).matchAll(/^#{1,6} +(.*?) *#*$/gm)].map((m) => {
        const id = m[1].replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');
        const n = seen.get(id) ?? 0;
        seen.set(id, n + 1);
        return n ? `${id}-${n}` : id;
    }));
};

let links = 0, bad = 0;
function complain(page, link, what) {
    console.log(`${relative(root, page)}: ${link}: ${what}`);
    bad++;
}
for (const page of pages) {
    const found = [...text(page).replace(/`[^`\n]*`/g, '').matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map((m) => m[1]);
    for (const link of found) {
        if (/^[a-z]+:/i.test(link))
            continue;
        links++;
        const [path, anchor] = link.split('#');
        const target = path ? resolve(dirname(page), decodeURIComponent(path)) : page;
        if (!target.startsWith(root) || !existsSync(target))
            complain(page, link, 'there is no such file');
        else if (anchor && statSync(target).isFile() && target.endsWith('.md') && !anchors(target).has(anchor))
            complain(page, link, 'that page has no such heading');
    }
}

/* The navigation: every page of docs is in it, once. */
const nav = [...readFileSync(join(root, 'mkdocs.yml'), 'utf8').matchAll(/: (\S+\.md)$/gm)].map((m) => m[1]);
for (const n of nav)
    if (!existsSync(join(root, n)) || nav.indexOf(n) !== nav.lastIndexOf(n))
        complain(join(root, 'mkdocs.yml'), n, 'is not there, or twice');
for (const page of pages.map((p) => relative(root, p)))
    if (page.startsWith('docs/') && !/^docs\/(design|checks)\//.test(page) && !nav.includes(page))
        complain(join(root, 'mkdocs.yml'), page, 'is missing');
console.log(`${pages.length} pages, ${links} links, ${bad} wrong`);
process.exit(bad || links < 50 ? 1 : 0);
