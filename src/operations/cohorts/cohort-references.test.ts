import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { uuidOf } from '../../../tests/support/fixture.ts';
import { patienceMs } from '../../../tests/support/scale.ts';
import { countStatements, type StatementCount } from '../../../tests/support/statement-count.ts';
import { type Database, openDatabase } from '../../database/open.ts';
import { ReadBatch } from '../../database/read-batch.ts';
import { relations, tables } from '../../model/relations.ts';
import type { CohortDefinition, CohortNode } from '../../model/shapes/cohort-definition.ts';
import {
  checkReferences,
  loadReferences,
  type References,
  referencedCohortIds,
} from './cohort-references.ts';

const [own, other] = [uuidOf('project own'), uuidOf('project other')];
const id = (name: string) => uuidOf(`cohort ${name}`);
const isSet: CohortNode = { type: 'person_property', property: 'p', operator: 'is_set' };
const regex: CohortNode = { type: 'person_property', property: 'p', operator: 'regex', value: 'x' };
const to = (name: string): CohortNode => ({ type: 'cohort', cohortId: id(name), negated: false });
const all = (...values: CohortNode[]): CohortDefinition => ({ type: 'AND', values });

/** chain0 … chain9: each refers to the one before; chain0 to a static one. */
const chain = Array.from(
  { length: 10 },
  (_, i) => [`chain${i}`, all(to(i === 0 ? 'static' : `chain${i - 1}`))] as const,
);
const stored: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(chain),
  plain: all(isSet),
  tree: all({ type: 'OR', values: [to('plain'), to('static')] }, to('chain0')),
  egg: all(isSet, to('hen')),
  hen: all({ type: 'OR', values: [to('egg')] }),
  dangling: all(isSet, to('deleted')),
  wide: all(...Array.from({ length: 30 }, () => isSet)),
  wider: all(to('wide'), to('wide'), to('wide')),
  regexes: all(...Array.from({ length: 16 }, () => regex)),
  outdated: { type: 'AND', values: [{ type: 'person_property', property: 'p', operator: 'like' }] },
  notAnId: { type: 'AND', values: [{ type: 'cohort', cohortId: "x'", negated: false }] },
  abyss: Array.from({ length: 2000 }).reduce<unknown>(tree => ({ type: 'AND', values: [tree] }), isSet),
};

let testDatabase: TestDatabase;
let database: Database;
let statements: StatementCount;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({
    url: testDatabase.url,
    poolSize: 2,
    statementTimeoutMs: patienceMs,
    prepare: true,
  });
  statements = countStatements(testDatabase.adminUrl);
  const { db } = database;
  await db
    .insert(tables.projects)
    .values([own, other].map((project, i) => ({ id: project, name: 'Project', slug: `p${i}` })));
  const row = (name: string, more: object) => ({ id: id(name), projectId: own, name, ...more });
  // As rows are that are older than the rules: some lead nowhere, some in a circle.
  await database.db.execute(sql`alter table cohorts disable trigger user`);
  await db
    .insert(tables.cohorts)
    .values([
      ...Object.entries(stored).map(([name, definition]) =>
        row(name, { definition: definition as CohortDefinition }),
      ),
      row('static', { isStatic: true }),
      row('deleted', { isStatic: true, deletedAt: new Date() }),
      row('foreign', { isStatic: true, projectId: other }),
    ]);
});
afterAll(async () => {
  await statements.close();
  await database.close();
  await testDatabase.drop();
});

function load(definition: CohortDefinition, projectId = own): Promise<References> {
  const batch = new ReadBatch({ database, relations, deadlineMs: patienceMs });
  const visible = sql`${tables.cohorts.deletedAt} is null`;
  return loadReferences((expression: SQL) => batch.value(expression), { projectId, visible }, [definition]);
}

async function refusalOf(
  definition: CohortDefinition,
  options = {},
): Promise<[code: unknown, message: string] | undefined> {
  const references = await load(definition);
  try {
    checkReferences(definition, references, options);
    return undefined;
  } catch (error) {
    const { extensions, message } = error as { extensions: { code: unknown }; message: string };
    return [extensions.code, message];
  }
}

