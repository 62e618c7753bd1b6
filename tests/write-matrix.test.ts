/**
 * Every generated mutation × every viewer × rows of every kind, against the roles as DOMAIN has them.
 * A refused write leaves the database as it was, and an invisible row is answered like one that never was.
 */
import { describe, expect, it } from 'vitest';
import type { TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { upperFirst } from '../src/generator/blueprint/names.ts';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import type { TableName } from '../src/model/relations.ts';
import { type FixtureRow, uuidOf } from './support/fixture.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
  blueprint,
  canRestore,
  changes,
  fixture,
  may,
  missing,
  putBack,
  refused,
  rows,
  schema,
  sees,
  send,
  targetsOf,
  types,
  useMatrixWorld,
} from './support/write-matrix-world.ts';
import { granted, type Operation, upserted, type Writer, writers } from './support/write-roles.ts';

useMatrixWorld();

const rowsOf = (type: TypeBlueprint) => fixture[type.table as TableName];

const eventsOf = async (id: string): Promise<number> => {
  const [row] = await api.client<{ n: number }[]>`
    select count(*)::int as n from audit_events where entity_id = ${id}`;
  return row!.n;
};

/** The answer to a missing row, as text: what an invisible one must be answered with, to the byte. */
async function answerToMissing(writer: Writer, mutation: string, input: object): Promise<string> {
  const result = await refused(() => send(writer, mutation, { ...input, id: missing }));
  expect(codes(result)).toEqual(['NOT_FOUND input.id']);
  return JSON.stringify(result.payload);
}

describe('the world of the test', () => {
  it('grants what the API has, and nothing that it has not', () => {
    const names = types.flatMap(type => {
      const operations = Object.keys(granted[type.table as TableName] ?? {});
      const many = operations.filter(operation => operation !== 'restore');
      return [
        ...operations.map(operation => `${operation}${type.name}`),
        ...(upserted[type.table as TableName] ? [`upsert${type.name}`] : []),
        ...many.map(operation => `${operation}${upperFirst(type.plural)}`),
      ];
    });
    const all = Object.values(blueprint.types).flatMap(({ name, plural }) => [name, upperFirst(plural)]);
    const generated = new RegExp(`^(create|update|delete|restore|upsert)(${all.join('|')})$`);
    const has = Object.keys(schema.getMutationType()!.getFields()).filter(name => generated.test(name));
    expect(has.sort()).toEqual(names.sort());
  });

  it('has for every table rows that are done, forbidden and not found', () => {
    for (const type of types) {
      const table = type.table as TableName;
      const outcomes = writers.flatMap(writer =>
        targetsOf(type).map(row =>
          !sees(writer, table, row)
            ? 'not found'
            : may(
                  writer,
                  table,
                  Object.keys(granted[table]!).at(-1) === 'create'
                    ? 'create'
                    : granted[table]!.update
                      ? 'update'
                      : 'delete',
                  row,
                )
              ? 'done'
              : 'forbidden',
        ),
      );
      // Who sees keys and links is who may write them.
      const known = /^(apiKeys|shareLinks)$/.test(table)
        ? ['done', 'not found']
        : ['done', 'forbidden', 'not found'];
      expect(new Set(outcomes), table).toEqual(new Set(known));
    }
  });
});

