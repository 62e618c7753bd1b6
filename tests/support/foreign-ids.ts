/**
 * Writes that name rows which their viewer does not see: at each place of each mutation that takes an id.
 * Found by the schema alone. Whatever else a write needs are samples, and ids of no row.
 */
import { getTableName } from 'drizzle-orm';
import { type GraphQLSchema, isLeafType } from 'graphql';
import type postgres from 'postgres';
import { relations } from '../../src/model/relations.ts';
import { createRandom } from '../../src/seed/random.ts';
import type { Asked } from './both-paths.ts';
import { inputPlaces } from './input-places.ts';
import { invisible, type Onlooker } from './invisible-rows.ts';

/** Of tables that a place may be about, by what it is called: `Mutation.updateInsight(input.id)`, `(input.insightId)`. */
function tablesFor(name: string, member: string): string[] {
  const about = /(?:Id|Ids)$/.test(member) ? member : name;
  const words = about.replace(/.*?[.]/, '').toLowerCase();
  const named = Object.entries(relations).filter(([key]) =>
    words.includes(key.replace(/s$/, '').toLowerCase()),
  );
  const found = named.sort(([one], [other]) => other.length - one.length).slice(0, 1);
  return (found.length > 0 ? found : Object.entries(relations)).map(([, { table }]) => getTableName(table));
}

/** Values that rows are compared with: a write by a filter changes those of the viewer that it meets. */
const isFilter = /[.(]where[.)]/;

/** @param isMeant leaves out mutations that the viewer may do to rows which they do not see */
export async function foreignWrites(
  schema: GraphQLSchema,
  client: postgres.Sql,
  { onlooker, authorization }: { readonly onlooker: Onlooker; readonly authorization: string | undefined },
  isMeant: (name: string) => boolean,
): Promise<Asked[]> {
  const random = createRandom(`foreign ids ${String(authorization)}`);
  const ids = new Map<string, string[]>();
  for (const { table } of Object.values(relations)) {
    const name = getTableName(table);
    const rows = await client.unsafe<{ id: string }[]>(
      `select id from ${name} t where ${invisible(name, onlooker)} order by id limit 50`,
    );
    ids.set(
      name,
      rows.map(({ id }) => id),
    );
  }
  const places = inputPlaces(schema).filter(
    ({ isWrite, type, name }) =>
      isWrite && isLeafType(type) && /^(ID|UUID)$/.test(type.name) && !isFilter.test(name) && isMeant(name),
  );
  return places.flatMap(({ name, member, query, variables }) => {
    const table = random.pick(tablesFor(name, member));
    const known = ids.get(table)!;
    if (known.length === 0) return [];
    const given: Readonly<Record<string, unknown>> = JSON.parse(
      variables(JSON.stringify(random.pick(known))),
    );
    return [{ query, variables: given, authorization }];
  });
}
