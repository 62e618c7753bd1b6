/**
 * `viewerCan`, by chance: what it says of a row is what the write then does, for every kind of viewer and table.
 * On tables of others it is held to conditions in plain SQL, to which random writes are held elsewhere.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import type { TableName } from '../src/model/relations.ts';
import { createRandom } from '../src/seed/random.ts';
import type { Any } from './support/api.ts';
import { type FixtureRow, uuidOf } from './support/fixture.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { foreignWorlds } from './support/foreign-worlds.ts';
import { idSql, tableSql } from './support/plain-sql.ts';
import { scaled, seed } from './support/scale.ts';
import { codes } from './support/write-client.ts';
import {
  api,
  changes,
  fixture,
  putBack,
  read,
  rows,
  send,
  targetsOf,
  types,
  useMatrixWorld,
} from './support/write-matrix-world.ts';
import { granted, type Operation, type Writer, writers } from './support/write-roles.ts';

const operations = ['update', 'delete', 'restore'] as const;
const members = operations.join(' ');

/** What is told of a row, deleted or not; null where it is not there. */
async function toldOf(writer: Writer, type: TypeBlueprint, id: string, selection: string): Promise<Any> {
  const deleted = type.softDelete ? ', deleted: INCLUDE' : '';
  const data = await read(
    writer,
    `{ row: ${type.single}(id: "${id}"${deleted}) { viewerCan { ${selection} } } }`,
  );
  return data.row?.viewerCan ?? null;
}

describe('what the viewer can do with rows of the product', () => {
  useMatrixWorld();
  const random = createRandom(`viewer can ${seed}`);
  const outcomes = new Map<string, number>();
  const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

  async function isDone(writer: Writer, type: TypeBlueprint, operation: Operation, row: FixtureRow) {
    const table = type.table as TableName;
    if (!granted[table]?.[operation]) return false;
    const values = operation === 'update' ? changes[table] : {};
    const result = await send(writer, `${operation}${type.name}`, { id: row.id, ...values });
    const isDone = codes(result).length === 0;
    if (isDone) await putBack(table, row);
    else expect(['FORBIDDEN input', 'NOT_FOUND input.id']).toEqual(expect.arrayContaining(codes(result)));
    return isDone;
  }

  for (const writer of writers)
    it(`is done when ${writer} does it, and nothing else is`, async () => {
      for (let i = 0; i < scaled(18); i++) {
        const type = random.pick(types);
        const row = random.pick(targetsOf(type));
        const told = await toldOf(writer, type, row.id, members);
        if (!told) {
          count('not there');
          continue;
        }
        for (const operation of operations) {
          const at = `${writer} ${operation} ${type.table} ${row.id}`;
          expect(await isDone(writer, type, operation, row), at).toBe(told[operation]);
          count(`${operation} ${told[operation]}`);
        }
      }
    });

  it('came to both answers of every member', () => {
    const all = operations.flatMap(operation => [`${operation} true`, `${operation} false`]);
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['not there', ...all]));
  });

  it('tells of a project what can be made in it', async () => {
    const made = types.filter(({ table, write }) => table !== 'projects' && write!.rules.create);
    const asked = made.map(({ name }) => `create${name}`);
    const project = types.find(({ table }) => table === 'projects')!;
    expect(project.abilities!.members.map(({ name }) => name)).toEqual([...operations, ...asked]);
    for (const writer of writers) {
      for (const name of ['a', 'gone', 'more0']) {
        const told = await toldOf(writer, project, uuidOf(`project ${name}`), asked.join(' '));
        if (!told) continue;
        for (const { table, name: type } of made) {
          const input = rows[table as TableName]!(name, 0);
          const result = await send(writer, `create${type}`, input, `${lowerFirst(type)} { uuid }`);
          const at = `${writer} create${type} ${name}: ${codes(result)}`;
          const row = result.payload[lowerFirst(type)];
          if (row) await api.client`delete from ${api.client(snake(table))} where id = ${row.uuid}`;
          // Who else is pointed to is not for the project to say.
          const refusals = codes(result).filter(code => /^FORBIDDEN|\.projectId$/.test(code));
          if (told[`create${type}`]) expect(refusals, at).toEqual([]);
          else expect(codes(result), at).not.toEqual([]);
          count(`create ${told[`create${type}`]}`);
        }
      }
    }
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['create true', 'create false']));
  });

  it('is told under other names, with the name of its type, and of rows that rows lead to', async () => {
    const data = await read(
      'viewer',
      `{ widget(id: "${fixture.widgets[0]!.id}") { may: viewerCan { __typename change: update }
        project { viewerCan { __typename createDashboard } } } }`,
    );
    expect(data.widget.may).toEqual({ __typename: 'ViewerCan', change: false });
    expect(data.widget.project.viewerCan).toEqual({ __typename: 'ProjectViewerCan', createDashboard: false });
  });

  it('is told of what is made at the root, where no row tells it, and is null for who brings nothing', async () => {
    const answers = new Set<boolean>();
    for (const writer of writers) {
      const { viewerCan, mine } = await read(
        writer,
        '{ viewerCan { createProject } mine: viewerCan { __typename may: createProject } viewer { uuid } }',
      );
      const result = await send(writer, 'createProject', {
        name: writer,
        slug: `root-of-${writer.toLowerCase()}`,
      });
      expect(viewerCan, `${writer}: ${codes(result)}`).toEqual({ createProject: codes(result).length === 0 });
      expect(mine).toEqual({ __typename: 'QueryViewerCan', may: viewerCan.createProject });
      answers.add(viewerCan.createProject);
    }
    expect(answers).toEqual(new Set([true, false]));
    const { data, errors } = await api.ask('{ viewerCan { createProject } }');
    expect([data, errors]).toEqual([{ viewerCan: null }, undefined]);
  });
});

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const snake = (table: string) => table.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