for (const writer of writers) {
  describe(writer, () => {
    for (const type of types) {
      const table = type.table as TableName;
      for (const operation of ['update', 'delete', 'restore'] as const) {
        if (!granted[table]?.[operation]) continue;
        const mutation = `${operation}${type.name}`;
        const values = operation === 'update' ? changes[table]! : {};

        it(`${mutation}: does what the role allows, and tells invisible rows from nothing`, async () => {
          const toMissing = await answerToMissing(writer, mutation, values);
          for (const row of targetsOf(type)) {
            for (const id of [row.id, encodeGlobalId(type.name, row.id)]) {
              const at = `${table} ${row.id}`;
              const isThere =
                operation === 'restore' ? canRestore(writer, table, row) : sees(writer, table, row);
              const input = { ...values, id };
              if (isThere && may(writer, table, operation, row)) {
                const events = await eventsOf(row.id);
                const result = await send(writer, mutation, input, `${type.single} { uuid }`);
                expect(result.userErrors, at).toEqual([]);
                const isGone = operation === 'delete' && !type.softDelete;
                expect(result.payload[type.single], at).toEqual(isGone ? null : { uuid: row.id });
                expect((await eventsOf(row.id)) - events, at).toBe(
                  table === 'users' ? 0 : changedNothing(table, operation, row) ? 0 : 1,
                );
                await putBack(table, row);
                continue;
              }
              const result = await refused(() => send(writer, mutation, input));
              if (isThere) expect(codes(result), at).toEqual(['FORBIDDEN input']);
              else expect(JSON.stringify(result.payload), at).toBe(toMissing);
            }
          }
        });
      }

      for (const operation of ['update', 'delete'] as const) {
        if (!granted[table]?.[operation]) continue;
        const mutation = `${operation}${upperFirst(type.plural)}`;
        const set = operation === 'update' ? { set: changes[table]! } : {};

        it(`${mutation}: finds visible rows only, and does all or nothing`, async () => {
          const all = targetsOf(type);
          for (const found of [...all.map(row => [row]), all]) {
            const at = found.map(row => row.id).join();
            const visible = found.filter(row => sees(writer, table, row));
            const isAllowed = visible.every(row => may(writer, table, operation, row));
            const input = { where: { uuid: { in: found.map(row => row.id) } }, atMost: 100, ...set };
            const work = () => send(writer, mutation, input, 'count');
            const result = isAllowed && visible.length > 0 ? await work() : await refused(work);
            expect(codes(result), at).toEqual(isAllowed ? [] : ['FORBIDDEN input']);
            const written = visible.filter(row => !changedNothing(table, operation, row));
            expect(result.payload.count, at).toBe(isAllowed ? written.length : 0);
            if (isAllowed) for (const row of visible) await putBack(table, row);
          }
        });
      }

      const sought = upserted[table];
      if (sought)
        it(`upsert${type.name}: changes visible rows as the role allows, and is creating where there are none`, async () => {
          const shown = `created ${type.single} { uuid }`;
          for (const row of targetsOf(type)) {
            const told = Object.fromEntries(sought.map(field => [field, row[field]]));
            const input = { ...rows[table]!('a', 0), ...told, ...changes[table] };
            const one = (mutation: string) => () => send(writer, `${mutation}${type.name}`, input, shown);
            if (!sees(writer, table, row)) {
              // A value that somebody's row has is taken; one of a deleted row may be free.
              const outcomeOf = async (mutation: string) => {
                const { failures, payload, userErrors } = await one(mutation)();
                const made = payload[type.single]?.uuid;
                if (made) await api.client`delete from ${api.client(snake(table))} where id = ${made}`;
                return { failures, userErrors, created: payload.created };
              };
              const created = await outcomeOf('create');
              expect(await outcomeOf('upsert'), row.id).toEqual(created);
              if (!created.created) await refused(one('upsert'));
            } else if (may(writer, table, 'update', row)) {
              const result = await one('upsert')();
              expect(codes(result), row.id).toEqual([]);
              expect(result.payload, row.id).toMatchObject({
                created: false,
                [type.single]: { uuid: row.id },
              });
              await putBack(table, row);
            } else {
              // Who sees no users cannot point to one, also where a row does.
              const user = fixture.users.find(({ id }) => sought.includes('userId') && id === row.userId);
              const isPointed = !user || sees(writer, 'users', user);
              const expected = isPointed ? 'FORBIDDEN input' : 'NOT_FOUND input.userId';
              expect(codes(await refused(one('upsert'))), row.id).toEqual([expected]);
            }
          }
        });

      if (!granted[table]?.create) continue;
      const references = type.write!.columns.filter(column => column.reference);
      const { plural } = type;
      const ways = [
        { mutation: `create${type.name}`, at: 'input', shown: `${type.single} { uuid }` },
        { mutation: `create${upperFirst(plural)}`, at: 'input.rows.0', shown: `${plural} { uuid }` },
        ...(sought
          ? [{ mutation: `upsert${type.name}`, at: 'input', shown: `${type.single} { uuid }` }]
          : []),
      ];

      it.each(ways)('$mutation: in every project as the role allows', async ({ mutation, at, shown }) => {
        for (const project of ['a', 'b', 'gone', 'more0']) {
          const values = rows[table]!(project, writers.indexOf(writer));
          const row = { id: missing, ...values } as FixtureRow;
          const isVisible =
            table === 'projects' ||
            sees(writer, 'projects', fixture.projects.find(p => p.id === values.projectId)!);
          const hasUser =
            table !== 'projectMembers' ||
            sees(writer, 'users', fixture.users.find(user => user.id === values.userId)!);
          if (table === 'projectMembers' && ['b', 'more0'].includes(project)) continue;
          const input = at === 'input' ? values : { rows: [values] };
          const work = () => send(writer, mutation, input, shown);
          if (isVisible && hasUser && may(writer, table, 'create', row)) {
            const result = await work();
            expect(codes(result), project).toEqual([]);
            const { uuid } = result.payload[type.single] ?? result.payload[plural][0];
            expect(await eventsOf(uuid), project).toBe(1);
            await api.client`delete from ${api.client(snake(table))} where id = ${uuid}`;
            continue;
          }
          const result = await refused(work);
          // Nothing can be pointed to in a project that is not there; a user can be seen elsewhere.
          const wrong = references
            .filter(({ key }) => (key === 'userId' ? !hasUser : !isVisible))
            .map(({ key }) => `NOT_FOUND ${at}.${key}`);
          expect(codes(result).sort(), project).toEqual(
            wrong.length > 0 ? wrong.sort() : [`FORBIDDEN ${at}`],
          );
        }
      });
    }
  });
}

