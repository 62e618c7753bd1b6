/**
 * Every table × every door × every viewer, against an oracle that is told who sees which rows and knows which columns.
 * A row the viewer may not see must be at no door: not in lists, hops, nodes, filters, orders, counts or cursors.
 */
import { describe, expect, it } from 'vitest';
import {
  columnOf,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../../src/generator/blueprint/blueprint.ts';
import type { Any } from './api.ts';
import { type OracleRow, PolicyOracle, type PolicyWorld } from './policy-oracle.ts';
import { keyLiteral, missingId, numbered, plainKey } from './row-names.ts';

type Quantified = {
  readonly relation: RelationBlueprint;
  readonly quantifier: 'some' | 'none' | 'every' | 'one';
};

const sorted = (ids: readonly string[]) => [...ids].sort();
const ids = (connection: Any): string[] => connection.nodes.map((node: Any) => node.id);
/** A list with all that tells how long it is. */
const list = () => 'totalCount aggregate { count } nodes { id }';
const lengthsOf = (connection: Any): number[] => [connection.totalCount, connection.aggregate.count];
const both = (length: number) => [length, length];

const idsOf = (rows: readonly OracleRow[]) => sorted(rows.map(({ id }) => id));

/** Holds every door to every table to the oracle, for every viewer. */
export function describePolicyMatrix(world: PolicyWorld): void {
  const oracle = new PolicyOracle(world);
  describe.each(world.viewers)('%s', viewer => {
    for (const type of oracle.types) describeDoors(world, oracle, viewer, type);
  });
}

function describeDoors(world: PolicyWorld, oracle: PolicyOracle, viewer: string, type: TypeBlueprint): void {
  const { plural, single, table, name } = type;
  const ask = (query: string) => world.ask(viewer, query);
  const seen = () => oracle.seen(viewer, type);
  const rowOf = (id: string) => world.rows(table).find(row => row.id === id)!;
  const withDeleted = type.softDelete ? ', deleted: INCLUDE' : '';
  const ones = type.relations.filter(({ many }) => !many);

  /** The ids of a whole list, page by page. */
  const allOf = async (where: string): Promise<string[]> => {
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Any = await ask(
        `{ list: ${plural}(first: 100, after: ${JSON.stringify(after)}, ${where}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
      );
      found.push(...ids(page.list));
      more = page.list.pageInfo.hasNextPage;
      after = page.list.pageInfo.endCursor;
    }
    return found;
  };

  it(`finds exactly the visible ${plural} in the list, its count and its filter`, async () => {
    const expected = idsOf(seen());
    expect(sorted(await allOf(''))).toEqual(expected);
    const { all } = await ask(
      `{ all: ${plural}(first: 1) { totalCount totalCountEstimate aggregate { count } } }`,
    );
    const { length } = expected;
    expect(all).toEqual({ totalCount: length, totalCountEstimate: length, aggregate: { count: length } });
    const named = numbered(type, world.rows(table));
    const where = `where: { ${named.field}: { in: [${named.literals}] } }`;
    const visible = idsOf(seen().filter(row => named.rows.includes(row)));
    expect(sorted(await allOf(where))).toEqual(visible);
    const { found } = await ask(`{ found: ${plural}(${where}) { ${list()} } }`);
    expect(lengthsOf(found)).toEqual(both(visible.length));
  });

  it(`meets a foreign ${single} like a missing one, by id, plain key, node and nodes`, async () => {
    const missing = JSON.stringify(missingId(type));
    const rows = world.rows(table);
    for (let start = 0; start < rows.length; start += 20) {
      const asked = rows.slice(start, start + 20);
      const data = await ask(
        `{ ${asked
          .map(({ id, values }, i) => {
            const plain = plainKey(type, values);
            return `byId${i}: ${single}(id: "${id}") { id } node${i}: node(id: "${id}") { id }
              nodes${i}: nodes(ids: [${missing}, "${id}"]) { id ... on ${name} { __typename } }
              ${plain === undefined ? '' : `byKey${i}: ${single}(id: ${JSON.stringify(plain)}) { id }`}`;
          })
          .join('\n')} }`,
      );
      asked.forEach((row, i) => {
        const found = world.sees(viewer, table, row) ? { id: row.id } : null;
        expect([data[`byId${i}`], data[`node${i}`]], row.id).toEqual([found, found]);
        expect(data[`nodes${i}`], row.id).toEqual([null, found && { ...found, __typename: name }]);
        if (`byKey${i}` in data) expect(data[`byKey${i}`], row.id).toEqual(found);
      });
    }
  });

  if (type.uniqueKeys.length > 0)
    it(`looks a foreign ${single} up like a missing one, by each unique key`, async () => {
      const lookups = type.uniqueKeys.flatMap(({ name: member, columns }) =>
        world
          .rows(table)
          .filter(({ values }) => columns.every(key => values[key] != null))
          .map(row => ({ row, columns, by: `{ ${member}: ${keyLiteral(type, columns, row.values)} }` })),
      );
      const data = await ask(
        `{ __typename ${lookups.map(({ by }, i) => `l${i}: ${single}(by: ${by}) { id }`).join('\n')} }`,
      );
      lookups.forEach(({ row, columns, by }, i) => {
        const found = seen().find(other => columns.every(key => other.values[key] === row.values[key]));
        expect(data[`l${i}`], by).toEqual(found ? { id: found.id } : null);
      });
    });

  it(`hops from ${plural} only to visible rows, and counts only these`, async () => {
    const fields = type.relations.map(({ many, field }) =>
      many ? `${field}(first: 50) { ${list()} }` : `${field} { id }`,
    );
    // Deleted rows lead on as well, to those who see them.
    const data = await ask(`{ ${plural}(first: 100${withDeleted}) { nodes { id ${fields.join(' ')} } } }`);
    for (const node of data[plural].nodes) {
      for (const relation of type.relations) {
        const expected = idsOf(oracle.related(viewer, type, relation, rowOf(node.id)));
        const at = `${name}.${relation.field} of ${node.id}`;
        if (relation.many) {
          expect(sorted(ids(node[relation.field])), at).toEqual(expected);
          expect(lengthsOf(node[relation.field]), at).toEqual(both(expected.length));
        } else {
          expect(node[relation.field]?.id ?? null, at).toBe(expected[0] ?? null);
        }
      }
    }
  });

  const restorableRelations = type.relations.filter(
    ({ many, target }) => many && typeOf(world.blueprint, target).softDelete,
  );
  if (restorableRelations.length > 0)
    it(`hops from ${plural} to deleted rows on request where it may restore them, and counts these`, async () => {
      const modes = ['INCLUDE', 'ONLY'] as const;
      const fields = restorableRelations.flatMap(({ field }) =>
        modes.map(mode => `${field}${mode}: ${field}(first: 50, deleted: ${mode}) { ${list()} }`),
      );
      const data = await ask(`{ ${plural}(first: 100${withDeleted}) { nodes { id ${fields.join(' ')} } } }`);
      for (const node of data[plural].nodes) {
        for (const relation of restorableRelations) {
          for (const mode of modes) {
            const expected = idsOf(oracle.related(viewer, type, relation, rowOf(node.id), mode));
            const found = node[`${relation.field}${mode}`];
            const at = `${name}.${relation.field}(deleted: ${mode}) of ${node.id}`;
            expect(sorted(ids(found)), at).toEqual(expected);
            expect(lengthsOf(found), at).toEqual(both(expected.length));
          }
        }
      }
    });

  if (type.relations.length > 0)
    it(`filters ${plural} as if invisible related rows were absent`, async () => {
      const quantifiers = type.relations.flatMap((relation): Quantified[] =>
        relation.many
          ? (['some', 'none', 'every'] as const).map(quantifier => ({ relation, quantifier }))
          : [{ relation, quantifier: 'one' }],
      );
      const fields = quantifiers.map(({ relation, quantifier }, i) => {
        const target = typeOf(world.blueprint, relation.target);
        const { field } = columnOf(target, target.key[0]!);
        // Holds for every related row, or none, so that the filter asks for the rows' existence alone.
        const [anything, nothing] = field === 'uuid' ? noUuid : [false, true].map(is => isNull(field, is));
        const filter =
          quantifier === 'one'
            ? anything
            : `{ ${quantifier}: ${quantifier === 'every' ? nothing : anything} }`;
        return `q${i}: ${plural}(first: 100, where: { ${relation.field}: ${filter} }) { ${list()} }`;
      });
      const data = await ask(`{ ${fields.join('\n')} }`);
      quantifiers.forEach(({ relation, quantifier }, i) => {
        const expected = seen().filter(row => {
          const count = oracle.related(viewer, type, relation, row).length;
          return quantifier === 'some' || quantifier === 'one' ? count > 0 : count === 0;
        });
        const at = `${plural} where ${relation.field} ${quantifier}`;
        expect(sorted(ids(data[`q${i}`])), at).toEqual(idsOf(expected));
        expect(lengthsOf(data[`q${i}`]), at).toEqual(both(expected.length));
      });
    });

  if (ones.length > 0)
    it(`orders ${plural} through relations without a trace of invisible rows in cursors`, async () => {
      const keyOf = ({ target }: RelationBlueprint) => {
        const to = typeOf(world.blueprint, target);
        return columnOf(to, to.key[0]!);
      };
      const fields = ones.map(
        relation =>
          `${relation.field}: ${plural}(first: 100, orderBy: [{ ${relation.field}: { ${keyOf(relation).field}: ASC } }]) { edges { cursor node { id } } }`,
      );
      const data = await ask(`{ ${fields.join('\n')} }`);
      for (const relation of ones) {
        for (const { cursor, node } of data[relation.field].edges) {
          const [other] = oracle.related(viewer, type, relation, rowOf(node.id));
          expect(valueIn(cursor), `${relation.field} of ${node.id}`).toBe(
            other?.values[keyOf(relation).key] ?? null,
          );
        }
      }
    });

  describeColumns(world, oracle, viewer, type);

  if (type.softDelete)
    it(`sees deleted ${plural} on request only where it may restore them`, async () => {
      const deleted = oracle.restorable(viewer, type);
      const data = await ask(
        `{ ${(['ONLY', 'INCLUDE', 'EXCLUDE'] as const)
          .map(mode => `${mode}: ${plural}(first: 100, deleted: ${mode}) { ${list()} }`)
          .join(' ')} }`,
      );
      expect(sorted(ids(data.ONLY))).toEqual(idsOf(deleted));
      expect(lengthsOf(data.ONLY)).toEqual(both(deleted.length));
      expect(sorted(ids(data.INCLUDE))).toEqual(idsOf([...deleted, ...seen()]));
      expect(sorted(ids(data.EXCLUDE))).toEqual(idsOf(seen()));
      for (const row of world.rows(table).filter(candidate => oracle.isDeleted(type, candidate))) {
        const { one } = await ask(`{ one: ${single}(id: "${row.id}", deleted: INCLUDE) { id } }`);
        expect(one).toEqual(deleted.includes(row) ? { id: row.id } : null);
      }
    });
}

/** PostgreSQL's words for what JavaScript has values for. */
const writtenInCursors = (value: unknown) => (typeof value === 'boolean' ? String(value) : value);

/** The value of the first key in a cursor. */
const valueIn = (cursor: string): unknown => JSON.parse(Buffer.from(cursor, 'base64url').toString())[1];

const isNull = (field: string, is: boolean) => `{ ${field}: { isNull: ${is} } }`;
const absent = '00000000-0000-4000-8000-0000000000ff';
const noUuid = [`{ uuid: { ne: "${absent}" } }`, `{ uuid: { eq: "${absent}" } }`];

/** What is told of columns that are not of every row the viewer's business: nothing, at any door. */
function describeColumns(
  world: PolicyWorld,
  oracle: PolicyOracle,
  viewer: string,
  type: TypeBlueprint,
): void {
  const restricted = type.columns.filter(column => column.restricted);
  if (restricted.length === 0) return;
  const comparable = restricted.filter(({ orderable }) => orderable);
  const { plural, table } = type;

  it(`tells values of ${plural} where they may be known: in rows, filters, orders and cursors`, async () => {
    const fields = restricted.map(({ field, shape }) => (shape ? `${field} { __typename }` : field));
    const data = await world.ask(
      viewer,
      `{ rows: ${plural}(first: 100) { nodes { id ${fields.join(' ')} } }
         ${comparable.length > 0 ? `all: ${plural} { aggregate { countDistinct { ${comparable.map(({ field }) => field).join(' ')} } } }` : ''}
         ${restricted
           .map(
             (
               { field, orderable },
               i,
             ) => `has${i}: ${plural}(first: 100, where: { ${field}: { isNull: false } }) { ${list()} }
               hasNot${i}: ${plural}(first: 100, where: { NOT: { ${field}: { isNull: false } } }) { ${list()} }
               ${orderable ? `by${i}: ${plural}(first: 100, orderBy: [{ ${field}: ASC }]) { edges { cursor node { id } } }` : ''}`,
           )
           .join('\n')} }`,
    );
    const seen = oracle.seen(viewer, type);
    restricted.forEach(({ key, field, orderable }, i) => {
      const isTold = (row: OracleRow) => row.values[key] != null && world.knows(viewer, table, key, row);
      const [told, untold] = [seen.filter(isTold), seen.filter(row => !isTold(row))];
      for (const node of data.rows.nodes)
        if (untold.some(({ id }) => id === node.id)) expect(node[field], `${field} of ${node.id}`).toBeNull();
      expect(sorted(ids(data[`has${i}`])), field).toEqual(idsOf(told));
      expect(lengthsOf(data[`has${i}`]), field).toEqual(both(told.length));
      expect(sorted(ids(data[`hasNot${i}`])), field).toEqual(idsOf(untold));
      if (!orderable) return;
      const distinct = data.all.aggregate.countDistinct[field];
      const different = new Set(told.map(row => row.values[key])).size;
      // Values that are written otherwise may be equal.
      expect([distinct > 0, distinct <= different], field).toEqual([told.length > 0, true]);
      for (const { cursor, node } of data[`by${i}`].edges) {
        const row = told.find(({ id }) => id === node.id);
        expect(valueIn(cursor), `${field} of ${node.id}`).toBe(
          row ? writtenInCursors(row.values[key]) : null,
        );
      }
    });
  });
}