const written = foreignWorlds.filter(
  ({ isPulled, api: { schema } }) => !isPulled && schema.getMutationType(),
);

describe.each(written)('what the viewer can do with $title', plan => {
  const world = foreignWorld(plan);
  const told = world.types.filter(({ abilities }) => abilities);

  beforeAll(() => world.open());
  afterAll(() => world.close());

  /** In plain SQL, of each row that a viewer sees. */
  async function expected(viewer: string, type: TypeBlueprint): Promise<Any[]> {
    const { sees, restores = 'false', updates = 'false', deletes = 'false' } = plan.tables[type.table]!;
    const holds = (condition: string) => world.conditionFor(viewer, condition);
    return world.client().unsafe(`select * from (select ${idSql(type, 't')} as id,
      ${holds(sees)} and ${holds(updates)} as update, ${holds(sees)} and ${holds(deletes)} as delete,
      not ${holds(sees)} and ${holds(restores)} as restore, ${holds(sees)} or ${holds(restores)} as there
      from ${tableSql(type)} t) r where there order by id`);
  }

  it('is what conditions in plain SQL say', async () => {
    const answers = new Set<boolean>();
    for (const viewer of world.viewers) {
      for (const type of told) {
        const rows = (await expected(viewer, type)).slice(0, 40);
        const deleted = type.softDelete ? ', deleted: INCLUDE' : '';
        const data = await world.ask(
          viewer,
          `{ __typename ${rows.map(({ id }, i) => `r${i}: ${type.single}(id: "${id}"${deleted}) { viewerCan { ${members} } }`).join('\n')} }`,
        );
        rows.forEach(({ update, delete: remove, restore, id }, i) => {
          expect(data[`r${i}`]?.viewerCan, `${viewer} ${type.table} ${id}`).toEqual({
            update,
            delete: remove,
            restore,
          });
          for (const answer of [update, remove, restore]) answers.add(answer);
        });
      }
    }
    expect(answers).toEqual(new Set([true, false]));
  });
});
