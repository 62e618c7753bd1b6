/**
 * `npm run codegen`, its second half: what documents say of the code is written into them from the code.
 * Knows the marks between which it stands; the rest of a document is people's.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { policyTable } from '../generator/rules/policy-table.ts';
import { buildApi } from '../server/schema.ts';

const file = fileURLToPath(new URL('../../docs/security.md', import.meta.url));
const section = /(<!-- policy table[^>]*-->\n).*?(<!-- end of the policy table -->)/s;

const before = readFileSync(file, 'utf8');
if (!section.test(before)) throw new Error(`${file} has no marks for the policy table.`);
const { blueprint } = buildApi();
writeFileSync(
  file,
  before.replace(section, (_, begin: string, end: string) => `${begin}${policyTable(blueprint)}${end}`),
);
