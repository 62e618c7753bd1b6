/**
 * Random writes of tables of others, each against a model in plain SQL: the same outcome, and the same rows after every one.
 * A failure names its seed; which schemas there are, and who may do what in each, is told with them.
 */
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { createRandom } from '../src/seed/random.ts';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';
import { type ForeignCommand, ForeignCommands, kindOf, referredIn } from './support/foreign-commands.ts';
import { gatherPools } from './support/foreign-values.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { foreignWorlds } from './support/foreign-worlds.ts';
import { columnSql, idSql, literal, tableSql } from './support/plain-sql.ts';
import { Outcomes, runSequence } from './support/random-writes.ts';
import { isLong, scaled, seed } from './support/scale.ts';
import { SqlModel } from './support/sql-model.ts';
import { catalogue } from './support/worlds/catalogue.ts';
import { codes, type Mutated, mutate } from './support/write-client.ts';

/** Of the catalogue, rows are told by unique keys, which no other world has of rows that are made with those that point to them. */
const written = [catalogue, ...foreignWorlds.filter(({ api }) => api.schema.getMutationType())];

/** All rows of a table as one text, without the times that the server notes. */
function stateSql(type: TypeBlueprint, ignored: readonly string[]): string {
  const { created, updated } = type.timestamps;
  const values = type.stored
    .filter(({ key }) => ![created, updated, ...ignored].includes(key))
    .map(({ key, sqlType }) => {
      const column = columnSql(type, key, 't');
      if (key === type.softDelete?.column) return `(${column} is null)::text`;
      return sqlType === 'json' ? `${column}::jsonb::text` : `${column}::text`;
    });
  return `select ${idSql(type, 't')} as id, array[${values.join()}]::text as "values" from ${tableSql(type)} t`;
}