describe('references', () => {
  it('of a definition itself are named once each, in groups too', () => {
    const upper: CohortNode = { type: 'cohort', cohortId: id('plain').toUpperCase(), negated: true };
    expect(
      referencedCohortIds(all(to('plain'), { type: 'OR', values: [to('static'), upper] }, isSet)),
    ).toEqual([id('plain'), id('static')]);
  });

  it('are read in one statement, however far they lead', async () => {
    let references: References = new Map();
    const sent = await statements.during(async () => {
      references = await load(all(to('tree'), to('chain3')));
    });
    expect(sent).toHaveLength(1);
    expect([...references.keys()].sort()).toEqual(
      ['tree', 'plain', 'static', 'chain0', 'chain1', 'chain2', 'chain3'].map(id).sort(),
    );
    expect(references.get(id('static'))).toEqual({ kind: 'static', id: id('static') });
    expect(references.get(id('tree'))).toEqual({ kind: 'dynamic', definition: stored.tree });
  });

  it('cost no statement where there are none', async () => {
    expect(await statements.during(() => load(all(isSet)))).toEqual([]);
  });

  it('to cohorts that are there are accepted', async () => {
    expect(await refusalOf(all(to('tree'), to('static')))).toBeUndefined();
    expect(await refusalOf(all(to('tree')), { cohortId: id('chain5') })).toBeUndefined();
  });
});

const at = (...names: string[]) => names.map(name => ` → cohort ${id(name)}`).join('.values[0]');

describe('a reference', () => {
  it.each(['foreign', 'deleted', 'nowhere'])(
    'to a %s cohort is not found, and its place is named',
    async name => {
      expect(await refusalOf(all(isSet, { type: 'OR', values: [to(name)] }))).toEqual([
        'NOT_FOUND',
        `definition.values[1].values[0].cohortId: the project has no cohort ${id(name)}.`,
      ]);
    },
  );

  it('to a cohort of the viewer’s other project is not found in this one', async () => {
    expect(await load(all(to('plain')), other)).toEqual(new Map());
  });

  it('that leads to a deleted cohort is not found, and the way is named', async () => {
    expect(await refusalOf(all(to('dangling')))).toEqual([
      'NOT_FOUND',
      `definition.values[0]${at('dangling')}.values[1].cohortId: the project has no cohort ${id('deleted')}.`,
    ]);
  });

  it('that goes round in a circle is refused', async () => {
    expect(await refusalOf(all(to('egg')))).toEqual([
      'BAD_USER_INPUT',
      `definition.values[0]${at('egg')}.values[1]${at('hen')}.values[0].values[0].cohortId refers to cohort ${id('egg')} in a circle.`,
    ]);
  });

  it('that leads back to the cohort that is being saved is refused, in whatever case its UUID is', async () => {
    const circle = expect.stringMatching(/ in a circle\.$/);
    const cohortId = id('chain0').toUpperCase();
    expect(await refusalOf(all(to('chain2')), { cohortId })).toEqual(['BAD_USER_INPUT', circle]);
    expect(await refusalOf(all(to('chain0')), { cohortId })).toEqual(['BAD_USER_INPUT', circle]);
  });

  it('leads through 8 cohorts at most', async () => {
    expect(await refusalOf(all(to('chain6')))).toBeUndefined();
    const chained = at(...Array.from({ length: 8 }, (_, i) => `chain${7 - i}`));
    expect(await refusalOf(all(to('chain7')))).toEqual([
      'BAD_USER_INPUT',
      `definition.values[0]${chained}.values[0].cohortId refers too deeply: through at most 8 cohorts.`,
    ]);
    expect((await refusalOf(all(to('chain9'))))![0]).toBe('BAD_USER_INPUT');
  });

  it.each(['outdated', 'notAnId', 'abyss'])('to a cohort whose definition is %s is refused', async name => {
    expect(await refusalOf(all(to(name)))).toEqual([
      'BAD_USER_INPUT',
      `definition.values[0].cohortId: the stored definition of cohort ${id(name)} is not valid; save it anew.`,
    ]);
  });
});

describe('a definition with its references inlined', () => {
  it('has 100 conditions at most', async () => {
    const ten = Array.from({ length: 10 }, () => isSet);
    expect(await refusalOf(all(to('wider'), ...ten))).toBeUndefined();
    expect(await refusalOf(all(to('wider'), ...ten, to('static')))).toEqual([
      'BAD_USER_INPUT',
      'definition.values[11] is one condition too many: a definition may have 100, those of the cohorts it refers to included.',
    ]);
  });

  it('has 30 regular expressions at most', async () => {
    const fourteen = Array.from({ length: 14 }, () => regex);
    expect(await refusalOf(all(to('regexes'), ...fourteen))).toBeUndefined();
    expect(await refusalOf(all(to('regexes'), to('regexes')))).toEqual([
      'BAD_USER_INPUT',
      `definition.values[1]${at('regexes')}.values[14] is one regular expression too many: a definition may have 30, those of the cohorts it refers to included.`,
    ]);
  });
});