describe('checks by hand', () => {
  const itself = (id: string) => ({
    isStatic: false,
    definition: { type: 'AND', values: [{ cohort: { cohortId: id, negated: false } }] },
  });
  const bulk = (id: string, set: object) => ({ where: { uuid: { eq: id } }, atMost: 1, set });

  for (const writer of writers) {
    it(`of rows tell ${writer} of those alone that the write would be done to`, async () => {
      const toMissing = await answerToMissing(writer, 'updateCohort', { name: 'x' });
      for (const row of [
        ...fixture.cohorts.filter(cohort => !cohort.isStatic),
        ...fixture.cohorts.slice(0, 8),
      ]) {
        const single = await refused(() => send(writer, 'updateCohort', { id: row.id, ...itself(row.id) }));
        const many = await refused(() => send(writer, 'updateCohorts', bulk(row.id, itself(row.id))));
        if (!sees(writer, 'cohorts', row)) {
          expect(JSON.stringify(single.payload), row.id).toBe(toMissing);
          expect(codes(many), row.id).toEqual([]);
        } else if (!may(writer, 'cohorts', 'update', row)) {
          expect(codes(single), row.id).toEqual(['FORBIDDEN input']);
          expect(codes(many), row.id).toEqual(['FORBIDDEN input']);
        } else {
          expect(codes(single), row.id).toEqual(['BAD_USER_INPUT input.definition']);
          expect(codes(many), row.id).toEqual(['BAD_USER_INPUT input.set.definition']);
        }
      }
    });

    it(`of values tell ${writer} the same of every row that is not to be seen, there or not`, async () => {
      const wrong = { dateFrom: 'rubbish' };
      const answersOf = async (id: string) => ({
        single: await refused(() => send(writer, 'updateDashboard', { id, ...wrong })),
        many: await refused(() => send(writer, 'updateDashboards', bulk(id, wrong), 'count ids')),
      });
      const payloadsOf = ({ single, many }: Awaited<ReturnType<typeof answersOf>>) =>
        JSON.stringify([single.payload, many.payload]);
      const toMissing = await answersOf(missing);
      expect(codes(toMissing.single)).toEqual(['BAD_USER_INPUT input.dateFrom', 'NOT_FOUND input.id']);
      expect(codes(toMissing.many)).toEqual(['BAD_USER_INPUT input.set.dateFrom']);
      for (const row of targetsOf(types.find(({ table }) => table === 'dashboards')!)) {
        const answers = await answersOf(row.id);
        if (!sees(writer, 'dashboards', row)) {
          expect(payloadsOf(answers), row.id).toBe(payloadsOf(toMissing));
          continue;
        }
        const barred = may(writer, 'dashboards', 'update', row) ? [] : ['FORBIDDEN input'];
        const { single, many } = answers;
        expect(codes(single), row.id).toEqual(['BAD_USER_INPUT input.dateFrom', ...barred]);
        expect(codes(many), row.id).toEqual(['BAD_USER_INPUT input.set.dateFrom', ...barred]);
      }
    });
  }
});

/** A change to what a row is already leaves no trace. */
const changedNothing = (table: TableName, operation: Operation, row: FixtureRow) =>
  operation === 'update' && table === 'projectMembers' && row.role === 'editor';
const snake = (table: string) => table.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

describe('anonymous', () => {
  for (const type of types) {
    it(`is told to sign in by every mutation of ${type.plural}, and changes nothing`, async () => {
      const table = type.table as TableName;
      const row = rowsOf(type)[0]!;
      const one = { id: row.id, ...changes[table] };
      const many = { where: { uuid: { eq: row.id } }, atMost: 1 };
      const inputs = {
        create: [`create${type.name}`, rows[table]?.('a', 99)],
        update: [`update${type.name}`, one],
        delete: [`delete${type.name}`, { id: row.id }],
        restore: [`restore${type.name}`, { id: row.id }],
      } as const;
      const sent = Object.keys(granted[table]!).map(operation => inputs[operation as Operation]);
      const bulk = (['update', 'delete'] as const)
        .filter(operation => granted[table]![operation])
        .map(
          operation =>
            [
              `${operation}${upperFirst(type.plural)}`,
              { ...many, ...(operation === 'update' ? { set: changes[table] } : {}) },
            ] as const,
        );
      const made = granted[table]!.create
        ? [
            [`create${upperFirst(type.plural)}`, { rows: [rows[table]!('a', 99)] }] as const,
            ...(upserted[table] ? [[`upsert${type.name}`, rows[table]!('a', 99)] as const] : []),
          ]
        : [];
      for (const [mutation, input] of [...sent, ...bulk, ...made]) {
        const result = await refused(() => send(undefined, mutation, input!));
        expect(result.failures, mutation).toEqual(['UNAUTHENTICATED']);
        expect(result.payload, mutation).toBeNull();
      }
    });
  }

  it('is who sends a token that is none, too', async () => {
    const input = { id: uuidOf('dashboard a0'), name: 'changed' };
    const result = await refused(() => mutate(api, `igs_${'x'.repeat(43)}`, 'updateDashboard', input));
    expect(result.failures).toEqual(['UNAUTHENTICATED']);
  });
});
