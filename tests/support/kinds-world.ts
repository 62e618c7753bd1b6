/**
 * Tables with a column of every kind of values, alone and in lists, with rules of every kind and relations of every kind.
 * They lie beside the product's tables and know its projects and viewers, so that its server can serve them.
 */
import { defineRelations, sql, type TablesRelationalConfig } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { viewers } from '../../src/accounts/viewers.ts';
import type { TableRules } from '../../src/generator/blueprint/table-rules.ts';
import type { Extension } from '../../src/generator/extension.ts';
import { generateApi } from '../../src/generator/generate-api.ts';
import {
  all,
  any,
  isNull,
  not,
  present,
  related,
  sqlRule,
  visible,
} from '../../src/generator/rules/rule-parts.ts';
import type { Viewers } from '../../src/identity/viewers.ts';
import type { ApiContext } from '../../src/operations/api-context.ts';
import { inReadableProject, inWritableProject, isSignedInUser } from '../../src/policy/viewer-scope.ts';
import { described } from './foreign-api.ts';

export const moodLabels = ['in-progress', '2nd', 'DONE', "it's", 'plain'] as const;
const mood = pg.pgEnum('kinds_mood', moodLabels);

/** A column of each kind; all of them may be null. */
const kinds = {
  uuidValue: () => pg.uuid(),
  textValue: () => pg.text(),
  varcharValue: () => pg.varchar({ length: 300 }),
  charValue: () => pg.char({ length: 6 }),
  booleanValue: () => pg.boolean(),
  integerValue: () => pg.integer(),
  smallintValue: () => pg.smallint(),
  bigintNumber: () => pg.bigint({ mode: 'number' }),
  bigintValue: () => pg.bigint({ mode: 'bigint' }),
  realValue: () => pg.real(),
  doubleValue: () => pg.doublePrecision(),
  decimalValue: () => pg.numeric(),
  instantValue: () => pg.timestamp({ withTimezone: true, precision: 3 }),
  exactInstant: () => pg.timestamp({ withTimezone: true }),
  localInstant: () => pg.timestamp({ precision: 3 }),
  dateValue: () => pg.date({ mode: 'string' }),
  timeValue: () => pg.time(),
  moodValue: () => mood(),
  jsonbValue: () => pg.jsonb(),
  jsonValue: () => pg.json(),
} as const;

export type KindName = keyof typeof kinds;
const kindNames = Object.keys(kinds) as KindName[];
/** JSON without B has no operators to be filtered by. */
export const singles = kindNames.filter(name => name !== 'jsonValue');
export const listed = kindNames.filter(name => !/^(jsonValue|charValue|exactInstant)$/.test(name));

const id = () => pg.uuid().primaryKey();
const projectId = () => pg.uuid().notNull();

const shelves = pg.snakeCase.table('kinds_shelves', {
  id: id(),
  projectId: projectId(),
  ownerId: pg.uuid(),
  deletedAt: pg.timestamp({ withTimezone: true, precision: 3 }),
  position: pg.integer(),
});
export const samples = pg.snakeCase.table(
  'kinds_samples',
  {
    id: id(),
    projectId: projectId(),
    shelfId: pg.uuid().notNull(),
    neighbourId: pg.uuid(),
    deletedAt: pg.timestamp({ withTimezone: true, precision: 3 }),
    ...(Object.fromEntries(singles.map(name => [name, kinds[name]()])) as Record<
      string,
      ReturnType<typeof pg.text>
    >),
    ...(Object.fromEntries(
      listed.map(name => [`${name}s`, (kinds[name]() as ReturnType<typeof pg.text>).array()]),
    ) as Record<string, ReturnType<typeof pg.text>>),
  },
  t => [
    pg.foreignKey({
      name: 'kinds_samples_shelf',
      columns: [t.projectId, t.shelfId],
      foreignColumns: [shelves.projectId, shelves.id],
    }),
    pg.index('kinds_samples_page').on(t.projectId, t.id),
  ],
);
const marks = pg.snakeCase.table('kinds_marks', {
  id: id(),
  projectId: projectId(),
  name: pg.text().notNull(),
  deletedAt: pg.timestamp({ withTimezone: true, precision: 3 }),
});
const sampleMarks = pg.snakeCase.table(
  'kinds_sample_marks',
  {
    id: id(),
    projectId: projectId(),
    sampleId: pg.uuid().notNull(),
    markId: pg.uuid().notNull(),
  },
  t => [pg.unique('kinds_pairs').on(t.sampleId, t.markId)],
);

