/* The software bill of materials (CycloneDX 1.5): what is linked, as the dynamic section of the binaries has it, with
 * the Debian packages that it comes from here; the archives that are linked statically; the npm packages whose code the
 * page carries, as the lock file has them; and the tools that made it.   sbom.mjs VERSION LICENCE PACKAGE-LOCK OUT BINARY… ARCHIVE…
 * The date is SOURCE_DATE_EPOCH's, if set: the same input gives the same bytes.
 * SPDX-License-Identifier: Apache-2.0 */
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFileSync, realpathSync, writeFileSync} from 'node:fs';

const [version, license, lockFile, out, ...files] = process.argv.slice(2);
const binaries = files.filter((f) => !f.endsWith('.a')), archives = files.filter((f) => f.endsWith('.a'));

/* What a program prints, or '' when it is not there or fails. */
function ask(program, ...args) {
    try {
        return execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
    } catch {
        return '';
    }
}

/* The names after NEEDED in the dynamic section. */
function needed(binary) {
    const names = [...ask('readelf', '-dW', binary).matchAll(/\(NEEDED\).*\[(.+)\]/g)].map((m) => m[1]);
    if (!names.length)
        throw new Error(`${binary}: readelf names no library that it needs`);
    return names;
}

/* soname -> file, as the loader finds them for this binary. */
function found(binary) {
    return new Map([...ask('ldd', binary).matchAll(/^\s*(\S+) => (\/\S+)/gm)].map((m) => [m[1], m[2]]));
}

/* Debian's package that a file belongs to. Folders may be merged into /usr: the database knows one of both names. */
function packageOf(file) {
    for (const name of [file, realpathSync(file), file.replace(/^\/usr/, ''), realpathSync(file).replace(/^\/usr/, '')]) {
        const owner = ask('dpkg-query', '-S', name).split(/[:,]/)[0];
        if (owner)
            return owner;
    }
    return '';
}

const os = Object.fromEntries(readFileSync('/etc/os-release', 'utf8').split('\n')
    .map((l) => l.match(/^(\w+)="?(.*?)"?$/)).filter(Boolean).map((m) => [m[1], m[2]]));

function debianPackage(name) {
    const [v, arch, source, sourceVersion] =
        ask('dpkg-query', '-W', '-f', '${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n', name)
            .split('\n')[0].split('\t');
    const distro = `${os.ID}-${os.VERSION_ID ?? os.VERSION_CODENAME}`;
    const purl = `pkg:deb/${os.ID}/${encodeURIComponent(name)}@${encodeURIComponent(v)}?arch=${arch}&distro=${distro}`;
    return {
        type: 'library', 'bom-ref': purl, name, version: v, purl,
        properties: [{name: 'heddle:source-package', value: `${source} ${sourceVersion}`}],
    };
}

const libraries = new Map(); // bom-ref -> component
function addLibrary(name, file, how) {
    const owner = file && packageOf(file);
    const component = owner ? debianPackage(owner)
        : {type: 'library', 'bom-ref': `${how}:${name}`, name, version: 'unknown'};
    const same = libraries.get(component['bom-ref']) ?? {...component, properties: component.properties ?? []};
    if (!same.properties.some((p) => p.value === name))
        same.properties.push({name: `heddle:${how}`, value: name});
    libraries.set(same['bom-ref'], same);
}
for (const binary of binaries) {
    const where = found(binary);
    for (const soname of needed(binary))
        addLibrary(soname, where.get(soname), 'soname');
}
for (const archive of archives)
    addLibrary(archive.replace(/.*\//, ''), archive, 'static');

/* Of the lock file: what `dependencies` of the root asks for. esbuild makes the page and is no part of it. */
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const tools = [], page = [];
for (const name of Object.keys(lock.packages[''].dependencies).sort()) {
    const p = lock.packages[`node_modules/${name}`];
    const purl = `pkg:npm/${name.replace('@', '%40')}@${p.version}`;
    const [group, plain] = name.startsWith('@') ? name.split('/') : ['', name];
    const [algorithm, digest] = p.integrity.split('-');
    (name === 'esbuild' ? tools : page).push({
        type: 'library', 'bom-ref': purl, ...(group && {group}), name: plain, version: p.version,
        hashes: [{alg: algorithm.toUpperCase().replace('SHA', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex')}],
        licenses: [{license: {id: p.license}}], purl,
    });
}
const compiler = ask('readelf', '-p', '.comment', binaries[0]).match(/\]\s+(.*\S)/)?.[1];
if (compiler)
    tools.push({type: 'application', name: compiler.replace(/:.*/, ''), version: compiler.split(' ').at(-1)});

const self = `pkg:generic/heddle@${version}`;
const components = [...libraries.values(), ...page].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
const epoch = process.env.SOURCE_DATE_EPOCH;
const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX', specVersion: '1.5', version: 1,
    metadata: {
        timestamp: new Date(epoch ? Number(epoch) * 1000 : Date.now()).toISOString(),
        tools: {components: tools},
        component: {
            type: 'application', 'bom-ref': self, name: 'heddle', version, purl: self,
            licenses: [{license: {id: license}}],
        },
    },
    components,
    dependencies: [{ref: self, dependsOn: components.map((c) => c['bom-ref'])},
        ...components.map((c) => ({ref: c['bom-ref'], dependsOn: []}))],
};
const digest = createHash('sha256').update(JSON.stringify(bom)).digest('hex'); // its identity is its content
bom.serialNumber = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
writeFileSync(out, `${JSON.stringify(bom, null, 2)}\n`);
