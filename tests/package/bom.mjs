/* Is a software bill of materials valid CycloneDX 1.5, by the schema that its own library brings?   bom.mjs FILE
 * SPDX-License-Identifier: Apache-2.0 */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const {Validation, Spec} = createRequire(join(process.cwd(), 'package.json'))('@cyclonedx/cyclonedx-library');
const errors = await new Validation.JsonStrictValidator(Spec.Version.v1dot5)
    .validate(readFileSync(process.argv[2], 'utf8'));
if (errors !== null) {
    console.log(JSON.stringify(errors, null, 1));
    process.exit(1);
}