const registry = { shelves, samples, marks, sampleMarks };
const relations = defineRelations(registry, r => ({
  shelves: { samples: r.many.samples({ from: r.shelves.id, to: r.samples.shelfId }) },
  samples: {
    shelf: r.one.shelves({ from: r.samples.shelfId, to: r.shelves.id }),
    neighbour: r.one.samples({ from: r.samples.neighbourId, to: r.samples.id, alias: 'neighbour' }),
    guests: r.many.samples({ from: r.samples.id, to: r.samples.neighbourId, alias: 'neighbour' }),
    sampleMarks: r.many.sampleMarks({ from: r.samples.id, to: r.sampleMarks.sampleId }),
    marks: r.many.marks({
      from: r.samples.id.through(r.sampleMarks.sampleId),
      to: r.marks.id.through(r.sampleMarks.markId),
    }),
  },
  marks: {
    samples: r.many.samples({
      from: r.marks.id.through(r.sampleMarks.markId),
      to: r.samples.id.through(r.sampleMarks.sampleId),
    }),
  },
  sampleMarks: {
    sample: r.one.samples({ from: r.sampleMarks.sampleId, to: r.samples.id }),
    mark: r.one.marks({ from: r.sampleMarks.markId, to: r.marks.id }),
  },
}));

const restorable = { column: 'deletedAt', restore: inWritableProject('projectId') } as const;
const rules: Record<keyof typeof registry, TableRules> = {
  shelves: {
    read: any(all(inReadableProject('projectId'), isNull('ownerId')), isSignedInUser('ownerId')),
    softDelete: restorable,
  },
  samples: {
    read: all(
      inReadableProject('projectId'),
      related('shelf', visible),
      any(isNull('neighbourId'), related('neighbour', present)),
    ),
    withoutNulls: ['varcharValues', 'integerValues'],
    softDelete: restorable,
  },
  marks: {
    read: all(
      inReadableProject('projectId'),
      not(sqlRule(marks, 'secret marks', row => sql`${row.name} = ${'secret'}`)),
    ),
    softDelete: restorable,
  },
  sampleMarks: {
    read: all(inReadableProject('projectId'), related('sample', present), related('mark', present)),
    // A schema has to have a mutation.
    write: { delete: inWritableProject('projectId') },
  },
};

export const buildKindsApi = () =>
  generateApi({
    ...described,
    relations: relations as unknown as TablesRelationalConfig,
    policy: rules,
    viewer: viewers as Viewers,
    extend: (extension: Extension<ApiContext>) => {
      const add = (
        name: string,
        type: string,
        value: (row: Readonly<Record<string, pg.PgColumn>>) => ReturnType<typeof sql>,
      ) =>
        extension.addComputedField('samples', name, {
          type,
          nullable: true,
          description: 'An expression.',
          sql: row => value(row as unknown as Readonly<Record<string, pg.PgColumn>>),
        });
      add('computedText', 'String', row => sql`upper(${row.textValue})`);
      add('computedInt', 'Int', row => sql`length(${row.textValue})`);
      add('computedFlag', 'Boolean', row => sql`${row.integerValue} > 3`);
      add('computedInstant', 'DateTime', row => sql`${row.instantValue}`);
    },
  });