describe.each(written)('random writes of tables $title', plan => {
  const world = foreignWorld(plan);
  // Of pulled tables, of which there are many, a glance in a usual run.
  const commands = scaled(plan.isPulled ? 25 : 90);
  const outcomes = new Outcomes();
  const tables = world.types.filter(({ sql }) => sql.kind === 'table');
  let shadow: TestDatabase;
  let client: Sql;

  beforeAll(async () => {
    await world.open();
    shadow = await createTestDatabase({ ddl: plan.ddl });
    client = openTestClient(shadow.url);
  });
  afterAll(async () => {
    await world.close();
    await client.end();
    await shadow.drop();
  });

  const states = tables.map(type => stateSql(type, plan.ignored ?? []));
  async function digestOf(of: Sql): Promise<string> {
    const parts = states.map(text => `(select md5(string_agg(s::text, '|' order by s.id)) from (${text}) s)`);
    const [row] = await of.unsafe<{ digest: string }[]>(`select concat_ws(',', ${parts.join()}) as digest`);
    return row!.digest;
  }
  const statesOf = (of: Sql) =>
    Promise.all(
      tables.map(async (type, i) => {
        const rows = await of.unsafe<{ id: string; values: string }[]>(states[i]!);
        return [type.table, Object.fromEntries(rows.map(({ id, values }) => [id, values]))] as const;
      }),
    );

  /** What of the payload names the new rows. */
  function selectionOf({ table, operation, many, several, children, upsert }: ForeignCommand): string {
    const { single } = world.blueprint.types[table]!;
    if (many || several) return 'count ids';
    const hasKeys = children ?? upsert?.children[0];
    return `${operation === 'create' ? `${single} { id }` : ''} ${upsert ? 'created' : ''} ${hasKeys ? 'clientKeys { clientKey nodeId }' : ''}`;
  }

  /** The ids of new rows that others point to, of which no payload tells: by the values that tell them. */
  async function addReferred(command: ForeignCommand, made: Map<string, string>): Promise<void> {
    const { given, several = [], children, upsert } = command;
    const below = [...(children ? [children] : []), ...(upsert?.children ?? [])];
    const rows = [
      given,
      ...several,
      ...below.flatMap(({ create, update }) => [...create, ...update].map(row => row.given)),
    ];
    for (const [, { target, by, given: of, key }] of rows.flatMap(referredIn)) {
      const type = world.blueprint.types[target]!;
      const [row] = await world
        .client()
        .unsafe<{ id: string }[]>(
          `select ${idSql(type, 't')} as id from ${tableSql(type)} t where ${columnSql(type, by, 't')} = ${literal(of[by]!.text!)}`,
        );
      if (row) made.set(key, row.id);
    }
  }

  function madeIds({ table, operation, several }: ForeignCommand, { payload }: Mutated): Map<string, string> {
    const ids = new Map<string, string>(
      (payload?.clientKeys ?? []).map((made: { clientKey: string; nodeId: string }) => [
        made.clientKey,
        made.nodeId,
      ]),
    );
    const row = operation === 'create' ? payload?.[world.blueprint.types[table]!.single] : undefined;
    if (row) ids.set('main', row.id);
    if (several) for (const [i, id] of (payload?.ids ?? []).entries()) ids.set(`main${i}`, id);
    return ids;
  }

  /** The id of a row that was made and is not the viewer's to see. */
  async function unseenId(type: TypeBlueprint): Promise<string> {
    const ids = `select ${idSql(type, 't')} as id from ${tableSql(type)} t`;
    const [there, known] = await Promise.all(
      [world.client(), client].map(of => of.unsafe<{ id: string }[]>(ids)),
    );
    return there!.find(({ id }) => !known!.some(other => other.id === id))!.id;
  }

  async function step(model: SqlModel, command: ForeignCommand): Promise<void> {
    const { token } = plan.viewers[command.viewer]!;
    const result = await mutate(world.api(), token, command.mutation, command.input, selectionOf(command));
    expect(result.failures, JSON.stringify(result.errors)).toEqual([]);
    const got = codes(result).sort();
    const isDone = got.length === 0;
    const made = madeIds(command, result);
    await addReferred(command, made);
    const isNew = command.upsert ? result.payload?.created : command.operation === 'create';
    if (isDone && isNew && !command.several && !made.has('main'))
      made.set('main', await unseenId(world.blueprint.types[command.table]!));
    const verdict = await model.judge(command, isDone, made);
    if (verdict.kind === 'errors') {
      expect(got).toEqual(expect.arrayContaining([...verdict.errors]));
      const beside = got.filter(error => !verdict.errors.includes(error)).map(error => error.split(' ')[0]!);
      expect(verdict.also, got.join()).toEqual(expect.arrayContaining(beside));
      for (const error of got) outcomes.count(error.split(' ')[0]!);
    } else if (verdict.kind === 'constraint') {
      const told = got.map(error => error.split(' ')[0]!);
      expect(told, got.join()).not.toEqual([]);
      expect(verdict.codes, got.join()).toEqual(expect.arrayContaining(told));
      outcomes.count('constraint');
    } else {
      expect(got).toEqual([]);
      if (command.many || command.several) expect(result.payload.count).toBe(verdict.count);
      outcomes.count(kindOf({ ...command, isBulk: (command.many ?? command.several) !== undefined }));
      if (command.children) outcomes.count('nested');
      if (command.upsert) outcomes.count(`upsert that ${result.payload.created ? 'makes' : 'changes'}`);
      for (const [, { form }] of referredIn(command.given))
        outcomes.count(form === 'create' ? 'made with it' : form);
    }
    const digests = await Promise.all([world.client(), client].map(digestOf));
    if (digests[0] !== digests[1]) expect(await statesOf(world.client())).toEqual(await statesOf(client));
    expect(digests[0]).toBe(digests[1]);
  }

  it(`do what plain SQL does, ${commands} of them`, async () => {
    const model = new SqlModel(world, client);
    await model.open();
    const maker = new ForeignCommands(
      world,
      createRandom(`foreign writes ${seed}`),
      await gatherPools(world),
      kind => outcomes.of(kind) === 0,
    );
    await runSequence<ForeignCommand>({
      seed,
      length: commands,
      next: () => maker.next(),
      step: command => step(model, command),
    });
  });

  it.runIf(isLong || !plan.isPulled)('came to every outcome, by every kind of write that there is', () => {
    const isOpen = Object.values(plan.tables).every(({ updates = 'true' }) => updates === 'true');
    const kinds = new Set(
      new ForeignCommands(world, createRandom(''), new Map(), () => false).offered.map(kindOf),
    );
    if (world.types.some(({ write }) => write?.owns.length)) kinds.add('nested');
    if (plan === catalogue) {
      const forms = [
        'made with it',
        'connect',
        'connectOrCreate',
        'upsert that makes',
        'upsert that changes',
      ];
      for (const form of forms) kinds.add(form);
    }
    const refusals = ['constraint', ...(isOpen ? [] : ['FORBIDDEN', 'NOT_FOUND'])];
    const missing = [...kinds, ...refusals].filter(outcome => outcomes.of(outcome) === 0);
    expect(missing).toEqual([]);
  });
});
