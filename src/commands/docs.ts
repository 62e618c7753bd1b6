/**
 * `npm run codegen`, its second half: schema.graphql, what documents say of the code is written into them from the code, and what caches of clients have to know.
 * Knows the marks between which it stands; the rest of a document is people's.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { typesTable } from '../generator/kinds/types-table.ts';
import { priceTable } from '../generator/price/price-table.ts';
import { policyTable } from '../generator/rules/policy-table.ts';
import { printedSchema } from '../generator/types/printed-schema.ts';
import { buildApi } from '../operations/schema.ts';
import { clientCaches } from './client-caches.ts';
import { limitsTable } from './limits-table.ts';

/** Writes a table between the marks that name it. */
function write(document: string, name: string, table: string): void {
  const file = fileURLToPath(new URL(`../../docs/${document}`, import.meta.url));
  const section = new RegExp(`(<!-- ${name}[^>]*-->\\n).*?(<!-- end of the ${name} -->)`, 's');
  const before = readFileSync(file, 'utf8');
  if (!section.test(before)) throw new Error(`${file} has no marks for the ${name}.`);
  writeFileSync(
    file,
    before.replace(section, (_, begin: string, end: string) => `${begin}${table}${end}`),
  );
}

const { blueprint, schema } = buildApi();
write('security.md', 'policy table', policyTable(blueprint));
write('api-guide.md', 'limits table', limitsTable());
write('api-guide.md', 'price table', priceTable());
write('adding-a-table.md', 'types table', typesTable());

const writeFile = (name: string, text: string) =>
  writeFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), text);
writeFile('schema.graphql', printedSchema(schema));
for (const [name, text] of Object.entries(clientCaches(schema)))
  writeFile(`examples/generated/${name}`, text);
